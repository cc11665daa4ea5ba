//! Everything that is read and derived keeps the frozen contract, and what no schema can say of it: words stand where a
//! span says, indexes point into their lists, paragraphs come one after another, source ranges give the words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use dateline_core::article;
use dateline_core::capture::{self, Given, Origin, RawDocument};
use dateline_core::derive::derive;
use dateline_core::reading::{Reading, ReadingJson, read};
use dateline_core::resources::Resources;
use dateline_core::text::Quoted;
use dateline_eval::{case, input};
use serde_json::Value;
use std::sync::{Arc, LazyLock};

static RESOURCES: LazyLock<Resources> = LazyLock::new(|| Resources::bundled().unwrap());

fn schema(compiler: &mut boon::Compiler, name: &str) {
    let path = input::workspace().join("docs/schema").join(format!("{name}.schema.json"));
    let text = std::fs::read_to_string(path).unwrap();
    compiler.add_resource(&format!("file:///{name}.schema.json"), serde_json::from_str(&text).unwrap()).unwrap();
}

/// Checks lines against a definition of a schema.
fn validate<'a>(at: &str, lines: impl IntoIterator<Item = (&'a str, Value)>) {
    let mut compiler = boon::Compiler::new();
    schema(&mut compiler, "reading");
    schema(&mut compiler, "store");
    let mut schemas = boon::Schemas::new();
    let index = compiler.compile(&format!("file:///{at}"), &mut schemas).unwrap();
    for (name, line) in lines {
        if let Err(error) = schemas.validate(&line, index) {
            panic!("{name} against {at}: {error:#}");
        }
    }
}

fn documents(name: &str, bytes: &[u8]) -> Vec<RawDocument> {
    let origin = Origin { id_base: name.to_owned(), path: name.to_owned(), hints: Given::default() };
    input::documents(&mut &bytes[..], &origin)
}

/// A reading with its document, so that source ranges can be followed.
struct Read {
    name: String,
    source: String,
    reading: Reading,
}

fn readings_of(document: RawDocument) -> Read {
    let (decoded, _) = capture::decode(&document.bytes, document.given.charset.as_deref(), &document.media_type);
    let report = article::extract(&document, &RESOURCES.article);
    Read { name: document.input.id.clone(), source: decoded.to_string(), reading: read(report, &RESOURCES) }
}

/// Broken, empty, hostile and foreign documents.
fn odd() -> Vec<(&'static str, Vec<u8>)> {
    let nested = "<div>".repeat(3000) + "<p>A bomb killed 3 people in Baghdad on Monday, police said.</p>";
    vec![
        ("empty.txt", Vec::new()),
        ("spaces.txt", b" \n\t\n  ".to_vec()),
        ("binary.bin", (0..=255_u8).cycle().take(5000).collect()),
        ("picture.png", b"\x89PNG\r\n\x1a\nrest of it".to_vec()),
        ("cut.html", b"<html><head><title>Blast kills two</title></head><body><article><p>A blast killed tw".to_vec()),
        ("nested.html", nested.into_bytes()),
        ("script.html", b"<html><body><script>alert(1)</script></body></html>".to_vec()),
        ("latin.html", b"<html><meta charset=iso-8859-1><body><article><h1>Explosi\xf3n</h1><p>Una explosi\xf3n mat\xf3 a tres personas en Bogot\xe1 el lunes, dijo la polic\xeda local en un comunicado.</p></article></body></html>".to_vec()),
        ("wrong-utf8.txt", b"Blast kills 3\n\nBAGHDAD \x96 A blast killed \xff\xfe3 people on Monday, police said.".to_vec()),
        ("mark.txt", "\u{feff}Blast kills 3\n\nBAGHDAD – At least 3 people were killed on Monday, police said.".as_bytes().to_vec()),
        ("arabic.txt", "مقتل ثلاثة مدنيين في غارة\n\nحلب – قتل ثلاثة مدنيين يوم الاثنين في غارة جوية على المدينة، بحسب مصادر محلية.".as_bytes().to_vec()),
        ("russian.txt", "Взрыв в Харькове\n\nВ понедельник в Харькове погибли три человека, сообщили в полиции города.".as_bytes().to_vec()),
        ("chinese.txt", "巴格达爆炸\n\n星期一，巴格达发生爆炸，三人死亡，警方说。".as_bytes().to_vec()),
        ("line.txt", "“killed 10 people in a town near ".repeat(2000).into_bytes()),
        ("quotes.txt", "“‘\"”’«»".repeat(2000).into_bytes()),
        ("marks.txt", "e\u{301}\u{200d}\u{fe0f}👩‍👩‍👧 killed 5 people in Mosul\u{0}. ".repeat(50).into_bytes()),
        ("table.html", b"<table><tr><td>Killed<td>10</table><ul><li>3 dead in Mosul on 4 May 2019<li>2 hurt</ul>".to_vec()),
        ("lines.jsonl", b"{\"id\":\"1\",\"title\":\"Raid kills 4\",\"text\":\"A raid killed 4 people in Mosul on Monday, police said.\",\"published\":\"2019-05-07\"}\n{broken\n".to_vec()),
        ("dates.txt", b"Blast\n\n31 February 2019. On 99/99/9999 at 25:61, 99999999999999999999999 people were killed; between 20 and 5 more were hurt.".to_vec()),
    ]
}

