//! Cues of a unit with their speakers and contents, before names are resolved.

use super::forms::{according, cited, headline, light, noun};
use super::lexicon::Cue;
use super::passive::{impersonal, passive};
use super::speaker::{self, Subject};
use super::unit::{Context, Unit};
use super::{Quotation, Stance, content};
use crate::phrase::{ChunkKind, Tag};
use crate::text::Span;
use std::ops::Range;

/// A claim as far as one unit shows it.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub speaker: Option<Span>,
    pub via: Option<Span>,
    pub cue: Option<Span>,
    pub content: Vec<Span>,
    pub addressees: Vec<Span>,
    pub stance: Stance,
    pub attitude: bool,
    pub quotation: Quotation,
    /// Whether the cue gives something a name ("called it").
    pub naming: bool,
    /// Cue of the claim that this one is cited by.
    pub under: Option<Span>,
    /// Index of the unit.
    pub unit: usize,
}

/// A cue found at a verb group.
pub(crate) struct Found<'a> {
    pub cue: &'a Cue,
    /// Tokens of verb group and particles.
    pub tokens: Range<usize>,
    /// First chunk after them.
    pub next: usize,
}

/// The reporting verb at chunk `at`, with its particles.
pub(crate) fn verb_cue<'a>(context: &Context<'a>, unit: &Unit, at: usize) -> Option<Found<'a>> {
    let chunk = unit.chunks.get(at).filter(|c| c.kind == ChunkKind::Verb)?;
    let cues = context.lexicon.verbs.get(context.lower(chunk.head))?;
    let last = unit.chunks.last()?.tokens.end;
    let cue = cues.iter().find(|cue| {
        let end = chunk.head + 1 + cue.particles.len();
        end <= last && cue.particles.iter().enumerate().all(|(n, word)| context.lower(chunk.head + 1 + n) == *word)
    })?;
    let end = chunk.head + 1 + cue.particles.len();
    let next = unit.chunks.partition_point(|c| c.tokens.start < end);
    Some(Found { cue, tokens: chunk.tokens.start..end, next })
}

/// Reads all claims of a unit.
pub(crate) fn read(context: &Context<'_>, unit: &Unit, index: usize, out: &mut Vec<Draft>) {
    let first = out.len();
    let mut used: Vec<usize> = Vec::new();
    for at in 0..unit.chunks.len() {
        let draft = match unit.chunks[at].kind {
            ChunkKind::Verb => according(context, unit, at)
                .or_else(|| light(context, unit, at, &out[first..], &mut used))
                .or_else(|| reported(context, unit, at, &out[first..])),
            ChunkKind::Preposition | ChunkKind::Subordinator => according(context, unit, at),
            ChunkKind::Noun if !used.contains(&at) => noun(context, unit, at),
            _ => None,
        };
        if let Some(mut draft) = draft {
            draft.unit = index;
            out.push(draft);
        }
    }
    cited(context, unit, index, first, out);
    if out.len() == first
        && let Some(mut draft) = headline(context, unit)
    {
        draft.unit = index;
        out.push(draft);
    }
}

pub(super) fn draft(cue: Span, stance: Stance, attitude: bool) -> Draft {
    Draft {
        speaker: None,
        via: None,
        cue: Some(cue),
        content: Vec::new(),
        addressees: Vec::new(),
        stance,
        attitude,
        quotation: Quotation::Indirect,
        naming: false,
        under: None,
        unit: 0,
    }
}

/// The verb group before `at` on the same level, for "accused … and said".
fn conjoined(context: &Context<'_>, unit: &Unit, at: usize) -> Option<Subject> {
    let mut back = at;
    while back > 0 && matches!(unit.chunks[back - 1].kind, ChunkKind::Adverb | ChunkKind::Time) {
        back -= 1;
    }
    let conjunction = back.checked_sub(1)?;
    let comma = unit.chunks[conjunction].kind == ChunkKind::Comma;
    if unit.chunks[conjunction].kind != ChunkKind::Conjunction && !comma {
        return None;
    }
    let tense = context.tag(unit.chunks[at].tokens.start);
    let candidates: Vec<usize> =
        (0..conjunction).rev().take(60).filter(|i| unit.chunks[*i].kind == ChunkKind::Verb && unit.chunks[*i].finite).collect();
    let same = |i: &&usize| context.tag(unit.chunks[**i].tokens.start) == tense;
    // A reporting verb of the same tense is what a reporting verb is joined to; else the nearest verb.
    let cue = candidates.iter().find(|i| same(i) && verb_cue(context, unit, **i).is_some());
    let verb = cue.or_else(|| candidates.iter().find(same).filter(|_| !comma)).or_else(|| candidates.first().filter(|_| !comma))?;
    subject(context, unit, *verb)
}

