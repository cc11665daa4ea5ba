//! Full names of bodies in a report, so that "the Column" or "JDU" can be given its name.

use super::Parts;
use super::actor::plain_name;
use super::lexicon::Words;
use crate::segment::Segments;
use std::collections::BTreeMap;

/// Most names kept of one report.
const MOST: usize = 400;

/// Names of bodies by their first word, last word, and initials, in lower case.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<String>,
    by_word: BTreeMap<String, Vec<usize>>,
}

impl Names {
    /// Those of the speakers, then those that the text writes out.
    pub(super) fn new(segments: &Segments<'_>, parts: &Parts<'_>, lexicon: &Words) -> Self {
        let mut names = Self::default();
        for speaker in parts.claims.iter().filter_map(|c| c.speaker.as_ref()) {
            if names.is_body(lexicon, &speaker.name) {
                names.add(&super::actor::side_of(&speaker.name));
            }
        }
        let mut at = 0;
        while at < segments.tokens.len() && names.all.len() < MOST {
            if !segments.tokens[at].capital {
                at += 1;
                continue;
            }
            let from = at;
            let mut end = at + 1;
            let capital = |at: usize| segments.tokens.get(at).is_some_and(|t| t.capital);
            while end - from < 8 {
                // "Western Axis Command", "League of the Hills".
                let linked = match segments.lower(end) {
                    "of" => capital(end + 1) || segments.lower(end + 1) == "the" && capital(end + 2),
                    "the" => capital(end + 1) && segments.lower(end - 1) == "of",
                    word if !lexicon.is_english() && lexicon.is("of", word) => {
                        capital(end + 1) || lexicon.is("determiner", segments.lower(end + 1)) && capital(end + 2)
                    }
                    word if !lexicon.is_english() && lexicon.is("determiner", word) => {
                        capital(end + 1) && lexicon.is("of", segments.lower(end - 1))
                    }
                    _ => false,
                };
                if !capital(end) && !linked {
                    break;
                }
                end += 1;
            }
            let words = segments.span_of(from..end).of(segments.body);
            let name = plain_name(words);
            let shouted = name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
            if name.split_whitespace().count() >= 2 && !shouted && !name.contains('\n') && names.is_body(lexicon, name) {
                names.add(name);
            }
            at = end;
        }
        names
    }

    /// Whether a name is that of a body, not of a person: one of its words says so.
    pub(super) fn is_body(&self, lexicon: &Words, name: &str) -> bool {
        name.split_whitespace().any(|word| {
            let word = word.to_lowercase();
            let word = crate::letters::folded(&word);
            lexicon.is("organisation", &word) || lexicon.is("force", &word) || word == "government"
        })
    }

    fn add(&mut self, name: &str) {
        if name.is_empty() || self.all.len() >= MOST || self.all.iter().any(|n| n == name) {
            return;
        }
        let index = self.all.len();
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        let mut keys: Vec<String> = words.iter().filter(|w| !matches!(w.as_str(), "of" | "the" | "for" | "in" | "and")).cloned().collect();
        let initials: String =
            name.split_whitespace().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).filter_map(|w| w.chars().next()).collect();
        if initials.chars().count() >= 2 {
            keys.push(initials.to_lowercase());
        }
        for key in keys {
            self.by_word.entry(key).or_default().push(index);
        }
        self.all.push(name.to_owned());
    }

    /// Whether words are one of the names, or a name's first or last word or initials.
    pub(super) fn is_name(&self, words: &str) -> bool {
        words.len() >= 3
            && words.chars().next().is_some_and(char::is_uppercase)
            && (self.all.iter().any(|n| n == words) || self.full(words).is_some())
    }

    /// The fullest name that ends, begins or is abbreviated with the words; `None` where they are a name by themselves.
    pub(super) fn full(&self, words: &str) -> Option<&str> {
        if self.all.iter().any(|n| n == words) {
            return None;
        }
        let lower = words.to_lowercase();
        let key = lower.split_whitespace().next_back()?;
        let first = lower.split_whitespace().next()?;
        let candidates = self.by_word.get(key).into_iter().chain(self.by_word.get(first)).flatten();
        let several = lower.contains(' ');
        let fits = |full: &str| {
            let full = full.to_lowercase();
            let initials = |f: &str| {
                f.split_whitespace()
                    .filter(|w| !matches!(*w, "of" | "the" | "for" | "and"))
                    .filter_map(|w| w.chars().next())
                    .collect::<String>()
            };
            let capital = words.chars().next().is_some_and(char::is_uppercase);
            if several {
                full.ends_with(&format!(" {lower}")) || capital && first.len() >= 3 && initials(&full) == first
            } else {
                full.ends_with(&format!(" {lower}"))
                    || capital && full.starts_with(&format!("{lower} "))
                    || capital && initials(&full) == lower
            }
        };
        candidates.map(|at| self.all[*at].as_str()).filter(|full| full.len() > words.len() && fits(full)).min_by_key(|full| full.len())
    }
}
