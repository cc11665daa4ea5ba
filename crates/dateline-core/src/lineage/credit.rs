//! Credits, translations and quotations: the sources that a report names, resolved to a held report of the same
//! story where there is one, else kept by name.

use super::held::Holdings;
use super::likeness;
use super::names::{fold, same};
use super::naming::Namings;
use super::register::{Register, SpeakerClass};
use super::translation::Kept;
use super::{Earlier, Link};
use crate::cluster::mention::Mention;
use crate::number::Score;
use crate::reading::Reading;
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
}

impl<'a> Stories<'a> {
    /// From clusters of mentions.
    #[must_use]
    pub fn new(reports: usize, mentions: &'a [Mention<'a>], sets: &[Vec<usize>]) -> Self {
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
        Self { mentions, of_report, set_of }
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

    /// Clusters of a report's mentions, sorted, each once.
    #[must_use]
    pub fn sets_of(&self, report: usize) -> BTreeSet<usize> {
        self.of_report[report].iter().map(|mention| self.set_of[*mention]).collect()
    }

    /// Whether two reports have mentions in one cluster.
    #[must_use]
    pub fn share(&self, a: usize, b: usize) -> bool {
        self.of_report[a].iter().any(|x| self.of_report[b].iter().any(|y| self.set_of[*x] == self.set_of[*y]))
    }
}

/// What credits are resolved by.
#[derive(Debug, Clone, Copy)]
pub struct CreditSources<'a> {
    /// The reports.
    pub holdings: &'a Holdings<'a>,
    /// Which reports tell of the same incidents.
    pub stories: &'a Stories<'a>,
    /// Names of bodies.
    pub register: &'a Register,
    /// Which held outlets each report names.
    pub namings: &'a Namings,
    /// What the reports keep in every language.
    pub kept: &'a Kept,
    /// For each report that translates a held one: that one.
    pub translated: &'a BTreeMap<usize, usize>,
    /// Reports that are mostly another's words: copies, excerpts, translations.
    pub passed_on: &'a BTreeSet<usize>,
    /// Pairs of reports of which the first names the other by its address, or has words of it.
    pub linked: &'a BTreeSet<(usize, usize)>,
}

/// Weight of common names and numbers from which two reports tell one story, where no incident says so: alone, and where it is a good
/// share of what one of them has.
const STORY: f64 = 20.0;
const SHARED: f64 = 6.0;
const SHARE: f64 = 0.15;
/// The same where the outlet has a few reports of those days only, so that hardly another can be meant.
const SHARED_OF_FEW: f64 = 4.0;
const SHARE_OF_FEW: f64 = 0.05;
const FEW: usize = 3;
const DAYS_OF_FEW: i64 = 4;
/// Days by which a report may follow one that it names, and stand before it: live pages are written on.
const AFTER: i64 = 45;
const BEFORE: i64 = 2;

/// Credit, translation and quote links of all reports.
#[must_use]
pub fn links(sources: CreditSources<'_>) -> Vec<Link> {
    let mut out = Vec::new();
    let mut finder = Finder::new(sources);
    for report in 0..sources.holdings.len() {
        page_credits(sources, &mut finder, report, &mut out);
        speakers(sources, &mut finder, report, &mut out);
        named_outlets(sources, report, &mut out);
    }
    out
}

/// Finds the held report that a name means, by outlet and by who speaks in a statement; each name is compared with each outlet once.
struct Finder<'a> {
    sources: CreditSources<'a>,
    /// Statements and letters by cluster.
    statements: BTreeMap<usize, Vec<usize>>,
    /// Outlets that a comparable name means.
    outlets: BTreeMap<String, Vec<&'a String>>,
}

impl<'a> Finder<'a> {
    fn new(sources: CreditSources<'a>) -> Self {
        let mut statements: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for report in (0..sources.holdings.len()).filter(|report| is_statement(sources.holdings, *report)) {
            for set in sources.stories.sets_of(report) {
                statements.entry(set).or_default().push(report);
            }
        }
        Self { sources, statements, outlets: BTreeMap::new() }
    }

    /// A held report of that outlet which tells the same story.
    fn by_outlet(&mut self, report: usize, name: &str) -> Option<usize> {
        let key = self.sources.register.key(name);
        let outlets = &self.sources.namings.reports;
        let meant = self.outlets.entry(key).or_insert_with_key(|key| outlets.keys().filter(|outlet| same(outlet, key)).collect());
        let all: Vec<usize> = meant.iter().flat_map(|outlet| self.sources.near(report, outlet)).collect();
        best(self.sources, all.into_iter(), report)
    }

