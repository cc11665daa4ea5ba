//! Same incident? Mentions of all reports are put together into incidents: blocks, weights per field, average link
//! with two thresholds, and analysts' decisions before any score.

pub mod block;
pub mod context;
pub mod kin;
pub mod level;
pub mod link;
pub mod mention;
pub mod replay;
pub mod summary;
pub mod weigh;

use crate::sha::Sha;
use kin::Kin;
use level::Levels;
use link::Pull;
use mention::Mention;
use replay::Replayed;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use weigh::{Weights, weigh};

/// Two mentions with the table of their weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairWeights {
    /// The mention with the smaller id.
    pub a: Sha,
    /// The other mention.
    pub b: Sha,
    /// Why they are, or may be, one event.
    pub weights: Weights,
}

/// Mentions put together, with the tables that say why.
#[derive(Debug, Default)]
pub struct Clusters {
    /// Numbers of mentions, each set sorted, sets by their smallest.
    pub sets: Vec<Vec<usize>>,
    /// Tables of the compared pairs inside a set, sorted.
    pub merged: Vec<PairWeights>,
    /// Tables of pairs between the two thresholds that stayed apart and that nobody judged, best first.
    pub review: Vec<PairWeights>,
}

/// The tables of all pairs of mentions worth comparing among some, smaller number first.
#[must_use]
pub fn tables(mentions: &[Mention<'_>], kin: &Kin, some: &dyn Fn(&usize) -> bool, levels: &Levels) -> BTreeMap<(usize, usize), Weights> {
    let known = kin.translated.iter().filter(|(a, b)| some(a) && some(b)).copied();
    let pairs = block::pairs(mentions, &kin.sharing, some).into_iter().chain(known);
    pairs.map(|(a, b)| ((a, b), weigh(&mentions[a], &mentions[b], kin.of(a, b), levels))).collect()
}

/// Clusters mentions that are sorted by id. Of mentions that one page tells in several copies only the first is compared: a million
/// copies cost no more than their number.
#[must_use]
pub fn cluster(mentions: &[Mention<'_>], kin: &Kin, twins: &BTreeMap<usize, usize>, replayed: &Replayed, levels: &Levels) -> Clusters {
    let twins: BTreeMap<usize, usize> = twins
        .iter()
        .filter(|(a, b)| !replayed.of_mention.contains_key(a) && !replayed.of_mention.contains_key(b))
        .map(|(a, b)| (*a, *b))
        .collect();
    let first = |mention: &usize| !twins.contains_key(mention);
    let mut scored = tables(mentions, kin, &first, levels);
    scored.retain(|_, weights| !weights.veto && weights.total > 0);
    let totals: BTreeMap<(usize, usize), i32> = scored.iter().map(|(pair, w)| (*pair, w.total)).collect();
    let pull = |a: usize, b: usize| {
        let weights = weigh(&mentions[a], &mentions[b], kin.of(a, b), levels);
        Pull { weight: weights.total, veto: weights.veto }
    };
    let mut sets = link::link(mentions.len(), &totals, &replayed.must, &replayed.cannot, levels.merge, &pull);
    // Each copy goes where its first one is.
    let mut copies: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    twins.iter().for_each(|(copy, first)| copies.entry(*first).or_default().push(*copy));
    sets.retain(|set| !(set.len() == 1 && twins.contains_key(&set[0])));
    for set in &mut sets {
        let more: Vec<usize> = set.iter().filter_map(|mention| copies.get(mention)).flatten().copied().collect();
        set.extend(more);
        set.sort_unstable();
    }
    sets.sort();
    let mut set_of = vec![0; mentions.len()];
    for (at, set) in sets.iter().enumerate() {
        for item in set {
            set_of[*item] = at;
        }
    }
    let must: BTreeSet<(usize, usize)> = replayed.must.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect();
    let judged = |pair: &(usize, usize)| replayed.cannot.contains(pair) || must.contains(pair);
    let (mut merged, mut review) = (Vec::new(), Vec::new());
    for (copy, first) in &twins {
        let pair = (*copy.min(first), *copy.max(first));
        scored.insert(pair, weigh(&mentions[pair.0], &mentions[pair.1], kin.of(pair.0, pair.1), levels));
    }
    for (pair, weights) in scored {
        let row = || PairWeights { a: mentions[pair.0].id, b: mentions[pair.1].id, weights: weights.clone() };
        if set_of[pair.0] == set_of[pair.1] {
            merged.push(row());
        } else if weights.total >= levels.review && !judged(&pair) {
            review.push(row());
        }
    }
    review.sort_by(|x, y| (y.weights.total, x.a, x.b).cmp(&(x.weights.total, y.a, y.b)));
    Clusters { sets, merged, review }
}
