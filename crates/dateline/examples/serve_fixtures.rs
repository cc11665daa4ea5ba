//! Serves the pages over invented reports, to look at them while working on them.
//!
//! `cargo run --example serve_fixtures -- PORT [READINGS.jsonl FAMILIES.jsonl [COPIES]]`; COPIES multiplies the reports,
//! to see the pages with thousands of them.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for looking")]

#[path = "../tests/web_fixture/mod.rs"]
mod web_fixture;

use dateline::web::memory::MemoryDesk;
use dateline::web::{Options, serve};
use std::sync::Arc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let port: u16 = arguments.first().map_or(8377, |port| port.parse().unwrap());
    let read = |at: usize, otherwise: &str| arguments.get(at).map_or(otherwise.to_owned(), |path| std::fs::read_to_string(path).unwrap());
    let (readings, families) = (read(1, web_fixture::READINGS), read(2, web_fixture::FAMILIES));
    let copies: usize = arguments.get(3).map_or(1, |n| n.parse().unwrap());
    let mut records = web_fixture::records(&readings, &families);
    web_fixture::multiply(&mut records, copies);
    println!("{} reports, {} incidents: http://127.0.0.1:{port}/", records.reports.len(), records.incidents.len());
    let desk = Arc::new(MemoryDesk::new(records, web_fixture::clock));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        serve(listener, desk, &Options { analyst: "Test Analyst".to_owned() }, std::future::pending()).await.unwrap();
    });
}
