//! Word classes of the time rules: lexicon words (`lexicons/time_words.tsv`) and shapes of numbers and marks.

use super::pattern::base;
use crate::data::{self, DataError};
use crate::letters;
use crate::numerals::{Numerals, digits};
use crate::segment::Segments;
use rustc_hash::FxHashMap as HashMap;

vocabulary! {
    /// What a token can be to the time rules. Those up to `zone` stand in the lexicon with a value, the others are shapes.
    Class {
        /// January is 1.
        Month = "month",
        /// A month whose word is also another word: needs company.
        MonthPlain = "month_plain",
        /// Monday is 1.
        Weekday = "weekday",
        /// Short forms that need company.
        WeekdayShort = "weekday_short",
        /// Morning, afternoon, evening, night.
        Part = "part",
        /// Noon, midnight: part of day with a clock (hours).
        Noon = "noon",
        /// Spring 21, summer 22, autumn 23, winter 24.
        Season = "season",
        /// Second 0, minute 1, hour 2, day 3, night 4, week 5, fortnight 6, month 7, quarter 8, year 9, decade 10, century 11.
        Unit = "unit",
        /// The units in the plural.
        Units = "units",
        /// Minus 1 before, plus 1 after.
        Direction = "direction",
        /// Last, this, next.
        Which = "which",
        /// Words for a number not told.
        Some = "some",
        /// About, around.
        About = "about",
        /// Decades in words, by first year.
        Decade = "decade",
        /// Adverbs for how often, by unit.
        Often = "often",
        /// Verbs of saying: the day after one is that of the words, and no clock of the story counts from it.
        Speech = "speech",
        /// Time zones, minutes from UTC.
        Zone = "zone",
        /// A whole number in digits or words.
        Number = "number",
        /// The same, or an article.
        NumberOrOne = "number_or_one",
        /// 1 to 31, in digits, maybe with an ordinal ending.
        Day = "day",
        /// 1 to 31 with an ordinal ending, in digits or words.
        DayOrdinal = "day_ordinal",
        /// 1 to 31 in digits with an ordinal ending.
        DaySuffixed = "day_suffixed",
        /// 1 to 12 in two digits.
        MonthDigits = "month_digits",
        /// 1 or 2 digits.
        TwoDigits = "two_digits",
        /// 1000 to 2199 in four digits.
        Year = "year",
        /// 1900 to 2099 in four digits.
        YearModern = "year_modern",
        /// Two digits with an apostrophe, or 2 digits: a year of the last hundred.
        YearShort = "year_short",
        /// Day, month and year in one token, as year * 10000 + month * 100 + day.
        Dotted = "dotted",
        /// Hour and minute in one token with a full stop, as hour * 100 + minute.
        ClockDotted = "clock_dotted",
        /// Four digits that are a clock, as hour * 100 + minute.
        ClockFour = "clock_four",
        /// 0 to 24.
        Hour = "hour",
        /// 0 to 59 in two digits.
        Minute = "minute",
        /// Hour with am or pm glued to it, as hour of the day * 100.
        ClockGlued = "clock_glued",
        /// Hour and maybe minute in one token with a letter between, as hour * 100 + minute: "23h50".
        ClockLettered = "clock_lettered",
        /// Am 0, pm 1.
        HalfDay = "half_day",
        /// A number and a unit in one token, such as four-day, as number * 100 + unit.
        NumberUnit = "number_unit",
        /// An ordinal and a unit in one token, such as third-quarter, as number * 100 + unit.
        OrdinalUnit = "ordinal_unit",
        /// The middle of a year or month in one token, such as mid-2014, as the year or the month.
        Middle = "middle",
        /// A word part that makes such a token.
        MiddlePrefix = "middle_prefix",
        /// A decade in digits, by first year.
        DecadeDigits = "decade_digits",
        /// A unit in the dual: two of it.
        Duals = "duals",
        /// An hour of the clock told by an ordinal.
        HourWord = "hour_word",
        /// The hour that is running, told by an ordinal: "ten minutes of the eighth" is past seven; the hour before.
        HourGenitive = "hour_genitive",
        /// Months of the lunar Hijri calendar.
        HijriMonth = "hijri_month",
        /// Words for a part of an hour, in minutes.
        MinuteWord = "minute_word",
        /// A hyphen or dash.
        Dash = "dash",
        /// A word with a capital first letter.
        Capital = "capital",
    }
}

