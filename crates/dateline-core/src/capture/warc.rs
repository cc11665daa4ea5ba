//! WARC 1.0 and 1.1: captures of pages out of a web archive, one record at a time, past records that are broken.

use super::gzip::Members;
use super::http::{self, Response};
use super::{Given, Limits, Origin, RawDocument, Sink, problem, too_large, unreadable};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;

/// A stream that may know where to go on after an error.
pub(super) trait Stream: BufRead {
    /// After an error: goes to where the next record may begin; false where the stream can't go on.
    fn resume(&mut self) -> bool {
        false
    }
}

impl<A: BufRead, B: BufRead> Stream for io::Chain<A, B> {}

impl<R: BufRead> Stream for BufReader<Members<R>> {
    fn resume(&mut self) -> bool {
        let buffered = self.buffer().len();
        self.consume(buffered);
        self.get_mut().next_member()
    }
}

/// Longest header block of a record that is believed.
const LONGEST_HEADER: usize = 1 << 20;

enum Record {
    /// Header fields (names in lower case) and block.
    Whole {
        fields: Vec<(String, String)>,
        block: Vec<u8>,
        problems: Vec<String>,
    },
    /// Larger than allowed; the block was passed over.
    TooLarge {
        fields: Vec<(String, String)>,
    },
    /// Bytes that are no record, passed over.
    Garbage,
    End,
}

/// Reads the records; gives how many were skipped and how many of these were no 2xx.
pub(super) fn read(input: &mut dyn Stream, origin: &Origin, limits: &Limits, sink: Sink<'_>) -> (u64, u64) {
    let (mut skipped, mut not_ok) = (0, 0);
    for number in 1..=limits.records {
        let flow = match next(input, limits) {
            Ok(Record::End) => break,
            Ok(Record::Garbage) => {
                let name = Some(format!("record {number}"));
                sink(origin.failed(name, "application/warc", "There are bytes that are no WARC record; they were passed over."))
            }
            Ok(Record::TooLarge { fields }) if is_capture(&fields) => {
                sink(origin.failed(name_of(&fields, number), "application/warc", too_large(limits)))
            }
            Ok(Record::TooLarge { .. }) => {
                skipped += 1;
                ControlFlow::Continue(())
            }
            Ok(Record::Whole { fields, block, problems }) => match document(&fields, block, problems, number, origin, limits) {
                Ok(document) => sink(document),
                Err(ok) => {
                    skipped += 1;
                    not_ok += u64::from(!ok);
                    ControlFlow::Continue(())
                }
            },
            Err(error) => {
                let flow = sink(origin.failed(Some(format!("record {number}")), "application/warc", unreadable(&error)));
                if !input.resume() {
                    break;
                }
                flow
            }
        };
        if flow.is_break() {
            break;
        }
    }
    (skipped, not_ok)
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
}

fn is_capture(fields: &[(String, String)]) -> bool {
    matches!(field(fields, "warc-type"), "response" | "resource" | "conversion")
}

/// The record's id without the brackets that the format puts around addresses; its number where it has none.
fn name_of(fields: &[(String, String)], number: u64) -> Option<String> {
    let id = field(fields, "warc-record-id").trim_matches(['<', '>', ' ']);
    Some(if id.is_empty() { format!("record {number}") } else { id.to_owned() })
}

/// Reads one line, up to `longest` bytes.
fn line(input: &mut dyn Stream, longest: usize) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    (&mut *input).take(longest as u64).read_until(b'\n', &mut line)?;
    Ok(line)
}

fn next(input: &mut dyn Stream, limits: &Limits) -> io::Result<Record> {
    // Empty lines stand between records; anything else before the next version line is garbage.
    let mut garbage = false;
    loop {
        let words = line(input, 4096)?;
        if words.is_empty() {
            return Ok(if garbage { Record::Garbage } else { Record::End });
        }
        if words.starts_with(b"WARC/") {
            break;
        }
        garbage |= !words.trim_ascii().is_empty();
        if garbage && at_record(input)? {
            return Ok(Record::Garbage);
        }
    }
    let mut header = Vec::new();
    loop {
        let words = line(input, LONGEST_HEADER)?;
        let end = words.trim_ascii().is_empty();
        header.extend_from_slice(&words);
        if end {
            break;
        }
        if header.len() > LONGEST_HEADER {
            return Ok(Record::Garbage);
        }
    }
    let (fields, _) = http::headers(&header);
    let Ok(length) = field(&fields, "content-length").parse::<u64>() else { return Ok(Record::Garbage) };
    if length > limits.document as u64 + LONGEST_HEADER as u64 {
        let passed = io::copy(&mut (&mut *input).take(length), &mut io::sink())?;
        return if passed < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(Record::TooLarge { fields }) };
    }
    let mut block = Vec::new();
    let mut problems = Vec::new();
    let read = (&mut *input).take(length).read_to_end(&mut block);
    if read.is_err() || (block.len() as u64) < length {
        problems.push("The record breaks off; what came before was read.".to_owned());
        if read.is_err() && !input.resume() {
            // The next call finds the end of the stream.
            while matches!(input.fill_buf(), Ok(bytes) if !bytes.is_empty()) {
                let left = input.fill_buf().map_or(0, <[u8]>::len);
                input.consume(left);
            }
        }
    }
    Ok(Record::Whole { fields, block, problems })
}

