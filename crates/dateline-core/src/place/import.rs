//! Reads other gazetteers into records for a pack: Who's On First tables, GeoNames dumps, plain CSV. Text in, records
//! out; lines that can't be used are counted with their reason, never fatal.

use crate::number::Degrees;
use crate::place::pack::{EntryKind, PackError, Record};
use std::collections::BTreeMap;

/// What a table gave.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Records in the order of the table.
    pub records: Vec<Record>,
    /// How many lines were left out, by reason.
    pub skipped: BTreeMap<&'static str, usize>,
}

impl Imported {
    fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }
}

fn degrees(lat: &str, lon: &str) -> Option<(Degrees, Degrees)> {
    let (lat, lon) = (lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?);
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then(|| (Degrees::new(lat), Degrees::new(lon)))
}

fn country_code(code: &str) -> String {
    let code = code.trim();
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic()) { code.to_ascii_uppercase() } else { String::new() }
}

/// Names a report may write: at most 80 bytes, no bare codes.
fn names<'a>(listed: impl Iterator<Item = &'a str>, main: &str) -> Vec<String> {
    let mut out: Vec<String> = listed
        .map(str::trim)
        .filter(|name| !name.is_empty() && name.len() <= 80 && *name != main)
        .filter(|name| !(name.is_ascii() && name.len() <= 3))
        .map(str::to_owned)
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The columns of a header line.
fn header(line: Option<&str>, separator: char, needed: &[&str]) -> Result<BTreeMap<String, usize>, PackError> {
    let line = line.unwrap_or("").trim_start_matches('\u{FEFF}').trim_end_matches('\r');
    let columns: BTreeMap<String, usize> = line.split(separator).enumerate().map(|(at, name)| (name.trim().to_owned(), at)).collect();
    match needed.iter().find(|name| !columns.contains_key(**name)) {
        Some(missing) => Err(PackError::Record { line: 1, message: format!("the header line has no column {missing:?}") }),
        None => Ok(columns),
    }
}

/// Reads the table that Dateline packs: the one of `data/gazetteer/build.py`, tab-separated with a header line `id kind
/// name lat lon country admin1 parent population flags alternates`.
///
/// # Errors
/// When the header lacks a column or a line can't be read: the table is our own, so nothing is skipped.
pub fn table(text: &str) -> Result<Vec<Record>, PackError> {
    let mut lines = text.lines();
    let needed = ["id", "kind", "name", "lat", "lon", "country", "admin1", "parent", "population", "flags", "alternates"];
    let columns = header(lines.next(), '\t', &needed)?;
    let mut out = Vec::new();
    for (at, line) in lines.enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        let get = |name: &str| columns.get(name).and_then(|at| cells.get(*at)).copied().unwrap_or("");
        let fail = |message: &str| PackError::Record { line: at + 2, message: message.to_owned() };
        let (lat, lon) = degrees(get("lat"), get("lon")).ok_or_else(|| fail("no coordinates"))?;
        out.push(Record {
            id: get("id").to_owned(),
            kind: EntryKind::from_word(get("kind")).ok_or_else(|| fail("unknown kind"))?,
            name: get("name").to_owned(),
            lat,
            lon,
            country: get("country").to_owned(),
            admin1: get("admin1").to_owned(),
            parent: get("parent").to_owned(),
            population: get("population").parse::<u64>().map_or(0, people),
            capital: get("flags") == "capital",
            alternates: get("alternates").split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        });
    }
    Ok(out)
}

/// The pack keeps population in 31 bits; no entry has more people than that.
fn people(count: u64) -> u32 {
    count.min(u64::from(u32::MAX >> 1)) as u32
}

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
    Ok(out)
}

/// Reads a GeoNames dump (`cities500.txt`, `SY.txt`, `allCountries.txt`): 19 tab-separated columns, no header. First-level
/// divisions are joined to what they hold by their codes where the dump lists both.
///
/// # Errors
/// When no line has the dump's columns.
pub fn geonames(text: &str) -> Result<Imported, PackError> {
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
    if out.records.is_empty() { Err(PackError::Empty) } else { Ok(out) }
}

