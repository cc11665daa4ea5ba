//! Runs one other extractor over pages: a JSON line `{"id","url","html"}` in, a JSON line with what it read out; or MinHash over texts.
//!
//! `dateline-peers trafilatura|trafilatura_precision|dom_smoothie|gaoya WORDS`. It is a process of its own, so that an extractor that
//! panics, never ends or eats all memory on one page takes nothing with it: `dateline-eval` holds the limits.

use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// A page.
#[derive(Deserialize)]
struct Request {
    id: String,
    url: Option<String>,
    html: String,
}

/// What an extractor made of a page.
#[derive(Serialize, Default)]
struct Reply {
    id: String,
    text: String,
    title: Option<String>,
    /// The byline as the extractor gives it; the scorer takes names out of it, the same way for all.
    authors: Vec<String>,
    /// As given: a day, or a day with its time.
    date: Option<String>,
    /// Processor time of the extraction alone, in nanoseconds.
    nanos: u64,
    /// Most memory that this process held so far, in bytes.
    peak: Option<u64>,
    error: Option<String>,
}

mod reuse;

type Extractor = fn(&Request) -> Reply;

fn main() -> ExitCode {
    let extractor: Extractor = match std::env::args().nth(1).as_deref() {
        Some("trafilatura") => |page| trafilatura_of(page, trafilatura::ExtractionFocus::Balanced),
        Some("trafilatura_precision") => |page| trafilatura_of(page, trafilatura::ExtractionFocus::FavorPrecision),
        Some("dom_smoothie") => dom_smoothie_of,
        Some("gaoya") => return reuse::run(std::env::args().nth(2).and_then(|words| words.parse().ok()).unwrap_or(5)),
        _ => {
            eprintln!("usage: dateline-peers trafilatura|trafilatura_precision|dom_smoothie|gaoya WORDS");
            return ExitCode::from(2);
        }
    };
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        let Ok(page) = serde_json::from_str::<Request>(&line) else { continue };
        drop(line);
        let start = clock();
        let read = std::panic::catch_unwind(|| extractor(&page));
        let nanos = clock().saturating_sub(start).as_nanos().try_into().unwrap_or(u64::MAX);
        let mut reply = read.unwrap_or_else(|_| Reply { error: Some("it panicked".to_owned()), ..Reply::default() });
        (reply.id, reply.nanos, reply.peak) = (page.id, nanos, peak());
        let Ok(line) = serde_json::to_string(&reply) else { continue };
        if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
            break;
        }
    }
    ExitCode::SUCCESS
}

fn some(words: &str) -> Option<String> {
    (!words.trim().is_empty()).then(|| words.trim().to_owned())
}

/// The crate's own settings, with its fallback as its benchmark has it; comments stay out of the text.
fn trafilatura_of(page: &Request, focus: trafilatura::ExtractionFocus) -> Reply {
    let mut options = trafilatura::Options::default().with_fallback(true).with_focus(focus).with_exclude_comments(true);
    if let Some(url) = page.url.as_deref().and_then(|url| url::Url::parse(url).ok()) {
        options = options.with_url(url);
    }
    match trafilatura::extract(&page.html, &options) {
        Ok(read) => Reply {
            text: read.content_text,
            title: some(&read.metadata.title),
            authors: some(&read.metadata.author).into_iter().collect(),
            date: read.metadata.date.map(|day| day.to_string()),
            ..Reply::default()
        },
        Err(error) => Reply { error: Some(error.to_string()), ..Reply::default() },
    }
}

/// `TextMode::Formatted`: the default glues the words of neighbouring blocks together.
fn dom_smoothie_of(page: &Request) -> Reply {
    let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..dom_smoothie::Config::default() };
    let url = page.url.as_deref().filter(|url| url::Url::parse(url).is_ok());
    let read = dom_smoothie::Readability::new(page.html.as_str(), url, Some(config)).and_then(|mut page| page.parse());
    match read {
        Ok(article) => Reply {
            text: article.text_content.to_string(),
            title: some(&article.title),
            authors: article.byline.as_deref().and_then(some).into_iter().collect(),
            date: article.published_time.as_deref().and_then(some),
            ..Reply::default()
        },
        Err(error) => Reply { error: Some(error.to_string()), ..Reply::default() },
    }
}

/// Processor time of this thread where the system tells it, else the clock's.
fn clock() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    spent.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// Most resident memory of this process, in bytes.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
