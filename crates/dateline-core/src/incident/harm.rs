//! The toll of each event: which counts are its own, and which a newer one has taken the place of.

use super::context::Context;
use super::event::Event;
use super::hit::Hit;
use super::{Assertion, Kind, TollEntry};
use crate::text::Span;
use crate::toll::{Outcome, Scope};

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
    // Whether the sentence looked at last sums up several events.
    let mut several: Option<(usize, bool)> = None;
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
        if events.len() > 1 {
            let known = several.filter(|(of, _)| *of == sentence);
            let (_, sums_up) = *several.insert(known.unwrap_or_else(|| (sentence, of_several(context, sentence))));
            if sums_up {
                out.push(None);
                continue;
            }
        }
        while from < hits.len() && hits[from].sentence < sentence {
            from += 1;
        }
        // In the sentence the nearest trigger, else the last one told before in the body, else the main event.
        let here =
            (from..hits.len()).take_while(|h| hits[*h].sentence == sentence).filter_map(|h| by_hit[h].filter(|e| can(*e)).map(|e| (h, e)));
        let nearest = here.min_by_key(|(h, _)| gap(hits[*h].span, count.span)).map(|(_, e)| e);
        // People flee more than one event: where no sentence names it, the count is nobody's.
        if count.outcome == Outcome::Displaced {
            out.push(nearest);
            continue;
        }
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

/// Whether a sentence sums up several events, "Two attacks in two towns killed …": its toll is that of none of them.
fn of_several(context: &Context<'_>, sentence: usize) -> bool {
    let Some(all) = context.segments.sentences.get(sentence) else { return false };
    let lower = |at: usize| context.segments.lower(at);
    let number = |at: usize| context.lexicon.is("a few", lower(at)) || matches!(lower(at), "2" | "3" | "4" | "5" | "6");
    let several = |at: usize, class: &str| {
        let noun =
            (at + 1..all.tokens.end.min(at + 4)).find(|n| context.lexicon.is(class, lower(*n)) && context.lexicon.is_many(lower(*n)));
        number(at) && noun.is_some()
    };
    let tokens = all.tokens.clone().take(super::context::REACH);
    let separate = |at: usize| {
        context.lexicon.is("each apart", lower(at)) && context.lexicon.is("deed", lower(at + 1)) && context.lexicon.is_many(lower(at + 1))
    };
    let deeds = tokens.clone().any(|at| several(at, "deed"));
    tokens.clone().any(separate) || deeds && tokens.clone().any(|at| several(at, "severalplaces"))
}

fn gap(a: Span, b: Span) -> usize {
    if a.start() >= b.end() { a.start() - b.end() } else { b.start().saturating_sub(a.end()) }
}

/// Whether an event of these words can have such a toll.
pub(super) fn bears(hits: &[Hit], event: &Event, outcome: Outcome) -> bool {
    let real = event
        .hits
        .iter()
        .any(|h| matches!(hits[*h].assertion, Assertion::Asserted | Assertion::Background | Assertion::Denied | Assertion::Attempted));
    let kind = |wanted: &[Kind]| event.hits.iter().any(|h| wanted.contains(&hits[*h].kind));
    real && match outcome {
        Outcome::Detained => kind(&[Kind::Arrest, Kind::Abduction, Kind::Protest, Kind::ForceAgainstProtesters]),
        Outcome::Abducted => kind(&[Kind::Abduction, Kind::Arrest]),
        Outcome::Killed | Outcome::Injured => {
            !event.hits.iter().all(|h| matches!(hits[*h].kind, Kind::Arrest | Kind::Protest | Kind::Abduction))
        }
        Outcome::Missing | Outcome::Displaced => true,
    }
}

fn superseded(context: &Context<'_>, span: Span) -> bool {
    let Some(sentence) = context.segments.sentence_at(span.start()) else { return false };
    let at = context.segments.tokens_in(span).start;
    let start = context.segments.sentences[sentence].tokens.start.max(at.saturating_sub(8));
    let from = (start..at).rev().find(|t| matches!(context.segments.word(*t), ";" | ":")).map_or(start, |t| t + 1);
    let text = context.words(from..at + 1).to_lowercase();
    let text = crate::letters::folded(&text);
    context.lexicon.phrases("superseded").any(|cue| text.contains(cue))
        || context.lexicon.is_english() && text.contains("earlier") && text.contains("version")
}

/// The first count of people killed or hurt in one event that no event bears, in the body.
pub(super) fn unborne(context: &Context<'_>, owners: &[Option<usize>]) -> Option<usize> {
    context.parts.counts.iter().enumerate().position(|(at, count)| {
        let harm = matches!(count.outcome, Outcome::Killed | Outcome::Injured) && count.scope == Scope::Total && count.min != Some(0);
        let body = context.segments.sentence_at(count.span.start()).is_some_and(|s| context.paragraph_kind(s).is_body());
        harm && body
            && owners.get(at).is_some_and(Option::is_none)
            && !superseded(context, count.span)
            && !context.segments.sentence_at(count.span.start()).is_some_and(|s| of_several(context, s))
    })
}

/// The toll entries of an event: its counts, each with the innermost claim that gives it.
pub(super) fn toll(context: &Context<'_>, owners: &[Option<usize>], event: usize) -> Vec<TollEntry> {
    let own = owners.iter().enumerate().filter(|(_, owner)| **owner == Some(event));
    own.map(|(count, _)| TollEntry { count, claim: context.claims_around(context.parts.counts[count].span).first().copied() }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::report_and_tolls;
    use crate::data::DataError;

    #[test]
    fn a_sum_of_several_events_is_the_toll_of_none() -> Result<(), DataError> {
        let tolls = report_and_tolls(&[
            "Two attacks in two towns killed at least 13 people on Monday.",
            "In Hajin, an air strike killed nine people.",
            "In Tokar, gunmen abducted four people.",
        ])?;
        assert!(tolls.iter().all(|words| !words.contains(&"at least 13 people".to_owned())), "{tolls:?}");
        let tolls = report_and_tolls(&["Two air strikes on the village killed at least 13 people."])?;
        assert!(tolls.iter().flatten().any(|words| words.contains("13")), "{tolls:?}");
        Ok(())
    }
}
