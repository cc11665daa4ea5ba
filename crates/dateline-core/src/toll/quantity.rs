//! Finds numbers of people: hedge, number and what is counted, before anything is known of what happened to them.

use super::lexicon::{Form, Lexicon, Role};
use super::tokens::Tokens;
use super::{Outcome, Who};
use crate::segment::TokenKind;
use std::collections::BTreeSet;
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

impl Quantity {
    /// Words and bounds alone: nobody's, of no outcome, no part.
    pub(super) fn bare(kind: Kind, tokens: Range<usize>, (min, max): (Option<u64>, Option<u64>)) -> Self {
        Self { tokens, min, max, hedge: None, kind, who: None, own: None, part: false, any_harm: false }
    }
}

/// Longest run of words between a number and its noun.
pub(super) const MODIFIERS: usize = 5;

pub(super) struct Finder<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) segments: &'a Tokens<'a>,
    /// Tokens that times have taken.
    pub(super) taken: &'a [Range<usize>],
}

impl Finder<'_> {
    pub(super) fn is_taken(&self, at: usize) -> bool {
        let next = self.taken.partition_point(|range| range.end <= at);
        self.taken.get(next).is_some_and(|range| range.start <= at)
    }

    pub(super) fn is(&self, role: Role, at: usize) -> bool {
        self.lexicon.role(role, self.segments, at, self.segments.tokens.len()).is_some()
    }

    /// A number and the policy's words after it in one token: "20-odd".
    fn glued(&self, at: usize) -> Option<(u64, usize)> {
        let (number, word) = self.segments.lower(at).split_once('-')?;
        let rule = self.lexicon.after.word(word)?;
        let number = crate::numerals::digits(number).or_else(|| self.lexicon.numerals.word(number))?;
        Some((number, rule))
    }

    /// Two numbers in one token: "два-три".
    fn pair(&self, at: usize) -> Option<(u64, u64)> {
        let (first, second) = self.segments.lower(at).split_once('-').filter(|_| self.lexicon.free)?;
        let (first, second) = (self.lexicon.numerals.word(first)?, self.lexicon.numerals.word(second)?);
        (first < second).then_some((first, second))
    }

    pub(super) fn taken_end(&self, at: usize) -> usize {
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
        let base = Quantity::bare(Kind::None, at..next, (rule.min.apply(0, 0), rule.max.apply(0, 0)));
        if self.is(Role::Nobody, at) {
            return Some(base);
        }
        // "жертв нет": the phrase itself says what did not happen.
        if self.lexicon.free && used > 1 {
            let named = (at..next).filter_map(|n| self.lexicon.outcome(&[Form::Noun], segments, n, next)).map(|(cue, _)| cue.outcome);
            let named: BTreeSet<Outcome> = named.collect();
            let any_harm = (at..next).any(|n| self.is(Role::Harm, n)) || named.len() > 1;
            if any_harm || !named.is_empty() {
                return Some(Quantity { any_harm, own: named.first().copied().filter(|_| !any_harm), ..base });
            }
        }
        let mut noun = next;
        if self.is(Role::Determiner, noun) {
            noun += 1;
        }
        let mut who = None;
        for step in noun..end.min(noun + 4) {
            if self.is(Role::Pronoun, step) {
                return Some(Quantity { tokens: at..step + 1, ..base });
            }
            if let Some(used) = self.lexicon.role(Role::Harm, segments, step, end) {
                return Some(Quantity { tokens: at..step + used, who, any_harm: true, ..base });
            }
            if let Some((cue, used)) = self.lexicon.outcome(&[Form::Noun], segments, step, end) {
                return Some(Quantity { tokens: at..step + used, who, own: Some(cue.outcome), ..base });
            }
            if let Some(person) = self.lexicon.person(segments, step) {
                who = Some(person.who);
                let more = self.is(Role::Harm, step + 1) || self.lexicon.outcome(&[Form::Noun], segments, step + 1, end).is_some();
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
        self.is(Role::NoneAlone, at).then_some(base)
    }

    fn number_at(&self, at: usize, sentence: &Range<usize>) -> Option<Quantity> {
        let (segments, end) = (self.segments, sentence.end);
        // Hedges before the number, maybe behind an opening quotation mark.
        let mut next = at;
        let mut hedge_rule = None;
        // "возросло до 17": to, not up to.
        let links = self.lexicon.free
            && at > sentence.start
            && self.is(Role::TollLink, at)
            && (at.saturating_sub(4).max(sentence.start)..at).any(|n| self.is(Role::TollVerb, n));
        if links {
            return None;
        }
        if let Some((rule, used)) = self.lexicon.before.at(segments, at, end) {
            hedge_rule = Some((rule, at..at + used));
            next = at + used;
            if let Some((second, more)) = self.lexicon.before.at(segments, next, end) {
                hedge_rule = Some((second, at..next + more));
                next += more;
            }
        }
        let opener = self.lexicon.role(Role::RangeOpener, segments, next, end);
        let between = opener.is_some();
        let possessive = hedge_rule.is_none() && !between && self.lexicon.role(Role::Possessive, segments, next, end).is_some();
        next += opener.unwrap_or(usize::from(possessive));
        let scale = self.lexicon.scale.at(segments, next, end).is_some();
        if !scale && self.is(Role::Opener, next) && hedge_rule.is_none() {
            // "the five others", "another three", "a further 12", "an initial three".
            let skip = if self.is(Role::OpenerAdjective, next + 1) { 2 } else { 1 };
            next += skip;
            if self.is(Role::Of, next) {
                next += 1;
            }
        }
        if self.is_age(next, end) {
            return None;
        }
        let pair = self.pair(next);
        let alone = |at: usize| self.lexicon.numerals.scale_alone(segments.lower(at)).filter(|_| hedge_rule.is_some() && at < end);
        let plain = pair.map(|(lower, _)| (lower, 1)).or_else(|| self.plain_number(next, end));
        let (mut lower, mut used) = plain.or_else(|| alone(next).map(|scale| (scale, 1)))?;
        let mut upper = lower;
        let mut after = next + used;
        let mut fixed: Option<(Option<u64>, Option<u64>)> = pair.map(|(lower, upper)| (Some(lower), Some(upper)));
        if let Some((rule, used)) = self.lexicon.multiple.at(segments, after, end) {
            let rule = &self.lexicon.policy[rule];
            lower = rule.min.apply(lower, lower)?;
            upper = lower;
            after += used;
        }
        let joint = segments.lower(after);
        let touching = after < end && segments.tokens[after].span.start() == segments.tokens[after - 1].span.end();
        let joins = if between {
            self.is(Role::RangeInner, after)
        } else {
            self.is(Role::RangeJoint, after) || matches!(joint, "-" | "–" | "—") && (touching || joint == "–")
        };
        // "15 و20": "and" is written together with the second number.
        let together = between && !joins && self.lexicon.free && after < end && self.lexicon.front(joint) > 0;
        let link = usize::from(!together);
        // "rose from 8 to 12" tells two numbers.
        let rose = self.lexicon.free
            && link == 1
            && !matches!(joint, "-" | "–" | "—")
            && (at.saturating_sub(8).max(sentence.start)..at).any(|n| self.is(Role::TollVerb, n) || self.is(Role::TollNoun, n));
        if (joins || together)
            && !rose
            && !self.is_taken(after + link)
            && let Some((second, more)) = self.plain_number(after + link, end)
            && second > lower
        {
            (upper, used) = (second, more);
            after += link + used;
            fixed = Some((Some(lower), Some(upper)));
        } else if between {
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
        if let Some((_, rule)) = self.glued(next) {
            let rule = &self.lexicon.policy[rule];
            (min, max) = (rule.min.apply(lower, upper), rule.max.apply(lower, upper));
            hedge = Some(next..next + 1);
        }
        if let Some((rule, used)) = self.lexicon.after.at(segments, after, end) {
            let rule = &self.lexicon.policy[rule];
            (min, max) = (rule.min.apply(lower, upper), rule.max.apply(lower, upper));
            hedge = Some(after..after + used);
            after += used;
        }
        // Where the numeral of one is the article, its noun tells one person.
        let one = self.lexicon.articles && hedge.is_none() && upper == 1 && self.is(Role::Indefinite, next);
        let kind = if one { Kind::One } else { Kind::Number };
        let base = Quantity { hedge, ..Quantity::bare(kind, at..after, (min, max)) };
        let found = self.with_noun(base, after, sentence)?;
        // "un mort": counted by its own noun.
        let counted = one && found.own.is_some() && found.kind == Kind::One;
        Some(if counted { Quantity { kind: Kind::Number, ..found } } else { found })
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
        // "20-odd" is one token.
        if let Some((number, _)) = self.glued(at) {
            return Some((number, 1));
        }
        let before = if at > 0 { segments.lower(at - 1) } else { "" };
        let label = at > 0 && self.is(Role::Label, at - 1);
        if label || matches!(before, "$" | "€" | "£" | "¥" | "@" | "#" | "/") {
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
        if self.is(Role::More, next) {
            next += 1;
        }
        let base = Quantity {
            hedge: (policy.min != policy.max).then_some(at..next),
            ..Quantity::bare(Kind::Vague, at..next, (policy.min.apply(0, 0), policy.max.apply(0, 0)))
        };
        self.with_noun(base, next, &(0..end))
    }
}
