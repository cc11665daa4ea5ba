//! An outlet's own earlier piece, named by the day on which it appeared: "our report of October 19", "an item of Friday, 22 June"
//! (`data/rules/own_pieces.tsv`). A `link` where just one held report of the outlet is meant.

use super::credit::Stories;
use super::held::Holdings;
use super::link::{surely_later, title};
use super::{Earlier, Link};
use crate::data::{self, DataError};
use crate::number::Score;
use crate::records::EdgeKind;
use crate::text::Span;
use crate::time::{Time, TimePrecision};
use regex::{Regex, RegexSet};
use std::collections::BTreeMap;

/// Bytes before a day, and after it, that are looked at.
const BEFORE: usize = 90;
const AFTER: usize = 40;
/// What stands for the day in what is matched.
const DAY: &str = "\u{1}";
/// Probability that the piece of that day is meant.
const SCORE: Score = Score(850);

/// The patterns, compiled once.
#[derive(Debug)]
pub struct Pieces {
    any: RegexSet,
    each: Vec<Regex>,
}

impl Pieces {
    /// The bundled table.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let mut each = Vec::new();
        for row in data::table("rules/own_pieces.tsv")? {
            let pattern = format!("(?i){}", row.get("pattern").replace("<day>", DAY));
            each.push(Regex::new(&pattern).map_err(|error| row.error(error.to_string()))?);
        }
        let all = RegexSet::new(each.iter().map(Regex::as_str));
        let broken = |e: regex::Error| DataError::Line { file: "rules/own_pieces.tsv".to_owned(), line: 0, message: e.to_string() };
        Ok(Self { any: all.map_err(broken)?, each })
    }

    /// The words that name a piece by the day at `day`, in `text`.
    fn named(&self, text: &str, day: Span) -> Option<Span> {
        let mut from = day.start().saturating_sub(BEFORE);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = (day.end() + AFTER).min(text.len());
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let (before, after) = (text.get(from..day.start())?, text.get(day.end()..to)?);
        let around = format!("{before}{DAY}{after}");
        let at = self.any.matches(&around).into_iter().next()?;
        let found = self.each.get(at)?.find(&around)?;
        let end = day.end() + found.end().saturating_sub(before.len() + DAY.len());
        let span = Span::new(from + found.start(), end);
        let lead = span.of(text).len() - span.of(text).trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        Some(Span::new(span.start() + lead, span.end()))
    }
}

/// The links of all reports to earlier pieces of their own outlets.
#[must_use]
pub fn links(holdings: &Holdings<'_>, stories: &Stories<'_>, pieces: &Pieces) -> Vec<Link> {
    let mut of_day: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, held) in holdings.reports.iter().enumerate().filter(|(_, held)| !held.outlet.is_empty()) {
        if let Some(day) = held.reading.report.published.as_deref().and_then(|published| published.get(..10)) {
            of_day.entry((&held.outlet, day)).or_default().push(at);
        }
    }
    let mut out = Vec::new();
    for (from, held) in holdings.reports.iter().enumerate() {
        for time in &held.reading.times {
            let Some(day) = day_of(time) else { continue };
            let Some(others) = of_day.get(&(held.outlet.as_str(), day)) else { continue };
            let mut others: Vec<usize> =
                others.iter().copied().filter(|at| *at != from && !holdings.same_address(*at, from) && !holdings.superseded[*at]).collect();
            if others.len() > 1 {
                others.retain(|at| stories.share(*at, from));
            }
            let [to] = others[..] else { continue };
            if surely_later(holdings, to, from) {
                continue;
            }
            let Some(span) = pieces.named(held.reading.report.text.as_str(), time.span) else { continue };
            out.push(Link {
                from,
                to: Earlier::Held(to),
                kind: EdgeKind::Link,
                score: SCORE,
                direction_known: true,
                evidence: vec![(span, title(holdings, to))],
            });
        }
    }
    out
}

/// The one day that a time means.
fn day_of(time: &Time) -> Option<&str> {
    let is_day = time.precision <= TimePrecision::Day && time.from == time.to;
    time.from.as_deref().filter(|_| is_day)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_example_of_the_table() {
        let pieces = Pieces::bundled().unwrap();
        let named = |example: &str| {
            let (before, rest) = example.split_once('[').unwrap();
            let (day, after) = rest.split_once(']').unwrap();
            let text = format!("{before}{day}{after}");
            pieces.named(&text, Span::new(before.len(), before.len() + day.len())).map(|span| span.of(&text).to_owned())
        };
        for row in data::table("rules/own_pieces.tsv").unwrap() {
            for example in row.list("catches") {
                assert!(named(example).is_some(), "{example}");
            }
            for example in row.list("misses") {
                assert_eq!(named(example), None, "{example}");
            }
        }
        assert_eq!(named("As told (see our [Nov. 9] story) it was.").as_deref(), Some("our Nov. 9 story"));
    }
}
