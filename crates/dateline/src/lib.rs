//! The parts behind the `dateline` command: store, ledger and errors.

pub mod error;
pub mod ledger;
pub mod store;
