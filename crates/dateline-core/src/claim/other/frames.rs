//! What a cue says about its sentence: who speaks, through what and to whom, and on which side of it what is said stands.

use super::class::*;
use super::grammar::{Cue, CueKind, Grammar, Use};
use super::hits::Hit;
use super::items::{Kind, Unit};
use super::phrase::Phrases;
use std::ops::Range;

/// How many words may stand between a cue and what leads to its content.
pub(super) const LEAD_REACH: usize = 14;

/// How long an aside between a cue and its complementiser may be, in items.
const ASIDE: usize = 9;

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// Whom these items name.
    Named(Range<usize>),
    /// Who spoke before.
    Before,
    /// Nobody is named.
    Nobody,
}

/// A cue with its place in the sentence.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub hit: Hit,
    /// The words of the cue, its complementiser with it.
    pub cue: Range<usize>,
    pub who: Who,
    pub via: Option<Range<usize>>,
    pub told: Vec<Range<usize>>,
    /// All items that say who speaks.
    pub clause: Range<usize>,
    /// First item of what is said behind the cue.
    pub lead: Option<usize>,
    /// The pronoun that stands for what is said.
    pub pronoun: Option<usize>,
    /// Whether what stands before the clause is said.
    pub trail: bool,
    /// Whether what is said goes on behind the clause.
    pub aside: bool,
    /// Whether it goes on with the clause before it: what that one says ends here.
    pub joined: bool,
    /// Whether a colon leads to what is said.
    pub colon: bool,
}

/// Reads the frames of one sentence.
pub(crate) struct Framer<'a> {
    pub phrases: Phrases<'a>,
    pub unit: &'a Unit<'a>,
    pub grammar: &'a Grammar,
    /// Whether somebody spoke before this sentence.
    pub spoken: bool,
}

