//! What verification must notice and name: every way in which a store can be changed, cut, or be incomplete.

#![allow(clippy::unwrap_used, clippy::panic)]

mod store_support;

use dateline::error::Kind;
use dateline::ledger::{Checkpoint, PublicKey};
use dateline::store::{Access, KeyState, Reuse, Rows, Store, Subject, VerifyOptions};
use dateline_core::sha::Sha;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use store_support::{AT, captured, fill, problems, store_with, verify};

/// The database as somebody with the file and without scruples has it.
fn tamper(folder: &Path, sql: &str) {
    let connection = Connection::open(folder.join("dateline.db")).unwrap();
    connection.execute_batch("DROP TRIGGER entry_stays; DROP TRIGGER entry_unchanged;").unwrap();
    connection.execute_batch(sql).unwrap();
}

fn closed(count: usize) -> (tempfile::TempDir, PathBuf) {
    let (dir, store) = store_with(count);
    drop(store);
    let folder = dir.path().join("s");
    (dir, folder)
}

fn subjects(folder: &Path) -> Vec<Subject> {
    verify(folder).problems.into_iter().map(|finding| finding.subject).collect()
}

#[test]
fn a_sound_store_is_sound_over_many_batches() {
    let (_dir, mut store) = store_with(0);
    for first in (0..600).step_by(37) {
        fill(&mut store, first, 37);
    }
    let found = store.verify(&VerifyOptions::default()).unwrap();
    assert!(found.is_sound(), "{}", problems(&found));
    assert_eq!(found.entries, store.size().unwrap());
    assert_eq!(found.checkpoints, 18);
    assert_eq!(found.originals, 37 * 17);
    let head = store.checkpoint().unwrap();
    assert_eq!((head.size, head.root), (found.entries, found.root));
}

#[test]
fn an_edited_body_is_named() {
    let (_dir, folder) = closed(20);
    tamper(&folder, "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'text/plain', 'text/html') AS BLOB) WHERE position = 7");
    assert_eq!(subjects(&folder), [Subject::Entry(7)]);
}

#[test]
fn an_edited_body_with_a_new_leaf_is_named() {
    let (_dir, folder) = closed(20);
    let body = captured(b"another document", "x").body().unwrap();
    let salt = [1_u8; 32];
    let leaf = Sha::of(&[&salt[..], &body].concat());
    let connection = Connection::open(folder.join("dateline.db")).unwrap();
    connection.execute_batch("DROP TRIGGER entry_unchanged").unwrap();
    connection.execute("UPDATE entry SET body = ?1, salt = ?2, leaf = ?3 WHERE position = 7", (body, salt, leaf.0)).unwrap();
    drop(connection);
    let found = verify(&folder);
    let text = problems(&found);
    assert!(text.contains("entry 7: its leaf is not the one that the tree holds"), "{text}");
    assert!(text.contains("entries 1 to 20: changed since the checkpoint of size 21 was signed"), "{text}");
}

#[test]
fn a_wholly_rewritten_tree_still_fails_at_the_signature() {
    let (_dir, folder) = closed(5);
    let note = {
        let store = Store::open(&folder, Access::Read).unwrap();
        store.checkpoint().unwrap().note
    };
    // The head's words are changed to fit; nobody without the key can sign them.
    let changed = note.replacen("\n6\n", "\n6\nAAAA", 1);
    assert_ne!(changed, note);
    let connection = Connection::open(folder.join("dateline.db")).unwrap();
    let root = Checkpoint::parse(note.as_bytes()).unwrap().root;
    let other = Checkpoint::parse(note.as_bytes()).map(|c| c.note.replace(&base64(&root.0), &base64(&Sha::of(b"other").0))).unwrap();
    connection.execute("UPDATE checkpoint SET note = ?1 WHERE size = 6", [other]).unwrap();
    drop(connection);
    let text = problems(&verify(&folder));
    assert!(text.contains("checkpoint of size 6: the signature of key"), "{text}");
}

