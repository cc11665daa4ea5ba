//! Helpers of the incident stage's tests: reading a sentence without the other stages' parts.

use super::{Assertion, IncidentMention, Kind, Lexicon, Parts, recognise};
use crate::report::Report;
use crate::report::tests_support::report_of;
use crate::segment::{Abbreviations, segment};

/// The mentions in some English words, read without places, times, counts and claims.
pub(super) fn mentions_in(words: &str, lexicon: &Lexicon) -> Vec<IncidentMention> {
    mentions_of(words, "en", lexicon)
}

/// The mentions in some words of a language, read without places, times, counts and claims.
pub(super) fn mentions_of(words: &str, language: &str, lexicon: &Lexicon) -> Vec<IncidentMention> {
    let report = Report { language: Some(language.to_owned()), ..report_of(&[words]) };
    let segments = segment(&report, &Abbreviations::default());
    let parts = Parts { places: &[], times: &[], counts: &[], claims: &[] };
    recognise(&report, &segments, &parts, lexicon)
}

/// The kinds of the triggers found in some English words.
pub(super) fn kinds_in(words: &str, lexicon: &Lexicon) -> Vec<Kind> {
    kinds_of(words, "en", lexicon)
}

/// The kinds of the triggers found in some words of a language.
pub(super) fn kinds_of(words: &str, language: &str, lexicon: &Lexicon) -> Vec<Kind> {
    let report = Report { language: Some(language.to_owned()), ..report_of(&[words]) };
    let segments = segment(&report, &Abbreviations::default());
    let parts = Parts { places: &[], times: &[], counts: &[], claims: &[] };
    let context = super::context::Context::new(&report, &segments, &parts, lexicon.of(report.language.as_deref()));
    let hits = super::hit::find(&context);
    hits.iter().map(|h| if h.open { super::means::weapons_of(&context, h).1.unwrap_or(h.kind) } else { h.kind }).collect()
}

/// How the triggers found in some English words are told.
pub(super) fn assertions_in(words: &str, lexicon: &Lexicon) -> Vec<Assertion> {
    assertions_of(words, "en", lexicon)
}

/// How the triggers found in some words of a language are told.
pub(super) fn assertions_of(words: &str, language: &str, lexicon: &Lexicon) -> Vec<Assertion> {
    let report = Report { language: Some(language.to_owned()), ..report_of(&[words]) };
    let segments = segment(&report, &Abbreviations::default());
    let parts = Parts { places: &[], times: &[], counts: &[], claims: &[] };
    let context = super::context::Context::new(&report, &segments, &parts, lexicon.of(report.language.as_deref()));
    super::hit::find(&context).iter().map(|h| h.assertion).collect()
}

/// The words of the tolls of each mention of a report, read with its counts alone.
pub(super) fn report_and_tolls(paragraphs: &[&str]) -> Result<Vec<Vec<String>>, crate::data::DataError> {
    let lexicon = Lexicon::bundled()?;
    let report = report_of(paragraphs);
    let segments = segment(&report, &Abbreviations::default());
    let counts = crate::toll::recognise(&report, &segments, &[], &crate::toll::Rules::bundled()?);
    let parts = Parts { places: &[], times: &[], counts: &counts, claims: &[] };
    let words = |count: usize| counts[count].span.of(segments.body).to_owned();
    Ok(recognise(&report, &segments, &parts, &lexicon).iter().map(|m| m.toll.iter().map(|t| words(t.count)).collect()).collect())
}
