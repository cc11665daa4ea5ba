//! Elements of the page that mark an author's name or a day: by a property, by a class, by where they lead.

use super::{Mark, Marked, Marks, Plainness, plain};
use crate::article::html::tree::{NodeKind, Tree};
use crate::stated::{Source, StatedField};
use std::collections::HashMap;
use std::ops::Range;

/// Elements that are kept at most, of names and of days.
const MOST: usize = 80;

/// Largest element, in nodes, and longest words, in bytes, that can be a byline.
const LARGEST: usize = 80;
const LONGEST: usize = 400;

/// Finds the elements, in document order.
pub(super) fn read(tree: &Tree<'_>, marks: &dyn Marks) -> Vec<Marked> {
    let mut out = Vec::new();
    let (mut names, mut days) = (0, 0);
    // The same classes stand on many elements of a page.
    let mut known: HashMap<&str, Option<Mark>> = HashMap::new();
    for at in 0..tree.nodes.len() {
        let tag = tree.tag(at);
        if matches!(tag, "" | "html" | "head" | "body" | "meta" | "link" | "script" | "style" | "article" | "main" | "form") {
            continue;
        }
        if tree.nodes[at].end as usize - at > LARGEST {
            continue;
        }
        let seen = Seen::of(tree, at, tag, marks, &mut known);
        if !seen.says_anything(tag) || !is_short(tree, at) {
            continue;
        }
        if names < MOST
            && let Some(found) = author(tree, at, &seen, marks)
        {
            names += 1;
            out.push(found);
        }
        if days < MOST
            && let Some(found) = day(tree, at, tag, &seen)
        {
            days += 1;
            out.push(found);
        }
    }
    out
}

/// What an element's attributes say, gathered in one pass.
#[derive(Default)]
struct Seen<'t> {
    mark: Mark,
    property: Option<(&'t str, Source)>,
    by_author: bool,
    leads: bool,
    when: Option<&'t str>,
    title: Option<&'t str>,
    content: Option<&'t str>,
    pubdate: bool,
}

impl<'t> Seen<'t> {
    fn of(tree: &'t Tree<'_>, at: usize, tag: &str, marks: &dyn Marks, known: &mut HashMap<&'t str, Option<Mark>>) -> Self {
        let mut seen = Self::default();
        for (name, value) in tree.attributes(at) {
            match name {
                "class" | "id" | "data-testid" | "data-qa" | "data-component" | "data-type" | "data-test" => {
                    if let Some(mark) = *known.entry(value).or_insert_with(|| marks.mark(value)) {
                        seen.mark = join(seen.mark, mark);
                    }
                }
                "itemprop" => seen.property = Some((value, Source::Microdata)),
                "property" => seen.property = seen.property.or(Some((value, Source::Rdfa))),
                "rel" => seen.by_author |= value.split_ascii_whitespace().any(|word| word == "author"),
                "href" if tag == "a" => seen.leads = marks.leads_to_author(value),
                "datetime" => seen.when = Some(value),
                "title" => seen.title = Some(value),
                "content" => seen.content = Some(value),
                "pubdate" => seen.pubdate = true,
                name if name.starts_with("data-") && value.len() <= 40 && names_day(name) => seen.when = seen.when.or(Some(value)),
                _ => {}
            }
        }
        seen
    }

    /// Whether there is anything to look at inside, which costs more.
    fn says_anything(&self, tag: &str) -> bool {
        self.property.is_some()
            || self.by_author
            || self.leads
            || self.mark.author
            || self.mark.date
            || self.when.is_some()
            || tag == "time"
    }

    fn is_property(&self, wanted: &[&str]) -> Option<Source> {
        let (value, from) = self.property?;
        let named = value.split_ascii_whitespace().any(|word| {
            let word = word.rsplit([':', '/', '#']).next().unwrap_or(word);
            wanted.iter().any(|wanted| word.eq_ignore_ascii_case(wanted))
        });
        named.then_some(from)
    }
}

fn join(a: Mark, b: Mark) -> Mark {
    Mark {
        author: a.author | b.author,
        not_author: a.not_author | b.not_author,
        date: a.date | b.date,
        modified: a.modified | b.modified,
        kicker: a.kicker | b.kicker,
        subtitle: a.subtitle | b.subtitle,
        separator: a.separator | b.separator,
        hidden: a.hidden | b.hidden,
    }
}

/// Whether the text inside is as short as a byline's.
fn is_short(tree: &Tree<'_>, at: usize) -> bool {
    let mut bytes = 0;
    (at..tree.nodes[at].end as usize).all(|inner| {
        if let NodeKind::Text { text, .. } = tree.nodes[inner].kind {
            bytes += tree.texts[text as usize].source.len();
        }
        bytes <= LONGEST * 8
    })
}

/// Whether the name of a data attribute says that it holds a day.
fn names_day(name: &str) -> bool {
    ["date", "time", "published"].iter().any(|word| name.contains(word)) && !name.contains("update")
}

