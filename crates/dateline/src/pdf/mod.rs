//! PDF files: their text is taken out by a child process of this program that may use little memory and time, opens no
//! file and no connection, and whose every failure is a problem of the one document.
//!
//! [`Guard`] is this side of it; [`child`] is what runs inside, [`flatten`] and [`layout`] its parts.

pub mod child;
mod columns;
mod direction;
mod flatten;
mod glyphs;
pub mod layout;
mod repair;

use dateline_core::article::pdf::{PdfPages, PdfText};
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Bounds on the reading of one PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PdfLimits {
    /// Seconds of processor time; three times as many may pass by the clock.
    pub seconds: u64,
    /// Mebibytes of address space, those of the program itself among them.
    pub memory_mib: u64,
    /// Pages that are read; those behind them are left out, with a problem.
    pub pages: usize,
    /// Bytes of text beyond which reading stops.
    pub text: usize,
}

impl Default for PdfLimits {
    fn default() -> Self {
        Self { seconds: 20, memory_mib: 512, pages: 1_000, text: 2 << 20 }
    }
}

/// What the child writes: one JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The text.
    Pages {
        /// Of each page.
        pages: Vec<String>,
        /// What could not be taken out.
        problems: Vec<String>,
    },
    /// Why there is no text.
    Failed(String),
}

/// Starts a child for each PDF and holds it to its limits.
#[derive(Debug, Clone)]
pub struct Guard {
    program: PathBuf,
    limits: PdfLimits,
}

/// Name of the hidden command that is the child.
pub const COMMAND: &str = "pdf-pages";

impl Guard {
    /// A guard that starts `program`, a `dateline`, as the child.
    #[must_use]
    pub fn new(program: PathBuf, limits: PdfLimits) -> Self {
        Self { program, limits }
    }

    /// A guard whose child is the program that runs now; `None` where the system does not say which that is.
    #[must_use]
    pub fn of_this_program(limits: PdfLimits) -> Option<Self> {
        Some(Self::new(std::env::current_exe().ok()?, limits))
    }

    fn command(&self) -> Command {
        let limits = &self.limits;
        let mut command = Command::new(&self.program);
        command
            .arg(COMMAND)
            .args(["--seconds", &limits.seconds.to_string()])
            .args(["--memory-mib", &limits.memory_mib.to_string()])
            .args(["--pages", &limits.pages.to_string()])
            .args(["--text", &limits.text.to_string()])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Bytes that the child may write: its text, with what JSON adds to it at worst.
    fn most_output(&self) -> u64 {
        (self.limits.text as u64).saturating_mul(8).saturating_add(1 << 20)
    }

    fn over_time(&self) -> String {
        format!("It takes longer than {} seconds to read this PDF (--pdf-seconds). The original is kept.", self.limits.seconds)
    }

    fn over_memory(&self) -> String {
        format!("It takes more memory than {} MiB to read this PDF (--pdf-memory-mib). The original is kept.", self.limits.memory_mib)
    }

    /// What the child's end means, where it gave no answer.
    fn failure(&self, status: ExitStatus, complaint: &str) -> String {
        if complaint.contains("memory allocation of") || complaint.contains("out of memory") {
            return self.over_memory();
        }
        if complaint.contains("overflowed its stack") {
            return "The parts of this PDF nest too deeply to be read. The original is kept.".to_owned();
        }
        if was_killed_for_time(status) {
            return self.over_time();
        }
        "The program that reads PDF files broke down over this one. The original is kept.".to_owned()
    }
}

/// Signals that the system ends a process with that used up its processor time.
#[cfg(unix)]
fn was_killed_for_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    const KILL: i32 = 9;
    const OVER_TIME: i32 = 24;
    matches!(status.signal(), Some(KILL | OVER_TIME))
}

#[cfg(not(unix))]
fn was_killed_for_time(_: ExitStatus) -> bool {
    false
}

/// Reads up to `most` bytes on a thread of its own, and one more where there are more.
fn drain(stream: Option<impl Read + Send + 'static>, most: u64) -> mpsc::Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel();
    if let Some(stream) = stream {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            // What came before an error is all there is.
            let _ = stream.take(most + 1).read_to_end(&mut bytes);
            let _ = send.send(bytes);
        });
    }
    receive
}

/// Waits for a child until `deadline`; `None` where it still runs then.
fn wait_until(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(2)),
            _ => return None,
        }
    }
}

/// A child that never outlives its guard.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        // It may have ended by itself; waiting leaves no dead process behind.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl PdfPages for Guard {
    fn pages(&self, bytes: &[u8]) -> Result<PdfText, String> {
        let deadline = Instant::now() + Duration::from_secs(self.limits.seconds.saturating_mul(3).max(1));
        let child = self.command().spawn();
        let mut child = Held(child.map_err(|error| format!("The process that reads PDF files can't be started: {}.", error.kind()))?);
        let (stdin, stdout, stderr) = (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take());
        let most = self.most_output();
        let (answer, complaint) = (drain(stdout, most), drain(stderr, 4096));
        std::thread::scope(|scope| {
            if let Some(mut stdin) = stdin {
                // A child that ends early takes no more bytes: its end says why.
                scope.spawn(move || drop(stdin.write_all(bytes)));
            }
            let written = answer.recv_timeout(deadline.saturating_duration_since(Instant::now()));
            let Ok(written) = written else {
                let _ = child.0.kill();
                return Err(self.over_time());
            };
            if written.len() as u64 > most {
                let _ = child.0.kill();
                return Err("This PDF gives more text than a report has. The original is kept; cut it into its parts.".to_owned());
            }
            let Some(status) = wait_until(&mut child.0, deadline) else {
                let _ = child.0.kill();
                return Err(self.over_time());
            };
            match serde_json::from_slice(&written) {
                Ok(Answer::Pages { pages, problems }) if status.success() => Ok(PdfText { pages, problems }),
                Ok(Answer::Failed(message)) if status.success() => Err(message),
                _ => {
                    let complaint = complaint.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
                    Err(self.failure(status, &String::from_utf8_lossy(&complaint)))
                }
            }
        })
    }
}
