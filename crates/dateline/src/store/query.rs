//! Reading the projection: lists by filter and page, single lines by id or the beginning of one, and whole tables for
//! export. Lines come as the contract has them.

use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::database::failed;
use crate::store::log::unsigned;
use crate::store::projection::fold;
use dateline_core::claim::{Quotation, Stance};
use dateline_core::incident::Kind;
use dateline_core::records::{ClaimRecord, EdgeKind, GradeValue, IncidentRecord, LineageEdge, ReportRecord};
use dateline_core::sha::Sha;
use rusqlite::types::ToSql;
use rusqlite::{OptionalExtension, params_from_iter};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A stretch of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Lines to pass over.
    pub offset: u64,
    /// Most lines to give.
    pub limit: u64,
}

impl Page {
    /// Everything.
    pub const ALL: Self = Self { offset: 0, limit: i64::MAX as u64 };

    /// Page `number`, from 0, of `limit` lines.
    #[must_use]
    pub fn number(number: u64, limit: u64) -> Self {
        Self { offset: number.saturating_mul(limit), limit }
    }
}

/// A stretch of a list with the length of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// How many there are in all.
    pub total: u64,
    /// Those of the page.
    pub items: Vec<T>,
}

/// What an id or the beginning of one stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<T> {
    /// Nothing.
    None,
    /// This.
    One(T),
    /// Several; the ids, the first 20 of them, sorted.
    Several(Vec<String>),
}

/// Tables whose lines have ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Reports.
    Report,
    /// Claims.
    Claim,
    /// Incidents.
    Incident,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Report, Self::Claim, Self::Incident];

    fn table(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Claim => "claim",
            Self::Incident => "incident",
        }
    }
}

/// Which incidents; what is empty or `None` does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncidentFilter {
    /// Any of these kinds.
    pub kinds: Vec<Kind>,
    /// First day, ISO 8601: incidents that may have happened on it or later.
    pub from: Option<String>,
    /// Last day: incidents that may have happened on it or before.
    pub to: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Name of the first-level division.
    pub admin1: Option<String>,
    /// South, west, north, east in hundred-thousandths of a degree; west is greater than east across the 180th meridian.
    pub bounds: Option<[i32; 4]>,
    /// Any of these grades.
    pub grades: Vec<GradeValue>,
    /// At least so many independent origins, counted low.
    pub origins_min: Option<u64>,
    /// At least so many killed, by the least number reported.
    pub killed_min: Option<u64>,
    /// Mentioned by a report in this language.
    pub language: Option<String>,
    /// Mentioned by a report of this outlet.
    pub outlet: Option<String>,
    /// Mentioned by this report.
    pub report: Option<Sha>,
    /// Words that all must occur among kind, place, means and those alleged to be responsible; case doesn't matter.
    /// Words for those harmed are not searched.
    pub words: Option<String>,
}

/// In which order incidents come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IncidentOrder {
    /// By id.
    #[default]
    Id,
    /// Latest first, those without a day last.
    Latest,
    /// Earliest first, those without a day last.
    Earliest,
    /// Most killed, by the least number reported, first.
    Killed,
    /// Most independent origins first.
    Origins,
}

/// The columns of an incident, for maps and lists that need no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentSummary {
    /// Id, 64 hexadecimal digits.
    pub id: String,
    /// Word of the kind.
    pub kind: String,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// Country code.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Name of the place.
    pub place: Option<String>,
    /// Latitude and longitude in hundred-thousandths of a degree.
    pub point: Option<(i32, i32)>,
    /// Word of the grade.
    pub grade: String,
    /// Independent origins, low and high.
    pub origins: (u64, u64),
    /// Killed, least and greatest.
    pub killed: (Option<u64>, Option<u64>),
    /// Injured, least and greatest.
    pub injured: (Option<u64>, Option<u64>),
    /// Number of reports.
    pub reports: u64,
}

/// Which reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportFilter {
    /// Language code.
    pub language: Option<String>,
    /// Name of the outlet.
    pub outlet: Option<String>,
    /// Published on this day or later.
    pub from: Option<String>,
    /// Published on this day or before.
    pub to: Option<String>,
    /// Mentions this incident.
    pub incident: Option<Sha>,
    /// Belongs to this family.
    pub family: Option<Sha>,
    /// Only reports with problems, or only those without.
    pub problems: Option<bool>,
    /// Words that all must occur among input id, address and outlet.
    pub words: Option<String>,
}

/// Which claims.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimFilter {
    /// In this report.
    pub report: Option<Sha>,
    /// In a report that mentions this incident.
    pub incident: Option<Sha>,
    /// The speaker's name, exactly.
    pub speaker: Option<String>,
    /// What the speaker does with the content.
    pub stance: Option<Stance>,
    /// How the content stands in the text.
    pub quotation: Option<Quotation>,
}

/// Which edges of lineage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineageFilter {
    /// With this report at either end.
    pub report: Option<Sha>,
    /// Between reports of which either mentions this incident.
    pub incident: Option<Sha>,
    /// Of this kind.
    pub kind: Option<EdgeKind>,
}

/// The condition of a query, put together piece by piece.
#[derive(Default)]
struct Where {
    sql: Vec<String>,
    values: Vec<Box<dyn ToSql>>,
}

