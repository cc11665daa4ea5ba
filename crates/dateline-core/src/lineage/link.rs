//! Addresses that reports name, resolved to held reports: links, and where the words say more than that, credits and translations.
//!
//! A mere link is a `link` and no origin: a page links to what it rests on, to background and to what it denies alike. What names the
//! source (`isBasedOn`, "Source: …", a translation's original, another site's address as the page's own) is a credit too.

use super::held::Holdings;
use super::names::fold;
use super::register::Register;
use super::reuse::Reuses;
use super::{Earlier, Link};
use crate::article::address::Addresses;
use crate::number::Score;
use crate::records::EdgeKind;
use crate::reference::{Reference, Relation};
use crate::report::{ParagraphKind, Report};
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Reports of an outlet that link to one page, and their share of its reports in percent, from which the link is a part of its pages'
/// frame.
const FRAME: usize = 6;
const FRAME_SHARE: usize = 33;
/// Reports of a site that may call one page of another site their canonical one: more is a careless template.
const TEMPLATE: usize = 3;

/// An address that a report names, with what it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// The report that names it.
    pub from: usize,
    /// The held report at that address, or who publishes there.
    pub to: Earlier,
    /// What the report says of it.
    pub relation: Relation,
    /// The words that link, or the title of what the markup speaks of.
    pub span: Span,
    /// The title of the held report.
    pub other: Option<Span>,
}

/// The pointers of all reports, sorted.
#[must_use]
pub fn find(holdings: &Holdings<'_>, register: &Register, addresses: &Addresses) -> Vec<Pointer> {
    if holdings.reports.iter().all(|held| held.reading.report.references.is_empty()) {
        return Vec::new();
    }
    let held_at = held_at(holdings, addresses);
    let mut found: Vec<(Pointer, String)> = Vec::new();
    for from in 0..holdings.len() {
        let report = &holdings.reports[from].reading.report;
        for reference in &report.references {
            let key = addresses.key(&reference.address);
            let Some(span) = reference.span.or_else(|| title(holdings, from)) else { continue };
            let pointer = |to: Earlier, other| Pointer { from, to, relation: reference.relation, span, other };
            match held_at.get(&key) {
                Some(held) => {
                    if let Some(to) = meant(holdings, from, held, reference.relation) {
                        found.push((pointer(Earlier::Held(to), title(holdings, to)), key));
                    }
                }
                None if names_origin(report, reference, addresses) => {
                    if let Some(name) = name(holdings, from, reference, &key, register, addresses) {
                        found.push((pointer(Earlier::Named(name), None), key));
                    }
                }
                None => {}
            }
        }
    }
    without_templates(holdings, addresses, &mut found);
    without_frames(holdings, &mut found);
    let mut out: Vec<Pointer> = found.into_iter().map(|(pointer, _)| pointer).collect();
    without_loops(holdings, &mut out);
    out.sort_by(|a, b| (a.from, &a.to, a.relation, a.span).cmp(&(b.from, &b.to, b.relation, b.span)));
    out.dedup();
    out
}

/// The held reports at each address, by its key.
fn held_at(holdings: &Holdings<'_>, addresses: &Addresses) -> FxHashMap<String, Vec<usize>> {
    let mut out: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, held) in holdings.reports.iter().enumerate() {
        let report = &held.reading.report;
        let own = report.url.as_deref().map(|url| addresses.key(url));
        let named = addresses.identity(report.url.as_deref(), report.canonical_url.as_deref()).filter(|named| Some(named) != own.as_ref());
        for key in own.into_iter().chain(named).filter(|key| addresses.is_of_report(key)) {
            out.entry(key).or_default().push(at);
        }
    }
    out
}

/// The capture of a page that a report means: the newest that is not surely later than it. A link to what was published later was put
/// in afterwards and tells nothing of the account; a statement of its source is kept.
fn meant(holdings: &Holdings<'_>, from: usize, held: &[usize], relation: Relation) -> Option<usize> {
    if held.iter().any(|at| *at == from || holdings.same_address(*at, from)) {
        return None;
    }
    let (before, after): (Vec<usize>, Vec<usize>) = held.iter().partition(|at| !surely_later(holdings, **at, from));
    let first = || after.iter().copied().min_by_key(|at| holdings.order(*at)).filter(|_| relation.is_of_origin());
    before.iter().copied().max_by_key(|at| (!holdings.superseded[*at], holdings.order(*at))).or_else(first)
}

