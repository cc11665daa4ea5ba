//! WACZ files made here, whole and tampered with.

#![allow(clippy::unwrap_used)]

use super::super::{Tally, documents, documents_of_file};
use super::*;
use sha2::{Digest, Sha256};
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn response(id: &str, url: &str, status: &str, fields: &str, body: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{fields}\r\n{body}");
    let head = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    gzip(format!("{head}{block}\r\n\r\n").as_bytes())
}

/// Name and bytes of every part of a small WACZ: two pages, a frame in one of them, a redirect.
fn parts() -> Vec<(String, Vec<u8>)> {
    let records = [
        response("1", "https://h.example/one", "200 OK", "", "<p>One."),
        response("2", "https://h.example/frame", "200 OK", "", "<p>A frame."),
        response("3", "http://h.example/two", "301 Moved", "Location: /2\r\n", ""),
        response("4", "http://h.example/2", "200 OK", "", "<p>Two."),
    ];
    let mut index = String::new();
    let mut offset = 0;
    for (number, record) in records.iter().enumerate() {
        index.push_str(&format!("example,h)/{number} 20240305000000 {{\"url\": \"x\", \"length\": \"{}\", \"offset\": \"{offset}\", \"filename\": \"data.warc.gz\"}}\n", record.len()));
        offset += record.len();
    }
    let pages = "{\"format\": \"json-pages-1.0\", \"id\": \"pages\", \"title\": \"All Pages\"}\n\
        {\"id\": \"a\", \"url\": \"https://www.h.example/one#top\", \"title\": \"First title\"}\n\
        {\"id\": \"b\", \"url\": \"https://h.example/two\", \"title\": \"Second title\"}\n";
    vec![
        ("archive/data.warc.gz".to_owned(), records.concat()),
        ("indexes/index.cdx.gz".to_owned(), gzip(index.as_bytes())),
        ("pages/pages.jsonl".to_owned(), pages.as_bytes().to_vec()),
    ]
}

