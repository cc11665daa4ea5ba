//! Facts about a page that say what kind of page it is: counted in one pass over its tree.

use super::metadata::Metadata;
use super::tree::{NodeKind, Tree};
use crate::data::{self, DataError};
use crate::stated::StatedField;
use aho_corasick::AhoCorasick;

/// What a part of a class name says (`data/rules/article_marks.tsv`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Entry,
    Gallery,
    Gate,
    Comments,
    Frame,
}

/// The table, compiled once.
#[derive(Debug)]
pub(crate) struct PageMarks {
    parts: AhoCorasick,
    kinds: Vec<Mark>,
}

impl PageMarks {
    /// The bundled table.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub(crate) fn bundled() -> Result<Self, DataError> {
        let (mut words, mut kinds) = (Vec::new(), Vec::new());
        for row in data::table("rules/article_marks.tsv")? {
            let kind = match row.get("kind") {
                "entry" => Mark::Entry,
                "gallery" => Mark::Gallery,
                "gate" => Mark::Gate,
                "comments" => Mark::Comments,
                "frame" => Mark::Frame,
                _ => return Err(row.error("unknown kind")),
            };
            for word in row.list("words") {
                words.push(word);
                kinds.push(kind);
            }
        }
        let parts = AhoCorasick::builder().ascii_case_insensitive(true).build(&words);
        let parts = parts.map_err(|e| DataError::Line { file: "rules/article_marks.tsv".to_owned(), line: 0, message: e.to_string() })?;
        Ok(Self { parts, kinds })
    }

    /// The marks in an attribute that begin at a word.
    fn of<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = Mark> + 'a {
        let cut = attribute.len().min(400);
        let bytes = &attribute.as_bytes()[..cut];
        let starts = move |at: usize| {
            at == 0 || !bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1].is_ascii_lowercase() && bytes[at].is_ascii_uppercase()
        };
        self.parts.find_overlapping_iter(bytes).filter(move |hit| starts(hit.start())).map(|hit| self.kinds[hit.pattern().as_usize()])
    }
}

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Words of the `<title>` element.
    pub title: String,
    /// JSON-LD says that the article is a live blog.
    pub live: bool,
    /// JSON-LD knows a gallery, or `og:type` is one.
    pub gallery: bool,
    /// The markup says that the page is an article: a type or a time of publication.
    pub article: bool,
    /// JSON-LD says that it is not free to read.
    pub locked: bool,
    /// Number of the article's words as JSON-LD states it.
    pub stated_words: Option<usize>,
    /// Elements that hold the rest of a report back.
    pub gates: usize,
    /// Elements that are entries of a live page.
    pub entries: usize,
    /// `time` elements outside comments.
    pub times: usize,
    /// Pictures outside frames, comments and links to other pages.
    pub pictures: usize,
    /// Captions of figures outside frames and comments.
    pub captions: usize,
    /// Elements of a gallery.
    pub slides: usize,
    /// Whether a script asks for a proof that the reader is a person.
    pub challenge: bool,
    /// Short words with a number that stand among comments.
    pub in_comments: Vec<String>,
    /// Links with `rel` next or prev.
    pub neighbours: Vec<String>,
    /// Links whose words are a small number.
    pub numbered: Vec<(u32, String)>,
}

/// Links that are kept at most.
const LINKS: usize = 80;

