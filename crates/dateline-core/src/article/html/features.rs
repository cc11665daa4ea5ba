//! What the block classifier looks at: numbers about a block's words, its element, the elements around it and its page.
//!
//! All numbers are whole (shares in thousandths), so that the same page gives the same labels on any machine. The
//! training script reads the same numbers (`dateline-eval blocks`), so that there is one definition of each.
//! After Kohlschütter, Fankhauser and Nejdl (2010), "Boilerplate detection using shallow text features", and Vogels, Ganea
//! and Eickhoff (2018), "Web2Text", for features of a block's neighbours and of the element path.

use super::tree::Tree;
use super::weights::{self, ByHash, CueWeights, FNV, PathCues, fnv};
use super::{Block, Metadata};
use crate::report::DropReason;
use std::collections::HashMap;

/// Names of the features, in the order of the numbers.
pub(crate) const NAMES: &[&str] = &[
    // The words.
    "characters",
    "words",
    "sentence_ends",
    "commas",
    "word_length",
    "capitals",
    "capitalised_words",
    "digits",
    "short_words",
    "ends_sentence",
    "ends_colon",
    "starts_lower",
    "marks",
    "quotes",
    "dense_script",
    "linked",
    "links",
    "lines",
    "drop_rule",
    "repeated",
    "word_sum",
    "word_mean",
    "word_least",
    "word_most",
    "word_first",
    "word_last",
    // Its element.
    "tag",
    "depth",
    "out",
    "out_distance",
    "heading",
    "item",
    "quote",
    "caption",
    "table",
    "byline",
    "hidden",
    "class_own",
    "class_parent",
    "class_least",
    "class_most",
    "class_sum",
    "class_near",
    // Elements around it: parent, and its parents.
    "parent_characters",
    "parent_blocks",
    "parent_linked",
    "parent_running",
    "parent2_characters",
    "parent2_linked",
    "parent2_running",
    "parent3_characters",
    "parent3_linked",
    "parent3_running",
    "to_article",
    "to_main",
    "to_aside",
    "to_section",
    "to_list",
    "to_form",
    "to_header",
    "to_footer",
    "to_nav",
    "to_figure",
    // Its kind on the page: blocks with the same path of elements.
    "like_blocks",
    "like_characters",
    "like_share",
    "like_linked",
    // Where it stands.
    "index",
    "index_share",
    "before_share",
    "from_title",
    "from_heading",
    "from_heading_level",
    "in_container",
    "container_distance",
    "container_depth",
    "container_share",
    // What the page says.
    "title_overlap",
    "in_description",
    "confirmed",
    "page_confirms",
    "page_blocks",
    "page_running",
    // Neighbours.
    "before1_words",
    "before1_linked",
    "before1_running",
    "before1_same_parent",
    "before2_words",
    "before2_linked",
    "before3_words",
    "after1_words",
    "after1_linked",
    "after1_running",
    "after1_same_parent",
    "after2_words",
    "after2_linked",
    "after3_words",
    "near_running",
    "near_linked",
    // Several articles on one page, and the element whose own blocks hold most running text.
    "articles",
    "article_index",
    "first_headings",
    "first_headings_before",
    "linked_headings_before",
    "comment_rules_before",
    "related_rules_before",
    "in_best_parent",
    "best_parent_distance",
    "best_parent_share",
    "own_parent_running",
];

/// What is known of a page before its blocks are looked at one by one.
pub(crate) struct PageView<'p, 's> {
    pub tree: &'p Tree<'s>,
    pub blocks: &'p [Block],
    pub metadata: &'p Metadata,
    /// Blocks of the element that holds most running text.
    pub container: Option<std::ops::Range<usize>>,
    /// Block that is the title, where one is.
    pub title: Option<usize>,
    /// Whether the article's text in the markup holds the block.
    pub confirmed: &'p [bool],
    /// Why the words of each block say that it is no part of a report.
    pub drop_rules: &'p [Option<DropReason>],
}

