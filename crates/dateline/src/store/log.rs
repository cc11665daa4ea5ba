//! The log: appending entries with their tree and checkpoint in one transaction, and reading them.

use crate::error::{Error, Result};
use crate::ledger::entry::{SALT_BYTES, leaf};
use crate::ledger::tree::{self, TILE_WIDTH, tile_path};
use crate::ledger::{Captured, Checkpoint, Entry, EntryKind, RunRecord, Tile, Tree};
use crate::store::database::failed;
use crate::store::filter::integer;
use crate::store::{Listed, Page, Store, files, keys};
use dateline_core::decision::Decision;
use dateline_core::sha::Sha;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use serde::Serialize;
use signed_note::StandardSigner;
use std::ops::Range;
use std::path::Path;

/// An entry with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged<T = Entry> {
    /// Position, from 0.
    pub position: u64,
    /// The entry.
    pub entry: T,
}

/// A line of the log as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogLine {
    /// Position, from 0.
    pub position: u64,
    /// Its kind.
    pub kind: String,
    /// Its leaf.
    pub leaf: Sha,
    /// The entry; null where its body was dropped, or where this program doesn't know its kind.
    pub entry: Option<Entry>,
}

/// How much a store holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Entries in the log, of every kind.
    pub entries: u64,
    /// Captured entries whose original has not been erased.
    pub captures: u64,
    /// Decisions.
    pub decisions: u64,
    /// Runs.
    pub runs: u64,
    /// Redactions.
    pub redactions: u64,
    /// Size of the database in bytes.
    pub database_bytes: u64,
}

/// Appends entries inside the caller's transaction: rows, tiles, checkpoint and the index of captures. `tree` grows.
pub(super) fn write(connection: &Connection, tree: &mut Tree, entries: &[Entry], origin: &str, signers: &[&StandardSigner]) -> Result<()> {
    let mut salts = vec![0_u8; entries.len() * SALT_BYTES];
    keys::fill_random(&mut salts)?;
    let mut tiles = Vec::new();
    let put = || -> rusqlite::Result<_> {
        let insert = connection.prepare_cached("INSERT INTO entry (position, kind, salt, body, leaf) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        let index = connection.prepare_cached("INSERT INTO capture (position, sha256, input_key) VALUES (?1, ?2, ?3)")?;
        Ok((insert, index))
    };
    let (mut insert, mut index) = put().map_err(failed(APPEND))?;
    for (entry, salt) in entries.iter().zip(salts.chunks(SALT_BYTES)) {
        let body = entry.body()?;
        let leaf = leaf(salt, &body);
        let position = signed(tree.size())?;
        insert.execute(params![position, entry.kind().as_str(), salt, body, leaf.0]).map_err(failed(APPEND))?;
        if let Entry::Captured(captured) = entry {
            index.execute(params![position, captured.capture.0, captured.input_key().0]).map_err(failed(APPEND))?;
        }
        tree.push(&leaf, &mut |tile| tiles.push(tile));
    }
    tiles.extend(tree.unfinished());
    let mut put_tile =
        connection.prepare_cached("INSERT OR REPLACE INTO tile (level, position, hashes) VALUES (?1, ?2, ?3)").map_err(failed(APPEND))?;
    for tile in tiles {
        put_tile.execute(params![tile.level, signed(tile.index)?, tile.hashes]).map_err(failed(APPEND))?;
    }
    let checkpoint = Checkpoint::sign(origin, tree.size(), tree.root(), signers)?;
    connection
        .execute("INSERT INTO checkpoint (size, note) VALUES (?1, ?2)", params![signed(tree.size())?, checkpoint.note])
        .map_err(failed(APPEND))?;
    Ok(())
}

const APPEND: &str = "append to the log";

/// SQLite's integers are signed; no log comes near the limit.
pub(super) fn signed(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|e| Error::internal("a position above 2^63").with_source(e))
}

/// A column that holds a position or a count.
pub(super) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|value| u64::try_from(value).unwrap_or(0))
}

/// A column that holds a SHA-256.
pub(super) fn sha(row: &Row<'_>, column: usize) -> rusqlite::Result<Sha> {
    row.get::<_, [u8; 32]>(column).map(Sha)
}

