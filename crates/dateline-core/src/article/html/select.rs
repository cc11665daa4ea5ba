//! Decides which blocks of a page are its report: what the classifier scores, and rules that hold whatever it says.
//!
//! Also finds what the classifier looks at beside single blocks: the element that holds most running text (after
//! Readability's scoring of parents), rows of teasers, and the article's text in JSON-LD, where a page states it.

use super::tree::Tree;
use super::{Block, Classifier, Metadata, Prepared};
use crate::report::DropReason;
use std::collections::HashMap;
use std::ops::Range;

/// Which blocks are kept, and why the others are not.
#[derive(Debug)]
pub(crate) struct Selection {
    /// For each block: `None` kept, else why not.
    pub fate: Vec<Option<DropReason>>,
    /// Index of the first and one past the last kept block.
    pub range: (usize, usize),
}

/// A block is kept from this score on. Below 0, since a lost paragraph costs more than a stray line that the rules may
/// still put out; measured on hosts that training had not seen.
const KEPT: i32 = -400;

/// Fewest characters of a report. Where fewer are kept, the running blocks near the best one are taken, if any is likely.
const SHORTEST: usize = 250;
const LIKELY: i32 = -4000;
const NEAR_BEST: i32 = 700;

/// Score from which long words that the markup calls a caption are text all the same.
const SURELY_TEXT: i32 = 2000;

/// Longest caption, in bytes.
const LONGEST_CAPTION: usize = 600;

/// Chooses blocks; `drop_rule` tells why words by themselves are no part of a report.
pub(crate) fn select(
    tree: &Tree<'_>,
    blocks: &mut [Block],
    metadata: &Metadata,
    classifier: &Classifier,
    drop_rule: &dyn Fn(&str) -> Option<DropReason>,
) -> Selection {
    let prepared = Prepared::of(tree, blocks, metadata, drop_rule);
    let scores = classifier.scores(&prepared.view(tree, blocks, metadata));
    let mut kept: Vec<bool> = scores.iter().map(|score| *score > KEPT).collect();
    let length: usize = blocks.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(block, _)| block.words.chars().count()).sum();
    if length < SHORTEST {
        // A page that holds hardly more than one sentence is that sentence, however unlike a report it looks.
        let all: usize = blocks.iter().map(|block| block.words.chars().count()).sum();
        let likely = if all < 2 * SHORTEST { i32::MIN } else { LIKELY };
        let running = |block: &Block| is_running(block) && block.context.heading == 0;
        let best = blocks.iter().zip(&scores).filter(|(block, _)| running(block)).map(|(_, score)| *score).max();
        if let Some(best) = best.filter(|best| *best > likely) {
            for ((block, score), kept) in blocks.iter().zip(&scores).zip(&mut kept) {
                *kept |= *score > best - NEAR_BEST && running(block);
            }
        }
    }
    if !metadata.live {
        first_article(tree, blocks, &mut kept);
    }
    let first = kept.iter().position(|kept| *kept).unwrap_or(0);
    let last = kept.iter().rposition(|kept| *kept).map_or(0, |at| at + 1);
    let mut fate = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter_mut().enumerate() {
        let rule = prepared.drop_rules[at];
        if block.context.caption && scores[at] > SURELY_TEXT && block.words.len() > 200 {
            block.context.caption = false;
        }
        let caption = block.context.caption
            && (first.saturating_sub(6)..last).contains(&at)
            && block.context.out.is_none()
            && !block.context.unseen
            && block.words.len() <= LONGEST_CAPTION
            && link_share(block) < 0.6;
        fate.push(match rule {
            Some(reason) => Some(reason),
            None if kept[at] || caption => None,
            None => Some(reason(block, at < first)),
        });
    }
    trim_headings(blocks, &mut fate);
    let kept = |at: &usize| fate[*at].is_none() && !blocks[*at].context.caption;
    let first = (0..fate.len()).find(kept).unwrap_or(0);
    let last = (0..fate.len()).rev().find(kept).map_or(0, |at| at + 1);
    Selection { fate, range: (first, last) }
}

/// Fewest bytes of the article that a page of several is about.
const FIRST_ARTICLE: usize = 300;

/// Articles of so many bytes, and so many of them, that are entries of one report.
const ENTRY: usize = 100;
const ENTRIES: usize = 5;

