//! Disjoint sets of numbered items, by their smallest member.

use std::collections::BTreeMap;

/// A union of sets, smallest member first.
#[derive(Debug)]
pub struct Union(Vec<usize>);

impl Union {
    /// Every item by itself.
    #[must_use]
    pub fn new(len: usize) -> Self {
        Self((0..len).collect())
    }

    /// The smallest member of an item's set.
    #[must_use]
    pub fn find(&mut self, item: usize) -> usize {
        let mut root = item;
        while self.0[root] != root {
            root = self.0[root];
        }
        let mut at = item;
        while self.0[at] != root {
            at = std::mem::replace(&mut self.0[at], root);
        }
        root
    }

    /// Joins two sets.
    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// All sets, each sorted, by their smallest member.
    #[must_use]
    pub fn sets(&mut self) -> Vec<Vec<usize>> {
        let mut out: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for item in 0..self.0.len() {
            out.entry(self.find(item)).or_default().push(item);
        }
        out.into_values().collect()
    }
}
