//! How far two mentions agree, field by field, and what each degree of agreement weighs: in hundredths of a bit, after I. P. Fellegi and
//! A. B. Sunter, "A theory for record linkage" (1969). The table of levels is the explanation and is kept; a missing value weighs nothing;
//! two places or two days both precise and apart weigh much against, less where the accounts are alike.

use super::context::Context;
use super::level::{Beside, Compared, Level, Levels};
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
    /// What is compared.
    pub field: Compared,
    /// How far the two agree.
    pub level: Level,
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
pub fn weigh(a: &Mention<'_>, b: &Mention<'_>, kinship: Kinship, levels: &Levels) -> Weights {
    let mut out = Weights::default();
    let mut add = |field: Compared, level: Option<Level>| {
        let Some(level) = level else { return };
        let weight = levels.weight(level);
        out.veto |= level.is_veto();
        out.total += weight;
        out.fields.push(FieldWeight { field, level, weight });
    };
    add(Compared::Field(Field::Kind), Some(kind(a, b)));
    add(Compared::Field(Field::Assertion), assertion(a, b, kinship.reused));
    // Names and words are those of whole reports where both are about it; a mention told beside has few of its own.
    let about = a.about && b.about;
    let (names, words) = (names(&a.context, &b.context).filter(|_| about), words(&a.context, &b.context));
    // One of two readings that contradict each other may be wrong; accounts that are alike say that it is.
    let alike = about && (names.is_some_and(|level| level >= Level::ManyNames) || words.is_some_and(|level| level >= Level::ManyWords));
    let unless_alike = |level: Level| if alike { although_alike(level) } else { level };
    add(Compared::Field(Field::When), when(a, b).map(unless_alike));
    let place = place(a, b).map(unless_alike);
    add(Compared::Field(Field::Where), place);
    add(Compared::Beside(Beside::PlaceNames), place_names(a, b, place));
    for outcome in Outcome::ALL {
        add(Compared::Field(Field::from(*outcome)), toll(a, b, *outcome));
    }
    add(Compared::Field(Field::AllegedResponsible), actors(a, b));
    add(Compared::Field(Field::Victims), (!a.victims.is_disjoint(&b.victims)).then_some(Level::Victim));
    add(Compared::Beside(Beside::Names), names);
    add(Compared::Beside(Beside::Words), words.map(|level| if about { level } else { beside(level) }));
    add(Compared::Beside(Beside::About), about.then_some(Level::BothAbout));
    add(Compared::Field(Field::Attribution), attribution(kinship));
    out
}

/// What a disagreement is called between accounts that are alike.
fn although_alike(level: Level) -> Level {
    match level {
        Level::WeeksApart => Level::WeeksAgainstWords,
        Level::MonthsApart => Level::MonthsAgainstWords,
        Level::PublishedFar => Level::PublishedFarAgainstWords,
        Level::PlacesApart | Level::CountriesApart | Level::ProvincesApart => Level::PlacesAgainstWords,
        other => other,
    }
}

/// What a degree of words in common is called where one of the two is told beside what its report is about.
fn beside(level: Level) -> Level {
    match level {
        Level::NoWords => Level::NoWordsBeside,
        Level::FewWords => Level::FewWordsBeside,
        Level::SomeWords => Level::SomeWordsBeside,
        _ => Level::ManyWordsBeside,
    }
}

fn attribution(kinship: Kinship) -> Option<Level> {
    if kinship.reused { Some(Level::Reused) } else { kinship.translated.then_some(Level::Translated) }
}

fn kind(a: &Mention<'_>, b: &Mention<'_>) -> Level {
    use Family::{Accident, Crowd, Deprivation, Property, Unspecified};
    let (x, y) = (a.family(), b.family());
    let either = |family: Family| x == family || y == family;
    if a.body.kind == b.body.kind {
        if a.is_generic() { Level::SameGeneralKind } else { Level::SameKind }
    } else if either(Unspecified) || (a.is_generic() && b.is_generic()) {
        Level::KindNotSaid
    } else if x == y && from_afar(a.body.kind) != from_afar(b.body.kind) {
        Level::OtherMeans
    } else if x == y {
        Level::SameFamily
    } else if (a.is_generic() || b.is_generic()) && !either(Deprivation) && !either(Crowd) {
        Level::FinerKind
    } else if either(Deprivation) {
        Level::Liberty
    } else if either(Property) || either(Accident) || either(Crowd) {
        Level::OtherClass
    } else {
        Level::OtherFamily
    }
}

/// Whether a strike comes by air or from afar, not from a charge on the spot.
fn from_afar(kind: Kind) -> bool {
    matches!(kind, Kind::AirStrike | Kind::Shelling)
}

