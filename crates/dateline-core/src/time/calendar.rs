//! Calendar arithmetic and the two notations of a time: TIMEX3 values and Extended Date/Time Format (ISO 8601-2).
//! All dates are proleptic Gregorian days.

use jiff::Span;
use jiff::civil::{Date, Weekday};

/// Units of the lexicon, by their code there.
pub(super) const SECOND: i32 = 0;
pub(super) const MINUTE: i32 = 1;
pub(super) const HOUR: i32 = 2;
pub(super) const DAY: i32 = 3;
pub(super) const NIGHT: i32 = 4;
pub(super) const WEEK: i32 = 5;
pub(super) const FORTNIGHT: i32 = 6;
pub(super) const MONTH: i32 = 7;
pub(super) const QUARTER: i32 = 8;
pub(super) const YEAR: i32 = 9;
pub(super) const DECADE: i32 = 10;
pub(super) const CENTURY: i32 = 11;
pub(super) const WEEKEND: i32 = 12;

/// A whole month's first and last day.
pub(super) fn month(year: i32, month: i32) -> Option<(Date, Date)> {
    let first = date(year, month, 1)?;
    Some((first, first.last_of_month()))
}

/// A day, or `None` where there is no such day or its year can't be written in four digits without a sign.
pub(super) fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    in_four_digits(Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?)
}

/// The day, where both notations can hold its year as four digits.
fn in_four_digits(day: Date) -> Option<Date> {
    (day.year() >= 0).then_some(day)
}

/// First and last day of a year.
pub(super) fn year(year: i32) -> Option<(Date, Date)> {
    Some((date(year, 1, 1)?, date(year, 12, 31)?))
}

/// Monday to Sunday around a day.
pub(super) fn week(day: Date) -> Option<(Date, Date)> {
    let first = shift(day, -i64::from(day.weekday().to_monday_zero_offset()), DAY)?;
    Some((first, shift(first, 6, DAY)?))
}

/// First and last day of a season by EDTF number (21 spring … 24 winter, which runs into the next year).
pub(super) fn season(of_year: i32, season: i32) -> Option<(Date, Date)> {
    let first = match season {
        21 => (of_year, 3),
        22 => (of_year, 6),
        23 => (of_year, 9),
        24 => (of_year, 12),
        _ => return None,
    };
    let from = date(first.0, first.1, 1)?;
    Some((from, shift(from, 2, MONTH)?.last_of_month()))
}

/// A day moved by whole units; units below a day leave it as it is.
pub(super) fn shift(day: Date, by: i64, unit: i32) -> Option<Date> {
    let span: Span = match unit {
        DAY | NIGHT => Span::new().try_days(by),
        WEEK | WEEKEND => Span::new().try_weeks(by),
        FORTNIGHT => Span::new().try_weeks(by.checked_mul(2)?),
        MONTH => Span::new().try_months(by),
        QUARTER => Span::new().try_months(by.checked_mul(3)?),
        YEAR => Span::new().try_years(by),
        DECADE => Span::new().try_years(by.checked_mul(10)?),
        CENTURY => Span::new().try_years(by.checked_mul(100)?),
        _ => return Some(day),
    }
    .ok()?;
    in_four_digits(day.checked_add(span).ok()?)
}

/// The latest such weekday (Monday 1 … Sunday 7) on or before a day, or the first on or after it.
pub(super) fn weekday(from: Date, weekday: i32, forward: bool) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
    if from.weekday() == wanted {
        return Some(from);
    }
    in_four_digits(from.nth_weekday(if forward { 1 } else { -1 }, wanted).ok()?)
}

/// Letter of a unit in a TIMEX3 duration, and whether it is a unit of time of day.
pub(super) fn letter(unit: i32) -> (&'static str, bool) {
    match unit {
        SECOND => ("S", true),
        MINUTE => ("M", true),
        HOUR => ("H", true),
        WEEK => ("W", false),
        MONTH => ("M", false),
        QUARTER => ("Q", false),
        YEAR => ("Y", false),
        CENTURY => ("C", false),
        DECADE => ("E", false),
        _ => ("D", false),
    }
}

