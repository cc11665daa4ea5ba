//! `dateline read`: one JSON reading a line, or with `--stated` what each document states of itself, in the order of the
//! inputs, on every core.

use super::args;
use super::output::Out;
use super::resources;
use crate::error::Result;
use crate::input;
use crate::pipeline;
use dateline_core::Resources;
use dateline_core::capture::{Given, RawDocument};
use rayon::prelude::*;
use std::ops::ControlFlow;

/// Documents that are read at a time, and bytes of them: enough for every core, few enough for memory.
const CHUNK: usize = 32;
const CHUNK_BYTES: usize = 8 << 20;

/// Reads the inputs and prints their readings.
pub fn read(args: &args::Read, out: &mut Out) -> Result<()> {
    input::check(&args.inputs)?;
    let hints = hints(&args.hints)?;
    let settings = args.limits.settings();
    let mut resources = resources::load(None, &args.packs)?;
    settings.apply(&mut resources);
    pipeline::catch_quietly(|| {
        let mut waiting: Vec<RawDocument> = Vec::new();
        let mut bytes = 0;
        let mut failed = Ok(());
        input::each_document(&args.inputs, &hints, &settings.stream(), &mut |document| {
            bytes += document.bytes.len();
            waiting.push(document);
            if waiting.len() >= CHUNK || bytes >= CHUNK_BYTES {
                bytes = 0;
                failed = print(&std::mem::take(&mut waiting), &resources, args.stated, out);
            }
            if failed.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        failed?;
        print(&waiting, &resources, args.stated, out)
    })
}

/// What the command line says of the documents; a publication date is checked, because dates are counted from it.
pub fn hints(hints: &args::Hints) -> Result<Given> {
    if let Some(published) = &hints.published
        && !dateline_core::report::is_date_time(published)
    {
        return Err(crate::error::Error::usage(format!("--published {published:?} is no day or time"))
            .with_hint("write it as 2017-11-12, 2017-11-12T09:40 or 2017-11-12T09:40:00+03:00"));
    }
    Ok(Given { url: hints.url.clone(), outlet: hints.outlet.clone(), published: hints.published.clone(), ..Given::default() })
}

fn print(documents: &[RawDocument], resources: &Resources, stated: bool, out: &mut Out) -> Result<()> {
    let line = |document: &RawDocument| {
        let reading = pipeline::read_document(document, resources);
        if stated { pipeline::stated_line(&reading.report) } else { pipeline::to_line(&reading.to_json()) }
    };
    let lines: Vec<Result<String>> = documents.par_iter().map(line).collect();
    lines.into_iter().try_for_each(|line| out.line(&line?))
}
