//! Dates and times as pages and bylines print them, brought to ISO 8601 as far as they are stated; nothing is filled in.
//!
//! A line is cut into tokens whose digits and letters are folded, words get their meanings from the lexicon, and a small
//! grammar reads days of three calendars with the clock beside them. Relative dates and dates without a year give nothing.

mod calendar;
mod clock;
mod day;
mod tokens;
mod words;

use crate::data::DataError;
use calendar::Calendar;
use clock::Clock;
use day::Day;
use jiff::civil;
use std::ops::Range;
use words::{Item, Lexicon, Meaning};

/// The Gregorian day of a day of the lunar Hijri calendar, to within a day or two.
pub(crate) fn lunar_day(year: i32, month: i32, day: i32) -> Option<civil::Date> {
    Calendar::Lunar.day(year, month, day)
}

/// Recognises dates.
#[derive(Debug)]
pub struct Dates {
    lexicon: Lexicon,
}

/// A date found in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Byte range of its words, the time of day and the same day in another calendar among them.
    pub range: Range<usize>,
    /// `2017-11-12` or `2017-11-12T09:40+03:00`.
    pub value: String,
}

/// Why the date of a line is not to be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// Two calendars beside each other say different days: the Gregorian one, which is taken, and the other as Gregorian.
    Disagree {
        /// The day of the Gregorian calendar.
        gregorian: String,
        /// The day of the other calendar.
        other: String,
    },
    /// Only a day of the lunar calendar is given, which is about this Gregorian day; no exact one is taken from it.
    LunarOnly(String),
}

/// Dates of one line that are looked at.
const MOST_DATES: usize = 6;

/// Bytes between two dates that are one day in two calendars.
const APART: usize = 60;

/// Bytes of a value that are looked at.
const LONGEST_VALUE: usize = 160;

impl Dates {
    /// The bundled words of dates.
    ///
    /// # Errors
    /// When a data file is broken.
    pub fn bundled() -> Result<Self, DataError> {
        Ok(Self { lexicon: Lexicon::bundled()? })
    }

    /// The first date in `words` with its time of day where one stands beside it. Of figures such as 03/04/2017 the first is
    /// the day, unless a weekday or a zone of North America says otherwise.
    #[must_use]
    pub fn find(&self, words: &str) -> Option<Found> {
        self.find_in(words, None)
    }

    /// The same for a page in a language (`en-US`), which settles the order of figures that nothing else settles.
    #[must_use]
    pub fn find_in(&self, words: &str, language: Option<&str>) -> Option<Found> {
        self.read(words, language.is_some_and(month_comes_first)).0
    }

    /// A value of a metadata field or a given date, brought to the form of the contract; `None` where it is no date.
    #[must_use]
    pub fn normalise(&self, value: &str) -> Option<String> {
        let value = value.trim().trim_matches(['"', '\'']);
        let mut end = value.len().min(LONGEST_VALUE);
        while !value.is_char_boundary(end) {
            end -= 1;
        }
        let short = &value[..end];
        compact(short).unwrap_or_else(|| self.find(short).map(|found| found.value))
    }

    /// Whether `words` holds the name of a month, of any calendar.
    #[must_use]
    pub fn names_month(&self, words: &str) -> bool {
        let tokens = tokens::tokens(words);
        self.lexicon
            .items(words, &tokens)
            .iter()
            .any(|item| item.find(|m| matches!(m, Meaning::Month(_, _, false)).then_some(())).is_some())
    }

    /// Why the date that `words` hold is in doubt, if it is.
    #[must_use]
    pub fn doubt(&self, words: &str) -> Option<Doubt> {
        self.read(words, false).1
    }

    fn read(&self, words: &str, month_first: bool) -> (Option<Found>, Option<Doubt>) {
        if !tokens::may_hold_year(words) {
            return (None, None);
        }
        let tokens = tokens::tokens(words);
        let items = self.lexicon.items(words, &tokens);
        let mut days = days(&items);
        // Hebrew and Cyrillic pages write 12.11.17 for the day; others may begin with the year.
        days.retain(|day| !day.short || tokens::writes_day_first(words) && beside(&items, day).is_some());
        let Some(first) = days.iter().position(|day| day.calendar != Calendar::Lunar) else {
            return (None, days.first().map(|day| Doubt::LunarOnly(day.date.to_string())));
        };
        let group = group(&items, &days, first);
        let members = &days[group];
        let chosen = members.iter().find(|day| day.calendar == Calendar::Gregorian).unwrap_or(&days[first]);
        let clock = members.iter().find_map(|day| beside(&items, day));
        let date = settle(&items, chosen, clock.as_ref().map(|(clock, _)| *clock), month_first);
        let mut items_of = members[0].from..members[members.len() - 1].to;
        let value = match clock {
            Some((clock, range)) => {
                items_of = items_of.start.min(range.start)..items_of.end.max(range.end);
                format!("{date}T{}", clock.on(date))
            }
            None => date.to_string(),
        };
        let doubt = members.iter().find(|other| apart(date, other.date) > other.calendar.tolerance() && other.calendar != chosen.calendar);
        let doubt = doubt.map(|other| Doubt::Disagree { gregorian: date.to_string(), other: other.date.to_string() });
        let range = items[items_of.start].start..items[items_of.end - 1].end;
        (Some(Found { range, value }), doubt)
    }
}

