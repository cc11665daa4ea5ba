//! Whole numbers in words and digits ("1,200", "twenty-three", "two hundred and five", "خمسة وعشرون", "двести пять"), for
//! the time and toll stages. The words are data (`lexicons/numerals.tsv`), by language.

use crate::data::{self, DataError};
use crate::letters;
use crate::segment::{Segments, TokenKind};
use rustc_hash::FxHashMap as HashMap;

/// Most tokens of a number in words.
const LONGEST: usize = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// 0 to 19.
    Unit(u64),
    /// 20, 30 … 90.
    Ten(u64),
    /// 100, 200 … 900 in one word: added to what stands before.
    Hundred(u64),
    /// 100, 1000 …: multiplies what stands before it.
    Scale(u64),
    /// The same, but one of it needs no number before it: "тысяча человек".
    ScaleOne(u64),
    /// "and" inside a number.
    Joint,
}

/// A number word, maybe of several words.
#[derive(Debug, Clone)]
struct Entry {
    rest: Vec<String>,
    part: Part,
}

/// The words of numbers of one language.
#[derive(Debug, Clone, Default)]
pub struct Numerals {
    words: HashMap<String, Vec<Entry>>,
    ordinals: HashMap<String, u64>,
    /// "And" is written together with the next word and needed between the parts of a number; a unit stands before its ten.
    joined: bool,
    /// Thousands may be parted by a space: "1 200".
    spaced: bool,
    /// Thousands are parted by a full stop: "1.200".
    dotted: bool,
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
            let word = letters::folded(row.get("word")).into_owned();
            let part = match row.get("kind") {
                "unit" => Part::Unit(value),
                "ten" => Part::Ten(value),
                "hundred" => Part::Hundred(value),
                "scale" => Part::Scale(value),
                "scale_one" => Part::ScaleOne(value),
                "joint" => Part::Joint,
                "ordinal" => {
                    all.ordinals.insert(word, value);
                    continue;
                }
                "joined" => {
                    all.joined = true;
                    continue;
                }
                "spaced" => {
                    all.spaced = true;
                    continue;
                }
                "dotted" => {
                    all.dotted = true;
                    continue;
                }
                kind => return Err(row.error(format!("unknown kind {kind:?}"))),
            };
            let mut words = word.split_whitespace().map(str::to_owned);
            let first = words.next().ok_or_else(|| row.error("no word"))?;
            let entries = all.words.entry(first).or_default();
            entries.push(Entry { rest: words.collect(), part });
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        Ok(all)
    }

    /// The number that begins at token `at`, and how many tokens it takes; looks no further than token `end`.
    /// Decimals, and numbers glued to other letters, are none.
    #[must_use]
    pub fn number_at(&self, segments: &Segments<'_>, at: usize, end: usize) -> Option<(u64, usize)> {
        let token = segments.tokens.get(at)?;
        if token.kind == TokenKind::Number || letters::before_number(segments.lower(at)) > 0 {
            return self.digits_at(segments, at, end);
        }
        if token.kind != TokenKind::Word {
            return None;
        }
        let mut reading = Reading::default();
        let mut used = 0;
        let mut next = at;
        while next < end && next < at + LONGEST {
            let Some((part, taken, joined)) = self.part_at(segments, next, end, next == at) else { break };
            if part == Part::Joint {
                // "and" belongs to the number only after a hundred or thousand and before another part.
                let goes_on = reading.after_scale && next + 1 < end && self.small(segments.lower(next + 1)).is_some();
                if !goes_on {
                    break;
                }
                next += 1;
                continue;
            }
            if self.joined && reading.any && !joined && !matches!(part, Part::Scale(_) | Part::ScaleOne(_)) || !reading.push(part, joined) {
                break;
            }
            next += taken;
            used = next - at;
        }
        (used > 0).then(|| (reading.total.saturating_add(reading.current), used))
    }

    /// A number in digits, with a scale after it ("2 million") or with spaces between its thousands.
    fn digits_at(&self, segments: &Segments<'_>, at: usize, end: usize) -> Option<(u64, usize)> {
        let lower = letters::number_in(segments.lower(at));
        let dotted = || lower.split_once('.').filter(|(first, rest)| self.dotted && !first.is_empty() && rest.len() == 3);
        let mut value = digits(lower).or_else(|| dotted().and_then(|(first, rest)| digits(&format!("{first}{rest}"))))?;
        let mut used = 1;
        let plain = |at: usize, most: usize| segments.word(at).len() <= most && segments.word(at).bytes().all(|b| b.is_ascii_digit());
        while self.spaced
            && at + used < end
            && plain(at, 3)
            && plain(at + used, 3)
            && segments.word(at + used).len() == 3
            && used < 4
            && segments.tokens[at + used].span.start() - segments.tokens[at + used - 1].span.end() <= 2
        {
            value = value.checked_mul(1000)?.checked_add(digits(segments.word(at + used))?)?;
            used += 1;
        }
        if at + used < end
            && let Some((Part::Scale(scale) | Part::ScaleOne(scale), 1, false)) = self.part_at(segments, at + used, end, false)
            && scale >= 1000
        {
            return value.checked_mul(scale).map(|value| (value, used + 1));
        }
        Some((value, used))
    }

    /// The part of a number at a token, how many tokens it takes, and whether "and" is written together with it.
    fn part_at(&self, segments: &Segments<'_>, at: usize, end: usize, first: bool) -> Option<(Part, usize, bool)> {
        let lower = segments.lower(at);
        let of = |word: &str| {
            let entries = self.words.get(word)?;
            let fits = |entry: &&Entry| {
                at + entry.rest.len() < end && entry.rest.iter().enumerate().all(|(n, word)| segments.lower(at + 1 + n) == word)
            };
            entries.iter().find(fits).map(|entry| (entry.part, entry.rest.len() + 1))
        };
        if let Some((part, used)) = of(lower) {
            return Some((part, used, false));
        }
        if !self.joined {
            let whole = self.hyphenated(lower).map(|value| (Part::Unit(value), 1, false));
            // "d'une": behind a word that lost its vowel.
            let behind = || letters::forms(lower).skip(1).find_map(|(form, _)| of(&form)).filter(|_| first);
            return whole.or_else(|| behind().map(|(part, used)| (part, used, false)));
        }
        letters::forms(lower).skip(1).find_map(|(form, taken)| {
            let and = lower.starts_with('و') && taken == 1;
            let (part, used) = of(&form).filter(|_| first || and)?;
            Some((part, used, and))
        })
    }

    /// Whether a folded word begins a number or is an ordinal.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word) || self.ordinals.contains_key(word)
    }

    /// The value of a word that multiplies numbers, where it stands alone: "more than a thousand".
    pub(crate) fn scale_alone(&self, word: &str) -> Option<u64> {
        match self.plain(word)? {
            Part::Scale(n) | Part::ScaleOne(n) => Some(n),
            _ => None,
        }
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
            && let Some(Part::Ten(ten)) = self.plain(ten)
        {
            return self.ordinals.get(unit).filter(|n| **n < 10).map(|unit| ten + unit);
        }
        let cut = word.find(|c: char| !c.is_ascii_digit()).filter(|cut| *cut > 0)?;
        matches!(&word[cut..], "st" | "nd" | "rd" | "th").then(|| word[..cut].parse().ok()).flatten()
    }

    fn plain(&self, word: &str) -> Option<Part> {
        self.words.get(word)?.iter().find(|entry| entry.rest.is_empty()).map(|entry| entry.part)
    }

    fn small(&self, word: &str) -> Option<u64> {
        match self.plain(word) {
            Some(Part::Unit(n) | Part::Ten(n)) => Some(n),
            _ => self.hyphenated(word),
        }
    }

    fn hyphenated(&self, word: &str) -> Option<u64> {
        let (ten, unit) = word.split_once('-')?;
        match (self.plain(ten), self.plain(unit)) {
            (Some(Part::Ten(ten)), Some(Part::Unit(unit @ 1..=9))) => Some(ten + unit),
            _ => None,
        }
    }
}