/// The subject of a finite verb, by position, through "and" and through relative pronouns.
pub(crate) fn subject(context: &Context<'_>, unit: &Unit, at: usize) -> Option<Subject> {
    let before = speaker::before(context, unit, at);
    if before.is_some() {
        return before;
    }
    conjoined(context, unit, at)
}

/// "reporters", "the council of the town": chunks of somebody spoken to, from `from`.
fn addressee(context: &Context<'_>, unit: &Unit, from: usize, demand: bool) -> Option<Range<usize>> {
    unit.chunks.get(from).filter(|c| c.kind == ChunkKind::Noun)?;
    let mut end = from + 1;
    // "the government in Baghdad to …": everything up to the infinitive.
    if demand && let Some(verb) = unit.chunks[end..].iter().take(8).position(|c| c.kind == ChunkKind::Verb && c.infinitive) {
        let between = &unit.chunks[end..end + verb];
        if between.iter().all(|c| matches!(c.kind, ChunkKind::Noun | ChunkKind::Preposition | ChunkKind::Conjunction)) {
            return Some(from..end + verb);
        }
    }
    loop {
        let next = unit.chunks.get(end);
        let after = unit.chunks.get(end + 1);
        match (next, after) {
            (Some(next), Some(after))
                if next.kind == ChunkKind::Preposition && context.head(next) == "of" && after.kind == ChunkKind::Noun =>
            {
                end += 2
            }
            _ => return Some(from..end),
        }
    }
}

