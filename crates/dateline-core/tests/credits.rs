//! Credits, translators, datelines and notes of invented pages and texts, read through the public way in.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use dateline_core::article::{Note, extract, notes};
use dateline_core::capture::{Given, Limits, Origin, documents};
use dateline_core::report::{CreditRole, Report};
use dateline_core::resources::Resources;
use std::ops::ControlFlow;
use std::sync::LazyLock;

static RESOURCES: LazyLock<Resources> = LazyLock::new(|| Resources::bundled().expect("the build's data"));

const SENTENCE: &str = "The bridge over the river was opened for walkers on Monday after three years of work, and the town said that it will stay open in winter.";

fn report(name: &str, bytes: &str, outlet: &str) -> Report {
    let hints = Given { outlet: Some(outlet.to_owned()), ..Given::default() };
    let origin = Origin { id_base: name.to_owned(), path: name.to_owned(), hints };
    let mut out = None;
    documents(&mut bytes.as_bytes(), &origin, &Limits::default(), &mut |document| {
        out = Some(extract(&document, &RESOURCES.article));
        ControlFlow::Continue(())
    });
    out.expect("a report")
}

fn page(head: &str, first: &str, tail: &str) -> Report {
    let page = format!(
        "<html><head><title>Bridge opens</title></head><body><article><h1>Bridge opens in the old town</h1>{head}<p>{first}{SENTENCE}</p><p>{SENTENCE}</p><p>{SENTENCE}</p><p>{SENTENCE}</p>{tail}</article></body></html>"
    );
    report("page.html", &page, "Harbour Daily")
}

fn credits(report: &Report) -> Vec<(&str, CreditRole)> {
    report.credits.iter().map(|credit| (credit.name.as_str(), credit.role)).collect()
}

fn dateline(report: &Report) -> Option<&str> {
    report.dateline.map(|span| report.text.slice(span))
}

#[test]
fn agencies_of_bylines_brackets_and_sign_offs() {
    use CreditRole::{Agency, Source};
    for (head, first, tail, wanted) in [
        ("<div class='byline'>By Associated Press</div>", "", "", vec![("Associated Press", Agency)]),
        ("<div class='byline'>Nadia Vell, The Associated Press</div>", "", "", vec![("Associated Press", Agency)]),
        ("<div class='byline'>Von Nadia Vell, dpa</div>", "", "", vec![("dpa", Agency)]),
        ("<p>Par AFP</p>", "", "", vec![("AFP", Agency)]),
        ("<p>AFP, MANILA</p>", "", "", vec![("AFP", Agency)]),
        ("", "BEIRUT, Nov 12 (Xinhua) -- ", "", vec![("Xinhua", Agency)]),
        ("", "Hamburg (dpa/lno) - ", "", vec![("dpa", Agency)]),
        ("", "", "<p>dpa/js</p>", vec![("dpa", Agency)]),
        ("", "", "<p>red, harbour.example/Agenturen</p>", vec![("Agenturen", Agency)]),
        ("", "", "<p>Quelle: harbour.example, ino/dpa</p>", vec![("dpa", Source)]),
        ("", "", "<p>Source: Courrier du Ponant</p>", vec![("Courrier du Ponant", Source)]),
        (
            "",
            "",
            "<p>This article was originally published by Red Quill Report and is used with permission.</p>",
            vec![("Red Quill Report", Source)],
        ),
        ("", "", "<p>© 2026 The Canadian Press</p>", vec![("Canadian Press", Agency)]),
        ("", "", "<p>Источник: Степной листок</p>", vec![("Степной листок", Source)]),
        ("", "", "<p>© 2026 Harbour Daily</p>", vec![]),
        ("<figure><figcaption>Photo: Nadia Vell / AP</figcaption></figure>", "", "", vec![]),
        ("", "", "<p>Source: Harbour Daily</p>", vec![]),
    ] {
        let report = page(head, first, tail);
        assert_eq!(credits(&report), wanted, "{head} {first} {tail}");
        for credit in &report.credits {
            assert!(report.text.slice(credit.span).contains(&credit.name), "{credit:?}");
        }
    }
}

