//! Immutable text, ranges of it, and the map from text back to the bytes it came from.
//!
//! Inside the program offsets are bytes of UTF-8; [`CodePoints`] turns them into the code points of the JSON.

use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

/// Byte range in a [`Text`]; `start <= end`, both on character boundaries of that text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The range from byte `start` up to, not including, byte `end`. An `end` before `start` gives an empty span.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self { start, end: end.max(start) }
    }

    /// First byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range as `std` slices take it.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The words it covers in `body`; empty where the span does not fit `body`.
    #[must_use]
    pub fn of(self, body: &str) -> &str {
        body.get(self.range()).unwrap_or("")
    }

    /// The same span without white space at either end, as `body` has it.
    #[must_use]
    pub fn trimmed(self, body: &str) -> Self {
        let words = self.of(body);
        let lead = words.len() - words.trim_start().len();
        let kept = words.trim().len();
        Self::new(self.start() + lead, self.start() + lead + kept)
    }
}

/// One run of text and the run of source bytes it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the text.
    pub text: Span,
    /// Bytes of the source: the capture decoded to UTF-8 without byte-order mark.
    pub source: Span,
    /// Whether both runs are the same bytes; otherwise (an entity, folded white space) they correspond as wholes.
    pub verbatim: bool,
}

/// Maps ranges of a text to ranges of its source. Pieces are in text order and do not overlap; text that no piece
/// covers (a blank line put between blocks) comes from nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OffsetMap {
    pieces: Vec<Piece>,
}

impl OffsetMap {
    /// The map of a text that is its source unchanged; `len` in bytes.
    #[must_use]
    pub fn identity(len: usize) -> Self {
        let whole = Span::new(0, len);
        Self { pieces: if len == 0 { Vec::new() } else { vec![Piece { text: whole, source: whole, verbatim: true }] } }
    }

    /// Adds a run at the end. A verbatim run that continues the last one, in text and source, is joined to it.
    pub fn push(&mut self, piece: Piece) {
        if piece.text.is_empty() && piece.source.is_empty() {
            return;
        }
        if let Some(last) = self.pieces.last_mut()
            && last.verbatim
            && piece.verbatim
            && last.text.end == piece.text.start
            && last.source.end == piece.source.start
        {
            last.text.end = piece.text.end;
            last.source.end = piece.source.end;
            return;
        }
        self.pieces.push(piece);
    }

    /// The runs, in text order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The source ranges of `span`, in text order, neighbours joined: exact for verbatim runs, whole for others.
    #[must_use]
    pub fn source_of(&self, span: Span) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::new();
        let first = self.pieces.partition_point(|p| p.text.end <= span.start);
        for piece in &self.pieces[first..] {
            if piece.text.start >= span.end {
                break;
            }
            let source = if piece.verbatim {
                let from = span.start.max(piece.text.start) - piece.text.start;
                let to = span.end.min(piece.text.end) - piece.text.start;
                Span { start: piece.source.start + from, end: piece.source.start + to }
            } else {
                piece.source
            };
            match out.last_mut() {
                Some(last) if last.end == source.start => last.end = source.end,
                _ => out.push(source),
            }
        }
        out
    }
}

/// A report's immutable text and the map back to the bytes of its capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    body: Arc<str>,
    origin: OffsetMap,
}

impl Text {
    /// Text that is its source unchanged.
    #[must_use]
    pub fn plain(body: &str) -> Self {
        Self { origin: OffsetMap::identity(body.len()), body: body.into() }
    }

    /// Text with a map that was made along with it.
    #[must_use]
    pub fn mapped(body: String, origin: OffsetMap) -> Self {
        Self { body: body.into(), origin }
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.body
    }

    /// The words of a span; empty where it does not fit.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.body)
    }

    /// The map back to the source.
    #[must_use]
    pub fn origin(&self) -> &OffsetMap {
        &self.origin
    }
}

/// Converts between byte offsets and code-point offsets of one text, in constant time and little memory.
#[derive(Debug)]
pub struct CodePoints<'a> {
    body: &'a str,
    /// Code points before each block of [`BLOCK`] bytes.
    before: Vec<u32>,
}

const BLOCK: usize = 128;

fn starts_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

