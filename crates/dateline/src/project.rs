//! From a store's captures and decisions to its projection: the one way in which every command and the pages make it.
//! Readings are outputs of the stage [`STAGE`]; all lines are derived anew from them and replace the old ones.

use crate::error::{Error, Result};
use crate::ledger::Captured;
use crate::pipeline;
use crate::store::{Logged, PairRow, ProjectionState, ReadingRow, Rebuilt, Reuse, Rows, StageKey, Store};
use crate::web::desk::{ReportFacts, invented};
use dateline_core::capture::{Given, RawDocument};
use dateline_core::cluster::PairWeights;
use dateline_core::decision::Decision;
use dateline_core::derive::{Projection, derive};
use dateline_core::reading::{Reading, ReadingJson, Run};
use dateline_core::reference::{self, Reference};
use dateline_core::resources::Resources;
use dateline_core::sha::Sha;
use dateline_core::text::{Quoted, Span};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Name of the stage whose outputs are readings.
pub const STAGE: &str = "read";

/// Readings that are parsed at a time: few enough for memory, enough for every core.
const CHUNK: usize = 256;

/// Version of the stage under a run of the program: its version, the digest of its data, the model where there is one,
/// and the digest of the settings where any change what is read.
#[must_use]
pub fn stage_version(run: &Run, settings: &BTreeMap<String, String>) -> String {
    let mut out = format!("{} {}", run.version, run.data);
    if let Some(model) = run.model {
        out.push_str(&format!(" model {model}"));
    }
    if !settings.is_empty() {
        out.push_str(&format!(" config {}", crate::ledger::RunRecord::config_of(settings)));
    }
    out
}

/// The version of the stage under resources and their settings.
#[must_use]
pub fn version_of(resources: &Resources) -> String {
    stage_version(&resources.run, &resources.settings)
}

/// Reads every preserved document that this version has not read, or all of them again.
///
/// # Errors
/// When the store can't be read or written.
pub fn read_all(store: &mut Store, resources: &Resources, reuse: Reuse) -> Result<Rebuilt> {
    pipeline::catch_quietly(|| {
        store.read_documents(STAGE, &version_of(resources), reuse, &|captured, bytes| read(captured, bytes, resources))
    })
}

/// A captured entry and its bytes as the document that the reading starts from.
#[must_use]
pub fn document(captured: &Captured, bytes: &[u8]) -> RawDocument {
    let given = captured.given.clone();
    RawDocument {
        input: captured.input.clone(),
        bytes: bytes.to_vec(),
        media_type: captured.media_type.clone(),
        given: Given { url: given.url, outlet: given.outlet, published: given.published, title: given.title, charset: given.charset },
        problems: captured.problems.clone(),
        range: None,
    }
}

/// Reads a captured document: the output of the stage, for [`Store::read_documents`].
///
/// # Errors
/// When the reading can't be written as JSON, a defect of the program.
pub fn read(captured: &Captured, bytes: &[u8], resources: &Resources) -> Result<Vec<u8>> {
    output(&pipeline::read_document(&document(captured, bytes), resources))
}

/// A reading as the stage's output: the contract's JSON, and beside it where the pages of a PDF stand in the source, and the
/// addresses of other pages that the report names.
#[derive(Serialize)]
struct WithMore {
    #[serde(flatten)]
    reading: ReadingJson,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pages: Vec<[u32; 2]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    references: Vec<Reference<Quoted>>,
}

/// What [`beside()`] takes out of an output.
#[derive(Deserialize)]
struct MoreOf {
    #[serde(default)]
    pages: Vec<[u32; 2]>,
    #[serde(default)]
    references: Vec<Reference<Quoted>>,
}

/// A reading as the stage's output.
///
/// # Errors
/// As [`read()`].
pub fn output(reading: &Reading) -> Result<Vec<u8>> {
    let pages: Vec<[u32; 2]> = reading.report.pages.iter().map(|page| [page.start() as u32, page.end() as u32]).collect();
    let references = reference::quoted(&reading.report);
    let reading = reading.to_json();
    let json = match pages.is_empty() && references.is_empty() {
        true => serde_json::to_vec(&reading),
        false => serde_json::to_vec(&WithMore { reading, pages, references }),
    };
    json.map_err(|e| Error::internal("a reading can't be written as JSON").with_source(e))
}

