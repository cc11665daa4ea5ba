//! From bytes to documents: containers taken apart, encodings named, nothing interpreted yet.
//!
//! [`documents`] reads a stream (a page, a text, JSON lines or a WARC, each maybe gzipped) and hands over one
//! [`RawDocument`] at a time; what can't be read is a document with a problem, never the end of the run.

mod charset;
mod gzip;
mod http;
mod jsonl;
mod kind;
mod warc;

pub use charset::decode;

use crate::report::{Input, Problem};
use gzip::Members;
use kind::Kind;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;

/// What is known of a document beside its bytes: from the command line, a JSON line, or a container.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// Address.
    pub url: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Day or time of publication, ISO 8601.
    pub published: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Character set that a container or protocol declares.
    pub charset: Option<String>,
}

/// One document, before anything is read out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDocument {
    /// Where it came in.
    pub input: Input,
    /// Its bytes, after container, transfer encoding and gzip are taken off.
    pub bytes: Vec<u8>,
    /// Media type without parameters.
    pub media_type: String,
    /// What else is known.
    pub given: Given,
    /// What went wrong on the way here.
    pub problems: Vec<Problem>,
}

/// Where a stream of bytes comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Start of every document's id: the file's path below the INPUT given, its name, or `-`.
    pub id_base: String,
    /// Path as given on the command line, joined with the path inside a folder; `-` for standard input.
    pub path: String,
    /// What the command line says of the documents.
    pub hints: Given,
}

impl Origin {
    fn document(&self, record: Option<String>, media_type: &str, bytes: Vec<u8>) -> RawDocument {
        let id = match &record {
            Some(record) => format!("{}#{record}", self.id_base),
            None => self.id_base.clone(),
        };
        RawDocument {
            input: Input { id, path: self.path.clone(), record },
            bytes,
            media_type: media_type.to_owned(),
            given: self.hints.clone(),
            problems: Vec::new(),
        }
    }

    fn failed(&self, record: Option<String>, media_type: &str, message: impl Into<String>) -> RawDocument {
        let mut document = self.document(record, media_type, Vec::new());
        document.problems.push(problem(message));
        document
    }
}

/// Bounds on what is taken from a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one document, after everything is taken off it.
    pub document: usize,
    /// Greatest ratio of inflated to packed bytes, once more than [`Limits::FREE`] bytes came out.
    pub ratio: u64,
    /// Records of one container.
    pub records: u64,
}

impl Limits {
    /// Bytes that may come out of a packed stream before its ratio is looked at.
    pub const FREE: u64 = 8 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self { document: 64 << 20, ratio: 200, records: 100_000_000 }
    }
}

/// What a stream held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Documents handed over, those with problems among them.
    pub documents: u64,
    /// Records of a WARC that are no captures of pages: requests, metadata, other media types, redirects.
    pub skipped: u64,
    /// Captures in a WARC whose HTTP status was not 2xx; counted among `skipped` too.
    pub not_ok: u64,
}

/// Where documents go; `Break` ends the reading.
type Sink<'a> = &'a mut dyn FnMut(RawDocument) -> ControlFlow<()>;

fn problem(message: impl Into<String>) -> Problem {
    Problem::new("capture", message)
}

/// Reads every document of a stream, one at a time, in the order of the stream. Memory is bounded by the largest
/// document, not by the stream.
pub fn documents(input: &mut dyn BufRead, origin: &Origin, limits: &Limits, sink: Sink<'_>) -> Tally {
    let mut tally = Tally::default();
    let mut counted = |document: RawDocument| {
        tally.documents += 1;
        sink(document)
    };
    let (skipped, not_ok) = unpack(input, origin, limits, false, &mut counted);
    Tally { skipped, not_ok, ..tally }
}

/// First bytes of a stream that are looked at to tell what it is.
const HEAD: usize = 4096;

fn unpack(input: &mut dyn BufRead, origin: &Origin, limits: &Limits, packed: bool, sink: Sink<'_>) -> (u64, u64) {
    let mut head = Vec::with_capacity(HEAD);
    if let Err(error) = (&mut *input).take(HEAD as u64).read_to_end(&mut head)
        && head.is_empty()
    {
        let _ = sink(origin.failed(None, "application/octet-stream", unreadable(&error)));
        return (0, 0);
    }
    let kind = kind::of(&head, &origin.path);
    let mut stream = Cursor::new(head).chain(input);
    match kind {
        Kind::Gzip if !packed => {
            let mut inner = BufReader::with_capacity(1 << 16, Members::new(&mut stream, limits.ratio));
            if inner.fill_buf().is_ok_and(|bytes| bytes.starts_with(b"WARC/")) {
                return warc::read(&mut inner, origin, limits, sink);
            }
            unpack(&mut inner, origin, limits, true, sink)
        }
        Kind::Warc => warc::read(&mut stream, origin, limits, sink),
        Kind::JsonLines => {
            jsonl::read(&mut stream, origin, limits, sink);
            (0, 0)
        }
        Kind::Empty => {
            let _ = sink(origin.failed(None, "text/plain", "The file is empty."));
            (0, 0)
        }
        Kind::Page | Kind::Plain | Kind::Pdf => {
            let media_type = match kind {
                Kind::Page => "text/html",
                Kind::Pdf => "application/pdf",
                _ => "text/plain",
            };
            let _ = sink(whole(&mut stream, origin, limits, media_type));
            (0, 0)
        }
        Kind::Gzip => {
            let _ = sink(origin.failed(None, "application/gzip", kind::refused("a gzip file inside a gzip file")));
            (0, 0)
        }
        Kind::Other { media_type, name } => {
            let mut document = whole(&mut stream, origin, limits, media_type);
            document.problems.insert(0, problem(kind::refused(name)));
            let _ = sink(document);
            (0, 0)
        }
    }
}

/// Reads what is left of a stream as one document.
fn whole(stream: &mut dyn BufRead, origin: &Origin, limits: &Limits, media_type: &str) -> RawDocument {
    let mut bytes = Vec::new();
    let read = stream.take(limits.document as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > limits.document {
        return origin.failed(None, media_type, too_large(limits));
    }
    let mut document = origin.document(None, media_type, bytes);
    if let Err(error) = read {
        if gzip::is_bomb(&error) {
            document.bytes.clear();
        }
        document.problems.push(problem(unreadable(&error)));
    }
    document
}

fn too_large(limits: &Limits) -> String {
    format!(
        "The document is larger than {} MiB (--max-document-mib); nothing of it was read or kept. Cut it into its articles.",
        limits.document >> 20
    )
}

/// What to say of an input error, without paths.
fn unreadable(error: &io::Error) -> String {
    if gzip::is_bomb(error) {
        return "The packed data grow far more than text does; they were not unpacked to the end.".to_owned();
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "The data end early; what came before was read.".to_owned(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => "The packed data are broken; what came before was read.".to_owned(),
        kind => format!("The data could not be read: {kind}."),
    }
}

#[cfg(test)]
mod tests;
