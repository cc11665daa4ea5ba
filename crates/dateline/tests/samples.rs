//! The invented reports below `samples/`, read and derived as the program does it: what `samples/README.md` promises
//! of each file and of each incident.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use dateline_core::capture::{self, Origin, Tally};
use dateline_core::claim::Stance;
use dateline_core::derive::{Projection, derive};
use dateline_core::incident::{Assertion, Kind};
use dateline_core::place::PlacePrecision;
use dateline_core::reading::{Reading, read};
use dateline_core::records::{EdgeKind, Field, GradeValue, IncidentRecord, Status, Value};
use dateline_core::report::{DropReason, Form, ParagraphKind};
use dateline_core::resources::Resources;
use dateline_core::toll::{Outcome, Scope};
use dateline_core::{article, sha::Sha};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// Words by which every sample says that it is one.
const MARK: &str = "Invented report for Dateline's demonstration";

struct Samples {
    readings: Vec<Arc<Reading>>,
    tallies: Vec<(String, Tally)>,
    projection: Projection,
}

static SAMPLES: LazyLock<Samples> = LazyLock::new(|| {
    let resources = Resources::bundled().unwrap();
    let root = root();
    let (mut readings, mut tallies) = (Vec::new(), Vec::new());
    for path in files(&root) {
        let id = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let bytes = std::fs::read(&path).unwrap();
        let origin = Origin { id_base: id.clone(), path: id.clone(), ..Origin::default() };
        let tally = capture::documents(&mut bytes.as_slice(), &origin, &capture::Limits::default(), &mut |document| {
            readings.push(Arc::new(read(article::extract(&document, &resources.article), &resources)));
            ControlFlow::Continue(())
        });
        tallies.push((id, tally));
    }
    let projection = derive(&readings, &[], &resources);
    Samples { readings, tallies, projection }
});

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

/// The reports' files, sorted; not the guide and the script.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            out.extend(files(&path));
        } else if !matches!(ending.as_str(), "md" | "py") {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// The only reading whose input id begins with these words.
fn reading(id: &str) -> &'static Reading {
    let mut found = SAMPLES.readings.iter().filter(|r| r.report.input.id.starts_with(id));
    let first = found.next().unwrap_or_else(|| panic!("no reading of {id}"));
    assert!(found.next().is_none(), "{id} is one report");
    first
}

/// Both captures of the page in the archive, in its order.
fn editions() -> [&'static Reading; 2] {
    let found: Vec<&Reading> =
        SAMPLES.readings.iter().map(Arc::as_ref).filter(|r| r.report.input.id.starts_with("bus-terminal/crawl.warc.gz#")).collect();
    found.try_into().unwrap_or_else(|found: Vec<&Reading>| panic!("two captures, not {}", found.len()))
}

/// The only incident with these kind, day and name of place.
fn incident(kind: Kind, day: &str, place: &str) -> &'static IncidentRecord {
    let fits = |i: &&IncidentRecord| i.kind == kind && i.when.from.as_deref() == Some(day) && i.place.name.as_deref() == Some(place);
    let found: Vec<&IncidentRecord> = SAMPLES.projection.incidents.iter().filter(fits).collect();
    assert_eq!(found.len(), 1, "one {} on {day} in {place}", kind.as_str());
    assert_eq!(found[0].when.to.as_deref(), Some(day));
    found[0]
}

fn village() -> &'static IncidentRecord {
    incident(Kind::AirStrike, "2019-03-11", "Ḩajjah")
}

/// Least and greatest of an incident's toll over all people, as the list shows it.
fn toll(incident: &IncidentRecord, outcome: Outcome) -> (Option<u64>, Option<u64>) {
    let rows: Vec<_> = incident.toll.iter().filter(|t| t.outcome == outcome).collect();
    assert_eq!(rows.len(), 1, "one row of {}", outcome.as_str());
    (rows[0].min, rows[0].max)
}

/// The numbers that a report's own mentions give for an outcome.
fn told(reading: &Reading, outcome: Outcome) -> BTreeSet<(Option<u64>, Option<u64>)> {
    let entries = reading.incidents.iter().flat_map(|i| &i.toll);
    entries.map(|t| &reading.counts[t.count]).filter(|c| c.outcome == outcome).map(|c| (c.min, c.max)).collect()
}

fn one(min: u64, max: impl Into<Option<u64>>) -> BTreeSet<(Option<u64>, Option<u64>)> {
    BTreeSet::from([(Some(min), max.into())])
}

fn reports(incident: &IncidentRecord) -> Vec<&str> {
    incident.reports.iter().map(|id| id.rsplit('/').next().unwrap()).map(|id| id.split('#').next().unwrap()).collect()
}

