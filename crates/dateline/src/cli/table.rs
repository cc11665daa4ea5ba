//! Plain tables for people: columns as wide as their widest cell, cut to a bound, two spaces between.

use super::output::{Out, printable};
use crate::error::Result;

/// Prints rows under a header. Cells longer than `widest` characters are cut and end in an ellipsis.
pub fn print(out: &mut Out, header: &[&str], rows: &[Vec<String>], widest: usize) -> Result<()> {
    let cut = |cell: &str| {
        let cell = printable(cell);
        if cell.chars().count() <= widest { cell } else { cell.chars().take(widest.saturating_sub(1)).chain(['…']).collect() }
    };
    let mut lines: Vec<Vec<String>> = vec![header.iter().map(|h| (*h).to_owned()).collect()];
    lines.extend(rows.iter().map(|row| row.iter().map(|cell| cut(cell)).collect()));
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    for line in &lines {
        let mut text = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
        }
        out.line(text.trim_end())?;
    }
    Ok(())
}

/// The first digits of an id, enough to tell it apart by.
pub fn short(id: impl std::fmt::Display) -> String {
    id.to_string().chars().take(10).collect()
}

/// A toll as reported: `10+`, `9–12`, `up to 4`, or a dash for no figure.
pub fn range(min: Option<u64>, max: Option<u64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min}–{max}"),
        (Some(min), None) => format!("{min}+"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => "–".to_owned(),
    }
}
