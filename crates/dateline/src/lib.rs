//! The program around the reading core: store, ledger, web pages, exports and the command line.

pub mod cli;
pub mod error;
pub mod export;
pub mod ledger;
pub mod store;
pub mod web;
