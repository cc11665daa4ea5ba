//! What a report is: one article read out of a capture, its text, its parts and where it says it comes from.
//!
//! Types that carry spans are generic over the span: [`Span`] (bytes) inside the program, [`crate::text::Quoted`]
//! (code points and words) in the JSON, [`crate::records::ReportSpan`] in what a store prints.

use crate::reference::Reference;
use crate::sha::Sha;
use crate::stated::Stated;
use crate::text::{Span, Text};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What kind of page a report stands on.
    Form {
        /// An ordinary report.
        Article = "article",
        /// Entries added one after another, newest or oldest first.
        LiveBlog = "live_blog",
        /// Pictures with captions.
        Gallery = "gallery",
        /// Several unrelated items in one page.
        RoundUp = "round_up",
        /// A page that shows only the beginning of its report, or a paywall.
        Stub = "stub",
        /// An error, consent or login page.
        ErrorPage = "error_page",
        /// A letter.
        Letter = "letter",
        /// A statement or release of an institution.
        Statement = "statement",
    }
}

vocabulary! {
    /// What part of a report a paragraph is; lede, body, quote and list are the article's body.
    ParagraphKind {
        /// The headline.
        Title = "title",
        /// The first paragraph of the body, or a summary above it.
        Lede = "lede",
        /// An ordinary paragraph.
        Body = "body",
        /// A block quotation.
        Quote = "quote",
        /// An item of a list.
        List = "list",
        /// Words under or beside a picture.
        Caption = "caption",
        /// Author, outlet, date line.
        Byline = "byline",
        /// Words that say where the report is from.
        Credit = "credit",
        /// A dateline that is a paragraph of its own.
        Dateline = "dateline",
    }
}

impl ParagraphKind {
    /// Whether it belongs to the article's body.
    #[must_use]
    pub fn is_body(self) -> bool {
        matches!(self, Self::Lede | Self::Body | Self::Quote | Self::List)
    }
}

vocabulary! {
    /// Why a line or block was left out of the paragraphs.
    DropReason {
        /// An advertisement or its label.
        Advert = "advert",
        /// A newsletter or subscription box.
        Newsletter = "newsletter",
        /// Links to other reports.
        Related = "related",
        /// Share and follow buttons.
        Share = "share",
        /// Readers' comments and their counters.
        Comments = "comments",
        /// Cookie and consent lines.
        Cookie = "cookie",
        /// Menus, breadcrumbs, pagers.
        Navigation = "navigation",
        /// Anything else that is no part of the report.
        Other = "other",
    }
}

vocabulary! {
    /// What a credited name is to the report.
    CreditRole {
        /// The original or translated account.
        Source = "source",
        /// A wire service.
        Agency = "agency",
        /// A carrier.
        Via = "via",
    }
}

/// Where a report came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The JSON line's id, else the path below INPUT, then `#` and the record where there is one.
    pub id: String,
    /// Path as given on the command line; `-` for standard input.
    pub path: String,
    /// Which part of a container: WARC record id, line number of JSON lines; null for a file that is one document.
    pub record: Option<String>,
}

/// The preserved bytes that a report was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// SHA-256 of the bytes, after container, transfer encoding and gzip are taken off.
    pub sha256: Sha,
    /// Media type without parameters.
    pub media_type: String,
    /// Encoding that the bytes were decoded from, as the Encoding Standard names it, in lower case.
    pub charset: Option<String>,
}

/// The web archive's capture, where the address is a web archive's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// The archive's host.
    pub service: String,
    /// When the archive captured the page.
    pub captured: Option<String>,
}

/// Somebody that the report says it has its words from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit<S = Span> {
    /// Name without article.
    pub name: String,
    /// What the name is to the report.
    pub role: CreditRole,
    /// The words of the credit.
    pub span: S,
}

/// The place line that opens the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline<S = Span> {
    /// The place words only, without date, agency or dash.
    pub span: S,
    /// Index into the reading's places of its finest place.
    pub place: Option<usize>,
}

