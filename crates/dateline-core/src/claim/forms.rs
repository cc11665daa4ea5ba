//! Claims that no plain reporting verb tells: light verbs with a noun, nouns, "according to", "citing", headlines.

use super::extract::{Draft, draft, main_subject, subject};
use super::unit::{Context, Unit};
use super::{Stance, content, edges, speaker};
use crate::phrase::{ChunkKind, Tag};
use crate::report::ParagraphKind;
use crate::text::Span;

/// "…, citing X" and "Y, citing X, said …": the same words, by way of X.
pub(super) fn cited(context: &Context<'_>, unit: &Unit, index: usize, first: usize, out: &mut Vec<Draft>) {
    for at in 1..unit.chunks.len() {
        let chunk = &unit.chunks[at];
        let citing = chunk.kind == ChunkKind::Verb && matches!(context.head(chunk), "citing" | "quoting");
        if !citing || unit.chunks[at - 1].kind != ChunkKind::Comma {
            continue;
        }
        let Some(end) = speaker::after(context, unit, at + 1) else { continue };
        let cue = context.segments.span_of(chunk.tokens.clone());
        let nearest = out[first..]
            .iter()
            .filter(|d| !d.content.is_empty() && d.cue.is_some())
            .min_by_key(|d| d.cue.map_or(0, |c| c.start().abs_diff(cue.start())));
        let Some(carrier) = nearest.cloned() else { continue };
        let mut result = draft(cue, Stance::Asserts, false);
        result.speaker = Some(context.span(unit, at + 1..end));
        result.content = carrier.content;
        result.under = carrier.cue;
        result.unit = index;
        out.push(result);
    }
}

/// "expressed its strong condemnation of", "issued a call for".
pub(super) fn light(context: &Context<'_>, unit: &Unit, at: usize, earlier: &[Draft], used: &mut Vec<usize>) -> Option<Draft> {
    let chunk = &unit.chunks[at];
    if !context.lexicon.light.contains(context.lower(chunk.head)) || chunk.passive || chunk.infinitive {
        return None;
    }
    let object = unit.chunks.get(at + 1).filter(|c| c.kind == ChunkKind::Noun)?;
    let noun = context.lexicon.nouns.get(context.head(object))?;
    let lead = unit.chunks.get(at + 2).filter(|c| noun.leads.contains(&context.head(c)))?;
    let speaker = if chunk.finite {
        let subject = subject(context, unit, at)?;
        context.span(unit, subject.chunks)
    } else {
        earlier.last().and_then(|d| d.speaker).or_else(|| main_subject(context, unit, at))?
    };
    used.push(at + 1);
    let cue = context.segments.span_of(chunk.tokens.start..lead.tokens.end);
    let mut result = draft(cue, noun.stance, noun.attitude);
    result.speaker = Some(speaker);
    let end = content::end(context, unit, at, at + 3, true);
    let span = edges::trim(context, context.span(unit, at + 3..end));
    if span.is_empty() {
        return None;
    }
    result.content.push(span);
    Some(result)
}

/// "Damascus claim of …", "the group's denial that …", "rumours that …".
pub(super) fn noun(context: &Context<'_>, unit: &Unit, at: usize) -> Option<Draft> {
    let chunk = &unit.chunks[at];
    let noun = context.lexicon.nouns.get(context.head(chunk))?;
    let lead = unit.chunks.get(at + 1)?;
    // "threat to close": the infinitive itself is what is said.
    let infinitive = lead.kind == ChunkKind::Verb && lead.infinitive;
    let word = if infinitive { "to" } else { context.head(lead) };
    if !noun.leads.contains(&word) {
        return None;
    }
    let (mut speaker, mut cue_start) = (None, chunk.head);
    for token in chunk.tokens.clone().take_while(|t| *t < chunk.head) {
        let lower = context.lower(token);
        if context.tag(token) == Tag::Possessive {
            speaker = Some(context.segments.span_of(token..token + 1));
            cue_start = token + 1;
        } else if lower.ends_with("'s") || lower.ends_with("s'") {
            let span = context.segments.span_of(chunk.tokens.start..token + 1);
            let cut = if lower.ends_with("'s") {
                context.segments.word(token).chars().rev().take(2).map(char::len_utf8).sum()
            } else {
                context.segments.word(token).chars().next_back().map_or(0, char::len_utf8)
            };
            speaker = Some(Span::new(span.start(), span.end() - cut));
            cue_start = token + 1;
        } else if context.tag(token) == Tag::Name && unit.kind == ParagraphKind::Title && token + 1 == chunk.head {
            speaker = Some(context.segments.span_of(chunk.tokens.start..token + 1));
            cue_start = token + 1;
        }
    }
    let carried = at.checked_sub(1).is_some_and(|b| {
        unit.chunks[b].kind == ChunkKind::Preposition && matches!(context.head(&unit.chunks[b]), "in" | "via" | "through" | "by")
    }) && context.lexicon.names("document", context.head(chunk));
    if speaker.is_none() && word != "that" || carried {
        return None;
    }
    if word == "that" && !unit.chunks[at + 2..].iter().take(14).any(|c| c.kind == ChunkKind::Verb && c.finite) {
        return None;
    }
    let from = if infinitive { at + 1 } else { at + 2 };
    let cue = context.segments.span_of(cue_start..if infinitive { chunk.tokens.end } else { lead.tokens.end });
    let mut result = draft(cue, noun.stance, noun.attitude);
    result.speaker = speaker;
    let end = content::end(context, unit, at, from, true);
    let span = edges::trim(context, context.span(unit, from..end));
    if span.is_empty() {
        return None;
    }
    result.content.push(span);
    Some(result)
}

