//! Where a store's signing key is, and changing it. `keys/signing.key` signs; `keys/next.key` exists only while a
//! rotation is under way.

use crate::error::{Error, Result};
use crate::ledger::{Entry, Key, KeyChange, PublicKey};
use crate::store::{Store, files};
use rand_core::{OsRng, RngCore};
use serde::Serialize;
use std::path::{Path, PathBuf};

const HINT: &str = "put a backup of the key in its place, or start a new key with `dateline keys rotate --lost`; reading and `dateline verify` work without it";

/// Folder of a store's keys.
pub(super) fn folder(store: &Path) -> PathBuf {
    store.join("keys")
}

fn signing(store: &Path) -> PathBuf {
    folder(store).join("signing.key")
}

fn next(store: &Path) -> PathBuf {
    folder(store).join("next.key")
}

/// The key of a store that is being made: a new one, or the one that an interrupted making left.
pub(super) fn first(store: &Path) -> Result<Key> {
    let path = signing(store);
    if path.exists() {
        return Key::load(&path);
    }
    let mut id = [0_u8; 16];
    fill_random(&mut id)?;
    let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    Key::create(&path, &format!("dateline/{id}"))
}

/// Whether nothing but an interrupted making can have left this folder: no original is preserved in it.
pub(super) fn may_begin(store: &Path) -> bool {
    super::Objects::new(store).list().is_ok_and(|objects| objects.is_empty())
}

/// Random bytes from the operating system.
pub(super) fn fill_random(bytes: &mut [u8]) -> Result<()> {
    OsRng.try_fill_bytes(bytes).map_err(|e| Error::internal("the operating system gives no random numbers").with_source(e.to_string()))
}

/// The signing key, which must be the one that the log names last.
pub(super) fn load(store: &Path, named: Option<&PublicKey>) -> Result<Key> {
    let path = signing(store);
    if !path.exists() {
        return Err(Error::store(format!("the store has no signing key: there is no {}", path.display())).with_hint(HINT));
    }
    let key = Key::load(&path)?;
    match named {
        Some(named) if named != key.public() => {
            Err(Error::store(format!("{} is key {}, but the log is signed by key {}", path.display(), key.public().id(), named.id()))
                .with_hint(HINT))
        }
        _ => Ok(key),
    }
}

/// Whether the store can sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// The key is there and is the one that the log names.
    Present,
    /// The key is there, but others than its owner may read the file.
    Exposed,
    /// It is missing, damaged, or another one; the words say which.
    Unusable(String),
}

/// A key that the log names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyInfo {
    /// Position of the entry that names it; it signs from the checkpoint with that entry on.
    pub position: u64,
    /// When it began to sign.
    pub at: String,
    /// Its public half, `name+id+base64`.
    pub key: PublicKey,
    /// Why it began.
    pub reason: String,
}

impl Store {
    /// The keys that the log names, oldest first; the last one signs.
    ///
    /// # Errors
    /// Fails where the log can't be read.
    pub fn keys(&self) -> Result<Vec<KeyInfo>> {
        let info = |(position, change): (u64, KeyChange)| {
            Ok(KeyInfo { position, at: change.at, key: PublicKey::parse(&change.key)?, reason: change.reason })
        };
        self.named_keys()?.into_iter().map(info).collect()
    }

    /// Whether the store can sign now.
    #[must_use]
    pub fn key_state(&self) -> KeyState {
        match self.key() {
            Ok(key) if key.is_exposed() => KeyState::Exposed,
            Ok(_) => KeyState::Present,
            Err(e) => KeyState::Unusable(e.message),
        }
    }

    /// Where the signing key is kept.
    #[must_use]
    pub fn key_path(&self) -> PathBuf {
        signing(self.folder())
    }

    /// Copies the signing key to a new file that only its owner may read.
    ///
    /// # Errors
    /// Fails where there is no key or the file exists or can't be written.
    pub fn export_key(&self, to: &Path) -> Result<()> {
        self.key()?.export(to)
    }

    /// Starts a new key. The log records it, and the checkpoint with that entry is signed by the old key and the new
    /// one, so that who trusts the old one can trust the new. With `lost`, the old key is not asked for, and only the
    /// new one signs: others must then be told of the new key by another way.
    ///
    /// # Errors
    /// Fails where the old key is missing and `lost` is not given, or a file can't be written.
    pub fn rotate_key(&mut self, at: &str, reason: &str, lost: bool) -> Result<KeyInfo> {
        self.require_write()?;
        let old = if lost { None } else { Some(self.key()?) };
        let replaces = self.current_key()?;
        let next = next(self.folder());
        if next.exists() {
            // Of a rotation that never came to be: finish_rotation has looked.
            std::fs::remove_file(&next).map_err(|e| files::io_error(&e, "remove", &next))?;
        }
        let new = Key::create(&next, self.origin())?;
        let change = KeyChange {
            at: at.to_owned(),
            key: new.public().to_string(),
            replaces: replaces.map(|k| k.to_string()),
            reason: reason.to_owned(),
        };
        let signers: Vec<_> = old.iter().map(Key::signer).chain([new.signer()]).collect();
        let positions = self.append_signed(&[Entry::Key(change)], &signers, |_| Ok(()))?;
        self.signing = None;
        self.finish_rotation()?;
        Ok(KeyInfo { position: positions.start, at: at.to_owned(), key: new.public().clone(), reason: reason.to_owned() })
    }

    /// Puts the key in place that the log names already, where a process was stopped between the two.
    pub(super) fn finish_rotation(&self) -> Result<()> {
        let next = next(self.folder());
        if !next.exists() {
            return Ok(());
        }
        let named = self.current_key()?;
        match Key::load(&next) {
            Ok(key) if Some(key.public()) == named.as_ref() => {
                let signing = signing(self.folder());
                std::fs::rename(&next, &signing).map_err(|e| files::io_error(&e, "put the new key in place at", &signing))?;
                files::sync_folder(&folder(self.folder()))
            }
            // Not named by the log: the rotation did not happen, and the old key goes on signing.
            _ => Ok(()),
        }
    }
}
