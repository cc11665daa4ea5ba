//! Who speaks: the longest noun phrase before or after a cue.

use super::unit::{Context, Unit};
use crate::phrase::{Chunk, ChunkKind, Tag};
use std::ops::Range;

/// How many chunks a speaker may span.
const REACH: usize = 40;

/// The subject of the verb group at `verb`: chunks from its first to its last, and the chunk where its clause begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    /// Chunks of the noun phrase.
    pub chunks: Range<usize>,
    /// Whether it is a relative pronoun's antecedent.
    pub relative: bool,
}

fn is_time_phrase(chunks: &[Chunk], at: usize) -> bool {
    chunks.get(at).is_some_and(|c| c.kind == ChunkKind::Preposition) && chunks.get(at + 1).is_some_and(|c| c.kind == ChunkKind::Time)
}

/// The noun phrase that stands before the verb group at `verb` as its subject.
pub(crate) fn before(context: &Context<'_>, unit: &Unit, verb: usize) -> Option<Subject> {
    let chunks = &unit.chunks;
    let mut at = skip_back(context, chunks, verb);
    // "Khabur Voices, a website run by reporters, published": a group between commas.
    let mut end = None;
    let mut groups = 0;
    while at > 0 && chunks[at - 1].kind == ChunkKind::Comma && groups < 3 {
        let close = at - 1;
        let open = opening_comma(context, chunks, close)?;
        let first = chunks.get(open + 1)?;
        let belongs = matches!(first.kind, ChunkKind::Noun | ChunkKind::Relative)
            || first.kind == ChunkKind::Verb && !first.finite && !first.infinitive && context.tag(first.head) != Tag::Gerund
            || first.kind == ChunkKind::Preposition && chunks.get(open + 2).is_some_and(|c| c.kind == ChunkKind::Relative);
        if belongs && end.is_none() {
            end = Some(close);
        } else if !belongs {
            end = None;
        }
        groups += 1;
        at = open;
        if !belongs {
            at = skip_back(context, chunks, at);
        }
    }
    let last = at.checked_sub(1)?;
    if chunks[last].kind == ChunkKind::Relative {
        // "who said": the antecedent stands before.
        let mut stop = last;
        if stop > 0 && chunks[stop - 1].kind == ChunkKind::Comma {
            stop -= 1;
        }
        let start = phrase_start(context, chunks, stop)?;
        return Some(Subject { chunks: start..stop, relative: true });
    }
    let start = phrase_start(context, chunks, at)?;
    // "on Friday" or an adverb after the phrase is no part of it.
    Some(Subject { chunks: start..end.unwrap_or(at), relative: false })
}

/// Steps back over adverbs, times and "on Friday".
fn skip_back(context: &Context<'_>, chunks: &[Chunk], mut at: usize) -> usize {
    while at > 0 {
        let chunk = &chunks[at - 1];
        let before = at.checked_sub(2).map(|b| &chunks[b]);
        let closing = chunk.kind == ChunkKind::Stop && context.segments.word(chunk.head) == ")";
        if closing {
            // A bracket after the noun phrase.
            match (0..at - 1)
                .rev()
                .take(REACH)
                .find(|i| chunks[*i].kind == ChunkKind::Stop && context.segments.word(chunks[*i].head) == "(")
            {
                Some(open) => at = open,
                None => return at,
            }
        } else if chunk.kind == ChunkKind::Adverb
            || chunk.kind == ChunkKind::Time && before.is_none_or(|b| b.kind != ChunkKind::Preposition)
        {
            at -= 1;
        } else if chunk.kind == ChunkKind::Time
            || chunk.kind == ChunkKind::Noun
                && context.tag(chunk.head) == Tag::Number
                && before.is_some_and(|b| matches!(context.head(b), "in" | "since" | "by" | "on"))
        {
            at -= 2;
        } else {
            break;
        }
    }
    at
}

