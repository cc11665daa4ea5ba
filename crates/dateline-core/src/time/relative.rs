//! Dates that lean on the report's day or on the text's last one: weekdays, "last month", "two days later", seasons,
//! parts of years.

use super::calendar::{self, DAY, Edtf, NIGHT, WEEK, WEEKEND, YEAR};
use super::clock::night_or_part;
use super::resolve::{Basis, Context, Tense, Value, month, month_name};
use super::{TimePrecision, TimeType};
use jiff::civil::Date;

pub(super) fn weekday(weekday: i32, which: Option<i32>, context: &Context) -> Option<Value> {
    let Some(anchor) = context.anchor else {
        let value = Some(format!("XXXX-WXX-{weekday}"));
        return Some(Value { value, ..Value::unknown(TimeType::Date, TimePrecision::Day) });
    };
    let day = match which {
        Some(n) if n < 0 => calendar::weekday(calendar::shift(anchor, -1, DAY)?, weekday, false)?,
        Some(n) if n > 0 => calendar::weekday(calendar::shift(anchor, 1, DAY)?, weekday, true)?,
        _ if context.tense == Tense::Future => calendar::weekday(anchor, weekday, true)?,
        _ => calendar::weekday(context.latest.unwrap_or(anchor), weekday, false)?,
    };
    Some(Value::day(day, Basis::Doc))
}

pub(super) fn ordinal_day(day: i32, context: &Context) -> Option<Value> {
    let anchor = context.anchor?;
    let mut first = anchor.first_of_month();
    for _ in 0..12 {
        let found = calendar::date(i32::from(first.year()), i32::from(first.month()), day);
        match (found, context.tense) {
            (Some(found), Tense::Future) if found >= anchor => return Some(Value::day(found, Basis::Doc)),
            (Some(found), Tense::Past | Tense::Unknown) if found <= anchor => return Some(Value::day(found, Basis::Doc)),
            _ => {}
        }
        first = calendar::shift(first, if context.tense == Tense::Future { 1 } else { -1 }, calendar::MONTH)?;
    }
    None
}

pub(super) fn nth_weekday(number: i32, weekday: i32, of_month: i32, context: &Context) -> Option<Value> {
    let first = month(None, of_month, context)?.from?;
    let day = calendar::shift(calendar::weekday(first, weekday, true)?, i64::from(number) - 1, WEEK)?;
    (day.month() == first.month()).then(|| Value::day(day, Basis::Doc))
}

pub(super) fn shifted(number: Option<i32>, unit: i32, direction: i32, days: Option<(Date, Date)>, basis: Basis) -> Option<Value> {
    if number.is_none()
        && unit <= calendar::HOUR
        && let Some((from, to)) = days
    {
        let day = if direction < 0 { from } else { to };
        return Some(Value { kind: TimeType::Time, ..Value::day(day, basis) });
    }
    let Some(number) = number else {
        let reference = if direction < 0 { "PAST_REF" } else { "FUTURE_REF" };
        return Some(Value { value: Some(reference.to_owned()), ..Value::unknown(TimeType::Date, TimePrecision::Unknown) });
    };
    let Some((from, to)) = days else { return Some(Value::unknown(TimeType::Date, precision_of(unit))) };
    let day = if direction < 0 { from } else { to };
    let moved = calendar::shift(day, i64::from(number) * i64::from(direction), unit)?;
    Some(match unit {
        calendar::SECOND | calendar::MINUTE | calendar::HOUR => {
            Value { kind: TimeType::Time, precision: TimePrecision::Day, ..Value::day(day, basis) }
        }
        NIGHT => night_or_part(4, moved, false, basis)?,
        calendar::MONTH => {
            Value { precision: TimePrecision::Month, ..Value::month((moved.first_of_month(), moved.last_of_month()), basis) }
        }
        YEAR | calendar::DECADE | calendar::CENTURY => Value::year(i32::from(moved.year()), basis)?,
        _ => Value::day(moved, basis),
    })
}

