//! Article extraction on public sets: Dateline and other engines over the same pages in one run, each set by its own
//! published metric.

pub mod boilerplate;
pub mod dateline;
pub mod engine;
pub mod fields;
pub mod hosts;
pub mod metrics;
pub mod pages;
pub mod peers;
pub mod ranges;
pub mod report;
pub mod score;
#[cfg(test)]
mod tests;

use crate::sheet::Sheet;
use anyhow::Result;
use boilerplate::Boilerplate;
use engine::{Bounds, Reply};
use pages::Page;
use score::Score;
use std::path::PathBuf;

/// What to measure.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Sets by name; none means all.
    pub sets: Vec<String>,
    /// Engines by name; none means all.
    pub engines: Vec<String>,
    /// Folder of models that have not seen the host of the page that they read; see [`dateline::Dateline::new`].
    pub folds: Option<PathBuf>,
    /// What one engine may take.
    pub bounds: Bounds,
}

/// Processor time and memory of an engine over all pages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cost {
    /// Pages read.
    pub pages: usize,
    /// Processor time of the extraction alone, in seconds.
    pub seconds: f64,
    /// Most memory that the engine's process held, in bytes.
    pub peak: Option<u64>,
}

/// Set, engine, figures.
pub type EngineSheet = (&'static str, &'static str, Sheet);

/// What was measured.
#[derive(Debug, Default)]
pub struct Measured {
    /// Set, engine, figures.
    pub sheets: Vec<EngineSheet>,
    /// Engine and cost, over all sets.
    pub costs: Vec<(&'static str, Cost)>,
    /// Sets and engines that are not here, a line each.
    pub skipped: Vec<String>,
    /// Hash of the pages and their truth; see [`pages::hash`].
    pub hash: String,
}

/// The pages of the sets that are here, and a line for each that is not.
///
/// # Errors
/// When a set that is here can't be read.
pub fn load(sets: &[String]) -> Result<(Vec<Page>, Vec<String>)> {
    let (mut out, mut skipped) = (Vec::new(), Vec::new());
    for set in pages::SETS.into_iter().filter(|set| sets.is_empty() || sets.iter().any(|name| name == set)) {
        match pages::load(set)? {
            Some(pages) => out.extend(pages),
            None => skipped.push(format!("skipped: extraction/{set} is not here ($DATELINE_DATA or ../shared/data)")),
        }
    }
    Ok((out, skipped))
}

/// Runs every engine over every page.
///
/// # Errors
/// When a set that is here can't be read, or Dateline's own rules are broken.
pub fn run(options: &Options) -> Result<Measured> {
    let (pages, mut skipped) = load(&options.sets)?;
    let boilerplate = Boilerplate::bundled()?;
    let (mut sheets, mut costs) = (Vec::new(), Vec::new());
    for name in peers::ENGINES.into_iter().filter(|name| options.engines.is_empty() || options.engines.iter().any(|e| e == name)) {
        let mut engine = match peers::start(name, options)? {
            Ok(engine) => engine,
            Err(why) => {
                skipped.push(why);
                continue;
            }
        };
        let (of_sets, cost) = score(&pages, name, &boilerplate, |page| Ok(engine.read(&engine::request(page, name != peers::DATELINE)?)))?;
        sheets.extend(of_sets);
        costs.push((name, cost));
    }
    let order = |set: &str| pages::SETS.iter().position(|name| *name == set);
    sheets.sort_by_key(|(set, _, _)| order(set));
    Ok(Measured { sheets, costs, skipped, hash: pages::hash(&pages)? })
}

/// One engine's sheets by set, and its cost.
///
/// # Errors
/// When a page can't be read from disk.
pub fn score(
    pages: &[Page],
    name: &'static str,
    boilerplate: &Boilerplate,
    mut read: impl FnMut(&Page) -> Result<Reply>,
) -> Result<(Vec<EngineSheet>, Cost)> {
    let (mut sheets, mut cost) = (Vec::new(), Cost::default());
    for group in pages.chunk_by(|a, b| a.set == b.set) {
        let mut score = Score::default();
        for page in group {
            let reply = read(page)?;
            score.add(page, &reply, boilerplate);
            cost.pages += 1;
            cost.seconds += reply.nanos as f64 / 1e9;
            cost.peak = cost.peak.max(reply.peak);
        }
        let set = group[0].set;
        sheets.push((set, name, score.finish(set)));
    }
    Ok((sheets, cost))
}
