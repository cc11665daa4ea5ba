//! What the pages ask of whoever keeps the ledger: the trait [`Desk`] and the shapes that it answers with. The store
//! implements it over its file, [`super::memory::MemoryDesk`] over records in memory.

use super::account::Account;
use super::filter::{Filter, Listing};
use dateline_core::decision::{Decision, Judgement, Target};
use dateline_core::number::Degrees;
use dateline_core::reading::ReadingJson;
use dateline_core::records::{ClaimRecord, EdgeKind, FieldStatement, IncidentRecord, LineageEdge, ReportRecord};
use dateline_core::report::{Archive, Capture};
use dateline_core::sha::Sha;
use dateline_core::text::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Something the desk could not do. Says what happened, what was kept, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{happened} {kept} {next}")]
pub struct DeskError {
    /// What happened, one sentence.
    pub happened: String,
    /// What was kept, one sentence.
    pub kept: String,
    /// What to do, one sentence.
    pub next: String,
}

impl DeskError {
    /// An error of reading: nothing was changed.
    #[must_use]
    pub fn reading(happened: impl Into<String>, next: impl Into<String>) -> Self {
        Self { happened: happened.into(), kept: "Nothing was changed.".to_owned(), next: next.into() }
    }
}

/// What an id or the beginning of one stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<T> {
    /// One record.
    One(Box<T>),
    /// Several ids begin so; at most 20 of them, sorted.
    Many(Vec<Sha>),
    /// None does.
    None,
}

/// Facts of a report that stand beside its words on other pages. A store keeps them as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFacts {
    /// Id of the report.
    pub id: Sha,
    /// Its input id.
    pub input_id: String,
    /// The preserved bytes.
    pub capture: Capture,
    /// Name of the outlet.
    pub outlet: Option<String>,
    /// Title as printed.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The web archive's capture, if it came from one.
    pub archive: Option<Archive>,
    /// When the report says it was published.
    pub published: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// Whether it is invented material; see [`invented`].
    pub invented: bool,
}

impl ReportFacts {
    /// The facts that a reading holds.
    #[must_use]
    pub fn of(reading: &ReadingJson, invented: bool) -> Self {
        let report = &reading.report;
        Self {
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
        }
    }

    /// What to call whoever brought the report: its outlet, else the host of its address, else its input id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.outlet.as_deref().or_else(|| self.url.as_deref().and_then(host)).unwrap_or(&self.input_id)
    }
}

/// Host name of an address.
#[must_use]
pub fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

/// Whether a report says of itself that it is invented: its host ends in a reserved name (RFC 2606), or one of the
/// first three lines of its text begins with "invented".
#[must_use]
pub fn invented(url: Option<&str>, text: &str) -> bool {
    let reserved = |host: &str| [".example", ".test", ".invalid"].iter().any(|end| host.to_ascii_lowercase().ends_with(end));
    let says =
        |line: &str| line.trim_start_matches(|c: char| !c.is_alphanumeric()).get(..8).is_some_and(|w| w.eq_ignore_ascii_case("invented"));
    url.and_then(host).is_some_and(reserved) || text.lines().filter(|line| !line.trim().is_empty()).take(3).any(says)
}

/// A decision with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    /// Id of the decision.
    pub id: Sha,
    /// The decision.
    pub decision: Decision,
    /// The later decision that undid it.
    pub undone_by: Option<Sha>,
    /// Whether its words are still found where it says; what no longer matches is listed, never dropped.
    pub matches: bool,
    /// The incident that it bears on now.
    pub incident: Option<Sha>,
}

