//! What must hold of every report and family of the corpus; each fault in words.

use super::file::LabelFile;
use super::{edtf, hard, spans};
use dateline_core::claim::{Quotation, Stance};
use dateline_core::incident::{About, Assertion, Kind};
use dateline_core::place::{PlacePrecision, PlaceUse};
use dateline_core::report::{CreditRole, DropReason, Form};
use dateline_core::time::{Anchor, TimePrecision, TimeType};
use dateline_core::toll::{Outcome, Scope, Who};
use serde_json::Value;

/// Styles that a header may name.
pub const STYLES: &[&str] = &[
    "agency",
    "ministry",
    "military",
    "monitor",
    "ngo",
    "activist",
    "un_note",
    "local_radio",
    "police",
    "hospital",
    "eyewitness",
    "denial",
    "correction",
    "retraction",
    "round_up",
    "live_blog",
    "feed",
    "telegram",
    "letter",
    "newspaper",
    "aggregator",
    "partisan",
    "translation",
    "armed_group",
    "negative_sports",
    "negative_business",
    "negative_weather",
    "negative_history",
    "negative_fiction",
    "negative_games",
    "negative_other",
];

/// Header keys that every report has.
const HEADER: &[&str] = &["id", "family", "invented", "outlet", "url", "published", "language", "country", "style"];

/// Fewest and most words of a text.
const WORDS: (usize, usize) = (90, 470);

type Faults = Vec<String>;

/// The faults of one report; `name` is its file's name without ending.
#[must_use]
pub fn report(file: &LabelFile, name: &str) -> Faults {
    let mut faults = header(file, name);
    let lists = ["places", "times", "counts", "claims", "incidents"];
    let sizes = lists.map(|list| file.list(list).len());
    let mut check = |list: &str, one: &dyn Fn(&Value, &mut Faults)| {
        for (at, item) in file.list(list).iter().enumerate() {
            let mut found = Vec::new();
            one(item, &mut found);
            faults.extend(found.into_iter().map(|fault| format!("{list}[{at}]: {fault}")));
        }
    };
    let [places, times, counts, claims, _] = sizes;
    check("places", &place);
    check("times", &time);
    check("counts", &|c, out| count(c, file.list("counts"), out));
    check("claims", &|c, out| claim(c, file.list("claims"), out));
    check("incidents", &|n, out| incident(n, (places, times, counts, claims), file, out));
    for (at, c) in file.list("claims").iter().enumerate() {
        if loops(file.list("claims"), at) {
            faults.push(format!("claims[{at}]: a claim inside itself"));
        }
        let known = ranges(file, file.labels["hedges"].as_array());
        if ranges(file, c["hedges"].as_array()).iter().any(|hedge| !known.contains(hedge)) {
            faults.push(format!("claims[{at}]: a hedge that is not in the list hedges"));
        }
    }
    let told = |n: &&Value| n["assertion"] == "asserted";
    let mains = file.list("incidents").iter().filter(|n| n["main"] == true).count();
    match (file.list("incidents").iter().filter(told).count(), mains) {
        (0, 0 | 1) | (1.., 1) => (),
        (asserted, mains) => faults.push(format!("{mains} main incidents where {asserted} are asserted")),
    }
    if file.is_negative() && file.list("incidents").iter().any(|n| told(&n)) {
        faults.push("a negative with an asserted incident".to_owned());
    }
    faults.extend(hard::wrong(file));
    faults
}

fn header(file: &LabelFile, name: &str) -> Faults {
    let mut faults: Faults = HEADER.iter().filter(|key| file.get(key).is_none()).map(|key| format!("the header has no {key}")).collect();
    let is = |key: &str, right: &dyn Fn(&str) -> bool, says: &str| {
        file.get(key).filter(|value| !right(value)).map(|value| format!("{key} {value:?}: {says}"))
    };
    let text = file.text.as_str();
    let words = text.split_whitespace().count();
    faults.extend(
        [
            is("id", &|id| id == name, "not the file's name"),
            is("invented", &|value| value == "true", "not marked as invented"),
            is(
                "url",
                &|url| {
                    url.strip_prefix("https://").is_some_and(|rest| rest.split('/').next().is_some_and(|host| host.ends_with(".example")))
                },
                "no https address below .example",
            ),
            is(
                "published",
                &|day| day == "unknown" || edtf::days(day).is_some_and(|(from, _)| from.is_some()) && day.len() >= 10,
                "no day, nor unknown",
            ),
            is("language", &|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase()), "no language code"),
            is("country", &|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()), "no country code"),
            is("style", &|style| STYLES.contains(&style), "no style"),
            (!(WORDS.0..=WORDS.1).contains(&words)).then(|| format!("{words} words")),
        ]
        .into_iter()
        .flatten(),
    );
    let labels = &file.labels["report"];
    if labels["title"].as_str() != text.lines().next().map(str::trim) {
        faults.push("the title is not the first line".to_owned());
    }
    word::<Form>(&labels["form"], Form::from_word, &mut faults);
    for credit in labels["credits"].as_array().into_iter().flatten() {
        word::<CreditRole>(&credit["role"], CreditRole::from_word, &mut faults);
        required(credit, &["name", "span"], &mut faults);
    }
    for dropped in labels["dropped"].as_array().into_iter().flatten() {
        word::<DropReason>(&dropped["reason"], DropReason::from_word, &mut faults);
        required(dropped, &["text"], &mut faults);
    }
    faults
}

