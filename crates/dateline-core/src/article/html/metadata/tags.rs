//! `title`, `link`, `meta` and the language of the page.

use super::{Marks, Metadata, Value, plain};
use crate::article::html::tree::{NodeKind, Tree};
use crate::reference::Relation;
use crate::stated::{Source, StatedField};

/// Elements of this kind that are read at most.
const MOST: usize = 600;

/// Reads addresses, title element and language into `out`; gives the values of `meta` elements, best first.
pub(super) fn read(tree: &Tree<'_>, marks: &dyn Marks, out: &mut Metadata) -> Vec<Value> {
    let mut found: Vec<(u8, Value)> = Vec::new();
    let mut put = |rank: u8, field: StatedField, from: Source, words: &str| {
        found.push((rank, Value { field, from, words: words.to_owned(), organisation: false }));
    };
    let (mut html_language, mut meta_language) = (None, None);
    let mut label: Option<(String, bool)> = None;
    let mut read = 0;
    for at in 0..tree.nodes.len() {
        let tag = tree.tag(at);
        match tag {
            "" => {}
            "html" => {
                let lang = [tree.attribute(at, "lang"), tree.attribute(at, "xml:lang")].into_iter().find(|lang| !lang.is_empty());
                if let Some(lang) = lang {
                    put(0, StatedField::Language, Source::Element, lang);
                    html_language = Some(lang.to_owned());
                }
            }
            "title" if out.title_run.is_none() => {
                if let Some(NodeKind::Text { text, .. }) = tree.nodes.get(at + 1).map(|node| &node.kind) {
                    out.title_run = Some(*text as usize);
                }
            }
            "link" if tree.attribute(at, "rel").eq_ignore_ascii_case("canonical") => {
                let href = tree.attribute(at, "href").trim();
                if !href.is_empty() {
                    put(0, StatedField::CanonicalUrl, Source::Link, href);
                    out.canonical.get_or_insert_with(|| href.to_owned());
                }
            }
            "meta" if read < MOST => {
                read += 1;
                // Some programs write `value` where the standard has `content`.
                let content = [tree.attribute(at, "content"), tree.attribute(at, "value")].into_iter().find(|words| !words.is_empty());
                let content = plain(content.unwrap_or(""));
                if content.is_empty() {
                    continue;
                }
                let key = ["property", "name", "itemprop", "http-equiv"].iter().find(|key| !tree.attribute(at, key).is_empty());
                let Some(key) = key else { continue };
                let name = tree.attribute(at, key).trim().to_ascii_lowercase();
                let from = source(key, &name);
                if matches!(name.as_str(), "og:description" | "description" | "twitter:description") {
                    out.description.get_or_insert_with(|| content.clone());
                }
                match name.as_str() {
                    "og:url" => {
                        put(1, StatedField::CanonicalUrl, from, &content);
                        out.urls.push(content);
                    }
                    "content-language" | "og:locale" | "language" | "dc.language" | "inlanguage" | "dcterms.language" => {
                        put(1, StatedField::Language, from, &content);
                        meta_language = meta_language.take().or(Some(content));
                    }
                    "twitter:label1" | "twitter:label2" => label = Some((name.replace("label", "data"), marks.labels_author(&content))),
                    "twitter:data1" | "twitter:data2" => {
                        if label.as_ref().is_some_and(|(of, is_author)| *of == name && *is_author) {
                            put(3, StatedField::Author, from, &content);
                        }
                    }
                    "original-source" | "dc.source" | "dcterms.source" if content.contains("://") => {
                        out.refer(Relation::BasedOn, from, &content, None);
                    }
                    "syndication-source" => out.refer(Relation::Canonical, from, &content, None),
                    "article:author" | "og:article:author" | "author" if content.contains("://") => {}
                    name => {
                        if let Some((rank, field)) = field(name) {
                            put(rank, field, from, &content);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    out.language = html_language.or(meta_language);
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, value)| value).collect()
}

fn source(key: &str, name: &str) -> Source {
    let graph = ["og:", "article:"].iter().any(|prefix| name.starts_with(prefix));
    match key {
        _ if graph => Source::Opengraph,
        "itemprop" => Source::Microdata,
        "property" if !name.starts_with("twitter:") => Source::Rdfa,
        _ => Source::Meta,
    }
}

/// The field that the name of a `meta` element stands for, and the rank of its trust.
fn field(name: &str) -> Option<(u8, StatedField)> {
    Some(match name {
        "og:title" => (0, StatedField::Title),
        "headline" => (0, StatedField::Title),
        "twitter:title" | "dc.title" | "dcterms.title" | "parsely-title" | "sailthru.title" | "title" | "citation_title"
        | "cxenseparse:title" => (1, StatedField::Title),
        "og:site_name" => (0, StatedField::Outlet),
        "application-name" | "publisher" | "dc.publisher" | "dcterms.publisher" | "citation_journal_title" => (1, StatedField::Outlet),
        "author"
        | "parsely-author"
        | "sailthru.author"
        | "dc.creator"
        | "dcterms.creator"
        | "citation_author"
        | "byl"
        | "byline"
        | "authors"
        | "article:author_name" => (1, StatedField::Author),
        "article:author"
        | "og:article:author"
        | "cxenseparse:author"
        | "shareaholic:article_author_name"
        | "og:author"
        | "analyticsattributes.author"
        | "article.author"
        | "creator"
        | "dc:creator"
        | "twitter:author" => (2, StatedField::Author),
        "article:published_time"
        | "datepublished"
        | "og:article:published_time"
        | "parsely-pub-date"
        | "dc.date.issued"
        | "dcterms.created"
        | "dcterms.issued"
        | "dc.date"
        | "dc:date"
        | "dcterms.date"
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
        | "og:published_time"
        | "published"
        | "citation_publication_date"
        | "citation_online_date"
        | "article:created"
        | "datecreated"
        | "iptc:datecreated"
        | "ptime"
        | "bt:pubdate"
        | "rnews:datepublished"
        | "originalpublicationdate"
        | "article_date_original"
        | "analyticsattributes.articledate"
        | "shareaholic:article_published_time"
        | "article:publicationdate"
        | "dateposted" => (1, StatedField::Published),
        "article:modified_time"
        | "og:updated_time"
        | "datemodified"
        | "last-modified"
        | "dcterms.modified"
        | "dc.date.modified"
        | "lastmod"
        | "article.updated"
        | "moddate"
        | "revision_date"
        | "og:article:modified_time"
        | "modified_time" => (1, StatedField::Modified),
        "article:section" | "og:article:section" | "parsely-section" | "section" | "articlesection" | "cxenseparse:section" => {
            (1, StatedField::Section)
        }
        _ => return None,
    })
}
