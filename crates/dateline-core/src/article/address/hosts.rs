//! Hosts that stand for others (`data/rules/address_hosts.tsv`): web archives, redirects, caches, mobile twins.

use crate::data::{self, DataError};
use std::collections::{HashMap, HashSet};

/// How an archive's address says what it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeps {
    /// A time and the original in the path, or the original in a parameter.
    Path,
    /// A search for `cache:…`.
    Cache,
    /// As the archive of Japan writes it.
    Japan,
    /// An opaque id.
    Nothing,
}

/// How a copy's address holds the address that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// In one of these parameters, separated by `,`; `?` is the whole query.
    Parameter(&'static str),
    /// In the path, after marks of one letter (`c`, `v`), `s` for https.
    Marks,
}

#[derive(Debug, Clone, Copy)]
struct Rule<T> {
    /// The path must begin so; empty for any.
    path: &'static str,
    what: T,
}

/// The table, compiled once.
#[derive(Debug)]
pub(super) struct Hosts {
    archives: HashMap<&'static str, Vec<Rule<Keeps>>>,
    holders: HashMap<&'static str, Vec<Rule<Holds>>>,
    twins: HashSet<&'static str>,
    suffixes: HashSet<&'static str>,
    lists: HashSet<&'static str>,
}

impl Hosts {
    pub(super) fn bundled() -> Result<Self, DataError> {
        let mut out = Self {
            archives: HashMap::new(),
            holders: HashMap::new(),
            twins: HashSet::new(),
            suffixes: HashSet::new(),
            lists: HashSet::new(),
        };
        for row in data::table("rules/address_hosts.tsv")? {
            let path = row.get("path");
            for host in row.list("hosts") {
                match row.get("kind") {
                    "archive" => {
                        let what = match row.get("what") {
                            "path" => Keeps::Path,
                            "cache" => Keeps::Cache,
                            "japan" => Keeps::Japan,
                            "nothing" => Keeps::Nothing,
                            _ => return Err(row.error("unknown way of keeping")),
                        };
                        out.archives.entry(host).or_default().push(Rule { path, what });
                    }
                    "redirect" => out.holders.entry(host).or_default().push(Rule { path, what: Holds::Parameter(row.get("what")) }),
                    "cache" => out.holders.entry(host).or_default().push(Rule { path, what: Holds::Marks }),
                    "twin" => drop(out.twins.insert(host)),
                    "suffix" => drop(out.suffixes.insert(host)),
                    "list" => drop(out.lists.insert(host)),
                    _ => return Err(row.error("unknown kind")),
                }
            }
        }
        // The longest path that fits decides.
        out.archives.values_mut().for_each(|rules| rules.sort_by_key(|rule| std::cmp::Reverse(rule.path.len())));
        out.holders.values_mut().for_each(|rules| rules.sort_by_key(|rule| std::cmp::Reverse(rule.path.len())));
        Ok(out)
    }

    /// How the archive at this host keeps pages, where it is one.
    pub(super) fn archive(&self, host: &str, path: &str) -> Option<Keeps> {
        find(&self.archives, host, path)
    }

    /// How an address at this host holds another, where it does.
    pub(super) fn holder(&self, host: &str, path: &str) -> Option<Holds> {
        find(&self.holders, host, path)
    }

    /// Whether a host's first label marks the mobile, AMP or `www` form of the rest.
    pub(super) fn is_twin(&self, label: &str) -> bool {
        self.twins.contains(label)
    }

    /// Whether a path's segment is the name of a list, below which anything may be a name.
    pub(super) fn is_list(&self, segment: &str) -> bool {
        self.lists.contains(segment)
    }

    /// Whether sites of others begin one label before this name: `co.uk`, `blogspot.com`.
    pub(super) fn is_suffix(&self, name: &str) -> bool {
        if self.suffixes.contains(name) {
            return true;
        }
        // Second levels that most countries' registries use.
        let two = name.split_once('.').filter(|(_, country)| country.len() == 2 && !country.contains('.'));
        two.is_some_and(|(second, _)| {
            matches!(second, "co" | "com" | "org" | "net" | "gov" | "edu" | "ac" | "gob" | "gouv" | "go" | "or" | "ne" | "mil" | "nom")
        })
    }

    /// The part of a host that one owner has: one label more than a suffix.
    pub(super) fn site<'h>(&self, host: &'h str) -> &'h str {
        let starts: Vec<usize> = std::iter::once(0).chain(host.match_indices('.').map(|(at, _)| at + 1)).collect();
        let tail = |labels: usize| starts.len().checked_sub(labels).map(|at| &host[starts[at]..]);
        match (tail(2), tail(3)) {
            (Some(two), three) if self.is_suffix(two) => three.unwrap_or(two),
            (Some(two), _) => two,
            _ => host,
        }
    }
}

/// The rule of a host or of a name above it (`*.` in the table), whose path fits.
fn find<T: Copy>(table: &HashMap<&'static str, Vec<Rule<T>>>, host: &str, path: &str) -> Option<T> {
    let fits = |rules: &Vec<Rule<T>>| rules.iter().find(|rule| path.starts_with(rule.path)).map(|rule| rule.what);
    if let Some(found) = table.get(host).and_then(fits) {
        return Some(found);
    }
    let mut rest = host;
    let mut name = String::new();
    while let Some((_, above)) = rest.split_once('.') {
        name.clear();
        name.push_str("*.");
        name.push_str(above);
        if let Some(found) = table.get(name.as_str()).and_then(fits) {
            return Some(found);
        }
        rest = above;
    }
    // `google.*`: one name under every country.
    let first = host.strip_prefix("www.").unwrap_or(host).split('.').next().unwrap_or("");
    name.clear();
    name.push_str(first);
    name.push_str(".*");
    table.get(name.as_str()).and_then(fits)
}
