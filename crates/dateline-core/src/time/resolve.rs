//! From a rule's match to a day or interval: what the operations of the rules mean. Operations are those of the
//! column `make` in `rules/time_*.tsv`.

use super::calendar::{self, DAY, Edtf};
use super::clock::{clock, clock_on, clocks, night_or_part, part_name, part_of_day};
use super::pattern::Match;
use super::relative::{decade, edge, nth_weekday, ordinal_day, part_of_year, precision_of, season, shifted, weekday, which, which_month};
use super::{Anchor, Rule, TimePrecision, TimeType};
use jiff::civil::Date;

/// What a value was resolved against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// Nothing, or other words of the text.
    None,
    /// The report's day, by a date that lacks only the year.
    DocYear,
    /// The report's day, by a relative expression.
    Doc,
}

/// Which way a bare weekday or month looks from the report's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Unknown,
}

/// A day that the text has last spoken of.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextDay {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) basis: Basis,
}

/// What a match is resolved against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    pub(super) anchor: Option<Date>,
    /// The last day told anywhere before.
    pub(super) text: Option<TextDay>,
    /// The last day told in the same paragraph.
    pub(super) near: Option<TextDay>,
    pub(super) tense: Tense,
    /// The report's day or, where its dateline is a few days older, that of publication: no weekday of the past is later.
    pub(super) latest: Option<Date>,
    /// A clock by itself stands for the report's own day: an entry of a live blog.
    pub(super) entry: bool,
    /// Whether dates in figures have the day first, where that is known.
    pub(super) day_first: Option<bool>,
}

/// A resolved time, before anchor label and marks of uncertainty.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) kind: TimeType,
    pub(super) value: Option<String>,
    pub(super) edtf: Option<Edtf>,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    pub(super) precision: TimePrecision,
    pub(super) basis: Basis,
    pub(super) about: bool,
    /// The days were known, but lie after the report's day in a sentence of the past.
    pub(super) absolute: bool,
}

impl Value {
    pub(super) fn unknown(kind: TimeType, precision: TimePrecision) -> Self {
        Self { kind, value: None, edtf: None, from: None, to: None, precision, basis: Basis::None, about: false, absolute: false }
    }

    pub(super) fn of(days: (Date, Date), precision: TimePrecision, basis: Basis) -> Self {
        let (from, to) = days;
        let edtf = Edtf::of_days(from, to);
        let value = match &edtf {
            Edtf::One(one) => Some(one.clone()),
            Edtf::Between(Some(a), Some(b)) => Some(format!("{a}/{b}")),
            Edtf::Between(..) => None,
        };
        Self {
            kind: TimeType::Date,
            value,
            edtf: Some(edtf),
            from: Some(from),
            to: Some(to),
            precision,
            basis,
            about: false,
            absolute: false,
        }
    }

    pub(super) fn day(day: Date, basis: Basis) -> Self {
        Self::of((day, day), TimePrecision::Day, basis)
    }

    pub(super) fn month(days: (Date, Date), basis: Basis) -> Self {
        let name = month_name(days.0);
        Self { value: Some(name.clone()), edtf: Some(Edtf::One(name)), ..Self::of(days, TimePrecision::Month, basis) }
    }

    pub(super) fn year(of: i32, basis: Basis) -> Option<Self> {
        let name = format!("{of:04}");
        let days = calendar::year(of)?;
        Some(Self { value: Some(name.clone()), edtf: Some(Edtf::One(name)), ..Self::of(days, TimePrecision::Year, basis) })
    }

    pub(super) fn week(days: (Date, Date), basis: Basis) -> Self {
        let week = days.0.iso_week_date();
        let name = format!("{:04}-W{:02}", week.year(), week.week());
        Self { value: Some(name), ..Self::of(days, TimePrecision::Week, basis) }
    }
}

pub(super) fn month_name(first: Date) -> String {
    format!("{:04}-{:02}", first.year(), first.month())
}

