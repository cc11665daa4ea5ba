//! Character sets: the first line is what is declared, the rest the bytes.
#![no_main]

use dateline_core::capture::decode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let end = data.iter().position(|b| *b == b'\n').unwrap_or(0);
    let declared = String::from_utf8_lossy(&data[..end]).into_owned();
    let bytes = data.get(end + 1..).unwrap_or_default();
    for media_type in ["text/html", "text/plain"] {
        for declared in [None, Some(declared.as_str())] {
            let (text, name) = decode(bytes, declared, media_type);
            assert!(!name.is_empty() && name == name.to_ascii_lowercase(), "an encoding has a name in lower case");
            assert!(!text.starts_with('\u{FEFF}') || !bytes.starts_with(b"\xef\xbb\xbf") || bytes[3..].starts_with(b"\xef\xbb\xbf"));
            assert!(text.len() <= bytes.len().saturating_mul(3), "a byte gives at most one character of three bytes");
        }
    }
});
