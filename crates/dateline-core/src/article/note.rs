//! Notes under or above a report that say it was corrected or brought up to date (`docs/decisions/0014-credits-and-notes.md`).

use super::rules::Rules;
use crate::report::{DropReason, Report};
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

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Correction, Self::Update].into_iter().find(|note| note.as_str() == word)
    }
}

/// Fewest characters of a note: "Corrections" is a link, "Updated 3:05 pm" a date.
const SHORTEST: usize = 28;
/// Bytes of a paragraph that are looked at: a note says early that it is one, or is short.
const LOOKED_AT: usize = 400;

/// What a paragraph says of its report, if it is a note.
pub(super) fn of(words: &str, rules: &Rules) -> Option<Note> {
    let mut end = words.len().min(LOOKED_AT);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    let head = words[..end].trim_start_matches(|c: char| !c.is_alphanumeric());
    if head.chars().take(SHORTEST).count() < SHORTEST && !head.contains(|c: char| ('\u{2e80}'..='\u{9fff}').contains(&c)) {
        return None;
    }
    let note = rules.notes.matches(head).next()?;
    // A day alone is no note: "Updated: January 16, 2020, 10:05".
    let dated = rules.dates.find(head).map_or(0, |date| date.range.len());
    (note == Note::Correction || head.chars().count() > SHORTEST + dated).then_some(note)
}

/// The notes of a report with the paragraphs that hold them, in their order; then, without a span, those that were left out of its text.
#[must_use]
pub fn notes(report: &Report, rules: &Rules) -> Vec<(Note, Option<Span>)> {
    let text = report.text.as_str();
    let kept = report.paragraphs.iter().filter_map(|p| of(p.span.of(text), rules).map(|note| (note, Some(p.span))));
    let dropped = report.dropped.iter().filter(|dropped| dropped.reason == DropReason::Other);
    kept.chain(dropped.flat_map(|dropped| dropped.text.lines()).filter_map(|line| of(line, rules).map(|note| (note, None)))).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_what_looks_like_them() {
        let rules = Rules::bundled().unwrap();
        for (words, wanted) in [
            ("Correction: An earlier version of this report gave the bridge's name as Vell.", Some(Note::Correction)),
            ("This article was amended on 8 December 2025. The bridge has two arches.", Some(Note::Correction)),
            ("Korrektur: In einer früheren Fassung stand, die Brücke habe drei Bögen.", Some(Note::Correction)),
            ("Уточнение: в предыдущей версии текста мост назван иначе.", Some(Note::Correction)),
            ("تصحيح: ذكرت نسخة سابقة من هذا الخبر اسما آخر للجسر.", Some(Note::Correction)),
            ("更正：此前报道中大桥名称有误。", Some(Note::Correction)),
            ("UPDATE: This story has been updated to add the mayor's comment.", Some(Note::Update)),
            ("This story was updated at 5:45 p.m. to include the mayor's comment.", Some(Note::Update)),
            ("Corrections", None),
            ("Correction officers went on strike at the county jail on Monday", None),
            ("Updated: January 16, 2020, 10:05 a.m.", None),
            ("Suggest a correction", None),
            ("The mayor said that the road would be corrected in spring.", None),
        ] {
            assert_eq!(of(words, &rules), wanted, "{words}");
        }
    }
}
