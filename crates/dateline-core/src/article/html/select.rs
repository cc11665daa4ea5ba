//! Tells which blocks of a page are the report: the element that holds most running text, and the blocks inside it
//! that read as text rather than as menus, teasers or notices.
//!
//! After the idea of Kohlschütter, Fankhauser and Nejdl (2010), "Boilerplate detection using shallow text features", and of
//! Readability's scoring of parents; the article's text in JSON-LD, where a page states it, confirms blocks.

use super::tree::Tree;
use super::{Block, Metadata};
use crate::report::DropReason;
use std::collections::HashMap;

/// Which blocks are kept, and why the others are not.
#[derive(Debug)]
pub(crate) struct Selection {
    /// For each block: `None` kept, else why not.
    pub fate: Vec<Option<DropReason>>,
    /// Index of the first and one past the last kept block.
    pub range: (usize, usize),
}

/// Share of a block's words that may stand in links.
const MOST_LINKED: f32 = 0.5;

/// Chooses blocks.
pub(crate) fn select(tree: &Tree<'_>, blocks: &mut [Block], metadata: &Metadata) -> Selection {
    readmit(tree, blocks);
    let confirmed = confirmed(blocks, metadata.body.as_deref());
    let scores: Vec<f32> = blocks.iter().zip(&confirmed).map(|(block, sure)| if *sure { score(block).max(1.0) * 2.0 } else { score(block) }).collect();
    let container = container(tree, blocks, &scores);
    let mut fate: Vec<Option<DropReason>> = blocks
        .iter()
        .zip(&confirmed)
        .map(|(block, sure)| {
            let inside = container.is_some_and(|at| at <= block.at && block.at < tree.nodes[at as usize].end);
            if *sure && inside { None } else { judge(block, inside) }
        })
        .collect();
    trim_headings(blocks, &mut fate);
    let first = fate.iter().position(Option::is_none).unwrap_or(0);
    let last = fate.iter().rposition(Option::is_none).map_or(0, |at| at + 1);
    Selection { fate, range: (first, last) }
}

/// Elements that were put out by name or class but hold most of the page's running text are let in again.
fn readmit(tree: &Tree<'_>, blocks: &mut [Block]) {
    let good = |block: &Block| if is_running(block) { block.words.len() } else { 0 };
    let all: usize = blocks.iter().map(good).sum();
    let mut by_element: HashMap<u32, usize> = HashMap::new();
    for block in blocks.iter().filter(|block| block.context.out.is_some()) {
        *by_element.entry(block.context.by).or_default() += good(block);
    }
    for block in blocks.iter_mut() {
        if block.context.out.is_some() && by_element.get(&block.context.by).is_some_and(|held| held * 2 > all && *held > 400) && tree.tag(block.context.by as usize) != "footer" {
            block.context.out = None;
        }
    }
}

/// Whether a block reads as running text.
fn is_running(block: &Block) -> bool {
    let words = block.words.split_whitespace().take(12).count();
    link_share(block) < 0.35 && (words >= 12 || words >= 5 && block.words.ends_with(['.', '!', '?', '”', '"', '。', '…', ':']) || dense_script(&block.words))
}

/// Scripts without spaces: some characters are many words.
fn dense_script(words: &str) -> bool {
    words.len() > 60 && words.chars().filter(|c| ('\u{2e80}'..='\u{9fff}').contains(c) || ('\u{0e00}'..='\u{0e7f}').contains(c)).count() > 20
}

fn link_share(block: &Block) -> f32 {
    block.linked as f32 / block.words.len().max(1) as f32
}

fn score(block: &Block) -> f32 {
    if block.context.out.is_some() || block.context.caption || block.context.heading > 0 || !is_running(block) {
        return 0.0;
    }
    let length = (block.words.len() as f32 / 100.0).min(4.0) + 1.0;
    let commas = block.words.bytes().filter(|b| matches!(b, b',' | b'.')).count().min(6) as f32 * 0.25;
    let place = if block.context.table { 0.5 } else if block.context.item { 0.6 } else { 1.0 };
    (length + commas) * place * (1.0 - link_share(block))
}

