//! Engines as child processes: a JSON line a page in, a JSON line with what was read out of it.
//!
//! A page on which an engine panics, never ends or takes all memory costs that page alone: the process has a limit of
//! address space, an answer a limit of time, and after either it is started anew at the next page.

use super::pages::Page;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// A page for an engine.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page's id.
    pub id: String,
    /// Where it was.
    pub url: Option<String>,
    /// Path of its file, for an engine that decodes for itself.
    #[serde(default)]
    pub file: String,
    /// The page decoded to text, for others.
    #[serde(default)]
    pub html: String,
}

/// What an engine read out of a page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reply {
    /// The page's id.
    pub id: String,
    /// The article's text, a paragraph a line.
    pub text: String,
    /// The headline.
    pub title: Option<String>,
    /// Bylines.
    pub authors: Vec<String>,
    /// Day or time of publication, ISO 8601.
    pub date: Option<String>,
    /// Processor time of the extraction alone, in nanoseconds.
    pub nanos: u64,
    /// Most memory that the engine's process held so far, in bytes.
    pub peak: Option<u64>,
    /// How many paragraphs stand exactly at the byte ranges that they name, where the engine names any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<usize>,
    /// The paragraphs that do not.
    pub inexact: Vec<String>,
    /// Why nothing was read.
    pub error: Option<String>,
}

impl Reply {
    /// A page that an engine failed on.
    #[must_use]
    pub fn failed(id: &str, why: String) -> Self {
        Self { id: id.to_owned(), error: Some(why), ..Self::default() }
    }
}

/// What a child process may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Address space in bytes, where the system has a shell that can bound it.
    pub memory: u64,
    /// Time for one page.
    pub page: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { memory: 4 << 30, page: Duration::from_secs(30) }
    }
}

/// An engine's process, started when the first page comes.
pub struct Engine {
    program: OsString,
    arguments: Vec<OsString>,
    bounds: Bounds,
    running: Option<Running>,
}

struct Running {
    child: Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl Engine {
    /// A program that speaks the protocol.
    #[must_use]
    pub fn new(program: impl Into<OsString>, arguments: Vec<OsString>, bounds: Bounds) -> Self {
        Self { program: program.into(), arguments, bounds, running: None }
    }

    /// What the engine makes of a page. Never fails: what goes wrong stands in the reply.
    pub fn read(&mut self, request: &Request) -> Reply {
        match self.ask(request) {
            Ok(reply) => reply,
            Err(error) => {
                self.stop();
                Reply::failed(&request.id, format!("{error:#}"))
            }
        }
    }

    fn ask(&mut self, request: &Request) -> Result<Reply> {
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.start()?,
        };
        let line = serde_json::to_string(request)?;
        let written = writeln!(running.input, "{line}").and_then(|()| running.input.flush());
        let answer = match written {
            Ok(()) => running.answers.recv_timeout(self.bounds.page),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        };
        self.running = Some(running);
        match answer {
            Ok(answer) => serde_json::from_str(&answer).context("its answer can't be read"),
            Err(RecvTimeoutError::Timeout) => anyhow::bail!("no answer after {} seconds", self.bounds.page.as_secs()),
            Err(RecvTimeoutError::Disconnected) => anyhow::bail!("its process ended, or was out of memory"),
        }
    }

    fn start(&self) -> Result<Running> {
        let mut child = bounded(&self.program, self.bounds.memory)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| self.program.to_string_lossy().into_owned())?;
        let input = child.stdin.take().context("the child has no input")?;
        let output = child.stdout.take().context("the child has no output")?;
        let (send, answers) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                let Ok(line) = line else { break };
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Running { child, input, answers })
    }

    fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The program's command, with a bound on address space where there is a POSIX shell.
fn bounded(program: &OsString, memory: u64) -> Command {
    if !cfg!(unix) {
        return Command::new(program);
    }
    let mut shell = Command::new("sh");
    // A system that can't bound it runs the program all the same.
    shell.arg("-c").arg(format!("ulimit -v {} 2>/dev/null; exec \"$@\"", memory >> 10)).arg("sh").arg(program);
    shell
}

/// What an engine is told of a page; `html` decoded as Dateline's capture stage decodes it, so that all read one text.
///
/// # Errors
/// When the page's file can't be read.
pub fn request(page: &Page, html: bool) -> Result<Request> {
    let mut request = Request { id: page.id.clone(), url: page.url.clone(), file: page.file.display().to_string(), html: String::new() };
    if html {
        let documents = crate::input::documents_of(&page.file, dateline_core::capture::Given::default())?;
        if let Some(document) = documents.first() {
            let (text, _) = dateline_core::capture::decode(&document.bytes, None, &document.media_type);
            request.html = text.into_owned();
        }
    }
    Ok(request)
}
