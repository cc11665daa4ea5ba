//! The store: a folder with the log of entries, the preserved originals, and projections made from them. Entries and
//! originals are the truth; everything else is made again by [`Store::rebuild`]. The surface speaks of entries,
//! reports and incidents, never of SQLite, so that another backend can stand behind it. Formats: `docs/ledger.md`.

mod backup;
mod beside;
mod database;
pub(crate) mod files;
mod filter;
mod finding;
mod keys;
mod lock;
mod log;
mod objects;
mod projection;
mod query;
mod read_back;
mod redact;
mod stage;
mod verify;

pub use backup::Backup;
pub use beside::{Counts, MentionRow, PairRow, ReadingRow};
pub use files::write_file;
pub use filter::{
    ClaimFilter, Found, IncidentFilter, IncidentOrder, IncidentSummary, LineageFilter, Listed, Page, RecordKind, ReportFilter,
};
pub use finding::{Finding, Subject, Verification, VerifyOptions};
pub use keys::{KeyInfo, KeyState};
pub use log::{LogLine, Logged, Stats};
pub use projection::{ProjectionState, Rows};
pub use read_back::{Rebuilt, Reuse};
pub use redact::Erasure;
pub use stage::{StageKey, StageOutput};

use crate::error::{Error, Result};
use crate::ledger::{Checkpoint, Entry, Key, KeyChange, PublicKey, Tree};
use database::{MIGRATIONS, Standing, failed, newest_version};
use dateline_core::sha::Sha;
use lock::Lock;
use objects::Objects;
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading; any number of processes at a time, beside a writing one.
    Read,
    /// Reading and appending; one process at a time.
    Write,
}

/// An open store.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    access: Access,
    connection: Connection,
    objects: Objects,
    origin: String,
    /// The tree as of the last append; `None` until needed and after a failed append.
    head: Option<Tree>,
    /// The signing key, once it was needed.
    signing: Option<Key>,
    migrated: Option<PathBuf>,
    lock: Option<Lock>,
}

impl Store {
    /// Makes a store in a folder that is missing or empty, with its signing key, whose public half is the log's first
    /// entry. `at` is the time, ISO 8601 in UTC with seconds. A making that was interrupted is taken up again.
    ///
    /// # Errors
    /// Fails where the folder holds a store or anything else, or can't be written.
    pub fn create(folder: &Path, at: &str) -> Result<Self> {
        refuse_strangers(folder)?;
        files::make_private_folder(folder)?;
        files::make_private_folder(&keys::folder(folder))?;
        let lock = Lock::take(folder)?;
        let objects = Objects::new(folder);
        objects.prepare()?;
        let connection = database::connect(folder, Access::Write)?;
        match database::standing(&connection)? {
            Standing::Empty => {}
            Standing::Store(_) => {
                return Err(
                    Error::usage(format!("{} holds a store already", folder.display())).with_hint("name another folder, or use this store")
                );
            }
            Standing::Foreign => {
                database::check_standing(Standing::Foreign, folder, newest_version(MIGRATIONS))?;
            }
        }
        let key = keys::first(folder)?;
        let origin = key.public().name().to_owned();
        let (lock, migrated, head, signing) = (Some(lock), None, None, None);
        let mut store =
            Self { folder: folder.to_owned(), access: Access::Write, connection, objects, origin, head, signing, migrated, lock };
        store.make_tables(&key, at)?;
        files::sync_folder(folder)?;
        files::sync_folder(files::parent(folder))?;
        Ok(store)
    }

