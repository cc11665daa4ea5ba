//! Noun phrases of somebody who may speak: behind a cue, before one, and with what stands between commas.

use super::class::*;
use super::grammar::Grammar;
use super::items::{Kind, Unit};
use std::ops::Range;

/// The most items of a noun phrase.
const REACH: usize = 28;

/// The most items between two commas that belong to a noun phrase.
const BETWEEN: usize = 24;

/// Looks for phrases in one sentence.
#[derive(Clone, Copy)]
pub(crate) struct Phrases<'a> {
    pub unit: &'a Unit<'a>,
    pub grammar: &'a Grammar,
    /// By item: whether a cue is there.
    pub cues: &'a [bool],
}

impl Phrases<'_> {
    pub fn is(&self, at: usize, of: Classes) -> bool {
        self.unit.is(at, of)
    }

    pub fn kind(&self, at: usize) -> Kind {
        self.unit.kind(at)
    }

    fn cue(&self, at: usize) -> bool {
        self.cues.get(at).copied().unwrap_or(false)
    }

    fn capital(&self, at: usize) -> bool {
        self.unit.items.get(at).is_some_and(|item| item.capital)
    }

    /// Whether a quotation is short enough for a name.
    pub fn name_like(&self, at: usize) -> bool {
        self.unit.items.get(at).is_some_and(|item| item.kind == Kind::Quote && item.inner.len() <= 90 && item.inner.end() < item.span.end())
    }

    /// Whether a word ends every noun phrase.
    fn closes(&self, at: usize) -> bool {
        let never = THAT | RELATIVE | SUBORDINATOR | BUT | NEGATION | AUXILIARY | VERB | TOPIC | AS;
        self.cue(at)
            || self.is(at, OUTSIDE)
            || self.is(at, never) && !self.is(at, DETERMINER | PERSON | BODY | OF)
            || self.grammar.cases && self.is(at, INFINITIVE) && !self.capital(at)
    }

    /// Whether a noun phrase can begin at an item.
    pub fn opens(&self, at: usize) -> bool {
        match self.kind(at) {
            Kind::Number => true,
            Kind::Quote => self.name_like(at),
            Kind::Word if self.is(at, PRONOUN | FIRST | ANAPHOR) => true,
            Kind::Word => {
                if self.closes(at)
                    || self.is(at, PREPOSITION | OF | AND | PARTICIPLE | TOLD) && !self.is(at, DETERMINER | POSSESSIVE | PERSON | BODY)
                {
                    return false;
                }
                let named =
                    self.is(at, DETERMINER | POSSESSIVE | QUANTITY | PERSON | BODY | DOCUMENT | TITLE | UNNAMED) || self.capital(at);
                if self.grammar.articles { named } else { named || !self.is(at, ADVERB | TIME | CLITIC | MANNER | INFINITIVE) }
            }
            _ => false,
        }
    }

    /// Whether items hold a verb.
    pub fn has_verb(&self, range: Range<usize>) -> bool {
        range.into_iter().any(|at| self.is(at, AUXILIARY | VERB) && !self.is(at, PERSON | BODY | PREPOSITION) || self.cue(at))
    }

    /// Where a noun phrase that begins at an item ends, without what a comma adds.
    pub fn core(&self, from: usize) -> usize {
        let mut at = from;
        if self.is(at, PRONOUN | FIRST) && !self.is(at, DETERMINER | POSSESSIVE) {
            return at + 1;
        }
        while at < self.unit.items.len() && at < from + REACH {
            match self.kind(at) {
                Kind::Number => {}
                Kind::Quote if self.name_like(at) && (at == from || self.named_by_quote(at - 1)) => {}
                Kind::Stop if at > from && self.unit.lower(at) == "." && at + 1 < self.unit.items.len() => {
                    let short = self.unit.lower(at - 1).chars().count() == 1 && self.capital(at - 1);
                    if !(self.is(at - 1, TITLE) || short) {
                        break;
                    }
                }
                Kind::Word if at > from && (self.closes(at) || self.governed(at, from)) => break,
                Kind::Word if at > from && self.is(at, TIME) && !self.capital(at) => break,
                // Another article begins another noun phrase.
                Kind::Word if at > from && self.grammar.articles && self.another(at) => break,
                Kind::Word if self.is(at, PREPOSITION | OF) && !self.is(at, POSSESSIVE) => {
                    let own = self.joined_noun(at);
                    if at == from && !own || at > from && !self.goes_on(at) {
                        break;
                    }
                    if !own {
                        at += 1;
                    }
                }
                Kind::Word if self.is(at, AND) && !self.is(at, PERSON | BODY) => {
                    if at == from || !self.joins(at) {
                        break;
                    }
                }
                Kind::Word
                    if at > from
                        && self.is(at, ADVERB | MANNER | TOLD | PARTICIPLE | CLITIC)
                        && !self.is(at, DETERMINER | PARTICLE | POSSESSIVE | PERSON | BODY) =>
                {
                    break;
                }
                // "This last one" is a pronoun with an article.
                Kind::Word
                    if at > from
                        && self.is(at, PRONOUN)
                        && !self.is(at, DETERMINER | POSSESSIVE)
                        && !self.grammar.joined
                        && !self.is(at - 1, DETERMINER) =>
                {
                    break;
                }
                Kind::Word => {}
                _ => break,
            }
            at += 1;
        }
        let mut end = at.min(self.unit.items.len());
        while end > from
            && self.is(end - 1, PREPOSITION | OF | AND | DETERMINER)
            && !self.joined_noun(end - 1)
            && !self.is(end - 1, PERSON | BODY)
        {
            end -= 1;
        }
        end
    }

    /// Whether a word can have a name in quotation marks behind it: a noun for people or a body, or a small word before it.
    fn named_by_quote(&self, at: usize) -> bool {
        let definite = self.grammar.joined && self.unit.lower(at).starts_with("ال");
        self.kind(at) == Kind::Word && self.is(at, PERSON | BODY | DOCUMENT | UNNAMED | TITLE | OF | DETERMINER | AND) && !definite
            || self.kind(at) == Kind::Word && at > 0 && self.is(at - 1, BODY) && !self.grammar.articles
    }

    /// An Arabic word behind a subject that is none of it: in the accusative, or led by a preposition written with it.
    fn governed(&self, at: usize, from: usize) -> bool {
        let item = &self.unit.items[at];
        if !self.grammar.joined {
            return false;
        }
        let definite = |n: usize| self.unit.lower(n).starts_with("ال");
        // What agrees with a definite noun is definite: an indefinite word behind one begins an object, but for names of people.
        let group = self.is(from, BODY | UNNAMED) && !self.is(from, TITLE);
        let object = group && definite(at - 1) && !definite(at) && item.class == 0;
        let pointed = self.is(at, DETERMINER) && !self.is(at - 1, PREPOSITION | AND | DETERMINER);
        let led = item.lower.starts_with("بال") || item.lower.starts_with("لل");
        let noun = self.is(at, PERSON | BODY) && !self.is(at, PREPOSITION);
        object || pointed || !noun && (led || item.accusative)
    }

    /// Whether an article stands where no small word leads to it.
    fn another(&self, at: usize) -> bool {
        let led = OF | PREPOSITION | AND | QUANTITY | DETERMINER | POSSESSIVE;
        self.is(at, DETERMINER)
            && !self.is(at, OF | PREPOSITION)
            && !self.capital(at)
            && self.kind(at - 1) == Kind::Word
            && !self.is(at - 1, led)
    }

    /// Whether a preposition is written together with its noun.
    fn joined_noun(&self, at: usize) -> bool {
        self.grammar.joined && self.is(at, PERSON | BODY | DOCUMENT | UNNAMED | ANAPHOR)
    }

    /// Whether a preposition inside a noun phrase goes on with it.
    fn goes_on(&self, at: usize) -> bool {
        let mut noun = at + 1;
        if self.joined_noun(at) {
            return self.is(at, BODY);
        }
        while self.is(noun, DETERMINER | POSSESSIVE) && self.kind(noun + 1) == Kind::Word {
            noun += 1;
        }
        let other = match self.kind(noun) {
            Kind::Word => {
                self.is(noun, TIME | MANNER | THAT | AND | VERB | AUXILIARY)
                    || self.is(noun, INFINITIVE) && !self.capital(noun)
                    || self.is(noun, TOLD) && !self.is(at, OF)
                    || self.cue(noun)
            }
            Kind::Quote => !self.name_like(noun),
            Kind::Number => !self.is(at, OF),
            _ => true,
        };
        !other && (self.is(at, OF) || !self.is(noun, DOCUMENT | INFINITIVE))
    }

    /// Whether "and" joins another noun phrase to the one before it.
    fn joins(&self, at: usize) -> bool {
        let next = at + 1;
        if !self.opens(next) || self.is(next, PRONOUN | FIRST) {
            return false;
        }
        let limit = (next + 6).min(self.unit.items.len());
        let mark = (next..limit).find(|n| !matches!(self.kind(*n), Kind::Word | Kind::Number)).unwrap_or(limit);
        !self.has_verb(next..mark) && !(next..mark).any(|n| self.is(n, THAT))
    }

    /// The noun phrase behind an item, with what commas add to it.
    pub fn after(&self, from: usize) -> Option<Range<usize>> {
        if !self.opens(from) {
            return None;
        }
        let mut end = self.core(from);
        if end == from {
            return None;
        }
        for _ in 0..2 {
            match self.apposition(end) {
                Some(more) if !self.is(from, PRONOUN | FIRST) => end = more,
                _ => break,
            }
        }
        Some(from..end)
    }

    /// The end of an apposition behind the comma at `comma`: a noun phrase without a verb up to the next mark.
    fn apposition(&self, comma: usize) -> Option<usize> {
        if self.kind(comma) != Kind::Comma {
            return None;
        }
        let from = comma + 1;
        let word = self.kind(from) == Kind::Word;
        let noun =
            word && (self.opens(from) && !self.is(from, PRONOUN | FIRST | ADVERB | PARTICIPLE | CLITIC) || self.is(from, DETERMINER));
        let known = self.capital(from) || self.is(from, DETERMINER | POSSESSIVE | PERSON | BODY | TITLE);
        if !noun || !(known || self.grammar.articles && self.opens(from)) {
            return None;
        }
        let end = self.core(from);
        let closed = match self.kind(end) {
            Kind::Comma | Kind::Stop | Kind::Dash | Kind::Colon | Kind::Quote | Kind::Edge | Kind::Semicolon | Kind::Bracket => true,
            Kind::Word => self.is(end, THAT | PREPOSITION | TIME) && !self.is(end, AUXILIARY | CLITIC) || self.cue(end),
            _ => false,
        };
        (end > from && closed && !self.has_verb(from..end)).then_some(end)
    }

    /// The first item of the clause that ends before `to`: behind a mark, a complementiser or another verb.
    fn clause_start(&self, to: usize) -> usize {
        let mut from = to;
        while from > self.unit.start && to - from < REACH {
            let at = from - 1;
            let stop = match self.kind(at) {
                Kind::Word => {
                    let closing = THAT | RELATIVE | SUBORDINATOR | BUT | VERB | AUXILIARY | TOPIC | AS;
                    self.is(at, closing) && !self.is(at, DETERMINER | PERSON | BODY | OF)
                        || self.cue(at)
                        || self.is(at, AND) && !self.is(at, PERSON | BODY) && !self.joins(at)
                }
                Kind::Number => false,
                Kind::Quote => !(self.name_like(at) && (at == self.unit.start || matches!(self.kind(at - 1), Kind::Word) || from == to)),
                Kind::Stop => !(at > 0 && self.is(at - 1, TITLE)),
                _ => true,
            };
            if stop {
                break;
            }
            from = at;
        }
        from
    }

    /// The noun phrase right before an item, in the same clause.
    pub fn before(&self, to: usize) -> Option<Range<usize>> {
        let mut from = self.clause_start(to);
        // What opens the clause and is no subject.
        loop {
            if from >= to {
                return None;
            }
            if self.kind(from) == Kind::Word
                && self.is(from, AND | BUT | ADVERB | TIME | NEGATION | CLITIC | TOPIC | SUBORDINATOR)
                && !self.is(from, DETERMINER | PERSON | BODY | POSSESSIVE)
            {
                from += 1;
                continue;
            }
            if self.kind(from) == Kind::Word && self.is(from, PREPOSITION | OF) && !self.is(from, POSSESSIVE) {
                from = self.behind_preposition(from, to)?;
                continue;
            }
            break;
        }
        let mut end = to;
        let loose = |n: usize| self.is(n, ADVERB | TIME | CLITIC | NEGATION | TOLD) && !self.is(n, PERSON | BODY | DETERMINER);
        while end > from && loose(end - 1) && !(end - 1 > from && self.is(end - 2, OF)) {
            end -= 1;
        }
        if end <= from {
            return None;
        }
        // "Its envoy in a post wrote": where and how is no part of who.
        let core = self.core(from);
        if core < end && core > from && self.is(core, PREPOSITION | ADVERB | TIME | TOLD) && !self.is(core, PERSON | BODY) {
            end = core;
        }
        let range = from..end;
        let start = range.start;
        (self.opens(start) || self.is(start, DETERMINER | POSSESSIVE)).then_some(range).filter(|r| !self.has_verb(r.clone()))
    }

    /// The item behind a prepositional phrase that opens a clause.
    fn behind_preposition(&self, from: usize, to: usize) -> Option<usize> {
        let mut at = from + usize::from(!self.joined_noun(from));
        if self.grammar.articles {
            // The next article that no preposition governs, or a name behind a common noun.
            while self.is(at, DETERMINER | POSSESSIVE) {
                at += 1;
            }
            at += 1;
            while at < to {
                let governed = self.is(at - 1, PREPOSITION | OF | DETERMINER | POSSESSIVE);
                if !governed && (self.is(at, DETERMINER | POSSESSIVE | PRONOUN) && !self.is(at, OF | PREPOSITION)) {
                    return Some(at);
                }
                at += 1;
            }
            return None;
        }
        // Without articles: the nearest word for people behind its noun.
        at += 1;
        while at < to && !self.is(at, PERSON | BODY | PRONOUN | TITLE | UNNAMED) {
            at += 1;
        }
        (at < to && at > from + 1).then_some(at)
    }

    /// The office that speaks where the clause only says where: "in the hospital they said".
    pub fn inside_before(&self, to: usize) -> Option<Range<usize>> {
        let from = self.clause_start(to);
        let at = (from..to).find(|at| self.is(*at, INSIDE))?;
        let quiet = (from..at).all(|n| self.is(n, AND | BUT | ADVERB | TIME) || self.kind(n) == Kind::Number);
        let mut end = to;
        while end > at && self.is(end - 1, ADVERB | TIME | CLITIC | NEGATION | TOLD) {
            end -= 1;
        }
        (quiet && at + 1 < end && !self.is(at + 1, TIME)).then_some(at + 1..end)
    }

    /// The noun phrase before a comma, and what stands between it and the comma at `comma`: "X, head of Y, said".
    pub fn across(&self, comma: usize) -> Option<Range<usize>> {
        if self.kind(comma) != Kind::Comma {
            return None;
        }
        let floor = comma.saturating_sub(BETWEEN).max(self.unit.start);
        let mut first = (floor..comma).rev().find(|at| self.kind(*at) == Kind::Comma)?;
        for _ in 0..3 {
            let middle = first + 1..comma;
            let relative =
                self.is(middle.start, RELATIVE | PARTICIPLE) || self.is(middle.start, PREPOSITION) && self.is(middle.start + 1, RELATIVE);
            let plain_verb = middle.clone().any(|at| self.is(at, AUXILIARY | VERB) && !self.is(at, PERSON | BODY | PREPOSITION));
            let opener = PREPOSITION | PRONOUN | ADVERB | SUBORDINATOR | TIME | AND | AS;
            let aside = self.is(middle.start, opener) && !plain_verb;
            let head = self.before(first);
            if let Some(head) = head {
                let clear = head.start == self.unit.start
                    || matches!(self.kind(head.start - 1), Kind::Stop | Kind::Semicolon | Kind::Colon | Kind::Dash | Kind::Bracket)
                    || self.is(head.start - 1, AND | BUT | THAT | SUBORDINATOR | TOPIC | ADVERB | TIME)
                    || self.kind(head.start - 1) == Kind::Comma;
                if clear && self.apposition(first) == Some(comma) && !relative {
                    return Some(head.start..comma);
                }
                if clear
                    && (relative
                        || aside
                        || self.apposition(first).is_some_and(|end| end < comma && self.is(end + 1, RELATIVE | PARTICIPLE)))
                {
                    return Some(head);
                }
                if clear && self.grammar.articles && !self.has_verb(middle.clone()) {
                    return Some(head);
                }
            }
            let floor = first.saturating_sub(BETWEEN).max(self.unit.start);
            first = (floor..first).rev().find(|at| self.kind(*at) == Kind::Comma)?;
        }
        None
    }
}
