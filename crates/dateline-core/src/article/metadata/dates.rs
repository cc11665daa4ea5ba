//! When a page was published and changed.
//!
//! In this order, the first that states a day: whoever handed the page in; the markup's fields; elements of the page
//! with a property made for it; the day in the address; `time` elements and classes about the headline; the lines about
//! the headline; elements and lines of the text that say "published". A day of change is never taken for one of
//! publication, a copyright line never for either; nothing is filled in.

use super::words::DayCue;
use super::{Page, Zone};
use crate::article::address;
use crate::article::html::{Marked, Plainness};
use crate::article::rules::Rules;
use crate::report::Report;
use crate::stated::{Source, StatedField, could_be, instant, push};
use std::ops::RangeInclusive;

/// A day or time that the page states.
#[derive(Debug, Clone)]
struct Candidate {
    value: String,
    words: String,
    from: Source,
    trust: Trust,
}

/// How surely a candidate is the day of the page itself, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    Field,
    Property,
    Address,
    /// An element about the headline, a line there, and a line that says "published".
    Element,
    Class,
    Line,
    /// Below: an element or a line that says what day it is.
    Below,
    /// Elements anywhere, where all agree.
    Anywhere,
}

/// Years that a page's day can lie in.
const YEARS: RangeInclusive<i16> = 1990..=2100;

/// Longest line about the headline, in characters, and most words beside its day.
const LONGEST: usize = 160;
const MOST_WORDS: usize = 12;

/// Reads both days into the report, and lists what the page states.
pub(in crate::article) fn read(page: &Page<'_>, rules: &Rules, report: &mut Report) {
    let seen = Seen { page, rules, american: is_american(page, report), captured: captured(report) };
    let (mut published, mut modified) = (Vec::new(), Vec::new());
    seen.fields(&mut published, &mut modified);
    if let Some((value, words)) = report.url.as_deref().and_then(|url| address_day(url, rules)) {
        seen.add(&mut published, Candidate { value, words, from: Source::Address, trust: Trust::Address });
    }
    seen.elements(&mut published, &mut modified);
    seen.ends_of_heads(&mut published);
    seen.lines(&mut published, &mut modified);
    published.sort_by_key(|candidate| candidate.trust);
    modified.sort_by_key(|candidate| candidate.trust);
    seen.agree(&mut published, &mut modified);
    if let Some(given) = &report.published {
        push(&mut report.stated, StatedField::Published, Source::Given, given, given);
    }
    for (field, list) in [(StatedField::Published, &published), (StatedField::Modified, &modified)] {
        list.iter().filter(|c| c.trust < Trust::Anywhere).for_each(|c| push(&mut report.stated, field, c.from, &c.value, &c.words));
    }
    report.published = report.published.take().or_else(|| choose(&published));
    report.modified = choose(&modified);
}

/// The first candidate. A `meta` element's day gives way to the one day that readers see about the headline; a time in UTC
/// to the same instant in the page's own zone, and to the day that address and page both print.
fn choose(candidates: &[Candidate]) -> Option<String> {
    let day = |c: &Candidate| c.value.get(..10).unwrap_or("").to_owned();
    let Some(first) = candidates.iter().find(|c| c.trust < Trust::Anywhere) else {
        // Elements that stand anywhere say something only where they all say the same.
        let first = candidates.first()?;
        return candidates.iter().all(|c| day(c) == day(first)).then(|| first.value.clone());
    };
    // A day that readers see about the headline, and no other there, is surer than a `meta` element's.
    let of_meta = first.trust == Trust::Field && matches!(first.from, Source::Meta | Source::Opengraph | Source::Rdfa);
    let mut seen = candidates.iter().filter(|c| c.from == Source::Visible && (Trust::Element..=Trust::Line).contains(&c.trust));
    if of_meta
        && let Some(shown) = seen.next()
        && day(shown) != day(first)
        && seen.all(|c| day(c) == day(shown))
        && !candidates.iter().any(|c| c.from == Source::Element && c.trust < Trust::Below && day(c) == day(first))
    {
        return Some(shown.value.clone());
    }
    if !first.value.ends_with('Z') {
        // The same day with its hour says more.
        let fuller =
            candidates.iter().find(|c| first.value.len() == 10 && c.trust < Trust::Below && c.value.len() > 10 && day(c) == day(first));
        return Some(fuller.unwrap_or(first).value.clone());
    }
    let own_zone = |c: &&Candidate| !c.value.ends_with('Z') && instant(&c.value).is_some() && instant(&c.value) == instant(&first.value);
    if let Some(same) = candidates.iter().find(own_zone) {
        return Some(same.value.clone());
    }
    let printed = candidates.iter().find(|c| c.trust == Trust::Address).map(day).filter(|printed| {
        let seen = |c: &Candidate| c.trust > Trust::Address && c.trust < Trust::Anywhere && day(c) == *printed;
        *printed != day(first) && could_be(printed, &first.value) && candidates.iter().any(seen)
    });
    Some(printed.unwrap_or_else(|| first.value.clone()))
}

