//! Which mentions are compared at all: those that share a place (or its parents) within two days, a rare name, or a
//! passage. Everything else would be noise and a square of the number of reports.

use super::context::{Context, Rare};
use super::mention::Mention;
use crate::place::PlacePrecision;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A block with more mentions than this is left to its finer neighbours.
const LARGEST: usize = 400;
/// A mention is looked for by so many of its rarest names, and of its rarest words.
const RAREST: usize = 12;
/// Days around a stated one in which another statement of the same event may lie.
const AROUND: i64 = 2;
/// Longest interval, in days, that is spread over days; a longer one goes by its months.
const LONGEST: i64 = 14;

/// Pairs of mentions worth comparing among some, each once, sorted; `sharing` pairs are told in one passage.
#[must_use]
pub fn pairs(mentions: &[Mention<'_>], sharing: &BTreeSet<(usize, usize)>, some: &dyn Fn(&usize) -> bool) -> BTreeSet<(usize, usize)> {
    let mut blocks: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, mention) in mentions.iter().enumerate().filter(|(at, m)| m.is_event() && some(at)) {
        let times = times(mention);
        for (place, coarse) in places(mention) {
            for time in &times {
                let block = blocks.entry(format!("{place}@{time}")).or_default();
                if coarse { block.1.push(at) } else { block.0.push(at) }
            }
        }
    }
    let named = by_rarest(mentions, some, |context| &context.names);
    let worded = by_rarest(mentions, &|at| mentions[*at].about && some(at), |context| &context.words);
    let mut out: BTreeSet<(usize, usize)> = sharing.iter().filter(|(a, b)| some(a) && some(b)).copied().collect();
    for all in named.values().chain(worded.values()) {
        for (nth, a) in all.iter().enumerate() {
            out.extend(all[..nth].iter().map(|b| (*b, *a)));
        }
    }
    for (fine, coarse) in blocks.values() {
        // A country's block joins its coarse mentions with all others, never two fine ones.
        if fine.len() * coarse.len() + coarse.len() * coarse.len() <= LARGEST * LARGEST {
            for a in coarse {
                out.extend(fine.iter().chain(coarse).filter(|b| *b != a).map(|b| (*a.min(b), *a.max(b))));
            }
        }
    }
    for (key, (fine, _)) in &blocks {
        if !key.starts_with('=') && fine.len() <= LARGEST {
            for (nth, a) in fine.iter().enumerate() {
                out.extend(fine[..nth].iter().filter(|b| *b != a).map(|b| (*a.min(b), *a.max(b))));
            }
        }
    }
    out
}

/// Mentions by their rarest names, or words, that others have too. These know no place and no day: what is read of either can be wrong.
fn by_rarest(mentions: &[Mention<'_>], some: &dyn Fn(&usize) -> bool, of: fn(&Context) -> &Rare) -> FxHashMap<u32, Vec<usize>> {
    let mut all: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (at, mention) in mentions.iter().enumerate().filter(|(at, m)| m.is_event() && some(at)) {
        of(&mention.context).hashes().for_each(|hash| all.entry(hash).or_default().push(at));
    }
    all.retain(|_, with| (2..=LARGEST).contains(&with.len()));
    let mut out: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (at, mention) in mentions.iter().enumerate().filter(|(at, m)| m.is_event() && some(at)) {
        let mut rarest: Vec<(usize, u32)> = of(&mention.context).hashes().filter_map(|hash| Some((all.get(&hash)?.len(), hash))).collect();
        rarest.sort_unstable();
        rarest.truncate(RAREST);
        rarest.iter().for_each(|(_, hash)| out.entry(*hash).or_default().push(at));
    }
    out
}

/// Time keys: days around, months for long intervals, and the month of publication where no day is given.
fn times(mention: &Mention<'_>) -> Vec<i64> {
    match (mention.days, mention.published) {
        (Some((from, to)), _) if to - from <= LONGEST => {
            let room = if mention.certain { AROUND } else { 2 * AROUND };
            // Keys are days; each mention is put under its own days, looked up around them by both sides' room.
            (from - room..=to + room).collect()
        }
        (Some((from, to)), _) => (from.max(to - 400)..=to).step_by(1).collect(),
        (None, Some(day)) => (day - 14..=day + AROUND).collect(),
        (None, None) => vec![i64::MIN],
    }
}

/// Place keys; the flag says that the mention is coarse there.
fn places(mention: &Mention<'_>) -> Vec<(String, bool)> {
    let mut out: Vec<(String, bool)> = mention.names.iter().filter(|n| n.len() >= 3).map(|n| (format!("n:{n}"), false)).collect();
    out.extend(mention.victims.iter().map(|v| (format!("v:{v}"), false)));
    let Some(place) = mention.place else {
        out.push(("=".to_owned(), true));
        return out;
    };
    // By name and not by id: an entry's name is the same in every reading, an id can be missing.
    if let Some(name) = &place.name {
        out.push((format!("i:{name}/{}", place.country.as_deref().unwrap_or("")), false));
    }
    let coarse = mention.precision() >= PlacePrecision::Province;
    if let Some(country) = &place.country {
        if let Some(admin1) = &place.admin1 {
            out.push((format!("a:{country}/{admin1}"), false));
        }
        out.push((format!("=c:{country}"), coarse));
    }
    out
}
