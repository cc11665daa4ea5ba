//! Scores incident mentions: found by trigger, sentence or day; then kind, assertion, time, place, toll, responsible.

use super::overlaps;
use crate::sheet::Sheet;
use dateline_core::incident::{Assertion, Family, IncidentMention, Kind};
use dateline_core::reading::ReadingJson;
use dateline_core::text::Quoted;
use std::collections::BTreeMap;

type Mention = IncidentMention<Quoted>;

/// Whether two kinds may be one event's.
fn compatible(a: Kind, b: Kind) -> bool {
    let open = |kind: Kind| matches!(kind, Kind::Unspecified | Kind::Attack);
    a.family() == b.family() || a.family() == Family::Unspecified || open(a) || open(b)
}

/// Whether no sentence ends between two spans: no line break, and no full stop before a capital or quotation mark.
fn one_sentence(text: &[char], a: &Quoted, b: &Quoted) -> bool {
    let (from, to) = (a.start.min(b.start) as usize, (a.start.max(b.start) as usize).min(text.len()));
    let between = text.get(from..to).unwrap_or_default();
    let ends = between.windows(3).any(|w| {
        let stop = matches!(w[0], '.' | '!' | '?') || (matches!(w[0], '"' | '”'));
        stop && w[1].is_whitespace() && (w[2].is_uppercase() || matches!(w[2], '“' | '"'))
    });
    !ends && !between.contains(&'\n')
}

/// How well a mention fits a label: a trigger in common, else one sentence, else both the main one, else one day.
fn fit(text: &[char], label: &Mention, read: &Mention) -> u32 {
    let one_day = label.when.from.is_some() && (&label.when.from, &label.when.to) == (&read.when.from, &read.when.to);
    let base = if overlaps(&label.trigger, &read.trigger) {
        100
    } else if !compatible(label.kind, read.kind) {
        0
    } else if one_sentence(text, &label.trigger, &read.trigger) {
        60
    } else if label.assertion != read.assertion {
        0
    } else if label.main && read.main {
        40
    } else if one_day && label.kind.family() == read.kind.family() {
        30
    } else {
        0
    };
    if base == 0 { 0 } else { base + u32::from(label.kind == read.kind) * 10 + u32::from(label.main == read.main) * 5 }
}

/// Best pairs first, each label and each mention once.
pub(super) fn pairs(labels: &ReadingJson, read: &ReadingJson) -> BTreeMap<usize, usize> {
    let text: Vec<char> = labels.report.text.chars().collect();
    let mut all = Vec::new();
    for (l, label) in labels.incidents.iter().enumerate() {
        for (r, mention) in read.incidents.iter().enumerate() {
            let score = fit(&text, label, mention);
            if score > 0 {
                all.push((std::cmp::Reverse(score), label.trigger.start.abs_diff(mention.trigger.start), l, r));
            }
        }
    }
    all.sort();
    let (mut out, mut used) = (BTreeMap::new(), Vec::new());
    for (_, _, l, r) in all {
        if !out.contains_key(&l) && !used.contains(&r) {
            out.insert(l, r);
            used.push(r);
        }
    }
    out
}

/// How many labels overlap something read, and how many of what is read overlap a label, at most one each.
fn spans(sheet: &mut Sheet, name: &str, labels: &[&Quoted], read: &[&Quoted]) {
    let found = super::pair(labels, read, |a, b| u32::from(overlaps(a, b)));
    sheet.found(name, found.iter().flatten().count(), read.len(), labels.len());
}

pub(super) fn score(case: &str, labels: &ReadingJson, read: &ReadingJson, sheet: &mut Sheet) {
    let pairs = pairs(labels, read);
    sheet.found("incidents.found", pairs.len(), read.incidents.len(), labels.incidents.len());
    let told = |m: &&Mention| matches!(m.assertion, Assertion::Asserted | Assertion::Attempted);
    let counted = pairs.iter().filter(|(l, r)| told(&&labels.incidents[**l]) && told(&&read.incidents[**r])).count();
    sheet.found("incidents.counted", counted, read.incidents.iter().filter(told).count(), labels.incidents.iter().filter(told).count());
    if labels.incidents.is_empty() {
        sheet.number("incidents.in_negatives", read.incidents.len());
    }
    let short = |m: &Mention| format!("{} {} {:?}", m.kind, m.assertion, m.trigger.text);
    for (at, label) in labels.incidents.iter().enumerate() {
        let mention = pairs.get(&at).map(|r| &read.incidents[*r]);
        tolls(case, (labels, Some(label)), (read, mention), sheet);
        fields(Some(label), mention, sheet);
        match mention {
            None => sheet.error("incidents.found", format!("{case}: missed {}", short(label))),
            Some(mention) => values(&format!("{case} {:?}", label.trigger.text), (labels, label), (read, mention), sheet),
        }
    }
    for (_, mention) in read.incidents.iter().enumerate().filter(|(at, _)| !pairs.values().any(|r| r == at)) {
        sheet.error("incidents.found", format!("{case}: not labelled {}", short(mention)));
        tolls(case, (labels, None), (read, Some(mention)), sheet);
        fields(None, Some(mention), sheet);
    }
}

