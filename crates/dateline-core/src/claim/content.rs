//! What is said: where content begins and ends around a cue, and what stands between the two.

use super::edges::trim;
use super::extract::{Found, verb_cue};
use super::lexicon::Frame;
use super::unit::{Context, Unit};
use crate::phrase::{Chunk, ChunkKind, Tag};
use crate::text::Span;

/// Steps over "on Friday", "in a statement", "to reporters" between cue and content; keeps document and addressees.
pub(crate) fn skip_adjuncts(
    context: &Context<'_>,
    unit: &Unit,
    from: usize,
    via: &mut Option<Span>,
    addressees: &mut Vec<Span>,
    frame: Frame,
) -> usize {
    let chunks = &unit.chunks;
    let mut at = from;
    while let Some(chunk) = chunks.get(at) {
        let next = chunks.get(at + 1);
        match chunk.kind {
            // An adverb belongs to what is said where a clause follows it at once.
            ChunkKind::Time => at += 1,
            ChunkKind::Adverb
                if matches!(context.head(chunk), "later" | "earlier" | "again" | "today" | "yesterday" | "separately" | "too") =>
            {
                at += 1
            }
            ChunkKind::Preposition if next.is_some_and(|n| n.kind == ChunkKind::Time) => at += 2,
            ChunkKind::Preposition if next.is_some_and(|n| n.kind == ChunkKind::Noun) => {
                let Some(noun) = next else { break };
                let word = context.head(chunk);
                let document = context.lexicon.names("document", context.head(noun));
                if document
                    && matches!(word, "in" | "via" | "through" | "on" | "by" | "from" | "during")
                    && (frame.clause || frame.told || frame.quote)
                {
                    via.get_or_insert(context.span(unit, at + 1..at + 2));
                    at = document_end(context, unit, at + 1, addressees);
                } else if word == "to" && (frame.clause || frame.quote || frame.told) {
                    addressees.push(context.span(unit, at + 1..at + 2));
                    at += 2;
                } else if matches!((word, context.head(noun)), ("by", "telephone" | "phone" | "email"))
                    || (frame.clause || frame.told)
                        && matches!(word, "at" | "in" | "after" | "during" | "on" | "from")
                        && announces(context, chunks, at + 2)
                {
                    at += 2;
                } else {
                    break;
                }
            }
            _ => break,
        }
    }
    at
}

/// Whether chunk `at` introduces content: "that", a colon, a comma with a quotation, a quotation.
fn announces(context: &Context<'_>, chunks: &[Chunk], at: usize) -> bool {
    let Some(chunk) = chunks.get(at) else { return true };
    match chunk.kind {
        ChunkKind::Subordinator => context.head(chunk) == "that",
        ChunkKind::Stop | ChunkKind::Comma => true,
        ChunkKind::Quote => chunk.tokens.len() > 1,
        ChunkKind::Preposition => announces(context, chunks, at + 2),
        ChunkKind::Time => announces(context, chunks, at + 1),
        _ => false,
    }
}

/// The end of a document's noun phrase: "a letter to X and Y", "its letter addressed to X"; those it goes to are kept.
fn document_end(context: &Context<'_>, unit: &Unit, noun: usize, addressees: &mut Vec<Span>) -> usize {
    let chunks = &unit.chunks;
    let mut at = noun + 1;
    loop {
        let addressed =
            chunks.get(at).is_some_and(|c| c.kind == ChunkKind::Verb && matches!(context.head(c), "addressed" | "sent" | "written"));
        let to = at + usize::from(addressed);
        let Some(lead) = chunks.get(to).filter(|c| c.kind == ChunkKind::Preposition) else { break };
        let Some(target) = chunks.get(to + 1).filter(|c| c.kind == ChunkKind::Noun) else { break };
        let _ = target;
        if context.head(lead) == "to" {
            let mut from = to + 1;
            loop {
                let end = with_prepositions(context, chunks, from);
                addressees.push(context.span(unit, from..end));
                at = end;
                let and = chunks.get(end).is_some_and(|c| c.kind == ChunkKind::Conjunction && context.head(c) == "and");
                let mut next = end + usize::from(and);
                if and && chunks.get(next).is_some_and(|c| context.head(c) == "to") {
                    next += 1;
                }
                if and && chunks.get(next).is_some_and(|c| c.kind == ChunkKind::Noun) {
                    from = next;
                } else {
                    break;
                }
            }
        } else if matches!(context.head(lead), "of" | "on" | "about" | "by" | "from" | "over") {
            at = to + 2;
        } else {
            break;
        }
    }
    at
}