/// The comma that opens the group closed by the comma at `close`.
fn opening_comma(context: &Context<'_>, chunks: &[Chunk], close: usize) -> Option<usize> {
    let from = close.saturating_sub(REACH);
    let mut found = None;
    for at in (from..close).rev() {
        match chunks[at].kind {
            ChunkKind::Comma => {
                let before = at.checked_sub(1).map(|b| chunks[b].kind);
                if !matches!(before, Some(ChunkKind::Noun | ChunkKind::Time | ChunkKind::Adjective)) {
                    continue;
                }
                let first = &chunks[at + 1];
                let clause = chunks[at + 1..close].iter().any(|c| c.kind == ChunkKind::Verb && c.finite);
                let relative = first.kind == ChunkKind::Relative;
                if clause && !relative && !has_relative(&chunks[at + 1..close]) {
                    return None;
                }
                found = Some(at);
                // A list inside the group ("director, editor and owner") keeps looking for its first comma.
                let list = chunks[at + 1].kind == ChunkKind::Conjunction;
                if !list {
                    break;
                }
            }
            ChunkKind::Stop | ChunkKind::Subordinator => {
                let mark = context.segments.word(chunks[at].head);
                if !matches!(mark, "(" | ")" | "as") && chunks[at].kind == ChunkKind::Stop {
                    return None;
                }
            }
            ChunkKind::Quote if chunks[at].tokens.len() > 1 => return None,
            _ => {}
        }
    }
    found
}

fn has_relative(chunks: &[Chunk]) -> bool {
    chunks.iter().any(|c| matches!(c.kind, ChunkKind::Relative | ChunkKind::Subordinator))
}

/// The first chunk of the noun phrase that ends before chunk `end`, with prepositional phrases, participles and short
/// relative clauses that belong to it.
fn phrase_start(context: &Context<'_>, chunks: &[Chunk], end: usize) -> Option<usize> {
    let mut at = end;
    let mut start = None;
    let floor = end.saturating_sub(REACH);
    while at > floor {
        let chunk = &chunks[at - 1];
        match chunk.kind {
            ChunkKind::Noun | ChunkKind::Time => {
                let here = at - 1;
                // "as the mayor put it": there the word begins a clause.
                let governed = here.checked_sub(1).is_some_and(|p| {
                    let clause =
                        start.is_none() && at == end && matches!(context.head(&chunks[p]), "as" | "after" | "before" | "since" | "than");
                    let opens =
                        p.checked_sub(1).is_none_or(|b| matches!(chunks[b].kind, ChunkKind::Comma | ChunkKind::Quote | ChunkKind::Stop));
                    chunks[p].kind == ChunkKind::Preposition && !(clause && opens)
                });
                if !governed {
                    if chunk.kind == ChunkKind::Time {
                        return start;
                    }
                    start = Some(here);
                    match extend_back(context, chunks, here) {
                        Some(next) => at = next,
                        None => break,
                    }
                } else {
                    let preposition = here - 1;
                    let Some(host) = preposition.checked_sub(1) else { break };
                    match chunks[host].kind {
                        ChunkKind::Noun | ChunkKind::Time | ChunkKind::Adjective => at = host + 1,
                        ChunkKind::Adverb => at = host,
                        ChunkKind::Verb => match verb_host(context, chunks, host) {
                            Some(next) => at = next,
                            None => break,
                        },
                        _ => break,
                    }
                    // A new clause may begin: "In Gaza the army said".
                    if at == preposition && chunks[host].kind == ChunkKind::Time {
                        break;
                    }
                }
            }
            ChunkKind::Adverb | ChunkKind::Adjective => at -= 1,
            ChunkKind::Verb => match verb_host(context, chunks, at - 1) {
                Some(next) => at = next,
                None => break,
            },
            _ => break,
        }
    }
    start
}

