//! What a report keeps in every language: its numbers and the consonants of its names, in the order of the text. Two reports with
//! the same anchors in the same order are one account, in whatever languages they are told (anchor words of parallel texts; M. Kay
//! and M. Röscheisen, 1993).

use super::words::Words;
use crate::by_language::ByLanguage;
use crate::letters;
use crate::numerals::Numerals;
use crate::place::sound;
use crate::report::Report;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::Hasher;

/// Languages whose words of numbers are known; digits are read in all.
const LANGUAGES: &[&str] = &["ar", "de", "en", "es", "fr", "ru"];
/// Ways in which one word may be spelt in another script, at most.
const WAYS: usize = 4;
/// Letters of a name at least.
const LETTERS: usize = 3;
/// Anchors of a report that are kept; what follows says no more.
const KEPT: usize = 1500;

/// Words of numbers by language.
#[derive(Debug)]
pub struct Numbers(ByLanguage<Numerals>);

impl Default for Numbers {
    fn default() -> Self {
        Self(ByLanguage::new(LANGUAGES, Numerals::bundled))
    }
}

/// A number or a name, by the hashes of the ways to write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Byte of the report's text where its word begins, and where it ends.
    pub span: (u32, u32),
    /// Whether it is a number.
    pub is_number: bool,
    keys: [u32; WAYS],
}

impl Anchor {
    /// The hashes that it may be met by.
    pub fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.keys.iter().copied().filter(|key| *key != 0)
    }

    /// What tells it from the report's other anchors.
    #[must_use]
    pub fn key(&self) -> u32 {
        self.keys[0]
    }

    fn new(span: (u32, u32), found: impl IntoIterator<Item = u32>) -> Option<Self> {
        let mut keys = [0; WAYS];
        let mut used = 0;
        for key in found {
            if used < WAYS && !keys[..used].contains(&key) {
                keys[used] = key;
                used += 1;
            }
        }
        (used > 0).then_some(Self { span, is_number: false, keys })
    }

    fn number(span: (u32, u32), value: u64) -> Self {
        let mut keys = [0; WAYS];
        keys[0] = hashed(b'n', &value.to_le_bytes());
        Self { span, is_number: true, keys }
    }
}

/// The anchors of a report's body in the order of its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Anchors {
    /// The anchors.
    pub items: Vec<Anchor>,
    /// Bytes of the report's text.
    pub length: u32,
    /// Whether names are told from other words: not so in scripts without capital letters, where every word may be one.
    pub names_known: bool,
}

