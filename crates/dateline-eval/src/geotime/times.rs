//! Times on the development sets of TempEval-3 (UzZaman et al., 2013): relaxed and strict spans, and type and value of what
//! was found, each as F1; and on short expressions with a reference time (ctparse).

use super::{Measured, each, lines, quoted, reading_of, spans};
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::capture::Given;
use dateline_core::resources::Resources;
use dateline_core::text::Quoted;
use serde::Deserialize;

/// A document with TIMEX3.
#[derive(Deserialize)]
struct Document {
    id: String,
    dct: Option<String>,
    text: String,
    timex: Vec<Timex>,
}

#[derive(Deserialize)]
struct Timex {
    start: u32,
    end: u32,
    #[serde(rename = "type")]
    kind: String,
    value: Option<String>,
    text: String,
}

/// Figures of every set that is here.
///
/// # Errors
/// When a set that is there can't be read.
pub fn measure(resources: &Resources) -> Result<Measured> {
    each("geotime/tempeval3", &["timebank.jsonl", "aquaint.jsonl"], |_, path| {
        let mut sheet = Sheet::default();
        for document in lines::<Document>(path)? {
            score(&document, resources, &mut sheet);
        }
        Ok(sheet)
    })
}

fn score(document: &Document, resources: &Resources, sheet: &mut Sheet) {
    let given = Given { published: document.dct.clone(), ..Given::default() };
    let Some(reading) = reading_of(&document.id, &document.text, given, resources) else { return };
    let labels: Vec<Quoted> = document.timex.iter().map(|t| quoted(t.start, t.end, &t.text)).collect();
    let read: Vec<Quoted> = reading.times.iter().map(|t| t.span.clone()).collect();
    let (mut values, mut types) = (0, 0);
    for (label, at) in document.timex.iter().zip(spans(&document.id, "times", &labels, &read, sheet)) {
        let Some(time) = at.map(|at| &reading.times[at]) else { continue };
        types += usize::from(time.kind.as_str() == label.kind);
        values += usize::from(time.value == label.value);
        if time.value != label.value {
            sheet.error("times.value", format!("{} {:?}: {:?}, read {:?}", document.id, label.text, label.value, time.value));
        }
    }
    sheet.found("times.type", types, read.len(), labels.len());
    sheet.found("times.value", values, read.len(), labels.len());
}