#[derive(Debug, Clone)]
struct Entry {
    /// The words after the first.
    rest: Vec<String>,
    class: Class,
    value: i32,
    /// Only with a capital first letter, or only with a small one.
    capital: Option<bool>,
}

impl Entry {
    /// Whether the words after the first stand behind token `at`.
    fn goes_on(&self, segments: &Segments<'_>, at: usize, end: usize) -> bool {
        at + self.rest.len() < end && self.rest.iter().enumerate().all(|(n, word)| segments.lower(at + 1 + n) == word)
    }
}

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct Words {
    entries: HashMap<String, Vec<Entry>>,
    numerals: Numerals,
}

impl Words {
    pub(super) fn bundled(language: &str) -> Result<Self, DataError> {
        let mut all = Self { entries: HashMap::default(), numerals: Numerals::bundled(language)? };
        for row in data::table("lexicons/time_words.tsv")? {
            if !matches!(row.get("language"), code if code == language || code == "*") {
                continue;
            }
            let class = Class::from_word(row.get("class")).ok_or_else(|| row.error("unknown class"))?;
            let value: i32 = row.get("value").parse().map_err(|_| row.error("value is no whole number"))?;
            let capital = match row.get("case") {
                "" => None,
                "capital" => Some(true),
                "small" => Some(false),
                other => return Err(row.error(format!("unknown case {other:?}"))),
            };
            let word = letters::folded(row.get("word"));
            let mut words = word.split_whitespace().map(str::to_owned);
            let first = words.next().ok_or_else(|| row.error("no word"))?;
            all.entries.entry(first).or_default().push(Entry { rest: words.collect(), class, value, capital });
        }
        all.entries.values_mut().for_each(|entries| entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len())));
        Ok(all)
    }

    /// Whether a folded word is in the lexicon or a number.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.entries.contains_key(word) || self.numerals.knows(word)
    }

    /// Whether a folded word is of no class whatever follows it, as most words of a text are.
    fn is_plain(&self, lower: &str) -> bool {
        let shaped = lower.bytes().any(|b| b.is_ascii_digit() || matches!(b, b'-' | b'\'')) || matches!(lower, "–" | "—");
        !shaped && !letters::forms(lower).any(|(form, _)| self.knows(&form))
    }

    /// Classes that the token may begin: those of the lexicon, and shapes of numbers and marks.
    pub(super) fn classes_at(&self, segments: &Segments<'_>, at: usize, end: usize) -> Vec<Class> {
        let mut out = Vec::new();
        let lower = segments.lower(at);
        if self.is_plain(lower) {
            return out;
        }
        let capital = segments.tokens[at].capital;
        for (form, _) in letters::forms(base(lower)) {
            if let Some(entries) = self.entries.get(form.as_ref()) {
                let there = entries.iter().filter(|e| e.capital.is_none_or(|c| c == capital) && e.goes_on(segments, at, end));
                out.extend(there.map(|e| e.class));
            }
        }
        let first = letters::number_in(lower).as_bytes().first().copied().unwrap_or(b' ');
        if first.is_ascii_digit() || matches!(lower, "-" | "–" | "—" | "'") {
            out.extend(SHAPES.iter().copied().filter(|class| self.class_at(*class, segments, at, end).is_some()));
        } else {
            for class in [Class::Number, Class::NumberOrOne, Class::DayOrdinal, Class::NumberUnit, Class::OrdinalUnit, Class::Middle] {
                if self.class_at(class, segments, at, end).is_some() {
                    out.push(class);
                }
            }
        }
        out
    }

    /// The value of a class at a token, and how many tokens it takes.
    pub(super) fn class_at(&self, class: Class, segments: &Segments<'_>, at: usize, end: usize) -> Option<(i32, usize)> {
        if at >= end {
            return None;
        }
        let lower = letters::number_in(segments.lower(at));
        let in_digits = |from: usize, to: usize| {
            let plain = lower.len() >= from && lower.len() <= to && lower.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| lower.parse::<i32>().ok()).flatten()
        };
        let one = |value: Option<i32>| value.map(|value| (value, 1));
        match class {
            Class::Number => {
                let (value, used) = self.numerals.number_at(segments, at, end)?;
                Some((i32::try_from(value).ok()?, used))
            }
            Class::NumberOrOne => {
                if let Some(entries) = self.entries.get(lower)
                    && let Some(some) = entries.iter().find(|e| e.class == Class::NumberOrOne && e.rest.is_empty())
                {
                    return Some((some.value, 1));
                }
                self.class_at(Class::Number, segments, at, end)
            }
            Class::Day => one(in_digits(1, 2).or_else(|| self.ordinal_digits(lower)).filter(|d| (1..=31).contains(d))),
            Class::DayOrdinal => {
                if let Some(found) = self.entry(class, segments, at, end) {
                    return Some(found);
                }
                let value = letters::forms(lower).find_map(|(form, _)| self.numerals.ordinal(&form))?;
                one(i32::try_from(value).ok().filter(|d| (1..=31).contains(d)))
            }
            Class::DaySuffixed => one(self.ordinal_digits(lower).filter(|d| (1..=31).contains(d))),
            Class::MonthDigits => one(in_digits(2, 2).filter(|m| (1..=12).contains(m))),
            Class::TwoDigits => one(in_digits(1, 2)),
            Class::Year => one(in_digits(4, 4).or_else(|| year_with_ending(lower)).filter(|y| (1000..2200).contains(y))),
            Class::YearModern => one(in_digits(4, 4).or_else(|| year_with_ending(lower)).filter(|y| (1900..2100).contains(y))),
            Class::YearShort => {
                if lower == "'" {
                    return self.class_at(Class::YearShort, segments, at + 1, end).map(|(value, used)| (value, used + 1));
                }
                one(in_digits(2, 2).map(|y| if y < 50 { 2000 + y } else { 1900 + y }))
            }
            Class::Dotted => one(dotted(lower)),
            Class::ClockDotted => {
                let (h, m) = lower.split_once('.')?;
                one(clock(h, m))
            }
            Class::ClockFour => one(in_digits(4, 4).filter(|c| c / 100 <= 24 && c % 100 < 60)),
            Class::Hour => one(in_digits(1, 2).filter(|h| *h <= 24)),
            Class::Minute => one(in_digits(2, 2).filter(|m| *m < 60)),
            Class::ClockGlued => one(glued(lower)),
            Class::ClockLettered => {
                let (h, m) = lower.split_once('h')?;
                one(clock(h, if m.is_empty() { "00" } else { m }))
            }
            Class::NumberUnit => one(self.number_unit(lower)),
            Class::OrdinalUnit => {
                let (ordinal, unit) = lower.split_once('-')?;
                let unit = self.entries.get(base(unit))?.iter().find(|e| e.class == Class::Unit)?.value;
                let number = i32::try_from(self.numerals.ordinal(ordinal)?).ok()?;
                one(number.checked_mul(100).map(|n| n + unit))
            }
            Class::Middle => {
                let (prefix, rest) = lower.split_once('-')?;
                self.entries.get(prefix)?.iter().find(|e| e.class == Class::MiddlePrefix)?;
                let month = self.entries.get(base(rest)).and_then(|all| all.iter().find(|e| e.class == Class::Month)).map(|e| e.value);
                one(month.or_else(|| rest.parse().ok().filter(|y| (1000..2200).contains(y))))
            }
            Class::DecadeDigits => {
                let digits = lower.strip_suffix('s').map(|d| d.strip_suffix('\'').unwrap_or(d))?;
                let value: i32 = digits.parse().ok().filter(|y| y % 10 == 0)?;
                match digits.len() {
                    4 if (1000..2200).contains(&value) => Some((value, 1)),
                    2 => Some((1900 + value, 1)),
                    _ => None,
                }
            }
            Class::Dash => matches!(lower, "-" | "–" | "—").then_some((0, 1)),
            Class::Capital => segments.tokens[at].capital.then_some((0, 1)),
            Class::HalfDay => {
                let (value, used) = self.entry(class, segments, at, end)?;
                // "p.m." is a word and a full stop.
                let stop = lower.contains('.') && at + 1 < end && segments.lower(at + 1) == ".";
                let touches = stop && segments.tokens[at].span.end() == segments.tokens[at + 1].span.start();
                Some((value, used + usize::from(touches)))
            }
            _ => self.entry(class, segments, at, end),
        }
    }

    fn entry(&self, class: Class, segments: &Segments<'_>, at: usize, end: usize) -> Option<(i32, usize)> {
        let capital = segments.tokens[at].capital;
        let fits = |e: &&Entry| e.class == class && e.capital.is_none_or(|c| c == capital) && e.goes_on(segments, at, end);
        letters::forms(base(segments.lower(at))).find_map(|(form, _)| {
            let found = self.entries.get(form.as_ref())?.iter().find(fits)?;
            Some((found.value, found.rest.len() + 1))
        })
    }

    fn ordinal_digits(&self, lower: &str) -> Option<i32> {
        lower.as_bytes().first().filter(|b| b.is_ascii_digit())?;
        i32::try_from(self.numerals.ordinal(lower)?).ok()
    }

    fn number_unit(&self, lower: &str) -> Option<i32> {
        let (number, unit) = lower.split_once('-')?;
        let unit = self.entries.get(unit)?.iter().find(|e| e.class == Class::Unit)?.value;
        let number = digits(number).or_else(|| self.numerals.word(number))?;
        i32::try_from(number).ok()?.checked_mul(100)?.checked_add(unit)
    }
}