struct Seen<'p> {
    page: &'p Page<'p>,
    rules: &'p Rules,
    american: bool,
    captured: Option<String>,
}

impl Seen<'_> {
    /// Adds a candidate unless it can't be: before the web, or after the capture.
    fn add(&self, list: &mut Vec<Candidate>, candidate: Candidate) {
        let year = candidate.value.get(..4).and_then(|year| year.parse().ok());
        let late = self.captured.as_deref().is_some_and(|day| candidate.value.get(..10).is_some_and(|value| value > day));
        if year.is_some_and(|year: i16| YEARS.contains(&year)) && !late && list.len() < 100 {
            list.push(candidate);
        }
    }

    fn value(&self, words: &str) -> Option<String> {
        self.rules.dates.normalise(words)
    }

    fn fields(&self, published: &mut Vec<Candidate>, modified: &mut Vec<Candidate>) {
        for (field, list) in [(StatedField::Published, published), (StatedField::Modified, modified)] {
            for stated in self.page.metadata.of(field) {
                if let Some(value) = self.value(&stated.words) {
                    self.add(list, Candidate { value, words: stated.words.clone(), from: stated.from, trust: Trust::Field });
                }
            }
        }
    }

    fn elements(&self, published: &mut Vec<Candidate>, modified: &mut Vec<Candidate>) {
        for marked in self.page.metadata.marked.iter().filter(|m| matches!(m.field, StatedField::Published | StatedField::Modified)) {
            let at = self.page.block_of(marked.node, marked.end);
            let zone = self.page.zone(at);
            let cue = self.cue_before(marked, at);
            let Some(value) = self.value(&marked.words).filter(|_| !self.rules.metadata.is_other_day(&marked.words)) else { continue };
            let trust = match (zone, marked.plainness) {
                (Zone::Head | Zone::Text, Plainness::Property) => Trust::Property,
                (Zone::Head, Plainness::Class) => Trust::Element,
                (Zone::Head, Plainness::Link) => Trust::Class,
                (Zone::Text, _) if cue.is_some() || marked.plainness == Plainness::Class => Trust::Below,
                (Zone::Away, _) if cue == Some(DayCue::Published) && !self.page.is_foreign(at) => Trust::Below,
                (_, Plainness::Class | Plainness::Property) => Trust::Anywhere,
                _ => continue,
            };
            let changed = cue == Some(DayCue::Modified) || cue.is_none() && marked.field == StatedField::Modified;
            let list = if changed { &mut *modified } else { &mut *published };
            self.add(list, Candidate { value, words: marked.words.clone(), from: marked.from, trust });
        }
    }

    /// A day that ends the page's title or description, set apart from it: `Headline | DW | 23.05.2011`, `Headline (Notizia del 14
    /// Gennaio 2020)`.
    fn ends_of_heads(&self, published: &mut Vec<Candidate>) {
        let titles = self.page.metadata.of(StatedField::Title).map(|stated| (stated.words.as_str(), stated.from));
        let described = self.page.metadata.description.as_deref().map(|words| (words, Source::Meta));
        for (words, from) in titles.chain(described) {
            let words = words.trim();
            let Some(at) = words.rfind(['|', '(', '·']).filter(|at| *at > 0) else { continue };
            let apart = words[at..].trim_start_matches(['|', '(', '·', ' ']).trim_end_matches([')', '.', ' ']);
            let Some(found) = self.rules.dates.find(apart).filter(|found| found.range.end == apart.len()) else { continue };
            if apart[..found.range.start].split_whitespace().count() <= 2 {
                let value = self.in_order(&found.value, apart);
                self.add(published, Candidate { value, words: words.chars().take(LONGEST).collect(), from, trust: Trust::Below });
            }
        }
    }

    /// What the words before an element, or its own first words, say of its day.
    fn cue_before(&self, marked: &Marked, at: usize) -> Option<DayCue> {
        let own = self.rules.dates.find(&marked.words).and_then(|found| self.rules.metadata.day_cue(&marked.words[..found.range.start]));
        own.or_else(|| {
            let block = self.page.blocks.get(at)?;
            if block.words.len() > 400 {
                return None;
            }
            let seen = self.page.tree.text_of(marked.node as usize);
            let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
            let before = if seen.is_empty() { &block.words } else { block.words.split_once(seen.as_str())?.0 };
            self.rules.metadata.day_cue(before)
        })
    }

    /// Days in the lines about the headline, and in lines of the text that say what day it is.
    fn lines(&self, published: &mut Vec<Candidate>, modified: &mut Vec<Candidate>) {
        let from = self.page.title.unwrap_or(self.page.first.saturating_sub(4));
        let below = self.page.last.saturating_sub(4)..self.page.last + 6;
        for (at, block) in self.page.blocks.iter().enumerate().skip(from.saturating_sub(3)).take_while(|(at, _)| *at < below.end) {
            let zone = self.page.zone(at);
            let above = at < from;
            if Some(at) == self.page.title || zone == Zone::Away || above && block.context.out.is_some() {
                continue;
            }
            if zone != Zone::Head && !below.contains(&at) {
                continue;
            }
            block.words.lines().take(12).for_each(|line| self.line(line, zone == Zone::Head, published, modified));
        }
    }

    fn line(&self, words: &str, head: bool, published: &mut Vec<Candidate>, modified: &mut Vec<Candidate>) {
        let short = words.chars().count() <= LONGEST;
        let mut from = 0;
        for _ in 0..4 {
            let Some(found) = words.get(from..).filter(|rest| rest.len() < 4000).and_then(|rest| self.rules.dates.find(rest)) else {
                break;
            };
            let (start, end) = (from + found.range.start, from + found.range.end);
            let before = &words[from..start];
            let after: String = words[end..].chars().take(40).collect();
            let cue = self.rules.metadata.day_cue(before).or_else(|| self.rules.metadata.says_posted(&after).then_some(DayCue::Published));
            let beside = words[..start].split_whitespace().count() + words[end..].split_whitespace().count();
            // "Harbin, 12 May 2019 –": a place line opens the text with its day.
            let opens = from == 0 && before.split_whitespace().count() <= 4 && start < 60;
            // "29.11.2022 – Several …", "(21. November 2022) Several …": so does a day set apart.
            let apart = opens && words[end..].trim_start().starts_with(['–', '—', ')', '|']);
            let is_line = short && beside <= MOST_WORDS || opens && head && (before.chars().any(char::is_alphabetic) || apart);
            if !self.rules.metadata.is_other_day(words) && (cue.is_some() && (short || opens) || head && is_line) {
                let candidate = Candidate {
                    value: self.in_order(&found.value, &words[start..end]),
                    words: words.chars().take(LONGEST).collect(),
                    from: Source::Visible,
                    trust: if head { Trust::Line } else { Trust::Below },
                };
                self.add(if cue == Some(DayCue::Modified) { modified } else { published }, candidate);
            }
            from = end;
        }
    }

    /// `04/05/2019` with the month first where the page is American.
    fn in_order(&self, value: &str, words: &str) -> String {
        match other_order(value, words) {
            Some(other) if self.american => other,
            _ => value.to_owned(),
        }
    }

    /// Reads an ambiguous day in the order that another statement of the page confirms.
    fn agree(&self, published: &mut [Candidate], modified: &mut [Candidate]) {
        let days = |list: &[Candidate]| -> Vec<String> { list.iter().filter_map(|c| c.value.get(..10).map(str::to_owned)).collect() };
        let known = [days(published), days(modified)].concat();
        for candidate in published.iter_mut().chain(modified) {
            let Some(other) = other_order(&candidate.value, &candidate.words) else { continue };
            let own = candidate.value.get(..10).unwrap_or("");
            let others = known.iter().filter(|day| *day == &other[..10]).count();
            if others > 0 && known.iter().filter(|day| *day == own).count() <= 1 {
                candidate.value = other;
            }
        }
    }
}

