//! Reads news reports: bytes → report → claims → incident mentions → lineage → clusters, without side effects.
//!
//! A noun is data, a verb is a stage. A stage is a function of its input and of [`Resources`]; no stage imports a
//! later one, and the modules below stand in the order in which data flows. Everything impure (files, clock,
//! network, environment) stays outside: the same input and the same resources give the same bytes on any machine.

#[macro_use]
mod vocabulary;

pub mod article;
mod by_language;
pub mod capture;
pub mod claim;
pub mod cluster;
pub mod data;
pub mod decision;
pub mod derive;
pub mod grade;
pub mod incident;
pub mod language;
mod letters;
pub mod lineage;
pub mod number;
pub mod numerals;
pub mod origin;
pub mod phrase;
pub mod place;
pub mod reading;
pub mod records;
pub mod reference;
pub mod report;
pub mod resources;
pub mod segment;
pub mod sha;
pub mod stated;
pub mod statement;
pub mod text;
pub mod time;
pub mod toll;

pub use reading::{Reading, read};
pub use resources::Resources;