/// A number as far as it has been read.
#[derive(Debug, Default)]
struct Reading {
    total: u64,
    current: u64,
    any: bool,
    after_scale: bool,
    /// What is added next must be less than this.
    room: u64,
    /// A unit was added last, which a ten with "and" may follow.
    after_unit: bool,
}

impl Reading {
    /// Adds a part; false where it does not go on from what was read.
    fn push(&mut self, part: Part, joined: bool) -> bool {
        match part {
            Part::Unit(n) => self.add(n, 0),
            Part::Ten(n) if joined && self.after_unit => {
                self.current = self.current.saturating_add(n);
                (self.after_unit, self.room) = (false, 0);
                true
            }
            Part::Ten(n) => self.add(n, 10),
            Part::Hundred(n) => self.add(n, 100),
            Part::Scale(n) => self.scale(n, false),
            Part::ScaleOne(n) => self.scale(n, true),
            Part::Joint => false,
        }
    }

    fn add(&mut self, value: u64, room: u64) -> bool {
        let fits = !self.any || value < self.room && value > 0;
        if fits {
            self.current = self.current.saturating_add(value);
            self.after_unit = room == 0 && (1..10).contains(&value);
            (self.any, self.room, self.after_scale) = (true, room, room == 100);
        }
        fits
    }

    fn scale(&mut self, scale: u64, alone: bool) -> bool {
        // A bare "hundred" is no number: "several hundred" is the policy's business.
        if !alone && (!self.any || self.current == 0) || self.any && self.current == 0 && scale > self.room {
            return false;
        }
        let times = self.current.max(1);
        if scale >= 1000 {
            self.total = self.total.saturating_add(times.saturating_mul(scale));
            self.current = 0;
        } else {
            self.current = times.saturating_mul(scale);
        }
        (self.any, self.room, self.after_scale, self.after_unit) = (true, scale, true, false);
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
        read_in("en", words)
    }

    fn read_in(language: &str, words: &str) -> Option<(u64, usize)> {
        let report = report_of(&[words]);
        let segments = segment(&report, &Abbreviations::default());
        Numerals::bundled(language).unwrap_or_default().number_at(&segments, 0, segments.tokens.len())
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
