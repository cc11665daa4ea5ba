//! The title: as printed, without the site's name and without what stands above or below it in its heading. The heading
//! wins on which markup, title element and page agree.

use super::outlet::Sites;
use crate::article::html::{self, Block, Marks, Metadata, Tree};
use crate::article::lines::folded;
use crate::report::{DropReason, Report};
use crate::stated::{Source, StatedField, push};
use crate::text::{OffsetMap, Piece, Span};

/// Where a title was found.
pub(in crate::article) enum Title {
    /// A visible block, as far as it is the title, and the title itself where the markup agrees on a longer one.
    Block { at: usize, block: Block, title: String },
    /// The `<title>` element's words without the site's name.
    Element(Block),
    /// Only the markup states it.
    Stated(String),
}

/// What sites put between a title and their name; the last ones also stand without spaces in scripts that have none.
pub(super) const MARKS: &[&str] = &[" | ", " – ", " — ", " - ", " :: ", " » ", " « ", " · ", " • ", " : ", "|", "｜", "_", "»", "："];

/// How many of `MARKS` have spaces.
const SPACED: usize = 10;

/// Longest title, in characters; what a heading needs at least to be taken for it.
const LONGEST: usize = 320;
const ENOUGH: i32 = 9;

/// How many blocks below the beginning of the text a heading can stand that has the very words of the markup.
const FARTHEST: usize = 120;

/// A title that the page states, to compare headings with.
struct Wanted {
    folded: String,
    weight: i32,
}

/// Finds the title; `first` is the block where the text begins.
pub(in crate::article) fn find(
    tree: &Tree<'_>,
    metadata: &Metadata,
    blocks: &[Block],
    first: usize,
    marks: &dyn Marks,
    report: &mut Report,
) -> Option<Title> {
    let sites = Sites::of(report);
    if let Some(given) = &report.title {
        push(&mut report.stated, StatedField::Title, Source::Given, given, given);
    }
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut stated: Vec<(Source, String)> = Vec::new();
    for value in metadata.of(StatedField::Title) {
        let title = without_site(&value.words, &sites);
        if title.is_empty() || sites.is(title) {
            continue;
        }
        let is_cut = title.ends_with("...") || title.ends_with('…');
        push(&mut report.stated, StatedField::Title, value.from, title, &value.words);
        wanted.push(Wanted { folded: folded(title), weight: 12 });
        wanted.push(Wanted { folded: folded(&value.words), weight: 12 });
        // One that was cut to a length says less than any other.
        let at = if is_cut {
            stated.len()
        } else {
            stated.iter().position(|(_, title)| title.ends_with("...") || title.ends_with('…')).unwrap_or(stated.len())
        };
        stated.insert(at, (value.from, title.to_owned()));
    }
    let element = metadata.title_run.map(|run| html::metadata_plain(tree.words(run as u32))).unwrap_or_default();
    wanted.extend(pieces(&element, &sites).map(|piece| Wanted { folded: folded(piece), weight: 10 }));
    if !element.is_empty() {
        push(&mut report.stated, StatedField::Title, Source::Element, without_site(&element, &sites), &element);
    }
    if let Some((at, block)) = heading(tree, blocks, first, marks, &wanted, &stated, &sites) {
        let words = block.words.replace('\n', " ");
        push(&mut report.stated, StatedField::Title, Source::Visible, &words, &blocks[at].words);
        let title = agreed(&stated, &element, &words).unwrap_or(words);
        return Some(Title::Block { at, block, title });
    }
    metadata
        .title_run
        .and_then(|run| element_block(tree, run, &stated, &sites))
        .map(Title::Element)
        .or_else(|| stated.into_iter().next().map(|(_, title)| Title::Stated(title)))
}

/// The headline on which JSON-LD and OpenGraph agree, where the heading is its end (what stands before it is printed above the
/// heading), or where the title element agrees too and the heading says the same in part in other words.
fn agreed(stated: &[(Source, String)], element: &str, heading: &str) -> Option<String> {
    let first = |source: Source| stated.iter().find(|(from, _)| *from == source).map(|(_, title)| title);
    let (linked, graph) = (first(Source::JsonLd)?, first(Source::Opengraph)?);
    let (own, seen) = (folded(linked), folded(heading));
    if own != folded(graph) || own == seen || seen.is_empty() {
        return None;
    }
    let words = |text: &str| -> Vec<String> { text.split_whitespace().map(folded).filter(|word| word.chars().count() > 2).collect() };
    let (ours, theirs) = (words(linked), words(heading));
    let common = theirs.iter().filter(|word| ours.contains(word)).count();
    let alike = common * 2 >= theirs.len().max(ours.len()) && common >= 3;
    (own.ends_with(&seen) || alike && folded(element).starts_with(&own)).then(|| linked.clone())
}

