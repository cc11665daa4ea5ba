//! Crash safety: a process that is killed at any moment loses no acknowledged entry, a full disk ends with a clear
//! error and an intact store, and a second writer is turned away.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod store_support;

use dateline::error::Kind;
use dateline::store::{Access, Reuse, Store, VerifyOptions};
use dateline_core::sha::Sha;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use store_support::records::few;
use store_support::{AT, captured, child, fill, problems, skipped, store_with, verify};

const WRITER: &str = "DATELINE_TEST_WRITER";
const FULL: &str = "DATELINE_TEST_FULL";
const EVERYTHING: &str = "DATELINE_TEST_EVERYTHING";
const APPENDER: &str = "DATELINE_TEST_APPENDER";
const MAKER: &str = "DATELINE_TEST_MAKER";
const HOLDER: &str = "DATELINE_TEST_HOLDER";

/// Appends batches of odd sizes for ever and says after each how many entries are acknowledged.
fn write_until_killed(folder: &Path) {
    let mut store = Store::open(folder, Access::Write).unwrap();
    let mut out = std::io::stdout();
    for round in 0.. {
        let start = store.size().unwrap() as usize;
        fill(&mut store, start, 1 + round % 23);
        writeln!(out, "acknowledged {}", store.size().unwrap()).unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_killed_process_loses_no_acknowledged_entry() {
    if let Some(folder) = std::env::var_os(WRITER) {
        return write_until_killed(Path::new(&folder));
    }
    let (dir, store) = store_with(3);
    let folder = dir.path().join("s");
    drop(store);
    let mut before = 0;
    for round in 0_u64..12 {
        let mut writer = child("a_killed_process_loses_no_acknowledged_entry", WRITER, &folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        // Let it begin, then kill it somewhere within a few appends: the delays are spread over the rounds.
        let mut acknowledged = lines.by_ref().map_while(Result::ok).find_map(|line| parse(&line)).unwrap();
        std::thread::sleep(Duration::from_micros(round * round * 900 + round * 137));
        writer.kill().unwrap();
        writer.wait().unwrap();
        acknowledged = lines.map_while(Result::ok).filter_map(|line| parse(&line)).last().unwrap_or(acknowledged);
        let found = verify(&folder);
        assert!(found.is_sound(), "round {round}: {}", problems(&found));
        assert!(found.entries >= acknowledged, "round {round}: {acknowledged} were acknowledged, {} are there", found.entries);
        assert!(acknowledged > before, "round {round} appended nothing: the test tests nothing");
        before = found.entries;
        // The next writer goes on without any repair.
        let mut store = Store::open(&folder, Access::Write).unwrap();
        let start = store.size().unwrap() as usize;
        fill(&mut store, start, 1);
        before += 1;
        assert_eq!(store.size().unwrap(), before);
    }
}

#[test]
fn verification_and_backup_work_while_another_process_appends() {
    let test = "verification_and_backup_work_while_another_process_appends";
    if let Some(folder) = std::env::var_os(APPENDER) {
        return write_until_killed(Path::new(&folder));
    }
    let (dir, store) = store_with(3);
    let folder = dir.path().join("s");
    drop(store);
    let mut writer = child(test, APPENDER, &folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    assert!(lines.by_ref().map_while(Result::ok).any(|line| parse(&line).is_some()));
    let reader = Store::open(&folder, Access::Read).unwrap();
    let mut sizes = Vec::new();
    for round in 0..8 {
        let found = reader.verify(&VerifyOptions::default()).unwrap();
        assert!(found.is_sound(), "round {round}: {}", problems(&found));
        sizes.push(found.entries);
        // Not one that was ready before: the writer must have gone on meanwhile.
        assert!(lines.by_ref().map_while(Result::ok).filter_map(|line| parse(&line)).any(|size| size > found.entries));
    }
    assert!(sizes.is_sorted_by(|a, b| a < b), "{sizes:?}");
    let backup = reader.backup(&dir.path().join("backup")).unwrap();
    assert!(backup.verification.is_sound(), "{}", problems(&backup.verification));
    assert!(backup.verification.entries > sizes[7]);
    writer.kill().unwrap();
    writer.wait().unwrap();
}

/// Everything that writes, in turn, for ever.
fn do_everything_until_killed(folder: &Path) {
    let mut store = Store::open(folder, Access::Write).unwrap();
    let mut out = std::io::stdout();
    for round in 0.. {
        match round % 6 {
            5 => {
                let erased = store.captures().unwrap().pop().unwrap().entry.capture;
                store.redact_original(&erased, "keeper", AT, "a test").unwrap();
            }
            1 => drop(store.rotate_key(AT, "a test", false).unwrap()),
            2 => drop(store.save(&few(), &round.to_string()).unwrap()),
            3 => {
                let read = |_: &dateline::ledger::Captured, bytes: &[u8]| Ok(bytes.to_vec());
                drop(store.read_documents("read", &round.to_string(), Reuse::Kept, &read).unwrap());
                store.drop_other_versions("read", &round.to_string()).unwrap();
            }
            4 => {
                let position = store.captures().unwrap()[0].position;
                store.redact_entry(position, "keeper", AT, "a test").unwrap();
            }
            // First: each child must bring more than it erases.
            _ => {
                let start = store.size().unwrap() as usize;
                fill(&mut store, 1000 + start, 5);
            }
        }
        writeln!(out, "acknowledged {}", store.size().unwrap()).unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_process_killed_in_any_kind_of_write_leaves_a_sound_store() {
    let test = "a_process_killed_in_any_kind_of_write_leaves_a_sound_store";
    if let Some(folder) = std::env::var_os(EVERYTHING) {
        return do_everything_until_killed(Path::new(&folder));
    }
    let (dir, store) = store_with(20);
    let folder = dir.path().join("s");
    drop(store);
    for round in 0_u64..24 {
        let mut writer = child(test, EVERYTHING, &folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        // After one to six acknowledged writes, so that every kind is hit, and then a little later.
        let first = lines.by_ref().map_while(Result::ok).filter_map(|line| parse(&line)).nth(round as usize % 6).unwrap();
        std::thread::sleep(Duration::from_micros(round * 211));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let acknowledged = lines.map_while(Result::ok).filter_map(|line| parse(&line)).last().unwrap_or(first);
        // Opening for writing finishes what was begun: an erased file, a new key.
        let store = Store::open(&folder, Access::Write).unwrap();
        assert!(matches!(store.key_state(), dateline::store::KeyState::Present));
        drop(store);
        let found = verify(&folder);
        assert!(found.is_sound(), "round {round}: {}", problems(&found));
        assert!(found.entries >= acknowledged, "round {round}: {acknowledged} were acknowledged, {} are there", found.entries);
    }
}

#[test]
fn a_process_killed_while_it_makes_a_store_leaves_one_that_can_be_taken_up() {
    let test = "a_process_killed_while_it_makes_a_store_leaves_one_that_can_be_taken_up";
    if let Some(folder) = std::env::var_os(MAKER) {
        println!("acknowledged 0");
        drop(Store::create(Path::new(&folder), AT).unwrap());
        println!("acknowledged 1");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut interrupted = 0;
    for round in 0_u64..20 {
        let folder = dir.path().join(format!("s{round}"));
        let mut maker = child(test, MAKER, &folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(maker.stdout.take().unwrap()).lines();
        assert_eq!(lines.by_ref().map_while(Result::ok).find_map(|line| parse(&line)), Some(0));
        std::thread::sleep(Duration::from_micros(round * 400));
        maker.kill().unwrap();
        maker.wait().unwrap();
        interrupted += u32::from(!lines.map_while(Result::ok).any(|line| parse(&line) == Some(1)));
        let mut store = Store::open_or_create(&folder, AT).unwrap();
        fill(&mut store, 0, 2);
        drop(store);
        let found = verify(&folder);
        assert!(found.is_sound() && found.entries == 3, "round {round}: {}", problems(&found));
    }
    assert!(interrupted > 0, "every store was made before its maker was killed: the test tests nothing");
}

fn parse(line: &str) -> Option<u64> {
    // The test runner's own words may stand before ours on a line.
    let (_, count) = line.split_once("acknowledged ")?;
    count.parse().ok()
}

/// Appends until the disk is full; then the store must be sound and say why it stopped, and go on once there is space.
fn fill_the_disk(mount: &Path) {
    let folder = mount.join("s");
    let mut store = Store::create(&folder, AT).unwrap();
    let ballast = mount.join("ballast");
    std::fs::write(&ballast, vec![0_u8; 200_000]).unwrap();
    let mut acknowledged = store.size().unwrap();
    let failure = (0_usize..).find_map(|n| {
        // Large bodies fill the database, large documents fill the originals: either may be first.
        let document = noise(n, if n % 2 == 0 { 8_000 } else { 100 });
        let id = noise_words(n, if n % 2 == 0 { 10 } else { 4_000 });
        match store.put_object(&document).and_then(|_| store.append(&[captured(&document, &id)])) {
            Ok(positions) => {
                acknowledged = positions.end;
                None
            }
            Err(e) => Some(e),
        }
    });
    let failure = failure.unwrap();
    assert_eq!(failure.kind, Kind::Store);
    assert!(failure.message.contains("no space is left"), "{failure:?}");
    assert!(failure.hint.unwrap().contains("free some space"));
    let found = store.verify(&VerifyOptions::default()).unwrap();
    assert!(found.is_sound(), "{}", problems(&found));
    assert_eq!(found.entries, acknowledged);
    drop(store);
    let found = verify(&folder);
    assert!(found.is_sound(), "{}", problems(&found));
    assert_eq!(found.entries, acknowledged);
    std::fs::remove_file(ballast).unwrap();
    let mut store = Store::open(&folder, Access::Write).unwrap();
    fill(&mut store, 0, 2);
    let found = verify(&folder);
    assert!(found.is_sound(), "{}", problems(&found));
    assert_eq!(found.entries, acknowledged + 2);
    println!("the disk was full and is well");
}

/// Bytes that don't compress, the same for the same number.
fn noise(seed: usize, length: usize) -> Vec<u8> {
    (0..length.div_ceil(32)).flat_map(|n| Sha::of(format!("{seed} {n}").as_bytes()).0).take(length).collect()
}

fn noise_words(seed: usize, length: usize) -> String {
    (0..length.div_ceil(64)).map(|n| Sha::of(format!("{seed} {n}").as_bytes()).to_string()).collect()
}

#[test]
fn a_full_disk_ends_with_a_clear_error_and_an_intact_store() {
    if let Some(mount) = std::env::var_os(FULL) {
        return fill_the_disk(Path::new(&mount));
    }
    let test = "a_full_disk_ends_with_a_clear_error_and_an_intact_store";
    let dir = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    // A mount of its own, in a namespace of its own: it is gone with the process, whatever happens.
    let script = format!("mount -t tmpfs -o size=1500k none \"$1\" || exit 99; {FULL}=\"$1\" exec \"$0\" --exact {test} --nocapture");
    for namespace in [&["--mount"][..], &["--mount", "--map-root-user"]] {
        let run = std::process::Command::new("unshare").args(namespace).args(["sh", "-c", &script]).arg(&program).arg(dir.path()).output();
        let Ok(run) = run else { continue };
        let printed = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
        if run.status.code() == Some(99) || printed.contains("unshare failed") || printed.contains("unshare:") {
            continue;
        }
        assert!(run.status.success() && printed.contains("the disk was full and is well"), "{printed}");
        return;
    }
    skipped(test, "no small file system could be mounted");
}

#[test]
fn a_second_writer_is_turned_away_while_readers_work() {
    if let Some(folder) = std::env::var_os(HOLDER) {
        let _store = Store::open(Path::new(&folder), Access::Write).unwrap();
        println!("holding");
        // Until the parent closes the pipe or kills us.
        let _ = std::io::stdin().read(&mut [0]);
        return;
    }
    let (dir, store) = store_with(2);
    let folder = dir.path().join("s");
    drop(store);
    let mut holder = child("a_second_writer_is_turned_away_while_readers_work", HOLDER, &folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    assert!(lines.by_ref().map_while(Result::ok).any(|line| line.contains("holding")));
    let refused = Store::open(&folder, Access::Write).unwrap_err();
    assert_eq!(refused.kind, Kind::Store);
    assert!(refused.message.contains(&format!("process {}", holder.id())), "{}", refused.message);
    assert!(refused.hint.unwrap().contains("wait until it is done"));
    assert!(verify(&folder).is_sound());
    // Killed, not closed: the lock must not outlive its process.
    holder.kill().unwrap();
    holder.wait().unwrap();
    let mut store = Store::open(&folder, Access::Write).unwrap();
    fill(&mut store, 10, 1);
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_an_error_with_a_hint() {
    use std::os::unix::fs::PermissionsExt;
    const DENIED: &str = "DATELINE_TEST_DENIED";
    let test = "a_folder_without_permission_is_an_error_with_a_hint";
    let check = |top: &Path| {
        let refused = Store::create(&top.join("new"), AT).unwrap_err();
        assert!(refused.message.contains("permission denied"), "{refused:?}");
        let refused = Store::open(&top.join("s"), Access::Write).unwrap_err();
        assert_eq!(refused.kind, Kind::Store);
        assert!(refused.message.contains("permission denied"), "{refused:?}");
        assert!(refused.hint.unwrap().contains("permission"));
        // Reading needs no right to write.
        assert!(verify(&top.join("s")).is_sound());
        println!("denied as it should be");
    };
    if let Some(top) = std::env::var_os(DENIED) {
        return check(Path::new(&top));
    }
    let (dir, store) = store_with(2);
    drop(store);
    let set = |mode_folder: u32, mode_file: u32| {
        let mut stack = vec![dir.path().to_owned()];
        while let Some(path) = stack.pop() {
            if path.is_dir() {
                stack.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode_folder)).unwrap();
            } else {
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode_file)).unwrap();
            }
        }
    };
    set(0o555, 0o444);
    if std::fs::write(dir.path().join("probe"), b"").is_ok() {
        // We may write anywhere, so somebody else must try.
        std::fs::remove_file(dir.path().join("probe")).unwrap();
        let mut other = child(test, DENIED, dir.path());
        std::os::unix::process::CommandExt::uid(&mut other, 65_534);
        match other.output() {
            Ok(run) => {
                let printed = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
                assert!(run.status.success() && printed.contains("denied as it should be"), "{printed}");
            }
            Err(e) => skipped(test, &format!("the test can't be run as another user: {e}")),
        }
    } else {
        check(dir.path());
    }
    set(0o755, 0o644);
}
