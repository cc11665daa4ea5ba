//! Reading the projection: lists by filter and page, single lines by id or the beginning of one, and whole tables for
//! export. Lines come as the contract has them.

use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::database::failed;
use crate::store::filter::{
    ClaimFilter, Found, IncidentFilter, IncidentOrder, IncidentSummary, LineageFilter, Listed, Page, RecordKind, ReportFilter, Where,
    integer,
};
use crate::store::log::unsigned;
use dateline_core::records::{ClaimRecord, IncidentRecord, LineageEdge, ReportRecord};
use rusqlite::types::ToSql;
use rusqlite::{OptionalExtension, params_from_iter};
use serde::de::DeserializeOwned;

impl Store {
    fn list<T>(
        &self,
        table: &str,
        columns: &str,
        found: &Where,
        order: &str,
        page: Page,
        read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Listed<T>> {
        let clause = found.clause();
        let run = || -> rusqlite::Result<Listed<T>> {
            let mut count = self.connection.prepare_cached(&format!("SELECT count(*) FROM {table}{clause}"))?;
            let total = count.query_row(params_from_iter(found.values.iter()), |row| unsigned(row, 0))?;
            let sql = format!("SELECT {columns} FROM {table}{clause} ORDER BY {order} LIMIT ? OFFSET ?");
            let mut statement = self.connection.prepare_cached(&sql)?;
            let bounds: [Box<dyn ToSql>; 2] = [Box::new(integer(Some(page.limit))), Box::new(integer(Some(page.offset)))];
            let rows = statement.query_map(params_from_iter(found.values.iter().chain(&bounds)), |row| read(row))?;
            Ok(Listed { total, items: rows.collect::<rusqlite::Result<_>>()? })
        };
        run().map_err(failed("read the projection"))
    }

    fn lines<T: DeserializeOwned>(&self, table: &str, found: &Where, order: &str, page: Page) -> Result<Listed<T>> {
        let listed = self.list(table, "json", found, order, page, |row| row.get::<_, String>(0))?;
        let items = listed.items.iter().map(|line| parse(line)).collect::<Result<_>>()?;
        Ok(Listed { total: listed.total, items })
    }

    /// Incidents.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn incidents(&self, filter: &IncidentFilter, order: IncidentOrder, page: Page) -> Result<Listed<IncidentRecord>> {
        self.lines("incident", &filter.condition(), order.sql(), page)
    }

