//! A report's text as markup, its layers as spans around the very characters: stripping the tags gives the text back.
//!
//! Names in the margin and labels of folded lines are attributes that the style sheet prints, never text.

use dateline_core::claim::Stance;
use dateline_core::reading::{ParagraphJson, ReadingJson};
use dateline_core::report::{ParagraphKind, pages_at};
use dateline_core::text::{CodePoints, Quoted, Span};
use maud::{Markup, PreEscaped};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A layer over a range of bytes: a class, and an optional note.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    start: usize,
    end: usize,
    class: String,
    /// Words for the margin, shown at the beginning of the range.
    who: Option<String>,
    /// Where a click on the name in the margin leads; for a mark without a name, the id of its first piece.
    anchor: Option<String>,
}

/// Styles of underline that speakers take turns with.
pub const SPEAKERS: usize = 6;

/// The style of each speaker of a reading, in the order in which they first speak.
#[must_use]
pub fn speakers(reading: &ReadingJson) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for claim in &reading.claims {
        if let Some(speaker) = &claim.speaker {
            let next = out.len() % SPEAKERS;
            out.entry(speaker.name.clone()).or_insert(next);
        }
    }
    out
}

/// The whole text of a report: paragraphs, gaps, and every layer. `marked` are characters, in code points, that an
/// address points at: they get the id `marked`. `pages` are those of a PDF, in the source of its text: where one begins
/// stands in the margin.
#[must_use]
pub fn text(reading: &ReadingJson, marked: Option<(u32, u32)>, pages: &[Span]) -> Markup {
    let body = &reading.report.text;
    let points = CodePoints::new(body);
    let mut marks = marks(reading, &points);
    if let Some((from, to)) = marked {
        let (start, end) = (points.to_byte(from), points.to_byte(to));
        if start < end {
            marks.push(Mark { start, end, class: "marked".to_owned(), who: None, anchor: Some("marked".to_owned()) });
        }
    }
    let mut out = String::with_capacity(body.len() * 3);
    let mut at = 0;
    let mut page = 0;
    for paragraph in &reading.report.paragraphs {
        let (start, end) = (points.to_byte(paragraph.start), points.to_byte(paragraph.end));
        if start < at || end < start {
            continue;
        }
        gap(body, at..start, &mut out);
        page_mark(paragraph, pages, &mut page, &mut out);
        let (open, close) = tags(paragraph.kind);
        out.push_str(open);
        layers(body, start..end, &marks, &mut out);
        out.push_str(close);
        at = end;
    }
    gap(body, at..body.len(), &mut out);
    PreEscaped(out)
}

/// Where a paragraph is the first that stands on a page of a PDF, or goes over to it: a mark for the margin, without text.
fn page_mark(paragraph: &ParagraphJson, pages: &[Span], before: &mut usize, out: &mut String) {
    let (Some([start, _]), Some([_, end])) = (paragraph.source.first(), paragraph.source.last()) else { return };
    let Some((first, last)) = pages_at(pages, *start as usize, *end as usize) else { return };
    if last <= *before {
        return;
    }
    let label = if last > first { format!("pages {first}–{last}") } else { format!("page {last}") };
    *before = last;
    let _ = write!(out, "<div class=\"page-mark\" role=\"separator\" id=\"page-{last}\" aria-label=\"{label}\"></div>");
}

fn tags(kind: ParagraphKind) -> (&'static str, &'static str) {
    match kind {
        ParagraphKind::Title => ("<h1 class=\"p-title\" dir=\"auto\">", "</h1>"),
        ParagraphKind::Lede => ("<p class=\"p-lede\" dir=\"auto\">", "</p>"),
        ParagraphKind::Body => ("<p class=\"p-body\" dir=\"auto\">", "</p>"),
        ParagraphKind::Quote => ("<blockquote class=\"p-quote\" dir=\"auto\">", "</blockquote>"),
        ParagraphKind::List => ("<p class=\"p-list\" dir=\"auto\">", "</p>"),
        ParagraphKind::Caption => ("<p class=\"p-caption\" dir=\"auto\">", "</p>"),
        ParagraphKind::Byline => ("<p class=\"p-byline\" dir=\"auto\">", "</p>"),
        ParagraphKind::Credit => ("<p class=\"p-credit\" dir=\"auto\">", "</p>"),
        ParagraphKind::Dateline => ("<p class=\"p-dateline\" dir=\"auto\">", "</p>"),
    }
}

