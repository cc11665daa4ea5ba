//! Claims in languages without a tagger (Arabic, French, Russian, Spanish, Ukrainian), by one reading over tables: cues with
//! their inflected forms, closed word classes, and the order in which each language puts speaker, cue and words.

mod cases;
mod class;
mod content;
mod frames;
mod grammar;
mod headline;
mod hedge;
mod hits;
mod items;
mod mentions;
mod names;
mod phrase;
mod source;
mod subject;

#[cfg(test)]
mod tests;

pub(crate) use grammar::{Grammar, LANGUAGES};

use super::{Claim, Quotation, Speaker, Stance};
use crate::place::Place;
use crate::report::Report;
use crate::segment::Segments;
use crate::text::Span;
use frames::{Frame, Framer, Who};
use items::{Kind, Unit};
use std::ops::Range;

/// Fewest words of a quotation that is a claim without any cue.
const LONE_QUOTE_WORDS: usize = 3;

/// How many claims to either side may hold a claim.
const PARENT_REACH: usize = 40;

/// How many paragraphs back a speaker is still the one who goes on.
const GOES_ON: usize = 2;

/// Items of a unit.
pub(crate) type Stand = (usize, Range<usize>);

/// A claim before names are resolved.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub speaker: Option<Span>,
    /// Where the speaker's words stand; that of the one before where the cue has none.
    pub place: Option<Stand>,
    pub via: Option<Span>,
    pub cue: Option<Span>,
    pub content: Vec<Span>,
    pub told: Vec<Span>,
    pub stance: Stance,
    pub attitude: bool,
    pub quotation: Quotation,
    pub unit: usize,
    /// Whether the speaker's words are in the genitive or another case because of the cue.
    pub oblique: bool,
    /// Whether somebody says it of themselves: "we".
    pub own: bool,
    /// Cue of the claim that this one is cited by.
    pub under: Option<Span>,
    /// Whether it is told inside what another one says: who speaks next is not its speaker.
    pub nested: bool,
}

impl Draft {
    /// A claim without anything but its unit.
    fn empty(unit: usize) -> Self {
        Self {
            speaker: None,
            place: None,
            via: None,
            cue: None,
            content: Vec::new(),
            told: Vec::new(),
            stance: Stance::Asserts,
            attitude: false,
            quotation: Quotation::Indirect,
            unit,
            oblique: false,
            own: false,
            under: None,
            nested: false,
        }
    }

    fn first_byte(&self) -> usize {
        let spans = self.speaker.iter().chain(&self.via).chain(&self.cue).chain(&self.content).chain(&self.told);
        spans.map(|s| s.start()).min().unwrap_or(0)
    }
}

/// Finds who says what, and all hedges.
pub(crate) fn attribute(report: &Report, segments: &Segments<'_>, places: &[Place], grammar: &Grammar) -> (Vec<Claim>, Vec<Span>) {
    let body = segments.body;
    let units = items::units(report, segments, grammar);
    let mut drafts: Vec<Draft> = Vec::new();
    for (index, unit) in units.iter().enumerate() {
        let first = drafts.len();
        read(&units, index, grammar, body, &mut drafts);
        if drafts.len() == first {
            if let Some(found) = headline::read(unit, index, grammar, body) {
                drafts.push(found);
            } else {
                quotation_alone(&units, index, grammar, body, &mut drafts);
            }
        }
    }
    drafts.retain(|d| !(d.content.is_empty() && d.cue.is_none()));
    drafts.sort_by_key(|d| (d.first_byte(), d.cue.map_or(0, Span::start)));
    drafts.dedup_by(|b, a| a.cue == b.cue && a.cue.is_some());
    let mut places: Vec<Span> = places.iter().map(|p| p.span).collect();
    places.sort_unstable();
    let parents: Vec<Option<usize>> = (0..drafts.len()).map(|at| parent(&drafts, at)).collect();
    let names = names::names(report, &units, (grammar, body, places.as_slice()), &drafts, &parents);
    let mut said: Vec<Span> = drafts.iter().flat_map(|d| d.content.iter().copied()).collect();
    said.sort_unstable();
    let mut named: Vec<Span> = drafts.iter().filter_map(|d| d.speaker).collect();
    named.sort_unstable();
    let hedges = hedge::find(&units, grammar, body, &said, &named);
    let claims = drafts.into_iter().zip(names).zip(parents).map(|((draft, name), parent)| Claim {
        speaker: draft.speaker.zip(name).map(|(span, name)| Speaker { span, name }).filter(|s| !s.name.is_empty() && !s.span.is_empty()),
        via: draft.via.filter(|s| !s.is_empty()),
        hedges: hedges_inside(&draft, &hedges),
        cue: draft.cue,
        content: draft.content,
        addressees: draft.told,
        quotation: draft.quotation,
        attitude: draft.attitude,
        stance: draft.stance,
        parent,
    });
    (claims.collect(), hedges)
}