/// A stretch of text that belongs to the report, without white space at either end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands.
    pub span: Span,
    /// What part of the report it is.
    pub kind: ParagraphKind,
}

/// A line or block left out of the paragraphs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Why.
    pub reason: DropReason,
    /// Its words, white space at the ends removed.
    pub text: String,
}

/// Something that went wrong or could not be covered, for one document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Name of the stage's module.
    pub stage: String,
    /// What happened, in one sentence, without paths of this machine.
    pub message: String,
}

impl Problem {
    /// A problem of `stage`.
    #[must_use]
    pub fn new(stage: &str, message: impl Into<String>) -> Self {
        Self { stage: stage.to_owned(), message: message.into() }
    }
}

/// One article read out of a capture, before anything is read out of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// SHA-256 of the RFC 8785 array `["report", url, input.id, capture.sha256]`.
    pub id: Sha,
    /// Where it came in.
    pub input: Input,
    /// The bytes that it was read from.
    pub capture: Capture,
    /// Its address, a web archive's resolved to the original.
    pub url: Option<String>,
    /// The address that the page itself names as canonical.
    pub canonical_url: Option<String>,
    /// Set when the address is a web archive's.
    pub archive: Option<Archive>,
    /// Name of the outlet.
    pub outlet: Option<String>,
    /// Title as printed, without the site's name.
    pub title: Option<String>,
    /// Names of authors as printed, without "by".
    pub authors: Vec<String>,
    /// Names of translators as printed.
    pub translators: Vec<String>,
    /// Credits in the order of the text.
    pub credits: Vec<Credit>,
    /// Day or time of publication, ISO 8601, as far as stated.
    pub published: Option<String>,
    /// Day or time of the last change, where stated.
    pub modified: Option<String>,
    /// Words of the dateline; its place is found by the place stage.
    pub dateline: Option<Span>,
    /// Lower-case BCP 47 code.
    pub language: Option<String>,
    /// What kind of page it is; null only where the document could not be read.
    pub form: Option<Form>,
    /// The immutable text that all spans count in.
    pub text: Text,
    /// Paragraphs in the order of the text, not overlapping.
    pub paragraphs: Vec<Paragraph>,
    /// Where each page of a PDF stands in the source that the text maps to, the first page first; empty for what has
    /// no pages. No part of the reading's JSON; see `docs/decisions/0012-pdf.md`.
    pub pages: Vec<Span>,
    /// What was left out, in the order of the page.
    pub dropped: Vec<Dropped>,
    /// What went wrong so far.
    pub problems: Vec<Problem>,
    /// Every value that the document states of itself, with where it stands; empty in a report that was not read anew.
    pub stated: Vec<Stated>,
    /// Addresses of other pages that the document names. No part of the reading's JSON.
    pub references: Vec<Reference>,
}

impl Report {
    /// The id of a report: two outlets' identical pages stay two reports.
    #[must_use]
    pub fn make_id(url: Option<&str>, input_id: &str, capture: Sha) -> Sha {
        Sha::of_json(&serde_json::json!(["report", url, input_id, capture.to_string()]))
    }

    /// Whether the report is a translation by its own words: it names a translator.
    #[must_use]
    pub fn is_translation(&self) -> bool {
        !self.translators.is_empty()
    }

    /// The first and the last page, counted from 1, that the words of a span of the text stand on; `None` where the
    /// report has no pages or the words come from nowhere.
    #[must_use]
    pub fn pages_of(&self, span: Span) -> Option<(usize, usize)> {
        let source = self.text.origin().source_of(span);
        pages_at(&self.pages, source.first()?.start(), source.last()?.end())
    }

    /// Paragraphs of the article's body.
    pub fn body(&self) -> impl Iterator<Item = &Paragraph> {
        self.paragraphs.iter().filter(|p| p.kind.is_body())
    }
}

