//! A reading: everything read out of one report by itself, and its frozen JSON form (`docs/schema/reading.schema.json`).

use crate::claim::{self, Claim};
use crate::incident::{self, IncidentMention};
use crate::place::{self, Place};
use crate::report::{Archive, Capture, Credit, Dateline, Dropped, Form, Input, Paragraph, ParagraphKind, Problem, Report};
use crate::resources::Resources;
use crate::segment::segment;
use crate::sha::Sha;
use crate::text::{CodePoints, OffsetMap, Piece, Quoted, Span, Text};
use crate::time::{self, Time};
use crate::toll::{self, Count};
use serde::{Deserialize, Serialize};

/// What read a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Version of the program.
    pub version: String,
    /// SHA-256 over the data files in use, imported gazetteers among them.
    pub data: Sha,
    /// SHA-256 of the model; null where none was used.
    pub model: Option<Sha>,
}

/// Everything read out of one report. Indexes point into the lists of the same reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The report.
    pub report: Report,
    /// Index into `places` of the dateline's finest place.
    pub dateline_place: Option<usize>,
    /// Mentions of places, in text order, as all lists are.
    pub places: Vec<Place>,
    /// Time expressions.
    pub times: Vec<Time>,
    /// Numbers of people harmed or taken.
    pub counts: Vec<Count>,
    /// Hedging and distancing words, those of claims among them.
    pub hedges: Vec<Span>,
    /// Everybody's words as reported.
    pub claims: Vec<Claim>,
    /// Mentions of events of harm or force.
    pub incidents: Vec<IncidentMention>,
    /// What went wrong or could not be covered.
    pub problems: Vec<Problem>,
    /// What read it.
    pub run: Run,
}

/// Reads a report: places, times, counts, claims and incident mentions, each by its stage.
#[must_use]
pub fn read(report: Report, resources: &Resources) -> Reading {
    let segments = segment(&report, &resources.abbreviations);
    let mut problems = report.problems.clone();
    let places = place::recognise(&report, &segments, &resources.gazetteer, &resources.place);
    let dateline_place = place::dateline_place(&report, &places);
    let anchor = time::anchor(&report, dateline_place.and_then(|at| places[at].country.as_deref()));
    let times = time::recognise(&report, &segments, &anchor, &resources.time, &mut problems);
    let counts = toll::recognise(&report, &segments, &times, &resources.toll);
    let (mut claims, mut hedges, mut incidents) = (Vec::new(), Vec::new(), Vec::new());
    let language = report.language.as_deref();
    if resources.covers_claims(language) {
        (claims, hedges) = claim::attribute(&report, &segments, &places, &resources.claim);
    }
    if resources.covers_incidents(language) {
        let parts = incident::Parts { places: &places, times: &times, counts: &counts, claims: &claims };
        incidents = incident::recognise(&report, &segments, &parts, &resources.incident);
    }
    if report.form.is_some() && !resources.covers_all(language) {
        problems.push(resources.not_covered(language));
    }
    drop(segments);
    let run = resources.run.clone();
    Reading { report, dateline_place, places, times, counts, hedges, claims, incidents, problems, run }
}

impl Reading {
    /// The words of a span.
    #[must_use]
    pub fn words(&self, span: Span) -> &str {
        self.report.text.slice(span)
    }

    /// The incident that the report is about: the first in the text that is marked so, else the first.
    #[must_use]
    pub fn about(&self) -> Option<usize> {
        let incidents = self.incidents.iter().enumerate();
        incidents.min_by_key(|(at, m)| (!m.main, m.trigger.start(), *at)).map(|(at, _)| at)
    }

