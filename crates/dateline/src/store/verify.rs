//! Verification: everything is computed again from bodies and originals, and whatever is wrong is named. Projections
//! and indexes are not looked at; they prove nothing.

use crate::error::Result;
use crate::ledger::checkpoint::Signature;
use crate::ledger::entry::leaf;
use crate::ledger::tree::{self, Tile};
use crate::ledger::{Checkpoint, Entry, EntryKind, PublicKey, Redacted, Tree};
use crate::store::finding::{Finding, Subject, Verification, VerifyOptions};
use crate::store::log::{read_tile, sha, unsigned};
use crate::store::objects::ObjectState;
use crate::store::{KeyState, Store};
use dateline_core::sha::Sha;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What the pass over the entries gathers.
#[derive(Default)]
struct Pass {
    tree: Tree,
    leaves: Vec<Sha>,
    tiles: Vec<Tile>,
    /// Root after each of the sizes asked for.
    roots: BTreeMap<u64, Sha>,
    captured: BTreeMap<Sha, u64>,
    /// Positions without a body, with the kind that the row gives.
    dropped_bodies: BTreeMap<u64, String>,
    /// By position: the redaction's own position, and what it says of the entry.
    redacted: BTreeMap<u64, (u64, Sha, EntryKind)>,
    erased: BTreeMap<Sha, u64>,
    keys: Vec<(u64, PublicKey, Option<String>)>,
    problems: Vec<Finding>,
    notes: Vec<Finding>,
}

impl Pass {
    fn problem(&mut self, subject: Subject, message: impl Into<String>) {
        self.problems.push(Finding { subject, message: message.into() });
    }

    fn note(&mut self, subject: Subject, message: impl Into<String>) {
        self.notes.push(Finding { subject, message: message.into() });
    }
}

impl Store {
    /// Computes everything again and compares: bodies to leaves, leaves to tree, tree to every checkpoint and its
    /// signature, originals to their hashes, erasures to redactions, and a kept checkpoint to the log. Gives what was
    /// found; a store that can't be read at all has a finding about its database.
    ///
    /// # Errors
    /// Fails only where the kept checkpoint given is none.
    pub fn verify(&self, options: &VerifyOptions) -> Result<Verification> {
        let kept = options.kept.as_deref().map(Checkpoint::parse).transpose()?;
        let mut pass = Pass::default();
        let mut checkpoints = 0;
        // One read transaction, so that a process that appends meanwhile does not disturb.
        let reading = self.connection.unchecked_transaction();
        let checked = match &reading {
            Ok(_) => self.run(&mut pass, kept.as_ref(), options, &mut checkpoints),
            Err(_) => Err(rusqlite::Error::InvalidQuery),
        };
        if let Err(e) = checked {
            let message = crate::store::database::error(e, "read it").message;
            pass.problem(Subject::Database, message);
        }
        let originals = self.originals(&mut pass);
        self.own_key(&mut pass);
        pass.problems.sort();
        pass.problems.dedup();
        pass.notes.sort();
        let (entries, root) = (pass.tree.size(), pass.tree.root());
        Ok(Verification { entries, originals, checkpoints, root, problems: pass.problems, notes: pass.notes })
    }

    fn run(&self, pass: &mut Pass, kept: Option<&Checkpoint>, options: &VerifyOptions, checkpoints: &mut u64) -> rusqlite::Result<()> {
        self.integrity(pass)?;
        let heads = self.heads(pass)?;
        let mut sizes: BTreeSet<u64> = heads.iter().map(|head| head.size).collect();
        sizes.extend(kept.map(|kept| kept.size));
        self.entries(pass, &sizes)?;
        compare_redactions(pass);
        check_heads(pass, &heads, self.origin());
        *checkpoints = heads.len() as u64;
        self.compare_tiles(pass)?;
        if let Some(kept) = kept {
            self.compare_kept(pass, kept);
        }
        if let Some(known) = &options.known_key
            && !pass.keys.iter().any(|(_, key, _)| key == known)
        {
            pass.problem(Subject::Key, format!("the log does not name the key {known}"));
        }
        Ok(())
    }