/// Where to go on left of a verb that stands inside a noun phrase: its participle's or relative clause's host.
fn verb_host(context: &Context<'_>, chunks: &[Chunk], verb: usize) -> Option<usize> {
    let before = verb.checked_sub(1)?;
    // "states involved in the coalition": a past tense right before a preposition, in a phrase that has its verb later.
    let reduced = chunks[verb].tokens.len() == 1
        && context.tag(chunks[verb].head) == Tag::Past
        && chunks.get(verb + 1).is_some_and(|c| c.kind == ChunkKind::Preposition);
    if !chunks[verb].finite || reduced {
        return matches!(chunks[before].kind, ChunkKind::Noun).then_some(before + 1);
    }
    // "a resident who gave only a first name said"; "the man we met said".
    let mut at = before;
    for _ in 0..4 {
        match chunks[at].kind {
            ChunkKind::Relative => return at.checked_sub(1).filter(|h| chunks[*h].kind == ChunkKind::Noun).map(|h| h + 1),
            ChunkKind::Noun | ChunkKind::Adverb => at = at.checked_sub(1)?,
            _ => return None,
        }
    }
    None
}

/// Left of a noun phrase that no preposition governs: the end of what it is coordinated with, or whose name it follows.
fn extend_back(context: &Context<'_>, chunks: &[Chunk], at: usize) -> Option<usize> {
    let before = at.checked_sub(1)?;
    match chunks[before].kind {
        ChunkKind::Conjunction if matches!(context.head(&chunks[before]), "and" | "or" | "&") => {
            let end = before;
            let other = end.checked_sub(1)?;
            if chunks[other].kind != ChunkKind::Noun && chunks[other].kind != ChunkKind::Comma {
                return None;
            }
            let start = phrase_start_limited(context, chunks, end)?;
            // Not when the phrase before is the object of a verb.
            let clause = start.checked_sub(1).map(|b| chunks[b].kind);
            matches!(
                clause,
                None | Some(ChunkKind::Subordinator | ChunkKind::Quote | ChunkKind::Stop | ChunkKind::Comma | ChunkKind::Conjunction)
            )
            .then_some(end)
        }
        // "a resident who gave her name as Amal said": the object of a relative clause.
        ChunkKind::Verb if chunks[before].finite => {
            let reports = context.lexicon.verbs.get(context.head(&chunks[before])).is_some_and(|cues| cues.iter().any(|c| c.frame.clause));
            let relative = before.checked_sub(1).is_some_and(|r| chunks[r].kind == ChunkKind::Relative);
            if relative && !reports { verb_host(context, chunks, before) } else { None }
        }
        _ => None,
    }
}

fn phrase_start_limited(context: &Context<'_>, chunks: &[Chunk], end: usize) -> Option<usize> {
    let mut at = end;
    let floor = end.saturating_sub(12);
    let mut start = None;
    while at > floor {
        if chunks[at - 1].kind != ChunkKind::Noun {
            break;
        }
        start = Some(at - 1);
        let Some(before) = (at - 1).checked_sub(1) else { break };
        if chunks[before].kind == ChunkKind::Preposition && before > 0 {
            at = before;
        } else {
            break;
        }
    }
    let _ = context;
    start
}

