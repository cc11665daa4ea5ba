//! The text of a PDF's pages, parted by form feeds, to a report.
#![no_main]

use dateline_core::capture::Given;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let document = dateline_fuzz::document(data, "application/pdf", Given::default());
    assert_eq!(dateline_fuzz::report_of(&document), dateline_fuzz::report_of(&document), "the same pages give the same report");
});
