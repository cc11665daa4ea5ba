//! What the incident stage looks up again and again: parts by sentence, kinds of paragraphs, claims around a span.

use super::Parts;
use super::lexicon::Words;
use super::names::Names;
use crate::place::{Place, PlaceUse};
use crate::report::{ParagraphKind, Report};
use crate::segment::Segments;
use crate::text::Span;
use crate::toll::{Outcome, Scope};
use std::ops::Range;

/// Greatest number of tokens on each side of a trigger that are looked at: bounds the work on a sentence without end.
pub(super) const REACH: usize = 60;

/// The report with its parts, indexed by sentence.
pub(super) struct Context<'a> {
    pub(super) report: &'a Report,
    pub(super) segments: &'a Segments<'a>,
    pub(super) parts: &'a Parts<'a>,
    pub(super) lexicon: &'a Words,
    pub(super) names: Names,
    places: BySentence,
    times: BySentence,
    counts: BySentence,
    /// Claims that have a cue, and those by sentence.
    cued: Vec<usize>,
    cues: BySentence,
    /// Content spans of claims with the claim's index, by start.
    contents: Vec<(Span, usize)>,
    /// Greatest end of the contents up to each one.
    contents_end: Vec<usize>,
}

/// Indexes of parts by the sentence that holds their first character, each in text order.
#[derive(Default)]
struct BySentence {
    order: Vec<usize>,
    ranges: Vec<Range<usize>>,
}

impl BySentence {
    fn new(segments: &Segments<'_>, len: usize, span: impl Fn(usize) -> Span) -> Self {
        let mut order: Vec<usize> = (0..len).collect();
        order.sort_by_key(|at| span(*at));
        let mut ranges = Vec::with_capacity(segments.sentences.len());
        let mut at = 0;
        for sentence in &segments.sentences {
            at += order[at..].iter().take_while(|part| span(**part).start() < sentence.span.start()).count();
            let from = at;
            at += order[at..].iter().take_while(|part| span(**part).start() < sentence.span.end()).count();
            ranges.push(from..at);
        }
        Self { order, ranges }
    }

    fn of(&self, sentence: usize) -> &[usize] {
        self.ranges.get(sentence).map_or(&[], |range| &self.order[range.clone()])
    }
}

impl<'a> Context<'a> {
    /// Indexes the parts, whatever the order of their lists.
    pub(super) fn new(report: &'a Report, segments: &'a Segments<'a>, parts: &'a Parts<'a>, lexicon: &'a Words) -> Self {
        let mut contents: Vec<(Span, usize)> =
            parts.claims.iter().enumerate().flat_map(|(at, c)| c.content.iter().map(move |span| (*span, at))).collect();
        contents.sort_unstable_by_key(|(span, at)| (span.start(), usize::MAX - span.end(), *at));
        let mut most = 0;
        let contents_end = contents
            .iter()
            .map(|(span, _)| {
                most = most.max(span.end());
                most
            })
            .collect();
        let cued: Vec<usize> = (0..parts.claims.len()).filter(|at| parts.claims[*at].cue.is_some()).collect();
        let cue = |at: usize| parts.claims[cued[at]].cue.unwrap_or_default();
        let cues = BySentence::new(segments, cued.len(), cue);
        Self {
            report,
            segments,
            parts,
            lexicon,
            names: Names::new(segments, parts, lexicon),
            places: BySentence::new(segments, parts.places.len(), |at| parts.places[at].span),
            times: BySentence::new(segments, parts.times.len(), |at| parts.times[at].span),
            counts: BySentence::new(segments, parts.counts.len(), |at| parts.counts[at].span),
            cued,
            cues,
            contents,
            contents_end,
        }
    }

