//! From bytes to documents: containers taken apart, encodings named, nothing interpreted yet.

use crate::report::{Input, Problem};

/// What is known of a document beside its bytes: from the command line, a JSON line, or a container.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// Address.
    pub url: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Day or time of publication, ISO 8601.
    pub published: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Character set that a container or protocol declares.
    pub charset: Option<String>,
}

/// One document, before anything is read out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDocument {
    /// Where it came in.
    pub input: Input,
    /// Its bytes, after container, transfer encoding and gzip are taken off.
    pub bytes: Vec<u8>,
    /// Media type without parameters.
    pub media_type: String,
    /// What else is known.
    pub given: Given,
    /// What went wrong on the way here.
    pub problems: Vec<Problem>,
}
