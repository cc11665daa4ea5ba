//! The words by which pages mark and open bylines, names and days (`data/lexicons/metadata_words.tsv`), compiled once.

use crate::article::html::{Mark, Marks};
use crate::data::{self, DataError};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{HashMap, HashSet};

/// The bundled words.
#[derive(Debug)]
pub(in crate::article) struct Words {
    of: HashMap<&'static str, HashSet<&'static str>>,
    /// Openers of bylines, longest first.
    by: Vec<&'static str>,
    /// Words before a day that say what day it is, longest first.
    published: Vec<&'static str>,
    modified: Vec<&'static str>,
    /// Finds class attributes that can hold a mark, so that the others cost nothing.
    stems: AhoCorasick,
}

/// Longest class attribute that is looked at, in bytes.
const LONGEST: usize = 300;

impl Words {
    pub(in crate::article) fn bundled() -> Result<Self, DataError> {
        let file = "lexicons/metadata_words.tsv";
        let mut of: HashMap<&'static str, HashSet<&'static str>> = HashMap::new();
        for row in data::table(file)? {
            if row.get("word").is_empty() {
                return Err(row.error("no word"));
            }
            of.entry(row.get("kind")).or_default().insert(row.get("word"));
        }
        let listed = |kind: &str| {
            let mut words: Vec<&'static str> = of.get(kind).into_iter().flatten().copied().collect();
            words.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
            words
        };
        let marks: Vec<&str> =
            ["author_mark", "date_mark", "kicker_mark", "subtitle_mark", "hidden_mark"].iter().flat_map(|kind| listed(kind)).collect();
        // A mark of several words is written without the marks between them.
        let stems = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&marks)
            .map_err(|error| DataError::Line { file: file.to_owned(), line: 0, message: error.to_string() })?;
        let (by, published, modified) = (listed("by"), listed("published"), listed("modified"));
        Ok(Self { by, published, modified, stems, of })
    }

    /// Whether `word` (lower case) is of that kind.
    pub(super) fn is(&self, kind: &str, word: &str) -> bool {
        self.of.get(kind).is_some_and(|words| words.contains(word))
    }

    /// What follows an opener of bylines; `None` where there is none.
    pub(super) fn after_by<'w>(&self, words: &'w str) -> Option<&'w str> {
        self.by.iter().find_map(|cue| {
            let rest = strip_folded(words, cue)?;
            let spaceless = cue.chars().any(|c| c > '\u{2e80}');
            let ends = rest.is_empty() || cue.ends_with([':', '：', '／', '/', ' ']) || rest.starts_with(|c: char| !c.is_alphanumeric());
            (ends || spaceless)
                .then(|| rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '／' | '/' | '-' | '–' | '.')))
        })
    }

    /// Whether the words end in (or are) words that say that a day is one of publication, or of change.
    pub(super) fn day_cue(&self, before: &str) -> Option<DayCue> {
        let before = before.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '©').to_lowercase();
        let ends = |cue: &&&str| {
            before.strip_suffix(**cue).is_some_and(|rest| !rest.ends_with(char::is_alphabetic) || cue.chars().any(|c| c > '\u{2e80}'))
        };
        let longest = |cues: &[&'static str]| cues.iter().find(|cue| ends(cue)).map_or(0, |cue| cue.len());
        match (longest(&self.published), longest(&self.modified)) {
            (0, 0) => None,
            (published, modified) if published >= modified => Some(DayCue::Published),
            _ => Some(DayCue::Modified),
        }
    }

    /// Whether the words after a day say that something was posted on it.
    pub(super) fn says_posted(&self, after: &str) -> bool {
        after.split(|c: char| !c.is_alphabetic()).any(|word| self.is("posted", &word.to_lowercase()))
    }

    /// Whether words beside a day say that it is not the page's.
    pub(super) fn is_other_day(&self, words: &str) -> bool {
        let lower = words.to_lowercase();
        self.of.get("not_date").is_some_and(|cues| cues.iter().any(|cue| lower.contains(cue)))
    }

    /// The words of a class attribute with their neighbours joined, lower case.
    fn class_words(attribute: &str) -> Vec<String> {
        let mut end = attribute.len().min(LONGEST);
        while !attribute.is_char_boundary(end) {
            end -= 1;
        }
        let mut out: Vec<String> = Vec::new();
        for class in attribute[..end].split_ascii_whitespace() {
            let from = out.len();
            let (mut word, mut lower) = (String::new(), false);
            for c in class.chars() {
                let cut = !c.is_alphabetic() || c.is_uppercase() && lower;
                if cut && !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
                lower = c.is_lowercase();
                if c.is_alphabetic() {
                    word.extend(c.to_lowercase());
                }
            }
            if !word.is_empty() {
                out.push(word);
            }
            let joined: Vec<String> = out[from..].windows(2).map(|pair| pair.concat()).collect();
            out.extend(joined);
        }
        out
    }
}

