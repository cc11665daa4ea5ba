//! Whole numbers in words and digits ("1,200", "twenty-three", "two hundred and five"), for the time and toll stages.
//! The words are data (`lexicons/numerals.tsv`), by language.

use crate::data::{self, DataError};
use crate::segment::{Segments, TokenKind};
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// 0 to 19.
    Unit(u64),
    /// 20, 30 … 90.
    Ten(u64),
    /// 100, 1000 …: multiplies what stands before it.
    Scale(u64),
    /// "and" inside a number.
    Joint,
}

/// The words of numbers of one language.
#[derive(Debug, Clone, Default)]
pub struct Numerals {
    words: HashMap<&'static str, Part>,
    ordinals: HashMap<&'static str, u64>,
}

impl Numerals {
    /// The bundled words of a language (lower-case code).
    ///
    /// # Errors
    /// When the data file is broken.
    pub fn bundled(language: &str) -> Result<Self, DataError> {
        let mut all = Self::default();
        for row in data::table("lexicons/numerals.tsv")? {
            if row.get("language") != language {
                continue;
            }
            let value: u64 = row.get("value").parse().map_err(|_| row.error("value is no whole number"))?;
            let part = match row.get("kind") {
                "unit" => Part::Unit(value),
                "ten" => Part::Ten(value),
                "scale" => Part::Scale(value),
                "joint" => Part::Joint,
                "ordinal" => {
                    all.ordinals.insert(row.get("word"), value);
                    continue;
                }
                kind => return Err(row.error(format!("unknown kind {kind:?}"))),
            };
            all.words.insert(row.get("word"), part);
        }
        Ok(all)
    }

    /// The number that begins at token `at`, and how many tokens it takes; looks no further than token `end`.
    /// Decimals, and numbers glued to other letters, are none.
    #[must_use]
    pub fn number_at(&self, segments: &Segments<'_>, at: usize, end: usize) -> Option<(u64, usize)> {
        let token = segments.tokens.get(at)?;
        if token.kind == TokenKind::Number {
            let value = digits(segments.word(at))?;
            if at + 1 < end
                && let Some(Part::Scale(scale)) = self.words.get(segments.lower(at + 1))
                && *scale >= 1000
            {
                return value.checked_mul(*scale).map(|value| (value, 2));
            }
            return Some((value, 1));
        }
        if token.kind != TokenKind::Word {
            return None;
        }
        let mut reading = Reading::default();
        let mut used = 0;
        let mut next = at;
        while next < end && next < at + 12 {
            let word = segments.lower(next);
            if self.words.get(word) == Some(&Part::Joint) {
                // "and" belongs to the number only after a hundred or thousand and before another part.
                let goes_on = reading.after_scale && next + 1 < end && self.small(segments.lower(next + 1)).is_some();
                if !goes_on {
                    break;
                }
                next += 1;
                continue;
            }
            if !self.push_word(word, &mut reading) {
                break;
            }
            next += 1;
            used = next - at;
        }
        (used > 0).then(|| (reading.total.saturating_add(reading.current), used))
    }

    /// The number of one word ("four", "twenty-three"), or `None`.
    #[must_use]
    pub fn word(&self, word: &str) -> Option<u64> {
        self.small(word)
    }

    /// The number of one ordinal word ("third", "23rd").
    #[must_use]
    pub fn ordinal(&self, word: &str) -> Option<u64> {
        if let Some(value) = self.ordinals.get(word) {
            return Some(*value);
        }
        if let Some((ten, unit)) = word.split_once('-')
            && let Some(Part::Ten(ten)) = self.words.get(ten)
        {
            return self.ordinals.get(unit).filter(|n| **n < 10).map(|unit| ten + unit);
        }
        let cut = word.find(|c: char| !c.is_ascii_digit()).filter(|cut| *cut > 0)?;
        matches!(&word[cut..], "st" | "nd" | "rd" | "th").then(|| word[..cut].parse().ok()).flatten()
    }

    fn small(&self, word: &str) -> Option<u64> {
        match self.words.get(word) {
            Some(Part::Unit(n) | Part::Ten(n)) => Some(*n),
            _ => self.hyphenated(word),
        }
    }

