//! From a capture to a report: main text, metadata, credits, and what is no part of the report.

mod address;
mod agency;
mod closing;
mod credit;
mod cues;
mod date;
mod dateline;
mod form;
mod html;
mod lines;
mod names;
mod note;
mod page;
mod patterns;
mod plain;
mod rules;

pub use note::{Note, notes};
pub use rules::Rules;

use crate::capture::{self, RawDocument};
use crate::report::{Capture, Dropped, Paragraph, ParagraphKind, Problem, Report};
use crate::sha::Sha;
use crate::text::{OffsetMap, Piece, Span, Text};

/// Reads the report out of a document. A document that can't be read still gives a report: empty text, no form, a problem.
#[must_use]
pub fn extract(document: &RawDocument, rules: &Rules) -> Report {
    let mut report = bare(document);
    let readable =
        matches!(document.media_type.as_str(), "text/html" | "application/xhtml+xml" | "text/plain") && !document.bytes.is_empty();
    if !readable {
        if report.problems.is_empty() {
            report.problems.push(problem("There is nothing to read in the document."));
        }
        return report;
    }
    if document.bytes.len() > LARGEST_PAGE {
        report.problems.push(problem("It is larger than 24 MiB: too large for a page. The original is kept; cut it into its articles."));
        return report;
    }
    let (decoded, charset) = capture::decode(&document.bytes, document.given.charset.as_deref(), &document.media_type);
    report.capture.charset = Some(charset);
    if let Some(published) = &document.given.published {
        report.published = rules.dates.normalise(published);
        if report.published.is_none() {
            report.problems.push(problem("The publication date that was given is no date."));
        }
    }
    if document.media_type == "text/plain" {
        read_plain(&decoded, document, rules, &mut report);
    } else {
        page::read(&decoded, rules, &mut report);
    }
    if report.text.as_str().trim().is_empty() {
        report.problems.push(problem("There is no text in the document."));
        empty(&mut report);
    } else if report.text.as_str().len() > LONGEST_TEXT {
        report.problems.push(problem("Its text is longer than 2 MiB: more than a report. The original is kept; cut it into its articles."));
        empty(&mut report);
    }
    report
}

/// Bytes of a page beyond which it is not taken apart, and bytes of text beyond which nothing is read out of it: the
/// largest real pages and reports are a tenth of that, and reading costs about fifty times their size in memory.
const LARGEST_PAGE: usize = 24 << 20;
const LONGEST_TEXT: usize = 2 << 20;

/// Takes back everything that points into the text.
fn empty(report: &mut Report) {
    report.form = None;
    report.text = Text::plain("");
    report.paragraphs.clear();
    report.dropped.clear();
    report.credits.clear();
    report.dateline = None;
}

fn problem(message: &str) -> Problem {
    Problem::new("article", message)
}

/// A report that only says where it came in.
fn bare(document: &RawDocument) -> Report {
    let sha256 = Sha::of(&document.bytes);
    let given = &document.given;
    let (url, archive) = match given.url.as_deref().map(str::trim).filter(|url| !url.is_empty()) {
        Some(url) => {
            let (url, archive) = address::resolve(url);
            (Some(url), archive)
        }
        None => (None, None),
    };
    let words = |value: &Option<String>| value.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
    Report {
        id: Report::make_id(url.as_deref(), &document.input.id, sha256),
        input: document.input.clone(),
        capture: Capture { sha256, media_type: document.media_type.clone(), charset: None },
        url,
        canonical_url: None,
        archive,
        outlet: words(&given.outlet),
        title: words(&given.title),
        authors: Vec::new(),
        translators: Vec::new(),
        credits: Vec::new(),
        published: None,
        modified: None,
        dateline: None,
        language: None,
        form: None,
        text: Text::plain(""),
        paragraphs: Vec::new(),
        dropped: Vec::new(),
        problems: document.problems.clone(),
    }
}

