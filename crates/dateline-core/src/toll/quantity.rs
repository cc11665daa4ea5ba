//! Finds numbers of people: hedge, number and what is counted, before anything is known of what happened to them.

use super::lexicon::{Form, Lexicon, Role};
use super::{Outcome, Who};
use crate::segment::{Segments, TokenKind};
use std::ops::Range;

/// What kind of words give the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits or number words.
    Number,
    /// "several", "dozens of".
    Vague,
    /// One person: "a nurse".
    One,
    /// "no one".
    None,
}

/// A number of people, with or without their noun.
#[derive(Debug, Clone)]
pub(super) struct Quantity {
    /// Tokens of hedge, number and noun.
    pub(super) tokens: Range<usize>,
    pub(super) min: Option<u64>,
    pub(super) max: Option<u64>,
    pub(super) hedge: Option<Range<usize>>,
    pub(super) kind: Kind,
    /// The noun's who, where there is a noun.
    pub(super) who: Option<Who>,
    /// An outcome that the noun phrase itself names: "12 dead", "37 injuries", "two wounded men".
    pub(super) own: Option<Outcome>,
    /// "three of the dead", "two of them": part of another number.
    pub(super) part: bool,
    /// "no casualties": killed and injured both.
    pub(super) any_harm: bool,
}

/// Longest run of words between a number and its noun.
const MODIFIERS: usize = 5;

pub(super) struct Finder<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) segments: &'a Segments<'a>,
    /// Tokens that times have taken.
    pub(super) taken: &'a [Range<usize>],
}

