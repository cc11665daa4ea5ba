//! One document through all stages that look at a report by itself, with whatever goes wrong kept as a problem.

use crate::error::{Error, Result};
use crate::ledger;
use dateline_core::capture::{Given, RawDocument};
use dateline_core::reading::{ReadingJson, ReportJson};
use dateline_core::report::{Problem, Report};
use dateline_core::sha::Sha;
use dateline_core::stated::{Stated, StatedJson};
use dateline_core::{Reading, Resources, article, read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a document. A defect of the program that one document brings out is a problem of that document.
#[must_use]
pub fn read_document(document: &RawDocument, resources: &Resources) -> Reading {
    let whole = || read(article::extract(document, &resources.article), resources);
    catch_unwind(AssertUnwindSafe(whole)).unwrap_or_else(|_| {
        let mut bare = RawDocument { bytes: Vec::new(), ..document.clone() };
        bare.problems.push(Problem::new("reading", "The program came upon something in it that it did not expect; please report it."));
        let mut report = article::extract(&bare, &resources.article);
        report.capture.sha256 = Sha::of(&document.bytes);
        report.id = Report::make_id(report.url.as_deref(), &report.input.id, report.capture.sha256);
        read(report, resources)
    })
}

/// The same as one line of JSON, without the line's end.
///
/// # Errors
/// Never with the types as they are; a failure to write JSON would be a defect of the program.
pub fn to_line(reading: &ReadingJson) -> Result<String> {
    serde_json::to_string(reading).map_err(|error| Error::internal("a reading can't be written as JSON").with_source(error))
}

/// What a preserved page states of itself, read anew: the store keeps the chosen values only.
#[must_use]
pub fn stated(report: &ReportJson, bytes: Vec<u8>, resources: &Resources) -> Vec<Stated> {
    let given = Given { url: report.url.clone(), ..Given::default() };
    let document = RawDocument {
        input: report.input.clone(),
        bytes,
        media_type: report.capture.media_type.clone(),
        given,
        problems: Vec::new(),
        range: None,
    };
    catch_unwind(AssertUnwindSafe(|| article::extract(&document, &resources.article).stated)).unwrap_or_default()
}

/// What a report's document states of itself as one line of JSON, without the line's end.
///
/// # Errors
/// Never with the types as they are; a failure to write JSON would be a defect of the program.
pub fn stated_line(report: &Report) -> Result<String> {
    let stated = StatedJson::of(report);
    serde_json::to_string(&stated).map_err(|error| Error::internal("stated values can't be written as JSON").with_source(error))
}

/// The log's entry of a document.
#[must_use]
pub fn captured(document: &RawDocument, at: &str) -> ledger::Captured {
    let given = &document.given;
    ledger::Captured {
        capture: Sha::of(&document.bytes),
        media_type: document.media_type.clone(),
        input: document.input.clone(),
        given: ledger::Given {
            url: given.url.clone(),
            outlet: given.outlet.clone(),
            published: given.published.clone(),
            title: given.title.clone(),
            charset: given.charset.clone(),
        },
        problems: document.problems.clone(),
        at: at.to_owned(),
    }
}

/// Keeps panics of single documents quiet: they are caught and recorded. Anything else still prints its message.
pub fn catch_quietly<T>(work: impl FnOnce() -> T) -> T {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = catch_unwind(AssertUnwindSafe(work));
    std::panic::set_hook(before);
    match done {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
