//! Scores claims: found by cue or content, then speaker, content, stance and the rest of those found.

use super::overlaps;
use crate::sheet::Sheet;
use dateline_core::claim::Claim;
use dateline_core::reading::ReadingJson;
use dateline_core::text::Quoted;
use std::collections::BTreeSet;

/// Numbers of the tokens that spans touch.
fn tokens(spans: &[Quoted], starts: &[(u32, u32)]) -> BTreeSet<usize> {
    let inside = |token: &(u32, u32)| spans.iter().any(|s| s.start <= token.0 && token.1 <= s.end);
    starts.iter().enumerate().filter(|(_, token)| inside(token)).map(|(at, _)| at).collect()
}

/// Code-point ranges of a text's words.
fn words(text: &str) -> Vec<(u32, u32)> {
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (at, c) in text.chars().enumerate() {
        let at = at as u32;
        if c.is_alphanumeric() || c == '_' {
            match out.last_mut() {
                Some(word) if word.1 == at => word.1 = at + 1,
                _ => out.push((at, at + 1)),
            }
        }
    }
    out
}

/// How well a claim fits a label; 0 where it does not. A cue in common is enough; else the contents must be the same
/// and one of the two be without a cue.
fn fit(label: &Claim<Quoted>, read: &Claim<Quoted>, contents: (&BTreeSet<usize>, &BTreeSet<usize>)) -> u32 {
    let cues = matches!((&label.cue, &read.cue), (Some(a), Some(b)) if overlaps(a, b));
    let either = contents.0.union(contents.1).count();
    let content = (500 * contents.0.intersection(contents.1).count()).checked_div(either).unwrap_or(0) as u32;
    let speakers = matches!((&label.speaker, &read.speaker), (Some(a), Some(b)) if a.span == b.span);
    let score = u32::from(cues) * 1000 + content + u32::from(speakers) * 200;
    if cues || (score >= 500 && (label.cue.is_none() || read.cue.is_none())) { score } else { 0 }
}

/// For each labelled claim the one read that is the same, by index; and the numbers of content words on both sides.
pub(super) struct Pairs {
    pub pairs: Vec<Option<usize>>,
    pub labelled: Vec<BTreeSet<usize>>,
    pub found: Vec<BTreeSet<usize>>,
}

pub(super) fn pairs(labels: &ReadingJson, read: &ReadingJson) -> Pairs {
    let starts = words(&labels.report.text);
    let contents = |claims: &[Claim<Quoted>]| claims.iter().map(|c| tokens(&c.content, &starts)).collect::<Vec<_>>();
    let (labelled, found) = (contents(&labels.claims), contents(&read.claims));
    let indexes = |n: usize| (0..n).collect::<Vec<usize>>();
    let (l, r) = (indexes(labels.claims.len()), indexes(read.claims.len()));
    let pairs = super::pair(&l, &r, |a, b| fit(&labels.claims[*a], &read.claims[*b], (&labelled[*a], &found[*b])));
    Pairs { pairs, labelled, found }
}

pub(super) fn score(case: &str, labels: &ReadingJson, read: &ReadingJson, sheet: &mut Sheet) {
    let Pairs { pairs, labelled, found } = pairs(labels, read);
    sheet.found("claims.found", pairs.iter().flatten().count(), read.claims.len(), labels.claims.len());
    let short = |c: &Claim<Quoted>| {
        let words = |s: &Quoted| s.text.chars().take(60).collect::<String>();
        let speaker = c.speaker.as_ref().map(|s| words(&s.span));
        format!("{speaker:?} {:?} {:?}", c.cue.as_ref().map(words), c.content.first().map(words))
    };
    for (at, pair) in pairs.iter().enumerate() {
        let label = &labels.claims[at];
        let Some(number) = *pair else {
            sheet.error("claims.found", format!("{case}: missed {}", short(label)));
            continue;
        };
        let claim = &read.claims[number];
        let at_claim = format!("{case} {:?}", label.cue.as_ref().map(|c| c.text.as_str()));
        sheet.check("claims.cue", &at_claim, &label.cue, &claim.cue);
        let speaker = |c: &Claim<Quoted>| c.speaker.as_ref().map(|s| s.span.clone());
        let name = |c: &Claim<Quoted>| c.speaker.as_ref().map(|s| s.name.to_lowercase());
        sheet.check("claims.speaker", &at_claim, &speaker(label), &speaker(claim));
        sheet.check("claims.speaker_name", &at_claim, &name(label), &name(claim));
        let both = labelled[at].intersection(&found[number]).count();
        sheet.found("claims.content_words", both, found[number].len(), labelled[at].len());
        sheet.check("claims.content", &at_claim, &label.content, &claim.content);
        sheet.check("claims.stance", &at_claim, &label.stance, &claim.stance);
        sheet.check("claims.quotation", &at_claim, &label.quotation, &claim.quotation);
        sheet.check("claims.attitude", &at_claim, &label.attitude, &claim.attitude);
        sheet.check("claims.via", &at_claim, &label.via, &claim.via);
        sheet.check("claims.addressees", &at_claim, &label.addressees, &claim.addressees);
        let parent = label.parent.and_then(|p| pairs.get(p).copied().flatten());
        sheet.check("claims.parent", &at_claim, &parent, &claim.parent);
    }
    for (at, claim) in read.claims.iter().enumerate() {
        if !pairs.contains(&Some(at)) {
            sheet.error("claims.found", format!("{case}: not labelled {}", short(claim)));
        }
    }
}