/// Resolves a match; `None` where the words are no time after all (a 31st of February, a clock of 25 hours).
pub(super) fn resolve(found: &Match, rules: &[Rule], context: &Context) -> Option<Value> {
    let rule = &rules[found.rule];
    let slot = |name: &str| found.slots.get(name).or_else(|| rule.constant(name));
    let child = |at: usize| found.children.get(at).and_then(|c| resolve(c, rules, context));
    let mut value = match rule.make {
        "date" => date(slot("y"), slot("m")?, slot("d")?, context)?,
        "joined_date" => {
            let joined = slot("x")?;
            date(Some(joined / 10000), joined / 100 % 100, joined % 100, context)?
        }
        "numeric" => numeric(slot("d")?, slot("m")?, slot("y")?, slot("wd"), context)?,
        "hijri" => hijri(slot("y")?, slot("m")?, slot("d")?)?,
        "month" => month(slot("y"), slot("m")?, context)?,
        "month_of_year" => {
            let year = i32::from(context.anchor?.year()) + slot("n")?;
            Value::month(calendar::month(year, slot("m")?)?, Basis::Doc)
        }
        "weekday" => weekday(slot("wd")?, slot("n"), context)?,
        "ordinal_day" => ordinal_day(slot("d")?, context)?,
        "deictic" => match context.anchor {
            Some(anchor) => Value::day(calendar::shift(anchor, i64::from(slot("n")?), DAY)?, Basis::Doc),
            None => Value::unknown(TimeType::Date, TimePrecision::Day),
        },
        "shift" => shifted(slot("n"), slot("u")?, slot("x")?, context.anchor.map(|d| (d, d)), Basis::Doc)?,
        "shift_text" => {
            let (days, basis) = text_or_anchor(context);
            shifted(slot("n"), slot("u")?, slot("x")?, days, basis)?
        }
        "which" => which(slot("n")?, slot("u")?, context)?,
        "which_month" => which_month(slot("n")?, slot("m")?, context)?,
        "season" => season(slot("s")?, slot("n"), slot("y"), context)?,
        "year" => Value::year(slot("y")?, Basis::None)?,
        "decade" => decade(slot("y")?)?,
        "quarter" => part_of_year(slot("n")?, 3, slot("y"), slot("x"), context)?,
        "half" => part_of_year(slot("n")?, 6, slot("y"), slot("x"), context)?,
        "edge" => edge(slot("x")?, &child(0)?)?,
        "middle" => {
            let whole = slot("x")?;
            edge(0, &if whole > 12 { Value::year(whole, Basis::None)? } else { month(None, whole, context)? })?
        }
        "since" => {
            let start = child(0)?;
            let from = start.edtf_start()?;
            Value { edtf: Some(Edtf::Between(Some(from), None)), to: None, ..start }
        }
        "year_to_date" => {
            let year = Value::year(i32::from(context.anchor?.year()), Basis::Doc)?;
            let first = year.from.map(|day| day.to_string());
            Value { edtf: Some(Edtf::Between(first, None)), to: None, ..year }
        }
        "range" => between(&child(0)?, &child(1)?)?,
        "range_days" => range_days(&slot, context)?,
        "range_years" => {
            let (a, b) = (slot("y")?, slot("y2")?);
            let b = if b < 100 { a / 100 * 100 + b } else { b };
            between(&Value::year(a, Basis::None)?, &Value::year(b, Basis::None)?)?
        }
        "part" => part_of_day(slot("p")?, &child(0)?)?,
        "part_doc" => {
            let day = calendar::shift(context.anchor?, i64::from(slot("n").unwrap_or(0)), DAY)?;
            let night = slot("n").unwrap_or(0) < 0 && slot("p") == Some(4);
            night_or_part(slot("p")?, day, night, Basis::Doc)?
        }
        "part_text" => {
            let (days, basis) = text_or_anchor(context);
            night_or_part(slot("p")?, days?.0, false, basis)?
        }
        "part_near" => match (context.near, context.anchor, context.tense) {
            (Some(near), ..) => night_or_part(slot("p")?, near.to, false, near.basis)?,
            (None, Some(anchor), Tense::Past) => night_or_part(slot("p")?, anchor, false, Basis::Doc)?,
            _ => Value { value: Some(part_name(slot("p")?).to_owned()), ..Value::unknown(TimeType::Time, TimePrecision::Day) },
        },
        "ordinal_unit" => {
            let joined = slot("x")?;
            match joined % 100 {
                calendar::QUARTER => part_of_year(joined / 100, 3, slot("y"), None, context)?,
                _ => return None,
            }
        }
        "night_before" => {
            let day = child(0)?;
            let before = calendar::shift(day.from?, -1, DAY)?;
            night_or_part(4, before, true, day.basis)?
        }
        "nth_weekday" => nth_weekday(slot("n")?, slot("wd")?, slot("m")?, context)?,
        "clock_on" => {
            let (clock, day) = if slot("x").is_some() { (child(1)?, child(0)?) } else { (child(0)?, child(1)?) };
            clock_on(&clock, &day)?
        }
        "night_between" => {
            let days = range_days(&slot, context)?;
            Value { kind: TimeType::Time, value: days.from.map(|d| format!("{d}TNI")), ..days }
        }
        "clock" => clock(&slot, found.children.is_empty(), child(0), context)?,
        "clocks" => clocks(&slot, child(0), context)?,
        "duration" => duration(slot("n"), slot("u")?),
        "joined_duration" => {
            let joined = slot("x")?;
            duration(Some(joined / 100), joined % 100)
        }
        "set" => Value {
            value: Some(calendar::duration(Some(i64::from(slot("n").unwrap_or(1))), slot("u")?)),
            ..Value::unknown(TimeType::Set, precision_of(slot("u")?))
        },
        "set_weekday" => Value { value: Some(format!("XXXX-WXX-{}", slot("wd")?)), ..Value::unknown(TimeType::Set, TimePrecision::Day) },
        "same" => child(0)?,
        _ => return None,
    };
    value.about |= rule.constant("about").is_some();
    Some(value)
}