fn reported(context: &Context<'_>, unit: &Unit, at: usize, earlier: &[Draft]) -> Option<Draft> {
    let Some(found) = verb_cue(context, unit, at) else { return impersonal(context, unit, at) };
    let chunk = &unit.chunks[at];
    let frame = found.cue.frame;
    if chunk.passive {
        return passive(context, unit, at, &found);
    }
    if chunk.infinitive {
        return None;
    }
    let mut cue_tokens = found.tokens.clone();
    let negated = chunk.tokens.clone().any(|t| matches!(context.lower(t), "not" | "never") || context.lower(t).ends_with("n't"));
    let gerund = !chunk.finite && context.tag(chunk.head) == Tag::Gerund;
    let previous = at.checked_sub(1).map(|b| &unit.chunks[b]);
    let speaker: Option<Span>;
    let mut inverted = None;
    let mut before_limit = at;
    if gerund && matches!(context.head(chunk), "citing" | "quoting") {
        return None;
    }
    if gerund {
        let joined = previous
            .is_some_and(|p| matches!(p.kind, ChunkKind::Comma | ChunkKind::Conjunction | ChunkKind::Adverb) || p.kind == ChunkKind::Stop);
        if joined {
            speaker = earlier.last().and_then(|d| d.speaker).or_else(|| main_subject(context, unit, at));
        } else if previous.is_some_and(|p| p.kind == ChunkKind::Noun || p.kind == ChunkKind::Time) {
            let subject = speaker::before(context, unit, at)?;
            let document = context.lexicon.names("document", context.head(&unit.chunks[subject.chunks.start]));
            let clause = unit.chunks.get(found.next).is_some_and(|c| context.head(c) == "that");
            if !clause && !document {
                return None;
            }
            speaker = Some(context.span(unit, subject.chunks));
        } else {
            return None;
        }
        speaker?;
    } else {
        let participle = !chunk.finite;
        let direct = previous.map(|p| p.kind);
        let turned = inversion(context, unit, at, &found);
        if let Some((from, end)) = turned {
            inverted = Some(end);
            speaker = Some(context.span(unit, from..end));
        } else {
            if participle && !matches!(direct, Some(ChunkKind::Noun | ChunkKind::Relative)) {
                return None;
            }
            let subject = subject(context, unit, at)?;
            if participle && !believable_participle(context, unit, at, &found) {
                return None;
            }
            before_limit = subject.chunks.start;
            let what = subject.chunks.start.checked_sub(1).is_some_and(|b| context.head(&unit.chunks[b]) == "what");
            if what || !can_speak(context, unit, &subject, &found) {
                return None;
            }
            speaker = Some(context.span(unit, subject.chunks.clone()));
        }
    }
    // What stands between cue and content.
    let mut next = inverted.unwrap_or(found.next);
    let mut addressees = Vec::new();
    let mut via = None;
    if inverted.is_none() {
        if unit.chunks.get(next).is_some_and(|c| context.head(c) == "that" && c.kind == ChunkKind::Subordinator) && frame.clause {
            cue_tokens.end = unit.chunks[next].tokens.end;
        }
        let takes = frame.told || frame.demand;
        if takes && let Some(to) = addressee(context, unit, next, frame.demand) {
            let clause = unit.chunks.get(to.end).is_some_and(|c| c.kind == ChunkKind::Verb && c.finite);
            if !clause {
                addressees.push(context.span(unit, to.clone()));
                next = to.end;
            }
        }
    }
    if let Some(terms) =
        unit.chunks.get(next + 1).filter(|c| c.kind == ChunkKind::Noun && matches!(context.head(c), "terms" | "words" | "language"))
        && inverted.is_none()
        && unit.chunks[next].kind == ChunkKind::Preposition
    {
        cue_tokens.end = terms.tokens.end;
        next += 2;
    }
    next = content::skip_adjuncts(context, unit, next, &mut via, &mut addressees, frame);
    let that =
        unit.chunks.get(next).is_some_and(|c| matches!(c.kind, ChunkKind::Subordinator | ChunkKind::Relative) && context.head(c) == "that");
    if that && (frame.clause || frame.told || frame.demand) {
        next += 1;
    }
    let mut content = Vec::new();
    let spoken = before_limit.checked_sub(1).and_then(|b| unit.chunks.get(b)).is_some_and(|c| context.speech_of(c).is_some());
    let goes_on = spoken && unit.chunks.get(next).is_some_and(|c| c.kind == ChunkKind::Comma);
    let mut after =
        if goes_on { None } else { content::after(context, unit, at, next, &found, inverted.is_some() || !addressees.is_empty()) };
    if after.is_none() && frame.object && !addressees.is_empty() && next > found.next {
        // "requested an inquiry": what was taken for somebody spoken to is what is said.
        after = content::after(context, unit, at, found.next, &found, false);
        if after.is_some() {
            addressees.clear();
        }
    }
    let tail = unit
        .chunks
        .get(next)
        .is_none_or(|c| matches!(c.kind, ChunkKind::Comma | ChunkKind::Stop | ChunkKind::Quote | ChunkKind::Conjunction));
    let trailing = (after.is_none() || inverted.is_some()) && (tail || spoken || inverted.is_some());
    if trailing && !gerund && (frame.clause || frame.quote || frame.told || frame.demand) {
        content.extend(content::before(context, unit, if inverted.is_some() { at } else { before_limit }));
        if content.is_empty() && inverted.is_some() {
            return None;
        }
    }
    let has_before = !content.is_empty();
    match after {
        Some(span) if !span.is_empty() => {
            let infinitive = context.lower(context.segments.tokens_in(span).start) == "to";
            let that = next > 0 && context.head(&unit.chunks[next - 1]) == "that";
            if infinitive || that {
                content.extend(content::split(context, unit, span, infinitive));
            } else {
                content.push(span);
            }
        }
        _ => {}
    }
    if trailing {
        let resumed = content::resumed(context, unit, next);
        // "Two days later, she says, a man came": a time or place alone is not what is said.
        let bare = inverted.is_none()
            && !spoken
            && has_before
            && !unit.chunks[..before_limit].iter().any(|c| matches!(c.kind, ChunkKind::Verb | ChunkKind::Subordinator));
        if !resumed.is_empty() && bare {
            content.clear();
        }
        content.extend(resumed);
    }
    // Sources who ask for anonymity make no claim by it.
    let anonymity = frame.demand
        && content.iter().any(|c| {
            let tokens = context.segments.tokens_in(*c);
            tokens.len() < 24 && tokens.take(5).any(|t| matches!(context.lower(t), "named" | "identified" | "quoted" | "name"))
        });
    // What people say of themselves inside their own words is no claim of its own, unless they ask for something.
    let own = unit.inside && speaker.is_some_and(|s| matches!(s.of(context.segments.body).to_lowercase().as_str(), "i" | "we"));
    if anonymity || own && !frame.demand {
        return None;
    }
    let reflexive = unit.chunks.get(found.next).is_some_and(|c| matches!(context.head(c), "himself" | "herself" | "themselves" | "itself"));
    if content.is_empty() || reflexive && !frame.told {
        return None;
    }
    let cue = context.segments.span_of(cue_tokens);
    let mut result = draft(cue, found.cue.stance, found.cue.attitude);
    result.speaker = speaker;
    // A document that speaks: its author is found with the names.
    let document = speaker.filter(|_| !gerund).and_then(|s| content::document(context, s));
    result.via = document.or(via).or_else(|| content::via_before(context, unit, before_limit, &mut addressees));
    addressees.sort();
    addressees.dedup();
    result.addressees = addressees;
    result.content = content;
    result.naming = frame.rest || frame.with_name || frame.with_as || frame.object && !frame.clause;
    let asked = result.content.first().is_some_and(|c| matches!(context.lower(context.segments.tokens_in(*c).start), "to" | "not"));
    if frame.demand && asked && matches!(result.stance, Stance::Asks | Stance::Asserts) {
        result.stance = Stance::Demands;
    }
    if negated && result.stance == Stance::Asserts {
        if matches!(context.lower(chunk.head), "believe" | "think" | "expect" | "know") {
            result.stance = Stance::Doubts;
        } else {
            return None;
        }
    }
    Some(result)
}

