//! The toll of each event, and through whose mouth its parts come.

use super::actor;
use super::context::Context;
use super::event::Event;
use super::hit::Hit;
use super::{About, Assertion, IncidentClaim, IncidentMention, Kind, Responsible, TollEntry};
use crate::claim::Stance;
use crate::text::Span;
use crate::toll::{Outcome, Scope};

/// Words before or after a count that a newer one has taken the place of.
const SUPERSEDED: &[&str] = &[
    "earlier version",
    "up from",
    "revised from",
    "previously",
    "an initial",
    "initially",
    "had put",
    "at first",
    "earlier toll",
    "earlier figure",
];

/// For each count, the event it belongs to.
pub(super) fn counts(context: &Context<'_>, hits: &[Hit], events: &[Event]) -> Vec<Option<usize>> {
    let main = events.iter().position(|e| e.main);
    let mut by_hit: Vec<Option<usize>> = vec![None; hits.len()];
    for (at, event) in events.iter().enumerate() {
        for hit in &event.hits {
            by_hit[*hit] = Some(at);
        }
    }
    let mut out: Vec<Option<usize>> = Vec::with_capacity(context.parts.counts.len());
    let mut from = 0;
    for (index, count) in context.parts.counts.iter().enumerate() {
        let parent = count.of.filter(|of| *of < index);
        if count.scope == Scope::Cumulative || superseded(context, count.span) {
            out.push(None);
            continue;
        }
        if let Some(event) = parent.and_then(|of| out[of]) {
            out.push(Some(event));
            continue;
        }
        let can = |event: usize| bears(hits, &events[event], count.outcome);
        let Some(sentence) = context.segments.sentence_at(count.span.start()) else {
            out.push(None);
            continue;
        };
        while from < hits.len() && hits[from].sentence < sentence {
            from += 1;
        }
        // In the sentence the nearest trigger, else the last one told before in the body, else the main event.
        let here =
            (from..hits.len()).take_while(|h| hits[*h].sentence == sentence).filter_map(|h| by_hit[h].filter(|e| can(*e)).map(|e| (h, e)));
        let nearest = here.min_by_key(|(h, _)| gap(hits[*h].span, count.span)).map(|(_, e)| e);
        let title = context.paragraph_kind(sentence) == crate::report::ParagraphKind::Title;
        let paragraph = context.paragraph(sentence);
        let before = || {
            (0..from).rev().take(40).find_map(|h| {
                by_hit[h].filter(|e| can(*e) && !hits[h].title && (context.paragraph(hits[h].sentence) == paragraph || events[*e].main))
            })
        };
        let chosen = if title { nearest.or(main.filter(|e| can(*e))) } else { nearest.or_else(before).or(main.filter(|e| can(*e))) };
        out.push(chosen);
    }
    // A subset written before its whole follows it.
    for (index, count) in context.parts.counts.iter().enumerate() {
        if let Some(of) = count.of.filter(|of| *of > index && *of < out.len()) {
            out[index] = out[of];
        }
    }
    out
}

fn gap(a: Span, b: Span) -> usize {
    if a.start() >= b.end() { a.start() - b.end() } else { b.start().saturating_sub(a.end()) }
}

/// Whether an event of these words can have such a toll.
fn bears(hits: &[Hit], event: &Event, outcome: Outcome) -> bool {
    let real = event
        .hits
        .iter()
        .any(|h| matches!(hits[*h].assertion, Assertion::Asserted | Assertion::Background | Assertion::Denied | Assertion::Attempted));
    let kind = |wanted: &[Kind]| event.hits.iter().any(|h| wanted.contains(&hits[*h].kind));
    real && match outcome {
        Outcome::Detained => kind(&[Kind::Arrest, Kind::Abduction, Kind::Protest, Kind::ForceAgainstProtesters]),
        Outcome::Abducted => kind(&[Kind::Abduction, Kind::Arrest]),
        Outcome::Killed | Outcome::Injured => !event.hits.iter().all(|h| matches!(hits[*h].kind, Kind::Arrest | Kind::Protest)),
        Outcome::Missing | Outcome::Displaced => true,
    }
}

