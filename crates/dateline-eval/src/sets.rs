//! Figures on public evaluation sets that are not part of this repository: article extraction, places, times. Each set
//! that is not there is one line that says `skipped`.

use crate::input;
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::article;
use dateline_core::capture::Given;
use dateline_core::number::{Degrees, kilometres};
use dateline_core::reading::{ReadingJson, read};
use dateline_core::resources::Resources;
use dateline_core::text::Quoted;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
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

/// One page's truth; each set has some of the keys.
#[derive(Deserialize)]
struct Page {
    id: String,
    url: Option<String>,
    title: Option<Words>,
    author: Option<Words>,
    authors: Option<Vec<String>>,
    date: Option<String>,
    body: Option<String>,
    blocks: Option<Vec<(String, String)>>,
    with: Option<Words>,
    without: Option<Words>,
}

/// One string or several.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum Words {
    One(String),
    Several(Vec<String>),
}

impl Words {
    fn list(self) -> Vec<String> {
        match self {
            Self::One(words) => words.split([';', '|']).map(|w| w.trim().to_owned()).collect(),
            Self::Several(words) => words,
        }
    }
}

/// Article extraction: text as F1 over shingles of four words (a page each, then the mean; Scrapinghub's article
/// extraction benchmark), title, authors, day, snippets that must and must not be kept.
///
/// # Errors
/// When a set that is there can't be read.
pub fn extraction() -> Result<Measured> {
    let resources = Resources::bundled()?;
    each("extraction", &["aeb", "fundus", "trafilatura", "wcxb_article", "postlight", "htmldate_mediacloud"], |_, path| {
        let mut sheet = Sheet::default();
        for page in lines::<Page>(&path.join("gt.jsonl"))? {
            let file = path.join("html").join(format!("{}.html.gz", page.id));
            let given = Given { url: page.url.clone(), ..Given::default() };
            let documents = input::documents_of(&file, given)?;
            let Some(document) = documents.first() else { continue };
            let report = article::extract(document, &resources.article);
            score_page(&page, &report, &mut sheet);
        }
        Ok(sheet)
    })
}

fn folded(words: &str) -> String {
    words.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

fn score_page(page: &Page, report: &dateline_core::report::Report, sheet: &mut Sheet) {
    let text = report.text.as_str();
    let kept: Vec<&str> = report.body().map(|p| p.span.of(text)).collect();
    let kept = kept.join("\n");
    let blocks = page.blocks.as_ref().map(|blocks| blocks.iter().map(|b| b.1.as_str()).collect::<Vec<_>>().join("\n"));
    if let Some(body) = page.body.clone().or(blocks) {
        let (precision, recall) = shingles(&body, &kept);
        let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
        sheet.mean("text.f1", f1);
        sheet.mean("text.precision", precision);
        sheet.mean("text.recall", recall);
        if f1 < 0.8 {
            sheet.error("text.f1", format!("{} {f1:.2} P {precision:.2} R {recall:.2}", page.id));
        }
    }
    let title = page.title.clone().map(|words| snippets(&Some(words)).join(" "));
    if let Some(title) = title.as_deref().filter(|t| !t.trim().is_empty()) {
        let right = report.title.as_deref().map(folded) == Some(folded(title));
        sheet.share("title", right);
        if !right {
            sheet.error("title", format!("{}: {title:?}, read {:?}", page.id, report.title));
        }
    }
    let authors = page.authors.clone().or_else(|| page.author.clone().map(Words::list));
    if let Some(authors) = authors.filter(|a| a.iter().any(|a| !a.trim().is_empty())) {
        let set = |names: &[String]| names.iter().map(|n| folded(n)).collect::<std::collections::BTreeSet<_>>();
        let (labelled, found) = (set(&authors), set(&report.authors));
        sheet.found("authors", labelled.intersection(&found).count(), found.len(), labelled.len());
        if labelled != found {
            sheet.error("authors", format!("{}: {authors:?}, read {:?}", page.id, report.authors));
        }
    }
    if let Some(date) = page.date.as_deref().filter(|d| d.len() >= 10) {
        let right = report.published.as_deref().and_then(|p| p.get(..10)) == date.get(..10);
        sheet.share("published", right);
        if !right {
            sheet.error("published", format!("{}: {date}, read {:?}", page.id, report.published));
        }
    }
    let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = plain(&kept);
    for snippet in &snippets(&page.with) {
        sheet.share("kept_what_belongs", kept.contains(&plain(snippet)));
    }
    for snippet in &snippets(&page.without) {
        sheet.share("left_out_boilerplate", !kept.contains(&plain(snippet)));
    }
}

fn snippets(words: &Option<Words>) -> Vec<String> {
    match words {
        None => Vec::new(),
        Some(Words::One(words)) => vec![words.clone()],
        Some(Words::Several(words)) => words.clone(),
    }
}

/// Precision and recall over shingles of four words, each counted as often as it stands.
fn shingles(labelled: &str, found: &str) -> (f64, f64) {
    fn count(text: &str) -> BTreeMap<Vec<&str>, usize> {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let mut out = BTreeMap::new();
        for shingle in words.windows(4.min(words.len().max(1))) {
            *out.entry(shingle.to_vec()).or_default() += 1;
        }
        out
    }
    let (a, b) = (count(labelled), count(found));
    let both: usize = a.iter().map(|(shingle, n)| (*n).min(b.get(shingle).copied().unwrap_or(0))).sum();
    let all = |of: &BTreeMap<Vec<&str>, usize>| of.values().sum::<usize>();
    let ratio = |of: usize| if of == 0 { f64::from(u8::from(all(&a) == all(&b))) } else { both as f64 / of as f64 };
    (ratio(all(&b)), ratio(all(&a)))
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
}

/// Places: mentions by overlap and exactly, and of those labelled with a point how many resolve within 161 km
/// (100 miles) of it.
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
                let near = point.is_some_and(|point| kilometres(point, (Degrees::new(lat), Degrees::new(lon))) <= 161.0);
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
