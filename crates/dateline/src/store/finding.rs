//! What a verification finds, and what it is asked.

use crate::ledger::PublicKey;
use dateline_core::sha::Sha;
use serde::{Serialize, Serializer};
use std::fmt;

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The database file.
    Database,
    /// The entry at a position.
    Entry(u64),
    /// Entries between two positions, both inclusive: which one can't be told.
    Entries(u64, u64),
    /// The checkpoint of a size.
    Checkpoint(u64),
    /// A tile of the tree: level and index.
    Tile(u8, u64),
    /// A preserved original.
    Original(Sha),
    /// The signing key.
    Key,
    /// The checkpoint that was given from outside.
    KeptCheckpoint,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database => f.write_str("database"),
            Self::Entry(position) => write!(f, "entry {position}"),
            Self::Entries(from, to) => write!(f, "entries {from} to {to}"),
            Self::Checkpoint(size) => write!(f, "checkpoint of size {size}"),
            Self::Tile(level, index) => write!(f, "tile {index} of level {level}"),
            Self::Original(sha256) => write!(f, "original {sha256}"),
            Self::Key => f.write_str("signing key"),
            Self::KeptCheckpoint => f.write_str("kept checkpoint"),
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Something that is wrong, or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// What it is about.
    pub subject: Subject,
    /// What about it, in one sentence without a full stop.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.message)
    }
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Entries looked at.
    pub entries: u64,
    /// Originals looked at.
    pub originals: u64,
    /// Checkpoints whose root was computed again and whose signature was checked.
    pub checkpoints: u64,
    /// Root hash over the entries, computed from them.
    pub root: Sha,
    /// What is wrong; empty means that everything agrees.
    pub problems: Vec<Finding>,
    /// What is not wrong but worth knowing.
    pub notes: Vec<Finding>,
}

impl Verification {
    /// Whether everything agrees.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// What to verify beside the store itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyOptions {
    /// A checkpoint that somebody kept outside the store: the signed note's bytes.
    pub kept: Option<Vec<u8>>,
    /// A public key that somebody knows from outside (`name+id+base64`): the log must name it.
    pub known_key: Option<PublicKey>,
}