/// "According to X, …", "…, according to X".
pub(super) fn according(context: &Context<'_>, unit: &Unit, at: usize) -> Option<Draft> {
    let first = unit.chunks[at].tokens.start;
    let cues = context.lexicon.prepositions.get(context.lower(first))?;
    let last = unit.chunks.last()?.tokens.end;
    let cue = cues.iter().find(|cue| {
        first + 1 + cue.particles.len() <= last && cue.particles.iter().enumerate().all(|(n, word)| context.lower(first + 1 + n) == *word)
    })?;
    let end = first + 1 + cue.particles.len();
    let from = unit.chunks.partition_point(|c| c.tokens.start < end);
    let stop = speaker::after(context, unit, from)?;
    let mut result = draft(context.segments.span_of(first..end), cue.stance, cue.attitude);
    result.speaker = Some(context.span(unit, from..stop));
    let before = content::before(context, unit, at);
    if before.is_empty() || at <= 1 {
        // "According to X, content": the comma closes the speaker.
        let start = if unit.chunks.get(stop).is_some_and(|c| c.kind == ChunkKind::Comma) { stop + 1 } else { stop };
        let end = content::end(context, unit, at, start, false);
        let span = edges::trim(context, context.span(unit, start..end));
        if span.is_empty() {
            return None;
        }
        result.content.push(span);
    } else {
        result.content = before;
        if unit.chunks.get(stop).is_some_and(|c| c.kind == ChunkKind::Comma) {
            let end = content::end(context, unit, at, stop + 1, false);
            let rest = edges::trim(context, context.span(unit, stop + 1..end));
            let clause = unit.chunks[stop + 1..end.max(stop + 1)].iter().any(|c| c.kind == ChunkKind::Verb);
            if !rest.is_empty() && clause {
                result.content.push(rest);
            }
        }
    }
    Some(result)
}

/// "“…” – Syria", "Blast kills nine - monitor", "Syria: coalition helped".
pub(super) fn headline(context: &Context<'_>, unit: &Unit) -> Option<Draft> {
    let chunks = &unit.chunks;
    let dash =
        (0..chunks.len()).rev().find(|i| chunks[*i].kind == ChunkKind::Stop && matches!(context.head(&chunks[*i]), "-" | "–" | "—" | "―"));
    if let Some(at) = dash.filter(|at| *at > 0 && at + 1 < chunks.len()) {
        let speech = context.speech_of(&chunks[at - 1]).is_some() && at == 1;
        if (unit.kind == ParagraphKind::Title || speech) && chunks[at + 1].kind == ChunkKind::Noun {
            let mut end = speaker::after(context, unit, at + 1)?;
            if !speech {
                end = end.max(at + 2);
            }
            let rest = chunks.get(end).is_none_or(|c| matches!(c.kind, ChunkKind::Stop | ChunkKind::Comma));
            let words = chunks[end - 1].tokens.end - chunks[at + 1].tokens.start;
            let span = context.span(unit, at + 1..end);
            let outlet = context.report.outlet.as_deref().is_some_and(|o| span.of(context.segments.body).eq_ignore_ascii_case(o));
            let spoken = speech || at >= 2 && words <= 6 && chunks[..at].iter().any(|c| c.kind == ChunkKind::Verb);
            if rest && spoken && !outlet {
                let mut result = draft(context.segments.span_of(chunks[at].tokens.clone()), Stance::Asserts, false);
                result.speaker = Some(span);
                result.content = content::before(context, unit, at);
                return Some(result).filter(|d| !d.content.is_empty());
            }
        }
    }
    let colon = chunks.iter().position(|c| c.kind == ChunkKind::Stop && context.head(c) == ":")?;
    let speaker = chunks.first().filter(|c| c.kind == ChunkKind::Noun && colon == 1)?;
    let head = context.head(speaker);
    let actor = context.lexicon.names("body", head) || context.lexicon.names("person", head);
    let speech = chunks.get(colon + 1).is_some_and(|c| context.speech_of(c).is_some());
    if !(actor && unit.kind == ParagraphKind::Title || speech) || colon + 1 >= chunks.len() {
        return None;
    }
    let mut result = draft(context.segments.span_of(chunks[colon].tokens.clone()), Stance::Asserts, false);
    result.speaker = Some(context.span(unit, 0..colon));
    let span = edges::trim(context, context.span(unit, colon + 1..chunks.len()));
    result.content.push(span);
    Some(result).filter(|_| !span.is_empty())
}
