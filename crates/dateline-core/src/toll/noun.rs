//! What is counted: the noun after a number of people, one person told by a noun, and numbers that are ages or counts of
//! other things.

use super::Who;
use super::lexicon::{Form, Role};
use super::quantity::{Finder, Kind, MODIFIERS, Quantity};
use crate::segment::TokenKind;
use std::ops::Range;

/// How far back a list of ages is looked for, in tokens.
const AGES: usize = 8;

impl Finder<'_> {
    /// Reads on from the number to what is counted; `None` where that is no people.
    pub(super) fn with_noun(&self, base: Quantity, from: usize, sentence: &Range<usize>) -> Option<Quantity> {
        if self.lexicon.free {
            return self.noun_after(base, from, sentence);
        }
        let (segments, end) = (self.segments, sentence.end);
        let mut found = base;
        let mut at = from;
        if self.is(Role::More, at) && at < end {
            let ends = self.is(Role::Others, at);
            found.tokens.end = at + 1;
            at += 1;
            // "many more injured": the words are their own noun.
            let said_of =
                found.kind == Kind::Vague && self.lexicon.outcome(&[Form::Participle, Form::Adjective], segments, at, end).is_some();
            if ends || said_of && self.noun_within(at + 1, end, 2).is_none() {
                return Some(found);
            }
        }
        // "more than 12" civilians: the noun stands outside the quotation.
        if matches!(segments.lower(at), "”" | "\"" | "’" | "'")
            && at + 1 < end
            && self.lexicon.person(segments, at + 1).is_some()
            && found.tokens.start > sentence.start
            && matches!(segments.lower(found.tokens.start - 1), "“" | "\"" | "‘" | "'")
        {
            found.tokens.start -= 1;
            at += 1;
        }
        // "three of the dead", "two of them", "10 of civilians", "one of his sons".
        if self.is(Role::Of, at) && at + 1 < end {
            if let Some(used) = self.lexicon.role(Role::SubsetOf, segments, at, end) {
                found.part = true;
                if let Some(of) = self.named_part(&found, at + used, end) {
                    return Some(of);
                }
                let noun = self.lexicon.outcome(&[Form::Noun, Form::Adjective, Form::Participle], segments, at + used - 1, at + used);
                found.own = noun.map(|(cue, _)| cue.outcome);
                found.tokens.end = at + used;
                return Some(found);
            }
            at += 1;
            if self.is(Role::Pronoun, at) {
                found.tokens.end = at + 1;
                return Some(found);
            }
            if self.is(Role::Determiner, at) {
                at += 1;
            }
        }
        let mut own = None;
        let limit = end.min(at + MODIFIERS + 1);
        while at < limit {
            let token = segments.tokens[at];
            if token.kind != TokenKind::Word || self.is_taken(at) {
                break;
            }
            if let Some((cue, used)) = self.lexicon.outcome(&[Form::Noun, Form::Adjective, Form::Participle], segments, at, end) {
                let noun_follows = self.noun_within(at + used, end, 3);
                let is_noun = self.lexicon.outcome(&[Form::Noun, Form::Adjective], segments, at, end).is_some();
                if let Some(head) = noun_follows.filter(|_| !cue.hedge || is_noun) {
                    // "two wounded men", "nine wounded persons".
                    found.own = Some(cue.outcome);
                    found.tokens.end = head + 1;
                    found.who = self.lexicon.person(segments, head).map(|p| p.who);
                    return Some(found);
                }
                if !is_noun && !self.ends_noun(at + used, end) {
                    // "forty burnt houses" are no people.
                    let auxiliary = self.lexicon.role(Role::Auxiliary, segments, at + used, end).is_some();
                    return (auxiliary || self.lexicon.role(Role::Article, segments, at + used, end).is_some()).then_some(found);
                }
                // "12 dead", "37 injuries", "four killed": the word is the noun; "many more injured", "seven killed in
                // the blast": it only says what happened.
                found.own = Some(cue.outcome);
                let complete =
                    found.kind == Kind::Vague && (self.is(Role::More, found.tokens.end - 1) || self.is(Role::Others, found.tokens.end - 1));
                let participle = self.lexicon.outcome(&[Form::Participle], segments, at, end).is_some();
                let goes_on = participle
                    && self.lexicon.role(Role::Preposition, segments, at + used, end).is_some()
                    && !self.is(Role::Joint, at + used);
                if !complete && !goes_on {
                    found.tokens.end = at + used;
                }
                return Some(found);
            }
            if let Some(person) = self.lexicon.person(segments, at) {
                // "two border police officers": go on while nouns for people follow.
                let mut head = at;
                let mut who = person.who;
                while head + 1 < limit
                    && let Some(next) = self.lexicon.person(segments, head + 1)
                    && self.lexicon.outcome(&[Form::Noun, Form::Adjective], segments, head + 1, end).is_none()
                {
                    head += 1;
                    who = if next.who == Who::Unknown { who } else { next.who };
                }
                if let Some((cue, used)) = self.lexicon.outcome(&[Form::Noun], segments, head + 1, end)
                    && self.lexicon.outcome(&[Form::Adjective, Form::Participle], segments, head + 1, end).is_none()
                {
                    found.own = Some(cue.outcome);
                    head += used;
                }
                found.tokens.end = head + 1;
                found.who = Some(who);
                if person.family {
                    let family_of = self.is(Role::Of, head + 1) && !person.many;
                    if !family_of {
                        (found.min, found.max) = (None, None);
                    }
                }
                if own.is_some() {
                    found.own = own;
                }
                return Some(found);
            }
            if self.lexicon.role(Role::Auxiliary, segments, at, end).is_some()
                || self.lexicon.role(Role::Preposition, segments, at, end).is_some()
                || self.lexicon.role(Role::Stop, segments, at, end).is_some()
                || self.lexicon.outcome(&[Form::Active, Form::Intransitive], segments, at, end).is_some()
            {
                break;
            }
            own = None;
            at += 1;
        }
        // No noun: only where nothing that could be one follows.
        let next = found.tokens.end;
        if found.kind == Kind::Vague && !self.is(Role::VagueAlone, next - 1) {
            return None;
        }
        self.may_stand_bare(next, end).then_some(found)
    }

    /// "five of them children", "one of them a schoolgirl", "six of the dead were women": the words that say who.
    pub(super) fn named_part(&self, found: &Quantity, from: usize, end: usize) -> Option<Quantity> {
        let segments = self.segments;
        let mut at = from;
        if self.is(Role::Be, at) {
            at += 1;
        }
        let verb = at > from;
        let article = self.is(Role::Indefinite, at).then_some(at);
        at += usize::from(article.is_some());
        let head = (at..end.min(at + 3))
            .take_while(|n| segments.tokens[*n].kind == TokenKind::Word)
            .find(|n| self.lexicon.person(segments, *n).is_some())?;
        let between = at..head;
        if between.clone().any(|n| {
            self.lexicon.role(Role::Preposition, segments, n, end).is_some() || self.lexicon.outcomes.at(segments, n, end).is_some()
        }) || self.lexicon.outcome(&[Form::Noun, Form::Adjective], segments, head, end).is_some()
        {
            return None;
        }
        let mut person = self.lexicon.person(segments, head)?;
        if person.many == article.is_some() {
            return None;
        }
        let mut last = head + self.lexicon.person_with_complement(segments, head, end).map_or(1, |(_, used)| used) - 1;
        if self.is(Role::Joint, head + 1)
            && head + 2 < end
            && person.many
            && let Some(second) = self.lexicon.person(segments, head + 2).filter(|p| p.many)
        {
            last = head + 2;
            if second.who != person.who {
                person.who = Who::Mixed;
            }
        }
        let start = article.filter(|_| !verb).unwrap_or(found.tokens.start);
        let own =
            self.lexicon.outcome(&[Form::Noun, Form::Adjective, Form::Participle], segments, from - 1, from).map(|(cue, _)| cue.outcome);
        Some(Quantity { tokens: start..last + 1, who: Some(person.who), own, ..found.clone() })
    }

    /// Whether a bare number is somebody's age: "a man of 70", "her son, 16,", "Jasim, 61,".
    pub(super) fn is_age(&self, at: usize, end: usize) -> bool {
        let segments = self.segments;
        // "ages 19, 21 and 22": a list of ages.
        let first = at.saturating_sub(AGES);
        let listed = (first..at).rev().take_while(|n| {
            segments.tokens[*n].kind == TokenKind::Number
                || segments.lower(*n) == ","
                || self.is(Role::Joint, *n)
                || self.is(Role::AgeLabel, *n)
                || self.lexicon.articles && self.is(Role::Of, *n)
        });
        if listed.into_iter().any(|n| self.is(Role::AgeLabel, n)) {
            return true;
        }
        let Some(before) = at.checked_sub(2) else { return false };
        let comma_after = at + 1 >= end || matches!(segments.lower(at + 1), "," | ")" | "." | ";");
        if self.is(Role::Of, at - 1) {
            return self.lexicon.person(segments, before).is_some_and(|p| !p.many && !p.family);
        }
        if matches!(segments.lower(at - 1), "," | "(") {
            let one = self.lexicon.person(segments, before).is_some_and(|p| !p.many);
            return comma_after && (one || segments.tokens[before].capital);
        }
        self.is(Role::AgeAdverb, at - 1)
            && self.is(Role::Of, before)
            && at > 2
            && self.lexicon.person(segments, at - 3).is_some_and(|p| !p.many)
    }

    pub(super) fn noun_within(&self, from: usize, end: usize, reach: usize) -> Option<usize> {
        let mut at = from;
        while at < end.min(from + reach) {
            let stop = self.segments.tokens[at].kind != TokenKind::Word
                || self.lexicon.role(Role::Preposition, self.segments, at, end).is_some()
                || self.lexicon.role(Role::Article, self.segments, at, end).is_some()
                || self.lexicon.role(Role::Auxiliary, self.segments, at, end).is_some();
            if stop {
                return None;
            }
            if self.lexicon.person(self.segments, at).is_some() {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// Whether a noun phrase can end before this token: a mark, a preposition or the end of the sentence.
    pub(super) fn ends_noun(&self, at: usize, end: usize) -> bool {
        at >= end
            || self.segments.tokens[at].kind == TokenKind::Mark
            || self.is_taken(at)
            || self.lexicon.role(Role::Preposition, self.segments, at, end).is_some()
            || self.lexicon.role(Role::Stop, self.segments, at, end).is_some()
    }

    pub(super) fn may_stand_bare(&self, at: usize, end: usize) -> bool {
        let segments = self.segments;
        let touches = at < end && segments.tokens[at].span.start() == segments.tokens[at - 1].span.end();
        if at < end
            && ((matches!(segments.lower(at), "%" | "°" | "/" | "$" | "€") || self.is(Role::Measure, at))
                || touches && matches!(segments.lower(at), "-" | "'" | ":"))
        {
            return false;
        }
        self.ends_noun(at, end)
            || self.lexicon.role(Role::Auxiliary, segments, at, end).is_some()
            || self.lexicon.outcomes.at(segments, at, end).is_some()
    }

    /// One person told by a noun: "a nurse", "her mother", "the gunman".
    pub(super) fn one_at(&self, at: usize, sentence: &Range<usize>) -> Option<Quantity> {
        if self.lexicon.free {
            return self.noun_alone(at, sentence);
        }
        let (segments, end) = (self.segments, sentence.end);
        self.lexicon.role(Role::Article, segments, at, end)?;
        if self.is(Role::Definite, at) {
            return None;
        }
        let mut noun = at + 1;
        // "a third died": one more of those told before.
        if self.is(Role::Indefinite, at)
            && self.lexicon.numerals.ordinal(segments.lower(noun)).is_some_and(|n| n > 2)
            && self.lexicon.outcomes.at(segments, noun + 1, end).is_some_and(|(cue, _)| matches!(cue.form, Form::Intransitive))
        {
            let base = Quantity::bare(Kind::One, at..noun + 1, (Some(1), Some(1)));
            return Some(base);
        }
        while noun < end.min(at + MODIFIERS + 1) {
            let token = segments.tokens[noun];
            if token.kind != TokenKind::Word || self.is_taken(noun) {
                return None;
            }
            if let Some(person) = self.lexicon.person(segments, noun) {
                // The last noun of the phrase is its head: "a police officer", "a border guard".
                let mut head = noun;
                let mut who = person;
                while head + 1 < end
                    && let Some(next) = self.lexicon.person(segments, head + 1).filter(|p| !p.many)
                {
                    head += 1;
                    who = if next.who == Who::Unknown { who } else { next };
                    if self.lexicon.person(segments, head).is_some_and(|p| p.many) {
                        return None;
                    }
                }
                let last = self.lexicon.person(segments, head)?;
                if last.many || segments.lower(head).ends_with("'s") {
                    return None;
                }
                let family = last.family;
                let base = Quantity { who: Some(who.who), ..Quantity::bare(Kind::One, at..head + 1, (Some(1), Some(1))) };
                if family {
                    // "a family of six": six people.
                    let number =
                        (self.is(Role::Of, head + 1)).then(|| self.lexicon.numerals.number_at(segments, head + 2, end)).flatten()?;
                    return Some(Quantity {
                        tokens: at..head + 2 + number.1,
                        min: Some(number.0),
                        max: Some(number.0),
                        kind: Kind::Number,
                        ..base
                    });
                }
                // "a boy of about ten", "a girl of twelve years".
                let mut age = head + 1;
                if self.is(Role::Of, age) {
                    age += 1 + usize::from(self.is(Role::AgeAdverb, age + 1));
                    let taken = if self.is_taken(age) { Some(self.taken_end(age)) } else { None };
                    let number = self.lexicon.numerals.number_at(segments, age, end).map(|(_, used)| age + used);
                    if let Some(last) = taken.or(number) {
                        return Some(Quantity { tokens: at..last, ..base });
                    }
                }
                return Some(base);
            }
            if self.lexicon.role(Role::Auxiliary, segments, noun, end).is_some()
                || self.lexicon.role(Role::Preposition, segments, noun, end).is_some()
                || self.lexicon.role(Role::Article, segments, noun, end).is_some()
            {
                return None;
            }
            noun += 1;
        }
        None
    }
}
