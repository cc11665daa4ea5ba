//! The constructions of the seed report with other names, places, numbers and dates (`constructions/cases.md`): each
//! value through the whole pipeline.
//!
//! Paths: `title`, `outlet`, `published`, `dateline`; `credits`, `translators`, `dropped`, `hedges` (lists, `|` between);
//! `claim.N` = speaker | cue | beginning of the content | stance | quotation, `name.N` the speaker's resolved name,
//! `parent.N`, `stance.N`, `via.N` (its end), `addressees.N` (sorted), N a number or `last`; `counts` = outcome min..max
//! who and the scope unless total, `hedge.N` of a count; `incidents` their number; of the main incident, else the first:
//! `kind`, `trigger`, `assertion`, `when` (EDTF), `where` (among its names), `precision`, `near`, `responsible`;
//! `origins` low..high and `grade` of the incident that holds it, `edges` = kind and name. Whatever its kind, an incident
//! that is no point carries no point.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use dateline_core::capture::Given;
use dateline_core::claim::Claim;
use dateline_core::derive::derive;
use dateline_core::incident::IncidentMention;
use dateline_core::reading::ReadingJson;
use dateline_core::text::Quoted;
use std::fmt::Write;
use std::sync::Arc;

struct Construction<'a> {
    name: &'a str,
    text: &'a str,
    given: Given,
    expected: Vec<(&'a str, &'a str)>,
}

fn constructions(file: &str) -> Vec<Construction<'_>> {
    let sections = file.split("\n## ").skip(1);
    sections
        .map(|section| {
            let (name, rest) = section.split_once("\n```\n").unwrap();
            let (text, rest) = rest.split_once("\n```\n").unwrap();
            let mut given = Given::default();
            let mut expected = Vec::new();
            for line in rest.lines().map(str::trim).filter(|line| !line.is_empty()) {
                if let Some((key, value)) = line.split_once(" = ") {
                    expected.push((key, value));
                } else if let Some(published) = line.strip_prefix("published: ") {
                    given.published = Some(published.to_owned());
                } else if let Some(outlet) = line.strip_prefix("outlet: ") {
                    given.outlet = Some(outlet.to_owned());
                } else {
                    panic!("{name}: {line:?}");
                }
            }
            Construction { name: name.trim(), text, given, expected }
        })
        .collect()
}

fn list(of: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    of.into_iter().map(|item| item.as_ref().to_owned()).collect::<Vec<_>>().join(" | ")
}

fn words(span: Option<&Quoted>) -> String {
    span.map_or_else(|| "—".to_owned(), |span| span.text.clone())
}

fn main_incident(json: &ReadingJson) -> Option<&IncidentMention<Quoted>> {
    json.incidents.iter().find(|i| i.main).or(json.incidents.first())
}

fn numbered<'a, T>(items: &'a [T], number: &str) -> Option<&'a T> {
    if number == "last" { items.last() } else { items.get(number.parse::<usize>().unwrap()) }
}

/// What stands at a path; the content of a claim is cut to the length of what is expected.
fn at(json: &ReadingJson, path: &str, wanted: &str) -> String {
    let r = &json.report;
    let plain = |words: &Option<String>| words.clone().unwrap_or_else(|| "—".to_owned());
    if let Some((field, number)) = path.split_once('.') {
        if field == "hedge" {
            return numbered(&json.counts, number).map_or_else(|| "no count".to_owned(), |c| words(c.hedge.as_ref()));
        }
        let Some(claim) = numbered(&json.claims, number) else { return "no claim".to_owned() };
        return of_claim(claim, field, wanted);
    }
    let number = |n: Option<u64>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
    match path {
        "title" => plain(&r.title),
        "outlet" => plain(&r.outlet),
        "published" => plain(&r.published),
        "dateline" => words(r.dateline.as_ref().map(|d| &d.span)),
        "credits" => list(r.credits.iter().map(|c| &c.name)),
        "translators" => list(&r.translators),
        "dropped" => list(r.dropped.iter().map(|d| &d.text)),
        "hedges" => list(json.hedges.iter().map(|h| &h.text)),
        "incidents" => json.incidents.len().to_string(),
        "counts" => list(json.counts.iter().map(|c| {
            let scope = if c.scope.as_str() == "total" { String::new() } else { format!(" {}", c.scope) };
            format!("{} {}..{} {}{scope}", c.outcome, number(c.min), number(c.max), c.who)
        })),
        _ => match main_incident(json) {
            Some(incident) => of_incident(incident, path, wanted),
            None => "no incident".to_owned(),
        },
    }
}

