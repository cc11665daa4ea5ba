//! From characters on a page to its text: words, rows, columns, and where a paragraph ends. A line is followed by a line
//! feed, a paragraph by a blank line.

use super::columns;
use super::direction;
use super::glyphs::{Glyph, Glyphs};

/// The text of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Laid {
    /// Lines in reading order, a blank line between paragraphs.
    pub text: String,
    /// Lines whose order, from the right and from the left, is not certain.
    pub uncertain: usize,
}

/// Letters that are drawn as one, with the marks on them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Letter {
    pub x: f64,
    pub end: f64,
    pub text: String,
}

/// Letters without a gap between them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub x: f64,
    pub end: f64,
    pub size: f64,
    pub letters: Vec<Letter>,
}

/// Words on one baseline, from the left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub y: f64,
    pub size: f64,
    pub words: Vec<Word>,
}

impl Row {
    pub fn x(&self) -> f64 {
        self.words.first().map_or(0.0, |word| word.x)
    }

    pub fn end(&self) -> f64 {
        self.words.last().map_or(0.0, |word| word.end)
    }

    pub fn is_from_right(&self) -> bool {
        let letters = || self.words.iter().flat_map(|word| &word.letters).flat_map(|letter| letter.text.chars());
        let right = letters().filter(|c| direction::is_from_right(*c)).count();
        right > 0 && right * 2 >= letters().filter(|c| c.is_alphabetic()).count()
    }
}

/// Gap between letters, in parts of the font's size, from which on they are two words.
const WORD_GAP: f64 = 0.16;

/// Gap between words, in parts of the font's size, that a table or tab has.
const TAB_GAP: f64 = 2.5;

/// The text of a page.
#[must_use]
pub fn page(glyphs: &Glyphs) -> Laid {
    let rows = rows(glyphs);
    let mut out = Laid::default();
    if rows.is_empty() {
        return out;
    }
    let mut regions = Vec::new();
    columns::cut(rows, 0, &mut regions);
    let right = regions.iter().filter(|region| !region.is_column).flat_map(|region| &region.rows).map(Row::end).fold(f64::MIN, f64::max);
    let left = regions.iter().filter(|region| !region.is_column).flat_map(|region| &region.rows).map(Row::x).fold(f64::MAX, f64::min);
    for region in regions {
        let measure = if region.is_column {
            let ends = region.rows.iter().map(Row::end).fold(f64::MIN, f64::max);
            (region.rows.iter().map(Row::x).fold(f64::MAX, f64::min), ends)
        } else {
            (left, right)
        };
        write(&region.rows, measure, &mut out);
    }
    while out.text.ends_with('\n') {
        out.text.pop();
    }
    out
}

/// Characters that stand on one baseline, and words of them.
fn rows(glyphs: &Glyphs) -> Vec<Row> {
    let mut order: Vec<(usize, &Glyph)> = glyphs.all.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<(f64, f64)> = None;
    for (at, glyph) in order {
        let joins = open.is_some_and(|(y, size)| y - glyph.y <= 0.4 * size.max(glyph.size));
        match rows.last_mut() {
            Some(row) if joins => row.push(at),
            _ => rows.push(vec![at]),
        }
        let blank = glyphs.of(glyph).trim().is_empty();
        // A raised figure opens no row of its own: the row's line is that of its largest letters.
        open = match open.filter(|_| joins) {
            Some((y, size)) if blank || glyph.size <= size => Some((y, size)),
            _ => Some((glyph.y, if blank { 0.0 } else { glyph.size })),
        };
    }
    rows.into_iter().filter_map(|row| make_row(glyphs, row)).collect()
}

