//! `dateline export`: incidents for other programs; names of private persons stay out.

use super::args::{self, Format};
use super::output::Out;
use super::resources;
use crate::clock;
use crate::desk::StoreDesk;
use crate::error::{Error, Result};
use crate::export::{acled, geojson, json};
use crate::store::{Access, Store};
use crate::web::desk::{Desk, DeskError};
use crate::web::filter::Filter;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Exports.
pub fn export(args: &args::Export, out: &mut Out) -> Result<()> {
    if args.to == Format::Tiles {
        let folder =
            args.output.as_deref().ok_or_else(|| Error::usage("tiles are many files").with_hint("name a folder with --output FOLDER"))?;
        Store::open(&args.store.store, Access::Read)?.write_tiles(folder)?;
        return out.line(&format!("Wrote the log's tiles and checkpoint to {}.", folder.display()));
    }
    let filter = filter(args)?;
    let resources = Arc::new(resources::load(Some(&args.store.store), &[])?);
    let desk = StoreDesk::open(&args.store.store, resources, clock::now)?;
    let records = desk.records(&filter).map_err(desk_error)?;
    let sealed = |statement: &dateline_core::records::FieldStatement| desk.sealed(statement);
    let text = match args.to {
        Format::Acled => acled::csv(&records, &sealed),
        Format::Geojson => geojson::text(&records, &sealed),
        Format::Json | Format::Tiles => {
            let summary = desk.summary().map_err(desk_error)?;
            json::text(&records, &json::Facts::of(&summary, &filter), &sealed)
        }
    };
    let text = text.map_err(|e| Error::internal("the export can't be made").with_source(e))?;
    match &args.output {
        None => out.bytes(text.as_bytes()),
        Some(file) => {
            write_new(file, text.as_bytes())?;
            super::output::note(&format!(
                "Wrote {} incidents to {}. Names of private persons are left out.",
                records.len(),
                file.display()
            ));
            Ok(())
        }
    }
}

fn filter(args: &args::Export) -> Result<Filter> {
    if let Some(country) = args.country.as_deref().filter(|c| c.len() != 2 || !c.bytes().all(|b| b.is_ascii_alphabetic())) {
        return Err(Error::usage(format!("--country {country:?} is no country's code"))
            .with_hint("give two letters, such as SY; `dateline incidents` prints them after the place"));
    }
    let country = args.country.as_deref().map(str::to_ascii_uppercase);
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (key, value) in [("kind", &args.kind), ("country", &country), ("from", &args.from), ("to", &args.until)] {
        if let Some(value) = value {
            pairs.push((key.to_owned(), value.clone()));
        }
    }
    let filter = Filter::of(&pairs);
    // A filter that can't be understood must not silently widen an export.
    if filter.pairs().len() != pairs.len() {
        return Err(Error::usage("one of the filters can't be understood")
            .with_hint("--kind takes a word such as air_strike, --country two letters, --from and --until a day such as 2017-11-12"));
    }
    Ok(filter)
}

fn write_new(file: &Path, bytes: &[u8]) -> Result<()> {
    let made = OpenOptions::new().write(true).create_new(true).open(file);
    let mut target = made.map_err(|e| {
        Error::input(format!("{} can't be made", file.display()))
            .with_hint("an existing file is not overwritten: name another, or remove it first")
            .with_source(e)
    })?;
    target
        .write_all(bytes)
        .and_then(|()| target.sync_all())
        .map_err(|e| Error::input(format!("{} can't be written", file.display())).with_source(e))
}

/// An error of the desk as one of the command line.
pub fn desk_error(error: DeskError) -> Error {
    Error::store(error.happened.trim_end_matches('.').to_owned()).with_hint(format!("{} {}", error.kept, error.next))
}
