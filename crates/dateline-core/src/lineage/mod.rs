//! Lineage: which report has its words from where, each edge with its evidence.
//!
//! `reuse` finds shared passages, `edition` captures of one address, `credit` the sources that a report names, `link` the addresses, `drift` what changed on the way; `held`
//! orders the reports, `names` and `register` make names comparable.

pub mod align;
pub mod anchor;
pub mod credit;
pub mod drift;
pub mod edition;
pub mod held;
pub mod index;
pub mod likeness;
pub mod link;
pub mod names;
pub mod naming;
pub mod own;
pub mod passage;
mod postings;
pub mod register;
pub mod reuse;
pub mod translation;
pub mod union;
pub mod words;

pub use register::Register;

use crate::number::Score;
use crate::records::{EdgeFrom, EdgeKind, EdgeTo, Evidence, LineageEdge, Status};
use crate::text::Span;
use held::Holdings;
use std::collections::{BTreeMap, BTreeSet};

/// The earlier end of a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Earlier {
    /// Number of a held report.
    Held(usize),
    /// Name of an origin that is not held.
    Named(String),
}

/// An edge before it has ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Number of the later report.
    pub from: usize,
    /// The earlier end.
    pub to: Earlier,
    /// What the later one does with the earlier.
    pub kind: EdgeKind,
    /// Probability.
    pub score: Score,
    /// False where either could be the earlier one.
    pub direction_known: bool,
    /// Words of the later report, and of the earlier one where it is held.
    pub evidence: Vec<(Span, Option<Span>)>,
}

/// Links of one kind between the same two ends put together: the best score, all evidence.
#[must_use]
pub fn unite(links: Vec<Link>) -> Vec<Link> {
    let mut out: BTreeMap<(usize, Earlier, EdgeKind), Link> = BTreeMap::new();
    for link in links {
        match out.get_mut(&(link.from, link.to.clone(), link.kind)) {
            Some(known) => {
                known.score = known.score.max(link.score);
                known.direction_known |= link.direction_known;
                known.evidence.extend(link.evidence);
            }
            None => {
                out.insert((link.from, link.to.clone(), link.kind), link);
            }
        }
    }
    let mut links: Vec<Link> = out.into_values().collect();
    for link in &mut links {
        link.evidence.sort_unstable();
        link.evidence.dedup();
    }
    links
}

/// The contract's form of links, sorted as it asks: by later report, earlier report, name, kind. A translation is inferred unless the
/// later report credits the earlier one's outlet.
#[must_use]
pub fn records(links: &[Link], holdings: &Holdings<'_>) -> Vec<LineageEdge> {
    let credited: BTreeSet<(usize, &Earlier)> =
        links.iter().filter(|link| link.kind == EdgeKind::Credit).map(|link| (link.from, &link.to)).collect();
    let mut out: Vec<LineageEdge> = links
        .iter()
        .map(|link| {
            let from = &holdings.reports[link.from];
            let (to, status, held) = match &link.to {
                Earlier::Held(at) => {
                    let report = &holdings.reports[*at].reading.report;
                    let to = EdgeTo { report: Some(report.id), input_id: Some(report.input.id.clone()), name: None };
                    let inferred = link.kind == EdgeKind::Translation && !credited.contains(&(link.from, &link.to));
                    (to, if inferred { Status::Inferred } else { Status::Held }, Some(&holdings.reports[*at]))
                }
                Earlier::Named(name) => (EdgeTo { report: None, input_id: None, name: Some(name.clone()) }, Status::Named, None),
            };
            let evidence =
                |(a, b): &(Span, Option<Span>)| Evidence { from: from.quote(*a), to: b.and_then(|span| held.map(|h| h.quote(span))) };
            LineageEdge {
                from: EdgeFrom { report: from.reading.report.id, input_id: from.reading.report.input.id.clone() },
                to,
                kind: link.kind,
                status,
                score: link.score,
                direction_known: link.direction_known,
                evidence: link.evidence.iter().map(evidence).collect(),
            }
        })
        .collect();
    out.sort_by(|a, b| (a.from.report, a.to.report, &a.to.name, a.kind).cmp(&(b.from.report, b.to.report, &b.to.name, b.kind)));
    out
}
