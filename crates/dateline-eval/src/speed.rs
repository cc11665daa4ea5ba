//! Measures how many pages a second of processor time reads, stage by stage, and the most memory that it took.

use crate::input;
use crate::stages::{self, Labels, STAGES};
use anyhow::Result;
use dateline_core::article;
use dateline_core::capture::Given;
use dateline_core::resources::Resources;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

/// What reading a folder took.
#[derive(Debug, Default)]
pub struct Speed {
    /// Documents read.
    pub pages: usize,
    /// Bytes of them, unpacked.
    pub bytes: usize,
    /// Words of their reports' text.
    pub words: usize,
    /// Time of the resources' making.
    pub start: Duration,
    /// Name of each stage and the time in it over all documents.
    pub stages: Vec<(&'static str, Duration)>,
    /// Slowest documents: time and id, slowest first.
    pub slowest: Vec<(Duration, String)>,
    /// Most memory that the process held, in bytes; `None` where the system does not say.
    pub peak: Option<u64>,
}

impl Speed {
    /// Time over all stages.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.stages.iter().map(|(_, time)| *time).sum()
    }

    /// Pages per second of one processor.
    #[must_use]
    pub fn pages_per_second(&self) -> f64 {
        self.pages as f64 / self.total().as_secs_f64().max(1e-9)
    }
}

/// Reads every document below `folder`, one after another in one thread.
///
/// # Errors
/// When a file can't be opened or the resources are broken.
pub fn measure(folder: &Path) -> Result<Speed> {
    let start = clock();
    let resources = Resources::bundled()?;
    let mut speed = Speed { start: clock().saturating_sub(start), ..Speed::default() };
    let mut spent = [Duration::ZERO; STAGES.len() + 3];
    for path in input::files(folder)? {
        let mut last = clock();
        for document in input::documents_of(&path, Given::default())? {
            let began = last;
            let mut mark = |stage: usize| {
                let now = clock();
                spent[stage] += now.saturating_sub(last);
                last = now;
            };
            mark(0);
            let report = article::extract(&document, &resources.article);
            mark(1);
            speed.pages += 1;
            speed.bytes += document.bytes.len();
            speed.words += report.text.as_str().split_whitespace().count();
            let reading = stages::read(report, &resources, Labels::default(), &mut |stage| mark(stage + 2));
            let line = serde_json::to_string(&reading.to_json())?;
            mark(STAGES.len() + 2);
            drop(line);
            speed.slowest.push((last.saturating_sub(began), document.input.id.clone()));
        }
    }
    speed.slowest.sort_by(|a, b| b.cmp(a));
    speed.slowest.truncate(5);
    let names = ["capture", "article"].into_iter().chain(STAGES).chain(["json"]);
    speed.stages = names.zip(spent).collect();
    speed.peak = peak();
    Ok(speed)
}

/// Processor time of this thread where the system tells it, else the clock's: other work on the machine does not count.
pub(crate) fn clock() -> Duration {
    thread_time().unwrap_or_else(|| {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    })
}

fn thread_time() -> Option<Duration> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Most resident memory of this process, in bytes.
pub(crate) fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_page = |time: Duration| time.as_secs_f64() * 1000.0 / self.pages.max(1) as f64;
        writeln!(f, "{} pages, {} bytes, {} words of text", self.pages, self.bytes, self.words)?;
        writeln!(f, "resources made in {:.0} ms", self.start.as_secs_f64() * 1000.0)?;
        for (name, time) in &self.stages {
            writeln!(f, "{name:10} {:8.3} ms a page", per_page(*time))?;
        }
        writeln!(f, "{:10} {:8.3} ms a page = {:.1} pages per CPU-second", "all", per_page(self.total()), self.pages_per_second())?;
        for (time, id) in &self.slowest {
            writeln!(f, "slowest: {:.1} ms {id}", time.as_secs_f64() * 1000.0)?;
        }
        match self.peak {
            Some(bytes) => writeln!(f, "peak memory {:.0} MB", bytes as f64 / 1e6),
            None => writeln!(f, "peak memory: the system does not say"),
        }
    }
}
