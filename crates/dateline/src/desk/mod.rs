//! The pages' desk over a store: reads through connections of its own, beside any process that writes; opens the store
//! for writing only for the moment of a decision, and makes the projection anew after it, so that pages show its effect.

mod files;
mod state;

use crate::error::{Error, Result};
use crate::ledger::Entry;
use crate::project::{self, Readings};
use crate::store::{Access, Page, Store};
use crate::web::desk::{
    DecisionParts, DecisionRow, Desk, DeskError, Found, IncidentFile, Original, Queue, ReportFacts, ReportFile, ReviewPair, Summary,
    undoing,
};
use crate::web::filter::{Filter, Listing};
use dateline_core::decision::Decision;
use dateline_core::records::{FieldStatement, IncidentRecord};
use dateline_core::resources::Resources;
use dateline_core::sha::Sha;
use files::Opened;
use state::State;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Connections for reading that are kept open; more are opened while more are asked for at a time.
const READERS: usize = 8;
/// Most bytes of reports' texts whose readings stay in memory from one decision to the next; about a tenth of the memory
/// that they take.
const TEXTS: usize = 64 << 20;

/// A desk over a store's folder.
#[derive(Debug)]
pub struct StoreDesk {
    folder: PathBuf,
    resources: Arc<Resources>,
    clock: fn() -> String,
    readers: Mutex<Vec<Store>>,
    state: RwLock<Arc<State>>,
    opened: Mutex<Opened>,
    /// Held while this desk writes; with the readings that the last projection was made of.
    writing: Mutex<Readings>,
}

/// An error of the store as one that a reader of a page can act on.
fn said(error: &Error, kept: &str) -> DeskError {
    let sentence = |words: &str| {
        let mut letters = words.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{first}{}.", letters.as_str().trim_end_matches('.'))
    };
    let next = error.hint.as_deref().unwrap_or("load the page again; if it stays so, run `dateline doctor`");
    DeskError { happened: sentence(&error.message), kept: kept.to_owned(), next: sentence(next) }
}

fn not_read(error: Error) -> DeskError {
    said(&error, "Nothing was changed.")
}

fn not_written(error: Error) -> DeskError {
    said(&error, "No decision was written; all earlier ones are kept.")
}

fn not_shown(error: Error) -> DeskError {
    said(&error, "The decision is in the log; only what the pages show is behind.")
}

impl StoreDesk {
    /// A desk over the store in `folder`. `clock` gives the time of decisions, ISO 8601 in UTC with seconds. Where the log
    /// has decisions that the projection does not know, as after a stop between the two, it is made anew first, unless
    /// another process writes to the store just now.
    ///
    /// # Errors
    /// When there is no store or it can't be read.
    pub fn open(folder: &Path, resources: Arc<Resources>, clock: fn() -> String) -> Result<Self> {
        let reader = Store::open(folder, Access::Read)?;
        let mut readings = Readings::default();
        if behind(&reader)?
            && let Ok(mut store) = Store::open(folder, Access::Write)
        {
            project::project_with(&mut store, &resources, &version(&reader, &resources)?, &mut readings)?;
        }
        let state = reader.at_one_moment(|store| State::load(store, None, None, &resources))?;
        Ok(Self {
            folder: folder.to_owned(),
            resources,
            clock,
            readers: Mutex::new(vec![reader]),
            state: RwLock::new(Arc::new(state)),
            opened: Mutex::default(),
            writing: Mutex::new(bounded(readings)),
        })
    }

    /// Reads the store as it is at one moment, with what is kept in memory of that same moment.
    fn read<T>(&self, read: impl FnOnce(&Store, &State) -> Result<T>) -> std::result::Result<T, DeskError> {
        let waiting = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let store = match waiting {
            Some(store) => store,
            None => Store::open(&self.folder, Access::Read).map_err(not_read)?,
        };
        let answer = store.at_one_moment(|store| {
            let mut state = self.state.read().unwrap_or_else(PoisonError::into_inner).clone();
            if !state.is_of(store)? {
                state = Arc::new(State::load(store, Some(&state), None, &self.resources)?);
                *self.state.write().unwrap_or_else(PoisonError::into_inner) = state.clone();
            }
            read(store, &state)
        });
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS {
            readers.push(store);
        }
        answer.map_err(not_read)
    }

    fn pages<'a>(&'a self, store: &'a Store, state: &'a State) -> files::Pages<'a> {
        files::Pages { store, state, opened: &self.opened, gazetteer: &self.resources.gazetteer, resources: &self.resources }
    }
}

/// The version of the readings that the projection was made of; where there is none, the one of these resources.
fn version(store: &Store, resources: &Resources) -> Result<String> {
    let run = store.projection_state()?.map(|state| state.run);
    Ok(run.unwrap_or_else(|| project::version_of(resources)))
}

/// Whether the log has a decision that the projection does not know.
fn behind(store: &Store) -> Result<bool> {
    let known = store.projection_state()?.map_or(0, |state| state.log_size);
    Ok(store.decisions()?.last().is_some_and(|last| last.position >= known))
}

/// Readings, unless they take more memory than may stay in use.
fn bounded(readings: Readings) -> Readings {
    if readings.bytes() > TEXTS { Readings::default() } else { readings }
}

