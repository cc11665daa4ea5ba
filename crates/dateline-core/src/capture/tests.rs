//! Whole streams: every kind of input, whole and broken.

#![allow(clippy::unwrap_used)]

use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn origin(path: &str) -> Origin {
    Origin { id_base: path.rsplit('/').next().unwrap().to_owned(), path: path.to_owned(), hints: Given::default() }
}

fn read(bytes: &[u8], path: &str) -> (Vec<RawDocument>, Tally) {
    read_within(bytes, path, &Limits::default())
}

fn read_within(bytes: &[u8], path: &str, limits: &Limits) -> (Vec<RawDocument>, Tally) {
    let mut found = Vec::new();
    let tally = documents(&mut &*bytes, &origin(path), limits, &mut |document| {
        found.push(document);
        ControlFlow::Continue(())
    });
    assert_eq!(tally.documents, found.len() as u64);
    (found, tally)
}

fn record(kind: &str, id: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Target-URI: https://n.example/{id}\r\n{fields}Content-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    out.extend(block);
    out.extend(b"\r\n\r\n");
    out
}

fn response(id: &str, status: &str, body: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}");
    record("response", id, "Content-Type: application/http;msgtype=response\r\n", block.as_bytes())
}

#[test]
fn pages_and_texts_packed_or_not() {
    let page = b"<!doctype html><p>Words.";
    for (bytes, path, media_type) in [
        (page.to_vec(), "in/a.html", "text/html"),
        (gzip(page), "in/a.html.gz", "text/html"),
        (b"Plain words.".to_vec(), "in/a.txt", "text/plain"),
        ([gzip(b"Plain "), gzip(b"words.")].concat(), "in/a.txt.gz", "text/plain"),
    ] {
        let (found, _) = read(&bytes, path);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].media_type, media_type);
        assert!(found[0].problems.is_empty() && found[0].bytes.ends_with(b"ords."));
        assert_eq!((found[0].input.path.as_str(), found[0].input.record.as_deref()), (path, None));
        assert_eq!(found[0].input.id, path.trim_start_matches("in/"));
    }
}

#[test]
fn what_is_not_read_says_so() {
    for (bytes, path, part) in [(&b""[..], "a.txt", "empty"), (b"\x89PNG\r\n\x1a\n", "a.html", "PNG"), (b"ab\0\0\0\0", "a.txt", "binary")] {
        let (found, _) = read(bytes, path);
        assert!(found.len() == 1 && found[0].problems[0].message.contains(part), "{part}");
    }
    let (found, _) = read(b"{\\rtf1 x", "a.rtf");
    assert_eq!(found[0].problems[0].message, "This is not a kind of file that Dateline reads yet: RTF.");
    let (found, _) = read(b"%PDF-1.4 x", "a.pdf");
    assert_eq!((found[0].media_type.as_str(), found[0].problems.len()), ("application/pdf", 0));
}

#[test]
fn json_lines_give_their_own_ids_and_broken_ones_a_problem() {
    let lines = b"{\"id\":\"x1\",\"url\":\"https://n.example\",\"outlet\":\"N\",\"published\":\"2019-03-02\",\"title\":\"T\",\"text\":\"Words.\"}\n\
\n{broken\n{\"html\":\"<p>Words.\"}\r\n[1]\n{\"id\":7}";
    let (found, _) = read(lines, "in/a.jsonl");
    let ids: Vec<&str> = found.iter().map(|d| d.input.id.as_str()).collect();
    assert_eq!(ids, ["x1", "a.jsonl#3", "a.jsonl#4", "a.jsonl#5", "a.jsonl#6"]);
    assert_eq!(found[0].input.record.as_deref(), Some("1"));
    assert_eq!(found[0].bytes, b"Words.");
    assert_eq!(found[0].given.outlet.as_deref(), Some("N"));
    assert_eq!(found.iter().map(|d| d.problems.len()).collect::<Vec<_>>(), [0, 1, 0, 1, 1]);
    assert_eq!(found[2].media_type, "text/html");
    let (packed, _) = read(&gzip(lines), "in/a.jsonl.gz");
    assert_eq!(packed.len(), 5);
}

#[test]
fn warc_records_of_pages_are_read_and_others_counted() {
    let mut warc = record("warcinfo", "0", "", b"software: x");
    warc.extend(record("request", "1", "", b"GET / HTTP/1.1\r\n\r\n"));
    warc.extend(response("2", "200 OK", "<p>Two."));
    warc.extend(response("3", "404 Not Found", "<p>None."));
    warc.extend(record("conversion", "4", "Content-Type: text/plain\r\n", b"Four."));
    warc.extend(record("resource", "5", "Content-Type: image/png\r\n", b"\x89PNG"));
    for bytes in [warc.clone(), gzip(&warc)] {
        let (found, tally) = read(&bytes, "in/a.warc");
        let got: Vec<(&str, &[u8])> = found.iter().map(|d| (d.input.record.as_deref().unwrap(), d.bytes.as_slice())).collect();
        assert_eq!(got, [("urn:uuid:2", &b"<p>Two."[..]), ("urn:uuid:4", b"Four.")]);
        assert_eq!(found[0].input.id, "a.warc#urn:uuid:2");
        assert_eq!(found[0].given.url.as_deref(), Some("https://n.example/2"));
        assert_eq!(found[0].given.charset.as_deref(), Some("utf-8"));
        assert_eq!((tally.skipped, tally.not_ok), (4, 1));
    }
}