/// The characters of a row from the left. Latin letters and figures that are drawn one after another stay in that order
/// even where their font is wrong about their widths, and a run that is drawn over itself, for bold, is taken once.
fn from_left(glyphs: &Glyphs, mut row: Vec<usize>) -> Vec<Glyph> {
    row.sort_unstable();
    let mut starts: Vec<f64> = row.iter().map(|at| glyphs.all[*at].x).collect();
    starts.sort_by(f64::total_cmp);
    // Marks that are drawn later, such as the strokes of a date, stand in gaps: a run ends there.
    let is_filled = |from: f64, to: f64, size: f64| {
        let first = starts.partition_point(|x| *x < from - 0.05 * size);
        to - from > 0.1 * size && starts.get(first).is_some_and(|x| *x < to - 0.05 * size)
    };
    let mut runs: Vec<Vec<Glyph>> = Vec::new();
    let mut before: Option<usize> = None;
    for at in row {
        let mut glyph = glyphs.all[at];
        let follows = before.is_some_and(|before| before + 1 == at);
        match runs.last_mut() {
            Some(run)
                if follows
                    && run.last().is_some_and(|last| keeps_order(glyphs, last, &glyph) && !is_filled(last.end, glyph.x, glyph.size)) =>
            {
                glyph.x = glyph.x.max(run.last().map_or(glyph.x, |last| last.x));
                run.push(glyph);
            }
            _ => runs.push(vec![glyph]),
        }
        before = Some(at);
    }
    runs.sort_by(|a, b| a[0].x.total_cmp(&b[0].x));
    runs.dedup_by(|run, last| {
        let near = (run[0].x - last[0].x).abs() < 0.2 * run[0].size;
        near && run.len() > 1 && run.len() == last.len() && run.iter().zip(last.iter()).all(|(a, b)| glyphs.of(a) == glyphs.of(b))
    });
    runs.concat()
}

/// Whether a character stands behind the one drawn before it, whatever their widths.
fn keeps_order(glyphs: &Glyphs, last: &Glyph, glyph: &Glyph) -> bool {
    let (one, other) = (glyphs.of(last), glyphs.of(glyph));
    if one.is_empty() || other.is_empty() || one.chars().chain(other.chars()).any(direction::is_from_right) {
        return false;
    }
    // Figures may be drawn from the right inside a line from the right: they have to go on to the right.
    let firm = |words: &str| words.chars().all(char::is_alphabetic);
    let back = if firm(one) && firm(other) { 0.2 } else { 0.05 };
    last.x - glyph.x <= back * glyph.size && glyph.x - last.end <= glyph.size
}

fn make_row(glyphs: &Glyphs, row: Vec<usize>) -> Option<Row> {
    let (marks, letters): (Vec<Glyph>, Vec<Glyph>) = from_left(glyphs, row)
        .into_iter()
        .partition(|glyph| !glyphs.of(glyph).is_empty() && glyphs.of(glyph).chars().all(direction::is_mark));
    let mut words: Vec<Word> = Vec::new();
    let mut space = true;
    let mut line = (f64::MIN, 0.0_f64);
    for glyph in &letters {
        let text = glyphs.of(glyph);
        if text.is_empty() {
            // No letter: it holds those beside it together.
            if let Some(word) = words.last_mut().filter(|word| !space && glyph.x - word.end <= WORD_GAP * glyph.size) {
                word.end = word.end.max(glyph.end);
            }
            continue;
        }
        if text.trim().is_empty() {
            space = true;
            continue;
        }
        if glyph.size > line.1 {
            line = (glyph.y, glyph.size);
        }
        let letter = Letter { x: glyph.x, end: glyph.end.max(glyph.x), text: text.trim().to_owned() };
        match words.last_mut() {
            // Bold that is made by drawing twice.
            Some(word) if word.letters.last().is_some_and(|last| is_twice(last, &letter)) => {}
            Some(word) if !space && letter.x - word.end <= WORD_GAP * glyph.size.min(word.size) => {
                word.end = word.end.max(letter.end);
                word.size = word.size.max(glyph.size);
                word.letters.push(letter);
            }
            _ => words.push(Word { x: letter.x, end: letter.end, size: glyph.size, letters: vec![letter] }),
        }
        space = false;
    }
    for mark in &marks {
        put_mark(&mut words, (mark.x + mark.end) / 2.0, glyphs.of(mark));
    }
    let widest = words.iter().map(|word| word.size).fold(0.0, f64::max);
    (!words.is_empty()).then_some(Row { y: line.0, size: widest, words })
}

/// Whether a letter is drawn over the same one again.
fn is_twice(last: &Letter, letter: &Letter) -> bool {
    last.text == letter.text && last.end > last.x && (letter.x - last.x).abs() < 0.4 * (last.end - last.x)
}

/// Puts a mark on the letter that it stands over or under, else on the nearest.
fn put_mark(words: &mut [Word], at: f64, mark: &str) {
    let gap = |letter: &Letter| if letter.x <= at && at <= letter.end { 0.0 } else { (letter.x - at).abs().min((letter.end - at).abs()) };
    let nearest = words.iter_mut().flat_map(|word| &mut word.letters).min_by(|a, b| gap(a).total_cmp(&gap(b)));
    if let Some(letter) = nearest {
        letter.text.push_str(mark);
    }
}

