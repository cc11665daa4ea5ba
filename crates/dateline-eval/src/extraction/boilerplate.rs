//! What is left in a text that is no part of the report: adverts, sign-ups, share buttons.

use anyhow::Result;

/// The words that give such lines away.
#[derive(Debug)]
pub struct Boilerplate;

impl Boilerplate {
    /// The bundled words.
    ///
    /// # Errors
    /// When they are broken.
    pub fn bundled() -> Result<Self> {
        Ok(Self)
    }

    /// The lines of `read` that are leftover boilerplate of a page whose article is `labelled`.
    #[must_use]
    pub fn leftover<'a>(&self, _labelled: &str, _read: &'a str) -> Vec<&'a str> {
        Vec::new()
    }
}
