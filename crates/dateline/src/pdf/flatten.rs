//! A page as nothing but text operators over fonts with names of their own: forms are written out, colours, paths and
//! pictures left away, operators that say nothing sensible dropped. What draws it then meets no surprises.

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

/// Forms inside forms beyond which they are not followed.
const DEEPEST: usize = 12;

/// Operators of one page.
const MOST: usize = 2_000_000;

/// A flat page.
#[derive(Debug, Clone)]
pub struct Flat {
    operations: Vec<Operation>,
    /// Its fonts, by the names that its operators use.
    pub fonts: Dictionary,
    /// Quarters of a turn to the right that it is shown with.
    pub turned: u8,
}

impl Flat {
    /// As a content stream.
    pub fn content(&self) -> Option<Vec<u8>> {
        Content { operations: &self.operations }.encode().ok()
    }

    /// A page that does nothing but take one font.
    pub fn probe(&self, font: &str) -> Self {
        let operand = vec![Object::Name(font.as_bytes().to_vec()), Object::Real(10.0)];
        Self { operations: vec![Operation::new("Tf", operand)], fonts: self.fonts.clone(), turned: 0 }
    }

    /// Takes a font out, with what it shows.
    pub fn without_font(&mut self, font: &str) {
        let mut shown = true;
        let mut outer = Vec::new();
        self.operations.retain(|operation| match operation.operator.as_str() {
            "Tf" => {
                shown = operation.operands[0].as_name().is_ok_and(|name| name != font.as_bytes());
                shown
            }
            "q" => {
                outer.push(shown);
                true
            }
            "Q" => {
                shown = outer.pop().unwrap_or(shown);
                true
            }
            "Tj" | "TJ" => shown,
            _ => true,
        });
        self.fonts.remove(font.as_bytes());
    }
}

/// The page `id`; `None` where it is none. Strings of more than `most` bytes together end it.
pub fn page(document: &Document, id: ObjectId, most: usize) -> Option<Flat> {
    let dictionary = document.get_dictionary(id).ok()?;
    let turned = inherited(document, dictionary, b"Rotate").and_then(number).map_or(0, |degrees| (degrees / 90.0).rem_euclid(4.0) as u8);
    let resources = inherited(document, dictionary, b"Resources").and_then(|found| found.as_dict().ok());
    let content = document.get_page_content(id).ok()?;
    let mut walk = Walk { document, out: Vec::new(), fonts: Vec::new(), left: most.saturating_mul(4) };
    let none = Dictionary::new();
    walk.stream(&content, resources.unwrap_or(&none), 0, false);
    let mut fonts = Dictionary::new();
    for (at, font) in walk.fonts.iter().enumerate() {
        fonts.set(format!("F{at}"), honest(document, font));
    }
    Some(Flat { operations: walk.out, fonts, turned })
}

/// Name of a glyph that stands for "no letter known": its place in Unicode is a private one that no text uses.
const NO_LETTER: &str = "cyrBreve";

/// What [`NO_LETTER`] comes out as.
pub const NO_LETTER_CHARACTER: char = '\u{f6d1}';

