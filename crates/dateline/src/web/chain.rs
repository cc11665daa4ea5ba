//! The chain of an incident's reports, drawn left to right from origin to page: held ends solid, named ones dashed,
//! inferred edges dotted with their score, drifted values on the edge where they changed, alike copies in one box.

use super::desk::IncidentFile;
use super::page::quoted;
use super::words;
use dateline_core::records::{Drift, DriftEnd, EdgeKind, Field, LineageEdge, Status};
use dateline_core::sha::Sha;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

const BOX: (f64, f64) = (178.0, 44.0);
/// Between columns, wide enough for what stands on an edge.
const GAP: f64 = 290.0;
/// Height of a line of words on an edge.
const LINE: f64 = 15.0;
/// Copies of one report from which on they fold.
const FOLD: usize = 4;

/// One end of an edge: a report, or a name that is not held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Report(Sha),
    Named(String),
    /// Copies of one report, which add nothing of their own, with that report.
    Copies(Sha, EdgeKind),
}

/// All edges between two nodes.
#[derive(Debug, Clone)]
struct Link {
    kinds: BTreeSet<EdgeKind>,
    status: Status,
    score: u16,
    known: bool,
    drift: Vec<String>,
}

struct Graph {
    links: BTreeMap<(Node, Node), Link>,
    nodes: BTreeSet<Node>,
    copies: BTreeMap<Node, Vec<Sha>>,
}

fn end_of(edge: &LineageEdge) -> Option<Node> {
    match (&edge.to.report, &edge.to.name) {
        (Some(id), _) => Some(Node::Report(*id)),
        (None, Some(name)) => Some(Node::Named(name.clone())),
        (None, None) => None,
    }
}

fn value(drift: &Drift, end: &DriftEnd) -> String {
    let quoted = end.span.as_ref().map(|span| span.text.as_str());
    end.value.as_ref().map_or_else(|| "not given".to_owned(), |value| words::value(drift.field, value, quoted))
}

/// A change as it stands on an edge: "killed 13+ → 12".
fn change(drift: &Drift) -> String {
    let compact = |end: &DriftEnd| end.value.as_ref().map_or_else(|| "not given".to_owned(), |value| words::compact(drift.field, value));
    let (from, to) = (compact(&drift.from), compact(&drift.to));
    let quoted = |end: &DriftEnd| end.span.as_ref().map_or_else(String::new, |span| format!("“{}”", words::shorten(&span.text, 14)));
    // The same value in other words (a place spelled differently) shows the words.
    let (from, to) =
        if from == to { (quoted(&drift.from), quoted(&drift.to)) } else { (words::shorten(&from, 13), words::shorten(&to, 13)) };
    let field = match drift.field {
        Field::Attribution => "source",
        Field::AllegedResponsible => "alleged",
        Field::Assertion => "told",
        other => other.as_str(),
    };
    format!("{field}: {from} → {to}")
}

