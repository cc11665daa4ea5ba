//! Figures on public evaluation sets that are not part of this repository: places, times. Each set that is not there is one
//! line that says `skipped`. Article extraction has a folder of its own.

use crate::input;
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::capture::Given;
use dateline_core::number::{Degrees, kilometres};
use dateline_core::reading::{ReadingJson, read};
use dateline_core::resources::Resources;
use dateline_core::text::Quoted;
use serde::Deserialize;
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

/// A document with toponyms.
#[derive(Deserialize)]
struct Gazetted {
    id: String,
    url: Option<String>,
    date: Option<String>,
    text: String,
    toponyms: Vec<Toponym>,
}

#[derive(Deserialize)]
struct Toponym {
    start: i64,
    end: i64,
    phrase: String,
    lat: Option<f64>,
    lon: Option<f64>,
    gnid: Option<serde_json::Value>,
}

/// Places: mentions by overlap and exactly, and of those labelled with a point how many resolve within 161 km
/// (100 miles) of it, or to the very entry that the set names.
///
/// # Errors
/// When a set that is there can't be read.
pub fn places() -> Result<Measured> {
    let resources = Resources::bundled()?;
    each("geotime", &["lgl", "tr_news", "geovirus", "gwn"], |set, path| {
        let mut sheet = Sheet::default();
        for document in lines::<Gazetted>(&path.join(format!("{set}.jsonl")))? {
            let given = Given { url: document.url, published: document.date.map(|d| d.chars().take(10).collect()), ..Given::default() };
            let Some(reading) = reading_of(&document.id, &document.text, given, &resources) else { continue };
            let labels: Vec<Quoted> =
                document.toponyms.iter().map(|t| quoted(t.start.max(0) as u32, t.end.max(0) as u32, &t.phrase)).collect();
            let read: Vec<Quoted> = reading.places.iter().map(|p| p.span.clone()).collect();
            for (label, at) in document.toponyms.iter().zip(spans(&document.id, "places", &labels, &read, &mut sheet)) {
                let (Some(lat), Some(lon)) = (label.lat, label.lon) else { continue };
                let place = at.map(|at| &reading.places[at]);
                let point = place.and_then(|p| p.lat.zip(p.lon));
                // Sets and gazetteers put the centre of a large country far apart: the same entry is right wherever it is.
                let id = label.gnid.as_ref().map(|id| format!("gn:{}", id.to_string().trim_matches('"')));
                let same = id.is_some() && place.is_some_and(|p| p.id == id);
                let near = same || point.is_some_and(|point| kilometres(point, (Degrees::new(lat), Degrees::new(lon))) <= 161.0);
                sheet.share("places.within_161_km_of_all", near);
                if let Some(place) = place {
                    sheet.share("places.resolved", point.is_some());
                    if point.is_some() {
                        sheet.share("places.within_161_km_of_resolved", near);
                    }
                    if !near {
                        let what = format!("{} {:?} at {lat},{lon}: read {:?} {:?}", document.id, label.phrase, place.name, place.country);
                        sheet.error("places.within_161_km_of_all", what);
                    }
                }
            }
        }
        Ok(sheet)
    })
}

/// A document with TIMEX3.
#[derive(Deserialize)]
struct Timed {
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

/// Times on the TempEval-3 development sets: relaxed and strict spans, and value and type of those found.
///
/// # Errors
/// When a set that is there can't be read.
pub fn times() -> Result<Measured> {
    let resources = Resources::bundled()?;
    each("geotime/tempeval3", &["timebank.jsonl", "aquaint.jsonl"], |_, path| {
        let mut sheet = Sheet::default();
        for document in lines::<Timed>(path)? {
            let given = Given { published: document.dct, ..Given::default() };
            let Some(reading) = reading_of(&document.id, &document.text, given, &resources) else { continue };
            let labels: Vec<Quoted> = document.timex.iter().map(|t| quoted(t.start, t.end, &t.text)).collect();
            let read: Vec<Quoted> = reading.times.iter().map(|t| t.span.clone()).collect();
            let mut values = 0;
            for (label, at) in document.timex.iter().zip(spans(&document.id, "times", &labels, &read, &mut sheet)) {
                let Some(time) = at.map(|at| &reading.times[at]) else { continue };
                sheet.share("times.type", time.kind.as_str() == label.kind);
                sheet.share("times.value", time.value == label.value);
                values += usize::from(time.value == label.value);
                if time.value != label.value {
                    sheet.error("times.value", format!("{} {:?}: {:?}, read {:?}", document.id, label.text, label.value, time.value));
                }
            }
            sheet.found("times.found_with_value", values, read.len(), labels.len());
        }
        Ok(sheet)
    })
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
