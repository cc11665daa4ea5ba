//! From readings to what a store prints, on labelled readings of invented reports (`data/families.readings.jsonl`,
//! five families of the corpus): the contract, order of arrival, decisions, vetoes, mirrored sides.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use dateline_core::decision::{Correction, Decision, Judgement, Target};
use dateline_core::derive::{Projection, derive};
use dateline_core::reading::{Reading, ReadingJson};
use dateline_core::records::{EdgeKind, Field, GradeValue, IncidentRecord, Status, Value};
use dateline_core::resources::Resources;
use dateline_core::toll::Who;
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

static RESOURCES: LazyLock<Resources> = LazyLock::new(|| Resources::bundled().unwrap());
static JSON: LazyLock<Vec<ReadingJson>> = LazyLock::new(|| {
    let lines = include_str!("data/families.readings.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
});
static READINGS: LazyLock<Vec<Arc<Reading>>> =
    LazyLock::new(|| JSON.iter().cloned().map(|json| Arc::new(json.into_reading().unwrap())).collect());
static PLAIN: LazyLock<Projection> = LazyLock::new(|| derive(&READINGS, &[], &RESOURCES));

fn incident_of<'a>(projection: &'a Projection, input: &str, index: usize) -> &'a IncidentRecord {
    let holds = |i: &&IncidentRecord| i.mentions.iter().any(|m| m.input_id == input && m.index == index);
    projection.incidents.iter().find(holds).unwrap()
}

fn target(input: &str, index: usize) -> Target {
    let reading = JSON.iter().find(|r| r.report.input.id == input).unwrap();
    Target {
        capture: reading.report.capture.sha256,
        report: reading.report.id,
        field: Field::Kind,
        quoted: reading.incidents[index].trigger.clone(),
    }
}

fn decide(target: Target, judgement: Judgement) -> Decision {
    Decision { at: "2026-01-01T00:00:00Z".into(), who: "test".into(), target, judgement, reason: String::new() }
}

fn bytes(projection: &Projection) -> String {
    serde_json::json!([
        projection.reports,
        projection.claims,
        projection.lineage,
        projection.incidents,
        projection.review,
        projection.merged,
        projection.unmatched
    ])
    .to_string()
}

#[test]
fn every_line_keeps_the_contract() {
    let mut compiler = boon::Compiler::new();
    for name in ["reading", "store"] {
        let text = match name {
            "reading" => include_str!("../../../docs/schema/reading.schema.json"),
            _ => include_str!("../../../docs/schema/store.schema.json"),
        };
        compiler.add_resource(&format!("file:///{name}.schema.json"), serde_json::from_str(text).unwrap()).unwrap();
    }
    let mut check = |kind: &str, lines: Vec<serde_json::Value>| {
        let mut schemas = boon::Schemas::new();
        let schema = compiler.compile(&format!("file:///store.schema.json#/$defs/{kind}"), &mut schemas).unwrap();
        assert!(!lines.is_empty());
        for line in lines {
            if let Err(error) = schemas.validate(&line, schema) {
                panic!("{kind}: {error:#}\n{line}");
            }
        }
    };
    check("report", PLAIN.reports.iter().map(|r| serde_json::to_value(r).unwrap()).collect());
    check("claim", PLAIN.claims.iter().map(|r| serde_json::to_value(r).unwrap()).collect());
    check("incident", PLAIN.incidents.iter().map(|r| serde_json::to_value(r).unwrap()).collect());
    check("edge", PLAIN.lineage.iter().map(|r| serde_json::to_value(r).unwrap()).collect());
}

#[test]
fn ids_are_unique_and_lists_sorted() {
    fn rising<T: Ord>(ids: Vec<T>) -> bool {
        ids.windows(2).all(|pair| pair[0] < pair[1])
    }
    assert!(rising(PLAIN.reports.iter().map(|r| r.id).collect()));
    assert!(rising(PLAIN.claims.iter().map(|r| r.id).collect()));
    assert!(rising(PLAIN.incidents.iter().map(|r| r.id).collect()));
    assert!(rising(PLAIN.lineage.iter().map(|e| (e.from.report, e.to.report, e.to.name.clone(), e.kind)).collect()));
    let mentions: usize = PLAIN.incidents.iter().map(|i| i.mentions.len()).sum();
    assert_eq!(mentions, JSON.iter().map(|r| r.incidents.len()).sum::<usize>(), "every mention is in exactly one incident");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn any_order_of_arrival_gives_the_same_bytes(shuffled in Just(READINGS.to_vec()).prop_shuffle()) {
        prop_assert_eq!(bytes(&derive(&shuffled, &[], &RESOURCES)), bytes(&PLAIN));
    }
}

