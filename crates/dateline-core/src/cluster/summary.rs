//! What an incident is by all its mentions together: kind, when, where and toll, derived from its statements. The
//! newest edition of an address counts; a value that an analyst rejected does not.

use super::mention::Mention;
use crate::incident::Kind;
use crate::lineage::held::days;
use crate::place::PlacePrecision;
use crate::records::{Field, PlaceValue, ReportSpan, TollRecord, Value, WhenValue, WhereRecord};
use crate::time::TimePrecision;
use crate::toll::{Outcome, Who};
use std::collections::BTreeMap;

/// A statement that counts, as the summary sees it.
#[derive(Debug, Clone)]
pub struct Counted<'a> {
    /// Which field.
    pub field: Field,
    /// The value.
    pub value: &'a Value,
    /// Whether it is part of another count.
    pub subset: bool,
    /// Whether its day is certain.
    pub certain: bool,
    /// Whether an analyst gave it.
    pub analyst: bool,
}

/// The kind that most mentions give; among equals the more telling, then the vocabulary's first.
#[must_use]
pub fn kind(mentions: &[&Mention<'_>], counted: &[Counted<'_>]) -> Kind {
    let words = |c: &Counted<'_>| match c.value {
        Value::Words(word) if c.field == Field::Kind => Kind::from_word(word),
        _ => None,
    };
    if let Some(kind) = counted.iter().filter(|c| c.analyst).filter_map(words).next_back() {
        return kind;
    }
    let mut votes: BTreeMap<Kind, usize> = BTreeMap::new();
    for kind in counted.iter().filter_map(words) {
        // A general word agrees with every finer one and so decides nothing while there is one.
        *votes.entry(kind).or_default() += if matches!(kind, Kind::Unspecified) { 0 } else { 2 };
    }
    let finer = votes.keys().any(|k| !matches!(k, Kind::Attack | Kind::Unspecified));
    let best = votes.into_iter().filter(|(k, _)| !finer || !matches!(k, Kind::Attack | Kind::Unspecified));
    let best = best.max_by_key(|(kind, votes)| (*votes, std::cmp::Reverse(*kind))).map(|(kind, _)| kind);
    best.or_else(|| mentions.first().map(|m| m.body.kind)).unwrap_or(Kind::Unspecified)
}

