//! Takes the body out of an HTTP response as a WARC keeps it: status line, headers, transfer and content encodings.

use super::{Limits, digest};
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

/// The head of the response in a record's block: status line and headers.
#[derive(Debug)]
pub(super) struct Head {
    pub status: u16,
    /// Media type without parameters, lower case; empty where none is stated.
    pub media_type: String,
    charset: Option<String>,
    chunked: bool,
    encodings: String,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// Where the body begins in the block.
    pub body: usize,
}

/// The head in a record's block, or in its first bytes; `None` where it does not begin with a status line.
pub(super) fn head(block: &[u8]) -> Option<Head> {
    let first = memchr::memchr(b'\n', block)?;
    let line = String::from_utf8_lossy(&block[..first]);
    let mut words = line.split_ascii_whitespace();
    if !words.next()?.starts_with("HTTP/") {
        return None;
    }
    let status = words.next()?.parse().ok()?;
    let (fields, body) = headers(&block[first + 1..]);
    let field = |name: &str| fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str());
    let (media_type, charset) = content_type(field("content-type"));
    Some(Head {
        status,
        media_type,
        charset,
        chunked: field("transfer-encoding").to_ascii_lowercase().contains("chunked"),
        encodings: field("content-encoding").to_ascii_lowercase(),
        location: Some(field("location").to_owned()).filter(|location| !location.is_empty()),
        body: first + 1 + body,
    })
}

/// The body of a response, its transfer and content encodings taken off; `payload` is a `WARC-Payload-Digest`, checked
/// against the body in any of the forms in which writers hash it: as stored, put together, unpacked.
pub(super) fn response(head: Head, mut block: Vec<u8>, payload: Option<&str>, limits: &Limits) -> Response {
    let mut out = Response { status: head.status, media_type: head.media_type, charset: head.charset, ..Response::default() };
    let stated = payload.and_then(digest::stated);
    let mut differs = stated.is_some_and(|(algorithm, value)| !digest::fits(algorithm, value, &block[head.body.min(block.len())..]));
    let mut check = |bytes: &[u8]| {
        if differs && let Some((algorithm, value)) = stated {
            differs = !digest::fits(algorithm, value, bytes);
        }
    };
    block.drain(..head.body.min(block.len()));
    let mut bytes = block;
    if head.chunked {
        bytes = dechunk(bytes, &mut out.problems);
        check(&bytes);
    }
    for encoding in head.encodings.split(',').map(str::trim).rev().filter(|encoding| !encoding.is_empty()) {
        // Some archives keep the header and store the body unpacked.
        bytes = match encoding {
            "identity" => bytes,
            "gzip" | "x-gzip" if !bytes.starts_with(super::gzip::MAGIC) => bytes,
            "gzip" | "x-gzip" => unpack(&bytes, &mut flate2::bufread::MultiGzDecoder::new(bytes.as_slice()), limits, &mut out.problems),
            "deflate" if bytes.first().is_some_and(|byte| byte & 0x0f == 8) && zlib_header(&bytes) => {
                unpack(&bytes, &mut ZlibDecoder::new(bytes.as_slice()), limits, &mut out.problems)
            }
            "deflate" => unpack(&bytes, &mut DeflateDecoder::new(bytes.as_slice()), limits, &mut out.problems),
            "zstd" if !bytes.starts_with(ZSTD) => bytes,
            "zstd" => match zstd_decoder(&bytes) {
                Ok(mut decoder) => unpack(&bytes, &mut decoder, limits, &mut out.problems),
                Err(_) => Vec::new(),
            },
            // Brotli has no first bytes of its own: a body that opens as markup is one that was stored unpacked.
            "br" if bytes.trim_ascii_start().first() == Some(&b'<') => bytes,
            "br" => unpack(&bytes, &mut brotli_decompressor::Decompressor::new(bytes.as_slice(), 1 << 14), limits, &mut out.problems),
            other => {
                out.problems.push(format!("The content encoding {:?} is not one that Dateline reads.", shortened(other)));
                Vec::new()
            }
        };
        check(&bytes);
    }
    if differs && let Some((algorithm, _)) = stated {
        out.problems.push(mismatch("WARC-Payload-Digest", algorithm));
    }
    out.body = bytes;
    out
}

/// The sentence for bytes that are not those of a digest.
pub(super) fn mismatch(field: &str, algorithm: digest::Algorithm) -> String {
    format!(
        "The bytes do not have the {} that the archive states in {field}: they were changed or damaged since, or the digest is of others.",
        algorithm.name()
    )
}

/// A header's word as a message may hold it.
fn shortened(word: &str) -> String {
    word.chars().take(40).collect()
}

