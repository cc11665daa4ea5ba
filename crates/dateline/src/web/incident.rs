//! The page of an incident: accounts with their speakers, the field table, tolls, map, timeline, chain, grade, and
//! what analysts decided.

use super::account::{Account, Spot};
use super::desk::{Desk, IncidentFile, ReportFacts};
use super::page::{Frame, Place, page, quoted, short, token};
use super::{bars, chain, decisions, map, sentences, timeline, words};
use dateline_core::incident::Assertion;
use dateline_core::number::Score;
use dateline_core::place::PlacePrecision;
use dateline_core::records::{Field, FieldStatement, Value};
use dateline_core::sha::Sha;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Reports whose tolls stand open; more are folded.
const OPEN_BARS: usize = 14;

/// The page. `done` is the decision that was just made on it.
#[must_use]
pub fn show(frame: &Frame<'_>, desk: &dyn Desk, file: &IncidentFile, done: Option<Sha>) -> Markup {
    let record = &file.record;
    let title = words::title(record);
    let back = format!("/incident/{}", record.id);
    let content = html! {
        @if let Some(done) = done {
            div.done role="status" { p { "Kept: decision " (short(done)) "." } (super::page::undo(frame, done, &back)) }
        }
        h1 { bdi { (title) } }
        p.lead { "As reported: " (words::tolls(&record.toll)) }
        @if let Some(line) = sentences::denials(&file.accounts) { (line) }
        p.facts {
            span.grade { (words::grade(record.grade.value)) } " – " (words::grade_means(record.grade.value))
            " · " (words::origins(&record.origins))
            @if record.origins.unrecorded > 0 { " · " (words::many(record.origins.unrecorded, "report", "reports")) " with no lineage recorded" }
            " · " (words::many(record.reports.len(), "report", "reports"))
        }
        nav.on-page aria-label="On this page" {
            a href="#fields" { "Fields" } " " a href="#tolls" { "Tolls" } " " a href="#map" { "Map and time" } " "
            a href="#chain" { "Chain" } " " a href="#grade" { "Grade" } " " a href="#decisions" { "Decisions" }
        }
        (sentences::show(&file.accounts, &file.edges))
        section id="fields" { h2 { "Fields" } (fields(frame, desk, file, &back)) }
        section id="tolls" { (tolls(file)) }
        section.map-and-time id="map" {
            div { h2 { "Where" } (places(file)) }
            div { h2 { "When" } (timeline::show(file)) }
        }
        section id="chain" { h2 { "Chain, from origin to page" } (chain::show(file)) }
        section id="grade" { (grade(file)) }
        section id="decisions" { h2 { "Decisions" } (decisions::of_incident(frame, file, &back)) }
        p.facts { "Incident " code { (record.id) } }
    };
    page(frame, &title, Place::Incidents, "", file.invented(), content)
}

/// Who says a statement: the speaker of its claim through the report, or the report in its own voice.
fn speaker(file: &IncidentFile, statement: &FieldStatement) -> String {
    let claim = statement.claim.and_then(|id| file.claims.get(&id));
    if statement.span.is_none() {
        return "an analyst’s decision".to_owned();
    }
    match claim {
        Some(claim) => match &claim.claim.speaker {
            Some(speaker) => speaker.name.clone(),
            None => match &claim.claim.via {
                Some(via) => via.text.clone(),
                None => "speaker not named".to_owned(),
            },
        },
        None => String::new(),
    }
}

fn facts<'a>(file: &'a IncidentFile, report: &Sha) -> Option<&'a ReportFacts> {
    file.reports.get(report).or_else(|| file.accounts.iter().map(|a| &a.report).find(|r| r.id == *report))
}

/// Statements of one field that give the same value.
struct Row<'a> {
    statements: Vec<&'a FieldStatement>,
}