/// The best heading above or at the beginning of the text, as far as it is the title.
fn heading(
    tree: &Tree<'_>,
    blocks: &[Block],
    first: usize,
    marks: &dyn Marks,
    wanted: &[Wanted],
    stated: &[(Source, String)],
    sites: &Sites,
) -> Option<(usize, Block)> {
    let mut best: Option<(i32, usize, Span)> = None;
    for (at, block) in blocks.iter().enumerate().take(first + FARTHEST) {
        let length = block.words.len();
        if length > LONGEST * 4 || block.words.chars().count() > LONGEST {
            continue;
        }
        let is_heading = matches!(block.context.heading, 1..=3) || block.context.title;
        if at >= first + 4 && !is_heading {
            continue;
        }
        let whole = folded(&block.words);
        // In the text only the very words of the markup are its title.
        if at >= first + 4 && !(wanted.iter().any(|title| title.weight == 12 && title.folded == whole)) {
            continue;
        }
        let can_be = is_heading || block.linked == 0 && wanted.iter().any(|title| title.folded == whole);
        if whole.is_empty() || !can_be {
            continue;
        }
        // Where JSON-LD has what stands above the title in its headline, that is how the outlet prints it.
        // Unless another field of the markup has the title alone.
        let headline = stated.iter().any(|(from, title)| *from == Source::JsonLd && folded(title) == whole);
        let part = if is_heading { title_in(tree, block, marks, wanted) } else { Span::new(0, length) };
        let alone = headline && stated.iter().any(|(_, title)| folded(title) == folded(part.of(&block.words)));
        let range = if headline && !alone { Span::new(0, length) } else { part };
        let score = score(tree, block, range, marks, wanted, sites) + if at + 15 >= first { 2 } else { 0 };
        if score >= ENOUGH && best.is_none_or(|(known, ..)| score > known || score == known && is_heading) {
            best = Some((score, at, range));
        }
    }
    best.map(|(_, at, range)| (at, slice(&blocks[at], range)))
}

/// How much speaks for a heading: that the page states it as title, its level, its length; against it: that it names the
/// site, is a link, is not seen, or stands in a part of the page that is no part of the report.
fn score(tree: &Tree<'_>, block: &Block, range: Span, marks: &dyn Marks, wanted: &[Wanted], sites: &Sites) -> i32 {
    let words = range.of(&block.words);
    let (own, whole) = (folded(words), folded(&block.words));
    let stated = wanted.iter().map(|title| {
        if title.folded == own || title.folded == whole {
            title.weight
        } else if own.len() > 8
            && (title.folded.contains(&own) || title.folded.len() > 8 && own.contains(&title.folded) || alike(&title.folded, &own))
        {
            6
        } else {
            0
        }
    });
    let level = match block.context.heading {
        1 => 6,
        2 => 2,
        3 => 1,
        _ => 0,
    };
    let foreign = match block.context.out {
        Some(DropReason::Navigation | DropReason::Other) => -5,
        Some(DropReason::Share) | None => 0,
        Some(_) => -16,
    };
    let count = words.split_whitespace().count();
    let is_long = count >= 4 || words.chars().count() >= 12 && words.chars().any(|c| c > '\u{2e80}');
    let is_link = block.linked * 10 > block.words.len() * 8;
    stated.max().unwrap_or(0)
        + level
        + foreign
        + if block.context.title { 6 } else { 0 }
        + if is_long { 3 } else { 0 }
        + if is_link { -6 } else { 0 }
        + if sites.is(words) { -20 } else { 0 }
        + if is_unseen(tree, block.node as usize, marks) { -12 } else { 0 }
}

/// Whether two folded titles begin alike.
fn alike(a: &str, b: &str) -> bool {
    a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count() >= 20
}

