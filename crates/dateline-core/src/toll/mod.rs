//! Tolls: numbers of people harmed or taken, as intervals that follow from the words by a published policy.

mod attach;
mod lexicon;
mod policy;
mod quantity;

pub use policy::{Bound, Place, PolicyRule, policy};

use crate::data::DataError;
use crate::report::Report;
use crate::segment::{Segments, Sentence};
use crate::text::Span;
use crate::time::Time;
use attach::Attacher;
use lexicon::{Lexicon, Role};
use quantity::{Finder, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

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

/// Rules of the toll stage, by language.
#[derive(Debug, Default)]
pub struct Rules {
    languages: BTreeMap<&'static str, Lexicon>,
}

impl Rules {
    /// The bundled ones.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let mut languages = BTreeMap::new();
        for code in LANGUAGES {
            languages.insert(*code, Lexicon::bundled(code)?);
        }
        Ok(Self { languages })
    }
}

/// Languages with words of their own.
const LANGUAGES: &[&str] = &["en"];

/// Finds the numbers of people harmed or taken. `times` keeps dates and durations from being read as people.
#[must_use]
pub fn recognise(report: &Report, segments: &Segments<'_>, times: &[Time], rules: &Rules) -> Vec<Count> {
    let code = report.language.as_deref().map_or("", |code| code.split('-').next().unwrap_or(code));
    let Some(lexicon) = rules.languages.get(code) else { return Vec::new() };
    let taken: Vec<Range<usize>> = times.iter().map(|t| segments.tokens_in(t.span)).filter(|range| !range.is_empty()).collect();
    let finder = Finder { lexicon, segments, taken: &taken };
    let mut counts: Vec<Count> = Vec::new();
    for sentence in &segments.sentences {
        let quantities = finder.all(&sentence.tokens);
        if quantities.is_empty() {
            continue;
        }
        let attached = Attacher { lexicon, segments, sentence: sentence.tokens.clone(), quantities: &quantities }.all();
        let cumulative = runs_over_a_period(lexicon, segments, sentence, times);
        // Index into counts of each number of the sentence that became one.
        let mut index_of: Vec<Option<usize>> = vec![None; quantities.len()];
        for (at, quantity) in quantities.iter().enumerate() {
            let outcomes: &[Outcome] = match attached[at].outcome {
                _ if quantity.any_harm => &[Outcome::Killed, Outcome::Injured],
                Some(ref outcome) => std::slice::from_ref(outcome),
                None => continue,
            };
            index_of[at] = Some(counts.len());
            for outcome in outcomes {
                let of = attached[at].part_of.and_then(|parent| index_of[parent]);
                let earlier = || counts.iter().rposition(|c| c.outcome == *outcome && c.scope == Scope::Total);
                let is_part = attached[at].part_of.is_some() || quantity.part || attached[at].among;
                // "many of them" with nothing said of them is no number of its own.
                if quantity.part && quantity.kind == Kind::Vague && quantity.who.is_none() && quantity.own.is_none() && !attached[at].own_predicate {
                    continue;
                }
                let hedge = quantity.hedge.clone().or_else(|| attached[at].hedge.map(|(from, to)| from..to));
                counts.push(Count {
                    span: segments.span_of(quantity.tokens.clone()),
                    outcome: *outcome,
                    who: quantity.who.unwrap_or_else(|| attach::inherited(&quantities, &attached, at)),
                    min: quantity.min,
                    max: quantity.max,
                    scope: if is_part { Scope::Subset } else if cumulative { Scope::Cumulative } else { Scope::Total },
                    of: if is_part { of.or_else(earlier) } else { None },
                    hedge: hedge.map(|range| segments.span_of(range)),
                });
            }
        }
    }
    counts
}

/// Whether the numbers of a sentence run over a period: "since 2014", "so far this year".
fn runs_over_a_period(lexicon: &Lexicon, segments: &Segments<'_>, sentence: &Sentence, times: &[Time]) -> bool {
    let open = times
        .iter()
        .any(|t| sentence.span.contains(t.span) && t.edtf.as_deref().is_some_and(|e| e.ends_with("/..")));
    let has = |role| sentence.tokens.clone().any(|at| lexicon.role(role, segments, at, sentence.tokens.end).is_some());
    open || has(Role::Cumulative) && has(Role::Recorded)
}
