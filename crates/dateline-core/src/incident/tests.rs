//! Tests of the incident stage: tables' examples, the schema's seed, robustness.

use super::tests_support::{kinds_in, mentions_in};
use super::*;
use crate::data::{self, DataError};

#[test]
fn triggers_catch_and_miss_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for row in data::table("lexicons/incident_triggers.tsv")? {
        if kinds_in(row.get("catches"), &lexicon).is_empty() == (row.get("kind") != "none") {
            wrong.push(format!("{}: nothing in {:?}", row.get("pattern"), row.get("catches")));
        }
        let found = kinds_in(row.get("misses"), &lexicon);
        if found.is_empty() == (row.get("kind") == "none") {
            wrong.push(format!("{}: {found:?} in {:?}", row.get("pattern"), row.get("misses")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn any_words_are_read_without_end_or_panic() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    for words in ["", "a", "shelled", "strike strike strike", "¿“”(by by by of of", "killed by"] {
        let _ = mentions_in(words, &lexicon);
    }
    let long = "shells fell on the market by the army ".repeat(20_000);
    assert!(mentions_in(&long, &lexicon).len() <= 600);
    Ok(())
}

/// The incidents of the contract's example, read with its other parts as given.
#[test]
fn the_seed_is_read_as_the_contract_has_it() -> Result<(), Box<dyn std::error::Error>> {
    let json: crate::reading::ReadingJson = serde_json::from_str(include_str!("../../../../docs/schema/seed.reading.json"))?;
    let seed = json.into_reading()?;
    let abbreviations = crate::segment::Abbreviations::bundled()?;
    let segments = crate::segment::segment(&seed.report, &abbreviations);
    let parts = Parts { places: &seed.places, times: &seed.times, counts: &seed.counts, claims: &seed.claims };
    assert_eq!(recognise(&seed.report, &segments, &parts, &Lexicon::bundled()?), seed.incidents);
    Ok(())
}
