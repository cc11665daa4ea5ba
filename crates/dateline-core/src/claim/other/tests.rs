//! Tests of claims in languages without a tagger: the examples of the tables, constructions, and that nothing breaks it.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::super::tests_support::Reader;
use super::super::{Claim, Lexicon, attribute};
use super::LANGUAGES;
use crate::data;
use crate::letters;
use crate::report::tests_support::report_of;
use crate::segment::segment;

fn folded(words: &str) -> String {
    let lower = words.to_lowercase().replace('’', "'");
    letters::folded(&lower).into_owned()
}

/// The first words of a row's forms, as cues begin with them.
fn heads(row: &data::Row) -> Vec<String> {
    let form = |f: &str| folded(f.rsplit_once(':').map_or(f, |(_, words)| words));
    row.list("forms").map(form).map(|f| f.split(" _").next().unwrap_or("").to_owned()).collect()
}

#[test]
fn every_table_is_read() {
    Lexicon::bundled().unwrap().other.check().unwrap();
    for language in LANGUAGES {
        let rows = data::table("lexicons/claim_other_cues.tsv").unwrap();
        assert!(rows.iter().any(|row| row.get("language") == *language), "{language}");
    }
}

#[test]
fn every_cue_catches_and_misses_its_examples() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    for row in data::table("lexicons/claim_other_cues.tsv").unwrap() {
        let (language, cue) = (row.get("language"), row.get("cue"));
        let heads = heads(&row);
        let has = |text: &str| {
            let claims = reader.read_in(language, &[text]).claims;
            claims.iter().any(|c| {
                let words = folded(c.cue.as_deref().unwrap_or(""));
                heads.iter().any(|h| words.starts_with(h.as_str()) || h.split(' ').next_back().is_some_and(|last| words.starts_with(last)))
            })
        };
        assert!(!row.get("catches").is_empty() && !row.get("misses").is_empty(), "{cue} has no examples");
        if !has(row.get("catches")) {
            wrong.push(format!(
                "{language} {cue} must catch: {} {:?}",
                row.get("catches"),
                reader.read_in(language, &[row.get("catches")]).claims
            ));
        }
        if has(row.get("misses")) {
            wrong.push(format!("{language} {cue} must miss: {}", row.get("misses")));
        }
    }
    assert!(wrong.is_empty(), "{} of them\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_hedge_catches_and_misses_its_examples() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    for row in data::table("lexicons/claim_other_hedges.tsv").unwrap() {
        let forms: Vec<String> = row.list("forms").map(folded).collect();
        let has = |text: &str| reader.read_in(row.get("language"), &[text]).hedges.iter().any(|h| forms.contains(&folded(h)));
        if !has(row.get("catches")) {
            wrong.push(format!("{} must catch: {}", row.get("hedge"), row.get("catches")));
        }
        if has(row.get("misses")) {
            wrong.push(format!("{} must miss: {}", row.get("hedge"), row.get("misses")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One line for each claim: what a row of the table says of it.
fn line(claim: &Claim<String>) -> String {
    let (span, name) = claim.speaker.as_ref().map_or(("", ""), |s| (s.span.as_str(), s.name.as_str()));
    let cue = claim.cue.as_deref().unwrap_or("");
    let via = claim.via.as_deref().unwrap_or("");
    [span, name, via, cue, &claim.content.join("|"), claim.stance.as_str(), claim.quotation.as_str()].join("\t")
}

#[test]
fn constructions_of_reported_speech_are_read() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    let table = include_str!("constructions.tsv");
    for row in table.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1) {
        let (language, rest) = row.split_once('\t').unwrap();
        let (text, expected) = rest.split_once('\t').unwrap();
        let paragraphs: Vec<&str> = text.split('¶').map(str::trim).collect();
        let found: Vec<String> = reader.read_in(language, &paragraphs).claims.iter().map(line).collect();
        if !found.iter().any(|f| f == expected) {
            wrong.push(format!("{language} {text}\n  wanted {expected}\n  found  {}", found.join("\n         ")));
        }
    }
    assert!(wrong.is_empty(), "{} of them\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_reports_own_voice_is_no_claim() {
    let reader = Reader::new();
    for (language, text) in [
        ("ru", "Девять человек погибли, когда мина попала в мельницу у реки."),
        ("fr", "Neuf personnes sont mortes quand un obus a touché le moulin près de la rivière."),
        ("es", "Nueve personas murieron cuando un proyectil cayó sobre el molino junto al río."),
        ("ar", "قتل تسعة أشخاص حين سقطت قذيفة على الطاحونة قرب النهر."),
    ] {
        let found = reader.read_in(language, &[text]).claims;
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn hostile_texts_stay_cheap() {
    let reader = Reader::new();
    for (language, word) in
        [("ru", "сказал он, "), ("fr", "d'après l'agence, "), ("es", "según dijo, "), ("ar", "وقال، "), ("ru", "«"), ("fr", "« a-t-il ")]
    {
        let text = word.repeat(20_000);
        let before = std::time::Instant::now();
        reader.read_in(language, &[&text]);
        assert!(before.elapsed().as_secs() < 20, "{language} {word}: {:?}", before.elapsed());
    }
}

proptest::proptest! {
    /// Any text is read without a panic, spans stand in it on the edges of characters, and parents point into the list.
    #[test]
    fn any_text_is_read(
        language in "(ar|es|fr|ru|uk)",
        text in "([А-Я]?[а-я]{1,7}|сказал|что|по словам|в письме|его|قال|أن|وأضاف|بحسب|نقلا عن|المصدر|a-t-il|déclaré|d'après|l'agence|que|según|dijo|él|se|[a-zé]{1,6}|[؀-ۿ]{1,6}|«|»|“|”|\"|'|’|,|،|\\.|:|–|—|-|\\(|\\)|\\?|İ|ß| |\\n){0,80}",
    ) {
        thread_local!(static READER: Reader = Reader::new());
        READER.with(|reader| {
            let mut report = report_of(&[text.as_str()]);
            report.language = Some(language.clone());
            let segments = segment(&report, &reader.abbreviations);
            let (claims, hedges) = attribute(&report, &segments, &[], &reader.lexicon);
            let body = report.text.as_str();
            for claim in &claims {
                assert!(claim.parent.is_none_or(|p| p < claims.len()));
                let speaker = claim.speaker.as_ref().map(|s| s.span);
                for span in claim.content.iter().chain(&claim.cue).chain(&claim.hedges).chain(&claim.via).chain(&claim.addressees).chain(&speaker) {
                    assert!(body.is_char_boundary(span.start()) && body.is_char_boundary(span.end()) && !span.of(body).is_empty());
                }
            }
            assert!(hedges.is_sorted());
        });
    }
}
