//! Addresses: web archives resolved to the original, one canonical address for the ways to write it, outlets, and
//! addresses relative to another.

mod archive;
mod clean;
mod hosts;
mod parameters;
mod parts;
mod saved;

pub(super) use clean::names_page;
pub(super) use parts::{host, join};
pub(super) use saved::{marks, without_frame};

use super::date::Dates;
use super::html::{Metadata, Tree};
use super::rules::Rules;
use crate::data::{self, DataError};
use crate::report::{Archive, Report};
use std::collections::HashMap;

/// What is known of addresses: the tables of hosts, parameters and outlets, compiled once.
#[derive(Debug)]
pub struct Addresses {
    hosts: hosts::Hosts,
    parameters: parameters::Parameters,
    outlets: HashMap<&'static str, &'static str>,
}

impl Addresses {
    /// The bundled tables.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let mut outlets = HashMap::new();
        for row in data::table("lexicons/register.tsv")? {
            for domain in row.list("domains") {
                outlets.entry(domain).or_insert(row.get("name"));
            }
        }
        Ok(Self { hosts: hosts::Hosts::bundled()?, parameters: parameters::Parameters::bundled()?, outlets })
    }

    /// Splits a web archive's address into the original's address and the archive; any other stays as it is.
    #[must_use]
    pub fn resolve(&self, url: &str) -> (String, Option<Archive>) {
        archive::resolve(url, &self.hosts)
    }

    /// Whether an address is an archive's that does not say what it keeps.
    fn is_opaque(&self, url: &str) -> bool {
        let (original, archive) = self.resolve(url);
        archive.is_some() && original == url
    }

    /// Whether a host is that of a web archive.
    #[must_use]
    pub fn is_archive(&self, host: &str) -> bool {
        let host = host.trim().to_ascii_lowercase();
        self.hosts.archive(host.strip_prefix("www.").unwrap_or(&host), "/").is_some()
    }

    /// The address that a page names as its own, made whole: archives, redirects and caches taken off, without tracking
    /// parameters and fragment, otherwise as it is written.
    #[must_use]
    pub fn named(&self, url: &str) -> String {
        clean::tidy(&clean::target(url, &self.hosts), &self.parameters)
    }

    /// The one spelling of a page's address. All ways to write it have the same: with tracking parameters, a fragment,
    /// another scheme, `www.`, capitals in the host, as mobile or AMP twin, inside a redirect, a cache or a web archive. It
    /// is for comparing, not for opening. Applied to itself it changes nothing.
    #[must_use]
    pub fn key(&self, url: &str) -> String {
        let mut key = clean::key(url, &self.hosts, &self.parameters);
        // What one pass uncovers may be a twin's mark again.
        for _ in 0..4 {
            let again = clean::key(&key, &self.hosts, &self.parameters);
            if again == key {
                break;
            }
            key = again;
        }
        key
    }

    /// What makes two captures editions of one address: the key of the address that the page names as canonical, where that
    /// can be the same page, else of its own.
    #[must_use]
    pub fn identity(&self, url: Option<&str>, canonical: Option<&str>) -> Option<String> {
        let own = url.map(|url| self.key(url));
        let named = canonical.map(|canonical| self.key(canonical));
        match (own, named) {
            (Some(own), Some(named)) if !self.can_be(&own, &named) => Some(own),
            (own, named) => named.or(own),
        }
    }

    /// Whether an address's page can name another as its canonical address and mean itself. Another site is a copy, the
    /// front page or a folder above is a careless template, and a parameter with a number that is left out names a page.
    fn can_be(&self, own: &str, named: &str) -> bool {
        let (Some(own), Some(named)) = (parts::split(own), parts::split(named)) else { return false };
        if self.hosts.site(own.host) != self.hosts.site(named.host) {
            return false;
        }
        let (own_path, named_path) = (own.path.trim_end_matches('/'), named.path.trim_end_matches('/'));
        if named_path.is_empty() && named.query.is_none() {
            return own_path.is_empty() && own.query.is_none();
        }
        if own_path == named_path {
            let kept = |pair: &&str| named.query.is_some_and(|query| query.split('&').any(|other| other == *pair));
            let left_out = own.query.into_iter().flat_map(|query| query.split('&')).filter(|pair| !kept(pair));
            return !left_out.into_iter().any(|pair| pair.bytes().any(|b| b.is_ascii_digit()));
        }
        !own_path.strip_prefix(named_path).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether two addresses are on the sites of different owners.
    #[must_use]
    pub fn is_other_site(&self, a: &str, b: &str) -> bool {
        let (a, b) = (self.key(a), self.key(b));
        match (parts::split(&a), parts::split(&b)) {
            (Some(a), Some(b)) => self.hosts.site(a.host) != self.hosts.site(b.host),
            _ => false,
        }
    }

    /// Whether an address can be that of one report: it is on the web, no front page, no archive's opaque id, and neither a list
    /// of pages nor the list of one tag, section or author.
    #[must_use]
    pub fn is_of_report(&self, url: &str) -> bool {
        let key = self.key(url);
        let Some(parts) = parts::split(&key).filter(|parts| parts.scheme == "https" && parts.host.contains('.')) else { return false };
        if self.is_opaque(url) {
            return false;
        }
        let mut segments: Vec<String> = parts.path.split('/').filter(|s| !s.is_empty()).map(str::to_ascii_lowercase).collect();
        // The second page of a list is a list.
        if let [.., page, number] = segments.as_slice()
            && page == "page"
            && number.bytes().all(|b| b.is_ascii_digit())
        {
            segments.truncate(segments.len() - 2);
        }
        let list = |name: &str| self.hosts.is_list(name);
        match segments.as_slice() {
            [] => parts.query.is_some_and(|query| {
                let mut names = query.split('&').map(|pair| pair.split('=').next().unwrap_or(""));
                // A page of a script is named by a number.
                query.bytes().any(|b| b.is_ascii_digit()) && !names.any(list)
            }),
            [.., last] if list(last) => false,
            [.., above, _] => !list(above),
            [_] => true,
        }
    }

    /// The label of an address's host that names its owner: `harrow-wire` of `www.harrow-wire.co.uk`.
    #[must_use]
    pub fn label<'u>(&self, key: &'u str) -> Option<&'u str> {
        let parts = parts::split(key)?;
        self.hosts.site(parts.host).split('.').next()
    }

    /// The outlet at an address: its name in the register, else its host without the twins' labels.
    #[must_use]
    pub fn outlet(&self, url: &str) -> Option<String> {
        let url = clean::target(url, &self.hosts);
        let host = parts::split(&url).map(|parts| clean::site_host(parts.host, &self.hosts))?;
        // What is left of a broken address ("http://[::bad") names nobody.
        if !host.contains(char::is_alphanumeric) {
            return None;
        }
        let mut name = host.as_str();
        loop {
            if let Some(known) = self.outlets.get(name) {
                return Some((*known).to_owned());
            }
            match name.split_once('.') {
                Some((_, above)) if above.contains('.') => name = above,
                _ => return Some(host),
            }
        }
    }
}

