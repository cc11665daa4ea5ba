//! Who's On First.

use super::{Imported, country_code, degrees, header, names, people};
use crate::place::pack::{EntryKind, PackError, Record};
use std::collections::BTreeMap;

/// Reads a Who's On First table: tab-separated with the header `wof_id name placetype cc lat lon region_id county_id
/// localadmin_id pop gn_id … alternates`, alternates as `language:name|…`. A place with a GeoNames id takes that id, so
/// that it is the same entry as the bundled one.
///
/// # Errors
/// When the header lacks a column.
pub fn whos_on_first(text: &str) -> Result<Imported, PackError> {
    let needed = ["wof_id", "name", "placetype", "cc", "lat", "lon", "region_id", "county_id", "pop", "gn_id", "alternates"];
    let columns = header(text.lines().next(), '\t', &needed)?;
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.trim_end_matches('\r').split('\t').collect()).collect();
    let get = |cells: &[&str], name: &str| -> String {
        columns.get(name).and_then(|at| cells.get(*at)).map_or_else(String::new, |cell| cell.trim().to_owned())
    };
    let id_of = |cells: &[&str]| match get(cells, "gn_id").as_str() {
        "" | "0" | "-1" => format!("wof:{}", get(cells, "wof_id")),
        id => format!("gn:{id}"),
    };
    let ids: BTreeMap<String, String> = rows.iter().map(|cells| (get(cells, "wof_id"), id_of(cells))).collect();
    let mut out = Imported::default();
    for cells in &rows {
        let kind = match get(cells, "placetype").as_str() {
            "country" | "dependency" => EntryKind::Country,
            "region" => EntryKind::Admin1,
            "county" | "macrocounty" => EntryKind::Admin2,
            "localadmin" => EntryKind::Admin3,
            "locality" | "borough" | "neighbourhood" | "macrohood" | "microhood" => EntryKind::Settlement,
            "campus" | "venue" => EntryKind::Facility,
            _ => {
                out.skip("kind of place not used");
                continue;
            }
        };
        let (name, wof) = (get(cells, "name"), get(cells, "wof_id"));
        let Some((lat, lon)) = degrees(&get(cells, "lat"), &get(cells, "lon")) else {
            out.skip("no coordinates");
            continue;
        };
        if name.is_empty() || wof.is_empty() || (lat.0, lon.0) == (0, 0) {
            out.skip("no name or no place");
            continue;
        }
        let above = |column: &str| {
            let id = get(cells, column);
            ids.get(&id).filter(|_| id != wof).cloned().unwrap_or_default()
        };
        let admin1 = if matches!(kind, EntryKind::Country | EntryKind::Admin1) { String::new() } else { above("region_id") };
        let parent = [above("localadmin_id"), above("county_id"), admin1.clone()].into_iter().find(|id| !id.is_empty()).unwrap_or_default();
        let listed = get(cells, "alternates");
        // "ara:…": the language is not needed, the name's letters say enough.
        let alternates = names(listed.split('|').map(|name| name.split_once(':').map_or(name, |(_, name)| name)), &name);
        out.records.push(Record {
            id: id_of(cells),
            kind,
            lat,
            lon,
            country: country_code(&get(cells, "cc")),
            admin1,
            parent,
            population: get(cells, "pop").parse::<f64>().map_or(0, |n| people(n.max(0.0) as u64)),
            capital: false,
            alternates,
            name,
        });
    }
    Ok(out.checked())
}
