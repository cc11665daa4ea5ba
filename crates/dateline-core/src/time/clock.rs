//! Parts of the day and clocks, by themselves or on a day told beside them.

use super::calendar::{self, DAY, Edtf};
use super::resolve::{Basis, Context, Value};
use super::{TimePrecision, TimeType};
use jiff::civil::Date;

/// The names of parts of the day in TIMEX3, by code.
pub(super) fn part_name(part: i32) -> &'static str {
    match part {
        1 => "TMO",
        2 => "TAF",
        3 => "TEV",
        _ => "TNI",
    }
}

/// A clock put on the day that stands beside it.
pub(super) fn clock_on(clock: &Value, day: &Value) -> Option<Value> {
    let on = day.from.filter(|from| day.to == Some(*from))?;
    let shown = clock.value.as_deref()?;
    let value = format!("{on}{}", &shown[shown.find('T')?..]);
    let edtf = Some(Edtf::One(value.clone()));
    let (absolute, basis) = (day.absolute, day.basis);
    Some(Value { value: Some(value), edtf, from: Some(on), to: Some(on), basis, absolute, ..clock.clone() })
}

pub(super) fn part_of_day(part: i32, day: &Value) -> Option<Value> {
    let (Some(from), Some(to)) = (day.from, day.to) else {
        let value = day.value.as_ref().map(|v| format!("{v}{}", part_name(part)));
        return Some(Value { value, ..Value::unknown(TimeType::Time, TimePrecision::Day) });
    };
    if day.precision != TimePrecision::Day || from != to {
        return None;
    }
    Some(Value { absolute: day.absolute, ..night_or_part(part, from, false, day.basis)? })
}

/// A part of a day; `across` for a night told from the day after it, which holds both days.
pub(super) fn night_or_part(part: i32, day: Date, across: bool, basis: Basis) -> Option<Value> {
    let to = if across { calendar::shift(day, 1, DAY)? } else { day };
    let value = Some(format!("{day}{}", part_name(part)));
    Some(Value { kind: TimeType::Time, value, ..Value::of((day, to), TimePrecision::Day, basis) })
}

/// Hour of 24 and minute out of the slots of a clock; `None` for what no clock shows.
pub(super) fn hour_minute(slot: &dyn Fn(&str) -> Option<i32>) -> Option<(i32, Option<i32>)> {
    let (mut hour, minute) = match slot("x") {
        Some(joined) => (joined / 100, Some(joined % 100)),
        None => (slot("h")?, slot("mi")),
    };
    // Any number may stand where the hour is read; what no clock shows would overflow below.
    if !(0..=24).contains(&hour) {
        return None;
    }
    // "Half past" and "quarter to" come as minutes to add.
    let (mut minute, past) = (minute, slot("n"));
    if let Some(past) = past {
        let total = hour * 60 + past;
        (hour, minute) = (total.div_euclid(60), Some(total.rem_euclid(60)));
    }
    if let Some(half) = slot("ap") {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + half * 12;
    }
    match slot("p") {
        Some(2 | 3) if (1..12).contains(&hour) => hour += 12,
        Some(4) if (6..12).contains(&hour) => hour += 12,
        _ => {}
    }
    (hour < 24 && minute.is_none_or(|m| (0..60).contains(&m)) || hour == 24 && minute.unwrap_or(0) == 0).then_some((hour, minute))
}

pub(super) fn clock(slot: &dyn Fn(&str) -> Option<i32>, alone: bool, day: Option<Value>, context: &Context) -> Option<Value> {
    if !alone && day.is_none() {
        return None;
    }
    let (hour, minute) = hour_minute(slot)?;
    let shown = minute.map_or_else(|| format!("T{hour:02}"), |m| format!("T{hour:02}:{m:02}"));
    // Noon and midnight are told with minutes that nobody looked at.
    let precision = if minute.is_some() && slot("s").is_none() { TimePrecision::Minute } else { TimePrecision::Hour };
    let (from, basis, absolute) = match day {
        Some(day) if day.from.is_some() && day.from == day.to => (day.from?, day.basis, day.absolute),
        Some(_) => return None,
        None => match (context.near.or(context.text).filter(|_| !context.entry), context.anchor) {
            (Some(near), _) => (near.to, near.basis, false),
            (None, Some(anchor)) => (anchor, Basis::Doc, false),
            (None, None) => return Some(Value { value: Some(shown), ..Value::unknown(TimeType::Time, precision) }),
        },
    };
    let value = format!("{from}{shown}");
    let edtf = Some(Edtf::One(value.clone()));
    Some(Value { kind: TimeType::Time, value: Some(value), edtf, precision, absolute, ..Value::day(from, basis) })
}

/// From one clock to another on one day.
pub(super) fn clocks(slot: &dyn Fn(&str) -> Option<i32>, day: Option<Value>, context: &Context) -> Option<Value> {
    let first = |name: &str| if name == "ap" { slot("ap") } else { slot(name) };
    let second = |name: &str| match name {
        "h" => slot("y2"),
        "mi" => slot("m2"),
        "x" => slot("d2"),
        other => slot(other),
    };
    let from = clock(&first, day.is_none(), day.clone(), context)?;
    let to = clock(&second, day.is_none(), day, context)?;
    let edtf = Edtf::Between(from.edtf_start(), to.edtf_end());
    let value = from.value.as_ref().zip(to.value.as_ref()).map(|(a, b)| format!("{a}/{b}"));
    Some(Value { value, edtf: from.from.map(|_| edtf), ..from })
}