impl Value {
    pub(super) fn edtf_start(&self) -> Option<String> {
        match self.edtf.as_ref()? {
            Edtf::One(one) => Some(one.clone()),
            Edtf::Between(from, _) => from.clone(),
        }
    }

    pub(super) fn edtf_end(&self) -> Option<String> {
        match self.edtf.as_ref()? {
            Edtf::One(one) => Some(one.clone()),
            Edtf::Between(_, to) => to.clone(),
        }
    }
}

/// The last day told, else the report's day.
fn text_or_anchor(context: &Context) -> (Option<(Date, Date)>, Basis) {
    match (context.near.or(context.text), context.anchor) {
        (Some(text), _) => (Some((text.from, text.to)), Basis::None),
        (None, Some(anchor)) => (Some((anchor, anchor)), Basis::Doc),
        (None, None) => (None, Basis::None),
    }
}

fn date(year: Option<i32>, month: i32, day: i32, context: &Context) -> Option<Value> {
    if let Some(year) = year {
        return Some(Value { absolute: true, ..Value::day(calendar::date(year, month, day)?, Basis::None) });
    }
    // Any day of a leap year, so that a 30th of February is never a date.
    calendar::date(2024, month, day)?;
    let Some(anchor) = context.anchor else {
        let value = format!("XXXX-{month:02}-{day:02}");
        return Some(Value { value: Some(value), ..Value::unknown(TimeType::Date, TimePrecision::Day) });
    };
    let day = nearest_year(anchor, context.tense, |year| calendar::date(year, month, day))?;
    Some(Value::day(day, Basis::DocYear))
}

/// The year that a date without one means: in the past the latest on or before the report's day, else the first after it.
fn nearest_year(anchor: Date, tense: Tense, make: impl Fn(i32) -> Option<Date>) -> Option<Date> {
    let year = i32::from(anchor.year());
    let next = (year..=year + 8).filter_map(&make).find(|d| *d >= anchor);
    let latest = (year - 8..=year).rev().filter_map(&make).find(|d| *d <= anchor);
    if tense == Tense::Future {
        let far = |d: Date| calendar::shift(anchor, 300, DAY).is_some_and(|to| d > to);
        let just = |d: Date| calendar::shift(anchor, -60, DAY).is_some_and(|from| d >= from);
        return if next.is_some_and(far) && latest.is_some_and(just) { latest } else { next };
    }
    // A day without its year is hardly ever ten months back: what lies just ahead is meant ("set a hearing for 27 February").
    let far = |d: Date| calendar::shift(anchor, -300, DAY).is_some_and(|from| d < from);
    let soon = |d: Date| calendar::shift(anchor, 60, DAY).is_some_and(|to| d <= to);
    if latest.is_some_and(far) && next.is_some_and(soon) { next } else { latest }
}

