//! The pages over a ledger of invented reports, asked for as a browser asks: through a socket.

#![allow(clippy::unwrap_used, reason = "tests")]

mod web_fixture;

use dateline::web::desk::Desk;
use dateline::web::filter::Filter;
use dateline::web::{Options, memory::MemoryDesk, serve};
use dateline_core::records::{EdgeKind, Field, IncidentRecord};
use dateline_core::sha::Sha;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};
use web_fixture::{FAMILIES, READINGS, clock, multiply, records};

/// Serves a desk on a free port for as long as the test runs.
fn served(desk: Arc<dyn Desk>) -> SocketAddr {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap()).unwrap();
            serve(listener, desk, &Options { analyst: "Noor".to_owned() }, std::future::pending()).await.unwrap();
        });
    });
    receive.recv().unwrap()
}

fn fixture() -> (Arc<MemoryDesk>, SocketAddr) {
    let desk = Arc::new(web_fixture::desk());
    let address = served(desk.clone());
    (desk, address)
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

fn ask(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    let host = headers.iter().find(|(name, _)| *name == "Host").map_or(address.to_string(), |(_, host)| (*host).to_owned());
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers.iter().filter(|(name, _)| *name != "Host") {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{request}\r\n{body}").as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let whole = String::from_utf8(bytes).unwrap();
    let (head, body) = whole.split_once("\r\n\r\n").unwrap();
    Answer { status: head[9..12].parse().unwrap(), head: head.to_lowercase(), body: body.to_owned() }
}

fn get(address: SocketAddr, path: &str) -> Answer {
    ask(address, "GET", path, &[], "")
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

fn post(address: SocketAddr, path: &str, body: &str) -> Answer {
    ask(address, "POST", path, &[FORM, ("Sec-Fetch-Site", "same-origin")], body)
}

/// The incident with most mentions that somebody denies.
fn contested(desk: &MemoryDesk) -> IncidentRecord {
    let all = desk.records(&Filter::default()).unwrap();
    let denied = all.into_iter().filter(|i| i.assertions().len() > 1 && i.fields.iter().any(|f| f.field == Field::Killed));
    denied.max_by_key(|i| i.mentions.len()).unwrap()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = &text[text.find(from).unwrap() + from.len()..];
    &rest[..rest.find(to).unwrap()]
}

fn token(page: &str) -> String {
    between(page, "name=\"token\" value=\"", "\"").to_owned()
}

#[test]
fn every_page_answers_and_allows_nothing_from_outside() {
    let (desk, address) = fixture();
    let incident = contested(&desk);
    let statement = incident.fields[0].statement;
    let report = incident.mentions[0].report;
    let pages = [
        "/".to_owned(),
        "/?kind=air_strike&country=SY&from=2018-01-01&to=2018-12-31&killed=1&origins=1".to_owned(),
        format!("/incident/{}", incident.id),
        format!("/incident/{}", &incident.id.to_string()[..8]),
        format!("/incident/{}/statement/{statement}", incident.id),
        format!("/report/{report}?mark=3-9"),
        "/review".to_owned(),
        "/decisions".to_owned(),
        "/about".to_owned(),
    ];
    for path in pages {
        let answer = get(address, &path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(
            answer.head.contains("content-security-policy: default-src 'none'; style-src 'self'; img-src 'none'; form-action 'self'"),
            "{path}"
        );
        assert!(answer.head.contains("frame-ancestors 'none'; base-uri 'none'") && answer.head.contains("nosniff"), "{path}");
        // No script, no inline style, nothing remote; invented material says so.
        for never in ["<script", " style=", "src=", "http-equiv", " onclick"] {
            assert!(!answer.body.contains(never), "{never} in {path}");
        }
        assert!(!answer.body.contains("href=\"http"), "{path}");
        if path != "/decisions" && path != "/about" {
            assert!(answer.body.contains("Invented material."), "{path}");
        }
    }
    assert_eq!(get(address, "/incident/ffffffffff").status, 404);
    assert_eq!(get(address, "/incident/..%2f..%2fetc").status, 404);
    assert_eq!(get(address, "/nowhere").status, 404);
}

#[test]
fn a_denial_stands_beside_its_allegation() {
    let (desk, address) = fixture();
    let incident = contested(&desk);
    let page = get(address, &format!("/incident/{}", incident.id)).body;
    let (says, denies, fields) =
        (page.find("Who says so").unwrap(), page.find("Who denies or doubts it").unwrap(), page.find("id=\"fields\"").unwrap());
    assert!(says < denies && denies < fields);
    // And in the first lines of the page, before any account.
    assert!(page.find("Denied or doubted by").unwrap() < says);
}

#[test]
fn every_value_of_an_incident_stands_with_its_words() {
    let (desk, address) = fixture();
    let incident = contested(&desk);
    let page = get(address, &format!("/incident/{}", incident.id)).body;
    for field in &incident.fields {
        let span = field.span.as_ref().unwrap();
        let escaped = span.text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
        assert!(page.contains(&escaped) || span.text.chars().count() > 100, "{}", span.text);
    }
}

#[test]
fn forms_are_carried_out_only_for_this_servers_own_pages() {
    let (desk, address) = fixture();
    let incident = contested(&desk);
    let path = format!("/incident/{}", incident.id);
    let page = get(address, &path).body;
    let field = incident.fields.iter().find(|f| f.field == Field::Killed).unwrap();
    let body = |token: &str, judgement: &str| {
        format!("token={token}&back={path}&incident={}&statement={}&judgement={judgement}", incident.id, field.statement)
    };
    let good = body(&token(&page), "accept");
    let refused = [
        ask(address, "POST", "/decide", &[FORM, ("Sec-Fetch-Site", "cross-site")], &good),
        ask(address, "POST", "/decide", &[FORM, ("Origin", "http://evil.example")], &good),
        ask(address, "POST", "/decide", &[FORM, ("Origin", "null")], &good),
        post(address, "/decide", &body("0000", "accept")),
        post(address, "/decide", &body("", "accept")),
    ];
    for answer in refused {
        assert_eq!(answer.status, 403, "{}", answer.head);
    }
    assert_eq!(ask(address, "GET", &path, &[("Host", "evil.example")], "").status, 421);
    assert_eq!(ask(address, "POST", "/decide", &[FORM, ("Host", "evil.example:80")], &good).status, 421);
    assert_eq!(ask(address, "POST", "/decide", &[FORM], &"x".repeat(200_000)).status / 100, 4);
    assert!(desk.decisions().unwrap().is_empty());

    let done = post(address, "/decide", &good);
    assert_eq!(done.status, 303);
    let decisions = desk.decisions().unwrap();
    assert_eq!(decisions.len(), 1);
    let target = &decisions[0].decision.target;
    assert_eq!((target.field, &target.quoted.text), (Field::Killed, &field.span.as_ref().unwrap().text));
    assert_eq!(decisions[0].decision.who, "Noor");
    assert!(done.head.contains(&format!("location: {path}?done={}", decisions[0].id)));
}

#[test]
fn a_correction_is_typed_and_can_be_undone_from_where_it_is_shown() {
    let (desk, address) = fixture();
    let incident = contested(&desk);
    let path = format!("/incident/{}", incident.id);
    let token = token(&get(address, &path).body);
    let field = incident.fields.iter().find(|f| f.field == Field::Killed).unwrap();
    let send = |rest: &str| {
        post(
            address,
            "/decide",
            &format!("token={token}&back={path}&incident={}&statement={}&judgement=correct&{rest}", incident.id, field.statement),
        )
    };
    for wrong in ["min=9&max=3&who=civilian", "min=nine&who=civilian", "min=9&who=nobody", "min=-1&who=civilian"] {
        let answer = send(wrong);
        assert_eq!(answer.status, 409, "{wrong}");
        assert!(answer.body.contains("No decision was written."), "{wrong}");
    }
    assert!(desk.decisions().unwrap().is_empty());
    assert_eq!(send("min=9&max=&who=civilian&reason=The+wire+says+nine").status, 303);
    let page = get(address, &path).body;
    assert!(page.contains("9 or more civilians") && page.contains("Because: <bdi>The wire says nine"));
    let decision = desk.decisions().unwrap()[0].id;
    assert!(page.contains("Undo this decision"));
    let undone = post(address, "/undo", &format!("token={token}&back={path}&decision={decision}"));
    assert_eq!(undone.status, 303);
    let rows = desk.decisions().unwrap();
    assert_eq!((rows.len(), rows[1].undone_by), (2, Some(rows[0].id)));
    // Undoing it twice says so and writes nothing.
    assert_eq!(post(address, "/undo", &format!("token={token}&back={path}&decision={decision}")).status, 409);
    assert_eq!(desk.decisions().unwrap().len(), 2);
}

#[test]
fn a_pair_is_decided_with_both_quotations_in_view() {
    let (desk, address) = fixture();
    let before = desk.review(0, 1).unwrap();
    let pair = &before.pairs[0];
    let page = get(address, "/review").body;
    for account in [&pair.left, &pair.right] {
        assert!(page.contains(&format!("<mark>{}</mark>", account.trigger.text)));
    }
    for button in ["Same event", "Different event", "Can’t tell"] {
        assert!(page.contains(button));
    }
    let body = format!(
        "token={}&back=/review?at=0&left={}&right={}&judgement=different",
        token(&page),
        pair.left.mention.id,
        pair.right.mention.id
    );
    assert_eq!(post(address, "/decide", &body).status, 303);
    assert_eq!(desk.review(0, 1).unwrap().total, before.total - 1);
    assert!(get(address, "/decisions").body.contains("for different events"));
}

#[test]
fn an_original_is_given_as_a_file_and_never_rendered() {
    let (desk, address) = fixture();
    let report = contested(&desk).mentions[0].report;
    let answer = get(address, &format!("/report/{report}/original"));
    assert_eq!(answer.status, 200);
    for header in ["application/octet-stream", "content-disposition: attachment", "nosniff", "content-security-policy: sandbox"] {
        assert!(answer.head.contains(header), "{header}");
    }
    assert_eq!(get(address, &format!("/report/{}/original", Sha::of(b"none"))).status, 404);
}

#[test]
fn sealed_names_are_in_no_list_search_or_export() {
    let mut all = records(READINGS, FAMILIES);
    let victims = all.incidents.iter().flat_map(|i| &i.fields).find(|f| f.field == Field::Victims).unwrap().clone();
    let name = victims.span.as_ref().unwrap().text.clone();
    // One statement is sealed; others that say the same words must stay out with it.
    let others = all.incidents.iter_mut().find(|i| i.fields.iter().any(|f| f.statement == victims.statement)).unwrap();
    let mut echo = victims.clone();
    (echo.statement, echo.field) = (Sha::of(b"echo"), Field::Target);
    echo.span.as_mut().unwrap().text = format!("the house of {name}");
    others.fields.push(echo);
    for incident in &all.incidents {
        let same = incident.fields.iter().filter(|f| f.field == Field::Victims && f.span.as_ref().is_some_and(|s| s.text.contains(&name)));
        all.sealed.extend(same.map(|f| f.statement));
    }
    let desk = MemoryDesk::new(all, clock);
    let found = desk.incidents(&Filter { text: name.clone(), page: 1, ..Filter::default() }).unwrap();
    assert_eq!(found.total, 0, "{name}");
    let address = served(Arc::new(desk));
    for file in ["csv", "geojson", "json"] {
        let answer = get(address, &format!("/export/incidents.{file}"));
        assert_eq!(answer.status, 200, "{file}: {}", answer.body);
        assert!(!answer.body.contains(&name), "{name} in {file}");
    }
}

#[test]
fn the_name_of_a_sealed_speaker_is_not_said_by_the_page_of_an_incident() {
    let mut all = records(READINGS, FAMILIES);
    let address = served(Arc::new(MemoryDesk::new(all.clone(), clock)));
    let speakers: Vec<String> = all.claims.iter().filter_map(|c| Some(c.claim.speaker.as_ref()?.name.clone())).collect();
    let pages = all.incidents.iter().map(|i| format!("/incident/{}", i.id)).map(|path| (get(address, &path).body, path));
    // The first incident whose account cites one speaker by name.
    let cites = |(page, path): (String, String)| {
        let name = between(page.split_at(page.find("citing <bdi>")?).1, "<bdi>", "</bdi>").to_owned();
        speakers.contains(&name).then_some((name, path))
    };
    let (name, path) = pages.filter_map(cites).next().unwrap();
    let cited = format!("citing <bdi>{name}");
    let of_name = all.claims.iter().filter(|c| c.claim.speaker.as_ref().is_some_and(|s| s.name == name));
    all.sealed_claims = of_name.map(|c| c.id).collect();
    let sealed = get(served(Arc::new(MemoryDesk::new(all, clock))), &path).body;
    assert!(!sealed.contains(&cited) && sealed.contains("a person whose name is sealed"));
}

#[test]
fn a_report_of_hostile_markup_is_shown_as_text() {
    let mut all = records(READINGS, FAMILIES);
    let (record, reading, _) = &mut all.reports[0];
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\u{202E}\u{0}&amp;";
    reading.report.title = Some(hostile.to_owned());
    reading.report.outlet = Some(hostile.to_owned());
    reading.report.url = Some("javascript:alert(1)".to_owned());
    let id = record.id;
    let address = served(Arc::new(MemoryDesk::new(all, clock)));
    let answer = get(address, &format!("/report/{id}"));
    assert_eq!(answer.status, 200);
    assert!(!answer.body.contains("<script") && !answer.body.contains("<img") && !answer.body.contains("href=\"javascript"));
}

#[test]
fn ten_copies_of_one_report_fold_into_one_box_of_the_chain() {
    let mut all = records(READINGS, FAMILIES);
    let incident = all.incidents.iter().max_by_key(|i| i.mentions.len()).unwrap().clone();
    let original = incident.mentions[0].clone();
    let (record, reading, _) = all.reports.iter().find(|(r, ..)| r.id == original.report).unwrap().clone();
    let edge = all.edges[0].clone();
    let path = format!("/incident/{}", incident.id);
    for n in 0..10 {
        let (mut record, mut reading) = (record.clone(), reading.clone());
        record.id = Sha::of(format!("copy {n}").as_bytes());
        reading.report.id = record.id;
        reading.report.outlet = Some(format!("Copyist {n}"));
        let mut mention = original.clone();
        (mention.id, mention.report) = (Sha::of(format!("mention {n}").as_bytes()), record.id);
        let mut copied = edge.clone();
        (copied.kind, copied.from.report, copied.to.report) = (EdgeKind::Copy, record.id, Some(original.report));
        all.edges.push(copied);
        all.incidents.iter_mut().find(|i| i.id == incident.id).unwrap().mentions.push(mention);
        all.reports.push((record, reading, true));
    }
    let page = get(served(Arc::new(MemoryDesk::new(all, clock))), &path).body;
    let chain = between(&page, "<svg class=\"chain\"", "</svg>");
    assert!(chain.contains("10 copies") && !chain.contains("Copyist"));
    // Folded, not left out: every copy is listed below, and among the accounts.
    let folded = page.split_at(page.find("take over").unwrap()).1;
    assert!((0..10).all(|n| folded.contains(&format!("Copyist {n}"))));
    assert!(between(&page, "Who says so", "id=\"fields\"").contains("Copyist 9"));
}

#[test]
fn an_empty_ledger_says_what_to_run_next() {
    let address = served(Arc::new(MemoryDesk::new(dateline::web::memory::Records::default(), clock)));
    let page = get(address, "/").body;
    assert!(page.contains("The ledger is empty") && page.contains("dateline run INPUT… --store DIR"));
    assert!(get(address, "/review").body.contains("Nothing waits for review"));
}

#[test]
fn ten_thousand_reports_still_answer_at_once() {
    let mut all = records(READINGS, FAMILIES);
    let copies = 10_000 / all.reports.len() + 1;
    multiply(&mut all, copies);
    assert!(all.reports.len() >= 10_000);
    let desk = Arc::new(MemoryDesk::new(all, clock));
    let incident = contested(&desk);
    let address = served(desk);
    let path = format!("/incident/{}", incident.id);
    let mut times: Vec<Duration> = (0..100)
        .map(|_| {
            let start = Instant::now();
            assert_eq!(get(address, &path).status, 200);
            start.elapsed()
        })
        .collect();
    times.sort();
    // The figure to keep is 50 ms at the 99th percentile in a release build; an unoptimised one on a busy machine
    // gets ten times that before the test fails.
    assert!(times[98] < Duration::from_millis(500), "{:?}", times[98]);
}
