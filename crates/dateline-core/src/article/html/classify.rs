//! Tells which blocks of a page are the report: trees over a block's features, then trees over the same features and
//! what the first ones said of its neighbours.

use super::features::{self, NAMES, PageView};
use super::forest::Forest;
use super::tree::Tree;
use super::weights::{self, CueWeights, FNV, fnv};
use super::{Block, Metadata, select};
use crate::report::DropReason;
use std::ops::Range;

/// The trained part of the choice of blocks.
#[derive(Debug, Default)]
pub(crate) struct Classifier {
    weights: CueWeights,
    first: Forest,
    second: Forest,
}

/// Names of what the second trees see beside [`NAMES`].
pub(crate) const CONTEXT_NAMES: &[&str] = &[
    "score",
    "score_before1",
    "score_before2",
    "score_before3",
    "score_after1",
    "score_after2",
    "score_after3",
    "score_near",
    "score_parent",
    "score_parent2",
    "score_like",
    "score_most_before",
    "score_most_after",
    "kept_before",
    "kept_after",
    "to_kept_before",
    "to_kept_after",
    "kept_blocks",
];

/// Scores are thousandths of the logarithm of the odds; beyond this they say no more.
const MOST_SURE: i32 = 8000;

/// A first score up to which a block is not looked at again: most of a page's blocks are menus.
const HOPELESS: i32 = -5000;

impl Classifier {
    /// Reads a model: sections `[classes]`, `[texts]` (word, tab, weight), `[first]`, `[second]` (one tree a line).
    ///
    /// # Errors
    /// The line number (from 1) and a sentence, where a line can't be read.
    pub(crate) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut out = Self::default();
        let mut section = "";
        for (number, line) in text.lines().enumerate() {
            let fail = |message: &str| (number + 1, message.to_owned());
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name;
                continue;
            }
            match section {
                "classes" | "texts" => {
                    let (word, weight) = line.split_once('\t').ok_or_else(|| fail("a word has no weight"))?;
                    let weight: i32 = weight.parse().map_err(|_| fail("a weight is no number"))?;
                    let into = if section == "classes" { &mut out.weights.classes } else { &mut out.weights.texts };
                    into.insert(fnv(FNV, word.as_bytes()), weight);
                }
                "first" => out.first.add(line, NAMES.len()).map_err(fail)?,
                "second" => out.second.add(line, NAMES.len() + CONTEXT_NAMES.len()).map_err(fail)?,
                _ => return Err(fail("the section is unknown")),
            }
        }
        Ok(out)
    }

    /// A score for every block: above 0 it is rather part of the report.
    pub(crate) fn scores(&self, page: &PageView<'_, '_>) -> Vec<i32> {
        let rows = features::features(page, &self.weights);
        let first: Vec<i32> = rows.chunks_exact(NAMES.len()).map(|row| self.first.score(row).clamp(-MOST_SURE, MOST_SURE)).collect();
        let context = context(page, &first);
        let mut row = Vec::with_capacity(NAMES.len() + CONTEXT_NAMES.len());
        rows.chunks_exact(NAMES.len())
            .zip(context.chunks_exact(CONTEXT_NAMES.len()))
            .map(|(own, around)| {
                if around[0] <= HOPELESS {
                    return around[0];
                }
                row.clear();
                row.extend_from_slice(own);
                row.extend_from_slice(around);
                self.second.score(&row)
            })
            .collect()
    }
}

/// What the first scores say of a block's neighbours, parents and likes: [`CONTEXT_NAMES`] a block.
pub(crate) fn context(page: &PageView<'_, '_>, first: &[i32]) -> Vec<i32> {
    let count = first.len();
    let lengths: Vec<i64> = page.blocks.iter().map(|block| block.words.chars().count().min(2000) as i64 + 10).collect();
    let (mut weighted, mut weight, mut kept) = (vec![0_i64], vec![0_i64], vec![0_i64]);
    for (score, length) in first.iter().zip(&lengths) {
        weighted.push(weighted[weighted.len() - 1] + i64::from(*score) * length);
        weight.push(weight[weight.len() - 1] + length);
        kept.push(kept[kept.len() - 1] + if *score > 0 { *length } else { 0 });
    }
    let mean =
        |range: Range<usize>| ((weighted[range.end] - weighted[range.start]) / (weight[range.end] - weight[range.start]).max(1)) as i32;
    let likes = features::like_means(page, first, &lengths);
    let all_kept = kept[count].max(1);
    let blocks_kept = first.iter().filter(|score| **score > 0).count() as i32;
    let after = to_kept(first.iter().rev());
    let before = to_kept(first.iter());
    let mut out = Vec::with_capacity(count * CONTEXT_NAMES.len());
    for at in 0..count {
        let score = |step: isize| at.checked_add_signed(step).and_then(|at| first.get(at)).copied().unwrap_or(-MOST_SURE);
        out.extend([first[at], score(-1), score(-2), score(-3), score(1), score(2), score(3)]);
        out.push(mean(at.saturating_sub(5)..(at + 6).min(count)));
        let mut node = page.blocks[at].node as usize;
        for _ in 0..2 {
            node = page.tree.nodes.get(node).map_or(0, |node| node.parent as usize);
            out.push(mean(features::range_of(page.tree, page.blocks, node, at)));
        }
        out.push(likes[at]);
        out.push(first[at.saturating_sub(10)..at].iter().copied().max().unwrap_or(-MOST_SURE));
        out.push(first[(at + 1).min(count)..(at + 11).min(count)].iter().copied().max().unwrap_or(-MOST_SURE));
        out.push((kept[at] * 1000 / all_kept) as i32);
        out.push(((kept[count] - kept[at + 1]) * 1000 / all_kept) as i32);
        out.push(before[at]);
        out.push(after[count - 1 - at]);
        out.push(blocks_kept.min(500));
    }
    out
}

