//! Items of a sentence: words cut where small words are written together, marks, and quotations as one item each. What
//! stands inside a quotation makes sentences of its own.

use super::super::unit::paragraphs;
use super::class::{self, Classes};
use super::grammar::Grammar;
use crate::letters;
use crate::report::{ParagraphKind, Report};
use crate::segment::{QuoteMarks, Segments, TokenKind};
use crate::text::Span;
use std::ops::Range;

/// How deep quotations inside quotations are followed.
const DEPTH: usize = 3;

/// A sentence is cut after so many items, so that a text without full stops costs no more than others.
const LONGEST: usize = 400;

/// How far a report's dateline may be from the mark that ends it, in items.
const DATELINE: usize = 16;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    Comma,
    Semicolon,
    Colon,
    Dash,
    Stop,
    Bracket,
    Quote,
    Other,
    /// Before the first and behind the last.
    Edge,
}

/// A word, a mark or a quotation.
#[derive(Debug, Clone)]
pub(crate) struct Item<'a> {
    pub span: Span,
    pub kind: Kind,
    /// Its word in lower case, folded; empty for a quotation.
    pub lower: &'a str,
    pub class: Classes,
    pub capital: bool,
    /// A quotation's words without the marks.
    pub inner: Span,
    /// Letters of a pronoun at its end that is a word of its own.
    pub suffix: bool,
    /// Whether the sign of the Arabic accusative is written at its end.
    pub accusative: bool,
}

/// A sentence, or a sentence of a quotation.
#[derive(Debug)]
pub(crate) struct Unit<'a> {
    pub items: Vec<Item<'a>>,
    pub paragraph: usize,
    pub kind: ParagraphKind,
    /// The words of the quotation around it.
    pub around: Option<Span>,
    /// First item behind the dateline.
    pub start: usize,
}

impl Unit<'_> {
    /// The kind of an item; an edge outside.
    pub fn kind(&self, at: usize) -> Kind {
        self.items.get(at).map_or(Kind::Edge, |item| item.kind)
    }

    /// Whether an item has one of some classes.
    pub fn is(&self, at: usize, of: Classes) -> bool {
        self.items.get(at).is_some_and(|item| item.class & of != 0)
    }

    /// An item's word in lower case.
    pub fn lower(&self, at: usize) -> &str {
        self.items.get(at).map_or("", |item| item.lower)
    }

    /// The span of a range of items; a single quotation without its marks.
    pub fn span(&self, range: Range<usize>) -> Span {
        let range = range.start..range.end.min(self.items.len());
        if range.is_empty() {
            return Span::default();
        }
        if range.len() == 1 && self.items[range.start].kind == Kind::Quote {
            return self.items[range.start].inner;
        }
        self.items[range.start].span.cover(self.items[range.end - 1].span)
    }
}

/// All sentences of a report in text order, those of a quotation behind the one around it.
pub(crate) fn units<'a>(report: &Report, segments: &'a Segments<'_>, grammar: &Grammar) -> Vec<Unit<'a>> {
    let mut starts = vec![false; segments.tokens.len() + 1];
    for sentence in &segments.sentences {
        starts[sentence.tokens.start] = true;
    }
    let mut builder = Builder { segments, grammar, quotes: quotations(segments), starts, out: Vec::new() };
    for (paragraph, kind, tokens) in paragraphs(report, segments) {
        builder.read(tokens, (paragraph, kind), None, 0);
    }
    let mut out = builder.out;
    // "17:45 – Two people were hurt": the hour of a feed's entry.
    for unit in out.iter_mut().filter(|u| u.around.is_none() && u.kind(0) == Kind::Number) {
        let dash = (1..unit.items.len().min(5)).find(|at| unit.kind(*at) == Kind::Dash);
        unit.start = dash.map_or(0, |at| at + 1);
    }
    if let Some(dateline) = report.dateline {
        for unit in out.iter_mut().filter(|u| u.around.is_none() && u.kind != ParagraphKind::Title) {
            unit.start = unit.start.max(behind_dateline(unit, dateline));
        }
    }
    out
}

