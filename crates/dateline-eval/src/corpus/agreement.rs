//! How far two annotators agree: F1 and shares over the layers that both labelled, kappa for closed vocabularies, edges.

use super::{Corpus, full};
use crate::case;
use crate::score;
use crate::sheet::Sheet;
use anyhow::{Context, Result};
use dateline_core::reading::ReadingJson;
use dateline_core::sha::Sha;
use dateline_core::text::Quoted;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Agreement of two labellings of a corpus.
#[derive(Debug, Default)]
pub struct Agreement {
    /// Shares and F1 values by layer; the first annotator's labels are what is looked for.
    pub sheet: Sheet,
    /// Pairs of words for each closed vocabulary.
    words: BTreeMap<&'static str, Vec<(String, String)>>,
    /// Reports that the second annotator labelled.
    pub reports: usize,
}

/// Compares two annotators' labels, a folder each: one `ID.json` a report, and `edges.json`.
///
/// # Errors
/// When a file can't be read or its labels don't hold together.
pub fn measure(corpus: &Corpus, first: &Path, second: &Path) -> Result<Agreement> {
    let mut out = Agreement::default();
    for (id, file) in &corpus.reports {
        let name = format!("{id}.json");
        let paths = [first.join(&name), second.join(&name)];
        if paths.iter().any(|path| !path.exists()) {
            continue;
        }
        let header: BTreeMap<String, String> = file.header.iter().cloned().collect();
        let reading = |path: &Path| {
            let labels = labels(path, &file.text)?;
            case::reading(&file.text, &labels, &header, id, ("", Sha::of(b""))).with_context(|| path.display().to_string())
        };
        out.add(id, &reading(&paths[0])?, &reading(&paths[1])?);
    }
    let edges = |folder: &Path| -> Result<Vec<Value>> {
        let path = folder.join("edges.json");
        let raw = std::fs::read(&path).with_context(|| path.display().to_string())?;
        serde_json::from_slice(&raw).with_context(|| path.display().to_string())
    };
    compare_edges(corpus, &edges(first)?, &edges(second)?, &mut out.sheet);
    Ok(out)
}

/// One annotator's labels of a text, with every key of the lists that they have.
///
/// # Errors
/// When the file can't be read or a label's words do not stand in the text.
pub fn labels(path: &Path, text: &str) -> Result<Value> {
    let read = || -> Result<Value> {
        let given: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        let mut labels = full::full(&given, text)?;
        if let Some(lists) = labels.as_object_mut() {
            lists.retain(|list, _| !given[list].is_null());
        }
        Ok(labels)
    };
    read().with_context(|| path.display().to_string())
}

impl Agreement {
    fn add(&mut self, id: &str, first: &ReadingJson, second: &ReadingJson) {
        self.reports += 1;
        score::agree(id, first, second, &mut self.sheet);
        let same = score::same_incidents(first, second);
        self.tolls(first, second, &same);
        let mut pair = |what: &'static str, a: &str, b: &str| self.words.entry(what).or_default().push((a.to_owned(), b.to_owned()));
        for (a, b) in same {
            let (a, b) = (&first.incidents[a], &second.incidents[b]);
            pair("incidents.kind", a.kind.as_str(), b.kind.as_str());
            pair("incidents.assertion", a.assertion.as_str(), b.assertion.as_str());
            pair("incidents.where_precision", a.place.precision.as_str(), b.place.precision.as_str());
        }
        let claims = score::same_claims(first, second);
        let touch = |a: &Quoted, b: &Quoted| a.start < b.end && b.start < a.end;
        let mut sources = [0, 0];
        for (a, b) in &claims {
            let (a, b) = (&first.claims[*a], &second.claims[*b]);
            pair("claims.stance", a.stance.as_str(), b.stance.as_str());
            pair("claims.quotation", a.quotation.as_str(), b.quotation.as_str());
            let same = match (&a.speaker, &b.speaker) {
                (Some(a), Some(b)) => [a.span == b.span, touch(&a.span, &b.span) || a.name.to_lowercase() == b.name.to_lowercase()],
                (None, None) => [true, true],
                _ => [false, false],
            };
            sources[0] += usize::from(same[0]);
            sources[1] += usize::from(same[1]);
            self.sheet.share("claims.source_of_found", same[1]);
        }
        self.sheet.found("claims.source_exact", sources[0], second.claims.len(), first.claims.len());
        self.sheet.found("claims.source", sources[1], second.claims.len(), first.claims.len());
    }

