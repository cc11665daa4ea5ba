//! A desk over records in memory: what tests and the demonstration serve, and what a store may fill from its rows.

use super::account::{self, Account};
use super::desk::{
    DecisionParts, DecisionRow, Desk, DeskError, Found, IncidentFile, Original, Queue, ReportFacts, ReportFile, ReviewPair, Summary,
    leads_on, undoing, undone,
};
use super::filter::{self, Beside, Card, Filter, Listing, Shelf};
use super::words;
use dateline_core::decision::{Decision, Judgement};
use dateline_core::number::Degrees;
use dateline_core::reading::ReadingJson;
use dateline_core::records::{ClaimRecord, FieldStatement, IncidentRecord, LineageEdge, ReportRecord};
use dateline_core::sha::Sha;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// What a memory desk is made of.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Reports with their readings and whether they are invented.
    pub reports: Vec<(ReportRecord, ReadingJson, bool)>,
    /// Claims.
    pub claims: Vec<ClaimRecord>,
    /// Incidents.
    pub incidents: Vec<IncidentRecord>,
    /// Edges.
    pub edges: Vec<LineageEdge>,
    /// Pairs that wait.
    pub pairs: Vec<ReviewPair>,
    /// Preserved originals by report.
    pub originals: BTreeMap<Sha, Vec<u8>>,
    /// Centres of gazetteer entries.
    pub centres: BTreeMap<String, (Degrees, Degrees)>,
    /// Statements that are sealed.
    pub sealed: BTreeSet<Sha>,
    /// Claims whose speaker's name is sealed.
    pub sealed_claims: BTreeSet<Sha>,
    /// The checkpoint.
    pub checkpoint: String,
    /// What to credit.
    pub attribution: Vec<String>,
}

/// Records in memory, with the decisions made on them.
#[derive(Debug)]
pub struct MemoryDesk {
    records: Records,
    shelf: Shelf,
    by_report: BTreeMap<Sha, usize>,
    by_incident: BTreeMap<Sha, usize>,
    claims: BTreeMap<Sha, ClaimRecord>,
    edges_from: BTreeMap<Sha, Vec<usize>>,
    decisions: RwLock<Vec<Decision>>,
    clock: fn() -> String,
}