/// The noun phrase that begins with chunk `from`, as far as it reaches: chunks up to, not including, the result.
pub(crate) fn after(context: &Context<'_>, unit: &Unit, from: usize) -> Option<usize> {
    let chunks = &unit.chunks;
    if chunks.get(from)?.kind != ChunkKind::Noun {
        return None;
    }
    let mut end = from + 1;
    let mut at = end;
    while at < chunks.len() && at < from + REACH {
        let chunk = &chunks[at];
        match chunk.kind {
            ChunkKind::Preposition => {
                let Some(next) = chunks.get(at + 1) else { break };
                if next.kind == ChunkKind::Time || is_time_phrase(chunks, at) {
                    break;
                }
                if next.kind == ChunkKind::Noun {
                    let document = context.lexicon.lists("document", context.head(next));
                    let manner = matches!(context.head(chunk), "in" | "by" | "via" | "through" | "on" | "during" | "after") && document
                        || matches!((context.head(chunk), context.head(next)), ("by", "telephone" | "phone" | "email"));
                    let year = context.tag(next.head) == Tag::Number && next.tokens.len() == 1;
                    if manner || year && context.head(chunk) != "of" {
                        break;
                    }
                    at += 2;
                    end = at;
                    continue;
                }
                if next.kind == ChunkKind::Relative {
                    end = clause_end(chunks, at);
                    at = end;
                    continue;
                }
                break;
            }
            ChunkKind::Conjunction => {
                let Some(next) = chunks.get(at + 1) else { break };
                let clause = chunks[at + 1..].iter().take(8).take_while(|c| c.kind != ChunkKind::Comma && c.kind != ChunkKind::Stop);
                let finite = clause.clone().any(|c| c.kind == ChunkKind::Verb && c.finite);
                if next.kind != ChunkKind::Noun || finite || !matches!(context.head(chunk), "and" | "or" | "&") {
                    break;
                }
                at += 2;
                end = at;
            }
            ChunkKind::Relative if !matches!(context.head(chunk), "what" | "how" | "why") => {
                end = clause_end(chunks, at);
                at = end;
            }
            ChunkKind::Subordinator if context.head(chunk) == "that" && chunks.get(at + 1).is_some_and(|c| c.kind == ChunkKind::Verb) => {
                end = clause_end(chunks, at);
                at = end;
            }
            ChunkKind::Verb if !chunk.finite && !chunk.infinitive && context.tag(chunk.head) != Tag::Gerund => {
                end = clause_end(chunks, at);
                at = end;
            }
            ChunkKind::Comma => {
                let Some(next) = chunks.get(at + 1) else { break };
                match next.kind {
                    ChunkKind::Noun => {
                        let stop = clause_end(chunks, at + 1);
                        let words = &chunks[at + 1..stop];
                        let clause = words.iter().position(|c| c.kind == ChunkKind::Verb && c.finite);
                        let relative = words.iter().position(|c| matches!(c.kind, ChunkKind::Relative | ChunkKind::Subordinator));
                        if clause.is_some_and(|c| relative.is_none_or(|r| r > c)) {
                            break;
                        }
                        at = after_apposition(context, unit, at + 1, stop);
                        end = at;
                    }
                    ChunkKind::Relative => {
                        end = clause_end(chunks, at + 1);
                        at = end;
                    }
                    ChunkKind::Preposition if chunks.get(at + 2).is_some_and(|c| c.kind == ChunkKind::Relative) => {
                        end = clause_end(chunks, at + 1);
                        at = end;
                    }
                    ChunkKind::Verb if !next.finite && !next.infinitive && context.tag(next.head) != Tag::Gerund => {
                        end = clause_end(chunks, at + 1);
                        at = end;
                    }
                    _ => break,
                }
            }
            _ => break,
        }
    }
    Some(end)
}

/// End of an apposition: before a time or manner phrase where one stands inside.
fn after_apposition(context: &Context<'_>, unit: &Unit, from: usize, stop: usize) -> usize {
    let chunks = &unit.chunks;
    let relative = (from..stop).find(|i| matches!(chunks[*i].kind, ChunkKind::Relative | ChunkKind::Subordinator)).unwrap_or(stop);
    for at in from + 1..relative {
        let by_time = chunks[at].kind == ChunkKind::Time || is_time_phrase(chunks, at);
        let manner = chunks[at].kind == ChunkKind::Preposition
            && chunks.get(at + 1).is_some_and(|c| c.kind == ChunkKind::Noun && context.lexicon.lists("document", context.head(c)))
            && matches!(context.head(&chunks[at]), "in" | "by" | "via" | "through" | "on");
        if by_time || manner {
            return at;
        }
    }
    stop
}

/// First chunk after `from` that ends its clause: a comma, a stop, a speech, or the unit's end.
pub(crate) fn clause_end(chunks: &[Chunk], from: usize) -> usize {
    (from..chunks.len())
        .find(|at| {
            matches!(chunks[*at].kind, ChunkKind::Comma | ChunkKind::Stop)
                || chunks[*at].kind == ChunkKind::Quote && chunks[*at].tokens.len() > 1
        })
        .unwrap_or(chunks.len())
}
