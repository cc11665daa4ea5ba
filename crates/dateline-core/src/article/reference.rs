//! Other pages that a document names: what its markup says of them, links in its running text, addresses as printed.
//! Links in what was left out (menus, teasers, shares), to lists and front pages, and to the page itself give nothing.

use super::address::Base;
use super::html::{Metadata, NodeKind, Tree};
use super::link_cues::Said;
use super::rules::Rules;
use crate::reference::{Reference, Relation};
use crate::report::{Credit, Paragraph, ParagraphKind, Report};
use crate::stated::Source;
use crate::text::{OffsetMap, Span};

/// References of a report at most, and links of a page that are looked at.
const MOST: usize = 64;
const LOOKED_AT: usize = 4000;
/// Properties without words of which it is asked whose they are.
const SCOPES: usize = 32;
/// Longest address.
const LONGEST: usize = 2000;
/// Share of a paragraph's letters that stand outside a link, in percent, from which the link is one of running text.
const RUNNING: usize = 20;

/// What the properties of microdata and RDFa, and the keys of JSON-LD, say of an address.
pub(super) const PROPERTIES: &[(&str, Relation)] = &[
    ("translationOfWork", Relation::Translates),
    ("isBasedOn", Relation::BasedOn),
    ("isBasedOnUrl", Relation::BasedOn),
    ("citation", Relation::Cites),
];

/// Collects what is found, each once and no more than allowed.
struct Collector<'a> {
    rules: &'a Rules,
    own: Vec<String>,
    keys: Vec<(Relation, String, Option<Span>)>,
    out: Vec<Reference>,
}

impl<'a> Collector<'a> {
    fn new(report: &Report, rules: &'a Rules) -> Self {
        let own = report.url.iter().chain(&report.canonical_url).map(|url| rules.addresses.key(url)).collect();
        let keys = report.references.iter().map(|r| (r.relation, rules.addresses.key(&r.address), r.span)).collect();
        Self { rules, own, keys, out: report.references.clone() }
    }

    fn is_full(&self) -> bool {
        self.out.len() >= MOST
    }

    fn add(&mut self, reference: Reference) {
        let addresses = &self.rules.addresses;
        if self.is_full() || reference.address.len() > LONGEST || !addresses.is_of_report(&reference.address) {
            return;
        }
        let key = addresses.key(&reference.address);
        // The canonical address of a copy is no other page's where the report's own address is not known.
        let itself = self.own.contains(&key) && !(reference.relation == Relation::Canonical && self.own.first() != Some(&key));
        let known = self.keys.iter().any(|(relation, other, span)| {
            let same_words = match (span, reference.span) {
                (Some(a), Some(b)) => a.overlaps(b),
                _ => true,
            };
            *other == key && (*relation == reference.relation || same_words && span.is_some() && reference.span.is_some())
        });
        if !itself && !known {
            self.keys.push((reference.relation, key, reference.span));
            self.out.push(reference);
        }
    }
}

/// What the page's markup says of other addresses.
pub(super) fn of_markup(tree: &Tree<'_>, metadata: &Metadata, rules: &Rules, report: &mut Report) {
    let base = Base::of(tree, report.url.as_deref(), &rules.addresses);
    let mut all = Collector::new(report, rules);
    for stated in &metadata.references {
        if let Some(address) = base.whole(&stated.address, &rules.addresses) {
            all.add(Reference { relation: stated.relation, from: stated.from, address, name: stated.name.clone(), span: None });
        }
    }
    if let (Some(url), Some(canonical)) = (&report.url, &report.canonical_url)
        && rules.addresses.is_other_site(url, canonical)
    {
        all.add(Reference { relation: Relation::Canonical, from: Source::Link, address: canonical.clone(), name: None, span: None });
    }
    report.references = all.out;
}

