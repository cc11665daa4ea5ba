//! The loader of labelled cases reads them exactly as the corpus's own converter does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

use dateline_core::reading::ReadingJson;
use dateline_core::sha::Sha;
use dateline_eval::{case, input};
use std::collections::BTreeMap;
use std::process::Command;

/// SHA-256 over the twenty committed cases as readings, a line each; it was taken from the converter's output.
const CONVERTED: &str = "554f65fe0ea16b5ca1c5fa1334cac780ddf4661966f72fa1c6349b311bc79e3a";

fn lines(readings: &[ReadingJson]) -> String {
    readings.iter().map(|r| serde_json::to_string(r).unwrap() + "\n").collect()
}

#[test]
fn committed_cases_are_read_as_the_converter_reads_them() {
    let cases = case::load_all(&input::workspace().join("tests/cases")).unwrap();
    assert_eq!(cases.len(), 20);
    let labels: Vec<ReadingJson> = cases.into_iter().map(|c| c.labels).collect();
    assert_eq!(Sha::of(lines(&labels).as_bytes()).to_string(), CONVERTED);
}

#[test]
fn the_whole_corpus_is_read_as_its_converter_reads_it() {
    let Some(corpus) = input::shared().map(|s| s.join("corpus")).filter(|c| c.join("convert.py").is_file()) else {
        eprintln!("skipped: the corpus is not here ($DATELINE_SHARED or ../shared)");
        return;
    };
    let Ok(output) = Command::new("python3").arg(corpus.join("convert.py")).output() else {
        eprintln!("skipped: python3 is not here");
        return;
    };
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let converted: BTreeMap<String, serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|reading| (reading["report"]["input"]["id"].as_str().unwrap().to_owned(), reading))
        .collect();
    let cases = case::load_all(&corpus.join("reports")).unwrap();
    assert_eq!(cases.len(), converted.len());
    for case in cases {
        assert_eq!(serde_json::to_value(&case.labels).unwrap(), converted[&case.id], "{}", case.id);
    }
}

#[test]
fn labels_hold_together() {
    for case in case::load_all(&input::workspace().join("tests/cases")).unwrap() {
        let id = case.id.clone();
        let reading = case.labels.clone().into_reading().unwrap_or_else(|e| unreachable!("{id}: {e}"));
        assert_eq!(reading.to_json().places, case.labels.places, "{id}");
    }
}

#[test]
fn a_file_that_is_no_case_says_why() {
    let error = |raw: &str| format!("{:#}", case::parse(raw, "x.md").unwrap_err());
    assert!(error("no header").contains("header"));
    assert!(error("---\nid: x\n---\nA title\n```expect\nnot json\n```\n").contains("JSON"));
    let missing = "---\nid: x\n---\nA title\n```expect\n{\"hedges\": [\"words@2\"]}\n```\n";
    assert!(error(missing).contains("not in the text"));
    assert!(error("---\nurl: x\n---\nA title\n```expect\n{}\n```\n").contains("id"));
}
