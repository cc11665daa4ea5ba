//! Puts rows together as blocks of text, with the map back to the pages: words cut at the end of a line are whole again,
//! ligatures and presentation forms are the letters that they stand for.

use crate::text::{OffsetMap, Piece, Span, Text};
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization;

/// Rows that make one paragraph, in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub rows: Vec<Span>,
    /// Whether it is an item of a list.
    pub starts_item: bool,
    /// Characters of its longest row.
    pub widest: usize,
}

/// A report's text and the spans of its blocks.
#[derive(Debug)]
pub(super) struct Composed {
    pub text: Text,
    pub spans: Vec<Span>,
}

/// Words of a document, in small letters: they tell a hyphen that belongs to a word from one that cuts it.
#[derive(Debug, Default)]
pub(super) struct Words<'a> {
    known: HashSet<std::borrow::Cow<'a, str>>,
}

impl<'a> Words<'a> {
    pub(super) fn of(source: &'a str) -> Self {
        let mut known = HashSet::new();
        let mut cut = false;
        for line in source.lines().filter(|line| !line.trim().is_empty()) {
            // The parts of a word that a line's end cuts are none.
            for word in line.split(|c: char| !c.is_alphanumeric() && !is_hyphen(c)).filter(|word| !word.is_empty()).skip(usize::from(cut)) {
                if word.ends_with(is_hyphen) {
                    continue;
                }
                let plain = !word.chars().any(char::is_uppercase);
                known.insert(if plain { word.into() } else { word.to_lowercase().into() });
                // Parts of a compound are words too.
                if word.contains(is_hyphen) {
                    known.extend(word.split(is_hyphen).filter(|part| part.len() > 3).map(|part| part.to_lowercase().into()));
                }
            }
            cut = line.trim_end().ends_with(is_hyphen);
        }
        Self { known }
    }

    fn knows(&self, word: &str) -> bool {
        self.known.contains(word.to_lowercase().as_str())
    }

    /// Whether the hyphen between the two parts of a word, the second on the next line, is the word's own.
    fn keeps_hyphen(&self, before: &str, after: &str) -> bool {
        let continues = before.chars().next_back().is_some_and(char::is_lowercase) && after.chars().next().is_some_and(char::is_lowercase);
        if !continues {
            return true;
        }
        if self.knows(&format!("{before}{after}")) {
            return false;
        }
        let whole = |word: &str| word.chars().count() > 3 && self.knows(word);
        ["-", "\u{2010}", "\u{2011}"].iter().any(|hyphen| self.knows(&format!("{before}{hyphen}{after}"))) || whole(before) && whole(after)
    }
}

/// Joins blocks by blank lines.
pub(super) fn compose(source: &str, blocks: &[Block], words: &Words<'_>) -> Composed {
    let mut out = Writer { source, body: String::new(), map: OffsetMap::default() };
    let mut spans = Vec::with_capacity(blocks.len());
    for block in blocks {
        if !out.body.is_empty() {
            out.body.push_str("\n\n");
        }
        let start = out.body.len();
        for (n, row) in block.rows.iter().enumerate() {
            match block.rows.get(n + 1) {
                Some(next) => out.row(*row, *next, words),
                None => out.run(*row),
            }
        }
        spans.push(Span::new(start, out.body.len()));
    }
    // Blocks without a word are no blocks: nothing is left of a row of soft hyphens.
    let text = Text::mapped(out.body, out.map);
    for span in &mut spans {
        *span = span.trimmed(text.as_str());
    }
    Composed { text, spans }
}

struct Writer<'a> {
    source: &'a str,
    body: String,
    map: OffsetMap,
}

impl Writer<'_> {
    /// A row that another one follows in its block.
    fn row(&mut self, row: Span, next: Span, words: &Words<'_>) {
        let own = row.of(self.source);
        let following = next.of(self.source);
        let cut = own.strip_suffix(is_hyphen).filter(|rest| rest.chars().next_back().is_some_and(char::is_alphanumeric));
        let between = Span::new(row.end(), next.start());
        if own.ends_with('\u{ad}') {
            self.run(row);
        } else if let Some(rest) = cut {
            let before = rest.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            let after = following.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            let keeps = words.keeps_hyphen(before, after);
            self.run(if keeps { row } else { Span::new(row.start(), row.start() + rest.len()) });
        } else {
            self.run(row);
            self.piece(" ", between, false);
        }
    }

    /// A run of the source, character for character but for those that stand for others.
    fn run(&mut self, span: Span) {
        let words = span.of(self.source);
        let mut from = 0;
        for (at, c) in words.char_indices() {
            if !is_replaced(c) {
                continue;
            }
            self.verbatim(Span::new(span.start() + from, span.start() + at));
            from = at + c.len_utf8();
            let own = Span::new(span.start() + at, span.start() + from);
            match c {
                '\u{ad}' => {}
                '\u{a0}' | '\t' | '\u{2028}' | '\u{2029}' => self.piece(" ", own, false),
                c if c.is_control() => {}
                c => {
                    let letters: String = std::iter::once(c).nfkc().collect();
                    self.piece(&letters, own, false);
                }
            }
        }
        self.verbatim(Span::new(span.start() + from, span.end()));
    }

    fn verbatim(&mut self, source: Span) {
        let words = source.of(self.source);
        self.piece(words, source, true);
    }

    fn piece(&mut self, words: &str, source: Span, verbatim: bool) {
        if words.is_empty() {
            return;
        }
        let start = self.body.len();
        self.body.push_str(words);
        self.map.push(Piece { text: Span::new(start, self.body.len()), source, verbatim });
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Characters that a font has for others: ligatures, forms by position, spaces that do not break; and what prints nothing.
fn is_replaced(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}') || c.is_control()
}
