//! What pages state and what is chosen, on invented pages; and that no markup makes it fail or take long.

#![allow(clippy::unwrap_used)]

use crate::article::tests::document;
use crate::article::{Rules, extract};
use crate::report::Report;
use crate::stated::{Source, StatedField, conflicts};
use proptest::prelude::*;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

/// Two paragraphs of running text, so that a page has a report.
const TEXT: &str = "<p>A fire broke out in the market of the town on Friday night and burned for six hours, residents said by telephone.</p>\
    <p>Nobody was hurt, said the head of the fire brigade, because the market had closed an hour before the fire was seen.</p>";

fn read_at(url: &str, head: &str, body: &str) -> Report {
    let page = format!("<!doctype html><html><head>{head}</head><body>{body}</body></html>");
    let mut document = document(page.as_bytes(), "text/html");
    document.given.url = Some(url.to_owned());
    extract(&document, &RULES)
}

fn read(head: &str, body: &str) -> Report {
    read_at("https://sample.example/news/market", head, body)
}

#[test]
fn titles_are_what_the_page_prints() {
    for (head, body, wanted) in [
        // The site's name goes, wherever it stands.
        (
            "<title>Market burns in Tell Example - The Sample</title>",
            "<h1>Market burns in Tell Example</h1>",
            "Market burns in Tell Example",
        ),
        (
            "<title>The Sample » Archive » Market burns again</title>",
            "<h1><a href=/>The Sample</a></h1><h2>Market burns again</h2>",
            "Market burns again",
        ),
        ("<title>Market burns again :: Sample</title>", "", "Market burns again"),
        // The line above the title in an element of its own goes, and the one below it.
        (
            "<title>x</title>",
            "<h1><span class='article-kicker'>Tell Example</span> <span>Market burns for six hours</span></h1>",
            "Market burns for six hours",
        ),
        ("<title>x</title>", "<h1>Market burns for six hours<span class=subline>Nobody was hurt</span></h1>", "Market burns for six hours"),
        // Unless JSON-LD has it in the headline.
        (
            "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Tell Example: Market burns for six hours\"}</script>",
            "<h1><span class='kicker'>Tell Example:</span> <span>Market burns for six hours</span></h1>",
            "Tell Example: Market burns for six hours",
        ),
        // A heading that readers do not see gives way to the one that they see.
        (
            "<meta property='og:title' content='Market burns for six hours'><title>Market fire: all news - Sample</title>",
            "<h1 class='breadcrumb_last'>Market fire: all news</h1><h2>Market burns for six hours</h2>",
            "Market burns for six hours",
        ),
        // A title that was cut to a length loses against the heading.
        (
            "<meta property='og:title' content='Market burns for six hours and nobody is…'>",
            "<h1>Market burns for six hours and nobody is hurt</h1>",
            "Market burns for six hours and nobody is hurt",
        ),
        ("<title>Live: Market &amp;amp; station burn</title>", "<h1>Live: Market &amp; station burn</h1>", "Live: Market & station burn"),
    ] {
        let report = read(head, &format!("{body}{TEXT}"));
        assert_eq!(report.title.as_deref(), Some(wanted), "{head}{body}");
    }
}

#[test]
fn a_cut_title_keeps_its_bytes() {
    let page = format!("<h1><span class='kicker'>Tell Example</span> <b>Market burns &amp; burns</b></h1>{TEXT}");
    let report = extract(&document(page.as_bytes(), "text/html"), &RULES);
    let title = report.paragraphs[0];
    assert_eq!(title.span.of(report.text.as_str()), "Market burns & burns");
    let source: String = report.text.origin().source_of(title.span).into_iter().map(|span| span.of(&page).to_owned()).collect();
    assert!(source.contains("Market burns") && source.contains("&amp;") && !source.contains("Tell Example"), "{source}");
}

#[test]
fn authors_are_those_that_wrote() {
    let linked = |names: &str| {
        format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Market burns in Tell Example\",\"author\":[{names}]}}</script>"
        )
    };
    let person = |name: &str| format!("{{\"@type\":\"Person\",\"name\":\"{name}\"}}");
    for (head, body, wanted) in [
        (linked(&person("Ann Odd")), "<p class=byline>By Ann Odd</p>", &["Ann Odd"][..]),
        // The byline names more of them.
        (linked(&person("Ann Odd")), "<p class=byline>By Ann Odd and Bo Even</p>", &["Ann Odd", "Bo Even"]),
        // The markup names only the outlet.
        (linked(&person("sample.example")), "<div class='post-author'>By <a href='/author/bo-even'>Bo Even</a></div>", &["Bo Even"]),
        (linked(&person("sample.example")), "", &["sample.example"]),
        (
            String::new(),
            "<span class='byline'><span class='author vcard'><a class='url fn n' href='/author/x'>Ann Odd</a></span></span>",
            &["Ann Odd"],
        ),
        (
            String::new(),
            "<div class=byline__text><span class=byline__name>Ann Odd</span><span class=byline__title>Editor</span></div>",
            &["Ann Odd"],
        ),
        (String::new(), "<div class=who><span>By</span><a href='/authors/ann-odd'>Ann Odd</a></div>", &["Ann Odd"]),
        (String::new(), "<p>Von Ann Odd und Bo Even, Berlin</p>", &["Ann Odd", "Bo Even"]),
        (String::new(), "<p>Автор: Анна Проба</p>", &["Анна Проба"]),
        ("<meta name=author value='Ann Odd'>".to_owned(), "", &["Ann Odd"]),
        ("<meta name='twitter:label1' content='Verfasst von'><meta name='twitter:data1' content='Ann Odd'>".to_owned(), "", &["Ann Odd"]),
        // Lives of authors, readers' comments and teasers name nobody who wrote this.
        (String::new(), "<div class='author-bio'><b>Bo Even</b> has written for the paper since 2001.</div>", &[]),
    ] {
        let tail = "<div class='comments'><span class='comment-author'>Cy Prime</span></div>\
            <div class='related'><div class='teaser'><span class='author'>Di Composite</span></div></div>";
        let report = read(&head, &format!("<h1>Market burns in Tell Example</h1>{body}{TEXT}{tail}"));
        assert_eq!(report.authors, wanted, "{head}{body}");
    }
}

