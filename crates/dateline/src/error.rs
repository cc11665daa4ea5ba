//! The program's errors: a kind that decides the exit status, a sentence that says what happened, and a hint that
//! says what to do next.

use std::error::Error as StdError;
use std::fmt;

/// What went wrong, as far as the exit status tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The command was typed wrong or asks for something that can't be.
    Usage,
    /// An input can't be read at all. A single document that can't be read is data, not an error.
    Input,
    /// The store is missing, damaged, in use, full, or may not be written.
    Store,
    /// A defect of the program.
    Internal,
}

impl Kind {
    /// Exit status of the process: 2, 3, 4 or 70.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::Input => 3,
            Self::Store => 4,
            Self::Internal => 70,
        }
    }
}

/// An error of the program. `Display` gives the message alone; the hint and the source are printed by the command line.
#[derive(Debug)]
pub struct Error {
    /// Decides the exit status.
    pub kind: Kind,
    /// What happened, in one sentence without a full stop; it names the file, entry or option.
    pub message: String,
    /// What to do next, in one sentence.
    pub hint: Option<String>,
    /// What caused it.
    pub source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Result of anything that can fail with [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of a kind.
    #[must_use]
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, source: None }
    }

    /// The command was typed wrong (exit status 2).
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// An input can't be read (exit status 3).
    #[must_use]
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// Something about the store (exit status 4).
    #[must_use]
    pub fn store(message: impl Into<String>) -> Self {
        Self::new(Kind::Store, message)
    }

    /// A defect of the program (exit status 70).
    #[must_use]
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Kind::Internal, message)
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Exit status of the process.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.kind.exit_code()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_of_the_contract() {
        let codes = [Kind::Usage, Kind::Input, Kind::Store, Kind::Internal].map(Kind::exit_code);
        assert_eq!(codes, [2, 3, 4, 70]);
    }

    #[test]
    fn message_hint_and_cause_stay_apart() {
        let error = Error::store("no store at x").with_hint("make one").with_source(std::io::Error::other("gone"));
        assert_eq!(error.to_string(), "no store at x");
        assert_eq!(error.hint.as_deref(), Some("make one"));
        assert!(StdError::source(&error).is_some_and(|s| s.to_string() == "gone"));
    }
}
