//! MinHash with LSH (`gaoya`) over texts: a JSON line `{"id","text"}` in, after the last one a JSON line `{"a","b","score"}` for each
//! pair that it takes for alike, then `{"nanos","peak"}`.

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher64V1};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};
use std::process::ExitCode;

/// Bands, and hashes in each: two pages with a tenth of their runs of words in common meet in one of two cases.
const BANDS: usize = 64;
const ROWS: usize = 2;
/// Estimated share of common runs from which a pair is given out; the scorer tries higher ones.
const LEAST: f64 = 0.1;

#[derive(Deserialize)]
struct Text {
    id: String,
    text: String,
}

#[derive(Serialize)]
struct Pair<'a> {
    a: &'a str,
    b: &'a str,
    score: f64,
}

/// Runs it with runs of so many words.
pub fn run(words: usize) -> ExitCode {
    let (mut ids, mut texts) = (Vec::new(), Vec::new());
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(text) = serde_json::from_str::<Text>(&line) else { continue };
        ids.push(text.id);
        texts.push(text.text);
    }
    let start = super::clock();
    let hasher = MinHasher64V1::new(BANDS * ROWS);
    let mut index: MinHashIndex<u64, usize> = MinHashIndex::new(BANDS, ROWS, LEAST);
    let mut signatures = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        let lower = text.to_lowercase();
        let all: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let signature = hasher.create_signature(all.windows(words).map(|run| run.join(" ")));
        index.insert(at, signature.clone());
        signatures.push(signature);
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (at, signature) in signatures.iter().enumerate() {
        let mut found = index.query_owned_return_similarity(signature);
        found.retain(|(other, _)| *other > at);
        found.sort_by_key(|(other, _)| *other);
        for (other, score) in found {
            let pair = Pair { a: &ids[at], b: &ids[other], score };
            if serde_json::to_string(&pair).is_ok_and(|line| writeln!(out, "{line}").is_err()) {
                return ExitCode::FAILURE;
            }
        }
    }
    let nanos = u64::try_from(super::clock().saturating_sub(start).as_nanos()).unwrap_or(u64::MAX);
    let end = serde_json::json!({ "nanos": nanos, "peak": super::peak() });
    if writeln!(out, "{end}").and_then(|()| out.flush()).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