fn edges(from: &str) -> Vec<(EdgeKind, Status, String)> {
    let id: Sha = reading(from).report.id;
    let out = SAMPLES.projection.lineage.iter().filter(|e| e.from.report == id);
    out.map(|e| (e.kind, e.status, e.to.input_id.clone().or(e.to.name.clone()).unwrap_or_default())).collect()
}

#[test]
fn every_sample_says_that_it_is_invented() {
    assert_eq!(SAMPLES.readings.len(), 18);
    for reading in &SAMPLES.readings {
        let report = &reading.report;
        let id = &report.input.id;
        assert!(report.dropped.iter().any(|d| d.text.contains(MARK)), "{id} carries the mark, outside its paragraphs");
        for paragraph in &report.paragraphs {
            assert!(!paragraph.span.of(report.text.as_str()).contains(MARK), "{id}");
        }
        if let Some(url) = &report.url {
            let host = url.split('/').nth(2).unwrap();
            assert!(host.ends_with(".example"), "{id}: {host}");
        }
        assert!(report.title.is_some() && report.published.is_some() && report.outlet.is_some(), "{id}");
    }
}

#[test]
fn there_are_five_incidents_and_nothing_else() {
    let found: Vec<_> = SAMPLES.projection.incidents.iter().map(|i| (i.kind, i.when.from.clone(), i.place.name.clone())).collect();
    assert_eq!(found.len(), 5, "{found:?}");
    assert!(reading("other/river-monitor-figures").incidents.is_empty());
    assert!(reading("other/touchline-derby").incidents.is_empty());
    assert!(reading("other/touchline-derby").counts.is_empty());
    // What waits for a person are strikes of the report that tells of two towns beside those of others on the next day.
    let report = |mention: &Sha| {
        let found = SAMPLES.projection.incidents.iter().flat_map(|i| &i.mentions).find(|m| m.id == *mention);
        found.map_or("", |m| m.input_id.as_str())
    };
    let waiting: BTreeSet<(&str, &str)> = SAMPLES.projection.review.iter().map(|pair| (report(&pair.a), report(&pair.b))).collect();
    assert!(waiting.iter().all(|(a, b)| a.starts_with("two-towns/") || b.starts_with("two-towns/")), "{waiting:?}");
}

#[test]
fn a_village_that_no_gazetteer_knows_gets_no_point() {
    let place = &village().place;
    assert_eq!(place.precision, PlacePrecision::Province);
    assert_eq!((place.country.as_deref(), place.lat, place.lon), (Some("YE"), None, None));
    let names: BTreeSet<&str> = place.names.iter().map(|n| n.text.as_str()).collect();
    for spelling in ["Bayt Zarqun", "Beit Zarqoon", "Beit Zargun"] {
        assert!(names.contains(spelling), "{spelling} in {names:?}");
    }
}

#[test]
fn tolls_are_those_that_the_reports_give() {
    for copy in ["coral-coast-wire.html", "harbour-ledger", "portside-mail", "long-road-review"] {
        let reading = reading(&format!("village-strike/{copy}"));
        assert_eq!(told(reading, Outcome::Killed), one(13, None), "{copy}");
        assert_eq!(told(reading, Outcome::Injured), one(7, None), "{copy}");
    }
    assert_eq!(told(reading("village-strike/northern-lamp"), Outcome::Killed), one(12, 12));
    assert_eq!(told(reading("village-strike/northern-lamp"), Outcome::Injured), one(7, 7));
    assert_eq!(told(reading("village-strike/daily-compass"), Outcome::Killed), one(13, None));
    assert_eq!(told(reading("village-strike/wadi-radio"), Outcome::Killed), one(15, 15));
    assert_eq!(told(reading("village-strike/wadi-radio"), Outcome::Injured), one(9, 9));
    assert_eq!(told(reading("bus-terminal/pacifico-post"), Outcome::Killed), one(6, 6));
    assert!(reading("village-strike/coalition-statement").counts.is_empty());
    assert_eq!((toll(village(), Outcome::Killed), toll(village(), Outcome::Injured)), ((Some(12), Some(15)), (Some(7), Some(9))));
}

#[test]
fn copies_translation_and_rewrite_are_one_origin_and_the_residents_another() {
    let origins = &village().origins;
    assert_eq!((origins.low, origins.high, origins.unrecorded), (2, 2, 0), "{:?}", origins.reasons);
    let root = |name: &str| origins.roots.iter().find(|r| r.name == name).unwrap_or_else(|| panic!("{name}: {origins:?}"));
    assert_eq!(root("Hajjah Health Office").reports.len(), 7);
    assert_eq!(root("Hajjah Health Office").status, Status::Named);
    assert_eq!(root("Wadi Community Radio").reports, ["village-strike/wadi-radio.html"]);
    assert_eq!(village().grade.value, GradeValue::Fair);
    assert_eq!(village().reports.len(), 9);
}

