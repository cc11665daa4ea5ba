//! Phrases: a light tagger and a chunker over [`Segments`], for stages that ask who does what to whom.
//!
//! [`Tagger::tag`] gives every token a word class, [`chunks`] cuts a range of tokens into flat noun, verb and other
//! phrases. Both know English only, allocate little and are linear in the number of tokens.

mod chunk;
mod tagger;

pub use chunk::{Chunk, ChunkKind, chunks, starts_noun_phrase};
pub use tagger::{Tag, Tagger, Tags};
