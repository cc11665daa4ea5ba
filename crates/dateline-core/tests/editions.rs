//! Captures of one address: the AMP twin, the mobile page, a link from a newsletter and an archive's capture of one page
//! are editions of one another; two pages of one site never are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use dateline_core::capture::{self, Given, Origin};
use dateline_core::derive::{Projection, derive};
use dateline_core::reading::{Reading, read};
use dateline_core::records::EdgeKind;
use dateline_core::resources::Resources;
use dateline_core::{article, sha::Sha};
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

static RESOURCES: LazyLock<Resources> = LazyLock::new(|| Resources::bundled().unwrap());

/// A page of an invented outlet, read.
fn capture(id: &str, url: &str, canonical: &str, modified: &str, title: &str, words: &str) -> Arc<Reading> {
    let page = format!(
        "<!doctype html><html lang=en><head><title>{title} | Harrow Wire</title><link rel=canonical href='{canonical}'>\
         <script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"{title}\",\"datePublished\":\"2019-03-02T14:10:00Z\"{modified}}}</script>\
         </head><body><article><h1>{title}</h1><p>{words}</p></article></body></html>"
    );
    let hints = Given { url: Some(url.to_owned()), ..Given::default() };
    let origin = Origin { id_base: id.to_owned(), path: id.to_owned(), hints };
    let mut out = None;
    capture::documents(&mut page.as_bytes(), &origin, &capture::Limits::default(), &mut |document| {
        out = Some(read(article::extract(&document, &RESOURCES.article), &RESOURCES));
        ControlFlow::Break(())
    });
    Arc::new(out.unwrap())
}

const TITLE: &str = "Shells hit a market in Hajin, at least 12 killed";
const WORDS: &str =
    "At least 12 people were killed on Saturday when shells hit a market in Hajin, a local official told Harrow Wire by telephone.";

/// Ids of reports, each with that of the report it is an edition of.
fn editions(projection: &Projection) -> Vec<(String, Option<String>)> {
    let name = |id: Sha| projection.reports.iter().find(|r| r.id == id).map(|r| r.input.id.clone()).unwrap();
    let mut out: Vec<_> = projection.reports.iter().map(|r| (r.input.id.clone(), r.edition_of.map(name))).collect();
    out.sort();
    out
}

#[test]
fn four_captures_of_one_page_are_editions_in_the_order_of_their_dates() {
    let page = "https://www.harrow-wire.example/2019/03/02/hajin-market";
    let changed = |at: &str| format!(",\"dateModified\":\"{at}\"");
    let readings = [
        capture("d-mobile", "https://m.harrow-wire.example/2019/03/02/hajin-market", page, &changed("2019-03-05T08:00:00Z"), TITLE, WORDS),
        capture("a-link", &format!("{page}?utm_source=letter&fbclid=1#top"), page, "", TITLE, WORDS),
        capture(
            "c-archive",
            "https://web.archive.org/web/20190304100000/http://harrow-wire.example:80/2019/03/02/hajin-market/",
            "https://web.archive.org/web/20190304100000/https://www.harrow-wire.example/2019/03/02/hajin-market",
            "",
            TITLE,
            WORDS,
        ),
        capture(
            "b-amp",
            "https://www.google.com/amp/s/www.harrow-wire.example/2019/03/02/hajin-market/amp",
            page,
            &changed("2019-03-03T09:00:00Z"),
            TITLE,
            WORDS,
        ),
        capture(
            "other",
            "https://www.harrow-wire.example/2019/03/02/hajin-market-2",
            "",
            "",
            "A second strike on Hajin",
            "Four people were wounded on Sunday when a second strike hit the village of Hajin, the hospital said in a note.",
        ),
    ];
    let projection = derive(&readings, &[], &RESOURCES);
    let of = |id: &str| Some(id.to_owned());
    assert_eq!(
        editions(&projection),
        [
            ("a-link".to_owned(), None),
            ("b-amp".to_owned(), of("a-link")),
            ("c-archive".to_owned(), of("b-amp")),
            ("d-mobile".to_owned(), of("c-archive")),
            ("other".to_owned(), None),
        ]
    );
    // The other page shares a sentence with them; that is another matter.
    let among =
        projection.lineage.iter().filter(|e| e.from.input_id != "other" && e.to.input_id.as_deref().is_some_and(|id| id != "other"));
    let edges: Vec<EdgeKind> = among.map(|e| e.kind).collect();
    assert_eq!(edges, [EdgeKind::Edition; 3], "no capture is a copy of another");
    assert!(projection.lineage.iter().filter(|e| e.kind == EdgeKind::Edition).all(|e| e.direction_known));
}

#[test]
fn a_canonical_address_that_a_site_names_on_all_its_pages_makes_no_editions() {
    let named = "https://harrow-wire.example/latest-news-of-the-day";
    let other = "Two bridges over the river were closed on Monday after a flood, the roads office said, and buses take the long way round.";
    let readings = [
        capture("market", "https://harrow-wire.example/hajin-market", named, "", TITLE, WORDS),
        capture("bridges", "https://harrow-wire.example/bridges-closed", named, "", "Two bridges are closed after a flood", other),
    ];
    assert!(derive(&readings, &[], &RESOURCES).reports.iter().all(|report| report.edition_of.is_none()));
    // The same page under a new name is one all the same.
    let renamed = [
        capture("old", "https://harrow-wire.example/?p=48817", "https://harrow-wire.example/hajin-market", "", TITLE, WORDS),
        capture("new", "https://harrow-wire.example/hajin-market", "https://harrow-wire.example/hajin-market", "", TITLE, WORDS),
    ];
    assert_eq!(derive(&renamed, &[], &RESOURCES).reports.iter().filter(|report| report.edition_of.is_some()).count(), 1);
}

#[test]
fn parts_of_an_article_and_numbered_pages_are_no_editions() {
    for (a, b) in [
        ("https://harrow-wire.example/hajin?page=1", "https://harrow-wire.example/hajin?page=2"),
        ("https://harrow-wire.example/article.php?id=7", "https://harrow-wire.example/article.php?id=8"),
        ("https://harrow-wire.example/hajin", "https://sport.harrow-wire.example/hajin"),
    ] {
        let readings = [
            capture("a", a, "", "", TITLE, WORDS),
            capture("b", b, "", "", "Another title of another page", "Nobody was hurt, the office said in the morning."),
        ];
        assert!(derive(&readings, &[], &RESOURCES).reports.iter().all(|report| report.edition_of.is_none()), "{a} {b}");
    }
}
