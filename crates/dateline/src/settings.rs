//! Bounds on one document, as the command line sets them: what they are by default, how a run's record names those that
//! were set otherwise, and how resources get them.

use crate::error::Result;
use crate::ledger::{Entry, EntryKind};
use crate::pdf::{Guard, PdfLimits};
use crate::store::Store;
use dateline_core::Resources;
use dateline_core::article::PageLimits;
use dateline_core::capture;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Bounds on one document. What is over one ends as a problem that names it; the original is kept, but for
/// [`Settings::max_document_mib`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Mebibytes of a document, after everything is taken off it; a larger one is not preserved.
    pub max_document_mib: u64,
    /// Mebibytes of a page or plain text that is taken apart.
    pub max_page_mib: u64,
    /// Mebibytes of a report's text.
    pub max_text_mib: u64,
    /// Elements, attributes and runs of text of a page.
    pub max_page_nodes: u64,
    /// Levels that a page's elements nest in.
    pub max_page_depth: u64,
    /// Pages of a PDF.
    pub max_pdf_pages: u64,
    /// Seconds of processor time for a PDF.
    pub pdf_seconds: u64,
    /// Mebibytes of memory for a PDF.
    pub pdf_memory_mib: u64,
}

impl Default for Settings {
    fn default() -> Self {
        let (stream, page, pdf) = (capture::Limits::default(), PageLimits::default(), PdfLimits::default());
        Self {
            max_document_mib: mebibytes(stream.document),
            max_page_mib: mebibytes(page.page),
            max_text_mib: mebibytes(page.text),
            max_page_nodes: page.nodes as u64,
            max_page_depth: page.depth as u64,
            max_pdf_pages: pdf.pages as u64,
            pdf_seconds: pdf.seconds,
            pdf_memory_mib: pdf.memory_mib,
        }
    }
}

fn mebibytes(bytes: usize) -> u64 {
    (bytes >> 20) as u64
}

fn bytes(mebibytes: u64) -> usize {
    usize::try_from(mebibytes.saturating_mul(1 << 20)).unwrap_or(usize::MAX)
}

fn whole(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The one setting that decides what is preserved; the others decide what is read out of it.
const OF_CAPTURE: &str = "max-document-mib";

impl Settings {
    /// Each by the name that it has on the command line.
    fn named(&mut self) -> [(&'static str, &mut u64); 8] {
        [
            (OF_CAPTURE, &mut self.max_document_mib),
            ("max-page-mib", &mut self.max_page_mib),
            ("max-text-mib", &mut self.max_text_mib),
            ("max-page-nodes", &mut self.max_page_nodes),
            ("max-page-depth", &mut self.max_page_depth),
            ("max-pdf-pages", &mut self.max_pdf_pages),
            ("pdf-seconds", &mut self.pdf_seconds),
            ("pdf-memory-mib", &mut self.pdf_memory_mib),
        ]
    }

    /// Those that differ from the defaults, as a run's record has them.
    #[must_use]
    pub fn changed(mut self) -> BTreeMap<String, String> {
        let mut defaults = Self::default();
        let pairs = self.named().into_iter().zip(defaults.named());
        pairs.filter(|((_, value), (_, usual))| value != usual).map(|((name, value), _)| (name.to_owned(), value.to_string())).collect()
    }

    /// The settings of a run's record; names of other versions are passed over.
    #[must_use]
    pub fn of_record(record: &BTreeMap<String, String>) -> Self {
        let mut settings = Self::default();
        for (name, value) in settings.named() {
            if let Some(set) = record.get(name).and_then(|words| words.parse().ok()) {
                *value = set;
            }
        }
        settings
    }

    /// The settings of the last run of a store: what is read again is read with them.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn of_store(store: &Store) -> Result<Self> {
        let mut last = None;
        store.entries_of(EntryKind::Run, &mut |logged| {
            if let Entry::Run(run) = logged.entry {
                last = Some(run.settings);
            }
            Ok(())
        })?;
        Ok(last.map_or_else(Self::default, |settings| Self::of_record(&settings)))
    }

    /// The bounds on a stream.
    #[must_use]
    pub fn stream(&self) -> capture::Limits {
        capture::Limits { document: bytes(self.max_document_mib), ..capture::Limits::default() }
    }

    /// The bounds on a PDF.
    #[must_use]
    pub fn pdf(&self) -> PdfLimits {
        PdfLimits {
            seconds: self.pdf_seconds,
            memory_mib: self.pdf_memory_mib,
            pages: whole(self.max_pdf_pages),
            text: bytes(self.max_text_mib),
        }
    }

    /// Gives resources these bounds, and what reads PDF files within them. The version of their readings follows.
    pub fn apply(&self, resources: &mut Resources) {
        resources.article.limits = PageLimits {
            page: bytes(self.max_page_mib),
            text: bytes(self.max_text_mib),
            nodes: whole(self.max_page_nodes),
            depth: whole(self.max_page_depth),
        };
        if let Some(guard) = Guard::of_this_program(self.pdf()) {
            resources.article.pdf = Some(Arc::new(guard));
        }
        resources.settings = self.changed();
        resources.settings.remove(OF_CAPTURE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_what_was_set_and_gives_it_back() {
        assert!(Settings::default().changed().is_empty());
        let set = Settings { max_page_nodes: 5, pdf_seconds: 3, ..Settings::default() };
        let record = set.changed();
        assert_eq!(record.keys().collect::<Vec<_>>(), ["max-page-nodes", "pdf-seconds"]);
        assert_eq!(Settings::of_record(&record), set);
    }

    #[test]
    fn what_is_preserved_does_not_change_what_is_read() {
        let settings = Settings { max_document_mib: 3, ..Settings::default() };
        assert_eq!(settings.stream().document, 3 << 20);
        assert_eq!(settings.changed().len(), 1);
    }
}
