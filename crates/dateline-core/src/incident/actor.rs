//! Who is alleged to be responsible: the actors that the words around a trigger name, and what they are called.

use super::context::Context;
use super::hit::Hit;
use super::lexicon::Part;
use super::phrase::{BINDERS, phrase_before, phrase_from};
use super::{Kind, Responsible};
use crate::text::Span;
use std::ops::Range;

/// Words that stand before a name without being part of it.
const UNSAID: &[&str] = &["the", "a", "an", "so-called", "alleged", "alleged-", "suspected", "“", "”", "\"", "some"];

/// Whether a phrase names somebody who can act.
fn is_actor(context: &Context<'_>, tokens: Range<usize>) -> bool {
    if tokens.is_empty() || tokens.len() > 18 {
        return false;
    }
    let lexicon = context.lexicon;
    let owner = |at: usize| {
        let word = context.segments.lower(at);
        let means = lexicon.is("aircraft", word) || lexicon.is("indirect", word);
        !means && (lexicon.is("force", word) || lexicon.is("actor", word))
    };
    let people = tokens
        .clone()
        .next()
        .is_some_and(|at| matches!(context.segments.lower(at), "families" | "relatives" | "people" | "many" | "civilians"));
    let name = plain_name(context.words(tokens.clone()));
    !people && (tokens.clone().any(owner) || context.names.is_name(name))
}

/// A name without article and distancing words before it.
pub(super) fn plain_name(words: &str) -> &str {
    let mut rest = words.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '“' | '”' | '"' | '‘' | '’'));
    loop {
        let Some((first, after)) = rest.split_once(char::is_whitespace) else { return rest };
        if !UNSAID.contains(&first.to_lowercase().as_str()) {
            return rest;
        }
        rest = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '“' | '"' | '‘'));
    }
}

/// The name that the words stand for: without article, means or rank and file ("jets of the … Coalition"), in the fullest
/// form that the report has; `None` where they name nobody in particular ("gunmen").
pub(super) fn name_of(context: &Context<'_>, span: Span) -> Option<String> {
    if !context.lexicon.is_english() {
        return super::other::name_of(context, span);
    }
    let body = context.segments.body;
    let tokens = context.segments.tokens_in(span);
    let lower = |at: usize| context.segments.lower(at);
    let capital = |at: usize| context.segments.tokens[at].capital;
    let mut from = tokens.start;
    let mut to = tokens.end;
    // What stands before the last "of", "affiliated with" and the like, when a proper name follows it.
    for at in tokens.clone().rev() {
        let binds = lower(at) == "of" || matches!(lower(at), "with" | "to") && at > tokens.start && BINDERS.contains(&lower(at - 1));
        let before_is_common = (from..at).all(|a| !capital(a) || a == tokens.start);
        let after_is_proper = (at + 1..tokens.end).find(|a| !UNSAID.contains(&lower(*a))).is_some_and(capital);
        if binds && before_is_common && after_is_proper {
            from = at + 1;
            break;
        }
    }
    // "The government's helicopters", "an army drone": who has the means, not the means.
    let means = |at: usize| context.lexicon.is("weaponhead", lower(at));
    if let Some(owner) = (from + 1..to).find(|at| lower(*at) == "'s" || lower(*at).ends_with("'s")) {
        if (owner + 1..to).any(means) {
            to = if lower(owner) == "'s" { owner } else { owner + 1 };
        }
    } else if to > from + 1 && means(to - 1) && !capital(to - 2) && context.lexicon.is("force", lower(to - 2)) {
        to -= 1;
    }
    let words = context.segments.span_of(from..to).of(body);
    let name = plain_name(words).trim_end_matches("'s").trim_end_matches("’s");
    if name.is_empty() {
        return None;
    }
    let proper = name.split_whitespace().any(|w| w.chars().next().is_some_and(char::is_uppercase))
        && !(tokens.len() == 1 && context.lexicon.is("nobody", lower(tokens.start)));
    let vague = (from..to).any(|at| context.lexicon.is("nobody", lower(at)));
    if !proper && vague {
        return None;
    }
    Some(context.names.full(name).unwrap_or(name).to_owned())
}

/// Verbs by which somebody makes an event that a noun names.
const MAKES: &[&str] = &[
    "conducted",
    "conduct",
    "carried",
    "carries",
    "launched",
    "launches",
    "staged",
    "mounted",
    "committed",
    "executed",
    "perpetrated",
    "conducts",
    "carry",
    "launch",
    "made",
    "keeps",
    "carrying",
    "conducting",
];

