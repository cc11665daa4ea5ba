//! Addresses of web archives: which page they keep, and when they captured it.

use super::hosts::{Hosts, Keeps};
use super::parts::{self, Parts};
use crate::report::Archive;

/// Archives of archives are followed so far.
const DEEPEST: usize = 6;

/// Splits a web archive's address into the original's address and the archive. Of an archive's capture of another
/// archive's page, the inner capture counts: it fixed the words. An address that does not say what it keeps (a short
/// form) stays as it is, with the archive's name.
pub(super) fn resolve(url: &str, hosts: &Hosts) -> (String, Option<Archive>) {
    let mut url = url.to_owned();
    let mut found = None;
    for _ in 0..DEEPEST {
        let Some((original, archive)) = step(&url, hosts) else { break };
        let Some(original) = original else { return (url, Some(archive)) };
        url = original;
        found = Some(archive);
    }
    (url, found)
}

/// One archive taken off: the original, where the address says it, and the archive.
fn step(url: &str, hosts: &Hosts) -> Option<(Option<String>, Archive)> {
    let parts = parts::split(url).filter(|parts| parts.scheme.len() <= 5 && parts.scheme.to_ascii_lowercase().starts_with("http"))?;
    let host = parts.host.to_ascii_lowercase();
    let service = host.strip_prefix("www.").unwrap_or(&host).trim_end_matches('.').to_owned();
    let keeps = match hosts.archive(&service, parts.path) {
        Some(keeps) => keeps,
        None if is_memento(parts.rest) => Keeps::Path,
        None => return None,
    };
    let (original, captured) = match keeps {
        Keeps::Path => in_path(&parts),
        Keeps::Cache => (in_cache(&parts), None),
        Keeps::Japan => in_japan(&parts),
        Keeps::Nothing => (None, None),
    };
    Some((original, Archive { service, captured }))
}

/// Whether a path is `…/20171113094000/http://…`, as every archive after RFC 7089's examples has it: a full time, then an address.
fn is_memento(rest: &str) -> bool {
    let Some((at, _)) = scheme_in(rest) else { return false };
    let before = rest[..at].trim_end_matches('/').rsplit('/').next().unwrap_or("");
    before.len() >= 14 && before.as_bytes()[..14].iter().all(u8::is_ascii_digit) && captured(before).is_some_and(|time| time.ends_with('Z'))
}

/// Where an address begins inside another's path or query, and whether it is percent-encoded there.
fn scheme_in(rest: &str) -> Option<(usize, bool)> {
    let lower = rest.to_ascii_lowercase();
    let plain = ["http:/", "https:/"].iter().filter_map(|scheme| lower.find(scheme)).min();
    let encoded = ["http%3a%2f", "https%3a%2f", "http%253a", "https%253a"].iter().filter_map(|scheme| lower.find(scheme)).min();
    match (plain, encoded) {
        (Some(plain), Some(encoded)) if encoded < plain => Some((encoded, true)),
        (Some(plain), _) => Some((plain, false)),
        (None, encoded) => encoded.map(|at| (at, true)),
    }
}

/// `/web/20171113094000id_/http://news.example/a`, `/2017.11.13-094000/…`, `/*/…`, `/newest/…`, `?url=…&date=…`.
fn in_path(parts: &Parts<'_>) -> (Option<String>, Option<String>) {
    let (rest, query) = (parts.rest, parts.path.len());
    let Some((at, encoded)) = scheme_in(rest) else { return without_scheme(parts) };
    if at > query {
        let found = without_scheme(parts);
        if found.0.is_some() {
            return found;
        }
    }
    let before = &rest[..at];
    let mut time = before[..before.len().min(query)].split('/').rev().find_map(captured);
    // In a parameter the original ends with it.
    let value = if at > query { rest[at..].split(['&', '#']).next().unwrap_or("") } else { &rest[at..] };
    if at > query {
        time = time.or_else(|| parts.query.and_then(|query| parts::parameter(query, "date")).and_then(stated));
    }
    let value = if encoded { parts::decoded(value).unwrap_or_else(|| value.to_owned()) } else { value.to_owned() };
    (original(&value), time)
}

