//! Telegram exports: the bytes as an export, as the messages of one, and as one message that the article stage reads.
#![no_main]

use dateline_core::capture::Given;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    dateline_fuzz::take_apart(data, "result.json");
    let export = [b"{\"name\":\"n\",\"type\":\"public_channel\",\"id\":5,\"messages\":[", data, b"]}"].concat();
    let (_, documents) = dateline_fuzz::take_apart(&export, "in");
    for document in documents.iter().take(4) {
        dateline_fuzz::report_of(document);
    }
    let given = Given { outlet: Some("n".into()), ..Given::default() };
    dateline_fuzz::report_of(&dateline_fuzz::document(data, "application/vnd.telegram.message+json", given));
});
