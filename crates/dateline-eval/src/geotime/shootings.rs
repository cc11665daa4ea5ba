//! Killed and injured of shootings against a registry (the Gun Violence Archive, as in SemEval-2018 task 5): what a report's
//! reading says of its main event, and how often the article itself states the registry's numbers, by hand for a hundred.

use super::{Measured, each, reading_of};
use crate::input::json_lines;
use crate::lineage::clusters::Labelled;
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::capture::Given;
use dateline_core::reading::ReadingJson;
use dateline_core::resources::Resources;
use dateline_core::sha::Sha;
use dateline_core::toll::{Outcome, Scope};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Fewer letters are no article.
const SHORTEST: usize = 200;

/// Hand labels: whether an article states the registry's numbers.
const LABELS: &str = include_str!("../../labels/shootings.tsv");

#[derive(Deserialize)]
struct Document {
    id: String,
    incident: serde_json::Value,
    date: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct Incident {
    incident: serde_json::Value,
    num_killed: serde_json::Value,
    num_injured: serde_json::Value,
}

/// An id that the set writes as a number or as words.
fn id(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A number that the set writes as a number or as words.
fn number(value: &serde_json::Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// A part of the set by its own split: SHA-256 over the incident's id, modulo 100; up to 69 to train on, 70 to 84 to develop on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// To learn from.
    Train,
    /// To measure while developing.
    Development,
    /// For final figures; not in the sets that developers have.
    Test,
}

impl Part {
    fn of(incident: &str) -> Self {
        let digest = Sha::of(incident.as_bytes()).to_string();
        match digest.chars().filter_map(|digit| digit.to_digit(16)).fold(0, |rest, digit| (rest * 16 + digit) % 100) {
            0..70 => Self::Train,
            70..85 => Self::Development,
            _ => Self::Test,
        }
    }
}

/// The articles of a part with their incidents.
///
/// # Errors
/// When the set can't be read.
pub fn labelled(path: &Path, part: Part) -> Result<Vec<Labelled>> {
    let documents: Vec<Document> = json_lines(&path.join("docs.jsonl.gz"))?;
    let of_part = documents.into_iter().map(|d| (id(&d.incident), d)).filter(|(incident, _)| Part::of(incident) == part);
    let articles = of_part.filter(|(_, d)| d.text.chars().count() >= SHORTEST);
    Ok(articles.map(|(incident, d)| Labelled { id: d.id, incident, published: d.date, text: d.text }).collect())
}

/// Figures on the development part, where it is here.
///
/// # Errors
/// When the set can't be read.
pub fn measure(resources: &Resources) -> Result<Measured> {
    each("nlp", &["gva-semeval2018"], |_, path| {
        let registry: BTreeMap<String, Incident> = json_lines::<Incident>(&path.join("incidents.jsonl.gz"))?
            .into_iter()
            .map(|incident| (id(&incident.incident), incident))
            .collect();
        let mut sheet = Sheet::default();
        for document in json_lines::<Document>(&path.join("docs.jsonl.gz"))? {
            let Some(incident) = registry.get(&id(&document.incident)).filter(|_| Part::of(&id(&document.incident)) == Part::Development)
            else {
                continue;
            };
            if document.text.chars().count() >= SHORTEST {
                score(&document, incident, resources, &mut sheet);
            }
        }
        for line in LABELS.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let said = |at: usize| cells.get(at) == Some(&"yes");
            sheet.share("ceiling.killed", said(1));
            sheet.share("ceiling.injured", said(2));
            sheet.share("ceiling.both", said(1) && said(2));
        }
        Ok(sheet)
    })
}

fn score(document: &Document, incident: &Incident, resources: &Resources, sheet: &mut Sheet) {
    let given = Given { published: document.date.clone(), ..Given::default() };
    let reading = reading_of(&document.id, &document.text, given, resources);
    let wanted = (number(&incident.num_killed), number(&incident.num_injured));
    let read = reading.map_or((0, 0), |reading| toll(&reading));
    let (killed, injured) = (wanted.0 == Some(read.0), wanted.1 == Some(read.1));
    sheet.share("shootings.killed", killed);
    sheet.share("shootings.injured", injured);
    sheet.share("shootings.both", killed && injured);
    if !killed || !injured {
        sheet.error("shootings.both", format!("{}: {wanted:?}, read {read:?}", document.id));
    }
}

/// Killed and injured that a reading tells: of each the greatest number of its counts that runs over no period and is no
/// part of another; 0 where it tells of none.
fn toll(reading: &ReadingJson) -> (u64, u64) {
    let of = |outcome: Outcome| {
        let totals = reading.counts.iter().filter(|count| count.outcome == outcome && count.scope == Scope::Total);
        totals.filter_map(|count| count.min.or(count.max)).max().unwrap_or(0)
    };
    (of(Outcome::Killed), of(Outcome::Injured))
}
