//! A pattern over the kinds of letters in a line: capitals, other letters, marks. Unicode's classes of letters make automata
//! of megabytes; here the line's letters beyond ASCII become one mark a kind first, and the automaton has ASCII alone.

use super::pattern::broken;
use crate::data::DataError;
use crate::text::Span;
use regex::Regex;
use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;

const CAPITAL: char = '\u{1}';
const LETTER: char = '\u{2}';
const MARK: char = '\u{3}';
/// A letter of Arabic or Hebrew script: no capitals.
const CASELESS: char = '\u{4}';
const NUMBER: char = '\u{5}';
/// What stands for a control character of the line itself.
const OTHER: char = '\u{6}';

/// What classes of letters ask of such a line; each may stand alone or inside brackets.
const CLASSES: &[(&str, &str)] = &[
    (r"\p{Lu}", r"A-Z\x01"),
    (r"\p{L}", r"A-Za-z\x01\x02\x04"),
    (r"\p{M}", r"\x03"),
    (r"\p{N}", r"0-9\x05"),
    (r"\p{Arabic}\p{Hebrew}", r"\x04\x03"),
    (r"\d", r"0-9\x05"),
    (r"\s", r"\t\n\x0B\x0C\r "),
];

/// A compiled shape.
#[derive(Debug)]
pub(super) struct Shape(Regex);

impl Shape {
    /// The shape of a pattern in the syntax of regular expressions.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn of(pattern: &str) -> Result<Self, DataError> {
        Regex::new(&over_kinds(pattern)).map(Self).map_err(broken)
    }

    pub(super) fn is_match(&self, words: &str) -> bool {
        self.0.is_match(&by_kind(words))
    }

    /// The first match in `words`.
    pub(super) fn captures<'s, 'h>(&'s self, words: &'h str) -> Option<Hit<'s, 'h>> {
        let kinds = by_kind(words);
        let mut places = self.0.capture_locations();
        self.0.captures_read(&mut places, &kinds)?;
        let groups = (0..places.len())
            .map(|group| places.get(group).map(|(from, to)| (place_in(words, &kinds, from), place_in(words, &kinds, to))))
            .collect();
        Some(Hit { shape: self, words, groups })
    }
}

/// Where a shape stands in some words.
#[derive(Debug)]
pub(super) struct Hit<'s, 'h> {
    shape: &'s Shape,
    words: &'h str,
    groups: Vec<Option<(usize, usize)>>,
}

impl<'h> Hit<'_, 'h> {
    /// The group of that name, where it took part.
    pub(super) fn name(&self, name: &str) -> Option<Part<'h>> {
        let group = self.shape.0.capture_names().position(|one| one == Some(name))?;
        self.part(group)
    }

    /// The byte at which the whole match ends.
    pub(super) fn end(&self) -> usize {
        self.part(0).map_or(0, |part| part.end())
    }

    fn part(&self, group: usize) -> Option<Part<'h>> {
        let (start, end) = (*self.groups.get(group)?)?;
        Some(Part { words: self.words, start, end })
    }
}

/// A piece of the words that a shape was looked for in; places are bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'h> {
    words: &'h str,
    start: usize,
    end: usize,
}

impl<'h> Part<'h> {
    pub(super) fn start(self) -> usize {
        self.start
    }

    pub(super) fn end(self) -> usize {
        self.end
    }

    pub(super) fn span(self) -> Span {
        Span::new(self.start, self.end)
    }

    pub(super) fn as_str(self) -> &'h str {
        &self.words[self.start..self.end]
    }
}

/// The words with every letter beyond ASCII as its kind, character for character.
fn by_kind(words: &str) -> Cow<'_, str> {
    if words.bytes().all(|byte| byte.is_ascii() && byte > 6) {
        return Cow::Borrowed(words);
    }
    Cow::Owned(words.chars().map(kind).collect())
}

fn kind(c: char) -> char {
    match c {
        '\0'..='\u{6}' => OTHER,
        _ if c.is_ascii() => c,
        _ if c.is_whitespace() => ' ',
        _ if is_combining_mark(c) => MARK,
        _ if c.is_uppercase() => CAPITAL,
        '\u{590}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' if c.is_alphabetic() => CASELESS,
        _ if c.is_alphabetic() => LETTER,
        _ if c.is_numeric() => NUMBER,
        _ => c,
    }
}

/// The byte of `words` that a byte of its kinds stands for.
fn place_in(words: &str, kinds: &str, at: usize) -> usize {
    if words.len() == kinds.len() {
        return at;
    }
    let before = kinds[..at].chars().count();
    words.char_indices().nth(before).map_or(words.len(), |(place, _)| place)
}

/// The pattern with its classes of letters as those of kinds.
fn over_kinds(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let (mut rest, mut in_class) = (pattern, false);
    while let Some(c) = rest.chars().next() {
        let taken = if let Some((class, kinds)) = CLASSES.iter().find(|(class, _)| rest.starts_with(class)) {
            if in_class {
                out.push_str(kinds);
            } else {
                out.extend(["[", kinds, "]"]);
            }
            class.len()
        } else if c == '\\' {
            let end = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..end]);
            end
        } else {
            in_class = c == '[' && !in_class || in_class && c != ']';
            out.push(c);
            c.len_utf8()
        };
        rest = &rest[taken..];
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn classes_stand_alone_and_in_brackets() {
        assert_eq!(over_kinds(r"^\p{Lu}[\p{L}.\]]+\.\d"), r"^[A-Z\x01][A-Za-z\x01\x02\x04.\]]+\.[0-9\x05]");
        let shape = Shape::of(r"^(?P<place>\p{Lu}[\p{L}\p{M}]+),\s(?P<day>\d+)").unwrap();
        let hit = shape.captures("Übelstadt, ٢٣ March").unwrap();
        assert_eq!((hit.name("place").unwrap().as_str(), hit.name("day").unwrap().as_str()), ("Übelstadt", "٢٣"));
        assert!(shape.captures("übelstadt, 23").is_none());
        assert!(hit.name("none").is_none());
    }

    #[test]
    fn marks_of_kinds_in_a_line_are_no_letters() {
        let shape = Shape::of(r"^\p{L}").unwrap();
        assert!(!shape.is_match("\u{1}\u{2}"));
        assert!(shape.is_match("Ж") && shape.is_match("ب") && shape.is_match("ß"));
    }

    proptest! {
        #[test]
        fn groups_are_what_the_same_pattern_finds_in_the_line(words in "[A-Za-zÀ-ÿА-яאבגدمش ,.0-9٣–-]{0,40}") {
            let pattern = r"(?P<name>\p{Lu}[\p{L}\p{M}]+)(?:,\s+(?P<next>\d{1,2}))?";
            let (plain, shape) = (Regex::new(pattern).unwrap(), Shape::of(pattern).unwrap());
            let (one, other) = (plain.captures(&words), shape.captures(&words));
            prop_assert_eq!(one.is_some(), other.is_some());
            if let (Some(one), Some(other)) = (one, other) {
                for name in ["name", "next"] {
                    let expected = one.name(name).map(|m| (m.start(), m.end()));
                    prop_assert_eq!(expected, other.name(name).map(|part| (part.start(), part.end())));
                }
            }
        }
    }
}
