//! Tolls on short phrases of casualties with their least and greatest number, and on a registry of shootings.

use super::{Measured, each};
use crate::input;
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::capture::Given;
use dateline_core::reading::read;
use dateline_core::report::Report;
use dateline_core::resources::Resources;
use serde::Deserialize;

/// A phrase with its number of people.
#[derive(Deserialize)]
struct Phrase {
    text: String,
    min: Option<u64>,
    max: Option<u64>,
}

/// Figures of every set that is here.
///
/// # Errors
/// When a set that is there can't be read.
pub fn measure(resources: &Resources) -> Result<Measured> {
    let (mut all, mut skipped) = each("geotime/quantities_probe", &["probe40.json"], |_, path| {
        let mut sheet = Sheet::default();
        let phrases: Vec<Phrase> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        for phrase in phrases {
            let text = format!("{}.", phrase.text.trim_end_matches('.'));
            // So few words don't tell their language.
            let report = input::report_of_text("phrase", &text, Given::default(), resources);
            let report = report.map(|report| Report { language: Some("en".to_owned()), ..report });
            let counts = report.map(|report| read(report, resources).to_json().counts).unwrap_or_default();
            let right = counts.first().is_some_and(|count| (count.min, count.max) == (phrase.min, phrase.max));
            sheet.share("tolls.exact_min_and_max", right);
            if !right {
                let read: Vec<_> = counts.iter().map(|count| (&count.span.text, count.min, count.max)).collect();
                sheet.error("tolls.exact_min_and_max", format!("{:?}: {:?} to {:?}, read {read:?}", phrase.text, phrase.min, phrase.max));
            }
        }
        Ok(sheet)
    })?;
    let (registry, missing) = super::shootings::measure(resources)?;
    all.extend(registry);
    skipped.extend(missing);
    Ok((all, skipped))
}