fn with_prepositions(context: &Context<'_>, chunks: &[Chunk], from: usize) -> usize {
    let mut end = from + 1;
    while chunks.get(end).is_some_and(|c| c.kind == ChunkKind::Preposition && matches!(context.head(c), "of" | "on" | "for" | "in"))
        && chunks.get(end + 1).is_some_and(|c| c.kind == ChunkKind::Noun)
    {
        end += 2;
    }
    end
}

/// The speaker's span where its main word is a document, up to what follows that word.
pub(crate) fn document(context: &Context<'_>, speaker: Span) -> Option<Span> {
    let tokens = context.segments.tokens_in(speaker);
    let stop = tokens
        .clone()
        .find(|t| matches!(context.tag(*t), Tag::Preposition | Tag::Mark | Tag::Participle | Tag::Who | Tag::Which | Tag::To))
        .unwrap_or(tokens.end);
    let head = stop.checked_sub(1).filter(|h| *h >= tokens.start)?;
    let named = context.tag(head) == Tag::Name && context.segments.tokens[head].capital && head > tokens.start;
    let word = context.lower(head);
    let lone = matches!(word, "website" | "channel" | "study" | "video" | "column" | "inquiry" | "investigation" | "accounts");
    (context.lexicon.names("document", word) && !named && !lone).then_some(speaker)
}

/// "In its letter to X, the Ministry …": the document before the speaker, and those it goes to.
pub(crate) fn via_before(context: &Context<'_>, unit: &Unit, subject: usize, addressees: &mut Vec<Span>) -> Option<Span> {
    let chunks = &unit.chunks;
    for at in (0..subject.min(chunks.len())).rev().take(16) {
        let chunk = &chunks[at];
        if chunk.kind == ChunkKind::Verb && chunk.finite
            || chunk.kind == ChunkKind::Stop
            || chunk.kind == ChunkKind::Quote && chunk.tokens.len() > 1
        {
            return None;
        }
        let noun = chunks.get(at + 1).filter(|c| c.kind == ChunkKind::Noun);
        if chunk.kind == ChunkKind::Preposition
            && matches!(context.head(chunk), "in" | "via" | "through")
            && let Some(noun) = noun
            && context.lexicon.names("document", context.head(noun))
        {
            document_end(context, unit, at + 1, addressees);
            return Some(context.span(unit, at + 1..at + 2));
        }
    }
    None
}

/// Content after a cue whose next chunk is `from`; `None` where nothing that can be content follows.
pub(crate) fn after(context: &Context<'_>, unit: &Unit, cue: usize, from: usize, found: &Found<'_>, closed: bool) -> Option<Span> {
    let chunks = &unit.chunks;
    let frame = found.cue.frame;
    let mut start = from;
    let first = chunks.get(start)?;
    let mark =
        first.kind == ChunkKind::Comma || first.kind == ChunkKind::Stop && matches!(context.head(first), ":" | "-" | "–" | "—" | "―");
    if mark {
        // "said: …", "said, “…”".
        let colon = first.kind == ChunkKind::Stop && context.head(first) == ":";
        let speech = chunks.get(start + 1).is_some_and(|c| context.speech_of(c).is_some());
        if !(colon || speech) {
            return None;
        }
        if chunks.get(cue.wrapping_sub(1)).is_some_and(|c| context.speech_of(c).is_some()) {
            return None;
        }
        start += 1;
    }
    let first = chunks.get(start)?;
    if first.kind == ChunkKind::Stop && !matches!(context.head(first), "(" | "[") {
        return None;
    }
    if let Some(quote) = context.speech_of(first) {
        return Some(trim(context, quote.inner));
    }
    if closed
        && !matches!(
            first.kind,
            ChunkKind::Noun
                | ChunkKind::Relative
                | ChunkKind::Subordinator
                | ChunkKind::Adverb
                | ChunkKind::Verb
                | ChunkKind::Preposition
                | ChunkKind::Conjunction
        )
    {
        return None;
    }
    let that_clause = start > 0 && context.head(&chunks[start - 1]) == "that";
    let phrase = !that_clause
        && (first.kind == ChunkKind::Verb
            || (frame.object || frame.rest || frame.with_name || frame.with_as || frame.with_at || frame.with_blame) && !frame.clause);
    let stop = end(context, unit, cue, start, phrase);
    let words = &chunks[start..stop.max(start)];
    let infinitive = first.kind == ChunkKind::Verb && first.infinitive
        || context.head(first) == "not" && chunks.get(start + 1).is_some_and(|c| c.kind == ChunkKind::Verb && c.infinitive);
    let number = words.iter().filter(|c| c.kind != ChunkKind::Stop).count() == 1 && context.tag(first.head) == Tag::Number;
    // "strikes that officials said killed four": the subject of what is said is a relative pronoun.
    let gap =
        first.kind == ChunkKind::Verb && !first.infinitive && context.tag(first.head) != Tag::Gerund && relative_gap(context, chunks, cue);
    let that = start > 0 && context.head(&chunks[start - 1]) == "that";
    let clause = that || words.iter().any(|c| c.kind == ChunkKind::Verb && c.finite);
    let fits = frame.rest && matches!(first.kind, ChunkKind::Noun | ChunkKind::Quote)
        || frame.with_blame
            && first.kind == ChunkKind::Noun
            && words.iter().any(|c| matches!(context.head(c), "responsible" | "accountable" | "liable"))
        || frame.with_at && first.kind == ChunkKind::Noun && words.iter().any(|c| matches!(context.head(c), "at" | "in"))
        || frame.with_name && names_something(words)
        || frame.with_as && matches!(first.kind, ChunkKind::Noun | ChunkKind::Quote) && words.iter().any(|c| context.head(c) == "as")
        || frame.object && matches!(first.kind, ChunkKind::Noun | ChunkKind::Quote | ChunkKind::Relative | ChunkKind::Time)
        || frame.object && first.kind == ChunkKind::Verb && !first.finite && !first.infinitive
        || frame.infinitive && infinitive
        || frame.clause && (number || gap)
        || frame.demand && (infinitive || clause)
        || (frame.clause || frame.told)
            && clause
            && !infinitive
            && !matches!(first.kind, ChunkKind::Preposition | ChunkKind::Conjunction | ChunkKind::Verb)
        || (frame.clause || frame.told) && clause && (that || mark)
        || (frame.clause || frame.told) && matches!(first.kind, ChunkKind::Relative) && words.len() > 1;
    if !fits {
        return None;
    }
    Some(trim(context, context.span(unit, start..stop)))
}

