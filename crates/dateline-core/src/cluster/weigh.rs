//! How much two mentions look like one event: a weight per field in hundredths of a bit, after I. P. Fellegi and
//! A. B. Sunter, "A theory for record linkage" (1969). The table of levels is the explanation and is kept; a missing
//! value weighs nothing; two places or two days both precise and apart are a veto.

use super::mention::Mention;
use crate::incident::{Assertion, Family, Kind};
use crate::lineage::names::same;
use crate::number::kilometres;
use crate::place::{Place, PlacePrecision};
use crate::records::Field;
use crate::toll::Outcome;
use serde::Serialize;

/// One line of a pair's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldWeight {
    /// Which field; `attribution` for what lineage says.
    pub field: Field,
    /// How far the two agree, in words.
    pub level: &'static str,
    /// Hundredths of a bit: positive for the same event, negative against.
    pub weight: i32,
}

/// A pair's table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Weights {
    /// Fields that say something, in the vocabulary's order.
    pub fields: Vec<FieldWeight>,
    /// Their sum, in hundredths of a bit.
    pub total: i32,
    /// Whether a field rules out that the two are one event.
    pub veto: bool,
}

/// A level that rules the pair out.
const VETO: i32 = i32::MIN;

impl Weights {
    fn add(&mut self, field: Field, (level, weight): (&'static str, i32)) {
        if weight == VETO {
            self.veto = true;
            self.fields.push(FieldWeight { field, level, weight: -2000 });
            self.total -= 2000;
        } else if weight != 0 || !level.is_empty() {
            self.fields.push(FieldWeight { field, level, weight });
            self.total += weight;
        }
    }
}

/// What lineage says of a pair before anything is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinship {
    /// Both triggers stand in one reused passage.
    pub reused: bool,
    /// One report credits the other's outlet from another language.
    pub translated: bool,
}

/// Compares two mentions.
#[must_use]
pub fn weigh(a: &Mention<'_>, b: &Mention<'_>, kinship: Kinship) -> Weights {
    let reused = kinship.reused;
    let mut out = Weights::default();
    out.add(Field::Kind, kind(a, b));
    out.add(Field::Assertion, assertion(a, b, reused));
    out.add(Field::When, when(a, b));
    out.add(Field::Where, place(a, b));
    for outcome in Outcome::ALL {
        out.add(Field::from(*outcome), toll(a, b, *outcome));
    }
    out.add(Field::AllegedResponsible, actors(a, b));
    if !a.victims.is_disjoint(&b.victims) {
        out.add(Field::Victims, ("a victim's name in both", 500));
    }
    if reused {
        out.add(Field::Attribution, ("told in the same passage", 600));
    } else if kinship.translated {
        out.add(Field::Attribution, ("credited from another language", 250));
    }
    out
}

fn kind(a: &Mention<'_>, b: &Mention<'_>) -> (&'static str, i32) {
    use Family::{Accident, Crowd, Deprivation, Property, Unspecified};
    let (x, y) = (a.family(), b.family());
    let either = |family: Family| x == family || y == family;
    if a.body.kind == b.body.kind {
        if a.is_generic() { ("same general kind", 120) } else { ("same kind", 220) }
    } else if either(Unspecified) || (a.is_generic() && b.is_generic()) {
        ("kind not said by one", 0)
    } else if x == y && from_afar(a.body.kind) != from_afar(b.body.kind) {
        ("other means of one family", -150)
    } else if x == y {
        ("same family of kinds", 80)
    } else if (a.is_generic() || b.is_generic()) && !either(Deprivation) && !either(Crowd) {
        ("general kind beside a finer one", 0)
    } else if either(Deprivation) {
        ("taking of liberty beside another kind", -700)
    } else if either(Property) || either(Accident) || either(Crowd) {
        ("other family of kinds", -450)
    } else {
        ("other family of kinds", -250)
    }
}

/// Whether a strike comes by air or from afar, not from a charge on the spot.
fn from_afar(kind: Kind) -> bool {
    matches!(kind, Kind::AirStrike | Kind::Shelling)
}

