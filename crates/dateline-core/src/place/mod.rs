//! Places: which words name a place, and which gazetteer entry they mean, never finer than text and gazetteer support.

mod cases;
pub mod gazetteer;
pub mod import;
pub mod key;
pub mod lexicon;
mod mention;
mod other;
pub mod pack;
mod plain;
mod recognise;
mod resolve;
pub mod sound;
mod unlisted;

pub use gazetteer::{Entry, EntryRef, Gazetteer, Hit};
pub use lexicon::Lexicon;
pub use pack::{EntryKind, Pack};

use crate::number::{Degrees, Score};
use crate::report::Report;
use crate::segment::Segments;
use crate::text::Span;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// How a place's name is used.
    PlaceUse {
        /// A location.
        Literal = "literal",
        /// The place stands for who acts there.
        Metonym = "metonym",
        /// An adjective or people.
        Demonym = "demonym",
        /// Part of a dateline.
        Dateline = "dateline",
    }
}

vocabulary! {
    /// How fine a place is known, finest first.
    PlacePrecision {
        /// A point named by the text.
        Exact = "exact",
        /// A town, village or quarter.
        Settlement = "settlement",
        /// A natural or vague area.
        Area = "area",
        /// Second-level division or finer.
        District = "district",
        /// First-level division.
        Province = "province",
        /// Country.
        Country = "country",
        /// Not in the gazetteer, or not decidable.
        Unresolved = "unresolved",
    }
}

impl PlacePrecision {
    /// Whether an incident of this precision may carry a point.
    #[must_use]
    pub fn has_point(self) -> bool {
        matches!(self, Self::Exact | Self::Settlement | Self::Area)
    }
}

/// A gazetteer entry that was considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Gazetteer, colon, the gazetteer's own id, such as `gn:170794`.
    pub id: String,
    /// The entry's main name.
    pub name: String,
    /// Latitude of its centre.
    pub lat: Degrees,
    /// Longitude of its centre.
    pub lon: Degrees,
    /// Probability.
    pub score: Score,
}

/// One mention of a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place<S = Span> {
    /// The place's words, without "village", "province" and the like unless part of the name.
    pub span: S,
    /// How the name is used.
    #[serde(rename = "use")]
    pub usage: PlaceUse,
    /// Gazetteer entry; null where not resolved.
    pub id: Option<String>,
    /// The entry's main name.
    pub name: Option<String>,
    /// How fine it is known.
    pub precision: PlacePrecision,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Name of the first-level division that holds the place or is it.
    pub admin1: Option<String>,
    /// Latitude of the entry's centre, whatever its size.
    pub lat: Option<Degrees>,
    /// Longitude of the entry's centre.
    pub lon: Option<Degrees>,
    /// Entries considered, the chosen one among them, best first, at most 10.
    pub candidates: Vec<Candidate>,
}

impl<S> Place<S> {
    /// The same with another kind of span.
    pub fn map<T>(self, f: &mut impl FnMut(S) -> T) -> Place<T> {
        Place {
            span: f(self.span),
            usage: self.usage,
            id: self.id,
            name: self.name,
            precision: self.precision,
            country: self.country,
            admin1: self.admin1,
            lat: self.lat,
            lon: self.lon,
            candidates: self.candidates,
        }
    }
}

/// Finds and resolves the places that a report names, in text order.
#[must_use]
pub fn recognise(report: &Report, segments: &Segments<'_>, gazetteer: &Gazetteer, lexicon: &Lexicon) -> Vec<Place> {
    recognise::places(report, segments, gazetteer, lexicon)
}

/// Resolves names that something else has found, such as an encoder or a hand; those that stand in no sentence are left out.
#[must_use]
pub fn resolve(report: &Report, segments: &Segments<'_>, gazetteer: &Gazetteer, lexicon: &Lexicon, spans: &[Span]) -> Vec<Place> {
    recognise::resolve(report, segments, gazetteer, lexicon, spans)
}

/// Every entry that words may name, by the gazetteer's names and the listed ones, whatever stands around them.
#[must_use]
pub fn meanings(words: &str, gazetteer: &Gazetteer, lexicon: &Lexicon) -> Vec<EntryRef> {
    let entry_of = |place: &str| if place.contains(':') { gazetteer.find(place) } else { gazetteer.country(place) };
    let listed = lexicon.names.get(words).copied().into_iter();
    let people = lexicon.demonyms.get(words).into_iter().flatten().map(|demonym| demonym.place);
    listed.chain(people).filter_map(entry_of).chain(gazetteer.lookup(words).into_iter().map(|hit| hit.entry)).collect()
}

/// Index of the finest place inside the report's dateline.
#[must_use]
pub fn dateline_place(report: &Report, places: &[Place]) -> Option<usize> {
    let dateline = report.dateline?;
    let inside = places.iter().enumerate().filter(|(_, p)| dateline.contains(p.span));
    inside.min_by_key(|(_, p)| p.precision).map(|(at, _)| at)
}

/// The bundled gazetteer and lexicon, opened once for all tests.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
pub(crate) mod tests_support {
    use super::*;
    use crate::report::tests_support::report_of;
    use crate::segment::{Abbreviations, segment};
    use std::sync::OnceLock;

    /// The bundled gazetteer, lexicon and abbreviations.
    pub(crate) fn bundled() -> &'static (Gazetteer, Lexicon, Abbreviations) {
        static BUNDLED: OnceLock<(Gazetteer, Lexicon, Abbreviations)> = OnceLock::new();
        BUNDLED.get_or_init(|| (Gazetteer::bundled().unwrap(), Lexicon::bundled().unwrap(), Abbreviations::bundled().unwrap()))
    }

    /// The places of a report.
    pub(crate) fn places_of(report: &Report) -> Vec<Place> {
        let (gazetteer, lexicon, abbreviations) = bundled();
        recognise(report, &segment(report, abbreviations), gazetteer, lexicon)
    }

    /// The places of one line of body text in a language.
    pub(crate) fn places_in(language: &str, line: &str) -> Vec<Place> {
        places_of(&Report { language: Some(language.to_owned()), ..report_of(&[line]) })
    }

    /// The places of one line of body text.
    pub(crate) fn places(line: &str) -> Vec<Place> {
        places_of(&report_of(&[line]))
    }
}

#[cfg(test)]
mod tests;
