//! Says what happened to the people of each number: by the noun itself, by the word before it ("killing"), by what
//! follows ("were killed"), by a toll's frame ("rose to 17"), or as part of another number ("including").

use super::lexicon::{Cue, Form, Lexicon, Role};
use super::quantity::{Kind, Quantity};
use super::tokens::Tokens;
use super::{Outcome, Who};
use crate::segment::TokenKind;
use std::ops::Range;

/// How far from a number what happened to its people may stand, in tokens.
const REACH: usize = 30;

/// Longest list of people, and how many numbers back the one that a part belongs to may stand.
const LIST: usize = 20;

/// What a number turned out to be.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attached {
    pub(super) outcome: Option<Outcome>,
    /// The outcome's word moves the number ("martyred"): its tokens.
    pub(super) hedge: Option<(usize, usize)>,
    /// It stands in a list of parts of the number with this index.
    pub(super) part_of: Option<usize>,
    /// "among the dead": part of a number told before, in this sentence or another.
    pub(super) among: bool,
    /// The sentence says of the part itself what happened to it.
    pub(super) own_predicate: bool,
    pub(super) governed: bool,
}

pub(super) struct Attacher<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) segments: &'a Tokens<'a>,
    pub(super) sentence: Range<usize>,
    pub(super) quantities: &'a [Quantity],
    /// The outcome of the last total of the sentences before.
    pub(super) previous: Option<Outcome>,
}

