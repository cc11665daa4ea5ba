//! PDF files on the command line: letters with their pages, and files that would take the machine if they could.

#![allow(clippy::unwrap_used, clippy::panic)]

mod cli_support;
mod pdf_support;

use cli_support::{Desk, Ran, at, check_schema, dateline, fed, parsed, run};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use pdf_support::{file, letter, of_contents, of_lines, stream};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn read(bytes: &[u8], options: &str) -> Value {
    let words = if options.is_empty() { "read -".to_owned() } else { format!("read {options} -") };
    let readings = parsed(&fed(&words, bytes).good());
    check_schema("reading", &readings);
    assert_eq!(readings.len(), 1);
    readings.into_iter().next().unwrap()
}

fn paragraphs(reading: &Value) -> Vec<String> {
    let text: Vec<char> = reading["report"]["text"].as_str().unwrap().chars().collect();
    let place = |p: &Value, key: &str| p[key].as_u64().unwrap() as usize;
    reading["report"]["paragraphs"].as_array().unwrap().iter().map(|p| text[place(p, "start")..place(p, "end")].iter().collect()).collect()
}

/// The only problem, and that nothing was read.
fn failed(reading: &Value) -> String {
    assert_eq!(reading["report"]["form"], Value::Null, "{reading}");
    assert_eq!(reading["report"]["text"], "");
    let problems = reading["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0]["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_letter_is_read_with_its_pages() {
    let reading = read(&letter(), "");
    let report = &reading["report"];
    assert_eq!((&report["capture"]["media_type"], &report["capture"]["charset"]), (&"application/pdf".into(), &Value::Null));
    assert_eq!(report["form"], "letter");
    assert_eq!(reading["problems"], serde_json::json!([]));
    let paragraphs = paragraphs(&reading);
    let account = paragraphs.iter().find(|p| p.starts_with("On 3 March 2021")).unwrap_or_else(|| panic!("{paragraphs:?}"));
    assert!(account.contains("said on the same evening. The council"), "{account}");
    assert!(account.ends_with(
        "responsible for the shelling and it asks the mission to send somebody to the market before the ruins are cleared away."
    ));
    let dropped: Vec<&str> = report["dropped"].as_array().unwrap().iter().map(|d| d["text"].as_str().unwrap()).collect();
    assert_eq!(dropped, ["Page 1 of 2", "Municipal Council of Tel Amra", "Page 2 of 2"]);
    assert!(reading["incidents"].as_array().unwrap().iter().any(|incident| incident["kind"] == "shelling"), "{}", reading["incidents"]);
    // The ranges of the account lie on both sides of the page break.
    let at = paragraphs.iter().position(|p| p == account).unwrap();
    assert!(report["paragraphs"][at]["source"].as_array().unwrap().len() >= 2);
    // Packed, it is the same capture.
    assert_eq!(read(&gzip(&letter()), "")["report"]["capture"], report["capture"]);
}

#[test]
fn a_store_keeps_the_pages_and_reads_again_to_the_same() {
    let desk = Desk::with_reports();
    let folder = desk.path("letters");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("letter.pdf"), letter()).unwrap();
    fs::write(
        folder.join("packed.pdf.gz"),
        gzip(&of_lines(&[vec![(72.0, 700.0, 11.0, "Statement of the council on the shelling of the market, invented for tests.")]])),
    )
    .unwrap();
    fs::write(folder.join("web.warc"), warc(&letter())).unwrap();
    let digest = |ran: Ran| ran.good().lines().find(|line| line.starts_with("Digest")).unwrap().to_owned();
    let words = ["run", "--json", "--pdf-seconds", "60", "--max-page-nodes", "500000"];
    let store = desk.store();
    let words = words.iter().map(OsStr::new).chain([folder.as_os_str(), OsStr::new("--store"), store.as_os_str()]);
    let summary: Value = serde_json::from_str(&run(words).good()).unwrap();
    assert_eq!((&summary["documents"], &summary["reports"], &summary["with_problems"]), (&3.into(), &3.into(), &0.into()), "{summary}");
    let reports = desk.lines("reports");
    let letter = reports.iter().find(|r| r["input"]["id"] == "letter.pdf").unwrap()["id"].as_str().unwrap();
    assert!(reports.iter().any(|r| r["url"] == "https://council.example/letter.pdf"));
    let shown = desk.on_store(&format!("show {letter}")).good();
    assert!(shown.contains("pages of the original:"), "{shown}");
    let rows: Vec<&str> = shown.lines().rev().take(2).map(str::trim).collect();
    assert!(rows[0].starts_with('2') && rows[1].starts_with('1'), "{shown}");
    // The settings are the run's, and what is read again is read with them.
    let entries: Vec<String> = (0..8).map(|n| desk.on_store(&format!("show {n}")).out).collect();
    let record = entries.iter().find(|entry| entry.contains("\"max-page-nodes\": \"500000\"")).unwrap_or_else(|| panic!("{entries:?}"));
    assert!(record.contains("\"pdf-seconds\": \"60\""));
    assert!(desk.on_store("doctor").good().contains("up to date"));
    let first = digest(desk.on_store("rebuild"));
    assert_eq!(first, digest(desk.on_store("rebuild --keep-readings")));
    assert!(desk.on_store("rebuild").good().contains("Read 3 documents again"));
    assert!(desk.on_store("verify").good().contains("Everything agrees"));
}

fn warc(pdf: &[u8]) -> Vec<u8> {
    let mut http = format!("HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: {}\r\n\r\n", pdf.len()).into_bytes();
    http.extend_from_slice(pdf);
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://council.example/letter.pdf\r\nWARC-Date: 2021-03-06T10:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n",
        http.len()
    )
    .into_bytes();
    out.extend_from_slice(&http);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

#[test]
fn columns_are_read_one_after_the_other() {
    let words = [
        "the first shell fell on the mill near",
        "the river and the second on the road",
        "that leads to the bridge; nobody was",
        "hurt there, said the watchman of the",
        "mill, who had seen both of them fall.",
    ];
    let mut lines = vec![(150.0, 780.0, 16.0, "Bulletin of the River Observers")];
    for (n, words) in words.iter().enumerate() {
        let y = 740.0 - 14.0 * n as f64;
        lines.push((72.0, y, 11.0, words));
        lines.push((320.0, y, 11.0, words));
    }
    let reading = read(&of_lines(&[lines]), "");
    let column = words.join(" ");
    assert_eq!(paragraphs(&reading), ["Bulletin of the River Observers", &column, &column]);
}

#[test]
fn what_has_no_text_says_why() {
    assert!(failed(&read(include_bytes!("pdf/locked.pdf"), "")).contains("encrypted"));
    let scan = of_contents(&["q 100 0 0 100 0 0 cm Q".to_owned()]);
    assert!(failed(&read(&scan, "")).contains("no text layer"));
    assert!(failed(&read(b"%PDF-1.7\n1 0 obj\n", "")).contains("broken"));
}

#[test]
fn a_file_that_breaks_off_gives_what_is_there() {
    let whole = letter();
    let cut = whole.windows(4).rposition(|bytes| bytes == b"xref").unwrap();
    let table = whole[..cut].windows(4).rposition(|bytes| bytes == b"xref").unwrap();
    let reading = read(&whole[..table], "");
    assert!(reading["problems"][0]["message"].as_str().unwrap().contains("made again"), "{}", reading["problems"]);
    assert_eq!(reading["report"]["text"], read(&whole, "")["report"]["text"]);
}

/// Reads a file that means harm; it must be over soon, whatever comes of it.
fn hostile(bytes: &[u8], options: &str) -> Value {
    let started = Instant::now();
    let reading = read(bytes, options);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    reading
}

#[test]
fn bombs_are_problems() {
    let catalog = || b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
    let pages = || b"<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>".to_vec();
    let page = || b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>".to_vec();
    // A content of 640 MiB, packed twice.
    let packed = zlib(&zlib(&vec![b' '; 640 << 20]));
    let bomb = file(&[catalog(), pages(), page(), stream("/Filter [/FlateDecode /FlateDecode]", &packed)]);
    for options in ["", "--pdf-memory-mib 256", "--pdf-memory-mib 64"] {
        let message = failed(&hostile(&bomb, options));
        assert!(message.contains("--pdf-memory-mib"), "{message}");
    }
    // An object stream that grows a thousandfold.
    let objects = zlib(&vec![b' '; 400 << 20]);
    let bomb = file(&[catalog(), pages(), page(), stream("/Type /ObjStm /N 1000000 /First 1000000 /Filter /FlateDecode", &objects)]);
    hostile(&bomb, "--pdf-memory-mib 256");
    // A value that nests a million deep.
    let deep = [vec![b'['; 1_000_000], vec![b']'; 1_000_000]].concat();
    hostile(&file(&[catalog(), pages(), page(), deep.clone()]), "");
    let content = [deep, b" TJ".to_vec()].concat();
    hostile(&file(&[catalog(), pages(), page(), stream("", &content)]), "");
}

#[test]
fn trees_without_end_are_problems() {
    let catalog = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
    let circle = file(&[catalog.clone(), b"<< /Type /Pages /Kids [ 2 0 R ] /Count 1 /Parent 2 0 R >>".to_vec()]);
    assert!(failed(&hostile(&circle, "")).contains("no pages"));
    // A form that draws itself, and forms that each draw the next ten times.
    let content = stream("", b"/X Do");
    let page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>".to_vec();
    let pages = b"<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>".to_vec();
    let mut objects = vec![catalog.clone(), pages.clone(), page.clone(), content.clone()];
    objects.push(stream("/Subtype /Form /Resources << /XObject << /X 5 0 R >> >>", b"/X Do /X Do"));
    hostile(&file(&objects), "");
    let mut objects = vec![catalog, pages, page, content];
    for n in 0..11 {
        let keys = format!("/Subtype /Form /Resources << /XObject << /X {} 0 R >> >>", 6 + n);
        objects.push(stream(&keys, &b"/X Do ".repeat(20)));
    }
    objects.push(stream("/Subtype /Form", b""));
    let message = failed(&hostile(&file(&objects), "--pdf-seconds 1"));
    assert!(message.contains("--pdf-seconds") || message.contains("no text layer"), "{message}");
}

#[test]
fn pages_beyond_the_limit_are_left_out() {
    let line = |n: usize| vec![(72.0, 700.0, 11.0, if n == 0 { "First words." } else { "Other words." })];
    let pages: Vec<_> = (0..30).map(line).collect();
    let reading = read(&of_lines(&pages), "--max-pdf-pages 2");
    assert_eq!(reading["problems"][0]["message"], "The PDF has more than 2 pages (--max-pdf-pages): those behind were left out.");
    assert_eq!(paragraphs(&reading).len(), 2);
    // Thirty thousand pages are counted no further than the limit.
    let mut objects = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), Vec::new()];
    for _ in 0..30_000 {
        objects.push(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec());
    }
    let kids: String = (0..30_000).map(|n| format!("{} 0 R ", n + 3)).collect();
    objects[1] = format!("<< /Type /Pages /Kids [ {kids}] /Count 30000 >>").into_bytes();
    let reading = hostile(&file(&objects), "");
    assert!(reading["problems"].to_string().contains("--max-pdf-pages"), "{}", reading["problems"]);
}

