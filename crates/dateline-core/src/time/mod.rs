//! Times: expressions of date, time, duration and set, resolved against the report's dateline or publication day.

mod calendar;
mod clock;
mod pattern;
mod relative;
mod resolve;
mod tense;
#[cfg(test)]
mod tests;
mod words;

use crate::by_language::ByLanguage;
use crate::data::{self, DataError};
use crate::letters;
use crate::report::{CreditRole, Form, Problem, Report};
use crate::segment::Segments;
use crate::text::Span;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pattern::{Match, Matcher, Patterns};
use resolve::{Context, Tense, TextDay, Value};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use tense::Lexicon;
use words::{Class, Words};

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
pub struct AnchorDay {
    /// The report's day; `None` where neither page nor input says when it was published.
    day: Option<Date>,
    /// Whether that day is a copy's or translation's, whose original is not held.
    republication: bool,
}

/// Rules of the time stage, by language.
#[derive(Debug, Default)]
pub struct Rules {
    languages: ByLanguage<Grammar>,
}

/// The rules and words of one language.
#[derive(Debug)]
struct Grammar {
    words: Words,
    patterns: Patterns,
    rules: Vec<Rule>,
    tense: Lexicon,
}

/// One line of the table: what a match means.
#[derive(Debug)]
struct Rule {
    make: &'static str,
    constants: Vec<(&'static str, i32)>,
}

impl Rule {
    fn constant(&self, name: &str) -> Option<i32> {
        self.constants.iter().find(|(of, _)| *of == name).map(|(_, value)| *value)
    }
}

/// Languages with a table of their own.
const LANGUAGES: &[(&str, &str)] = &[
    ("ar", "rules/time_ar.tsv"),
    ("en", "rules/time_en.tsv"),
    ("es", "rules/time_es.tsv"),
    ("fr", "rules/time_fr.tsv"),
    ("ru", "rules/time_ru.tsv"),
];

/// Groups of rules whose matches are times by themselves, the longest match first.
const GROUPS: &[&str] = &["span", "part", "moment", "clock", "date", "length", "set"];

impl Rules {
    /// The bundled ones.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let codes: Vec<&'static str> = LANGUAGES.iter().map(|(code, _)| *code).collect();
        Ok(Self { languages: ByLanguage::new(&codes, Grammar::of) })
    }

    fn of(&self, language: Option<&str>) -> Option<&Grammar> {
        self.languages.get(language?)
    }
}

impl Grammar {
    fn of(language: &'static str) -> Result<Self, DataError> {
        let table = LANGUAGES.iter().find(|(code, _)| *code == language).map(|(_, table)| *table);
        Self::bundled(language, table.ok_or_else(|| DataError::Missing(language.to_owned()))?)
    }

    fn bundled(language: &'static str, table: &'static str) -> Result<Self, DataError> {
        let mut patterns = Patterns::default();
        let mut rules = Vec::new();
        for row in data::table(table)? {
            patterns.add(row.get("group"), row.get("pattern")).map_err(|message| row.error(message))?;
            let mut constants = Vec::new();
            for part in row.get("with").split_whitespace() {
                let (name, value) = part.split_once('=').ok_or_else(|| row.error("a constant without ="))?;
                constants.push((name, value.parse().map_err(|_| row.error("a constant that is no whole number"))?));
            }
            rules.push(Rule { make: row.get("make"), constants });
        }
        patterns.finish().map_err(|message| DataError::Line { file: table.to_owned(), line: 0, message })?;
        Ok(Self { words: Words::bundled(language)?, patterns, rules, tense: Lexicon::bundled(language)? })
    }
}

/// The day that a report's relative times count from. `country` is that of the dateline's place, for its time zone.
///
/// A publication time with an offset is put on the clock of the dateline's country where that has one time zone;
/// otherwise the day stands as stated. A report that names a translator and a source, or the carrier
/// that it came through, is a republication.
#[must_use]
pub fn anchor(report: &Report, country: Option<&str>) -> AnchorDay {
    let stated = report.published.as_deref().and_then(|published| published.get(..10)).and_then(|day| day.parse().ok());
    let there = country.and_then(zone_of).zip(report.published.as_deref().and_then(|published| published.parse::<Timestamp>().ok()));
    let day = there.and_then(|(zone, instant)| Some(instant.to_zoned(TimeZone::get(zone).ok()?).date())).or(stated);
    let via = report.credits.iter().any(|c| c.role == CreditRole::Via);
    let republication = via || report.is_translation() && !report.credits.is_empty();
    AnchorDay { day, republication }
}

