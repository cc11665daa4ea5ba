//! Patterns of a table: one small automaton passes over what none of them can match, and each pattern is compiled when it is
//! first asked. A page asks few of the many that tables hold, and each takes megabytes and milliseconds.

use super::rules::with_quick_boundaries;
use crate::data::{self, DataError, Row};
use regex::bytes::{RegexSet, RegexSetBuilder};
use regex::{Captures, Regex, RegexBuilder};
use regex_syntax::hir::{self, Hir, HirKind, Look};
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

/// All patterns of a table as one automaton over words in small letters. It asks less than the patterns do (any bytes for
/// a class of letters, no word boundaries, any number for a count), so that it stays small; what it lets through the
/// pattern itself must confirm.
#[derive(Debug)]
struct Sieve(RegexSet);

impl Sieve {
    fn of<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Result<Self, DataError> {
        let fail = |message: String| DataError::Line { file: "article".to_owned(), line: 0, message };
        let loose = patterns.map(|pattern| pattern.loosened()).collect::<Result<Vec<_>, _>>().map_err(|error| fail(error.to_string()))?;
        RegexSetBuilder::new(loose).size_limit(16 << 20).dfa_size_limit(3 << 20).build().map(Self).map_err(|error| fail(error.to_string()))
    }

    /// Numbers of the patterns that may match, in their order.
    fn candidates(&self, words: &str) -> Vec<usize> {
        let small: String = words.chars().flat_map(char::to_lowercase).collect();
        self.0.matches(small.as_bytes()).iter().collect()
    }
}

/// What matches the small letters of whatever `hir` matches, and more.
fn loosened(hir: &Hir) -> Hir {
    let anything = || {
        let any = Hir::class(hir::Class::Bytes(hir::ClassBytes::new([hir::ClassBytesRange::new(0, 255)])));
        Hir::repetition(hir::Repetition { min: 0, max: None, greedy: true, sub: Box::new(any) })
    };
    match hir.kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => {
            let small: String = String::from_utf8_lossy(&literal.0).chars().flat_map(char::to_lowercase).collect();
            Hir::literal(small.into_bytes())
        }
        HirKind::Class(class) => small_class(class).unwrap_or_else(anything),
        HirKind::Look(look @ (Look::Start | Look::End | Look::StartLF | Look::EndLF)) => Hir::look(*look),
        HirKind::Look(_) => Hir::empty(),
        HirKind::Repetition(repetition) => {
            let sub = loosened(&repetition.sub);
            let max = repetition.max.filter(|max| *max <= 1);
            Hir::repetition(hir::Repetition { min: repetition.min.min(1), max, greedy: true, sub: Box::new(sub) })
        }
        HirKind::Capture(capture) => loosened(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(loosened).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(loosened).collect()),
    }
}

/// Characters that a class may hold at most to be kept as a class.
const LARGEST_CLASS: u32 = 96;

/// A class of few characters, with the small letters of its capitals, as literals.
fn small_class(class: &hir::Class) -> Option<Hir> {
    let hir::Class::Unicode(class) = class else { return None };
    let count: u32 = class.ranges().iter().map(|range| u32::from(range.end()) - u32::from(range.start()) + 1).sum();
    if count > LARGEST_CLASS {
        return None;
    }
    let chars = class.ranges().iter().flat_map(|range| range.start()..=range.end());
    let mut small: Vec<String> = chars.map(|c| c.to_lowercase().collect()).collect();
    small.sort();
    small.dedup();
    Some(Hir::alternation(small.into_iter().map(|c| Hir::literal(c.into_bytes())).collect()))
}

/// Bytes that a pattern may keep of what it has worked out. Patterns only confirm, over single lines; with the engine's own
/// bound of two megabytes each, those of a few hundred pages held a third of the memory of a run.
const CACHE: usize = 256 << 10;

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
        let fail = |error: regex_syntax::Error| DataError::Line { file: "article".to_owned(), line: 0, message: error.to_string() };
        regex_syntax::parse(&words).map_err(fail)?;
        Ok(Self { words, compiled: OnceLock::new() })
    }

    /// The pattern without its cases, as a sieve asks it.
    fn loosened(&self) -> Result<String, regex_syntax::Error> {
        // Parsed as it stands in the table: ignoring case makes every letter a class of two, and small letters say the same.
        let exact = self.words.strip_prefix("(?i)").unwrap_or(&self.words);
        Ok(loosened(&regex_syntax::parse(exact)?).to_string())
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
