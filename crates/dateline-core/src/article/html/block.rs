//! Blocks of a page: runs of text between block elements, each with its bytes and the features that tell text from menus.

use super::tree::{NodeKind, Tree};
use crate::report::DropReason;
use crate::text::{OffsetMap, Piece, Span};
use std::collections::HashMap;

/// A run of text between block elements.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// Its words, white space folded, none at the ends.
    pub words: String,
    /// Where they come from; spans of text count in `words`.
    pub map: OffsetMap,
    /// The innermost block element around it.
    pub node: u32,
    /// Its first text node; increases from block to block.
    pub at: u32,
    /// Bytes of its words that stand in links.
    pub linked: usize,
    /// Runs of text in links.
    pub links: usize,
    /// What the elements around it say.
    pub context: Context,
}

/// What the elements around a text say of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Context {
    /// Out, and why, by an element's name or its class and id.
    pub out: Option<DropReason>,
    /// Element that put it out.
    pub by: u32,
    pub heading: u8,
    pub item: bool,
    pub quote: bool,
    pub caption: bool,
    pub table: bool,
    pub byline: bool,
    pub title: bool,
    /// Never text of a page: scripts, forms' parts.
    pub hidden: bool,
    /// Text of the page that its markup does not show.
    pub unseen: bool,
}

/// The class cues of `data/rules/article_cues.tsv`, asked one word at a time.
pub(crate) trait Cues {
    /// Why an element with this class or id word is out.
    fn out(&self, attribute: &str) -> Option<DropReason>;
    /// Whether a class or id word says byline.
    fn is_byline(&self, attribute: &str) -> bool;
    /// Whether a class or id word says caption.
    fn is_caption(&self, attribute: &str) -> bool;
}

/// The blocks of a page in document order, and the context of every node.
pub(crate) fn blocks(tree: &Tree<'_>, cues: &dyn Cues) -> Vec<Block> {
    let mut contexts: Vec<Context> = Vec::with_capacity(tree.nodes.len());
    let mut out = Vec::new();
    let mut open = Open::default();
    let mut known = Known::default();
    // Ends of open block elements, so that leaving one ends the block.
    let mut ends: Vec<(u32, u32)> = Vec::new();
    for at in 0..tree.nodes.len() {
        while ends.last().is_some_and(|(end, _)| *end as usize <= at) {
            open.flush(&mut out);
            ends.pop();
        }
        let node = &tree.nodes[at];
        let parent = node.parent as usize;
        let outer = if parent < at { contexts[parent] } else { Context::default() };
        match &node.kind {
            NodeKind::Element { .. } => {
                let tag = tree.tag(at);
                contexts.push(context(tree, at, tag, outer, cues, &mut known));
                if tag == "br" {
                    open.line_break(&mut out);
                } else if tree.is_block(at) {
                    open.flush(&mut out);
                    ends.push((node.end, at as u32));
                }
            }
            NodeKind::Text { text, linked } => {
                contexts.push(outer);
                if !outer.hidden {
                    let block = ends.last().map_or(0, |(_, node)| *node);
                    open.add(tree, *text, *linked, (block, at as u32), outer);
                }
            }
        }
    }
    open.flush(&mut out);
    out
}

/// What the values of class attributes say, as far as asked; the same values stand on many elements of a page.
type Known<'t> = HashMap<&'t str, (Option<DropReason>, bool, bool)>;

