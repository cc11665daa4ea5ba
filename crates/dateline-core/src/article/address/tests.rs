//! Addresses by example: which are the same page, which are not, and what archives keep.

#![allow(clippy::unwrap_used)]

use super::super::Rules;
use super::super::tests::document;
use super::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

/// Each line is one page in many spellings.
const SAME: &[&[&str]] = &[
    &[
        "https://news.example/2019/03/02/hajin-market",
        "http://news.example/2019/03/02/hajin-market",
        "https://www.news.example/2019/03/02/hajin-market",
        "HTTPS://NEWS.EXAMPLE/2019/03/02/hajin-market",
        "https://news.example:443/2019/03/02/hajin-market",
        "http://news.example:80/2019/03/02/hajin-market/",
        "https://news.example/2019/03/02/hajin-market/",
        "https://news.example/2019/03/02/hajin-market/index.html",
        "https://news.example/2019/03/02/hajin-market#comments",
        "https://news.example/2019/03/02/hajin-market#:~:text=shells",
        "https://news.example/2019/03/02/hajin-market?",
        "https://news.example/2019/03/02/hajin-market?utm_source=feed&utm_medium=rss",
        "https://news.example/2019/03/02/hajin-market?fbclid=IwAR1",
        "https://news.example/2019/03/02/hajin-market?gclid=x&yclid=y",
        "https://news.example/2019/03/02/hajin-market?mc_cid=1&mc_eid=2",
        "https://news.example/2019/03/02/hajin-market?igshid=1",
        "https://news.example/2019/03/02/hajin-market?ref=homepage",
        "https://news.example/2019/03/02/hajin-market?ncid=tw",
        "https://news.example/2019/03/02/hajin-market?cmpid=rss",
        "https://news.example/2019/03/02/hajin-market?smid=tw-share",
        "https://news.example/2019/03/02/hajin-market?at_medium=custom7&at_campaign=64",
        "https://news.example/2019/03/02/hajin-market?xtor=AL-72",
        "https://news.example/2019/03/02/hajin-market?from=rss&source=reader",
        "https://news.example/2019/03/02/hajin-market?amp;utm_source=x",
        "https://news.example/2019/03/02/hajin-market?print=true",
        "https://news.example/2019/03/02/hajin-market?view=print",
        "https://news.example/2019/03/02/hajin-market?replytocom=77#respond",
        "https://news.example/2019/03/02/hajin-market/amp",
        "https://news.example/2019/03/02/hajin-market/amp/",
        "https://news.example/2019/03/02/hajin-market/AMP/",
        "https://news.example/2019/03/02/hajin-market?amp=1",
        "https://news.example/2019/03/02/hajin-market?amp",
        "https://news.example/2019/03/02/hajin-market?outputType=amp",
        "https://news.example/2019/03/02/hajin-market.amp",
        "https://amp.news.example/2019/03/02/hajin-market",
        "https://news.example/amp/2019/03/02/hajin-market",
        "https://news.example/2019/amp/03/02/hajin-market",
        "https://m.news.example/2019/03/02/hajin-market",
        "https://mobile.news.example/2019/03/02/hajin-market",
        "https://touch.news.example/2019/03/02/hajin-market",
        "https://www.m.news.example/2019/03/02/hajin-market",
        "https://user@news.example/2019/03/02/hajin-market",
        "https://news.example./2019/03/02/hajin-market",
        "https://news.example//2019/03//02/hajin-market",
        "https://news.example/2019/./03/../03/02/hajin-market",
        "https://news.example/2019/03/02/hajin%2Dmarket",
        "https://news.example/2019/03/02/hajin-market;jsessionid=0A1B",
        "https://news-example.cdn.ampproject.org/c/s/news.example/2019/03/02/hajin-market",
        "https://cdn.ampproject.org/v/s/amp.news.example/2019/03/02/hajin-market?amp_js_v=0.1&usqp=mq331",
        "https://www.google.com/amp/s/news.example/2019/03/02/hajin-market/amp/",
        "https://www.google.com/url?sa=t&url=https%3A%2F%2Fnews.example%2F2019%2F03%2F02%2Fhajin-market&usg=A",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2F2019%2F03%2F02%2Fhajin-market%3Ffbclid%3DIw&h=A",
        "https://t.umblr.com/redirect?z=https%3A%2F%2Fnews.example%2F2019%2F03%2F02%2Fhajin-market&t=M",
        "https://vk.com/away.php?to=http%3A%2F%2Fnews.example%2F2019%2F03%2F02%2Fhajin-market",
        "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fnews.example%252F2019%252F03%252F02%252Fhajin-market",
        "https://web.archive.org/web/20190303100000/https://news.example/2019/03/02/hajin-market",
        "https://web.archive.org/web/20190303100000id_/http://www.news.example:80/2019/03/02/hajin-market/",
        "https://web.archive.org/web/2019*/https://news.example/2019/03/02/hajin-market*",
        "https://archive.ph/2019.03.03-100000/https://news.example/2019/03/02/hajin-market",
        "https://archive.ph/2019.03.03-100000/https://web.archive.org/web/20190303090000/https://m.news.example/2019/03/02/hajin-market",
        "https://web.archive.org/web/20190401000000/https://www.google.com/amp/s/news.example/2019/03/02/hajin-market",
        "https://webcache.googleusercontent.com/search?q=cache:Ab_1:news.example/2019/03/02/hajin-market+shells",
    ],
    &[
        "https://news.example/article.php?id=7",
        "http://www.news.example/article.php?id=7&utm_source=x",
        "https://m.news.example/article.php?id=7#a",
        "https://news.example/article.php?fbclid=1&id=7",
        "https://news.example/article.php?id=%37",
    ],
    &[
        "https://news.example/?p=481",
        "https://news.example?p=481",
        "https://news.example/index.php?p=481",
        "https://www.news.example/?p=481&utm_campaign=a",
    ],
    &[
        "https://news.example/",
        "https://news.example",
        "http://www.news.example/index.html",
        "https://m.news.example/?utm_source=a",
        "https://news.example/#top",
    ],
    &[
        "https://news.example/a?b=1&a=2",
        "https://news.example/a?a=2&b=1",
        "https://news.example/a?a=2&&b=1&",
        "https://news.example/a?a=2&b=1&b=1",
    ],
    &[
        "https://новости.example/мир/а-б-в",
        "https://xn--b1amnebsh.example/%D0%BC%D0%B8%D1%80/%D0%B0-%D0%B1-%D0%B2",
        "https://www.НОВОСТИ.example/мир/а-б-в/",
        "https://xn--b1amnebsh.example/%d0%bc%d0%b8%d1%80/%d0%b0-%d0%b1-%d0%b2",
    ],
    &[
        "https://akhbar.example/%D8%A7%D9%84%D8%B9%D8%A7%D9%84%D9%85/48817",
        "https://akhbar.example/العالم/48817",
        "https://m.akhbar.example/العالم/48817?ref=fb",
    ],
    &["https://news.example/#!/hajin/7", "https://www.news.example/?utm_source=a#!/hajin/7"],
    &["https://news.example/search?q=a+b", "https://news.example/search?q=a%20b"],
    &["https://en.m.news.example/hajin", "https://en.news.example/hajin"],
    &[
        "https://news.example/hajin.html",
        "https://news.example/hajin.amp.html",
        "https://news.example/hajin.html/amp",
        "https://news.example/hajin.html?amp=1",
    ],
    &["https://news.example.co.uk/hajin", "https://m.news.example.co.uk/hajin", "https://www.news.example.co.uk/hajin/"],
];

