//! Two reports side by side: passages with the same words in the same order, and sentences that say the same in other words.
//!
//! Passages: word 5-grams that both have are anchors; anchors that keep their order along a diagonal are chained (as in BLAST and
//! in text-reuse alignment, e.g. Smith, Cordell, Dillon 2013). Rewrites: the best match of each sentence by the weight of the words
//! that both have, wherever it stands.

use super::words::{GRAM, Print};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Words that may be changed, dropped or added between two anchors of one passage.
const GAP: usize = 9;
/// Least matched words of a passage.
pub const PASSAGE: usize = 8;
/// Places of one gram, or sentences with one word, that are looked at: a page that says one thing a thousand times costs no more.
const REPEATED: usize = 32;
/// Least weight of a sentence that is compared: shorter ones say too little.
const LEAST: u32 = 8;
/// Share of the weight of two sentences that is common where one is the other in other words (Dice's coefficient).
const ALIKE: f64 = 0.45;

/// Two ranges of words that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// In the later report.
    pub from: Range<usize>,
    /// In the earlier report.
    pub to: Range<usize>,
    /// Words that both have, in order.
    pub matched: usize,
    /// First words of the grams that both have: in the later report, in the earlier report. Empty for a sentence in other words.
    pub anchors: Vec<(u32, u32)>,
}

/// A report with what of it may be reuse: its words, and which of them are an outlet's chrome.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The words.
    pub print: &'a Print,
    /// Ranges of words that are chrome, sorted.
    pub masked: &'a [Range<u32>],
}

impl Side<'_> {
    /// Whether a word is chrome.
    #[must_use]
    pub fn is_masked(&self, at: usize) -> bool {
        let next = self.masked.partition_point(|range| range.end as usize <= at);
        self.masked.get(next).is_some_and(|range| range.start as usize <= at)
    }

    /// Words in running text that are no chrome: those that reuse is measured in.
    #[must_use]
    pub fn own(&self) -> usize {
        (0..self.print.len()).filter(|at| !self.print.quoted(*at) && !self.is_masked(*at)).count()
    }
}

/// The grams of a report by their hash, so that several others can be laid beside it.
#[derive(Debug)]
pub struct Anchors<'a> {
    side: Side<'a>,
    /// Each gram with its first word, sorted.
    places: Places,
}

impl<'a> Anchors<'a> {
    /// Reads the grams of the later report.
    #[must_use]
    pub fn new(side: Side<'a>) -> Self {
        let mut places: Places = grams(side).map(|(at, hash)| (hash, at as u32)).collect();
        places.sort_unstable();
        Self { side, places }
    }

    /// Passages of the later report that an earlier one has, in the order of the earlier; chrome and quotations left out.
    #[must_use]
    pub fn passages(&self, to: Side<'_>) -> Vec<Passage> {
        let mut out: Vec<Passage> = Vec::new();
        let mut open: Option<Passage> = None;
        for (place, hash) in grams(to) {
            let places = of(&self.places, hash);
            if places.is_empty() {
                continue;
            }
            // The place that goes on with the open passage, else the first.
            let expected = open.as_ref().map(|p| p.from.end.saturating_sub(GRAM) + place.saturating_sub(p.to.end.saturating_sub(GRAM)));
            let nearest = places.iter().map(|(_, at)| *at as usize).min_by_key(|at| (expected.map_or(0, |e| at.abs_diff(e)), *at));
            let Some(at) = nearest else { continue };
            if let Some(passage) = &mut open {
                let (last_from, last_to) = (passage.from.end - GRAM, passage.to.end - GRAM);
                let near = at > last_from && place > last_to && at - last_from <= GAP + GRAM && place - last_to <= GAP + GRAM;
                if near && self.side.print.in_one_paragraph(last_from, at) && to.print.in_one_paragraph(last_to, place) {
                    passage.matched += GRAM.min(at - last_from).min(place - last_to);
                    passage.from.end = at + GRAM;
                    passage.to.end = place + GRAM;
                    passage.anchors.push((at as u32, place as u32));
                    continue;
                }
            }
            out.extend(open.take());
            open = Some(Passage { from: at..at + GRAM, to: place..place + GRAM, matched: GRAM, anchors: vec![(at as u32, place as u32)] });
        }
        out.extend(open);
        let sentences = |print: &Print, range: &Range<usize>| {
            let opens = |at: usize| at == print.len() || print.opens_sentence(at);
            opens(range.start) && opens(range.end)
        };
        out.retain(|p| p.matched >= PASSAGE || sentences(self.side.print, &p.from) && sentences(to.print, &p.to));
        out.sort_by_key(|p| (p.from.start, p.to.start));
        out.iter_mut().for_each(|p| p.anchors.shrink_to_fit());
        out
    }
}

/// Hashes with where they stand, sorted.
type Places = Vec<(u32, u32)>;

/// Where a hash stands, at most [`REPEATED`] times.
fn of(places: &Places, hash: u32) -> &[(u32, u32)] {
    let first = places.partition_point(|(other, _)| *other < hash);
    let len = places[first..].iter().take(REPEATED).take_while(|(other, _)| *other == hash).count();
    &places[first..first + len]
}

