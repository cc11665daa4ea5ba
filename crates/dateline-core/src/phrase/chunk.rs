//! Flat phrases: the smallest noun phrases, verb groups and the words between them.

use super::{Tag, Tags};
use crate::segment::{Segments, TokenKind};
use std::ops::Range;

/// What kind of phrase a chunk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkKind {
    /// Noun phrase without what follows its head noun.
    Noun,
    /// Noun phrase that names a time: "Friday", "this week", "yesterday".
    Time,
    /// Verb with its auxiliaries and the adverbs between them.
    Verb,
    /// Preposition.
    Preposition,
    /// Word that begins a clause: "that", "because", "while".
    Subordinator,
    /// Relative or interrogative word: "who", "which", "where".
    Relative,
    /// "and", "or", "but".
    Conjunction,
    /// Adverb or particle.
    Adverb,
    /// Adjective or participle that stands alone.
    Adjective,
    /// Comma.
    Comma,
    /// Quotation mark.
    Quote,
    /// Any other mark.
    Stop,
}

/// A phrase of a sentence; chunks cover all tokens in order.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// What it is.
    pub kind: ChunkKind,
    /// Indexes of its tokens.
    pub tokens: Range<usize>,
    /// Index of its main word: the last noun, the last verb.
    pub head: usize,
    /// Verb groups: whether it can be the predicate of a clause.
    pub finite: bool,
    /// Verb groups: whether it begins with "to".
    pub infinitive: bool,
    /// Verb groups: whether it has a form of "be" before its past participle.
    pub passive: bool,
}

const SUBORDINATORS: &[&str] =
    &["that", "because", "while", "although", "though", "whereas", "if", "unless", "whether", "until", "once", "lest", "when"];
const TIMES: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "morning",
    "afternoon",
    "evening",
    "night",
    "week",
    "month",
    "year",
    "weekend",
    "day",
    "days",
    "weeks",
    "months",
    "years",
    "hours",
    "minutes",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "noon",
    "midnight",
    "jan",
    "feb",
    "aug",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// Whether a noun phrase can begin with token `at`.
#[must_use]
pub fn starts_noun_phrase(tags: &[Tag], at: usize) -> bool {
    tags.get(at).is_some_and(|tag| {
        tag.is_noun() || matches!(tag, Tag::Determiner | Tag::Pronoun | Tag::Possessive | Tag::Number | Tag::Adjective | Tag::There)
    })
}

/// Cuts a range of tokens, inside one sentence, into phrases. `short_marks` says of a token whether it is a quotation
/// mark around so few words that it may stand inside a phrase.
#[must_use]
pub fn chunks(segments: &Segments<'_>, tags: &Tags, range: Range<usize>, short_marks: impl Fn(usize) -> bool) -> Vec<Chunk> {
    let mut out = Vec::new();
    let mut at = range.start;
    let end = range.end.min(tags.len());
    while at < end {
        let chunk = next_chunk(segments, tags, at, end, &short_marks);
        at = chunk.tokens.end;
        out.push(chunk);
    }
    out
}

fn single(kind: ChunkKind, at: usize) -> Chunk {
    Chunk { kind, tokens: at..at + 1, head: at, finite: false, infinitive: false, passive: false }
}

