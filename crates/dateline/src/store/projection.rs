//! Projections: the lines that a store prints, kept as rows with the columns that lists are filtered by. They are made
//! from captures and log, and made again at will; saving writes only the rows that changed.

use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::beside::{self, PairRow, ReadingRow};
use crate::store::database::failed;
use crate::store::log::{sha, signed, unsigned};
use dateline_core::records::{ClaimRecord, Field, IncidentRecord, LineageEdge, ReportRecord, Value};
use dateline_core::sha::Sha;
use dateline_core::toll::Outcome;
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// All rows of the projection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// Reports.
    pub reports: Vec<ReportRecord>,
    /// Claims.
    pub claims: Vec<ClaimRecord>,
    /// Incidents.
    pub incidents: Vec<IncidentRecord>,
    /// Edges of lineage.
    pub lineage: Vec<LineageEdge>,
    /// What waits for an analyst, in the order in which it is to be looked at.
    pub review: Vec<serde_json::Value>,
    /// Decisions that match nothing any more.
    pub unmatched: Vec<serde_json::Value>,
    /// Which reading each report is.
    pub readings: Vec<ReadingRow>,
    /// Ids of statements that name private persons.
    pub sealed_statements: Vec<Sha>,
    /// Ids of claims whose speaker is a private person by name.
    pub sealed_claims: Vec<Sha>,
    /// Tables of weights of compared pairs.
    pub pairs: Vec<PairRow>,
}

/// What the projection was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectionState {
    /// Number of entries in the log when it was made; fewer than now means that it is behind.
    pub log_size: u64,
    /// Id of what made it, as the caller gave it.
    pub run: String,
    /// SHA-256 over its lines, sorted: equal for equal projections.
    pub digest: Sha,
}

const TABLES: &[&str] = &[
    "report",
    "claim",
    "incident",
    "incident_report",
    "lineage",
    "review",
    "unmatched",
    "reading",
    "mention",
    "sealed",
    "pair",
    "projection",
];

/// Empties the projection inside the caller's transaction.
pub(super) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    TABLES.iter().try_for_each(|table| connection.execute(&format!("DELETE FROM {table}"), []).map(drop_count))
}

/// Folds words for searching: lower case.
pub(super) fn fold(words: &str) -> String {
    words.to_lowercase()
}

impl Store {
    /// Replaces the projection, all tables in one transaction. `run` is the id of what made it.
    ///
    /// # Errors
    /// Fails where the store is open for reading, can't be written, or two rows share an id; the old rows stay then.
    pub fn save(&mut self, rows: &Rows, run: &str) -> Result<ProjectionState> {
        self.require_write()?;
        let doing = "save the projection";
        let log_size = self.size()?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed(doing))?;
        let mut digest = Digests::default();
        reports(&transaction, &rows.reports, &mut digest)?;
        claims(&transaction, &rows.claims, &mut digest)?;
        incidents(&transaction, &rows.incidents, &mut digest)?;
        mentions(&transaction, rows)?;
        lineage(&transaction, &rows.lineage, &mut digest)?;
        numbered(&transaction, "review", &rows.review, &mut digest)?;
        numbered(&transaction, "unmatched", &rows.unmatched, &mut digest)?;
        beside::write(&transaction, rows, &mut digest)?;
        let state = ProjectionState { log_size, run: run.to_owned(), digest: digest.finish() };
        transaction
            .execute(
                "INSERT OR REPLACE INTO projection (one, log_size, run, digest) VALUES (1, ?1, ?2, ?3)",
                params![signed(log_size)?, run, state.digest.0],
            )
            .map_err(failed(doing))?;
        transaction.commit().map_err(failed(doing))?;
        Ok(state)
    }

    /// What the projection was made from; `None` where there is none.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn projection_state(&self) -> Result<Option<ProjectionState>> {
        self.connection
            .query_row("SELECT log_size, run, digest FROM projection", [], |row| {
                Ok(ProjectionState { log_size: unsigned(row, 0)?, run: row.get(1)?, digest: sha(row, 2)? })
            })
            .optional()
            .map_err(failed("read the projection's state"))
    }
}

