//! What the words around a link say of the page that it leads to: the source of the account, its original in another
//! language, or more to read (`data/lexicons/link_cues.tsv`).

use crate::data::{self, DataError};

/// What the words say of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The account is from there.
    Source,
    /// It is a translation of what stands there.
    Translation,
    /// More to read.
    Related,
}

/// Where a row's words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Begins,
    Whole,
}

/// Bytes before a link that are looked at.
const BEFORE: usize = 120;

/// The table, compiled once.
#[derive(Debug)]
pub(super) struct LinkCues {
    rows: Vec<(Place, Said, Vec<&'static str>)>,
}

impl LinkCues {
    pub(super) fn bundled() -> Result<Self, DataError> {
        let mut rows = Vec::new();
        for row in data::table("lexicons/link_cues.tsv")? {
            let said = match row.get("kind") {
                "source" => Said::Source,
                "translation" => Said::Translation,
                "related" => Said::Related,
                _ => return Err(row.error("unknown kind")),
            };
            let place = match row.get("place") {
                "before" => Place::Before,
                "link" => Place::Begins,
                "whole" => Place::Whole,
                _ => return Err(row.error("unknown place")),
            };
            rows.push((place, said, row.list("words").collect()));
        }
        Ok(Self { rows })
    }

    /// What is said of a link's page, by the words of its paragraph before it and its own. More to read wins where it stands
    /// before the link, else the longest words decide.
    pub(super) fn said(&self, before: &str, link: &str) -> Option<Said> {
        let (before, link) = (context(before), normal(link));
        let link = link.trim_matches(|c: char| !c.is_alphanumeric());
        let mut best: Option<(usize, Said)> = None;
        for (place, said, words) in &self.rows {
            for phrase in words {
                let fits = match place {
                    Place::Before => ends_with(&before, phrase),
                    Place::Begins => link.strip_prefix(phrase).is_some_and(|rest| is_end(phrase, rest)),
                    Place::Whole => link == *phrase,
                };
                if fits && *place == Place::Before && *said == Said::Related {
                    return Some(Said::Related);
                }
                if fits && best.is_none_or(|(length, _)| length < phrase.len()) {
                    best = Some((phrase.len(), *said));
                }
            }
        }
        best.map(|(_, said)| said)
    }
}

/// The end of the words before a link, `^` for the beginning of its paragraph, opening marks at the end left out.
fn context(before: &str) -> String {
    let mut from = before.len().saturating_sub(BEFORE);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let start = if from == 0 { "^" } else { "" };
    let words = normal(&before[from..]);
    let words = words.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '«' | '“' | '„' | '‘' | '\'' | '[' | '<'));
    format!("{start}{words}")
}

/// Small letters, one kind of apostrophe and colon, single spaces, none before a colon.
fn normal(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars().flat_map(char::to_lowercase) {
        match c {
            '’' | '‘' | 'ʼ' | '`' => out.push('\''),
            ':' | '：' => {
                out.truncate(out.trim_end().len());
                out.push(':');
            }
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            // The dot of a Turkish capital, and marks of direction.
            '\u{307}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => {}
            c => out.push(c),
        }
    }
    out
}

/// Whether words end with a phrase that begins a word.
fn ends_with(words: &str, phrase: &str) -> bool {
    if phrase.starts_with('^') {
        return words == phrase;
    }
    let Some(rest) = words.strip_suffix(phrase) else { return false };
    let first = phrase.chars().next().is_some_and(|c| c.is_alphanumeric() && !is_han(c));
    !first || !rest.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// Whether a word may end where a phrase does: Arabic phrases may end in a prefix.
fn is_end(phrase: &str, rest: &str) -> bool {
    let open = phrase.ends_with("بال") || phrase.chars().next_back().is_some_and(is_han);
    open || !rest.chars().next().is_some_and(char::is_alphanumeric)
}

fn is_han(c: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_example_of_the_table() {
        let cues = LinkCues::bundled().unwrap();
        let said = |example: &str| {
            let (before, rest) = example.split_once('[').unwrap();
            cues.said(before, rest.split_once(']').unwrap().0)
        };
        for row in data::table("lexicons/link_cues.tsv").unwrap() {
            let wanted = match row.get("kind") {
                "source" => Said::Source,
                "translation" => Said::Translation,
                _ => Said::Related,
            };
            for example in row.list("catches") {
                assert_eq!(said(example), Some(wanted), "{example}");
            }
            for example in row.list("misses") {
                assert_eq!(said(example), None, "{example}");
            }
        }
    }
}