fn assertion(a: &Mention<'_>, b: &Mention<'_>, reused: bool) -> Option<Level> {
    use Assertion::Background;
    let (x, y) = (a.body.assertion, b.body.assertion);
    if a.report == b.report {
        Some(Level::OneReport)
    } else if a.is_event() && b.is_event() {
        ((x == Background) != (y == Background)).then_some(Level::History)
    } else {
        (x != y || !reused).then_some(Level::NoEvent)
    }
}

fn when(a: &Mention<'_>, b: &Mention<'_>) -> Option<Level> {
    let (Some(x), Some(y)) = (a.days, b.days) else { return when_unknown(a, b) };
    let gap = days_between(a, b);
    let length = (x.1 - x.0).max(y.1 - y.0);
    let overlap = x.0.max(y.0) <= x.1.min(y.1);
    let certain = a.certain && b.certain;
    Some(if overlap {
        match length {
            0 if certain => Level::SameDay,
            0..=1 => Level::SameNight,
            2..=7 => Level::DaysOverlap,
            8..=31 => Level::WeeksOverlap,
            _ => Level::LongOverlap,
        }
    } else if !certain {
        match gap {
            0..=2 => Level::NearUncertain,
            3..=7 => Level::ApartUncertain,
            _ => Level::FarUncertain,
        }
    } else if length <= 1 || gap > 7 {
        match gap {
            0..=1 => Level::DayApart,
            2..=3 => Level::FewDaysApart,
            4..=30 => Level::WeeksApart,
            _ => Level::MonthsApart,
        }
    } else {
        Level::DaysApart
    })
}

fn when_unknown(a: &Mention<'_>, b: &Mention<'_>) -> Option<Level> {
    // A day that is not given is near publication, or long past: only a great distance says something.
    let near = |m: &Mention<'_>| m.days.map(|d| d.1).or(m.published);
    match near(a).zip(near(b)).map(|(x, y)| (x - y).abs()) {
        Some(gap) if gap > 30 => Some(Level::PublishedFar),
        Some(gap) if gap > 10 => Some(Level::PublishedApart),
        Some(gap) if gap <= 2 => Some(Level::PublishedTogether),
        _ => None,
    }
}

/// Letters of the longest skeleton of a place's name that stands in both.
fn shared_name(a: &Mention<'_>, b: &Mention<'_>) -> usize {
    a.names.intersection(&b.names).map(String::len).max().unwrap_or(0)
}

fn place_names(a: &Mention<'_>, b: &Mention<'_>, place: Option<Level>) -> Option<Level> {
    // One and the same place says its name already.
    if place.is_some_and(|level| matches!(level, Level::SameSettlement | Level::SameArea)) {
        return None;
    }
    match shared_name(a, b) {
        0 => None,
        1..=2 => Some(Level::ShortPlaceName),
        _ => Some(Level::PlaceName),
    }
}

fn place(a: &Mention<'_>, b: &Mention<'_>) -> Option<Level> {
    let named = shared_name(a, b) > 0;
    let (x, y) = (a.place?, b.place?);
    if let (Some(p), Some(q)) = (&x.country, &y.country)
        && p != q
    {
        let fine = |m: &Mention<'_>| m.precision() < PlacePrecision::Province && !m.body.place.near;
        return Some(if fine(a) && fine(b) && !named { Level::CountriesApart } else { Level::TwoCountries });
    }
    let (fine, coarse) = if a.precision() <= b.precision() { ((a, x), (b, y)) } else { ((b, y), (a, x)) };
    if same_entry(x, y) && a.precision() == b.precision() {
        return Some(match a.precision() {
            PlacePrecision::Exact | PlacePrecision::Settlement => Level::SameSettlement,
            PlacePrecision::Area => Level::SameArea,
            PlacePrecision::District => Level::SameDistrict,
            PlacePrecision::Province => Level::SameProvince,
            _ => Level::SameCountry,
        });
    }
    if coarse.0.precision().has_point() {
        return points((a, x), (b, y));
    }
    Some(coarser(fine, coarse, named))
}

/// Whether two places are one gazetteer entry: by id, or by name, division and country where an id is missing.
fn same_entry(x: &Place, y: &Place) -> bool {
    match (&x.id, &y.id) {
        (Some(p), Some(q)) => p == q,
        _ => x.name.is_some() && (&x.name, &x.admin1, &x.country) == (&y.name, &y.admin1, &y.country),
    }
}

/// Kilometres between two places that have points.
fn distance(x: &Place, y: &Place) -> Option<f64> {
    x.lat.zip(x.lon).zip(y.lat.zip(y.lon)).map(|(p, q)| kilometres(p, q))
}