#[test]
fn limits_of_pages_name_their_setting() {
    let desk = Desk::with_reports();
    let page = desk.path("deep.html");
    fs::write(&page, format!("<html><body>{}<p>Four people were killed in Hama, officials said.</p></body></html>", "<div>".repeat(50)))
        .unwrap();
    let with = |options: &str| parsed(&at(&format!("read {options}"), &page).good())[0].clone();
    assert!(failed(&with("--max-page-nodes 20")).contains("--max-page-nodes"));
    let deep = with("--max-page-depth 20");
    assert!(deep["report"]["text"].as_str().unwrap().contains("Four people"));
    assert!(deep["problems"].to_string().contains("--max-page-depth"));
    let long = desk.path("long.txt");
    fs::write(&long, "Four people were killed in Hama, officials said.\n".repeat(30_000)).unwrap();
    assert!(failed(&parsed(&at("read --max-page-mib 1", &long).good())[0]).contains("--max-page-mib"));
    assert!(failed(&parsed(&at("read --max-text-mib 1", &long).good())[0]).contains("--max-text-mib"));
    assert!(failed(&parsed(&at("read --max-document-mib 1", &long).good())[0]).contains("--max-document-mib"));
    assert!(at("read --max-page-nodes 0", &page).failed(2).contains("--max-page-nodes"));
}

