//! RSS 0.9x, 1.0 and 2.0, Atom, and JSON Feed. An item is a document: its bytes as they stand in the feed (in UTF-8), with
//! what the feed says around it given beside it; the article stage reads its words.

mod item;
mod xml;

pub(crate) use item::{ATOM, Item, JSON, RSS, plain, read as read_item};

use super::json::{self, Value};
use super::link::join;
use super::{Limits, Origin, RawDocument, Sink, problem};
use std::ops::Range;
use xml::{Token, local};

/// Whether words hold a tag of markup.
pub(crate) fn has_tag(words: &str) -> bool {
    let bytes = words.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'/') && memchr::memchr(b'>', &bytes[at..]).is_some()
    })
}

/// A feed taken apart.
#[derive(Debug, Default)]
struct Feed {
    title: Option<String>,
    /// Address that relative ones count from.
    base: Option<String>,
    items: Vec<(Range<usize>, &'static str)>,
    /// Where the feed is broken.
    broken: Option<usize>,
}

/// Hands over the items of a feed that was read whole.
pub(super) fn read(document: RawDocument, is_json: bool, origin: &Origin, limits: &Limits, sink: Sink<'_>) {
    let (text, _) = super::decode(&document.bytes, document.given.charset.as_deref(), &document.media_type);
    let feed = if is_json { from_json(&text) } else { from_xml(&text, limits) };
    for (number, (range, media_type)) in feed.items.iter().enumerate().take(usize::try_from(limits.records).unwrap_or(usize::MAX)) {
        let raw = text.get(range.clone()).unwrap_or("");
        let item = read_item(raw, media_type);
        let name = item.id.clone().or_else(|| item.link.clone()).unwrap_or_else(|| format!("item {}", number + 1));
        let mut out = origin.document(Some(name.chars().take(500).collect()), media_type, raw.as_bytes().to_vec());
        let base = item.base.as_deref().and_then(|own| join(feed.base.as_deref(), own)).or_else(|| feed.base.clone());
        let given = &mut out.given;
        // An address given for the whole feed is not that of every item.
        given.url = item.link.as_deref().and_then(|link| join(base.as_deref(), link));
        given.outlet = feed.title.clone().or(given.outlet.take());
        given.published = item.published.or(given.published.take());
        given.title = item.title.and_then(|title| plain(&title.text));
        given.charset = Some("utf-8".to_owned());
        if sink(out).is_break() {
            return;
        }
    }
    let mut problems = document.problems.clone();
    if let Some(at) = feed.broken {
        let line = 1 + memchr::memchr_iter(b'\n', text[..at.min(text.len())].as_bytes()).count();
        problems.push(problem(format!("The feed is broken or breaks off at line {line}; the items before were read.")));
    }
    if feed.items.is_empty() {
        problems.push(problem("There is no item in the feed."));
        let _ = sink(RawDocument { problems, ..document });
    } else if !problems.is_empty() {
        let mut failed = origin.failed(None, &document.media_type, "");
        failed.problems = problems;
        let _ = sink(failed);
    }
}

fn from_xml(text: &str, limits: &Limits) -> Feed {
    let mut feed = Feed::default();
    let mut tokens = xml::Tokens::new(text);
    let mut open: Vec<&str> = Vec::new();
    // The item that is open: where it began, its name, and how many of its name are open inside.
    let mut item: Option<(usize, &str, usize)> = None;
    let (mut title, mut link) = (String::new(), String::new());
    let is_item = |name: &str| matches!(local(name), "item" | "entry");
    while let Some((token, place)) = tokens.next() {
        if let Some((start, name, inside)) = &mut item {
            match token {
                Token::Start(tag) if tag.name == *name => *inside += 1,
                Token::End(end) if end == *name && *inside > 0 => *inside -= 1,
                Token::End(end) if end == *name => {
                    feed.items.push((*start..place.end, if local(name) == "entry" { ATOM } else { RSS }));
                    item = None;
                    if feed.items.len() as u64 >= limits.records {
                        break;
                    }
                }
                _ => {}
            }
            continue;
        }
        match token {
            Token::Start(tag) if is_item(tag.name) => item = Some((place.start, tag.name, 0)),
            Token::Start(tag) => {
                if open.len() < 2 {
                    feed.base = feed.base.take().or_else(|| tag.attribute("xml:base").map(str::to_owned));
                }
                atom_link(&tag, &mut link);
                open.push(tag.name);
            }
            Token::Empty(tag) => atom_link(&tag, &mut link),
            Token::End(name) => {
                if let Some(at) = open.iter().rposition(|other| *other == name) {
                    open.truncate(at);
                }
            }
            Token::Verbatim(range) => match of_feed(&open) {
                Some("title") => title.push_str(text.get(range).unwrap_or("")),
                Some("link") => link.push_str(text.get(range).unwrap_or("")),
                _ => {}
            },
            Token::Reference(range, character) => match (of_feed(&open), character) {
                (Some("title"), Some(c)) => title.push(c),
                (Some("title"), None) => title.push_str(text.get(range).unwrap_or("")),
                (Some("link"), Some(c)) => link.push(c),
                _ => {}
            },
        }
    }
    feed.title = plain(&title);
    feed.base = feed.base.or_else(|| Some(link.trim().to_owned()).filter(|link| link.contains("://")));
    // A file that ends inside an item was cut off.
    feed.broken = tokens.broken.or(item.map(|(start, _, _)| start)).or((!open.is_empty() && feed.items.is_empty()).then_some(text.len()));
    feed
}

/// The address of an Atom `link` of the feed itself.
fn atom_link(tag: &xml::Tag<'_>, link: &mut String) {
    let rel = tag.attribute("rel").unwrap_or("alternate");
    if local(tag.name) == "link"
        && link.trim().is_empty()
        && matches!(rel, "alternate" | "self")
        && let Some(href) = tag.attribute("href").filter(|href| href.contains("://"))
    {
        link.push_str(href);
    }
}

/// Which element of the feed itself is open: `rss/channel/title`, `rdf:RDF/channel/link`, `feed/title`.
fn of_feed<'t>(open: &[&'t str]) -> Option<&'t str> {
    let depth = if open.first().is_some_and(|root| local(root) == "feed") { 2 } else { 3 };
    (open.len() == depth).then(|| local(open[depth - 1]))
}

