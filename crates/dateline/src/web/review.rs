//! The review queue: two accounts side by side, their words in view, and a person who says whether they tell of one
//! event; and the page on which a single value is judged.

use super::account::{Account, Excerpt};
use super::desk::{IncidentFile, Queue, ReportFacts, ReviewPair};
use super::page::{Frame, Place, page, quoted, short, token};
use super::sentences;
use super::words;
use dateline_core::records::{Field, FieldStatement, Value};
use dateline_core::sha::Sha;
use dateline_core::toll::Who;
use maud::{Markup, html};

/// The queue, from pair number `at` (counted from 0).
#[must_use]
pub fn queue(frame: &Frame<'_>, queue: &Queue, at: usize, done: Option<Sha>) -> Markup {
    let invented = queue.pairs.iter().any(|pair| pair.left.report.invented || pair.right.report.invented);
    let content = html! {
        @if let Some(done) = done {
            div.done role="status" { p { "Kept: decision " (short(done)) "." } (super::page::undo(frame, done, "/review")) }
        }
        @match queue.pairs.first() {
            None => {
                div.notice {
                    h1 { "Nothing waits for review" }
                    p { "Every pair of accounts was clearly the same event, clearly another, or already decided." }
                    p { "New pairs come with new reports: " code { "dateline run INPUT… --store DIR" } "." }
                    p { a href="/decisions" { "See what was decided" } }
                }
            },
            Some(pair) => {
                h1 { "Do these two tell of the same event?" }
                p.facts { "Pair " (words::number(at as u64 + 1)) " of " (words::number(queue.total as u64)) " that wait" }
                (sides(pair))
                (answers(frame, pair, at, queue.total))
                (weights(&pair.weights))
            },
        }
    };
    page(frame, "Review", Place::Review, "", invented, content)
}

/// Both quotations side by side, then what was read out of each, row by row.
fn sides(pair: &ReviewPair) -> Markup {
    let side = |account: &Account| {
        html! {
            article.side {
                h2 { a href={ "/report/" (account.report.id) "?mark=" (account.trigger.start) "-" (account.trigger.end) "#marked" } { bdi { (account.report.name()) } } }
                (sentences::quotation(&account.excerpt))
                (sentences::line(&account.report))
            }
        }
    };
    let dash = |words: String| if words.is_empty() { "—".to_owned() } else { words };
    let event = |a: &Account| format!("{}, told as {}", words::kind(a.kind), words::assertion(a.assertion));
    let rows = |a: &Account| {
        [event(a), a.when.clone(), a.place.clone(), dash(a.tolls().unwrap_or_default()), dash(a.alleged_responsible.join("; "))]
    };
    let incident = |id: Option<Sha>| html! { @match id { Some(id) => a href={ "/incident/" (id) } { (short(id)) }, None => "—" } };
    let names = ["Event", "When", "Where", "Toll", "Alleged responsible"];
    html! {
        div.sides.pair { (side(&pair.left)) (side(&pair.right)) }
        table.plain.compared {
            thead { tr { td {} th { bdi { (pair.left.report.name()) } } th { bdi { (pair.right.report.name()) } } } }
            tbody {
                @for ((name, left), right) in names.iter().zip(rows(&pair.left)).zip(rows(&pair.right)) {
                    tr { th scope="row" { (name) } td { bdi { (left) } } td { bdi { (right) } } }
                }
                tr { th scope="row" { "Now in incident" } td { (incident(pair.left_incident)) } td { (incident(pair.right_incident)) } }
            }
        }
    }
}

fn answers(frame: &Frame<'_>, pair: &ReviewPair, at: usize, total: usize) -> Markup {
    html! {
        form.answers method="post" action="/decide" {
            (no_default())
            (token(frame, &format!("/review?at={at}")))
            input type="hidden" name="left" value=(pair.left.mention.id);
            input type="hidden" name="right" value=(pair.right.mention.id);
            input type="hidden" name="at" value=(at);
            label.reason { "Why (may stay empty)" input type="text" name="reason" maxlength="2000"; }
            div.buttons {
                button name="judgement" value="same" accesskey="s" { "Same event" }
                button name="judgement" value="different" accesskey="d" { "Different event" }
                button name="judgement" value="unsure" accesskey="c" { "Can’t tell" }
                @if at + 1 < total { a href={ "/review?at=" (at + 1) } accesskey="n" { "Leave it, show the next" } }
                @if at > 0 { a href={ "/review?at=" (at - 1) } accesskey="p" { "Back to the one before" } }
            }
            p.keyboard {
                "Keys: " kbd { "S" } " same · " kbd { "D" } " different · " kbd { "C" } " can’t tell · " kbd { "N" } " next · " kbd { "P" } " before, "
                "with " kbd { "Alt" } " (Firefox " kbd { "Alt+Shift" } ", Mac " kbd { "Control+Option" } "). Every decision can be undone."
            }
        }
    }
}

/// A button that does nothing and comes first: the Enter key in the field for the reason decides nothing.
fn no_default() -> Markup {
    html! { button type="submit" disabled hidden tabindex="-1" { "Nothing" } }
}

