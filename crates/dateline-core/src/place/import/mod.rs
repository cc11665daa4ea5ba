//! Reads other gazetteers into records for a pack: Who's On First tables, GeoNames dumps with their alternate names and
//! hierarchy, OCHA's tables of administrative divisions (COD-AB), exports of OpenStreetMap, plain tables. Text in, records
//! out; lines that can't be used are counted with their reason, never fatal.

mod cod_ab;
mod geonames;
mod osm;
mod plain;
mod whos_on_first;

pub use cod_ab::cod_ab;
pub use geonames::{Links, geonames};
pub use osm::{osm_geojson, osm_table};
pub use plain::plain;
pub use whos_on_first::whos_on_first;

use crate::number::{Degrees, kilometres};
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

/// Entries of one id further apart than this are two places, in kilometres.
const ONE_PLACE: f64 = 50.0;

impl Imported {
    fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }

    /// Looks at what lines say together: an id that stands for two places is left out where it comes again; one that
    /// comes again at its own place only adds names, and is counted.
    fn checked(mut self) -> Self {
        let mut first: BTreeMap<String, (Degrees, Degrees)> = BTreeMap::new();
        let mut skipped: Vec<&'static str> = Vec::new();
        self.records.retain(|record| {
            if !is_id(&record.id) {
                skipped.push("an id with other letters than A to Z, digits, dot, hyphen and underscore");
                return false;
            }
            let point = (record.lat, record.lon);
            match first.get(&record.id) {
                None => drop(first.insert(record.id.clone(), point)),
                Some(known) if kilometres(*known, point) > ONE_PLACE => {
                    skipped.push("an id that another line has for another place");
                    return false;
                }
                Some(_) => skipped.push("an id that another line has: only its names were added"),
            }
            true
        });
        skipped.into_iter().for_each(|reason| self.skip(reason));
        self
    }
}

/// Whether an id can stand in a reading: a gazetteer's name, a colon, its own id.
fn is_id(id: &str) -> bool {
    let Some((gazetteer, own)) = id.split_once(':') else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    gazetteer.starts_with(|c: char| c.is_ascii_lowercase())
        && gazetteer.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !own.is_empty()
        && own.chars().all(plain)
}

/// One line of a table.
struct Line(Vec<String>);

impl Line {
    /// The cell of a column; empty where the line ends before it.
    fn get(&self, column: usize) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }

    /// The same for a column that a table need not have.
    fn optional(&self, column: Option<usize>) -> &str {
        column.map_or("", |column| self.get(column))
    }
}

/// A table's columns and lines.
struct Table {
    columns: Vec<String>,
    lines: Vec<Line>,
    /// What was left out already: lines that can't be read.
    out: Imported,
}

/// Reads a comma-, semicolon- or tab-separated table with a header line; quotes hold separators and line breaks.
fn table_of(text: &str) -> Result<Table, PackError> {
    let text = text.trim_start_matches('\u{FEFF}');
    let head = text.lines().next().unwrap_or("");
    let separators = [b'\t', b',', b';'];
    let separator = separators.into_iter().max_by_key(|s| head.bytes().filter(|b| b == s).count()).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).quoting(separator != b'\t').from_reader(text.as_bytes());
    let broken = |_| PackError::Record { line: 1, message: "the header line can't be read".to_owned() };
    let columns: Vec<String> = reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_owned()).collect();
    let (mut lines, mut out) = (Vec::new(), Imported::default());
    for record in reader.records() {
        match record {
            Ok(record) => lines.push(Line(record.iter().map(|cell| cell.trim().to_owned()).collect())),
            Err(_) => out.skip("a line that can't be read"),
        }
    }
    Ok(Table { columns, lines, out })
}

/// The place of the first of these columns that a table has.
fn column(columns: &[String], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| columns.iter().position(|column| column.eq_ignore_ascii_case(name)))
}

