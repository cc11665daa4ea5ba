//! Which reports copy which: figures on sets that are not part of this repository. Each set that is not there is one line that says
//! `skipped`.

pub mod cost;
pub mod reuse;

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
    fn tables_of_labels_are_read() {
        let read = rows("# about\na\tb\n1\t2\n");
        assert_eq!(read.len(), 1);
        assert_eq!(read[0]["b"], "2");
    }
}
