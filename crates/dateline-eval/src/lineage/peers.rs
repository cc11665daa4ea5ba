//! MinHash with LSH beside Dateline's reuse: the crate `gaoya` and the Python package `datasketch`, as child processes over the same pages,
//! scored in the same way. Each is given the threshold at which its pairs are best on these very pages.

use super::reuse::{Figures, Synthetic, Truth};
use crate::extraction::peers::crates;
use crate::input;
use anyhow::{Context, Result};
use dateline_core::lineage::union::Union;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// What a peer is given: words in a run (Dateline's own length, and a shorter one, which suits rewrites better), and whether what many
/// pages of a site have is taken off before, which MinHash does not do of itself.
const TRIED: [(usize, bool); 3] = [(5, false), (5, true), (3, true)];
/// Words in a run by which the frame of a site is known, and the least number and share of its pages, in percent, that have it.
const FRAME: (usize, usize, usize) = (5, 3, 33);

/// What a peer prints: a pair, or at the end what it took.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Pair { a: String, b: String, score: f64 },
    End { nanos: u64, peak: Option<u64> },
}

/// Figures of each peer that is here, and a line for each that is not.
pub(super) fn measure(truth: &Truth<'_>) -> Figures {
    let (mut out, mut skipped) = (Vec::new(), Vec::new());
    let whole: Vec<String> = truth.pages.iter().map(|page| page.text.clone()).collect();
    let without_frames = without_frames(truth.pages);
    for (name, program) in [("gaoya", of_crates()), ("datasketch", of_python())] {
        let (program, before) = match program {
            Ok(found) => found,
            Err(why) => {
                skipped.push(format!("skipped: {name}: {why}"));
                continue;
            }
        };
        for (words, bare) in TRIED {
            let texts = if bare { &without_frames } else { &whole };
            let found = match run(&program, &before, words, truth, texts) {
                Ok(found) if !found.pairs.is_empty() => found,
                Ok(_) => {
                    skipped.push(format!("skipped: {name}: it found nothing"));
                    continue;
                }
                Err(why) => {
                    skipped.push(format!("skipped: {name}: {why:#}"));
                    continue;
                }
            };
            let (threshold, pairs) = best(&found.pairs, truth);
            let mut union = Union::new(truth.pages.len());
            pairs.iter().for_each(|(a, b)| union.join(*a, *b));
            let root: Vec<usize> = (0..truth.pages.len()).map(|at| union.find(at)).collect();
            let mut sheet = truth.score(&pairs, &root);
            sheet.number("reuse.seconds", usize::try_from(found.nanos / 1_000_000_000).unwrap_or(usize::MAX));
            sheet.number("reuse.megabytes", usize::try_from(found.peak.unwrap_or(0) >> 20).unwrap_or(usize::MAX));
            let of = if bare { "pages without their frames" } else { "whole pages" };
            out.push((format!("{name}, {of}, runs of {words} words, likeness from {threshold:.2}"), sheet));
        }
    }
    (out, skipped)
}

/// The words of each page without runs that a third of its site's pages have.
fn without_frames(pages: &[Synthetic]) -> Vec<String> {
    let (length, least, share) = FRAME;
    let words: Vec<Vec<String>> = pages
        .iter()
        .map(|page| page.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect())
        .collect();
    let mut of_site: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    pages.iter().enumerate().for_each(|(at, page)| of_site.entry(&page.outlet).or_default().push(at));
    let mut out = vec![String::new(); pages.len()];
    for all in of_site.values() {
        let mut seen: HashMap<&[String], usize> = HashMap::new();
        for at in all {
            for run in words[*at].windows(length).collect::<HashSet<_>>() {
                *seen.entry(run).or_default() += 1;
            }
        }
        for at in all {
            let mut kept = vec![true; words[*at].len()];
            for (start, run) in words[*at].windows(length).enumerate() {
                if seen.get(run).is_some_and(|n| *n >= least && n * 100 >= share * all.len()) {
                    kept[start..start + length].fill(false);
                }
            }
            let left: Vec<&str> = words[*at].iter().zip(kept).filter(|(_, kept)| *kept).map(|(word, _)| word.as_str()).collect();
            out[*at] = left.join(" ");
        }
    }
    out
}

fn of_crates() -> Result<(OsString, Vec<OsString>), String> {
    crates().map(|program| (program.into(), vec!["gaoya".into()]))
}

