//! What is left in a text that is no part of the report: adverts, sign-ups, share buttons.
//!
//! A page counts as one with leftover boilerplate when the text that was read holds a phrase of `boilerplate.tsv` that the
//! article itself holds nowhere. Lines are no part of the definition, since some engines give a text without any. On the
//! development pages this gives the peers about the shares that were measured for them before (November 2026, development
//! and held-out pages together); a share of pages with more than some part of extra words does not.

use anyhow::{Context, Result, bail};
use regex::{Regex, RegexBuilder};
use std::collections::BTreeSet;

const TABLE: &str = include_str!("boilerplate.tsv");

/// The words that give such lines away.
#[derive(Debug)]
pub struct Boilerplate(Regex);

/// Rows of the table: a pattern, a line that it catches, a line that it misses.
fn rows() -> Result<Vec<[&'static str; 3]>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .skip(1)
        .map(|line| match *line.split('\t').collect::<Vec<_>>() {
            [_, pattern, catches, misses] => Ok([pattern, catches, misses]),
            _ => bail!("boilerplate.tsv: not four cells: {line}"),
        })
        .collect()
}

/// Whole words; a script without spaces has no boundary to hold to.
fn compile(pattern: &str) -> Result<Regex> {
    let bounded = if pattern.contains('阅') { pattern.to_owned() } else { format!(r"\b(?:{pattern})\b") };
    RegexBuilder::new(&bounded).case_insensitive(true).build().with_context(|| format!("boilerplate.tsv: {pattern}"))
}

impl Boilerplate {
    /// The bundled words.
    ///
    /// # Errors
    /// When the table is broken.
    pub fn bundled() -> Result<Self> {
        let patterns: Vec<String> =
            rows()?.iter().map(|[pattern, ..]| compile(pattern).map(|regex| regex.to_string())).collect::<Result<_>>()?;
        Ok(Self(RegexBuilder::new(&patterns.join("|")).case_insensitive(true).size_limit(64 << 20).build()?))
    }

    /// The phrases of boilerplate in `read` that `labelled` has nowhere, each once, with what stands around it.
    #[must_use]
    pub fn leftover(&self, labelled: &str, read: &str) -> Vec<String> {
        let mut known: BTreeSet<String> = self.0.find_iter(labelled).map(|found| found.as_str().to_lowercase()).collect();
        let mut out = Vec::new();
        for found in self.0.find_iter(read) {
            if known.insert(found.as_str().to_lowercase()) {
                let before: String = read[..found.start()].chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
                let after: String = read[found.end()..].chars().take(30).collect();
                out.push(format!("{:?} in {:?}", found.as_str(), format!("{before}{}{after}", found.as_str())));
            }
        }
        out
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_catches_and_misses_its_examples() {
        for [pattern, catches, misses] in rows().unwrap() {
            let regex = compile(pattern).unwrap();
            assert!(regex.is_match(catches), "{pattern} must catch {catches}");
            assert!(!regex.is_match(misses), "{pattern} must miss {misses}");
        }
    }

    #[test]
    fn only_what_the_article_does_not_hold_is_left_over() {
        let boilerplate = Boilerplate::bundled().unwrap();
        let article = "The ministry spoke of comments in the market of Al Waha.";
        assert_eq!(boilerplate.leftover(article, article), Vec::<String>::new());
        assert_eq!(boilerplate.leftover(article, "The ministry spoke. 12 Comments\nSign up, sign up!").len(), 1);
        assert_eq!(boilerplate.leftover(article, "Подпишитесь на канал").len(), 1);
    }
}
