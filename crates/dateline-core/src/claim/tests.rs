//! Tests of the claim stage: the seed reading, the examples of the lexicons, and a table of constructions.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::tests_support::Reader;
use super::*;
use crate::data;
use crate::reading::ReadingJson;
use crate::report::tests_support::report_of;
use crate::segment::{Abbreviations, segment};
use crate::text::CodePoints;

const SEED: &str = include_str!("../../../../docs/schema/seed.reading.json");

#[test]
fn the_seed_report_is_read_as_its_labels_say() {
    let json: ReadingJson = serde_json::from_str(SEED).unwrap();
    let (claims, hedges) = (json.claims.clone(), json.hedges.clone());
    let reading = json.into_reading().unwrap();
    let segments = segment(&reading.report, &Abbreviations::bundled().unwrap());
    let lexicon = Lexicon::bundled().unwrap();
    let (found, found_hedges) = attribute(&reading.report, &segments, &reading.places, &lexicon);
    let points = CodePoints::new(reading.report.text.as_str());
    let found: Vec<_> = found.into_iter().map(|c| c.map(&mut |s| points.quote(s))).collect();
    for (at, claim) in claims.iter().enumerate() {
        assert_eq!(found.get(at), Some(claim), "claim {at}");
    }
    assert_eq!(found.len(), claims.len());
    assert_eq!(found_hedges.into_iter().map(|s| points.quote(s)).collect::<Vec<_>>(), hedges);
}

/// One line for each claim: what a row of the table says of it.
fn line(claim: &Claim<String>) -> String {
    let (span, name) = claim.speaker.as_ref().map_or(("", ""), |s| (s.span.as_str(), s.name.as_str()));
    let cue = claim.cue.as_deref().unwrap_or("");
    [span, name, cue, &claim.content.join("|"), &claim.addressees.join("|"), claim.stance.as_str(), claim.quotation.as_str()].join("\t")
}

#[test]
fn constructions_of_reported_speech_are_read() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    let table = include_str!("constructions.tsv");
    for row in table.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1) {
        let (text, expected) = row.split_once('\t').unwrap();
        let paragraphs: Vec<&str> = text.split('¶').map(str::trim).collect();
        let found: Vec<String> = reader.read(&paragraphs).claims.iter().map(line).collect();
        if !found.iter().any(|f| f == expected) {
            wrong.push(format!("{text}\n  wanted {expected}\n  found  {}", found.join("\n         ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_cue_catches_and_misses_its_examples() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    for row in data::table("lexicons/claim_cues.tsv").unwrap() {
        let cue = row.get("cue");
        let head = cue.split(' ').next().unwrap();
        let forms: Vec<&str> = row.list("forms").chain([head]).collect();
        let has = |text: &str| {
            reader.read(&[text]).claims.iter().any(|c| {
                let words = c.cue.as_deref().unwrap_or("").to_lowercase();
                words.split(' ').any(|w| forms.contains(&w)) && cue.split(' ').skip(1).all(|p| words.split(' ').any(|w| w == p))
            })
        };
        assert!(!row.get("catches").is_empty() && !row.get("misses").is_empty(), "{cue} has no examples");
        if !has(row.get("catches")) {
            wrong.push(format!("{cue} must catch: {}", row.get("catches")));
        }
        if has(row.get("misses")) {
            wrong.push(format!("{cue} must miss: {}", row.get("misses")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_hedge_catches_and_misses_its_examples() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    for row in data::table("lexicons/claim_hedges.tsv").unwrap() {
        let phrase = row.get("phrase");
        let has = |text: &str| reader.read(&[text]).hedges.iter().any(|h| h.to_lowercase().starts_with(phrase));
        if !has(row.get("catches")) {
            wrong.push(format!("{phrase} must catch: {}", row.get("catches")));
        }
        if has(row.get("misses")) {
            wrong.push(format!("{phrase} must miss: {}", row.get("misses")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reports_own_voice_is_no_claim() {
    let reader = Reader::new();
    for text in [
        "Nine people were killed when a mortar shell hit the mill near Lorne.",
        "The river rose by two metres and the old bridge fell.",
        "Troops entered the town before dawn, meeting no resistance.",
        "Its “green zone” was empty on Monday.",
    ] {
        let found = reader.read(&[text]).claims;
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn a_claim_inside_another_knows_its_parent() {
    let reader = Reader::new();
    let found = reader.read(&["Harbour Radio reported that the governor had accused the army of a raid."]).claims;
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!((found[0].parent, found[1].parent), (None, Some(0)));
}

proptest::proptest! {
    /// Any text is read without a panic, spans stand in it, and parents point into the list.
    #[test]
    fn any_text_is_read(text in "([A-Z]?[a-z]{1,9}|said|told|that|according to|“|”|\"|'|,|\\.|:|–|-|\\(|\\)|\\?|и|ل| |\\n){0,80}") {
        thread_local!(static READER: Reader = Reader::new());
        READER.with(|reader| {
            let report = report_of(&[text.as_str()]);
            let segments = segment(&report, &reader.abbreviations);
            let (claims, hedges) = attribute(&report, &segments, &[], &reader.lexicon);
            for claim in &claims {
                assert!(claim.parent.is_none_or(|p| p < claims.len()));
                for span in claim.content.iter().chain(&claim.cue).chain(&claim.hedges) {
                    assert!(!report.text.slice(*span).is_empty());
                }
            }
            assert!(hedges.is_sorted());
        });
    }
}

#[test]
fn what_a_speaker_does_not_do_as_a_recorder_is_no_denial() {
    let reader = Reader::new();
    for (words, stance) in [
        ("“We do not add up the tolls of both sides,” the monitor said.", Stance::Asserts),
        ("“We do not publish the names of the dead,” the monitor said.", Stance::Asserts),
        ("“We did not fire at the market,” the Column said.", Stance::Denies),
    ] {
        let found = reader.read(&[words]);
        assert_eq!(found.claims.first().map(|c| c.stance), Some(stance), "{words}");
    }
}
