//! Tests of the time stage: every example of the rule tables, the seed's times, and that nothing breaks it.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::reading::ReadingJson;
use crate::report::tests_support::report_of;
use crate::report::{Credit, Paragraph, ParagraphKind};
use crate::segment::{Abbreviations, segment};

/// The day that the tables' examples count from, a Tuesday.
const DAY: &str = "2018-02-20";

fn times_of(report: &Report) -> (Vec<Time>, Vec<Problem>) {
    let segments = segment(report, &Abbreviations::bundled().unwrap());
    let mut problems = Vec::new();
    let found = recognise(report, &segments, &anchor(report, None), rules(), &mut problems);
    (found, problems)
}

/// The bundled rules, read once for all tests.
fn rules() -> &'static Rules {
    static RULES: std::sync::OnceLock<Rules> = std::sync::OnceLock::new();
    RULES.get_or_init(|| Rules::bundled().unwrap())
}

fn read(words: &str) -> Vec<Time> {
    read_in("en", words)
}

fn read_in(language: &str, words: &str) -> Vec<Time> {
    let mut report = report_of(&[words]);
    report.language = Some(language.to_owned());
    report.published = Some(DAY.to_owned());
    times_of(&report).0
}

#[test]
fn every_example_of_the_rules_holds() {
    rules().languages.check().unwrap();
    let mut all = Vec::new();
    for (language, table) in LANGUAGES {
        let failed = failed_examples(language, table);
        all.extend(failed.iter().map(|failed| format!("{table}: {failed}")));
        let rules = data::table(table).unwrap().len();
        assert!(rules >= 80, "{table} has {rules} rules");
    }
    assert!(all.is_empty(), "{} fail\n{}", all.len(), all.join("\n"));
}

/// Examples of a table that are not read as it says.
fn failed_examples(language: &str, table: &'static str) -> Vec<String> {
    let grammar = rules().languages.get(language).unwrap();
    let mut failed = Vec::new();
    for (at, row) in data::table(table).unwrap().iter().enumerate() {
        if row.get("catches").is_empty() || row.get("misses").is_empty() {
            failed.push(format!("{}: an example is missing", row.get("pattern")));
        }
        for example in row.list("catches") {
            let (marked, wanted) = example.rsplit_once(" = ").unwrap();
            let (before, rest) = marked.split_once('[').unwrap();
            let (inside, after) = rest.split_once(']').unwrap();
            let words = format!("{before}{inside}{after}");
            let found = read_in(language, &words);
            let time = found.iter().find(|t| t.span.start() == before.len() && t.span.of(&words) == inside);
            let got = time.map(|t| t.edtf.clone().or_else(|| t.value.clone().filter(|_| t.kind != TimeType::Date)));
            let got = got.map(|value| value.unwrap_or_else(|| "none".to_owned()));
            if got.as_deref() != Some(wanted) {
                let all: Vec<_> = found.iter().map(|t| t.span.of(&words)).collect();
                failed.push(format!("{}: {example}: got {got:?} among {all:?}", row.get("pattern")));
            }
        }
        for words in row.list("misses") {
            let report = report_of(&[words]);
            let segments = segment(&report, &Abbreviations::bundled().unwrap());
            let matcher = Matcher::new(&segments, &grammar.words, 0);
            let context = Context {
                anchor: DAY.parse().ok(),
                text: None,
                near: None,
                tense: Tense::Unknown,
                latest: None,
                entry: false,
                day_first: None,
            };
            for start in 0..segments.tokens.len() {
                let found = grammar.patterns.match_rule(at, &matcher, start, segments.tokens.len());
                if found.is_some_and(|found| resolve::resolve(&found, &grammar.rules, &context).is_some()) {
                    failed.push(format!("{}: must miss {words:?}", row.get("pattern")));
                }
            }
        }
    }
    failed
}

#[test]
fn the_seed_s_times() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/seed.reading.json");
    let json: ReadingJson = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let reading = json.into_reading().unwrap();
    let (found, problems) = times_of(&reading.report);
    assert_eq!(found, reading.times);
    assert_eq!(problems, Vec::new());
}

#[test]
fn a_copy_makes_its_relative_times_uncertain() {
    let mut report = report_of(&["Yesterday they left. On 3 May 2017 they came."]);
    report.published = Some(DAY.to_owned());
    report.credits.push(Credit { name: "Wire".into(), role: CreditRole::Via, span: Span::default() });
    let (found, _) = times_of(&report);
    assert_eq!((found[0].edtf.as_deref(), found[0].anchor), (Some("2018-02-19?"), Anchor::Republication));
    assert_eq!((found[1].edtf.as_deref(), found[1].anchor), (Some("2017-05-03"), Anchor::None));
}

