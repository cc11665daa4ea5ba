//! Erasure that keeps every proof, backups that verify, and tiles that a stranger can check.

#![allow(clippy::unwrap_used, clippy::panic)]

mod store_support;

use dateline::error::Kind;
use dateline::ledger::{Checkpoint, Entry, tree};
use dateline::store::{Access, Page, Reuse, Rows, Store, VerifyOptions};
use dateline_core::decision::{Decision, Judgement, Target};
use dateline_core::records::Field;
use dateline_core::sha::Sha;
use dateline_core::text::Quoted;
use sha2::{Digest, Sha256};
use store_support::records::few;
use store_support::{AT, captured, fill, problems, store_with, verify};

const SECRET: &str = "Amal-Invented-Name";

/// Every file of a store, one after another, as somebody with a disk editor has them.
fn all_bytes(folder: &std::path::Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut stack = vec![folder.to_owned()];
    while let Some(path) = stack.pop() {
        if path.is_dir() {
            stack.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            bytes.extend(std::fs::read(&path).unwrap());
        }
    }
    bytes
}

fn holds(folder: &std::path::Path, words: &str) -> bool {
    all_bytes(folder).windows(words.len()).any(|window| window == words.as_bytes())
}

fn decision(words: &str) -> Entry {
    let target = Target {
        capture: Sha::of(b"x"),
        report: Sha::of(b"x"),
        field: Field::Victims,
        quoted: Quoted { start: 0, end: words.chars().count() as u32, text: words.into() },
    };
    Entry::Decision(Decision { at: AT.into(), who: "analyst".into(), target, judgement: Judgement::Accept, reason: String::new() })
}

#[test]
fn a_dropped_body_leaves_every_file_and_keeps_the_proof() {
    let (_dir, mut store) = store_with(3);
    let position = store.append(&[decision(SECRET)]).unwrap().start;
    fill(&mut store, 3, 3);
    store.save(&few(), "run").unwrap();
    let kept = store.checkpoint().unwrap();
    assert!(holds(store.folder(), SECRET));
    let erasure = store.redact_entry(position, "keeper", AT, "the family asked").unwrap();
    assert!(!holds(store.folder(), SECRET), "the words are still in a file of the store");
    assert_eq!(erasure.position, 8);
    assert_eq!(store.entry(position).unwrap(), None);
    assert_eq!(store.decisions().unwrap(), []);
    assert_eq!(store.projection_state().unwrap(), None, "lines that quote it are gone until the next rebuild");
    assert_eq!(store.reports(&Default::default(), Page::ALL).unwrap().total, 0);
    let found = store.verify(&VerifyOptions { kept: Some(kept.note.into_bytes()), known_key: None }).unwrap();
    assert!(found.is_sound(), "{}", problems(&found));
    let log = store.log(Page { offset: 0, limit: 5 }).unwrap();
    assert_eq!((log.total, log.items[0].kind.as_str(), log.items[4].position), (9, "redaction", position));
    assert_eq!((log.items[4].kind.as_str(), log.items[4].entry.clone()), ("decision", None));
    let twice = store.redact_entry(position, "keeper", AT, "again").unwrap_err();
    assert_eq!(twice.kind, Kind::Usage);
    for (position, word) in [(0, "key"), (erasure.position, "redaction")] {
        assert!(store.redact_entry(position, "keeper", AT, "x").unwrap_err().message.contains(word));
    }
    assert!(store.redact_entry(999, "keeper", AT, "x").unwrap_err().message.contains("no entry 999"));
    assert!(store.redact_entry(1, " ", AT, "x").unwrap_err().message.contains("a name and a reason"));
}

