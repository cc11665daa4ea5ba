//! Decodes a document's bytes to text: byte-order mark, declared encoding, the page's own declaration, then detection.
//!
//! A declaration is believed only as far as the bytes bear it out: bytes that are declared UTF-8 and are not, or that
//! are valid UTF-8 beyond ASCII whatever is declared, are read as what they are.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How far into a page its own declaration is looked for.
const PRESCAN: usize = 4096;

/// The text of `bytes` without byte-order mark, and the name of its encoding in lower case as the Encoding Standard has
/// it. `declared` is what container or protocol says; `media_type` says whether the page may declare its own.
/// Malformed sequences become U+FFFD; never fails.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>, media_type: &str) -> (Cow<'a, str>, String) {
    let (encoding, skip) = choose(bytes, declared, media_type);
    let (text, _) = encoding.decode_without_bom_handling(&bytes[skip..]);
    (text, encoding.name().to_ascii_lowercase())
}

fn choose(bytes: &[u8], declared: Option<&str>, media_type: &str) -> (&'static Encoding, usize) {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return (encoding, skip);
    }
    match bytes {
        [0, b'<', 0, _, ..] => return (UTF_16BE, 0),
        [b'<', 0, second, 0, ..] if *second != 0 => return (UTF_16LE, 0),
        _ => {}
    }
    let utf8 = std::str::from_utf8(bytes);
    let is_page = media_type != "text/plain";
    let named = declared
        .and_then(|label| Encoding::for_label(label.trim().trim_matches(['"', '\'']).as_bytes()))
        .or_else(|| if is_page { page_declaration(&bytes[..bytes.len().min(PRESCAN)]) } else { None });
    // A 16-bit declaration inside bytes that could be scanned for it is wrong.
    let named = named.map(|encoding| if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding });
    if utf8.is_ok() {
        // Shift-in sequences of ISO-2022-JP are ASCII bytes too.
        let ascii = bytes.is_ascii();
        return (named.filter(|encoding| ascii && !encoding.is_ascii_compatible()).unwrap_or(UTF_8), 0);
    }
    // A lone broken byte in megabytes of UTF-8 does not make it another encoding.
    if named.is_none_or(|encoding| encoding == UTF_8) && mostly_utf8(bytes) {
        return (UTF_8, 0);
    }
    match named {
        Some(encoding) if encoding != UTF_8 => (encoding, 0),
        _ => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            (detector.guess(None, Utf8Detection::Deny), 0)
        }
    }
}

/// Whether there are many times more whole multi-byte characters than broken ones. Linear.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|byte| *byte >= 0xc2).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken * 8
}

/// `<meta charset>`, `<meta http-equiv=content-type content="…; charset=…">` or an XML declaration.
fn page_declaration(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&lower[from..], b"charset").map(|at| from + at) {
        from = at + b"charset".len();
        let open = memchr::memrchr(b'<', &lower[..at]);
        let in_meta = open.is_some_and(|open| lower[open..].starts_with(b"<meta") && !lower[open..at].contains(&b'>'));
        if in_meta && let Some(encoding) = value_after_equals(&lower[from..]).and_then(Encoding::for_label) {
            return Some(encoding);
        }
    }
    if lower.starts_with(b"<?xml") {
        let end = memchr::memmem::find(&lower, b"?>").unwrap_or(lower.len());
        let at = memchr::memmem::find(&lower[..end], b"encoding")?;
        return value_after_equals(&lower[at + b"encoding".len()..end]).and_then(Encoding::for_label);
    }
    None
}

fn value_after_equals(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = match rest.first() {
        Some(b'"' | b'\'') => &rest[1..],
        _ => rest,
    };
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\'' | b';' | b'>' | b' ' | b'/' | b'?')).unwrap_or(rest.len());
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], declared: Option<&str>) -> (String, String) {
        let (text, name) = decode(bytes, declared, "text/html");
        (text.into_owned(), name)
    }

    #[test]
    fn marks_declarations_and_detection_in_this_order() {
        assert_eq!(read(b"\xef\xbb\xbfhi", Some("windows-1252")), ("hi".into(), "utf-8".into()));
        assert_eq!(read(b"\xff\xfeh\0i\0", None), ("hi".into(), "utf-16le".into()));
        assert_eq!(read(b"\0<\0p\0>", None), ("<p>".into(), "utf-16be".into()));
        assert_eq!(read(b"caf\xe9", Some("ISO-8859-1")), ("café".into(), "windows-1252".into()));
        assert_eq!(read(b"<meta charset=\"koi8-r\">\xc1", None).1, "koi8-r");
        let page = b"<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=windows-1256'>\xc7";
        assert_eq!(read(page, None).1, "windows-1256");
        assert_eq!(read(b"<?xml version='1.0' encoding='shift_jis'?>\x83\x65", None).1, "shift_jis");
    }

    #[test]
    fn wrong_declarations_are_overruled_by_the_bytes() {
        let russian = encoding_rs::WINDOWS_1251.encode("<p>Обстрел автобазы в пригороде: погибли трое, есть раненые.").0.into_owned();
        assert_eq!(read(&russian, Some("utf-8")).1, "windows-1251");
        assert_eq!(read("déjà".as_bytes(), Some("iso-8859-1")), ("déjà".into(), "utf-8".into()));
        assert_eq!(read(b"<p data='charset=koi8-r'>plain", None).1, "utf-8");
        let mut long = "жизнь ".repeat(100).into_bytes();
        long.push(0xff);
        assert_eq!(read(&long, None).1, "utf-8");
    }
}
