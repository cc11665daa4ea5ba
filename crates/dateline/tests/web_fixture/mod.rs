//! A ledger made of invented reports with hand-written labels, for the tests of the pages and for looking at them.
//!
//! Fields, roots and drift are taken from the labels as they stand; the stages that work them out have their own tests.

#![allow(clippy::unwrap_used, dead_code, reason = "a test fixture")]

use dateline::web::account::Account;
use dateline::web::desk::ReviewPair;
use dateline::web::memory::{MemoryDesk, Records};
use dateline_core::incident::Kind;
use dateline_core::number::{Degrees, Score};
use dateline_core::reading::ReadingJson;
use dateline_core::records::{
    ClaimRecord, Drift, DriftEnd, EdgeFrom, EdgeKind, EdgeTo, Evidence, Field, FieldStatement, Grade, GradeValue, IncidentRecord,
    LineageEdge, MentionRecord, Origins, PlaceValue, ReportRecord, ReportSpan, Root, Status, TollRecord, TollValue, Value, WhenValue,
    WhereRecord,
};
use dateline_core::sha::Sha;
use dateline_core::text::Quoted;
use dateline_core::time::TimePrecision;
use dateline_core::toll::Scope;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

type Centres = BTreeMap<String, (Degrees, Degrees)>;

/// The committed readings, one per line.
pub const READINGS: &str = include_str!("readings.jsonl");
/// The committed families, one per line.
pub const FAMILIES: &str = include_str!("families.jsonl");
/// Name, country, latitude, longitude of the places that they name (GeoNames, CC BY 4.0).
const CENTRES: &str = include_str!("centres.tsv");

/// A clock that stands still.
pub fn clock() -> String {
    "2026-11-24T08:00:00Z".to_owned()
}

/// A desk over the committed reports.
pub fn desk() -> MemoryDesk {
    MemoryDesk::new(records(READINGS, FAMILIES), clock)
}

/// Records out of readings and families, one JSON object per line each.
pub fn records(readings: &str, families: &str) -> Records {
    let centres = centres();
    let mut readings: Vec<ReadingJson> = readings.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for reading in &mut readings {
        place(reading, &centres);
    }
    let by_input: BTreeMap<String, ReadingJson> = readings.iter().map(|r| (r.report.input.id.clone(), r.clone())).collect();
    let mut records = Records { centres, ..Records::default() };
    records.claims = readings.iter().flat_map(claims).collect();
    for family in families.lines() {
        let family: Json = serde_json::from_str(family).unwrap();
        let edges: Vec<LineageEdge> = list(&family, "edges").filter_map(|edge| lineage(edge, &by_input)).collect();
        for told in list(&family, "incidents") {
            records.incidents.push(incident(told, &by_input, &edges));
        }
        records.edges.extend(edges);
    }
    for reading in readings {
        let id = reading.report.id;
        let mut incidents: Vec<Sha> =
            records.incidents.iter().filter(|i| i.mentions.iter().any(|m| m.report == id)).map(|i| i.id).collect();
        incidents.sort();
        records.originals.insert(id, reading.report.text.clone().into_bytes());
        let record = ReportRecord {
            id,
            input: reading.report.input.clone(),
            url: reading.report.url.clone(),
            outlet: reading.report.outlet.clone(),
            published: reading.report.published.clone(),
            language: reading.report.language.clone(),
            family: id,
            edition_of: None,
            passages: Vec::new(),
            incidents,
            problems: reading.problems.clone(),
        };
        records.reports.push((record, reading, true));
    }
    records.pairs = pairs(&records);
    records.checkpoint = "dateline.example/ledger\n27\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n".to_owned();
    records.attribution = vec!["Reports: invented, CC BY 4.0.".to_owned()];
    records
}

fn list<'a>(json: &'a Json, key: &str) -> impl Iterator<Item = &'a Json> {
    json[key].as_array().into_iter().flatten()
}

fn centres() -> Centres {
    let rows = CENTRES.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|c| (format!("{}/{}", c[1], c[0]), (Degrees::new(c[2].parse().unwrap()), Degrees::new(c[3].parse().unwrap())))).collect()
}