impl Attacher<'_> {
    /// The outcome of every number of the sentence, in order. `before` is the last total of the sentences before.
    pub(super) fn all(&self) -> Vec<Attached> {
        let mut out: Vec<Attached> = Vec::with_capacity(self.quantities.len());
        for (index, quantity) in self.quantities.iter().enumerate() {
            let found = self.one(index, quantity, &out);
            out.push(found);
        }
        out
    }

    /// The number that begins at a token.
    fn starting(&self, at: usize) -> Option<usize> {
        self.quantities.binary_search_by_key(&at, |q| q.tokens.start).ok()
    }

    /// Whether a number ends before token `at`.
    fn ending(&self, at: usize) -> bool {
        self.quantities.binary_search_by_key(&at, |q| q.tokens.end).is_ok()
    }

    fn is(&self, role: Role, at: usize) -> bool {
        self.lexicon.role(role, self.segments, at, self.sentence.end).is_some()
    }

    fn one(&self, index: usize, quantity: &Quantity, done: &[Attached]) -> Attached {
        let mut found = Attached { part_of: self.part_of(index, done), ..Attached::default() };
        if let Some(cue) = self.governor(quantity.tokens.start) {
            (found.outcome, found.hedge, found.governed) = (Some(cue.0.outcome), cue.1, true);
        }
        // "four of the wounded died": what follows goes before what they were.
        if quantity.part
            && let Some((cue, _)) = self.follows(index)
        {
            found.outcome = Some(cue.outcome);
            found.own_predicate = true;
            return found;
        }
        if let Some(own) = quantity.own {
            found.outcome = Some(own);
            return found;
        }
        // "Among them a boy and two women." goes on from the sentence before.
        if found.outcome.is_none() && self.opens_with_parts(index) {
            found.outcome = self.previous;
            found.among = found.outcome.is_some();
            return found;
        }
        if let Some(outcome) = self.among(quantity) {
            found.outcome = Some(outcome);
            found.among = true;
            return found;
        }
        if found.outcome.is_none()
            && let Some((cue, at)) = self.follows(index)
        {
            found.among = cue.form == Form::Among;
            found.outcome = Some(cue.outcome);
            found.hedge = cue.hedge.then_some((at, at + 1));
        }
        if found.outcome.is_none()
            && let Some(previous) = self.coordinated(index)
            && let Some(before) = done.get(previous)
            && (before.governed || before.among)
            && !self.speaks(index)
        {
            found = Attached { part_of: found.part_of, ..*before };
        }
        if found.outcome.is_none()
            && let Some(parent) = found.part_of
        {
            found.outcome = done.get(parent).and_then(|p| p.outcome);
        }
        if found.outcome.is_none() && quantity.who.is_none() && quantity.kind == Kind::Number {
            found.outcome = self.toll_frame(quantity.tokens.start);
        }
        found
    }

    /// The word before a number whose object it is.
    fn governor(&self, start: usize) -> Option<(Cue, Option<(usize, usize)>)> {
        let segments = self.segments;
        let mut end = start;
        while end > self.sentence.start && is_quote(segments.lower(end - 1)) {
            end -= 1;
        }
        for length in (1..=5).rev() {
            let Some(at) = end.checked_sub(length).filter(|at| *at >= self.sentence.start) else { continue };
            let forms = [Form::Active, Form::Governor, Form::Participle];
            let Some((cue, _)) =
                self.lexicon.outcomes.all_at(segments, at, end).find(|(cue, used)| *used == length && forms.contains(&cue.form))
            else {
                continue;
            };
            let passive = at > self.sentence.start && self.is(Role::Be, at - 1);
            if cue.form == Form::Participle && passive {
                return None;
            }
            return Some((cue, cue.hedge.then_some((at, end))));
        }
        None
    }

    /// Whether the sentence begins with "among them" or the like, right before this number or the list it stands in.
    fn opens_with_parts(&self, index: usize) -> bool {
        let mut first = index;
        while first + LIST > index && self.coordinated(first).is_some() {
            first -= 1;
        }
        let start = self.sentence.start;
        let Some(used) = self.lexicon.role(Role::Subset, self.segments, start, self.sentence.end) else { return false };
        let next = start + used;
        let verb = usize::from(self.is(Role::Be, next));
        self.quantities[first].tokens.start == next + verb
    }

    /// "Among the dead were two women", "the dead included a nurse".
    fn among(&self, quantity: &Quantity) -> Option<Outcome> {
        let start = quantity.tokens.start;
        (1..=6).rev().find_map(|length| {
            let at = start.checked_sub(length).filter(|at| *at >= self.sentence.start)?;
            let mut found =
                self.lexicon.outcomes.all_at(self.segments, at, start).filter(|(cue, used)| *used == length && cue.form == Form::Includes);
            found.next().map(|(cue, _)| cue.outcome)
        })
    }

    /// The word after a number that says what happened, in the same clause.
    fn follows(&self, index: usize) -> Option<(Cue, usize)> {
        let (segments, end) = (self.segments, self.sentence.end);
        let quantity = &self.quantities[index];
        let first = quantity.tokens.end;
        let mut at = first;
        let mut touching = true;
        let mut relative = false;
        let mut auxiliary = false;
        while at < end.min(first + REACH) {
            let lower = segments.lower(at);
            if matches!(lower, "(" | "[") {
                at = self.skip_to(at + 1, &[")", "]"])?;
                continue;
            }
            if matches!(lower, "-" | "–" | "—") && (self.is(Role::Joint, at + 1) || self.is(Role::Stop, at + 1)) {
                return None;
            }
            if matches!(lower, "," | "-" | "–" | "—") {
                if let Some(next) = self.skip_aside(at + 1) {
                    at = next;
                    continue;
                }
                at += 1;
                touching = touching && lower == ",";
                continue;
            }
            if is_quote(lower) {
                at += 1;
                continue;
            }
            if let Some(next) = self.starting(at) {
                // Another subject beside this one, or somebody's object.
                let joined = at > first && (self.is(Role::Joint, at - 1) || segments.lower(at - 1) == ",");
                if auxiliary || !joined || self.quantities[next].own.is_some() {
                    return None;
                }
                at = self.quantities[next].tokens.end;
                continue;
            }
            if self.lexicon.role(Role::Stop, segments, at, end).is_some() || !relative && self.is(Role::SoftStop, at) {
                return None;
            }
            if let Some((cue, used)) =
                self.lexicon.outcome(&[Form::Intransitive, Form::Participle, Form::Adjective, Form::Active, Form::Among], segments, at, end)
            {
                let after_auxiliary = at > first && self.lexicon.role(Role::Auxiliary, segments, at - 1, end).is_some() || auxiliary;
                match cue.form {
                    Form::Intransitive | Form::Among => return Some((cue, at)),
                    Form::Active => return None,
                    Form::Participle | Form::Adjective if after_auxiliary => return Some((cue, at)),
                    Form::Participle | Form::Adjective if touching && !self.has_object(at + used) => return Some((cue, at)),
                    _ if touching => return None,
                    _ => {}
                }
                at += used;
                touching = false;
                continue;
            }
            if self.lexicon.role(Role::Auxiliary, segments, at, end).is_some() || self.lexicon.is_adverb(lower) {
                auxiliary = auxiliary || !self.lexicon.is_adverb(lower);
                at += 1;
                continue;
            }
            if at > first && self.is(Role::Relative, at) && self.is(Role::Joint, at - 1) {
                return None;
            }
            if self.is(Role::Relative, at) {
                relative = true;
            } else if auxiliary {
                // The auxiliary belonged to another verb.
                if !relative {
                    return None;
                }
                relative = false;
                auxiliary = false;
            }
            if !self.is(Role::Joint, at) && !self.is(Role::More, at) {
                touching = false;
            }
            at += 1;
        }
        None
    }

    /// An aside after a comma or dash ("including three children", "most of them women"): the token after its end.
    fn skip_aside(&self, at: usize) -> Option<usize> {
        let (segments, end) = (self.segments, self.sentence.end);
        let opens = self.lexicon.role(Role::Subset, segments, at, end).is_some()
            || self.is(Role::Aside, at)
            || self.starting(at).is_some_and(|next| self.quantities[next].part);
        if !opens {
            return None;
        }
        let mut next = at;
        while next < end.min(at + REACH) {
            if matches!(segments.lower(next), "," | "-" | "–" | "—" | ")") {
                return Some(next + 1);
            }
            // An aside without closing mark ends where the sentence's verb begins.
            if self.is(Role::Verb, next) {
                return Some(next);
            }
            next += 1;
        }
        None
    }

    fn skip_to(&self, from: usize, marks: &[&str]) -> Option<usize> {
        (from..self.sentence.end.min(from + REACH)).find(|at| marks.contains(&self.segments.lower(*at))).map(|at| at + 1)
    }

    /// Whether a noun phrase follows at once: then a participle was a deed in the past tense.
    fn has_object(&self, at: usize) -> bool {
        let segments = self.segments;
        if at >= self.sentence.end {
            return false;
        }
        self.starting(at).is_some()
            || self.lexicon.role(Role::Article, segments, at, self.sentence.end).is_some()
            || self.is(Role::Object, at)
            || self.lexicon.person(segments, at).is_some_and(|p| p.many)
            || segments.tokens[at].kind == TokenKind::Number
    }

    /// Whether the people of a number, or of the list it opens, are those who speak: "two medics said".
    fn speaks(&self, index: usize) -> bool {
        let mut last = index;
        while last < index + LIST && self.coordinated(last + 1).is_some() {
            last += 1;
        }
        let at = self.quantities[last].tokens.end;
        self.lexicon.role(Role::Speech, self.segments, at, self.sentence.end).is_some()
    }

    /// The number before this one in the same list.
    pub(super) fn coordinated(&self, index: usize) -> Option<usize> {
        let previous = index.checked_sub(1)?;
        let (a, b) = (&self.quantities[previous], self.quantities.get(index)?);
        if self.lexicon.free {
            return super::nearest::is_joined(self.lexicon, self.segments, a, b).then_some(previous);
        }
        let gap = a.tokens.end..b.tokens.start;
        (!gap.is_empty() && gap.len() <= 2 && gap.clone().all(|at| self.is(Role::Joint, at) || self.segments.lower(at) == ","))
            .then_some(previous)
    }

    /// The number that this one is a part of, where the words say so.
    fn part_of(&self, index: usize, done: &[Attached]) -> Option<usize> {
        let quantity = &self.quantities[index];
        let segments = self.segments;
        let parent = || {
            (0..index).rev().take(LIST).find(|at| {
                let other = &self.quantities[*at];
                done[*at].part_of.is_none() && other.kind != Kind::None && (done[*at].outcome.is_some() || other.own.is_some())
            })
        };
        if quantity.part {
            return parent().or_else(|| (0..index).rev().take(LIST).find(|at| done[*at].part_of.is_none()));
        }
        // "including", "among them" right before, or before a list that this one stands in.
        let start = quantity.tokens.start;
        for length in 1..=4 {
            if let Some(at) = start.checked_sub(length).filter(|at| *at >= self.sentence.start)
                && self.lexicon.role(Role::Subset, segments, at, self.sentence.end) == Some(length)
            {
                return parent().or_else(|| index.checked_sub(1));
            }
        }
        if let Some(previous) = self.coordinated(index)
            && let Some(parent) = done[previous].part_of
            && self.follows(index).is_none_or(|_| quantity.own.is_none())
            && self.follows(index).map(|(cue, _)| cue.outcome).is_none_or(|o| Some(o) == done[parent].outcome)
            && quantity.who.is_some()
        {
            return Some(parent);
        }
        // "12 dead (seven men, three women)", "who died: nine men", "two, a nurse and a patient".
        let opener = start.checked_sub(1).filter(|at| *at > self.sentence.start)?;
        if matches!(segments.lower(opener), "(" | ":" | "," | "-" | "–" | "—")
            && let Some(previous) = index.checked_sub(1)
            && quantity.who.is_some()
            && quantity.own.is_none()
            && self.governor(start).is_none()
        {
            let other = &self.quantities[previous];
            let adjacent = other.tokens.end == opener;
            // "Five dead, her neighbour counts": a list of parts ends with a mark.
            let mut last = index;
            while last < index + LIST && self.coordinated(last + 1).is_some() {
                last += 1;
            }
            let after = self.quantities[last].tokens.end;
            if segments.lower(opener) == "," && after < self.sentence.end && segments.tokens[after].kind != TokenKind::Mark {
                return None;
            }
            let known = done[previous].outcome.or(other.own).is_some();
            let total = quantity.max.zip(other.max).is_some_and(|(part, whole)| part < whole);
            if known
                && total
                && done[previous].part_of.is_none()
                && (adjacent || matches!(segments.lower(opener), "(" | ":" | "-" | "–" | "—"))
            {
                return Some(previous);
            }
        }
        None
    }

    /// "the toll rose to 17", "put the dead at nine": the outcome of a bare number at token `start`.
    fn toll_frame(&self, start: usize) -> Option<Outcome> {
        let segments = self.segments;
        let last = start.checked_sub(1).filter(|at| *at >= self.sentence.start)?;
        if !self.is(Role::TollLink, last) && segments.lower(last) != ":" {
            return None;
        }
        for at in (self.sentence.start.max(start.saturating_sub(22))..start).rev() {
            // "UPDATE 3-Toll" is one token.
            if let Some((_, last)) = segments.lower(at).rsplit_once('-')
                && let Some(outcome) = self.lexicon.toll_word(last)
            {
                return Some(outcome);
            }
            if matches!(segments.lower(at), ";" | ":") && at != last || self.ending(at + 1) {
                return None;
            }
            if self.lexicon.role(Role::TollNoun, segments, at, self.sentence.end).is_some() {
                let outcome = (at..start.min(at + 6)).find_map(|n| self.lexicon.toll_word(segments.lower(n)));
                // "put the number at 17": of what was told before.
                return outcome.or(self.previous);
            }
        }
        None
    }
}

