//! JSON with places: where in the bytes each member, element and letter of a string stands; and a walker that passes
//! through a large JSON text one value at a time. Neither recurses, neither keeps more than it is asked for.

use super::field::Field;
use std::io::{self, BufRead};

/// Skips white space from `at`.
fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count())
}

/// One past the string whose opening mark stands at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// One past the value that begins at `at`.
fn value_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        match bytes.get(at)? {
            b'"' => at = string_end(bytes, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
                continue;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                at += 1;
            }
            byte if depth > 0 && (byte.is_ascii_whitespace() || matches!(byte, b',' | b':')) => {
                at += 1;
                continue;
            }
            _ => {
                let length =
                    bytes[at..].iter().take_while(|b| !matches!(b, b',' | b'}' | b']' | b':' | b'"') && !b.is_ascii_whitespace()).count();
                if length == 0 {
                    return None;
                }
                at += length;
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// A value inside a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Value<'a> {
    /// The whole of a text.
    pub(crate) fn whole(text: &'a str) -> Self {
        let start = skip_space(text.as_bytes(), 0);
        Self { text, start, end: value_end(text.as_bytes(), start).unwrap_or(text.len()) }
    }

    /// Its bytes.
    pub(crate) fn raw(self) -> &'a str {
        self.text.get(self.start..self.end).unwrap_or("")
    }

    /// Its values with the text of their keys, keys still escaped, in order; empty where it is no object.
    pub(crate) fn members(self) -> Vec<(&'a str, Value<'a>)> {
        let mut out = Vec::new();
        let mut key = None;
        // A value that breaks off still has the parts before.
        self.each(b'{', true, &mut |value| match key.take() {
            None => key = Some(value),
            Some(name) => out.push((name.raw().trim_matches('"'), value)),
        });
        out
    }

    /// The value of a key.
    pub(crate) fn get(self, key: &str) -> Option<Value<'a>> {
        self.members().into_iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// Its elements; empty where it is no array.
    pub(crate) fn elements(self) -> Vec<Value<'a>> {
        let mut out = Vec::new();
        self.each(b'[', false, &mut |value| out.push(value));
        out
    }

    fn each(self, opening: u8, cut_too: bool, found: &mut dyn FnMut(Value<'a>)) {
        let bytes = &self.text.as_bytes()[..self.end];
        if bytes.get(self.start) != Some(&opening) {
            return;
        }
        let mut at = self.start + 1;
        loop {
            at = skip_space(bytes, at);
            match bytes.get(at) {
                Some(b',' | b':') => at += 1,
                None | Some(b'}' | b']') => return,
                Some(_) => {
                    let Some(end) = value_end(bytes, at).or(cut_too.then_some(bytes.len())) else { return };
                    found(Value { text: self.text, start: at, end });
                    at = end;
                }
            }
        }
    }

    /// The words of a string with their places in the whole text; `None` where it is no string.
    pub(crate) fn string(self) -> Option<Field> {
        let raw = self.raw();
        if raw.len() < 2 || !raw.starts_with('"') || !raw.ends_with('"') {
            return None;
        }
        let mut field = Field::default();
        let (mut at, end) = (self.start + 1, self.end - 1);
        while at < end {
            let run = memchr::memchr(b'\\', &self.text.as_bytes()[at..end]).unwrap_or(end - at);
            field.verbatim(self.text, at..at + run);
            at += run;
            if at < end {
                let (words, length) = escape(&self.text[at..end]);
                field.replaced(words.encode_utf8(&mut [0; 4]), at..at + length);
                at += length;
            }
        }
        Some(field)
    }

    /// The words of a string that are not blank.
    pub(crate) fn words(self) -> Option<String> {
        self.string().map(|field| field.text.trim().to_owned()).filter(|words| !words.is_empty())
    }

    /// A whole number, also where it is written as a string.
    pub(crate) fn number(self) -> Option<i64> {
        self.raw().trim_matches('"').parse().ok()
    }
}

/// The letter that an escape stands for, and the escape's length; halves of pairs become U+FFFD. `text` begins with a
/// backslash.
fn escape(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let plain = match text.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => match (unit(0), unit(6)) {
            (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
                let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return (char::from_u32(code).unwrap_or('\u{fffd}'), 12);
            }
            (Some(code), _) => return (char::from_u32(code).unwrap_or('\u{fffd}'), 6),
            (None, _) => 'u',
        },
        Some(_) => {
            let letter = text[1..].chars().next().unwrap_or('\u{fffd}');
            return (letter, 1 + letter.len_utf8());
        }
        None => return ('\u{fffd}', 1),
    };
    (plain, 2)
}

