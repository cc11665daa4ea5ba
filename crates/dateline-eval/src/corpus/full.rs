//! Labels as they are written, some keys left out, to labels with every key: the shape of the pilot and of the reading's JSON.

use super::{edtf, spans};
use anyhow::{Context, Result, anyhow};
use serde_json::{Map, Value, json};

/// Values of keys that may be left out, by list. What hangs on other labels (`when`, `where`) is filled in from them.
const DEFAULTS: &[(&str, &str)] = &[
    ("places", r#"{"span":null,"use":"literal","place":null,"precision":null}"#),
    ("times", r#"{"span":null,"type":null,"value":null,"edtf":null,"from":null,"to":null,"precision":"day","anchor":"none"}"#),
    ("counts", r#"{"span":null,"outcome":null,"who":null,"min":null,"max":null,"scope":"total","of":null,"hedge":null}"#),
    (
        "claims",
        r#"{"speaker":null,"via":null,"cue":null,"content":[],"addressees":[],"quotation":"indirect","attitude":false,"stance":"asserts","hedges":[],"parent":null}"#,
    ),
    (
        "incidents",
        r#"{"kind":null,"trigger":null,"main":false,"assertion":"asserted","when":null,"where":null,"toll":[],"alleged_responsible":[],"victims":[],"weapon":[],"target":[],"claims":[]}"#,
    ),
];

/// Keys of the labels of a report, in the order in which they are written.
const REPORT: &[&str] = &[
    "title",
    "outlet",
    "url",
    "form",
    "published",
    "modified",
    "language",
    "dateline",
    "authors",
    "translators",
    "credits",
    "paragraphs",
    "dropped",
];

/// The labels with every key of their lists, spans with `@n` instead of neighbours, in the order in which they are written.
///
/// # Errors
/// When a list is none, an item no object, a key unknown, or a span does not stand in the text.
pub fn full(expect: &Value, text: &str) -> Result<Value> {
    let expect = expect.as_object().ok_or_else(|| anyhow!("the labels are no object"))?;
    let known = |key: &str| matches!(key, "report" | "hedges" | "absent") || DEFAULTS.iter().any(|(list, _)| *list == key);
    if let Some(key) = expect.keys().find(|key| !known(key)) {
        return Err(anyhow!("unknown key {key:?}"));
    }
    let mut out = Map::new();
    out.insert("report".into(), report(expect.get("report"), text)?);
    for (list, defaults) in &DEFAULTS[..3] {
        out.insert((*list).into(), items(expect.get(*list), list, defaults, text)?);
    }
    let hedges = expect.get("hedges").cloned().unwrap_or_else(|| json!([]));
    out.insert("hedges".into(), spelt(hedges, text).context("hedges")?);
    for (list, defaults) in &DEFAULTS[3..] {
        out.insert((*list).into(), items(expect.get(*list), list, defaults, text)?);
    }
    fill_times(&mut out);
    fill_incidents(&mut out);
    out.insert("absent".into(), expect.get("absent").cloned().unwrap_or_else(|| json!([])));
    Ok(Value::Object(out))
}

fn report(labels: Option<&Value>, text: &str) -> Result<Value> {
    let mut labels = labels.and_then(Value::as_object).cloned().unwrap_or_default();
    if let Some(key) = labels.keys().find(|key| !REPORT.contains(&key.as_str())) {
        return Err(anyhow!("report: unknown key {key:?}"));
    }
    labels.entry("title").or_insert_with(|| json!(text.lines().next().unwrap_or_default().trim()));
    labels.entry("form").or_insert_with(|| json!("article"));
    labels.entry("dateline").or_insert(Value::Null);
    for list in ["authors", "translators", "credits", "dropped"] {
        labels.entry(list).or_insert_with(|| json!([]));
    }
    for (key, inner) in [("credits", "span"), ("dropped", "text"), ("paragraphs", "span")] {
        for item in labels.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(words) = item.get_mut(inner) {
                *words = spelt(words.take(), text).with_context(|| format!("report.{key}"))?;
            }
        }
    }
    if let Some(dateline) = labels.get_mut("dateline") {
        *dateline = spelt(dateline.take(), text).context("report.dateline")?;
    }
    Ok(Value::Object(REPORT.iter().filter_map(|key| labels.remove(*key).map(|value| ((*key).to_owned(), value))).collect()))
}

fn items(list: Option<&Value>, name: &str, defaults: &str, text: &str) -> Result<Value> {
    let Some(list) = list else { return Ok(json!([])) };
    let list = list.as_array().ok_or_else(|| anyhow!("{name} is no list"))?;
    let defaults: Map<String, Value> = serde_json::from_str(defaults)?;
    let one = |item: &Value| -> Result<Value> {
        let given = item.as_object().ok_or_else(|| anyhow!("no object: {item}"))?;
        if let Some(key) = given.keys().find(|key| !defaults.contains_key(*key)) {
            return Err(anyhow!("unknown key {key:?}"));
        }
        let mut out = defaults.clone();
        for (key, value) in given {
            let value = if SPANS.contains(&key.as_str()) { spelt(value.clone(), text).context(key.clone())? } else { value.clone() };
            out.insert(key.clone(), value);
        }
        for (key, inner) in [("speaker", "span"), ("where", "names")] {
            if let Some(words) = out.get_mut(key).and_then(|of| of.get_mut(inner)) {
                *words = spelt(words.take(), text).context(key)?;
            }
        }
        for person in out.get_mut("alleged_responsible").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(words) = person.get_mut("span") {
                *words = spelt(words.take(), text).context("alleged_responsible")?;
            }
        }
        Ok(Value::Object(out))
    };
    let all = list.iter().enumerate().map(|(at, item)| one(item).with_context(|| format!("{name}[{at}]")));
    Ok(Value::Array(all.collect::<Result<_>>()?))
}

/// Keys whose words are spans of the text.
const SPANS: &[&str] = &["span", "hedge", "hedges", "via", "cue", "content", "addressees", "trigger", "victims", "weapon", "target"];

/// Spans as they are written for good: with `@n` where their words stand earlier too.
fn spelt(words: Value, text: &str) -> Result<Value> {
    match words {
        Value::String(words) if words.is_empty() => Ok(Value::Null),
        Value::String(words) => Ok(json!(spans::label(text, spans::find(text, &words)?))),
        Value::Array(all) => Ok(Value::Array(all.into_iter().map(|one| spelt(one, text)).collect::<Result<_>>()?)),
        Value::Null => Ok(Value::Null),
        other => Err(anyhow!("a span is a string: {other}")),
    }
}

/// First and last day of times that give a value alone.
fn fill_times(labels: &mut Map<String, Value>) {
    for time in labels.get_mut("times").and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut) {
        // Where the days are given the value is what it is.
        let compact = time["from"].is_null() && time["to"].is_null();
        fill_days(time);
        let plain = time["edtf"].as_str().filter(|value| !value.contains(['?', '~', '%', 'X'])).map(str::to_owned);
        if compact
            && time["value"].is_null()
            && let Some(value) = plain
        {
            time.insert("value".into(), json!(value.trim_end_matches("..")));
        }
    }
}

