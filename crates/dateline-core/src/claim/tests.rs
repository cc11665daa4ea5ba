//! Tests of the claim stage: the seed reading, the examples of the lexicons, and a table of constructions.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::reading::ReadingJson;
use crate::segment::{Abbreviations, segment};
use crate::text::CodePoints;

const SEED: &str = include_str!("../../../../docs/schema/seed.reading.json");

#[test]
fn the_seed_report_is_read_as_its_labels_say() {
    let json: ReadingJson = serde_json::from_str(SEED).unwrap();
    let (claims, hedges) = (json.claims.clone(), json.hedges.clone());
    let reading = json.into_reading().unwrap();
    let segments = segment(&reading.report, &Abbreviations::bundled().unwrap());
    let lexicon = Lexicon::bundled().unwrap();
    let (found, found_hedges) = attribute(&reading.report, &segments, &reading.places, &lexicon);
    let points = CodePoints::new(reading.report.text.as_str());
    let found: Vec<_> = found.into_iter().map(|c| c.map(&mut |s| points.quote(s))).collect();
    for (at, claim) in claims.iter().enumerate() {
        assert_eq!(found.get(at), Some(claim), "claim {at}");
    }
    assert_eq!(found.len(), claims.len());
    assert_eq!(found_hedges.into_iter().map(|s| points.quote(s)).collect::<Vec<_>>(), hedges);
}
