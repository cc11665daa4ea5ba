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
    let mut judged: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut pairs: Vec<Judged> = Vec::new();
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
                if let Some(newer) = judged.get(&pair) {
                    // Of the same words it is a change of mind; words that are only now read as the same mentions are none.
                    let against = decision.judgement.agrees(&decisions[*newer].judgement) == Some(false);
                    if against && !decision.is_of_the_words_of(&decisions[*newer]) {
                        let reason = format!(
                            "Its words are now read as the mentions of the decision {}, which says otherwise. Undo that one, or this one.",
                            ids[*newer]
                        );
                        out.unmatched.push((at, reason));
                    }
                } else {
                    judged.insert(pair, at);
                    match decision.judgement {
                        Judgement::Same(_) => pairs.push(Judged { at, pair, same: true }),
                        Judgement::Different(_) => pairs.push(Judged { at, pair, same: false }),
                        _ => {}
                    }
                }
            }
        }
    }
    pairs.sort_by_key(|judged| judged.at);
    join(mentions.len(), &pairs, &ids, &mut out);
    out.values.reverse();
    out.unmatched.sort();
    out
}

/// A pair of mentions, smaller number first, with the decision that judges it.
#[derive(Debug, Clone, Copy)]
struct Judged {
    at: usize,
    pair: (usize, usize),
    same: bool,
}

/// Takes over judgements of pairs, oldest first. One that can't hold together with earlier ones waits: it has no effect, and says which
/// decisions it contradicts.
fn join(len: usize, pairs: &[Judged], ids: &[Sha], out: &mut Replayed) {
    let mut union = Union::new(len);
    let mut standing: Vec<Judged> = Vec::new();
    for judged in pairs {
        let (a, b) = judged.pair;
        let (x, y) = (union.find(a), union.find(b));
        let against = match judged.same {
            true => standing.iter().filter(|other| !other.same).find_map(|other| {
                let (p, q) = other.pair;
                let (here, there) = (union.find(p), union.find(q));
                let ends = if (here, there) == (x, y) { Some((p, q)) } else { None };
                let (near, far) = ends.or_else(|| ((here, there) == (y, x)).then_some((q, p)))?;
                Some([chain(&standing, near, a), chain(&standing, far, b), vec![other.at]].concat())
            }),
            false => (x == y).then(|| chain(&standing, a, b)),
        };
        if let Some(mut against) = against {
            against.sort_unstable();
            let named: Vec<String> = against.iter().map(|at| ids[*at].to_string()).collect();
            let what = if judged.same { "one event" } else { "different events" };
            let reason = format!(
                "It waits for an answer: that these mentions are {what} contradicts {} {}. Undo one of them, or this one.",
                if named.len() == 1 { "the decision" } else { "the decisions" },
                named.join(", ")
            );
            out.unmatched.push((judged.at, reason));
            continue;
        }
        standing.push(*judged);
        if judged.same {
            union.join(a, b);
            out.must.push((a, b));
        } else {
            out.cannot.insert((a, b));
        }
    }
}

/// The decisions that two mentions are one event by, in a row from the first to the second; none for one mention.
fn chain(standing: &[Judged], from: usize, to: usize) -> Vec<usize> {
    // Breadth first: the shortest row says it best.
    let mut by: BTreeMap<usize, Option<(usize, usize)>> = BTreeMap::from([(from, None)]);
    let mut next = std::collections::VecDeque::from([from]);
    while let Some(here) = next.pop_front().filter(|here| *here != to) {
        for judged in standing.iter().filter(|judged| judged.same) {
            let (p, q) = judged.pair;
            let there = if p == here { q } else { p };
            if (p == here || q == here) && !by.contains_key(&there) {
                by.insert(there, Some((here, judged.at)));
                next.push_back(there);
            }
        }
    }
    let mut out = Vec::new();
    let mut at = to;
    while let Some(Some((before, decision))) = by.get(&at) {
        out.push(*decision);
        at = *before;
    }
    out
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    fn replayed(pairs: &[(usize, usize, bool)]) -> (Replayed, Vec<Sha>) {
        let ids: Vec<Sha> = (0..pairs.len()).map(|at| Sha::of(&[at as u8])).collect();
        let judged: Vec<Judged> = pairs.iter().enumerate().map(|(at, (a, b, same))| Judged { at, pair: (*a, *b), same: *same }).collect();
        let mut out = Replayed::default();
        join(10, &judged, &ids, &mut out);
        (out, ids)
    }

    #[test]
    fn a_circle_of_judgements_names_all_that_it_is_made_of() {
        let (out, ids) = replayed(&[(0, 1, true), (5, 6, true), (1, 2, true), (0, 2, false), (3, 4, false), (2, 3, true), (0, 4, true)]);
        assert_eq!(out.must, [(0, 1), (5, 6), (1, 2), (2, 3)]);
        assert_eq!(out.cannot, BTreeSet::from([(3, 4)]));
        let [(waits, reason), (later, other)] = &out.unmatched[..] else { panic!("{:?}", out.unmatched) };
        assert_eq!((*waits, *later), (3, 6), "the later one waits");
        assert!(reason.contains(&ids[0].to_string()) && reason.contains(&ids[2].to_string()), "{reason}");
        assert!(!reason.contains(&ids[1].to_string()), "an unrelated decision is no part of it: {reason}");
        assert!([0, 2, 4, 5].iter().all(|at| other.contains(&ids[*at].to_string())), "{other}");
    }

    proptest::proptest! {
        #[test]
        fn what_stands_never_contradicts_itself(pairs in proptest::collection::vec((0_usize..6, 0_usize..6, proptest::bool::ANY), 0..24)) {
            let pairs: Vec<_> = pairs.into_iter().filter(|(a, b, _)| a != b).map(|(a, b, s)| (a.min(b), a.max(b), s)).collect();
            let (out, _) = replayed(&pairs);
            let mut union = Union::new(10);
            out.must.iter().for_each(|(a, b)| union.join(*a, *b));
            proptest::prop_assert!(out.cannot.iter().all(|(a, b)| union.find(*a) != union.find(*b)));
            let told: BTreeSet<usize> = out.unmatched.iter().map(|(at, _)| *at).collect();
            let held = pairs.iter().enumerate().filter(|(at, _)| !told.contains(at));
            for (_, (a, b, same)) in held {
                proptest::prop_assert_eq!(union.find(*a) == union.find(*b) || !same, true);
            }
        }
    }
}
