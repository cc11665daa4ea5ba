//! The parts of an address and their one spelling: split, joined to a base, percent-encoding, host names in ASCII.

use unicode_normalization::UnicodeNormalization;

/// An address taken apart; nothing decoded. The fragment and query are without their marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub scheme: &'a str,
    /// Host without user and port; in brackets for IPv6.
    pub host: &'a str,
    pub port: Option<&'a str>,
    /// Begins with `/` unless empty.
    pub path: &'a str,
    pub query: Option<&'a str>,
    pub fragment: Option<&'a str>,
    /// Path, query and fragment as they stand.
    pub rest: &'a str,
}

/// Takes an address with a scheme and a host apart; `None` for anything else.
pub(super) fn split(url: &str) -> Option<Parts<'_>> {
    let url = url.trim();
    let (scheme, after) = url.split_once("://")?;
    if scheme.is_empty() || !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')) {
        return None;
    }
    let end = after.find(['/', '?', '#', '\\']).unwrap_or(after.len());
    let (authority, rest) = after.split_at(end);
    let place = authority.rsplit('@').next()?;
    let (host, port) = match place.strip_prefix('[').and_then(|inner| inner.find(']')) {
        Some(close) => (&place[..close + 2], place[close + 2..].strip_prefix(':')),
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty() {
        return None;
    }
    let (before, fragment) = rest.split_once('#').map_or((rest, None), |(before, fragment)| (before, Some(fragment)));
    let (path, query) = before.split_once('?').map_or((before, None), |(path, query)| (path, Some(query)));
    Some(Parts { scheme, host, port: port.filter(|port| !port.is_empty()), path, query, fragment, rest })
}

/// The host of an address, without user and port.
pub(in super::super) fn host(url: &str) -> Option<&str> {
    split(url).map(|parts| parts.host)
}

/// `reference` seen from `base` (RFC 3986, section 5): `None` where it is no web address or `base` is needed and missing.
pub(in super::super) fn join(base: Option<&str>, reference: &str) -> Option<String> {
    let reference = reference.trim();
    let lower = reference.get(..8).unwrap_or(reference).to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some(reference.to_owned());
    }
    let colon = reference.find(':').filter(|at| !reference[..*at].contains(['/', '?', '#']));
    if reference.is_empty() || colon.is_some() {
        return None;
    }
    let base = split(base?)?;
    let port = base.port.map_or(String::new(), |port| format!(":{port}"));
    let site = format!("{}://{}{port}", base.scheme, base.host);
    if let Some(rest) = reference.strip_prefix("//") {
        return Some(format!("{}://{rest}", base.scheme));
    }
    if reference.starts_with('#') {
        let query = base.query.map_or(String::new(), |query| format!("?{query}"));
        return Some(format!("{site}{}{query}{reference}", base.path));
    }
    if reference.starts_with('?') {
        return Some(format!("{site}{}{reference}", base.path));
    }
    let end = reference.find(['?', '#']).unwrap_or(reference.len());
    let (path, tail) = reference.split_at(end);
    let folder = base.path.rfind('/').map_or("/", |at| &base.path[..=at]);
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{folder}{path}") };
    Some(format!("{site}{}{tail}", without_dots(&whole)))
}

/// A path without `.` and `..`.
pub(super) fn without_dots(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut last_is_dot = false;
    for segment in path.split('/').skip(usize::from(path.starts_with('/'))) {
        last_is_dot = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                out.pop();
            }
            _ => out.push(segment),
        }
    }
    let end = if last_is_dot && !out.is_empty() { "/" } else { "" };
    format!("/{}{end}", out.join("/"))
}

