//! One item of a feed: its title, address, times, authors, full text or summary, each with its place in the item's bytes.

use super::super::field::Field;
use super::super::json::Value;
use super::xml::{self, Element};

/// Media type of an item of an RSS feed: the item's element as it stands in the feed.
pub(crate) const RSS: &str = "application/rss+xml";
/// Media type of an entry of an Atom feed.
pub(crate) const ATOM: &str = "application/atom+xml";
/// Media type of an item of a JSON Feed.
pub(crate) const JSON: &str = "application/feed+json";

/// The words of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Body {
    pub words: Field,
    /// Whether they are markup.
    pub html: bool,
    /// Whether they only sum the report up.
    pub summary: bool,
}

/// What an item says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Item {
    pub id: Option<String>,
    /// Address as written, maybe relative.
    pub link: Option<String>,
    /// Address that relative ones count from, where the item states its own.
    pub base: Option<String>,
    pub title: Option<Field>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub authors: Vec<String>,
    /// Name of the feed that an aggregator has the item from.
    pub source: Option<Field>,
    pub body: Option<Body>,
}

/// Reads an item of this media type.
pub(crate) fn read(text: &str, media_type: &str) -> Item {
    let mut item = match media_type {
        JSON => from_json(Value::whole(text)),
        ATOM => from_atom(text, xml::elements(text)),
        _ => from_rss(text, xml::elements(text)),
    };
    item.published = item.published.map(iso);
    item.modified = item.modified.map(iso);
    item
}

/// A time as RFC 2822 writes it (`Tue, 05 Mar 24 14:10 EST`) in the form of ISO 8601; anything else as it is. That a weekday
/// is the wrong one does not matter.
fn iso(words: String) -> String {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
    match parser.parse_zoned(&words) {
        Ok(time) => time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        Err(_) => words,
    }
}

/// Words without white space at the ends and with single spaces.
fn squeezed(words: &str) -> Option<String> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// The words in words that may be markup.
pub(crate) fn plain(words: &str) -> Option<String> {
    if !words.contains('&') && !super::has_tag(words) {
        return squeezed(words);
    }
    let mut out = String::new();
    for token in html5gum::Tokenizer::new(words) {
        match token {
            Ok(html5gum::Token::String(text)) => out.push_str(&String::from_utf8_lossy(&text)),
            Ok(html5gum::Token::StartTag(tag)) if *tag.name == b"br" => out.push(' '),
            _ => {}
        }
    }
    squeezed(&out)
}

/// Prefixes of modules whose elements have the names of a feed's own and mean something else.
fn is_foreign(element: &Element) -> bool {
    matches!(element.prefix.as_str(), "media" | "itunes" | "slash" | "wfw" | "thr" | "georss" | "image" | "podcast" | "googleplay" | "sy")
}

fn from_rss(text: &str, elements: Vec<Element>) -> Item {
    let mut item = Item::default();
    let (mut full, mut summary, mut modified, mut guid_link) = (None, None, None, None);
    for element in elements.into_iter().filter(|element| !is_foreign(element)) {
        let words = squeezed(&element.words.text);
        let own = matches!(element.prefix.as_str(), "" | "rss");
        match element.name.as_str() {
            "title" if own || item.title.is_none() => item.title = Some(element.words).filter(|words| !words.is_blank()).or(item.title),
            "link" if own && words.is_some() => item.link = words,
            "link" if element.attribute("rel").is_none_or(|rel| rel == "alternate") => {
                item.link = item.link.or_else(|| element.attribute("href").map(str::to_owned));
            }
            "origlink" => item.link = words.or(item.link),
            "guid" | "identifier" if item.id.is_none() || own => {
                let permanent = element.attribute("ispermalink").is_none_or(|value| value != "false");
                guid_link = words.clone().filter(|words| permanent && words.contains("://"));
                item.id = words;
            }
            "pubdate" => item.published = words.or(item.published),
            "date" | "issued" | "created" | "published" if item.published.is_none() => item.published = words,
            "updated" | "modified" if modified.is_none() => modified = words,
            "author" | "creator" => {
                let name = element.child("name").and_then(|name| squeezed(&name.text)).or(words);
                item.authors.extend(name.as_deref().and_then(author));
            }
            "encoded" if full.is_none() => full = Some(content(text, element)),
            "description" if own => summary = Some(content(text, element)),
            "description" | "summary" | "abstract" if summary.is_none() => summary = Some(content(text, element)),
            "source" if own => item.source = Some(element.words).filter(|words| !words.is_blank()),
            _ => {}
        }
    }
    item.link = item.link.or(guid_link);
    item.modified = modified;
    let full = full.map(xml::without_second_escape).filter(|words| !words.is_blank());
    let summary = summary.map(xml::without_second_escape).filter(|words| !words.is_blank());
    item.body = match (full, summary) {
        (Some(full), _) => Some(body(full, false)),
        (None, Some(words)) => {
            let short = is_summary(&words.text);
            Some(body(words, short))
        }
        (None, None) => None,
    };
    item
}

