//! How titles, authors and days are compared: the same way for every engine.

use std::collections::BTreeSet;

/// Lower case, letters and numbers alone: quotation marks, dashes and spacing are no differences.
#[must_use]
pub fn folded(words: &str) -> String {
    words.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The names in bylines, folded, as a set. Engines and sets write several names as one line or as several, with and
/// without "by": so every byline, labelled or read, is taken apart at `;`, `,`, `|`, line ends and words for "and"; a
/// leading word for "by" and degrees after a name are left out.
#[must_use]
pub fn names(bylines: &[String]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for byline in bylines {
        let mut line = format!(" {} ", byline.split_whitespace().collect::<Vec<_>>().join(" "));
        for word in [" and ", " und ", " & ", " et ", " и ", " та ", " و "] {
            line = replace_folded(&line, word, ";");
        }
        for name in line.split([';', ',', '|']) {
            let folded = folded(without_by(name.trim()));
            if !folded.is_empty() && !matches!(folded.as_str(), "phd" | "md" | "ms" | "rd" | "msc" | "dr") {
                out.insert(folded);
            }
        }
    }
    out
}

/// `text` with every `word`, whatever its ASCII case, made `by`.
fn replace_folded(text: &str, word: &str, by: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let (mut out, mut from) = (String::new(), 0);
    while let Some(at) = lower[from..].find(word) {
        out.push_str(&text[from..from + at]);
        out.push_str(by);
        from += at + word.len();
    }
    out + &text[from..]
}

fn without_by(name: &str) -> &str {
    const BY: [&str; 9] = ["by", "von", "par", "por", "di", "автор", "текст", "بقلم", "מאת"];
    let first = name.split_whitespace().next().unwrap_or_default();
    let rest = name[first.len()..].trim_start();
    let is_by = BY.contains(&first.trim_end_matches(':').to_lowercase().as_str());
    if is_by && !rest.is_empty() { rest } else { name }
}

/// The day of a date or time of ISO 8601; `None` where there is none.
#[must_use]
pub fn day(date: &str) -> Option<&str> {
    let day = date.trim().get(..10)?;
    let shaped = day.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    shaped.then_some(day)
}