impl Store {
    /// Appends entries as one: either all of them are in the log, with a signed checkpoint over them, or none. When
    /// it returns, they are on disk to stay: acknowledged. Gives their positions. Originals come before their
    /// entries. An empty batch appends nothing.
    ///
    /// # Errors
    /// Fails where the store is open for reading, its key is missing, an original is missing or was erased, or the
    /// disk is full; nothing is appended then. Redactions and keys have their own functions.
    pub fn append(&mut self, entries: &[Entry]) -> Result<Range<u64>> {
        for entry in entries {
            match entry {
                Entry::Redaction(_) | Entry::Key(_) => {
                    return Err(Error::internal(format!("a {} entry is not appended by itself", entry.kind().as_str())));
                }
                Entry::Captured(captured) => self.check_preserved(&captured.capture)?,
                Entry::Run(_) | Entry::Decision(_) => {}
            }
        }
        self.require_write()?;
        self.append_with(entries, |_| Ok(()))
    }

    /// Appends under the store's key, with `also` in the same transaction.
    pub(super) fn append_with(&mut self, entries: &[Entry], also: impl FnOnce(&Connection) -> Result<()>) -> Result<Range<u64>> {
        let key = match self.signing.take() {
            Some(key) => key,
            None => self.key()?,
        };
        let appended = self.append_signed(entries, &[key.signer()], also);
        self.signing = Some(key);
        appended
    }

    fn check_preserved(&self, sha256: &Sha) -> Result<()> {
        if let Some(position) = self.erased_by(sha256)? {
            return Err(Error::input(format!("the document {sha256} was erased before; entry {position} of the log says why"))
                .with_hint("leave it out of the inputs"));
        }
        if !self.objects.contains(sha256) {
            return Err(Error::internal(format!("the original {sha256} is not preserved yet")));
        }
        Ok(())
    }

