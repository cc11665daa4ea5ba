//! Decisions: who judged what, when and why, each with the way to undo it; nothing is ever taken off the list.

use super::desk::{DecisionRow, IncidentFile};
use super::page::{Frame, Place, moment, page, quoted, short, undo};
use super::words;
use dateline_core::decision::{Correction, Decision, Judgement};
use maud::{Markup, html};

/// The page of all decisions, newest first.
#[must_use]
pub fn all(frame: &Frame<'_>, rows: &[DecisionRow]) -> Markup {
    let lost = rows.iter().filter(|row| !row.matches).count();
    let content = html! {
        h1 { (words::many(rows.len(), "decision", "decisions")) }
        @if rows.is_empty() {
            div.notice {
                p { "Nobody has decided anything yet." }
                p { "Judge a value on the page of an " a href="/" { "incident" } ", or a pair in the " a href="/review" { "review" } "." }
            }
        } @else {
            @if lost > 0 {
                p.notice { (words::many(lost, "decision", "decisions")) " no longer match any words in the reports. They are kept, and listed so." }
            }
            ol.decisions { @for row in rows { (item(frame, row, "/decisions")) } }
        }
    };
    page(frame, "Decisions", Place::Decisions, "", false, content)
}

/// The decisions of one incident, oldest first.
#[must_use]
pub fn of_incident(frame: &Frame<'_>, file: &IncidentFile, back: &str) -> Markup {
    html! {
        @if file.decisions.is_empty() {
            p.quiet { "Nobody has judged anything here yet. Accept, reject or correct a value in the table above." }
        } @else {
            ol.decisions { @for row in &file.decisions { (item(frame, row, &format!("{back}#decisions"))) } }
        }
    }
}

fn item(frame: &Frame<'_>, row: &DecisionRow, back: &str) -> Markup {
    let decision = &row.decision;
    html! {
        li id={ "d-" (row.id) } class=[row.undone_by.map(|_| "undone")] {
            p.sentence { bdi { (decision.who) } " " (judged(decision)) ", " (moment(&decision.at)) "." }
            @if !decision.reason.is_empty() { p { "Because: " bdi { (decision.reason) } } }
            p.facts {
                "Decision " (short(row.id))
                " · report " a href={ "/report/" (decision.target.report) } { (short(decision.target.report)) }
                @if let Some(incident) = row.incident { " · incident " a href={ "/incident/" (incident) } { (short(incident)) } }
                @if !row.matches { " · " strong { "its words are no longer found" } }
            }
            @match row.undone_by {
                Some(by) => p.facts { "Undone by " a href={ "#d-" (by) } { (short(by)) } },
                None => (undo(frame, row.id, back)),
            }
        }
    }
}

/// What was judged, in words.
fn judged(decision: &Decision) -> Markup {
    let target = &decision.target;
    let what = html! { (words::field(target.field).to_lowercase()) " " (quoted(&words::shorten(&target.quoted.text, 140))) };
    html! {
        @match &decision.judgement {
            Judgement::Accept => { "accepted " (what) },
            Judgement::Reject => { "rejected " (what) },
            Judgement::Correct(to) => { "corrected " (what) " to " bdi { (corrected(to)) } },
            Judgement::Same(other) => { "held " (quoted(&target.quoted.text)) " and " (quoted(&other.quoted.text)) " for the same event" },
            Judgement::Different(other) => { "held " (quoted(&target.quoted.text)) " and " (quoted(&other.quoted.text)) " for different events" },
            Judgement::Unsure(other) => { "could not tell whether " (quoted(&target.quoted.text)) " and " (quoted(&other.quoted.text)) " are the same event" },
            Judgement::Undo(id) => { "undid decision " (short(*id)) },
        }
    }
}

fn corrected(to: &Correction) -> String {
    match to {
        Correction::Toll { who, min, max } => format!("{} {}", words::range(*min, *max), words::who(*who, false)).trim_end().to_owned(),
        Correction::When(edtf) => edtf.clone(),
        Correction::Place(id) => id.clone(),
        Correction::Words(words) => words.replace('_', " "),
    }
}
