//! The article stage's tables, compiled once.

use super::date::Dates;
use super::pattern::PatternTable;
use crate::data::{self, DataError, Row};
use crate::report::DropReason;
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a part of a byline or credit line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CreditWord {
    Author,
    Translator,
    Source,
    Agency,
    Via,
}

/// The block classifier's model, below `data/`.
const BLOCK_MODEL: &str = "article_blocks.model";

/// Rules of the article stage.
#[derive(Debug)]
pub struct Rules {
    drops: PatternTable<DropReason>,
    pub(super) credits: PatternTable<CreditWord>,
    /// What whole sentences say: first published elsewhere, translated.
    pub(super) sentences: PatternTable<CreditWord>,
    pub(super) notes: PatternTable<super::note::Note>,
    pub(super) agencies: super::agency::Agencies,
    /// Names of countries and regions as reports write them, capitals counting.
    pub(super) regions: HashSet<&'static str>,
    pub(super) forms: super::form::FormCues,
    pub(super) marks: super::html::PageMarks,
    pub(super) dates: Dates,
    names: HashMap<&'static str, HashSet<&'static str>>,
    pub(super) patterns: super::patterns::Patterns,
    pub(super) cues: super::cues::ClassCues,
    pub(super) blocks: super::html::Classifier,
    pub(super) addresses: super::address::Addresses,
    pub(super) link_cues: super::link_cues::LinkCues,
    pub(super) page_lines: Vec<Regex>,
    /// Bounds on one document.
    pub limits: super::PageLimits,
    /// What gives the text of a PDF's pages; without one a PDF is a document that can't be read.
    pub pdf: Option<Arc<dyn super::pdf::PdfPages>>,
    pub(super) metadata: super::metadata::Words,
}

impl Rules {
    /// The bundled rules.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        Self::bundled_with_model(data::bytes(BLOCK_MODEL)?)
    }

    /// The bundled rules with another model of the block classifier, as its training script writes it.
    ///
    /// # Errors
    /// When the model can't be read or a data file of the build is broken.
    pub fn bundled_with_model(model: &[u8]) -> Result<Self, DataError> {
        let broken = |(line, message)| DataError::Line { file: BLOCK_MODEL.to_owned(), line, message };
        let model = std::str::from_utf8(model).map_err(|_| broken((0, "the model is no UTF-8".to_owned())))?;
        let blocks = super::html::Classifier::parse(model).map_err(broken)?;
        let mut regions = HashSet::new();
        for row in data::table("lexicons/place_names.tsv")?.iter().filter(|row| row.get("language") == "en") {
            regions.extend(row.list("names"));
        }
        let mut names: HashMap<&str, HashSet<&str>> = HashMap::new();
        for row in data::table("lexicons/article_names.tsv")? {
            names.entry(row.get("kind")).or_default().insert(row.get("word"));
        }
        Ok(Self {
            drops: PatternTable::of("rules/article_drop.tsv", |row| {
                DropReason::from_word(row.get("reason")).map(Some).ok_or_else(|| row.error("unknown reason"))
            })?,
            credits: PatternTable::of("rules/article_credits.tsv", credit_word)?,
            sentences: PatternTable::of("rules/article_credit_sentences.tsv", credit_word)?,
            notes: PatternTable::of("rules/article_notes.tsv", |row| {
                super::note::Note::from_word(row.get("note")).map(Some).ok_or_else(|| row.error("unknown note"))
            })?,
            agencies: super::agency::Agencies::bundled()?,
            regions,
            forms: super::form::FormCues::bundled()?,
            marks: super::html::PageMarks::bundled()?,
            dates: Dates::bundled()?,
            names,
            patterns: super::patterns::Patterns::new()?,
            cues: super::cues::ClassCues::bundled()?,
            blocks,
            addresses: super::address::Addresses::bundled()?,
            link_cues: super::link_cues::LinkCues::bundled()?,
            page_lines: data::table("rules/pdf_page_lines.tsv")?.iter().map(regex).collect::<Result<_, _>>()?,
            limits: super::PageLimits::default(),
            pdf: None,
            metadata: super::metadata::Words::bundled()?,
        })
    }

    /// What is known of addresses.
    #[must_use]
    pub fn addresses(&self) -> &super::address::Addresses {
        &self.addresses
    }

    /// Whether a part of a line has words of credit.
    pub(super) fn has_credit(&self, words: &str) -> bool {
        self.credits.matches(words).next().is_some()
    }

    /// Whether a sentence says where the report was published first or who translated it.
    pub(super) fn has_sentence(&self, words: &str) -> bool {
        self.sentences.matches(words).next().is_some()
    }

    /// Why a line is no part of a report, if it is none.
    pub(super) fn drop_reason(&self, line: &str) -> Option<DropReason> {
        let words = bare(line);
        if words.is_empty() || words.len() > 480 || words.chars().count() > 240 {
            return None;
        }
        self.drops.matches(words).next()
    }

    /// Whether `word` stands in the list of that kind (`language`, `nobody`, `desk`, `outlet`, `opener`).
    pub(super) fn is_word(&self, kind: &str, word: &str) -> bool {
        self.names.get(kind).is_some_and(|words| words.contains(word.trim().to_lowercase().as_str()))
    }
}

