//! Tests of the toll stage: every example of the table, the seed's counts, and that nothing breaks it.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::data;
use crate::reading::ReadingJson;
use crate::report::tests_support::report_of;
use crate::segment::{Abbreviations, segment};
use crate::time;

fn counts_of(report: &Report) -> Vec<Count> {
    let segments = segment(report, &Abbreviations::bundled().unwrap());
    static RULES: std::sync::OnceLock<(time::Rules, Rules)> = std::sync::OnceLock::new();
    let (time_rules, rules) = RULES.get_or_init(|| (time::Rules::bundled().unwrap(), Rules::bundled().unwrap()));
    let times = time::recognise(report, &segments, &time::anchor(report, None), time_rules, &mut Vec::new());
    recognise(report, &segments, &times, rules)
}

/// A count as the table of examples writes it: words, outcome, who, min, max, scope and what it is a part of.
fn written(counts: &[Count], words: &str) -> Vec<String> {
    let bound = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let one = |c: &Count| {
        let of = c.of.map_or_else(String::new, |of| format!(" of {of}"));
        format!("{}: {} {} {} {} {}{of}", c.span.of(words), c.outcome, c.who, bound(c.min), bound(c.max), c.scope)
    };
    counts.iter().map(one).collect()
}

/// The examples of each language.
const TABLES: &[(&str, &str)] = &[
    ("ar", "rules/toll_ar.tsv"),
    ("en", "rules/toll_en.tsv"),
    ("es", "rules/toll_es.tsv"),
    ("fr", "rules/toll_fr.tsv"),
    ("ru", "rules/toll_ru.tsv"),
];

#[test]
fn every_example_holds() {
    Rules::bundled().unwrap().languages.check().unwrap();
    let mut failed = Vec::new();
    for language in LANGUAGES {
        let table: &'static str = TABLES.iter().find(|(of, _)| of == language).unwrap().1;
        let rows = data::table(table).unwrap();
        assert!(rows.len() >= 80, "{table} has {} examples", rows.len());
        for row in &rows {
            let words = row.get("words");
            let mut report = report_of(&[words]);
            report.language = Some((*language).to_owned());
            report.published = Some("2018-02-20".to_owned());
            let got = written(&counts_of(&report), words);
            let wanted: Vec<String> = row.list("counts").map(str::to_owned).collect();
            if got != wanted {
                failed.push(format!("{table} {}: {words}\n  wanted {wanted:?}\n  got    {got:?}", row.get("what")));
            }
        }
    }
    assert!(failed.is_empty(), "{} fail\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn the_seed_s_counts() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/seed.reading.json");
    let json: ReadingJson = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let reading = json.into_reading().unwrap();
    assert_eq!(counts_of(&reading.report), reading.counts);
}

#[test]
fn the_hedge_keeps_its_words() {
    let words = "About 40 people were hurt and 11 terrorists were neutralised.";
    let counts = counts_of(&report_of(&[words]));
    let hedges: Vec<_> = counts.iter().map(|c| c.hedge.map(|h| h.of(words))).collect();
    assert_eq!(hedges, [Some("About"), Some("neutralised")]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Any words: spans fit, indexes point to earlier or later counts that exist, bounds are in order, nothing panics.
    #[test]
    fn nothing_breaks_it(words in proptest::collection::vec(
        proptest::sample::select(vec!["at", "least", "12", "people", "were", "killed", "and", "including", "three", "of", "them", "children", ",", "(", ")",
            "a", "nurse", "the", "dead", "toll", "rose", "to", "17", "between", "15", "-", "20", "no", "one", "hurt", "family", "six", "dozens",
            "more", "wounded", "18446744073709551615", "million", "dozen", "“", "é", "since", "2014", "."]), 0..40)) {
        let text = words.join(" ");
        let mut report = report_of(&[text.as_str()]);
        report.published = Some("2018-02-20".to_owned());
        let counts = counts_of(&report);
        for count in &counts {
            proptest::prop_assert!(!count.span.of(&text).is_empty());
            proptest::prop_assert!(count.of.is_none_or(|of| of < counts.len()));
            proptest::prop_assert!(count.min.zip(count.max).is_none_or(|(min, max)| min <= max), "{:?}", count);
        }
        proptest::prop_assert!(counts.windows(2).all(|w| w[0].span.start() <= w[1].span.start()));
    }
}