/// Pages that are all different.
const DIFFERENT: &[&str] = &[
    "https://news.example/hajin",
    "https://news.example/Hajin",
    "https://sport.news.example/hajin",
    "https://ar.news.example/hajin",
    "https://news2.example/hajin",
    "https://news.example:8080/hajin",
    "https://news.example/hajin?page=2",
    "https://news.example/hajin?page=3",
    "https://news.example/hajin/2",
    "https://news.example/view?ref=48817",
    "https://news.example/view?ref=48818",
    "https://news.example/article.php?ref=12",
    "https://news.example/article.php?ref=13",
    "https://news.example/article.php?cid=5",
    "https://news.example/article.php?cid=6",
    "https://news.example/show?sid=5",
    "https://news.example/show?sid=6",
    "https://news.example/?s=5",
    "https://news.example/?id=5",
    "https://news.example/?p=5",
    "https://news.example/tags/amp",
    "https://news.example/tags",
    "https://news.example/amplifier",
    "https://news.example/hajin-amp-test",
    "https://m.example/hajin",
    "https://example/hajin",
    "https://mobile.co.uk/hajin",
    "https://news.example/hajin?m=201903",
    "https://news.example/hajin?view=7",
    "https://news.example/hajin?type=gallery",
    "https://news.example/hajin?amp=48817",
    "https://news.example/2019/03/02/hajin-market-2",
    "https://news.example/2019/03/03/hajin-market",
    "https://news.example/hajin.pdf",
    "https://m.blogspot.com/hajin",
    "https://harrow.blogspot.com/hajin",
    "https://t.me/harrow/17",
    "https://t.me/harrow/18",
    "https://t.me/s/harrow",
    "https://www.youtube.com/watch?v=AbC",
    "https://www.youtube.com/watch?v=AbD",
    "https://www.facebook.com/story.php?story_fbid=1&id=2",
    "https://www.facebook.com/story.php?story_fbid=3&id=2",
    "https://twitter.com/harrow/status/1",
    "https://twitter.com/harrow/status/2",
    "https://news.example/#/hajin/8",
    "https://archive.ph/AbC12",
    "https://archive.ph/AbC13",
    "https://perma.cc/ABCD-1234",
    "https://news.example/forum/show-thread-here?tid=4",
    "https://news.example/forum/show-thread-here?tid=5",
    "ftp://news.example/hajin",
    "https://www.google.com/search?q=hajin",
    "https://www.google.com/url?q=hajin",
];

