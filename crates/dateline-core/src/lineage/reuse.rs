//! Reuse of words: which report takes passages from which earlier one.
//!
//! [`index`](super::index) finds reports that share words, [`align`](super::align) lays them side by side; here it is judged whether
//! that is reuse and of which kind, and a report's passages are given to the fewest earlier reports that explain them. Left out: grams
//! of an outlet's chrome, words inside quotation marks, lone stock sentences.

use super::align::{PASSAGE, Passage};
use super::held::Holdings;
use super::index::{Index, Page, Shared};
use super::union::Union;
use super::words::Words;
use crate::records::EdgeKind;
use std::ops::Range;

/// Least matched words of an edge, or [`SHARE`] of the report and [`PASSAGE`] words.
const EDGE: usize = 20;
/// Share of a report that makes an edge by itself.
const SHARE: f64 = 0.3;
/// Least sentences of a rewrite in which no passage is left.
const SENTENCES: usize = 3;
/// Share of a report's words in such sentences.
const REWRITTEN: f64 = 0.3;
/// Share of a report's words in such sentences where there are two only.
const REWRITTEN_SHORT: f64 = 0.6;

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
    /// Words of each report that has to do with reuse or editions; none of the others.
    pub words: Vec<Words>,
    /// Immediate reuse.
    pub edges: Vec<Reuse>,
    /// For each report the least report of its family: by words alone.
    pub families: Vec<usize>,
}

/// Finds reuse among all held reports.
#[must_use]
pub fn find(holdings: &Holdings<'_>) -> Reuses {
    let mut index = Index::default();
    index.insert((0..holdings.len()).map(|at| page(holdings, at)));
    let (mut edges, mut all) = (Vec::new(), Vec::new());
    for later in 0..holdings.len() {
        let Some(number) = index.number(holdings.reports[later].reading.report.id) else { continue };
        let found: Vec<Reuse> = index
            .shared(number)
            .into_iter()
            .filter(|shared| !holdings.same_address(shared.from as usize, shared.to as usize)) // editions, told apart by their address
            .filter_map(|shared| {
                let reuse = judge(shared, &index)?;
                let lone = reuse.from_share < SHARE && reuse.to_share < SHARE && is_stock(holdings, &reuse);
                let direction_known = holdings.later(reuse.from, reuse.to).1;
                (!lone).then_some(Reuse { direction_known, ..reuse })
            })
            .collect();
        let credited = |to: usize| {
            let outlet = &holdings.reports[to].outlet;
            let credits = &holdings.reports[later].reading.report.credits;
            !outlet.is_empty() && credits.iter().any(|c| super::names::same(outlet, &super::names::fold(&c.name)))
        };
        all.extend(found.iter().cloned());
        edges.extend(immediate(found, |to| (!credited(to), holdings.order(to))));
    }
    edges.sort_by_key(|e| (e.from, e.to));
    let mut involved = vec![false; holdings.len()];
    edges.iter().flat_map(|e| [e.from, e.to]).for_each(|at| involved[at] = true);
    holdings.older.iter().enumerate().filter_map(|(at, older)| Some([at, (*older)?])).flatten().for_each(|at| involved[at] = true);
    let words = |at: usize| if involved[at] { Words::new(&holdings.reports[at].reading.report) } else { Words::default() };
    Reuses { words: (0..holdings.len()).map(words).collect(), edges, families: families(holdings.len(), &all) }
}

/// A held report as a page of the index; the number of its page is its own.
fn page(holdings: &Holdings<'_>, at: usize) -> Page {
    let held = &holdings.reports[at];
    Page {
        id: held.reading.report.id,
        published: held.published.map_or(i64::MAX, |m| m.start),
        outlet: held.outlet.clone(),
        address: holdings.address[at].map(|first| first as u64),
        print: Words::new(&held.reading.report).print,
    }
}

/// Whether what two reports share makes an edge, and of which kind. Whether the direction is known is not asked here.
#[must_use]
pub fn judge(shared: Shared, index: &Index) -> Option<Reuse> {
    let Shared { from, to, passages, rewritten } = shared;
    let (own_from, own_to) = (index.own(from), index.own(to));
    let share = |words: usize, own: usize| if own == 0 { 0.0 } else { (words as f64 / own as f64).min(1.0) };
    let matched: usize = passages.iter().map(|p| p.matched).sum();
    let others = |p: &&Passage| !passages.iter().any(|known| known.from.start < p.from.end && p.from.start < known.from.end);
    let fresh: Vec<Passage> = rewritten.iter().filter(others).cloned().collect();
    let words_of = |list: &[Passage], side: fn(&Passage) -> &Range<usize>| -> usize { list.iter().map(|p| side(p).len()).sum() };
    let told = |p: &Passage| p.matched;
    let again = share(words_of(&rewritten, |p| &p.from), own_from);
    let is_rewrite = rewritten.len() >= SENTENCES && again >= REWRITTEN || rewritten.len() + 1 >= SENTENCES && again >= REWRITTEN_SHORT;
    let (from_share, to_share) = (share(matched, own_from), share(matched, own_to));
    let is_reuse = !passages.is_empty() && (matched >= EDGE || from_share >= SHARE || to_share >= SHARE);
    if !is_reuse && !is_rewrite {
        return None;
    }
    let longest = passages.iter().map(|p| p.from.len()).max().unwrap_or(0);
    let dense = matched as f64 / words_of(&passages, |p| &p.from).max(1) as f64;
    let kind = if from_share >= 0.75 && to_share >= 0.6 {
        EdgeKind::Copy
    } else if !is_reuse || dense < 0.8 || longest < 14 || words_of(&fresh, |p| &p.from) > matched {
        EdgeKind::Rewrite
    } else {
        EdgeKind::Excerpt
    };
    let (from_share, to_share) = match is_rewrite {
        true => {
            let all = matched + fresh.iter().map(told).sum::<usize>();
            (share(all, own_from), share(all, own_to))
        }
        false => (from_share, to_share),
    };
    let mut passages = passages;
    if is_rewrite {
        passages.extend(fresh);
        passages.sort_by_key(|p| (p.from.start, p.to.start));
    }
    Some(Reuse { from: from as usize, to: to as usize, kind, from_share, to_share, passages, direction_known: true })
}