/// The place of a column that must be there, by any of its names.
fn needed(columns: &[String], names: &[&str]) -> Result<usize, PackError> {
    let missing = || PackError::Record { line: 1, message: format!("the header line has no column {:?}", names.join("\" or \"")) };
    column(columns, names).ok_or_else(missing)
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
        let read = geonames(&text, Links::default()).unwrap();
        assert_eq!((read.records[2].admin1.as_str(), read.records[2].parent.as_str()), ("gn:1", "gn:2"));
        let gazetteer = Gazetteer::with_packs(vec![pack_of(read.records)]);
        assert!(gazetteer.contains(only(&gazetteer, "Lower"), only(&gazetteer, "Alt Town")));
        assert!(geonames("junk", Links::default()).is_err());
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

    #[test]
    fn geonames_takes_names_and_what_holds_from_its_other_files() {
        let line = |id: &str, name: &str, lat: &str, class: &str, code: &str, admin1: &str| {
            format!("{id}\t{name}\t{name}\t\t{lat}\t20\t{class}\t{code}\tSY\t\t{admin1}\t\t\t\t500\t\t\tAsia/Damascus\t2020-01-01\n")
        };
        let dump = [
            line("1", "Homeland", "10", "A", "ADM1", "07"),
            line("2", "Inner", "10.1", "A", "ADM2", ""),
            line("3", "Testtown", "10.2", "P", "PPL", ""),
            line("3", "Testtown", "60", "P", "PPL", ""),
        ]
        .concat();
        let mut names: &[u8] = "9\t3\tar\tبلدة\t\t\t\t\n9\t3\tlink\thttps://x\t\t\t\t\nbroken\n".as_bytes();
        let mut hierarchy: &[u8] = b"1\t2\tADM\n2\t3\t\n77\t3\t\nbroken\n";
        let read = geonames(&dump, Links { alternate_names: Some(&mut names), hierarchy: Some(&mut hierarchy) }).unwrap();
        assert_eq!(read.skipped.values().sum::<usize>(), 3, "{:?}", read.skipped);
        let gazetteer = Gazetteer::with_packs(vec![pack_of(read.records)]);
        let town = only(&gazetteer, "بلدة");
        assert_eq!(gazetteer.admin1(town), Some(only(&gazetteer, "Homeland")));
        assert!(gazetteer.contains(only(&gazetteer, "Inner"), town));
        assert!(gazetteer.lookup("https://x").is_empty());
    }

    #[test]
    fn ocha_tables_give_every_level() {
        let text = "ADM0_PCODE,ADM1_PCODE,ADM1_EN,ADM1_AR,ADM2_PCODE,ADM2_EN,ADM2_REF,center_lat,center_lon\n\
            SY,SY01,Homeland,وطن,SY0101,\"Inner, Old\",x,10,20\n\
            SY,SY01,Homeland,وطن,SY0102,Outer,,12,20\n\
            SY,SY01,Homeland,وطن,SY0103,Nowhere,,,\n";
        let read = cod_ab(text, None).unwrap();
        assert_eq!(read.skipped.clone().into_iter().collect::<Vec<_>>(), [("no coordinates", 1)]);
        let gazetteer = Gazetteer::with_packs(vec![pack_of(read.records)]);
        let (province, inner) = (only(&gazetteer, "وطن"), only(&gazetteer, "Inner, Old"));
        assert_eq!((gazetteer.entry(province).id(), gazetteer.entry(province).centre().0.value()), ("cod:SY01", 11.0));
        assert!(gazetteer.contains(province, inner));
        assert!(cod_ab("ADM1_EN,lat,lon\nx,1,2\n", None).is_err());
        assert!(cod_ab("name\nx\n", None).is_err());
    }

    #[test]
    fn openstreetmap_is_read_as_table_and_as_geojson() {
        let table = "@id\t@type\t@lat\t@lon\tname\tname:en\tplace\tamenity\n\
            7\tnode\t10\t20\tبلدة\tTesttown\ttown\t\n\
            8\tway\t10.1\t20\tClinic\t\t\tclinic\n\
            9\tnode\t\t\tLost\t\tvillage\t\n\
            10\tnode\t1\t2\tBench\t\t\t\n";
        let read = osm_table(table, Some("sy")).unwrap();
        assert_eq!(read.skipped.values().sum::<usize>(), 2, "{:?}", read.skipped);
        let ids: Vec<&str> = read.records.iter().map(|r| r.id.as_str()).collect();
        assert_eq!(ids, ["osm:node-7", "osm:way-8"]);
        assert_eq!((read.records[0].name.as_str(), read.records[0].alternates.as_slice()), ("Testtown", ["بلدة".to_owned()].as_slice()));
        assert_eq!(osm_table(table, None).unwrap().records.len(), 0, "no country is told");
        let json = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","id":"relation/5","properties":{"name":"Homeland","boundary":"administrative","admin_level":"4","ISO3166-1":"SY"},
             "geometry":{"type":"Polygon","coordinates":[[[20,10],[22,10],[22,12],[20,12]]]}},
            {"type":"Feature","properties":{"@id":"node/6","name":"Lost","place":"village"},"geometry":null}]}"#;
        let read = osm_geojson(json, None).unwrap();
        assert_eq!(
            (read.records[0].id.as_str(), read.records[0].kind, read.records[0].lat.value()),
            ("osm:relation-5", EntryKind::Admin1, 11.0)
        );
        assert_eq!(read.skipped.len(), 1);
        assert!(osm_geojson("{}", None).is_err() && osm_geojson("[1", None).is_err());
    }

    #[test]
    fn an_id_stands_for_one_place() {
        let text = "id,name,lat,lon,country\na,Here,10,20,SY\na,There,50,20,SY\na,Here too,10.1,20,SY\na b,Odd,1,2,SY\n";
        let read = plain(text).unwrap();
        assert_eq!(read.records.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["Here", "Here too"]);
        assert_eq!(read.skipped.len(), 3, "{:?}", read.skipped);
    }

    proptest::proptest! {
        #[test]
        fn parsers_never_panic(text in "[a-z0-9,\t|:\n\"é.-]{0,300}") {
            let _ = (cod_ab(&text, None), osm_table(&text, None), osm_geojson(&text, None));
            let _ = (plain(&text), geonames(&text, Links::default()), whos_on_first(&text), table(&text));
            let headed = format!("id,name,lat,lon,country\n{text}");
            let _ = plain(&headed);
        }
    }
}
