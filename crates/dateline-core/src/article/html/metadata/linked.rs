//! JSON-LD: the object that describes the page's own article, the persons and organisations that it refers to.

use super::{Metadata, Value as Stated, plain};
use crate::article::html::script;
use crate::article::html::tree::Tree;
use crate::article::reference::PROPERTIES;
use crate::stated::{Source, StatedField};
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Types whose object describes the article itself, best first.
const ARTICLE_TYPES: &[&str] = &[
    "NewsArticle",
    "ReportageNewsArticle",
    "LiveBlogPosting",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "BlogPosting",
    "Article",
    "Report",
    "SocialMediaPosting",
    "TechArticle",
    "ScholarlyArticle",
    "VideoObject",
    "WebPage",
    "ItemPage",
];

/// How many of them are articles; the others describe the page around one.
const ARTICLES: usize = 13;

/// Reads the objects of a page. `out` already holds what its tags say of address and title element.
pub(super) fn read(tree: &Tree<'_>, out: &mut Metadata) {
    let objects = script::objects(tree);
    let rank = |object: &Object| {
        types(object).iter().filter_map(|t| ARTICLE_TYPES.iter().position(|known| t.rsplit('/').next() == Some(known))).min()
    };
    let own = Own::of(tree, out);
    // A page can hold the objects of other articles, as lists and teasers do: its own comes first, the others are left out.
    let mut ranked: Vec<(bool, usize, &Object)> = objects.iter().filter_map(|o| Some((!own.is(o), rank(o)?, o))).collect();
    ranked.sort_by_key(|(other, rank, _)| (*rank >= ARTICLES, *other, *rank));
    let mut main: Option<&Object> = None;
    for (other, rank, object) in ranked {
        if rank >= ARTICLES {
            dates(object, false, out);
            continue;
        }
        match main {
            None => main = Some(object),
            Some(main) if other && text(object, "headline") != text(main, "headline") => continue,
            Some(_) => {}
        }
        article(object, &objects, out);
    }
    lone_person(&objects, out);
    for object in objects.iter().filter(|object| types(object).contains(&"WebSite")) {
        out.add(StatedField::Outlet, Source::JsonLd, text(object, "name").unwrap_or_default());
    }
}

/// What tells the page's own article from others: its addresses and the title element.
struct Own {
    addresses: Vec<String>,
    title: String,
}

impl Own {
    fn of(tree: &Tree<'_>, out: &Metadata) -> Self {
        let addresses = out.canonical.iter().chain(&out.urls).map(|url| address(url)).collect();
        Self { addresses, title: out.title_run.map_or_else(String::new, |run| folded(tree.words(run as u32))) }
    }

    fn is(&self, object: &Object) -> bool {
        let at = |value: &Value| match value {
            Value::String(url) => Some(address(url)),
            Value::Object(page) => page.get("@id").and_then(Value::as_str).map(address),
            _ => None,
        };
        let named = ["url", "mainEntityOfPage", "@id"].iter().filter_map(|key| object.get(*key)).filter_map(at);
        let by_address = named.into_iter().any(|url| self.addresses.contains(&url));
        by_address || text(object, "headline").is_some_and(|words| words.len() > 12 && self.title.contains(&folded(&words)))
    }
}

fn address(url: &str) -> String {
    let url = url.split('#').next().unwrap_or(url);
    url.split_once("://").map_or(url, |(_, rest)| rest).trim_start_matches("www.").trim_end_matches('/').to_owned()
}

