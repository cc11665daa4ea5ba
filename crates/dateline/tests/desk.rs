//! The pages over a real store: invented reports are captured, read and projected as the commands do it, then asked for
//! and judged through the desk and the pages; what was decided is there again after a rebuild.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use dateline::desk::StoreDesk;
use dateline::ledger::{Captured, Entry, Given};
use dateline::project::{self, STAGE};
use dateline::store::{Access, Reuse, Store};
use dateline::web::desk::{DecisionParts, Desk, Found, IncidentFile};
use dateline::web::filter::Filter;
use dateline::web::{Options, serve};
use dateline_core::Resources;
use dateline_core::decision::{Correction, Judgement, Target};
use dateline_core::records::{Field, FieldStatement, IncidentRecord, TollRecord};
use dateline_core::report::Input;
use dateline_core::sha::Sha;
use dateline_core::text::Quoted;
use dateline_core::toll::{Outcome, Who};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

static RESOURCES: LazyLock<Arc<Resources>> = LazyLock::new(|| Arc::new(Resources::bundled().unwrap()));
static SECONDS: AtomicU32 = AtomicU32::new(0);

/// A clock that goes on by a second each time.
fn clock() -> String {
    let second = SECONDS.fetch_add(1, Ordering::Relaxed);
    format!("2026-11-24T{:02}:{:02}:{:02}Z", 8 + second / 3600, second / 60 % 60, second % 60)
}

/// Outlet, address, day of publication, text.
const REPORTS: &[(&str, &str, &str, &str)] = &[
    (
        "Harrow Wire",
        "https://harrow-wire.example/1",
        "2019-03-02T14:10+03:00",
        "Air strike kills 12 in Hajin\n\nAt least 12 civilians were killed on Saturday when an air strike hit a market in Hajin in \
         Deir ez-Zor province, the Eastern Rights Monitor said.\n\nThe coalition denied that it had carried out the strike.",
    ),
    (
        "Khabur Voices",
        "https://khabur-voices.example/7",
        "2019-03-03",
        "Nine dead in Hajin\n\nAn air strike hit the house of Hamda al-Jasim in Hajin on 2 March and killed nine civilians, Salem \
         Darwish said. \"I saw an air strike on Hajin,\" said Salem Darwish, a shopkeeper.\n\nA hospital said four people were wounded.",
    ),
    (
        "Global Lantern",
        "https://global-lantern.example/88",
        "2019-03-03T09:00Z",
        "Air strike kills 12 in Hajin\n\nAt least 12 civilians were killed on Saturday when an air strike hit a market in Hajin in \
         Deir ez-Zor province, the Eastern Rights Monitor said, according to Harrow Wire.",
    ),
    (
        "Qalamoun Today",
        "https://qalamoun-today.example/3",
        "2019-05-11",
        "Shells fall on Idlib suburb\n\nShelling killed three people in Saraqib in Idlib province on Friday, a rescue worker said.",
    ),
    (
        "Harrow Wire",
        "https://harrow-wire.example/9",
        "2019-05-30",
        "Car bomb in Raqqa wounds five\n\nA car bomb exploded in Raqqa on Thursday and wounded five people, local police said. \
         No one claimed responsibility.",
    ),
    (
        "Le Fanal",
        "https://fanal.example/4",
        "2019-06-01",
        "Une frappe\n\nUne frappe aérienne a tué quatre personnes à Alep samedi, selon des habitants.",
    ),
];

fn version() -> String {
    project::stage_version(&RESOURCES.run, &BTreeMap::new())
}

