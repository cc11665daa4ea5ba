//! Whether analysts' decisions survive: made from labels over a part of the corpus, then replayed over readings that were written and read
//! again, with other weights of clusters, with more reports, and over other readings of the same reports. Each must hold or be listed as
//! no longer matching.

use crate::case::Case;
use crate::families::Family;
use crate::score;
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::cluster::level::Levels;
use dateline_core::decision::{Correction, Decision, Judgement, Target};
use dateline_core::derive::{Projection, derive};
use dateline_core::reading::Reading;
use dateline_core::records::{Field, FieldStatement, ReportSpan, Value};
use dateline_core::resources::Resources;
use dateline_core::sha::Sha;
use dateline_core::statement::corrected;
use dateline_core::text::Quoted;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A labelled mention that was read: its report, and the index of the reading's mention.
type Known = BTreeMap<(String, usize), usize>;

/// Figures by what was changed since the decisions were made.
///
/// # Errors
/// When a case can't be read.
pub fn measure(cases: &[Case], families: &[Family]) -> Result<Vec<(String, Sheet)>> {
    let mut resources = Resources::bundled()?;
    // Every other family comes later.
    let first: BTreeSet<&str> = families.iter().step_by(2).flat_map(|f| f.reports.iter().map(String::as_str)).collect();
    let (mut base, mut later, mut labelled, mut known) = (Vec::new(), Vec::new(), Vec::new(), Known::new());
    for case in cases {
        let reading = Arc::new(score::read(case, &resources, false)?);
        if !first.contains(case.id.as_str()) {
            later.push(reading);
            continue;
        }
        for (label, read) in score::same_incidents(&case.labels, &reading.to_json()) {
            known.insert((case.id.clone(), label), read);
        }
        labelled.push(Arc::new(other_reading(case, &reading)?));
        base.push(reading);
    }
    let before = derive(&base, &[], &resources);
    let decisions = made(families, &known, &base, &before);
    let mut out = Vec::new();
    let mut take = |what: &str, readings: &[Arc<Reading>], resources: &Resources| {
        out.push((what.to_owned(), outcome(&decisions, readings, &derive(readings, &decisions, resources))));
    };
    take("nothing changed", &base, &resources);
    let again = base.iter().map(|reading| Ok(Arc::new(reading.to_json().into_reading()?)));
    take("readings written and read again", &again.collect::<Result<Vec<_>>>()?, &resources);
    let all: Vec<Arc<Reading>> = base.iter().chain(&later).cloned().collect();
    take("as many reports again", &all, &resources);
    take("other readings: those that the labels give", &labelled, &resources);
    resources.levels = weights(100, 300)?;
    take("other weights: put together less", &base, &resources);
    resources.levels = weights(50, -300)?;
    take("other weights: put together more", &base, &resources);
    take("other weights and more reports", &all, &resources);
    Ok(out)
}

/// The labels as another model's reading of the same capture and report.
fn other_reading(case: &Case, read: &Reading) -> Result<Reading> {
    let mut other = case.labels.clone().into_reading()?;
    (other.report.id, other.report.capture) = (read.report.id, read.report.capture.clone());
    Ok(other)
}

/// Other weights: so many percent of each that is no veto, and another threshold.
fn weights(percent: i32, more: i32) -> Result<Levels> {
    let mut levels = Levels::bundled()?.mapped(&|level, weight| if level.is_veto() { weight } else { weight * percent / 100 });
    levels.merge += more;
    levels.review += more;
    Ok(levels)
}

