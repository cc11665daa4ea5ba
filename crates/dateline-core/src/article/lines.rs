//! Gives every line or block of a report its part: title, byline, credit, lede, body, or out with a reason.

use super::rules::{Rules, bare};
use super::{credit, dateline, note};
use crate::report::{DropReason, Paragraph, ParagraphKind};
use crate::text::Span;

/// A line of plain text or a block of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it stands, without white space at the ends.
    pub span: Span,
    /// What the page's markup says it is.
    pub hint: Option<ParagraphKind>,
}

/// Paragraphs, and lines left out.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub paragraphs: Vec<Paragraph>,
    pub dropped: Vec<(Span, DropReason)>,
}

/// Longest line that may be a title, in characters.
const LONGEST_TITLE: usize = 260;

/// Sorts lines into parts. `outlet` is the outlet as far as known: a line that is only its name is a byline.
pub(super) fn sort(text: &str, lines: &[Line], outlet: Option<&str>, rules: &Rules) -> Parts {
    let mut parts = Parts::default();
    let mut title: Option<String> = None;
    let mut in_header = true;
    let mut in_comments = false;
    let has_title_hint = lines.iter().any(|line| line.hint == Some(ParagraphKind::Title));
    for (number, line) in lines.iter().enumerate() {
        let words = line.span.of(text);
        if !words.chars().any(char::is_alphanumeric) {
            continue;
        }
        let mut keep = |kind: ParagraphKind| parts.paragraphs.push(Paragraph { span: line.span, kind });
        if line.hint == Some(ParagraphKind::Title) {
            title = Some(folded(words));
            keep(ParagraphKind::Title);
            continue;
        }
        let reason = if in_comments && rules.patterns.comment.is_match(words) {
            Some(DropReason::Comments)
        } else {
            why_dropped(words, rules)
                .filter(|reason| title.is_some() || *reason != DropReason::Other || !in_header)
                .filter(|reason| *reason != DropReason::Other || !is_of_the_report(words, outlet, rules))
        };
        if let Some(reason) = reason {
            in_comments |= reason == DropReason::Comments && number * 3 > lines.len();
            parts.dropped.push((line.span, reason));
            continue;
        }
        if title.is_none() && !has_title_hint {
            if is_title(words, rules) {
                title = Some(folded(words));
                keep(ParagraphKind::Title);
                continue;
            }
            // The report has no title; its first line is no repetition of one, and no later line is one.
            title = Some(String::new());
        } else if title.as_deref().is_some_and(|title| !title.is_empty() && number < 8 && folded(words) == title) {
            parts.dropped.push((line.span, DropReason::Other));
            continue;
        }
        let kind = match line.hint {
            Some(kind) => kind,
            None if is_caption(words, rules) => ParagraphKind::Caption,
            None if in_header && is_dateline(words, outlet, rules) => ParagraphKind::Dateline,
            None => match credit::line_kind(words, in_header, outlet, rules) {
                Some(kind) => kind,
                None if rules.patterns.item.is_match(words) => ParagraphKind::List,
                None => ParagraphKind::Body,
            },
        };
        let kind = if in_header && kind.is_body() {
            in_header = false;
            if kind == ParagraphKind::Body { ParagraphKind::Lede } else { kind }
        } else {
            kind
        };
        keep(kind);
    }
    parts
}

/// Corrections belong to a report although editors' notes do not; a line of rights may name the agency that its words are from.
pub(super) fn is_of_the_report(words: &str, outlet: Option<&str>, rules: &Rules) -> bool {
    note::of(words, rules) == Some(note::Note::Correction) || credit::names_agency(words, outlet, rules)
}

/// Why a line is left out: by the table, or because it is a row of short items as menus have.
fn why_dropped(words: &str, rules: &Rules) -> Option<DropReason> {
    rules.drop_reason(words).or_else(|| is_menu(words, rules).then_some(DropReason::Navigation))
}

fn is_menu(words: &str, rules: &Rules) -> bool {
    if words.len() > 200 || !words.contains(['|', '•', '·', '›', '»']) {
        return false;
    }
    let items: Vec<&str> = words.split(['|', '•', '·', '›', '»']).map(str::trim).filter(|item| !item.is_empty()).collect();
    let opens = words.trim_start().starts_with(['|', '›', '»']);
    (items.len() >= 3 || items.len() == 2 && opens)
        && items.iter().all(|item| item.split_whitespace().count() <= 3 && !item.contains(|c: char| c.is_ascii_digit() || c == '.'))
        && !credit::has_cue(words, rules)
        && rules.dates.find(words).is_none()
}

fn is_title(words: &str, rules: &Rules) -> bool {
    let length = words.chars().count();
    if length > LONGEST_TITLE {
        return false;
    }
    // A long sentence that opens with a dateline is the lede of a report without title.
    !(length > 120 && words.ends_with('.') && (dateline::at_start(words, rules).is_some() || length > 200))
}

pub(super) fn is_dateline(words: &str, outlet: Option<&str>, rules: &Rules) -> bool {
    let own = outlet.map(folded).unwrap_or_default();
    dateline::alone(words, rules).is_some_and(|found| own.is_empty() || !own.contains(&folded(found.place.of(words))))
}

fn is_caption(words: &str, rules: &Rules) -> bool {
    words.len() < 400 && rules.patterns.caption.is_match(words)
}

/// Words without case, marks and spaces, to tell a repeated headline.
pub(super) fn folded(words: &str) -> String {
    bare(words).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
