//! From readings and decisions to what a store prints: reports, claims, lineage and incidents, all derived anew each
//! time, equal for any order of arrival.

use crate::cluster::kin::{self, Kin};
use crate::cluster::mention::Mention;
use crate::cluster::replay::{self, UnmatchedDecision};
use crate::cluster::summary::{self, Counted};
use crate::cluster::{self, PairWeights};
use crate::decision::{Decision, Judgement};
use crate::grade::grade;
use crate::lineage::credit::{self, CreditSources, Stories};
use crate::lineage::drift::{self, Told};
use crate::lineage::held::Holdings;
use crate::lineage::names::same;
use crate::lineage::reuse::{self, Reuses};
use crate::lineage::translation::{self, Kept};
use crate::lineage::{self, Earlier, Link, link, naming, own, passage};
use crate::origin::{self, Sources, Traced};
use crate::reading::Reading;
use crate::records::{
    ClaimBody, ClaimRecord, Drift, EdgeKind, Field, FieldStatement, IncidentRecord, LineageEdge, MentionRecord, ReportRecord, ReportSpan,
    Value,
};
use crate::resources::Resources;
use crate::sha::Sha;
use crate::statement::{self, Draft};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything derived, each list sorted as the contract asks.
#[derive(Debug, Default)]
pub struct Projection {
    /// By id.
    pub reports: Vec<ReportRecord>,
    /// By id.
    pub claims: Vec<ClaimRecord>,
    /// By later report, earlier report, name, kind.
    pub lineage: Vec<LineageEdge>,
    /// By id.
    pub incidents: Vec<IncidentRecord>,
    /// Pairs of mentions that may be one event, with their weights, best first.
    pub review: Vec<PairWeights>,
    /// The weights of the pairs that were put together.
    pub merged: Vec<PairWeights>,
    /// Decisions without effect now, in their order.
    pub unmatched: Vec<UnmatchedDecision>,
    /// Ids of statements that name private persons: sealed in lists, search and exports.
    pub sealed_statements: BTreeSet<Sha>,
    /// Ids of claims whose speaker is a private person by name: the speaker is sealed likewise.
    pub sealed_claims: BTreeSet<Sha>,
}

/// A mention's statement with what the summary and the drift need of it.
struct Stated {
    mention: usize,
    draft: Draft,
    record: FieldStatement,
    rejected: bool,
    analyst: bool,
}

