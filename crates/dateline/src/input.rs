//! Inputs as the command line names them: files, folders, standard input. Hands their documents over one at a time;
//! what can't be opened is a document with a problem, and the run goes on.

use crate::error::{Error, Result};
use dateline_core::capture::{self, Given, Limits, Origin, RawDocument};
use dateline_core::report::{Input, Problem};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// What an input held beside its documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Files opened.
    pub files: u64,
    /// Documents handed over, those with problems among them.
    pub documents: u64,
    /// Files in folders whose name says that they are of another kind, by the ending of their name.
    pub other_kinds: BTreeMap<String, u64>,
    /// Records of containers that are no captures of pages, messages without words among them.
    pub skipped_records: u64,
}

impl Taken {
    /// Files of other kinds, all endings together.
    #[must_use]
    pub fn other_files(&self) -> u64 {
        self.other_kinds.values().sum()
    }
}

/// Endings of files that are read when a folder is given, before an optional `.gz`.
const READABLE: &[&str] =
    &["atom", "htm", "html", "json", "jsonl", "md", "ndjson", "pdf", "rdf", "rss", "text", "txt", "wacz", "warc", "xhtml", "xml", "zip"];

/// Endings that say little: such a file in a folder is read where its first bytes are of a kind that is read.
const OPEN: &[&str] = &["rdf", "xml", "zip"];

/// Folders inside folders beyond which a tree is not followed: more are a mistake or an attack.
const DEEPEST: usize = 64;

/// Checks that every input is there, before anything is done.
///
/// # Errors
/// When one is missing.
pub fn check(inputs: &[PathBuf]) -> Result<()> {
    for input in inputs.iter().filter(|i| i.as_os_str() != "-") {
        if let Err(error) = fs::symlink_metadata(input) {
            let hint = "check the spelling; an INPUT is a file, a folder, or - for standard input";
            return Err(Error::input(format!("{} can't be read", input.display())).with_hint(hint).with_source(error));
        }
    }
    Ok(())
}

/// Hands over every document of every input, in order of the inputs and, in a folder, of the names. `hints` are what
/// the command line says of them. `Break` ends the reading.
pub fn each_document(inputs: &[PathBuf], hints: &Given, limits: &Limits, sink: &mut dyn FnMut(RawDocument) -> ControlFlow<()>) -> Taken {
    let mut walk = Walk { hints, limits, sink, taken: Taken::default(), ended: false };
    for input in inputs {
        if walk.ended {
            break;
        }
        if input.as_os_str() == "-" {
            let origin = Origin { id_base: "-".to_owned(), path: "-".to_owned(), hints: hints.clone() };
            walk.stream(&mut BufReader::with_capacity(1 << 16, io::stdin().lock()), &origin);
        } else if input.is_dir() {
            walk.folder(input, "", &shown(input), 0);
        } else {
            let name = input.file_name().map_or_else(|| shown(input), |n| n.to_string_lossy().into_owned());
            walk.file(input, name, shown(input), None);
        }
    }
    walk.taken
}

/// A path as the contract writes it, with `/` between its parts.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// Where documents go.
type Handed<'s> = &'s mut dyn FnMut(RawDocument) -> ControlFlow<()>;

struct Walk<'a> {
    hints: &'a Given,
    limits: &'a Limits,
    sink: &'a mut dyn FnMut(RawDocument) -> ControlFlow<()>,
    taken: Taken,
    ended: bool,
}

