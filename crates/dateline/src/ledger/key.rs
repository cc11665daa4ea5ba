//! The key that signs checkpoints: an Ed25519 key in a file that only its owner may read. The file's first line is the
//! private key in signed-note's encoding (`PRIVATE+KEY+name+id+base64`), its second the public one (`name+id+base64`).

use crate::error::{Error, Result};
use crate::store::files;
use rand_core::OsRng;
use serde::{Deserialize, Serialize};
use signed_note::{Signer, StandardSigner, StandardVerifier, Verifier};
use std::fmt;
use std::path::{Path, PathBuf};

/// A public key as C2SP writes a verifier key: `name+id+base64`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicKey(String);

impl PublicKey {
    /// Reads a verifier key.
    ///
    /// # Errors
    /// Fails where it isn't one of an Ed25519 key.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        StandardVerifier::new(text).map_err(|e| Error::input(format!("`{text}` is not a public key: {e}")))?;
        Ok(Self(text.to_owned()))
    }

    /// The verifier key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in it, which is the log's origin.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split('+').next().unwrap_or_default()
    }

    /// Its id: 8 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0.split('+').nth(1).unwrap_or_default()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A signing key with the file that it is in.
pub struct Key {
    path: PathBuf,
    signer: StandardSigner,
    public: PublicKey,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the private part.
        f.debug_struct("Key").field("path", &self.path).field("public", &self.public).finish_non_exhaustive()
    }
}

impl Key {
    /// Makes a key named `origin` and writes it to a new file that only its owner may read.
    ///
    /// # Errors
    /// Fails where the file exists or can't be written.
    pub fn create(path: &Path, origin: &str) -> Result<Self> {
        if !signed_note::is_key_name_valid(origin) {
            return Err(Error::usage(format!("`{origin}` can't name a key: it must be without spaces and plus signs")));
        }
        let (private, public) = signed_note::generate_key(&mut OsRng, origin);
        files::write_secret(path, format!("{private}\n{public}\n").as_bytes())?;
        Self::load(path)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// Fails where the file is missing, unreadable, or its two halves don't belong together.
    pub fn load(path: &Path) -> Result<Self> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|e| files::io_error(&e, "read the key", path))?;
        let damaged = |why: String| {
            Error::store(format!("the key {shown} is damaged: {why}"))
                .with_hint("put a backup of the key in its place, or start a new key with `dateline keys rotate --lost`")
        };
        let mut lines = text.lines();
        let signer = StandardSigner::new(lines.next().unwrap_or_default().trim()).map_err(|e| damaged(e.to_string()))?;
        let public = PublicKey::parse(lines.next().unwrap_or_default()).map_err(|e| damaged(e.message))?;
        let verifier = StandardVerifier::new(public.as_str()).map_err(|e| damaged(e.to_string()))?;
        let probe = b"dateline key probe\n";
        let signature = signer.sign(probe).map_err(|e| damaged(e.to_string()))?;
        if signer.name() != verifier.name() || !verifier.verify(probe, &signature) {
            return Err(damaged("its public half does not belong to its private half".into()));
        }
        Ok(Self { path: path.to_owned(), signer, public })
    }

    /// What signs.
    #[must_use]
    pub fn signer(&self) -> &StandardSigner {
        &self.signer
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The file that it is in.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether others than its owner may read the file.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        files::others_may_read(&self.path)
    }

    /// Copies the key to a new file that only its owner may read.
    ///
    /// # Errors
    /// Fails where the file exists or can't be written.
    pub fn export(&self, to: &Path) -> Result<()> {
        let bytes = std::fs::read(&self.path).map_err(|e| files::io_error(&e, "read the key", &self.path))?;
        files::write_secret(to, &bytes)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_read_again_and_never_shown() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("signing.key");
        let key = Key::create(&path, "example/log").unwrap();
        assert!(Key::create(&path, "example/log").is_err(), "an existing key must not be overwritten");
        let again = Key::load(&path).unwrap();
        assert_eq!(again.public(), key.public());
        assert_eq!(key.public().name(), "example/log");
        assert_eq!(key.public().id().len(), 8);
        assert!(!format!("{key:?}").contains("PRIVATE"));
        key.export(&dir.path().join("copy")).unwrap();
        assert_eq!(Key::load(&dir.path().join("copy")).unwrap().public(), key.public());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_a_key() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let key = Key::create(&dir.path().join("k"), "example/log").unwrap();
        let mode = std::fs::metadata(key.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(!key.is_exposed());
        std::fs::set_permissions(key.path(), std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(key.is_exposed());
    }

    #[test]
    fn halves_that_do_not_belong_together_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let one = Key::create(&dir.path().join("1"), "example/log").unwrap();
        let two = Key::create(&dir.path().join("2"), "example/log").unwrap();
        let private = std::fs::read_to_string(one.path()).unwrap().lines().next().unwrap().to_owned();
        std::fs::write(dir.path().join("3"), format!("{private}\n{}\n", two.public())).unwrap();
        assert!(Key::load(&dir.path().join("3")).unwrap_err().message.contains("does not belong"));
        std::fs::write(dir.path().join("4"), "rubbish").unwrap();
        assert!(Key::load(&dir.path().join("4")).unwrap_err().message.contains("damaged"));
        assert!(Key::load(&dir.path().join("5")).unwrap_err().message.contains("does not exist"));
    }
}