/// Derives everything from readings, in any order, and decisions, oldest first.
#[must_use]
pub fn derive(readings: &[Arc<Reading>], decisions: &[Decision], resources: &Resources) -> Projection {
    let register = &resources.register;
    let holdings = Holdings::new(readings, register, resources.article.addresses());
    let reuses = reuse::find(&holdings);
    let mentions = Mention::all(&holdings, register);
    let replayed = replay::replay(decisions, &holdings, &mentions);
    let namings = naming::find(&holdings, register);
    let kept = Kept::new(&holdings, &namings, &resources.numbers);
    let candidates = translation::candidates(&holdings, &kept, &namings);
    let chosen = translation::choose(&candidates, &reuses, &resources.translation);
    let pointers = link::find(&holdings, register, resources.article.addresses());
    // What a page states of its original goes before what its words let infer.
    let mut translated: BTreeMap<usize, usize> = chosen.iter().map(|(candidate, _)| (candidate.later, candidate.earlier)).collect();
    translated.extend(link::translated(&pointers, &holdings));
    let chosen: Vec<_> = chosen.into_iter().filter(|(c, _)| translated.get(&c.later) == Some(&c.earlier)).collect();
    let stated = link::sources(&pointers, &reuses, &translated);
    let kin = Kin { sharing: kin::sharing(&mentions, &reuses), translated: kin::translated(&mentions, &translated) };
    let twins = kin::twins(&mentions, &holdings);
    let clusters = cluster::cluster(&mentions, &kin, &twins, &replayed, &resources.levels);
    let stories = Stories::new(holdings.len(), &mentions, &clusters.sets);
    let mut links = passage::links(&holdings, &reuses);
    links.extend(translation::links(&chosen));
    links.extend(own::links(&holdings, &stories, &resources.pieces));
    links.extend(link::links(&pointers, &holdings, &reuses, &translated));
    let copied = reuses.edges.iter().filter(|edge| edge.from_share >= translation::COPIED).map(|edge| edge.from);
    let passed_on: BTreeSet<usize> = copied.chain(translated.keys().copied()).collect();
    let mut linked = link::linked(&pointers);
    linked.extend(reuses.edges.iter().map(|edge| (edge.from, edge.to)));
    let credits = CreditSources {
        holdings: &holdings,
        stories: &stories,
        register,
        namings: &namings,
        kept: &kept,
        translated: &translated,
        passed_on: &passed_on,
        linked: &linked,
    };
    links.extend(credit::links(credits));
    let links = lineage::unite(links);
    let mut by_report: BTreeMap<usize, Vec<&Link>> = BTreeMap::new();
    for link in &links {
        by_report.entry(link.from).or_default().push(link);
    }
    let sources = Sources { holdings: &holdings, stories: &stories, register, reuses: &reuses, links: &by_report, stated: &stated };
    let (claims, claim_ids) = claims(&holdings);
    let mut out = Projection { claims, review: clusters.review, merged: clusters.merged, ..Projection::default() };
    for (report, ids) in claim_ids.iter().enumerate() {
        let private =
            ids.iter().enumerate().filter(|(at, _)| statement::is_private_speaker(holdings.reports[report].reading, *at, register));
        out.sealed_claims.extend(private.map(|(_, id)| *id));
    }
    let mut unmatched: BTreeMap<usize, String> = replayed.unmatched.iter().cloned().collect();
    let mut matched_values: BTreeSet<usize> = BTreeSet::new();
    let mut of_report: Vec<BTreeSet<Sha>> = vec![BTreeSet::new(); holdings.len()];
    for set in &clusters.sets {
        let traced = origin::trace(set, sources);
        let mut stated = statements(set, sources, &traced, &claim_ids);
        let mut bearing: BTreeSet<usize> = set.iter().filter_map(|m| replayed.of_mention.get(m)).flatten().copied().collect();
        for at in &replayed.values {
            if apply(&decisions[*at], &mut stated, sources) {
                bearing.insert(*at);
                matched_values.insert(*at);
            }
        }
        out.sealed_statements.extend(stated.iter().filter(|s| s.draft.sealed).map(|s| s.record.statement));
        let bearing = bearing.into_iter().map(|at| decisions[at].id()).collect();
        let incident = incident(set, stated, traced, bearing, sources);
        for mention in set {
            of_report[mentions[*mention].report].insert(incident.id);
        }
        out.incidents.push(incident);
    }
    for at in replayed.values.iter().filter(|at| !matched_values.contains(at)) {
        let target = &decisions[*at].target;
        let held = !replay::reports_of(target, &holdings).is_empty();
        let reason = if held {
            format!("The words \"{}\" no longer give a value of \"{}\".", target.quoted.text, target.field)
        } else {
            "No report of that capture is held.".to_owned()
        };
        unmatched.insert(*at, reason);
    }
    out.unmatched = unmatched.into_iter().map(|(at, reason)| UnmatchedDecision { decision: decisions[at].id(), reason }).collect();
    out.incidents.sort_by_key(|i| i.id);
    out.lineage = lineage::records(&links, &holdings);
    out.reports = reports(&holdings, &reuses, &links, of_report);
    out
}

/// All claims with ids, and for each report the ids by index.
fn claims(holdings: &Holdings<'_>) -> (Vec<ClaimRecord>, Vec<Vec<Sha>>) {
    let (mut records, mut ids) = (Vec::new(), Vec::new());
    for held in &holdings.reports {
        let report = &held.reading.report;
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let mut own: Vec<Sha> = Vec::new();
        let bodies: Vec<ClaimBody> =
            held.reading.claims.iter().map(|claim| ClaimBody::from(claim.clone().map(&mut |span| held.quote(span)))).collect();
        for body in &bodies {
            let range = |span: &ReportSpan| json!([span.start, span.end]);
            let content: Vec<serde_json::Value> = body.content.iter().map(range).collect();
            let place = json!([body.speaker.as_ref().map(|s| range(&s.span)), body.cue.as_ref().map(range), content]);
            let nth = seen.entry(place.to_string()).or_default();
            // Canonical: ["claim", report id, [speaker, cue, contents] as code-point ranges, how many claims of the
            // report stand at the same words before this one].
            own.push(Sha::of_json(&json!(["claim", report.id.to_string(), place, *nth])));
            *nth += 1;
        }
        for (at, body) in bodies.into_iter().enumerate() {
            let parent = held.reading.claims[at].parent.and_then(|p| own.get(p)).copied();
            records.push(ClaimRecord { id: own[at], report: report.id, input_id: report.input.id.clone(), claim: body, parent });
        }
        ids.push(own);
    }
    records.sort_by_key(|r| r.id);
    (records, ids)
}

