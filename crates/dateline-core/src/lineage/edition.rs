//! Which reports are captures of one address: the same address however it is written, or an address that both pages
//! name as theirs and whose words agree.

use super::held::Held;
use super::names::fold;
use super::union::Union;
use crate::article::address::Addresses;
use std::collections::{BTreeMap, HashSet};

/// Characters in a shingle, and how many characters of a text are looked at.
const SHINGLE: usize = 16;
const LOOKED_AT: usize = 4000;
/// Share of the shorter text's shingles that two captures of one page have in common at least.
const COMMON: f64 = 0.5;
/// Captures of a named address that a report is compared with at most.
const COMPARED: usize = 8;

/// For each report the smallest number among the captures of its address; `None` where it has no address.
#[must_use]
pub fn addresses(reports: &[Held<'_>], addresses: &Addresses) -> Vec<Option<usize>> {
    let mut union = Union::new(reports.len());
    let (mut by_own, mut by_named): (BTreeMap<String, usize>, BTreeMap<String, Vec<usize>>) = (BTreeMap::new(), BTreeMap::new());
    let mut has = vec![false; reports.len()];
    for (at, held) in reports.iter().enumerate() {
        let report = &held.reading.report;
        let Some(named) = addresses.identity(report.url.as_deref(), report.canonical_url.as_deref()) else { continue };
        has[at] = true;
        let own = report.url.as_deref().map_or_else(|| named.clone(), |url| addresses.key(url));
        match by_own.get(&own) {
            Some(first) => union.join(*first, at),
            None => drop(by_own.insert(own, at)),
        }
        by_named.entry(named).or_default().push(at);
    }
    // A site whose template names one address on all its pages must not make them one.
    for group in by_named.into_values() {
        for (place, at) in group.iter().enumerate().skip(1) {
            let mut tried = 0;
            for other in &group[..place] {
                if union.find(*other) == union.find(*at) {
                    continue;
                }
                tried += 1;
                if tried > COMPARED {
                    break;
                }
                if agree(&reports[*other], &reports[*at]) {
                    union.join(*other, *at);
                }
            }
        }
    }
    has.into_iter().enumerate().map(|(at, has)| has.then(|| union.find(at))).collect()
}

/// Whether two reports have their title or half of their words in common.
fn agree(a: &Held<'_>, b: &Held<'_>) -> bool {
    let title = |held: &Held<'_>| held.reading.report.title.as_deref().map(fold).filter(|title| title.chars().count() >= 12);
    if let (Some(a), Some(b)) = (title(a), title(b))
        && a == b
    {
        return true;
    }
    let (a, b) = (shingles(a), shingles(b));
    let least = a.len().min(b.len());
    least > 0 && a.intersection(&b).count() as f64 >= COMMON * least as f64
}

fn shingles(held: &Held<'_>) -> HashSet<[char; SHINGLE]> {
    let report = &held.reading.report;
    let body = report.body().flat_map(|paragraph| report.text.slice(paragraph.span).chars());
    let letters: Vec<char> = body.filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(LOOKED_AT).collect();
    letters.windows(SHINGLE).filter_map(|window| window.try_into().ok()).collect()
}
