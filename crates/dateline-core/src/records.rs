//! What a store prints, as the frozen contract has it (`docs/schema/store.schema.json`): reports, claims, lineage
//! edges and incidents with ids instead of indexes, every span with its report.

use crate::claim::Claim;
use crate::incident::{Assertion, Kind};
use crate::number::{Degrees, Score};
use crate::place::PlacePrecision;
use crate::report::{Input, Problem};
use crate::sha::Sha;
use crate::text::Quoted;
use crate::time::TimePrecision;
use crate::toll::{Outcome, Who};
use serde::{Deserialize, Serialize};

/// A range of a report's text, with the report that it is from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReportSpan {
    /// Id of the report.
    pub report: Sha,
    /// First character, in code points.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// The exact substring.
    pub text: String,
}

impl ReportSpan {
    /// A reading's quotation together with its report.
    #[must_use]
    pub fn new(report: Sha, quoted: Quoted) -> Self {
        Self { report, start: quoted.start, end: quoted.end, text: quoted.text }
    }
}

vocabulary! {
    /// Name of a field of an incident.
    Field {
        /// Kind of event.
        Kind = "kind",
        /// In which way it is told.
        Assertion = "assertion",
        /// When.
        When = "when",
        /// Where.
        Where = "where",
        /// Number killed.
        Killed = "killed",
        /// Number injured.
        Injured = "injured",
        /// Number missing.
        Missing = "missing",
        /// Number detained.
        Detained = "detained",
        /// Number abducted.
        Abducted = "abducted",
        /// Number displaced.
        Displaced = "displaced",
        /// Who is alleged to be responsible.
        AllegedResponsible = "alleged_responsible",
        /// Words for those harmed.
        Victims = "victims",
        /// Words for the means.
        Weapon = "weapon",
        /// Words for what was hit.
        Target = "target",
        /// Who is given as the source of the account.
        Attribution = "attribution",
        /// A distancing word.
        Hedge = "hedge",
    }
}

impl From<Outcome> for Field {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Killed => Self::Killed,
            Outcome::Injured => Self::Injured,
            Outcome::Missing => Self::Missing,
            Outcome::Detained => Self::Detained,
            Outcome::Abducted => Self::Abducted,
            Outcome::Displaced => Self::Displaced,
        }
    }
}

vocabulary! {
    /// How the earlier end of a lineage is known.
    Status {
        /// The report is preserved.
        Held = "held",
        /// Credited but not held.
        Named = "named",
        /// Neither; worked out from the text.
        Inferred = "inferred",
    }
}

vocabulary! {
    /// What a later report does with an earlier one.
    EdgeKind {
        /// Takes it over whole.
        Copy = "copy",
        /// Takes passages.
        Excerpt = "excerpt",
        /// Takes it over in other words.
        Rewrite = "rewrite",
        /// Translates it.
        Translation = "translation",
        /// Names it as its source.
        Credit = "credit",
        /// Quotes it.
        Quote = "quote",
        /// Links to it.
        Link = "link",
        /// Is a later capture of the same address.
        Edition = "edition",
    }
}

vocabulary! {
    /// Airwars' grade, computed.
    GradeValue {
        /// A belligerent accepts responsibility.
        Confirmed = "confirmed",
        /// Two or more independent origins.
        Fair = "fair",
        /// A single origin, however many copies.
        Weak = "weak",
        /// Competing claims of responsibility.
        Contested = "contested",
        /// Those killed were combatants, or others most likely responsible.
        Discounted = "discounted",
        /// No mention says that it happened.
        None = "none",
    }
}

/// When it is said to have happened, over all mentions; also the value of the field `when`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WhenValue {
    /// Extended Date/Time Format.
    pub edtf: Option<String>,
    /// First calendar day, inclusive.
    pub from: Option<String>,
    /// Last calendar day, inclusive.
    pub to: Option<String>,
    /// How fine it is known.
    pub precision: TimePrecision,
}

/// Value of the field `where`: the place itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlaceValue {
    /// Gazetteer entry; null where not resolved.
    pub id: Option<String>,
    /// The entry's main name.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Name of the first-level division.
    pub admin1: Option<String>,
    /// How fine it is known.
    pub precision: PlacePrecision,
    /// Whether the words put the event near the place, not in it.
    pub near: bool,
    /// Latitude; a number only for exact, settlement and area.
    pub lat: Option<Degrees>,
    /// Longitude.
    pub lon: Option<Degrees>,
}

