//! Headlines: "Who: what", "what – who", and lines of a round-up that begin with who says it.

use super::Draft;
use super::class::*;
use super::content::shorn;
use super::grammar::Grammar;
use super::items::{Kind, Unit};
use super::phrase::Phrases;
use crate::claim::Quotation;
use crate::report::ParagraphKind;
use std::ops::Range;

/// The most items of who speaks in a headline.
const SPEAKER: usize = 7;

/// The claim of a headline without any other cue.
pub(crate) fn read(unit: &Unit<'_>, index: usize, grammar: &Grammar, body: &str) -> Option<Draft> {
    let title = unit.kind == ParagraphKind::Title;
    if unit.around.is_some() {
        return None;
    }
    let cues = vec![false; unit.items.len()];
    let phrases = Phrases { unit, grammar, cues: &cues };
    let colon = (unit.start..unit.items.len().min(unit.start + SPEAKER + 8))
        .find(|at| unit.kind(*at) == Kind::Colon && !(*at > 0 && unit.kind(*at - 1) == Kind::Number && unit.kind(*at + 1) == Kind::Number));
    if let Some(colon) = colon.filter(|at| at + 1 < unit.items.len()) {
        let from = (unit.start..colon).rev().find(|at| unit.kind(*at) == Kind::Dash).map_or(unit.start, |at| at + 1);
        let from = (from..colon).find(|at| unit.kind(*at) != Kind::Other).unwrap_or(from);
        let quote = unit.kind(colon + 1) == Kind::Quote;
        let unnamed = (from..colon).any(|at| unit.is(at, UNNAMED)) && colon - from <= 4;
        if speaks(&phrases, from..colon, title && quote) && (title || quote || unnamed) {
            let all = colon + 1..unit.items.len();
            let content = shorn(if quote { unit.span(colon + 1..colon + 2) } else { unit.span(all) }, body);
            return made(unit, index, colon, from..colon, content);
        }
    }
    let dash = (unit.start + 1..unit.items.len().saturating_sub(1)).rev().find(|at| unit.kind(*at) == Kind::Dash).filter(|_| title)?;
    let who = dash + 1..unit.items.len();
    let told = phrases.has_verb(unit.start..dash) || unit.kind(unit.start) == Kind::Quote;
    let plain = told && !(unit.start..dash).any(|at| unit.kind(at) == Kind::Colon);
    if plain
        && who.len() <= SPEAKER
        && speaks(&phrases, who.clone(), false)
        && unit.items[dash].span.end() < unit.items[dash + 1].span.start()
    {
        let content = shorn(unit.span(unit.start..dash), body);
        return made(unit, index, dash, who, content);
    }
    None
}

/// Whether items are a noun phrase of somebody who speaks.
fn speaks(phrases: &Phrases<'_>, range: Range<usize>, quoted: bool) -> bool {
    if range.is_empty() || range.len() > SPEAKER || !phrases.opens(range.start) || phrases.has_verb(range.clone()) {
        return false;
    }
    let mut head = range.clone().skip_while(|at| phrases.is(*at, DETERMINER | POSSESSIVE) && !phrases.is(*at, PERSON | BODY));
    let first = head.next().unwrap_or(range.start);
    let later = range.clone().take(2).any(|at| phrases.is(at, PERSON | BODY)) && !phrases.grammar.articles;
    let known = phrases.is(first, PERSON | BODY | TITLE | UNNAMED) || later;
    let document = phrases.is(first, DOCUMENT | KIND) && !phrases.is(first, PERSON | BODY);
    let marks = range.clone().any(|at| !matches!(phrases.kind(at), Kind::Word | Kind::Number | Kind::Quote));
    !marks && !document && (known || quoted && range.len() <= 4)
}

fn made(unit: &Unit<'_>, index: usize, mark: usize, who: Range<usize>, content: crate::text::Span) -> Option<Draft> {
    let mut draft = Draft::empty(index);
    draft.cue = Some(unit.items[mark].span);
    draft.speaker = Some(unit.span(who.clone()));
    draft.place = Some((index, who));
    draft.content.push(content);
    draft.quotation = Quotation::Direct;
    (!content.is_empty()).then_some(draft)
}
