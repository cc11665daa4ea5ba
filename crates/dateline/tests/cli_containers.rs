//! Containers on the command line: feeds, Telegram exports, WARC and WACZ, read, kept in a store, and read again out of it.

#![allow(clippy::unwrap_used, clippy::panic)]

mod cli_support;

use cli_support::{Desk, at, check_schema, fed, parsed, run};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

const RSS: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Invented for a test. -->\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\
<channel><title>Harrow Wire</title><link>https://harrow-wire.example/</link>\n<item><guid isPermaLink=\"false\">hw-1</guid>\
<title>Shelling wounds four in Idlib</title><link>/2024/idlib</link><pubDate>Thu, 07 Mar 2024 18:00:00 +0300</pubDate><author>desk@harrow-wire.example (Lea Winter)</author>\
<content:encoded><![CDATA[<p>Four people were wounded on Thursday when shells fell on a street in Idlib, a rescue worker said.</p><p>The street was closed until the evening, the worker said.</p>]]></content:encoded></item>\n\
<item><guid isPermaLink=\"false\">hw-2</guid><title>Two injured in Hama</title><description>Two people were injured on Thursday in Hama.</description></item></channel></rss>\n";

const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Valley Post</title><entry><id>tag:valley-post.example,2024:1</id>\
<title>Shelling in Idlib</title><link href=\"https://valley-post.example/1\"/><updated>2024-03-07T19:00:00+03:00</updated>\
<content type=\"html\">&lt;p&gt;Four people were wounded on Thursday in Idlib, a rescue worker said.&lt;/p&gt;</content></entry></feed>";

const JSON_FEED: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Quill Notes", "items": [
{"id": "q1", "url": "https://quill.example/q1", "content_text": "Four people were wounded on Thursday in Idlib, a rescue worker said.", "date_published": "2024-03-07T20:00:00+03:00"}]}"#;

const TELEGRAM: &str = r#"{
 "name": "Idlib Watch",
 "type": "public_channel",
 "id": 1234567890,
 "messages": [
  {"id": 1, "type": "service", "date": "2024-03-07T09:00:00", "date_unixtime": "1709791200", "action": "create_channel", "text": ""},
  {"id": 2, "type": "message", "date": "2024-03-07T18:30:00", "date_unixtime": "1709825400", "from": "Idlib Watch", "forwarded_from": "Harrow Wire",
   "text": ["Four people were wounded on Thursday when shells fell on a street in ", {"type": "bold", "text": "Idlib"}, ", a rescue worker said."]},
  {"id": 3, "type": "message", "date": "2024-03-07T18:31:00", "photo": "photos/1.jpg", "text": ""},
  {"id": 4, "type": "message", "date": "2024-03-07T19:30:00", "date_unixtime": "1709829000", "edited": "2024-03-07T19:40:00", "edited_unixtime": "1709829600",
   "reply_to_message_id": 2, "text": "One of the four wounded people died in hospital in Idlib, the rescue worker said."}
 ]
}"#;

fn warc() -> Vec<u8> {
    let page = "<html><head><title>Shelling in Idlib</title></head><body><article><h1>Shelling in Idlib</h1><p>Four people were wounded on Thursday in Idlib, a rescue worker said.</p></article></body></html>";
    let mut out = Vec::new();
    for (number, digest) in [(1, "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), (2, "")] {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
        let stated = if digest.is_empty() { String::new() } else { format!("WARC-Payload-Digest: {digest}\r\n") };
        let record = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: https://valley-post.example/{number}\r\n{stated}\
             Content-Type: application/http;msgtype=response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        );
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(record.as_bytes()).unwrap();
        out.extend(packed.finish().unwrap());
    }
    out
}

/// A ZIP of stored parts, made by hand: the program's own tests have no writer of ZIPs.
fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Cursor::new(Vec::new()), Vec::new());
    for (name, bytes) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let offset = out.position() as u32;
        let (sum, size, length) = (crc.sum().to_le_bytes(), (bytes.len() as u32).to_le_bytes(), (name.len() as u16).to_le_bytes());
        let common = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &sum, &size, &size, &length, &[0, 0]].concat();
        out.write_all(&[&b"PK\x03\x04"[..], &common, name.as_bytes(), bytes].concat()).unwrap();
        directory.extend([&b"PK\x01\x02\x14\0"[..], &common, &[0; 10], &offset.to_le_bytes(), name.as_bytes()].concat());
    }
    let (at, count) = (out.position() as u32, (parts.len() as u16).to_le_bytes());
    let end = [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &(directory.len() as u32).to_le_bytes(), &at.to_le_bytes(), &[0, 0]].concat();
    [out.into_inner(), directory, end].concat()
}

fn containers(folder: &Path) {
    fs::create_dir_all(folder.join("export/photos")).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    write("a.xml", RSS.as_bytes());
    write("b.atom", ATOM.as_bytes());
    write("c.json", JSON_FEED.as_bytes());
    write("export/result.json", TELEGRAM.as_bytes());
    write("export/photos/1.jpg", b"\xff\xd8\xff");
    write("e.warc.gz", &warc());
    let pages = "{\"format\": \"json-pages-1.0\"}\n{\"url\": \"https://valley-post.example/2\", \"title\": \"Listed\"}\n";
    write(
        "f.wacz",
        &zip(&[("archive/data.warc.gz", &warc()), ("pages/pages.jsonl", pages.as_bytes()), ("datapackage.json", b"{\"resources\": []}")]),
    );
    write("office.zip", &zip(&[("word/document.xml", b"<x/>")]));
    write("sitemap.xml", b"<?xml version=\"1.0\"?><urlset/>");
    write("cut.wacz", &zip(&[("archive/data.warc.gz", &warc())])[..300]);
}