/// A reading and one of its mentions.
type Of<'a, M> = (&'a ReadingJson, M);

fn values(case: &str, (labels, l): Of<'_, &Mention>, (read, r): Of<'_, &Mention>, sheet: &mut Sheet) {
    sheet.share("incidents.trigger", overlaps(&l.trigger, &r.trigger));
    sheet.check("incidents.kind", case, &l.kind, &r.kind);
    sheet.share("incidents.family", l.kind.family() == r.kind.family());
    sheet.check("incidents.assertion", case, &l.assertion, &r.assertion);
    sheet.check("incidents.main", case, &l.main, &r.main);
    sheet.check("incidents.when", case, &(&l.when.from, &l.when.to), &(&r.when.from, &r.when.to));
    sheet.check("incidents.where_precision", case, &l.place.precision, &r.place.precision);
    sheet.check("incidents.near", case, &l.place.near, &r.place.near);
    let country = |of: &ReadingJson, m: &Mention| m.place.place.and_then(|at| of.places.get(at)).and_then(|p| p.country.clone());
    sheet.check("incidents.where_country", case, &country(labels, l), &country(read, r));
    sheet.number("incidents.invented_points", usize::from(!l.place.precision.has_point() && r.place.lat.is_some()));
    let names = |m: &Mention| m.place.names.iter().map(|n| n.text.to_lowercase()).collect::<std::collections::BTreeSet<_>>();
    let (a, b) = (names(l), names(r));
    sheet.found("incidents.where_names", a.intersection(&b).count(), b.len(), a.len());
}

/// Tolls by outcome and number, over all mentions: a count on the wrong event is one missed and one too many.
fn tolls(case: &str, (labels, l): Of<'_, Option<&Mention>>, (read, r): Of<'_, Option<&Mention>>, sheet: &mut Sheet) {
    let numbers = |of: &ReadingJson, m: Option<&Mention>| {
        let counts = m.into_iter().flat_map(|m| &m.toll).filter_map(|t| of.counts.get(t.count));
        counts.map(|c| (c.outcome, c.min, c.max)).collect::<Vec<_>>()
    };
    let (a, b) = (numbers(labels, l), numbers(read, r));
    let both = super::pair(&a, &b, |x, y| u32::from(x == y)).iter().flatten().count();
    sheet.found("incidents.toll", both, b.len(), a.len());
    if both < a.len().max(b.len()) {
        let trigger = l.or(r).map(|m| m.trigger.text.clone()).unwrap_or_default();
        sheet.error("incidents.toll", format!("{case} {trigger:?}: labelled {a:?}, read {b:?}"));
    }
}

/// Words for who is responsible, victims, weapon and target, and which claims bear on the event.
fn fields(l: Option<&Mention>, r: Option<&Mention>, sheet: &mut Sheet) {
    fn list<'a>(m: Option<&'a Mention>, of: impl Fn(&'a Mention) -> &'a [Quoted]) -> Vec<&'a Quoted> {
        m.map(of).unwrap_or_default().iter().collect()
    }
    fn responsible(m: Option<&Mention>) -> Vec<&Quoted> {
        m.into_iter().flat_map(|m| &m.alleged_responsible).map(|r| &r.span).collect()
    }
    spans(sheet, "incidents.responsible", &responsible(l), &responsible(r));
    spans(sheet, "incidents.victims", &list(l, |m| &m.victims), &list(r, |m| &m.victims));
    spans(sheet, "incidents.weapon", &list(l, |m| &m.weapon), &list(r, |m| &m.weapon));
    spans(sheet, "incidents.target", &list(l, |m| &m.target), &list(r, |m| &m.target));
}