#[test]
fn the_child_answers_alone_and_is_not_shown() {
    assert!(!dateline_help().contains("pdf-pages"));
    let answer = fed("pdf-pages", &letter()).good();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["pages"]["pages"].as_array().unwrap().len(), 2, "{answer}");
}

fn dateline_help() -> String {
    Ran::of(dateline().arg("--help").output().unwrap()).good()
}

#[test]
fn a_letter_from_a_word_processor() {
    let reading = read(include_bytes!("pdf/letter.pdf"), "");
    let report = &reading["report"];
    assert_eq!(reading["problems"], serde_json::json!([]));
    assert_eq!(report["form"], "letter");
    assert_eq!(report["title"], "Letter dated 30 March 2021 from the Municipal Council of Tel Amra on the shelling of the market");
    let dropped: Vec<&str> = report["dropped"].as_array().unwrap().iter().map(|d| d["text"].as_str().unwrap()).collect();
    let head = "Invented for tests: Municipal Council of Tel Amra";
    assert_eq!(dropped, ["Page 1", head, "Page 2", head, "Page 3"]);
    let paragraphs = paragraphs(&reading);
    assert_eq!(paragraphs[0], head);
    // Eleven accounts, whole, some of them over the end of a page.
    let accounts: Vec<&String> = paragraphs.iter().filter(|p| p.starts_with("On ")).collect();
    assert_eq!(accounts.len(), 11, "{paragraphs:#?}");
    assert!(accounts.iter().all(|p| p.contains(" March 2021 two shells fell near the ") && p.contains("spoke of an accident with stored fuel beside the ")));
    let kinds: Vec<&str> = report["paragraphs"].as_array().unwrap().iter().map(|p| p["kind"].as_str().unwrap()).collect();
    let at = paragraphs.iter().position(|p| p == "• The first shell struck the flour store.").unwrap_or_else(|| panic!("{paragraphs:#?}"));
    assert_eq!(kinds[at], "list");
    assert!(paragraphs[at + 1].ends_with("warned by the watchman."));
    assert!(paragraphs.iter().any(|p| p == "2. To publish what they find."));
}

#[test]
fn an_arabic_letter_keeps_its_words_and_their_order() {
    let reading = read(include_bytes!("pdf/arabic.pdf"), "");
    let report = &reading["report"];
    assert_eq!(report["language"], "ar");
    let text = report["text"].as_str().unwrap();
    for words in [
        "قال المجلس البلدي لبلدة تل عمرا (بلدة متخيلة) إن قذيفتين سقطتا على السوق في 3 آذار 2021، ما أدى إلى مقتل 4 مدنيين على الأقل وإصابة 11 آخرين",
        "إلى البعثة (Karsun Mission) مساء اليوم نفسه.",
        "في بيان صدر في 12/03/2021 وتحدثت عن حادث في مستودع للوقود، وأضافت أن ١٢٠٠ شخص غادروا البلدة.",
    ] {
        assert!(text.contains(words), "{text}");
    }
    assert_eq!(paragraphs(&reading).iter().filter(|p| p.starts_with("قال")).count(), 7, "{text}");
    // The strokes have no letter: that is said, and no letter is made up for them.
    let problems = reading["problems"].to_string();
    assert!(problems.contains("one sign without a letter") && !problems.contains("order that is not certain"), "{problems}");
}
