//! The time of day beside a date, with its zone where one is stated.

use super::words::{Half, Item, Meaning, What};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A time of day as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    hour: i32,
    minute: i32,
    second: Option<i32>,
    zone: Option<Zone>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    /// Minutes east of Greenwich, and whether they are stated by a name.
    Offset(i32, bool),
    /// Name in the IANA database.
    Named(&'static str),
}

/// Items between a date and its clock.
const MOST_FILLERS: usize = 10;

impl Clock {
    /// `09:40`, `09:40:00Z`, `09:40+03:00`.
    pub(super) fn on(&self, day: Date) -> String {
        let second = self.second.map_or(String::new(), |second| format!(":{second:02}"));
        let minutes = match self.zone {
            None => None,
            Some(Zone::Offset(minutes, _)) => Some(minutes),
            Some(Zone::Named(name)) => offset_of(name, day, self.hour, self.minute),
        };
        let zone = match minutes {
            None => String::new(),
            Some(0) => "Z".to_owned(),
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        };
        format!("{:02}:{:02}{second}{zone}", self.hour, self.minute)
    }

    /// Whether its zone is one of North America, where the month comes first in figures.
    pub(super) fn is_american(&self) -> bool {
        match self.zone {
            Some(Zone::Named(name)) => name.starts_with("America/"),
            Some(Zone::Offset(minutes, named)) => named && minutes < 0,
            None => false,
        }
    }
}

/// Minutes east of Greenwich of a zone at that time.
fn offset_of(name: &str, day: Date, hour: i32, minute: i32) -> Option<i32> {
    let time = jiff::civil::time(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0);
    let zone = TimeZone::get(name).ok()?;
    let stamp = zone.to_timestamp(day.to_datetime(time)).ok()?;
    Some(zone.to_offset(stamp).seconds() / 60)
}

