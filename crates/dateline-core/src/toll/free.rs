//! Numbers of people in languages whose words go in free order (Arabic, French, Russian, Spanish): what is counted follows
//! its number at once, and what happened stands before the people or after them (`nearest`). What articles add is in
//! `article`.

use super::article::Behind;
use super::lexicon::{Form, Role};
use super::quantity::{Finder, Kind, Quantity};
use super::{Outcome, Who};
use crate::letters;
use crate::segment::TokenKind;
use std::ops::Range;

/// Adjectives between a number and its noun.
const ADJECTIVES: usize = 4;

/// Endings of Russian adjectives and participles.
const ADJECTIVE_ENDINGS: &[&str] =
    &["ых", "их", "ого", "его", "ой", "ей", "ый", "ий", "ая", "яя", "ые", "ие", "ую", "юю", "ым", "им", "ыми", "ими"];

fn is_adjective(word: &str) -> bool {
    word.chars().count() > 4 && ADJECTIVE_ENDINGS.iter().any(|ending| word.ends_with(ending))
}

impl Finder<'_> {
    /// Reads on from a number to what is counted; `None` where that is no people.
    pub(super) fn noun_after(&self, base: Quantity, from: usize, sentence: &Range<usize>) -> Option<Quantity> {
        let (segments, end) = (self.segments, sentence.end);
        let mut found = base;
        let mut at = from;
        if let Some(used) = self.lexicon.role(Role::Others, segments, at, end) {
            found.tokens.end = at + used;
            return Some(self.hedged_after(found, end));
        }
        if self.is(Role::More, at) && at < end {
            found.tokens.end = at + 1;
            at += 1;
        }
        if let Some(used) = self.lexicon.role(Role::SubsetOf, segments, at, end) {
            // "12, of them five children" opens a part; "three of them" is one.
            if !self.begins_quantity(at + used, end) {
                found.part = true;
                if self.lexicon.articles
                    && let Some(named) = self.named_part(&found, at + used, end)
                {
                    return Some(named);
                }
                found.own = self.own_of(at + used - 1, end).map(|(outcome, _)| outcome);
                found.tokens.end = at + used;
                return Some(found);
            }
            return self.bare(found, at, end);
        }
        if self.lexicon.articles {
            match self.behind_of(&found, at, end) {
                Behind::Nothing => {}
                Behind::Noun(noun) => at = noun,
                Behind::Whole(whole) => return Some(whole),
                Behind::Other => return None,
            }
        } else if self.is(Role::Of, at) && at + 1 < end && self.person_at(at + 1, end, false).is_some_and(|(p, _)| p.many) {
            at += 1;
        }
        let mut skipped = 0;
        while at < end && segments.tokens[at].kind == TokenKind::Word && !self.is_taken(at) {
            let person = self.person_at(at, end, false);
            if let Some((outcome, used)) = self.own_of(at, end) {
                found.own = Some(outcome);
                if self.lexicon.articles && skipped > 0 && self.is(Role::Definite, at - 1) {
                    // "elevó a 14 los heridos": the number's words end before the article.
                    return Some(found);
                }
                found.tokens.end = at + used;
                let after = at + used;
                let of = usize::from(self.is(Role::Of, after));
                let next = self.person_at(after + of, end, false).filter(|(p, _)| p.many);
                if let Some((next, used)) = next.filter(|_| self.own_of(after + of, end).is_none()) {
                    found.who = Some(next.who);
                    if of == 0 {
                        found.tokens.end = after + used;
                    }
                } else if let Some((person, _)) = person {
                    found.who = Some(person.who).filter(|who| *who != Who::Unknown);
                }
                if found.tokens.end < end && self.is(Role::Qualifier, found.tokens.end) {
                    found.tokens.end += 1;
                }
                return Some(self.hedged_after(found, end));
            }
            if let Some((person, used)) = person {
                return Some(self.with_head(found, at, person.who, used, person.family, end));
            }
            let ordinal = self.lexicon.articles && self.lexicon.numerals.ordinal(segments.lower(at)).is_some();
            let known = self.is(Role::Possessive, at) || self.is(Role::Determiner, at);
            let modifies = known || ordinal || is_adjective(segments.lower(at));
            if !modifies || skipped == ADJECTIVES || letters::is_arabic(segments.lower(at)) {
                break;
            }
            skipped += 1;
            at += 1;
        }
        let next = from.max(found.tokens.end);
        // "Раненых не меньше девяти": the people stand before their number.
        if let Some(before) = found.tokens.start.checked_sub(1).filter(|before| *before >= sentence.start)
            && !letters::is_arabic(segments.lower(before))
            && segments.lower(before).ends_with("ых")
            && let Some((outcome, 1)) = self.own_of(before, end)
            && !(before > sentence.start && self.is(Role::TollNoun, before - 1))
        {
            found.tokens.start = before;
            found.own = Some(outcome);
        }
        self.bare(found, next, end)
    }

    /// A number whose noun is known: what goes with the noun is part of its words.
    pub(super) fn with_head(&self, mut found: Quantity, at: usize, who: Who, used: usize, family: bool, end: usize) -> Quantity {
        let segments = self.segments;
        found.who = Some(who);
        found.tokens.end = at + used;
        // "сотрудников полиции", "члены семьи": the words after it that are people too.
        while found.tokens.end < end
            && !letters::is_arabic(segments.lower(at))
            && !self.lexicon.articles
            && segments.tokens[found.tokens.end].kind == TokenKind::Word
            && self.own_of(found.tokens.end, end).is_none()
            && let Some((next, more)) = self.person_at(found.tokens.end, end, false)
        {
            if found.who == Some(Who::Unknown) {
                found.who = Some(next.who);
            }
            found.tokens.end += more;
        }
        if family {
            let of = usize::from(self.is(Role::Of, found.tokens.end) || self.is(Role::Preposition, found.tokens.end));
            match self.lexicon.numerals.number_at(segments, found.tokens.end + of, end).filter(|_| found.kind == Kind::One && of > 0) {
                Some((number, used)) => {
                    (found.min, found.max, found.kind) = (Some(number), Some(number), Kind::Number);
                    found.tokens.end += of + used;
                    if let Some((_, more)) = self.person_at(found.tokens.end, end, false) {
                        found.tokens.end += more;
                    }
                }
                None => (found.min, found.max) = (None, None),
            }
        }
        if self.lexicon.articles {
            self.take_what_follows(&mut found, end);
        }
        // Arabic adjectives and "others" follow: "ستة أطفال مفقودون", "رجلان آخران"; so do "one" and "two".
        if letters::is_arabic(segments.lower(at)) {
            // "صيادي السمك": a noun that another one completes.
            let completed = segments.lower(found.tokens.end - 1).ends_with('ي') && segments.lower(found.tokens.end).starts_with("ال");
            if completed && found.tokens.end < end && self.person_at(found.tokens.end, end, false).is_none() {
                found.tokens.end += 1;
            }
            if let Some((number @ 1..=2, used)) = self.lexicon.numerals.number_at(segments, found.tokens.end, end)
                && !self.is_taken(found.tokens.end)
                && !self.begins_clause(found.tokens.end)
                && found.kind != Kind::Vague
                && !family
                && found.min.is_none_or(|min| min <= number)
            {
                (found.min, found.max, found.kind) = (Some(number), Some(number), Kind::Number);
                found.tokens.end += used;
            }
            for _ in 0..2 {
                let next = found.tokens.end;
                if next >= end || self.begins_clause(next) {
                    break;
                }
                if let Some(used) = self.lexicon.role(Role::Others, segments, next, end) {
                    found.tokens.end = next + used;
                } else if let Some((cue, used)) = self.lexicon.outcome(&[Form::Adjective], segments, next, end) {
                    found.own = found.own.or(Some(cue.outcome));
                    // What is said of them ("remain missing") is none of their words.
                    if !["ون", "ان", "ه", "ات"].iter().any(|ending| segments.lower(next).ends_with(ending)) {
                        break;
                    }
                    found.tokens.end = next + used;
                }
            }
        }
        self.hedged_after(found, end)
    }

    /// Hedges after the noun: "على الأقل", "и более".
    fn hedged_after(&self, mut found: Quantity, end: usize) -> Quantity {
        let at = found.tokens.end;
        if found.kind == Kind::Number
            && found.hedge.is_none()
            && let Some((rule, used)) = self.lexicon.after.at(self.segments, at, end)
            && let Some(number) = found.min.filter(|min| Some(*min) == found.max)
        {
            let rule = &self.lexicon.policy[rule];
            (found.min, found.max) = (rule.min.apply(number, number), rule.max.apply(number, number));
            found.hedge = Some(at..at + used);
            found.tokens.end = at + used;
        }
        found
    }

    /// A noun for people at a token with its complement; `joined`: also behind "and" written together with it.
    pub(super) fn person_at(&self, at: usize, end: usize, joined: bool) -> Option<(super::lexicon::Person, usize)> {
        if at >= end {
            return None;
        }
        let lower = self.segments.lower(at);
        if !joined && letters::is_arabic(lower) && !self.lexicon.people.contains_key(lower) {
            // The definite form is the same noun: "من المدنيين".
            return self.lexicon.people.get(lower.strip_prefix("ال")?).map(|person| (*person, 1));
        }
        if let Some(found) = self.lexicon.person_with_complement(self.segments, at, end) {
            return Some(found);
        }
        let rest = lower.strip_prefix(['و', 'ف']).filter(|_| joined)?;
        self.lexicon.people.get(rest).map(|person| (*person, 1))
    }

    /// The outcome that a noun or adjective names by itself: "قتلى", "раненых".
    pub(super) fn own_of(&self, at: usize, end: usize) -> Option<(Outcome, usize)> {
        let found = self.lexicon.outcome(&[Form::Noun], self.segments, at, end)?;
        Some((found.0.outcome, found.1))
    }

    /// Whether a number or a noun for two begins at a token.
    fn begins_quantity(&self, at: usize, end: usize) -> bool {
        at < end
            && (self.lexicon.numerals.number_at(self.segments, at, end).is_some()
                || self.lexicon.before.at(self.segments, at, end).is_some()
                || self.lexicon.vague.at(self.segments, at, end).is_some()
                || self.person_at(at, end, true).is_some_and(|(person, _)| person.dual || !person.many))
    }

    /// Whether "and" or "so" is written together with a word that says what happened: a new clause.
    fn begins_clause(&self, at: usize) -> bool {
        let lower = self.segments.lower(at);
        letters::is_arabic(lower)
            && lower.starts_with(['و', 'ف'])
            && !self.lexicon.outcomes.begins(lower)
            && !self.lexicon.numerals.knows(lower)
    }

    /// A number without a noun, where nothing that could be one follows.
    fn bare(&self, found: Quantity, at: usize, end: usize) -> Option<Quantity> {
        let segments = self.segments;
        if found.kind == Kind::Vague && !self.is(Role::VagueAlone, found.tokens.end - 1) {
            return None;
        }
        if self.lexicon.articles && found.kind == Kind::One && !self.opens_with_subset(found.tokens.start) {
            return None;
        }
        if at < end && self.is(Role::Measure, at) {
            return None;
        }
        let lower = segments.lower(at);
        // A preposition written together with its noun: "ثلاثة بجروح".
        let joined = letters::is_arabic(lower) && lower.chars().count() > 3 && lower.starts_with(['و', 'ف', 'ب', 'ل']);
        let follows = [Role::Subset, Role::Joint, Role::Relative, Role::Verb, Role::SoftStop, Role::SubsetOf];
        (joined || self.may_stand_bare(at, end) || follows.iter().any(|role| at < end && self.is(*role, at))).then_some(found)
    }

    /// "One of the soldiers": one of people who are known.
    fn one_of(&self, at: usize, end: usize) -> Option<Quantity> {
        let used = self.lexicon.role(Role::OneOf, self.segments, at, end)?;
        let (person, more) = self.person_at(at + used, end, false).filter(|(person, _)| person.many && at + used < end)?;
        let tokens = at..at + used + more;
        let one = Some(1);
        Some(Quantity {
            tokens,
            min: one,
            max: one,
            hedge: None,
            kind: Kind::One,
            who: Some(person.who),
            own: None,
            part: false,
            any_harm: false,
        })
    }

    /// People told by a noun alone: two by its form, one, or several; what happened must stand right beside them.
    pub(super) fn noun_alone(&self, at: usize, sentence: &Range<usize>) -> Option<Quantity> {
        let end = sentence.end;
        if let Some(found) = self.one_of(at, end) {
            return Some(found);
        }
        if self.lexicon.articles {
            return self.noun_with_article(at, sentence);
        }
        let lower = self.segments.lower(at);
        // "12-летняя девочка": the age is part of the words.
        let aged = usize::from(lower.starts_with(|c: char| c.is_ascii_digit()) && lower.contains("-лет"));
        let (person, used) = self.person_at(at + aged, end, aged == 0)?;
        let used = used + aged;
        if letters::is_arabic(lower) && lower.starts_with("ال") {
            return None;
        }
        let own = self.own_of(at, end).map(|(outcome, _)| outcome);
        // "Number of the dead": only "there are dead" tells of some.
        let told = at > sentence.start && self.is(Role::Be, at - 1) || letters::is_arabic(lower) || lower.ends_with("ые");
        if own.is_some() && person.many && !person.dual && !told {
            return None;
        }
        // "человек сорок": about forty.
        if !person.dual
            && !letters::is_arabic(lower)
            && own.is_none()
            && let Some((number, more)) = self.lexicon.numerals.number_at(self.segments, at + used, end)
            && self.segments.tokens[at + used].kind == TokenKind::Word
            && !self.is_taken(at + used)
        {
            let tokens = at..at + used + more;
            let (min, max, who) = (Some(number), Some(number), Some(person.who));
            return Some(Quantity { tokens, min, max, hedge: None, kind: Kind::Number, who, own, part: false, any_harm: false });
        }
        let (min, max) = match (person.dual, person.many) {
            (true, _) => (Some(2), Some(2)),
            (_, true) => (Some(1), None),
            _ => (Some(1), Some(1)),
        };
        let base = Quantity { own, ..Quantity::bare(if person.dual { Kind::Number } else { Kind::One }, at..at + used, (min, max)) };
        let found = self.with_head(base, at + aged, person.who, used - aged, person.family, end);
        // One family is counted only with its number of people.
        if person.family && !person.many && found.min.is_none() {
            return None;
        }
        Some(Quantity { who: found.who.filter(|who| own.is_none() || *who != Who::Unknown), ..found })
    }
}