fn by_id(lines: &[Value]) -> impl Fn(&str) -> Value {
    let lines = lines.to_vec();
    move |id: &str| lines.iter().find(|line| line["report"]["input"]["id"] == id).unwrap_or_else(|| panic!("{id} is missing")).clone()
}

fn problems(reading: &Value) -> Vec<String> {
    reading["problems"].as_array().unwrap().iter().map(|p| p["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_container_is_read_and_read_again_from_a_store() {
    let desk = Desk::with_reports();
    let folder = desk.path("containers");
    containers(&folder);
    let readings = parsed(&at("read", &folder).good());
    check_schema("reading", &readings);
    let ids: Vec<&str> = readings.iter().map(|r| r["report"]["input"]["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        [
            "a.xml#hw-1",
            "a.xml#hw-2",
            "b.atom#tag:valley-post.example,2024:1",
            "c.json#q1",
            "cut.wacz",
            "e.warc.gz#urn:uuid:1",
            "e.warc.gz#urn:uuid:2",
            "export/result.json#2",
            "export/result.json#4",
            "f.wacz#urn:uuid:2",
        ]
    );
    let reading = by_id(&readings);
    let full = reading("a.xml#hw-1");
    let report = &full["report"];
    assert_eq!(report["url"], "https://harrow-wire.example/2024/idlib");
    assert_eq!((&report["outlet"], &report["authors"][0]), (&"Harrow Wire".into(), &"Lea Winter".into()));
    assert_eq!(report["published"], "2024-03-07T18:00:00+03:00");
    assert!(report["text"].as_str().unwrap().starts_with("Shelling wounds four in Idlib\n\nFour people were wounded"), "{report}");
    assert!(problems(&full).is_empty(), "{:?}", problems(&full));
    assert_eq!(full["counts"][0]["min"], 4);
    assert!(problems(&reading("a.xml#hw-2")).contains(&"The feed holds only a summary of the report.".to_owned()));
    assert_eq!(reading("a.xml#hw-2")["report"]["form"], "stub");
    for id in ["b.atom#tag:valley-post.example,2024:1", "c.json#q1"] {
        assert!(reading(id)["report"]["text"].as_str().unwrap().contains("Four people were wounded on Thursday in Idlib"), "{id}");
    }
    assert!(problems(&reading("cut.wacz"))[0].contains("cut off or damaged"));
    assert!(problems(&reading("e.warc.gz#urn:uuid:1"))[0].contains("SHA-1 that the archive states in WARC-Payload-Digest"));
    assert!(reading("e.warc.gz#urn:uuid:1")["report"]["text"].as_str().unwrap().contains("Four people"));
    let message = reading("export/result.json#2");
    let report = &message["report"];
    assert_eq!((&report["outlet"], &report["published"]), (&"Idlib Watch".into(), &"2024-03-07T15:30:00Z".into()));
    assert_eq!((&report["credits"][0]["name"], &report["credits"][0]["role"]), (&"Harrow Wire".into(), &"source".into()));
    assert_eq!(report["credits"][0]["span"]["text"], "Harrow Wire");
    assert_eq!(
        report["text"],
        "Forwarded from Harrow Wire\n\nFour people were wounded on Thursday when shells fell on a street in Idlib, a rescue worker said."
    );
    let reply = reading("export/result.json#4");
    assert_eq!(reply["report"]["credits"][0]["span"]["text"], "2");
    assert_eq!(reply["report"]["modified"], "2024-03-07T16:40:00Z");

    // Every original is preserved, and gives the same readings when everything is made again.
    let store = desk.store();
    let words = [OsStr::new("run"), OsStr::new("--json"), folder.as_os_str(), OsStr::new("--store"), store.as_os_str()];
    let summary: Value = serde_json::from_str(&run(words).good()).unwrap();
    assert_eq!((&summary["documents"], &summary["reports"]), (&10.into(), &10.into()));
    assert_eq!(
        (&summary["other_kinds"]["zip"], &summary["other_kinds"]["xml"], &summary["other_kinds"]["jpg"]),
        (&1.into(), &1.into(), &1.into())
    );
    assert_eq!(summary["skipped_records"], 3);
    let before = desk.lines("reports");
    let rebuilt = desk.on_store("rebuild").good();
    assert!(!rebuilt.contains("differ"), "{rebuilt}");
    assert_eq!(before, desk.lines("reports"));
    assert!(desk.on_store("verify").good().contains("Everything agrees"));
}

#[test]
fn documents_are_listed_with_their_places() {
    let desk = Desk::with_reports();
    let file = desk.path("e.warc.gz");
    let bytes = warc();
    fs::write(&file, &bytes).unwrap();
    let lines = parsed(&at("documents", &file).good());
    let member = &lines[1]["range"]["member"];
    let (offset, length) = (member["offset"].as_u64().unwrap() as usize, member["length"].as_u64().unwrap() as usize);
    let mut record = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&bytes[offset..offset + length]), &mut record).unwrap();
    assert!(record.starts_with("WARC/1.1\r\n") && record.contains("<urn:uuid:2>") && record.ends_with("\r\n\r\n"));
    assert_eq!(lines[1]["range"]["length"], record.len());
    assert_eq!(offset + length, bytes.len());
    assert_eq!(lines[0]["problems"].as_array().unwrap().len(), 1);
}

#[test]
fn containers_come_on_standard_input_too() {
    let wacz = zip(&[("archive/data.warc.gz", &warc())]);
    for (input, count) in [(RSS.as_bytes(), 2), (TELEGRAM.as_bytes(), 2), (&warc(), 2), (&wacz, 3)] {
        assert_eq!(parsed(&fed("read -", input).good()).len(), count);
    }
}
