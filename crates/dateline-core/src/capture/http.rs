//! Takes the body out of an HTTP response as a WARC keeps it: status line, headers, transfer and content encodings.

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use std::io::Read;

/// A response taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Response {
    pub status: u16,
    /// Media type without parameters, lower case; empty where none is stated.
    pub media_type: String,
    pub charset: Option<String>,
    pub body: Vec<u8>,
    /// What went wrong with the body.
    pub problems: Vec<String>,
}

/// Splits `text/html; charset=utf-8` into media type (lower case) and charset.
pub(super) fn content_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';');
    let media_type = parts.next().unwrap_or("").trim().to_ascii_lowercase();
    let charset = parts
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches(['"', '\'']).to_owned())
        .filter(|value| !value.is_empty());
    (media_type, charset)
}

/// Reads a header block (names in lower case) up to its empty line; gives the lines and where the body begins.
pub(super) fn headers(block: &[u8]) -> (Vec<(String, String)>, usize) {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut at = 0;
    while at < block.len() {
        let end = memchr::memchr(b'\n', &block[at..]).map_or(block.len(), |n| at + n + 1);
        let line = String::from_utf8_lossy(&block[at..end]);
        let folded = line.starts_with([' ', '\t']);
        let words = line.trim();
        at = end;
        if words.is_empty() {
            break;
        }
        if folded && let Some((_, value)) = fields.last_mut() {
            value.push(' ');
            value.push_str(words);
        } else if let Some((name, value)) = words.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    (fields, at)
}

/// The response in a record's block; `None` where it does not begin with a status line.
pub(super) fn response(block: &[u8], limit: usize) -> Option<Response> {
    let first = memchr::memchr(b'\n', block)?;
    let line = String::from_utf8_lossy(&block[..first]).into_owned();
    let mut words = line.split_ascii_whitespace();
    if !words.next()?.starts_with("HTTP/") {
        return None;
    }
    let status = words.next()?.parse().ok()?;
    let (fields, body) = headers(&block[first + 1..]);
    let field = |name: &str| fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str());
    let (media_type, charset) = content_type(field("content-type"));
    let mut out = Response { status, media_type, charset, ..Response::default() };
    let mut bytes = block[first + 1 + body..].to_vec();
    if field("transfer-encoding").to_ascii_lowercase().contains("chunked") {
        bytes = dechunk(bytes, &mut out.problems);
    }
    let codings: Vec<String> = field("content-encoding").split(',').map(|coding| coding.trim().to_ascii_lowercase()).collect();
    for coding in codings.iter().rev() {
        bytes = match coding.as_str() {
            "" | "identity" => bytes,
            // Crawlers often store the body already unpacked and the header as it came.
            "gzip" | "x-gzip" if !bytes.starts_with(super::gzip::MAGIC) => bytes,
            "gzip" | "x-gzip" => inflate(flate2::bufread::MultiGzDecoder::new(bytes.as_slice()), limit, &mut out.problems),
            "deflate" if bytes.first().is_some_and(|byte| byte & 0x0f == 8) && zlib_header(&bytes) => {
                inflate(ZlibDecoder::new(bytes.as_slice()), limit, &mut out.problems)
            }
            "deflate" => inflate(DeflateDecoder::new(bytes.as_slice()), limit, &mut out.problems),
            other => {
                out.problems.push(format!("The content encoding {other:?} is not one that Dateline reads yet."));
                Vec::new()
            }
        };
    }
    out.body = bytes;
    Some(out)
}

fn zlib_header(bytes: &[u8]) -> bool {
    bytes.len() > 1 && u16::from_be_bytes([bytes[0], bytes[1]]).is_multiple_of(31)
}

fn inflate(decoder: impl Read, limit: usize, problems: &mut Vec<String>) -> Vec<u8> {
    let mut out = Vec::new();
    if decoder.take(limit as u64 + 1).read_to_end(&mut out).is_err() {
        problems.push("The packed body is broken; what came before was read.".to_owned());
    }
    out
}

/// Takes chunked transfer encoding off; bytes that do not follow it are kept as they stand where nothing was read yet.
fn dechunk(bytes: Vec<u8>, problems: &mut Vec<String>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    loop {
        let end = memchr::memchr(b'\n', &bytes[at..]).map(|n| at + n);
        let size = end.and_then(|end| {
            let line = std::str::from_utf8(&bytes[at..end]).ok()?;
            usize::from_str_radix(line.split(';').next().unwrap_or("").trim(), 16).ok()
        });
        let (Some(end), Some(size)) = (end, size) else {
            if at == 0 {
                return bytes; // stored already put together
            }
            problems.push("The chunks of the body break off; what came before was read.".to_owned());
            return out;
        };
        if size == 0 {
            return out;
        }
        let from = end + 1;
        let to = from.saturating_add(size).min(bytes.len());
        out.extend_from_slice(&bytes[from..to]);
        if to - from < size {
            problems.push("The chunks of the body break off; what came before was read.".to_owned());
            return out;
        }
        at = to;
        // The line end that closes a chunk.
        at += usize::from(bytes.get(at) == Some(&b'\r'));
        at += usize::from(bytes.get(at) == Some(&b'\n'));
        if at >= bytes.len() {
            problems.push("The chunks of the body break off; what came before was read.".to_owned());
            return out;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn chunks_and_gzip_are_taken_off() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"<p>Words.</p>").unwrap();
        let packed = packed.finish().unwrap();
        let (a, b) = packed.split_at(7);
        let mut block = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML;\r\n charset=\"koi8-r\"\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
        for part in [a, b] {
            block.extend(format!("{:x}\r\n", part.len()).bytes());
            block.extend(part);
            block.extend(b"\r\n");
        }
        block.extend(b"0\r\n\r\n");
        let response = response(&block, 1 << 20).unwrap();
        assert_eq!((response.status, response.media_type.as_str(), response.charset.as_deref()), (200, "text/html", Some("koi8-r")));
        assert_eq!(response.body, b"<p>Words.</p>");
        assert!(response.problems.is_empty());
    }

    #[test]
    fn broken_chunks_keep_what_came_before() {
        let block = b"HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\n5\nHello\n9\nshort";
        let response = response(block, 1 << 20).unwrap();
        assert_eq!(response.body, b"Helloshort");
        assert_eq!(response.problems.len(), 1);
        assert!(super::response(b"no status line\n", 9).is_none());
    }
}