impl MemoryDesk {
    /// A desk over records; `clock` gives the time of decisions, ISO 8601 in UTC.
    #[must_use]
    pub fn new(records: Records, clock: fn() -> String) -> Self {
        let by_report: BTreeMap<Sha, usize> = records.reports.iter().enumerate().map(|(at, (record, ..))| (record.id, at)).collect();
        let by_incident = records.incidents.iter().enumerate().map(|(at, record)| (record.id, at)).collect();
        let mut edges_from: BTreeMap<Sha, Vec<usize>> = BTreeMap::new();
        for (at, edge) in records.edges.iter().enumerate() {
            edges_from.entry(edge.from.report).or_default().push(at);
        }
        let beside = |record: &IncidentRecord| {
            let reports = record.mentions.iter().filter_map(|m| by_report.get(&m.report)).map(|at| &records.reports[*at]);
            let centre = record.place.id.as_ref().and_then(|id| records.centres.get(id)).copied();
            let (outlets, invented): (Vec<&str>, Vec<bool>) =
                reports.map(|(r, _, invented)| (r.outlet.as_deref().unwrap_or(&r.input.id), *invented)).unzip();
            Beside { outlets, centre, invented: invented.contains(&true) }
        };
        let sealed = |statement: &FieldStatement| records.sealed.contains(&statement.statement);
        let shelf = Shelf::new(records.incidents.iter().map(|record| Card::of(record, &beside(record), &sealed)).collect());
        let claims = records.claims.iter().map(|claim| (claim.id, claim.clone())).collect();
        Self { shelf, by_report, by_incident, claims, edges_from, records, decisions: RwLock::default(), clock }
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<Decision>> {
        self.decisions.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<Decision>> {
        self.decisions.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn facts(&self, id: Sha) -> Option<ReportFacts> {
        let (_, reading, invented) = &self.records.reports[*self.by_report.get(&id)?];
        Some(ReportFacts::of(reading, *invented))
    }

    fn rows(&self) -> Vec<DecisionRow> {
        let decisions = self.read();
        let undone = undone(decisions.iter());
        let row = |decision: &Decision| {
            let report = decision.target.report;
            let of = |record: &&IncidentRecord| record.mentions.iter().any(|m| m.report == report);
            DecisionRow {
                id: decision.id(),
                decision: decision.clone(),
                undone_by: undone.get(&decision.id()).copied(),
                matches: self.by_report.contains_key(&report),
                incident: self.records.incidents.iter().find(of).map(|record| record.id),
            }
        };
        decisions.iter().map(row).collect()
    }

    fn speaker_sealed(&self, reading: &ReadingJson, at: usize) -> bool {
        account::speaker_sealed(reading, at, self.records.sealed_claims.iter().filter_map(|id| self.claims.get(id)))
    }

    /// A claim with its speaker's name withheld where it is sealed.
    fn withheld(&self, claim: &ClaimRecord) -> ClaimRecord {
        account::withheld(claim.clone(), self.records.sealed_claims.contains(&claim.id))
    }

    fn record(&self, id: Sha) -> Option<IncidentRecord> {
        self.by_incident.get(&id).map(|at| self.records.incidents[*at].clone())
    }

    /// Edges from the reports of an incident onwards to their roots.
    fn edges_of(&self, record: &IncidentRecord) -> Vec<LineageEdge> {
        let mut wait: Vec<Sha> = record.mentions.iter().map(|mention| mention.report).collect();
        let inside: BTreeSet<Sha> = wait.iter().copied().collect();
        let mut seen = inside.clone();
        let mut found: BTreeSet<usize> = BTreeSet::new();
        while let Some(report) = wait.pop() {
            for at in self.edges_from.get(&report).into_iter().flatten() {
                let edge = &self.records.edges[*at];
                if !leads_on(edge, &inside) {
                    continue;
                }
                found.insert(*at);
                wait.extend(edge.to.report.filter(|to| seen.insert(*to)));
            }
        }
        found.into_iter().map(|at| self.records.edges[at].clone()).collect()
    }

    fn file(&self, record: &IncidentRecord) -> IncidentFile {
        let account = |mention| {
            let (_, reading, invented) =
                &self.records.reports[*self.by_report.get(&dateline_core::records::MentionRecord::clone(mention).report)?];
            Account::of(mention, reading, *invented, &|at| self.speaker_sealed(reading, at))
        };
        let edges = self.edges_of(record);
        let ids = record.mentions.iter().map(|m| m.report);
        let ids: BTreeSet<Sha> = ids.chain(edges.iter().flat_map(|e| [Some(e.from.report), e.to.report]).flatten()).collect();
        let claims =
            record.fields.iter().filter_map(|f| self.claims.get(&f.claim?)).map(|claim| (claim.id, self.withheld(claim))).collect();
        let reports: BTreeMap<Sha, ReportFacts> = ids.into_iter().filter_map(|id| Some((id, self.facts(id)?))).collect();
        IncidentFile {
            accounts: record.mentions.iter().filter_map(account).collect(),
            claims,
            edges,
            decisions: self.rows().into_iter().filter(|row| row.incident == Some(record.id)).collect(),
            reports,
            centres: self.records.centres.clone(),
            record: record.clone(),
        }
    }
}

fn find<'a, T>(index: &BTreeMap<Sha, usize>, items: &'a [T], id: &str) -> Found<&'a T> {
    let hits: Vec<Sha> = match Sha::from_hex(id) {
        Some(id) => index.contains_key(&id).then_some(id).into_iter().collect(),
        None => index.keys().filter(|key| filter::begins(**key, id)).take(20).copied().collect(),
    };
    match hits.as_slice() {
        [] => Found::None,
        [one] => Found::One(Box::new(&items[index[one]])),
        _ => Found::Many(hits),
    }
}

impl Desk for MemoryDesk {
    fn summary(&self) -> Result<Summary, DeskError> {
        let captures: BTreeSet<Sha> = self.records.reports.iter().map(|(_, reading, _)| reading.report.capture.sha256).collect();
        let decisions = self.read().len();
        Ok(Summary {
            captures: captures.len(),
            reports: self.records.reports.len(),
            claims: self.records.claims.len(),
            incidents: self.records.incidents.len(),
            problems: self.records.reports.iter().filter(|(_, reading, _)| !reading.problems.is_empty()).count(),
            waiting: self.records.pairs.len(),
            entries: (captures.len() + decisions) as u64,
            checkpoint: self.records.checkpoint.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data: self.records.reports.first().map(|(_, reading, _)| reading.run.data),
            invented: self.records.reports.iter().any(|(.., invented)| *invented),
            not_covered: Vec::new(),
            attribution: self.records.attribution.clone(),
        })
    }

