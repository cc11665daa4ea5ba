//! One item of a feed as a report. Its markup is read as a page is, with the item's title as headline; what is found
//! is led back to the bytes of the item.

use super::lines::{self, Line};
use super::rules::Rules;
use super::{finish, page, plain, problem};
use crate::capture::RawDocument;
use crate::capture::feed::{self, Item};
use crate::capture::field::{Field, through};
use crate::report::{Credit, CreditRole, Dropped, Form, Paragraph, ParagraphKind, Report};
use crate::text::{OffsetMap, Piece, Span, Text};

/// Reads the item into `report`, which knows what the feed says around it.
pub(super) fn read(decoded: &str, document: &RawDocument, rules: &Rules, report: &mut Report) {
    let item = feed::read_item(decoded, &document.media_type);
    let title = item.title.as_ref().and_then(|title| feed::plain(&title.text));
    match &item.body {
        Some(body) if body.html => marked_up(&item, &body.words, title.as_deref(), rules, report),
        Some(body) => unmarked(&item, &body.words, rules, report),
        None => unmarked(&item, &Field::default(), rules, report),
    }
    report.title = title.or(report.title.take());
    report.published = item.published.as_deref().and_then(|time| rules.dates.normalise(time)).or(report.published.take());
    let modified = item.modified.as_deref().and_then(|time| rules.dates.normalise(time));
    report.modified = modified.filter(|time| Some(time) != report.published.as_ref());
    if !item.authors.is_empty() {
        report.authors.clone_from(&item.authors);
        report.authors.dedup();
    }
    add_source(&item, report);
    match &item.body {
        Some(body) if body.summary => {
            report.problems.push(problem("The feed holds only a summary of the report."));
            report.form = report.form.map(|_| Form::Stub);
        }
        None => {
            report.problems.push(problem("The feed holds only the title of the report."));
            report.form = report.form.map(|_| Form::Stub);
        }
        Some(_) => {}
    }
}

/// Markup is put into a page of its own, and what is read out of the page is mapped to the item.
fn marked_up(item: &Item, words: &Field, title: Option<&str>, rules: &Rules, report: &mut Report) {
    let mut html = Field::default();
    html.made("<!doctype html><html><head><title>");
    match &item.title {
        Some(title) if !feed::has_tag(&title.text) => html.append(title),
        _ => html.made(&title.unwrap_or("").replace('&', "&amp;").replace('<', "&lt;")),
    }
    html.made("</title></head><body><article>");
    if let Some(title) = &item.title {
        html.made("<h1>");
        html.append(title);
        html.made("</h1>\n");
    }
    html.made(if words.text.trim_start().starts_with('<') { "<div>" } else { "<div><p>" });
    html.append(words);
    html.made("</div></article></body></html>");
    let (published, outlet) = (report.published.clone(), report.outlet.clone());
    page::read(&html.text, rules, report);
    (report.published, report.outlet) = (published.or(report.published.take()), outlet.or(report.outlet.take()));
    let map = through(report.text.origin(), &html.map);
    let text = std::mem::replace(&mut report.text, Text::plain(""));
    report.text = Text::mapped(text.as_str().to_owned(), map);
    let body = report.body().next().is_some();
    report.problems.retain(|problem| body || !problem.message.starts_with("No running text"));
}

/// Words without markup: lines, as a plain text has them, under the title.
fn unmarked(item: &Item, words: &Field, rules: &Rules, report: &mut Report) {
    let mut text = Field::default();
    if let Some(title) = item.title.as_ref().filter(|title| !words.text.trim_start().starts_with(title.text.trim())) {
        for (at, run) in title.text.split('\n').enumerate() {
            // A title is one line, whatever breaks stand in it.
            if at > 0 {
                text.made(" ");
            }
            let start = run.as_ptr() as usize - title.text.as_ptr() as usize;
            text.append(&part(title, Span::new(start, start + run.len())));
        }
        text.made("\n\n");
    }
    let end = text.text.trim_end().len();
    text.append(words);
    let mut all = plain::lines(&text.text);
    match all.first_mut() {
        Some(first) if end > 0 && first.span.end() <= end => first.hint = Some(ParagraphKind::Title),
        _ if item.title.is_none() => all.insert(0, Line { span: Span::new(0, 0), hint: Some(ParagraphKind::Title) }),
        _ => {}
    }
    let sorted = lines::sort(&text.text, &all, report.outlet.as_deref(), rules);
    report.paragraphs = sorted.paragraphs;
    report.dropped =
        sorted.dropped.iter().map(|(span, reason)| Dropped { reason: *reason, text: span.of(&text.text).to_owned() }).collect();
    let text = Text::mapped(text.text, text.map);
    finish(&text, rules, report);
    report.text = text;
}

/// A stretch of a field.
fn part(field: &Field, span: Span) -> Field {
    let mut map = OffsetMap::default();
    map.push(Piece { text: Span::new(0, span.len()), source: span, verbatim: true });
    Field { text: span.of(&field.text).to_owned(), map: through(&map, &field.map) }
}

