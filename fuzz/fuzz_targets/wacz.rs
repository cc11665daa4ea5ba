//! WACZ: the bytes as they are, as a file and as a stream; and a WACZ made around them, whose list of pages, index, package
//! and WARC they are in turn.
#![no_main]

use dateline_core::capture::{self, Given, Origin};
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use std::ops::ControlFlow;

/// A ZIP of stored parts.
fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Cursor::new(Vec::new()), Vec::new());
    for (name, bytes) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let offset = out.position() as u32;
        let (sum, size, length) = (crc.sum().to_le_bytes(), (bytes.len() as u32).to_le_bytes(), (name.len() as u16).to_le_bytes());
        let common = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &sum, &size, &size, &length, &[0, 0]].concat();
        out.write_all(&[&b"PK\x03\x04"[..], &common, name.as_bytes(), bytes].concat()).expect("memory takes bytes");
        directory.extend([&b"PK\x01\x02\x14\0"[..], &common, &[0; 10], &offset.to_le_bytes(), name.as_bytes()].concat());
    }
    let (at, count) = (out.position() as u32, (parts.len() as u16).to_le_bytes());
    let end = [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &(directory.len() as u32).to_le_bytes(), &at.to_le_bytes(), &[0, 0]].concat();
    [out.into_inner(), directory, end].concat()
}

fn both(bytes: &[u8]) {
    let streamed = dateline_fuzz::take_apart(bytes, "in.wacz");
    let origin = Origin { id_base: "in.wacz".into(), path: "in.wacz".into(), hints: Given::default() };
    let mut documents = Vec::new();
    let tally = capture::documents_of_file(&mut Cursor::new(bytes), &origin, &dateline_fuzz::LIMITS, &mut |document| {
        documents.push(document);
        ControlFlow::Continue(())
    });
    assert_eq!(streamed, (tally, documents), "a stream holds what the file holds");
}

fuzz_target!(|data: &[u8]| {
    both(data);
    let page = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://a.example/\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>a\r\n\r\n";
    both(&zip(&[("archive/a.warc", page), ("pages/pages.jsonl", data), ("indexes/index.cdx", data), ("datapackage.json", data)]));
    both(&zip(&[
        ("archive/a.warc.gz", data),
        ("datapackage.json", b"{\"resources\":[{\"path\":\"archive/a.warc.gz\",\"hash\":\"sha256:00\"}]}"),
    ]));
});
