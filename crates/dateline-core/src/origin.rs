//! Independent origins of an incident: the distinct roots that its accounts reach once copies, translations and
//! shared speakers are collapsed, as an interval with its reasons.
//!
//! An account's roots are the speakers through whom it tells the event or its toll; people whom an outlet met share
//! that outlet as their way into the record; a speaker who is a held outlet leads on to that report's roots; reused
//! or translated words lead to the earlier report's roots; an account with none of these goes back to the source it
//! credits, or to its own outlet where it shows own reporting; what is left is "lineage not recorded".

use crate::claim::Stance;
use crate::cluster::mention::Mention;
use crate::incident::About;
use crate::lineage::credit::Stories;
use crate::lineage::held::Holdings;
use crate::lineage::names::{fold, same};
use crate::lineage::register::{Register, SpeakerClass};
use crate::lineage::reuse::Reuses;
use crate::lineage::union::Union;
use crate::lineage::{Earlier, Link};
use crate::records::{EdgeKind, Origins, Root, Status};
use crate::report::Form;
use crate::sha::Sha;
use crate::statement::{affirms, description, has_office};
use std::collections::{BTreeMap, BTreeSet};

/// Why an account goes back to a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// A body or official who speaks.
    Speaker,
    /// People whom the outlet met, or its own reporting.
    Outlet,
    /// A source that the page credits, with nothing on where that source has it from.
    Credited,
}

/// Where an account enters the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// Comparable name; for an outlet with a mark, so that it meets speakers of its name only where they are one.
    key: String,
    /// As a reader names it.
    name: String,
    held: bool,
    way: Way,
    camp: String,
    /// Words that describe a speaker, folded, with a space at either end.
    described: String,
    /// Words among them, or in the name, that name an office or body.
    offices: Vec<&'static str>,
    /// Whether a speaker has no name and is known through an outlet only.
    unnamed: bool,
    /// Whether it speaks for a state or an armed body.
    office: bool,
    /// Numbers of the reports that name it.
    named_in: BTreeSet<usize>,
}

/// The mentions on the way to here, and the accounts that are worked out.
#[derive(Debug, Default)]
struct Walk {
    path: BTreeSet<usize>,
    known: BTreeMap<usize, Vec<Entry>>,
    /// Mentions by outlet.
    by_outlet: Option<BTreeMap<String, Vec<usize>>>,
    /// Mentions of the outlets that a name means.
    meant: BTreeMap<String, Vec<usize>>,
}

/// Everything that origins are worked out from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The reports.
    pub holdings: &'a Holdings<'a>,
    /// Which reports tell of the same incidents.
    pub stories: &'a Stories<'a>,
    /// Names of bodies.
    pub register: &'a Register,
    /// Reuse of words.
    pub reuses: &'a Reuses,
    /// All links.
    pub links: &'a BTreeMap<usize, Vec<&'a Link>>,
    /// Reports with the sources that their markup or a link beside "Source" names.
    pub stated: &'a BTreeSet<(usize, Earlier)>,
}

/// Origins of one incident and, for its statements, the roots.
#[derive(Debug)]
pub struct Traced {
    /// The interval.
    pub origins: Origins,
    /// Roots of each mention's account, best first.
    pub of_mention: BTreeMap<usize, Vec<Sha>>,
    /// Root of each claim, by mention and claim.
    pub of_claim: BTreeMap<(usize, usize), Sha>,
}

/// Works out the origins of an incident, given by the numbers of its mentions.
#[must_use]
pub fn trace(mentions: &[usize], sources: Sources<'_>) -> Traced {
    let inside: BTreeSet<usize> = mentions.iter().copied().collect();
    let mut entries: Vec<Entry> = Vec::new();
    let mut accounts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut of_claim: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut unrecorded: BTreeSet<String> = BTreeSet::new();
    let mut walk = Walk::default();
    for mention in mentions.iter().filter(|m| sources.stories.mentions[**m].happened()) {
        let found = account(*mention, &inside, sources, &mut walk);
        if found.is_empty() {
            unrecorded.insert(terminal(*mention, &inside, sources));
        }
        let numbers: Vec<usize> = found.into_iter().map(|entry| number(&mut entries, entry)).collect();
        accounts.insert(*mention, numbers);
    }
    for mention in mentions {
        for (claim, entry) in claim_entries(*mention, sources) {
            // Somebody who only denies is a speaker, not an origin of the event.
            if let Some(at) = entries.iter().position(|e| e.key == entry.key) {
                of_claim.insert((*mention, claim), at);
            }
        }
    }
    collapse(&entries, accounts, of_claim, unrecorded.len(), sources)
}

