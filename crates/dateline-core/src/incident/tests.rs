//! Tests of the incident stage: tables' examples, the schema's seed, robustness.

use super::tests_support::{kinds_in, mentions_in};
use super::*;
use crate::data::{self, DataError};

#[test]
fn triggers_catch_and_miss_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for row in data::table("lexicons/incident_triggers.tsv")? {
        if kinds_in(row.get("catches"), &lexicon).is_empty() {
            wrong.push(format!("{}: nothing in {:?}", row.get("pattern"), row.get("catches")));
        }
        let found = kinds_in(row.get("misses"), &lexicon);
        if !found.is_empty() {
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
