//! A page as a flat list of nodes in document order, every text with the bytes it came from.
//!
//! The tokens are those of the HTML standard (`html5gum`); the tree is simpler than the standard's: implied ends of
//! paragraphs, items and cells, no moving of misnested elements. No recursion, bounded depth, linear time.

use crate::article::PageLimits;
use crate::text::{Piece, Span};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Token, Tokenizer};
use std::collections::HashMap;
use std::sync::Arc;

/// Attributes of one element beyond this many are passed over.
const MOST_ATTRIBUTES: u32 = 64;

/// A node of a page.
#[derive(Debug)]
pub(crate) struct Node {
    /// Index of the parent; a root's own index.
    pub parent: u32,
    /// One past the last node inside.
    pub end: u32,
    pub kind: NodeKind,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum NodeKind {
    /// Index into the tree's tag names, range of its attributes.
    Element { tag: u32, attributes: (u32, u32) },
    /// Index into `Tree::texts`, and whether it stands inside a link.
    Text { text: u32, linked: bool },
}

/// A run of text between tags.
#[derive(Debug)]
pub(crate) struct TextRun {
    /// Bytes of the source.
    pub source: Span,
    /// The decoded words with their pieces, where they differ from the source's.
    pub decoded: Option<(String, Vec<Piece>)>,
}

/// A name and a value, as ranges of the tree's attribute text.
#[derive(Debug, Clone, Copy)]
struct Attribute {
    name: Span,
    value: Span,
}

/// A tag's name, and what it is by the standard.
#[derive(Debug)]
struct TagName {
    name: Arc<str>,
    is_block: bool,
    is_void: bool,
}

/// A page taken apart.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    pub source: &'a str,
    pub nodes: Vec<Node>,
    pub texts: Vec<TextRun>,
    tags: Vec<TagName>,
    attributes: Vec<Attribute>,
    attribute_text: String,
    /// Whether it has more nodes than allowed: nothing behind them was taken.
    pub cut: bool,
    /// Whether elements nest deeper than allowed.
    pub flattened: bool,
}

impl<'a> Tree<'a> {
    /// Takes a page apart.
    pub(crate) fn parse(source: &'a str) -> Self {
        Self::parse_within(source, &PageLimits::default())
    }

    /// Takes a page apart within bounds.
    pub(crate) fn parse_within(source: &'a str, limits: &PageLimits) -> Self {
        let mut builder = Builder {
            tree: Tree { source, ..Tree::default() },
            open: Vec::new(),
            links: 0,
            by_name: HashMap::new(),
            start: None,
            deepest: limits.depth,
            most: limits.nodes,
        };
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span<usize>| builder.take(&event, span));
        emitter.naively_switch_states(true);
        // The first thing that the tokenizer gives out says that there is too much.
        let Ok(()) = Tokenizer::new_with_emitter(source, emitter).next().unwrap_or(Ok(()));
        builder.finish()
    }

    pub(crate) fn tag(&self, node: usize) -> &str {
        match self.nodes.get(node).map(|node| node.kind) {
            Some(NodeKind::Element { tag, .. }) => self.tags.get(tag as usize).map_or("", |tag| &tag.name),
            _ => "",
        }
    }

    /// Whether a node is an element that makes a block of its own.
    pub(crate) fn is_block(&self, node: usize) -> bool {
        match self.nodes.get(node).map(|node| node.kind) {
            Some(NodeKind::Element { tag, .. }) => self.tags.get(tag as usize).is_some_and(|tag| tag.is_block),
            _ => false,
        }
    }

    /// Names (small letters) and values of a node's attributes, those that only tell of looks and pictures left out.
    pub(crate) fn attributes(&self, node: usize) -> impl Iterator<Item = (&str, &str)> {
        let range = match self.nodes.get(node).map(|node| node.kind) {
            Some(NodeKind::Element { attributes, .. }) => attributes.0 as usize..attributes.1 as usize,
            _ => 0..0,
        };
        self.attributes[range].iter().map(|of| (of.name.of(&self.attribute_text), of.value.of(&self.attribute_text)))
    }

    /// An attribute's value; empty where there is none.
    pub(crate) fn attribute(&self, node: usize, name: &str) -> &str {
        self.attributes(node).find(|(n, _)| *n == name).map_or("", |(_, value)| value)
    }

    /// The words of a text run.
    pub(crate) fn words(&self, text: u32) -> &str {
        let run = &self.texts[text as usize];
        match &run.decoded {
            Some((words, _)) => words,
            None => run.source.of(self.source),
        }
    }

    /// All words inside a node, joined.
    pub(crate) fn text_of(&self, node: usize) -> String {
        let mut out = String::new();
        for at in node..self.nodes[node].end as usize {
            if let NodeKind::Text { text, .. } = self.nodes[at].kind {
                out.push_str(self.words(text));
            }
        }
        out
    }
}