/// Text between paragraphs: white space as it is, words (lines left out of the report) folded.
fn gap(body: &str, range: std::ops::Range<usize>, out: &mut String) {
    let words = body.get(range).unwrap_or_default();
    let kept = words.trim();
    if kept.is_empty() {
        escape(words, out);
        return;
    }
    let lines = kept.lines().filter(|line| !line.trim().is_empty()).count();
    let label = format!("{lines} {} left out of the reading", if lines == 1 { "line" } else { "lines" });
    let _ = write!(out, "<details class=\"left-out\"><summary aria-label=\"{label}\"></summary><div dir=\"auto\">");
    escape(words, out);
    out.push_str("</div></details>");
}

fn marks(reading: &ReadingJson, points: &CodePoints<'_>) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut put = |quoted: &Quoted, class: &str| {
        if let Some(span) = points.find(quoted).filter(|span| !span.is_empty()) {
            out.push(Mark { start: span.start(), end: span.end(), class: class.to_owned(), who: None, anchor: None });
        }
    };
    for count in &reading.counts {
        put(&count.span, "toll");
    }
    for time in &reading.times {
        put(&time.span, "time");
    }
    for place in &reading.places {
        put(&place.span, "place");
    }
    for hedge in &reading.hedges {
        put(hedge, "hedge");
    }
    for incident in &reading.incidents {
        put(&incident.trigger, "trigger");
    }
    let styles = speakers(reading);
    for (index, claim) in reading.claims.iter().enumerate() {
        let name = claim.speaker.as_ref().map(|speaker| speaker.name.as_str());
        let style = name.and_then(|name| styles.get(name)).map_or_else(|| "says-nobody".to_owned(), |n| format!("says-{n}"));
        let against = if matches!(claim.stance, Stance::Denies | Stance::Doubts) { " against" } else { "" };
        for (part, quoted) in claim.content.iter().enumerate() {
            let Some(span) = points.find(quoted).filter(|span| !span.is_empty()) else { continue };
            let who = (part == 0).then(|| name.unwrap_or("speaker not named").to_owned());
            let anchor = (part == 0).then(|| format!("claim-{index}"));
            out.push(Mark { start: span.start(), end: span.end(), class: format!("says {style}{against}"), who, anchor });
        }
    }
    out
}

/// Characters of `range` with every mark that covers them. Marks may overlap in any way: the text is cut at each edge
/// and every piece is wrapped in all marks over it, so the tags always nest.
fn layers(body: &str, range: std::ops::Range<usize>, marks: &[Mark], out: &mut String) {
    // A speaker who goes on speaking in a paragraph is named once in the margin; the later marks stay as anchors.
    let mut last: Option<&str> = None;
    let inside: Vec<&Mark> = marks.iter().filter(|mark| mark.start < range.end && range.start < mark.end).collect();
    let mut edges: Vec<usize> = vec![range.start, range.end];
    for mark in &inside {
        edges.extend([mark.start, mark.end].iter().filter(|edge| range.contains(edge)));
    }
    edges.sort_unstable();
    edges.dedup();
    for pair in edges.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let mut over: Vec<&&Mark> = inside.iter().filter(|mark| mark.start <= from && to <= mark.end).collect();
        // Longest outside, so that a claim's underline runs on under the tints inside it.
        over.sort_by_key(|mark| (usize::MAX - (mark.end - mark.start), mark.start, mark.class.clone()));
        for mark in &over {
            if mark.start == from
                && let (Some(who), Some(anchor)) = (&mark.who, &mark.anchor)
            {
                if last == Some(who) {
                    let _ = write!(out, "<a id=\"at-{anchor}\"></a>");
                    continue;
                }
                last = Some(who);
                let _ = write!(out, "<a class=\"who\" href=\"#{anchor}\" aria-label=\"");
                escape(who, out);
                out.push_str("\" data-who=\"");
                escape(who, out);
                let _ = write!(out, "\" id=\"at-{anchor}\"></a>");
            }
        }
        for mark in &over {
            let _ = match &mark.anchor {
                Some(id) if mark.who.is_none() && mark.start.max(range.start) == from => {
                    write!(out, "<span class=\"{}\" id=\"{id}\">", mark.class)
                }
                _ => write!(out, "<span class=\"{}\">", mark.class),
            };
        }
        escape(body.get(from..to).unwrap_or_default(), out);
        for _ in &over {
            out.push_str("</span>");
        }
    }
}