    fn incidents(&self, filter: &Filter) -> Result<Listing, DeskError> {
        self.shelf.list(filter, &|id| Ok(self.record(id)))
    }

    fn incident(&self, id: &str) -> Result<Found<IncidentFile>, DeskError> {
        Ok(match find(&self.by_incident, &self.records.incidents, id) {
            Found::One(record) => Found::One(Box::new(self.file(&record))),
            Found::Many(ids) => Found::Many(ids),
            Found::None => Found::None,
        })
    }

    fn report(&self, id: &str) -> Result<Found<ReportFile>, DeskError> {
        Ok(match find(&self.by_report, &self.records.reports, id) {
            Found::One(found) => {
                let (record, reading, _) = *found;
                let own = record.id;
                let edges = self.records.edges.iter().filter(|e| e.from.report == own || e.to.report == Some(own)).cloned();
                let edges: Vec<LineageEdge> = edges.collect();
                let ids = edges.iter().flat_map(|e| [Some(e.from.report), e.to.report]).flatten().chain([own]);
                let told =
                    self.records.incidents.iter().flat_map(|i| i.mentions.iter().map(move |m| (i, m))).filter(|(_, m)| m.report == own);
                let mut editions: Vec<&ReportRecord> = Vec::new();
                if record.url.is_some() {
                    editions.extend(self.records.reports.iter().map(|(r, ..)| r).filter(|r| r.url == record.url && r.id != own));
                }
                editions.sort_by_key(|r| (r.published.clone(), r.id));
                Found::One(Box::new(ReportFile {
                    pages: Vec::new(),
                    reports: ids.filter_map(|id| Some((id, self.facts(id)?))).collect(),
                    incidents: told.map(|(i, m)| (m.index, i.id, words::title(i))).collect(),
                    editions: editions.into_iter().map(|r| r.id).collect(),
                    original: self.records.originals.get(&own).map(|bytes| bytes.len() as u64),
                    stated: Vec::new(),
                    references: Vec::new(),
                    record: record.clone(),
                    reading: reading.clone(),
                    edges,
                }))
            }
            Found::Many(ids) => Found::Many(ids),
            Found::None => Found::None,
        })
    }

    fn original(&self, report: Sha) -> Result<Option<Original>, DeskError> {
        Ok(self.records.originals.get(&report).cloned().map(Original::of))
    }

    fn review(&self, from: usize, count: usize) -> Result<Queue, DeskError> {
        let decided: Vec<DecisionRow> = self.rows().into_iter().filter(|row| row.undone_by.is_none()).collect();
        let is_decided = |pair: &ReviewPair| {
            let (left, right) = (pair.left.target(), pair.right.target());
            decided.iter().any(|row| match &row.decision.judgement {
                Judgement::Same(other) | Judgement::Different(other) | Judgement::Unsure(other) => {
                    row.decision.target == left && *other == right
                }
                _ => false,
            })
        };
        let waiting: Vec<&ReviewPair> = self.records.pairs.iter().filter(|pair| !is_decided(pair)).collect();
        Ok(Queue { total: waiting.len(), pairs: waiting.into_iter().skip(from).take(count).cloned().collect() })
    }

    fn pair(&self, left: Sha, right: Sha) -> Result<Option<ReviewPair>, DeskError> {
        Ok(self.records.pairs.iter().find(|p| p.left.mention.id == left && p.right.mention.id == right).cloned())
    }

    fn decisions(&self) -> Result<Vec<DecisionRow>, DeskError> {
        let mut rows = self.rows();
        rows.reverse();
        Ok(rows)
    }

    fn decide(&self, parts: DecisionParts) -> Result<Sha, DeskError> {
        let DecisionParts { who, target, judgement, reason } = parts;
        let decision = Decision { at: (self.clock)(), who, target, judgement, reason };
        let id = decision.id();
        self.write().push(decision);
        Ok(id)
    }

    fn undo(&self, decision: Sha, who: &str, reason: &str) -> Result<Sha, DeskError> {
        self.decide(undoing(&self.rows(), decision, who, reason)?)
    }

    fn sealed(&self, statement: &FieldStatement) -> bool {
        self.records.sealed.contains(&statement.statement)
    }

    fn records(&self, filter: &Filter) -> Result<Vec<IncidentRecord>, DeskError> {
        Ok(self.shelf.ids(filter).into_iter().filter_map(|id| self.record(id)).collect())
    }
}
