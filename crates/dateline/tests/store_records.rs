//! Projections: saved as rows, listed by filter and page, found by the beginning of an id, made again from captures
//! and log; and stage outputs that a rerun finds.

#![allow(clippy::unwrap_used, clippy::panic)]

mod store_support;

use dateline::ledger::Entry;
use dateline::store::{
    Access, ClaimFilter, Found, IncidentFilter, IncidentOrder, LineageFilter, Page, RecordKind, ReportFilter, Reuse, Rows, StageKey,
    StageOutput, Store,
};
use dateline_core::claim::Stance;
use dateline_core::decision::{Decision, Judgement, Target};
use dateline_core::incident::Kind;
use dateline_core::records::{EdgeKind, Field, GradeValue};
use dateline_core::sha::Sha;
use dateline_core::text::Quoted;
use store_support::records::{few, id};
use store_support::{AT, captured, fill, store_with};

fn saved() -> (tempfile::TempDir, Store) {
    let (dir, mut store) = store_with(1);
    store.save(&few(), "run 1").unwrap();
    (dir, store)
}

/// Numbers of the incidents that a filter lets through.
fn numbers(store: &Store, filter: IncidentFilter) -> Vec<usize> {
    let listed = store.incidents(&filter, IncidentOrder::Id, Page::ALL).unwrap();
    assert_eq!(listed.total as usize, listed.items.len());
    let mut found: Vec<usize> =
        listed.items.iter().map(|found| (1..=3).find(|n| id(&format!("incident {n}")) == found.id).unwrap()).collect();
    found.sort_unstable();
    found
}

#[test]
fn rows_come_back_as_they_were_saved() {
    let (_dir, store) = saved();
    let rows = few();
    for record in &rows.incidents {
        assert_eq!(store.incident(&record.id.to_string()).unwrap(), Found::One(record.clone()));
        assert_eq!(store.incident(&record.id.to_string()[..12]).unwrap(), Found::One(record.clone()));
    }
    assert_eq!(store.report(&rows.reports[2].id.to_string()).unwrap(), Found::One(rows.reports[2].clone()));
    assert_eq!(store.claim(&rows.claims[1].id.to_string()[..10]).unwrap(), Found::One(rows.claims[1].clone()));
    assert_eq!(store.review(Page::ALL).unwrap().items, rows.review);
    assert_eq!(store.unmatched(Page::ALL).unwrap().items, rows.unmatched);
    for nothing in ["", "zz", "A", &"0".repeat(64), "' OR 1=1 --", "0'"] {
        assert_eq!(store.incident(nothing).unwrap(), Found::None, "{nothing}");
    }
}

#[test]
fn a_beginning_of_several_ids_lists_them() {
    let (_dir, mut store) = store_with(0);
    let mut rows = Rows::default();
    for n in 0..40 {
        rows.claims.push(store_support::records::claim(n, "Ministry", "asserts"));
    }
    store.save(&rows, "run").unwrap();
    let mut ids: Vec<String> = rows.claims.iter().map(|claim| claim.id.to_string()).collect();
    ids.sort();
    let beginning = ids.iter().map(|id| &id[..1]).find(|b| ids.iter().filter(|id| id.starts_with(b)).count() > 1).unwrap();
    let wanted: Vec<String> = ids.iter().filter(|id| id.starts_with(beginning)).cloned().collect();
    assert_eq!(store.claim(beginning).unwrap(), Found::Several(wanted));
}

