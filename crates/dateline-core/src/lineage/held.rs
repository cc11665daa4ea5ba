//! Held reports as the stages over many reports see them: sorted by id, with the time of publication made
//! comparable, and which are editions of one address.

use super::edition;
use super::names::fold;
use super::register::{Register, SpeakerClass};
use crate::article::address::Addresses;
use crate::reading::Reading;
use crate::records::ReportSpan;
use crate::text::{CodePoints, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The stretch of time in which something was published: seconds since 1970 in UTC, end not included. A bare day
/// covers all of it, in every time zone of the world where none is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// First second.
    pub start: i64,
    /// One past the last second.
    pub end: i64,
}

impl Moment {
    /// Reads ISO 8601 as the contract has it: a day, or a time with or without offset.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let day = days(text.get(..10)?)?;
        let midnight = day * 86_400;
        let Some(rest) = text.get(10..).and_then(|rest| rest.strip_prefix('T')) else {
            return Some(Self { start: midnight, end: midnight + 86_400 });
        };
        let number = |from: usize| rest.get(from..from + 2).and_then(|d| d.parse::<i64>().ok());
        let (hours, minutes) = (number(0)?, number(3)?);
        let tail = rest.get(5..).unwrap_or("");
        let offset = match tail.find(['+', '-']) {
            Some(at) => {
                let sign = if tail[at..].starts_with('-') { -1 } else { 1 };
                let part = |from: usize| tail.get(at + from..at + from + 2).and_then(|d| d.parse::<i64>().ok());
                sign * (part(1).unwrap_or(0) * 3600 + part(4).or_else(|| part(3)).unwrap_or(0) * 60)
            }
            None => 0,
        };
        let start = midnight + hours * 3600 + minutes * 60 - offset;
        Some(Self { start, end: start + 60 })
    }

    /// Whether it surely lies before the other.
    #[must_use]
    pub fn before(self, other: Self) -> bool {
        self.end <= other.start
    }
}

/// Days since 1970-01-01 of a calendar day `YYYY-MM-DD` (algorithm of H. Hinnant, `days_from_civil`).
#[must_use]
pub fn days(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-');
    let mut next = || parts.next().and_then(|p| p.parse::<i64>().ok());
    let (year, month, day) = (next()?, next()?, next()?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(0..=9999).contains(&year) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The calendar day of a number of days since 1970-01-01 (`civil_from_days`, same source).
#[must_use]
pub fn date(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted - era * 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_shifted + 2) / 5 + 1;
    let month = if month_shifted < 10 { month_shifted + 3 } else { month_shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A report with what the stages over many reports ask of it.
#[derive(Debug)]
pub struct Held<'a> {
    /// Its reading.
    pub reading: &'a Reading,
    points: CodePoints<'a>,
    /// When it was published.
    pub published: Option<Moment>,
    /// Its outlet's comparable name; empty where not known.
    pub outlet: String,
    /// How far along its own words put it among editions: 0, or 1 where they say it was updated or corrected.
    revision: u8,
}

impl Held<'_> {
    /// A span with its words and report.
    #[must_use]
    pub fn quote(&self, span: Span) -> ReportSpan {
        ReportSpan::new(self.reading.report.id, self.points.quote(span))
    }

    /// Its outlet as a reader names it: the outlet, or its input id where it has none.
    #[must_use]
    pub fn name(&self) -> String {
        let report = &self.reading.report;
        report.outlet.clone().unwrap_or_else(|| report.input.id.clone())
    }

    /// Its language without script or region.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.reading.report.language.as_deref().map(|code| code.split('-').next().unwrap_or(code))
    }
}

/// All held reports, sorted by report id, each id once.
#[derive(Debug)]
pub struct Holdings<'a> {
    /// The reports.
    pub reports: Vec<Held<'a>>,
    /// For each report the first number among the captures of its address; `None` where it has no address.
    pub address: Vec<Option<usize>>,
    /// For each report the next older capture of the same address.
    pub older: Vec<Option<usize>>,
    /// For each report whether a newer capture of the same address is held.
    pub superseded: Vec<bool>,
}

