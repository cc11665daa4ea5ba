//! Exports: records in the formats that others read. Sealed statements stay out unless the caller unseals them, and no
//! export has a point that no report gives.

pub mod acled;
pub mod csv;
pub mod geojson;
pub mod json;

use dateline_core::data::DataError;
use dateline_core::records::{Field, FieldStatement, IncidentRecord, Value};

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

/// Which statements of a record have to stay out: the sealed ones, and every other one whose words or value say what a
/// sealed one says.
pub fn hidden<'a>(record: &IncidentRecord, sealed: Sealed<'a>) -> impl Fn(&FieldStatement) -> bool + use<'a> {
    let mut secrets: Vec<String> = Vec::new();
    for statement in record.fields.iter().filter(|f| sealed(f)) {
        secrets.extend(statement.span.as_ref().map(|span| span.text.clone()));
        if let Value::Words(words) = &statement.value {
            secrets.push(words.clone());
        }
    }
    secrets.retain(|secret| !secret.trim().is_empty());
    move |statement| {
        let says = |text: &str| secrets.iter().any(|secret| text.contains(secret.as_str()));
        let value = matches!(&statement.value, Value::Words(words) if says(words));
        sealed(statement) || value || statement.span.as_ref().is_some_and(|span| says(&span.text))
    }
}

/// The record without its sealed statements, and how many were left out. Where one is sealed, changes of its field along
/// the lineage are left out too: they would say the name.
#[must_use]
pub fn unsealed(record: &IncidentRecord, sealed: Sealed<'_>) -> (IncidentRecord, usize) {
    let hides = hidden(record, sealed);
    let fields: Vec<Field> = record.fields.iter().filter(|f| hides(f)).map(|f| f.field).collect();
    let mut out = record.clone();
    out.fields.retain(|f| !hides(f));
    out.drift.retain(|d| !fields.contains(&d.field));
    (out, fields.len())
}