/// For each block, how many blocks ago the last one that is rather kept stood; 99 where none did.
fn to_kept<'a>(scores: impl Iterator<Item = &'a i32>) -> Vec<i32> {
    let mut last = 99;
    scores
        .map(|score| {
            let now = last;
            last = if *score > 0 { 1 } else { (last + 1).min(99) };
            now
        })
        .collect()
}

/// A block as the training script sees it.
#[derive(Debug)]
pub struct DescribedBlock {
    /// Its words.
    pub words: String,
    /// Its innermost element, an index into [`DescribedPage::nodes`].
    pub node: u32,
    /// Its parents up to the third, as ranges of blocks: parent and parent's parent.
    pub parents: [(u32, u32); 2],
    /// A number that blocks with the same path of elements share.
    pub path: u64,
    /// The numbers that the first trees see.
    pub features: Vec<i32>,
    /// Words of its text that have weights.
    pub text_words: Vec<String>,
}

/// A page as the training script sees it.
#[derive(Debug)]
pub struct DescribedPage {
    /// Parent and class words of every element.
    pub nodes: Vec<(u32, Vec<String>)>,
    /// Its blocks.
    pub blocks: Vec<DescribedBlock>,
}

/// What the trees are trained on.
pub(crate) fn describe(page: &PageView<'_, '_>) -> DescribedPage {
    let rows = features::features(page, &CueWeights::default());
    let nodes = (0..page.tree.nodes.len())
        .map(|at| {
            let mut words = Vec::new();
            for value in weights::class_values(page.tree, at) {
                weights::class_words(value, &mut |word| words.push(word.to_owned()));
            }
            (page.tree.nodes[at].parent, words)
        })
        .collect();
    let blocks = page
        .blocks
        .iter()
        .enumerate()
        .zip(rows.chunks_exact(NAMES.len()))
        .map(|((at, block), row)| {
            let parent = |node: usize| page.tree.nodes.get(node).map_or(0, |node| node.parent as usize);
            let range = |node: usize| {
                let range = features::range_of(page.tree, page.blocks, node, at);
                (range.start as u32, range.end as u32)
            };
            let one = parent(block.node as usize);
            let mut text_words = Vec::new();
            weights::each_word(&block.words, &mut |word| text_words.push(word.to_owned()));
            DescribedBlock {
                words: block.words.clone(),
                node: block.node,
                parents: [range(one), range(parent(one))],
                path: features::path_of(page.tree, block),
                features: row.to_vec(),
                text_words,
            }
        })
        .collect();
    DescribedPage { nodes, blocks }
}

/// What the classifier needs to know of a page.
pub(crate) struct Prepared {
    pub container: Option<Range<usize>>,
    pub title: Option<usize>,
    pub confirmed: Vec<bool>,
    pub drop_rules: Vec<Option<DropReason>>,
}

impl Prepared {
    /// Looks at a page's blocks; elements that were put out by name but hold most of its text are let in again.
    pub(crate) fn of(tree: &Tree<'_>, blocks: &mut [Block], metadata: &Metadata, drop_rule: &dyn Fn(&str) -> Option<DropReason>) -> Self {
        select::readmit(tree, blocks);
        select::teasers(tree, blocks, metadata);
        let (container, confirmed) = select::main_element(tree, blocks, metadata);
        let titles: Vec<Vec<u64>> = metadata.titles.iter().take(3).map(|title| weights::word_hashes(title)).collect();
        let fits = |block: &&Block| {
            let own = weights::word_hashes(&block.words);
            !own.is_empty() && titles.iter().any(|title| features::overlap(title, &own) >= 800)
        };
        let heading = |level: u8| blocks.iter().position(|block| block.context.heading == level && fits(&block));
        let title = (1..=3).find_map(heading).or_else(|| blocks.iter().position(|block| block.context.heading == 1));
        let drop_rules = blocks.iter().map(|block| drop_rule(&block.words)).collect();
        Self { container, title, confirmed, drop_rules }
    }

    /// The page as the features see it.
    pub(crate) fn view<'p, 's>(&'p self, tree: &'p Tree<'s>, blocks: &'p [Block], metadata: &'p Metadata) -> PageView<'p, 's> {
        PageView {
            tree,
            blocks,
            metadata,
            container: self.container.clone(),
            title: self.title,
            confirmed: &self.confirmed,
            drop_rules: &self.drop_rules,
        }
    }
}
