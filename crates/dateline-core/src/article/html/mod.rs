//! A page: its tree with byte positions, its blocks, which of them are the report, and what its markup says of itself.

mod block;
mod compose;
mod metadata;
mod script;
mod select;
mod tree;

pub(super) use block::{Block, Cues, blocks};
pub(super) use compose::compose;
pub(super) use metadata::{Mark, Marked, Marks, Metadata, Plainness, metadata, plain as metadata_plain, visible_words};
pub(super) use select::select;
pub(super) use tree::{NodeKind, Tree};