#[test]
fn incidents_are_filtered_by_what_an_analyst_asks() {
    let (_dir, store) = saved();
    let all = IncidentFilter::default;
    assert_eq!(numbers(&store, all()), [1, 2, 3]);
    assert_eq!(numbers(&store, IncidentFilter { kinds: vec![Kind::Shelling, Kind::Clash], ..all() }), [2, 3]);
    // A day inside the span counts, at either end too; those without a day are not asked for.
    assert_eq!(numbers(&store, IncidentFilter { from: Some("2017-11-10".into()), ..all() }), [1, 2]);
    assert_eq!(numbers(&store, IncidentFilter { from: Some("2017-11-11".into()), ..all() }), [2]);
    assert_eq!(numbers(&store, IncidentFilter { to: Some("2017-11-09".into()), ..all() }), [1]);
    assert_eq!(numbers(&store, IncidentFilter { country: Some("sy".into()), ..all() }), [1, 2]);
    assert_eq!(numbers(&store, IncidentFilter { admin1: Some("deir ez-zor".into()), ..all() }), [1]);
    assert_eq!(numbers(&store, IncidentFilter { bounds: Some([3_500_000, 4_000_000, 3_600_000, 4_100_000]), ..all() }), [1]);
    assert_eq!(numbers(&store, IncidentFilter { bounds: Some([-2_000_000, 17_900_000, 0, -17_900_000]), ..all() }), [3]);
    assert_eq!(numbers(&store, IncidentFilter { grades: vec![GradeValue::Fair], ..all() }), [1]);
    assert_eq!(numbers(&store, IncidentFilter { origins_min: Some(2), ..all() }), [1]);
    assert_eq!(numbers(&store, IncidentFilter { killed_min: Some(3), ..all() }), [1, 2]);
    assert_eq!(numbers(&store, IncidentFilter { killed_min: Some(4), ..all() }), [1]);
    assert_eq!(numbers(&store, IncidentFilter { language: Some("fr".into()), ..all() }), [1]);
    assert_eq!(numbers(&store, IncidentFilter { outlet: Some("Example Post".into()), ..all() }), [1, 2]);
    assert_eq!(numbers(&store, IncidentFilter { report: Some(id("report 4")), ..all() }), [3]);
    assert_eq!(numbers(&store, IncidentFilter { words: Some("DEIR example".into()), ..all() }), [1]);
    assert_eq!(numbers(&store, IncidentFilter { words: Some("coalition".into()), ..all() }), [1, 2, 3]);
    // Nobody is found by name among those harmed.
    assert_eq!(numbers(&store, IncidentFilter { words: Some("Amal".into()), ..all() }), [] as [usize; 0]);
}

#[test]
fn lists_come_in_pages_and_orders() {
    let (_dir, store) = saved();
    let all = IncidentFilter::default();
    let order = |order| -> Vec<usize> {
        let listed = store.incident_summaries(&all, order, Page::ALL).unwrap();
        listed.items.iter().map(|s| (1..=3).find(|n| id(&format!("incident {n}")).to_string() == s.id).unwrap()).collect()
    };
    assert_eq!(order(IncidentOrder::Latest), [2, 1, 3]);
    assert_eq!(order(IncidentOrder::Earliest), [1, 2, 3]);
    assert_eq!(order(IncidentOrder::Killed), [1, 2, 3]);
    assert_eq!(order(IncidentOrder::Origins)[0], 1);
    let page = store.incident_summaries(&all, IncidentOrder::Latest, Page::number(1, 2)).unwrap();
    assert_eq!((page.total, page.items.len()), (3, 1));
    let first = store.incident_summaries(&IncidentFilter { killed_min: Some(10), ..all.clone() }, IncidentOrder::Id, Page::ALL).unwrap();
    let summary = &first.items[0];
    assert_eq!((summary.killed, summary.point, summary.reports), ((Some(10), None), Some((3_530_000, 4_010_000)), 2));
}