/// Whether a report was surely published after another.
pub(super) fn surely_later(holdings: &Holdings<'_>, report: usize, other: usize) -> bool {
    let (a, b) = (holdings.reports[report].published, holdings.reports[other].published);
    a.zip(b).is_some_and(|(a, b)| b.before(a))
}

/// The words that stand for a whole report: its headline, else its first paragraph.
pub(super) fn title(holdings: &Holdings<'_>, at: usize) -> Option<Span> {
    let paragraphs = &holdings.reports[at].reading.report.paragraphs;
    paragraphs.iter().find(|p| p.kind == ParagraphKind::Title).or_else(|| paragraphs.iter().find(|p| p.kind.is_body())).map(|p| p.span)
}

/// Whether a reference to a page that is not held names the origin of the account: another site's, and no link of a printed credit, which is
/// known by its name. Of several pages that are called a source none is the one that the account is from.
fn names_origin(report: &Report, reference: &Reference, addresses: &Addresses) -> bool {
    let elsewhere = |other: &Reference| report.url.as_deref().is_none_or(|url| addresses.is_other_site(url, &other.address));
    let credited = reference.span.is_some_and(|span| report.credits.iter().any(|credit| credit.span.overlaps(span)));
    let one_of_many = || {
        let sources = report.references.iter().filter(|other| other.relation == Relation::Source && elsewhere(other));
        sources.into_iter().any(|other| addresses.is_other_site(&other.address, &reference.address))
    };
    reference.relation.is_of_origin() && elsewhere(reference) && !credited && !(reference.relation == Relation::Source && one_of_many())
}

/// Who publishes at an address that is not held: as the report credits them, as the register or the markup has them, else the host.
/// `None` for the report's own outlet.
fn name(
    holdings: &Holdings<'_>,
    from: usize,
    reference: &Reference,
    key: &str,
    register: &Register,
    addresses: &Addresses,
) -> Option<String> {
    let held = &holdings.reports[from];
    let outlet = addresses.outlet(&reference.address)?;
    let plain = |words: &str| fold(words).replace(' ', "");
    let label = addresses.label(key).map(plain).unwrap_or_default();
    let known = register.find(&outlet).map(|entry| entry.name);
    let is_it = |name: &str| plain(name) == label || known.is_some_and(|known| register.key(name) == fold(known));
    if !held.outlet.is_empty() && (is_it(&held.outlet) || known.is_some_and(|known| fold(known) == held.outlet)) {
        return None;
    }
    let credited = held.reading.report.credits.iter().map(|credit| &credit.name).find(|name| is_it(name));
    Some(credited.cloned().or(known.map(str::to_owned)).or_else(|| reference.name.clone()).unwrap_or(outlet))
}

/// Drops canonical addresses that many pages of one site name.
fn without_templates(holdings: &Holdings<'_>, addresses: &Addresses, found: &mut Vec<(Pointer, String)>) {
    let site = |from: usize| {
        let url = holdings.reports[from].reading.report.url.as_deref()?;
        addresses.label(&addresses.key(url)).map(str::to_owned)
    };
    let mut named: BTreeMap<(Option<String>, String), BTreeSet<usize>> = BTreeMap::new();
    for (pointer, key) in found.iter().filter(|(p, _)| p.relation == Relation::Canonical) {
        named.entry((site(pointer.from), key.clone())).or_default().insert(pointer.from);
    }
    named.retain(|_, reports| reports.len() > TEMPLATE);
    if !named.is_empty() {
        found.retain(|(p, key)| p.relation != Relation::Canonical || !named.contains_key(&(site(p.from), key.clone())));
    }
}

/// Drops links that a third of an outlet's reports have: they belong to its frame, not to the accounts.
fn without_frames(holdings: &Holdings<'_>, found: &mut Vec<(Pointer, String)>) {
    let mut of_outlet: BTreeMap<&str, usize> = BTreeMap::new();
    for held in &holdings.reports {
        *of_outlet.entry(&held.outlet).or_default() += 1;
    }
    let mut linking: BTreeMap<(&str, &Earlier), BTreeSet<usize>> = BTreeMap::new();
    for (pointer, _) in found.iter().filter(|(p, _)| p.relation == Relation::Links) {
        linking.entry((&holdings.reports[pointer.from].outlet, &pointer.to)).or_default().insert(pointer.from);
    }
    let is_frame = |(outlet, _): &(&str, &Earlier), reports: &BTreeSet<usize>| {
        reports.len() >= FRAME && reports.len() * 100 >= FRAME_SHARE * of_outlet.get(outlet).copied().unwrap_or(0)
    };
    let frames: BTreeSet<(String, Earlier)> = linking
        .iter()
        .filter(|(key, reports)| is_frame(key, reports))
        .map(|((outlet, to), _)| ((*outlet).to_owned(), (*to).clone()))
        .collect();
    if !frames.is_empty() {
        found.retain(|(p, _)| p.relation != Relation::Links || !frames.contains(&(holdings.reports[p.from].outlet.clone(), p.to.clone())));
    }
}

