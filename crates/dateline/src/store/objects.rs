//! Preserved originals: one file per distinct document, named by the SHA-256 of its bytes and compressed with zstd,
//! `objects/sha256/ab/cd….zst`. A file is whole or absent: it is written beside its place, synced, then renamed.

use crate::error::{Error, Result};
use crate::store::files;
use dateline_core::sha::Sha;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

const LEVEL: i32 = 3;

/// State of an original on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectState {
    /// Its bytes have the hash that names it.
    Whole,
    /// There is no file.
    Missing,
    /// There is a file, but not with those bytes; the words say what is wrong.
    Damaged(String),
}

/// The folder of originals of a store.
#[derive(Debug, Clone)]
pub struct Objects {
    root: PathBuf,
}

impl Objects {
    /// Originals below the store's folder.
    #[must_use]
    pub fn new(store: &Path) -> Self {
        Self { root: store.join("objects") }
    }

    /// Makes the folders where there are none, and removes half-written files of a process that was stopped.
    ///
    /// # Errors
    /// Fails where a folder can't be made.
    pub fn prepare(&self) -> Result<()> {
        files::make_private_folder(&self.root.join("sha256"))?;
        files::make_private_folder(&self.temporary())?;
        let temporary = self.temporary();
        for entry in fs::read_dir(&temporary).map_err(|e| files::io_error(&e, "read", &temporary))?.flatten() {
            // The store's lock is held: nobody else writes here. What can't be removed does no harm.
            let _ = fs::remove_file(entry.path());
        }
        files::sync_folder(&self.root)
    }

    fn temporary(&self) -> PathBuf {
        self.root.join("temporary")
    }

    /// Where the original of a hash is, or would be.
    #[must_use]
    pub fn path(&self, sha256: &Sha) -> PathBuf {
        let hex = sha256.to_string();
        self.root.join("sha256").join(&hex[..2]).join(format!("{}.zst", &hex[2..]))
    }

    /// Whether there is a file for this hash. Its bytes are not looked at.
    #[must_use]
    pub fn contains(&self, sha256: &Sha) -> bool {
        self.path(sha256).is_file()
    }

    /// Preserves documents, several at a time; when it returns, all are on disk to stay. What is there already is not
    /// written again.
    ///
    /// # Errors
    /// Fails where a file can't be written; some of the documents may then be preserved, which does no harm.
    pub fn put(&self, documents: &[&[u8]]) -> Result<Vec<Sha>> {
        let put_one = |bytes: &&[u8]| {
            let sha256 = Sha::of(bytes);
            let path = self.path(&sha256);
            let folder = files::parent(&path).to_owned();
            if !path.is_file() {
                if !folder.is_dir() {
                    files::make_private_folder(&folder)?;
                    files::sync_folder(files::parent(&folder))?;
                }
                let packed = zstd::bulk::compress(bytes, LEVEL).map_err(|e| files::io_error(&e, "compress into", &path))?;
                files::write_renamed(&self.temporary(), &path, &packed)?;
            }
            Ok((sha256, folder))
        };
        let put: Vec<(Sha, PathBuf)> = at_once(documents, put_one)?;
        // Folders of files that were there already too: whoever wrote them may have been stopped before this point.
        let folders: BTreeSet<&PathBuf> = put.iter().map(|(_, folder)| folder).collect();
        let folders: Vec<&PathBuf> = folders.into_iter().collect();
        at_once(&folders, |folder| files::sync_folder(folder))?;
        Ok(put.into_iter().map(|(sha256, _)| sha256).collect())
    }

    /// The bytes of an original, checked against its hash.
    ///
    /// # Errors
    /// Fails where the file is missing, unreadable or not what its name says.
    pub fn get(&self, sha256: &Sha) -> Result<Vec<u8>> {
        let path = self.path(sha256);
        let hint = "run `dateline verify` to see what else is affected, and restore the file from a backup";
        let file = fs::File::open(&path).map_err(|e| {
            if e.kind() == io::ErrorKind::NotFound {
                Error::store(format!("the original {sha256} is missing: there is no {}", path.display())).with_hint(hint)
            } else {
                files::io_error(&e, "read the original", &path)
            }
        })?;
        let damaged = |why: &str| Error::store(format!("the original {sha256} is damaged: {why}")).with_hint(hint);
        let mut bytes = Vec::new();
        zstd::Decoder::new(file).and_then(|mut d| d.read_to_end(&mut bytes)).map_err(|e| damaged(&e.to_string()))?;
        if Sha::of(&bytes) != *sha256 {
            return Err(damaged("its bytes have another SHA-256"));
        }
        Ok(bytes)
    }

