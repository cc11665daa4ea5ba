//! Puts the kept blocks of a page together as a report's text, joined by a blank line, with the map to their bytes.

use super::Block;
use crate::report::ParagraphKind;
use crate::text::{OffsetMap, Piece, Span, Text};

/// A report's text and the spans of its blocks.
#[derive(Debug)]
pub(crate) struct Composed {
    pub text: Text,
    pub spans: Vec<(Span, Option<ParagraphKind>)>,
}

/// Joins blocks in this order.
pub(crate) fn compose(blocks: &[(&Block, Option<ParagraphKind>)]) -> Composed {
    let mut body = String::new();
    let mut map = OffsetMap::default();
    let mut spans = Vec::new();
    for (block, kind) in blocks {
        if !body.is_empty() {
            body.push_str("\n\n");
        }
        let base = body.len();
        for piece in block.map.pieces() {
            if piece.text.end() > block.words.len() {
                break;
            }
            map.push(Piece { text: Span::new(base + piece.text.start(), base + piece.text.end()), ..*piece });
        }
        body.push_str(&block.words);
        spans.push((Span::new(base, body.len()), *kind));
    }
    Composed { text: Text::mapped(body, map), spans }
}