    /// Indexes of the places of a sentence.
    pub(super) fn places_in(&self, sentence: usize) -> impl Iterator<Item = usize> + '_ {
        self.places.of(sentence).iter().copied()
    }

    /// Indexes of the times of a sentence.
    pub(super) fn times_in(&self, sentence: usize) -> impl Iterator<Item = usize> + '_ {
        self.times.of(sentence).iter().copied()
    }

    /// Indexes of the counts of a sentence.
    pub(super) fn counts_in(&self, sentence: usize) -> impl Iterator<Item = usize> + '_ {
        self.counts.of(sentence).iter().copied()
    }

    /// The place, where it may say where something happened.
    pub(super) fn literal(&self, place: usize) -> Option<&'a Place> {
        self.parts.places.get(place).filter(|p| p.usage == PlaceUse::Literal)
    }

    /// Whether a place of the report begins in a span.
    pub(super) fn in_place(&self, span: Span) -> bool {
        let Some(sentence) = self.segments.sentence_at(span.start()) else { return false };
        let start = |at: usize| self.parts.places[at].span.start();
        let all = self.places.of(sentence);
        let next = all.partition_point(|at| start(*at) < span.start());
        all.get(next).is_some_and(|at| start(*at) < span.end())
    }

    /// Whether a span lies in a time expression ("March 15").
    pub(super) fn in_time(&self, span: Span) -> bool {
        let sentence = self.segments.sentence_at(span.start());
        sentence.is_some_and(|s| self.times_in(s).any(|at| self.parts.times[at].span.contains(span)))
    }

    /// Claims whose cue stands in a sentence, in text order.
    pub(super) fn claims_of(&self, sentence: usize) -> impl Iterator<Item = usize> + '_ {
        self.cues.of(sentence).iter().map(|at| self.cued[*at])
    }

    /// Whether a span stands in the words for a speaker of its sentence ("the government in Damascus").
    pub(super) fn in_speaker(&self, span: Span) -> bool {
        let sentence = self.segments.sentence_at(span.start());
        sentence.is_some_and(|s| {
            self.claims_of(s).any(|at| self.parts.claims[at].speaker.as_ref().is_some_and(|speaker| speaker.span.contains(span)))
        })
    }

    /// What part of the report a sentence stands in.
    pub(super) fn paragraph_kind(&self, sentence: usize) -> ParagraphKind {
        let paragraph = self.segments.sentences.get(sentence).and_then(|s| self.report.paragraphs.get(s.paragraph));
        paragraph.map_or(ParagraphKind::Body, |p| p.kind)
    }

    /// Index of the paragraph of a sentence.
    pub(super) fn paragraph(&self, sentence: usize) -> usize {
        self.segments.sentences.get(sentence).map_or(0, |s| s.paragraph)
    }

    /// Claims whose content holds `span`, innermost first.
    pub(super) fn claims_around(&self, span: Span) -> Vec<usize> {
        let last = self.contents.partition_point(|(c, _)| c.start() <= span.start());
        let mut found: Vec<(usize, usize)> = Vec::new();
        for at in (0..last).rev() {
            if self.contents_end[at] < span.end() || last - at > 4_000 {
                break;
            }
            let (content, claim) = self.contents[at];
            if content.contains(span) {
                found.push((content.len(), claim));
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|(_, claim)| *claim);
        found.into_iter().map(|(_, claim)| claim).collect()
    }

    /// Tokens of the sentence of a trigger, cut to [`REACH`] on each side.
    pub(super) fn window(&self, sentence: usize, tokens: &Range<usize>) -> Range<usize> {
        let all = self.segments.sentences.get(sentence).map_or(tokens.clone(), |s| s.tokens.clone());
        all.start.max(tokens.start.saturating_sub(REACH))..all.end.min(tokens.end + REACH)
    }

    /// Whether a sentence has a count of people harmed or taken in one event.
    pub(super) fn has_harm(&self, sentence: usize) -> bool {
        self.counts_in(sentence).any(|at| {
            let count = &self.parts.counts[at];
            count.scope != Scope::Cumulative && !matches!(count.outcome, Outcome::Displaced)
        })
    }

    /// Whether any count of the report is of people harmed or taken.
    pub(super) fn report_has_harm(&self) -> bool {
        self.parts.counts.iter().any(|c| c.min.is_none_or(|n| n > 0))
    }

    /// Words of a token range joined by the text between them.
    pub(super) fn words(&self, tokens: Range<usize>) -> &'a str {
        self.segments.span_of(tokens).of(self.segments.body)
    }

    /// The place under whose heading a trigger stands: the last one before it in its paragraph, where that is not the lede.
    pub(super) fn heading_place(&self, hit: Span, sentence: usize) -> Option<usize> {
        let paragraph = self.paragraph(sentence);
        let first = (0..=sentence).rev().take_while(|s| self.paragraph(*s) == paragraph).take(8).last()?;
        let span = self.segments.sentences[first].span;
        let lede = self.paragraph_kind(first) == ParagraphKind::Lede;
        let opening = self.places_in(first).find(|at| {
            let usage = self.parts.places[*at].usage;
            usage == PlaceUse::Literal || usage == PlaceUse::Dateline && !lede
        })?;
        let place = self.parts.places[opening].span;
        let lead = Span::new(span.start(), place.start());
        (self.segments.tokens_in(lead).len() <= 3 && place.end() <= hit.start()).then_some(opening)
    }

    /// The time in the first words of a trigger's paragraph: "Aktau, 14 April. …".
    pub(super) fn heading_time(&self, sentence: usize) -> Option<usize> {
        let paragraph = self.paragraph(sentence);
        let first = (0..=sentence).rev().take_while(|s| self.paragraph(*s) == paragraph).take(8).last()?;
        let time = self.times_in(first).next()?;
        let lead = Span::new(self.segments.sentences[first].span.start(), self.parts.times[time].span.start());
        (first < sentence && self.segments.tokens_in(lead).len() <= 5 && self.parts.times[time].from.is_some()).then_some(time)
    }

    /// Whether a time belongs to the dateline ("BEIRUT, Feb 22 (Wire) – …"): it says when the report was sent.
    pub(super) fn in_dateline(&self, span: Span) -> bool {
        let Some(sentence) = self.segments.sentence_at(span.start()) else { return false };
        let all = self.segments.sentences[sentence].tokens.clone();
        let first = self.segments.tokens.get(all.start).map_or(0, |t| t.span.start());
        let before = self.segments.tokens_in(Span::new(first, span.start()));
        if before.len() > 8 || !matches!(self.paragraph_kind(sentence), ParagraphKind::Lede | ParagraphKind::Body) {
            return false;
        }
        let shouts = before.clone().any(|at| {
            let word = self.segments.word(at);
            word.len() > 2 && word.chars().all(char::is_uppercase)
        });
        let known = self.report.dateline.is_some_and(|d| d.end() <= span.start() && self.segments.sentence_at(d.start()) == Some(sentence));
        let after = self.segments.tokens_in(Span::new(span.end(), span.end() + 60));
        (known || shouts) && after.take(2).any(|at| matches!(self.segments.word(at), "(" | "-" | "–" | "—" | ":"))
    }
}
