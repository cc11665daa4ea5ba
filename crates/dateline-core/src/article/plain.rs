//! Lines and blocks of a plain text.

use super::lines::Line;
use crate::text::Span;

/// The lines of a text that are not blank; where a text is wrapped at a fixed width, its blocks between blank lines.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).trimmed(text);
        lines.push(span);
        at += line.len();
    }
    let spans = if is_wrapped(text, &lines) { blocks(&lines) } else { lines.into_iter().filter(|span| !span.is_empty()).collect() };
    spans.into_iter().map(|span| Line { span, hint: None }).collect()
}

fn blocks(lines: &[Span]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut open = false;
    for span in lines {
        match out.last_mut() {
            _ if span.is_empty() => open = false,
            Some(last) if open => *last = last.cover(*span),
            _ => {
                out.push(*span);
                open = true;
            }
        }
    }
    out
}

/// Whether most lines that another one follows end near one width and break sentences.
fn is_wrapped(text: &str, lines: &[Span]) -> bool {
    let (mut inner, mut full, mut broken) = (0_usize, 0_usize, 0_usize);
    let mut widest = 0;
    for pair in lines.windows(2) {
        if pair[0].is_empty() || pair[1].is_empty() {
            continue;
        }
        let words = pair[0].of(text);
        let width = words.chars().count();
        widest = widest.max(width);
        inner += 1;
        full += usize::from((45..=100).contains(&width));
        broken += usize::from(!words.ends_with(['.', '!', '?', '”', '"', ':', '»']));
    }
    inner >= 4 && widest <= 110 && full * 10 >= inner * 7 && broken * 10 >= inner * 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        lines(text).iter().map(|line| line.span.of(text)).collect()
    }

    #[test]
    fn a_line_is_a_paragraph() {
        assert_eq!(words("Title\n\n One. \r\nTwo.\n\n"), ["Title", "One.", "Two."]);
        assert_eq!(words(""), Vec::<&str>::new());
    }

    #[test]
    fn a_wrapped_text_has_blocks() {
        let row = "The ministry said that on the day in question no aircraft flew over";
        let text = format!("Title\n\n{row}\n{row}\n{row}\nthe town.\n\n{row}\n{row}\nand left.\n");
        assert_eq!(words(&text).len(), 3);
    }
}
