//! `dateline documents`: what inputs hold, one line a document, without reading any: ids, addresses, digests, the exact
//! place of every WARC record, and what went wrong on the way to the bytes.

use super::args;
use super::output::Out;
use super::read::hints;
use crate::error::{Error, Result};
use crate::input;
use dateline_core::capture::{Limits, RawDocument};
use dateline_core::sha::Sha;
use serde_json::{Value, json};
use std::ops::ControlFlow;

/// Lists the documents.
pub fn documents(args: &args::Documents, out: &mut Out) -> Result<()> {
    input::check(&args.inputs)?;
    let hints = hints(&args.hints)?;
    let mut failed = Ok(());
    input::each_document(&args.inputs, &hints, &Limits::default(), &mut |document| {
        failed = line(&document).and_then(|line| out.line(&line));
        if failed.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    failed
}

fn line(document: &RawDocument) -> Result<String> {
    let range = document.range.as_ref().map(|range| {
        let member = range.member.map(|(offset, length)| json!({"offset": offset, "length": length}));
        json!({"resource": range.resource, "offset": range.offset, "length": range.length, "member": member})
    });
    let given = &document.given;
    let problems: Vec<&str> = document.problems.iter().map(|problem| problem.message.as_str()).collect();
    let line: Value = json!({
        "id": document.input.id,
        "path": document.input.path,
        "record": document.input.record,
        "media_type": document.media_type,
        "bytes": document.bytes.len(),
        "sha256": Sha::of(&document.bytes),
        "url": given.url,
        "outlet": given.outlet,
        "title": given.title,
        "published": given.published,
        "range": range,
        "problems": problems,
    });
    serde_json::to_string(&line).map_err(|error| Error::internal("a line can't be written as JSON").with_source(error))
}
