//! Short invented reports read by all stages together: what no stage can show alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use dateline_core::capture::{self, Origin};
use dateline_core::derive::derive;
use dateline_core::place::PlacePrecision;
use dateline_core::reading::{Reading, read};
use dateline_core::resources::Resources;
use dateline_core::toll::Outcome;
use dateline_core::{article, incident::IncidentMention};
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

static RESOURCES: LazyLock<Resources> = LazyLock::new(|| Resources::bundled().unwrap());

fn reading(text: &str) -> Reading {
    let origin = Origin { id_base: "a.txt".to_owned(), path: "a.txt".to_owned(), ..Origin::default() };
    let mut out = None;
    capture::documents(&mut text.as_bytes(), &origin, &capture::Limits::default(), &mut |document| {
        out = Some(read(article::extract(&document, &RESOURCES.article), &RESOURCES));
        ControlFlow::Break(())
    });
    out.unwrap()
}

fn only(reading: &Reading) -> &IncidentMention {
    assert_eq!(reading.incidents.len(), 1);
    &reading.incidents[0]
}

#[test]
fn a_headline_names_the_province_of_an_unknown_village_by_its_short_name() {
    let found = reading(
        "Shelling of village in Herat kills four\n\nMeadow Press, 4 May 2020\n\nFour people were killed on Sunday when shells hit \
         the village of Qala Zurbin in Herat province, the governor's office said.\n",
    );
    let place = &only(&found).place;
    assert_eq!((place.precision, place.lat, place.lon), (PlacePrecision::Province, None, None));
    assert!(place.names.iter().any(|name| found.words(*name) == "Qala Zurbin"));
}

#[test]
fn a_town_in_the_province_of_its_name_stays_a_town() {
    let found = reading(
        "Shelling in Herat kills four\n\nMeadow Press, 4 May 2020\n\nFour people were killed on Sunday when shells hit \
         the city of Herat, the governor's office said.\n",
    );
    assert_eq!(only(&found).place.precision, PlacePrecision::Settlement);
}

#[test]
fn a_headline_cuts_a_speakers_name_short() {
    let found = reading(
        "Market bombing kills nine, rescue service says\n\nMeadow Press, 4 May 2020\n\nA bomb killed nine people at a market in \
         Jos on Sunday, the Plateau Rescue Service said.\n",
    );
    let names: Vec<&str> = found.claims.iter().filter_map(|c| c.speaker.as_ref()).map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["Plateau Rescue Service", "Plateau Rescue Service"]);
}

#[test]
fn whom_an_accusation_of_having_done_it_names_is_alleged_responsible() {
    let found = reading(
        "Air strike on Sabha\n\nMeadow Press, 4 May 2020\n\nAn air strike on Sabha killed two people on Sunday. The city council \
         accused the Southern Column of having carried out the raid.\n",
    );
    let names: Vec<Option<&str>> = only(&found).alleged_responsible.iter().map(|r| r.name.as_deref()).collect();
    assert_eq!(names, [Some("Southern Column")]);
}

#[test]
fn a_speakers_newer_figure_stands_for_the_older_one() {
    let found = reading(
        "Bomb kills nine in Jos\n\nMeadow Press, 4 May 2020\n\nNine people were killed by a bomb in Jos on Sunday, the Plateau Rescue \
         Service said on Monday. The service had spoken of seven dead on Sunday evening.\n",
    );
    let derived = derive(&[Arc::new(found)], &[], &RESOURCES);
    assert_eq!(derived.incidents.len(), 1);
    let killed: Vec<_> = derived.incidents[0].toll.iter().filter(|t| t.outcome == Outcome::Killed).map(|t| (t.min, t.max)).collect();
    assert_eq!(killed, [(Some(9), Some(9))]);
}

#[test]
fn a_line_that_says_a_report_is_invented_is_no_part_of_it() {
    let found = reading("Bomb kills nine in Jos\nInvented report for training\n\nNine people were killed by a bomb in Jos on Sunday.\n");
    assert_eq!(found.report.dropped.len(), 1);
    assert_eq!(found.report.paragraphs.len(), 2);
}