#[test]
fn days_are_those_of_the_page() {
    let none = "https://sample.example/news/market";
    for (url, head, body, published, modified) in [
        (none, "<meta property='article:published_time' content='2019-03-02T09:00:00+03:00'>", "", Some("2019-03-02T09:00:00+03:00"), None),
        (none, "", "<time datetime='2019-03-02'>2 March</time>", Some("2019-03-02"), None),
        (none, "", "<abbr class=published title='2019-03-02T09:00:00Z'>9 am</abbr>", Some("2019-03-02T09:00:00Z"), None),
        (none, "", "<p>Updated 4 March 2019</p>", None, Some("2019-03-04")),
        (none, "", "<p>Published 2 March 2019 | Last updated 4 March 2019</p>", Some("2019-03-02"), Some("2019-03-04")),
        (none, "", "<div class=meta><span class=date>02.03.2019</span></div>", Some("2019-03-02"), None),
        ("https://sample.example/2019/mar/02/market", "", "", Some("2019-03-02"), None),
        ("https://sample.example/20190302/market.html", "", "", Some("2019-03-02"), None),
        // The same instant in the page's own zone; the day that address and page print.
        (
            none,
            "<meta name=date content='2019-03-02T21:30:00Z'><meta name=pubdate content='2019-03-03T00:30:00+03:00'>",
            "",
            Some("2019-03-03T00:30:00+03:00"),
            None,
        ),
        (
            "https://sample.example/2019/03/03/market",
            "<meta name=date content='2019-03-02T21:30:00Z'>",
            "<p>3 March 2019</p>",
            Some("2019-03-03"),
            None,
        ),
        // Figures that can be read both ways are read as another statement of the page confirms.
        (
            none,
            "<meta property='article:modified_time' content='2019-04-05T10:00:00Z'>",
            "<p>Published 04/05/2019</p>",
            Some("2019-04-05"),
            Some("2019-04-05T10:00:00Z"),
        ),
        // No day of the page: a copyright line, a time before the web.
        (none, "", "<p>© 12 May 2019 The Sample</p>", None, None),
        (none, "<meta name=date content='0001-01-01'><meta name=date content='1970-01-01'>", "", None, None),
    ] {
        let report = read_at(url, head, &format!("<h1>Market burns in Tell Example</h1>{body}{TEXT}"));
        assert_eq!((report.published.as_deref(), report.modified.as_deref()), (published, modified), "{url}{head}{body}");
    }
    let archived = read_at(
        "https://web.archive.org/web/20190302100000/https://sample.example/market",
        "<meta name=date content='2024-01-01'>",
        &format!("<h1>Market burns in Tell Example</h1><p>Published 1 March 2019</p>{TEXT}"),
    );
    assert_eq!(archived.published.as_deref(), Some("2019-03-01"));
}

#[test]
fn other_articles_of_the_page_state_nothing_of_it() {
    let head = "<title>Market burns in Tell Example</title><script type='application/ld+json'>[\
        {\"@type\":\"NewsArticle\",\"headline\":\"Another report of the same day\",\"datePublished\":\"2001-01-01\",\"author\":{\"name\":\"Cy Prime\"}},\
        {\"@type\":\"NewsArticle\",\"headline\":\"Market burns in Tell Example\",\"datePublished\":\"2019-03-02\",\"author\":{\"name\":\"Ann Odd\"}}]</script>";
    let report = read(head, &format!("<h1>Market burns in Tell Example</h1>{TEXT}"));
    assert_eq!((report.published.as_deref(), report.authors.as_slice()), (Some("2019-03-02"), &["Ann Odd".to_owned()][..]));
    assert!(!report.stated.iter().any(|stated| stated.value.contains("2001") || stated.value == "Cy Prime"));
}