const SHAPES: &[Class] = &[
    Class::Number,
    Class::NumberOrOne,
    Class::Day,
    Class::DayOrdinal,
    Class::DaySuffixed,
    Class::MonthDigits,
    Class::TwoDigits,
    Class::Year,
    Class::YearModern,
    Class::YearShort,
    Class::Dotted,
    Class::ClockDotted,
    Class::ClockFour,
    Class::Hour,
    Class::Minute,
    Class::ClockGlued,
    Class::ClockLettered,
    Class::NumberUnit,
    Class::OrdinalUnit,
    Class::DecadeDigits,
    Class::Dash,
];

/// "2014-го": a year with the ending of its case, as Russian and Ukrainian write it.
fn year_with_ending(lower: &str) -> Option<i32> {
    let (year, ending) = lower.split_once('-')?;
    let known = matches!(ending, "го" | "м" | "му" | "й" | "е" | "х" | "ый" | "ом" | "ого");
    (known && year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit())).then(|| year.parse().ok()).flatten()
}

fn clock(hour: &str, minute: &str) -> Option<i32> {
    let plain = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(hour) || !plain(minute) || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (i32, i32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then_some(hour * 100 + minute)
}

/// "14.11.2023" is day, month, year wherever it is written with full stops; the other order only where it must be.
fn dotted(lower: &str) -> Option<i32> {
    let mut parts = lower.split('.');
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || [a, b, c].iter().any(|p| p.is_empty() || p.len() > 4 || !p.bytes().all(|x| x.is_ascii_digit())) {
        return None;
    }
    let numbers: (i32, i32, i32) = (a.parse().ok()?, b.parse().ok()?, c.parse().ok()?);
    let (year, month, day) = match (a.len(), c.len()) {
        (4, _) => (numbers.0, numbers.1, numbers.2),
        (1..=2, 4) => (numbers.2, numbers.1, numbers.0),
        (1..=2, 2) => (2000 + numbers.2, numbers.1, numbers.0),
        _ => return None,
    };
    let (month, day) = if month > 12 && day <= 12 { (day, month) } else { (month, day) };
    ((1..=12).contains(&month) && (1..=31).contains(&day) && (1000..2200).contains(&year)).then_some(year * 10000 + month * 100 + day)
}

/// "3pm", "11.30am".
fn glued(lower: &str) -> Option<i32> {
    let (number, afternoon) = lower.strip_suffix("pm").map(|n| (n, true)).or_else(|| lower.strip_suffix("am").map(|n| (n, false)))?;
    let value = match number.split_once('.') {
        Some((h, m)) => clock(h, m)?,
        None => clock(number, "00")?,
    };
    let (hour, minute) = (value / 100, value % 100);
    if !(1..=12).contains(&hour) {
        return None;
    }
    Some((hour % 12 + if afternoon { 12 } else { 0 }) * 100 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_one_token() {
        assert_eq!(dotted("14.11.2023"), Some(20_231_114));
        assert_eq!(dotted("2023.11.14"), Some(20_231_114));
        assert_eq!(dotted("11.14.2023"), Some(20_231_114));
        assert_eq!(dotted("1.2.3"), None);
        assert_eq!(glued("3pm"), Some(1500));
        assert_eq!(glued("12am"), Some(0));
        assert_eq!(glued("13pm"), None);
        assert_eq!(clock("24", "61"), None);
    }
}
