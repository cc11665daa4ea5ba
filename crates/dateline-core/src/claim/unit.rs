//! Units: stretches of a paragraph in which cue, speaker and content are looked for. A quotation that is speech is one
//! chunk of the unit around it, and its own sentences are units inside it.

use super::lexicon::Lexicon;
use crate::phrase::{Chunk, ChunkKind, Tag, Tags, chunks};
use crate::report::{ParagraphKind, Report};
use crate::segment::{QuoteMarks, Segments, Sentence};
use crate::text::Span;
use std::ops::Range;

/// How deep quotations inside quotations are followed.
const MAX_DEPTH: usize = 3;

/// A unit is cut after so many chunks, so that a text without full stops costs no more than others.
const MAX_CHUNKS: usize = 400;

/// A stretch of text read as one clause complex.
#[derive(Debug)]
pub(crate) struct Unit {
    pub chunks: Vec<Chunk>,
    /// Index of the paragraph.
    pub paragraph: usize,
    pub kind: ParagraphKind,
    /// Whether it stands inside a quotation.
    pub inside: bool,
}

/// What all parts of the stage read.
pub(crate) struct Context<'a> {
    pub report: &'a Report,
    pub segments: &'a Segments<'a>,
    pub tags: Tags,
    pub lexicon: &'a Lexicon,
    /// By token: whether it is a mark of a quotation that may stand inside a phrase.
    pub short: Vec<bool>,
    /// Quotations that are speech, with their tokens, in text order.
    pub speech: Vec<(QuoteMarks, Range<usize>)>,
}

impl<'a> Context<'a> {
    pub fn new(report: &'a Report, segments: &'a Segments<'a>, lexicon: &'a Lexicon) -> Self {
        let tags = super::retag::tags(segments, lexicon);
        let mut context = Self { report, segments, tags, lexicon, short: vec![false; segments.tokens.len()], speech: Vec::new() };
        for quote in &segments.quotes {
            let tokens = segments.tokens_in(quote.outer);
            // Two apostrophes as one mark: the inner pair says nothing new.
            let doubled = context.speech.last().is_some_and(|(_, t)| t.start + 1 == tokens.start && t.end == tokens.end + 1);
            if tokens.is_empty() || doubled {
                continue;
            }
            if context.is_speech(quote, &tokens) {
                context.speech.push((*quote, tokens));
            } else if tokens.len() <= 8 {
                context.short[tokens.start] = true;
                context.short[tokens.end - 1] = true;
            }
        }
        context
    }

    /// Whether a quotation is a whole utterance: it does not run on into the clause around it.
    fn is_speech(&self, quote: &QuoteMarks, tokens: &Range<usize>) -> bool {
        let s = self.segments;
        if !quote.closed {
            return true;
        }
        let mut inner = s.tokens_in(quote.inner);
        while inner.len() > 1 && matches!(s.word(inner.start), "'") && matches!(s.word(inner.end - 1), "'") {
            inner = inner.start + 1..inner.end - 1;
        }
        if inner.is_empty() {
            return false;
        }
        let last = s.word(inner.end - 1);
        let ends = matches!(last, "," | "." | "!" | "?" | "…");
        let before = tokens.start.checked_sub(1).filter(|_| !self.opens_sentence(tokens.start));
        let after = s.word(tokens.end);
        let verb = inner.clone().any(|t| self.tags[t].is_finite());
        let opens = match before {
            None => true,
            Some(b) => {
                let cues = self.lexicon.verbs.get(s.lower(b));
                matches!(s.word(b), "," | ":" | "-" | "–" | "—" | "―")
                    || cues.is_some_and(|c| c.iter().any(|c| c.frame.clause || c.frame.quote || c.frame.told))
            }
        };
        let capital = s.tokens.get(inner.start).is_some_and(|t| t.capital);
        if opens && (ends && inner.len() > 1 || verb && inner.len() > 4) {
            return true;
        }
        if opens && (after == "," || before.is_none() && matches!(after, "-" | "–" | "—" | "―")) && (inner.len() > 1 || capital) {
            return true;
        }
        capital && verb && inner.len() > 4
    }

    fn opens_sentence(&self, token: usize) -> bool {
        let at = self.segments.sentences.partition_point(|s| s.tokens.start <= token);
        at.checked_sub(1).is_some_and(|index| self.segments.sentences[index].tokens.start == token)
    }

    /// The span of a range of chunks of a unit.
    pub fn span(&self, unit: &Unit, range: Range<usize>) -> Span {
        match (unit.chunks.get(range.start), range.end.checked_sub(1).and_then(|last| unit.chunks.get(last))) {
            (Some(first), Some(last)) if range.start < range.end => self.segments.span_of(first.tokens.start..last.tokens.end),
            _ => Span::default(),
        }
    }

    /// The speech quotation that a chunk of a unit is.
    pub fn speech_of(&self, chunk: &Chunk) -> Option<&QuoteMarks> {
        if chunk.kind != ChunkKind::Quote || chunk.tokens.len() < 2 {
            return None;
        }
        let at = self.speech.binary_search_by_key(&chunk.tokens.start, |(_, t)| t.start).ok()?;
        Some(&self.speech[at].0)
    }

    /// The speech quotation around a span.
    pub fn speech_around(&self, span: Span) -> Option<&QuoteMarks> {
        let next = self.speech.partition_point(|(q, _)| q.inner.start() <= span.start());
        self.speech[..next].iter().rev().take(MAX_DEPTH + 1).map(|(q, _)| q).find(|q| q.inner.contains(span))
    }

