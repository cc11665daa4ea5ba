//! Incident mentions: one report's account of an event of harm or force, with what it says of it and through whom.

use crate::claim::{Claim, Stance};
use crate::number::{Degrees, Score};
use crate::place::{Place, PlacePrecision};
use crate::report::Report;
use crate::segment::Segments;
use crate::text::Span;
use crate::time::{Time, TimePrecision};
use crate::toll::Count;
use serde::{Deserialize, Serialize};

mod actor;
mod context;
mod day;
mod event;
mod forms;
mod harm;
mod hit;
mod kinds;
mod lexicon;
mod means;
mod mention;
mod names;
mod other;
mod pattern;
mod phrase;
mod setting;
mod victim;
mod voice;

pub use kinds::{KindNames, kind_names};
pub use lexicon::Lexicon;

vocabulary! {
    /// Kind of event as the words say it, never finer.
    Kind {
        /// ACLED: Air/drone strike.
        AirStrike = "air_strike",
        /// ACLED: Shelling/artillery/missile attack.
        Shelling = "shelling",
        /// ACLED: Remote explosive/landmine/IED.
        Bombing = "bombing",
        /// ACLED: Suicide bomb.
        SuicideBombing = "suicide_bombing",
        /// ACLED: Grenade.
        Grenade = "grenade",
        /// ACLED: Chemical weapon.
        Chemical = "chemical",
        /// ACLED: Armed clash.
        Clash = "clash",
        /// ACLED: Attack, by shots.
        Shooting = "shooting",
        /// ACLED: Attack.
        Attack = "attack",
        /// ACLED: Sexual violence.
        SexualViolence = "sexual_violence",
        /// ACLED: Abduction/forced disappearance.
        Abduction = "abduction",
        /// ACLED: Attack, of people in custody.
        Execution = "execution",
        /// ACLED: Arrests.
        Arrest = "arrest",
        /// ACLED: Mob violence.
        MobViolence = "mob_violence",
        /// ACLED: Looting/property destruction.
        PropertyDestruction = "property_destruction",
        /// ACLED: Peaceful protest.
        Protest = "protest",
        /// ACLED: Excessive force against protesters.
        ForceAgainstProtesters = "force_against_protesters",
        /// Harm that nobody intended.
        Accident = "accident",
        /// The words do not say.
        Unspecified = "unspecified",
    }
}

vocabulary! {
    /// Families of kinds, for matching across reports.
    Family {
        /// Explosives and fire from afar.
        Strike = "strike",
        /// Violence by people on the spot.
        Ground = "ground",
        /// Taking of liberty.
        Deprivation = "deprivation",
        /// Crowds.
        Crowd = "crowd",
        /// Property.
        Property = "property",
        /// Accidents.
        Accident = "accident",
        /// Compatible with every other.
        Unspecified = "unspecified",
    }
}

impl Kind {
    /// The family a kind belongs to.
    #[must_use]
    pub fn family(self) -> Family {
        match self {
            Self::AirStrike | Self::Shelling | Self::Bombing | Self::SuicideBombing | Self::Grenade | Self::Chemical => Family::Strike,
            Self::Clash | Self::Shooting | Self::Attack | Self::Execution | Self::SexualViolence => Family::Ground,
            Self::Abduction | Self::Arrest => Family::Deprivation,
            Self::Protest | Self::ForceAgainstProtesters | Self::MobViolence => Family::Crowd,
            Self::PropertyDestruction => Family::Property,
            Self::Accident => Family::Accident,
            Self::Unspecified => Family::Unspecified,
        }
    }
}

vocabulary! {
    /// In which way an event is told; only asserted and attempted ones are ever counted.
    Assertion {
        /// As having happened.
        Asserted = "asserted",
        /// As tried and failed.
        Attempted = "attempted",
        /// As a threat.
        Threatened = "threatened",
        /// As a plan.
        Planned = "planned",
        /// As not having happened.
        Denied = "denied",
        /// As a possibility.
        Hypothetical = "hypothetical",
        /// As something that keeps happening.
        Pattern = "pattern",
        /// As history.
        Background = "background",
    }
}

vocabulary! {
    /// Which part of an incident a claim speaks about.
    About {
        /// That it happened.
        Event = "event",
        /// Who is responsible.
        Responsible = "responsible",
        /// How many were harmed.
        Toll = "toll",
        /// When.
        Time = "time",
        /// Where.
        Place = "place",
    }
}

/// When an event is said to have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// Index into times of the expression used.
    pub time: Option<usize>,
    /// Extended Date/Time Format.
    pub edtf: Option<String>,
    /// First calendar day, inclusive.
    pub from: Option<String>,
    /// Last calendar day, inclusive.
    pub to: Option<String>,
    /// How fine it is known.
    pub precision: TimePrecision,
}

