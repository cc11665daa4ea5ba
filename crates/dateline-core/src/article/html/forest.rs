//! Gradient-boosted decision trees in whole numbers (Friedman 2001, "Greedy function approximation"): the same row gives
//! the same score on any machine. Made by the training script, read from lines of text.

/// Trees whose leaves add up to a score.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    /// Index into the row; [`LEAF`] for a leaf.
    feature: u16,
    /// How far on the other child stands, the first child being the next node.
    right: u16,
    /// Greatest value that goes to the first child; of a leaf its score.
    value: i32,
}

const LEAF: u16 = u16::MAX;

impl Forest {
    /// Adds the tree of a line: nodes in preorder, `feature<=value` for an inner node, `=score` for a leaf.
    ///
    /// # Errors
    /// A sentence where the line is no tree over rows of `width` numbers.
    pub(crate) fn add(&mut self, line: &str, width: usize) -> Result<(), &'static str> {
        let first = self.nodes.len();
        // Inner nodes that still want their second child.
        let mut open: Vec<usize> = Vec::new();
        let mut whole = false;
        for word in line.split_ascii_whitespace() {
            if whole {
                return Err("the tree has nodes after its end");
            }
            let at = self.nodes.len();
            if let Some(score) = word.strip_prefix('=') {
                let value = score.parse().map_err(|_| "a leaf is no number")?;
                self.nodes.push(Node { feature: LEAF, right: 0, value });
                match open.pop() {
                    None => whole = true,
                    Some(inner) => self.nodes[inner].right = u16::try_from(at + 1 - inner).map_err(|_| "the tree is too large")?,
                }
            } else {
                let (feature, value) = word.split_once("<=").ok_or("a node is neither leaf nor question")?;
                let feature: u16 = feature.parse().map_err(|_| "a feature is no number")?;
                if usize::from(feature) >= width {
                    return Err("a feature does not exist");
                }
                self.nodes.push(Node { feature, right: 0, value: value.parse().map_err(|_| "a threshold is no number")? });
                open.push(at);
            }
        }
        if !whole {
            self.nodes.truncate(first);
            return Err("the tree breaks off");
        }
        self.roots.push(u32::try_from(first).map_err(|_| "there are too many trees")?);
        Ok(())
    }

    /// The score of a row: the sum of the leaves that it falls into.
    pub(crate) fn score(&self, row: &[i32]) -> i32 {
        let mut sum = 0_i32;
        for root in &self.roots {
            let mut at = *root as usize;
            while let Some(node) = self.nodes.get(at) {
                if node.feature == LEAF {
                    sum = sum.saturating_add(node.value);
                    break;
                }
                let value = row.get(usize::from(node.feature)).copied().unwrap_or(0);
                at += if value <= node.value { 1 } else { usize::from(node.right) };
            }
        }
        sum
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn trees_add_up() {
        let mut forest = Forest::default();
        forest.add("0<=5 1<=-1 =10 =20 =30", 2).unwrap();
        forest.add("=1", 2).unwrap();
        assert_eq!(forest.score(&[5, -1]), 11);
        assert_eq!(forest.score(&[5, 0]), 21);
        assert_eq!(forest.score(&[6, 0]), 31);
    }

    #[test]
    fn broken_trees_are_refused_whole() {
        for line in ["", "0<=5", "0<=5 =1", "=1 =2", "9<=1 =1 =2", "x", "0<=y =1 =1", "=z"] {
            let mut forest = Forest::default();
            assert!(forest.add(line, 2).is_err(), "{line:?}");
            assert_eq!(forest.score(&[0, 0]), 0, "{line:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_a_tree_or_an_error(line in "[0-9<= -]{0,60}") {
            let mut forest = Forest::default();
            let _ = forest.add(&line, 3);
            let _ = forest.score(&[1, 2, 3]);
        }
    }
}