/// The quotations of a report. Angle marks are paired here: in French a space stands inside them.
fn quotations(segments: &Segments<'_>) -> Vec<QuoteMarks> {
    let angled = |span: Span| span.of(segments.body).starts_with(['«', '»']);
    let mut out: Vec<QuoteMarks> = segments.quotes.iter().copied().filter(|q| !angled(q.outer)).collect();
    let mut open: Vec<Span> = Vec::new();
    let mut paragraph = usize::MAX;
    let mut last = Span::default();
    for sentence in &segments.sentences {
        if sentence.paragraph != paragraph {
            // What no mark closes runs on to its paragraph's end.
            out.extend(open.drain(..).map(|from| unclosed(from, last)));
            paragraph = sentence.paragraph;
        }
        for at in sentence.tokens.clone() {
            let span = segments.tokens[at].span;
            match segments.word(at) {
                "«" => open.push(span),
                "»" => {
                    let pair = open.pop().map(|from| QuoteMarks {
                        outer: from.cover(span),
                        inner: Span::new(from.end(), span.start()),
                        closed: true,
                    });
                    out.extend(pair.filter(|q| !q.inner.is_empty()));
                }
                _ => {}
            }
            last = span;
        }
    }
    out.extend(open.drain(..).map(|from| unclosed(from, last)));
    out.retain(|q| !q.inner.is_empty());
    out.sort_by_key(|q| (q.outer.start(), usize::MAX - q.outer.end()));
    out
}

fn unclosed(from: Span, last: Span) -> QuoteMarks {
    QuoteMarks { outer: from.cover(last), inner: Span::new(from.end(), last.end()), closed: false }
}

/// The first item behind the dash, bracket or full stop that ends a dateline.
fn behind_dateline(unit: &Unit<'_>, dateline: Span) -> usize {
    let Some(from) = unit.items.iter().take(DATELINE).position(|item| item.span.overlaps(dateline)) else { return 0 };
    let dash = (from..unit.items.len().min(from + DATELINE)).find(|at| unit.kind(*at) == Kind::Dash);
    dash.map_or(0, |at| at + 1)
}

struct Builder<'b, 'a, 's> {
    segments: &'a Segments<'s>,
    grammar: &'b Grammar,
    quotes: Vec<QuoteMarks>,
    /// By token: whether a sentence begins there.
    starts: Vec<bool>,
    out: Vec<Unit<'a>>,
}

impl<'a> Builder<'_, 'a, '_> {
    fn read(&mut self, tokens: Range<usize>, place: (usize, ParagraphKind), around: Option<Span>, depth: usize) {
        let segments = self.segments;
        let mut items: Vec<Item<'a>> = Vec::new();
        let mut inner: Vec<(Range<usize>, Span)> = Vec::new();
        let mut at = tokens.start;
        let from = segments.tokens.get(at).map_or(0, |t| t.span.start());
        let mut next = self.quotes.partition_point(|q| q.outer.start() < from);
        while at < tokens.end {
            let token = segments.tokens[at].span.start();
            while self.quotes.get(next).is_some_and(|q| q.outer.start() < token) {
                next += 1;
            }
            let quote = self.quotes.get(next).copied().filter(|q| q.outer.start() == token && depth < DEPTH);
            if let Some(quote) = quote {
                let end = segments.tokens_in(quote.outer).end.clamp(at + 1, tokens.end);
                let words = quote.inner.trimmed(segments.body);
                let span = segments.tokens[at].span.cover(segments.tokens[end - 1].span);
                items.push(Item {
                    span,
                    kind: Kind::Quote,
                    lower: "",
                    class: 0,
                    capital: false,
                    inner: words,
                    suffix: false,
                    accusative: false,
                });
                let within = segments.tokens_in(words);
                inner.push((within.start..within.end.min(end), words));
                at = end;
                // A full stop inside the marks ends the sentence around them where the next word begins one.
                let stopped = within.end > within.start && matches!(segments.word(within.end - 1), "." | "!" | "?" | "…");
                let follows = at < tokens.end && (segments.tokens[at].capital || self.opens_quote(segments.tokens[at].span.start()));
                let goes_on = matches!(segments.word(at), "," | "،" | "—" | "–" | "-" | ":" | ";" | ")" | "." | "؛");
                if at < tokens.end && (self.starts[at] || (self.starts[at - 1] || stopped) && follows) && !goes_on {
                    self.flush(&mut items, &mut inner, place, around, depth);
                }
                continue;
            }
            self.push(at, &mut items);
            at += 1;
            if self.starts[at] || items.len() >= LONGEST {
                self.flush(&mut items, &mut inner, place, around, depth);
            }
        }
        self.flush(&mut items, &mut inner, place, around, depth);
    }

