//! Credits, translations and quotations: the sources that a report names, resolved to a held report of the same
//! story where there is one, else kept by name.

use super::held::Holdings;
use super::names::{fold, same};
use super::register::{Register, SpeakerClass};
use super::{Earlier, Link};
use crate::cluster::mention::Mention;
use crate::number::Score;
use crate::records::EdgeKind;
use crate::report::Form;
use crate::statement::{affirms, has_office};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Which reports tell of the same incidents, and through which mentions.
#[derive(Debug)]
pub struct Stories<'a> {
    /// All mentions, sorted by id.
    pub mentions: &'a [Mention<'a>],
    of_report: Vec<Vec<usize>>,
    set_of: Vec<usize>,
    sets: &'a [Vec<usize>],
}

impl<'a> Stories<'a> {
    /// From clusters of mentions.
    #[must_use]
    pub fn new(reports: usize, mentions: &'a [Mention<'a>], sets: &'a [Vec<usize>]) -> Self {
        let mut of_report = vec![Vec::new(); reports];
        for (at, mention) in mentions.iter().enumerate() {
            of_report[mention.report].push(at);
        }
        let mut set_of = vec![0; mentions.len()];
        for (at, set) in sets.iter().enumerate() {
            for item in set {
                set_of[*item] = at;
            }
        }
        Self { mentions, of_report, set_of, sets }
    }

    /// Mentions of a report.
    #[must_use]
    pub fn of(&self, report: usize) -> &[usize] {
        &self.of_report[report]
    }

    /// The cluster of a mention.
    #[must_use]
    pub fn set_of(&self, mention: usize) -> usize {
        self.set_of[mention]
    }

    /// Pairs of mentions, of the first and the second report, in one cluster.
    #[must_use]
    pub fn shared(&self, a: usize, b: usize) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for x in &self.of_report[a] {
            out.extend(self.of_report[b].iter().filter(|y| self.set_of[**y] == self.set_of[*x]).map(|y| (*x, *y)));
        }
        out
    }

    /// Reports with a mention in a cluster with one of this report's, without the report itself, sorted.
    #[must_use]
    pub fn neighbours(&self, report: usize) -> BTreeSet<usize> {
        let sets = self.of_report[report].iter().flat_map(|m| &self.sets[self.set_of[*m]]);
        sets.map(|m| self.mentions[*m].report).filter(|r| *r != report).collect()
    }
}

/// Credit, translation and quote links of all reports.
#[must_use]
pub fn links(holdings: &Holdings<'_>, stories: &Stories<'_>, register: &Register) -> Vec<Link> {
    let mut out = Vec::new();
    for report in 0..holdings.len() {
        let neighbours: Vec<usize> =
            stories.neighbours(report).into_iter().filter(|other| may_be_earlier(holdings, *other, report)).collect();
        page_credits(holdings, stories, register, report, &neighbours, &mut out);
        speakers(holdings, stories, register, report, &neighbours, &mut out);
    }
    out
}

/// Whether a report is not surely later than another, and no edition of it.
fn may_be_earlier(holdings: &Holdings<'_>, earlier: usize, later: usize) -> bool {
    let (a, b) = (&holdings.reports[earlier], &holdings.reports[later]);
    let edition = holdings.same_address(earlier, later);
    let after = a.published.zip(b.published).is_some_and(|(x, y)| y.before(x));
    !edition && !after
}

/// Pairs of reports, later and earlier, of which the later credits the earlier's outlet from another language within a
/// month: a translation, if they tell of the same.
#[must_use]
pub fn translations(holdings: &Holdings<'_>, register: &Register) -> BTreeSet<(usize, usize)> {
    let mut by_outlet: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, held) in holdings.reports.iter().enumerate() {
        if !held.outlet.is_empty() {
            by_outlet.entry(&held.outlet).or_default().push(at);
        }
    }
    let mut matches: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut out = BTreeSet::new();
    for (later, held) in holdings.reports.iter().enumerate() {
        for credit in &held.reading.report.credits {
            let key = register.key(&credit.name);
            let outlets = matches.entry(key).or_insert_with_key(|key| by_outlet.keys().copied().filter(|o| same(o, key)).collect());
            for earlier in outlets.iter().flat_map(|o| &by_outlet[o]).copied().filter(|e| *e != later) {
                let other = &holdings.reports[earlier];
                let days = held.published.zip(other.published).map(|(a, b)| (a.start - b.start).div_euclid(86_400));
                let languages = held.language().zip(other.language()).is_some_and(|(a, b)| a != b);
                if languages && days.is_none_or(|d| (-1..=31).contains(&d)) {
                    out.insert((later, earlier));
                }
            }
        }
    }
    out
}

