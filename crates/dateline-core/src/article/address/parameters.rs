//! Parameters that say how a reader came to a page, not which page it is (`data/rules/address_parameters.tsv`).

use super::clean::names_page;
use crate::data::{self, DataError};
use std::collections::HashMap;

/// Where a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// Where the path alone names the page, or the value is a plain word.
    Named,
    /// Where the path alone names the page, and the value is a word.
    Word,
}

/// One row of the table.
#[derive(Debug)]
struct Rule {
    /// The values it is about; empty for any.
    values: Vec<&'static str>,
    when: When,
    /// Hosts that the row is about; empty for all.
    only: Vec<&'static str>,
    /// Hosts where it names a page.
    except: Vec<&'static str>,
}

/// The table, compiled once.
#[derive(Debug)]
pub(super) struct Parameters {
    exact: HashMap<&'static str, Vec<Rule>>,
    /// Beginnings of names, longest first.
    begins: Vec<(&'static str, Rule)>,
}

impl Parameters {
    pub(super) fn bundled() -> Result<Self, DataError> {
        let mut out = Self { exact: HashMap::new(), begins: Vec::new() };
        for row in data::table("rules/address_parameters.tsv")? {
            let when = match row.get("when") {
                "always" => When::Always,
                "named" => When::Named,
                "word" => When::Word,
                _ => return Err(row.error("unknown condition")),
            };
            for name in row.list("names") {
                let rule = Rule {
                    // A cell that begins with the mark lists the empty value too.
                    values: row.get("values").starts_with('|').then_some("").into_iter().chain(row.list("values")).collect(),
                    when,
                    only: row.list("only").collect(),
                    except: row.list("except").collect(),
                };
                match name.strip_suffix('*') {
                    Some(begin) => out.begins.push((begin, rule)),
                    None => out.exact.entry(name).or_default().push(rule),
                }
            }
        }
        out.begins.sort_by_key(|(begin, _)| std::cmp::Reverse(begin.len()));
        Ok(out)
    }

    /// Whether `name=value` is no part of the page's name, on this host (in ASCII) and beside this path.
    pub(super) fn is_tracking(&self, pair: &str, host: &str, path: &str) -> bool {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = super::parts::decoded(name).unwrap_or_else(|| name.to_owned()).to_ascii_lowercase();
        let name = name.strip_prefix("amp;").unwrap_or(&name);
        let fits = |rule: &Rule| {
            let on =
                |hosts: &[&str]| hosts.iter().any(|one| host == *one || host.strip_suffix(one).is_some_and(|rest| rest.ends_with('.')));
            (rule.values.is_empty() || rule.values.iter().any(|one| one.eq_ignore_ascii_case(value)))
                && (rule.only.is_empty() || on(&rule.only))
                && !on(&rule.except)
                && match rule.when {
                    When::Always => true,
                    When::Named => is_named(path) || is_word(value) && has_name(path),
                    When::Word => is_named(path) && is_word(value),
                }
        };
        if let Some(rules) = self.exact.get(name) {
            return rules.iter().any(fits);
        }
        self.begins.iter().any(|(begin, rule)| name.starts_with(begin) && fits(rule))
    }
}

/// Whether a segment of the path names the page, and no script does that asks its parameters.
fn is_named(path: &str) -> bool {
    has_name(path) && path.split('/').any(names_page)
}

/// Whether the path ends in a name that is no script's.
fn has_name(path: &str) -> bool {
    let last = path.split('/').rev().find(|segment| !segment.is_empty()).unwrap_or("").to_ascii_lowercase();
    let script = [".php", ".asp", ".aspx", ".jsp", ".cgi", ".do", ".pl", ".dll", ".cfm", ".phtml"].iter().any(|end| last.ends_with(end));
    !script && !last.is_empty()
}

/// Whether a value is a word that can name nothing.
fn is_word(value: &str) -> bool {
    !value.bytes().any(|b| b.is_ascii_digit()) && value.len() <= 40
}
