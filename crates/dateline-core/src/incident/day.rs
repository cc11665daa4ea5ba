//! Which time expressions can say when an event happened, and which say when something else did: when the report came out, when somebody
//! spoke of it, when a court sat, or what is still to come.

use super::context::Context;
use super::hit::Hit;
use super::{Assertion, Family};
use crate::article::stamp;
use crate::segment::TokenKind;
use crate::time::TimePrecision;
use jiff::civil::Date;
use std::ops::Range;

/// Bytes of a report's text in which it may print its day; a page's frame can stand before its head.
const HEAD: usize = 600;

/// Tokens before a time in which a word can claim it for itself.
const BEFORE: usize = 4;

/// Tokens after a time that opens its sentence in which a word can claim it.
const AFTER: usize = 6;

/// Whether a time may say when the event of a trigger happened.
pub(super) fn can_be_of(context: &Context<'_>, hit: &Hit, time: usize) -> bool {
    !(is_stamp(context, time) || is_elsewhen(context, hit, time) || has_happened(hit) && is_to_come(context, time))
}

/// The day of a date or time in the form of the contract.
pub(super) fn date_of(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

fn has_happened(hit: &Hit) -> bool {
    matches!(hit.assertion, Assertion::Asserted | Assertion::Attempted | Assertion::Denied | Assertion::Background)
}

/// Whether a time is the day that the report prints for itself.
fn is_stamp(context: &Context<'_>, time: usize) -> bool {
    let time = &context.parts.times[time];
    let from = time.from.as_deref().and_then(date_of);
    let stated = [&context.report.published, &context.report.modified];
    let own = from.is_some() && stated.into_iter().any(|stated| stated.as_deref().and_then(date_of) == from);
    let year = time.span.of(context.segments.body).split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    own && year && time.precision <= TimePrecision::Day && time.span.start() < HEAD && stamp::stands_alone(context.segments.body, time.span)
}

/// Whether a time begins after the report came out. A day is left for the difference between the zones of the two.
fn is_to_come(context: &Context<'_>, time: usize) -> bool {
    let from = context.parts.times[time].from.as_deref().and_then(date_of);
    let published = context.report.published.as_deref().and_then(date_of);
    from.zip(published).is_some_and(|(from, published)| published.until(from).is_ok_and(|gap| gap.get_days() > 1))
}

/// Whether a word of speech, of a court or of publishing claims the time: "said on Monday", "appeared in court Tuesday", "On Monday a jury
/// convicted …".
fn is_elsewhen(context: &Context<'_>, hit: &Hit, time: usize) -> bool {
    let span = context.parts.times[time].span;
    let tokens = context.segments.tokens_in(span);
    let Some(sentence) = context.segments.sentence_at(span.start()) else { return false };
    let all = context.segments.sentences[sentence].tokens.clone();
    let in_hit = |at: &usize| sentence == hit.sentence && hit.tokens.contains(at);
    let stops = |at: &usize| in_hit(at) || context.segments.tokens[*at].kind == TokenKind::Mark;
    let claims = |range: &mut dyn Iterator<Item = usize>| range.take_while(|at| !stops(at)).any(|at| claims_times(context, hit, at));
    let before: Range<usize> = all.start.max(tokens.start.saturating_sub(BEFORE))..tokens.start;
    if claims(&mut before.rev()) {
        return true;
    }
    let opens = tokens.start <= all.start + 1;
    let comma = usize::from(context.segments.word(tokens.end) == ",");
    opens && claims(&mut (tokens.end + comma..all.end.min(tokens.end + comma + AFTER)))
}

/// Whether a word has a day of its own, apart from the trigger's event.
fn claims_times(context: &Context<'_>, hit: &Hit, at: usize) -> bool {
    let word = context.segments.lower(at);
    let taking = hit.kind.family() == Family::Deprivation;
    context.lexicon.is("elsewhen", word) || !taking && context.lexicon.is("takenword", word)
}