impl Framer<'_> {
    pub(super) fn is(&self, at: usize, of: Classes) -> bool {
        self.unit.is(at, of)
    }

    pub(super) fn kind(&self, at: usize) -> Kind {
        self.unit.kind(at)
    }

    /// The kind of the item before one; an edge at the start.
    pub(super) fn before(&self, at: usize) -> Kind {
        if at > self.unit.start { self.kind(at - 1) } else { Kind::Edge }
    }

    /// The frame of a cue; `earlier` are those of the sentence so far.
    pub fn frame(&self, hit: &Hit, earlier: &[Frame]) -> Option<Frame> {
        match self.grammar.cues[hit.cue].kind {
            CueKind::Verb => self.verb(hit, earlier),
            CueKind::Source | CueKind::Citing => self.source(hit),
            CueKind::Own => self.own(hit),
            CueKind::Noun => self.noun(hit),
        }
    }

    pub(super) fn made(&self, hit: &Hit, who: Who, clause: Range<usize>) -> Frame {
        let cue = hit.range.clone();
        Frame {
            hit: hit.clone(),
            cue,
            who,
            via: None,
            told: Vec::new(),
            clause,
            lead: None,
            pronoun: None,
            trail: false,
            aside: false,
            joined: false,
            colon: false,
        }
    }

    /// Where what a complementiser at an item leads to begins; and the end of the complementiser where it counts to the cue.
    pub(super) fn complement(&self, at: usize) -> Option<(usize, usize)> {
        let mark = usize::from(self.kind(at) == Kind::Comma);
        let next = at + mark;
        if self.kind(next) != Kind::Word {
            return None;
        }
        if self.is(next, THAT) {
            let kept = self.grammar.joined && !self.is(next, PLAIN);
            return Some((next + usize::from(!kept), next + 1));
        }
        if mark == 0 && self.is(next, OF | PREPOSITION | CORRELATIVE) {
            let after = next + 1 + usize::from(self.is(next + 1, CORRELATIVE));
            let comma = usize::from(self.kind(after) == Kind::Comma);
            if (comma == 1 || self.is(next, OF) || self.is(after - 1, CORRELATIVE))
                && self.is(after + comma, THAT)
                && !self.is(after + comma, DETERMINER)
            {
                return Some((after + comma + 1, after + comma + 1));
            }
        }
        None
    }

    /// A complementiser at an item, or behind an aside between commas: "warns, however, that".
    fn led(&self, at: usize) -> Option<(usize, usize)> {
        let aside = || {
            let limit = (at + ASIDE).min(self.unit.items.len());
            let comma = (at + 1..limit).find(|n| self.kind(*n) == Kind::Comma).filter(|_| self.kind(at) == Kind::Comma)?;
            let relative = self.is(at + 1, RELATIVE) && !self.grammar.joined;
            let quiet = !self.phrases.has_verb(at + 1..comma) && !self.is(at + 1, THAT | AND) && !relative;
            self.complement(comma).or_else(|| self.is(comma + 1, THAT).then_some((comma + 2, comma + 2))).filter(|_| quiet)
        };
        self.complement(at).or_else(aside)
    }

    /// A colon at an item or behind a few words without a verb.
    fn colon(&self, cue: &Cue, at: usize) -> Option<usize> {
        if self.kind(at) == Kind::Colon {
            return Some(at);
        }
        let limit = (at + 5).min(self.unit.items.len());
        let colon = (at..limit).find(|n| self.kind(*n) != Kind::Word).filter(|n| self.kind(*n) == Kind::Colon)?;
        let speech =
            self.grammar.joined && (cue.clause || cue.quote) && self.kind(colon + 1) == Kind::Quote && !self.phrases.has_verb(at..colon);
        speech.then_some(colon)
    }

    /// Adverbs, times, listeners, manners and documents from an item on; the item behind them.
    fn adjuncts(&self, from: usize, frame: &mut Frame) -> usize {
        let cue = &self.grammar.cues[frame.hit.cue];
        let mut at = from;
        for _ in 0..8 {
            if self.kind(at) != Kind::Word || self.leads(cue, at) || self.complement(at).is_some() && !self.is(at, PREPOSITION) {
                break;
            }
            if self.is(at, TOLD) {
                frame.told.push(at..at + 1);
                at += 1;
                continue;
            }
            if self.is(at, PREPOSITION | OF) && !self.is(at, CLITIC) {
                let joined = self.grammar.joined && self.is(at, DOCUMENT | TOLD | BODY | PERSON);
                let mut noun = if joined { at } else { at + 1 };
                while self.is(noun, DETERMINER | POSSESSIVE) {
                    noun += 1;
                }
                if self.is(noun, TOLD) {
                    let end = self.phrases.core(noun).max(noun + 1);
                    let start = if joined { at } else { at + 1 };
                    frame.told.push(start..end);
                    at = end;
                    continue;
                }
                if self.is(noun, DOCUMENT) {
                    let end = self.document_end(noun);
                    frame.via.get_or_insert(if joined { at..end } else { at + 1..end });
                    at = end;
                    continue;
                }
                if self.is(noun, TIME | MANNER) || self.kind(noun) == Kind::Number && self.is(noun + 1, TIME) {
                    at = self.skip_time(noun);
                    continue;
                }
                break;
            }
            if self.grammar.cases && self.is(at, POSSESSIVE | DETERMINER) && self.is(at + 1, TOLD) {
                frame.told.push(at..at + 2);
                at += 2;
                continue;
            }
            if self.is(at, DETERMINER) && self.is(at + 1, TIME) {
                at = self.skip_time(at + 1);
                continue;
            }
            if self.is(at, ADVERB | TIME | MANNER) && !self.is(at, THAT | DETERMINER | INFINITIVE | BODY | PERSON) {
                at = if self.is(at, TIME) { self.skip_time(at) } else { at + 1 };
                continue;
            }
            break;
        }
        at
    }

    /// Behind words of time that stand together.
    fn skip_time(&self, from: usize) -> usize {
        let mut at = from + 1;
        while self.is(at, TIME) || self.kind(at) == Kind::Number || self.is(at, OF | DETERMINER) && self.is(at + 1, TIME) {
            at += 1;
        }
        at
    }

    /// The end of a document's noun phrase: adjectives and what "of" joins, no clause.
    fn document_end(&self, noun: usize) -> usize {
        let mut at = noun + 1;
        while at < noun + 8 {
            let fits = match self.kind(at) {
                Kind::Number => true,
                Kind::Quote => self.phrases.name_like(at),
                Kind::Word if self.is(at, OF) => matches!(self.kind(at + 1), Kind::Word | Kind::Quote | Kind::Number),
                Kind::Word => {
                    let never = PREPOSITION
                        | AND
                        | THAT
                        | RELATIVE
                        | SUBORDINATOR
                        | BUT
                        | PARTICIPLE
                        | ADVERB
                        | TIME
                        | VERB
                        | AUXILIARY
                        | CLITIC
                        | TOLD
                        | PRONOUN
                        | NEGATION
                        | INFINITIVE;
                    let genitive = self.grammar.cases
                        || self.grammar.joined
                        || self.is(at - 1, OF | DETERMINER | POSSESSIVE)
                        || !self.is(at, DETERMINER);
                    (!self.is(at, never) || self.is(at - 1, OF)) && genitive && !self.phrases.cues[at] && !self.participial(at)
                }
                _ => false,
            };
            if !fits {
                break;
            }
            at += 1;
        }
        at
    }

    fn participial(&self, at: usize) -> bool {
        self.is(at, PARTICIPLE)
    }

    /// Whether an item leads from a cue to its content.
    pub(super) fn leads(&self, cue: &Cue, at: usize) -> bool {
        self.kind(at) == Kind::Word && cue.leads.iter().any(|lead| lead == self.unit.lower(at))
    }

    fn verb(&self, hit: &Hit, earlier: &[Frame]) -> Option<Frame> {
        let cue = &self.grammar.cues[hit.cue];
        let mut frame = self.made(hit, Who::Nobody, hit.start..hit.range.end);
        let mut right = self.adjuncts(hit.range.end, &mut frame);
        self.subject(hit, cue, &mut frame, &mut right, earlier)?;
        frame.joined |= matches!(frame.who, Who::Before) && frame.clause.start > self.unit.start;
        self.via_before(&mut frame);
        if let Some(start) = self.remark(hit.start).filter(|_| frame.who != Who::Before) {
            frame.clause.start = start;
            frame.clause.end = frame.clause.end.max(right);
            if self.grammar.joined || self.is(start, PREPOSITION) {
                frame.cue.start = start;
            }
            return self.sides(cue, frame);
        }
        self.content_of(cue, &mut frame, right)?;
        Some(frame)
    }

    /// The first item of "as" or "according to what" right before a group of verbs.
    fn remark(&self, left: usize) -> Option<usize> {
        let before = left.checked_sub(1).filter(|at| *at >= self.unit.start && self.is(*at, AS))?;
        let further = before.checked_sub(1).filter(|at| *at >= self.unit.start && self.grammar.joined && self.is(*at, PREPOSITION | AS));
        Some(further.unwrap_or(before))
    }

    /// A document named in the clause before the cue: "in a statement, …".
    fn via_before(&self, frame: &mut Frame) {
        if frame.via.is_some() {
            return;
        }
        let from = self.unit.start.max(frame.clause.start.saturating_sub(LEAD_REACH));
        for at in (from..frame.hit.start).rev() {
            if !self.is(at, DOCUMENT) || self.kind(at) != Kind::Word || self.phrases.cues[at] {
                continue;
            }
            let mut start = at;
            while start > from && self.is(start - 1, DETERMINER | POSSESSIVE | INDEFINITE) {
                start -= 1;
            }
            let joined = self.grammar.joined && self.is(at, PREPOSITION);
            if joined || start > from && self.is(start - 1, PREPOSITION) && !self.is(start - 1, OF) {
                let end = self.document_end(at).min(frame.hit.start);
                let inside = matches!(&frame.who, Who::Named(range) if range.contains(&at));
                if !inside {
                    frame.via = Some(start..end);
                }
            }
            return;
        }
    }

    /// Finds on which side what is said stands; `None` where nothing is said.
    fn content_of(&self, cue: &Cue, frame: &mut Frame, right: usize) -> Option<()> {
        let mut at = self.adjuncts(right, frame);
        let named_before = matches!(&frame.who, Who::Named(range) if range.end <= frame.hit.range.start);
        if self.quoted(frame) && self.trails(cue, frame, at) {
            return Some(());
        }
        if cue.demand {
            at = self.asked(frame, at);
        }
        // "Said X, the spokesman, by telephone that".
        if self.kind(at) == Kind::Comma && self.complement(at).is_none() {
            let behind = self.adjuncts(at + 1, frame);
            if behind > at + 1 && self.complement(behind).is_some() {
                at = behind;
            }
        }
        // "рассказала нашей редакции, что": somebody told stands before the complementiser.
        if (cue.clause || cue.demand) && self.complement(at).is_none() && frame.hit.used != Use::Nobody {
            let limit = (at + LEAD_REACH).min(self.unit.items.len());
            let to = (at..limit)
                .take_while(|n| matches!(self.kind(*n), Kind::Word | Kind::Number | Kind::Quote))
                .find(|n| self.complement(*n).is_some() && (self.kind(*n) != Kind::Word || self.is(*n, THAT)));
            let comma = (at..limit)
                .find(|n| !matches!(self.kind(*n), Kind::Word | Kind::Number | Kind::Quote))
                .filter(|n| self.complement(*n).is_some() && !self.grammar.articles);
            if let Some(to) = to.or(comma).filter(|to| *to > at) {
                let clear = !self.phrases.has_verb(at..to) && (named_before || self.grammar.joined || frame.who == Who::Before);
                if clear && !self.leads(cue, at) {
                    let start = if self.is(at, PREPOSITION | OF) && !self.is(at, BODY | PERSON) { at + 1 } else { at };
                    if frame.told.is_empty() && start < to && !self.is(start, ADVERB) {
                        frame.told.push(start..to);
                    }
                    at = to;
                }
            }
        }
        if (cue.clause || cue.demand)
            && let Some((start, end)) = self.led(at)
        {
            frame.lead = Some(start);
            frame.clause.end = frame.clause.end.max(start);
            // A complementiser right behind the cue is part of it, but where it is written with what follows.
            if at == frame.hit.range.end && !self.grammar.joined {
                frame.cue.end = end;
            }
            return Some(());
        }
        if let Some(colon) = self.colon(cue, at) {
            frame.lead = Some(colon + 1);
            frame.colon = true;
            frame.clause.end = colon + 1;
            return Some(());
        }
        if self.leads(cue, at) && self.kind(at + 1) != Kind::Edge {
            if at == frame.hit.range.end {
                frame.cue.end = at + 1;
            }
            let start = at + 1;
            frame.lead = Some(self.complement(start).map_or(start, |(start, _)| start));
            frame.clause.end = frame.clause.end.max(start);
            return Some(());
        }
        if self.trails(cue, frame, at) {
            return Some(());
        }
        if self.kind(at) == Kind::Quote {
            frame.lead = Some(at);
            return Some(());
        }
        if cue.demand
            && let Some(start) = self.demanded(frame, at)
        {
            frame.lead = Some(start);
            return Some(());
        }
        let infinitive = self.is(at, INFINITIVE)
            || self.is(at, OF | NEGATION | CLITIC)
                && (self.is(at + 1, INFINITIVE) || self.is(at + 1, NEGATION | CLITIC) && self.is(at + 2, INFINITIVE));
        if infinitive && (cue.object || cue.clause || cue.demand) {
            frame.lead = Some(at);
            return Some(());
        }
        // Not what a pronoun or an adverb alone would be.
        if cue.object && matches!(self.kind(at), Kind::Word | Kind::Number) && !self.is(at, AND | BUT | THAT | RELATIVE | SUBORDINATOR) {
            frame.lead = Some(at);
            return Some(());
        }
        // "The elder confirms it": a pronoun before the verb is what is said.
        let pronoun = (frame.hit.start..frame.hit.range.start).find(|at| self.is(*at, CLITIC) && self.is(*at, DETERMINER));
        if cue.object && pronoun.is_some() {
            frame.pronoun = pronoun;
            return Some(());
        }
        if frame.hit.range.clone().any(|at| self.unit.items[at].suffix) || cue.bare {
            return Some(());
        }
        None
    }

    /// Whether a quotation ends right before a frame's clause.
    fn quoted(&self, frame: &Frame) -> bool {
        let start = frame.clause.start;
        let mark = self.before(start);
        start > self.unit.start
            && (mark == Kind::Quote
                || matches!(mark, Kind::Comma | Kind::Dash | Kind::Stop) && self.before(start - 1) == Kind::Quote
                || mark == Kind::Dash && self.before(start - 1) == Kind::Comma && self.before(start - 2) == Kind::Quote)
    }

    /// Behind who is asked for something: "demanded of the mine", "called on medical groups".
    fn asked(&self, frame: &mut Frame, at: usize) -> usize {
        let led = self.is(at, ASKED) && self.kind(at + 1) == Kind::Word;
        let from = if led { at + 1 } else { at };
        if !(led || self.grammar.joined && self.is(at, PERSON | BODY | UNNAMED)) || self.is(from, INFINITIVE) {
            return at;
        }
        let end = self.phrases.core(from);
        let more = matches!(self.kind(end), Kind::Word | Kind::Number | Kind::Quote) && !self.is(end, AND | PREPOSITION)
            || self.complement(end).is_some();
        if end == from || !more || self.phrases.has_verb(from..end) {
            return at;
        }
        frame.told.push(from..end);
        end
    }

    /// Whether what is said stands before the cue: "«…», said X", "…, said X", "A, said X, B".
    fn trails(&self, cue: &Cue, frame: &mut Frame, at: usize) -> bool {
        if !(cue.clause || cue.quote) || frame.clause.start <= self.unit.start {
            return false;
        }
        let open =
            matches!(self.kind(at), Kind::Comma | Kind::Stop | Kind::Edge | Kind::Dash | Kind::Semicolon | Kind::Bracket | Kind::Quote)
                || self.kind(at) == Kind::Word && self.is(at, AND | BUT | RELATIVE | PREPOSITION | SUBORDINATOR | PARTICIPLE);
        let mark = self.before(frame.clause.start);
        let behind = matches!(mark, Kind::Comma | Kind::Dash | Kind::Quote)
            || mark == Kind::Stop && self.before(frame.clause.start - 1) != Kind::Word;
        let named_after = matches!(&frame.who, Who::Named(range) if range.start >= frame.hit.range.end) || frame.hit.inside.is_some();
        if !(open && behind) {
            return false;
        }
        let quoted = self.quoted(frame);
        if !named_after && !quoted && !matches!(frame.who, Who::Nobody | Who::Before) {
            return false;
        }
        // A joined cue with nothing of its own behind it, but a clause before it that is another's, is none.
        if frame.who == Who::Before && !quoted && !matches!(self.kind(at), Kind::Stop | Kind::Edge | Kind::Comma) {
            return false;
        }
        frame.trail = true;
        frame.clause.end = frame.clause.end.max(at);
        let next = at + 1;
        let more = next < self.unit.items.len()
            && match self.kind(at) {
                Kind::Comma => {
                    let follows = self.is(next, RELATIVE | PARTICIPLE | AND | BUT) || self.phrases.cues.get(next).copied().unwrap_or(false);
                    !follows
                }
                Kind::Dash => true,
                _ => false,
            };
        let lone = self.kind(next) == Kind::Dash && self.kind(at) == Kind::Comma;
        let again = || (at..self.unit.items.len()).any(|n| self.kind(n) == Kind::Quote);
        frame.aside = (more || lone || self.kind(at) == Kind::Quote) && (!quoted || again());
        true
    }

    /// What somebody is to do, behind who is told: "called on residents to leave", "demanded of the mine to pay".
    fn demanded(&self, frame: &mut Frame, at: usize) -> Option<usize> {
        let limit = (at + LEAD_REACH).min(self.unit.items.len());
        let words =
            (at..limit).take_while(|n| matches!(self.kind(*n), Kind::Word | Kind::Number | Kind::Quote)).last().map_or(at, |n| n + 1);
        let cue = &self.grammar.cues[frame.hit.cue];
        for n in at..words {
            let verb = self.is(n, INFINITIVE);
            let lead = n > at && self.leads(cue, n);
            if !verb && !lead {
                continue;
            }
            let mut start = n;
            while start > at && self.is(start - 1, NEGATION | CLITIC | OF | PREPOSITION) && !self.is(start - 1, DETERMINER) {
                start -= 1;
            }
            if start > at && frame.told.is_empty() {
                let first = if self.is(at, PREPOSITION | OF) && !self.is(at, BODY | PERSON) && start > at + 1 { at + 1 } else { at };
                frame.told.push(first..start);
            }
            return Some(if lead && self.grammar.joined { n + 1 } else { start });
        }
        None
    }
}