/// First bytes of a Zstandard frame.
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";

/// Greatest window of a Zstandard body, as a power of two: RFC 9659 allows 8 MiB on the web; twice that is borne with.
const ZSTD_WINDOW: u32 = 24;

fn zstd_decoder(bytes: &[u8]) -> std::io::Result<zstd::stream::read::Decoder<'static, &[u8]>> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes)?;
    decoder.window_log_max(ZSTD_WINDOW)?;
    Ok(decoder)
}

fn zlib_header(bytes: &[u8]) -> bool {
    bytes.len() > 1 && u16::from_be_bytes([bytes[0], bytes[1]]).is_multiple_of(31)
}

/// Unpacks a body, within the size of a document and the ratio to its packed bytes.
fn unpack(packed: &[u8], decoder: &mut dyn Read, limits: &Limits, problems: &mut Vec<String>) -> Vec<u8> {
    let grown = (packed.len() as u64).saturating_mul(limits.ratio).max(Limits::FREE);
    let mut out = Vec::new();
    let read = decoder.take((limits.document as u64 + 1).min(grown + 1)).read_to_end(&mut out);
    if out.len() as u64 > grown && out.len() <= limits.document {
        problems.push("The packed body grows far more than text does; it was not unpacked to the end.".to_owned());
        out.clear();
    } else if read.is_err() {
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

    fn response(block: &[u8], payload: Option<&str>) -> Option<Response> {
        let limits = Limits { document: 1 << 20, ..Limits::default() };
        Some(super::response(head(block)?, block.to_vec(), payload, &limits))
    }

    fn encoded(name: &str, body: &[u8]) -> Vec<u8> {
        [format!("HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\n\r\n").as_bytes(), body].concat()
    }

    /// `<p>Words.</p>` as an uncompressed Brotli stream: RFC 7932, 9.2.
    const BROTLI: &[u8] = b"\x0b\x06\x80<p>Words.</p>\x03";

    #[test]
    fn brotli_and_zstandard_are_taken_off() {
        let packed = zstd::bulk::compress(b"<p>Words.</p>", 3).unwrap();
        for (name, body) in [
            ("zstd", packed.as_slice()),
            ("br", BROTLI),
            ("br", b"<p>Words.</p>"),
            ("zstd", b"<p>Words.</p>"),
            ("identity", b"<p>Words.</p>"),
        ] {
            let read = response(&encoded(name, body), None).unwrap();
            assert_eq!((read.body.as_slice(), read.problems.len()), (&b"<p>Words.</p>"[..], 0), "{name}");
        }
        let cut = response(&encoded("br", &BROTLI[..8]), None).unwrap();
        assert_eq!(cut.problems, ["The packed body is broken; what came before was read."]);
        assert_eq!(response(&encoded("zstd", &packed[..packed.len() - 3]), None).unwrap().problems.len(), 1);
        assert!(response(&encoded("compress", b"x"), None).unwrap().problems[0].contains("\"compress\""));
    }

    #[test]
    fn packed_bombs_are_bounded() {
        let packed = zstd::bulk::compress(&vec![b'x'; 80 << 20], 3).unwrap();
        let block = encoded("zstd", &packed);
        let read = super::response(head(&block).unwrap(), block.clone(), None, &Limits::default());
        assert!(read.body.is_empty() && read.problems[0].contains("grows far more"), "{:?}", read.problems);
    }

    #[test]
    fn payload_digests_of_any_form_fit() {
        // SHA-1 of "Hello".
        let stated = Some("sha1:f7ff9e8b7bb2e09b70935a5d785e0cc5d9d0abf0");
        for block in [&b"HTTP/1.1 200 OK\r\n\r\nHello"[..], b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n"]
        {
            assert_eq!(response(block, stated).unwrap().problems, Vec::<String>::new());
        }
        let read = response(b"HTTP/1.1 200 OK\r\n\r\nHallo", stated).unwrap();
        assert_eq!(read.body, b"Hallo");
        assert!(read.problems[0].contains("SHA-1") && read.problems[0].contains("WARC-Payload-Digest"));
    }

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
        let response = response(&block, None).unwrap();
        assert_eq!((response.status, response.media_type.as_str(), response.charset.as_deref()), (200, "text/html", Some("koi8-r")));
        assert_eq!(response.body, b"<p>Words.</p>");
        assert!(response.problems.is_empty());
    }

    #[test]
    fn broken_chunks_keep_what_came_before() {
        let block = b"HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\n5\nHello\n9\nshort";
        let response = response(block, None).unwrap();
        assert_eq!(response.body, b"Helloshort");
        assert_eq!(response.problems.len(), 1);
        assert!(head(b"no status line\n").is_none());
    }
}