/// The words of an element whose markup should have been escaped; where it was not, as it stands.
fn content(text: &str, element: Element) -> Field {
    if element.children.is_empty() {
        return element.words;
    }
    let mut words = Field::default();
    words.verbatim(text, element.inner);
    words
}

/// An RSS `description` is the text or a synopsis of it; feeds do not say which. Several paragraphs or much text that
/// does not break off are taken as the text.
fn is_summary(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let paragraphs = lower.matches("<p>").count() + lower.matches("<p ").count();
    let end = plain(text).unwrap_or_default();
    let breaks_off = ["…", "...", "[…]", "[...]"].iter().any(|mark| end.trim_end_matches(['»', '>', ' ']).ends_with(mark));
    breaks_off || paragraphs < 3 && end.chars().count() < 1500
}

fn body(words: Field, summary: bool) -> Body {
    let html = super::has_tag(&words.text) || words.text.contains('&');
    Body { words, html, summary }
}

/// The name in `name@host (Name)`, `Name <name@host>`, `Name`.
fn author(words: &str) -> Option<String> {
    let plain = plain(words)?;
    let named = plain.split_once('(').map(|(before, rest)| (before, rest.trim_end_matches(')')));
    let name = match named {
        Some((before, name)) if before.contains('@') => name,
        _ => plain.split('<').next().unwrap_or(&plain),
    };
    let name = name.trim();
    let address = name.contains('@') && !name.contains(' ');
    (!name.is_empty() && !address).then(|| name.to_owned())
}

fn from_atom(text: &str, elements: Vec<Element>) -> Item {
    let mut item = Item::default();
    let (mut updated, mut full, mut summary) = (None, None, None);
    let base = xml_base(text);
    for element in elements.into_iter().filter(|element| !is_foreign(element)) {
        let words = squeezed(&element.words.text);
        match element.name.as_str() {
            "id" if item.id.is_none() => item.id = words,
            "title" if item.title.is_none() => item.title = Some(markup(text, element).0).filter(|words| !words.is_blank()),
            "link" if element.attribute("rel").is_none_or(|rel| rel == "alternate") && item.link.is_none() => {
                item.link = element.attribute("href").map(str::to_owned).or(words);
            }
            "published" | "issued" | "created" => item.published = words.or(item.published),
            "updated" | "modified" => updated = words,
            "author" => {
                let name = element.child("name").and_then(|name| squeezed(&name.text)).or(words);
                item.authors.extend(name.as_deref().and_then(author));
            }
            "creator" if item.authors.is_empty() => item.authors.extend(words.as_deref().and_then(author)),
            // Words that stand elsewhere are not here.
            "content" if element.attribute("src").is_none() && full.is_none() => full = Some(markup(text, element)),
            "encoded" if full.is_none() => full = Some((element.words, true)),
            "summary" if summary.is_none() => summary = Some(markup(text, element)),
            "source" => item.source = element.child("title").cloned().filter(|words| !words.is_blank()),
            _ => {}
        }
    }
    item.base = base;
    // Every entry has an `updated`; where it states no other time, that is when it was put out.
    item.modified = updated.clone().filter(|_| item.published.is_some());
    item.published = item.published.or(updated);
    let ready = |found: Option<(Field, bool)>| {
        found
            .map(|(words, html)| (if html { xml::without_second_escape(words) } else { words }, html))
            .filter(|(words, _)| !words.is_blank())
    };
    item.body = match (ready(full), ready(summary)) {
        (Some((words, html)), _) => Some(Body { words, html, summary: false }),
        (None, Some((words, html))) => Some(Body { words, html, summary: true }),
        (None, None) => None,
    };
    item
}

/// The words of an Atom text construct (RFC 4287, 3.1) and whether they are markup: `xhtml` as it stands in the feed,
/// `html` with the feed's escapes taken off.
fn markup(text: &str, element: Element) -> (Field, bool) {
    let kind = element.attribute("type").unwrap_or("text").to_ascii_lowercase();
    if kind == "xhtml" || kind.ends_with("+xml") || kind.ends_with("/xml") || element.words.is_blank() && !element.children.is_empty() {
        let mut words = Field::default();
        words.verbatim(text, element.inner);
        return (words, true);
    }
    // What says that it is text and has tags is markup all the same.
    let html = kind == "html" || kind == "text/html" || super::has_tag(&element.words.text);
    (element.words, html)
}

/// The `xml:base` of the element that the text is.
fn xml_base(text: &str) -> Option<String> {
    match xml::Tokens::new(text).next()? {
        (xml::Token::Start(tag), _) => tag.attribute("xml:base").map(str::to_owned),
        _ => None,
    }
}

