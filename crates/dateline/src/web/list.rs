//! The first page: incidents as a list beside their map, narrowed by filters that the address holds.

use super::desk::Summary;
use super::filter::{Filter, Listing, PAGE};
use super::page::{Frame, Place, page};
use super::{map, outlines, words};
use dateline_core::incident::{Assertion, Kind};
use dateline_core::records::{GradeValue, IncidentRecord};
use maud::{Markup, html};

/// The page.
#[must_use]
pub fn show(frame: &Frame<'_>, filter: &Filter, listing: &Listing) -> Markup {
    let content = html! {
        @if frame.summary.reports == 0 {
            (empty())
        } @else {
            div.list-and-map {
                section.list aria-label="Incidents" {
                    (heading(filter, listing.total))
                    (form(filter, listing))
                    @if listing.total == 0 { (nothing(filter, frame.summary)) }
                    ol.incidents start=((filter.page.saturating_sub(1)) * PAGE + 1) { @for record in &listing.rows { (row(record)) } }
                    (pager(filter, listing.total))
                    @if listing.total > 0 { (exports(filter, listing.total)) }
                }
                (aside(filter, listing))
            }
        }
    };
    page(frame, "Incidents", Place::Incidents, &filter.text, listing.invented, content)
}

/// "12 incidents: air strikes, in Syria", each part with a link that takes it off.
fn heading(filter: &Filter, total: usize) -> Markup {
    let parts = filter.parts();
    html! {
        h1 { (words::many(total, "incident", "incidents")) }
        @if !parts.is_empty() {
            p.narrowed {
                @for (key, said) in &parts {
                    @let other = if *key == "from" { filter.without("from").without("to") } else { filter.without(key) };
                    span.part { (said) " " a href=(other.address("/")) aria-label={ "Take off: " (said) } title="Take off" { "×" } }
                }
                a href="/" { "Take all off" }
            }
        }
    }
}

fn form(filter: &Filter, listing: &Listing) -> Markup {
    let chosen = |is: bool| is;
    html! {
        details.filters {
            summary { "Narrow the list" }
            form method="get" action="/" {
                @if !filter.text.is_empty() { input type="hidden" name="q" value=(filter.text); }
                label { "Kind" select name="kind" {
                    option value="" { "any" }
                    @for kind in Kind::ALL { option value=(kind) selected[chosen(filter.kind == Some(*kind))] { (words::kinds(*kind)) } }
                } }
                label { "Told as" select name="assertion" {
                    option value="" { "any" }
                    @for told in Assertion::ALL { option value=(told) selected[chosen(filter.assertion == Some(*told))] { (words::assertion(*told)) } }
                } }
                label { "Country" select name="country" {
                    option value="" { "any" }
                    @for (code, count) in &listing.countries {
                        option value=(code) selected[chosen(filter.country.as_ref() == Some(code))] { (outlines::country_name(code)) " (" (count) ")" }
                    }
                } }
                @if !listing.divisions.is_empty() || filter.admin1.is_some() {
                    label { "Province" select name="admin1" {
                        option value="" { "any" }
                        @for (name, count) in &listing.divisions {
                            option value=(name) selected[chosen(filter.admin1.as_ref() == Some(name))] { (name) " (" (count) ")" }
                        }
                    } }
                }
                label { "From" input type="date" name="from" value=(filter.from.as_deref().unwrap_or_default()); }
                label { "To" input type="date" name="to" value=(filter.to.as_deref().unwrap_or_default()); }
                label { "Killed, at least" input type="number" min="1" name="killed" value=(filter.killed.map(|n| n.to_string()).unwrap_or_default()); }
                label { "Origins, at least" input type="number" min="1" name="origins" value=(filter.origins.map(|n| n.to_string()).unwrap_or_default()); }
                label { "Grade" select name="grade" {
                    option value="" { "any" }
                    @for grade in GradeValue::ALL { option value=(grade) selected[chosen(filter.grade == Some(*grade))] { (words::grade(*grade)) } }
                } }
                button { "Show these" }
            }
        }
    }
}