#[test]
fn same_town_next_day_is_another_incident() {
    let (first, next) = (incident_of(&PLAIN, "b01-wire1", 0), incident_of(&PLAIN, "b01-wire3", 3));
    assert_ne!(first.id, next.id);
    assert_eq!(first.when.from.as_deref(), Some("2023-10-06"));
    assert_eq!(next.when.from.as_deref(), Some("2023-10-07"));
    assert!(first.reports.contains(&"b01-wire3".to_owned()), "the update tells of the first one too");
}

#[test]
fn the_newest_edition_counts() {
    let edges: Vec<_> = PLAIN.lineage.iter().filter(|e| e.kind == EdgeKind::Edition && e.from.input_id.starts_with("b01")).collect();
    assert_eq!(edges.len(), 2);
    let strike = incident_of(&PLAIN, "b01-wire1", 0);
    let killed = |who: Who| strike.toll.iter().find(|t| t.outcome == dateline_core::toll::Outcome::Killed && t.who == who);
    assert_eq!(killed(Who::Unknown).map(|t| (t.min, t.max)), Some((Some(16), Some(17))));
    assert_eq!(killed(Who::Child).map(|t| (t.min, t.max)), Some((Some(3), Some(3))));
}

#[test]
fn decisions_come_before_scores() {
    let (a, b) = ("b01-wire1", "b01-wire3");
    let different = decide(target(a, 0), Judgement::Different(target(b, 0)));
    let split = derive(&READINGS, std::slice::from_ref(&different), &RESOURCES);
    assert_ne!(incident_of(&split, a, 0).id, incident_of(&split, b, 0).id);
    assert!(split.unmatched.is_empty());
    assert_eq!(incident_of(&split, a, 0).decisions, [different.id()]);
    let undo = decide(target(a, 0), Judgement::Undo(different.id()));
    let back = derive(&READINGS, &[different, undo], &RESOURCES);
    assert_eq!(incident_of(&back, a, 0).id, incident_of(&back, b, 0).id);
    let same = decide(target(a, 0), Judgement::Same(target(b, 3)));
    let merged = derive(&READINGS, &[same], &RESOURCES);
    assert_eq!(incident_of(&merged, a, 0).id, incident_of(&merged, b, 3).id);
}

#[test]
fn a_correction_stands_beside_the_reported_value_and_counts() {
    let reading = JSON.iter().find(|r| r.report.input.id == "d02-note").unwrap();
    let count = &reading.counts[reading.incidents[0].toll[0].count];
    let target = Target { field: Field::from(count.outcome), quoted: count.span.clone(), ..target("d02-note", 0) };
    let correction = Correction::Toll { who: Who::Civilian, min: Some(77), max: Some(77) };
    let decision = decide(target, Judgement::Correct(correction));
    let corrected = derive(&READINGS, std::slice::from_ref(&decision), &RESOURCES);
    let incident = incident_of(&corrected, "d02-note", 0);
    assert!(incident.toll.iter().any(|t| t.who == Who::Civilian && t.min == Some(77) && t.max == Some(77)), "{:?}", incident.toll);
    let reported = incident.fields.iter().any(|f| f.span.as_ref().is_some_and(|s| s.text == count.span.text));
    let added = incident.fields.iter().find(|f| f.span.is_none()).unwrap();
    assert!(reported && added.claim.is_none());
    assert!(matches!(&added.value, Value::Toll(t) if t.min == Some(77)));
    assert_eq!(incident.decisions, [decision.id()]);
}

#[test]
fn a_decision_outlives_moved_words_and_is_listed_when_they_are_gone() {
    let mut moved = target("b01-wire1", 0);
    moved.quoted.start += 7;
    moved.quoted.end += 7;
    let decision = decide(moved.clone(), Judgement::Different(target("b01-wire3", 0)));
    assert!(derive(&READINGS, &[decision], &RESOURCES).unmatched.is_empty());
    moved.quoted.text = "words that nobody wrote".into();
    let gone = decide(moved, Judgement::Different(target("b01-wire3", 0)));
    let projection = derive(&READINGS, std::slice::from_ref(&gone), &RESOURCES);
    assert_eq!(projection.unmatched.iter().map(|u| u.decision).collect::<Vec<_>>(), [gone.id()]);
    assert!(projection.unmatched[0].reason.contains("words that nobody wrote"));
    assert_eq!(bytes(&Projection { unmatched: Vec::new(), ..projection }), bytes(&PLAIN));
}

