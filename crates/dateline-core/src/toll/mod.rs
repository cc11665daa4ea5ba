//! Tolls: numbers of people harmed or taken, as intervals that follow from the words by a published policy.

mod article;
mod attach;
mod free;
mod lexicon;
mod nearest;
mod noun;
mod policy;
mod quantity;
#[cfg(test)]
mod tests;
mod tokens;

pub use policy::{Bound, Place, PolicyRule, policy};

use crate::by_language::ByLanguage;
use crate::data::DataError;
use crate::letters;
use crate::report::Report;
use crate::segment::{Segments, Sentence};
use crate::text::Span;
use crate::time::Time;
use attach::{Attached, Attacher};
use jiff::civil::Date;
use lexicon::{Lexicon, Role};
use quantity::{Finder, Kind, Quantity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use tokens::Tokens;

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
    languages: ByLanguage<Lexicon>,
}

impl Rules {
    /// Whether there are words of this language (lower-case code, maybe with a region).
    #[must_use]
    pub fn covers(&self, language: Option<&str>) -> bool {
        language.is_some_and(|code| self.languages.has(code))
    }

    /// The bundled ones.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        Ok(Self { languages: ByLanguage::new(LANGUAGES, Lexicon::bundled) })
    }
}

/// Languages with words of their own, by their codes.
pub const LANGUAGES: &[&str] = &["ar", "en", "es", "fr", "ru"];

/// Finds the numbers of people harmed or taken. `times` keeps dates and durations from being read as people.
#[must_use]
pub fn recognise(report: &Report, segments: &Segments<'_>, times: &[Time], rules: &Rules) -> Vec<Count> {
    let Some(lexicon) = report.language.as_deref().and_then(|code| rules.languages.get(code)) else { return Vec::new() };
    let taken: Vec<Range<usize>> = times.iter().map(|t| segments.tokens_in(t.span)).filter(|range| !range.is_empty()).collect();
    let segments = &Tokens::new(segments, lexicon);
    let finder = Finder { lexicon, segments, taken: &taken };
    let mut counts: Vec<Count> = Vec::new();
    let mut totals = Totals::default();
    let published: Option<Date> = report.published.as_deref().and_then(|day| day.get(..10)).and_then(|day| day.parse().ok());
    for sentence in &segments.sentences {
        let quantities = finder.all(&sentence.tokens);
        if quantities.is_empty() {
            continue;
        }
        let previous = totals.newest;
        let attacher = Attacher { lexicon, segments, sentence: sentence.tokens.clone(), quantities: &quantities, previous };
        let attached = if lexicon.free {
            let reader =
                nearest::Reader { lexicon, segments, taken: &taken, sentence: sentence.tokens.clone(), quantities: &quantities, previous };
            reader.all()
        } else {
            attacher.all()
        };
        let whole = if runs_over_a_period(lexicon, segments, sentence, times, published) { Scope::Cumulative } else { Scope::Total };
        add((&mut counts, &mut totals), lexicon, segments, &quantities, &attached, &attacher.lists(&attached), whole);
    }
    counts
}

/// The last total of each outcome so far, by its index.
#[derive(Debug, Default)]
struct Totals {
    last: BTreeMap<Outcome, usize>,
    newest: Option<Outcome>,
}

impl Totals {
    fn push(&mut self, counts: &mut Vec<Count>, count: Count) {
        if count.scope == Scope::Total {
            self.last.insert(count.outcome, counts.len());
            self.newest = Some(count.outcome);
        }
        counts.push(count);
    }
}