impl Walk<'_> {
    fn stream(&mut self, stream: &mut dyn io::BufRead, origin: &Origin) {
        self.read(|limits, sink| capture::documents(stream, origin, limits, sink));
    }

    fn read(&mut self, read: impl FnOnce(&Limits, Handed<'_>) -> capture::Tally) {
        let (sink, ended) = (&mut *self.sink, &mut self.ended);
        let tally = read(self.limits, &mut |document| {
            let flow = sink(document);
            *ended |= flow.is_break();
            flow
        });
        self.taken.files += 1;
        self.taken.documents += tally.documents;
        self.taken.skipped_records += tally.skipped;
    }

    /// `doubtful`: the ending of a name that says little; the file is counted as of another kind unless it is of one that is read.
    fn file(&mut self, path: &Path, id: String, shown: String, doubtful: Option<String>) {
        // A pipe or device would block or never end; standard input has its own name.
        let opened = match fs::metadata(path) {
            Ok(facts) if facts.is_file() => File::open(path),
            Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no ordinary file")),
            Err(error) => Err(error),
        };
        match opened {
            Ok(file) => {
                let mut file = BufReader::with_capacity(1 << 16, file);
                if let Some(ending) = doubtful
                    && !capture::is_readable(&mut file, &shown)
                {
                    *self.taken.other_kinds.entry(ending).or_default() += 1;
                    return;
                }
                let origin = Origin { id_base: id, path: shown, hints: self.hints.clone() };
                self.read(|limits, sink| capture::documents_of_file(&mut file, &origin, limits, sink));
            }
            Err(error) => self.failed(id, shown, &error),
        }
    }

    fn failed(&mut self, id: String, path: String, error: &io::Error) {
        let document = RawDocument {
            input: Input { id, path, record: None },
            bytes: Vec::new(),
            media_type: "application/octet-stream".to_owned(),
            given: self.hints.clone(),
            problems: vec![Problem::new("capture", format!("It could not be opened: {}.", said(error)))],
            range: None,
        };
        self.taken.documents += 1;
        self.ended |= (self.sink)(document).is_break();
    }

    /// Everything below a folder. `below` is the path below the INPUT, empty for the INPUT itself.
    fn folder(&mut self, folder: &Path, below: &str, shown_path: &str, depth: usize) {
        let join =
            |base: &str, name: &str| if base.is_empty() { name.to_owned() } else { format!("{}/{name}", base.trim_end_matches('/')) };
        let listed = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
        let mut entries = match listed {
            Ok(entries) => entries,
            Err(error) => {
                return self.failed(if below.is_empty() { shown_path.to_owned() } else { below.to_owned() }, shown_path.to_owned(), &error);
            }
        };
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            if self.ended {
                return;
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let (path, id, shown_path) = (entry.path(), join(below, &name), join(shown_path, &name));
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && depth < DEEPEST {
                self.folder(&path, &id, &shown_path, depth + 1);
            } else if kind.is_symlink() && path.is_dir() {
                // A link to a folder may lead in a circle: only what is below the INPUT is read.
                *self.taken.other_kinds.entry("link to a folder".to_owned()).or_default() += 1;
            } else if let Some(ending) = other_kind(&name) {
                *self.taken.other_kinds.entry(ending).or_default() += 1;
            } else {
                self.file(&path, id, shown_path, open_kind(&name));
            }
        }
    }
}

/// The ending of a file name that says it is of another kind; a name without an ending may be anything.
fn other_kind(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let inner = lower.strip_suffix(".gz").unwrap_or(&lower);
    let (stem, ending) = inner.rsplit_once('.')?;
    // A folder's guide is about the reports, not one of them; given by itself it is read.
    if stem == "readme" {
        return Some("readme".to_owned());
    }
    (!READABLE.contains(&ending)).then(|| ending.to_owned())
}

/// The ending of a file name that leaves open what the file is.
fn open_kind(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let (_, ending) = lower.rsplit_once('.')?;
    OPEN.contains(&ending).then(|| ending.to_owned())
}

/// What the system says of an error, without the error's number.
fn said(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotFound => "it is not there any more".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_by_name_and_other_kinds_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        fs::write(folder.path().join("b/two.txt"), "Two.\n\nWords.").unwrap();
        fs::write(folder.path().join("a.txt"), "One.\n\nWords.").unwrap();
        fs::write(folder.path().join("map.png"), "x").unwrap();
        fs::write(folder.path().join("README.md"), "About a and b.").unwrap();
        fs::write(folder.path().join(".hidden.txt"), "x").unwrap();
        let mut ids = Vec::new();
        let taken = each_document(&[folder.path().to_owned()], &Given::default(), &Limits::default(), &mut |document| {
            ids.push(document.input.id);
            ControlFlow::Continue(())
        });
        assert_eq!(ids, ["a.txt", "b/two.txt"]);
        assert_eq!((taken.documents, taken.other_files()), (2, 2));
    }

    #[test]
    fn a_missing_input_is_an_error_before_anything_is_done() {
        assert!(check(&[PathBuf::from("-")]).is_ok());
        assert_eq!(check(&[PathBuf::from("no/such/file")]).unwrap_err().exit_code(), 3);
    }
}
