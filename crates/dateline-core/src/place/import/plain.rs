//! Plain tables of one's own.

use super::{Imported, Table, column, country_code, degrees, names, needed, people, table_of};
use crate::place::pack::{EntryKind, PackError, Record};

/// Reads a plain table with a header line: columns `id,name,lat,lon,country` and, where there are, `admin1` (an id),
/// `kind`, `population`, `alternates` (parted by `|`), in any order, comma-separated with quotes or tab-separated. An id
/// without a gazetteer's name before a colon gets `own:`.
///
/// # Errors
/// When the header lacks a column.
pub fn plain(text: &str) -> Result<Imported, PackError> {
    let Table { columns, lines, mut out } = table_of(text)?;
    let at = |name: &str| needed(&columns, &[name]);
    let (id, name, lat, lon, country) = (at("id")?, at("name")?, at("lat")?, at("lon")?, at("country")?);
    let other = |name: &str| column(&columns, &[name]);
    let (admin1, kind, population, alternates) = (other("admin1"), other("kind"), other("population"), other("alternates"));
    for line in lines {
        if line.0.iter().all(String::is_empty) {
            continue;
        }
        let Some((lat, lon)) = degrees(line.get(lat), line.get(lon)) else {
            out.skip("no coordinates");
            continue;
        };
        let word = line.optional(kind);
        let Some(kind) = EntryKind::from_word(if word.is_empty() { "settlement" } else { word }) else {
            out.skip("unknown kind");
            continue;
        };
        let (id, name) = (line.get(id), line.get(name));
        if id.is_empty() || name.is_empty() {
            out.skip("no id or no name");
            continue;
        }
        let named = |id: &str| if id.is_empty() || id.contains(':') { id.to_owned() } else { format!("own:{id}") };
        out.records.push(Record {
            id: named(id),
            kind,
            name: name.to_owned(),
            lat,
            lon,
            country: country_code(line.get(country)),
            admin1: named(line.optional(admin1)),
            parent: named(line.optional(admin1)),
            population: line.optional(population).parse::<u64>().map_or(0, people),
            capital: false,
            alternates: names(line.optional(alternates).split('|'), name),
        });
    }
    Ok(out.checked())
}
