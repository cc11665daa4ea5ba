//! The report that Dateline was conceived from: everything that is expected of it, value by value, through the whole
//! pipeline. The report is not part of this repository; without it the tests say `skipped`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use dateline_core::capture::Given;
use dateline_core::claim::{Quotation, Stance};
use dateline_core::derive::derive;
use dateline_core::incident::{Assertion, Kind};
use dateline_core::place::PlacePrecision;
use dateline_core::reading::{Reading, ReadingJson};
use dateline_core::records::{EdgeKind, GradeValue, Status};
use dateline_core::report::{CreditRole, DropReason, Form, ParagraphKind};
use dateline_core::toll::{Outcome, Who};
use std::sync::Arc;

/// The report's reading, or nothing where the report is not there.
fn seed() -> Option<(Reading, ReadingJson)> {
    let Some(path) = support::shared("seed/report.txt") else {
        eprintln!("skipped: the seed report is not here ($DATELINE_SHARED or ../shared)");
        return None;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let reading = support::read_text("report.txt", &text, Given::default());
    let json = reading.to_json();
    Some((reading, json))
}

#[test]
fn report() {
    let Some((_, json)) = seed() else { return };
    let report = &json.report;
    assert_eq!(report.title.as_deref(), Some("“International coalition could be helping ISIS” – Syria"));
    assert_eq!(report.outlet.as_deref(), Some("Fort Russ News"));
    assert_eq!(report.published.as_deref(), Some("2017-11-12"));
    let credits: Vec<(&str, CreditRole)> = report.credits.iter().map(|c| (c.name.as_str(), c.role)).collect();
    assert_eq!(credits, [("Breakingnews.sy", CreditRole::Source)]);
    assert_eq!(report.translators, ["Samer Hussein"]);
    assert_eq!(report.dateline.as_ref().unwrap().span.text, "DAMASCUS, Syria");
    let place = &json.places[report.dateline.as_ref().unwrap().place.unwrap()];
    assert_eq!((place.name.as_deref(), place.country.as_deref()), (Some("Damascus"), Some("SY")));
    assert_eq!(report.language.as_deref(), Some("en"));
    assert_eq!(report.form, Some(Form::Article));
}

#[test]
fn paragraphs_and_what_was_dropped() {
    let Some((_, json)) = seed() else { return };
    let report = &json.report;
    let words = |start: u32, n: usize| report.text.chars().skip(start as usize).take(n).collect::<String>();
    let body: Vec<String> = report.paragraphs.iter().filter(|p| p.kind.is_body()).map(|p| words(p.start, 26)).collect();
    let begin = [
        "DAMASCUS, Syria. Syrian au",
        "The Syrian Foreign and Exp",
        "In its letter addressed to",
        "The letter of the Syrian F",
        "Yesterday, at least 10 civ",
    ];
    assert_eq!(body, begin, "{:?}", report.paragraphs);
    let kinds: Vec<ParagraphKind> = report.paragraphs.iter().filter(|p| !p.kind.is_body()).map(|p| p.kind).collect();
    assert_eq!(kinds, [ParagraphKind::Title, ParagraphKind::Byline, ParagraphKind::Credit]);
    let dropped: Vec<(DropReason, &str)> = report.dropped.iter().map(|d| (d.reason, d.text.as_str())).collect();
    assert_eq!(
        dropped,
        [
            (DropReason::Advert, "- Advertisement -"),
            (DropReason::Newsletter, "Subscribe to our newsletter"),
            (DropReason::Newsletter, "Sign up here to get the latest news, updates and special offers delivered directly to your inbox."),
        ]
    );
}

/// Speaker, its resolved name, cue, first words of the content, stance, quotation.
type Row = (&'static str, &'static str, &'static str, &'static str, Stance, Quotation);

const CLAIMS: &[Row] = &[
    ("Syria", "Syria", "–", "International coalition could be helping ISIS", Stance::Asserts, Quotation::Direct),
    (
        "Syrian authorities",
        "Syrian authorities",
        "condemned",
        "the crimes against civilians perpetrated by",
        Stance::Condemns,
        Quotation::Indirect,
    ),
    (
        "Syrian authorities",
        "Syrian authorities",
        "stressing that",
        "various suspicious activities of the international alliance",
        Stance::Asserts,
        Quotation::Indirect,
    ),
    (
        "The Syrian Foreign and Expatriates Ministry",
        "Syrian Foreign and Expatriates Ministry",
        "expressed its strong condemnation of",
        "the attacks of the International Coalition on civilian areas",
        Stance::Condemns,
        Quotation::Indirect,
    ),
    (
        "The Syrian Foreign and Expatriates Ministry",
        "Syrian Foreign and Expatriates Ministry",
        "pointing out that",
        "a great number of states involved in the coalition",
        Stance::Asserts,
        Quotation::Indirect,
    ),
    (
        "a great number of states involved in the coalition",
        "great number of states involved in the coalition",
        "claim",
        "to be concerned about the rule of law and human rights in Syria",
        Stance::Asserts,
        Quotation::Indirect,
    ),
    (
        "the Ministry",
        "Syrian Foreign and Expatriates Ministry",
        "called on",
        "to act immediately and stop the war crimes",
        Stance::Demands,
        Quotation::Indirect,
    ),
];

#[test]
fn claims() {
    let Some((_, json)) = seed() else { return };
    let shown: Vec<String> = json
        .claims
        .iter()
        .map(|c| {
            format!(
                "{:?} {:?} {:?} {:?}",
                c.speaker.as_ref().map(|s| (&s.span.text, &s.name)),
                c.cue.as_ref().map(|c| &c.text),
                c.content.first().map(|c| &c.text),
                c.stance
            )
        })
        .collect();
    assert_eq!(json.claims.len(), CLAIMS.len(), "{shown:#?}");
    for (claim, (speaker, name, cue, content, stance, quotation)) in json.claims.iter().zip(CLAIMS) {
        let said = claim.speaker.as_ref().unwrap();
        assert_eq!((said.span.text.as_str(), said.name.as_str()), (*speaker, *name));
        assert_eq!(claim.cue.as_ref().unwrap().text, *cue);
        assert!(claim.content[0].text.starts_with(content), "{:?}", claim.content);
        assert_eq!((claim.stance, claim.quotation), (*stance, *quotation), "{cue}");
    }
    let parents: Vec<Option<usize>> = json.claims.iter().map(|c| c.parent).collect();
    assert_eq!(parents, [None, None, None, None, None, Some(4), None]);
    assert_eq!(json.claims[0].hedges.iter().map(|h| h.text.as_str()).collect::<Vec<_>>(), ["could"]);
    let letter = &json.claims[6];
    assert!(letter.via.as_ref().unwrap().text.ends_with("letter"), "{:?}", letter.via);
    let mut to: Vec<&str> = letter.addressees.iter().map(|a| a.text.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["the President of the UN Security Council", "the Secretary-General of the United Nations", "the Security Council"]);
    assert!(json.claims[..6].iter().all(|c| c.addressees.is_empty() && c.via.is_none()));
}

#[test]
fn hedges() {
    let Some((_, json)) = seed() else { return };
    let words: Vec<&str> = json.hedges.iter().map(|h| h.text.as_str()).collect();
    assert_eq!(words, ["could", "so-called", "“anti-ISIS”", "could be considered", "alleged", "under the pretext of"]);
}

#[test]
fn the_incident() {
    let Some((_, json)) = seed() else { return };
    let shown: Vec<_> = json.incidents.iter().map(|i| (i.kind, i.assertion, i.main, &i.trigger.text)).collect();
    let counted: Vec<_> = json.incidents.iter().filter(|i| i.assertion != Assertion::Pattern).collect();
    assert_eq!(counted.len(), 1, "{shown:?}");
    let incident = counted[0];
    assert_eq!((incident.kind, incident.assertion, incident.main), (Kind::Attack, Assertion::Asserted, true));
    assert_eq!(incident.trigger.text, "massacre");
    assert!(incident.claims.is_empty(), "in the report's own voice: {:?}", incident.claims);
    assert_eq!(incident.when.edtf.as_deref(), Some("2017-11-11?"));
    assert_eq!((incident.when.from.as_deref(), incident.when.to.as_deref()), (Some("2017-11-11"), Some("2017-11-11")));
    assert_eq!(json.times[incident.when.time.unwrap()].span.text, "Yesterday");
}

#[test]
fn where_it_was() {
    let Some((_, json)) = seed() else { return };
    let incident = json.incidents.iter().find(|i| i.main).unwrap();
    assert_eq!(incident.place.precision, PlacePrecision::Province);
    assert!(!incident.place.near, "in the province, at the border");
    assert_eq!((incident.place.lat, incident.place.lon), (None, None), "no invented point");
    let place = &json.places[incident.place.place.unwrap()];
    assert_eq!(
        (place.name.as_deref(), place.country.as_deref(), place.precision),
        (Some("Deir ez-Zor"), Some("SY"), PlacePrecision::Province)
    );
    let names: Vec<&str> = incident.place.names.iter().map(|n| n.text.as_str()).collect();
    for name in ["Al Duwaiji", "Tal Al Shaer", "Deir Ez Zour"] {
        assert!(names.iter().any(|n| n.starts_with(name)), "{name} in {names:?}");
    }
    for name in ["Al Duwaiji", "Tal Al Shaer"] {
        let place = json.places.iter().find(|p| p.span.text.starts_with(name)).unwrap();
        assert_eq!((place.id.as_deref(), place.precision), (None, PlacePrecision::Unresolved), "{name}");
    }
}

#[test]
fn toll_and_responsible() {
    let Some((_, json)) = seed() else { return };
    let incident = json.incidents.iter().find(|i| i.main).unwrap();
    let toll: Vec<_> = incident.toll.iter().map(|t| &json.counts[t.count]).collect();
    let values: Vec<_> = toll.iter().map(|c| (c.outcome, c.who, c.min, c.max, c.hedge.as_ref().map(|h| h.text.as_str()))).collect();
    assert_eq!(
        values,
        [
            (Outcome::Killed, Who::Civilian, Some(10), None, Some("at least")),
            (Outcome::Injured, Who::Civilian, Some(2), None, Some("many more")),
        ]
    );
    assert_eq!(json.counts.len(), 2, "{:?}", json.counts);
    let names: Vec<Option<&str>> = incident.alleged_responsible.iter().map(|r| r.name.as_deref()).collect();
    assert_eq!(names, [Some("US-led International alliance")]);
    assert_eq!(incident.alleged_responsible[0].claim, None);
}

#[test]
fn the_pattern_is_recorded_and_not_counted() {
    let Some((_, json)) = seed() else { return };
    let patterns: Vec<_> = json.incidents.iter().filter(|i| i.assertion == Assertion::Pattern).collect();
    let shown: Vec<_> = patterns.iter().map(|i| (i.kind, &i.trigger.text, &i.place.names)).collect();
    assert_eq!(patterns.len(), 1, "{shown:?}");
    assert!("keeps targeting residential areas".contains(&patterns[0].trigger.text), "{shown:?}");
    let names: Vec<&str> = patterns[0].place.names.iter().map(|n| n.text.as_str()).collect();
    assert_eq!(names, ["Raqqah", "Deir Ez Zour"]);
    assert!(patterns[0].toll.is_empty() && !patterns[0].main);
}

#[test]
fn lineage_origins_and_grade() {
    let Some((reading, _)) = seed() else { return };
    let projection = derive(&[Arc::new(reading)], &[], &support::RESOURCES);
    let mut edges: Vec<_> = projection.lineage.iter().map(|e| (e.kind, e.status, e.to.name.as_deref(), e.to.report)).collect();
    edges.sort();
    let to = Some("Breakingnews.sy");
    assert_eq!(edges, [(EdgeKind::Translation, Status::Named, to, None), (EdgeKind::Credit, Status::Named, to, None)]);
    assert!(projection.lineage.iter().all(|e| !e.evidence.is_empty()), "an edge shows its evidence");
    let holds = |index: usize| projection.incidents.iter().find(move |i| i.mentions.iter().any(|m| m.index == index)).unwrap();
    let reading = &projection.incidents;
    let massacre = reading.iter().find(|i| i.kind == Kind::Attack && !i.toll.is_empty()).unwrap();
    assert_eq!((massacre.origins.low, massacre.origins.high), (1, 1), "{:?}", massacre.origins);
    let reasons = massacre.origins.reasons.join(" ").to_lowercase();
    assert!(reasons.contains("primary source"), "{reasons}");
    assert_eq!(massacre.origins.roots.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["Breakingnews.sy"]);
    assert_eq!(massacre.grade.value, GradeValue::Weak);
    assert!(holds(0).mentions.len() == 1);
}
