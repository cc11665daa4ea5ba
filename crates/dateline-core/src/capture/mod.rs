//! From bytes to documents: containers taken apart, encodings named, nothing interpreted yet.
//!
//! [`documents`] reads a stream (a page, a text, JSON lines, a feed, a Telegram export or a WARC, each maybe gzipped) and
//! hands over one [`RawDocument`] at a time; [`documents_of_file`] reads a WACZ too without taking it into memory. What
//! can't be read is a document with a problem, never the end of the run.

mod charset;
mod digest;
pub(crate) mod feed;
pub(crate) mod field;
mod gzip;
mod http;
pub(crate) mod json;
mod jsonl;
mod kind;
mod link;
pub(crate) mod telegram;
mod wacz;
mod warc;

pub use charset::decode;

use crate::report::{Input, Problem};
use gzip::Members;
use kind::Kind;
use std::io::{self, BufRead, Cursor, Read, Seek};
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
    /// Where the record stands that the document is from; only for records of a WARC.
    pub range: Option<RecordRange>,
}

/// The exact place of a WARC record: enough to fetch it again from the archive, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRange {
    /// Path of the WARC inside a WACZ; none where the input file is the WARC.
    pub resource: Option<String>,
    /// Bytes before the record, once a gzipped WARC is unpacked.
    pub offset: u64,
    /// Bytes of the record from its version line to the line ends that close it, once unpacked.
    pub length: u64,
    /// In a gzipped WARC: bytes of the file before the gzip member that holds this record and nothing else, and the
    /// member's own bytes; what CDX indexes call offset and length. None where the record shares its member.
    pub member: Option<(u64, u64)>,
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
            range: None,
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
    /// Records of a container that are no captures of pages: requests, metadata, other media types, redirects, what a
    /// WACZ does not list as a page; service messages and messages without words of a Telegram export.
    pub skipped: u64,
    /// Captures in a WARC whose HTTP status was not 2xx; counted among `skipped` too.
    pub not_ok: u64,
    /// Records in a WARC that only say that a page was the same as before; counted among `skipped` too.
    pub revisits: u64,
}

/// What was passed over in a stream.
#[derive(Debug, Clone, Copy, Default)]
struct Passed {
    skipped: u64,
    not_ok: u64,
    revisits: u64,
}

impl Passed {
    fn add(&mut self, other: Self) {
        self.skipped += other.skipped;
        self.not_ok += other.not_ok;
        self.revisits += other.revisits;
    }
}

/// A file: it can be read from any place.
pub trait File: BufRead + Seek {}

impl<F: BufRead + Seek> File for F {}

/// Where documents go; `Break` ends the reading.
type Sink<'a> = &'a mut dyn FnMut(RawDocument) -> ControlFlow<()>;

fn problem(message: impl Into<String>) -> Problem {
    Problem::new("capture", message)
}

/// Reads every document of a stream, one at a time, in the order of the stream. Memory is bounded by the largest
/// document, not by the stream; only a WACZ, whose directory stands at its end, is taken into memory, up to
/// [`LARGEST_STREAMED_ZIP`].
pub fn documents(input: &mut dyn BufRead, origin: &Origin, limits: &Limits, sink: Sink<'_>) -> Tally {
    counted(sink, |sink| unpack(input, origin, limits, false, sink))
}

/// Reads every document of a file, one at a time, as [`documents`] does. A WACZ is read in place, whatever its size.
pub fn documents_of_file(input: &mut dyn File, origin: &Origin, limits: &Limits, sink: Sink<'_>) -> Tally {
    counted(sink, |sink| match input.fill_buf() {
        Ok(bytes) if kind::is_zip(bytes) => wacz::read(input, origin, limits, sink),
        _ => unpack(input, origin, limits, false, sink),
    })
}

/// Whether a file that its name leaves open (a ZIP, an XML) is of a kind that is read. Reads from its beginning.
pub fn is_readable(input: &mut dyn File, name: &str) -> bool {
    let mut head = Vec::with_capacity(HEAD);
    if (&mut *input).take(HEAD as u64).read_to_end(&mut head).is_err() || input.rewind().is_err() {
        return true; // what is wrong with it is told when it is read
    }
    if kind::is_zip(&head) {
        return wacz::is_one(input);
    }
    !matches!(kind::of(&head, name), Kind::Other { .. })
}

