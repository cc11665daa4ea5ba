//! Cues that are no verbs: "according to X", "in his words", "citing X", "rumours of".

use super::class::*;
use super::frames::{Frame, Framer, Who};
use super::grammar::{Cue, CueKind, Use};
use super::hits::Hit;
use super::items::Kind;

impl Framer<'_> {
    /// "According to X": on which side of it what is said stands.
    pub(super) fn source(&self, hit: &Hit) -> Option<Frame> {
        let cue = &self.grammar.cues[hit.cue];
        let mut from = hit.range.end;
        while self.is(from, ADVERB) && !self.is(from, PERSON | BODY) {
            from += 1;
        }
        let mut frame = self.made(hit, Who::Nobody, hit.range.start..from);
        let range =
            if self.is(from, PRONOUN | POSSESSIVE) && !self.phrases.opens(from) { Some(from..from + 1) } else { self.phrases.after(from) };
        let range = range.or_else(|| {
            let start = from + usize::from(self.is(from, OF | PREPOSITION));
            let end = self.phrases.core(start);
            (start > from && end > start && self.phrases.opens(start)).then_some(start..end)
        })?;
        if self.is(range.start, TIME) && !self.is(range.start, PERSON | BODY) {
            return None;
        }
        // What commas add can't be the whole sentence.
        let whole = hit.range.start == self.unit.start && matches!(self.kind(range.end), Kind::Stop | Kind::Edge);
        let range = if whole { range.start..self.phrases.core(range.start).max(range.start + 1).min(range.end) } else { range };
        frame.clause.end = range.end;
        frame.who = Who::Named(range);
        self.sides(cue, frame)
    }

    /// "In his words".
    pub(super) fn own(&self, hit: &Hit) -> Option<Frame> {
        let unnamed = if hit.used == Use::Nobody { Who::Nobody } else { Who::Before };
        let who = hit.inside.map_or(unnamed, |at| Who::Named(at..at + 1));
        let frame = self.made(hit, who, hit.range.clone());
        self.sides(&self.grammar.cues[hit.cue], frame)
    }

    pub(super) fn sides(&self, cue: &Cue, mut frame: Frame) -> Option<Frame> {
        let (start, end) = (frame.clause.start, frame.clause.end);
        let opens = start <= self.unit.start
            || (self.unit.start..start)
                .all(|at| self.is(at, AND | BUT | ADVERB | TOPIC) || matches!(self.kind(at), Kind::Dash | Kind::Stop))
            || matches!(self.before(start), Kind::Semicolon | Kind::Colon)
            || self.is(start - 1, AND | BUT | THAT | RELATIVE) && self.before(start) == Kind::Word;
        let comma = self.kind(end) == Kind::Comma;
        if opens {
            let mut lead = end + usize::from(comma);
            if let Some((start, _)) = self.complement(end) {
                lead = start;
            }
            while self.is(lead, AND) && self.grammar.joined || self.kind(lead) == Kind::Colon || self.is(lead, THAT) && self.grammar.joined
            {
                lead += 1;
            }
            if lead >= self.unit.items.len() || self.kind(lead) == Kind::Stop {
                return None;
            }
            frame.lead = Some(lead);
            return Some(frame);
        }
        if cue.kind == CueKind::Citing && self.complement(end).is_some() {
            frame.lead = self.complement(end).map(|(start, _)| start);
            return Some(frame);
        }
        let parenthesis = matches!(self.before(start), Kind::Comma | Kind::Dash | Kind::Bracket);
        if !parenthesis && self.kind(end) == Kind::Quote {
            frame.lead = Some(end);
            return Some(frame);
        }
        frame.trail = true;
        let next = end + 1;
        frame.aside = parenthesis
            && (comma || self.kind(end) == Kind::Dash)
            && next < self.unit.items.len()
            && !self.is(next, RELATIVE | PARTICIPLE)
            && !self.phrases.cues.get(next).copied().unwrap_or(false)
            && !(self.is(next, AND | BUT) && self.phrases.has_verb(self.unit.start..start));
        Some(frame)
    }

    /// "Rumours of": words of nobody named.
    pub(super) fn noun(&self, hit: &Hit) -> Option<Frame> {
        let cue = &self.grammar.cues[hit.cue];
        let mut frame = self.made(hit, Who::Nobody, hit.range.clone());
        let end = hit.range.end;
        if let Some((start, cue_end)) = self.complement(end).filter(|_| cue.clause) {
            frame.lead = Some(start);
            frame.cue.end = cue_end;
        } else if self.leads(cue, end) {
            frame.lead = Some(end + 1);
            frame.cue.end = end + 1;
        } else {
            return None;
        }
        Some(frame)
    }
}