/// Whether a heading or what it stands in says that readers do not see it there, or that it is the site's.
fn is_unseen(tree: &Tree<'_>, node: usize, marks: &dyn Marks) -> bool {
    let mut at = node;
    for _ in 0..2 {
        for (name, value) in tree.attributes(at) {
            let says = match name {
                "class" | "id" => marks.mark(value).is_some_and(|mark| mark.hidden),
                name => name.starts_with("data-") && name.contains("breadcrumb"),
            };
            if says {
                return true;
            }
        }
        let parent = tree.nodes.get(at).map_or(at, |node| node.parent as usize);
        if parent == at || matches!(tree.tag(parent), "body" | "main" | "article" | "html") {
            break;
        }
        at = parent;
    }
    false
}

/// What of a heading's words is the title: a line above it and a line below it in elements of their own are not.
fn title_in(tree: &Tree<'_>, block: &Block, marks: &dyn Marks, wanted: &[Wanted]) -> Span {
    let all = Span::new(0, block.words.len());
    let node = block.node as usize;
    let Some(end) = tree.nodes.get(node).map(|node| node.end as usize).filter(|end| *end - node <= 60) else { return all };
    // Every text with what the outermost marked element around it says.
    let mut runs: Vec<(Span, Part)> = Vec::new();
    let mut open: Option<(usize, Part)> = None;
    for at in node + 1..end {
        if open.is_some_and(|(until, _)| at >= until) {
            open = None;
        }
        match &tree.nodes[at].kind {
            html::NodeKind::Element { .. } if open.is_none() => {
                let tag = tree.tag(at);
                let mark = marks.mark(tree.attribute(at, "class")).unwrap_or_default();
                let part = match () {
                    () if mark.kicker => Part::Above,
                    () if mark.subtitle || tag == "small" => Part::Below,
                    () if mark.separator || tree.attribute(at, "aria-hidden") == "true" => Part::Between,
                    () => Part::Title,
                };
                open = (part != Part::Title).then_some((tree.nodes[at].end as usize, part));
            }
            html::NodeKind::Text { text, .. } if !tree.words(*text).trim().is_empty() => {
                runs.push((tree.texts[*text as usize].source, open.map_or(Part::Title, |(_, part)| part)));
            }
            _ => {}
        }
    }
    let by_class = cut(block, &runs);
    if by_class != all {
        return by_class;
    }
    // Without a word for it: the first or last element, where what is left is what the page states as its title.
    let is_stated = |span: Span| wanted.iter().any(|title| title.folded == folded(span.of(&block.words)));
    if runs.len() < 2 || runs.len() > 8 || is_stated(all) {
        return all;
    }
    let ends = [runs[1..].to_vec(), runs[..runs.len() - 1].to_vec()];
    ends.iter().map(|left| between(block, left)).find(|span| is_stated(*span)).unwrap_or(all)
}

/// What a part of a heading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Above,
    Between,
    Title,
    Below,
}

/// The range that is left when the parts above and below are cut off.
fn cut(block: &Block, runs: &[(Span, Part)]) -> Span {
    let all = Span::new(0, block.words.len());
    let from = runs.iter().take_while(|(_, part)| matches!(part, Part::Above | Part::Between)).count();
    let from = if runs[..from].iter().any(|(_, part)| *part == Part::Above) { from } else { 0 };
    let below = runs.iter().rev().take_while(|(_, part)| matches!(part, Part::Below | Part::Between)).count();
    let to = if runs[runs.len() - below..].iter().any(|(_, part)| *part == Part::Below) { runs.len() - below } else { runs.len() };
    if from >= to || from == 0 && to == runs.len() {
        return all;
    }
    let left = between(block, &runs[from..to]);
    if left.of(&block.words).chars().filter(|c| c.is_alphanumeric()).count() >= 4 { left } else { all }
}