#[test]
fn reports_claims_and_lineage_are_filtered() {
    let (_dir, store) = saved();
    let reports = |filter: ReportFilter| store.reports(&filter, Page::ALL).unwrap().total;
    assert_eq!(reports(ReportFilter::default()), 4);
    assert_eq!(reports(ReportFilter { language: Some("en".into()), ..ReportFilter::default() }), 2);
    assert_eq!(reports(ReportFilter { from: Some("2017-11-11".into()), to: Some("2017-12-01".into()), ..ReportFilter::default() }), 2);
    assert_eq!(reports(ReportFilter { incident: Some(id("incident 1")), ..ReportFilter::default() }), 2);
    assert_eq!(reports(ReportFilter { problems: Some(true), ..ReportFilter::default() }), 0);
    assert_eq!(reports(ReportFilter { problems: Some(false), ..ReportFilter::default() }), 4);
    assert_eq!(reports(ReportFilter { words: Some("gazette 2.html".into()), ..ReportFilter::default() }), 1);
    let claims = |filter: ClaimFilter| store.claims(&filter, Page::ALL).unwrap().total;
    assert_eq!(claims(ClaimFilter { speaker: Some("Army".into()), ..ClaimFilter::default() }), 2);
    assert_eq!(claims(ClaimFilter { stance: Some(Stance::Asserts), ..ClaimFilter::default() }), 1);
    assert_eq!(claims(ClaimFilter { incident: Some(id("incident 1")), ..ClaimFilter::default() }), 2);
    let lineage = |filter: LineageFilter| store.lineage(&filter, Page::ALL).unwrap().items;
    assert_eq!(lineage(LineageFilter { kind: Some(EdgeKind::Translation), ..LineageFilter::default() }).len(), 1);
    assert_eq!(lineage(LineageFilter { report: Some(id("report 1")), ..LineageFilter::default() }).len(), 2);
    assert_eq!(lineage(LineageFilter { incident: Some(id("incident 2")), ..LineageFilter::default() }).len(), 1);
    let all = lineage(LineageFilter::default());
    assert!(all[0].from.report < all[1].from.report, "edges are sorted by from.report");
}

