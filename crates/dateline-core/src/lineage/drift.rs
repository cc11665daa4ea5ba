//! Drift: values that changed along an edge of lineage, with both quotations.

use super::names::fold;
use crate::records::{Drift, DriftEnd, Field, ReportSpan, Value};
use crate::sha::Sha;

/// One report's value of a field, with its words.
#[derive(Debug, Clone)]
pub struct Told {
    /// Which field.
    pub field: Field,
    /// The value.
    pub value: Value,
    /// Its words.
    pub span: ReportSpan,
    /// Whether it is part of another count.
    pub subset: bool,
}

/// What changed between what an earlier and a later report tell of one incident. `outlets` are comparable names of
/// both outlets: a later report that credits the earlier one by name lost no attribution by that.
#[must_use]
pub fn compare(earlier: (Sha, &[Told]), later: (Sha, &[Told])) -> Vec<Drift> {
    let mut out = Vec::new();
    for field in Field::ALL {
        match field {
            Field::Kind | Field::When | Field::Where => one(*field, earlier, later, &mut out),
            Field::Killed | Field::Injured | Field::Missing | Field::Detained | Field::Abducted | Field::Displaced => {
                counts(*field, earlier, later, &mut out);
            }
            Field::AllegedResponsible | Field::Attribution => names(*field, earlier, later, &mut out),
            Field::Assertion | Field::Victims | Field::Weapon | Field::Target | Field::Hedge => {}
        }
    }
    out
}

fn of(told: &[Told], field: Field) -> impl Iterator<Item = &Told> {
    told.iter().filter(move |t| t.field == field)
}

fn end(report: Sha, told: Option<&Told>) -> DriftEnd {
    DriftEnd { value: told.map(|t| t.value.clone()), report, span: told.map(|t| t.span.clone()) }
}

fn one(field: Field, earlier: (Sha, &[Told]), later: (Sha, &[Told]), out: &mut Vec<Drift>) {
    let (Some(a), Some(b)) = (of(earlier.1, field).next(), of(later.1, field).next()) else { return };
    // A place spelled otherwise has drifted too, even where both spellings lead to one entry.
    let spelled = field == Field::Where && fold(&a.span.text) != fold(&b.span.text);
    if a.value != b.value || spelled {
        out.push(Drift { field, from: end(earlier.0, Some(a)), to: end(later.0, Some(b)) });
    }
}

/// Counts are paired by who is counted, totals with totals; a count that only one side has is no change of it.
fn counts(field: Field, earlier: (Sha, &[Told]), later: (Sha, &[Told]), out: &mut Vec<Drift>) {
    let who = |t: &Told| match &t.value {
        Value::Toll(toll) => Some(toll.who),
        _ => None,
    };
    let mut taken: Vec<bool> = vec![false; later.1.len()];
    for a in of(earlier.1, field) {
        let same_number = later.1.iter().any(|b| b.field == field && b.value == a.value);
        let mut fitting = later.1.iter().enumerate().filter(|(at, b)| b.field == field && !taken[*at] && b.subset == a.subset);
        let partner = if a.subset { fitting.find(|(_, b)| who(b) == who(a)) } else { fitting.next() };
        let Some((at, b)) = partner else { continue };
        taken[at] = true;
        if !same_number && b.value != a.value {
            out.push(Drift { field, from: end(earlier.0, Some(a)), to: end(later.0, Some(b)) });
        }
    }
}

/// Names that one side has and the other lacks: lost where none is left, changed where another stands instead.
fn names(field: Field, earlier: (Sha, &[Told]), later: (Sha, &[Told]), out: &mut Vec<Drift>) {
    let name = |t: &Told| match &t.value {
        Value::Words(words) => fold(words),
        _ => String::new(),
    };
    let (a, b): (Vec<&Told>, Vec<&Told>) = (of(earlier.1, field).collect(), of(later.1, field).collect());
    let known = |t: &Told, others: &[&Told]| others.iter().any(|o| super::names::same(&name(t), &name(o)));
    let lost = a.iter().find(|t| !known(t, &b));
    let new = b.iter().find(|t| !known(t, &a));
    match (lost, new) {
        (Some(lost), new) if b.is_empty() || new.is_some() => {
            out.push(Drift { field, from: end(earlier.0, Some(lost)), to: end(later.0, new.copied()) });
        }
        (None, Some(new)) if a.is_empty() => out.push(Drift { field, from: end(earlier.0, None), to: end(later.0, Some(new)) }),
        _ => {}
    }
}