/// The words of a block that come from these runs, without marks at the ends.
fn between(block: &Block, runs: &[(Span, Part)]) -> Span {
    let all = Span::new(0, block.words.len());
    let (Some((first, _)), Some((last, _))) = (runs.first(), runs.last()) else { return all };
    let inside = || block.map.pieces().iter().filter(|p| p.source.start() >= first.start() && p.source.end() <= last.end());
    let (Some(start), Some(end)) = (inside().map(|p| p.text.start()).min(), inside().map(|p| p.text.end()).max()) else { return all };
    let words = &block.words[start..end];
    let trimmed = words.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '|' | '–' | '—' | '-' | '+' | '/' | '•' | '·'));
    // `trimmed` is a slice of `words`; a mark may only be cut where something was cut.
    let lead = if start == 0 { words.len() - words.trim_start().len() } else { trimmed.as_ptr() as usize - words.as_ptr() as usize };
    let tail =
        if end == block.words.len() { words.trim_end().len() } else { trimmed.as_ptr() as usize - words.as_ptr() as usize + trimmed.len() };
    if lead >= tail { all } else { Span::new(start + lead, start + tail) }
}

/// A part of a block, with the bytes it came from.
fn slice(block: &Block, range: Span) -> Block {
    if range.start() == 0 && range.end() == block.words.len() {
        return block.clone();
    }
    Block { words: range.of(&block.words).to_owned(), map: part_of(block.map.pieces(), range), ..block.clone() }
}

fn part_of(pieces: &[Piece], range: Span) -> OffsetMap {
    let mut map = OffsetMap::default();
    for piece in pieces.iter().filter(|piece| piece.text.overlaps(range)) {
        let from = piece.text.start().max(range.start());
        let to = piece.text.end().min(range.end());
        let source = if piece.verbatim {
            Span::new(piece.source.start() + from - piece.text.start(), piece.source.start() + to - piece.text.start())
        } else {
            piece.source
        };
        map.push(Piece { text: Span::new(from - range.start(), to - range.start()), source, verbatim: piece.verbatim });
    }
    map
}

/// The `<title>` element's text run as a block: what the markup states as title, else the words without the site's name.
fn element_block(tree: &Tree<'_>, run: usize, stated: &[(Source, String)], sites: &Sites) -> Option<Block> {
    let words = tree.words(run as u32);
    let kept = match stated.first() {
        Some((from, title)) => match words.find(title.as_str()) {
            Some(at) => &words[at..at + title.len()],
            // The element is made for lists of links; a headline that the markup states apart from it is the page's.
            None if *from == Source::JsonLd && !title.ends_with("...") && !title.ends_with('…') => return None,
            None => without_site(words, sites),
        },
        None => without_site(words, sites),
    };
    if kept.is_empty() {
        return None;
    }
    let start = words.find(kept)?;
    let text_run = &tree.texts[run];
    let whole = [Piece { text: Span::new(0, words.len()), source: text_run.source, verbatim: true }];
    let pieces: &[Piece] = text_run.decoded.as_ref().map_or(&whole, |(_, pieces)| pieces);
    Some(Block { words: kept.to_owned(), map: part_of(pieces, Span::new(start, start + kept.len())), ..Block::default() })
}

/// What a title element's words can hold as title: all of them, and what is left of a mark or right of it.
fn pieces<'t>(element: &'t str, sites: &Sites) -> impl Iterator<Item = &'t str> {
    let mut out = vec![element, without_site(element, sites)];
    for mark in MARKS {
        for (at, _) in element.match_indices(mark).take(4) {
            out.push(&element[..at]);
            out.push(&element[at + mark.len()..]);
        }
    }
    out.retain(|piece| !piece.trim().is_empty() && !sites.is(piece));
    out.truncate(40);
    out.into_iter()
}

/// A title without the name of the site at its end or beginning.
pub(super) fn without_site<'t>(title: &'t str, sites: &Sites) -> &'t str {
    let mut title = title.trim();
    for _ in 0..4 {
        match shorter(title, sites) {
            Some(left) => title = left,
            None => break,
        }
    }
    title
}

fn shorter<'t>(title: &'t str, sites: &Sites) -> Option<&'t str> {
    for (n, mark) in MARKS.iter().enumerate() {
        if let Some((before, after)) = title.rsplit_once(mark) {
            let short = *mark == " | " && after.split_whitespace().count() <= 4 && before.split_whitespace().count() >= 3;
            let site = sites.is(after) || n < SPACED && sites.is_like(after);
            if (site || short || after.trim().is_empty()) && !before.trim().is_empty() {
                return Some(before.trim());
            }
        }
        if let Some((before, after)) = title.split_once(mark)
            && sites.is(before)
            && !after.trim().is_empty()
        {
            return Some(after.trim());
        }
    }
    None
}
