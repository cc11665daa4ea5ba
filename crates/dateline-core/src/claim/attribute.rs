//! Puts the claims of a report together: units, quotations without a cue, names, hedges, parents, order.

use super::extract::{self, Draft};
use super::lexicon::Lexicon;
use super::unit::{self, Context, Unit};
use super::{Claim, Quotation, Speaker, Stance, edges, hedge, resolve, stance};
use crate::phrase::ChunkKind;
use crate::place::Place;
use crate::report::Report;
use crate::segment::Segments;
use crate::text::Span;

/// Fewest words of a quotation that is a claim without any cue.
const LONE_QUOTE_WORDS: usize = 3;

/// How far before a span, in bytes, a short quotation around it may begin.
const QUOTE_REACH: usize = 400;

/// How many claims to either side may hold a claim.
const PARENT_REACH: usize = 40;

pub(super) fn attribute(report: &Report, segments: &Segments<'_>, places: &[Place], lexicon: &Lexicon) -> (Vec<Claim>, Vec<Span>) {
    let context = Context::new(report, segments, lexicon);
    let units = unit::units(&context);
    let mut drafts: Vec<Draft> = Vec::new();
    for (index, unit) in units.iter().enumerate() {
        let first = drafts.len();
        extract::read(&context, unit, index, &mut drafts);
        if drafts.len() == first {
            quotation_alone(&context, &units, index, &mut drafts);
        }
    }
    let mut hedges = hedge::find(&context);
    // Words that a speaker gives as a name ("called it “theatre”") are that speaker's, no distance of the report's.
    let mut named: Vec<usize> = drafts.iter().filter(|d| d.naming).flat_map(|d| d.content.iter().map(|c| c.end())).collect();
    named.sort_unstable();
    hedges.retain(|h| {
        let quote = context.quotes_from(*h).iter().any(|q| q.outer == *h);
        let distanced = segments.tokens_in(*h).start.checked_sub(1).is_some_and(|b| segments.lower(b) == "so-called");
        let near = named.partition_point(|end| end + 4 < h.end());
        !quote || distanced || named.get(near).is_none_or(|end| *end > h.end() + 4)
    });
    for draft in &mut drafts {
        draft.quotation = quotation(&context, draft, &hedges);
    }
    drafts.sort_by_key(|d| (first_byte(d), d.cue.map_or(0, Span::start)));
    drafts.dedup_by(|b, a| a.cue == b.cue && a.speaker == b.speaker && a.cue.is_some());
    let parents: Vec<Option<usize>> = (0..drafts.len()).map(|at| parent(&drafts, at)).collect();
    let names = resolve::names(&context, &units, &drafts, &parents, places);
    for (draft, name) in drafts.iter_mut().zip(&names) {
        draft.stance = stance::of(&context, draft, name.as_deref());
    }
    let claims = drafts.into_iter().zip(names).zip(parents);
    let claims = claims
        .map(|((draft, name), parent)| Claim {
            speaker: draft.speaker.zip(name).map(|(span, name)| Speaker { span, name }).filter(|s| !s.name.is_empty()),
            via: draft.via,
            hedges: hedges_inside(&draft, &hedges),
            cue: draft.cue,
            content: draft.content,
            addressees: draft.addressees,
            quotation: draft.quotation,
            attitude: draft.attitude,
            stance: draft.stance,
            parent,
        })
        .collect();
    (claims, hedges)
}

/// The hedges inside cue and content; a content's own quotation marks may be a scare quote's.
fn hedges_inside(draft: &Draft, hedges: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    for part in draft.cue.iter().chain(&draft.content) {
        let first = hedges.partition_point(|h| h.start() + 4 < part.start());
        let inside = |h: &&Span| part.contains(**h) || part.overlaps(**h) && h.start() < part.start() && part.start() - h.start() <= 3;
        out.extend(hedges[first..].iter().take_while(|h| h.start() < part.end()).filter(inside));
    }
    out.sort();
    out.dedup();
    out
}

/// First byte of anything that a claim points to.
fn first_byte(draft: &Draft) -> usize {
    let spans = draft.speaker.iter().chain(&draft.via).chain(&draft.cue).chain(&draft.content).chain(&draft.addressees);
    spans.map(|s| s.start()).min().unwrap_or(0)
}