    fn integrity(&self, pass: &mut Pass) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check(20)")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let line: String = row.get(0)?;
            if line != "ok" {
                pass.problem(Subject::Database, format!("its file is damaged: {line}"));
            }
        }
        Ok(())
    }

    fn heads(&self, pass: &mut Pass) -> rusqlite::Result<Vec<Checkpoint>> {
        let mut statement = self.connection.prepare("SELECT size, note FROM checkpoint ORDER BY size")?;
        let mut rows = statement.query([])?;
        let mut heads = Vec::new();
        while let Some(row) = rows.next()? {
            let (size, note) = (unsigned(row, 0)?, row.get::<_, String>(1)?);
            match Checkpoint::parse(note.as_bytes()) {
                Ok(head) if head.size == size => heads.push(head),
                Ok(head) => pass.problem(Subject::Checkpoint(size), format!("its words give the size {}", head.size)),
                Err(_) => pass.problem(Subject::Checkpoint(size), "its words are no checkpoint"),
            }
        }
        Ok(heads)
    }

    fn entries(&self, pass: &mut Pass, sizes: &BTreeSet<u64>) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare("SELECT position, kind, salt, body, leaf FROM entry ORDER BY position")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (position, kind) = (unsigned(row, 0)?, row.get::<_, String>(1)?);
            let (salt, body): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(2)?, row.get(3)?);
            let kept = sha(row, 4)?;
            let expected = pass.tree.size();
            if position != expected {
                let last = position.saturating_sub(1).max(expected);
                pass.problem(Subject::Entries(expected, last), "missing from the database");
                // What follows can't be placed in the tree.
                return Ok(());
            }
            match (salt, body) {
                (Some(salt), Some(body)) => {
                    let computed = leaf(&salt, &body);
                    if computed == kept {
                        self.understand(pass, position, &kind, &body);
                    } else {
                        pass.problem(Subject::Entry(position), "its body or salt was changed: their hash is not the entry's leaf");
                    }
                }
                _ => {
                    pass.dropped_bodies.insert(position, kind);
                }
            }
            let mut tiles = Vec::new();
            pass.tree.push(&kept, &mut |tile| tiles.push(tile));
            pass.tiles.extend(tiles);
            pass.leaves.push(kept);
            if sizes.contains(&pass.tree.size()) {
                pass.roots.insert(pass.tree.size(), pass.tree.root());
            }
        }
        Ok(())
    }

    fn understand(&self, pass: &mut Pass, position: u64, kind: &str, body: &[u8]) {
        let entry = match Entry::from_body(body) {
            Ok(entry) => entry,
            Err(e) => {
                return pass.note(Subject::Entry(position), format!("its body is as it was signed, but this program can't read it: {e}"));
            }
        };
        if entry.kind().as_str() != kind {
            pass.problem(Subject::Entry(position), format!("its row says `{kind}`, its body `{}`", entry.kind().as_str()));
        }
        match entry {
            Entry::Captured(captured) => {
                pass.captured.entry(captured.capture).or_insert(position);
            }
            Entry::Redaction(redaction) => match redaction.dropped {
                Redacted::Entry { index, entry_kind, leaf } => {
                    pass.redacted.insert(index, (position, leaf, entry_kind));
                }
                Redacted::Original { sha256 } => {
                    pass.erased.insert(sha256, position);
                }
            },
            Entry::Key(change) => match PublicKey::parse(&change.key) {
                Ok(key) => pass.keys.push((position, key, change.replaces)),
                Err(e) => pass.problem(Subject::Entry(position), e.message),
            },
            Entry::Run(_) | Entry::Decision(_) => {}
        }
    }

    fn compare_tiles(&self, pass: &mut Pass) -> rusqlite::Result<()> {
        let unfinished: Vec<Tile> = pass.tree.unfinished().collect();
        let computed: Vec<Tile> = std::mem::take(&mut pass.tiles).into_iter().chain(unfinished).collect();
        for tile in &computed {
            match read_tile(&self.connection, tile.level, tile.index)? {
                Some(stored) if stored == tile.hashes => {}
                Some(stored) if tile.level == 0 => name_changed_leaves(pass, tile, &stored),
                Some(_) => pass.problem(Subject::Tile(tile.level, tile.index), "its hashes are not those of the entries below it"),
                None => pass.problem(Subject::Tile(tile.level, tile.index), "missing"),
            }
        }
        let known: BTreeSet<(u8, u64)> = computed.iter().map(|tile| (tile.level, tile.index)).collect();
        let mut statement = self.connection.prepare("SELECT level, position FROM tile ORDER BY level, position")?;
        let stored = statement.query_map([], |row| Ok((row.get::<_, u8>(0)?, unsigned(row, 1)?)))?;
        for tile in stored {
            let (level, index) = tile?;
            if !known.contains(&(level, index)) {
                pass.problem(Subject::Tile(level, index), "there are no entries below it: the end of the log was cut off");
            }
        }
        Ok(())
    }

    fn compare_kept(&self, pass: &mut Pass, kept: &Checkpoint) {
        let subject = Subject::KeptCheckpoint;
        if kept.origin != self.origin() {
            return pass.problem(subject, format!("it is of another log: `{}`, not `{}`", kept.origin, self.origin()));
        }
        let signatures: Vec<Signature> = pass.keys.iter().map(|(_, key, _)| kept.signature(key)).collect();
        if signatures.contains(&Signature::Forged) {
            return pass.problem(subject, "its words were changed: a signature does not fit them");
        }
        if !signatures.contains(&Signature::Valid) {
            return pass.problem(
                subject,
                "it is signed by none of the keys that the log names: the log was replaced, or the checkpoint is not of it",
            );
        }
        if kept.size > pass.tree.size() {
            let message = format!("it covers {} entries, the log has {}: the end of the log was cut off", kept.size, pass.tree.size());
            return pass.problem(subject, message);
        }
        let root = if kept.size == 0 { Some(Tree::default().root()) } else { pass.roots.get(&kept.size).copied() };
        if root != Some(kept.root) {
            let message = format!("the log's first {} entries are not those that it covers: the log was rewritten", kept.size);
            return pass.problem(subject, message);
        }
        let read = |level, index| read_tile(&self.connection, level, index).ok().flatten();
        let proof = tree::consistency_proof(kept.size, pass.tree.size(), &read);
        let proven = proof.is_some_and(|proof| tree::check_consistency(&proof, pass.tree.size(), &pass.tree.root(), kept.size, &kept.root));
        if proven || kept.size == 0 {
            pass.note(subject, format!("the log's first {} entries are exactly those that it covers", kept.size));
        } else {
            pass.problem(subject, "the stored tree gives no consistency proof for it, though the entries agree");
        }
    }

    fn originals(&self, pass: &mut Pass) -> u64 {
        let wanted: Vec<(Sha, u64)> =
            pass.captured.iter().filter(|(sha256, _)| !pass.erased.contains_key(sha256)).map(|(s, p)| (*s, *p)).collect();
        let objects = &self.objects;
        let states: Vec<ObjectState> = wanted.par_iter().map(|(sha256, _)| objects.state(sha256)).collect();
        for ((sha256, position), state) in wanted.iter().zip(states) {
            match state {
                ObjectState::Whole => {}
                ObjectState::Missing => {
                    pass.problem(Subject::Original(*sha256), format!("missing; entry {position} says that it was captured"))
                }
                ObjectState::Damaged(why) => {
                    pass.problem(Subject::Original(*sha256), format!("damaged: {why}; entry {position} captured it"))
                }
            }
        }
        let known: BTreeSet<Sha> = pass.captured.keys().copied().collect();
        match self.objects.list() {
            Err(e) => pass.problem(Subject::Database, e.message),
            Ok(stored) => {
                for sha256 in stored.iter().filter(|sha256| pass.erased.contains_key(sha256)).copied().collect::<Vec<_>>() {
                    pass.problem(
                        Subject::Original(sha256),
                        "it was erased, but its file is still there; opening the store for writing removes it",
                    );
                }
                let extra = stored.iter().filter(|sha256| !known.contains(sha256) && !pass.erased.contains_key(sha256)).count();
                if extra > 0 {
                    let message = format!(
                        "{extra} preserved originals have no entry: a run was stopped before it could append them, or their entries were redacted"
                    );
                    pass.note(Subject::Database, message);
                }
            }
        }
        wanted.len() as u64
    }

    fn own_key(&self, pass: &mut Pass) {
        match self.key_state() {
            KeyState::Present => {}
            KeyState::Exposed => {
                pass.note(Subject::Key, "others than its owner may read its file: `chmod 600` it, and think about a new key")
            }
            KeyState::Unusable(why) => pass.note(Subject::Key, format!("{why}; the log can be read and verified, not appended to")),
        }
    }
}

