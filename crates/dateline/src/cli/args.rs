//! What can be typed: every command with its options, described once for help, man page and completions.

use crate::pdf::PdfLimits;
use crate::settings::Settings;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Reads news reports and keeps a ledger of incidents: every value a quotation, every claim with its speaker.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, about, long_about = None, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read the invented sample reports into a new store, print what they hold, and serve it.
    Demo(Demo),
    /// Read reports and print one JSON reading a line; touches no store.
    Read(Read),
    /// List the documents that inputs hold, with digests and the exact places of records; reads none.
    Documents(Documents),
    /// Preserve reports in a store, read them, and work out lineage and incidents.
    Run(Run),
    /// Show a store in the browser, on this machine only.
    Serve(Serve),
    /// List incidents.
    Incidents(List),
    /// List reports.
    Reports(List),
    /// List claims.
    Claims(List),
    /// List who has words from whom.
    Lineage(List),
    /// Show one incident, report, claim, entry of the log or decision, by the beginning of its id.
    Show(Show),
    /// Judge a value or a pair of mentions; the judgement is appended, nothing is overwritten.
    Decide(Decide),
    /// Write incidents for other programs.
    Export(Export),
    /// Compute everything again and name whatever is wrong.
    Verify(Verify),
    /// Make readings and incidents again from the preserved originals and the log.
    Rebuild(Rebuild),
    /// Copy a store, whole and verified, without its key.
    Backup(Backup),
    /// The key that signs the log: show, export, rotate; the checkpoint to keep elsewhere.
    Keys(Keys),
    /// Print how words become numbers.
    Policy(Policy),
    /// The places that Dateline knows: list packs, find names, import more.
    Gazetteer(Gazetteer),
    /// Erase a preserved original or an entry's body for good; the log keeps the proof that it was there.
    Erase(Erase),
    /// Check this machine and a store, and say what to do.
    Doctor(Doctor),
    /// Take the text out of a PDF on standard input; Dateline starts this itself, within limits.
    #[command(hide = true, name = crate::pdf::COMMAND)]
    PdfPages(PdfPages),
    /// Print shell completions.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// A store.
#[derive(Debug, Args, Clone)]
pub struct StoreArg {
    /// Folder of the store.
    #[arg(long, value_name = "FOLDER", env = "DATELINE_STORE")]
    pub store: PathBuf,
}

/// What the command line says of documents that can't say it themselves.
#[derive(Debug, Args, Clone, Default)]
pub struct Hints {
    /// Address of the page, for a bare file.
    #[arg(long, value_name = "ADDRESS")]
    pub url: Option<String>,
    /// Name of the outlet, for a bare file.
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// Day or time of publication, such as 2017-11-12 or 2017-11-12T09:40+03:00, for a bare file.
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
}

/// Bounds on one document: what is over one is a problem of that document.
#[derive(Debug, Args, Clone)]
#[command(next_help_heading = "Limits of one document")]
pub struct Limits {
    /// Largest document, unpacked; a larger one is not kept.
    #[arg(long, value_name = "MIB", default_value_t = Settings::default().max_document_mib, value_parser = clap::value_parser!(u64).range(1..=2047))]
    pub max_document_mib: u64,
    /// Largest page or plain text that is taken apart.
    #[arg(long, value_name = "MIB", default_value_t = Settings::default().max_page_mib, value_parser = clap::value_parser!(u64).range(1..=2047))]
    pub max_page_mib: u64,
    /// Longest text of a report.
    #[arg(long, value_name = "MIB", default_value_t = Settings::default().max_text_mib, value_parser = clap::value_parser!(u64).range(1..=512))]
    pub max_text_mib: u64,
    /// Most elements, attributes and runs of text of a page.
    #[arg(long, value_name = "N", default_value_t = Settings::default().max_page_nodes, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub max_page_nodes: u64,
    /// Levels that a page's elements nest in; deeper ones are read as if at the last.
    #[arg(long, value_name = "N", default_value_t = Settings::default().max_page_depth, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub max_page_depth: u64,
    /// Most pages of a PDF; those behind are left out.
    #[arg(long, value_name = "N", default_value_t = Settings::default().max_pdf_pages, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub max_pdf_pages: u64,
    /// Processor time for a PDF; three times as much may pass by the clock.
    #[arg(long, value_name = "SECONDS", default_value_t = Settings::default().pdf_seconds, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub pdf_seconds: u64,
    /// Memory for a PDF, the program itself included.
    #[arg(long, value_name = "MIB", default_value_t = Settings::default().pdf_memory_mib, value_parser = clap::value_parser!(u64).range(64..=1_048_576))]
    pub pdf_memory_mib: u64,
}