fn read_plain(decoded: &str, document: &RawDocument, rules: &Rules, report: &mut Report) {
    let (text, title_end) = with_title(decoded, document.given.title.as_deref());
    let body = text.as_str();
    let mut lines = plain::lines(body);
    if let Some(end) = title_end
        && let Some(first) = lines.first_mut()
        && first.span.end() <= end
    {
        first.hint = Some(ParagraphKind::Title);
    }
    let parts = lines::sort(body, &lines, report.outlet.as_deref(), rules);
    report.paragraphs = parts.paragraphs;
    report.dropped = parts.dropped.iter().map(|(span, reason)| Dropped { reason: *reason, text: span.of(body).to_owned() }).collect();
    let title = report.paragraphs.iter().find(|p| p.kind == ParagraphKind::Title).map(|p| p.span.of(body).to_owned());
    report.title = report.title.take().or(title);
    finish(&text, rules, report);
    report.text = text;
}

/// The text with a JSON line's title above it, unless it begins with the title; and where that title ends.
fn with_title(decoded: &str, title: Option<&str>) -> (Text, Option<usize>) {
    let Some(title) = title.map(str::trim).filter(|title| !title.is_empty()) else { return (Text::plain(decoded), None) };
    if decoded.trim_start().starts_with(title) {
        let lead = decoded.len() - decoded.trim_start().len();
        return (Text::plain(decoded), Some(lead + title.len()));
    }
    let base = title.len() + 2;
    let mut map = OffsetMap::default();
    map.push(Piece { text: Span::new(base, base + decoded.len()), source: Span::new(0, decoded.len()), verbatim: true });
    (Text::mapped(format!("{title}\n\n{decoded}"), map), Some(title.len()))
}

/// Reads credits, language and form out of paragraphs that are known.
fn finish(text: &Text, rules: &Rules, report: &mut Report) {
    let body = text.as_str();
    let credits = credit::read(body, &report.paragraphs, report.outlet.as_deref(), rules);
    for author in credits.authors {
        if !report.authors.contains(&author) {
            report.authors.push(author);
        }
    }
    report.translators = credits.translators;
    report.credits = credits.credits;
    report.dateline = credits.dateline;
    report.outlet = report.outlet.take().or(credits.outlet);
    report.published = report.published.take().or(credits.published);
    report.modified = report.modified.take().or(credits.modified);
    let stated = report.language.take();
    report.language = language(body, &report.paragraphs, stated.as_deref());
    let dropped: Vec<&str> = report.dropped.iter().take(60).map(|d| d.text.as_str()).collect();
    report.form = Some(form::of(body, &report.paragraphs, &dropped.join("\n"), report.outlet.as_deref(), rules));
}

/// The language that the words are in, else the one that the page states; the words win where they say it clearly.
fn language(text: &str, paragraphs: &[Paragraph], stated: Option<&str>) -> Option<String> {
    let mut words = String::new();
    for paragraph in paragraphs.iter().filter(|p| p.kind.is_body() || p.kind == ParagraphKind::Title) {
        words.push_str(paragraph.span.of(text));
        words.push('\n');
        if words.len() > 6000 {
            break;
        }
    }
    let stated = stated.and_then(language_code);
    let found = crate::language::detect_with_confidence(&words);
    match (stated, found) {
        (None, found) => found.map(|(code, _)| code.to_owned()),
        (stated, None) => stated,
        (Some(stated), Some((code, confidence))) => {
            let base = stated.split('-').next().unwrap_or(&stated);
            let clear = confidence > 0.6 && words.len() > 200 && base != code;
            Some(if clear { code.to_owned() } else { base.to_owned() })
        }
    }
}

/// `en_GB` or `EN-us` as a lower-case code; `None` for what is none.
fn language_code(stated: &str) -> Option<String> {
    let base = stated.trim().split(['-', '_', ',', ';', ' ', '.']).next()?.to_ascii_lowercase();
    ((2..=3).contains(&base.len()) && base.bytes().all(|b| b.is_ascii_lowercase())).then_some(base)
}

#[cfg(test)]
mod tests;