/// Labels carry no gazetteer: ids and points of places are filled in here.
fn place(reading: &mut ReadingJson, centres: &Centres) {
    for place in &mut reading.places {
        if let (Some(name), Some(country)) = (&place.name, &place.country) {
            let key = format!("{country}/{name}");
            if let Some((lat, lon)) = centres.get(&key) {
                (place.lat, place.lon) = (Some(*lat), Some(*lon));
            }
            place.id = Some(key);
        }
    }
    for incident in &mut reading.incidents {
        let found = incident.place.place.map(|at| &reading.places[at]);
        if let Some(found) = found.filter(|_| incident.place.precision.has_point()) {
            (incident.place.lat, incident.place.lon) = (found.lat, found.lon);
        }
    }
}

fn span(reading: &ReadingJson, quoted: &Quoted) -> ReportSpan {
    ReportSpan::new(reading.report.id, quoted.clone())
}

fn claim_id(reading: &ReadingJson, at: usize) -> Sha {
    Sha::of_json(&json!(["claim", reading.report.id, at]))
}

fn claims(reading: &ReadingJson) -> Vec<ClaimRecord> {
    let record = |(at, claim): (usize, &dateline_core::claim::Claim<Quoted>)| ClaimRecord {
        id: claim_id(reading, at),
        report: reading.report.id,
        input_id: reading.report.input.id.clone(),
        parent: claim.parent.map(|at| claim_id(reading, at)),
        claim: claim.clone().map(&mut |q| span(reading, &q)).into(),
    };
    reading.claims.iter().enumerate().map(record).collect()
}

fn lineage(edge: &Json, readings: &BTreeMap<String, ReadingJson>) -> Option<LineageEdge> {
    let from = readings.get(edge["from"].as_str()?)?;
    let to = edge["to"].as_str().and_then(|id| readings.get(id));
    let kind = EdgeKind::from_word(edge["kind"].as_str()?)?;
    let first =
        from.report.credits.first().map(|c| c.span.clone()).or_else(|| from.claims.first().and_then(|c| c.content.first().cloned()))?;
    Some(LineageEdge {
        from: EdgeFrom { report: from.report.id, input_id: from.report.input.id.clone() },
        to: EdgeTo {
            report: to.map(|r| r.report.id),
            input_id: to.map(|r| r.report.input.id.clone()),
            name: edge["to_name"].as_str().map(str::to_owned),
        },
        kind,
        status: if to.is_some() { Status::Held } else { Status::Named },
        score: Score::new(0.95),
        direction_known: true,
        evidence: vec![Evidence { from: span(from, &first), to: None }],
    })
}