/// Whether a participle without auxiliary is rather a past tense: its clause has no other predicate.
fn believable_participle(context: &Context<'_>, unit: &Unit, at: usize, found: &Found<'_>) -> bool {
    let next = unit.chunks.get(found.next);
    let by = next.is_some_and(|c| matches!(context.head(c), "by" | "in" | "at" | "from"));
    let predicate = unit.chunks[at + 1..]
        .iter()
        .take_while(|c| !matches!(c.kind, ChunkKind::Comma | ChunkKind::Stop | ChunkKind::Subordinator))
        .any(|c| c.kind == ChunkKind::Verb && c.finite);
    !by && !predicate
}

/// Things, times and empty words do not speak.
fn can_speak(context: &Context<'_>, unit: &Unit, subject: &Subject, found: &Found<'_>) -> bool {
    let Some(first) = unit.chunks.get(subject.chunks.start) else { return false };
    if first.kind != ChunkKind::Noun {
        return false;
    }
    let head = context.head(first);
    let opening = context.lower(first.tokens.start);
    if matches!(opening, "no" | "nobody" | "none" | "neither")
        || matches!(head, "there" | "this" | "that" | "which" | "what" | "nothing" | "something")
        || context.tag(first.head) == Tag::There
    {
        return false;
    }
    let next = unit.chunks.get(found.next);
    // "It suggests …" without a clause, "prices hit …".
    if matches!(context.lower(unit.chunks[found.next.saturating_sub(1)].head), "read" | "reads") {
        return next.is_none_or(|c| !matches!(c.kind, ChunkKind::Noun));
    }
    true
}

/// "…, said X" and "“…” said X": chunks of the speaker.
fn inversion(context: &Context<'_>, unit: &Unit, at: usize, found: &Found<'_>) -> Option<(usize, usize)> {
    let frame = found.cue.frame;
    if !(frame.clause || frame.quote) || !unit.chunks[at].finite && context.tag(unit.chunks[at].head) != Tag::Participle {
        return None;
    }
    let previous = at.checked_sub(1).map(|b| &unit.chunks[b])?;
    let speech = context.speech_of(previous).is_some();
    let marked = speech
        || previous.kind == ChunkKind::Comma
        || previous.kind == ChunkKind::Quote
        || previous.kind == ChunkKind::Stop && matches!(context.head(previous), "-" | "–" | "—" | "―");
    if !marked || unit.chunks.get(found.next)?.kind != ChunkKind::Noun {
        return None;
    }
    // "X, whom Y blames, denied any role": what follows is no speaker where a subject stands before.
    if frame.object && !speech && speaker::before(context, unit, at).is_some() {
        return None;
    }
    let end = speaker::after(context, unit, found.next)?;
    // "X, a group, said it hit …" is no inversion.
    let clause = unit.chunks.get(end).is_some_and(|c| {
        c.kind == ChunkKind::Verb && (c.finite || c.infinitive) || c.kind == ChunkKind::Subordinator && context.head(c) == "that"
    });
    let nothing =
        matches!(context.lower(unit.chunks[found.next].tokens.start), "nothing" | "no" | "so" | "something" | "it" | "that" | "this")
            && end == found.next + 1;
    (!nothing && (!clause || speech)).then_some((found.next, end))
}

/// The subject of the first predicate of a unit, for "…, stressing that".
pub(super) fn main_subject(context: &Context<'_>, unit: &Unit, at: usize) -> Option<Span> {
    let verb = (0..at).find(|i| unit.chunks[*i].kind == ChunkKind::Verb && unit.chunks[*i].finite)?;
    let subject = speaker::before(context, unit, verb)?;
    Some(context.span(unit, subject.chunks))
}