/// Text with what HTML reads otherwise than as itself written as references: a browser turns a carriage return into a
/// line feed unless it is written so.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a browser shows of markup: tags taken off, references resolved.
    fn stripped(markup: &str) -> String {
        let mut out = String::new();
        let mut tag = false;
        for c in markup.chars() {
            match c {
                '<' => tag = true,
                '>' if tag => tag = false,
                c if !tag => out.push(c),
                _ => {}
            }
        }
        out.replace("&#13;", "\r").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    fn opened_and_closed(markup: &str) -> bool {
        let mut open: Vec<&str> = Vec::new();
        for part in markup.split('<').skip(1) {
            let tag = part.split('>').next().unwrap_or_default();
            let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
            if tag.starts_with('/') {
                if open.pop() != Some(name) {
                    return false;
                }
            } else {
                open.push(name);
            }
        }
        open.is_empty()
    }

    fn random_marks() -> impl Strategy<Value = Vec<(usize, usize, bool)>> {
        prop::collection::vec((0_usize..60, 0_usize..60, any::<bool>()), 0..12)
    }

    proptest! {
        #[test]
        fn stripping_the_tags_gives_the_text_back(body in "[a-z<>&\"' \n\r‘’éж日\u{202E}]{1,60}", marks in random_marks()) {
            let at: Vec<usize> = body.char_indices().map(|(at, _)| at).chain([body.len()]).collect();
            let marks: Vec<Mark> = marks
                .into_iter()
                .map(|(a, b, who)| {
                    let (a, b) = (a.min(at.len() - 1), b.min(at.len() - 1));
                    let who = who.then(|| "A \"<name>".to_owned());
                    let anchor = who.as_ref().map(|_| "x".to_owned());
                    Mark { start: at[a.min(b)], end: at[a.max(b)], class: "toll".into(), who, anchor }
                })
                .filter(|mark| mark.start < mark.end)
                .collect();
            let mut out = String::new();
            layers(&body, 0..body.len(), &marks, &mut out);
            prop_assert_eq!(stripped(&out), body);
            prop_assert!(opened_and_closed(&out), "{}", out);
        }

        #[test]
        fn gaps_keep_their_characters(body in "[a-z \n\r<&]{0,40}") {
            let mut out = String::new();
            gap(&body, 0..body.len(), &mut out);
            prop_assert_eq!(stripped(&out), body);
        }
    }

    #[test]
    fn every_report_of_the_examples_comes_back_whole() {
        let seed = include_str!("../../../../docs/schema/seed.reading.json");
        let reading: ReadingJson = serde_json::from_str(seed).unwrap_or_else(|error| unreachable!("{error}"));
        let markup = text(&reading, Some((5, 9)), &[]).into_string();
        assert_eq!(stripped(&markup), reading.report.text);
        assert!(opened_and_closed(&markup));
        // Every claim with words can be pointed at, every count its tint.
        let with_words = reading.claims.iter().filter(|claim| !claim.content.is_empty()).count();
        assert_eq!(markup.matches("id=\"at-claim-").count(), with_words);
        for count in &reading.counts {
            let hedged = count.hedge.as_ref().map_or("", |hedge| hedge.text.as_str());
            let first = if hedged.is_empty() { count.span.text.as_str() } else { hedged };
            assert!(
                markup.contains(&format!("<span class=\"toll\"><span class=\"hedge\">{first}"))
                    || markup.contains(&format!("<span class=\"toll\">{first}")),
                "{first}"
            );
        }
        assert_eq!(markup.matches("id=\"marked\"").count(), 1);
    }

    #[test]
    fn pages_are_marked_where_they_begin() {
        let seed = include_str!("../../../../docs/schema/seed.reading.json");
        let mut reading: ReadingJson = serde_json::from_str(seed).unwrap_or_else(|error| unreachable!("{error}"));
        let count = reading.report.paragraphs.len() as u32;
        assert!(count > 3);
        for (n, paragraph) in reading.report.paragraphs.iter_mut().enumerate() {
            paragraph.source = vec![[n as u32 * 10, n as u32 * 10 + 9]];
        }
        // The second page begins with the third paragraph; the last paragraph goes over to a third page.
        let pages = [Span::new(0, 19), Span::new(20, count as usize * 10 - 5), Span::new(count as usize * 10 - 4, count as usize * 10)];
        let markup = text(&reading, None, &pages).into_string();
        assert_eq!(stripped(&markup), reading.report.text);
        assert!(opened_and_closed(&markup));
        let labels: Vec<&str> =
            markup.split("class=\"page-mark\"").skip(1).filter_map(|rest| rest.split("aria-label=\"").nth(1)?.split('"').next()).collect();
        assert_eq!(labels, ["page 1", "page 2", "pages 2–3"]);
    }
}