/// Percent-encoding in one spelling: what needs none is decoded, the rest is upper case; with `query`, `+` is a space.
pub(super) fn normal(words: &str, query: bool) -> String {
    let bytes = words.as_bytes();
    let mut out = String::with_capacity(words.len());
    let mut at = 0;
    while at < bytes.len() {
        let (byte, taken, encoded) = match hex_pair(bytes, at) {
            Some(byte) => (byte, 3, true),
            None => (bytes[at], 1, false),
        };
        at += taken;
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        let mark =
            !encoded && byte.is_ascii_graphic() && !matches!(byte, b'%' | b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'|' | b'}' | b'\\');
        if query && !encoded && byte == b'+' {
            out.push_str("%20");
        } else if plain || mark {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Decodes percent-encoding; `None` where the bytes are no UTF-8.
pub(super) fn decoded(words: &str) -> Option<String> {
    let bytes = words.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match hex_pair(bytes, at) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

fn hex_pair(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let (high, low) = (digit(at + 1)?, digit(at + 2)?);
    (bytes[at] == b'%').then(|| u8::try_from(high * 16 + low).ok()).flatten()
}

/// The value of a query's parameter, as it stands.
pub(super) fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// A host in lower-case ASCII, without a final dot: names in other scripts as IDNA writes them.
pub(super) fn ascii_host(host: &str) -> String {
    let host = decoded(host).unwrap_or_else(|| host.to_owned());
    let host: String = if host.is_ascii() { host.to_ascii_lowercase() } else { host.nfkc().flat_map(char::to_lowercase).nfc().collect() };
    let host = host.replace(['。', '．', '｡'], ".");
    let labels: Vec<String> =
        host.trim_end_matches('.').split('.').map(|label| if label.is_ascii() { label.to_owned() } else { punycode(label) }).collect();
    labels.join(".")
}

/// A label as RFC 3492 encodes it, with its prefix; the label itself where it is too long for one (63 characters at most).
fn punycode(label: &str) -> String {
    let points: Vec<u32> = label.chars().map(u32::from).collect();
    if points.len() > 63 {
        return label.to_owned();
    }
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = out.len() as u32;
    let (mut handled, mut delta, mut bias, mut n) = (basic, 0_u32, 72_u32, 128_u32);
    if basic > 0 {
        out.push('-');
    }
    while (handled as usize) < points.len() {
        let Some(next) = points.iter().copied().filter(|point| *point >= n).min() else { break };
        delta += (next - n) * (handled + 1);
        n = next;
        for point in &points {
            if *point < n {
                delta += 1;
            }
            if *point == n {
                let (mut q, mut k) = (delta, 36);
                loop {
                    let t = if k <= bias { 1 } else { (k - bias).min(26) };
                    if q < t {
                        break;
                    }
                    out.push(digit(t + (q - t) % (36 - t)));
                    q = (q - t) / (36 - t);
                    k += 36;
                }
                out.push(digit(q));
                bias = adapted(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta += 1;
        n += 1;
    }
    format!("xn--{out}")
}

fn digit(value: u32) -> char {
    let from = if value < 26 { u32::from(b'a') } else { u32::from(b'0') - 26 };
    char::from_u32(from + value).unwrap_or('0')
}

fn adapted(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn hosts_in_other_scripts_have_one_spelling() {
        for (host, ascii) in [
            ("Bücher.example", "xn--bcher-kva.example"),
            ("münchen.example.", "xn--mnchen-3ya.example"),
            ("новости.example", "xn--b1amnebsh.example"),
            ("例え.example", "xn--r8jz45g.example"),
            ("b%C3%BCcher.example", "xn--bcher-kva.example"),
            ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
            ("NEWS.example", "news.example"),
        ] {
            assert_eq!(ascii_host(host), ascii);
            assert_eq!(ascii_host(ascii), ascii);
        }
    }

    #[test]
    fn references_are_seen_from_their_base() {
        let base = Some("https://n.example:8080/2019/03/x.html?p=1#top");
        for (reference, whole) in [
            ("/a", "https://n.example:8080/a"),
            ("a/b", "https://n.example:8080/2019/03/a/b"),
            ("../b?x=1", "https://n.example:8080/2019/b?x=1"),
            ("./", "https://n.example:8080/2019/03/"),
            ("../../../../a", "https://n.example:8080/a"),
            ("?q=2", "https://n.example:8080/2019/03/x.html?q=2"),
            ("#end", "https://n.example:8080/2019/03/x.html?p=1#end"),
            ("//other.example/a", "https://other.example/a"),
            ("HTTP://Other.example/a", "HTTP://Other.example/a"),
        ] {
            assert_eq!(join(base, reference).as_deref(), Some(whole), "{reference}");
        }
        for reference in ["", "mailto:a@n.example", "javascript:void(0)", "data:text/plain,a", "tel:+1"] {
            assert_eq!(join(base, reference), None, "{reference}");
        }
        assert_eq!(join(None, "a"), None);
    }
}
