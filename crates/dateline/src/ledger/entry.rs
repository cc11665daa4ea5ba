//! Entries of the log: what was captured, what was run, what was decided, what was erased, and which key signs.
//! An entry's body is canonical JSON (RFC 8785); its leaf is `SHA-256(salt || body)`, so that a dropped body keeps its
//! proof and nobody can guess it from the leaf.

use crate::error::{Error, Result};
use dateline_core::decision::Decision;
use dateline_core::report::{Input, Problem};
use dateline_core::sha::{Sha, canonical};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Length of a salt in bytes.
pub const SALT_BYTES: usize = 32;

/// What the user or the container gave beside a document's bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Address.
    pub url: Option<String>,
    /// Name of the outlet.
    pub outlet: Option<String>,
    /// Day or time of publication.
    pub published: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Encoding, as a container's header names it.
    pub charset: Option<String>,
}

/// A document was preserved. Nothing in it depends on how the document is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captured {
    /// SHA-256 of the preserved bytes.
    pub capture: Sha,
    /// Media type without parameters.
    pub media_type: String,
    /// Where it came in.
    pub input: Input,
    /// What was given beside the bytes.
    pub given: Given,
    /// What went wrong on the way to these bytes: a container cut off, a kind of file that can't be read.
    pub problems: Vec<Problem>,
    /// When it was preserved, ISO 8601 in UTC with seconds.
    pub at: String,
}

impl Captured {
    /// Id of the stage input that this entry is: SHA-256 of the canonical JSON of
    /// `["input", capture, media_type, input, given, problems]`, so without the time. Two captures that are read from the same
    /// bytes with the same givens share it, and their reading.
    #[must_use]
    pub fn input_key(&self) -> Sha {
        Sha::of_json(&serde_json::json!(["input", self.capture, self.media_type, self.input, self.given, self.problems]))
    }
}

/// A run of the program over inputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Version of the program.
    pub version: String,
    /// SHA-256 over the data files in use.
    pub data: Sha,
    /// SHA-256 of the model; null where none was used.
    pub model: Option<Sha>,
    /// SHA-256 of the canonical JSON of `settings`.
    pub config: Sha,
    /// Settings that change what is read, by name.
    pub settings: BTreeMap<String, String>,
    /// When it began, ISO 8601 in UTC with seconds.
    pub started: String,
    /// When it ended.
    pub finished: String,
    /// Inputs as given on the command line.
    pub inputs: Vec<String>,
    /// Figures of its summary by name: documents, captured, skipped, reports, claims, incidents, problems.
    pub counts: BTreeMap<String, u64>,
}

impl RunRecord {
    /// SHA-256 of the canonical JSON of settings, for `config`.
    #[must_use]
    pub fn config_of(settings: &BTreeMap<String, String>) -> Sha {
        Sha::of_json(&serde_json::json!(settings))
    }

    /// Id of what read: SHA-256 of the canonical JSON of `["run", version, data, model, config]`.
    #[must_use]
    pub fn id(&self) -> Sha {
        Sha::of_json(&serde_json::json!(["run", self.version, self.data, self.model, self.config]))
    }
}

/// What a redaction drops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Redacted {
    /// Body and salt of an entry.
    Entry {
        /// Its index.
        index: u64,
        /// Its kind.
        entry_kind: EntryKind,
        /// Its leaf, which stays.
        leaf: Sha,
    },
    /// A preserved original, with everything read out of it.
    Original {
        /// SHA-256 of its bytes.
        sha256: Sha,
    },
}

/// Something was dropped, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// When, ISO 8601 in UTC with seconds.
    pub at: String,
    /// Who did it, as given.
    pub who: String,
    /// What was dropped.
    pub dropped: Redacted,
    /// Why; it must not repeat what was dropped.
    pub reason: String,
}

/// From the next checkpoint on, another key signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// When, ISO 8601 in UTC with seconds.
    pub at: String,
    /// The key's public part as a C2SP verifier key, `name+id+base64`.
    pub key: String,
    /// Public part of the key before it; null for the first.
    pub replaces: Option<String>,
    /// Why, in words; may be empty.
    pub reason: String,
}

/// Kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A document was preserved.
    Captured,
    /// The program ran.
    Run,
    /// An analyst judged.
    Decision,
    /// Something was dropped.
    Redaction,
    /// A signing key began.
    Key,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Captured, Self::Run, Self::Decision, Self::Redaction, Self::Key];

    /// The word in `kind`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::Run => "run",
            Self::Decision => "decision",
            Self::Redaction => "redaction",
            Self::Key => "key",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// A document was preserved.
    Captured(Captured),
    /// The program ran.
    Run(RunRecord),
    /// An analyst judged.
    Decision(Decision),
    /// Something was dropped.
    Redaction(Redaction),
    /// A signing key began.
    Key(KeyChange),
}

