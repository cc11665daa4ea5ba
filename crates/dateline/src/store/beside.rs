//! What pages need beside the lines of the projection: which reading a report is, where a mention belongs, what is
//! sealed, and the weights of pairs. Kept with the projection, in the same transaction.

use crate::error::Result;
use crate::store::Store;
use crate::store::database::failed;
use crate::store::log::{sha, unsigned};
use crate::store::projection::{Digests, Rows, json};
use crate::store::query::parse;
use dateline_core::records::{ClaimRecord, LineageEdge, MentionRecord};
use dateline_core::sha::Sha;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// Which reading a report is.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadingRow {
    /// Id of the report.
    pub report: Sha,
    /// Id of the input that it was read from, as in [`crate::store::StageKey`].
    pub input: Sha,
    /// Whether the report says of itself that it is invented.
    pub invented: bool,
    /// What pages say of it without opening the reading.
    pub facts: serde_json::Value,
}

/// The table of weights of two mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct PairRow {
    /// The mention with the smaller id.
    pub a: Sha,
    /// The other mention.
    pub b: Sha,
    /// The incident that both are in; `None` where they wait for review.
    pub incident: Option<Sha>,
    /// The table of weights.
    pub weights: serde_json::Value,
}

/// A mention with the incident that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionRow {
    /// The mention.
    pub mention: MentionRecord,
    /// Its incident.
    pub incident: Sha,
}

/// How many lines the projection has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Reports.
    pub reports: u64,
    /// Claims.
    pub claims: u64,
    /// Incidents.
    pub incidents: u64,
    /// Reports with problems.
    pub problems: u64,
    /// Pairs that wait for review.
    pub waiting: u64,
    /// Whether any report is invented.
    pub invented: bool,
    /// Languages of reports that no grammar covers, with how many reports; the word for an unknown one is `und`.
    pub not_covered: Vec<(String, u64)>,
}

const SAVE: &str = "save the projection";
const READ: &str = "read the projection";

