//! The list of what a page states, brought to its order, with the chosen values marked; language, addresses and section.

use super::Page;
use crate::article::lines::folded;
use crate::capture::Given;
use crate::report::Report;
use crate::stated::{Source, StatedField, push};

/// Lists what only needs to be copied, and marks what was chosen. Called when the report is whole.
pub(in crate::article) fn complete(page: &Page<'_>, report: &mut Report) {
    for value in page.metadata.of(StatedField::Language) {
        let code = value.words.replace('_', "-");
        push(&mut report.stated, StatedField::Language, value.from, &code, &value.words);
    }
    if let Some(language) = &report.language {
        push(&mut report.stated, StatedField::Language, Source::Visible, language, language);
    }
    for value in page.metadata.of(StatedField::CanonicalUrl) {
        push(&mut report.stated, StatedField::CanonicalUrl, value.from, &value.words, &value.words);
    }
    for value in page.metadata.of(StatedField::Section) {
        push(&mut report.stated, StatedField::Section, value.from, &value.words, &value.words);
    }
    mark(report);
}

/// Lists what a text without markup states: what was handed in with it, and what its own lines say.
pub(in crate::article) fn of_text(given: &Given, report: &mut Report) {
    use StatedField::{Author, Language, Modified, Outlet, Published, Title};
    let mut list = std::mem::take(&mut report.stated);
    let handed = [(Title, &given.title), (Outlet, &given.outlet), (Published, &given.published)];
    for (field, value) in handed.into_iter().filter_map(|(field, value)| Some((field, value.as_deref()?))) {
        // A date is listed as it was understood.
        let value = if field == Published { report.published.as_deref().unwrap_or("") } else { value };
        push(&mut list, field, Source::Given, value, value);
    }
    let read = [
        (Title, &report.title),
        (Outlet, &report.outlet),
        (Published, &report.published),
        (Modified, &report.modified),
        (Language, &report.language),
    ];
    for (field, value) in read.into_iter().filter_map(|(field, value)| Some((field, value.as_deref()?))) {
        if !list.iter().any(|stated| stated.field == field && stated.value == value) {
            push(&mut list, field, Source::Visible, value, value);
        }
    }
    report.authors.iter().for_each(|name| push(&mut list, Author, Source::Visible, name, name));
    report.stated = list;
    mark(report);
}

/// Sorts the list by field and marks the values that the report has.
pub(in crate::article) fn mark(report: &mut Report) {
    let mut list = std::mem::take(&mut report.stated);
    list.sort_by_key(|stated| stated.field);
    let section = list.iter().find(|stated| stated.field == StatedField::Section).map(|stated| stated.value.clone());
    for stated in &mut list {
        let is = |chosen: &Option<String>| chosen.as_deref().is_some_and(|chosen| folded(chosen) == folded(&stated.value));
        stated.chosen = match stated.field {
            StatedField::Author => report.authors.iter().any(|name| folded(name) == folded(&stated.value)),
            StatedField::Title => is(&report.title),
            StatedField::Outlet => is(&report.outlet),
            StatedField::Published => report.published.as_ref() == Some(&stated.value),
            StatedField::Modified => report.modified.as_ref() == Some(&stated.value),
            StatedField::Language => {
                let base = stated.value.split('-').next().unwrap_or("");
                report.language.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(base))
            }
            StatedField::CanonicalUrl => {
                let end = stated.value.trim_end_matches('/');
                report.canonical_url.as_deref().is_some_and(|url| url.trim_end_matches('/').ends_with(end))
            }
            // The innermost section is named first.
            StatedField::Section => section.as_ref() == Some(&stated.value),
        };
    }
    report.stated = list;
}
