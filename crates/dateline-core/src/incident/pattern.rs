//! Token patterns of the incident tables: rows of words, classes, numbers and gaps, matched on lower-case tokens.
//! The notation is described at the head of `data/lexicons/incident_triggers.tsv`.

use super::forms::Front;
use crate::segment::{Segments, TokenKind};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Writes out the forms of a word of a table; the message says what is wrong.
pub(super) type Expand<'e> = &'e mut dyn FnMut(&str, &mut BTreeSet<String>) -> Result<(), String>;

/// Classes of words by name.
pub(super) type Classes = BTreeMap<&'static str, BTreeSet<String>>;

#[derive(Debug, Clone)]
enum Element {
    /// One of these words, or digits where the flag says so.
    Words(BTreeSet<String>, bool),
    /// Up to so many tokens.
    Gap(usize),
}

/// A row of elements with the part that is marked.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    elements: Vec<Element>,
    marked: Range<usize>,
}

/// `stem(a,b)` and `x/y` written out.
pub(super) fn forms(words: &str, into: &mut BTreeSet<String>) {
    for word in words.split(['/', '|']).map(str::trim).filter(|w| !w.is_empty()) {
        match word.split_once('(') {
            Some((stem, endings)) => {
                into.insert(stem.to_owned());
                for ending in endings.trim_end_matches(')').split(',') {
                    into.insert(format!("{stem}{ending}"));
                }
            }
            None => {
                into.insert(word.to_owned());
            }
        }
    }
}

impl Pattern {
    /// A pattern that matches nothing.
    pub(super) fn empty() -> Self {
        Self { elements: Vec::new(), marked: 0..0 }
    }

    /// Reads a pattern; `expand` writes out the forms of a word. The message says what is wrong.
    pub(super) fn parse(notation: &str, classes: &Classes, expand: Expand<'_>) -> Result<Self, String> {
        let mut elements = Vec::new();
        let mut marked: Option<(usize, usize)> = None;
        for piece in notation.split_whitespace() {
            let opens = piece.starts_with('[');
            let closes = piece.ends_with(']');
            let piece = piece.trim_start_matches('[').trim_end_matches(']');
            if opens {
                marked = Some((elements.len(), usize::MAX));
            }
            if let Some(most) = piece.strip_prefix('_') {
                elements.push(Element::Gap(most.parse().map_err(|_| format!("bad gap {piece:?}"))?));
            } else {
                let mut words = BTreeSet::new();
                let mut number = false;
                for part in piece.split('/') {
                    if let Some(name) = part.strip_prefix('<').and_then(|p| p.strip_suffix('>')) {
                        words.extend(classes.get(name).ok_or_else(|| format!("unknown class {name:?}"))?.iter().cloned());
                    } else if part == "#" {
                        number = true;
                    } else {
                        expand(part, &mut words)?;
                    }
                }
                elements.push(Element::Words(words, number));
            }
            if closes {
                marked = marked.map(|(from, _)| (from, elements.len()));
            }
        }
        if matches!(elements.first(), None | Some(Element::Gap(_))) || matches!(elements.last(), Some(Element::Gap(_))) {
            return Err("a pattern begins and ends with a word or number".to_owned());
        }
        let (from, to) = marked.unwrap_or((0, elements.len()));
        if to > elements.len() {
            return Err("the mark is not closed".to_owned());
        }
        Ok(Self { elements, marked: from..to })
    }

    /// The words that can begin a match; empty where a number begins it.
    pub(super) fn first_words(&self) -> impl Iterator<Item = &str> {
        let words = match self.elements.first() {
            Some(Element::Words(words, _)) => Some(words),
            _ => None,
        };
        words.into_iter().flatten().map(String::as_str)
    }

    /// Whether it begins with a number.
    pub(super) fn begins_with_number(&self) -> bool {
        matches!(self.elements.first(), Some(Element::Words(_, true)))
    }

    /// The match that begins at token `at` and ends before `end`: all of it, and its marked part.
    pub(super) fn match_at(&self, segments: &Segments<'_>, front: &Front, at: usize, end: usize) -> Option<(Range<usize>, Range<usize>)> {
        let mut starts = Vec::with_capacity(self.elements.len());
        let last = self.step(&(segments, front), 0, at, end, &mut starts)?;
        let from = *starts.get(self.marked.start)?;
        let to = if self.marked.end == self.elements.len() { last } else { starts[self.marked.end - 1] + 1 };
        Some((at..last, from..to.max(from + 1)))
    }

    fn step(&self, text: &(&Segments<'_>, &Front), element: usize, at: usize, end: usize, starts: &mut Vec<usize>) -> Option<usize> {
        let (segments, front) = *text;
        let Some(here) = self.elements.get(element) else { return Some(at) };
        starts.truncate(element);
        starts.push(at);
        match here {
            Element::Gap(most) => (0..=*most).take_while(|skip| at + skip < end).find_map(|skip| {
                // A gap stays inside its clause.
                let crosses = skip > 0 && matches!(segments.word(at + skip - 1), ";" | "؛" | ":" | "—" | "–" | "." | "!" | "?");
                if crosses {
                    return None;
                }
                let found = self.step(text, element + 1, at + skip, end, starts);
                if found.is_none() {
                    starts.truncate(element + 1);
                }
                found
            }),
            Element::Words(words, number) if at < end => {
                let fits =
                    front.any(segments.lower(at), |form| words.contains(form)) || *number && segments.tokens[at].kind == TokenKind::Number;
                if fits { self.step(text, element + 1, at + 1, end, starts) } else { None }
            }
            _ => None,
        }
    }
}