/// The numbers of every block of a page, [`NAMES`] a block, one block after another.
pub(crate) fn features(page: &PageView<'_, '_>, weights: &CueWeights) -> Vec<i32> {
    let facts: Vec<Facts> = page.blocks.iter().map(Facts::of).collect();
    let sums = Sums::of(page.blocks, &facts);
    let paths = weights::paths(page.tree, weights);
    let places = places(page.tree);
    let kinds: Vec<u64> = page.blocks.iter().map(|block| path_of(page.tree, block)).collect();
    let likes = likes(&facts, &kinds);
    let titles: Vec<Vec<u64>> = page.metadata.titles.iter().take(3).map(|title| weights::word_hashes(title)).collect();
    let mut out = Vec::with_capacity(page.blocks.len() * NAMES.len());
    let mut heading: Option<usize> = None;
    let all_characters = sums.characters(0..page.blocks.len()).max(1);
    let running = sums.running(0..page.blocks.len());
    let confirms = i32::from(page.confirmed.contains(&true));
    let mut seen: ByHash<i32> = ByHash::default();
    for fact in &facts {
        *seen.entry(fact.hash).or_default() += 1;
    }
    let rows = Rows::of(page, &facts);
    let mut so_far = SoFar::default();
    for (at, block) in page.blocks.iter().enumerate() {
        let fact = &facts[at];
        let start = out.len();
        words_of(&mut out, block, fact);
        out.push(page.drop_rules[at].map_or(0, |reason| reason as i32 + 1));
        out.push(seen.get(&fact.hash).copied().unwrap_or(1).min(20));
        let words = weights::word_hashes(&block.words);
        out.extend(weights.words(&words));
        element_of(&mut out, page, block, &places, &paths);
        around(&mut out, page, at, &sums, &places);
        let like = likes.get(&kinds[at]).copied().unwrap_or_default();
        out.extend([like.blocks, like.characters, share(like.characters, all_characters), share(like.linked, like.characters.max(1))]);
        // Where it stands.
        let count = page.blocks.len() as i32;
        let from_title = page.title.map_or(-1000, |title| (at as i32 - title as i32).clamp(-300, 300));
        let from_heading = heading.map_or(99, |heading| (at - heading).min(99) as i32);
        out.extend([
            (at as i32).min(2000),
            share(at as i32, count),
            share(sums.characters(0..at), all_characters),
            from_title,
            from_heading,
            heading.map_or(0, |heading| i32::from(page.blocks[heading].context.heading)),
        ]);
        container_of(&mut out, page, at, &sums, &places, all_characters);
        // What the page says.
        let own: &[u64] = if fact.words <= 40 { &words } else { &[] };
        let overlap = titles.iter().map(|title| overlap(title, own)).max().unwrap_or(0);
        let described = fact.characters > 20 && page.metadata.description.as_deref().is_some_and(|d| same_opening(d, &block.words));
        out.extend([overlap, i32::from(described), i32::from(page.confirmed[at]), confirms, count.min(3000), running.min(200_000)]);
        neighbours(&mut out, page, at, &facts, &sums);
        rows.add(&mut out, page, at, &so_far, running);
        so_far.pass(block, fact, page.drop_rules[at]);
        debug_assert_eq!(out.len() - start, NAMES.len());
        if block.context.heading > 0 {
            heading = Some(at);
        }
    }
    out
}

/// Plain counts of one block.
#[derive(Debug, Clone, Copy)]
struct Facts {
    characters: i32,
    words: i32,
    linked: i32,
    running: bool,
    hash: u64,
}

impl Facts {
    fn of(block: &Block) -> Self {
        let characters = block.words.chars().count() as i32;
        let words = block.words.split_whitespace().count() as i32;
        let linked = share(block.linked as i32, block.words.len().max(1) as i32);
        Self { characters, words, linked, running: super::select::is_running(block), hash: fingerprint(block.words.as_bytes()) }
    }
}

/// Sums over the blocks before each block, so that an element's sum is a difference.
struct Sums {
    characters: Vec<i32>,
    linked: Vec<i32>,
    running: Vec<i32>,
}

