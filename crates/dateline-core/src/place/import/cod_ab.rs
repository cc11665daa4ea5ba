//! OCHA's Common Operational Datasets of administrative boundaries (COD-AB), as CSV: one line for each of the finest
//! divisions, with the names and P-codes of all that hold it.

use super::{Imported, Table, column, country_code, degrees, names, needed, table_of};
use crate::number::Degrees;
use crate::place::pack::{EntryKind, PackError, Record};
use std::collections::BTreeMap;

/// The finest level that is read.
const FINEST: usize = 4;

/// A level's columns: its code, and its names in every language that the table has.
struct Level {
    code: usize,
    names: Vec<usize>,
    kind: EntryKind,
}

/// Reads a COD-AB table: columns `ADM1_PCODE`, `ADM1_EN`, `ADM1_AR`, … down to the finest level, and the finest one's centre
/// (`center_lat`/`center_lon`, `lat`/`lon`, `y_coord`/`x_coord`). What holds it gets the middle of what it holds.
///
/// # Errors
/// When the header lacks the codes, names or centre.
pub fn cod_ab(text: &str, country: Option<&str>) -> Result<Imported, PackError> {
    let Table { columns, lines, mut out } = table_of(text)?;
    let lat = needed(&columns, &["center_lat", "centroid_lat", "lat", "latitude", "y_coord", "point_y", "y"])?;
    let lon = needed(&columns, &["center_lon", "centroid_lon", "lon", "long", "longitude", "x_coord", "point_x", "x"])?;
    let levels: Vec<Level> = (1..=FINEST).filter_map(|level| level_of(&columns, level)).collect();
    if levels.is_empty() {
        return Err(PackError::Record {
            line: 1,
            message: "the header line has no column \"ADM1_PCODE\" with a name beside it".to_owned(),
        });
    }
    let zero = column(&columns, &["ADM0_PCODE", "iso2", "ISO_2"]);
    let mut held: BTreeMap<String, (Record, Vec<(Degrees, Degrees)>)> = BTreeMap::new();
    for line in lines {
        let get = |column: usize| line.get(column);
        let Some((lat, lon)) = degrees(get(lat), get(lon)) else {
            out.skip("no coordinates");
            continue;
        };
        let code = zero.map(get).map(country_code).filter(|code| !code.is_empty()).or_else(|| country.map(country_code));
        let Some(code) = code.filter(|code| !code.is_empty()) else {
            out.skip("no country code");
            continue;
        };
        let mut above = (String::new(), String::new());
        for (at, level) in levels.iter().enumerate() {
            let own = get(level.code);
            let listed: Vec<&str> = level.names.iter().map(|at| get(*at)).filter(|name| !name.is_empty()).collect();
            let Some(name) = listed.first().filter(|_| !own.is_empty()) else {
                out.skip("no code or no name");
                break;
            };
            let id = format!("cod:{own}");
            let record = Record {
                id: id.clone(),
                kind: level.kind,
                name: (*name).to_owned(),
                lat,
                lon,
                country: code.clone(),
                admin1: above.0.clone(),
                parent: above.1.clone(),
                population: 0,
                capital: false,
                alternates: names(listed.iter().copied(), name),
            };
            if at + 1 == levels.len() {
                out.records.push(record);
            } else {
                held.entry(id.clone()).or_insert_with(|| (record, Vec::new())).1.push((lat, lon));
            }
            let first = if at == 0 { id.clone() } else { above.0 };
            above = (first, id);
        }
    }
    for (record, points) in held.into_values() {
        let middle = |of: fn(&(Degrees, Degrees)) -> f64| Degrees::new(points.iter().map(of).sum::<f64>() / points.len() as f64);
        let (lat, lon) = (middle(|p| p.0.value()), middle(|p| p.1.value()));
        out.records.push(Record { lat, lon, ..record });
    }
    Ok(out.checked())
}

/// A level's columns, where its code and a name are there; English names come first.
fn level_of(columns: &[String], level: usize) -> Option<Level> {
    let code = column(columns, &[&format!("ADM{level}_PCODE"), &format!("admin{level}Pcode"), &format!("adm{level}_pcode")])?;
    let lower: Vec<String> = columns.iter().map(|column| column.to_lowercase()).collect();
    let starts = [format!("adm{level}_"), format!("admin{level}name_"), format!("admin{level}alt")];
    let no_names = ["pcode", "ref", "type", "id", "code", "date"];
    let named = |name: &str| {
        let rest = starts.iter().find_map(|start| name.strip_prefix(start.as_str()));
        rest.is_some_and(|rest| !no_names.iter().any(|word| rest.contains(word)))
    };
    let mut names: Vec<usize> = (0..lower.len()).filter(|at| named(&lower[*at])).collect();
    names.sort_by_key(|at| !lower[*at].ends_with("_en"));
    let kind = match level {
        1 => EntryKind::Admin1,
        2 => EntryKind::Admin2,
        _ => EntryKind::Admin3,
    };
    (!names.is_empty()).then_some(Level { code, names, kind })
}
