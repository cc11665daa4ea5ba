//! Scores what is derived over many reports against labelled families: lineage, same-incident clusters, origins, grades.

use crate::case::Case;
use crate::events;
use crate::score;
use crate::sheet::{ALL, Sheet};
use anyhow::{Context, Result};
use dateline_core::derive::{Projection, derive};
use dateline_core::reading::{Reading, ReadingJson};
use dateline_core::records::Origins;
use dateline_core::resources::Resources;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// How the reports of one story hang together, as labelled.
#[derive(Debug, Clone, Deserialize)]
pub struct Family {
    /// Its id.
    pub family: String,
    /// Input ids of its reports.
    pub reports: Vec<String>,
    /// Immediate edges.
    #[serde(default)]
    pub edges: Vec<Edge>,
    /// Incidents.
    #[serde(default)]
    pub incidents: Vec<Incident>,
    /// Pairs of incidents that are never one, of other families too.
    #[serde(default)]
    pub never_merge: Vec<(String, String)>,
    /// Hard things between its reports.
    #[serde(default)]
    pub hard: Vec<Hard>,
}

/// A labelled hard thing between reports.
#[derive(Debug, Clone, Deserialize)]
pub struct Hard {
    /// What it is; see `corpus::hard::OF_FAMILIES`.
    pub kind: String,
}

/// A labelled edge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Edge {
    /// Input id of the later report.
    pub from: String,
    /// Input id of the earlier report, where held.
    pub to: Option<String>,
    /// Name of the origin, where not held.
    pub to_name: Option<String>,
    /// Kind of edge.
    pub kind: String,
}

/// A labelled incident.
#[derive(Debug, Clone, Deserialize)]
pub struct Incident {
    /// Its id.
    pub id: String,
    /// Report and index into the incidents of its labels.
    pub mentions: Vec<(String, usize)>,
    /// Independent origins.
    pub origins: Option<Labelled>,
    /// Grade.
    pub grade: Option<String>,
}

/// Labelled origins.
#[derive(Debug, Clone, Deserialize)]
pub struct Labelled {
    low: usize,
    high: usize,
    #[serde(default)]
    unrecorded: usize,
}

/// Independent origins as an interval, as labelled or as found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    low: usize,
    high: usize,
    best: Option<usize>,
    unrecorded: usize,
}

impl Interval {
    /// Its bounds, the one number that an annotator would state, and the accounts without a recorded origin.
    #[must_use]
    pub fn of(low: usize, high: usize, best: Option<usize>, unrecorded: usize) -> Self {
        Self { low, high, best, unrecorded }
    }

    /// Twice the number that is stated: the middle of the bounds where none was.
    fn twice(self) -> usize {
        self.best.map_or(self.low + self.high, |best| 2 * best)
    }

    /// Scores what was found against this label: how far apart the numbers stated are, whether the label's lies within what was found
    /// (where it is a half, either neighbour will do), how wide that is, and whether the least that was found is more than the label's
    /// most. An incident that was not found has no origins.
    pub fn score(self, name: &str, found: Option<&Origins>, sheet: &mut Sheet) {
        let roots: Vec<&str> = found.iter().flat_map(|f| &f.roots).map(|root| root.name.as_str()).collect();
        let found = found.map(|f| Self::of(f.low, f.high, None, f.unrecorded));
        let found = found.unwrap_or(Self::of(0, 0, None, 0));
        let within = 2 * found.low <= self.twice() + 1 && self.twice() <= 2 * found.high + 1;
        let error = self.twice().abs_diff(found.twice()) as f64 / 2.0;
        sheet.mean_fault("origins.error", error);
        sheet.share("origins.within", within);
        sheet.mean_fault("origins.width", (found.high - found.low) as f64);
        sheet.fault("origins.over_count", found.low > self.high);
        sheet.share("origins.unrecorded", found.unrecorded == self.unrecorded);
        if !within {
            let words = |i: Self| format!("{} to {}, {} unrecorded", i.low, i.high, i.unrecorded);
            sheet.error("origins.within", format!("{name}: labelled {}, found {}: {}", words(self), words(found), roots.join(" | ")));
        }
    }
}

/// Reads every family file of a folder, sorted by name.
///
/// # Errors
/// When a file can't be read or is no family.
pub fn load_all(folder: &Path) -> Result<Vec<Family>> {
    let mut out = Vec::new();
    for path in crate::input::files(folder)? {
        if path.extension().is_some_and(|e| e == "json") {
            let words = std::fs::read_to_string(&path)?;
            out.push(serde_json::from_str(&words).with_context(|| path.display().to_string())?);
        }
    }
    Ok(out)
}

/// Derives over all cases and scores the families; with `parts`, from the labels in place of what was read.
///
/// # Errors
/// When a case can't be read.
pub fn score_all(cases: &[Case], families: &[Family], resources: &Resources, parts: bool) -> Result<Sheet> {
    Ok(score_by_thing(cases, families, resources, parts)?.remove(ALL).unwrap_or_default())
}