fn statements(set: &[usize], sources: Sources<'_>, traced: &Traced, claim_ids: &[Vec<Sha>]) -> Vec<Stated> {
    let mut out = Vec::new();
    for number in set {
        let mention = &sources.stories.mentions[*number];
        let held = &sources.holdings.reports[mention.report];
        let root = traced.of_mention.get(number).and_then(|roots| roots.first()).copied();
        for draft in statement::drafts(mention, held.reading, sources.register) {
            let span = held.quote(draft.span);
            let claim = draft.claim.map(|at| claim_ids[mention.report][at]);
            let statement = statement::id(mention.id, draft.field, &draft.value, claim, Some((span.start, span.end)));
            let of_claim = draft.claim.and_then(|at| traced.of_claim.get(&(*number, at)).copied());
            let record = FieldStatement {
                field: draft.field,
                value: draft.value.clone(),
                statement,
                report: held.reading.report.id,
                claim,
                span: Some(span),
                origin: of_claim.or(root),
            };
            out.push(Stated { mention: *number, draft, record, rejected: false, analyst: false });
        }
    }
    out
}

/// Applies a decision on a value to an incident's statements; whether its words are among them.
fn apply(decision: &Decision, stated: &mut Vec<Stated>, sources: Sources<'_>) -> bool {
    let target = &decision.target;
    let reports = replay::reports_of(target, sources.holdings);
    let near = stated.iter().enumerate().filter(|(_, s)| !s.analyst && s.record.field == target.field).filter_map(|(at, s)| {
        let report = sources.stories.mentions[s.mention].report;
        let span = s.record.span.as_ref().filter(|_| reports.contains(&report))?;
        replay::distance(&target.quoted, span.start, &span.text).map(|gap| (gap, at))
    });
    let Some((_, best)) = near.min() else { return false };
    match &decision.judgement {
        Judgement::Reject => stated[best].rejected = true,
        Judgement::Accept => stated[best].rejected = false,
        Judgement::Correct(correction) => {
            let Some(value) = statement::corrected(target.field, correction) else { return false };
            stated[best].rejected = true;
            let mention = stated[best].mention;
            let id = sources.stories.mentions[mention].id;
            let record = FieldStatement {
                statement: Sha::of_json(&json!([
                    "statement",
                    id.to_string(),
                    target.field,
                    statement::id(id, target.field, &value, None, None).to_string(),
                    decision.id().to_string()
                ])),
                field: target.field,
                value: value.clone(),
                report: stated[best].record.report,
                claim: None,
                span: None,
                origin: None,
            };
            let draft = Draft { value, claim: None, ..stated[best].draft.clone() };
            stated.push(Stated { mention, draft, record, rejected: false, analyst: true });
        }
        Judgement::Same(_) | Judgement::Different(_) | Judgement::Unsure(_) | Judgement::Undo(_) => return false,
    }
    true
}