#[test]
fn an_erased_original_is_gone_for_good() {
    let (_dir, mut store) = store_with(3);
    let document = format!("{SECRET} was among those killed. {SECRET} lived here.");
    store.put_object(document.as_bytes()).unwrap();
    store.append(&[captured(document.as_bytes(), "named.txt")]).unwrap();
    let read = |_: &dateline::ledger::Captured, bytes: &[u8]| Ok(bytes.to_vec());
    let derive = |readings: Vec<(dateline::ledger::Captured, Vec<u8>)>, _| {
        Ok(Rows { review: readings.iter().map(|(_, b)| String::from_utf8_lossy(b).into_owned().into()).collect(), ..Rows::default() })
    };
    store.rebuild("read", "1", Reuse::Kept, &read, derive).unwrap();
    assert_eq!(store.review(Page::ALL).unwrap().total, 4);
    let sha256 = Sha::of(document.as_bytes());
    store.redact_original(&sha256, "keeper", AT, "the family asked").unwrap();
    assert!(!holds(store.folder(), SECRET));
    let found = store.verify(&VerifyOptions::default()).unwrap();
    assert!(found.is_sound(), "{}", problems(&found));
    let error = store.get_object(&sha256).unwrap_err();
    assert!(error.message.contains("was erased; entry 5"), "{}", error.message);
    assert_eq!(store.captures().unwrap().len(), 3);
    let done = store.rebuild("read", "1", Reuse::Kept, &read, derive).unwrap();
    assert_eq!((done.documents, done.kept, store.review(Page::ALL).unwrap().total), (3, 3, 3));
    // It does not come back by another run over the same folder.
    store.put_object(document.as_bytes()).unwrap();
    let refused = store.append(&[captured(document.as_bytes(), "named.txt")]).unwrap_err();
    assert_eq!(refused.kind, Kind::Input);
    assert!(refused.message.contains("was erased before"));
    let text = problems(&store.verify(&VerifyOptions::default()).unwrap());
    assert!(text.contains("it was erased, but its file is still there"), "{text}");
    // As after a stop between log and file: the next opening finishes it.
    let folder = store.folder().to_owned();
    drop(store);
    drop(Store::open(&folder, Access::Write).unwrap());
    assert!(verify(&folder).is_sound());
    assert!(!holds(&folder, SECRET));
}

#[test]
fn a_backup_is_a_store_that_verifies_and_holds_no_key() {
    let (dir, mut store) = store_with(30);
    store.save(&few(), "run").unwrap();
    let erased = store.captures().unwrap()[4].entry.capture;
    store.redact_original(&erased, "keeper", AT, "asked").unwrap();
    let to = dir.path().join("backup");
    let backup = store.backup(&to).unwrap();
    assert!(backup.verification.is_sound(), "{}", problems(&backup.verification));
    assert_eq!((backup.originals, backup.verification.entries), (29, 32));
    let note = std::fs::read(to.join("checkpoint")).unwrap();
    assert_eq!(Checkpoint::parse(&note).unwrap(), store.checkpoint().unwrap());
    assert!(!holds(&to, "PRIVATE+KEY"));
    // The store moves on; the backup stays as it was and is a beginning of it.
    fill(&mut store, 30, 5);
    let found = store.verify(&VerifyOptions { kept: Some(note), known_key: None }).unwrap();
    assert!(found.is_sound(), "{}", problems(&found));
    let copy = Store::open(&to, Access::Read).unwrap();
    assert_eq!(copy.size().unwrap(), 32);
    for logged in copy.captures().unwrap() {
        assert_eq!(copy.get_object(&logged.entry.capture).unwrap(), store.get_object(&logged.entry.capture).unwrap());
    }
    assert!(store.backup(&to).unwrap_err().message.contains("not empty"));
    // Damage is found in the copy, not hidden by it.
    let hex = store.captures().unwrap()[0].entry.capture.to_string();
    std::fs::remove_file(store.folder().join("objects/sha256").join(&hex[..2]).join(format!("{}.zst", &hex[2..]))).unwrap();
    let broken = store.backup(&dir.path().join("second")).unwrap();
    assert!(problems(&broken.verification).contains("missing"));
}