/// Bodies that are gone must have been redacted, and what was redacted must be gone.
fn compare_redactions(pass: &mut Pass) {
    for (position, kind) in pass.dropped_bodies.clone() {
        let subject = Subject::Entry(position);
        match pass.redacted.get(&position).copied() {
            None => pass.problem(subject, "its body is gone, but no redaction says so"),
            Some((by, leaf, _)) if pass.leaves.get(position as usize) != Some(&leaf) => {
                pass.problem(subject, format!("its leaf is not the one that the redaction in entry {by} names"));
            }
            Some((by, _, told)) if told.as_str() != kind => {
                pass.problem(subject, format!("its row says `{kind}`, the redaction in entry {by} `{}`", told.as_str()));
            }
            Some(_) => {}
        }
    }
    for (position, (by, _, _)) in pass.redacted.clone() {
        if !pass.dropped_bodies.contains_key(&position) {
            pass.problem(Subject::Entry(position), format!("entry {by} says that its body was dropped, but it is there"));
        }
    }
}

/// Compares every checkpoint with the tree at its size and with the key that was to sign it.
fn check_heads(pass: &mut Pass, heads: &[Checkpoint], origin: &str) {
    let mut reached = 0;
    let mut broken = false;
    for head in heads {
        if head.origin != origin {
            pass.problem(Subject::Checkpoint(head.size), format!("it is of another log: `{}`", head.origin));
        }
        if head.size > pass.tree.size() {
            let message = format!("it covers {} entries, the log has {}: the end of the log was cut off", head.size, pass.tree.size());
            pass.problem(Subject::Checkpoint(head.size), message);
        } else if pass.roots.get(&head.size) == Some(&head.root) {
            reached = head.size;
        } else if !broken {
            // Every later root is wrong too; the first one tells where to look.
            broken = true;
            let entries =
                if head.size == reached + 1 { Subject::Entry(reached) } else { Subject::Entries(reached, head.size.saturating_sub(1)) };
            pass.problem(
                entries,
                format!("changed since the checkpoint of size {} was signed: the root over them is another one", head.size),
            );
        }
        check_signature(pass, head);
    }
    match heads.last() {
        Some(last) if last.size < pass.tree.size() => {
            pass.problem(Subject::Entries(last.size, pass.tree.size() - 1), "no checkpoint covers them");
        }
        None if pass.tree.size() > 0 => pass.problem(Subject::Entries(0, pass.tree.size() - 1), "no checkpoint covers them"),
        _ => {}
    }
}

