//! `dateline show`: one record, by the beginning of its id, with everything that it says and who says so.

use super::args;
use super::list;
use super::output::{Out, printable};
use super::table::{self, range, short};
use crate::error::{Error, Result};
use crate::project;
use crate::store::{Access, Found, LogLine, Page, RecordKind, StageKey, Store};
use dateline_core::reading::ParagraphJson;
use dateline_core::records::{FieldStatement, IncidentRecord, Value};
use dateline_core::reference::Reference;
use dateline_core::report::pages_at;
use dateline_core::sha::Sha;
use dateline_core::text::Quoted;

/// Shows a record.
pub fn show(args: &args::Show, out: &mut Out) -> Result<()> {
    let store = Store::open(&args.store.store, Access::Read)?;
    if let Ok(position) = args.id.parse::<u64>()
        && position < store.size()?
    {
        return entry(&store, position, out);
    }
    if args.id.len() < 4 || !args.id.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Error::usage(format!("{:?} is no id", args.id)).with_hint(
            "give at least four of an id's hexadecimal digits, as the tables print them, or the number of an entry of the log",
        ));
    }
    for kind in RecordKind::ALL {
        match store.find_line(*kind, &args.id)? {
            Found::None => {}
            Found::Several(ids) => return Err(several(&args.id, ids.iter().map(ToString::to_string))),
            Found::One(line) => {
                return if !args.json && *kind == RecordKind::Incident {
                    incident(&store, &args.id, out)
                } else {
                    pretty(&list::shown(&store, *kind, &line)?, args.json, out)?;
                    if *kind == RecordKind::Report && !args.json { pages(&store, &line, out) } else { Ok(()) }
                };
            }
        }
    }
    for logged in store.decisions()? {
        if logged.entry.id().to_string().starts_with(&args.id) {
            let json =
                serde_json::to_string(&logged.entry).map_err(|e| Error::internal("a decision can't be written as JSON").with_source(e))?;
            return pretty(&json, args.json, out);
        }
    }
    Err(Error::input(format!("nothing in this store has an id that begins with {}", args.id)).with_hint(
        "list ids with `dateline incidents`, `reports`, `claims` or `decide list`; incidents get other ids when their mentions change",
    ))
}

/// The error for an id that more than one record begins with.
pub fn several(beginning: &str, ids: impl Iterator<Item = String>) -> Error {
    let ids: Vec<String> = ids.take(5).map(|id| id.chars().take(16).collect()).collect();
    Error::usage(format!("several ids begin with {beginning}: {}", ids.join(", "))).with_hint("give more of the id's digits")
}

fn pretty(line: &str, as_it_is: bool, out: &mut Out) -> Result<()> {
    if as_it_is {
        return out.line(line);
    }
    let value: serde_json::Value = serde_json::from_str(line).map_err(|e| Error::store("a line of the store is no JSON").with_source(e))?;
    out.line(&serde_json::to_string_pretty(&value).unwrap_or_else(|_| line.to_owned()))
}

/// What a store keeps beside a reading: the addresses that the report names, and where its text stands on the pages of a PDF. No words: they
/// may be sealed.
fn pages(store: &Store, line: &str, out: &mut Out) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Id {
        id: Sha,
    }
    let id: Id = serde_json::from_str(line).map_err(|e| Error::store("a line of the store is no JSON").with_source(e))?;
    let (Some(row), Some(state)) = (store.reading_of(id.id)?, store.projection_state()?) else { return Ok(()) };
    let key = StageKey { input: row.input, stage: project::STAGE.to_owned(), version: state.run };
    let Some(json) = store.stage_output(&key)? else { return Ok(()) };
    let (pages, references) = project::beside(&json)?;
    if !references.is_empty() {
        out.line("\naddresses of other pages that it names:")?;
        let row = |r: &Reference<Quoted>| vec![r.relation.label().to_owned(), printable(&r.address), r.from.label().to_owned()];
        let rows: Vec<Vec<String>> = references.iter().map(row).collect();
        table::print(out, &["what it says of it", "address", "where it says so"], &rows, 60)?;
    }
    if pages.is_empty() {
        return Ok(());
    }
    let reading = project::parse(&json)?;
    let on = |p: &ParagraphJson| pages_at(&pages, p.source.first()?[0] as usize, p.source.last()?[1] as usize);
    out.line("\npages of the original:")?;
    let mut rows = Vec::new();
    for number in 1..=pages.len() {
        let inside = |p: &ParagraphJson| on(p).is_some_and(|(first, last)| first <= number && number <= last);
        let paragraphs: Vec<(usize, &ParagraphJson)> = reading.report.paragraphs.iter().enumerate().filter(|(_, p)| inside(p)).collect();
        rows.push(match (paragraphs.first(), paragraphs.last()) {
            (Some((from, first)), Some((to, last))) => {
                vec![number.to_string(), format!("{} to {}", from + 1, to + 1), format!("{} to {}", first.start, last.end)]
            }
            _ => vec![number.to_string(), "none".to_owned(), String::new()],
        });
    }
    table::print(out, &["page", "paragraphs", "characters"], &rows, 40)
}