fn incident(told: &Json, readings: &BTreeMap<String, ReadingJson>, edges: &[LineageEdge]) -> IncidentRecord {
    let id = Sha::of_json(&json!(["incident", told["id"]]));
    let mut mentions = Vec::new();
    let mut fields = Vec::new();
    let mut names = Vec::new();
    for pair in list(told, "mentions") {
        let (Some(reading), Some(index)) = (pair[0].as_str().and_then(|id| readings.get(id)), pair[1].as_u64()) else { continue };
        let index = index as usize;
        mentions.push(MentionRecord {
            id: Sha::of_json(&json!(["mention", reading.report.id, index])),
            report: reading.report.id,
            input_id: reading.report.input.id.clone(),
            index,
        });
        statements(reading, index, &mut fields);
        names.extend(reading.incidents[index].place.names.iter().map(|quoted| span(reading, quoted)));
    }
    let mut reports: Vec<String> = mentions.iter().map(|m| m.input_id.clone()).collect();
    reports.sort();
    reports.dedup();
    let day = |key: &str| told[key].as_str().map(str::to_owned);
    let known = |name: &str| told[name].as_str().is_some();
    let toll = list(told, "toll").filter_map(|toll| serde_json::from_value::<TollRecord>(toll.clone()).ok()).collect();
    let origins = &told["origins"];
    let number = |key: &str| origins[key].as_u64().unwrap_or(0) as usize;
    let words = |json: &Json, key: &str| list(json, key).filter_map(|w| w.as_str().map(str::to_owned)).collect::<Vec<_>>();
    let root = |name: String| {
        let held = mentions.iter().any(|m| readings[&m.input_id].report.outlet.as_ref() == Some(&name));
        let to = |e: &&LineageEdge| {
            e.to.name.as_ref() == Some(&name) || e.to.input_id.as_ref().is_some_and(|id| readings[id].report.outlet.as_ref() == Some(&name))
        };
        let mut reports: Vec<String> = edges.iter().filter(to).map(|e| e.from.input_id.clone()).collect();
        reports.sort();
        reports.dedup();
        Root { id: Sha::of(name.as_bytes()), name, status: if held { Status::Held } else { Status::Named }, reports }
    };
    // The place that the family gives, if a mention resolves it so; else the finest that a mention has.
    let best = fields.iter().filter_map(|f: &FieldStatement| match &f.value {
        Value::Place(place) => Some(place.clone()),
        _ => None,
    });
    let wanted = told["place"].as_str().and_then(|p| p.split(',').next()).unwrap_or_default().to_owned();
    let best = best.min_by_key(|p| (p.name.as_deref() != Some(wanted.as_str()), p.precision));
    IncidentRecord {
        id,
        kind: told["kind"].as_str().and_then(Kind::from_word).unwrap_or(Kind::Unspecified),
        when: WhenValue {
            edtf: day("from").filter(|_| told["from"] == told["to"]),
            from: day("from"),
            to: day("to"),
            precision: if known("from") { TimePrecision::Day } else { TimePrecision::Unknown },
        },
        place: WhereRecord {
            id: best.as_ref().and_then(|p| p.id.clone()),
            name: best.as_ref().and_then(|p| p.name.clone()),
            country: best.as_ref().and_then(|p| p.country.clone()),
            admin1: best.as_ref().and_then(|p| p.admin1.clone()),
            precision: best.as_ref().map_or(dateline_core::place::PlacePrecision::Unresolved, |p| p.precision),
            near: best.as_ref().is_some_and(|p| p.near),
            lat: best.as_ref().and_then(|p| p.lat),
            lon: best.as_ref().and_then(|p| p.lon),
            names,
        },
        toll,
        drift: list(told, "drift").filter_map(|d| drift(d, readings)).collect(),
        origins: Origins {
            low: number("low"),
            high: number("high"),
            unrecorded: number("unrecorded"),
            roots: words(origins, "roots").into_iter().map(root).collect(),
            reasons: words(origins, "reasons"),
        },
        grade: Grade {
            value: told["grade"].as_str().and_then(GradeValue::from_word).unwrap_or(GradeValue::None),
            reasons: words(origins, "reasons"),
        },
        fields,
        mentions,
        reports,
        decisions: Vec::new(),
    }
}

fn statements(reading: &ReadingJson, index: usize, out: &mut Vec<FieldStatement>) {
    let told = &reading.incidents[index];
    let mut put = |field: Field, value: Value, quoted: &Quoted, claim: Option<usize>| {
        out.push(FieldStatement {
            field,
            statement: Sha::of_json(&json!(["statement", reading.report.id, index, field, quoted.start, quoted.end])),
            value,
            report: reading.report.id,
            claim: claim.map(|at| claim_id(reading, at)),
            span: Some(span(reading, quoted)),
            origin: None,
        });
    };
    let event = told.claims.first().map(|c| c.claim);
    put(Field::Kind, Value::Words(told.kind.as_str().to_owned()), &told.trigger, event);
    put(Field::Assertion, Value::Words(told.assertion.as_str().to_owned()), &told.trigger, event);
    let when = told.when.clone();
    let quoted = when.time.map_or(&told.trigger, |at| &reading.times[at].span);
    if when.from.is_some() {
        put(
            Field::When,
            Value::When(WhenValue { edtf: when.edtf, from: when.from, to: when.to, precision: when.precision }),
            quoted,
            event,
        );
    }
    let place = told.place.place.map(|at| &reading.places[at]);
    let names = told.place.names.first().or(place.map(|p| &p.span));
    if let Some(quoted) = names {
        let value = PlaceValue {
            id: place.and_then(|p| p.id.clone()),
            name: place.and_then(|p| p.name.clone()),
            country: place.and_then(|p| p.country.clone()),
            admin1: place.and_then(|p| p.admin1.clone()),
            precision: told.place.precision,
            near: told.place.near,
            lat: told.place.lat,
            lon: told.place.lon,
        };
        put(Field::Where, Value::Place(value), quoted, event);
    }
    for entry in &told.toll {
        let count = &reading.counts[entry.count];
        if count.scope == Scope::Total {
            put(count.outcome.into(), Value::Toll(TollValue { who: count.who, min: count.min, max: count.max }), &count.span, entry.claim);
        }
    }
    for party in &told.alleged_responsible {
        let name = party.name.clone().unwrap_or_else(|| party.span.text.clone());
        put(Field::AllegedResponsible, Value::Words(name), &party.span, party.claim);
    }
    for (field, spans) in [(Field::Victims, &told.victims), (Field::Weapon, &told.weapon), (Field::Target, &told.target)] {
        for quoted in spans {
            put(field, Value::Words(quoted.text.clone()), quoted, None);
        }
    }
}