/// A font that does not make up letters. Where the map of an embedded font leaves a code out, the library takes the code
/// for a letter of Latin: the stroke that stretches an Arabic line would come out as a digit. Such codes are said to
/// have no letter, and so are glyphs whose name is only a number.
fn honest(document: &Document, font: &Object) -> Object {
    let Some(own) = resolved(document, font).and_then(|font| font.as_dict().ok()) else { return font.clone() };
    let name = |dictionary: &Dictionary, key: &[u8]| dictionary.get(key).and_then(Object::as_name).map(<[u8]>::to_vec).unwrap_or_default();
    let kind = name(own, b"Subtype");
    if kind == b"Type0" {
        return font.clone();
    }
    let descriptor = own.get(b"FontDescriptor").ok().and_then(|found| resolved(document, found)).and_then(|found| found.as_dict().ok());
    let is_embedded = descriptor.is_some_and(|d| [&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(|key| d.has(key)));
    let flags = descriptor.and_then(|d| d.get(b"Flags").ok()).and_then(number).unwrap_or(0.0) as i64;
    let is_symbolic = kind == b"TrueType" || flags & 4 != 0;
    let has_map = own.has(b"ToUnicode");
    let encoding = own.get(b"Encoding").ok().and_then(|found| resolved(document, found));
    let mut encoding = match encoding {
        None if kind == b"TrueType" && is_embedded && has_map => Dictionary::new(),
        Some(Object::Dictionary(encoding)) => encoding.clone(),
        _ => return font.clone(),
    };
    let mut differences = Vec::new();
    if is_embedded && has_map && is_symbolic && !encoding.has(b"BaseEncoding") {
        differences.push(Object::Integer(0));
        differences.extend((0..256).map(|_| Object::Name(NO_LETTER.into())));
    }
    if let Some(Object::Array(given)) = encoding.get(b"Differences").ok().and_then(|found| resolved(document, found)) {
        differences.extend(given.iter().map(|part| match part {
            Object::Name(name) if is_a_number(name) => Object::Name(NO_LETTER.into()),
            other => other.clone(),
        }));
    }
    encoding.set("Differences", Object::Array(differences));
    let mut own = own.clone();
    own.set("Encoding", encoding);
    Object::Dictionary(own)
}

/// Whether a glyph's name says nothing but its number in the font: `g33`, `cid:33`, `glyph33`.
fn is_a_number(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name);
    let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
    let word = name[..name.len() - digits.len()].trim_end_matches([':', '.', '_', '-']).to_ascii_lowercase();
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && matches!(word.as_str(), "g" | "c" | "gid" | "cid" | "glyph" | "index" | "char")
}

/// A value that a page has from the pages above it.
fn inherited<'a>(document: &'a Document, mut dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    for _ in 0..64 {
        if let Ok(found) = dictionary.get(key) {
            return resolved(document, found);
        }
        dictionary = resolved(document, dictionary.get(b"Parent").ok()?)?.as_dict().ok()?;
    }
    None
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(n) => Some(*n as f64),
        Object::Real(n) => Some(f64::from(*n)),
        _ => None,
    }
}

struct Walk<'a> {
    document: &'a Document,
    out: Vec<Operation>,
    /// Fonts met so far; a font's place is its name.
    fonts: Vec<&'a Object>,
    /// Bytes of strings that are still taken.
    left: usize,
}

impl<'a> Walk<'a> {
    /// Writes out a content stream. `has_font` says whether a font is set where it begins.
    fn stream(&mut self, content: &[u8], resources: &'a Dictionary, depth: usize, mut has_font: bool) {
        let Some(content) = decoded(content) else { return };
        let mut outer: Vec<bool> = Vec::new();
        for operation in content.operations {
            if self.out.len() >= MOST || self.left == 0 {
                break;
            }
            let Operation { operator, operands } = operation;
            match operator.as_str() {
                "q" => {
                    outer.push(has_font);
                    self.put("q", Vec::new());
                }
                "Q" => {
                    // An end without its beginning would end what stands around a form.
                    if let Some(before) = outer.pop() {
                        has_font = before;
                        self.put("Q", Vec::new());
                    }
                }
                "BT" | "ET" | "T*" => self.put(&operator, Vec::new()),
                "Tc" | "Tw" | "Tz" | "TL" | "Ts" => self.numbers(&operator, operands, 1),
                "Td" | "TD" => self.numbers(&operator, operands, 2),
                "Tm" | "cm" => self.numbers(&operator, operands, 6),
                "Tf" => has_font = self.font(operands, resources),
                "Tj" if has_font => self.show(operands.into_iter().next_back()),
                "TJ" if has_font => self.show_spaced(operands),
                "'" => {
                    self.put("T*", Vec::new());
                    if has_font {
                        self.show(operands.into_iter().next_back());
                    }
                }
                "\"" => {
                    let mut operands = operands.into_iter();
                    let (word, letter, words) = (operands.next(), operands.next(), operands.next());
                    self.numbers("Tw", word.into_iter().collect(), 1);
                    self.numbers("Tc", letter.into_iter().collect(), 1);
                    self.put("T*", Vec::new());
                    if has_font {
                        self.show(words);
                    }
                }
                "Do" if depth < DEEPEST => self.form(&operands, resources, depth, has_font),
                _ => {}
            }
        }
        for _ in outer {
            self.put("Q", Vec::new());
        }
    }

    fn put(&mut self, operator: &str, operands: Vec<Object>) {
        self.out.push(Operation::new(operator, operands));
    }

