//! Passive reports: "it was found that", "the public is informed that", "the claims were rejected by".

use super::extract::{Draft, Found, draft};
use super::unit::{Context, Unit};
use super::{Stance, content, edges, speaker};
use crate::phrase::ChunkKind;

/// "It was found that …", "the public is informed that …", "the claims were rejected by …".
pub(super) fn passive(context: &Context<'_>, unit: &Unit, at: usize, found: &Found<'_>) -> Option<Draft> {
    let chunk = &unit.chunks[at];
    if !chunk.finite {
        return None;
    }
    let subject = speaker::before(context, unit, at)?;
    let that = unit.chunks.get(found.next).is_some_and(|c| context.head(c) == "that");
    let it = subject.chunks.len() == 1 && context.lower(unit.chunks[subject.chunks.start].head) == "it";
    let cue_start = if it { unit.chunks[subject.chunks.start].tokens.start } else { chunk.tokens.start };
    let frame = found.cue.frame;
    if that && (it && (frame.clause || frame.object) || frame.told) {
        let cue = context.segments.span_of(cue_start..unit.chunks[found.next].tokens.end);
        let mut result = draft(cue, found.cue.stance, found.cue.attitude);
        if !it {
            result.addressees.push(context.span(unit, subject.chunks));
        }
        result.content.extend(content::after(context, unit, at, found.next + 1, found, false).filter(|s| !s.is_empty()));
        return Some(result).filter(|d| !d.content.is_empty());
    }
    let by = unit.chunks.get(found.next).is_some_and(|c| context.head(c) == "by");
    let agent = if by { speaker::after(context, unit, found.next + 1).map(|end| found.next + 1..end) } else { None };
    let strong = matches!(found.cue.stance, Stance::Denies | Stance::Condemns);
    if it || !frame.object || !(agent.is_some() || strong) {
        return None;
    }
    let cue = context.segments.span_of(found.tokens.clone());
    let mut result = draft(cue, found.cue.stance, found.cue.attitude);
    result.speaker = agent.map(|a| context.span(unit, a));
    result.content.push(context.span(unit, subject.chunks));
    Some(result)
}

/// "It has been established that …", whatever the verb.
pub(super) fn impersonal(context: &Context<'_>, unit: &Unit, at: usize) -> Option<Draft> {
    let chunk = &unit.chunks[at];
    let it = at.checked_sub(1).map(|b| &unit.chunks[b]).filter(|c| c.kind == ChunkKind::Noun && context.head(c) == "it")?;
    let that = unit.chunks.get(at + 1).filter(|c| context.head(c) == "that")?;
    if !chunk.passive || !chunk.finite {
        return None;
    }
    let mut result = draft(context.segments.span_of(it.tokens.start..that.tokens.end), Stance::Asserts, false);
    let end = content::end(context, unit, at, at + 2, false);
    let span = edges::trim(context, context.span(unit, at + 2..end));
    result.content.push(span);
    Some(result).filter(|_| !span.is_empty())
}
