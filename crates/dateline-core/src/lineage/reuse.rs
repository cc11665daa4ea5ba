//! Reuse of words: which report takes passages from which earlier one.
//!
//! Hashed word 5-grams are anchors; anchors that keep their order are chained into passages; a report's passages are
//! given to the fewest earlier reports that explain them. Left out: grams of an outlet's chrome, words inside
//! quotation marks, lone stock sentences. Linear in the number of reports: a gram that many share is looked up among
//! its first and nearest holders only.

use super::held::Holdings;
use super::text::{GRAM, Gram, Words};
use crate::records::EdgeKind;
use crate::segment::Abbreviations;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// Grams that two reports must share before they are compared word by word.
const SHARED_GRAMS: u32 = 4;
/// A gram in more reports than this is looked up among its first and nearest holders only.
const FREQUENT: usize = 24;
/// First holders of a frequent gram.
const FIRST: usize = 12;
/// Holders just before a report, of a frequent gram.
const NEAREST: usize = 4;
/// Words that may be changed, dropped or added between two anchors of one passage.
const GAP: usize = 9;
/// Least matched words of a passage.
pub const PASSAGE: usize = 8;
/// Least matched words of an edge, or [`SHARE`] of the report and [`PASSAGE`] words.
const EDGE: usize = 16;
/// Share of a report that makes an edge by itself.
const SHARE: f64 = 0.3;
/// An outlet's gram in at least this share of its pages is chrome.
const CHROME: f64 = 0.34;

/// Two ranges of words that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// In the later report.
    pub from: Range<usize>,
    /// In the earlier report.
    pub to: Range<usize>,
    /// Words that both have, in order.
    pub matched: usize,
    /// First words of the grams that both have: in the later report, in the earlier report.
    pub anchors: Vec<(usize, usize)>,
}

/// One report's reuse of an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Reuse {
    /// The later report.
    pub from: usize,
    /// The earlier report.
    pub to: usize,
    /// Copy, excerpt or rewrite.
    pub kind: EdgeKind,
    /// Share of the later report's running words that the earlier has.
    pub from_share: f64,
    /// Share of the earlier report's running words that the later has.
    pub to_share: f64,
    /// What they share, in the order of the later report.
    pub passages: Vec<Passage>,
    /// Whether the dates tell which is the earlier.
    pub direction_known: bool,
}

/// The words of every report and the reuse among them, sorted by later and earlier report.
#[derive(Debug, Default)]
pub struct Reuses {
    /// Words of each report.
    pub words: Vec<Words>,
    /// Immediate reuse.
    pub edges: Vec<Reuse>,
}

/// Finds reuse among all held reports.
#[must_use]
pub fn find(holdings: &Holdings<'_>, abbreviations: &Abbreviations) -> Reuses {
    let words: Vec<Words> = holdings.reports.iter().map(|held| Words::new(held.reading, abbreviations)).collect();
    let mut grams: Vec<Vec<Gram>> = words.iter().map(Words::grams).collect();
    let mut index = build_index(&grams);
    let chrome = chrome(holdings, &index);
    if !chrome.is_empty() {
        for (report, list) in grams.iter_mut().enumerate() {
            let outlet = &holdings.reports[report].outlet;
            if let Some(masked) = chrome.get(outlet.as_str()) {
                list.retain(|(hash, _)| !masked.contains(hash));
            }
        }
        index = build_index(&grams);
    }
    let sorted: Vec<Vec<Gram>> = grams
        .iter()
        .map(|list| {
            let mut list = list.clone();
            list.sort_unstable();
            list
        })
        .collect();
    let mut by_later: BTreeMap<usize, Vec<Reuse>> = BTreeMap::new();
    for (a, b) in candidates(holdings, &index) {
        let (from, direction_known) = holdings.later(a, b);
        let to = if from == a { b } else { a };
        if holdings.same_address(from, to) {
            continue; // editions, told apart by their address
        }
        let passages = align(&grams[from], &sorted[to], &words[from], &words[to]);
        if let Some(reuse) = judge(holdings, &words, from, to, passages, direction_known) {
            by_later.entry(from).or_default().push(reuse);
        }
    }
    let mut edges = Vec::new();
    for (from, found) in by_later {
        edges.extend(immediate(holdings, &words[from], found));
    }
    edges.sort_by_key(|e| (e.from, e.to));
    Reuses { words, edges }
}