/// Those whom the words around a trigger name as responsible, without claims of blame.
pub(super) fn responsible_of(context: &Context<'_>, hit: &Hit) -> Vec<Responsible> {
    if !context.lexicon.is_english() {
        return super::other::responsible_of(context, hit);
    }
    let segments = context.segments;
    let window = context.window(hit.sentence, &hit.tokens);
    let mut found: Vec<Range<usize>> = Vec::new();
    let end = hit.tokens.end;
    // By-phrases: "massacre by the alliance", "were shot by soldiers", "carried out by …".
    for at in end..window.end.min(end + 14) {
        let word = segments.lower(at);
        if matches!(segments.word(at), ";" | ":" | ".") || matches!(word, "and" | "who" | "which" | "said") {
            break;
        }
        if word == "by" && !(at > end && BINDERS.contains(&segments.lower(at - 1))) {
            found.push(phrase_from(context, at + 1, window.end));
            break;
        }
    }
    // "came under fire from …", "rockets from …".
    for at in end..window.end.min(end + 5) {
        if segments.lower(at) == "from" {
            found.push(phrase_from(context, at + 1, window.end));
            break;
        }
    }
    // "… is behind the attack".
    for at in (window.start..hit.tokens.start).rev().take(4) {
        if segments.lower(at) == "behind" {
            found.push(subject_of_clause(context, at, window.start));
            break;
        }
    }
    if hit.part == Part::Noun && segments.lower(end) == "of" {
        found.push(phrase_from(context, end + 1, window.end));
    }
    let passive = (1..=3).any(|back| {
        hit.tokens
            .start
            .checked_sub(back)
            .is_some_and(|at| at >= window.start && matches!(segments.lower(at), "was" | "were" | "been" | "being" | "be" | "got"))
    });
    if hit.part == Part::Verb && !passive {
        found.push(subject_of(context, hit.tokens.start, window.start));
    } else if hit.part == Part::Noun {
        for at in (window.start..hit.tokens.start).rev().take(7) {
            if MAKES.contains(&segments.lower(at)) {
                let verb_passive = at > window.start && matches!(segments.lower(at - 1), "was" | "were" | "been");
                if !verb_passive {
                    found.push(subject_of(context, at, window.start));
                }
                break;
            }
        }
        if hit.tokens.start >= window.start + 2 && matches!(segments.lower(hit.tokens.start - 1), "'s") {
            found.push(phrase_before(context, hit.tokens.start - 1, window.start));
        }
    }
    let claim = hit.claims.first().copied();
    let mut out: Vec<Responsible> = Vec::new();
    for tokens in found {
        if matches!(hit.kind, Kind::Accident | Kind::Protest) {
            continue;
        }
        let span = segments.span_of(tokens.clone());
        if let Some(name) = speaker_named_by(context, &hit.claims, tokens.clone()) {
            out.push(Responsible { span, name: Some(name), claim });
        } else if is_actor(context, tokens.clone()) {
            // The bomber is the means; who sent him is not said.
            let bomber = hit.kind == Kind::SuicideBombing && tokens.clone().any(|at| context.lexicon.is("nobody", segments.lower(at)));
            if bomber {
                continue;
            }
            out.push(Responsible { span, name: name_of(context, span), claim });
        }
    }
    out
}

/// The speaker's name, where a phrase inside a claim names the speaker's own side: "we", "our men", "it", "its jets".
fn speaker_named_by(context: &Context<'_>, claims: &[usize], tokens: Range<usize>) -> Option<String> {
    if tokens.is_empty() || tokens.len() > 4 {
        return None;
    }
    let first = context.segments.lower(tokens.start);
    let own = matches!(first, "we" | "our" | "us") || tokens.len() == 1 && matches!(first, "it" | "they");
    let side = matches!(first, "its" | "his" | "their" | "our")
        && tokens.clone().skip(1).any(|at| {
            let word = context.segments.lower(at);
            ["force", "actor", "weaponhead"].iter().any(|class| context.lexicon.is(class, word))
        });
    let claim = claims.iter().filter_map(|at| context.parts.claims.get(*at)).find(|c| c.speaker.is_some())?;
    let name = &claim.speaker.as_ref()?.name;
    ((own || side) && context.names.is_body(context.lexicon, name)).then(|| side_of(name))
}

/// The body that a spokesman's name speaks for.
pub(super) fn side_of(name: &str) -> String {
    for marker in ["spokesman for ", "spokesperson for ", "spokeswoman for ", "spokesman of ", "spokesperson of "] {
        if let Some((_, body)) = name.split_once(marker) {
            return plain_name(body).to_owned();
        }
    }
    let lower = name.to_lowercase();
    for marker in [" spokesman", " spokesperson", " spokeswoman", " press office", " media office", " press centre", " press service"] {
        // Lower case may change a name's length; then its end is no character's edge or not the marker.
        let body = name.len().checked_sub(marker.len()).filter(|_| lower.ends_with(marker)).and_then(|end| name.get(..end));
        if let Some(body) = body.filter(|body| !body.trim().is_empty()) {
            return body.to_owned();
        }
    }
    name.to_owned()
}

/// The subject of a clause that ends before a token, past a relative clause between commas and a form of "to be".
fn subject_of_clause(context: &Context<'_>, end: usize, start: usize) -> Range<usize> {
    let segments = context.segments;
    let mut at = end;
    while at > start && matches!(segments.lower(at - 1), "is" | "was" | "were" | "are" | "been" | "being" | "had" | "have" | "has" | "of") {
        at -= 1;
    }
    if at > start && segments.word(at - 1) == "," {
        let comma = (start..at - 1).rev().find(|c| segments.word(*c) == ",");
        if let Some(comma) = comma.filter(|c| matches!(segments.lower(c + 1), "which" | "who" | "whose")) {
            at = comma;
        }
    }
    phrase_before(context, at, start)
}

/// The subject of a verb: the noun phrase before it and its auxiliaries and adverbs.
fn subject_of(context: &Context<'_>, verb: usize, start: usize) -> Range<usize> {
    let segments = context.segments;
    let mut at = verb;
    while at > start {
        let word = segments.lower(at - 1);
        let auxiliary = matches!(
            word,
            "had"
                | "has"
                | "have"
                | "also"
                | "then"
                | "did"
                | "keeps"
                | "kept"
                | "keep"
                | "again"
                | "reportedly"
                | "allegedly"
                | "later"
                | "earlier"
                | "first"
                | "repeatedly"
                | "deliberately"
                | "goes"
                | "on"
                | "to"
                | "continued"
                | "continues"
                | "having"
        );
        if !auxiliary {
            break;
        }
        // "accused the … of having carried out": whom the accusation names is the subject.
        at -= if word == "having" && at >= start + 2 && segments.lower(at - 2) == "of" { 2 } else { 1 };
    }
    phrase_before(context, at, start)
}