/// Writes rows that are read one after another. `measure` is how far a line may reach, to the left and to the right.
fn write(rows: &[Row], measure: (f64, f64), out: &mut Laid) {
    let leading = leading(rows);
    let among_right = rows.iter().filter(|row| row.is_from_right()).count() * 2 > rows.len();
    let mut run = (0, 0);
    if !out.text.is_empty() && !out.text.ends_with("\n\n") {
        out.text.push('\n');
    }
    for (n, row) in rows.iter().enumerate() {
        let (line, certain) = line(row, among_right);
        out.text.push_str(&line);
        out.text.push('\n');
        out.uncertain += usize::from(!certain);
        let Some(next) = rows.get(n + 1) else { break };
        if n >= run.1 {
            run = (n, run_end(rows, n, leading));
        }
        if ends_paragraph(&rows[run.0..run.1], row, next, leading, measure) {
            out.text.push('\n');
        }
    }
    out.text.push('\n');
}

/// The usual distance between the lines of rows.
fn leading(rows: &[Row]) -> f64 {
    let mut steps: Vec<f64> = rows.windows(2).map(|pair| pair[0].y - pair[1].y).filter(|step| *step > 0.0).collect();
    steps.sort_by(f64::total_cmp);
    let size = rows.iter().map(|row| row.size).fold(0.0, f64::max);
    // Of few lines the closest pair tells more than the middle one, and no more than lines usually stand apart.
    let usual = if steps.len() < 5 { steps.first().map(|step| step.min(1.45 * size)) } else { steps.get(steps.len() * 2 / 5).copied() };
    usual.unwrap_or(1.2 * size).max(0.8 * size.min(rows.first().map_or(size, |row| row.size)))
}

fn is_apart(row: &Row, next: &Row, leading: f64) -> bool {
    let step = row.y - next.y;
    let (small, large) = (row.size.min(next.size), row.size.max(next.size));
    step > 1.3 * leading.max(1.15 * small) || large > 1.12 * small
}

/// One past the last row of the run without a gap that row `n` stands in.
fn run_end(rows: &[Row], n: usize, leading: f64) -> usize {
    (n..rows.len() - 1).find(|at| is_apart(&rows[*at], &rows[*at + 1], leading)).map_or(rows.len(), |at| at + 1)
}

/// Whether a paragraph ends between two rows: by a gap, by another size, because the next word would have had room, or
/// because the next row is set in and a sentence ends.
fn ends_paragraph(run: &[Row], row: &Row, next: &Row, leading: f64, measure: (f64, f64)) -> bool {
    if is_apart(row, next, leading) {
        return true;
    }
    let last = row.words.last().and_then(|word| word.letters.last()).map_or("", |letter| &letter.text);
    if last.ends_with(['-', '\u{2010}', '\u{ad}']) && row.words.len() > 1 {
        return false;
    }
    let from_right = row.is_from_right();
    let (left, right) = reach(run, measure, from_right);
    let (room, inset, row_inset, first) = if from_right {
        (row.x() - left, right - next.end(), right - row.end(), next.words.last())
    } else {
        (right - row.end(), next.x() - left, row.x() - left, next.words.first())
    };
    let need = first.map_or(0.0, |word| word.end - word.x) + 0.3 * next.size;
    if room > need + 0.7 * row.size {
        // The lines of a large headline in the middle of the page are one.
        let middle = |row: &Row| (row.x() + row.end()) / 2.0;
        let centred = (middle(row) - (measure.0 + measure.1) / 2.0).abs() < row.size && (middle(next) - middle(row)).abs() < row.size;
        return !(centred && row.size >= 13.0 && (row.end() - row.x()) > 0.5 * (measure.1 - measure.0));
    }
    let ends_sentence = if from_right { row.words.first() } else { row.words.last() }
        .is_some_and(|word| word.letters.iter().any(|letter| letter.text.ends_with(['.', '!', '?', ':', ';', '”', '"', '»', '؟', '۔'])));
    inset > 0.8 * next.size && row_inset < 0.4 * row.size && ends_sentence
}

