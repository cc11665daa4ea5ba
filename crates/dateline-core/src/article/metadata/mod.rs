//! What a page says of itself: title, outlet, authors, dates and addresses, chosen from markup and visible words.

pub(super) mod authors;
pub(super) mod dates;
pub(super) mod outlet;
pub(super) mod title;

use super::address;
use super::html::Metadata;
use crate::report::Report;

/// The canonical address, and the page's own where it came without one.
pub(super) fn addresses(metadata: &Metadata, report: &mut Report) {
    let canonical = metadata.canonical.as_deref().and_then(|reference| address::join(report.url.as_deref(), reference));
    report.canonical_url = canonical.map(|url| address::resolve(&url).0);
    if report.url.is_none() {
        report.url = report
            .canonical_url
            .clone()
            .or_else(|| metadata.urls.iter().find_map(|url| address::join(None, url)).map(|url| address::resolve(&url).0));
        if report.url.is_some() {
            report.id = Report::make_id(report.url.as_deref(), &report.input.id, report.capture.sha256);
        }
    }
}