/// "it “theatre”", "the raid a mistake": a phrase and what it is called.
fn names_something(words: &[Chunk]) -> bool {
    let mut rest = words.iter().skip(1).filter(|c| c.kind != ChunkKind::Adverb);
    let mut next = rest.next();
    // "the raid on the bridge “a mistake”"
    while next.is_some_and(|c| c.kind == ChunkKind::Preposition) {
        rest.next();
        next = rest.next();
    }
    words.first().is_some_and(|c| c.kind == ChunkKind::Noun)
        && next.is_some_and(|c| matches!(c.kind, ChunkKind::Noun | ChunkKind::Quote | ChunkKind::Adjective))
}

/// Whether the clause of the verb at `cue` follows a relative pronoun.
fn relative_gap(context: &Context<'_>, chunks: &[Chunk], cue: usize) -> bool {
    let mut at = cue;
    while at > 0 && matches!(chunks[at - 1].kind, ChunkKind::Noun | ChunkKind::Preposition | ChunkKind::Adverb | ChunkKind::Time) {
        at -= 1;
    }
    at > 0 && at < cue && (chunks[at - 1].kind == ChunkKind::Relative || context.head(&chunks[at - 1]) == "that")
}

/// Content cut where a second "that" or "to" begins its own: "that it fell and that nobody was hurt".
pub(crate) fn split(context: &Context<'_>, unit: &Unit, span: Span, infinitive: bool) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = span.start();
    let chunks: Vec<&Chunk> = unit.chunks.iter().filter(|c| span.contains(context.segments.span_of(c.tokens.clone()))).collect();
    for pair in chunks.windows(2) {
        if pair[0].kind != ChunkKind::Conjunction || !matches!(context.head(pair[0]), "and" | "but") {
            continue;
        }
        let that = !infinitive && pair[1].kind == ChunkKind::Subordinator && context.head(pair[1]) == "that";
        let to = infinitive && pair[1].kind == ChunkKind::Verb && pair[1].infinitive;
        if that || to {
            let cut = context.segments.tokens[pair[0].tokens.start].span.start();
            out.push(trim(context, Span::new(from, cut)));
            from = context.segments.tokens[pair[1].tokens.start].span.start();
        }
    }
    out.push(trim(context, Span::new(from, span.end())));
    out.retain(|s| !s.is_empty());
    out
}

