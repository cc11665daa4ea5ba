//! `dateline decide`: judgements, appended to the log; what they do shows at once and after every rebuild.

use super::args::{Judge, Judged};
use super::output::{self, Out};
use super::resources;
use super::show::several;
use super::table::{self, short};
use crate::clock;
use crate::error::{Error, Result};
use crate::ledger::Entry;
use crate::project;
use crate::store::{Access, IncidentFilter, IncidentOrder, Page, StageKey, Store};
use dateline_core::decision::{Correction, Decision, Judgement, Target};
use dateline_core::records::{Field, FieldStatement, IncidentRecord, Value};
use dateline_core::sha::Sha;
use dateline_core::text::Quoted;
use dateline_core::toll::Who;
use std::collections::BTreeSet;

/// Judges or lists.
pub fn decide(what: Judge, out: &mut Out) -> Result<()> {
    match what {
        Judge::Accept { statement, judged } => on_statement(&statement, &judged, |_| Ok(Judgement::Accept), out),
        Judge::Reject { statement, judged } => on_statement(&statement, &judged, |_| Ok(Judgement::Reject), out),
        Judge::Correct { statement, to, counted, judged } => {
            on_statement(&statement, &judged, |found| correction(found, &to, counted.as_deref()).map(Judgement::Correct), out)
        }
        Judge::Same { one, other, judged } => on_pair(&one, &other, &judged, Judgement::Same, out),
        Judge::Different { one, other, judged } => on_pair(&one, &other, &judged, Judgement::Different, out),
        Judge::Undo { decision, judged } => undo(&decision, &judged, out),
        Judge::List { store, json } => list(&Store::open(&store.store, Access::Read)?, json, out),
    }
}

/// Every incident of a store: ids of statements and mentions stand inside them.
fn incidents(store: &Store) -> Result<Vec<IncidentRecord>> {
    Ok(store.incidents(&IncidentFilter::default(), IncidentOrder::Latest, Page::ALL)?.items)
}

fn begins(id: Sha, beginning: &str) -> bool {
    id.to_string().starts_with(&beginning.to_ascii_lowercase())
}

fn check_id(id: &str) -> Result<()> {
    if id.len() >= 4 && id.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(());
    }
    Err(Error::usage(format!("{id:?} is no id"))
        .with_hint("give at least four of its hexadecimal digits, as `dateline show INCIDENT` prints them"))
}

/// The capture that a report was read from.
fn capture_of(store: &Store, report: Sha) -> Result<Sha> {
    let unknown = || Error::store(format!("the capture of report {report} is not known")).with_hint("run `dateline rebuild`");
    let row = store.reading_of(report)?.ok_or_else(unknown)?;
    row.facts.pointer("/capture/sha256").and_then(|sha256| sha256.as_str()).and_then(Sha::from_hex).ok_or_else(unknown)
}

fn on_statement(id: &str, judged: &Judged, judge: impl Fn(&FieldStatement) -> Result<Judgement>, out: &mut Out) -> Result<()> {
    check_id(id)?;
    let store = Store::open(&judged.store.store, Access::Write)?;
    let mut found: Vec<FieldStatement> =
        incidents(&store)?.into_iter().flat_map(|i| i.fields).filter(|f| begins(f.statement, id)).collect();
    found.dedup_by_key(|f| f.statement);
    let [statement] = found.as_slice() else {
        return Err(if found.is_empty() {
            Error::input(format!("no statement begins with {id}")).with_hint("`dateline show INCIDENT` lists the statements of an incident")
        } else {
            several(id, found.iter().map(|f| f.statement.to_string()))
        });
    };
    let Some(span) = &statement.span else {
        return Err(Error::usage("that value is an analyst's own decision").with_hint("undo the decision instead: `dateline decide list`"));
    };
    let quoted = Quoted { start: span.start, end: span.end, text: span.text.clone() };
    let capture = capture_of(&store, statement.report)?;
    let target = Target { capture, report: statement.report, field: statement.field, quoted };
    append(store, judged, target, judge(statement)?, out)
}

