//! Decisions: an analyst's append-only judgements. They name capture, field and quoted words, never an internal id
//! of a mention, so that they outlive a new version of the reading; what no longer matches is listed, never dropped.

use crate::records::Field;
use crate::sha::Sha;
use crate::text::Quoted;
use crate::toll::Who;
use serde::{Deserialize, Serialize};

/// What a decision is about: the words of one field in one capture. A mention is named by the field `kind` and the
/// words of its trigger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// SHA-256 of the capture.
    pub capture: Sha,
    /// Report that was looked at: tells two reports of one capture apart, no more; a target without that report
    /// still matches another one of the capture.
    pub report: Sha,
    /// Which field.
    pub field: Field,
    /// The words, with their place in the report's text.
    pub quoted: Quoted,
}

/// A value that an analyst puts beside the reported ones. Integers and words only: it is hashed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// A toll.
    Toll {
        /// Who they are.
        who: Who,
        /// Least number of people.
        min: Option<u64>,
        /// Greatest number of people.
        max: Option<u64>,
    },
    /// A time, in Extended Date/Time Format.
    When(String),
    /// A gazetteer entry, such as `gn:170794`.
    Place(String),
    /// A word of the field's vocabulary, or a name.
    Words(String),
}

/// What was judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// The value is read rightly.
    Accept,
    /// The value is not what the words say.
    Reject,
    /// The words mean this instead.
    Correct(Correction),
    /// The mention is of the same event as another one.
    Same(Target),
    /// The mention is of another event.
    Different(Target),
    /// It can't be told.
    Unsure(Target),
    /// An earlier decision, by its id, no longer holds.
    Undo(Sha),
}

/// A judgement with who made it, when, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Decision {
    /// When, ISO 8601 in UTC with seconds.
    pub at: String,
    /// Who, as the analyst gives it.
    pub who: String,
    /// What about.
    pub target: Target,
    /// What was judged.
    pub judgement: Judgement,
    /// Why, in the analyst's words; may be empty.
    pub reason: String,
}

impl Judgement {
    /// The other mention of a judgement of two.
    #[must_use]
    pub fn other(&self) -> Option<&Target> {
        match self {
            Self::Same(other) | Self::Different(other) | Self::Unsure(other) => Some(other),
            Self::Accept | Self::Reject | Self::Correct(_) | Self::Undo(_) => None,
        }
    }

    /// Whether two judgements say the same of two mentions; `None` where one of them says nothing of two.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> Option<bool> {
        let both = self.other().is_some() && other.other().is_some();
        both.then(|| std::mem::discriminant(self) == std::mem::discriminant(other))
    }
}

impl Decision {
    /// Whether it judges the same words of the same captures as another, on whichever side they stand.
    #[must_use]
    pub fn is_of_the_words_of(&self, other: &Self) -> bool {
        let words = |decision: &Self| {
            let ends = std::iter::once(&decision.target).chain(decision.judgement.other());
            ends.map(|target| (target.capture, target.quoted.clone())).collect::<std::collections::BTreeSet<_>>()
        };
        words(self) == words(other)
    }

    /// SHA-256 of the decision's canonical JSON (RFC 8785).
    #[must_use]
    pub fn id(&self) -> Sha {
        // The types above always serialise: strings, integers, arrays, objects with string keys.
        Sha::of_json(&serde_json::json!(["decision", self]))
    }
}
