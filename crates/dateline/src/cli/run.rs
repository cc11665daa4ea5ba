//! `dateline run`: takes inputs into a store and says what came of it.

use super::args;
use super::output::{self, Out};
use super::read::hints;
use super::resources;
use super::table;
use crate::clock;
use crate::error::{Error, Result};
use crate::ingest::{self, Summary};
use crate::input;
use crate::store::Store;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// Runs.
pub fn run(args: &args::Run, out: &mut Out) -> Result<()> {
    input::check(&args.inputs)?;
    let hints = hints(&args.hints)?;
    let mut store = Store::open_or_create(&args.store.store, &clock::now())?;
    tell_migrated(&store);
    let settings = args.limits.settings();
    let mut resources = resources::load(Some(&args.store.store), &[])?;
    settings.apply(&mut resources);
    let bar = progress_bar();
    let done = ingest::ingest(&mut store, &args.inputs, &hints, &settings, &resources, &mut |documents, doing| {
        bar.set_message(format!("{documents} documents, {doing}"));
    });
    bar.finish_and_clear();
    let summary = done?;
    if args.json {
        let json = serde_json::to_string(&summary).map_err(|e| Error::internal("the summary can't be written as JSON").with_source(e))?;
        return out.line(&json);
    }
    print_summary(&summary, &store, out)
}

/// A bar on a terminal, nothing in a pipe.
pub fn progress_bar() -> ProgressBar {
    if !output::watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed_precise} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Says that the store was brought up to this version, and where the copy of it before lies.
pub fn tell_migrated(store: &Store) {
    if let Some(copy) = store.migrated() {
        output::note(&format!("The store was brought up to this version; as it was before, it lies in {}.", copy.display()));
    }
}

/// What a run did and what the store holds now.
pub fn print_summary(summary: &Summary, store: &Store, out: &mut Out) -> Result<()> {
    let s = summary;
    out.line(&format!(
        "Read {} documents: {} new, {} known before{}; {} a second.",
        s.documents,
        s.captured,
        s.known,
        if s.erased > 0 { format!(", {} erased before and left out", s.erased) } else { String::new() },
        s.documents_per_second
    ))?;
    if !s.other_kinds.is_empty() {
        let kinds: Vec<String> = s.other_kinds.iter().map(|(ending, count)| format!("{count} {ending}")).collect();
        out.line(&format!("Files of other kinds, not read: {}.", kinds.join(", ")))?;
    }
    if s.skipped_records > 0 {
        out.line(&format!("Records of archives and exports that are no pages or have no words: {}.", s.skipped_records))?;
    }
    out.line(&format!(
        "The store holds {} reports, {} claims and {} incidents; {} reports have a problem.",
        s.reports, s.claims, s.incidents, s.with_problems
    ))?;
    if !s.problems.is_empty() {
        let mut problems: Vec<(&String, &u64)> = s.problems.iter().collect();
        problems.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        out.line("")?;
        let rows: Vec<Vec<String>> = problems.iter().take(10).map(|(what, count)| vec![count.to_string(), (*what).clone()]).collect();
        table::print(out, &["reports", "problem"], &rows, 140)?;
        if problems.len() > 10 {
            out.line(&format!("… and {} other problems; `dateline reports --json` lists each with its report.", problems.len() - 10))?;
        }
        out.line("")?;
    }
    if s.review > 0 {
        out.line(&format!("{} pairs of accounts may be one event: decide with `dateline serve`, page Review.", s.review))?;
    }
    if s.unmatched > 0 {
        out.line(&format!("{} decisions no longer match: `dateline decide list` marks them.", s.unmatched))?;
    }
    let checkpoint = store.checkpoint()?;
    out.line(&format!("The log has {} entries; its root is {}.", checkpoint.size, checkpoint.root))?;
    out.line("Keep a copy of `dateline keys checkpoint` outside this machine: only that shows others that nothing was changed later.")
}
