//! `dateline demo`: the invented samples, from the pages to the ledger, in one command.

use super::args;
use super::list::incident_row;
use super::output::Out;
use super::resources;
use super::run::{print_summary, progress_bar};
use super::serve;
use super::table;
use crate::clock;
use crate::error::{Error, Result};
use crate::ingest;
use crate::settings::Settings;
use crate::store::{IncidentFilter, IncidentOrder, Page, Store};
use dateline_core::capture::Given;
use std::path::{Path, PathBuf};

/// The samples as they lie in a checkout; a binary that was moved away takes `--samples`.
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples");

/// Runs the demo.
pub fn demo(args: &args::Demo, out: &mut Out) -> Result<()> {
    let samples = samples(args.samples.as_deref())?;
    let folder = args.store.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("dateline-demo-{}", env!("CARGO_PKG_VERSION"))));
    let mut store = Store::open_or_create(&folder, &clock::now())?;
    let resources = resources::load(Some(&folder), &[])?;
    out.line("Every report, outlet, person and event of this demonstration is invented; only the names of places are real.\n")?;
    out.finish()?;
    let bar = progress_bar();
    let done = ingest::ingest(&mut store, &[samples], &Given::default(), &Settings::default(), &resources, &mut |documents, doing| {
        bar.set_message(format!("{documents} documents, {doing}"));
    });
    bar.finish_and_clear();
    print_summary(&done?, &store, out)?;
    out.line("")?;
    let listed = store.incidents(&IncidentFilter::default(), IncidentOrder::Latest, Page { offset: 0, limit: 40 })?;
    let rows: Vec<Vec<String>> = listed.items.iter().map(incident_row).collect();
    table::print(out, &["incident", "kind", "when", "where", "killed", "injured", "origins", "grade", "reports"], &rows, 40)?;
    out.line(&format!("\nThe store lies in {}.", folder.display()))?;
    drop(store);
    if args.no_serve {
        out.line(&format!(
            "Show one with `dateline show INCIDENT --store {0}`; open all in a browser with `dateline serve --store {0}`.",
            folder.display()
        ))?;
        return Ok(());
    }
    serve::serve_folder(&folder, args.port, "analyst", out)
}

fn samples(given: Option<&Path>) -> Result<PathBuf> {
    let folder = given.map_or_else(|| PathBuf::from(SAMPLES), Path::to_owned);
    match folder.canonicalize() {
        Ok(folder) if folder.is_dir() => Ok(folder),
        _ => Err(Error::input("the sample reports are not there")
            .with_hint("run the demo from a checkout, or give their folder with --samples FOLDER")),
    }
}
