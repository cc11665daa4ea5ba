//! By what means, and what was hit: words for weapons and targets around a trigger.

use super::Kind;
use super::context::Context;
use super::hit::Hit;
use super::lexicon::Part;
use super::phrase::phrase_from;
use crate::segment::TokenKind;
use crate::text::Span;

/// Words for the means in a trigger's sentence, and the kind that they imply.
pub(super) fn weapons_of(context: &Context<'_>, hit: &Hit) -> (Vec<Span>, Option<Kind>) {
    const KINDS: &[(&str, Kind)] = &[
        ("aircraft", Kind::AirStrike),
        ("gas", Kind::Chemical),
        ("grenade", Kind::Grenade),
        ("indirect", Kind::Shelling),
        ("explosive", Kind::Bombing),
        ("gun", Kind::Shooting),
        ("crowdweapon", Kind::ForceAgainstProtesters),
        ("blade", Kind::Attack),
    ];
    let segments = context.segments;
    let window = context.window(hit.sentence, &hit.tokens);
    let back = if context.lexicon.is_english() { 12 } else { 18 };
    let near = window.start.max(hit.tokens.start.saturating_sub(back))..window.end.min(hit.tokens.end + 14);
    let mut spans = Vec::new();
    let mut kind: Option<(usize, Kind)> = None;
    let mut at = near.start;
    while at < near.end {
        let Some((rank, (_, implied))) = KINDS.iter().enumerate().find(|(_, (class, _))| context.lexicon.is(class, segments.lower(at)))
        else {
            at += 1;
            continue;
        };
        if context.lexicon.is("bearer", segments.lower(at)) {
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
        while !inside && to < near.end && context.lexicon.is("modifier behind", segments.lower(to)) {
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
    token.kind == TokenKind::Number || context.lexicon.is("modifier", word)
}

/// What was hit: the object of the trigger.
pub(super) fn target_of(context: &Context<'_>, hit: &Hit) -> Option<Span> {
    if !context.lexicon.is_english() {
        return super::other::target_of(context, hit);
    }
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