#[test]
fn contradictions_are_kept() {
    let report = read(
        "<meta property='article:published_time' content='2019-03-02'><meta property='article:section' content='World'>",
        &format!("<h1>Market burns in Tell Example</h1><p>Published 4 March 2019</p>{TEXT}"),
    );
    let days: Vec<(Source, &str, bool)> = report
        .stated
        .iter()
        .filter(|stated| stated.field == StatedField::Published)
        .map(|stated| (stated.from, stated.value.as_str(), stated.chosen))
        .collect();
    assert_eq!(days, [(Source::Opengraph, "2019-03-02", false), (Source::Visible, "2019-03-04", true)]);
    assert_eq!(conflicts(&report.stated), [StatedField::Published]);
    assert!(report.stated.iter().any(|stated| stated.field == StatedField::Section && stated.value == "World"));
}

/// `Ⱥ` is longer in lower case: places counted there are none of the line's.
#[test]
fn letters_that_grow_in_lower_case_are_read() {
    for line in ["By Ann Odd Ⱥ🌀 2019-03-02", "By Ann Odd ȺȺȺȺ via Ⱥ News 2 March 2019", "ȺȺȺ🌀 via The Sample"] {
        let report = read("", &format!("<h1>Market burns in Tell Example</h1><p class=byline>{line}</p>{TEXT}"));
        assert_eq!(report.title.as_deref(), Some("Market burns in Tell Example"));
    }
}

/// Markup by the thousand costs time that grows with it, and lists that do not.
#[test]
fn hostile_markup_is_bounded() {
    let scripts =
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"A\",\"author\":{\"name\":\"Ann Odd\"}}</script>"
            .repeat(5_000);
    let deep = format!("<script type='application/ld+json'>{}{}</script>", "[".repeat(50_000), "]".repeat(50_000));
    let graph = format!(
        "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"author\":[{}]}}</script>",
        "{\"@id\":\"#a\"},".repeat(20_000)
    );
    let metas =
        "<meta name=author content='Ann Odd'><meta name=date content='2019-03-02'><meta property=og:title content='A market burns'>"
            .repeat(20_000);
    let marked = "<div class='author'><span class='byline author'>By Ann Odd</span><time class=date>2 March 2019</time>".repeat(20_000);
    let classes = format!("<div class='{}'>x</div>", "author-".repeat(100_000));
    let started = std::time::Instant::now();
    for page in [scripts, deep, graph, metas, marked, classes] {
        let report = read("", &format!("<h1>Market burns in Tell Example</h1>{page}{TEXT}"));
        assert!(report.stated.len() <= 8 * 16, "{}", report.stated.len());
        assert!(report.authors.len() <= 64);
    }
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}

fn tags() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        Just("By Ann Odd".to_owned()),
        Just("Von Änn Ödd und 李四、王五".to_owned()),
        Just("2019-03-02T09:00Z".to_owned()),
        Just("Updated: 4/5/2019 (c) — | ·".to_owned()),
        Just("بقلم: سلمى مثال ٢٠١٩".to_owned()),
        "\\PC{0,40}",
    ];
    let tag = prop_oneof![
        Just("div"),
        Just("h1"),
        Just("span"),
        Just("time"),
        Just("a"),
        Just("p"),
        Just("meta"),
        Just("title"),
        Just("abbr"),
        Just("br")
    ];
    let key = prop_oneof![
        Just("class"),
        Just("itemprop"),
        Just("property"),
        Just("name"),
        Just("content"),
        Just("datetime"),
        Just("href"),
        Just("rel"),
        Just("title")
    ];
    let value = prop_oneof![
        Just("author byline".to_owned()),
        Just("kicker".to_owned()),
        Just("date published".to_owned()),
        Just("og:title".to_owned()),
        Just("/author/ann".to_owned()),
        Just("datePublished".to_owned()),
        "\\PC{0,30}",
    ];
    let attributes = prop::collection::vec((key, value), 0..4);
    let element = (tag, attributes, words, any::<bool>()).prop_map(|(tag, attributes, words, closed)| {
        let attributes: String = attributes.iter().map(|(key, value)| format!(" {key}=\"{}\"", value.replace('"', ""))).collect();
        format!("<{tag}{attributes}>{words}{}", if closed { format!("</{tag}>") } else { String::new() })
    });
    prop::collection::vec(element, 0..30).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Whatever the markup: no failure, spans that hold, what is marked as chosen is what the report has.
    #[test]
    fn any_markup_is_read(page in tags(), linked in "\\PC{0,200}") {
        let page = format!("<script type='application/ld+json'>{linked}</script>{page}{TEXT}");
        let report = extract(&document(page.as_bytes(), "text/html"), &RULES);
        let text = report.text.as_str();
        for paragraph in &report.paragraphs {
            prop_assert!(!paragraph.span.of(text).is_empty());
        }
        for stated in report.stated.iter().filter(|stated| stated.chosen && stated.field == StatedField::Published) {
            prop_assert_eq!(Some(&stated.value), report.published.as_ref());
        }
        if let Some(published) = &report.published {
            prop_assert!(crate::report::is_date_time(published), "{}", published);
        }
    }
}
