//! The outlet: what the markup names, else the part of the title element that looks like the site's host, else the host.

use super::title;
use crate::article::html::{self, Metadata, Tree};
use crate::article::rules::Rules;
use crate::article::{address, lines};
use crate::report::Report;
use crate::stated::{Source, StatedField, push};

/// Reads the outlet into the report, and lists what the page states.
pub(in crate::article) fn read(metadata: &Metadata, tree: &Tree<'_>, rules: &Rules, report: &mut Report) {
    if let Some(given) = &report.outlet {
        push(&mut report.stated, StatedField::Outlet, Source::Given, given, given);
    }
    let fits = |name: &str| !name.is_empty() && name.chars().count() <= 80 && !name.contains("://") && !rules.addresses.is_archive(name);
    // The name that the site goes by before the name of who publishes it.
    let (site, publisher): (Vec<_>, Vec<_>) = metadata.of(StatedField::Outlet).partition(|value| value.from == Source::Opengraph);
    for value in site.iter().chain(&publisher).filter(|value| fits(value.words.trim())) {
        push(&mut report.stated, StatedField::Outlet, value.from, &value.words, &value.words);
    }
    let host = report.url.as_deref().and_then(address::host).map(|host| host.trim_start_matches("www.").to_owned());
    let suffix = metadata.title_run.and_then(|run| {
        let words = html::metadata_plain(tree.words(run as u32));
        let host = lines::folded(host.as_deref()?);
        title::MARKS.iter().find_map(|mark| {
            let (_, last) = words.rsplit_once(mark)?;
            let folded = lines::folded(last);
            (folded.len() >= 3 && last.split_whitespace().count() <= 5 && host.contains(&folded)).then(|| last.trim().to_owned())
        })
    });
    let named = report.url.as_deref().and_then(|url| rules.addresses.outlet(url));
    for (from, name) in [(Source::Element, &suffix), (Source::Address, &named)] {
        if let Some(name) = name {
            push(&mut report.stated, StatedField::Outlet, from, name, name);
        }
    }
    if report.outlet.is_none() {
        report.outlet = report.stated.iter().find(|stated| stated.field == StatedField::Outlet).map(|stated| stated.value.clone());
    }
}

/// The names by which the page's site goes.
pub(super) struct Sites {
    names: Vec<String>,
    /// The parts of the host, its ending aside.
    labels: Vec<String>,
}

impl Sites {
    /// Those that the report lists so far.
    pub(super) fn of(report: &Report) -> Self {
        let stated = report.stated.iter().filter(|stated| stated.field == StatedField::Outlet).map(|stated| stated.value.as_str());
        let names = report.outlet.as_deref().into_iter().chain(stated).map(lines::folded).filter(|name| name.len() >= 2).collect();
        let host = report.url.as_deref().and_then(address::host).unwrap_or("").to_lowercase();
        let mut labels: Vec<String> = host.split('.').filter(|label| *label != "www").map(lines::folded).collect();
        labels.pop();
        Self { names, labels }
    }

    /// Whether words are the site's name, or its name and little else.
    pub(super) fn is(&self, words: &str) -> bool {
        let own = lines::folded(words);
        self.names.iter().any(|name| {
            own == *name
                || own.len() > 3 && name.contains(&own)
                || name.len() > 3 && own.contains(name.as_str()) && own.len() <= name.len() * 2 + 6
        })
    }

    /// Whether a few words are like the host: its own label, its label with a word beside it, or their first letters.
    pub(super) fn is_like(&self, words: &str) -> bool {
        let all: Vec<&str> = words.split_whitespace().collect();
        if all.len() > 6 {
            return false;
        }
        let own = lines::folded(words);
        let letters: String = all.iter().filter_map(|word| word.chars().next()).flat_map(char::to_lowercase).collect();
        self.labels.iter().any(|label| {
            label.len() >= 3 && own == *label
                || label.len() >= 5 && own.contains(label.as_str())
                || own.len() >= 5 && label.contains(&own)
                || all.len() >= 2 && label.len() >= 2 && letters == *label
        })
    }
}
