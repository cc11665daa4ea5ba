//! gzip: the bytes as a stream after gzip's first bytes, and the bytes packed, cut in two members, and taken apart again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Write;

fn pack(data: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(data).expect("memory takes bytes");
    packed.finish().expect("memory takes bytes")
}

fuzz_target!(|data: &[u8]| {
    let mut broken = vec![0x1f, 0x8b, 8];
    broken.extend_from_slice(data);
    dateline_fuzz::take_apart(&broken, "in");
    dateline_fuzz::take_apart(&pack(&broken), "in");
    let (first, second) = data.split_at(data.len() / 2);
    let both = [pack(first), pack(second)].concat();
    // What is packed twice is refused: a gzip file or a ZIP inside a gzip file.
    let refused = [&b"\x1f\x8b"[..], b"PK\x03\x04", b"PK\x05\x06"].iter().any(|magic| data.starts_with(magic));
    if !data.is_empty() && !refused {
        assert_eq!(dateline_fuzz::take_apart(&both, "in"), dateline_fuzz::take_apart(data, "in"), "members are one stream");
    }
});
