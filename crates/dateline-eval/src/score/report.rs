//! Scores what is read of the report itself: title, people, credits, dateline, form, paragraphs, what was dropped.

use crate::sheet::Sheet;
use dateline_core::reading::ReadingJson;
use std::collections::BTreeSet;

pub(super) fn score(case: &str, labels: &ReadingJson, read: &ReadingJson, sheet: &mut Sheet) {
    let (l, r) = (&labels.report, &read.report);
    sheet.check("report.text", case, &l.text, &r.text);
    sheet.check("report.title", case, &l.title, &r.title);
    sheet.check("report.authors", case, &l.authors, &r.authors);
    sheet.check("report.translators", case, &l.translators, &r.translators);
    sheet.check("report.language", case, &l.language, &r.language);
    sheet.check("report.form", case, &l.form, &r.form);
    let day = |date: &Option<String>| date.as_ref().map(|d| d.chars().take(10).collect::<String>());
    sheet.check("report.published", case, &day(&l.published), &day(&r.published));
    let words = |d: &Option<dateline_core::report::Dateline<_>>| {
        d.as_ref().map(|d: &dateline_core::report::Dateline<dateline_core::text::Quoted>| d.span.text.clone())
    };
    sheet.check("report.dateline", case, &words(&l.dateline), &words(&r.dateline));
    let credits = |r: &dateline_core::reading::ReportJson| -> BTreeSet<(String, &'static str)> {
        r.credits.iter().map(|c| (c.name.to_lowercase(), c.role.as_str())).collect()
    };
    sets(sheet, "report.credits", case, &credits(l), &credits(r));
    let dropped = |r: &dateline_core::reading::ReportJson| -> BTreeSet<(String, &'static str)> {
        let lines = r.dropped.iter().flat_map(|d| d.text.lines().map(|line| (line.trim().to_owned(), d.reason.as_str())));
        lines.filter(|(line, _)| !line.is_empty()).collect()
    };
    let (labelled, found) = (dropped(l), dropped(r));
    let lines = |set: &BTreeSet<(String, &'static str)>| set.iter().map(|(line, _)| line.clone()).collect::<BTreeSet<String>>();
    sets(sheet, "report.dropped", case, &lines(&labelled), &lines(&found));
    for (line, reason) in &labelled {
        if let Some((_, read)) = found.iter().find(|(other, _)| other == line) {
            sheet.check("report.dropped_reason", case, &(line, *reason), &(line, *read));
        }
    }
    let paragraphs = |r: &dateline_core::reading::ReportJson| -> BTreeSet<(u32, u32, &'static str)> {
        r.paragraphs.iter().map(|p| (p.start, p.end, if p.kind.is_body() { "body" } else { p.kind.as_str() })).collect()
    };
    sets(sheet, "report.paragraphs", case, &paragraphs(l), &paragraphs(r));
}

/// Counts two sets against each other.
fn sets<T: Ord + std::fmt::Debug>(sheet: &mut Sheet, name: &str, case: &str, labelled: &BTreeSet<T>, found: &BTreeSet<T>) {
    sheet.found(name, labelled.intersection(found).count(), found.len(), labelled.len());
    for missed in labelled.difference(found) {
        sheet.error(name, format!("{case}: missed {missed:?}"));
    }
    for extra in found.difference(labelled) {
        sheet.error(name, format!("{case}: not labelled {extra:?}"));
    }
}