/// The clock that follows a date, and the item after it.
pub(super) fn after(items: &[Item<'_>], mut at: usize) -> Option<(Clock, usize)> {
    let mut zone = None;
    for _ in 0..MOST_FILLERS {
        if let Some((mut clock, end)) = clock(items, at) {
            clock.zone = clock.zone.or(zone);
            return Some((clock, end));
        }
        let item = items.get(at)?;
        if !is_filler(item) {
            return None;
        }
        zone = zone.or_else(|| zone_of(item));
        at += 1;
    }
    None
}

/// The clock that stands before the date that begins at `to`, and its first item. Only with a colon.
pub(super) fn before(items: &[Item<'_>], to: usize) -> Option<(Clock, usize)> {
    for from in (to.saturating_sub(MOST_FILLERS)..to).rev() {
        let colon = items.get(from + 1).is_some_and(|item| item.is_mark(&[':']));
        let chained = from > 0 && items[from].glued && items[from - 1].is_mark(&[':', '.', '/', '-', '+']);
        if !matches!(items[from].what, What::Number(..)) || !colon || chained {
            continue;
        }
        let (clock, mut end) = clock(items, from)?;
        while end < to && is_filler(&items[end]) {
            end += 1;
        }
        return (end == to).then_some((clock, from));
    }
    None
}

fn is_filler(item: &Item<'_>) -> bool {
    match item.what {
        What::Mark(c) => {
            matches!(c, ',' | '|' | '•' | '·' | '–' | '—' | '-' | '/' | '(' | ')' | '[' | ']' | ';' | ':' | '.' | '、' | '●' | '\'')
        }
        What::Words(meanings) => meanings
            .iter()
            .any(|m| matches!(m, Meaning::Filler | Meaning::Weekday(_) | Meaning::Joint | Meaning::Era(_) | Meaning::Zone(_))),
        What::Number(..) | What::Unknown(_) => false,
    }
}

fn zone_of(item: &Item<'_>) -> Option<Zone> {
    item.find(|meaning| match meaning {
        Meaning::Zone("Z") => Some(Zone::Offset(0, true)),
        Meaning::Zone(name) => Some(match name.strip_prefix(['+', '-']) {
            Some(figures) => {
                let (hours, minutes) = figures.split_once(':')?;
                let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
                Zone::Offset(if name.starts_with('-') { -minutes } else { minutes }, true)
            }
            None => Zone::Named(name),
        }),
        _ => None,
    })
}

fn number(items: &[Item<'_>], at: usize, most_digits: u8) -> Option<i32> {
    match items.get(at)?.what {
        What::Number(value, digits) if digits <= most_digits => Some(value),
        _ => None,
    }
}

/// The clock that begins at an item, maybe with its half of the day or the word "o'clock" before it.
pub(super) fn clock(items: &[Item<'_>], mut at: usize) -> Option<(Clock, usize)> {
    let half_of = |item: &Item<'_>| {
        item.find(|meaning| match meaning {
            Meaning::Half(half, alone) => Some((*half, *alone)),
            _ => None,
        })
    };
    let mut half = items.get(at).and_then(half_of);
    at += usize::from(half.is_some());
    let hour = number(items, at, 2)?;
    at += 1;
    let mark = items.get(at)?;
    let means = |at: usize, meaning: Meaning| items.get(at).is_some_and(|item: &Item<'_>| item.means(meaning));
    let two = |at: usize| match items.get(at)?.what {
        What::Number(value, 2) => Some(value),
        _ => None,
    };
    let glued = |at: usize| items.get(at).is_some_and(|item| item.glued);
    let mut minute = None;
    let mut second = None;
    if mark.is_mark(&[':'])
        && let Some(value) = two(at + 1)
    {
        minute = Some(value);
        at += 2;
        if items.get(at).is_some_and(|item| item.is_mark(&[':']))
            && let Some(value) = two(at + 1)
        {
            second = Some(value);
            at += 2;
            let fraction = items.get(at).is_some_and(|item| item.is_mark(&['.', ','])) && glued(at) && glued(at + 1);
            if fraction && matches!(items.get(at + 1).map(|item| item.what), Some(What::Number(..))) {
                at += 2;
            }
        }
    } else if mark.is_mark(&['.']) && glued(at) && glued(at + 1) && two(at + 1).is_some() {
        let dotted = items.get(at + 2).is_some_and(|item| item.is_mark(&['.'])) && glued(at + 3) && number(items, at + 3, 9).is_some();
        if dotted {
            return None;
        }
        minute = two(at + 1);
        at += 2;
    } else if means(at, Meaning::Hour) || means(at, Meaning::OClock) {
        let alone = means(at, Meaning::OClock);
        at += 1;
        let value = number(items, at, 2).filter(|_| means(at + 1, Meaning::Minute) || two(at).is_some());
        if let Some(value) = value {
            minute = Some(value);
            at += 1 + usize::from(means(at + 1, Meaning::Minute));
        } else if means(at, Meaning::HalfHour) {
            minute = Some(30);
            at += 1;
        } else if alone {
            minute = Some(0);
        }
    }
    let after = items.get(at).and_then(half_of);
    at += usize::from(after.is_some());
    // The stop of "p.m." or "ق.ظ.".
    at += usize::from(after.is_some() && items.get(at).is_some_and(|item| item.is_mark(&['.']) && item.glued));
    half = after.or(half);
    // An hour alone is a time of day only with a half of the day beside it that says nothing else: "2 дня" are two days.
    let minute = minute.or(half.filter(|(_, alone)| *alone).map(|_| 0))?;
    let hour = of_day(hour, half.map(|(half, _)| half))?;
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let second = second.filter(|second| (0..60).contains(second));
    let (zone, at) = zone(items, at);
    Some((Clock { hour, minute, second, zone }, at))
}

/// The hour of a day of twenty-four.
fn of_day(hour: i32, half: Option<Half>) -> Option<i32> {
    Some(match half {
        Some(Half::Morning) if hour == 12 => 0,
        Some(Half::Afternoon) if (1..12).contains(&hour) => hour + 12,
        // Twelve at night is the end of the day or its beginning: not said which.
        Some(Half::Night) if hour == 12 => return None,
        Some(Half::Night) if (6..12).contains(&hour) => hour + 12,
        Some(Half::Noon) if (1..5).contains(&hour) => hour + 12,
        _ => hour,
    })
}

/// A zone after a clock: an offset, a name, a name with an offset; and the item after it.
fn zone(items: &[Item<'_>], from: usize) -> (Option<Zone>, usize) {
    let mut at = from;
    let opened = items.get(at).is_some_and(|item| item.is_mark(&['(', '[']));
    at += usize::from(opened);
    // "14:20 Uhr MEZ", "14:20 часа по Москве".
    at += usize::from(items.get(at).is_some_and(|item| item.means(Meaning::Filler) && zone_of(item).is_none()));
    let named = items.get(at).and_then(zone_of);
    at += usize::from(named.is_some());
    let signed = |at: usize| -> Option<(i32, usize)> {
        let sign = items.get(at).filter(|item| item.is_mark(&['+', '-']))?;
        let next = items.get(at + 1).filter(|item| item.glued)?;
        let What::Number(value, digits) = next.what else { return None };
        let colon = items.get(at + 2).is_some_and(|item| item.is_mark(&[':']) && item.glued);
        let minutes = if colon { number(items, at + 3, 2) } else { None };
        let (hours, minutes, end) = match (digits, minutes) {
            (1 | 2, Some(minutes)) => (value, minutes, at + 4),
            (1 | 2, None) => (value, 0, at + 2),
            (4, _) => (value / 100, value % 100, at + 2),
            _ => return None,
        };
        let plus = sign.is_mark(&['+']);
        // A dash that stands free is no sign unless four figures follow: it may lead to another time.
        let sure = plus || sign.glued || digits == 4 || named.is_some();
        let fits = hours <= 14 && minutes < 60 && (digits > 1 || named.is_some());
        (sure && fits).then_some(((hours * 60 + minutes) * if plus { 1 } else { -1 }, end))
    };
    let offset = if named.is_none_or(|zone| zone == Zone::Offset(0, true)) { signed(at) } else { None };
    let (zone, mut at) = match (named, offset) {
        (_, Some((minutes, end))) => (Some(Zone::Offset(minutes, false)), end),
        (Some(zone), None) => (Some(zone), at),
        (None, None) => return (None, from),
    };
    at += usize::from(opened && items.get(at).is_some_and(|item| item.is_mark(&[')', ']'])));
    (zone, at)
}
