//! `dateline incidents|reports|claims|lineage`: tables for people, the contract's lines for programs. Names of private
//! persons stay out of both.

use super::args;
use super::output::{self, Out};
use super::table::{self, range, short};
use crate::error::{Error, Result};
use crate::store::{Access, ClaimFilter, IncidentFilter, IncidentOrder, LineageFilter, Page, RecordKind, ReportFilter, Store};
use dateline_core::records::{ClaimRecord, IncidentRecord, TollRecord};
use dateline_core::sha::Sha;
use dateline_core::toll::Outcome;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

fn open(args: &args::List) -> Result<Store> {
    Store::open(&args.store.store, Access::Read)
}

fn page(args: &args::List) -> Page {
    Page { offset: 0, limit: args.limit }
}

fn json(store: &Store, kind: RecordKind, out: &mut Out) -> Result<()> {
    let sealed = store.sealed_statements()?;
    store.each_line(kind, &mut |line| out.line(&shown_with(store, kind, line, &sealed)?))
}

/// A line as it is shown: without the names of private persons.
pub fn shown(store: &Store, kind: RecordKind, line: &str) -> Result<String> {
    shown_with(store, kind, line, &store.sealed_statements()?)
}

fn shown_with(store: &Store, kind: RecordKind, line: &str, sealed: &BTreeSet<Sha>) -> Result<String> {
    match kind {
        RecordKind::Incident if !sealed.is_empty() => written(&unsealed(&parsed(line)?, sealed)),
        RecordKind::Claim => {
            let claim: ClaimRecord = parsed(line)?;
            if store.is_sealed_claim(claim.id)? { written(&without_speaker(claim)) } else { Ok(line.to_owned()) }
        }
        _ => Ok(line.to_owned()),
    }
}

/// An incident without the statements that name private persons.
pub fn unsealed(incident: &IncidentRecord, sealed: &BTreeSet<Sha>) -> IncidentRecord {
    crate::export::unsealed(incident, &|statement| sealed.contains(&statement.statement)).0
}

/// A claim without its speaker, a private person by name.
fn without_speaker(mut claim: ClaimRecord) -> ClaimRecord {
    claim.claim.speaker = None;
    claim
}

fn parsed<T: DeserializeOwned>(line: &str) -> Result<T> {
    serde_json::from_str(line)
        .map_err(|e| Error::store("a line of the store can't be understood").with_hint("run `dateline rebuild`").with_source(e))
}

fn written<T: Serialize>(row: &T) -> Result<String> {
    serde_json::to_string(row).map_err(|e| Error::internal("a line can't be written as JSON").with_source(e))
}

fn more(shown: usize, total: u64, what: &str, out: &mut Out) -> Result<()> {
    if total == 0 {
        return out.line(&format!("No {what} in this store. Take reports in with `dateline run INPUT… --store FOLDER`."));
    }
    if total > shown as u64 {
        out.line(&format!("… {} more; --limit N shows more, --json all.", total - shown as u64))?;
    }
    Ok(())
}

/// Lists incidents, newest first.
pub fn incidents(args: &args::List, out: &mut Out) -> Result<()> {
    let store = open(args)?;
    if args.json {
        return json(&store, RecordKind::Incident, out);
    }
    let listed = store.incidents(&IncidentFilter::default(), IncidentOrder::Latest, page(args))?;
    let rows: Vec<Vec<String>> = listed.items.iter().map(incident_row).collect();
    if !rows.is_empty() {
        table::print(out, &["incident", "kind", "when", "where", "killed", "injured", "origins", "grade", "reports"], &rows, 44)?;
    }
    more(rows.len(), listed.total, "incidents", out)
}

/// A line of the table of incidents.
pub fn incident_row(incident: &IncidentRecord) -> Vec<String> {
    let origins = &incident.origins;
    vec![
        short(incident.id),
        incident.kind.as_str().replace('_', " "),
        incident.when.edtf.clone().unwrap_or_else(|| "–".to_owned()),
        place(incident),
        toll(&incident.toll, Outcome::Killed),
        toll(&incident.toll, Outcome::Injured),
        if origins.low == origins.high { origins.low.to_string() } else { format!("{}–{}", origins.low, origins.high) },
        incident.grade.value.as_str().to_owned(),
        incident.reports.len().to_string(),
    ]
}

