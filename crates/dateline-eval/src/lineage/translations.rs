//! Translations among the corpus's families: pairs that the program finds against labelled edges, and the weights learnt from them.

use super::regression::logistic;
use crate::case::Case;
use crate::families::Family;
use crate::score;
use anyhow::Result;
use dateline_core::lineage::held::Holdings;
use dateline_core::lineage::likeness::Shown;
use dateline_core::lineage::naming;
use dateline_core::lineage::translation::{self, Kept};
use dateline_core::resources::Resources;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

/// Edges by which one account goes on from report to report.
const PASSING: &[&str] = &["translation", "rewrite", "copy", "excerpt", "edition"];

/// Learns from reports and families and gives the table of weights, then precision and recall of these same pairs by threshold, as
/// comments.
///
/// # Errors
/// When a report can't be read or the regression has no solution.
pub fn table(cases: &[Case], families: &[Family], resources: &Resources) -> Result<String> {
    let held = cases.iter().map(|case| Ok(Arc::new(score::read(case, resources, false)?))).collect::<Result<Vec<_>>>()?;
    let holdings = Holdings::new(&held, &resources.register, resources.article.addresses());
    let namings = naming::find(&holdings, &resources.register);
    let kept = Kept::new(&holdings, &namings, &resources.numbers);
    let id = |at: usize| holdings.reports[at].reading.report.input.id.as_str();
    let mut direct: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut passing: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in families.iter().flat_map(|family| &family.edges).filter(|edge| PASSING.contains(&edge.kind.as_str())) {
        let Some(to) = edge.to.as_deref() else { continue };
        direct.insert((edge.from.as_str(), to));
        direct.insert((to, edge.from.as_str()));
        passing.entry(&edge.from).or_default().insert(to);
        passing.entry(to).or_default().insert(&edge.from);
    }
    let mut rows: Vec<(Vec<f64>, bool)> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    for candidate in translation::candidates(&holdings, &kept, &namings) {
        let (a, b) = (id(candidate.later), id(candidate.earlier));
        let is_one = direct.contains(&(a, b));
        // Two versions of a third report are neither.
        if is_one || !reaches(a, b, &passing) {
            rows.push((candidate.likeness.shown.values().to_vec(), is_one));
            named.push(format!("{a} {b}"));
        }
    }
    let solved = logistic(&rows, 1.0)?;
    let mut out = String::from("shown\tweight\n");
    let _ = writeln!(out, "bias\t{:.2}", solved[0]);
    for (name, weight) in Shown::NAMES.iter().zip(&solved[1..]) {
        let _ = writeln!(out, "{name}\t{weight:.2}");
    }
    let labelled = rows.iter().filter(|(_, is_one)| *is_one).count();
    let mut scored: Vec<(f64, bool, &String)> = rows
        .iter()
        .zip(&named)
        .map(|((values, is_one), name)| {
            let sum: f64 = solved[0] + values.iter().zip(&solved[1..]).map(|(value, weight)| value * weight).sum::<f64>();
            (1.0 / (1.0 + (-sum).exp()), *is_one, name)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(b.2)));
    for threshold in [0.3, 0.4, 0.5, 0.6, 0.7, 0.8] {
        let found: Vec<&(f64, bool, &String)> = scored.iter().take_while(|(p, _, _)| *p >= threshold).collect();
        let right = found.iter().filter(|(_, is_one, _)| *is_one).count();
        let (precision, recall) = (right as f64 / found.len().max(1) as f64, right as f64 / labelled.max(1) as f64);
        let _ = writeln!(out, "# From {threshold}: precision {precision:.3}, recall {recall:.3} of {labelled} among {} pairs", rows.len());
    }
    for (p, is_one, name) in scored.iter().filter(|(p, is_one, _)| (*p >= 0.3) != *is_one) {
        let _ = writeln!(out, "# {p:.2} {} {name}", if *is_one { "labelled" } else { "not labelled" });
    }
    Ok(out)
}

/// Whether one account goes from a report to another over any number of edges.
fn reaches<'a>(from: &'a str, to: &str, passing: &BTreeMap<&str, BTreeSet<&'a str>>) -> bool {
    let (mut seen, mut next) = (BTreeSet::from([from]), vec![from]);
    while let Some(here) = next.pop() {
        for there in passing.get(here).into_iter().flatten() {
            if *there == to {
                return true;
            }
            if seen.insert(there) {
                next.push(there);
            }
        }
    }
    false
}
