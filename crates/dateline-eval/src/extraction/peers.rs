//! Which engines there are, and how the process of each is started.

use super::Options;
use super::engine::Engine;
use crate::input;
use anyhow::{Context, Result};
use serde_json::Value;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Dateline's own name among the engines.
pub const DATELINE: &str = "dateline";

/// All engines, in the order of the table's columns: Dateline; the crates `trafilatura` (its default and its precision
/// setting) and `dom_smoothie`; the Python package `trafilatura`.
pub const ENGINES: [&str; 5] = [DATELINE, "trafilatura", "trafilatura_precision", "dom_smoothie", "python_trafilatura"];

/// The engine, or the line that says why it is left out.
///
/// # Errors
/// When Dateline's own process can't be found.
pub fn start(name: &str, options: &Options) -> Result<Result<Engine, String>> {
    let engine = |program: OsString, arguments: Vec<OsString>| Engine::new(program, arguments, options.bounds);
    Ok(match name {
        DATELINE => {
            let mut arguments: Vec<OsString> = vec!["engine".into()];
            if let Some(folds) = &options.folds {
                arguments.extend(["--folds".into(), folds.into()]);
            }
            Ok(engine(std::env::current_exe().context("this program's own file")?.into(), arguments))
        }
        "python_trafilatura" => python().map(|(python, script)| engine(python, vec![script.into()])),
        _ => crates().map(|program| engine(program.into(), vec![name.into()])).map_err(|why| format!("skipped: {name}: {why}")),
    })
}

fn python() -> Result<(OsString, PathBuf), String> {
    let script = input::workspace().join("crates/dateline-eval/scripts/python_trafilatura.py");
    let version = Command::new("python3").arg(&script).arg("--version").stderr(Stdio::null()).output();
    match version {
        Ok(output) if output.status.success() => Ok(("python3".into(), script)),
        _ => Err("skipped: python_trafilatura: python3 with the package trafilatura is not here (pip install trafilatura)".to_owned()),
    }
}

/// The program that holds the crates, made where it is not there yet: `$DATELINE_PEERS`, else the package in `peers/`,
/// which has a lock file of its own and is built with the `cargo` that is here.
pub(crate) fn crates() -> Result<PathBuf, String> {
    if let Some(program) = std::env::var_os("DATELINE_PEERS") {
        return Ok(program.into());
    }
    let manifest = input::workspace().join("crates/dateline-eval/peers/Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--release", "--locked", "--message-format=json-render-diagnostics", "--manifest-path"])
        .arg(&manifest)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo can't be run: {error}"))?;
    if !output.status.success() {
        return Err("crates/dateline-eval/peers can't be built here".to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    programs.next_back().ok_or_else(|| "the build of crates/dateline-eval/peers named no program".to_owned())
}
