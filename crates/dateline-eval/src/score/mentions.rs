//! Scores mentions: places, times, counts and hedges, each found by overlap first, then by its values.

use super::{overlaps, pair, shared};
use crate::sheet::Sheet;
use dateline_core::place::Place;
use dateline_core::reading::ReadingJson;
use dateline_core::text::Quoted;
use dateline_core::time::Time;
use dateline_core::toll::Count;

/// Counts mentions by exact span and by overlap, notes what was missed or not labelled, and returns the pairs.
fn found<'a, T>(
    (sheet, name, case): (&mut Sheet, &str, &str),
    (labels, read): (&'a [T], &'a [T]),
    span: impl Fn(&T) -> &Quoted,
    fit: impl Fn(&T, &T) -> u32,
) -> Vec<(&'a T, &'a T)> {
    let pairs = pair(labels, read, fit);
    let matched: Vec<(&T, &T)> = labels.iter().zip(&pairs).filter_map(|(l, at)| at.map(|at| (l, &read[at]))).collect();
    sheet.found(&format!("{name}.found"), matched.len(), read.len(), labels.len());
    let exact = matched.iter().filter(|(l, r)| span(l) == span(r)).count();
    sheet.found(&format!("{name}.exact"), exact, read.len(), labels.len());
    for (label, at) in labels.iter().zip(&pairs) {
        match at {
            None => sheet.error(&format!("{name}.found"), format!("{case}: missed {:?}", span(label).text)),
            Some(at) if span(&read[*at]) != span(label) => {
                let words = format!("{case}: labelled {:?}, read {:?}", span(label).text, span(&read[*at]).text);
                sheet.error(&format!("{name}.exact"), words);
            }
            Some(_) => (),
        }
    }
    for (at, item) in read.iter().enumerate() {
        if !pairs.contains(&Some(at)) {
            sheet.error(&format!("{name}.found"), format!("{case}: not labelled {:?}", span(item).text));
        }
    }
    matched
}

pub(super) fn places(case: &str, labels: &ReadingJson, read: &ReadingJson, sheet: &mut Sheet) {
    let fit = |l: &Place<Quoted>, r: &Place<Quoted>| shared(&l.span, &r.span);
    for (l, r) in found((sheet, "places", case), (&labels.places, &read.places), |p| &p.span, fit) {
        let at = |what: &str| format!("{case} {:?} {what}", l.span.text);
        sheet.check("places.use", &at("use"), &l.usage, &r.usage);
        sheet.check("places.precision", &at("precision"), &l.precision, &r.precision);
        if l.country.is_some() {
            sheet.check("places.country", &at("country"), &l.country, &r.country);
            sheet.share("places.resolved", r.id.is_some());
            if l.admin1.is_some() {
                let same = l.admin1.as_deref().map(folded) == r.admin1.as_deref().map(folded);
                sheet.share("places.admin1", same);
                if !same {
                    sheet.error("places.admin1", format!("{}: labelled {:?}, read {:?}", at("admin1"), l.admin1, r.admin1));
                }
            }
        } else {
            // No gazetteer of towns can know it: an entry for it is a place made up.
            sheet.number("places.invented", usize::from(r.id.is_some()));
            if r.id.is_some() {
                sheet.error("places.invented", format!("{}: {:?} {:?}", at("read as"), r.name, r.country));
            }
        }
    }
}

/// A name of a division as far as sources agree on it: letters only, without the word for a division, lower case.
fn folded(name: &str) -> String {
    const WORDS: &[&str] =
        &["governorate", "province", "oblast", "state", "region", "district", "department", "muhafazat", "al", "el", "ad"];
    let words = name.to_lowercase();
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|w| !WORDS.contains(w));
    words.flat_map(str::chars).filter(|c| c.is_alphanumeric()).collect()
}

pub(super) fn times(case: &str, labels: &ReadingJson, read: &ReadingJson, sheet: &mut Sheet) {
    let fit = |l: &Time<Quoted>, r: &Time<Quoted>| shared(&l.span, &r.span);
    for (l, r) in found((sheet, "times", case), (&labels.times, &read.times), |t| &t.span, fit) {
        let at = |what: &str| format!("{case} {:?} {what}", l.span.text);
        sheet.check("times.type", &at("type"), &l.kind, &r.kind);
        sheet.check("times.range", &at("range"), &(&l.from, &l.to), &(&r.from, &r.to));
        sheet.check("times.edtf", &at("edtf"), &l.edtf, &r.edtf);
        sheet.check("times.precision", &at("precision"), &l.precision, &r.precision);
        sheet.check("times.anchor", &at("anchor"), &l.anchor, &r.anchor);
        if l.value.is_some() {
            sheet.check("times.value", &at("value"), &l.value, &r.value);
        }
    }
}

pub(super) fn counts(case: &str, labels: &ReadingJson, read: &ReadingJson, sheet: &mut Sheet) {
    let fit = |l: &Count<Quoted>, r: &Count<Quoted>| match shared(&l.span, &r.span) {
        0 => 0,
        shared => shared + if l.outcome == r.outcome { 1000 } else { 0 },
    };
    let pairs = found((sheet, "counts", case), (&labels.counts, &read.counts), |c| &c.span, fit);
    let number = |c: &Count<Quoted>| (c.outcome, c.min, c.max);
    let right = pairs.iter().filter(|(l, r)| number(l) == number(r)).count();
    let whole = pairs.iter().filter(|(l, r)| number(l) == number(r) && (l.who, l.scope) == (r.who, r.scope)).count();
    sheet.found("counts.number", right, read.counts.len(), labels.counts.len());
    sheet.found("counts.whole", whole, read.counts.len(), labels.counts.len());
    for (l, r) in pairs {
        let at = |what: &str| format!("{case} {:?} {what}", l.span.text);
        if number(l) != number(r) {
            sheet.error("counts.number", format!("{}: labelled {:?}, read {:?}", at("number"), number(l), number(r)));
        }
        sheet.check("counts.who", &at("who"), &l.who, &r.who);
        sheet.check("counts.scope", &at("scope"), &l.scope, &r.scope);
        let hedge = |c: &Count<Quoted>| c.hedge.as_ref().map(|h| h.text.clone());
        sheet.check("counts.hedge", &at("hedge"), &hedge(l), &hedge(r));
    }
}

pub(super) fn hedges(case: &str, labels: &ReadingJson, read: &ReadingJson, sheet: &mut Sheet) {
    found((sheet, "hedges", case), (&labels.hedges, &read.hedges), |h| h, |l, r| u32::from(overlaps(l, r)) * (1 + shared(l, r)));
}