/// The links of a page's running text, and properties on its elements. `origin` leads from the report's text to the source
/// that the tree was made from; the paragraphs of the report are those of that text.
pub(super) fn of_links(tree: &Tree<'_>, text: &str, origin: &OffsetMap, rules: &Rules, report: &mut Report) {
    let base = Base::of(tree, report.url.as_deref(), &rules.addresses);
    let places = Places::of(origin);
    let mut all = Collector::new(report, rules);
    let (mut looked_at, mut scopes) = (0, 0);
    for at in 0..tree.nodes.len() {
        let tag = tree.tag(at);
        let is_link = tag == "a";
        let stated = if tag.is_empty() { None } else { property(tree, at) };
        if !is_link && stated.is_none() {
            continue;
        }
        looked_at += 1;
        if looked_at > LOOKED_AT || all.is_full() {
            break;
        }
        let written =
            ["href", "content", "resource", "cite", "src"].iter().map(|name| tree.attribute(at, name).trim()).find(|a| !a.is_empty());
        let Some(written) = written.filter(|a| a.len() <= LONGEST) else { continue };
        let whole = || base.whole(written, &rules.addresses);
        let span = places.text_of(source(tree, at)).map(|span| span.trimmed(text)).filter(|span| !span.is_empty());
        let paragraph = span.and_then(|span| paragraph_of(&report.paragraphs, span));
        if let Some((relation, from)) = stated {
            // Elements without words are the page's own where they stand beside its text.
            let without_words = matches!(tag, "meta" | "link") && scopes < SCOPES;
            scopes += usize::from(without_words);
            if (paragraph.is_some() || without_words && is_of_article(tree, at, &places))
                && let Some(address) = whole()
            {
                let span = span.filter(|_| paragraph.is_some());
                all.add(Reference { relation, from, address, name: None, span });
            }
            continue;
        }
        let (Some(span), Some(paragraph)) = (span, paragraph) else { continue };
        let rel = tree.attribute(at, "rel");
        if rel.split_ascii_whitespace().any(|word| IDLE_RELATIONS.iter().any(|idle| word.eq_ignore_ascii_case(idle))) {
            continue;
        }
        if let Some(relation) = relation(text, *paragraph, span, &report.credits, rules)
            && let Some(address) = whole()
        {
            all.add(Reference { relation, from: Source::Visible, address, name: None, span: Some(span) });
        }
    }
    report.references = all.out;
}

/// What `rel` says of links that tell nothing of the account (HTML standard, microformats).
const IDLE_RELATIONS: &[&str] =
    &["author", "tag", "category", "license", "sponsored", "ugc", "search", "help", "prev", "next", "privacy-policy"];

/// A link to another page whose words are known: of a message.
pub(super) fn of_words(links: &[(Span, String)], rules: &Rules, report: &mut Report) {
    let mut all = Collector::new(report, rules);
    let text = report.text.as_str();
    for (span, address) in links {
        let span = span.trimmed(text);
        let Some(paragraph) = paragraph_of(&report.paragraphs, span) else { continue };
        if let Some(relation) = relation(text, *paragraph, span, &report.credits, rules) {
            all.add(Reference { relation, from: Source::Visible, address: address.clone(), name: None, span: Some(span) });
        }
    }
    report.references = all.out;
}

/// A reference that needs no words around it.
pub(super) fn of_message(reference: Reference, rules: &Rules, report: &mut Report) {
    let mut all = Collector::new(report, rules);
    all.add(reference);
    report.references = all.out;
}

/// Addresses that are printed in the text.
pub(super) fn of_text(rules: &Rules, report: &mut Report) {
    let text = report.text.as_str();
    let mut all = Collector::new(report, rules);
    for paragraph in &report.paragraphs {
        for span in printed(text, paragraph.span) {
            if all.is_full() {
                break;
            }
            let words = span.of(text);
            let address = if words.contains("://") { words.to_owned() } else { format!("https://{words}") };
            if let Some(relation) = relation(text, *paragraph, span, &report.credits, rules) {
                all.add(Reference { relation, from: Source::Visible, address, name: None, span: Some(span) });
            }
        }
    }
    report.references = all.out;
}

/// What a link is to the report: by the words about it, else by the paragraph that it stands in; `None` where it tells nothing.
fn relation(text: &str, paragraph: Paragraph, link: Span, credits: &[Credit], rules: &Rules) -> Option<Relation> {
    let whole = paragraph.span;
    let before = Span::new(whole.start(), link.start());
    // Lines inside a paragraph are each their own.
    let before = before.of(text).rsplit('\n').next().unwrap_or("");
    match rules.link_cues.said(before, link.of(text)) {
        Some(Said::Source) => return Some(Relation::Source),
        Some(Said::Translation) => return Some(Relation::Translates),
        Some(Said::Related) => return None,
        None => {}
    }
    match paragraph.kind {
        // Rights are sold there too.
        ParagraphKind::Credit => {
            let line = Span::new(link.start() - before.len(), link.end());
            credits.iter().any(|credit| credit.span.overlaps(line)).then_some(Relation::Source)
        }
        kind if kind.is_body() => {
            let letters = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).count();
            let (all, own) = (letters(whole.of(text)), letters(link.of(text)));
            ((all - own.min(all)) * 100 >= RUNNING * all.max(1)).then_some(Relation::Links)
        }
        _ => None,
    }
}

/// The paragraph that holds a span wholly.
fn paragraph_of(paragraphs: &[Paragraph], span: Span) -> Option<&Paragraph> {
    let at = paragraphs.partition_point(|p| p.span.end() <= span.start());
    paragraphs.get(at).filter(|p| p.span.contains(span) && !matches!(p.kind, ParagraphKind::Title | ParagraphKind::Caption))
}

