//! The cues of `data/rules/article_form.tsv`, compiled once: one automaton for each part of a page.

use crate::article::rules::with_quick_boundaries;
use crate::data::{self, DataError};
use crate::report::Form;
use regex::{RegexSet, RegexSetBuilder};

/// Which words of a report a cue stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Title,
    /// Words of a title that count only beside structure.
    Weak,
    Opening,
    Page,
    /// Words that hold the rest of a report back.
    Gate,
    Outlet,
    Address,
}

const PARTS: [(&str, Part); 7] = [
    ("title", Part::Title),
    ("weak", Part::Weak),
    ("opening", Part::Opening),
    ("page", Part::Page),
    ("gate", Part::Gate),
    ("outlet", Part::Outlet),
    ("address", Part::Address),
];

/// The compiled table.
#[derive(Debug)]
pub(in super::super) struct FormCues {
    sets: Vec<(Part, RegexSet, Vec<Form>)>,
}

impl FormCues {
    /// The bundled table.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub(in super::super) fn bundled() -> Result<Self, DataError> {
        let rows = data::table("rules/article_form.tsv")?;
        let mut sets = Vec::new();
        for (name, part) in PARTS {
            let (mut patterns, mut forms) = (Vec::new(), Vec::new());
            for row in rows.iter().filter(|row| row.get("part") == name) {
                forms.push(Form::from_word(row.get("form")).ok_or_else(|| row.error("unknown form"))?);
                patterns.push(with_quick_boundaries(row.get("pattern")));
            }
            let set = RegexSetBuilder::new(&patterns).case_insensitive(true).size_limit(64 << 20).dfa_size_limit(6 << 20).build();
            let fail = |e: regex::Error| DataError::Line { file: "rules/article_form.tsv".to_owned(), line: 0, message: e.to_string() };
            sets.push((part, set.map_err(fail)?, forms));
        }
        match rows.iter().find(|row| !PARTS.iter().any(|(name, _)| *name == row.get("part"))) {
            Some(row) => Err(row.error("unknown part")),
            None => Ok(Self { sets }),
        }
    }

    /// Whether the words are such as title a letter or a statement.
    pub(in super::super) fn title_a_document(&self, words: &str) -> bool {
        self.find(Part::Title, words).iter().any(|form| matches!(form, Form::Letter | Form::Statement))
    }

    /// The forms that words of a part are cues for.
    pub(super) fn find(&self, part: Part, words: &str) -> Vec<Form> {
        let Some((_, set, forms)) = self.sets.iter().find(|(one, _, _)| *one == part) else { return Vec::new() };
        if words.is_empty() { Vec::new() } else { set.matches(words.trim()).iter().map(|at| forms[at]).collect() }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_example_of_the_table() {
        for row in data::table("rules/article_form.tsv").unwrap() {
            let pattern = regex::Regex::new(&format!("(?i){}", row.get("pattern"))).unwrap();
            assert!(row.list("catches").next().is_some() && row.list("misses").next().is_some());
            for words in row.list("catches") {
                assert!(pattern.is_match(words), "{}: {words}", row.get("part"));
            }
            for words in row.list("misses") {
                assert!(!pattern.is_match(words), "{}: {words}", row.get("part"));
            }
        }
    }
}
