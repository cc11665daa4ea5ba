//! The cues of `data/rules/article_form.tsv`, one table for each part of a page.

use crate::article::pattern::PatternTable;
use crate::data::DataError;
use crate::report::Form;

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
    tables: Vec<(Part, PatternTable<Form>)>,
}

impl FormCues {
    /// The bundled table.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub(in super::super) fn bundled() -> Result<Self, DataError> {
        let table = |name: &str| {
            PatternTable::of("rules/article_form.tsv", |row| match row.get("part") {
                part if !PARTS.iter().any(|(known, _)| *known == part) => Err(row.error("unknown part")),
                part if part != name => Ok(None),
                _ => Form::from_word(row.get("form")).map(Some).ok_or_else(|| row.error("unknown form")),
            })
        };
        Ok(Self { tables: PARTS.iter().map(|(name, part)| Ok((*part, table(name)?))).collect::<Result<_, DataError>>()? })
    }

    /// Whether the words are such as title a letter or a statement.
    pub(in super::super) fn title_a_document(&self, words: &str) -> bool {
        self.find(Part::Title, words).iter().any(|form| matches!(form, Form::Letter | Form::Statement))
    }

    /// The forms that words of a part are cues for.
    pub(super) fn find(&self, part: Part, words: &str) -> Vec<Form> {
        let table = self.tables.iter().find(|(one, _)| *one == part).filter(|_| !words.is_empty());
        table.map_or_else(Vec::new, |(_, table)| table.matches(words.trim()).collect())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::data;

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
