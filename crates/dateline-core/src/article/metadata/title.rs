//! The title: the visible heading that says what the markup says, without the site's name.

use crate::article::html::{self, Block, Metadata, Tree};
use crate::article::lines;
use crate::text::{OffsetMap, Piece, Span};

/// Where a title was found.
pub(in crate::article) enum Title {
    /// A visible block.
    Block(usize),
    /// The `<title>` element's words without the site's name.
    Element(Block),
    /// Only the markup states it.
    Stated(String),
}

/// Finds the title; `first` is the block where the text begins.
pub(in crate::article) fn find(
    tree: &Tree<'_>,
    metadata: &Metadata,
    blocks: &[Block],
    outlet: Option<&str>,
    first: usize,
) -> Option<Title> {
    let stated: Vec<String> =
        metadata.titles.iter().map(|title| without_site(title, outlet).to_owned()).filter(|t| !t.is_empty()).collect();
    let element = metadata.title_run.map(|run| html::metadata_plain(tree.words(run as u32)));
    let folded: Vec<String> = stated.iter().map(|title| lines::folded(title)).collect();
    let fits = |block: &Block| {
        let words = lines::folded(&block.words);
        !words.is_empty() && folded.contains(&words)
    };
    // A heading that says what the markup says; else a first-level heading above the text that the title element holds.
    let heading = |level: u8| blocks.iter().take(first + 4).rposition(|b| b.context.heading == level && fits(b));
    let by_name = (1..=3).find_map(heading).or_else(|| blocks.iter().take(first + 4).position(|b| fits(b) && b.linked == 0));
    if let Some(at) = by_name {
        return Some(Title::Block(at));
    }
    let whole = element.as_deref().map(lines::folded).unwrap_or_default();
    let h1: Vec<usize> =
        (0..blocks.len().min(first + 4)).filter(|at| blocks[*at].context.heading == 1 || blocks[*at].context.title).collect();
    let similar = |at: &usize| {
        let words = lines::folded(&blocks[*at].words);
        words.len() > 8
            && (whole.contains(&words)
                || folded
                    .iter()
                    .any(|title| title.contains(&words) || words.contains(title.as_str()) && title.len() > 8 || overlap(title, &words)))
    };
    if let Some(at) = h1
        .iter()
        .copied()
        .find(similar)
        .or_else(|| if h1.len() == 1 && blocks[h1[0]].words.split_whitespace().count() >= 4 { h1.first().copied() } else { None })
    {
        return Some(Title::Block(at));
    }
    if let Some(block) = metadata.title_run.and_then(|run| title_block(tree, run, outlet)) {
        return Some(Title::Element(block));
    }
    stated.into_iter().next().map(Title::Stated)
}

/// Whether two folded titles begin or end alike.
fn overlap(a: &str, b: &str) -> bool {
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    common >= 20
}

/// The `<title>` element's text run as a block, the site's name cut off.
fn title_block(tree: &Tree<'_>, run: usize, outlet: Option<&str>) -> Option<Block> {
    let words = tree.words(run as u32);
    let kept = without_site(words, outlet);
    if kept.is_empty() {
        return None;
    }
    let start = words.find(kept)?;
    let text_run = &tree.texts[run];
    let whole = [Piece { text: Span::new(0, words.len()), source: text_run.source, verbatim: true }];
    let pieces: &[Piece] = text_run.decoded.as_ref().map_or(&whole, |(_, pieces)| pieces);
    let range = Span::new(start, start + kept.len());
    let mut map = OffsetMap::default();
    for piece in pieces.iter().filter(|piece| piece.text.overlaps(range)) {
        let from = piece.text.start().max(range.start());
        let to = piece.text.end().min(range.end());
        let source = if piece.verbatim {
            Span::new(piece.source.start() + from - piece.text.start(), piece.source.start() + to - piece.text.start())
        } else {
            piece.source
        };
        map.push(Piece { text: Span::new(from - start, to - start), source, verbatim: piece.verbatim });
    }
    Some(Block { words: kept.to_owned(), map, ..Block::default() })
}

/// A title without the name of the site at its end or beginning.
fn without_site<'t>(title: &'t str, outlet: Option<&str>) -> &'t str {
    let title = title.trim();
    for mark in [" | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • "] {
        if let Some((before, after)) = title.rsplit_once(mark) {
            let site = outlet.is_some_and(|outlet| similar(after, outlet));
            let short = mark == " | " && after.split_whitespace().count() <= 4 && before.split_whitespace().count() >= 3;
            if (site || short) && !before.trim().is_empty() {
                return without_site(before, outlet);
            }
        }
        if let Some((before, after)) = title.split_once(mark)
            && outlet.is_some_and(|outlet| similar(before, outlet))
            && !after.trim().is_empty()
        {
            return after.trim();
        }
    }
    title
}

pub(super) fn similar(a: &str, b: &str) -> bool {
    let (a, b) = (lines::folded(a), lines::folded(b));
    a.len() >= 2 && b.len() >= 2 && (a == b || a.len() > 3 && b.len() > 3 && (a.contains(&b) || b.contains(&a)))
}
