//! Words of classes, ids and texts that tell a report from what stands around it, with weights learnt from labelled pages.
//!
//! A weight is sixteen times the logarithm of the odds that a block with this word is kept (naive Bayes, one vote per
//! web host); the training script makes them and `data/article_blocks.model` holds them.

use super::tree::{NodeKind, Tree};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Weights by the hash of a word.
#[derive(Debug, Default)]
pub(crate) struct CueWeights {
    pub classes: Weights,
    pub texts: Weights,
}

pub(crate) type Weights = ByHash<i32>;

/// A map whose keys are hashes already.
pub(super) type ByHash<V> = HashMap<u64, V, BuildHasherDefault<Hashed>>;

/// Passes on a key that is a hash already.
#[derive(Debug, Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = fnv(self.0, bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Start of a hash.
pub(super) const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, 64 bits (Fowler, Noll, Vo): `hash` continued by `bytes`.
pub(super) fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What the classes and ids of an element and of those around it say.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PathCues {
    /// Weight of the element itself.
    pub own: i32,
    /// Least and greatest of the elements on the path, and their sum.
    pub least: i32,
    pub most: i32,
    pub sum: i32,
    /// The innermost that is not zero.
    pub near: i32,
}

/// Most words of one attribute, and of a text, that are looked at; longest class, in bytes.
const MOST_CLASS_WORDS: usize = 24;
const MOST_TEXT_WORDS: usize = 48;
const LONGEST_CLASS: usize = 60;

/// The path cues of every node.
pub(crate) fn paths(tree: &Tree<'_>, weights: &CueWeights) -> Vec<PathCues> {
    let mut out: Vec<PathCues> = Vec::with_capacity(tree.nodes.len());
    // The same classes stand on many elements of a page.
    let mut known: HashMap<&str, i32> = HashMap::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        let parent = node.parent as usize;
        let outer = if parent < at { out[parent] } else { PathCues::default() };
        if matches!(node.kind, NodeKind::Text { .. }) {
            out.push(outer);
            continue;
        }
        let mut own = 0_i32;
        for value in class_values(tree, at) {
            own += *known.entry(value).or_insert_with(|| {
                let mut sum = 0;
                class_words(value, &mut |word| sum += weights.classes.get(&fnv(FNV, word.as_bytes())).copied().unwrap_or(0));
                sum
            });
        }
        let own = own.clamp(-160, 160);
        out.push(PathCues {
            own,
            least: outer.least.min(own),
            most: outer.most.max(own),
            sum: (outer.sum + own).clamp(-1000, 1000),
            near: if own == 0 { outer.near } else { own },
        });
    }
    out
}

/// The values of an element's attributes that say what it holds.
pub(crate) fn class_values<'t>(tree: &'t Tree<'_>, node: usize) -> impl Iterator<Item = &'t str> {
    tree.attributes(node).filter(|(name, _)| NAMING.contains(name)).map(|(_, value)| value)
}

const NAMING: &[&str] = &["class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "data-module"];

/// Hands over the words of a class attribute, each once: each part of a name in small letters, and neighbours joined.
pub(crate) fn class_words(value: &str, each: &mut dyn FnMut(&str)) {
    let mut seen: Vec<String> = Vec::new();
    for class in value.split_ascii_whitespace() {
        let mut before = String::new();
        let mut word = String::new();
        let mut lower = false;
        for c in class.bytes().take(LONGEST_CLASS).chain(std::iter::once(b' ')) {
            let capital_starts = c.is_ascii_uppercase() && lower;
            if !c.is_ascii_alphabetic() || capital_starts {
                if word.len() > 1 {
                    if seen.len() + 2 > MOST_CLASS_WORDS {
                        return;
                    }
                    for word in [(!before.is_empty()).then(|| format!("{before}-{word}")), Some(word.clone())].into_iter().flatten() {
                        if !seen.contains(&word) {
                            each(&word);
                            seen.push(word);
                        }
                    }
                    before = std::mem::take(&mut word);
                }
                word.clear();
            }
            lower = c.is_ascii_lowercase();
            if c.is_ascii_alphabetic() {
                word.push(char::from(c.to_ascii_lowercase()));
            }
        }
    }
}

/// Hands over the first words of a text, in small letters, numbers as 0.
pub(crate) fn each_word(text: &str, each: &mut dyn FnMut(&str)) {
    let mut small = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(MOST_TEXT_WORDS) {
        if word.starts_with(char::is_numeric) {
            each("0");
        } else if word.bytes().all(|b| b.is_ascii_lowercase()) {
            each(word);
        } else {
            small.clear();
            small.extend(word.chars().flat_map(char::to_lowercase));
            each(&small);
        }
    }
}

/// The hashes of the same words.
pub(crate) fn word_hashes(text: &str) -> Vec<u64> {
    let mut out = Vec::new();
    each_word(text, &mut |word| out.push(fnv(FNV, word.as_bytes())));
    out
}

impl CueWeights {
    /// What a text's words say, by their hashes: sum, mean, least, most, first, last; 0 for words without a weight.
    pub(crate) fn words(&self, hashes: &[u64]) -> [i32; 6] {
        let weight = |hash: &u64| self.texts.get(hash).copied().unwrap_or(0);
        let (mut sum, mut least, mut most) = (0, i32::MAX, i32::MIN);
        for hash in hashes {
            let weight = weight(hash);
            sum += weight;
            least = least.min(weight);
            most = most.max(weight);
        }
        let (Some(first), Some(last)) = (hashes.first(), hashes.last()) else { return [0; 6] };
        [sum.clamp(-2000, 2000), sum / hashes.len() as i32, least, most, weight(first), weight(last)]
    }
}