/// Counts the facts of a page.
pub(crate) fn facts(tree: &Tree<'_>, metadata: &Metadata, marks: &PageMarks) -> Facts {
    let mut out = Facts { live: metadata.live, article: metadata.of(StatedField::Published).next().is_some(), ..Facts::default() };
    if let Some(run) = metadata.title_run {
        out.title = tree.words(run as u32).split_whitespace().collect::<Vec<_>>().join(" ");
    }
    // Ends of the comments and of the frames that the walk is inside of, and of a link.
    let (mut comments, mut frame, mut link) = (0_usize, 0_usize, 0_usize);
    for at in 0..tree.nodes.len() {
        let tag = match &tree.nodes[at].kind {
            NodeKind::Element { .. } => tree.tag(at),
            NodeKind::Text { text, .. } => {
                let words = tree.words(*text).trim();
                if at < comments && words.len() <= 40 && out.in_comments.len() < LINKS && words.contains(|c: char| c.is_ascii_digit()) {
                    out.in_comments.push(words.to_owned());
                }
                continue;
            }
        };
        let end = tree.nodes[at].end as usize;
        for (name, value) in tree.attributes(at) {
            if name != "class" && name != "id" || matches!(tag, "body" | "html" | "script" | "link") {
                continue;
            }
            for mark in marks.of(value) {
                match mark {
                    Mark::Entry if at >= comments && tag != "a" => out.entries += 1,
                    Mark::Gallery => out.slides += 1,
                    Mark::Gate => out.gates += 1,
                    Mark::Comments if !holds_most(tree, at) => comments = comments.max(end),
                    Mark::Frame if !holds_most(tree, at) => frame = frame.max(end),
                    _ => {}
                }
            }
        }
        match tag {
            "nav" | "footer" | "aside" | "header" if !holds_most(tree, at) => frame = frame.max(end),
            "a" => {
                let href = tree.attribute(at, "href").trim();
                neighbour(tree, at, href, &mut out);
                if at >= comments && end - at <= 4 && out.numbered.len() < LINKS && !href.is_empty() && !href.starts_with('#') {
                    let words = tree.text_of(at);
                    let words = words.trim();
                    if words.len() <= 2
                        && let Ok(number) = words.parse()
                    {
                        out.numbered.push((number, href.to_owned()));
                    }
                }
                if !is_picture(href) {
                    link = link.max(end);
                }
            }
            "link" => neighbour(tree, at, tree.attribute(at, "href"), &mut out),
            "img" if at >= frame && at >= comments && at >= link => out.pictures += 1,
            "figcaption" if at >= frame && at >= comments => out.captions += 1,
            "time" if at >= comments && at >= frame => out.times += 1,
            "meta" => meta(tree, at, &mut out),
            "script" => script(tree, at, &mut out),
            _ => {}
        }
    }
    out
}

/// Whether an element is so large a part of its page that its name says nothing of what stands in it.
fn holds_most(tree: &Tree<'_>, at: usize) -> bool {
    (tree.nodes[at].end as usize - at) * 2 > tree.nodes.len()
}

fn neighbour(tree: &Tree<'_>, at: usize, href: &str, out: &mut Facts) {
    let rel = tree.attribute(at, "rel");
    if !rel.is_empty()
        && out.neighbours.len() < LINKS
        && rel.split_ascii_whitespace().any(|word| matches!(word.to_ascii_lowercase().as_str(), "next" | "prev" | "previous"))
    {
        out.neighbours.push(href.trim().to_owned());
    }
}

fn is_picture(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or("").to_ascii_lowercase();
    path.is_empty() || [".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"].iter().any(|end| path.ends_with(end))
}

fn meta(tree: &Tree<'_>, at: usize, out: &mut Facts) {
    if tree.attribute(at, "property").eq_ignore_ascii_case("og:type") {
        let kind = tree.attribute(at, "content").trim().to_ascii_lowercase();
        out.article |= kind == "article";
        out.gallery |= matches!(kind.as_str(), "gallery" | "image_gallery" | "photo_gallery" | "slideshow" | "diaporama");
    }
}

/// What scripts say: JSON-LD by its keys, other scripts by whether they challenge the reader.
fn script(tree: &Tree<'_>, at: usize, out: &mut Facts) {
    let Some(NodeKind::Text { text, .. }) = tree.nodes.get(at + 1).map(|node| &node.kind) else {
        out.challenge |= is_challenge(tree.attribute(at, "src"));
        return;
    };
    let words = tree.words(*text);
    if !tree.attribute(at, "type").trim().to_ascii_lowercase().starts_with("application/ld+json") {
        out.challenge |= words.len() < 20_000 && is_challenge(words);
        return;
    }
    for name in ["NewsArticle", "\"Article\"", "LiveBlogPosting", "BlogPosting"] {
        out.article |= words.contains(name);
    }
    out.gallery |= words.contains("\"ImageGallery\"") || words.contains("\"MediaGallery\"");
    let value = |key: &str| words.find(key).map(|at| words[at + key.len()..].trim_start_matches(['"', ' ', ':', '\n', '\t', '\r']));
    out.locked |= value("\"isAccessibleForFree\"").is_some_and(|v| v.get(..5).is_some_and(|v| v.eq_ignore_ascii_case("false")));
    let count = value("\"wordCount\"").map(|v| v.chars().take_while(char::is_ascii_digit).collect::<String>());
    out.stated_words = out.stated_words.max(count.and_then(|count| count.parse().ok()).filter(|count| *count < 200_000));
}

/// Names of the services that ask for a proof, as their pages' scripts have them.
fn is_challenge(words: &str) -> bool {
    ["challenge-platform", "__cf_chl", "cf-browser-verification", "px-captcha", "captcha-delivery.com", "_Incapsula_Resource", "ddos-guard"]
        .iter()
        .any(|name| words.contains(name))
}
