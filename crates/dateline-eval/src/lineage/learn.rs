//! Learns what degrees of agreement weigh from pairs of reports of which it is known whether they are about one incident: by logistic
//! regression over the levels of `dateline_core::cluster::weigh`, so that levels that go together are not counted twice (weights after
//! Fellegi and Sunter that do not assume independent fields; iteratively reweighted least squares).

use super::clusters::{Labelled, readings};
use super::{bcubed, f1, of_two_or_more};
use anyhow::Result;
use dateline_core::cluster::kin::{self, Kin};
use dateline_core::cluster::level::Level;
use dateline_core::cluster::link::{self, Pull};
use dateline_core::cluster::mention::Mention;
use dateline_core::cluster::tables;
use dateline_core::cluster::weigh::{Weights, weigh};
use dateline_core::lineage::held::Holdings;
use dateline_core::lineage::reuse;
use dateline_core::resources::Resources;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

/// Pairs that a level must have been seen in, on either side together, to be learnt.
const SUPPORT: u64 = 40;
/// Fields of which the shootings say nothing: they are of one kind, and lineage is to weigh where names are unknown too. Two countries
/// are an error of reading there.
const NOT_FROM_HERE: &[&str] = &["kind", "attribution"];
/// Strength of the pull to no weight.
const RIDGE: f64 = 1.0;
/// Rounds of reweighting.
const ROUNDS: usize = 25;

/// How often a set of levels was seen in pairs of one incident and of two.
type Patterns = BTreeMap<Vec<Level>, (u64, u64)>;

/// Learns from reports and gives the table of weights, then the BCubed of these same reports by threshold as a comment.
///
/// # Errors
/// When the regression has no solution.
pub fn table(reports: &[Labelled], resources: &Resources) -> Result<String> {
    let read = readings(reports, resources);
    let incident_of: BTreeMap<&str, &str> = reports.iter().map(|r| (r.id.as_str(), r.incident.as_str())).collect();
    let held: Vec<Arc<_>> = read.iter().flatten().cloned().collect();
    let holdings = Holdings::new(&held, &resources.register, resources.article.addresses());
    let reuses = reuse::find(&holdings);
    let mentions = Mention::all(&holdings, &resources.register);
    let kin = Kin { sharing: kin::sharing(&mentions, &reuses), translated: BTreeSet::new() };
    let tables = tables(&mentions, &kin, &|_| true, &resources.levels);
    // The incident of a mention that its report is about.
    let label = |at: usize| {
        let mention: &Mention<'_> = &mentions[at];
        let reading = holdings.reports[mention.report].reading;
        incident_of.get(reading.report.input.id.as_str()).copied().filter(|_| reading.about() == Some(mention.index))
    };
    let labels: Vec<Option<&str>> = (0..mentions.len()).map(label).collect();
    let mut patterns = Patterns::new();
    let mut vetoed = (0, 0);
    for ((a, b), weights) in &tables {
        let (Some(x), Some(y)) = (labels[*a], labels[*b]) else { continue };
        let is_one = x == y;
        if weights.veto {
            *(if is_one { &mut vetoed.0 } else { &mut vetoed.1 }) += 1;
            continue;
        }
        let seen = patterns.entry(weights.fields.iter().map(|f| f.level).collect()).or_default();
        *(if is_one { &mut seen.0 } else { &mut seen.1 }) += 1;
    }
    let mut of_incident: BTreeMap<&str, u64> = BTreeMap::new();
    labels.iter().flatten().for_each(|label| *of_incident.entry(label).or_default() += 1);
    let all_same: u64 = of_incident.values().map(|n| n * (n - 1) / 2).sum();
    let mut counts: BTreeMap<Level, (u64, u64)> = BTreeMap::new();
    for (levels, (same, different)) in &patterns {
        for level in levels {
            let all = counts.entry(*level).or_default();
            *all = (all.0 + same, all.1 + different);
        }
    }
    let fields = field_names();
    let says = |level: &Level| !NOT_FROM_HERE.contains(&fields[level]) && *level != Level::TwoCountries;
    let mut learnt: Vec<Level> =
        counts.iter().filter(|(level, (s, d))| says(level) && s + d >= SUPPORT && *s >= 5).map(|(level, _)| *level).collect();
    let fixed = |level: Level| f64::from(resources.levels.weight(level)) / 100.0 * std::f64::consts::LN_2;
    let mut solved = regress(&patterns, &learnt, &fixed)?;
    // What a level means is known: disagreement never speaks for one incident, nor agreement against it. Where a level seems to, it
    // stands for something else (that a field is told at all), and keeps the weight set by hand.
    while let Some(at) = (0..learnt.len()).find(|at| fixed(learnt[*at]) * solved[at + 1] < 0.0) {
        learnt.remove(at);
        solved = regress(&patterns, &learnt, &fixed)?;
    }
    let hundredths = |x: f64| (x / std::f64::consts::LN_2 * 100.0).round() as i32;
    let given_to = |level: Level| learnt.iter().position(|l| *l == level).map(|at| hundredths(solved[at + 1]));
    let mut out = String::from("field\tlevel\tweight\tlearnt\tsame\tdifferent\n");
    for level in Level::ALL {
        let given = given_to(*level).map(|weight| weight.to_string()).unwrap_or_default();
        let seen = counts.get(level).map_or_else(|| "\t".to_owned(), |(s, d)| format!("{s}\t{d}"));
        let _ = writeln!(out, "{}\t{}\t{}\t{given}\t{seen}", fields[level], level.as_str(), resources.levels.weight(*level));
    }
    let merge = -hundredths(solved[0]);
    let _ = writeln!(out, "threshold\tmerge from\t{}\t{merge}", resources.levels.merge);
    let _ = writeln!(out, "threshold\treview from\t{}", resources.levels.review);
    let _ = writeln!(out, "# Vetoes: {} pairs of one incident, {} of two; {all_same} pairs of one incident in all.", vetoed.0, vetoed.1);
    let total = |weights: &Weights| {
        weights.fields.iter().map(|f| given_to(f.level).unwrap_or_else(|| resources.levels.weight(f.level))).sum::<i32>()
    };
    let scored: BTreeMap<(usize, usize), i32> =
        tables.iter().filter(|(_, w)| !w.veto).map(|(pair, w)| (*pair, total(w))).filter(|(_, t)| *t > 0).collect();
    for threshold in (-4..=1).map(|step| merge + step * 75) {
        let pull = |a: usize, b: usize| {
            let weights = weigh(&mentions[a], &mentions[b], kin.of(a, b), &resources.levels);
            Pull { weight: total(&weights), veto: weights.veto }
        };
        let sets = link::link(mentions.len(), &scored, &[], &BTreeSet::new(), threshold.max(1), &pull);
        let mut set_of = vec![0; mentions.len()];
        sets.iter().enumerate().for_each(|(at, set)| set.iter().for_each(|m| set_of[*m] = at));
        let keys: Vec<(&str, usize)> = labels.iter().enumerate().filter_map(|(at, label)| Some(((*label)?, set_of[at]))).collect();
        let (precision, recall) = bcubed(&keys, &of_two_or_more(&keys));
        let _ = writeln!(out, "# From {threshold}: BCubed precision {precision:.3}, recall {recall:.3}, F1 {:.3}", f1(precision, recall));
    }
    Ok(out)
}

