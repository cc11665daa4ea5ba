//! What is asked of the projection: filters, orders and pages, and the conditions in SQL that they become.

use crate::store::projection::fold;
use dateline_core::claim::{Quotation, Stance};
use dateline_core::incident::Kind;
use dateline_core::records::{EdgeKind, GradeValue};
use dateline_core::sha::Sha;
use rusqlite::types::ToSql;
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

    pub(super) fn table(self) -> &'static str {
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
    /// Address, exactly.
    pub url: Option<String>,
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
pub(super) struct Where {
    sql: Vec<String>,
    pub(super) values: Vec<Box<dyn ToSql>>,
}

impl Where {
    /// `sql` has one `?` for every value.
    pub(super) fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Box<dyn ToSql>>) {
        self.sql.push(format!("({sql})"));
        self.values.extend(values);
    }

    pub(super) fn one(&mut self, sql: &str, value: Option<impl ToSql + 'static>) {
        if let Some(value) = value {
            self.and(sql, [Box::new(value) as Box<dyn ToSql>]);
        }
    }

    pub(super) fn any_of(&mut self, column: &str, values: Vec<String>) {
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            self.and(&format!("{column} IN ({marks})"), values.into_iter().map(|v| Box::new(v) as Box<dyn ToSql>));
        }
    }

    pub(super) fn words(&mut self, words: Option<&String>) {
        for word in words.into_iter().flat_map(|words| words.split_whitespace()) {
            self.one("instr(words, ?) > 0", Some(fold(word)));
        }
    }

    pub(super) fn clause(&self) -> String {
        if self.sql.is_empty() { String::new() } else { format!(" WHERE {}", self.sql.join(" AND ")) }
    }
}

pub(super) fn text(sha: Option<Sha>) -> Option<String> {
    sha.map(|sha| sha.to_string())
}

pub(super) fn integer(value: Option<u64>) -> Option<i64> {
    value.map(|value| i64::try_from(value).unwrap_or(i64::MAX))
}

impl IncidentFilter {
    pub(super) fn condition(&self) -> Where {
        let mut found = Where::default();
        found.any_of("kind", self.kinds.iter().map(|kind| kind.as_str().to_owned()).collect());
        found.any_of("grade", self.grades.iter().map(|grade| grade.as_str().to_owned()).collect());
        found.one("ifnull(to_day, from_day) >= ?", self.from.clone());
        found.one("ifnull(from_day, to_day) <= ?", self.to.clone());
        found.one("country = ?", self.country.as_ref().map(|c| c.to_uppercase()));
        found.one("admin1 = ? COLLATE NOCASE", self.admin1.clone());
        if let Some([south, west, north, east]) = self.bounds {
            let across = if west <= east { "AND" } else { "OR" };
            let values: [Box<dyn ToSql>; 4] = [Box::new(south), Box::new(north), Box::new(west), Box::new(east)];
            found.and(&format!("lat >= ? AND lat <= ? AND (lon >= ? {across} lon <= ?)"), values);
        }
        found.one("origins_low >= ?", integer(self.origins_min));
        found.one("killed_min >= ?", integer(self.killed_min));
        let mentioned = |column: &str| format!("id IN (SELECT incident FROM incident_report WHERE {column} = ?)");
        found.one(&mentioned("language"), self.language.clone());
        found.one(&mentioned("outlet"), self.outlet.clone());
        found.one(&mentioned("report"), text(self.report));
        found.words(self.words.as_ref());
        found
    }
}

impl IncidentOrder {
    pub(super) fn sql(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Latest => "from_day DESC NULLS LAST, id",
            Self::Earliest => "from_day ASC NULLS LAST, id",
            Self::Killed => "killed_min DESC NULLS LAST, id",
            Self::Origins => "origins_low DESC, id",
        }
    }
}

impl ReportFilter {
    pub(super) fn condition(&self) -> Where {
        let mut found = Where::default();
        found.one("language = ?", self.language.clone());
        found.one("outlet = ?", self.outlet.clone());
        found.one("url = ?", self.url.clone());
        found.one("day >= ?", self.from.clone());
        found.one("day <= ?", self.to.clone());
        found.one("family = ?", text(self.family));
        found.one("id IN (SELECT report FROM incident_report WHERE incident = ?)", text(self.incident));
        found.one("(problems > 0) = ?", self.problems);
        found.words(self.words.as_ref());
        found
    }
}

impl ClaimFilter {
    pub(super) fn condition(&self) -> Where {
        let mut found = Where::default();
        found.one("report = ?", text(self.report));
        found.one("report IN (SELECT report FROM incident_report WHERE incident = ?)", text(self.incident));
        found.one("speaker = ?", self.speaker.clone());
        found.one("stance = ?", self.stance.map(|stance| stance.as_str()));
        found.one("quotation = ?", self.quotation.map(|quotation| quotation.as_str()));
        found
    }
}

impl LineageFilter {
    pub(super) fn condition(&self) -> Where {
        let mut found = Where::default();
        if let Some(report) = text(self.report) {
            let values: [Box<dyn ToSql>; 2] = [Box::new(report.clone()), Box::new(report)];
            found.and("from_report = ? OR to_report = ?", values);
        }
        if let Some(incident) = text(self.incident) {
            let reports = "(SELECT report FROM incident_report WHERE incident = ?)";
            let values: [Box<dyn ToSql>; 2] = [Box::new(incident.clone()), Box::new(incident)];
            found.and(&format!("from_report IN {reports} OR to_report IN {reports}"), values);
        }
        found.one("kind = ?", self.kind.map(|kind| kind.as_str()));
        found
    }
}
