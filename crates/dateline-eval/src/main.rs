//! Command line of the measurements: speed, quality on labelled cases, quality on evaluation sets, floors.

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use dateline_core::resources::Resources;
use dateline_eval::extraction::dateline::Dateline;
use dateline_eval::floors::Floors;
use dateline_eval::geotime::{self, Measured, corpus::What};
use dateline_eval::sheet::{ALL, Sheet, table_of_groups};
use dateline_eval::show::{Show, print};
use dateline_eval::{blocks, case, corpus, credits, extraction, families, floors, forms, input, lineage, speed};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The labelled corpus: check, tidy, convert, agreement, score
    #[command(subcommand)]
    Corpus(corpus::command::Command),
    /// Scores lineage, same-incident clusters, origins and grades over labelled cases and their families
    Families {
        /// Folder of the corpus, or of cases and family files
        folder: PathBuf,
        /// Only families of this part of the corpus's `splits.tsv`
        #[arg(long)]
        part: Option<String>,
        #[command(flatten)]
        show: Show,
    },
    /// Prints the pages' blocks as the block classifier sees them, for its training script
    Blocks,
    /// Article extraction on the public sets that are here, beside other engines: text, boilerplate, title, authors, day
    Extraction(Extraction),
    /// Reads pages as one of the engines of `extraction`: JSON lines in, JSON lines out
    #[command(hide = true)]
    Engine {
        #[arg(long)]
        folds: Option<PathBuf>,
    },
    /// Forms of the hand-labelled pages that are here: accuracy, precision and recall of each form by half
    Forms(Show),
    /// Credits, translators, datelines and notes on hand labels of the extraction pages that are here, by half
    Credits(Show),
    /// Places on the corpus and the public sets that are here: mentions, points within 161 km, provinces, invented points
    Places(Geotime),
    /// Times on the corpus and the public sets that are here: spans, types, values, intervals
    Times(Geotime),
    /// Tolls on the corpus and the public sets that are here: numbers by policy, distractors, a registry of shootings
    Tolls(Geotime),
    /// Reuse of words on the sets that are here: pairs, families, recall by kind of edit, natural reuse labelled by hand
    Reuse {
        /// Shuffle the pages before they are read; the figures must not change
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Measure time and memory over so many pages of one density instead; may be given several times
        #[arg(long = "cost", value_name = "PAGES")]
        cost: Vec<usize>,
        /// Leave out the peers (the crate gaoya, Python datasketch)
        #[arg(long)]
        alone: bool,
        #[command(flatten)]
        show: Show,
    },
    /// Reports to incidents on the sets that are here: BCubed on shootings and on topics of harm
    Clusters {
        /// Learn weights from the training parts of the shootings and of the corpus and print the table for `data/cluster_weights.tsv` instead
        #[arg(long)]
        learn: bool,
        #[command(flatten)]
        show: Show,
    },
    /// Independent origins of incidents of ECB+ against labels by hand: error, truth within the interval, width, over-count
    Origins {
        /// Learn what translations are known by from the training families of the corpus and print the table for
        /// `data/translation_weights.tsv` instead
        #[arg(long)]
        learn: bool,
        #[command(flatten)]
        show: Show,
    },
    /// Analysts' decisions over a corpus: whether each holds or is listed after a rebuild, with other weights, more reports, other readings
    Decisions {
        /// Folder of the corpus
        folder: PathBuf,
        /// Only families of this part of the corpus's `splits.tsv`
        #[arg(long)]
        part: Option<String>,
        #[command(flatten)]
        show: Show,
    },
    /// Compares the figures of the committed cases with their floors; fails where one is broken
    Floors {
        /// Set the floors slightly below what is measured now
        #[arg(long)]
        write: bool,
    },
    /// Pages per CPU-second of every stage and the most memory held, over the documents below a folder
    Speed {
        /// Folder of pages, or one file
        folder: PathBuf,
    },
}

#[derive(Args)]
struct Geotime {
    /// Only corpus reports of this part of its `splits.tsv`; `test` is for final figures alone
    #[arg(long)]
    part: Option<String>,
    /// Leave the corpus out
    #[arg(long)]
    sets_only: bool,
    #[command(flatten)]
    show: Show,
}

