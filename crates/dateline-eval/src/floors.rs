//! Floors: figures on the committed cases may not fall below what `floors.toml` says, and what was made up not rise.

use crate::case::Case;
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
    /// Table (`corpus`, `families`), figure, floor. For a plain number the floor is a ceiling.
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
pub fn measure(cases: &[Case], families: &[Family], resources: &Resources) -> Result<Vec<(&'static str, Sheet)>> {
    Ok(vec![
        ("corpus", score::score_all(cases, resources, false)?),
        ("families", families::score_all(cases, families, resources, false)?),
        ("families_from_labels", families::score_all(cases, families, resources, true)?),
    ])
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

    /// Floors slightly below what was measured: a hundredth and what rounding takes; for plain numbers, the number.
    #[must_use]
    pub fn below(hash: &str, measured: &[(&'static str, Sheet)]) -> String {
        let mut out = format!(
            "# Floors of the figures on tests/cases. `dateline-eval floors` checks them, `dateline-eval floors --write` sets\n\
             # them anew. Plain numbers are ceilings. A floor may rise with the code and fall only with a reason in the commit.\n\
             cases = \"{hash}\" # SHA-256 over the cases that they were measured on\n"
        );
        for (table, sheet) in measured {
            let _ = write!(out, "\n[{table}]\n");
            for (name, figure) in sheet.iter() {
                let Some(value) = figure.value() else { continue };
                let _ = match figure {
                    Figure::Number(number) => writeln!(out, "\"{name}\" = {number}"),
                    _ => writeln!(out, "\"{name}\" = {:.2}", (((value - 0.01) * 100.0).floor() / 100.0).max(0.0)),
                };
            }
        }
        out
    }

    /// Compares: a table of every floor with what was measured, and whether all hold.
    #[must_use]
    pub fn compare(&self, hash: &str, measured: &[(&'static str, Sheet)]) -> (String, bool) {
        let (mut out, mut holds) = (String::new(), self.hash == hash);
        if !holds {
            let _ = writeln!(out, "The cases are not those of the floors: {hash}; measure them anew with `floors --write`.");
        }
        for ((table, name), floor) in &self.floors {
            let sheet = measured.iter().find(|(of, _)| of == table).map(|(_, sheet)| sheet);
            let figure = sheet.and_then(|s| s.get(name));
            let value = figure.and_then(Figure::value);
            let fine = match (figure, value) {
                (Some(Figure::Number(_)), Some(value)) => value <= *floor,
                (_, Some(value)) => value >= *floor,
                (_, None) => false,
            };
            holds &= fine;
            let value = value.map_or("missing".to_owned(), |v| format!("{v:.3}"));
            let word = if fine { "holds" } else { "BROKEN" };
            let _ = writeln!(out, "{word:6} {table:20} {name:32} floor {floor:6.2} measured {value}");
        }
        (out, holds)
    }
}