impl When {
    /// The report does not say.
    pub const UNKNOWN: Self = Self { time: None, edtf: None, from: None, to: None, precision: TimePrecision::Unknown };
}

/// Where an event is said to have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Where<S = Span> {
    /// Index into places of the finest place that is resolved.
    pub place: Option<usize>,
    /// All words that say where, finest first, unresolved ones too.
    pub names: Vec<S>,
    /// How fine it is known.
    pub precision: PlacePrecision,
    /// Whether the words put the event near the place, not in it.
    pub near: bool,
    /// Latitude, for exact, settlement and area only.
    pub lat: Option<Degrees>,
    /// Longitude, likewise.
    pub lon: Option<Degrees>,
}

/// A count that belongs to an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TollEntry {
    /// Index into counts; never a cumulative one.
    pub count: usize,
    /// Index into claims of who gives it; null for the report's own voice.
    pub claim: Option<usize>,
}

/// Somebody alleged to be responsible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsible<S = Span> {
    /// The words that name them.
    pub span: S,
    /// Resolved name without article; null where the words name nobody in particular.
    pub name: Option<String>,
    /// Index into claims of who alleges it; null for the report's own voice.
    pub claim: Option<usize>,
}

/// A part of an incident that comes through somebody's mouth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentClaim {
    /// Index into claims.
    pub claim: usize,
    /// Which part it speaks about.
    pub about: About,
    /// What the claim does with this part.
    pub stance: Stance,
}

/// One report's account of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentMention<S = Span> {
    /// Kind of event.
    pub kind: Kind,
    /// The word or phrase that names it.
    pub trigger: S,
    /// Whether the report is about it.
    pub main: bool,
    /// In which way it is told.
    pub assertion: Assertion,
    /// When.
    pub when: When,
    /// Where.
    #[serde(rename = "where")]
    pub place: Where<S>,
    /// Its counts, in the order of counts.
    pub toll: Vec<TollEntry>,
    /// Who is alleged to be responsible.
    pub alleged_responsible: Vec<Responsible<S>>,
    /// Words that name or describe those harmed.
    pub victims: Vec<S>,
    /// Words for the means.
    pub weapon: Vec<S>,
    /// Words for what was hit or aimed at.
    pub target: Vec<S>,
    /// Through whose mouth each part comes; empty means the report's own voice.
    pub claims: Vec<IncidentClaim>,
    /// Probability that the mention is what kind and assertion say.
    pub confidence: Score,
}

impl<S> IncidentMention<S> {
    /// The same with another kind of span.
    pub fn map<T>(self, f: &mut impl FnMut(S) -> T) -> IncidentMention<T> {
        let place = Where {
            place: self.place.place,
            names: self.place.names.into_iter().map(&mut *f).collect(),
            precision: self.place.precision,
            near: self.place.near,
            lat: self.place.lat,
            lon: self.place.lon,
        };
        let responsible = |r: Responsible<S>, f: &mut dyn FnMut(S) -> T| Responsible { span: f(r.span), name: r.name, claim: r.claim };
        IncidentMention {
            kind: self.kind,
            trigger: f(self.trigger),
            main: self.main,
            assertion: self.assertion,
            when: self.when,
            place,
            toll: self.toll,
            alleged_responsible: self.alleged_responsible.into_iter().map(|r| responsible(r, f)).collect(),
            victims: self.victims.into_iter().map(&mut *f).collect(),
            weapon: self.weapon.into_iter().map(&mut *f).collect(),
            target: self.target.into_iter().map(f).collect(),
            claims: self.claims,
            confidence: self.confidence,
        }
    }
}

/// What earlier stages read out of the same report.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// Places.
    pub places: &'a [Place],
    /// Times.
    pub times: &'a [Time],
    /// Counts.
    pub counts: &'a [Count],
    /// Claims.
    pub claims: &'a [Claim],
}

/// Finds the events of harm or force that a report tells of, one mention per event.
#[must_use]
pub fn recognise(report: &Report, segments: &Segments<'_>, parts: &Parts<'_>, lexicon: &Lexicon) -> Vec<IncidentMention> {
    let context = context::Context::new(report, segments, parts, lexicon.of(report.language.as_deref()));
    let mut hits = hit::find(&context);
    let mut events = event::group(&context, &hits);
    let owners = harm::counts(&context, &hits, &events);
    // People were killed or hurt, and no event that was found bears them: the words of harm are its trigger.
    if let Some(count) = harm::unborne(&context, &owners)
        && let Some(hit) = hit::of_harm(&context, parts.counts[count].span)
    {
        event::add(&context, &mut hits, &mut events, hit);
    }
    mention::all(&context, &hits, &events)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_support;
