//! What must hold of a family's file: how its reports hang together, with edges, incidents, and hard things between reports.

use super::file::LabelFile;
use super::{edtf, hard, spans};
use dateline_core::incident::Kind;
use dateline_core::records::{EdgeKind, GradeValue};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const KEYS: &[&str] = &["family", "reports", "edges", "incidents", "never_merge", "hard"];
const INCIDENT: &[&str] = &["id", "kind", "from", "to", "place", "mentions", "toll", "origins", "grade", "drift", "differs", "note"];

/// The faults of a family; `name` is its file's name without ending, `reports` those of the corpus by id, `incidents` all ids of
/// incidents of the corpus.
#[must_use]
pub fn check(family: &Value, name: &str, reports: &BTreeMap<String, LabelFile>, incidents: &BTreeSet<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    let unknown = |of: &Value, known: &[&str]| {
        of.as_object().into_iter().flatten().map(|(key, _)| key.clone()).find(|key| !known.contains(&key.as_str()))
    };
    faults.extend(unknown(family, KEYS).map(|key| format!("unknown key {key:?}")));
    if family["family"] != name {
        faults.push("the id is not the file's name".to_owned());
    }
    let members: BTreeSet<&str> = list(family, "reports").filter_map(Value::as_str).collect();
    for id in &members {
        match reports.get(*id) {
            None => faults.push(format!("no report {id:?}")),
            Some(file) if file.get("family") != Some(name) => faults.push(format!("{id}: its header names another family")),
            Some(_) => (),
        }
    }
    for edge in list(family, "edges") {
        let known = |end: &Value| end.as_str().is_some_and(|id| reports.contains_key(id));
        let to = if edge["to"].is_null() { edge["to_name"].as_str().is_some_and(|name| !name.is_empty()) } else { known(&edge["to"]) };
        if !known(&edge["from"]) || !to || edge["from"] == edge["to"] || edge["kind"].as_str().and_then(EdgeKind::from_word).is_none() {
            faults.push(format!("no edge: {edge}"));
        }
    }
    let mut mentioned: BTreeSet<(&str, u64)> = BTreeSet::new();
    for incident in list(family, "incidents") {
        let id = incident["id"].as_str().unwrap_or("?");
        let mut fault = |words: String| faults.push(format!("{id}: {words}"));
        if let Some(key) = unknown(incident, INCIDENT) {
            fault(format!("unknown key {key:?}"));
        }
        if incident["kind"].as_str().and_then(Kind::from_word).is_none()
            || incident["grade"].as_str().and_then(GradeValue::from_word).is_none()
        {
            fault("kind or grade is none".to_owned());
        }
        for day in ["from", "to"] {
            if incident[day].as_str().is_some_and(|day| day.len() != 10 || edtf::days(day).is_none()) {
                fault(format!("{day}: no day"));
            }
        }
        for mention in list(incident, "mentions") {
            let at = mention[0].as_str().zip(mention[1].as_u64());
            let held = at.and_then(|(report, at)| reports.get(report).map(|file| (at as usize) < file.list("incidents").len()));
            match at {
                Some(at) if held == Some(true) => {
                    if !mentioned.insert(at) {
                        fault(format!("{mention} is a mention twice"));
                    }
                }
                _ => fault(format!("no mention {mention}")),
            }
        }
        let origins = &incident["origins"];
        match (origins["low"].as_u64(), origins["high"].as_u64(), origins["unrecorded"].as_u64()) {
            (Some(low), Some(high), Some(_)) if low <= high => (),
            _ => fault(format!("no interval of origins: {origins}")),
        }
        for change in list(incident, "drift").chain(list(incident, "differs")) {
            for end in ["from", "to"] {
                let words = change[end]["span"].as_str().unwrap_or_default();
                let stands = change[end]["report"]
                    .as_str()
                    .and_then(|id| reports.get(id))
                    .is_some_and(|file| spans::find(&file.text, words).is_ok());
                if !stands {
                    fault(format!("{} {end}: {words:?} does not stand in its report", change["field"]));
                }
            }
        }
    }
    for id in &members {
        for (at, incident) in reports.get(*id).map_or(&[][..], |file| file.list("incidents")).iter().enumerate() {
            let counted = matches!(incident["assertion"].as_str(), Some("asserted" | "denied" | "attempted"));
            if counted && !mentioned.contains(&(*id, at as u64)) {
                faults.push(format!("{id}: its incident {at} is in no incident of the family"));
            }
        }
    }
    for pair in list(family, "never_merge") {
        if [0, 1].iter().any(|end| pair[end].as_str().is_none_or(|id| !incidents.contains(id))) || pair[0] == pair[1] {
            faults.push(format!("never_merge: {pair}"));
        }
    }
    for thing in list(family, "hard") {
        let known = thing["kind"].as_str().is_some_and(|kind| hard::OF_FAMILIES.iter().any(|(one, _)| *one == kind));
        let held =
            list(thing, "reports").count() > 0 && list(thing, "reports").all(|id| id.as_str().is_some_and(|id| members.contains(id)));
        if !known || !held {
            faults.push(format!("hard: {thing}"));
        }
    }
    faults
}

/// The items of a list; none where it is missing.
pub fn list<'v>(of: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    of[key].as_array().into_iter().flatten()
}
