//! Exports: records in the formats that others read. Sealed statements stay out unless the caller unseals them, and no
//! export has a point that no report gives.

pub mod acled;
pub mod csv;
pub mod geojson;
pub mod json;

use dateline_core::data::DataError;
use dateline_core::records::{Field, FieldStatement, IncidentRecord};

/// An export that can't be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A data file of the build is broken.
    #[error("The export could not be made: {0}.")]
    Data(#[from] DataError),
    /// A record can't be written as JSON.
    #[error("The export could not be made: {0}.")]
    Json(#[from] serde_json::Error),
}

/// Whether a statement is sealed.
pub type Sealed<'a> = &'a dyn Fn(&FieldStatement) -> bool;

/// The record without its sealed statements, and how many they were. Where one is sealed, changes of its field along
/// the lineage are left out too: they would say the name.
#[must_use]
pub fn unsealed(record: &IncidentRecord, sealed: Sealed<'_>) -> (IncidentRecord, usize) {
    let hidden: Vec<Field> = record.fields.iter().filter(|f| sealed(f)).map(|f| f.field).collect();
    let mut out = record.clone();
    out.fields.retain(|f| !sealed(f));
    out.drift.retain(|d| !hidden.contains(&d.field));
    (out, hidden.len())
}
