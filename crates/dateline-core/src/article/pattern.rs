//! Patterns of a table: a look for their literals passes over what none of them can match, and each pattern is compiled when it
//! is first asked. A page asks few of the many that tables hold, and each takes megabytes and milliseconds.

use crate::data::{self, DataError, Row};
use aho_corasick::AhoCorasick;
use regex::{Captures, Regex, RegexBuilder};
use regex_syntax::hir::{self, Hir, HirKind};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// A table of patterns, each with what it stands for; case is ignored.
#[derive(Debug)]
pub(super) struct PatternTable<T> {
    sieve: Sieve,
    rows: Vec<(T, Pattern)>,
}

impl<T: Copy> PatternTable<T> {
    /// The rows of a data file that `what` gives a meaning, in their order.
    ///
    /// # Errors
    /// When a pattern is no regular expression, or `what` fails.
    pub(super) fn of(file: &'static str, what: impl Fn(&Row) -> Result<Option<T>, DataError>) -> Result<Self, DataError> {
        let mut rows = Vec::new();
        for row in data::table(file)? {
            if let Some(what) = what(&row)? {
                rows.push((what, Pattern::of(&row)?));
            }
        }
        let sieve = Sieve::of(rows.iter().map(|(_, pattern)| pattern))?;
        Ok(Self { sieve, rows })
    }

    /// What the patterns that match stand for, in the table's order.
    pub(super) fn matches(&self, words: &str) -> impl Iterator<Item = T> {
        self.candidates(words).filter(move |(_, pattern)| pattern.is_match(words)).map(|(what, _)| *what)
    }

    /// The same with the groups of each match.
    pub(super) fn captures<'h>(&self, words: &'h str) -> impl Iterator<Item = (T, Captures<'h>)> {
        self.candidates(words).filter_map(move |(what, pattern)| Some((*what, pattern.captures(words)?)))
    }

    fn candidates(&self, words: &str) -> impl Iterator<Item = &(T, Pattern)> {
        self.sieve.candidates(words).into_iter().map(|at| &self.rows[at])
    }

    #[cfg(test)]
    pub(super) fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        self.rows.iter().map(|(_, pattern)| pattern)
    }
}

/// What of a table's patterns can match at all: each has literals of which one must stand in the words, and all literals
/// are looked for at once. What it lets through the pattern itself must confirm.
#[derive(Debug)]
struct Sieve {
    literals: AhoCorasick,
    /// For each literal the rows that it speaks for.
    rows_of: Vec<Vec<usize>>,
    /// Rows that ask for no literal.
    always: Vec<usize>,
    rows: usize,
}

impl Sieve {
    fn of<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Result<Self, DataError> {
        let (mut by_literal, mut always, mut rows) = (BTreeMap::<String, Vec<usize>>::new(), Vec::new(), 0);
        for (row, pattern) in patterns.enumerate() {
            rows = row + 1;
            match pattern.required().map_err(broken)? {
                Some(literals) => literals.into_iter().for_each(|literal| by_literal.entry(literal).or_default().push(row)),
                None => always.push(row),
            }
        }
        let literals = AhoCorasick::new(by_literal.keys()).map_err(broken)?;
        Ok(Self { literals, rows_of: by_literal.into_values().collect(), always, rows })
    }

    /// Numbers of the rows that may match, in their order.
    fn candidates(&self, words: &str) -> Vec<usize> {
        let small = small(words);
        let mut may = vec![false; self.rows];
        self.always.iter().for_each(|row| may[*row] = true);
        for hit in self.literals.find_overlapping_iter(&small) {
            self.rows_of[hit.pattern().as_usize()].iter().for_each(|row| may[*row] = true);
        }
        (0..self.rows).filter(|row| may[*row]).collect()
    }
}

/// Literals in small letters of which every match of `hir` has one; `None` where it asks for none. Of the parts of a
/// sequence the one with the longest literals speaks (the idea is R. Cox's, "Regular Expression Matching with a Trigram
/// Index", 2012).
fn required(hir: &Hir) -> Option<BTreeSet<String>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(literal) => Some(BTreeSet::from([small(&String::from_utf8_lossy(&literal.0))])),
        HirKind::Class(class) => of_class(class),
        HirKind::Repetition(repetition) => {
            if repetition.min > 0 {
                required(&repetition.sub)
            } else {
                None
            }
        }
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(required).max_by_key(|literals| {
            let shortest = literals.iter().map(String::len).min().unwrap_or(0);
            (shortest, Reverse(literals.len()))
        }),
        HirKind::Alternation(parts) => parts.iter().map(required).try_fold(BTreeSet::new(), |mut all, literals| {
            all.extend(literals?);
            Some(all)
        }),
    }
}