fn assertion(a: &Mention<'_>, b: &Mention<'_>, reused: bool) -> (&'static str, i32) {
    use Assertion::Background;
    let (x, y) = (a.body.assertion, b.body.assertion);
    if a.report == b.report {
        ("two mentions of one report", VETO)
    } else if a.is_event() && b.is_event() {
        if (x == Background) == (y == Background) { ("", 0) } else { ("history in one of them", -150) }
    } else if x == y && reused {
        ("", 0)
    } else {
        ("no single event in one of them", VETO)
    }
}

fn when(a: &Mention<'_>, b: &Mention<'_>) -> (&'static str, i32) {
    let (Some(x), Some(y)) = (a.days, b.days) else { return when_unknown(a, b) };
    let gap = (x.0.max(y.0) - x.1.min(y.1)).max(0);
    let length = (x.1 - x.0).max(y.1 - y.0);
    let overlap = x.0.max(y.0) <= x.1.min(y.1);
    let certain = a.certain && b.certain;
    if overlap {
        return match length {
            0 if certain => ("same day", 350),
            0..=1 => ("same day or night", 280),
            2..=7 => ("days overlap", 180),
            8..=31 => ("weeks overlap", 80),
            _ => ("long intervals overlap", 20),
        };
    }
    if !certain {
        return match gap {
            0..=2 => ("days apart, one of them uncertain", 60),
            3..=7 => ("days apart, one of them uncertain", -150),
            _ => ("far apart in time, one of them uncertain", -700),
        };
    }
    if length <= 1 || gap > 7 { ("two days, both precise and apart", VETO) } else { ("days apart", -350) }
}

fn when_unknown(a: &Mention<'_>, b: &Mention<'_>) -> (&'static str, i32) {
    // A day that is not given is near publication, or long past: only a great distance says something.
    let near = |m: &Mention<'_>| m.days.map(|d| d.1).or(m.published);
    match near(a).zip(near(b)).map(|(x, y)| (x - y).abs()) {
        Some(gap) if gap > 30 => ("published far apart, day not said", -450),
        Some(gap) if gap > 10 => ("published apart, day not said", -200),
        Some(gap) if gap <= 2 => ("published together, day not said", 60),
        _ => ("", 0),
    }
}

fn place(a: &Mention<'_>, b: &Mention<'_>) -> (&'static str, i32) {
    let shared = a.names.intersection(&b.names).map(String::len).max().unwrap_or(0);
    let named = match shared {
        0 => 0,
        1..=2 => 200,
        _ => 320,
    };
    let (Some(x), Some(y)) = (a.place, b.place) else {
        return if shared > 0 { ("a place's name in both", named + 100) } else { ("", 0) };
    };
    if let (Some(p), Some(q)) = (&x.country, &y.country)
        && p != q
    {
        let fine = |m: &Mention<'_>| m.precision() < PlacePrecision::Province && !m.body.place.near;
        return if fine(a) && fine(b) && named == 0 { ("two countries", VETO) } else { ("two countries", named - 700) };
    }
    let (fine, coarse) = if a.precision() <= b.precision() { ((a, x), (b, y)) } else { ((b, y), (a, x)) };
    if same_entry(x, y) && a.precision() == b.precision() {
        return match a.precision() {
            PlacePrecision::Exact | PlacePrecision::Settlement => ("same settlement", 500),
            PlacePrecision::Area => ("same area", 420),
            PlacePrecision::District => ("same district", 380 + named / 2),
            PlacePrecision::Province => ("same province", 200 + named),
            _ => ("same country", 40 + named),
        };
    }
    if coarse.0.precision().has_point() {
        return points((a, x), (b, y), named);
    }
    coarser(fine, coarse, named)
}

/// Whether two places are one gazetteer entry: by id, or by name, division and country where an id is missing.
fn same_entry(x: &Place, y: &Place) -> bool {
    match (&x.id, &y.id) {
        (Some(p), Some(q)) => p == q,
        _ => x.name.is_some() && (&x.name, &x.admin1, &x.country) == (&y.name, &y.admin1, &y.country),
    }
}

