//! Floors: figures on the committed cases, and on the extraction sets where those are here, may not fall below what
//! `floors.toml` says, and what was made up or is wrong not rise.

use crate::case::Case;
use crate::extraction::{self, boilerplate::Boilerplate, dateline::Dateline, engine};
use crate::families::{self, Family};
use crate::score;
use crate::sheet::{Figure, Sheet};
use anyhow::{Context, Result, anyhow};
use dateline_core::resources::Resources;
use dateline_core::sha::Sha;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Floors by table and figure, with the hash of the cases that they were measured on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Floors {
    /// SHA-256 of the cases; see [`hash`].
    pub hash: String,
    /// SHA-256 of the extraction sets' pages; see [`extraction::pages::hash`].
    pub pages: String,
    /// Table (`corpus`, `families`, `extraction.aeb`), figure, floor. Where less is better the floor is a ceiling.
    pub floors: BTreeMap<(String, String), f64>,
}

/// Canonical: the SHA-256 of each case's file, sorted by case id, as an RFC 8785 array.
#[must_use]
pub fn hash(cases: &[Case]) -> String {
    let sorted: BTreeMap<&str, String> = cases.iter().map(|c| (c.id.as_str(), c.hash.to_string())).collect();
    Sha::of_json(&serde_json::json!(sorted.into_values().collect::<Vec<String>>())).to_string()
}

/// Figures of the committed cases by table.
///
/// # Errors
/// When a case can't be read.
pub fn measure(cases: &[Case], families: &[Family], resources: &Resources) -> Result<Vec<(String, Sheet)>> {
    Ok(vec![
        ("corpus".to_owned(), score::score_all(cases, resources, false)?),
        ("families".to_owned(), families::score_all(cases, families, resources, false)?),
        ("families_from_labels".to_owned(), families::score_all(cases, families, resources, true)?),
    ])
}

/// Figures and the hash of what they were measured on.
pub type Hashed = (String, Vec<(String, Sheet)>);

/// Dateline's figures on the extraction sets by table, as shipped; `None` where a set is missing.
///
/// The shipped model has seen these pages: the figures are a ratchet, not what unseen pages give.
///
/// # Errors
/// When a set that is here can't be read.
pub fn measure_pages() -> Result<Option<Hashed>> {
    let (pages, skipped) = extraction::load(&[])?;
    if !skipped.is_empty() {
        return Ok(None);
    }
    let (dateline, boilerplate) = (Dateline::new(None)?, Boilerplate::bundled()?);
    let read = |page: &extraction::pages::Page| -> Result<engine::Reply> { Ok(dateline.read(&engine::request(page, false)?)) };
    let (sheets, _) = extraction::score(&pages, extraction::peers::DATELINE, &boilerplate, read)?;
    let sheets = sheets.into_iter().map(|(set, _, sheet)| (format!("{PAGES}{set}"), sheet)).collect();
    Ok(Some((extraction::pages::hash(&pages)?, sheets)))
}

/// How the tables of the extraction sets begin.
const PAGES: &str = "extraction.";

/// Whether a figure is held by a floor: what only explains another one is not.
fn is_held(name: &str) -> bool {
    !name.ends_with("_deviation") && !name.ends_with("_with_title") && !name.ends_with(".missing")
}