fn number(entries: &mut Vec<Entry>, entry: Entry) -> usize {
    match entries.iter().position(|e| e.key == entry.key) {
        Some(at) => {
            entries[at].held |= entry.held;
            entries[at].named_in.extend(entry.named_in);
            entries[at].described.push_str(&entry.described);
            entries[at].offices.extend(entry.offices);
            entries[at].way = entries[at].way.min(entry.way);
            at
        }
        None => {
            entries.push(entry);
            entries.len() - 1
        }
    }
}

fn outlet_entry(report: usize, sources: Sources<'_>) -> Entry {
    let held = &sources.holdings.reports[report];
    let key = if held.outlet.is_empty() { fold(&held.reading.report.input.id) } else { held.outlet.clone() };
    let camp = sources.register.find(&held.name()).map_or("", |e| e.camp).to_owned();
    let way = if is_institution(report, sources) { Way::Speaker } else { Way::Outlet };
    let offices = sources.register.offices(&held.name());
    let named_in = BTreeSet::from([report]);
    Entry { key, name: held.name(), held: true, way, camp, described: String::new(), offices, unnamed: false, office: false, named_in }
}

/// Where a claim's words enter the record, for the claims through which a mention comes.
fn claim_entries(mention: usize, sources: Sources<'_>) -> Vec<(usize, Entry)> {
    let mention = &sources.stories.mentions[mention];
    let held = &sources.holdings.reports[mention.report];
    let reading = held.reading;
    let mut out = Vec::new();
    for part in &mention.body.claims {
        let Some(claim) = reading.claims.get(part.claim) else { continue };
        let (name, span) = match (&claim.speaker, claim.via) {
            (Some(speaker), _) => (speaker.name.clone(), speaker.span),
            (None, Some(via)) => (reading.words(via).to_owned(), via),
            (None, None) => continue,
        };
        let key = sources.register.key(&name);
        if key.is_empty() {
            continue;
        }
        let own = !held.outlet.is_empty() && same(&held.outlet, &key);
        let proper = name.chars().any(char::is_uppercase);
        let classes = sources.register.classes(&name);
        let passes_on = |c: &SpeakerClass| matches!(c, SpeakerClass::Media | SpeakerClass::Vague | SpeakerClass::Own);
        let nobody = !classes.is_empty() && classes.iter().all(passes_on) || classes.first() == Some(&SpeakerClass::Media);
        if !proper && nobody {
            continue; // "media reports", "some accounts", "media outlets and rescue groups": nobody to go back to
        }
        let met = !proper && classes.contains(&SpeakerClass::Private);
        let office = !met && (has_office(reading, &name, span, sources.register) || sources.register.find(&name).is_some());
        // A spokesman in a body's own statement speaks for the body.
        let spokesman = is_institution(mention.report, sources) && sources.register.is_person(&name);
        let entry = if own || !office || spokesman {
            outlet_entry(mention.report, sources)
        } else {
            let described = format!(" {} ", fold(&description(reading, &name, span)));
            let words = sources.register.classes(&described);
            let of_state = words.iter().any(|c| matches!(c, SpeakerClass::Official | SpeakerClass::Force));
            let camp = sources.register.find(&name).map_or("", |e| e.camp).to_owned();
            let outlet = outlet_entry(mention.report, sources);
            // "a security official" is known only through this outlet.
            let (key, name) = if proper { (key, name) } else { (format!("{key} ({})", outlet.key), format!("{name} ({})", outlet.name)) };
            let offices = sources.register.offices(&described);
            let named_in = outlet.named_in;
            Entry { key, name, held: false, way: Way::Speaker, camp, described, offices, unnamed: !proper, office: of_state, named_in }
        };
        out.push((part.claim, entry));
    }
    out
}