/// A single sentence that tells of no event is background that an outlet keeps in stock.
fn is_stock(holdings: &Holdings<'_>, reuse: &Reuse) -> bool {
    let [only] = reuse.passages.as_slice() else { return false };
    let words = |at: usize| Words::new(&holdings.reports[at].reading.report);
    let (from, to) = (words(reuse.from), words(reuse.to));
    let sentences = from.sentences.iter().filter(|s| s.start < only.from.end && only.from.start < s.end).count();
    if sentences > 1 {
        return false;
    }
    let tells = |report: usize, words: &Words, range: &Range<usize>| {
        let span = words.span(range.clone());
        let reading = holdings.reports[report].reading;
        let current = |a: crate::incident::Assertion| {
            use crate::incident::Assertion::{Background, Pattern};
            !matches!(a, Background | Pattern)
        };
        reading.incidents.iter().any(|m| current(m.assertion) && m.trigger.overlaps(span))
    };
    !tells(reuse.from, &from, &only.from) && !tells(reuse.to, &to, &only.to)
}

/// For each of `len` reports the least report of its family: those that share most of their common words.
///
/// A report that embeds one story in another belongs to the family of the greater part; it joins no two. So an edge counts where at
/// both ends at least half of what is shared lies in what that report shares with the one nearest to it. `edges` are all of them, not
/// only the immediate ones.
#[must_use]
pub fn families(len: usize, edges: &[Reuse]) -> Vec<usize> {
    let matched = |e: &Reuse| e.passages.iter().map(|p| p.matched).sum::<usize>();
    // For each report the edge with most words; of equal ones the one that covers most of both reports, then the first.
    let mut most: Vec<Option<(usize, f64, usize)>> = vec![None; len];
    for (number, edge) in edges.iter().enumerate() {
        let this = (matched(edge), edge.from_share.min(edge.to_share), number);
        for at in [edge.from, edge.to] {
            let better = most[at].is_none_or(|(words, share, _)| (this.0, this.1) > (words, share));
            most[at] = if better { Some(this) } else { most[at] };
        }
    }
    let ranges = |edge: &Reuse, at: usize| -> Vec<Range<usize>> {
        edge.passages.iter().map(|p| if edge.from == at { p.from.clone() } else { p.to.clone() }).collect()
    };
    let mut union = Union::new(len);
    for edge in edges {
        let holds = |at: usize| {
            let Some((.., nearest)) = most[at] else { return false };
            let nearest = ranges(&edges[nearest], at);
            let shared = ranges(edge, at);
            let common: usize =
                shared.iter().flat_map(|a| nearest.iter().map(move |b| a.end.min(b.end).saturating_sub(a.start.max(b.start)))).sum();
            common * 2 >= shared.iter().map(ExactSizeIterator::len).sum()
        };
        if holds(edge.from) && holds(edge.to) {
            union.join(edge.from, edge.to);
        }
    }
    (0..len).map(|at| union.find(at)).collect()
}

/// Gives a report's passages to the fewest earlier reports: the one that explains most first (in a near tie the one that is least by
/// `key`), then others for what is left.
pub fn immediate<K: Ord>(mut found: Vec<Reuse>, key: impl Fn(usize) -> K) -> Vec<Reuse> {
    let end = found.iter().flat_map(|r| &r.passages).map(|p| p.from.end).max().unwrap_or(0);
    let mut covered = vec![false; end];
    let mut out = Vec::new();
    while !found.is_empty() {
        let fresh = |reuse: &Reuse| -> usize {
            reuse.passages.iter().map(|p| p.matched * covered[p.from.clone()].iter().filter(|c| !**c).count() / p.from.len().max(1)).sum()
        };
        let most = found.iter().map(fresh).max().unwrap_or(0);
        if most < PASSAGE || (!out.is_empty() && most < EDGE) {
            break;
        }
        let near = |r: &Reuse| fresh(r) * 10 >= most * 9;
        let best = found.iter().enumerate().filter(|(_, r)| near(r)).min_by_key(|(_, r)| key(r.to)).map(|(at, _)| at);
        let Some(best) = best else { break };
        let taken = found.swap_remove(best);
        for passage in &taken.passages {
            covered[passage.from.clone()].fill(true);
        }
        out.push(taken);
    }
    out
}