/// `$DATELINE_PYTHON`, else `python3`, where it has the package.
fn of_python() -> Result<(OsString, Vec<OsString>), String> {
    let script = input::workspace().join("crates/dateline-eval/scripts/python_datasketch.py");
    let python = std::env::var_os("DATELINE_PYTHON").unwrap_or_else(|| "python3".into());
    let version = Command::new(&python).arg(&script).arg("--version").stderr(Stdio::null()).output();
    match version {
        Ok(output) if output.status.success() => Ok((python, vec![script.into()])),
        _ => Err("python3 ($DATELINE_PYTHON) with the package datasketch is not here (pip install datasketch)".to_owned()),
    }
}

/// Pairs of pages with their likeness, and what it took.
struct Found {
    pairs: Vec<((usize, usize), f64)>,
    nanos: u64,
    peak: Option<u64>,
}

fn run(program: &OsString, before: &[OsString], words: usize, truth: &Truth<'_>, texts: &[String]) -> Result<Found> {
    let mut child = Command::new(program)
        .args(before)
        .arg(words.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} can't be run", program.display()))?;
    let (mut stdin, stdout) = (child.stdin.take().context("its input")?, child.stdout.take().context("its output")?);
    let at: BTreeMap<&str, usize> = truth.pages.iter().enumerate().map(|(at, page)| (page.id.as_str(), at)).collect();
    let mut found = Found { pairs: Vec::new(), nanos: 0, peak: None };
    // It reads all of them before it prints anything.
    for (page, text) in truth.pages.iter().zip(texts) {
        writeln!(stdin, "{}", serde_json::json!({ "id": page.id, "text": text }))?;
    }
    drop(stdin);
    for line in BufReader::new(stdout).lines() {
        match serde_json::from_str(&line?)? {
            Line::Pair { a, b, score } => {
                if let (Some(a), Some(b)) = (at.get(a.as_str()), at.get(b.as_str())) {
                    found.pairs.push(((*a.min(b), *a.max(b)), score));
                }
            }
            Line::End { nanos, peak } => (found.nanos, found.peak) = (nanos, peak),
        }
    }
    child.wait()?;
    found.pairs.retain(|(pair, _)| !truth.is_open(pair));
    Ok(found)
}

/// The threshold with the best F1 of pairs, and the pairs from it on.
fn best(pairs: &[((usize, usize), f64)], truth: &Truth<'_>) -> (f64, BTreeSet<(usize, usize)>) {
    let from = |threshold: f64| pairs.iter().filter(|(_, score)| *score >= threshold).map(|(pair, _)| *pair).collect::<BTreeSet<_>>();
    let f1 = |found: &BTreeSet<(usize, usize)>| {
        let (both, labelled) = truth.right(found);
        2.0 * both as f64 / (found.len() + labelled).max(1) as f64
    };
    let tried = (2..20).map(|n| f64::from(n) * 0.05).map(|threshold| (threshold, from(threshold)));
    tried.max_by(|(_, a), (_, b)| f1(a).total_cmp(&f1(b))).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_is_given_its_best_threshold() {
        let page = |id: &str, kind: &str, family: &str, parts: &str| -> Synthetic {
            let parent = if kind == "base" { "null".to_owned() } else { format!("[\"{family}\"]") };
            let json = format!(
                r#"{{"id":"{id}","family":"{family}","kind":"{kind}","parent":{parent},"parts":{parts},"text":"words of {id} alone","ts":1,"outlet":"{id}"}}"#
            );
            serde_json::from_str(&json).unwrap()
        };
        let pages = [
            page("a", "base", "a", r#"[["a",0],["a",1]]"#),
            page("b", "excerpt", "a", r#"[["a",1]]"#),
            page("c", "base", "c", r#"[["c",0]]"#),
        ];
        let truth = Truth::of(&pages);
        let (threshold, pairs) = best(&[((0, 1), 0.8), ((0, 2), 0.3)], &truth);
        assert!(threshold > 0.3 && pairs == BTreeSet::from([(0, 1)]));
        let sheet = truth.score(&pairs, &[0, 0, 2]);
        for figure in ["reuse.pairs", "reuse.family_pairs", "reuse.adjusted_rand", "reuse.recall_excerpt"] {
            assert_eq!(sheet.get(figure).unwrap().value(), Some(1.0), "{figure}");
        }
        assert_eq!(truth.score(&BTreeSet::from([(0, 2)]), &[0, 1, 0]).get("reuse.pairs").unwrap().value(), Some(0.0));
    }
}
