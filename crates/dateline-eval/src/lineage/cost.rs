//! What reuse costs: time and memory over ever more pages of one density, and the exponent of the growth.

use super::reuse::{Synthetic, page};
use crate::input::{self, json_lines};
use anyhow::{Context, Result};
use dateline_core::lineage::index::{Index, Page};
use dateline_core::lineage::reuse::{immediate, judge};
use std::fmt::Write;
use std::time::Instant;

/// A table: pages, seconds, pages a second, memory, and the exponent between the least and the greatest number.
///
/// # Errors
/// When the set isn't here.
pub fn measure(sizes: &[usize]) -> Result<String> {
    let path = input::sets().map(|d| d.join("lineage/lineage-synth10k/docs.jsonl.gz")).filter(|p| p.exists());
    let path = path.context("lineage/lineage-synth10k is not here ($DATELINE_DATA or ../shared/data)")?;
    let pages: Vec<Synthetic> = json_lines(&path)?;
    let mut out = format!("{:>9} {:>9} {:>9} {:>9} {:>12} {:>10}\n", "pages", "seconds", "a second", "MB", "compared", "edges");
    let mut points: Vec<(f64, f64)> = Vec::new();
    for size in sizes {
        let before = resident();
        let mut index = Index::default();
        let start = Instant::now();
        index.insert((0..*size).map(|at| copy(&pages[at % pages.len()], at / pages.len())));
        let found: usize = (0..*size as u32).map(|at| immediate_of(&index, at)).sum();
        let seconds = start.elapsed().as_secs_f64();
        let memory = resident().saturating_sub(before);
        points.push((*size as f64, seconds));
        writeln!(out, "{size:>9} {seconds:>9.1} {:>9.0} {:>9} {:>12} {found:>10}", *size as f64 / seconds, memory / 1024, index.compared)?;
    }
    if let (Some(first), Some(last)) = (points.first(), points.last())
        && first.0 < last.0
    {
        writeln!(out, "exponent {:.2}", (last.1 / first.1).ln() / (last.0 / first.0).ln())?;
    }
    writeln!(out, "seconds hold the making of the words of each page; memory is what the index adds to the process, one thread")?;
    Ok(out)
}

/// How many reports a report takes passages from at first hand.
fn immediate_of(index: &Index, report: u32) -> usize {
    immediate(index.shared(report).into_iter().filter_map(|shared| judge(shared, index)).collect(), |to| to).len()
}

/// A page of the `round`th copy of the set: its long words and its outlet are others', so that each copy is as dense as the first.
fn copy(source: &Synthetic, round: usize) -> Page {
    let id = format!("{} {round}", source.id);
    if round == 0 {
        return page(&id, source.ts, &source.outlet, &source.text);
    }
    let mut text = String::with_capacity(source.text.len() * 5 / 4);
    for word in source.text.split_inclusive(' ') {
        let letters = word.trim_end_matches(|c: char| !c.is_alphabetic());
        text.push_str(letters);
        if letters.len() > 4 {
            // A number in letters: a digit would weigh more than a letter.
            let mut rest = round;
            while rest > 0 {
                text.push((b'a' + (rest % 26) as u8) as char);
                rest /= 26;
            }
        }
        text.push_str(&word[letters.len()..]);
    }
    page(&id, source.ts, &format!("{} {round}", source.outlet), &text)
}

/// Resident memory of this process in KiB; 0 where the system does not tell.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse().ok()).unwrap_or(0)
}
