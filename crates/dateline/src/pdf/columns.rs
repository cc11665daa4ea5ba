//! Columns: finds where running text stands beside running text, and puts one column after the other.

use super::layout::{Row, Word};

/// Gap between words, in parts of the font's size, that may be the space between two columns.
const COLUMN_GAP: f64 = 1.2;

/// Rows that are read one after another.
pub(super) struct Region {
    pub rows: Vec<Row>,
    /// Whether it stands beside another.
    pub is_column: bool,
}

/// Columns inside columns that are looked for, rows that are looked at, and places for a gutter.
const DEEPEST: usize = 4;
const MOST_ROWS: usize = 600;
const MOST_PLACES: usize = 48;

/// Cuts rows where columns stand beside each other; what is above and below them is read before and after.
pub(super) fn cut(rows: Vec<Row>, depth: usize, out: &mut Vec<Region>) {
    let found = if depth < DEEPEST && (4..=MOST_ROWS).contains(&rows.len()) { gutter(&rows) } else { None };
    let Some((first, last, at)) = found else {
        if !rows.is_empty() {
            out.push(Region { rows, is_column: depth > 0 });
        }
        return;
    };
    let mut before = rows;
    let mut beside = before.split_off(first);
    let after = beside.split_off(last - first);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in beside {
        let (one, other): (Vec<Word>, Vec<Word>) = row.words.into_iter().partition(|word| (word.x + word.end) / 2.0 < at);
        for (side, words) in [(&mut left, one), (&mut right, other)] {
            if !words.is_empty() {
                let size = words.iter().map(|word| word.size).fold(0.0, f64::max);
                side.push(Row { y: row.y, size, words });
            }
        }
    }
    let from_right = left.iter().chain(&right).filter(|row| row.is_from_right()).count() * 2 > left.len() + right.len();
    if from_right {
        std::mem::swap(&mut left, &mut right);
    }
    let is_column = depth > 0;
    let inner = |rows, out: &mut Vec<Region>| {
        let from = out.len();
        cut(rows, depth, out);
        out[from..].iter_mut().for_each(|region| region.is_column |= is_column);
    };
    inner(before, out);
    cut(left, depth + 1, out);
    cut(right, depth + 1, out);
    inner(after, out);
}

/// Where a row's words stand to a gutter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Left,
    Right,
    Across,
}

fn side(row: &Row, at: f64) -> Side {
    let left = row.words.iter().rev().find(|word| (word.x + word.end) / 2.0 < at);
    let right = row.words.iter().find(|word| (word.x + word.end) / 2.0 >= at);
    match (left, right) {
        (Some(left), Some(right)) if right.x - left.end >= COLUMN_GAP * row.size && left.end <= at && right.x >= at => Side::Both,
        (Some(left), None) if left.end <= at => Side::Left,
        (None, Some(right)) if right.x >= at => Side::Right,
        _ => Side::Across,
    }
}

/// Whether two rows, one below the other, stand so close that they are beside each other: columns need not share lines.
fn is_beside(row: &Row, next: &Row) -> bool {
    row.y - next.y < 0.9 * row.size.min(next.size)
}

/// Where the gutter of columns may be: in wide gaps of rows, and between rows that stand beside each other.
fn places(rows: &[Row]) -> Vec<f64> {
    let mut places: Vec<f64> = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        for pair in row.words.windows(2) {
            if pair[1].x - pair[0].end >= COLUMN_GAP * row.size {
                places.push((pair[0].end + pair[1].x) / 2.0);
            }
        }
        if let Some(next) = rows.get(n + 1).filter(|next| is_beside(row, next)) {
            let (left, right) = if row.x() < next.x() { (row, next) } else { (next, row) };
            if right.x() - left.end() > 0.5 * row.size {
                places.push((left.end() + right.x()) / 2.0);
            }
        }
    }
    places.sort_by(f64::total_cmp);
    places.dedup_by(|a, b| (*a - *b).abs() < 3.0);
    places
}

/// The longest stretch of rows (first, one past the last) that a gutter divides into two columns of running text, and
/// where the gutter is.
fn gutter(rows: &[Row]) -> Option<(usize, usize, f64)> {
    let places = places(rows);
    let step = places.len().div_ceil(MOST_PLACES).max(1);
    let mut best: Option<(usize, (usize, usize, f64))> = None;
    for at in places.into_iter().step_by(step) {
        let sides: Vec<Side> = rows.iter().map(|row| side(row, at)).collect();
        let beside = |n: usize| {
            let pair = (sides[n], sides.get(n + 1));
            pair.0 == Side::Both
                || matches!(pair, (Side::Left, Some(Side::Right)) | (Side::Right, Some(Side::Left))) && is_beside(&rows[n], &rows[n + 1])
        };
        let mut from = 0;
        while from < rows.len() {
            let to = (from..rows.len()).find(|n| sides[*n] == Side::Across).unwrap_or(rows.len());
            if let (Some(start), Some(last)) = ((from..to).find(|n| beside(*n)), (from..to).rev().find(|n| beside(*n))) {
                // Rows on one side go on with the column above them while they follow closely.
                let mut stop = (last + if sides[last] == Side::Both { 1 } else { 2 }).min(to);
                while stop < to && rows[stop - 1].y - rows[stop].y <= 1.7 * rows[stop].size {
                    stop += 1;
                }
                let count = |one: Side| sides[start..stop].iter().filter(|side| **side == one || **side == Side::Both).count();
                let both = count(Side::Left).min(count(Side::Right));
                if both >= 4 && best.as_ref().is_none_or(|(most, _)| both > *most) && is_running(&rows[start..stop], at) {
                    best = Some((both, (start, stop, at)));
                }
            }
            from = to + 1;
        }
    }
    best.map(|(_, found)| found)
}

/// Whether both sides of a gutter are running text, not the cells of a table: wide enough, and most of their rows full.
fn is_running(rows: &[Row], at: f64) -> bool {
    [true, false].into_iter().all(|is_left| {
        let parts: Vec<(f64, f64, f64)> = rows
            .iter()
            .filter_map(|row| {
                let mut words = row.words.iter().filter(|word| ((word.x + word.end) / 2.0 < at) == is_left);
                let first = words.next()?;
                Some((first.x, words.next_back().unwrap_or(first).end, row.size))
            })
            .collect();
        let start = parts.iter().map(|part| part.0).fold(f64::MAX, f64::min);
        let end = parts.iter().map(|part| part.1).fold(f64::MIN, f64::max);
        let size = parts.iter().map(|part| part.2).fold(0.0, f64::max);
        let filled: f64 = parts.iter().map(|part| part.1 - part.0).sum();
        parts.len() >= 4 && end - start >= 9.0 * size && filled >= 0.6 * (end - start) * parts.len() as f64
    })
}