#[test]
fn lineage_shows_how_the_words_came() {
    let wire = || "village-strike/coral-coast-wire.html".to_owned();
    assert!(edges("village-strike/harbour-ledger").contains(&(EdgeKind::Copy, Status::Held, wire())));
    assert!(edges("village-strike/portside-mail").contains(&(EdgeKind::Copy, Status::Held, wire())));
    assert!(edges("village-strike/long-road-review").contains(&(EdgeKind::Excerpt, Status::Held, wire())));
    assert!(edges("village-strike/northern-lamp").contains(&(EdgeKind::Credit, Status::Held, wire())));
    assert!(edges("village-strike/wadi-radio").iter().all(|(_, status, _)| *status != Status::Held));
    let lamp = &reading("village-strike/northern-lamp").report;
    assert_eq!((lamp.translators.as_slice(), lamp.credits[0].name.as_str()), (["Ilse Tamm".to_owned()].as_slice(), "Coral Coast Wire"));
}

#[test]
fn what_changed_on_the_way_is_listed() {
    let id = |name: &str| reading(&format!("village-strike/{name}")).report.id;
    let drift = |field: Field, to: Sha| {
        village().drift.iter().find(move |d| d.field == field && d.from.report == id("coral-coast-wire.html") && d.to.report == to)
    };
    let numbers = |value: &Option<Value>| match value {
        Some(Value::Toll(toll)) => (toll.min, toll.max),
        _ => panic!("{value:?}"),
    };
    let killed = drift(Field::Killed, id("northern-lamp")).unwrap();
    assert_eq!((numbers(&killed.from.value), numbers(&killed.to.value)), ((Some(13), None), (Some(12), Some(12))));
    let injured = drift(Field::Injured, id("northern-lamp")).unwrap();
    assert_eq!((numbers(&injured.from.value), numbers(&injured.to.value)), ((Some(7), None), (Some(7), Some(7))));
    let lost = drift(Field::AllegedResponsible, id("long-road-review")).unwrap();
    assert_eq!((&lost.from.value, &lost.to.value), (&Some(Value::Words("Meridian Coalition".to_owned())), &None));
    // Killed and injured are told as less by the rewrite than by the wire and than by its Arabic translation.
    assert_eq!(village().drift.len(), 5, "{:?}", village().drift);
}

#[test]
fn a_denial_stands_beside_the_allegation() {
    let statement = reading("village-strike/coalition-statement");
    assert_eq!(statement.report.form, Some(Form::Statement));
    assert_eq!(statement.incidents.len(), 1);
    assert_eq!(statement.incidents[0].assertion, Assertion::Denied);
    assert!(statement.incidents[0].claims.iter().all(|c| c.stance == Stance::Denies));
    assert_eq!(statement.claims.iter().filter(|c| c.stance == Stance::Denies).count(), 1);
    assert!(reports(village()).contains(&"coalition-statement.txt"));
    for name in ["coral-coast-wire.html", "harbour-ledger", "portside-mail", "northern-lamp", "daily-compass", "coalition-statement"] {
        let reading = reading(&format!("village-strike/{name}"));
        let blamed: BTreeSet<&str> =
            reading.incidents.iter().flat_map(|i| &i.alleged_responsible).filter_map(|r| r.name.as_deref()).collect();
        assert_eq!(blamed, BTreeSet::from(["Meridian Coalition"]), "{name}");
    }
}

#[test]
fn pages_are_read_without_what_stands_around_the_article() {
    let page = &reading("village-strike/harbour-ledger").report;
    let reasons: BTreeSet<DropReason> = page.dropped.iter().map(|d| d.reason).collect();
    use DropReason::{Advert, Comments, Cookie, Navigation, Newsletter, Related, Share};
    for reason in [Advert, Comments, Cookie, Navigation, Newsletter, Related, Share] {
        assert!(reasons.contains(&reason), "{reason:?}");
    }
    for name in ["harbour-ledger", "portside-mail"] {
        let report = &reading(&format!("village-strike/{name}")).report;
        let text = report.text.as_str();
        assert_eq!(report.paragraphs.iter().filter(|p| matches!(p.kind, ParagraphKind::Lede | ParagraphKind::Body)).count(), 5, "{name}");
        for stray in ["cookies", "deckchairs", "inbox", "Kingfish", "tidewatcher", "Chandlers"] {
            assert!(!text.contains(stray), "{name}: {stray}");
        }
    }
}