impl Entry {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        match self {
            Self::Captured(_) => EntryKind::Captured,
            Self::Run(_) => EntryKind::Run,
            Self::Decision(_) => EntryKind::Decision,
            Self::Redaction(_) => EntryKind::Redaction,
            Self::Key(_) => EntryKind::Key,
        }
    }

    /// Its body: canonical JSON (RFC 8785), UTF-8.
    ///
    /// # Errors
    /// Fails where a value can't be written as JSON without floats; entries hold none.
    pub fn body(&self) -> Result<Vec<u8>> {
        let value = serde_json::to_value(self).map_err(|e| Error::internal("an entry can't be written as JSON").with_source(e))?;
        let mut out = String::new();
        canonical(&value, &mut out);
        Ok(out.into_bytes())
    }

    /// Reads a body.
    ///
    /// # Errors
    /// Gives the parser's message where the bytes are no entry that this version knows.
    pub fn from_body(body: &[u8]) -> std::result::Result<Self, serde_json::Error> {
        serde_json::from_slice(body)
    }
}

/// The leaf of an entry: SHA-256 of salt and body, one after the other.
pub type Leaf = Sha;

/// The leaf of a body.
#[must_use]
pub fn leaf(salt: &[u8], body: &[u8]) -> Leaf {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(body);
    Sha(hasher.finalize().into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use dateline_core::decision::{Correction, Judgement, Target};
    use dateline_core::records::Field;
    use dateline_core::text::Quoted;
    use dateline_core::toll::Who;

    fn all_kinds() -> Vec<Entry> {
        let sha = Sha::of(b"bytes");
        let target = Target { capture: sha, report: sha, field: Field::Killed, quoted: Quoted { start: 1, end: 4, text: "ten".into() } };
        let correction = Correction::Toll { who: Who::ALL[0], min: Some(10), max: None };
        let settings = BTreeMap::from([("gazetteer".to_owned(), "built-in".to_owned())]);
        vec![
            Entry::Captured(Captured {
                capture: sha,
                media_type: "text/html".into(),
                input: Input { id: "a.html".into(), path: "in/a.html".into(), record: None },
                given: Given { url: Some("https://example.org/a".into()), ..Given::default() },
                problems: Vec::new(),
                at: "2026-11-24T03:00:00Z".into(),
            }),
            Entry::Run(RunRecord {
                version: "0.1.0".into(),
                data: sha,
                model: None,
                config: RunRecord::config_of(&settings),
                settings,
                started: "2026-11-24T03:00:00Z".into(),
                finished: "2026-11-24T03:00:01Z".into(),
                inputs: vec!["in".into()],
                counts: BTreeMap::from([("reports".to_owned(), 1)]),
            }),
            Entry::Decision(Decision {
                at: "2026-11-24T03:00:00Z".into(),
                who: "an analyst".into(),
                target: target.clone(),
                judgement: Judgement::Correct(correction),
                reason: String::new(),
            }),
            Entry::Decision(Decision {
                at: "2026-11-24T03:00:00Z".into(),
                who: "an analyst".into(),
                target: target.clone(),
                judgement: Judgement::Same(target),
                reason: "one street, one hour".into(),
            }),
            Entry::Redaction(Redaction {
                at: "2026-11-24T03:00:00Z".into(),
                who: "an analyst".into(),
                dropped: Redacted::Entry { index: 7, entry_kind: EntryKind::Decision, leaf: sha },
                reason: "asked for".into(),
            }),
            Entry::Key(KeyChange { at: "2026-11-24T03:00:00Z".into(), key: "k".into(), replaces: None, reason: String::new() }),
        ]
    }

    #[test]
    fn bodies_round_trip_and_name_their_kind() {
        for entry in all_kinds() {
            let body = entry.body().unwrap();
            assert_eq!(Entry::from_body(&body).unwrap(), entry);
            let value: serde_json::Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(value["kind"], entry.kind().as_str());
            assert_eq!(EntryKind::from_word(entry.kind().as_str()), Some(entry.kind()));
        }
    }

    #[test]
    fn a_body_is_canonical_and_its_leaf_is_the_documented_hash() {
        let entry = &all_kinds()[5];
        let body = entry.body().unwrap();
        let want = r#"{"at":"2026-11-24T03:00:00Z","key":"k","kind":"key","reason":"","replaces":null}"#;
        assert_eq!(String::from_utf8(body.clone()).unwrap(), want);
        let salt = [7_u8; SALT_BYTES];
        assert_eq!(leaf(&salt, &body), Sha::of(&[&salt[..], &body].concat()));
    }

    #[test]
    fn the_input_key_is_without_time() {
        let Entry::Captured(first) = all_kinds().remove(0) else { unreachable!() };
        let later = Captured { at: "2027-01-01T00:00:00Z".into(), ..first.clone() };
        let other = Captured { given: Given::default(), ..first.clone() };
        assert_eq!(first.input_key(), later.input_key());
        assert_ne!(first.input_key(), other.input_key());
    }
}
