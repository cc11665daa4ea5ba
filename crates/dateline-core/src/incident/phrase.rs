//! Noun phrases by their edges: where a phrase that begins or ends at a token ends or begins.

use super::context::Context;
use crate::segment::TokenKind;
use std::ops::Range;

/// Words that end a noun phrase.
const ENDS: &[&str] = &[
    "in",
    "on",
    "at",
    "to",
    "from",
    "into",
    "onto",
    "near",
    "outside",
    "during",
    "after",
    "before",
    "when",
    "while",
    "as",
    "that",
    "which",
    "who",
    "whom",
    "whose",
    "and",
    "or",
    "but",
    "for",
    "with",
    "without",
    "was",
    "were",
    "is",
    "are",
    "has",
    "have",
    "had",
    "did",
    "does",
    "do",
    "be",
    "been",
    "said",
    "says",
    "killed",
    "killing",
    "wounding",
    "injuring",
    "leaving",
    "where",
    "since",
    "until",
    "over",
    "against",
    "about",
    "by",
    "not",
    "if",
    "because",
    "than",
    "then",
    "will",
    "would",
    "could",
    "can",
    "may",
    "might",
    "destroyed",
    "hit",
    "struck",
    "early",
    "late",
    "around",
    "shortly",
    "overnight",
    "yesterday",
    "today",
    "last",
    "between",
    "through",
    "so",
    "its",
    "also",
    "told",
    "reported",
    "used",
    "located",
];

/// Words after which a noun phrase goes on through a preposition.
pub(super) const BINDERS: &[&str] =
    &["affiliated", "allied", "linked", "loyal", "belonging", "led", "backed", "aligned", "supported", "commanded"];

/// Words that open a noun phrase.
const DETERMINERS: &[&str] =
    &["the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our", "your", "my", "some"];

/// Whether a lower-case word ends a noun phrase.
pub(super) fn is_end(word: &str) -> bool {
    ENDS.contains(&word)
}

fn boundary(context: &Context<'_>, at: usize) -> bool {
    let token = &context.segments.tokens[at];
    if token.kind == TokenKind::Mark {
        return !matches!(context.segments.word(at), "“" | "”" | "\"" | "'" | "’" | "‘" | "/" | "&");
    }
    !token.capital && ENDS.contains(&context.segments.lower(at))
}

/// The noun phrase that begins at a token.
pub(super) fn phrase_from(context: &Context<'_>, from: usize, end: usize) -> Range<usize> {
    let mut at = from;
    while at < end && at - from < 20 {
        let word = context.segments.lower(at);
        if boundary(context, at) {
            let bound = at > from && BINDERS.contains(&context.segments.lower(at - 1)) && matches!(word, "with" | "to" | "by");
            let its = at == from && word == "its";
            if !bound && !its {
                break;
            }
        }
        let verbal = at > from && word.ends_with("ing") && !context.segments.tokens[at].capital;
        // "accused the … of": what follows is the deed.
        if word == "of"
            && at + 1 < end
            && (context.segments.lower(at + 1).ends_with("ing")
                || context.segments.lower(at + 1) == "the" && at + 2 < end && context.lexicon.is("deed", context.segments.lower(at + 2)))
        {
            break;
        }
        if verbal || at > from + 1 && DETERMINERS.contains(&word) && !matches!(context.segments.lower(at - 1), "of" | "with" | "to" | "by")
        {
            break;
        }
        at += 1;
    }
    bare(context, from..at)
}

/// The noun phrase that ends before a token.
pub(super) fn phrase_before(context: &Context<'_>, end: usize, start: usize) -> Range<usize> {
    let segments = context.segments;
    let mut at = end;
    // An aside in brackets stands between subject and verb.
    if at > start && segments.word(at - 1) == ")" {
        let mut open = at - 1;
        while open > start && segments.word(open) != "(" {
            open -= 1;
        }
        at = open;
    }
    let last = at;
    while at > start && last - at < 20 {
        let before = at - 1;
        if boundary(context, before) {
            let word = segments.lower(before);
            let bound = matches!(word, "with" | "to" | "by") && before > start && BINDERS.contains(&segments.lower(before - 1));
            if !bound {
                break;
            }
        }
        at = before;
        if DETERMINERS.contains(&segments.lower(at)) && !(at > start && matches!(segments.lower(at - 1), "of" | "with" | "by" | "to")) {
            break;
        }
    }
    bare(context, at..last)
}

/// Tokens of a range without the first and last mark.
pub(super) fn bare(context: &Context<'_>, tokens: Range<usize>) -> Range<usize> {
    let mut tokens = tokens;
    while tokens.start < tokens.end && matches!(context.segments.word(tokens.start), "," | "“" | "\"" | "”" | "‘" | "’" | "'") {
        tokens.start += 1;
    }
    while tokens.start < tokens.end && matches!(context.segments.word(tokens.end - 1), "," | "“" | "\"" | "”" | "‘" | "’" | "'" | "." | "(")
    {
        tokens.end -= 1;
    }
    tokens
}