/// Of several articles one below the other (pages that go on with the next story, teasers marked as articles) the page is
/// about the first one of some length; what is kept of those after it is left out.
fn first_article(tree: &Tree<'_>, blocks: &[Block], kept: &mut [bool]) {
    // The outermost `article` elements, with the bytes that are kept inside each.
    let mut articles: Vec<(u32, u32, usize)> = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        if articles.last().is_none_or(|(_, end, _)| at as u32 >= *end) && tree.tag(at) == "article" {
            articles.push((at as u32, node.end, 0));
        }
    }
    let mut outside = 0;
    for (block, _) in blocks.iter().zip(kept.iter()).filter(|(_, kept)| **kept) {
        let at = articles.partition_point(|(start, _, _)| *start <= block.at);
        match at.checked_sub(1).and_then(|at| articles.get_mut(at)).filter(|(_, end, _)| block.at < *end) {
            Some((_, _, bytes)) => *bytes += block.words.len(),
            None => outside += block.words.len(),
        }
    }
    let inside: usize = articles.iter().map(|(_, _, bytes)| bytes).sum();
    let most = articles.iter().map(|(_, _, bytes)| *bytes).max().unwrap_or(0);
    let meant = articles.iter().position(|(_, _, bytes)| *bytes > 0 && bytes * 10 >= most * 3);
    let Some(meant) = meant.filter(|meant| articles[*meant].2 > FIRST_ARTICLE && outside * 2 < inside) else { return };
    // Many of like length are the entries of a live page or the items of a round-up: all of them are the report.
    let entries = articles.iter().filter(|(_, _, bytes)| *bytes >= ENTRY).count();
    if entries >= ENTRIES && articles[meant].2 * 10 < inside * 4 {
        return;
    }
    let later = &articles[meant + 1..];
    for (block, kept) in blocks.iter().zip(kept) {
        let at = later.partition_point(|(start, _, _)| *start <= block.at);
        *kept &= at == 0 || block.at >= later[at - 1].1;
    }
}

/// Why a block that is not kept is left out.
fn reason(block: &Block, before: bool) -> DropReason {
    match block.context.out {
        Some(reason) => reason,
        None if block.context.unseen => DropReason::Other,
        None if link_share(block) > 0.5 && before => DropReason::Navigation,
        None if link_share(block) > 0.5 => DropReason::Related,
        None => DropReason::Other,
    }
}

/// The blocks of the element that holds most running text, and which blocks the article's text in the markup confirms.
pub(super) fn main_element(tree: &Tree<'_>, blocks: &[Block], metadata: &Metadata) -> (Option<Range<usize>>, Vec<bool>) {
    let mut confirmed = confirmed(blocks, metadata.body.as_deref());
    let scores: Vec<f32> =
        blocks.iter().zip(&confirmed).map(|(block, sure)| if *sure { score(block).max(1.0) } else { score(block) }).collect();
    let mut container = container(tree, blocks, &scores);
    // The markup's text is a guide only where it is most of what stands there; often it is an extract.
    if let Some(range) = container.clone() {
        let bytes = |of: &dyn Fn(usize) -> bool| -> usize { range.clone().filter(|at| of(*at)).map(|at| blocks[at].words.len()).sum() };
        let (sure, running) = (bytes(&|at| confirmed[at]), bytes(&|at| scores[at] > 0.0));
        let all: usize = blocks.iter().zip(&confirmed).filter(|(_, sure)| **sure).map(|(block, _)| block.words.len()).sum();
        if sure * 10 < running * 6 && all * 10 < running * 7 {
            confirmed.fill(false);
        } else if all > sure {
            let first = confirmed.iter().position(|sure| *sure).unwrap_or(0);
            let last = confirmed.iter().rposition(|sure| *sure).unwrap_or(0);
            container = Some(first.min(range.start)..range.end.max(last + 1));
        }
    }
    (container, confirmed)
}

/// Elements that were put out by name or class but hold most of the page's running text are let in again.
pub(super) fn readmit(tree: &Tree<'_>, blocks: &mut [Block]) {
    let good = |block: &Block| if is_running(block) { block.words.len() } else { 0 };
    let open: usize = blocks.iter().filter(|block| block.context.out.is_none()).map(good).sum();
    let mut by_element: HashMap<u32, usize> = HashMap::new();
    for block in blocks.iter().filter(|block| block.context.out.is_some()) {
        *by_element.entry(block.context.by).or_default() += good(block);
    }
    for block in blocks.iter_mut() {
        let Some(reason) = block.context.out else { continue };
        let times = if matches!(reason, DropReason::Comments | DropReason::Related) { 4 } else { 1 };
        let held = by_element.get(&block.context.by).copied().unwrap_or(0);
        if held > open * times && held > 400 && tree.tag(block.context.by as usize) != "footer" {
            block.context.out = None;
        }
    }
}

/// Fewest teasers that make a row of them.
const ROW: usize = 3;