/// Blocks whose words stand in the article's text as JSON-LD states it.
fn confirmed(blocks: &[Block], body: Option<&str>) -> Vec<bool> {
    let Some(body) = body else { return vec![false; blocks.len()] };
    let folded: String = fold(body, usize::MAX);
    let mut at = 0;
    let found: Vec<bool> = blocks
        .iter()
        .map(|block| {
            let needle = fold(&block.words, 60);
            if needle.len() < 24 || block.context.out.is_some() && needle.len() < 50 {
                return false;
            }
            // Blocks follow one another in the body too: the search goes on from the last hit, then from the start.
            let hit = memchr::memmem::find(&folded.as_bytes()[at..], needle.as_bytes()).map(|n| at + n);
            let hit = hit.or_else(|| memchr::memmem::find(&folded.as_bytes()[..at], needle.as_bytes()));
            at = hit.unwrap_or(at);
            hit.is_some()
        })
        .collect();
    let covered: usize = blocks.iter().zip(&found).filter(|(_, sure)| **sure).map(|(block, _)| block.words.len()).sum();
    if covered * 2 < body.len() { vec![false; blocks.len()] } else { found }
}

fn fold(words: &str, limit: usize) -> String {
    let mut out = String::new();
    for c in words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
        if out.len() >= limit {
            break;
        }
        out.push(c);
    }
    out
}

/// The element whose running text is densest around the report: scores go to the parent and half to its parent; then
/// upward while the parent holds notably more running text.
fn container(tree: &Tree<'_>, blocks: &[Block], scores: &[f32]) -> Option<u32> {
    let mut sums: HashMap<u32, f32> = HashMap::new();
    for (block, score) in blocks.iter().zip(scores) {
        if *score <= 0.0 {
            continue;
        }
        let mut node = block.node;
        let mut share = 1.0;
        for step in 0..4 {
            if step > 0 {
                *sums.entry(node).or_default() += score * share;
                share *= 0.6;
            } else if tree.tag(node as usize) != "p" {
                *sums.entry(node).or_default() += score * 0.5;
            }
            let parent = tree.nodes[node as usize].parent;
            if parent == node {
                break;
            }
            node = parent;
        }
    }
    let mut best = sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?.0;
    // Prefix sums of running text by node tell what an element holds.
    let held = |node: u32| -> f32 {
        let end = tree.nodes[node as usize].end;
        let from = blocks.partition_point(|block| block.at < node);
        blocks[from..].iter().zip(&scores[from..]).take_while(|(block, _)| block.at < end).map(|(_, score)| score).sum()
    };
    let mut inside = held(best);
    for _ in 0..8 {
        let parent = tree.nodes[best as usize].parent;
        if parent == best || matches!(tree.tag(parent as usize), "body" | "html" | "") {
            break;
        }
        let outside = held(parent);
        let semantic = matches!(tree.tag(parent as usize), "article") || tree.attribute(parent as usize, "itemprop") == "articleBody";
        if outside > inside * 1.12 || semantic && outside < inside * 1.6 {
            best = parent;
            inside = outside;
        } else {
            // A lone wrapper says nothing: look past it.
            let up = tree.nodes[parent as usize].parent;
            let wide = held(up);
            if up != parent && !matches!(tree.tag(up as usize), "body" | "html" | "") && wide > inside * 1.3 {
                best = up;
                inside = wide;
            } else {
                break;
            }
        }
    }
    Some(best)
}

/// Why a block is left out, or `None` to keep it.
fn judge(block: &Block, inside: bool) -> Option<DropReason> {
    let outer = block.context.out;
    if !inside {
        return Some(outer.unwrap_or(DropReason::Navigation));
    }
    if let Some(reason) = outer {
        return Some(reason);
    }
    let words = block.words.split_whitespace().take(20).count();
    let share = link_share(block);
    if share > 0.9 && (words < 20 || block.context.item) || share > MOST_LINKED && (block.context.item || words < 12) {
        return Some(if block.context.item { DropReason::Related } else { DropReason::Navigation });
    }
    None
}

/// A heading stays only where text that is kept follows before the next heading of its kind or higher.
fn trim_headings(blocks: &[Block], fate: &mut [Option<DropReason>]) {
    let mut text_follows = false;
    for at in (0..blocks.len()).rev() {
        if fate[at].is_some() {
            continue;
        }
        if blocks[at].context.heading > 1 {
            if !text_follows {
                fate[at] = Some(DropReason::Related);
            }
            text_follows = text_follows && blocks[at].context.heading > 2;
        } else {
            text_follows = true;
        }
    }
}
