//! What a desk keeps in memory of a projection: cards that lists are filtered by, which statements are sealed, the
//! decisions with what became of them, and the figures of every page's frame. Loaded again when the store has changed.

use crate::desk::files;
use crate::error::Result;
use crate::project;
use crate::store::{Page, ProjectionState, RecordKind, Rows, Store};
use crate::web::desk::{DecisionRow, ReportFacts, Summary, undone};
use crate::web::filter::{Beside, Card, Shelf};
use dateline_core::decision::{Decision, Target};
use dateline_core::records::IncidentRecord;
use dateline_core::resources::Resources;
use dateline_core::sha::Sha;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Lines that are parsed at a time.
const CHUNK: usize = 512;

/// What is kept of the store as it was at one moment.
#[derive(Debug)]
pub struct State {
    projection: Option<ProjectionState>,
    size: u64,
    /// Cards of all incidents.
    pub shelf: Arc<Shelf>,
    /// Statements that are sealed.
    pub sealed: Arc<BTreeSet<Sha>>,
    /// Incident that each decision bears on, as the projection has it.
    bearing: Arc<BTreeMap<Sha, Sha>>,
    /// All decisions, oldest first.
    pub decisions: Vec<DecisionRow>,
    /// What the ledger holds.
    pub summary: Summary,
    /// Version of the readings.
    pub version: String,
    /// Records that lists showed, parsed.
    shown: Mutex<BTreeMap<Sha, IncidentRecord>>,
}

/// Most records that stay parsed for lists.
const SHOWN: usize = 1_000;

impl State {
    /// The record of an incident for a list; those shown before need not be parsed again.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn record(&self, store: &Store, id: Sha) -> Result<Option<IncidentRecord>> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(record) = shown.get(&id) {
            return Ok(Some(record.clone()));
        }
        let record = files::record(store, id)?;
        if let Some(record) = &record {
            if shown.len() >= SHOWN {
                shown.clear();
            }
            shown.insert(id, record.clone());
        }
        Ok(record)
    }

    /// Whether the store is still as it was.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn is_of(&self, store: &Store) -> Result<bool> {
        Ok(self.size == store.size()? && self.projection == store.projection_state()?)
    }

    /// What is kept of a store. What `before` holds of an equal projection is taken over; `rows` are the lines of the
    /// present one, where they are in memory.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn load(store: &Store, before: Option<&Self>, rows: Option<&Rows>, resources: &Resources) -> Result<Self> {
        let projection = store.projection_state()?;
        let digest = |state: &Option<ProjectionState>| state.as_ref().map(|state| state.digest);
        let (shelf, sealed, bearing) = match before.filter(|before| digest(&before.projection) == digest(&projection)) {
            Some(before) => (before.shelf.clone(), before.sealed.clone(), before.bearing.clone()),
            None => {
                let sealed = store.sealed_statements()?;
                let (shelf, bearing) = shelve(store, rows, &sealed, resources)?;
                (Arc::new(shelf), Arc::new(sealed), Arc::new(bearing))
            }
        };
        let version = match &projection {
            Some(state) => state.run.clone(),
            None => project::version_of(resources),
        };
        let decisions = decisions(store, &bearing)?;
        let summary = summary(store, &version, resources)?;
        Ok(Self { size: store.size()?, projection, shelf, sealed, bearing, decisions, summary, version, shown: Mutex::default() })
    }
}