/// "12/6/2024": one order where only one can be, where the weekday beside it says so, or where both are the same day;
/// otherwise the order that puts it in the two months up to the report's day, if only one does.
fn numeric(first: i32, second: i32, year: i32, weekday: Option<i32>, context: &Context) -> Option<Value> {
    let year = if year < 100 { year + 2000 } else { year };
    let orders: Vec<Date> = [calendar::date(year, second, first), calendar::date(year, first, second)].into_iter().flatten().collect();
    let of_weekday = |d: &Date| weekday.is_none_or(|w| i32::from(d.weekday().to_monday_one_offset()) == w);
    let mut days: Vec<Date> = orders.iter().copied().filter(of_weekday).collect();
    if days.is_empty() {
        days = orders;
    }
    days.dedup();
    if days.len() > 1
        && let Some(day_first) = context.day_first
    {
        days = orders_of(first, second, year, day_first);
    }
    if days.len() > 1
        && let Some(anchor) = context.anchor
    {
        let near: Vec<Date> =
            days.iter().copied().filter(|d| *d <= anchor && calendar::shift(anchor, -60, DAY).is_some_and(|from| *d >= from)).collect();
        if near.len() == 1 {
            days = near;
        }
    }
    match days.as_slice() {
        [] => None,
        [day] => Some(Value { absolute: true, ..Value::day(*day, Basis::None) }),
        _ => Some(Value::unknown(TimeType::Date, TimePrecision::Unknown)),
    }
}

/// The day that two numbers mean in one order.
fn orders_of(first: i32, second: i32, year: i32, day_first: bool) -> Vec<Date> {
    let (day, month) = if day_first { (first, second) } else { (second, first) };
    calendar::date(year, month, day).into_iter().collect()
}

/// A day of the lunar Hijri calendar, which begins by sighting: a day before or after it is as likely.
fn hijri(year: i32, month: i32, day: i32) -> Option<Value> {
    let middle = crate::article::lunar_day(year, month, day)?;
    let days = (calendar::shift(middle, -1, DAY)?, calendar::shift(middle, 1, DAY)?);
    Some(Value { absolute: true, about: true, value: Some(middle.to_string()), ..Value::of(days, TimePrecision::Day, Basis::None) })
}

pub(super) fn month(year: Option<i32>, month: i32, context: &Context) -> Option<Value> {
    if let Some(year) = year {
        return Some(Value { absolute: true, ..Value::month(calendar::month(year, month)?, Basis::None) });
    }
    let Some(anchor) = context.anchor else {
        let value = Some(format!("XXXX-{month:02}"));
        return Some(Value { value, ..Value::unknown(TimeType::Date, TimePrecision::Month) });
    };
    // The running month is told as past and as future.
    let this = calendar::date(i32::from(anchor.year()), month, 1)?;
    let future = context.tense == Tense::Future && month != i32::from(anchor.month());
    let year = i32::from(anchor.year()) + i32::from(future && this < anchor) - i32::from(!future && this > anchor);
    Some(Value::month(calendar::month(year, month)?, Basis::Doc))
}

fn between(first: &Value, last: &Value) -> Option<Value> {
    let (from, to) = (first.from?, last.to?);
    if from > to {
        return None;
    }
    let edtf = Edtf::Between(first.edtf_start(), last.edtf_end());
    let value = first.value.as_ref().zip(last.value.as_ref()).map(|(a, b)| format!("{a}/{b}"));
    let basis = if first.basis == Basis::None { last.basis } else { first.basis };
    let precision = first.precision.max(last.precision);
    Some(Value { value, edtf: Some(edtf), from: Some(from), to: Some(to), precision, basis, ..first.clone() })
}

fn range_days(slot: &dyn Fn(&str) -> Option<i32>, context: &Context) -> Option<Value> {
    let month = slot("m2").or_else(|| slot("m"))?;
    let last = date(slot("y"), month, slot("d2")?, context)?;
    let year = last.to.map(|d| i32::from(d.year()));
    let first = match (year, slot("m")) {
        (Some(year), Some(first_month)) if first_month > month => calendar::date(year - 1, first_month, slot("d")?)?,
        (Some(year), first_month) => calendar::date(year, first_month.unwrap_or(month), slot("d")?)?,
        (None, _) => return Some(Value::unknown(TimeType::Date, TimePrecision::Day)),
    };
    if first >= last.from? {
        return None;
    }
    Some(Value { absolute: last.absolute, ..Value::of((first, last.from?), TimePrecision::Day, last.basis) })
}

fn duration(number: Option<i32>, unit: i32) -> Value {
    let value = calendar::duration(number.map(i64::from), unit);
    Value { value: Some(value), ..Value::unknown(TimeType::Duration, precision_of(unit)) }
}

impl Basis {
    /// The anchor's label: a dateline with a date of its own is what the text's relative times count from.
    pub(super) fn label(self, dateline: bool, republication: bool) -> Anchor {
        match self {
            Self::None => Anchor::None,
            Self::Doc | Self::DocYear if republication => Anchor::Republication,
            Self::Doc if dateline => Anchor::Dateline,
            Self::Doc | Self::DocYear => Anchor::Published,
        }
    }
}