fn from_json(text: &str) -> Feed {
    let whole = Value::whole(text);
    let members = whole.members();
    let get = |key: &str| members.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    let items: Vec<Value<'_>> = get("items").map(Value::elements).unwrap_or_default();
    let base = get("home_page_url").or_else(|| get("feed_url")).and_then(Value::words);
    let offset = text.as_ptr() as usize;
    let ranges = items.iter().filter(|item| item.raw().starts_with('{')).map(|item| {
        let start = item.raw().as_ptr() as usize - offset;
        (start..start + item.raw().len(), JSON)
    });
    let sound = json::Walker::new(&mut text.as_bytes()).value(0).is_ok();
    Feed { title: get("title").and_then(Value::words), base, broken: (!sound).then_some(text.len()), items: ranges.collect() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{Given, Tally, documents};
    use super::*;
    use std::ops::ControlFlow;

    fn read_all(bytes: &[u8]) -> (Vec<RawDocument>, Tally) {
        let origin = Origin { id_base: "feed.xml".to_owned(), path: "in/feed.xml".to_owned(), hints: Given::default() };
        let mut found = Vec::new();
        let tally = documents(&mut &*bytes, &origin, &Limits::default(), &mut |document| {
            found.push(document);
            ControlFlow::Continue(())
        });
        (found, tally)
    }

    const RSS_2: &str = "<?xml version='1.0'?>\n<rss version='2.0' xmlns:content='x'><channel><title>Harrow &amp; Wire</title><image><title>No</title></image>\
        <link>https://h.example/</link>\n<item><guid>g1</guid><title>One</title><link>news/1</link><pubDate>Tue, 05 Mar 2024 14:10:00 +0300</pubDate>\
        <content:encoded><![CDATA[<p>Words.</p>]]></content:encoded></item>\n<item><title>Two</title><link>https://h.example/2</link></item></channel></rss>";

    #[test]
    fn items_of_rss_are_documents_of_their_bytes() {
        let (found, _) = read_all(RSS_2.as_bytes());
        assert_eq!(found.len(), 2);
        assert!(RSS_2.contains(std::str::from_utf8(&found[0].bytes).unwrap()) && found[0].bytes.starts_with(b"<item><guid>g1"));
        assert_eq!((found[0].input.id.as_str(), found[1].input.id.as_str()), ("feed.xml#g1", "feed.xml#https://h.example/2"));
        let given = &found[0].given;
        assert_eq!(given.url.as_deref(), Some("https://h.example/news/1"));
        assert_eq!((given.outlet.as_deref(), given.title.as_deref()), (Some("Harrow & Wire"), Some("One")));
        assert_eq!(given.published.as_deref(), Some("2024-03-05T14:10:00+03:00"));
        assert!(found.iter().all(|document| document.problems.is_empty()));
    }

    #[test]
    fn rdf_and_atom_and_other_encodings() {
        let rdf = "<?xml version='1.0'?><rdf:RDF xmlns:rdf='r' xmlns='p'><channel rdf:about='c'><title>Harrow Wire</title><link>https://h.example</link></channel>\
            <item rdf:about='a'><title>One</title><link>https://h.example/1</link><dc:date>2024-03-05T10:00:00Z</dc:date></item></rdf:RDF>";
        let (found, _) = read_all(rdf.as_bytes());
        assert_eq!((found.len(), found[0].given.outlet.as_deref()), (1, Some("Harrow Wire")));
        assert_eq!(found[0].given.published.as_deref(), Some("2024-03-05T10:00:00Z"));
        let atom = "<?xml version='1.0' encoding='windows-1251'?><a:feed xmlns:a='x'><a:title>Вестник</a:title><a:link rel='self' href='https://v.example/f'/>\
            <a:entry><a:id>1</a:id><a:title>Слово</a:title><a:link href='/1'/></a:entry></a:feed>";
        let (encoded, _, _) = encoding_rs::WINDOWS_1251.encode(atom);
        let (found, _) = read_all(&encoded);
        assert_eq!((found[0].given.outlet.as_deref(), found[0].given.title.as_deref()), (Some("Вестник"), Some("Слово")));
        assert_eq!(found[0].given.url.as_deref(), Some("https://v.example/1"));
        let wide: Vec<u8> = [0xfeff].into_iter().chain(RSS_2.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read_all(&wide).0.len(), 2);
    }

    #[test]
    fn what_is_broken_says_so_and_keeps_the_items_before() {
        let at = RSS_2.find("<title>Two").unwrap();
        let (found, _) = read_all(&RSS_2.as_bytes()[..at]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].problems[0].message, "The feed is broken or breaks off at line 4; the items before were read.");
        let (found, _) = read_all(b"<rss><channel><title>Empty</title></channel></rss>");
        assert_eq!(found[0].problems[0].message, "There is no item in the feed.");
        let (found, _) = read_all(b"{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"H\",\"items\":[{\"id\":\"1\",\"content_text\":\"a\"},{\"id\":\"2\",");
        assert_eq!(found.len(), 2);
        assert!(found[1].problems[0].message.contains("breaks off"));
    }

    #[test]
    fn entities_and_depth_cost_nothing() {
        let bomb = format!(
            "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><rss><channel><title>&b;</title>{}<item><title>&b;</title></item>",
            "<x>".repeat(100_000)
        );
        let (found, _) = read_all(bomb.as_bytes());
        assert!(found[0].bytes == b"<item><title>&b;</title></item>", "{:?}", found[0].problems);
    }

    proptest::proptest! {
        #[test]
        fn any_feed_is_read(cut in 0..RSS_2.len(), put in "[<>&;/a-z!\\[\\]'\"?-]{0,8}") {
            let mut text = RSS_2.to_owned();
            text.insert_str((0..=cut).rev().find(|at| text.is_char_boundary(*at)).unwrap(), &put);
            let (found, tally) = read_all(text.as_bytes());
            proptest::prop_assert!(!found.is_empty() && tally.documents == found.len() as u64);
        }
    }
}
