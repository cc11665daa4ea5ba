//! From a capture to a report: main text, metadata, credits, and what is no part of the report.

use crate::capture::RawDocument;
use crate::data::DataError;
use crate::report::Report;

/// Rules of the article stage.
#[derive(Debug, Default)]
pub struct Rules;

impl Rules {
    /// The bundled rules.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        Ok(Self)
    }
}

/// Reads the report out of a document. A document that can't be read still gives a report: empty text, no form, a problem.
#[must_use]
pub fn extract(_document: &RawDocument, _rules: &Rules) -> Report {
    unreachable!()
}