fn all() -> Vec<Read> {
    let mut out = Vec::new();
    for case in case::load_all(&input::workspace().join("tests/cases")).unwrap() {
        let origin = Origin { id_base: case.id.clone(), path: format!("{}.txt", case.id), hints: case.given() };
        out.extend(input::documents(&mut case.text.as_bytes(), &origin).into_iter().map(readings_of));
    }
    for (name, bytes) in odd() {
        out.extend(documents(name, &bytes).into_iter().map(readings_of));
    }
    match input::shared().map(|s| s.join("seed/report.txt")).filter(|p| p.is_file()) {
        Some(path) => out.extend(input::documents_of(&path, Given::default()).unwrap().into_iter().map(readings_of)),
        None => eprintln!("skipped: the seed report is not here ($DATELINE_SHARED or ../shared)"),
    }
    out
}

static ALL: LazyLock<Vec<Read>> = LazyLock::new(all);

#[test]
fn readings_keep_the_contract() {
    let lines = ALL.iter().map(|r| (r.name.as_str(), serde_json::to_value(r.reading.to_json()).unwrap()));
    validate("reading.schema.json", lines);
}

#[test]
fn every_document_gives_a_reading_and_what_is_wrong_a_problem() {
    for name in ["empty.txt", "spaces.txt", "binary.bin", "picture.png", "script.html"] {
        let read = ALL.iter().find(|r| r.name == name).unwrap();
        assert_eq!((read.reading.report.form, read.reading.report.text.as_str()), (None, ""), "{name}");
        assert!(!read.reading.problems.is_empty(), "{name}");
    }
    for (name, covered) in [("arabic.txt", true), ("russian.txt", true), ("chinese.txt", false)] {
        let read = ALL.iter().find(|r| r.name == name).unwrap();
        let named = read.reading.problems.iter().any(|p| p.stage == "language");
        assert_eq!(named, !covered, "{name} says whether its language is not covered");
    }
    assert_eq!(ALL.iter().filter(|r| r.name.starts_with("lines.jsonl#")).count() + ALL.iter().filter(|r| r.name == "1").count(), 2);
}

/// Calls `check` with every span of a reading.
fn spans(json: &Value, check: &mut dyn FnMut(&Value)) {
    match json {
        Value::Object(map) => {
            if map.len() == 3 && ["start", "end", "text"].iter().all(|key| map.contains_key(*key)) {
                check(json);
            }
            map.values().for_each(|value| spans(value, check));
        }
        Value::Array(items) => items.iter().for_each(|value| spans(value, check)),
        _ => (),
    }
}

fn in_order<'a>(name: &str, list: &str, of: impl Iterator<Item = &'a Quoted>) {
    let starts: Vec<(u32, u32)> = of.map(|s| (s.start, s.end)).collect();
    assert!(starts.windows(2).all(|w| w[0].0 <= w[1].0), "{name}: {list} in text order: {starts:?}");
}