/// The value that was typed, for the statement's field.
fn correction(statement: &FieldStatement, to: &str, counted: Option<&str>) -> Result<Correction> {
    let bad = |hint: &str| Error::usage(format!("{to:?} is no value of {}", statement.field)).with_hint(hint);
    match (&statement.value, statement.field) {
        (Value::Toll(toll), _) => {
            let (min, max) =
                interval(to).ok_or_else(|| bad("write 12 for exactly 12, 10.. for 10 or more, ..4 for at most 4, 9..12 for 9 to 12"))?;
            let who = match counted {
                None => toll.who,
                Some(word) => {
                    Who::from_word(word).ok_or_else(|| bad("--counted takes a word such as civilian, combatant, child, unknown"))?
                }
            };
            Ok(Correction::Toll { who, min, max })
        }
        (Value::When(_), _) => {
            let shaped = !to.is_empty() && to.len() <= 64 && to.bytes().all(|b| b.is_ascii_digit() || b"XTZ:.+~?%/-".contains(&b));
            if shaped { Ok(Correction::When(to.to_owned())) } else { Err(bad("write a day such as 2017-11-11, or 2017-11-11/2017-11-12")) }
        }
        (Value::Place(_), _) => {
            let shaped = to.split_once(':').is_some_and(|(pack, id)| !pack.is_empty() && !id.is_empty());
            if shaped {
                Ok(Correction::Place(to.to_owned()))
            } else {
                Err(bad("give a gazetteer id: `dateline gazetteer find NAME` prints them"))
            }
        }
        (Value::Words(_), Field::Kind) if dateline_core::incident::Kind::from_word(to).is_none() => {
            Err(bad("a word such as air_strike, shelling, attack"))
        }
        (Value::Words(_), Field::Assertion) if dateline_core::incident::Assertion::from_word(to).is_none() => {
            Err(bad("a word such as asserted, denied, planned, pattern"))
        }
        (Value::Words(_), _) if to.trim().is_empty() => Err(bad("give a word or name")),
        (Value::Words(_), _) => Ok(Correction::Words(to.to_owned())),
    }
}

fn interval(text: &str) -> Option<(Option<u64>, Option<u64>)> {
    let Some((min, max)) = text.split_once("..") else {
        let exact = text.parse().ok()?;
        return Some((Some(exact), Some(exact)));
    };
    let bound = |part: &str| if part.is_empty() { Some(None) } else { part.parse().ok().map(Some) };
    let (min, max) = (bound(min)?, bound(max)?);
    let ordered = match (min, max) {
        (Some(min), Some(max)) => min <= max,
        (None, None) => false,
        _ => true,
    };
    ordered.then_some((min, max))
}

/// A mention as a decision names it: the words of its kind. An incident stands for the first of its mentions.
fn mention_target(store: &Store, id: &str) -> Result<Target> {
    check_id(id)?;
    let all = incidents(store)?;
    let mut found: BTreeSet<(Sha, Sha, usize)> = BTreeSet::new();
    for incident in &all {
        let whole = begins(incident.id, id);
        let named = incident.mentions.iter().enumerate().filter(|(at, m)| whole && *at == 0 || begins(m.id, id));
        found.extend(named.map(|(_, m)| (m.id, m.report, m.index)));
    }
    let found: Vec<(Sha, Sha, usize)> = found.into_iter().collect();
    let [(_, report, index)] = found.as_slice() else {
        return Err(if found.is_empty() {
            Error::input(format!("no incident or mention begins with {id}"))
                .with_hint("`dateline incidents` lists incidents, `--json` their mentions too")
        } else {
            several(id, found.iter().map(|(mention, ..)| mention.to_string()))
        });
    };
    let quoted = trigger(store, *report, *index)?;
    Ok(Target { capture: capture_of(store, *report)?, report: *report, field: Field::Kind, quoted })
}

/// The words that name a mention's event in its report.
fn trigger(store: &Store, report: Sha, index: usize) -> Result<Quoted> {
    let unknown = || Error::store(format!("the reading of report {report} is not there")).with_hint("run `dateline rebuild`");
    let row = store.reading_of(report)?.ok_or_else(unknown)?;
    let version = store.projection_state()?.ok_or_else(unknown)?.run;
    let key = StageKey { input: row.input, stage: project::STAGE.to_owned(), version };
    let reading = project::parse(&store.stage_output(&key)?.ok_or_else(unknown)?)?;
    reading.incidents.get(index).map(|incident| incident.trigger.clone()).ok_or_else(unknown)
}

