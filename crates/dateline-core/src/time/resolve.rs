//! From a rule's match to a day or interval: what the operations of the rules mean. Operations are those of the
//! column `make` in `rules/time_*.tsv`.

use super::calendar::{self, DAY, Edtf, NIGHT, WEEK, WEEKEND, YEAR};
use super::pattern::Match;
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
    fn unknown(kind: TimeType, precision: TimePrecision) -> Self {
        Self { kind, value: None, edtf: None, from: None, to: None, precision, basis: Basis::None, about: false, absolute: false }
    }

    fn of(days: (Date, Date), precision: TimePrecision, basis: Basis) -> Self {
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

    fn day(day: Date, basis: Basis) -> Self {
        Self::of((day, day), TimePrecision::Day, basis)
    }

    fn month(days: (Date, Date), basis: Basis) -> Self {
        let name = month_name(days.0);
        Self { value: Some(name.clone()), edtf: Some(Edtf::One(name)), ..Self::of(days, TimePrecision::Month, basis) }
    }

    fn year(of: i32, basis: Basis) -> Option<Self> {
        let name = format!("{of:04}");
        let days = calendar::year(of)?;
        Some(Self { value: Some(name.clone()), edtf: Some(Edtf::One(name)), ..Self::of(days, TimePrecision::Year, basis) })
    }

    fn week(days: (Date, Date), basis: Basis) -> Self {
        let week = days.0.iso_week_date();
        let name = format!("{:04}-W{:02}", week.year(), week.week());
        Self { value: Some(name), ..Self::of(days, TimePrecision::Week, basis) }
    }
}

fn month_name(first: Date) -> String {
    format!("{:04}-{:02}", first.year(), first.month())
}

/// The names of parts of the day in TIMEX3, by code.
pub(super) fn part_name(part: i32) -> &'static str {
    match part {
        1 => "TMO",
        2 => "TAF",
        3 => "TEV",
        _ => "TNI",
    }
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
            Value { edtf: Some(Edtf::Between(year.edtf_start(), None)), to: None, ..year }
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
    fn edtf_start(&self) -> Option<String> {
        match self.edtf.as_ref()? {
            Edtf::One(one) => Some(one.clone()),
            Edtf::Between(from, _) => from.clone(),
        }
    }

    fn edtf_end(&self) -> Option<String> {
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

fn month(year: Option<i32>, month: i32, context: &Context) -> Option<Value> {
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

fn weekday(weekday: i32, which: Option<i32>, context: &Context) -> Option<Value> {
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

fn ordinal_day(day: i32, context: &Context) -> Option<Value> {
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

fn nth_weekday(number: i32, weekday: i32, of_month: i32, context: &Context) -> Option<Value> {
    let first = month(None, of_month, context)?.from?;
    let day = calendar::shift(calendar::weekday(first, weekday, true)?, i64::from(number) - 1, WEEK)?;
    (day.month() == first.month()).then(|| Value::day(day, Basis::Doc))
}

/// A clock put on the day that stands beside it.
fn clock_on(clock: &Value, day: &Value) -> Option<Value> {
    let on = day.from.filter(|from| day.to == Some(*from))?;
    let shown = clock.value.as_deref()?;
    let value = format!("{on}{}", &shown[shown.find('T')?..]);
    let edtf = Some(Edtf::One(value.clone()));
    let (absolute, basis) = (day.absolute, day.basis);
    Some(Value { value: Some(value), edtf, from: Some(on), to: Some(on), basis, absolute, ..clock.clone() })
}

fn shifted(number: Option<i32>, unit: i32, direction: i32, days: Option<(Date, Date)>, basis: Basis) -> Option<Value> {
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

fn which(direction: i32, unit: i32, context: &Context) -> Option<Value> {
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

fn which_month(direction: i32, month: i32, context: &Context) -> Option<Value> {
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

fn season(season: i32, which: Option<i32>, year: Option<i32>, context: &Context) -> Option<Value> {
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

fn decade(first: i32) -> Option<Value> {
    let days = (calendar::year(first)?.0, calendar::year(first + 9)?.1);
    let value = Value::of(days, TimePrecision::Year, Basis::None);
    let name = format!("{:03}", first / 10);
    Some(Value { value: Some(name.clone()), edtf: Some(Edtf::One(format!("{name}X"))), ..value })
}

/// The nth run of `months` months of a year: quarters and halves. Without a year the latest that has begun.
fn part_of_year(number: i32, months: i32, year: Option<i32>, which: Option<i32>, context: &Context) -> Option<Value> {
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
fn edge(which: i32, whole: &Value) -> Option<Value> {
    let (from, to) = (whole.from?, whole.to?);
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

fn part_of_day(part: i32, day: &Value) -> Option<Value> {
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
fn night_or_part(part: i32, day: Date, across: bool, basis: Basis) -> Option<Value> {
    let to = if across { calendar::shift(day, 1, DAY)? } else { day };
    let value = Some(format!("{day}{}", part_name(part)));
    Some(Value { kind: TimeType::Time, value, ..Value::of((day, to), TimePrecision::Day, basis) })
}

/// Hour of 24 and minute out of the slots of a clock; `None` for what no clock shows.
fn hour_minute(slot: &dyn Fn(&str) -> Option<i32>) -> Option<(i32, Option<i32>)> {
    let (mut hour, minute) = match slot("x") {
        Some(joined) => (joined / 100, Some(joined % 100)),
        None => (slot("h")?, slot("mi")),
    };
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

fn clock(slot: &dyn Fn(&str) -> Option<i32>, alone: bool, day: Option<Value>, context: &Context) -> Option<Value> {
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
fn clocks(slot: &dyn Fn(&str) -> Option<i32>, day: Option<Value>, context: &Context) -> Option<Value> {
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

fn precision_of(unit: i32) -> TimePrecision {
    match unit {
        calendar::SECOND | calendar::MINUTE => TimePrecision::Minute,
        calendar::HOUR => TimePrecision::Hour,
        WEEK | calendar::FORTNIGHT => TimePrecision::Week,
        calendar::MONTH | calendar::QUARTER => TimePrecision::Month,
        YEAR | calendar::DECADE | calendar::CENTURY => TimePrecision::Year,
        _ => TimePrecision::Day,
    }
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
