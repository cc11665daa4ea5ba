//! What the tests of claims share: a reader of invented reports.

#![allow(clippy::unwrap_used)]

use super::{Claim, Lexicon, attribute};
use crate::report::Report;
use crate::report::tests_support::report_of;
use crate::segment::{Abbreviations, segment};
use crate::text::Span;

/// Claims and hedges of a report, in words.
pub(super) struct Found {
    pub(super) claims: Vec<Claim<String>>,
    pub(super) hedges: Vec<String>,
}

/// Reads claims with the bundled words.
pub(super) struct Reader {
    pub(super) lexicon: Lexicon,
    pub(super) abbreviations: Abbreviations,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self { lexicon: Lexicon::bundled().unwrap(), abbreviations: Abbreviations::bundled().unwrap() }
    }

    /// Of an English report.
    pub(super) fn read(&self, paragraphs: &[&str]) -> Found {
        self.found(&report_of(paragraphs))
    }

    /// Of a report of an outlet in a language.
    pub(super) fn read_in(&self, language: &str, paragraphs: &[&str]) -> Found {
        let mut report = report_of(paragraphs);
        report.language = Some(language.to_owned());
        report.outlet = Some("Testblatt".to_owned());
        self.found(&report)
    }

    fn found(&self, report: &Report) -> Found {
        let segments = segment(report, &self.abbreviations);
        let (claims, hedges) = attribute(report, &segments, &[], &self.lexicon);
        let words = &mut |s: Span| report.text.slice(s).to_owned();
        Found { claims: claims.into_iter().map(|c| c.map(words)).collect(), hedges: hedges.into_iter().map(words).collect() }
    }
}