fn fill_days(of: &mut Map<String, Value>) {
    if of.get("from").is_none_or(Value::is_null)
        && of.get("to").is_none_or(Value::is_null)
        && let Some((from, to)) = of.get("edtf").and_then(Value::as_str).and_then(edtf::days)
    {
        of.insert("from".into(), json!(from));
        of.insert("to".into(), json!(to));
    }
}

/// `when` out of its time, `where.precision` out of its place.
fn fill_incidents(labels: &mut Map<String, Value>) {
    let (times, places) = (labels["times"].clone(), labels["places"].clone());
    let item =
        |list: &Value, at: Option<&Value>| at.and_then(Value::as_u64).and_then(|at| list.get(at as usize)).cloned().unwrap_or(Value::Null);
    for incident in labels.get_mut("incidents").and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut) {
        let given = incident["when"].as_object().cloned().unwrap_or_default();
        let time = item(&times, given.get("time"));
        let mut when = Map::new();
        let own = given.contains_key("edtf");
        for key in ["time", "edtf", "from", "to", "precision"] {
            let inherited = if own && key != "precision" { Value::Null } else { time.get(key).cloned().unwrap_or(Value::Null) };
            when.insert(key.into(), given.get(key).cloned().unwrap_or(inherited));
        }
        fill_days(&mut when);
        if when["precision"].is_null() {
            let known = when["edtf"].as_str().map_or("unknown", |value| if value.contains('T') { "minute" } else { "day" });
            when.insert("precision".into(), json!(known));
        }
        incident.insert("when".into(), Value::Object(when));
        let given = incident["where"].as_object().cloned().unwrap_or_default();
        let near = given.get("near").cloned().unwrap_or(json!(false));
        let place = item(&places, given.get("place"));
        let precision = match given.get("precision") {
            Some(precision) => precision.clone(),
            None if near == json!(true) && place["precision"] == "settlement" => json!("area"),
            None => place.get("precision").cloned().unwrap_or(json!("unresolved")),
        };
        let names = given.get("names").cloned().unwrap_or_else(|| json!([]));
        incident.insert("where".into(), json!({"place": given.get("place"), "names": names, "precision": precision, "near": near}));
        for person in incident.get_mut("alleged_responsible").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(person) = person.as_object_mut() {
                person.entry("claim").or_insert(Value::Null);
            }
        }
        for key in ["toll", "claims"] {
            for item in incident.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut) {
                if key == "toll" {
                    item.entry("claim").or_insert(Value::Null);
                } else {
                    item.entry("stance").or_insert_with(|| json!("asserts"));
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_filled_in() {
        let text = "Shells on Berd\n\nOn 12 May two men were killed near Berd, the mayor said.";
        let labels = json!({
            "places": [{"span": "Berd@2", "place": "Berd, Tavush, AM", "precision": "settlement"}],
            "times": [{"span": "12 May", "type": "DATE", "edtf": "2018-05-12", "anchor": "published"}],
            "counts": [{"span": "two men", "outcome": "killed", "who": "man", "min": 2, "max": 2}],
            "claims": [{"speaker": {"span": "the mayor", "name": "mayor"}, "cue": "said", "content": ["two men were killed near ⟦Berd⟧,"]}],
            "incidents": [{"kind": "shelling", "trigger": "killed", "main": true, "when": {"time": 0}, "where": {"place": 0, "near": true}, "toll": [{"count": 0, "claim": 0}]}],
        });
        let full = full(&labels, text).unwrap();
        assert_eq!(full["report"]["title"], "Shells on Berd");
        assert_eq!((full["times"][0]["from"].as_str(), full["times"][0]["value"].as_str()), (Some("2018-05-12"), Some("2018-05-12")));
        assert_eq!(full["claims"][0]["content"][0], "Berd@2");
        assert_eq!(
            full["incidents"][0]["when"],
            json!({"time": 0, "edtf": "2018-05-12", "from": "2018-05-12", "to": "2018-05-12", "precision": "day"})
        );
        assert_eq!(full["incidents"][0]["where"]["precision"], "area");
        assert_eq!(super::full(&full, text).unwrap(), full, "what is full stays as it is");
    }

    #[test]
    fn what_is_no_label_says_so() {
        for (labels, says) in [
            (json!([]), "no object"),
            (json!({"place": []}), "unknown key"),
            (json!({"places": {}}), "no list"),
            (json!({"places": [{"span": "Berd", "lat": 1}]}), "unknown key"),
            (json!({"places": [{"span": "Paris"}]}), "not in the text"),
            (json!({"report": {"lede": "x"}}), "unknown key"),
        ] {
            let error = format!("{:#}", full(&labels, "Berd").unwrap_err());
            assert!(error.contains(says), "{error}");
        }
    }
}
