//! The Merkle tree of RFC 6962 over the log's leaves, kept as C2SP tlog-tiles: a tile holds up to 256 hashes of one
//! level, and level L+1 holds the roots of level L's full tiles. Hashes and proofs are `tlog_tiles`'s.

use crate::ledger::entry::Leaf;
use dateline_core::sha::Sha;
use std::fmt::Write as _;
use tlog_tiles::{Hash, HashReader};

/// Hashes in a full tile: 2^8, as tlog-tiles fixes it.
pub const TILE_WIDTH: usize = 256;
const TILE_HEIGHT: u8 = 8;
const HASH_BYTES: usize = 32;

/// A tile: up to 256 consecutive hashes of one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Level, from 0 for the leaves' hashes.
    pub level: u8,
    /// Index within the level.
    pub index: u64,
    /// The hashes, 32 bytes each, one after another.
    pub hashes: Vec<u8>,
}

impl Tile {
    /// Number of hashes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.hashes.len() / HASH_BYTES
    }

    /// Path below a log's root, as tlog-tiles writes it: `tile/0/x001/234`, with `.p/WIDTH` where it isn't full.
    #[must_use]
    pub fn path(&self) -> String {
        tile_path(&self.level.to_string(), self.index, self.width())
    }
}

/// Path of a tile or of a bundle of entries (level `entries`).
#[must_use]
pub fn tile_path(level: &str, index: u64, width: usize) -> String {
    let mut groups = vec![format!("{:03}", index % 1000)];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    groups.reverse();
    let mut path = format!("tile/{level}/{}", groups.join("/"));
    if width < TILE_WIDTH {
        // Writing to a String doesn't fail.
        let _ = write!(path, ".p/{width}");
    }
    path
}

/// The hash of a leaf in the tree: SHA-256 of a zero byte and the leaf.
#[must_use]
pub fn leaf_hash(leaf: &Leaf) -> Sha {
    Sha(tlog_tiles::record_hash(&leaf.0).0)
}

/// A growing tree: its size and the unfinished tile of every level, enough to append and to give the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    edge: Vec<Vec<u8>>,
}

impl Tree {
    /// The tree of `size` leaves whose unfinished tiles, from level 0 upwards, are `edge`; `None` where their widths
    /// don't fit the size.
    #[must_use]
    pub fn from_edge(size: u64, edge: Vec<Vec<u8>>) -> Option<Self> {
        let fits = edge.len() == edge_levels(size)
            && edge.iter().enumerate().all(|(level, hashes)| hashes.len() == edge_width(size, level) * HASH_BYTES);
        fits.then_some(Self { size, edge })
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf; tiles that became full are handed to `full`.
    pub fn push(&mut self, leaf: &Leaf, full: &mut impl FnMut(Tile)) {
        self.push_hash(leaf_hash(leaf), full);
    }

    /// Appends the hash of a leaf.
    pub fn push_hash(&mut self, hash: Sha, full: &mut impl FnMut(Tile)) {
        self.size += 1;
        let mut hash = hash.0;
        for level in 0.. {
            if self.edge.len() == level {
                self.edge.push(Vec::with_capacity(TILE_WIDTH * HASH_BYTES));
            }
            let tile = &mut self.edge[level];
            tile.extend_from_slice(&hash);
            if tile.len() < TILE_WIDTH * HASH_BYTES {
                return;
            }
            hash = tlog_tiles::Tile::subtree_hash(tile).0;
            let index = (self.size >> (usize::from(TILE_HEIGHT) * (level + 1))) - 1;
            full(Tile { level: level as u8, index, hashes: std::mem::take(tile) });
        }
    }

    /// The unfinished tiles that hold anything, from level 0 upwards.
    pub fn unfinished(&self) -> impl Iterator<Item = Tile> + '_ {
        self.edge.iter().enumerate().filter(|(_, hashes)| !hashes.is_empty()).map(|(level, hashes)| Tile {
            level: level as u8,
            index: edge_index(self.size, level),
            hashes: hashes.clone(),
        })
    }

