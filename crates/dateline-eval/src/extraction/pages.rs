//! The pages of the extraction sets and what is known of each: addresses, files, truth.

use crate::input;
use anyhow::{Context, Result};
use dateline_core::sha::Sha;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The sets, by their folders' names.
pub const SETS: [&str; 6] = ["aeb", "fundus", "wcxb_article", "trafilatura", "postlight", "htmldate_mediacloud"];

/// A page of a set.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its set's folder.
    pub set: &'static str,
    /// Name of its file without endings.
    pub id: String,
    /// Where it was, if that is known.
    pub url: Option<String>,
    /// Its bytes, gzipped.
    pub file: PathBuf,
    /// What should be read out of it.
    pub truth: Truth,
}

/// What a set says of a page; what it does not say is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Truth {
    /// The headline.
    pub title: Option<String>,
    /// Bylines.
    pub authors: Vec<String>,
    /// Day of publication, `2017-11-12`.
    pub date: Option<String>,
    /// The article's text without its headline.
    pub body: Option<String>,
    /// Pieces of text that must be read.
    pub with: Vec<String>,
    /// Pieces of text that must not be read.
    pub without: Vec<String>,
}

/// A line of `gt.jsonl`; each set has some of the keys.
#[derive(Deserialize)]
struct Line {
    id: String,
    url: Option<String>,
    title: Option<Words>,
    author: Option<Words>,
    authors: Option<Words>,
    date: Option<String>,
    body: Option<String>,
    with: Option<Words>,
    without: Option<Words>,
}

/// One string or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Several(Vec<String>),
}

impl Words {
    fn list(words: Option<Self>) -> Vec<String> {
        let words = match words {
            None => Vec::new(),
            Some(Self::One(words)) => vec![words],
            Some(Self::Several(words)) => words,
        };
        words.into_iter().filter(|words| !words.trim().is_empty()).collect()
    }
}

/// The pages of a set in the order of its `gt.jsonl`; `None` where the set is not here.
///
/// # Errors
/// When a set that is here can't be read.
pub fn load(set: &'static str) -> Result<Option<Vec<Page>>> {
    let Some(folder) = input::sets().map(|data| data.join("extraction").join(set)).filter(|path| path.is_dir()) else {
        return Ok(None);
    };
    let file = folder.join("gt.jsonl");
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut out = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        // Some sets were written by programs that write NaN for what is missing.
        let line: Line =
            serde_json::from_str(&line.replace(": NaN", ": null")).with_context(|| format!("{}, line {}", file.display(), at + 1))?;
        out.push(page(set, &folder, line));
    }
    Ok(Some(out))
}

fn page(set: &'static str, folder: &Path, line: Line) -> Page {
    let some = |words: Option<String>| words.filter(|words| !words.trim().is_empty());
    let truth = Truth {
        title: some(Some(Words::list(line.title).join(" "))),
        authors: if line.authors.is_some() { Words::list(line.authors) } else { Words::list(line.author) },
        date: some(line.date).as_deref().and_then(super::fields::day).map(str::to_owned),
        body: some(line.body),
        with: Words::list(line.with),
        without: Words::list(line.without),
    };
    let file = folder.join("html").join(format!("{}.html.gz", line.id));
    Page { set, id: line.id, url: some(line.url), file, truth }
}

/// The SHA-256 of what was measured: for every page its set, its id and the SHA-256 of its gzipped file, and for every set
/// that of its truth, as an RFC 8785 array, sorted.
///
/// # Errors
/// When a file can't be read.
pub fn hash(pages: &[Page]) -> Result<String> {
    let mut rows = Vec::new();
    for page in pages {
        let bytes = std::fs::read(&page.file).with_context(|| page.file.display().to_string())?;
        rows.push([page.set.to_owned(), page.id.clone(), Sha::of(&bytes).to_string()]);
    }
    let mut files: Vec<(&str, PathBuf)> = pages.iter().filter_map(|p| Some((p.set, p.file.parent()?.parent()?.join("gt.jsonl")))).collect();
    files.sort();
    files.dedup();
    for (set, file) in files {
        let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
        rows.push([set.to_owned(), "gt.jsonl".to_owned(), Sha::of(&bytes).to_string()]);
    }
    rows.sort();
    Ok(Sha::of_json(&serde_json::json!(rows)).to_string())
}