fn incident(set: &[usize], mut stated: Vec<Stated>, traced: Traced, decisions: Vec<Sha>, sources: Sources<'_>) -> IncidentRecord {
    let mentions: Vec<&Mention<'_>> = set.iter().map(|m| &sources.stories.mentions[*m]).collect();
    // An older edition does not count where a newer one tells of the same incident.
    let mut replaced: BTreeSet<usize> = BTreeSet::new();
    for mention in &mentions {
        let mut at = sources.holdings.older[mention.report];
        while let Some(older) = at.filter(|older| replaced.insert(*older)) {
            at = sources.holdings.older[older];
        }
    }
    let current: BTreeSet<usize> = set.iter().copied().filter(|m| !replaced.contains(&sources.stories.mentions[*m].report)).collect();
    let denies = |s: &Stated| {
        let mention = &sources.stories.mentions[s.mention];
        let reading = sources.holdings.reports[mention.report].reading;
        let stance = s.draft.claim.and_then(|at| reading.claims.get(at)).map(|c| c.stance);
        !mention.happened() || stance == Some(crate::claim::Stance::Denies)
    };
    let all_deny = stated.iter().all(denies);
    let exceeded = exceeded(&stated, sources);
    let counted: Vec<Counted<'_>> = stated
        .iter()
        .enumerate()
        .filter(|(at, s)| {
            !s.rejected && (s.analyst || (current.contains(&s.mention) && (all_deny || !denies(s)) && !exceeded.contains(at)))
        })
        .map(|(_, s)| s)
        .map(|s| Counted {
            field: s.record.field,
            value: &s.record.value,
            subset: s.draft.subset,
            certain: sources.stories.mentions[s.mention].certain,
            analyst: s.analyst,
        })
        .collect();
    let mut names: Vec<ReportSpan> =
        mentions.iter().flat_map(|m| m.body.place.names.iter().map(|span| sources.holdings.reports[m.report].quote(*span))).collect();
    names.sort();
    names.dedup();
    let toll = summary::toll(&counted);
    let (kind, when, place) = (summary::kind(&mentions, &counted), summary::when(&counted), summary::place(&counted, names));
    let grade = grade(&mentions, &traced.origins, &toll, sources);
    let drift = drift_of(set, &stated, sources);
    stated.sort_by(|a, b| {
        let key = |s: &Stated| (s.record.field, s.record.report, s.record.span.as_ref().map(|x| (x.start, x.end)), s.record.statement);
        key(a).cmp(&key(b))
    });
    stated.dedup_by_key(|s| s.record.statement);
    let mut rows: Vec<MentionRecord> = mentions
        .iter()
        .map(|m| {
            let report = &sources.holdings.reports[m.report].reading.report;
            MentionRecord { id: m.id, report: report.id, input_id: report.input.id.clone(), index: m.index }
        })
        .collect();
    rows.sort_by_key(|r| (r.report, r.index));
    let reports: BTreeSet<String> = rows.iter().map(|r| r.input_id.clone()).collect();
    // Canonical: ["incident", least mention id]; mentions are sorted by id.
    let least = mentions.first().map(|m| m.id.to_string());
    IncidentRecord {
        id: Sha::of_json(&json!(["incident", least])),
        kind,
        when,
        place,
        toll,
        fields: stated.into_iter().map(|s| s.record).collect(),
        mentions: rows,
        reports: reports.into_iter().collect(),
        origins: traced.origins,
        drift,
        grade,
        decisions,
    }
}

/// Numbers of the totals that the same mouth in the same mention tops with a greater one: what an update replaced, or
/// a part that is not marked as one. A mouth is a speaker, by whatever claims, or the report itself.
fn exceeded(stated: &[Stated], sources: Sources<'_>) -> BTreeSet<usize> {
    type Mouth = (usize, Option<(String, Option<usize>)>, Field);
    let mouth = |s: &Stated| {
        let claim = s.draft.claim?;
        let report = sources.stories.mentions[s.mention].report;
        let speaker = sources.holdings.reports[report].reading.claims.get(claim).and_then(|c| c.speaker.as_ref());
        let key = speaker.map(|s| sources.register.key(&s.name)).unwrap_or_default();
        // Claims without speaker are nobody's in common.
        Some(if key.is_empty() { (key, Some(claim)) } else { (key, None) })
    };
    let mut groups: BTreeMap<Mouth, Vec<(u64, usize)>> = BTreeMap::new();
    for (at, s) in stated.iter().enumerate() {
        if let Value::Toll(toll) = &s.record.value
            && !s.analyst
            && !s.rejected
            && !s.draft.subset
        {
            groups.entry((s.mention, mouth(s), s.record.field)).or_default().push((toll.min.or(toll.max).unwrap_or(0), at));
        }
    }
    let mut out = BTreeSet::new();
    for group in groups.into_values() {
        let most = group.iter().map(|(number, _)| *number).max().unwrap_or(0);
        out.extend(group.into_iter().filter(|(number, _)| *number < most).map(|(_, at)| at));
    }
    out
}

/// How much a report takes over along an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Taken {
    /// A speaker's words, beside its own sources.
    Words,
    /// What happened, from a source that it credits.
    Facts,
    /// The account.
    Whole,
}

