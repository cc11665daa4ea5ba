//! Cues of a unit with their speakers and contents, before names are resolved.

use super::lexicon::Cue;
use super::speaker::{self, Subject};
use super::unit::{Context, Unit};
use super::{Quotation, Stance, content};
use crate::phrase::{ChunkKind, Tag};
use crate::report::ParagraphKind;
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

/// "…, citing X" and "Y, citing X, said …": the same words, by way of X.
fn cited(context: &Context<'_>, unit: &Unit, index: usize, first: usize, out: &mut Vec<Draft>) {
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

fn draft(cue: Span, stance: Stance, attitude: bool) -> Draft {
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
fn main_subject(context: &Context<'_>, unit: &Unit, at: usize) -> Option<Span> {
    let verb = (0..at).find(|i| unit.chunks[*i].kind == ChunkKind::Verb && unit.chunks[*i].finite)?;
    let subject = speaker::before(context, unit, verb)?;
    Some(context.span(unit, subject.chunks))
}

/// "It was found that …", "the public is informed that …", "the claims were rejected by …".
fn passive(context: &Context<'_>, unit: &Unit, at: usize, found: &Found<'_>) -> Option<Draft> {
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
fn impersonal(context: &Context<'_>, unit: &Unit, at: usize) -> Option<Draft> {
    let chunk = &unit.chunks[at];
    let it = at.checked_sub(1).map(|b| &unit.chunks[b]).filter(|c| c.kind == ChunkKind::Noun && context.head(c) == "it")?;
    let that = unit.chunks.get(at + 1).filter(|c| context.head(c) == "that")?;
    if !chunk.passive || !chunk.finite {
        return None;
    }
    let mut result = draft(context.segments.span_of(it.tokens.start..that.tokens.end), Stance::Asserts, false);
    let end = content::end(context, unit, at, at + 2, false);
    let span = content::trim(context, context.span(unit, at + 2..end));
    result.content.push(span);
    Some(result).filter(|_| !span.is_empty())
}

/// "expressed its strong condemnation of", "issued a call for".
fn light(context: &Context<'_>, unit: &Unit, at: usize, earlier: &[Draft], used: &mut Vec<usize>) -> Option<Draft> {
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
    let span = content::trim(context, context.span(unit, at + 3..end));
    if span.is_empty() {
        return None;
    }
    result.content.push(span);
    Some(result)
}

/// "Damascus claim of …", "the group's denial that …", "rumours that …".
fn noun(context: &Context<'_>, unit: &Unit, at: usize) -> Option<Draft> {
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
    let span = content::trim(context, context.span(unit, from..end));
    if span.is_empty() {
        return None;
    }
    result.content.push(span);
    Some(result)
}

/// "According to X, …", "…, according to X".
fn according(context: &Context<'_>, unit: &Unit, at: usize) -> Option<Draft> {
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
        let span = content::trim(context, context.span(unit, start..end));
        if span.is_empty() {
            return None;
        }
        result.content.push(span);
    } else {
        result.content = before;
        if unit.chunks.get(stop).is_some_and(|c| c.kind == ChunkKind::Comma) {
            let end = content::end(context, unit, at, stop + 1, false);
            let rest = content::trim(context, context.span(unit, stop + 1..end));
            let clause = unit.chunks[stop + 1..end.max(stop + 1)].iter().any(|c| c.kind == ChunkKind::Verb);
            if !rest.is_empty() && clause {
                result.content.push(rest);
            }
        }
    }
    Some(result)
}

/// "“…” – Syria", "Blast kills nine - monitor", "Syria: coalition helped".
fn headline(context: &Context<'_>, unit: &Unit) -> Option<Draft> {
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
    let span = content::trim(context, context.span(unit, colon + 1..chunks.len()));
    result.content.push(span);
    Some(result).filter(|_| !span.is_empty())
}
