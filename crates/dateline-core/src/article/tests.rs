//! The whole stage on texts and pages.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use super::*;
use crate::capture::Given;
use crate::report::{Form, Input};
use crate::text::CodePoints;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

pub(super) fn document(bytes: &[u8], media_type: &str) -> RawDocument {
    RawDocument {
        input: Input { id: "a".into(), path: "a".into(), record: None },
        bytes: bytes.to_vec(),
        media_type: media_type.into(),
        given: Given::default(),
        problems: Vec::new(),
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
    let credits: Vec<_> = report.credits.iter().map(|c| serde_json::json!({"name": c.name, "role": c.role, "span": points.quote(c.span)})).collect();
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
