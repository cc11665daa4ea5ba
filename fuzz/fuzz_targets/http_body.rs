//! Bodies of HTTP responses in a WARC, in every encoding, with digests that are and are not theirs.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, body)) = data.split_first() else { return };
    let encoding = ["br", "zstd", "gzip", "deflate", "gzip, br", "identity"][usize::from(first % 6)];
    let chunked = if first & 0x40 == 0 { "" } else { "Transfer-Encoding: chunked\r\n" };
    let digest = if first & 0x80 == 0 { "" } else { "WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n" };
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{chunked}Content-Encoding: {encoding}\r\n\r\n");
    let header = format!("WARC/1.0\r\nWARC-Type: response\r\n{digest}Content-Length: {}\r\n\r\n", head.len() + body.len());
    let (_, documents) = dateline_fuzz::take_apart(&[header.as_bytes(), head.as_bytes(), body, b"\r\n\r\n"].concat(), "in");
    assert_eq!(documents.len(), 1, "a response is one document");
    let range = documents[0].range.as_ref().expect("a record has a place");
    assert_eq!((range.offset, range.length), (0, (header.len() + head.len() + body.len() + 4) as u64));
});
