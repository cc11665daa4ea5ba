//! Exports of OpenStreetMap's names: tables as Overpass writes them, and GeoJSON.

use super::{Imported, Table, country_code, degrees, names, needed, people, table_of};
use crate::place::pack::{EntryKind, PackError, Record};
use serde_json::Value;
use std::collections::BTreeMap;

/// Reads a table with a header line: `@id`, `@type`, `@lat`, `@lon`, `name`, `place` or other tags, `name:en` and so on, as
/// Overpass writes it (`[out:csv(::id,::type,::lat,::lon,name,"name:en",place;true)]`). `country` stands for lines that tell
/// none: OpenStreetMap seldom does.
///
/// # Errors
/// When the header lacks a column.
pub fn osm_table(text: &str, country: Option<&str>) -> Result<Imported, PackError> {
    let Table { columns, lines, mut out } = table_of(text)?;
    let (id, lat, lon) = (
        needed(&columns, &["@id", "id", "osm_id"])?,
        needed(&columns, &["@lat", "lat", "latitude"])?,
        needed(&columns, &["@lon", "lon", "longitude"])?,
    );
    needed(&columns, &["name", "name:en"])?;
    for line in lines {
        let tags: BTreeMap<&str, &str> =
            columns.iter().map(String::as_str).zip(line.0.iter().map(String::as_str)).filter(|(_, value)| !value.is_empty()).collect();
        add(&mut out, line.get(id), tags.get("@type").copied(), degrees(line.get(lat), line.get(lon)), &tags, country);
    }
    Ok(out.checked())
}

/// Reads a GeoJSON feature collection: the features' properties are tags, `@id` or `id` is the element's; a line or area
/// stands at the middle of its corners. `country` as for tables.
///
/// # Errors
/// When it is no feature collection.
pub fn osm_geojson(text: &str, country: Option<&str>) -> Result<Imported, PackError> {
    let broken = |message: &str| PackError::Record { line: 1, message: message.to_owned() };
    let all: Value = serde_json::from_str(text.trim_start_matches('\u{FEFF}'))
        .map_err(|error| PackError::Record { line: error.line(), message: "not JSON".to_owned() })?;
    let features = all.get("features").and_then(Value::as_array).ok_or_else(|| broken("no GeoJSON feature collection"))?;
    let mut out = Imported::default();
    for feature in features {
        let written: BTreeMap<String, String> = feature
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| {
                Some((key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))).filter(|_| !value.is_null())
            })
            .collect();
        let tags: BTreeMap<&str, &str> = written.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let own = feature.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
        let id = tags
            .get("@id")
            .or_else(|| tags.get("osm_id"))
            .map(|id| (*id).to_owned())
            .or(own)
            .or_else(|| tags.get("id").map(|id| (*id).to_owned()));
        let mut corners = Vec::new();
        positions(feature.get("geometry").and_then(|geometry| geometry.get("coordinates")).unwrap_or(&Value::Null), 0, &mut corners);
        let count = corners.len() as f64;
        let middle = |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).sum::<f64>() / count;
        let point = if corners.is_empty() { None } else { degrees(&middle(|c| c.1).to_string(), &middle(|c| c.0).to_string()) };
        add(&mut out, &id.unwrap_or_default(), tags.get("@type").copied(), point, &tags, country);
    }
    Ok(out.checked())
}

/// Longitude and latitude of every position in nested lists of coordinates.
fn positions(value: &Value, depth: usize, out: &mut Vec<(f64, f64)>) {
    let Some(list) = value.as_array().filter(|_| depth < 6) else { return };
    match list.as_slice() {
        [lon, lat, ..] if lon.is_number() && lat.is_number() => out.extend(lon.as_f64().zip(lat.as_f64())),
        all => all.iter().for_each(|inner| positions(inner, depth + 1, out)),
    }
}

type Point = (crate::number::Degrees, crate::number::Degrees);

/// Adds an element by its tags.
fn add(out: &mut Imported, id: &str, element: Option<&str>, point: Option<Point>, tags: &BTreeMap<&str, &str>, country: Option<&str>) {
    let Some((lat, lon)) = point else { return out.skip("no coordinates") };
    let Some(name) = ["name:en", "int_name", "name"].iter().find_map(|key| tags.get(key)).copied() else { return out.skip("no name") };
    let Some(kind) = kind(tags) else { return out.skip("kind of place not used") };
    let number = id.rsplit(['/', '#']).next().unwrap_or(id);
    let element = element.or_else(|| id.split_once('/').map(|(element, _)| element)).unwrap_or("node");
    let word = match element.chars().next() {
        Some('w') => "way",
        Some('r') => "relation",
        _ => "node",
    };
    if number.is_empty() {
        return out.skip("no id or no name");
    }
    let told = ["ISO3166-1", "ISO3166-1:alpha2", "is_in:country_code", "addr:country", "country_code"]
        .iter()
        .find_map(|key| tags.get(key))
        .copied();
    let code = told.map(country_code).filter(|code| !code.is_empty()).or_else(|| country.map(country_code)).unwrap_or_default();
    if code.is_empty() {
        return out.skip("no country code");
    }
    let is_name = |key: &str| {
        key == "name"
            || key.starts_with("name:")
            || matches!(key, "int_name" | "alt_name" | "old_name" | "official_name" | "short_name" | "loc_name")
            || key.starts_with("alt_name:")
            || key.starts_with("official_name:")
            || key.starts_with("old_name:")
    };
    let others = tags.iter().filter(|(key, _)| is_name(key)).flat_map(|(_, value)| value.split(';'));
    out.records.push(Record {
        id: format!("osm:{word}-{number}"),
        kind,
        name: name.to_owned(),
        lat,
        lon,
        country: code,
        admin1: String::new(),
        parent: String::new(),
        population: tags.get("population").and_then(|count| count.replace([',', ' '], "").parse::<u64>().ok()).map_or(0, people),
        capital: tags.get("capital").is_some_and(|value| matches!(*value, "yes" | "2")),
        alternates: names(others, name),
    });
}

/// What an element is, by its tags; `None` for what no report names as a place.
fn kind(tags: &BTreeMap<&str, &str>) -> Option<EntryKind> {
    if let Some(place) = tags.get("place") {
        return Some(match *place {
            "country" => EntryKind::Country,
            "state" | "province" => EntryKind::Admin1,
            "county" | "district" | "municipality" => EntryKind::Admin2,
            "city" | "town" | "village" | "hamlet" | "suburb" | "quarter" | "neighbourhood" | "borough" | "isolated_dwelling" | "farm"
            | "allotments" => EntryKind::Settlement,
            _ => EntryKind::Area,
        });
    }
    if tags.get("boundary") == Some(&"administrative") {
        return Some(match tags.get("admin_level").and_then(|level| level.parse::<u8>().ok())? {
            2 => EntryKind::Country,
            3 | 4 => EntryKind::Admin1,
            5 | 6 => EntryKind::Admin2,
            7..=10 => EntryKind::Admin3,
            _ => return None,
        });
    }
    let site = [
        "amenity",
        "aeroway",
        "building",
        "military",
        "historic",
        "man_made",
        "office",
        "shop",
        "tourism",
        "railway",
        "barrier",
        "healthcare",
    ];
    if site.iter().any(|key| tags.contains_key(key)) {
        return Some(EntryKind::Facility);
    }
    ["natural", "waterway", "landuse", "leisure", "mountain_pass"].iter().any(|key| tags.contains_key(key)).then_some(EntryKind::Area)
}
