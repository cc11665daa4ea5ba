//! Finds the words that name events: triggers in their sense, with kind, part of speech and the way they are told.

use super::context::Context;
use super::forms::Mark;
use super::lexicon::{Need, Part, Side, Trigger};
use super::pattern::Pattern;
use super::{Assertion, Family, Kind};
use crate::claim::Stance;
use crate::report::ParagraphKind;
use crate::segment::TokenKind;
use crate::text::Span;
use std::ops::Range;

/// Most triggers that are looked at in one report; a longer text is no report of incidents but a list of them.
const MOST: usize = 600;

/// One trigger in the text.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) tokens: Range<usize>,
    pub(super) span: Span,
    pub(super) sentence: usize,
    pub(super) kind: Kind,
    /// Whether the words leave the kind open.
    pub(super) open: bool,
    pub(super) part: Part,
    /// Whether it needed no other word to be one.
    pub(super) strong: bool,
    pub(super) title: bool,
    pub(super) assertion: Assertion,
    /// Claims around it, innermost first.
    pub(super) claims: Vec<usize>,
    /// Named as known: "the attack", "this strike".
    pub(super) definite: bool,
    /// Named as new: "an attack".
    pub(super) indefinite: bool,
    /// Said to be another one: "a second strike", "Separately, …".
    pub(super) other: bool,
    /// Told as what others allege: "allegations that …".
    pub(super) alleged: bool,
    /// More than one: "strikes".
    pub(super) plural: bool,
}

/// The triggers of a report, in text order.
pub(super) fn find(context: &Context<'_>) -> Vec<Hit> {
    let mut found = Vec::new();
    let mut waiting = Vec::new();
    let fields = fields_of_report(context);
    if is_review(context) {
        return found;
    }
    for (index, sentence) in context.segments.sentences.iter().enumerate() {
        if matches!(context.paragraph_kind(index), ParagraphKind::Byline | ParagraphKind::Credit | ParagraphKind::Dateline) {
            continue;
        }
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end && found.len() + waiting.len() < MOST {
            let (hit, sense, end) = match best_at(context, index, at, sentence.tokens.end, fields) {
                Ok(found) => found,
                Err(next) => {
                    at = next;
                    continue;
                }
            };
            at = end.max(at + 1);
            match sense {
                Sense::Event => found.push(hit),
                _ => waiting.push(hit),
            }
        }
    }
    if found.iter().any(|h: &Hit| h.strong || context.has_harm(h.sentence)) {
        found.append(&mut waiting);
    }
    found.sort_by_key(|h| h.span);
    let mut last = Span::default();
    found.retain(|h| {
        let keep = !h.span.overlaps(last);
        if keep {
            last = h.span;
        }
        keep
    });
    for hit in &mut found {
        hit.claims = context.claims_around(hit.span);
        hit.assertion = assertion(context, hit);
    }
    found.retain(|h| h.assertion != Assertion::Asserted || !is_purpose(context, h));
    if !context.lexicon.is_english() {
        // A house that falls under bombs is no accident.
        let struck: Vec<usize> = found.iter().filter(|h| h.kind.family() == Family::Strike).map(|h| h.sentence).collect();
        found.retain(|h| h.kind != Kind::Accident || struck.binary_search(&h.sentence).is_err());
    }
    found
}

/// The trigger that begins at a token: of those whose sense fits, the longest match, the first row among equals. The
/// number, an error's too, is the token to go on with.
fn best_at(context: &Context<'_>, sentence: usize, at: usize, end: usize, fields: bool) -> Result<(Hit, Sense, usize), usize> {
    let segments = context.segments;
    let front = &context.lexicon.front;
    let rows = context.lexicon.trigger_starts.of(segments.lower(at), segments.tokens[at].kind == TokenKind::Number, front);
    let matches = rows.iter().filter_map(|row| {
        let (all, marked) = context.lexicon.triggers[*row].pattern.match_at(segments, front, at, end)?;
        Some((*row, all.end, marked))
    });
    let mut matches: Vec<(usize, usize, Range<usize>)> = matches.collect();
    matches.sort_by_key(|(row, last, _)| (usize::MAX - last, *row));
    let mut waiting = None;
    for (row, last, tokens) in matches {
        let trigger = &context.lexicon.triggers[row];
        let Some(kind) = trigger.kind else { return Err(last) };
        let hit = hit_of(context, sentence, trigger, kind, tokens);
        let next = hit.tokens.end;
        match sense(context, &hit, row, fields) {
            Sense::Event => return Ok((hit, Sense::Event, next)),
            Sense::InSuchReport if waiting.is_none() => waiting = Some((hit, Sense::InSuchReport, next)),
            _ => {}
        }
    }
    waiting.ok_or(at + 1)
}

