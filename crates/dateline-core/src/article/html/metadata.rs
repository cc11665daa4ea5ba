//! What a page's markup says of the article: JSON-LD, microdata, OpenGraph and other meta tags, in this order of trust.

use super::script;
use super::tree::{NodeKind, Tree};
use serde_json::{Map, Value};

/// Values as the markup has them, not yet checked.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    /// Candidates, best first.
    pub titles: Vec<String>,
    pub authors: Vec<String>,
    /// Names that visible elements mark as authors.
    pub visible_authors: Vec<String>,
    pub published: Vec<String>,
    /// `datetime` of visible `time` elements, in document order.
    pub times: Vec<String>,
    pub modified: Vec<String>,
    pub outlets: Vec<String>,
    pub canonical: Option<String>,
    pub urls: Vec<String>,
    pub language: Option<String>,
    /// The article's text as JSON-LD states it.
    pub body: Option<String>,
    /// The article's summary as the meta tags state it.
    pub description: Option<String>,
    /// Text run of the `<title>` element.
    pub title_run: Option<usize>,
    pub live: bool,
}

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

/// Reads what the markup says.
pub(crate) fn metadata(tree: &Tree<'_>) -> Metadata {
    let mut out = Metadata::default();
    let objects = script::objects(tree);
    from_objects(&objects, &mut out);
    from_tags(tree, &mut out);
    out
}