/// A held report of that outlet among neighbours: the newest that is not surely later.
fn held_by_outlet(holdings: &Holdings<'_>, register: &Register, name: &str, neighbours: &[usize]) -> Option<usize> {
    let key = register.key(name);
    let of_outlet =
        neighbours.iter().copied().filter(|at| !holdings.reports[*at].outlet.is_empty() && same(&holdings.reports[*at].outlet, &key));
    of_outlet.max_by_key(|at| (!holdings.superseded[*at], holdings.order(*at)))
}

/// What the page says of itself: "SANA – translated by …", "(Reuters)", "via …".
fn page_credits(
    holdings: &Holdings<'_>,
    stories: &Stories<'_>,
    register: &Register,
    report: usize,
    neighbours: &[usize],
    out: &mut Vec<Link>,
) {
    let held = &holdings.reports[report];
    let own = &held.outlet;
    let mut translated = false;
    for credit in &held.reading.report.credits {
        if !own.is_empty() && same(own, &register.key(&credit.name)) {
            continue;
        }
        let target = held_by_outlet(holdings, register, &credit.name, neighbours);
        let to = target.map_or_else(|| Earlier::Named(credit.name.clone()), Earlier::Held);
        let link = |kind: EdgeKind, score: u16, evidence: Vec<(Span, Option<Span>)>| Link {
            from: report,
            to: to.clone(),
            kind,
            score: Score(score),
            direction_known: true,
            evidence,
        };
        out.push(link(EdgeKind::Credit, 950, vec![(credit.span, None)]));
        let other_language = target.is_some_and(|at| {
            let languages = held.language().zip(holdings.reports[at].language());
            languages.is_some_and(|(a, b)| a != b)
        });
        let says_so =
            held.reading.report.is_translation() && !translated && target.is_none_or(|_| other_language || held.language().is_none());
        if says_so || other_language {
            translated = true;
            let evidence = match target {
                Some(at) => shared_words(holdings, stories, report, at),
                None => vec![(credit.span, None)],
            };
            if !evidence.is_empty() {
                out.push(link(EdgeKind::Translation, 930, evidence));
            }
        }
    }
}

/// What two reports of one story say of it, side by side: triggers, and tolls that agree.
fn shared_words(holdings: &Holdings<'_>, stories: &Stories<'_>, from: usize, to: usize) -> Vec<(Span, Option<Span>)> {
    let (a, b) = (holdings.reports[from].reading, holdings.reports[to].reading);
    let mut out = Vec::new();
    for (x, y) in stories.shared(from, to) {
        let (x, y) = (stories.mentions[x].body, stories.mentions[y].body);
        out.push((x.trigger, Some(y.trigger)));
        for entry in &x.toll {
            let Some(count) = a.counts.get(entry.count) else { continue };
            let equal = y.toll.iter().filter_map(|t| b.counts.get(t.count));
            let equal = equal.into_iter().find(|c| c.outcome == count.outcome && c.min == count.min && c.max == count.max);
            out.extend(equal.map(|c| (count.span, Some(c.span))));
        }
    }
    out
}