fn hit_of(context: &Context<'_>, sentence: usize, trigger: &Trigger, kind: Kind, tokens: Range<usize>) -> Hit {
    let segments = context.segments;
    let start = segments.sentences.get(sentence).map_or(0, |s| s.tokens.start);
    let before = |back: usize| tokens.start.checked_sub(back).filter(|at| *at >= start).map_or("", |at| segments.lower(at));
    let near = |class: &str| (1..=3).any(|back| context.lexicon.is(class, before(back)));
    let after = |class: &str| (tokens.end..tokens.end + 2).any(|at| context.lexicon.is(class, segments.lower(at)));
    Hit {
        span: span_of(context, &tokens),
        sentence,
        kind,
        open: trigger.open,
        part: trigger.part,
        strong: trigger.needs.is_empty(),
        title: context.paragraph_kind(sentence) == ParagraphKind::Title || is_note(context, sentence),
        assertion: Assertion::Asserted,
        claims: Vec::new(),
        definite: trigger.part == Part::Noun && (near("definite") || context.lexicon.front.has_article(segments.lower(tokens.start))),
        indefinite: trigger.part == Part::Noun && near("indefinite"),
        other: near("another")
            || after("another behind")
            || opens_anew(context, sentence)
            || trigger.part == Part::Verb && another_before(context, start, tokens.start),
        alleged: (start.max(tokens.start.saturating_sub(22))..tokens.start).any(|at| context.lexicon.is("rumour", segments.lower(at))),
        plural: trigger.part == Part::Noun && context.lexicon.is_many(segments.lower(tokens.end - 1)),
        tokens,
    }
}

/// Whether a trigger stands in an infinitive that tells of nothing done: "allowed them to attack the positions".
fn is_purpose(context: &Context<'_>, hit: &Hit) -> bool {
    let word = |back: usize| hit.tokens.start.checked_sub(back).map_or("", |at| context.segments.lower(at));
    if context.lexicon.is_english() {
        return word(1) == "to" && !context.lexicon.is("began", word(2));
    }
    let infinitive = hit.part == Part::Verb && context.lexicon.says(Mark::Infinitive, context.segments.lower(hit.tokens.start));
    infinitive && !(1..=4).any(|back| context.lexicon.is("began", word(back)))
}

/// The words of a trigger, without what is written together with them in front.
fn span_of(context: &Context<'_>, tokens: &Range<usize>) -> Span {
    let span = context.segments.span_of(tokens.clone());
    let (word, lower) = (context.segments.word(tokens.start), context.segments.lower(tokens.start));
    if !context.lexicon.front.joins || context.lexicon.trigger_starts.begins(lower) {
        return span;
    }
    Span::new(span.start() + context.lexicon.front.in_front(word, lower), span.end())
}

/// Whether the subject before a verb is said to be another one: "a second attacker blew …".
fn another_before(context: &Context<'_>, start: usize, end: usize) -> bool {
    (start.max(end.saturating_sub(12))..end).any(|at| {
        let next = context.segments.lower(at + 1);
        let one = context.lexicon.is("deed", next) || context.lexicon.is("nobody", next);
        context.lexicon.is("one more", context.segments.lower(at)) && one
    })
}

/// Whether a sentence stands in a desk's note to its readers, "(Adds second blast, new toll)": it names, as a title does.
fn is_note(context: &Context<'_>, sentence: usize) -> bool {
    let paragraph = context.report.paragraphs.get(context.paragraph(sentence));
    paragraph.is_some_and(|p| {
        let words = p.span.of(context.segments.body);
        words.starts_with('(') && words.ends_with(')')
    })
}

