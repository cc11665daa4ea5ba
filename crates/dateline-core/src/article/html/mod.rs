//! A page: its tree with byte positions, its blocks, which of them are the report, and what its markup says of itself.

mod block;
mod classify;
mod compose;
mod facts;
mod features;
mod forest;
mod metadata;
mod script;
mod select;
mod stated;
mod tree;
mod weights;

pub(super) use block::{Block, Cues, blocks};
pub(super) use classify::{CONTEXT_NAMES, Classifier, Prepared, describe};
pub use classify::{DescribedBlock, DescribedPage};
pub(super) use compose::compose;
pub(super) use facts::{Facts, PageMarks, facts};
pub(super) use features::NAMES as FEATURE_NAMES;
pub(super) use metadata::{Mark, Marked, Marks, Metadata, Plainness, metadata, plain as metadata_plain, visible_words};
pub(super) use select::select;
pub(super) use stated::stated_blocks;
pub(super) use tree::{NodeKind, Tree};