/// (gram, report) pairs, sorted, each once.
fn build_index(grams: &[Vec<Gram>]) -> Vec<(u64, u32)> {
    let mut index: Vec<(u64, u32)> =
        grams.iter().enumerate().flat_map(|(report, list)| list.iter().map(move |(hash, _)| (*hash, report as u32))).collect();
    index.sort_unstable();
    index.dedup();
    index
}

/// Grams that an outlet prints on many of its pages: its chrome. Pages of one address count once.
fn chrome<'a>(holdings: &'a Holdings<'_>, index: &[(u64, u32)]) -> HashMap<&'a str, HashSet<u64>> {
    let mut pages: HashMap<&str, usize> = HashMap::new();
    for (at, held) in holdings.reports.iter().enumerate() {
        if !holdings.superseded[at] && !held.outlet.is_empty() {
            *pages.entry(&held.outlet).or_default() += 1;
        }
    }
    let mut out: HashMap<&str, HashSet<u64>> = HashMap::new();
    for group in index.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() >= 4) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, report) in group {
            let held = &holdings.reports[*report as usize];
            if !holdings.superseded[*report as usize] && !held.outlet.is_empty() {
                *seen.entry(&held.outlet).or_default() += 1;
            }
        }
        for (outlet, count) in seen {
            if count >= 4 && count as f64 >= CHROME * pages[outlet] as f64 {
                out.entry(outlet).or_default().insert(group[0].0);
            }
        }
    }
    out
}

/// Pairs of reports that share enough grams, sorted.
fn candidates(holdings: &Holdings<'_>, index: &[(u64, u32)]) -> Vec<(usize, usize)> {
    let mut shared: HashMap<(u32, u32), u32> = HashMap::new();
    for group in index.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() > 1) {
        let mut reports: Vec<u32> = group.iter().map(|(_, report)| *report).collect();
        let frequent = reports.len() > FREQUENT;
        if frequent {
            reports.sort_by_key(|report| holdings.order(*report as usize));
        }
        for (at, later) in reports.iter().enumerate() {
            let mut count = |earlier: u32| *shared.entry((earlier.min(*later), earlier.max(*later))).or_default() += 1;
            if frequent {
                let first = at.min(FIRST);
                reports[..first].iter().for_each(|earlier| count(*earlier));
                reports[first.max(at.saturating_sub(NEAREST))..at].iter().for_each(|earlier| count(*earlier));
            } else {
                reports[..at].iter().for_each(|earlier| count(*earlier));
            }
        }
    }
    let mut out: Vec<(usize, usize)> =
        shared.into_iter().filter(|(_, n)| *n >= SHARED_GRAMS).map(|((a, b), _)| (a as usize, b as usize)).collect();
    out.sort_unstable();
    out
}

/// Chains shared grams into passages. `to` is sorted by hash.
fn align(from: &[Gram], to: &[Gram], from_words: &Words, to_words: &Words) -> Vec<Passage> {
    let mut out: Vec<Passage> = Vec::new();
    let mut open: Option<Passage> = None;
    for (hash, at) in from {
        let at = *at as usize;
        let first = to.partition_point(|(h, _)| h < hash);
        let places = to[first..].iter().take_while(|(h, _)| h == hash).map(|(_, p)| *p as usize);
        // The place that goes on with the open passage, else the first.
        let expected = open.as_ref().map(|p| p.to.end.saturating_sub(GRAM) + at.saturating_sub(p.from.end.saturating_sub(GRAM)));
        let Some(place) = places.min_by_key(|place| (expected.map_or(0, |e| place.abs_diff(e)), *place)) else { continue };
        if let Some(passage) = &mut open {
            let (last_from, last_to) = (passage.from.end - GRAM, passage.to.end - GRAM);
            let paragraph = from_words.words[at].paragraph == from_words.words[last_from].paragraph
                && to_words.words[place].paragraph == to_words.words[last_to].paragraph;
            if paragraph && at > last_from && place > last_to && at - last_from <= GAP + GRAM && place - last_to <= GAP + GRAM {
                passage.matched += GRAM.min(at - last_from).min(place - last_to);
                passage.from.end = at + GRAM;
                passage.to.end = place + GRAM;
                passage.anchors.push((at, place));
                continue;
            }
        }
        out.extend(open.take());
        open = Some(Passage { from: at..at + GRAM, to: place..place + GRAM, matched: GRAM, anchors: vec![(at, place)] });
    }
    out.extend(open);
    let whole = |p: &Passage| {
        let sentence = |words: &Words, range: &Range<usize>| words.sentences.iter().any(|s| s == range);
        sentence(from_words, &p.from) && sentence(to_words, &p.to)
    };
    out.retain(|p| p.matched >= PASSAGE || whole(p));
    out
}