/// Captures documents, reads them and makes the projection, as `dateline run` does.
fn filled(folder: &Path, reports: &[(&str, &str, &str, &str)]) {
    let mut store = Store::create(folder, "2026-11-24T07:00:00Z").unwrap();
    let mut entries = Vec::new();
    for (at, (outlet, url, published, text)) in reports.iter().enumerate() {
        let capture = store.put_object(text.as_bytes()).unwrap();
        let id = format!("{at}.txt");
        let given =
            Given { url: Some((*url).into()), outlet: Some((*outlet).into()), published: Some((*published).into()), ..Given::default() };
        let input = Input { path: format!("in/{id}"), id, record: None };
        entries.push(Entry::Captured(Captured {
            capture,
            media_type: "text/plain".into(),
            input,
            given,
            problems: Vec::new(),
            at: "2026-11-24T07:00:00Z".into(),
        }));
    }
    store.append(&entries).unwrap();
    read(&mut store, Reuse::Kept);
    project::project(&mut store, &RESOURCES, &version()).unwrap();
}

fn read(store: &mut Store, reuse: Reuse) {
    let done =
        store.read_documents(STAGE, &version(), reuse, &|captured: &Captured, bytes: &[u8]| project::read(captured, bytes, &RESOURCES));
    assert!(done.unwrap().differing.is_empty());
}

fn desk() -> (tempfile::TempDir, PathBuf, StoreDesk) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("s");
    filled(&folder, REPORTS);
    let desk = open(&folder);
    (dir, folder, desk)
}

fn open(folder: &Path) -> StoreDesk {
    StoreDesk::open(folder, RESOURCES.clone(), clock).unwrap()
}

/// The desk over the same store after everything but originals and log was made again.
fn rebuilt(folder: &Path) -> StoreDesk {
    let mut store = Store::open(folder, Access::Write).unwrap();
    let before = store.projection_state().unwrap().unwrap();
    let read = |captured: &Captured, bytes: &[u8]| project::read(captured, bytes, &RESOURCES);
    let done = store
        .rebuild(STAGE, &version(), Reuse::Nothing, &read, |outputs, decisions| project::rows_of(&outputs, &decisions, &RESOURCES))
        .unwrap();
    assert!(done.differing.is_empty() && done.unreadable.is_empty());
    assert_eq!(done.state.unwrap().digest, before.digest);
    drop(store);
    open(folder)
}

fn all(desk: &StoreDesk) -> Vec<IncidentRecord> {
    desk.records(&Filter::default()).unwrap()
}

fn file(desk: &StoreDesk, id: Sha) -> IncidentFile {
    match desk.incident(&id.to_string()).unwrap() {
        Found::One(file) => *file,
        other => panic!("{other:?}"),
    }
}

/// The incident that a report tells of first.
fn of_report(desk: &StoreDesk, input: &str) -> IncidentFile {
    let record = all(desk).into_iter().find(|i| i.reports.iter().any(|r| r == input)).unwrap();
    file(desk, record.id)
}

fn target(file: &IncidentFile, statement: &FieldStatement) -> Target {
    let span = statement.span.as_ref().unwrap();
    let quoted = Quoted { start: span.start, end: span.end, text: span.text.clone() };
    Target { capture: file.reports[&statement.report].capture.sha256, report: statement.report, field: statement.field, quoted }
}

fn killed(file: &IncidentFile) -> FieldStatement {
    file.record.fields.iter().find(|f| f.field == Field::Killed && f.span.is_some()).unwrap().clone()
}

fn judge(desk: &StoreDesk, target: Target, judgement: Judgement) -> Sha {
    desk.decide(DecisionParts { who: "Noor".into(), target, judgement, reason: "for a test".into() }).unwrap()
}

