//! A report's body as comparable words, and the 5-grams by which reuse is found.

use crate::reading::Reading;
use crate::segment::{Abbreviations, TokenKind, segment};
use crate::text::Span;
use std::ops::Range;

/// Words in a gram.
pub const GRAM: usize = 5;

/// A word of the body.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Hash of its lower-case form.
    pub hash: u64,
    /// Where it stands.
    pub span: Span,
    /// Whether it is inside quotation marks: somebody's words, which two reports may share without reuse.
    pub quoted: bool,
    /// Number of its paragraph.
    pub paragraph: u32,
}

/// The words of one report's body.
#[derive(Debug, Default)]
pub struct Words {
    /// In text order.
    pub words: Vec<Word>,
    /// Ranges of words that make a sentence, in text order.
    pub sentences: Vec<Range<usize>>,
}

/// A gram: hash and number of its first word. Grams across paragraphs or made of quoted words only are left out.
pub type Gram = (u64, u32);

impl Words {
    /// Splits a report's body.
    #[must_use]
    pub fn new(reading: &Reading, abbreviations: &Abbreviations) -> Self {
        let segments = segment(&reading.report, abbreviations);
        let mut out = Self::default();
        // Quotations that close, ten words at most apart from names of things, stay as running text.
        let quotes: Vec<Span> = segments.quotes.iter().filter(|q| q.inner.len() > 40).map(|q| q.outer).collect();
        let mut next_quote = 0;
        for sentence in &segments.sentences {
            let kind = reading.report.paragraphs.get(sentence.paragraph).map(|p| p.kind);
            if !kind.is_some_and(crate::report::ParagraphKind::is_body) {
                continue;
            }
            let first = out.words.len();
            for at in sentence.tokens.clone() {
                let token = segments.tokens[at];
                if token.kind == TokenKind::Mark {
                    continue;
                }
                while next_quote < quotes.len() && quotes[next_quote].end() <= token.span.start() {
                    next_quote += 1;
                }
                let quoted = quotes.get(next_quote).is_some_and(|q| q.contains(token.span));
                out.words.push(Word {
                    hash: hash(segments.lower(at).as_bytes()),
                    span: token.span,
                    quoted,
                    paragraph: sentence.paragraph as u32,
                });
            }
            if out.words.len() > first {
                out.sentences.push(first..out.words.len());
            }
        }
        out
    }

    /// All grams in text order.
    #[must_use]
    pub fn grams(&self) -> Vec<Gram> {
        let gram = |(at, words): (usize, &[Word])| {
            let mixed = words.iter().fold(0_u64, |all, w| (all.rotate_left(13) ^ w.hash).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let whole = words.first().map(|w| w.paragraph) == words.last().map(|w| w.paragraph);
            (whole && !words.iter().all(|w| w.quoted)).then_some((mixed, at as u32))
        };
        self.words.windows(GRAM).enumerate().filter_map(gram).collect()
    }

    /// Words in running text: those that reuse is measured in.
    #[must_use]
    pub fn own(&self) -> usize {
        self.words.iter().filter(|w| !w.quoted).count()
    }

    /// The span of a range of words; empty for an empty range.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        match (self.words.get(range.start), self.words.get(range.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if !range.is_empty() => first.span.cover(last.span),
            _ => Span::default(),
        }
    }

    /// The words of a range in a form that is equal wherever they are reused.
    #[must_use]
    pub fn normal(&self, range: Range<usize>, body: &str) -> String {
        let words: Vec<String> = self.words[range].iter().map(|w| w.span.of(body).to_lowercase()).collect();
        words.join(" ")
    }
}

/// FNV-1a, 64 bits: stable on every machine.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}
