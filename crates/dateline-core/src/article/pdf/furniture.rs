//! What stands on pages beside their text: running heads, footers and page numbers.

use super::Row;
use crate::article::rules::{Rules, bare};
use std::collections::HashMap;

/// Rows at the head and at the foot of a page that may be furniture.
const DEEP: usize = 4;

/// Longest row that may be furniture, in characters.
const LONGEST: usize = 160;

/// Which rows are furniture.
pub(super) fn mark(source: &str, rows: &[Row], pages: usize, rules: &Rules) -> Vec<bool> {
    let mut out = vec![false; rows.len()];
    let zones = zones(rows);
    let numbers = number_rows(source, rows, &zones, rules);
    for (at, _, _) in &numbers {
        out[*at] = true;
    }
    // The same words at the same end of several pages; digits may differ. What stands further in is furniture only where
    // everything between it and the page's end is.
    let mut seen: HashMap<(bool, String), Vec<usize>> = HashMap::new();
    for (at, foot) in &zones {
        let shape = shape(rows[*at].span.of(source));
        if !out[*at] && !shape.is_empty() && shape.chars().count() <= LONGEST {
            seen.entry((*foot, shape)).or_default().push(*at);
        }
    }
    let mut repeated: Vec<Vec<usize>> = seen.into_values().filter(|at| is_repeated(rows, at, pages)).collect();
    repeated.sort();
    let mut candidate = out.clone();
    for at in repeated.iter().flatten() {
        candidate[*at] = true;
    }
    for (n, (at, _)) in zones.iter().enumerate() {
        out[*at] |= candidate[*at] && outer(rows, &zones, n).all(|other| candidate[other]);
    }
    // A letterhead that every page repeats is said once, on the page that it opens.
    for group in &repeated {
        let first = group[0];
        let words = rows[first].span.of(source);
        let alike = group.iter().all(|at| rows[*at].span.of(source) == words);
        let head = zones.binary_search(&(first, false)).is_ok();
        if alike && head && rows[first].page == 0 && !words.chars().any(char::is_numeric) {
            out[first] = false;
        }
    }
    out
}

/// The rows at the ends of pages, each with whether it is at the foot. A row of a short page may be at both; it counts
/// as the nearer.
fn zones(rows: &[Row]) -> Vec<(usize, bool)> {
    let mut out = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let page = rows[start].page;
        let length = rows[start..].iter().take_while(|row| row.page == page).count();
        for n in 0..length {
            let behind = length - 1 - n;
            if n < DEEP && n <= behind && length > 1 {
                out.push((start + n, false));
            } else if behind < DEEP {
                out.push((start + n, true));
            }
        }
        start += length;
    }
    out
}

/// Rows between the row of zone entry `n` and its page's end; entries stand in the order of the rows.
fn outer<'a>(rows: &'a [Row], zones: &'a [(usize, bool)], n: usize) -> impl Iterator<Item = usize> + 'a {
    let (at, foot) = zones[n];
    let near = if foot { n + 1..(n + 1 + DEEP).min(zones.len()) } else { n.saturating_sub(DEEP)..n };
    zones[near].iter().filter(move |(other, end)| *end == foot && rows[*other].page == rows[at].page).map(|(other, _)| *other)
}

/// Whether rows stand on so many of the pages that they are furniture: on both of two, else on most, or on every other.
fn is_repeated(rows: &[Row], group: &[usize], pages: usize) -> bool {
    let mut on: Vec<usize> = group.iter().map(|at| rows[*at].page).collect();
    on.dedup();
    let count = on.len();
    let every_other = count >= 3 && on.windows(2).all(|pair| pair[1] - pair[0] == 2) && count * 5 >= pages * 2;
    count >= 2 && (count * 2 > pages || every_other)
}

/// Rows that say only which page it is, with page and number.
fn number_rows(source: &str, rows: &[Row], zones: &[(usize, bool)], rules: &Rules) -> Vec<(usize, usize, Option<u32>)> {
    let mut found: Vec<(usize, usize, Option<u32>)> = Vec::new();
    for (at, _) in zones {
        let words = bare(rows[*at].span.of(source));
        if !words.is_empty() && rules.page_lines.iter().any(|pattern| pattern.is_match(words)) {
            found.push((*at, rows[*at].page, number(words)));
        }
    }
    // A bare number is a page's where it goes up with the pages, or is the very number of its page.
    let offset = |(_, page, number): &(usize, usize, Option<u32>)| number.map(|n| i64::from(n) - *page as i64);
    let offsets: Vec<Option<i64>> = found.iter().map(offset).collect();
    let counts = offsets.iter().flatten().fold(HashMap::<i64, usize>::new(), |mut counts, offset| {
        *counts.entry(*offset).or_default() += 1;
        counts
    });
    let is_page = |(at, ..): &(usize, usize, Option<u32>), offset: Option<i64>| {
        let words = bare(rows[*at].span.of(source));
        let says_so = words.chars().any(char::is_alphabetic) && words.chars().any(char::is_numeric) || words.contains(['/', '|']);
        says_so || offset.is_none_or(|offset| offset == 1 || counts.get(&offset).is_some_and(|count| *count > 1))
    };
    let kept: Vec<bool> = found.iter().zip(&offsets).map(|(row, offset)| is_page(row, *offset)).collect();
    let mut keep = kept.iter();
    found.retain(|_| keep.next() == Some(&true));
    found
}

/// The first number in words, in the digits of any of the scripts that pages are numbered in.
fn number(words: &str) -> Option<u32> {
    let digits = words.chars().skip_while(|c| !c.is_numeric()).take_while(|c| c.is_numeric());
    let mut value: Option<u32> = None;
    for c in digits {
        let digit = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '٠'..='٩' => c as u32 - '٠' as u32,
            '۰'..='۹' => c as u32 - '۰' as u32,
            _ => return None,
        };
        value = value.unwrap_or(0).checked_mul(10)?.checked_add(digit);
    }
    value
}

/// A row as it is compared: no case, no marks, every number the same.
fn shape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if c.is_numeric() {
            if !out.ends_with('#') {
                out.push('#');
            }
        } else if c.is_alphabetic() {
            out.extend(c.to_lowercase());
        }
    }
    // A row of numbers alone is no running head.
    if out.chars().any(char::is_alphabetic) { out } else { String::new() }
}