impl Anchors {
    /// The hashes of all anchors, sorted, each once.
    #[must_use]
    pub fn keys(&self) -> Vec<u32> {
        let mut keys: Vec<u32> = self.items.iter().flat_map(Anchor::keys).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Reads a report's body; numbers in words where the language's are known.
    #[must_use]
    pub fn new(report: &Report, numbers: &Numbers) -> Self {
        Self::of(&Words::new(report), report.text.as_str(), report.language.as_deref(), numbers)
    }

    /// Reads the words of a text in a language.
    #[must_use]
    pub fn of(words: &Words, text: &str, language: Option<&str>, numbers: &Numbers) -> Self {
        let numerals = language.and_then(|language| numbers.0.get(language));
        let word = |at: usize| words.span(at..at + 1).of(text);
        // A word that stands with a small letter somewhere is a name nowhere.
        let is_small = |at: usize| word(at).chars().next().is_some_and(char::is_lowercase);
        let small: FxHashSet<u32> = (0..words.len()).filter(|at| is_small(*at)).map(|at| words.print.hash(at)).collect();
        let mut out = Self { length: text.len() as u32, names_known: true, ..Self::default() };
        let mut abjad = 0;
        // The number before, which the next word may be a part of.
        let mut pending: Option<(u64, (u32, u32))> = None;
        // A name is spelt out once.
        let mut known: FxHashMap<u32, [u32; WAYS]> = FxHashMap::default();
        for at in 0..words.len() {
            let (written, span) = (word(at), words.span(at..at + 1));
            let span = (span.start() as u32, span.end() as u32);
            let Some(first) = without_elision(written).chars().next() else { continue };
            abjad += usize::from(letters::is_arabic(written));
            let is_name = first.is_uppercase() && !small.contains(&words.print.hash(at)) && written.chars().count() >= LETTERS;
            let value = number(written, numerals);
            let in_digits = first.is_numeric();
            if let (Some(value), Some((so_far, begun))) = (value.filter(|_| !in_digits), pending)
                && let Some(whole) = joined(so_far, &text[begun.1 as usize..span.0 as usize], value)
            {
                let span = (begun.0, span.1);
                pending = Some((whole, span));
                out.items.pop();
                out.items.push(Anchor::number(span, whole));
                continue;
            }
            pending = value.filter(|_| !in_digits).map(|value| (value, span));
            let anchor = match value {
                Some(value) => Some(Anchor::number(span, value)),
                None if is_name || letters::is_arabic(written) => match known.get(&words.print.hash(at)) {
                    Some(keys) => Some(Anchor { span, is_number: false, keys: *keys }),
                    None => {
                        let anchor = Anchor::new(span, name_keys(written));
                        known.insert(words.print.hash(at), anchor.map_or([0; WAYS], |a| a.keys));
                        anchor
                    }
                },
                None => None,
            };
            out.items.extend(anchor.filter(|a| a.key() != 0));
            if out.items.len() >= KEPT {
                break;
            }
        }
        out.names_known = abjad * 4 < words.len().max(1);
        out
    }
}

/// The number of a word of two or more, in digits or words. One is an article in many languages.
fn number(written: &str, numerals: Option<&Numerals>) -> Option<u64> {
    let folded = letters::folded(written);
    let digits = letters::number_in(&folded);
    let value = match digits.bytes().all(|b| b.is_ascii_digit()) && !digits.is_empty() {
        true => digits.parse().ok(),
        false => numerals.and_then(|numerals| {
            let lower = folded.to_lowercase();
            letters::forms(&lower).find_map(|(form, _)| numerals.word(&form))
        }),
    };
    value.filter(|value| *value > 1)
}

/// A number of two words: a ten and what is added to it ("thirty-four", "treinta y cuatro"), four twenties. `between` parts them.
fn joined(first: u64, between: &str, second: u64) -> Option<u64> {
    if !matches!(between, "-" | " " | " y " | "-et-" | " et ") {
        return None;
    }
    match (first, second) {
        (4, 20) => Some(80),
        (20..=90, 2..=19) if first.is_multiple_of(10) => Some(first + second),
        (10, 7..=9) => Some(first + second),
        _ => None,
    }
}

fn hashed(kind: u8, bytes: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(kind);
    hasher.write(bytes);
    // Nought marks an empty place.
    ((hasher.finish() >> 32) as u32).max(1)
}

/// Hashes of a name's consonants in all the ways that it may be met by.
fn name_keys(written: &str) -> Vec<u32> {
    sounds(written).iter().map(|skeleton| hashed(b'w', skeleton.as_bytes())).collect()
}

/// A name's consonants: as it stands; with its w as a v; an Arabic word without what is written together with it.
pub(super) fn sounds(written: &str) -> Vec<String> {
    let written = without_elision(written);
    // "Chronicle", "Christ": no sh.
    let written = if written.is_ascii() { written.replace("Chr", "Kr").replace("chr", "kr") } else { written.to_owned() };
    let mut all = sound::skeletons(&written);
    if written.contains(['w', 'W']) {
        all.extend(sound::skeletons(&written.replace('w', "v").replace('W', "V")));
    }
    if letters::is_arabic(&written) {
        let folded = letters::folded(&written);
        all.extend(letters::forms(&folded).skip(1).flat_map(|(form, _)| sound::skeletons(&form)));
    }
    all
}

/// A word without an article or preposition that lost its vowel before it: "d'Orient", "l’Express", "qu'Ahmed".
pub(super) fn without_elision(written: &str) -> &str {
    let small = |before: &str| matches!(before, "d" | "D" | "l" | "L" | "qu" | "Qu" | "n" | "s" | "j" | "c" | "m" | "t");
    match written.split_once(['\'', '’']) {
        Some((before, rest)) if small(before) && rest.chars().nth(1).is_some() => rest,
        _ => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(word: &str) -> Vec<u32> {
        name_keys(word)
    }

    #[test]
    fn one_name_has_one_key_in_three_scripts() {
        for (a, b) in [("Qamishli", "Камышлы"), ("Qamishli", "والقامشلي"), ("Shebekino", "Шебекино"), ("Walid", "Валид")]
        {
            assert!(keys(a).iter().any(|key| keys(b).contains(key)), "{a} {b}");
        }
        assert!(keys("d'Alep").iter().any(|key| keys("Алеп").contains(key)));
        assert!(!keys("Aleppo").iter().any(|key| keys("Homs").contains(key)));
    }

    #[test]
    fn numbers_in_words_and_digits() {
        let numbers = Numbers::default();
        let read = |language: &str, word: &str| number(word, numbers.0.get(language));
        assert_eq!(read("en", "seventeen"), Some(17));
        assert_eq!(read("es", "diecisiete"), Some(17));
        assert_eq!(read("de", "siebzehn"), Some(17));
        assert_eq!(read("ru", "семнадцать"), Some(17));
        assert_eq!(read("ar", "وتسعة"), Some(9));
        assert_eq!(read("ar", "٢٤"), Some(24));
        assert_eq!(read("fr", "un"), None);
        assert_eq!(read("pl", "siedem"), None);
    }

    #[test]
    fn numbers_of_two_words_are_one() {
        assert_eq!(joined(30, "-", 4), Some(34));
        assert_eq!(joined(30, " y ", 4), Some(34));
        assert_eq!(joined(4, "-", 20).and_then(|eighty| joined(eighty, "-", 17)), Some(97));
        assert_eq!(joined(10, "-", 7), Some(17));
        assert_eq!(joined(30, ", ", 4), None);
        assert_eq!(joined(31, " ", 4), None);
    }

    proptest::proptest! {
        #[test]
        fn nothing_breaks_it(word in "\\PC{0,20}") {
            let _ = number(&word, Numbers::default().0.get("ar"));
            let _ = name_keys(&word);
        }
    }
}
