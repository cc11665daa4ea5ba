//! WARC 1.0 and 1.1: captures of pages out of a web archive, one record at a time, past records that are broken. Every
//! record's exact place in its file is known, and what the archive says of its bytes is checked.

use super::gzip::Members;
use super::http::{self, Response};
use super::{Given, Limits, Origin, Passed, RawDocument, RecordRange, Sink, digest, problem, too_large, unreadable};
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

/// A stream that knows how far it was read, and may know where to go on after an error.
pub(super) trait Stream: BufRead {
    /// Bytes consumed.
    fn position(&self) -> u64;

    /// Packed bytes before the gzip member that begins with the very next byte.
    fn member_begins(&mut self) -> Option<u64> {
        None
    }

    /// Where a gzip member ends here: packed bytes before it, and its own packed bytes.
    fn member_ended(&mut self) -> Option<(u64, u64)> {
        None
    }

    /// After an error: goes to where the next record may begin; false where the stream can't go on.
    fn resume(&mut self) -> bool {
        false
    }
}

/// A plain stream with a count of what was consumed.
pub(super) struct Counted<R> {
    inner: R,
    consumed: u64,
}

impl<R: BufRead> Counted<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, consumed: 0 }
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.consumed += count as u64;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.consumed += count as u64;
        self.inner.consume(count);
    }
}

impl<R: BufRead> Stream for Counted<R> {
    fn position(&self) -> u64 {
        self.consumed
    }
}

impl<R: BufRead> Stream for Members<R> {
    fn position(&self) -> u64 {
        Members::position(self)
    }

    fn member_begins(&mut self) -> Option<u64> {
        Members::member_begins(self)
    }

    fn member_ended(&mut self) -> Option<(u64, u64)> {
        Members::member_ended(self)
    }

    fn resume(&mut self) -> bool {
        self.next_member()
    }
}

/// What somebody who has the records read knows of them beforehand, and wants to know of them.
pub(super) trait Guide {
    /// Whether a capture of this address is a page.
    fn is_page(&mut self, _url: &str) -> bool {
        true
    }

    /// What is known of the page beside its record.
    fn page(&mut self, _document: &mut RawDocument) {}

    /// An address led to another.
    fn redirect(&mut self, _from: &str, _to: &str) {}

    /// A record was read or passed over whole.
    fn record(&mut self, _range: &RecordRange) {}
}

/// Nothing is known beforehand.
pub(super) struct Unguided;

impl Guide for Unguided {}

/// Longest header block of a record that is believed.
const LONGEST_HEADER: usize = 1 << 20;

/// Bytes of a response that are looked at before the rest of it is taken into memory.
const PEEK: usize = 16 << 10;

/// A record's header and where it begins.
struct Header {
    fields: Vec<(String, String)>,
    length: u64,
    start: u64,
    member: Option<u64>,
}

enum Step {
    Record(Header),
    /// Bytes that are no record, passed over.
    Garbage,
    End,
}

/// What a record's block came to.
enum Block {
    Kept(Vec<u8>),
    /// Its end is missing.
    Cut(Vec<u8>),
    /// Passed over, because its first bytes say that it is no page.
    Passed(bool),
    TooLarge,
}

/// Reads the records; gives what was passed over. `resource` is the file's path where it stands in a container.
pub(super) fn read(
    input: &mut dyn Stream,
    origin: &Origin,
    limits: &Limits,
    resource: Option<&str>,
    guide: &mut dyn Guide,
    sink: Sink<'_>,
) -> Passed {
    let mut reader = Reader { input, origin, limits, resource, guide, passed: Passed::default(), begun: None };
    for number in 1..=limits.records {
        let found = match reader.header() {
            Ok(Step::End) => break,
            Ok(Step::Garbage) => {
                let name = Some(format!("record {number}"));
                Some(origin.failed(name, "application/warc", "There are bytes that are no WARC record; they were passed over."))
            }
            Ok(Step::Record(header)) => reader.record(&header, number),
            Err(error) => {
                let flow = sink(origin.failed(Some(format!("record {number}")), "application/warc", unreadable(&error)));
                if flow.is_break() || !reader.input.resume() {
                    break;
                }
                None
            }
        };
        if let Some(document) = found
            && sink(document) == ControlFlow::Break(())
        {
            break;
        }
    }
    reader.passed
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
}

/// An address or id without the brackets that the format puts around it.
fn bracketed(value: &str) -> &str {
    value.trim_matches(['<', '>', ' '])
}

/// The record's id; its number where it has none.
fn name_of(fields: &[(String, String)], number: u64) -> Option<String> {
    let id = bracketed(field(fields, "warc-record-id"));
    Some(if id.is_empty() { format!("record {number}") } else { id.to_owned() })
}

/// Whether an HTTP message of this media type may be a page; an empty one has to be looked at.
fn may_be_page(media_type: &str) -> bool {
    matches!(media_type, "text/html" | "application/xhtml+xml" | "text/plain" | "application/pdf" | "")
}

