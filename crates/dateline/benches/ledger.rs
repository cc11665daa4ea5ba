//! Figures of the store: entries appended per second, verification, and how long single lines and lists take on a
//! ledger of 10,000 reports. `cargo bench -p dateline --bench ledger`; prints a table and fails below the floors.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../tests/store_support/mod.rs"]
mod store_support;

use dateline::ledger::Entry;
use dateline::store::{Found, IncidentFilter, IncidentOrder, Page, Rows, Store, VerifyOptions};
use std::time::{Duration, Instant};
use store_support::records::{Event, claim, edge, id, incident, report};
use store_support::{AT, captured};

/// Entries of a commit, and commits.
const BATCH: usize = 200;
const BATCHES: usize = 100;
const REPORTS: usize = 10_000;
const INCIDENTS: usize = 3_000;

/// Floors: entries per second with fsync and signature; longest of 100 single gets.
const ENTRIES_PER_SECOND: f64 = 10_000.0;
const PAGE: Duration = Duration::from_millis(50);

fn main() {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut store = Store::create(&dir.path().join("s"), AT).unwrap();
    let appended = append(&mut store);
    line("append, 200 entries a commit, fsync and signature", &format!("{appended:.0} entries/s"));
    let start = Instant::now();
    let documents: Vec<Vec<u8>> = (0..BATCH).map(|n| format!("{n} {}", "Invented words of a report. ".repeat(700)).into_bytes()).collect();
    store.put_objects(&documents.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    line("preserve, 200 originals of 20 kB, fsync", &format!("{:.0} originals/s", BATCH as f64 / start.elapsed().as_secs_f64()));
    let start = Instant::now();
    let found = store.verify(&VerifyOptions::default()).unwrap();
    assert!(found.is_sound());
    line("verify, without originals", &format!("{:.0} entries/s", found.entries as f64 / start.elapsed().as_secs_f64()));
    let slowest = projection(&mut store);
    assert!(appended >= ENTRIES_PER_SECOND, "appending is slower than {ENTRIES_PER_SECOND} entries/s");
    assert!(slowest <= PAGE, "a single line takes longer than {PAGE:?}");
}

fn append(store: &mut Store) -> f64 {
    let document = b"one document, so that only the log is measured";
    store.put_object(document).unwrap();
    let batches: Vec<Vec<Entry>> =
        (0..BATCHES).map(|b| (0..BATCH).map(|n| captured(document, &format!("folder/{b}/{n}.html"))).collect()).collect();
    let start = Instant::now();
    for batch in &batches {
        store.append(batch).unwrap();
    }
    (BATCH * BATCHES) as f64 / start.elapsed().as_secs_f64()
}

/// Saves a projection of 10,000 reports and reads it. Gives the 99th percentile of an incident's page.
fn projection(store: &mut Store) -> Duration {
    let day = |n: usize| format!("2017-{:02}-{:02}", 1 + n % 12, 1 + n % 28);
    let rows = Rows {
        reports: (0..REPORTS).map(|n| report(n, ["en", "ar", "fr"][n % 3], &format!("Outlet {}", n % 90), &day(n))).collect(),
        claims: (0..REPORTS * 4).map(|n| claim(n / 4, &format!("Speaker {}", n % 4), "asserts")).collect(),
        incidents: (0..INCIDENTS)
            .map(|n| {
                incident(&Event {
                    n,
                    kind: "air_strike",
                    days: Some((&day(n), &day(n))),
                    place: ("SY", "Aleppo", "Exampleville"),
                    point: Some((35.0 + n as f64 / 1e4, 40.0)),
                    killed: Some((n as u64 % 50, None)),
                    origins: 1 + n % 3,
                    // Now and then one that everybody reports.
                    reports: (0..if n % 100 == 0 { 200 } else { 3 }).map(|k| (n * 3 + k) % REPORTS).collect(),
                })
            })
            .collect(),
        lineage: (1..REPORTS).map(|n| edge(n, n - 1, "copy")).collect(),
        ..Rows::default()
    };
    let timed = |what: &str, start: Instant| line(what, &format!("{:.0} ms", start.elapsed().as_secs_f64() * 1e3));
    let start = Instant::now();
    store.save(&rows, "bench").unwrap();
    timed("save a projection of 10,000 reports", start);
    let start = Instant::now();
    store.save(&rows, "bench").unwrap();
    timed("save it again unchanged", start);
    let reader = store.reader().unwrap();
    let incident_page = percentile(|n| {
        let wanted = id(&format!("incident {}", n * 100 % INCIDENTS)).to_string();
        let Found::One(record) = reader.incident(&wanted[..16]).unwrap() else { unreachable!() };
        assert_eq!(record.id.to_string(), wanted);
    });
    line("an incident of up to 200 reports, p99", &format!("{:.2} ms", incident_page.as_secs_f64() * 1e3));
    let list = |filter: IncidentFilter| {
        percentile(|n| {
            let page = Page::number(n as u64 % 5, 50);
            assert!(!reader.incident_summaries(&filter, IncidentOrder::Latest, page).unwrap().items.is_empty());
        })
    };
    let filters = [
        ("first pages of all incidents, p99", IncidentFilter::default()),
        ("first pages of one language, p99", IncidentFilter { language: Some("fr".into()), ..IncidentFilter::default() }),
        (
            "by words and toll, p99",
            IncidentFilter { words: Some("aleppo coalition".into()), killed_min: Some(20), ..IncidentFilter::default() },
        ),
    ];
    for (what, filter) in filters {
        line(what, &format!("{:.2} ms", list(filter).as_secs_f64() * 1e3));
    }
    incident_page
}

fn percentile(mut act: impl FnMut(usize)) -> Duration {
    let mut times: Vec<Duration> = (0..300)
        .map(|n| {
            let start = Instant::now();
            act(n);
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() * 99 / 100]
}

fn line(what: &str, figure: &str) {
    println!("{what:<55}{figure:>20}");
}
