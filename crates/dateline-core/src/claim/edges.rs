//! The ends of content: quotation marks, commas and stops that are no part of what is said.

use super::unit::Context;
use crate::phrase::Tag;
use crate::segment::TokenKind;
use crate::text::Span;

/// Quotation marks, commas and stops at the ends taken off.
pub(crate) fn trim(context: &Context<'_>, span: Span) -> Span {
    let segments = context.segments;
    let mut tokens = segments.tokens_in(span);
    let leads = |t: usize| {
        matches!(context.tag(t), Tag::Conjunction) && matches!(context.lower(t), "and" | "but")
            || context.lower(t) == "that" && context.tag(t) == Tag::Preposition
    };
    while tokens.len() > 2 && leads(tokens.start) {
        tokens.start += 1;
    }
    while !tokens.is_empty() {
        let word = segments.word(tokens.start);
        let lone = is_quote_mark(word) && !closes_inside(context, tokens.start, tokens.end);
        if matches!(word, "," | ";" | ":" | "." | "-" | "–" | "—" | "―" | "!" | "?" | "…" | ")" | "]")
            || lone
            || whole_quote(context, tokens.start, tokens.end)
        {
            tokens.start += 1;
        } else {
            break;
        }
    }
    while !tokens.is_empty() {
        let word = segments.word(tokens.end - 1);
        let lone = is_quote_mark(word) && !opens_inside(context, tokens.start, tokens.end - 1);
        let abbreviation = word == "." && ends_abbreviation(context, tokens.start, tokens.end);
        if matches!(word, "," | ";" | ":" | "." | "-" | "–" | "—" | "―" | "(" | "[") && !abbreviation || lone {
            tokens.end -= 1;
        } else {
            break;
        }
    }
    segments.span_of(tokens)
}

fn is_quote_mark(word: &str) -> bool {
    matches!(word, "“" | "”" | "\"" | "‘" | "’" | "'" | "«" | "»" | "„")
}

fn quote_with(context: &Context<'_>, from: usize, to: usize, test: impl Fn(usize, usize) -> bool) -> bool {
    context.quotes_from(Span::new(from, to)).iter().any(|q| test(q.outer.start(), q.outer.end()))
}

/// Whether the quotation opened by token `start` is the whole range.
fn whole_quote(context: &Context<'_>, start: usize, end: usize) -> bool {
    let segments = context.segments;
    if !is_quote_mark(segments.word(start)) {
        return false;
    }
    let from = segments.tokens[start].span.start();
    let last = (start..end).rev().find(|t| !matches!(segments.word(*t), "." | "," | ";" | ":" | "!" | "?"));
    last.is_some_and(|t| {
        let to = segments.tokens[t].span.end();
        quote_with(context, from, to, |a, b| a == from && b == to)
    })
}

fn closes_inside(context: &Context<'_>, start: usize, end: usize) -> bool {
    let from = context.segments.tokens[start].span.start();
    let to = context.segments.tokens[end - 1].span.end();
    quote_with(context, from, to, |a, b| a == from && b <= to)
}

fn opens_inside(context: &Context<'_>, start: usize, mark: usize) -> bool {
    let from = context.segments.tokens[start].span.start();
    let to = context.segments.tokens[mark].span.end();
    quote_with(context, from, to, |a, b| b == to && a >= from)
}

/// "p.m.", "Inc.": the stop belongs to the word.
fn ends_abbreviation(context: &Context<'_>, start: usize, end: usize) -> bool {
    let Some(word) = end.checked_sub(2).filter(|w| *w >= start) else { return false };
    let lower = context.lower(word);
    lower.contains('.') && context.segments.tokens[word].kind == TokenKind::Word
}
