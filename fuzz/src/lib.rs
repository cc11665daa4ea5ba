//! What the fuzz targets share: documents made of bytes, bundled resources, and what must hold of every report and
//! reading whatever the bytes were. A check that fails is a defect of Dateline, never of the input.

use dateline_core::article::pdf::{PAGE_BREAK, PdfPages, PdfText, joined};
use dateline_core::article::{self, Rules};
use dateline_core::capture::{self, Given, Limits, Origin, RawDocument, Tally};
use dateline_core::report::{Input, Report};
use dateline_core::text::{CodePoints, Quoted, Span};
use dateline_core::{Reading, Resources};
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

/// Bounds that a fuzzer's inputs can reach.
pub const LIMITS: Limits = Limits { document: 1 << 20, ratio: 200, records: 10_000 };

/// The bundled resources, built once.
pub fn resources() -> &'static Resources {
    static ONCE: OnceLock<Resources> = OnceLock::new();
    ONCE.get_or_init(|| Resources::bundled().expect("the bundled resources are sound"))
}

/// The bundled rules of the article stage alone: quicker to start with than all resources.
pub fn rules() -> &'static Rules {
    static ONCE: OnceLock<Rules> = OnceLock::new();
    ONCE.get_or_init(|| {
        let mut rules = Rules::bundled().expect("the bundled rules are sound");
        rules.pdf = Some(Arc::new(Divided));
        rules
    })
}

/// Takes bytes as the text of a PDF's pages, parted by form feeds: what comes after the process that reads PDF files.
#[derive(Debug)]
pub struct Divided;

impl Divided {
    /// The pages that bytes are taken as.
    pub fn of(bytes: &[u8]) -> Vec<String> {
        String::from_utf8_lossy(bytes).split(PAGE_BREAK).map(str::to_owned).collect()
    }
}

impl PdfPages for Divided {
    fn pages(&self, bytes: &[u8]) -> Result<PdfText, String> {
        Ok(PdfText { pages: Self::of(bytes), problems: Vec::new() })
    }
}

/// A document of these bytes.
pub fn document(bytes: &[u8], media_type: &str, given: Given) -> RawDocument {
    let input = Input { id: "fuzz".into(), path: "fuzz".into(), record: None };
    RawDocument { input, bytes: bytes.to_vec(), media_type: media_type.into(), given, problems: Vec::new(), range: None }
}

/// Takes a stream apart and checks what comes out of it.
pub fn take_apart(bytes: &[u8], path: &str) -> (Tally, Vec<RawDocument>) {
    let origin = Origin { id_base: path.into(), path: path.into(), hints: Given::default() };
    let mut documents = Vec::new();
    let tally = capture::documents(&mut &bytes[..], &origin, &LIMITS, &mut |document| {
        documents.push(document);
        ControlFlow::Continue(())
    });
    assert_eq!(tally.documents, documents.len() as u64, "every document is counted");
    assert!(tally.not_ok <= tally.skipped, "refused captures are among the skipped records");
    for document in &documents {
        assert!(document.bytes.len() <= LIMITS.document, "a document keeps to the limit");
        assert!(!document.input.id.trim().is_empty(), "a document has an id");
        assert_eq!(document.input.path, path);
        assert!(!document.media_type.is_empty(), "a document has a media type");
        assert!(!document.bytes.is_empty() || !document.problems.is_empty() || document.input.record.is_some());
    }
    (tally, documents)
}

/// Whether a document is of a kind that is read.
fn is_read(document: &RawDocument) -> bool {
    let media_type = document.media_type.as_str();
    matches!(media_type, "text/html" | "application/xhtml+xml" | "text/plain" | "application/rss+xml" | "application/atom+xml")
        || matches!(media_type, "application/feed+json" | "application/vnd.telegram.message+json")
}

/// Reads a report out of a document and checks it.
pub fn report_of(document: &RawDocument) -> Report {
    let report = article::extract(document, rules());
    check_report(&report, document);
    report
}

fn check_span(span: Span, body: &str, what: &str) {
    assert!(body.get(span.range()).is_some(), "{what} at {span:?} does not fit the text of {} bytes", body.len());
}