/// Reads a plain table with a header line: columns `id,name,lat,lon,country` and, where there are, `admin1` (an id),
/// `kind`, `population`, `alternates` (parted by `|`), in any order, comma-separated with quotes or tab-separated. An id
/// without a gazetteer's name before a colon gets `own:`.
///
/// # Errors
/// When the header lacks a column.
pub fn plain(text: &str) -> Result<Imported, PackError> {
    let first = text.lines().next().unwrap_or("");
    let separator = if first.contains('\t') { '\t' } else { ',' };
    let columns = header(Some(first), separator, &["id", "name", "lat", "lon", "country"])?;
    let mut out = Imported::default();
    for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let cells = cells(line.trim_end_matches('\r'), separator);
        let get = |name: &str| columns.get(name).and_then(|at| cells.get(*at)).map_or("", |cell| cell.trim());
        let (id, name) = (get("id"), get("name"));
        let Some((lat, lon)) = degrees(get("lat"), get("lon")) else {
            out.skip("no coordinates");
            continue;
        };
        let Some(kind) = EntryKind::from_word(if get("kind").is_empty() { "settlement" } else { get("kind") }) else {
            out.skip("unknown kind");
            continue;
        };
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
            country: country_code(get("country")),
            admin1: named(get("admin1")),
            parent: named(get("admin1")),
            population: get("population").parse::<u64>().map_or(0, people),
            capital: false,
            alternates: names(get("alternates").split('|'), name),
        });
    }
    Ok(out)
}

