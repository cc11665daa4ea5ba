//! Through whose mouth the parts of each event come: blame, denial, admission, and who tells what.

use super::actor;
use super::context::Context;
use super::event::Event;
use super::hit::Hit;
use super::lexicon::Part;
use super::phrase;
use super::{About, Assertion, IncidentClaim, IncidentMention, Responsible};
use crate::claim::{Quotation, Stance};
use crate::text::Span;
use crate::toll::Scope;

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
        } else if blames(context, cue, &words)
            && let Some(tokens) = blamed_phrase(context, cue, claim.content.first().copied(), &words)
        {
            let span = context.segments.span_of(tokens);
            out.push((index, Responsible { span, name: actor::name_of(context, span), claim: Some(index) }));
        }
    }
    out
}

/// Whether a cue lays an event at somebody's door.
fn blames(context: &Context<'_>, cue: Span, words: &str) -> bool {
    if context.lexicon.is_english() {
        return BLAME.iter().any(|b| words.contains(b));
    }
    context.segments.tokens_in(cue).any(|at| context.lexicon.is("blame", context.segments.lower(at)))
}

/// The phrase for the one blamed: between cue and content ("accused X of …"), at the head of the content ("blamed X"),
/// or after a preposition in it ("attributed the attack to X").
fn blamed_phrase(context: &Context<'_>, cue: Span, content: Option<Span>, words: &str) -> Option<std::ops::Range<usize>> {
    let content = content?;
    if !context.lexicon.is_english() {
        return super::other::blamed_phrase(context, cue, content);
    }
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
    let mut tokens = phrase::phrase_from(context, from, all.end);
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
    others: &[(usize, About)],
) -> Vec<IncidentClaim> {
    let mut out: Vec<IncidentClaim> = Vec::new();
    for entry in &mention.toll {
        add(context, &mut out, entry.claim, About::Toll, None);
    }
    for responsible in &mention.alleged_responsible {
        add(context, &mut out, responsible.claim, About::Responsible, None);
    }
    let accused = |claim: usize| {
        let speaker = context.parts.claims.get(claim).and_then(|c| c.speaker.as_ref());
        speaker.is_some_and(|s| mention.alleged_responsible.iter().any(|r| r.name.as_deref() == Some(actor::side_of(&s.name).as_str())))
    };
    for hit in event.hits.iter().map(|h| &hits[*h]) {
        let Some(claim) = hit.claims.first().copied() else { continue };
        let stance = stance_of(context, claim);
        let negated = hit.assertion == Assertion::Denied && stance == Stance::Asserts;
        let denies = negated || stance == Stance::Denies;
        if matches!(stance, Stance::Demands | Stance::Asks) && event.hits.len() > 1 || is_cumulative(context, claim) {
            continue;
        }
        // The accused speak of their own part; who names the guilty or the number speaks of that, unless the deed is told too.
        if stance == Stance::Admits || denies && (accused(claim) || speaks_of_itself(context, claim)) {
            add(context, &mut out, Some(claim), About::Responsible, negated.then_some(Stance::Denies));
            continue;
        }
        let other = out.iter().filter(|c| c.claim == claim).count();
        let named = out.iter().any(|c| c.claim == claim && c.about == About::Responsible);
        let told = hit.part == Part::Verb || !hit.definite;
        // A remark about "the attack" tells nothing of it: no part of the account comes through it.
        if other == 0 && (told || denies || informs(context, claim)) || told && (!named || other > 1) {
            add(context, &mut out, Some(claim), About::Event, negated.then_some(Stance::Denies));
        }
    }
    for (claim, about) in others {
        if *about == About::Responsible || !out.iter().any(|c| c.claim == *claim) {
            add(context, &mut out, Some(*claim), *about, None);
        }
    }
    let trigger = context.claims_around(mention.trigger).first().copied();
    let time = mention.when.time.map(|at| context.parts.times[at].span);
    let place = mention.place.place.map(|at| context.parts.places[at].span);
    // Who tells the deed with its toll or its author tells when and where it was, too; who names it in passing does not.
    let whole = |out: &[IncidentClaim], claim: usize| {
        let own: Vec<About> = out.iter().filter(|c| c.claim == claim).map(|c| c.about).collect();
        own.contains(&About::Event) && own.len() >= 2
    };
    let teller = trigger.filter(|claim| whole(&out, *claim));
    for (span, about) in [(time, About::Time), (place, About::Place)] {
        let claim = span.and_then(|s| context.claims_around(s).first().copied()).filter(|c| Some(*c) == teller);
        add(context, &mut out, claim, about, None);
    }
    out.sort_by_key(|c| (c.claim, c.about));
    out
}

