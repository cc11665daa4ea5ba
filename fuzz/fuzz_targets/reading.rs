//! A whole reading: text in, all stages, and everything that must hold of what comes out. Texts that open with `<` are
//! read as pages. A day of publication is given, so that relative times are worked out too.
#![no_main]

use dateline_core::capture::Given;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let media_type = if data.starts_with(b"<") { "text/html" } else { "text/plain" };
    let given = Given { charset: Some("utf-8".into()), published: Some("2024-02-29".into()), ..Given::default() };
    let mut report = dateline_fuzz::report_of(&dateline_fuzz::document(data, media_type, given));
    // Short inputs are in no language for sure; the stages are what is looked at here.
    report.language = Some("en".into());
    dateline_fuzz::check_reading(&dateline_core::read(report, dateline_fuzz::resources()));
});
