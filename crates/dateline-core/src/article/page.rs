//! Reads a report out of a page: kept blocks become its text, markup and visible words its metadata.

use super::html::{self, Block, Tree};
use super::metadata::title::Title;
use super::rules::Rules;
use super::{address, credit, lines, metadata, note, reference};
use crate::report::{DropReason, Dropped, ParagraphKind, Report};

/// Reads the page into `report`.
pub(super) fn read(decoded: &str, rules: &Rules, report: &mut Report) {
    let tree = Tree::parse_within(decoded, &rules.limits);
    if tree.cut {
        report.problems.push(super::problem(&rules.limits.too_many_nodes()));
        return;
    }
    if tree.flattened {
        report.problems.push(super::problem(&rules.limits.too_deep()));
    }
    let stated = html::metadata(&tree, &rules.metadata);
    let mut blocks = html::blocks(&tree, &rules.cues);
    let outlet = report.outlet.clone();
    let drop_rule = |words: &str| rules.drop_reason(words).filter(|_| !lines::is_of_the_report(words, outlet.as_deref(), rules));
    let selection = html::select(&tree, &mut blocks, &stated, &rules.blocks, &drop_rule);
    address::of_page(&tree, &stated, rules, report);
    metadata::outlet::read(&stated, &tree, rules, report);
    let title = metadata::title::find(&tree, &stated, &blocks, selection.range.0, &rules.metadata, report);
    let mut kept: Vec<(Block, Option<ParagraphKind>)> = Vec::new();
    let mut fate = selection.fate;
    let unseen = text_in_scripts(&tree, &blocks, &mut fate, rules);
    let mut title_at = None;
    match title {
        Some(Title::Block { at, block, title }) => {
            title_at = Some(at);
            report.title = Some(title);
            kept.push((block, Some(ParagraphKind::Title)));
        }
        Some(Title::Element(block)) => {
            report.title = Some(block.words.clone());
            kept.push((block, Some(ParagraphKind::Title)));
        }
        Some(Title::Stated(words)) => report.title = Some(words),
        None => {}
    }
    // Between headline and text stand byline, credit and date.
    let header = title_at.unwrap_or_else(|| selection.range.0.saturating_sub(12))..selection.range.0 + 3;
    for (at, block) in blocks.iter().enumerate() {
        if Some(at) == title_at {
            continue;
        }
        let near = header.contains(&at) && block.words.chars().count() <= 200;
        let kind = if fate[at].is_none() { hint(block) } else { None };
        let line = if near && !is_of_picture(&tree, block, rules) {
            credit::line_kind(&block.words, true, report.outlet.as_deref(), rules)
        } else {
            None
        };
        let as_byline = line.is_some()
            && (fate[at].is_none() || block.context.byline || at > header.start && at < selection.range.0 && block.context.out.is_none());
        if as_byline && rules.drop_reason(&block.words).is_none() {
            fate[at] = None;
            kept.push((block.clone(), line));
        } else if fate[at].is_none() {
            kept.push((block.clone(), kind));
        } else if belongs_below(block, at, selection.range.1, rules) {
            fate[at] = None;
            kept.push((block.clone(), kind));
        } else if let Some(kind) = credit::left_out(block, at, selection.range, report.outlet.as_deref(), rules) {
            fate[at] = None;
            kept.push((block.clone(), Some(kind)));
        }
    }
    kept.extend(unseen.into_iter().map(|block| (block, None)));
    let refs: Vec<(&Block, Option<ParagraphKind>)> = kept.iter().map(|(block, kind)| (block, *kind)).collect();
    let composed = html::compose(&refs);
    let all: Vec<lines::Line> = composed.spans.iter().map(|(span, hint)| lines::Line { span: *span, hint: *hint }).collect();
    let text = composed.text.as_str();
    let parts = lines::sort(text, &all, report.outlet.as_deref(), rules);
    // Lines that the words put out leave the text too: a page's text is its kept blocks. Both lists are in the text's order.
    let mut sorted = parts.paragraphs.iter().peekable();
    let final_refs: Vec<(&Block, Option<ParagraphKind>)> = refs
        .iter()
        .zip(&all)
        .filter_map(|((block, _), line)| {
            sorted.next_if(|paragraph| paragraph.span == line.span).map(|paragraph| (*block, Some(paragraph.kind)))
        })
        .collect();
    let composed = html::compose(&final_refs);
    report.paragraphs =
        composed.spans.iter().filter_map(|(span, kind)| kind.map(|kind| crate::report::Paragraph { span: *span, kind })).collect();
    report.dropped = dropped(&blocks, &fate, title_at, rules);
    for (span, reason) in &parts.dropped {
        report.dropped.push(Dropped { reason: *reason, text: span.of(text).to_owned() });
    }
    report.language = stated.language.clone();
    let (first, last) = selection.range;
    let page = metadata::Page { tree: &tree, metadata: &stated, blocks: &blocks, title: title_at, first, last };
    metadata::dates::read(&page, rules, report);
    let written = metadata::authors::written(&page, rules);
    let facts = html::facts(&tree, &stated, &rules.marks);
    super::finish(&composed.text, rules, Some(&facts), report);
    metadata::authors::choose(written, rules, report);
    metadata::stated::complete(&page, report);
    if report.body().next().is_none() {
        report.problems.push(super::problem("No running text was found on the page."));
    }
    report.text = composed.text;
    let text = report.text.clone();
    reference::of_markup(&tree, &stated, rules, report);
    reference::of_links(&tree, text.as_str(), text.origin(), rules, report);
    let missing = super::form::missing_parts(&facts, &rules.addresses, report);
    report.problems.extend(missing);
}

