//! Hard things that the corpus must hold, each with the sign of it in the labels.

use super::file::LabelFile;
use super::spans;
use serde_json::Value;
use std::collections::BTreeSet;

/// A hard thing of one report: tag, what it is, and whether labels show it.
pub type OfReport = (&'static str, &'static str, fn(&LabelFile) -> bool);

/// Hard things of one report.
pub const OF_REPORTS: &[OfReport] = &[
    ("nested", "a claim inside a claim", |f| any(f, "claims", |c| !c["parent"].is_null())),
    ("pronoun_speaker", "a pronoun or a description speaks", pronoun),
    ("document", "a document speaks", |f| any(f, "claims", |c| !c["via"].is_null())),
    ("headline", "attribution in the headline", in_title),
    ("scare_quotes", "scare quotes", |f| f.list("hedges").iter().filter_map(Value::as_str).any(|h| h.starts_with(MARKS))),
    ("subset", "a count that is part of another", |f| any(f, "counts", |c| c["scope"] == "subset")),
    ("cumulative", "a figure over several events", |f| any(f, "counts", |c| c["scope"] == "cumulative")),
    ("pattern", "a pattern, no event", |f| any(f, "incidents", |n| n["assertion"] == "pattern")),
    ("not_happened", "attempted, planned or hypothetical", |f| {
        any(f, "incidents", |n| matches!(n["assertion"].as_str(), Some("attempted" | "planned" | "hypothetical")))
    }),
    ("relative_republication", "a relative date in a republication", |f| any(f, "times", |t| t["anchor"] == "republication")),
    ("unlisted_village", "a village in no gazetteer", |f| any(f, "places", |p| p["place"].is_null())),
    ("one_name_two_places", "one name, two places", |f| !f.list("places").is_empty()),
    ("spellings", "one place, several spellings", |f| f.list("places").len() > 1),
    ("two_strikes", "two events in one report", |f| f.list("incidents").len() > 1),
    ("denial", "a denial", |f| any(f, "claims", |c| c["stance"] == "denies") || linked(f, "denies")),
    ("competing_blame", "competing blame", |f| {
        any(f, "incidents", |n| n["alleged_responsible"].as_array().is_some_and(|all| all.len() > 1))
    }),
    ("acceptance", "responsibility accepted", |f| any(f, "claims", |c| c["stance"] == "admits") || linked(f, "admits")),
    ("nobody_named", "nobody is named as responsible", |f| {
        !f.list("incidents").is_empty() && !any(f, "incidents", |n| n["alleged_responsible"].as_array().is_some_and(|all| !all.is_empty()))
    }),
];

/// Hard things between the reports of a family.
pub const OF_FAMILIES: &[(&str, &str)] = &[
    ("rising_toll", "tolls that rise over editions and follow-ups"),
    ("two_provinces", "one event put in two provinces"),
    ("next_day", "same town, next day, another event"),
    ("shared_spokesman", "two outlets rest on one spokesman"),
    ("uncredited_rewrite", "a rewrite without credit"),
    ("uncredited_translation", "a translation without credit"),
    ("drift", "a value that changes along a chain"),
    ("credit_loop", "reports that credit each other"),
    ("spellings", "one place, several spellings and scripts"),
    ("one_name_two_places", "one name, two places"),
];

/// What opens a scare quote.
const MARKS: [char; 9] = ['"', '“', '”', '„', '«', '‘', '\'', '‹', '「'];

fn any(file: &LabelFile, list: &str, is: impl Fn(&Value) -> bool) -> bool {
    file.list(list).iter().any(is)
}

/// Whether some incident has a claim with that stance.
fn linked(file: &LabelFile, stance: &str) -> bool {
    any(file, "incidents", |n| n["claims"].as_array().into_iter().flatten().any(|c| c["stance"] == stance))
}

/// Whether some speaker is named otherwise than its span says.
fn pronoun(file: &LabelFile) -> bool {
    let small = |words: &Value| words.as_str().unwrap_or_default().split('@').next().unwrap_or_default().to_lowercase();
    any(file, "claims", |c| !c["speaker"].is_null() && !small(&c["speaker"]["span"]).contains(&small(&c["speaker"]["name"])))
}

/// Whether a cue or a content stands in the first line.
fn in_title(file: &LabelFile) -> bool {
    let end = file.text.lines().next().map_or(0, str::len);
    let inside = |words: &Value| words.as_str().and_then(|words| spans::find(&file.text, words).ok()).is_some_and(|(_, to)| to <= end);
    any(file, "claims", |c| inside(&c["cue"]) || c["content"].as_array().into_iter().flatten().any(inside))
}

/// The tags of a report that its labels do not show, and those that are none.
#[must_use]
pub fn wrong(file: &LabelFile) -> Vec<String> {
    let shown = |tag: &str| OF_REPORTS.iter().find(|(one, _, _)| *one == tag).map(|(_, _, shows)| shows(file));
    file.hard()
        .filter_map(|tag| match shown(tag) {
            Some(true) => None,
            Some(false) => Some(format!("hard: {tag} does not show in the labels")),
            None => Some(format!("hard: unknown {tag:?}")),
        })
        .collect()
}

/// The tags of a report: those of its header and those that labels alone decide.
#[must_use]
pub fn tags(file: &LabelFile) -> BTreeSet<&str> {
    const BY_HAND: &[&str] = &["one_name_two_places", "spellings", "pronoun_speaker", "two_strikes", "nobody_named"];
    let sure = OF_REPORTS.iter().filter(|(tag, _, shows)| !BY_HAND.contains(tag) && shows(file)).map(|(tag, _, _)| *tag);
    file.hard().chain(sure).collect()
}
