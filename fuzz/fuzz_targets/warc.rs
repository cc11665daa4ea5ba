//! WARC: the version line is put before the bytes, so that every input gets to the records; and the same gzipped, as one
//! member. Cutting a stream into short reads changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Write;

fuzz_target!(|data: &[u8]| {
    let mut warc = b"WARC/1.0\r\n".to_vec();
    warc.extend_from_slice(data);
    let plain = dateline_fuzz::take_apart(&warc, "in");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&warc).expect("memory takes bytes");
    let packed = packed.finish().expect("memory takes bytes");
    let mut unpacked = dateline_fuzz::take_apart(&packed, "in");
    for range in unpacked.1.iter_mut().filter_map(|document| document.range.as_mut()) {
        assert!(range.member.is_none_or(|member| member == (0, packed.len() as u64)), "the only member is the whole file");
        range.member = None;
    }
    assert_eq!(plain, unpacked, "a gzipped WARC holds what the WARC holds");
});
