//! Numbers of people in languages whose words go in free order (Arabic, Russian): what is counted follows its number at
//! once, there is no article, and what happened stands before the people or after them. The nearest word that can say it
//! wins; marks, other numbers and other such words stand between at a price or not at all.

use super::attach::Attached;
use super::lexicon::{Cue, Form, Lexicon, Role};
use super::quantity::{Finder, Kind, Quantity};
use super::tokens::Tokens;
use super::{Outcome, Who};
use crate::letters;
use crate::segment::TokenKind;
use std::ops::Range;

/// Adjectives between a number and its noun.
const ADJECTIVES: usize = 4;

/// What may stand between people and what happened to them, as a sum of prices.
const FARTHEST: u32 = 26;

/// The same for one person told with an article.
const NEAR: u32 = 14;

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
        if self.is(Role::Of, at) && at + 1 < end {
            // "cinco de los obreros", "trois de ses collègues".
            let known = self.lexicon.articles && (self.is(Role::Determiner, at + 1) || self.is(Role::Possessive, at + 1));
            let noun = at + 1 + usize::from(known);
            if let Some((person, used)) = self.person_at(noun, end, false).filter(|(p, _)| p.many) {
                if self.lexicon.articles
                    && let Some((outcome, more)) = self.own_of(noun + used, end)
                {
                    // "deux des ouvriers blessés".
                    let tokens = found.tokens.start..noun + used + more;
                    return Some(Quantity { tokens, who: Some(person.who), own: Some(outcome), part: true, ..found });
                }
                at = noun;
            }
        }
        let mut skipped = 0;
        while at < end && segments.tokens[at].kind == TokenKind::Word && !self.is_taken(at) {
            let person = self.person_at(at, end, false);
            if let Some((outcome, used)) = self.own_of(at, end) {
                found.own = Some(outcome);
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
                if self.is(Role::Qualifier, found.tokens.end) {
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
    fn with_head(&self, mut found: Quantity, at: usize, who: Who, used: usize, family: bool, end: usize) -> Quantity {
        let segments = self.segments;
        found.who = Some(who);
        found.tokens.end = at + used;
        // "сотрудников полиции", "члены семьи": the words after it that are people too.
        while found.tokens.end < end
            && !letters::is_arabic(segments.lower(at))
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
            if self.is(Role::Qualifier, found.tokens.end) {
                found.tokens.end += 1;
            }
            // "una niña de nueve años".
            let age = found.tokens.end + 1;
            if found.kind == Kind::One
                && self.is(Role::Of, age - 1)
                && let Some((_, used)) = self.lexicon.numerals.number_at(segments, age, end)
                && self.is(Role::AgeUnit, age + used)
            {
                found.tokens.end = age + used + 1;
            }
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
    fn person_at(&self, at: usize, end: usize, joined: bool) -> Option<(super::lexicon::Person, usize)> {
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
    fn own_of(&self, at: usize, end: usize) -> Option<(Outcome, usize)> {
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
        // An article by itself is a number only as a part: "dont une".
        let opened = found.tokens.start > 0 && self.is(Role::Subset, found.tokens.start - 1);
        if self.lexicon.articles && found.kind == Kind::One && !opened {
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
        let base = Quantity {
            tokens: at..at + used,
            min,
            max,
            hedge: None,
            kind: if person.dual { Kind::Number } else { Kind::One },
            who: None,
            own,
            part: false,
            any_harm: false,
        };
        let found = self.with_head(base, at + aged, person.who, used - aged, person.family, end);
        // One family is counted only with its number of people.
        if person.family && !person.many && found.min.is_none() {
            return None;
        }
        Some(Quantity { who: found.who.filter(|who| own.is_none() || *who != Who::Unknown), ..found })
    }
}

impl Finder<'_> {
    /// One person of somebody's ("su hijo", "son frère"), or several without a number ("des blessés", "hubo heridos").
    fn noun_with_article(&self, at: usize, sentence: &Range<usize>) -> Option<Quantity> {
        let end = sentence.end;
        let base = Quantity {
            tokens: at..at + 1,
            min: Some(1),
            max: None,
            hedge: None,
            kind: Kind::One,
            who: None,
            own: None,
            part: false,
            any_harm: false,
        };
        let article = usize::from(self.is(Role::Article, at));
        let told = at > sentence.start && self.is(Role::Be, at - 1);
        if told && let Some((outcome, used)) = self.own_of(at + article, end) {
            let many = self.segments.lower(at + article + used - 1).ends_with('s');
            return many.then(|| Quantity { tokens: at..at + article + used, own: Some(outcome), ..base });
        }
        if !self.is(Role::Possessive, at) {
            return None;
        }
        let noun = at + 1 + usize::from(self.is(Role::Determiner, at + 1));
        let (person, used) = self.person_at(noun, end, false).filter(|(person, _)| !person.many && !person.family)?;
        let one = Quantity { max: Some(1), ..base };
        Some(self.with_head(one, noun, person.who, used, false, end))
    }
}

/// A word that says what happened, with the ways it can be used.
#[derive(Debug, Clone)]
struct Said {
    tokens: Range<usize>,
    cue: Cue,
    forms: Vec<Form>,
    /// "And" is written together with it: what stands before belongs to another clause.
    opens: bool,
}

/// One sentence's numbers and what is said of them.
pub(super) struct Reader<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) segments: &'a Tokens<'a>,
    pub(super) taken: &'a [Range<usize>],
    pub(super) sentence: Range<usize>,
    pub(super) quantities: &'a [Quantity],
    /// The outcome of the last total of the sentences before.
    pub(super) previous: Option<Outcome>,
}

/// Whether number `b` goes on with the list that `a` stands in: joined by "and" or a comma alone.
pub(super) fn is_joined(lexicon: &Lexicon, segments: &Tokens<'_>, a: &Quantity, b: &Quantity) -> bool {
    let gap = a.tokens.end..b.tokens.start;
    match gap.len() {
        0 => lexicon.front(segments.lower(b.tokens.start)) > 0,
        1 | 2 => gap
            .clone()
            .all(|at| lexicon.role(Role::Joint, segments, at, segments.tokens.len()).is_some() || matches!(segments.lower(at), "," | "،")),
        _ => false,
    }
}

impl Reader<'_> {
    /// The outcome of every number, in order.
    pub(super) fn all(&self) -> Vec<Attached> {
        let (said, nothing) = self.said();
        let mut out: Vec<Attached> = Vec::with_capacity(self.quantities.len());
        for (index, quantity) in self.quantities.iter().enumerate() {
            // "30 between dead and wounded" is neither; "the release of 12 detainees" detains nobody.
            let tokens = &quantity.tokens;
            let undone = matches!(quantity.own, None | Some(Outcome::Detained | Outcome::Abducted | Outcome::Missing));
            let is_nothing = |n: &Range<usize>| {
                n.end == tokens.start && undone || n.start == tokens.end || n.start <= tokens.start && tokens.end <= n.end
            };
            out.push(if nothing.iter().any(is_nothing) { Attached::default() } else { self.one(index, &said, &out) });
        }
        out
    }

    fn is(&self, role: Role, at: usize) -> bool {
        at < self.sentence.end && self.lexicon.role(role, self.segments, at, self.sentence.end).is_some()
    }

    /// Every word of the sentence that says what happened, and words that only seem to.
    fn said(&self) -> (Vec<Said>, Vec<Range<usize>>) {
        let (segments, end) = (self.segments, self.sentence.end);
        let (mut out, mut nothing) = (Vec::new(), Vec::new());
        let mut at = self.sentence.start;
        while at < end {
            let all: Vec<(Cue, usize)> = self.lexicon.outcomes.all_at(segments, at, end).collect();
            let Some((_, longest)) = all.iter().max_by_key(|(_, used)| *used).copied() else {
                at += 1;
                continue;
            };
            let forms: Vec<Form> = all.iter().filter(|(_, used)| *used == longest).map(|(cue, _)| cue.form).collect();
            let cue = all.iter().find(|(_, used)| *used == longest).map(|(cue, _)| *cue);
            if let Some(cue) = cue.filter(|_| !forms.contains(&Form::Nothing)) {
                let lower = segments.lower(at);
                let opens = letters::is_arabic(lower) && lower.starts_with(['و', 'ف']) && !self.lexicon.outcomes.begins(lower);
                out.push(Said { tokens: at..at + longest, cue, forms, opens });
            } else {
                nothing.push(at..at + longest);
            }
            at += longest;
        }
        (out, nothing)
    }

    fn one(&self, index: usize, said: &[Said], done: &[Attached]) -> Attached {
        let quantity = &self.quantities[index];
        let mut found = Attached::default();
        let parent = (0..index).rev().find(|at| done[*at].part_of.is_none() && !done[*at].among && done[*at].outcome.is_some());
        let opened =
            self.opens_part(index) || index > 0 && self.joins(index) && (done[index - 1].part_of.is_some() || done[index - 1].among);
        let before = self.before(index, said);
        let after = self.after(index, said);
        let best = match (before, after) {
            (Some(a), Some(b)) => Some(if b.1 < a.1 { b } else { a }),
            (a, b) => a.or(b),
        };
        let beside = best.filter(|(_, price)| *price <= 2);
        if quantity.part || opened {
            let own_clause = before.filter(|(said, price)| *price <= 2 && said.tokens.start >= self.part_start(index));
            if opened && !quantity.part && own_clause.is_some() && index > 0 && !self.opens_part(index) {
                // A new verb ends the list of parts.
                return self.attached(own_clause, found);
            }
            found.part_of = parent;
            found.among = parent.is_none();
            let told = if quantity.part { best } else { None };
            found.outcome = told
                .map(|(said, _)| said.cue.outcome)
                .or(quantity.own)
                .or_else(|| parent.and_then(|at| done[at].outcome))
                .or(beside.map(|(said, _)| said.cue.outcome))
                .or(self.previous);
            found.own_predicate = told.is_some();
            return found;
        }
        if quantity.own.is_some() {
            let alone = quantity.kind == Kind::One;
            let listed = self.joins(index) || index + 1 < self.quantities.len() && self.joins(index + 1);
            let first = quantity.tokens.start == self.sentence.start;
            let there = quantity.tokens.start > self.sentence.start && self.is(Role::Be, quantity.tokens.start - 1);
            if there {
                found.outcome = quantity.own;
                return found;
            }
            if alone && !listed && !first && beside.is_none() || alone && quantity.max.is_none() && beside.is_none() {
                return found;
            }
            // "Two of the wounded died": what follows goes before what they were.
            let died = after.filter(|(said, price)| *price <= 2 && said.cue.outcome == Outcome::Killed);
            found.outcome = died.map(|(said, _)| said.cue.outcome).or(quantity.own);
            return found;
        }
        if quantity.kind == Kind::One {
            let listed = self.joins(index) && done[index - 1].outcome.is_some();
            // An article says that somebody is told of: what happened may stand farther off.
            let near = best.filter(|(_, price)| self.lexicon.articles && *price <= NEAR).or(beside);
            if near.is_none() && !(listed && quantity.max.is_some()) {
                return found;
            }
        }
        self.attached(best, found)
    }

    fn attached(&self, best: Option<(&Said, u32)>, found: Attached) -> Attached {
        let Some((said, _)) = best else { return found };
        let hedge = said.cue.hedge.then_some((said.tokens.start, said.tokens.end));
        Attached { outcome: Some(said.cue.outcome), hedge, ..found }
    }

    /// Whether this number goes on with the list of the one before.
    fn joins(&self, index: usize) -> bool {
        index > 0 && is_joined(self.lexicon, self.segments, &self.quantities[index - 1], &self.quantities[index])
    }

    /// Whether "among them" or the like stands right before a number.
    fn opens_part(&self, index: usize) -> bool {
        self.part_start(index) < self.quantities[index].tokens.start
    }

    /// Where the words that make a number a part begin; its own first token where there are none.
    fn part_start(&self, index: usize) -> usize {
        let start = self.quantities[index].tokens.start;
        for skip in 0..=1 {
            let Some(to) = start.checked_sub(skip).filter(|to| *to > self.sentence.start) else { break };
            if skip == 1 && !self.is(Role::Be, to) && !matches!(self.segments.lower(to), "—" | "–" | "-" | ":") {
                break;
            }
            for length in (1..=4).rev() {
                let Some(from) = to.checked_sub(length).filter(|from| *from >= self.sentence.start) else { continue };
                let opens = |role| self.lexicon.role(role, self.segments, from, self.sentence.end) == Some(length);
                let among =
                    self.lexicon.outcomes.all_at(self.segments, from, to).any(|(cue, used)| cue.form == Form::Includes && used == length);
                if opens(Role::Subset) || opens(Role::SubsetOf) || among {
                    return from;
                }
            }
        }
        // "Five people: three women and two children."
        let mark = start.checked_sub(1).filter(|at| *at > self.sentence.start);
        let opener = mark.filter(|at| matches!(self.segments.lower(*at), ":" | "(" | "—" | "–"));
        if let (Some(opener), Some(before)) = (opener, index.checked_sub(1).map(|before| &self.quantities[before]))
            && self.quantities[index].who.is_some()
            && before.tokens.end <= opener
            && before.kind == Kind::Number
            && opener - before.tokens.end <= 1
            && self.quantities[index].max.zip(before.max).is_some_and(|(part, whole)| part < whole)
        {
            return opener;
        }
        start
    }

    /// The nearest word before a number whose people it can have for its own, and the price of what stands between.
    fn before<'s>(&self, index: usize, said: &'s [Said]) -> Option<(&'s Said, u32)> {
        let start = self.quantities[index].tokens.start;
        let nearest = said.iter().rev().find(|s| s.tokens.end <= start && !self.is_own(s))?;
        let fits = |form: &Form| matches!(form, Form::Active | Form::Governor | Form::Participle | Form::Adjective);
        let framed = nearest.forms.contains(&Form::Toll) && self.is_framed(nearest.tokens.start..start);
        if !nearest.forms.iter().any(fits) && !framed {
            return None;
        }
        let gap = nearest.tokens.end..start;
        let adjective = !framed && !nearest.forms.iter().any(|f| matches!(f, Form::Active | Form::Governor | Form::Participle));
        if adjective && !gap.is_empty() {
            return None;
        }
        let price = self.price(gap.clone(), index, false)?;
        // People right before the word, with no mark between, are nearer to it.
        let theirs = self.quantities.iter().any(|q| q.tokens.end == nearest.tokens.start);
        let theirs = theirs && !gap.is_empty() && nearest.forms.contains(&Form::Intransitive);
        Some((nearest, price + if theirs { 6 } else { 0 }))
    }

    /// The nearest word after a number that can be said of its people.
    fn after<'s>(&self, index: usize, said: &'s [Said]) -> Option<(&'s Said, u32)> {
        let end = self.quantities[index].tokens.end;
        let nearest = said.iter().find(|s| s.tokens.start >= end && !self.is_own(s))?;
        let fits = |form: &Form| matches!(form, Form::Intransitive | Form::Participle | Form::Adjective | Form::Among);
        // "Семерых увезли": the object may stand before its verb.
        let word = self.segments.lower(end - 1);
        let touches = nearest.tokens.start == end || nearest.tokens.start == end + 1 && self.is(Role::Auxiliary, end);
        let object = touches && (word.ends_with('х') || word == "никого") && nearest.forms.contains(&Form::Active);
        if nearest.opens || !object && !nearest.forms.iter().any(fits) {
            return None;
        }
        // A word with people of its own right behind it is theirs.
        let taken = self.quantities.iter().any(|q| q.tokens.start == nearest.tokens.end);
        if taken && nearest.forms.iter().any(|form| matches!(form, Form::Active | Form::Governor | Form::Participle)) {
            return None;
        }
        Some((nearest, self.price(end..nearest.tokens.start, index, true)?))
    }

    /// Whether a word is part of a number's own words: "12 раненых".
    fn is_own(&self, said: &Said) -> bool {
        self.quantities.iter().any(|q| q.tokens.start <= said.tokens.start && said.tokens.end <= q.tokens.end)
    }

    /// Whether a toll's number follows: "число погибших возросло до".
    fn is_framed(&self, range: Range<usize>) -> bool {
        let close = range.len() <= 14;
        close && range.clone().any(|at| self.is(Role::TollLink, at) || self.is(Role::TollVerb, at) || self.segments.lower(at) == ":")
    }

    /// What it costs that tokens stand between a number and what happened; `None` where they may not.
    fn price(&self, gap: Range<usize>, index: usize, forward: bool) -> Option<u32> {
        let mut price = 0;
        let mut at = gap.start;
        while at < gap.end {
            if let Some(other) = self.quantities.iter().position(|q| q.tokens.contains(&at)) {
                let range = if forward { index + 1..=other } else { other + 1..=index };
                let listed = range.clone().all(|n| self.joins(n) || self.opens_part(n) || self.quantities[n].part);
                let parts = forward && (index + 1..=other).any(|n| self.opens_part(n) || self.quantities[n].part);
                let links = self.is(Role::TollLink, self.quantities[index].tokens.start.saturating_sub(1));
                if !listed && !parts && !links {
                    return None;
                }
                price += 1;
                at = self.quantities[other].tokens.end;
                continue;
            }
            let lower = self.segments.lower(at);
            let in_time = self.taken.iter().any(|range| range.contains(&at));
            price += match lower {
                ";" | "؛" | "." | "!" | "?" => return None,
                "," | "،" => 4,
                ":" => 3,
                "(" | ")" | "—" | "–" | "-" => 2,
                _ if in_time => 0,
                _ if self.is(Role::Stop, at) || self.is(Role::SoftStop, at) => return None,
                _ if self.is(Role::Speech, at) => 8,
                _ if self.is(Role::Auxiliary, at) || self.is(Role::Subset, at) || self.is(Role::TollLink, at) => 0,
                _ if self.is(Role::Preposition, at) => 1,
                _ if letters::is_arabic(lower) && lower.starts_with('و') && self.lexicon.front(lower) == 0 && lower.chars().count() > 5 => {
                    3
                }
                _ => 2,
            };
            if price > FARTHEST {
                return None;
            }
            at += 1;
        }
        Some(price)
    }
}
