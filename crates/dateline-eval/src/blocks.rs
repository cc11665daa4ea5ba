//! Prints the blocks of the extraction sets' pages as the block classifier sees them, for its training script.

use crate::input;
use anyhow::{Context, Result};
use dateline_core::article;
use dateline_core::capture::{self, Given};
use dateline_core::resources::Resources;
use serde_json::json;
use std::io::Write;

/// Sets whose pages are described.
pub const SETS: &[&str] = &["aeb", "fundus", "trafilatura", "wcxb_article", "postlight", "htmldate_mediacloud"];

/// Writes one JSON object a page: set, id, feature names (first line only), nodes, blocks.
///
/// # Errors
/// When a set is there but can't be read, or the output can't be written.
pub fn describe(out: &mut dyn Write) -> Result<()> {
    let resources = Resources::bundled()?;
    let folder = input::sets().context("the evaluation sets are not here ($DATELINE_DATA or ../shared/data)")?;
    writeln!(out, "{}", json!({"features": article::feature_names(), "context": article::context_names()}))?;
    for set in SETS {
        for path in input::files(&folder.join("extraction").join(set).join("html"))? {
            let id = path.file_name().unwrap_or_default().to_string_lossy().replace(".html.gz", "");
            for document in input::documents_of(&path, Given::default())? {
                let (decoded, _) = capture::decode(&document.bytes, None, &document.media_type);
                let page = article::describe_page(&decoded, &resources.article);
                let blocks: Vec<_> = page
                    .blocks
                    .iter()
                    .map(
                        |b| json!({"w": b.words, "n": b.node, "p": b.parents, "h": b.path.to_string(), "f": b.features, "t": b.text_words}),
                    )
                    .collect();
                writeln!(out, "{}", json!({"set": set, "id": id, "nodes": page.nodes, "blocks": blocks}))?;
            }
        }
    }
    Ok(())
}
