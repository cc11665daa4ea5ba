//! What the incident stage looks up again and again: parts by sentence, kinds of paragraphs, claims around a span.

use super::Parts;
use super::lexicon::Lexicon;
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
    pub(super) lexicon: &'a Lexicon,
    places: Vec<Range<usize>>,
    times: Vec<Range<usize>>,
    counts: Vec<Range<usize>>,
    /// Content spans of claims with the claim's index, by start.
    contents: Vec<(Span, usize)>,
    /// Greatest end of the contents up to each one.
    contents_end: Vec<usize>,
}

fn by_sentence(segments: &Segments<'_>, starts: impl Fn(usize) -> usize, len: usize) -> Vec<Range<usize>> {
    let mut out = Vec::with_capacity(segments.sentences.len());
    let mut at = 0;
    for sentence in &segments.sentences {
        while at < len && starts(at) < sentence.span.start() {
            at += 1;
        }
        let from = at;
        while at < len && starts(at) < sentence.span.end() {
            at += 1;
        }
        out.push(from..at);
    }
    out
}

impl<'a> Context<'a> {
    /// Indexes the parts; each list is in text order, as the contract has it, or is looked up as if it were.
    pub(super) fn new(report: &'a Report, segments: &'a Segments<'a>, parts: &'a Parts<'a>, lexicon: &'a Lexicon) -> Self {
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
        Self {
            report,
            segments,
            parts,
            lexicon,
            places: by_sentence(segments, |at| parts.places[at].span.start(), parts.places.len()),
            times: by_sentence(segments, |at| parts.times[at].span.start(), parts.times.len()),
            counts: by_sentence(segments, |at| parts.counts[at].span.start(), parts.counts.len()),
            contents,
            contents_end,
        }
    }

    /// Indexes of the places of a sentence.
    pub(super) fn places_in(&self, sentence: usize) -> Range<usize> {
        self.places.get(sentence).cloned().unwrap_or(0..0)
    }

    /// Indexes of the times of a sentence.
    pub(super) fn times_in(&self, sentence: usize) -> Range<usize> {
        self.times.get(sentence).cloned().unwrap_or(0..0)
    }

    /// Indexes of the counts of a sentence.
    pub(super) fn counts_in(&self, sentence: usize) -> Range<usize> {
        self.counts.get(sentence).cloned().unwrap_or(0..0)
    }

    /// The place, where it may say where something happened.
    pub(super) fn literal(&self, place: usize) -> Option<&'a Place> {
        self.parts.places.get(place).filter(|p| p.usage == PlaceUse::Literal)
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
}