/// What a property on an element says, and in which notation.
fn property(tree: &Tree<'_>, at: usize) -> Option<(Relation, Source)> {
    tree.attributes(at).find_map(|(name, value)| {
        let from = match name {
            "itemprop" => Source::Microdata,
            "property" => Source::Rdfa,
            _ => return None,
        };
        value.split_ascii_whitespace().find_map(|word| {
            let word = word.rsplit([':', '/', '#']).next().unwrap_or(word);
            PROPERTIES.iter().find(|(key, _)| word.eq_ignore_ascii_case(key)).map(|(_, relation)| (*relation, from))
        })
    })
}

/// Whether the item that an element belongs to holds words of the report: the page's own, not that of a teaser.
fn is_of_article(tree: &Tree<'_>, at: usize, places: &Places) -> bool {
    let mut node = tree.nodes[at].parent as usize;
    loop {
        let scoped = tree.attributes(node).any(|(name, _)| matches!(name, "itemscope" | "typeof"));
        if scoped || tree.nodes[node].parent as usize == node {
            return places.text_of(source(tree, node)).is_some();
        }
        node = tree.nodes[node].parent as usize;
    }
}

/// The bytes of the page from the first to the last text inside an element.
fn source(tree: &Tree<'_>, at: usize) -> Option<Span> {
    let runs = (at..tree.nodes[at].end as usize).filter_map(|inner| match tree.nodes[inner].kind {
        NodeKind::Text { text, .. } => Some(tree.texts[text as usize].source),
        NodeKind::Element { .. } => None,
    });
    runs.reduce(Span::cover)
}

/// Where bytes of a page stand in the report's text.
struct Places {
    /// Pieces by their source.
    pieces: Vec<crate::text::Piece>,
}

impl Places {
    fn of(origin: &OffsetMap) -> Self {
        let mut pieces = origin.pieces().to_vec();
        pieces.sort_by_key(|piece| (piece.source.start(), piece.source.end()));
        Self { pieces }
    }

    /// The text made from a range of the page; `None` where nothing of it was kept.
    fn text_of(&self, source: Option<Span>) -> Option<Span> {
        let source = source?;
        let first = self.pieces.partition_point(|piece| piece.source.end() <= source.start());
        let inside = self.pieces[first..].iter().take_while(|piece| piece.source.start() < source.end());
        let parts = inside.filter(|piece| piece.source.overlaps(source)).map(|piece| {
            if !piece.verbatim {
                return piece.text;
            }
            let from = source.start().max(piece.source.start()) - piece.source.start();
            let to = source.end().min(piece.source.end()) - piece.source.start();
            Span::new(piece.text.start() + from, piece.text.start() + to)
        });
        parts.reduce(Span::cover)
    }
}

/// Web addresses as printed inside a span.
fn printed(text: &str, inside: Span) -> Vec<Span> {
    let words = inside.of(text);
    let mut out = Vec::new();
    let mut marks: Vec<usize> = words.match_indices("://").chain(words.match_indices("www.")).map(|(at, _)| at).collect();
    marks.sort_unstable();
    let mut reached = 0;
    for mark in marks {
        let begins = |scheme: &str| {
            let from = mark.checked_sub(scheme.len());
            from.and_then(|from| words.get(from..mark)).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
        };
        let scheme = match words[mark..].starts_with("www.") {
            true => 0,
            false if begins("https") => 5,
            false if begins("http") => 4,
            false => continue,
        };
        if mark - scheme < reached {
            continue;
        }
        let start = mark - scheme;
        let tail = &words[mark..];
        let end = tail
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '«' | '»' | '“' | '”' | '|' | '\\' | '^' | '`' | '{' | '}'));
        let end = mark + end.unwrap_or(tail.len());
        let mut kept =
            words[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', ']', '*', '،', '؛', '。', '，', '）', '…']);
        // A bracket that was opened before the address closes behind it.
        while kept.ends_with(')') && kept.matches(')').count() > kept.matches('(').count() {
            kept = kept[..kept.len() - 1].trim_end_matches(['.', ',', ';', ':', '!', '?']);
        }
        let before = words[..start].chars().next_back();
        if kept.len() > scheme + 7 && !before.is_some_and(char::is_alphanumeric) {
            out.push(Span::new(inside.start() + start, inside.start() + start + kept.len()));
        }
        reached = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_printed() {
        let text =
            "See (https://h.example/a_(b)), HTTP://v.example/x?y=1. or www.w.example/long; ftp://f.example/a xhttps://no.example/a http://";
        let found: Vec<&str> = printed(text, Span::new(0, text.len())).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["https://h.example/a_(b)", "HTTP://v.example/x?y=1", "www.w.example/long"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_through(text in "(https?://|www\\.|[a-z(). ،]|é|://){0,60}") {
            for span in printed(&text, Span::new(0, text.len())) {
                assert!(!span.of(&text).is_empty());
            }
        }
    }
}
