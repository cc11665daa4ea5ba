//! What the corpus holds, in numbers: reports by language, style and country, labels by layer, hard things, openings, cues, reports too alike.

use super::file::LabelFile;
use super::{Corpus, family, hard, spans};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write;

/// Share of the shorter report's runs of five words that reports of two families may have in common.
pub const ALIKE: f64 = 0.1;

/// The numbers.
#[derive(Debug, Default)]
pub struct Statistics {
    /// Reports, families, negatives and the like by name.
    pub counts: BTreeMap<String, usize>,
    /// Reports by the value of a header key.
    pub by: BTreeMap<&'static str, BTreeMap<String, usize>>,
    /// Hard things: reports or instances.
    pub hard: BTreeMap<String, usize>,
    /// Different openings of four words.
    pub openings: usize,
    /// Different forms of cues, small letters.
    pub cues: usize,
    /// Reports of two families that share too many runs of five words, with the share.
    pub alike: Vec<(String, String, f64)>,
}

/// Counts.
#[must_use]
pub fn of(corpus: &Corpus) -> Statistics {
    let mut out = Statistics::default();
    let mut count = |name: &str, more: usize| *out.counts.entry(name.to_owned()).or_default() += more;
    let (mut openings, mut cues) = (HashSet::new(), BTreeSet::new());
    for file in corpus.reports.values() {
        count("reports", 1);
        count("negatives", usize::from(file.is_negative()));
        count("words", file.text.split_whitespace().count());
        for list in ["places", "times", "counts", "hedges", "claims", "incidents"] {
            count(list, file.list(list).len());
        }
        for key in ["language", "style", "country"] {
            *out.by.entry(key).or_default().entry(file.get(key).unwrap_or("?").to_owned()).or_default() += 1;
        }
        for tag in hard::tags(file) {
            *out.hard.entry(format!("report: {tag}")).or_default() += 1;
        }
        openings.insert(file.text.split_whitespace().take(4).map(str::to_lowercase).collect::<Vec<_>>());
        cues.extend(file.list("claims").iter().filter_map(|c| words(file, &c["cue"])));
    }
    for family in corpus.families.values() {
        count("families", 1);
        count("edges", family::list(family, "edges").count());
        count("family incidents", family::list(family, "incidents").count());
        for thing in family::list(family, "hard") {
            *out.hard.entry(format!("family: {}", thing["kind"].as_str().unwrap_or("?"))).or_default() += 1;
        }
    }
    count("pages", corpus.pages);
    out.openings = openings.len();
    out.cues = cues.len();
    out.alike = alike(corpus);
    out
}

/// The words of a span, small letters.
fn words(file: &LabelFile, span: &Value) -> Option<String> {
    let (from, to) = spans::find(&file.text, span.as_str()?).ok()?;
    Some(file.text[from..to].to_lowercase())
}

/// Reports of two families that share more than [`ALIKE`] of the shorter one's runs of five words.
fn alike(corpus: &Corpus) -> Vec<(String, String, f64)> {
    let runs: Vec<(&str, &str, HashSet<String>)> = corpus
        .reports
        .iter()
        .map(|(id, file)| {
            let words: Vec<String> =
                file.text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
            (id.as_str(), file.get("family").unwrap_or("?"), words.windows(5).map(|run| run.join(" ")).collect())
        })
        .collect();
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, (_, _, runs)) in runs.iter().enumerate() {
        runs.iter().for_each(|run| holders.entry(run).or_default().push(at));
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for all in holders.values() {
        for (n, a) in all.iter().enumerate() {
            all[n + 1..].iter().for_each(|b| *shared.entry((*a, *b)).or_default() += 1);
        }
    }
    let mut out = Vec::new();
    for ((a, b), both) in shared {
        let share = both as f64 / runs[a].2.len().min(runs[b].2.len()).max(1) as f64;
        if runs[a].1 != runs[b].1 && share >= ALIKE {
            out.push((runs[a].0.to_owned(), runs[b].0.to_owned(), share));
        }
    }
    out
}

impl Statistics {
    /// As a table of words.
    #[must_use]
    pub fn table(&self) -> String {
        let mut out = String::new();
        for (name, count) in &self.counts {
            let _ = writeln!(out, "{name:24} {count}");
        }
        let reports = self.counts.get("reports").copied().unwrap_or_default().max(1);
        let _ = writeln!(out, "{:24} {} of {reports}", "different openings", self.openings);
        let _ = writeln!(out, "{:24} {}", "different cue forms", self.cues);
        let _ = writeln!(out, "{:24} {}", "alike across families", self.alike.len());
        for (key, values) in &self.by {
            let values: Vec<String> = values.iter().map(|(value, count)| format!("{value} {count}")).collect();
            let _ = writeln!(out, "{:24} {}", format!("by {key} ({})", values.len()), values.join(", "));
        }
        out.push_str("\nhard things\n");
        for (thing, count) in &self.hard {
            let _ = writeln!(out, "  {thing:34} {count}");
        }
        out
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({"counts": self.counts, "by": self.by, "hard": self.hard, "openings": self.openings, "cues": self.cues,
               "alike": self.alike.iter().map(|(a, b, share)| json!([a, b, (share * 1e3).round() / 1e3])).collect::<Vec<_>>()})
    }
}
