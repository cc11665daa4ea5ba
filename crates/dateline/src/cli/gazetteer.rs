//! `dateline gazetteer`: which places are known, from where, and more of them.

use super::args::{GazetteerCommand, TableFormat};
use super::output::Out;
use super::resources;
use super::table;
use crate::error::{Error, Result};
use crate::store::{Access, Store};
use dateline_core::place::Pack;
use dateline_core::place::import::{self, Imported};
use dateline_core::place::pack::{self, Notice};
use dateline_core::sha::Sha;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes of a table, unpacked, that an import takes.
const LARGEST_TABLE: u64 = 4 << 30;

/// Does what was asked.
pub fn gazetteer(what: GazetteerCommand, out: &mut Out) -> Result<()> {
    match what {
        GazetteerCommand::List { store } => list(store.as_deref(), out),
        GazetteerCommand::Find { name, country, store, json } => find(&name, country.as_deref(), store.as_deref(), json, out),
        GazetteerCommand::Import { file, format, name, licence, attribution, alternate_names, hierarchy, country, store } => {
            let notice = Notice { name, licence, attribution, source: Sha::of(b"") };
            let beside = Beside { alternate_names, hierarchy, country };
            import_table(&file, format, &beside, notice, &store.store, out)
        }
        GazetteerCommand::Remove { name, store } => remove(&name, &store.store, out),
    }
}

fn list(store: Option<&Path>, out: &mut Out) -> Result<()> {
    let resources = resources::load(store, &[])?;
    let row = |(notice, sha256, entries): (&Notice, Sha, usize)| {
        vec![notice.name.clone(), entries.to_string(), notice.licence.clone(), notice.attribution.clone(), table::short(sha256)]
    };
    let rows: Vec<Vec<String>> = resources.gazetteer.sources().into_iter().map(row).collect();
    table::print(out, &["pack", "entries", "licence", "attribution", "SHA-256"], &rows, 100)
}

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// The name is one of the place's, spelt so.
    Exact,
    /// A name of the place has the same consonants and sounds much the same.
    SoundsAlike,
}

impl Match {
    fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::SoundsAlike => "sounds_alike",
        }
    }
}

fn find(name: &str, country: Option<&str>, store: Option<&Path>, json: bool, out: &mut Out) -> Result<()> {
    let resources = resources::load(store, &[])?;
    let gazetteer = &resources.gazetteer;
    let country = country.map(str::to_ascii_uppercase);
    let in_country = |code: &str| country.as_deref().is_none_or(|wanted| wanted == code);
    // Exact names have a closeness of 1; of those that sound alike, 1 less their distance.
    let mut found: Vec<(dateline_core::place::EntryRef, Match, f64)> = gazetteer
        .lookup(name)
        .into_iter()
        .filter(|hit| in_country(gazetteer.entry(hit.entry).country()))
        .map(|hit| (hit.entry, Match::Exact, 1.0))
        .collect();
    if let Some(code) = &country {
        for (entry, distance) in gazetteer.fuzzy(name, &[code]) {
            if !found.iter().any(|(known, ..)| *known == entry) {
                found.push((entry, Match::SoundsAlike, 1.0 - distance));
            }
        }
    }
    let population = |at| gazetteer.entry(at).population();
    found.sort_by(|a, b| a.1.cmp(&b.1).then(b.2.total_cmp(&a.2)).then(population(b.0).cmp(&population(a.0))));
    let mut rows = Vec::new();
    for (at, by, closeness) in found.iter().take(50) {
        let entry = gazetteer.entry(*at);
        let (lat, lon) = entry.centre();
        let division = gazetteer.admin1(*at).map_or("", |a| gazetteer.entry(a).name());
        if json {
            let line = serde_json::json!({"id": entry.id(), "name": entry.name(), "kind": entry.kind().as_str(), "country": entry.country(),
                "admin1": (!division.is_empty()).then_some(division), "lat": lat, "lon": lon, "population": entry.population(), "match": by.word(), "closeness": (closeness * 1000.0).round() / 1000.0});
            out.line(&line.to_string())?;
        } else {
            let matched = match by {
                Match::Exact => "exact".to_owned(),
                Match::SoundsAlike => format!("sounds alike ({closeness:.2})"),
            };
            rows.push(vec![
                entry.id().to_owned(),
                entry.name().to_owned(),
                entry.kind().as_str().to_owned(),
                entry.country().to_owned(),
                division.to_owned(),
                format!("{} {}", lat.value(), lon.value()),
                entry.population().to_string(),
                matched,
            ]);
        }
    }
    if json {
        return Ok(());
    }
    if rows.is_empty() {
        return out.line(&format!("{name} is not in the gazetteers in use. That does not say that there is no such place; --country CODE finds other spellings too."));
    }
    table::print(out, &["id", "name", "kind", "country", "division", "centre", "people", "match"], &rows, 40)
}