fn folded(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn article(object: &Object, objects: &[Object], out: &mut Metadata) {
    out.live |= types(object).contains(&"LiveBlogPosting");
    out.add(StatedField::Title, Source::JsonLd, text(object, "headline").or_else(|| text(object, "name")).unwrap_or_default());
    if out.of(StatedField::Author).next().is_none() {
        let found = names(object.get("author"), objects);
        let found = if found.is_empty() { names(object.get("creator"), objects) } else { found };
        out.values.extend(found);
    }
    if out.body.is_none() {
        out.body = text(object, "articleBody").filter(|body| body.len() > 200);
    }
    for publisher in names(object.get("publisher"), objects) {
        out.add(StatedField::Outlet, Source::JsonLd, publisher.words);
    }
    out.urls.extend(text(object, "url"));
    if let Some(language) = text(object, "inLanguage") {
        out.language = out.language.take().or_else(|| Some(language.clone()));
        out.add(StatedField::Language, Source::JsonLd, language);
    }
    match object.get("articleSection") {
        Some(Value::Array(several)) => {
            several.iter().take(8).filter_map(first_text).for_each(|name| out.add(StatedField::Section, Source::JsonLd, name));
        }
        Some(one) => out.add(StatedField::Section, Source::JsonLd, first_text(one).unwrap_or_default()),
        None => {}
    }
    dates(object, true, out);
    references(object, objects, out);
}

/// What the article is made from, translates or cites: addresses, or objects with one.
fn references(object: &Object, objects: &[Object], out: &mut Metadata) {
    for (key, relation) in PROPERTIES {
        let several: &[Value] = match object.get(*key) {
            Some(Value::Array(all)) => all,
            Some(one) => std::slice::from_ref(one),
            None => continue,
        };
        for value in several.iter().take(16) {
            match value {
                Value::String(address) if is_address(address) => out.refer(*relation, Source::JsonLd, address, None),
                Value::Object(other) => {
                    let id = other.get("@id").and_then(Value::as_str);
                    let known = objects.iter().find(|o| id.is_some() && o.get("@id").and_then(Value::as_str) == id);
                    let of = known.unwrap_or(other);
                    let page = |value: &Value| match value {
                        Value::String(url) => Some(url.clone()),
                        Value::Object(page) => page.get("@id").and_then(Value::as_str).map(str::to_owned),
                        _ => None,
                    };
                    let named = ["url", "mainEntityOfPage", "@id"].iter().filter_map(|key| of.get(*key)).filter_map(page);
                    let publishers = ["publisher", "provider", "sourceOrganization"].iter();
                    let name = publishers.filter_map(|key| names(of.get(*key), objects).into_iter().next()).map(|name| name.words).next();
                    if let Some(address) = named.into_iter().find(|address| is_address(address)) {
                        out.refer(*relation, Source::JsonLd, &address, name);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether a value is an address and no title or number.
fn is_address(words: &str) -> bool {
    let words = words.trim();
    !words.contains(char::is_whitespace) && (words.contains("://") || words.starts_with('/'))
}

fn dates(object: &Object, is_article: bool, out: &mut Metadata) {
    let published = text(object, "datePublished").or_else(|| if is_article { text(object, "dateCreated") } else { None });
    out.add(StatedField::Published, Source::JsonLd, published.unwrap_or_default());
    out.add(StatedField::Modified, Source::JsonLd, text(object, "dateModified").unwrap_or_default());
}

/// Where no article names an author and the page describes one person, that is who writes there.
fn lone_person(objects: &[Object], out: &mut Metadata) {
    if out.of(StatedField::Author).next().is_some() {
        return;
    }
    let mut persons = objects.iter().filter(|object| types(object).contains(&"Person")).filter_map(|person| text(person, "name"));
    if let (Some(person), None) = (persons.next(), persons.next()) {
        out.add(StatedField::Author, Source::JsonLd, person);
    }
}

fn types(object: &Object) -> Vec<&str> {
    match object.get("@type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).take(8).collect(),
        _ => Vec::new(),
    }
}

fn text(object: &Object, key: &str) -> Option<String> {
    object.get(key).and_then(first_text).filter(|words| !words.is_empty())
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(words) => Some(plain(words)),
        Value::Array(items) => items.iter().find_map(first_text),
        Value::Object(object) => object.get("@value").or_else(|| object.get("name")).and_then(first_text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Names of persons or organisations, references (`@id`) looked up.
fn names(value: Option<&Value>, objects: &[Object]) -> Vec<Stated> {
    let mut out = Vec::new();
    let mut queue: Vec<(&Value, bool)> = value.into_iter().map(|value| (value, false)).collect();
    let mut seen = 0;
    let mut put = |words: String, organisation: bool| {
        if !words.is_empty() {
            out.push(Stated { field: StatedField::Author, from: Source::JsonLd, words, organisation });
        }
    };
    while let Some((value, organisation)) = queue.pop() {
        seen += 1;
        if seen > 60 {
            break;
        }
        match value {
            Value::String(name) => put(plain(name), organisation),
            Value::Array(items) => queue.extend(items.iter().rev().take(60).map(|item| (item, organisation))),
            Value::Object(object) => {
                let is = types(object).iter().any(|t| t.ends_with("Organization"));
                match object.get("name") {
                    Some(Value::Array(items)) => queue.extend(items.iter().rev().take(60).map(|item| (item, is))),
                    Some(Value::String(name)) => put(plain(name), is),
                    _ => {
                        let id = object.get("@id").and_then(Value::as_str);
                        let known = objects.iter().find(|o| id.is_some() && o.get("@id").and_then(Value::as_str) == id);
                        if let Some((known, name)) = known.and_then(|o| Some((o, first_text(o.get("name")?)?))) {
                            put(name, types(known).iter().any(|t| t.ends_with("Organization")));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    out
}