/// The grams of a report that are no chrome, with their first words.
fn grams(side: Side<'_>) -> impl Iterator<Item = (usize, u32)> + '_ {
    let mut next = 0;
    (0..side.print.len().saturating_sub(GRAM - 1)).filter_map(move |at| {
        while side.masked.get(next).is_some_and(|range| range.end as usize <= at) {
            next += 1;
        }
        let free = side.masked.get(next).is_none_or(|range| at + GRAM <= range.start as usize);
        Some((at, side.print.gram::<GRAM>(at).filter(|_| free)?))
    })
}

/// The words of sentences that are compared, by their hash.
#[derive(Debug)]
pub struct Sentences {
    ranges: Vec<Range<usize>>,
    weights: Vec<u32>,
    /// Each word with its sentence, sorted.
    places: Places,
}

impl Sentences {
    /// Reads the sentences of an earlier report.
    #[must_use]
    pub fn new(side: Side<'_>) -> Self {
        let ranges = side.print.sentences();
        let mut places: Places = Vec::with_capacity(side.print.len() / 2);
        let mut weights = Vec::with_capacity(ranges.len());
        for (number, range) in ranges.iter().enumerate() {
            let words = telling(side, range.clone());
            weights.push(words.iter().map(|(_, weight)| weight).sum());
            places.extend(words.iter().map(|(hash, _)| (*hash, number as u32)));
        }
        places.sort_unstable();
        Self { ranges, weights, places }
    }

    /// For sentences of a later report the earlier one's that says the same, where there is one.
    #[must_use]
    pub fn rewritten(&self, from: Side<'_>) -> Vec<Passage> {
        let mut out = Vec::new();
        let mut common: FxHashMap<u32, (u32, usize)> = FxHashMap::default();
        for range in from.print.sentences() {
            let words = telling(from, range.clone());
            let weight: u32 = words.iter().map(|(_, weight)| weight).sum();
            if weight < LEAST {
                continue;
            }
            common.clear();
            for (hash, weight) in words {
                for (_, number) in of(&self.places, hash) {
                    let sum = common.entry(*number).or_default();
                    *sum = (sum.0 + weight, sum.1 + 1);
                }
            }
            let alike =
                |(number, (shared, _)): &(u32, (u32, usize))| f64::from(2 * shared) / f64::from(weight + self.weights[*number as usize]);
            let mut all: Vec<(u32, (u32, usize))> = common.iter().map(|(number, sum)| (*number, *sum)).collect();
            all.sort_by(|a, b| alike(b).total_cmp(&alike(a)).then(a.0.cmp(&b.0)));
            let Some(best) = all.first().filter(|best| alike(best) >= ALIKE && self.weights[best.0 as usize] >= LEAST) else { continue };
            let to = self.ranges[best.0 as usize].clone();
            out.push(Passage { from: range, to, matched: best.1.1, anchors: Vec::new() });
        }
        out
    }
}

/// The words of a sentence that say something, each once, with their weights; none that are quoted or chrome.
fn telling(side: Side<'_>, range: Range<usize>) -> Vec<(u32, u32)> {
    let says = |at: &usize| side.print.weight(*at) > 0 && !side.print.quoted(*at) && !side.is_masked(*at);
    let mut words: Vec<(u32, u32)> = range.filter(says).map(|at| (side.print.hash(at), side.print.weight(at))).collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::words::Words;
    use crate::text::Span;

    fn print(text: &str) -> Print {
        Words::of(text, [Span::new(0, text.len())]).print
    }

    const WIRE: &str = "Two shells hit the grain market of the town shortly before noon on Friday. Four people were killed and eleven others wounded, \
                        a doctor at the clinic said. Rescuers dug through the rubble until the evening.";

    #[test]
    fn a_passage_with_small_changes_is_one() {
        let (a, b) = (print(&format!("Our paper. {}", WIRE.replace("shortly", "just"))), print(WIRE));
        let (from, to) = (Side { print: &a, masked: &[] }, Side { print: &b, masked: &[] });
        let found = Anchors::new(from).passages(to);
        assert_eq!(found.len(), 1);
        assert!(found[0].from.len() > 30 && found[0].matched > 25, "{found:?}");
        // Chrome is no reuse.
        let masked = 0..a.len() as u32;
        assert!(Anchors::new(Side { print: &a, masked: std::slice::from_ref(&masked) }).passages(to).is_empty());
    }

    #[test]
    fn sentences_in_other_words_are_told_from_others() {
        let rewritten = "Rescuers searched the rubble into the evening. At the clinic a doctor said four people were killed, eleven others were wounded.";
        let (a, b) = (print(rewritten), print(WIRE));
        let (from, to) = (Side { print: &a, masked: &[] }, Side { print: &b, masked: &[] });
        assert_eq!(Sentences::new(to).rewritten(from).len(), 2);
        let other = print("A doctor at another clinic spoke of the harvest. The council met in spring to talk of schools and roads.");
        assert!(Sentences::new(to).rewritten(Side { print: &other, masked: &[] }).is_empty());
    }
}