/// Reads the claims of one sentence.
fn read(units: &[Unit<'_>], index: usize, grammar: &Grammar, body: &str, drafts: &mut Vec<Draft>) {
    let unit = &units[index];
    let hits = hits::hits(unit, grammar);
    if hits.is_empty() {
        return;
    }
    let mut cues = vec![false; unit.items.len()];
    for hit in &hits {
        hit.range.clone().for_each(|at| cues[at] = true);
    }
    let phrases = phrase::Phrases { unit, grammar, cues: &cues };
    let last = drafts.iter().rev().take(PARENT_REACH).find(|d| d.place.is_some() && !d.nested && goes_on(units, d, index)).cloned();
    let framer = Framer { phrases, unit, grammar, spoken: last.is_some() };
    let mut frames: Vec<Frame> = Vec::new();
    for hit in &hits {
        if frames.iter().any(|f| f.clause.contains(&hit.range.start) && f.clause.start < hit.start) && unit.around.is_none() {
            let inside = frames.iter().any(|f| matches!(&f.who, Who::Named(r) if r.contains(&hit.range.start)));
            if inside {
                continue;
            }
        }
        frames.extend(framer.frame(hit, &frames));
    }
    let pieces = content::Pieces { unit, grammar, body, frames: &frames };
    let first = drafts.len();
    for (at, frame) in frames.iter().enumerate() {
        let cue = &grammar.cues[frame.hit.cue];
        let mut draft = Draft::empty(index);
        draft.cue = Some(unit.span(frame.cue.clone()));
        draft.content = pieces.of(at);
        draft.stance = if frame.hit.negated { cue.negated.unwrap_or(cue.stance) } else { cue.stance };
        draft.attitude = cue.attitude;
        let clause = frame.clause.start;
        let inside = clause > unit.start && unit.is(clause - 1, class::RELATIVE | class::AS | class::THAT);
        draft.nested = inside || frame.hit.range.clone().any(|at| unit.items[at].suffix);
        draft.own = frame.hit.used == grammar::Use::First;
        draft.told = frame.told.iter().map(|r| unit.span(r.clone())).filter(|s| !s.is_empty()).collect();
        draft.via = frame.via.clone().map(|r| unit.span(r));
        draft.oblique = matches!(cue.kind, grammar::CueKind::Source | grammar::CueKind::Citing);
        match &frame.who {
            Who::Named(range) => {
                draft.place = Some((index, range.clone()));
                draft.speaker = Some(unit.span(range.clone()));
                draft.oblique |= range.start > 0 && unit.is(range.start - 1, class::INSIDE);
                document(unit, grammar, range, &mut draft);
            }
            Who::Before => {
                let here = || drafts[first..].iter().rev().filter(|d| d.place.is_some());
                let here = here().find(|d| !d.nested).or(last.as_ref()).or_else(|| here().next());
                if let Some(before) = here {
                    (draft.speaker, draft.place, draft.oblique) = (before.speaker, before.place.clone(), before.oblique);
                    if draft.via.is_none() && drafts.len() > first && frame.joined {
                        draft.via = before.via;
                    }
                }
            }
            Who::Nobody => {}
        }
        if draft.content.is_empty() && !cue.bare {
            continue;
        }
        draft.quotation = quotation(unit, frame, &draft.content);
        if cue.kind == grammar::CueKind::Citing {
            cited(&mut draft, &drafts[first..], frame.lead.is_some() && !frame.trail);
        }
        drafts.push(draft);
    }
}

/// Whether a claim's speaker can be who goes on in a unit.
fn goes_on(units: &[Unit<'_>], draft: &Draft, index: usize) -> bool {
    let (from, to) = (&units[draft.unit], &units[index]);
    from.around == to.around && to.paragraph - from.paragraph.min(to.paragraph) <= GOES_ON
}

/// Makes a document that speaks the carrier of its author's words.
fn document(unit: &Unit<'_>, grammar: &Grammar, range: &Range<usize>, draft: &mut Draft) {
    let head = range.clone().find(|at| !unit.is(*at, class::DETERMINER | class::POSSESSIVE | class::INDEFINITE)).unwrap_or(range.start);
    if !unit.is(head, class::DOCUMENT) || unit.is(head, class::PERSON | class::BODY) {
        return;
    }
    draft.via = Some(unit.span(range.clone()));
    let author = range
        .clone()
        .skip_while(|at| *at <= head)
        .find(|at| unit.is(*at, class::BODY | class::PERSON | class::UNNAMED) || unit.kind(*at) == Kind::Quote);
    let author = author.filter(|_| grammar.articles || range.end - head <= 6);
    let place = author.map(|at| {
        let mut start = at;
        while start > head + 1 && unit.is(start - 1, class::DETERMINER | class::POSSESSIVE) && !unit.is(start - 1, class::OF) {
            start -= 1;
        }
        start..range.end
    });
    draft.speaker = place.clone().map(|r| unit.span(r));
    draft.oblique = true;
    draft.place = place.map(|r| (draft.unit, r));
}

/// "…, citing X": the same words as the claim before, by way of X.
fn cited(draft: &mut Draft, here: &[Draft], own: bool) {
    let Some(carrier) = here.iter().rev().find(|d| !d.content.is_empty()) else { return };
    draft.under = carrier.cue;
    if !own || draft.content.is_empty() {
        draft.content.clone_from(&carrier.content);
        draft.quotation = carrier.quotation;
    }
}

fn quotation(unit: &Unit<'_>, frame: &Frame, content: &[Span]) -> Quotation {
    let (all, some) = content::quoted(unit, content);
    let within = unit.around.is_some() && (frame.trail || frame.colon);
    if content.is_empty() {
        Quotation::Indirect
    } else if all || frame.colon || within {
        Quotation::Direct
    } else if some {
        Quotation::Mixed
    } else {
        Quotation::Indirect
    }
}

/// The smallest other claim whose content holds this one's cue and content.
fn parent(drafts: &[Draft], at: usize) -> Option<usize> {
    let from = at.saturating_sub(PARENT_REACH);
    if let Some(under) = drafts[at].under {
        return drafts.iter().skip(from).take(2 * PARENT_REACH).position(|d| d.cue == Some(under)).map(|n| from + n);
    }
    let own = drafts[at].cue.or_else(|| drafts[at].content.first().copied())?;
    let whole = drafts[at].content.iter().fold(own, |a, b| a.cover(*b));
    let window = drafts.iter().enumerate().skip(from).take(2 * PARENT_REACH);
    let holders = window.filter(|(n, _)| *n != at).filter_map(|(n, d)| {
        let content = d.content.iter().find(|c| c.contains(own) && (c.contains(whole) && **c != whole))?;
        Some((content.len(), n))
    });
    holders.min().map(|(_, n)| n)
}

/// A sentence that is a quotation: more words of who spoke before, or a claim whose speaker is not named.
fn quotation_alone(units: &[Unit<'_>], index: usize, grammar: &Grammar, body: &str, drafts: &mut Vec<Draft>) {
    let unit = &units[index];
    let mut quotes = (unit.start..unit.items.len()).filter(|at| unit.kind(*at) == Kind::Quote);
    let (Some(quote), None) = (quotes.next(), quotes.next()) else { return };
    let title = unit.kind == crate::report::ParagraphKind::Title;
    let others = (unit.start..unit.items.len()).filter(|at| matches!(unit.kind(*at), Kind::Word | Kind::Number)).count();
    let span = content::shorn(unit.items[quote].inner, body);
    let words = span.of(body).split_whitespace().count();
    if span.is_empty() || others > 0 && !title || unit.around.is_some() || says_who(units, index, grammar) {
        return;
    }
    let before = drafts.iter().rposition(|d| d.unit < index && units[d.unit].around.is_none());
    if let Some(at) = before.filter(|_| others == 0) {
        let near = units[drafts[at].unit].paragraph == unit.paragraph
            && (drafts[at].unit + 1..index).all(|u| units[u].around.is_some() || !units[u].items.iter().any(|i| i.kind == Kind::Word));
        if near {
            drafts[at].content.push(span);
            if drafts[at].quotation == Quotation::Indirect {
                drafts[at].quotation = Quotation::Mixed;
            }
            return;
        }
    }
    let text = span.of(body);
    let speech = if grammar.capitals { text.chars().next().is_some_and(char::is_uppercase) } else { words > LONE_QUOTE_WORDS };
    if words >= LONE_QUOTE_WORDS && (others == 0 || speech && words > LONE_QUOTE_WORDS) {
        let mut draft = Draft::empty(index);
        draft.content.push(span);
        draft.quotation = Quotation::Direct;
        drafts.push(draft);
    }
}

/// Whether a sentence of the quotation that a unit is says itself who speaks: "“The bridge, – said X, – is closed.”"
fn says_who(units: &[Unit<'_>], index: usize, grammar: &Grammar) -> bool {
    let within = units[index + 1..].iter().take_while(|u| u.around.is_some());
    within.take(8).any(|unit| hits::hits(unit, grammar).iter().any(|hit| hit.start > 0 && unit.kind(hit.start - 1) == Kind::Dash))
}

/// The hedges inside cue and content.
fn hedges_inside(draft: &Draft, hedges: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    for part in draft.cue.iter().chain(&draft.content) {
        let first = hedges.partition_point(|h| h.start() < part.start());
        out.extend(hedges[first..].iter().take_while(|h| h.start() < part.end()).filter(|h| part.contains(**h)));
    }
    out.sort();
    out.dedup();
    out
}