#[test]
fn judgements_of_other_words_that_now_name_one_mention_are_no_change_of_mind() {
    let (a, b) = (target("b01-wire1", 0), target("b01-wire3", 0));
    // Another mention of the same word, which is not read any more.
    let mut other = a.clone();
    other.quoted.start += 90;
    other.quoted.end += 90;
    let older = decide(other, Judgement::Different(b.clone()));
    let newer = decide(a.clone(), Judgement::Same(b.clone()));
    let listed = |decisions: &[Decision]| derive(&READINGS, decisions, &RESOURCES).unmatched.iter().map(|u| u.decision).collect::<Vec<_>>();
    assert_eq!(listed(&[older.clone(), newer.clone()]), [older.id()]);
    // The same words judged again, from either side, are one.
    let again = decide(b.clone(), Judgement::Different(a.clone()));
    assert!(listed(&[newer.clone(), again]).is_empty());
    // Two that say the same contradict nothing.
    let agreeing = decide(older.target.clone(), Judgement::Same(b));
    assert!(listed(&[agreeing, newer]).is_empty());
}

/// The two sides of the family change names: every grade and interval stays.
#[test]
fn mirrored_sides_get_mirrored_grades() {
    let swap = |name: &str| -> String {
        let (a, b) = ("Volna Group of Forces", "Meridian Coalition");
        if name.contains(a) { name.replace(a, b) } else { name.replace(b, a) }
    };
    let mirrored: Vec<Arc<Reading>> = JSON
        .iter()
        .filter(|r| r.report.input.id.starts_with("b01"))
        .cloned()
        .map(|mut json| {
            json.report.outlet = json.report.outlet.map(|o| swap(&o));
            for speaker in json.claims.iter_mut().filter_map(|c| c.speaker.as_mut()) {
                speaker.name = swap(&speaker.name);
            }
            for party in json.incidents.iter_mut().flat_map(|i| &mut i.alleged_responsible) {
                party.name = party.name.as_deref().map(swap);
            }
            Arc::new(json.into_reading().unwrap())
        })
        .collect();
    let plain: Vec<Arc<Reading>> = READINGS.iter().filter(|r| r.report.input.id.starts_with("b01")).cloned().collect();
    let summary = |projection: &Projection| -> Vec<(GradeValue, usize, usize, usize)> {
        projection.incidents.iter().map(|i| (i.grade.value, i.origins.low, i.origins.high, i.mentions.len())).collect()
    };
    assert_eq!(summary(&derive(&plain, &[], &RESOURCES)), summary(&derive(&mirrored, &[], &RESOURCES)));
}

/// The reading of the seed report: one credited origin that is not held, two edges, one account of it.
#[test]
fn a_lone_translation_goes_back_to_the_source_it_names() {
    let json: ReadingJson = serde_json::from_str(include_str!("../../../docs/schema/seed.reading.json")).unwrap();
    let source = json.report.credits[0].name.clone();
    let seed = derive(&[Arc::new(json.into_reading().unwrap())], &[], &RESOURCES);
    let kinds: Vec<(EdgeKind, Status, Option<&str>)> = seed.lineage.iter().map(|e| (e.kind, e.status, e.to.name.as_deref())).collect();
    assert_eq!(
        kinds,
        [(EdgeKind::Translation, Status::Named, Some(source.as_str())), (EdgeKind::Credit, Status::Named, Some(source.as_str()))]
    );
    let main = seed.incidents.iter().find(|i| i.grade.value != GradeValue::None).unwrap();
    assert_eq!((main.origins.low, main.origins.high, main.origins.unrecorded), (1, 1, 0));
    assert_eq!(main.origins.roots[0].name, source);
    assert_eq!(main.origins.roots[0].status, Status::Named);
    assert!(main.origins.reasons.iter().any(|r| r.contains("Primary source not recorded")));
    assert_eq!(main.grade.value, GradeValue::Weak);
    assert_eq!(seed.incidents.iter().filter(|i| i.grade.value == GradeValue::None).count(), seed.incidents.len() - 1);
}

#[test]
fn names_of_private_persons_are_marked() {
    let of = |incident: &IncidentRecord, field: Field| -> Vec<(String, bool)> {
        let all = incident.fields.iter().filter(|f| f.field == field);
        all.map(|f| (f.span.as_ref().unwrap().text.clone(), PLAIN.sealed_statements.contains(&f.statement))).collect()
    };
    let strike = incident_of(&PLAIN, "a01-local", 0);
    let victims = of(strike, Field::Victims);
    assert!(victims.iter().any(|(words, sealed)| words.contains("Hamda") && *sealed), "{victims:?}");
    let attributions = of(incident_of(&PLAIN, "b01-wire1", 0), Field::Attribution);
    assert!(attributions.iter().all(|(words, sealed)| !words.contains("Hresko") || !sealed), "{attributions:?}");
}
