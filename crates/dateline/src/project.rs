//! From what the store preserves to what it prints: reads originals, derives lineage and incidents, saves the lines.

use crate::error::{Error, Result};
use crate::pipeline;
use crate::store::{Rebuilt, Reuse, Rows, Store};
use dateline_core::decision::Decision;
use dateline_core::derive::{Projection, derive};
use dateline_core::reading::ReadingJson;
use dateline_core::{Reading, Resources};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Figures of a projection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports.
    pub reports: u64,
    /// Claims.
    pub claims: u64,
    /// Incidents.
    pub incidents: u64,
    /// Reports with a problem.
    pub with_problems: u64,
    /// Problems by stage and message.
    pub problems: BTreeMap<String, u64>,
    /// Pairs that wait for a person.
    pub review: u64,
    /// Decisions that no longer match.
    pub unmatched: u64,
}

/// Reads every preserved document that this version has not read, or all of them again.
///
/// # Errors
/// When the store can't be read or written.
pub fn read_all(store: &mut Store, resources: &Resources, reuse: Reuse) -> Result<Rebuilt> {
    let version = pipeline::stage_version(resources);
    store.read_documents(pipeline::STAGE, &version, reuse, &|captured, bytes| pipeline::read_captured(captured, bytes, resources))
}

/// Derives lineage and incidents from the readings of this version and all decisions, and saves them.
///
/// # Errors
/// When the store can't be read or written, or a kept reading is damaged.
pub fn project(store: &mut Store, resources: &Resources) -> Result<Counts> {
    let version = pipeline::stage_version(resources);
    let mut readings: Vec<Arc<Reading>> = Vec::new();
    store.each_reading(pipeline::STAGE, &version, &mut |captured, json| {
        let damaged = || {
            Error::store(format!("the kept reading of {} is damaged", captured.input.id))
                .with_hint("run `dateline rebuild` to read it again")
        };
        let json: ReadingJson = serde_json::from_slice(&json).map_err(|error| damaged().with_source(error))?;
        readings.push(Arc::new(json.into_reading().map_err(|error| damaged().with_source(error))?));
        Ok(())
    })?;
    let decisions: Vec<Decision> = store.decisions()?.into_iter().map(|logged| logged.entry).collect();
    let projection = derive(&readings, &decisions, resources);
    let counts = counts(&projection);
    store.save(&rows(projection)?, &version)?;
    Ok(counts)
}

fn rows(projection: Projection) -> Result<Rows> {
    let value = |row| serde_json::to_value(row).map_err(|error| Error::internal("a line can't be written as JSON").with_source(error));
    Ok(Rows {
        review: projection.review.iter().map(|row| value(serde_json::json!(row))).collect::<Result<_>>()?,
        unmatched: projection.unmatched.iter().map(|row| value(serde_json::json!(row))).collect::<Result<_>>()?,
        reports: projection.reports,
        claims: projection.claims,
        incidents: projection.incidents,
        lineage: projection.lineage,
    })
}

fn counts(projection: &Projection) -> Counts {
    let mut problems: BTreeMap<String, u64> = BTreeMap::new();
    for problem in projection.reports.iter().flat_map(|r| &r.problems) {
        *problems.entry(format!("{}: {}", problem.stage, problem.message)).or_default() += 1;
    }
    Counts {
        reports: projection.reports.len() as u64,
        claims: projection.claims.len() as u64,
        incidents: projection.incidents.len() as u64,
        with_problems: projection.reports.iter().filter(|r| !r.problems.is_empty()).count() as u64,
        problems,
        review: projection.review.len() as u64,
        unmatched: projection.unmatched.len() as u64,
    }
}