struct Reader<'a> {
    input: &'a mut dyn Stream,
    origin: &'a Origin,
    limits: &'a Limits,
    resource: Option<&'a str>,
    guide: &'a mut dyn Guide,
    passed: Passed,
    /// The version line that ended bytes that are no record.
    begun: Option<Begun>,
}

/// Where a record's version line stands, and its gzip member.
type Begun = (u64, Option<u64>);

impl Reader<'_> {
    /// Reads one line, up to `longest` bytes.
    fn line(&mut self, longest: usize) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        (&mut *self.input).take(longest as u64).read_until(b'\n', &mut line)?;
        Ok(line)
    }

    /// Reads up to and with the next version line: where it stands, if there is one, and whether anything but the empty lines
    /// between records came before it.
    fn version_line(&mut self) -> io::Result<(Option<Begun>, bool)> {
        let mut garbage = false;
        loop {
            let member = self.input.member_begins();
            let begun = (self.input.position(), member);
            let words = self.line(4096)?;
            if words.is_empty() {
                return Ok((None, garbage));
            }
            if words.starts_with(b"WARC/") {
                return Ok((Some(begun), garbage));
            }
            garbage |= !words.trim_ascii().is_empty();
        }
    }

    fn header(&mut self) -> io::Result<Step> {
        let (start, member) = match self.begun.take() {
            Some(begun) => begun,
            None => match self.version_line()? {
                (Some(begun), false) => begun,
                (begun, true) => {
                    self.begun = begun;
                    return Ok(Step::Garbage);
                }
                (None, false) => return Ok(Step::End),
            },
        };
        let mut header = Vec::new();
        loop {
            let words = self.line(LONGEST_HEADER)?;
            let end = words.trim_ascii().is_empty();
            header.extend_from_slice(&words);
            if end {
                break;
            }
            if header.len() > LONGEST_HEADER {
                return Ok(Step::Garbage);
            }
        }
        let (fields, _) = http::headers(&header);
        let Ok(length) = field(&fields, "content-length").parse::<u64>() else { return Ok(Step::Garbage) };
        Ok(Step::Record(Header { fields, length, start, member }))
    }

    /// Reads or passes over a record; gives the document that it is or says what is wrong with it.
    fn record(&mut self, header: &Header, number: u64) -> Option<RawDocument> {
        let fields = &header.fields;
        let kind = field(fields, "warc-type").to_ascii_lowercase();
        let url = bracketed(field(fields, "warc-target-uri"));
        let block = match kind.as_str() {
            "resource" | "conversion" if !self.guide.is_page(url) => {
                self.pass(header.length);
                Block::Passed(true)
            }
            "response" | "resource" | "conversion" => self.block(header, &kind),
            "revisit" if header.length <= LONGEST_HEADER as u64 => self.block(header, &kind),
            _ => {
                self.pass(header.length);
                Block::Passed(true)
            }
        };
        let range = self.close(header);
        let name = name_of(fields, number);
        let cut = matches!(block, Block::Cut(_));
        let mut document = match block {
            Block::Passed(ok) => {
                self.passed.skipped += 1;
                self.passed.not_ok += u64::from(!ok);
                return None;
            }
            Block::TooLarge => self.origin.failed(name, "application/warc", too_large(self.limits)),
            Block::Kept(block) | Block::Cut(block) if kind == "revisit" => {
                self.passed.skipped += 1;
                self.passed.revisits += 1;
                revisit(fields, &block, url).map(|message| self.origin.failed(name, "application/warc", message))?
            }
            Block::Kept(block) | Block::Cut(block) => match self.document(fields, block, cut, name) {
                Some(document) => document,
                None => {
                    self.passed.skipped += 1;
                    return None;
                }
            },
        };
        if !url.is_empty() {
            document.given.url = Some(url.to_owned());
        }
        document.range = Some(range);
        self.guide.page(&mut document);
        Some(document)
    }

    /// Passes over bytes; how many there were.
    fn pass(&mut self, length: u64) -> u64 {
        let mut left = length;
        while left > 0 {
            let Ok(bytes) = self.input.fill_buf() else { break };
            let count = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if count == 0 {
                break;
            }
            self.input.consume(count);
            left -= count as u64;
        }
        if left > 0 {
            self.go_on();
        }
        length - left
    }

    /// After a record that breaks off: to where the next one may begin, if the stream is broken there.
    fn go_on(&mut self) {
        if self.input.fill_buf().is_err() {
            // Where there is none, the stream has ended.
            self.input.resume();
        }
    }

    /// Takes up to `until` bytes of a block; whether they came.
    fn take(&mut self, block: &mut Vec<u8>, until: usize) -> bool {
        while block.len() < until {
            let count = match self.input.fill_buf() {
                Ok(bytes) if !bytes.is_empty() => {
                    let count = bytes.len().min(until - block.len());
                    block.extend_from_slice(&bytes[..count]);
                    count
                }
                _ => {
                    self.go_on();
                    return false;
                }
            };
            self.input.consume(count);
        }
        true
    }

    fn block(&mut self, header: &Header, kind: &str) -> Block {
        let length = usize::try_from(header.length).unwrap_or(usize::MAX);
        let mut block = Vec::with_capacity(length.min(PEEK));
        if !self.take(&mut block, length.min(PEEK)) {
            return Block::Cut(block);
        }
        let url = bracketed(field(&header.fields, "warc-target-uri"));
        let is_http = kind == "response" && block.starts_with(b"HTTP/");
        if is_http && let Some(head) = http::head(&block) {
            let ok = (200..300).contains(&head.status);
            if let (300..400, Some(to)) = (head.status, &head.location) {
                self.guide.redirect(url, to);
            }
            if !ok || !may_be_page(&head.media_type) || !self.guide.is_page(url) {
                self.pass(header.length - block.len() as u64);
                return Block::Passed(ok);
            }
        }
        if length > self.limits.document.saturating_add(LONGEST_HEADER) {
            let left = header.length - block.len() as u64;
            return if self.pass(left) < left { Block::Cut(Vec::new()) } else { Block::TooLarge };
        }
        block.reserve_exact(length - block.len());
        if self.take(&mut block, length) { Block::Kept(block) } else { Block::Cut(block) }
    }

    /// Reads the line ends that close a record, and says where it stands.
    fn close(&mut self, header: &Header) -> RecordRange {
        for _ in 0..2 {
            for (byte, must) in [(b'\r', false), (b'\n', true)] {
                match self.input.fill_buf() {
                    Ok(bytes) if bytes.first() == Some(&byte) => self.input.consume(1),
                    _ if must => break,
                    _ => {}
                }
            }
        }
        let member = header.member.and_then(|start| self.input.member_ended().filter(|(at, _)| *at == start));
        let length = self.input.position() - header.start;
        let range = RecordRange { resource: self.resource.map(str::to_owned), offset: header.start, length, member };
        self.guide.record(&range);
        range
    }

    /// The document of a record; `None` where it is no capture of a page.
    fn document(&mut self, fields: &[(String, String)], block: Vec<u8>, cut: bool, name: Option<String>) -> Option<RawDocument> {
        let mut problems = Vec::new();
        if cut {
            problems.push("The record breaks off; what came before was read.".to_owned());
        } else if let Some((algorithm, value)) = digest::stated(field(fields, "warc-block-digest"))
            && !digest::fits(algorithm, value, &block)
        {
            problems.push(http::mismatch("WARC-Block-Digest", algorithm));
        }
        let payload = Some(field(fields, "warc-payload-digest")).filter(|_| !cut);
        let (media_type, charset) = http::content_type(field(fields, "content-type"));
        let is_response = media_type == "application/http" || field(fields, "warc-type") == "response" && block.starts_with(b"HTTP/");
        let mut response = if is_response {
            match http::head(&block) {
                Some(head) if !(200..300).contains(&head.status) => {
                    self.passed.not_ok += 1;
                    return None;
                }
                Some(head) => http::response(head, block, payload, self.limits),
                None => Response { status: 200, problems: vec!["The record holds no HTTP response.".to_owned()], ..Response::default() },
            }
        } else {
            if let Some((algorithm, value)) = payload.and_then(digest::stated)
                && problems.is_empty()
                && !digest::fits(algorithm, value, &block)
            {
                problems.push(http::mismatch("WARC-Payload-Digest", algorithm));
            }
            Response { status: 200, media_type, charset, body: block, problems: Vec::new() }
        };
        let unread = !problems.is_empty() && response.body.is_empty() || !response.problems.is_empty();
        problems.append(&mut response.problems);
        let media_type = match response.media_type.as_str() {
            "" => match super::kind::of(&response.body[..response.body.len().min(super::HEAD)], "") {
                super::kind::Kind::Page => "text/html",
                super::kind::Kind::Plain => "text/plain",
                super::kind::Kind::Pdf => "application/pdf",
                _ if unread => "application/warc",
                _ => return None,
            },
            readable if may_be_page(readable) => readable,
            _ => return None,
        };
        if response.body.len() > self.limits.document {
            problems.push(too_large(self.limits));
            response.body = Vec::new();
        } else if response.body.is_empty() && problems.is_empty() {
            problems.push("The document is empty.".to_owned());
        }
        let mut document = self.origin.document(name, media_type, response.body);
        let hints = std::mem::take(&mut document.given);
        document.given = Given { charset: response.charset, ..hints };
        document.problems = problems.into_iter().map(problem).collect();
        Some(document)
    }
}

/// What to say of a revisit: nothing where the archive kept the same page at the same address; where the bytes are kept
/// under another address, that this one was not read.
fn revisit(fields: &[(String, String)], block: &[u8], url: &str) -> Option<String> {
    let other = bracketed(field(fields, "warc-refers-to-target-uri"));
    let media_type = http::head(block).map(|head| head.media_type).unwrap_or_default();
    if other.is_empty() || other == url || !may_be_page(&media_type) {
        return None;
    }
    let other: String = other.chars().filter(|c| !c.is_control()).take(300).collect();
    Some(format!("The archive kept no bytes for this address, only a note that they are those of {other}; read that record."))
}