/// Turns the numbers of one sentence into counts. `lists` are runs of people without a number for all: their sum goes
/// before them, and they are its parts. `whole` is the scope of what is no part.
fn add(
    (counts, totals): (&mut Vec<Count>, &mut Totals),
    lexicon: &Lexicon,
    segments: &Tokens<'_>,
    quantities: &[Quantity],
    attached: &[Attached],
    lists: &[(usize, usize)],
    whole: Scope,
) {
    // Index into counts of each number of the sentence that became one.
    let mut index_of: Vec<Option<usize>> = vec![None; quantities.len()];
    let mut sum_of: Vec<Option<usize>> = vec![None; quantities.len()];
    for (at, quantity) in quantities.iter().enumerate() {
        if let Ok(list) = lists.binary_search_by_key(&at, |(first, _)| *first)
            && let Some((_, last)) = lists.get(list)
            && let Some(outcome) = attached[at].outcome
        {
            sum_of[at..=*last].fill(Some(counts.len()));
            totals.push(counts, sum(lexicon, segments, &quantities[at..=*last], outcome, whole));
        }
        let outcomes: &[Outcome] = match attached[at].outcome {
            _ if quantity.any_harm => &[Outcome::Killed, Outcome::Injured],
            Some(ref outcome) => std::slice::from_ref(outcome),
            None => continue,
        };
        // "many of them" with nothing said of them is no number of its own.
        let only_named = quantity.part && quantity.kind == Kind::Vague && quantity.who.is_none() && quantity.own.is_none();
        if only_named && !attached[at].own_predicate {
            continue;
        }
        let is_part = attached[at].part_of.is_some() || quantity.part || attached[at].among || sum_of[at].is_some();
        index_of[at] = Some(counts.len());
        // "three more died": more of those told before.
        let more = quantity.kind == Kind::Number
            && lexicon.role(Role::Increment, segments, quantity.tokens.end - 1, quantity.tokens.end).is_some()
            && attached[at].outcome.is_some_and(|outcome| totals.last.contains_key(&outcome));
        let is_part = is_part || more;
        for outcome in outcomes {
            let parent = sum_of[at].or_else(|| attached[at].part_of.and_then(|parent| sum_of[parent].or(index_of[parent])));
            let earlier = || totals.last.get(outcome).copied();
            let of = if is_part { parent.or_else(earlier) } else { None };
            // "Deux d'entre eux": of whom the sentence before told.
            let told = || of.or_else(|| totals.last.values().copied().max());
            let known = || told().filter(|_| lexicon.articles && quantity.part).map(|of| counts[of].who);
            let hedge = quantity.hedge.clone().or_else(|| attached[at].hedge.map(|(from, to)| from..to));
            let count = Count {
                span: span_of(lexicon, segments, quantity.tokens.clone()),
                outcome: *outcome,
                who: quantity.who.or_else(known).unwrap_or_else(|| attach::inherited(quantities, attached, at)),
                min: quantity.min,
                max: quantity.max,
                scope: if is_part { Scope::Subset } else { whole },
                of,
                hedge: hedge.map(|range| segments.span_of(range)),
            };
            totals.push(counts, count);
        }
    }
}

/// The words of a number: without "and" that is written together with the first of them.
fn span_of(lexicon: &Lexicon, segments: &Tokens<'_>, tokens: Range<usize>) -> Span {
    let whole = segments.span_of(tokens.clone());
    let first = segments.lower(tokens.start);
    let front = if lexicon.free { lexicon.front(first).max(lexicon.cut(first)) } else { 0 };
    Span::new(whole.start() + letters::length_of(segments.word(tokens.start), front), whole.end())
}

/// The people of a whole list.
fn sum(lexicon: &Lexicon, segments: &Tokens<'_>, list: &[Quantity], outcome: Outcome, scope: Scope) -> Count {
    let tokens = list[0].tokens.start..list[list.len() - 1].tokens.end;
    let total = |bound: fn(&Quantity) -> Option<u64>| list.iter().try_fold(0_u64, |all, q| bound(q).map(|n| all.saturating_add(n)));
    let first = list[0].who;
    let same = list.iter().all(|q| q.who == first);
    Count {
        span: span_of(lexicon, segments, tokens),
        outcome,
        who: if same { first.unwrap_or(Who::Unknown) } else { Who::Mixed },
        min: total(|q| q.min),
        max: total(|q| q.max),
        scope,
        of: None,
        hedge: None,
    }
}

/// Whether a period began so lately that it is one event still going on ("since Saturday"), not a record.
fn recent(time: &Time, published: Option<Date>) -> bool {
    let from: Option<Date> = time.from.as_deref().and_then(|day| day.parse().ok());
    published.zip(from).and_then(|(day, from)| from.until(day).ok()).is_some_and(|since| since.get_days() < 14)
}

/// Whether the numbers of a sentence run over a period: "since 2014", "so far this year".
fn runs_over_a_period(lexicon: &Lexicon, segments: &Tokens<'_>, sentence: &Sentence, times: &[Time], published: Option<Date>) -> bool {
    let first = times.partition_point(|t| t.span.start() < sentence.span.start());
    let open = times[first..]
        .iter()
        .take_while(|t| t.span.start() < sentence.span.end())
        .any(|t| t.edtf.as_deref().is_some_and(|e| e.ends_with("/..")) && !recent(t, published));
    // Where the words before a time are none of it: "с 2014 года".
    let since = |t: &&Time| {
        let before = segments.tokens_in(t.span).start.checked_sub(1).filter(|at| sentence.tokens.contains(at));
        before.is_some_and(|at| lexicon.role(Role::Since, segments, at, sentence.tokens.end).is_some()) && !recent(t, published)
    };
    let open = open || times[first..].iter().take_while(|t| t.span.start() < sentence.span.end()).any(|t| t.from.is_some() && since(&t));
    let has = |role| sentence.tokens.clone().any(|at| lexicon.role(role, segments, at, sentence.tokens.end).is_some());
    open || has(Role::Cumulative) && has(Role::Recorded)
}