fn context<'t>(tree: &'t Tree<'_>, at: usize, tag: &str, mut outer: Context, cues: &dyn Cues, known: &mut Known<'t>) -> Context {
    match tag {
        "script" | "style" | "noscript" | "template" | "svg" | "iframe" | "object" | "select" | "textarea" | "button" | "canvas"
        | "audio" | "video" | "head" | "math" | "datalist" | "noembed" | "noframes" => outer.hidden = true,
        "title" => outer.hidden = true,
        "nav" | "menu" => put_out(&mut outer, DropReason::Navigation, at),
        "footer" | "dialog" => put_out(&mut outer, DropReason::Navigation, at),
        "aside" => put_out(&mut outer, DropReason::Related, at),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => outer.heading = tag.as_bytes()[1] - b'0',
        "li" | "dd" | "dt" => outer.item = true,
        "blockquote" => outer.quote = true,
        "figcaption" => outer.caption = true,
        "table" => outer.table = true,
        _ => {}
    }
    if matches!(tag, "html" | "body" | "main" | "article") {
        return outer;
    }
    for (name, value) in tree.attributes(at) {
        match name {
            "class" | "id" | "data-testid" | "data-component" | "data-type" => {
                let (out, byline, caption) =
                    *known.entry(value).or_insert_with(|| (cues.out(value), cues.is_byline(value), cues.is_caption(value)));
                // A paragraph's own class tells of its looks.
                if tag != "p"
                    && let Some(reason) = out
                {
                    put_out(&mut outer, reason, at);
                }
                outer.byline |= byline;
                outer.caption |= caption;
            }
            "hidden" => outer.unseen = true,
            "style" => {
                let style: String = value.chars().filter(|c| !c.is_whitespace()).take(400).flat_map(char::to_lowercase).collect();
                outer.unseen |= style.contains("display:none") || style.contains("visibility:hidden");
            }
            "role" => match value {
                "navigation" | "menu" | "menubar" | "search" | "contentinfo" | "toolbar" | "dialog" | "alertdialog" => {
                    put_out(&mut outer, DropReason::Navigation, at)
                }
                "complementary" => put_out(&mut outer, DropReason::Related, at),
                _ => {}
            },
            "itemprop" | "rel" => {
                outer.byline |= matches!(value, "author" | "datePublished" | "dateline");
                outer.caption |= value == "caption";
                outer.title |= value == "headline";
            }
            _ => {}
        }
    }
    outer
}

fn put_out(context: &mut Context, reason: DropReason, by: usize) {
    if context.out.is_none() {
        context.out = Some(reason);
        context.by = by as u32;
    }
}

/// The block that is being filled.
#[derive(Default)]
struct Open {
    words: String,
    map: OffsetMap,
    node: u32,
    at: u32,
    linked: usize,
    links: usize,
    context: Context,
    breaks: usize,
    /// Source of white space that is not yet written.
    space: Option<(Span, bool)>,
}

impl Open {
    fn add(&mut self, tree: &Tree<'_>, text: u32, linked: bool, (node, at): (u32, u32), context: Context) {
        let words = tree.words(text);
        let run = &tree.texts[text as usize];
        if self.words.is_empty() {
            self.node = node;
            self.at = at;
            self.context = context;
        }
        self.links += usize::from(linked);
        let whole = [Piece { text: Span::new(0, words.len()), source: run.source, verbatim: true }];
        let pieces: &[Piece] = run.decoded.as_ref().map_or(&whole, |(_, pieces)| pieces);
        for piece in pieces {
            if piece.verbatim {
                self.add_verbatim(piece.text.of(words), piece.source.start(), linked);
            } else if piece.text.of(words).chars().all(is_space) {
                self.space = Some((piece.source, false));
            } else {
                self.write(piece.text.of(words), piece.source, false, linked);
            }
        }
    }

    fn add_verbatim(&mut self, words: &str, base: usize, linked: bool) {
        let mut at = 0;
        while at < words.len() {
            let rest = &words[at..];
            let word = rest.find(is_space).unwrap_or(rest.len());
            if word > 0 {
                self.write(&rest[..word], Span::new(base + at, base + at + word), true, linked);
                at += word;
                continue;
            }
            let spaces = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
            self.space = Some((Span::new(base + at, base + at + spaces), &rest[..spaces] == " "));
            at += spaces;
        }
    }

    fn write(&mut self, words: &str, source: Span, verbatim: bool, linked: bool) {
        if let Some((space, single)) = self.space.take()
            && !self.words.is_empty()
            && !self.words.ends_with('\n')
        {
            let text = Span::new(self.words.len(), self.words.len() + 1);
            self.words.push(' ');
            self.map.push(Piece { text, source: space, verbatim: single });
        }
        self.breaks = 0;
        let text = Span::new(self.words.len(), self.words.len() + words.len());
        self.words.push_str(words);
        self.map.push(Piece { text, source, verbatim });
        if linked {
            self.linked += words.len();
        }
    }

    fn line_break(&mut self, out: &mut Vec<Block>) {
        self.breaks += 1;
        self.space = None;
        if self.breaks >= 2 {
            self.flush(out);
        } else if !self.words.is_empty() {
            self.words.push('\n');
        }
    }

    fn flush(&mut self, out: &mut Vec<Block>) {
        let open = std::mem::take(self);
        let mut words = open.words;
        words.truncate(words.trim_end().len());
        if !words.is_empty() {
            out.push(Block {
                words,
                map: open.map,
                node: open.node,
                at: open.at,
                linked: open.linked,
                links: open.links,
                context: open.context,
            });
        }
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}