    /// The root hash; of the empty tree, SHA-256 of nothing.
    #[must_use]
    pub fn root(&self) -> Sha {
        // The complete subtrees from the largest, leftmost one to the smallest, as RFC 6962 2.1 splits the leaves.
        let mut subtrees = Vec::new();
        for hashes in self.edge.iter().rev() {
            let mut rest = &hashes[..];
            while !rest.is_empty() {
                let width = 1 << (rest.len() / HASH_BYTES).ilog2();
                let (subtree, right) = rest.split_at(width * HASH_BYTES);
                subtrees.push(tlog_tiles::Tile::subtree_hash(subtree));
                rest = right;
            }
        }
        let root = subtrees.into_iter().rev().reduce(|right, left| tlog_tiles::node_hash(left, right));
        Sha(root.unwrap_or(tlog_tiles::EMPTY_HASH).0)
    }
}

/// Number of levels that a tree of `size` leaves has an unfinished or finished tile on.
#[must_use]
pub fn edge_levels(size: u64) -> usize {
    if size == 0 { 0 } else { size.ilog2() as usize / usize::from(TILE_HEIGHT) + 1 }
}

/// Number of hashes in the unfinished tile of a level; 0 where all its tiles are full.
#[must_use]
pub fn edge_width(size: u64, level: usize) -> usize {
    ((size >> (usize::from(TILE_HEIGHT) * level)) % TILE_WIDTH as u64) as usize
}

/// Index of the unfinished tile of a level.
#[must_use]
pub fn edge_index(size: u64, level: usize) -> u64 {
    size.checked_shr(u32::from(TILE_HEIGHT) * (level as u32 + 1)).unwrap_or(0)
}

/// Reads a tile by level and index; `None` where there is none.
pub type ReadTile<'a> = dyn Fn(u8, u64) -> Option<Vec<u8>> + 'a;

struct Tiles<'a>(&'a ReadTile<'a>);

impl HashReader for Tiles<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        let read = |index: &u64| {
            let tile = tlog_tiles::Tile::from_index(TILE_HEIGHT, *index);
            let hashes = (self.0)(tile.level(), tile.level_index()).ok_or(tlog_tiles::Error::IndexesNotInTree)?;
            tile.hash_at_index(&hashes, *index)
        };
        indexes.iter().map(read).collect()
    }
}

/// RFC 6962 audit path of leaf `index` in the tree of `size` leaves; `None` where a tile is missing or short or
/// `index` is not below `size`.
#[must_use]
pub fn inclusion_proof(size: u64, index: u64, read: &ReadTile<'_>) -> Option<Vec<Sha>> {
    let proof = tlog_tiles::prove_record(size, index, &Tiles(read)).ok()?;
    Some(proof.into_iter().map(|hash| Sha(hash.0)).collect())
}

/// Whether an audit path shows that `leaf` stands at `index` in the tree of `size` leaves with this root.
#[must_use]
pub fn check_inclusion(proof: &[Sha], size: u64, root: &Sha, index: u64, leaf: &Leaf) -> bool {
    let proof = proof.iter().map(|hash| Hash(hash.0)).collect();
    tlog_tiles::check_record(&proof, size, Hash(root.0), index, Hash(leaf_hash(leaf).0)).is_ok()
}

/// RFC 6962 consistency proof between the trees of `old` and of `size` leaves; `None` where a tile is missing or
/// short or `old` is 0 or above `size`.
#[must_use]
pub fn consistency_proof(old: u64, size: u64, read: &ReadTile<'_>) -> Option<Vec<Sha>> {
    let proof = tlog_tiles::prove_tree(size, old, &Tiles(read)).ok()?;
    Some(proof.into_iter().map(|hash| Sha(hash.0)).collect())
}