/// The first and the last of `pages`, counted from 1, that the bytes from `start` up to `end` of their source stand on.
#[must_use]
pub fn pages_at(pages: &[Span], start: usize, end: usize) -> Option<(usize, usize)> {
    let page = |at: usize| pages.partition_point(|page| page.start() <= at);
    let (first, last) = (page(start), page(end.saturating_sub(1).max(start)));
    (first > 0).then_some((first, last))
}

/// Whether words are a day or time as the contract writes it: `2017-11-12`, `2017-11-12T09:40`, with seconds, with `Z`
/// or an offset such as `+03:00`; a day that the calendar has.
#[must_use]
pub fn is_date_time(words: &str) -> bool {
    let (day, clock) = words.split_once('T').map_or((words, None), |(day, clock)| (day, Some(clock)));
    let shaped = day.len() == 10 && day.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if !shaped || day.parse::<jiff::civil::Date>().is_err() {
        return false;
    }
    let Some(clock) = clock else { return true };
    let cut = clock.find(['Z', '+', '-']).unwrap_or(clock.len());
    let (time, zone) = clock.split_at(cut);
    let number = |part: &str, below: u8| part.len() == 2 && part.parse::<u8>().is_ok_and(|n| n < below);
    let parts: Vec<&str> = time.split(':').collect();
    let time = matches!(parts.len(), 2 | 3) && number(parts[0], 24) && parts[1..].iter().all(|part| number(part, 60));
    let zone = match zone.split_at_checked(1) {
        None | Some(("Z", "")) => true,
        Some(("+" | "-", offset)) => offset.split_once(':').is_some_and(|(hours, minutes)| number(hours, 20) && number(minutes, 60)),
        Some(_) => false,
    };
    time && zone
}

#[cfg(test)]
mod tests {
    use super::is_date_time;

    #[test]
    fn days_and_times_as_the_contract_writes_them() {
        for good in ["2017-11-12", "2020-02-29", "2017-11-12T09:40", "2017-11-12T09:40:00Z", "2017-11-12T09:40+03:00"] {
            assert!(is_date_time(good), "{good}");
        }
        for bad in [
            "",
            "2017-11-31",
            "2019-02-29",
            "12.11.2017",
            "2017-11-12T",
            "2017-11-12T25:00",
            "2017-11-12T09:40+3",
            "2017-11-12 09:40",
            "+02017-1-1",
        ] {
            assert!(!is_date_time(bad), "{bad}");
        }
    }
}

/// Reports made of given paragraphs, for tests of later stages.
#[cfg(test)]
pub(crate) mod tests_support {
    use super::*;

    /// A report whose paragraphs are `paragraphs`, joined by a blank line; the first is the lede.
    pub(crate) fn report_of(paragraphs: &[&str]) -> Report {
        let text = paragraphs.join("\n\n");
        let mut at = 0;
        let mut spans = Vec::new();
        for (index, words) in paragraphs.iter().enumerate() {
            let kind = if index == 0 { ParagraphKind::Lede } else { ParagraphKind::Body };
            let span = Span::new(at, at + words.len()).trimmed(&text);
            if !span.is_empty() {
                spans.push(Paragraph { span, kind });
            }
            at += words.len() + 2;
        }
        let sha256 = Sha::of(text.as_bytes());
        Report {
            id: Report::make_id(None, "test", sha256),
            input: Input { id: "test".into(), path: "test".into(), record: None },
            capture: Capture { sha256, media_type: "text/plain".into(), charset: Some("utf-8".into()) },
            url: None,
            canonical_url: None,
            archive: None,
            outlet: None,
            title: None,
            authors: Vec::new(),
            translators: Vec::new(),
            credits: Vec::new(),
            published: None,
            modified: None,
            dateline: None,
            language: Some("en".into()),
            form: Some(Form::Article),
            text: Text::plain(&text),
            paragraphs: spans,
            pages: Vec::new(),
            dropped: Vec::new(),
            problems: Vec::new(),
            stated: Vec::new(),
            references: Vec::new(),
        }
    }
}
