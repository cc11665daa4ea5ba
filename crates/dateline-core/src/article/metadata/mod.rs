//! What a page says of itself: title, outlet, authors, dates, section, language and addresses. Each value is listed with
//! where it stands (`Report::stated`), then one is chosen from markup and visible words.

pub(super) mod authors;
pub(super) mod dates;
mod names;
pub(super) mod outlet;
pub(super) mod stated;
#[cfg(test)]
mod tests;
pub(super) mod title;
mod words;

pub(super) use words::Words;

use super::html::{Block, Metadata, Tree};
use crate::report::DropReason;

/// A page as the choice of its metadata sees it.
pub(super) struct Page<'p> {
    pub tree: &'p Tree<'p>,
    pub metadata: &'p Metadata,
    pub blocks: &'p [Block],
    /// The block that is the title.
    pub title: Option<usize>,
    /// Blocks from the first to the last of the text.
    pub first: usize,
    pub last: usize,
}

/// Where a block stands in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Zone {
    /// About the headline: where bylines stand.
    Head,
    /// In the text or just below it.
    Text,
    /// Above the headline or far below the text, or in a part of the page that is no part of the report.
    Away,
}

/// Blocks above a headline, and below the end of the text, that can still belong to it.
const ABOVE: usize = 8;
const BELOW: usize = 10;

impl Page<'_> {
    /// The block that a node stands in, else the one before it.
    pub(super) fn block_of(&self, node: u32, end: u32) -> usize {
        let after = self.blocks.partition_point(|block| block.at < node);
        if self.blocks.get(after).is_some_and(|block| block.at < end) { after } else { after.saturating_sub(1) }
    }

    /// Whether a block stands in a part of the page that is about something else.
    pub(super) fn is_foreign(&self, at: usize) -> bool {
        let out = self.blocks.get(at).and_then(|block| block.context.out);
        matches!(out, Some(DropReason::Related | DropReason::Comments | DropReason::Newsletter | DropReason::Advert))
    }

    /// Where a block stands.
    pub(super) fn zone(&self, at: usize) -> Zone {
        if at >= self.blocks.len() {
            return Zone::Away;
        }
        let foreign = self.is_foreign(at);
        let from = self.title.unwrap_or(self.first.saturating_sub(4));
        let head = from.saturating_sub(ABOVE)..=self.first.max(from) + 3;
        // An `aside` beside the headline can hold byline and day; so can anything between headline and text.
        let beside = foreign && self.blocks.get(at).is_some_and(|block| self.tree.tag(block.context.by as usize) == "aside");
        if head.contains(&at) && (!foreign || beside || at >= from && at <= self.first) {
            return Zone::Head;
        }
        if !foreign && at >= from && at <= self.last + BELOW { Zone::Text } else { Zone::Away }
    }
}
