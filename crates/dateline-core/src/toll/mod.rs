//! Tolls: numbers of people harmed or taken, as intervals that follow from the words by a published policy.

use crate::data::DataError;
use crate::report::Report;
use crate::segment::Segments;
use crate::text::Span;
use crate::time::Time;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What happened to the people counted.
    Outcome {
        /// Killed.
        Killed = "killed",
        /// Injured.
        Injured = "injured",
        /// Missing.
        Missing = "missing",
        /// Detained.
        Detained = "detained",
        /// Abducted.
        Abducted = "abducted",
        /// Displaced.
        Displaced = "displaced",
    }
}

vocabulary! {
    /// Who is counted, taken from the words.
    Who {
        /// Civilians.
        Civilian = "civilian",
        /// Fighters.
        Combatant = "combatant",
        /// Children.
        Child = "child",
        /// Women.
        Woman = "woman",
        /// Men.
        Man = "man",
        /// Medical workers.
        Medic = "medic",
        /// Journalists.
        Journalist = "journalist",
        /// Police and other security forces.
        Security = "security",
        /// Several of these.
        Mixed = "mixed",
        /// The words do not say.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// What a count is a count of.
    Scope {
        /// Of one event.
        Total = "total",
        /// Part of another count, never added.
        Subset = "subset",
        /// Over a period, never an incident's toll.
        Cumulative = "cumulative",
    }
}

/// One number of people, or words for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count<S = Span> {
    /// Number words with what is counted and, where it stands beside them, the hedge.
    pub span: S,
    /// What happened to them.
    pub outcome: Outcome,
    /// Who they are.
    pub who: Who,
    /// Least number of people; null where the words give none.
    pub min: Option<u64>,
    /// Greatest number of people; null where the words give none.
    pub max: Option<u64>,
    /// Total, subset or cumulative.
    pub scope: Scope,
    /// Index into counts of the count that a subset belongs to.
    pub of: Option<usize>,
    /// Words that move the number from exact.
    pub hedge: Option<S>,
}

impl<S> Count<S> {
    /// The same with another kind of span.
    pub fn map<T>(self, f: &mut impl FnMut(S) -> T) -> Count<T> {
        Count {
            span: f(self.span),
            outcome: self.outcome,
            who: self.who,
            min: self.min,
            max: self.max,
            scope: self.scope,
            of: self.of,
            hedge: self.hedge.map(f),
        }
    }
}

/// Rules of the toll stage.
#[derive(Debug, Default)]
pub struct Rules;

impl Rules {
    /// The bundled ones.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        Ok(Self)
    }
}

/// Finds the numbers of people harmed or taken. `times` keeps dates and durations from being read as people.
#[must_use]
pub fn recognise(_report: &Report, _segments: &Segments<'_>, _times: &[Time], _rules: &Rules) -> Vec<Count> {
    Vec::new()
}
