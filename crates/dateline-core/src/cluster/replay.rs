//! Decisions replayed on today's mentions: which mentions must and which can't be one event, and which decisions no
//! longer match anything, each with the reason.

use super::mention::Mention;
use crate::decision::{Decision, Judgement, Target};
use crate::lineage::held::Holdings;
use crate::lineage::union::Union;
use crate::records::Field;
use crate::sha::Sha;
use crate::text::Quoted;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A decision that has no effect now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnmatchedDecision {
    /// Its id.
    pub decision: Sha,
    /// Why, in one sentence.
    pub reason: String,
}

/// What the decisions ask of the clusters.
#[derive(Debug, Default)]
pub struct Replayed {
    /// Pairs judged to be the same event.
    pub must: Vec<(usize, usize)>,
    /// Pairs judged to be different events, smaller number first.
    pub cannot: BTreeSet<(usize, usize)>,
    /// For each mention the numbers of the decisions that bear on it.
    pub of_mention: BTreeMap<usize, BTreeSet<usize>>,
    /// Numbers of the decisions on values that hold, oldest first; their targets are matched by the statements.
    pub values: Vec<usize>,
    /// Decisions that do not match, in their order.
    pub unmatched: Vec<(usize, String)>,
}

/// Numbers of the reports that a target can mean: the report itself, else others of its capture.
#[must_use]
pub fn reports_of(target: &Target, holdings: &Holdings<'_>) -> Vec<usize> {
    let of_capture: Vec<usize> =
        (0..holdings.len()).filter(|at| holdings.reports[*at].reading.report.capture.sha256 == target.capture).collect();
    match of_capture.iter().find(|at| holdings.reports[**at].reading.report.id == target.report) {
        Some(exact) => vec![*exact],
        None => of_capture,
    }
}

/// How well words that stand somewhere match a target's: `None` for other words, else how far apart they stand.
#[must_use]
pub fn distance(target: &Quoted, start: u32, text: &str) -> Option<u32> {
    (target.text == text).then(|| target.start.abs_diff(start))
}

fn mention_of(target: &Target, holdings: &Holdings<'_>, mentions: &[Mention<'_>]) -> Result<usize, String> {
    let reports = reports_of(target, holdings);
    if reports.is_empty() {
        return Err("No report of that capture is held.".to_owned());
    }
    if target.field != Field::Kind {
        return Err(format!("A mention is named by the field \"kind\" and its words, not by \"{}\".", target.field));
    }
    let near = mentions.iter().enumerate().filter(|(_, m)| reports.contains(&m.report)).filter_map(|(at, m)| {
        let trigger = holdings.reports[m.report].quote(m.body.trigger);
        distance(&target.quoted, trigger.start, &trigger.text).map(|gap| (gap, m.report, m.index, at))
    });
    near.min().map(|best| best.3).ok_or_else(|| format!("The words \"{}\" are no longer read as an incident.", target.quoted.text))
}

/// Replays decisions, given oldest first.
#[must_use]
pub fn replay(decisions: &[Decision], holdings: &Holdings<'_>, mentions: &[Mention<'_>]) -> Replayed {
    let mut out = Replayed::default();
    let ids: Vec<Sha> = decisions.iter().map(Decision::id).collect();
    let mut undone: BTreeSet<Sha> = BTreeSet::new();
    let mut standing: Vec<usize> = Vec::new();
    for (at, decision) in decisions.iter().enumerate().rev() {
        if undone.contains(&ids[at]) {
            continue;
        }
        if let Judgement::Undo(earlier) = &decision.judgement {
            if ids[..at].contains(earlier) {
                undone.insert(*earlier);
            } else {
                out.unmatched.push((at, "There is no such earlier decision to undo.".to_owned()));
            }
        }
        standing.push(at);
    }
    // Newest first from here: a later judgement of one pair stands, the earlier one is passed over.
    let mut judged: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut same: Vec<(usize, (usize, usize))> = Vec::new();
    for at in standing {
        let decision = &decisions[at];
        let other = match &decision.judgement {
            Judgement::Same(other) | Judgement::Different(other) | Judgement::Unsure(other) => other,
            Judgement::Undo(_) => {
                if let Ok(mention) = mention_of(&decision.target, holdings, mentions) {
                    out.of_mention.entry(mention).or_default().insert(at);
                }
                continue;
            }
            Judgement::Accept | Judgement::Reject | Judgement::Correct(_) => {
                out.values.push(at);
                continue;
            }
        };
        let pair = mention_of(&decision.target, holdings, mentions).and_then(|a| Ok((a, mention_of(other, holdings, mentions)?)));
        match pair {
            Err(reason) => out.unmatched.push((at, reason)),
            Ok((a, b)) if a == b => out.unmatched.push((at, "Both sides are now read as one mention.".to_owned())),
            Ok((a, b)) => {
                out.of_mention.entry(a).or_default().insert(at);
                out.of_mention.entry(b).or_default().insert(at);
                let pair = (a.min(b), a.max(b));
                if judged.insert(pair) {
                    match decision.judgement {
                        Judgement::Same(_) => same.push((at, pair)),
                        Judgement::Different(_) => {
                            out.cannot.insert(pair);
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    join(mentions.len(), same, &mut out);
    out.values.reverse();
    out.unmatched.sort();
    out
}

/// Takes over the Same decisions, newest first, as far as no Different is contradicted.
fn join(len: usize, same: Vec<(usize, (usize, usize))>, out: &mut Replayed) {
    let mut union = Union::new(len);
    for (at, (a, b)) in same {
        let (x, y) = (union.find(a), union.find(b));
        let cannot: Vec<(usize, usize)> = out.cannot.iter().copied().collect();
        let broken = cannot.into_iter().any(|(p, q)| {
            let (p, q) = (union.find(p), union.find(q));
            (p == x && q == y) || (p == y && q == x)
        });
        if broken {
            out.unmatched.push((at, "It contradicts a decision that two of these mentions are different events.".to_owned()));
        } else {
            union.join(a, b);
            out.must.push((a, b));
        }
    }
}
