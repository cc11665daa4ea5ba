//! A report out of the text of a PDF's pages: lines become paragraphs, running heads and page numbers are left out, and
//! every paragraph keeps the page it stands on.
//!
//! The bytes of a PDF are taken apart outside this crate, by whatever [`Rules::pdf`](super::Rules::pdf) is. Source of a
//! PDF's text, which `source` ranges count in, is the text of its pages joined by [`PAGE_BREAK`]
//! (`docs/decisions/0012-pdf.md`).

mod compose;
mod furniture;

use super::rules::Rules;
use super::{credit, form, lines};
use crate::report::{DropReason, Dropped, Form, ParagraphKind, Report};
use crate::text::Span;
use compose::{Block, Words};

/// Stands between the pages of a PDF's text; a page's own text has none.
pub const PAGE_BREAK: char = '\u{c}';

/// What was taken out of a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PdfText {
    /// Text of each page: lines in reading order, a blank line between paragraphs. A page without text is empty.
    pub pages: Vec<String>,
    /// What could not be taken out, a sentence each.
    pub problems: Vec<String>,
}

/// Takes the text out of PDFs. Their formats and fonts are a large and hostile surface, so the program does it in a
/// process of its own; see `dateline`'s module `pdf`.
pub trait PdfPages: std::fmt::Debug + Send + Sync {
    /// The text of every page, in order.
    ///
    /// # Errors
    /// A sentence that says why there is none: broken, encrypted, over a limit.
    fn pages(&self, bytes: &[u8]) -> Result<PdfText, String>;
}

/// The pages as one source, and where each stands in it.
#[must_use]
pub fn joined(pages: &[String]) -> (String, Vec<Span>) {
    let mut source = String::with_capacity(pages.iter().map(|page| page.len() + 1).sum());
    let mut spans = Vec::with_capacity(pages.len());
    for (number, page) in pages.iter().enumerate() {
        if number > 0 {
            source.push(PAGE_BREAK);
        }
        let start = source.len();
        source.extend(page.chars().map(|c| if c == PAGE_BREAK { '\n' } else { c }));
        spans.push(Span::new(start, source.len()));
    }
    (source, spans)
}

/// A line of a page that is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    /// In the source, without white space at the ends.
    span: Span,
    /// Counted from 0.
    page: usize,
    /// Whether a blank line or the beginning of the page stands before it.
    opens: bool,
}

/// Reads a PDF into `report`.
pub(super) fn read(bytes: &[u8], rules: &Rules, report: &mut Report) {
    let Some(reader) = &rules.pdf else {
        report.problems.push(super::problem("There is nothing here that takes the text out of PDF files."));
        return;
    };
    match reader.pages(bytes) {
        Ok(text) => {
            report.problems.extend(text.problems.iter().map(|message| super::problem(message)));
            read_pages(&text.pages, rules, report);
        }
        Err(message) => report.problems.push(super::problem(&message)),
    }
}

/// Reads the text of pages into `report`.
fn read_pages(pages: &[String], rules: &Rules, report: &mut Report) {
    let total: usize = pages.iter().map(String::len).sum();
    if total > rules.limits.text {
        report.problems.push(super::problem(&rules.limits.text_too_long()));
        return;
    }
    let (source, spans) = joined(pages);
    let rows = rows(&source, &spans);
    let (letters, strange) = legibility(&source);
    if letters == 0 {
        let what = if pages.len() == 1 { "its page is" } else { "its pages are" };
        let message = format!(
            "The PDF has no text layer: {what} pictures, such as scans. Make the text with a program for text recognition, and read that."
        );
        report.problems.push(super::problem(&message));
        return;
    }
    if strange * 4 > letters {
        let message =
            "Most of the PDF's characters stand for nothing: its fonts do not say which letters they draw. Read another edition of it.";
        report.problems.push(super::problem(message));
        return;
    }
    let furniture = furniture::mark(&source, &rows, pages.len(), rules);
    let words = Words::of(&source);
    let blocks = blocks(&source, &rows, &furniture, rules);
    let composed = compose::compose(&source, &blocks, &words);
    let text = composed.text.as_str();
    let all = head(text, &composed.spans, report.outlet.as_deref(), rules);
    let parts = lines::sort(text, &all, report.outlet.as_deref(), rules);
    let mut dropped: Vec<(usize, Dropped)> = parts
        .dropped
        .iter()
        .map(|(span, reason)| {
            let at = composed.text.origin().source_of(*span).first().map_or(0, |source| source.start());
            (at, Dropped { reason: *reason, text: span.of(text).to_owned() })
        })
        .collect();
    for (row, _) in rows.iter().zip(&furniture).filter(|(_, out)| **out) {
        dropped.push((row.span.start(), Dropped { reason: DropReason::Other, text: row.span.of(&source).to_owned() }));
    }
    dropped.sort_by_key(|(at, _)| *at);
    report.dropped = dropped.into_iter().map(|(_, dropped)| dropped).collect();
    // What the words put out leaves the text too: the text is the kept blocks.
    let mut kinds = parts.paragraphs.iter().peekable();
    let (mut kept, mut kept_kinds) = (Vec::new(), Vec::new());
    for (block, span) in blocks.into_iter().zip(&composed.spans) {
        if let Some(paragraph) = kinds.next_if(|paragraph| paragraph.span == *span) {
            kept.push(block);
            kept_kinds.push(paragraph.kind);
        }
    }
    let composed = compose::compose(&source, &kept, &words);
    let paragraph = |(span, kind): (&Span, &ParagraphKind)| crate::report::Paragraph { span: *span, kind: *kind };
    report.paragraphs = composed.spans.iter().zip(&kept_kinds).map(paragraph).collect();
    report.pages = spans;
    let title = report.paragraphs.iter().find(|p| p.kind == ParagraphKind::Title).map(|p| composed.text.slice(p.span).to_owned());
    report.title = report.title.take().or(title);
    super::finish(&composed.text, rules, None, report);
    if report.form == Some(Form::Article) {
        report.form = Some(form_below_head(composed.text.as_str(), report, rules));
    }
    report.text = composed.text;
}