/// Attributes that no stage asks for: looks, pictures, scripts. Left out since they are most of a page's attributes.
const IDLE: &[&[u8]] = &[
    b"alt",
    b"d",
    b"decoding",
    b"fill",
    b"height",
    b"loading",
    b"media",
    b"nonce",
    b"onclick",
    b"onload",
    b"points",
    b"sizes",
    b"srcset",
    b"stroke",
    b"tabindex",
    b"target",
    b"viewbox",
    b"width",
    b"xmlns",
];

struct Builder<'a> {
    tree: Tree<'a>,
    open: Vec<u32>,
    links: usize,
    by_name: HashMap<Vec<u8>, u32>,
    /// The start tag that is being read: its name, first attribute, and whether the last attribute's value is wanted.
    start: Option<(u32, u32, bool)>,
    deepest: usize,
    /// Nodes and attributes that are taken.
    most: usize,
}

impl<'a> Builder<'a> {
    /// Takes what the tokenizer found; gives something back when there is more than allowed.
    fn take(&mut self, event: &CallbackEvent<'_>, span: html5gum::Span<usize>) -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                let tag = self.tag(name);
                self.start = Some((tag, self.tree.attributes.len() as u32, false));
            }
            CallbackEvent::AttributeName { name } => {
                if let Some((_, first, wanted)) = &mut self.start {
                    let from = self.tree.attribute_text.len();
                    *wanted = !IDLE.contains(name) && self.tree.attributes.len() as u32 - *first < MOST_ATTRIBUTES;
                    if *wanted {
                        self.tree.attribute_text.push_str(&String::from_utf8_lossy(name));
                        let to = self.tree.attribute_text.len();
                        self.tree.attributes.push(Attribute { name: Span::new(from, to), value: Span::new(to, to) });
                    }
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if let (Some((_, _, true)), Some(last)) = (self.start, self.tree.attributes.last_mut()) {
                    let from = self.tree.attribute_text.len();
                    self.tree.attribute_text.push_str(&String::from_utf8_lossy(value));
                    last.value = Span::new(from, self.tree.attribute_text.len());
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                if let Some((tag, first, _)) = self.start.take() {
                    self.start(tag, first, *self_closing);
                }
            }
            CallbackEvent::EndTag { name } => {
                let tag = self.tag(name);
                let name = Arc::clone(&self.tree.tags[tag as usize].name);
                self.end(tag, &name);
            }
            CallbackEvent::String { value } => self.text(value, span.start, span.end),
            _ => {}
        }
        self.tree.cut = self.tree.nodes.len() + self.tree.attributes.len() > self.most;
        self.tree.cut.then_some(())
    }

    /// The index of a tag's name.
    fn tag(&mut self, name: &[u8]) -> u32 {
        if let Some(tag) = self.by_name.get(name) {
            return *tag;
        }
        let tag = self.tree.tags.len() as u32;
        let words = String::from_utf8_lossy(name);
        self.tree.tags.push(TagName { is_block: is_block(&words), is_void: is_void(&words), name: words.into() });
        self.by_name.insert(name.to_vec(), tag);
        tag
    }

    fn name(&self, tag: u32) -> &str {
        &self.tree.tags[tag as usize].name
    }

    fn start(&mut self, tag: u32, first: u32, self_closing: bool) {
        self.close_implied(tag);
        let attributes = (first, self.tree.attributes.len() as u32);
        let TagName { name, is_block, is_void } = &self.tree.tags[tag as usize];
        let link = &**name == "a";
        let empty = *is_void || self_closing && !is_block && !matches!(&**name, "a" | "span" | "script" | "b" | "i" | "em" | "strong");
        let raw = matches!(&**name, "script" | "style" | "title" | "textarea");
        let node = self.push(NodeKind::Element { tag, attributes });
        let too_deep = self.open.len() >= self.deepest && !raw && !empty;
        self.tree.flattened |= too_deep;
        if empty || too_deep {
            return;
        }
        self.links += usize::from(link);
        self.open.push(node);
    }

    fn push(&mut self, kind: NodeKind) -> u32 {
        let index = self.tree.nodes.len() as u32;
        let parent = self.open.last().copied().unwrap_or(index);
        self.tree.nodes.push(Node { parent, end: index + 1, kind });
        index
    }

