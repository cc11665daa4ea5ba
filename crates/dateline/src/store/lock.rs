//! One writer at a time: a lock of the operating system on a file in the store. It ends with the process that holds
//! it, however that ends, so no stale lock is ever left; the file's words only tell others who is writing.

use crate::error::{Error, Result};
use crate::store::files;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// Name of the lock file in a store's folder.
pub const FILE: &str = "lock";

/// The right to write to a store, until dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing would do, but a program that another thread is just starting shares the file for a moment.
        let _ = self.file.unlock();
    }
}

impl Lock {
    /// Takes the lock of a store's folder.
    ///
    /// # Errors
    /// Fails where another process holds it, or the file can't be written.
    pub fn take(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| files::io_error(&e, "open the lock", &path))?;
        match file.try_lock() {
            Ok(()) => {
                let words = format!("process {}\n", std::process::id());
                // On a full disk the lock holds all the same, only without its words.
                let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(words.as_bytes()));
                Ok(Self { file })
            }
            Err(TryLockError::WouldBlock) => {
                let mut words = String::new();
                let _ = file.take(200).read_to_string(&mut words);
                let holder = match words.trim() {
                    "" => "another process".to_owned(),
                    holder => format!("another process ({holder})"),
                };
                Err(Error::store(format!("the store {} is being written by {holder}", folder.display()))
                    .with_hint("wait until it is done, or stop it; commands that only read work meanwhile"))
            }
            Err(TryLockError::Error(e)) => Err(files::io_error(&e, "lock", &path)),
        }
    }
}
