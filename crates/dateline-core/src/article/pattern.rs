//! A pattern that is compiled when it is first asked: most pages ask few of the many that tables hold, and each takes
//! megabytes and milliseconds.

use crate::data::{DataError, Row};
use regex::{Captures, Regex};
use std::sync::OnceLock;

/// A regular expression out of a table, case ignored.
#[derive(Debug)]
pub(super) struct Pattern {
    words: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// The pattern of a row; that it is one is checked now, its automaton made later.
    ///
    /// # Errors
    /// When it is no regular expression.
    pub(super) fn of(row: &Row) -> Result<Self, DataError> {
        let words = format!("(?i){}", row.get("pattern"));
        regex_syntax::parse(&words).map_err(|error| row.error(error.to_string()))?;
        Ok(Self { words, compiled: OnceLock::new() })
    }

    /// The compiled pattern; `None` only where it is larger than the engine's limit, which the tables' test would show.
    pub(super) fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.words).ok()).as_ref()
    }

    pub(super) fn is_match(&self, words: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(words))
    }

    pub(super) fn captures<'h>(&self, words: &'h str) -> Option<Captures<'h>> {
        self.regex()?.captures(words)
    }
}
