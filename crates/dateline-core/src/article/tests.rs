//! The whole stage on texts and pages.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use super::*;
use crate::capture::Given;
use crate::report::{Form, Input};
use crate::text::CodePoints;
use std::sync::LazyLock;

pub(super) static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

pub(super) fn document(bytes: &[u8], media_type: &str) -> RawDocument {
    RawDocument {
        input: Input { id: "a".into(), path: "a".into(), record: None },
        bytes: bytes.to_vec(),
        media_type: media_type.into(),
        given: Given::default(),
        problems: Vec::new(),
        range: None,
    }
}

/// The seed report, every field as the contract's example has it.
#[test]
fn the_seed_report_is_read_as_the_contract_has_it() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("DATELINE_DATA").map(std::path::PathBuf::from).unwrap_or_else(|| folder.join("../../../shared/data"));
    let Some(bytes) = shared.parent().and_then(|parent| std::fs::read(parent.join("seed/report.txt")).ok()) else {
        println!("skipped: no seed report beside the data");
        return;
    };
    let mut seed = document(&bytes, "text/plain");
    seed.input.id = "report.txt".into();
    let report = extract(&seed, &RULES);
    let wanted: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("../../docs/schema/seed.reading.json")).unwrap()).unwrap();
    let wanted = &wanted["report"];
    let points = CodePoints::new(report.text.as_str());
    assert_eq!(wanted["id"], report.id.to_string());
    assert_eq!(wanted["capture"]["charset"], *report.capture.charset.as_ref().unwrap());
    assert_eq!(wanted["text"], report.text.as_str());
    for (key, found) in [
        ("url", &report.url),
        ("canonical_url", &report.canonical_url),
        ("outlet", &report.outlet),
        ("title", &report.title),
        ("published", &report.published),
        ("modified", &report.modified),
        ("language", &report.language),
    ] {
        assert_eq!(wanted[key].as_str(), found.as_deref(), "{key}");
    }
    assert_eq!(wanted["form"], report.form.unwrap().as_str());
    assert_eq!(wanted["authors"], serde_json::json!(report.authors));
    assert_eq!(wanted["translators"], serde_json::json!(report.translators));
    let credits: Vec<_> =
        report.credits.iter().map(|c| serde_json::json!({"name": c.name, "role": c.role, "span": points.quote(c.span)})).collect();
    assert_eq!(wanted["credits"], serde_json::json!(credits));
    assert_eq!(wanted["dateline"]["span"], serde_json::json!(points.quote(report.dateline.unwrap())));
    let paragraphs: Vec<_> = report
        .paragraphs
        .iter()
        .map(|p| {
            let source: Vec<_> = report.text.origin().source_of(p.span).iter().map(|s| [s.start(), s.end()]).collect();
            serde_json::json!({"start": points.from_byte(p.span.start()), "end": points.from_byte(p.span.end()), "kind": p.kind, "source": source})
        })
        .collect();
    assert_eq!(wanted["paragraphs"], serde_json::json!(paragraphs));
    assert_eq!(wanted["dropped"], serde_json::json!(report.dropped));
    assert!(report.problems.is_empty());
}

const PAGE: &str = "<!doctype html><html lang=en><head><title>Shells hit market &amp; school | Harrow Wire</title>\
<meta property='og:site_name' content='Harrow Wire'><link rel=canonical href='/2019/03/02/hajin'>\
<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Shells hit market & school\",\"datePublished\":\"2019-03-02T14:10:00+03:00\",\
\"author\":[{\"@type\":\"Person\",\"name\":\"Iryna Bilan\"}]}</script></head><body>\
<nav><ul><li><a href=/>Home</a><li><a href=/w>World</a></ul></nav>\
<article><h1>Shells hit market &amp; school</h1><p class=byline>By Iryna Bilan</p>\
<figure><img src=x><figcaption>The market after the shelling.</figcaption></figure>\
<p>BEIRUT (Harrow Wire) - At least 12 people were killed when shells hit a market, officials&nbsp;said, and the school beside it was damaged.</p>\
<div class='ad-slot'>Advertisement</div>\
<p>“We ran,” said a <a href=/x>witness</a>, who asked not to be named, as rescuers searched the ruins for others until the evening.</p>\
<p>The army didn&#8217;t comment. A ministry said that it had opened an inquiry into the shelling, which it said came from the north.</p></article>\
<aside class=related><h2>Related</h2><ul><li><a href=/a>Ten wonders of the Silk Road you have never heard of</a></ul></aside>\
<footer>© 2019 Harrow Wire</footer></body></html>";

