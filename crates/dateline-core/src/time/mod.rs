//! Times: expressions of date, time, duration and set, resolved against the report's dateline or publication day.

use crate::data::DataError;
use crate::report::{Problem, Report};
use crate::segment::Segments;
use crate::text::Span;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// TIMEX3 type.
    TimeType {
        /// A calendar date.
        Date = "DATE",
        /// A time of day.
        Time = "TIME",
        /// A length of time.
        Duration = "DURATION",
        /// Something that recurs.
        Set = "SET",
    }
}

vocabulary! {
    /// How fine a time is known, finest first.
    TimePrecision {
        /// To the minute.
        Minute = "minute",
        /// To the hour.
        Hour = "hour",
        /// To the day.
        Day = "day",
        /// To the week.
        Week = "week",
        /// To the month.
        Month = "month",
        /// To the year.
        Year = "year",
        /// Not known.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// What a time was resolved against.
    Anchor {
        /// Complete in itself, or resolved against other words of the text.
        None = "none",
        /// The publication date.
        Published = "published",
        /// The dateline.
        Dateline = "dateline",
        /// An earlier member of the report's lineage.
        Lineage = "lineage",
        /// A publication date that is not the original's.
        Republication = "republication",
    }
}

/// One time expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time<S = Span> {
    /// The words.
    pub span: S,
    /// TIMEX3 type.
    #[serde(rename = "type")]
    pub kind: TimeType,
    /// TIMEX3 value; null where it can not be given.
    pub value: Option<String>,
    /// Extended Date/Time Format; null where there is no date.
    pub edtf: Option<String>,
    /// First calendar day, inclusive, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last calendar day, inclusive.
    pub to: Option<String>,
    /// How fine it is known.
    pub precision: TimePrecision,
    /// What it was resolved against.
    pub anchor: Anchor,
}

impl<S> Time<S> {
    /// The same with another kind of span.
    pub fn map<T>(self, f: &mut impl FnMut(S) -> T) -> Time<T> {
        Time {
            span: f(self.span),
            kind: self.kind,
            value: self.value,
            edtf: self.edtf,
            from: self.from,
            to: self.to,
            precision: self.precision,
            anchor: self.anchor,
        }
    }
}

/// What relative times of a report are resolved against.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnchorDay;

/// Rules of the time stage.
#[derive(Debug, Default)]
pub struct Rules;

impl Rules {
    /// The bundled ones.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        Ok(Self)
    }
}

/// The day that a report's relative times count from. `country` is that of the dateline's place, for its time zone.
#[must_use]
pub fn anchor(_report: &Report, _country: Option<&str>) -> AnchorDay {
    AnchorDay
}

/// Finds and resolves the time expressions of a report.
#[must_use]
pub fn recognise(
    _report: &Report,
    _segments: &Segments<'_>,
    _anchor: &AnchorDay,
    _rules: &Rules,
    _problems: &mut Vec<Problem>,
) -> Vec<Time> {
    Vec::new()
}
