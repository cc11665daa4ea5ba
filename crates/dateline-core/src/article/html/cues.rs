//! Words of classes, ids and texts that tell a report from what stands around it, with weights learnt from labelled pages.
//!
//! A weight is sixteen times the logarithm of the odds that a block with this word is kept (naive Bayes, one vote per
//! web host); the training script makes them and `data/article_blocks.model` holds them.

use super::tree::{NodeKind, Tree};
use std::collections::HashMap;

/// Weights by word.
#[derive(Debug, Default)]
pub(crate) struct CueWeights {
    pub classes: HashMap<String, i32>,
    pub texts: HashMap<String, i32>,
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

/// Most words of one attribute, and of a text, that are looked at.
const MOST_CLASS_WORDS: usize = 24;
const MOST_TEXT_WORDS: usize = 48;

/// The path cues of every node.
pub(crate) fn paths(tree: &Tree<'_>, weights: &CueWeights) -> Vec<PathCues> {
    let mut out: Vec<PathCues> = Vec::with_capacity(tree.nodes.len());
    let mut words = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        let parent = node.parent as usize;
        let outer = if parent < at { out[parent] } else { PathCues::default() };
        if matches!(node.kind, NodeKind::Text { .. }) {
            out.push(outer);
            continue;
        }
        words.clear();
        class_words(tree, at, &mut words);
        let own: i32 = words.iter().map(|word| weights.classes.get(word.as_str()).copied().unwrap_or(0)).sum::<i32>().clamp(-160, 160);
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

/// The words of an element's classes, ids and roles: each part of a name, neighbours joined, and the tag's name.
pub(crate) fn class_words(tree: &Tree<'_>, node: usize, out: &mut Vec<String>) {
    for (name, value) in tree.attributes(node) {
        if !matches!(name.as_str(), "class" | "id" | "itemprop" | "role" | "data-testid" | "data-component" | "data-type" | "data-module") {
            continue;
        }
        for class in value.split_ascii_whitespace() {
            let mut before = String::new();
            let mut word = String::new();
            let mut lower = false;
            for c in class.chars().take(60).chain(std::iter::once(' ')) {
                let capital_starts = c.is_ascii_uppercase() && lower;
                if !c.is_ascii_alphabetic() || capital_starts {
                    if word.len() > 1 {
                        if out.len() + 2 > MOST_CLASS_WORDS {
                            return;
                        }
                        if !before.is_empty() {
                            add(out, format!("{before}-{word}"));
                        }
                        add(out, word.clone());
                        before = std::mem::take(&mut word);
                    }
                    word.clear();
                }
                lower = c.is_ascii_lowercase();
                if c.is_ascii_alphabetic() {
                    word.push(c.to_ascii_lowercase());
                }
            }
        }
    }
    fn add(out: &mut Vec<String>, word: String) {
        if !out.contains(&word) {
            out.push(word);
        }
    }
}

/// The words of a text, small letters, digits as 0; the first and the last ones of a long text.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if out.len() >= MOST_TEXT_WORDS {
            break;
        }
        out.push(if word.starts_with(|c: char| c.is_numeric()) { "0".to_owned() } else { word.to_lowercase() });
    }
    out
}

impl CueWeights {
    /// What a text's words say: sum, mean, least, most, first, last; 0 for words without a weight.
    pub(crate) fn words(&self, text: &str) -> [i32; 6] {
        let words = words(text);
        let weights: Vec<i32> = words.iter().map(|word| self.texts.get(word.as_str()).copied().unwrap_or(0)).collect();
        let sum: i32 = weights.iter().sum();
        [
            sum.clamp(-2000, 2000),
            sum / weights.len().max(1) as i32,
            weights.iter().copied().min().unwrap_or(0),
            weights.iter().copied().max().unwrap_or(0),
            weights.first().copied().unwrap_or(0),
            weights.last().copied().unwrap_or(0),
        ]
    }
}