/// The feed that an aggregator has the item from, as a credit under the text.
fn add_source(item: &Item, report: &mut Report) {
    let Some(source) = item.source.as_ref().filter(|source| !report.text.as_str().is_empty() && !source.text.trim().contains('\n')) else {
        return;
    };
    if report.outlet.as_deref() == Some(source.text.trim()) {
        return;
    }
    let mut text = Field { text: report.text.as_str().to_owned(), map: report.text.origin().clone() };
    text.made("\n\n");
    let start = text.text.len();
    text.append(source);
    let span = Span::new(start, text.text.len()).trimmed(&text.text);
    report.paragraphs.push(Paragraph { span, kind: ParagraphKind::Credit });
    report.credits.push(Credit { name: source.text.trim().to_owned(), role: CreditRole::Source, span });
    report.text = Text::mapped(text.text, text.map);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::extract;
    use super::super::tests::RULES;
    use super::*;
    use crate::capture::{Limits, Origin, documents};
    use std::ops::ControlFlow;

    fn read(feed: &str) -> Vec<Report> {
        let origin = Origin { id_base: "f".to_owned(), path: "f.xml".to_owned(), ..Origin::default() };
        let mut found = Vec::new();
        documents(&mut feed.as_bytes(), &origin, &Limits::default(), &mut |document| {
            let report = extract(&document, &RULES);
            let source = std::str::from_utf8(&document.bytes).unwrap();
            for piece in report.text.origin().pieces().iter().filter(|piece| piece.verbatim) {
                assert_eq!(piece.text.of(report.text.as_str()), piece.source.of(source));
            }
            for paragraph in &report.paragraphs {
                assert!(!report.text.origin().source_of(paragraph.span).is_empty(), "{:?}", paragraph.span.of(report.text.as_str()));
            }
            found.push(report);
            ControlFlow::Continue(())
        });
        found
    }

    fn kinds(report: &Report) -> Vec<(ParagraphKind, &str)> {
        report.paragraphs.iter().map(|p| (p.kind, p.span.of(report.text.as_str()))).collect()
    }

    #[test]
    fn full_text_is_read_as_a_page_is() {
        let found = read(
            "<?xml version='1.0'?><rss version='2.0'><channel><title>Harrow Wire</title><link>https://h.example</link><item>\
            <title>Two injured in Idlib &amp;amp; Hama</title><link>/1</link><pubDate>Tue, 05 Mar 2024 14:10:00 +0300</pubDate><dc:creator>Lea Winter</dc:creator>\
            <content:encoded><![CDATA[<p>Two people were injured in Idlib on Monday when shells fell on a market, a rescue worker said.</p>\
            <p>Another was injured in Hama &amp; taken to a hospital in the evening, the worker&#8217;s office said.</p>]]></content:encoded>\
            <source url='https://v.example/f'>Valley Post</source></item></channel></rss>",
        );
        let report = &found[0];
        assert_eq!(
            kinds(report),
            [
                (ParagraphKind::Title, "Two injured in Idlib & Hama"),
                (ParagraphKind::Lede, "Two people were injured in Idlib on Monday when shells fell on a market, a rescue worker said."),
                (ParagraphKind::Body, "Another was injured in Hama & taken to a hospital in the evening, the worker’s office said."),
                (ParagraphKind::Credit, "Valley Post"),
            ]
        );
        assert_eq!(report.title.as_deref(), Some("Two injured in Idlib & Hama"));
        assert_eq!((report.url.as_deref(), report.outlet.as_deref()), (Some("https://h.example/1"), Some("Harrow Wire")));
        assert_eq!(
            (report.published.as_deref(), report.authors.as_slice()),
            (Some("2024-03-05T14:10:00+03:00"), &["Lea Winter".to_owned()][..])
        );
        assert_eq!((report.credits.len(), report.form), (1, Some(Form::Article)));
        assert_eq!(report.problems, []);
    }

    #[test]
    fn summaries_and_titles_alone_say_so() {
        let found = read(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Harrow Wire</title><entry><id>1</id><title>Two injured in Idlib</title>\
            <updated>2024-03-05T14:10:00+03:00</updated><summary>Two people were injured in Idlib on Monday.</summary></entry>\
            <entry><id>2</id><title>Two injured in Hama</title></entry></feed>",
        );
        assert_eq!(kinds(&found[0])[1], (ParagraphKind::Lede, "Two people were injured in Idlib on Monday."));
        assert_eq!(found[0].problems[0].message, "The feed holds only a summary of the report.");
        assert_eq!(found[0].form, Some(Form::Stub));
        assert_eq!(found[1].text.as_str().trim(), "Two injured in Hama");
        assert_eq!(found[1].problems[0].message, "The feed holds only the title of the report.");
    }

    #[test]
    fn doubly_escaped_markup_and_json() {
        let found = read(
            "<rss><channel><title>Harrow Wire</title><item><title>T</title><description>&amp;lt;p&amp;gt;Two people were injured in Idlib.&amp;lt;/p&amp;gt;</description></item></channel></rss>",
        );
        assert!(
            found[0].text.as_str().contains("Two people were injured in Idlib.") && !found[0].text.as_str().contains('<'),
            "{}",
            found[0].text.as_str()
        );
        let found = read(
            r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Harrow Wire", "items": [
            {"id": "1", "title": "Two injured", "content_html": "<p>Two people were injured in Idlib, a \"rescue worker\" said.</p>", "date_published": "2024-03-05T14:10:00+03:00", "date_modified": "2024-03-06T00:00:00Z"},
            {"id": "2", "content_text": "Three people were injured in Hama.\nA fourth was taken to a hospital."}]}"#,
        );
        assert_eq!(kinds(&found[0])[1].1, "Two people were injured in Idlib, a \"rescue worker\" said.");
        assert_eq!(found[0].modified.as_deref(), Some("2024-03-06T00:00:00Z"));
        assert_eq!(kinds(&found[1])[0], (ParagraphKind::Lede, "Three people were injured in Hama."));
        assert_eq!(found[1].title, None);
    }
}