/// Writes the tables of this file whole.
pub(super) fn write(connection: &Connection, rows: &Rows, digest: &mut Digests) -> Result<()> {
    let empty = "DELETE FROM reading; DELETE FROM mention; DELETE FROM sealed; DELETE FROM pair;";
    connection.execute_batch(empty).map_err(failed(SAVE))?;
    let mut lines: BTreeMap<(&'static str, String), String> = BTreeMap::new();
    for row in &rows.readings {
        let facts = json(&row.facts)?;
        let sql = "INSERT INTO reading (report, input, invented, facts) VALUES (?1, ?2, ?3, ?4)";
        let values = params![row.report.to_string(), row.input.0, row.invented, facts];
        connection.prepare_cached(sql).and_then(|mut s| s.execute(values)).map_err(failed(SAVE))?;
        lines.insert(("reading", row.report.to_string()), format!("{} {} {facts}", row.input, row.invented));
    }
    for (incident, mention) in rows.incidents.iter().flat_map(|i| i.mentions.iter().map(move |m| (i.id, m))) {
        let sql = "INSERT OR REPLACE INTO mention (id, incident, report, input_id, number) VALUES (?1, ?2, ?3, ?4, ?5)";
        let (id, incident, report) = (mention.id.to_string(), incident.to_string(), mention.report.to_string());
        let values = params![id, incident, report, mention.input_id, mention.index as i64];
        connection.prepare_cached(sql).and_then(|mut s| s.execute(values)).map_err(failed(SAVE))?;
    }
    for (kind, ids) in [("statement", &rows.sealed_statements), ("claim", &rows.sealed_claims)] {
        for id in ids {
            let sql = "INSERT OR IGNORE INTO sealed (kind, id) VALUES (?1, ?2)";
            connection.prepare_cached(sql).and_then(|mut s| s.execute([kind, &id.to_string()])).map_err(failed(SAVE))?;
            lines.insert(("sealed", format!("{kind} {id}")), String::new());
        }
    }
    for row in &rows.pairs {
        let (line, incident) = (json(&row.weights)?, row.incident.map(|id| id.to_string()));
        let sql = "INSERT OR REPLACE INTO pair (a, b, incident, json) VALUES (?1, ?2, ?3, ?4)";
        let values = params![row.a.to_string(), row.b.to_string(), incident, line];
        connection.prepare_cached(sql).and_then(|mut s| s.execute(values)).map_err(failed(SAVE))?;
        lines.insert(("pair", format!("{} {}", row.a, row.b)), format!("{incident:?} {line}"));
    }
    for ((table, key), line) in lines {
        digest.add(table, &key, &line);
    }
    Ok(())
}

fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<Sha> {
    let hex: String = row.get(column)?;
    Sha::from_hex(&hex).ok_or(rusqlite::Error::InvalidColumnType(column, hex, rusqlite::types::Type::Text))
}

fn mention(row: &Row<'_>) -> rusqlite::Result<MentionRow> {
    let index = usize::try_from(row.get::<_, i64>(4)?).unwrap_or(usize::MAX);
    Ok(MentionRow { mention: MentionRecord { id: id(row, 0)?, report: id(row, 2)?, input_id: row.get(3)?, index }, incident: id(row, 1)? })
}

impl Store {
    /// Runs several reads on the store as it is at one moment, whatever another process writes meanwhile.
    ///
    /// # Errors
    /// Fails where the database can't be read or `read` fails.
    pub fn at_one_moment<T>(&self, read: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let _held = self.connection.unchecked_transaction().map_err(failed(READ))?;
        read(self)
    }

    /// Which reading a report is.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn reading_of(&self, report: Sha) -> Result<Option<ReadingRow>> {
        let read = |row: &Row<'_>| Ok((sha(row, 0)?, row.get::<_, bool>(1)?, row.get::<_, String>(2)?));
        let found = self
            .connection
            .prepare_cached("SELECT input, invented, facts FROM reading WHERE report = ?1")
            .and_then(|mut s| s.query_row([report.to_string()], read).optional())
            .map_err(failed(READ))?;
        found.map(|(input, invented, facts)| Ok(ReadingRow { report, input, invented, facts: parse(&facts)? })).transpose()
    }

    /// Every report with what pages say of it, one at a time, sorted by id.
    ///
    /// # Errors
    /// Fails where the database can't be read or `each` fails.
    pub fn each_reading_row(&self, each: &mut dyn FnMut(ReadingRow) -> Result<()>) -> Result<()> {
        let mut statement =
            self.connection.prepare_cached("SELECT report, input, invented, facts FROM reading ORDER BY report").map_err(failed(READ))?;
        let mut rows = statement.query([]).map_err(failed(READ))?;
        while let Some(row) = rows.next().map_err(failed(READ))? {
            let read = || Ok((id(row, 0)?, sha(row, 1)?, row.get::<_, bool>(2)?, row.get::<_, String>(3)?));
            let (report, input, invented, facts) = read().map_err(failed(READ))?;
            each(ReadingRow { report, input, invented, facts: parse(&facts)? })?;
        }
        Ok(())
    }

    /// A mention by its id.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn mention(&self, id: Sha) -> Result<Option<MentionRow>> {
        self.connection
            .prepare_cached("SELECT id, incident, report, input_id, number FROM mention WHERE id = ?1")
            .and_then(|mut s| s.query_row([id.to_string()], mention).optional())
            .map_err(failed(READ))
    }

    /// The mentions of a report, in the order of its reading.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn mentions_of(&self, report: Sha) -> Result<Vec<MentionRow>> {
        let sql = "SELECT id, incident, report, input_id, number FROM mention WHERE report = ?1 ORDER BY number";
        let read = || -> rusqlite::Result<_> { self.connection.prepare_cached(sql)?.query_map([report.to_string()], mention)?.collect() };
        read().map_err(failed(READ))
    }

    /// Ids of the sealed statements.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn sealed_statements(&self) -> Result<BTreeSet<Sha>> {
        let sql = "SELECT id FROM sealed WHERE kind = 'statement'";
        let read = || -> rusqlite::Result<_> { self.connection.prepare_cached(sql)?.query_map([], |row| id(row, 0))?.collect() };
        read().map_err(failed(READ))
    }

    /// Whether the speaker of a claim is sealed.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn is_sealed_claim(&self, claim: Sha) -> Result<bool> {
        self.connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM sealed WHERE kind = 'claim' AND id = ?1)")
            .and_then(|mut s| s.query_row([claim.to_string()], |row| row.get(0)))
            .map_err(failed(READ))
    }

    /// The claims of a report whose speakers are sealed.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn sealed_claims_of(&self, report: Sha) -> Result<Vec<ClaimRecord>> {
        let sql = "SELECT json FROM claim WHERE report = ?1 AND id IN (SELECT id FROM sealed WHERE kind = 'claim') ORDER BY id";
        self.lines_of(sql, report)
    }

    /// Edges whose later end is a report, in the contract's order.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn edges_from(&self, report: Sha) -> Result<Vec<LineageEdge>> {
        self.lines_of("SELECT json FROM lineage WHERE from_report = ?1 ORDER BY position", report)
    }

    fn lines_of<T: serde::de::DeserializeOwned>(&self, sql: &str, report: Sha) -> Result<Vec<T>> {
        let read = || -> rusqlite::Result<Vec<String>> {
            self.connection.prepare_cached(sql)?.query_map([report.to_string()], |row| row.get(0))?.collect()
        };
        read().map_err(failed(READ))?.iter().map(|line| parse(line)).collect()
    }

    /// The table of weights of two mentions, in either order; `None` where none is kept.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn pair(&self, one: Sha, other: Sha) -> Result<Option<PairRow>> {
        let (a, b) = (one.min(other), one.max(other));
        let read = |row: &Row<'_>| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, String>(1)?));
        let found = self
            .connection
            .prepare_cached("SELECT incident, json FROM pair WHERE a = ?1 AND b = ?2")
            .and_then(|mut s| s.query_row([a.to_string(), b.to_string()], read).optional())
            .map_err(failed(READ))?;
        let row = |(incident, line): (Option<String>, String)| {
            Ok(PairRow { a, b, incident: incident.as_deref().and_then(Sha::from_hex), weights: parse(&line)? })
        };
        found.map(row).transpose()
    }

    /// The tables of weights of the pairs inside an incident, sorted by their mentions: why they are one.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn pairs_of(&self, incident: Sha) -> Result<Vec<PairRow>> {
        let read = || -> rusqlite::Result<Vec<(Sha, Sha, String)>> {
            let mut statement = self.connection.prepare_cached("SELECT a, b, json FROM pair WHERE incident = ?1 ORDER BY a, b")?;
            statement.query_map([incident.to_string()], |row| Ok((id(row, 0)?, id(row, 1)?, row.get(2)?)))?.collect()
        };
        let rows = read().map_err(failed(READ))?;
        rows.into_iter().map(|(a, b, line)| Ok(PairRow { a, b, incident: Some(incident), weights: parse(&line)? })).collect()
    }

    /// How many lines the projection has.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn counts(&self) -> Result<Counts> {
        let read = || -> rusqlite::Result<Counts> {
            let count = |sql: &str| self.connection.query_row(sql, [], |row| unsigned(row, 0));
            // The stage `language` says of a report that no grammar covers its language.
            let sql = "SELECT ifnull(language, 'und'), count(*) FROM report WHERE problems > 0 \
                       AND instr(json, '\"stage\":\"language\"') > 0 GROUP BY 1 ORDER BY 1";
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, unsigned(row, 1)?)))?;
            Ok(Counts {
                reports: count("SELECT count(*) FROM report")?,
                claims: count("SELECT count(*) FROM claim")?,
                incidents: count("SELECT count(*) FROM incident")?,
                problems: count("SELECT count(*) FROM report WHERE problems > 0")?,
                waiting: count("SELECT count(*) FROM review")?,
                invented: count("SELECT EXISTS (SELECT 1 FROM reading WHERE invented)")? > 0,
                not_covered: rows.collect::<rusqlite::Result<_>>()?,
            })
        };
        read().map_err(failed(READ))
    }
}
