//! Independent origins of incidents of ECB+ against labels by hand: all reports of an incident are put together as an analyst would, so
//! that the figure holds the errors of reading and of origins alone, and then as the program puts them together by itself.

use super::clusters::{Labelled, readings, reports_of_ecb};
use super::rows;
use crate::families::Interval;
use crate::input;
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::decision::{Decision, Judgement, Target};
use dateline_core::derive::derive;
use dateline_core::reading::Reading;
use dateline_core::records::{Field, IncidentRecord};
use dateline_core::resources::Resources;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Settled labels.
const LABELS: &str = include_str!("../../labels/origins.tsv");

/// Figures, and the sets that are not here.
///
/// # Errors
/// When a set can't be read.
pub fn measure(resources: &Resources) -> Result<super::reuse::Figures> {
    let below = "lineage/ecbplus/docs.jsonl.gz";
    let Some(path) = input::sets().map(|data| data.join(below)).filter(|path| path.exists()) else {
        return Ok((Vec::new(), vec![format!("skipped: {below} is not here ($DATELINE_DATA or ../shared/data)")]));
    };
    let documents = reports_of_ecb(&path)?;
    let (mut together, mut alone) = (Sheet::default(), Sheet::default());
    for row in rows(LABELS) {
        let other: BTreeSet<&str> = row["other"].split('|').collect();
        let of_topic = documents.iter().filter(|d| d.incident == row["incident"] && !other.contains(d.id.as_str()));
        let reports: Vec<Labelled> = of_topic.cloned().collect();
        let held: Vec<Arc<Reading>> = readings(&reports, resources).into_iter().flatten().collect();
        let label = Interval::of(number(&row, "low")?, number(&row, "high")?, Some(number(&row, "best")?), number(&row, "unrecorded")?);
        for (sheet, decisions) in [(&mut together, one_event(&held)), (&mut alone, Vec::new())] {
            let projection = derive(&held, &decisions, resources);
            label.score(row["incident"], greatest(&projection.incidents, &held).map(|incident| &incident.origins), sheet);
        }
    }
    Ok((vec![("ecbplus, reports put together by decisions".to_owned(), together), ("ecbplus, by itself".to_owned(), alone)], Vec::new()))
}

fn number(row: &BTreeMap<&str, &str>, column: &str) -> Result<usize> {
    Ok(row[column].parse()?)
}

/// Decisions that the mentions which reports are about are one event.
fn one_event(held: &[Arc<Reading>]) -> Vec<Decision> {
    let targets: Vec<Target> = held.iter().filter_map(|reading| target(reading)).collect();
    let Some((first, rest)) = targets.split_first() else { return Vec::new() };
    let decision = |other: &Target| Decision {
        at: "2026-01-01T00:00:00Z".to_owned(),
        who: "measure".to_owned(),
        target: first.clone(),
        judgement: Judgement::Same(other.clone()),
        reason: String::new(),
    };
    rest.iter().map(decision).collect()
}

/// The mention that a report is about, as a decision names it.
fn target(reading: &Reading) -> Option<Target> {
    let at = reading.about()?;
    let quoted = reading.to_json().incidents.get(at)?.trigger.clone();
    Some(Target { capture: reading.report.capture.sha256, report: reading.report.id, field: Field::Kind, quoted })
}

/// The incident that most reports are about.
fn greatest<'a>(incidents: &'a [IncidentRecord], held: &[Arc<Reading>]) -> Option<&'a IncidentRecord> {
    let about: BTreeSet<(&str, usize)> = held.iter().filter_map(|r| Some((r.report.input.id.as_str(), r.about()?))).collect();
    let of = |incident: &IncidentRecord| incident.mentions.iter().filter(|m| about.contains(&(m.input_id.as_str(), m.index))).count();
    incidents.iter().max_by_key(|incident| (of(incident), std::cmp::Reverse(incident.id)))
}
