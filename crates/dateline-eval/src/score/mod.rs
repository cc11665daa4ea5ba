//! Scores a reading against a case's labels, layer by layer.

mod claims;
mod incidents;
mod mentions;
mod report;

use crate::case::Case;
use crate::input;
use crate::sheet::Sheet;
use crate::stages::{self, Labels};
use anyhow::{Result, anyhow};
use dateline_core::reading::{Reading, ReadingJson};
use dateline_core::resources::Resources;
use dateline_core::text::Quoted;
use std::collections::BTreeMap;

/// Reads a case's text with what its header says of it; with `parts`, later stages get the labels of earlier ones.
///
/// # Errors
/// When the text gives no document, or labels do not stand in the text.
pub fn read(case: &Case, resources: &Resources, parts: bool) -> Result<Reading> {
    let report = input::report_of_text(&case.id, &case.text, case.given(), resources)
        .ok_or_else(|| anyhow!("{}: the text gives no document", case.id))?;
    let mut labels = Labels::default();
    if parts {
        let gold = case.labels.clone().into_reading()?;
        labels = Labels { places: Some(gold.places), times: Some(gold.times), counts: Some(gold.counts), claims: Some(gold.claims) };
    }
    Ok(stages::read(report, resources, labels, &mut |_| ()))
}

/// Scores one reading. Times and counts, then claims, hedges and incidents, are scored for languages that have a grammar.
pub fn score(case: &Case, read: &ReadingJson, resources: &Resources, sheet: &mut Sheet) {
    let labels = &case.labels;
    report::score(&case.id, labels, read, sheet);
    mentions::places(&case.id, labels, read, sheet);
    if resources.toll.covers(labels.report.language.as_deref()) {
        mentions::times(&case.id, labels, read, sheet);
        mentions::counts(&case.id, labels, read, sheet);
    }
    if resources.covers_claims(labels.report.language.as_deref()) {
        mentions::hedges(&case.id, labels, read, sheet);
        claims::score(&case.id, labels, read, sheet);
    }
    if resources.covers_incidents(labels.report.language.as_deref()) {
        incidents::score(&case.id, labels, read, sheet);
    }
}

/// Scores a second annotator's labels against the first's, whatever the language: the layers that both give.
pub fn agree(case: &str, first: &ReadingJson, second: &ReadingJson, sheet: &mut Sheet) {
    mentions::places(case, first, second, sheet);
    mentions::counts(case, first, second, sheet);
    claims::score(case, first, second, sheet);
    incidents::score(case, first, second, sheet);
}

/// Which labelled claim of a report is which claim read, by index.
#[must_use]
pub fn same_claims(labels: &ReadingJson, read: &ReadingJson) -> BTreeMap<usize, usize> {
    let pairs = claims::pairs(labels, read).pairs;
    pairs.into_iter().enumerate().filter_map(|(label, read)| Some((label, read?))).collect()
}

/// Reads and scores every case.
///
/// # Errors
/// As [`read`].
pub fn score_all(cases: &[Case], resources: &Resources, parts: bool) -> Result<Sheet> {
    let mut sheet = Sheet::default();
    for case in cases {
        score(case, &read(case, resources, parts)?.to_json(), resources, &mut sheet);
    }
    Ok(sheet)
}

/// Which labelled incident of a report is which incident read, by index.
#[must_use]
pub fn same_incidents(labels: &ReadingJson, read: &ReadingJson) -> BTreeMap<usize, usize> {
    incidents::pairs(labels, read)
}

/// Whether two spans share a character.
fn overlaps(a: &Quoted, b: &Quoted) -> bool {
    a.start < b.end && b.start < a.end
}

/// Characters that two spans share.
fn shared(a: &Quoted, b: &Quoted) -> u32 {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// Pairs each label with the one item that fits it best, each item once: greedily in the order of the labels.
pub(crate) fn pair<L, R>(labels: &[L], read: &[R], fit: impl Fn(&L, &R) -> u32) -> Vec<Option<usize>> {
    let mut used = vec![false; read.len()];
    labels
        .iter()
        .map(|label| {
            let fits = read.iter().enumerate().filter(|(at, _)| !used[*at]).map(|(at, item)| (fit(label, item), at));
            let best = fits.filter(|(score, _)| *score > 0).max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)))?;
            used[best.1] = true;
            Some(best.1)
        })
        .collect()
}
