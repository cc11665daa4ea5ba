//! What the whole-pipeline tests share: the bundled resources and a reading of a plain text, made as the binary makes it.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code, reason = "tests, each of which uses a part")]

use dateline_core::article;
use dateline_core::capture::{self, Given, Limits, Origin};
use dateline_core::reading::{Reading, read};
use dateline_core::resources::Resources;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

pub static RESOURCES: LazyLock<Resources> = LazyLock::new(|| Resources::bundled().unwrap());

/// The readings of the documents that some bytes hold.
pub fn read_bytes(name: &str, bytes: &[u8], hints: Given) -> Vec<Reading> {
    let origin = Origin { id_base: name.to_owned(), path: name.to_owned(), hints };
    let mut out = Vec::new();
    capture::documents(&mut &bytes[..], &origin, &Limits::default(), &mut |document| {
        out.push(read(article::extract(&document, &RESOURCES.article), &RESOURCES));
        ControlFlow::Continue(())
    });
    out
}

/// The reading of a plain text.
pub fn read_text(name: &str, text: &str, hints: Given) -> Reading {
    let mut all = read_bytes(name, text.as_bytes(), hints);
    assert_eq!(all.len(), 1, "one document");
    all.remove(0)
}

/// A path below what is shared between checkouts, where it is there.
pub fn shared(below: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = std::env::var_os("DATELINE_SHARED").map_or_else(beside, PathBuf::from).join(below);
    path.exists().then_some(path)
}