    fn text(&mut self, decoded: &[u8], from: usize, to: usize) {
        let source = Span::new(from, to.min(self.tree.source.len()));
        let raw = source.of(self.tree.source);
        let same = raw.as_bytes() == decoded;
        let decoded = (!same).then(|| align(&String::from_utf8_lossy(decoded), self.tree.source, source));
        let text = self.tree.texts.len() as u32;
        self.tree.texts.push(TextRun { source, decoded });
        self.push(NodeKind::Text { text, linked: self.links > 0 });
    }

    /// Ends an element; `tag` is the index of `name`.
    fn end(&mut self, tag: u32, name: &str) {
        let table = matches!(name, "table" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot");
        let is_block = self.tree.tags[tag as usize].is_block;
        let mut found = None;
        for (at, node) in self.open.iter().enumerate().rev() {
            let NodeKind::Element { tag: open, .. } = self.tree.nodes[*node as usize].kind else { break };
            if open == tag {
                found = Some(at);
                break;
            }
            let open = &self.tree.tags[open as usize];
            if !table && matches!(&*open.name, "td" | "th" | "table") || matches!(&*open.name, "body" | "html") {
                break;
            }
            // An inline element's end does not end the blocks inside it.
            if !is_block
                && open.is_block
                && name != "a"
                && !matches!(name, "script" | "style" | "title" | "textarea" | "noscript" | "svg" | "button" | "video" | "audio" | "select")
            {
                break;
            }
        }
        let Some(at) = found else { return };
        if name == "a" {
            self.links = self.links.saturating_sub(1);
            if self.open[at + 1..].iter().any(|node| self.tree.is_block(*node as usize)) {
                let node = self.open.remove(at);
                // What follows stands in the blocks that are still open inside.
                let end = self.tree.nodes.len() as u32;
                self.tree.nodes[node as usize].end = end;
                return;
            }
        }
        self.close_from(at);
    }

    fn close_from(&mut self, at: usize) {
        let end = self.tree.nodes.len() as u32;
        for node in self.open.drain(at..) {
            self.tree.nodes[node as usize].end = end;
        }
        self.links = self.open.iter().filter(|node| self.tree.tag(**node as usize) == "a").count();
    }

    /// Ends elements whose end tag the standard lets be left out.
    fn close_implied(&mut self, tag: u32) {
        let is_block = self.tree.tags[tag as usize].is_block;
        let is_root = matches!(self.name(tag), "html" | "body" | "head");
        let is_link = self.name(tag) == "a";
        let (ends, scope): (&[&str], &[&str]) = match self.name(tag) {
            "li" => (&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "option" | "optgroup" => (&["option"], &["select"]),
            "tr" => (&["tr", "td", "th"], &["table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot", "tr", "td", "th"], &["table"]),
            "a" => (&["a"], &["td", "th", "table"]),
            "body" => (&["head"], &[]),
            _ => (&[], &[]),
        };
        if is_block && !is_root {
            self.close_until(&["p"], &["td", "th", "table", "caption", "button", "object", "template"], true);
        }
        if !ends.is_empty() {
            self.close_until(ends, scope, is_link);
        }
    }

    /// Ends the outermost element of `ends` that is open inside the innermost of `scope` (the innermost with `inner`).
    fn close_until(&mut self, ends: &[&str], scope: &[&str], inner: bool) {
        let mut found = None;
        for (at, node) in self.open.iter().enumerate().rev() {
            let open = self.tree.tag(*node as usize);
            if scope.contains(&open) {
                break;
            }
            if ends.contains(&open) {
                found = Some(at);
                if inner {
                    break;
                }
            } else if inner && self.tree.is_block(*node as usize) {
                break;
            }
        }
        if let Some(at) = found {
            self.close_from(at);
        }
    }

    fn finish(mut self) -> Tree<'a> {
        self.close_from(0);
        self.tree
    }
}

/// Pairs decoded words with the bytes they came from: equal bytes are verbatim, an entity is a piece of its own.
fn align(words: &str, source: &str, span: Span) -> (String, Vec<Piece>) {
    let raw = span.of(source);
    let mut pieces = Vec::new();
    let mut known: HashMap<&str, String> = HashMap::new();
    let (mut w, mut r) = (0, 0);
    let base = span.start();
    let piece = |w: usize, given: usize, r: usize, taken: usize, verbatim: bool| Piece {
        text: Span::new(w, w + given),
        source: Span::new(base + r, base + r + taken),
        verbatim,
    };
    while w < words.len() && r < raw.len() {
        // The run of equal bytes, up to the next character that decoding may change.
        let stop = memchr::memchr3(b'&', b'\r', 0, &raw.as_bytes()[r..]).map_or(raw.len(), |n| r + n);
        if stop > r {
            let same = raw.as_bytes()[r..stop].iter().zip(&words.as_bytes()[w..]).take_while(|(a, b)| a == b).count();
            let same = floor(words, w + same) - w;
            if same > 0 {
                pieces.push(piece(w, same, r, same, true));
            }
            w += same;
            r += same;
            if r < stop {
                break;
            }
            continue;
        }
        let taken = reference_length(&raw[r..]);
        let token = &raw[r..r + taken];
        let given = known.entry(token).or_insert_with(|| decode(token)).len();
        if words.get(w..w + given) != known.get(token).map(String::as_str) {
            break;
        }
        pieces.push(piece(w, given, r, taken, token == &words[w..w + given]));
        w += given;
        r += taken;
    }
    // Where the two could not be followed to the end, the rest corresponds as a whole.
    if w < words.len() {
        pieces.push(piece(w, words.len() - w, r, raw.len() - r, false));
    }
    (words.to_owned(), pieces)
}

/// Bytes of what decoding takes as one: a line end, a character reference as far as its name may go.
fn reference_length(raw: &str) -> usize {
    if raw.starts_with("\r\n") {
        return 2;
    }
    if !raw.starts_with('&') {
        return 1;
    }
    let name = 1 + raw[1..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    name + usize::from(raw[name..].starts_with(';'))
}

fn decode(token: &str) -> String {
    let mut out = String::new();
    for token in Tokenizer::new(token) {
        let Ok(token) = token;
        if let Token::String(words) = token {
            out.push_str(&String::from_utf8_lossy(&words.value));
        }
    }
    out
}

fn floor(words: &str, mut at: usize) -> usize {
    while !words.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn is_void(tag: &str) -> bool {
    matches!(
        tag,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "frame"
    )
}

/// Whether an element makes a block of its own.
fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "li"
            | "legend"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "title"
            | "tr"
            | "ul"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every piece decodes to its words.
    fn check(source: &str) {
        let tree = Tree::parse(source);
        for (at, run) in tree.texts.iter().enumerate() {
            let words = tree.words(at as u32);
            for piece in run.decoded.iter().flat_map(|(_, pieces)| pieces) {
                if piece.verbatim {
                    assert_eq!(piece.source.of(source), piece.text.of(words));
                } else {
                    let again = Tree::parse(piece.source.of(source));
                    assert_eq!(
                        again.texts.iter().enumerate().map(|(at, _)| again.words(at as u32)).collect::<String>(),
                        piece.text.of(words),
                        "{source}"
                    );
                }
            }
        }
    }

    #[test]
    fn entities_know_their_bytes() {
        for source in [
            "a &amp; b",
            "<p>&lt;x&gt;&nbsp;&#8217;s &rsquo; AT&T &copy2 &notin; &bogus; &&amp;&",
            "&#x41;&#65;A &amp;amp; &NotEqualTilde;x",
        ] {
            check(source);
        }
    }

    #[test]
    fn ends_that_are_left_out_are_found() {
        let tree = Tree::parse("<ul><li>a<li>b</ul><p>c<p>d<div>e</div><table><tr><td>f<td>g</table>");
        let parents: Vec<&str> =
            tree.nodes.iter().filter(|n| matches!(n.kind, NodeKind::Text { .. })).map(|n| tree.tag(n.parent as usize)).collect();
        assert_eq!(parents, ["li", "li", "p", "p", "div", "td", "td"]);
    }

    #[test]
    fn deep_nesting_is_bounded() {
        let source = format!("{}x", "<div><b>".repeat(20_000));
        let tree = Tree::parse(&source);
        assert_eq!(tree.text_of(0), "x");
        assert!(tree.flattened && !tree.cut);
    }

    #[test]
    fn nodes_are_counted() {
        let limits = PageLimits { nodes: 10, ..PageLimits::default() };
        assert!(!Tree::parse_within(&"<p>x".repeat(5), &limits).cut);
        let source = "<p a b c>x".repeat(5_000);
        let cut = Tree::parse_within(&source, &limits);
        assert!(cut.cut && cut.nodes.len() <= 11);
    }

    proptest::proptest! {
        #[test]
        fn any_markup_keeps_its_bytes(source in "([a-z<>/&;#é \r\n]|&amp;|&#39;|<p>|</p>|<a>|&lt|&eacute;){0,60}") {
            check(&source);
        }
    }
}
