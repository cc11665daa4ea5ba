//! The resources of a command: the bundled data files and the gazetteer packs that a store or the user adds.

use crate::error::{Error, Result};
use crate::settings::Settings;
use crate::store::Store;
use dateline_core::Resources;
use dateline_core::place::Pack;
use std::fs;
use std::path::{Path, PathBuf};

/// Folder of a store that holds imported gazetteer packs.
pub fn packs_folder(store: &Path) -> PathBuf {
    store.join("gazetteer")
}

/// The packs of a store, by name.
pub fn packs_of(store: &Path) -> Result<Vec<PathBuf>> {
    let folder = packs_folder(store);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let listed = fs::read_dir(&folder).and_then(|entries| entries.collect::<std::io::Result<Vec<_>>>());
    let entries = listed.map_err(|error| Error::store(format!("{} can't be listed", folder.display())).with_source(error))?;
    let mut packs: Vec<PathBuf> =
        entries.iter().map(fs::DirEntry::path).filter(|path| path.extension().is_some_and(|e| e == "pack")).collect();
    packs.sort();
    Ok(packs)
}

/// The resources that a store was last read with: its packs, and the settings of its last run.
pub fn of_store(store: &Store) -> Result<Resources> {
    let mut resources = load(Some(store.folder()), &[])?;
    Settings::of_store(store)?.apply(&mut resources);
    Ok(resources)
}

/// The resources with the packs of a store, where there is one, and others; settings are the defaults.
pub fn load(store: Option<&Path>, others: &[PathBuf]) -> Result<Resources> {
    let mut files = store.map_or_else(|| Ok(Vec::new()), packs_of)?;
    files.extend_from_slice(others);
    let mut packs = Vec::with_capacity(files.len());
    for file in files {
        let bytes = fs::read(&file).map_err(|error| Error::input(format!("{} can't be read", file.display())).with_source(error))?;
        let pack = Pack::open(&bytes).map_err(|error| {
            Error::input(format!("{} is no gazetteer pack of this version", file.display()))
                .with_hint("make it again with `dateline gazetteer import`")
                .with_source(error)
        })?;
        packs.push(pack);
    }
    let mut resources =
        Resources::with_packs(packs).map_err(|error| Error::internal("a data file of the program is broken").with_source(error))?;
    Settings::default().apply(&mut resources);
    Ok(resources)
}