/// What is given beside a table.
struct Beside {
    alternate_names: Option<PathBuf>,
    hierarchy: Option<PathBuf>,
    country: Option<String>,
}

impl Beside {
    /// Whether it fits the format: a country of two letters, and GeoNames' files with GeoNames.
    fn check(&self, format: TableFormat) -> Result<()> {
        let code = |country: &String| country.len() != 2 || !country.bytes().all(|b| b.is_ascii_alphabetic());
        if self.country.as_ref().is_some_and(code) {
            return Err(Error::usage("--country is no country code").with_hint("two letters of ISO 3166-1, such as SY"));
        }
        if format != TableFormat::Geonames && (self.alternate_names.is_some() || self.hierarchy.is_some()) {
            return Err(Error::usage("--alternate-names and --hierarchy go with --format geonames"));
        }
        Ok(())
    }

    /// SHA-256 of a table and of what was given beside it: what the pack's source is.
    fn digest(&self, table: &[u8]) -> Result<Sha> {
        let files: Vec<&PathBuf> = [&self.alternate_names, &self.hierarchy].into_iter().flatten().collect();
        if files.is_empty() {
            return Ok(Sha::of(table));
        }
        let mut all = Sha::of(table).to_string();
        for file in files {
            let bytes = fs::read(file).map_err(|e| unreadable(file, e))?;
            all.push_str(&Sha::of(&bytes).to_string());
        }
        Ok(Sha::of(all.as_bytes()))
    }
}

fn unreadable(file: &Path, error: std::io::Error) -> Error {
    Error::input(format!("{} can't be read", file.display()))
        .with_hint("check the spelling and that the file is whole; nothing was imported")
        .with_source(error)
}

/// A file's lines, unpacked where it is packed.
fn stream(file: Option<&PathBuf>) -> Result<Option<Box<dyn BufRead>>> {
    let Some(file) = file else { return Ok(None) };
    let raw = fs::File::open(file).map_err(|e| unreadable(file, e))?;
    let buffered = BufReader::new(raw);
    let packed = file.extension().is_some_and(|e| e == "gz");
    Ok(Some(if packed { Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(buffered))) } else { Box::new(buffered) }))
}

/// Reads a table by its format.
fn read_records(text: &str, format: TableFormat, beside: &Beside) -> Result<std::result::Result<Imported, pack::PackError>> {
    let country = beside.country.as_deref();
    Ok(match format {
        TableFormat::Wof => import::whos_on_first(text),
        TableFormat::Geonames => {
            let (mut names, mut hierarchy) = (stream(beside.alternate_names.as_ref())?, stream(beside.hierarchy.as_ref())?);
            let links = import::Links {
                alternate_names: names.as_mut().map(|stream| stream as &mut dyn BufRead),
                hierarchy: hierarchy.as_mut().map(|stream| stream as &mut dyn BufRead),
            };
            import::geonames(text, links)
        }
        TableFormat::CodAb => import::cod_ab(text, country),
        TableFormat::Osm if text.trim_start_matches('\u{FEFF}').trim_start().starts_with('{') => import::osm_geojson(text, country),
        TableFormat::Osm => import::osm_table(text, country),
        TableFormat::Csv => import::plain(text),
    })
}