fn types(object: &Map<String, Value>) -> Vec<&str> {
    match object.get("@type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn from_objects(objects: &[Map<String, Value>], out: &mut Metadata) {
    let rank = |object: &Map<String, Value>| {
        types(object).iter().filter_map(|t| ARTICLE_TYPES.iter().position(|known| t.rsplit('/').next() == Some(known))).min()
    };
    let mut ranked: Vec<(usize, &Map<String, Value>)> = objects.iter().filter_map(|object| Some((rank(object)?, object))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    for (rank, object) in ranked {
        let is_article = rank < 13;
        let text = |key: &str| object.get(key).and_then(first_text).filter(|words| !words.is_empty());
        if is_article {
            out.live |= types(object).contains(&"LiveBlogPosting");
            out.titles.extend(text("headline").or_else(|| text("name")));
            if out.authors.is_empty() {
                out.authors = names(object.get("author"), objects);
                if out.authors.is_empty() {
                    out.authors = names(object.get("creator"), objects);
                }
            }
            if out.body.is_none() {
                out.body = text("articleBody").filter(|body| body.len() > 200);
            }
            out.outlets.extend(names(object.get("publisher"), objects));
            out.urls.extend(text("url"));
            out.language = out.language.take().or_else(|| text("inLanguage"));
        }
        out.published.extend(text("datePublished").or_else(|| if is_article { text("dateCreated") } else { None }));
        out.modified.extend(text("dateModified"));
    }
    for object in objects {
        if types(object).iter().any(|t| matches!(*t, "WebSite" | "NewsMediaOrganization" | "Organization")) {
            out.outlets.extend(object.get("name").and_then(first_text).filter(|_| types(object).contains(&"WebSite")));
        }
    }
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
fn names(value: Option<&Value>, objects: &[Map<String, Value>]) -> Vec<String> {
    let mut out = Vec::new();
    let mut queue: Vec<&Value> = value.into_iter().collect();
    let mut seen = 0;
    while let Some(value) = queue.pop() {
        seen += 1;
        if seen > 100 {
            break;
        }
        match value {
            Value::String(name) => out.push(plain(name)),
            Value::Array(items) => queue.extend(items.iter().rev()),
            Value::Object(object) => match object.get("name") {
                Some(Value::Array(items)) => queue.extend(items.iter().rev()),
                Some(Value::String(name)) => out.push(plain(name)),
                _ => {
                    let id = object.get("@id").and_then(Value::as_str);
                    let known = objects.iter().find(|o| id.is_some() && o.get("@id").and_then(Value::as_str) == id);
                    if let Some(name) = known.and_then(|o| o.get("name")).and_then(first_text) {
                        out.push(name);
                    }
                }
            },
            _ => {}
        }
    }
    out.retain(|name| !name.is_empty());
    out
}

/// Words of a string that may hold entities and tags.
pub(crate) fn plain(words: &str) -> String {
    let words = if words.contains('<') || words.contains('&') {
        let tree = Tree::parse(words);
        (0..tree.texts.len() as u32).map(|at| tree.words(at)).collect::<Vec<_>>().join(" ")
    } else {
        words.to_owned()
    };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn from_tags(tree: &Tree<'_>, out: &mut Metadata) {
    let mut later = Metadata::default();
    let (mut og_title, mut meta_authors, mut site) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..tree.nodes.len() {
        let tag = tree.tag(at);
        match tag {
            "" => {}
            "html" => {
                let lang = [tree.attribute(at, "lang"), tree.attribute(at, "xml:lang")].into_iter().find(|lang| !lang.is_empty());
                if let Some(lang) = lang {
                    out.language = Some(lang.to_owned());
                }
            }
            "title" if out.title_run.is_none() => {
                if let Some(NodeKind::Text { text, .. }) = tree.nodes.get(at + 1).map(|node| &node.kind) {
                    out.title_run = Some(*text as usize);
                }
            }
            "link" if tree.attribute(at, "rel").eq_ignore_ascii_case("canonical") => {
                let href = tree.attribute(at, "href").trim();
                if !href.is_empty() && out.canonical.is_none() {
                    out.canonical = Some(href.to_owned());
                }
            }
            "meta" => {
                let content = plain(tree.attribute(at, "content"));
                if content.is_empty() {
                    continue;
                }
                let name =
                    ["property", "name", "itemprop", "http-equiv"].iter().map(|key| tree.attribute(at, key)).find(|name| !name.is_empty());
                match name.unwrap_or("").to_ascii_lowercase().as_str() {
                    "og:title" => og_title.insert(0, content),
                    "twitter:title" | "dc.title" | "dcterms.title" | "headline" | "parsely-title" | "sailthru.title" | "title" => {
                        og_title.push(content)
                    }
                    "og:site_name" => site.insert(0, content),
                    "application-name" | "publisher" | "dc.publisher" | "dcterms.publisher" => site.push(content),
                    "og:description" | "description" | "twitter:description" => {
                        out.description = out.description.take().or(Some(content));
                    }
                    "og:url" => out.urls.push(content),
                    "author" | "parsely-author" | "sailthru.author" | "dc.creator" | "dcterms.creator" | "citation_author" | "byl"
                    | "byline" => meta_authors.push(content),
                    "article:author" | "og:article:author" if !content.contains("://") => meta_authors.push(content),
                    "article:published_time"
                    | "datepublished"
                    | "og:article:published_time"
                    | "parsely-pub-date"
                    | "dc.date.issued"
                    | "dcterms.created"
                    | "dcterms.issued"
                    | "dc.date"
                    | "pubdate"
                    | "publishdate"
                    | "publish-date"
                    | "publish_date"
                    | "publication_date"
                    | "sailthru.date"
                    | "cxenseparse:recs:publishtime"
                    | "date"
                    | "article.published"
                    | "published_time"
                    | "date.created"
                    | "dc.date.created"
                    | "displaydate"
                    | "og:pubdate"
                    | "published"
                    | "citation_publication_date"
                    | "article:created"
                    | "datecreated"
                    | "iptc:datecreated"
                    | "ptime"
                    | "bt:pubdate" => later.published.push(content),
                    "article:modified_time"
                    | "og:updated_time"
                    | "datemodified"
                    | "last-modified"
                    | "dcterms.modified"
                    | "dc.date.modified"
                    | "lastmod"
                    | "article.updated"
                    | "moddate" => {
                        later.modified.push(content);
                    }
                    "content-language" | "og:locale" | "language" | "dc.language" => {
                        later.language = later.language.take().or(Some(content))
                    }
                    _ => {}
                }
            }
            _ => {
                let size = tree.nodes[at].end as usize - at;
                if size <= 12
                    && (tree.attribute(at, "rel") == "author" || matches!(tree.attribute(at, "itemprop"), "author" | "creator"))
                    && out.visible_authors.len() < 12
                {
                    out.visible_authors.push(plain(&tree.text_of(at)));
                }
                if tag == "time" && out.times.len() < 8 {
                    let value = tree.attribute(at, "datetime");
                    if !value.is_empty() {
                        out.times.push(value.to_owned());
                    }
                }
                let prop = tree.attribute(at, "itemprop");
                if !prop.is_empty() {
                    let value = [tree.attribute(at, "content"), tree.attribute(at, "datetime")].into_iter().find(|value| !value.is_empty());
                    match prop {
                        "datePublished" if size <= 12 => {
                            later.published.extend(value.map(str::to_owned).or_else(|| Some(plain(&tree.text_of(at)))))
                        }
                        "dateModified" => later.modified.extend(value.map(str::to_owned)),
                        _ => {}
                    }
                }
            }
        }
    }
    out.titles.extend(og_title);
    if out.authors.is_empty() {
        out.authors = meta_authors;
    }
    site.append(&mut out.outlets);
    out.outlets = site;
    out.published.append(&mut later.published);
    out.modified.append(&mut later.modified);
    out.language = out.language.take().or(later.language);
}