impl Sums {
    fn of(blocks: &[Block], facts: &[Facts]) -> Self {
        let (mut characters, mut linked, mut running) = (vec![0_i32], vec![0_i32], vec![0_i32]);
        for (block, fact) in blocks.iter().zip(facts) {
            let add = |to: &mut Vec<i32>, value: i32| to.push(to.last().copied().unwrap_or(0).saturating_add(value));
            add(&mut characters, fact.characters);
            add(&mut linked, (block.linked as i64 * i64::from(fact.characters) / block.words.len().max(1) as i64) as i32);
            add(&mut running, if fact.running { fact.characters } else { 0 });
        }
        Self { characters, linked, running }
    }

    fn characters(&self, range: std::ops::Range<usize>) -> i32 {
        self.characters[range.end] - self.characters[range.start]
    }

    fn linked(&self, range: std::ops::Range<usize>) -> i32 {
        share(self.linked[range.end] - self.linked[range.start], self.characters(range).max(1))
    }

    fn running(&self, range: std::ops::Range<usize>) -> i32 {
        self.running[range.end] - self.running[range.start]
    }
}

fn share(part: i32, whole: i32) -> i32 {
    (i64::from(part) * 1000 / i64::from(whole.max(1))) as i32
}

fn words_of(out: &mut Vec<i32>, block: &Block, fact: &Facts) {
    let words = block.words.as_str();
    let (mut ends, mut commas, mut capitals, mut digits, mut marks, mut quotes, mut letters, mut dense) = (0, 0, 0, 0, 0, 0, 0, 0);
    for c in words.chars() {
        match c {
            '.' | '!' | '?' | '。' | '！' | '？' | '؟' => ends += 1,
            ',' | '،' | '，' | '、' => commas += 1,
            '|' | '›' | '»' | '/' | '•' | '·' | '#' | '@' | '©' | '→' | '+' | '*' => marks += 1,
            '"' | '“' | '”' | '„' | '«' => quotes += 1,
            _ if c.is_ascii_digit() || c.is_numeric() => digits += 1,
            _ if c.is_alphabetic() => {
                letters += 1;
                capitals += i32::from(c.is_uppercase());
                dense += i32::from(('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{0e00}'..='\u{0e7f}').contains(&c));
            }
            _ => {}
        }
    }
    let (mut capitalised, mut short) = (0, 0);
    for word in words.split_whitespace() {
        capitalised += i32::from(word.starts_with(|c: char| c.is_uppercase()));
        short += i32::from(word.len() <= 3 && word.starts_with(|c: char| c.is_lowercase()));
    }
    let last = words.chars().rev().find(|c| !matches!(c, '"' | '”' | '“' | ')' | '»' | '\'' | '’' | ']'));
    out.extend([
        fact.characters.min(20_000),
        fact.words.min(5_000),
        ends.min(500),
        commas.min(500),
        (fact.characters * 10 / fact.words.max(1)).min(500),
        share(capitals, letters),
        share(capitalised, fact.words),
        share(digits, fact.characters),
        share(short, fact.words),
        i32::from(last.is_some_and(|c| matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '…' | '۔'))),
        i32::from(last == Some(':')),
        i32::from(words.starts_with(|c: char| c.is_lowercase())),
        marks.min(100),
        quotes.min(100),
        share(dense, fact.characters),
        fact.linked,
        (block.links as i32).min(200),
        (words.bytes().filter(|b| *b == b'\n').count() as i32).min(100),
    ]);
}