/// Whether "March" is the month, where no time expression was found there.
fn is_month(context: &Context<'_>, hit: &Hit) -> bool {
    let number = |at: Option<usize>| at.and_then(|at| context.segments.tokens.get(at)).is_some_and(|t| t.kind == TokenKind::Number);
    context.segments.word(hit.tokens.start) == "March" && (number(Some(hit.tokens.end)) || number(hit.tokens.start.checked_sub(1)))
}

/// Whether a sentence begins with words that turn to another event.
fn opens_anew(context: &Context<'_>, sentence: usize) -> bool {
    let Some(all) = context.segments.sentences.get(sentence) else { return false };
    let first = all.tokens.clone().take(5);
    first.into_iter().any(|at| context.lexicon.is("anew", context.segments.lower(at)))
}

enum Sense {
    Event,
    InSuchReport,
    Other,
}

fn sense(context: &Context<'_>, hit: &Hit, row: usize, fields: bool) -> Sense {
    let trigger = &context.lexicon.triggers[row];
    let window = context.window(hit.sentence, &hit.tokens);
    let harm = context.has_harm(hit.sentence);
    let outside = |at: &usize| !hit.tokens.contains(at);
    if context.in_time(hit.span) || is_month(context, hit) {
        return Sense::Other;
    }
    let met = |need: &Need| match need {
        Need::Class(class) => {
            (*class == "harm" && harm) || window.clone().filter(outside).any(|at| context.lexicon.is(class, context.segments.lower(at)))
        }
        Need::Words(words) => {
            window.clone().filter(outside).any(|at| context.lexicon.front.any(context.segments.lower(at), |form| words.contains(form)))
        }
        Need::Word(word) => window.clone().filter(outside).any(|at| context.segments.lower(at) == *word),
        Need::Place => context.places_in(hit.sentence).any(|at| context.literal(at).is_some()),
        Need::Report => false,
    };
    if !harm && (trigger.blocks.iter().any(met) || fields || fields_of(context, window.clone())) {
        return Sense::Other;
    }
    if trigger.needs.is_empty() || trigger.needs.iter().any(met) {
        Sense::Event
    } else if trigger.needs.iter().any(|n| matches!(n, Need::Report)) {
        Sense::InSuchReport
    } else {
        Sense::Other
    }
}

/// Whether some tokens hold two different words of one other field.
fn fields_of(context: &Context<'_>, tokens: Range<usize>) -> bool {
    let mut seen: Vec<Vec<&str>> = vec![Vec::new(); context.lexicon.domain_count];
    for at in tokens {
        let word = context.segments.lower(at);
        if let Some(domain) = context.lexicon.domain(word)
            && !seen[domain].contains(&word)
        {
            seen[domain].push(word);
            if seen[domain].len() >= 2 {
                return true;
            }
        }
    }
    false
}

/// Whether the title says that the report tells of a book or film, whose events nobody suffered.
fn is_review(context: &Context<'_>) -> bool {
    let titles = context.segments.sentences.iter().enumerate().filter(|(at, _)| context.paragraph_kind(*at) == ParagraphKind::Title);
    titles.flat_map(|(_, sentence)| sentence.tokens.clone()).any(|at| context.lexicon.is("review", context.segments.lower(at)))
}

/// Whether the report is one of another field: many of its words, and nobody harmed.
fn fields_of_report(context: &Context<'_>) -> bool {
    !context.report_has_harm() && words_of_fields(context)
}

/// Whether the report holds many words of one other field.
fn words_of_fields(context: &Context<'_>) -> bool {
    let mut seen: Vec<Vec<&str>> = vec![Vec::new(); context.lexicon.domain_count];
    let tokens = context.segments.tokens.len().min(5_000);
    for at in 0..tokens {
        let word = context.segments.lower(at);
        if let Some(domain) = context.lexicon.domain(word)
            && seen[domain].len() < 20
            && !seen[domain].contains(&word)
        {
            seen[domain].push(word);
        }
    }
    seen.iter().any(|words| words.len() >= 4)
}

