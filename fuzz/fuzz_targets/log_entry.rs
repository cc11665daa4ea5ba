//! The log: a body of an entry, a line of decisions, and unfinished tiles of a tree of any size.
#![no_main]

use dateline::ledger::{Entry, Tree};
use dateline::ledger::{entry, tree};
use dateline_core::decision::Decision;
use dateline_core::sha::Sha;
use libfuzzer_sys::fuzz_target;

/// A tree as a store keeps it: its size and the unfinished tiles, cut out of `bytes` by the widths that the size has.
fn edge(size: u64, bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = bytes.iter().copied().cycle();
    (0..tree::edge_levels(size)).map(|level| rest.by_ref().take(tree::edge_width(size, level) * 32).collect()).collect()
}

fuzz_target!(|data: &[u8]| {
    if let Ok(entry) = Entry::from_body(data) {
        let body = entry.body().expect("an entry that was read can be written");
        let again = Entry::from_body(&body).expect("an entry's body can be read again");
        assert_eq!(again, entry);
        assert_eq!(again.body().expect("an entry that was read can be written"), body, "a canonical body stays as it is");
        let _ = entry::leaf(&[7; entry::SALT_BYTES], &body);
        if let Entry::Captured(captured) = &entry {
            let _ = captured.input_key();
        }
    }
    if let Ok(decision) = serde_json::from_slice::<Decision>(data) {
        let _ = decision.id();
    }
    let Some((size, hashes)) = data.split_first_chunk::<8>() else { return };
    let size = u64::from_le_bytes(*size);
    let _ = Tree::from_edge(size, vec![hashes.to_vec()]);
    if hashes.is_empty() {
        return;
    }
    let mut tree = Tree::from_edge(size, edge(size, hashes)).expect("widths that fit the size");
    let _ = tree.root();
    for tile in tree.unfinished() {
        let _ = tile.path();
    }
    if size < u64::MAX {
        tree.push(&Sha::of(hashes), &mut |tile| drop(tile.path()));
        let _ = tree.root();
    }
});