#[test]
fn two_strikes_of_one_day_and_one_of_the_next_stay_apart() {
    let depot = incident(Kind::AirStrike, "2024-02-14", "El Obeid");
    let market = incident(Kind::Shelling, "2024-02-14", "Nyala");
    let workshop = incident(Kind::AirStrike, "2024-02-15", "El Obeid");
    assert_eq!(reading("two-towns/savanna-press-two-strikes").incidents.len(), 2);
    assert_eq!(reports(depot), ["savanna-press-next-day.html", "savanna-press-two-strikes.html"]);
    assert_eq!(reports(market), ["nyala-notebook-market", "savanna-press-two-strikes.html"]);
    assert_eq!(reports(workshop), ["savanna-press-next-day.html"]);
    assert_eq!((toll(depot, Outcome::Killed), toll(depot, Outcome::Injured)), ((Some(5), Some(5)), (Some(11), Some(11))));
    assert_eq!((toll(market, Outcome::Killed), toll(market, Outcome::Injured)), ((Some(8), Some(9)), (Some(21), None)));
    assert_eq!((toll(workshop, Outcome::Killed), toll(workshop, Outcome::Injured)), ((Some(2), Some(2)), (Some(4), Some(4))));
    for incident in [depot, market, workshop] {
        assert_eq!(incident.place.precision, PlacePrecision::Settlement);
        assert_eq!(incident.place.country.as_deref(), Some("SD"));
        assert!(incident.place.lat.is_some());
        assert_eq!((incident.origins.low, incident.origins.high), (1, 1));
        assert_eq!(incident.grade.value, GradeValue::Weak);
    }
    assert_eq!(market.origins.roots[0].name, "Nyala Doctors' Committee");
}

#[test]
fn the_toll_rises_from_one_edition_to_the_next() {
    let bombing = incident(Kind::Bombing, "2021-06-05", "Tumaco");
    let [first, second] = editions();
    assert_eq!(told(first, Outcome::Killed), one(4, None));
    assert_eq!(told(first, Outcome::Injured), one(12, 12));
    assert!(told(second, Outcome::Killed).contains(&(Some(7), Some(7))));
    assert_eq!(told(second, Outcome::Injured), one(19, 19));
    let newer = SAMPLES.projection.reports.iter().find(|r| r.id == second.report.id).unwrap();
    assert_eq!(newer.edition_of, Some(first.report.id));
    assert_eq!((toll(bombing, Outcome::Killed), toll(bombing, Outcome::Injured)), ((Some(6), Some(7)), (Some(19), Some(19))));
    let (_, tally) = SAMPLES.tallies.iter().find(|(id, _)| id.ends_with(".warc.gz")).unwrap();
    assert_eq!((tally.documents, tally.skipped, tally.not_ok), (2, 4, 1));
}

#[test]
fn a_body_that_admits_the_bombing_confirms_it() {
    let bombing = incident(Kind::Bombing, "2021-06-05", "Tumaco");
    let communique = reading("pacific-front-communique");
    assert!(
        communique.claims.iter().any(|c| c.stance == Stance::Admits && c.speaker.as_ref().is_some_and(|s| s.name == "Pacific Dawn Front"))
    );
    assert_eq!(bombing.grade.value, GradeValue::Confirmed);
    assert_eq!(bombing.place.country.as_deref(), Some("CO"));
    let roots: BTreeSet<&str> = bombing.origins.roots.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(roots, BTreeSet::from(["Pacific Dawn Front", "Tumaco fire department", "director of the San Rafael Hospital"]));
}

#[test]
fn figures_of_many_years_are_no_toll() {
    let figures = reading("other/river-monitor-figures");
    assert!(figures.counts.iter().any(|c| c.min == Some(912)));
    assert!(figures.counts.iter().all(|c| c.scope == Scope::Cumulative));
}

#[test]
fn the_arabic_translation_is_read_like_the_others() {
    let arabic = reading("village-strike/coral-coast-wire-arabic");
    assert_eq!(arabic.report.language.as_deref(), Some("ar"));
    assert_eq!(arabic.incidents.len(), 1);
    assert!(!arabic.claims.is_empty() && !arabic.counts.is_empty() && !arabic.times.is_empty() && !arabic.places.is_empty());
    assert_eq!((told(arabic, Outcome::Killed), told(arabic, Outcome::Injured)), (one(13, None), one(7, None)));
    assert!(arabic.report.paragraphs.len() >= 5);
    assert!(
        SAMPLES.readings.iter().all(|r| r.problems.is_empty()),
        "{:?}",
        SAMPLES.readings.iter().map(|r| &r.problems).collect::<Vec<_>>()
    );
}
