//! `kill -9` during `dateline run`: whatever the moment, the store verifies, and running again gives the same lines as
//! a run that nobody disturbed.

#![allow(clippy::unwrap_used, clippy::panic)]

mod cli_support;

use cli_support::{Desk, dateline};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Enough documents that a run has moments to be killed at: batches, readings, the projection.
fn many(folder: &Path) {
    let towns = ["Hama", "Homs", "Idlib", "Aleppo", "Raqqa", "Palmyra"];
    let mut lines = String::new();
    for n in 0..120_usize {
        let (town, day, dead) = (towns[n % towns.len()], 1 + n % 28, 2 + n % 17);
        let text = format!(
            "Invented report {n}.\n\n{}, {day} March 2024 - At least {dead} people were killed when an air strike hit {town}, a hospital said.",
            town.to_uppercase()
        );
        lines.push_str(&serde_json::json!({"id": format!("r{n}"), "text": text, "published": format!("2024-03-{day:02}")}).to_string());
        lines.push('\n');
    }
    fs::write(folder.join("many.jsonl"), lines).unwrap();
}

fn running(folder: &Path, store: &Path) -> Command {
    let mut command = dateline();
    command.arg("run").arg(folder).arg("--store").arg(store).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Every line that the store lists.
fn lines(store: &Path) -> Vec<String> {
    ["reports", "claims", "lineage", "incidents"]
        .map(|list| cli_support::run([OsStr::new(list), OsStr::new("--json"), OsStr::new("--store"), store.as_os_str()]).good())
        .to_vec()
}

#[test]
fn a_killed_run_loses_nothing_and_is_taken_up_again() {
    let desk = Desk::with_reports();
    many(&desk.reports());
    let undisturbed = desk.path("undisturbed");
    let started = Instant::now();
    assert!(running(&desk.reports(), &undisturbed).status().unwrap().success());
    let whole = started.elapsed();
    let expected = lines(&undisturbed);
    assert!(expected.iter().all(|list| !list.is_empty()), "{expected:?}");
    for round in 0..5_u32 {
        let store = desk.path(&format!("killed-{round}"));
        // Spread over the whole run, the moments off any rhythm of it: at 5, 27, 49 … hundredths, then jittered.
        let mut child = running(&desk.reports(), &store).spawn().unwrap();
        let jitter = Duration::from_micros(u64::from(started.elapsed().subsec_nanos() % 20_000));
        std::thread::sleep(whole * (5 + 22 * round) / 100 + jitter);
        child.kill().unwrap();
        child.wait().unwrap();
        if store.join("dateline.db").exists() && lines_of_log(&store) {
            let verified = cli_support::at("verify --store", &store);
            assert_eq!(verified.code, Some(0), "round {round}: {}{}", verified.out, verified.err);
        }
        let again = cli_support::Ran::of(running(&desk.reports(), &store).stderr(Stdio::piped()).output().unwrap());
        assert_eq!(again.code, Some(0), "round {round}: {}", again.err);
        assert!(cli_support::at("verify --store", &store).good().contains("Everything agrees"));
        assert_eq!(lines(&store), expected, "round {round}");
    }
}

/// Whether the making of the store had come so far that there is a log.
fn lines_of_log(store: &Path) -> bool {
    cli_support::at("show 0 --store", store).code == Some(0)
}
