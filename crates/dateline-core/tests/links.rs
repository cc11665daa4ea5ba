//! Addresses that pages name, as edges between reports: what links, credits and translations come of them, and what gives nothing.
//! Every page is invented: outlets, persons and events do not exist.

#![allow(clippy::unwrap_used)]

use dateline_core::capture::{Given, RawDocument};
use dateline_core::derive::{Projection, derive};
use dateline_core::records::{EdgeKind, LineageEdge};
use dateline_core::reference::Relation;
use dateline_core::report::Input;
use dateline_core::{Reading, Resources, article, read};
use std::sync::{Arc, LazyLock};

static RESOURCES: LazyLock<Resources> = LazyLock::new(|| Resources::bundled().unwrap());

const WIRE: &str = "https://harrow-wire.example/2024/03/05/market-in-hama-hit";
const ORIGINAL: &str = "<p>HAMA - At least 12 civilians were killed on Monday when an air strike hit the old market in Hama, the city hospital said.</p>\
    <p>The hospital's director, Salim Orabi, said that 30 people had been brought in with burns and broken bones by noon.</p>";
const OWN: &str = "<p>Residents of Hama spent Tuesday clearing glass from the streets around the old market while shops stayed shut for a second day.</p>\
    <p>A baker named Idris said that he had heard two aircraft before the roof of the spice hall came down on Monday morning.</p>";

/// A page of an outlet, with more in its head and body.
fn page(url: &str, outlet: &str, day: &str, head: &str, body: &str) -> Reading {
    let html = format!(
        "<!doctype html><html lang=en><head><title>{outlet} on the market in Hama</title><meta property=og:site_name content='{outlet}'>\
         <meta property=article:published_time content='{day}T10:00:00Z'>{head}</head><body>\
         <nav><a href='https://harrow-wire.example/2024/03/05/market-in-hama-hit'>From our partners</a></nav>\
         <article><h1>{outlet} on the market in Hama</h1>{body}</article>\
         <aside class=related><a href='https://harrow-wire.example/2024/03/05/market-in-hama-hit'>Related report</a></aside></body></html>"
    );
    document(url, "text/html", html.into_bytes())
}

fn document(url: &str, media_type: &str, bytes: Vec<u8>) -> Reading {
    let document = RawDocument {
        input: Input { id: url.to_owned(), path: "invented".to_owned(), record: None },
        bytes,
        media_type: media_type.to_owned(),
        given: Given { url: Some(url.to_owned()), charset: Some("utf-8".to_owned()), ..Given::default() },
        problems: Vec::new(),
        range: None,
    };
    read(article::extract(&document, &RESOURCES.article), &RESOURCES)
}

fn wire() -> Reading {
    page(WIRE, "Harrow Wire", "2024-03-05", "", ORIGINAL)
}

fn derived(readings: Vec<Reading>) -> Projection {
    let mut readings: Vec<Arc<Reading>> = readings.into_iter().map(Arc::new).collect();
    let found = derive(&readings, &[], &RESOURCES);
    readings.reverse();
    // In any order of arrival.
    assert_eq!(derive(&readings, &[], &RESOURCES).lineage, found.lineage);
    for edge in &found.lineage {
        for evidence in &edge.evidence {
            for span in std::iter::once(&evidence.from).chain(&evidence.to) {
                let text: String =
                    text_of(&readings, span.report).chars().skip(span.start as usize).take((span.end - span.start) as usize).collect();
                assert_eq!(text, span.text);
            }
        }
    }
    found
}

fn text_of(readings: &[Arc<Reading>], id: dateline_core::sha::Sha) -> &str {
    readings.iter().find(|r| r.report.id == id).unwrap().report.text.as_str()
}

/// Edges of a kind as "from > to".
fn edges(found: &Projection, kind: EdgeKind) -> Vec<String> {
    let to = |e: &LineageEdge| e.to.input_id.clone().or_else(|| e.to.name.clone()).unwrap();
    let mut out: Vec<String> =
        found.lineage.iter().filter(|e| e.kind == kind).map(|e| format!("{} > {}", e.from.input_id, to(e))).collect();
    out.sort();
    out
}