#[test]
fn one_page_has_one_key_and_two_pages_have_two() {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut count = 0;
    for group in SAME {
        let key = RULES.addresses.key(group[0]);
        for url in *group {
            assert_eq!(RULES.addresses.key(url), key, "{url}");
            count += 1;
        }
        assert_eq!(seen.insert(key, group[0]), None, "{}", group[0]);
    }
    for url in DIFFERENT {
        let key = RULES.addresses.key(url);
        assert_eq!(RULES.addresses.key(&key), key, "{url}");
        if let Some(other) = seen.insert(key.clone(), url) {
            assert_eq!(other, *url, "one key {key}");
        }
        count += 1;
    }
    assert!(count >= 120, "{count}");
}

#[test]
fn every_example_of_the_tables() {
    let key = |url: &str| RULES.addresses.key(url);
    for row in data::table("rules/address_hosts.tsv").unwrap() {
        for example in row.list("catches") {
            let (url, plain) = example.split_once(" => ").unwrap();
            assert_eq!(key(url), key(plain), "{url}");
            assert_ne!(plain, url);
        }
        for url in row.list("misses") {
            let host = parts::host(url).unwrap();
            assert_eq!(parts::host(&key(url)), Some(host.strip_prefix("www.").unwrap_or(host)), "{url}");
        }
    }
    for row in data::table("rules/address_parameters.tsv").unwrap() {
        for example in row.list("catches") {
            let (url, plain) = example.split_once(" => ").unwrap();
            assert_eq!(key(url), key(plain), "{url}");
        }
        for url in row.list("misses") {
            let (_, query) = url.split_once('?').unwrap_or((url, ""));
            assert!(key(url).contains(query), "{url}: {}", key(url));
        }
    }
}