/// Why a walk ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The stream ended inside the JSON.
    End,
    /// Something that is no JSON, after so many bytes.
    Broken(u64),
    /// The stream could not be read.
    Unreadable(io::Error),
}

/// A value that was passed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Bytes(Vec<u8>),
    TooLarge,
}

/// Walks through a JSON text that is larger than memory.
pub(crate) struct Walker<'a> {
    input: &'a mut dyn BufRead,
    at: u64,
}

impl<'a> Walker<'a> {
    pub(crate) fn new(input: &'a mut dyn BufRead) -> Self {
        Self { input, at: 0 }
    }

    fn consume(&mut self, count: usize) {
        self.at += count as u64;
        self.input.consume(count);
    }

    /// The next byte that is no white space, not consumed.
    pub(crate) fn peek(&mut self) -> Result<u8, Stop> {
        loop {
            let bytes = self.input.fill_buf().map_err(Stop::Unreadable)?;
            if bytes.is_empty() {
                return Err(Stop::End);
            }
            // A byte-order mark before everything is passed over with white space.
            let mark = if self.at == 0 && bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            let space = mark + bytes[mark..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let found = bytes.get(space).copied();
            self.consume(space);
            if let Some(byte) = found {
                return Ok(byte);
            }
        }
    }

    /// Goes into an object or array; false where the next value is none, which is passed over.
    pub(crate) fn enter(&mut self, opening: u8) -> Result<bool, Stop> {
        if self.peek()? == opening {
            self.consume(1);
            return Ok(true);
        }
        self.value(0)?;
        Ok(false)
    }

    /// Goes to the next element of the array, or the next key of the object, that was entered; false at its end.
    pub(crate) fn next(&mut self) -> Result<bool, Stop> {
        loop {
            match self.peek()? {
                b',' => self.consume(1),
                b']' | b'}' => {
                    self.consume(1);
                    return Ok(false);
                }
                _ => return Ok(true),
            }
        }
    }

    /// The next key of the object that was entered; `None` at its end.
    pub(crate) fn key(&mut self) -> Result<Option<String>, Stop> {
        if !self.next()? {
            return Ok(None);
        }
        if self.peek()? != b'"' {
            return Err(Stop::Broken(self.at));
        }
        let key = match self.value(1 << 12)? {
            Taken::Bytes(bytes) => String::from_utf8_lossy(&bytes).trim_matches('"').to_owned(),
            Taken::TooLarge => String::new(),
        };
        if self.peek()? != b':' {
            return Err(Stop::Broken(self.at));
        }
        self.consume(1);
        Ok(Some(key))
    }

    /// Passes the next value; keeps its bytes where they are not more than `limit`.
    pub(crate) fn value(&mut self, limit: usize) -> Result<Taken, Stop> {
        let first = self.peek()?;
        if matches!(first, b'}' | b']' | b',' | b':') {
            return Err(Stop::Broken(self.at));
        }
        let mut kept = Vec::new();
        let mut state = Scan::default();
        let mut too_large = false;
        loop {
            let bytes = self.input.fill_buf().map_err(Stop::Unreadable)?;
            if bytes.is_empty() {
                // A number at the very end is whole.
                return if state.scalar && state.depth == 0 { Ok(done(kept, too_large)) } else { Err(Stop::End) };
            }
            let (used, ended) = state.scan(bytes);
            too_large |= kept.len() + used > limit;
            if !too_large {
                kept.extend_from_slice(&bytes[..used]);
            }
            self.consume(used);
            if ended {
                return Ok(done(kept, too_large));
            }
        }
    }

    /// The words or digits of a short value.
    pub(crate) fn short(&mut self) -> Result<Option<String>, Stop> {
        Ok(match self.value(1 << 12)? {
            Taken::Bytes(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                let value = Value::whole(&text);
                value.words().or_else(|| value.number().map(|number| number.to_string()))
            }
            Taken::TooLarge => None,
        })
    }
}

fn done(kept: Vec<u8>, too_large: bool) -> Taken {
    if too_large { Taken::TooLarge } else { Taken::Bytes(kept) }
}

/// Where the scan for a value's end is.
#[derive(Debug, Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Inside a number or word outside of everything.
    scalar: bool,
}