/// Characters that a class may hold at most to be asked for one by one.
const LARGEST_CLASS: u32 = 16;

fn of_class(class: &hir::Class) -> Option<BTreeSet<String>> {
    let hir::Class::Unicode(class) = class else { return None };
    let count: u32 = class.ranges().iter().map(|range| u32::from(range.end()) - u32::from(range.start()) + 1).sum();
    let chars = class.ranges().iter().flat_map(|range| range.start()..=range.end());
    (count <= LARGEST_CLASS).then(|| chars.map(|c| small(c.encode_utf8(&mut [0; 4]))).collect())
}

/// The words in small letters, letter by letter, whatever stands beside them.
fn small(words: &str) -> String {
    words.chars().flat_map(char::to_lowercase).collect()
}

/// A pattern of the build that is none: those that stand in no table have no line.
pub(super) fn broken(error: impl ToString) -> DataError {
    DataError::Line { file: "article".to_owned(), line: 0, message: error.to_string() }
}

/// The same pattern with word boundaries that an automaton can follow. With Unicode's `\b` every line that is not plain
/// ASCII takes the engine's slowest way. Beside an ASCII letter the ASCII boundary says the same; after a group that may end
/// in another script Unicode's stays.
pub(super) fn with_quick_boundaries(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 64);
    let mut parts = pattern.split(r"\b").peekable();
    while let Some(part) = parts.next() {
        out.push_str(part);
        if parts.peek().is_some() {
            out.push_str(if part.ends_with(')') && !pattern.is_ascii() { r"\b" } else { r"(?-u:\b)" });
        }
    }
    out
}

/// Bytes that a pattern may keep of what it has worked out. Patterns only confirm, over single lines; with the engine's own
/// bound of two megabytes each, those of a few hundred pages held a third of the memory of a run.
const CACHE: usize = 64 << 10;

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
    fn of(row: &Row) -> Result<Self, DataError> {
        Self::new(row.get("pattern")).map_err(|error| row.error(error.to_string()))
    }

    /// A pattern that stands in no table.
    ///
    /// # Errors
    /// When it is no regular expression.
    pub(super) fn new(pattern: &str) -> Result<Self, DataError> {
        let words = format!("(?i){}", with_quick_boundaries(pattern));
        regex_syntax::parse(&words).map_err(broken)?;
        Ok(Self { words, compiled: OnceLock::new() })
    }

    /// The literals of which a match has one, as a sieve asks them.
    fn required(&self) -> Result<Option<BTreeSet<String>>, Box<regex_syntax::Error>> {
        // Parsed as it stands in the table: ignoring case makes every letter a class of two, and small letters say the same.
        let exact = self.words.strip_prefix("(?i)").unwrap_or(&self.words);
        Ok(required(&regex_syntax::parse(exact)?))
    }

    /// The compiled pattern; `None` only where it is larger than the engine's limit, which the tables' test would show.
    pub(super) fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| RegexBuilder::new(&self.words).dfa_size_limit(CACHE).build().ok()).as_ref()
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

    const TABLES: [&str; 5] = [
        "rules/article_credits.tsv",
        "rules/article_credit_sentences.tsv",
        "rules/article_notes.tsv",
        "rules/article_drop.tsv",
        "rules/article_form.tsv",
    ];

    #[test]
    fn sieves_let_through_what_patterns_match() {
        for file in TABLES {
            let rows = data::table(file).unwrap();
            let table = PatternTable::of(file, |row| Ok(Some(row.get("pattern").len()))).unwrap();
            for (number, row) in rows.iter().enumerate() {
                for example in row.list("catches") {
                    let line = example.split_once(" => ").map_or(example, |(line, _)| line);
                    for line in [line.to_owned(), line.to_uppercase()] {
                        let matches = table.rows[number].1.is_match(&line);
                        assert!(!matches || table.sieve.candidates(&line).contains(&number), "{file}: {line}");
                    }
                }
            }
        }
    }

    #[test]
    fn sieves_pass_over_ordinary_words() {
        let sentence = "The river rose again on Tuesday, and two ferries stayed in port until the evening.";
        for file in TABLES {
            let table = PatternTable::of(file, |row| Ok(Some(row.get("pattern").len()))).unwrap();
            assert!(table.sieve.candidates(sentence).len() <= 3, "{file}: {:?}", table.sieve.candidates(sentence));
        }
    }
}