fn check_signature(pass: &mut Pass, head: &Checkpoint) {
    let subject = Subject::Checkpoint(head.size);
    let named = pass.keys.iter().rposition(|(position, _, _)| *position < head.size);
    let Some(named) = named else {
        return pass.problem(subject, "the log names no key that could have signed it");
    };
    let (position, key, _) = pass.keys[named].clone();
    match head.signature(&key) {
        Signature::Valid => {}
        Signature::Forged => return pass.problem(subject, format!("the signature of key {} does not fit its words", key.id())),
        Signature::Missing => return pass.problem(subject, format!("key {} has not signed it", key.id())),
    }
    // The checkpoint that first covers a new key is signed by the old one too, unless that was lost.
    if position + 1 == head.size && named > 0 {
        let old = pass.keys[named - 1].1.clone();
        if head.signature(&old) != Signature::Valid {
            let message = format!("the new key {} was not signed for by the old key {}: ask its holder why", key.id(), old.id());
            pass.note(subject, message);
        }
    }
}

/// Level 0 holds the hash of every leaf, so a difference there names the entry.
fn name_changed_leaves(pass: &mut Pass, tile: &Tile, stored: &[u8]) {
    let (ours, theirs) = (tile.hashes.chunks(32), stored.chunks(32));
    let first = tile.index * tree::TILE_WIDTH as u64;
    let differing: Vec<u64> = ours.zip(theirs).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| first + at as u64).collect();
    for position in &differing {
        pass.problem(Subject::Entry(*position), "its leaf is not the one that the tree holds");
    }
    if differing.is_empty() {
        pass.problem(Subject::Tile(tile.level, tile.index), "it holds more or fewer hashes than there are entries");
    }
}