fn next_chunk(segments: &Segments<'_>, tags: &Tags, at: usize, end: usize, short_marks: &impl Fn(usize) -> bool) -> Chunk {
    let lower = segments.lower(at);
    match tags[at] {
        Tag::Mark => {
            if short_marks(at)
                && let Some(chunk) = noun_phrase(segments, tags, at, end, short_marks)
            {
                return chunk;
            }
            match lower {
                "," => single(ChunkKind::Comma, at),
                "“" | "”" | "\"" | "‘" | "’" | "'" | "«" | "»" | "„" => single(ChunkKind::Quote, at),
                _ => single(ChunkKind::Stop, at),
            }
        }
        Tag::Conjunction => single(ChunkKind::Conjunction, at),
        Tag::Preposition | Tag::When if SUBORDINATORS.contains(&lower) => single(ChunkKind::Subordinator, at),
        Tag::Which | Tag::Who | Tag::When => single(ChunkKind::Relative, at),
        Tag::Preposition => single(ChunkKind::Preposition, at),
        Tag::To => verb_group(segments, tags, at, end).unwrap_or_else(|| single(ChunkKind::Preposition, at)),
        Tag::Modal => verb_group(segments, tags, at, end).unwrap_or_else(|| single(ChunkKind::Adverb, at)),
        Tag::Particle | Tag::Interjection => single(ChunkKind::Adverb, at),
        Tag::Adverb => noun_phrase(segments, tags, at, end, short_marks)
            .filter(|c| c.tokens.len() > 1)
            .unwrap_or_else(|| single(if TIMES.contains(&lower) { ChunkKind::Time } else { ChunkKind::Adverb }, at)),
        tag if tag.is_verb() => {
            // A participle before a noun opens a noun phrase only where no object can follow: at the start.
            let before = at.checked_sub(1).and_then(|b| tags.get(b)).copied().unwrap_or(Tag::Mark);
            let modifies =
                tag == Tag::Participle && tags.get(at + 1).is_some_and(|t| t.is_noun()) && matches!(before, Tag::Preposition | Tag::Edge);
            if modifies && let Some(chunk) = noun_phrase(segments, tags, at, end, short_marks) {
                return chunk;
            }
            verb_group(segments, tags, at, end).unwrap_or_else(|| single(ChunkKind::Verb, at))
        }
        _ => noun_phrase(segments, tags, at, end, short_marks).unwrap_or_else(|| single(ChunkKind::Adjective, at)),
    }
}

fn is_auxiliary(lower: &str) -> bool {
    matches!(
        lower.strip_suffix("n't").unwrap_or(lower),
        "be" | "is" | "are" | "was" | "were" | "been" | "being" | "am" | "has" | "have" | "had" | "having" | "do" | "does" | "did"
    )
}

fn verb_group(segments: &Segments<'_>, tags: &Tags, at: usize, end: usize) -> Option<Chunk> {
    let infinitive = tags[at] == Tag::To;
    let mut next = at + usize::from(infinitive);
    let (mut head, mut first, mut last_auxiliary) = (None, None, false);
    let mut be = false;
    let mut passive = false;
    let mut stop = next;
    while next < end {
        let tag = tags[next];
        let lower = segments.lower(next);
        if tag == Tag::Adverb || lower == "not" {
            if head.is_some() && !last_auxiliary {
                break;
            }
            next += 1;
            continue;
        }
        if !(tag.is_verb() || tag == Tag::Modal) || head.is_some() && !last_auxiliary {
            break;
        }
        if head.is_none() && infinitive && tag != Tag::Base {
            return None;
        }
        let auxiliary = tag == Tag::Modal || is_auxiliary(lower);
        passive = be && matches!(tag, Tag::Participle | Tag::Past) && !auxiliary;
        be = matches!(lower, "be" | "is" | "are" | "was" | "were" | "been" | "being" | "am" | "wasn't" | "weren't" | "isn't" | "aren't");
        first.get_or_insert(tag);
        head = Some(next);
        last_auxiliary = auxiliary;
        next += 1;
        stop = next;
    }
    let head = head?;
    let clitic = at.checked_sub(1).is_some_and(|before| {
        let before = segments.lower(before);
        before.ends_with("'s") || before.ends_with("'d") || before.ends_with("'ll") || before.ends_with("'ve") || before.ends_with("'re")
    });
    let finite = !infinitive && (first.is_some_and(Tag::is_finite) || clitic && tags[at - 1] == Tag::Pronoun);
    Some(Chunk { kind: ChunkKind::Verb, tokens: at..stop, head, finite, infinitive, passive })
}

/// "the growers' chamber": an apostrophe that touches a plural and is followed by a noun.
fn is_plural_possessive(segments: &Segments<'_>, tags: &Tags, at: usize, end: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    matches!(segments.word(at), "'" | "’")
        && segments.tokens[before].span.end() == segments.tokens[at].span.start()
        && segments.lower(before).ends_with('s')
        && at + 1 < end
        && (tags[at + 1].is_noun() || tags[at + 1] == Tag::Adjective)
}

