//! Airwars' grade of an incident, computed from who says what, with the reasons listed; never a score of truth. Sides
//! with their names swapped get the same grade, for no rule looks at which side a name stands for.

use crate::claim::Stance;
use crate::cluster::mention::Mention;
use crate::incident::About;
use crate::incident::Kind;
use crate::lineage::names::same;
use crate::lineage::register::SpeakerClass;
use crate::origin::{Sources, outlet_speaks};
use crate::records::{Grade, GradeValue, Origins, TollRecord};
use crate::toll::{Outcome, Who};
use std::collections::BTreeMap;

/// One accusation or admission: who is said to be responsible, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Accusation {
    party: String,
    party_name: String,
    speaker: String,
    speaker_name: String,
}

/// Grades an incident.
#[must_use]
pub fn grade(mentions: &[&Mention<'_>], origins: &Origins, toll: &[TollRecord], sources: Sources<'_>) -> Grade {
    if !mentions.iter().any(|m| m.happened()) {
        return Grade { value: GradeValue::None, reasons: vec!["No report says that it happened.".to_owned()] };
    }
    let accusations = accusations(mentions, sources);
    let admitted = admissions(mentions, &accusations, sources);
    let parties = parties(&accusations);
    if only_combatants(toll) {
        return Grade { value: GradeValue::Discounted, reasons: vec!["All those reported killed are reported as combatants.".to_owned()] };
    }
    if admitted.len() == 1 || (admitted.len() > 1 && parties.len() < 2) {
        let reasons = admitted.iter().map(|name| format!("{name} accepts responsibility.")).collect();
        return Grade { value: GradeValue::Confirmed, reasons };
    }
    if parties.len() >= 2 {
        let reasons =
            parties.iter().map(|(party, speakers)| format!("{} named as responsible by {}.", party, speakers.join(", "))).collect();
        return Grade { value: GradeValue::Contested, reasons };
    }
    if origins.low >= 2 {
        let reason = format!("{} independent origins or more; near actions not assessed.", origins.low);
        return Grade { value: GradeValue::Fair, reasons: vec![reason] };
    }
    let reason = match (origins.low, origins.high) {
        (0, 0) => "No origin is recorded.".to_owned(),
        (_, 1) => "A single origin, however many reports.".to_owned(),
        (_, high) => format!("Up to {high} origins, but their independence is not established."),
    };
    Grade { value: GradeValue::Weak, reasons: vec![reason] }
}

fn accusations(mentions: &[&Mention<'_>], sources: Sources<'_>) -> Vec<Accusation> {
    let mut out = Vec::new();
    for mention in mentions {
        let held = &sources.holdings.reports[mention.report];
        let reading = held.reading;
        for responsible in &mention.body.alleged_responsible {
            let Some(name) = &responsible.name else { continue };
            let claim = responsible.claim.and_then(|c| reading.claims.get(c));
            let stance =
                mention.body.claims.iter().find(|p| Some(p.claim) == responsible.claim && p.about == About::Responsible).map(|p| p.stance);
            if matches!(stance.or(claim.map(|c| c.stance)), Some(Stance::Denies | Stance::Doubts | Stance::Asks)) {
                continue;
            }
            // "somebody", "an unknown person": nobody is named.
            let body = sources.register.classes(name).iter().any(|c| matches!(c, SpeakerClass::Force | SpeakerClass::Official));
            if !body
                && !name
                    .split_whitespace()
                    .any(|w| !matches!(w, "A" | "An" | "The" | "Some") && w.chars().next().is_some_and(char::is_uppercase))
            {
                continue;
            }
            let speaker_name = claim.and_then(|c| c.speaker.as_ref()).map_or_else(|| held.name(), |s| s.name.clone());
            out.push(Accusation {
                party: sources.register.key(name),
                party_name: name.clone(),
                speaker: sources.register.key(&speaker_name),
                speaker_name,
            });
        }
    }
    out.sort();
    out.dedup();
    out
}

/// Names of those who own up to it: by an admission, or by telling it as their own act.
fn admissions(mentions: &[&Mention<'_>], accusations: &[Accusation], sources: Sources<'_>) -> Vec<String> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for mention in mentions.iter().filter(|m| m.happened()) {
        // Responsibility is accepted for harm. A police force that tells of an arrest, or a union of its protest, accepts
        // none, and is one origin of the account like any other.
        if matches!(mention.body.kind, Kind::Arrest | Kind::Protest) {
            continue;
        }
        let reading = sources.holdings.reports[mention.report].reading;
        for part in
            mention.body.claims.iter().filter(|p| p.stance == Stance::Admits && matches!(p.about, About::Event | About::Responsible))
        {
            let named = mention.body.alleged_responsible.iter().find(|r| r.claim == Some(part.claim)).and_then(|r| r.name.as_ref());
            let speaker = reading.claims.get(part.claim).and_then(|c| c.speaker.as_ref()).map(|s| &s.name);
            if let Some(name) = named.or(speaker) {
                out.insert(sources.register.key(name), name.clone());
            }
        }
        if let Some(outlet) = outlet_speaks(mention, sources) {
            let own = mention.body.alleged_responsible.iter().filter(|r| r.claim.is_none()).filter_map(|r| r.name.as_ref());
            for name in own.filter(|name| same(&sources.register.key(name), &outlet)) {
                out.insert(sources.register.key(name), name.clone());
            }
        }
    }
    let harm = mentions.iter().any(|m| m.happened() && !matches!(m.body.kind, Kind::Arrest | Kind::Protest));
    for accusation in accusations.iter().filter(|a| harm && same(&a.party, &a.speaker) && !denies(mentions, &a.speaker, sources)) {
        out.insert(accusation.party.clone(), accusation.party_name.clone());
    }
    merge(out)
}

/// Whether a speaker of that name denies any part of it.
fn denies(mentions: &[&Mention<'_>], speaker: &str, sources: Sources<'_>) -> bool {
    mentions.iter().any(|m| {
        let reading = sources.holdings.reports[m.report].reading;
        let denials = m.body.claims.iter().filter(|p| p.stance == Stance::Denies && matches!(p.about, About::Event | About::Responsible));
        let mut speakers = denials.filter_map(|p| reading.claims.get(p.claim)).filter_map(|c| c.speaker.as_ref());
        speakers.any(|s| same(&sources.register.key(&s.name), speaker))
    })
}

/// Names that mean one body, each once.
fn merge(names: BTreeMap<String, String>) -> Vec<String> {
    let mut kept: Vec<(String, String)> = Vec::new();
    for (key, name) in names {
        if !kept.iter().any(|(other, _)| same(other, &key)) {
            kept.push((key, name));
        }
    }
    kept.into_iter().map(|(_, name)| name).collect()
}

/// Parties named as responsible, with the names of who names them.
fn parties(accusations: &[Accusation]) -> Vec<(String, Vec<String>)> {
    let mut kept: Vec<(String, String, Vec<String>)> = Vec::new();
    for accusation in accusations {
        match kept.iter_mut().find(|(key, _, _)| same(key, &accusation.party)) {
            Some((_, _, speakers)) => {
                if !speakers.contains(&accusation.speaker_name) {
                    speakers.push(accusation.speaker_name.clone());
                }
            }
            None => kept.push((accusation.party.clone(), accusation.party_name.clone(), vec![accusation.speaker_name.clone()])),
        }
    }
    kept.into_iter().map(|(_, name, speakers)| (name, speakers)).collect()
}

fn only_combatants(toll: &[TollRecord]) -> bool {
    let dead = |t: &&TollRecord| {
        matches!(t.outcome, Outcome::Killed | Outcome::Injured) && (t.min.unwrap_or(0) > 0 || t.max.is_some_and(|m| m > 0))
    };
    let mut any = false;
    for record in toll.iter().filter(dead) {
        if record.who != Who::Combatant {
            return false;
        }
        any = true;
    }
    any
}
