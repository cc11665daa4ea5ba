//! Whether the byte ranges that a paragraph says it stands at give that paragraph.

use dateline_core::report::Report;
use html5gum::{Token, Tokenizer};

/// How many paragraphs of a report are exactly where their ranges say, and the words of those that are not. `decoded` is
/// the capture as UTF-8, which the ranges count in. Exact means: the ranges' bytes one after another, character
/// references decoded, are the paragraph, white space aside. A tag inside a range is not let pass.
#[must_use]
pub fn check(decoded: &str, report: &Report) -> (usize, Vec<String>) {
    let (mut exact, mut inexact) = (0, Vec::new());
    for paragraph in &report.paragraphs {
        let mut found = String::new();
        let mut inside = true;
        for range in report.text.origin().source_of(paragraph.span) {
            match decoded.get(range.range()) {
                Some(source) => found.push_str(&without_references(source)),
                None => inside = false,
            }
        }
        let words = paragraph.span.of(report.text.as_str());
        if inside && without_space(&found).eq(without_space(words)) {
            exact += 1;
        } else {
            inexact.push(format!("{}: {words:?}, in the page {found:?}", paragraph.kind.as_str()));
        }
    }
    (exact, inexact)
}

fn without_space(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace())
}

/// The words with character references decoded; tags stay as they stand.
fn without_references(source: &str) -> String {
    if !source.contains('&') {
        return source.to_owned();
    }
    let mut out = String::new();
    for part in source.split_inclusive(['<', '>']) {
        // The tokenizer is given no "<", so that nothing is a tag to it.
        let (words, mark) = part.strip_suffix(['<', '>']).map_or((part, ""), |words| (words, &part[words.len()..]));
        for token in Tokenizer::new(words) {
            let Ok(token) = token;
            if let Token::String(words) = token {
                out.push_str(&String::from_utf8_lossy(&words));
            }
        }
        out.push_str(mark);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::without_references;

    #[test]
    fn references_are_decoded_and_tags_kept() {
        assert_eq!(without_references("a &amp; b &#8211; c &lt;d&gt;"), "a & b – c <d>");
        assert_eq!(without_references("a<b>c &amp; d</b>"), "a<b>c & d</b>");
        assert_eq!(without_references("5 < 6 & 7"), "5 < 6 & 7");
    }
}
