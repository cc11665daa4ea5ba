//! What a page's markup says of the article, in words as written: JSON-LD, microdata, RDFa, OpenGraph and other `meta`
//! elements, in this order of trust, and the elements of the page that mark a name or a day. Nothing is chosen here.

mod linked;
mod marked;
mod tags;

pub(crate) use marked::visible_words;

use super::tree::Tree;
use crate::reference::Relation;
use crate::stated::{Source, StatedField};

/// What the words of a class say of an element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "a class can say several of these at once")]
pub(crate) struct Mark {
    pub author: bool,
    /// What surrounds a name: pictures, lives, links.
    pub not_author: bool,
    pub date: bool,
    pub modified: bool,
    pub kicker: bool,
    pub subtitle: bool,
    pub separator: bool,
    pub hidden: bool,
}

/// The words by which pages mark what they state.
pub(crate) trait Marks {
    /// What a class or id says.
    fn mark(&self, attribute: &str) -> Option<Mark>;
    /// Whether an address leads to the page of an author.
    fn leads_to_author(&self, address: &str) -> bool;
    /// Whether a label says that the value beside it is the author.
    fn labels_author(&self, label: &str) -> bool;
}

/// One value as the markup has it, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub field: StatedField,
    pub from: Source,
    pub words: String,
    /// An organisation by its own type, where the value is a name.
    pub organisation: bool,
}

/// How plainly an element marks what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Plainness {
    /// It leads to a page of the kind.
    Link,
    /// Its class says so.
    Class,
    /// An attribute made for it says so.
    Property,
}

/// An element of the page that marks a name or a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marked {
    pub field: StatedField,
    pub from: Source,
    /// What a reader sees, with a line break where elements divide it; for a day the machine's form where there is one.
    pub words: String,
    /// The element, and one past the last node inside.
    pub node: u32,
    pub end: u32,
    pub plainness: Plainness,
}

/// All that a page's markup says.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    /// Titles as the markup states them, best first.
    pub titles: Vec<String>,
    /// Values by field, best first.
    pub values: Vec<Value>,
    /// In document order.
    pub marked: Vec<Marked>,
    pub canonical: Option<String>,
    pub urls: Vec<String>,
    pub language: Option<String>,
    /// The article's text as JSON-LD states it.
    pub body: Option<String>,
    /// The article's summary as the tags state it.
    pub description: Option<String>,
    /// Text run of the `<title>` element.
    pub title_run: Option<usize>,
    pub live: bool,
    /// Addresses of other pages that JSON-LD and `meta` elements name.
    pub references: Vec<StatedReference>,
}

/// An address of another page as the markup has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatedReference {
    pub relation: Relation,
    pub from: Source,
    pub address: String,
    pub name: Option<String>,
}

/// Values of a page at most; what follows is not looked at.
const MOST: usize = 400;
/// Addresses of other pages at most.
const MOST_REFERENCES: usize = 32;

impl Metadata {
    /// Values of a field, best first.
    pub(crate) fn of(&self, field: StatedField) -> impl Iterator<Item = &Value> {
        self.values.iter().filter(move |value| value.field == field)
    }

    fn refer(&mut self, relation: Relation, from: Source, address: &str, name: Option<String>) {
        if !address.trim().is_empty() && self.references.len() < MOST_REFERENCES {
            self.references.push(StatedReference { relation, from, address: address.trim().to_owned(), name });
        }
    }

    fn add(&mut self, field: StatedField, from: Source, words: impl Into<String>) {
        let words = words.into();
        if !words.is_empty() && self.values.len() < MOST {
            self.values.push(Value { field, from, words, organisation: false });
        }
    }
}

/// Reads what the markup says.
pub(crate) fn metadata(tree: &Tree<'_>, marks: &dyn Marks) -> Metadata {
    let mut out = Metadata::default();
    let tags = tags::read(tree, marks, &mut out);
    linked::read(tree, &mut out);
    out.values.extend(tags);
    out.titles = out.of(StatedField::Title).map(|value| value.words.clone()).collect();
    out.marked = marked::read(tree, marks);
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
