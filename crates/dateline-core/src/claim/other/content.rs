//! What is said: the pieces of a sentence that a cue governs, without marks at their ends.

use super::class::*;
use super::frames::{Frame, Who};
use super::grammar::{CueKind, Grammar};
use super::items::{Kind, Unit};
use crate::text::Span;
use std::ops::Range;

/// Where pieces of content are looked for.
pub(crate) struct Pieces<'a> {
    pub unit: &'a Unit<'a>,
    pub grammar: &'a Grammar,
    pub body: &'a str,
    pub frames: &'a [Frame],
}

impl Pieces<'_> {
    /// The content of one frame of the sentence, and whether some of it is quoted and some is not.
    pub fn of(&self, at: usize) -> Vec<Span> {
        let frame = &self.frames[at];
        let mut out: Vec<Range<usize>> = Vec::new();
        if frame.trail {
            out.extend(self.before(at));
            if frame.aside {
                out.extend(self.behind(frame.clause.end, at));
            }
        } else if let Some(lead) = frame.lead {
            out.extend(self.behind(lead, at));
        } else if let Some(pronoun) = frame.pronoun {
            out.push(pronoun..pronoun + 1);
        } else if frame.hit.range.clone().any(|n| self.unit.items[n].suffix) {
            let last = &self.unit.items[frame.hit.range.end - 1];
            return suffix_of(last.span, self.body).into_iter().collect();
        }
        out.into_iter().map(|range| self.span(range)).filter(|span| !span.is_empty()).collect()
    }

    /// Behind an item up to the next cue that goes on with the same speaker or sets another against it.
    fn behind(&self, from: usize, at: usize) -> Vec<Range<usize>> {
        let end = self.limit(from, at);
        // Only the quotation where a mark follows it.
        if self.unit.kind(from) == Kind::Quote
            && from + 1 < end
            && matches!(self.unit.kind(from + 1), Kind::Comma | Kind::Stop | Kind::Semicolon | Kind::Dash | Kind::Bracket)
        {
            return alone(from);
        }
        // "That she waited: «We heard it»": a quotation behind a colon is a piece of its own.
        let colon = (from + 1..end.saturating_sub(1)).find(|n| self.unit.kind(*n) == Kind::Colon && self.unit.kind(*n + 1) == Kind::Quote);
        match colon.filter(|n| *n + 3 >= end) {
            Some(colon) => self.trimmed(from..colon).into_iter().chain(alone(colon + 1)).collect(),
            None => self.trimmed(from..end).into_iter().collect(),
        }
    }

    /// Where what follows a clause is the report's own again: behind a semicolon, or a comma and "but".
    fn own_voice(&self, from: usize, end: usize) -> usize {
        let unit = self.unit;
        let turn = |n: &usize| {
            let but = unit.kind(*n) == Kind::Comma && unit.is(*n + 1, BUT) && !unit.is(*n + 2, NEGATION);
            unit.kind(*n) == Kind::Semicolon || but
        };
        (from + 1..end).find(turn).unwrap_or(end)
    }

    /// Where what a frame leads to ends.
    fn limit(&self, from: usize, at: usize) -> usize {
        let mut end = self.unit.items.len();
        for (number, other) in self.frames.iter().enumerate().skip(at + 1) {
            let start = other.clause.start;
            if start <= from || number == at {
                continue;
            }
            let mark = self.unit.kind(start - 1);
            let opposed = self.unit.is(start - 1, BUT) || mark == Kind::Semicolon || self.unit.is(start, BUT);
            let listed = self.unit.is(start - 1, AND) && matches!(other.who, Who::Named(_)) && other.lead.is_some() && !other.trail;
            let cited = (other.trail || other.lead.is_none()) && mark == Kind::Comma && !other.aside && !self.unit.is(start, AND);
            if other.joined || opposed || listed || cited {
                end = end.min(start);
                break;
            }
        }
        let end = if self.unit.around.is_some() { end } else { self.own_voice(from, end) };
        end.max(from)
    }

    /// Before a frame's clause: the quotation that ends there, else the sentence from its start.
    fn before(&self, at: usize) -> Vec<Range<usize>> {
        let frame = &self.frames[at];
        let end = frame.clause.start;
        let mut last = end;
        while last > self.unit.start && matches!(self.unit.kind(last - 1), Kind::Comma | Kind::Dash | Kind::Stop) {
            last -= 1;
        }
        if last > self.unit.start && self.unit.kind(last - 1) == Kind::Quote {
            let quote = last - 1;
            let within = quote > self.unit.start && matches!(self.unit.kind(quote - 1), Kind::Word | Kind::Number);
            if !within {
                return alone(quote);
            }
        }
        // What another frame before it says or is does not count.
        let floor =
            self.frames[..at].iter().filter(|f| f.trail && f.clause.end <= end).map(|f| f.clause.end).max().unwrap_or(self.unit.start);
        // "The toll stands: nine dead, by the mayor's count": an aside is the clause's alone.
        let source = !matches!(self.grammar.cues[frame.hit.cue].kind, CueKind::Verb);
        let aside = |n: &usize| {
            frame.aside && self.unit.kind(*n) == Kind::Semicolon || (frame.aside || source) && self.unit.kind(*n) == Kind::Colon
        };
        let floor = (floor..last).rev().find(aside).map_or(floor, |n| n + 1);
        let piece = self.trimmed(floor.max(self.unit.start)..last);
        // "Then, he says, …": an adverb alone is no piece.
        piece.filter(|range| !(frame.aside && range.clone().all(|n| self.unit.is(n, ADVERB)))).into_iter().collect()
    }

    /// A range without marks and small words at its ends.
    fn trimmed(&self, mut range: Range<usize>) -> Option<Range<usize>> {
        let unit = self.unit;
        range.end = range.end.min(unit.items.len());
        while range.start < range.end {
            let at = range.start;
            let mark = matches!(unit.kind(at), Kind::Comma | Kind::Dash | Kind::Colon | Kind::Stop | Kind::Semicolon);
            let small = unit.kind(at) == Kind::Word && unit.is(at, AND) && (self.grammar.joined || unit.lower(at).chars().count() <= 2);
            if !(mark || small && range.len() > 1) {
                break;
            }
            range.start += 1;
        }
        while range.start < range.end {
            let at = range.end - 1;
            let stop = unit.kind(at) == Kind::Stop && !matches!(unit.lower(at), "!" | "?" | "؟")
                || unit.kind(at) == Kind::Stop && unit.around.is_none();
            let mark = stop || matches!(unit.kind(at), Kind::Comma | Kind::Dash | Kind::Colon | Kind::Semicolon | Kind::Other);
            let small = unit.kind(at) == Kind::Word && unit.is(at, AND | BUT | TOPIC) && !unit.is(at, PERSON | BODY | DETERMINER);
            let bracket = unit.kind(at) == Kind::Bracket && matches!(unit.lower(at), "(" | "[");
            if !(mark || small || bracket) {
                break;
            }
            range.end -= 1;
        }
        (range.start < range.end).then_some(range)
    }

    /// The span of a range; without a full stop or comma at a quotation's end.
    fn span(&self, range: Range<usize>) -> Span {
        shorn(self.unit.span(range), self.body)
    }
}