/// Lines by table, for a digest that does not depend on the order in which they were given.
#[derive(Default)]
pub(super) struct Digests(Vec<(&'static str, String, [u8; 32])>);

impl Digests {
    pub(super) fn add(&mut self, table: &'static str, key: &str, json: &str) {
        self.0.push((table, key.to_owned(), Sha256::digest(json.as_bytes()).into()));
    }

    fn finish(mut self) -> Sha {
        self.0.sort();
        let mut hasher = Sha256::new();
        for (table, key, line) in self.0 {
            hasher.update(format!("{table}\n{key}\n"));
            hasher.update(line);
        }
        Sha(hasher.finalize().into())
    }
}

pub(super) fn json<T: Serialize>(row: &T) -> Result<String> {
    serde_json::to_string(row).map_err(|e| Error::internal("a row can't be written as JSON").with_source(e))
}

/// Writes a table with ids: rows that are new or changed are written, rows that are gone are deleted, others stay.
struct Writer<'a> {
    connection: &'a Connection,
    table: &'static str,
    sql: String,
    before: BTreeMap<String, [u8; 32]>,
    seen: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    fn new(connection: &'a Connection, table: &'static str, columns: &[&str]) -> Result<Self> {
        let marks: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
        let sql = format!("INSERT OR REPLACE INTO {table} ({}) VALUES ({})", columns.join(", "), marks.join(", "));
        let read = || {
            let mut statement = connection.prepare(&format!("SELECT id, json FROM {table}"))?;
            let rows = statement.query_map([], |row| {
                let json: String = row.get(1)?;
                Ok((row.get::<_, String>(0)?, Sha256::digest(json.as_bytes()).into()))
            })?;
            rows.collect::<rusqlite::Result<BTreeMap<_, _>>>()
        };
        let before = read().map_err(failed("read the projection"))?;
        Ok(Self { connection, table, sql, before, seen: BTreeSet::new() })
    }

    /// Writes a row where it is new or changed.
    fn put(&mut self, id: &str, line: &str, values: &[&dyn ToSql]) -> Result<()> {
        if !self.seen.insert(id.to_owned()) {
            return Err(Error::internal(format!("two rows of {} share the id {id}", self.table)));
        }
        let new: [u8; 32] = Sha256::digest(line.as_bytes()).into();
        if self.before.remove(id) == Some(new) {
            return Ok(());
        }
        let written = self.connection.prepare_cached(&self.sql).and_then(|mut insert| insert.execute(values));
        written.map(drop_count).map_err(failed("save the projection"))
    }

    fn finish(self) -> Result<()> {
        let delete = || -> rusqlite::Result<()> {
            let mut delete = self.connection.prepare(&format!("DELETE FROM {} WHERE id = ?1", self.table))?;
            self.before.keys().try_for_each(|id| delete.execute([id]).map(drop_count))
        };
        delete().map_err(failed("save the projection"))
    }
}

fn drop_count(_rows: usize) {}

fn reports(connection: &Connection, rows: &[ReportRecord], digest: &mut Digests) -> Result<()> {
    let columns = ["id", "json", "input_id", "url", "outlet", "language", "day", "family", "edition_of", "problems", "words"];
    let mut writer = Writer::new(connection, "report", &columns)?;
    for row in rows {
        let (id, line) = (row.id.to_string(), json(row)?);
        digest.add("report", &id, &line);
        let day = row.published.as_deref().and_then(|p| p.get(..10));
        let (family, edition_of) = (row.family.to_string(), row.edition_of.map(|id| id.to_string()));
        let problems = row.problems.len() as i64;
        let texts = [Some(row.input.id.as_str()), row.url.as_deref(), row.outlet.as_deref()];
        let words = fold(&texts.into_iter().flatten().collect::<Vec<_>>().join("\n"));
        let values: [&dyn ToSql; 11] =
            [&id, &line, &row.input.id, &row.url, &row.outlet, &row.language, &day, &family, &edition_of, &problems, &words];
        writer.put(&id, &line, &values)?;
    }
    writer.finish()
}

fn claims(connection: &Connection, rows: &[ClaimRecord], digest: &mut Digests) -> Result<()> {
    let mut writer = Writer::new(connection, "claim", &["id", "json", "report", "speaker", "stance", "quotation"])?;
    for row in rows {
        let (id, line) = (row.id.to_string(), json(row)?);
        digest.add("claim", &id, &line);
        let speaker = row.claim.speaker.as_ref().map(|speaker| &speaker.name);
        let (report, stance, quotation) = (row.report.to_string(), row.claim.stance.as_str(), row.claim.quotation.as_str());
        writer.put(&id, &line, &[&id, &line, &report, &speaker, &stance, &quotation])?;
    }
    writer.finish()
}

fn incidents(connection: &Connection, rows: &[IncidentRecord], digest: &mut Digests) -> Result<()> {
    let columns = [
        "id",
        "json",
        "kind",
        "from_day",
        "to_day",
        "country",
        "admin1",
        "place",
        "lat",
        "lon",
        "grade",
        "origins_low",
        "origins_high",
        "killed_min",
        "killed_max",
        "injured_min",
        "injured_max",
        "reports",
        "decisions",
        "words",
    ];
    let mut writer = Writer::new(connection, "incident", &columns)?;
    for row in rows {
        let (id, line) = (row.id.to_string(), json(row)?);
        digest.add("incident", &id, &line);
        let place = &row.place;
        let (lat, lon) = (place.lat.map(|d| d.0), place.lon.map(|d| d.0));
        let (low, high) = (row.origins.low as i64, row.origins.high as i64);
        let (killed, injured) = (toll(row, Outcome::Killed)?, toll(row, Outcome::Injured)?);
        let (reports, decisions) = (row.reports.len() as i64, row.decisions.len() as i64);
        let (kind, grade, words) = (row.kind.as_str(), row.grade.value.as_str(), search_words(row));
        let when = &row.when;
        let values: [&dyn ToSql; 20] = [
            &id,
            &line,
            &kind,
            &when.from,
            &when.to,
            &place.country,
            &place.admin1,
            &place.name,
            &lat,
            &lon,
            &grade,
            &low,
            &high,
            &killed.0,
            &killed.1,
            &injured.0,
            &injured.1,
            &reports,
            &decisions,
            &words,
        ];
        writer.put(&id, &line, &values)?;
    }
    writer.finish()
}

/// Which reports mention which incident. Written whole: a changed report changes its rows too.
fn mentions(connection: &Connection, rows: &Rows) -> Result<()> {
    let reports: BTreeMap<Sha, &ReportRecord> = rows.reports.iter().map(|report| (report.id, report)).collect();
    let write = || -> rusqlite::Result<()> {
        connection.execute("DELETE FROM incident_report", [])?;
        let sql = "INSERT OR IGNORE INTO incident_report (incident, report, language, outlet) VALUES (?1, ?2, ?3, ?4)";
        let mut insert = connection.prepare_cached(sql)?;
        for incident in &rows.incidents {
            let id = incident.id.to_string();
            for mention in &incident.mentions {
                let report = reports.get(&mention.report);
                let (language, outlet) = (report.and_then(|r| r.language.as_ref()), report.and_then(|r| r.outlet.as_ref()));
                insert.execute(params![id, mention.report.to_string(), language, outlet])?;
            }
        }
        Ok(())
    };
    write().map_err(failed("save the projection"))
}

/// Least and greatest number over all who; the greatest is unknown where any is open.
fn toll(row: &IncidentRecord, outcome: Outcome) -> Result<(Option<i64>, Option<i64>)> {
    let of = || row.toll.iter().filter(|toll| toll.outcome == outcome);
    let min = of().filter_map(|toll| toll.min).max();
    let max = if of().any(|toll| toll.max.is_none()) { None } else { of().filter_map(|toll| toll.max).max() };
    Ok((min.map(signed).transpose()?, max.map(signed).transpose()?))
}

/// What an incident is found by: its kind, where, by which means, and who is alleged to be responsible. Words for
/// those harmed are left out: nobody is to be searched for by name among the victims.
fn search_words(row: &IncidentRecord) -> String {
    let place = [Some(row.kind.as_str()), row.place.name.as_deref(), row.place.admin1.as_deref(), row.place.country.as_deref()];
    let names = row.place.names.iter().map(|name| name.text.as_str());
    let fields = row.fields.iter().filter_map(|statement| match (statement.field, &statement.value) {
        (Field::AllegedResponsible | Field::Weapon | Field::Target, Value::Words(words)) => Some(words.as_str()),
        (Field::Where, Value::Place(place)) => place.name.as_deref(),
        _ => None,
    });
    let mut words: Vec<String> = place.into_iter().flatten().chain(names).chain(fields).map(fold).collect();
    words.sort();
    words.dedup();
    words.join("\n")
}

fn lineage(connection: &Connection, rows: &[LineageEdge], digest: &mut Digests) -> Result<()> {
    let mut sorted: Vec<&LineageEdge> = rows.iter().collect();
    sorted.sort_by(|a, b| {
        let key = |e: &LineageEdge| (e.from.report, e.to.report, e.to.name.clone(), e.kind.as_str());
        key(a).cmp(&key(b))
    });
    let doing = "save the projection";
    connection.execute("DELETE FROM lineage", []).map_err(failed(doing))?;
    let sql = "INSERT INTO lineage (position, json, from_report, to_report, to_name, kind, status) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let mut insert = connection.prepare_cached(sql).map_err(failed(doing))?;
    for (position, edge) in sorted.into_iter().enumerate() {
        let line = json(edge)?;
        digest.add("lineage", &format!("{position:020}"), &line);
        let (from, to) = (edge.from.report.to_string(), edge.to.report.map(|id| id.to_string()));
        insert
            .execute(params![position as i64, line, from, to, edge.to.name, edge.kind.as_str(), edge.status.as_str()])
            .map_err(failed(doing))?;
    }
    Ok(())
}

fn numbered(connection: &Connection, table: &'static str, rows: &[serde_json::Value], digest: &mut Digests) -> Result<()> {
    let doing = "save the projection";
    connection.execute(&format!("DELETE FROM {table}"), []).map_err(failed(doing))?;
    let mut insert = connection.prepare(&format!("INSERT INTO {table} (position, json) VALUES (?1, ?2)")).map_err(failed(doing))?;
    for (position, row) in rows.iter().enumerate() {
        let line = json(row)?;
        digest.add(table, &format!("{position:020}"), &line);
        insert.execute(params![position as i64, line]).map_err(failed(doing))?;
    }
    Ok(())
}