impl Where {
    /// `sql` has one `?` for every value.
    fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Box<dyn ToSql>>) {
        self.sql.push(format!("({sql})"));
        self.values.extend(values);
    }

    fn one(&mut self, sql: &str, value: Option<impl ToSql + 'static>) {
        if let Some(value) = value {
            self.and(sql, [Box::new(value) as Box<dyn ToSql>]);
        }
    }

    fn any_of(&mut self, column: &str, values: Vec<String>) {
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            self.and(&format!("{column} IN ({marks})"), values.into_iter().map(|v| Box::new(v) as Box<dyn ToSql>));
        }
    }

    fn words(&mut self, words: Option<&String>) {
        for word in words.into_iter().flat_map(|words| words.split_whitespace()) {
            self.one("instr(words, ?) > 0", Some(fold(word)));
        }
    }

    fn clause(&self) -> String {
        if self.sql.is_empty() { String::new() } else { format!(" WHERE {}", self.sql.join(" AND ")) }
    }
}

fn text(sha: Option<Sha>) -> Option<String> {
    sha.map(|sha| sha.to_string())
}

fn integer(value: Option<u64>) -> Option<i64> {
    value.map(|value| i64::try_from(value).unwrap_or(i64::MAX))
}

fn incident_where(filter: &IncidentFilter) -> Where {
    let mut found = Where::default();
    found.any_of("kind", filter.kinds.iter().map(|kind| kind.as_str().to_owned()).collect());
    found.any_of("grade", filter.grades.iter().map(|grade| grade.as_str().to_owned()).collect());
    found.one("ifnull(to_day, from_day) >= ?", filter.from.clone());
    found.one("ifnull(from_day, to_day) <= ?", filter.to.clone());
    found.one("country = ?", filter.country.as_ref().map(|c| c.to_uppercase()));
    found.one("admin1 = ? COLLATE NOCASE", filter.admin1.clone());
    if let Some([south, west, north, east]) = filter.bounds {
        let across = if west <= east { "AND" } else { "OR" };
        let values: [Box<dyn ToSql>; 4] = [Box::new(south), Box::new(north), Box::new(west), Box::new(east)];
        found.and(&format!("lat >= ? AND lat <= ? AND (lon >= ? {across} lon <= ?)"), values);
    }
    found.one("origins_low >= ?", integer(filter.origins_min));
    found.one("killed_min >= ?", integer(filter.killed_min));
    let mentioned = |column: &str| {
        format!("id IN (SELECT incident FROM incident_report JOIN report ON report.id = incident_report.report WHERE report.{column} = ?)")
    };
    found.one(&mentioned("language"), filter.language.clone());
    found.one(&mentioned("outlet"), filter.outlet.clone());
    found.one(&mentioned("id"), text(filter.report));
    found.words(filter.words.as_ref());
    found
}

fn incident_order(order: IncidentOrder) -> &'static str {
    match order {
        IncidentOrder::Id => "id",
        IncidentOrder::Latest => "from_day DESC NULLS LAST, id",
        IncidentOrder::Earliest => "from_day ASC NULLS LAST, id",
        IncidentOrder::Killed => "killed_min DESC NULLS LAST, id",
        IncidentOrder::Origins => "origins_low DESC, id",
    }
}

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
        self.lines("incident", &incident_where(filter), incident_order(order), page)
    }

    /// Incidents by their columns alone, which is much faster.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn incident_summaries(&self, filter: &IncidentFilter, order: IncidentOrder, page: Page) -> Result<Listed<IncidentSummary>> {
        let columns = "id, kind, from_day, to_day, country, admin1, place, lat, lon, grade, origins_low, origins_high, \
                       killed_min, killed_max, injured_min, injured_max, reports";
        let number = |row: &rusqlite::Row<'_>, at| row.get::<_, Option<i64>>(at).map(|n| n.and_then(|n| u64::try_from(n).ok()));
        self.list("incident", columns, &incident_where(filter), incident_order(order), page, |row| {
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
        let mut found = Where::default();
        found.one("language = ?", filter.language.clone());
        found.one("outlet = ?", filter.outlet.clone());
        found.one("day >= ?", filter.from.clone());
        found.one("day <= ?", filter.to.clone());
        found.one("family = ?", text(filter.family));
        found.one("id IN (SELECT report FROM incident_report WHERE incident = ?)", text(filter.incident));
        found.one("(problems > 0) = ?", filter.problems);
        found.words(filter.words.as_ref());
        self.lines("report", &found, "id", page)
    }

    /// Claims, by id.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn claims(&self, filter: &ClaimFilter, page: Page) -> Result<Listed<ClaimRecord>> {
        let mut found = Where::default();
        found.one("report = ?", text(filter.report));
        found.one("report IN (SELECT report FROM incident_report WHERE incident = ?)", text(filter.incident));
        found.one("speaker = ?", filter.speaker.clone());
        found.one("stance = ?", filter.stance.map(|stance| stance.as_str()));
        found.one("quotation = ?", filter.quotation.map(|quotation| quotation.as_str()));
        self.lines("claim", &found, "id", page)
    }

    /// Edges of lineage, in the contract's order.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn lineage(&self, filter: &LineageFilter, page: Page) -> Result<Listed<LineageEdge>> {
        let mut found = Where::default();
        if let Some(report) = text(filter.report) {
            let values: [Box<dyn ToSql>; 2] = [Box::new(report.clone()), Box::new(report)];
            found.and("from_report = ? OR to_report = ?", values);
        }
        if let Some(incident) = text(filter.incident) {
            let reports = "(SELECT report FROM incident_report WHERE incident = ?)";
            let values: [Box<dyn ToSql>; 2] = [Box::new(incident.clone()), Box::new(incident)];
            found.and(&format!("from_report IN {reports} OR to_report IN {reports}"), values);
        }
        found.one("kind = ?", filter.kind.map(|kind| kind.as_str()));
        self.lines("lineage", &found, "position", page)
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

fn parse<T: DeserializeOwned>(line: &str) -> Result<T> {
    serde_json::from_str(line).map_err(|e| {
        Error::store("a line of the projection can't be understood").with_hint("run `dateline rebuild` to make it again").with_source(e)
    })
}
