//! Addresses that pages name, through a store: kept beside the readings, edges in the lists, the same after a rebuild.

#![allow(clippy::unwrap_used)]

mod cli_support;

use cli_support::{Desk, at};
use std::fs;

/// An invented page that links to the wire's.
const AFTER: &str = r#"<!doctype html>
<!-- Invented for a test: outlet, persons and event do not exist. -->
<html lang="en"><head><title>A town sweeps up after the market</title>
<meta property="og:site_name" content="Valley Post">
<meta property="article:published_time" content="2024-03-07T18:00:00+03:00">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A town sweeps up after the market", "isBasedOn": "https://sahil-yawm.example/2024/03/06/hama-notes"}</script>
<link rel="canonical" href="https://valley-post.example/news/sweeping-up-hama"></head><body><article>
<h1>A town sweeps up after the market</h1>
<p>Shopkeepers in Hama carried glass out of the old market on Thursday and counted what was left of their stalls, one of them said.</p>
<p>The strike itself was <a href="https://www.harrow-wire.example/2024/03/05/hama?utm_source=letter">told on Monday</a> by others, hour by hour.</p>
</article></body></html>
"#;

#[test]
fn links_are_kept_listed_and_made_again() {
    let desk = Desk::with_reports();
    fs::write(desk.reports().join("5-after.html"), AFTER).unwrap();
    at(&format!("run {} --store", desk.reports().display()), &desk.store()).good();
    let lines = desk.on_store("lineage --json").good();
    let edges: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |kind: &str| edges.iter().find(|e| e["kind"] == kind && e["from"]["input_id"] == "5-after.html").unwrap();
    assert_eq!(of("link")["to"]["input_id"], "1-wire.html");
    assert_eq!(of("link")["evidence"][0]["from"]["text"], "told on Monday");
    assert_eq!(of("credit")["to"]["name"], "sahil-yawm.example");
    let report = of("link")["from"]["report"].as_str().unwrap();
    let shown = desk.on_store(&format!("show {report}")).good();
    assert!(shown.contains("what it is based on") && shown.contains("https://sahil-yawm.example/2024/03/06/hama-notes"), "{shown}");
    desk.on_store("rebuild").good();
    assert_eq!(desk.on_store("lineage --json").good(), lines);
    // From the readings that are kept, without the originals read again.
    desk.on_store("rebuild --keep-readings").good();
    assert_eq!(desk.on_store("lineage --json").good(), lines);
}
