//! The data files that the program carries (rules, lexicons, gazetteer), and the one table format they share.
//!
//! A table is tab-separated UTF-8: a header line with column names, then one entry per line; lines that start with
//! `#` and empty lines are comments. What each file holds, its source and licence stand in `data/MANIFEST.toml`.

use crate::sha::Sha;
use std::collections::HashMap;

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// A data file that can't be used: a defect of the build, never of a user's input.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The file is not part of the build.
    #[error("data file {0} is missing")]
    Missing(String),
    /// A line can't be read.
    #[error("data/{file}, line {line}: {message}")]
    Line {
        /// Path below `data/`.
        file: String,
        /// Line number from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
}

/// The bytes of a data file, by its path below `data/`.
///
/// # Errors
/// When no such file was built in.
pub fn bytes(name: &str) -> Result<&'static [u8], DataError> {
    let at = FILES.binary_search_by(|(file, _)| (*file).cmp(name)).map_err(|_| DataError::Missing(name.to_owned()))?;
    Ok(FILES[at].1)
}

/// SHA-256 over the names and digests of all data files, sorted by name: the `data` of a run.
#[must_use]
pub fn digest() -> Sha {
    let mut all = String::new();
    for (name, bytes) in FILES {
        all.push_str(&format!("{name} {}\n", Sha::of(bytes)));
    }
    Sha::of(all.as_bytes())
}

/// One line of a table.
#[derive(Debug, Clone)]
pub struct Row {
    file: &'static str,
    line: usize,
    columns: std::sync::Arc<HashMap<&'static str, usize>>,
    cells: Vec<&'static str>,
}

impl Row {
    /// The cell of a column; empty where the line ends before it or there is no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> &'static str {
        self.columns.get(column).and_then(|at| self.cells.get(*at)).copied().unwrap_or("")
    }

    /// The parts of a cell that lists several, separated by `|`, trimmed, empty ones left out.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'static str> {
        self.get(column).split('|').map(str::trim).filter(|part| !part.is_empty())
    }

    /// An error at this line.
    #[must_use]
    pub fn error(&self, message: impl Into<String>) -> DataError {
        DataError::Line { file: self.file.to_owned(), line: self.line, message: message.into() }
    }
}

/// The lines of a table.
///
/// # Errors
/// When the file is missing or a line has more cells than the header.
pub fn table(name: &'static str) -> Result<Vec<Row>, DataError> {
    let fail = |line: usize, message: &str| DataError::Line { file: name.to_owned(), line, message: message.to_owned() };
    let text = std::str::from_utf8(bytes(name)?).map_err(|_| fail(0, "not UTF-8"))?;
    let mut header: Option<std::sync::Arc<HashMap<&'static str, usize>>> = None;
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&'static str> = line.split('\t').collect();
        match &header {
            None => header = Some(std::sync::Arc::new(cells.iter().enumerate().map(|(at, name)| (*name, at)).collect())),
            Some(columns) if cells.len() > columns.len() => return Err(fail(at + 1, "more cells than columns")),
            Some(columns) => rows.push(Row { file: name, line: at + 1, columns: columns.clone(), cells }),
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_lists_every_file_and_no_other() {
        let manifest = bytes("MANIFEST.toml").map(String::from_utf8_lossy).unwrap_or_default();
        let mut listed: Vec<&str> =
            manifest.lines().filter_map(|line| line.strip_prefix("path = ")).map(|path| path.trim_matches('"')).collect();
        listed.sort_unstable();
        let carried: Vec<&str> = FILES.iter().map(|(name, _)| *name).filter(|name| *name != "MANIFEST.toml").collect();
        assert_eq!(listed, carried);
    }

    #[test]
    fn every_table_can_be_read() {
        for (name, _) in FILES.iter().filter(|(name, _)| name.ends_with(".tsv")) {
            assert!(table(name).is_ok_and(|rows| !rows.is_empty()), "{name}");
        }
    }
}
