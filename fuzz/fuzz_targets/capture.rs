//! Any stream: what is it, and what documents are in it? Whatever comes out is read as an article too.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (_, documents) = dateline_fuzz::take_apart(data, "in");
    for document in documents.iter().take(4) {
        dateline_fuzz::report_of(document);
    }
});
