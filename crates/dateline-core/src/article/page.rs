//! Reads a report out of a page: kept blocks become its text, markup and visible words its metadata.

use super::html::{self, Block, Metadata, Tree};
use super::rules::Rules;
use super::{address, credit, lines};
use crate::report::{DropReason, Dropped, ParagraphKind, Report};
use crate::text::{OffsetMap, Piece, Span};

/// Reads the page into `report`.
pub(super) fn read(decoded: &str, rules: &Rules, report: &mut Report) {
    let tree = Tree::parse(decoded);
    let metadata = html::metadata(&tree);
    let mut blocks = html::blocks(&tree, &rules.cues);
    let selection = html::select(&tree, &mut blocks, &metadata, &|words| rules.drop_reason(words));
    addresses(&metadata, report);
    outlet(&metadata, &tree, report);
    let title = title(&tree, &metadata, &blocks, report.outlet.as_deref(), selection.range.0);
    let mut kept: Vec<(Block, Option<ParagraphKind>)> = Vec::new();
    let mut fate = selection.fate;
    let mut title_at = None;
    match title {
        Some(Title::Block(at)) => {
            title_at = Some(at);
            report.title = Some(blocks[at].words.replace('\n', " "));
            kept.push((blocks[at].clone(), Some(ParagraphKind::Title)));
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
        let line =
            if near && !block.context.caption { credit::line_kind(&block.words, true, report.outlet.as_deref(), rules) } else { None };
        let as_byline = line.is_some()
            && (fate[at].is_none() || block.context.byline || at > header.start && at < selection.range.0 && block.context.out.is_none());
        if as_byline && rules.drop_reason(&block.words).is_none() {
            fate[at] = None;
            kept.push((block.clone(), line));
        } else if fate[at].is_none() {
            kept.push((block.clone(), kind));
        } else if let Some(kind) = credit::left_out(block, at, selection.range, report.outlet.as_deref(), rules) {
            fate[at] = None;
            kept.push((block.clone(), Some(kind)));
        }
    }
    let refs: Vec<(&Block, Option<ParagraphKind>)> = kept.iter().map(|(block, kind)| (block, *kind)).collect();
    let composed = html::compose(&refs);
    let all: Vec<lines::Line> = composed.spans.iter().map(|(span, hint)| lines::Line { span: *span, hint: *hint }).collect();
    let text = composed.text.as_str();
    let parts = lines::sort(text, &all, report.outlet.as_deref(), rules);
    // Lines that the words put out leave the text too: a page's text is its kept blocks.
    let out: Vec<usize> =
        all.iter().enumerate().filter(|(_, line)| !parts.paragraphs.iter().any(|p| p.span == line.span)).map(|(at, _)| at).collect();
    let final_refs: Vec<(&Block, Option<ParagraphKind>)> = refs
        .iter()
        .enumerate()
        .filter(|(at, _)| !out.contains(at))
        .zip(parts.paragraphs.iter())
        .map(|((_, (block, _)), paragraph)| (*block, Some(paragraph.kind)))
        .collect();
    let composed = html::compose(&final_refs);
    report.paragraphs =
        composed.spans.iter().filter_map(|(span, kind)| kind.map(|kind| crate::report::Paragraph { span: *span, kind })).collect();
    report.dropped = dropped(&blocks, &fate, title_at, rules);
    for (span, reason) in &parts.dropped {
        report.dropped.push(Dropped { reason: *reason, text: span.of(text).to_owned() });
    }
    report.language = metadata.language.clone();
    let near: Vec<&Block> = blocks[header.start.min(blocks.len())..header.end.min(blocks.len())].iter().collect();
    dates(&metadata, &near, rules, report);
    let mut stated = authors(&metadata.authors, rules);
    let mut visible = authors(&metadata.visible_authors, rules);
    if visible.is_empty() {
        let marked: Vec<String> = near
            .iter()
            .filter(|block| block.context.byline && block.words.chars().count() <= 80)
            .map(|block| block.words.replace('\n', ", "))
            .collect();
        visible = authors(&marked, rules);
    }
    visible.retain(|name| credit::is_person(name, rules));
    super::finish(&composed.text, rules, report);
    // What the markup states wins over bylines, unless it only repeats the outlet.
    let outlet = report.outlet.as_deref().map(lines::folded).unwrap_or_default();
    let in_byline = std::mem::take(&mut report.authors);
    let is_outlet = |name: &String| {
        let name = lines::folded(name);
        !outlet.is_empty() && (outlet.contains(&name) || name.contains(&outlet))
    };
    let named = |names: &[String]| names.iter().any(|name| !is_outlet(name));
    report.authors = if named(&stated) {
        if stated.len() > 1 {
            stated.retain(|name| !is_outlet(name));
        }
        stated
    } else if named(&visible) {
        visible
    } else if named(&in_byline) {
        in_byline
    } else {
        stated
    };
    if metadata.live && report.form == Some(crate::report::Form::Article) {
        report.form = Some(crate::report::Form::LiveBlog);
    }
    if report.body().next().is_none() {
        report.problems.push(super::problem("No running text was found on the page."));
    }
    report.text = composed.text;
}

fn hint(block: &Block) -> Option<ParagraphKind> {
    if block.context.caption {
        return Some(ParagraphKind::Caption);
    }
    if block.context.quote {
        return Some(ParagraphKind::Quote);
    }
    block.context.item.then_some(ParagraphKind::List)
}

enum Title {
    /// A visible block.
    Block(usize),
    /// The `<title>` element's words without the site's name.
    Element(Block),
    /// Only the markup states it.
    Stated(String),
}

fn title(tree: &Tree<'_>, metadata: &Metadata, blocks: &[Block], outlet: Option<&str>, first: usize) -> Option<Title> {
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

fn similar(a: &str, b: &str) -> bool {
    let (a, b) = (lines::folded(a), lines::folded(b));
    a.len() >= 2 && b.len() >= 2 && (a == b || a.len() > 3 && b.len() > 3 && (a.contains(&b) || b.contains(&a)))
}

fn addresses(metadata: &Metadata, report: &mut Report) {
    let canonical = metadata.canonical.as_deref().and_then(|reference| address::join(report.url.as_deref(), reference));
    report.canonical_url = canonical.map(|url| address::resolve(&url).0);
    if report.url.is_none() {
        report.url = report
            .canonical_url
            .clone()
            .or_else(|| metadata.urls.iter().find_map(|url| address::join(None, url)).map(|url| address::resolve(&url).0));
        if report.url.is_some() {
            report.id = Report::make_id(report.url.as_deref(), &report.input.id, report.capture.sha256);
        }
    }
}

/// The outlet: what the markup names, else the part of the title element that looks like the site's host.
fn outlet(metadata: &Metadata, tree: &Tree<'_>, report: &mut Report) {
    if report.outlet.is_some() {
        return;
    }
    let stated = metadata
        .outlets
        .iter()
        .map(|name| name.trim())
        .find(|name| !name.is_empty() && name.chars().count() <= 80 && !name.contains("://"));
    let host = report.url.as_deref().and_then(address::host).map(|host| host.trim_start_matches("www.").to_owned());
    let suffix = metadata.title_run.and_then(|run| {
        let words = html::metadata_plain(tree.words(run as u32));
        let host = lines::folded(host.as_deref()?);
        [" | ", " – ", " — ", " - ", " · "].iter().find_map(|mark| {
            let (_, last) = words.rsplit_once(mark)?;
            let folded = lines::folded(last);
            (folded.len() >= 3 && last.split_whitespace().count() <= 5 && host.contains(&folded)).then(|| last.trim().to_owned())
        })
    });
    report.outlet = stated.map(str::to_owned).or(suffix).or(host);
}

/// Dates: what the markup states, then the day in the address, then a `time` element, then the lines about the headline.
fn dates(metadata: &Metadata, near: &[&Block], rules: &Rules, report: &mut Report) {
    let first = |values: &[String]| values.iter().find_map(|value| rules.dates.normalise(value));
    if report.published.is_none() {
        let by_address = || report.url.as_deref().and_then(|url| address::day(url, &rules.dates));
        let visible = || {
            let short = near.iter().filter(|block| block.words.chars().count() <= 160);
            short.filter_map(|block| rules.dates.find(&block.words)).map(|found| found.value).next()
        };
        let found = first(&metadata.published).or_else(by_address).or_else(|| first(&metadata.times)).or_else(visible);
        report.published = found;
    }
    report.modified = first(&metadata.modified);
}

fn authors(stated: &[String], rules: &Rules) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for stated in stated {
        let stated = stated.trim();
        let stated = ["By ", "by ", "Von ", "Por ", "Par ", "BY "].iter().find_map(|word| stated.strip_prefix(word)).unwrap_or(stated);
        for name in credit::split_names(stated, rules) {
            let junk = rules.is_word("nobody", &name)
                || name.contains("://")
                || name.contains('@') && !name.contains(' ')
                || name.chars().count() > 80;
            if !junk && !out.iter().any(|known| lines::folded(known) == lines::folded(&name)) {
                out.push(name);
            }
        }
    }
    out
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