/// The entries of one account; empty where lineage is not recorded. Each account is worked out once,
/// so that many reports that cite one another cost no more than their number.
fn account(mention: usize, inside: &BTreeSet<usize>, sources: Sources<'_>, walk: &mut Walk) -> Vec<Entry> {
    if let Some(known) = walk.known.get(&mention) {
        return known.clone();
    }
    if !walk.path.insert(mention) {
        return Vec::new();
    }
    let body = sources.stories.mentions[mention].body;
    let report = sources.stories.mentions[mention].report;
    if let Some(earlier) = passed_on(mention, inside, sources) {
        let found = account(earlier, inside, sources, walk);
        if !found.is_empty() {
            walk.path.remove(&mention);
            walk.known.insert(mention, found.clone());
            return found;
        }
    }
    let mut out: Vec<Entry> = Vec::new();
    let of_account = |about: About| matches!(about, About::Event | About::Toll);
    let told: BTreeSet<usize> = body
        .claims
        .iter()
        .filter(|c| matches!(c.stance, Stance::Asserts | Stance::Admits) && of_account(c.about))
        .map(|c| c.claim)
        .collect();
    for (claim, entry) in claim_entries(mention, sources) {
        if !told.contains(&claim) {
            continue;
        }
        match held_account(&entry, mention, inside, sources, walk) {
            Some(other) if !walk.path.contains(&other) => {
                let found = account(other, inside, sources, walk);
                out.extend(if found.is_empty() { vec![entry] } else { found });
            }
            _ => out.push(entry),
        }
    }
    let of_event = |stance: fn(Stance) -> bool| body.claims.iter().any(move |c| c.about == About::Event && stance(c.stance));
    // A body that only denies it is a speaker, not an origin.
    let own_event = !of_event(affirms) && !of_event(|stance| stance == Stance::Denies);
    if out.is_empty() {
        out.extend(credited(mention, inside, sources, walk));
    }
    let speaks_for_itself = match is_institution(report, sources) {
        true => own_event || out.is_empty(),
        false => own_event && out.is_empty() && own_reporting(mention, sources),
    };
    if speaks_for_itself {
        out.push(outlet_entry(report, sources));
    }
    walk.path.remove(&mention);
    out.sort();
    out.dedup_by(|a, b| a.key == b.key);
    walk.known.insert(mention, out.clone());
    out
}

/// The mention of an earlier report whose words or translation this one is.
fn passed_on(mention: usize, inside: &BTreeSet<usize>, sources: Sources<'_>) -> Option<usize> {
    let this = &sources.stories.mentions[mention];
    let others = |report: usize| {
        let of = sources.stories.of(report).iter().copied();
        of.filter(|m| inside.contains(m) && sources.stories.mentions[*m].happened()).collect::<Vec<_>>()
    };
    for link in sources.links.get(&this.report).into_iter().flatten() {
        let Earlier::Held(to) = link.to else { continue };
        let reused = match link.kind {
            EdgeKind::Translation => true,
            EdgeKind::Copy | EdgeKind::Excerpt | EdgeKind::Rewrite => {
                link.evidence.iter().any(|(span, _)| span.overlaps(this.body.trigger))
            }
            _ => false,
        };
        if reused && let Some(other) = others(to).first() {
            return Some(*other);
        }
    }
    None
}

/// The account of a held report whose outlet a speaker is. Each name is compared with each outlet once.
fn held_account(entry: &Entry, mention: usize, inside: &BTreeSet<usize>, sources: Sources<'_>, walk: &mut Walk) -> Option<usize> {
    let (mentions, holdings) = (sources.stories.mentions, sources.holdings);
    let own = mentions[mention].report;
    let by_outlet = walk.by_outlet.get_or_insert_with(|| {
        let mut by_outlet: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in inside.iter().filter(|at| mentions[**at].happened()) {
            let outlet = &holdings.reports[mentions[*at].report].outlet;
            if !outlet.is_empty() {
                by_outlet.entry(outlet.clone()).or_default().push(*at);
            }
        }
        by_outlet
    });
    let meant = walk.meant.entry(entry.key.clone()).or_insert_with(|| {
        let outlets = by_outlet.iter().filter(|(outlet, _)| same(outlet, &entry.key));
        let mut all: Vec<usize> = outlets.flat_map(|(_, of)| of).copied().collect();
        all.sort_unstable();
        all
    });
    let other =
        |at: &&usize| mentions[**at].report != own && holdings.reports[mentions[**at].report].outlet != holdings.reports[own].outlet;
    meant.iter().find(other).copied()
}