/// Those through whose mouth the report tells its incidents: bodies, officials and outlets by name.
fn speakers(holdings: &Holdings<'_>, stories: &Stories<'_>, register: &Register, report: usize, neighbours: &[usize], out: &mut Vec<Link>) {
    let held = &holdings.reports[report];
    let reading = held.reading;
    // One link per speaker: with the first words that name them, and whether any claim of theirs says that it happened.
    let mut named: BTreeMap<String, (String, usize, bool)> = BTreeMap::new();
    for mention in stories.of(report) {
        for part in &stories.mentions[*mention].body.claims {
            let Some(speaker) = reading.claims.get(part.claim).and_then(|c| c.speaker.as_ref()) else { continue };
            let key = register.key(&speaker.name);
            let own = !held.outlet.is_empty() && same(&held.outlet, &key);
            let proper = speaker.name.chars().any(char::is_uppercase);
            let body = register
                .classes(&speaker.name)
                .iter()
                .any(|c| !matches!(c, SpeakerClass::Official | SpeakerClass::Private | SpeakerClass::Person));
            let spokesman = is_statement(holdings, report) && !body && register.find(&speaker.name).is_none();
            if own || spokesman || !proper || key.is_empty() {
                continue;
            }
            let entry = named.entry(key).or_insert_with(|| (speaker.name.clone(), part.claim, false));
            entry.1 = entry.1.min(part.claim);
            entry.2 |= affirms(part.stance);
        }
    }
    documents(holdings, register, report, neighbours, out);
    for (key, (name, claim, affirmed)) in named {
        let Some(claim) = reading.claims.get(claim) else { continue };
        let Some(speaker) = &claim.speaker else { continue };
        let classes = register.classes(&name);
        let outlet = held_by_outlet(holdings, register, &name, neighbours);
        let document =
            neighbours.iter().copied().filter(|at| speaks_in(holdings, register, *at, &key)).max_by_key(|at| holdings.order(*at));
        let passes_on =
            classes.contains(&SpeakerClass::Media) || register.find(&name).is_some_and(|e| e.kind == "agency" || e.kind == "outlet");
        let kind = match outlet {
            Some(at) if !is_statement(holdings, at) => EdgeKind::Credit,
            Some(_) => EdgeKind::Quote,
            None if document.is_some() => EdgeKind::Quote,
            None if passes_on || affirmed => EdgeKind::Credit,
            None => EdgeKind::Quote,
        };
        let to = outlet.or(document);
        if to.is_none() && !has_office(reading, &name, speaker.span, register) {
            continue; // a private person met by the reporter is no source to follow
        }
        let evidence = (speaker.span, to.and_then(|at| words_of(holdings, register, at, &key)));
        let needs_both = kind == EdgeKind::Quote && to.is_some() && evidence.1.is_none();
        let evidence = if needs_both {
            to.map_or(evidence, |at| shared_words(holdings, stories, report, at).first().copied().unwrap_or(evidence))
        } else {
            evidence
        };
        out.push(Link {
            from: report,
            to: to.map_or(Earlier::Named(name), Earlier::Held),
            kind,
            score: Score(if to.is_some() { 900 } else { 850 }),
            direction_known: true,
            evidence: vec![evidence],
        });
    }
}

/// Held statements and letters that the report quotes beside its incidents: "in its letter, the Ministry said".
fn documents(holdings: &Holdings<'_>, register: &Register, report: usize, neighbours: &[usize], out: &mut Vec<Link>) {
    let reading = holdings.reports[report].reading;
    for claim in reading.claims.iter().filter(|c| c.via.is_some()) {
        let Some(speaker) = &claim.speaker else { continue };
        let key = register.key(&speaker.name);
        let held = neighbours.iter().copied().filter(|at| speaks_in(holdings, register, *at, &key)).max_by_key(|at| holdings.order(*at));
        let Some(to) = held else { continue };
        let evidence = vec![(speaker.span, words_of(holdings, register, to, &key))];
        out.push(Link { from: report, to: Earlier::Held(to), kind: EdgeKind::Quote, score: Score(900), direction_known: true, evidence });
    }
}

fn is_statement(holdings: &Holdings<'_>, report: usize) -> bool {
    matches!(holdings.reports[report].reading.report.form, Some(Form::Statement | Form::Letter))
}

/// Whether a held statement or letter carries that speaker's words.
fn speaks_in(holdings: &Holdings<'_>, register: &Register, report: usize, key: &str) -> bool {
    is_statement(holdings, report) && words_of(holdings, register, report, key).is_some()
}

/// Where a speaker of that name speaks in a report.
fn words_of(holdings: &Holdings<'_>, register: &Register, report: usize, key: &str) -> Option<Span> {
    let reading = holdings.reports[report].reading;
    let speaker = reading.claims.iter().filter(|c| c.parent.is_none()).filter_map(|c| c.speaker.as_ref());
    let mut own = speaker.filter(|s| s.name.chars().any(char::is_uppercase) && same(&fold(&s.name), key) || register.key(&s.name) == key);
    own.next().map(|s| s.span)
}