/// Where it is said to have happened, over all mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhereRecord {
    /// Gazetteer entry; null where not resolved.
    pub id: Option<String>,
    /// The entry's main name.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Name of the first-level division.
    pub admin1: Option<String>,
    /// The words of all mentions that say where.
    pub names: Vec<ReportSpan>,
    /// How fine it is known.
    pub precision: PlacePrecision,
    /// Whether the words put the event near the place, not in it.
    pub near: bool,
    /// Latitude; a number only for exact, settlement and area.
    pub lat: Option<Degrees>,
    /// Longitude.
    pub lon: Option<Degrees>,
}

/// A toll over all mentions; subsets are not added.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TollRecord {
    /// What happened to them.
    pub outcome: Outcome,
    /// Who they are.
    pub who: Who,
    /// Least number of people.
    pub min: Option<u64>,
    /// Greatest number of people.
    pub max: Option<u64>,
}

/// Value of killed, injured, missing, detained, abducted and displaced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TollValue {
    /// Who they are.
    pub who: Who,
    /// Least number of people.
    pub min: Option<u64>,
    /// Greatest number of people.
    pub max: Option<u64>,
}

/// Value of a field. In JSON the shape says which: an object with `who` is a toll, one with `near` a place, one with
/// `edtf` a time, a string a word of the vocabulary or words of a report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A toll.
    Toll(TollValue),
    /// A place.
    Place(PlaceValue),
    /// A time.
    When(WhenValue),
    /// A word of a vocabulary, a name, or words of a report.
    Words(String),
}

/// One attributed value of one field; conflicting values stand side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldStatement {
    /// Which field.
    pub field: Field,
    /// The value.
    pub value: Value,
    /// Id of the statement.
    pub statement: Sha,
    /// Id of the report that it is from.
    pub report: Sha,
    /// Id of the claim that it comes through; null for the report's own voice.
    pub claim: Option<Sha>,
    /// The words; null only where an analyst's decision gave the value.
    pub span: Option<ReportSpan>,
    /// Id of the root that it goes back to; null where lineage is not recorded.
    pub origin: Option<Sha>,
}

/// A report's account of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionRecord {
    /// Id of the mention.
    pub id: Sha,
    /// Id of the report.
    pub report: Sha,
    /// Input id of the report.
    pub input_id: String,
    /// Index into incidents of that report's reading.
    pub index: usize,
}

/// Where accounts enter the public record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// Id of the root.
    pub id: Sha,
    /// Name of the origin; a held report's outlet, or its input id where it has none.
    pub name: String,
    /// How it is known.
    pub status: Status,
    /// Input ids of the reports that go back to it, sorted.
    pub reports: Vec<String>,
}

/// Independent origins of an incident, as an interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origins {
    /// Fewest origins: every edge of probability 0.2 or more collapsed.
    pub low: usize,
    /// Most origins: only edges of probability 0.9 or more collapsed.
    pub high: usize,
    /// Reports whose lineage is not recorded, counted as no origin.
    pub unrecorded: usize,
    /// The roots, sorted by id.
    pub roots: Vec<Root>,
    /// Why the interval is what it is, one sentence each.
    pub reasons: Vec<String>,
}

/// One side of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftEnd {
    /// The value; null where it was lost or not yet there.
    pub value: Option<Value>,
    /// Id of the report.
    pub report: Sha,
    /// The words; null where the value is missing there.
    pub span: Option<ReportSpan>,
}

/// A value that changed along one edge of lineage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// Which field.
    pub field: Field,
    /// The value in the earlier report.
    pub from: DriftEnd,
    /// The value in the later report.
    pub to: DriftEnd,
}

/// A grade with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// The grade.
    pub value: GradeValue,
    /// Why, one sentence each.
    pub reasons: Vec<String>,
}

/// A line of `dateline incidents --json`: mentions judged to be the same event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRecord {
    /// Id of the incident.
    pub id: Sha,
    /// Kind of event.
    pub kind: Kind,
    /// When.
    pub when: WhenValue,
    /// Where.
    #[serde(rename = "where")]
    pub place: WhereRecord,
    /// One entry per outcome and who, over all mentions.
    pub toll: Vec<TollRecord>,
    /// Every value with who says so.
    pub fields: Vec<FieldStatement>,
    /// The mentions, sorted by report and index.
    pub mentions: Vec<MentionRecord>,
    /// Input ids of the reports that mention it, sorted, each once.
    pub reports: Vec<String>,
    /// Independent origins.
    pub origins: Origins,
    /// Values that changed along edges of lineage.
    pub drift: Vec<Drift>,
    /// The grade.
    pub grade: Grade,
    /// Ids of the analysts' decisions that bear on it, oldest first.
    pub decisions: Vec<Sha>,
}