/// The field of each level, as the table writes it: that which stands beside it there now.
fn field_names() -> BTreeMap<Level, &'static str> {
    let rows = dateline_core::data::table("cluster_weights.tsv").unwrap_or_default();
    rows.iter().filter_map(|row| Some((Level::from_word(row.get("level"))?, row.get("field")))).collect()
}

/// Logistic regression over patterns: the intercept, then a coefficient for each level of `learnt`, in natural logarithms; other levels
/// add what is `fixed`.
fn regress(patterns: &Patterns, learnt: &[Level], fixed: &dyn Fn(Level) -> f64) -> Result<Vec<f64>> {
    let width = learnt.len() + 1;
    let rows: Vec<(Vec<usize>, f64, f64, f64)> = patterns
        .iter()
        .map(|(levels, (same, different))| {
            let at = |level: &Level| learnt.iter().position(|l| l == level).map(|at| at + 1);
            let active = std::iter::once(0).chain(levels.iter().filter_map(at)).collect();
            let offset = levels.iter().filter(|l| at(l).is_none()).map(|l| fixed(*l)).sum();
            (active, offset, *same as f64, *different as f64)
        })
        .collect();
    let mut solved = vec![0.0; width];
    for _ in 0..ROUNDS {
        let mut gradient = vec![0.0; width];
        let mut hessian = vec![vec![0.0; width]; width];
        for (active, offset, same, different) in &rows {
            let score: f64 = offset + active.iter().map(|at| solved[*at]).sum::<f64>();
            let p = 1.0 / (1.0 + (-score.clamp(-30.0, 30.0)).exp());
            let n = same + different;
            for a in active {
                gradient[*a] += same - n * p;
                for b in active {
                    hessian[*a][*b] += n * p * (1.0 - p);
                }
            }
        }
        for at in 0..width {
            let ridge = if at == 0 { 1e-6 } else { RIDGE };
            gradient[at] -= ridge * solved[at];
            hessian[at][at] += ridge;
        }
        let step = solve(hessian, gradient)?;
        solved.iter_mut().zip(&step).for_each(|(x, s)| *x += s.clamp(-3.0, 3.0));
    }
    Ok(solved)
}

