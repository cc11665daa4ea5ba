//! GeoNames: dumps, alternate names, hierarchy.

use super::{Imported, country_code, degrees, names, people};
use crate::place::pack::{EntryKind, PackError, Record};
use std::collections::BTreeMap;
use std::io::BufRead;

/// What GeoNames keeps beside its dump.
#[derive(Default)]
pub struct Links<'a> {
    /// `alternateNamesV2.txt`: alternateNameId, geonameid, isolanguage, name and four marks.
    pub alternate_names: Option<&'a mut dyn BufRead>,
    /// `hierarchy.txt`: the id that holds, the id that is held, how.
    pub hierarchy: Option<&'a mut dyn BufRead>,
}

/// Languages of alternate names that are none: addresses, codes, sounds.
const NO_NAMES: &[&str] = &["link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "phon", "piny"];

/// Reads a GeoNames dump (`cities500.txt`, `SY.txt`, `allCountries.txt`): 19 tab-separated columns, no header. First-level
/// divisions are joined to what they hold by their codes where the dump lists both, and by the hierarchy where it is given;
/// alternate names that the dump's own column lacks are added.
///
/// # Errors
/// When no line has the dump's columns.
pub fn geonames(text: &str, links: Links<'_>) -> Result<Imported, PackError> {
    let rows = || text.lines().map(|line| line.trim_end_matches('\r').split('\t').collect::<Vec<&str>>());
    let mut admin1: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut admin2: BTreeMap<(String, String, String), String> = BTreeMap::new();
    for cells in rows().filter(|cells| cells.len() >= 15 && cells[6] == "A") {
        let (country, id) = (country_code(cells[8]), format!("gn:{}", cells[0]));
        match cells[7] {
            "ADM1" => drop(admin1.insert((country, cells[10].to_owned()), id)),
            "ADM2" => drop(admin2.insert((country, cells[10].to_owned(), cells[11].to_owned()), id)),
            _ => {}
        }
    }
    let mut out = Imported::default();
    for cells in rows() {
        if cells.len() < 15 || cells[0].parse::<u64>().is_err() {
            out.skip("not a line of a GeoNames dump");
            continue;
        }
        let kind = match (cells[6], cells[7]) {
            ("A", code) if code.starts_with("PCL") => EntryKind::Country,
            ("A", "ADM1") => EntryKind::Admin1,
            ("A", "ADM2") => EntryKind::Admin2,
            ("A", "ADM3" | "ADM4" | "ADM5" | "ADMD") => EntryKind::Admin3,
            ("P", _) => EntryKind::Settlement,
            ("H" | "T" | "L" | "V", _) => EntryKind::Area,
            ("S", _) => EntryKind::Facility,
            _ => {
                out.skip("kind of place not used");
                continue;
            }
        };
        let Some((lat, lon)) = degrees(cells[4], cells[5]) else {
            out.skip("no coordinates");
            continue;
        };
        let country = country_code(cells[8]);
        let whole = matches!(kind, EntryKind::Country | EntryKind::Admin1);
        let first = if whole { None } else { admin1.get(&(country.clone(), cells[10].to_owned())) };
        let second = if whole || kind == EntryKind::Admin2 {
            None
        } else {
            admin2.get(&(country.clone(), cells[10].to_owned(), cells[11].to_owned()))
        };
        out.records.push(Record {
            id: format!("gn:{}", cells[0]),
            kind,
            name: cells[1].to_owned(),
            lat,
            lon,
            admin1: first.cloned().unwrap_or_default(),
            parent: second.or(first).cloned().unwrap_or_default(),
            population: cells[14].parse::<u64>().map_or(0, people),
            capital: cells[7] == "PPLC",
            alternates: names(cells[3].split(',').chain([cells[2]]), cells[1]),
            country,
        });
    }
    if out.records.is_empty() {
        return Err(PackError::Empty);
    }
    if let Some(hierarchy) = links.hierarchy {
        hold(&mut out, hierarchy);
    }
    if let Some(alternate_names) = links.alternate_names {
        name(&mut out, alternate_names);
    }
    Ok(out.checked())
}

/// The cells of every line of a stream that is tab-separated; a line that is no UTF-8 is left out.
fn rows(stream: &mut dyn BufRead) -> impl Iterator<Item = Option<Vec<String>>> + '_ {
    stream.split(b'\n').map_while(Result::ok).map(|line| {
        let line = String::from_utf8(line).ok()?;
        Some(line.trim_end_matches('\r').split('\t').map(str::to_owned).collect())
    })
}

/// Where each id's first record stands.
fn numbers(out: &Imported) -> BTreeMap<String, usize> {
    let mut at = BTreeMap::new();
    out.records.iter().enumerate().for_each(|(n, record)| _ = at.entry(record.id.clone()).or_insert(n));
    at
}

/// Sets what holds an entry by the hierarchy, where both are in the dump and the one that holds is a division.
fn hold(out: &mut Imported, hierarchy: &mut dyn BufRead) {
    let at = numbers(out);
    let mut skipped = 0;
    for row in rows(hierarchy) {
        let [parent, child] = match row.as_deref() {
            Some([parent, child, ..]) => [parent, child].map(|id| at.get(&format!("gn:{id}")).copied()),
            _ => {
                skipped += 1;
                continue;
            }
        };
        let (Some(parent), Some(child)) = (parent, child) else { continue };
        let kind = out.records[parent].kind;
        if matches!(kind, EntryKind::Admin1 | EntryKind::Admin2 | EntryKind::Admin3) && kind < out.records[child].kind {
            let id = out.records[parent].id.clone();
            if out.records[child].parent.is_empty() {
                out.records[child].parent.clone_from(&id);
            }
            if kind == EntryKind::Admin1 && out.records[child].admin1.is_empty() {
                out.records[child].admin1 = id;
            }
        }
    }
    (0..skipped).for_each(|_| out.skip("not a line of a hierarchy"));
    // A division's own first-level division is that of what it holds.
    let first: BTreeMap<String, String> = out.records.iter().map(|r| (r.id.clone(), r.admin1.clone())).collect();
    for record in out.records.iter_mut().filter(|r| r.admin1.is_empty()) {
        if let Some(id) = first.get(&record.parent).filter(|id| !id.is_empty()) {
            record.admin1.clone_from(id);
        }
    }
}

/// Adds the names of a file of alternate names to the entries of the dump.
fn name(out: &mut Imported, alternate_names: &mut dyn BufRead) {
    let at = numbers(out);
    let mut skipped = 0;
    for row in rows(alternate_names) {
        let Some([_, id, language, name, ..]) = row.as_deref() else {
            skipped += 1;
            continue;
        };
        let Some(at) = at.get(&format!("gn:{id}")).filter(|_| !NO_NAMES.contains(&language.as_str())) else { continue };
        out.records[*at].alternates.push(name.clone());
    }
    (0..skipped).for_each(|_| out.skip("not a line of alternate names"));
    for record in &mut out.records {
        record.alternates = names(record.alternates.iter().map(String::as_str), &record.name);
    }
}
