//! Shared passages with ids, families of reports, and reuse as links.
//!
//! A passage's id is made from the words of the sentence where it first appears; a report that reuses the sentence,
//! from there or through others, carries the same id. So "who shares this" needs no list of all pairs.

use super::align::PASSAGE;
use super::held::Holdings;
use super::reuse::{Reuse, Reuses};
use super::union::Union;
use super::words::GRAM;
use super::{Earlier, Link};
use crate::number::Score;
use crate::records::{EdgeKind, Passage};
use crate::sha::Sha;
use crate::text::Span;
use std::collections::BTreeMap;
use std::ops::Range;

/// Share of a sentence that must be reused for it to count as the same passage.
const MOST: f64 = 0.6;

/// A report and the words of it that stand for a passage.
type Share = (usize, Range<usize>);

/// For each report its shared passages in the order of the text.
#[must_use]
pub fn passages(holdings: &Holdings<'_>, reuses: &Reuses) -> Vec<Vec<Passage>> {
    let mut order: Vec<usize> = (0..holdings.len()).collect();
    order.sort_by_key(|at| holdings.order(*at));
    let mut of_report: BTreeMap<usize, Vec<&Reuse>> = BTreeMap::new();
    for edge in &reuses.edges {
        of_report.entry(edge.from).or_default().push(edge);
    }
    // For each report and sentence: the report and sentence where it first appears.
    let mut first: Vec<Vec<(usize, usize)>> =
        reuses.words.iter().enumerate().map(|(r, w)| (0..w.sentences.len()).map(|s| (r, s)).collect()).collect();
    let mut shares: BTreeMap<(usize, usize), Vec<Share>> = BTreeMap::new();
    for report in order {
        for edge in of_report.get(&report).into_iter().flatten() {
            for (at, sentence) in reuses.words[edge.to].sentences.iter().enumerate().filter(|(_, s)| s.len() >= PASSAGE) {
                let origin = first[edge.to][at];
                for passage in &edge.passages {
                    let Some(range) = counterpart(passage, sentence) else { continue };
                    for (own, words) in reuses.words[report].sentences.iter().enumerate() {
                        let common = words.end.min(range.end).saturating_sub(words.start.max(range.start));
                        if common * 2 > words.len() && first[report][own] == (report, own) {
                            first[report][own] = origin;
                        }
                    }
                    let known = shares.entry(origin).or_default();
                    if !known.iter().any(|(r, _)| *r == report) {
                        known.push((report, range));
                    }
                }
            }
        }
    }
    let mut out: Vec<Vec<Passage>> = vec![Vec::new(); holdings.len()];
    for ((report, sentence), others) in shares {
        let words = &reuses.words[report];
        let range = words.sentences[sentence].clone();
        let body = holdings.reports[report].reading.report.text.as_str();
        let passage = Sha::of_json(&serde_json::json!(["passage", words.normal(range.clone(), body)]));
        let held = others.into_iter().filter(|(r, _)| *r != report);
        for (at, range) in std::iter::once((report, range)).chain(held) {
            let span = reuses.words[at].span(range);
            if !span.is_empty() {
                out[at].push(Passage { span: holdings.reports[at].quote(span), passage });
            }
        }
    }
    for list in &mut out {
        list.sort_by_key(|p| (p.span.start, p.span.end, p.passage));
        list.dedup();
    }
    out
}

/// The words of the later report that stand for a sentence of the earlier one, where most of it is in the passage.
fn counterpart(passage: &super::align::Passage, sentence: &Range<usize>) -> Option<Range<usize>> {
    let inside = |place: usize| place < sentence.end && sentence.start < place + GRAM;
    let mut covered = 0;
    let mut reached = sentence.start;
    let mut range: Option<Range<usize>> = None;
    for (at, place) in passage.anchors.iter().map(|(at, place)| (*at as usize, *place as usize)).filter(|(_, place)| inside(*place)) {
        let (first, last) = (place.max(sentence.start), (place + GRAM).min(sentence.end));
        covered += last.saturating_sub(first.max(reached));
        reached = reached.max(last);
        // The part of the gram that lies inside the sentence.
        let (start, end) = (at + (first - place), at + (last - place));
        range = Some(range.map_or(start..end, |r| r.start.min(start)..r.end.max(end)));
    }
    range.filter(|_| covered as f64 >= MOST * sentence.len() as f64)
}

/// Reuse and editions as links.
#[must_use]
pub fn links(holdings: &Holdings<'_>, reuses: &Reuses) -> Vec<Link> {
    let mut out: Vec<Link> = reuses
        .edges
        .iter()
        .map(|edge| {
            let spans =
                |p: &super::align::Passage| (reuses.words[edge.from].span(p.from.clone()), Some(reuses.words[edge.to].span(p.to.clone())));
            Link {
                from: edge.from,
                to: Earlier::Held(edge.to),
                kind: edge.kind,
                score: score(edge),
                direction_known: edge.direction_known,
                evidence: edge.passages.iter().map(spans).collect(),
            }
        })
        .collect();
    for (newer, older) in holdings.older.iter().enumerate() {
        let Some(older) = *older else { continue };
        out.push(Link {
            from: newer,
            to: Earlier::Held(older),
            kind: EdgeKind::Edition,
            score: Score::ONE,
            direction_known: holdings.edition_order_known(newer, older),
            evidence: equal_sentences(holdings, reuses, newer, older),
        });
    }
    out
}

/// A long passage is no chance; the more of both reports it makes, the surer.
fn score(edge: &Reuse) -> Score {
    let matched: usize = edge.passages.iter().map(|p| p.matched).sum();
    let length = 1.0 - (-(matched as f64) / 12.0).exp();
    Score::new((0.55 + 0.45 * length).min(0.999).min(0.7 + 0.3 * edge.from_share.max(edge.to_share) + 0.01 * matched as f64))
}

/// Sentences that two editions have in common, in the order of the newer.
fn equal_sentences(holdings: &Holdings<'_>, reuses: &Reuses, newer: usize, older: usize) -> Vec<(Span, Option<Span>)> {
    let sentences = |at: usize| {
        let words = &reuses.words[at];
        let body = holdings.reports[at].reading.report.text.as_str();
        words.sentences.iter().filter(|s| s.len() >= 5).map(move |s| (words.normal(s.clone(), body), words.span(s.clone())))
    };
    let known: BTreeMap<String, Span> = sentences(older).collect();
    sentences(newer).filter_map(|(text, span)| known.get(&text).map(|other| (span, Some(*other)))).collect()
}

/// For each report the number of the least report of its family: joined by reuse of most of its words, translation or edition.
#[must_use]
pub fn families(reuses: &Reuses, links: &[Link]) -> Vec<usize> {
    let len = reuses.families.len();
    let mut union = Union::new(len);
    reuses.families.iter().enumerate().for_each(|(at, first)| union.join(at, *first));
    for link in links {
        if let (Earlier::Held(to), EdgeKind::Translation | EdgeKind::Edition) = (&link.to, link.kind) {
            union.join(link.from, *to);
        }
    }
    (0..len).map(|at| union.find(at)).collect()
}
