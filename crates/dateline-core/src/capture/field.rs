//! Words taken out of a container's syntax (an escaped string, character data), with the map back to its bytes.

use crate::text::{OffsetMap, Piece, Span};
use std::ops::Range;

/// Words and where they stand in the source that they were taken from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Field {
    /// The words.
    pub text: String,
    /// From bytes of the words to bytes of the source.
    pub map: OffsetMap,
}

impl Field {
    fn push(&mut self, words: &str, source: Range<usize>, verbatim: bool) {
        let at = self.text.len();
        self.text.push_str(words);
        let piece = Piece { text: Span::new(at, self.text.len()), source: Span::new(source.start, source.end), verbatim };
        self.map.push(piece);
    }

    /// Adds the source's own bytes; a range that does not fit the source adds nothing.
    pub(crate) fn verbatim(&mut self, source: &str, range: Range<usize>) {
        if let Some(words) = source.get(range.clone()) {
            self.push(words, range, true);
        }
    }

    /// Adds words that stand for bytes of the source: an escape, an entity.
    pub(crate) fn replaced(&mut self, words: &str, source: Range<usize>) {
        if !words.is_empty() {
            self.push(words, source, false);
        }
    }

    /// Adds words that are not in the source.
    pub(crate) fn made(&mut self, words: &str) {
        self.text.push_str(words);
    }

    /// Adds another field's words, which are from the same source.
    pub(crate) fn append(&mut self, other: &Self) {
        let at = self.text.len();
        self.text.push_str(&other.text);
        for piece in other.map.pieces() {
            let text = Span::new(at + piece.text.start(), at + piece.text.end());
            self.map.push(Piece { text, ..*piece });
        }
    }

    /// Whether it has no words.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Words made out of this field's words by another step, mapped to this field's source.
pub(crate) fn through(later: &OffsetMap, earlier: &OffsetMap) -> OffsetMap {
    let mut out = OffsetMap::default();
    let pieces = earlier.pieces();
    for piece in later.pieces() {
        let source = piece.source;
        let first = pieces.partition_point(|p| p.text.end() <= source.start());
        if piece.verbatim {
            for inner in pieces[first..].iter().take_while(|p| p.text.start() < source.end()) {
                let from = inner.text.start().max(source.start());
                let to = inner.text.end().min(source.end());
                let shift = piece.text.start();
                let text = Span::new(shift + from - source.start(), shift + to - source.start());
                let whole = inner.source;
                let from_source = if inner.verbatim {
                    Span::new(whole.start() + from - inner.text.start(), whole.start() + to - inner.text.start())
                } else {
                    whole
                };
                out.push(Piece { text, source: from_source, verbatim: inner.verbatim });
            }
        } else if let Some(whole) = earlier.source_of(source).into_iter().reduce(Span::cover) {
            out.push(Piece { text: piece.text, source: whole, verbatim: false });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words that a field's source has where the field says they are.
    fn sources(field: &Field, source: &str) -> Vec<String> {
        field.map.pieces().iter().map(|piece| format!("{}={}", piece.text.of(&field.text), piece.source.of(source))).collect()
    }

    #[test]
    fn fields_know_where_their_words_stand() {
        let source = "<b>a &amp; b</b>";
        let mut field = Field::default();
        field.made("Title: ");
        let mut inner = Field::default();
        inner.verbatim(source, 3..5);
        inner.replaced("&", 5..10);
        inner.verbatim(source, 10..12);
        inner.verbatim(source, 10..99);
        field.append(&inner);
        assert_eq!(field.text, "Title: a & b");
        assert_eq!(sources(&field, source), ["a =a ", "&=&amp;", " b= b"]);
    }

    #[test]
    fn two_steps_are_one_map() {
        let source = "x&amp;lt;y";
        let mut first = Field::default(); // x&lt;y
        first.verbatim(source, 0..1);
        first.replaced("&", 1..6);
        first.verbatim(source, 6..10);
        let mut second = Field::default(); // x<y
        second.verbatim(&first.text, 0..1);
        second.replaced("<", 1..5);
        second.verbatim(&first.text, 5..6);
        let both = Field { text: second.text.clone(), map: through(&second.map, &first.map) };
        assert_eq!(sources(&both, source), ["x=x", "<=&amp;lt;", "y=y"]);
    }
}