/// Whether a block is a picture's caption or credit, and not a credit of the report whose class has the same word.
fn is_of_picture(tree: &Tree<'_>, block: &Block, rules: &Rules) -> bool {
    let mut node = block.node as usize;
    let in_figure = (0..6).any(|_| {
        let found = matches!(tree.tag(node), "figure" | "figcaption" | "picture");
        node = tree.nodes.get(node).map_or(node, |node| node.parent as usize);
        found
    });
    block.context.caption && (in_figure || rules.patterns.picture.is_match(&block.words))
}

/// Whether a block that was left out is the report's note on itself, below its text: what it corrects are its own claims.
fn belongs_below(block: &Block, at: usize, end: usize, rules: &Rules) -> bool {
    const BELOW: usize = 6;
    let near = at + BELOW >= end && at < end + BELOW && block.context.out.is_none() && block.context.heading == 0;
    near && note::of(&block.words, rules) == Some(note::Note::Correction)
}

/// Text that a page shows in full only with its scripts, where its markup states much more than what it shows: the teaser
/// gives way to it.
fn text_in_scripts(tree: &Tree<'_>, blocks: &[Block], fate: &mut [Option<DropReason>], rules: &Rules) -> Vec<Block> {
    let is_text = |block: &Block| !block.context.caption;
    let shown: usize =
        blocks.iter().zip(fate.iter()).filter(|(block, fate)| fate.is_none() && is_text(block)).map(|(block, _)| block.words.len()).sum();
    if shown >= TEASER {
        return Vec::new();
    }
    let unseen = html::stated_blocks(tree, &rules.cues);
    if unseen.iter().map(|block| block.words.len()).sum::<usize>() < 2 * shown {
        return Vec::new();
    }
    if !unseen.is_empty() {
        for (block, fate) in blocks.iter().zip(fate) {
            if is_text(block) {
                fate.get_or_insert(DropReason::Other);
            }
        }
    }
    unseen
}

/// Bytes of text from which a page shows more than a teaser.
const TEASER: usize = 700;

fn hint(block: &Block) -> Option<ParagraphKind> {
    if block.context.caption {
        return Some(ParagraphKind::Caption);
    }
    if block.context.quote {
        return Some(ParagraphKind::Quote);
    }
    block.context.item.then_some(ParagraphKind::List)
}

/// What was left out of a page: neighbours with one reason are one entry.
fn dropped(blocks: &[Block], fate: &[Option<DropReason>], title_at: Option<usize>, rules: &Rules) -> Vec<Dropped> {
    let mut out: Vec<Dropped> = Vec::new();
    let mut last = None;
    for (at, (block, fate)) in blocks.iter().zip(fate).enumerate() {
        let Some(reason) = fate.filter(|_| Some(at) != title_at) else {
            last = None;
            continue;
        };
        let reason = rules.drop_reason(&block.words).unwrap_or(reason);
        match out.last_mut() {
            Some(entry) if last == Some(reason) && entry.reason == reason => {
                entry.text.push('\n');
                entry.text.push_str(&block.words);
            }
            _ => out.push(Dropped { reason, text: block.words.clone() }),
        }
        last = Some(reason);
    }
    out
}