fn place(p: &Value, out: &mut Faults) {
    required(p, &["span"], out);
    word(&p["use"], PlaceUse::from_word, out);
    word(&p["precision"], PlacePrecision::from_word, out);
    match p["place"].as_str() {
        None if p["precision"] != "unresolved" => out.push("no place, but a precision".to_owned()),
        Some(_) if p["precision"] == "unresolved" => out.push("a place, but unresolved".to_owned()),
        Some(label) if !is_place(label) => out.push(format!("{label:?} is no place label (Town, Division, CC)")),
        _ => (),
    }
}

/// `Town, Division, CC`, `Division, CC` or `Country, CC`.
fn is_place(label: &str) -> bool {
    let parts: Vec<&str> = label.split(", ").collect();
    let country = parts.last().is_some_and(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()));
    country && (2..=4).contains(&parts.len()) && parts.iter().all(|part| !part.trim().is_empty())
}

fn time(t: &Value, out: &mut Faults) {
    required(t, &["span"], out);
    word(&t["type"], TimeType::from_word, out);
    word(&t["precision"], TimePrecision::from_word, out);
    word(&t["anchor"], Anchor::from_word, out);
    value(&t["edtf"], out);
}

fn value(edtf: &Value, out: &mut Faults) {
    if let Some(value) = edtf.as_str().filter(|value| edtf::days(value).is_none()) {
        out.push(format!("{value:?} is no EDTF value"));
    }
}

fn count(c: &Value, all: &[Value], out: &mut Faults) {
    required(c, &["span"], out);
    word(&c["outcome"], Outcome::from_word, out);
    word(&c["who"], Who::from_word, out);
    word(&c["scope"], Scope::from_word, out);
    index(&c["of"], all.len(), "of", out);
    if let (Some(min), Some(max)) = (c["min"].as_u64(), c["max"].as_u64())
        && min > max
    {
        out.push(format!("at least {min} and at most {max}"));
    }
    if c["scope"] == "total" && !c["of"].is_null() {
        out.push("part of another, but a total".to_owned());
    }
}

fn claim(c: &Value, all: &[Value], out: &mut Faults) {
    word(&c["quotation"], Quotation::from_word, out);
    word(&c["stance"], Stance::from_word, out);
    index(&c["parent"], all.len(), "parent", out);
    if !c["speaker"].is_null() {
        required(&c["speaker"], &["span", "name"], out);
    }
    if c["speaker"].is_null() && c["cue"].is_null() && c["content"].as_array().is_none_or(Vec::is_empty) {
        out.push("neither speaker, cue nor content".to_owned());
    }
}

fn incident(n: &Value, (places, times, counts, claims): (usize, usize, usize, usize), file: &LabelFile, out: &mut Faults) {
    required(n, &["trigger"], out);
    word(&n["kind"], Kind::from_word, out);
    word(&n["assertion"], Assertion::from_word, out);
    index(&n["when"]["time"], times, "when", out);
    value(&n["when"]["edtf"], out);
    word(&n["when"]["precision"], TimePrecision::from_word, out);
    index(&n["where"]["place"], places, "where", out);
    word(&n["where"]["precision"], PlacePrecision::from_word, out);
    for toll in n["toll"].as_array().into_iter().flatten() {
        index(&toll["count"], counts, "toll", out);
        index(&toll["claim"], claims, "toll.claim", out);
        let count = toll["count"].as_u64().and_then(|at| file.list("counts").get(at as usize));
        match count {
            None => out.push("a toll without its count".to_owned()),
            Some(count) if count["scope"] == "cumulative" => out.push("a figure over several events in the toll".to_owned()),
            Some(_) => (),
        }
    }
    for person in n["alleged_responsible"].as_array().into_iter().flatten() {
        required(person, &["span", "name"], out);
        index(&person["claim"], claims, "alleged_responsible.claim", out);
    }
    for claim in n["claims"].as_array().into_iter().flatten() {
        if claim["claim"].is_null() {
            out.push("a link to no claim".to_owned());
        }
        index(&claim["claim"], claims, "claims", out);
        word(&claim["about"], About::from_word, out);
        word(&claim["stance"], Stance::from_word, out);
    }
}