fn import_table(file: &Path, format: TableFormat, beside: &Beside, mut notice: Notice, store: &Path, out: &mut Out) -> Result<()> {
    beside.check(format)?;
    if notice.licence.trim().is_empty() {
        return Err(
            Error::usage("--licence is empty").with_hint("the licence of the data is kept with the pack and shown wherever its places are")
        );
    }
    let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if notice.name.is_empty() || !notice.name.chars().all(named) || notice.name == "bundled" {
        return Err(Error::usage(format!("{:?} can't be a pack's name", notice.name)).with_hint("small letters, digits and underscores"));
    }
    // Opening for writing takes the store's lock: no run uses the packs meanwhile.
    let _held = Store::open(store, Access::Write)?;
    let text = read_table(file)?;
    notice.source = beside.digest(text.as_bytes())?;
    let Imported { records, skipped } = read_records(&text, format, beside)?.map_err(|e| {
        Error::input(format!("{} is not a table of that format: {e}", file.display()))
            .with_hint("`dateline gazetteer import --help` names the columns")
    })?;
    if records.is_empty() {
        return Err(Error::input(format!("{} has no place that can be used", file.display())).with_hint(left_out(&skipped)));
    }
    let bytes = pack::build(records, &notice).map_err(|e| Error::input("the table can't be made a pack").with_source(e))?;
    let made = Pack::open(&bytes).map_err(|e| Error::internal("a pack that was just made can't be opened").with_source(e))?;
    let folder = resources::packs_folder(store);
    let target = folder.join(format!("{}.pack", notice.name));
    crate::store::write_file(&target, &bytes)?;
    out.line(&format!("Imported {} places as pack {}.", made.len(), notice.name))?;
    for (reason, count) in &skipped {
        out.line(&format!("left out {count}: {reason}"))?;
    }
    out.line("The next `dateline run` or `dateline rebuild` of this store uses it.")
}

/// Why lines of a table were left out, as what to look at.
fn left_out(skipped: &BTreeMap<&'static str, usize>) -> String {
    if skipped.is_empty() {
        return "the table has no line below its header".to_owned();
    }
    let reasons: Vec<String> = skipped.iter().map(|(reason, count)| format!("{count} × {reason}")).collect();
    format!("lines were left out for these reasons: {}", reasons.join(", "))
}

fn read_table(file: &Path) -> Result<String> {
    let unreadable = |e: std::io::Error| unreadable(file, e);
    let raw = fs::File::open(file).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let packed = file.extension().is_some_and(|e| e == "gz");
    let taken = if packed {
        flate2::read::MultiGzDecoder::new(std::io::BufReader::new(raw)).take(LARGEST_TABLE + 1).read_to_end(&mut bytes)
    } else {
        raw.take(LARGEST_TABLE + 1).read_to_end(&mut bytes)
    };
    if taken.map_err(unreadable)? as u64 > LARGEST_TABLE {
        return Err(Error::input(format!("{} is larger than 4 GiB unpacked", file.display())).with_hint("cut it by country"));
    }
    String::from_utf8(bytes)
        .map_err(|_| Error::input(format!("{} is not UTF-8", file.display())).with_hint("convert it with `iconv -t utf-8`"))
}

fn remove(name: &str, store: &Path, out: &mut Out) -> Result<()> {
    let _held = Store::open(store, Access::Write)?;
    let file = resources::packs_folder(store).join(format!("{name}.pack"));
    let known = resources::packs_of(store)?.contains(&file);
    if !known {
        return Err(
            Error::usage(format!("this store has no pack {name:?}")).with_hint("`dateline gazetteer list --store FOLDER` lists them")
        );
    }
    fs::remove_file(&file).map_err(|e| Error::store(format!("{} can't be removed", file.display())).with_source(e))?;
    out.line(&format!("Removed pack {name}. `dateline rebuild` makes the readings without it; readings made with it keep their run."))
}