/// A mention by its report's input id and its index in the reading, or in the labels.
type MentionAt = (String, usize);

/// Readings of cases, with something known of their mentions.
type ReadWith<T> = (Vec<Arc<Reading>>, BTreeMap<MentionAt, T>);

/// The readings of cases (their labels, with `parts`), and which read mention each labelled one is.
fn read_all(cases: &[Case], resources: &Resources, parts: bool) -> Result<ReadWith<MentionAt>> {
    let (mut readings, mut known) = (Vec::new(), BTreeMap::new());
    for case in cases {
        let reading: Reading = if parts { case.labels.clone().into_reading()? } else { score::read(case, resources, false)? };
        for (label, read) in score::same_incidents(&case.labels, &reading.to_json()) {
            known.insert((case.id.clone(), label), (case.id.clone(), read));
        }
        readings.push(Arc::new(reading));
    }
    Ok((readings, known))
}

/// The readings of cases (their labels, with `parts`), and the incident of each mention that the families know.
///
/// # Errors
/// When a case can't be read.
pub fn known_mentions(cases: &[Case], families: &[Family], resources: &Resources, parts: bool) -> Result<ReadWith<String>> {
    let (readings, known) = read_all(cases, resources, parts)?;
    let incidents = families.iter().flat_map(|family| &family.incidents);
    let of = |incident: &Incident| -> Vec<(MentionAt, String)> {
        incident.mentions.iter().filter_map(|m| Some((known.get(m)?.clone(), incident.id.clone()))).collect()
    };
    Ok((readings, incidents.flat_map(of).collect()))
}

/// The same, over all families and over those with each hard thing.
///
/// # Errors
/// When a case can't be read.
pub fn score_by_thing(cases: &[Case], families: &[Family], resources: &Resources, parts: bool) -> Result<BTreeMap<String, Sheet>> {
    let (readings, known) = read_all(cases, resources, parts)?;
    let projection = derive(&readings, &[], resources);
    let mut groups: BTreeMap<String, Vec<Family>> = BTreeMap::from([(ALL.to_owned(), families.to_vec())]);
    for family in families {
        for thing in family.hard.iter().map(|thing| format!("hard: {}", thing.kind)).collect::<BTreeSet<_>>() {
            groups.entry(thing).or_default().push(family.clone());
        }
    }
    let labels: BTreeMap<&str, &ReadingJson> = cases.iter().map(|case| (case.id.as_str(), &case.labels)).collect();
    let clusters = clusters(&projection);
    let score = |families: &[Family]| {
        let mut sheet = Sheet::default();
        edges(families, &projection, &mut sheet);
        incidents(families, &projection, &known, &mut sheet);
        events::score(families, &labels, &|at| known.get(at).and_then(|read| clusters.get(read)).copied(), &mut sheet);
        sheet
    };
    Ok(groups.into_iter().map(|(group, families)| (group, score(&families))).collect())
}

/// Figures of the table by group: what lineage and clusters are judged by first.
pub const OVERVIEW: &[(&str, &str)] = &[
    ("edges.held_any_kind", "edges"),
    ("edges.credit", "credits"),
    ("edges.translation", "transl."),
    ("incidents.bcubed_f1", "bcubed"),
    ("incidents.origins", "origins"),
    ("incidents.origins_low", "low"),
    ("incidents.origins_high", "high"),
    ("incidents.grade", "grade"),
];

