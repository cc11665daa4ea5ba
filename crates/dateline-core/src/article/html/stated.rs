//! The article's text as a page's JSON-LD states it, with the bytes of every word: for pages whose visible text only a
//! script would put there.

use super::Block;
use super::block::{Cues, blocks};
use super::tree::{NodeKind, Tree};
use crate::text::{OffsetMap, Piece, Span};

/// The key that holds the text (schema.org).
const KEY: &str = "\"articleBody\"";

/// Fewest bytes of a text that is worth taking.
const SHORTEST: usize = 200;

/// The paragraphs of the longest `articleBody` in the page's scripts; none where there is no long one.
pub(crate) fn stated_blocks(tree: &Tree<'_>, cues: &dyn Cues) -> Vec<Block> {
    let longest = (0..tree.nodes.len())
        .filter(|at| tree.tag(*at) == "script" && tree.attribute(*at, "type").contains("ld+json"))
        .flat_map(|at| at..tree.nodes[at].end as usize)
        .filter_map(|at| match tree.nodes[at].kind {
            NodeKind::Text { text, .. } if tree.texts[text as usize].decoded.is_none() => Some(tree.texts[text as usize].source),
            _ => None,
        })
        .flat_map(|script| bodies(script.of(tree.source), script.start()))
        .max_by_key(|(words, _)| words.len())
        .filter(|(words, _)| words.len() >= SHORTEST);
    let Some((words, map)) = longest else { return Vec::new() };
    if words.contains("</") || words.contains("<br") {
        let inner = Tree::parse(&words);
        return blocks(&inner, cues).into_iter().map(|block| moved(block, &map)).collect();
    }
    let mut out = Vec::new();
    let mut at = 0;
    for line in words.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).trimmed(&words);
        at += line.len();
        if !span.is_empty() {
            let length = span.len();
            let piece = Piece { text: Span::new(0, length), source: span, verbatim: true };
            let mut whole = OffsetMap::default();
            whole.push(piece);
            out.push(moved(Block { words: span.of(&words).to_owned(), map: whole, ..Block::default() }, &map));
        }
    }
    out
}

/// A block over the string's words as a block over the page's bytes.
fn moved(block: Block, map: &OffsetMap) -> Block {
    let mut out = OffsetMap::default();
    for piece in block.map.pieces() {
        if !piece.verbatim {
            let sources = map.source_of(piece.source);
            let cover = sources.iter().copied().reduce(Span::cover).unwrap_or_default();
            out.push(Piece { source: cover, ..*piece });
            continue;
        }
        for inner in map.pieces().iter().filter(|inner| inner.text.overlaps(piece.source)) {
            let from = inner.text.start().max(piece.source.start());
            let to = inner.text.end().min(piece.source.end());
            let text = Span::new(piece.text.start() + from - piece.source.start(), piece.text.start() + to - piece.source.start());
            let source = if inner.verbatim {
                let shift = inner.source.start() as isize - inner.text.start() as isize;
                Span::new(from.saturating_add_signed(shift), to.saturating_add_signed(shift))
            } else {
                inner.source
            };
            out.push(Piece { text, source, verbatim: inner.verbatim });
        }
    }
    Block { map: out, ..block }
}

/// The strings after every key in a script that begins at byte `base` of the page, decoded, with the bytes they come from.
fn bodies(script: &str, base: usize) -> Vec<(String, OffsetMap)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = script.get(at..).and_then(|rest| rest.find(KEY)) {
        at += found + KEY.len();
        let rest = &script[at..];
        let value = rest.trim_start().strip_prefix(':').map(str::trim_start).and_then(|rest| rest.strip_prefix('"'));
        if let Some(value) = value {
            let start = script.len() - value.len();
            let (words, map, length) = string(value, base + start);
            at = start + length;
            out.push((words, map));
        }
    }
    out
}

/// Decodes a JSON string from after its quotation mark up to the closing one; gives the bytes taken too.
fn string(value: &str, base: usize) -> (String, OffsetMap, usize) {
    let (mut words, mut map, mut at) = (String::new(), OffsetMap::default(), 0);
    loop {
        let stop = memchr::memchr2(b'"', b'\\', &value.as_bytes()[at..]).map_or(value.len(), |n| at + n);
        if stop > at {
            let text = Span::new(words.len(), words.len() + stop - at);
            words.push_str(&value[at..stop]);
            map.push(Piece { text, source: Span::new(base + at, base + stop), verbatim: true });
            at = stop;
        }
        let Some(escape) = value.get(at..).and_then(|rest| rest.strip_prefix('\\')) else { return (words, map, at) };
        let (c, length) = escaped(escape);
        let text = Span::new(words.len(), words.len() + c.len_utf8());
        words.push(c);
        map.push(Piece { text, source: Span::new(base + at, base + at + 1 + length), verbatim: false });
        at += 1 + length;
    }
}

/// The character of an escape after its backslash, and its bytes.
fn escaped(escape: &str) -> (char, usize) {
    let unit = |at: usize| escape.get(at..at + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match escape.chars().next() {
        Some('n') => ('\n', 1),
        Some('t') => ('\t', 1),
        Some('r') => ('\r', 1),
        Some('b' | 'f') => (' ', 1),
        Some('u') => match (unit(1), escape.get(5..7), unit(7)) {
            (Some(high @ 0xd800..=0xdbff), Some("\\u"), Some(low @ 0xdc00..=0xdfff)) => {
                (char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).unwrap_or('\u{fffd}'), 11)
            }
            (Some(unit), _, _) => (char::from_u32(unit).unwrap_or('\u{fffd}'), 5),
            (None, _, _) => ('\u{fffd}', 1),
        },
        Some(c) => (c, c.len_utf8()),
        None => ('\u{fffd}', 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_know_their_bytes() {
        let script = r#"{"a":1, "articleBody" : "A \"word\"\nand \u201cone\ud83d\ude00\u201d", "b":2}"#;
        let found = bodies(script, 100);
        assert_eq!(found.len(), 1);
        let (words, map) = &found[0];
        assert_eq!(words, "A \"word\"\nand “one😀”");
        let at = words.find('“').unwrap_or(0);
        let source = map.source_of(Span::new(at, at + "“one".len()));
        let bytes: String = source.iter().map(|span| &script[span.start() - 100..span.end() - 100]).collect();
        assert_eq!(bytes, r"\u201cone");
    }

    proptest::proptest! {
        #[test]
        fn any_script_is_read_within_its_bytes(value in r#"([a-zé\\"nu0-9d<>/ ]|"articleBody":|\\u201c){0,60}"#) {
            for (words, map) in bodies(&value, 0) {
                for piece in map.pieces() {
                    assert!(piece.source.end() <= value.len() && piece.text.end() <= words.len());
                    if piece.verbatim {
                        assert_eq!(piece.text.of(&words), piece.source.of(&value));
                    }
                }
            }
        }
    }
}
