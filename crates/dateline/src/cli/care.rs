//! Care of a store: `verify`, `rebuild`, `backup`, `keys`, `erase`.

use super::args::{self, KeysCommand};
use super::output::{self, Out};
use super::resources;
use super::run::{progress_bar, tell_migrated};
use crate::clock;
use crate::error::{Error, Result};
use crate::ledger::PublicKey;
use crate::project::{self, Projected};
use crate::store::{Access, KeyState, Reuse, Store, Verification, VerifyOptions};
use dateline_core::sha::Sha;
use std::fs;

/// Computes everything again; ends with status 4 where something is wrong.
pub fn verify(args: &args::Verify, out: &mut Out) -> Result<()> {
    let kept = match &args.checkpoint {
        Some(file) => Some(fs::read(file).map_err(|e| {
            Error::input(format!("{} can't be read", file.display()))
                .with_hint("give the file that `dateline keys checkpoint` was kept in")
                .with_source(e)
        })?),
        None => None,
    };
    let known_key = args.key.as_deref().map(PublicKey::parse).transpose().map_err(|e| {
        Error::usage(e.message).with_hint("give the whole of a key as `dateline keys show` prints it, in quotes: name+id+base64")
    })?;
    let store = Store::open(&args.store.store, Access::Read)?;
    let found = store.verify(&VerifyOptions { kept, known_key })?;
    if args.json {
        out.line(&serde_json::to_string(&found).map_err(|e| Error::internal("the findings can't be written as JSON").with_source(e))?)?;
    } else {
        findings(&found, args.checkpoint.is_some(), out)?;
    }
    out.finish()?;
    if found.is_sound() {
        return Ok(());
    }
    Err(Error::store(format!("{} things in this store are not as they should be", found.problems.len()))
        .with_hint("compare with a backup; do not write to this store until it is clear what happened"))
}

fn findings(found: &Verification, with_checkpoint: bool, out: &mut Out) -> Result<()> {
    out.line(&format!(
        "Looked at {} entries, {} originals and {} checkpoints; the root is {}.",
        found.entries, found.originals, found.checkpoints, found.root
    ))?;
    for problem in &found.problems {
        out.line(&format!("wrong: {problem}"))?;
    }
    for note in &found.notes {
        out.line(&format!("note:  {note}"))?;
    }
    if !found.is_sound() {
        return Ok(());
    }
    out.line("Everything agrees: every entry with the log, every original with its digest, every checkpoint with its signature.")?;
    if with_checkpoint {
        return out.line("The log begins with what the kept checkpoint covers: nothing of that was changed or taken away.");
    }
    out.line("This does not show that nobody who holds the key wrote the whole log anew: only a checkpoint kept elsewhere does (--checkpoint FILE).")
}

/// Makes readings and incidents again.
pub fn rebuild(args: &args::Rebuild, out: &mut Out) -> Result<()> {
    let mut store = Store::open(&args.store.store, Access::Write)?;
    tell_migrated(&store);
    let resources = resources::of_store(&store)?;
    let bar = progress_bar();
    bar.set_message("reading the preserved originals again");
    let reuse = if args.keep_readings { Reuse::Kept } else { Reuse::Nothing };
    let read = project::read_all(&mut store, &resources, reuse)?;
    bar.set_message("working out lineage and incidents");
    let Projected { rows, state } = project::project(&mut store, &resources, &project::version_of(&resources))?;
    bar.finish_and_clear();
    out.line(&format!("Read {} documents again, kept the readings of {}.", read.read, read.kept))?;
    for (captured, reason) in &read.unreadable {
        out.line(&format!("not readable: {}: {reason}", output::printable(&captured.input.id)))?;
    }
    if !read.differing.is_empty() {
        out.line(&format!("{} readings were not what this version makes of their originals; they were replaced.", read.differing.len()))?;
    }
    out.line(&format!(
        "The store holds {} reports, {} claims and {} incidents.",
        rows.reports.len(),
        rows.claims.len(),
        rows.incidents.len()
    ))?;
    if !rows.unmatched.is_empty() {
        out.line(&format!("{} decisions no longer match: `dateline decide list` marks them.", rows.unmatched.len()))?;
    }
    out.line(&format!("Digest of all lines: {}", state.digest))?;
    if read.unreadable.is_empty() {
        return Ok(());
    }
    out.finish()?;
    Err(Error::store(format!("{} originals could not be read back", read.unreadable.len()))
        .with_hint("run `dateline verify` for their digests, and bring the files back from a backup"))
}