fn of_claim(claim: &Claim<Quoted>, field: &str, wanted: &str) -> String {
    match field {
        "claim" => {
            let begin = wanted.split(" | ").nth(2).map_or(0, |words| words.chars().count());
            let content: String = claim.content.first().map(|c| c.text.chars().take(begin).collect()).unwrap_or_default();
            let speaker = words(claim.speaker.as_ref().map(|s| &s.span));
            list([&speaker, &words(claim.cue.as_ref()), &content, claim.stance.as_str(), claim.quotation.as_str()])
        }
        "name" => claim.speaker.as_ref().map_or_else(|| "—".to_owned(), |s| s.name.clone()),
        "parent" => claim.parent.map_or_else(|| "—".to_owned(), |p| p.to_string()),
        "stance" => claim.stance.to_string(),
        "via" => {
            let via = words(claim.via.as_ref());
            if via.ends_with(wanted) { wanted.to_owned() } else { via }
        }
        "addressees" => {
            let mut to: Vec<&String> = claim.addressees.iter().map(|a| &a.text).collect();
            to.sort();
            list(to)
        }
        other => panic!("no field {other}"),
    }
}

fn of_incident(incident: &IncidentMention<Quoted>, path: &str, wanted: &str) -> String {
    match path {
        "kind" => incident.kind.to_string(),
        "trigger" => incident.trigger.text.clone(),
        "assertion" => incident.assertion.to_string(),
        "when" => incident.when.edtf.clone().unwrap_or_else(|| "—".to_owned()),
        "precision" => incident.place.precision.to_string(),
        "near" => incident.place.near.to_string(),
        "responsible" => list(incident.alleged_responsible.iter().filter_map(|r| r.name.as_ref())),
        "where" => {
            let names: Vec<&str> = incident.place.names.iter().map(|n| n.text.as_str()).collect();
            let all = wanted.split(" | ").all(|name| names.iter().any(|n| n.starts_with(name)));
            if all { wanted.to_owned() } else { list(names) }
        }
        other => panic!("no path {other}"),
    }
}

#[test]
fn every_construction_is_read() {
    let file = include_str!("constructions/cases.md");
    let all = constructions(file);
    assert!(all.len() >= 30, "{}", all.len());
    let mut wrong = String::new();
    for construction in &all {
        let name = format!("{}.txt", construction.name.replace(' ', "-"));
        let reading = support::read_text(&name, construction.text, construction.given.clone());
        let json = reading.to_json();
        for incident in &json.incidents {
            assert!(incident.place.lat.is_none() || incident.place.precision.has_point(), "{}: invented point", construction.name);
        }
        assert!(!construction.expected.is_empty(), "{}", construction.name);
        let index = json.incidents.iter().position(|i| i.main).unwrap_or(0);
        let projection = derive(&[Arc::new(reading)], &[], &support::RESOURCES);
        let incident = projection.incidents.iter().find(|i| i.mentions.iter().any(|m| m.index == index));
        for (path, wanted) in &construction.expected {
            let found = match *path {
                "edges" => {
                    let mut edges: Vec<String> =
                        projection.lineage.iter().map(|e| format!("{} {}", e.kind, e.to.name.clone().unwrap_or_default())).collect();
                    edges.sort();
                    list(edges)
                }
                "origins" => incident.map_or_else(String::new, |i| format!("{}..{}", i.origins.low, i.origins.high)),
                "grade" => incident.map_or_else(String::new, |i| i.grade.value.to_string()),
                _ => at(&json, path, wanted),
            };
            if found != *wanted {
                let _ = write!(wrong, "[{:?}] ", json.report.language);
                let _ = writeln!(wrong, "{}: {path}: wanted {wanted:?}, read {found:?}", construction.name);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