fn element_of(out: &mut Vec<i32>, page: &PageView<'_, '_>, block: &Block, places: &[Place], paths: &[PathCues]) {
    let node = block.node as usize;
    let context = &block.context;
    let path = paths.get(node).copied().unwrap_or_default();
    let parent = page.tree.nodes.get(node).map_or(0, |node| node.parent as usize);
    let own_depth = places.get(node).map_or(0, |place| place.depth);
    let by_depth = places.get(context.by as usize).map_or(0, |place| place.depth);
    out.extend([
        tag_number(page.tree.tag(node)),
        i32::from(own_depth),
        context.out.map_or(0, |reason| reason as i32 + 1),
        if context.out.is_some() { i32::from(own_depth) - i32::from(by_depth) } else { -1 },
        i32::from(context.heading),
        i32::from(context.item),
        i32::from(context.quote),
        i32::from(context.caption),
        i32::from(context.table),
        i32::from(context.byline),
        i32::from(context.unseen),
        path.own,
        paths.get(parent).map_or(0, |path| path.own),
        path.least,
        path.most,
        path.sum,
        path.near,
    ]);
}

fn around(out: &mut Vec<i32>, page: &PageView<'_, '_>, at: usize, sums: &Sums, places: &[Place]) {
    let block = &page.blocks[at];
    let mut node = block.node as usize;
    for level in 0..3 {
        node = page.tree.nodes.get(node).map_or(0, |node| node.parent as usize);
        let range = range_of(page.tree, page.blocks, node, at);
        let characters = sums.characters(range.clone());
        out.push(characters.min(200_000));
        if level == 0 {
            out.push(range.len().min(2000) as i32);
        }
        out.push(sums.linked(range.clone()));
        out.push(share(sums.running(range), characters));
    }
    let place = places.get(block.node as usize).copied().unwrap_or_default();
    out.extend(place.since.iter().map(|depth| if *depth == 0 { -1 } else { i32::from(place.depth) + 1 - i32::from(*depth) }));
}

/// The blocks inside a node that holds block `at`.
pub(super) fn range_of(tree: &Tree<'_>, blocks: &[Block], node: usize, at: usize) -> std::ops::Range<usize> {
    let end = tree.nodes.get(node).map_or(0, |node| node.end);
    let from = blocks[..at].partition_point(|block| (block.at as usize) < node);
    from..at + blocks[at..].partition_point(|block| block.at < end).max(1)
}

/// Where an element stands: its depth, and the depth (from 1) of the nearest element of each kind around it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    depth: u16,
    since: [u16; 10],
}

fn places(tree: &Tree<'_>) -> Vec<Place> {
    let mut out: Vec<Place> = Vec::with_capacity(tree.nodes.len());
    for (at, node) in tree.nodes.iter().enumerate() {
        let parent = node.parent as usize;
        let mut place = if parent < at { out[parent] } else { Place::default() };
        place.depth += u16::from(parent < at);
        let kind = match tree.tag(at) {
            "article" => Some(0),
            "main" => Some(1),
            "aside" => Some(2),
            "section" => Some(3),
            "ul" | "ol" | "dl" => Some(4),
            "form" => Some(5),
            "header" => Some(6),
            "footer" => Some(7),
            "nav" => Some(8),
            "figure" => Some(9),
            _ => None,
        };
        if let Some(kind) = kind {
            place.since[kind] = place.depth + 1;
        }
        out.push(place);
    }
    out
}

#[derive(Debug, Clone, Copy, Default)]
struct Like {
    blocks: i32,
    characters: i32,
    linked: i32,
}

/// Blocks with the same path of elements, counted.
fn likes(facts: &[Facts], paths: &[u64]) -> ByHash<Like> {
    let mut out: ByHash<Like> = ByHash::default();
    for (fact, path) in facts.iter().zip(paths) {
        let like = out.entry(*path).or_default();
        like.blocks += 1;
        like.characters = like.characters.saturating_add(fact.characters);
        like.linked = like.linked.saturating_add((i64::from(fact.characters) * i64::from(fact.linked) / 1000) as i32);
    }
    out
}

/// The mean score of the blocks with the same path, for each block.
pub(super) fn like_means(page: &PageView<'_, '_>, scores: &[i32], lengths: &[i64]) -> Vec<i32> {
    let mut sums: ByHash<(i64, i64)> = ByHash::default();
    let paths: Vec<u64> = page.blocks.iter().map(|block| path_of(page.tree, block)).collect();
    for ((path, score), length) in paths.iter().zip(scores).zip(lengths) {
        let (sum, weight) = sums.entry(*path).or_default();
        *sum += i64::from(*score) * length;
        *weight += length;
    }
    paths.iter().map(|path| sums.get(path).map_or(0, |(sum, weight)| (sum / weight.max(&1)) as i32)).collect()
}

