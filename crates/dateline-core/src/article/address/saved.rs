//! Pages that were saved from a web archive or by a browser: the marks that these leave, which say what the page is.

use super::Addresses;
use super::parts;
use crate::report::Archive;
use memchr::memmem;
use std::borrow::Cow;

/// What a saved page says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Saved {
    /// Address of the original.
    pub url: Option<String>,
    /// The archive's capture.
    pub archive: Option<Archive>,
}

const WAYBACK: &str = "web.archive.org";

/// Reads the marks: the Wayback Machine's script and closing comment, those of the archives that run its free
/// successors, the header of archive.today, the comments of browsers and of common savers.
pub(in super::super) fn marks(source: &str, addresses: &Addresses) -> Saved {
    let mut out = script(source).or_else(|| today(source, addresses)).unwrap_or_default();
    if out.archive.is_none()
        && let Some(captured) = closing_comment(source)
    {
        out.archive = Some(Archive { service: WAYBACK.to_owned(), captured: Some(captured) });
        out.url = between(source, "id=\"wmtbURL\" value=\"", "\"").map(super::super::html::metadata_plain);
    }
    if out.url.is_none()
        && let Some(url) = saver(source)
    {
        let (url, archive) = addresses.resolve(&url);
        out.url = Some(url);
        out.archive = out.archive.take().or(archive);
    }
    if let Some(url) = out.url.take() {
        let (url, inner) = addresses.resolve(&url);
        out.archive = inner.or(out.archive);
        out.url = parts::split(&url).is_some().then_some(url);
    }
    out
}

/// `__wm.wombat("http://news.example/a","20171113094000",…`; `wbinfo.url = "…"; wbinfo.timestamp = "…"`.
fn script(source: &str) -> Option<Saved> {
    if let Some(at) = memmem::find(source.as_bytes(), b"__wm.wombat(") {
        let mut strings = source[at..].split('"').skip(1).step_by(2);
        let (url, time) = (strings.next()?, strings.next()?);
        let captured = super::archive::captured(time)?;
        let url = super::super::html::metadata_plain(url);
        return Some(Saved { url: Some(url), archive: Some(Archive { service: WAYBACK.to_owned(), captured: Some(captured) }) });
    }
    let at = memmem::find(source.as_bytes(), b"wbinfo.")?;
    let end = floor(source, at + 4000);
    let part = &source[at..end];
    let value = |name: &str| {
        let after = &part[part.find(name)? + name.len()..];
        let after = after.trim_start().strip_prefix('=')?.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        after[1..].split(quote).next()
    };
    let captured = super::archive::captured(value("wbinfo.timestamp")?);
    let host = value("wbinfo.prefix").or_else(|| value("wbinfo.top_url")).and_then(parts::host).unwrap_or("pywb");
    Some(Saved { url: Some(value("wbinfo.url")?.to_owned()), archive: Some(Archive { service: host.to_owned(), captured }) })
}

/// The header of archive.today's pages names the original in its search field and the time beside it.
fn today(source: &str, addresses: &Addresses) -> Option<Saved> {
    let header = today_header(source, addresses)?;
    let part = &source[header.start..header.end];
    let url = between(part, "name=\"q\" value=\"", "\"").or_else(|| between(part, "name=\"q\" type=\"text\" value=\"", "\""))?;
    let url = super::super::html::metadata_plain(url);
    let captured = between(part, "datetime=\"", "\"").and_then(|time| {
        let time = time.trim();
        if crate::report::is_date_time(time) { Some(time.to_owned()) } else { super::archive::captured(time) }
    });
    Some(Saved { url: Some(url), archive: Some(Archive { service: header.service, captured }) })
}

struct Header {
    start: usize,
    end: usize,
    service: String,
}

