//! Plain texts; the first line is also tried as what a JSON line gives beside the text.
#![no_main]

use dateline_core::capture::Given;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    dateline_fuzz::report_of(&dateline_fuzz::document(data, "text/plain", Given::default()));
    let end = data.iter().position(|b| *b == b'\n').unwrap_or(data.len());
    let first = Some(String::from_utf8_lossy(&data[..end]).into_owned());
    let given = Given { url: first.clone(), outlet: first.clone(), published: first.clone(), title: first.clone(), charset: first };
    dateline_fuzz::report_of(&dateline_fuzz::document(data.get(end..).unwrap_or_default(), "text/plain", given));
});
