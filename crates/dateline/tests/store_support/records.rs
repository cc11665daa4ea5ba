//! Invented projection rows for tests and benchmarks.

#![allow(dead_code, clippy::unwrap_used)]

use dateline::store::Rows;
use dateline_core::records::{ClaimRecord, IncidentRecord, LineageEdge, ReportRecord};
use dateline_core::sha::Sha;
use serde_json::{Value, json};

/// A 64-digit id that is the same for the same words.
pub fn id(words: &str) -> Sha {
    Sha::of(words.as_bytes())
}

fn span(report: usize, text: &str) -> Value {
    json!({"report": id(&format!("report {report}")), "start": 0, "end": text.chars().count(), "text": text})
}

/// Report `n`.
pub fn report(n: usize, language: &str, outlet: &str, day: &str) -> ReportRecord {
    serde_json::from_value(json!({
        "id": id(&format!("report {n}")), "input": {"id": format!("{n}.html"), "path": format!("in/{n}.html"), "record": null},
        "url": format!("https://example.org/{n}"), "outlet": outlet, "published": format!("{day}T10:00:00Z"), "language": language,
        "family": id(&format!("report {n}")), "edition_of": null, "passages": [], "incidents": [], "problems": []
    }))
    .unwrap()
}

/// A claim in report `n`.
pub fn claim(n: usize, speaker: &str, stance: &str) -> ClaimRecord {
    serde_json::from_value(json!({
        "id": id(&format!("claim {n} {speaker}")), "report": id(&format!("report {n}")), "input_id": format!("{n}.html"),
        "speaker": {"span": span(n, speaker), "name": speaker}, "via": null, "cue": null, "content": [span(n, "ten people were killed")],
        "addressees": [], "quotation": "indirect", "attitude": false, "stance": stance, "hedges": [], "parent": null
    }))
    .unwrap()
}

/// What differs between invented incidents.
pub struct Event<'a> {
    pub n: usize,
    pub kind: &'a str,
    pub days: Option<(&'a str, &'a str)>,
    pub place: (&'a str, &'a str, &'a str),
    pub point: Option<(f64, f64)>,
    pub killed: Option<(u64, Option<u64>)>,
    pub origins: usize,
    pub reports: Vec<usize>,
}

/// An incident with the fields and quotations that such a one has.
pub fn incident(event: &Event<'_>) -> IncidentRecord {
    let (country, admin1, name) = event.place;
    let first = event.reports[0];
    let root = id(&format!("root {}", event.n));
    let killed = event.killed.map(|(min, max)| json!({"outcome": "killed", "who": "civilian", "min": min, "max": max}));
    let fields: Vec<Value> = event
        .reports
        .iter()
        .flat_map(|&r| {
            let statement = |field: &str, value: Value, text: &str| {
                json!({"field": field, "value": value, "statement": id(&format!("{} {r} {field}", event.n)), "report": id(&format!("report {r}")),
                       "claim": null, "span": span(r, text), "origin": root})
            };
            [
                statement("kind", json!(event.kind), "strike"),
                statement("victims", json!("Amal Invented"), "Amal Invented"),
                statement("alleged_responsible", json!("Northern Coalition"), "the Northern Coalition"),
            ]
        })
        .collect();
    serde_json::from_value(json!({
        "id": id(&format!("incident {}", event.n)), "kind": event.kind,
        "when": {"edtf": null, "from": event.days.map(|d| d.0), "to": event.days.map(|d| d.1), "precision": "day"},
        "where": {"id": null, "name": name, "country": country, "admin1": admin1, "names": [span(first, name)], "precision": "settlement",
                  "near": false, "lat": event.point.map(|p| p.0), "lon": event.point.map(|p| p.1)},
        "toll": killed.into_iter().collect::<Vec<_>>(), "fields": fields,
        "mentions": event.reports.iter().map(|r| json!({"id": id(&format!("mention {} {r}", event.n)), "report": id(&format!("report {r}")),
                     "input_id": format!("{r}.html"), "index": 0})).collect::<Vec<_>>(),
        "reports": event.reports.iter().map(|r| format!("{r}.html")).collect::<Vec<_>>(),
        "origins": {"low": event.origins, "high": event.origins, "unrecorded": 0,
                    "roots": [{"id": root, "name": "an agency", "status": "named", "reports": [format!("{first}.html")]}], "reasons": ["one account"]},
        "drift": [], "grade": {"value": if event.origins > 1 { "fair" } else { "weak" }, "reasons": ["counted"]}, "decisions": []
    }))
    .unwrap()
}

/// An edge from report `from` to report `to`.
pub fn edge(from: usize, to: usize, kind: &str) -> LineageEdge {
    serde_json::from_value(json!({
        "from": {"report": id(&format!("report {from}")), "input_id": format!("{from}.html")},
        "to": {"report": id(&format!("report {to}")), "input_id": format!("{to}.html"), "name": null},
        "kind": kind, "status": "held", "score": 0.95, "direction_known": true,
        "evidence": [{"from": span(from, "the same words"), "to": span(to, "the same words")}]
    }))
    .unwrap()
}

/// Three incidents, four reports and what belongs to them.
pub fn few() -> Rows {
    let event =
        |n, kind, days, place, point, killed, origins, reports| incident(&Event { n, kind, days, place, point, killed, origins, reports });
    Rows {
        reports: vec![
            report(1, "en", "Example Post", "2017-11-10"),
            report(2, "fr", "Gazette Exemple", "2017-11-11"),
            report(3, "en", "Example Post", "2017-12-01"),
            report(4, "ar", "Example Arabic", "2018-01-01"),
        ],
        claims: vec![claim(1, "Ministry", "asserts"), claim(1, "Army", "denies"), claim(3, "Army", "denies")],
        incidents: vec![
            event(
                1,
                "air_strike",
                Some(("2017-11-09", "2017-11-10")),
                ("SY", "Deir ez-Zor", "Al Example"),
                Some((35.3, 40.1)),
                Some((10, None)),
                2,
                vec![1, 2],
            ),
            event(
                2,
                "shelling",
                Some(("2017-11-30", "2017-11-30")),
                ("SY", "Aleppo", "Exampleville"),
                None,
                Some((3, Some(3))),
                1,
                vec![3],
            ),
            event(3, "clash", None, ("FJ", "Western", "Dateline Island"), Some((-17.0, 179.9)), None, 1, vec![4]),
        ],
        lineage: vec![edge(3, 1, "rewrite"), edge(2, 1, "translation")],
        review: vec![json!({"pair": ["b", "a"]}), json!({"pair": ["a", "c"]})],
        unmatched: vec![json!({"decision": 1})],
        ..Rows::default()
    }
}
