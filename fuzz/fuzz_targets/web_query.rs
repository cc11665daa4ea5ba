//! What a browser sends: the query of an address as a filter of the list, and a form's fields.
#![no_main]

use axum::extract::Query;
use axum::http::Uri;
use dateline::web::filter::Filter;
use dateline::web::forms::{Form, decide, undo};
use dateline::web::memory::{MemoryDesk, Records};
use libfuzzer_sys::fuzz_target;

fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    let uri: Uri = format!("/?{query}").parse().ok()?;
    Query::<Vec<(String, String)>>::try_from_uri(&uri).ok().map(|Query(pairs)| pairs)
}

fuzz_target!(|data: &[u8]| {
    let Some(pairs) = std::str::from_utf8(data).ok().and_then(pairs) else { return };
    let filter = Filter::of(&pairs);
    let _ = filter.parts();
    let address = filter.address("/");
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let again = Filter::of(&self::pairs(query).expect("an address that was made can be read"));
    assert_eq!(again.address("/"), address, "an address that was made means what it says");
    for (key, _) in filter.pairs() {
        let less = filter.without(key);
        assert!(less.pairs().iter().all(|(kept, _)| *kept != key), "a part that was taken off is gone");
    }
    let form = Form(pairs);
    let back = form.back();
    assert!(back.starts_with('/') && !back.starts_with("//"), "back is a path of this server");
    let desk = MemoryDesk::new(Records::default(), || "2024-01-01T00:00:00Z".to_owned());
    assert!(decide(&desk, &form, "fuzz").is_err(), "nothing can be decided in an empty ledger");
    assert!(undo(&desk, &form, "fuzz").is_err(), "nothing can be undone in an empty ledger");
});