/// Drops pointers that close a circle, unless the dates say which of the two is the earlier: pages that name each other were changed
/// after they came out, and nobody can see which has its words from whom.
fn without_loops(holdings: &Holdings<'_>, pointers: &mut Vec<Pointer>) {
    let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for pointer in pointers.iter() {
        if let Earlier::Held(to) = pointer.to {
            next.entry(pointer.from).or_default().push(to);
        }
    }
    let circle = circles(&next);
    pointers.retain(|pointer| match pointer.to {
        Earlier::Held(to) => {
            let closed = circle.get(&pointer.from).is_some_and(|of| circle.get(&to) == Some(of));
            !closed || surely_later(holdings, pointer.from, to)
        }
        Earlier::Named(_) => true,
    });
}

/// For each node of a graph the number of its strongly connected component (Tarjan 1972, without recursion).
fn circles(next: &BTreeMap<usize, Vec<usize>>) -> BTreeMap<usize, usize> {
    #[derive(Default, Clone, Copy)]
    struct State {
        index: usize,
        low: usize,
        open: bool,
    }
    let mut states: BTreeMap<usize, State> = BTreeMap::new();
    let mut out: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut stack, mut components): (Vec<usize>, usize) = (Vec::new(), 0);
    for root in next.keys() {
        if states.contains_key(root) {
            continue;
        }
        let mut work: Vec<(usize, usize)> = vec![(*root, 0)];
        while let Some((node, step)) = work.pop() {
            if step == 0 {
                let index = states.len();
                states.insert(node, State { index, low: index, open: true });
                stack.push(node);
            }
            let children = next.get(&node).map_or(&[][..], Vec::as_slice);
            let mut low = states.get(&node).map_or(0, |s| s.low);
            if step > 0
                && let Some(child) = children.get(step - 1).and_then(|child| states.get(child)).filter(|child| child.open)
            {
                low = low.min(child.low);
            }
            let mut at = step;
            let mut descend = None;
            while let Some(child) = children.get(at) {
                at += 1;
                match states.get(child) {
                    Some(state) if state.open => low = low.min(state.index),
                    Some(_) => {}
                    None => {
                        descend = Some(*child);
                        break;
                    }
                }
            }
            if let Some(state) = states.get_mut(&node) {
                state.low = low;
            }
            if let Some(child) = descend {
                work.push((node, at));
                work.push((child, 0));
                continue;
            }
            if states.get(&node).is_some_and(|s| s.low == s.index) {
                while let Some(member) = stack.pop() {
                    if let Some(state) = states.get_mut(&member) {
                        state.open = false;
                    }
                    out.insert(member, components);
                    if member == node {
                        break;
                    }
                }
                components += 1;
            }
        }
    }
    out
}

/// Pairs of reports of which the first names the other by its address.
#[must_use]
pub fn linked(pointers: &[Pointer]) -> BTreeSet<(usize, usize)> {
    let held = |p: &Pointer| match p.to {
        Earlier::Held(to) => Some((p.from, to)),
        Earlier::Named(_) => None,
    };
    pointers.iter().filter_map(held).collect()
}

/// For each report that says which held report it translates: that one. A source in another language is translated too.
#[must_use]
pub fn translated(pointers: &[Pointer], holdings: &Holdings<'_>) -> BTreeMap<usize, usize> {
    let mut out = BTreeMap::new();
    // Sorted by relation within a report: the strongest statement counts.
    let mut best: Vec<&Pointer> = pointers.iter().filter(|p| translates(p, holdings)).collect();
    best.sort_by_key(|p| (p.from, p.relation));
    for pointer in best {
        if let Earlier::Held(to) = pointer.to {
            out.entry(pointer.from).or_insert(to);
        }
    }
    out
}