/// Letters and digits of a name, without article, in lower case.
fn folded(name: &str) -> String {
    let words = name.to_lowercase();
    let words = words.strip_prefix("the ").unwrap_or(&words);
    words.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn edges(families: &[Family], projection: &Projection, sheet: &mut Sheet) {
    let inside: BTreeSet<&String> = families.iter().flat_map(|f| &f.reports).collect();
    let mut read: Vec<Edge> = Vec::new();
    for edge in projection.lineage.iter().filter(|e| inside.contains(&e.from.input_id)) {
        let (to, to_name) = (edge.to.input_id.clone(), edge.to.name.clone());
        read.push(Edge { from: edge.from.input_id.clone(), to, to_name, kind: edge.kind.as_str().to_owned() });
    }
    let labels: Vec<Edge> = families.iter().flat_map(|f| f.edges.iter().cloned()).collect();
    let ends = |a: &Edge, b: &Edge| {
        let names = || match (&a.to_name, &b.to_name) {
            (Some(x), Some(y)) => {
                let (x, y) = (folded(x), folded(y));
                x == y || (x.len().min(y.len()) > 5 && (x.contains(&y) || y.contains(&x)))
            }
            _ => false,
        };
        a.from == b.from && if a.to.is_some() || b.to.is_some() { a.to == b.to } else { names() }
    };
    let pairs = score::pair(&labels, &read, |a, b| u32::from(ends(a, b) && a.kind == b.kind));
    for kind in dateline_core::records::EdgeKind::ALL.iter().map(|k| k.as_str()) {
        let labelled = labels.iter().filter(|e| e.kind == kind).count();
        let found = read.iter().filter(|e| e.kind == kind).count();
        let both = labels.iter().zip(&pairs).filter(|(e, at)| e.kind == kind && at.is_some()).count();
        if labelled + found > 0 {
            sheet.found(&format!("edges.{kind}"), both, found, labelled);
        }
    }
    sheet.found("edges.all", pairs.iter().flatten().count(), read.len(), labels.len());
    let joined = |edges: &[Edge]| {
        let held = edges.iter().filter_map(|e| e.to.clone().map(|to| (e.from.clone(), to)));
        held.collect::<BTreeSet<_>>()
    };
    let (a, b) = (joined(&labels), joined(&read));
    sheet.found("edges.held_any_kind", a.intersection(&b).count(), b.len(), a.len());
    let words = |e: &Edge| format!("{} -{}-> {}", e.from, e.kind, e.to.as_ref().or(e.to_name.as_ref()).map_or("?", String::as_str));
    for (label, _) in labels.iter().zip(&pairs).filter(|(_, at)| at.is_none()) {
        sheet.error("edges.all", format!("missed {}", words(label)));
    }
    for (_, edge) in read.iter().enumerate().filter(|(at, _)| !pairs.contains(&Some(*at))) {
        sheet.error("edges.all", format!("not labelled {}", words(edge)));
    }
}

/// Report and index into the incidents of labels or of a reading.
type At = (String, usize);

/// The number of the incident that each mention was put to.
fn clusters(projection: &Projection) -> BTreeMap<At, usize> {
    let all = projection.incidents.iter().enumerate();
    all.flat_map(|(at, incident)| incident.mentions.iter().map(move |m| ((m.input_id.clone(), m.index), at))).collect()
}

fn incidents(families: &[Family], projection: &Projection, known: &BTreeMap<At, At>, sheet: &mut Sheet) {
    let cluster_of = clusters(projection);
    let of = |label: &At| known.get(label).and_then(|read| cluster_of.get(read)).copied();
    let all: Vec<(&Incident, &At)> =
        families.iter().flat_map(|f| &f.incidents).flat_map(|i| i.mentions.iter().map(move |m| (i, m))).collect();
    sheet.shares("incidents.mentions_read", all.iter().filter(|(_, m)| of(m).is_some()).count(), all.len());
    // BCubed (Bagga and Baldwin 1998) over the labelled mentions; one that was not read is a cluster of its own.
    let (mut precision, mut recall) = (0.0, 0.0);
    for (incident, mention) in &all {
        let same = incident.mentions.iter().filter(|m| m == mention || (of(m).is_some() && of(m) == of(mention))).count();
        let together = all.iter().filter(|(_, m)| m == mention || (of(m).is_some() && of(m) == of(mention))).count();
        precision += same as f64 / together.max(1) as f64;
        recall += same as f64 / incident.mentions.len().max(1) as f64;
    }
    let n = all.len().max(1) as f64;
    let (precision, recall) = (precision / n, recall / n);
    sheet.mean("incidents.bcubed_precision", precision);
    sheet.mean("incidents.bcubed_recall", recall);
    sheet.mean("incidents.bcubed_f1", if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 });
    let by_id: BTreeMap<&str, &Incident> = families.iter().flat_map(|f| &f.incidents).map(|i| (i.id.as_str(), i)).collect();
    let clusters = |i: &Incident| i.mentions.iter().filter_map(&of).collect::<BTreeSet<usize>>();
    let mut wrong = 0;
    for (a, b) in families.iter().flat_map(|f| &f.never_merge) {
        let (Some(first), Some(second)) = (by_id.get(a.as_str()), by_id.get(b.as_str())) else { continue };
        if !clusters(first).is_disjoint(&clusters(second)) {
            wrong += 1;
            sheet.error("incidents.merged_against_labels", format!("{a} and {b}"));
        }
    }
    sheet.number("incidents.merged_against_labels", wrong);
    for incident in families.iter().flat_map(|f| &f.incidents) {
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for at in incident.mentions.iter().filter_map(&of) {
            *votes.entry(at).or_default() += 1;
        }
        let best = votes.into_iter().max_by_key(|(at, n)| (*n, std::cmp::Reverse(*at))).map(|(at, _)| &projection.incidents[at]);
        if let Some(labels) = &incident.origins {
            let read = best.map(|i| (i.origins.low, i.origins.high));
            sheet.check("incidents.origins", &incident.id, &Some((labels.low, labels.high)), &read);
            sheet.share("incidents.origins_low", read.is_some_and(|(low, _)| low == labels.low));
            sheet.share("incidents.origins_high", read.is_some_and(|(_, high)| high == labels.high));
            Interval::of(labels.low, labels.high, None, labels.unrecorded).score(&incident.id, best.map(|i| &i.origins), sheet);
            sheet.share("incidents.unrecorded", best.is_some_and(|i| i.origins.unrecorded == labels.unrecorded));
        }
        if let Some(grade) = &incident.grade {
            sheet.check("incidents.grade", &incident.id, &Some(grade.as_str()), &best.map(|i| i.grade.value.as_str()));
        }
    }
}