fn add(context: &Context<'_>, out: &mut Vec<IncidentClaim>, claim: Option<usize>, about: About, stance: Option<Stance>) {
    if let Some(claim) = claim
        && !out.iter().any(|c| c.claim == claim && c.about == about)
    {
        out.push(IncidentClaim { claim, about, stance: stance.unwrap_or_else(|| stance_of(context, claim)) });
    }
}

/// Whether a claim gives a figure over a period: it speaks of no single event.
fn is_cumulative(context: &Context<'_>, claim: usize) -> bool {
    let Some(claim) = context.parts.claims.get(claim) else { return false };
    let inside = |span: Span| claim.content.iter().any(|c| c.contains(span));
    claim.content.first().and_then(|c| context.segments.sentence_at(c.start())).is_some_and(|sentence| {
        context.counts_in(sentence).any(|at| context.parts.counts[at].scope == Scope::Cumulative && inside(context.parts.counts[at].span))
    })
}

/// Whether a claim begins with its speaker's own side: "we did not …", "its jets had …", "carrying out …".
fn speaks_of_itself(context: &Context<'_>, claim: usize) -> bool {
    let Some(content) = context.parts.claims.get(claim).and_then(|c| c.content.first()) else { return false };
    let tokens = context.segments.tokens_in(*content);
    let first = context.segments.lower(tokens.start);
    if !context.lexicon.is_english() {
        return tokens.take(3).any(|at| context.lexicon.is("own side", context.segments.lower(at)));
    }
    matches!(first, "we" | "our" | "it" | "its" | "they" | "their" | "he" | "his" | "having" | "any") || first.ends_with("ing")
}

fn stance_of(context: &Context<'_>, claim: usize) -> Stance {
    context.parts.claims.get(claim).map_or(Stance::Asserts, |c| c.stance)
}

/// Claims without a trigger that speak of an event: denials and doubts, and eyewitnesses' own words beside it.
/// Gives `(event, claim, part)`.
pub(super) fn without_trigger(context: &Context<'_>, hits: &[Hit], events: &[Event]) -> Vec<(usize, usize, About)> {
    let mut out = Vec::new();
    for (index, claim) in context.parts.claims.iter().enumerate() {
        let Some(content) = claim.content.first().copied() else { continue };
        if hits.iter().any(|h| h.claims.contains(&index)) || is_cumulative(context, index) {
            continue;
        }
        let words: String = claim.content.iter().map(|s| s.of(context.segments.body).to_lowercase()).collect::<Vec<_>>().join(" ");
        let words = crate::letters::folded(&words);
        let said = if context.lexicon.is_english() {
            ROLE.iter().any(|r| words.contains(r))
        } else {
            context.lexicon.phrases("role").any(|r| words.contains(r))
        };
        let role = said || words.len() < 12;
        let about = match claim.stance {
            Stance::Denies if role || speaks_of_itself(context, index) => About::Responsible,
            Stance::Denies | Stance::Doubts => About::Event,
            Stance::Asserts
                if claim.quotation != Quotation::Indirect
                    && !claim.attitude
                    && beside(context, hits, content)
                    && informs(context, index) =>
            {
                About::Event
            }
            _ => continue,
        };
        if let Some(event) = nearest_event(context, hits, events, content) {
            out.push((event, index, about));
        }
    }
    out
}

/// Whether the words of a claim carry something of an account: harm, means, a count of people, what somebody saw or went
/// through, when or where it was. "It was a black day for all of us" does not.
fn informs(context: &Context<'_>, claim: usize) -> bool {
    let Some(claim) = context.parts.claims.get(claim) else { return false };
    let classes = ["harm", "witness", "aircraft", "indirect", "explosive", "gun", "blade", "gas"];
    claim.content.iter().any(|span| {
        let Some(sentence) = context.segments.sentence_at(span.start()) else { return false };
        let counted = context.counts_in(sentence).any(|at| span.contains(context.parts.counts[at].span));
        let tokens = context.segments.tokens_in(*span).take(super::context::REACH);
        counted || tokens.into_iter().any(|at| classes.iter().any(|class| context.lexicon.is(class, context.segments.lower(at))))
    })
}

/// Whether an event is told in the paragraph of a span or in one of the two before it.
fn beside(context: &Context<'_>, hits: &[Hit], span: Span) -> bool {
    let Some(sentence) = context.segments.sentence_at(span.start()) else { return false };
    let paragraph = context.paragraph(sentence);
    let mut before = hits.iter().filter(|h| !h.title && h.sentence <= sentence).map(|h| context.paragraph(h.sentence));
    before.any(|p| paragraph - p <= 2)
}
