//! Everything that one page shows, put together from the store: the file of an incident, of a report, and a pair.
//! Only the readings of its own reports are opened; those opened last stay parsed.

use crate::desk::state::State;
use crate::error::{Error, Result};
use crate::pipeline;
use crate::project::{self, STAGE};
use crate::store::{Found, LineageFilter, MentionRow, Page, ReadingRow, ReportFilter, StageKey, Store};
use crate::web::account::{self, Account};
use crate::web::desk::{IncidentFile, ReportFacts, ReportFile, ReviewPair, leads_on};
use crate::web::words;
use dateline_core::number::Degrees;
use dateline_core::place::Gazetteer;
use dateline_core::reading::ReadingJson;
use dateline_core::records::{ClaimRecord, IncidentRecord, LineageEdge, ReportRecord, Value};
use dateline_core::resources::Resources;
use dateline_core::sha::Sha;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// Readings that stay parsed, and the longest text of one, in bytes.
const OPENED: usize = 512;
const LONGEST: usize = 1 << 18;

/// Readings that were opened last. They are reached through the rows of the projection alone, so that nothing is shown
/// that was erased since.
#[derive(Debug, Default)]
pub struct Opened {
    readings: BTreeMap<StageKey, Arc<ReadingJson>>,
    order: VecDeque<StageKey>,
}

impl Opened {
    fn keep(&mut self, key: StageKey, reading: Arc<ReadingJson>) {
        if reading.report.text.len() > LONGEST || self.readings.insert(key.clone(), reading).is_some() {
            return;
        }
        self.order.push_back(key);
        if self.order.len() > OPENED
            && let Some(oldest) = self.order.pop_front()
        {
            self.readings.remove(&oldest);
        }
    }
}

/// A report's reading with what stands beside it.
struct Sheet {
    reading: Arc<ReadingJson>,
    invented: bool,
    sealed: Vec<ClaimRecord>,
}

impl Sheet {
    fn account(&self, mention: &dateline_core::records::MentionRecord) -> Option<Account> {
        let sealed = |at| account::speaker_sealed(&self.reading, at, &self.sealed);
        Account::of(mention, &self.reading, self.invented, &sealed)
    }
}

/// A store with what is needed to put pages together.
pub struct Pages<'a> {
    /// The store, at one moment.
    pub store: &'a Store,
    /// What is kept of that moment.
    pub state: &'a State,
    /// Readings that were opened last.
    pub opened: &'a Mutex<Opened>,
    /// For centres of areas.
    pub gazetteer: &'a Gazetteer,
    /// For what a preserved page states of itself.
    pub resources: &'a Resources,
}

/// A line of the store.
///
/// # Errors
/// When it can't be understood.
pub fn parsed<T: DeserializeOwned>(line: &str) -> Result<T> {
    serde_json::from_str(line).map_err(not_understood)
}

/// The facts of a report that the projection keeps.
///
/// # Errors
/// When they can't be understood.
pub fn facts(row: &ReadingRow) -> Result<ReportFacts> {
    serde_json::from_value(row.facts.clone()).map_err(not_understood)
}

fn not_understood(source: serde_json::Error) -> Error {
    let hint = "run `dateline rebuild` to make it again";
    Error::store("a line of the projection can't be understood").with_hint(hint).with_source(source)
}

/// An incident by its whole id.
///
/// # Errors
/// When the store can't be read.
pub fn record(store: &Store, id: Sha) -> Result<Option<IncidentRecord>> {
    Ok(match store.incident(&id.to_string())? {
        Found::One(record) => Some(record),
        _ => None,
    })
}

/// The centre of a gazetteer entry.
#[must_use]
pub fn centre(gazetteer: &Gazetteer, id: &str) -> Option<(Degrees, Degrees)> {
    gazetteer.find(id).map(|at| gazetteer.entry(at).centre())
}

