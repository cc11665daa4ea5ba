//! Outputs of stages, kept under (input id, stage, stage version): a rerun skips what exists, a new version adds rows.

use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::database::failed;
use crate::store::log::sha;
use dateline_core::sha::Sha;
use rayon::prelude::*;
use rusqlite::{OptionalExtension, TransactionBehavior, params};

const LEVEL: i32 = 3;

/// What a stage's output is kept under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StageKey {
    /// Id of the input, such as [`crate::ledger::Captured::input_key`].
    pub input: Sha,
    /// Name of the stage.
    pub stage: String,
    /// Version of the stage: everything beside the input that its output depends on (code, data, model, settings).
    pub version: String,
}

/// A stage's output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageOutput {
    /// What it is kept under.
    pub key: StageKey,
    /// The original whose words it holds: erasing that one drops this output too.
    pub capture: Sha,
    /// The output, JSON.
    pub json: Vec<u8>,
}

impl Store {
    /// The output of a stage for an input; `None` where it was never made.
    ///
    /// # Errors
    /// Fails where the database can't be read or the output is damaged.
    pub fn stage_output(&self, key: &StageKey) -> Result<Option<Vec<u8>>> {
        let packed: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT output FROM stage_output WHERE input = ?1 AND stage = ?2 AND version = ?3")
            .and_then(|mut s| s.query_row(params![key.input.0, key.stage, key.version], |row| row.get(0)).optional())
            .map_err(failed("read a stage's output"))?;
        packed.map(|packed| unpack(&packed)).transpose()
    }

    /// Whether a stage's output for an input is there, without reading it.
    ///
    /// # Errors
    /// Fails where the database can't be read.
    pub fn has_stage_output(&self, key: &StageKey) -> Result<bool> {
        self.connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM stage_output WHERE input = ?1 AND stage = ?2 AND version = ?3)")
            .and_then(|mut s| s.query_row(params![key.input.0, key.stage, key.version], |row| row.get(0)))
            .map_err(failed("look for a stage's output"))
    }

    /// Keeps outputs of stages, all in one transaction; an output under the same key is replaced.
    ///
    /// # Errors
    /// Fails where the store is open for reading or can't be written; nothing is kept then.
    pub fn put_stage_outputs(&mut self, outputs: &[StageOutput]) -> Result<()> {
        self.require_write()?;
        let doing = "keep a stage's output";
        // Before the transaction, on every core: it is most of the work.
        let packed: Vec<Vec<u8>> = outputs.par_iter().map(|output| pack(&output.json)).collect::<Result<_>>()?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed(doing))?;
        let sql = "INSERT OR REPLACE INTO stage_output (input, stage, version, capture, output) VALUES (?1, ?2, ?3, ?4, ?5)";
        {
            let mut insert = transaction.prepare_cached(sql).map_err(failed(doing))?;
            for (output, packed) in outputs.iter().zip(&packed) {
                let key = &output.key;
                insert.execute(params![key.input.0, key.stage, key.version, output.capture.0, packed]).map_err(failed(doing))?;
            }
        }
        transaction.commit().map_err(failed(doing))
    }

    /// Every output of one version of a stage, sorted by input id, one at a time.
    ///
    /// # Errors
    /// Fails where the database can't be read, an output is damaged, or `each` fails.
    pub fn stage_outputs(&self, stage: &str, version: &str, each: &mut dyn FnMut(StageOutput) -> Result<()>) -> Result<()> {
        let doing = "read a stage's outputs";
        let sql = "SELECT input, capture, output FROM stage_output WHERE stage = ?1 AND version = ?2 ORDER BY input";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed(doing))?;
        let mut rows = statement.query([stage, version]).map_err(failed(doing))?;
        while let Some(row) = rows.next().map_err(failed(doing))? {
            let read = || Ok((sha(row, 0)?, sha(row, 1)?, row.get::<_, Vec<u8>>(2)?));
            let (input, capture, packed) = read().map_err(failed(doing))?;
            let key = StageKey { input, stage: stage.to_owned(), version: version.to_owned() };
            each(StageOutput { key, capture, json: unpack(&packed)? })?;
        }
        Ok(())
    }

    /// Drops the outputs of a stage's other versions, which free space; gives their number.
    ///
    /// # Errors
    /// Fails where the store is open for reading or can't be written.
    pub fn drop_other_versions(&mut self, stage: &str, keep: &str) -> Result<usize> {
        self.require_write()?;
        self.connection
            .execute("DELETE FROM stage_output WHERE stage = ?1 AND version <> ?2", [stage, keep])
            .map_err(failed("drop a stage's older outputs"))
    }
}

fn pack(json: &[u8]) -> Result<Vec<u8>> {
    zstd::bulk::compress(json, LEVEL).map_err(|e| Error::internal("a stage's output could not be compressed").with_source(e))
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>> {
    zstd::decode_all(packed).map_err(|e| {
        Error::store("a stage's output is damaged").with_hint("run `dateline rebuild`: it reads the originals again").with_source(e)
    })
}