/// The smallest other claim whose content holds this one's cue and content.
fn parent(drafts: &[Draft], at: usize) -> Option<usize> {
    if let Some(under) = drafts[at].under {
        let from = at.saturating_sub(PARENT_REACH);
        return drafts.iter().skip(from).take(2 * PARENT_REACH).position(|d| d.cue == Some(under)).map(|n| from + n);
    }
    let own = drafts[at].cue.or_else(|| drafts[at].content.first().copied())?;
    let whole = drafts[at].content.iter().fold(own, |a, b| a.cover(*b));
    let window = drafts.iter().enumerate().skip(at.saturating_sub(PARENT_REACH)).take(2 * PARENT_REACH);
    let holders = window.filter(|(n, _)| *n != at).filter_map(|(n, d)| {
        let content = d.content.iter().find(|c| c.contains(own) && (c.contains(whole) && **c != whole))?;
        Some((content.len(), n))
    });
    holders.min().map(|(_, n)| n)
}

/// A unit without cue that is a quotation: more words of who spoke before, or a claim whose speaker is not named.
fn quotation_alone(context: &Context<'_>, units: &[Unit], index: usize, drafts: &mut Vec<Draft>) {
    let unit = &units[index];
    let mut quotes = unit.chunks.iter().filter_map(|c| context.speech_of(c));
    let (Some(quote), None) = (quotes.next(), quotes.next()) else { return };
    let others = unit.chunks.iter().filter(|c| !matches!(c.kind, ChunkKind::Stop | ChunkKind::Comma | ChunkKind::Quote)).count();
    if others > 0 {
        return;
    }
    let span = edges::trim(context, quote.inner);
    if span.is_empty() {
        return;
    }
    // Words of the same speaker go on in the same paragraph, and in the next where no mark closed the last.
    let before = drafts.iter().rposition(|d| d.unit < index && !units[d.unit].inside);
    if let Some(at) = before {
        let last = &drafts[at];
        let gap = (last.unit + 1..index)
            .all(|u| units[u].inside || units[u].chunks.iter().all(|c| c.kind == ChunkKind::Quote || c.kind == ChunkKind::Stop));
        let near = units[last.unit].paragraph == unit.paragraph && gap;
        let quoted = last.content.last().is_some_and(|c| context.speech_around(*c).is_some());
        let running = !near
            && units[last.unit].paragraph + 1 == unit.paragraph
            && last.content.last().is_some_and(|c| context.speech_around(*c).is_some_and(|q| !q.closed));
        if near && quoted || running {
            drafts[at].content.push(span);
            return;
        }
        if near {
            let speaker = last.speaker;
            drafts.push(lone(span, speaker, index));
            return;
        }
    }
    if context.segments.tokens_in(span).len() >= LONE_QUOTE_WORDS {
        drafts.push(lone(span, None, index));
    }
}

fn lone(span: Span, speaker: Option<Span>, unit: usize) -> Draft {
    Draft {
        speaker,
        via: None,
        cue: None,
        content: vec![span],
        addressees: Vec::new(),
        stance: Stance::Asserts,
        attitude: false,
        quotation: Quotation::Direct,
        naming: false,
        under: None,
        unit,
    }
}

/// Direct where all content is quoted, mixed where some is; scare quotes after a distancing word make no difference.
fn quotation(context: &Context<'_>, draft: &Draft, hedges: &[Span]) -> Quotation {
    if draft.content.is_empty() {
        return Quotation::Indirect;
    }
    let is_hedge = |span: Span| hedges.binary_search(&span).is_ok();
    // Short quotations are few and near; whole utterances are indexed.
    let around = |span: Span| {
        let near = Span::new(span.start().saturating_sub(QUOTE_REACH), span.end());
        let short = context.quotes_from(near).iter().any(|q| q.inner.contains(span) && !is_hedge(q.outer));
        short || context.speech_around(span).is_some()
    };
    let inside_unit = draft.content.iter().filter(|c| around(**c)).count();
    if inside_unit == draft.content.len() {
        let cue_inside =
            draft.cue.and_then(|cue| context.speech_around(cue)).is_some_and(|q| draft.content.iter().all(|c| q.inner.contains(*c)));
        return if cue_inside { Quotation::Indirect } else { Quotation::Direct };
    }
    let part = draft.content.iter().any(|c| {
        context.quotes_from(*c).iter().any(|q| {
            c.overlaps(q.inner) && !q.inner.contains(*c) && {
                let before = context.segments.tokens_in(q.outer).start.checked_sub(1).map(|b| context.segments.tokens[b].span);
                !before.is_some_and(|word| {
                    let next = hedges.partition_point(|h| h.start() <= word.start());
                    next.checked_sub(1).is_some_and(|h| hedges[h].contains(word))
                })
            }
        })
    });
    if part || inside_unit > 0 { Quotation::Mixed } else { Quotation::Indirect }
}
