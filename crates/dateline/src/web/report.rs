//! The page of a report: its text with every layer over the exact words, where it came from, and what was left out.

use super::desk::{ReportFacts, ReportFile};
use super::highlight;
use super::page::{Frame, Place, moment, page, quoted, short};
use super::words;
use dateline_core::claim::{Claim, Stance};
use dateline_core::records::{EdgeKind, Evidence, Status};
use dateline_core::reference::Reference;
use dateline_core::report::{CreditRole, ParagraphKind};
use dateline_core::sha::Sha;
use dateline_core::stated::{self, Source, StatedField};
use dateline_core::text::Quoted;
use maud::{Markup, html};

/// The page. `marked` are characters of the text, in code points, that the address points at.
#[must_use]
pub fn show(frame: &Frame<'_>, file: &ReportFile, invented: bool, marked: Option<(u32, u32)>) -> Markup {
    let report = &file.reading.report;
    let facts = ReportFacts::of(&file.reading, invented);
    let title = report.title.clone().unwrap_or_else(|| facts.name().to_owned());
    let language = report.language.clone().unwrap_or_else(|| "und".to_owned());
    let content = html! {
        @if !report.paragraphs.iter().any(|p| p.kind == ParagraphKind::Title) { h1 { "Report of " bdi { (facts.name()) } } }
        div.report-page {
            article.report lang=(language) { (text(file, marked)) }
            aside.report-side aria-label="About this report" {
                (source(file, &facts))
                (stated(file))
                (incidents(file))
                (problems(file))
                (legend(file))
                (claims(file))
                (figures(file))
                (lineage(file))
                (references(&file.references))
                (dropped(file))
            }
        }
    };
    page(frame, &title, Place::Incidents, "", invented, content)
}

fn text(file: &ReportFile, marked: Option<(u32, u32)>) -> Markup {
    html! {
        @if file.reading.report.text.trim().is_empty() {
            div.notice {
                p { "No text could be read out of this document." }
                p { "The original is kept; what went wrong stands beside." }
            }
        } @else { (highlight::text(&file.reading, marked, &file.pages)) }
    }
}

fn source(file: &ReportFile, facts: &ReportFacts) -> Markup {
    let report = &file.reading.report;
    html! {
        section.source {
            h2 { bdi { (facts.name()) } }
            dl {
                @if let Some(published) = &report.published { dt { "Published" } dd { (moment(published)) } }
                @if let Some(modified) = &report.modified { dt { "Changed" } dd { (moment(modified)) } }
                @if !report.authors.is_empty() { dt { "By" } dd { bdi { (report.authors.join(", ")) } } }
                @if !report.translators.is_empty() { dt { "Translated by" } dd { bdi { (report.translators.join(", ")) } } }
                @for credit in &report.credits {
                    dt { (match credit.role { CreditRole::Source => "Credits", CreditRole::Agency => "Agency", CreditRole::Via => "Via" }) }
                    dd { bdi { (credit.name) } " " (quoted(&words::shorten(&credit.span.text, 90))) }
                }
                @if let Some(dateline) = &report.dateline { dt { "Dateline" } dd { (quoted(&dateline.span.text)) } }
                @if let Some(language) = &report.language { dt { "Language" } dd { (language) } }
                @if let Some(form) = report.form { dt { "Form" } dd { (form.as_str().replace('_', " ")) } }
                // An address is shown, never linked: a click would tell the site that somebody reads here.
                @if let Some(url) = &report.url { dt { "Address" } dd.address { (url) } }
                @if let Some(canonical) = report.canonical_url.as_ref().filter(|c| Some(*c) != report.url.as_ref()) {
                    dt { "Calls itself" } dd.address { (canonical) }
                }
                @if let Some(archive) = &report.archive {
                    dt { "Kept by" }
                    dd { (archive.service) @if let Some(captured) = &archive.captured { ", " (moment(captured)) } }
                }
                dt { "Came in as" } dd.address { (report.input.id) }
                dt { "Original" }
                dd {
                    (report.capture.media_type) @if let Some(charset) = &report.capture.charset { ", " (charset) }
                    @match file.original {
                        Some(bytes) => { ", " (words::number(bytes)) " bytes · " a href={ "/report/" (report.id) "/original" } download { "Download" } },
                        None => ", no longer kept",
                    }
                }
                dt { "SHA-256" } dd { code.address { (report.capture.sha256) } }
            }
            p.facts { "The original is given as a file and never shown here: it may be hostile." }
            @if file.record.edition_of.is_some() || !file.editions.is_empty() {
                p { "Other captures of this address: " @for id in &file.editions { a href={ "/report/" (id) } { (short(*id)) } " " } }
            }
        }
    }
}

