//! Numbers of people in languages with articles (French, Spanish), beside what `free` does for every language of free
//! order: one person told with an article, several without a number, and what follows "of".

use super::lexicon::Role;
use super::quantity::{Finder, Kind, Quantity};
use std::ops::Range;

/// What follows a number in such a language.
pub(super) enum Behind {
    /// No "of".
    Nothing,
    /// The noun that is counted begins here.
    Noun(usize),
    /// The whole words for a part of a number.
    Whole(Quantity),
    /// Something else than people is counted.
    Other,
}

impl Finder<'_> {
    /// Reads "de", "des", "d'" behind a number: "une dizaine de morts", "trois de ses collègues", "deux des ouvriers blessés",
    /// "une quarantaine de maisons"; and "cinco eran niños".
    pub(super) fn behind_of(&self, found: &Quantity, at: usize, end: usize) -> Behind {
        if at >= end {
            return Behind::Nothing;
        }
        if self.is(Role::Be, at) && found.kind == Kind::Number {
            let part = Quantity { part: true, ..found.clone() };
            return self.named_part(&part, at, end).map_or(Behind::Nothing, Behind::Whole);
        }
        if !self.is(Role::Of, at) || at + 1 >= end {
            return Behind::Nothing;
        }
        let known = self.is(Role::Determiner, at + 1) || self.is(Role::Possessive, at + 1);
        let noun = at + 1 + usize::from(known);
        if self.own_of(noun, end).is_some() && noun < end {
            return Behind::Noun(noun);
        }
        let Some((person, used)) = self.person_at(noun, end, false).filter(|(person, _)| person.many && noun < end) else {
            return Behind::Other;
        };
        match self.own_of(noun + used, end) {
            Some((outcome, more)) if known || self.segments.lower(at).len() > 2 => {
                let tokens = found.tokens.start..noun + used + more;
                Behind::Whole(Quantity { tokens, who: Some(person.who), own: Some(outcome), part: true, ..found.clone() })
            }
            _ => Behind::Noun(noun),
        }
    }

    /// Adds an adjective that goes with the noun, and the age of one person: "una niña de nueve años".
    pub(super) fn take_what_follows(&self, found: &mut Quantity, end: usize) {
        if found.tokens.end < end && self.is(Role::Qualifier, found.tokens.end) {
            found.tokens.end += 1;
        }
        let age = found.tokens.end + 1;
        if found.kind == Kind::One
            && age + 1 < end
            && self.is(Role::Of, age - 1)
            && let Some((_, used)) = self.lexicon.numerals.number_at(self.segments, age, end)
            && self.is(Role::AgeUnit, age + used)
        {
            found.tokens.end = age + used + 1;
        }
    }

    /// Whether "among them" or the like ends right before a token.
    pub(super) fn opens_with_subset(&self, at: usize) -> bool {
        (1..=3).any(|length| {
            let from = at.checked_sub(length);
            from.is_some_and(|from| self.lexicon.role(Role::Subset, self.segments, from, at) == Some(length))
        })
    }

    /// One person of somebody's ("su hijo", "son frère") or one known of a list ("dont le maire"), or several without a
    /// number ("des blessés", "hubo heridos").
    pub(super) fn noun_with_article(&self, at: usize, sentence: &Range<usize>) -> Option<Quantity> {
        let end = sentence.end;
        let base = Quantity::bare(Kind::One, at..at + 1, (Some(1), None));
        let article = usize::from(self.is(Role::Article, at));
        let told = at > sentence.start && self.is(Role::Be, at - 1);
        if told && let Some((outcome, used)) = self.own_of(at + article, end) {
            let many = self.segments.lower(at + article + used - 1).ends_with('s');
            return many.then(|| Quantity { tokens: at..at + article + used, own: Some(outcome), ..base });
        }
        let listed = || at > sentence.start && (self.segments.lower(at - 1) == ":" || self.opens_with_subset(at));
        if !(self.is(Role::Possessive, at) || self.is(Role::Definite, at) && listed()) {
            return None;
        }
        let noun = at + 1 + usize::from(self.is(Role::Determiner, at + 1));
        let (person, used) = self.person_at(noun, end, false).filter(|(person, _)| !person.many && !person.family)?;
        let one = Quantity { max: Some(1), ..base };
        Some(self.with_head(one, noun, person.who, used, false, end))
    }
}