#[test]
fn pages_of_a_store_hold_what_was_read() {
    let (_dir, _folder, desk) = desk();
    let summary = desk.summary().unwrap();
    assert_eq!((summary.captures, summary.reports), (6, 6));
    assert!(summary.invented && summary.incidents >= 3 && summary.claims > 0);
    assert!(summary.not_covered.is_empty(), "French is read too: {:?}", summary.not_covered);
    assert_eq!(summary.data, Some(RESOURCES.run.data));
    assert!(summary.checkpoint.starts_with("dateline/") && !summary.attribution.is_empty());
    let listing = desk.incidents(&Filter { page: 1, ..Filter::default() }).unwrap();
    assert_eq!((listing.total, listing.rows.len()), (summary.incidents, summary.incidents));
    assert!(listing.spots.len() + listing.unplaced == listing.total && !listing.spots.is_empty());
    assert!(listing.countries.contains_key("SY") && listing.invented);
    let raqqa = desk.incidents(&Filter { text: "RAQQA police".into(), page: 1, ..Filter::default() }).unwrap();
    assert_eq!(raqqa.total, 1);
    assert_eq!(raqqa.rows[0].reports, ["4.txt"]);

    let file = of_report(&desk, "0.txt");
    assert_eq!(file.accounts.len(), file.record.mentions.len());
    assert!(file.accounts.iter().all(|a| file.reports.contains_key(&a.report.id)) && file.invented());
    assert!(file.record.fields.iter().filter_map(|f| f.claim).all(|claim| file.claims.contains_key(&claim)));
    assert!(file.record.reports.contains(&"2.txt".to_owned()), "the copy tells of the same strike: {:?}", file.record.reports);
    assert!(!file.edges.is_empty());

    let report = file.record.mentions[0].report;
    let Found::One(page) = desk.report(&report.to_string()[..16]).unwrap() else { panic!("no report") };
    assert_eq!(page.reading.report.id, report);
    assert!(page.incidents.iter().any(|(_, id, _)| *id == file.record.id));
    let kept = desk.original(report).unwrap().unwrap();
    assert_eq!((Some(kept.bytes.len() as u64), Sha::of(&kept.bytes)), (page.original, page.reading.report.capture.sha256));
    assert_eq!(kept.name, format!("{}.bin", page.reading.report.capture.sha256));
    assert_eq!(desk.original(Sha::of(b"none")).unwrap(), None);
    assert_eq!(desk.report("0123456789").unwrap(), Found::None);
    assert_eq!(desk.incident("' OR 1=1").unwrap(), Found::None);
}

#[test]
fn a_value_is_accepted_corrected_rejected_and_undone() {
    let (_dir, folder, desk) = desk();
    let before = of_report(&desk, "3.txt");
    let wanted = |min| TollRecord { outcome: Outcome::Killed, who: Who::Unknown, min: Some(min), max: Some(min) };
    let toll = |desk: &StoreDesk| of_report(desk, "3.txt").record.toll;
    let statement = killed(&before);
    let target = target(&before, &statement);

    let accepted = judge(&desk, target.clone(), Judgement::Accept);
    assert_eq!(of_report(&desk, "3.txt").record.decisions, [accepted]);
    assert_eq!(toll(&desk), before.record.toll);

    let five = Correction::Toll { who: Who::Unknown, min: Some(5), max: Some(5) };
    let corrected = judge(&desk, target.clone(), Judgement::Correct(five));
    assert_eq!(toll(&desk), [wanted(5)]);
    assert_eq!(toll(&rebuilt(&folder)), [wanted(5)]);

    let undoing = desk.undo(corrected, "Noor", "a slip").unwrap();
    assert_eq!(toll(&desk), before.record.toll);
    let rows = desk.decisions().unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [undoing, corrected, accepted]);
    assert_eq!(rows[1].undone_by, Some(undoing));
    assert!(rows.iter().all(|row| row.matches));
    assert_eq!(rows[1].incident, Some(before.record.id));
    assert!(desk.undo(corrected, "Noor", "").unwrap_err().happened.contains("undone before"));
    assert!(desk.undo(Sha::of(b"none"), "Noor", "").unwrap_err().happened.contains("no such decision"));

    judge(&desk, target, Judgement::Reject);
    assert!(toll(&desk).iter().all(|toll| toll.outcome != Outcome::Killed));
    assert!(toll(&rebuilt(&folder)).iter().all(|toll| toll.outcome != Outcome::Killed));
}

