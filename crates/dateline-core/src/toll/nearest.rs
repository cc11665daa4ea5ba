//! What happened to the people of each number in languages of free order: the nearest word that can say it wins; marks,
//! other numbers and other such words stand between at a price or not at all.

use super::Outcome;
use super::attach::Attached;
use super::lexicon::{Cue, Form, Lexicon, Role};
use super::quantity::{Kind, Quantity};
use super::tokens::Tokens;
use crate::letters;
use std::ops::Range;

/// What may stand between people and what happened to them, as a sum of prices.
const FARTHEST: u32 = 26;

/// The same for one person told with an article.
const NEAR: u32 = 14;

/// The same for nobody, in languages with articles.
const NOBODY: u32 = 6;

/// Longest aside between commas that is passed over, in tokens.
const ASIDE: usize = 14;

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
        let named = if self.lexicon.articles { self.named_before(index) } else { None };
        let is_whole = |at: &usize| done[*at].part_of.is_none() && !done[*at].among && done[*at].outcome.is_some();
        let parent = (0..index).rev().filter(is_whole).find(|at| named.is_none_or(|named| done[*at].outcome == Some(named)));
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
            // "…, dont deux femmes, et vingt personnes ont été blessées": a clause of its own.
            let clause = after.filter(|(said, price)| {
                self.lexicon.articles && *price <= 2 && parent.is_some_and(|at| done[at].outcome != Some(said.cue.outcome))
            });
            if !quantity.part && !self.opens_part(index) && clause.is_some() {
                return self.attached(clause, found);
            }
            found.part_of = parent;
            found.among = parent.is_none();
            // In languages with articles a word far before them is said of others.
            let near = if self.lexicon.articles { after.filter(|(_, price)| *price <= NEAR).or(beside) } else { best };
            let told = near.filter(|_| quantity.part);
            found.outcome = told
                .map(|(said, _)| said.cue.outcome)
                .or(quantity.own)
                .or_else(|| parent.and_then(|at| done[at].outcome))
                .or(named)
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
        // "Nobody" stands beside what did not happen.
        let far = self.lexicon.articles && quantity.kind == Kind::None;
        self.attached(best.filter(|(_, price)| !far || *price <= NOBODY), found)
    }

    /// The outcome of "among the dead were" right before a number.
    fn named_before(&self, index: usize) -> Option<Outcome> {
        let (from, start) = (self.part_start(index), self.quantities[index].tokens.start);
        let mut all = self.lexicon.outcomes.all_at(self.segments, from, start);
        all.find(|(cue, _)| cue.form == Form::Includes).map(|(cue, _)| cue.outcome)
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

    /// The comma that ends an aside which begins with the comma at a token: nothing is counted in it.
    fn aside(&self, at: usize, end: usize) -> Option<usize> {
        if self.segments.lower(at) != "," {
            return None;
        }
        let last = (at + 1..end.min(at + ASIDE)).find(|n| matches!(self.segments.lower(*n), "," | ";" | ":" | "(" | "."))?;
        let counted = self.quantities.iter().any(|q| q.tokens.start < last && at < q.tokens.end);
        (self.segments.lower(last) == "," && !counted).then_some(last)
    }

    /// What it costs that tokens stand between a number and what happened; `None` where they may not.
    fn price(&self, gap: Range<usize>, index: usize, forward: bool) -> Option<u32> {
        let mut price = 0;
        let mut at = gap.start;
        // The comma that ends the aside before, which costs little more.
        let mut closed = usize::MAX;
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
            if let Some(next) = self.aside(at, gap.end).filter(|_| forward && self.lexicon.articles) {
                price += 4;
                (at, closed) = (next, next);
                continue;
            }
            let in_time = self.taken.iter().any(|range| range.contains(&at));
            price += match lower {
                ";" | "؛" | "." | "!" | "?" => return None,
                "," | "،" if at == closed => 1,
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
