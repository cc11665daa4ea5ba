//! Rebuilding: reading the preserved originals again, and making the projection again from what was read and decided.

use crate::error::{Error, Result};
use crate::ledger::{Captured, Entry, EntryKind, Redacted};
use crate::store::database::failed;
use crate::store::log::signed;
use crate::store::{Logged, ProjectionState, Rows, StageKey, StageOutput, Store};
use dateline_core::decision::Decision;
use dateline_core::sha::Sha;
use rayon::prelude::*;
use rusqlite::params;
use std::collections::BTreeSet;

/// What to do with outputs of the same stage and version that are kept already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// Take them: a rerun skips what exists.
    Kept,
    /// Read everything again, compare, and replace: nothing but originals and log is trusted.
    Nothing,
}

/// What a rebuild did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Distinct documents in the log.
    pub documents: u64,
    /// Of them, read now.
    pub read: u64,
    /// Of them, taken as they were kept.
    pub kept: u64,
    /// Inputs whose new output differs from the kept one of the same version: changed by hand, or not the same for
    /// the same input.
    pub differing: Vec<Sha>,
    /// Documents that could not be read back, with the reason: original missing or damaged.
    pub unreadable: Vec<(Captured, String)>,
    /// What the projection was made from.
    pub state: Option<ProjectionState>,
}

/// Documents that are read at a time: few enough for memory, enough for every core.
const CHUNK: usize = 64;

impl Store {
    /// Runs a stage over every document in the log and keeps its outputs under (`Captured::input_key`, `stage`,
    /// `version`). `read` gets the captured entry and the original's bytes and gives the output as JSON; it runs on
    /// several threads. Entries that are the same input are read once.
    ///
    /// # Errors
    /// Fails where the store can't be read or written or `read` fails. Originals that are missing or damaged are
    /// listed, not an error.
    pub fn read_documents<R>(&mut self, stage: &str, version: &str, reuse: Reuse, read: &R) -> Result<Rebuilt>
    where
        R: Fn(&Captured, &[u8]) -> Result<Vec<u8>> + Sync,
    {
        self.require_write()?;
        let mut seen = BTreeSet::new();
        let mut documents = self.captures()?;
        documents.retain(|logged| seen.insert(logged.entry.input_key()));
        let mut done = Rebuilt { documents: documents.len() as u64, ..Rebuilt::default() };
        let key = |captured: &Captured| StageKey { input: captured.input_key(), stage: stage.to_owned(), version: version.to_owned() };
        let mut to_read = Vec::new();
        for logged in documents {
            if reuse == Reuse::Kept && self.has_stage_output(&key(&logged.entry))? {
                done.kept += 1;
            } else {
                to_read.push(logged.entry);
            }
        }
        for chunk in to_read.chunks(CHUNK) {
            let objects = &self.objects;
            let outputs: Vec<Result<std::result::Result<Vec<u8>, Error>>> = chunk
                .par_iter()
                .map(|captured| match objects.get(&captured.capture) {
                    Ok(bytes) => read(captured, &bytes).map(Ok),
                    Err(missing) => Ok(Err(missing)),
                })
                .collect();
            let mut keep = Vec::new();
            for (captured, output) in chunk.iter().zip(outputs) {
                match output? {
                    Ok(json) => keep.push(StageOutput { key: key(captured), capture: captured.capture, json }),
                    Err(missing) => done.unreadable.push((captured.clone(), missing.message)),
                }
            }
            done.read += keep.len() as u64;
            if reuse == Reuse::Nothing {
                for output in &keep {
                    // A kept output that can't be unpacked differs too.
                    let before = self.stage_output(&output.key).unwrap_or(Some(Vec::new()));
                    if before.is_some_and(|before| before != output.json) {
                        done.differing.push(output.key.input);
                    }
                }
            }
            self.put_stage_outputs(&keep)?;
        }
        Ok(done)
    }

    /// Makes the projection again: every document is read by `read`, then `derive` gets what was read, in the order
    /// of the log, with the decisions, and gives the rows. The indexes of the log are made again too.
    ///
    /// # Errors
    /// As [`Store::read_documents`] and [`Store::save`], and where `derive` fails.
    pub fn rebuild<R, D>(&mut self, stage: &str, version: &str, reuse: Reuse, read: &R, derive: D) -> Result<Rebuilt>
    where
        R: Fn(&Captured, &[u8]) -> Result<Vec<u8>> + Sync,
        D: FnOnce(Vec<(Captured, Vec<u8>)>, Vec<Logged<Decision>>) -> Result<Rows>,
    {
        self.index_log()?;
        let mut done = self.read_documents(stage, version, reuse, read)?;
        let readings = self.readings(stage, version)?;
        let rows = derive(readings, self.decisions()?)?;
        done.state = Some(self.save(&rows, version)?);
        Ok(done)
    }

    /// What a stage made of every document in the log, in the log's order, one at a time; documents that are the same
    /// input come once, those without an output are left out.
    ///
    /// # Errors
    /// Fails where the store can't be read or `each` fails.
    pub fn each_reading(&self, stage: &str, version: &str, each: &mut dyn FnMut(Captured, Vec<u8>) -> Result<()>) -> Result<()> {
        let mut seen = BTreeSet::new();
        for Logged { entry, .. } in self.captures()? {
            let input = entry.input_key();
            if seen.insert(input) {
                let key = StageKey { input, stage: stage.to_owned(), version: version.to_owned() };
                if let Some(json) = self.stage_output(&key)? {
                    each(entry, json)?;
                }
            }
        }
        Ok(())
    }

    /// The same all at once: as much memory as the outputs have bytes.
    ///
    /// # Errors
    /// As [`Store::each_reading`].
    pub fn readings(&self, stage: &str, version: &str) -> Result<Vec<(Captured, Vec<u8>)>> {
        let mut readings = Vec::new();
        self.each_reading(stage, version, &mut |captured, json| {
            readings.push((captured, json));
            Ok(())
        })?;
        Ok(readings)
    }

    /// Makes the indexes of the log (captures, erasures) again from the entries.
    fn index_log(&mut self) -> Result<()> {
        self.require_write()?;
        let mut captures = Vec::new();
        let mut erased = Vec::new();
        for kind in [EntryKind::Captured, EntryKind::Redaction] {
            self.entries_of(kind, &mut |logged| {
                match logged.entry {
                    Entry::Captured(c) => captures.push((signed(logged.position)?, c.capture, c.input_key())),
                    Entry::Redaction(r) => {
                        if let Redacted::Original { sha256 } = r.dropped {
                            erased.push((signed(logged.position)?, sha256));
                        }
                    }
                    _ => {}
                }
                Ok(())
            })?;
        }
        let doing = "index the log";
        let transaction = self.connection.transaction().map_err(failed(doing))?;
        let write = || -> rusqlite::Result<()> {
            transaction.execute_batch("DELETE FROM capture; DELETE FROM erased;")?;
            let mut insert = transaction.prepare_cached("INSERT INTO capture (position, sha256, input_key) VALUES (?1, ?2, ?3)")?;
            for (position, sha256, input_key) in &captures {
                insert.execute(params![position, sha256.0, input_key.0])?;
            }
            let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO erased (sha256, position) VALUES (?1, ?2)")?;
            for (position, sha256) in &erased {
                insert.execute(params![sha256.0, position])?;
            }
            Ok(())
        };
        write().map_err(failed(doing))?;
        transaction.commit().map_err(failed(doing))
    }
}
