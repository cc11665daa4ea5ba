//! How figures are shown: the options that every measuring command shares, and the printing of a sheet with its errors.

use crate::sheet::Sheet;
use anyhow::Result;
use clap::Args;
use std::io::Write;

/// Options of what is shown.
#[derive(Debug, Args)]
pub struct Show {
    /// Print figures as JSON
    #[arg(long)]
    pub json: bool,
    /// Print up to N errors of each figure
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub errors: usize,
    /// Only errors of figures whose name begins so
    #[arg(long, value_name = "FIGURE", default_value = "")]
    pub only: String,
    /// Give later stages the labels of earlier ones, so that each figure holds its own errors alone
    #[arg(long)]
    pub gold_parts: bool,
}

/// Prints a sheet, as JSON or as a table with the errors that are asked for.
///
/// # Errors
/// When it can't be written.
pub fn print(out: &mut impl Write, sheet: &Sheet, show: &Show) -> Result<()> {
    if show.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&sheet.to_json())?)?;
        return Ok(());
    }
    write!(out, "{sheet}")?;
    print_errors(out, sheet, show.errors, &show.only)
}

/// Prints up to `most` errors of each figure whose name begins with `only`.
///
/// # Errors
/// When they can't be written.
pub fn print_errors(out: &mut impl Write, sheet: &Sheet, most: usize, only: &str) -> Result<()> {
    let mut errors: Vec<&(String, String)> = sheet.errors.iter().filter(|(name, _)| name.starts_with(only)).collect();
    errors.sort_by(|a, b| a.0.cmp(&b.0));
    for group in errors.chunk_by(|a, b| a.0 == b.0) {
        for (name, what) in group.iter().take(most) {
            writeln!(out, "{name}: {what}")?;
        }
    }
    Ok(())
}