impl Limits {
    /// The same as settings.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let Self {
            max_document_mib,
            max_page_mib,
            max_text_mib,
            max_page_nodes,
            max_page_depth,
            max_pdf_pages,
            pdf_seconds,
            pdf_memory_mib,
        } = *self;
        Settings {
            max_document_mib,
            max_page_mib,
            max_text_mib,
            max_page_nodes,
            max_page_depth,
            max_pdf_pages,
            pdf_seconds,
            pdf_memory_mib,
        }
    }
}

/// `pdf-pages`
#[derive(Debug, Args)]
pub struct PdfPages {
    /// Seconds of processor time.
    #[arg(long, default_value_t = PdfLimits::default().seconds)]
    pub seconds: u64,
    /// Mebibytes of address space.
    #[arg(long, default_value_t = PdfLimits::default().memory_mib)]
    pub memory_mib: u64,
    /// Pages.
    #[arg(long, default_value_t = PdfLimits::default().pages)]
    pub pages: usize,
    /// Bytes of text.
    #[arg(long, default_value_t = PdfLimits::default().text)]
    pub text: usize,
}

impl PdfPages {
    /// The same as limits.
    #[must_use]
    pub fn limits(&self) -> PdfLimits {
        PdfLimits { seconds: self.seconds, memory_mib: self.memory_mib, pages: self.pages, text: self.text }
    }
}

/// `demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Folder of the store to make; by default a new one among the temporary files, or the one made before.
    #[arg(long, value_name = "FOLDER")]
    pub store: Option<PathBuf>,
    /// Folder with the sample reports.
    #[arg(long, value_name = "FOLDER", hide = true)]
    pub samples: Option<PathBuf>,
    /// Do not serve; end after the summary.
    #[arg(long)]
    pub no_serve: bool,
    /// Port to serve on.
    #[arg(long, default_value_t = 8417)]
    pub port: u16,
}

/// `read`
#[derive(Debug, Args)]
pub struct Read {
    /// Files or folders: HTML, plain text, PDF, JSON lines, feeds, Telegram exports, WARC, each also gzipped; WACZ;
    /// - for standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub hints: Hints,
    /// Gazetteer packs to use beside the bundled one.
    #[arg(long = "pack", value_name = "FILE")]
    pub packs: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub limits: Limits,
    /// Print, instead of readings, what each document states of itself: every title, author, outlet, date, language, address and section, where it stands, which was chosen, which contradict each other.
    #[arg(long)]
    pub stated: bool,
}

/// `documents`
#[derive(Debug, Args)]
pub struct Documents {
    /// Files or folders: HTML, plain text, PDF, JSON lines, feeds, Telegram exports, WARC, each also gzipped; WACZ;
    /// - for standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub hints: Hints,
}

/// `run`
#[derive(Debug, Args)]
pub struct Run {
    /// Files or folders: HTML, plain text, PDF, JSON lines, feeds, Telegram exports, WARC, each also gzipped; WACZ;
    /// - for standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub store: StoreArg,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub hints: Hints,
    /// Print the summary as JSON.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub limits: Limits,
}

/// `serve`
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub store: StoreArg,
    /// Port to serve on; 0 takes a free one.
    #[arg(long, default_value_t = 8417)]
    pub port: u16,
    /// Name that decisions are made under.
    #[arg(long, value_name = "NAME", default_value = "analyst", env = "DATELINE_ANALYST")]
    pub analyst: String,
}

