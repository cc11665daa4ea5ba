//! Who is alleged to be responsible, by what means, and what was hit: noun phrases around a trigger.

use super::context::Context;
use super::hit::Hit;
use super::lexicon::Part;
use super::setting::bare;
use super::{Kind, Responsible};
use crate::segment::TokenKind;
use crate::text::Span;
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
const BINDERS: &[&str] = &["affiliated", "allied", "linked", "loyal", "belonging", "led", "backed", "aligned", "supported", "commanded"];

const DETERMINERS: &[&str] =
    &["the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our", "your", "my", "some"];

/// Words that stand before a name without being part of it.
const UNSAID: &[&str] = &["the", "a", "an", "so-called", "alleged", "alleged-", "suspected", "“", "”", "\"", "some"];

fn boundary(context: &Context<'_>, at: usize) -> bool {
    let token = &context.segments.tokens[at];
    if token.kind == TokenKind::Mark {
        return !matches!(context.segments.word(at), "“" | "”" | "\"" | "'" | "’" | "‘" | "-" | "/" | "&");
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
        let verbal = at > from && word.ends_with("ing") && !context.segments.tokens[at].capital && context.segments.lower(at - 1) != "of";
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

/// Whether a phrase names somebody who can act.
fn is_actor(context: &Context<'_>, tokens: Range<usize>) -> bool {
    if tokens.is_empty() {
        return false;
    }
    let owner = |at: usize| {
        context.lexicon.is("force", context.segments.lower(at))
            && !context.lexicon.is("aircraft", context.segments.lower(at))
            && !context.lexicon.is("indirect", context.segments.lower(at))
    };
    let span = context.segments.span_of(tokens.clone());
    tokens.clone().any(owner) || known(context, span.of(context.segments.body))
}

/// Whether words are, or end, the name of somebody who speaks in the report.
fn known(context: &Context<'_>, words: &str) -> bool {
    let name = plain_name(words);
    !name.is_empty()
        && context.parts.claims.iter().take(400).filter_map(|c| c.speaker.as_ref()).any(|s| {
            s.name == name
                || s.name.len() > name.len()
                    && (s.name.ends_with(name) || s.name.starts_with(name))
                    && name.chars().next().is_some_and(char::is_uppercase)
        })
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

/// The fullest name that the report's speakers have for the words.
pub(super) fn name_of(context: &Context<'_>, span: Span) -> Option<String> {
    let words = span.of(context.segments.body);
    let name = plain_name(words);
    if name.is_empty() {
        return None;
    }
    let capitals = name.split_whitespace().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
    let head = name.split_whitespace().next_back().unwrap_or(name).to_lowercase();
    if capitals < 2 {
        let fits = |full: &str| {
            full.len() > name.len() && full.split_whitespace().any(|w| w.to_lowercase() == head) && full.split_whitespace().count() <= 5
        };
        let speakers = context.parts.claims.iter().take(400).filter_map(|c| c.speaker.as_ref());
        if name.split_whitespace().count() == 1
            && let Some(full) = speakers.map(|s| s.name.as_str()).find(|full| fits(full))
        {
            return Some(full.to_owned());
        }
    }
    Some(name.to_owned())
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
        if !is_actor(context, tokens.clone()) || hit.kind == Kind::Accident {
            continue;
        }
        let span = segments.span_of(tokens);
        out.push(Responsible { span, name: name_of(context, span), claim });
    }
    out
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
        );
        if !auxiliary {
            break;
        }
        at -= 1;
    }
    phrase_before(context, at, start)
}

/// Words for the means in a trigger's sentence, and the kind that they imply.
pub(super) fn weapons_of(context: &Context<'_>, hit: &Hit) -> (Vec<Span>, Option<Kind>) {
    const KINDS: &[(&str, Kind)] = &[
        ("aircraft", Kind::AirStrike),
        ("gas", Kind::Chemical),
        ("indirect", Kind::Shelling),
        ("explosive", Kind::Bombing),
        ("gun", Kind::Shooting),
        ("crowdweapon", Kind::ForceAgainstProtesters),
        ("blade", Kind::Attack),
    ];
    let segments = context.segments;
    let window = context.window(hit.sentence, &hit.tokens);
    let near = window.start.max(hit.tokens.start.saturating_sub(12))..window.end.min(hit.tokens.end + 14);
    let mut spans = Vec::new();
    let mut kind: Option<(usize, Kind)> = None;
    let mut at = near.start;
    while at < near.end {
        let Some((rank, (_, implied))) = KINDS.iter().enumerate().find(|(_, (class, _))| context.lexicon.is(class, segments.lower(at)))
        else {
            at += 1;
            continue;
        };
        if matches!(segments.lower(at), "gunmen" | "gunman" | "chemical" | "automatic" | "nerve" | "toxic") {
            if *implied == Kind::Shooting {
                kind = kind.or(Some((rank, *implied)));
            }
            at += 1;
            continue;
        }
        let inside = hit.tokens.contains(&at);
        let mut from = at;
        while !inside && from > near.start && from + 5 > at && modifies(context, from - 1) {
            from -= 1;
        }
        let mut to = at + 1;
        while !inside && to < near.end && KINDS.iter().any(|(class, _)| context.lexicon.is(class, segments.lower(to))) {
            to += 1;
        }
        spans.push(segments.span_of(from..to));
        if kind.is_none_or(|(best, _)| rank < best) {
            kind = Some((rank, *implied));
        }
        at = to;
    }
    (spans, kind.map(|(_, kind)| kind))
}

/// Whether a token before a weapon's word belongs to its phrase.
fn modifies(context: &Context<'_>, at: usize) -> bool {
    let word = context.segments.lower(at);
    let token = &context.segments.tokens[at];
    token.kind == TokenKind::Number
        || matches!(
            word,
            "a" | "an"
                | "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "seven"
                | "eight"
                | "nine"
                | "ten"
                | "several"
                | "dozens"
                | "mm"
                | "armed"
                | "guided"
                | "ballistic"
                | "hand"
                | "barrel"
                | "roadside"
                | "improvised"
                | "magnetic"
                | "cruise"
                | "attack"
                | "explosive"
                | "anti-personnel"
                | "second"
                | "another"
                | "car"
                | "land"
        )
}

/// What was hit: the object of the trigger.
pub(super) fn target_of(context: &Context<'_>, hit: &Hit) -> Option<Span> {
    let segments = context.segments;
    let window = context.window(hit.sentence, &hit.tokens);
    let mut from = hit.tokens.end;
    if hit.part == Part::Noun || matches!(hit.kind, Kind::SuicideBombing) {
        if !matches!(segments.lower(from), "on" | "of" | "at" | "against") {
            return None;
        }
        from += 1;
    } else if matches!(segments.lower(from), "on" | "at" | "into" | "against" | "in") {
        from += 1;
    }
    let tokens = phrase_from(context, from, window.end);
    let hit_words = tokens.clone().any(|at| context.lexicon.is("target", segments.lower(at)) || segments.lower(at) == "post");
    (hit_words && tokens.len() <= 14).then(|| segments.span_of(tokens))
}
