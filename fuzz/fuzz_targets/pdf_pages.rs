//! A PDF to the text of its pages. Panics of the libraries underneath are caught, as in the guarded process; what is
//! looked for here is what gets past that.
#![no_main]

use dateline::pdf::{Answer, PdfLimits, child};
use libfuzzer_sys::fuzz_target;
use std::sync::Once;

static QUIET: Once = Once::new();

fuzz_target!(|data: &[u8]| {
    // The fuzzer's own hook ends the process at every panic, also at those that are caught.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let limits = PdfLimits { pages: 8, text: 1 << 16, ..PdfLimits::default() };
    match child::answer(data, &limits) {
        Answer::Pages { pages, .. } => {
            assert!(!pages.is_empty() && pages.len() <= limits.pages, "pages keep to their limit");
            // A page is taken whole, or as far as its letters go.
            assert!(pages.iter().map(String::len).sum::<usize>() <= 8 * limits.text, "the text keeps to its limit");
        }
        Answer::Failed(message) => assert!(message.ends_with('.'), "a failure is a sentence"),
    }
});
