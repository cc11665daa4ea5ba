//! `dateline doctor`: looks at this machine and a store, and says what to do about what it finds.

use super::args;
use super::output::Out;
use super::resources;
use crate::error::{Error, Result};
use crate::project;
use crate::store::{Access, KeyState, Store};
use dateline_core::resources::COVERED_LANGUAGES;
use dateline_core::toll;
use std::path::Path;

/// Looks and tells; ends with status 4 where the store needs somebody.
pub fn doctor(args: &args::Doctor, out: &mut Out) -> Result<()> {
    out.line(&format!("dateline {}", env!("CARGO_PKG_VERSION")))?;
    let resources = resources::load(args.store.as_deref(), &[])?;
    out.line(&format!("data files       {}", resources.run.data))?;
    out.line(&format!(
        "languages        claims and incidents: {}; times and numbers of people: {}; other languages: text, dates of publication, places by name",
        COVERED_LANGUAGES.join(", "),
        toll::LANGUAGES.join(", ")
    ))?;
    for (notice, _, entries) in resources.gazetteer.sources() {
        out.line(&format!("gazetteer        {} ({entries} places, {})", notice.name, notice.licence))?;
    }
    out.line(&format!("cores            {}", std::thread::available_parallelism().map_or(1, std::num::NonZero::get)))?;
    match &args.store {
        Some(folder) => store(folder, out),
        None => out.line("store            none given; --store FOLDER looks at one"),
    }
}

fn store(folder: &Path, out: &mut Out) -> Result<()> {
    let store = Store::open(folder, Access::Read)?;
    let resources = resources::of_store(&store)?;
    let stats = store.stats()?;
    out.line(&format!("store            {}", folder.display()))?;
    out.line(&format!(
        "log              {} entries: {} captures, {} runs, {} decisions, {} erasures; database {} MB",
        stats.entries,
        stats.captures,
        stats.runs,
        stats.decisions,
        stats.redactions,
        stats.database_bytes / 1_000_000
    ))?;
    let mut wrong = Vec::new();
    match store.key_state() {
        KeyState::Present => out.line("signing key      there, readable by its owner only")?,
        KeyState::Exposed => wrong.push(format!("others may read the signing key: run `chmod 600 {}`", store.key_path().display())),
        KeyState::Unusable(why) => wrong.push(format!("the store can't be written: {why}; `dateline keys show` says what to do")),
    }
    match store.projection_state()? {
        None => wrong.push("incidents have not been worked out: run `dateline rebuild`".to_owned()),
        Some(state) if state.log_size < stats.entries => {
            wrong.push(format!(
                "{} entries came after the incidents were worked out: run `dateline rebuild --keep-readings`",
                stats.entries - state.log_size
            ));
        }
        Some(state) if state.run != project::version_of(&resources) => {
            wrong.push("the incidents were made by another version or with other data: run `dateline rebuild`".to_owned());
        }
        Some(_) => out.line("incidents        up to date with the log and this version")?,
    }
    let writable = Store::open(folder, Access::Write);
    if let Err(error) = &writable {
        wrong.push(format!("it can't be written now: {error}"));
    }
    for what in &wrong {
        out.line(&format!("to do            {what}"))?;
    }
    out.line("`dateline verify` checks every entry and original; that takes longer.")?;
    if wrong.is_empty() {
        return Ok(());
    }
    out.finish()?;
    Err(Error::store(format!("{} things need attention", wrong.len())))
}
