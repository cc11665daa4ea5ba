//! Measures Dateline on labelled reports and on evaluation sets, and holds the floors below which its figures may not fall.
//!
//! Everything here reads through the same functions as the binary does: nothing is measured on a path of its own.

pub mod blocks;
pub mod case;
pub mod corpus;
pub mod credits;
pub mod events;
pub mod extraction;
pub mod families;
pub mod floors;
pub mod forms;
pub mod geotime;
pub mod input;
pub mod lineage;
pub mod score;
pub mod sheet;
pub mod show;
pub mod speed;
pub mod stages;