#[test]
fn a_page_is_read_with_its_metadata_and_without_its_frame() {
    let mut page = document(PAGE.as_bytes(), "text/html");
    page.given.url = Some("https://web.archive.org/web/20190303100000/https://harrow-wire.example/2019/03/02/hajin".into());
    let report = extract(&page, &RULES);
    assert_eq!(report.url.as_deref(), Some("https://harrow-wire.example/2019/03/02/hajin"));
    assert_eq!(report.archive.as_ref().unwrap().captured.as_deref(), Some("2019-03-03T10:00:00Z"));
    assert_eq!(report.canonical_url, report.url);
    assert_eq!(report.title.as_deref(), Some("Shells hit market & school"));
    assert_eq!(report.outlet.as_deref(), Some("Harrow Wire"));
    assert_eq!(report.authors, ["Iryna Bilan"]);
    assert_eq!(report.published.as_deref(), Some("2019-03-02T14:10:00+03:00"));
    assert_eq!(report.language.as_deref(), Some("en"));
    assert_eq!(report.form, Some(Form::Article));
    let kinds: Vec<&str> = report.paragraphs.iter().map(|p| p.kind.as_str()).collect();
    assert_eq!(kinds, ["title", "byline", "caption", "lede", "body", "body"]);
    assert_eq!(report.text.slice(report.dateline.unwrap()), "BEIRUT");
    assert!(report.text.as_str().contains("officials said") && report.text.as_str().contains("didn’t"));
    assert!(report.dropped.iter().any(|d| d.reason == crate::report::DropReason::Advert));
    check_sources(&report, PAGE);
}

/// The decoded source ranges of every paragraph spell it, white space aside; gives how many there are and how many do.
pub(super) fn exact_paragraphs(report: &Report, source: &str) -> (usize, usize) {
    let squeeze = |words: &str| words.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let mut exact = 0;
    for paragraph in &report.paragraphs {
        let ranges = report.text.origin().source_of(paragraph.span);
        let spelled: String = ranges.iter().map(|range| html::metadata_plain(range.of(source))).collect();
        exact += usize::from(!ranges.is_empty() && squeeze(&spelled) == squeeze(report.text.slice(paragraph.span)));
    }
    (report.paragraphs.len(), exact)
}

fn check_sources(report: &Report, source: &str) {
    let (all, exact) = exact_paragraphs(report, source);
    assert_eq!(all, exact);
}

fn tagged(words: &str) -> Report {
    extract(&document(words.as_bytes(), "text/plain"), &RULES)
}

fn hold_together(report: &Report) {
    let text = report.text.as_str();
    let mut at = 0;
    for paragraph in &report.paragraphs {
        let words = report.text.slice(paragraph.span);
        assert!(!words.is_empty() && words.trim() == words && paragraph.span.start() >= at, "{words:?}");
        at = paragraph.span.end();
    }
    for span in report.credits.iter().map(|c| c.span).chain(report.dateline) {
        assert!(span.end() <= text.len() && !report.text.slice(span).is_empty());
    }
    assert!(report.dropped.iter().all(|d| !d.text.is_empty() && d.text.trim() == d.text));
    assert!(report.form.is_some() || !report.problems.is_empty() && text.is_empty());
    assert!(report.authors.iter().chain(&report.translators).all(|name| !name.is_empty()));
}

#[test]
fn a_json_line_has_its_title_above_the_text() {
    let mut line = document("Words of the report.".as_bytes(), "text/plain");
    line.given.title = Some("A title".into());
    let report = extract(&line, &RULES);
    assert_eq!(report.text.as_str(), "A title\n\nWords of the report.");
    assert!(report.text.origin().source_of(report.paragraphs[0].span).is_empty());
    assert_eq!(report.text.origin().source_of(report.paragraphs[1].span), [Span::new(0, 20)]);
    line.bytes = b"A title\nWords of the report.".to_vec();
    assert_eq!(extract(&line, &RULES).text.as_str(), "A title\nWords of the report.");
}