/// TIMEX3 value of a duration; `number` is `None` where the words give no number.
pub(super) fn duration(number: Option<i64>, unit: i32) -> String {
    // Decades and fortnights are told in smaller units, as the labelled sets have them.
    let (number, unit) = match (number, unit) {
        (Some(n), DECADE) => (Some(n.saturating_mul(10)), YEAR),
        (Some(n), CENTURY) => (Some(n.saturating_mul(100)), YEAR),
        (Some(n), FORTNIGHT) => (Some(n.saturating_mul(2)), WEEK),
        (n, WEEKEND) => (n, WEEK),
        (None, FORTNIGHT) => (None, WEEK),
        (None, DECADE | CENTURY) => (None, YEAR),
        other => other,
    };
    let (letter, clock) = letter(unit);
    let number = number.map_or_else(|| "X".to_owned(), |n| n.to_string());
    format!("P{}{number}{letter}", if clock { "T" } else { "" })
}

/// A date or interval in EDTF, before it is marked as uncertain or approximate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edtf {
    /// One date, time or season.
    One(String),
    /// From one to another; `None` for an open end.
    Between(Option<String>, Option<String>),
}

impl Edtf {
    /// The shortest EDTF of a run of whole days.
    pub(super) fn of_days(from: Date, to: Date) -> Self {
        if from == to { Self::One(from.to_string()) } else { Self::Between(Some(from.to_string()), Some(to.to_string())) }
    }

    /// With `?` (uncertain), `~` (approximate) or `%` (both) where they apply.
    pub(super) fn marked(&self, uncertain: bool, approximate: bool) -> String {
        let mark = match (uncertain, approximate) {
            (true, true) => "%",
            (true, false) => "?",
            (false, true) => "~",
            (false, false) => "",
        };
        let side = |side: &Option<String>| side.as_ref().map_or_else(|| "..".to_owned(), |s| format!("{s}{mark}"));
        match self {
            Self::One(one) => format!("{one}{mark}"),
            Self::Between(from, to) => format!("{}/{}", side(from), side(to)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_weeks_and_seasons() {
        let day = jiff::civil::date(2018, 2, 20);
        assert_eq!(weekday(day, 6, false), date(2018, 2, 17));
        assert_eq!(weekday(day, 2, false), Some(day));
        assert_eq!(weekday(day, 6, true), date(2018, 2, 24));
        assert_eq!(week(day), date(2018, 2, 19).zip(date(2018, 2, 25)));
        assert_eq!(season(2019, 24), date(2019, 12, 1).zip(date(2020, 2, 29)));
        assert_eq!(month(2018, 2), date(2018, 2, 1).zip(date(2018, 2, 28)));
    }

    #[test]
    fn notations() {
        assert_eq!(duration(Some(4), DAY), "P4D");
        assert_eq!(duration(None, HOUR), "PTXH");
        assert_eq!(duration(Some(4), DECADE), "P40Y");
        assert_eq!(Edtf::Between(Some("2024-01".into()), None).marked(true, false), "2024-01?/..");
        assert_eq!(Edtf::One("2024".into()).marked(true, true), "2024%");
    }

    proptest::proptest! {
        #[test]
        fn a_weekday_lies_within_a_week(offset in -100_000_i64..100_000, wanted in 1_i32..=7) {
            let day = shift(jiff::civil::date(2000, 1, 1), offset, DAY).unwrap_or_default();
            for forward in [false, true] {
                let found = weekday(day, wanted, forward).unwrap_or_default();
                proptest::prop_assert_eq!(i32::from(found.weekday().to_monday_one_offset()), wanted);
                let days = day.until(found).map(|s| s.get_days()).unwrap_or(99);
                let near = if forward { 0..7 } else { -6..1 };
                proptest::prop_assert!(near.contains(&days), "{} days", days);
            }
        }

        #[test]
        fn shifting_never_panics(by: i64, unit in 0_i32..13) {
            let _ = shift(jiff::civil::date(2020, 2, 29), by, unit);
        }
    }
}
