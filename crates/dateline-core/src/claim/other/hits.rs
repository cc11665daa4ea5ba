//! Where cues stand in a sentence: the longest phrase at each word, with its auxiliaries and its negation.

use super::class::*;
use super::grammar::{Cue, CueKind, Form, Grammar, Use};
use super::items::{Kind, Unit};
use std::ops::Range;

/// How many words may stand between an auxiliary and its participle.
const BETWEEN: usize = 5;

/// A cue found.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// Its words.
    pub range: Range<usize>,
    /// The first item of the group of verbs that it is in: auxiliaries, negation and small words.
    pub start: usize,
    pub cue: usize,
    pub used: Use,
    pub negated: bool,
    /// The pronoun inside "in his words", or between auxiliary and participle.
    pub inside: Option<usize>,
}

/// All cues of a sentence, in order, not overlapping.
pub(crate) fn hits(unit: &Unit<'_>, grammar: &Grammar) -> Vec<Hit> {
    let mut out: Vec<Hit> = Vec::new();
    let mut at = unit.start;
    while at < unit.items.len() {
        let found = if unit.kind(at) == Kind::Word { hit(unit, grammar, at) } else { None };
        at = found.as_ref().map_or(at + 1, |hit| hit.range.end);
        out.extend(found);
    }
    out
}

fn hit(unit: &Unit<'_>, grammar: &Grammar, at: usize) -> Option<Hit> {
    let item = &unit.items[at];
    let word = if item.suffix { grammar.suffixed(item.lower)? } else { item.lower };
    let forms = grammar.forms.get(word)?;
    let mut best: Option<Hit> = None;
    for form in forms {
        let Some((end, inside)) = matched(unit, form, at) else { continue };
        let cue = &grammar.cues[form.cue];
        // A capital inside a sentence is a name's.
        let opens = at == unit.start || !matches!(unit.kind(at - 1), Kind::Word | Kind::Number);
        if item.capital && !opens && !unit.items.iter().all(|i| i.capital || i.kind != Kind::Word) {
            continue;
        }
        if item.suffix && (cue.kind != CueKind::Verb || end > at + 1) {
            continue;
        }
        let mut hit = Hit { range: at..end, start: at, cue: form.cue, used: form.used, negated: false, inside };
        if cue.kind == CueKind::Verb && !group(unit, &mut hit, cue, grammar) {
            continue;
        }
        // A participle with its auxiliary goes before the same word as a finite verb.
        let better = best.as_ref().is_none_or(|b| hit.range.len() > b.range.len() || hit.range == b.range && hit.used == Use::Participle);
        if better {
            best = Some(hit);
        }
    }
    best
}

/// The end of a form that begins at an item, and the pronoun inside it.
fn matched(unit: &Unit<'_>, form: &Form, at: usize) -> Option<(usize, Option<usize>)> {
    let mut inside = None;
    for (number, word) in form.rest.iter().enumerate() {
        let next = at + 1 + number;
        if word == "_" {
            if !unit.is(next, POSSESSIVE | PRONOUN) {
                return None;
            }
            inside = Some(next);
        } else if unit.lower(next) != word || unit.kind(next) == Kind::Quote {
            return None;
        }
    }
    Some((at + 1 + form.rest.len(), inside))
}

/// Reads the group of verbs around a verb; `false` where the word is no verb there.
fn group(unit: &Unit<'_>, hit: &mut Hit, cue: &Cue, grammar: &Grammar) -> bool {
    let at = hit.range.start;
    let mut from = at;
    let mut auxiliary = false;
    while from > unit.start && at - from < BETWEEN {
        let before = from - 1;
        if unit.kind(before) != Kind::Word || unit.items[before].class & (PERSON | BODY) != 0 {
            break;
        }
        if unit.is(before, AUXILIARY) {
            auxiliary = true;
        } else if unit.is(before, NEGATION) {
            hit.negated = true;
        } else if unit.is(before, PRONOUN) && hit.used == Use::Participle && !auxiliary {
            // "a-t-il déclaré": the pronoun stands behind its auxiliary.
            if !(before > unit.start && unit.is(before - 1, AUXILIARY)) {
                break;
            }
            hit.inside = Some(before);
        } else if !unit.is(before, CLITIC | ADVERB) || unit.is(before, AND | PRONOUN) {
            break;
        }
        from = before;
    }
    // Adverbs before the group are the clause's.
    while from < at && unit.is(from, ADVERB) && !unit.is(from, NEGATION | AUXILIARY | CLITIC) {
        from += 1;
    }
    hit.start = from;
    match hit.used {
        Use::Participle if !auxiliary => return false,
        Use::Participle => {}
        Use::Finite | Use::Many | Use::First if grammar.articles => {
            // "the demand", "a report": a noun.
            let before = at.checked_sub(1).filter(|_| at > unit.start);
            if let Some(before) = before.filter(|b| unit.is(*b, DETERMINER | POSSESSIVE | INDEFINITE)) {
                let subject = before.checked_sub(1).filter(|b| *b >= unit.start && unit.kind(*b) == Kind::Word);
                let verbal = unit.is(before, CLITIC)
                    && subject.is_some_and(|s| {
                        !unit.is(s, PREPOSITION | OF | AND | AUXILIARY | VERB | DETERMINER | THAT) || unit.is(s, PRONOUN | NEGATION)
                    });
                if !verbal {
                    return false;
                }
            }
            if before.is_some_and(|b| unit.kind(b) == Kind::Word && unit.is(b, PREPOSITION | OF) && !unit.is(b, CLITIC | DETERMINER | AS)) {
                return false;
            }
        }
        Use::Finite | Use::Many | Use::First => {
            if at > unit.start
                && unit.kind(at - 1) == Kind::Word
                && unit.is(at - 1, PREPOSITION)
                && !unit.is(at - 1, AND | AUXILIARY | PERSON | BODY | TIME | AS)
            {
                return false;
            }
        }
        Use::Gerund | Use::Nobody | Use::Quoted => {}
    }
    !hit.negated || cue.negated.is_some()
}
