//! Days of other calendars as Gregorian days: Solar Hijri (Iran, Afghanistan) exactly, lunar Hijri to within a day or two.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The calendar that a day is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    Gregorian,
    /// Solar Hijri: the civil calendar of Iran and Afghanistan.
    Solar,
    /// Lunar Hijri.
    Lunar,
}

impl Calendar {
    /// The calendar of a year of four digits with a month's name or mark beside it, where the year can be of that calendar.
    pub(super) fn has_year(self, year: i32) -> bool {
        match self {
            Self::Gregorian => (1900..2100).contains(&year),
            Self::Solar | Self::Lunar => (1300..1500).contains(&year),
        }
    }

    /// The calendar of a year in figures alone. Of the years that pages have (1991 to 2031) the solar ones end before the
    /// lunar ones begin.
    pub(super) fn of_year(year: i32) -> Option<Self> {
        match year {
            1900..2100 => Some(Self::Gregorian),
            1370..=1410 => Some(Self::Solar),
            1411..=1455 => Some(Self::Lunar),
            _ => None,
        }
    }

    /// The Gregorian day; `None` where the calendar has no such day. A lunar day may be off by a day, seldom two.
    pub(super) fn day(self, year: i32, month: i32, day: i32) -> Option<Date> {
        match self {
            Self::Gregorian => Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok(),
            Self::Solar => solar(year, month, day),
            Self::Lunar => lunar(year, month, day),
        }
    }

    /// How many days a date of this calendar may lie apart from the Gregorian one that is printed beside it: a page's clock
    /// may be past midnight in one zone and not in the other; the lunar month begins by sighting, and its day at dusk.
    pub(super) fn tolerance(self) -> i32 {
        match self {
            Self::Gregorian => 0,
            Self::Solar => 1,
            Self::Lunar => 2,
        }
    }
}

/// Leap years of the Solar Hijri calendar by the rule of 33 years, which gives the same years as the astronomical one from
/// 1178 to 1633 (Heydari-Malayeri, "A concise review of the Iranian calendar", 2004).
fn solar_leap(year: i32) -> bool {
    (25 * year + 11).rem_euclid(33) < 8
}

fn solar(year: i32, month: i32, day: i32) -> Option<Date> {
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + i32::from(solar_leap(year)),
        _ => return None,
    };
    if !(1178..=1633).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    let leaps_before = |year: i32| (8 * year + 21).div_euclid(33);
    let before = if month <= 7 { 31 * (month - 1) } else { 186 + 30 * (month - 7) };
    let days = 365 * (year - 1396) + leaps_before(year) - leaps_before(1396) + before + day - 1;
    // 1 Farvardin 1396.
    date(2017, 3, 21).checked_add(days.days()).ok()
}

/// The tabular calendar with leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of 30 and the civil epoch (Dershowitz and
/// Reingold, "Calendrical Calculations"). Umm al-Qura and local sightings differ from it by a day, seldom two; so a month may
/// have 30 days here whatever the table says.
fn lunar(year: i32, month: i32, day: i32) -> Option<Date> {
    if !(1300..1500).contains(&year) || !(1..=12).contains(&month) || !(1..=30).contains(&day) {
        return None;
    }
    let days = 354 * (year - 1439) + (3 + 11 * year).div_euclid(30) - 527 + 29 * (month - 1) + month / 2 + day - 1;
    // 1 Muharram 1439 by the table.
    date(2017, 9, 22).checked_add(days.days()).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn new_years_and_ends_of_the_solar_calendar() {
        for (year, month, day, wanted) in [
            (1396, 8, 21, date(2017, 11, 12)),
            (1357, 11, 22, date(1979, 2, 11)),
            (1399, 12, 30, date(2021, 3, 20)),
            (1400, 1, 1, date(2021, 3, 21)),
            (1403, 1, 1, date(2024, 3, 20)),
            (1403, 12, 30, date(2025, 3, 20)),
            (1404, 1, 1, date(2025, 3, 21)),
            (1408, 12, 30, date(2030, 3, 20)),
            (1300, 1, 1, date(1921, 3, 21)),
        ] {
            assert_eq!(Calendar::Solar.day(year, month, day), Some(wanted), "{year} {month} {day}");
        }
        for (year, month, day) in [(1396, 12, 30), (1404, 12, 30), (1396, 7, 31), (1396, 13, 1), (1396, 0, 1), (1396, 1, 0)] {
            assert_eq!(Calendar::Solar.day(year, month, day), None, "{year} {month} {day}");
        }
    }

    #[test]
    fn lunar_days_are_right_to_within_a_day() {
        // First days as Umm al-Qura has them.
        for (year, month, day, wanted) in [
            (1439, 1, 1, date(2017, 9, 21)),
            (1439, 2, 23, date(2017, 11, 12)),
            (1444, 9, 1, date(2023, 3, 23)),
            (1445, 12, 10, date(2024, 6, 16)),
            (1446, 10, 1, date(2025, 3, 30)),
            (1421, 1, 1, date(2000, 4, 6)),
        ] {
            let found = Calendar::Lunar.day(year, month, day).unwrap();
            let off = wanted.until(found).unwrap().get_days();
            assert!((-1..=1).contains(&off), "{year} {month} {day}: {found}, off by {off}");
        }
        assert_eq!(Calendar::Lunar.day(1439, 1, 31), None);
        assert_eq!(Calendar::Lunar.day(1439, 13, 1), None);
    }

    #[test]
    fn days_follow_each_other() {
        for calendar in [Calendar::Solar, Calendar::Lunar] {
            let mut last = None;
            for year in 1360..1460 {
                for month in 1..=12 {
                    for day in 1..=29 {
                        let found = calendar.day(year, month, day).unwrap();
                        assert!(last.is_none_or(|last| last < found), "{year} {month} {day}");
                        last = Some(found);
                    }
                }
            }
        }
    }
}