    /// The quotations that begin inside `span` or at most one character before it.
    pub fn quotes_from(&self, span: Span) -> &[QuoteMarks] {
        let quotes = &self.segments.quotes;
        let first = quotes.partition_point(|q| q.outer.start() + 4 < span.start());
        let last = quotes.partition_point(|q| q.outer.start() < span.end());
        &quotes[first..last.max(first)]
    }

    pub fn lower(&self, token: usize) -> &str {
        self.segments.lower(token)
    }

    /// The main word of a chunk in lower case.
    pub fn head(&self, chunk: &Chunk) -> &str {
        self.segments.lower(chunk.head)
    }

    pub fn tag(&self, token: usize) -> Tag {
        self.tags.get(token).copied().unwrap_or(Tag::Edge)
    }
}

/// All units of a report in text order, those inside a quotation after the one around it.
pub(crate) fn units(context: &Context<'_>) -> Vec<Unit> {
    let mut out = Vec::new();
    for (paragraph, kind, tokens) in paragraphs(context.report, context.segments) {
        read_range(context, tokens, &Place { paragraph, kind, depth: 0 }, &mut out);
    }
    out
}

/// The paragraphs of a report in which somebody can speak: number, kind and tokens. Bylines, credits and datelines are none.
pub(super) fn paragraphs(report: &Report, segments: &Segments<'_>) -> Vec<(usize, ParagraphKind, Range<usize>)> {
    let parts = segments.sentences.chunk_by(|a, b| a.paragraph == b.paragraph);
    let part = |sentences: &[Sentence]| {
        let (first, last) = (sentences.first()?, sentences.last()?);
        let kind = report.paragraphs.get(first.paragraph).map_or(ParagraphKind::Body, |p| p.kind);
        let silent = matches!(kind, ParagraphKind::Byline | ParagraphKind::Credit | ParagraphKind::Dateline);
        (!silent).then_some((first.paragraph, kind, first.tokens.start..last.tokens.end))
    };
    parts.filter_map(part).collect()
}

struct Place {
    paragraph: usize,
    kind: ParagraphKind,
    depth: usize,
}

fn read_range(context: &Context<'_>, tokens: Range<usize>, place: &Place, out: &mut Vec<Unit>) {
    let first = context.speech.partition_point(|(_, t)| t.start < tokens.start);
    let mut chunk_list: Vec<Chunk> = Vec::new();
    let mut inner: Vec<Range<usize>> = Vec::new();
    let mut at = tokens.start;
    let mut next = first;
    let flush = |list: &mut Vec<Chunk>, inner: &mut Vec<Range<usize>>, out: &mut Vec<Unit>| {
        if !list.is_empty() {
            let chunks = std::mem::take(list);
            out.push(Unit { chunks, paragraph: place.paragraph, kind: place.kind, inside: place.depth > 0 });
        }
        for range in inner.drain(..) {
            let deeper = Place { paragraph: place.paragraph, kind: place.kind, depth: place.depth + 1 };
            read_range(context, range, &deeper, out);
        }
    };
    while at < tokens.end {
        // Up to the next speech or the end of the sentence.
        let speech = context.speech.get(next).filter(|(_, t)| t.start < tokens.end);
        let sentence = sentence_end(context, at).min(tokens.end);
        let stop = speech.map_or(sentence, |(_, t)| t.start.min(sentence)).min(at + MAX_CHUNKS);
        if at < stop {
            chunk_list.extend(chunks(context.segments, &context.tags, at..stop, |t| context.short[t]));
            at = stop;
        }
        if let Some((quote, range)) = speech.filter(|(_, t)| t.start == at) {
            // A quotation that opens its own sentence is no part of the one before.
            if context.opens_sentence(at) {
                flush(&mut chunk_list, &mut inner, out);
            }
            let end = range.end.min(tokens.end);
            if place.depth < MAX_DEPTH {
                inner.push(context.segments.tokens_in(quote.inner));
            }
            chunk_list.push(Chunk { kind: ChunkKind::Quote, tokens: at..end, head: at, finite: false, infinitive: false, passive: false });
            at = end;
            while context.speech.get(next).is_some_and(|(_, t)| t.start < at) {
                next += 1;
            }
            if at < tokens.end
                && chunk_list.len() < MAX_CHUNKS
                && (!context.opens_sentence(at)
                    || short_attribution(context, at, tokens.end) && chunk_list.len() == 1 && !plain_end(context, at))
            {
                continue;
            }
        } else if at < tokens.end && !context.opens_sentence(at) && chunk_list.len() < MAX_CHUNKS {
            continue;
        }
        flush(&mut chunk_list, &mut inner, out);
    }
    flush(&mut chunk_list, &mut inner, out);
}

/// Whether the speech that ends before `at` ended with a full stop.
fn plain_end(context: &Context<'_>, at: usize) -> bool {
    (1..=2).any(|back| at.checked_sub(back).is_some_and(|t| context.segments.word(t) == "."))
}

/// Whether a sentence that follows a question or exclamation only says who spoke: "“Why?” Karim asked."
fn short_attribution(context: &Context<'_>, at: usize, end: usize) -> bool {
    let end = sentence_end(context, at).min(end);
    if end - at > 16 {
        return false;
    }
    let verb = (at..end).find(|t| context.tag(*t).is_verb());
    verb.is_some_and(|v| {
        let known = context
            .lexicon
            .verbs
            .get(context.lower(v))
            .is_some_and(|cues| cues.iter().any(|c| c.frame.clause || c.frame.quote || c.frame.told));
        known && !(v + 1..end).any(|t| context.tag(t).is_finite())
    })
}

fn sentence_end(context: &Context<'_>, token: usize) -> usize {
    let sentences = &context.segments.sentences;
    let at = sentences.partition_point(|s| s.tokens.end <= token);
    sentences.get(at).map_or(token + 1, |s| s.tokens.end)
}