    fn hyphenated(&self, word: &str) -> Option<u64> {
        let (ten, unit) = word.split_once('-')?;
        match (self.words.get(ten), self.words.get(unit)) {
            (Some(Part::Ten(ten)), Some(Part::Unit(unit @ 1..=9))) => Some(ten + unit),
            _ => None,
        }
    }

    fn push_word(&self, word: &str, reading: &mut Reading) -> bool {
        if let Some(value) = self.hyphenated(word) {
            return reading.add(value, false);
        }
        match self.words.get(word) {
            Some(Part::Unit(n)) => reading.add(*n, false),
            Some(Part::Ten(n)) => reading.add(*n, true),
            Some(Part::Scale(n)) => reading.scale(*n),
            _ => false,
        }
    }
}

#[derive(Debug, Default)]
struct Reading {
    total: u64,
    current: u64,
    any: bool,
    after_scale: bool,
    after_ten: bool,
}

impl Reading {
    fn add(&mut self, value: u64, ten: bool) -> bool {
        let fits = !self.any || self.after_scale || self.after_ten && (1..=9).contains(&value);
        if fits {
            self.current = self.current.saturating_add(value);
            self.any = true;
            self.after_ten = ten;
            self.after_scale = false;
        }
        fits
    }

    fn scale(&mut self, scale: u64) -> bool {
        // A bare "hundred" is no number: "several hundred" is the policy's business.
        if !self.any || self.current == 0 {
            return false;
        }
        if scale >= 1000 {
            self.total = self.total.saturating_add(self.current.saturating_mul(scale));
            self.current = 0;
        } else {
            self.current = self.current.saturating_mul(scale);
        }
        self.after_scale = true;
        self.after_ten = false;
        true
    }
}

/// Digits with thousands separators; `None` for decimals, other shapes, and numbers beyond 18 digits.
#[must_use]
pub fn digits(word: &str) -> Option<u64> {
    let mut value: u64 = 0;
    let mut count = 0;
    let groups: Vec<&str> = word.split([',', '.', '\u{66C}']).collect();
    if groups.len() > 1 {
        let first = groups[0].chars().count();
        if !(1..=3).contains(&first) || groups[1..].iter().any(|g| g.chars().count() != 3) || word.matches('.').count() == 1 {
            return None;
        }
    }
    for c in groups.iter().flat_map(|g| g.chars()) {
        // Arabic-Indic and Persian digits count as digits too.
        let digit = match c {
            '0'..='9' => u64::from(c as u32 - '0' as u32),
            '\u{660}'..='\u{669}' => u64::from(c as u32 - 0x660),
            '\u{6F0}'..='\u{6F9}' => u64::from(c as u32 - 0x6F0),
            _ => return None,
        };
        count += 1;
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    (1..=18).contains(&count).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests_support::report_of;
    use crate::segment::{Abbreviations, segment};

    fn read(words: &str) -> Option<(u64, usize)> {
        let report = report_of(&[words]);
        let segments = segment(&report, &Abbreviations::default());
        Numerals::bundled("en").unwrap_or_default().number_at(&segments, 0, segments.tokens.len())
    }

    #[test]
    fn numbers_in_words_and_digits() {
        for (words, value, used) in [
            ("12 people", 12, 1),
            ("1,200 people", 1200, 1),
            ("twenty-three bodies", 23, 1),
            ("thirty one wounded", 31, 2),
            ("two hundred and five men", 205, 4),
            ("two hundred and the rest", 200, 2),
            ("three thousand four hundred", 3400, 4),
            ("2 million people", 2_000_000, 2),
            ("five three", 5, 1),
            ("one and two", 1, 1),
        ] {
            assert_eq!(read(words), Some((value, used)), "{words}");
        }
        for words in ["3.5 percent", "hundred men", "men", "and five", "15-year-old"] {
            assert_eq!(read(words), None, "{words}");
        }
    }

    #[test]
    fn ordinals() {
        let numerals = Numerals::bundled("en").unwrap_or_default();
        assert_eq!(numerals.ordinal("third"), Some(3));
        assert_eq!(numerals.ordinal("23rd"), Some(23));
        assert_eq!(numerals.ordinal("twenty-first"), Some(21));
        assert_eq!(numerals.ordinal("12km"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_word_breaks_it(words in "[0-9.,٠-٩a-z -]{1,60}") {
            let _ = read(&words);
            let _ = digits(&words);
        }
    }
}