impl Graph {
    fn of(file: &IncidentFile) -> Self {
        // Reports that do nothing but take one other report over, whose account changes nothing.
        let mut copies: BTreeMap<Node, Vec<Sha>> = BTreeMap::new();
        let drifted: BTreeSet<Sha> = file.record.drift.iter().map(|drift| drift.to.report).collect();
        let sources: BTreeSet<Sha> = file.edges.iter().filter_map(|edge| edge.to.report).collect();
        let mut by_report: BTreeMap<Sha, Vec<&LineageEdge>> = BTreeMap::new();
        for edge in &file.edges {
            by_report.entry(edge.from.report).or_default().push(edge);
        }
        for (report, edges) in &by_report {
            if drifted.contains(report) || sources.contains(report) {
                continue;
            }
            let to: BTreeSet<Option<Sha>> = edges.iter().map(|edge| edge.to.report).collect();
            let taken =
                edges.iter().find(|e| matches!(e.kind, EdgeKind::Copy | EdgeKind::Excerpt | EdgeKind::Translation | EdgeKind::Rewrite));
            if let (1, Some(edge)) = (to.len(), taken)
                && let Some(original) = edge.to.report
            {
                copies.entry(Node::Copies(original, edge.kind)).or_default().push(*report);
            }
        }
        copies.retain(|_, reports| reports.len() >= FOLD);
        let folded: BTreeMap<Sha, &Node> = copies.iter().flat_map(|(node, reports)| reports.iter().map(move |id| (*id, node))).collect();
        let place = |node: Node| match &node {
            Node::Report(id) => folded.get(id).map_or(node, |copies| (*copies).clone()),
            _ => node,
        };
        let mut links: BTreeMap<(Node, Node), Link> = BTreeMap::new();
        let mut nodes: BTreeSet<Node> = file.accounts.iter().map(|account| place(Node::Report(account.report.id))).collect();
        for edge in &file.edges {
            let Some(to) = end_of(edge) else { continue };
            let (from, to) = (place(Node::Report(edge.from.report)), place(to));
            nodes.extend([from.clone(), to.clone()]);
            let link = links.entry((to, from)).or_insert_with(|| Link {
                kinds: BTreeSet::new(),
                status: edge.status,
                score: 0,
                known: edge.direction_known,
                drift: Vec::new(),
            });
            link.kinds.insert(edge.kind);
            link.status = link.status.min(edge.status);
            link.score = link.score.max(edge.score.0);
        }
        for drift in &file.record.drift {
            let ends = (place(Node::Report(drift.from.report)), place(Node::Report(drift.to.report)));
            if let Some(link) = links.get_mut(&ends) {
                let change = change(drift);
                if !link.drift.contains(&change) {
                    link.drift.push(change);
                }
            }
        }
        Self { links, nodes, copies }
    }