/// Content before the chunk `limit`: the clause or quotation that a trailing "X said" closes.
pub(crate) fn before(context: &Context<'_>, unit: &Unit, limit: usize) -> Vec<Span> {
    let chunks = &unit.chunks;
    let mut end = limit;
    while end > 0 {
        let chunk = &chunks[end - 1];
        // An adverb belongs to the cue only where a mark stands before it: "…, later she said".
        let adverb = chunk.kind == ChunkKind::Adverb
            && end > 1
            && (chunks[end - 2].kind == ChunkKind::Comma || chunks[end - 2].tokens.len() > 1 && chunks[end - 2].kind == ChunkKind::Quote);
        if !(adverb || matches!(chunk.kind, ChunkKind::Comma | ChunkKind::Conjunction) || context.head(chunk) == "as") {
            break;
        }
        end -= 1;
    }
    let Some(last) = end.checked_sub(1) else { return Vec::new() };
    if let Some(quote) = context.speech_of(&chunks[last]) {
        let span = trim(context, quote.inner);
        // "He left, “…” she said": only the quotation.
        return if span.is_empty() { Vec::new() } else { vec![span] };
    }
    if limit == 0 || end == limit && !matches!(chunks[last].kind, ChunkKind::Stop | ChunkKind::Quote) && !starts_cue(context, unit, limit) {
        return Vec::new();
    }
    let mut start = body_start(context, unit);
    if let Some(semicolon) = chunks[start.min(end)..end].iter().rposition(|c| c.kind == ChunkKind::Stop && context.head(c) == ";") {
        start += semicolon + 1;
    }
    if start >= end {
        return Vec::new();
    }
    // "Not so, said the council": right before the cue any words will do.
    let turned = chunks.get(limit).is_some_and(|c| c.kind == ChunkKind::Verb);
    let clause = turned || chunks[start..end].iter().any(|c| matches!(c.kind, ChunkKind::Verb | ChunkKind::Noun));
    let span = trim(context, context.span(unit, start..end));
    if span.is_empty() || !clause { Vec::new() } else { vec![span] }
}

/// Whether the chunk begins a cue that needs no comma before it ("according to").
fn starts_cue(context: &Context<'_>, unit: &Unit, at: usize) -> bool {
    unit.chunks.get(at).is_some_and(|c| context.lexicon.prepositions.contains_key(context.lower(c.tokens.start)))
}

/// First chunk of the unit after a dateline and the dash that ends it.
pub(crate) fn body_start(context: &Context<'_>, unit: &Unit) -> usize {
    let chunks = &unit.chunks;
    let Some(first) = chunks.first() else { return 0 };
    let begin = context.segments.tokens[first.tokens.start].span.start();
    let paragraph = context.report.paragraphs.get(unit.paragraph).map_or(begin, |p| p.span.start());
    if unit.inside || begin != paragraph {
        return 0;
    }
    let dateline = context.report.dateline.filter(|d| d.start() <= begin + 8 && d.end() >= begin);
    let dash = chunks.iter().take(16).position(|c| c.kind == ChunkKind::Stop && matches!(context.head(c), "-" | "–" | "—" | "―"));
    match dash {
        Some(at) if !chunks[..at].iter().any(|c| c.kind == ChunkKind::Verb && c.finite) => {
            let capitals = context.segments.word(first.tokens.start).chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
                && context.segments.word(first.tokens.start).len() > 1;
            let bracket = at > 0 && context.head(&chunks[at - 1]) == ")";
            if dateline.is_some() || capitals || bracket { at + 1 } else { 0 }
        }
        _ => {
            dateline.map_or(0, |d| chunks.iter().position(|c| context.segments.tokens[c.tokens.start].span.start() >= d.end()).unwrap_or(0))
        }
    }
}