    /// Looks at an original without keeping its bytes.
    #[must_use]
    pub fn state(&self, sha256: &Sha) -> ObjectState {
        let file = match fs::File::open(self.path(sha256)) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return ObjectState::Missing,
            Err(e) => return ObjectState::Damaged(format!("it can't be read: {e}")),
        };
        let mut hasher = Sha256::new();
        match zstd::Decoder::new(file).and_then(|mut decoder| io::copy(&mut decoder, &mut hasher)) {
            Err(e) => ObjectState::Damaged(format!("it can't be unpacked: {e}")),
            Ok(_) if Sha(hasher.finalize().into()) == *sha256 => ObjectState::Whole,
            Ok(_) => ObjectState::Damaged("its bytes have another SHA-256".into()),
        }
    }

    /// Removes an original that was erased; fine where it is gone already.
    ///
    /// # Errors
    /// Fails where the file is there and can't be removed.
    pub fn remove(&self, sha256: &Sha) -> Result<()> {
        let path = self.path(sha256);
        match fs::remove_file(&path) {
            Ok(()) => files::sync_folder(files::parent(&path)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(files::io_error(&e, "remove", &path)),
        }
    }

    /// Hashes that there are files for, sorted. Files with other names are left out.
    ///
    /// # Errors
    /// Fails where a folder can't be read.
    pub fn list(&self) -> Result<BTreeSet<Sha>> {
        let mut found = BTreeSet::new();
        let top = self.root.join("sha256");
        let read = |folder: &Path| fs::read_dir(folder).map_err(|e| files::io_error(&e, "read", folder));
        for folder in read(&top)?.flatten() {
            if !folder.path().is_dir() {
                continue;
            }
            for file in read(&folder.path())?.flatten() {
                let (start, rest) = (folder.file_name(), file.file_name());
                let rest = rest.to_string_lossy();
                let hex = format!("{}{}", start.to_string_lossy(), rest.strip_suffix(".zst").unwrap_or_default());
                found.extend(Sha::from_hex(&hex));
            }
        }
        Ok(found)
    }
}

/// Does the same for every item on several threads, more than there are cores: they wait for the disk most of the
/// time, and a disk syncs many files in one go. Results keep the items' order.
fn at_once<T: Sync, R: Send>(items: &[T], act: impl Fn(&T) -> Result<R> + Sync) -> Result<Vec<R>> {
    const THREADS: usize = 16;
    if items.len() < 2 {
        return items.iter().map(act).collect();
    }
    let act = &act;
    std::thread::scope(|scope| {
        let share = items.len().div_ceil(THREADS);
        let threads: Vec<_> =
            items.chunks(share).map(|part| scope.spawn(move || part.iter().map(act).collect::<Result<Vec<R>>>())).collect();
        let mut results = Vec::with_capacity(items.len());
        for thread in threads {
            results.extend(thread.join().map_err(|_| Error::internal("a thread that preserves originals failed"))??);
        }
        Ok(results)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn objects() -> (tempfile::TempDir, Objects) {
        let dir = tempfile::tempdir().unwrap();
        let objects = Objects::new(dir.path());
        objects.prepare().unwrap();
        (dir, objects)
    }

    #[test]
    fn documents_come_back_and_are_kept_once() {
        let (_dir, objects) = objects();
        let documents: Vec<&[u8]> = vec![b"one", b"", b"one", b"two"];
        let shas = objects.put(&documents).unwrap();
        assert_eq!(shas[0], Sha::of(b"one"));
        assert_eq!(shas[0], shas[2]);
        assert_eq!(objects.list().unwrap().len(), 3);
        for (sha256, bytes) in shas.iter().zip(documents) {
            assert_eq!(objects.get(sha256).unwrap(), bytes);
            assert_eq!(objects.state(sha256), ObjectState::Whole);
        }
    }

    #[test]
    fn missing_and_damaged_originals_are_told_apart() {
        let (_dir, objects) = objects();
        let sha256 = objects.put(&[b"one"]).unwrap()[0];
        let other = objects.put(&[b"two"]).unwrap()[0];
        fs::copy(objects.path(&other), objects.path(&sha256)).unwrap();
        assert_eq!(objects.state(&sha256), ObjectState::Damaged("its bytes have another SHA-256".into()));
        assert!(objects.get(&sha256).unwrap_err().message.contains("another SHA-256"));
        fs::write(objects.path(&sha256), b"not zstd").unwrap();
        assert!(matches!(objects.state(&sha256), ObjectState::Damaged(_)));
        objects.remove(&sha256).unwrap();
        objects.remove(&sha256).unwrap();
        assert_eq!(objects.state(&sha256), ObjectState::Missing);
        assert!(objects.get(&sha256).unwrap_err().message.contains("missing"));
    }

    #[test]
    fn half_written_files_are_cleared() {
        let (dir, objects) = objects();
        let left = dir.path().join("objects/temporary/1-1");
        fs::write(&left, b"half").unwrap();
        objects.prepare().unwrap();
        assert!(!left.exists());
    }
}
