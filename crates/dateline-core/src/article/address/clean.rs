//! One address for all the ways to write it: redirects and caches taken off, the mobile and AMP twins' marks, tracking
//! parameters, and what servers take as the same.

use super::hosts::{Holds, Hosts};
use super::parameters::Parameters;
use super::parts;

/// Redirects of redirects are followed so far.
const DEEPEST: usize = 6;

/// The address that a redirect, a reader's cache or an archive stands for; the address itself where it is none.
pub(super) fn target(url: &str, hosts: &Hosts) -> String {
    let mut url = url.trim().to_owned();
    for _ in 0..DEEPEST {
        let (original, archive) = super::archive::resolve(&url, hosts);
        if archive.is_some() && original != url {
            url = original;
            continue;
        }
        let Some(held) = held(&url, hosts) else { break };
        url = held;
    }
    url
}

/// The address inside that of a redirect or cache.
fn held(url: &str, hosts: &Hosts) -> Option<String> {
    let parts = parts::split(url)?;
    let host = parts.host.to_ascii_lowercase();
    match hosts.holder(&host, parts.path)? {
        Holds::Parameter("?") => whole(parts.query?),
        Holds::Parameter(names) => names.split(',').find_map(|name| whole(parts::parameter(parts.query?, name)?)),
        Holds::Marks => {
            let mut rest = parts.rest.trim_start_matches('/');
            let mut scheme = "http";
            let mut marked = false;
            while let Some((mark, after)) = rest.split_once('/') {
                match mark {
                    "s" => scheme = "https",
                    "c" | "v" | "i" | "r" | "amp" | "turbo" => {}
                    _ => break,
                }
                marked = true;
                rest = after;
            }
            let (first, after) = rest.split_once('/').unwrap_or((rest, ""));
            // `news.example/s/a`, as one cache writes it.
            let inner = if host.ends_with("turbopages.org") && scheme == "http" { after.strip_prefix("s/") } else { None };
            if inner.is_some() {
                scheme = "https";
            }
            let after = inner.or(marked.then_some(after));
            (first.contains('.')).then(|| after.map(|after| format!("{scheme}://{first}/{after}"))).flatten()
        }
    }
}

/// A web address in a parameter's value, decoded.
fn whole(value: &str) -> Option<String> {
    let value = if value.contains("://") && !value.contains('%') { value.to_owned() } else { parts::decoded(value)? };
    let lower = value.to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")).then_some(value).filter(|value| parts::split(value).is_some())
}

/// An address without tracking parameters and fragment, otherwise as it is written.
pub(super) fn tidy(url: &str, parameters: &Parameters) -> String {
    let Some(parts) = parts::split(url) else { return url.trim().to_owned() };
    let Some(query) = parts.query.filter(|query| !query.is_empty()) else {
        return url.trim().split(['#', '?']).next().unwrap_or("").to_owned() + &route(parts.fragment);
    };
    let host = parts::ascii_host(parts.host);
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !parameters.is_tracking(pair, &host, parts.path)).collect();
    let before = url.trim().split(['#', '?']).next().unwrap_or("");
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{before}{mark}{}{}", kept.join("&"), route(parts.fragment))
}

/// A fragment that names a page of its own: `#!/a`, `#/a`.
fn route(fragment: Option<&str>) -> String {
    fragment.filter(|f| f.len() > 2 && (f.starts_with("!") || f.starts_with('/'))).map_or(String::new(), |f| format!("#{f}"))
}

/// The one spelling of a page's address, for comparing; not meant for opening.
pub(super) fn key(url: &str, hosts: &Hosts, parameters: &Parameters) -> String {
    let url = target(url, hosts);
    let Some(parts) = parts::split(&url) else { return url };
    let scheme = parts.scheme.to_ascii_lowercase();
    let web = matches!(scheme.as_str(), "http" | "https");
    let host = if web { site_host(parts.host, hosts) } else { parts::ascii_host(parts.host) };
    let port = parts.port.filter(|port| !matches!(*port, "80" | "443")).map_or(String::new(), |port| format!(":{port}"));
    let path = if web { page_path(parts.path, hosts) } else { parts.path.to_owned() };
    let mut kept: Vec<String> = parts
        .query
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|pair| !pair.is_empty() && !parameters.is_tracking(pair, &host, parts.path))
        .map(|pair| parts::normal(pair.strip_suffix('=').unwrap_or(pair), true))
        .collect();
    kept.sort();
    kept.dedup();
    let mark = if kept.is_empty() { "" } else { "?" };
    let scheme = if web { "https" } else { scheme.as_str() };
    format!("{scheme}://{host}{port}{path}{mark}{}{}", kept.join("&"), route(parts.fragment))
}

