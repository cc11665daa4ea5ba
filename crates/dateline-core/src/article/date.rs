//! Dates and times as pages and bylines print them, brought to ISO 8601 as far as they are stated; nothing is filled in.

use crate::data::{self, DataError};
use jiff::civil;
use regex::Regex;
use std::collections::HashMap;
use std::ops::Range;

/// Recognises dates.
#[derive(Debug)]
pub struct Dates {
    months: HashMap<String, i8>,
    iso: Regex,
    day_month: Regex,
    month_day: Regex,
    numeric: Regex,
    clock: Regex,
}

/// A date found in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Byte range of its words, the time of day among them.
    pub range: Range<usize>,
    /// `2017-11-12` or `2017-11-12T09:40+03:00`.
    pub value: String,
}

impl Dates {
    /// The bundled names of months.
    ///
    /// # Errors
    /// When the data file is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let mut months = HashMap::new();
        let mut words = Vec::new();
        for row in data::table("lexicons/article_months.tsv")? {
            let month = row.get("month").parse().ok().filter(|n| (1..=12).contains(n)).ok_or_else(|| row.error("no month"))?;
            months.insert(row.get("word").to_owned(), month);
            words.push(regex::escape(row.get("word")));
        }
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let month = words.join("|");
        let year = r"(?P<y>(?:19|20)\d\d)\b";
        let regex = |pattern: &str| {
            Regex::new(pattern).map_err(|error| DataError::Line {
                file: "lexicons/article_months.tsv".to_owned(),
                line: 0,
                message: error.to_string(),
            })
        };
        Ok(Self {
            iso: regex(
                r"\b(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[Tt ,]{1,2}(?P<h>\d{1,2})[:.](?P<min>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?\s?(?P<z>[Zz]|[+-]\d\d:?\d\d|[+-]\d\d\b|UTC|GMT)?)?",
            )?,
            day_month: regex(&format!(
                r"(?i)\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:de |of )?(?P<m>{month})\b\.?,?[\s-]+(?:de |del )?{year}"
            ))?,
            month_day: regex(&format!(r"(?i)\b(?P<m>{month})\b\.?[\s-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b,?[\s-]+{year}"))?,
            numeric: regex(&format!(r"\b(?P<a>\d{{1,2}})(?P<sep>[./-])(?P<b>\d{{1,2}})[./-]{year}"))?,
            clock: regex(
                r"(?i)^(?:\s*(?:[,|·•–—-]|at|um|à|a las|в|о|om|kl\.?)*\s*){1,3}(?P<h>[012]?\d)\s?[:.h]\s?(?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?\s*(?P<ap>[ap]\.?m\b\.?)?\s*(?:Uhr)?\s*\(?(?P<z>Z\b|[+-]\d\d:?\d\d|UTC|GMT|E[SD]T|C[SD]T|M[SD]T|P[SD]T|CEST|CET|EEST|EET|MSK|BST)?",
            )?,
            months,
        })
    }

    /// The first date in `words` with its time of day where one follows.
    #[must_use]
    pub fn find(&self, words: &str) -> Option<Found> {
        [self.find_iso(words), self.find_named(words), self.find_numeric(words)].into_iter().flatten().min_by_key(|found| found.range.start)
    }

    /// A value of a metadata field or a given date, brought to the form of the contract; `None` where it is no date.
    #[must_use]
    pub fn normalise(&self, value: &str) -> Option<String> {
        let value = value.trim().trim_matches(['"', '\'']);
        let short = value.get(..120).unwrap_or(value);
        if short.len() >= 10 && short.bytes().all(|byte| byte.is_ascii_digit()) && short.len() <= 13 {
            return from_epoch(short);
        }
        if short.len() == 8 && short.bytes().all(|byte| byte.is_ascii_digit()) {
            return day(short[..4].parse().ok()?, short[4..6].parse().ok()?, short[6..].parse().ok()?);
        }
        self.find(short).map(|found| found.value)
    }

    /// Whether `words` holds the name of a month.
    #[must_use]
    pub fn names_month(&self, words: &str) -> bool {
        words.split(|c: char| !c.is_alphabetic()).any(|word| self.months.contains_key(&word.to_lowercase()))
    }

    fn find_iso(&self, words: &str) -> Option<Found> {
        let hit = self.iso.captures(words)?;
        let whole = hit.get(0)?;
        let number = |name: &str| hit.name(name).and_then(|m| m.as_str().parse::<i16>().ok());
        let date = day(number("y")?, number("m")? as i8, number("d")? as i8)?;
        let time = number("h").and_then(|h| time(h, number("min")?, number("s"), hit.name("z").map(|m| m.as_str())));
        Some(match time {
            Some(time) => Found { range: whole.range(), value: format!("{date}T{time}") },
            None => self.with_clock(words, whole.range(), date),
        })
    }

    fn find_named(&self, words: &str) -> Option<Found> {
        let hit = [self.day_month.captures(words), self.month_day.captures(words)]
            .into_iter()
            .flatten()
            .min_by_key(|hit| hit.get(0).map_or(usize::MAX, |m| m.start()))?;
        let month = *self.months.get(&hit.name("m")?.as_str().to_lowercase())?;
        let date = day(hit.name("y")?.as_str().parse().ok()?, month, hit.name("d")?.as_str().parse().ok()?)?;
        Some(self.with_clock(words, hit.get(0)?.range(), date))
    }

    /// `13.05.2018` and `13/05/2018`: day first, as most of the world writes; month first where only that is a date.
    fn find_numeric(&self, words: &str) -> Option<Found> {
        let hit = self.numeric.captures(words)?;
        let number = |name: &str| hit.name(name).and_then(|m| m.as_str().parse::<i8>().ok());
        let (a, b, year) = (number("a")?, number("b")?, hit.name("y")?.as_str().parse().ok()?);
        let date = day(year, b, a).or_else(|| day(year, a, b))?;
        Some(self.with_clock(words, hit.get(0)?.range(), date))
    }

    fn with_clock(&self, words: &str, range: Range<usize>, date: String) -> Found {
        let rest = &words[range.end..];
        let found = self.clock.captures(rest).and_then(|hit| {
            let number = |name: &str| hit.name(name).and_then(|m| m.as_str().parse::<i16>().ok());
            let mut hour = number("h")?;
            if let Some(half) = hit.name("ap") {
                hour = hour % 12 + if half.as_str().starts_with(['p', 'P']) { 12 } else { 0 };
            }
            let value = time(hour, number("min")?, number("s"), hit.name("z").map(|m| m.as_str()))?;
            Some((hit.get(0)?.end(), value))
        });
        match found {
            Some((end, time)) => Found { range: range.start..range.end + end, value: format!("{date}T{time}") },
            None => Found { range, value: date },
        }
    }
}

