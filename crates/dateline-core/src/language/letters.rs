//! Languages by their letters: some alphabets have letters that no neighbour has.

use crate::data::{self, DataError};
use std::ops::RangeInclusive;

/// Fewest letters beyond ASCII for which their shares mean anything.
const FEWEST: usize = 12;

/// Letters that are looked at: more say no more.
const MOST: usize = 1500;

/// One language's letters.
#[derive(Debug)]
pub(super) struct Alphabet {
    pub language: &'static str,
    letters: Vec<RangeInclusive<char>>,
    without: Vec<RangeInclusive<char>>,
    /// Shares in thousandths of the letters beyond ASCII.
    least: usize,
    most: usize,
}

/// The bundled alphabets, in the order in which they are tried.
///
/// # Errors
/// When the table is broken.
pub(super) fn alphabets() -> Result<Vec<Alphabet>, DataError> {
    let rows = data::table("lexicons/language_letters.tsv")?;
    let alphabet = |row: data::Row| {
        let number = |column: &str| row.get(column).parse::<usize>();
        Ok(Alphabet {
            language: row.get("language"),
            letters: ranges(row.get("letters")),
            without: ranges(row.get("without")),
            least: number("least").map_err(|_| row.error("no share"))?,
            most: number("most").unwrap_or(1000),
        })
    };
    rows.into_iter().map(alphabet).collect()
}

/// `a-cx` as the ranges a to c and x to x.
fn ranges(cell: &str) -> Vec<RangeInclusive<char>> {
    let letters: Vec<char> = cell.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if letters.get(at + 1) == Some(&'-') && at + 2 < letters.len() {
            out.push(letters[at]..=letters[at + 2]);
            at += 3;
        } else {
            out.push(letters[at]..=letters[at]);
            at += 1;
        }
    }
    out
}

/// The language whose letters a text has, with how many letters were looked at. `None` for texts mostly in ASCII.
pub(super) fn language(text: &str, alphabets: &[Alphabet]) -> Option<(&'static str, usize)> {
    let mut ascii = 0;
    let mut letters: Vec<char> = Vec::with_capacity(text.len() / 2);
    for c in text.chars().filter(|c| c.is_alphabetic()).take(MOST) {
        if c.is_ascii() {
            ascii += 1;
        } else {
            letters.extend(c.to_lowercase().next());
        }
    }
    if letters.len() < FEWEST || ascii > letters.len() {
        return None;
    }
    letters.sort_unstable();
    let count = |ranges: &[RangeInclusive<char>]| -> usize {
        let below = |limit: char| letters.partition_point(|c| *c < limit);
        ranges.iter().map(|range| letters.partition_point(|c| c <= range.end()) - below(*range.start())).sum()
    };
    let fits = |alphabet: &&Alphabet| {
        count(&alphabet.letters) * 1000 >= alphabet.least * letters.len()
            && count(&alphabet.without) * 1000 <= alphabet.most * letters.len()
    };
    alphabets.iter().find(fits).map(|alphabet| (alphabet.language, letters.len()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn letters_tell_neighbours_apart() {
        let alphabets = alphabets().unwrap();
        for row in data::table("lexicons/language_letters.tsv").unwrap() {
            let wanted = row.get("language");
            assert_eq!(language(row.get("catches"), &alphabets).map(|found| found.0), Some(wanted), "{}", row.get("catches"));
            assert_ne!(language(row.get("misses"), &alphabets).map(|found| found.0), Some(wanted), "{}", row.get("misses"));
        }
        for other in ["Die Brücke wurde am Sonntag geöffnet, sagte die Stadt.", "", "ok", "הגשר נפתח מחדש לאחר שבועיים של עבודות."]
        {
            assert_eq!(language(other, &alphabets), None, "{other}");
        }
    }
}