/// The decisions of an analyst who puts right what the labels say, and judges values on the way.
fn made(families: &[Family], known: &Known, readings: &[Arc<Reading>], before: &Projection) -> Vec<Decision> {
    let by_id: BTreeMap<&str, &Arc<Reading>> = readings.iter().map(|r| (r.report.input.id.as_str(), r)).collect();
    let target = |at: &(String, usize)| {
        let index = *known.get(at)?;
        let reading = by_id.get(at.0.as_str())?;
        let trigger = reading.to_json().incidents.get(index)?.trigger.clone();
        Some(target(reading, Field::Kind, trigger))
    };
    let mut judged: Vec<(Target, Judgement)> = Vec::new();
    let mut firsts: BTreeMap<&str, Target> = BTreeMap::new();
    for incident in families.iter().flat_map(|f| &f.incidents) {
        let read: Vec<Target> = incident.mentions.iter().filter_map(&target).collect();
        judged.extend(read.windows(2).map(|pair| (pair[1].clone(), Judgement::Same(pair[0].clone()))));
        if let Some(one) = read.into_iter().next() {
            firsts.insert(&incident.id, one);
        }
    }
    for (a, b) in families.iter().flat_map(|f| &f.never_merge) {
        if let (Some(a), Some(b)) = (firsts.get(a.as_str()), firsts.get(b.as_str())) {
            judged.push((a.clone(), Judgement::Different(b.clone())));
        }
    }
    let reports: BTreeMap<Sha, &Arc<Reading>> = readings.iter().map(|r| (r.report.id, r)).collect();
    let mut seen: BTreeSet<Target> = BTreeSet::new();
    for (n, statement) in before.incidents.iter().flat_map(|i| &i.fields).enumerate() {
        let (Some(span), Some(reading)) = (&statement.span, reports.get(&statement.report)) else { continue };
        let target = self::target(reading, statement.field, quoted(span));
        let judgement = match n % 3 {
            0 => Judgement::Accept,
            1 => Judgement::Reject,
            _ => match correction(statement) {
                Some(correction) => Judgement::Correct(correction),
                None => continue,
            },
        };
        if seen.insert(target.clone()) {
            judged.push((target, judgement));
        }
    }
    let mut out: Vec<Decision> = Vec::new();
    for (n, (target, judgement)) in judged.into_iter().enumerate() {
        let at = format!("2026-01-01T{:02}:{:02}:{:02}Z", n / 3600, n / 60 % 60, n % 60);
        let decision = Decision { at, who: "invented".to_owned(), target, judgement, reason: String::new() };
        // A change of mind now and then.
        let undo = (n % 10 == 9).then(|| Decision { judgement: Judgement::Undo(decision.id()), ..decision.clone() });
        out.push(decision);
        out.extend(undo);
    }
    out
}

fn target(reading: &Reading, field: Field, quoted: Quoted) -> Target {
    Target { capture: reading.report.capture.sha256, report: reading.report.id, field, quoted }
}

fn quoted(span: &ReportSpan) -> Quoted {
    Quoted { start: span.start, end: span.end, text: span.text.clone() }
}

/// Another value than a statement's.
fn correction(statement: &FieldStatement) -> Option<Correction> {
    match &statement.value {
        Value::Toll(toll) => Some(Correction::Toll { who: toll.who, min: Some(toll.min.unwrap_or(0) + 1), max: None }),
        Value::When(_) => Some(Correction::When("2020-02-29".to_owned())),
        Value::Place(_) => Some(Correction::Place("gn:170794".to_owned())),
        Value::Words(_) if statement.field == Field::AllegedResponsible => Some(Correction::Words("Invented Column".to_owned())),
        Value::Words(_) => None,
    }
}

