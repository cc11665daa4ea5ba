//! The labelled corpus: read strictly, counted, written in one form, turned into readings, compared between annotators.
//! `corpus/README.md` describes the format, `corpus/GUIDELINE.md` the rules of labelling.

pub mod agreement;
pub mod check;
pub mod command;
pub mod edtf;
pub mod family;
pub mod file;
pub mod full;
pub mod hard;
pub mod spans;
pub mod split;
pub mod statistics;

use anyhow::{Context, Result};
use file::LabelFile;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Reports and families below a folder, with what could not be read.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The folder: `reports/*.md`, `families/*.json`, `first/*.json`, `second/*.json`, `pages/*.html`, `splits.tsv`.
    pub folder: PathBuf,
    /// Reports by id, which is the file's name.
    pub reports: BTreeMap<String, LabelFile>,
    /// Families by id, which is the file's name.
    pub families: BTreeMap<String, Value>,
    /// How many reports stand as pages too.
    pub pages: usize,
    /// What could not be read: file and why.
    pub broken: Vec<(String, String)>,
}

impl Corpus {
    /// Reads a corpus; a file that can't be read is noted, not an error.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn load(folder: &Path) -> Result<Self> {
        let mut out = Self { folder: folder.to_owned(), ..Self::default() };
        for (name, path) in files(&folder.join("reports"), "md")? {
            match std::fs::read_to_string(&path).map_err(Into::into).and_then(|raw| LabelFile::parse(&raw)) {
                Ok(file) => drop(out.reports.insert(name, file)),
                Err(error) => out.broken.push((format!("reports/{name}.md"), format!("{error:#}"))),
            }
        }
        for (name, path) in files(&folder.join("families"), "json")? {
            match std::fs::read(&path).map_err(Into::into).and_then(|raw| Ok(serde_json::from_slice(&raw)?)) {
                Ok(family) => drop(out.families.insert(name, family)),
                Err::<_, anyhow::Error>(error) => out.broken.push((format!("families/{name}.json"), format!("{error:#}"))),
            }
        }
        out.pages = files(&folder.join("pages"), "html").map_or(0, |pages| pages.len());
        Ok(out)
    }

    /// Everything that is wrong, a line each.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut out: Vec<String> = self.broken.iter().map(|(file, why)| format!("{file}: {why}")).collect();
        for (id, file) in &self.reports {
            out.extend(check::report(file, id).into_iter().map(|fault| format!("{id}: {fault}")));
        }
        let incidents: BTreeSet<&str> =
            self.families.values().flat_map(|f| family::list(f, "incidents")).filter_map(|i| i["id"].as_str()).collect();
        for (id, family) in &self.families {
            out.extend(family::check(family, id, &self.reports, &incidents).into_iter().map(|fault| format!("{id}: {fault}")));
        }
        let members: BTreeSet<&str> = self.families.values().flat_map(|f| family::list(f, "reports")).filter_map(Value::as_str).collect();
        out.extend(self.reports.keys().filter(|id| !members.contains(id.as_str())).map(|id| format!("{id}: in no family")));
        out.extend(split::faults(self));
        out
    }

    /// Writes every report, and every annotator's file, in the one form of labels; gives how many files changed.
    ///
    /// # Errors
    /// When a file can't be written, or an annotator's labels don't hold together.
    pub fn tidy(&self) -> Result<usize> {
        let mut changed = 0;
        let mut write = |path: &Path, words: &str| -> Result<()> {
            if std::fs::read_to_string(path).with_context(|| path.display().to_string())? != words {
                std::fs::write(path, words).with_context(|| path.display().to_string())?;
                changed += 1;
            }
            Ok(())
        };
        for (id, file) in &self.reports {
            write(&self.folder.join("reports").join(format!("{id}.md")), &file.write())?;
            for annotator in ["first", "second"] {
                let path = self.folder.join(annotator).join(format!("{id}.json"));
                if path.exists() {
                    write(&path, &file::written(&agreement::labels(&path, &file.text)?))?;
                }
            }
        }
        Ok(changed)
    }
}

/// Files of a folder with that ending, by name without it.
fn files(folder: &Path, ending: &str) -> Result<Vec<(String, PathBuf)>> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|e| e == ending) && name != "README" {
            out.push((name, path));
        }
    }
    out.sort();
    Ok(out)
}
