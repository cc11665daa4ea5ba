//! What every page shares: header, banner, footer, forms with their token, and pages that say what went wrong.

use super::desk::{DeskError, Summary};
use super::words;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use dateline_core::sha::Sha;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What a page needs to know beside its own content.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// What the ledger holds.
    pub summary: &'a Summary,
    /// Token that forms carry.
    pub token: &'a str,
    /// Name that decisions are made under.
    pub analyst: &'a str,
}

/// Where in the page the reader is, for the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The list and what it leads to.
    Incidents,
    /// The queue.
    Review,
    /// All decisions.
    Decisions,
    /// About the ledger.
    About,
}

/// A whole page.
#[must_use]
pub fn page(frame: &Frame<'_>, title: &str, place: Place, search: &str, invented: bool, content: Markup) -> Markup {
    let current = |of: Place| (of == place).then_some("page");
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – Dateline" }
                link rel="stylesheet" href=(super::assets::STYLE_ADDRESS.as_str());
            }
            body {
                a.skip href="#content" { "Go to the content" }
                header {
                    a.name href="/" { "Dateline" }
                    form.search role="search" action="/" method="get" {
                        input type="search" name="q" value=(search) aria-label="Search incidents" placeholder="Search places, outlets, words";
                        button { "Search" }
                    }
                    nav aria-label="Pages" {
                        a href="/" aria-current=[current(Place::Incidents)] { "Incidents" }
                        a href="/review" aria-current=[current(Place::Review)] {
                            "Review" @if frame.summary.waiting > 0 { " (" (words::number(frame.summary.waiting as u64)) ")" }
                        }
                        a href="/decisions" aria-current=[current(Place::Decisions)] { "Decisions" }
                        a href="/about" aria-current=[current(Place::About)] { "About" }
                    }
                }
                @if invented {
                    section.banner aria-label="Notice" {
                        strong { "Invented material. " }
                        "Outlets, persons and events on this page are made up, also where place names are real."
                    }
                }
                main id="content" tabindex="-1" { (content) }
                footer {
                    p { "The ledger says who said what. It does not say who is right." }
                    p { a href="/about#checkpoint" { "Checkpoint" } " of " (words::number(frame.summary.entries)) " log entries" }
                }
            }
        }
    }
}

/// Hidden fields that every form carries.
#[must_use]
pub fn token(frame: &Frame<'_>, back: &str) -> Markup {
    html! {
        input type="hidden" name="token" value=(frame.token);
        input type="hidden" name="back" value=(back);
    }
}

/// The form that undoes a decision.
#[must_use]
pub fn undo(frame: &Frame<'_>, decision: Sha, back: &str) -> Markup {
    html! {
        form.inline method="post" action="/undo" {
            (token(frame, back))
            input type="hidden" name="decision" value=(decision);
            button { "Undo this decision" }
        }
    }
}

/// Words of a report: in the serif, in their own direction, isolated from the line around them.
#[must_use]
pub fn quoted(words: &str) -> Markup {
    html! { q dir="auto" { (words) } }
}

/// The first digits of an id, with the whole of it for whoever points at it.
#[must_use]
pub fn short(id: Sha) -> Markup {
    let whole = id.to_string();
    html! { code title=(whole) { (whole.get(..12).unwrap_or(&whole)) } }
}

/// A time element, its words for people.
#[must_use]
pub fn moment(iso: &str) -> Markup {
    html! { time datetime=(iso) { (words::moment(iso)) } }
}

/// An answer that is a page.
#[must_use]
pub fn answer(status: StatusCode, page: Markup) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], PreEscaped(page.into_string()).into_string()).into_response()
}

/// A page that says what happened, what was kept, and what to do.
#[must_use]
pub fn failed(frame: &Frame<'_>, status: StatusCode, heading: &str, error: &DeskError) -> Response {
    let content = html! {
        div.notice {
            h1 { (heading) }
            p { (error.happened) }
            p { (error.kept) }
            p { (error.next) }
            p { a href="/" { "Back to the incidents" } }
        }
    };
    answer(status, page(frame, heading, Place::Incidents, "", false, content))
}

/// The page of an id that stands for nothing, or for several.
#[must_use]
pub fn not_one(frame: &Frame<'_>, what: &str, path: &str, id: &str, several: &[Sha]) -> Response {
    let content = html! {
        div.notice {
            @if several.is_empty() {
                h1 { "No such " (what) }
                p { "No " (what) " has an id that begins with “" (words::shorten(id, 70)) "”." }
                @if what == "incident" {
                    p {
                        "Incidents are worked out from reports and decisions: when either changes, reports can group anew under another id. "
                        "Nothing is lost: the reports and decisions are kept."
                    }
                }
                p { "Search for its place or outlet above, or see " a href="/decisions" { "what was decided" } "." }
            } @else {
                h1 { "Several begin so" }
                p { "Give more digits of the id, or choose:" }
                ul { @for id in several { li { a href={ "/" (path) "/" (id) } { (id) } } } }
            }
        }
    };
    let status = if several.is_empty() { StatusCode::NOT_FOUND } else { StatusCode::MULTIPLE_CHOICES };
    answer(status, page(frame, &format!("No such {what}"), Place::Incidents, "", false, content))
}