/// The value with day and month exchanged, where its words are figures that can be read both ways.
fn other_order(value: &str, words: &str) -> Option<String> {
    let (month, day) = (value.get(5..7)?, value.get(8..10)?);
    if month == day || day > "12" {
        return None;
    }
    let year = value.get(..4)?;
    let numeric = |a: &str, b: &str| {
        ['/', '-', '.'].iter().any(|mark| {
            let plain = |n: &str| n.trim_start_matches('0').to_owned();
            [format!("{a}{mark}{b}{mark}{year}"), format!("{}{mark}{}{mark}{year}", plain(a), plain(b))]
                .iter()
                .any(|form| words.contains(form.as_str()))
        })
    };
    (numeric(day, month) || numeric(month, day)).then(|| format!("{year}-{day}-{month}{}", &value[10..]))
}

/// Whether the page says that it is of the United States, where figures put the month first.
fn is_american(page: &Page<'_>, report: &Report) -> bool {
    let locale = |words: &str| words.replace('_', "-").eq_ignore_ascii_case("en-us");
    let host = report.url.as_deref().and_then(address::host).unwrap_or("");
    [".us", ".gov", ".mil", ".edu"].iter().any(|end| host.ends_with(end))
        || page.metadata.of(StatedField::Language).any(|value| locale(&value.words))
}