    /// The column of each node: one more than the furthest of those it has its words from. Circles (two reports that
    /// could each be the earlier) are cut where they close.
    fn columns(&self) -> BTreeMap<Node, usize> {
        let mut columns: BTreeMap<Node, usize> = self.nodes.iter().map(|node| (node.clone(), 0)).collect();
        for _ in 0..self.nodes.len().min(24) {
            let mut moved = false;
            for (earlier, later) in self.links.keys() {
                let least = columns.get(earlier).copied().unwrap_or(0) + 1;
                if let Some(column) = columns.get_mut(later)
                    && *column < least
                    && least < 12
                {
                    *column = least;
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        columns
    }
}

fn tag(node: &Node) -> String {
    match node {
        Node::Copies(original, kind) => format!("copies-{}-{kind}", &original.to_string()[..12]),
        Node::Report(id) => format!("node-{}", &id.to_string()[..12]),
        Node::Named(_) => String::new(),
    }
}

/// Where a node stands: its left upper corner and its height. Every edge that ends at it has a lane of its own, so
/// that what stands on one edge never lies over another.
struct Spot {
    x: f64,
    y: f64,
    height: f64,
    /// Height at which each incoming edge ends, by where it comes from.
    lanes: BTreeMap<Node, f64>,
}

/// The drawing, the folded copies, and every edge in words.
#[must_use]
pub fn show(file: &IncidentFile) -> Markup {
    let graph = Graph::of(file);
    if graph.links.is_empty() {
        return html! {
            p.quiet { "No lineage is recorded: no report names where it has its words from, and none shares text with another." }
        };
    }
    let (spots, width, height) = layout(&graph);
    html! {
        div.scroll tabindex="0" role="region" aria-label="Chain of the reports" {
            svg.chain viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) role="group" aria-label="Who has the words from whom; the same in words below" {
                @for ((earlier, later), link) in &graph.links {
                    @if let (Some(a), Some(b)) = (spots.get(earlier), spots.get(later)) { (arrow(a, b, lane(b, earlier), link)) }
                }
                @for ((earlier, later), link) in &graph.links {
                    @if let Some(b) = spots.get(later) { (label(b, lane(b, earlier), link)) }
                }
                @for (node, spot) in &spots { (draw(file, &graph, node, spot)) }
            }
        }
        p.legend {
            span.key-held {} " held   " span.key-named {} " named, not held   " span.key-inferred {} " inferred, with its score"
        }
        (folded(file, &graph))
        (in_words(file))
    }
}

fn layout(graph: &Graph) -> (BTreeMap<Node, Spot>, f64, f64) {
    let columns = graph.columns();
    let mut spots: BTreeMap<Node, Spot> = BTreeMap::new();
    let last = columns.values().max().copied().unwrap_or(0);
    let mut height = 0.0_f64;
    for column in 0..=last {
        let mut members: Vec<&Node> = columns.iter().filter(|(_, c)| **c == column).map(|(node, _)| node).collect();
        // Near the mean height of what they come from, so that lines cross little.
        let mean = |node: &Node| {
            let from: Vec<f64> =
                graph.links.keys().filter(|(_, later)| later == node).filter_map(|(e, _)| spots.get(e)).map(|s| s.y).collect();
            if from.is_empty() { 0 } else { (from.iter().sum::<f64>() / from.len() as f64) as i64 }
        };
        members.sort_by_key(|node| (mean(node), (*node).clone()));
        let mut y = 8.0;
        for node in members {
            let mut lanes = BTreeMap::new();
            let mut lane = y + 22.0;
            for ((earlier, _), link) in graph.links.iter().filter(|((_, later), _)| later == node) {
                lanes.insert(earlier.clone(), lane);
                lane += LINE * (link.drift.len() as f64 + 1.0) + 9.0;
            }
            let tall = BOX.1.max(lane - y - 16.0);
            let x = 6.0 + (BOX.0 + GAP) * column as f64;
            spots.insert(node.clone(), Spot { x, y, height: tall, lanes });
            y += tall + 16.0;
        }
        height = height.max(y + 6.0);
    }
    (spots, 12.0 + BOX.0 + (BOX.0 + GAP) * last as f64, height)
}

/// Height at which the edge from `earlier` ends.
fn lane(later: &Spot, earlier: &Node) -> f64 {
    later.lanes.get(earlier).copied().unwrap_or(later.y + BOX.1 / 2.0)
}

fn arrow(a: &Spot, b: &Spot, lane: f64, link: &Link) -> Markup {
    let (x1, x2) = (a.x + BOX.0, b.x);
    // A short curve beside the earlier box, then straight along the lane, under the words that stand on it.
    let from = a.y + BOX.1 / 2.0;
    let turn = x1 + 44.0;
    let d = format!("M{x1:.0},{from:.0} C{:.0},{from:.0} {:.0},{lane:.0} {turn:.0},{lane:.0} H{:.0}", x1 + 26.0, x1 + 18.0, x2 - 7.0);
    html! {
        path class={ "edge " (link.status) } d=(d) {}
        path.head d={ "M" (format!("{:.0}", x2 - 8.0)) "," (format!("{:.0}", lane - 4.0)) " l8,4 l-8,4 z" } {}
    }
}

/// What the later report did, and what changed, on the edge's end. All words lie over all lines.
fn label(b: &Spot, lane: f64, link: &Link) -> Markup {
    let kinds: Vec<&str> = link.kinds.iter().map(|kind| words::edge(*kind)).collect();
    let mut label = kinds.join(", ");
    if link.status == Status::Inferred {
        label.push_str(&format!(" {}.{:02}", link.score / 1000, link.score % 1000 / 10));
    }
    if !link.known {
        label.push_str(", direction not known");
    }
    let (x, y) = (b.x - 12.0, lane - 5.0);
    html! {
        text.how text-anchor="end" x=(x) y=(y) { (words::shorten(&label, 32)) title { (label) } }
        @for (n, change) in link.drift.iter().enumerate() {
            text.drift text-anchor="end" x=(x) y=(y + 18.0 + LINE * n as f64) { (words::shorten(change, 40)) title { (change) } }
        }
    }
}

fn draw(file: &IncidentFile, graph: &Graph, node: &Node, spot: &Spot) -> Markup {
    let (x, y) = (spot.x, spot.y);
    let (class, name, below, href) = match node {
        Node::Report(id) => match file.reports.get(id) {
            Some(facts) => {
                let below = facts.published.as_deref().map_or_else(|| "no date".to_owned(), |p| words::day(p.get(..10).unwrap_or(p)));
                let denies = file.accounts.iter().any(|account| account.report.id == *id && account.denies());
                let below = if denies { format!("{below} · denies") } else { below };
                ("held", facts.name().to_owned(), below, format!("/report/{id}"))
            }
            None => ("held", id.to_string(), String::new(), format!("/report/{id}")),
        },
        Node::Named(name) => ("named", name.clone(), "named, not held".to_owned(), String::new()),
        Node::Copies(_, kind) => {
            let count = graph.copies.get(node).map_or(0, Vec::len);
            let what = match kind {
                EdgeKind::Translation => "translations",
                EdgeKind::Excerpt => "excerpts",
                EdgeKind::Rewrite => "rewritings",
                _ => "copies",
            };
            ("held copies", format!("{count} {what}"), "listed below".to_owned(), format!("#{}", tag(node)))
        }
    };
    let inner = html! {
        rect class=(class) x=(x) y=(y) width=(BOX.0) height=(spot.height) rx="3" {}
        text.node x=(x + 9.0) y=(y + 18.0) { (words::shorten(&name, 24)) title { (name) } }
        text.below x=(x + 9.0) y=(y + 35.0) { (below) }
    };
    html! { @if href.is_empty() { g { (inner) } } @else { a href=(href) { (inner) } } }
}

fn folded(file: &IncidentFile, graph: &Graph) -> Markup {
    html! {
        @for (node, reports) in &graph.copies {
            details id=(tag(node)) {
                summary {
                    (words::many(reports.len(), "report takes", "reports take")) " over "
                    @if let Node::Copies(original, _) = node { bdi { (name(file, original)) } } " unchanged"
                }
                ul { @for id in reports { li { a href={ "/report/" (id) } { bdi { (name(file, id)) } } @if let Some(facts) = file.reports.get(id) {
                    @if let Some(published) = &facts.published { ", " (words::moment(published)) }
                } } } }
            }
        }
    }
}

fn name<'a>(file: &'a IncidentFile, id: &Sha) -> &'a str {
    file.reports.get(id).map_or("a report", |facts| facts.name())
}