fn superseded(context: &Context<'_>, span: Span) -> bool {
    let Some(sentence) = context.segments.sentence_at(span.start()) else { return false };
    let all = context.segments.sentences[sentence].span;
    let words = context.segments.tokens_in(all);
    let at = context.segments.tokens_in(span).start;
    let around = words.start.max(at.saturating_sub(12))..words.end.min(at + 4);
    let text = context.words(around).to_lowercase();
    SUPERSEDED.iter().any(|cue| text.contains(cue))
}

/// The toll entries of an event: its counts, each with the innermost claim that gives it.
pub(super) fn toll(context: &Context<'_>, owners: &[Option<usize>], event: usize) -> Vec<TollEntry> {
    let own = owners.iter().enumerate().filter(|(_, owner)| **owner == Some(event));
    own.map(|(count, _)| TollEntry { count, claim: context.claims_around(context.parts.counts[count].span).first().copied() }).collect()
}

/// Cues by which a speaker lays an event at somebody's door.
const BLAME: &[&str] = &["accus", "blam", "pointed at", "hold", "held", "attribut", "pin", "implicat", "responsib", "identif", "suspect"];

/// Words after a blamed name that are not part of it.
const AFTER_BLAMED: &[&str] = &["fully", "responsible", "accountable", "directly", "solely", "for", "of", "on"];

/// Whom claims of blame or of responsibility name, by claim: `(claim, responsible)`.
pub(super) fn blamed(context: &Context<'_>) -> Vec<(usize, Responsible)> {
    let mut out = Vec::new();
    for (index, claim) in context.parts.claims.iter().enumerate() {
        let Some(cue) = claim.cue else { continue };
        let words = cue.of(context.segments.body).to_lowercase();
        if claim.stance == Stance::Admits {
            if let Some(speaker) = &claim.speaker
                && context.names.is_body(context.lexicon, &speaker.name)
            {
                out.push((index, Responsible { span: speaker.span, name: Some(actor::side_of(&speaker.name)), claim: Some(index) }));
            }
        } else if BLAME.iter().any(|b| words.contains(b))
            && let Some(tokens) = blamed_phrase(context, cue, claim.content.first().copied(), &words)
        {
            let span = context.segments.span_of(tokens);
            out.push((index, Responsible { span, name: actor::name_of(context, span), claim: Some(index) }));
        }
    }
    out
}

/// The phrase for the one blamed: between cue and content ("accused X of …"), at the head of the content ("blamed X"),
/// or after a preposition in it ("attributed the attack to X").
fn blamed_phrase(context: &Context<'_>, cue: Span, content: Option<Span>, words: &str) -> Option<std::ops::Range<usize>> {
    let content = content?;
    let segments = context.segments;
    let between = segments.tokens_in(Span::new(cue.end(), content.start().max(cue.end())));
    let inside = segments.tokens_in(content);
    let marker = if words.contains("attribut") {
        Some("to")
    } else if words.contains("identif") {
        Some("as")
    } else if words.contains("pin") {
        Some("on")
    } else {
        None
    };
    let all = if between.is_empty() { inside.clone() } else { between.start..inside.end };
    let from = match marker {
        Some(marker) if !words.ends_with(marker) => all.clone().find(|at| segments.lower(*at) == marker)? + 1,
        _ if words.contains("accus") && words.ends_with("of") => return None,
        _ => all.start,
    };
    let mut tokens = actor::phrase_from(context, from, all.end);
    while tokens.start < tokens.end && AFTER_BLAMED.contains(&segments.lower(tokens.end - 1)) {
        tokens.end -= 1;
    }
    let first = segments.lower(tokens.start);
    let nobody =
        matches!(first, "it" | "them" | "him" | "her" | "each" | "they" | "what" | "that" | "having" | "being") || first.ends_with("ing");
    (!tokens.is_empty() && tokens.len() <= 16 && !nobody && !context.lexicon.is("deed", segments.lower(tokens.end - 1))).then_some(tokens)
}

