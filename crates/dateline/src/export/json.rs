//! Full records in one JSON document, with what is needed to read them without Dateline: policy, run, checkpoint,
//! attribution.

use super::{ExportError, Sealed, unsealed};
use crate::web::about;
use crate::web::desk::Summary;
use crate::web::filter::Filter;
use dateline_core::records::IncidentRecord;
use serde_json::{Value, json};

/// What stands beside the records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Version of the program.
    pub version: String,
    /// SHA-256 over the data files, hexadecimal.
    pub data: Option<String>,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// One line per data set.
    pub attribution: Vec<String>,
    /// What the records were narrowed to, in words.
    pub narrowed: Vec<String>,
    /// Whether the store holds invented material.
    pub invented: bool,
}

impl Facts {
    /// The facts of a ledger.
    #[must_use]
    pub fn of(summary: &Summary, filter: &Filter) -> Self {
        Self {
            version: summary.version.clone(),
            data: summary.data.map(|data| data.to_string()),
            checkpoint: summary.checkpoint.clone(),
            attribution: summary.attribution.clone(),
            narrowed: filter.parts().into_iter().map(|(_, words)| words).collect(),
            invented: summary.invented,
        }
    }
}

/// The whole file: keys in a fixed order, records sorted as given.
///
/// # Errors
/// When a record can't be written as JSON.
pub fn text(records: &[IncidentRecord], facts: &Facts, sealed: Sealed<'_>) -> Result<String, ExportError> {
    let mut hidden = 0;
    let mut incidents: Vec<Value> = Vec::with_capacity(records.len());
    for record in records {
        let (record, count) = unsealed(record, sealed);
        hidden += count;
        incidents.push(serde_json::to_value(record)?);
    }
    let policy: Vec<Value> = about::policy()?
        .into_iter()
        .map(|line| json!({"language": line.language, "words": line.words, "min": line.min, "max": line.max, "example": line.example}))
        .collect();
    let document = json!({
        "about": "Incidents as reported: every value is a quotation with its report. The ledger says who said what, not who is right.",
        "schema": "docs/schema/store.schema.json#/$defs/incident",
        "contains_invented_material": facts.invented,
        "narrowed_to": facts.narrowed,
        "run": {"version": facts.version, "data": facts.data},
        "checkpoint": facts.checkpoint,
        "attribution": facts.attribution,
        "policy": policy,
        "sealed_statements": hidden,
        "incidents": incidents,
    });
    let mut out = serde_json::to_string_pretty(&document)?;
    out.push('\n');
    Ok(out)
}