/// How each decision fares in a projection: it has its effect, it is listed, or neither.
fn outcome(decisions: &[Decision], readings: &[Arc<Reading>], after: &Projection) -> Sheet {
    let listed: BTreeSet<Sha> = after.unmatched.iter().map(|row| row.decision).collect();
    let undone: BTreeSet<Sha> =
        decisions.iter().filter_map(|d| if let Judgement::Undo(id) = d.judgement { Some(id) } else { None }).collect();
    let bearing: BTreeSet<Sha> = after.incidents.iter().flat_map(|i| i.decisions.iter().copied()).collect();
    let triggers = triggers(readings, after);
    let mut sheet = Sheet::default();
    for decision in decisions {
        let id = decision.id();
        let of = |target: &Target| incident_of(target, &triggers);
        let (kind, holds) = match &decision.judgement {
            // Neither the undone decision nor what undoes it asks for anything but that the first has no effect.
            Judgement::Undo(earlier) => ("undo", !bearing.contains(earlier)),
            _ if undone.contains(&id) => continue,
            Judgement::Same(other) => ("same", of(&decision.target).zip(of(other)).is_some_and(|(a, b)| a == b)),
            Judgement::Different(other) => ("different", of(&decision.target).zip(of(other)).is_some_and(|(a, b)| a != b)),
            Judgement::Correct(correction) => {
                let wanted = corrected(decision.target.field, correction);
                let has = |f: &FieldStatement| f.span.is_none() && f.report == decision.target.report && Some(&f.value) == wanted.as_ref();
                ("correct", after.incidents.iter().any(|i| i.decisions.contains(&id) && i.fields.iter().any(has)))
            }
            Judgement::Accept => ("accept", bearing.contains(&id)),
            Judgement::Reject => ("reject", bearing.contains(&id)),
            Judgement::Unsure(_) => ("unsure", bearing.contains(&id)),
        };
        sheet.share("decisions.hold_or_are_listed", holds || listed.contains(&id));
        sheet.share(&format!("decisions.hold_{kind}"), holds);
        sheet.number("decisions.listed", usize::from(listed.contains(&id)));
        sheet.number("decisions.lost", usize::from(!holds && !listed.contains(&id)));
        if !holds && !listed.contains(&id) {
            sheet.error("decisions.lost", format!("{kind} of {:?} in {}", decision.target.quoted.text, decision.target.report));
        }
    }
    sheet
}

/// Words that name a mention, where they begin, its report and index, and the incident that it was put to.
type Triggers = BTreeMap<Sha, Vec<(u32, String, (Sha, usize), Sha)>>;

/// The triggers of all mentions by capture.
fn triggers(readings: &[Arc<Reading>], after: &Projection) -> Triggers {
    let by_report: BTreeMap<Sha, &Arc<Reading>> = readings.iter().map(|r| (r.report.id, r)).collect();
    let mut out = Triggers::new();
    for incident in &after.incidents {
        for mention in &incident.mentions {
            let Some(reading) = by_report.get(&mention.report) else { continue };
            if let Some(read) = reading.to_json().incidents.get(mention.index) {
                let row = (read.trigger.start, read.trigger.text.clone(), (mention.report, mention.index), incident.id);
                out.entry(reading.report.capture.sha256).or_default().push(row);
            }
        }
    }
    out
}

/// The incident of the mention that a target names: the nearest with its words, the first of two that one word names.
fn incident_of(target: &Target, triggers: &Triggers) -> Option<Sha> {
    let rows = triggers.get(&target.capture)?.iter().filter(|(_, words, ..)| *words == target.quoted.text);
    rows.min_by_key(|(start, _, at, _)| (start.abs_diff(target.quoted.start), *at)).map(|(.., incident)| *incident)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{corpus, families, input};

    #[test]
    fn no_decision_is_lost() {
        let folder = input::workspace().join("corpus");
        let mut families = families::load_all(&folder.join("families")).unwrap();
        families.retain(|family| matches!(family.family.as_str(), "a01" | "a02" | "b01" | "b02"));
        let mut cases = corpus::command::cases(&folder, Some("train")).unwrap();
        cases.retain(|case| families.iter().any(|family| family.reports.contains(&case.id)));
        let measured = measure(&cases, &families).unwrap();
        assert_eq!(measured.len(), 7);
        for (what, sheet) in measured {
            assert_eq!(sheet.get("decisions.lost").unwrap().value(), Some(0.0), "{what}");
            assert!(sheet.get("decisions.hold_or_are_listed").unwrap().of() > 50, "{what}");
        }
    }
}
