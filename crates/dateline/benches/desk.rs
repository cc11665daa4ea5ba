//! Figures of the pages on a ledger of 10,000 invented reports: how long the page of an incident and the list take, from
//! the request to the last byte of HTML, and how long a decision takes until it is shown. The reports are made from
//! templates by a seeded generator, then captured, read and projected by the real stages.
//! `cargo bench -p dateline --bench desk`; another number of reports: `-- 2000`. Prints a table, fails above the floors.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use dateline::desk::StoreDesk;
use dateline::ledger::{Captured, Entry, Given};
use dateline::project::{self, STAGE};
use dateline::store::{Access, Reuse, Store};
use dateline::web::desk::{DecisionParts, Desk, Found};
use dateline::web::filter::Filter;
use dateline::web::{Options, serve};
use dateline_core::Resources;
use dateline_core::decision::{Judgement, Target};
use dateline_core::report::Input;
use dateline_core::sha::Sha;
use dateline_core::text::Quoted;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

const AT: &str = "2026-11-24T03:00:00Z";
const REPORTS: usize = 10_000;
/// Reports of one event, so that incidents have several mentions.
const OF_ONE_EVENT: usize = 4;
/// Longest that the 99th percentile of a page may be.
const PAGE: Duration = Duration::from_millis(50);

const PLACES: &[(&str, &str)] = &[
    ("Hajin", "Deir ez-Zor province"),
    ("Saraqib", "Idlib province"),
    ("Raqqa", "Syria"),
    ("Manbij", "Aleppo province"),
    ("Mosul", "Iraq"),
    ("Ramadi", "Anbar province"),
    ("Fallujah", "Anbar province"),
    ("Taiz", "Yemen"),
    ("Hodeidah", "Yemen"),
    ("Kharkiv", "Ukraine"),
    ("Maiduguri", "Borno state"),
    ("Kunduz", "Afghanistan"),
    ("Jalalabad", "Nangarhar province"),
    ("Misrata", "Libya"),
    ("Mogadishu", "Somalia"),
    ("Goma", "North Kivu"),
    ("El Fasher", "North Darfur"),
    ("Bentiu", "South Sudan"),
];
const EVENTS: &[(&str, &str)] = &[
    ("An air strike", "hit a market"),
    ("Shelling", "hit a residential street"),
    ("A car bomb", "exploded near a hospital"),
    ("A drone strike", "hit a convoy"),
    ("Artillery fire", "struck a school"),
    ("A roadside bomb", "hit a bus"),
];
const OUTLETS: &[&str] = &["Harrow Wire", "Khabur Voices", "Global Lantern", "Qalamoun Today", "Barada News Agency", "Red Quill Report"];
const SPEAKERS: &[&str] =
    &["a local monitor", "the provincial health directorate", "a hospital official", "the interior ministry", "residents"];
const MONTHS: &[&str] = &["January", "March", "April", "May", "June", "July", "August", "October", "November", "December"];

/// Xorshift of Marsaglia (2003), seeded: the same reports on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Text and givens of report `number`: what happened is set by its event, the words by itself.
fn report(number: usize) -> (String, Given) {
    let mut event = Chance(0x9e37_79b9_7f4a_7c15 ^ ((number / OF_ONE_EVENT) as u64 + 1).wrapping_mul(0xbf58_476d_1ce4_e5b9));
    let (place, region) = event.of(PLACES);
    let (what, did) = event.of(EVENTS);
    let (day, month, year) = (1 + event.below(27), event.of(MONTHS), 2014 + event.below(10));
    let killed = 2 + event.below(40);
    let mut own = Chance(0x2545_f491_4f6c_dd1d ^ (number as u64 + 1).wrapping_mul(0x94d0_49bb_1331_11eb));
    let (outlet, speaker, other) = (own.of(OUTLETS), own.of(SPEAKERS), own.of(SPEAKERS));
    let (toll, wounded) = (killed + own.below(3), 1 + own.below(30));
    let text = format!(
        "{what} kills {toll} in {place}\n\n{what} {did} in {place}, {region}, on {day} {month} {year} and killed at least {toll} people, \
         {speaker} said.\n\nAnother {wounded} people were wounded, according to {other}. \"We heard one explosion and then a second,\" a \
         shopkeeper told {outlet}.\n\nThe army denied that it had carried out the attack. It said that its forces had no operations in \
         {place} on that day.\n\nThe town, number {number} in our register of places at the front, has changed hands several times. {other} \
         said last year that {} people had been displaced from it.\n",
        100 + own.below(5000),
    );
    let month =
        1 + ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
            .iter()
            .position(|m| *m == month)
            .unwrap();
    let given = Given {
        url: Some(format!("https://{}.example/{number}", outlet.to_lowercase().replace(' ', "-"))),
        outlet: Some(outlet.to_owned()),
        published: Some(format!("{year}-{month:02}-{:02}", day + 1)),
        ..Given::default()
    };
    (text, given)
}

fn line(what: &str, figure: &str) {
    println!("{what:<72} {figure:>24}");
}

fn timed<T>(what: &str, act: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = act();
    line(what, &format!("{:.2} s", start.elapsed().as_secs_f64()));
    out
}