impl Pages<'_> {
    /// Everything that the page of an incident shows.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn incident(&self, record: IncidentRecord) -> Result<IncidentFile> {
        let told: BTreeSet<Sha> = record.mentions.iter().map(|mention| mention.report).collect();
        let edges = self.edges_of(&told)?;
        let sheets = self.sheets(&told)?;
        let secrets = self.secrets(&record);
        let mut accounts: Vec<Account> =
            record.mentions.iter().filter_map(|mention| sheets.get(&mention.report)?.account(mention)).collect();
        accounts.iter_mut().for_each(|account| account.mask(&secrets));
        let mut claims = BTreeMap::new();
        for id in record.fields.iter().filter_map(|statement| statement.claim).collect::<BTreeSet<_>>() {
            if let Found::One(claim) = self.store.claim(&id.to_string())? {
                claims.insert(id, account::withheld(claim, self.store.is_sealed_claim(id)?));
            }
        }
        let ids: BTreeSet<Sha> = told.into_iter().chain(edges.iter().flat_map(|e| [Some(e.from.report), e.to.report]).flatten()).collect();
        let places = record.fields.iter().filter_map(|statement| match &statement.value {
            Value::Place(place) => place.id.as_ref(),
            _ => None,
        });
        let places = places.chain(record.place.id.as_ref());
        Ok(IncidentFile {
            accounts,
            claims,
            reports: self.facts(ids)?,
            edges,
            decisions: self.state.decisions.iter().filter(|row| row.incident == Some(record.id)).cloned().collect(),
            centres: places.filter_map(|id| Some((id.clone(), centre(self.gazetteer, id)?))).collect(),
            record,
        })
    }

    /// Everything that the page of a report shows.
    ///
    /// # Errors
    /// When the store can't be read or keeps no reading of it.
    pub fn report(&self, record: ReportRecord) -> Result<ReportFile> {
        let own = record.id;
        let reading = self.sheets(&BTreeSet::from([own]))?.remove(&own).ok_or_else(|| {
            Error::store(format!("the reading of the report {own} is missing"))
                .with_hint("run `dateline rebuild`: it reads the originals again")
        })?;
        let edges = self.store.lineage(&LineageFilter { report: Some(own), ..LineageFilter::default() }, Page::ALL)?.items;
        let ids = edges.iter().flat_map(|e| [Some(e.from.report), e.to.report]).flatten().chain([own]).collect();
        let mut incidents = Vec::new();
        for row in self.store.mentions_of(own)? {
            if let Some(told) = self::record(self.store, row.incident)? {
                incidents.push((row.mention.index, told.id, words::title(&told)));
            }
        }
        let mut editions = Vec::new();
        if record.url.is_some() {
            editions = self.store.reports(&ReportFilter { url: record.url.clone(), ..ReportFilter::default() }, Page::ALL)?.items;
            editions.retain(|other| other.id != own);
            editions.sort_by(|a, b| (&a.published, a.id).cmp(&(&b.published, b.id)));
        }
        let capture = reading.reading.report.capture.sha256;
        // An original that is missing or damaged is not offered; `dateline verify` says what is wrong with it.
        let bytes = self.store.get_object(&capture).ok();
        let original = bytes.as_ref().map(|bytes| bytes.len() as u64);
        let (mut pages, mut references) = (Vec::new(), Vec::new());
        if let Some(row) = self.store.reading_of(own)? {
            let key = StageKey { input: row.input, stage: STAGE.to_owned(), version: self.state.version.clone() };
            if let Some(json) = self.store.stage_output(&key)? {
                (pages, references) = project::beside(&json)?;
            }
        }
        let stated = bytes.map_or_else(Vec::new, |bytes| pipeline::stated(&reading.reading.report, bytes, self.resources));
        Ok(ReportFile {
            pages,
            references,
            reading: ReadingJson::clone(&reading.reading),
            reports: self.facts(ids)?,
            incidents,
            editions: editions.into_iter().map(|other| other.id).collect(),
            original,
            stated,
            edges,
            record,
        })
    }

    /// Two accounts side by side; `None` where one of the mentions is not in the ledger any more.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn pair(&self, left: Sha, right: Sha, weights: serde_json::Value) -> Result<Option<ReviewPair>> {
        let Some((one, other)) = self.store.mention(left)?.zip(self.store.mention(right)?) else { return Ok(None) };
        let sheets = self.sheets(&BTreeSet::from([one.mention.report, other.mention.report]))?;
        let side = |row: &MentionRow| -> Result<Option<Account>> {
            let Some(mut account) = sheets.get(&row.mention.report).and_then(|sheet| sheet.account(&row.mention)) else { return Ok(None) };
            if let Some(record) = record(self.store, row.incident)? {
                account.mask(&self.secrets(&record));
            }
            Ok(Some(account))
        };
        let Some((left, right)) = side(&one)?.zip(side(&other)?) else { return Ok(None) };
        Ok(Some(ReviewPair { left, right, left_incident: Some(one.incident), right_incident: Some(other.incident), weights }))
    }

    /// Names that the sealed statements of an incident say.
    fn secrets(&self, record: &IncidentRecord) -> Vec<String> {
        let mut out = BTreeSet::new();
        for statement in record.fields.iter().filter(|statement| self.state.sealed.contains(&statement.statement)) {
            out.extend(statement.span.as_ref().map(|span| span.text.clone()));
            if let Value::Words(words) = &statement.value {
                out.insert(words.clone());
            }
        }
        let mut out: Vec<String> = out.into_iter().filter(|words| !words.trim().is_empty()).collect();
        // The longest first: a shorter one may stand inside it.
        out.sort_by_key(|words| std::cmp::Reverse(words.len()));
        out
    }

    /// Edges from reports onwards to their roots, in the contract's order.
    fn edges_of(&self, reports: &BTreeSet<Sha>) -> Result<Vec<LineageEdge>> {
        let mut wait: Vec<Sha> = reports.iter().copied().collect();
        let mut seen = reports.clone();
        let mut out = Vec::new();
        while let Some(report) = wait.pop() {
            for edge in self.store.edges_from(report)?.into_iter().filter(|edge| leads_on(edge, reports)) {
                wait.extend(edge.to.report.filter(|to| seen.insert(*to)));
                out.push(edge);
            }
        }
        let key = |e: &LineageEdge| (e.from.report, e.to.report, e.to.name.clone(), e.kind.as_str());
        out.sort_by_cached_key(key);
        Ok(out)
    }

    fn facts(&self, ids: BTreeSet<Sha>) -> Result<BTreeMap<Sha, ReportFacts>> {
        let mut out = BTreeMap::new();
        for id in ids {
            if let Some(row) = self.store.reading_of(id)? {
                out.insert(id, facts(&row)?);
            }
        }
        Ok(out)
    }

    /// The readings of reports, those that are not parsed yet parsed on every core.
    fn sheets(&self, reports: &BTreeSet<Sha>) -> Result<BTreeMap<Sha, Sheet>> {
        let mut out = BTreeMap::new();
        let mut closed: Vec<(ReadingRow, StageKey, Vec<u8>)> = Vec::new();
        let mut put = |row: &ReadingRow, reading| -> Result<()> {
            let sheet = Sheet { reading, invented: row.invented, sealed: self.store.sealed_claims_of(row.report)? };
            out.insert(row.report, sheet);
            Ok(())
        };
        for report in reports {
            let Some(row) = self.store.reading_of(*report)? else { continue };
            let key = StageKey { input: row.input, stage: STAGE.to_owned(), version: self.state.version.clone() };
            let known = self.opened.lock().unwrap_or_else(PoisonError::into_inner).readings.get(&key).cloned();
            match known {
                Some(reading) => put(&row, reading)?,
                None => {
                    if let Some(json) = self.store.stage_output(&key)? {
                        closed.push((row, key, json));
                    }
                }
            }
        }
        let parsed: Vec<Arc<ReadingJson>> =
            closed.par_iter().map(|(_, _, json)| project::parse(json).map(Arc::new)).collect::<Result<_>>()?;
        for ((row, key, _), reading) in closed.into_iter().zip(parsed) {
            put(&row, reading.clone())?;
            self.opened.lock().unwrap_or_else(PoisonError::into_inner).keep(key, reading);
        }
        Ok(out)
    }
}