/// What holds of every report: spans fit the text, paragraphs stand in order without overlap and without white space at
/// their ends, and every paragraph's sources lie in the decoded capture, verbatim where they say so.
pub fn check_report(report: &Report, document: &RawDocument) {
    let body = report.text.as_str();
    let is_pdf = document.media_type == "application/pdf";
    let decoded = if is_pdf {
        joined(&Divided::of(&document.bytes)).0
    } else if is_read(document) {
        capture::decode(&document.bytes, document.given.charset.as_deref(), &document.media_type).0.into_owned()
    } else {
        String::new()
    };
    let mut end = 0;
    for paragraph in &report.paragraphs {
        let span = paragraph.span;
        check_span(span, body, "a paragraph");
        assert!(span.start() >= end, "paragraphs overlap or stand out of order: {span:?} after {end}");
        end = span.end();
        assert!(!span.is_empty(), "a paragraph is empty");
        assert_eq!(span.trimmed(body), span, "a paragraph has white space at an end: {:?}", span.of(body));
        assert_eq!(report.pages_of(span).is_some(), is_pdf, "a paragraph stands on a page of a PDF, and only there");
        for source in report.text.origin().source_of(span) {
            assert!(decoded.get(source.range()).is_some(), "a source {source:?} is outside the decoded capture");
        }
    }
    let mut at = 0;
    for piece in report.text.origin().pieces() {
        check_span(piece.text, body, "a piece");
        assert!(piece.text.start() >= at, "pieces overlap or stand out of order");
        at = piece.text.end();
        let source = decoded.get(piece.source.range());
        assert!(source.is_some(), "a piece's source {:?} is outside the decoded capture", piece.source);
        if piece.verbatim {
            assert_eq!(source, Some(piece.text.of(body)), "a verbatim piece differs from its source");
        }
    }
    for credit in &report.credits {
        check_span(credit.span, body, "a credit");
        assert!(!credit.name.trim().is_empty(), "a credit has no name");
    }
    if let Some(dateline) = report.dateline {
        check_span(dateline, body, "a dateline");
        assert!(!dateline.is_empty(), "a dateline has no words");
    }
    for dropped in &report.dropped {
        assert_eq!(dropped.text.trim(), dropped.text, "a dropped line has white space at an end");
    }
    assert_eq!(report.form.is_none(), body.trim().is_empty(), "a report has a form where it has text");
    assert!(report.form.is_some() || !report.problems.is_empty(), "a report without text says why");
}

/// Every quotation in a reading's JSON: an object of just `start`, `end` and `text`.
fn quotations(value: &serde_json::Value, found: &mut Vec<Quoted>) {
    match value {
        serde_json::Value::Object(fields) => {
            if fields.len() == 3
                && let Ok(quoted) = serde_json::from_value::<Quoted>(value.clone())
            {
                found.push(quoted);
                return;
            }
            fields.values().for_each(|value| quotations(value, found));
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| quotations(value, found)),
        _ => {}
    }
}

/// What holds of every reading: its indexes point into its lists, every quotation is the text it says, and the JSON
/// comes back as it went out.
pub fn check_reading(reading: &Reading) {
    let json = reading.to_json();
    let points = CodePoints::new(&json.report.text);
    let value = serde_json::to_value(&json).expect("a reading can be written as JSON");
    let mut found = Vec::new();
    quotations(&value, &mut found);
    for quoted in &found {
        let span = points.find(quoted).unwrap_or_else(|| panic!("the words of {quoted:?} do not stand there"));
        assert_eq!(span.of(&json.report.text), quoted.text);
        assert!(!quoted.text.is_empty(), "a quotation is empty: {quoted:?}");
    }
    let line = serde_json::to_string(&json).expect("a reading can be written as JSON");
    let parsed: dateline_core::reading::ReadingJson = serde_json::from_str(&line).expect("a reading's JSON can be read again");
    assert_eq!(parsed, json, "JSON changes on the way through its text");
    let back = parsed.into_reading().expect("a reading's own JSON holds together");
    assert_eq!(back.to_json(), json, "a reading changes on the way through its JSON");
    if let Some(place) = reading.dateline_place {
        assert!(place < reading.places.len(), "the dateline's place is not in the list");
    }
}