/// One end of a labelled change: the value of the words, where a list of the reading has them.
fn end(field: Field, json: &Json, readings: &BTreeMap<String, ReadingJson>) -> Option<DriftEnd> {
    let reading = readings.get(json["report"].as_str()?)?;
    let words = json["span"].as_str()?.split('@').next()?;
    let value = match field {
        Field::Killed | Field::Injured => {
            let count = reading.counts.iter().find(|c| c.span.text.contains(words) || words.contains(&c.span.text))?;
            Value::Toll(TollValue { who: count.who, min: count.min, max: count.max })
        }
        Field::When => {
            let time = reading.times.iter().find(|t| t.span.text.contains(words))?;
            Value::When(WhenValue { edtf: time.edtf.clone(), from: time.from.clone(), to: time.to.clone(), precision: time.precision })
        }
        _ => Value::Words(json["value"].as_str()?.to_owned()),
    };
    let at = reading.report.text.find(words)?;
    let start = reading.report.text[..at].chars().count() as u32;
    let quoted = Quoted { start, end: start + words.chars().count() as u32, text: words.to_owned() };
    Some(DriftEnd { value: Some(value), report: reading.report.id, span: Some(span(reading, &quoted)) })
}

fn drift(json: &Json, readings: &BTreeMap<String, ReadingJson>) -> Option<Drift> {
    let field = Field::from_word(json["field"].as_str()?)?;
    Some(Drift { field, from: end(field, &json["from"], readings)?, to: end(field, &json["to"], readings)? })
}

/// A pair of mentions of each two neighbouring incidents, as if they were hard to tell apart.
fn pairs(records: &Records) -> Vec<ReviewPair> {
    let account = |mention: &MentionRecord| {
        let (_, reading, invented) = records.reports.iter().find(|(r, ..)| r.id == mention.report)?;
        Account::of(mention, reading, *invented, &|_| false)
    };
    let pair = |two: &[IncidentRecord]| {
        Some(ReviewPair {
            left: account(two[0].mentions.first()?)?,
            right: account(two[1].mentions.first()?)?,
            left_incident: Some(two[0].id),
            right_incident: Some(two[1].id),
            weights: json!({
                "fields": [
                    {"field": "kind", "level": "same family", "weight": 120},
                    {"field": "when", "level": "days overlap", "weight": 480},
                    {"field": "where", "level": "one place holds the other", "weight": -210},
                ],
                "total": 390,
                "veto": false,
            }),
        })
    };
    records.incidents.windows(2).filter_map(pair).collect()
}

/// Adds copies of every report and incident under other ids, incidents a day apart, so that a ledger is as large as one wants.
pub fn multiply(records: &mut Records, copies: usize) {
    let reports = records.reports.clone();
    let incidents = records.incidents.clone();
    for copy in 1..copies {
        let other = |id: Sha| Sha::of_json(&json!([id, copy]));
        for (mut record, mut reading, invented) in reports.clone() {
            record.id = other(record.id);
            reading.report.id = record.id;
            records.reports.push((record, reading, invented));
        }
        for mut incident in incidents.clone() {
            incident.id = other(incident.id);
            for mention in &mut incident.mentions {
                (mention.id, mention.report) = (other(mention.id), other(mention.report));
            }
            for field in &mut incident.fields {
                field.statement = other(field.statement);
                field.report = other(field.report);
                field.claim = None;
                if let Some(span) = &mut field.span {
                    span.report = field.report;
                }
            }
            if let Some(lat) = &mut incident.place.lat {
                lat.0 += (copy as i32 % 41 - 20) * 3000;
            }
            records.incidents.push(incident);
        }
    }
}
