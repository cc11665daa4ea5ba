//! The SQLite file: opening it, the settings that durability rests on, migrations, and its errors in words.

use crate::error::{Error, Kind, Result};
use crate::store::{Access, files};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the database in a store's folder.
pub const FILE: &str = "dateline.db";

/// `Dtln`: what SQLite and `file(1)` know a Dateline store by.
pub const APPLICATION_ID: i32 = 0x4474_6c6e;

/// How long a statement waits for another process before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A step from one version of the schema to the next.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Version that the step arrives at.
    pub version: i32,
    /// Its SQL.
    pub sql: &'static str,
}

/// All steps, oldest first. A step that stands in a release is never edited.
pub const MIGRATIONS: &[Migration] = &[Migration { version: 1, sql: include_str!("../../../../sql/0001_store.sql") }];

/// The version that this program writes.
#[must_use]
pub fn newest_version(migrations: &[Migration]) -> i32 {
    migrations.last().map_or(0, |migration| migration.version)
}

/// What a database file says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A store of this version.
    Store(i32),
    /// An empty database: a store whose making was interrupted, or one that was cut to nothing.
    Empty,
    /// Some other program's database.
    Foreign,
}

/// An error of SQLite as an error of the store: what could not be done, and what helps.
#[must_use]
pub fn error(error: rusqlite::Error, doing: &str) -> Error {
    let (code, detail) = match &error {
        rusqlite::Error::SqliteFailure(failure, detail) => (Some(failure.code), detail.clone()),
        _ => (None, None),
    };
    let (why, hint) = match code {
        Some(ErrorCode::DiskFull) => ("no space is left".into(), Some(files::FULL_HINT)),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ("the store is in use by another process".into(), Some("wait until it is done, then run the same command again"))
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => (
            "the database is damaged or cut short".into(),
            Some("run `dateline verify` to see what is affected, and restore the store from a backup"),
        ),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::AuthorizationForStatementDenied) => {
            ("permission denied or the file can't be opened".into(), Some(files::PERMISSION_HINT))
        }
        Some(ErrorCode::SystemIoFailure) => {
            ("the disk reports an error".into(), Some("check the disk's space and health; every entry that was acknowledged is kept"))
        }
        _ => (detail.unwrap_or_else(|| error.to_string()), None),
    };
    let kind = if code.is_some() { Kind::Store } else { Kind::Internal };
    let made = Error::new(kind, format!("could not {doing}: {why}"));
    let made = match hint {
        Some(hint) => made.with_hint(hint),
        None => made,
    };
    made.with_source(error)
}

/// Shorthand for `map_err`.
pub fn failed(doing: &str) -> impl FnOnce(rusqlite::Error) -> Error + '_ {
    move |e| error(e, doing)
}

/// Opens the database file of a store's folder and sets what durability rests on. Nothing is made or migrated.
///
/// # Errors
/// Fails where the file can't be opened or is no database.
pub fn connect(folder: &Path, access: Access) -> Result<Connection> {
    let path = folder.join(FILE);
    let doing = format!("open the store {}", folder.display());
    let connection = match access {
        Access::Write => Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | COMMON),
        Access::Read => Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | COMMON),
    }
    .map_err(failed(&doing))?;
    match prepare(&connection, access) {
        Err(e) if access == Access::Read && cannot_share(&e) && !has_unfinished_log(&path) => {
            // A folder that we may only read: without write-ahead log nobody is writing, so no sharing is needed.
            let uri = format!("file:{}?immutable=1", escape(&path));
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | COMMON;
            let connection = Connection::open_with_flags(uri, flags).map_err(failed(&doing))?;
            prepare(&connection, access).map_err(failed(&doing))?;
            Ok(connection)
        }
        Err(e) => Err(error(e, &doing)),
        Ok(()) => Ok(connection),
    }
}

const COMMON: OpenFlags = OpenFlags::SQLITE_OPEN_NO_MUTEX;

fn prepare(connection: &Connection, access: Access) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    if access == Access::Write {
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "full")?;
        // What a redaction drops must not stay in the file's free pages.
        connection.pragma_update(None, "secure_delete", true)?;
    }
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