/// Every change with both quotations, and every edge, as text: what the drawing shows, for whoever can't see it.
fn in_words(file: &IncidentFile) -> Markup {
    html! {
        @if !file.record.drift.is_empty() {
            h3 { "What changed on the way" }
            ul.changes { @for drift in &file.record.drift {
                li {
                    (words::field(drift.field)) ": " (value(drift, &drift.from)) " " (end(file, &drift.from)) " → "
                    (value(drift, &drift.to)) " " (end(file, &drift.to))
                }
            } }
        }
        details {
            summary { "The chain in words" }
            ul { @for edge in &file.edges {
                li {
                    a href={ "/report/" (edge.from.report) } { bdi { (name(file, &edge.from.report)) } }
                    " ← " (words::edge(edge.kind)) " – "
                    @match (&edge.to.report, &edge.to.name) {
                        (Some(id), _) => a href={ "/report/" (id) } { bdi { (name(file, id)) } },
                        (None, Some(name)) => { bdi { (name) } " (named, not held)" },
                        (None, None) => "unknown",
                    }
                    @if edge.status == Status::Inferred { ", inferred with score " (edge.score.value()) }
                    @if let Some(evidence) = edge.evidence.first() { ": " (quoted(&words::shorten(&evidence.from.text, 140))) }
                }
            } }
        }
    }
}

fn end(file: &IncidentFile, end: &DriftEnd) -> Markup {
    html! {
        "(" bdi { (name(file, &end.report)) } @if let Some(span) = &end.span { ": " (quoted(&words::shorten(&span.text, 80))) } ")"
    }
}