/// What the page credits for an account that names no speaker.
fn credited(mention: usize, inside: &BTreeSet<usize>, sources: Sources<'_>, walk: &mut Walk) -> Vec<Entry> {
    let report = sources.stories.mentions[mention].report;
    let mut out = Vec::new();
    for link in sources.links.get(&report).into_iter().flatten().filter(|l| l.kind == EdgeKind::Credit) {
        let credits = &sources.holdings.reports[report].reading.report.credits;
        let printed = link.evidence.iter().any(|(span, _)| credits.iter().any(|c| c.span == *span));
        if !printed && !sources.stated.contains(&(report, link.to.clone())) {
            continue;
        }
        match &link.to {
            Earlier::Held(to) => {
                let others =
                    sources.stories.of(*to).iter().copied().find(|m| inside.contains(m) && sources.stories.mentions[*m].happened());
                match others {
                    Some(other) if !walk.path.contains(&other) => out.extend(account(other, inside, sources, walk)),
                    _ => out.push(outlet_entry(*to, sources)),
                }
            }
            Earlier::Named(name) => {
                let camp = sources.register.find(name).map_or("", |e| e.camp).to_owned();
                let named_in = BTreeSet::from([report]);
                let key = sources.register.key(name);
                out.push(Entry {
                    key,
                    name: name.clone(),
                    held: false,
                    way: Way::Credited,
                    camp,
                    described: String::new(),
                    offices: sources.register.offices(name),
                    unnamed: false,
                    office: false,
                    named_in,
                });
            }
        }
    }
    out
}

/// The report at the end of an unrecorded account's chain, so that copies of one count once.
fn terminal(mention: usize, inside: &BTreeSet<usize>, sources: Sources<'_>) -> String {
    let mut at = mention;
    for _ in 0..inside.len() {
        match passed_on(at, inside, sources) {
            Some(next) if next != at => at = next,
            _ => break,
        }
    }
    let at = sources.stories.mentions[at].report;
    let report = &sources.holdings.reports[sources.holdings.address[at].unwrap_or(at)].reading.report;
    report.url.clone().unwrap_or_else(|| report.id.to_string())
}

/// Whether the outlet is itself a body that speaks: a statement or letter, an armed force, a monitor.
fn is_institution(report: usize, sources: Sources<'_>) -> bool {
    let held = &sources.holdings.reports[report];
    let classes = sources.register.classes(&held.name());
    let kind = sources.register.find(&held.name()).map_or("", |e| e.kind);
    let form = matches!(held.reading.report.form, Some(Form::Statement | Form::Letter));
    let media = classes.contains(&SpeakerClass::Media) || matches!(kind, "agency" | "outlet");
    let body = form || classes.contains(&SpeakerClass::Monitor) || matches!(kind, "monitor" | "ministry" | "force");
    classes.contains(&SpeakerClass::Force) || (body && !media)
}

/// Whether a report shows reporting of its own about a mention ("our correspondent", "reporters saw"): anywhere for what it is about,
/// else in the paragraph that tells it.
fn own_reporting(mention: usize, sources: Sources<'_>) -> bool {
    let mention = &sources.stories.mentions[mention];
    let reading = sources.holdings.reports[mention.report].reading;
    let report = &reading.report;
    let about = reading.about() == Some(mention.index);
    let mut near = report.paragraphs.iter().filter(|p| about || p.span.contains(mention.body.trigger));
    near.any(|p| sources.register.classes(report.text.slice(p.span)).contains(&SpeakerClass::Own))
}

/// Probability that two entries are not independent, in thousandths, with the reason.
fn dependence(a: &Entry, b: &Entry) -> (u16, Option<String>) {
    let speaks_for = |a: &Entry, b: &Entry| b.key.contains(' ') && a.described.contains(&format!(" {} ", b.key));
    if same(&a.key, &b.key) || speaks_for(a, b) || speaks_for(b, a) {
        return (1000, None);
    }
    if speak_for_one_office(a, b) {
        return (900, None);
    }
    if a.office && b.office && !a.named_in.is_disjoint(&b.named_in) {
        return (
            500,
            Some(format!("{} and {} speak in one report and may be of one administration: independence not established.", a.name, b.name)),
        );
    }
    if !a.camp.is_empty() && a.camp == b.camp {
        return (500, Some(format!("{} and {} are of one owner or office: independence not established.", a.name, b.name)));
    }
    let shares = |a: &Entry, b: &Entry| a.unnamed && b.way == Way::Outlet && !a.named_in.is_disjoint(&b.named_in);
    if shares(a, b) || shares(b, a) {
        let (speaker, outlet) = if a.unnamed { (a, b) } else { (b, a) };
        return (500, Some(format!("{} is known through {} only: independence not established.", speaker.name, outlet.name)));
    }
    if (a.unnamed || b.unnamed) && a.office && b.office {
        return (500, Some(format!("{} and {} may be of one administration: independence not established.", a.name, b.name)));
    }
    if a.way == Way::Outlet && b.way == Way::Outlet {
        return (500, Some(format!("{} and {} may rest on the same people: independence not established.", a.name, b.name)));
    }
    match (a.way, b.way) {
        (Way::Credited, Way::Speaker) => {
            (500, Some(format!("{}, credited without a recorded primary source, may rest on {}.", a.name, b.name)))
        }
        (Way::Speaker, Way::Credited) => {
            (500, Some(format!("{}, credited without a recorded primary source, may rest on {}.", b.name, a.name)))
        }
        _ => (0, None),
    }
}

