//! Articles of several pages: which part a page is, by its links to the same article and by what it says ("Page 1 of 3").

use super::super::address::Addresses;
use super::super::html::Facts;
use crate::report::{DropReason, Problem, Report};
use regex::Regex;
use std::sync::LazyLock;

/// More parts than this no article has: then it is a list.
const MOST: u32 = 60;

// Grammar rather than vocabulary: "Page 1 of 3" in the languages that Dateline knows, a line by itself.
static STATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:^|[(（\[]\s*)(?:page|seite|p[áa]gina|pagina|strona|sayfa|страница|сторінка|стр\.|الصفحة|صفحة|صفحه|עמוד|第)\s*(?P<a>\d{1,2})\s*(?:页|頁|ページ)?\s*(?:of|von|de|sur|di|van|z|из|з|із|من|از|מתוך|/|[,，/]?\s*共)\s*(?P<b>\d{1,2})\s*(?:页|頁|ページ)?(?:\s*[)）\]]|$)|[(（]\s*(?P<c>\d{1,2})\s*/\s*(?P<d>\d{1,2})\s*(?:ページ|页|頁|pages?|seiten?)\s*[)）]",
    )
    .ok()
});

/// The problem that says so where a page is one of several parts of its article.
pub(in super::super) fn missing(facts: &Facts, addresses: &Addresses, report: &Report) -> Option<Problem> {
    let (part, of) = stated(facts, report).or_else(|| linked(facts, addresses, report))?;
    let message = match of {
        Some(of) => format!("The page is part {part} of {of} of its article; the other parts are not in it."),
        None => format!("The page is part {part} of its article; the other parts are not in it."),
    };
    Some(super::super::problem(&message))
}

fn stated(facts: &Facts, report: &Report) -> Option<(u32, Option<u32>)> {
    let pattern = STATED.as_ref()?;
    let own = report.dropped.iter().filter(|dropped| !matches!(dropped.reason, DropReason::Comments | DropReason::Related));
    let lines = own.flat_map(|dropped| dropped.text.split('\n')).take(600);
    let kept = report.paragraphs.iter().map(|p| p.span.of(report.text.as_str()));
    let mut lines = lines
        .chain(kept)
        .filter(|line| line.len() <= 40 && !facts.in_comments.iter().any(|words| words == line.trim()))
        .chain(std::iter::once(facts.title.as_str()));
    lines.find_map(|line| {
        let hit = pattern.captures(line.trim())?;
        let number = |name: &str, other: &str| hit.name(name).or_else(|| hit.name(other)).and_then(|m| m.as_str().parse::<u32>().ok());
        let (part, of) = (number("a", "c")?, number("b", "d")?);
        (part >= 1 && part <= of && (2..=MOST).contains(&of)).then_some((part, Some(of)))
    })
}

/// By links to other parts: neighbours in `rel`, and numbers in a pager.
fn linked(facts: &Facts, addresses: &Addresses, report: &Report) -> Option<(u32, Option<u32>)> {
    let own = report.url.as_deref().or(report.canonical_url.as_deref())?;
    let key = addresses.key(own);
    let (own_series, own_part) = series(&key);
    let part_of = |href: &str| {
        let href = href.trim();
        // A page's comments have parts of their own.
        if href.contains("comment") || href.contains("respond") {
            return None;
        }
        let key = addresses.key(&super::super::address::join(Some(own), href)?);
        let (other, part) = series(&key);
        (other == own_series).then_some(part)
    };
    let mut parts: Vec<u32> = facts.numbered.iter().filter_map(|(number, href)| part_of(href).filter(|part| part == number)).collect();
    let pager = parts.iter().filter(|part| **part != own_part).count();
    let beside = facts.neighbours.iter().filter_map(|href| part_of(href)).filter(|part| part.abs_diff(own_part) == 1);
    let neighbours: Vec<u32> = beside.collect();
    // One numbered link alone may be a footnote.
    if neighbours.is_empty() && pager < 2 && !(pager == 1 && parts.iter().any(|part| part.abs_diff(own_part) == 1 && *part <= 2)) {
        return None;
    }
    parts.extend(&neighbours);
    parts.push(own_part);
    let of = parts.iter().copied().max().filter(|of| *of >= 2 && *of <= MOST)?;
    Some((own_part, (pager > 0).then_some(of)))
}

/// An address without the mark of a part, and the part: `/a/2`, `/a/page/2`, `/a-2.html`, `/a?page=2`; 1 where it has none.
fn series(key: &str) -> (String, u32) {
    let (path, query) = key.split_once('?').map_or((key, ""), |(path, query)| (path, query));
    let small = |words: &str| words.parse::<u32>().ok().filter(|n| words.len() <= 2 && *n >= 1);
    let mut part = None;
    let mut kept = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_part = matches!(
            name.to_ascii_lowercase().as_str(),
            "page" | "pg" | "pagina" | "seite" | "paged" | "part" | "pageno" | "strona" | "sayfa" | "p" | "pp"
        );
        match small(value).filter(|_| is_part && part.is_none()) {
            Some(number) => part = Some(number),
            None => kept.push(pair),
        }
    }
    let mut base = path.to_owned();
    if part.is_none()
        && let Some((before, last)) = path.rsplit_once('/')
    {
        let (stem, end) = last.split_once('.').map_or((last, ""), |(stem, end)| (stem, end));
        let worded = ["page-", "page", "seite-", "pagina-", "p", "part-", "teil-"];
        let number = small(stem).or_else(|| worded.iter().find_map(|word| small(stem.strip_prefix(word)?)));
        // A host is no folder.
        let folder = before.rsplit('/').next().filter(|_| before.matches('/').count() >= 3).unwrap_or("");
        if let Some(number) = number
            && matches!(folder, "page" | "seite" | "pagina" | "strona" | "sayfa")
            && let Some((article, _)) = before.rsplit_once('/')
        {
            (base, part) = (article.to_owned(), Some(number));
        } else if let Some(number) = number.filter(|_| folder.contains(['-', '_', '.']) || super::super::address::names_page(folder)) {
            (base, part) = (before.to_owned(), Some(number));
        } else if let Some((article, number)) =
            stem.rsplit_once(['-', '_', ',']).and_then(|(article, number)| Some((article, small(number)?)))
            && (article.contains(['-', '_']) || super::super::address::names_page(article))
        {
            let end = if end.is_empty() { String::new() } else { format!(".{end}") };
            (base, part) = (format!("{before}/{article}{end}"), Some(number));
        }
    }
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    (format!("{base}{query}"), part.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::series;

    #[test]
    fn addresses_of_parts_have_one_series() {
        let article = "https://news.example/world/hajin-market";
        for (key, part) in [
            ("https://news.example/world/hajin-market", 1),
            ("https://news.example/world/hajin-market/2", 2),
            ("https://news.example/world/hajin-market/page/3", 3),
            ("https://news.example/world/hajin-market/page-2", 2),
            ("https://news.example/world/hajin-market/seite-4", 4),
            ("https://news.example/world/hajin-market?page=2", 2),
            ("https://news.example/world/hajin-market-5", 5),
        ] {
            assert_eq!(series(key), (article.to_owned(), part), "{key}");
        }
        assert_eq!(series("https://news.example/hajin-market_2.html"), ("https://news.example/hajin-market.html".to_owned(), 2));
        for other in ["https://news.example/world/12", "https://news.example/world/hajin-market-2019", "https://news.example/?p=481"] {
            assert_eq!(series(other), (other.to_owned(), 1));
        }
    }
}