/// Takes over what the marks of a saved page say: the address where none was given, the archive where they mean this page.
pub(super) fn take(saved: saved::Saved, rules: &Rules, report: &mut Report) {
    let addresses = &rules.addresses;
    match (&report.url, saved.url) {
        (Some(given), Some(own)) if addresses.key(given) != addresses.key(&own) && !addresses.is_opaque(given) => return,
        (Some(given), Some(own)) if addresses.is_opaque(given) => set_url(report, own),
        (None, Some(own)) => set_url(report, own),
        _ => {}
    }
    report.archive = match (report.archive.take(), saved.archive) {
        // A short form says the archive, the page the time.
        (Some(given), Some(own)) => Some(if given.captured.is_some() { given } else { Archive { service: given.service, ..own } }),
        (given, own) => given.or(own),
    };
}

/// What the addresses of a page's markup are relative to.
pub(super) struct Base(Option<String>);

impl Base {
    /// By the page's `base` element and its address.
    pub(super) fn of(tree: &Tree<'_>, url: Option<&str>, addresses: &Addresses) -> Self {
        let base = (0..tree.nodes.len()).find(|at| tree.tag(*at) == "base").map(|at| tree.attribute(at, "href"));
        let base = base.and_then(|href| parts::join(url, href)).map(|base| addresses.resolve(&base).0);
        Self(base.or_else(|| url.map(str::to_owned)))
    }

    /// A reference as a whole address; `None` where it is none of the web.
    pub(super) fn whole(&self, reference: &str, addresses: &Addresses) -> Option<String> {
        // Links as an archive rewrote them, seen from its own host.
        let on_archive = reference
            .trim_start_matches('.')
            .starts_with("/web/")
            .then(|| format!("https://web.archive.org{}", reference.trim_start_matches('.')));
        let rewritten = on_archive.filter(|url| addresses.resolve(url).0 != *url);
        rewritten.or_else(|| parts::join(self.0.as_deref(), reference))
    }
}

/// Reads the addresses that a page's markup names: the canonical one, and its own where none was given.
pub(super) fn of_page(tree: &Tree<'_>, metadata: &Metadata, rules: &Rules, report: &mut Report) {
    let addresses = &rules.addresses;
    let base = Base::of(tree, report.url.as_deref(), addresses);
    let whole = |reference: &str| base.whole(reference, addresses);
    let canonical = metadata.canonical.as_deref().and_then(whole);
    if report.url.is_none() || report.url.as_deref().is_some_and(|url| addresses.is_opaque(url)) {
        let named = canonical.iter().cloned().chain(metadata.urls.iter().filter_map(|url| whole(url)));
        let found = named.map(|url| addresses.resolve(&url)).find(|(url, _)| !addresses.is_opaque(url));
        if let Some((url, archive)) = found {
            set_url(report, url);
            report.archive = match (report.archive.take(), archive) {
                (Some(given), Some(own)) if given.captured.is_none() => Some(Archive { service: given.service, ..own }),
                (given, own) => given.or(own),
            };
        }
    }
    report.canonical_url = canonical.map(|url| addresses.named(&url)).filter(|url| !addresses.is_opaque(url));
}

fn set_url(report: &mut Report, url: String) {
    report.url = Some(url);
    report.id = Report::make_id(report.url.as_deref(), &report.input.id, report.capture.sha256);
}

/// The day in an address such as `/2019/03/02/`.
pub(super) fn day(url: &str, dates: &Dates) -> Option<String> {
    let path = url.split_once("://")?.1;
    let parts: Vec<&str> = path.split(['/', '-', '_', '.', '?']).collect();
    parts.windows(3).find_map(|three| {
        let plausible = three[0].len() == 4
            && three[1].len() <= 2
            && three[2].len() <= 2
            && three.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        plausible.then(|| dates.normalise(&three.join("-"))).flatten()
    })
}

#[cfg(test)]
mod tests;