/// Copies a store.
pub fn backup(args: &args::Backup, out: &mut Out) -> Result<()> {
    let store = Store::open(&args.store.store, Access::Read)?;
    let done = store.backup(&args.to)?;
    out.line(&format!(
        "Copied {} entries and {} originals to {}, and verified the copy.",
        done.verification.entries,
        done.originals,
        args.to.display()
    ))?;
    out.line("The signing key is not in the copy: keep it apart with `dateline keys export FILE`.")?;
    if done.verification.is_sound() {
        return Ok(());
    }
    out.finish()?;
    Err(Error::store("the copy is not as it should be").with_hint("run `dateline verify` on the store and on the copy"))
}

/// Keys and the checkpoint.
pub fn keys(what: KeysCommand, out: &mut Out) -> Result<()> {
    match what {
        KeysCommand::Show { store } => {
            let store = Store::open(&store.store, Access::Read)?;
            for key in store.keys()? {
                out.line(&format!("{}  since {} (entry {}) {}", key.key.as_str(), key.at, key.position, output::printable(&key.reason)))?;
            }
            match store.key_state() {
                KeyState::Present => out.line(&format!("The private half lies in {}.", store.key_path().display())),
                KeyState::Exposed => out.line(&format!(
                    "Others than you may read the private half in {}: run `chmod 600` on it, and `dateline keys rotate` if somebody may have.",
                    store.key_path().display()
                )),
                KeyState::Unusable(why) => out.line(&format!(
                    "The store can be read and verified, not written: {why}. Bring the key back to {}, or start a new one with `dateline keys rotate --lost`.",
                    store.key_path().display()
                )),
            }
        }
        KeysCommand::Export { file, store } => {
            Store::open(&store.store, Access::Read)?.export_key(&file)?;
            out.line(&format!(
                "Copied the signing key to {}. Who has it can sign in your name: keep it apart from the store.",
                file.display()
            ))
        }
        KeysCommand::Rotate { lost, reason, store } => {
            let mut store = Store::open(&store.store, Access::Write)?;
            let key = store.rotate_key(&clock::now(), &reason, lost)?;
            out.line(&format!("{} signs from entry {} on.", key.key.as_str(), key.position))
        }
        KeysCommand::Checkpoint { store } => {
            let store = Store::open(&store.store, Access::Read)?;
            out.bytes(store.checkpoint()?.note.as_bytes())
        }
    }
}

/// Erases an original or an entry's body.
pub fn erase(args: &args::Erase, out: &mut Out) -> Result<()> {
    let mut store = Store::open(&args.store.store, Access::Write)?;
    let at = clock::now();
    let done = match (Sha::from_hex(&args.what), args.what.parse::<u64>()) {
        (Some(sha256), _) => store.redact_original(&sha256, &args.who, &at, &args.reason)?,
        (None, Ok(position)) => store.redact_entry(position, &args.who, &at, &args.reason)?,
        _ => {
            return Err(Error::usage(format!("{:?} is neither a SHA-256 nor the number of an entry", args.what))
                .with_hint("`dateline reports --json` gives the capture of each report, `dateline show N` an entry"));
        }
    };
    let resources = resources::of_store(&store)?;
    project::project(&mut store, &resources, &project::version_of(&resources))?;
    out.line(&format!("Erased; entry {} of the log says so, with your reason.", done.position))?;
    for copy in &done.copies {
        out.line(&format!("A copy from before may still hold it: {}", copy.display()))?;
    }
    out.line("Backups made earlier are not touched.")
}