fn required(of: &Value, keys: &[&str], out: &mut Faults) {
    out.extend(keys.iter().filter(|key| of[**key].as_str().is_none_or(str::is_empty)).map(|key| format!("no {key}")));
}

fn word<T>(value: &Value, from_word: impl Fn(&str) -> Option<T>, out: &mut Faults) {
    if value.as_str().and_then(from_word).is_none() {
        out.push(format!("{value} is no word of the vocabulary"));
    }
}

fn index(value: &Value, size: usize, what: &str, out: &mut Faults) {
    if !value.is_null() && value.as_u64().is_none_or(|at| at as usize >= size) {
        out.push(format!("{what}: {value} of {size}"));
    }
}

/// Whether a claim is, through its parents, inside itself.
fn loops(claims: &[Value], start: usize) -> bool {
    let mut at = start;
    for _ in 0..claims.len() {
        match claims[at]["parent"].as_u64().map(|parent| parent as usize).filter(|parent| *parent < claims.len()) {
            Some(parent) if parent == start => return true,
            Some(parent) => at = parent,
            None => return false,
        }
    }
    false
}

fn ranges(file: &LabelFile, words: Option<&Vec<Value>>) -> Vec<(usize, usize)> {
    words.into_iter().flatten().filter_map(Value::as_str).filter_map(|words| spans::find(&file.text, words).ok()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HEAD: &str = "---\nid: x\nfamily: f\ninvented: true\noutlet: O\nurl: https://o.example/x\npublished: 2018-05-13\nlanguage: en\ncountry: AM\nstyle: agency\n---\n";

    fn faults(labels: &str) -> Faults {
        let text = format!("Two killed in Berd\n\nTwo men were killed in Berd, the mayor said. {}", "word ".repeat(95));
        report(&LabelFile::parse(&format!("{HEAD}{text}\n\n```expect\n{labels}\n```\n")).unwrap(), "x")
    }

    #[test]
    fn sound_labels_have_no_faults_and_others_say_what_is_wrong() {
        let sound = r#"{"places":[{"span":"Berd","place":"Berd, Tavush, AM","precision":"settlement"}],
            "counts":[{"span":"Two men","outcome":"killed","who":"man","min":2,"max":2}],
            "claims":[{"speaker":{"span":"the mayor","name":"mayor"},"cue":"said","content":["Two men were killed in Berd"]}],
            "incidents":[{"kind":"attack","trigger":"killed","main":true,"where":{"place":0},"toll":[{"count":0,"claim":0}]}]}"#;
        assert_eq!(faults(sound), Faults::new());
        for (labels, says) in [
            (r#"{"places":[{"span":"Berd","place":"Berd","precision":"settlement"}]}"#, "no place label"),
            (r#"{"places":[{"span":"Berd","place":null,"precision":"settlement"}]}"#, "no place, but"),
            (r#"{"counts":[{"span":"Two men","outcome":"shot","who":"man","min":2,"max":2}]}"#, "vocabulary"),
            (r#"{"counts":[{"span":"Two men","outcome":"killed","who":"man","min":3,"max":2}]}"#, "at least 3"),
            (r#"{"counts":[{"span":"Two men","outcome":"killed","who":"man","min":2,"max":2,"scope":"subset","of":4}]}"#, "of: 4 of 1"),
            (r#"{"claims":[{"cue":"said","content":[],"parent":0}]}"#, "inside itself"),
            (r#"{"claims":[{"cue":"said","content":[],"hedges":["men"]}]}"#, "not in the list hedges"),
            (r#"{"incidents":[{"kind":"attack","trigger":"killed"}]}"#, "0 main incidents"),
            (r#"{"incidents":[{"kind":"attack","trigger":"killed","main":true,"when":{"edtf":"2018-02-30"}}]}"#, "no EDTF"),
        ] {
            let found = faults(labels).join("; ");
            assert!(found.contains(says), "{found}");
        }
    }

    #[test]
    fn headers_are_checked() {
        let raw = "---\nid: y\ninvented: no\nurl: http://real.org/\nstyle: novel\npublished: soon\nhard: nested, odd\n---\nShort\n\n```expect\n{}\n```\n";
        let found = report(&LabelFile::parse(raw).unwrap(), "x").join("; ");
        for says in [
            "no family",
            "not the file's name",
            "not marked",
            "no https",
            "no style",
            "no day",
            "1 words",
            "nested does not show",
            "unknown \"odd\"",
        ] {
            assert!(found.contains(says), "{says}: {found}");
        }
    }
}