/// What undoing a decision appends; `rows` are all decisions.
///
/// # Errors
/// When there is no such decision or it was undone before.
pub fn undoing(rows: &[DecisionRow], decision: Sha, who: &str, reason: &str) -> Result<DecisionParts, DeskError> {
    let refused = |happened: &str| DeskError {
        happened: happened.to_owned(),
        kept: "All decisions are kept.".to_owned(),
        next: "See the list of decisions.".to_owned(),
    };
    match rows.iter().find(|row| row.id == decision) {
        None => Err(refused("There is no such decision.")),
        Some(row) if row.undone_by.is_some() => Err(refused("It was undone before.")),
        Some(row) => Ok(DecisionParts {
            who: who.to_owned(),
            target: row.decision.target.clone(),
            judgement: Judgement::Undo(decision),
            reason: reason.to_owned(),
        }),
    }
}

/// Which decisions later ones undo: the earlier id and the later one. An undoing that is itself undone undoes nothing.
#[must_use]
pub fn undone<'a>(decisions: impl DoubleEndedIterator<Item = &'a Decision>) -> BTreeMap<Sha, Sha> {
    let mut out = BTreeMap::new();
    for decision in decisions.rev() {
        if let Judgement::Undo(earlier) = &decision.judgement {
            let id = decision.id();
            if !out.contains_key(&id) {
                out.insert(*earlier, id);
            }
        }
    }
    out
}

/// Whether an edge belongs to the chain of an incident that these reports mention: a mere link to a page about something else is
/// no part of it.
#[must_use]
pub fn leads_on(edge: &LineageEdge, reports: &BTreeSet<Sha>) -> bool {
    edge.kind != EdgeKind::Link || edge.to.report.is_some_and(|to| reports.contains(&to))
}

/// Everything that the page of an incident shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentFile {
    /// The record.
    pub record: IncidentRecord,
    /// One account per mention, in the order of the mentions.
    pub accounts: Vec<Account>,
    /// Claims that statements of the record come through, by id; a speaker who is sealed has the name
    /// [`super::account::WITHHELD`].
    pub claims: BTreeMap<Sha, ClaimRecord>,
    /// Edges of lineage whose later end mentions the incident, and onwards to their roots.
    pub edges: Vec<LineageEdge>,
    /// Facts of the reports of mentions and edges, by id.
    pub reports: BTreeMap<Sha, ReportFacts>,
    /// Decisions that bear on it, oldest first, undone ones too.
    pub decisions: Vec<DecisionRow>,
    /// Centres of gazetteer entries that its places name, for those that carry no point of their own.
    pub centres: BTreeMap<String, (Degrees, Degrees)>,
}

impl IncidentFile {
    /// Whether any of its reports is invented.
    #[must_use]
    pub fn invented(&self) -> bool {
        self.accounts.iter().any(|account| account.report.invented)
    }
}

/// Everything that the page of a report shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// The record.
    pub record: ReportRecord,
    /// What was read out of it.
    pub reading: ReadingJson,
    /// Facts of it and of the reports at the other ends of its edges, by id.
    pub reports: BTreeMap<Sha, ReportFacts>,
    /// Edges that begin or end at it.
    pub edges: Vec<LineageEdge>,
    /// The incidents that it mentions: index into the reading's incidents, id and the line that names it.
    pub incidents: Vec<(usize, Sha, String)>,
    /// Other captures of its address, oldest first.
    pub editions: Vec<Sha>,
    /// Length of the preserved original in bytes; `None` where it was erased.
    pub original: Option<u64>,
    /// Where the pages of a PDF stand in the source that its paragraphs map to; empty for what has no pages.
    pub pages: Vec<Span>,
    /// What the original states of itself, with where each value stands.
    pub stated: Vec<dateline_core::stated::Stated>,
    /// Addresses of other pages that it names.
    pub references: Vec<dateline_core::reference::Reference<dateline_core::text::Quoted>>,
}

/// Two mentions between the thresholds: a person has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPair {
    /// One account.
    pub left: Account,
    /// The other.
    pub right: Account,
    /// Incident that the left one is in now.
    pub left_incident: Option<Sha>,
    /// Incident that the right one is in now.
    pub right_incident: Option<Sha>,
    /// The weight table: an object with `fields` (an array of objects with `field`, `level` and `weight`, the weight in
    /// hundredths of a bit) and `total`, as the cluster stage keeps it.
    pub weights: serde_json::Value,
}