fn at_record(input: &mut dyn Stream) -> io::Result<bool> {
    Ok(input.fill_buf()?.starts_with(b"WARC/"))
}

/// The document of a record; `Err` where it is no capture of a page: whether its status, if any, was 2xx.
fn document(
    fields: &[(String, String)],
    block: Vec<u8>,
    mut problems: Vec<String>,
    number: u64,
    origin: &Origin,
    limits: &Limits,
) -> Result<RawDocument, bool> {
    if !is_capture(fields) {
        return Err(true);
    }
    if problems.is_empty() {
        problems.extend(digest_problem(field(fields, "warc-block-digest"), &block));
    }
    let (media_type, charset) = http::content_type(field(fields, "content-type"));
    let mut response = if media_type == "application/http" || field(fields, "warc-type") == "response" && block.starts_with(b"HTTP/") {
        match http::response(&block, limits.document) {
            Some(response) => response,
            None => Response { status: 200, problems: vec!["The record holds no HTTP response.".to_owned()], ..Response::default() },
        }
    } else {
        Response { status: 200, media_type, charset, body: block, problems: Vec::new() }
    };
    if !(200..300).contains(&response.status) {
        return Err(false);
    }
    problems.append(&mut response.problems);
    let media_type = match response.media_type.as_str() {
        "text/html" | "application/xhtml+xml" | "text/plain" | "application/pdf" => response.media_type.as_str(),
        "" if !problems.is_empty() => "application/warc",
        "" => match super::kind::of(&response.body[..response.body.len().min(super::HEAD)], "") {
            super::kind::Kind::Page => "text/html",
            super::kind::Kind::Plain => "text/plain",
            super::kind::Kind::Pdf => "application/pdf",
            _ => return Err(true),
        },
        _ => return Err(true),
    };
    if response.body.len() > limits.document {
        problems.push(too_large(limits));
        response.body = Vec::new();
    } else if response.body.is_empty() && problems.is_empty() {
        problems.push("The document is empty.".to_owned());
    }
    let mut document = origin.document(name_of(fields, number), media_type, response.body);
    let url = field(fields, "warc-target-uri").trim_matches(['<', '>', ' ']);
    let hints = std::mem::take(&mut document.given);
    document.given = Given { url: Some(url.to_owned()).filter(|url| !url.is_empty()).or(hints.url), charset: response.charset, ..hints };
    document.problems = problems.into_iter().map(problem).collect();
    Ok(document)
}

/// Checks a `sha256:` digest, in hexadecimal or base 32; others are not checked.
fn digest_problem(stated: &str, block: &[u8]) -> Option<String> {
    let (algorithm, value) = stated.split_once(':')?;
    let digest: Vec<u8> = match algorithm.to_ascii_lowercase().as_str() {
        "sha256" | "sha-256" => Sha256::digest(block).to_vec(),
        _ => return None,
    };
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let matches = value.eq_ignore_ascii_case(&hex) || value.trim_end_matches('=').eq_ignore_ascii_case(&base32(&digest));
    (!matches).then(|| "The record's bytes do not have the digest that the archive states.".to_owned())
}

/// RFC 4648 base 32 without padding.
fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    let (mut bits, mut held) = (0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            out.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(bits >> held & 31) as usize]));
        }
    }
    if held > 0 {
        out.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(bits << (5 - held) & 31) as usize]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_of_the_standard() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b"fo"), "MZXQ");
    }

    #[test]
    fn stated_digests_are_checked() {
        let hex = crate::sha::Sha::of(b"x").to_string();
        assert_eq!(digest_problem(&format!("sha256:{hex}"), b"x"), None);
        assert!(digest_problem(&format!("sha256:{hex}"), b"y").is_some());
        assert_eq!(digest_problem("sha1:ABC", b"y"), None);
    }
}