/// The cells of one line; quotes hold separators, a doubled quote is one.
fn cells(line: &str, separator: char) -> Vec<String> {
    let (mut out, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                cell.push('"');
                letters.next();
            }
            '"' if separator == ',' => quoted = !quoted,
            c if c == separator && !quoted => out.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    out.push(cell);
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::place::pack::{self, Notice, Pack};
    use crate::place::{EntryRef, Gazetteer};
    use crate::sha::Sha;

    fn pack_of(records: Vec<Record>) -> Pack {
        let notice = Notice { name: "test".into(), licence: "CC0".into(), attribution: String::new(), source: Sha::of(b"") };
        Pack::open(&pack::build(records, &notice).unwrap()).unwrap()
    }

    fn only(gazetteer: &Gazetteer, name: &str) -> EntryRef {
        let hits = gazetteer.lookup(name);
        assert_eq!(hits.len(), 1, "{name}");
        hits[0].entry
    }

    const PLAIN: &str = "id,name,lat,lon,country,admin1,kind,alternates\n\
        r1,Testland,10,20,SY,,admin1,\n\
        p1,\"Al Duwaiji, North\",10.5,20.5,sy,r1,settlement,الدويجي|Dweiji\n\
        p2,Nowhere,,,SY,r1,settlement,\n\
        p3,Odd,1,2,SY,r1,moon,\n";

    #[test]
    fn plain_tables_become_entries_with_their_division() {
        let read = plain(PLAIN).unwrap();
        assert_eq!(read.skipped.into_iter().collect::<Vec<_>>(), [("no coordinates", 1), ("unknown kind", 1)]);
        let gazetteer = Gazetteer::with_packs(vec![pack_of(read.records)]);
        let at = only(&gazetteer, "dweiji");
        assert_eq!(gazetteer.entry(at).name(), "Al Duwaiji, North");
        assert_eq!(gazetteer.entry(at).country(), "SY");
        assert_eq!(gazetteer.admin1(at), Some(only(&gazetteer, "TESTLAND")));
        assert_eq!(only(&gazetteer, "الدويجي"), at);
        assert!(plain("name\nx\n").is_err());
    }

    #[test]
    fn who_is_on_first_takes_geonames_ids() {
        let text = "wof_id\tname\tplacetype\tcc\tlat\tlon\tregion_id\tcounty_id\tlocaladmin_id\tpop\tgn_id\tsrc_geom\tgeomtype\talternates\n\
            1\tHomeland\tregion\tSY\t10\t20\t1\t\t\t\t77\tx\tPolygon\tara:وطن|eng:Homeland Governorate\n\
            2\tTell Test\tlocality\tSY\t10.5\t20.5\t1\t\t\t120\t\tx\tPoint\teng:Tal Test\n\
            3\tOcean\tocean\t\t1\t2\t\t\t\t\t\tx\tPoint\t\n";
        let read = whos_on_first(text).unwrap();
        assert_eq!(read.records[0].id, "gn:77");
        assert_eq!((read.records[1].id.as_str(), read.records[1].admin1.as_str()), ("wof:2", "gn:77"));
        assert_eq!(read.skipped.len(), 1);
        let gazetteer = Gazetteer::with_packs(vec![pack_of(read.records)]);
        assert!(gazetteer.contains(only(&gazetteer, "وطن"), only(&gazetteer, "Tal Test")));
    }

    #[test]
    fn geonames_dumps_are_joined_by_their_codes() {
        let line = |id: &str, name: &str, class: &str, code: &str, a2: &str| {
            format!(
                "{id}\t{name}\t{name}\tAlt {name}\t10.5\t20.5\t{class}\t{code}\tSY\t\t07\t{a2}\t\t\t500\t\t\tAsia/Damascus\t2020-01-01\n"
            )
        };
        let text =
            line("1", "Upper", "A", "ADM1", "") + &line("2", "Lower", "A", "ADM2", "9") + &line("3", "Town", "P", "PPL", "9") + "junk\n";
        let read = geonames(&text).unwrap();
        assert_eq!((read.records[2].admin1.as_str(), read.records[2].parent.as_str()), ("gn:1", "gn:2"));
        let gazetteer = Gazetteer::with_packs(vec![pack_of(read.records)]);
        assert!(gazetteer.contains(only(&gazetteer, "Lower"), only(&gazetteer, "Alt Town")));
        assert!(geonames("junk").is_err());
    }

    #[test]
    fn packs_have_the_same_bytes_and_damage_is_an_error() {
        let notice = Notice { name: "test".into(), licence: "CC0".into(), attribution: String::new(), source: Sha::of(b"") };
        let bytes = pack::build(plain(PLAIN).unwrap().records, &notice).unwrap();
        assert_eq!(bytes, pack::build(plain(PLAIN).unwrap().records, &notice).unwrap());
        for cut in 0..bytes.len() {
            assert!(Pack::open(&bytes[..cut]).is_err(), "{cut}");
        }
        assert!(pack::build(Vec::new(), &notice).is_err());
    }

    #[test]
    fn a_damaged_body_is_an_error_or_only_gives_wrong_words() {
        let notice = Notice { name: "test".into(), licence: "CC0".into(), attribution: String::new(), source: Sha::of(b"") };
        let bytes = pack::build(plain(PLAIN).unwrap().records, &notice).unwrap();
        let at = pack::MAGIC.len() + 4 + serde_json::to_vec(&notice).unwrap().len() + 8;
        let (head, packed) = bytes.split_at(at);
        let len = u64::from_le_bytes(head[at - 8..].try_into().unwrap()) as usize;
        let body = zstd::bulk::decompress(packed, len).unwrap();
        let mut refused = 0;
        for at in 0..body.len() {
            let mut body = body.clone();
            body[at] ^= 0x55;
            let Ok(pack) = Pack::open(&[head, &zstd::bulk::compress(&body, 1).unwrap()].concat()) else {
                refused += 1;
                continue;
            };
            let gazetteer = Gazetteer::with_packs(vec![pack]);
            for hit in ["Testland", "dweiji", "الدويجي"].iter().flat_map(|name| gazetteer.lookup(name)) {
                let _ = (gazetteer.entry(hit.entry).name(), gazetteer.admin1(hit.entry), gazetteer.contains(hit.entry, hit.entry));
            }
        }
        assert!(refused > 100, "the maps of names, most of the body, are checked: {refused} of {}", body.len());
    }

    #[test]
    fn an_id_in_two_packs_is_one_entry_with_both_names() {
        let mut other = plain(PLAIN).unwrap().records;
        other[1].name = "Duwayji".into();
        let gazetteer = Gazetteer::with_packs(vec![pack_of(plain(PLAIN).unwrap().records), pack_of(other)]);
        assert_eq!(only(&gazetteer, "Dweiji"), only(&gazetteer, "Duwayji"));
        assert_eq!(gazetteer.entry(only(&gazetteer, "Duwayji")).name(), "Al Duwaiji, North");
    }

    proptest::proptest! {
        #[test]
        fn parsers_never_panic(text in "[a-z0-9,\t|:\n\"é.-]{0,300}") {
            let _ = (plain(&text), geonames(&text), whos_on_first(&text), table(&text));
            let headed = format!("id,name,lat,lon,country\n{text}");
            let _ = plain(&headed);
        }
    }
}