#[derive(Args)]
struct Extraction {
    /// Print figures as JSON
    #[arg(long)]
    json: bool,
    /// Print up to N errors of each figure
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Only errors of figures whose name begins so
    #[arg(long, value_name = "FIGURE", default_value = "")]
    only: String,
    /// Only this set; may be given several times
    #[arg(long = "set", value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(extraction::pages::SETS))]
    sets: Vec<String>,
    /// Only this engine; may be given several times
    #[arg(long = "engine", value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(extraction::peers::ENGINES))]
    engines: Vec<String>,
    /// Read each page with a model that has not seen its host: a folder of fold_0.model, fold_1.model, … and folds.tsv
    #[arg(long, value_name = "DIR")]
    folds: Option<PathBuf>,
    /// Print set, id, host and group of every page as a table for training, and measure nothing
    #[arg(long)]
    hosts: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "dateline-eval: {error:#}");
            ExitCode::from(3)
        }
    }
}

/// Runs a command; false where a floor was broken.
fn run(arguments: &Arguments) -> Result<bool> {
    match &arguments.command {
        Command::Corpus(command) => return corpus::command::run(command),
        Command::Families { folder, part, show } => {
            corpus::split::may_show_errors(part.as_deref(), show.errors)?;
            let cases = corpus::command::cases(folder, part.as_deref())?;
            let held = folder.join("families");
            let mut families = families::load_all(if held.is_dir() { &held } else { folder })?;
            families.retain(|family| part.is_none() || cases.iter().any(|case| case.header.get("family") == Some(&family.family)));
            let groups = families::score_by_thing(&cases, &families, &Resources::bundled()?, show.gold_parts)?;
            print(&mut std::io::stdout(), groups.get(ALL).unwrap_or(&Sheet::default()), show)?;
            if !show.json && groups.len() > 1 {
                write!(std::io::stdout(), "{}", table_of_groups(&groups, families::OVERVIEW))?;
            }
        }
        Command::Blocks => blocks::describe(&mut std::io::BufWriter::new(std::io::stdout()))?,
        Command::Extraction(arguments) => print_extraction(arguments)?,
        Command::Engine { folds } => answer(folds.as_deref())?,
        Command::Forms(show) => {
            let (sheet, skipped) = forms::measure()?;
            print_sets((vec![("forms", sheet)], skipped), show)?;
        }
        Command::Credits(show) => print_sets(credits::credits()?, show)?,
        Command::Places(arguments) => print_geotime(What::Places, arguments)?,
        Command::Times(arguments) => print_geotime(What::Times, arguments)?,
        Command::Tolls(arguments) => print_geotime(What::Tolls, arguments)?,
        Command::Reuse { seed, cost, alone, show } if cost.is_empty() => {
            let (measured, skipped) = lineage::reuse::measure(*seed, !alone)?;
            print_groups(&measured, &skipped, show)?;
        }
        Command::Reuse { cost, .. } => write!(std::io::stdout(), "{}", lineage::cost::measure(cost)?)?,
        Command::Clusters { learn: true, .. } => {
            let reports = lineage::clusters::to_learn_from()?;
            let (cases, families) = training_families()?;
            write!(std::io::stdout(), "{}", lineage::learn::table(&reports, &cases, &families, &Resources::bundled()?)?)?;
        }
        Command::Clusters { show, .. } => {
            let (measured, skipped) = lineage::clusters::measure(&Resources::bundled()?)?;
            print_groups(&measured, &skipped, show)?;
        }
        Command::Origins { learn: true, .. } => {
            let (cases, families) = training_families()?;
            write!(std::io::stdout(), "{}", lineage::translations::table(&cases, &families, &Resources::bundled()?)?)?;
        }
        Command::Origins { show, .. } => {
            let (measured, skipped) = lineage::origins::measure(&Resources::bundled()?)?;
            print_groups(&measured, &skipped, show)?;
        }
        Command::Decisions { folder, part, show } => {
            corpus::split::may_show_errors(part.as_deref(), show.errors)?;
            let cases = corpus::command::cases(folder, part.as_deref())?;
            let mut families = families::load_all(&folder.join("families"))?;
            families.retain(|family| part.is_none() || cases.iter().any(|case| case.header.get("family") == Some(&family.family)));
            print_groups(&lineage::decisions::measure(&cases, &families)?, &[], show)?;
        }
        Command::Floors { write } => return check_floors(*write),
        Command::Speed { folder } => write!(std::io::stdout(), "{}", speed::measure(folder)?)?,
    }
    Ok(true)
}

/// The training part of the corpus and its families.
fn training_families() -> Result<(Vec<case::Case>, Vec<families::Family>)> {
    let folder = input::workspace().join("corpus");
    Ok((corpus::command::cases(&folder, Some("train"))?, families::load_all(&folder.join("families"))?))
}