impl Attacher<'_> {
    /// Lists of people without a number for all of them ("three women and two children were killed"): the first and
    /// last number of each. Fighters and police are told apart from others, and never added.
    pub(super) fn lists(&self, attached: &[Attached]) -> Vec<(usize, usize)> {
        let addable = |at: usize| {
            let quantity = &self.quantities[at];
            attached[at].outcome.is_some()
                && attached[at].part_of.is_none()
                && !attached[at].among
                && !quantity.part
                && quantity.own.is_none()
                && quantity.min.is_some()
                && quantity.min == quantity.max
                // "кассир и двое пассажиров": without a numeral for each, nobody has counted them together.
                && !(self.lexicon.free && quantity.kind == Kind::One)
                && matches!(quantity.kind, Kind::Number | Kind::One)
                && quantity.who.is_some_and(|who| !matches!(who, Who::Combatant | Who::Security))
        };
        let mut out = Vec::new();
        let mut first = 0;
        for at in 0..self.quantities.len() {
            let goes_on =
                self.coordinated(at + 1).is_some() && addable(at) && addable(at + 1) && attached[at].outcome == attached[at + 1].outcome;
            if !goes_on {
                let counted = !self.lexicon.free || self.quantities[first..=at].iter().any(|q| q.tokens.len() > 1);
                if at > first && counted {
                    out.push((first, at));
                }
                first = at + 1;
            }
        }
        out
    }
}

fn is_quote(word: &str) -> bool {
    matches!(word, "“" | "”" | "\"" | "'" | "‘" | "’" | "«" | "»" | "„")
}

/// The who of a number without a noun: that of the number before it in the sentence, by ellipsis.
pub(super) fn inherited(quantities: &[Quantity], attached: &[Attached], index: usize) -> Who {
    if quantities[index].kind == Kind::None {
        return Who::Unknown;
    }
    if let Some(parent) = attached[index].part_of {
        return quantities[parent].who.unwrap_or(Who::Unknown);
    }
    (0..index)
        .rev()
        .take(LIST)
        .find(|at| attached[*at].outcome.is_some() && attached[*at].part_of.is_none())
        .and_then(|at| quantities[at].who)
        // What people do is shared, sex and age are not.
        .filter(|who| !matches!(who, Who::Man | Who::Woman | Who::Child | Who::Mixed))
        .unwrap_or(Who::Unknown)
}