    /// Whether a quotation begins at a byte.
    fn opens_quote(&self, at: usize) -> bool {
        self.quotes.binary_search_by_key(&at, |q| q.outer.start()).is_ok()
    }

    fn flush(
        &mut self,
        items: &mut Vec<Item<'a>>,
        inner: &mut Vec<(Range<usize>, Span)>,
        place: (usize, ParagraphKind),
        around: Option<Span>,
        depth: usize,
    ) {
        if !items.is_empty() {
            let items = std::mem::take(items);
            self.out.push(Unit { items, paragraph: place.0, kind: place.1, around, start: 0 });
        }
        for (range, words) in inner.drain(..) {
            if range.len() > 2 {
                self.read(range, place, Some(words), depth + 1);
            }
        }
    }

    /// Adds the items of a token.
    fn push(&self, at: usize, items: &mut Vec<Item<'a>>) {
        let segments = self.segments;
        let token = segments.tokens[at];
        let (word, lower) = (segments.word(at), segments.lower(at));
        let kind = match token.kind {
            TokenKind::Number => Kind::Number,
            TokenKind::Word => Kind::Word,
            TokenKind::Mark => match word {
                "," | "،" => Kind::Comma,
                ";" | "؛" => Kind::Semicolon,
                ":" => Kind::Colon,
                "—" | "–" | "―" | "-" | "|" => Kind::Dash,
                "." | "!" | "?" | "…" | "؟" | "۔" => Kind::Stop,
                "(" | ")" | "[" | "]" => Kind::Bracket,
                _ => Kind::Other,
            },
        };
        if kind != Kind::Word {
            items.push(Item {
                span: token.span,
                kind,
                lower,
                class: 0,
                capital: false,
                inner: token.span,
                suffix: false,
                accusative: false,
            });
            return;
        }
        let pieces = self.grammar.pieces(lower);
        let last = pieces.len() - 1;
        for (number, (piece, before)) in pieces.iter().enumerate() {
            let length = |count: usize| if self.grammar.joined { letters::length_of(word, count) } else { bytes_of(word, count) };
            let start = token.span.start() + length(*before);
            let end = if number == last { token.span.end() } else { token.span.start() + length(*before + piece.chars().count()) };
            let span = Span::new(start, end.min(token.span.end()));
            if span.is_empty() {
                continue;
            }
            let capital = span.of(segments.body).chars().next().is_some_and(char::is_uppercase);
            let mut class = self.grammar.classes(piece);
            // An ending makes no verb of a name.
            if capital && !items.is_empty() {
                class &= !(class::VERB | class::INFINITIVE | class::PARTICIPLE);
            }
            let suffix = !self.grammar.forms.contains_key(*piece) && self.grammar.suffixed(piece).is_some();
            let written = span.of(segments.body);
            let accusative = written.ends_with('\u{64B}') || written.ends_with("\u{64B}ا");
            items.push(Item { span, kind, lower: piece, class, capital, inner: span, suffix, accusative });
        }
    }
}

/// Bytes of the first `count` letters of a word.
fn bytes_of(word: &str, count: usize) -> usize {
    word.char_indices().nth(count).map_or(word.len(), |(at, _)| at)
}