fn relations(reading: &Reading) -> Vec<(Relation, &str, &str)> {
    let text = reading.report.text.as_str();
    reading.report.references.iter().map(|r| (r.relation, r.address.as_str(), r.span.map_or("", |span| span.of(text)))).collect()
}

const POST: &str = "https://valley-post.example/hama-market-second-day";

#[test]
fn a_link_in_running_text_is_a_link_and_no_credit() {
    let body = format!(
        "{OWN}<p>On Monday the strike itself had been counted among <a href='{WIRE}?utm_source=x#top'>the worst of the year</a> in the town.</p>"
    );
    let post = page(POST, "Valley Post", "2024-03-06", "", &body);
    assert_eq!(relations(&post), [(Relation::Links, format!("{WIRE}?utm_source=x#top").as_str(), "the worst of the year")]);
    let alone = page(POST, "Valley Post", "2024-03-06", "", OWN);
    let found = derived(vec![wire(), post]);
    assert_eq!(edges(&found, EdgeKind::Link), [format!("{POST} > {WIRE}")]);
    assert!(edges(&found, EdgeKind::Credit).is_empty());
    let edge = found.lineage.iter().find(|e| e.kind == EdgeKind::Link).unwrap();
    assert_eq!((edge.evidence[0].from.text.as_str(), edge.score.value()), ("the worst of the year", 0.8));
    assert_eq!(edge.evidence[0].to.as_ref().unwrap().text, "Harrow Wire on the market in Hama");
    // It changes no origin.
    let origins = |p: &Projection| p.incidents.iter().map(|i| (i.origins.low, i.origins.high, i.origins.unrecorded)).collect::<Vec<_>>();
    assert_eq!(origins(&found), origins(&derived(vec![wire(), alone])));
}

#[test]
fn links_in_menus_and_teasers_give_nothing() {
    assert!(page(POST, "Valley Post", "2024-03-06", "", OWN).report.references.is_empty());
    let more = format!(
        "{OWN}<p>Read also: <a href='{WIRE}'>Market hit</a></p><p><a href='{WIRE}'>Market in Hama hit by a strike on Monday</a></p>"
    );
    assert!(page(POST, "Valley Post", "2024-03-06", "", &more).report.references.is_empty());
    let lists = format!(
        "{OWN}<p>The town, <a href='https://harrow-wire.example/'>Harrow Wire</a> has <a href='https://harrow-wire.example/tag/hama/page/2'>written</a>, \
         is <a href='/topics/hama'>one</a> of <a href='https://harrow-wire.example/author/lea-winter-of-hama' rel=author>many</a> hit <a href='{POST}#c'>here</a> \
         and <a href='mailto:a@h.example'>there</a>.</p>"
    );
    assert_eq!(relations(&page(POST, "Valley Post", "2024-03-06", "", &lists)), []);
}

#[test]
fn a_source_line_and_markup_are_credits() {
    let line = format!("{OWN}<p>Source: <a href='https://m.harrow-wire.example/2024/03/05/market-in-hama-hit'>the agency</a></p>");
    let based = format!(
        "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Valley Post on the market in Hama\",\"isBasedOn\":{{\"@type\":\"CreativeWork\",\"url\":\"{WIRE}\"}}}}</script>"
    );
    let microdata = format!("<div itemscope itemtype='https://schema.org/NewsArticle'><link itemprop=isBasedOn href='{WIRE}'>{OWN}</div>");
    let meta = format!("<meta name=original-source content='{WIRE}'>");
    for (head, body) in [("", line.as_str()), (&based, OWN), ("", &microdata), (&meta, OWN)] {
        let found = derived(vec![wire(), page(POST, "Valley Post", "2024-03-06", head, body)]);
        assert_eq!(edges(&found, EdgeKind::Link), [format!("{POST} > {WIRE}")], "{head}{body}");
        assert_eq!(edges(&found, EdgeKind::Credit), [format!("{POST} > {WIRE}")], "{head}{body}");
    }
}