/// Two places that both have a point.
fn points((a, x): (&Mention<'_>, &Place), (b, y): (&Mention<'_>, &Place)) -> Option<Level> {
    if same_entry(x, y) {
        return Some(Level::OtherPrecision);
    }
    let shared = shared_name(a, b);
    let Some(distance) = distance(x, y) else { return (shared == 0).then_some(Level::DistanceUnknown) };
    let vague = |m: &Mention<'_>| m.body.place.near || m.precision() == PlacePrecision::Area;
    let room = if vague(a) || vague(b) { 40.0 } else { 15.0 };
    Some(if distance <= 3.0 {
        Level::Within3
    } else if distance <= room {
        Level::Close
    } else if shared > 2 && distance < 150.0 {
        Level::PlacedApart
    } else {
        Level::PlacesApart
    })
}

/// A place and a coarser one.
fn coarser((fine, x): (&Mention<'_>, &Place), (coarse, y): (&Mention<'_>, &Place), named: bool) -> Level {
    if same_entry(x, y) {
        return Level::OtherPrecision;
    }
    if coarse.precision() >= PlacePrecision::Country {
        return Level::InsideCountry;
    }
    match x.admin1.as_ref().zip(y.admin1.as_ref()) {
        // One village told in two neighbouring provinces is a known case; two far ones are two places.
        Some((p, q)) if p != q && distance(x, y).is_some_and(|km| km > 300.0) && !named => Level::ProvincesApart,
        Some((p, q)) if p != q => Level::TwoProvinces,
        Some(_) if coarse.precision() == PlacePrecision::Province => Level::InsideProvince,
        Some(_) if fine.precision() == PlacePrecision::District && x.id != y.id => Level::TwoDistricts,
        Some(_) => match distance(x, y) {
            Some(km) if km <= 30.0 => Level::InsideDistrict,
            Some(km) if km > 80.0 => Level::FarFromDistrict,
            _ => Level::InsideProvince,
        },
        None => Level::InsideCountry,
    }
}

fn toll(a: &Mention<'_>, b: &Mention<'_>, outcome: Outcome) -> Option<Level> {
    let (x, y) = (a.tolls.get(&outcome)?, b.tolls.get(&outcome)?);
    let overlap = x.0.max(y.0) <= x.1.unwrap_or(u64::MAX).min(y.1.unwrap_or(u64::MAX));
    let (low, high) = (x.0.min(y.0), x.0.max(y.0));
    Some(if x == y && x.0 >= 3 {
        if x.0 >= 10 { Level::SameLargeNumber } else { Level::SameNumber }
    } else if overlap {
        Level::NumbersAgree
    } else if high <= low.saturating_mul(3).max(low + 3) {
        Level::NumbersDiffer
    } else {
        Level::NumbersConflict
    })
}

fn actors(a: &Mention<'_>, b: &Mention<'_>) -> Option<Level> {
    if a.actors.is_empty() || b.actors.is_empty() {
        None
    } else if a.actors.iter().any(|x| b.actors.iter().any(|y| same(x, y))) {
        Some(Level::SameActor)
    } else {
        // Rival accusations are about one event as often as not.
        Some(Level::OtherActor)
    }
}

/// Days from the end of one interval to the beginning of the other; 0 where they overlap or one is not known.
fn days_between(a: &Mention<'_>, b: &Mention<'_>) -> i64 {
    a.days.zip(b.days).map_or(0, |(x, y)| (x.0.max(y.0) - x.1.min(y.1)).max(0))
}

/// Fewer names or words of their own on one side say nothing.
const FEWEST: usize = 3;

fn names(a: &Context, b: &Context) -> Option<Level> {
    if a.names.len().min(b.names.len()) < FEWEST {
        return None;
    }
    Some(match a.names.likeness(&b.names) {
        0.0..0.02 => Level::NoNames,
        0.02..0.08 => Level::FewNames,
        0.08..0.18 => Level::SomeNames,
        0.18..0.32 => Level::ManyNames,
        0.32..0.5 => Level::MostNames,
        _ => Level::AllNames,
    })
}

fn words(a: &Context, b: &Context) -> Option<Level> {
    if a.words.len().min(b.words.len()) < FEWEST {
        return None;
    }
    Some(match a.words.likeness(&b.words) {
        0.0..0.04 => Level::NoWords,
        0.04..0.09 => Level::FewWords,
        0.09..0.16 => Level::SomeWords,
        0.16..0.28 => Level::ManyWords,
        _ => Level::MostWords,
    })
}
