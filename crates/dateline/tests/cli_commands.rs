//! Every command's output, as snapshots: on a small store of invented reports, and what each says of a mistake.

#![allow(clippy::unwrap_used, clippy::panic)]

mod cli_support;

use cli_support::{Desk, at, check_schema, masked, parsed, run, shared};
use insta::assert_snapshot;
use std::fs;

#[test]
fn lists() {
    for list in ["incidents", "reports", "claims", "lineage"] {
        let desk = shared();
        assert_snapshot!(format!("list {list}"), desk.masked(&desk.on_store(list).good()));
    }
    for (list, part) in [("incidents", "incident"), ("reports", "report"), ("claims", "claim"), ("lineage", "edge")] {
        check_schema(&format!("store#/$defs/{part}"), &shared().lines(list));
    }
}

#[test]
fn readings_keep_the_contract() {
    let readings = parsed(&at("read", &shared().reports()).good());
    assert_eq!(readings.len(), 4);
    check_schema("reading", &readings);
}

/// A page that states two days, two titles and an author in two ways; all invented.
const STATING: &str = r#"<!doctype html><html lang="en-GB"><head><title>Market burns in Tell Example | The Sample Post</title>
<link rel="canonical" href="https://sample.example/2019/03/02/market">
<meta property="og:title" content="Market burns in Tell Example"><meta property="og:site_name" content="The Sample Post">
<meta property="article:section" content="World">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Fire at the market of Tell Example",
"datePublished":"2019-03-02T09:00:00+03:00","author":{"@type":"Person","name":"Ann Odd"}}</script></head>
<body><h1>Market burns in Tell Example</h1><p class="byline">By Ann Odd and Bo Even</p><p class="date">Published 4 March 2019</p>
<p>A fire broke out in the market of the town of Tell Example on Friday night and burned for six hours, residents said by telephone.</p>
<p>Nobody was hurt, said the head of the fire brigade, because the market had closed an hour before the fire was seen.</p></body></html>"#;

#[test]
fn what_a_page_states_is_printed_whole() {
    let desk = Desk::with_reports();
    let page = desk.path("stating.html");
    fs::write(&page, STATING).unwrap();
    let said = at("read --stated", &page).good();
    check_schema("stated", &parsed(&said));
    let pretty = serde_json::to_string_pretty(&parsed(&said)[0]).unwrap();
    assert_snapshot!("read stated", desk.masked(&pretty));
    check_schema("stated", &parsed(&at("read --stated", &shared().reports()).good()));
}

#[test]
fn run_and_show() {
    let desk = Desk::with_store();
    let again = run([desk.path("reports").as_os_str(), "--store".as_ref(), desk.store().as_os_str()].iter().fold(
        vec![std::ffi::OsString::from("run")],
        |mut words, word| {
            words.push((*word).to_owned());
            words
        },
    ));
    assert_snapshot!("run again", desk.masked(&again.good()));
    let (incident, entry) = (desk.incident("shelling"), desk.masked(&desk.on_store("show 0").good()));
    assert_snapshot!("show incident", desk.masked(&desk.on_store(&format!("show {incident}")).good()));
    assert!(entry.starts_with("entry 0 · key"), "{entry}");
    assert_snapshot!("show entry", entry);
    let shown = parsed(&desk.on_store(&format!("show {incident} --json")).good());
    check_schema("store#/$defs/incident", &shown);
}

#[test]
fn decisions_are_appended_and_undone() {
    let desk = Desk::with_store();
    let statement = desk.statement("shelling", "kind");
    let said = desk.on_store(&format!("decide reject {statement} --who tester --reason invented")).good();
    assert_snapshot!("decide reject", desk.masked(&said));
    let decisions = desk.lines("decide list");
    let id = decisions[0]["id"].as_str().unwrap();
    desk.on_store(&format!("decide undo {id} --who tester")).good();
    assert_snapshot!("decide list", desk.masked(&desk.on_store("decide list").good()));
    assert!(desk.on_store("verify").good().contains("Everything agrees"));
}

#[test]
fn care_of_a_store() {
    let desk = Desk::with_store();
    assert_snapshot!("verify", desk.masked(&desk.on_store("verify").good()));
    let before = desk.lines("incidents");
    let rebuilt = desk.on_store("rebuild").good();
    assert_snapshot!("rebuild", desk.masked(&rebuilt));
    let digest = |text: &str| text.lines().find(|line| line.starts_with("Digest")).map(str::to_owned);
    assert_eq!(digest(&rebuilt), digest(&desk.on_store("rebuild --keep-readings").good()));
    assert_eq!(before, desk.lines("incidents"));
    let kept = desk.on_store("keys checkpoint").good();
    fs::write(desk.path("kept"), &kept).unwrap();
    desk.on_store("keys rotate --reason test").good();
    let verified = desk.on_store(&format!("verify --checkpoint {}", desk.path("kept").display())).good();
    assert!(verified.contains("nothing of that was changed"), "{verified}");
    assert_snapshot!("keys show", desk.masked(&desk.on_store("keys show").good()));
    let copy = desk.path("copy");
    assert_snapshot!("backup", desk.masked(&desk.on_store(&format!("backup {}", copy.display())).good()));
    assert!(at("verify --store", &copy).good().contains("Everything agrees"));
}