fn fields(frame: &Frame<'_>, desk: &dyn Desk, file: &IncidentFile, back: &str) -> Markup {
    let mut by_field: BTreeMap<Field, Vec<Row<'_>>> = BTreeMap::new();
    for statement in &file.record.fields {
        let rows = by_field.entry(statement.field).or_default();
        match rows.iter_mut().find(|row| row.statements[0].value == statement.value) {
            Some(row) => row.statements.push(statement),
            None => rows.push(Row { statements: vec![statement] }),
        }
    }
    html! {
        @if by_field.is_empty() { p.quiet { "No field has a value." } }
        table.fields {
            thead { tr { th { "Field" } th { "Value" } th { "Who says so" } th { "In these words" } th { "Your judgement" } } }
            @for (field, rows) in &by_field {
                tbody.conflict[rows.len() > 1 && differs(*field)] {
                    @for (at, row) in rows.iter().enumerate() {
                        tr {
                            @if at == 0 {
                                th scope="rowgroup" rowspan=(rows.len()) {
                                    (words::field(*field))
                                    @if rows.len() > 1 && differs(*field) { span.quiet { (words::many(rows.len(), "value", "values")) } }
                                }
                            }
                            (cells(frame, desk, file, row, back))
                        }
                    }
                }
            }
        }
    }
}

/// Fields whose values exclude one another; of the others an incident can have several at once.
fn differs(field: Field) -> bool {
    !matches!(field, Field::Hedge | Field::Attribution | Field::Victims | Field::Weapon | Field::Target)
}

fn cells(frame: &Frame<'_>, desk: &dyn Desk, file: &IncidentFile, row: &Row<'_>, back: &str) -> Markup {
    let first = row.statements[0];
    if desk.sealed(first) {
        return html! {
            td colspan="4" { span.quiet { "A name of a private person, sealed. " } (words::many(row.statements.len(), "statement", "statements")) " not shown." }
        };
    }
    let words_of = first.span.as_ref().map(|span| span.text.as_str());
    html! {
        td.value data-label="Value" { bdi { (words::value(first.field, &first.value, words_of)) } }
        td data-label="Who says so" { (says(file, first)) @if row.statements.len() > 1 { (others(file, &row.statements[1..])) } }
        td data-label="In these words" {
            @match &first.span {
                Some(span) => { a.quote href={ "/report/" (span.report) "?mark=" (span.start) "-" (span.end) "#marked" } { (quoted(&words::shorten(&span.text, 160))) } }
                None => span.quiet { "no words of a report" },
            }
        }
        td.judge data-label="Your judgement" { (judge(frame, file, first, back)) }
    }
}

fn says(file: &IncidentFile, statement: &FieldStatement) -> Markup {
    let speaker = speaker(file, statement);
    let report = facts(file, &statement.report);
    html! {
        @match (speaker.is_empty(), report) {
            (true, Some(report)) => { a href={ "/report/" (report.id) } { bdi { (report.name()) } } span.quiet { ", in its own voice" } },
            (false, Some(report)) if speaker != report.name() && statement.span.is_some() => {
                bdi { (speaker) } span.quiet { ", in " a href={ "/report/" (report.id) } { bdi { (report.name()) } } }
            },
            (false, _) => bdi { (speaker) },
            (true, None) => { a href={ "/report/" (statement.report) } { (short(statement.report)) } },
        }
    }
}

/// Everybody else with the same value, folded.
fn others(file: &IncidentFile, statements: &[&FieldStatement]) -> Markup {
    html! {
        details {
            summary { "and " (words::many(statements.len(), "other", "others")) }
            ul { @for statement in statements {
                li {
                    (says(file, statement))
                    @if let Some(span) = &statement.span { ": " (quoted(&words::shorten(&span.text, 120))) }
                }
            } }
        }
    }
}

