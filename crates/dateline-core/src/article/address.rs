//! Addresses: web-archive addresses resolved to the original, hosts, and addresses relative to another.

use super::date::Dates;
use crate::report::Archive;

/// Splits a web archive's address into the original's address and the archive.
pub(super) fn resolve(url: &str) -> (String, Option<Archive>) {
    let Some(host) = host(url) else { return (url.to_owned(), None) };
    let known = host == "web.archive.org"
        || host == "wayback.archive-it.org"
        || host == "webarchive.org.uk"
        || host.starts_with("webarchive.")
        || host == "arquivo.pt"
        || host == "perma.cc"
        || host == "ghostarchive.org"
        || matches!(host, "archive.today" | "archive.ph" | "archive.is" | "archive.li" | "archive.fo" | "archive.md" | "archive.vn");
    if !known {
        return (url.to_owned(), None);
    }
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    // The original begins at the last scheme inside the path; before it stands the time of the capture.
    let at = ["http://", "https://", "http:/", "https:/"].iter().filter_map(|scheme| path.find(scheme)).min();
    let (before, original) = match at {
        Some(at) => (&path[..at], Some(&path[at..])),
        None => match stamp_end(path) {
            Some((end, rest)) if rest.contains('.') => (&path[..end], Some(rest)),
            _ => (path, None),
        },
    };
    let captured = before.split('/').find_map(captured);
    let archive = Archive { service: host.to_owned(), captured };
    let original = match original {
        Some(original) => match original.split_once(":/") {
            Some((scheme, rest)) if matches!(scheme, "http" | "https") => format!("{scheme}://{}", rest.trim_start_matches('/')),
            _ => format!("http://{original}"),
        },
        None => url.to_owned(),
    };
    (original, Some(archive))
}

/// Where the time stamp's part of a path ends, and what follows it.
fn stamp_end(path: &str) -> Option<(usize, &str)> {
    let mut at = 0;
    for part in path.split('/') {
        let end = at + part.len();
        if captured(part).is_some() {
            return Some((end, path.get(end + 1..).unwrap_or("")));
        }
        at = end + 1;
    }
    None
}

/// The time in `20171113094000`, `20171113094000id_` or `2017.11.13-094000`, in UTC as archives keep it.
fn captured(part: &str) -> Option<String> {
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
    let seconds = digits.get(12..14).map_or(String::new(), |s| format!(":{s}"));
    let time = format!("{year}-{month}-{day}T{}:{}{seconds}Z", &digits[8..10], &digits[10..12]);
    let valid = digits[8..10].parse::<u8>().is_ok_and(|h| h < 24) && digits[10..12].parse::<u8>().is_ok_and(|m| m < 60);
    Some(if valid { time } else { format!("{year}-{month}-{day}") })
}

/// The host of an address, without user and port.
pub(super) fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

/// `reference` seen from `base`: whole addresses as they are, `//host/…` and `/path` completed; others `None`.
pub(super) fn join(base: Option<&str>, reference: &str) -> Option<String> {
    let reference = reference.trim();
    if reference.starts_with("http://") || reference.starts_with("https://") {
        return Some(reference.to_owned());
    }
    let (scheme, _) = base?.split_once("://")?;
    if let Some(rest) = reference.strip_prefix("//") {
        return Some(format!("{scheme}://{rest}"));
    }
    reference.starts_with('/').then(|| base.and_then(host).map(|host| format!("{scheme}://{host}{reference}"))).flatten()
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
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_resolved() {
        for (url, original, service, captured) in [
            (
                "https://web.archive.org/web/20171113094000/http://news.example/a?b=1",
                "http://news.example/a?b=1",
                "web.archive.org",
                Some("2017-11-13T09:40:00Z"),
            ),
            (
                "https://web.archive.org/web/20171113094000id_/https:/news.example/a",
                "https://news.example/a",
                "web.archive.org",
                Some("2017-11-13T09:40:00Z"),
            ),
            (
                "http://archive.today/2017.11.13-094000/http://news.example/",
                "http://news.example/",
                "archive.today",
                Some("2017-11-13T09:40:00Z"),
            ),
            ("https://web.archive.org/web/20171113/news.example/a", "http://news.example/a", "web.archive.org", Some("2017-11-13")),
            ("https://archive.ph/AbC12", "https://archive.ph/AbC12", "archive.ph", None),
        ] {
            let (found, archive) = resolve(url);
            let archive = archive.unwrap();
            assert_eq!((found.as_str(), archive.service.as_str(), archive.captured.as_deref()), (original, service, captured));
        }
        assert_eq!(resolve("https://news.example/web/2017"), ("https://news.example/web/2017".to_owned(), None));
    }

    #[test]
    fn days_and_references() {
        let dates = Dates::bundled().unwrap();
        assert_eq!(day("https://n.example/2019/03/02/hajin", &dates).as_deref(), Some("2019-03-02"));
        assert_eq!(day("https://n.example/a/12345/66/1", &dates), None);
        assert_eq!(join(Some("https://n.example/x"), "/a").as_deref(), Some("https://n.example/a"));
        assert_eq!(join(None, "a"), None);
    }
}
