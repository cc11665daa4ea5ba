//! Hedging and distancing words: phrases of the lexicon, modal verbs, and scare quotes.

use super::lexicon::{Hedge, HedgeWhen};
use super::unit::Context;
use crate::phrase::Tag;
use crate::segment::TokenKind;
use crate::text::Span;

/// How many words a scare quote may have.
const SCARE_WORDS: usize = 4;

/// Every hedge of the report, in text order, without overlaps.
pub(crate) fn find(context: &Context<'_>) -> Vec<Span> {
    let segments = context.segments;
    let mut out = scare_quotes(context);
    let mut at = 0;
    while at < segments.tokens.len() {
        let hedges = context.lexicon.hedges.get(context.lower(at));
        match hedges.and_then(|all| all.iter().find_map(|hedge| matched(context, hedge, at))) {
            Some(end) => {
                out.push(segments.span_of(at..end));
                at = end;
            }
            None => at += 1,
        }
    }
    out.sort();
    out.dedup();
    out
}

/// The token after a hedge that stands at `at`.
fn matched(context: &Context<'_>, hedge: &Hedge, at: usize) -> Option<usize> {
    let end = at + hedge.words.len();
    if end > context.segments.tokens.len() || !hedge.words.iter().enumerate().all(|(n, word)| context.lower(at + n) == *word) {
        return None;
    }
    match hedge.when {
        HedgeWhen::Always => Some(end),
        HedgeWhen::Noun => {
            let before = at.checked_sub(1).map_or(Tag::Edge, |b| context.tag(b));
            let nominal = context.tag(at).is_noun() && !matches!(before, Tag::Pronoun | Tag::Modal | Tag::To);
            (nominal && (!context.segments.tokens[at].capital || context.tag(at) == Tag::Plural)).then_some(end)
        }
        HedgeWhen::Modal => modal(context, at),
    }
}

/// "could", with the appraisal that follows it ("could be considered"); not "could not" nor what somebody was able to
/// perceive, nor the month.
fn modal(context: &Context<'_>, at: usize) -> Option<usize> {
    let segments = context.segments;
    if context.tag(at) != Tag::Modal && (segments.tokens[at].capital || context.lower(at) == "might") {
        return None;
    }
    let mut next = at + 1;
    while context.tag(next) == Tag::Adverb && !matches!(context.lower(next), "not" | "never") {
        next += 1;
    }
    let word = context.lower(next);
    let able = context.lower(at) == "could"
        && matches!(word, "see" | "hear" | "feel" | "find" | "only" | "say" | "tell" | "learn" | "get" | "afford" | "reach");
    if able || matches!(word, "not" | "never") || !(context.tag(next).is_verb() || context.tag(next) == Tag::Noun) {
        return None;
    }
    let appraised = word == "be"
        && matches!(context.lower(next + 1), "considered" | "regarded" | "seen" | "viewed" | "described" | "interpreted" | "deemed");
    Some(if appraised { next + 2 } else { at + 1 })
}

/// One to four quoted words inside running text that are no speech.
fn scare_quotes(context: &Context<'_>) -> Vec<Span> {
    let segments = context.segments;
    let mut out = Vec::new();
    for quote in &segments.quotes {
        let tokens = segments.tokens_in(quote.inner);
        let outer = segments.tokens_in(quote.outer);
        let speech = context.speech.binary_search_by_key(&outer.start, |(_, t)| t.start).is_ok();
        let words = tokens.clone().filter(|t| segments.tokens[*t].kind != TokenKind::Mark).count();
        let verb = tokens.clone().any(|t| context.tag(t).is_finite());
        let number = tokens.clone().any(|t| segments.tokens[t].kind == TokenKind::Number || context.tag(t) == Tag::Number);
        if speech || !quote.closed || words == 0 || words > SCARE_WORDS || verb || number {
            continue;
        }
        // A verb of naming or saying right before makes the words the speaker's own.
        let before = outer.start.checked_sub(1).map_or("", |b| context.lower(b));
        let named = matches!(
            before,
            "called" | "named" | "titled" | "entitled" | "dubbed" | "nicknamed" | ":" | "," | "is" | "was" | "said" | "words" | "word"
        );
        let proper =
            tokens.clone().all(|t| segments.tokens[t].capital || segments.tokens[t].kind == TokenKind::Mark) && before != "so-called";
        let whole = proper || segments.sentence_at(outer.start).is_none();
        if !named && !whole && !alone(context, outer.start, outer.end) {
            out.push(quote.outer);
        }
    }
    out
}

/// Whether the quotation is its sentence.
fn alone(context: &Context<'_>, start: usize, end: usize) -> bool {
    let Some(index) = context.segments.sentence_at(context.segments.tokens[start].span.start()) else { return false };
    let sentence = &context.segments.sentences[index];
    sentence.tokens.start >= start && sentence.tokens.end <= end + 1
}