/// Makes the cards, and says which decision bears on which incident.
fn shelve(store: &Store, rows: Option<&Rows>, sealed: &BTreeSet<Sha>, resources: &Resources) -> Result<(Shelf, BTreeMap<Sha, Sha>)> {
    let mut names: BTreeMap<Sha, (String, bool)> = BTreeMap::new();
    store.each_reading_row(&mut |row| {
        let facts: ReportFacts = files::facts(&row)?;
        names.insert(row.report, (facts.outlet.unwrap_or(facts.input_id), row.invented));
        Ok(())
    })?;
    let card = |record: &IncidentRecord| {
        let reports: BTreeSet<Sha> = record.mentions.iter().map(|mention| mention.report).collect();
        let reports: Vec<&(String, bool)> = reports.iter().filter_map(|id| names.get(id)).collect();
        let beside = Beside {
            outlets: reports.iter().map(|(outlet, _)| outlet.as_str()).collect(),
            centre: record.place.id.as_ref().and_then(|id| files::centre(&resources.gazetteer, id)),
            invented: reports.iter().any(|(_, invented)| *invented),
        };
        let card = Card::of(record, &beside, &|statement| sealed.contains(&statement.statement));
        (card, record.decisions.iter().map(|decision| (*decision, record.id)).collect::<Vec<_>>())
    };
    let (mut cards, mut bearing) = (Vec::new(), BTreeMap::new());
    let mut take = |made: Vec<(Card, Vec<(Sha, Sha)>)>| {
        for (card, decisions) in made {
            cards.push(card);
            bearing.extend(decisions);
        }
    };
    match rows {
        Some(rows) => take(rows.incidents.par_iter().map(card).collect()),
        None => {
            let parsed = |lines: &[String]| -> Result<Vec<_>> {
                lines.par_iter().map(|line| Ok(card(&files::parsed::<IncidentRecord>(line)?))).collect()
            };
            let mut lines: Vec<String> = Vec::with_capacity(CHUNK);
            store.each_line(RecordKind::Incident, &mut |line| {
                lines.push(line.to_owned());
                if lines.len() == CHUNK {
                    take(parsed(&lines)?);
                    lines.clear();
                }
                Ok(())
            })?;
            take(parsed(&lines)?);
        }
    }
    Ok((Shelf::new(cards), bearing))
}

fn decisions(store: &Store, bearing: &BTreeMap<Sha, Sha>) -> Result<Vec<DecisionRow>> {
    let all: Vec<Decision> = store.decisions()?.into_iter().map(|logged| logged.entry).collect();
    let undone = undone(all.iter());
    let id = |row: &serde_json::Value| row.get("decision").and_then(serde_json::Value::as_str).and_then(Sha::from_hex);
    let unmatched: BTreeSet<Sha> = store.unmatched(Page::ALL)?.items.iter().filter_map(id).collect();
    let mut rows = Vec::with_capacity(all.len());
    for decision in all {
        let id = decision.id();
        let incident = match bearing.get(&id) {
            Some(incident) => Some(*incident),
            None => told_in(store, &decision.target)?,
        };
        rows.push(DecisionRow { id, undone_by: undone.get(&id).copied(), matches: !unmatched.contains(&id), incident, decision });
    }
    Ok(rows)
}

/// The incident that has a target's words now: for decisions that are undone, which bear on nothing.
fn told_in(store: &Store, target: &Target) -> Result<Option<Sha>> {
    let incidents: BTreeSet<Sha> = store.mentions_of(target.report)?.into_iter().map(|row| row.incident).collect();
    let mut best: Option<(u32, Sha)> = None;
    for id in incidents {
        let Some(record) = files::record(store, id)? else { continue };
        let spans = record.fields.iter().filter(|f| f.field == target.field && f.report == target.report).filter_map(|f| f.span.as_ref());
        let gaps = spans.filter(|span| span.text == target.quoted.text).map(|span| span.start.abs_diff(target.quoted.start));
        if let Some(gap) = gaps.min() {
            best = Some(best.map_or((gap, id), |known| known.min((gap, id))));
        }
    }
    Ok(best.map(|(_, id)| id))
}

fn summary(store: &Store, version: &str, resources: &Resources) -> Result<Summary> {
    let (stats, counts) = (store.stats()?, store.counts()?);
    let whole = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let mut parts = version.split(' ');
    let (program, data) = (parts.next(), parts.next().and_then(Sha::from_hex));
    let notice = |(notice, ..): (&dateline_core::place::pack::Notice, Sha, usize)| {
        let (name, attribution, licence) = (&notice.name, &notice.attribution, &notice.licence);
        let words = if attribution.is_empty() { name } else { attribution };
        if words.contains(licence.as_str()) { format!("{words}.") } else { format!("{}, {licence}.", words.trim_end_matches('.')) }
    };
    Ok(Summary {
        captures: whole(stats.captures),
        reports: whole(counts.reports),
        claims: whole(counts.claims),
        incidents: whole(counts.incidents),
        problems: whole(counts.problems),
        waiting: whole(counts.waiting),
        entries: stats.entries,
        checkpoint: store.checkpoint()?.note,
        version: program.filter(|_| data.is_some()).unwrap_or(&resources.run.version).to_owned(),
        data: Some(data.unwrap_or(resources.run.data)),
        invented: counts.invented,
        not_covered: counts.not_covered.into_iter().map(|(language, count)| (language, whole(count))).collect(),
        attribution: resources.gazetteer.sources().into_iter().map(notice).collect(),
    })
}
