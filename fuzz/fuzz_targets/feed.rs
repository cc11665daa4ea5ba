//! Feeds: the bytes after each beginning that makes them one, so that every input gets to the items; what comes out is read
//! as an article.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let opening: &[u8] = match first % 5 {
        0 => b"<rss><channel><title>t</title><item>",
        1 => b"<feed><entry>",
        2 => b"<?xml version='1.0'?><rdf:RDF>",
        3 => b"{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[",
        _ => b"<rss>",
    };
    let (_, documents) = dateline_fuzz::take_apart(&[opening, rest].concat(), "in");
    for document in documents.iter().take(4) {
        dateline_fuzz::report_of(document);
    }
});
