//! The program around the reading core: what `dateline serve` shows and what `dateline export` writes.

pub mod export;
pub mod web;