#[test]
fn mistakes_say_what_to_do() {
    let desk = Desk::with_store();
    fs::write(desk.path("file"), "x").unwrap();
    let file = desk.path("file").display().to_string();
    let mut said = String::new();
    for (words, code) in [
        ("show zz", 2),
        ("show abcdabcdabcd", 3),
        ("decide undo abcdabcdabcd --who tester", 3),
        ("erase zz --who tester --reason r", 2),
        ("erase 0 --who tester --reason r", 2),
        ("erase 999 --who tester --reason r", 2),
        ("export --to tiles", 2),
        ("export --to acled --country Syria", 2),
        ("export --to json --output FILE", 3),
        ("export --to tiles --output FILE", 4),
        ("verify --key rubbish", 2),
        ("verify --checkpoint FILE", 3),
        ("verify --checkpoint FILE.missing", 3),
        ("keys export FILE", 4),
        ("gazetteer remove nothing", 2),
        ("gazetteer import FILE.missing --format csv --name x --licence y --attribution z", 3),
        ("gazetteer import FILE --format csv --name x --licence y --attribution z", 3),
        ("run FILE --published yesterday", 2),
        ("run FILE.missing", 3),
    ] {
        said.push_str(&format!("$ dateline {words}\n{}\n", desk.on_store(&words.replace("FILE", &file)).failed(code)));
    }
    for command in ["incidents --store", "verify --store"] {
        said.push_str(&format!("$ dateline {command} FILE\n{}\n", at(command, &desk.path("file")).failed(4)));
        at(command, &desk.path("nothing")).failed(4);
    }
    fs::remove_file(desk.store().join("keys/signing.key")).unwrap();
    let missing = at(&format!("run {file} --store"), &desk.store()).failed(4);
    said.push_str(&format!("$ without its key\n{missing}"));
    assert!(desk.on_store("verify").good().contains("Everything agrees"));
    assert_snapshot!("mistakes", desk.masked(&said));
}

#[test]
fn an_imported_gazetteer_is_found_and_removed() {
    let desk = Desk::with_store();
    fs::write(desk.path("own.csv"), "id,name,lat,lon,country,kind\np1,Qarmizat Zzubir,35.5,36.5,SY,settlement\n").unwrap();
    let import = format!("gazetteer import {} --format csv --name own --licence CC0 --attribution me", desk.path("own.csv").display());
    assert_snapshot!("gazetteer import", desk.masked(&desk.on_store(&import).good()));
    assert_snapshot!("gazetteer find", desk.masked(&desk.on_store("gazetteer find Qarmizat-Zzubir --country SY").good()));
    let found = parsed(&at("gazetteer find Qarmizat-Zzubeir --country SY --json --store", &desk.store()).good());
    assert!(found.iter().any(|f| f["id"] == "own:p1" && f["match"] == "sounds_alike" && f["closeness"].as_f64() > Some(0.8)), "{found:?}");
    desk.on_store("gazetteer remove own").good();
}

#[test]
fn exports_doctor_and_erasure() {
    let desk = Desk::with_store();
    for format in ["acled", "geojson"] {
        assert_snapshot!(format!("export {format}"), desk.masked(&desk.on_store(&format!("export --to {format}")).good()));
    }
    let all: serde_json::Value = serde_json::from_str(&desk.on_store("export --to json").good()).unwrap();
    assert!(all.is_object());
    desk.on_store(&format!("export --to tiles --output {}", desk.path("tiles").display())).good();
    assert!(desk.path("tiles/checkpoint").is_file());
    assert!(desk.on_store("doctor").good().contains("up to date with the log"));
    let readings = parsed(&at("read", &desk.reports()).good());
    let capture = readings[3]["report"]["capture"]["sha256"].as_str().unwrap();
    assert_snapshot!("erase", desk.masked(&desk.on_store(&format!("erase {capture} --who tester --reason invented")).good()));
    assert!(desk.on_store("verify").good().contains("Everything agrees"));
    assert_eq!(desk.lines("reports").len(), 3);
}

#[test]
fn a_damaged_store_is_told_of_and_kept() {
    let damage = |sql: &str| {
        let desk = Desk::with_store();
        let database = rusqlite::Connection::open(desk.store().join("dateline.db")).unwrap();
        database.execute_batch(sql).unwrap();
        drop(database);
        desk
    };
    let newer = damage("PRAGMA user_version = 99");
    for command in ["incidents", "verify", "rebuild"] {
        assert!(newer.on_store(command).failed(4).contains("99"));
    }
    let edited = damage(
        "DROP TRIGGER entry_unchanged; UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '4', '5') AS BLOB) WHERE kind = 'run'",
    );
    let found = edited.on_store("verify");
    assert!(found.out.contains("wrong: "), "{}", found.out);
    found.failed(4);
    let lost = Desk::with_store();
    fs::remove_dir_all(lost.store().join("objects/sha256")).unwrap();
    let found = lost.on_store("verify");
    assert_eq!(found.out.matches("wrong: original ").count(), 4, "{}", found.out);
    found.failed(4);
    assert!(lost.on_store("rebuild").failed(4).contains("backup"));
    let held = Desk::with_store();
    let writer = dateline::store::Store::open(&held.store(), dateline::store::Access::Write).unwrap();
    assert!(held.on_store("rebuild").failed(4).contains("is being written by another process"));
    assert_eq!(held.lines("reports").len(), 4);
    drop(writer);
    held.on_store("rebuild --keep-readings").good();
}

#[test]
fn what_needs_no_store() {
    assert_snapshot!("policy", masked(&run(["policy"]).good()));
    for words in [vec!["--help"], vec!["run", "--help"], vec!["decide", "--help"], vec!["keys", "--help"], vec!["gazetteer", "--help"]] {
        assert_snapshot!(words.join(" ").replace("--", ""), run(words).good());
    }
    assert!(run(["man"]).good().contains(".TH"));
    assert!(run(["completions", "bash"]).good().contains("_dateline"));
}
