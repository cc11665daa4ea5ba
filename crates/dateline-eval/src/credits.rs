//! Figures for credits, translators, datelines and correction notes on hand labels of the extraction pages. The labels stand in
//! `labels/article_credits.jsonl`, keyed by set and page, without any text of the pages; the pages are not part of this repository.

use crate::geotime::Measured;
use crate::input;
use crate::sheet::Sheet;
use anyhow::{Context, Result};
use dateline_core::article;
use dateline_core::capture::Given;
use dateline_core::lineage::Register;
use dateline_core::report::Report;
use dateline_core::resources::Resources;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What one page is labelled with.
#[derive(Debug, Deserialize)]
struct Label {
    set: String,
    id: String,
    half: String,
    credits: Vec<Credit>,
    translators: Vec<String>,
    dateline: Option<String>,
    notes: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Credit {
    name: String,
    role: String,
}

/// What a page's entry in its set says of its address.
#[derive(Deserialize)]
struct Address {
    id: String,
    url: Option<String>,
}

/// Figures by half (`a` is the half that rules may be written from, `b` is kept for measuring), and one `skipped` line for each set that
/// is not there.
///
/// # Errors
/// When the labels or a page that is there can't be read.
pub fn credits() -> Result<Measured> {
    let resources = Resources::bundled()?;
    let file = input::workspace().join("crates/dateline-eval/labels/article_credits.jsonl");
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut labels: BTreeMap<String, Vec<Label>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let label: Label = serde_json::from_str(line)?;
        labels.entry(label.set.clone()).or_default().push(label);
    }
    let (mut a, mut b, mut skipped) = (Sheet::default(), Sheet::default(), Vec::new());
    let data = input::sets();
    for (set, labels) in &labels {
        let Some(folder) = data.as_ref().map(|data| data.join("extraction").join(set)).filter(|folder| folder.is_dir()) else {
            skipped.push(format!("skipped: extraction/{set} is not here ($DATELINE_DATA or ../shared/data)"));
            continue;
        };
        let urls = addresses(&folder)?;
        for label in labels {
            let path = folder.join("html").join(format!("{}.html.gz", label.id));
            if !path.exists() {
                skipped.push(format!("skipped: extraction/{set}/{} is not here", label.id));
                continue;
            }
            let given = Given { url: urls.get(&label.id).cloned(), ..Given::default() };
            let documents = input::documents_of(&path, given)?;
            let Some(document) = documents.first() else { continue };
            let report = article::extract(document, &resources.article);
            score(label, &report, &resources, if label.half == "a" { &mut a } else { &mut b });
        }
    }
    Ok((vec![("half a", a), ("half b", b)], skipped))
}

fn addresses(folder: &Path) -> Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(folder.join("gt.jsonl"))?;
    let mut out = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        // Some sets were written by programs that write NaN for what is missing.
        let address: Address = serde_json::from_str(&line.replace(": NaN", ": null"))?;
        out.extend(address.url.map(|url| (address.id, url)));
    }
    Ok(out)
}

fn score(label: &Label, report: &Report, resources: &Resources, sheet: &mut Sheet) {
    let key = |name: &str| key(name, &resources.register);
    let page = format!("{}/{}", label.set, label.id);
    let labelled: BTreeSet<String> = label.credits.iter().map(|credit| key(&credit.name)).collect();
    let read: BTreeSet<String> = report.credits.iter().map(|credit| key(&credit.name)).collect();
    compare(sheet, "credits.name", &page, &labelled, &read);
    // A body that is credited twice counts once, with the role of its first credit.
    let labelled = first_roles(label.credits.iter().map(|credit| (key(&credit.name), credit.role.clone())));
    let read = first_roles(report.credits.iter().map(|credit| (key(&credit.name), credit.role.as_str().to_owned())));
    compare(sheet, "credits.name_and_role", &page, &labelled, &read);
    let folded = |names: &[String]| names.iter().map(|name| folded(name)).collect::<BTreeSet<_>>();
    compare(sheet, "translators", &page, &folded(&label.translators), &folded(&report.translators));
    let read: Vec<String> = report.dateline.iter().map(|dateline| dateline.of(report.text.as_str()).to_owned()).collect();
    let labelled: Vec<String> = label.dateline.iter().cloned().collect();
    compare(sheet, "dateline", &page, &folded(&labelled), &folded(&read));
    let notes = article::notes(report, &resources.article).into_iter().map(|(note, _)| note.as_str().to_owned()).collect();
    compare(sheet, "notes", &page, &label.notes.iter().cloned().collect(), &notes);
}

fn first_roles(credits: impl Iterator<Item = (String, String)>) -> BTreeSet<String> {
    let mut roles = BTreeMap::new();
    for (name, role) in credits {
        roles.entry(name).or_insert(role);
    }
    roles.into_iter().map(|(name, role)| format!("{name} ({role})")).collect()
}

fn compare(sheet: &mut Sheet, figure: &str, page: &str, labelled: &BTreeSet<String>, read: &BTreeSet<String>) {
    sheet.found(figure, labelled.intersection(read).count(), read.len(), labelled.len());
    for name in labelled.difference(read) {
        sheet.error(figure, format!("{page}: missed {name:?}"));
    }
    for name in read.difference(labelled) {
        sheet.error(figure, format!("{page}: not labelled {name:?}"));
    }
}

/// A name's comparable form: that of its main name where the register has it or its site.
fn key(name: &str, register: &Register) -> String {
    let entry = register.find(name).or_else(|| register.find_url(&format!("https://{}/", name.to_lowercase())));
    entry.map_or_else(|| folded(name), |entry| folded(entry.name))
}

fn folded(words: &str) -> String {
    words.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_body_are_one() {
        let register = Register::bundled().unwrap();
        assert_eq!(key("AP", &register), key("The Associated Press", &register));
        assert_eq!(key("Harrow  Wire", &register), "harrowwire");
    }

    #[test]
    fn every_label_can_be_read_and_keeps_to_its_vocabulary() {
        let file = input::workspace().join("crates/dateline-eval/labels/article_credits.jsonl");
        let mut pages = BTreeSet::new();
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let label: Label = serde_json::from_str(line).unwrap();
            assert!(matches!(label.half.as_str(), "a" | "b"), "{line}");
            assert!(label.credits.iter().all(|credit| matches!(credit.role.as_str(), "source" | "agency" | "via")), "{line}");
            assert!(label.notes.iter().all(|note| matches!(note.as_str(), "correction" | "update")), "{line}");
            assert!(pages.insert((label.set, label.id)), "labelled twice: {line}");
        }
        assert!(pages.len() >= 200);
    }
}