#[test]
fn every_line_is_exported_sorted() {
    let (_dir, store) = saved();
    let mut lines = Vec::new();
    let mut take = |line: &str| {
        lines.push(serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned());
        Ok(())
    };
    store.each_line(RecordKind::Report, &mut take).unwrap();
    assert_eq!(lines.len(), 4);
    assert!(lines.is_sorted());
    let mut edges = 0;
    store
        .each_edge(&mut |line| {
            assert!(line.starts_with("{\"from\""));
            edges += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(edges, 2);
}

#[test]
fn saving_again_replaces_and_the_digest_tells_projections_apart() {
    let (_dir, mut store) = saved();
    let first = store.projection_state().unwrap().unwrap();
    assert_eq!((first.run.as_str(), first.log_size), ("run 1", store.size().unwrap()));
    let mut rows = few();
    rows.incidents.reverse();
    rows.lineage.reverse();
    let same = store.save(&rows, "run 2").unwrap();
    assert_eq!(same.digest, first.digest, "the order in which rows are given does not matter");
    rows.incidents.remove(0);
    rows.claims[0].input_id = "changed".into();
    let other = store.save(&rows, "run 3").unwrap();
    assert_ne!(other.digest, first.digest);
    assert_eq!(numbers(&store, IncidentFilter::default()).len(), 2);
    assert_eq!(numbers(&store, IncidentFilter { report: Some(id("report 4")), ..IncidentFilter::default() }), [] as [usize; 0]);
    assert_eq!(store.claim(&rows.claims[0].id.to_string()).unwrap(), Found::One(rows.claims[0].clone()));
    rows.claims.push(rows.claims[0].clone());
    assert!(store.save(&rows, "run 4").unwrap_err().message.contains("share the id"));
    assert_eq!(store.projection_state().unwrap().unwrap(), other, "a save that fails changes nothing");
    let reader = store.reader().unwrap();
    assert_eq!(reader.projection_state().unwrap().unwrap(), other);
    assert!(Store::open(store.folder(), Access::Read).unwrap().save(&few(), "x").is_err());
}

#[test]
fn a_rebuild_makes_the_same_projection_and_a_rerun_skips_what_exists() {
    let (_dir, mut store) = store_with(0);
    fill(&mut store, 0, 150);
    // The same input a second time is read once.
    store.append(&[captured(b"Report 3. Invented for a test.", "3.txt")]).unwrap();
    let target = Target { capture: id("x"), report: id("x"), field: Field::Kind, quoted: Quoted { start: 0, end: 1, text: "x".into() } };
    let decision = Decision { at: AT.into(), who: "analyst".into(), target, judgement: Judgement::Accept, reason: String::new() };
    store.append(&[Entry::Decision(decision.clone())]).unwrap();
    let read = |captured: &dateline::ledger::Captured, bytes: &[u8]| {
        assert_eq!(Sha::of(bytes), captured.capture);
        Ok(format!("{{\"length\":{},\"id\":\"{}\"}}", bytes.len(), captured.input.id).into_bytes())
    };
    let derive = |readings: Vec<(dateline::ledger::Captured, Vec<u8>)>, decisions: Vec<dateline::store::Logged<Decision>>| {
        assert_eq!(decisions.len(), 1);
        assert_eq!(readings.len(), 150);
        assert!(readings.iter().enumerate().all(|(n, (captured, json))| {
            captured.input.id == format!("{n}.txt") && String::from_utf8_lossy(json).contains(&format!("\"{n}.txt\""))
        }));
        let review = readings.iter().map(|(_, json)| serde_json::from_slice(json).unwrap()).collect();
        Ok(Rows { review, ..few() })
    };
    let first = store.rebuild("read", "1", Reuse::Kept, &read, derive).unwrap();
    assert_eq!((first.documents, first.read, first.kept), (150, 150, 0));
    let second = store.rebuild("read", "1", Reuse::Kept, &read, derive).unwrap();
    assert_eq!((second.read, second.kept, second.state.clone()), (0, 150, first.state.clone()));
    let third = store.rebuild("read", "1", Reuse::Nothing, &read, derive).unwrap();
    assert_eq!((third.read, third.differing.len(), third.state.clone()), (150, 0, first.state.clone()));
    // An output that was edited is noticed and made good.
    let key = StageKey { input: store.captures().unwrap()[5].entry.input_key(), stage: "read".into(), version: "1".into() };
    let edited = StageOutput { key: key.clone(), capture: id("x"), json: b"{}".to_vec() };
    store.put_stage_outputs(&[edited]).unwrap();
    let fourth = store.rebuild("read", "1", Reuse::Nothing, &read, derive).unwrap();
    assert_eq!((fourth.differing, fourth.state), (vec![key.input], first.state));
    // A new version adds rows and edits none.
    let newer = store.rebuild("read", "2", Reuse::Kept, &read, derive).unwrap();
    assert_eq!(newer.read, 150);
    assert!(store.has_stage_output(&key).unwrap());
    assert_eq!(store.drop_other_versions("read", "2").unwrap(), 150);
    assert_eq!(store.stage_output(&key).unwrap(), None);
    let mut count = 0;
    store
        .stage_outputs("read", "2", &mut |output| {
            assert!(output.json.starts_with(b"{\"length\""));
            count += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(count, 150);
    // The log's indexes are made again from the entries, so what somebody did to them is gone.
    let connection = rusqlite::Connection::open(store.folder().join("dateline.db")).unwrap();
    connection.execute("DELETE FROM capture", []).unwrap();
    drop(connection);
    store.rebuild("read", "2", Reuse::Kept, &read, derive).unwrap();
    assert_eq!(store.stats().unwrap().captures, 151);
    assert_eq!((store.stats().unwrap().decisions, store.decisions().unwrap()[0].entry.clone()), (1, decision));
}

#[test]
fn an_input_that_was_captured_before_is_known() {
    let (_dir, mut store) = store_with(3);
    let Entry::Captured(again) = captured(b"Report 1. Invented for a test.", "1.txt") else { unreachable!() };
    assert_eq!(store.captured_before(&again).unwrap(), Some(2));
    let Entry::Captured(other) = captured(b"Report 1. Invented for a test.", "elsewhere.txt") else { unreachable!() };
    assert_eq!(store.captured_before(&other).unwrap(), None);
    let unpreserved = store.append(&[captured(b"never preserved", "x")]).unwrap_err();
    assert!(unpreserved.message.contains("not preserved yet"));
    assert!(store.append(&[]).unwrap().is_empty());
    assert_eq!(store.size().unwrap(), 4);
}