/// How far the lines of a run reach: their own edges where most of its lines come near them, else those of the page.
fn reach(run: &[Row], measure: (f64, f64), from_right: bool) -> (f64, f64) {
    let left = run.iter().map(Row::x).fold(f64::MAX, f64::min);
    let right = run.iter().map(Row::end).fold(f64::MIN, f64::max);
    let full = |row: &&Row| {
        let filled = if from_right { right - row.x() } else { row.end() - left };
        filled >= 0.82 * (right - left)
    };
    // Lines of an address may be of one length too, but short.
    let is_wide = right - left >= 0.45 * (measure.1 - measure.0);
    let is_text = is_wide && run.len() >= 3 && run[..run.len() - 1].iter().filter(full).count() * 10 >= (run.len() - 1) * 6;
    match (is_text, from_right) {
        (true, _) => (left, right),
        (false, true) => (measure.0, right),
        (false, false) => (left, measure.1),
    }
}

/// Whether letters are a character of one of the fonts of signs, in the private range that those have.
fn is_sign(letters: &str) -> bool {
    let mut letters = letters.chars();
    matches!((letters.next(), letters.next()), (Some('\u{f020}'..='\u{f0ff}'), None))
}

/// A row as a line: words in reading order, a tab where a wide gap stands between two.
fn line(row: &Row, among_right: bool) -> (String, bool) {
    let mut drawn: Vec<&str> = Vec::new();
    for (n, word) in row.words.iter().enumerate() {
        if n > 0 {
            let gap = word.x - row.words[n - 1].end;
            drawn.push(if gap > TAB_GAP * row.size { "\t" } else { " " });
        }
        drawn.extend(word.letters.iter().map(|letter| letter.text.as_str()));
    }
    // Bullets of the fonts that have nothing but signs.
    let from_right = row.is_from_right();
    let first = if from_right { row.words.last() } else { row.words.first() };
    if row.words.len() > 1 && first.is_some_and(|word| matches!(word.letters.as_slice(), [only] if is_sign(&only.text))) {
        let at = if from_right { drawn.len() - 1 } else { 0 };
        drawn[at] = "•";
    }
    direction::in_reading_order(&drawn, among_right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Letters of one width, drawn from `x` on, half the size wide each.
    fn draw(glyphs: &mut Glyphs, x: f64, y: f64, size: f64, words: &str) {
        for (n, c) in words.chars().enumerate() {
            let at = x + n as f64 * 0.5 * size;
            glyphs.push(at, at + 0.5 * size, y, size, &c.to_string());
        }
    }

    fn laid(lines: &[(f64, f64, f64, &str)]) -> String {
        let mut glyphs = Glyphs::new(1 << 20);
        for (x, y, size, words) in lines {
            draw(&mut glyphs, *x, *y, *size, words);
        }
        page(&glyphs).text
    }

    #[test]
    fn a_paragraph_ends_where_the_next_word_had_room() {
        let text = laid(&[
            (50.0, 700.0, 10.0, "The mayor said that the bridge was hit by two"),
            (50.0, 688.0, 10.0, "shells and that it is closed."),
            (50.0, 676.0, 10.0, "The watchman saw nothing of it, he said on the"),
            (50.0, 664.0, 10.0, "day after."),
        ]);
        assert_eq!(text.split("\n\n").count(), 2, "{text}");
    }

    #[test]
    fn lines_of_an_address_stay_apart_and_a_headline_stays_one() {
        let text = laid(&[
            (90.0, 760.0, 16.0, "The shelling of the market of the town of Amra"),
            (210.0, 741.0, 16.0, "on a Monday morning"),
            (50.0, 700.0, 10.0, "Council of Amra"),
            (50.0, 688.0, 10.0, "12 River Street"),
            (50.0, 676.0, 10.0, "Lower Karsun"),
            (50.0, 640.0, 10.0, "Two shells fell on the market that day, and the council asks who fired them and why."),
        ]);
        assert_eq!(text.split("\n\n").count(), 5, "{text}");
    }

    #[test]
    fn columns_need_not_share_their_lines() {
        let words = "every line of this column is as full as that";
        let lines: Vec<(f64, f64, f64, &str)> = (0..6)
            .flat_map(|n| [(50.0, 700.0 - 12.0 * f64::from(n), 10.0, words), (320.0, 695.0 - 12.0 * f64::from(n), 10.0, words)])
            .collect();
        let text = laid(&lines);
        let blocks: Vec<usize> = text.split("\n\n").map(|block| block.lines().count()).collect();
        assert_eq!(blocks, [6, 6], "{text}");
    }

    #[test]
    fn a_table_is_read_row_by_row() {
        let text = laid(&[
            (50.0, 700.0, 10.0, "Market"),
            (200.0, 700.0, 10.0, "4"),
            (50.0, 688.0, 10.0, "School"),
            (200.0, 688.0, 10.0, "0"),
            (50.0, 676.0, 10.0, "Mill"),
            (200.0, 676.0, 10.0, "2"),
            (50.0, 664.0, 10.0, "Ford"),
            (200.0, 664.0, 10.0, "1"),
        ]);
        assert!(text.starts_with("Market\t4\n"), "{text}");
    }

    #[test]
    fn raised_figures_and_strokes_without_letters_stay_in_their_line() {
        let mut glyphs = Glyphs::new(1 << 20);
        draw(&mut glyphs, 50.0, 700.0, 10.0, "killed");
        draw(&mut glyphs, 80.0, 703.5, 6.0, "1");
        draw(&mut glyphs, 90.0, 700.0, 10.0, "him");
        assert_eq!(page(&glyphs).text, "killed1 him");
        let mut glyphs = Glyphs::new(1 << 20);
        draw(&mut glyphs, 50.0, 700.0, 10.0, "ب");
        glyphs.push(55.0, 60.0, 700.0, 10.0, "");
        draw(&mut glyphs, 60.0, 700.0, 10.0, "ا");
        assert_eq!(page(&glyphs).text, "اب");
    }

    #[test]
    fn letters_stay_in_order_where_their_font_is_wrong_about_widths() {
        let mut glyphs = Glyphs::new(1 << 20);
        // The font says nothing of the width of "o" and too much of that of "n".
        for (x, end, letter) in [(50.0, 55.0, "C"), (55.0, 55.0, "o"), (55.0, 65.0, "n"), (54.0, 57.0, "t"), (70.0, 75.0, "7")] {
            glyphs.push(x, end, 700.0, 10.0, letter);
        }
        assert_eq!(page(&glyphs).text, "Cont 7");
        // Figures drawn one by one from the right stay the number that they show.
        let mut glyphs = Glyphs::new(1 << 20);
        for (x, figure) in [(65.0, "1"), (60.0, "2"), (55.0, "0"), (50.0, "2"), (40.0, "ב")] {
            glyphs.push(x, x + 5.0, 700.0, 10.0, figure);
        }
        assert_eq!(page(&glyphs).text, "2021 ב");
        // The strokes of a date, drawn after its figures, stand between them.
        let mut glyphs = Glyphs::new(1 << 20);
        for (x, letter) in [(50.0, "1"), (55.0, "2"), (63.0, "0"), (68.0, "3"), (60.0, "/")] {
            glyphs.push(x, x + if letter == "/" { 3.0 } else { 5.0 }, 700.0, 10.0, letter);
        }
        assert_eq!(page(&glyphs).text, "12/03");
        // Bold by drawing twice is said once, letters that are doubled stay so.
        let mut glyphs = Glyphs::new(1 << 20);
        draw(&mut glyphs, 50.0, 700.0, 10.0, "good");
        draw(&mut glyphs, 50.3, 700.0, 10.0, "good");
        assert_eq!(page(&glyphs).text, "good");
    }

    proptest! {
        /// Wherever characters stand, every letter comes out once.
        #[test]
        fn no_letter_is_lost(drawn in prop::collection::vec((0.0..9.0_f64, 0.0..800.0_f64, 4.0..30.0_f64, "[a-zא-ת0-9]"), 0..120)) {
            let mut glyphs = Glyphs::new(1 << 20);
            let mut wanted = Vec::new();
            for (n, (x, y, size, letter)) in drawn.iter().enumerate() {
                // Twice the same letter at one place is bold: here every letter has a place of its own.
                glyphs.push(x + n as f64 * 40.0, x + n as f64 * 40.0 + size / 2.0, *y, *size, letter);
                wanted.extend(letter.chars());
            }
            let mut found: Vec<char> = page(&glyphs).text.chars().filter(|c| !c.is_whitespace()).collect();
            found.sort_unstable();
            wanted.sort_unstable();
            prop_assert_eq!(found, wanted);
        }
    }
}
