//! Bounds on what is read out of one document. They count bytes, nodes and levels, never seconds: the same document
//! and the same bounds give the same report on any machine.

/// Bounds on one document. What is over a bound ends as a problem that names the setting; the original is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimits {
    /// Bytes of a page or plain text beyond which it is not taken apart. The largest real pages are a tenth of the default.
    pub page: usize,
    /// Bytes of a report's text beyond which nothing is read out of it: reading costs about fifty times its size in memory.
    pub text: usize,
    /// Elements, attributes and runs of text of a page beyond which it is not read: the budget of work, in place of a clock.
    pub nodes: usize,
    /// Open elements beyond which deeper ones are taken as standing at this depth.
    pub depth: usize,
}

impl Default for PageLimits {
    fn default() -> Self {
        Self { page: 24 << 20, text: 2 << 20, nodes: 1_000_000, depth: 400 }
    }
}

impl PageLimits {
    /// What to say of a page with more bytes than allowed.
    pub(super) fn page_too_large(&self) -> String {
        format!(
            "It is larger than {}: too large for a page (--max-page-mib). The original is kept; cut it into its articles.",
            mib(self.page)
        )
    }

    /// What to say of a text with more bytes than allowed.
    pub(super) fn text_too_long(&self) -> String {
        format!(
            "Its text is longer than {}: more than a report (--max-text-mib). The original is kept; cut it into its articles.",
            mib(self.text)
        )
    }

    /// What to say of a page with more nodes than allowed.
    pub(super) fn too_many_nodes(&self) -> String {
        format!(
            "It has more than {} elements, attributes and runs of text (--max-page-nodes): it was not read. The original is kept.",
            self.nodes
        )
    }

    /// What to say of a page whose elements nest deeper than allowed.
    pub(super) fn too_deep(&self) -> String {
        format!(
            "Its elements nest deeper than {} levels (--max-page-depth): those below were read as if they stood at that level.",
            self.depth
        )
    }
}

/// Bytes in words.
fn mib(bytes: usize) -> String {
    if bytes.is_multiple_of(1 << 20) { format!("{} MiB", bytes >> 20) } else { format!("{bytes} bytes") }
}
