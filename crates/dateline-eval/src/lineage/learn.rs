//! Learns what degrees of agreement weigh from pairs of mentions of which it is known whether they are one incident: by logistic
//! regression over the levels of `dateline_core::cluster::weigh`, so that levels that go together are not counted twice (weights after
//! Fellegi and Sunter that do not assume independent fields).

use super::clusters::{Labelled, readings};
use super::regression::{Pattern, over_patterns};
use super::{bcubed, f1, of_two_or_more};
use crate::case::Case;
use crate::families::{self, Family};
use anyhow::Result;
use dateline_core::cluster::kin::{self, Kin};
use dateline_core::cluster::level::Level;
use dateline_core::cluster::link::{self, Pull};
use dateline_core::cluster::mention::Mention;
use dateline_core::cluster::tables;
use dateline_core::cluster::weigh::{Weights, weigh};
use dateline_core::lineage::held::Holdings;
use dateline_core::lineage::reuse;
use dateline_core::reading::Reading;
use dateline_core::resources::Resources;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

/// Pairs that a level must have been seen in, of all sets together, to be learnt.
const SUPPORT: u64 = 20;
/// Strength of the pull to no weight.
const RIDGE: f64 = 1.0;
/// A pair of the corpus counts for so many of the shootings, whose different incidents share a kind and a country but hardly ever a town
/// and a week.
const CORPUS: f64 = 12.0;
/// Natural logarithms below even odds at which two clusters are put together.
const BELOW: f64 = 1.0;

/// Reports with what is known of their mentions: by input id and index.
struct Known {
    name: &'static str,
    readings: Vec<Arc<Reading>>,
    incident_of: BTreeMap<(String, usize), String>,
    /// What one of its pairs counts for.
    weight: f64,
}

/// Everything compared of one set.
struct Compared<'a> {
    mentions: Vec<Mention<'a>>,
    labels: Vec<Option<&'a str>>,
    kin: Kin,
    tables: BTreeMap<(usize, usize), Weights>,
}

/// Learns from shootings and from families of the corpus, as labelled and as read, and gives the table of weights; then, as comments, the
/// BCubed of these same sets by threshold.
///
/// # Errors
/// When a case can't be read, or the regression has no solution.
pub fn table(shootings: &[Labelled], cases: &[Case], families: &[Family], resources: &Resources) -> Result<String> {
    let mut sets = vec![of_shootings(shootings, resources)];
    for (name, parts) in [("corpus as labelled", true), ("corpus as read", false)] {
        let (readings, incident_of) = families::known_mentions(cases, families, resources, parts)?;
        sets.push(Known { name, readings, incident_of, weight: CORPUS });
    }
    let holdings: Vec<Holdings<'_>> =
        sets.iter().map(|set| Holdings::new(&set.readings, &resources.register, resources.article.addresses())).collect();
    let compared: Vec<Compared<'_>> = sets.iter().zip(&holdings).map(|(set, held)| compare(set, held, resources)).collect();
    let mut patterns: BTreeMap<Vec<usize>, (f64, f64)> = BTreeMap::new();
    let mut seen: Vec<[(u64, u64); 2]> = vec![[(0, 0); 2]; Level::ALL.len()];
    for (nth, (set, compared)) in sets.iter().zip(&compared).enumerate() {
        for ((a, b), weights) in &compared.tables {
            let (Some(x), Some(y)) = (compared.labels[*a], compared.labels[*b]) else { continue };
            if weights.veto {
                continue;
            }
            let levels: Vec<usize> = weights.fields.iter().map(|f| f.level as usize).collect();
            for level in &levels {
                let count = &mut seen[*level][usize::from(nth > 0)];
                *(if x == y { &mut count.0 } else { &mut count.1 }) += 1;
            }
            let pattern = patterns.entry(levels).or_default();
            *(if x == y { &mut pattern.0 } else { &mut pattern.1 }) += set.weight;
        }
    }
    let patterns: Vec<Pattern> = patterns.into_iter().map(|(levels, (same, different))| Pattern { levels, same, different }).collect();
    let rows = rows_of_the_table();
    let mut held: Vec<bool> =
        seen.iter().map(|sets| sets.iter().map(|(same, different)| same + different).sum::<u64>() < SUPPORT).collect();
    let unseen = held.clone();
    let mut solved = over_patterns(&patterns, &held, RIDGE)?;
    // What a level means is known: disagreement never speaks for one incident, nor agreement against it. Where a level seems to, it
    // stands for something else (that a field is told at all), and weighs nothing.
    let contradicts = |at: usize, weight: f64| match rows.get(&Level::ALL[at]).map(|row| row.1.as_str()) {
        Some("for") => weight < 0.0,
        Some("against") => weight > 0.0,
        _ => false,
    };
    loop {
        let wrong: Vec<usize> = (0..held.len()).filter(|at| !held[*at] && contradicts(*at, solved[at + 1])).collect();
        let Some(worst) = wrong.into_iter().max_by(|a, b| solved[a + 1].abs().total_cmp(&solved[b + 1].abs())) else { break };
        held[worst] = true;
        solved = over_patterns(&patterns, &held, RIDGE)?;
    }
    let hundredths = |x: f64| (x / std::f64::consts::LN_2 * 100.0).round() as i32;
    let given_to = |level: Level| if unseen[level as usize] { None } else { Some(hundredths(solved[level as usize + 1])) };
    let weight_of = |level: Level| given_to(level).unwrap_or_else(|| resources.levels.weight(level));
    let mut out = String::from("field\tmeans\tlevel\tweight\tsame_shootings\tdifferent_shootings\tsame_corpus\tdifferent_corpus\n");
    for level in Level::ALL {
        let (field, means) = rows.get(level).cloned().unwrap_or_default();
        let counts = seen[*level as usize].map(|(same, different)| format!("{same}\t{different}")).join("\t");
        let _ = writeln!(out, "{field}\t{means}\t{}\t{}\t{counts}", level.as_str(), weight_of(*level));
    }
    let merge = hundredths(-solved[0] - BELOW);
    let _ = writeln!(out, "threshold\t\tmerge from\t{merge}\t\t\t\t");
    let _ = writeln!(out, "threshold\t\treview from\t{}\t\t\t\t", resources.levels.review);
    for step in -2..=2 {
        let threshold = (merge + step * 72).max(1);
        for (set, compared) in sets.iter().zip(&compared) {
            let (precision, recall) = compared.bcubed(threshold, &weight_of, resources);
            let f = f1(precision, recall);
            let _ = writeln!(out, "# From {threshold}, {}: BCubed precision {precision:.3}, recall {recall:.3}, F1 {f:.3}", set.name);
        }
    }
    Ok(out)
}

