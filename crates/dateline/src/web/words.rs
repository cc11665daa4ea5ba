//! The page's own words: tolls, days, places and values in plain English that never judges; those for the closed
//! vocabularies stand in [`super::vocabulary`] and can be named from here.

use super::outlines;
pub use super::vocabulary::*;
use dateline_core::incident::{Assertion, Kind};
use dateline_core::place::PlacePrecision;
use dateline_core::records::{Field, IncidentRecord, Origins, PlaceValue, TollRecord, Value, WhenValue, WhereRecord};
use dateline_core::toll::{Outcome, Who};

/// A number of people as a range: "10 or more", "12–15", "up to 9", "13", "no figure" as a dash.
#[must_use]
pub fn range(min: Option<u64>, max: Option<u64>) -> String {
    match (min, max) {
        (None, None) => "—".to_owned(),
        (Some(min), None) => format!("{} or more", number(min)),
        (None, Some(max)) => format!("up to {}", number(max)),
        (Some(0), Some(0)) => "no one".to_owned(),
        (Some(min), Some(max)) if min == max => number(min),
        (Some(min), Some(max)) => format!("{}–{}", number(min), number(max)),
    }
}

/// A number with thin spaces between thousands.
#[must_use]
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(digit);
    }
    out
}

/// "10 or more civilians killed".
#[must_use]
pub fn toll(of: Outcome, people: Who, min: Option<u64>, max: Option<u64>) -> String {
    let who = who(people, (min, max) == (Some(1), Some(1)));
    let who = if who.is_empty() { String::new() } else { format!(" {who}") };
    match (min, max) {
        (None, None) => format!("{}{who}: no figure", outcome(of)),
        (Some(0), Some(0)) => format!("no{} {}", if who.is_empty() { " one".to_owned() } else { who }, outcome(of)),
        _ => format!("{}{who} {}", range(min, max), outcome(of)),
    }
}

