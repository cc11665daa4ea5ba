//! Pairs of mentions whose reports lineage joins before anything is put together.

use super::mention::Mention;
use super::weigh::Kinship;
use crate::lineage::held::Holdings;
use crate::lineage::reuse::Reuses;
use crate::sha::Sha;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// What lineage says of pairs of mentions, smaller number first.
#[derive(Debug, Default)]
pub struct Kin {
    /// Both triggers stand in one reused passage.
    pub sharing: BTreeSet<(usize, usize)>,
    /// One report is a translation of the other.
    pub translated: BTreeSet<(usize, usize)>,
}

impl Kin {
    /// What it says of a pair.
    #[must_use]
    pub fn of(&self, a: usize, b: usize) -> Kinship {
        let pair = (a.min(b), a.max(b));
        Kinship { reused: self.sharing.contains(&pair), translated: self.translated.contains(&pair) }
    }
}

/// Pairs of mentions whose triggers stand in one reused passage.
#[must_use]
pub fn sharing(mentions: &[Mention<'_>], reuses: &Reuses) -> BTreeSet<(usize, usize)> {
    let mut of_report: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, mention) in mentions.iter().enumerate() {
        of_report.entry(mention.report).or_default().push(at);
    }
    let none = Vec::new();
    let mut out = BTreeSet::new();
    for edge in &reuses.edges {
        let (from, to) = (of_report.get(&edge.from).unwrap_or(&none), of_report.get(&edge.to).unwrap_or(&none));
        for passage in &edge.passages {
            let from_span = reuses.words[edge.from].span(passage.from.clone());
            let to_span = reuses.words[edge.to].span(passage.to.clone());
            let (first, last) = (from_span.start() as f64, from_span.len().max(1) as f64);
            for a in from.iter().filter(|m| from_span.contains(mentions[**m].body.trigger)) {
                for b in to.iter().filter(|m| to_span.contains(mentions[**m].body.trigger)) {
                    // Triggers at about the same place of the passage; a passage can tell of several events.
                    let x = (mentions[*a].body.trigger.start() as f64 - first) / last;
                    let y = (mentions[*b].body.trigger.start() as f64 - to_span.start() as f64) / to_span.len().max(1) as f64;
                    if (x - y).abs() < 0.15 {
                        out.insert((*a.min(b), *a.max(b)));
                    }
                }
            }
        }
    }
    out
}

/// Mentions that stand at the same place of the same words, published on the same day, each with the first of them: one page in several
/// copies tells one event.
#[must_use]
pub fn twins(mentions: &[Mention<'_>], holdings: &Holdings<'_>) -> BTreeMap<usize, usize> {
    let mut first: BTreeMap<(Sha, Option<i64>, usize), usize> = BTreeMap::new();
    let mut out = BTreeMap::new();
    let mut words: BTreeMap<usize, Sha> = BTreeMap::new();
    for (at, mention) in mentions.iter().enumerate() {
        let report = &holdings.reports[mention.report].reading.report;
        let text = *words.entry(mention.report).or_insert_with(|| Sha::of(report.text.as_str().as_bytes()));
        match first.entry((text, mention.published, mention.index)) {
            Entry::Occupied(known) => drop(out.insert(at, *known.get())),
            Entry::Vacant(new) => drop(new.insert(at)),
        }
    }
    // Captures of one address are editions, told apart by their address.
    out.retain(|copy, first| !holdings.same_address(mentions[*copy].report, mentions[*first].report));
    out
}

/// Pairs of mentions of reports of which one translates the other, by the later report.
#[must_use]
pub fn translated(mentions: &[Mention<'_>], reports: &BTreeMap<usize, usize>) -> BTreeSet<(usize, usize)> {
    let mut of_report: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, mention) in mentions.iter().enumerate() {
        of_report.entry(mention.report).or_default().push(at);
    }
    let of = |report: &usize| of_report.get(report).into_iter().flatten().copied();
    let pairs = reports.iter().flat_map(|(later, earlier)| of(later).flat_map(move |a| of(earlier).map(move |b| (a.min(b), a.max(b)))));
    pairs.collect()
}
