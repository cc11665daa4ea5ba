//! What the tests of the command line share: the program itself, invented reports, a store made of them, and masks for
//! what differs from run to run.

#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

/// An invented page about an invented strike, by an invented agency.
pub const WIRE: &str = r#"<!doctype html>
<!-- Invented for a test: outlet, persons and event do not exist. -->
<html lang="en"><head><title>Strike on market in Hama kills at least 12, hospital says</title>
<meta property="og:site_name" content="Harrow Wire">
<meta property="article:published_time" content="2024-03-05T14:10:00+03:00">
<link rel="canonical" href="https://harrow-wire.example/2024/03/05/hama"></head><body><article>
<h1>Strike on market in Hama kills at least 12, hospital says</h1>
<p>HAMA (Harrow Wire) - At least 12 civilians were killed on Monday when an air strike hit a market in Hama, the city hospital said.</p>
<p>"We received 12 bodies, and 30 people were injured," said Dr. Salim Orabi, the hospital's director.</p>
<p>The defence ministry denied that its aircraft had bombed the market.</p>
</article></body></html>
"#;

/// Another outlet's copy of it.
pub const COPY: &str = r#"<!doctype html>
<!-- Invented for a test: outlet, persons and event do not exist. -->
<html lang="en"><head><title>At least 12 dead in Hama market strike</title>
<meta property="og:site_name" content="Valley Post">
<meta property="article:published_time" content="2024-03-05T18:00:00+03:00">
<link rel="canonical" href="https://valley-post.example/news/hama-market"></head><body><article>
<h1>At least 12 dead in Hama market strike</h1>
<p>HAMA (Harrow Wire) - At least 12 civilians were killed on Monday when an air strike hit a market in Hama, the city hospital said.</p>
<p>"We received 12 bodies, and 30 people were injured," said Dr. Salim Orabi, the hospital's director.</p>
</article></body></html>
"#;

/// A text about another invented event.
pub const SHELLING: &str = "Shelling wounds four in Idlib\n\nInvented for a test: persons and event do not exist.\n\n\
    IDLIB, 7 March 2024 - Four people were wounded on Thursday when shells fell on a street in Idlib, a rescue worker said.\n\n\
    Local activists said that government forces had fired the shells.\n";

/// A text without any event.
pub const HARVEST: &str = "Olive growers hope for rain\n\nInvented for a test: persons do not exist.\n\n\
    Growers near Aleppo said on Friday that they hoped for rain before the harvest.\n";

/// What a command did.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Its output; fails where the command did.
    #[track_caller]
    pub fn good(self) -> String {
        assert_eq!(self.code, Some(0), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self.out
    }

    /// What it said of its failure; fails where the status is another, or it doesn't say what to do.
    #[track_caller]
    pub fn failed(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        assert!(self.err.contains("error: ") && (code == 2 && self.err.contains("--help") || self.err.contains("hint: ")), "{}", self.err);
        self.err
    }

    /// Output, errors and status as a snapshot shows them.
    pub fn whole(&self) -> String {
        let mut text = self.out.clone();
        if !self.err.is_empty() {
            text.push_str(&format!("--- standard error ---\n{}", self.err));
        }
        if self.code != Some(0) {
            text.push_str(&format!("--- status {:?} ---\n", self.code));
        }
        text
    }
}

/// The program, with nothing of the tester's surroundings.
pub fn dateline() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.env_remove("DATELINE_STORE").env_remove("DATELINE_ANALYST").env_remove("RUST_BACKTRACE").stdin(Stdio::null());
    command
}

/// Runs it.
pub fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    Ran::of(dateline().args(arguments).output().unwrap())
}

/// Words, parted by spaces, then a path: most commands.
pub fn at(words: &str, path: &Path) -> Ran {
    Ran::of(dateline().args(words.split(' ')).arg(path).output().unwrap())
}

/// The same with something for standard input.
pub fn fed(words: &str, input: &[u8]) -> Ran {
    let mut child = dateline().args(words.split(' ')).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // A program that ends early closes the pipe; what it says then is what counts.
        scope.spawn(move || drop(stdin.write_all(input)));
        Ran::of(child.wait_with_output().unwrap())
    })
}

