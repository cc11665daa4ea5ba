//! Documents that can't be read, or only in part: each is a row with a problem in words, the run goes on, and nothing
//! that could be read is lost.

#![allow(clippy::unwrap_used, clippy::panic)]

mod cli_support;

use cli_support::{Desk, at, check_schema, dateline, fed, parsed, skipped};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const GOOD: &str = "Shelling wounds four in Idlib\n\nInvented for a test.\n\n\
    IDLIB, 7 March 2024 - Four people were wounded on Thursday when shells fell on a street in Idlib, a rescue worker said.\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn page(charset: &str, words: &str) -> String {
    format!(
        "<html><head><meta charset=\"{charset}\"><title>Invented page</title></head><body><article><p>{}</p></article></body></html>",
        words.replace("\n\n", "</p><p>")
    )
}

fn warc_record(number: u8, page: &str) -> Vec<u8> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{page}", page.len());
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\nWARC-Date: 2024-03-05T10:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000{number}>\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    )
    .into_bytes()
}

/// Every kind of file that can't be read whole, with a good one between.
fn hostile(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    write("good.txt", GOOD.as_bytes());
    write("empty.txt", b"");
    write("binary.txt", &(0..=255).cycle().take(4000).collect::<Vec<u8>>());
    write("picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    write("paper.pdf", b"%PDF-1.4\n%\xe2\xe3\n1 0 obj");
    let noise: String = (0..4000_u32).map(|n| format!("{:x} ", n.wrapping_mul(2_654_435_761))).collect();
    let packed = gzip(format!("{GOOD}{noise}").as_bytes());
    write("cut.txt.gz", &packed[..packed.len() / 2]);
    let (one, two) = (warc_record(1, &page("utf-8", GOOD)), warc_record(2, &page("utf-8", GOOD)));
    let both = [one.as_slice(), &two].concat();
    write("cut.warc", &both[..both.len() - 150]);
    let (mut both, second) = (gzip(&one), gzip(&two));
    both.extend_from_slice(&second[..second.len() - 60]);
    write("cut.warc.gz", &both);
    let wide = |text: &str| [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    write("wide.txt", &wide(GOOD));
    write("wide-says-utf-8.html", &wide(&page("utf-8", GOOD)));
    // "In Idlib four people were killed", in windows-1251, declared as UTF-8.
    let cyrillic = b"\xc2 \xc8\xe4\xeb\xe8\xe1\xe5 \xef\xee\xe3\xe8\xe1\xeb\xe8 \xf7\xe5\xf2\xfb\xf0\xe5 \xf7\xe5\xeb\xee\xe2\xe5\xea\xe0, \xf1\xee\xee\xe1\xf9\xe8\xeb\xe8 \xf1\xef\xe0\xf1\xe0\xf2\xe5\xeb\xe8.";
    let mut declared = b"<html><head><meta charset=\"utf-8\"><title>x</title></head><body><p>".to_vec();
    declared.extend_from_slice(cyrillic);
    declared.extend_from_slice(b"</p></body></html>");
    write("cyrillic.html", &declared);
    let nested = format!("<html><body>{}{GOOD}{}</body></html>", "<div>".repeat(10_000), "</div>".repeat(10_000));
    write("nested.html", nested.as_bytes());
    write("bomb.txt.gz", &gzip(&vec![b'a'; 40 << 20]));
    write("archive.json", b"PK\x03\x04\x14\0\0\0\x08\0");
    write("bomb.zip", b"PK\x03\x04\x14\0\0\0\x08\0");
    write("old.txt", b"Riot in Paris\n\nPARIS, 24 February 1848 - Forty people were killed on Wednesday in Paris, the prefect said.\n");
    write(
        "future.txt",
        b"Strike in Hama\n\nHAMA, 3 March 2190 - Four people were killed on Tuesday when an air strike hit Hama, officials said.\n",
    );
    write(
        "lines.jsonl",
        b"{\"id\":\"a\",\"text\":\"Four people were killed in Hama on Monday, officials said.\"}\n{\"id\":\"b\",\"text\":\n[1,2]\n{\"id\":\"c\"}\n\n\
          {\"id\":\"d\",\"text\":\"Words.\",\"published\":\"some day\"}\nnot json\n\xff\xfe{\"id\":\"z\"}\n{\"id\":\"e\",\"text\":\"Last words.\"}\n",
    );
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        symlink("..", folder.join("loop")).unwrap();
        symlink("circle.txt", folder.join("circle.txt")).unwrap();
        symlink("gone", folder.join("dangling.txt")).unwrap();
        // Not every file system takes such a name.
        let _ = fs::write(folder.join(OsStr::from_bytes(b"na\xffme.txt")), GOOD);
    }
}

/// Input id and the first problem of the capture stage, where there is one.
fn said(line: &serde_json::Value) -> (String, String) {
    let report = line.get("report").unwrap_or(line);
    let problems = line["problems"].as_array().unwrap();
    let first = problems.iter().find(|p| p["stage"] == "capture").map_or(String::new(), |p| p["message"].as_str().unwrap().to_owned());
    (report["input"]["id"].as_str().unwrap().to_owned(), first)
}

const EXPECTED: &[(&str, &str)] = &[
    ("archive.json", "a ZIP archive"),
    ("binary.txt", "binary data"),
    ("bomb.txt.gz", "were not unpacked to the end"),
    ("circle.txt", "could not be opened: "),
    ("cut.txt.gz", "The data end early; what came before was read."),
    ("cut.warc#urn:uuid:00000000-0000-0000-0000-000000000002", "The record breaks off; what came before was read."),
    ("cut.warc.gz#urn:uuid:00000000-0000-0000-0000-000000000002", "what came before was read."),
    ("dangling.txt", "could not be opened: it is not there any more"),
    ("empty.txt", "The file is empty."),
    ("lines.jsonl#2", "The line is no JSON"),
    ("lines.jsonl#3", "The line is JSON but no object."),
    ("lines.jsonl#4", "neither \"html\" nor \"text\""),
    ("lines.jsonl#7", "The line is no JSON"),
    ("lines.jsonl#8", "The line is no JSON"),
    ("picture.html", "a PNG picture"),
];

#[test]
fn what_cannot_be_read_is_a_row_and_the_rest_is_read() {
    let desk = Desk::with_reports();
    let folder = desk.path("hostile");
    hostile(&folder);
    let readings = parsed(&at("read", &folder).good());
    check_schema("reading", &readings);
    let problems: Vec<(String, String)> = readings.iter().map(said).filter(|(_, message)| !message.is_empty()).collect();
    let unix = |name: &str| cfg!(unix) || !matches!(name, "circle.txt" | "dangling.txt");
    let mut rest = problems.iter();
    for (name, words) in EXPECTED.iter().filter(|(name, _)| unix(name)) {
        let (found, message) = rest.next().unwrap();
        assert_eq!(found, name);
        assert!(message.contains(words), "{name}: {message}");
    }
    assert_eq!(rest.next(), None);
    let reading = |id: &str| readings.iter().find(|r| r["report"]["input"]["id"] == id).unwrap_or_else(|| panic!("{id} is missing"));
    for (id, charset, words) in [
        ("good.txt", "utf-8", "Four people were wounded"),
        ("wide.txt", "utf-16le", "Four people were wounded"),
        ("wide-says-utf-8.html", "utf-16le", "Four people were wounded"),
        ("cyrillic.html", "windows-1251", "Идлибе погибли четыре человека"),
        ("cut.txt.gz", "utf-8", "Four people were wounded"),
        ("cut.warc#urn:uuid:00000000-0000-0000-0000-000000000001", "utf-8", "Four people were wounded"),
        ("a", "utf-8", "Four people were killed"),
        ("e", "utf-8", "Last words."),
    ] {
        assert_eq!(reading(id)["report"]["capture"]["charset"], charset, "{id}");
        assert!(reading(id)["report"]["text"].as_str().unwrap().contains(words), "{id}: {}", reading(id)["report"]["text"]);
    }
    let broken = &reading("paper.pdf")["problems"][0];
    assert!(broken["message"].as_str().unwrap().starts_with("The PDF is broken"), "{broken}");
    assert!(reading("nested.html")["report"]["text"].as_str().unwrap().contains("Four people were wounded"));
    assert_eq!(reading("old.txt")["incidents"][0]["when"]["from"], "1848-02-23");
    assert_eq!(reading("d")["report"]["published"], serde_json::Value::Null);

    // The same in a store: every document is a report, and every problem stands with its report.
    let summary = run_into(&folder, &desk.store());
    assert_eq!(summary["documents"], readings.len());
    assert_eq!(summary["captured"], readings.len());
    assert_eq!(summary["reports"], readings.len());
    assert_eq!(summary["other_kinds"]["zip"], 1);
    let reports = desk.lines("reports");
    check_schema("store#/$defs/report", &reports);
    let mut kept: Vec<(String, String)> = reports.iter().map(said).filter(|(_, message)| !message.is_empty()).collect();
    kept.sort();
    let mut problems = problems;
    problems.sort();
    assert_eq!(kept, problems);
    assert!(desk.on_store("verify").good().contains("Everything agrees"));
    let again = run_into(&folder, &desk.store());
    assert_eq!((&again["captured"], &again["known"]), (&0.into(), &readings.len().into()));
}

fn run_into(folder: &Path, store: &Path) -> serde_json::Value {
    let words = [OsStr::new("run"), OsStr::new("--json"), folder.as_os_str(), OsStr::new("--store"), store.as_os_str()];
    serde_json::from_str(&cli_support::run(words).good()).unwrap()
}

#[test]
fn standard_input_may_be_anything() {
    for (input, words) in [(&b""[..], "The file is empty."), (b"PK\x03\x04", "a ZIP archive"), (b"\0\x01\x02", "binary data")] {
        let readings = parsed(&fed("read -", input).good());
        assert_eq!(readings.len(), 1);
        assert!(said(&readings[0]).1.contains(words), "{readings:?}");
    }
    assert_eq!(parsed(&fed("read -", GOOD.as_bytes()).good())[0]["report"]["text"], GOOD);
}

/// One line of 2 MB is read in time that grows with its length; the 100 MB that are beyond the limit of a document are refused in one row.
#[test]
fn one_endless_line_costs_bounded_time() {
    let desk = Desk::with_reports();
    let sentence = "Four people were killed in Hama on Monday, officials said. ";
    let long = desk.path("long.txt");
    fs::write(&long, sentence.repeat((2 << 20) / sentence.len())).unwrap();
    let huge = desk.path("huge.txt");
    fs::File::create(&huge).unwrap().set_len(100 << 20).unwrap();
    let mut file = fs::OpenOptions::new().write(true).open(&huge).unwrap();
    file.write_all(sentence.repeat(200).as_bytes()).unwrap();
    let started = Instant::now();
    let readings = parsed(&at("read", &huge).good());
    assert!(said(&readings[0]).1.contains("larger than 64 MiB"), "{}", readings[0]["problems"]);
    let out = at("read", &long).good();
    assert!(out.contains("\"id\":\"long.txt\""));
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

/// The program run by somebody without any right to the tester's files, where the tester may do that.
fn as_nobody(desk: &Desk) -> Option<(PathBuf, Command)> {
    let program = desk.path("dateline");
    fs::hard_link(env!("CARGO_BIN_EXE_dateline"), &program)
        .or_else(|_| fs::copy(env!("CARGO_BIN_EXE_dateline"), &program).map(drop))
        .ok()?;
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(&program);
    let works = Command::new("setpriv").args(["--reuid=65534", "--regid=65534", "--clear-groups", "--", "true"]).output();
    works.is_ok_and(|done| done.status.success()).then_some((program, command))
}

#[cfg(unix)]
#[test]
fn what_may_not_be_opened_is_a_row() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::with_reports();
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let folder = desk.reports();
    fs::create_dir(folder.join("locked")).unwrap();
    fs::write(folder.join("locked/inside.txt"), GOOD).unwrap();
    fs::write(folder.join("secret.txt"), GOOD).unwrap();
    mode(&folder.join("locked"), 0o000);
    mode(&folder.join("secret.txt"), 0o000);
    let mut command = if fs::read(folder.join("secret.txt")).is_err() {
        dateline()
    } else {
        mode(&desk.path(""), 0o755);
        match as_nobody(&desk) {
            Some((_, command)) => command,
            None => {
                mode(&folder.join("locked"), 0o755);
                return skipped("what_may_not_be_opened_is_a_row", "this user may read everything and setpriv does not work");
            }
        }
    };
    let output = command.arg("read").arg(&folder).output().unwrap();
    mode(&folder.join("locked"), 0o755);
    let readings = parsed(&cli_support::Ran::of(output).good());
    let ids: Vec<(String, String)> = readings.iter().map(said).collect();
    assert_eq!(ids.len(), 6, "{ids:?}");
    for name in ["locked", "secret.txt"] {
        let (_, message) = ids.iter().find(|(id, _)| id == name).unwrap();
        assert_eq!(message, "It could not be opened: permission denied.");
    }
    assert_eq!(ids.iter().filter(|(_, message)| message.is_empty()).count(), 4);
}