impl Scan {
    /// Bytes of the value among `bytes`, and whether it ends there.
    fn scan(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while at < bytes.len() {
            if self.in_string {
                if self.escaped {
                    self.escaped = false;
                    at += 1;
                    continue;
                }
                let Some(step) = memchr::memchr2(b'"', b'\\', &bytes[at..]) else { return (bytes.len(), false) };
                at += step + 1;
                self.escaped = bytes[at - 1] == b'\\';
                self.in_string = self.escaped;
                if !self.in_string && self.depth == 0 {
                    return (at, true);
                }
                continue;
            }
            match bytes[at] {
                b',' | b']' | b'}' | b':' if self.scalar && self.depth == 0 => return (at, true),
                byte if byte.is_ascii_whitespace() && self.scalar && self.depth == 0 => return (at, true),
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                _ => self.scalar |= self.depth == 0,
            }
            at += 1;
        }
        (bytes.len(), false)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::BufReader;

    const TEXT: &str = r#" {"a": [1, "two\n", {"b": "}]"}], "c":"x\ud83d\ude00 \"é\" \ud800", "d": -4.5e3, "e": null} "#;

    #[test]
    fn values_with_their_places() {
        let whole = Value::whole(TEXT);
        let names: Vec<&str> = whole.members().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["a", "c", "d", "e"]);
        let list = whole.get("a").unwrap().elements();
        assert_eq!(list.iter().map(|v| v.raw()).collect::<Vec<_>>(), ["1", "\"two\\n\"", "{\"b\": \"}]\"}"]);
        assert_eq!(
            (list[0].number(), list[1].words().as_deref(), list[2].get("b").unwrap().words().as_deref()),
            (Some(1), Some("two"), Some("}]"))
        );
        let field = whole.get("c").unwrap().string().unwrap();
        assert_eq!(field.text, "x😀 \"é\" \u{fffd}");
        for piece in field.map.pieces().iter().filter(|piece| piece.verbatim) {
            assert_eq!(piece.text.of(&field.text), piece.source.of(TEXT));
        }
        assert_eq!(field.map.pieces()[1].source.of(TEXT), r"\ud83d\ude00");
        assert!(whole.get("e").unwrap().string().is_none() && whole.get("f").is_none());
    }

    #[test]
    fn a_walk_takes_what_it_is_asked_for() {
        for size in [1, 2, 7, 4096] {
            let mut input = BufReader::with_capacity(size, TEXT.as_bytes());
            let mut walker = Walker::new(&mut input);
            assert!(walker.enter(b'{').unwrap());
            assert_eq!(walker.key().unwrap().as_deref(), Some("a"));
            assert!(walker.enter(b'[').unwrap() && walker.next().unwrap());
            assert_eq!(walker.value(10).unwrap(), Taken::Bytes(b"1".to_vec()));
            assert!(walker.next().unwrap());
            assert_eq!(walker.short().unwrap().as_deref(), Some("two"));
            assert!(walker.next().unwrap());
            assert_eq!(walker.value(4).unwrap(), Taken::TooLarge);
            assert!(!walker.next().unwrap());
            assert_eq!(walker.key().unwrap().as_deref(), Some("c"));
            assert!(!walker.enter(b'[').unwrap());
            assert_eq!(walker.key().unwrap().as_deref(), Some("d"));
            assert_eq!(walker.value(99).unwrap(), Taken::Bytes(b"-4.5e3".to_vec()));
            assert_eq!(walker.key().unwrap().as_deref(), Some("e"));
            assert_eq!(walker.short().unwrap(), None);
            assert_eq!(walker.key().unwrap(), None);
            assert!(matches!(walker.peek(), Err(Stop::End)));
        }
    }

    proptest::proptest! {
        /// What serde_json reads is found by the scanner, and nothing makes it fall over.
        #[test]
        fn any_text_is_scanned(text in "[\\[\\]{}\",:\\\\a-z0-9 u]{0,60}") {
            let whole = Value::whole(&text);
            let _ = (whole.members(), whole.elements(), whole.string(), whole.number());
            let mut input = text.as_bytes();
            let mut walker = Walker::new(&mut input);
            while walker.value(16).is_ok() {}
            if let Ok(serde_json::Value::String(words)) = serde_json::from_str(&text) {
                proptest::prop_assert_eq!(whole.string().map(|field| field.text), Some(words));
            }
            if let Ok(serde_json::Value::Array(items)) = serde_json::from_str(&text) {
                proptest::prop_assert_eq!(whole.elements().len(), items.len());
            }
        }
    }
}
