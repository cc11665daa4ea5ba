//! The ledger's formats, apart from where they are kept: entries and their leaves, the Merkle tree over them, signed
//! checkpoints and the key that signs them. Byte by byte in `docs/ledger.md`.

pub mod checkpoint;
pub mod entry;
pub mod key;
pub mod tree;

pub use checkpoint::Checkpoint;
pub use entry::{Captured, Entry, EntryKind, Given, KeyChange, Leaf, Redacted, Redaction, RunRecord};
pub use key::{Key, PublicKey};
pub use tree::{Tile, Tree};
