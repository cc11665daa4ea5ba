//! A report's body as comparable words: hashes of their folded letters, with sentences, paragraphs and quotations.
//!
//! Read by a plain scan of letters, not by the stage that segments a report: reuse is looked for among hundreds of thousands of pages.

use crate::letters;
use crate::report::Report;
use crate::text::Span;
use std::ops::Range;

/// Words in a gram.
pub const GRAM: usize = 5;

/// A quotation of fewer bytes stays running text: the name of a thing.
const QUOTATION: usize = 40;

/// Letters of a word that says something by itself.
const LONG: usize = 4;

const WEIGHT: u8 = 0b11;
const QUOTED: u8 = 1 << 2;
const PARAGRAPH: u8 = 1 << 3;
const SENTENCE: u8 = 1 << 4;

/// What reuse is found by: five bytes a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Print {
    /// A hash of each word.
    hashes: Vec<u32>,
    /// Its weight, whether it is quoted, and whether a paragraph or sentence begins with it.
    flags: Vec<u8>,
}

impl Print {
    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there are no words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The hash of a word.
    #[must_use]
    pub fn hash(&self, at: usize) -> u32 {
        self.hashes[at]
    }

    /// What a word counts for when two sentences are compared: 0 for one of few letters, 1, or 2 for a long one or a number.
    #[must_use]
    pub fn weight(&self, at: usize) -> u32 {
        u32::from(self.flags[at] & WEIGHT)
    }

    /// Whether a word is inside quotation marks: somebody's words, which two reports may share without reuse.
    #[must_use]
    pub fn quoted(&self, at: usize) -> bool {
        self.flags[at] & QUOTED != 0
    }

    /// Whether a word is the first of its paragraph.
    #[must_use]
    pub fn opens_paragraph(&self, at: usize) -> bool {
        self.flags[at] & PARAGRAPH != 0
    }

    /// Whether a word is the first of its sentence.
    #[must_use]
    pub fn opens_sentence(&self, at: usize) -> bool {
        self.flags[at] & SENTENCE != 0
    }

    /// Ranges of words that make a sentence, in text order.
    #[must_use]
    pub fn sentences(&self) -> Vec<Range<usize>> {
        let starts: Vec<usize> = (0..self.len()).filter(|at| self.opens_sentence(*at)).collect();
        let ends = starts.iter().skip(1).copied().chain([self.len()]);
        starts.iter().copied().zip(ends).map(|(start, end)| start..end).filter(|range| !range.is_empty()).collect()
    }

    /// Whether words of two places lie in one paragraph; `a` is not after `b`.
    #[must_use]
    pub fn in_one_paragraph(&self, a: usize, b: usize) -> bool {
        !(a + 1..=b).any(|at| self.opens_paragraph(at))
    }

    /// The hash of `N` words from one on; `None` past the end, across paragraphs, and where all are quoted.
    #[must_use]
    pub fn gram<const N: usize>(&self, at: usize) -> Option<u32> {
        let words = self.hashes.get(at..at + N)?;
        let flags = &self.flags[at..at + N];
        if flags[1..].iter().any(|f| f & PARAGRAPH != 0) || flags.iter().all(|f| f & QUOTED != 0) {
            return None;
        }
        let mixed = words.iter().fold(N as u64, |all, word| (all.rotate_left(17) ^ u64::from(*word)).wrapping_mul(MIX));
        Some((mixed >> 32) as u32)
    }

    /// A hash of all words: equal for pages that say the same.
    #[must_use]
    pub fn whole(&self) -> u64 {
        self.hashes.iter().fold(self.len() as u64, |all, word| (all.rotate_left(17) ^ u64::from(*word)).wrapping_mul(MIX))
    }
}

/// An odd number without pattern in its bits (2^64 over the golden ratio).
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// The words of one report's body with where they stand.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// What they are compared by.
    pub print: Print,
    /// Bytes of each word in the report's text.
    spans: Vec<(u32, u32)>,
    /// Ranges of words that make a sentence, in text order.
    pub sentences: Vec<Range<usize>>,
}

