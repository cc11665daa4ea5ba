//! When, where, how many on the corpus: what a recorder types first, by language. Values count over mentions found; what was
//! missed shows in the figures of mentions.

use crate::case::Case;
use crate::score;
use crate::sheet::{ALL, Sheet};
use anyhow::Result;
use dateline_core::number::{Degrees, kilometres};
use dateline_core::numerals::Numerals;
use dateline_core::place::{EntryKind, EntryRef, Place, PlacePrecision};
use dateline_core::reading::ReadingJson;
use dateline_core::resources::Resources;
use dateline_core::segment::segment;
use dateline_core::text::{CodePoints, Quoted};
use dateline_core::toll::Count;
use std::collections::BTreeMap;

/// What to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Places.
    Places,
    /// Times.
    Times,
    /// Numbers of people.
    Tolls,
}

/// Figures over all cases and by language.
///
/// # Errors
/// When a case gives no document.
pub fn measure(cases: &[Case], what: What, resources: &Resources) -> Result<BTreeMap<String, Sheet>> {
    let mut groups: BTreeMap<String, Sheet> = BTreeMap::new();
    for case in cases {
        let language = case.labels.report.language.clone().unwrap_or_default();
        if what != What::Places && !resources.toll.covers(Some(&language)) {
            continue;
        }
        let reading = score::read(case, resources, false)?.to_json();
        for group in [ALL.to_owned(), format!("language: {language}")] {
            let sheet = groups.entry(group).or_default();
            match what {
                What::Places => places(case, &reading, resources, sheet),
                What::Times => times(case, &reading, sheet),
                What::Tolls => tolls(case, &reading, resources, sheet),
            }
        }
    }
    Ok(groups)
}

/// Mentions that overlap, paired.
fn pairs<'a, T>(labels: &'a [T], read: &'a [T], span: impl Fn(&T) -> &Quoted) -> Vec<(&'a T, Option<&'a T>)> {
    let shared = |a: &T, b: &T| {
        let (a, b) = (span(a), span(b));
        a.end.min(b.end).saturating_sub(a.start.max(b.start))
    };
    let found = score::pair(labels, read, shared);
    labels.iter().zip(found).map(|(label, at)| (label, at.map(|at| &read[at]))).collect()
}

fn mentions<T>(name: &str, case: &str, pairs: &[(&T, Option<&T>)], read: usize, span: impl Fn(&T) -> &Quoted, sheet: &mut Sheet) {
    let found = pairs.iter().filter(|(_, at)| at.is_some()).count();
    let exact = pairs.iter().filter(|(label, at)| at.is_some_and(|at| span(at) == span(label))).count();
    sheet.found(&format!("{name}.exact"), exact, read, pairs.len());
    sheet.found(&format!("{name}.overlap"), found, read, pairs.len());
    for (label, _) in pairs.iter().filter(|(_, at)| at.is_none()) {
        sheet.error(&format!("{name}.overlap"), format!("{case}: missed {:?}", span(label).text));
    }
}

