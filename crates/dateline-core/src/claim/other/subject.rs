//! Who speaks by a cue: before it, behind it, across what commas set between, or the one who spoke before.

use super::class::*;
use super::frames::{Frame, Framer, LEAD_REACH, Who};
use super::grammar::{Cue, Use};
use super::hits::Hit;
use super::items::Kind;
use std::ops::Range;

/// How far a relative clause behind a speaker may reach, in items.
const RELATIVE_REACH: usize = 24;

impl Framer<'_> {
    /// Finds who speaks; `right` moves behind them where they follow.
    pub(super) fn subject(&self, hit: &Hit, cue: &Cue, frame: &mut Frame, right: &mut usize, earlier: &[Frame]) -> Option<()> {
        let left = hit.start;
        if let Some(pronoun) = hit.inside {
            frame.who = self.person(pronoun..pronoun + 1);
            return Some(());
        }
        match hit.used {
            Use::Nobody => return Some(()),
            Use::Quoted => {
                let from = (self.unit.start.max(left.saturating_sub(LEAD_REACH + 4))..left).rev().find(|at| self.leads(cue, *at))?;
                let range = self.phrases.after(from + 1)?;
                frame.who = Who::Named(range.start..range.end.min(left));
                return Some(());
            }
            Use::Gerund => {
                frame.joined = true;
                let before = earlier.iter().any(|f| f.clause.start < left);
                frame.who = if before || self.spoken && self.main_subject(left).is_none() { Who::Before } else { self.main_subject(left)? };
                return Some(());
            }
            Use::First => {
                self.first_person(hit, frame, right);
                return Some(());
            }
            Use::Finite | Use::Many | Use::Participle => {}
        }
        if hit.used == Use::Many && self.inside(hit, frame) {
            return Some(());
        }
        if let Some(range) = self.antecedent(left) {
            frame.clause.start = left - 1;
            frame.who = Who::Named(range);
            return Some(());
        }
        // "As for X, they said": what joins topic and verb is written with the verb.
        let topic = self.grammar.joined && left > self.unit.start && self.unit.lower(left - 1) == "ف";
        let before = self.phrases.before(left).or_else(|| if topic { self.phrases.before(left - 1) } else { None });
        if let Some(mut range) = before {
            if self.is(range.end - 1, PRONOUN) && !self.is(range.end - 1, POSSESSIVE | DETERMINER | QUANTITY) {
                range.start = range.end - 1;
            }
            frame.clause.start = range.start;
            frame.who = self.person(range);
            return Some(());
        }
        if hit.used == Use::Many && self.is(*right, INSIDE) && self.phrases.opens(*right + 1) {
            let end = self.phrases.core(*right + 1);
            frame.who = Who::Named(*right + 1..end);
            *right = end;
            frame.clause.end = end;
            return Some(());
        }
        self.behind_or_across(hit, cue, frame, right, earlier)
    }

    /// Whom a relative pronoun right before a verb stands for: "villagers who demand".
    fn antecedent(&self, left: usize) -> Option<Range<usize>> {
        let relative = left.checked_sub(1).filter(|at| *at > self.unit.start && self.is(*at, RELATIVE) && !self.grammar.joined)?;
        let comma = self.kind(relative - 1) == Kind::Comma;
        let range = self.phrases.before(relative - usize::from(comma))?;
        let someone = |at: usize| self.is(at, PERSON | BODY | UNNAMED | TITLE) || self.unit.items[at].capital;
        range.clone().any(someone).then_some(range)
    }

    /// A noun phrase as who speaks; nobody for "one".
    fn person(&self, range: Range<usize>) -> Who {
        if range.len() == 1 && self.is(range.start, IMPERSONAL) { Who::Nobody } else { Who::Named(range) }
    }

    /// "We deny", "nous le disons".
    fn first_person(&self, hit: &Hit, frame: &mut Frame, right: &mut usize) {
        let group = (hit.start..hit.range.start).find(|at| self.is(*at, FIRST));
        let pronoun = group.or(hit.start.checked_sub(1).filter(|at| *at >= self.unit.start && self.is(*at, FIRST)));
        if let Some(at) = pronoun {
            frame.who = Who::Named(at..at + 1);
            frame.clause.start = at.min(hit.start);
        } else if self.is(*right, FIRST) {
            frame.who = Who::Named(*right..*right + 1);
            *right += 1;
        }
    }

    /// "In the hospital they said": an office that speaks where the clause only says where.
    fn inside(&self, hit: &Hit, frame: &mut Frame) -> bool {
        let Some(mut range) = self.phrases.inside_before(hit.start) else { return false };
        let Some(body) = range.clone().find(|at| self.is(*at, BODY)) else { return false };
        // "В больнице врачи говорят": somebody else speaks there.
        let several = |at: usize| self.is(at, PERSON) && self.unit.lower(at).ends_with('и') && !self.is(at - 1, PREPOSITION);
        if (body + 1..range.end).any(several) {
            return false;
        }
        while range.end > body + 1 && self.is(range.end - 1, TOLD | ADVERB | CLITIC) {
            range.end -= 1;
        }
        frame.clause.start = range.start - 1;
        frame.who = Who::Named(range);
        true
    }

    fn behind_or_across(&self, hit: &Hit, cue: &Cue, frame: &mut Frame, right: &mut usize, earlier: &[Frame]) -> Option<()> {
        // Adverbs before the verb are its own: ", and later admitted".
        let mut left = hit.start;
        while left > self.unit.start && self.is(left - 1, ADVERB | TIME) && !self.is(left - 1, AND | PERSON | BODY | PRONOUN) {
            left -= 1;
        }
        let mark = self.before(left);
        let quoted = mark == Kind::Quote || matches!(mark, Kind::Comma | Kind::Dash | Kind::Stop) && self.before(left - 1) == Kind::Quote;
        let open = !self.is(*right, INFINITIVE) && self.complement(*right).is_none();
        // Behind "and" a noun phrase is an object, but where the verb comes first.
        let joined = !self.grammar.joined && left > self.unit.start && self.is(left - 1, AND | BUT) && !self.is(*right, PRONOUN);
        let post = if open && !joined { self.phrases.after(*right).filter(|p| self.can_follow(cue, p, *right)) } else { None };
        // What leads to the content is no part of who speaks.
        let post = post.map(|p| {
            let lead = if self.grammar.joined { (p.start + 1..p.end).find(|at| self.leads(cue, *at)) } else { None };
            p.start..lead.unwrap_or(p.end)
        });
        let objects = self.grammar.joined && (cue.object || cue.demand);
        let post = post.map(|p| if objects && self.complement(p.end).is_none() { self.without_object(p) } else { p });
        // "And called on the factions.": nothing is left to be said, so the phrase is no subject.
        let spoke = self.spoken || earlier.iter().any(|f| f.clause.end <= left);
        let someone = |at: usize| self.is(at, PERSON | BODY | UNNAMED | TITLE | PRONOUN | DOCUMENT) || self.kind(at) == Kind::Quote;
        let last = |end: usize| matches!(self.kind(end), Kind::Stop | Kind::Comma | Kind::Edge | Kind::Semicolon) || self.is(end, AND);
        let consumed = objects && !cue.bare && spoke && !quoted && mark != Kind::Comma;
        let within = left > self.unit.start + 1 && self.is(left - 1, AND);
        let post = post.filter(|p| !(consumed && (!someone(p.start) && within || !(cue.clause && someone(p.start)) && last(p.end))));
        let across = if mark == Kind::Comma && !quoted { self.phrases.across(left - 1) } else { None };
        let ended = post.as_ref().is_some_and(|p| matches!(self.kind(p.end), Kind::Dash) || last(p.end) && !self.is(p.end, AND));
        let trailing = ended && cue.clause && !cue.object;
        match (across, post) {
            (Some(range), post) if !(quoted || trailing && post.is_some()) => {
                frame.clause.start = range.start;
                frame.who = Who::Named(range);
            }
            (_, Some(range)) => {
                *right = range.end;
                frame.clause.end = range.end;
                if !matches!(mark, Kind::Comma | Kind::Dash | Kind::Quote) && range.len() > 1 {
                    *right = self.behind_relative(range.end);
                }
                frame.who = self.person(range);
            }
            _ => {
                let near = left > self.unit.start && (self.is(left - 1, AND | BUT) || matches!(mark, Kind::Comma | Kind::Semicolon));
                let here = near && earlier.iter().any(|f| f.clause.end <= left);
                let main = if near && earlier.is_empty() && !quoted { self.main_subject(left) } else { None };
                if let Some(main) = main {
                    frame.who = main;
                    frame.joined = true;
                } else if here || self.grammar.dropped && spoke {
                    frame.who = Who::Before;
                    if left > self.unit.start && self.is(left - 1, AND | BUT) {
                        frame.clause.start = left - 1;
                    }
                } else if !(cue.clause && (self.complement(*right).is_some() || quoted)) {
                    return None;
                }
            }
        }
        Some(())
    }

    /// Behind a relative clause that follows a speaker between commas: "said X, who came late, that".
    fn behind_relative(&self, end: usize) -> usize {
        if self.kind(end) != Kind::Comma || !self.is(end + 1, RELATIVE) || self.is(end + 1, THAT) && self.grammar.joined {
            return end;
        }
        let limit = (end + RELATIVE_REACH).min(self.unit.items.len());
        match (end + 2..limit).find(|at| self.kind(*at) == Kind::Comma) {
            Some(comma) if self.complement(comma).is_some() => comma,
            Some(comma) if self.is(comma + 1, TOLD | THAT) || self.kind(comma + 1) == Kind::Colon => comma + 1,
            _ => end,
        }
    }

    /// An Arabic object behind its subject begins with an indefinite noun for people behind a noun phrase that is complete.
    fn without_object(&self, range: Range<usize>) -> Range<usize> {
        let definite = |at: usize| self.unit.lower(at).starts_with("ال");
        let people = |at: usize| self.is(at, PERSON | BODY);
        let begins = |at: &usize| {
            people(*at)
                && !definite(*at)
                && !self.is(*at, UNNAMED)
                && !self.is(*at - 1, PREPOSITION | AND | DETERMINER)
                && (definite(*at - 1) || self.kind(*at - 1) == Kind::Quote || !people(*at - 1))
        };
        let split = (range.start + 1..range.end).find(begins);
        range.start..split.unwrap_or(range.end)
    }

    /// Whether a noun phrase behind a cue can be its subject: in languages with the verb first always, else only where the
    /// cue opens its clause and the phrase is no object.
    fn can_follow(&self, cue: &Cue, phrase: &Range<usize>, right: usize) -> bool {
        // A verb that says something only by what a word leads to has other senses: its subject is somebody.
        let led = !(cue.clause || cue.quote || cue.object || cue.demand);
        let someone = self.is(right, PERSON | BODY | UNNAMED | TITLE | PRONOUN) || self.unit.items[right].capital;
        phrase.start == right && (self.grammar.joined || cue.clause || cue.quote || self.is(right, PRONOUN)) && (someone || !led)
    }

    /// The noun phrase that opens the sentence and has a verb of its own before `left`.
    fn main_subject(&self, left: usize) -> Option<Who> {
        let mut from = self.unit.start;
        let skipped = |at: usize| self.is(at, ADVERB | TIME | AND | BUT | TOPIC) || self.kind(at) == Kind::Dash;
        while from < left && skipped(from) && !self.is(from, DETERMINER | PERSON | BODY) {
            from += 1;
        }
        let verb_first = self.grammar.joined && !self.is(from, PERSON | BODY | TITLE | UNNAMED);
        let from = if verb_first { from + 1 } else { from };
        let range = self.phrases.after(from)?;
        let someone = |at: usize| self.is(at, PERSON | BODY | PRONOUN | TITLE | UNNAMED) || self.unit.items[at].capital;
        (range.end < left && range.clone().any(someone)).then(|| self.person(range))
    }
}