    /// A held statement or letter on the same incidents in which somebody of that name speaks, not surely later.
    fn by_speaker(&self, report: usize, key: &str) -> Option<usize> {
        let CreditSources { holdings, stories, register, .. } = self.sources;
        let of_sets = stories.sets_of(report).into_iter().filter_map(|set| self.statements.get(&set)).flatten().copied();
        let earlier = of_sets.filter(|at| *at != report && may_be_earlier(holdings, *at, report));
        earlier.filter(|at| speaks_in(holdings, register, *at, key)).max_by_key(|at| holdings.order(*at))
    }
}

impl CreditSources<'_> {
    /// Reports of an outlet that a credit of this report may mean: of the same incidents and not surely later, the one that it
    /// translates, and where it names the outlet, those that tell the same story.
    fn near(&self, report: usize, outlet: &str) -> Vec<usize> {
        let named = self.namings.of[report].contains_key(outlet);
        let of_outlet: Vec<usize> = self.namings.reports.get(outlet).into_iter().flatten().copied().filter(|o| *o != report).collect();
        let of_days =
            of_outlet.iter().filter(|other| self.holdings.days_after(report, **other).is_some_and(|days| days.abs() <= DAYS_OF_FEW));
        let few = named && (1..=FEW).contains(&of_days.count());
        let is_near = |other: &usize| {
            self.translated.get(&report) == Some(other)
                || self.linked.contains(&(report, *other))
                || self.stories.share(report, *other) && may_be_earlier(self.holdings, *other, report)
                || named && self.one_story(report, *other, few)
        };
        of_outlet.into_iter().filter(is_near).collect()
    }

    /// Whether a report may name another for what both tell: within days, by their incidents or by what they have in common.
    fn one_story(&self, report: usize, other: usize, few: bool) -> bool {
        let days = self.holdings.days_after(report, other);
        let few = few && days.is_some_and(|days| days.abs() <= DAYS_OF_FEW);
        let (shared, least) = if few { (SHARED_OF_FEW, SHARE_OF_FEW) } else { (SHARED, SHARE) };
        if self.holdings.same_address(report, other) || days.is_some_and(|days| !(-BEFORE..=AFTER).contains(&days)) {
            return false;
        }
        let alike = || match (self.kept.anchors.get(report), self.kept.anchors.get(other)) {
            (Some(a), Some(b)) => {
                let common = likeness::common(a, b, &self.kept.rarity);
                let share = || likeness::covered(a, b, &self.kept.rarity).max(likeness::covered(b, a, &self.kept.rarity));
                common >= STORY || common >= shared && share() >= least
            }
            _ => false,
        };
        self.stories.share(report, other) || alike()
    }
}

/// Outlets that a report names anywhere: credits where the outlet's report of the story is held.
fn named_outlets(sources: CreditSources<'_>, report: usize, out: &mut Vec<Link>) {
    for (outlet, span) in &sources.namings.of[report] {
        let Some(to) = best(sources, sources.near(report, outlet).into_iter(), report) else { continue };
        let told = out.iter().rev().take_while(|link| link.from == report).any(|link| link.to == Earlier::Held(to));
        if !told {
            let evidence = vec![(*span, None)];
            let kind = if is_statement(sources.holdings, to) { EdgeKind::Quote } else { EdgeKind::Credit };
            out.push(Link { from: report, to: Earlier::Held(to), kind, score: Score(900), direction_known: true, evidence });
        }
    }
}

/// The report of some that a later one means: one that it links to or copies before others, one that tells of the same incidents before one that does not, one of its language before
/// another, then the newest that is not surely later and not replaced; else the first one later.
fn best(sources: CreditSources<'_>, some: impl Iterator<Item = usize>, later: usize) -> Option<usize> {
    let holdings = sources.holdings;
    let (before, after): (Vec<usize>, Vec<usize>) = some.partition(|at| may_be_earlier(holdings, *at, later));
    let rank = |at: &usize| {
        let language = holdings.reports[*at].language() == holdings.reports[later].language();
        (
            sources.linked.contains(&(later, *at)),
            sources.stories.share(*at, later),
            language,
            !holdings.superseded[*at],
            holdings.order(*at),
        )
    };
    before.into_iter().max_by_key(rank).or_else(|| after.into_iter().min_by_key(|at| holdings.order(*at)))
}

/// Whether a report is not surely later than another, and no edition of it.
fn may_be_earlier(holdings: &Holdings<'_>, earlier: usize, later: usize) -> bool {
    let (a, b) = (&holdings.reports[earlier], &holdings.reports[later]);
    let edition = holdings.same_address(earlier, later);
    let after = a.published.zip(b.published).is_some_and(|(x, y)| y.before(x));
    !edition && !after
}

/// Whether a credit is the outlet's own mark: its name, or its initials.
fn is_own(own: &str, name: &str, key: &str) -> bool {
    let initials: String = own.split(' ').filter_map(|word| word.chars().next()).collect();
    !own.is_empty() && (same(own, key) || fold(name) == initials)
}