#[test]
fn tiles_let_a_stranger_compute_the_signed_root() {
    let (dir, mut store) = store_with(0);
    for first in (0..700).step_by(100) {
        fill(&mut store, first, 100);
    }
    let to = dir.path().join("log");
    store.write_tiles(&to).unwrap();
    let note = std::fs::read_to_string(to.join("checkpoint")).unwrap();
    let checkpoint = Checkpoint::parse(note.as_bytes()).unwrap();
    assert_eq!(checkpoint.size, 701);
    // Entries: two bytes of length, then the leaf, as tlog-tiles has it; hashed here without any of our own code.
    let mut hashes: Vec<[u8; 32]> = Vec::new();
    for path in ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/189"] {
        let bundle = std::fs::read(to.join(path)).unwrap();
        for entry in bundle.chunks(34) {
            assert_eq!(entry[..2], [0, 32]);
            hashes.push(Sha256::new().chain_update([0]).chain_update(&entry[2..]).finalize().into());
        }
    }
    let level0: Vec<u8> =
        ["tile/0/000", "tile/0/001", "tile/0/002.p/189"].iter().flat_map(|p| std::fs::read(to.join(p)).unwrap()).collect();
    assert_eq!(level0, hashes.concat());
    assert_eq!(std::fs::read(to.join("tile/1/000.p/2")).unwrap().len(), 64);
    fn root(hashes: &[[u8; 32]]) -> [u8; 32] {
        if let [one] = hashes {
            return *one;
        }
        let (left, right) = hashes.split_at(hashes.len().next_power_of_two() / 2);
        Sha256::new().chain_update([1]).chain_update(root(left)).chain_update(root(right)).finalize().into()
    }
    assert_eq!(root(&hashes), checkpoint.root.0);
    let proof = store.inclusion_proof(400).unwrap().unwrap();
    let leaf = |position: usize| {
        let bundle = std::fs::read(to.join("tile/entries/001")).unwrap();
        let at = (position - 256) * 34 + 2;
        let mut leaf = [0; 32];
        leaf.copy_from_slice(&bundle[at..at + 32]);
        Sha(leaf)
    };
    assert!(tree::check_inclusion(&proof, 701, &checkpoint.root, 400, &leaf(400)));
    assert!(!tree::check_inclusion(&proof, 701, &checkpoint.root, 400, &leaf(401)));
    assert_eq!(store.inclusion_proof(701).unwrap(), None);
}

#[test]
fn a_making_that_was_interrupted_is_taken_up_again() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("s");
    drop(Store::create(&folder, AT).unwrap());
    let key = std::fs::read(folder.join("keys/signing.key")).unwrap();
    // As if stopped before the first transaction: key, folders and an empty database.
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("dateline.db") {
            std::fs::remove_file(path).unwrap();
        }
    }
    std::fs::write(folder.join("dateline.db"), b"").unwrap();
    std::fs::write(folder.join("keys/signing.key.part"), b"half a key").unwrap();
    let store = Store::open_or_create(&folder, AT).unwrap();
    assert!(store.verify(&VerifyOptions::default()).unwrap().is_sound());
    assert_eq!(std::fs::read(folder.join("keys/signing.key")).unwrap(), key);
    drop(store);
    assert!(Store::create(&folder, AT).unwrap_err().message.contains("holds a store already"));
    let stranger = dir.path().join("home");
    std::fs::create_dir(&stranger).unwrap();
    std::fs::write(stranger.join("letter.txt"), b"").unwrap();
    let refused = Store::open_or_create(&stranger, AT).unwrap_err();
    assert_eq!(refused.kind, Kind::Usage);
    assert!(refused.message.contains("not empty: it holds `letter.txt`"));
    let missing = Store::open(&dir.path().join("nowhere"), Access::Read).unwrap_err();
    assert!(missing.message.contains("there is no store") && missing.hint.unwrap().contains("dateline run"));
}

#[cfg(unix)]
#[test]
fn a_store_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, store) = store_with(1);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(store.folder()), 0o700);
    assert_eq!(mode(&store.key_path()), 0o600);
}