/// The review queue, one pair at a time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Queue {
    /// Pairs that wait.
    pub total: usize,
    /// Those asked for.
    pub pairs: Vec<ReviewPair>,
}

/// What the ledger holds, for the first page, the footer and `/about`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Preserved captures.
    pub captures: usize,
    /// Reports.
    pub reports: usize,
    /// Claims.
    pub claims: usize,
    /// Incidents.
    pub incidents: usize,
    /// Documents that could not be read whole.
    pub problems: usize,
    /// Pairs that wait for review.
    pub waiting: usize,
    /// Entries of the log.
    pub entries: u64,
    /// The signed checkpoint, as its file has it; empty before the first entry.
    pub checkpoint: String,
    /// Version of the program that made the readings.
    pub version: String,
    /// SHA-256 over the data files in use.
    pub data: Option<Sha>,
    /// Whether the store holds any invented report.
    pub invented: bool,
    /// Languages of reports whose claims and tolls no grammar covers, with how many reports.
    pub not_covered: Vec<(String, usize)>,
    /// What to credit: one line per data set, with its licence.
    pub attribution: Vec<String>,
}

/// What a person decided on a page; time is added by the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionParts {
    /// Who, as the analyst gives it.
    pub who: String,
    /// What about.
    pub target: Target,
    /// What was judged.
    pub judgement: Judgement,
    /// Why, in the analyst's words; may be empty.
    pub reason: String,
}

/// The preserved original of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// The bytes as captured.
    pub bytes: Vec<u8>,
    /// A file name to offer, made of the digest; never one that the page gave.
    pub name: String,
}

impl Original {
    /// Preserved bytes with the name to offer.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Self {
        Self { name: format!("{}.bin", Sha::of(&bytes)), bytes }
    }
}

/// Whoever keeps the ledger. Methods may block; the pages call them on threads that may.
///
/// # Errors
/// Every method that reads or writes the store fails with a [`DeskError`] that a reader can act on.
#[allow(clippy::missing_errors_doc, reason = "said once, above")]
pub trait Desk: Send + Sync + 'static {
    /// What the ledger holds.
    fn summary(&self) -> Result<Summary, DeskError>;
    /// The incidents that pass a filter, one page of them, with all of them as points of a map.
    fn incidents(&self, filter: &Filter) -> Result<Listing, DeskError>;
    /// An incident by its id or the beginning of it.
    fn incident(&self, id: &str) -> Result<Found<IncidentFile>, DeskError>;
    /// A report by its id or the beginning of it.
    fn report(&self, id: &str) -> Result<Found<ReportFile>, DeskError>;
    /// The preserved bytes of a report.
    fn original(&self, report: Sha) -> Result<Option<Original>, DeskError>;
    /// Pairs that wait for review, best score first: `count` of them from number `from` (counted from 0).
    fn review(&self, from: usize, count: usize) -> Result<Queue, DeskError>;
    /// A pair by the ids of its mentions, whether it still waits or not.
    fn pair(&self, left: Sha, right: Sha) -> Result<Option<ReviewPair>, DeskError>;
    /// All decisions, newest first.
    fn decisions(&self) -> Result<Vec<DecisionRow>, DeskError>;
    /// Appends a decision and gives its id.
    fn decide(&self, parts: DecisionParts) -> Result<Sha, DeskError>;
    /// Appends a decision that undoes an earlier one and gives its id.
    fn undo(&self, decision: Sha, who: &str, reason: &str) -> Result<Sha, DeskError>;
    /// Whether a statement is sealed: the name of a private person that nobody unsealed.
    fn sealed(&self, statement: &FieldStatement) -> bool;
    /// All records that pass a filter, for an export, sorted by id.
    fn records(&self, filter: &Filter) -> Result<Vec<IncidentRecord>, DeskError>;
}