    /// Incidents by their columns alone, which is much faster.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn incident_summaries(&self, filter: &IncidentFilter, order: IncidentOrder, page: Page) -> Result<Listed<IncidentSummary>> {
        let columns = "id, kind, from_day, to_day, country, admin1, place, lat, lon, grade, origins_low, origins_high, \
                       killed_min, killed_max, injured_min, injured_max, reports";
        let number = |row: &rusqlite::Row<'_>, at| row.get::<_, Option<i64>>(at).map(|n| n.and_then(|n| u64::try_from(n).ok()));
        self.list("incident", columns, &filter.condition(), order.sql(), page, |row| {
            Ok(IncidentSummary {
                id: row.get(0)?,
                kind: row.get(1)?,
                from: row.get(2)?,
                to: row.get(3)?,
                country: row.get(4)?,
                admin1: row.get(5)?,
                place: row.get(6)?,
                point: row.get::<_, Option<i32>>(7)?.zip(row.get(8)?),
                grade: row.get(9)?,
                origins: (unsigned(row, 10)?, unsigned(row, 11)?),
                killed: (number(row, 12)?, number(row, 13)?),
                injured: (number(row, 14)?, number(row, 15)?),
                reports: unsigned(row, 16)?,
            })
        })
    }

    /// Reports, by id.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn reports(&self, filter: &ReportFilter, page: Page) -> Result<Listed<ReportRecord>> {
        self.lines("report", &filter.condition(), "id", page)
    }

    /// Claims, by id.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn claims(&self, filter: &ClaimFilter, page: Page) -> Result<Listed<ClaimRecord>> {
        self.lines("claim", &filter.condition(), "id", page)
    }

    /// Edges of lineage, in the contract's order.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn lineage(&self, filter: &LineageFilter, page: Page) -> Result<Listed<LineageEdge>> {
        self.lines("lineage", &filter.condition(), "position", page)
    }

    /// What waits for an analyst.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn review(&self, page: Page) -> Result<Listed<serde_json::Value>> {
        self.lines("review", &Where::default(), "position", page)
    }

    /// Decisions that match nothing any more.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn unmatched(&self, page: Page) -> Result<Listed<serde_json::Value>> {
        self.lines("unmatched", &Where::default(), "position", page)
    }

    /// The line of an id or of the only id that begins so. Beginnings have at least one digit.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn find_line(&self, kind: RecordKind, beginning: &str) -> Result<Found<String>> {
        let hex = !beginning.is_empty() && beginning.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !hex {
            return Ok(Found::None);
        }
        let table = kind.table();
        let read = || -> rusqlite::Result<Found<String>> {
            if beginning.len() == 64 {
                let mut get = self.connection.prepare_cached(&format!("SELECT json FROM {table} WHERE id = ?1"))?;
                return Ok(get.query_row([beginning], |row| row.get(0)).optional()?.map_or(Found::None, Found::One));
            }
            // 'g' sorts after every hexadecimal digit.
            let sql = format!("SELECT id FROM {table} WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 20");
            let mut range = self.connection.prepare_cached(&sql)?;
            let rows = range.query_map([beginning, &format!("{beginning}g")], |row| row.get::<_, String>(0))?;
            let mut ids: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
            match ids.len() {
                0 => Ok(Found::None),
                1 => {
                    let mut get = self.connection.prepare_cached(&format!("SELECT json FROM {table} WHERE id = ?1"))?;
                    get.query_row([ids.remove(0)], |row| row.get(0)).map(Found::One)
                }
                _ => Ok(Found::Several(ids)),
            }
        };
        read().map_err(failed("look for an id"))
    }

    fn find<T: DeserializeOwned>(&self, kind: RecordKind, beginning: &str) -> Result<Found<T>> {
        Ok(match self.find_line(kind, beginning)? {
            Found::None => Found::None,
            Found::One(line) => Found::One(parse(&line)?),
            Found::Several(ids) => Found::Several(ids),
        })
    }

    /// The incident of an id or of the only id that begins so.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn incident(&self, beginning: &str) -> Result<Found<IncidentRecord>> {
        self.find(RecordKind::Incident, beginning)
    }

    /// The report of an id or of the only id that begins so.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn report(&self, beginning: &str) -> Result<Found<ReportRecord>> {
        self.find(RecordKind::Report, beginning)
    }

    /// The claim of an id or of the only id that begins so.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn claim(&self, beginning: &str) -> Result<Found<ClaimRecord>> {
        self.find(RecordKind::Claim, beginning)
    }

    /// Every line of a table in the contract's order, one at a time, as it is printed.
    ///
    /// # Errors
    /// Fails where the database can't be read or `each` fails.
    pub fn each_line(&self, kind: RecordKind, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        self.each_json(&format!("SELECT json FROM {} ORDER BY id", kind.table()), each)
    }

    /// Every edge of lineage in the contract's order, one at a time, as it is printed.
    ///
    /// # Errors
    /// Fails where the database can't be read or `each` fails.
    pub fn each_edge(&self, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        self.each_json("SELECT json FROM lineage ORDER BY position", each)
    }

    fn each_json(&self, sql: &str, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        let doing = "read the projection";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed(doing))?;
        let mut rows = statement.query([]).map_err(failed(doing))?;
        while let Some(row) = rows.next().map_err(failed(doing))? {
            let line: String = row.get(0).map_err(failed(doing))?;
            each(&line)?;
        }
        Ok(())
    }
}

pub(super) fn parse<T: DeserializeOwned>(line: &str) -> Result<T> {
    serde_json::from_str(line).map_err(|e| {
        Error::store("a line of the projection can't be understood").with_hint("run `dateline rebuild` to make it again").with_source(e)
    })
}
