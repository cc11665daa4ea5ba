//! JSON lines: the name says what they are, so that every input gets to the lines.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (_, documents) = dateline_fuzz::take_apart(data, "in.jsonl");
    for document in documents.iter().take(4) {
        dateline_fuzz::report_of(document);
    }
});