/// Content that goes on after "…, she said": a quotation, or the rest of the sentence.
pub(crate) fn resumed(context: &Context<'_>, unit: &Unit, from: usize) -> Vec<Span> {
    let chunks = &unit.chunks;
    let mut out = Vec::new();
    let mut at = from;
    while let Some(chunk) = chunks.get(at) {
        match chunk.kind {
            ChunkKind::Comma => {
                if let Some(quote) = chunks.get(at + 1).and_then(|c| context.speech_of(c)) {
                    out.push(trim(context, quote.inner));
                    at += 2;
                    continue;
                }
                let ahead = &chunks[at + 1..];
                let joins = ahead.first().is_some_and(|c| {
                    matches!(
                        c.kind,
                        ChunkKind::Noun
                            | ChunkKind::Adverb
                            | ChunkKind::Subordinator
                            | ChunkKind::Verb
                            | ChunkKind::Conjunction
                            | ChunkKind::Preposition
                            | ChunkKind::Relative
                    )
                });
                let gerund = ahead.first().is_some_and(|c| c.kind == ChunkKind::Verb && !c.finite && context.tag(c.head) == Tag::Gerund);
                let clause = ahead.iter().any(|c| c.kind == ChunkKind::Verb && c.finite);
                if joins && !gerund && clause && out.is_empty() && chunks[..from].iter().all(|c| context.speech_of(c).is_none()) {
                    let stop = end(context, unit, from.saturating_sub(1), at + 1, false);
                    out.push(trim(context, context.span(unit, at + 1..stop)));
                }
                break;
            }
            _ if context.speech_of(chunk).is_some() => {
                if let Some(quote) = context.speech_of(chunk) {
                    out.push(trim(context, quote.inner));
                }
                at += 1;
            }
            ChunkKind::Stop if matches!(context.head(chunk), ":" | "-" | "–" | "—" | "―") => at += 1,
            ChunkKind::Adverb | ChunkKind::Time | ChunkKind::Preposition | ChunkKind::Noun
                if chunks[at + 1..].iter().take(6).any(|c| context.speech_of(c).is_some()) =>
            {
                at += 1
            }
            _ => break,
        }
    }
    out.retain(|s| !s.is_empty());
    out
}

/// The chunk before which content that begins with chunk `from` ends: a participial or joined cue, a contrast with
/// somebody else's words, "according to", or the unit's end.
pub(crate) fn end(context: &Context<'_>, unit: &Unit, cue: usize, from: usize, phrase: bool) -> usize {
    let chunks = &unit.chunks;
    let tense = chunks.get(cue).map(|c| context.tag(c.tokens.start));
    for at in from..chunks.len() {
        let chunk = &chunks[at];
        let next = at + 1;
        match chunk.kind {
            ChunkKind::Comma => {
                let Some(first) = chunks.get(next) else { break };
                let skipped = usize::from(matches!(first.kind, ChunkKind::Conjunction | ChunkKind::Subordinator)) + next;
                let Some(word) = chunks.get(skipped) else { break };
                let gerund = word.kind == ChunkKind::Verb
                    && !word.finite
                    && context.tag(word.head) == Tag::Gerund
                    && verb_cue(context, unit, skipped).is_some();
                let contrast = first.kind == ChunkKind::Subordinator
                    && matches!(context.head(first), "while" | "whereas" | "although" | "though")
                    || first.kind == ChunkKind::Conjunction && matches!(context.head(first), "but" | "and" | "while");
                let other = contrast
                    && next_predicate(chunks, skipped).is_some_and(|v| {
                        !chunks[v].passive
                            && verb_cue(context, unit, v).is_some_and(|f| f.cue.frame.clause || f.cue.frame.rest || f.cue.frame.object)
                    });
                let joined = word.kind == ChunkKind::Verb
                    && word.finite
                    && first.kind == ChunkKind::Conjunction
                    && verb_cue(context, unit, skipped).is_some();
                let by = context.lower(first.tokens.start) == "according"
                    || phrase && first.kind == ChunkKind::Conjunction && word.kind == ChunkKind::Verb && word.finite;
                // After a noun phrase or an infinitive a new clause is no part of what is said.
                let aside = phrase && (first.kind == ChunkKind::Relative || contrast && next_predicate(chunks, skipped).is_some());
                if aside || gerund || other || joined || by {
                    return at;
                }
            }
            ChunkKind::Conjunction => {
                let mut verb = next;
                while chunks.get(verb).is_some_and(|c| matches!(c.kind, ChunkKind::Adverb | ChunkKind::Time)) {
                    verb += 1;
                }
                let same =
                    chunks.get(verb).is_some_and(|c| c.kind == ChunkKind::Verb && c.finite && Some(context.tag(c.tokens.start)) == tense);
                if same && verb_cue(context, unit, verb).is_some() {
                    return at;
                }
            }
            ChunkKind::Preposition | ChunkKind::Verb
                if at > from && starts_cue(context, unit, at) && context.lower(chunk.tokens.start) == "according" =>
            {
                return at;
            }
            ChunkKind::Stop if context.head(chunk) == ";" => return at,
            _ => {}
        }
    }
    chunks.len()
}

/// The first predicate from `from` on, before the clause ends.
fn next_predicate(chunks: &[Chunk], from: usize) -> Option<usize> {
    for (at, chunk) in chunks.iter().enumerate().skip(from).take(14) {
        match chunk.kind {
            ChunkKind::Verb if chunk.finite => return Some(at),
            ChunkKind::Stop | ChunkKind::Subordinator | ChunkKind::Relative => return None,
            _ => {}
        }
    }
    None
}