    fn make_tables(&mut self, key: &Key, at: &str) -> Result<()> {
        let doing = "make the store";
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed(doing))?;
        for migration in MIGRATIONS {
            transaction.execute_batch(migration.sql).map_err(failed(doing))?;
        }
        database::set_version(&transaction, newest_version(MIGRATIONS)).map_err(failed(doing))?;
        transaction.execute("INSERT INTO store (name, value) VALUES ('origin', ?1)", [&self.origin]).map_err(failed(doing))?;
        let first = KeyChange { at: at.to_owned(), key: key.public().to_string(), replaces: None, reason: "first key".into() };
        let mut tree = Tree::default();
        log::write(&transaction, &mut tree, &[Entry::Key(first)], &self.origin, &[key.signer()])?;
        transaction.commit().map_err(failed(doing))?;
        self.head = Some(tree);
        Ok(())
    }

    /// Opens a store. For writing it takes the store's lock, brings an older store to the present version (a copy of
    /// the database is kept in `backups/`) and finishes what a stopped process had begun.
    ///
    /// # Errors
    /// Fails where there is no store, another process writes to it, it is newer than this program or damaged, or
    /// permission is missing.
    pub fn open(folder: &Path, access: Access) -> Result<Self> {
        Self::open_with(folder, access, MIGRATIONS)
    }

    fn open_with(folder: &Path, access: Access, migrations: &[database::Migration]) -> Result<Self> {
        require_store(folder)?;
        let lock = if access == Access::Write { Some(Lock::take(folder)?) } else { None };
        let mut connection = database::connect(folder, access)?;
        let newest = newest_version(migrations);
        let version = database::check_standing(database::standing(&connection)?, folder, newest)?;
        let mut migrated = None;
        if version < newest {
            if access == Access::Read {
                return Err(Error::store(format!(
                    "the store {} has version {version}, this program reads version {newest}",
                    folder.display()
                ))
                .with_hint("run `dateline rebuild` once: it keeps a copy and brings the store up to date"));
            }
            migrated = database::migrate(&mut connection, folder, version, migrations)?;
        }
        let origin = connection
            .query_row("SELECT value FROM store WHERE name = 'origin'", [], |row| row.get(0))
            .map_err(failed("read the log's name"))?;
        let objects = Objects::new(folder);
        let store = Self { folder: folder.to_owned(), access, connection, objects, origin, head: None, signing: None, migrated, lock };
        if access == Access::Write {
            store.objects.prepare()?;
            store.finish_erasures()?;
            store.finish_rotation()?;
        }
        Ok(store)
    }

    /// Opens the store for writing, or makes it where there is none.
    ///
    /// # Errors
    /// As [`Store::open`] and [`Store::create`].
    pub fn open_or_create(folder: &Path, at: &str) -> Result<Self> {
        if !Self::exists(folder) {
            return Self::create(folder, at);
        }
        let never_begun = || database::connect(folder, Access::Read).and_then(|c| database::standing(&c)).ok() == Some(Standing::Empty);
        match Self::open(folder, Access::Write) {
            // A making that was interrupted leaves an empty database and no original anywhere.
            Err(_) if never_begun() && keys::may_begin(folder) => Self::create(folder, at),
            opened => opened,
        }
    }

    /// Whether the folder holds a store's database.
    #[must_use]
    pub fn exists(folder: &Path) -> bool {
        folder.join(database::FILE).is_file()
    }

    /// Another handle on the same store for reading, for another thread.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn reader(&self) -> Result<Self> {
        Self::open(&self.folder, Access::Read)
    }

    /// The store's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Name of the log, as in its keys and checkpoints: `dateline/` and 32 hexadecimal digits.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The copy of the database that opening made before it brought the store to a newer version.
    #[must_use]
    pub fn migrated(&self) -> Option<&Path> {
        self.migrated.as_deref()
    }

    /// Preserves a document; when it returns, the bytes are on disk to stay. Preserve first, then append the entry.
    ///
    /// # Errors
    /// Fails where the store is open for reading or the file can't be written.
    pub fn put_object(&mut self, bytes: &[u8]) -> Result<Sha> {
        Ok(self.put_objects(&[bytes])?[0])
    }

    /// Preserves several documents at a time, which is much faster than one by one.
    ///
    /// # Errors
    /// As [`Store::put_object`].
    pub fn put_objects(&mut self, documents: &[&[u8]]) -> Result<Vec<Sha>> {
        self.require_write()?;
        self.objects.put(documents)
    }

    /// The bytes of a preserved document, checked against their hash.
    ///
    /// # Errors
    /// Fails where it was erased, is missing or damaged; the message says which.
    pub fn get_object(&self, sha256: &Sha) -> Result<Vec<u8>> {
        match self.erased_by(sha256)? {
            Some(position) => Err(Error::input(format!("the original {sha256} was erased; entry {position} of the log says why"))),
            None => self.objects.get(sha256),
        }
    }

    /// The signing key.
    ///
    /// # Errors
    /// Fails where there is none beside the store or it isn't the one that the log names.
    pub fn key(&self) -> Result<Key> {
        keys::load(&self.folder, self.current_key()?.as_ref())
    }

    /// The last checkpoint.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn checkpoint(&self) -> Result<Checkpoint> {
        let note: String = self
            .connection
            .query_row("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1", [], |row| row.get(0))
            .map_err(failed("read the last checkpoint"))?;
        Checkpoint::parse(note.as_bytes())
    }

    /// The log's keys, oldest first, each with the position of the entry that names it.
    pub(crate) fn named_keys(&self) -> Result<Vec<(u64, KeyChange)>> {
        let mut keys = Vec::new();
        self.entries_of(crate::ledger::EntryKind::Key, &mut |logged| {
            if let Entry::Key(change) = logged.entry {
                keys.push((logged.position, change));
            }
            Ok(())
        })?;
        Ok(keys)
    }

    fn current_key(&self) -> Result<Option<PublicKey>> {
        self.named_keys()?.last().map(|(_, change)| PublicKey::parse(&change.key)).transpose()
    }

    fn require_write(&self) -> Result<()> {
        match self.access {
            Access::Write if self.lock.is_some() => Ok(()),
            _ => Err(Error::internal("the store is open for reading")),
        }
    }
}

fn require_store(folder: &Path) -> Result<()> {
    let shown = folder.display();
    match std::fs::metadata(folder.join(database::FILE)) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let hint = format!("`dateline run INPUT… --store {shown}` makes one");
            Err(Error::store(format!("there is no store in {shown}")).with_hint(hint))
        }
        Err(e) => Err(files::io_error(&e, "open the store", folder)),
    }
}

/// A mistyped folder must not be filled with a store.
fn refuse_strangers(folder: &Path) -> Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(files::io_error(&e, "use the folder", folder)),
    };
    const OURS: &[&str] = &["keys", "objects", lock::FILE, database::FILE];
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !OURS.contains(&name.as_str()) && !name.starts_with(database::FILE) {
            let message = format!("the folder {} is not empty: it holds `{name}`", folder.display());
            return Err(Error::usage(message).with_hint("name an empty folder, or one that does not exist yet, with --store"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