/// As RFC 4648 has it; small, so that the test does not lean on the code that it tests.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            out.push(if at <= chunk.len() { char::from(LETTERS[(n >> (18 - 6 * at) & 63) as usize]) } else { '=' });
        }
    }
    out
}

#[test]
fn deleted_and_cut_entries_are_named() {
    let (_dir, folder) = closed(20);
    tamper(&folder, "PRAGMA foreign_keys = OFF; DELETE FROM entry WHERE position = 9");
    assert!(subjects(&folder).contains(&Subject::Entries(9, 9)), "{}", problems(&verify(&folder)));
    let (_dir, mut store) = store_with(20);
    fill(&mut store, 20, 20);
    let folder = store.folder().to_owned();
    drop(store);
    let sql = "PRAGMA foreign_keys = OFF; DELETE FROM entry WHERE position > 20; DELETE FROM checkpoint WHERE size > 21";
    tamper(&folder, sql);
    assert!(subjects(&folder).contains(&Subject::Tile(0, 0)), "{}", problems(&verify(&folder)));
}

#[test]
fn a_body_that_vanished_without_a_redaction_is_named() {
    let (_dir, folder) = closed(5);
    // The triggers let a body go, for redactions; verification asks for the redaction.
    let connection = Connection::open(folder.join("dateline.db")).unwrap();
    connection.execute("UPDATE entry SET body = NULL, salt = NULL WHERE position = 3", []).unwrap();
    drop(connection);
    let text = problems(&verify(&folder));
    assert!(text.contains("entry 3: its body is gone, but no redaction says so"), "{text}");
}