/// Where the page contradicts itself: the value that was chosen, and every other with where it stands.
fn stated(file: &ReportFile) -> Markup {
    let conflicts = stated::conflicts(&file.stated);
    let named = |field: StatedField, chosen: bool| {
        let mut seen: Vec<(&str, Source)> = Vec::new();
        for stated in file.stated.iter().filter(|stated| stated.field == field && stated.chosen == chosen) {
            if !seen.iter().any(|(value, _)| *value == stated.value) {
                seen.push((&stated.value, stated.from));
            }
        }
        seen
    };
    let list = |values: Vec<(&str, Source)>| {
        html! {
            @for (n, (value, from)) in values.into_iter().enumerate() {
                @if n > 0 { ", " }
                bdi { (words::shorten(value, 120)) } span.quiet { " (" (from.label()) ")" }
            }
        }
    };
    html! {
        @if !conflicts.is_empty() {
            section.stated {
                h2 { "Where the page contradicts itself" }
                dl {
                    @for field in conflicts {
                        dt { (label(field)) }
                        dd {
                            @let (chosen, others) = (named(field, true), named(field, false));
                            @if chosen.is_empty() { "The page says " (list(others)) }
                            @else {
                                (list(chosen))
                                @if !others.is_empty() { "; the page also says " (list(others)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn label(field: StatedField) -> &'static str {
    match field {
        StatedField::Title => "Title",
        StatedField::Author => "By",
        StatedField::Outlet => "Outlet",
        StatedField::Published => "Published",
        StatedField::Modified => "Changed",
        StatedField::Language => "Language",
        StatedField::CanonicalUrl => "Calls itself",
        StatedField::Section => "Section",
    }
}

fn incidents(file: &ReportFile) -> Markup {
    html! {
        section {
            h2 { "Incidents it tells of" }
            @if file.incidents.is_empty() { p.quiet { "None was read out of it." } }
            ul { @for (_, id, title) in &file.incidents { li { a href={ "/incident/" (id) } { bdi { (title) } } } } }
        }
    }
}

fn problems(file: &ReportFile) -> Markup {
    let problems = if file.reading.problems.is_empty() { &file.record.problems } else { &file.reading.problems };
    html! {
        @if !problems.is_empty() {
            section.problems {
                h2 { "Problems" }
                ul { @for problem in problems { li { (problem.message) span.quiet { " (" (problem.stage) ")" } } } }
            }
        }
    }
}

fn legend(file: &ReportFile) -> Markup {
    let styles = highlight::speakers(&file.reading);
    html! {
        section {
            h2 { "In the text" }
            p.keys { span.toll { "number of people" } " " span.time { "time" } " " span.place { "place" } " " span.trigger { "event" } " " span.hedge { "distance" } }
            @if !styles.is_empty() {
                ul.speakers { @for (name, style) in &styles { li { span class={ "says says-" (style) } { bdi { (name) } } } } }
            }
        }
    }
}

fn claims(file: &ReportFile) -> Markup {
    let all = &file.reading.claims;
    html! {
        @if !all.is_empty() {
            section {
                h2 { (words::many(all.len(), "claim", "claims")) }
                ol.claims { @for (index, claim) in all.iter().enumerate() { (claim_item(index, claim)) } }
            }
        }
    }
}

fn claim_item(index: usize, claim: &Claim<Quoted>) -> Markup {
    let speaker = claim.speaker.as_ref().map_or("Speaker not named", |speaker| &speaker.name);
    html! {
        li id={ "claim-" (index) } {
            p {
                strong { bdi { (speaker) } }
                @match &claim.cue {
                    // The report's own reporting words say it best; what they come to stands beside them where it is more than saying.
                    Some(cue) if claim.stance == Stance::Asserts && !claim.attitude => { " · " (quoted(&cue.text)) }
                    Some(cue) => { " " (words::stance(claim.stance, claim.attitude)) " · " (quoted(&cue.text)) }
                    None => { " " (words::stance(claim.stance, claim.attitude)) }
                }
                @if let Some(via) = &claim.via { ", through " (quoted(&via.text)) }
                @if !claim.addressees.is_empty() { ", to " @for (at, to) in claim.addressees.iter().enumerate() { @if at > 0 { " and " } (quoted(&to.text)) } }
                @if let Some(parent) = claim.parent { span.quiet { " (inside claim " a href={ "#claim-" (parent) } { (parent + 1) } ")" } }
            }
            @for content in &claim.content { blockquote dir="auto" { a.quote href={ "#at-claim-" (index) } { (words::shorten(&content.text, 240)) } } }
            @if !claim.hedges.is_empty() { p.facts { "Distancing: " @for hedge in &claim.hedges { (quoted(&hedge.text)) " " } } }
        }
    }
}

fn figures(file: &ReportFile) -> Markup {
    let reading = &file.reading;
    html! {
        @if !reading.counts.is_empty() {
            section {
                h2 { "Numbers of people" }
                table.plain { @for count in &reading.counts {
                    tr {
                        td { (quoted(&count.span.text)) }
                        td { (words::toll(count.outcome, count.who, count.min, count.max)) }
                        td.quiet { (match count.scope {
                            dateline_core::toll::Scope::Total => "",
                            dateline_core::toll::Scope::Subset => "part of another",
                            dateline_core::toll::Scope::Cumulative => "over a period",
                        }) }
                    }
                } }
            }
        }
        @if !reading.times.is_empty() {
            section {
                h2 { "Times" }
                table.plain { @for time in &reading.times {
                    tr { td { (quoted(&time.span.text)) } td { (words::days(time.from.as_deref(), time.to.as_deref())) } td.quiet { (anchor(time.anchor)) } }
                } }
            }
        }
        @if !reading.places.is_empty() {
            section {
                h2 { "Places" }
                table.plain { @for place in &reading.places {
                    tr {
                        td { (quoted(&place.span.text)) }
                        td { (words::place(place.name.as_deref(), place.admin1.as_deref(), place.country.as_deref(), place.precision, false, None)) }
                        td.quiet { (place.usage.as_str()) }
                    }
                } }
            }
        }
    }
}

fn anchor(anchor: dateline_core::time::Anchor) -> &'static str {
    use dateline_core::time::Anchor;
    match anchor {
        Anchor::None => "",
        Anchor::Published => "from the day of publication",
        Anchor::Dateline => "from the dateline",
        Anchor::Lineage => "from an earlier report",
        Anchor::Republication => "from the day of republication",
    }
}

fn lineage(file: &ReportFile) -> Markup {
    let own = file.record.id;
    let name = |id: &Sha| file.reports.get(id).map_or("a report", |facts| facts.name()).to_owned();
    html! {
        @if !file.edges.is_empty() {
            section {
                h2 { "Where its words are from, and where they went" }
                ul { @for edge in &file.edges {
                    li {
                        @if edge.from.report == own {
                            "From "
                            @match (&edge.to.report, &edge.to.name) {
                                (Some(id), _) => a href={ "/report/" (id) } { bdi { (name(id)) } },
                                (None, Some(name)) => { bdi { (name) } " (named, not held)" },
                                (None, None) => "an origin not known",
                            }
                        } @else { "To " a href={ "/report/" (edge.from.report) } { bdi { (name(&edge.from.report)) } } }
                        ": " (words::edge(edge.kind))
                        @if edge.status == Status::Inferred { ", inferred with score " (edge.score.value()) }
                        @if edge.kind == EdgeKind::Translation && edge.evidence.iter().any(|pair| pair.to.is_some()) {
                            (side_by_side(&edge.evidence))
                        } @else if let Some(evidence) = edge.evidence.first() { ", " (quoted(&words::shorten(&evidence.from.text, 120))) }
                    }
                } }
            }
        }
    }
}

/// Addresses of other pages, shown and never linked: a click would tell the site that somebody reads here.
fn references(named: &[Reference<Quoted>]) -> Markup {
    html! {
        @if !named.is_empty() {
            section.references {
                h2 { "Other pages that it names" }
                ul { @for reference in named {
                    li {
                        span.address { (reference.address) } ": " (reference.relation.label()) span.quiet { " (" (reference.from.label()) ")" }
                        @if let Some(words) = &reference.span { ", " (quoted(&words::shorten(&words.text, 120))) }
                    }
                } }
            }
        }
    }
}

/// Words of a translation beside those of its original, in their order: the whole evidence, for a reader who knows only one language.
fn side_by_side(evidence: &[Evidence]) -> Markup {
    let pairs = evidence.iter().filter_map(|pair| Some((&pair.from.text, &pair.to.as_ref()?.text)));
    html! {
        details {
            summary { "by what both have in one order" }
            ul { @for (from, to) in pairs { li { (quoted(&words::shorten(from, 60))) " – " (quoted(&words::shorten(to, 60))) } } }
        }
    }
}

fn dropped(file: &ReportFile) -> Markup {
    let dropped = &file.reading.report.dropped;
    html! {
        @if !dropped.is_empty() {
            section {
                details {
                    summary { (words::many(dropped.len(), "block", "blocks")) " left out of the reading" }
                    ul { @for block in dropped { li { span.quiet { (block.reason.as_str()) ": " } (quoted(&words::shorten(&block.text, 300))) } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::records::ReportSpan;
    use dateline_core::reference::Relation;

    #[test]
    fn addresses_are_shown_and_never_linked() {
        let words = Quoted { start: 0, end: 5, text: "here & <now>".to_owned() };
        let address = "https://h.example/a?b=1&c=\"x\"".to_owned();
        let named = Reference { relation: Relation::Source, from: Source::Visible, address, name: None, span: Some(words) };
        let shown = references(&[named]).into_string();
        assert!(shown.contains("https://h.example/a?b=1&amp;c=&quot;x&quot;") && shown.contains("its source"), "{shown}");
        assert!(shown.contains("here &amp; &lt;now&gt;") && !shown.contains("href"), "{shown}");
        assert_eq!(references(&[]).into_string(), "");
    }

    #[test]
    fn a_translations_words_stand_beside_those_of_its_original() {
        let span = |text: &str| ReportSpan::new(Sha::of(text.as_bytes()), Quoted { start: 0, end: 5, text: text.to_owned() });
        let evidence = [Evidence { from: span("Жонас <b>"), to: Some(span("Jonas")) }, Evidence { from: span("alone"), to: None }];
        let shown = side_by_side(&evidence).into_string();
        assert!(shown.contains("Жонас &lt;b&gt;</q> – <q dir=\"auto\">Jonas"), "{shown}");
        assert!(!shown.contains("alone"), "a word without its counterpart is none of the pairs: {shown}");
    }
}