    fn numbers(&mut self, operator: &str, operands: Vec<Object>, count: usize) {
        if operands.len() == count && operands.iter().all(|operand| number(operand).is_some_and(f64::is_finite)) {
            self.put(operator, operands);
        }
    }

    fn font(&mut self, operands: Vec<Object>, resources: &'a Dictionary) -> bool {
        let [name, size] = operands.as_slice() else { return false };
        let (Ok(name), Some(_)) = (name.as_name(), number(size)) else { return false };
        let Some(font) = self.resource(resources, b"Font", name) else { return false };
        if resolved(self.document, font).is_none_or(|font| font.as_dict().is_err()) {
            return false;
        }
        let same = |known: &&Object| match (known, font) {
            (Object::Reference(one), Object::Reference(other)) => one == other,
            (one, other) => std::ptr::eq::<Object>(*one, other),
        };
        let at = self.fonts.iter().position(same).unwrap_or_else(|| {
            self.fonts.push(font);
            self.fonts.len() - 1
        });
        self.put("Tf", vec![Object::Name(format!("F{at}").into_bytes()), size.clone()]);
        true
    }

    fn resource(&self, resources: &'a Dictionary, kind: &[u8], name: &[u8]) -> Option<&'a Object> {
        resolved(self.document, resources.get(kind).ok()?)?.as_dict().ok()?.get(name).ok()
    }

    fn show(&mut self, words: Option<Object>) {
        if let Some(Object::String(bytes, _)) = &words {
            self.left = self.left.saturating_sub(bytes.len());
            self.put("Tj", words.into_iter().collect());
        }
    }

    fn show_spaced(&mut self, operands: Vec<Object>) {
        let Some(Object::Array(mut parts)) = operands.into_iter().next_back() else { return };
        parts.retain(|part| matches!(part, Object::String(..)) || number(part).is_some_and(f64::is_finite));
        for part in &parts {
            if let Object::String(bytes, _) = part {
                self.left = self.left.saturating_sub(bytes.len());
            }
        }
        self.put("TJ", vec![Object::Array(parts)]);
    }

    /// Writes out a form as if its operators stood here.
    fn form(&mut self, operands: &[Object], resources: &'a Dictionary, depth: usize, has_font: bool) {
        let Some(name) = operands.first().and_then(|name| name.as_name().ok()) else { return };
        let Some(form) = self.resource(resources, b"XObject", name).and_then(|form| resolved(self.document, form)) else { return };
        let Ok(form) = form.as_stream() else { return };
        if !form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form") {
            return;
        }
        let own = form.dict.get(b"Resources").ok().and_then(|found| resolved(self.document, found)).and_then(|found| found.as_dict().ok());
        let content = contents(form);
        self.left = self.left.saturating_sub(content.len() / 16);
        self.put("q", Vec::new());
        if let Some(Object::Array(matrix)) = form.dict.get(b"Matrix").ok().and_then(|found| resolved(self.document, found)) {
            self.numbers("cm", matrix.clone(), 6);
        }
        self.stream(&content, own.unwrap_or(resources), depth + 1, has_font);
        self.put("Q", Vec::new());
    }
}

/// The operators of a content stream. Comments in it, which the library's parser ends at, are taken out first where it
/// finds no words and there are some.
fn decoded(content: &[u8]) -> Option<Content> {
    let has_words = |content: &Content| {
        content.operations.iter().any(|operation| matches!(operation.operator.as_str(), "Tj" | "TJ" | "'" | "\"" | "Do"))
    };
    let shows = |bytes: &[u8]| bytes.windows(2).any(|pair| pair == b"Tj" || pair == b"TJ");
    let first = Content::decode(content).ok();
    if first.as_ref().is_some_and(has_words) || !content.contains(&b'%') || !shows(content) {
        return first;
    }
    Content::decode(&without_comments(content)).ok().or(first)
}

fn without_comments(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let (mut depth, mut escaped, mut comment) = (0_usize, false, false);
    for byte in content {
        match byte {
            b'\n' | b'\r' => comment = false,
            _ if comment => continue,
            b'%' if depth == 0 => {
                comment = true;
                continue;
            }
            b'(' if !escaped => depth += 1,
            b')' if !escaped => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = *byte == b'\\' && !escaped;
        out.push(*byte);
    }
    out
}

fn contents(stream: &Stream) -> Vec<u8> {
    if stream.filters().is_ok() { stream.decompressed_content().unwrap_or_default() } else { stream.content.clone() }
}