#[test]
fn careless_edits_are_refused_by_the_database() {
    let (_dir, folder) = closed(3);
    let connection = Connection::open(folder.join("dateline.db")).unwrap();
    for sql in ["DELETE FROM entry", "UPDATE entry SET body = x'00' WHERE position = 1", "UPDATE entry SET kind = 'run' WHERE position = 1"]
    {
        let refused = connection.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
}

#[test]
fn missing_and_damaged_originals_are_named() {
    let (_dir, mut store) = store_with(5);
    let captures = store.captures().unwrap();
    let path = |at: usize| {
        let hex = captures[at].entry.capture.to_string();
        store.folder().join("objects/sha256").join(&hex[..2]).join(format!("{}.zst", &hex[2..]))
    };
    std::fs::remove_file(path(1)).unwrap();
    std::fs::copy(path(3), path(2)).unwrap();
    let found = store.verify(&VerifyOptions::default()).unwrap();
    let mut wanted = vec![Subject::Original(captures[1].entry.capture), Subject::Original(captures[2].entry.capture)];
    wanted.sort();
    assert_eq!(found.problems.iter().map(|f| f.subject.clone()).collect::<Vec<_>>(), wanted);
    let text = problems(&found);
    assert!(text.contains("missing; entry 2 says that it was captured"), "{text}");
    assert!(text.contains("another SHA-256; entry 3 captured it"), "{text}");
    let error = store.get_object(&captures[1].entry.capture).unwrap_err();
    assert!(error.message.contains("is missing"));
    // A rebuild goes on with the others and lists what it could not read.
    let done = store.rebuild("test", "1", Reuse::Nothing, &|_, bytes| Ok(bytes.to_vec()), |_, _| Ok(Rows::default())).unwrap();
    assert_eq!((done.read, done.unreadable.len()), (3, 2));
}

#[test]
fn a_truncated_database_is_reported() {
    let (_dir, mut store) = store_with(0);
    for first in (0..2000).step_by(200) {
        fill(&mut store, first, 200);
    }
    let folder = store.folder().to_owned();
    drop(store);
    let file = folder.join("dateline.db");
    let length = std::fs::metadata(&file).unwrap().len();
    let cut = |to: u64| std::fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(to).unwrap();
    cut(length * 2 / 3 / 4096 * 4096);
    let text = match Store::open(&folder, Access::Read) {
        Ok(store) => {
            let found = store.verify(&VerifyOptions::default()).unwrap();
            assert!(found.problems.iter().any(|f| f.subject == Subject::Database), "{}", problems(&found));
            problems(&found)
        }
        Err(e) => e.message,
    };
    assert!(text.contains("damaged"), "{text}");
    cut(0);
    let error = Store::open(&folder, Access::Write).unwrap_err();
    assert_eq!(error.kind, Kind::Store);
    assert!(error.message.contains("empty") && error.hint.unwrap().contains("backup"), "{}", error.message);
    std::fs::write(&file, "this is no database, and long enough to be looked at as one ".repeat(20)).unwrap();
    let error = Store::open(&folder, Access::Read).unwrap_err();
    assert!(error.message.contains("damaged"), "{}", error.message);
}

#[test]
fn a_store_without_its_key_reads_and_verifies_but_does_not_append() {
    let (_dir, mut store) = store_with(3);
    let folder = store.folder().to_owned();
    let exported = folder.parent().unwrap().join("kept.key");
    store.export_key(&exported).unwrap();
    drop(store);
    std::fs::remove_file(folder.join("keys/signing.key")).unwrap();
    let found = verify(&folder);
    assert!(found.is_sound(), "{}", problems(&found));
    assert!(found.notes.iter().any(|note| note.subject == Subject::Key));
    store = Store::open(&folder, Access::Write).unwrap();
    assert_eq!(store.captures().unwrap().len(), 3);
    store.put_object(b"more").unwrap();
    let error = store.append(&[captured(b"more", "more")]).unwrap_err();
    assert_eq!(error.kind, Kind::Store);
    assert!(error.message.contains("no signing key"), "{}", error.message);
    assert!(error.hint.unwrap().contains("backup of the key"));
    // The exported copy is the key.
    std::fs::copy(&exported, folder.join("keys/signing.key")).unwrap();
    store.append(&[captured(b"more", "more")]).unwrap();
    assert!(verify(&folder).is_sound());
    // Another store's key is not.
    let (_other, stranger) = store_with(0);
    drop(store);
    std::fs::copy(stranger.key_path(), folder.join("keys/signing.key")).unwrap();
    store = Store::open(&folder, Access::Write).unwrap();
    assert!(matches!(store.key_state(), KeyState::Unusable(_)));
    assert!(store.append(&[captured(b"more", "again")]).unwrap_err().message.contains("signed by key"));
}

#[test]
fn a_rotation_is_recorded_and_vouched_for_by_the_old_key() {
    let (_dir, mut store) = store_with(3);
    let kept = store.checkpoint().unwrap();
    let old = store.keys().unwrap().remove(0).key;
    let new = store.rotate_key(AT, "yearly", false).unwrap();
    fill(&mut store, 3, 3);
    let keys = store.keys().unwrap();
    assert_eq!(keys.len(), 2);
    assert_eq!((keys[1].key.clone(), keys[1].position), (new.key.clone(), 4));
    assert_eq!(store.key_state(), KeyState::Present);
    let options = VerifyOptions { kept: Some(kept.note.into_bytes()), known_key: Some(old.clone()) };
    let found = store.verify(&options).unwrap();
    assert!(found.is_sound() && !found.notes.iter().any(|n| n.message.contains("not signed for")), "{found:?}");
    // With the old key lost, the change is noted.
    store.rotate_key(AT, "the disk died", true).unwrap();
    fill(&mut store, 6, 1);
    let found = store.verify(&VerifyOptions::default()).unwrap();
    assert!(found.is_sound(), "{}", problems(&found));
    assert!(found.notes.iter().any(|n| n.message.contains("was not signed for by the old key")));
    let stranger = store_with(0).1.keys().unwrap().remove(0).key;
    let found = store.verify(&VerifyOptions { kept: None, known_key: Some(stranger) }).unwrap();
    assert!(problems(&found).contains("the log does not name the key"));
    assert!(PublicKey::parse("rubbish").is_err());
}

#[test]
fn a_rotation_that_was_interrupted_is_finished_or_forgotten() {
    let (_dir, mut store) = store_with(1);
    let folder = store.folder().to_owned();
    let signing = folder.join("keys/signing.key");
    let next = folder.join("keys/next.key");
    let old = std::fs::read(&signing).unwrap();
    store.rotate_key(AT, "", false).unwrap();
    drop(store);
    // As if stopped after the log named the new key and before it was put in place.
    std::fs::rename(&signing, &next).unwrap();
    std::fs::write(&signing, &old).unwrap();
    store = Store::open(&folder, Access::Write).unwrap();
    fill(&mut store, 1, 1);
    assert!(!next.exists());
    // As if stopped before the log named it.
    std::fs::write(&next, &old).unwrap();
    drop(store);
    store = Store::open(&folder, Access::Write).unwrap();
    fill(&mut store, 2, 1);
    store.rotate_key(AT, "", false).unwrap();
    assert!(verify(&folder).is_sound());
}

#[test]
fn a_kept_checkpoint_proves_that_nothing_before_it_changed() {
    let (_dir, mut store) = store_with(30);
    let kept = store.checkpoint().unwrap().note.into_bytes();
    fill(&mut store, 30, 300);
    let options = VerifyOptions { kept: Some(kept.clone()), known_key: None };
    let found = store.verify(&options).unwrap();
    assert!(found.is_sound(), "{}", problems(&found));
    assert!(found.notes.iter().any(|n| n.message.contains("first 31 entries are exactly those")));
    let proof = store.consistency_proof(31).unwrap().unwrap();
    let (old, new) = (Checkpoint::parse(&kept).unwrap(), store.checkpoint().unwrap());
    assert!(dateline::ledger::tree::check_consistency(&proof, new.size, &new.root, old.size, &old.root));
    let error = store.verify(&VerifyOptions { kept: Some(b"rubbish".to_vec()), known_key: None }).unwrap_err();
    assert_eq!(error.kind, Kind::Input);
    // Another log's checkpoint, and a changed one.
    let (_other, other) = store_with(1);
    let foreign = VerifyOptions { kept: Some(other.checkpoint().unwrap().note.into_bytes()), known_key: None };
    assert!(problems(&store.verify(&foreign).unwrap()).contains("another log"));
    let changed = String::from_utf8(kept).unwrap().replacen("\n31\n", "\n30\n", 1).into_bytes();
    let found = store.verify(&VerifyOptions { kept: Some(changed), known_key: None }).unwrap();
    assert!(problems(&found).contains("its words were changed"));
}

#[test]
fn a_log_rewritten_by_the_holder_of_the_key_is_caught_by_a_kept_checkpoint_alone() {
    let (dir, store) = store_with(3);
    let folder = store.folder().to_owned();
    let fork = dir.path().join("fork");
    store.backup(&fork).unwrap();
    drop(store);
    std::fs::copy(folder.join("keys/signing.key"), fork.join("keys/signing.key")).map(drop).unwrap_or_else(|_| {
        std::fs::create_dir_all(fork.join("keys")).unwrap();
        std::fs::copy(folder.join("keys/signing.key"), fork.join("keys/signing.key")).unwrap();
    });
    let mut told = Store::open(&folder, Access::Write).unwrap();
    fill(&mut told, 100, 5);
    let kept = told.checkpoint().unwrap().note.into_bytes();
    let mut rewritten = Store::open(&fork, Access::Write).unwrap();
    fill(&mut rewritten, 200, 9);
    assert!(rewritten.verify(&VerifyOptions::default()).unwrap().is_sound(), "from the inside nothing can be seen");
    let found = rewritten.verify(&VerifyOptions { kept: Some(kept.clone()), known_key: None }).unwrap();
    assert!(problems(&found).contains("the log was rewritten"), "{}", problems(&found));
    let short = Store::open(&fork, Access::Read).unwrap();
    let longer = VerifyOptions { kept: Some(short.checkpoint().unwrap().note.into_bytes()), known_key: None };
    assert!(problems(&told.verify(&longer).unwrap()).contains("cut off"));
}

#[test]
fn the_documented_program_verifies_a_store_without_any_of_our_code() {
    let (dir, mut store) = store_with(5);
    let kept = dir.path().join("kept");
    std::fs::write(&kept, store.checkpoint().unwrap().note).unwrap();
    store.rotate_key(AT, "", false).unwrap();
    fill(&mut store, 5, 9);
    store.redact_entry(3, "keeper", AT, "asked").unwrap();
    let folder = store.folder().to_owned();
    drop(store);
    let document = include_str!("../../../docs/ledger.md");
    let program = document.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let run = || std::process::Command::new("python3").args(["-c", program]).arg(&folder).arg(&kept).output();
    let openssl = std::process::Command::new("openssl").arg("version").output().is_ok();
    match run() {
        Ok(found) if openssl => {
            let printed = String::from_utf8_lossy(&found.stdout).into_owned() + &String::from_utf8_lossy(&found.stderr);
            assert!(printed.contains("17 entries, 6 checkpoints: sound"), "{printed}");
        }
        _ => return store_support::skipped("the_documented_program", "python3 or openssl is not here"),
    }
    tamper(&folder, "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'text/plain', 'text/html') AS BLOB) WHERE position = 2");
    let found = run().unwrap();
    assert!(String::from_utf8_lossy(&found.stderr).contains("entry 2 was changed"));
}

#[test]
fn no_single_byte_of_the_log_can_be_changed_unnoticed() {
    let (dir, mut store) = store_with(4);
    store.redact_entry(2, "keeper", AT, "asked").unwrap();
    fill(&mut store, 4, 3);
    let sound = store.folder().to_owned();
    drop(store);
    let columns = [
        ("entry", "body", "body IS NOT NULL"),
        ("entry", "salt", "salt IS NOT NULL"),
        ("entry", "leaf", "1"),
        ("entry", "kind", "1"),
        ("tile", "hashes", "1"),
        ("checkpoint", "note", "1"),
    ];
    let folder = dir.path().join("changed");
    std::fs::create_dir(&folder).unwrap();
    std::fs::create_dir(folder.join("keys")).unwrap();
    std::fs::copy(sound.join("keys/signing.key"), folder.join("keys/signing.key")).unwrap();
    copy_all(&sound.join("objects"), &folder.join("objects"));
    // A fixed walk over the rows: the same changes on every machine.
    let mut step = 0_usize;
    for (table, column, filter) in columns {
        for _ in 0..12 {
            step += 1;
            std::fs::copy(sound.join("dateline.db"), folder.join("dateline.db")).unwrap();
            let connection = Connection::open(folder.join("dateline.db")).unwrap();
            connection
                .execute_batch("DROP TRIGGER entry_stays; DROP TRIGGER entry_unchanged; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF;")
                .unwrap();
            let select = format!("SELECT rowid, CAST({column} AS BLOB) FROM {table} WHERE {filter} ORDER BY rowid");
            let mut statement = connection.prepare(&select).unwrap();
            let rows: Vec<(i64, Vec<u8>)> =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap();
            drop(statement);
            let (row, mut value) = rows[step * 7 % rows.len()].clone();
            let at = step * 31 % value.len();
            value[at] ^= 1 << (step % 7);
            let kind = if column == "kind" || column == "note" { "TEXT" } else { "BLOB" };
            connection.execute(&format!("UPDATE {table} SET {column} = CAST(?1 AS {kind}) WHERE rowid = ?2"), (&value, row)).unwrap();
            drop(connection);
            let found = verify(&folder);
            assert!(!found.is_sound(), "{table}.{column} of row {row}, byte {at}: nothing was noticed");
        }
    }
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
