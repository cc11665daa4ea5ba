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
    /// Comparable name of the speaker through whom it comes; `None` for the report's own voice.
    pub mouth: Option<String>,
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

/// Whether a change between reports in two languages is one: numbers are, days that differ, and places of one precision that are two
/// entries. A name in another script, or one that the reading of a language missed, is none.
#[must_use]
pub fn crosses_languages(change: &Drift) -> bool {
    match (&change.from.value, &change.to.value) {
        (Some(Value::Toll(_)), Some(Value::Toll(_))) => true,
        (Some(Value::When(a)), Some(Value::When(b))) => (&a.from, &a.to) != (&b.from, &b.to),
        (Some(Value::Place(a)), Some(Value::Place(b))) => a.precision == b.precision && a.id.is_some() && b.id.is_some() && a.id != b.id,
        (Some(Value::Words(a)), Some(Value::Words(b))) => change.field == Field::Kind && a != b,
        _ => false,
    }
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

/// Totals are compared with totals, parts with parts of the same people; a count that only one side has is no change.
fn counts(field: Field, earlier: (Sha, &[Told]), later: (Sha, &[Told]), out: &mut Vec<Drift>) {
    let who = |t: &Told| match &t.value {
        Value::Toll(toll) => Some(toll.who),
        _ => None,
    };
    // Totals: the greatest that each side gives, by the same mouth where one speaks on both sides; an update tells the
    // older figure too.
    let number = |t: &Told| match &t.value {
        Value::Toll(toll) => toll.min.or(toll.max),
        _ => None,
    };
    let greatest = |told: &'_ [Told], mouth: Option<&String>| -> Option<usize> {
        let totals = told.iter().enumerate().filter(|(_, t)| t.field == field && !t.subset);
        let spoken = totals.filter(|(_, t)| mouth.is_none() || t.mouth.as_ref() == mouth);
        spoken.max_by_key(|(at, t)| (number(t), std::cmp::Reverse(*at))).map(|(at, _)| at)
    };
    let of_both = |t: &&Told| t.mouth.is_some() && of(later.1, field).any(|o| o.mouth == t.mouth && !o.subset);
    let mut mouths: Vec<Option<&String>> = of(earlier.1, field).filter(|t| !t.subset).filter(of_both).map(|t| t.mouth.as_ref()).collect();
    mouths.sort();
    mouths.dedup();
    if mouths.is_empty() {
        mouths.push(None);
    }
    for mouth in mouths {
        if let (Some(a), Some(b)) = (greatest(earlier.1, mouth), greatest(later.1, mouth)) {
            let (a, b) = (&earlier.1[a], &later.1[b]);
            // A headline may give the same number without saying whose.
            let same = |t: &Told| t.field == field && !t.subset && t.value == b.value && (mouth.is_none() || t.mouth.as_ref() == mouth);
            let said = number(a) == number(b) && earlier.1.iter().any(same);
            if a.value != b.value && !said {
                out.push(Drift { field, from: end(earlier.0, Some(a)), to: end(later.0, Some(b)) });
            }
        }
    }
    for a in of(earlier.1, field).filter(|t| t.subset) {
        let same_people = |b: &&Told| b.subset && who(b) == who(a);
        let partners: Vec<&Told> = of(later.1, field).filter(same_people).collect();
        if let Some(b) = partners.first()
            && !partners.iter().any(|b| b.value == a.value)
        {
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