/// `incidents`, `reports`, `claims`, `lineage`
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub store: StoreArg,
    /// Print one JSON object a line, as docs/schema/store.schema.json has it.
    #[arg(long)]
    pub json: bool,
    /// Most lines of a table.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: u64,
}

/// `show`
#[derive(Debug, Args)]
pub struct Show {
    /// Id, or the beginning of one; a number for an entry of the log.
    pub id: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub store: StoreArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `decide`
#[derive(Debug, Args)]
pub struct Decide {
    /// What to judge.
    #[command(subcommand)]
    pub what: Judge,
}

/// What every judgement has.
#[derive(Debug, Args, Clone)]
pub struct Judged {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub store: StoreArg,
    /// Who judges.
    #[arg(long, value_name = "NAME", env = "DATELINE_ANALYST")]
    pub who: String,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// A judgement.
#[derive(Debug, Subcommand)]
pub enum Judge {
    /// The value of a statement is read rightly.
    Accept {
        /// Id of the statement, or its beginning; `dateline show INCIDENT` lists them.
        statement: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        judged: Judged,
    },
    /// The value of a statement is not what its words say.
    Reject {
        /// Id of the statement, or its beginning.
        statement: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        judged: Judged,
    },
    /// The words of a statement mean another value.
    Correct {
        /// Id of the statement, or its beginning.
        statement: String,
        /// The value: MIN..MAX for a toll (10.. for "10 or more"), a day or interval for when, a gazetteer id such
        /// as gn:170794 for where, a word or name otherwise.
        #[arg(long, value_name = "VALUE")]
        to: String,
        /// Who is counted, for a toll; as it was where left out.
        #[arg(long = "counted", value_name = "WHO")]
        counted: Option<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        judged: Judged,
    },
    /// Two incidents, or mentions of them, are the same event.
    Same {
        /// Id of one incident or mention, or its beginning.
        one: String,
        /// Id of the other.
        other: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        judged: Judged,
    },
    /// Two mentions are of different events, however alike.
    Different {
        /// Id of one mention or incident, or its beginning.
        one: String,
        /// Id of the other.
        other: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        judged: Judged,
    },
    /// An earlier decision no longer holds.
    Undo {
        /// Id of the decision, or its beginning.
        decision: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        judged: Judged,
    },
    /// List decisions, those that no longer match marked.
    List {
        #[command(flatten)]
        #[allow(missing_docs)]
        store: StoreArg,
        /// Print one JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated values in ACLED's columns, with Dateline's own beside them.
    Acled,
    /// GeoJSON; incidents without a point have no geometry.
    Geojson,
    /// Everything, with policy, run and checkpoint.
    Json,
    /// The log as C2SP tiles, for other programs to verify; needs --output.
    Tiles,
}

/// `export`
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub store: StoreArg,
    /// Format.
    #[arg(long, value_enum)]
    pub to: Format,
    /// File to write (a folder for tiles); standard output where left out. An existing file is not overwritten.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only kinds of event, such as air_strike.
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Only a country, by its two letters.
    #[arg(long, value_name = "CODE")]
    pub country: Option<String>,
    /// Only from this day on.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Only up to this day.
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
}

/// `verify`
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub store: StoreArg,
    /// A checkpoint that somebody kept: prove that the log still begins with what it covers.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// The key that the log must be signed by, as `dateline keys show` prints it.
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `rebuild`
#[derive(Debug, Args)]
pub struct Rebuild {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub store: StoreArg,
    /// Keep readings that this version made before, and only work out lineage and incidents again.
    #[arg(long)]
    pub keep_readings: bool,
}

/// `backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// Folder to make; it must not exist or be empty.
    pub to: PathBuf,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub store: StoreArg,
}

/// `keys`
#[derive(Debug, Args)]
pub struct Keys {
    /// What to do.
    #[command(subcommand)]
    pub what: KeysCommand,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Print the keys that sign or signed the log, and where the present one lies.
    Show {
        #[command(flatten)]
        #[allow(missing_docs)]
        store: StoreArg,
    },
    /// Copy the signing key to a file that only its owner can read. Keep it apart from the store.
    Export {
        /// File to make.
        file: PathBuf,
        #[command(flatten)]
        #[allow(missing_docs)]
        store: StoreArg,
    },
    /// Make a new key; the old one goes on verifying what it signed.
    Rotate {
        /// The old key is lost: the new one signs alone.
        #[arg(long)]
        lost: bool,
        /// Why.
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        store: StoreArg,
    },
    /// Print the signed checkpoint. Give a copy to somebody else: without one, the log convinces only people who
    /// trust the holder of the key.
    Checkpoint {
        #[command(flatten)]
        #[allow(missing_docs)]
        store: StoreArg,
    },
}

/// `policy`
#[derive(Debug, Args)]
pub struct Policy {
    /// Only words of this language: ar, en, es, fr or ru [default: en; with --json all]
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `gazetteer`
#[derive(Debug, Args)]
pub struct Gazetteer {
    /// What to do.
    #[command(subcommand)]
    pub what: GazetteerCommand,
}

/// A table of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// Who's On First: wof_id, name, placetype, cc, lat, lon, region_id, …
    Wof,
    /// A GeoNames dump: cities500.txt, allCountries.txt, SY.txt; beside it --alternate-names and --hierarchy.
    Geonames,
    /// OCHA COD-AB as CSV: ADM1_PCODE, ADM1_EN, … and the finest level's center_lat and center_lon.
    CodAb,
    /// An export of OpenStreetMap's names: Overpass CSV (@id, @type, @lat, @lon, name, place, …) or GeoJSON.
    Osm,
    /// CSV with columns id, name, lat, lon, country, admin1, kind, alternates.
    Csv,
}

/// What to do with gazetteers.
#[derive(Debug, Subcommand)]
pub enum GazetteerCommand {
    /// List the packs in use, with licence and attribution.
    List {
        /// Folder of a store, for the packs imported into it.
        #[arg(long, value_name = "FOLDER", env = "DATELINE_STORE")]
        store: Option<PathBuf>,
    },
    /// Find a name; with a country, spellings that sound alike too.
    Find {
        /// The name.
        name: String,
        /// Two letters of a country.
        #[arg(long, value_name = "CODE")]
        country: Option<String>,
        /// Folder of a store, for the packs imported into it.
        #[arg(long, value_name = "FOLDER", env = "DATELINE_STORE")]
        store: Option<PathBuf>,
        /// Print one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Make a pack of a table (maybe gzipped) and add it to a store; the next run and rebuild use it.
    Import {
        /// The table.
        file: PathBuf,
        /// Its format.
        #[arg(long, value_enum)]
        format: TableFormat,
        /// Short name of the pack: small letters, digits, underscore.
        #[arg(long)]
        name: String,
        /// Licence of the data.
        #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
        licence: String,
        /// Words that the licence asks for.
        #[arg(long)]
        attribution: String,
        /// GeoNames' alternateNamesV2.txt, packed (.gz) or not.
        #[arg(long, value_name = "FILE")]
        alternate_names: Option<PathBuf>,
        /// GeoNames' hierarchy.txt, packed (.gz) or not.
        #[arg(long, value_name = "FILE")]
        hierarchy: Option<PathBuf>,
        /// Country of a table whose lines tell none (cod-ab, osm): ISO 3166-1 alpha-2.
        #[arg(long, value_name = "CODE")]
        country: Option<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        store: StoreArg,
    },
    /// Take a pack out of a store; the next run and rebuild do without it.
    Remove {
        /// Its name.
        name: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        store: StoreArg,
    },
}

/// `erase`
#[derive(Debug, Args)]
pub struct Erase {
    /// SHA-256 of an original, or the number of an entry of the log.
    pub what: String,
    /// Who erases.
    #[arg(long, value_name = "NAME", env = "DATELINE_ANALYST")]
    pub who: String,
    /// Why; it stays in the log.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub store: StoreArg,
}

/// `doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// Folder of a store to look at.
    #[arg(long, value_name = "FOLDER", env = "DATELINE_STORE")]
    pub store: Option<PathBuf>,
}
