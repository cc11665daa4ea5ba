//! XML as feeds have it: elements with the exact places of their words, no entity expanded beyond one character, no
//! recursion, and a tree's depth that costs nothing. Feeds that are not well-formed are read as far as they make sense.

use super::super::field::Field;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::ops::Range;

/// What stands in an XML text, with its place.
#[derive(Debug)]
pub(super) enum Token<'a> {
    Start(Tag<'a>),
    /// An element without content.
    Empty(Tag<'a>),
    End(&'a str),
    /// Character data; what stands in it is not escaped.
    Verbatim(Range<usize>),
    /// A reference such as `&amp;`, with what it stands for where that is one of XML's own or a number.
    Reference(Range<usize>, Option<char>),
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    /// Name with its prefix.
    pub name: &'a str,
    pub attributes: Vec<(String, String)>,
}

/// Attributes of one tag that are looked at.
const MOST_ATTRIBUTES: usize = 64;

/// Splits an XML text into tokens.
pub(super) struct Tokens<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Where the text is no XML any more.
    pub broken: Option<usize>,
}

/// Name of a tag without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        Self { text, reader, broken: None }
    }

    /// The next token and where it stands; `None` at the end, or where the text is broken.
    pub(super) fn next(&mut self) -> Option<(Token<'a>, Range<usize>)> {
        loop {
            let start = self.reader.buffer_position() as usize;
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(_) => {
                    self.broken = Some(start);
                    return None;
                }
            };
            let end = self.reader.buffer_position() as usize;
            let place = start..end;
            let token = match event {
                Event::Eof => return None,
                Event::Start(tag) => Token::Start(self.tag(&tag, start)),
                Event::Empty(tag) => Token::Empty(self.tag(&tag, start)),
                Event::End(tag) => Token::End(self.words(start + 2, tag.name().0.len())),
                Event::Text(_) => Token::Verbatim(place.clone()),
                Event::CData(_) => Token::Verbatim(start + "<![CDATA[".len()..end.saturating_sub("]]>".len())),
                Event::GeneralRef(reference) => Token::Reference(place.clone(), character(self.words(start + 1, reference.len()))),
                _ => continue,
            };
            return Some((token, place));
        }
    }

    /// A name, taken from the text itself.
    fn words(&self, start: usize, length: usize) -> &'a str {
        self.text.get(start..start + length).unwrap_or("")
    }

    fn tag(&self, tag: &BytesStart<'_>, start: usize) -> Tag<'a> {
        let mut attributes = tag.html_attributes();
        let attributes =
            attributes.with_checks(false).flatten().take(MOST_ATTRIBUTES).map(|a| (a.key.0.to_ascii_lowercase(), unescaped(&a.value)));
        Tag { name: self.words(start + 1, tag.name().0.len()), attributes: attributes.collect() }
    }
}

impl Tag<'_> {
    /// The value of an attribute, its name in lower case.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// What a reference to one of XML's own entities, or to a number, stands for.
fn character(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')
        }
    }
}

/// An attribute's words.
fn unescaped(value: &str) -> String {
    reduced(&Field { text: value.to_owned(), ..Field::default() }, &character).text
}

/// The same words with every reference replaced that `character` knows.
fn reduced(field: &Field, character: &dyn Fn(&str) -> Option<char>) -> Field {
    let text = field.text.as_str();
    let mut out = Field::default();
    let mut at = 0;
    while let Some(step) = memchr::memchr(b'&', &text.as_bytes()[at..]) {
        let start = at + step;
        out.verbatim(text, at..start);
        let end = text.as_bytes()[start..].iter().take(12).position(|byte| *byte == b';').map(|n| start + n);
        match end.and_then(|end| Some((end, character(text.get(start + 1..end)?)?))) {
            Some((end, c)) => {
                out.replaced(c.encode_utf8(&mut [0; 4]), start..end + 1);
                at = end + 1;
            }
            None => {
                out.verbatim(text, start..start + 1);
                at = start + 1;
            }
        }
    }
    out.verbatim(text, at..text.len());
    out
}

/// Whether markup was escaped twice on its way into the feed: no tag stands in the words, but names of tags do.
fn is_escaped_twice(text: &str) -> bool {
    let tags = [
        "&lt;p&gt;",
        "&lt;p ",
        "&lt;br",
        "&lt;a ",
        "&lt;div",
        "&lt;/p&gt;",
        "&lt;/a&gt;",
        "&lt;img",
        "&lt;strong",
        "&lt;em&gt;",
        "&lt;b&gt;",
        "&lt;i&gt;",
        "&lt;h",
        "&lt;ul",
        "&lt;span",
    ];
    text.contains("&lt;") && !super::has_tag(text) && tags.iter().any(|tag| text.contains(tag))
}

/// The words with one more layer of escapes taken off where markup was escaped twice; the map still leads to the source.
pub(super) fn without_second_escape(field: Field) -> Field {
    if !is_escaped_twice(&field.text) {
        return field;
    }
    let inner = reduced(&field, &character);
    Field { map: super::super::field::through(&inner.map, &field.map), text: inner.text }
}

