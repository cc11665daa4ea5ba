//! A pattern that is compiled when it is first asked: most pages ask few of the many that tables hold, and each takes
//! megabytes and milliseconds.

use crate::data::{DataError, Row};
use regex::{Captures, Regex, RegexSet, RegexSetBuilder};
use std::sync::OnceLock;

/// Patterns of a table as one automaton that passes over what none of them can match. It asks less than the patterns do
/// (any letter for a capital, no word boundaries), over words in small letters, so that it stays small; what it lets
/// through the pattern itself must confirm.
#[derive(Debug)]
pub(super) struct Sieve(RegexSet);

impl Sieve {
    /// The sieve of a file's patterns, in their order.
    ///
    /// # Errors
    /// When a pattern is no regular expression.
    pub(super) fn of<'p>(file: &str, patterns: impl Iterator<Item = &'p str>) -> Result<Self, DataError> {
        RegexSetBuilder::new(patterns.map(loosened))
            .size_limit(32 << 20)
            .dfa_size_limit(4 << 20)
            .build()
            .map(Self)
            .map_err(|error| DataError::Line { file: file.to_owned(), line: 0, message: error.to_string() })
    }

    /// Numbers of the patterns that may match, in their order.
    pub(super) fn candidates(&self, words: &str) -> Vec<usize> {
        let small: String = words.chars().flat_map(char::to_lowercase).collect();
        self.0.matches(&small).iter().collect()
    }
}

/// A pattern that matches the small letters of whatever the pattern matches, and more.
fn loosened(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let class = rest.starts_with('[').then(|| rest.find(']').filter(|end| *end > 1)).flatten().map(|end| &rest[..=end]);
        let (from, to): (&str, &str) = match class {
            Some(class) if class.contains(r"\p{") || class.contains(char::is_uppercase) => (class, "."),
            Some(class) => (class, class),
            None => LOOSE.iter().find(|(from, _)| rest.starts_with(from)).copied().unwrap_or((&rest[..c.len_utf8()], "")),
        };
        if to.is_empty() && from.len() == c.len_utf8() {
            out.extend(c.to_lowercase());
        } else {
            out.push_str(to);
        }
        rest = &rest[from.len()..];
    }
    out
}

/// Parts of patterns, and what a sieve asks instead. Escapes that keep their capitals stand here too.
const LOOSE: &[(&str, &str)] = &[
    (r"\b", "(?:)"),
    (r"\p{Lu}", "."),
    (r"\p{Ll}", "."),
    (r"\p{L}", "."),
    (r"\p{Han}", r"\p{Han}"),
    (r"\S", "."),
    (r"\W", "."),
    (r"\D", "."),
    ("(?P<name>", "(?:"),
    ("(?P<name2>", "(?:"),
    ("(?P<name3>", "(?:"),
    ("(?-i:", "(?:"),
];

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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::data;

    #[test]
    fn sieves_let_through_what_patterns_match() {
        for file in ["rules/article_credits.tsv", "rules/article_credit_sentences.tsv", "rules/article_notes.tsv"] {
            let rows = data::table(file).unwrap();
            let sieve = Sieve::of(file, rows.iter().map(|row| row.get("pattern"))).unwrap();
            for (number, row) in rows.iter().enumerate() {
                for example in row.list("catches") {
                    let line = example.split_once(" => ").map_or(example, |(line, _)| line);
                    assert!(sieve.candidates(line).contains(&number), "{file}: {line}");
                    assert!(sieve.candidates(&line.to_uppercase()).contains(&number) || !line.is_ascii(), "{file}: {line}");
                }
            }
        }
    }
}