#[test]
fn events_are_put_together_and_held_apart() {
    let (_dir, folder, desk) = desk();
    let (one, other) = (of_report(&desk, "3.txt"), of_report(&desk, "4.txt"));
    assert_ne!(one.record.id, other.record.id);
    let (left, right) = (one.accounts[0].clone(), other.accounts[0].clone());
    let pair = desk.pair(left.mention.id, right.mention.id).unwrap().unwrap();
    assert_eq!((pair.left_incident, pair.right_incident), (Some(one.record.id), Some(other.record.id)));
    assert_eq!((pair.left.mention.id, pair.right.mention.id), (left.mention.id, right.mention.id));

    let same = judge(&desk, left.target(), Judgement::Same(right.target()));
    assert_eq!(of_report(&desk, "3.txt").record.id, of_report(&desk, "4.txt").record.id);
    assert_eq!(of_report(&rebuilt(&folder), "3.txt").record.reports, ["3.txt", "4.txt"]);
    desk.undo(same, "Noor", "").unwrap();
    assert_ne!(of_report(&desk, "3.txt").record.id, of_report(&desk, "4.txt").record.id);

    let joined = of_report(&desk, "0.txt");
    let of = |input: &str| joined.accounts.iter().find(|a| a.mention.input_id == input).unwrap();
    let (left, right) = (of("0.txt"), of("2.txt"));
    let kept = desk.pair(right.mention.id, left.mention.id).unwrap().unwrap();
    assert!(kept.weights["fields"].as_array().is_some_and(|fields| !fields.is_empty()), "why they are one is kept: {:?}", kept.weights);
    let apart = |input: &str, mention: Sha| {
        all(&open(&folder)).into_iter().find(|i| i.mentions.iter().any(|m| m.id == mention)).unwrap_or_else(|| panic!("{input}")).id
    };
    judge(&desk, left.target(), Judgement::Different(right.target()));
    assert_ne!(apart("0.txt", left.mention.id), apart("2.txt", right.mention.id));
    drop(rebuilt(&folder));
    assert_ne!(apart("0.txt", left.mention.id), apart("2.txt", right.mention.id));
}

#[test]
fn a_pair_waits_until_it_is_judged() {
    let (_dir, folder, desk) = desk();
    let queue = desk.review(0, 10).unwrap();
    assert_eq!(queue.total, queue.pairs.len());
    assert_eq!(desk.summary().unwrap().waiting, queue.total);
    for pair in &queue.pairs {
        judge(&desk, pair.left.target(), Judgement::Unsure(pair.right.target()));
    }
    assert_eq!(desk.review(0, 10).unwrap().total, 0);
    assert_eq!(rebuilt(&folder).review(0, 10).unwrap().total, 0);
}

#[test]
fn what_no_longer_matches_is_listed() {
    let (_dir, _folder, desk) = desk();
    let file = of_report(&desk, "3.txt");
    let mut lost = target(&file, &killed(&file));
    lost.quoted.text = "three hundred".into();
    judge(&desk, lost, Judgement::Accept);
    let rows = desk.decisions().unwrap();
    assert!(!rows[0].matches && rows[0].incident.is_none());
}

#[test]
fn a_decision_that_was_acknowledged_before_a_stop_is_shown_after_it() {
    let (_dir, folder, desk) = desk();
    let file = of_report(&desk, "3.txt");
    let decision = dateline_core::decision::Decision {
        at: clock(),
        who: "Noor".into(),
        target: target(&file, &killed(&file)),
        judgement: Judgement::Reject,
        reason: String::new(),
    };
    drop(desk);
    Store::open(&folder, Access::Write).unwrap().append(&[Entry::Decision(decision.clone())]).unwrap();
    let desk = open(&folder);
    assert_eq!(of_report(&desk, "3.txt").record.decisions, [decision.id()]);
}

#[test]
fn what_another_process_decides_is_seen() {
    let (_dir, folder, desk) = desk();
    let other = open(&folder);
    let file = of_report(&other, "3.txt");
    judge(&other, target(&file, &killed(&file)), Judgement::Reject);
    assert_eq!(desk.decisions().unwrap().len(), 1);
    assert!(of_report(&desk, "3.txt").record.toll.iter().all(|toll| toll.outcome != Outcome::Killed));
}