#[test]
fn archives_are_resolved() {
    for (url, original, service, captured) in [
        (
            "https://web.archive.org/web/20171113094000/http://news.example/a?b=1",
            "http://news.example/a?b=1",
            "web.archive.org",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://web.archive.org/web/20171113094000id_/https:/news.example/a",
            "https://news.example/a",
            "web.archive.org",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://web.archive.org/web/20171113094000im_/http://news.example/a.jpg",
            "http://news.example/a.jpg",
            "web.archive.org",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://web.archive.org/web/20171113094000if_/http://news.example:80/a",
            "http://news.example/a",
            "web.archive.org",
            "2017-11-13T09:40:00Z",
        ),
        ("http://web.archive.org:80/web/20171113/news.example/a", "http://news.example/a", "web.archive.org", "2017-11-13"),
        ("https://web.archive.org/web/2017/http://news.example/a", "http://news.example/a", "web.archive.org", ""),
        ("https://web.archive.org/web/201711131260/http://news.example/a", "http://news.example/a", "web.archive.org", "2017-11-13"),
        ("https://web.archive.org/web/*/http://news.example/a", "http://news.example/a", "web.archive.org", ""),
        ("https://web.archive.org/web/20171113094000*/news.example/a", "http://news.example/a", "web.archive.org", "2017-11-13T09:40:00Z"),
        ("https://web.archive.org/save/https://news.example/a", "https://news.example/a", "web.archive.org", ""),
        (
            "https://web.archive.org/web/20171113094000/http%3A%2F%2Fnews.example%2Fa%3Fb%3D1",
            "http://news.example/a?b=1",
            "web.archive.org",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://web.archive.org/web/20171113094000/news.example/a?u=http://other.example/b",
            "http://news.example/a?u=http://other.example/b",
            "web.archive.org",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://web.archive.org/web/20171113094000/http://news.example/a#b",
            "http://news.example/a#b",
            "web.archive.org",
            "2017-11-13T09:40:00Z",
        ),
        ("http://archive.today/2017.11.13-094000/http://news.example/", "http://news.example/", "archive.today", "2017-11-13T09:40:00Z"),
        ("https://archive.is/20171113094000/https://news.example/a", "https://news.example/a", "archive.is", "2017-11-13T09:40:00Z"),
        ("https://archive.li/20171113/https://news.example/a", "https://news.example/a", "archive.li", "2017-11-13"),
        ("https://archive.md/newest/https://news.example/a", "https://news.example/a", "archive.md", ""),
        ("https://archive.vn/oldest/news.example/a", "http://news.example/a", "archive.vn", ""),
        ("https://archive.fo/https://news.example/a", "https://news.example/a", "archive.fo", ""),
        ("https://archive.ph/?run=1&url=https%3A%2F%2Fnews.example%2Fa%3Fb%3D1", "https://news.example/a?b=1", "archive.ph", ""),
        ("https://archive.ph/AbC12", "https://archive.ph/AbC12", "archive.ph", ""),
        ("https://archive.ph/o/AbC12/https://news.example/a", "https://news.example/a", "archive.ph", ""),
        (
            "https://wayback.archive-it.org/1068/20171113094000/http://news.example/a",
            "http://news.example/a",
            "wayback.archive-it.org",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://wayback.archive-it.org/all/20171113094000mp_/http://news.example/a",
            "http://news.example/a",
            "wayback.archive-it.org",
            "2017-11-13T09:40:00Z",
        ),
        ("https://perma.cc/ABCD-1234", "https://perma.cc/ABCD-1234", "perma.cc", ""),
        ("https://ghostarchive.org/archive/AbCdE", "https://ghostarchive.org/archive/AbCdE", "ghostarchive.org", ""),
        ("https://arquivo.pt/wayback/20171113094000/http://news.example/a", "http://news.example/a", "arquivo.pt", "2017-11-13T09:40:00Z"),
        (
            "https://arquivo.pt/noFrame/replay/20171113094000mp_/http://news.example/a",
            "http://news.example/a",
            "arquivo.pt",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://webarchive.loc.gov/all/20171113094000/http://news.example/a",
            "http://news.example/a",
            "webarchive.loc.gov",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://www.webarchive.org.uk/wayback/archive/20171113094000/http://news.example/a",
            "http://news.example/a",
            "webarchive.org.uk",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://webarchive.nationalarchives.gov.uk/ukgwa/20171113094000/http://news.example/a",
            "http://news.example/a",
            "webarchive.nationalarchives.gov.uk",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://www.webcitation.org/query?url=http%3A%2F%2Fnews.example%2Fa&date=2017-11-13",
            "http://news.example/a",
            "webcitation.org",
            "2017-11-13",
        ),
        ("https://www.webcitation.org/6uyAbCdEf", "https://www.webcitation.org/6uyAbCdEf", "webcitation.org", ""),
        ("https://megalodon.jp/2017-1113-0940-00/news.example/a", "http://news.example/a", "megalodon.jp", "2017-11-13T09:40:00+09:00"),
        (
            "https://megalodon.jp/2017-1113-0940-00/https://news.example:443/a",
            "https://news.example/a",
            "megalodon.jp",
            "2017-11-13T09:40:00+09:00",
        ),
        ("http://www.freezepage.com/1510565000ABCDEFGH", "http://www.freezepage.com/1510565000ABCDEFGH", "freezepage.com", ""),
        (
            "https://webcache.googleusercontent.com/search?q=cache:Ab_1-C:https://news.example/a+shells&cd=1",
            "https://news.example/a",
            "webcache.googleusercontent.com",
            "",
        ),
        (
            "http://webcache.googleusercontent.com/search?q=cache%3Anews.example%2Fa",
            "http://news.example/a",
            "webcache.googleusercontent.com",
            "",
        ),
        (
            "https://timetravel.mementoweb.org/memento/20171113094000/http://news.example/a",
            "http://news.example/a",
            "timetravel.mementoweb.org",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://memory.library.example/coll/20171113094000mp_/https://news.example/a",
            "https://news.example/a",
            "memory.library.example",
            "2017-11-13T09:40:00Z",
        ),
        (
            "https://archive.ph/2020.01.02-030405/https://web.archive.org/web/20171113094000/http://news.example/a",
            "http://news.example/a",
            "web.archive.org",
            "2017-11-13T09:40:00Z",
        ),
        ("https://web.archive.org/web/20200102030405/http://archive.is/AbC12", "http://archive.is/AbC12", "archive.is", ""),
    ] {
        let (found, archive) = RULES.addresses.resolve(url);
        let archive = archive.unwrap_or_else(|| unreachable!("{url}"));
        assert_eq!(
            (found.as_str(), archive.service.as_str(), archive.captured.as_deref().unwrap_or("")),
            (original, service, captured),
            "{url}"
        );
    }
    for url in [
        "https://news.example/web/2017",
        "https://news.example/20171113/http://a.example/b",
        "https://archive.news.example/20171113",
        "https://news.example/?u=https://other.example/",
        "web.archive.org",
        "",
        "https://archive.org/details/harrow",
    ] {
        assert_eq!(RULES.addresses.resolve(url), (url.to_owned(), None), "{url}");
    }
}

