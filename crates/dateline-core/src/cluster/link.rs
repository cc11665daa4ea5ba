//! Average link under must-link and cannot-link: clusters grow while the mean weight between two of them reaches
//! the threshold and no pair between them is ruled out (UPGMA; R. R. Sokal and C. D. Michener, 1958).

use crate::lineage::union::Union;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a pair of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pull {
    /// Weight in hundredths of a bit.
    pub weight: i32,
    /// Whether the two can't be one.
    pub veto: bool,
}

/// Largest component that is clustered as a whole; a larger one is first cut at a higher weight.
const LARGEST: usize = 1000;
/// By so much the weight is raised each time, in hundredths of a bit, and so much at most.
const STEP: i32 = 100;
const HIGHEST: i32 = 1500;

/// Clusters items `0..len`. `scored` holds the pairs that were worth comparing, `pull` compares any pair. The order
/// of items decides ties, so that equal input in any order of arrival gives equal clusters.
pub fn link(
    len: usize,
    scored: &BTreeMap<(usize, usize), i32>,
    must: &[(usize, usize)],
    cannot: &BTreeSet<(usize, usize)>,
    threshold: i32,
    pull: &impl Fn(usize, usize) -> Pull,
) -> Vec<Vec<usize>> {
    let mut must_union = Union::new(len);
    for (a, b) in must {
        must_union.join(*a, *b);
    }
    let groups = must_union.sets();
    let mut group_of = vec![0; len];
    for (at, group) in groups.iter().enumerate() {
        for item in group {
            group_of[*item] = at;
        }
    }
    let mut out = Vec::new();
    let mut waiting: Vec<(Vec<usize>, i32)> = vec![((0..groups.len()).collect(), threshold)];
    while let Some((members, floor)) = waiting.pop() {
        let inside: BTreeMap<usize, usize> = members.iter().enumerate().map(|(at, m)| (*m, at)).collect();
        let mut parts = Union::new(members.len());
        for ((a, b), weight) in scored {
            if *weight >= floor
                && let (Some(x), Some(y)) = (inside.get(&group_of[*a]), inside.get(&group_of[*b]))
            {
                parts.join(*x, *y);
            }
        }
        for part in parts.sets() {
            let part: Vec<usize> = part.into_iter().map(|at| members[at]).collect();
            if part.len() > LARGEST && floor < threshold + HIGHEST {
                waiting.push((part, floor + STEP));
            } else {
                let sets: Vec<Vec<usize>> = part.iter().map(|g| groups[*g].clone()).collect();
                out.extend(agglomerate(sets, cannot, threshold, pull));
            }
        }
    }
    out.iter_mut().for_each(|set| set.sort_unstable());
    out.sort();
    out
}

struct Cell {
    sum: i64,
    pairs: i64,
    veto: bool,
}

impl Cell {
    fn mean(&self) -> i64 {
        if self.veto { i64::MIN } else { self.sum.div_euclid(self.pairs.max(1)) }
    }
}

fn agglomerate(
    mut sets: Vec<Vec<usize>>,
    cannot: &BTreeSet<(usize, usize)>,
    threshold: i32,
    pull: &impl Fn(usize, usize) -> Pull,
) -> Vec<Vec<usize>> {
    let n = sets.len();
    if n < 2 {
        return sets;
    }
    let mut cells: Vec<Vec<Cell>> = Vec::with_capacity(n);
    for a in 0..n {
        let row = (0..a).map(|b| between(&sets[a], &sets[b], cannot, pull)).collect();
        cells.push(row);
    }
    let mut alive = vec![true; n];
    // Best partner with a smaller number, per row.
    let best = |cells: &[Vec<Cell>], alive: &[bool], a: usize| -> Option<(i64, usize)> {
        (0..a).filter(|b| alive[*b]).map(|b| (cells[a][b].mean(), b)).max_by_key(|(mean, b)| (*mean, std::cmp::Reverse(*b)))
    };
    let mut bests: Vec<Option<(i64, usize)>> = (0..n).map(|a| best(&cells, &alive, a)).collect();
    loop {
        let top = (0..n)
            .filter(|a| alive[*a])
            .filter_map(|a| bests[a].map(|(mean, b)| (mean, b, a)))
            .max_by_key(|(mean, b, a)| (*mean, std::cmp::Reverse((*b, *a))));
        let Some((mean, keep, gone)) = top else { break };
        if mean < i64::from(threshold) {
            break;
        }
        let moved = std::mem::take(&mut sets[gone]);
        sets[keep].extend(moved);
        alive[gone] = false;
        for other in (0..n).filter(|o| alive[*o] && *o != keep) {
            let (high, low) = (gone.max(other), gone.min(other));
            let (sum, pairs, veto) = (cells[high][low].sum, cells[high][low].pairs, cells[high][low].veto);
            let target = &mut cells[keep.max(other)][keep.min(other)];
            target.sum += sum;
            target.pairs += pairs;
            target.veto |= veto;
        }
        for row in (0..n).filter(|a| alive[*a]) {
            if row == keep || bests[row].is_some_and(|(_, b)| b == gone || b == keep) {
                bests[row] = best(&cells, &alive, row);
            } else if row > keep {
                let now = (cells[row][keep].mean(), keep);
                if bests[row].is_none_or(|(mean, b)| (now.0, std::cmp::Reverse(now.1)) > (mean, std::cmp::Reverse(b))) {
                    bests[row] = Some(now);
                }
            }
        }
    }
    sets.into_iter().zip(alive).filter(|(_, alive)| *alive).map(|(set, _)| set).collect()
}

fn between(a: &[usize], b: &[usize], cannot: &BTreeSet<(usize, usize)>, pull: &impl Fn(usize, usize) -> Pull) -> Cell {
    let mut cell = Cell { sum: 0, pairs: 0, veto: false };
    for x in a {
        for y in b {
            let found = pull(*x, *y);
            cell.sum += i64::from(found.weight);
            cell.pairs += 1;
            cell.veto |= found.veto || cannot.contains(&(*x.min(y), *x.max(y)));
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(pairs: &[(usize, usize, i32)]) -> BTreeMap<(usize, usize), i32> {
        pairs.iter().map(|(a, b, w)| ((*a, *b), *w)).collect()
    }

    fn run(scored: &BTreeMap<(usize, usize), i32>, must: &[(usize, usize)], cannot: &[(usize, usize)]) -> Vec<Vec<usize>> {
        let pull = |a: usize, b: usize| Pull { weight: scored.get(&(a.min(b), a.max(b))).copied().unwrap_or(0), veto: false };
        link(4, scored, must, &cannot.iter().copied().collect(), 600, &pull)
    }

    #[test]
    fn average_not_single_link() {
        let chain = table(&[(0, 1, 900), (1, 2, 700), (2, 3, 100)]);
        assert_eq!(run(&chain, &[], &[]), [vec![0, 1], vec![2], vec![3]]);
    }

    #[test]
    fn different_blocks_a_transitive_merge() {
        let close = table(&[(0, 1, 900), (1, 2, 900), (0, 2, 900)]);
        assert_eq!(run(&close, &[], &[]), [vec![0, 1, 2], vec![3]]);
        let apart = run(&close, &[], &[(0, 2)]);
        assert!(apart.iter().all(|set| !(set.contains(&0) && set.contains(&2))), "{apart:?}");
    }

    #[test]
    fn must_link_comes_before_scores() {
        assert_eq!(run(&table(&[]), &[(0, 3)], &[]), [vec![0, 3], vec![1], vec![2]]);
    }
}
