//! Says where the date of a report is in doubt: two calendars that disagree, or a lunar date alone.

use super::date::Doubt;
use super::rules::Rules;
use crate::report::{ParagraphKind, Problem, Report};

/// Lines that were left out in which a date is looked for, and their longest.
const MOST_LINES: usize = 80;
const LONGEST_LINE: usize = 240;

/// Adds a problem where the lines about a report, `text` being all its words, give a date that is not to be relied on.
pub(super) fn check(text: &str, rules: &Rules, report: &mut Report) {
    let head = |kind| matches!(kind, ParagraphKind::Byline | ParagraphKind::Credit | ParagraphKind::Dateline);
    let kept = report.paragraphs.iter().filter(|paragraph| head(paragraph.kind)).map(|paragraph| paragraph.span.of(text));
    let left_out = report.dropped.iter().flat_map(|dropped| dropped.text.lines()).take(MOST_LINES);
    let lines = kept.chain(left_out).filter(|line| line.len() <= LONGEST_LINE && !line.is_ascii());
    let published = report.published.as_deref();
    let message = lines.filter_map(|line| rules.dates.doubt(line)).find_map(|doubt| match doubt {
        Doubt::Disagree { gregorian, other } if published.is_some_and(|day| day.starts_with(&gregorian)) => {
            Some(format!("The date of publication is {gregorian}, and {other} by another calendar beside it; the first was taken."))
        }
        Doubt::LunarOnly(day) if published.is_none() => Some(format!(
            "The date stands only in the lunar Hijri calendar, about {day}, give or take a day or two; no day was taken from it."
        )),
        _ => None,
    });
    report.problems.extend(message.map(|message| Problem::new("article", message)));
}
