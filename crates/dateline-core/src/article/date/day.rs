//! The grammar of days: figures, names of months, Han characters, in the orders that languages write them.

use super::calendar::Calendar;
use super::clock::{self, Clock};
use super::words::{Item, Meaning, What};
use jiff::civil::Date;

/// A day found in a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    pub calendar: Calendar,
    /// As a Gregorian day.
    pub date: Date,
    /// First item, and one past the last.
    pub from: usize,
    pub to: usize,
    /// A clock that stands between day and year.
    pub clock: Option<Clock>,
    /// Its year has two figures: a date only with a clock beside it.
    pub short: bool,
    /// The other way to read figures of which nothing says whether day or month comes first.
    pub swapped: Option<Date>,
}

/// Items that may stand between the parts of one date.
const MOST_BETWEEN: usize = 4;

/// The day that begins at an item.
pub(super) fn at(items: &[Item<'_>], from: usize) -> Option<Day> {
    let item = items.get(from)?;
    let found = match item.what {
        What::Number(_, 4) => year_first(items, from),
        What::Number(_, 1 | 2) => day_first(items, from),
        What::Number(..) => None,
        What::Words(_) => month_first(items, from).or_else(|| era(items, from)),
        _ => None,
    }?;
    let before = from.checked_sub(1).map(|at| items[at]);
    let other = before.is_some_and(|before| before.means(Meaning::Other));
    // A part of a longer chain of figures or of a word with figures is no date.
    let chained = item.glued
        && matches!(item.what, What::Number(..))
        && number(items, from + 2, 1..=2).is_some()
        && (matches!(before.map(|b| b.what), Some(What::Unknown(true)))
            || before.is_some_and(|b| b.is_mark(&['/', '-', '.']) && b.glued)
                && from.checked_sub(2).is_some_and(|at| matches!(items[at].what, What::Number(..))));
    (!other && !chained).then_some(found)
}

fn number(items: &[Item<'_>], at: usize, digits: std::ops::RangeInclusive<u8>) -> Option<i32> {
    match items.get(at)?.what {
        What::Number(value, length) if digits.contains(&length) => Some(value),
        _ => None,
    }
}

/// The months that an item can be.
fn months<'a>(item: &'a Item<'_>) -> impl Iterator<Item = (Calendar, i32)> + 'a {
    let meanings: &[Meaning] = match item.what {
        What::Words(meanings) => meanings,
        _ => &[],
    };
    meanings.iter().filter_map(|meaning| match meaning {
        Meaning::Month(calendar, month, _) => Some((*calendar, *month)),
        _ => None,
    })
}

fn means(items: &[Item<'_>], at: usize, meaning: Meaning) -> bool {
    items.get(at).is_some_and(|item| item.means(meaning))
}

fn day(calendar: Calendar, date: Date, from: usize, to: usize) -> Day {
    Day { calendar, date, from, to, clock: None, short: false, swapped: None }
}

/// `2017-11-12`, `2017. 11. 12.`, `2017年11月12日`, `2017 November 12`.
fn year_first(items: &[Item<'_>], from: usize) -> Option<Day> {
    let year = number(items, from, 4..=4)?;
    if let Some(found) = marked(items, from, year) {
        return Some(found);
    }
    let mark = items.get(from + 1)?;
    if mark.is_mark(&['-', '/', '.']) {
        let What::Mark(c) = mark.what else { return None };
        if let (Some(month), Some(d)) = (number(items, from + 2, 1..=2), number(items, from + 4, 1..=2)) {
            let same = items[from + 3].is_mark(&[c]);
            let tight = |at: usize| c == '.' || items[at].glued && items[at + 1].glued;
            if !same || !tight(from + 1) || !tight(from + 3) {
                return None;
            }
            let (calendar, to) = in_figures(items, year, from + 5)?;
            return Some(day(calendar, calendar.day(year, month, d)?, from, to));
        }
    }
    let at = skip(items, from + 1, &['.', ',', '-', '/']);
    let month = items.get(at)?;
    let end = skip(items, at + 1, &['.', ',', '-', '/']);
    let d = number(items, end, 1..=2)?;
    let (calendar, date) = months(month).filter(|(c, _)| c.has_year(year)).find_map(|(c, m)| Some((c, c.day(year, m, d)?)))?;
    Some(day(calendar, date, from, end + 1))
}

/// Year, month and day with a mark after each: `2017年11月12日`, `2017년 11월 12일`. `year` is the Gregorian one.
fn marked(items: &[Item<'_>], year_at: usize, year: i32) -> Option<Day> {
    let (month, d) = (number(items, year_at + 2, 1..=4)?, number(items, year_at + 4, 1..=4)?);
    let fits = means(items, year_at + 1, Meaning::YearMark) && means(items, year_at + 3, Meaning::MonthMark);
    let calendar = Calendar::of_year(year).filter(|calendar| fits && *calendar == Calendar::Gregorian)?;
    let to = year_at + 5 + usize::from(means(items, year_at + 5, Meaning::DayMark));
    Some(day(calendar, calendar.day(year, month, d)?, year_at, to))
}

/// A year of an era: `民國106年11月12日`, `令和元年5月1日`.
fn era(items: &[Item<'_>], from: usize) -> Option<Day> {
    let since = items[from].find(|meaning| match meaning {
        Meaning::Since(year) => Some(*year),
        _ => None,
    })?;
    let first = means(items, from + 1, Meaning::First);
    let of_era = if first { 1 } else { number(items, from + 1, 1..=4)? };
    let found = marked(items, from + 1, since + of_era)?;
    Some(Day { from, ..found })
}

/// `12.11.2017`, `12 November 2017`, `12 تشرين الثاني / نوفمبر 2017`, `12 בנובמבר 2017`.
fn day_first(items: &[Item<'_>], from: usize) -> Option<Day> {
    let d = number(items, from, 1..=2)?;
    figures(items, from, d).or_else(|| {
        let at = skip(items, from + 1, &['.', '-', '/', '–', '\'', 'º', '°', ',']);
        let (at, all) = month(items, at)?;
        let at = skip(items, at, &['.', ',', '-', '/', '–', '\'', '׳', '"', ';']);
        let year = number(items, at, 4..=4)?;
        named(items, all, year, d, from, at + 1)
    })
}

/// The day of a named month; the calendar is the first that has such a year, unless the mark after the year says which.
fn named(items: &[Item<'_>], all: Vec<(Calendar, i32)>, year: i32, d: i32, from: usize, to: usize) -> Option<Day> {
    let (stated, end) = era_after(items, to);
    let mut fits = all.into_iter().filter(|(calendar, _)| calendar.has_year(year));
    let (calendar, date) = match stated {
        Some(stated) => fits.find(|(calendar, _)| *calendar == stated).and_then(|(c, m)| Some((c, c.day(year, m, d)?)))?,
        None => fits.find_map(|(c, m)| Some((c, c.day(year, m, d)?)))?,
    };
    Some(day(calendar, date, from, end))
}

/// A month, or the two names of one month (`تشرين الثاني/نوفمبر`), and the item after them.
fn month(items: &[Item<'_>], at: usize) -> Option<(usize, Vec<(Calendar, i32)>)> {
    let all: Vec<(Calendar, i32)> = months(items.get(at)?).collect();
    if all.is_empty() {
        return None;
    }
    let opened = items.get(at + 1).is_some_and(|item| item.is_mark(&['/', '(', '-', '–', '\\']));
    let second: Vec<(Calendar, i32)> = items.get(at + 2).filter(|_| opened).map(|item| months(item).collect()).unwrap_or_default();
    if second.is_empty() {
        return Some((at + 1, all));
    }
    let both: Vec<(Calendar, i32)> = all.into_iter().filter(|month| second.contains(month)).collect();
    let closed = items.get(at + 3).is_some_and(|item| item.is_mark(&[')']));
    (!both.is_empty()).then_some((at + 3 + usize::from(closed), both))
}

/// `November 12, 2017`, `Nov 12 09:40:00 UTC 2017`.
fn month_first(items: &[Item<'_>], from: usize) -> Option<Day> {
    let (at, all) = month(items, from)?;
    let at = skip(items, at, &['.', ',', '-', '/', '\'', '׳']);
    let d = number(items, at, 1..=2)?;
    let year_at = skip(items, at + 1, &['.', ',', '-', '/', '\'']);
    if let Some(year) = number(items, year_at, 4..=4) {
        return named(items, all, year, d, from, year_at + 1);
    }
    let (clock, end) = clock::clock(items, at + 1)?;
    let year = number(items, end, 4..=4)?;
    let found = named(items, all, year, d, from, end + 1)?;
    Some(Day { clock: Some(clock), ..found })
}

/// Three numbers, the year last. Most of the world puts the day first; the caller settles what nothing here settles.
fn figures(items: &[Item<'_>], from: usize, a: i32) -> Option<Day> {
    let What::Mark(c) = items.get(from + 1)?.what else { return None };
    let b = number(items, from + 2, 1..=2)?;
    if let Some(year) = number(items, from + 4, 2..=2) {
        return two_figures(items, from, (a, b, year));
    }
    let year = number(items, from + 4, 4..=4)?;
    let glued = (1..=4).all(|n| items[from + n].glued);
    // "12 / 11 / 2017" and "12. 11. 2017" are dates; "3 - 11 - 2017" may be anything.
    let spaced = match c {
        '/' => true,
        '.' => items[from + 1].glued && items[from + 3].glued,
        _ => false,
    };
    if !matches!(c, '/' | '.' | '-') || !items[from + 3].is_mark(&['/', '.', '-']) || !(glued || spaced) {
        return None;
    }
    let (calendar, to) = in_figures(items, year, from + 5)?;
    let (first, second) = (calendar.day(year, b, a), calendar.day(year, a, b).filter(|_| calendar == Calendar::Gregorian));
    let found = day(calendar, first.or(second)?, from, to);
    Some(Day { swapped: if first.is_some() { second } else { None }, ..found })
}

/// `12.11.17`: with stops between, day, month and year of this century or the end of the last.
fn two_figures(items: &[Item<'_>], from: usize, (d, month, year): (i32, i32, i32)) -> Option<Day> {
    let year = match year {
        0..=50 => 2000 + year,
        90.. => 1900 + year,
        _ => return None,
    };
    let dotted = items[from + 1].is_mark(&['.']) && items[from + 3].is_mark(&['.']) && (1..=4).all(|n| items[from + n].glued);
    let longer = items.get(from + 5).is_some_and(|item| item.is_mark(&['.']) && item.glued)
        && items.get(from + 6).is_some_and(|item| item.glued && matches!(item.what, What::Number(..)));
    if !dotted || longer {
        return None;
    }
    Some(Day { short: true, ..day(Calendar::Gregorian, Calendar::Gregorian.day(year, month, d)?, from, from + 5) })
}

/// The calendar of a year in figures, and the item after the mark that says it, where there is one.
fn in_figures(items: &[Item<'_>], year: i32, at: usize) -> Option<(Calendar, usize)> {
    let (stated, end) = era_after(items, at);
    match stated {
        Some(stated) if stated.has_year(year) => Some((stated, end)),
        Some(_) => None,
        None => Some((Calendar::of_year(year)?, end)),
    }
}

/// The calendar that a mark after a year states, and the item after the mark.
fn era_after(items: &[Item<'_>], at: usize) -> (Option<Calendar>, usize) {
    let Some(item) = items.get(at) else { return (None, at) };
    let opened = usize::from(item.is_mark(&['(']));
    let era = |item: &Item<'_>| {
        item.find(|meaning| match meaning {
            Meaning::Era(calendar) => Some(*calendar),
            _ => None,
        })
    };
    match items.get(at + opened).and_then(era) {
        Some(calendar) => {
            let mut end = at + opened + 1;
            end += usize::from(items.get(end).is_some_and(|item| item.is_mark(&['.']) && item.glued));
            end += usize::from(opened == 1 && items.get(end).is_some_and(|item| item.is_mark(&[')'])));
            (Some(calendar), end)
        }
        None => (None, at),
    }
}

/// The item after marks and small words between the parts of a date.
fn skip(items: &[Item<'_>], mut at: usize, marks: &[char]) -> usize {
    for _ in 0..MOST_BETWEEN {
        let Some(item) = items.get(at) else { break };
        let small = match item.what {
            What::Mark(c) => marks.contains(&c),
            What::Words(meanings) => {
                meanings.contains(&Meaning::Joint) || meanings.contains(&Meaning::Suffix) && item.glued && months(item).next().is_none()
            }
            _ => false,
        };
        if !small {
            break;
        }
        at += 1;
    }
    at
}
