//! Lineage: which report has its words from where, each edge with its evidence.

use crate::data::DataError;

/// The register of agencies, ministries, monitors and outlets with their other names.
#[derive(Debug, Default)]
pub struct Register;

impl Register {
    /// The bundled register.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        Ok(Self)
    }
}