fn noun_phrase(segments: &Segments<'_>, tags: &Tags, at: usize, end: usize, short_marks: &impl Fn(usize) -> bool) -> Option<Chunk> {
    if matches!(tags[at], Tag::Pronoun | Tag::There) {
        return Some(single(ChunkKind::Noun, at));
    }
    let mut next = at;
    let mut head = None;
    let mut last_word = None;
    while next < end {
        let tag = tags[next];
        let possessive = last_word.is_some_and(|w| segments.lower(w).ends_with("'s") || segments.lower(w).ends_with("s'"));
        let fits = match tag {
            Tag::Noun | Tag::Plural | Tag::Name => {
                // Two phrases side by side: a new one begins after a time ("on Monday rebels said").
                head = Some(next);
                true
            }
            Tag::Determiner | Tag::Possessive => {
                let lower = segments.lower(next);
                let all = last_word
                    .is_some_and(|w| w + 1 == next && matches!(segments.lower(w), "all" | "both" | "half" | "such" | "what" | "many"));
                let first = last_word.is_none() || all && lower != "that";
                if first {
                    head = head.or(Some(next)).filter(|_| tag == Tag::Determiner);
                }
                first
            }
            Tag::Number => {
                let fresh = head.is_none_or(|h| !tags[h].is_noun()) || possessive || tags[next - 1] == Tag::Name;
                if fresh {
                    head = Some(next);
                }
                fresh
            }
            Tag::Adjective => {
                let open = head.is_none_or(|h| !tags[h].is_noun()) || possessive;
                // An adjective that ends the phrase ("the wounded") is its head only after a determiner.
                if open && last_word.is_some() && head.is_none_or(|h| !tags[h].is_noun()) {
                    head = Some(next);
                }
                open
            }
            Tag::Participle | Tag::Gerund => {
                let open = head.is_none_or(|h| !tags[h].is_noun()) || possessive;
                (open || last_word.is_none())
                    && tags.get(next + 1).is_some_and(|t| t.is_noun() || *t == Tag::Adjective)
                    && next + 1 < end
                    && (last_word.is_some() || tag == Tag::Participle)
            }
            Tag::Adverb => {
                let open = head.is_none_or(|h| !tags[h].is_noun());
                open && next + 1 < end && matches!(tags[next + 1], Tag::Adjective | Tag::Participle | Tag::Number)
            }
            Tag::Conjunction => {
                segments.lower(next) == "&" && last_word.is_some() && tags.get(next + 1).is_some_and(|t| t.is_noun()) && next + 1 < end
            }
            Tag::Mark => {
                short_marks(next) || is_plural_possessive(segments, tags, next, end) || {
                    // "Lt. Col. Vidallon", "St. Brannoc": the stop of an abbreviation inside a name.
                    segments.word(next) == "."
                        && last_word
                            .is_some_and(|w| tags[w] == Tag::Name && segments.tokens[w].span.end() == segments.tokens[next].span.start())
                        && next + 1 < end
                        && tags[next + 1] == Tag::Name
                }
            }
            _ => false,
        };
        if !fits {
            break;
        }
        if tag != Tag::Mark {
            last_word = Some(next);
        }
        next += 1;
    }
    let mut head = head?;
    // The phrase ends with its head, or with the closing mark right after it.
    while let Some(after) = (head + 1 < next).then_some(head + 1).filter(|a| tags[*a] == Tag::Mark && short_marks(*a)) {
        head = after;
    }
    let stop = head + 1;
    while head > at && tags[head] == Tag::Mark {
        head -= 1;
    }
    let time = TIMES.contains(&segments.lower(head).trim_end_matches("'s"))
        && segments.tokens[head].kind == TokenKind::Word
        && (at..head).all(|t| {
            matches!(tags[t], Tag::Determiner | Tag::Number | Tag::Adverb | Tag::Adjective)
                || TIMES.contains(&segments.lower(t).trim_end_matches("'s"))
                || matches!(segments.lower(t), "last" | "next" | "late" | "early" | "earlier" | "later" | "some" | ".")
        });
    let numbered = tags[head] == Tag::Number
        && head > at
        && TIMES.contains(&segments.lower(at))
        && (at..head).all(|t| tags[t] != Tag::Noun && tags[t] != Tag::Plural || TIMES.contains(&segments.lower(t)));
    let kind = if time || numbered { ChunkKind::Time } else { ChunkKind::Noun };
    Some(Chunk { kind, tokens: at..stop, head, finite: false, infinitive: false, passive: false })
}
