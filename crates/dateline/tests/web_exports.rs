//! The exports over a ledger of invented reports: what other programs read must hold what the ledger says, no more.

#![allow(clippy::unwrap_used, reason = "tests")]

mod web_fixture;

use dateline::export::{acled, geojson, json};
use dateline_core::records::{Field, FieldStatement, IncidentRecord};
use serde_json::Value;
use web_fixture::{FAMILIES, READINGS, records};

fn incidents() -> Vec<IncidentRecord> {
    records(READINGS, FAMILIES).incidents
}

const NONE: &dyn Fn(&FieldStatement) -> bool = &|_| false;

/// Rows of a CSV file after RFC 4180.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.trim_start_matches('\u{FEFF}').chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => row.last_mut().unwrap().push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            '\r' if !quoted => {}
            c => row.last_mut().unwrap().push(c),
        }
    }
    rows.pop();
    rows
}

#[test]
fn acled_rows_hold_the_incidents_and_no_number_that_nobody_gave() {
    let incidents = incidents();
    let table = rows(&acled::csv(&incidents, NONE).unwrap());
    assert_eq!(table.len(), incidents.len() + 1);
    assert_eq!(table[0], acled::COLUMNS);
    let column = |name: &str| acled::COLUMNS.iter().position(|c| *c == name).unwrap();
    for (row, incident) in table[1..].iter().zip(&incidents) {
        assert_eq!(row.len(), acled::COLUMNS.len());
        assert_eq!(row[column("dateline_incident")], incident.id.to_string());
        assert_eq!(row[column("latitude")].is_empty(), incident.place.lat.is_none());
        let killed = incident.toll.iter().any(|t| t.outcome.as_str() == "killed" && t.min.is_some());
        assert_eq!(!row[column("fatalities")].is_empty(), killed);
        // Sub-events are those of the data file, and every kind has its row there.
        assert!(!row[column("event_type")].is_empty() || incident.kind.as_str() == "accident", "{}", incident.kind);
        let geo = &row[column("geo_precision")];
        assert!(["", "1", "2", "3"].contains(&geo.as_str()), "{geo}");
        assert!(!row.iter().any(|cell| cell.starts_with(['=', '@', '+'])));
    }
}

#[test]
fn only_places_that_carry_a_point_become_points() {
    let mut incidents = incidents();
    // A record that breaks the rule (a province with a point) still gives no point.
    incidents[0].place.precision = dateline_core::place::PlacePrecision::Province;
    incidents[0].place.lat = Some(dateline_core::number::Degrees::new(1.0));
    incidents[0].place.lon = Some(dateline_core::number::Degrees::new(2.0));
    let document: Value = serde_json::from_str(&geojson::text(&incidents, NONE).unwrap()).unwrap();
    assert_eq!(document["type"], "FeatureCollection");
    let features = document["features"].as_array().unwrap();
    assert_eq!(features.len(), incidents.len());
    let mut points = 0;
    for (feature, incident) in features.iter().zip(&incidents) {
        assert_eq!(feature["id"], incident.id.to_string());
        if incident.place.precision.has_point() && incident.place.lat.is_some() {
            points += 1;
            let coordinates = &feature["geometry"]["coordinates"];
            assert_eq!(coordinates[0].as_f64(), incident.place.lon.map(|d| d.value()));
            assert_eq!(coordinates[1].as_f64(), incident.place.lat.map(|d| d.value()));
        } else {
            assert!(feature["geometry"].is_null());
        }
    }
    assert!(points > 0 && points < features.len());
}

#[test]
fn the_document_gives_every_record_back() {
    let incidents = incidents();
    let facts = json::Facts { checkpoint: "c".to_owned(), version: "1".to_owned(), ..json::Facts::default() };
    let text = json::text(&incidents, &facts, NONE).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let back: Vec<IncidentRecord> = serde_json::from_value(document["incidents"].clone()).unwrap();
    assert_eq!(back, incidents);
    assert_eq!(document["checkpoint"], "c");
    assert!(document["policy"].as_array().unwrap().len() > 10);
    // The same records give the same bytes.
    assert_eq!(text, json::text(&incidents, &facts, NONE).unwrap());
}

#[test]
fn sealed_statements_are_counted_and_left_out() {
    let incidents = incidents();
    let sealed = |statement: &FieldStatement| statement.field == Field::Victims;
    let count = incidents.iter().flat_map(|i| &i.fields).filter(|f| sealed(f)).count();
    assert!(count > 0);
    let document: Value = serde_json::from_str(&json::text(&incidents, &json::Facts::default(), &sealed).unwrap()).unwrap();
    assert!(document["sealed_statements"].as_u64().unwrap() as usize >= count);
    let back: Vec<IncidentRecord> = serde_json::from_value(document["incidents"].clone()).unwrap();
    assert!(back.iter().flat_map(|i| &i.fields).all(|f| f.field != Field::Victims));
}