/// A number for the innermost four elements around a block with their first class.
pub(super) fn path_of(tree: &Tree<'_>, block: &Block) -> u64 {
    let mut node = block.node as usize;
    let mut hash = u64::from(block.context.heading);
    for _ in 0..4 {
        let class = tree.attribute(node, "class").split_ascii_whitespace().next().unwrap_or("");
        hash = fnv(fnv(hash ^ FNV, tree.tag(node).as_bytes()), class.as_bytes());
        let parent = tree.nodes.get(node).map_or(node, |node| node.parent as usize);
        if parent == node {
            break;
        }
        node = parent;
    }
    hash
}

fn container_of(out: &mut Vec<i32>, page: &PageView<'_, '_>, at: usize, sums: &Sums, places: &[Place], all: i32) {
    let Some(container) = page.container.clone() else {
        out.extend([-1, 0, 0, 0]);
        return;
    };
    let inside = container.contains(&at);
    let distance = if at < container.start {
        at as i32 - container.start as i32
    } else if at >= container.end {
        at as i32 + 1 - container.end as i32
    } else {
        0
    };
    let depth_of = |at: usize| places.get(page.blocks[at].node as usize).map_or(0, |place| i32::from(place.depth));
    let first = container.start.min(page.blocks.len() - 1);
    out.extend([i32::from(inside), distance.clamp(-300, 300), depth_of(at) - depth_of(first), share(sums.characters(container), all)]);
}

fn neighbours(out: &mut Vec<i32>, page: &PageView<'_, '_>, at: usize, facts: &[Facts], sums: &Sums) {
    let parent = |at: usize| page.tree.nodes.get(page.blocks[at].node as usize).map(|node| node.parent);
    for (step, forward) in [(1, false), (2, false), (3, false), (1, true), (2, true), (3, true)] {
        let other = if forward { Some(at + step).filter(|at| *at < facts.len()) } else { at.checked_sub(step) };
        out.push(other.map_or(-1, |other| facts[other].words.min(500)));
        if step < 3 {
            out.push(other.map_or(-1, |other| facts[other].linked));
        }
        if step == 1 {
            out.push(other.map_or(-1, |other| i32::from(facts[other].running)));
            out.push(other.map_or(-1, |other| i32::from(parent(other) == parent(at))));
        }
    }
    let near = at.saturating_sub(5)..(at + 6).min(facts.len());
    out.push(share(sums.running(near.clone()), sums.characters(near.clone())));
    out.push(sums.linked(near));
}

/// What stood before a block.
#[derive(Debug, Default)]
struct SoFar {
    first_headings: i32,
    linked_headings: i32,
    comment_rules: i32,
    related_rules: i32,
}

impl SoFar {
    fn pass(&mut self, block: &Block, fact: &Facts, rule: Option<DropReason>) {
        self.first_headings += i32::from(block.context.heading == 1);
        self.linked_headings += i32::from(block.context.heading > 0 && fact.linked > 800);
        self.comment_rules += i32::from(rule == Some(DropReason::Comments));
        self.related_rules += i32::from(rule == Some(DropReason::Related));
    }
}

/// The page's articles, and the element whose own blocks hold most running text.
struct Rows {
    /// First node of each outermost `article` element that holds running text.
    articles: Vec<u32>,
    first_headings: i32,
    /// Running characters of the blocks right inside an element.
    parents: HashMap<u32, i32>,
    best: Option<u32>,
    best_range: std::ops::Range<usize>,
}

