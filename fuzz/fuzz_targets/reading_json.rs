//! A reading's JSON from outside: what is accepted must hold together and come out again as it went in.
#![no_main]

use dateline_core::reading::ReadingJson;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(json) = serde_json::from_slice::<ReadingJson>(data) else { return };
    let Ok(reading) = json.into_reading() else { return };
    // Ranges that were out of order in what came in may be joined once; after that nothing changes any more.
    let once = reading.to_json();
    let twice = once.clone().into_reading().expect("a reading that was accepted is accepted again").to_json();
    assert_eq!(once, twice);
});