/// What a row of a table of credits stands for.
fn credit_word(row: &Row) -> Result<Option<CreditWord>, DataError> {
    Ok(Some(match row.get("what") {
        "author" => CreditWord::Author,
        "translator" => CreditWord::Translator,
        "source" => CreditWord::Source,
        "agency" => CreditWord::Agency,
        "via" => CreditWord::Via,
        _ => return Err(row.error("unknown word")),
    }))
}

/// A line without the marks that decorate its ends.
pub(super) fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '–'
                    | '—'
                    | '*'
                    | '~'
                    | '='
                    | '_'
                    | '+'
                    | '#'
                    | '['
                    | ']'
                    | '|'
                    | '•'
                    | '·'
                    | '>'
                    | '<'
                    | '»'
                    | '«'
                    | '▼'
                    | '►'
                    | '\u{200e}'
                    | '\u{200f}'
                    | '\u{feff}'
            )
    })
}

fn regex(row: &Row) -> Result<Regex, DataError> {
    Regex::new(&format!("(?i){}", row.get("pattern"))).map_err(|error| row.error(error.to_string()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lines_to_drop_are_caught_and_others_missed() {
        let rules = Rules::bundled().unwrap();
        for row in data::table("rules/article_drop.tsv").unwrap() {
            for line in row.list("catches") {
                assert_eq!(rules.drop_reason(line).map(|r| r.as_str()), Some(row.get("reason")), "{line}");
            }
            for line in row.list("misses") {
                assert_eq!(rules.drop_reason(line), None, "{line}");
            }
        }
    }

    #[test]
    fn lines_with_page_numbers_are_caught_and_others_missed() {
        let rules = Rules::bundled().unwrap();
        for (row, pattern) in data::table("rules/pdf_page_lines.tsv").unwrap().iter().zip(&rules.page_lines) {
            for line in row.list("catches") {
                assert!(pattern.is_match(bare(line)), "{line}");
            }
            for line in row.list("misses") {
                assert!(!pattern.is_match(bare(line)), "{line}");
            }
        }
    }

    #[test]
    fn parts_of_credit_lines_give_their_names() {
        let rules = Rules::bundled().unwrap();
        for (file, patterns) in [("rules/article_credits.tsv", &rules.credits), ("rules/article_credit_sentences.tsv", &rules.sentences)] {
            for (row, pattern) in data::table(file).unwrap().iter().zip(patterns.patterns()) {
                for example in row.list("catches") {
                    let (line, name) = example.split_once(" => ").unwrap();
                    assert!(pattern.regex().is_some(), "{line}");
                    let hit = pattern.captures(line);
                    let found = hit.as_ref().and_then(|hit| super::super::credit::name_of(hit)).map(|m| m.as_str());
                    assert_eq!(found, Some(name), "{line}");
                }
                for line in row.list("misses") {
                    assert!(!pattern.is_match(line), "{line}");
                }
            }
        }
    }

    #[test]
    fn notes_are_caught_and_others_missed() {
        let rules = Rules::bundled().unwrap();
        for (row, pattern) in data::table("rules/article_notes.tsv").unwrap().iter().zip(rules.notes.patterns()) {
            for words in row.list("catches") {
                assert!(pattern.is_match(words), "{words}");
            }
            for words in row.list("misses") {
                assert!(!pattern.is_match(words), "{words}");
            }
        }
    }
}