/// The time zone of a country that has only one.
fn zone_of(country: &str) -> Option<&'static str> {
    let rows = data::table("lexicons/time_zones.tsv").ok()?;
    rows.iter().find(|row| row.get("country") == country).map(|row| row.get("zone"))
}

/// Finds and resolves the time expressions of a report.
///
/// A dateline with a day of its own moves the anchor to that day. Times whose words lie after the report's day in a
/// sentence of the past are kept without value, and a problem says so.
#[must_use]
pub fn recognise(report: &Report, segments: &Segments<'_>, anchor: &AnchorDay, rules: &Rules, problems: &mut Vec<Problem>) -> Vec<Time> {
    let Some(grammar) = rules.of(report.language.as_deref()) else { return Vec::new() };
    let live = report.form == Some(Form::LiveBlog);
    let mut reader = Reader {
        grammar,
        segments,
        anchor: anchor.clone(),
        dateline: false,
        text: None,
        near: None,
        latest: anchor.day,
        live,
        paragraph_start: 0,
        day_first: day_first(report),
    };
    let mut times: Vec<Time> = Vec::new();
    let mut paragraph = usize::MAX;
    for sentence in &segments.sentences {
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            reader.near = None;
            reader.paragraph_start = sentence.tokens.start;
        }
        let matcher = Matcher::new(segments, &grammar.words, sentence.tokens.start);
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let Some((found, value, past)) = reader.time_at(&matcher, at, &sentence.tokens) else {
                at += 1;
                continue;
            };
            let whole = segments.span_of(found.start..found.end);
            let front = grammar.patterns.front(segments.lower(found.start), &grammar.words);
            let front = letters::length_of(segments.word(found.start), front);
            let words = without_possessive(Span::new(whole.start() + front, whole.end()), segments.body);
            let in_dateline = report.dateline.is_some_and(|d| {
                d.contains(words) || d.end() <= words.start() && words.start() - d.end() <= 3 && value.precision == TimePrecision::Day
            });
            times.push(reader.finish(value, words, in_dateline, past, problems));
            at = found.end.max(at + 1);
        }
    }
    times
}

/// The order of day and month that the report's language has, or the country of its outlet's address.
fn day_first(report: &Report) -> Option<bool> {
    let language = report.language.as_deref().map(|code| code.split('-').next().unwrap_or(code));
    let host = report.url.as_deref().and_then(|url| url.split('/').nth(2)).unwrap_or("");
    let country = host.split(':').next().and_then(|host| host.rsplit('.').next()).filter(|last| last.len() == 2);
    let rows = data::table("lexicons/time_orders.tsv").ok()?;
    let of = |kind: &str, word: Option<&str>| {
        let row = rows.iter().find(|row| row.get("kind") == kind && Some(row.get("word")) == word)?;
        Some(row.get("order") == "day_first")
    };
    of("language", language).or_else(|| of("domain", country))
}

/// A span without the ending of a possessive at its end.
fn without_possessive(span: Span, body: &str) -> Span {
    let words = span.of(body);
    let kept = ["'s", "\u{2019}s"].iter().find_map(|ending| words.strip_suffix(ending)).unwrap_or(words);
    Span::new(span.start(), span.start() + kept.len())
}

struct Reader<'a> {
    grammar: &'a Grammar,
    segments: &'a Segments<'a>,
    anchor: AnchorDay,
    dateline: bool,
    text: Option<TextDay>,
    near: Option<TextDay>,
    latest: Option<Date>,
    live: bool,
    paragraph_start: usize,
    /// Whether dates in figures have the day first (or the month), where language or outlet says so.
    day_first: Option<bool>,
}