    /// Different numbers in the tolls of incidents that both found: a number said twice is one, whoever says it.
    fn tolls(&mut self, first: &ReadingJson, second: &ReadingJson, same: &BTreeMap<usize, usize>) {
        let numbers = |of: &ReadingJson, at: usize| {
            let counts = of.incidents[at].toll.iter().filter_map(|toll| of.counts.get(toll.count));
            counts.map(|c| (c.outcome, c.min, c.max)).collect::<BTreeSet<_>>()
        };
        for (a, b) in same {
            let (a, b) = (numbers(first, *a), numbers(second, *b));
            self.sheet.found("incidents.toll_numbers", a.intersection(&b).count(), b.len(), a.len());
        }
    }

    /// Cohen's kappa for each closed vocabulary, with how many pairs it is made over.
    #[must_use]
    pub fn kappas(&self) -> BTreeMap<&'static str, (f64, usize)> {
        self.words.iter().map(|(what, pairs)| (*what, (kappa(pairs), pairs.len()))).collect()
    }

    /// As a table of words.
    #[must_use]
    pub fn table(&self) -> String {
        let mut out = format!("{} reports labelled twice\n{}", self.reports, self.sheet);
        for (what, (kappa, of)) in self.kappas() {
            out.push_str(&format!("{:34} {kappa:.3}  (Cohen's kappa over {of})\n", format!("{what} (kappa)")));
        }
        out
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let kappas: serde_json::Map<String, Value> = self
            .kappas()
            .into_iter()
            .map(|(what, (kappa, of))| (what.to_owned(), json!({"kappa": (kappa * 1e4).round() / 1e4, "of": of})))
            .collect();
        json!({"reports": self.reports, "figures": self.sheet.to_json(), "kappa": kappas})
    }
}

/// Cohen's kappa (1960): agreement beyond what the annotators' own shares of each word would give by chance.
fn kappa(pairs: &[(String, String)]) -> f64 {
    let n = pairs.len().max(1) as f64;
    let observed = pairs.iter().filter(|(a, b)| a == b).count() as f64 / n;
    let words: BTreeSet<&String> = pairs.iter().flat_map(|(a, b)| [a, b]).collect();
    let share = |word: &String, of: fn(&(String, String)) -> &String| pairs.iter().filter(|pair| of(pair) == word).count() as f64 / n;
    let chance: f64 = words.into_iter().map(|word| share(word, |pair| &pair.0) * share(word, |pair| &pair.1)).sum();
    if chance >= 1.0 { 1.0 } else { (observed - chance) / (1.0 - chance) }
}

/// Edges that both drew, between reports and to names.
fn compare_edges(corpus: &Corpus, first: &[Value], second: &[Value], sheet: &mut Sheet) {
    type Ends = (String, String);
    let ends = |edge: &Value| -> Option<(Ends, String)> {
        let folded =
            |name: &str| name.to_lowercase().trim_start_matches("the ").chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let to = edge["to"].as_str().map(str::to_owned).or_else(|| edge["to_name"].as_str().map(folded))?;
        Some(((edge["from"].as_str()?.to_owned(), to), edge["kind"].as_str()?.to_owned()))
    };
    let all = |edges: &[Value]| edges.iter().filter_map(ends).collect::<BTreeSet<(Ends, String)>>();
    let (first, second) = (all(first), all(second));
    sheet.found("edges.all", first.intersection(&second).count(), second.len(), first.len());
    let held = |all: &BTreeSet<(Ends, String)>| {
        all.iter().filter(|((_, to), _)| corpus.reports.contains_key(to)).map(|(ends, _)| ends.clone()).collect::<BTreeSet<_>>()
    };
    let (a, b) = (held(&first), held(&second));
    sheet.found("edges.held_any_kind", a.intersection(&b).count(), b.len(), a.len());
    for ((from, to), kind) in first.difference(&second) {
        sheet.error("edges.all", format!("{from}: first alone -{kind}-> {to}"));
    }
    for ((from, to), kind) in second.difference(&first) {
        sheet.error("edges.all", format!("{from}: second alone -{kind}-> {to}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_is_agreement_beyond_chance() {
        let pairs = |words: &[(&str, &str)]| words.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
        assert!((kappa(&pairs(&[("a", "a"), ("b", "b")])) - 1.0).abs() < 1e-9);
        assert!(kappa(&pairs(&[("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")])).abs() < 1e-9);
        // Observed .7; by chance .6 x .7 + .4 x .3.
        let words =
            [("a", "a"), ("a", "a"), ("a", "a"), ("a", "a"), ("a", "a"), ("a", "b"), ("b", "a"), ("b", "a"), ("b", "b"), ("b", "b")];
        assert!((kappa(&pairs(&words)) - (0.7 - 0.54) / 0.46).abs() < 1e-9);
    }
}