    /// The reading as the contract has it: code points, with words.
    #[must_use]
    pub fn to_json(&self) -> ReadingJson {
        let points = CodePoints::new(self.report.text.as_str());
        let quote = &mut |span: Span| points.quote(span);
        let r = &self.report;
        let report = ReportJson {
            id: r.id,
            input: r.input.clone(),
            capture: r.capture.clone(),
            url: r.url.clone(),
            canonical_url: r.canonical_url.clone(),
            archive: r.archive.clone(),
            outlet: r.outlet.clone(),
            title: r.title.clone(),
            authors: r.authors.clone(),
            translators: r.translators.clone(),
            credits: r.credits.iter().map(|c| Credit { name: c.name.clone(), role: c.role, span: points.quote(c.span) }).collect(),
            published: r.published.clone(),
            modified: r.modified.clone(),
            dateline: r.dateline.map(|span| Dateline { span: points.quote(span), place: self.dateline_place }),
            language: r.language.clone(),
            form: r.form,
            text: r.text.as_str().to_owned(),
            paragraphs: r.paragraphs.iter().map(|p| paragraph_json(p, r, &points)).collect(),
            dropped: r.dropped.clone(),
        };
        ReadingJson {
            report,
            places: self.places.iter().cloned().map(|p| p.map(quote)).collect(),
            times: self.times.iter().cloned().map(|t| t.map(quote)).collect(),
            counts: self.counts.iter().cloned().map(|c| c.map(quote)).collect(),
            hedges: self.hedges.iter().map(|s| points.quote(*s)).collect(),
            claims: self.claims.iter().cloned().map(|c| c.map(quote)).collect(),
            incidents: self.incidents.iter().cloned().map(|i| i.map(quote)).collect(),
            problems: self.problems.clone(),
            run: self.run.clone(),
        }
    }
}

fn paragraph_json(paragraph: &Paragraph, report: &Report, points: &CodePoints<'_>) -> ParagraphJson {
    let source = report.text.origin().source_of(paragraph.span);
    ParagraphJson {
        start: points.from_byte(paragraph.span.start()),
        end: points.from_byte(paragraph.span.end()),
        kind: paragraph.kind,
        source: source.into_iter().map(|s| [s.start() as u32, s.end() as u32]).collect(),
    }
}

/// A paragraph as the contract has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParagraphJson {
    /// First character, in code points.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// What part of the report it is.
    pub kind: ParagraphKind,
    /// Byte ranges in the capture decoded to UTF-8 without byte-order mark.
    pub source: Vec<[u32; 2]>,
}

/// A report as the contract has it; see `docs/schema/reading.schema.json` for every key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "every key is described in docs/schema/reading.schema.json and on Report")]
pub struct ReportJson {
    pub id: Sha,
    pub input: Input,
    pub capture: Capture,
    pub url: Option<String>,
    pub canonical_url: Option<String>,
    pub archive: Option<Archive>,
    pub outlet: Option<String>,
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub translators: Vec<String>,
    pub credits: Vec<Credit<Quoted>>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub dateline: Option<Dateline<Quoted>>,
    pub language: Option<String>,
    pub form: Option<Form>,
    pub text: String,
    pub paragraphs: Vec<ParagraphJson>,
    pub dropped: Vec<Dropped>,
}

/// A reading as the contract has it: one line of `dateline read`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "every key is described in docs/schema/reading.schema.json and on Reading")]
pub struct ReadingJson {
    pub report: ReportJson,
    pub places: Vec<Place<Quoted>>,
    pub times: Vec<Time<Quoted>>,
    pub counts: Vec<Count<Quoted>>,
    pub hedges: Vec<Quoted>,
    pub claims: Vec<Claim<Quoted>>,
    pub incidents: Vec<IncidentMention<Quoted>>,
    pub problems: Vec<Problem>,
    pub run: Run,
}

/// A reading's JSON that does not hold together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadingError {
    /// A span's words do not stand where it says.
    #[error("the words {words:?} do not stand at characters {start} to {end} of the report's text")]
    Span {
        /// The words.
        words: String,
        /// First code point.
        start: u32,
        /// One past the last code point.
        end: u32,
    },
    /// A paragraph that is not in the text, not behind the one before it, or from a range that ends before it starts.
    #[error("the paragraph at characters {start} to {end} does not fit the report's text, its neighbours or its source")]
    Paragraph {
        /// First code point.
        start: u32,
        /// One past the last code point.
        end: u32,
    },
}

