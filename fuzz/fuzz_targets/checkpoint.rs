//! Checkpoints and public keys: the first line as a key, the rest as a signed note, and the signature of one by the other.
#![no_main]

use dateline::ledger::{Checkpoint, PublicKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let end = data.iter().position(|b| *b == b'\n').unwrap_or(data.len());
    let key = PublicKey::parse(&String::from_utf8_lossy(&data[..end])).ok();
    if let Some(key) = &key {
        assert_eq!(PublicKey::parse(key.as_str()).ok().as_ref(), Some(key), "a key that is accepted is accepted again");
        let _ = (key.name(), key.id());
    }
    for note in [data, data.get(end + 1..).unwrap_or_default()] {
        let Ok(checkpoint) = Checkpoint::parse(note) else { continue };
        assert_eq!(checkpoint.note.as_bytes(), note, "a checkpoint keeps its note");
        if let Some(key) = &key {
            let _ = checkpoint.signature(key);
        }
    }
});