/// When: the days that all certain values have in common, else the most supported ones' envelope.
#[must_use]
pub fn when(counted: &[Counted<'_>]) -> WhenValue {
    let unknown = WhenValue { edtf: None, from: None, to: None, precision: TimePrecision::Unknown };
    let all: Vec<(&WhenValue, bool, bool)> = counted
        .iter()
        .filter_map(|c| match c.value {
            Value::When(when) => Some((when, c.certain, c.analyst)),
            _ => None,
        })
        .collect();
    if let Some((when, _, _)) = all.iter().rev().find(|(_, _, analyst)| *analyst) {
        return (*when).clone();
    }
    let dated: Vec<(&WhenValue, i64, i64, bool)> =
        all.iter().filter_map(|(w, certain, _)| Some((*w, days(w.from.as_deref()?)?, days(w.to.as_deref()?)?, *certain))).collect();
    if dated.is_empty() {
        return all.first().map_or(unknown, |(w, _, _)| (*w).clone());
    }
    let certain: Vec<_> = dated.iter().filter(|d| d.3).collect();
    let pool: Vec<_> = if certain.is_empty() { dated.iter().collect() } else { certain };
    // Support of a value: how many values lie in or around it. The finest among the best supported wins.
    let support = |d: &(&WhenValue, i64, i64, bool)| pool.iter().filter(|o| o.1 <= d.2 && d.1 <= o.2).count();
    let best = pool.iter().max_by_key(|d| {
        (
            support(d),
            std::cmp::Reverse(d.2 - d.1),
            std::cmp::Reverse(d.0.precision),
            std::cmp::Reverse(d.1),
            std::cmp::Reverse(d.0.edtf.clone()),
        )
    });
    let Some(best) = best else { return unknown };
    let apart: Vec<_> = pool.iter().filter(|o| o.1 > best.2 || best.1 > o.2).collect();
    if apart.is_empty() || support(best) > apart.len() {
        return best.0.clone();
    }
    let from = pool.iter().map(|d| d.1).min().unwrap_or(best.1);
    let to = pool.iter().map(|d| d.2).max().unwrap_or(best.2);
    let (from, to) = (crate::lineage::held::date(from), crate::lineage::held::date(to));
    WhenValue { edtf: Some(format!("{from}/{to}")), from: Some(from), to: Some(to), precision: TimePrecision::Day }
}

/// Where: the finest place that the mentions agree on; where two exclude each other, what holds both.
#[must_use]
pub fn place(counted: &[Counted<'_>], names: Vec<ReportSpan>) -> WhereRecord {
    let mut all: Vec<(&PlaceValue, bool)> = counted
        .iter()
        .filter_map(|c| match c.value {
            Value::Place(place) => Some((place, c.analyst)),
            _ => None,
        })
        .collect();
    let mut record = WhereRecord {
        id: None,
        name: None,
        country: None,
        admin1: None,
        names,
        precision: PlacePrecision::Unresolved,
        near: false,
        lat: None,
        lon: None,
    };
    if let Some((chosen, _)) = all.iter().rev().find(|(_, analyst)| *analyst) {
        let same = all.iter().find(|(p, analyst)| !analyst && p.id == chosen.id).map_or(*chosen, |(p, _)| p);
        return fill(record, same);
    }
    all.retain(|(p, _)| p.precision != PlacePrecision::Unresolved);
    let Some(finest) = finest(&all) else { return record };
    let excluded = |p: &PlaceValue| {
        let provinces =
            p.admin1.is_some() && finest.admin1.is_some() && p.admin1 != finest.admin1 && p.precision <= PlacePrecision::Province;
        let countries = p.country.is_some() && finest.country.is_some() && p.country != finest.country;
        provinces || countries
    };
    let against = all.iter().filter(|(p, _)| excluded(p)).count();
    let for_it = all.iter().filter(|(p, _)| p.precision <= PlacePrecision::Province && !excluded(p)).count();
    if against == 0 || (finest.precision <= PlacePrecision::District && for_it > 2 * against) {
        return fill(record, finest);
    }
    let countries: std::collections::BTreeSet<&String> = all.iter().filter_map(|(p, _)| p.country.as_ref()).collect();
    if countries.len() == 1 {
        record.country = countries.into_iter().next().cloned();
        record.precision = PlacePrecision::Country;
        if let Some((country, _)) = all.iter().find(|(p, _)| p.precision == PlacePrecision::Country) {
            record.id.clone_from(&country.id);
            record.name.clone_from(&country.name);
        }
    }
    record
}

/// The finest place; among equally fine ones the most frequent, then the least id.
fn finest<'a>(all: &[(&'a PlaceValue, bool)]) -> Option<&'a PlaceValue> {
    let frequency = |place: &PlaceValue| all.iter().filter(|(p, _)| p.id == place.id).count();
    let best = all.iter().map(|(p, _)| *p);
    best.min_by_key(|p| (p.precision, p.near, std::cmp::Reverse(frequency(p)), p.id.clone()))
}

fn fill(mut record: WhereRecord, place: &PlaceValue) -> WhereRecord {
    record.id.clone_from(&place.id);
    record.name.clone_from(&place.name);
    record.country.clone_from(&place.country);
    record.admin1.clone_from(&place.admin1);
    record.precision = place.precision;
    record.near = place.near;
    (record.lat, record.lon) = (place.lat, place.lon);
    record
}