fn author(tree: &Tree<'_>, at: usize, seen: &Seen<'_>, marks: &dyn Marks) -> Option<Marked> {
    let property = seen.is_property(&["author", "creator"]);
    let (plainness, from) = match property {
        Some(from) => (Plainness::Property, from),
        None if seen.by_author => (Plainness::Property, Source::Element),
        None if seen.mark.author && !seen.mark.not_author => (Plainness::Class, Source::Visible),
        None if seen.leads && !seen.mark.not_author => (Plainness::Link, Source::Visible),
        None => return None,
    };
    let mut words = visible_words(tree, at..tree.nodes[at].end as usize, marks);
    if words.is_empty() {
        words = seen.content.map(plain).or_else(|| named_inside(tree, at)).unwrap_or_default();
    }
    // An address leads to this author where it has a word of the name; sections lead to addresses of the same kind.
    let named = |word: &str| word.len() >= 3 && tree.attribute(at, "href").to_ascii_lowercase().contains(&word.to_ascii_lowercase());
    let plainly = tree.attribute(at, "href").contains("/aut");
    if plainness == Plainness::Link && !plainly && !words.split_whitespace().any(named) {
        return None;
    }
    marked(tree, at, StatedField::Author, from, words, plainness)
}

/// The `content` of a `meta` element inside that gives the name.
fn named_inside(tree: &Tree<'_>, at: usize) -> Option<String> {
    (at + 1..tree.nodes[at].end as usize)
        .find(|inner| tree.tag(*inner) == "meta" && tree.attribute(*inner, "itemprop") == "name")
        .map(|inner| plain(tree.attribute(inner, "content")))
}

fn day(tree: &Tree<'_>, at: usize, tag: &str, seen: &Seen<'_>) -> Option<Marked> {
    let published = seen.is_property(&["datePublished", "dateCreated", "issued", "date"]);
    let changed = seen.is_property(&["dateModified", "modified"]);
    let (field, from, plainness) = match (published, changed) {
        (Some(from), _) => (StatedField::Published, from, Plainness::Property),
        (None, Some(from)) => (StatedField::Modified, from, Plainness::Property),
        (None, None) => {
            let plainness = match tag {
                "time" if seen.pubdate => Plainness::Property,
                "time" | "abbr" | "relative-time" | "time-ago" if seen.when.is_some() || tag == "time" || seen.mark.date => {
                    Plainness::Class
                }
                _ if seen.mark.date => Plainness::Link,
                _ => return None,
            };
            let field = if seen.mark.modified { StatedField::Modified } else { StatedField::Published };
            (field, if tag == "time" { Source::Element } else { Source::Visible }, plainness)
        }
    };
    let digits = |words: &&str| words.bytes().filter(u8::is_ascii_digit).count() >= 6;
    let machine = [seen.when, seen.content, seen.title].into_iter().flatten().find(digits).map(str::to_owned);
    let words = match machine {
        Some(words) => words,
        // A container's words are those of the day alone.
        None => Some(tree.text_of(at)).map(|words| plain_words(&words)).filter(|words| words.chars().count() <= 120)?,
    };
    marked(tree, at, field, from, words, plainness)
}

fn plain_words(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn marked(tree: &Tree<'_>, at: usize, field: StatedField, from: Source, words: String, plainness: Plainness) -> Option<Marked> {
    (!words.is_empty() && words.len() <= LONGEST).then(|| Marked {
        field,
        from,
        words,
        node: at as u32,
        end: tree.nodes[at].end,
        plainness,
    })
}

/// What a reader sees inside an element, with a line break where elements divide it: between blocks, and between
/// inline elements that nothing else parts (`<b>By</b><a>Ann</a>`). Elements that surround a name are left out.
pub(crate) fn visible_words(tree: &Tree<'_>, nodes: Range<usize>, marks: &dyn Marks) -> String {
    let mut out = String::new();
    let (mut skip, mut cut, mut block) = (0, false, false);
    let first = nodes.start;
    for at in nodes {
        if at < skip {
            continue;
        }
        match &tree.nodes[at].kind {
            NodeKind::Element { .. } => {
                let tag = tree.tag(at);
                if at > first && leaves_out(tree, at, tag, marks) {
                    skip = tree.nodes[at].end as usize;
                }
                cut = true;
                block |= tree.is_block(at) || tag == "br";
            }
            NodeKind::Text { text, .. } => {
                let words = tree.words(*text);
                let trimmed = words.trim();
                if trimmed.is_empty() {
                    if !words.is_empty() && !out.is_empty() && !out.ends_with(['\n', ' ']) {
                        out.push(' ');
                    }
                    continue;
                }
                let glued = cut
                    && out.chars().next_back().is_some_and(|c| c.is_lowercase() || c.is_numeric())
                    && words.starts_with(char::is_uppercase);
                // Every text after an end tag is divided from the one before, too.
                if !out.is_empty() && (block || glued) {
                    out.truncate(out.trim_end().len());
                    out.push('\n');
                } else if words.starts_with(char::is_whitespace) && !out.is_empty() && !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
                for (n, word) in trimmed.split_whitespace().enumerate() {
                    if n > 0 {
                        out.push(' ');
                    }
                    out.push_str(word);
                }
                if words.ends_with(char::is_whitespace) {
                    out.push(' ');
                }
                (cut, block) = (true, false);
                if out.len() > LONGEST {
                    break;
                }
            }
        }
    }
    out.trim().to_owned()
}

fn leaves_out(tree: &Tree<'_>, at: usize, tag: &str, marks: &dyn Marks) -> bool {
    if matches!(tag, "script" | "style" | "svg" | "button" | "template" | "noscript" | "time" | "img" | "iframe") {
        return true;
    }
    let not = |name: &str| marks.mark(tree.attribute(at, name)).is_some_and(|mark| mark.not_author);
    tree.attributes(at).any(|(name, _)| name == "class") && not("class") || tree.attribute(at, "hidden") == "hidden"
}