/// Whether the passages make an edge, and of which kind.
fn judge(holdings: &Holdings<'_>, words: &[Words], from: usize, to: usize, passages: Vec<Passage>, direction_known: bool) -> Option<Reuse> {
    let matched: usize = passages.iter().map(|p| p.matched).sum();
    let share = |at: usize| if words[at].own() == 0 { 0.0 } else { (matched as f64 / words[at].own() as f64).min(1.0) };
    let (from_share, to_share) = (share(from), share(to));
    if passages.is_empty() || (matched < EDGE && from_share < SHARE && to_share < SHARE) {
        return None;
    }
    if is_stock(holdings, words, from, to, &passages) && from_share < SHARE && to_share < SHARE {
        return None;
    }
    let longest = passages.iter().map(|p| p.from.len()).max().unwrap_or(0);
    let dense = matched as f64 / passages.iter().map(|p| p.from.len()).sum::<usize>().max(1) as f64;
    let kind = if from_share >= 0.75 && to_share >= 0.6 {
        EdgeKind::Copy
    } else if dense < 0.8 || longest < 14 {
        EdgeKind::Rewrite
    } else {
        EdgeKind::Excerpt
    };
    Some(Reuse { from, to, kind, from_share, to_share, passages, direction_known })
}

/// A single sentence that tells of no event is background that an outlet keeps in stock.
fn is_stock(holdings: &Holdings<'_>, words: &[Words], from: usize, to: usize, passages: &[Passage]) -> bool {
    let [only] = passages else { return false };
    let sentences = words[from].sentences.iter().filter(|s| s.start < only.from.end && only.from.start < s.end).count();
    if sentences > 1 {
        return false;
    }
    let tells = |report: usize, range: &Range<usize>| {
        let span = words[report].span(range.clone());
        let reading = holdings.reports[report].reading;
        let current = |a: crate::incident::Assertion| {
            use crate::incident::Assertion::{Background, Pattern};
            !matches!(a, Background | Pattern)
        };
        reading.incidents.iter().any(|m| current(m.assertion) && m.trigger.overlaps(span))
    };
    !tells(from, &only.from) && !tells(to, &only.to)
}

/// Gives a report's passages to the fewest earlier reports: the one that explains most first (in a near tie the one
/// it credits, then the earliest), then others for what is left.
fn immediate(holdings: &Holdings<'_>, words: &Words, mut found: Vec<Reuse>) -> Vec<Reuse> {
    let mut covered = vec![false; words.words.len()];
    let mut out = Vec::new();
    while !found.is_empty() {
        let fresh = |reuse: &Reuse, covered: &[bool]| -> usize {
            reuse.passages.iter().map(|p| p.matched * covered[p.from.clone()].iter().filter(|c| !**c).count() / p.from.len().max(1)).sum()
        };
        let most = found.iter().map(|r| fresh(r, &covered)).max().unwrap_or(0);
        if most < PASSAGE || (!out.is_empty() && most < EDGE) {
            break;
        }
        let near = |r: &Reuse| fresh(r, &covered) * 10 >= most * 9;
        let credited = |r: &Reuse| {
            let outlet = &holdings.reports[r.to].outlet;
            let credits = &holdings.reports[r.from].reading.report.credits;
            !outlet.is_empty() && credits.iter().any(|c| super::names::same(outlet, &super::names::fold(&c.name)))
        };
        let best =
            found.iter().enumerate().filter(|(_, r)| near(r)).min_by_key(|(_, r)| (!credited(r), holdings.order(r.to))).map(|(at, _)| at);
        let Some(best) = best else { break };
        let taken = found.swap_remove(best);
        for passage in &taken.passages {
            covered[passage.from.clone()].fill(true);
        }
        out.push(taken);
    }
    out
}