fn hash(bytes: &[u8]) -> String {
    format!("sha256:{}", Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn datapackage(parts: &[(String, Vec<u8>)]) -> String {
    let resources: Vec<String> = parts
        .iter()
        .map(|(name, bytes)| format!("{{\"path\": \"{name}\", \"hash\": \"{}\", \"bytes\": {}}}", hash(bytes), bytes.len()))
        .collect();
    format!("{{\"profile\": \"data-package\", \"wacz_version\": \"1.1.1\", \"resources\": [{}]}}", resources.join(","))
}

fn pack(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let method = if name.starts_with("archive/") { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(name.as_str(), SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn whole_wacz() -> Vec<(String, Vec<u8>)> {
    let mut parts = parts();
    let package = datapackage(&parts);
    let digest = format!("{{\"path\": \"datapackage.json\", \"hash\": \"{}\"}}", hash(package.as_bytes()));
    parts.push(("datapackage.json".to_owned(), package.into_bytes()));
    parts.push(("datapackage-digest.json".to_owned(), digest.into_bytes()));
    parts
}

fn read(bytes: &[u8]) -> (Vec<RawDocument>, Tally) {
    let origin = Origin { id_base: "a.wacz".to_owned(), path: "in/a.wacz".to_owned(), ..Origin::default() };
    let mut found = Vec::new();
    let tally = documents_of_file(&mut Cursor::new(bytes), &origin, &Limits::default(), &mut |document| {
        found.push(document);
        ControlFlow::Continue(())
    });
    let mut streamed = Vec::new();
    documents(&mut &*bytes, &origin, &Limits::default(), &mut |document| {
        streamed.push(document);
        ControlFlow::Continue(())
    });
    assert_eq!(found, streamed, "a stream holds what the file holds");
    assert_eq!(tally.documents, found.len() as u64);
    (found, tally)
}

fn messages(found: &[RawDocument]) -> Vec<String> {
    found.iter().flat_map(|d| d.problems.iter().map(|p| format!("{}: {}", d.input.record.as_deref().unwrap_or(""), p.message))).collect()
}

#[test]
fn listed_pages_are_read_and_everything_agrees() {
    let (found, tally) = read(&pack(&whole_wacz()));
    assert_eq!(messages(&found), Vec::<String>::new());
    assert_eq!(found.iter().map(|d| d.bytes.as_slice()).collect::<Vec<_>>(), [&b"<p>One."[..], b"<p>Two."]);
    assert_eq!(found.iter().map(|d| d.given.title.as_deref().unwrap()).collect::<Vec<_>>(), ["First title", "Second title"]);
    assert_eq!(found[1].input.id, "a.wacz#urn:uuid:4");
    let range = found[0].range.as_ref().unwrap();
    assert_eq!((range.resource.as_deref(), range.offset), (Some("archive/data.warc.gz"), 0));
    assert_eq!(range.member, Some((0, response("1", "https://h.example/one", "200 OK", "", "<p>One.").len() as u64)));
    assert_eq!((tally.skipped, tally.not_ok), (2, 1));
}

#[test]
fn what_does_not_agree_is_told() {
    let mut changed = whole_wacz();
    changed[2].1.push(b'\n');
    let warc = changed[0].1.len();
    changed[0].1.truncate(warc - 20);
    changed[1].1 = gzip(b"x 1 {\"filename\": \"data.warc.gz\", \"offset\": \"7\", \"length\": \"5\"}\nx 2 {\"filename\": \"other.warc.gz\", \"offset\": 0}\nno json\n");
    let (found, _) = read(&pack(&changed));
    let told = messages(&found);
    for (record, words) in [
        ("pages/pages.jsonl", "do not have the digest"),
        ("archive/data.warc.gz", "do not have the digest"),
        ("indexes/index.cdx.gz", "do not have the digest"),
        ("indexes/index.cdx.gz", "2 of 2 entries"),
    ] {
        assert!(told.iter().any(|message| message.starts_with(record) && message.contains(words)), "{words}: {told:#?}");
    }
    assert!(found.iter().any(|document| document.bytes == b"<p>One."));
    let mut changed = whole_wacz();
    changed[3].1 = changed[3].1.iter().copied().chain(*b" ").collect();
    changed.remove(1);
    let told = messages(&read(&pack(&changed)).0);
    assert!(told.iter().any(|m| m.starts_with("datapackage.json: The bytes of datapackage.json")), "{told:?}");
    assert!(told.iter().any(|m| m.contains("\"indexes/index.cdx.gz\", which is not in the archive")), "{told:?}");
}

#[test]
fn pages_without_captures_and_lists_that_fit_nothing() {
    let mut parts = parts();
    parts[2].1.extend(b"{\"url\": \"https://h.example/gone\", \"title\": \"Gone\"}\n");
    let (found, _) = read(&pack(&parts));
    let gone = found.iter().find(|d| d.given.url.as_deref() == Some("https://h.example/gone")).unwrap();
    assert!(gone.problems[0].message.contains("no capture of it") && gone.given.title.as_deref() == Some("Gone"));
    assert!(messages(&found).iter().any(|m| m.contains("no datapackage.json")));
    parts[2].1 = b"{\"url\": \"https://other.example/\"}\n".to_vec();
    let (found, _) = read(&pack(&parts));
    assert_eq!(found.iter().filter(|d| !d.bytes.is_empty()).count(), 3);
    assert!(messages(&found).iter().any(|m| m.contains("None of the pages")));
}

#[test]
fn zips_that_are_none_or_mean_harm() {
    let good = pack(&whole_wacz());
    for cut in [good.len() - 5, good.len() / 2, 10] {
        let (found, _) = read(&good[..cut]);
        assert!(found[0].problems[0].message.contains("cut off or damaged"), "{:?}", found[0].problems);
    }
    let (found, _) = read(&pack(&[("word/document.xml".to_owned(), b"<x/>".to_vec())]));
    assert!(found[0].problems[0].message.contains("no WACZ"));
    let (found, _) = read(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    assert!(found[0].problems[0].message.contains("no WACZ"), "{:?}", found[0].problems);
    // Many entries that share one part's bytes.
    let mut parts = parts();
    parts.push(("../../archive/x.warc".to_owned(), b"x".to_vec()));
    parts.push(("inner.wacz".to_owned(), b"x".to_vec()));
    let told = messages(&read(&pack(&parts)).0);
    assert!(told.iter().any(|m| m.contains("lead out of the archive, not read: 1")), "{told:?}");
    assert!(told.iter().any(|m| m.contains("inside the archive, not read: 1")), "{told:?}");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for name in ["archive/a.warc", "datapackage.json"] {
        zip.start_file(name, options).unwrap();
        for _ in 0..40 {
            zip.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
    }
    let bytes = zip.finish().unwrap().into_inner();
    let told = messages(&read(&bytes).0);
    assert!(told.iter().filter(|m| m.contains("grow far more")).count() >= 2, "{told:?}");
}

#[test]
fn an_encrypted_or_oddly_packed_part_is_told() {
    let mut bytes = pack(&whole_wacz());
    // The flag of the first entry, in its own header and in the directory.
    bytes[6] |= 1;
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    bytes[directory + 8] |= 1;
    let told = messages(&read(&bytes).0);
    assert!(told.iter().any(|m| m.contains("it is encrypted")), "{told:?}");
    let mut bytes = pack(&whole_wacz());
    bytes[8] = 14;
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    bytes[directory + 10] = 14;
    let told = messages(&read(&bytes).0);
    assert!(told.iter().any(|m| m.contains("packed in a way")), "{told:?}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    /// Whatever is done to one byte or the length, there is an answer.
    #[test]
    fn any_damage_is_borne(at in 0_usize..2000, byte in proptest::num::u8::ANY, cut in 0_usize..2000) {
        let mut bytes = pack(&whole_wacz());
        let length = bytes.len();
        bytes[at % length] = byte;
        let (found, tally) = read(&bytes);
        proptest::prop_assert!(!found.is_empty() || tally.skipped > 0);
        bytes.truncate(cut.max(4));
        bytes[..4].copy_from_slice(b"PK\x03\x04");
        proptest::prop_assert!(!read(&bytes).0.is_empty());
    }
}