fn judge(frame: &Frame<'_>, file: &IncidentFile, statement: &FieldStatement, back: &str) -> Markup {
    if statement.span.is_none() {
        return html! { span.quiet { "see decisions" } };
    }
    html! {
        form.inline method="post" action="/decide" {
            (token(frame, &format!("{back}#fields")))
            input type="hidden" name="incident" value=(file.record.id);
            input type="hidden" name="statement" value=(statement.statement);
            button name="judgement" value="accept" title="The words are read rightly" { "Accept" }
            button name="judgement" value="reject" title="The words do not say this" { "Reject" }
        }
        a href={ "/incident/" (file.record.id) "/statement/" (statement.statement) } { "Correct…" }
    }
}

fn tolls(file: &IncidentFile) -> Markup {
    let mut told: Vec<&Account> = file.accounts.iter().filter(|a| !a.figures.is_empty() || a.assertion != Assertion::Denied).collect();
    told.sort_by_key(|a| (a.report.published.clone().unwrap_or_else(|| "9999".to_owned()), a.mention.id));
    let open = told.len().min(OPEN_BARS);
    html! {
        h2 { "Tolls" }
        @if told.iter().all(|a| a.figures.is_empty()) { p.quiet { "No report gives a figure." } }
        (bars::show(&told[..open]))
        @if told.len() > open {
            details { summary { (words::many(told.len() - open, "more report", "more reports")) } (bars::show(&told[open..])) }
        }
    }
}

/// The incident's own place and every other place that a statement gives, as far as each can be drawn.
fn places(file: &IncidentFile) -> Markup {
    let mut spots: Vec<Spot> = Vec::new();
    let mut beside: BTreeSet<String> = BTreeSet::new();
    for statement in &file.record.fields {
        let Value::Place(place) = &statement.value else { continue };
        let label = words::place_value(place, statement.span.as_ref().map(|span| span.text.as_str()));
        let centre = || place.id.as_ref().and_then(|id| file.centres.get(id)).copied();
        let point = place.lat.zip(place.lon).or_else(centre);
        match point.filter(|_| !matches!(place.precision, PlacePrecision::Country | PlacePrecision::Unresolved)) {
            Some((lat, lon)) => {
                if !spots.iter().any(|spot| spot.label == label) {
                    spots.push(Spot { label, lat, lon, precision: place.precision, incident: file.record.id, weight: Score::ONE });
                }
            }
            None => {
                beside.insert(label);
            }
        }
    }
    html! {
        @if spots.is_empty() { p.quiet { "No report gives a place that can be drawn." } }
        @else { (map::of_places(&spots)) }
        @if !beside.is_empty() {
            p.facts { "Not drawn: " }
            ul { @for label in &beside { li { bdi { (label) } } } }
        }
        @let names: BTreeSet<&str> = file.record.place.names.iter().map(|span| span.text.as_str()).collect();
        @if !names.is_empty() {
            p.facts { "Named as " @for (at, name) in names.iter().enumerate() { @if at > 0 { ", " } (quoted(name)) } }
        }
    }
}

fn grade(file: &IncidentFile) -> Markup {
    let (grade, origins) = (&file.record.grade, &file.record.origins);
    html! {
        h2 { "Grade: " (words::grade(grade.value)) }
        p { "In Airwars’ words: " (words::grade_means(grade.value)) ". Worked out from what the reports say; no score of truth." }
        @if !grade.reasons.is_empty() { ul { @for reason in &grade.reasons { li { bdi { (reason) } } } } }
        h3 { (words::origins(origins)) }
        @if !origins.reasons.is_empty() { ul { @for reason in &origins.reasons { li { bdi { (reason) } } } } }
        @if !origins.roots.is_empty() {
            ul.roots { @for root in &origins.roots {
                li { bdi { (root.name) } span.quiet { " – " (status(root.status)) ", " (words::many(root.reports.len(), "report", "reports")) } }
            } }
        }
    }
}

fn status(status: dateline_core::records::Status) -> &'static str {
    use dateline_core::records::Status;
    match status {
        Status::Held => "held",
        Status::Named => "named, not held",
        Status::Inferred => "inferred",
    }
}