/// Whether a consistency proof shows that the tree of `old` leaves begins the tree of `size` leaves.
#[must_use]
pub fn check_consistency(proof: &[Sha], size: u64, root: &Sha, old: u64, old_root: &Sha) -> bool {
    if old == 0 || old > size {
        return false;
    }
    let proof = proof.iter().map(|hash| Hash(hash.0)).collect();
    tlog_tiles::check_tree(&proof, size, Hash(root.0), old, Hash(old_root.0)).is_ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn leaf(n: u64) -> Leaf {
        Sha::of(&n.to_be_bytes())
    }

    /// RFC 6962 2.1, as it is written there.
    fn root_by_definition(leaves: &[Leaf]) -> Sha {
        match leaves {
            [] => Sha::of(b""),
            [one] => Sha::of(&[&[0_u8][..], &one.0].concat()),
            more => {
                let split = 1 << (more.len() - 1).ilog2();
                let (left, right) = (root_by_definition(&more[..split]), root_by_definition(&more[split..]));
                Sha::of(&[&[1_u8][..], &left.0, &right.0].concat())
            }
        }
    }

    fn build(size: u64) -> (Tree, BTreeMap<(u8, u64), Vec<u8>>) {
        let mut tree = Tree::default();
        let mut tiles = BTreeMap::new();
        for n in 0..size {
            tree.push(&leaf(n), &mut |tile| {
                tiles.insert((tile.level, tile.index), tile.hashes);
            });
        }
        for tile in tree.unfinished() {
            tiles.insert((tile.level, tile.index), tile.hashes);
        }
        (tree, tiles)
    }

    #[test]
    fn roots_are_those_of_the_definition() {
        for size in [0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 700] {
            let leaves: Vec<Leaf> = (0..size).map(leaf).collect();
            assert_eq!(build(size).0.root(), root_by_definition(&leaves), "{size}");
        }
    }

    #[test]
    fn a_tree_goes_on_from_its_stored_edge() {
        for size in [1_u64, 255, 256, 257, 65_535, 65_536, 65_537, 66_000] {
            let (mut tree, tiles) = build(size);
            let edge = (0..edge_levels(size))
                .map(|level| {
                    let width = edge_width(size, level);
                    if width == 0 { Vec::new() } else { tiles[&(level as u8, edge_index(size, level))].clone() }
                })
                .collect();
            let mut again = Tree::from_edge(size, edge).unwrap();
            assert_eq!(again.root(), tree.root(), "{size}");
            for n in size..size + 300 {
                tree.push(&leaf(n), &mut |_| {});
                again.push(&leaf(n), &mut |_| {});
            }
            assert_eq!(again.root(), tree.root(), "{size}");
        }
    }

    #[test]
    fn an_edge_that_does_not_fit_is_refused() {
        assert_eq!(Tree::from_edge(3, vec![vec![0; 32]]), None);
        assert_eq!(Tree::from_edge(3, vec![]), None);
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        let path = |level, index, width: usize| Tile { level, index, hashes: vec![0; width * 32] }.path();
        assert_eq!(path(0, 0, 256), "tile/0/000");
        assert_eq!(path(1, 1_234_067, 256), "tile/1/x001/x234/067");
        assert_eq!(path(0, 5, 17), "tile/0/005.p/17");
        assert_eq!(tile_path("entries", 1000, 256), "tile/entries/x001/000");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn proofs_hold_and_fail_for_another_leaf(size in 1_u64..900, at in 0_u64..900, old in 1_u64..900) {
            let (at, old) = (at % size, 1 + old % size);
            let (tree, tiles) = build(size);
            let read = |level, index| tiles.get(&(level, index)).cloned();
            let proof = inclusion_proof(size, at, &read).unwrap();
            prop_assert!(check_inclusion(&proof, size, &tree.root(), at, &leaf(at)));
            prop_assert!(!check_inclusion(&proof, size, &tree.root(), at, &leaf(at + 1)));
            let proof = consistency_proof(old, size, &read).unwrap();
            let old_root = build(old).0.root();
            prop_assert!(check_consistency(&proof, size, &tree.root(), old, &old_root));
            prop_assert!(!check_consistency(&proof, size, &tree.root(), old, &leaf(1)));
        }
    }
}