/// The stretch of archive.today's header, where a page says in its first bytes that it is that archive's.
fn today_header(source: &str, addresses: &Addresses) -> Option<Header> {
    let start = ["<div id=\"HEADER\"", "<div id=HEADER", "<div id='HEADER'"]
        .iter()
        .find_map(|mark| memmem::find(source.as_bytes(), mark.as_bytes()))?;
    let service = ["rel=\"canonical\" href=\"", "rel=\"bookmark\" href=\"", "property=\"og:url\" content=\""].iter().find_map(|mark| {
        let host = parts::host(between(&source[..start], mark, "\"")?)?;
        addresses.is_archive(host).then(|| host.to_owned())
    });
    let service = service.or_else(|| {
        let site = between(&source[..start], "property=\"og:site_name\" content=\"", "\"")?;
        addresses.is_archive(site).then(|| site.to_owned())
    })?;
    let after = &source[start..];
    let end =
        ["<div id=\"SOLID\"", "<div id=\"CONTENT\""].iter().filter_map(|mark| memmem::find(after.as_bytes(), mark.as_bytes())).min()?;
    Some(Header { start, end: start + end, service })
}

/// The page without an archive's own header: its bytes are spaces, so that every other byte keeps its place. And the
/// words that stood there.
pub(in super::super) fn without_frame<'s>(source: &'s str, addresses: &Addresses) -> (Cow<'s, str>, Option<String>) {
    let toolbar = || {
        let start = memmem::find(source.as_bytes(), b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->")?;
        let end = start + memmem::find(&source.as_bytes()[start..], b"<!-- END WAYBACK TOOLBAR INSERT -->")?;
        Some((start, end))
    };
    let Some((start, end)) = toolbar().or_else(|| today_header(source, addresses).map(|header| (header.start, header.end))) else {
        return (Cow::Borrowed(source), None);
    };
    let words = super::super::html::metadata_plain(&source[start..end]);
    let blank = " ".repeat(end - start);
    (Cow::Owned([&source[..start], &blank, &source[end..]].concat()), Some(words).filter(|words| !words.is_empty()))
}

/// `FILE ARCHIVED ON 09:40:00 Nov 13, 2017 AND RETRIEVED FROM THE INTERNET ARCHIVE`, and the older `9:40:00 Nov 13, 2017`.
fn closing_comment(source: &str) -> Option<String> {
    let at = memmem::rfind(source.as_bytes(), b"FILE ARCHIVED ON ")?;
    let comment = &source[floor(source, at.saturating_sub(200))..at];
    if comment.rfind("<!--").is_none_or(|open| comment[open..].contains("-->")) {
        return None;
    }
    let words: Vec<&str> = source[at + 17..floor(source, at + 80)].split_whitespace().take(5).collect();
    let [clock, month, day, year, _] = words[..] else { return None };
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = months.iter().position(|name| month.to_ascii_lowercase().starts_with(name))? + 1;
    let day: u8 = day.trim_end_matches(',').parse().ok()?;
    let mut parts = clock.split(':').map(|part| part.parse::<u8>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    super::archive::captured(&format!("{year}{month:02}{day:02}{hours:02}{minutes:02}{seconds:02}"))
}

/// The comments that browsers (`saved from url=(0031)http://…`), SingleFile and HTTrack leave.
fn saver(source: &str) -> Option<String> {
    let head = &source[..floor(source, 4096)];
    if let Some((_, after)) = head.split_once("saved from url=(")
        && let Some((_, after)) = after.split_once(')')
    {
        let url = after.split([' ', '\n', '\r', '<']).next()?.trim_end_matches("-->");
        return url.starts_with("http").then(|| url.to_owned());
    }
    if let Some((_, after)) = head.split_once("Page saved with SingleFile")
        && let Some((_, after)) = after.split_once("url:")
    {
        let url = after.split_whitespace().next()?;
        return url.starts_with("http").then(|| url.to_owned());
    }
    let at = memmem::find(source.as_bytes(), b"<!-- Mirrored from ")?;
    let after = source[at + 19..].split(" by HTTrack").next().filter(|url| url.len() < 2000 && !url.contains(char::is_whitespace))?;
    Some(format!("http://{after}"))
}

fn between<'s>(source: &'s str, before: &str, after: &str) -> Option<&'s str> {
    let start = memmem::find(source.as_bytes(), before.as_bytes())? + before.len();
    let end = memmem::find(&source.as_bytes()[start..], after.as_bytes())?;
    (end < 4000).then(|| &source[start..start + end])
}

fn floor(words: &str, at: usize) -> usize {
    let mut at = at.min(words.len());
    while !words.is_char_boundary(at) {
        at -= 1;
    }
    at
}