#[test]
fn the_reading_goes_on_past_broken_records() {
    let mut warc = response("1", "200 OK", "<p>One.");
    warc.extend(b"garbage here\r\nmore garbage\r\n");
    warc.extend(response("2", "200 OK", "<p>Two."));
    let mut cut = response("3", "200 OK", "<p>Three is cut off.");
    cut.truncate(cut.len() - 14);
    warc.extend(&cut);
    let (found, _) = read(&warc, "a.warc");
    assert_eq!(found.iter().map(|d| d.problems.len()).collect::<Vec<_>>(), [0, 1, 0, 1]);
    assert!(b"<p>Three is cut off.".starts_with(&found[3].bytes) && found[3].bytes.len() > 3);
}

#[test]
fn how_a_stream_is_cut_changes_nothing() {
    let mut warc = response("1", "200 OK", "<p>One.");
    warc.extend(b"garbage here\r\n");
    warc.extend(response("2", "200 OK", "<p>Two."));
    warc.extend(b"more\r\n\r\nWARC/1.0");
    let whole = read(&warc, "a.warc");
    assert_eq!(whole.0.iter().map(|d| d.problems.len()).collect::<Vec<_>>(), [0, 1, 0, 1, 1]);
    for capacity in 1..40 {
        let (mut found, limits) = (Vec::new(), Limits::default());
        let mut stream = std::io::BufReader::with_capacity(capacity, &warc[..]);
        let tally = documents(&mut stream, &origin("a.warc"), &limits, &mut |document| {
            found.push(document);
            ControlFlow::Continue(())
        });
        assert_eq!((found, tally), whole, "{capacity} bytes at a time");
    }
}

#[test]
fn a_broken_gzip_member_does_not_end_the_archive() {
    let mut bytes = gzip(&response("1", "200 OK", "<p>One."));
    let mut broken = gzip(&response("2", "200 OK", &"<p>Two, words and words. ".repeat(50)));
    let middle = broken.len() / 2;
    broken.truncate(middle);
    bytes.extend(broken);
    bytes.extend(gzip(&response("3", "200 OK", "<p>Three.")));
    let (found, _) = read(&bytes, "a.warc.gz");
    assert_eq!(found.first().map(|d| d.bytes.as_slice()), Some(&b"<p>One."[..]));
    assert_eq!(found.last().map(|d| d.bytes.as_slice()), Some(&b"<p>Three."[..]));
    assert!(found.iter().any(|d| !d.problems.is_empty()));
}

#[test]
fn bombs_and_giants_are_bounded() {
    let limits = Limits { document: 1 << 20, ..Limits::default() };
    let (found, _) = read_within(&vec![b'x'; (1 << 20) + 1], "a.txt", &limits);
    assert!(found[0].bytes.is_empty() && found[0].problems[0].message.contains("larger"));
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&vec![b'x'; 40 << 20]).unwrap();
    let bomb = packed.finish().unwrap();
    let (found, _) = read(&bomb, "a.txt.gz");
    assert!(found[0].bytes.is_empty() && found[0].problems[0].message.contains("packed"));
    let (found, _) = read_within(&response("1", "200 OK", &"x".repeat(3 << 20)), "a.warc", &limits);
    assert!(found[0].bytes.is_empty() && !found[0].problems.is_empty());
}

#[test]
fn the_sink_may_end_the_reading() {
    let mut count = 0;
    let tally = documents(&mut &b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n"[..], &origin("a.jsonl"), &Limits::default(), &mut |_| {
        count += 1;
        ControlFlow::Break(())
    });
    assert_eq!((count, tally.documents), (1, 1));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Any bytes give at least one document, or only skipped records, and never a panic.
    #[test]
    fn any_bytes_are_read(
        lead in proptest::sample::select(vec![&b""[..], b"WARC/1.0\r\n", b"WARC/1.0\r\nContent-Length: 9\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n", b"\x1f\x8b\x08\0", b"<html>", b"{\"text\":", b"\xff\xfe"]),
        rest in proptest::collection::vec(proptest::num::u8::ANY, 0..400),
    ) {
        let bytes = [lead, &rest[..]].concat();
        let (found, tally) = read(&bytes, "a");
        proptest::prop_assert!(!found.is_empty() || tally.skipped > 0 || bytes.iter().all(u8::is_ascii_whitespace));
        for document in found {
            let _ = decode(&document.bytes, None, &document.media_type);
        }
    }

    /// Cutting an archive anywhere loses no record before the cut.
    #[test]
    fn a_cut_archive_keeps_its_beginning(cut in 0_usize..600) {
        let whole = [response("1", "200 OK", "<p>One."), response("2", "200 OK", "<p>Two.")].concat();
        let first = response("1", "200 OK", "<p>One.").len();
        let cut = cut.min(whole.len());
        let (found, _) = read(&whole[..cut], "a.warc");
        if cut >= first {
            proptest::prop_assert_eq!(&found[0].bytes, b"<p>One.");
        }
    }
}
