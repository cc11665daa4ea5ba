//! Erasure: dropping the body of an entry or a preserved original, with a redaction in the log that says who did it
//! and why. The leaf stays, so that every proof still holds.

use crate::error::{Error, Result};
use crate::ledger::{Entry, EntryKind, Redacted, Redaction};
use crate::store::database::failed;
use crate::store::log::{sha, signed, unsigned};
use crate::store::{Store, projection};
use dateline_core::sha::Sha;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What an erasure did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Position of the redaction in the log.
    pub position: u64,
    /// Copies in the store's own `backups/` that still hold what was erased; they are left for their owner to judge.
    pub copies: Vec<PathBuf>,
}

impl Store {
    /// Drops body and salt of an entry. Entries that others rest on (keys, redactions) are refused.
    /// `reason` must not repeat what is dropped. Projections are emptied: make them again with [`Store::rebuild`].
    ///
    /// # Errors
    /// Fails where there is no such entry, it has no body any more, or the store can't be written.
    pub fn redact_entry(&mut self, position: u64, who: &str, at: &str, reason: &str) -> Result<Erasure> {
        let column = signed(position)?;
        let row: Option<(String, Sha, bool)> = self
            .connection
            .query_row("SELECT kind, leaf, body IS NOT NULL FROM entry WHERE position = ?1", [column], |row| {
                Ok((row.get(0)?, sha(row, 1)?, row.get(2)?))
            })
            .optional()
            .map_err(failed("look for the entry"))?;
        let (kind, leaf) = match row {
            None => {
                return Err(Error::usage(format!("the log has no entry {position}"))
                    .with_hint("entries are counted from 0; `dateline show N` shows one"));
            }
            Some((_, _, false)) => {
                return Err(Error::usage(format!("the body of entry {position} was dropped before"))
                    .with_hint("nothing is left to erase; backups made earlier may still hold it"));
            }
            Some((kind, leaf, true)) => (kind, leaf),
        };
        let entry_kind = EntryKind::from_word(&kind)
            .ok_or_else(|| Error::store(format!("entry {position} is of the unknown kind `{kind}`")).with_hint("run `dateline verify`"))?;
        if matches!(entry_kind, EntryKind::Key | EntryKind::Redaction) {
            return Err(Error::usage(format!("entry {position} is a {kind} entry: verification rests on it, so it stays"))
                .with_hint("originals, and entries of captures, runs and decisions, can be erased"));
        }
        self.redact(Redacted::Entry { index: position, entry_kind, leaf }, who, at, reason, |connection| {
            connection.execute("UPDATE entry SET salt = NULL, body = NULL WHERE position = ?1", [column])?;
            // What was read with this entry's givens repeats them.
            let read = "DELETE FROM stage_output WHERE input IN (SELECT input_key FROM capture WHERE position = ?1)";
            connection.execute(read, [column])?;
            connection.execute("DELETE FROM capture WHERE position = ?1", [column]).map(drop)
        })
    }

    /// Erases a preserved original with everything read out of it. What the log says of its capture (hash, address,
    /// time) stays, unless those entries are redacted too. It can't be captured again.
    /// Projections are emptied: make them again with [`Store::rebuild`].
    ///
    /// # Errors
    /// Fails where the log has no such capture, it was erased before, or the store can't be written.
    pub fn redact_original(&mut self, sha256: &Sha, who: &str, at: &str, reason: &str) -> Result<Erasure> {
        if let Some(position) = self.erased_by(sha256)? {
            return Err(Error::usage(format!("the original {sha256} was erased before; entry {position} of the log says why")));
        }
        let known: bool = self
            .connection
            .query_row("SELECT EXISTS (SELECT 1 FROM capture WHERE sha256 = ?1)", [sha256.0], |row| row.get(0))
            .map_err(failed("look for the capture"))?;
        if !known && !self.objects.contains(sha256) {
            return Err(Error::usage(format!("the store holds no original {sha256}")));
        }
        let position = signed(self.size()?)?;
        let erasure = self.redact(Redacted::Original { sha256: *sha256 }, who, at, reason, |connection| {
            connection.execute("INSERT INTO erased (sha256, position) VALUES (?1, ?2)", params![sha256.0, position])?;
            connection.execute("DELETE FROM stage_output WHERE capture = ?1", [sha256.0]).map(drop)
        })?;
        self.objects.remove(sha256)?;
        Ok(erasure)
    }

    fn redact(
        &mut self,
        dropped: Redacted,
        who: &str,
        at: &str,
        reason: &str,
        drop_rows: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<Erasure> {
        if who.trim().is_empty() || reason.trim().is_empty() {
            return Err(Error::usage("an erasure needs a name and a reason").with_hint("give --who and --reason"));
        }
        let redaction = Redaction { at: at.to_owned(), who: who.to_owned(), dropped, reason: reason.to_owned() };
        let doing = "erase from the store";
        let positions = self.append_with(&[Entry::Redaction(redaction)], |connection| {
            drop_rows(connection).map_err(failed(doing))?;
            // Lines of the projection quote what was dropped.
            projection::clear(connection).map_err(failed(doing))
        })?;
        // The words must leave the write-ahead log too, not only the tables.
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed(doing))?;
        let copies = std::fs::read_dir(self.folder.join("backups")).map(|found| found.flatten().map(|e| e.path()).collect());
        let mut copies: Vec<PathBuf> = copies.unwrap_or_default();
        copies.sort();
        Ok(Erasure { position: positions.start, copies })
    }

    /// Position of the redaction that erased an original.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn erased_by(&self, sha256: &Sha) -> Result<Option<u64>> {
        self.connection
            .prepare_cached("SELECT position FROM erased WHERE sha256 = ?1")
            .and_then(|mut statement| statement.query_row([sha256.0], |row| unsigned(row, 0)).optional())
            .map_err(failed("look for an erasure"))
    }

    /// Originals that were erased, each with the position of its redaction.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn erased(&self) -> Result<BTreeMap<Sha, u64>> {
        let read = || {
            let mut statement = self.connection.prepare_cached("SELECT sha256, position FROM erased")?;
            let rows = statement.query_map([], |row| Ok((sha(row, 0)?, unsigned(row, 1)?)))?;
            rows.collect::<rusqlite::Result<BTreeMap<_, _>>>()
        };
        read().map_err(failed("list the erasures"))
    }

    /// Removes originals whose erasure is in the log, where a process was stopped between the two.
    pub(super) fn finish_erasures(&self) -> Result<()> {
        self.erased()?.keys().try_for_each(|sha256| self.objects.remove(sha256))
    }
}