/// Words by which a denial speaks of responsibility.
const ROLE: &[&str] = &["role", "responsib", "involve", "behind", "carried out", "carrying out", "accus", "allegation", "charge"];

/// For each claim, the event that it speaks about without naming it: the one told last before it, else the main one.
pub(super) fn nearest_event(context: &Context<'_>, hits: &[Hit], events: &[Event], at: Span) -> Option<usize> {
    let sentence = context.segments.sentence_at(at.start())?;
    let close = |e: &Event| {
        e.hits
            .iter()
            .filter(|h| !hits[**h].title && hits[**h].sentence <= sentence)
            .map(|h| hits[*h].sentence)
            .max()
            .filter(|s| sentence - s <= 2)
    };
    let real =
        |e: &Event| e.hits.iter().any(|h| matches!(hits[*h].assertion, Assertion::Asserted | Assertion::Denied | Assertion::Background));
    let recent = (0..events.len())
        .filter(|e| real(&events[*e]))
        .filter_map(|e| close(&events[e]).map(|s| (s, usize::from(events[e].main), e)))
        .max();
    recent.map(|(_, _, e)| e).or_else(|| events.iter().position(|e| e.main))
}

/// Through whose mouth the parts of a mention come.
pub(super) fn voices(
    context: &Context<'_>,
    hits: &[Hit],
    event: &Event,
    mention: &IncidentMention,
    denials: &[usize],
) -> Vec<IncidentClaim> {
    let mut out: Vec<IncidentClaim> = Vec::new();
    let mut add = |claim: usize, about: About, stance: Option<Stance>| {
        let stance = stance.unwrap_or_else(|| stance_of(context, claim));
        if !out.iter().any(|c| c.claim == claim && c.about == about) {
            out.push(IncidentClaim { claim, about, stance });
        }
    };
    for hit in &event.hits {
        if let Some(claim) = hits[*hit].claims.first() {
            let negated = hits[*hit].assertion == Assertion::Denied && stance_of(context, *claim) == Stance::Asserts;
            add(*claim, About::Event, negated.then_some(Stance::Denies));
        }
    }
    for entry in &mention.toll {
        if let Some(claim) = entry.claim {
            add(claim, About::Toll, None);
        }
    }
    for responsible in &mention.alleged_responsible {
        if let Some(claim) = responsible.claim {
            add(claim, About::Responsible, None);
        }
    }
    let trigger = context.claims_around(mention.trigger).first().copied();
    let time = mention.when.time.map(|at| context.parts.times[at].span);
    let place = mention.place.place.map(|at| context.parts.places[at].span);
    for (span, about) in [(time, About::Time), (place, About::Place)] {
        if let Some(claim) = span.and_then(|s| context.claims_around(s).first().copied()).filter(|c| Some(*c) == trigger) {
            add(claim, about, None);
        }
    }
    for claim in denials {
        add(*claim, About::Responsible, Some(Stance::Denies));
    }
    out.sort_by_key(|c| (c.claim, c.about));
    out
}

fn stance_of(context: &Context<'_>, claim: usize) -> Stance {
    context.parts.claims.get(claim).map_or(Stance::Asserts, |c| c.stance)
}

/// Claims that deny a role in an event that they do not name.
pub(super) fn denials(context: &Context<'_>, hits: &[Hit], events: &[Event]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for (index, claim) in context.parts.claims.iter().enumerate() {
        if claim.stance != Stance::Denies || claim.content.is_empty() {
            continue;
        }
        let words: String = claim.content.iter().map(|s| s.of(context.segments.body).to_lowercase()).collect::<Vec<_>>().join(" ");
        let role = ROLE.iter().any(|r| words.contains(r)) || words.len() < 12;
        if role && let Some(event) = claim.content.first().and_then(|s| nearest_event(context, hits, events, *s)) {
            out.push((event, index));
        }
    }
    out
}