fn day(year: i16, month: i8, day: i8) -> Option<String> {
    civil::Date::new(year, month, day).ok().map(|date| date.to_string())
}

fn time(hour: i16, minute: i16, second: Option<i16>, zone: Option<&str>) -> Option<String> {
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let second = second.filter(|s| (0..60).contains(s)).map_or(String::new(), |s| format!(":{s:02}"));
    let zone = zone.and_then(offset).unwrap_or_default();
    Some(format!("{hour:02}:{minute:02}{second}{zone}"))
}

/// Offset of a zone as printed. `BST` and the like are those of news in English.
fn offset(zone: &str) -> Option<String> {
    let upper = zone.to_ascii_uppercase();
    Some(match upper.as_str() {
        "Z" | "UTC" | "GMT" => "Z".to_owned(),
        "EST" | "CDT" => "-05:00".to_owned(),
        "EDT" => "-04:00".to_owned(),
        "CST" | "MDT" => "-06:00".to_owned(),
        "MST" | "PDT" => "-07:00".to_owned(),
        "PST" => "-08:00".to_owned(),
        "CET" | "BST" => "+01:00".to_owned(),
        "CEST" | "EET" => "+02:00".to_owned(),
        "EEST" | "MSK" => "+03:00".to_owned(),
        _ => {
            let digits: String = upper.chars().filter(char::is_ascii_digit).collect();
            let (hours, minutes) = (digits.get(..2)?, digits.get(2..4).unwrap_or("00"));
            let (h, m): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
            if h > 14 || m > 59 {
                return None;
            }
            if h == 0 && m == 0 { "Z".to_owned() } else { format!("{}{hours}:{minutes}", upper.get(..1)?) }
        }
    })
}

/// Seconds or milliseconds since 1970 as UTC.
fn from_epoch(digits: &str) -> Option<String> {
    let number: i64 = digits.parse().ok()?;
    let seconds = if digits.len() == 13 { number / 1000 } else { number };
    let stamp = jiff::Timestamp::from_second(seconds).ok()?;
    let text = stamp.to_string();
    let year: i32 = text.get(..4)?.parse().ok()?;
    (1990..2100).contains(&year).then_some(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_printed() {
        let dates = Dates::bundled().unwrap();
        for (words, wanted) in [
            ("November 12th, 2017 – Some News –", "2017-11-12"),
            ("14 March 2023, 08:50", "2023-03-14T08:50"),
            ("Sun, 12 Nov 2017 09:40:00 +0300", "2017-11-12T09:40:00+03:00"),
            ("2018-02-20T08:02Z", "2018-02-20T08:02Z"),
            ("2017-11-12 09:40:00.123+00:00", "2017-11-12T09:40:00Z"),
            ("13.05.2018, translated", "2018-05-13"),
            ("12/31/2019", "2019-12-31"),
            ("11 лютого 2025, 10:05", "2025-02-11T10:05"),
            ("Feb. 18, 2018 | 8:12 p.m.", "2018-02-18T20:12"),
            ("Publié le 9 septembre 2020 à 19h30", "2020-09-09T19:30"),
            ("17 de marzo de 2017", "2017-03-17"),
            ("20240102", "2024-01-02"),
            ("1510476000", "2017-11-12T08:40:00Z"),
            ("Nov 12, 2017 3:05 PM EST", "2017-11-12T15:05-05:00"),
        ] {
            assert_eq!(dates.normalise(words).as_deref(), Some(wanted), "{words}");
        }
        for words in ["12 people in 2017", "31 February 2017", "no date", "99.99.2017", ""] {
            assert_eq!(dates.normalise(words), None, "{words}");
        }
    }
}
