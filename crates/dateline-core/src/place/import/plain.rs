//! Plain tables of one's own.

use super::{Imported, column, country_code, degrees, names, needed, people, table_of};
use crate::place::pack::{EntryKind, PackError, Record};

/// Reads a plain table with a header line: columns `id,name,lat,lon,country` and, where there are, `admin1` (an id),
/// `kind`, `population`, `alternates` (parted by `|`), in any order, comma-separated with quotes or tab-separated. An id
/// without a gazetteer's name before a colon gets `own:`.
///
/// # Errors
/// When the header lacks a column.
pub fn plain(text: &str) -> Result<Imported, PackError> {
    let (columns, lines) = table_of(text)?;
    let at = |name: &str| needed(&columns, &[name]);
    let (id, name, lat, lon, country) = (at("id")?, at("name")?, at("lat")?, at("lon")?, at("country")?);
    let other = |name: &str| column(&columns, &[name]);
    let (admin1, kind, population, alternates) = (other("admin1"), other("kind"), other("population"), other("alternates"));
    let mut out = Imported::default();
    for line in lines {
        let Some(cells) = line else {
            out.skip("a line that can't be read");
            continue;
        };
        let get = |at: usize| cells.get(at).map_or("", String::as_str);
        let optional = |at: Option<usize>| at.map_or("", get);
        if cells.iter().all(String::is_empty) {
            continue;
        }
        let Some((lat, lon)) = degrees(get(lat), get(lon)) else {
            out.skip("no coordinates");
            continue;
        };
        let word = optional(kind);
        let Some(kind) = EntryKind::from_word(if word.is_empty() { "settlement" } else { word }) else {
            out.skip("unknown kind");
            continue;
        };
        let (id, name) = (get(id), get(name));
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
            country: country_code(get(country)),
            admin1: named(optional(admin1)),
            parent: named(optional(admin1)),
            population: optional(population).parse::<u64>().map_or(0, people),
            capital: false,
            alternates: names(optional(alternates).split('|'), name),
        });
    }
    Ok(out.checked())
}