/// A folder with invented reports and a store made of them.
pub struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    /// The reports alone.
    pub fn with_reports() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let reports = dir.path().join("reports");
        fs::create_dir(&reports).unwrap();
        for (name, text) in [("1-wire.html", WIRE), ("2-copy.html", COPY), ("3-shelling.txt", SHELLING), ("4-harvest.txt", HARVEST)] {
            fs::write(reports.join(name), text).unwrap();
        }
        Self { dir }
    }

    /// A copy of the store that all tests of a program share, to do with as one likes.
    pub fn with_store() -> Self {
        let dir = tempfile::tempdir().unwrap();
        copy_folder(SHARED.dir.path(), dir.path());
        Self { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn reports(&self) -> PathBuf {
        self.path("reports")
    }

    pub fn store(&self) -> PathBuf {
        self.path("store")
    }

    /// Words, then `--store` and the store.
    pub fn on_store(&self, words: &str) -> Ran {
        at(&format!("{words} --store"), &self.store())
    }

    /// Objects of a list.
    pub fn lines(&self, list: &str) -> Vec<serde_json::Value> {
        self.on_store(&format!("{list} --json")).good().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The statement of a field in the incident of a kind.
    pub fn statement(&self, kind: &str, field: &str) -> String {
        let incidents = self.lines("incidents");
        let incident = incidents.iter().find(|i| i["kind"] == kind).unwrap();
        let fields = incident["fields"].as_array().unwrap();
        fields.iter().find(|f| f["field"] == field).unwrap()["statement"].as_str().unwrap().to_owned()
    }

    /// The id of the incident of a kind.
    pub fn incident(&self, kind: &str) -> String {
        self.lines("incidents").iter().find(|i| i["kind"] == kind).unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Text with what differs from run to run masked.
    pub fn masked(&self, text: &str) -> String {
        masked(&text.replace(&*self.dir.path().to_string_lossy(), "[folder]"))
    }
}

static SHARED: LazyLock<Desk> = LazyLock::new(|| {
    let desk = Desk::with_reports();
    run([OsStr::new("run"), desk.reports().as_os_str(), OsStr::new("--store"), desk.store().as_os_str()]).good();
    desk
});

/// The store that all tests of a program share; for reading only.
pub fn shared() -> &'static Desk {
    &SHARED
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Digests, ids, keys, signatures, times, speeds and sizes of data replaced by their names.
pub fn masked(text: &str) -> String {
    let of_word = |c: char| c.is_ascii_alphanumeric() || "+/=.:-_".contains(c);
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(of_word) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c| !of_word(c)).unwrap_or(rest.len());
        out.push_str(&masked_word(&rest[..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    let lines: Vec<String> = out.lines().map(masked_line).collect();
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

fn masked_word(word: &str) -> String {
    let inner = word.trim_end_matches(['.', ':']);
    let tail = &word[inner.len()..];
    let hex = |s: &str| s.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let base64 = |s: &str| s.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
    let bytes = inner.as_bytes();
    let time = bytes.len() == 20 && bytes[4] == b'-' && bytes[10] == b'T' && bytes[19] == b'Z';
    let mask = match inner.len() {
        64 if hex(inner) => "[sha256]",
        10 if hex(inner) => "[short_id]",
        16 if hex(inner) => "[longer_id]",
        20 if time => "[time]",
        _ if inner.starts_with("dateline/") && inner.contains('+') => "[key]",
        41 if inner.starts_with("dateline/") => "[log]",
        44.. if base64(inner) && inner.bytes().any(|b| b.is_ascii_digit()) => "[base64]",
        _ => inner,
    };
    format!("{mask}{tail}")
}

fn masked_line(line: &str) -> String {
    let mut line = line.to_owned();
    for (before, after) in [
        ("\"seconds\":", ","),
        ("\"documents_per_second\":", "}"),
        ("known before; ", " a second"),
        ("cores            ", ""),
        ("database ", " MB"),
    ] {
        if let Some(start) = line.find(before).map(|at| at + before.len()) {
            let end = if after.is_empty() { line.len() } else { line[start..].find(after).map_or(line.len(), |at| start + at) };
            line.replace_range(start..end, "[n]");
        }
    }
    line
}

/// Checks lines against the contract: `reading`, or `store#/$defs/incident` and the like.
pub fn check_schema(name: &str, lines: &[serde_json::Value]) {
    let mut compiler = boon::Compiler::new();
    for (name, text) in [
        ("reading", include_str!("../../../../docs/schema/reading.schema.json")),
        ("store", include_str!("../../../../docs/schema/store.schema.json")),
        ("stated", include_str!("../../../../docs/schema/stated.schema.json")),
    ] {
        compiler.add_resource(&format!("file:///{name}.schema.json"), serde_json::from_str(text).unwrap()).unwrap();
    }
    let (file, part) = name.split_once('#').unwrap_or((name, ""));
    let mut schemas = boon::Schemas::new();
    let schema = compiler.compile(&format!("file:///{file}.schema.json#{part}"), &mut schemas).unwrap();
    assert!(!lines.is_empty(), "{name}: nothing to check");
    for line in lines {
        if let Err(error) = schemas.validate(line, schema) {
            panic!("{name}: {error:#}\n{line}");
        }
    }
}

/// Lines of JSON.
pub fn parsed(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Says that a test could not run here, and why.
#[allow(clippy::print_stderr)]
pub fn skipped(test: &str, why: &str) {
    eprintln!("skipped: {test}: {why}");
}