/// Bytes of a block from which on it is no line of a letter's head.
const LONG: usize = 160;

/// The blocks as lines. Where a line of the head is the title of a letter or statement by its words, those above it are
/// the letterhead: sender, place, day and reference, no part of the account.
fn head(text: &str, spans: &[Span], outlet: Option<&str>, rules: &Rules) -> Vec<lines::Line> {
    let short = spans.iter().take_while(|span| span.len() < 2 * LONG).count();
    let is_title = |span: &Span| rules.forms.title_a_document(span.of(text));
    let title = spans[..short.min(12)].iter().position(is_title);
    let hint = |n: usize, span: &Span| match title {
        Some(title) if n == title => Some(ParagraphKind::Title),
        Some(title) if n < title => Some(credit::line_kind(span.of(text), true, outlet, rules).unwrap_or(ParagraphKind::Byline)),
        _ => None,
    };
    spans.iter().enumerate().map(|(n, span)| lines::Line { span: *span, hint: hint(n, span) }).collect()
}

/// The form by the lines that stand above the first long block: letterheads take more lines than the heads of articles.
fn form_below_head(text: &str, report: &Report, rules: &Rules) -> Form {
    let long = report.paragraphs.iter().position(|p| p.span.len() >= LONG).unwrap_or(report.paragraphs.len());
    let from = long.saturating_sub(5);
    let (paragraphs, outlet, url) = (&report.paragraphs[from..], report.outlet.as_deref(), report.url.as_deref());
    let form = form::of(&form::Input { text, paragraphs, dropped: &[], outlet, url, facts: None }, rules);
    if matches!(form, Form::Letter | Form::Statement) { form } else { Form::Article }
}

fn rows(source: &str, pages: &[Span]) -> Vec<Row> {
    let mut out = Vec::new();
    for (page, span) in pages.iter().enumerate() {
        let mut at = span.start();
        let mut opens = true;
        for line in span.of(source).split_inclusive('\n') {
            let row = Span::new(at, at + line.len()).trimmed(source);
            at += line.len();
            if row.is_empty() {
                opens = true;
            } else {
                out.push(Row { span: row, page, opens });
                opens = false;
            }
        }
    }
    out
}

/// How many characters there are beside white space, and how many of them are none of any script.
fn legibility(source: &str) -> (usize, usize) {
    let mut all = 0;
    let mut strange = 0;
    for c in source.chars().filter(|c| !c.is_whitespace()) {
        all += 1;
        strange += usize::from(matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..) || c.is_control());
    }
    (all, strange)
}

/// Rows as the blocks that they make: a blank line ends one, and so does a new item after the end of a sentence. A
/// sentence that goes on over the end of a page stays in one block.
fn blocks(source: &str, rows: &[Row], furniture: &[bool], rules: &Rules) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut before: Option<Row> = None;
    for (row, _) in rows.iter().zip(furniture).filter(|(_, out)| !**out) {
        let goes_on = match (before, out.last()) {
            (Some(before), Some(block)) if before.page == row.page => {
                !row.opens && !(is_item(row.span.of(source), rules) && (block.starts_item || !is_open(before.span.of(source))))
            }
            (Some(before), Some(block)) => goes_on_over_page(source, block, before, *row, rules),
            _ => false,
        };
        let words = row.span.of(source);
        let width = words.chars().count();
        match out.last_mut() {
            Some(block) if goes_on => {
                block.rows.push(row.span);
                block.widest = block.widest.max(width);
            }
            _ => out.push(Block { rows: vec![row.span], starts_item: is_item(words, rules), widest: width }),
        }
        before = Some(*row);
    }
    out
}

/// Whether a row is the first of an item: a bullet, a letter in brackets, a number.
fn is_item(words: &str, rules: &Rules) -> bool {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=3).contains(&digits) && words[digits..].starts_with(['.', ')']) && words[digits + 1..].starts_with([' ', '\t']);
    numbered || rules.patterns.item.is_match(words)
}

/// Whether a sentence is still open at the end of these words.
fn is_open(words: &str) -> bool {
    let words = words.trim_end_matches(|c: char| matches!(c, '"' | '”' | '’' | '»' | ')' | ']' | '\'') || c.is_ascii_digit());
    !words.ends_with(['.', '!', '?', ':', ';', '。', '؟', '۔', '！', '？', '…'])
}

/// Whether the block that a page ends with goes on with the next page's first row.
fn goes_on_over_page(source: &str, block: &Block, before: Row, row: Row, rules: &Rules) -> bool {
    let (last, next) = (before.span.of(source), row.span.of(source));
    if row.page > before.page + 1 || !is_open(last) || is_item(next, rules) {
        return false;
    }
    match next.trim_start_matches(['"', '“', '‘', '«', '(', '[']).chars().next() {
        Some(c) if c.is_lowercase() => true,
        // A name, a number or a script without capitals: only where the row before is one of several and full.
        Some(c) if c.is_alphanumeric() => block.rows.len() > 1 && last.chars().count() * 10 >= block.widest * 8,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