/// What words before a day say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayCue {
    Published,
    Modified,
}

impl Marks for Words {
    fn mark(&self, attribute: &str) -> Option<Mark> {
        if !self.stems.is_match(attribute) {
            return None;
        }
        let words = Self::class_words(attribute);
        let any = |kind: &str| words.iter().any(|word| self.is(kind, word));
        let mark = Mark {
            author: any("author_mark"),
            not_author: any("author_not"),
            date: any("date_mark"),
            modified: any("modified_mark") && !any("published_mark"),
            kicker: any("kicker_mark"),
            subtitle: any("subtitle_mark"),
            separator: any("separator_mark"),
            hidden: any("hidden_mark"),
        };
        Some(mark)
    }

    fn leads_to_author(&self, address: &str) -> bool {
        let path = address.split_once("://").map_or(address, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        let path = path.split(['?', '#']).next().unwrap_or("");
        let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
        while let Some(part) = parts.next() {
            if self.is("author_path", &part.to_ascii_lowercase()) {
                return parts.peek().is_some();
            }
        }
        false
    }

    fn labels_author(&self, label: &str) -> bool {
        self.is("label", label.trim().trim_end_matches(':').to_lowercase().as_str())
    }
}

/// What follows `cue` at the beginning of `words`, whatever the case.
fn strip_folded<'w>(words: &'w str, cue: &str) -> Option<&'w str> {
    let mut rest = words.chars();
    for wanted in cue.chars() {
        let c = rest.next()?;
        if c != wanted && !c.to_lowercase().eq(std::iter::once(wanted)) {
            return None;
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn openers_of_bylines_are_taken_off() {
        let words = Words::bundled().unwrap();
        for (line, wanted) in [
            ("By Ann Odd", Some("Ann Odd")),
            ("BY ANN ODD", Some("ANN ODD")),
            ("Written by: Ann Odd", Some("Ann Odd")),
            ("Автор: Анна Проба", Some("Анна Проба")),
            ("بقلم: سلمى مثال", Some("سلمى مثال")),
            ("文／試験太郎", Some("試験太郎")),
            ("Byron Odd", None),
            ("Vonda Odd", None),
            ("By", Some("")),
        ] {
            assert_eq!(words.after_by(line), wanted, "{line}");
        }
    }

    #[test]
    fn words_before_a_day_say_which() {
        let words = Words::bundled().unwrap();
        for (before, wanted) in [
            ("Published: ", Some(DayCue::Published)),
            ("Last updated on ", Some(DayCue::Modified)),
            ("Last updated ", Some(DayCue::Modified)),
            ("Zuletzt aktualisiert: ", Some(DayCue::Modified)),
            ("Veröffentlicht am ", Some(DayCue::Published)),
            ("It was a ", None),
        ] {
            assert_eq!(words.day_cue(before), wanted, "{before}");
        }
    }

    #[test]
    fn classes_mark_names_and_days() {
        let words = Words::bundled().unwrap();
        let mark = |class: &str| words.mark(class).unwrap_or_default();
        assert!(mark("c-byline__author").author && !mark("c-byline__author").not_author);
        assert!(mark("author-bio").not_author && mark("authorImage").not_author);
        assert!(mark("article__date").date && !mark("article__date").author);
        assert!(mark("date-updated").modified && !mark("entry-date published updated").modified);
        assert!(words.mark("authority").is_none_or(|mark| !mark.author));
        assert!(words.leads_to_author("https://n.example/author/ann-odd/") && !words.leads_to_author("https://n.example/author/"));
    }
}