/// Logistic regression of what is known of some things on what they show: the intercept, then a coefficient for each value, in natural
/// logarithms; `ridge` pulls the coefficients of standardised values to nought.
///
/// # Errors
/// When the equations have no single solution.
pub fn logistic(rows: &[(Vec<f64>, bool)], ridge: f64) -> Result<Vec<f64>> {
    let width = rows.first().map_or(0, |(values, _)| values.len());
    let n = rows.len().max(1) as f64;
    let mean: Vec<f64> = (0..width).map(|at| rows.iter().map(|(values, _)| values[at]).sum::<f64>() / n).collect();
    let spread = |at: usize| (rows.iter().map(|(values, _)| (values[at] - mean[at]).powi(2)).sum::<f64>() / n).sqrt().max(1e-6);
    let spread: Vec<f64> = (0..width).map(spread).collect();
    let standard = |values: &[f64]| -> Vec<f64> {
        std::iter::once(1.0).chain(values.iter().enumerate().map(|(at, value)| (value - mean[at]) / spread[at])).collect()
    };
    let rows: Vec<(Vec<f64>, f64)> = rows.iter().map(|(values, known)| (standard(values), f64::from(u8::from(*known)))).collect();
    let mut solved = vec![0.0; width + 1];
    for _ in 0..ROUNDS {
        let mut gradient = vec![0.0; width + 1];
        let mut hessian = vec![vec![0.0; width + 1]; width + 1];
        for (values, known) in &rows {
            let score: f64 = values.iter().zip(&solved).map(|(value, weight)| value * weight).sum();
            let p = 1.0 / (1.0 + (-score.clamp(-30.0, 30.0)).exp());
            for a in 0..=width {
                gradient[a] += (known - p) * values[a];
                for b in 0..=width {
                    hessian[a][b] += p * (1.0 - p) * values[a] * values[b];
                }
            }
        }
        for at in 0..=width {
            let pull = if at == 0 { 1e-6 } else { ridge };
            gradient[at] -= pull * solved[at];
            hessian[at][at] += pull;
        }
        let step = solve(hessian, gradient)?;
        solved.iter_mut().zip(&step).for_each(|(x, s)| *x += s.clamp(-3.0, 3.0));
    }
    let shift: f64 = (0..width).map(|at| solved[at + 1] * mean[at] / spread[at]).sum();
    Ok(std::iter::once(solved[0] - shift).chain((0..width).map(|at| solved[at + 1] / spread[at])).collect())
}

/// Solves a system of linear equations by Gaussian elimination with partial pivoting.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Result<Vec<f64>> {
    let n = b.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|x, y| a[*x][column].abs().total_cmp(&a[*y][column].abs())).unwrap_or(column);
        anyhow::ensure!(a[pivot][column].abs() > 1e-12, "the equations have no single solution");
        a.swap(column, pivot);
        b.swap(column, pivot);
        for row in column + 1..n {
            let factor = a[row][column] / a[column][column];
            if factor.abs() > 0.0 {
                let (upper, lower) = a.split_at_mut(row);
                lower[0].iter_mut().zip(&upper[column]).skip(column).for_each(|(x, y)| *x -= factor * y);
                b[row] -= factor * b[column];
            }
        }
    }
    for row in (0..n).rev() {
        let rest: f64 = (row + 1..n).map(|at| a[row][at] * b[at]).sum();
        b[row] = (b[row] - rest) / a[row][row];
    }
    Ok(b)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved() {
        let solved = solve(vec![vec![0.0, 2.0], vec![1.0, 1.0]], vec![4.0, 5.0]).unwrap();
        assert!((solved[0] - 3.0).abs() < 1e-9 && (solved[1] - 2.0).abs() < 1e-9);
        assert!(solve(vec![vec![1.0, 1.0], vec![1.0, 1.0]], vec![1.0, 2.0]).is_err());
    }

    #[test]
    fn a_line_between_two_groups_is_found() {
        let rows: Vec<(Vec<f64>, bool)> = (0..40).map(|n| (vec![f64::from(n), f64::from(n % 3)], n >= 20)).collect();
        let solved = logistic(&rows, 0.1).unwrap();
        assert!(solved[1] > 0.0 && (-solved[0] / solved[1] - 19.5).abs() < 2.0, "{solved:?}");
    }

    #[test]
    fn weights_follow_the_odds() {
        // Of pairs with the level 8 in 10 are of one incident, of those without 2 in 10: log-odds of ln 16 apart.
        let patterns = Patterns::from([(vec![Level::SameDay], (8000, 2000)), (vec![], (2000, 8000))]);
        let solved = regress(&patterns, &[Level::SameDay], &|_| 0.0).unwrap();
        assert!((solved[1] - 16.0_f64.ln()).abs() < 0.01, "{solved:?}");
    }
}