    /// Appends under the given keys, with `also` in the same transaction.
    pub(super) fn append_signed(
        &mut self,
        entries: &[Entry],
        signers: &[&StandardSigner],
        also: impl FnOnce(&Connection) -> Result<()>,
    ) -> Result<Range<u64>> {
        self.require_write()?;
        // Taken out: after a failure the next append reads the tree again from what is really there.
        let head = self.head.take();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed(APPEND))?;
        let mut tree = match head {
            Some(tree) => tree,
            None => read_tree(&transaction)?,
        };
        let start = tree.size();
        if !entries.is_empty() {
            write(&transaction, &mut tree, entries, &self.origin, signers)?;
        }
        also(&transaction)?;
        transaction.commit().map_err(failed(APPEND))?;
        let end = tree.size();
        self.head = Some(tree);
        Ok(start..end)
    }

    /// Number of entries.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn size(&self) -> Result<u64> {
        self.connection
            .query_row("SELECT ifnull(max(position) + 1, 0) FROM entry", [], |row| unsigned(row, 0))
            .map_err(failed("count the entries"))
    }

    /// An entry; `None` where there is none at this position or its body was dropped.
    ///
    /// # Errors
    /// Fails where the database can't be read or the entry is of a kind that this program doesn't know.
    pub fn entry(&self, position: u64) -> Result<Option<Entry>> {
        let body: Option<Option<Vec<u8>>> = self
            .connection
            .prepare_cached("SELECT body FROM entry WHERE position = ?1")
            .and_then(|mut statement| statement.query_row([i64::try_from(position).unwrap_or(-1)], |row| row.get(0)).optional())
            .map_err(failed("read an entry"))?;
        body.flatten().map(|body| parse(position, &body)).transpose()
    }

    /// The log, newest entry first.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn log(&self, page: Page) -> Result<Listed<LogLine>> {
        let sql = "SELECT position, kind, leaf, body FROM entry ORDER BY position DESC LIMIT ?1 OFFSET ?2";
        let read = || -> rusqlite::Result<Vec<LogLine>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([integer(Some(page.limit)), integer(Some(page.offset))], |row| {
                let body: Option<Vec<u8>> = row.get(3)?;
                let entry = body.and_then(|body| Entry::from_body(&body).ok());
                Ok(LogLine { position: unsigned(row, 0)?, kind: row.get(1)?, leaf: sha(row, 2)?, entry })
            })?;
            rows.collect()
        };
        Ok(Listed { total: self.size()?, items: read().map_err(failed("read the log"))? })
    }

    /// Every entry of a kind that still has its body, oldest first.
    ///
    /// # Errors
    /// Fails where the database can't be read, an entry can't be understood, or `each` fails.
    pub fn entries_of(&self, kind: EntryKind, each: &mut dyn FnMut(Logged) -> Result<()>) -> Result<()> {
        let sql = "SELECT position, body FROM entry WHERE kind = ?1 AND body IS NOT NULL ORDER BY position";
        let doing = "read the log";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed(doing))?;
        let mut rows = statement.query([kind.as_str()]).map_err(failed(doing))?;
        while let Some(row) = rows.next().map_err(failed(doing))? {
            let position = unsigned(row, 0).map_err(failed(doing))?;
            let body: Vec<u8> = row.get(1).map_err(failed(doing))?;
            each(Logged { position, entry: parse(position, &body)? })?;
        }
        Ok(())
    }

    fn all_of<T>(&self, kind: EntryKind, take: impl Fn(Entry) -> Option<T>) -> Result<Vec<Logged<T>>> {
        let mut all = Vec::new();
        self.entries_of(kind, &mut |logged| {
            all.extend(take(logged.entry).map(|entry| Logged { position: logged.position, entry }));
            Ok(())
        })?;
        Ok(all)
    }

    /// What was captured and not erased since, oldest first.
    ///
    /// # Errors
    /// As [`Store::entries_of`].
    pub fn captures(&self) -> Result<Vec<Logged<Captured>>> {
        let erased = self.erased()?;
        self.all_of(EntryKind::Captured, |entry| match entry {
            Entry::Captured(captured) if !erased.contains_key(&captured.capture) => Some(captured),
            _ => None,
        })
    }

    /// Position of the newest captured entry of the same bytes with the same givens ([`Captured::input_key`]):
    /// a rerun over the same input needs no second entry.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn captured_before(&self, captured: &Captured) -> Result<Option<u64>> {
        self.connection
            .prepare_cached("SELECT max(position) FROM capture WHERE input_key = ?1")
            .and_then(|mut s| s.query_row([captured.input_key().0], |row| row.get::<_, Option<i64>>(0)))
            .map(|position| position.and_then(|p| u64::try_from(p).ok()))
            .map_err(failed("look for a capture"))
    }

    /// What was decided, oldest first.
    ///
    /// # Errors
    /// As [`Store::entries_of`].
    pub fn decisions(&self) -> Result<Vec<Logged<Decision>>> {
        self.all_of(EntryKind::Decision, |entry| if let Entry::Decision(decision) = entry { Some(decision) } else { None })
    }

    /// What was run, oldest first.
    ///
    /// # Errors
    /// As [`Store::entries_of`].
    pub fn runs(&self) -> Result<Vec<Logged<RunRecord>>> {
        self.all_of(EntryKind::Run, |entry| if let Entry::Run(run) = entry { Some(run) } else { None })
    }

    /// How much the store holds.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn stats(&self) -> Result<Stats> {
        let doing = "count the entries";
        let count = |sql: &str| self.connection.query_row(sql, [], |row| unsigned(row, 0)).map_err(failed(doing));
        let of = |kind: EntryKind| count(&format!("SELECT count(*) FROM entry WHERE kind = '{}' AND body IS NOT NULL", kind.as_str()));
        let captures = "SELECT count(*) FROM capture WHERE sha256 NOT IN (SELECT sha256 FROM erased)";
        Ok(Stats {
            entries: self.size()?,
            captures: count(captures)?,
            decisions: of(EntryKind::Decision)?,
            runs: of(EntryKind::Run)?,
            redactions: of(EntryKind::Redaction)?,
            database_bytes: count("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?,
        })
    }

    /// RFC 6962 audit path of an entry under the last checkpoint; `None` where there is no such entry.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn inclusion_proof(&self, position: u64) -> Result<Option<Vec<Sha>>> {
        let size = self.checkpoint()?.size;
        Ok(tree::inclusion_proof(size, position, &|level, index| read_tile(&self.connection, level, index).ok().flatten()))
    }

    /// RFC 6962 consistency proof from an earlier size to the last checkpoint; `None` where the size never was.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn consistency_proof(&self, old: u64) -> Result<Option<Vec<Sha>>> {
        let size = self.checkpoint()?.size;
        Ok(tree::consistency_proof(old, size, &|level, index| read_tile(&self.connection, level, index).ok().flatten()))
    }

    /// Writes the log as C2SP tlog-tiles files into a folder: `checkpoint`, `tile/L/N` and `tile/entries/N`, whose
    /// entries are the 32-byte leaves. Bodies are left out: they may hold what is not for everybody.
    ///
    /// # Errors
    /// Fails where a file can't be written or the database can't be read.
    pub fn write_tiles(&self, to: &Path) -> Result<()> {
        let doing = "read the tree";
        // One read transaction: tiles and checkpoint of the same moment.
        let reading = self.connection.unchecked_transaction().map_err(failed(doing))?;
        let checkpoint = self.checkpoint()?;
        let write = |path: &str, bytes: &[u8]| {
            let path = to.join(path);
            let folder = files::parent(&path);
            std::fs::create_dir_all(folder).map_err(|e| files::io_error(&e, "make the folder", folder))?;
            std::fs::write(&path, bytes).map_err(|e| files::io_error(&e, "write", &path))
        };
        let mut statement = reading.prepare("SELECT level, position, hashes FROM tile").map_err(failed(doing))?;
        let mut rows = statement.query([]).map_err(failed(doing))?;
        while let Some(row) = rows.next().map_err(failed(doing))? {
            let read = || Ok(Tile { level: row.get(0)?, index: unsigned(row, 1)?, hashes: row.get(2)? });
            let tile = read().map_err(failed(doing))?;
            write(&tile.path(), &tile.hashes)?;
        }
        let mut statement = reading.prepare("SELECT leaf FROM entry ORDER BY position").map_err(failed(doing))?;
        let leaves = statement.query_map([], |row| sha(row, 0)).and_then(Iterator::collect::<rusqlite::Result<Vec<Sha>>>);
        for (index, bundle) in leaves.map_err(failed(doing))?.chunks(TILE_WIDTH).enumerate() {
            let entries: Vec<u8> = bundle.iter().flat_map(|leaf| [0, 32].into_iter().chain(leaf.0)).collect();
            write(&tile_path("entries", index as u64, bundle.len()), &entries)?;
        }
        // Last: whoever sees it finds everything that it covers.
        write("checkpoint", checkpoint.note.as_bytes())
    }
}

