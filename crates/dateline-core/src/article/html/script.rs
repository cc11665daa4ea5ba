//! JSON-LD in a page's scripts: the objects that describe its article, broken writing tolerated.

use super::tree::{NodeKind, Tree};
use serde_json::{Map, Value};

/// Longest script that is read as JSON, in bytes.
const LONGEST: usize = 4 << 20;

/// Objects of a page at most.
const MOST: usize = 200;

/// All JSON-LD objects of a page, those inside `@graph` and arrays among them, in document order.
pub(crate) fn objects(tree: &Tree<'_>) -> Vec<Map<String, Value>> {
    let mut out = Vec::new();
    for at in 0..tree.nodes.len() {
        if tree.tag(at) == "script" && is_linked_data(tree, at) {
            let text = tree.text_of(at);
            if text.len() <= LONGEST && out.len() < MOST {
                parse(&text).into_iter().for_each(|value| collect(value, 0, &mut out));
            }
        }
    }
    out
}

/// Whether a script is JSON-LD: by its type, or without one by its first words.
fn is_linked_data(tree: &Tree<'_>, at: usize) -> bool {
    let kind = tree.attribute(at, "type").trim();
    if !kind.is_empty() {
        return kind.get(..19).is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"));
    }
    match tree.nodes.get(at + 1).map(|node| &node.kind) {
        Some(NodeKind::Text { text, .. }) => {
            let words = tree.words(*text).trim_start();
            words.starts_with(['{', '[']) && words.get(..words.len().min(80)).is_some_and(|words| words.contains("\"@context\""))
        }
        _ => false,
    }
}

fn collect(value: Value, depth: usize, out: &mut Vec<Map<String, Value>>) {
    if depth > 4 || out.len() >= MOST {
        return;
    }
    match value {
        Value::Array(items) => items.into_iter().for_each(|item| collect(item, depth + 1, out)),
        Value::Object(mut object) => {
            let graph = object.remove("@graph");
            let main = object.get("mainEntity").filter(|main| main.is_object()).cloned();
            if object.len() > 1 {
                out.push(object);
            }
            graph.into_iter().chain(main).for_each(|inner| collect(inner, depth + 1, out));
        }
        _ => {}
    }
}

/// The values in a script. Comments and CDATA marks around it, raw line breaks inside strings, stray commas and a
/// missing end are the common faults.
fn parse(text: &str) -> Vec<Value> {
    let text = text.trim();
    let text = text.strip_prefix("<!--").unwrap_or(text);
    let text = text.trim_start_matches("//").trim_start().strip_prefix("<![CDATA[").unwrap_or(text);
    let text =
        text.trim_end().trim_end_matches("-->").trim_end_matches("//").trim_end().trim_end_matches("]]>").trim_end_matches("//").trim();
    let text = text.trim_end_matches(';').trim_end();
    if let Ok(value) = serde_json::from_str(text) {
        return vec![value];
    }
    let mended = mend(text);
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_str(&mended).into_iter::<Value>() {
        match value {
            Ok(value) => values.push(value),
            Err(_) => break,
        }
    }
    values
}

/// Escapes control characters inside strings, drops commas before closing brackets, and closes what is left open.
fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut closers: Vec<char> = Vec::new();
    let mut in_string = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if in_string {
            match c {
                '\\' => {
                    match chars.next() {
                        Some(next @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                            out.push('\\');
                            out.push(next);
                        }
                        Some(next) if !next.is_control() => out.push(next),
                        _ => out.push(' '),
                    }
                    continue;
                }
                '"' => in_string = false,
                c if c.is_control() => {
                    out.push(' ');
                    continue;
                }
                _ => {}
            }
            out.push(c);
            continue;
        }
        match c {
            '"' => in_string = true,
            '{' => closers.push('}'),
            '[' => closers.push(']'),
            '}' | ']' => {
                while out.ends_with(|c: char| c.is_whitespace() || c == ',') {
                    out.pop();
                }
                closers.pop();
            }
            _ => {}
        }
        out.push(c);
    }
    if in_string {
        out.push('"');
    }
    out.extend(closers.into_iter().rev());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(script: &str) -> Vec<String> {
        let page = format!("<script type='application/ld+json'>{script}</script>");
        objects(&Tree::parse(&page)).iter().filter_map(|o| o.get("@type").and_then(Value::as_str).map(str::to_owned)).collect()
    }

    #[test]
    fn graphs_arrays_and_broken_writing_are_read() {
        assert_eq!(found(r#"{"@graph":[{"@type":"WebSite","a":1},{"@type":"NewsArticle","a":1}]}"#), ["WebSite", "NewsArticle"]);
        assert_eq!(found("[{\"@type\":\"A\",\"x\":1,},]"), ["A"]);
        assert_eq!(found("//<![CDATA[\n{\"@type\":\"A\",\"x\":\"line\nbreak\"}\n//]]>"), ["A"]);
        assert_eq!(found("{\"@type\":\"A\",\"x\":{\"y\":\"cut o"), ["A"]);
        assert_eq!(found("not json"), Vec::<String>::new());
    }
}