#[test]
fn a_named_address_counts_where_it_can_be_the_same_page() {
    let identity = |url: &str, canonical: &str| RULES.addresses.identity(Some(url), Some(canonical)).unwrap();
    let key = |url: &str| RULES.addresses.key(url);
    for (url, canonical) in [
        ("https://news.example/?p=481", "https://news.example/2019/03/hajin"),
        ("https://amp.news.example/s/hajin-7", "https://www.news.example/world/hajin-7"),
        ("https://edition.news.example/hajin", "https://www.news.example/hajin"),
        ("https://news.example/hajin-old-name", "https://news.example/hajin-new-name"),
        ("https://news.example/hajin?sort=asc", "https://news.example/hajin"),
    ] {
        assert_eq!(identity(url, canonical), key(canonical), "{url}");
    }
    for (url, canonical) in [
        ("https://news.example/hajin", "https://news.example/"),
        ("https://news.example/world/hajin", "https://news.example/world"),
        ("https://news.example/hajin", "https://wire.example/hajin"),
        ("https://news.example/hajin?page=2", "https://news.example/hajin"),
        ("https://news.example/article?id=5", "https://news.example/article"),
        ("https://one.blogspot.com/hajin", "https://two.blogspot.com/hajin"),
        ("https://one.co.uk/hajin", "https://two.co.uk/hajin"),
        ("https://news.example/hajin", "not an address"),
    ] {
        assert_eq!(identity(url, canonical), key(url), "{url}");
    }
    assert_eq!(RULES.addresses.identity(None, Some("https://m.news.example/a")), Some(key("https://news.example/a")));
    assert_eq!(RULES.addresses.identity(None, None), None);
}

#[test]
fn outlets_have_the_register_s_name_or_their_host() {
    for (url, name) in [
        ("https://www.reuters.com/world/a", "Reuters"),
        ("https://mobile.reuters.com/article/a", "Reuters"),
        ("https://web.archive.org/web/20171113094000/http://sana.sy/en/?p=1", "Syrian Arab News Agency"),
        ("https://arabic.rt.com/a", "RT"),
        ("https://www.google.com/amp/s/m.harrow-wire.example/a", "harrow-wire.example"),
        ("http://WWW.Harrow-Wire.example:8080/a", "harrow-wire.example"),
    ] {
        assert_eq!(RULES.addresses.outlet(url).as_deref(), Some(name), "{url}");
    }
    assert_eq!(RULES.addresses.outlet("harrow"), None);
    assert_eq!(RULES.addresses.outlet("http://[::bad"), None);
}