/// What a reading promises beyond its schema.
fn invariants(name: &str, json: &ReadingJson, source: &str) {
    let chars: Vec<char> = json.report.text.chars().collect();
    spans(&serde_json::to_value(json).unwrap(), &mut |span| {
        let (from, to) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
        assert!(from < to && to <= chars.len(), "{name}: {span}");
        let words: String = chars[from..to].iter().collect();
        assert_eq!(words, span["text"].as_str().unwrap(), "{name}");
        assert_eq!(words.trim(), words, "{name}: no white space at the ends");
    });
    in_order(name, "places", json.places.iter().map(|p| &p.span));
    in_order(name, "times", json.times.iter().map(|t| &t.span));
    in_order(name, "counts", json.counts.iter().map(|c| &c.span));
    in_order(name, "hedges", json.hedges.iter());
    in_order(name, "credits", json.report.credits.iter().map(|c| &c.span));
    in_order(name, "triggers", json.incidents.iter().map(|i| &i.trigger));
    assert!(json.report.dateline.as_ref().and_then(|d| d.place).is_none_or(|at| at < json.places.len()), "{name}");
    for (at, count) in json.counts.iter().enumerate() {
        assert!(count.of.is_none_or(|of| of < json.counts.len() && of != at), "{name}: {count:?}");
        assert!(count.min.zip(count.max).is_none_or(|(min, max)| min <= max), "{name}: {count:?}");
    }
    for (at, claim) in json.claims.iter().enumerate() {
        // A claim stands inside another, and no claim inside itself.
        let (mut up, mut steps) = (claim.parent, 0);
        while let Some(parent) = up {
            assert!(parent < json.claims.len() && parent != at && steps < json.claims.len(), "{name}: claim {at}");
            (up, steps) = (json.claims[parent].parent, steps + 1);
        }
        assert!(claim.hedges.iter().all(|h| json.hedges.contains(h)), "{name}: hedges of claim {at}");
        in_order(name, "content", claim.content.iter());
    }
    for incident in &json.incidents {
        let claim = |at: Option<usize>| at.is_none_or(|at| at < json.claims.len());
        assert!(incident.when.time.is_none_or(|at| at < json.times.len()), "{name}");
        assert!(incident.place.place.is_none_or(|at| at < json.places.len()), "{name}");
        assert!(incident.toll.iter().all(|t| t.count < json.counts.len() && claim(t.claim)), "{name}");
        let cumulative = dateline_core::toll::Scope::Cumulative;
        assert!(incident.toll.iter().all(|t| json.counts[t.count].scope != cumulative), "{name}: a cumulative count is no toll");
        assert!(incident.alleged_responsible.iter().all(|r| claim(r.claim)), "{name}");
        assert!(incident.claims.iter().all(|c| c.claim < json.claims.len()), "{name}");
        assert!(incident.place.lat.is_none() || incident.place.precision.has_point(), "{name}: no point for what is no point");
        assert_eq!(incident.place.lat.is_some(), incident.place.lon.is_some(), "{name}");
    }
    assert!(json.incidents.iter().filter(|i| i.main).count() <= 1, "{name}: one main incident");
    for pair in json.report.paragraphs.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{name}: paragraphs one after another");
    }
    let squeezed = |words: &str| words.split_whitespace().collect::<String>();
    for paragraph in &json.report.paragraphs {
        let words: String = chars[paragraph.start as usize..paragraph.end as usize].iter().collect();
        assert!(!words.is_empty() && words.trim() == words, "{name}: {words:?}");
        let mut back = String::new();
        for [from, to] in &paragraph.source {
            let piece = source.get(*from as usize..*to as usize);
            back.push_str(piece.unwrap_or_else(|| panic!("{name}: source {from}..{to} of {}", source.len())));
        }
        if json.report.capture.media_type == "text/plain" {
            assert!(back.contains(&words) || name == "1", "{name}: the source gives the words: {words:?} from {back:?}");
        } else if !back.contains(['<', '&']) {
            assert_eq!(squeezed(&back), squeezed(&words), "{name}");
        }
    }
}

#[test]
fn readings_hold_together() {
    for read in ALL.iter() {
        let json = read.reading.to_json();
        invariants(&read.name, &json, read.source.strip_prefix('\u{feff}').unwrap_or(&read.source));
        let again = json.clone().into_reading().unwrap().to_json();
        assert_eq!(again, json, "{}: there and back", read.name);
    }
}