#[test]
fn credits_and_signatures_of_plain_texts() {
    let report = tagged(
        "Clinic hit in town\nBy Ann Example – Radio Dawn – – translated from French by Lea Other –\nAt least two people were killed on Monday, a doctor said.\n",
    );
    assert_eq!((report.authors[0].as_str(), report.translators[0].as_str()), ("Ann Example", "Lea Other"));
    assert_eq!((report.credits[0].name.as_str(), report.credits[0].role.as_str()), ("Radio Dawn", "source"));
    let report = tagged(
        "Open letter on the killings\nExcellency,\nWe write to you about the market, which was closed.\nRespectfully,\nMs. Ann Example, chairlady",
    );
    assert_eq!((report.form, report.authors.as_slice()), (Some(Form::Letter), &["Ann Example".to_owned()][..]));
}

#[test]
fn names_agencies_and_offices_above_the_text_are_no_lede() {
    let text =
        "A bomb went off at the market of the town on Monday, and two people died, doctors at its only hospital said in the evening.";
    let page = format!(
        "<html><body><article><h1>Two die at market</h1><div class='by'>By Salim Hadi</div><p><i>Agencies</i></p><p>{text}</p><p>{text}</p></article></body></html>"
    );
    let plain = format!("Two die at market\n\nHarbour Daily, Erbil office\nMonday, 4 March 2024\n\n{text}\n");
    let kinds =
        |report: &Report| report.paragraphs.iter().map(|p| (p.kind.as_str(), report.text.slice(p.span).len() > 40)).collect::<Vec<_>>();
    let read = extract(&document(page.as_bytes(), "text/html"), &RULES);
    assert_eq!(read.authors, ["Salim Hadi"]);
    assert_eq!(kinds(&read)[..4], [("title", false), ("byline", false), ("byline", false), ("lede", true)]);
    let read = extract(&document(plain.as_bytes(), "text/plain"), &RULES);
    assert_eq!(kinds(&read), [("title", false), ("byline", false), ("byline", false), ("lede", true)]);
}

#[test]
fn documents_without_text_have_a_problem() {
    for (bytes, media_type) in
        [(&b""[..], "text/plain"), (b" \n", "text/plain"), (b"<html><script>x</script>", "text/html"), (b"%PDF", "application/pdf")]
    {
        let report = extract(&document(bytes, media_type), &RULES);
        assert!(report.form.is_none() && report.text.as_str().is_empty() && !report.problems.is_empty());
        hold_together(&report);
    }
}

#[test]
fn hostile_pages_take_bounded_time() {
    let started = std::time::Instant::now();
    for page in [
        "<div>".repeat(30_000) + "x",
        "<p>&lt;".repeat(30_000),
        "<a href=x>".repeat(30_000) + "word",
        format!("<p>{}", "long ".repeat(400_000)),
        "<li><b><i>x".repeat(20_000),
        "<meta name=author content=x>".repeat(5_000),
        "<table><tr><td>".repeat(5_000) + "x</a></b></i>",
        format!("<p>{}", "\u{3000}|–(".repeat(60_000)),
        "</p></div></a>".repeat(30_000),
        format!("<script type=application/ld+json>{}", "{\"a\":[".repeat(30_000)),
    ] {
        hold_together(&extract(&document(page.as_bytes(), "text/html"), &RULES));
    }
    hold_together(&tagged(&"x – ".repeat(300_000)));
    hold_together(&tagged(&"By A\n".repeat(30_000)));
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn paragraphs_of_real_pages_map_to_their_bytes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = std::env::var_os("DATELINE_DATA").map(std::path::PathBuf::from).unwrap_or_else(|| folder.join("../../../shared/data"));
    let Ok(pages) = std::fs::read_dir(data.join("extraction/fundus/html")) else {
        println!("skipped: no set of pages");
        return;
    };
    let (mut all, mut exact) = (0, 0);
    for page in pages {
        let bytes = std::fs::read(page.unwrap().path()).unwrap();
        let _ = capture::documents(&mut bytes.as_slice(), &capture::Origin::default(), &capture::Limits::default(), &mut |page| {
            let report = extract(&page, &RULES);
            hold_together(&report);
            let (source, _) = capture::decode(&page.bytes, None, &page.media_type);
            let (a, e) = exact_paragraphs(&report, &source);
            all += a;
            exact += e;
            std::ops::ControlFlow::Continue(())
        });
    }
    assert!(all > 1000 && exact * 100 >= all * 99, "{exact} of {all}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_holds_together(words in "([A-Z][a-z]{1,8} |By |– |\\n|\\. |\\(|\\)|\\||12 May 2019|12:30|translated by |via |Source: |é|ا|- |, |“|\\PC){0,60}") {
        hold_together(&tagged(&words));
    }

    #[test]
    fn any_page_holds_together(words in "(<[a-z]{1,4}( class=(ad|byline|content))?>|</[a-z]{1,4}>|<p>|<h1>|<li>|<title>|</title>|<br>|&amp;|&#8212;|[A-Za-z ,.]{1,80}|By |\\PC|\\n){0,60}") {
        hold_together(&extract(&document(words.as_bytes(), "text/html"), &RULES));
    }

    #[test]
    fn any_bytes_hold_together(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        for media_type in ["text/html", "text/plain"] {
            hold_together(&extract(&document(&bytes, media_type), &RULES));
        }
    }
}

