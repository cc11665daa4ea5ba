//! Reports to incidents: BCubed over reports that a registry or a labelled set puts to one incident, read from their words by the whole
//! pipeline: shootings of SemEval-2018 task 5 and the topics of harm of ECB+.

use super::{bcubed, f1, of_two_or_more};
use crate::geotime::shootings;
use crate::input::{self, json_lines};
use crate::sheet::Sheet;
use anyhow::{Context as _, Result};
use dateline_core::capture::Given;
use dateline_core::derive::derive;
use dateline_core::reading::{Reading, read};
use dateline_core::resources::Resources;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// ECB+ topics of harm to people or of what can harm them: killings, crashes, fires, quakes, riots, hostages, deaths in custody.
const HARM: &[u32] = &[3, 8, 12, 13, 14, 16, 18, 19, 20, 21, 22, 23, 26, 32, 33];

/// A report with the incident that it is about by the labels.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// Its id.
    pub id: String,
    /// Its incident by the labels.
    pub incident: String,
    /// Day of publication, where the set has one.
    pub published: Option<String>,
    /// Its words.
    pub text: String,
}

/// Figures by set, and the sets that are not here.
///
/// # Errors
/// When a set can't be read.
pub fn measure(resources: &Resources) -> Result<super::reuse::Figures> {
    let data = input::sets();
    let (mut out, mut skipped) = (Vec::new(), Vec::new());
    let mut set = |name: &str, below: &str, load: &dyn Fn(&Path) -> Result<Vec<Labelled>>| -> Result<()> {
        match data.as_ref().map(|d| d.join(below)).filter(|p| p.exists()) {
            Some(path) => out.push((name.to_owned(), score(&load(&path)?, resources))),
            None => skipped.push(format!("skipped: {below} is not here ($DATELINE_DATA or ../shared/data)")),
        }
        Ok(())
    };
    set("gva-semeval2018, development part", "nlp/gva-semeval2018", &|path| shootings::labelled(path, shootings::Part::Development))?;
    set("ecbplus, topics of harm", "lineage/ecbplus/docs.jsonl.gz", &topics_of_harm)?;
    Ok((out, skipped))
}

/// The training part of the shootings.
///
/// # Errors
/// When it is not here or can't be read.
pub fn to_learn_from() -> Result<Vec<Labelled>> {
    let path = input::sets().map(|data| data.join("nlp/gva-semeval2018")).filter(|path| path.exists());
    shootings::labelled(&path.context("nlp/gva-semeval2018 is not here ($DATELINE_DATA or ../shared/data)")?, shootings::Part::Train)
}

#[derive(Deserialize)]
struct Document {
    id: String,
    topic: String,
    text: String,
}

/// Reports of the topics of harm; each topic has two incidents of one kind.
fn topics_of_harm(path: &Path) -> Result<Vec<Labelled>> {
    let number = |topic: &str| topic.trim_end_matches(char::is_alphabetic).parse::<u32>().ok();
    Ok(reports_of_ecb(path)?.into_iter().filter(|d| number(&d.incident).is_some_and(|n| HARM.contains(&n))).collect())
}

/// All reports of ECB+; the incident of each is its topic and half.
///
/// # Errors
/// When the file can't be read.
pub fn reports_of_ecb(path: &Path) -> Result<Vec<Labelled>> {
    let documents: Vec<Document> = json_lines(path)?;
    Ok(documents.into_iter().map(|d| Labelled { id: d.id, incident: d.topic, published: None, text: d.text }).collect())
}

/// The readings of reports, in their order; `None` for what is no report.
#[must_use]
pub fn readings(reports: &[Labelled], resources: &Resources) -> Vec<Option<Arc<Reading>>> {
    let one = |report: &Labelled| {
        let given = Given { published: report.published.clone(), ..Given::default() };
        input::report_of_text(&report.id, &report.text, given, resources).map(|report| Arc::new(read(report, resources)))
    };
    reports.iter().map(one).collect()
}

/// The incident that each report is about.
fn incidents(readings: &[Option<Arc<Reading>>], resources: &Resources) -> Vec<Option<usize>> {
    let held: Vec<Arc<Reading>> = readings.iter().flatten().cloned().collect();
    let projection = derive(&held, &[], resources);
    let mut of_mention: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for (at, incident) in projection.incidents.iter().enumerate() {
        of_mention.extend(incident.mentions.iter().map(|m| ((m.input_id.clone(), m.index), at)));
    }
    let of = |reading: &Arc<Reading>| of_mention.get(&(reading.report.input.id.clone(), reading.about()?)).copied();
    readings.iter().map(|reading| reading.as_ref().and_then(of)).collect()
}

fn score(reports: &[Labelled], resources: &Resources) -> Sheet {
    let mut sheet = Sheet::default();
    let found = incidents(&readings(reports, resources), resources);
    // A report without an incident stands alone.
    let keys: Vec<(&str, String)> = reports
        .iter()
        .zip(&found)
        .map(|(report, found)| (report.incident.as_str(), found.map_or_else(|| format!("alone {}", report.id), |at| at.to_string())))
        .collect();
    sheet.shares("clusters.with_an_incident", found.iter().flatten().count(), found.len());
    // Measured over the reports of incidents with two reports or more; the others are among those that may be put to them.
    let measured = of_two_or_more(&keys);
    let (precision, recall) = bcubed(&keys, &measured);
    let of = measured.iter().filter(|m| **m).count();
    sheet.value("clusters.bcubed_precision", precision, of);
    sheet.value("clusters.bcubed_recall", recall, of);
    sheet.value("clusters.bcubed_f1", f1(precision, recall), of);
    let with_one: Vec<bool> = measured.iter().zip(&found).map(|(m, f)| *m && f.is_some()).collect();
    let (precision, recall) = bcubed(&keys, &with_one);
    sheet.value("clusters.bcubed_f1_of_those_with_an_incident", f1(precision, recall), with_one.iter().filter(|m| **m).count());
    for (at, report) in reports.iter().enumerate().filter(|(at, _)| measured[*at]) {
        if found[at].is_none() {
            sheet.error("clusters.with_an_incident", report.id.clone());
        }
        let others = (0..at).filter(|o| measured[*o]);
        for other in others {
            let (same, together) = (keys[at].0 == keys[other].0, keys[at].1 == keys[other].1);
            if same != together {
                let what = if same { "apart" } else { "put together" };
                sheet.error(&format!("clusters.{}", what.replace(' ', "_")), format!("{} and {}", reports[other].id, report.id));
            }
        }
    }
    sheet
}