/// A linked heading with a summary under it, several times over, is a row of teasers for other reports.
pub(super) fn teasers(tree: &Tree<'_>, blocks: &mut [Block], metadata: &Metadata) {
    let titles: Vec<String> = metadata.titles.iter().map(|title| fold(title, 80)).collect();
    let mut groups: Vec<Range<usize>> = Vec::new();
    for at in 0..blocks.len() {
        let block = &blocks[at];
        let linked = link_share(block) > 0.9 && block.words.split_whitespace().count() >= 3;
        if !linked || block.context.out.is_some() || titles.contains(&fold(&block.words, 80)) {
            continue;
        }
        // The smallest element around the heading that holds anything more.
        let mut node = block.node;
        let mut range = at..at + 1;
        for _ in 0..5 {
            let end = tree.nodes[node as usize].end;
            let from = blocks[..=at].partition_point(|b| b.at < node);
            let to = at + blocks[at..].partition_point(|b| b.at < end);
            if to - from > 1 {
                range = from..to;
                break;
            }
            let parent = tree.nodes[node as usize].parent;
            if parent == node {
                break;
            }
            node = parent;
        }
        let heading = block.context.heading > 0 || tree.tag(block.node as usize) != "p";
        let summary = blocks[range.clone()].iter().filter(|b| is_running(b) && b.words.len() > 40).count();
        let bytes: usize = blocks[range.clone()].iter().map(|b| b.words.len()).sum();
        if heading
            && range.len() > 1
            && range.len() <= 6
            && summary <= 2
            && bytes < 900
            && groups.last().is_none_or(|last| last.end <= range.start)
        {
            groups.push(range);
        }
    }
    if groups.len() >= ROW {
        for range in groups {
            for block in &mut blocks[range] {
                block.context.out.get_or_insert(DropReason::Related);
            }
        }
    }
}

/// Whether a block reads as running text.
pub(super) fn is_running(block: &Block) -> bool {
    let words = block.words.split_whitespace().take(12).count();
    let share = link_share(block);
    (share < 0.35 || share < 0.6 && block.words.len() > 120)
        && (words >= 12 || words >= 5 && block.words.ends_with(['.', '!', '?', '”', '"', '。', '…', ':']) || dense_script(&block.words))
}

/// Scripts without spaces: some characters are many words.
fn dense_script(words: &str) -> bool {
    words.len() > 60
        && words.chars().filter(|c| ('\u{2e80}'..='\u{9fff}').contains(c) || ('\u{0e00}'..='\u{0e7f}').contains(c)).count() > 20
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
    let place = if block.context.table {
        0.5
    } else if block.context.item {
        0.6
    } else {
        1.0
    };
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

/// Range of the blocks inside the element that holds most running text and least else: of all elements that come near
/// the best, the smallest.
fn container(tree: &Tree<'_>, blocks: &[Block], scores: &[f32]) -> Option<Range<usize>> {
    // Sums over the blocks before each block, so that an element's value is a difference.
    let mut sums = vec![0.0_f64];
    for (block, score) in blocks.iter().zip(scores) {
        let last = sums.last().copied().unwrap_or(0.0);
        sums.push(last + value(block, *score));
    }
    let range = |node: usize| {
        let end = tree.nodes[node].end;
        let from = blocks.partition_point(|block| (block.at as usize) < node);
        from..from + blocks[from..].partition_point(|block| block.at < end)
    };
    let elements: Vec<(usize, Range<usize>, f64)> = (0..tree.nodes.len())
        .filter(|node| !tree.tag(*node).is_empty())
        .map(|node| {
            let range = range(node);
            let sum = sums[range.end] - sums[range.start];
            (node, range, sum)
        })
        .collect();
    let most = elements.iter().map(|(_, _, sum)| *sum).fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let near = elements.iter().filter(|(_, _, sum)| *sum >= most * 0.9).min_by_key(|(node, range, _)| (range.len(), usize::MAX - node))?;
    // Of several articles on one page the first is meant.
    let (at, whole, all) = near;
    // A small one above the others is a film's or a teaser's.
    let articles = elements.iter().filter(|(node, range, sum)| {
        tree.tag(*node) == "article" && node > at && range.start >= whole.start && range.end <= whole.end && *sum >= all * 0.2
    });
    let mut outermost: Vec<&(usize, Range<usize>, f64)> = Vec::new();
    for article in articles {
        if outermost.last().is_none_or(|last| article.1.start >= last.1.end) {
            outermost.push(article);
        }
    }
    let largest = outermost.iter().map(|(_, _, sum)| *sum).fold(0.0, f64::max);
    let meant = outermost.iter().find(|(_, _, sum)| *sum >= largest * 0.5).filter(|_| outermost.len() >= 2 && largest >= all * 0.35);
    Some(meant.map_or_else(|| whole.clone(), |article| article.1.clone()))
}

/// What a block adds to an element that holds it: running text counts for it, other text a little against it.
fn value(block: &Block, score: f32) -> f64 {
    if score > 0.0 {
        return f64::from(score);
    }
    if block.context.out.is_some() || block.context.caption || block.context.heading > 0 {
        return 0.0;
    }
    -0.5 * (block.words.len() as f64 / 100.0).min(4.0)
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