/// A text that opens with its first paragraph has no title, and keeps the paragraph.
#[test]
fn a_text_without_title_keeps_its_first_paragraph() {
    let lede = "Three people were killed on Monday when a shell hit a bakery in the town of Orlik, officials said. ".repeat(4);
    for rest in ["", "\n\nThe bakery stood beside the market, they said."] {
        let text = format!("{}{rest}", lede.trim_end());
        let report = extract(&document(text.as_bytes(), "text/plain"), &RULES);
        assert_eq!((report.title, report.dropped.len()), (None, 0));
        assert_eq!(report.paragraphs[0].kind, crate::report::ParagraphKind::Lede);
        assert_eq!(report.paragraphs[0].span.of(&text), lede.trim_end());
        assert_eq!(report.language.as_deref(), Some("en"));
    }
}

/// A first line that is no title (a long sentence behind a dateline) is the lede, not a headline repeated by itself.
#[test]
fn a_report_without_title_keeps_its_first_line() {
    let first = "HOMS - Gunmen killed two soldiers and abducted a journalist near Homs last Thursday, according to residents of the \
                 town. No group claimed responsibility.";
    for text in [first.to_owned(), format!("{first}\n\nThe town council met on Friday.\n")] {
        let report = extract(&document(text.as_bytes(), "text/plain"), &RULES);
        assert_eq!(report.paragraphs.first().map(|p| (p.kind, p.span.of(&text))), Some((ParagraphKind::Lede, first)));
        assert!(report.dropped.is_empty());
        assert_eq!(report.dateline.map(|span| span.of(&text)), Some("HOMS"));
    }
}

/// What is no single report costs bounded memory, and says so.
#[test]
fn a_text_of_book_length_is_not_read_and_says_so() {
    let text = "Five people were killed near Orlik, officials said. ".repeat(50_000);
    let report = extract(&document(text.as_bytes(), "text/plain"), &RULES);
    assert!(report.text.as_str().is_empty() && report.form.is_none());
    assert!(report.problems.iter().any(|p| p.message.contains("cut it into its articles")), "{:?}", report.problems);
}

#[test]
fn the_first_of_two_articles_is_meant_and_all_entries_of_a_live_page() {
    let story = |name: &str, sentences: usize| {
        let words = format!(
            "<p>The council of {name} met on Monday and said that the bridge over the river would open in May, the mayor told reporters.</p>"
        );
        format!("<article><h2>{name}</h2>{}</article>", words.repeat(sentences))
    };
    let body_of = |body: &str| {
        let page = format!("<html lang=en><head><title>Alder</title></head><body><main>{body}</main></body></html>");
        let report = extract(&document(page.as_bytes(), "text/html"), &RULES);
        report.body().map(|p| p.span.of(report.text.as_str()).to_owned()).collect::<Vec<_>>().join("\n")
    };
    let two = body_of(&[story("Alder", 5), story("Birch", 6)].concat());
    assert!(two.contains("Alder") && !two.contains("Birch"), "{two}");
    let names = ["Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir"];
    let live = body_of(&names.map(|name| story(name, 3)).concat());
    assert!(names.iter().all(|name| live.contains(name)), "{live}");
}
