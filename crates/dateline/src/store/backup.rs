//! Backups: a consistent copy of the database, the originals that it names, and the checkpoint; verified before it is
//! called one. The signing key is not in it.

use crate::error::{Error, Result};
use crate::store::{Access, Store, Verification, VerifyOptions, database, files, objects::Objects};
use dateline_core::sha::Sha;
use std::path::Path;

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Originals copied.
    pub originals: u64,
    /// What verifying the copy found. Damage of the store is in the copy too.
    pub verification: Verification,
}

impl Store {
    /// Copies the store into a folder that is missing or empty, while others may go on reading and writing, and
    /// verifies the copy. The folder is then a store that can be opened; its key is to be put beside it for appending.
    /// `checkpoint` in it is the signed head at that moment.
    ///
    /// # Errors
    /// Fails where the folder holds anything or can't be written, or an original can't be copied.
    pub fn backup(&self, to: &Path) -> Result<Backup> {
        let filled = std::fs::read_dir(to).is_ok_and(|mut entries| entries.next().is_some());
        if filled {
            return Err(Error::usage(format!("the folder {} is not empty", to.display()))
                .with_hint("name an empty folder, or one that does not exist yet"));
        }
        files::make_private_folder(to)?;
        let target = Objects::new(to);
        target.prepare()?;
        // The database comes last and under another name first: a backup that was interrupted is no store.
        let unfinished = to.join("unfinished.db");
        database::copy_into(&self.connection, &unfinished)?;
        let named = names(&unfinished)?;
        for sha256 in &named {
            if self.objects.contains(sha256) {
                copy(&self.objects, &target, sha256)?;
            }
        }
        sync_all(&target, &named)?;
        let database = to.join(database::FILE);
        std::fs::rename(&unfinished, &database).map_err(|e| files::io_error(&e, "write", &database))?;
        files::sync_folder(to)?;
        // Once for writing: the copy gets its write-ahead log, lock and folders.
        let copy = Self::open(to, Access::Write)?;
        let checkpoint = to.join("checkpoint");
        std::fs::write(&checkpoint, copy.checkpoint()?.note).map_err(|e| files::io_error(&e, "write", &checkpoint))?;
        files::sync_folder(to)?;
        let mut verification = copy.verify(&VerifyOptions::default())?;
        verification.notes.retain(|note| note.subject != crate::store::Subject::Key);
        Ok(Backup { originals: named.len() as u64, verification })
    }
}

/// Originals that a copied database names and has not erased.
fn names(database: &Path) -> Result<Vec<Sha>> {
    let read = || -> rusqlite::Result<Vec<Sha>> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let connection = rusqlite::Connection::open_with_flags(database, flags)?;
        let sql = "SELECT DISTINCT sha256 FROM capture WHERE sha256 NOT IN (SELECT sha256 FROM erased) ORDER BY sha256";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get::<_, [u8; 32]>(0).map(Sha))?;
        rows.collect()
    };
    read().map_err(database::failed("read the copied database"))
}

/// Copies bytes, not links: a backup must not share a bad sector or a careless edit with what it backs up.
fn copy(from: &Objects, to: &Objects, sha256: &Sha) -> Result<()> {
    let (source, target) = (from.path(sha256), to.path(sha256));
    files::make_private_folder(files::parent(&target))?;
    let copied = std::fs::copy(&source, &target).and_then(|_| std::fs::File::open(&target)).and_then(|file| file.sync_all());
    copied.map_err(|e| files::io_error(&e, "copy an original to", &target))
}

fn sync_all(objects: &Objects, named: &[Sha]) -> Result<()> {
    let mut folders: Vec<_> = named.iter().map(|sha256| files::parent(&objects.path(sha256)).to_owned()).filter(|f| f.is_dir()).collect();
    folders.dedup();
    folders.iter().try_for_each(|folder| files::sync_folder(folder))?;
    folders.first().map_or(Ok(()), |folder| files::sync_folder(files::parent(folder)))
}
