//! Hedges of languages without a tagger: phrases of the lexicon, and short quotations that run on in a sentence.

use super::class::*;
use super::grammar::Grammar;
use super::items::{Kind, Unit};
use crate::report::ParagraphKind;
use crate::text::Span;

/// How many words a scare quote may have.
const SCARE_WORDS: usize = 4;

/// Every hedge, in text order, without overlaps. `said` are the spans of contents that are quotations by themselves.
pub(crate) fn find(units: &[Unit<'_>], grammar: &Grammar, body: &str, said: &[Span], names: &[Span]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for unit in units {
        let mut at = 0;
        while at < unit.items.len() {
            let end = phrase(unit, grammar, at);
            if let Some(end) = end {
                out.push(unit.span(at..end));
                at = end;
                continue;
            }
            if scare(unit, grammar, body, at) {
                let item = &unit.items[at];
                let taken = said.binary_search(&item.inner).is_ok() || names.binary_search(&item.inner).is_ok();
                if !taken {
                    out.push(item.span);
                }
            }
            at += 1;
        }
    }
    out.retain(|span| !span.is_empty());
    out.sort();
    out.dedup();
    out
}

/// The end of a hedge that begins at an item.
fn phrase(unit: &Unit<'_>, grammar: &Grammar, at: usize) -> Option<usize> {
    if unit.kind(at) != Kind::Word {
        return None;
    }
    let found = grammar.hedges.get(unit.lower(at)).and_then(|all| {
        all.iter().find(|words| words.iter().enumerate().all(|(n, word)| unit.lower(at + n) == word)).map(|words| at + words.len())
    });
    // A conditional of hearsay: with a participle or an infinitive of the perfect behind it, in no condition.
    let hearsay =
        unit.is(at, HEARSAY) && !(0..at).any(|n| unit.is(n, SUBORDINATOR)) && unit.kind(at + 1) == Kind::Word && !unit.is(at + 1, THAT);
    found.or(hearsay.then_some(at + 1))
}

/// Whether a quotation is a few words that run on in a sentence and begin as no name does.
fn scare(unit: &Unit<'_>, grammar: &Grammar, body: &str, at: usize) -> bool {
    let item = &unit.items[at];
    if item.kind != Kind::Quote || item.inner.end() >= item.span.end() || unit.kind == ParagraphKind::Title && unit.items.len() == 1 {
        return false;
    }
    let words = item.inner.of(body);
    let count = words.split_whitespace().count();
    let lower = words.chars().next().is_some_and(char::is_lowercase);
    let runs_on = at > unit.start && unit.kind(at - 1) == Kind::Word;
    let named = at > 0 && unit.is(at - 1, BODY | PERSON | TITLE | DOCUMENT);
    grammar.capitals && count > 0 && count <= SCARE_WORDS && lower && runs_on && !named && !words.contains(['?', '!', '.'])
}