/// What changed between the mentions of an incident that a held edge joins.
fn drift_of(set: &[usize], stated: &[Stated], sources: Sources<'_>) -> Vec<Drift> {
    let mut by_mention: BTreeMap<usize, Vec<&Stated>> = BTreeMap::new();
    for one in stated.iter().filter(|one| !one.analyst) {
        by_mention.entry(one.mention).or_default().push(one);
    }
    let inside: BTreeSet<usize> = set.iter().copied().collect();
    let told = |mention: usize| -> Vec<Told> {
        let reading = sources.holdings.reports[sources.stories.mentions[mention].report].reading;
        let mouth = |draft: &Draft| {
            let speaker = draft.claim.and_then(|at| reading.claims.get(at)).and_then(|c| c.speaker.as_ref());
            speaker.map(|s| sources.register.key(&s.name))
        };
        by_mention
            .get(&mention)
            .into_iter()
            .flatten()
            .filter_map(|s| {
                let span = s.record.span.clone()?;
                Some(Told { field: s.record.field, value: s.record.value.clone(), span, subset: s.draft.subset, mouth: mouth(&s.draft) })
            })
            .collect()
    };
    let mut out = Vec::new();
    for later in set {
        let report = sources.stories.mentions[*later].report;
        let mut earlier: BTreeMap<usize, Taken> = BTreeMap::new();
        for link in sources.links.get(&report).into_iter().flatten() {
            if let Earlier::Held(to) = link.to {
                let taken = match link.kind {
                    EdgeKind::Quote | EdgeKind::Link => Taken::Words,
                    EdgeKind::Credit => Taken::Facts,
                    _ => Taken::Whole,
                };
                for mention in sources.stories.of(to).iter().copied().filter(|m| inside.contains(m)) {
                    let known = earlier.entry(mention).or_insert(taken);
                    *known = taken.max(*known);
                }
            }
        }
        for (mention, taken) in earlier {
            let source = sources.stories.mentions[mention].report;
            let id = |at: usize| sources.holdings.reports[at].reading.report.id;
            let (from, mut to) = (told(mention), told(*later));
            if taken == Taken::Words {
                let outlet = &sources.holdings.reports[source].outlet;
                let theirs = |name: &String| same(name, outlet) || from.iter().filter_map(|t| t.mouth.as_ref()).any(|m| same(m, name));
                to.retain(|t| t.mouth.as_ref().is_some_and(theirs));
            }
            let changes = drift::compare((id(source), &from), (id(report), &to));
            let fits = |d: &Drift| match taken {
                Taken::Whole => true,
                Taken::Facts | Taken::Words => matches!(d.from.value, Some(Value::Toll(_))),
            };
            let language = |at: usize| sources.holdings.reports[at].language();
            let one_language = language(source) == language(report);
            out.extend(changes.into_iter().filter(fits).filter(|change| one_language || drift::crosses_languages(change)));
        }
    }
    out.sort_by(|a, b| {
        let key = |d: &Drift| (d.field, d.from.report, d.to.report, d.from.span.clone(), d.to.span.clone());
        key(a).cmp(&key(b))
    });
    out.dedup();
    out
}

fn reports(holdings: &Holdings<'_>, reuses: &Reuses, links: &[Link], incidents: Vec<BTreeSet<Sha>>) -> Vec<ReportRecord> {
    let families = passage::families(reuses, links);
    let passages = passage::passages(holdings, reuses);
    let id = |at: usize| holdings.reports[at].reading.report.id;
    let rows = incidents.into_iter().zip(passages).enumerate().map(|(at, (incidents, passages))| {
        let reading = holdings.reports[at].reading;
        let report = &reading.report;
        ReportRecord {
            id: report.id,
            input: report.input.clone(),
            url: report.url.clone(),
            outlet: report.outlet.clone(),
            published: report.published.clone(),
            language: report.language.clone(),
            family: id(families[at]),
            edition_of: holdings.older[at].map(id),
            passages,
            incidents: incidents.into_iter().collect(),
            problems: reading.problems.clone(),
        }
    });
    rows.collect()
}

/// The statements of an incident that no seal covers, for exports and lists.
pub fn unsealed<'a>(incident: &'a IncidentRecord, projection: &'a Projection) -> impl Iterator<Item = &'a FieldStatement> {
    incident.fields.iter().filter(|f| !projection.sealed_statements.contains(&f.statement))
}

/// Statements of one field.
pub fn of_field(incident: &IncidentRecord, field: Field) -> impl Iterator<Item = &FieldStatement> {
    incident.fields.iter().filter(move |f| f.field == field)
}
