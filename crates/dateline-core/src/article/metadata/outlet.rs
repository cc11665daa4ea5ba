//! The outlet: who publishes the page.

use crate::article::html::{self, Metadata, Tree};
use crate::article::rules::Rules;
use crate::article::{address, lines};
use crate::report::Report;

/// The outlet: what the markup names, else the part of the title element that looks like the site's host.
pub(in crate::article) fn read(metadata: &Metadata, tree: &Tree<'_>, rules: &Rules, report: &mut Report) {
    if report.outlet.is_some() {
        return;
    }
    let stated = metadata
        .outlets
        .iter()
        .map(|name| name.trim())
        .find(|name| !name.is_empty() && name.chars().count() <= 80 && !name.contains("://") && !rules.addresses.is_archive(name));
    let host = report.url.as_deref().and_then(address::host).map(|host| host.trim_start_matches("www.").to_owned());
    let suffix = metadata.title_run.and_then(|run| {
        let words = html::metadata_plain(tree.words(run as u32));
        let host = lines::folded(host.as_deref()?);
        [" | ", " – ", " — ", " - ", " · "].iter().find_map(|mark| {
            let (_, last) = words.rsplit_once(mark)?;
            let folded = lines::folded(last);
            (folded.len() >= 3 && last.split_whitespace().count() <= 5 && host.contains(&folded)).then(|| last.trim().to_owned())
        })
    });
    report.outlet = stated.map(str::to_owned).or(suffix).or_else(|| rules.addresses.outlet(report.url.as_deref()?));
}
