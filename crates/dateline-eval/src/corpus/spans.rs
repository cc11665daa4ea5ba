//! Words of a label to their place in the text: `"Hajin"`, `"Hajin@2"`, or `"the clinic, ⟦he⟧ said"`.

use anyhow::{Result, anyhow, bail};

/// Where the words of a label stand, as bytes of `text`: their first occurrence, the one that `@n` names, or, where a part is in `⟦⟧`,
/// that part inside words that stand once.
///
/// # Errors
/// When they do not stand there, or the words around `⟦⟧` stand more than once.
pub fn find(text: &str, words: &str) -> Result<(usize, usize)> {
    if let Some((before, rest)) = words.split_once('⟦') {
        let (inside, after) = rest.split_once('⟧').ok_or_else(|| anyhow!("a bracket is open: {words:?}"))?;
        let around = format!("{before}{inside}{after}");
        let mut places = text.match_indices(&around).map(|(at, _)| at + before.len());
        let at = places.next().ok_or_else(|| anyhow!("not in the text: {around:?}"))?;
        if places.next().is_some() {
            bail!("stands more than once: {around:?}");
        }
        return Ok((at, at + inside.len()));
    }
    let (words, number) = occurrence(text, words);
    if words.is_empty() || number == 0 {
        bail!("no words, or an occurrence before the first");
    }
    let at = occurrences(text, words).nth(number - 1).ok_or_else(|| anyhow!("not in the text: {words:?}, occurrence {number}"))?;
    Ok((at, at + words.len()))
}

/// The words of a label without their `@n`, and n.
fn occurrence<'w>(text: &str, words: &'w str) -> (&'w str, usize) {
    match words.rsplit_once('@').map(|(before, number)| (before, number.parse())) {
        Some((before, Ok(number))) if text.contains(before) => (before, number),
        _ => (words, 1),
    }
}

/// Every place where words stand, overlapping ones too, in their order.
fn occurrences<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text.get(from..)?.find(words)?;
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
        Some(at)
    })
}

/// The label for a range of bytes: its words, with `@n` where they stand earlier too.
#[must_use]
pub fn label(text: &str, (start, end): (usize, usize)) -> String {
    let words = &text[start..end];
    let number = 1 + occurrences(text, words).take_while(|at| *at < start).count();
    // Words that end like "@2" themselves need their number said.
    let plain = number == 1 && occurrence(text, words) == (words, 1);
    if plain { words.to_owned() } else { format!("{words}@{number}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_found_by_number_and_by_their_neighbours() {
        let text = "The clinic said he left; the mayor, he said, stayed.";
        assert_eq!(find(text, "he").unwrap(), (1, 3));
        assert_eq!(find(text, "the mayor, ⟦he⟧ said").unwrap(), (36, 38));
        assert_eq!(label(text, (36, 38)), "he@4");
        assert_eq!(find(text, "he@4").unwrap(), (36, 38));
        for wrong in ["she", "he@9", "he@0", "⟦said⟧", "⟦he", ""] {
            assert!(find(text, wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_label_leads_back_to_its_range(text in "[ab@12 é]{1,30}", a in 0_usize..30, b in 0_usize..30) {
            let marks: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (a, b) = (marks[a % marks.len()], marks[b % marks.len()]);
            if a < b {
                prop_assert_eq!(find(&text, &label(&text, (a, b))).unwrap(), (a, b));
            }
        }
    }
}