fn entry(store: &Store, position: u64, out: &mut Out) -> Result<()> {
    // The log is listed newest first.
    let newer = store.size()?.saturating_sub(position + 1);
    let listed = store.log(Page { offset: newer, limit: 1 })?;
    let Some(LogLine { position, kind, leaf, entry }) = listed.items.into_iter().next() else {
        return Err(Error::input(format!("the log has no entry {position}")));
    };
    out.line(&format!("entry {position} · {kind} · leaf {leaf}"))?;
    match entry {
        Some(entry) => pretty(&String::from_utf8_lossy(&entry.body()?), false, out),
        None => out.line("Its body was erased; the leaf keeps the proof that it was there."),
    }
}

fn incident(store: &Store, id: &str, out: &mut Out) -> Result<()> {
    let Found::One(record) = store.incident(id)? else { return Err(Error::input(format!("no incident {id}"))) };
    let sealed = store.sealed_statements()?;
    let hidden = record.fields.iter().filter(|f| sealed.contains(&f.statement)).count();
    let record: IncidentRecord = list::unsealed(&record, &sealed);
    out.line(&format!("incident {}", record.id))?;
    out.line(&format!(
        "{} · {} · {}",
        record.kind.as_str().replace('_', " "),
        record.when.edtf.as_deref().unwrap_or("when not said"),
        list::place(&record)
    ))?;
    for toll in &record.toll {
        out.line(&format!("{} {} ({})", range(toll.min, toll.max), toll.outcome, toll.who))?;
    }
    out.line(&format!("grade: {}", record.grade.value))?;
    for reason in &record.grade.reasons {
        out.line(&format!("  {}", printable(reason)))?;
    }
    out.line(&format!(
        "origins: {} to {}, {} reports without recorded lineage",
        record.origins.low, record.origins.high, record.origins.unrecorded
    ))?;
    for root in &record.origins.roots {
        out.line(&format!("  {} ({}): {}", printable(&root.name), root.status, printable(&root.reports.join(", "))))?;
    }
    for reason in &record.origins.reasons {
        out.line(&format!("  {}", printable(reason)))?;
    }
    out.line("")?;
    let names: std::collections::BTreeMap<_, _> = record.mentions.iter().map(|m| (m.report, m.input_id.as_str())).collect();
    let row = |f: &FieldStatement| {
        vec![
            short(f.statement),
            f.field.as_str().replace('_', " "),
            value(&f.value),
            f.span.as_ref().map_or_else(|| "(an analyst's decision)".to_owned(), |s| format!("“{}”", s.text)),
            names.get(&f.report).map_or_else(|| short(f.report), |name| (*name).to_owned()),
            f.claim.map_or_else(|| "report's own voice".to_owned(), |claim| format!("claim {}", short(claim))),
        ]
    };
    let rows: Vec<Vec<String>> = record.fields.iter().map(row).collect();
    table::print(out, &["statement", "field", "value", "words", "report", "through"], &rows, 48)?;
    if hidden > 0 {
        out.line(&format!("{hidden} statements with names of private persons are not shown."))?;
    }
    if !record.drift.is_empty() {
        out.line("\nvalues that changed on the way:")?;
        for drift in &record.drift {
            let end =
                |e: &dateline_core::records::DriftEnd| e.span.as_ref().map_or_else(|| "(nothing)".to_owned(), |s| format!("“{}”", s.text));
            out.line(&format!("  {}: {} -> {}", drift.field, printable(&end(&drift.from)), printable(&end(&drift.to))))?;
        }
    }
    Ok(())
}

/// A value in a few words.
pub fn value(value: &Value) -> String {
    match value {
        Value::Toll(toll) => format!("{} {}", range(toll.min, toll.max), toll.who),
        Value::When(when) => when.edtf.clone().unwrap_or_else(|| "–".to_owned()),
        Value::Place(place) => {
            let name = place.name.as_deref().unwrap_or("not resolved");
            format!("{}{name} ({})", if place.near { "near " } else { "" }, place.precision)
        }
        Value::Words(words) => words.clone(),
    }
}