/// Whether a pointer says that the report tells the other in another language.
fn translates(pointer: &Pointer, holdings: &Holdings<'_>) -> bool {
    let Earlier::Held(to) = pointer.to else { return false };
    let languages = holdings.reports[pointer.from].language().zip(holdings.reports[to].language());
    match pointer.relation {
        Relation::Translates => languages.is_none_or(|(a, b)| a != b),
        Relation::BasedOn | Relation::Source | Relation::Canonical => languages.is_some_and(|(a, b)| a != b),
        _ => false,
    }
}

/// Whether a pointer says where the account is from. A canonical address alone does only where the words are the other's too, for
/// templates name wrong ones.
fn is_source(pointer: &Pointer, shared: &BTreeSet<(usize, usize)>) -> bool {
    match (pointer.relation, &pointer.to) {
        (Relation::Canonical, Earlier::Held(to)) => shared.contains(&(pointer.from.min(*to), pointer.from.max(*to))),
        (relation, _) => relation.is_of_origin(),
    }
}

/// The ends of pointers that say where an account is from, by report.
#[must_use]
pub fn sources(pointers: &[Pointer], reuses: &Reuses, translated: &BTreeMap<usize, usize>) -> BTreeSet<(usize, Earlier)> {
    let shared = shared(reuses, translated);
    pointers.iter().filter(|p| is_source(p, &shared)).map(|p| (p.from, p.to.clone())).collect()
}

/// Pairs of reports that share their words, in one language or two.
fn shared(reuses: &Reuses, translated: &BTreeMap<usize, usize>) -> BTreeSet<(usize, usize)> {
    let pairs = reuses.edges.iter().map(|edge| (edge.from, edge.to)).chain(translated.iter().map(|(a, b)| (*a, *b)));
    pairs.map(|(a, b)| (a.min(b), a.max(b))).collect()
}

/// Pointers as links: each to a held report is a `link`; sources are credits too, and translations where they say so.
#[must_use]
pub fn links(pointers: &[Pointer], holdings: &Holdings<'_>, reuses: &Reuses, all_translated: &BTreeMap<usize, usize>) -> Vec<Link> {
    let shared = shared(reuses, all_translated);
    let mut out = Vec::new();
    for pointer in pointers {
        let source = is_source(pointer, &shared);
        let held = matches!(pointer.to, Earlier::Held(_));
        let mut push = |kind: EdgeKind, score: u16, other: Option<Span>| {
            let evidence = vec![(pointer.span, other)];
            out.push(Link { from: pointer.from, to: pointer.to.clone(), kind, score: Score(score), direction_known: true, evidence });
        };
        if held {
            push(
                EdgeKind::Link,
                if pointer.relation == Relation::Canonical && !source { 600 } else { strength(pointer.relation) },
                pointer.other,
            );
        }
        if source {
            push(EdgeKind::Credit, strength(pointer.relation), None);
        } else if held && pointer.relation == Relation::Cites {
            push(EdgeKind::Credit, 700, None);
        }
        if translates(pointer, holdings) && all_translated.get(&pointer.from).map(|to| Earlier::Held(*to)).as_ref() == Some(&pointer.to) {
            push(EdgeKind::Translation, strength(pointer.relation), pointer.other);
        } else if !held && pointer.relation == Relation::Translates {
            push(EdgeKind::Translation, strength(pointer.relation), None);
        }
    }
    out
}

/// How likely it is that what is said is so, in thousandths.
fn strength(relation: Relation) -> u16 {
    match relation {
        Relation::Translates | Relation::BasedOn => 970,
        Relation::Canonical | Relation::Source => 950,
        Relation::Answers => 950,
        Relation::Cites => 900,
        Relation::Links => 800,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_of_a_graph() {
        let next: BTreeMap<usize, Vec<usize>> = [(1, vec![2, 5]), (2, vec![3]), (3, vec![1, 4]), (5, vec![5])].into_iter().collect();
        let circle = circles(&next);
        assert!(circle[&1] == circle[&2] && circle[&2] == circle[&3]);
        assert!(circle[&4] != circle[&1] && circle[&5] != circle[&1] && circle[&4] != circle[&5]);
        // A long chain closes at its end, without recursion.
        let mut long: BTreeMap<usize, Vec<usize>> = (0..200_000).map(|at| (at, vec![at + 1])).collect();
        long.insert(200_000, vec![0]);
        assert_eq!(circles(&long).into_values().collect::<BTreeSet<_>>().len(), 1);
    }
}
