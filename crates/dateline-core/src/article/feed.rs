//! One item of a feed as a report: its title, then every block of its markup or every line of its words; what is found is
//! led back to the bytes of the item.

use super::html::{self, Block};
use super::lines::{self, Line};
use super::rules::Rules;
use super::{finish, plain, problem, reference};
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
        Some(body) if body.html => marked_up(&item, &body.words, rules, report),
        Some(body) => unmarked(&item, &body.words, rules, report),
        None => unmarked(&item, &Field::default(), rules, report),
    }
    let title_only = title.is_some();
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
        None if title_only => {
            report.problems.push(problem("The feed holds only the title of the report."));
            report.form = report.form.map(|_| Form::Stub);
        }
        _ => {}
    }
}

/// Markup as a page's, with the item's title above. All of it is the report: a feed has no frame around its items.
fn marked_up(item: &Item, words: &Field, rules: &Rules, report: &mut Report) {
    let mut markup = Field::default();
    if let Some(title) = &item.title {
        markup.made("<h1>");
        markup.append(title);
        markup.made("</h1>\n");
    }
    markup.made(if words.text.trim_start().starts_with('<') { "<div>" } else { "<div><p>" });
    markup.append(words);
    markup.made("</div>");
    let tree = html::Tree::parse(&markup.text);
    let mut kept: Vec<(Block, Option<ParagraphKind>)> = Vec::new();
    for block in html::blocks(&tree, &rules.cues) {
        match block.context.out {
            Some(reason) => report.dropped.push(Dropped { reason, text: block.words.trim().to_owned() }),
            None if block.context.hidden => {}
            None => {
                let kind = hint(&block).filter(|_| !kept.is_empty() || item.title.is_none());
                kept.push((block, kind));
            }
        }
    }
    report.dropped.retain(|dropped| !dropped.text.is_empty());
    let refs: Vec<(&Block, Option<ParagraphKind>)> = kept.iter().map(|(block, kind)| (block, *kind)).collect();
    let composed = html::compose(&refs);
    let mut all: Vec<Line> = composed.spans.iter().map(|(span, hint)| Line { span: *span, hint: *hint }).collect();
    let is_title = item.title.is_some() && kept.first().is_some_and(|(block, _)| block.context.heading == 1);
    mark_title(&mut all, is_title);
    let text = composed.text.as_str();
    let sorted = lines::sort(text, &all, report.outlet.as_deref(), rules);
    report.dropped.extend(sorted.dropped.iter().map(|(span, reason)| Dropped { reason: *reason, text: span.of(text).to_owned() }));
    // A line that its words put out leaves the text too, as it does of a page.
    let kind_of = |span: Span| sorted.paragraphs.iter().find(|p| p.span == span).map(|p| p.kind);
    let stays: Vec<(&Block, Option<ParagraphKind>)> =
        kept.iter().zip(&composed.spans).filter_map(|((block, _), (span, _))| Some((block, Some(kind_of(*span)?)))).collect();
    let composed = html::compose(&stays);
    report.paragraphs = composed.spans.iter().filter_map(|(span, kind)| Some(Paragraph { span: *span, kind: (*kind)? })).collect();
    reference::of_links(&tree, composed.text.as_str(), composed.text.origin(), rules, report);
    let map = through(composed.text.origin(), &markup.map);
    let text = Text::mapped(composed.text.as_str().to_owned(), map);
    finish(&text, rules, None, report);
    report.text = text;
}

/// What the markup says that a block is.
fn hint(block: &Block) -> Option<ParagraphKind> {
    let context = &block.context;
    let of = |is: bool, kind: ParagraphKind| is.then_some(kind);
    of(context.caption, ParagraphKind::Caption).or(of(context.quote, ParagraphKind::Quote)).or(of(context.item, ParagraphKind::List))
}

/// The first line is the title, or none is: then an empty line stands for it.
fn mark_title(all: &mut Vec<Line>, is_first: bool) {
    match all.first_mut() {
        Some(first) if is_first => first.hint = Some(ParagraphKind::Title),
        _ => all.insert(0, Line { span: Span::new(0, 0), hint: Some(ParagraphKind::Title) }),
    }
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
    let has_title = end > 0 && all.first().is_some_and(|first| first.span.end() <= end);
    if has_title || item.title.is_none() {
        mark_title(&mut all, has_title);
    }
    let sorted = lines::sort(&text.text, &all, report.outlet.as_deref(), rules);
    report.paragraphs = sorted.paragraphs;
    report.dropped =
        sorted.dropped.iter().map(|(span, reason)| Dropped { reason: *reason, text: span.of(&text.text).to_owned() }).collect();
    let text = Text::mapped(text.text, text.map);
    finish(&text, rules, None, report);
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
            {"id": "3", "content_html": "<p>One was injured.</p><p>He died.</p>"},
            7, {"id": "2", "content_text": "Three people were injured in Hama.\nA fourth was taken to a hospital."}]}"#,
        );
        assert_eq!(kinds(&found[0])[1].1, "Two people were injured in Idlib, a \"rescue worker\" said.");
        assert_eq!(found[0].modified.as_deref(), Some("2024-03-06T00:00:00Z"));
        assert_eq!(kinds(&found[1]), [(ParagraphKind::Lede, "One was injured."), (ParagraphKind::Body, "He died.")]);
        assert_eq!(kinds(&found[2])[0], (ParagraphKind::Lede, "Three people were injured in Hama."));
        assert_eq!(found[2].title, None);
    }
}
