//! JSON lines: one document a line, `{"id","url","outlet","published","title","html"|"text"}`.

use super::{Limits, Origin, RawDocument, Sink, problem, too_large, unreadable};
use serde_json::Value;
use std::io::{BufRead, Read};

/// Reads the lines one at a time; a line that can't be read is a document with a problem.
pub(super) fn read(input: &mut dyn BufRead, origin: &Origin, limits: &Limits, sink: Sink<'_>) {
    let mut line = Vec::new();
    let mut number = 0_u64;
    // Escapes may make a line longer than what it holds.
    let longest = limits.document.saturating_mul(2);
    while number < limits.records {
        line.clear();
        number += 1;
        let read = (&mut *input).take(longest as u64 + 1).read_until(b'\n', &mut line);
        let record = Some(number.to_string());
        match read {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                let _ = sink(origin.failed(record, "application/json", unreadable(&error)));
                return;
            }
        }
        let document = if line.len() > longest {
            if skip_line(input).is_err() {
                return;
            }
            origin.failed(record, "application/json", too_large(limits))
        } else {
            let words = line.trim_ascii();
            let words = words.strip_prefix(b"\xef\xbb\xbf").unwrap_or(words);
            if words.is_empty() {
                continue;
            }
            document(words, record, origin, limits)
        };
        if sink(document).is_break() {
            return;
        }
    }
}

fn skip_line(input: &mut dyn BufRead) -> std::io::Result<()> {
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok(());
        }
        let end = memchr::memchr(b'\n', bytes);
        let used = end.map_or(bytes.len(), |at| at + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

fn document(line: &[u8], record: Option<String>, origin: &Origin, limits: &Limits) -> RawDocument {
    let failed = |message: String| {
        let mut document = origin.document(record.clone(), "application/json", line.to_vec());
        document.problems.push(problem(message));
        document
    };
    let object = match parse(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return failed("The line is JSON but no object.".to_owned()),
        // Lines are numbered by the record; serde_json's own line is always 1.
        Err(error) => return failed(format!("The line is no JSON: column {}.", error.column())),
    };
    let word = |key: &str| match object.get(key) {
        Some(Value::String(words)) => Some(words.trim().to_owned()).filter(|words| !words.is_empty()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let (media_type, body) = match (object.get("html"), object.get("text")) {
        (Some(Value::String(html)), _) if !html.trim().is_empty() => ("text/html", html),
        (_, Some(Value::String(text))) => ("text/plain", text),
        (Some(Value::String(html)), _) => ("text/html", html),
        _ => return failed("The line has neither \"html\" nor \"text\".".to_owned()),
    };
    let mut document = origin.document(record.clone(), media_type, body.clone().into_bytes());
    if let Some(id) = word("id") {
        document.input.id = id;
    }
    let given = &mut document.given;
    for (place, key) in
        [(&mut given.url, "url"), (&mut given.outlet, "outlet"), (&mut given.published, "published"), (&mut given.title, "title")]
    {
        if let Some(words) = word(key) {
            *place = Some(words);
        }
    }
    given.charset = Some("utf-8".to_owned());
    if document.bytes.len() > limits.document {
        document.bytes = Vec::new();
        document.problems.push(problem(too_large(limits)));
    } else if body.trim().is_empty() {
        document.problems.push(problem("The document is empty."));
    }
    document
}

/// Parses a line; halves of surrogate pairs, which some writers leave, become U+FFFD.
fn parse(line: &[u8]) -> serde_json::Result<Value> {
    let first = match serde_json::from_slice(line) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let text = String::from_utf8_lossy(line);
    let mended = mend_surrogates(&text);
    if mended == text && std::str::from_utf8(line).is_ok() {
        return Err(first);
    }
    serde_json::from_str(&mended)
}

fn mend_surrogates(text: &str) -> String {
    let unit = |at: usize| -> Option<u32> {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(step) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        let slash = at + step;
        out.push_str(&text[at..slash]);
        let (taken, mended) = match unit(slash) {
            Some(0xd800..=0xdbff) if matches!(unit(slash + 6), Some(0xdc00..=0xdfff)) => (12, false),
            Some(0xd800..=0xdfff) => (6, true),
            Some(_) => (6, false),
            // An escaped character: it and its backslash go together.
            None => (1 + text[slash + 1..].chars().next().map_or(0, char::len_utf8), false),
        };
        out.push_str(if mended { "\\ufffd" } else { &text[slash..slash + taken] });
        at = slash + taken;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_are_mended_and_pairs_kept() {
        assert_eq!(mend_surrogates(r"a\ud83d b \ud83d\ude00 \\ud83d"), r"a\ufffd b \ud83d\ude00 \\ud83d");
        assert!(parse(br#"{"text":"a\ud83d"}"#).is_ok());
        assert!(parse(b"{\"text\":").is_err());
    }
}