impl IncidentRecord {
    /// In which ways its mentions tell it, each once, in the vocabulary's order.
    #[must_use]
    pub fn assertions(&self) -> Vec<Assertion> {
        let told =
            |a: &&Assertion| self.fields.iter().any(|f| f.field == Field::Assertion && f.value == Value::Words(a.as_str().to_owned()));
        Assertion::ALL.iter().filter(told).copied().collect()
    }
}

/// A passage that other reports share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where it stands in this report.
    pub span: ReportSpan,
    /// Id of the passage, equal in every report that shares it.
    pub passage: Sha,
}

/// A line of `dateline reports --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRecord {
    /// Id of the report.
    pub id: Sha,
    /// Where it came in.
    pub input: Input,
    /// Its address.
    pub url: Option<String>,
    /// Name of the outlet.
    pub outlet: Option<String>,
    /// When the report says it was published.
    pub published: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// Least report id among the reports joined to this one by copy, excerpt, rewrite, translation or edition.
    pub family: Sha,
    /// Id of the next older capture of the same URL.
    pub edition_of: Option<Sha>,
    /// Shared passages in the order of the text.
    pub passages: Vec<Passage>,
    /// Ids of the incidents that it mentions, sorted.
    pub incidents: Vec<Sha>,
    /// As in the reading.
    pub problems: Vec<Problem>,
}

/// A line of `dateline claims --json`: the reading's claim, with ids instead of indexes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRecord {
    /// Id of the claim.
    pub id: Sha,
    /// Id of the report.
    pub report: Sha,
    /// Input id of the report.
    pub input_id: String,
    /// The claim, without `parent`.
    #[serde(flatten)]
    pub claim: ClaimBody,
    /// Id of the claim that this one stands inside.
    pub parent: Option<Sha>,
}

/// The part of a claim that needs no other claim; keys as in [`Claim`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the keys are those of Claim")]
pub struct ClaimBody {
    pub speaker: Option<crate::claim::Speaker<ReportSpan>>,
    pub via: Option<ReportSpan>,
    pub cue: Option<ReportSpan>,
    pub content: Vec<ReportSpan>,
    pub addressees: Vec<ReportSpan>,
    pub quotation: crate::claim::Quotation,
    pub attitude: bool,
    pub stance: crate::claim::Stance,
    pub hedges: Vec<ReportSpan>,
}

impl From<Claim<ReportSpan>> for ClaimBody {
    fn from(claim: Claim<ReportSpan>) -> Self {
        Self {
            speaker: claim.speaker,
            via: claim.via,
            cue: claim.cue,
            content: claim.content,
            addressees: claim.addressees,
            quotation: claim.quotation,
            attitude: claim.attitude,
            stance: claim.stance,
            hedges: claim.hedges,
        }
    }
}

/// The later report of an edge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EdgeFrom {
    /// Id of the report.
    pub report: Sha,
    /// Its input id.
    pub input_id: String,
}

/// The earlier report or named origin of an edge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EdgeTo {
    /// Id of the report; null where not held.
    pub report: Option<Sha>,
    /// Its input id.
    pub input_id: Option<String>,
    /// Name of the origin that is not held.
    pub name: Option<String>,
}

/// Words that show an edge, on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// In the later report.
    pub from: ReportSpan,
    /// In the earlier report; null where not held, or for a credit.
    pub to: Option<ReportSpan>,
}

/// A line of `dateline lineage --json`: an immediate edge from a later report to an earlier one or a named origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineageEdge {
    /// The later report.
    pub from: EdgeFrom,
    /// The earlier report or named origin.
    pub to: EdgeTo,
    /// What the later one does with the earlier.
    pub kind: EdgeKind,
    /// Of the earlier end.
    pub status: Status,
    /// Probability.
    pub score: Score,
    /// False where either could be the earlier one.
    pub direction_known: bool,
    /// Words that show it.
    pub evidence: Vec<Evidence>,
}