/// An element directly inside an item.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Name without prefix, in lower case.
    pub name: String,
    /// Prefix in lower case; empty where there is none.
    pub prefix: String,
    pub attributes: Vec<(String, String)>,
    /// Its own words, escapes taken off.
    pub words: Field,
    /// Everything between its tags as it stands.
    pub inner: Range<usize>,
    /// Elements inside it, with their own words.
    pub children: Vec<(String, Field)>,
}

impl Element {
    /// The value of an attribute, its name in lower case.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The words of an element inside.
    pub(super) fn child(&self, name: &str) -> Option<&Field> {
        self.children.iter().find(|(child, _)| child == name).map(|(_, words)| words)
    }
}

/// Elements of an item that are kept, and children of one: no feed has a tenth as many.
const MOST_ELEMENTS: usize = 2000;

/// The elements directly inside the one that `text` is, in order.
pub(super) fn elements(text: &str) -> Vec<Element> {
    let mut tokens = Tokens::new(text);
    let mut out: Vec<Element> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    while let Some((token, place)) = tokens.next() {
        match token {
            Token::Start(tag) | Token::Empty(tag) if matches!(open.len(), 1 | 2) && out.len() < MOST_ELEMENTS => {
                let empty = text[place.clone()].ends_with("/>");
                let (prefix, name) = tag.name.split_once(':').unwrap_or(("", tag.name));
                let name = name.to_ascii_lowercase();
                if open.len() == 1 {
                    let prefix = prefix.to_ascii_lowercase();
                    out.push(Element { name, prefix, attributes: tag.attributes, inner: place.end..place.end, ..Element::default() });
                } else if let Some(parent) = out.last_mut().filter(|parent| parent.children.len() < MOST_ELEMENTS) {
                    parent.children.push((name, Field::default()));
                }
                if !empty {
                    open.push(tag.name);
                }
            }
            Token::Start(tag) => open.push(tag.name),
            Token::Empty(_) => {}
            Token::End(name) => {
                if let Some(at) = open.iter().rposition(|other| *other == name) {
                    open.truncate(at);
                }
                if open.is_empty() {
                    break;
                }
                if open.len() == 1
                    && let Some(element) = out.last_mut()
                    && element.inner.end == element.inner.start
                {
                    element.inner.end = place.start.max(element.inner.start);
                }
            }
            Token::Verbatim(range) => {
                if let Some(words) = current(&mut out, open.len()) {
                    words.verbatim(text, range);
                }
            }
            Token::Reference(range, character) => {
                if let Some(words) = current(&mut out, open.len()) {
                    match character {
                        Some(c) => words.replaced(c.encode_utf8(&mut [0; 4]), range),
                        None => words.verbatim(text, range),
                    }
                }
            }
        }
    }
    out
}

/// Where words go at a depth.
fn current(out: &mut [Element], depth: usize) -> Option<&mut Field> {
    let element = out.last_mut()?;
    match depth {
        2 => Some(&mut element.words),
        3 => element.children.last_mut().map(|(_, words)| words),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_their_words_and_places() {
        let text = "<item><a:t x='1 &amp; 2'>one &amp; <![CDATA[<b>two</b>]]>&nbsp;&#x41;</a:t><c><d>three</d> four</c><e/>tail</item>more";
        let found = elements(text);
        let names: Vec<(&str, &str)> = found.iter().map(|e| (e.prefix.as_str(), e.name.as_str())).collect();
        assert_eq!(names, [("a", "t"), ("", "c"), ("", "e")]);
        assert_eq!(found[0].words.text, "one & <b>two</b>&nbsp;A");
        assert_eq!(found[0].attribute("x"), Some("1 & 2"));
        assert_eq!((found[1].words.text.as_str(), found[1].child("d").unwrap().text.as_str()), (" four", "three"));
        assert_eq!(&text[found[1].inner.clone()], "<d>three</d> four");
        for piece in found[0].words.map.pieces().iter().filter(|piece| piece.verbatim) {
            assert_eq!(piece.text.of(&found[0].words.text), piece.source.of(text));
        }
    }

    #[test]
    fn markup_that_is_not_well_formed_keeps_its_words() {
        let found = elements("<item><t>A & B <br> C &bogus; D</t><u>two</u></item>");
        assert_eq!(found.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["t", "u"]);
        assert!(found[0].words.text.starts_with("A & B "));
        assert_eq!(found[1].words.text, "two");
        assert!(elements("<item><t>cut").iter().all(|e| e.words.text == "cut"));
        assert!(elements("no xml").is_empty());
    }

    #[test]
    fn a_second_escape_is_taken_off() {
        let found =
            elements("<i><d>&amp;lt;p&amp;gt;One &amp;amp; two&amp;lt;/p&amp;gt;</d><e>&lt;p&gt;a &amp;lt;p&amp;gt;&lt;/p&gt;</e></i>");
        let mut found = found.into_iter().map(|e| without_second_escape(e.words));
        assert_eq!(found.next().unwrap().text, "<p>One & two</p>");
        assert_eq!(found.next().unwrap().text, "<p>a &lt;p&gt;</p>");
    }
}
