//! Incidents as rows of ACLED's public format (the columns of its codebook of 2023), with own columns after them that
//! hold what ACLED's can't: intervals, origins, grade. A cell of ACLED's that no report fills stays empty.

use super::csv::{Cell, row};
use super::{ExportError, Sealed, hidden};
use crate::web::outlines::country_name;
use crate::web::timeline::day_number;
use dateline_core::data;
use dateline_core::records::{Field, FieldStatement, IncidentRecord, Status, TollRecord, Value, WhenValue};
use dateline_core::toll::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// The columns: ACLED's in ACLED's order, then Dateline's.
pub const COLUMNS: &[&str] = &[
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
    "dateline_incident",
    "dateline_date_from",
    "dateline_date_to",
    "dateline_told_as",
    "dateline_killed_min",
    "dateline_killed_max",
    "dateline_injured_min",
    "dateline_injured_max",
    "dateline_origins_low",
    "dateline_origins_high",
    "dateline_reports",
    "dateline_grade",
    "dateline_place_precision",
];

/// Longest note, in characters.
const NOTE: usize = 1200;

/// ACLED's event and sub-event type per kind, and its geographical precision, out of the data files.
struct Names {
    events: BTreeMap<&'static str, (&'static str, &'static str)>,
    precisions: BTreeMap<&'static str, &'static str>,
}

impl Names {
    fn bundled() -> Result<Self, ExportError> {
        let events = data::table("kinds.tsv")?.iter().map(|r| (r.get("kind"), (r.get("acled_event"), r.get("acled")))).collect();
        let precisions = data::table("precision.tsv")?.iter().map(|r| (r.get("dateline"), r.get("acled_geo_precision"))).collect();
        Ok(Self { events, precisions })
    }
}

impl Names {
    /// ACLED's precision of a place; near a town is part of a region, as its codebook has it.
    fn geo_precision(&self, record: &IncidentRecord) -> Option<&'static str> {
        let precision = self.precisions.get(record.place.precision.as_str()).copied().filter(|p| !p.is_empty())?;
        Some(if record.place.near && precision == "1" { "2" } else { precision })
    }
}

/// The whole file, with a byte-order mark so that spreadsheets read it as UTF-8.
///
/// # Errors
/// When a data file of the build is broken.
pub fn csv(records: &[IncidentRecord], sealed: Sealed<'_>) -> Result<String, ExportError> {
    let names = Names::bundled()?;
    let mut out = String::from("\u{FEFF}");
    row(&COLUMNS.iter().map(|name| Cell::text(*name)).collect::<Vec<_>>(), &mut out);
    for record in records {
        row(&cells(record, &names, sealed), &mut out);
    }
    Ok(out)
}

/// The entry of an outcome that counts most people: entries are not added, they may overlap.
#[must_use]
pub fn headline(tolls: &[TollRecord], outcome: Outcome) -> Option<&TollRecord> {
    tolls.iter().filter(|t| t.outcome == outcome).max_by_key(|t| (t.min.or(t.max), t.max.is_none(), t.max))
}

/// ACLED's time precision: 1 a day, 2 within a week, 3 within a month; nothing for what is wider.
fn time_precision(when: &WhenValue) -> Option<u8> {
    let (from, to) = (day_number(when.from.as_deref()?)?, day_number(when.to.as_deref()?)?);
    match to - from {
        0 => Some(1),
        1..=6 => Some(2),
        7..=30 => Some(3),
        _ => None,
    }
}

fn disorder(event: &str, sub_event: &str) -> &'static str {
    match (event, sub_event) {
        ("", _) => "",
        ("Protests", "Excessive force against protesters") => "Political violence; Demonstrations",
        ("Protests", _) => "Demonstrations",
        ("Strategic developments", _) => "Strategic developments",
        _ => "Political violence",
    }
}