/// A trigger out of the words of harm beside a count that no event bears: "six people were killed on the farm".
pub(super) fn of_harm(context: &Context<'_>, count: Span) -> Option<Hit> {
    let sentence = context.segments.sentence_at(count.start())?;
    if words_of_fields(context) {
        return None;
    }
    let at = context.segments.tokens_in(count);
    let window = context.window(sentence, &at);
    // What nature or illness does is no incident of force.
    if window.clone().any(|token| context.lexicon.is("disaster", context.segments.lower(token))) {
        return None;
    }
    let harmed = |token: &usize| context.lexicon.is("harmed", context.segments.lower(*token));
    let token = window.filter(harmed).min_by_key(|token| token.abs_diff(at.start))?;
    let trigger = Trigger { pattern: Pattern::empty(), kind: None, open: true, part: Part::Verb, needs: Vec::new(), blocks: Vec::new() };
    let mut hit = hit_of(context, sentence, &trigger, Kind::Unspecified, token..token + 1);
    hit.strong = false;
    hit.claims = context.claims_around(hit.span);
    Some(hit)
}

/// In which way the words around a trigger tell it.
fn assertion(context: &Context<'_>, hit: &Hit) -> Assertion {
    let segments = context.segments;
    let window = context.window(hit.sentence, &hit.tokens);
    let front = &context.lexicon.front;
    let mut first: Option<usize> = None;
    for at in window.clone() {
        let number = segments.tokens[at].kind == TokenKind::Number;
        for row in context.lexicon.cue_starts.of(segments.lower(at), number, front).iter() {
            let cue = &context.lexicon.cues[*row];
            if first.is_some_and(|best| best <= *row) {
                continue;
            }
            let Some((all, _)) = cue.pattern.match_at(segments, front, at, window.end) else { continue };
            let (before, distance) = if all.end <= hit.tokens.start {
                (true, hit.tokens.start - all.end)
            } else if all.start >= hit.tokens.end {
                (false, all.start - hit.tokens.end)
            } else {
                continue;
            };
            let sided = match cue.side {
                Side::Before => before,
                Side::After => !before,
                Side::Around => true,
            };
            let between = if before { all.end..hit.tokens.start } else { hit.tokens.end..all.start };
            let far = cue.side != Side::Around
                && between.clone().any(|at| matches!(segments.word(at), ";" | ":" | "," | "،" | "؛" | "“" | "”" | "\""));
            if sided && distance < cue.reach && !far {
                first = Some(*row);
            }
        }
    }
    if let Some(row) = first {
        // "The bomb did not go off": it was meant to.
        let off = hit.tokens.clone().any(|at| context.lexicon.is("goes off", segments.lower(at)));
        return match context.lexicon.cues[row].assertion {
            Assertion::Denied if off => Assertion::Attempted,
            assertion => assertion,
        };
    }
    // "Disarmed a bomb": the trigger itself says that it failed.
    if hit.tokens.clone().any(|at| context.lexicon.is("foiled", segments.lower(at))) {
        return Assertion::Attempted;
    }
    // "They will attack": the form of the verb says so.
    let first = segments.lower(hit.tokens.start);
    if hit.part == Part::Verb && context.lexicon.says(Mark::Future, first) {
        return Assertion::Threatened;
    }
    if hit.part == Part::Verb && context.lexicon.says(Mark::Conditional, first) {
        return Assertion::Hypothetical;
    }
    // The innermost words decide; where several claims share them (allegations, and who denies them), a denial does.
    let Some(first) = hit.claims.first().map(|c| &context.parts.claims[*c]) else { return Assertion::Asserted };
    let shared = hit.claims.iter().map(|c| &context.parts.claims[*c]).filter(|c| c.content.iter().any(|s| first.content.contains(s)));
    let denied = first.stance == Stance::Denies || first.speaker.is_none() && shared.into_iter().any(|c| c.stance == Stance::Denies);
    if denied { Assertion::Denied } else { Assertion::Asserted }
}