/// The tolls of an incident in one line: "10 or more killed · 2 or more injured". Per outcome the entry that covers
/// most people stands for it; the page of the incident shows all.
#[must_use]
pub fn tolls(tolls: &[TollRecord]) -> String {
    let mut parts = Vec::new();
    for outcome in Outcome::ALL {
        let of = tolls.iter().filter(|t| t.outcome == *outcome);
        if let Some(best) = of.max_by_key(|t| (t.min.or(t.max), t.max.is_none(), t.max)) {
            parts.push(toll(best.outcome, best.who, best.min, best.max));
        }
    }
    if parts.is_empty() { "no figures".to_owned() } else { parts.join(" · ") }
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// Year, month and day of `YYYY-MM-DD…`.
fn parts(day: &str) -> Option<(&str, usize, u8)> {
    let (year, rest) = (day.get(..4)?, day.get(4..10)?);
    let month: usize = rest.get(1..3)?.parse().ok()?;
    let date: u8 = rest.get(4..6)?.parse().ok()?;
    ((1..=12).contains(&month) && year.bytes().all(|b| b.is_ascii_digit())).then_some((year, month, date))
}

/// A day in words: "11 November 2017"; what is no day stays as it is.
#[must_use]
pub fn day(iso: &str) -> String {
    match parts(iso) {
        Some((year, month, date)) => format!("{date} {} {year}", MONTHS[month - 1]),
        None => iso.to_owned(),
    }
}

/// A time of publication in words: day, and the clock with its zone as stated.
#[must_use]
pub fn moment(iso: &str) -> String {
    match iso.split_once('T') {
        Some((date, clock)) => {
            let (time, zone) = clock.split_at(clock.find(['Z', '+', '-']).unwrap_or(clock.len()));
            let time: Vec<&str> = time.split(':').take(2).collect();
            let zone = if zone == "Z" {
                " UTC".to_owned()
            } else if zone.is_empty() {
                String::new()
            } else {
                format!(" ({zone})")
            };
            format!("{}, {}{zone}", day(date), time.join(":"))
        }
        None => day(iso),
    }
}

/// Days from first to last in words: "10–12 November 2017", "November 2017".
#[must_use]
pub fn days(from: Option<&str>, to: Option<&str>) -> String {
    let (Some(first), Some(last)) = (from, to) else {
        return match (from, to) {
            (Some(from), None) => format!("from {}", day(from)),
            (None, Some(to)) => format!("until {}", day(to)),
            _ => "day not known".to_owned(),
        };
    };
    let (Some(a), Some(b)) = (parts(first), parts(last)) else { return format!("{first} to {last}") };
    let month_end = |(year, month, _): (&str, usize, u8)| match month {
        2 => {
            let year: u32 = year.parse().unwrap_or(0);
            if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) { 29 } else { 28 }
        }
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if first.get(..10) == last.get(..10) {
        day(first)
    } else if a.0 == b.0 && a.1 == b.1 {
        if a.2 == 1 && b.2 == month_end(b) {
            format!("{} {}", MONTHS[a.1 - 1], a.0)
        } else {
            format!("{}–{} {} {}", a.2, b.2, MONTHS[a.1 - 1], a.0)
        }
    } else if a.0 == b.0 && (a.1, a.2) == (1, 1) && (b.1, b.2) == (12, 31) {
        a.0.to_owned()
    } else if a.0 == b.0 {
        format!("{} {} – {}", a.2, MONTHS[a.1 - 1], day(last))
    } else {
        format!("{} – {}", day(first), day(last))
    }
}

/// A time in words, with "?" of EDTF spelled out.
#[must_use]
pub fn when(when: &WhenValue) -> String {
    let words = days(when.from.as_deref(), when.to.as_deref());
    if when.edtf.as_deref().is_some_and(|edtf| edtf.contains(['?', '~', '%'])) { format!("{words} (uncertain)") } else { words }
}

/// A place in words, no finer than it is known: "somewhere in Deir ez-Zor, Syria".
#[must_use]
pub fn place(
    name: Option<&str>,
    admin1: Option<&str>,
    country: Option<&str>,
    precision: PlacePrecision,
    near: bool,
    words: Option<&str>,
) -> String {
    let country = country.map(outlines::country_name);
    let mut parts: Vec<&str> = Vec::new();
    for part in [name, admin1, country].into_iter().flatten() {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let whole = parts.join(", ");
    if precision == PlacePrecision::Unresolved || whole.is_empty() {
        return match (words, whole.is_empty()) {
            (Some(words), true) => format!("“{words}”, place not resolved"),
            (Some(words), false) => format!("“{words}”, {whole}, place not resolved"),
            (None, true) => "place not known".to_owned(),
            (None, false) => format!("{whole}, place not resolved"),
        };
    }
    match (near, precision) {
        (true, _) => format!("near {whole}"),
        (false, PlacePrecision::Province | PlacePrecision::District | PlacePrecision::Country) => format!("somewhere in {whole}"),
        _ => whole,
    }
}

/// The place of an incident in words.
#[must_use]
pub fn where_record(record: &WhereRecord) -> String {
    let words = record.names.first().map(|span| span.text.as_str());
    place(record.name.as_deref(), record.admin1.as_deref(), record.country.as_deref(), record.precision, record.near, words)
}

/// The place of a statement in words.
#[must_use]
pub fn place_value(value: &PlaceValue, words: Option<&str>) -> String {
    place(value.name.as_deref(), value.admin1.as_deref(), value.country.as_deref(), value.precision, value.near, words)
}

/// The line that names an incident: kind, place, days.
#[must_use]
pub fn title(record: &IncidentRecord) -> String {
    let told = record.assertions();
    let told = if told.is_empty() || told.contains(&Assertion::Asserted) { Assertion::Asserted } else { told[0] };
    let mut words = format!("{} {}", assertion(told), kind(record.kind));
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{words}, {}, {}", where_record(&record.place), when(&record.when))
}

/// Origins in words: "1–2 origins", "1 origin", "no origin recorded".
#[must_use]
pub fn origins(origins: &Origins) -> String {
    match (origins.low, origins.high) {
        (0, 0) => "no origin recorded".to_owned(),
        (1, 1) => "1 origin".to_owned(),
        (low, high) if low == high => format!("{low} origins"),
        (low, high) => format!("{low}–{high} origins"),
    }
}

/// A count of things with its noun.
#[must_use]
pub fn many(count: usize, one: &str, several: &str) -> String {
    format!("{} {}", number(count as u64), if count == 1 { one } else { several })
}

/// A value of a field in words. `quoted` are the words of the report that it stands on.
#[must_use]
pub fn value(of: Field, value: &Value, quoted: Option<&str>) -> String {
    match value {
        Value::Toll(toll) => {
            let who = who(toll.who, (toll.min, toll.max) == (Some(1), Some(1)));
            if who.is_empty() { range(toll.min, toll.max) } else { format!("{} {who}", range(toll.min, toll.max)) }
        }
        Value::Place(value) => place_value(value, quoted),
        Value::When(value) => when(value),
        Value::Words(words) => match of {
            Field::Kind => Kind::from_word(words).map_or_else(|| words.clone(), |of| kind(of).to_owned()),
            Field::Assertion => match Assertion::from_word(words) {
                Some(Assertion::Asserted) => "as having happened".to_owned(),
                Some(Assertion::Denied) => "as not having happened".to_owned(),
                Some(Assertion::Pattern) => "as something that recurs".to_owned(),
                Some(Assertion::Background) => "as history".to_owned(),
                Some(Assertion::Hypothetical) => "as a possibility".to_owned(),
                Some(other) => format!("as {}", assertion(other)),
                None => words.clone(),
            },
            _ => words.clone(),
        },
    }
}

/// A value as short as an edge of the chain needs it: "13+", "12–15", "≤ 9", "17 Feb 2018?".
#[must_use]
pub fn compact(of: Field, given: &Value) -> String {
    match given {
        Value::Toll(toll) => match (toll.min, toll.max) {
            (None, None) => "—".to_owned(),
            (Some(min), None) => format!("{}+", number(min)),
            (None, Some(max)) => format!("≤ {}", number(max)),
            (Some(min), Some(max)) if min == max => number(min),
            (Some(min), Some(max)) => format!("{}–{}", number(min), number(max)),
        },
        Value::When(when) => {
            let uncertain = if when.edtf.as_deref().is_some_and(|edtf| edtf.contains(['?', '~', '%'])) { "?" } else { "" };
            let short =
                |iso: &str| parts(iso).map_or_else(|| iso.to_owned(), |(_, month, date)| format!("{date} {}", &MONTHS[month - 1][..3]));
            match (&when.from, &when.to) {
                (Some(from), Some(to)) if from == to => format!("{}{uncertain}", short(from)),
                (Some(from), Some(to)) => format!("{} – {}{uncertain}", short(from), short(to)),
                _ => "no day".to_owned(),
            }
        }
        Value::Place(place) => place.name.clone().unwrap_or_else(|| "not resolved".to_owned()),
        Value::Words(_) => value(of, given, None),
    }
}

/// The first `limit` characters of a text, cut at a word, with an ellipsis where something is left out.
#[must_use]
pub fn shorten(text: &str, limit: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let kept = &text[..cut];
    let kept = kept.rfind(char::is_whitespace).filter(|at| *at > cut / 2).map_or(kept, |at| &kept[..at]);
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolls_read_as_ranges_and_never_as_a_zero_that_nobody_gave() {
        assert_eq!(toll(Outcome::Killed, Who::Civilian, Some(10), None), "10 or more civilians killed");
        assert_eq!(toll(Outcome::Killed, Who::Unknown, None, Some(9)), "up to 9 killed");
        assert_eq!(toll(Outcome::Killed, Who::Child, Some(1), Some(1)), "1 child killed");
        assert_eq!(toll(Outcome::Displaced, Who::Unknown, None, None), "displaced: no figure");
        assert_eq!(toll(Outcome::Injured, Who::Civilian, Some(0), Some(0)), "no civilians injured");
        assert_eq!(toll(Outcome::Injured, Who::Unknown, Some(0), Some(0)), "no one injured");
        assert_eq!(range(None, None), "—");
        assert_eq!(number(12_345), "12\u{202F}345");
    }

    #[test]
    fn days_read_as_a_person_writes_them() {
        assert_eq!(days(Some("2017-11-11"), Some("2017-11-11")), "11 November 2017");
        assert_eq!(days(Some("2017-11-10"), Some("2017-11-12")), "10–12 November 2017");
        assert_eq!(days(Some("2016-02-01"), Some("2016-02-29")), "February 2016");
        assert_eq!(days(Some("2017-01-01"), Some("2017-12-31")), "2017");
        assert_eq!(days(Some("2017-12-31"), Some("2018-01-01")), "31 December 2017 – 1 January 2018");
        assert_eq!(moment("2017-11-12T09:40:00+03:00"), "12 November 2017, 09:40 (+03:00)");
        assert_eq!(day("nonsense"), "nonsense");
        assert_eq!(day("2017-1é-11"), "2017-1é-11");
    }

    #[test]
    fn places_are_never_finer_than_known() {
        let province = place(Some("Deir ez-Zor"), Some("Deir ez-Zor"), Some("SY"), PlacePrecision::Province, false, None);
        assert_eq!(province, "somewhere in Deir ez-Zor, Syria");
        assert_eq!(place(None, None, None, PlacePrecision::Unresolved, false, Some("Tuwaimin")), "“Tuwaimin”, place not resolved");
    }

    #[test]
    fn long_texts_are_cut_at_a_word() {
        assert_eq!(shorten("one two three", 9), "one two…");
        assert_eq!(shorten("ааа", 3), "ааа");
    }
}