/// A host without the labels of its twins: `www.`, `m.`, `amp.`, and `en.m.news.example`.
pub(super) fn site_host(host: &str, hosts: &Hosts) -> String {
    let host = parts::ascii_host(host);
    let mut rest = host.as_str();
    while let Some((label, above)) = rest.split_once('.') {
        if !hosts.is_twin(label) || !above.contains('.') || label != "www" && hosts.is_suffix(above) {
            break;
        }
        rest = above;
    }
    match rest.split_once('.') {
        Some((language, above)) if (2..=3).contains(&language.len()) && language != "www" => match above.strip_prefix("m.") {
            Some(site) if site.contains('.') && !hosts.is_suffix(site) => format!("{language}.{site}"),
            _ => rest.to_owned(),
        },
        _ => rest.to_owned(),
    }
}

/// A path without what servers and twins add: empty and dotted segments, `amp`, `index.html`, session ids, the last slash.
fn page_path(path: &str, hosts: &Hosts) -> String {
    let path = parts::normal(&parts::without_dots(&path.replace('\\', "/")), false);
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let plain = |segment: &str| {
        let lower = segment.to_ascii_lowercase();
        lower.find(";jsessionid=").or_else(|| lower.find(";phpsessid=")).unwrap_or(segment.len())
    };
    if let Some(last) = segments.last_mut() {
        *last = &last[..plain(last)];
    }
    if segments.last().is_some_and(|last| is_index(last)) {
        segments.pop();
    }
    // At the end, below something that is no list: `/a/amp`.
    let len = segments.len();
    if len >= 2 && is_amp(segments[len - 1]) && !hosts.is_list(&segments[len - 2].to_ascii_lowercase()) {
        segments.pop();
        // `/a/index.html/amp`
        if segments.len() > 1 && segments.last().is_some_and(|last| is_index(last)) {
            segments.pop();
        }
    } else if len >= 2 && is_amp(segments[0]) {
        segments.remove(0);
    } else if let Some(at) = segments.iter().position(|segment| is_amp(segment))
        && at + 1 < len
        && (names_page(segments[len - 1]) || segments[len - 1].contains('-'))
        && (at == 0 || !hosts.is_list(&segments[at - 1].to_ascii_lowercase()))
    {
        segments.remove(at);
    }
    let mut out: String = segments.iter().flat_map(|segment| ["/", segment]).collect();
    // `a.amp`, `a.amp.html`, `a.html.amp`
    let lower = out.to_ascii_lowercase();
    if let Some(at) = lower.rfind(".amp").filter(|at| matches!(lower.get(at + 4..), Some("" | ".html" | ".htm" | ".php" | ".aspx"))) {
        out.replace_range(at..at + 4, "");
    }
    if out.is_empty() { "/".to_owned() } else { out }
}

fn is_amp(segment: &str) -> bool {
    segment.eq_ignore_ascii_case("amp")
}

fn is_index(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    let (stem, end) = lower.split_once('.').unwrap_or((&lower, ""));
    matches!(stem, "index" | "default") && matches!(end, "html" | "htm" | "shtml" | "php" | "asp" | "aspx" | "jsp" | "phtml" | "xhtml")
}

/// Whether a path's segment names a page of its own: several words, a long number, or a long name in another script.
pub(in super::super) fn names_page(segment: &str) -> bool {
    let mut run = 0;
    let mut longest = 0;
    for byte in segment.bytes() {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let marks = segment.bytes().filter(|b| matches!(b, b'-' | b'_' | b'+')).count() + segment.matches("%20").count();
    let coded = segment.bytes().filter(|b| *b == b'%').count();
    longest >= 4 || marks >= 2 || coded >= 8 || segment.len() >= 24
}