impl Rows {
    fn of(page: &PageView<'_, '_>, facts: &[Facts]) -> Self {
        let mut parents: HashMap<u32, i32> = HashMap::new();
        for (at, fact) in facts.iter().enumerate().filter(|(_, fact)| fact.running) {
            *parents.entry(parent_of(page, at)).or_default() += fact.characters;
        }
        let best = parents.iter().map(|(node, running)| (*running, std::cmp::Reverse(*node))).max().map(|(_, node)| node.0);
        let best_range = best.map_or(0..0, |node| {
            let first = page.blocks.partition_point(|block| block.at < node);
            if first < page.blocks.len() { range_of(page.tree, page.blocks, node as usize, first) } else { 0..0 }
        });
        let mut articles = Vec::new();
        let mut end = 0;
        for (at, node) in page.tree.nodes.iter().enumerate() {
            if at as u32 >= end && page.tree.tag(at) == "article" {
                articles.push(at as u32);
                end = node.end;
            }
        }
        let first_headings = page.blocks.iter().filter(|block| block.context.heading == 1).count() as i32;
        Self { articles, first_headings, parents, best, best_range }
    }

    fn add(&self, out: &mut Vec<i32>, page: &PageView<'_, '_>, at: usize, so_far: &SoFar, running: i32) {
        let index = self.articles.partition_point(|article| *article <= page.blocks[at].at);
        let inside = index > 0 && page.blocks[at].at < page.tree.nodes[self.articles[index - 1] as usize].end;
        let parent = parent_of(page, at);
        let own = self.parents.get(&parent).copied().unwrap_or(0);
        let distance = if at < self.best_range.start {
            at as i32 - self.best_range.start as i32
        } else {
            (at as i32 + 1 - self.best_range.end as i32).max(0)
        };
        let best = self.best.and_then(|best| self.parents.get(&best)).copied().unwrap_or(0);
        out.extend([
            self.articles.len().min(200) as i32,
            if inside { index.min(200) as i32 } else { -1 },
            self.first_headings.min(100),
            so_far.first_headings.min(100),
            so_far.linked_headings.min(100),
            so_far.comment_rules.min(50),
            so_far.related_rules.min(50),
            i32::from(self.best == Some(parent)),
            distance.clamp(-300, 300),
            share(best, running),
            own.min(100_000),
        ]);
    }
}

/// The element right around a block's own.
fn parent_of(page: &PageView<'_, '_>, at: usize) -> u32 {
    page.tree.nodes.get(page.blocks[at].node as usize).map_or(0, |node| node.parent)
}

/// Share of the title's words that the block holds, or of the block's that the title holds, whichever is less.
pub(super) fn overlap(title: &[u64], own: &[u64]) -> i32 {
    if title.is_empty() || own.is_empty() {
        return 0;
    }
    let both = own.iter().filter(|word| title.contains(word)).count() as i32;
    share(both, title.len() as i32).min(share(both, own.len() as i32)).min(1000)
}

/// Whether two texts begin with the same forty letters, or the shorter one is the other's beginning.
fn same_opening(a: &str, b: &str) -> bool {
    let letters = |words: &str| -> Vec<char> { words.chars().filter(|c| c.is_alphanumeric()).take(40).collect() };
    let (a, b) = (letters(a), letters(b));
    let length = a.len().min(b.len());
    length >= 15 && a[..length] == b[..length]
}

fn tag_number(tag: &str) -> i32 {
    const TAGS: &[&str] = &[
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "td",
        "th",
        "blockquote",
        "figcaption",
        "section",
        "article",
        "header",
        "footer",
        "aside",
        "nav",
        "form",
        "dd",
        "dt",
        "pre",
        "main",
        "ul",
        "ol",
        "body",
        "center",
        "address",
        "fieldset",
    ];
    TAGS.iter().position(|known| *known == tag).map_or(TAGS.len() as i32, |at| at as i32)
}

/// A number that equal texts share: their length and their first and last bytes.
fn fingerprint(bytes: &[u8]) -> u64 {
    let ends = bytes.len().min(32);
    fnv(fnv(FNV ^ bytes.len() as u64, &bytes[..ends]), &bytes[bytes.len() - ends..])
}