pub(super) fn which(direction: i32, unit: i32, context: &Context) -> Option<Value> {
    let Some(anchor) = context.anchor else { return Some(Value::unknown(TimeType::Date, precision_of(unit))) };
    let by = i64::from(direction);
    Some(match unit {
        WEEK => {
            let (from, to) = calendar::week(calendar::shift(anchor, by, WEEK)?)?;
            // This week runs up to the report's day when the sentence tells the past.
            let value = Value::week((from, to), Basis::Doc);
            if direction == 0 && context.tense == Tense::Past {
                Value { value: value.value, ..Value::of((from, anchor), TimePrecision::Week, Basis::Doc) }
            } else {
                value
            }
        }
        WEEKEND => {
            let monday = calendar::week(anchor)?.0;
            let saturday = calendar::shift(monday, 5, DAY)?;
            // A weekend that has not begun yet is told as past only when it is last week's.
            let behind = direction < 0 || direction == 0 && context.tense != Tense::Future && saturday > anchor;
            let moved = calendar::shift(
                saturday,
                if direction > 0 {
                    7
                } else if behind {
                    -7
                } else {
                    0
                },
                DAY,
            )?;
            let moved = if direction > 0 && saturday > calendar::shift(anchor, 1, DAY)? { saturday } else { moved };
            let week = moved.iso_week_date();
            let name = format!("{:04}-W{:02}-WE", week.year(), week.week());
            Value { value: Some(name), ..Value::of((moved, calendar::shift(moved, 1, DAY)?), TimePrecision::Day, Basis::Doc) }
        }
        calendar::MONTH => {
            let day = calendar::shift(anchor.first_of_month(), by, unit)?;
            Value::month((day, day.last_of_month()), Basis::Doc)
        }
        calendar::QUARTER => {
            let quarter = (i32::from(anchor.month()) - 1) / 3;
            let first = calendar::date(i32::from(anchor.year()), quarter * 3 + 1, 1)?;
            let first = calendar::shift(first, by, unit)?;
            let number = (i32::from(first.month()) - 1) / 3 + 1;
            part_of_year(number, 3, Some(i32::from(first.year())), None, context).map(|v| Value { basis: Basis::Doc, ..v })?
        }
        YEAR => {
            let value = Value::year(i32::from(anchor.year()) + direction, Basis::Doc)?;
            // This year is told up to the report's day.
            if direction == 0 && context.tense != Tense::Future { Value { to: Some(anchor), ..value } } else { value }
        }
        calendar::DECADE => decade((i32::from(anchor.year()) / 10 + direction) * 10).map(|v| Value { basis: Basis::Doc, ..v })?,
        calendar::CENTURY => {
            let century = i32::from(anchor.year()) / 100 + direction;
            let days = (calendar::year(century * 100)?.0, calendar::year(century * 100 + 99)?.1);
            let name = format!("{century:02}XX");
            Value { value: Some(name.clone()), edtf: Some(Edtf::One(name)), ..Value::of(days, TimePrecision::Unknown, Basis::Doc) }
        }
        DAY => Value::day(calendar::shift(anchor, by, DAY)?, Basis::Doc),
        NIGHT => night_or_part(4, calendar::shift(anchor, by, DAY)?, direction < 0, Basis::Doc)?,
        _ => Value::unknown(TimeType::Date, TimePrecision::Unknown),
    })
}

pub(super) fn which_month(direction: i32, month: i32, context: &Context) -> Option<Value> {
    let anchor = context.anchor?;
    let this = calendar::date(i32::from(anchor.year()), month, 1)?;
    let year = i32::from(anchor.year())
        + match direction {
            n if n < 0 => -i32::from(this >= anchor.first_of_month()),
            0 => 0,
            _ => i32::from(this <= anchor),
        };
    Some(Value::month(calendar::month(year, month)?, Basis::Doc))
}

pub(super) fn season(season: i32, which: Option<i32>, year: Option<i32>, context: &Context) -> Option<Value> {
    let (year, basis) = match (year, context.anchor) {
        (Some(year), _) => (year, Basis::None),
        (None, None) => return Some(Value::unknown(TimeType::Date, TimePrecision::Month)),
        (None, Some(anchor)) => {
            // The latest such season that has begun, or for "next" the first that has not.
            let base = i32::from(anchor.year());
            let begun = |y: i32| calendar::season(y, season).is_some_and(|(from, _)| from <= anchor);
            let over = |y: i32| calendar::season(y, season).is_some_and(|(_, to)| to < anchor);
            let latest = if begun(base) { base } else { base - 1 };
            let year = match which {
                Some(n) if n > 0 => latest + 1,
                Some(0) => {
                    if over(latest) {
                        latest + 1
                    } else {
                        latest
                    }
                }
                // "Last summer" told in August means the one before.
                Some(_) => {
                    if over(latest) {
                        latest
                    } else {
                        latest - 1
                    }
                }
                None if context.tense == Tense::Future && over(latest) => latest + 1,
                None => latest,
            };
            (year, Basis::Doc)
        }
    };
    let name = match season {
        21 => "SP",
        22 => "SU",
        23 => "FA",
        _ => "WI",
    };
    let edtf = Edtf::One(format!("{year:04}-{season}"));
    let days = calendar::season(year, season)?;
    Some(Value { value: Some(format!("{year:04}-{name}")), edtf: Some(edtf), ..Value::of(days, TimePrecision::Month, basis) })
}