/// Shootings of which each report's main mention is known.
fn of_shootings(reports: &[Labelled], resources: &Resources) -> Known {
    let readings: Vec<Arc<Reading>> = readings(reports, resources).into_iter().flatten().collect();
    let incidents: BTreeMap<&str, &str> = reports.iter().map(|r| (r.id.as_str(), r.incident.as_str())).collect();
    let known = |reading: &Arc<Reading>| {
        let id = reading.report.input.id.clone();
        let incident = (*incidents.get(id.as_str())?).to_owned();
        Some(((id, reading.about()?), incident))
    };
    let incident_of = readings.iter().filter_map(known).collect();
    Known { name: "shootings", readings, incident_of, weight: 1.0 }
}

/// Compares what is worth comparing.
fn compare<'a>(set: &'a Known, holdings: &Holdings<'a>, resources: &Resources) -> Compared<'a> {
    let reuses = reuse::find(holdings);
    let mentions = Mention::all(holdings, &resources.register);
    let kin = Kin { sharing: kin::sharing(&mentions, &reuses), translated: BTreeSet::new() };
    let tables = tables(&mentions, &kin, &|_| true, &resources.levels);
    let label = |mention: &Mention<'_>| {
        let id = holdings.reports[mention.report].reading.report.input.id.clone();
        set.incident_of.get(&(id, mention.index)).map(String::as_str)
    };
    let labels = mentions.iter().map(label).collect();
    Compared { mentions, labels, kin, tables }
}

impl Compared<'_> {
    /// BCubed precision and recall of what is known when mentions are put together from a threshold.
    fn bcubed(&self, threshold: i32, weight_of: &dyn Fn(Level) -> i32, resources: &Resources) -> (f64, f64) {
        let total = |weights: &Weights| weights.fields.iter().map(|f| weight_of(f.level)).sum::<i32>();
        let scored: BTreeMap<(usize, usize), i32> =
            self.tables.iter().filter(|(_, w)| !w.veto).map(|(pair, w)| (*pair, total(w))).filter(|(_, t)| *t > 0).collect();
        let pull = |a: usize, b: usize| {
            let weights = weigh(&self.mentions[a], &self.mentions[b], self.kin.of(a, b), &resources.levels);
            Pull { weight: total(&weights), veto: weights.veto }
        };
        let sets = link::link(self.mentions.len(), &scored, &[], &BTreeSet::new(), threshold, &pull);
        let mut set_of = vec![0; self.mentions.len()];
        sets.iter().enumerate().for_each(|(at, set)| set.iter().for_each(|m| set_of[*m] = at));
        let keys: Vec<(&str, usize)> = self.labels.iter().enumerate().filter_map(|(at, label)| Some(((*label)?, set_of[at]))).collect();
        bcubed(&keys, &of_two_or_more(&keys))
    }
}

/// Field and meaning of each level as the table has them now.
fn rows_of_the_table() -> BTreeMap<Level, (String, String)> {
    let rows = dateline_core::data::table("cluster_weights.tsv").unwrap_or_default();
    let row = |row: &dateline_core::data::Row| {
        Some((Level::from_word(row.get("level"))?, (row.get("field").to_owned(), row.get("means").to_owned())))
    };
    rows.iter().filter_map(row).collect()
}
