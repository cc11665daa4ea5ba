//! Pages to reports: paragraphs, pages, what is left out, and the way back to the source.

#![allow(clippy::unwrap_used)]

use super::super::tests::{RULES, document};
use super::*;
use crate::article::extract;
use crate::report::Form;
use proptest::prelude::*;
use std::sync::Arc;

/// Takes the bytes of a "PDF" as its pages, divided by form feeds.
#[derive(Debug)]
struct Divided;

impl PdfPages for Divided {
    fn pages(&self, bytes: &[u8]) -> Result<PdfText, String> {
        let text = String::from_utf8_lossy(bytes);
        if text == "secret" {
            return Err("It is encrypted.".to_owned());
        }
        Ok(PdfText { pages: text.split(PAGE_BREAK).map(str::to_owned).collect(), problems: Vec::new() })
    }
}

static WITH_PDF: std::sync::LazyLock<Rules> = std::sync::LazyLock::new(|| {
    let mut rules = Rules::bundled().unwrap();
    rules.pdf = Some(Arc::new(Divided));
    rules
});

fn of(pages: &[&str]) -> Report {
    extract(&document(pages.join("\u{c}").as_bytes(), "application/pdf"), &WITH_PDF)
}

fn paragraphs(report: &Report) -> Vec<&str> {
    report.paragraphs.iter().map(|p| report.text.slice(p.span)).collect()
}

/// Every paragraph's source spells it, but for what joins and stands for others.
fn hold_together(report: &Report, pages: &[String]) {
    let (source, spans) = joined(pages);
    assert_eq!(report.pages, if report.text.as_str().is_empty() { Vec::new() } else { spans });
    let mut before = 0;
    for paragraph in &report.paragraphs {
        assert!(before <= paragraph.span.start() && !paragraph.span.is_empty());
        before = paragraph.span.end();
        assert_eq!(paragraph.span, paragraph.span.trimmed(report.text.as_str()));
        let ranges = report.text.origin().source_of(paragraph.span);
        assert!(ranges.iter().all(|range| source.get(range.range()).is_some()), "ranges stand on characters");
        let (first, last) = report.pages_of(paragraph.span).unwrap();
        assert!(1 <= first && first <= last && last <= pages.len());
    }
    for piece in report.text.origin().pieces().iter().filter(|piece| piece.verbatim) {
        assert_eq!(piece.source.of(&source), report.text.slice(piece.text));
    }
}

#[test]
fn a_letter_of_two_pages() {
    let pages = [
        "Ministry of Rivers and Bridges\n\nLetter No. 114\n\nKarsun, 3 March 2021\n\nExcellency,\n\nOn 1 March two shells fell on the market of Tel Amra. The shells killed at\nleast four people, among them a woman of the neigh-\nbouring village, and the ministry\nasks for an inquiry into who\n\nPage 1 of 2",
        "Ministry of Rivers and Bridges\n\nfired them.\n\nAccept, Excellency, the assurances of my highest consideration.\n\nPage 2 of 2",
    ];
    let report = of(&pages);
    assert_eq!(report.form, Some(Form::Letter));
    assert_eq!(report.title.as_deref(), Some("Letter No. 114"));
    assert_eq!(report.paragraphs[0].kind, ParagraphKind::Byline, "the letterhead is no part of the account");
    let all = paragraphs(&report);
    assert!(
        all.iter().any(|p| p.ends_with("a woman of the neighbouring village, and the ministry asks for an inquiry into who fired them.")),
        "{all:?}"
    );
    let dropped: Vec<&str> = report.dropped.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(dropped, ["Page 1 of 2", "Ministry of Rivers and Bridges", "Page 2 of 2"]);
    assert!(report.dropped.iter().all(|d| d.reason == DropReason::Other));
    let on =
        |words: &str| report.paragraphs.iter().find(|p| report.text.slice(p.span).contains(words)).and_then(|p| report.pages_of(p.span));
    assert_eq!((on("Excellency,"), on("fired them"), on("assurances")), (Some((1, 1)), Some((1, 2)), Some((2, 2))));
    hold_together(&report, &pages.map(str::to_owned));
}

