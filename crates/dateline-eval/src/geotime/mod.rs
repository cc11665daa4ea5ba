//! When, where, how many: figures of the place, time and toll stages on public evaluation sets that are not part of this
//! repository, and on the corpus. Each set that is not there is one line that says `skipped`.

pub mod corpus;
pub mod places;
pub mod shootings;
pub mod times;
pub mod tolls;
pub mod transliteration;

use crate::input;
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::capture::Given;
use dateline_core::reading::{ReadingJson, read};
use dateline_core::resources::Resources;
use dateline_core::text::Quoted;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Figures by set, and the sets that are not there.
pub type Measured = (Vec<(&'static str, Sheet)>, Vec<String>);

/// Runs `measure` for every set that is there.
fn each(below: &str, sets: &[&'static str], mut measure: impl FnMut(&str, &Path) -> Result<Sheet>) -> Result<Measured> {
    let (mut out, mut skipped) = (Vec::new(), Vec::new());
    let data = input::sets();
    for set in sets {
        match data.as_ref().map(|data| data.join(below).join(set)).filter(|path| path.exists()) {
            Some(path) => out.push((*set, measure(set, &path)?)),
            None => skipped.push(format!("skipped: {below}/{set} is not here ($DATELINE_DATA or ../shared/data)")),
        }
    }
    Ok((out, skipped))
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = std::fs::read_to_string(path)?;
    // Some sets were written by programs that write NaN for what is missing.
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.replace(": NaN", ": null"));
    lines.map(|line| Ok(serde_json::from_str(&line)?)).collect()
}

fn quoted(start: u32, end: u32, text: &str) -> Quoted {
    Quoted { start, end, text: text.to_owned() }
}

fn reading_of(id: &str, text: &str, given: Given, resources: &Resources) -> Option<ReadingJson> {
    input::report_of_text(id, text, given, resources).map(|report| read(report, resources).to_json())
}

/// Counts spans by overlap and exactly, and says which item each label met.
fn spans(id: &str, name: &str, labels: &[Quoted], read: &[Quoted], sheet: &mut Sheet) -> Vec<Option<usize>> {
    let pairs = crate::score::pair(labels, read, |a, b| a.end.min(b.end).saturating_sub(a.start.max(b.start)));
    let exact = labels.iter().zip(&pairs).filter(|(l, at)| at.is_some_and(|at| read[at].start == l.start && read[at].end == l.end));
    sheet.found(&format!("{name}.exact"), exact.count(), read.len(), labels.len());
    sheet.found(&format!("{name}.found"), pairs.iter().flatten().count(), read.len(), labels.len());
    for (label, _) in labels.iter().zip(&pairs).filter(|(_, at)| at.is_none()) {
        sheet.error(&format!("{name}.found"), format!("{id}: missed {:?}", label.text));
    }
    for (_, item) in read.iter().enumerate().filter(|(at, _)| !pairs.contains(&Some(*at))) {
        sheet.error(&format!("{name}.found"), format!("{id}: not labelled {:?}", item.text));
    }
    pairs
}
