//! Standard output and error: buffered lines that end quietly when the reader has gone, and errors with their hint.

use crate::error::{Error, Kind, Result};
use std::error::Error as _;
use std::io::{self, BufWriter, IsTerminal, Write};

/// Where a command's results go.
pub struct Out(BufWriter<Box<dyn Write>>);

impl Out {
    /// Standard output.
    pub fn stdout() -> Self {
        Self(BufWriter::with_capacity(1 << 16, Box::new(io::stdout())))
    }

    /// One line.
    pub fn line(&mut self, text: &str) -> Result<()> {
        self.0.write_all(text.as_bytes()).and_then(|()| self.0.write_all(b"\n")).map_err(written)
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.write_all(bytes).map_err(written)
    }

    /// Hands everything over.
    pub fn finish(&mut self) -> Result<()> {
        self.0.flush().map_err(written)
    }
}

fn written(error: io::Error) -> Error {
    Error::input("standard output can't be written").with_hint("check the disk or the program that reads the output").with_source(error)
}

/// Whether an error only says that nobody reads the output any more.
pub fn is_closed_pipe(error: &Error) -> bool {
    let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    source.is_some_and(|source| source.kind() == io::ErrorKind::BrokenPipe)
}

/// Says what went wrong and what to do next.
pub fn complain(error: &Error) {
    let mut text = format!("error: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if !text.contains(&words) {
            text.push_str(&format!("\n  because: {words}"));
        }
        source = cause.source();
    }
    if let Some(hint) = &error.hint {
        text.push_str(&format!("\n  hint: {hint}"));
    }
    if error.kind == Kind::Internal {
        text.push_str("\n  This is a defect of Dateline. What was acknowledged before is kept.");
    }
    note(&text);
}

/// One line for the person at the terminal, on standard error.
pub fn note(text: &str) {
    let mut stderr = io::stderr().lock();
    // Nobody is left to tell where standard error is closed.
    let _ = writeln!(stderr, "{text}");
}

/// Whether somebody watches: progress is drawn for people, not for pipes.
pub fn watched() -> bool {
    io::stderr().is_terminal()
}

/// Text of a page or file made safe for a terminal: control and direction characters become visible.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' | '\r' => ' ',
            c if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') => '\u{FFFD}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_say_can_not_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\nd"), "a\u{FFFD}[31mb\u{FFFD}c d");
    }
}
