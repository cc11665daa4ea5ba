//! The figures as a table a set, an engine a column, and as JSON.

use super::Measured;
use crate::sheet::{Figure, Sheet};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

const NAME: usize = 28;
const COLUMN: usize = 14;

/// A column's heading: the engines' names cut to what fits.
fn heading(engine: &str) -> &str {
    match engine {
        "trafilatura_precision" => "traf precise",
        "python_trafilatura" => "python traf",
        other => other,
    }
}

/// The table: at most 100 columns with all five engines.
#[must_use]
pub fn table(measured: &Measured) -> String {
    let mut out = String::new();
    for group in measured.sheets.chunk_by(|a, b| a.0 == b.0) {
        let sheets: Vec<(&str, &Sheet)> = group.iter().map(|(_, engine, sheet)| (*engine, sheet)).collect();
        let pages = sheets.first().and_then(|(_, sheet)| sheet.get("failed")).map_or(0, Figure::of);
        let _ = write!(out, "{:NAME$}", format!("{} ({pages})", group[0].0));
        for (engine, _) in &sheets {
            let _ = write!(out, "{:>COLUMN$}", heading(engine));
        }
        out.push('\n');
        let names: BTreeSet<&str> = sheets.iter().flat_map(|(_, sheet)| sheet.iter().map(|(name, _)| name)).collect();
        for name in names {
            let figures: Vec<Option<Figure>> = sheets.iter().map(|(_, sheet)| sheet.get(name)).collect();
            let less = figures.iter().flatten().any(|figure| figure.is_fault());
            let _ = write!(out, "  {:width$}", format!("{name}{}", if less { " (less)" } else { "" }), width = NAME - 2);
            for figure in figures {
                let value = figure.and_then(Figure::value).map_or("–".to_owned(), |value| format!("{value:.3}"));
                let _ = write!(out, "{value:>COLUMN$}");
            }
            out.push('\n');
        }
        out.push('\n');
    }
    costs(measured, &mut out);
    let _ = writeln!(out, "SHA-256 of pages and truth: {}", measured.hash);
    out
}

fn costs(measured: &Measured, out: &mut String) {
    type Shown = fn(&super::Cost) -> String;
    let rows: [(&str, Shown); 2] = [
        ("pages per CPU-second", |cost| format!("{:.0}", cost.pages as f64 / cost.seconds.max(1e-9))),
        ("peak memory, MB", |cost| cost.peak.map_or("–".to_owned(), |bytes| format!("{:.0}", bytes as f64 / 1e6))),
    ];
    let build = if cfg!(debug_assertions) { "cost (debug build)" } else { "cost" };
    let _ = write!(out, "{build:NAME$}");
    for (engine, _) in &measured.costs {
        let _ = write!(out, "{:>COLUMN$}", heading(engine));
    }
    out.push('\n');
    for (name, value) in rows {
        let _ = write!(out, "  {name:width$}", width = NAME - 2);
        for (_, cost) in &measured.costs {
            let _ = write!(out, "{:>COLUMN$}", value(cost));
        }
        out.push('\n');
    }
}

/// The same as JSON: `sets` by set and engine, `cost` by engine, `hash`.
#[must_use]
pub fn json(measured: &Measured) -> Value {
    let mut sets = Map::new();
    for (set, engine, sheet) in &measured.sheets {
        let entry = sets.entry((*set).to_owned()).or_insert_with(|| json!({}));
        entry[*engine] = sheet.to_json();
    }
    let cost = |cost: &super::Cost| {
        json!({"pages": cost.pages, "cpu_seconds": (cost.seconds * 1e3).round() / 1e3, "peak_bytes": cost.peak,
               "pages_per_cpu_second": (cost.pages as f64 / cost.seconds.max(1e-9) * 10.0).round() / 10.0})
    };
    let costs: Map<_, _> = measured.costs.iter().map(|(engine, of)| ((*engine).to_owned(), cost(of))).collect();
    json!({"sets": sets, "cost": costs, "hash": measured.hash, "skipped": measured.skipped})
}

/// Up to `most` errors of each figure whose name begins with `only`, of every set and engine.
#[must_use]
pub fn errors(measured: &Measured, most: usize, only: &str) -> String {
    let mut out = String::new();
    for (set, engine, sheet) in &measured.sheets {
        let mut errors: Vec<&(String, String)> = sheet.errors.iter().filter(|(name, _)| name.starts_with(only)).collect();
        errors.sort_by(|a, b| a.0.cmp(&b.0));
        for group in errors.chunk_by(|a, b| a.0 == b.0) {
            for (name, what) in group.iter().take(most) {
                let _ = writeln!(out, "{set} {engine} {name}: {what}");
            }
        }
    }
    out
}