impl Words {
    /// Reads the paragraphs of a report's body.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        let body = report.paragraphs.iter().filter(|p| p.kind.is_body()).map(|p| p.span);
        Self::of(report.text.as_str(), body)
    }

    /// Reads parts of a text as paragraphs.
    #[must_use]
    pub fn of(text: &str, paragraphs: impl IntoIterator<Item = Span>) -> Self {
        let mut out = Self::default();
        for span in paragraphs {
            out.paragraph(text, span);
        }
        out.sentences = out.print.sentences();
        out
    }

    fn paragraph(&mut self, text: &str, span: Span) {
        let first = self.spans.len();
        let mut word = Word::default();
        // Where a sentence has ended, and where a quotation has opened: its byte and its first word.
        let (mut ended, mut opened): (bool, Option<(char, usize, usize)>) = (true, None);
        let mut before = ' ';
        let words = span.of(text);
        for (at, letter) in words.char_indices() {
            let here = span.start() + at;
            // Vowel signs count as letters in Unicode; here they are none.
            let sign = !letter.is_ascii() && letters::is_sign(letter);
            if letter.is_ascii_alphanumeric() || !letter.is_ascii() && !sign && letter.is_alphanumeric() {
                if is_ideograph(letter) {
                    self.push(&mut word, &mut ended, first);
                    word.add(letter, here);
                    self.push(&mut word, &mut ended, first);
                } else {
                    word.add(letter, here);
                }
                before = letter;
                continue;
            }
            // Marks over letters, and apostrophes inside a word, are no end of it.
            let inside = matches!(letter, '\'' | '’' | 'ʼ') && before.is_alphanumeric();
            if letter == '\u{AD}' || inside || sign {
                continue;
            }
            self.push(&mut word, &mut ended, first);
            match letter {
                '.' | '!' | '?' | '…' | '؟' | '۔' | '。' | '！' | '？' => {
                    let next = words[at + letter.len_utf8()..].chars().next();
                    let stop = letter != '.' || next.is_none_or(|c| c.is_whitespace() || is_quote(c));
                    // "J. Smith", "U.S. forces": one letter before a stop.
                    let initial = letter == '.' && self.spans.last().is_some_and(|(start, end)| end - start <= 1 && *end as usize == here);
                    ended |= stop && !initial;
                }
                _ if is_quote(letter) => {
                    opened = match opened {
                        Some((mark, from, word)) if closes(mark, letter) => {
                            if here - from > QUOTATION {
                                self.print.flags[word..].iter_mut().for_each(|f| *f |= QUOTED);
                            }
                            None
                        }
                        Some(open) => Some(open),
                        None => Some((letter, here, self.spans.len())),
                    };
                }
                _ => {}
            }
            before = letter;
        }
        self.push(&mut word, &mut ended, first);
    }

    /// Ends a word, if one was begun.
    fn push(&mut self, word: &mut Word, ended: &mut bool, first: usize) {
        if word.letters == 0 {
            return;
        }
        let done = std::mem::take(word);
        let mut flags = done.weight();
        if self.spans.len() == first {
            flags |= PARAGRAPH | SENTENCE;
        } else if *ended {
            flags |= SENTENCE;
        }
        *ended = false;
        self.print.hashes.push((done.hash >> 32) as u32);
        self.print.flags.push(flags);
        self.spans.push((done.start as u32, done.end as u32));
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are no words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The span of a range of words; empty for an empty range.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        match (self.spans.get(range.start), self.spans.get(range.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if !range.is_empty() => Span::new(first.0 as usize, last.1 as usize),
            _ => Span::default(),
        }
    }

    /// The words of a range in a form that is equal wherever they are reused.
    #[must_use]
    pub fn normal(&self, range: Range<usize>, body: &str) -> String {
        let words: Vec<String> = self.spans[range].iter().map(|(start, end)| body[*start as usize..*end as usize].to_lowercase()).collect();
        words.join(" ")
    }
}

/// A word while it is read.
#[derive(Debug, Default)]
struct Word {
    hash: u64,
    start: usize,
    end: usize,
    letters: usize,
    digit: bool,
    wide: bool,
}

impl Word {
    fn add(&mut self, letter: char, at: usize) {
        if self.letters == 0 {
            self.start = at;
            self.hash = MIX;
        }
        self.end = at + letter.len_utf8();
        self.letters += 1;
        self.digit |= letter.is_numeric();
        if letter.is_ascii() {
            return self.mix(letter.to_ascii_lowercase());
        }
        self.wide |= is_ideograph(letter);
        for small in letter.to_lowercase() {
            self.mix(letters::one_way(small));
        }
    }

    fn mix(&mut self, letter: char) {
        self.hash = (self.hash.rotate_left(7) ^ u64::from(u32::from(letter))).wrapping_mul(MIX);
    }

    fn weight(&self) -> u8 {
        match self.letters {
            _ if self.digit => 2,
            _ if self.wide => 1,
            0..LONG => 0,
            4..=5 => 1,
            _ => 2,
        }
    }
}

/// Letters that are words by themselves: Han, Kana.
fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」')
}

/// Whether a mark closes what another opened.
fn closes(open: char, mark: char) -> bool {
    match open {
        '"' => mark == '"',
        '“' | '„' => matches!(mark, '”' | '“' | '"'),
        '«' => mark == '»',
        '»' => mark == '«',
        '「' => mark == '」',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Words {
        Words::of(text, [Span::new(0, text.len())])
    }

    #[test]
    fn ways_of_writing_give_one_hash() {
        assert_eq!(words("Don’t STOP").print, words("don't stop").print);
        assert_eq!(words("الأَرْبِعاء").print, words("الاربعاء").print);
        assert_ne!(words("ten men").print, words("ten women").print);
    }

    #[test]
    fn sentences_paragraphs_and_quotations() {
        let text = "Mr J. Roe left. He said \"nobody at all was hurt by the blast in the town\" and went.";
        let read = words(text);
        let sentences: Vec<&str> = read.sentences.iter().map(|s| read.span(s.clone()).of(text)).collect();
        assert_eq!(sentences, ["Mr J. Roe left", "He said \"nobody at all was hurt by the blast in the town\" and went"]);
        let quoted = (0..read.len()).filter(|at| read.print.quoted(*at)).count();
        assert_eq!(quoted, 11);
        // A quotation that does not close hides nothing.
        assert!(!words("He said \"nobody at all was hurt by the blast in the town").print.quoted(5));
        let two = Words::of("one two three four", [Span::new(0, 7), Span::new(8, 18)]);
        assert_eq!(two.print.gram::<3>(1), None);
        assert_eq!(two.sentences, [0..2, 2..4]);
    }

    proptest! {
        #[test]
        fn every_word_is_a_span_of_the_text(text in "\\PC{0,80}") {
            let read = words(&text);
            for at in 0..read.len() {
                let word = read.span(at..at + 1).of(&text);
                prop_assert!(word.chars().next().is_some_and(char::is_alphanumeric) && word.chars().next_back().is_some_and(char::is_alphanumeric));
            }
            prop_assert_eq!(read.sentences.iter().map(ExactSizeIterator::len).sum::<usize>(), read.len());
        }
    }
}