#[test]
fn a_byline_with_an_agency_names_its_writer_alone() {
    let report = page("<div class='byline'>By Nadia Vell, The Associated Press</div>", "", "");
    assert_eq!(report.authors, ["Nadia Vell"]);
    let report = page("<div class='byline'>By Associated Press</div>", "", "");
    // Where a byline names nobody else, the agency is printed as the author, and credited.
    assert_eq!(report.authors, ["Associated Press"]);
    assert_eq!(credits(&report).iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["Associated Press"]);
}

#[test]
fn datelines_of_pages() {
    for (head, first, wanted) in [
        ("", "BEIRUT, Nov 12 (Xinhua) -- ", Some("BEIRUT")),
        ("", "Mostar – ", Some("Mostar")),
        ("<p>AUBURN, Wash. —</p>", "", Some("AUBURN, Wash.")),
        ("<p>AFP, MANILA</p>", "", Some("MANILA")),
        ("", "<b>NEW DELHI:</b> ", Some("NEW DELHI")),
        ("", "BRIDGE TRAFFIC: ", None),
        ("", "WATCH: ", None),
        ("", "", None),
    ] {
        assert_eq!(dateline(&page(head, first, "")), wanted, "{head} {first}");
    }
}

#[test]
fn translators_of_pages() {
    for (tail, wanted) in [
        ("<p>Übersetzung: Lene Fuhr, Redaktion: Jon Vell</p>", "Lene Fuhr"),
        ("<p>Translated from the French by Lea Winter</p>", "Lea Winter"),
        ("<p>ترجمة: ليلى كرم</p>", "ليلى كرم"),
        ("<p>Перевод: Анна Ким</p>", "Анна Ким"),
    ] {
        assert_eq!(page("", "", tail).translators, [wanted], "{tail}");
    }
    let report = page("", "", "<p>The novel, translated by Lea Winter, is sold in the town's one bookshop and in the museum.</p>");
    assert!(report.translators.is_empty(), "{:?}", report.translators);
}

#[test]
fn corrections_stay_in_the_text_and_updates_are_told() {
    let report =
        page("", "", "<p>Editor's note: An earlier version of this report gave the wrong year of the bridge. It was built in 1911.</p>");
    let text = report.text.as_str();
    assert!(report.body().any(|p| p.span.of(text).contains("wrong year")));
    assert_eq!(notes(&report, &RESOURCES.article).iter().map(|(note, _)| *note).collect::<Vec<_>>(), [Note::Correction]);
    let text = format!("Bridge opens\n\n{SENTENCE}\n\n{SENTENCE}\n\n(This story has been updated with the mayor's comment)\n");
    let report = report_of_text(&text);
    assert!(!report.body().any(|p| report.text.slice(p.span).contains("updated")));
    assert_eq!(notes(&report, &RESOURCES.article), [(Note::Update, None)]);
}

fn report_of_text(text: &str) -> Report {
    report("text.txt", text, "Harbour Daily")
}

#[test]
fn own_tag_in_a_dateline_counts_and_charts_do_not() {
    let report = report_of_text(&format!("Bridge opens\n\nMOSTAR (Harbour Daily) - {SENTENCE}\n\n{SENTENCE}\n"));
    assert_eq!(credits(&report), [("Harbour Daily", CreditRole::Agency)]);
    let middle = format!(
        "Bridge opens\n\n{SENTENCE}\n\n{SENTENCE}\n\n{SENTENCE}\n\n{SENTENCE}\n\nSource: Census Bureau\n\n{}",
        format!("{SENTENCE}\n\n").repeat(6)
    );
    assert!(report_of_text(&middle).credits.is_empty());
}
