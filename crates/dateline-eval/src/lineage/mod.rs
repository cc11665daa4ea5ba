//! Which reports copy which, and which tell of one incident: figures on sets that are not part of this repository. Each set that is not
//! there is one line that says `skipped`.

pub mod clusters;
pub mod cost;
pub mod decisions;
pub mod learn;
pub mod origins;
mod peers;
pub mod regression;
pub mod reuse;
pub mod translations;

use std::collections::BTreeMap;

/// Rows of a table of labels: cells by column; lines that begin with # are comments.
fn rows(table: &'static str) -> Vec<BTreeMap<&'static str, &'static str>> {
    let mut lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let columns: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    lines.map(|line| columns.iter().copied().zip(line.split('\t')).collect()).collect()
}

/// The adjusted Rand index of two ways to group the same items (Hubert and Arabie 1985): 1 where they agree, 0 as by chance.
fn adjusted_rand<A: Ord, B: Ord>(items: &[(A, B)]) -> f64 {
    let pairs = |n: u64| (n * n.saturating_sub(1) / 2) as f64;
    let (mut both, mut first, mut second) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (a, b) in items {
        *both.entry((a, b)).or_insert(0) += 1;
        *first.entry(a).or_insert(0) += 1;
        *second.entry(b).or_insert(0) += 1;
    }
    let index: f64 = both.values().map(|n| pairs(*n)).sum();
    let (a, b): (f64, f64) = (first.values().map(|n| pairs(*n)).sum(), second.values().map(|n| pairs(*n)).sum());
    let expected = a * b / pairs(items.len() as u64).max(1.0);
    let most = f64::midpoint(a, b);
    if (most - expected).abs() < f64::EPSILON { 1.0 } else { (index - expected) / (most - expected) }
}

/// BCubed precision and recall (Bagga and Baldwin 1998) of `(label, found)` keys: the mean over the measured items of the share of its
/// found group that has its label, and of its label that is in its found group. Items that are not measured still stand in groups.
fn bcubed<A: Ord, B: Ord>(items: &[(A, B)], measured: &[bool]) -> (f64, f64) {
    let (mut both, mut labels, mut found) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (label, group) in items {
        *both.entry((label, group)).or_insert(0_u32) += 1;
        *labels.entry(label).or_insert(0_u32) += 1;
        *found.entry(group).or_insert(0_u32) += 1;
    }
    let (mut precision, mut recall, mut n) = (0.0, 0.0, 0.0);
    for ((label, group), _) in items.iter().zip(measured).filter(|(_, measured)| **measured) {
        let same = f64::from(both[&(label, group)]);
        precision += same / f64::from(found[group]);
        recall += same / f64::from(labels[label]);
        n += 1.0;
    }
    if n > 0.0 { (precision / n, recall / n) } else { (0.0, 0.0) }
}

/// Which items have a label that another item has too.
fn of_two_or_more<A: Ord, B>(items: &[(A, B)]) -> Vec<bool> {
    let mut sizes: BTreeMap<&A, usize> = BTreeMap::new();
    items.iter().for_each(|(label, _)| *sizes.entry(label).or_default() += 1);
    items.iter().map(|(label, _)| sizes[label] > 1).collect()
}

/// The harmonic mean.
fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groupings_are_compared() {
        let same = [(1, 'a'), (1, 'a'), (2, 'b'), (3, 'c')];
        assert!((adjusted_rand(&same) - 1.0).abs() < 1e-9);
        // The worked example of Hubert and Arabie's index: a 2x2 crossing of four items is below chance.
        let crossed = [(1, 'a'), (1, 'b'), (2, 'a'), (2, 'b')];
        assert!(adjusted_rand(&crossed) < 0.0);
    }

    #[test]
    fn bcubed_counts_for_each_item() {
        // Bagga and Baldwin's first example: two labelled groups of five and two put together, another of five right.
        let labels = "aaaaabbccccc";
        let items: Vec<(char, bool)> = labels.chars().map(|label| (label, label == 'a')).collect();
        let (precision, recall) = bcubed(&items, &[true; 12]);
        assert!((precision - (5.0 + 2.0 * 2.0 / 7.0 + 5.0 * 5.0 / 7.0) / 12.0).abs() < 1e-9, "{precision}");
        assert!((recall - 1.0).abs() < 1e-9);
        assert_eq!(bcubed(&items, &[false; 12]), (0.0, 0.0));
        assert_eq!(of_two_or_more(&[('a', 1), ('b', 1), ('a', 2)]), [true, false, true]);
    }

    #[test]
    fn tables_of_labels_are_read() {
        let read = rows("# about\na\tb\n1\t2\n");
        assert_eq!(read.len(), 1);
        assert_eq!(read[0]["b"], "2");
    }
}
