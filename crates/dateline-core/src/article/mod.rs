//! From a capture to a report: main text, metadata, credits, and what is no part of the report.

pub mod address;
mod agency;
mod calendars;
mod closing;
mod credit;
mod cues;
mod date;
mod dateline;
mod feed;
mod form;
mod html;
mod limits;
mod lines;
mod link_cues;
mod metadata;
mod names;
mod note;
mod page;
mod pattern;
mod patterns;
pub mod pdf;
mod plain;
mod reference;
mod rules;
mod shape;
pub(crate) mod stamp;
mod telegram;

pub(crate) use date::lunar_day;
pub use html::{DescribedBlock, DescribedPage};
pub use limits::PageLimits;
pub use note::{Note, notes};
pub use rules::Rules;

use crate::capture::{self, RawDocument};
use crate::report::{Capture, DropReason, Dropped, Paragraph, ParagraphKind, Problem, Report};
use crate::sha::Sha;
use crate::text::{OffsetMap, Piece, Span, Text};

/// Reads the report out of a document. A document that can't be read still gives a report: empty text, no form, a problem.
#[must_use]
pub fn extract(document: &RawDocument, rules: &Rules) -> Report {
    let mut report = bare(document, rules);
    let reader = Reader::of(&document.media_type).filter(|_| !document.bytes.is_empty());
    let Some(reader) = reader else {
        if report.problems.is_empty() {
            report.problems.push(problem("There is nothing to read in the document."));
        }
        return report;
    };
    if !matches!(reader, Reader::Pdf) && document.bytes.len() > rules.limits.page {
        report.problems.push(problem(&rules.limits.page_too_large()));
        return report;
    }
    if let Some(published) = &document.given.published {
        report.published = rules.dates.normalise(published);
        if report.published.is_none() {
            report.problems.push(problem("The publication date that was given is no date."));
        }
    }
    let problems_before = report.problems.len();
    if matches!(reader, Reader::Pdf) {
        pdf::read(&document.bytes, rules, &mut report);
    } else {
        let (decoded, charset) = capture::decode(&document.bytes, document.given.charset.as_deref(), &document.media_type);
        report.capture.charset = Some(charset);
        match reader {
            Reader::Plain => read_plain(&decoded, document, rules, &mut report),
            Reader::Page => read_page(&decoded, rules, &mut report),
            Reader::Feed => feed::read(&decoded, document, rules, &mut report),
            Reader::Telegram => telegram::read(&decoded, rules, &mut report),
            Reader::Pdf => {}
        }
    }
    reference::of_text(rules, &mut report);
    if report.text.as_str().trim().is_empty() {
        if report.problems.len() == problems_before {
            report.problems.push(problem("There is no text in the document."));
        }
        empty(&mut report);
    } else if report.text.as_str().len() > rules.limits.text {
        report.problems.push(problem(&rules.limits.text_too_long()));
        empty(&mut report);
    }
    report
}

/// Reads a page; the frame that a web archive put around it is no part of it.
fn read_page(decoded: &str, rules: &Rules, report: &mut Report) {
    address::take(address::marks(decoded, &rules.addresses), rules, report);
    let (source, frame) = address::without_frame(decoded, &rules.addresses);
    page::read(&source, rules, report);
    report.dropped.extend(frame.map(|text| Dropped { reason: DropReason::Navigation, text }));
}

/// The blocks of a page with what the block classifier sees of them, for its training script.
#[must_use]
pub fn describe_page(decoded: &str, rules: &Rules) -> DescribedPage {
    let tree = html::Tree::parse(decoded);
    let metadata = html::metadata(&tree, &rules.metadata);
    let mut blocks = html::blocks(&tree, &rules.cues);
    let prepared = html::Prepared::of(&tree, &mut blocks, &metadata, &|words| rules.drop_reason(words));
    html::describe(&prepared.view(&tree, &blocks, &metadata))
}

/// The names of the numbers in [`DescribedBlock::features`].
#[must_use]
pub fn feature_names() -> &'static [&'static str] {
    html::FEATURE_NAMES
}

/// The names of what the second trees see beside these.
#[must_use]
pub fn context_names() -> &'static [&'static str] {
    html::CONTEXT_NAMES
}

/// Who reads a document.
enum Reader {
    Plain,
    Page,
    Feed,
    Telegram,
    Pdf,
}

impl Reader {
    /// By media type; `None` where nobody reads it.
    fn of(media_type: &str) -> Option<Self> {
        match media_type {
            "text/plain" => Some(Self::Plain),
            "text/html" | "application/xhtml+xml" => Some(Self::Page),
            capture::feed::RSS | capture::feed::ATOM | capture::feed::JSON => Some(Self::Feed),
            capture::telegram::MEDIA_TYPE => Some(Self::Telegram),
            "application/pdf" => Some(Self::Pdf),
            _ => None,
        }
    }
}

/// Takes back everything that points into the text.
fn empty(report: &mut Report) {
    report.form = None;
    report.text = Text::plain("");
    report.paragraphs.clear();
    report.pages.clear();
    report.dropped.clear();
    report.credits.clear();
    report.references.clear();
    report.dateline = None;
}

fn problem(message: &str) -> Problem {
    Problem::new("article", message)
}

/// A report that only says where it came in.
fn bare(document: &RawDocument, rules: &Rules) -> Report {
    let sha256 = Sha::of(&document.bytes);
    let given = &document.given;
    let (url, archive) = match given.url.as_deref().map(str::trim).filter(|url| !url.is_empty()) {
        Some(url) => {
            let (url, archive) = rules.addresses.resolve(url);
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
        pages: Vec::new(),
        dropped: Vec::new(),
        problems: document.problems.clone(),
        stated: Vec::new(),
        references: Vec::new(),
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
    finish(&text, rules, None, report);
    report.text = text;
    metadata::stated::of_text(&document.given, report);
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
fn finish(text: &Text, rules: &Rules, facts: Option<&html::Facts>, report: &mut Report) {
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
    report.outlet = report.outlet.take().or(credits.outlet).or_else(|| rules.addresses.outlet(report.url.as_deref()?));
    report.published = report.published.take().or(credits.published);
    report.modified = report.modified.take().or(credits.modified);
    // A text without a page states its day in its head or nowhere.
    if facts.is_none() && report.published.is_none() && report.dateline.is_none() {
        report.published = stamp::find(body, &rules.dates).map(|(_, day)| day);
    }
    calendars::check(body, rules, report);
    let stated = report.language.take();
    report.language = language(body, &report.paragraphs, stated.as_deref());
    let input = form::Input {
        text: body,
        paragraphs: &report.paragraphs,
        dropped: &report.dropped,
        outlet: report.outlet.as_deref(),
        url: report.url.as_deref(),
        facts,
    };
    report.form = Some(form::of(&input, rules));
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
    let shaped = (2..=3).contains(&base.len()) && base.bytes().all(|b| b.is_ascii_lowercase());
    shaped.then(|| crate::language::canonical(&base).to_owned())
}

#[cfg(test)]
mod tests;
