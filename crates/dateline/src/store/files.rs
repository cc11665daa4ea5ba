//! Files that must survive a crash: written beside their place, synced, renamed, and the folder synced; and errors of
//! the file system in words.

use crate::error::{Error, Result};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// An error of the file system as an error of the store: what could not be done with which path, and what helps.
#[must_use]
pub fn io_error(error: &io::Error, doing: &str, path: &Path) -> Error {
    let shown = path.display();
    let made = Error::store(format!("could not {doing} {shown}: {}", in_words(error)));
    let made = match hint(error.kind()) {
        Some(hint) => made.with_hint(hint),
        None => made,
    };
    made.with_source(io::Error::new(error.kind(), error.to_string()))
}

fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "no space is left".into(),
        io::ErrorKind::NotFound => "it does not exist".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::AlreadyExists => "it exists already".into(),
        io::ErrorKind::NotADirectory => "a file stands where a folder should be".into(),
        _ => error.to_string(),
    }
}

/// What helps against an error of the file system.
#[must_use]
pub fn hint(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(FULL_HINT),
        io::ErrorKind::PermissionDenied => Some(PERMISSION_HINT),
        io::ErrorKind::ReadOnlyFilesystem => Some("the file system is mounted read-only; copy the store elsewhere or mount it writable"),
        io::ErrorKind::NotADirectory => Some("name a folder, or a path that does not exist yet"),
        io::ErrorKind::AlreadyExists => Some("choose another path, or move what is there away first"),
        _ => None,
    }
}

/// What helps on a full disk.
pub const FULL_HINT: &str = "free some space and run the same command again; every entry that was acknowledged is kept";
/// What helps where permission is missing.
pub const PERMISSION_HINT: &str = "give yourself permission on the folder and its files, or run as the user who owns the store";

/// Makes what was done in a folder (a rename, a new file) durable.
///
/// # Errors
/// Fails where the folder can't be opened or synced.
pub fn sync_folder(folder: &Path) -> Result<()> {
    // Windows has no such call; its renames are journalled.
    if cfg!(unix) {
        File::open(folder).and_then(|f| f.sync_all()).map_err(|e| io_error(&e, "sync", folder))?;
    }
    Ok(())
}

/// Makes a folder that only its owner may enter, where there is none; its parents too.
///
/// # Errors
/// Fails where it can't be made.
pub fn make_private_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|e| io_error(&e, "make the folder", folder))
}

/// Writes a new file that only its owner may read, durably; never over an existing one. The file is whole or absent.
///
/// # Errors
/// Fails where the file exists or can't be written.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io_error(&io::ErrorKind::AlreadyExists.into(), "write", path));
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    // Of a process that was stopped here; nothing was ever signed with it.
    let _ = fs::remove_file(part);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || {
        let mut file = options.open(part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(part, path)
    };
    write().map_err(|e| {
        let _ = fs::remove_file(part);
        io_error(&e, "write", path)
    })?;
    sync_folder(parent(path))
}

/// Whether others than its owner may read a file; false where the system doesn't tell.
#[must_use]
pub fn others_may_read(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Writes a file durably: into `temporary` (a folder of the same file system), synced, then renamed to `path`,
/// replacing what is there. The caller syncs `path`'s folder.
///
/// # Errors
/// Fails where it can't be written; nothing is left behind then.
pub fn write_renamed(temporary: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let name = format!("{}-{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
    let beside = temporary.join(name);
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(|e| {
        let _ = fs::remove_file(&beside);
        io_error(&e, "write", path)
    })
}

/// Writes a file durably beside its place and renames it there, making its folder where it is missing.
///
/// # Errors
/// Fails where it can't be written; what was there before stays then.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = parent(path);
    fs::create_dir_all(folder).map_err(|e| io_error(&e, "make", folder))?;
    write_renamed(folder, path, bytes)?;
    sync_folder(folder)
}

/// A path's folder; the current one for a bare name.
#[must_use]
pub fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
