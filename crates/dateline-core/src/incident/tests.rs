//! Tests of the incident stage: tables' examples, the schema's seed, robustness.

use super::tests_support::{kinds_in, kinds_of, mentions_in, mentions_of};
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

/// Languages with tables of their own beside English.
const OTHERS: [&str; 4] = ["ar", "es", "fr", "ru"];

#[test]
fn tables_of_every_language_can_be_read() -> Result<(), Box<dyn std::error::Error>> {
    Ok(Lexicon::bundled()?.check()?)
}

#[test]
fn triggers_of_other_languages_catch_and_miss_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for language in OTHERS {
        for row in data::table(super::lexicon::triggers_of(language))? {
            let none = row.get("kind") == "none";
            let wanted = Kind::from_word(row.get("kind").trim_end_matches('*'));
            let caught = kinds_of(row.get("catches"), language, &lexicon);
            let open = row.get("kind").ends_with('*');
            if none != caught.is_empty() || !none && !open && !wanted.is_some_and(|kind| caught.contains(&kind)) {
                wrong.push(format!("{language} {}: {caught:?} in {:?}", row.get("pattern"), row.get("catches")));
            }
            let found = kinds_of(row.get("misses"), language, &lexicon);
            if found.is_empty() == none {
                wrong.push(format!("{language} {}: {found:?} in the miss {:?}", row.get("pattern"), row.get("misses")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[test]
fn cues_of_other_languages_catch_and_miss_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for row in data::table("lexicons/incident_tellings.tsv")? {
        let told = |column| super::tests_support::assertions_of(row.get(column), row.get("language"), &lexicon);
        let is = |a: &Assertion| a.as_str() == row.get("assertion");
        if !told("catches").iter().any(is) || told("misses").iter().any(is) {
            let (catches, misses) = (told("catches"), told("misses"));
            wrong.push(format!("{} {}: {catches:?}, {misses:?}", row.get("language"), row.get("pattern")));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[test]
fn classes_of_other_languages_hold_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for row in data::table("lexicons/incident_classes.tsv")? {
        let words = lexicon.of(Some(row.get("language")));
        let is = |word: &str| words.is(row.get("class"), &crate::letters::folded(&word.to_lowercase()));
        if !row.list("catches").all(is) || row.list("misses").any(is) {
            wrong.push(format!("{} {}", row.get("language"), row.get("class")));
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
    for language in OTHERS {
        for words in ["", "،", "قصف", "وال", "l'", "d'attaque", "«", "обстрел", "¿“”(by a de de d'", "ataque por por", "قصف من قبل"]
        {
            let _ = mentions_of(words, language, &lexicon);
        }
        let long = "قصف الجيش السوق l'attaque de l'armée ataque por el обстрел армии par ".repeat(1_500);
        assert!(mentions_of(&long, language, &lexicon).len() <= 600);
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

#[test]
fn cues_catch_and_miss_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for row in data::table("lexicons/incident_cues.tsv")? {
        let told = super::tests_support::assertions_in(row.get("catches"), &lexicon);
        if !told.iter().any(|a| a.as_str() == row.get("assertion")) {
            wrong.push(format!("{}: {told:?} in {:?}", row.get("pattern"), row.get("catches")));
        }
        let told = super::tests_support::assertions_in(row.get("misses"), &lexicon);
        if row.get("assertion") != "asserted" && told.iter().any(|a| a.as_str() == row.get("assertion")) {
            wrong.push(format!("{}: {told:?} in {:?}", row.get("pattern"), row.get("misses")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn classes_and_fields_hold_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    for row in data::table("lexicons/incident_words.tsv")? {
        assert!(row.list("catches").all(|w| lexicon.of(None).is(row.get("class"), w)), "{}", row.get("class"));
        assert!(!row.list("misses").any(|w| lexicon.of(None).is(row.get("class"), w)), "{}", row.get("class"));
    }
    for (index, row) in data::table("lexicons/incident_domains.tsv")?.iter().enumerate() {
        assert!(row.list("catches").all(|w| lexicon.of(None).domain(w) == Some(index)), "{}", row.get("domain"));
        assert!(!row.list("misses").any(|w| lexicon.of(None).domain(w) == Some(index)), "{}", row.get("domain"));
    }
    Ok(())
}

#[test]
fn figures_of_speech_tell_of_no_incident() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    for words in [
        "The striker fired a rocket into the net and the coach praised the attack of his side after the match.",
        "Nurses voted for a strike over wages, the union said.",
        "Shares exploded after the merger and investors attacked the board over the dividend.",
        "Gusts struck the coast and the storm hit two towns, the forecaster said.",
        "The director said critics had bombed his film at the festival.",
    ] {
        assert!(mentions_in(words, &lexicon).is_empty(), "{words}: {:?}", mentions_in(words, &lexicon));
    }
    Ok(())
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Words of the lexicons in any order, with marks between, are read without a panic.
    #[test]
    fn rows_of_triggers_are_read(words in proptest::collection::vec("(shells|fell|on|the|by|army|“|”|strike|killed|of|its|\\(|\\)|,|é|Front|denied|no|not|2|accused|behind|from|was|a)", 1..60)) {
        static LEXICON: std::sync::LazyLock<Lexicon> = std::sync::LazyLock::new(|| Lexicon::bundled().unwrap_or_default());
        let _ = mentions_in(&words.join(" "), &LEXICON);
    }

    /// The same in the other languages, with what is written together.
    #[test]
    fn rows_of_other_triggers_are_read(words in proptest::collection::vec("(قصف|وبالقصف|الجيش|من|قبل|نفى|لم|،|l'attaque|d'un|par|armée|marché|tué|«|»|ataque|por|ejército|no|удар|армии|по|рынку|не|обстрелян|боевиками|2|\\.)", 1..60)) {
        static LEXICON: std::sync::LazyLock<Lexicon> = std::sync::LazyLock::new(|| Lexicon::bundled().unwrap_or_default());
        for language in OTHERS {
            let _ = mentions_of(&words.join(" "), language, &LEXICON);
        }
    }
}
