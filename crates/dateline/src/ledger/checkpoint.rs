//! Checkpoints: the signed head of the log, a C2SP tlog-checkpoint (a signed note of origin, size and root hash).

use crate::error::{Error, Result};
use crate::ledger::key::PublicKey;
use dateline_core::sha::Sha;
use signed_note::{Note, Signer, StandardSigner, StandardVerifier, Verifier, VerifierList};

/// A head of the log with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log, as in its keys.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root hash of the tree over them.
    pub root: Sha,
    /// The signed note, as it is kept and handed out.
    pub note: String,
}

/// How the signatures of a checkpoint stand against a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// The key signed it.
    Valid,
    /// It carries a signature in the key's name that is not the key's over these words.
    Forged,
    /// It carries none of the key's.
    Missing,
}

impl Checkpoint {
    /// Signs a head with every one of `signers`; a rotation has two.
    ///
    /// # Errors
    /// Fails where the origin can't stand in a checkpoint.
    pub fn sign(origin: &str, size: u64, root: Sha, signers: &[&StandardSigner]) -> Result<Self> {
        let failed = |why: String| Error::internal(format!("the checkpoint of size {size} could not be signed: {why}"));
        let head = tlog_tiles::Checkpoint::new(origin, size, tlog_tiles::Hash(root.0), "").map_err(|e| failed(e.to_string()))?;
        let mut note = Note::new(&head.to_bytes(), &[]).map_err(|e| failed(e.to_string()))?;
        let signers: Vec<&dyn Signer> = signers.iter().map(|&signer| signer as &dyn Signer).collect();
        note.add_sigs(&signers).map_err(|e| failed(e.to_string()))?;
        let note = String::from_utf8(note.to_bytes()).map_err(|e| failed(e.to_string()))?;
        Ok(Self { origin: origin.to_owned(), size, root, note })
    }

    /// Reads a signed note. Signatures are not checked.
    ///
    /// # Errors
    /// Fails where the bytes are no signed note or its text is no checkpoint.
    pub fn parse(note: &[u8]) -> Result<Self> {
        let malformed =
            || Error::input("this is not a checkpoint").with_hint("a checkpoint is the signed note that `dateline keys checkpoint` prints");
        let parsed = Note::from_bytes(note).map_err(|e| malformed().with_source(e.to_string()))?;
        let head = tlog_tiles::Checkpoint::from_bytes(parsed.text()).map_err(|e| malformed().with_source(e.to_string()))?;
        let note = String::from_utf8(note.to_vec()).map_err(|e| malformed().with_source(e))?;
        Ok(Self { origin: head.origin().to_owned(), size: head.size(), root: Sha(head.hash().0), note })
    }

    /// How its signatures stand against a key.
    #[must_use]
    pub fn signature(&self, key: &PublicKey) -> Signature {
        let Ok(verifier) = StandardVerifier::new(key.as_str()) else { return Signature::Missing };
        if verifier.name() != self.origin {
            return Signature::Missing;
        }
        let Ok(note) = Note::from_bytes(self.note.as_bytes()) else { return Signature::Forged };
        match note.verify(&VerifierList::new(vec![Box::new(verifier)])) {
            Ok(_) => Signature::Valid,
            Err(signed_note::NoteError::UnverifiedNote) => Signature::Missing,
            Err(_) => Signature::Forged,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::ledger::key::Key;
    use proptest::prelude::*;

    #[test]
    fn a_checkpoint_round_trips_and_names_its_signer() {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::create(&dir.path().join("a.key"), "example/log").unwrap();
        let other = Key::create(&dir.path().join("b.key"), "example/log").unwrap();
        let checkpoint = Checkpoint::sign("example/log", 3, Sha::of(b"root"), &[key.signer()]).unwrap();
        assert!(checkpoint.note.starts_with("example/log\n3\n"));
        let parsed = Checkpoint::parse(checkpoint.note.as_bytes()).unwrap();
        assert_eq!(parsed, checkpoint);
        assert_eq!(parsed.signature(key.public()), Signature::Valid);
        assert_eq!(parsed.signature(other.public()), Signature::Missing);
        let both = Checkpoint::sign("example/log", 3, Sha::of(b"root"), &[key.signer(), other.signer()]).unwrap();
        assert_eq!(both.signature(other.public()), Signature::Valid);
    }

    #[test]
    fn changed_words_are_a_forged_signature() {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::create(&dir.path().join("a.key"), "example/log").unwrap();
        let checkpoint = Checkpoint::sign("example/log", 3, Sha::of(b"root"), &[key.signer()]).unwrap();
        let changed = checkpoint.note.replacen("\n3\n", "\n4\n", 1);
        assert_eq!(Checkpoint::parse(changed.as_bytes()).unwrap().signature(key.public()), Signature::Forged);
        assert!(Checkpoint::parse(b"example/log\n3\n").is_err());
        assert!(Checkpoint::parse(&[0xff, 0xfe]).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_from_outside_end_the_program(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,80}") {
            let _ = Checkpoint::parse(&bytes);
            let _ = Checkpoint::parse(format!("{text}\n{text}\n\n— {text}\n").as_bytes());
            let _ = PublicKey::parse(&text);
        }

        #[test]
        fn no_changed_byte_leaves_a_valid_signature(at in 0_usize..200, bit in 0_u8..8) {
            let dir = tempfile::tempdir().unwrap();
            let key = Key::create(&dir.path().join("a.key"), "example/log").unwrap();
            let checkpoint = Checkpoint::sign("example/log", 300, Sha::of(b"root"), &[key.signer()]).unwrap();
            let mut note = checkpoint.note.into_bytes();
            let at = at % note.len();
            note[at] ^= 1 << bit;
            if let Ok(changed) = Checkpoint::parse(&note) {
                prop_assert_ne!(changed.signature(key.public()), Signature::Valid);
            }
        }
    }
}