impl Reader<'_> {
    fn time_at(&self, matcher: &Matcher<'_>, at: usize, sentence: &Range<usize>) -> Option<(Match, Value, bool)> {
        if !self.grammar.patterns.can_begin(matcher, at, sentence.end) {
            return None;
        }
        let mut all: Vec<Match> =
            GROUPS.iter().filter_map(|group| self.grammar.patterns.longest(group, matcher, at, sentence.end)).collect();
        // Stable: of equally long ones the group named first.
        all.sort_by_key(|found| std::cmp::Reverse(found.end));
        all.into_iter().filter(|found| !self.names_a_paper(found.start, found.end)).find_map(|found| {
            let tense = self.grammar.tense.tense(self.segments, sentence.clone(), found.start..found.end);
            let entry = self.live || found.start == self.paragraph_start;
            let context = Context {
                anchor: self.anchor.day,
                text: self.text,
                near: self.near,
                tense,
                latest: self.latest,
                entry,
                day_first: self.day_first,
            };
            resolve::resolve(&found, &self.grammar.rules, &context).map(|value| (found, value, tense == Tense::Past))
        })
    }

    /// Whether words for a time are part of a paper's name: "the Sunday Times", "HARBOUR TODAY".
    fn names_a_paper(&self, start: usize, end: usize) -> bool {
        let capital = |at: usize| self.segments.tokens.get(at).is_some_and(|t| t.capital);
        let paper = matches!(
            self.segments.lower(end),
            "times"
                | "telegraph"
                | "mirror"
                | "express"
                | "herald"
                | "mail"
                | "world"
                | "tribune"
                | "independent"
                | "monitor"
                | "observer"
                | "star"
                | "review"
        );
        let name = end == start + 1 && capital(start) && paper && capital(end) && !self.segments.lower(start).starts_with("yester");
        let after = end == start + 1
            && self.segments.lower(start) == "today"
            && capital(start)
            && start > 0
            && capital(start - 1)
            && self.segments.tokens[start - 1].span.end() + 1 == self.segments.tokens[start].span.start();
        name || after
    }

    /// Whether a verb of saying stands right before a time, or before its preposition.
    fn is_of_speech(&self, span: Span) -> bool {
        let first = self.segments.tokens_in(span).start;
        let speech = |back: usize| {
            first.checked_sub(back).is_some_and(|at| self.grammar.words.class_at(Class::Speech, self.segments, at, first).is_some())
        };
        (1..=2).any(speech)
    }

    fn finish(&mut self, value: Value, span: Span, in_dateline: bool, past: bool, problems: &mut Vec<Problem>) -> Time {
        if in_dateline && let Some(day) = value.from {
            let published = self.anchor.day;
            self.anchor.day = Some(day);
            self.dateline = true;
            // A corrected or delayed report keeps its old dateline.
            let few = |p: &Date| *p >= day && calendar::shift(day, 3, calendar::DAY).is_some_and(|last| *p <= last);
            self.latest = published.filter(few).or(Some(day));
        }
        let republication = self.anchor.republication;
        let anchor = value.basis.label(self.dateline && !in_dateline, republication);
        let mut time = Time {
            span,
            kind: value.kind,
            value: value.value,
            edtf: value.edtf.map(|edtf| edtf.marked(anchor == Anchor::Republication, value.about)),
            from: value.from.map(|d| d.to_string()),
            to: value.to.map(|d| d.to_string()),
            precision: value.precision,
            anchor,
        };
        if let (Some(from), Some(to)) = (value.from, value.to)
            && value.precision <= TimePrecision::Day
            && !in_dateline
        {
            let day = TextDay { from, to, basis: value.basis };
            // "… shot Sunday, police said Monday. He fired at 10 p.m.": the clock is not Monday's.
            let spoken = self.is_of_speech(span);
            self.text = self.text.filter(|_| spoken).or(Some(day));
            self.near = self.near.filter(|_| spoken).or(Some(day));
        }
        let after = value.absolute && past && self.anchor.day.zip(value.from).is_some_and(|(anchor, from)| from > anchor);
        if after {
            problems.push(Problem::new(
                "time",
                format!(
                    "\u{201C}{}\u{201D} lies after the report's own day, but the sentence tells the past.",
                    span.of(self.segments.body)
                ),
            ));
            (time.edtf, time.value, time.from, time.to) = (None, None, None, None);
        }
        time
    }
}
