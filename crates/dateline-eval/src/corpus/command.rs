//! The command line of the corpus: `dateline-eval corpus check|tidy|convert|agreement|score`.

use super::{Corpus, agreement, hard, split, statistics};
use crate::case::{self, Case};
use crate::sheet::{ALL, Sheet, table_of_groups};
use crate::show::{Show, print_errors};
use crate::{input, score};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use dateline_core::reading::ReadingJson;
use dateline_core::resources::Resources;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What to do with the corpus.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Checks every report and family strictly and prints what the corpus holds; fails where anything is wrong
    Check {
        /// Where it is.
        #[command(flatten)]
        of: Folder,
        /// Print the numbers as JSON
        #[arg(long)]
        json: bool,
    },
    /// Writes every report in the one form of its labels: every key, spans with `@n`
    Tidy(Folder),
    /// Prints the labels as readings, one JSON object a line, with offsets in code points
    Convert {
        /// Where it is.
        #[command(flatten)]
        of: Folder,
        /// Only reports of this part of `splits.tsv`
        #[arg(long)]
        part: Option<String>,
    },
    /// Compares what two annotators labelled before their disagreements were settled
    Agreement {
        /// Where it is.
        #[command(flatten)]
        of: Folder,
        /// Print figures as JSON
        #[arg(long)]
        json: bool,
        /// Print up to N disagreements of each figure
        #[arg(long, value_name = "N", default_value_t = 0)]
        errors: usize,
    },
    /// Scores readings against the labels, layer by layer, by language and by hard thing
    Score {
        /// Where it is.
        #[command(flatten)]
        of: Folder,
        /// Readings as `dateline read` prints them, their `input.id` that of the report; without it the texts are read now
        #[arg(long, value_name = "FILE")]
        readings: Option<PathBuf>,
        /// Only reports of this part of `splits.tsv`; `test` is for final figures alone
        #[arg(long)]
        part: Option<String>,
        /// No errors are shown of the part `test`.
        #[command(flatten)]
        show: Show,
    },
}

/// Where the corpus is.
#[derive(Debug, Args)]
pub struct Folder {
    /// Folder of the corpus, or of cases [default: corpus/ of the workspace]
    folder: Option<PathBuf>,
}

impl Folder {
    fn path(&self) -> PathBuf {
        self.folder.clone().unwrap_or_else(|| input::workspace().join("corpus"))
    }
}

/// Runs a command; false where something is wrong with the corpus.
///
/// # Errors
/// When files can't be read or written.
pub fn run(command: &Command) -> Result<bool> {
    let mut out = std::io::stdout().lock();
    match command {
        Command::Check { of, json } => {
            let corpus = Corpus::load(&of.path())?;
            let numbers = statistics::of(&corpus);
            let mut faults = corpus.faults();
            faults.extend(
                numbers.alike.iter().map(|(a, b, share)| format!("{a} and {b} share {:.0} % of their runs of five words", share * 100.0)),
            );
            if *json {
                let mut numbers = numbers.json();
                numbers["faults"] = json!(faults);
                writeln!(out, "{}", serde_json::to_string_pretty(&numbers)?)?;
            } else {
                faults.iter().try_for_each(|fault| writeln!(out, "{fault}"))?;
                write!(out, "{}", numbers.table())?;
                writeln!(out, "{} faults", faults.len())?;
            }
            return Ok(faults.is_empty());
        }
        Command::Tidy(of) => writeln!(out, "{} reports written anew", Corpus::load(&of.path())?.tidy()?)?,
        Command::Convert { of, part } => {
            for case in cases(&of.path(), part.as_deref())? {
                writeln!(out, "{}", serde_json::to_string(&case.labels)?)?;
            }
        }
        Command::Agreement { of, json, errors } => {
            let corpus = Corpus::load(&of.path())?;
            let agreement = agreement::measure(&corpus, &corpus.folder.join("first"), &corpus.folder.join("second"))?;
            if *json {
                writeln!(out, "{}", serde_json::to_string_pretty(&agreement.json())?)?;
            } else {
                write!(out, "{}", agreement.table())?;
                print_errors(&mut out, &agreement.sheet, *errors, "")?;
            }
        }
        Command::Score { of, readings, part, show } => {
            split::may_show_errors(part.as_deref(), show.errors)?;
            let cases = cases(&of.path(), part.as_deref())?;
            let groups = score_by_group(&cases, readings.as_deref(), show.gold_parts)?;
            if show.json {
                let all: serde_json::Map<_, _> = groups.iter().map(|(group, sheet)| (group.clone(), sheet.to_json())).collect();
                writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
            } else if let Some(all) = groups.get(ALL) {
                write!(out, "{all}{}", table_of_groups(&groups, OVERVIEW))?;
                print_errors(&mut out, all, show.errors, &show.only)?;
            }
        }
    }
    Ok(true)
}

/// Cases of a corpus or of a folder of case files; of one part where one is named.
///
/// # Errors
/// When a case or the splits can't be read, or no report is of that part.
pub fn cases(folder: &Path, part: Option<&str>) -> Result<Vec<Case>> {
    let reports = folder.join("reports");
    let mut cases = case::load_all(if reports.is_dir() { &reports } else { folder })?;
    if let Some(part) = part {
        let parts = split::load(folder)?;
        cases.retain(|case| case.header.get("family").and_then(|family| parts.get(family)).is_some_and(|of| of == part));
        if cases.is_empty() {
            bail!("no report of the part {part:?}");
        }
    }
    Ok(cases)
}

/// Figures over all reports, by language, and by hard thing.
fn score_by_group(cases: &[Case], readings: Option<&Path>, gold_parts: bool) -> Result<BTreeMap<String, Sheet>> {
    let resources = Resources::bundled()?;
    let given = readings.map(load_readings).transpose()?;
    let mut groups: BTreeMap<String, Sheet> = BTreeMap::new();
    for case in cases {
        let reading = match &given {
            Some(given) => given.get(&case.id).cloned().with_context(|| format!("no reading of {}", case.id))?,
            None => score::read(case, &resources, gold_parts)?.to_json(),
        };
        let language = case.labels.report.language.as_deref().unwrap_or("?");
        let tags = hard::tags(&case.file).into_iter().map(|tag| format!("hard: {tag}"));
        for group in [ALL.to_owned(), format!("language: {language}")].into_iter().chain(tags) {
            score::score(case, &reading, &resources, groups.entry(group).or_default());
        }
    }
    Ok(groups)
}

fn load_readings(path: &Path) -> Result<BTreeMap<String, ReadingJson>> {
    let words = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut out = BTreeMap::new();
    for (at, line) in words.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let reading: ReadingJson = serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), at + 1))?;
        out.insert(reading.report.input.id.clone(), reading);
    }
    Ok(out)
}

/// Figures of the table by group: what a later stage is judged by first.
const OVERVIEW: &[(&str, &str)] = &[
    ("claims.found", "claims"),
    ("claims.speaker_name", "speaker"),
    ("claims.content_words", "content"),
    ("counts.number", "counts"),
    ("times.exact", "times"),
    ("places.found", "places"),
    ("incidents.counted", "incidents"),
    ("incidents.kind", "kind"),
    ("incidents.when", "when"),
    ("incidents.where_precision", "where"),
    ("incidents.toll", "toll"),
];
