//! Which part of the corpus a family is in: fixed in `splits.tsv`, families whole.

use super::Corpus;
use anyhow::{Context, Result, anyhow, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// Parts, and the share of families that each is to have, in hundredths.
pub const PARTS: &[(&str, usize)] = &[("train", 60), ("development", 15), ("test", 25)];

/// The part of each family of the corpus in that folder.
///
/// # Errors
/// When the file is missing or a line is not `family<TAB>part`.
pub fn load(folder: &Path) -> Result<BTreeMap<String, String>> {
    let path = folder.join("splits.tsv");
    let words = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut out = BTreeMap::new();
    for line in words.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (family, part) = line.split_once('\t').ok_or_else(|| anyhow!("no line of splits: {line:?}"))?;
        if family == "family" {
            continue;
        }
        if !PARTS.iter().any(|(known, _)| *known == part) {
            bail!("no part: {part:?}");
        }
        out.insert(family.to_owned(), part.to_owned());
    }
    Ok(out)
}

/// Whether errors may be shown of a part: the part `test` is for final figures alone.
///
/// # Errors
/// When errors of `test` are asked for.
pub fn may_show_errors(part: Option<&str>, errors: usize) -> Result<()> {
    if part == Some("test") && errors > 0 {
        bail!("the part `test` is read by nothing but final figures: no errors of it are shown");
    }
    Ok(())
}

/// Families without a part, and parts of families that are not there. A corpus without the file has no faults here.
#[must_use]
pub fn faults(corpus: &Corpus) -> Vec<String> {
    if !corpus.folder.join("splits.tsv").exists() {
        return Vec::new();
    }
    match load(&corpus.folder) {
        Err(error) => vec![format!("splits.tsv: {error:#}")],
        Ok(parts) => {
            let missing = corpus.families.keys().filter(|id| !parts.contains_key(*id)).map(|id| format!("splits.tsv: no part for {id}"));
            let extra = parts.keys().filter(|id| !corpus.families.contains_key(*id)).map(|id| format!("splits.tsv: no family {id}"));
            missing.chain(extra).collect()
        }
    }
}