#[test]
fn real_pages_hold_together() {
    let Some(folder) = input::sets().map(|s| s.join("extraction/fundus/html")).filter(|f| f.is_dir()) else {
        eprintln!("skipped: extraction/fundus is not here ($DATELINE_DATA or ../shared/data)");
        return;
    };
    // Every sixth page: the whole set takes a release build, `dateline-eval speed`.
    for path in input::files(&folder).unwrap().into_iter().step_by(6) {
        for document in input::documents_of(&path, Given::default()).unwrap() {
            let read = readings_of(document);
            let json = read.reading.to_json();
            invariants(&read.name, &json, read.source.strip_prefix('\u{feff}').unwrap_or(&read.source));
            validate("reading.schema.json", [(read.name.as_str(), serde_json::to_value(json).unwrap())]);
        }
    }
}

#[test]
fn what_a_store_prints_keeps_the_contract() {
    let readings: Vec<Arc<Reading>> = ALL.iter().map(|r| Arc::new(r.reading.clone())).collect();
    let projection = derive(&readings, &[], &RESOURCES);
    validate("store.schema.json#/$defs/report", projection.reports.iter().map(|r| ("report", serde_json::to_value(r).unwrap())));
    validate("store.schema.json#/$defs/claim", projection.claims.iter().map(|r| ("claim", serde_json::to_value(r).unwrap())));
    validate("store.schema.json#/$defs/incident", projection.incidents.iter().map(|r| ("incident", serde_json::to_value(r).unwrap())));
    validate("store.schema.json#/$defs/edge", projection.lineage.iter().map(|r| ("edge", serde_json::to_value(r).unwrap())));
    assert!(projection.incidents.len() > 10 && projection.lineage.len() > 5 && projection.claims.len() > 50);
}

#[test]
fn labels_of_the_corpus_keep_the_contract() {
    let cases = case::load_all(&input::workspace().join("corpus/reports")).unwrap();
    validate("reading.schema.json", cases.iter().map(|case| (case.id.as_str(), serde_json::to_value(&case.labels).unwrap())));
}

#[test]
fn threads_and_order_do_not_change_a_byte() {
    let cases = case::load_all(&input::workspace().join("tests/cases")).unwrap();
    let line = |case: &case::Case| {
        let report = input::report_of_text(&case.id, &case.text, case.given(), &RESOURCES).unwrap();
        read(report, &RESOURCES)
    };
    let alone: Vec<Reading> = cases.iter().map(line).collect();
    let text = |reading: &Reading| serde_json::to_string(&reading.to_json()).unwrap();
    let expected: Vec<String> = alone.iter().map(text).collect();
    let mut order: Vec<usize> = (0..cases.len()).collect();
    // A fixed shuffle: every seventh, round and round.
    order.sort_by_key(|at| (at * 7) % cases.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let (order, cases) = (&order, &cases);
                scope.spawn(move || order.iter().skip(thread).step_by(8).map(|at| (*at, text(&line(&cases[*at])))).collect::<Vec<_>>())
            })
            .collect();
        for thread in threads {
            for (at, read) in thread.join().unwrap() {
                assert_eq!(read, expected[at], "{}", cases[at].id);
            }
        }
    });
    let derived = |readings: Vec<Arc<Reading>>| {
        let p = derive(&readings, &[], &RESOURCES);
        serde_json::to_string(&(p.reports, p.claims, p.lineage, p.incidents)).unwrap()
    };
    let shared: Vec<Arc<Reading>> = alone.into_iter().map(Arc::new).collect();
    let shuffled = order.iter().map(|at| shared[*at].clone()).collect();
    assert_eq!(derived(shuffled), derived(shared.clone()));
}

#[test]
fn floors_hold() {
    let folder = input::workspace().join("tests/cases");
    let (cases, families) = (case::load_all(&folder).unwrap(), dateline_eval::families::load_all(&folder).unwrap());
    let measured = dateline_eval::floors::measure(&cases, &families, &RESOURCES).unwrap();
    let floors = dateline_eval::floors::Floors::load(&input::workspace().join("crates/dateline-eval/floors.toml")).unwrap();
    assert!(floors.floors.len() > 60);
    let (table, holds) = floors.compare(&dateline_eval::floors::hash(&cases), &measured);
    assert!(holds, "{table}");
}
