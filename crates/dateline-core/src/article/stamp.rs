//! The day that the head of a running text prints for itself: "… bridge Last updated 14 September 2013 The council …". Where a text has
//! lost its lines, such a stamp stands between title and lede without a mark, and it says when the report came out, not when anything happened.

use super::date::Dates;
use crate::text::Span;

/// Bytes of a text's head in which a stamp is looked for.
const HEAD: usize = 400;

/// Words of publishing that a stamp follows in lower case.
const CUES: &[&str] = &["published", "posted", "updated", "edited", "created"];

/// Words between such a word and the day; alone they make no stamp: "on April 30" may be anything's day.
const JOINTS: &[&str] = &["on", "at", "by"];

/// The first stamp in the head of a text: where its words stand, in bytes, and its day in the form of the contract.
pub(super) fn find(text: &str, dates: &Dates) -> Option<(Span, String)> {
    let mut end = HEAD.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut from = 0;
    for _ in 0..4 {
        let found = dates.find(text.get(from..end)?)?;
        let span = Span::new(from + found.range.start, from + found.range.end);
        if stands_alone(text, span) {
            return Some((span, found.value));
        }
        from = span.end();
    }
    None
}

/// Whether a date is no part of a sentence: no word in lower case leads to it but one of publishing, and none goes on after it.
pub(crate) fn stands_alone(text: &str, date: Span) -> bool {
    let before = text[..date.start()].trim_end_matches(|c: char| !c.is_alphanumeric());
    let mut words = before.rsplit(char::is_whitespace);
    let last = words.next().unwrap_or_default();
    let is = |list: &[&str], word: &str| list.contains(&word.to_lowercase().as_str());
    let (cue, joint) = (is(CUES, last), is(JOINTS, last));
    let led = if joint { words.next().is_some_and(|word| is(CUES, word)) } else { cue || !last.starts_with(char::is_lowercase) };
    let after = text[date.end()..].trim_start();
    let next = after.chars().next();
    let goes_on = match next {
        Some(',' | ';') => !after[1..].trim_start().starts_with(|c: char| c.is_ascii_digit()),
        Some('\'' | '\u{2019}') => true,
        Some(c) => c.is_lowercase(),
        None => false,
    };
    led && (cue || joint || !goes_on)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        find(text, &Dates::bundled().unwrap()).map(|(_, day)| day.chars().take(10).collect())
    }

    #[test]
    fn a_stamp_between_title_and_lede_is_the_day_of_the_report() {
        let day = Some("2013-09-14".to_owned());
        assert_eq!(found("Two Hurt On Orlow Bridge Last updated 14 September 2013 The council closed it."), day);
        assert_eq!(found("Harvest begins in Orlow September 14, 2013 - 4:43 pm The first carts came in."), day);
        assert_eq!(found("Saturday, September 14, 2013 | 5:00 PM Market opens in Orlow"), day);
        assert_eq!(found("Mayor Resigns In Orlow Published: 14th September 2013 THE mayor gave no reason."), day);
    }

    #[test]
    fn the_day_of_a_sentence_is_no_stamp() {
        assert_eq!(found("The council heard two speakers on September 14, 2013 in Orlow."), None);
        assert_eq!(found("The attack of September 14, 2013 killed two."), None);
        assert_eq!(found("In Orlow, September 14, 2013, nobody slept."), None);
        assert_eq!(found("Two died and September 14, 2013 became a day of mourning."), None);
        assert_eq!(found("No day at all."), None);
    }
}
