//! Forms of the hand-labelled development pages (`labels/article_forms.jsonl`): accuracy, and precision and recall of each
//! form, for the half that rules may be written from and the half that is only measured.

use crate::input;
use crate::sheet::Sheet;
use anyhow::{Context, Result};
use dateline_core::article;
use dateline_core::capture::Given;
use dateline_core::report::Form;
use dateline_core::resources::Resources;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A labelled page.
#[derive(Deserialize)]
struct Label {
    set: String,
    id: String,
    half: String,
    form: Form,
}

/// What is needed of a page's line in its set.
#[derive(Deserialize)]
struct Page {
    id: String,
    url: Option<String>,
}

/// Measures the labelled pages that are here; the second list says what is not.
///
/// # Errors
/// When the labels or a set that is there can't be read.
pub fn measure() -> Result<(Sheet, Vec<String>)> {
    let resources = Resources::bundled()?;
    let labels = std::fs::read_to_string(input::workspace().join("crates/dateline-eval/labels/article_forms.jsonl"))?;
    let mut by_set: BTreeMap<String, Vec<Label>> = BTreeMap::new();
    for line in labels.lines().filter(|line| !line.trim().is_empty()) {
        let label: Label = serde_json::from_str(line).with_context(|| line.to_owned())?;
        by_set.entry(label.set.clone()).or_default().push(label);
    }
    let (mut sheet, mut skipped) = (Sheet::default(), Vec::new());
    for (set, labels) in by_set {
        let folder = input::sets().map(|data| data.join("extraction").join(&set)).filter(|path| path.exists());
        let Some(folder) = folder else {
            skipped.push(format!("skipped: extraction/{set} is not here ($DATELINE_DATA or ../shared/data)"));
            continue;
        };
        let lines = std::fs::read_to_string(folder.join("gt.jsonl"))?;
        let mut urls: BTreeMap<String, Option<String>> = BTreeMap::new();
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let page: Page = serde_json::from_str(&line.replace(": NaN", ": null"))?;
            urls.insert(page.id, page.url);
        }
        for label in labels {
            let given = Given { url: urls.get(&label.id).cloned().flatten(), ..Given::default() };
            let documents = input::documents_of(&folder.join("html").join(format!("{}.html.gz", label.id)), given)?;
            let Some(document) = documents.first() else { continue };
            let report = article::extract(document, &resources.article);
            score(&label, report.form, &mut sheet);
        }
    }
    Ok((sheet, skipped))
}

fn score(label: &Label, read: Option<Form>, sheet: &mut Sheet) {
    let half = &label.half;
    let name = format!("{half}.accuracy");
    sheet.share(&name, read == Some(label.form));
    for form in Form::ALL {
        let (labelled, found) = (label.form == *form, read == Some(*form));
        if labelled || found {
            sheet.found(&format!("{half}.{}", form.as_str()), usize::from(labelled && found), usize::from(found), usize::from(labelled));
        }
    }
    if read != Some(label.form) {
        let read = read.map_or("nothing", Form::as_str);
        sheet.error(&name, format!("{} {}: labelled {}, read {read}", label.set, label.id, label.form.as_str()));
    }
}