fn row(record: &IncidentRecord) -> Markup {
    let href = format!("/incident/{}", record.id);
    let denied = record.assertions().contains(&Assertion::Denied) && record.assertions().len() > 1;
    html! {
        li {
            a.title href=(href) { bdi { (words::title(record)) } }
            p.tolls { (words::tolls(&record.toll)) @if denied { " · also denied" } }
            p.facts {
                span.grade { (words::grade(record.grade.value)) }
                " · " (words::origins(&record.origins))
                " · " (words::many(record.reports.len(), "report", "reports"))
                @if let Some(names) = roots(record) { " · from " bdi { (names) } }
            }
        }
    }
}

/// The first origins by name.
fn roots(record: &IncidentRecord) -> Option<String> {
    let names: Vec<&str> = record.origins.roots.iter().map(|root| root.name.as_str()).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        [one, two] => Some(format!("{one} and {two}")),
        [one, two, rest @ ..] => Some(format!("{one}, {two} and {} more", rest.len())),
    }
}

fn pager(filter: &Filter, total: usize) -> Markup {
    let last = total.div_ceil(PAGE).max(1);
    let to = |page: usize| Filter { page, ..filter.clone() }.address("/");
    html! {
        @if last > 1 {
            nav.pager aria-label="Pages of the list" {
                @if filter.page > 1 { a rel="prev" href=(to(filter.page - 1)) { "Earlier page" } }
                span { "Page " (filter.page) " of " (last) }
                @if filter.page < last { a rel="next" href=(to(filter.page + 1)) { "Next page" } }
            }
        }
    }
}

fn exports(filter: &Filter, total: usize) -> Markup {
    let all = Filter { page: 1, ..filter.clone() };
    html! {
        p.exports {
            "Take " (if total == 1 { "it".to_owned() } else { format!("all {}", words::number(total as u64)) }) " with you: "
            a href=(all.address("/export/incidents.csv")) { "CSV" } " · "
            a href=(all.address("/export/incidents.geojson")) { "GeoJSON" } " · "
            a href=(all.address("/export/incidents.json")) { "JSON" }
        }
    }
}

fn aside(filter: &Filter, listing: &Listing) -> Markup {
    html! {
        aside.map-side aria-label="Map" {
            input.fold type="checkbox" id="show-map" aria-label="Show the map";
            label.fold for="show-map" aria-hidden="true" { "Map" }
            div.folded {
                (map::of_list(&listing.spots, filter))
                p.legend {
                    span.key-dot {} " a place named by the reports   "
                    span.key-patch {} " somewhere in that province, no finer"
                }
                (not_placed(listing))
            }
        }
    }
}

/// What can't be drawn, named beside the map.
fn not_placed(listing: &Listing) -> Markup {
    let unplaced: Vec<&IncidentRecord> = listing.rows.iter().filter(|r| !listing.spots.iter().any(|spot| spot.incident == r.id)).collect();
    html! {
            @if listing.unplaced > 0 {
                section.unplaced {
                    h2 { (words::many(listing.unplaced, "incident", "incidents")) " not on the map" }
                    p { "Their place is not resolved, or no finer than a country." }
                    @let line = |record: &IncidentRecord| html! { li { a href={ "/incident/" (record.id) } { bdi { (words::title(record)) } } } };
                    ul { @for record in unplaced.iter().take(5) { (line(record)) } }
                    @if unplaced.len() > 5 {
                        details {
                            summary { (words::many(unplaced.len() - 5, "more", "more")) " on this page of the list" }
                            ul { @for record in unplaced.iter().skip(5) { (line(record)) } }
                        }
                    }
                }
            }
    }
}

fn nothing(filter: &Filter, summary: &Summary) -> Markup {
    html! {
        div.notice {
            @if filter.parts().is_empty() {
                p { "The ledger holds " (words::many(summary.reports, "report", "reports")) ", and none of them tells of an incident." }
                p { "Read more with " code { "dateline run INPUT… --store DIR" } ", then load this page again." }
            } @else {
                p { "No incident fits. Take a part off above, or " a href="/" { "show all " (words::number(summary.incidents as u64)) } "." }
            }
        }
    }
}

fn empty() -> Markup {
    html! {
        div.notice {
            h1 { "The ledger is empty" }
            p { "Read reports into it, then load this page again:" }
            pre { code { "dateline run INPUT… --store DIR" } }
            p { "or look at invented samples first:" }
            pre { code { "dateline demo" } }
        }
    }
}