/// The weight table, in bits: what speaks for one event and what against.
fn weights(weights: &serde_json::Value) -> Markup {
    use serde_json::Value as Json;
    let words = |row: &Json, key: &str| row.get(key).and_then(Json::as_str).unwrap_or_default().replace('_', " ");
    let bits = |value: Option<&Json>| match value.and_then(Json::as_i64) {
        Some(hundredths) => format!("{}{}.{:02}", if hundredths < 0 { "−" } else { "+" }, hundredths.abs() / 100, hundredths.abs() % 100),
        None => "—".to_owned(),
    };
    let rows = weights.get("fields").and_then(Json::as_array);
    html! {
        section {
            h2 { "Why it is not clear" }
            @match rows {
                Some(rows) => table.plain {
                    thead { tr { th { "Field" } th { "How far the two agree" } th { "Weight in bits: + for the same event, − against" } } }
                    tbody { @for row in rows { tr { td { (words(row, "field")) } td { bdi { (words(row, "level")) } } td { (bits(row.get("weight"))) } } } }
                    tfoot { tr { th scope="row" { "Together" } td {} td { (bits(weights.get("total"))) } } }
                },
                None => p.quiet { "No weights are kept for this pair." },
            }
        }
    }
}

/// The page on which one value of an incident is accepted, rejected or corrected, its words in view in their sentence.
#[must_use]
pub fn statement(frame: &Frame<'_>, file: &IncidentFile, statement: &FieldStatement, seen: Option<(&ReportFacts, Excerpt)>) -> Markup {
    let back = format!("/incident/{}#fields", file.record.id);
    let words_of = statement.span.as_ref().map(|span| span.text.as_str());
    let content = html! {
        p { a href=(back) { "Back to the incident" } }
        h1 { (words::field(statement.field)) ": " bdi { (words::value(statement.field, &statement.value, words_of)) } }
        @match &seen {
            Some((report, _)) => p { "Do these words of " bdi { (report.name()) } " say this?" },
            None => p { "Do the words say this?" },
        }
        @match (&statement.span, &seen) {
            (_, Some((_, excerpt))) => div.large { (sentences::quotation(excerpt)) },
            (Some(span), None) => div.large { blockquote dir="auto" { mark { (span.text) } } },
            (None, None) => p.quiet { "No words of a report." },
        }
        @if let Some((report, _)) = &seen {
            p.facts { a href={ "/report/" (report.id) @if let Some(span) = &statement.span { "?mark=" (span.start) "-" (span.end) "#marked" } } { "In the whole report" } }
            (sentences::line(report))
        }
        form.judgement method="post" action="/decide" {
            (no_default())
            (token(frame, &back))
            input type="hidden" name="incident" value=(file.record.id);
            input type="hidden" name="statement" value=(statement.statement);
            label.reason { "Why (may stay empty)" input type="text" name="reason" maxlength="2000"; }
            div.buttons {
                button name="judgement" value="accept" accesskey="a" formnovalidate { "Accept: the words say this" }
                button name="judgement" value="reject" accesskey="r" formnovalidate { "Reject: the words do not say this" }
            }
            fieldset {
                legend { "Or correct: the words mean" }
                (inputs(statement))
                button name="judgement" value="correct" accesskey="c" { "Correct to this" }
            }
            p.keyboard {
                "Keys: " kbd { "A" } " accept · " kbd { "R" } " reject · " kbd { "C" } " correct, with " kbd { "Alt" }
                " (Firefox " kbd { "Alt+Shift" } ", Mac " kbd { "Control+Option" } "). Nothing is overwritten, and every decision can be undone."
            }
        }
    };
    page(frame, words::field(statement.field), Place::Incidents, "", file.invented(), content)
}

/// Inputs of the type of the field, filled with the value as read.
fn inputs(statement: &FieldStatement) -> Markup {
    let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    html! {
        @match &statement.value {
            Value::Toll(toll) => {
                label { "At least" input type="number" min="0" name="min" value=(number(toll.min)); }
                label { "At most" input type="number" min="0" name="max" value=(number(toll.max)); }
                label { "Who" select name="who" { @for who in Who::ALL { option value=(who) selected[toll.who == *who] { (who) } } } }
            },
            Value::When(when) => label {
                "Day or days, as EDTF (2017-11-11, 2017-11-11?, 2017-11-10/2017-11-12)"
                input type="text" name="edtf" required pattern="[0-9X./?~%+:TZ\\-]{4,60}" value=(when.edtf.as_deref().unwrap_or_default());
            },
            Value::Place(place) => label {
                span { "Gazetteer entry, such as gn:170794 (see " code { "dateline gazetteer list" } ")" }
                input type="text" name="place" required pattern="[a-z_]+:.{1,80}" value=(place.id.as_deref().unwrap_or_default());
            },
            Value::Words(words) => {
                @match statement.field {
                    Field::Kind => label { "Kind" select name="words" {
                        @for kind in dateline_core::incident::Kind::ALL { option value=(kind) selected[kind.as_str() == words] { (words::kind(*kind)) } }
                    } },
                    Field::Assertion => label { "Told as" select name="words" {
                        @for told in dateline_core::incident::Assertion::ALL { option value=(told) selected[told.as_str() == words] { (words::assertion(*told)) } }
                    } },
                    _ => label { "Words or name" input type="text" name="words" required maxlength="300" dir="auto" value=(words); },
                }
            },
        }
        p.facts { "As read: " (quoted(statement.span.as_ref().map_or("", |span| span.text.as_str()))) }
    }
}