fn parse(position: u64, body: &[u8]) -> Result<Entry> {
    Entry::from_body(body).map_err(|e| {
        Error::store(format!("entry {position} of the log can't be understood"))
            .with_hint("run `dateline verify`: it tells a changed entry from one that a newer Dateline wrote")
            .with_source(e)
    })
}

pub(super) fn read_tile(connection: &Connection, level: u8, index: u64) -> rusqlite::Result<Option<Vec<u8>>> {
    let index = i64::try_from(index).unwrap_or(-1);
    connection
        .prepare_cached("SELECT hashes FROM tile WHERE level = ?1 AND position = ?2")?
        .query_row(params![level, index], |row| row.get(0))
        .optional()
}

/// The tree as the database has it, checked against the last checkpoint.
fn read_tree(connection: &Connection) -> Result<Tree> {
    let damaged = || {
        Error::store("the log's entries, tree and last checkpoint do not agree")
            .with_hint("run `dateline verify` to see what was changed, and restore the store from a backup")
    };
    let read = || -> rusqlite::Result<(u64, String, Vec<Vec<u8>>)> {
        let size = connection.query_row("SELECT ifnull(max(position) + 1, 0) FROM entry", [], |row| unsigned(row, 0))?;
        let note = connection.query_row("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1", [], |row| row.get(0))?;
        let mut edge = Vec::new();
        for level in 0..tree::edge_levels(size) {
            let full = tree::edge_width(size, level) == 0;
            let tile = if full { None } else { read_tile(connection, level as u8, tree::edge_index(size, level))? };
            edge.push(tile.unwrap_or_default());
        }
        Ok((size, note, edge))
    };
    let (size, note, edge) = read().map_err(failed("read the tree"))?;
    let tree = Tree::from_edge(size, edge).ok_or_else(damaged)?;
    let checkpoint = Checkpoint::parse(note.as_bytes())?;
    if checkpoint.size == size && checkpoint.root == tree.root() { Ok(tree) } else { Err(damaged()) }
}
