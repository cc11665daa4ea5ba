//! What the store's tests share: entries to append, and child processes that run one test of the same program.

#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

pub mod records;

use dateline::ledger::{Captured, Entry, Given};
use dateline::store::{Access, Store, Verification, VerifyOptions};
use dateline_core::report::Input;
use dateline_core::sha::Sha;
use std::path::Path;
use std::process::Command;

pub const AT: &str = "2026-11-24T03:00:00Z";

/// A captured entry for a document.
pub fn captured(document: &[u8], id: &str) -> Entry {
    Entry::Captured(Captured {
        capture: Sha::of(document),
        media_type: "text/plain".into(),
        input: Input { id: id.into(), path: format!("in/{id}"), record: None },
        given: Given::default(),
        problems: Vec::new(),
        at: AT.into(),
    })
}

/// Preserves and appends `count` documents named from `first`.
pub fn fill(store: &mut Store, first: usize, count: usize) {
    let documents: Vec<String> = (first..first + count).map(|n| format!("Report {n}. Invented for a test.")).collect();
    let bytes: Vec<&[u8]> = documents.iter().map(String::as_bytes).collect();
    store.put_objects(&bytes).unwrap();
    let entries: Vec<Entry> = documents.iter().enumerate().map(|(n, d)| captured(d.as_bytes(), &format!("{}.txt", first + n))).collect();
    store.append(&entries).unwrap();
}

/// A store with `count` captured documents, and its folder.
pub fn store_with(count: usize) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create(&dir.path().join("s"), AT).unwrap();
    if count > 0 {
        fill(&mut store, 0, count);
    }
    (dir, store)
}

/// Verifies a store from outside, with nothing but reading.
pub fn verify(folder: &Path) -> Verification {
    Store::open(folder, Access::Read).unwrap().verify(&VerifyOptions::default()).unwrap()
}

/// The findings as lines.
pub fn problems(verification: &Verification) -> String {
    verification.problems.iter().map(|finding| format!("{finding}\n")).collect()
}

/// This test program, to run `test` alone as a child, which finds `value` under `variable`.
pub fn child(test: &str, variable: &str, value: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(variable, value);
    command
}

/// Says that a test could not run here, and why.
#[allow(clippy::print_stderr)]
pub fn skipped(test: &str, why: &str) {
    eprintln!("skipped: {test}: {why}");
}