/// When, where or how many: the corpus by language, then the public sets.
fn print_geotime(what: What, arguments: &Geotime) -> Result<()> {
    corpus::split::may_show_errors(arguments.part.as_deref(), arguments.show.errors)?;
    let resources = Resources::bundled()?;
    let (mut measured, mut skipped) = (Vec::new(), Vec::new());
    if !arguments.sets_only {
        let cases = corpus::command::cases(&input::workspace().join("corpus"), arguments.part.as_deref())?;
        let groups = geotime::corpus::measure(&cases, what, &resources)?;
        measured.extend(groups.into_iter().map(|(group, sheet)| (format!("corpus, {group}"), sheet)));
    }
    let sets = match what {
        What::Places => vec![geotime::places::measure(&resources)?, geotime::transliteration::measure(&resources)?],
        What::Times => vec![geotime::times::measure(&resources)?],
        What::Tolls => vec![geotime::tolls::measure(&resources)?],
    };
    for (sets, missing) in sets {
        measured.extend(sets.into_iter().map(|(set, sheet)| (set.to_owned(), sheet)));
        skipped.extend(missing);
    }
    print_groups(&measured, &skipped, &arguments.show)
}

/// Checks the floors of the committed cases, or sets them; false where one is broken.
fn check_floors(write: bool) -> Result<bool> {
    let folder = input::workspace().join("tests/cases");
    let file = input::workspace().join("crates/dateline-eval/floors.toml");
    let (cases, families) = (case::load_all(&folder)?, families::load_all(&folder)?);
    let measured = (floors::hash(&cases), floors::measure(&cases, &families, &Resources::bundled()?)?);
    let pages = floors::measure_pages()?;
    let floors = Floors::load(&file)?;
    if write {
        std::fs::write(&file, floors.below(&measured, pages.as_ref()))?;
        return Ok(true);
    }
    let (table, mut holds) = floors.compare(&measured.0, &measured.1);
    write!(std::io::stdout(), "{table}")?;
    match pages {
        Some((hash, sheets)) => {
            let (table, of_pages) = floors.compare_pages(&hash, &sheets);
            write!(std::io::stdout(), "{table}")?;
            holds &= of_pages;
        }
        None => writeln!(std::io::stderr(), "skipped: the extraction sets are not here ($DATELINE_DATA or ../shared/data)")?,
    }
    Ok(holds)
}

fn print_extraction(arguments: &Extraction) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if arguments.hosts {
        let (pages, skipped) = extraction::load(&arguments.sets)?;
        write!(out, "{}", extraction::hosts::table(&pages))?;
        return skipped.iter().try_for_each(|line| Ok(writeln!(std::io::stderr(), "{line}")?));
    }
    let options = extraction::Options {
        sets: arguments.sets.clone(),
        engines: arguments.engines.clone(),
        folds: arguments.folds.clone(),
        ..extraction::Options::default()
    };
    let measured = extraction::run(&options)?;
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&extraction::report::json(&measured))?)?;
    } else {
        write!(out, "{}", extraction::report::table(&measured))?;
        write!(out, "{}", extraction::report::errors(&measured, arguments.errors, &arguments.only))?;
    }
    measured.skipped.iter().try_for_each(|line| Ok(writeln!(std::io::stderr(), "{line}")?))
}

/// Answers every page on standard input until it ends.
fn answer(folds: Option<&Path>) -> Result<()> {
    let engine = Dateline::new(folds)?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let reply = engine.read(&serde_json::from_str(&line?)?);
        writeln!(out, "{}", serde_json::to_string(&reply)?)?;
        out.flush()?;
    }
    Ok(())
}

/// Prints the figures of each set, then a line for each that is not here.
fn print_sets((measured, skipped): Measured, show: &Show) -> Result<()> {
    let measured: Vec<(String, Sheet)> = measured.into_iter().map(|(set, sheet)| (set.to_owned(), sheet)).collect();
    print_groups(&measured, &skipped, show)
}

fn print_groups(measured: &[(String, Sheet)], skipped: &[String], show: &Show) -> Result<()> {
    for (set, sheet) in measured {
        if !show.json {
            writeln!(std::io::stdout(), "## {set}")?;
            print(&mut std::io::stdout(), sheet, show)?;
        }
    }
    if show.json {
        let all: serde_json::Map<_, _> = measured.iter().map(|(set, sheet)| (set.clone(), sheet.to_json())).collect();
        writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&all)?)?;
    }
    for line in skipped {
        writeln!(std::io::stderr(), "{line}")?;
    }
    Ok(())
}