/// Tolls per outcome and who: the envelope from the least minimum to the greatest maximum, null where one of them is
/// open. Totals that do not say who join those that do; a part of a total stands by itself and is never added.
#[must_use]
pub fn toll(counted: &[Counted<'_>]) -> Vec<TollRecord> {
    let mut out = Vec::new();
    for outcome in Outcome::ALL {
        let field = Field::from(*outcome);
        let of_field: Vec<(&crate::records::TollValue, bool, bool)> = counted
            .iter()
            .filter(|c| c.field == field)
            .filter_map(|c| match c.value {
                Value::Toll(toll) => Some((toll, c.subset, c.analyst)),
                _ => None,
            })
            .collect();
        let analyst = of_field.iter().any(|(_, _, analyst)| *analyst);
        let mut groups: BTreeMap<(bool, Who), Vec<Range>> = BTreeMap::new();
        let totals: Vec<Who> = of_field.iter().filter(|(_, subset, _)| !subset).map(|(t, _, _)| t.who).collect();
        let joined = joined(&totals);
        for (toll, subset, by_analyst) in of_field {
            if (toll.min.is_none() && toll.max.is_none()) || (analyst && !by_analyst && !subset) {
                continue;
            }
            // A part of whom nobody says who they are adds nothing to the total.
            if subset && is_open(toll.who) && !totals.is_empty() {
                continue;
            }
            let who = if !subset && !analyst && is_open(toll.who) { joined.unwrap_or(toll.who) } else { toll.who };
            groups.entry((subset, who)).or_default().push((toll.min, toll.max));
        }
        let groups: BTreeMap<(bool, Who), Range> = groups.into_iter().map(|(key, ranges)| (key, envelope(&ranges))).collect();
        for ((subset, who), (min, max)) in &groups {
            if *subset && groups.contains_key(&(false, *who)) {
                continue;
            }
            if min.is_some() || max.is_some() {
                out.push(TollRecord { outcome: *outcome, who: *who, min: *min, max: *max });
            }
        }
    }
    out
}

/// Least and greatest number; null where open.
type Range = (Option<u64>, Option<u64>);

/// From the least minimum to the greatest maximum. "At least 14" beside "21" is open no more; words that only say
/// "some" (a minimum of 1 or 2, no maximum) give way to any number.
fn envelope(ranges: &[Range]) -> Range {
    let vague = |(min, max): &Range| max.is_none() && min.is_none_or(|m| m <= 2);
    let telling: Vec<Range> = ranges.iter().copied().filter(|r| !vague(r)).collect();
    let ranges = if telling.is_empty() { ranges.to_vec() } else { telling };
    let greatest = ranges.iter().filter_map(|r| r.1).max();
    let open = ranges.iter().any(|(min, max)| max.is_none() && min.is_none_or(|m| greatest.is_none_or(|g| g < m)));
    let min = ranges.iter().map(|r| r.0).reduce(|a, b| a.zip(b).map(|(a, b)| a.min(b))).flatten();
    (min, greatest.filter(|_| !open))
}

fn is_open(who: Who) -> bool {
    matches!(who, Who::Unknown | Who::Civilian | Who::Mixed)
}

/// Which group totals of civilians, of mixed people and of people not said form together: the one that is named most.
fn joined(totals: &[Who]) -> Option<Who> {
    let count = |who: Who| totals.iter().filter(|w| **w == who).count();
    let open = [Who::Unknown, Who::Civilian, Who::Mixed];
    let named: Vec<Who> = open.into_iter().filter(|w| count(*w) > 0).collect();
    match named.as_slice() {
        [] | [_] => None,
        _ if named.contains(&Who::Mixed) => Some(Who::Mixed),
        _ => named.iter().copied().max_by_key(|w| (count(*w), *w == Who::Civilian)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelopes_keep_conflicts_and_close_what_a_number_closes() {
        assert_eq!(envelope(&[(Some(13), None), (Some(9), Some(9))]), (Some(9), None));
        assert_eq!(envelope(&[(Some(14), None), (Some(14), Some(14)), (Some(21), Some(21))]), (Some(14), Some(21)));
        assert_eq!(envelope(&[(Some(2), None), (Some(41), None)]), (Some(41), None));
        assert_eq!(envelope(&[(Some(2), None)]), (Some(2), None));
        assert_eq!(envelope(&[(None, Some(20)), (Some(3), Some(5))]), (None, Some(20)));
    }
}
