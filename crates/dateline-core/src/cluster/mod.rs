//! Same incident? Mentions of all reports are put together into incidents: blocks, weights per field, average link
//! with two thresholds, and analysts' decisions before any score.

pub mod block;
pub mod link;
pub mod mention;
pub mod replay;
pub mod summary;
pub mod weigh;

use crate::sha::Sha;
use link::Pull;
use mention::Mention;
use replay::Replayed;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use weigh::{Kinship, Weights, weigh};

/// Mean weight, in hundredths of a bit, from which two clusters are one incident.
pub const MERGE: i32 = 560;
/// Weight from which a pair that was not put together is worth an analyst's look.
pub const REVIEW: i32 = 350;

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

/// Clusters mentions that are sorted by id. `sharing` holds the pairs whose triggers stand in one reused passage,
/// `translated` the pairs of which one report credits the other's outlet from another language.
#[must_use]
pub fn cluster(
    mentions: &[Mention<'_>],
    sharing: &BTreeSet<(usize, usize)>,
    translated: &BTreeSet<(usize, usize)>,
    replayed: &Replayed,
) -> Clusters {
    let table = |a: usize, b: usize| {
        let pair = (a.min(b), a.max(b));
        weigh(&mentions[a], &mentions[b], Kinship { reused: sharing.contains(&pair), translated: translated.contains(&pair) })
    };
    let scored: BTreeMap<(usize, usize), Weights> = block::pairs(mentions, sharing)
        .into_iter()
        .chain(translated.iter().copied())
        .map(|(a, b)| ((a, b), table(a, b)))
        .filter(|(_, w)| !w.veto && w.total > 0)
        .collect();
    let totals: BTreeMap<(usize, usize), i32> = scored.iter().map(|(pair, w)| (*pair, w.total)).collect();
    let pull = |a: usize, b: usize| {
        let weights = table(a, b);
        Pull { weight: weights.total, veto: weights.veto }
    };
    let sets = link::link(mentions.len(), &totals, &replayed.must, &replayed.cannot, MERGE, &pull);
    let mut set_of = vec![0; mentions.len()];
    for (at, set) in sets.iter().enumerate() {
        for item in set {
            set_of[*item] = at;
        }
    }
    let judged =
        |pair: &(usize, usize)| replayed.cannot.contains(pair) || replayed.must.iter().any(|(a, b)| (*a.min(b), *a.max(b)) == *pair);
    let (mut merged, mut review) = (Vec::new(), Vec::new());
    for (pair, weights) in scored {
        let row = || PairWeights { a: mentions[pair.0].id, b: mentions[pair.1].id, weights: weights.clone() };
        if set_of[pair.0] == set_of[pair.1] {
            merged.push(row());
        } else if weights.total >= REVIEW && !judged(&pair) {
            review.push(row());
        }
    }
    review.sort_by(|x, y| (y.weights.total, x.a, x.b).cmp(&(x.weights.total, y.a, y.b)));
    Clusters { sets, merged, review }
}