fn cells(record: &IncidentRecord, names: &Names, sealed: Sealed<'_>) -> Vec<Cell> {
    let hides = hidden(record, sealed);
    let kept: Vec<&FieldStatement> = record.fields.iter().filter(|f| !hides(f)).collect();
    let (event, sub_event) = names.events.get(record.kind.as_str()).copied().unwrap_or_default();
    let words = |field: Field| -> Vec<String> {
        let all = kept.iter().filter(|f| f.field == field);
        let mut out: Vec<String> = Vec::new();
        for statement in all {
            if let Value::Words(words) = &statement.value
                && !out.contains(words)
            {
                out.push(words.clone());
            }
        }
        out
    };
    let place = &record.place;
    let location = match (&place.name, place.precision.has_point()) {
        (Some(name), true) => name.clone(),
        _ => place.names.first().map(|span| span.text.clone()).unwrap_or_default(),
    };
    let killed = headline(&record.toll, Outcome::Killed);
    let injured = headline(&record.toll, Outcome::Injured);
    let told: Vec<&str> = record.assertions().iter().map(|a| a.as_str()).collect();
    let from = record.when.from.as_deref();
    let civilian = record.toll.iter().any(|t| t.who == dateline_core::toll::Who::Civilian && t.min.is_some_and(|n| n > 0));
    let id = record.id.to_string();
    vec![
        Cell::text(format!("DL{}", id.get(..12).unwrap_or(&id))),
        Cell::text(from.unwrap_or_default()),
        Cell::number(from.and_then(|day| day.get(..4))),
        Cell::number(time_precision(&record.when)),
        Cell::text(disorder(event, sub_event)),
        Cell::text(event),
        Cell::text(sub_event),
        Cell::text(words(Field::AllegedResponsible).join("; ")),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::text(if civilian { "Civilian targeting" } else { "" }),
        Cell::Empty,
        Cell::Empty,
        Cell::text(place.country.as_deref().map(country_name).unwrap_or_default()),
        Cell::text(place.admin1.as_deref().unwrap_or_default()),
        Cell::Empty,
        Cell::Empty,
        Cell::text(location),
        Cell::number(place.lat.map(|d| d.value())),
        Cell::number(place.lon.map(|d| d.value())),
        Cell::number(names.geo_precision(record)),
        Cell::text(record.origins.roots.iter().map(|root| root.name.as_str()).collect::<Vec<_>>().join("; ")),
        Cell::Empty,
        Cell::text(note(record, &kept)),
        Cell::number(killed.and_then(|t| t.min)),
        Cell::text(format!("told as {}; grade {}", told.join(", "), record.grade.value)),
        Cell::Empty,
        Cell::text(id),
        Cell::text(from.unwrap_or_default()),
        Cell::text(record.when.to.as_deref().unwrap_or_default()),
        Cell::text(told.join("; ")),
        Cell::number(killed.and_then(|t| t.min)),
        Cell::number(killed.and_then(|t| t.max)),
        Cell::number(injured.and_then(|t| t.min)),
        Cell::number(injured.and_then(|t| t.max)),
        Cell::number(Some(record.origins.low)),
        Cell::number(Some(record.origins.high)),
        Cell::number(Some(record.reports.len())),
        Cell::text(record.grade.value.as_str()),
        Cell::text(place.precision.as_str()),
    ]
}

/// Who the accounts go back to, and the reports' own words, each with the report that has them.
fn note(record: &IncidentRecord, kept: &[&FieldStatement]) -> String {
    let status = |status: Status| match status {
        Status::Held => "held",
        Status::Named => "named, not held",
        Status::Inferred => "inferred",
    };
    let roots: Vec<String> = record.origins.roots.iter().map(|root| format!("{} ({})", root.name, status(root.status))).collect();
    let inputs: BTreeMap<_, &str> = record.mentions.iter().map(|m| (m.report, m.input_id.as_str())).collect();
    let mut said: BTreeSet<String> = BTreeSet::new();
    for statement in kept.iter().filter(|f| !matches!(f.field, Field::Hedge | Field::Assertion)) {
        if let Some(span) = &statement.span {
            said.insert(format!("{} in {}: \"{}\"", statement.field, inputs.get(&span.report).unwrap_or(&"a report"), span.text));
        }
    }
    let roots = if roots.is_empty() { "no origin recorded".to_owned() } else { roots.join(", ") };
    let whole = format!("As reported. Origins: {roots}. {}", said.into_iter().collect::<Vec<_>>().join("; "));
    crate::web::words::shorten(&whole, NOTE)
}
