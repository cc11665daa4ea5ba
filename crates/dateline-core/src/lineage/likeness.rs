//! Whether two reports in different languages tell one account: their anchors laid side by side, and how much of them stands in the
//! same order.
//!
//! A chain of common anchors that ascends in both texts is looked for (local alignment after T. Smith and M. Waterman, 1981, over rare
//! points only); what the chain shows is weighed by a logistic model whose weights are a table (`translation_weights.tsv`).

use super::anchor::{Anchor, Anchors};
use crate::data::{self, DataError};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Reports that are thought beside the held ones, so that in a small holding a word that all of them share still counts.
const BEHIND: f64 = 500.0;
/// Common anchors of a pair that are looked at.
const HITS: usize = 400;
/// Share of all reports in which an anchor may stand to say something, and how many reports at least.
const COMMON: usize = 6;
const COMMON_LEAST: usize = 120;
/// What a jump of the whole text costs, beside what the anchors weigh.
const JUMP: f64 = 20.0;
/// Share of the text that may be jumped at no cost.
const FREE: f64 = 0.1;
/// A number of one digit is worth half: it stands in many reports by chance.
const SMALL: f64 = 0.5;

/// In how many reports each anchor stands.
#[derive(Debug, Default)]
pub struct Rarity {
    seen_in: FxHashMap<u32, u32>,
    reports: usize,
}

impl Rarity {
    /// Counts the anchors of all reports.
    #[must_use]
    pub fn new<'a>(all: impl IntoIterator<Item = &'a Anchors>) -> Self {
        let mut out = Self::default();
        for anchors in all {
            anchors.keys().into_iter().for_each(|key| *out.seen_in.entry(key).or_default() += 1);
            out.reports += 1;
        }
        out
    }

    /// How many reports have it.
    #[must_use]
    pub fn seen_in(&self, key: u32) -> usize {
        self.seen_in.get(&key).copied().unwrap_or(0) as usize
    }

    /// Whether it stands in so many reports that it joins none.
    #[must_use]
    pub fn is_common(&self, key: u32) -> bool {
        self.seen_in(key) > (self.reports / COMMON).max(COMMON_LEAST)
    }

    /// What meeting it says (inverse document frequency; K. Spärck Jones, 1972).
    #[must_use]
    pub fn weight(&self, key: u32) -> f64 {
        ((self.reports as f64 + BEHIND) / self.seen_in(key).max(1) as f64).ln()
    }
}

/// What two reports' anchors show, each between 0 and about 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shown {
    /// Weight of the longest chain, in fifties.
    pub chain: f64,
    /// Anchors in it, in tens.
    pub links: f64,
    /// How far its anchors stand from the same place of both texts, as a mean share of the text.
    pub shift: f64,
    /// The chain's share of all common anchors, by weight.
    pub in_order: f64,
    /// Share of a report's names that the other has: the greater of the two, where names are told from words.
    pub covered: f64,
    /// Share of the numbers of the report with fewer that the other has; a half where there are fewer than two.
    pub numbers: f64,
    /// The shorter text's share of the longer.
    pub length: f64,
    /// The share of the text between the chain's ends, the greater of the two.
    pub reach: f64,
    /// 1 where both were published within three days, a half where that is not known.
    pub near: f64,
    /// 1 where the later credits the earlier's outlet.
    pub credited: f64,
}

impl Shown {
    /// Names of what is weighed, as the table has them.
    pub const NAMES: [&'static str; 10] =
        ["chain", "links", "shift", "in order", "covered", "numbers", "length", "reach", "near", "credited"];

    /// The values in the order of [`Self::NAMES`].
    #[must_use]
    pub fn values(&self) -> [f64; 10] {
        [self.chain, self.links, self.shift, self.in_order, self.covered, self.numbers, self.length, self.reach, self.near, self.credited]
    }
}

/// The anchors that two reports have in common.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Likeness {
    /// What they show.
    pub shown: Shown,
    /// The chain: words of the first and of the second.
    pub chain: Vec<(Span, Span)>,
}

/// One common anchor at two places.
struct Hit {
    a: (u32, u32),
    b: (u32, u32),
    weight: f64,
}