pub(super) fn decade(first: i32) -> Option<Value> {
    let days = (calendar::year(first)?.0, calendar::year(first + 9)?.1);
    let value = Value::of(days, TimePrecision::Year, Basis::None);
    let name = format!("{:03}", first / 10);
    Some(Value { value: Some(name.clone()), edtf: Some(Edtf::One(format!("{name}X"))), ..value })
}

/// The nth run of `months` months of a year: quarters and halves. Without a year the latest that has begun.
pub(super) fn part_of_year(number: i32, months: i32, year: Option<i32>, which: Option<i32>, context: &Context) -> Option<Value> {
    if !(1..=12 / months).contains(&number) {
        return None;
    }
    let first_month = (number - 1) * months + 1;
    let letter = if months == 3 { "Q" } else { "H" };
    let (year, basis) = match (year, which, context.anchor) {
        (Some(year), ..) => (year, Basis::None),
        (None, Some(n), Some(anchor)) => (i32::from(anchor.year()) + n, Basis::Doc),
        (None, None, Some(anchor)) => {
            let this = i32::from(anchor.year());
            let begun = calendar::date(this, first_month, 1)? <= anchor;
            (if begun || context.tense == Tense::Future { this } else { this - 1 }, Basis::Doc)
        }
        _ => return Some(Value::unknown(TimeType::Date, TimePrecision::Month)),
    };
    let from = calendar::date(year, first_month, 1)?;
    let to = calendar::date(year, first_month + months - 1, 1)?.last_of_month();
    let edtf = Edtf::Between(Some(month_name(from)), Some(month_name(to)));
    let value = Some(format!("{year:04}-{letter}{number}"));
    Some(Value { value, edtf: Some(edtf), ..Value::of((from, to), TimePrecision::Month, basis) })
}

/// Beginning (-2), early (-1), middle (0), late (1) or end (2) of a month, year or longer run.
pub(super) fn edge(which: i32, whole: &Value) -> Option<Value> {
    let (from, mut to) = (whole.from?, whole.to?);
    // The running year is told up to the report's day; its end, and the thirds of so short a run, are those of the whole.
    if whole.precision == TimePrecision::Year && from.year() == to.year() && (which == 2 || to.month() < 3) {
        to = calendar::year(i32::from(from.year()))?.1;
    }
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month() - from.month()) + 1;
    let days = match (months, which) {
        (1, -2) => (from, from),
        (1, 2) => (to, to),
        (1, -1) => (from, calendar::shift(from, 9, DAY)?),
        (1, 0) => (calendar::shift(from, 10, DAY)?, calendar::shift(from, 19, DAY)?),
        (1, _) => (calendar::shift(from, 20, DAY)?, to),
        (2.., -2) => (from, from.last_of_month()),
        (2.., 2) => (to.first_of_month(), to),
        _ => {
            let third = months / 3;
            let start = match which {
                -1 => 0,
                0 => third,
                _ => months - third,
            };
            let first = calendar::shift(from, start, calendar::MONTH)?;
            (first, calendar::shift(first, third, calendar::MONTH).and_then(|d| d.yesterday().ok())?)
        }
    };
    let one_month = months > 1 && which.abs() == 2;
    let value = if one_month { Value::month(days, whole.basis) } else { Value::of(days, whole.precision, whole.basis) };
    let precision = if months == 1 { TimePrecision::Day } else { TimePrecision::Month };
    Some(Value { value: whole.value.clone(), precision, absolute: whole.absolute, ..value })
}

pub(super) fn precision_of(unit: i32) -> TimePrecision {
    match unit {
        calendar::SECOND | calendar::MINUTE => TimePrecision::Minute,
        calendar::HOUR => TimePrecision::Hour,
        WEEK | calendar::FORTNIGHT => TimePrecision::Week,
        calendar::MONTH | calendar::QUARTER => TimePrecision::Month,
        YEAR | calendar::DECADE | calendar::CENTURY => TimePrecision::Year,
        _ => TimePrecision::Day,
    }
}