#[test]
fn the_day_is_that_of_the_dateline_s_country() {
    let mut report = report_of(&["Yesterday they left."]);
    report.published = Some("2018-02-20T23:30Z".to_owned());
    let day = |country| anchor(&report, country).day.map(|d| d.to_string()).unwrap_or_default();
    assert_eq!([day(None), day(Some("IQ")), day(Some("US"))], ["2018-02-20", "2018-02-21", "2018-02-20"]);
}

#[test]
fn a_dateline_with_a_day_is_the_anchor() {
    let mut report = report_of(&["BEIRUT, Feb 19 (Wire) - They left on Monday, and met yesterday."]);
    report.published = Some(DAY.to_owned());
    report.dateline = Some(Span::new(0, 6));
    let (found, _) = times_of(&report);
    let got: Vec<_> = found.iter().map(|t| (t.from.as_deref().unwrap_or(""), t.anchor)).collect();
    assert_eq!(got, [("2018-02-19", Anchor::Published), ("2018-02-19", Anchor::Dateline), ("2018-02-18", Anchor::Dateline)]);
}

#[test]
fn what_lies_ahead_in_the_past_tense_is_a_problem() {
    let mut report = report_of(&["A strike hit the town on 3 March 2018."]);
    report.published = Some(DAY.to_owned());
    let (found, problems) = times_of(&report);
    assert_eq!((found[0].edtf.clone(), found[0].from.clone()), (None, None));
    assert_eq!(problems.len(), 1);
    let mut report = report_of(&["The talks will open on 3 March 2018."]);
    report.published = Some(DAY.to_owned());
    let (found, problems) = times_of(&report);
    assert_eq!((found[0].from.as_deref(), problems.len()), (Some("2018-03-03"), 0));
}

#[test]
fn a_weekday_looks_where_the_verb_looks() {
    for (words, day) in [
        ("They left on Friday.", "2018-02-16"),
        ("They will leave on Friday.", "2018-02-23"),
        ("The bridge will be opened on Friday.", "2018-02-23"),
        ("The bridge was opened on Tuesday.", "2018-02-20"),
        ("He said on Friday that he would come.", "2018-02-16"),
        ("The mayor could not be reached on Friday.", "2018-02-16"),
        ("They stayed in the cellar until late on Friday.", "2018-02-16"),
        ("The school is closed until Friday.", "2018-02-23"),
        ("The vote was postponed until Friday.", "2018-02-23"),
        ("The hearing was to be held on Friday.", "2018-02-23"),
        ("A meeting scheduled for Friday was in doubt.", "2018-02-23"),
    ] {
        assert_eq!(read(words)[0].from.as_deref(), Some(day), "{words}");
    }
}

#[test]
fn no_times() {
    for words in [
        "They may leave and march on.",
        "A boy of nine years and a 12-year-old girl, aged 15.",
        "Call 0171 555 1234 or pay $2,000.",
        "The second man won 3:2, said the Sunday Times.",
        "Photo by HARBOUR TODAY, as the Friday Herald has it.",
    ] {
        assert_eq!(read(words), Vec::new(), "{words}");
    }
}

#[test]
fn a_report_without_day_keeps_its_words() {
    let found = times_of(&report_of(&["Yesterday and on Friday, 12 May and in June, at 3 p.m. and last week, two days ago."])).0;
    assert!(found.len() >= 6, "{found:?}");
    assert!(found.iter().all(|t| t.from.is_none() && t.edtf.is_none()), "{found:?}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Any words, any day: spans fit, days are in order, nothing panics.
    #[test]
    fn nothing_breaks_it(words in proptest::collection::vec(
        proptest::sample::select(vec!["on", "the", "12", "31", "May", "2018", "Friday", "two", "days", "ago", "since", "last", "year", "night",
            "of", "to", "-", "and", ":", "30", "p.m.", "after", "in", "9999", "0000", "1000000000", "weeks", "later", "quarter",
            "half", "past", "o'clock", "hours", "century", "years", "months", "decades", "first", "’s", "é", ",", "."]), 0..30),
        day in "(0001-01-01|9999-12-31|2018-02-20|x|)") {
        let text = words.join(" ");
        let mut report = report_of(&[text.as_str()]);
        report.paragraphs = vec![Paragraph { span: Span::new(0, text.len()).trimmed(&text), kind: ParagraphKind::Lede }];
        report.published = Some(day);
        for time in times_of(&report).0 {
            proptest::prop_assert!(!time.span.of(&text).is_empty());
            if let (Some(from), Some(to)) = (&time.from, &time.to) {
                proptest::prop_assert!(from <= to, "{time:?}");
            }
        }
    }
}