/// What stands beside the reading in a stage's output: where the pages of a PDF stand in the source that its paragraphs map to, and
/// the addresses of other pages that the report names.
///
/// # Errors
/// As [`parse()`].
pub fn beside(json: &[u8]) -> Result<(Vec<Span>, Vec<Reference<Quoted>>)> {
    let found: MoreOf = serde_json::from_slice(json).map_err(damaged)?;
    let pages = found.pages.into_iter().map(|[start, end]| Span::new(start as usize, end as usize));
    Ok((pages.collect(), found.references))
}

/// A stage's output as the reading that it is.
///
/// # Errors
/// When it is no reading: an output that was damaged or changed by hand.
pub fn parse(json: &[u8]) -> Result<ReadingJson> {
    serde_json::from_slice(json).map_err(damaged)
}

/// A stage's output as a reading with the addresses that its report names.
///
/// # Errors
/// As [`parse()`].
pub fn reading(json: &[u8]) -> Result<Reading> {
    let mut reading = parse(json)?.into_reading().map_err(damaged)?;
    // Most reports name none: their output is not looked through again.
    if memchr::memmem::find(json, b"\"references\":[{").is_some() {
        reference::attach(&mut reading.report, beside(json)?.1);
    }
    Ok(reading)
}

fn damaged(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::store("a kept reading can't be understood").with_hint("run `dateline rebuild`: it reads the originals again").with_source(source)
}

/// Readings of a store in memory, so that the next projection need not parse those that are there.
#[derive(Debug, Default)]
pub struct Readings {
    version: String,
    kept: Vec<(Sha, Arc<Reading>)>,
}

impl Readings {
    /// The readings of every document in the log, in its order; the same input comes once, a document that was not read
    /// with this version is left out. Those that an earlier call loaded are taken as they are.
    ///
    /// # Errors
    /// When the store can't be read or a reading is damaged.
    pub fn load(&mut self, store: &Store, version: &str) -> Result<()> {
        let before: BTreeMap<Sha, Arc<Reading>> =
            if self.version == version { std::mem::take(&mut self.kept).into_iter().collect() } else { BTreeMap::new() };
        version.clone_into(&mut self.version);
        self.kept.clear();
        let mut seen = BTreeSet::new();
        let inputs: Vec<Sha> =
            store.captures()?.iter().map(|logged| logged.entry.input_key()).filter(|input| seen.insert(*input)).collect();
        for chunk in inputs.chunks(CHUNK) {
            let mut outputs: Vec<(Sha, Option<Vec<u8>>)> = Vec::with_capacity(chunk.len());
            for input in chunk {
                let key = StageKey { input: *input, stage: STAGE.to_owned(), version: version.to_owned() };
                if before.contains_key(input) {
                    outputs.push((*input, None));
                } else if let Some(json) = store.stage_output(&key)? {
                    outputs.push((*input, Some(json)));
                }
            }
            let parsed: Vec<Option<(Sha, Arc<Reading>)>> = outputs
                .par_iter()
                .map(|(input, json)| match json {
                    Some(json) => Ok(Some((*input, Arc::new(reading(json)?)))),
                    None => Ok(before.get(input).map(|reading| (*input, reading.clone()))),
                })
                .collect::<Result<_>>()?;
            self.kept.extend(parsed.into_iter().flatten());
        }
        Ok(())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Characters of all their texts, in bytes: a measure of the memory that they take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.kept.iter().map(|(_, reading)| reading.report.text.as_str().len()).sum()
    }
}

/// What a projection was saved as.
#[derive(Debug)]
pub struct Projected {
    /// Its lines.
    pub rows: Rows,
    /// What it was made from.
    pub state: ProjectionState,
}

impl Projected {
    /// Reports with a problem.
    #[must_use]
    pub fn with_problems(&self) -> usize {
        self.rows.reports.iter().filter(|report| !report.problems.is_empty()).count()
    }

    /// How many reports have each problem, by stage and message.
    #[must_use]
    pub fn problems(&self) -> BTreeMap<String, u64> {
        let mut problems = BTreeMap::new();
        for problem in self.rows.reports.iter().flat_map(|report| &report.problems) {
            *problems.entry(format!("{}: {}", problem.stage, problem.message)).or_default() += 1;
        }
        problems
    }
}

/// Makes a store's projection anew out of the readings of one version of the stage ([`stage_version`]) and all
/// decisions, and saves it in one transaction. The version is kept as the projection's `run`. Memory: all readings.
///
/// # Errors
/// When the store is open for reading, can't be read or written, or a kept reading is damaged; the old projection
/// stays then.
pub fn project(store: &mut Store, resources: &Resources, version: &str) -> Result<Projected> {
    project_with(store, resources, version, &mut Readings::default())
}