fn places(case: &Case, reading: &ReadingJson, resources: &Resources, sheet: &mut Sheet) {
    let pairs = pairs(&case.labels.places, &reading.places, |p| &p.span);
    mentions("places", &case.id, &pairs, reading.places.len(), |p| &p.span, sheet);
    for (label, read) in &pairs {
        let at = |what: &str| format!("{} {:?} {what}", case.id, label.span.text);
        let listed = listed(label, resources);
        let read_as = |read: &Place<Quoted>| format!("read {:?} {:?} {}", read.name, read.country, read.precision);
        // A town that the gazetteer has must be resolved, found or not.
        if label.precision == PlacePrecision::Settlement && !listed.is_empty() {
            let right = read.is_some_and(|read| is_one_of(read, &listed, resources));
            sheet.share("places.resolvable_settlements", right);
            if !right {
                let read = read.map_or_else(|| "missed".to_owned(), read_as);
                sheet.error("places.resolvable_settlements", format!("{}: {:?} {read}", at("is"), label.name));
            }
        }
        let Some(read) = read else { continue };
        sheet.check("places.use", &at("use"), &label.usage, &read.usage);
        sheet.check("places.precision_class", &at("precision"), &label.precision, &read.precision);
        if label.country.is_some() {
            sheet.check("places.country", &at("country"), &label.country, &read.country);
        }
        if let Some(province) = &label.admin1 {
            let right = lies_in(read, province, resources);
            sheet.share("places.province", right);
            if !right {
                sheet.error("places.province", format!("{}: labelled {province:?}, {:?} {}", at("province"), read.admin1, read_as(read)));
            }
        }
        // A point where the words give none, or one far from the place that they name.
        if read.precision.has_point() && read.lat.is_some() {
            let far = label.precision.has_point() && !listed.is_empty() && !is_one_of(read, &listed, resources);
            let invented = !label.precision.has_point() || far;
            sheet.fault("places.invented_points", invented);
            if invented {
                sheet.error("places.invented_points", format!("{}: labelled {}, {}", at("point"), label.precision, read_as(read)));
            }
        }
    }
}

/// The towns of the gazetteer that a label names: by its name or its words, in its country and province.
fn listed(label: &Place<Quoted>, resources: &Resources) -> Vec<EntryRef> {
    let gazetteer = &resources.gazetteer;
    let mut all: Vec<EntryRef> = Vec::new();
    for name in label.name.iter().chain([&label.span.text]) {
        for hit in gazetteer.lookup(name) {
            let entry = gazetteer.entry(hit.entry);
            let here = entry.kind() == EntryKind::Settlement && Some(entry.country()) == label.country.as_deref();
            let province = label.admin1.as_deref().is_none_or(|province| is_in(hit.entry, province, resources));
            if here && province && !all.contains(&hit.entry) {
                all.push(hit.entry);
            }
        }
    }
    all
}

/// Whether a place that was read is one of these entries, or within 20 km of one: gazetteers list one town twice.
fn is_one_of(read: &Place<Quoted>, listed: &[EntryRef], resources: &Resources) -> bool {
    let point = read.lat.zip(read.lon);
    listed.iter().any(|at| {
        let entry = resources.gazetteer.entry(*at);
        let near = |point: (Degrees, Degrees)| kilometres(point, entry.centre()) <= 20.0;
        read.id.as_deref() == Some(entry.id()) || read.precision == PlacePrecision::Settlement && point.is_some_and(near)
    })
}

/// Whether a place that was read lies in a province, or is it, whatever of its names the label has.
fn lies_in(read: &Place<Quoted>, province: &str, resources: &Resources) -> bool {
    let at = read.id.as_deref().and_then(|id| resources.gazetteer.find(id));
    at.is_some_and(|at| is_in(at, province, resources))
}

fn is_in(at: EntryRef, province: &str, resources: &Resources) -> bool {
    let gazetteer = &resources.gazetteer;
    let country = gazetteer.entry(at).country();
    let divisions = gazetteer.lookup(province).into_iter().map(|hit| hit.entry).filter(|division| {
        let entry = gazetteer.entry(*division);
        entry.country() == country && matches!(entry.kind(), EntryKind::Admin1 | EntryKind::Admin2)
    });
    // A name that no list of divisions has says nothing: letters decide.
    let mut divisions = divisions.peekable();
    if divisions.peek().is_none() {
        let letters = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        return gazetteer.admin1(at).is_some_and(|division| letters(gazetteer.entry(division).name()).contains(&letters(province)));
    }
    divisions.any(|division| division == at || gazetteer.contains(division, at) || gazetteer.admin1(at) == Some(division))
}