/// Whether two speak for one office: "police" in two reports; "the bureau" and a head of the bureau of that name in one report.
fn speak_for_one_office(a: &Entry, b: &Entry) -> bool {
    let common = a.offices.iter().any(|office| b.offices.contains(office) && !matches!(*office, "official" | "authoritie" | "spokesman"));
    // A general word means the same office only where at most one of the speakers has a name.
    let one_named_at_most = (a.unnamed || b.unnamed) && a.way == Way::Speaker && b.way == Way::Speaker;
    common && one_named_at_most || head_of(a, b) || head_of(b, a)
}

/// Whether one is described, in a report that names both, by the last word of the other's name: "the bureau's head".
fn head_of(person: &Entry, body: &Entry) -> bool {
    let Some(last) = body.key.rsplit(' ').next().filter(|last| last.chars().count() >= 5 && body.key.contains(' ')) else { return false };
    let described = person.described.contains(&format!(" {last} ")) || person.described.contains(&format!(" {last}s "));
    person.way == Way::Speaker && described && !person.named_in.is_disjoint(&body.named_in)
}

fn collapse(
    entries: &[Entry],
    accounts: BTreeMap<usize, Vec<usize>>,
    of_claim: BTreeMap<(usize, usize), usize>,
    unrecorded: usize,
    sources: Sources<'_>,
) -> Traced {
    let (mut sure, mut maybe) = (Union::new(entries.len()), Union::new(entries.len()));
    let mut reasons: BTreeSet<String> = BTreeSet::new();
    for (at, a) in entries.iter().enumerate() {
        for (other, b) in entries.iter().enumerate().take(at) {
            let (probability, reason) = dependence(a, b);
            if probability >= 900 {
                sure.join(at, other);
            }
            if probability >= 200 {
                maybe.join(at, other);
                reasons.extend(reason);
            }
        }
    }
    let mut roots: Vec<Root> = Vec::new();
    let mut root_of: Vec<Sha> = vec![Sha([0; 32]); entries.len()];
    for set in sure.sets() {
        // A held report's outlet names the root; else the longest name, which says most.
        let best = set.iter().map(|at| &entries[*at]).max_by_key(|e| (e.held, e.name.chars().count(), std::cmp::Reverse(&e.name)));
        let Some(best) = best else { continue };
        let status = if best.held { Status::Held } else { Status::Named };
        // Canonical: ["root", status, comparable name].
        let id = Sha::of_json(&serde_json::json!(["root", status.as_str(), best.key]));
        let with = |m: &&usize| accounts[*m].iter().any(|n| set.contains(n));
        let input = |m: &usize| sources.holdings.reports[sources.stories.mentions[*m].report].reading.report.input.id.clone();
        let reports: BTreeSet<String> = accounts.keys().filter(with).map(input).collect();
        set.iter().for_each(|at| root_of[*at] = id);
        if best.way == Way::Credited {
            reasons.insert(format!("Primary source not recorded: what {} rests on is not said.", best.name));
        }
        roots.push(Root { id, name: best.name.clone(), status, reports: reports.into_iter().collect() });
    }
    roots.sort_by_key(|r| r.id);
    let high = roots.len();
    let low = maybe.sets().len().min(high);
    for root in roots.iter().filter(|r| r.reports.len() > 1) {
        reasons.insert(format!("{} reports go back to {}.", root.reports.len(), root.name));
    }
    if unrecorded > 0 {
        reasons.insert(format!("Lineage not recorded: {unrecorded} of the accounts name no source and reuse no held report."));
    }
    let origins = Origins { low, high, unrecorded, roots, reasons: reasons.into_iter().collect() };
    let of_mention = accounts.into_iter().map(|(m, numbers)| (m, numbers.into_iter().map(|n| root_of[n]).collect())).collect();
    let of_claim = of_claim.into_iter().map(|(key, n)| (key, root_of[n])).collect();
    Traced { origins, of_mention, of_claim }
}

/// Whether a mention's report is of an outlet that is itself a party by name.
#[must_use]
pub fn outlet_speaks(mention: &Mention<'_>, sources: Sources<'_>) -> Option<String> {
    is_institution(mention.report, sources).then(|| sources.holdings.reports[mention.report].outlet.clone()).filter(|o| !o.is_empty())
}
