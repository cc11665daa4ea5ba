//! Translations: which report tells an earlier one of another language again, by its anchors in order, by time, and by credit.
//!
//! Candidates share rare names and numbers; [`likeness`](super::likeness) weighs each pair; a report translates one earlier report at
//! most, and none where most of its words are copied from a report of its own language.

use super::anchor::{Anchors, Numbers};
use super::held::{Held, Holdings};
use super::likeness::{self, Likeness, Model, Rarity};
use super::naming::Namings;
use super::reuse::Reuses;
use super::{Earlier, Link};
use crate::number::Score;
use crate::records::EdgeKind;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Pairs of each report that are compared.
const COMPARED: usize = 12;
/// Weight of common anchors from which a pair is compared.
const LEAST: f64 = 14.0;
/// Reports in which an anchor may stand to find a pair by it.
const RARE: usize = 60;
/// Days by which a translation follows its original at most, and by which its date may stand before it.
const DAYS: i64 = 45;
const BEFORE: i64 = 1;
/// Words of the pair that are shown as evidence at most.
const EVIDENCE: usize = 12;
/// Share of a report's words that a copy of a report of its language has: what is copied is not translated anew.
pub const COPIED: f64 = 0.5;

/// One pair of reports in different languages with what it shows.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The later report.
    pub later: usize,
    /// The earlier report.
    pub earlier: usize,
    /// Whether the dates, or a credit, say so.
    pub direction_known: bool,
    /// The pair side by side: words of the later, then of the earlier.
    pub likeness: Likeness,
}

/// What every report keeps in every language.
#[derive(Debug, Default)]
pub struct Kept {
    /// Anchors by report.
    pub anchors: Vec<Anchors>,
    /// How rare they are.
    pub rarity: Rarity,
}

impl Kept {
    /// Reads the anchors of all reports; none where nothing asks for them: all in one language, and none names another's outlet.
    #[must_use]
    pub fn new(holdings: &Holdings<'_>, namings: &Namings, numbers: &Numbers) -> Self {
        let mut languages: Vec<Option<&str>> = holdings.reports.iter().map(Held::language).collect();
        languages.sort_unstable();
        languages.dedup();
        if languages.len() < 2 && namings.of.iter().all(BTreeMap::is_empty) {
            return Self::default();
        }
        let anchors: Vec<Anchors> = holdings.reports.iter().map(|held| Anchors::new(&held.reading.report, numbers)).collect();
        let rarity = Rarity::new(&anchors);
        Self { anchors, rarity }
    }
}

/// Pairs of reports in different languages that are worth a look, with what they show.
#[must_use]
pub fn candidates(holdings: &Holdings<'_>, kept: &Kept, namings: &Namings) -> Vec<Candidate> {
    let mut by_key: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (at, anchors) in kept.anchors.iter().enumerate() {
        let rare = anchors.keys().into_iter().filter(|key| (2..=RARE).contains(&kept.rarity.seen_in(*key)));
        rare.for_each(|key| by_key.entry(key).or_default().push(at));
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, anchors) in kept.anchors.iter().enumerate() {
        let mut sums: FxHashMap<usize, f64> = FxHashMap::default();
        for key in anchors.keys() {
            for other in by_key.get(&key).into_iter().flatten().filter(|other| fits(holdings, at, **other)) {
                *sums.entry(*other).or_default() += kept.rarity.weight(key);
            }
        }
        let mut found: Vec<(usize, f64)> = sums.into_iter().filter(|(_, sum)| *sum >= LEAST).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        pairs.extend(found.into_iter().take(COMPARED).map(|(other, _)| (at.min(other), at.max(other))));
    }
    pairs.into_iter().map(|(a, b)| candidate(a, b, holdings, kept, namings)).collect()
}

/// Whether two reports may be a translation of one another, whichever of the other: other languages, not one page, days that fit.
fn fits(holdings: &Holdings<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&holdings.reports[a], &holdings.reports[b]);
    let languages = x.language().zip(y.language()).is_some_and(|(one, other)| one != other);
    a != b && languages && !holdings.same_address(a, b) && holdings.days_after(a, b).is_none_or(|days| days.abs() <= DAYS)
}

fn candidate(a: usize, b: usize, holdings: &Holdings<'_>, kept: &Kept, namings: &Namings) -> Candidate {
    let (by_date, known) = holdings.later(a, b);
    let names = |from: usize, to: usize| namings.of[from].contains_key(&holdings.reports[to].outlet);
    // Where only one names the other, and the dates allow it, that one is the later.
    let allowed = |later: usize, earlier: usize| holdings.days_after(later, earlier).is_none_or(|days| days >= -BEFORE);
    let by_credit = match (names(a, b) && allowed(a, b), names(b, a) && allowed(b, a)) {
        (true, false) => Some(a),
        (false, true) => Some(b),
        _ => None,
    };
    let later = by_credit.unwrap_or(by_date);
    let earlier = if later == a { b } else { a };
    let mut likeness = likeness::compare(&kept.anchors[later], &kept.anchors[earlier], &kept.rarity);
    likeness.shown.near = holdings.days_after(later, earlier).map_or(0.5, |days| if days.abs() <= 3 { 1.0 } else { 0.0 });
    likeness.shown.credited = if names(later, earlier) { 1.0 } else { 0.0 };
    Candidate { later, earlier, direction_known: known || by_credit.is_some(), likeness }
}

/// For each report that translates a held one: the best of its candidates, with its probability, sorted by the later report.
#[must_use]
pub fn choose<'a>(candidates: &'a [Candidate], reuses: &Reuses, model: &Model) -> Vec<(&'a Candidate, f64)> {
    let copied = |report: usize| {
        reuses.edges.iter().any(|e| e.from == report && e.from_share >= COPIED && matches!(e.kind, EdgeKind::Copy | EdgeKind::Excerpt))
    };
    let mut best: BTreeMap<usize, (&Candidate, f64)> = BTreeMap::new();
    for candidate in candidates {
        let probability = model.probability(&candidate.likeness.shown);
        if probability < model.inferred || copied(candidate.later) {
            continue;
        }
        match best.get(&candidate.later) {
            Some((_, known)) if *known >= probability => {}
            _ => drop(best.insert(candidate.later, (candidate, probability))),
        }
    }
    best.into_values().collect()
}

/// Links of chosen pairs, their chains as evidence.
#[must_use]
pub fn links(chosen: &[(&Candidate, f64)]) -> Vec<Link> {
    let link = |(candidate, probability): &(&Candidate, f64)| Link {
        from: candidate.later,
        to: Earlier::Held(candidate.earlier),
        kind: EdgeKind::Translation,
        score: Score((probability * 1000.0).round().clamp(0.0, 990.0) as u16),
        direction_known: candidate.direction_known,
        evidence: candidate.likeness.chain.iter().take(EVIDENCE).map(|(from, to)| (*from, Some(*to))).collect(),
    };
    chosen.iter().map(link).collect()
}