fn times(case: &Case, reading: &ReadingJson, sheet: &mut Sheet) {
    let pairs = pairs(&case.labels.times, &reading.times, |t| &t.span);
    mentions("times", &case.id, &pairs, reading.times.len(), |t| &t.span, sheet);
    let mut right = 0;
    for (label, read) in pairs.iter().filter_map(|(label, read)| Some((label, (*read)?))) {
        let at = |what: &str| format!("{} {:?} {what}", case.id, label.span.text);
        sheet.check("times.interval", &at("interval"), &(&label.from, &label.to), &(&read.from, &read.to));
        right += usize::from((&label.from, &label.to) == (&read.from, &read.to));
        sheet.check("times.type", &at("type"), &label.kind, &read.kind);
        sheet.check("times.edtf", &at("edtf"), &label.edtf, &read.edtf);
    }
    sheet.found("times.interval_f1", right, reading.times.len(), case.labels.times.len());
}

fn tolls(case: &Case, reading: &ReadingJson, resources: &Resources, sheet: &mut Sheet) {
    let fit = |l: &Count<Quoted>, r: &Count<Quoted>| {
        let shared = l.span.end.min(r.span.end).saturating_sub(l.span.start.max(r.span.start));
        if shared == 0 { 0 } else { shared + if l.outcome == r.outcome { 1000 } else { 0 } }
    };
    let (labels, read) = (&case.labels.counts, &reading.counts);
    let found = score::pair(labels, read, fit);
    let pairs: Vec<(&Count<Quoted>, Option<&Count<Quoted>>)> =
        labels.iter().zip(&found).map(|(label, at)| (label, at.map(|at| &read[at]))).collect();
    mentions("tolls", &case.id, &pairs, read.len(), |c| &c.span, sheet);
    let mut right = 0;
    for (label, read) in &pairs {
        let same = read.is_some_and(|read| (read.outcome, read.min, read.max) == (label.outcome, label.min, label.max));
        right += usize::from(same);
        let plain = label.hedge.is_none() && label.min.is_some() && label.min == label.max;
        let figure = if plain { "tolls.plain" } else { "tolls.vague_by_policy" };
        sheet.share(figure, read.is_some_and(|read| (read.min, read.max) == (label.min, label.max)));
        if !same {
            let read = read.map(|read| (&read.span.text, read.outcome, read.min, read.max));
            let label = (&label.span.text, label.outcome, label.min, label.max);
            sheet.error(figure, format!("{}: labelled {label:?}, read {read:?}", case.id));
        }
        let Some(read) = read else { continue };
        let at = |what: &str| format!("{} {:?} {what}", case.id, label.span.text);
        sheet.check("tolls.outcome", &at("outcome"), &label.outcome, &read.outcome);
        sheet.check("tolls.role", &at("who"), &label.who, &read.who);
        sheet.check("tolls.scope", &at("scope"), &label.scope, &read.scope);
    }
    sheet.found("tolls.number_f1", right, read.len(), labels.len());
    distractors(case, reading, resources, sheet);
}

/// Numbers of the text that count no people harmed: which of them were read as if they did.
fn distractors(case: &Case, reading: &ReadingJson, resources: &Resources, sheet: &mut Sheet) {
    let language = case.labels.report.language.as_deref().unwrap_or("en");
    let Ok(numerals) = Numerals::bundled(language.split('-').next().unwrap_or(language)) else { return };
    let Some(report) = crate::input::report_of_text(&case.id, &case.text, case.given(), resources) else { return };
    let segments = segment(&report, &resources.abbreviations);
    let points = CodePoints::new(report.text.as_str());
    let inside = |counts: &[Count<Quoted>], start: u32, end: u32| counts.iter().any(|c| c.span.start < end && start < c.span.end);
    let mut at = 0;
    while at < segments.tokens.len() {
        let Some((_, used)) = numerals.number_at(&segments, at, segments.tokens.len()) else {
            at += 1;
            continue;
        };
        let quoted = points.quote(segments.span_of(at..at + used));
        at += used;
        if inside(&case.labels.counts, quoted.start, quoted.end) {
            continue;
        }
        let read = inside(&reading.counts, quoted.start, quoted.end);
        sheet.fault("tolls.false_on_distractors", read);
        if read {
            sheet.error("tolls.false_on_distractors", format!("{}: {:?}", case.id, quoted.text));
        }
    }
}