fn cannot_share(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

fn has_unfinished_log(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    std::fs::metadata(PathBuf::from(name)).is_ok_and(|m| m.len() > 0)
}

fn escape(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

/// What the database is.
///
/// # Errors
/// Fails where the file can't be read.
pub fn standing(connection: &Connection) -> Result<Standing> {
    let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i32>(0));
    let read = || -> rusqlite::Result<(i32, i32, i64)> {
        let tables = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok((pragma("application_id")?, pragma("user_version")?, tables))
    };
    Ok(match read().map_err(failed("read the store's version"))? {
        (APPLICATION_ID, version, _) if version > 0 => Standing::Store(version),
        (0, 0, 0) => Standing::Empty,
        _ => Standing::Foreign,
    })
}

/// Refuses what is no store of this version: an empty or foreign database, or one of a newer program.
///
/// # Errors
/// Always names the folder and what to do.
pub fn check_standing(standing: Standing, folder: &Path, newest: i32) -> Result<i32> {
    let shown = folder.display();
    match standing {
        Standing::Store(version) if version > newest => Err(Error::store(format!(
            "the store {shown} was written by a newer Dateline: it has version {version}, this program knows versions up to {newest}"
        ))
        .with_hint("install the newer Dateline; nothing was changed")),
        Standing::Store(version) => Ok(version),
        Standing::Empty => Err(Error::store(format!("the database of the store {shown} is empty"))
            .with_hint("if it held a ledger, restore it from a backup; otherwise remove the folder and start again")),
        Standing::Foreign => Err(Error::store(format!("{} is not a Dateline store", folder.join(FILE).display()))
            .with_hint("name the store's folder with --store")),
    }
}

/// Brings a store to the newest version, step by step, each in one transaction; the file is copied first.
/// Gives the copy's path where there was anything to do.
///
/// # Errors
/// Fails where a step fails; the store is then as it was before that step, and the copy stays.
pub fn migrate(connection: &mut Connection, folder: &Path, from: i32, migrations: &[Migration]) -> Result<Option<PathBuf>> {
    let newest = newest_version(migrations);
    if from >= newest {
        return Ok(None);
    }
    let backups = folder.join("backups");
    files::make_private_folder(&backups)?;
    let copy = unused(&backups, &format!("version-{from}-before-{newest}"));
    copy_into(connection, &copy)?;
    for migration in migrations.iter().filter(|migration| migration.version > from) {
        apply(connection, migration)?;
    }
    Ok(Some(copy))
}

fn unused(folder: &Path, name: &str) -> PathBuf {
    let numbered = (2..).map(|n: u32| folder.join(format!("{name}-{n}.db")));
    let mut names = std::iter::once(folder.join(format!("{name}.db"))).chain(numbered);
    names.find(|path| !path.exists()).unwrap_or_else(|| folder.join(name))
}

fn apply(connection: &mut Connection, migration: &Migration) -> Result<()> {
    let doing = format!("bring the store to version {}", migration.version);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed(&doing))?;
    transaction.execute_batch(migration.sql).map_err(failed(&doing))?;
    set_version(&transaction, migration.version).map_err(failed(&doing))?;
    transaction.commit().map_err(failed(&doing))
}

/// Marks a database as a store of a version, inside the caller's transaction.
///
/// # Errors
/// Fails where the file can't be written.
pub fn set_version(connection: &Connection, version: i32) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", version)
}

/// Copies the database as it stands now, without its free pages, to a new file, durably. Others may go on reading.
///
/// # Errors
/// Fails where the file exists, can't be written, or the database is damaged.
pub fn copy_into(connection: &Connection, to: &Path) -> Result<()> {
    let doing = format!("copy the database to {}", to.display());
    if to.exists() {
        return Err(Error::store(format!("could not {doing}: it exists already")));
    }
    connection.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map_err(failed(&doing))?;
    // VACUUM INTO promises a consistent file, not a synced one.
    std::fs::OpenOptions::new().write(true).open(to).and_then(|f| f.sync_all()).map_err(|e| files::io_error(&e, "sync", to))?;
    files::sync_folder(files::parent(to))
}