/// What the page says of itself: "SANA – translated by …", "(Reuters)", "via …".
fn page_credits(sources: CreditSources<'_>, finder: &mut Finder<'_>, report: usize, out: &mut Vec<Link>) {
    let holdings = sources.holdings;
    let held = &holdings.reports[report];
    let mut translated = sources.translated.contains_key(&report);
    // An outlet's name may be translated with its words: the one credit of a report that translates a held one means that one.
    let translates = sources.translated.get(&report).copied();
    let credits = &held.reading.report.credits;
    let lone = |name: &str| credits.len() == 1 && sources.register.find(name).is_none();
    for credit in credits {
        if is_own(&held.outlet, &credit.name, &sources.register.key(&credit.name)) {
            continue;
        }
        let target = finder.by_outlet(report, &credit.name).or_else(|| translates.filter(|_| lone(&credit.name)));
        if target.is_none() && !may_be_credited(held.reading, &credit.name, credit.span, sources.register) {
            continue;
        }
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
        let says_so = held.reading.report.is_translation() && target.is_none_or(|_| other_language || held.language().is_none());
        if !translated && (says_so || other_language) {
            translated = true;
            let evidence = match target {
                Some(at) => shared_words(holdings, sources.stories, report, at),
                None => vec![(credit.span, None)],
            };
            let evidence = if evidence.is_empty() { vec![(credit.span, None)] } else { evidence };
            out.push(link(EdgeKind::Translation, 930, evidence));
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
fn speakers(sources: CreditSources<'_>, finder: &mut Finder<'_>, report: usize, out: &mut Vec<Link>) {
    let (holdings, stories, register) = (sources.holdings, sources.stories, sources.register);
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
    documents(sources, finder, report, out);
    let passed_on = sources.passed_on.contains(&report);
    for (key, (name, claim, affirmed)) in named {
        let Some(claim) = reading.claims.get(claim) else { continue };
        let Some(speaker) = &claim.speaker else { continue };
        let outlet = finder.by_outlet(report, &name);
        let document = finder.by_speaker(report, &key);
        let kind = match outlet {
            Some(at) if affirmed || !is_statement(holdings, at) => EdgeKind::Credit,
            Some(_) => EdgeKind::Quote,
            None if document.is_some() => EdgeKind::Quote,
            None => EdgeKind::Credit,
        };
        let to = outlet.or(document);
        // A person by name is no source to follow: a private one was met by the reporter, another speaks for a body. Who only denies
        // or answers is none, and what a copy or translation names was named by its original.
        let follows = affirmed
            && !passed_on
            && is_name(&name)
            && !register.is_person(&name)
            && may_be_credited(reading, &name, speaker.span, register);
        if to.is_none() && !(follows && has_office(reading, &name, speaker.span, register)) {
            continue;
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
fn documents(sources: CreditSources<'_>, finder: &Finder<'_>, report: usize, out: &mut Vec<Link>) {
    let CreditSources { holdings, register, .. } = sources;
    let reading = holdings.reports[report].reading;
    for claim in reading.claims.iter().filter(|c| c.via.is_some()) {
        let Some(speaker) = &claim.speaker else { continue };
        let key = register.key(&speaker.name);
        let Some(to) = finder.by_speaker(report, &key) else { continue };
        let evidence = vec![(speaker.span, words_of(holdings, register, to, &key))];
        out.push(Link { from: report, to: Earlier::Held(to), kind: EdgeKind::Quote, score: Score(900), direction_known: true, evidence });
    }
}

/// Whether an origin that is not held may be known by a name: no place ("Baghdad says"), no unnamed kind ("agencies"), no pronoun.
fn may_be_credited(reading: &Reading, name: &str, span: Span, register: &Register) -> bool {
    let cased = name.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let proper = !cased || name.chars().any(char::is_uppercase);
    let place = reading.places.iter().any(|place| place.span.overlaps(span) && fold(reading.words(place.span)) == fold(name));
    register.find(name).is_some() || proper && name.chars().count() > 2 && !place
}

/// Whether some words are a name, no description of somebody ("a medical source in the hospital", "health officials").
fn is_name(words: &str) -> bool {
    let own = words.split(' ').filter(|word| !matches!(*word, "the" | "The" | "a" | "A" | "an" | "its" | "their"));
    let small = own.clone().filter(|word| word.chars().next().is_some_and(char::is_lowercase));
    let joint = |word: &&str| {
        matches!(*word, "of" | "for" | "and" | "in" | "on" | "de" | "del" | "la" | "du" | "des" | "al" | "el" | "für" | "der")
    };
    own.clone().next().is_some_and(|first| first.chars().next().is_some_and(char::is_uppercase)) && small.clone().all(|word| joint(&word))
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