impl Finder<'_> {
    fn is_taken(&self, at: usize) -> bool {
        let next = self.taken.partition_point(|range| range.end <= at);
        self.taken.get(next).is_some_and(|range| range.start <= at)
    }

    fn taken_end(&self, at: usize) -> usize {
        let next = self.taken.partition_point(|range| range.end <= at);
        self.taken.get(next).map_or(at, |range| range.end)
    }

    /// All numbers of people of a sentence, in text order, not overlapping.
    pub(super) fn all(&self, sentence: &Range<usize>) -> Vec<Quantity> {
        let mut out = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            match self.quantity_at(at, sentence) {
                Some(found) => {
                    at = found.tokens.end.max(at + 1);
                    out.push(found);
                }
                None => at += 1,
            }
        }
        out
    }

    fn quantity_at(&self, at: usize, sentence: &Range<usize>) -> Option<Quantity> {
        if self.is_taken(at) {
            return None;
        }
        self.number_at(at, sentence)
            .or_else(|| self.none_at(at, sentence.end))
            .or_else(|| self.vague_at(at, sentence.end))
            .or_else(|| self.one_at(at, sentence))
    }

    fn none_at(&self, at: usize, end: usize) -> Option<Quantity> {
        let segments = self.segments;
        let (rule, used) = self.lexicon.none.at(segments, at, end)?;
        let rule = &self.lexicon.policy[rule];
        let next = at + used;
        let base = Quantity {
            tokens: at..next,
            min: rule.min.apply(0, 0),
            max: rule.max.apply(0, 0),
            hedge: None,
            kind: Kind::None,
            who: None,
            own: None,
            part: false,
            any_harm: false,
        };
        let wants_noun = segments.lower(next - 1) == "no"
            || segments.lower(next - 1) == "single"
            || segments.lower(next - 1) == "other"
            || segments.lower(at) == "none"
            || segments.lower(at) == "not";
        if !wants_noun || segments.lower(next - 1) == "one" {
            return Some(base);
        }
        let mut noun = next;
        if segments.lower(noun) == "the" || segments.lower(noun) == "its" || segments.lower(noun) == "their" {
            noun += 1;
        }
        let mut who = None;
        for step in noun..end.min(noun + 4) {
            let lower = segments.lower(step);
            if matches!(lower, "them" | "us" | "those") {
                return Some(Quantity { tokens: at..step + 1, ..base });
            }
            if lower == "casualties" || lower == "casualty" || lower == "losses" || lower == "harm" {
                return Some(Quantity { tokens: at..step + 1, who, any_harm: true, ..base });
            }
            if let Some((cue, used)) = self.lexicon.outcome(&[Form::Noun], segments, step, end) {
                return Some(Quantity { tokens: at..step + used, who, own: Some(cue.outcome), ..base });
            }
            if let Some(person) = self.lexicon.person(segments, step) {
                who = Some(person.who);
                let more = matches!(segments.lower(step + 1), "casualties" | "deaths" | "losses" | "injuries" | "fatalities" | "harm");
                if !more {
                    return Some(Quantity { tokens: at..step + 1, who, ..base });
                }
            } else if segments.tokens[step].kind != TokenKind::Word
                || self.lexicon.role(Role::Preposition, segments, step, end).is_some()
                || self.lexicon.role(Role::Auxiliary, segments, step, end).is_some()
            {
                break;
            }
        }
        (segments.lower(at) == "none").then_some(base)
    }

    fn number_at(&self, at: usize, sentence: &Range<usize>) -> Option<Quantity> {
        let (segments, end) = (self.segments, sentence.end);
        // Hedges before the number, maybe behind an opening quotation mark.
        let mut next = at;
        let mut hedge_rule = None;
        if let Some((rule, used)) = self.lexicon.before.at(segments, at, end) {
            hedge_rule = Some((rule, at..at + used));
            next = at + used;
            if let Some((second, more)) = self.lexicon.before.at(segments, next, end) {
                hedge_rule = Some((second, at..next + more));
                next += more;
            }
        }
        let between = segments.lower(next) == "between" || segments.lower(next) == "from";
        let possessive = hedge_rule.is_none() && !between && self.lexicon.role(Role::Possessive, segments, next, end).is_some();
        let ordinary_start = next;
        next += usize::from(between || possessive);
        let scale = self.lexicon.scale.at(segments, next, end).is_some();
        if !scale && matches!(segments.lower(next), "the" | "an" | "another" | "other" | "a") && hedge_rule.is_none() {
            // "the five others", "another three", "a further 12", "an initial three".
            let skip = if matches!(segments.lower(next), "a" | "an" | "the")
                && matches!(segments.lower(next + 1), "further" | "total" | "initial" | "additional" | "other")
            {
                2
            } else {
                1
            };
            next += skip;
            if segments.lower(next) == "of" {
                next += 1;
            }
        }
        if self.is_age(next, end) {
            return None;
        }
        let (mut lower, mut used) = self.plain_number(next, end)?;
        let mut upper = lower;
        let mut after = next + used;
        let mut fixed: Option<(Option<u64>, Option<u64>)> = None;
        if let Some((rule, used)) = self.lexicon.multiple.at(segments, after, end) {
            let rule = &self.lexicon.policy[rule];
            lower = rule.min.apply(lower, lower)?;
            upper = lower;
            after += used;
        }
        let joint = segments.lower(after);
        let touching = after < end && segments.tokens[after].span.start() == segments.tokens[after - 1].span.end();
        let joins = if between {
            joint == "and" || joint == "to"
        } else {
            joint == "to" || joint == "or" || matches!(joint, "-" | "–" | "—") && (touching || joint == "–")
        };
        if joins
            && !self.is_taken(after + 1)
            && let Some((second, more)) = self.plain_number(after + 1, end)
            && second > lower
        {
            (upper, used) = (second, more);
            after += 1 + used;
            fixed = Some((Some(lower), Some(upper)));
        } else if between {
            if segments.lower(ordinary_start) == "between" {
                return None;
            }
            return None;
        }
        let mut hedge = hedge_rule.as_ref().map(|(_, range)| range.clone());
        let (mut min, mut max) = match (&hedge_rule, fixed) {
            (_, Some(range)) => range,
            (Some((rule, _)), None) => {
                let rule = &self.lexicon.policy[*rule];
                (rule.min.apply(lower, upper), rule.max.apply(lower, upper))
            }
            (None, None) => (Some(lower), Some(lower)),
        };
        if after < end && segments.lower(after) == "-" && segments.lower(after + 1) == "odd" {
            after += 1;
        }
        if let Some((rule, used)) = self.lexicon.after.at(segments, after, end) {
            let rule = &self.lexicon.policy[rule];
            (min, max) = (rule.min.apply(lower, upper), rule.max.apply(lower, upper));
            hedge = Some(after..after + used);
            after += used;
        }
        let base = Quantity { tokens: at..after, min, max, hedge, kind: Kind::Number, who: None, own: None, part: false, any_harm: false };
        let found = self.with_noun(base, after, sentence)?;
        Some(found)
    }

    /// A number in digits or words, or "a dozen", that is no other figure: money, percent, a unit's number.
    fn plain_number(&self, at: usize, end: usize) -> Option<(u64, usize)> {
        let segments = self.segments;
        if at >= end || self.is_taken(at) {
            return None;
        }
        if let Some((rule, used)) = self.lexicon.scale.at(segments, at, end) {
            return self.lexicon.policy[rule].min.apply(0, 0).map(|n| (n, used));
        }
        if let Some(odd) = segments.lower(at).strip_suffix("-odd") {
            return crate::numerals::digits(odd).or_else(|| self.lexicon.numerals.word(odd)).map(|n| (n, 1));
        }
        let before = if at > 0 { segments.lower(at - 1) } else { "" };
        if matches!(
            before,
            "$" | "€"
                | "£"
                | "¥"
                | "no"
                | "number"
                | "nr"
                | "aged"
                | "age"
                | "page"
                | "item"
                | "paragraph"
                | "para"
                | "chapter"
                | "article"
                | "route"
                | "highway"
                | "@"
                | "#"
                | "/"
        ) {
            return None;
        }
        // "3:2", "12:40": a score or a clock, with marks that touch on both sides.
        let clock = before == ":"
            && segments.tokens[at - 1].span.end() == segments.tokens[at].span.start()
            && at > 1
            && segments.tokens[at - 2].kind == TokenKind::Number;
        if clock {
            return None;
        }
        self.lexicon.numerals.number_at(segments, at, end)
    }

    fn vague_at(&self, at: usize, end: usize) -> Option<Quantity> {
        let (rule, used) = self.lexicon.vague.at(self.segments, at, end)?;
        let policy = &self.lexicon.policy[rule];
        let mut next = at + used;
        if matches!(self.segments.lower(next), "more" | "others" | "other") {
            next += 1;
        }
        let base = Quantity {
            tokens: at..next,
            min: policy.min.apply(0, 0),
            max: policy.max.apply(0, 0),
            hedge: (policy.min != policy.max).then_some(at..next),
            kind: Kind::Vague,
            who: None,
            own: None,
            part: false,
            any_harm: false,
        };
        self.with_noun(base, next, &(0..end))
    }

    /// Reads on from the number to what is counted; `None` where that is no people.
    fn with_noun(&self, base: Quantity, from: usize, sentence: &Range<usize>) -> Option<Quantity> {
        let (segments, end) = (self.segments, sentence.end);
        let mut found = base;
        let mut at = from;
        if matches!(segments.lower(at), "more" | "others" | "other" | "additional" | "further") && at < end {
            let ends = segments.lower(at) == "others";
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
        if segments.lower(at) == "of" && at + 1 < end {
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
            if segments.lower(at) == "us" {
                found.tokens.end = at + 1;
                return Some(found);
            }
            if matches!(segments.lower(at), "the" | "his" | "her" | "their" | "our" | "its" | "my") {
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
                let complete = found.kind == Kind::Vague && matches!(segments.lower(found.tokens.end - 1), "more" | "others");
                let participle = self.lexicon.outcome(&[Form::Participle], segments, at, end).is_some();
                let goes_on = participle
                    && self.lexicon.role(Role::Preposition, segments, at + used, end).is_some()
                    && !matches!(segments.lower(at + used), "and" | "or");
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
                    && !matches!(segments.lower(head + 1), "wounded" | "injured" | "dead" | "missing" | "displaced")
                {
                    found.own = Some(cue.outcome);
                    head += used;
                }
                found.tokens.end = head + 1;
                found.who = Some(who);
                if person.family {
                    let family_of = segments.lower(head + 1) == "of" && segments.lower(at) == "family";
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
        if found.kind == Kind::Vague
            && !matches!(
                segments.lower(next - 1),
                "others" | "more" | "many" | "dozens" | "hundreds" | "scores" | "thousands" | "several" | "tens" | "both" | "some"
            )
        {
            return None;
        }
        self.may_stand_bare(next, end).then_some(found)
    }

    /// "five of them children", "one of them a schoolgirl", "six of the dead were women": the words that say who.
    fn named_part(&self, found: &Quantity, from: usize, end: usize) -> Option<Quantity> {
        let segments = self.segments;
        let mut at = from;
        if matches!(segments.lower(at), "were" | "are" | "was" | "is") {
            at += 1;
        }
        let verb = at > from;
        let article = matches!(segments.lower(at), "a" | "an").then_some(at);
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
        let mut last = head;
        if segments.lower(head + 1) == "and"
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
    fn is_age(&self, at: usize, end: usize) -> bool {
        let segments = self.segments;
        let Some(before) = at.checked_sub(2) else { return false };
        let comma_after = at + 1 >= end || matches!(segments.lower(at + 1), "," | ")" | "." | ";");
        match segments.lower(at - 1) {
            "of" => self.lexicon.person(segments, before).is_some_and(|p| !p.many && !p.family),
            "," | "(" => comma_after && (self.lexicon.person(segments, before).is_some_and(|p| !p.many) || segments.tokens[before].capital),
            "about" | "perhaps" => {
                segments.lower(before) == "of" && at > 2 && self.lexicon.person(segments, at - 3).is_some_and(|p| !p.many)
            }
            _ => false,
        }
    }

    fn noun_within(&self, from: usize, end: usize, reach: usize) -> Option<usize> {
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
    fn ends_noun(&self, at: usize, end: usize) -> bool {
        at >= end
            || self.segments.tokens[at].kind == TokenKind::Mark
            || self.is_taken(at)
            || self.lexicon.role(Role::Preposition, self.segments, at, end).is_some()
            || self.lexicon.role(Role::Stop, self.segments, at, end).is_some()
    }

    fn may_stand_bare(&self, at: usize, end: usize) -> bool {
        let segments = self.segments;
        let touches = at < end && segments.tokens[at].span.start() == segments.tokens[at - 1].span.end();
        if at < end
            && (matches!(segments.lower(at), "%" | "°" | "/" | "x" | "$" | "€" | "percent")
                || touches && matches!(segments.lower(at), "-" | "'" | ":"))
        {
            return false;
        }
        self.ends_noun(at, end)
            || self.lexicon.role(Role::Auxiliary, segments, at, end).is_some()
            || self.lexicon.outcomes.at(segments, at, end).is_some()
    }

    /// One person told by a noun: "a nurse", "her mother", "the gunman".
    fn one_at(&self, at: usize, sentence: &Range<usize>) -> Option<Quantity> {
        let (segments, end) = (self.segments, sentence.end);
        self.lexicon.role(Role::Article, segments, at, end)?;
        if segments.lower(at) == "the" {
            return None;
        }
        let mut noun = at + 1;
        // "a third died": one more of those told before.
        if segments.lower(at) == "a"
            && self.lexicon.numerals.ordinal(segments.lower(noun)).is_some_and(|n| n > 2)
            && self.lexicon.outcomes.at(segments, noun + 1, end).is_some_and(|(cue, _)| matches!(cue.form, Form::Intransitive))
        {
            let base = Quantity {
                tokens: at..noun + 1,
                min: Some(1),
                max: Some(1),
                hedge: None,
                kind: Kind::One,
                who: None,
                own: None,
                part: false,
                any_harm: false,
            };
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
                let base = Quantity {
                    tokens: at..head + 1,
                    min: Some(1),
                    max: Some(1),
                    hedge: None,
                    kind: Kind::One,
                    who: Some(who.who),
                    own: None,
                    part: false,
                    any_harm: false,
                };
                if family {
                    // "a family of six": six people.
                    let number =
                        (segments.lower(head + 1) == "of").then(|| self.lexicon.numerals.number_at(segments, head + 2, end)).flatten()?;
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
                if segments.lower(age) == "of" {
                    age += 1 + usize::from(matches!(segments.lower(age + 1), "about" | "perhaps" | "only"));
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