impl<'a> CodePoints<'a> {
    /// Prepares the conversion for `body`.
    #[must_use]
    pub fn new(body: &'a str) -> Self {
        let mut before = Vec::with_capacity(body.len() / BLOCK + 1);
        let mut count = 0_u32;
        for block in body.as_bytes().chunks(BLOCK) {
            before.push(count);
            count += block.iter().filter(|b| starts_char(**b)).count() as u32;
        }
        before.push(count);
        Self { body, before }
    }

    /// Code points before byte `byte`.
    #[must_use]
    pub fn from_byte(&self, byte: usize) -> u32 {
        let byte = byte.min(self.body.len());
        let block = byte / BLOCK;
        let rest = &self.body.as_bytes()[block * BLOCK..byte];
        self.before[block] + rest.iter().filter(|b| starts_char(**b)).count() as u32
    }

    /// First byte of code point number `point`; the text's length where there is none.
    #[must_use]
    pub fn to_byte(&self, point: u32) -> usize {
        let block = self.before.partition_point(|n| *n <= point).saturating_sub(1);
        let mut left = point - self.before[block].min(point);
        for (at, byte) in self.body.as_bytes().iter().enumerate().skip(block * BLOCK) {
            if starts_char(*byte) {
                if left == 0 {
                    return at;
                }
                left -= 1;
            }
        }
        self.body.len()
    }

    /// A span with its words, as the JSON has it.
    #[must_use]
    pub fn quote(&self, span: Span) -> Quoted {
        Quoted { start: self.from_byte(span.start()), end: self.from_byte(span.end()), text: span.of(self.body).to_owned() }
    }

    /// The byte range of a quotation, or `None` where its words do not stand there.
    #[must_use]
    pub fn find(&self, quoted: &Quoted) -> Option<Span> {
        let span = Span::new(self.to_byte(quoted.start), self.to_byte(quoted.end));
        (span.of(self.body) == quoted.text).then_some(span)
    }
}

/// A span as the reading's JSON has it: code points and the exact words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Quoted {
    /// First character, in code points of the report's text.
    pub start: u32,
    /// One past the last character, in code points.
    pub end: u32,
    /// The exact substring.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn code_points_agree_with_chars(body in "\\PC{0,400}") {
            let points = CodePoints::new(&body);
            for (n, (at, _)) in body.char_indices().enumerate() {
                prop_assert_eq!(points.from_byte(at), n as u32);
                prop_assert_eq!(points.to_byte(n as u32), at);
            }
            prop_assert_eq!(points.from_byte(body.len()) as usize, body.chars().count());
            prop_assert_eq!(points.to_byte(body.chars().count() as u32), body.len());
        }

        #[test]
        fn quoted_spans_are_found_again(body in "[aé‘日 \n]{1,300}", from in 0_usize..300, len in 0_usize..50) {
            let chars: Vec<usize> = body.char_indices().map(|(at, _)| at).chain([body.len()]).collect();
            let from = from.min(chars.len() - 1);
            let to = (from + len).min(chars.len() - 1);
            let span = Span::new(chars[from], chars[to]);
            let points = CodePoints::new(&body);
            prop_assert_eq!(points.find(&points.quote(span)), Some(span));
        }

        #[test]
        fn identity_map_returns_the_span(len in 1_usize..500, a in 0_usize..500, b in 0_usize..500) {
            let (a, b) = (a.min(len), b.min(len));
            let span = Span::new(a.min(b), a.max(b));
            let source = OffsetMap::identity(len).source_of(span);
            if span.is_empty() { prop_assert!(source.is_empty() || source == vec![span]); }
            else { prop_assert_eq!(source, vec![span]); }
        }

        /// Pieces of runs copied or dropped from a source: what the map gives back spells the span.
        #[test]
        fn verbatim_pieces_spell_the_span(runs in prop::collection::vec(("[a-zé]{1,9}", any::<bool>()), 1..30)) {
            let (mut source, mut body, mut map) = (String::new(), String::new(), OffsetMap::default());
            for (words, kept) in &runs {
                if *kept {
                    let text = Span::new(body.len(), body.len() + words.len());
                    let from = Span::new(source.len(), source.len() + words.len());
                    map.push(Piece { text, source: from, verbatim: true });
                    body.push_str(words);
                }
                source.push_str(words);
            }
            let back: String = map.source_of(Span::new(0, body.len())).iter().map(|s| s.of(&source)).collect();
            prop_assert_eq!(back, body);
        }
    }
}