/// Lays the anchors of two reports side by side.
#[must_use]
pub fn compare(a: &Anchors, b: &Anchors, rarity: &Rarity) -> Likeness {
    let mut places: FxHashMap<u32, Vec<(u32, u32)>> = FxHashMap::default();
    for anchor in &b.items {
        anchor.keys().for_each(|key| places.entry(key).or_default().push(anchor.span));
    }
    let mut hits: Vec<Hit> = Vec::new();
    let (mut common, mut met): (f64, Vec<u32>) = (0.0, Vec::new());
    for anchor in &a.items {
        let Some(key) = anchor.keys().find(|key| places.contains_key(key) && !rarity.is_common(*key)) else { continue };
        let weight = weight(anchor.span, key, rarity);
        if !met.contains(&anchor.key()) {
            met.push(anchor.key());
            common += weight;
        }
        let others = places.get(&key).into_iter().flatten();
        hits.extend(others.map(|other| Hit { a: anchor.span, b: *other, weight }));
        if hits.len() >= HITS {
            break;
        }
    }
    let (weight, chain) = longest(&hits, f64::from(a.length.max(1)), f64::from(b.length.max(1)));
    let share = |(start, _): (u32, u32), length: u32| f64::from(start) / f64::from(length.max(1));
    let shifts = chain.iter().map(|hit| (share(hit.a, a.length) - share(hit.b, b.length)).abs());
    let reach = |place: &dyn Fn(&Hit) -> f64| match (chain.first(), chain.last()) {
        (Some(first), Some(last)) => place(last) - place(first),
        _ => 0.0,
    };
    let known = [(a, b), (b, a)].into_iter().filter(|(x, _)| x.names_known);
    let covered = known.map(|(x, y)| covered(x, y, rarity)).reduce(f64::max);
    let (long, short) = (a.length.max(b.length), a.length.min(b.length));
    let shown = Shown {
        chain: weight / 50.0,
        links: chain.len() as f64 / 10.0,
        shift: shifts.sum::<f64>() / chain.len().max(1) as f64,
        in_order: if common > 0.0 { (weight / common).min(1.2) } else { 0.0 },
        covered: covered.unwrap_or(0.3),
        numbers: numbers(a, b),
        length: f64::from(short) / f64::from(long.max(1)),
        reach: reach(&|hit| share(hit.a, a.length)).max(reach(&|hit| share(hit.b, b.length))),
        near: 0.5,
        credited: 0.0,
    };
    let span = |(start, end): (u32, u32)| Span::new(start as usize, end as usize);
    Likeness { shown, chain: chain.iter().map(|hit| (span(hit.a), span(hit.b))).collect() }
}

/// Weight of all anchors that two reports have in common, each once, whatever their order.
#[must_use]
pub fn common(a: &Anchors, b: &Anchors, rarity: &Rarity) -> f64 {
    let there: FxHashSet<u32> = b.keys().into_iter().collect();
    let mut met = FxHashSet::default();
    let new = a.items.iter().filter(|anchor| met.insert(anchor.key()));
    new.filter_map(|anchor| {
        let key = anchor.keys().find(|key| there.contains(key) && !rarity.is_common(*key))?;
        Some(weight(anchor.span, key, rarity))
    })
    .sum()
}

/// The chain of most weight whose hits ascend in both texts, jumps paid for; its weight, and its hits in order.
fn longest(hits: &[Hit], a: f64, b: f64) -> (f64, Vec<&Hit>) {
    let mut order: Vec<&Hit> = hits.iter().collect();
    order.sort_by_key(|hit| (hit.a, hit.b));
    let mut best: Vec<(f64, Option<usize>)> = Vec::with_capacity(order.len());
    for (at, hit) in order.iter().enumerate() {
        let mut own = (hit.weight, None);
        for (before, other) in order[..at].iter().enumerate().filter(|(_, other)| other.a.1 <= hit.a.0 && other.b.1 <= hit.b.0) {
            let jump = (f64::from(hit.a.0 - other.a.0) / a - f64::from(hit.b.0 - other.b.0) / b).abs();
            let value = best[before].0 + hit.weight - JUMP * (jump - FREE).max(0.0);
            if value > own.0 {
                own = (value, Some(before));
            }
        }
        best.push(own);
    }
    let Some(mut at) = (0..best.len()).max_by(|x, y| best[*x].0.total_cmp(&best[*y].0).then(y.cmp(x))) else { return (0.0, Vec::new()) };
    let weight = best[at].0;
    let mut chain = vec![order[at]];
    while let Some(before) = best[at].1 {
        at = before;
        chain.push(order[at]);
    }
    chain.reverse();
    (weight, chain)
}

fn weight((start, end): (u32, u32), key: u32, rarity: &Rarity) -> f64 {
    rarity.weight(key) * if end - start <= 1 { SMALL } else { 1.0 }
}

/// Share of a report's anchors that another has, by weight, each once.
#[must_use]
pub fn covered(a: &Anchors, b: &Anchors, rarity: &Rarity) -> f64 {
    let there: FxHashSet<u32> = b.keys().into_iter().collect();
    let (mut found, mut all, mut met) = (0.0, 0.0, FxHashSet::default());
    for anchor in a.items.iter().filter(|anchor| met.insert(anchor.key())) {
        let of = |key: u32| weight(anchor.span, key, rarity);
        found += anchor.keys().filter(|key| there.contains(key)).map(of).fold(0.0, f64::max);
        all += anchor.keys().map(of).fold(0.0, f64::max);
    }
    found / f64::max(all, 1.0)
}