/// Median, 99th percentile and longest of times.
fn spread(what: &str, mut times: Vec<Duration>) -> Duration {
    times.sort();
    let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)];
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    line(what, &format!("p50 {:.1} p99 {:.1} max {:.1} ms", ms(at(50)), ms(at(99)), ms(times[times.len() - 1])));
    at(99)
}

fn fill(store: &mut Store, count: usize, resources: &Resources, version: &str) {
    for from in (0..count).step_by(500) {
        let made: Vec<(String, Given)> = (from..(from + 500).min(count)).map(report).collect();
        let bytes: Vec<&[u8]> = made.iter().map(|(text, _)| text.as_bytes()).collect();
        let captures = store.put_objects(&bytes).unwrap();
        let entry = |(at, ((_, given), capture)): (usize, (&(String, Given), &Sha))| {
            let id = format!("{}.txt", from + at);
            let input = Input { path: format!("in/{id}"), id, record: None };
            let (capture, given) = (*capture, given.clone());
            Entry::Captured(Captured { capture, media_type: "text/plain".into(), input, given, problems: Vec::new(), at: AT.into() })
        };
        let entries: Vec<Entry> = made.iter().zip(&captures).enumerate().map(entry).collect();
        store.append(&entries).unwrap();
    }
    let read = |captured: &Captured, bytes: &[u8]| project::read(captured, bytes, resources);
    store.read_documents(STAGE, version, Reuse::Kept, &read).unwrap();
}

/// Asks for a page; gives how long it took until the last byte, and the length of the answer.
fn ask(address: SocketAddr, path: &str) -> (Duration, usize) {
    let start = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}");
    (start.elapsed(), answer.len())
}

fn served(desk: Arc<dyn Desk>) -> SocketAddr {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap()).unwrap();
            serve(listener, desk, &Options { analyst: "bench".to_owned() }, std::future::pending()).await.unwrap();
        });
    });
    receive.recv().unwrap()
}

fn main() {
    let count = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(REPORTS);
    let resources = Arc::new(Resources::bundled().unwrap());
    let version = project::stage_version(&resources.run, &BTreeMap::new());
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let folder = dir.path().join("s");
    let mut store = Store::create(&folder, AT).unwrap();
    timed(&format!("capture and read {count} reports"), || fill(&mut store, count, &resources, &version));
    let projected = timed("project them: load, derive, save", || project::project(&mut store, &resources, &version).unwrap());
    let most = projected.rows.incidents.iter().map(|i| i.mentions.len()).max().unwrap_or(0);
    let (incidents, pairs) = (projected.rows.incidents.len(), projected.rows.pairs.len());
    line("incidents, most mentions of one, pairs", &format!("{incidents}, {most}, {pairs}"));
    drop((store, projected));
    let desk: Arc<StoreDesk> = Arc::new(timed("open the desk", || StoreDesk::open(&folder, resources.clone(), || AT.to_owned()).unwrap()));
    let records = desk.records(&Filter::default()).unwrap();
    let address = served(desk.clone());
    let mut chance = Chance(7);
    let mut slowest = Duration::ZERO;
    let mut pages = |what: &str, paths: Vec<String>| {
        let answers: Vec<(Duration, usize)> = paths.iter().map(|path| ask(address, path)).collect();
        let length: usize = answers.iter().map(|(_, length)| length).sum::<usize>() / answers.len();
        slowest = slowest.max(spread(&format!("{what} (mean {} kB)", length / 1000), answers.into_iter().map(|(time, _)| time).collect()));
    };
    let incidents = (0..500).map(|_| format!("/incident/{}", records[chance.below(records.len())].id)).collect();
    pages("page of an incident, any of 500", incidents);
    let most = records.iter().max_by_key(|i| i.mentions.len()).unwrap();
    pages("page of the incident with most mentions", vec![format!("/incident/{}", most.id); 20]);
    let list = (0..200).map(|n| format!("/?page={}", 1 + n % 20)).collect();
    pages("list", list);
    let filters =
        ["/?q=hospital", "/?country=SY&killed=10", "/?kind=air_strike&from=2017-01-01&to=2018-12-31", "/?q=harrow+mosul&origins=1"];
    pages("list, filtered", filters.iter().cycle().take(200).map(|path| (*path).to_owned()).collect());
    for what in ["a decision until it is shown, the first", "a decision until it is shown, the next"] {
        let record = &records[chance.below(records.len())];
        let Found::One(file) = desk.incident(&record.id.to_string()).unwrap() else { continue };
        let Some(statement) = file.record.fields.iter().find(|f| f.span.is_some()) else { continue };
        let span = statement.span.clone().unwrap();
        let quoted = Quoted { start: span.start, end: span.end, text: span.text };
        let capture = file.reports[&statement.report].capture.sha256;
        let target = Target { capture, report: statement.report, field: statement.field, quoted };
        let parts = DecisionParts { who: "bench".into(), target, judgement: Judgement::Accept, reason: what.into() };
        timed(what, || desk.decide(parts).unwrap());
    }
    let size = Store::open(&folder, Access::Read).unwrap().stats().unwrap().database_bytes;
    line("database", &format!("{} MB", size / 1_000_000));
    assert!(slowest <= PAGE, "the 99th percentile of a page is above {PAGE:?}");
}