impl Floors {
    /// Reads a file of `[table]` lines and `"figure" = number` lines, a small part of TOML.
    ///
    /// # Errors
    /// When a line is neither.
    pub fn parse(text: &str) -> Result<Self> {
        let (mut out, mut table) = (Self::default(), String::new());
        for (at, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                table = name.to_owned();
                continue;
            }
            let wrong = || anyhow!("line {}: not `\"figure\" = number`", at + 1);
            let (name, value) = line.split_once('=').ok_or_else(wrong)?;
            let (name, value) = (name.trim().trim_matches('"'), value.trim());
            if table.is_empty() && name == "cases" {
                out.hash = value.trim_matches('"').to_owned();
            } else if table.is_empty() && name == "pages" {
                out.pages = value.trim_matches('"').to_owned();
            } else {
                out.floors.insert((table.clone(), name.to_owned()), value.parse().map_err(|_| wrong())?);
            }
        }
        Ok(out)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    /// Floors slightly below what was measured: a hundredth and what rounding takes; above it where less is better; for
    /// plain numbers, the number. Without figures of the pages those of `self` stay.
    #[must_use]
    pub fn below(&self, (hash, measured): &Hashed, pages: Option<&Hashed>) -> String {
        let pages_hash = pages.map_or(&self.pages, |(hash, _)| hash);
        let mut out = format!(
            "# Floors of the figures on tests/cases and on the extraction sets. `dateline-eval floors` checks them, `dateline-eval\n\
             # floors --write` sets them anew. Where less is better they are ceilings. A floor may rise with the code and fall\n\
             # only with a reason in the commit.\n\
             cases = \"{hash}\" # SHA-256 over the cases that they were measured on\n\
             pages = \"{pages_hash}\" # SHA-256 over the extraction sets' pages and truth\n"
        );
        for (table, sheet) in measured.iter().chain(pages.iter().flat_map(|(_, sheets)| sheets)) {
            let _ = write!(out, "\n[{table}]\n");
            for (name, figure) in sheet.iter().filter(|(name, _)| is_held(name)) {
                let Some(value) = figure.value() else { continue };
                let _ = match figure {
                    Figure::Number(number) => writeln!(out, "\"{name}\" = {number}"),
                    _ if figure.is_fault() => writeln!(out, "\"{name}\" = {:.2}", ((value + 0.01) * 100.0).ceil() / 100.0),
                    _ => writeln!(out, "\"{name}\" = {:.2}", (((value - 0.01) * 100.0).floor() / 100.0).max(0.0)),
                };
            }
        }
        if pages.is_none() {
            let kept: Vec<_> = self.floors.iter().filter(|((table, _), _)| table.starts_with(PAGES)).collect();
            for rows in kept.chunk_by(|((a, _), _), ((b, _), _)| a == b) {
                let _ = write!(out, "\n[{}]\n", rows[0].0.0);
                for ((_, name), floor) in rows {
                    let _ = writeln!(out, "\"{name}\" = {floor:.2}");
                }
            }
        }
        out
    }

    /// Compares: a table of every floor of the committed cases with what was measured, and whether all hold.
    #[must_use]
    pub fn compare(&self, hash: &str, measured: &[(String, Sheet)]) -> (String, bool) {
        let (table, holds) = self.rows(measured, |table| !table.starts_with(PAGES));
        Self::said(&self.hash, hash, "cases", table, holds)
    }

    /// The same for the floors of the extraction sets.
    #[must_use]
    pub fn compare_pages(&self, hash: &str, measured: &[(String, Sheet)]) -> (String, bool) {
        let (table, holds) = self.rows(measured, |table| table.starts_with(PAGES));
        Self::said(&self.pages, hash, "pages", table, holds)
    }

    fn said(expected: &str, hash: &str, what: &str, table: String, holds: bool) -> (String, bool) {
        if expected == hash {
            return (table, holds);
        }
        (format!("The {what} are not those of the floors: {hash}; measure them anew with `floors --write`.\n{table}"), false)
    }

    fn rows(&self, measured: &[(String, Sheet)], of: impl Fn(&str) -> bool) -> (String, bool) {
        let (mut out, mut holds) = (String::new(), true);
        for ((table, name), floor) in self.floors.iter().filter(|((table, _), _)| of(table)) {
            let sheet = measured.iter().find(|(of, _)| of == table).map(|(_, sheet)| sheet);
            let figure = sheet.and_then(|s| s.get(name));
            let value = figure.and_then(Figure::value);
            let fine = match (figure, value) {
                (Some(figure), Some(value)) if figure.is_fault() => value <= *floor,
                (_, Some(value)) => value >= *floor,
                (_, None) => false,
            };
            holds &= fine;
            let value = value.map_or("missing".to_owned(), |v| format!("{v:.3}"));
            let word = if fine { "holds" } else { "BROKEN" };
            let _ = writeln!(out, "{word:6} {table:30} {name:32} floor {floor:6.2} measured {value}");
        }
        (out, holds)
    }
}