#[test]
fn days() {
    let dates = Dates::bundled().unwrap();
    assert_eq!(day("https://n.example/2019/03/02/hajin", &dates).as_deref(), Some("2019-03-02"));
    assert_eq!(day("https://n.example/a/12345/66/1", &dates), None);
}

/// A page with `head` in its head and `before` and `after` around its text.
fn read(url: Option<&str>, head: &str, before: &str, after: &str) -> Report {
    let text = "At least 12 people were killed when shells hit a market in the village, officials said on Saturday.";
    let page = format!(
        "<!doctype html><html><head><title>Shells hit market in the village</title>{head}</head><body>{before}<article><h1>Shells hit market in the village</h1>\
         <p>{text}</p><p>The ministry said that it had opened an inquiry into the shelling, which came from the north.</p></article>{after}</body></html>"
    );
    let mut document = document(page.as_bytes(), "text/html");
    document.given.url = url.map(str::to_owned);
    super::super::extract(&document, &RULES)
}

#[test]
fn pages_saved_from_archives_say_what_they_are() {
    let time = Some("2017-11-13T09:40:00Z");
    let toolbar = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id=wm-ipp><p>Success 41 captures of this page between 13 Nov 2017 and 2 Feb 2021 About this capture</p></div><!-- END WAYBACK TOOLBAR INSERT -->";
    let comment = "<!-- FILE ARCHIVED ON 09:40:00 Nov 13, 2017 AND RETRIEVED FROM THE INTERNET ARCHIVE ON 10:00:00 Feb 2, 2021. -->";
    let wombat = "<script>__wm.init(\"https://web.archive.org/web\");__wm.wombat(\"http://www.harrow.example/a?b=1&amp;c=2\",\"20171113094000\",\"https://web.archive.org/\",\"web\");</script>";
    let canonical = "<link rel=canonical href='https://web.archive.org/web/20171113094000/http://www.harrow.example/a?b=1&amp;c=2'>";
    let today = "<link rel=\"canonical\" href=\"https://archive.ph/2017.11.13-094000/http://www.harrow.example/a?b=1&amp;c=2\"/><meta property=\"og:site_name\" content=\"archive.ph\"/>";
    let header = "<div id=\"HEADER\"><form><input type=\"text\" name=\"q\" value=\"http://www.harrow.example/a?b=1&amp;c=2\"/></form><time itemprop=\"pubdate\" datetime=\"2017-11-13T09:40:00Z\">13 Nov 2017</time></div><div id=\"SOLID\"></div>";
    let short = Some("https://archive.ph/AbC12");
    for (what, report, service, captured) in [
        ("script", read(None, wombat, toolbar, comment), "web.archive.org", time),
        ("comment and canonical", read(None, canonical, toolbar, comment), "web.archive.org", time),
        ("canonical", read(None, canonical, "", ""), "web.archive.org", time),
        (
            "rewritten",
            read(None, "<link rel=canonical href='/web/20171113094000/http://www.harrow.example/a?b=1&amp;c=2'>", "", ""),
            "web.archive.org",
            time,
        ),
        (
            "open graph",
            read(
                None,
                "<meta property=og:url content='https://web.archive.org/web/20171113094000/http://www.harrow.example/a?b=1&amp;c=2'>",
                "",
                "",
            ),
            "web.archive.org",
            time,
        ),
        ("today", read(None, today, header, ""), "archive.ph", time),
        ("today, short", read(short, today, header, ""), "archive.ph", time),
        ("today, without field", read(short, today, "", ""), "archive.ph", time),
        (
            "pywb",
            read(
                None,
                "<script>wbinfo = {}; wbinfo.url = 'http://www.harrow.example/a?b=1&c=2'; wbinfo.timestamp = '20171113094000'; wbinfo.prefix = 'https://memory.example/all/';</script>",
                "",
                "",
            ),
            "memory.example",
            time,
        ),
        ("given", read(Some("http://www.harrow.example/a?b=1&c=2"), wombat, toolbar, comment), "web.archive.org", time),
        (
            "saved",
            read(
                None,
                "<!-- saved from url=(0077)https://web.archive.org/web/20171113094000/http://www.harrow.example/a?b=1&c=2 -->",
                "",
                "",
            ),
            "web.archive.org",
            time,
        ),
    ] {
        assert_eq!(report.url.as_deref(), Some("http://www.harrow.example/a?b=1&c=2"), "{what}");
        let archive = report.archive.as_ref().unwrap();
        assert_eq!((archive.service.as_str(), archive.captured.as_deref()), (service, captured), "{what}");
        assert_eq!(report.outlet.as_deref(), Some("harrow.example"), "{what}");
        assert_eq!(report.published, None, "{what}");
        assert!(!report.text.as_str().contains("captures of this page"), "{what}");
        assert_eq!(report.id, Report::make_id(report.url.as_deref(), &report.input.id, report.capture.sha256), "{what}");
    }
    for (head, url) in [
        ("<!-- saved from url=(0031)https://harrow.example/a -->", "https://harrow.example/a"),
        (
            "<!--\n Page saved with SingleFile \n url: https://harrow.example/a \n saved date: Mon Nov 13 2017 -->",
            "https://harrow.example/a",
        ),
        (
            "<!-- Mirrored from harrow.example/a by HTTrack Website Copier/3.x [XR&CO'2014], Mon, 13 Nov 2017 09:40:00 GMT -->",
            "http://harrow.example/a",
        ),
    ] {
        let report = read(None, head, "", "");
        assert_eq!((report.url.as_deref(), report.archive.is_none()), (Some(url), true));
    }
    // Words of another page's capture, and a page that writes about captures.
    let report = read(Some("https://harrow.example/b"), wombat, "", "");
    assert_eq!((report.url.as_deref(), report.archive.is_none()), (Some("https://harrow.example/b"), true));
    let report = read(Some("https://harrow.example/b"), "", "<p>FILE ARCHIVED ON 09:40:00 Nov 13, 2017 AND RETRIEVED</p>", "");
    assert!(report.archive.is_none());
}