/// Two places that both have a point.
fn points((a, x): (&Mention<'_>, &Place), (b, y): (&Mention<'_>, &Place), named: i32) -> (&'static str, i32) {
    if same_entry(x, y) {
        return ("same place, told with other precision", 380 + named / 4);
    }
    let point = |p: &Place| p.lat.zip(p.lon);
    let Some(distance) = point(x).zip(point(y)).map(|(p, q)| kilometres(p, q)) else {
        return if named > 0 { ("a place's name in both", named) } else { ("two places, distance not known", -300) };
    };
    let vague = |m: &Mention<'_>| m.body.place.near || m.precision() == PlacePrecision::Area;
    let room = if vague(a) || vague(b) { 40.0 } else { 15.0 };
    if distance <= 3.0 {
        ("within 3 km", 420)
    } else if distance <= room {
        ("close to each other", 120 + named / 2)
    } else if named >= 300 && distance < 150.0 {
        ("one name, placed apart", -100)
    } else {
        ("two places, both precise and apart", VETO)
    }
}

/// A place and a coarser one.
fn coarser((fine, x): (&Mention<'_>, &Place), (coarse, y): (&Mention<'_>, &Place), named: i32) -> (&'static str, i32) {
    if same_entry(x, y) {
        return ("same place, told with other precision", 300 + named / 2);
    }
    if coarse.precision() >= PlacePrecision::Country {
        return ("inside the same country", 30 + named);
    }
    let provinces = x.admin1.as_ref().zip(y.admin1.as_ref());
    match provinces {
        Some((p, q)) if p != q => {
            let distance = x.lat.zip(x.lon).zip(y.lat.zip(y.lon)).map(|(p, q)| kilometres(p, q));
            // One village told in two neighbouring provinces is a known case; two far ones are two places.
            if distance.is_some_and(|km| km > 300.0) && named == 0 {
                ("two provinces far apart", VETO)
            } else {
                ("two provinces", named - 300)
            }
        }
        Some(_) if coarse.precision() == PlacePrecision::Province => ("inside the same province", 130 + named),
        Some(_) if fine.precision() == PlacePrecision::District && x.id != y.id => ("two districts of one province", named - 150),
        Some(_) => {
            let distance = x.lat.zip(x.lon).zip(y.lat.zip(y.lon)).map(|(p, q)| kilometres(p, q));
            match distance {
                Some(km) if km <= 30.0 => ("inside or beside the same district", 220 + named / 2),
                Some(km) if km > 80.0 => ("far from the district", named - 250),
                _ => ("inside the same province", 80 + named),
            }
        }
        None => ("inside the same country", named),
    }
}

fn toll(a: &Mention<'_>, b: &Mention<'_>, outcome: Outcome) -> (&'static str, i32) {
    let (Some(x), Some(y)) = (a.tolls.get(&outcome), b.tolls.get(&outcome)) else { return ("", 0) };
    let overlap = x.0.max(y.0) <= x.1.unwrap_or(u64::MAX).min(y.1.unwrap_or(u64::MAX));
    let (low, high) = (x.0.min(y.0), x.0.max(y.0));
    if x == y && x.0 >= 3 {
        ("same number", if x.0 >= 10 { 160 } else { 110 })
    } else if overlap {
        ("numbers agree", 60)
    } else if high <= low.saturating_mul(3).max(low + 3) {
        ("numbers differ as tolls do", -20)
    } else {
        ("numbers in conflict", -130)
    }
}

fn actors(a: &Mention<'_>, b: &Mention<'_>) -> (&'static str, i32) {
    if a.actors.is_empty() || b.actors.is_empty() {
        ("", 0)
    } else if a.actors.iter().any(|x| b.actors.iter().any(|y| same(x, y))) {
        ("same name alleged responsible", 130)
    } else {
        // Rival accusations are about one event as often as not.
        ("other name alleged responsible", -30)
    }
}