#[test]
fn a_store_in_use_says_what_was_kept() {
    let (_dir, folder, desk) = desk();
    let file = of_report(&desk, "3.txt");
    let held = Store::open(&folder, Access::Write).unwrap();
    let parts =
        DecisionParts { who: "Noor".into(), target: target(&file, &killed(&file)), judgement: Judgement::Accept, reason: String::new() };
    let error = desk.decide(parts).unwrap_err();
    assert!(error.happened.contains("is being written by") && error.happened.ends_with('.'), "{error}");
    assert!(error.kept.starts_with("No decision was written") && error.next.starts_with("Wait"), "{error}");
    drop(held);
    assert!(desk.decisions().unwrap().is_empty());
}

#[test]
fn an_erased_original_is_shown_nowhere() {
    let (_dir, folder, desk) = desk();
    let file = of_report(&desk, "4.txt");
    let report = file.record.mentions[0].report;
    let capture = file.reports[&report].capture.sha256;
    let mut store = Store::open(&folder, Access::Write).unwrap();
    store.redact_original(&capture, "Noor", &clock(), "asked for by the outlet").unwrap();
    assert_eq!(desk.original(report).unwrap(), None);
    assert_eq!(desk.report(&report.to_string()).unwrap(), Found::None);
    assert_eq!(desk.incident(&file.record.id.to_string()).unwrap(), Found::None);
    project::project(&mut store, &RESOURCES, &version()).unwrap();
    assert!(all(&desk).iter().all(|i| !i.reports.contains(&"4.txt".to_owned())));
    assert_eq!(desk.summary().unwrap().captures, 5);
}

/// Asks a served desk for a page as a browser does.
fn served(desk: StoreDesk) -> impl Fn(&str) -> (u16, String) {
    let (send, receive) = std::sync::mpsc::channel();
    let desk: Arc<dyn Desk> = Arc::new(desk);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap()).unwrap();
            serve(listener, desk, &Options { analyst: "Noor".to_owned() }, std::future::pending()).await.unwrap();
        });
    });
    let address: SocketAddr = receive.recv().unwrap();
    move |path: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let whole = String::from_utf8(bytes).unwrap();
        let (head, body) = whole.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), body.to_owned())
    }
}

#[test]
fn a_sealed_name_is_in_no_list_search_or_page_of_an_incident() {
    let (_dir, _folder, desk) = desk();
    let file = of_report(&desk, "1.txt");
    let sealed: Vec<&FieldStatement> = file.record.fields.iter().filter(|f| desk.sealed(f)).collect();
    let said = |s: &FieldStatement| s.span.as_ref().map(|span| span.text.clone()).unwrap_or_default();
    for name in ["Hamda", "Salem"] {
        assert!(sealed.iter().any(|s| said(s).contains(name)), "{name}: {:?}", sealed.iter().map(|s| said(s)).collect::<Vec<_>>());
        assert_eq!(desk.incidents(&Filter { text: name.into(), page: 1, ..Filter::default() }).unwrap().total, 0, "{name}");
    }
    let (incident, statement) = (file.record.id, sealed[0].statement);
    let ask = served(desk);
    let exports = ["/export/incidents.csv", "/export/incidents.geojson", "/export/incidents.json"];
    for path in ["/".to_owned(), format!("/incident/{incident}"), "/review".to_owned(), "/decisions".to_owned()]
        .iter()
        .map(String::as_str)
        .chain(exports)
    {
        let (status, body) = ask(path);
        assert_eq!(status, 200, "{path}");
        for name in ["Hamda", "Salem Darwish"] {
            assert!(!body.contains(name), "{path}: {}", around(&body, name));
        }
    }
    assert_eq!(ask(&format!("/incident/{incident}/statement/{statement}")).0, 404);
}

fn around<'a>(body: &'a str, word: &str) -> &'a str {
    let at = body.find(word).unwrap_or(0);
    let mut from = at.saturating_sub(200);
    while !body.is_char_boundary(from) {
        from -= 1;
    }
    &body[from..at]
}