impl ReadingJson {
    /// Back to byte spans, every quotation and paragraph checked against the text.
    ///
    /// # Errors
    /// When the words of a span do not stand where it says, or a paragraph does not fit.
    pub fn into_reading(self) -> Result<Reading, ReadingError> {
        let text = self.report.text.clone();
        let points = CodePoints::new(&text);
        let mut failed: Option<Quoted> = None;
        let find = &mut |quoted: Quoted| match points.find(&quoted) {
            Some(span) => span,
            None => {
                failed.get_or_insert(quoted);
                Span::default()
            }
        };
        let places = self.places.into_iter().map(|p| p.map(find)).collect();
        let times = self.times.into_iter().map(|t| t.map(find)).collect();
        let counts = self.counts.into_iter().map(|c| c.map(find)).collect();
        let hedges = self.hedges.into_iter().map(&mut *find).collect();
        let claims = self.claims.into_iter().map(|c| c.map(find)).collect();
        let incidents = self.incidents.into_iter().map(|i| i.map(find)).collect();
        let r = self.report;
        let credits = r.credits.into_iter().map(|c| Credit { name: c.name, role: c.role, span: find(c.span) }).collect();
        let dateline_place = r.dateline.as_ref().and_then(|d| d.place);
        let dateline = r.dateline.map(|d| find(d.span));
        let mut origin = OffsetMap::default();
        let mut paragraphs = Vec::with_capacity(r.paragraphs.len());
        let length = points.from_byte(text.len());
        let mut before = 0;
        for p in &r.paragraphs {
            let fits = before <= p.start && p.start <= p.end && p.end <= length && p.source.iter().all(|[from, to]| from <= to);
            if !fits {
                return Err(ReadingError::Paragraph { start: p.start, end: p.end });
            }
            before = p.end;
            let span = Span::new(points.to_byte(p.start), points.to_byte(p.end));
            paragraphs.push(Paragraph { span, kind: p.kind });
            push_sources(&mut origin, span, &p.source);
        }
        if let Some(quoted) = failed {
            return Err(ReadingError::Span { words: quoted.text, start: quoted.start, end: quoted.end });
        }
        let text = Text::mapped(r.text, origin);
        let report = Report {
            id: r.id,
            input: r.input,
            capture: r.capture,
            url: r.url,
            canonical_url: r.canonical_url,
            archive: r.archive,
            outlet: r.outlet,
            title: r.title,
            authors: r.authors,
            translators: r.translators,
            credits,
            published: r.published,
            modified: r.modified,
            dateline,
            language: r.language,
            form: r.form,
            text,
            paragraphs,
            pages: Vec::new(),
            dropped: r.dropped,
            problems: Vec::new(),
            stated: Vec::new(),
            references: Vec::new(),
        };
        Ok(Reading { report, dateline_place, places, times, counts, hedges, claims, incidents, problems: self.problems, run: self.run })
    }
}

/// A paragraph's sources as pieces: verbatim where one range has the paragraph's length, else as wholes. The split
/// inside a paragraph is not in the JSON; the ranges of the paragraph are, and come out again as they went in.
fn push_sources(origin: &mut OffsetMap, span: Span, source: &[[u32; 2]]) {
    let Some((last, others)) = source.split_last() else { return };
    let mut at = span.start();
    for [from, to] in others {
        let len = (*to - *from) as usize;
        let text = Span::new(at, (at + len).min(span.end().saturating_sub(1)));
        origin.push(Piece { text, source: Span::new(*from as usize, *to as usize), verbatim: false });
        at = text.end();
    }
    let source = Span::new(last[0] as usize, last[1] as usize);
    let text = Span::new(at, span.end());
    origin.push(Piece { text, source, verbatim: others.is_empty() && source.len() == text.len() });
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn seed() -> ReadingJson {
        serde_json::from_str(include_str!("../../../docs/schema/seed.reading.json")).unwrap()
    }

    #[test]
    fn paragraphs_that_do_not_fit_are_refused() {
        assert_eq!(seed().into_reading().unwrap().to_json(), seed());
        let spoil: [fn(&mut ParagraphJson); 4] =
            [|p| p.end = u32::MAX, |p| std::mem::swap(&mut p.start, &mut p.end), |p| p.start = 0, |p| p.source[0].reverse()];
        for spoil in spoil {
            let mut json = seed();
            spoil(json.report.paragraphs.last_mut().unwrap());
            assert!(matches!(json.into_reading(), Err(ReadingError::Paragraph { .. })));
        }
    }
}