impl<'a> Holdings<'a> {
    /// Sorts the readings and finds editions.
    #[must_use]
    pub fn new(readings: &'a [Arc<Reading>], register: &Register, addresses: &Addresses) -> Self {
        let mut sorted: Vec<&Reading> = readings.iter().map(|r| &**r).collect();
        sorted.sort_by_key(|r| r.report.id);
        sorted.dedup_by_key(|r| r.report.id);
        let reports: Vec<Held<'a>> = sorted
            .into_iter()
            .map(|reading| {
                let report = &reading.report;
                let entry = report.url.as_deref().and_then(|url| register.find_url(url));
                let outlet = match (&report.outlet, entry) {
                    (Some(name), _) => register.key(name),
                    (None, Some(entry)) => fold(entry.name),
                    (None, None) => String::new(),
                };
                Held {
                    reading,
                    points: CodePoints::new(report.text.as_str()),
                    published: report.published.as_deref().and_then(Moment::parse),
                    outlet,
                    revision: revision(reading, register),
                }
            })
            .collect();
        let address = edition::addresses(&reports, addresses);
        let mut by_address: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, address) in address.iter().enumerate() {
            if let Some(address) = address {
                by_address.entry(*address).or_default().push(at);
            }
        }
        let (mut older, mut superseded) = (vec![None; reports.len()], vec![false; reports.len()]);
        for mut captures in by_address.into_values() {
            captures.sort_by_key(|at| (edition_key(&reports[*at]), *at));
            for pair in captures.windows(2) {
                older[pair[1]] = Some(pair[0]);
                superseded[pair[0]] = true;
            }
        }
        Self { reports, address, older, superseded }
    }

    /// Whether two reports are captures of one address.
    #[must_use]
    pub fn same_address(&self, a: usize, b: usize) -> bool {
        self.address[a].is_some() && self.address[a] == self.address[b]
    }

    /// Whether the order of two editions follows from what they say, not only from their ids.
    #[must_use]
    pub fn edition_order_known(&self, newer: usize, older: usize) -> bool {
        edition_key(&self.reports[older]) != edition_key(&self.reports[newer])
    }

    /// Number of reports.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reports.len()
    }

    /// Whether nothing is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// Days by which a report was published after another; `None` where either has no date.
    #[must_use]
    pub fn days_after(&self, report: usize, other: usize) -> Option<i64> {
        let (a, b) = (self.reports[report].published?, self.reports[other].published?);
        Some((a.start - b.start).div_euclid(86_400))
    }

    /// A place in time for ordering: publication, reports without a date last, then id.
    #[must_use]
    pub fn order(&self, at: usize) -> (i64, usize) {
        (self.reports[at].published.map_or(i64::MAX, |m| m.start), at)
    }

    /// Which of two reports is the later one, and whether that is known: surely disjoint times of publication, or
    /// editions. The order is that of the contract: later date, in a tie the greater id.
    #[must_use]
    pub fn later(&self, a: usize, b: usize) -> (usize, bool) {
        let (later, earlier) = if self.order(a) > self.order(b) { (a, b) } else { (b, a) };
        let known = match (self.reports[earlier].published, self.reports[later].published) {
            (Some(first), Some(second)) => first.before(second),
            _ => false,
        };
        (later, known)
    }
}

/// What orders two captures of one address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct EditionKey {
    /// The latest moment at which its words are known to have stood: the capture, the last change, the publication.
    stood: Option<i64>,
    /// When an archive captured it, as far as stated.
    captured: Option<i64>,
    /// When it was changed, as far as stated.
    modified: Option<i64>,
    /// When it was published.
    published: Option<i64>,
    /// Whether its words say that it is an update.
    revision: u8,
    /// The last day that it speaks of.
    day: Option<String>,
    /// The highest toll.
    toll: u64,
}

fn edition_key(held: &Held<'_>) -> EditionKey {
    let report = &held.reading.report;
    let second = |text: Option<&str>| text.and_then(Moment::parse).map(|m| m.start);
    let days = held.reading.times.iter().filter(|t| t.precision <= crate::time::TimePrecision::Day).filter_map(|t| t.to.clone());
    let tolls = held.reading.counts.iter().filter(|c| c.scope == crate::toll::Scope::Total).filter_map(|c| c.min);
    let captured = second(report.archive.as_ref().and_then(|a| a.captured.as_deref()));
    let (modified, published) = (second(report.modified.as_deref()), held.published.map(|m| m.start));
    EditionKey {
        stood: captured.max(modified).max(published),
        captured,
        modified,
        published,
        revision: held.revision,
        day: days.max(),
        toll: tolls.max().unwrap_or(0),
    }
}

fn revision(reading: &Reading, register: &Register) -> u8 {
    let report = &reading.report;
    // Marks of an edition stand in the headline, in a bracketed note, or at the very end.
    let head = report.paragraphs.iter().take(3);
    let tail = report.paragraphs.iter().rev().take(2);
    let marked = head.chain(tail).any(|p| {
        let words = report.text.slice(p.span);
        // A long correction says so before its colon.
        let words = if words.len() < 300 { words } else { words.split_once(':').map_or("", |(head, _)| head) };
        words.len() < 300 && register.classes(words).contains(&SpeakerClass::Edition)
    });
    u8::from(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_compare_across_offsets() {
        let early = Moment::parse("2018-02-18T16:20+02:00");
        let same = Moment::parse("2018-02-18T14:20Z");
        assert_eq!(early, same);
        let day = Moment::parse("2018-02-19");
        assert!(early.zip(day).is_some_and(|(a, b)| a.before(b)));
        let inside = Moment::parse("2018-02-19T10:00:00+00:00");
        assert!(day.zip(inside).is_some_and(|(a, b)| !a.before(b) && !b.before(a)));
        assert_eq!(Moment::parse("soon"), None);
    }

    #[test]
    fn days_and_dates_are_inverse() {
        assert_eq!(days("1970-01-01"), Some(0));
        assert_eq!(days("2000-03-01"), Some(11_017));
        for n in [-1, 0, 59, 60, 11_016, 17_579, 19_781] {
            assert_eq!(days(&date(n)), Some(n));
        }
    }
}