fn from_json(item: Value<'_>) -> Item {
    let members = item.members();
    let get = |key: &str| members.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    let words = |key: &str| get(key).and_then(|value| value.words().or_else(|| value.number().map(|number| number.to_string())));
    let field = |key: &str| get(key).and_then(Value::string).filter(|field| !field.is_blank());
    let name = |value: Value<'_>| value.get("name").and_then(Value::words);
    let mut authors: Vec<String> = get("authors").map(Value::elements).unwrap_or_default().into_iter().filter_map(name).collect();
    if authors.is_empty() {
        authors.extend(get("author").and_then(name));
    }
    let candidates = [("content_html", true, false), ("content_text", false, false), ("summary", false, true)];
    let body = candidates.into_iter().find_map(|(key, html, summary)| Some(Body { words: field(key)?, html, summary }));
    Item {
        id: words("id"),
        link: words("url").or_else(|| words("external_url")),
        base: None,
        title: field("title"),
        published: words("date_published"),
        modified: words("date_modified"),
        authors,
        source: None,
        body,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_rss_item() {
        let item = read(
            "<item><title>A &amp;amp; <![CDATA[B]]></title><media:title>No</media:title><link>/a</link><guid isPermaLink='false'>7</guid>\
             <pubDate>Tue, 05 Mar 2024 14:10:00 +0300</pubDate><author>desk@n.example (Lea Winter)</author><dc:creator>Amir Saleh</dc:creator>\
             <description>Short words.</description><content:encoded><![CDATA[<p>All words.</p>]]></content:encoded>\
             <source url='https://o.example/feed'>Valley Post</source></item>",
            RSS,
        );
        assert_eq!(plain(&item.title.unwrap().text).as_deref(), Some("A & B"));
        assert_eq!((item.link.as_deref(), item.id.as_deref()), (Some("/a"), Some("7")));
        assert_eq!(item.authors, ["Lea Winter", "Amir Saleh"]);
        assert_eq!(item.source.unwrap().text, "Valley Post");
        let body = item.body.unwrap();
        assert_eq!((body.words.text.as_str(), body.html, body.summary), ("<p>All words.</p>", true, false));
        let item = read("<item><description>Short words.</description><guid>https://n.example/g</guid></item>", RSS);
        assert!(item.body.unwrap().summary);
        assert_eq!(item.link.as_deref(), Some("https://n.example/g"));
        let long = "&lt;p&gt;Words and words.&lt;/p&gt;".repeat(4);
        assert!(!read(&format!("<item><description>{long}</description></item>"), RSS).body.unwrap().summary);
        assert!(read(&format!("<item><description>{long} […]</description></item>"), RSS).body.unwrap().summary);
    }

    #[test]
    fn times_of_feeds() {
        for (words, wanted) in [
            ("Tue, 05 Mar 2024 14:10:00 +0300", "2024-03-05T14:10:00+03:00"),
            ("Mon, 5 Mar 24 09:10 EST", "2024-03-05T09:10:00-05:00"),
            ("2024-03-05T14:10:00Z", "2024-03-05T14:10:00Z"),
            ("yesterday", "yesterday"),
        ] {
            assert_eq!(iso(words.to_owned()), wanted);
        }
    }

    #[test]
    fn an_atom_entry() {
        let item = read(
            "<entry xml:base='https://n.example/x/'><id>tag:1</id><title type='html'>A &lt;b&gt;B&lt;/b&gt;</title><link rel='edit' href='e'/>\
             <link href='a'/><author><name>Lea Winter</name><email>l@n.example</email></author><updated>2024-03-05T14:10:00+03:00</updated>\
             <content type='xhtml'><div xmlns='x'><p>All words.</p></div></content><summary>S.</summary>\
             <source><id>i</id><title>Valley Post</title></source></entry>",
            ATOM,
        );
        assert_eq!(plain(&item.title.unwrap().text).as_deref(), Some("A B"));
        assert_eq!((item.link.as_deref(), item.base.as_deref()), (Some("a"), Some("https://n.example/x/")));
        assert_eq!((item.published.as_deref(), item.modified), (Some("2024-03-05T14:10:00+03:00"), None));
        assert_eq!(item.body.unwrap().words.text, "<div xmlns='x'><p>All words.</p></div>");
        assert_eq!((item.authors, item.source.unwrap().text.as_str()), (vec!["Lea Winter".to_owned()], "Valley Post"));
        let item = read("<entry><content src='https://n.example/a.pdf'/><summary>S &amp; T</summary></entry>", ATOM);
        let body = item.body.unwrap();
        assert_eq!((body.words.text.as_str(), body.html, body.summary), ("S & T", false, true));
    }

    #[test]
    fn an_item_of_a_json_feed() {
        let item = read(
            r#"{"id": 7, "url": "https://n.example/a", "title": "T", "content_text": "All\nwords.", "date_published": "2024-03-05", "authors": [{"name": "Lea Winter"}]}"#,
            JSON,
        );
        assert_eq!((item.id.as_deref(), item.link.as_deref()), (Some("7"), Some("https://n.example/a")));
        assert_eq!(item.authors, ["Lea Winter"]);
        assert_eq!(item.body.unwrap().words.text, "All\nwords.");
    }
}