#[test]
fn canonical_addresses_are_made_whole_and_clean() {
    let at = Some("https://m.harrow.example/world/a?utm_source=x");
    for (href, url) in [
        ("https://www.harrow.example/world/a", "https://www.harrow.example/world/a"),
        ("/world/a#top", "https://m.harrow.example/world/a"),
        ("b?id=7&amp;fbclid=1", "https://m.harrow.example/world/b?id=7"),
        ("//www.harrow.example/a/", "https://www.harrow.example/a/"),
        ("https://web.archive.org/web/20171113094000/http://harrow.example/a", "http://harrow.example/a"),
        ("https://cdn.ampproject.org/c/s/harrow.example/a/amp", "https://harrow.example/a/amp"),
    ] {
        let report = read(at, &format!("<link rel=canonical href='{href}'>"), "", "");
        assert_eq!(report.canonical_url.as_deref(), Some(url), "{href}");
        assert_eq!(report.url.as_deref(), at, "the address itself stays as it was given");
    }
    let based = read(at, "<base href='/news/'><link rel=canonical href=a>", "", "");
    assert_eq!(based.canonical_url.as_deref(), Some("https://m.harrow.example/news/a"));
    assert_eq!(read(at, "", "", "").canonical_url, None);
}

proptest::proptest! {
    #[test]
    fn any_words_are_an_address_or_none(url in ".{0,60}", other in ".{0,40}") {
        check(&url, &other);
    }

    #[test]
    fn any_address_has_one_key(
        url in "(https?://)?(web\\.archive\\.org/web/|archive\\.ph/|www\\.google\\.com/(url\\?q=|amp/s/)|l\\.facebook\\.com/l\\.php\\?u=|m\\.|amp\\.|www\\.){0,3}(20171113094000(id_)?/|2017\\.11\\.13-0940/|\\*/|http:/+|https%3A%2F%2F|news\\.example|:80|/amp|/a|\\.amp|\\.html|/index\\.html|\\?|&|amp;|=|%|%2F|%25|#|#!/|//|\\.\\.|é|utm_a=|page=2|ref=x){0,8}"
    ) {
        check(&url, "https://news.example/a");
    }
}

fn check(url: &str, other: &str) {
    let addresses = &RULES.addresses;
    let key = addresses.key(url);
    assert_eq!(addresses.key(&key), key, "{url:?}");
    let (resolved, archive) = addresses.resolve(url);
    assert!(archive.is_some() || resolved == url);
    if let Some(captured) = archive.and_then(|archive| archive.captured) {
        assert!(crate::report::is_date_time(&captured), "{captured}");
    }
    let _ = (addresses.named(url), addresses.outlet(url), addresses.identity(Some(url), Some(other)), parts::join(Some(other), url));
}