/// Where, as fine as it is known, with how fine that is.
pub fn place(incident: &IncidentRecord) -> String {
    let place = &incident.place;
    let words = place.name.clone().or_else(|| place.names.first().map(|n| n.text.clone()));
    let Some(words) = words else { return "–".to_owned() };
    let near = if place.near { "near " } else { "" };
    let country = place.country.as_deref().map(|c| format!(", {c}")).unwrap_or_default();
    format!("{near}{words}{country} ({})", place.precision)
}

/// The widest of the totals of an outcome.
pub fn toll(tolls: &[TollRecord], outcome: Outcome) -> String {
    crate::export::acled::headline(tolls, outcome).map_or_else(|| "–".to_owned(), |t| range(t.min, t.max))
}

/// Lists reports.
pub fn reports(args: &args::List, out: &mut Out) -> Result<()> {
    let store = open(args)?;
    if args.json {
        return json(&store, RecordKind::Report, out);
    }
    let listed = store.reports(&ReportFilter::default(), page(args))?;
    let row = |r: &dateline_core::records::ReportRecord| {
        vec![
            short(r.id),
            r.published.clone().unwrap_or_else(|| "–".to_owned()),
            r.outlet.clone().unwrap_or_else(|| "–".to_owned()),
            r.language.clone().unwrap_or_else(|| "–".to_owned()),
            r.incidents.len().to_string(),
            r.problems.len().to_string(),
            r.input.id.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = listed.items.iter().map(row).collect();
    if !rows.is_empty() {
        table::print(out, &["report", "published", "outlet", "language", "incidents", "problems", "input"], &rows, 48)?;
    }
    more(rows.len(), listed.total, "reports", out)
}

/// Lists claims.
pub fn claims(args: &args::List, out: &mut Out) -> Result<()> {
    let store = open(args)?;
    if args.json {
        return json(&store, RecordKind::Claim, out);
    }
    let listed = store.claims(&ClaimFilter::default(), page(args))?;
    let mut sealed = BTreeSet::new();
    for claim in &listed.items {
        if store.is_sealed_claim(claim.id)? {
            sealed.insert(claim.id);
        }
    }
    let row = |c: &dateline_core::records::ClaimRecord| {
        let content: Vec<&str> = c.claim.content.iter().map(|s| s.text.as_str()).collect();
        vec![
            short(c.id),
            if sealed.contains(&c.id) {
                "(a private person)".to_owned()
            } else {
                c.claim.speaker.as_ref().map_or_else(|| "(not named)".to_owned(), |s| s.name.clone())
            },
            c.claim.stance.as_str().to_owned(),
            c.claim.cue.as_ref().map_or_else(String::new, |s| s.text.clone()),
            content.join(" … "),
            c.input_id.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = listed.items.iter().map(row).collect();
    if !rows.is_empty() {
        table::print(out, &["claim", "speaker", "stance", "cue", "content", "input"], &rows, 60)?;
    }
    more(rows.len(), listed.total, "claims", out)
}

/// Lists edges of lineage.
pub fn lineage(args: &args::List, out: &mut Out) -> Result<()> {
    let store = open(args)?;
    if args.json {
        return store.each_edge(&mut |line| out.line(line));
    }
    let listed = store.lineage(&LineageFilter::default(), page(args))?;
    let row = |e: &dateline_core::records::LineageEdge| {
        let to = e.to.input_id.clone().or_else(|| e.to.name.clone()).unwrap_or_else(|| "(not named)".to_owned());
        let evidence = e.evidence.first().map_or_else(String::new, |w| w.from.text.clone());
        vec![e.from.input_id.clone(), e.kind.as_str().to_owned(), to, e.status.as_str().to_owned(), e.score.value().to_string(), evidence]
    };
    let rows: Vec<Vec<String>> = listed.items.iter().map(row).collect();
    if !rows.is_empty() {
        table::print(out, &["report", "takes by", "from", "known as", "score", "words that show it"], &rows, 50)?;
    }
    more(rows.len(), listed.total, "edges of lineage", out)?;
    if rows.is_empty() {
        output::note("An edge is made only where a credit or shared words show it.");
    }
    Ok(())
}