/// One item as the only piece.
fn alone(at: usize) -> Vec<Range<usize>> {
    let item = at..at + 1;
    vec![item]
}

/// A span without a full stop or comma at its end and without white space.
pub(crate) fn shorn(span: Span, body: &str) -> Span {
    let words = span.of(body);
    let kept = words.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '،' | ';' | '؛'));
    Span::new(span.start(), span.start() + kept.len()).trimmed(body)
}

/// The letters of a pronoun at a word's end.
fn suffix_of(span: Span, body: &str) -> Option<Span> {
    let word = span.of(body);
    let count = ["هما", "هم", "ها", "نا", "ني", "ه"].iter().find(|end| word.ends_with(**end)).map(|end| end.len())?;
    Some(Span::new(span.end() - count, span.end()))
}

/// Whether all pieces are whole quotations or stand inside one around the cue; whether some words are quoted.
pub(crate) fn quoted(unit: &Unit<'_>, content: &[Span]) -> (bool, bool) {
    let mut all = !content.is_empty();
    let mut some = false;
    for span in content {
        let whole = unit.items.iter().any(|item| item.kind == Kind::Quote && item.inner.contains(*span));
        all &= whole;
        some |= whole || unit.items.iter().any(|item| item.kind == Kind::Quote && span.overlaps(item.span));
    }
    (all, some)
}
