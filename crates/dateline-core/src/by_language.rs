//! Words and rules of several languages, each read when a report first needs it: a run in one language does not pay for the
//! others.

use crate::data::DataError;
use std::sync::OnceLock;

type Made<T> = OnceLock<Result<T, DataError>>;

/// One thing for each of some languages, made from the data files at its first use.
#[derive(Debug)]
pub(crate) struct ByLanguage<T> {
    all: Vec<(&'static str, Made<T>)>,
    make: fn(&'static str) -> Result<T, DataError>,
}

impl<T> Default for ByLanguage<T> {
    fn default() -> Self {
        Self { all: Vec::new(), make: |code| Err(DataError::Missing(code.to_owned())) }
    }
}

impl<T> ByLanguage<T> {
    /// For these languages (lower-case codes).
    pub(crate) fn new(languages: &[&'static str], make: fn(&'static str) -> Result<T, DataError>) -> Self {
        Self { all: languages.iter().map(|code| (*code, OnceLock::new())).collect(), make }
    }

    fn slot(&self, language: &str) -> Option<&(&'static str, Made<T>)> {
        let code = language.split('-').next().unwrap_or(language);
        self.all.iter().find(|(of, _)| *of == code)
    }

    /// Whether there is one for a language (its code, maybe with a region).
    pub(crate) fn has(&self, language: &str) -> bool {
        self.slot(language).is_some()
    }

    /// That of a language. A data file that can't be read gives none: [`Self::check`] says so in the tests of every build.
    pub(crate) fn get(&self, language: &str) -> Option<&T> {
        let (code, made) = self.slot(language)?;
        made.get_or_init(|| (self.make)(code)).as_ref().ok()
    }

    /// Makes all that is not made yet.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    #[cfg(test)]
    pub(crate) fn check(&self) -> Result<(), String> {
        self.all
            .iter()
            .try_for_each(|(code, made)| made.get_or_init(|| (self.make)(code)).as_ref().map(|_| ()).map_err(ToString::to_string))
    }
}
