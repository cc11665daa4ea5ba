//! One sentence per account, each with its speaker: who says that it happened, and who denies or doubts it.

use super::account::{Account, Excerpt, Voice};
use super::desk::ReportFacts;
use super::words;
use dateline_core::claim::Stance;
use dateline_core::incident::{About, Assertion};
use dateline_core::records::LineageEdge;
use maud::{Markup, html};

/// Accounts of one side that stand open; the rest is folded.
const OPEN: usize = 6;

/// The accounts of an incident: those that say it happened beside those that deny or doubt it, equal in weight; reports
/// that take over another one's account folded below their side.
#[must_use]
pub fn show(accounts: &[Account], edges: &[LineageEdge]) -> Markup {
    let repeats = |a: &Account| {
        use dateline_core::records::EdgeKind as E;
        let takes = |e: &LineageEdge| matches!(e.kind, E::Copy | E::Excerpt | E::Rewrite | E::Translation | E::Edition);
        let held = |e: &LineageEdge| e.to.report.is_some_and(|to| accounts.iter().any(|other| other.report.id == to));
        edges.iter().any(|e| e.from.report == a.report.id && takes(e) && held(e))
    };
    let mut ordered: Vec<&Account> = accounts.iter().collect();
    ordered.sort_by_key(|a| (repeats(a), a.report.published.clone().unwrap_or_else(|| "9999".to_owned()), a.mention.id));
    let says: Vec<(Markup, bool)> = ordered.iter().filter_map(|a| said(a).map(|s| (s, repeats(a)))).collect();
    let against: Vec<(Markup, bool)> = ordered.iter().flat_map(|a| denied(a).into_iter().map(|s| (s, repeats(a)))).collect();
    // In one column the first account stands first, then the denials, then the rest; in two they stand side by side.
    let (first, rest) = says.split_at(says.len().min(1));
    html! {
        section.accounts aria-label="Accounts" {
            div class=(if against.is_empty() { "sides one" } else { "sides" }) {
                div.says-first { h2 { "Who says so" } (side(first, OPEN)) @if says.is_empty() { p.quiet { "No report held says that it happened." } } }
                @if !against.is_empty() { div.says-against id="denials" { h2 { "Who denies or doubts it" } (side(&against, OPEN)) } }
                div.says-more { (side(rest, OPEN - 1)) }
            }
        }
    }
}