fn found<T, U>(hits: crate::store::Found<T>, open: impl FnOnce(T) -> Result<U>) -> Result<Found<U>> {
    Ok(match hits {
        crate::store::Found::One(record) => Found::One(Box::new(open(record)?)),
        crate::store::Found::Several(ids) => Found::Many(ids.iter().filter_map(|id| Sha::from_hex(id)).collect()),
        crate::store::Found::None => Found::None,
    })
}

/// Whether an id or the beginning of one is long enough to be looked up.
fn is_beginning(id: &str) -> bool {
    id.len() >= 4
}

impl Desk for StoreDesk {
    fn summary(&self) -> std::result::Result<Summary, DeskError> {
        self.read(|_, state| Ok(state.summary.clone()))
    }

    fn incidents(&self, filter: &Filter) -> std::result::Result<Listing, DeskError> {
        self.read(|store, state| state.shelf.list(filter, &|id| state.record(store, id)))
    }

    fn incident(&self, id: &str) -> std::result::Result<Found<IncidentFile>, DeskError> {
        if !is_beginning(id) {
            return Ok(Found::None);
        }
        self.read(|store, state| found(store.incident(id)?, |record| self.pages(store, state).incident(record)))
    }

    fn report(&self, id: &str) -> std::result::Result<Found<ReportFile>, DeskError> {
        if !is_beginning(id) {
            return Ok(Found::None);
        }
        self.read(|store, state| found(store.report(id)?, |record| self.pages(store, state).report(record)))
    }

    fn original(&self, report: Sha) -> std::result::Result<Option<Original>, DeskError> {
        self.read(|store, _| {
            let Some(row) = store.reading_of(report)? else { return Ok(None) };
            let facts: ReportFacts = files::facts(&row)?;
            match store.erased_by(&facts.capture.sha256)? {
                Some(_) => Ok(None),
                None => store.get_object(&facts.capture.sha256).map(|bytes| Some(Original::of(bytes))),
            }
        })
    }

    fn review(&self, from: usize, count: usize) -> std::result::Result<Queue, DeskError> {
        self.read(|store, state| {
            let listed = store.review(Page { offset: from as u64, limit: count as u64 })?;
            let pages = self.pages(store, state);
            let side = |row: &serde_json::Value, key| row.get(key).and_then(serde_json::Value::as_str).and_then(Sha::from_hex);
            let mut pairs = Vec::new();
            for row in &listed.items {
                if let Some((left, right)) = side(row, "a").zip(side(row, "b")) {
                    pairs.extend(pages.pair(left, right, row.get("weights").cloned().unwrap_or_default())?);
                }
            }
            Ok(Queue { total: usize::try_from(listed.total).unwrap_or(usize::MAX), pairs })
        })
    }

    fn pair(&self, left: Sha, right: Sha) -> std::result::Result<Option<ReviewPair>, DeskError> {
        self.read(|store, state| {
            let weights = store.pair(left, right)?.map(|row| row.weights).unwrap_or_default();
            self.pages(store, state).pair(left, right, weights)
        })
    }

    fn decisions(&self) -> std::result::Result<Vec<DecisionRow>, DeskError> {
        self.read(|_, state| Ok(state.decisions.iter().rev().cloned().collect()))
    }

    fn decide(&self, parts: DecisionParts) -> std::result::Result<Sha, DeskError> {
        let mut readings = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let DecisionParts { who, target, judgement, reason } = parts;
        let decision = Decision { at: (self.clock)(), who, target, judgement, reason };
        let id = decision.id();
        let mut store = Store::open(&self.folder, Access::Write).map_err(not_written)?;
        // The same form sent twice in a second is one decision.
        let known = store.decisions().map_err(not_written)?.iter().any(|logged| logged.entry == decision);
        if !known {
            store.append(&[Entry::Decision(decision)]).map_err(not_written)?;
        }
        let show = |store: &mut Store, readings: &mut Readings| {
            let projected = project::project_with(store, &self.resources, &version(store, &self.resources)?, readings)?;
            let before = self.state.read().unwrap_or_else(PoisonError::into_inner).clone();
            State::load(store, Some(&before), Some(&projected.rows), &self.resources)
        };
        let state = show(&mut store, &mut readings).map_err(not_shown)?;
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        *readings = bounded(std::mem::take(&mut readings));
        Ok(id)
    }

    fn undo(&self, decision: Sha, who: &str, reason: &str) -> std::result::Result<Sha, DeskError> {
        let rows = self.read(|_, state| Ok(state.decisions.clone()))?;
        self.decide(undoing(&rows, decision, who, reason)?)
    }

    fn sealed(&self, statement: &FieldStatement) -> bool {
        self.state.read().unwrap_or_else(PoisonError::into_inner).sealed.contains(&statement.statement)
    }

    fn records(&self, filter: &Filter) -> std::result::Result<Vec<IncidentRecord>, DeskError> {
        self.read(|store, state| {
            let records = state.shelf.ids(filter).into_iter().map(|id| files::record(store, id));
            records.filter_map(Result::transpose).collect()
        })
    }
}