fn on_pair(one: &str, other: &str, judged: &Judged, judge: impl Fn(Target) -> Judgement, out: &mut Out) -> Result<()> {
    let store = Store::open(&judged.store.store, Access::Write)?;
    let (one, other) = (mention_target(&store, one)?, mention_target(&store, other)?);
    if one == other {
        return Err(Error::usage("both are the same mention").with_hint("give two mentions or incidents"));
    }
    append(store, judged, one, judge(other), out)
}

fn undo(id: &str, judged: &Judged, out: &mut Out) -> Result<()> {
    check_id(id)?;
    let store = Store::open(&judged.store.store, Access::Write)?;
    let found: Vec<Decision> = store.decisions()?.into_iter().map(|l| l.entry).filter(|d| begins(d.id(), id)).collect();
    let [decision] = found.as_slice() else {
        return Err(if found.is_empty() {
            Error::input(format!("no decision begins with {id}")).with_hint("`dateline decide list` lists them")
        } else {
            several(id, found.iter().map(|d| d.id().to_string()))
        });
    };
    let (target, judgement) = (decision.target.clone(), Judgement::Undo(decision.id()));
    append(store, judged, target, judgement, out)
}

fn append(mut store: Store, judged: &Judged, target: Target, judgement: Judgement, out: &mut Out) -> Result<()> {
    let decision = Decision { at: clock::now(), who: judged.who.clone(), target, judgement, reason: judged.reason.clone() };
    let id = decision.id();
    store.append(&[Entry::Decision(decision)])?;
    let resources = resources::of_store(&store)?;
    let projected = project::project(&mut store, &resources, &project::version_of(&resources))?;
    out.line(&format!("Decision {} is in the log. Undo it with `dateline decide undo {}`.", id, short(id)))?;
    out.line(&format!("The store holds {} incidents now.", projected.rows.incidents.len()))
}

fn list(store: &Store, json: bool, out: &mut Out) -> Result<()> {
    let unmatched: Vec<String> = store
        .unmatched(Page::ALL)?
        .items
        .iter()
        .filter_map(|row| row.get("decision").and_then(|id| id.as_str()).map(str::to_owned))
        .collect();
    let decisions = store.decisions()?;
    let mut rows = Vec::new();
    for logged in &decisions {
        let decision = &logged.entry;
        let matches = !unmatched.contains(&decision.id().to_string());
        if json {
            out.line(
                &serde_json::json!({"id": decision.id(), "position": logged.position, "decision": decision, "matches": matches})
                    .to_string(),
            )?;
            continue;
        }
        let judged = serde_json::to_value(&decision.judgement).unwrap_or_default();
        let word =
            judged.as_str().map(str::to_owned).or_else(|| judged.as_object().and_then(|o| o.keys().next().cloned())).unwrap_or_default();
        rows.push(vec![
            short(decision.id()),
            decision.at.clone(),
            decision.who.clone(),
            word,
            decision.target.field.as_str().to_owned(),
            format!("“{}”", decision.target.quoted.text),
            if matches { "yes" } else { "no longer" }.to_owned(),
            decision.reason.clone(),
        ]);
    }
    if json {
        return Ok(());
    }
    if rows.is_empty() {
        output::note("No decision has been made in this store.");
        return Ok(());
    }
    table::print(out, &["decision", "when", "who", "judgement", "field", "words", "matches", "reason"], &rows, 40)
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn tolls_are_typed_as_intervals() {
        assert_eq!(interval("12"), Some((Some(12), Some(12))));
        assert_eq!(interval("10.."), Some((Some(10), None)));
        assert_eq!(interval("..4"), Some((None, Some(4))));
        assert_eq!(interval("9..12"), Some((Some(9), Some(12))));
        for bad in ["", "..", "x", "12..9", "-3"] {
            assert_eq!(interval(bad), None, "{bad}");
        }
    }
}