fn counted(sink: Sink<'_>, read: impl FnOnce(Sink<'_>) -> Passed) -> Tally {
    let mut documents = 0;
    let Passed { skipped, not_ok, revisits } = read(&mut |document| {
        documents += 1;
        sink(document)
    });
    Tally { documents, skipped, not_ok, revisits }
}

/// First bytes of a stream that are looked at to tell what it is.
const HEAD: usize = 4096;

/// Largest ZIP that is taken into memory where the stream can't be read from any place, in bytes.
pub const LARGEST_STREAMED_ZIP: usize = 256 << 20;

fn unpack(input: &mut dyn BufRead, origin: &Origin, limits: &Limits, packed: bool, sink: Sink<'_>) -> Passed {
    let mut head = Vec::with_capacity(HEAD);
    if let Err(error) = (&mut *input).take(HEAD as u64).read_to_end(&mut head)
        && head.is_empty()
    {
        let _ = sink(origin.failed(None, "application/octet-stream", unreadable(&error)));
        return Passed::default();
    }
    let kind = kind::of(&head, &origin.path);
    let mut stream = Cursor::new(head).chain(input);
    let document = match kind {
        Kind::Gzip if !packed => {
            let mut inner = Members::new(&mut stream, limits.ratio);
            if inner.fill_buf().is_ok_and(|bytes| bytes.starts_with(b"WARC/")) {
                return warc::read(&mut inner, origin, limits, None, &mut warc::Unguided, sink);
            }
            return unpack(&mut inner, origin, limits, true, sink);
        }
        Kind::Warc => return warc::read(&mut warc::Counted::new(stream), origin, limits, None, &mut warc::Unguided, sink),
        Kind::Zip if !packed => {
            let mut bytes = Vec::new();
            match stream.take(LARGEST_STREAMED_ZIP as u64 + 1).read_to_end(&mut bytes) {
                Ok(_) if bytes.len() <= LARGEST_STREAMED_ZIP => return wacz::read(&mut Cursor::new(bytes), origin, limits, sink),
                Ok(_) => origin.failed(
                    None,
                    "application/zip",
                    "A ZIP archive that comes as a stream is read up to 256 MiB; this one is larger. Give it as a file.",
                ),
                Err(error) => origin.failed(None, "application/zip", unreadable(&error)),
            }
        }
        Kind::Telegram => return telegram::read(&mut stream, origin, limits, sink),
        Kind::JsonLines => {
            jsonl::read(&mut stream, origin, limits, sink);
            return Passed::default();
        }
        Kind::Feed | Kind::JsonFeed => {
            let media_type = if kind == Kind::Feed { "application/xml" } else { "application/feed+json" };
            let document = whole(&mut stream, origin, limits, media_type);
            if document.bytes.is_empty() {
                document
            } else {
                feed::read(document, kind == Kind::JsonFeed, origin, limits, sink);
                return Passed::default();
            }
        }
        Kind::Empty => origin.failed(None, "text/plain", "The file is empty."),
        Kind::Page => whole(&mut stream, origin, limits, "text/html"),
        Kind::Plain => whole(&mut stream, origin, limits, "text/plain"),
        Kind::Pdf => whole(&mut stream, origin, limits, "application/pdf"),
        Kind::Gzip => origin.failed(None, "application/gzip", kind::refused("a gzip file inside a gzip file")),
        Kind::Zip => origin.failed(None, "application/zip", kind::refused("a ZIP archive inside a gzip file")),
        Kind::Other { media_type, name } => {
            let mut document = whole(&mut stream, origin, limits, media_type);
            document.problems.insert(0, problem(kind::refused(name)));
            document
        }
    };
    let _ = sink(document);
    Passed::default()
}

/// Reads what is left of a stream as one document.
fn whole(stream: &mut dyn BufRead, origin: &Origin, limits: &Limits, media_type: &str) -> RawDocument {
    let mut bytes = Vec::new();
    let read = stream.take(limits.document as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > limits.document {
        return origin.failed(None, media_type, too_large(limits));
    }
    // It has grown by doubling, and a large page lives beside its text and its tree.
    bytes.shrink_to_fit();
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
