//! The stages of [`dateline_core::reading::read`] one after another, so that each can be timed or given labels in
//! place of what the stages before it found.

use dateline_core::claim::Claim;
use dateline_core::incident::Parts;
use dateline_core::place::Place;
use dateline_core::reading::Reading;
use dateline_core::report::Report;
use dateline_core::resources::Resources;
use dateline_core::segment::segment;
use dateline_core::time::Time;
use dateline_core::toll::Count;
use dateline_core::{claim, incident, place, time, toll};

/// Names of the stages, in order.
pub const STAGES: [&str; 6] = ["segment", "place", "time", "toll", "claim", "incident"];

/// Labels that stand in for the output of stages, so that a later stage's figure holds its own errors alone.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// For the place stage.
    pub places: Option<Vec<Place>>,
    /// For the time stage.
    pub times: Option<Vec<Time>>,
    /// For the toll stage.
    pub counts: Option<Vec<Count>>,
    /// For the claim stage.
    pub claims: Option<Vec<Claim>>,
}

/// Reads a report as `read` does; `mark` is called with a stage's index in [`STAGES`] when it ends.
#[must_use]
pub fn read(report: Report, resources: &Resources, labels: Labels, mark: &mut dyn FnMut(usize)) -> Reading {
    let segments = segment(&report, &resources.abbreviations);
    let mut problems = report.problems.clone();
    mark(0);
    let places = labels.places.unwrap_or_else(|| place::recognise(&report, &segments, &resources.gazetteer, &resources.place));
    let dateline_place = place::dateline_place(&report, &places);
    mark(1);
    let anchor = time::anchor(&report, dateline_place.and_then(|at| places[at].country.as_deref()));
    let times = labels.times.unwrap_or_else(|| time::recognise(&report, &segments, &anchor, &resources.time, &mut problems));
    mark(2);
    let counts = labels.counts.unwrap_or_else(|| toll::recognise(&report, &segments, &times, &resources.toll));
    mark(3);
    let (mut claims, mut hedges, mut incidents) = (Vec::new(), Vec::new(), Vec::new());
    let language = report.language.as_deref();
    if resources.covers_claims(language) {
        (claims, hedges) = claim::attribute(&report, &segments, &places, &resources.claim);
    }
    claims = labels.claims.unwrap_or(claims);
    mark(4);
    if resources.covers_incidents(language) {
        let parts = Parts { places: &places, times: &times, counts: &counts, claims: &claims };
        incidents = incident::recognise(&report, &segments, &parts, &resources.incident);
        mark(5);
    }
    if report.form.is_some() && !resources.covers_all(language) {
        problems.push(resources.not_covered(language));
    }
    drop(segments);
    let run = resources.run.clone();
    Reading { report, dateline_place, places, times, counts, hedges, claims, incidents, problems, run }
}