/// The same with readings that are in memory already.
///
/// # Errors
/// As [`project`].
pub fn project_with(store: &mut Store, resources: &Resources, version: &str, readings: &mut Readings) -> Result<Projected> {
    readings.load(store, version)?;
    let decisions: Vec<Decision> = store.decisions()?.into_iter().map(|Logged { entry, .. }| entry).collect();
    let all: Vec<Arc<Reading>> = readings.kept.iter().map(|(_, reading)| reading.clone()).collect();
    let rows = rows(derive(&all, &decisions, resources), &readings.kept)?;
    let state = store.save(&rows, version)?;
    Ok(Projected { rows, state })
}

/// The lines out of kept outputs and decisions: what [`Store::rebuild`] takes as its `derive`.
///
/// # Errors
/// When a kept reading is damaged.
pub fn rows_of(outputs: &[(Captured, Vec<u8>)], decisions: &[Logged<Decision>], resources: &Resources) -> Result<Rows> {
    let parsed = outputs.par_iter().map(|(captured, json)| Ok((captured.input_key(), Arc::new(reading(json)?))));
    let kept: Vec<(Sha, Arc<Reading>)> = parsed.collect::<Result<_>>()?;
    let decisions: Vec<Decision> = decisions.iter().map(|logged| logged.entry.clone()).collect();
    let all: Vec<Arc<Reading>> = kept.iter().map(|(_, reading)| reading.clone()).collect();
    rows(derive(&all, &decisions, resources), &kept)
}

fn value<T: Serialize>(row: &T) -> Result<serde_json::Value> {
    serde_json::to_value(row).map_err(|e| Error::internal("a row can't be written as JSON").with_source(e))
}

/// A projection as a store keeps it.
fn rows(projection: Projection, readings: &[(Sha, Arc<Reading>)]) -> Result<Rows> {
    let mentions = projection.incidents.iter().flat_map(|i| i.mentions.iter().map(move |m| (m.id, i.id)));
    let incident_of: BTreeMap<Sha, Sha> = mentions.collect();
    let pair = |row: &PairWeights, incident| Ok(PairRow { a: row.a, b: row.b, incident, weights: value(&row.weights)? });
    let merged = projection.merged.iter().map(|row| pair(row, incident_of.get(&row.a).copied()));
    let waiting = projection.review.iter().map(|row| pair(row, None));
    let mut seen = BTreeSet::new();
    let reading = |(input, reading): &(Sha, Arc<Reading>)| {
        let report = &reading.report;
        let invented = invented(report.url.as_deref(), report.text.as_str());
        let facts = ReportFacts {
            id: report.id,
            input_id: report.input.id.clone(),
            capture: report.capture.clone(),
            outlet: report.outlet.clone(),
            title: report.title.clone(),
            url: report.url.clone(),
            archive: report.archive.clone(),
            published: report.published.clone(),
            language: report.language.clone(),
            invented,
        };
        Ok(ReadingRow { report: report.id, input: *input, invented, facts: value(&facts)? })
    };
    Ok(Rows {
        pairs: merged.chain(waiting).collect::<Result<_>>()?,
        review: projection.review.iter().map(value).collect::<Result<_>>()?,
        unmatched: projection.unmatched.iter().map(value).collect::<Result<_>>()?,
        readings: readings.iter().filter(|(_, r)| seen.insert(r.report.id)).map(reading).collect::<Result<_>>()?,
        sealed_statements: projection.sealed_statements.into_iter().collect(),
        sealed_claims: projection.sealed_claims.into_iter().collect(),
        reports: projection.reports,
        claims: projection.claims,
        incidents: projection.incidents,
        lineage: projection.lineage,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_says_everything_that_a_reading_depends_on() {
        let run = Run { version: "0.1.0".into(), data: Sha::of(b"data"), model: None };
        let none = BTreeMap::new();
        let plain = stage_version(&run, &none);
        assert_eq!(plain, format!("0.1.0 {}", Sha::of(b"data")));
        let settings = BTreeMap::from([("language".to_owned(), "en".to_owned())]);
        let with_model = Run { model: Some(Sha::of(b"model")), ..run.clone() };
        let all = [plain, stage_version(&run, &settings), stage_version(&with_model, &none)];
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 3);
    }
}