#[test]
fn a_source_that_is_not_held_is_named() {
    let based =
        |address: &str| format!("<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"isBasedOn\":\"{address}\"}}</script>");
    let found =
        derived(vec![page(POST, "Valley Post", "2024-03-06", &based("https://www.reuters.com/world/market-in-hama-hit-2024-03-05/"), OWN)]);
    assert_eq!(edges(&found, EdgeKind::Credit), [format!("{POST} > Reuters")]);
    let found = derived(vec![page(POST, "Valley Post", "2024-03-06", &based("https://sahil-yawm.example/a/12345"), OWN)]);
    assert_eq!(edges(&found, EdgeKind::Credit), [format!("{POST} > sahil-yawm.example")]);
    // Of several sources none is the one.
    let several = format!(
        "{OWN}<p>Source: <a href='https://sahil-yawm.example/a/12345'>Sahil</a></p><p>Source: <a href='https://mill-blog.example/a/12345'>The mill</a></p>"
    );
    assert!(
        derived(vec![page(POST, "Valley Post", "2024-03-06", "", &several)]).lineage.iter().all(|e| e
            .to
            .name
            .as_deref()
            .is_some_and(|n| !n.contains(".example")))
    );
    // A page of its own site, and a mere link, name nobody.
    let own = page(POST, "Valley Post", "2024-03-06", &based("https://valley-post.example/hama-market-first-day"), OWN);
    let body = format!("{OWN}<p>It had been <a href='https://sahil-yawm.example/a/12345'>told before</a> by others in the town.</p>");
    assert!(derived(vec![own]).lineage.is_empty());
    assert!(derived(vec![page(POST, "Valley Post", "2024-03-06", "", &body)]).lineage.is_empty());
}

#[test]
fn a_translation_of_a_held_work_is_one() {
    let head =
        format!("<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"translationOfWork\":{{\"@id\":\"{WIRE}\"}}}}</script>");
    let body = "<p>Selon l'hôpital de la ville, douze civils au moins sont morts lundi quand une frappe aérienne a touché le vieux marché de Hama, en Syrie.</p>\
                <p>Le directeur de l'hôpital a déclaré que trente personnes avaient été amenées avec des brûlures et des fractures avant midi.</p>";
    let french = page("https://courrier-val.example/hama-le-vieux-marche", "Le Courrier du Val", "2024-03-06", &head, body);
    assert_eq!(french.report.language.as_deref(), Some("fr"));
    let found = derived(vec![wire(), french]);
    let to = format!("https://courrier-val.example/hama-le-vieux-marche > {WIRE}");
    assert_eq!((edges(&found, EdgeKind::Translation), edges(&found, EdgeKind::Credit)), (vec![to.clone()], vec![to]));
    let edge = found.lineage.iter().find(|e| e.kind == EdgeKind::Translation).unwrap();
    assert_eq!((edge.status, edge.score.value()), (dateline_core::records::Status::Held, 0.97));
}

#[test]
fn a_canonical_address_elsewhere_counts_where_the_words_are_its_own() {
    let head = format!("<link rel=canonical href='{WIRE}'>");
    let found = derived(vec![wire(), page(POST, "Valley Post", "2024-03-06", &head, ORIGINAL)]);
    assert_eq!(edges(&found, EdgeKind::Credit), [format!("{POST} > {WIRE}")]);
    assert_eq!(edges(&found, EdgeKind::Copy).len() + edges(&found, EdgeKind::Excerpt).len(), 1);
    // Other words: a careless template, maybe.
    let found = derived(vec![wire(), page(POST, "Valley Post", "2024-03-06", &head, OWN)]);
    assert!(edges(&found, EdgeKind::Credit).is_empty());
    // Four pages that call one page theirs are a careless template, surely.
    let many = (0..4).map(|n| page(&format!("{POST}-{n}"), "Valley Post", "2024-03-06", &head, OWN));
    assert!(edges(&derived(std::iter::once(wire()).chain(many).collect()), EdgeKind::Link).is_empty());
}

