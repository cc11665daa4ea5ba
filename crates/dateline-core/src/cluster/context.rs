//! What the words about a mention say beside its fields: names and words, each weighed by how rare it is among all held reports
//! (inverse document frequency; K. Spärck Jones, 1972), compared by the cosine of the two (G. Salton's vector space model).

use crate::incident::{Family, IncidentMention};
use crate::lineage::held::{Held, Holdings};
use crate::lineage::words::Words;
use crate::reading::Reading;
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// Reports that are thought beside the held ones, so that in a small holding a word that all of them share still counts.
const BEHIND: f64 = 500.0;

/// Rare things in some words, with their weights.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rare {
    /// Hash and weight, sorted by hash; the weights' squares sum to 1.
    items: Vec<(u32, f64)>,
}

impl Rare {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The cosine of two: 0 for nothing in common, 1 for the same.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f64 {
        let (mut at, mut sum) = (0, 0.0);
        for (hash, weight) in &self.items {
            while other.items.get(at).is_some_and(|item| item.0 < *hash) {
                at += 1;
            }
            if let Some((found, more)) = other.items.get(at)
                && found == hash
            {
                sum += weight * more;
            }
        }
        sum
    }

    /// Their hashes.
    pub fn hashes(&self) -> impl Iterator<Item = u32> {
        self.items.iter().map(|(hash, _)| *hash)
    }

    fn new(hashes: &FxHashSet<u32>, seen_in: &FxHashMap<u32, u32>, reports: usize) -> Self {
        let weight = |hash: &u32| {
            let seen = f64::from(seen_in.get(hash).copied().unwrap_or(1));
            ((reports as f64 + BEHIND) / seen).ln().powi(2)
        };
        let mut items: Vec<(u32, f64)> = hashes.iter().map(|hash| (*hash, weight(hash))).collect();
        items.sort_unstable_by_key(|item| item.0);
        let length = items.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        items.iter_mut().for_each(|(_, weight)| *weight /= length.max(f64::MIN_POSITIVE));
        Self { items }
    }
}

/// Names and words about a mention.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    /// Words with a capital letter where none is due: names of people, bodies, places, in scripts that have capitals.
    pub names: Rare,
    /// All other words of four letters or more, and numbers.
    pub words: Rare,
}

/// Hashes of the names and words of one paragraph.
#[derive(Debug, Default)]
struct Paragraph {
    names: FxHashSet<u32>,
    words: FxHashSet<u32>,
}

/// Names and words about each mention of each report, in the readings' order: those of the paragraphs that speak of it. A paragraph
/// that speaks of no other attack is about the mention that the report is about.
#[must_use]
pub fn contexts(holdings: &Holdings<'_>) -> Vec<Vec<Context>> {
    let (mut names_in, mut words_in): (FxHashMap<u32, u32>, FxHashMap<u32, u32>) = (FxHashMap::default(), FxHashMap::default());
    let mut found: Vec<Vec<Paragraph>> = Vec::with_capacity(holdings.len());
    for held in &holdings.reports {
        let paragraphs: Vec<Paragraph> = of_report(held.reading);
        let all = |of: fn(&Paragraph) -> &FxHashSet<u32>| paragraphs.iter().flat_map(of).copied().collect::<FxHashSet<u32>>();
        all(|p| &p.names).into_iter().for_each(|hash| *names_in.entry(hash).or_default() += 1);
        all(|p| &p.words).into_iter().for_each(|hash| *words_in.entry(hash).or_default() += 1);
        // Only reports with mentions are compared.
        found.push(if held.reading.incidents.is_empty() { Vec::new() } else { paragraphs });
    }
    let contexts = |(held, paragraphs): (&Held<'_>, &Vec<Paragraph>)| {
        let about = mentions_of(held.reading);
        let context = |mention: usize| {
            let of = |of: fn(&Paragraph) -> &FxHashSet<u32>| {
                let those = paragraphs.iter().zip(&about).filter(|(_, about)| about.contains(&mention));
                those.flat_map(|(paragraph, _)| of(paragraph)).copied().collect::<FxHashSet<u32>>()
            };
            Context {
                names: Rare::new(&of(|p| &p.names), &names_in, holdings.len()),
                words: Rare::new(&of(|p| &p.words), &words_in, holdings.len()),
            }
        };
        (0..held.reading.incidents.len()).map(context).collect()
    };
    holdings.reports.iter().zip(&found).map(contexts).collect()
}

/// For each body paragraph the mentions that it speaks of.
fn mentions_of(reading: &Reading) -> Vec<Vec<usize>> {
    let mentions = reading.incidents.iter().enumerate();
    let main = reading.about();
    let paragraphs = reading.report.paragraphs.iter().filter(|p| p.kind.is_body());
    let of = |span: Span| -> Vec<usize> {
        let speaks = |m: &IncidentMention| {
            let spans = m.victims.iter().chain(&m.place.names).chain([&m.trigger]);
            spans.copied().any(|s| span.contains(s))
                || m.toll.iter().any(|t| reading.counts.get(t.count).is_some_and(|c| span.contains(c.span)))
        };
        mentions.clone().filter(|(_, m)| speaks(m)).map(|(at, _)| at).collect()
    };
    // What follows from an attack, such as an arrest, is told with it; another attack is not.
    let attack = |at: &usize| main != Some(*at) && matches!(reading.incidents[*at].kind.family(), Family::Strike | Family::Ground);
    let with_main = |mut found: Vec<usize>| {
        if !found.iter().any(attack) {
            found.extend(main);
        }
        found
    };
    paragraphs.map(|p| with_main(of(p.span))).collect()
}

/// Names and words of a report's body paragraphs. A word that opens a sentence is a name where the report has it with a capital
/// letter elsewhere.
fn of_report(reading: &Reading) -> Vec<Paragraph> {
    let text = reading.report.text.as_str();
    let body = reading.report.paragraphs.iter().filter(|p| p.kind.is_body());
    let read: Vec<Words> = body.map(|p| Words::of(text, [p.span])).collect();
    let mut sure: FxHashSet<u32> = FxHashSet::default();
    for words in &read {
        sure.extend(
            (0..words.len()).filter(|at| !words.print.opens_sentence(*at) && capital(words, *at, text)).map(|at| words.print.hash(at)),
        );
    }
    let paragraph = |words: Words| {
        let mut out = Paragraph::default();
        for at in 0..words.len() {
            let hash = words.print.hash(at);
            if sure.contains(&hash) && capital(&words, at, text) {
                out.names.insert(hash);
            } else if words.print.weight(at) > 0 {
                out.words.insert(hash);
            }
        }
        out
    };
    read.into_iter().map(paragraph).collect()
}

/// Whether a word begins with a capital letter.
fn capital(words: &Words, at: usize, text: &str) -> bool {
    words.span(at..at + 1).of(text).chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rare(words: &[u32]) -> Rare {
        Rare::new(&words.iter().copied().collect(), &FxHashMap::from_iter([(1, 400), (2, 1), (3, 1), (4, 1)]), 500)
    }

    #[test]
    fn rare_things_make_accounts_alike() {
        assert!((rare(&[1, 2]).likeness(&rare(&[1, 2])) - 1.0).abs() < 1e-9);
        assert!(rare(&[1, 2]).likeness(&rare(&[1, 3])) < 0.01, "a common word says little");
        assert!(rare(&[1, 2, 3]).likeness(&rare(&[2, 3, 4])) > 0.6);
        assert!(rare(&[]).likeness(&rare(&[1])).abs() < 1e-9);
        assert_eq!(rare(&[3, 1]).hashes().collect::<Vec<_>>(), [1, 3]);
    }
}
