//! Addresses relative to another, as feeds and redirects give them.

/// `reference` as seen from `base`; `None` where there is nothing to take it from, or it is no address of a page.
pub(super) fn join(base: Option<&str>, reference: &str) -> Option<String> {
    let reference = reference.trim();
    if reference.is_empty() || reference.chars().any(|c| c.is_control() || c == ' ') {
        return None;
    }
    if let Some((scheme, _)) = reference.split_once(':')
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    {
        let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        return web.then(|| reference.to_owned());
    }
    let base = base?.trim();
    let (scheme, rest) = base.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    if let Some(rest) = reference.strip_prefix("//") {
        return Some(format!("{scheme}://{rest}"));
    }
    let rest = rest.split('#').next().unwrap_or(rest);
    let host_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    let path = path.split('?').next().unwrap_or(path);
    if host.is_empty() {
        return None;
    }
    if reference.starts_with('?') || reference.starts_with('#') {
        return Some(format!("{scheme}://{host}{path}{reference}"));
    }
    let whole = if reference.starts_with('/') {
        reference.to_owned()
    } else {
        format!("{}/{reference}", path.rsplit_once('/').map_or("", |(folder, _)| folder))
    };
    let cut = whole.find(['?', '#']).unwrap_or(whole.len());
    let (path, query) = whole.split_at(cut);
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        parts.push("");
    }
    Some(format!("{scheme}://{host}/{}{query}", parts.join("/")))
}

/// An address as two places that mean the same page may both write it: without scheme, `www.`, fragment and last slash.
pub(super) fn key(url: &str) -> String {
    let url = url.trim().split('#').next().unwrap_or("");
    let Some((_, rest)) = url.split_once("://") else { return url.to_owned() };
    let cut = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(cut);
    let host = host.to_ascii_lowercase();
    let host = host.trim_end_matches(":443").trim_end_matches(":80");
    format!("{}{}", host.trim_start_matches("www."), path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_from_their_base() {
        let base = Some("https://n.example/news/feed.xml?x=1#top");
        for (reference, wanted) in [
            ("https://o.example/a", Some("https://o.example/a")),
            ("//o.example/a", Some("https://o.example/a")),
            ("/a?b", Some("https://n.example/a?b")),
            ("a/../b", Some("https://n.example/news/b")),
            ("../../../b", Some("https://n.example/b")),
            ("./", Some("https://n.example/news/")),
            ("?p=1", Some("https://n.example/news/feed.xml?p=1")),
            ("mailto:a@n.example", None),
            ("tag:n.example,2020:1", None),
            ("", None),
            ("two words", None),
        ] {
            assert_eq!(join(base, reference).as_deref(), wanted, "{reference}");
        }
        assert_eq!(join(Some("https://n.example"), "a").as_deref(), Some("https://n.example/a"));
        assert_eq!(join(None, "/a"), None);
        assert_eq!(join(Some("n.example"), "/a"), None);
    }

    #[test]
    fn addresses_of_one_page_are_alike() {
        assert_eq!(key("http://WWW.n.example:80/A/#x"), key("https://n.example/A"));
        assert_ne!(key("https://n.example/a?p=1"), key("https://n.example/a"));
    }
}
