//! Ingesting: preserves documents, logs them, reads them, and works out lineage and incidents, with a run entry that
//! says what was done. A crash at any moment loses nothing that was acknowledged; a rerun skips what exists.

use crate::clock;
use crate::error::{Error, Result};
use crate::input;
use crate::ledger::{Entry, RunRecord};
use crate::pipeline;
use crate::project;
use crate::settings::Settings;
use crate::store::Store;
use dateline_core::Resources;
use dateline_core::capture::{Given, RawDocument};
use dateline_core::sha::Sha;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

/// Entries a commit, and bytes of originals kept in memory until it.
const BATCH: usize = 200;
const BATCH_BYTES: usize = 32 << 20;

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Documents that the inputs held.
    pub documents: u64,
    /// Of them, preserved now.
    pub captured: u64,
    /// Of them, preserved before.
    pub known: u64,
    /// Of them, left out because they were erased before.
    pub erased: u64,
    /// Files of other kinds in folders, not read, by the ending of their name.
    pub other_kinds: BTreeMap<String, u64>,
    /// Records of containers that are no captures of pages.
    pub skipped_records: u64,
    /// Reports in the store now.
    pub reports: u64,
    /// Claims in the store now.
    pub claims: u64,
    /// Incidents in the store now.
    pub incidents: u64,
    /// Reports in the store with a problem.
    pub with_problems: u64,
    /// Problems by stage and message, those of the whole store.
    pub problems: BTreeMap<String, u64>,
    /// Pairs of mentions that wait for a person.
    pub review: u64,
    /// Decisions that no longer match.
    pub unmatched: u64,
    /// Seconds from the first document to the last incident.
    pub seconds: f64,
    /// Documents read a second, of those read now.
    pub documents_per_second: f64,
}

/// How far an ingest is: documents seen so far, and what it does now.
pub type Progress<'a> = &'a mut dyn FnMut(u64, &str);

/// Takes the inputs into the store. `settings` are those that the resources were given.
///
/// # Errors
/// When an input is missing, or the store can't be written; what was acknowledged before stays.
pub fn ingest(
    store: &mut Store,
    inputs: &[PathBuf],
    hints: &Given,
    settings: &Settings,
    resources: &Resources,
    progress: Progress<'_>,
) -> Result<Summary> {
    input::check(inputs)?;
    let (started, clock) = (clock::now(), Instant::now());
    let mut summary = Summary::default();
    let mut batch = Batch::new(store, &started);
    let mut failed = Ok(());
    let taken = input::each_document(inputs, hints, &settings.stream(), &mut |document| {
        summary.documents += 1;
        progress(summary.documents, "preserving");
        failed = batch.add(document, &mut summary);
        if failed.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    failed?;
    batch.flush(&mut summary)?;
    summary.other_kinds = taken.other_kinds;
    summary.skipped_records = taken.skipped_records;
    progress(summary.documents, "reading");
    let read = project::read_all(store, resources, crate::store::Reuse::Kept)?;
    // Logged before the projection, so that the projection covers the whole log.
    store.append(&[Entry::Run(run_record(&summary, inputs, settings, resources, started))])?;
    progress(summary.documents, "working out lineage and incidents");
    let projected = project::project(store, resources, &project::version_of(resources))?;
    summary.fill(&projected);
    summary.seconds = (clock.elapsed().as_secs_f64() * 100.0).round() / 100.0;
    summary.documents_per_second = (read.read as f64 / clock.elapsed().as_secs_f64().max(0.001) * 10.0).round() / 10.0;
    if let Some((captured, reason)) = read.unreadable.first() {
        let more = read.unreadable.len() - 1;
        return Err(Error::store(format!("the original of {} can't be read back: {reason}; {more} more like it", captured.input.id))
            .with_hint("run `dateline verify` to see which originals are missing or damaged, and bring them back from a backup"));
    }
    Ok(summary)
}

fn run_record(summary: &Summary, inputs: &[PathBuf], settings: &Settings, resources: &Resources, started: String) -> RunRecord {
    let counts = [("documents", summary.documents), ("captured", summary.captured), ("known", summary.known), ("erased", summary.erased)];
    let settings = settings.changed();
    RunRecord {
        version: resources.run.version.clone(),
        data: resources.run.data,
        model: resources.run.model,
        config: RunRecord::config_of(&settings),
        settings,
        started,
        finished: clock::now(),
        inputs: inputs.iter().map(|i| i.to_string_lossy().into_owned()).collect(),
        counts: counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect(),
    }
}

impl Summary {
    fn fill(&mut self, projected: &project::Projected) {
        let rows = &projected.rows;
        self.reports = rows.reports.len() as u64;
        self.claims = rows.claims.len() as u64;
        self.incidents = rows.incidents.len() as u64;
        self.with_problems = projected.with_problems() as u64;
        self.problems = projected.problems();
        self.review = rows.review.len() as u64;
        self.unmatched = rows.unmatched.len() as u64;
    }
}

/// Documents that wait to be preserved and logged together.
struct Batch<'a> {
    store: &'a mut Store,
    at: &'a str,
    waiting: Vec<RawDocument>,
    bytes: usize,
    seen: BTreeSet<Sha>,
}

impl<'a> Batch<'a> {
    fn new(store: &'a mut Store, at: &'a str) -> Self {
        Self { store, at, waiting: Vec::new(), bytes: 0, seen: BTreeSet::new() }
    }

    fn add(&mut self, document: RawDocument, summary: &mut Summary) -> Result<()> {
        self.bytes += document.bytes.len();
        self.waiting.push(document);
        if self.waiting.len() >= BATCH || self.bytes >= BATCH_BYTES { self.flush(summary) } else { Ok(()) }
    }

    /// Originals first, then their entries in one commit: no entry ever lacks its original.
    fn flush(&mut self, summary: &mut Summary) -> Result<()> {
        self.bytes = 0;
        let (mut fresh, mut entries) = (Vec::new(), Vec::new());
        for document in std::mem::take(&mut self.waiting) {
            let captured = pipeline::captured(&document, self.at);
            if self.store.erased_by(&captured.capture)?.is_some() {
                summary.erased += 1;
            } else if !self.seen.insert(captured.input_key()) || self.store.captured_before(&captured)?.is_some() {
                summary.known += 1;
            } else {
                summary.captured += 1;
                fresh.push(document);
                entries.push(Entry::Captured(captured));
            }
        }
        let bytes: Vec<&[u8]> = fresh.iter().map(|d| d.bytes.as_slice()).collect();
        self.store.put_objects(&bytes)?;
        self.store.append(&entries)?;
        Ok(())
    }
}