/// The days of a line in its order.
fn days(items: &[Item<'_>]) -> Vec<Day> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < items.len() && out.len() < MOST_DATES {
        match day::at(items, at) {
            Some(day) => {
                at = day.to;
                out.push(day);
            }
            None => at += 1,
        }
    }
    out
}

/// The days about one that are the same in other calendars: each calendar once, close together.
fn group(items: &[Item<'_>], days: &[Day], of: usize) -> Range<usize> {
    let near = |a: &Day, b: &Day| items[b.from].start.saturating_sub(items[a.to - 1].end) <= APART;
    let (mut from, mut to) = (of, of + 1);
    while to < days.len() && near(&days[to - 1], &days[to]) && days[from..to].iter().all(|day| day.calendar != days[to].calendar) {
        to += 1;
    }
    while from > 0 && near(&days[from - 1], &days[from]) && days[from..to].iter().all(|day| day.calendar != days[from - 1].calendar) {
        from -= 1;
    }
    from..to
}

/// The clock of a day, and the items of both.
fn beside(items: &[Item<'_>], day: &Day) -> Option<(Clock, Range<usize>)> {
    if let Some(clock) = day.clock {
        return Some((clock, day.from..day.to));
    }
    if let Some((clock, end)) = clock::after(items, day.to) {
        return Some((clock, day.from..end));
    }
    clock::before(items, day.from).map(|(clock, from)| (clock, from..day.to))
}

/// The date where figures can be read in two ways: a weekday beside them tells, or the order of North America.
fn settle(items: &[Item<'_>], day: &Day, clock: Option<Clock>, month_first: bool) -> civil::Date {
    let Some(swapped) = day.swapped else { return day.date };
    let near = items[day.from.saturating_sub(2)..day.from].iter().chain(items.iter().skip(day.to).take(2));
    let weekday = near.filter_map(|item| {
        item.find(|meaning| match meaning {
            Meaning::Weekday(day) => Some(*day),
            _ => None,
        })
    });
    for weekday in weekday {
        let is = |date: civil::Date| date.weekday().to_monday_one_offset() == weekday;
        match (is(day.date), is(swapped)) {
            (true, false) => return day.date,
            (false, true) => return swapped,
            _ => {}
        }
    }
    if month_first || clock.is_some_and(|clock| clock.is_american()) { swapped } else { day.date }
}

/// Whether a language as pages state it (`en-US`, `en_PH`) writes the month before the day in figures.
fn month_comes_first(language: &str) -> bool {
    matches!(language.to_ascii_lowercase().replace('_', "-").as_str(), "en-us" | "en-ph" | "es-us" | "es-pr")
}

fn apart(a: civil::Date, b: civil::Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

/// Values without marks: seconds or milliseconds since 1970, `20171112`, `20171112T094000Z`, `20171112094000`. `None` where the
/// value is none of them, `Some(None)` where it is one and no date.
fn compact(value: &str) -> Option<Option<String>> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &value[digits..];
    let date = |digits: &str| {
        let date = civil::Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..8].parse().ok()?).ok()?;
        (1900..2100).contains(&date.year()).then_some(date)
    };
    match digits {
        8 if rest.is_empty() => Some(date(value).map(|date| date.to_string())),
        8 if rest.starts_with(['T', 't', ' ']) => {
            let clock = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
            let (time, zone) = rest[1..].split_at(clock);
            matches!(clock, 4 | 6).then(|| packed(date(value)?, time, zone))
        }
        10 | 13 if rest.is_empty() => Some(from_epoch(value)),
        12 | 14 if rest.is_empty() => Some(packed(date(value)?, &value[8..], "")),
        _ => None,
    }
}

/// A day with hours, minutes and seconds as figures.
fn packed(date: civil::Date, time: &str, zone: &str) -> Option<String> {
    let part = |from: usize| time.get(from..from + 2);
    let (hour, minute) = (part(0)?, part(2)?);
    let second = part(4).map_or(String::new(), |second| format!(":{second}"));
    let zone = match zone.trim() {
        "" => String::new(),
        "Z" | "z" => "Z".to_owned(),
        zone => {
            let figures: String = zone.chars().filter(char::is_ascii_digit).collect();
            let sign = zone.chars().next().filter(|c| matches!(c, '+' | '-'))?;
            let (hours, minutes) = (figures.get(..2)?, figures.get(2..4).unwrap_or("00"));
            if (hours, minutes) == ("00", "00") { "Z".to_owned() } else { format!("{sign}{hours}:{minutes}") }
        }
    };
    let value = format!("{date}T{hour}:{minute}{second}{zone}");
    crate::report::is_date_time(&value).then_some(value)
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
mod tests;
