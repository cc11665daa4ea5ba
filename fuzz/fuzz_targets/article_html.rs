//! Pages: main text and metadata out of any bytes.
#![no_main]

use dateline_core::capture::Given;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    dateline_fuzz::report_of(&dateline_fuzz::document(data, "text/html", Given::default()));
    let given = Given { charset: Some("utf-8".into()), ..Given::default() };
    let document = dateline_fuzz::document(data, "text/html", given);
    assert_eq!(dateline_fuzz::report_of(&document), dateline_fuzz::report_of(&document), "the same page gives the same report");
});