/// `/web/20171113/news.example/a`: what follows the time is an address where it begins with a host.
fn without_scheme(parts: &Parts<'_>) -> (Option<String>, Option<String>) {
    let mut at = 0;
    let mut time = None;
    let mut mark = false;
    for segment in parts.path.split('/') {
        let end = at + segment.len();
        let is_time = segment.len() >= 4 && segment.as_bytes()[..4].iter().all(u8::is_ascii_digit);
        if mark && looks_like_host(segment) {
            return (original(&parts.rest[at..]), time);
        }
        if is_time || matches!(segment, "*" | "newest" | "oldest" | "save") {
            time = captured(segment).or(time);
            mark = true;
        } else if !segment.is_empty() {
            mark = false;
        }
        at = end + 1;
    }
    let query = parts.query.and_then(|query| parts::parameter(query, "url")).and_then(parts::decoded);
    (query.filter(|value| looks_like_host(value.split('/').next().unwrap_or(""))).and_then(|value| original(&value)), time)
}

fn looks_like_host(segment: &str) -> bool {
    let last = segment.split(':').next().unwrap_or("").rsplit('.').next().unwrap_or("");
    segment.contains('.') && last.chars().count() >= 2 && last.chars().all(char::is_alphabetic) && !segment.contains([' ', '*', '='])
}

/// `/search?q=cache:Abc_123:news.example/a+words`.
fn in_cache(parts: &Parts<'_>) -> Option<String> {
    let query = parts::decoded(parts::parameter(parts.query?, "q")?)?;
    let words = query.strip_prefix("cache:")?;
    let address = words.split(['+', ' ']).next()?;
    // Before the address may stand the cache's own key.
    let (key, after) = address.split_once(':').unwrap_or(("", address));
    let is_key = !key.is_empty() && !key.contains(['.', '/']) && !key.starts_with("http");
    original(if is_key { after } else { address })
}

/// `/2017-1113-0940-00/news.example/a`, in the time of Japan.
fn in_japan(parts: &Parts<'_>) -> (Option<String>, Option<String>) {
    let rest = parts.rest.trim_start_matches('/').trim_start_matches("ref/");
    let Some((stamp, address)) = rest.split_once('/') else { return (None, None) };
    let Some(time) = captured(stamp) else { return (None, None) };
    let address =
        if parts::split(address).is_some() || looks_like_host(address.split('/').next().unwrap_or("")) { original(address) } else { None };
    (address, Some(time.strip_suffix('Z').map_or(time.clone(), |time| format!("{time}+09:00"))))
}

/// The address that an archive kept: scheme completed, the archive's way of writing ports and wildcards undone.
fn original(value: &str) -> Option<String> {
    let value = value.trim();
    // Twice encoded, as redirects leave it.
    let again = if value.to_ascii_lowercase().starts_with("http%3a") || value.to_ascii_lowercase().starts_with("https%3a") {
        parts::decoded(value)
    } else {
        None
    };
    let value = again.as_deref().unwrap_or(value);
    let (scheme, rest) = match value.split_once(":/") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") => {
            (scheme.to_ascii_lowercase(), rest)
        }
        _ => ("http".to_owned(), value),
    };
    let url = format!("{scheme}://{}", rest.trim_start_matches('/').trim_end_matches('*'));
    let parts = parts::split(&url)?;
    let default = if scheme == "http" { "80" } else { "443" };
    Some(if parts.port == Some(default) { format!("{scheme}://{}{}", parts.host, parts.rest) } else { url })
}

/// A day or time in a `date` parameter.
fn stated(value: &str) -> Option<String> {
    let value = parts::decoded(value)?;
    let day = value.get(..10).unwrap_or(&value);
    if crate::report::is_date_time(day) { Some(day.to_owned()) } else { captured(&value) }
}

/// The time in `20171113094000`, `20171113094000id_` or `2017.11.13-094000`, in UTC as archives keep it.
pub(super) fn captured(part: &str) -> Option<String> {
    let digits: String = part.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).filter(char::is_ascii_digit).collect();
    if digits.len() < 8 || digits.len() > 14 || !part.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (&digits[..4], &digits[4..6], &digits[6..8]);
    jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    if !(1990..2200).contains(&year.parse::<i32>().ok()?) {
        return None;
    }
    if digits.len() < 12 {
        return Some(format!("{year}-{month}-{day}"));
    }
    let below = |from: usize, limit: u8| digits.get(from..from + 2).is_none_or(|two| two.parse::<u8>().is_ok_and(|n| n < limit));
    if !(below(8, 24) && below(10, 60) && below(12, 60)) {
        return Some(format!("{year}-{month}-{day}"));
    }
    let seconds = digits.get(12..14).map_or(String::new(), |s| format!(":{s}"));
    Some(format!("{year}-{month}-{day}T{}:{}{seconds}Z", &digits[8..10], &digits[10..12]))
}
