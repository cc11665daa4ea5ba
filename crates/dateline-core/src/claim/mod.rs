//! Claims: who says what, through which document, to whom, and with what distance.

mod attribute;
mod content;
mod edges;
mod extract;
mod forms;
mod hedge;
mod lexicon;
mod other;
mod passive;
mod resolve;
mod retag;
mod speaker;
mod stance;
mod unit;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_support;

pub use lexicon::Lexicon;

use crate::place::Place;
use crate::report::Report;
use crate::segment::Segments;
use crate::text::Span;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// How the content stands in the text.
    Quotation {
        /// Inside quotation marks.
        Direct = "direct",
        /// Not inside quotation marks.
        Indirect = "indirect",
        /// Part of it inside.
        Mixed = "mixed",
    }
}

vocabulary! {
    /// What a speaker does with the content.
    Stance {
        /// Says that it is so.
        Asserts = "asserts",
        /// Says that it is not so.
        Denies = "denies",
        /// Owns up to it.
        Admits = "admits",
        /// Questions it.
        Doubts = "doubts",
        /// Wants it done.
        Demands = "demands",
        /// Speaks against it.
        Condemns = "condemns",
        /// Speaks for it.
        Praises = "praises",
        /// Asks about it.
        Asks = "asks",
    }
}

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker<S = Span> {
    /// Longest noun phrase that names who speaks, where it stands.
    pub span: S,
    /// Resolved full name without article; an unnamed speaker's words without article.
    pub name: String,
}

/// Somebody's words or attitude as reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim<S = Span> {
    /// Who speaks; null where not named.
    pub speaker: Option<Speaker<S>>,
    /// The document or carrier through which the speaker speaks.
    pub via: Option<S>,
    /// Reporting verb or noun with particles, or a headline's dash or colon.
    pub cue: Option<S>,
    /// What is claimed, quotation marks at its ends left out; several where interrupted.
    pub content: Vec<S>,
    /// Who is spoken to, where named.
    pub addressees: Vec<S>,
    /// How the content stands in the text.
    pub quotation: Quotation,
    /// True for a belief, intention or fear that the report tells of.
    pub attitude: bool,
    /// What the speaker does with the content.
    pub stance: Stance,
    /// Hedging and distancing words inside cue and content.
    pub hedges: Vec<S>,
    /// Index into claims of the claim that this one stands inside.
    pub parent: Option<usize>,
}

impl<S> Claim<S> {
    /// The same with another kind of span.
    pub fn map<T>(self, f: &mut impl FnMut(S) -> T) -> Claim<T> {
        Claim {
            speaker: self.speaker.map(|s| Speaker { span: f(s.span), name: s.name }),
            via: self.via.map(&mut *f),
            cue: self.cue.map(&mut *f),
            content: self.content.into_iter().map(&mut *f).collect(),
            addressees: self.addressees.into_iter().map(&mut *f).collect(),
            quotation: self.quotation,
            attitude: self.attitude,
            stance: self.stance,
            hedges: self.hedges.into_iter().map(f).collect(),
            parent: self.parent,
        }
    }
}

/// Finds who says what. The second list holds every hedge of the report, those of claims among them.
#[must_use]
pub fn attribute(report: &Report, segments: &Segments<'_>, places: &[Place], lexicon: &Lexicon) -> (Vec<Claim>, Vec<Span>) {
    match report.language.as_deref().and_then(|language| lexicon.other.get(language)) {
        Some(grammar) => other::attribute(report, segments, places, grammar),
        None => attribute::attribute(report, segments, places, lexicon),
    }
}
