//! Brings files and labelled cases into the pipeline the way the binary does: through the capture stage.

use anyhow::{Context, Result};
use dateline_core::article;
use dateline_core::capture::{self, Given, Limits, Origin, RawDocument};
use dateline_core::report::Report;
use dateline_core::resources::Resources;
use flate2::read::GzDecoder;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Every file below `folder`, sorted by path.
///
/// # Errors
/// When a folder can't be listed.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    if folder.is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut out = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                out.push(path);
            }
        }
    }
    out.sort();
    Ok(out)
}

/// JSON lines of a file, gzipped or not.
///
/// # Errors
/// When the file can't be read or a line is none of its kind.
pub fn json_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let lines: Box<dyn BufRead> = if path.extension().is_some_and(|e| e == "gz") {
        Box::new(BufReader::new(GzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    };
    lines.lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// The documents of a stream.
pub fn documents(stream: &mut dyn BufRead, origin: &Origin) -> Vec<RawDocument> {
    let mut out = Vec::new();
    capture::documents(stream, origin, &Limits::default(), &mut |document| {
        out.push(document);
        ControlFlow::Continue(())
    });
    out
}

/// The documents of a file.
///
/// # Errors
/// When the file can't be opened.
pub fn documents_of(path: &Path, hints: Given) -> Result<Vec<RawDocument>> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let id_base = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let origin = Origin { id_base, path: path.display().to_string(), hints };
    Ok(documents(&mut BufReader::new(file), &origin))
}

/// The report of a plain text with what is known of it beside its words.
#[must_use]
pub fn report_of_text(id: &str, text: &str, given: Given, resources: &Resources) -> Option<Report> {
    let path = format!("{id}.txt");
    let origin = Origin { id_base: id.to_owned(), path, hints: given };
    let document = documents(&mut text.as_bytes(), &origin).into_iter().next()?;
    Some(article::extract(&document, &resources.article))
}

/// Where the evaluation sets lie: `$DATELINE_DATA`, else `../shared/data` beside the workspace; `None` where neither is.
#[must_use]
pub fn sets() -> Option<PathBuf> {
    found("DATELINE_DATA", "data")
}

/// Where what is shared between checkouts lies: `$DATELINE_SHARED`, else `../shared` beside the workspace.
#[must_use]
pub fn shared() -> Option<PathBuf> {
    found("DATELINE_SHARED", "")
}

fn found(variable: &str, below: &str) -> Option<PathBuf> {
    let given = std::env::var_os(variable).map(PathBuf::from);
    let path = given.unwrap_or_else(|| workspace().join("../shared").join(below));
    path.is_dir().then_some(path)
}

/// The workspace's folder.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