/// Share of the numbers of the report with fewer that the other has too.
fn numbers(a: &Anchors, b: &Anchors) -> f64 {
    let of = |anchors: &Anchors| anchors.items.iter().filter(|anchor| anchor.is_number).map(Anchor::key).collect();
    let (a, b): (BTreeSet<u32>, BTreeSet<u32>) = (of(a), of(b));
    match a.len().min(b.len()) {
        0 | 1 => 0.5,
        least => a.intersection(&b).count() as f64 / least as f64,
    }
}

/// What each thing shown weighs.
#[derive(Debug)]
pub struct Model {
    weights: [f64; 10],
    bias: f64,
    /// Probability from which a translation is told as inferred.
    pub inferred: f64,
}

impl Model {
    /// The bundled table.
    ///
    /// # Errors
    /// When it is broken: a thing unknown, twice or missing, a weight that is no number.
    pub fn bundled() -> Result<Self, DataError> {
        let mut found: FxHashMap<&str, f64> = FxHashMap::default();
        for row in data::table("translation_weights.tsv")? {
            let weight: f64 = row.get("weight").parse().map_err(|_| row.error("the weight is no number"))?;
            let known = Shown::NAMES.contains(&row.get("shown")) || matches!(row.get("shown"), "bias" | "inferred from");
            if !known || found.insert(row.get("shown"), weight).is_some() {
                return Err(row.error("unknown, or twice"));
            }
        }
        let of = |name: &str| {
            let missing =
                || DataError::Line { file: "translation_weights.tsv".to_owned(), line: 0, message: format!("no weight of {name:?}") };
            found.get(name).copied().ok_or_else(missing)
        };
        let mut weights = [0.0; 10];
        for (weight, name) in weights.iter_mut().zip(Shown::NAMES) {
            *weight = of(name)?;
        }
        Ok(Self { weights, bias: of("bias")?, inferred: of("inferred from")? })
    }

    /// The probability that the later of two reports that show this is a translation of the earlier.
    #[must_use]
    pub fn probability(&self, shown: &Shown) -> f64 {
        let sum: f64 = self.weights.iter().zip(shown.values()).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + (-(self.bias + sum)).exp())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::lineage::anchor::{Anchors, Numbers};
    use crate::lineage::words::Words;

    fn anchors(language: &str, text: &str) -> Anchors {
        Anchors::of(&Words::of(text, [Span::new(0, text.len())]), text, Some(language), &Numbers::default())
    }

    const EN: &str = "A drone hit the depot in Shebekino at 21:30, killing seven people, said Alla Korneva. In Kharkiv 40 were hurt.";
    const RU: &str = "Дрон ударил по складу в Шебекино в 21:30, погибли семь человек, сказала Алла Корнева. В Харькове 40 раненых.";
    const OTHER: &str = "Сорок домов горят в Харькове, сказал Павел Гречко. Ещё 12 человек погибли в Шебекино, по словам Корневой.";

    #[test]
    fn a_translation_keeps_the_order_of_its_anchors() {
        let (en, ru, other) = (anchors("en", EN), anchors("ru", RU), anchors("ru", OTHER));
        let rarity = Rarity::new([&en, &ru, &other]);
        let (same, apart) = (compare(&en, &ru, &rarity), compare(&en, &other, &rarity));
        assert!(same.chain.len() >= 5, "{:?}", same.chain);
        assert!(same.chain.windows(2).all(|w| w[0].0.end() <= w[1].0.start() && w[0].1.end() <= w[1].1.start()));
        assert!(same.shown.chain > 1.5 * apart.shown.chain, "{:?} {:?}", same.shown, apart.shown);
        let model = Model::bundled().unwrap();
        assert!(model.probability(&same.shown) > model.probability(&apart.shown));
        assert_eq!(compare(&Anchors::default(), &en, &rarity).chain, []);
    }

    proptest::proptest! {
        #[test]
        fn any_two_texts_are_compared(a in "[A-Ca-c0-9א-تا-ي \\-]{0,80}", b in "[A-Ca-c0-9ا-ي \\-]{0,80}") {
            let (a, b) = (anchors("en", &a), anchors("ar", &b));
            let likeness = compare(&a, &b, &Rarity::new([&a, &b]));
            proptest::prop_assert!(likeness.shown.values().iter().all(|v| v.is_finite() && *v >= 0.0));
        }
    }
}