/// Who denies or doubts it, in a line that stands at the top.
#[must_use]
pub fn denials(accounts: &[Account]) -> Option<Markup> {
    let mut names: Vec<&str> = Vec::new();
    for account in accounts {
        for name in account.deniers() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    (!names.is_empty())
        .then(|| html! { p.denied { "Denied or doubted by " bdi { (listed(&names)) } " – " a href="#denials" { "in these words" } } })
}

/// Accounts of one side: those of their own open as far as there is room, the rest folded.
fn side(sentences: &[(Markup, bool)], room: usize) -> Markup {
    let first = sentences.iter().filter(|(_, repeats)| !repeats).count().min(room).max(usize::from(sentences.len() == 1));
    html! {
        @for (sentence, _) in &sentences[..first] { (sentence) }
        @if sentences.len() > first {
            details {
                summary { (words::many(sentences.len() - first, "more account", "more accounts")) }
                @for (sentence, _) in &sentences[first..] { (sentence) }
            }
        }
    }
}

fn in_favour(voice: &Voice) -> bool {
    !matches!(voice.stance, Stance::Denies | Stance::Doubts | Stance::Asks | Stance::Demands)
}

fn opposed(voice: &Voice) -> bool {
    matches!(voice.stance, Stance::Denies | Stance::Doubts)
}

/// Names of speakers, each once, in their order.
fn names<'a>(voices: impl Iterator<Item = &'a Voice>) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for voice in voices {
        let name = voice.speaker.as_deref().or(voice.via.as_deref()).unwrap_or("a speaker that it does not name");
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// "Global Lantern, citing the ministry, reported an attack: somewhere in …".
fn said(account: &Account) -> Option<Markup> {
    if account.denies() {
        return None;
    }
    let speakers = names(account.voices.iter().filter(|v| in_favour(v) && v.about == About::Event));
    let speakers = if speakers.is_empty() { names(account.voices.iter().filter(|v| in_favour(v))) } else { speakers };
    let outlet = account.report.name();
    let own = speakers.is_empty() || speakers == [outlet];
    let told = match account.assertion {
        Assertion::Asserted => "reported",
        Assertion::Attempted => "reported an attempt:",
        Assertion::Threatened => "reported a threat:",
        Assertion::Planned => "reported a plan:",
        Assertion::Hypothetical => "spoke of a possibility:",
        Assertion::Pattern => "reported as recurring:",
        Assertion::Background => "recalled",
        Assertion::Denied => "reported a denial of",
    };
    Some(html! {
        article.account {
            p.sentence {
                (outlet_link(account))
                @if own { ", in its own voice, " } @else { ", citing " bdi { (listed(&speakers)) } ", " }
                (told) " " (words::a_kind(account.kind)) ": " bdi { (account.place) } "; " (account.when)
                "; " (account.tolls().unwrap_or_else(|| "no figures".to_owned()))
                @if !account.alleged_responsible.is_empty() {
                    "; alleged responsible: " bdi { (account.alleged_responsible.join("; ")) }
                }
                "."
            }
            (quotation(&account.excerpt))
            (line(&account.report))
        }
    })
}

/// One sentence per speaker that denies or doubts; the outlet's own where the mention is told as denied.
fn denied(account: &Account) -> Vec<Markup> {
    let outlet = account.report.name();
    let mut out = Vec::new();
    let against: Vec<&Voice> = account.voices.iter().filter(|v| opposed(v)).collect();
    let mut shown: Vec<(&str, Stance)> = Vec::new();
    for voice in against {
        let name = voice.speaker.as_deref().or(voice.via.as_deref()).unwrap_or("a speaker that it does not name");
        if shown.contains(&(name, voice.stance)) {
            continue;
        }
        shown.push((name, voice.stance));
        out.push(html! {
            article.account {
                p.sentence {
                    @if name == outlet { (outlet_link(account)) " " (words::stance(voice.stance, voice.attitude)) }
                    @else {
                        (outlet_link(account)) " reported that " bdi { (name) } " " (words::stance(voice.stance, voice.attitude))
                    }
                    " " (about(voice.about)) ":"
                }
                @if voice.words.is_empty() { (quotation(&account.excerpt)) } @else {
                    blockquote dir="auto" { (words::shorten(&voice.words, 420)) }
                }
                (line(&account.report))
            }
        });
    }
    if out.is_empty() && account.assertion == Assertion::Denied {
        out.push(html! {
            article.account {
                p.sentence { (outlet_link(account)) ", in its own voice, told of " (words::a_kind(account.kind)) " as not having happened." }
                (quotation(&account.excerpt))
                (line(&account.report))
            }
        });
    }
    out
}

fn about(about: About) -> &'static str {
    match about {
        About::Event => "that it happened",
        About::Responsible => "the alleged responsibility",
        About::Toll => "the toll",
        About::Time => "the time",
        About::Place => "the place",
    }
}

fn outlet_link(account: &Account) -> Markup {
    html! { a href={ "/report/" (account.report.id) "?mark=" (account.trigger.start) "-" (account.trigger.end) "#marked" } { bdi { (account.report.name()) } } }
}

/// An excerpt, the words meant marked.
#[must_use]
pub fn quotation(excerpt: &Excerpt) -> Markup {
    html! { blockquote dir="auto" { (excerpt.before) mark { (excerpt.words) } (excerpt.after) } }
}

/// Title and day of the report, below its words.
#[must_use]
pub fn line(report: &ReportFacts) -> Markup {
    html! {
        p.facts {
            @match &report.title {
                Some(title) => cite dir="auto" { (words::shorten(title, 110)) },
                None => "Untitled",
            }
            @if let Some(published) = &report.published { " · " (words::moment(published)) }
            @if let Some(archive) = &report.archive { " · as kept by " (archive.service) }
        }
    }
}
