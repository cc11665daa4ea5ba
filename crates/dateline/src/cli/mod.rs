//! The command line: what is typed, what it does, and how what goes wrong is said. One file per group of commands.

pub mod args;
mod care;
mod decide;
mod demo;
mod doctor;
mod documents;
mod export;
mod gazetteer;
mod list;
mod output;
mod policy;
mod read;
mod resources;
mod run;
mod serve;
mod show;
mod table;

use crate::error::{Error, Kind, Result};
use args::{Cli, Command};
use clap::{CommandFactory, Parser};
use output::Out;
use std::process::ExitCode;

/// Runs the command that was typed; gives the exit status: 0, usage 2, input 3, store 4, internal 70.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = Out::stdout();
    let done = dispatch(cli.command, &mut out).and_then(|()| out.finish());
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

fn dispatch(command: Command, out: &mut Out) -> Result<()> {
    match command {
        Command::Demo(args) => demo::demo(&args, out),
        Command::Read(args) => read::read(&args, out),
        Command::Documents(args) => documents::documents(&args, out),
        Command::Run(args) => run::run(&args, out),
        Command::Serve(args) => serve::serve(&args, out),
        Command::Incidents(args) => list::incidents(&args, out),
        Command::Reports(args) => list::reports(&args, out),
        Command::Claims(args) => list::claims(&args, out),
        Command::Lineage(args) => list::lineage(&args, out),
        Command::Show(args) => show::show(&args, out),
        Command::Decide(args) => decide::decide(args.what, out),
        Command::Export(args) => export::export(&args, out),
        Command::Verify(args) => care::verify(&args, out),
        Command::Rebuild(args) => care::rebuild(&args, out),
        Command::Backup(args) => care::backup(&args, out),
        Command::Keys(args) => care::keys(args.what, out),
        Command::Erase(args) => care::erase(&args, out),
        Command::Policy(args) => policy::policy(&args, out),
        Command::Gazetteer(args) => gazetteer::gazetteer(args.what, out),
        Command::Doctor(args) => doctor::doctor(&args, out),
        Command::PdfPages(args) => crate::pdf::child::run(&args.limits()),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "dateline", &mut text);
            out.bytes(&text)
        }
        Command::Man => {
            let mut text = Vec::new();
            clap_mangen::Man::new(Cli::command())
                .render(&mut text)
                .map_err(|error| Error::new(Kind::Internal, "the manual page can't be made").with_source(error))?;
            out.bytes(&text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }
}