/// The day after the one on which an archive captured the page: nothing on it is of later.
fn captured(report: &Report) -> Option<String> {
    let day: jiff::civil::Date = report.archive.as_ref()?.captured.as_deref()?.get(..10)?.parse().ok()?;
    day.tomorrow().ok().map(|day| day.to_string())
}

/// The day in an address, and the words it stands in: `/2019/03/02/`, `/2019/mar/02/`, `20190302`,
/// `29-10-2019`.
fn address_day(url: &str, rules: &Rules) -> Option<(String, String)> {
    if let Some(day) = address::day(url, &rules.dates) {
        return Some((day, url.to_owned()));
    }
    let path = url.split_once("://")?.1.split_once('/')?.1.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).take(60).collect();
    let named = parts.windows(3).find_map(|three| {
        let fits = three[0].len() == 4 && three[2].len() <= 2 && rules.dates.names_month(three[1]);
        fits.then(|| rules.dates.normalise(&format!("{} {} {}", three[2], three[1], three[0]))).flatten()
    });
    let joined = || {
        parts.iter().find_map(|part| {
            let digits = matches!(part.len(), 8 | 12 | 14) && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| rules.dates.normalise(&part[..8])).flatten()
        })
    };
    // Day first only where nothing else is a date.
    let reversed = || {
        parts.windows(3).find_map(|three| {
            let fits = three[2].len() == 4 && three.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
            let sure = three[0].len() == 2 && three[1].len() == 2 && three[0] > "12";
            (fits && sure).then(|| rules.dates.normalise(&format!("{}-{}-{}", three[2], three[1], three[0]))).flatten()
        })
    };
    named.or_else(joined).or_else(reversed).map(|day| (day, url.to_owned()))
}