#[test]
fn a_hyphen_stays_where_it_is_the_words_own() {
    let report = of(&[
        "Title\n\nThe town of Deir ez-\nZor and the well-\nknown ground-\nlaunched weapon; a well-known thing. Weapons are launched from the ground.",
    ]);
    assert_eq!(
        paragraphs(&report)[1],
        "The town of Deir ez-Zor and the well-known ground-launched weapon; a well-known thing. Weapons are launched from the ground."
    );
}

#[test]
fn letters_that_stand_for_others_are_mended_and_still_point_back() {
    let page = "Title\n\nThe o\u{fb03}ce con\u{fb01}rmed a cease\u{ad}fire and\u{a0}left. \u{fe8d}\u{fedf}\u{fee2}\u{ae}";
    let report = of(&[page]);
    assert_eq!(paragraphs(&report)[1], "The office confirmed a ceasefire and left. \u{627}\u{644}\u{645}\u{ae}");
    hold_together(&report, &[page.to_owned()]);
}

#[test]
fn running_heads_and_numbers_leave_the_text_and_lists_stay_lists() {
    let names = ["bridge", "ford", "mill", "market"];
    let page = |n: usize| {
        let name = names[n];
        let body = format!("The council heard nine speakers that day, and each of them spoke of the {name}.");
        format!("River Council Bulletin, No. {n}\n\n{body}\n\n1. The {name} is closed;\n2. The {name} is open again.\n\n- {} -", n + 7)
    };
    let pages: Vec<String> = (0..4).map(page).collect();
    let refs: Vec<&str> = pages.iter().map(String::as_str).collect();
    let report = of(&refs);
    assert!(!report.text.as_str().contains("Bulletin"), "{}", report.text.as_str());
    assert!(!report.text.as_str().contains("- 7"));
    assert!(paragraphs(&report).contains(&"2. The ford is open again."));
    hold_together(&report, &pages);
}

#[test]
fn a_number_alone_stays_unless_it_is_the_pages() {
    assert!(of(&["Killed at the ford\n\nThe count of the dead, as the mayor gave it, was\n\n17"]).text.as_str().contains("17"));
    assert!(!of(&["Killed at the ford\n\nThe mayor gave no count of the dead.\n\n1"]).text.as_str().contains('1'));
}

#[test]
fn what_can_not_be_read_says_why() {
    let no_reader = extract(&document(b"x", "application/pdf"), &RULES);
    assert!(no_reader.form.is_none() && no_reader.problems.len() == 1);
    for (pages, wanted) in [
        (vec!["", " \n"], "no text layer"),
        (vec!["\u{e001}\u{e002}\u{e003} \u{fffd}\u{fffd}"], "stand for nothing"),
        (vec!["secret"], "encrypted"),
    ] {
        let report = of(&pages);
        assert!(report.form.is_none() && report.pages.is_empty() && report.problems.len() == 1, "{:?}", report.problems);
        assert!(report.problems[0].message.contains(wanted), "{:?}", report.problems);
    }
}

#[test]
fn a_text_over_the_limit_is_a_problem() {
    let mut rules = Rules::bundled().unwrap();
    rules.pdf = Some(Arc::new(Divided));
    rules.limits.text = 100;
    let report = extract(&document("Words of a letter. ".repeat(20).as_bytes(), "application/pdf"), &rules);
    assert!(report.form.is_none() && report.problems[0].message.contains("--max-text-mib"));
}

proptest! {
    #[test]
    fn any_pages_hold_together(pages in prop::collection::vec("([a-zA-Zé .,\\-\n1-3\u{ad}\u{fb01}\u{a0}ا]|Page 1|\n\n){0,60}", 1..5)) {
        let report = extract(&document(pages.join("\u{c}").as_bytes(), "application/pdf"), &WITH_PDF);
        hold_together(&report, &pages);
    }
}
