//! The program around the reading core: store, ledger, web pages, exports and the command line.

pub mod cli;
pub mod clock;
pub mod desk;
pub mod error;
pub mod export;
pub mod ingest;
pub mod input;
pub mod ledger;
pub mod pdf;
pub mod pipeline;
pub mod project;
pub mod settings;
pub mod store;
pub mod web;