#[test]
fn circles_are_cut_by_dates_or_not_made() {
    let link = |to: &str| format!("{OWN}<p>More of it had been <a href='{to}'>told the day before</a> by others in the town.</p>");
    let (a, b) = ("https://a-wire.example/hama-one-two-three", "https://b-wire.example/hama-one-two-three");
    let pair = |day_a: &str, day_b: &str| derived(vec![page(a, "A Wire", day_a, "", &link(b)), page(b, "B Wire", day_b, "", &link(a))]);
    assert_eq!(edges(&pair("2024-03-06", "2024-03-07"), EdgeKind::Link), [format!("{b} > {a}")]);
    assert!(edges(&pair("2024-03-06", "2024-03-06"), EdgeKind::Link).is_empty());
    let c = "https://c-wire.example/hama-one-two-three";
    let three = vec![
        page(a, "A Wire", "2024-03-06", "", &link(b)),
        page(b, "B Wire", "2024-03-06", "", &link(c)),
        page(c, "C Wire", "2024-03-06", "", &link(a)),
    ];
    assert!(edges(&derived(three), EdgeKind::Link).is_empty());
}

#[test]
fn what_every_page_of_an_outlet_links_to_is_its_frame() {
    let body = format!("{OWN}<p>All that is known stands in <a href='{WIRE}'>one long list</a> that readers write on every day.</p>");
    let of = |n: usize| (0..n).map(|n| page(&format!("{POST}-{n}"), "Valley Post", "2024-03-06", "", &body));
    assert_eq!(edges(&derived(of(3).chain([wire()]).collect()), EdgeKind::Link).len(), 3);
    assert!(edges(&derived(of(6).chain([wire()]).collect()), EdgeKind::Link).is_empty());
}

#[test]
fn plain_texts_and_messages_name_addresses_too() {
    let text = format!(
        "Market in Hama\n\nTwelve people were killed in Hama on Monday, local people said, and a hall fell in.\n\nSource: {WIRE}.\n"
    );
    let plain = document("https://mill-blog.example/hama-market-again", "text/plain", text.into_bytes());
    assert_eq!(relations(&plain), [(Relation::Source, WIRE, WIRE)]);
    assert_eq!(edges(&derived(vec![wire(), plain]), EdgeKind::Credit).len(), 1);
    let message = |id: u8, more: &str| {
        let json = format!("{{\"id\":{id},\"type\":\"message\",\"date\":\"2024-03-0{id}T12:00:00\",{more}}}");
        document(&format!("https://t.me/c/77/{id}"), "application/vnd.telegram.message+json", json.into_bytes())
    };
    let first = message(5, "\"text\":\"Twelve people were killed in Hama on Monday.\"");
    let words = format!(
        "\"reply_to_message_id\":5,\"text\":[\"The hospital's numbers have \",{{\"type\":\"text_link\",\"text\":\"changed\",\"href\":\"{WIRE}\"}},\" since we wrote that in the morning.\"]"
    );
    let answer = message(6, &words);
    assert_eq!(relations(&answer), [(Relation::Answers, "https://t.me/c/77/5", "5"), (Relation::Links, WIRE, "changed")]);
    let found = derived(vec![wire(), first, answer]);
    assert_eq!(
        edges(&found, EdgeKind::Link),
        [format!("https://t.me/c/77/6 > {WIRE}"), "https://t.me/c/77/6 > https://t.me/c/77/5".to_owned()]
    );
}

#[test]
fn hostile_pages_are_bounded() {
    let links: String =
        (0..20_000).map(|n| format!("word <a href='https://h.example/a-b-{n}'>x{n}</a> word www.h.example/{n}-b-c ://")).collect();
    let started = std::time::Instant::now();
    let reading = page(POST, "Valley Post", "2024-03-06", "", &format!("{OWN}<p>{links}</p>"));
    assert!(reading.report.references.len() <= 64);
    assert!(started.elapsed().as_secs() < 120);
}
