//! Lines as they are drawn, from left to right, as lines in the order in which they are read and stored: Arabic, Hebrew
//! and their like run from the right, numbers and Latin words inside them from the left.

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// A character as it is drawn: its letters, in the order in which they are read.
pub type Drawn<'a> = &'a str;

/// Whether a letter is written from the right.
pub fn is_from_right(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

fn is_letter_from_left(c: char) -> bool {
    bidi_class(c) == BidiClass::L
}

/// Whether a mark stands over or under the letter before it.
pub fn is_mark(c: char) -> bool {
    bidi_class(c) == BidiClass::NSM
}

/// The line in reading order, and whether that order is certain: laid out again by the rules of Unicode (UAX #9), it
/// gives the line as it was drawn. `among_right` says whether the lines around it run from the right: then a line with
/// more Latin letters than others does too.
pub fn in_reading_order(drawn: &[Drawn<'_>], among_right: bool) -> (String, bool) {
    let letters = || drawn.iter().flat_map(|letters| letters.chars());
    let right = letters().filter(|c| is_from_right(*c)).count();
    if right == 0 && !letters().any(|c| bidi_class(c) == BidiClass::AN) {
        return (drawn.concat(), true);
    }
    let left = letters().filter(|c| is_letter_from_left(*c)).count();
    let from_right = right >= left || among_right && right > 0;
    let arabic = letters().any(|c| bidi_class(c) == BidiClass::AL);
    let order = if from_right { whole_from_right(drawn, arabic) } else { runs_from_right(drawn, arabic) };
    let mut line: String = order.iter().map(|at| drawn[*at]).collect();
    let level = if from_right { Level::rtl() } else { Level::ltr() };
    turn_brackets(&mut line, level);
    let certain = laid_out(&line, level) == as_drawn(drawn);
    (line, certain)
}

/// What a drawn character is to the order of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Left,
    Right,
    Number,
    /// Joins two numbers: a point, a comma, a colon, a slash.
    Joint,
    /// Belongs to a number beside it: per cent, currency.
    Beside,
    Neutral,
}

fn part(drawn: Drawn<'_>, arabic: bool) -> Part {
    let Some(c) = drawn.chars().find(|c| !is_mark(*c)) else { return Part::Neutral };
    match bidi_class(c) {
        BidiClass::L => Part::Left,
        BidiClass::R | BidiClass::AL => Part::Right,
        BidiClass::EN | BidiClass::AN => Part::Number,
        BidiClass::CS => Part::Joint,
        // After Arabic letters a hyphen does not hold numbers together.
        BidiClass::ES if !arabic => Part::Joint,
        BidiClass::ET if !arabic => Part::Beside,
        _ => Part::Neutral,
    }
}

/// Ranges that run from the left inside a line from the right: Latin words with what stands between them, and numbers.
fn left_runs(parts: &[Part]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        if !matches!(parts[at], Part::Left | Part::Number | Part::Beside) {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at + 1;
        let mut has_letter = parts[at] == Part::Left;
        let mut has_number = parts[at] == Part::Number;
        let mut next = end;
        while next < parts.len() {
            match parts[next] {
                Part::Left => {
                    // A Latin letter takes what stands before it, back to the run's last letter or number, with it.
                    has_letter = true;
                    end = next + 1;
                }
                Part::Number if has_letter || next == end => {
                    has_number = true;
                    end = next + 1;
                }
                Part::Number if next == end + 1 && parts[end] == Part::Joint && has_number => end = next + 1,
                Part::Beside if next == end => end = next + 1,
                Part::Right => break,
                Part::Number => break,
                _ => {}
            }
            next += 1;
        }
        if has_letter || has_number {
            runs.push((start, end));
        }
        at = end;
    }
    runs
}

fn whole_from_right(drawn: &[Drawn<'_>], arabic: bool) -> Vec<usize> {
    let parts: Vec<Part> = drawn.iter().map(|drawn| part(drawn, arabic)).collect();
    let mut order = Vec::with_capacity(drawn.len());
    let mut at = drawn.len();
    for (start, end) in left_runs(&parts).into_iter().rev() {
        order.extend((end..at).rev());
        order.extend(start..end);
        at = start;
    }
    order.extend((0..at).rev());
    order
}

/// Turns the stretches from the first to the last letter from the right, with the numbers inside them kept.
fn runs_from_right(drawn: &[Drawn<'_>], arabic: bool) -> Vec<usize> {
    let parts: Vec<Part> = drawn.iter().map(|drawn| part(drawn, arabic)).collect();
    let mut order = Vec::with_capacity(drawn.len());
    let mut at = 0;
    while at < drawn.len() {
        if parts[at] != Part::Right {
            order.push(at);
            at += 1;
            continue;
        }
        let reach = parts[at..].iter().position(|part| *part == Part::Left).map_or(drawn.len(), |n| at + n);
        let end = (at..reach).rev().find(|n| parts[*n] == Part::Right).map_or(at + 1, |n| n + 1);
        order.extend(whole_from_right(&drawn[at..end], arabic).into_iter().map(|n| n + at));
        at = end;
    }
    order
}

/// Brackets in stretches from the right, where a font's characters are the shapes that are drawn: the opening one is
/// drawn as a closing one. They are turned only where the line's brackets make pairs turned and do not as they are.
fn turn_brackets(line: &mut String, level: Level) {
    if !line.contains(is_bracket) {
        return;
    }
    let info = BidiInfo::new(line, Some(level));
    let turned: String = line.char_indices().map(|(at, c)| if info.levels[at].is_rtl() { mirror(c) } else { c }).collect();
    if !makes_pairs(line) && makes_pairs(&turned) {
        *line = turned;
    }
}

const PAIRS: &[(char, char)] = &[('(', ')'), ('[', ']'), ('{', '}'), ('«', '»')];

fn is_bracket(c: char) -> bool {
    mirror(c) != c
}

fn mirror(c: char) -> char {
    PAIRS.iter().find_map(|(open, close)| if c == *open { Some(*close) } else { (c == *close).then_some(*open) }).unwrap_or(c)
}

fn makes_pairs(line: &str) -> bool {
    let mut open = Vec::new();
    for c in line.chars() {
        if PAIRS.iter().any(|(opening, _)| *opening == c) {
            open.push(c);
        } else if let Some((opening, _)) = PAIRS.iter().find(|(_, closing)| *closing == c)
            && open.pop() != Some(*opening)
        {
            return false;
        }
    }
    open.is_empty()
}

/// The line as it is drawn by the rules, brackets of any direction alike.
fn laid_out(line: &str, level: Level) -> String {
    let info = BidiInfo::new(line, Some(level));
    let Some(paragraph) = info.paragraphs.first() else { return String::new() };
    comparable(info.reorder_line(paragraph, paragraph.range.clone()).chars())
}

/// The line as it was drawn, letter for letter from the left.
fn as_drawn(drawn: &[Drawn<'_>]) -> String {
    let mut out = String::new();
    for letters in drawn {
        if letters.chars().next().is_some_and(is_from_right) {
            out.extend(letters.chars().rev());
        } else {
            out.push_str(letters);
        }
    }
    comparable(out.chars())
}

fn comparable(line: impl Iterator<Item = char>) -> String {
    line.filter(|c| !c.is_whitespace() && !is_mark(*c) && bidi_class(*c) != BidiClass::BN)
        .map(|c| PAIRS.iter().find(|(_, close)| *close == c).map_or(c, |(open, _)| *open))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws a line by the rules of Unicode and reads it back.
    fn there_and_back(line: &str, level: Level) {
        let info = BidiInfo::new(line, Some(level));
        let visual = info.reorder_line(&info.paragraphs[0], info.paragraphs[0].range.clone()).into_owned();
        let drawn: Vec<String> = visual.chars().map(String::from).collect();
        let refs: Vec<&str> = drawn.iter().map(String::as_str).collect();
        let (read, certain) = in_reading_order(&refs, level.is_rtl());
        assert_eq!(read, line);
        assert!(certain, "{line}");
    }

    #[test]
    fn lines_from_the_right_come_back() {
        for line in [
            "قتل 12 مدنيا في غارة",
            "في 12/03/2021 وصل 1,200 شخص إلى القرية",
            "قالت وكالة (Karsun Press) إن 3 أشخاص قتلوا",
            "نشرت Karsun Press Agency البيان",
            "العدد ٣٤ من النشرة",
            "הכפר נפגע ב-12 במרץ 2021",
            "לפי Karsun Press נהרגו 4 אנשים",
        ] {
            there_and_back(line, Level::rtl());
        }
    }

    #[test]
    fn words_from_the_right_inside_a_latin_line() {
        there_and_back("The village of تل عمرا was hit", Level::ltr());
        assert_eq!(in_reading_order(&["W", "o", "r", "d", " ", "1", "2"], false), ("Word 12".to_owned(), true));
    }

    #[test]
    fn ligatures_and_marks_keep_their_letters() {
        // Drawn from the left: meem, lam-alef as one, seen.
        assert_eq!(in_reading_order(&["م", "لا", "س"], true).0, "سلام");
        assert_eq!(in_reading_order(&["د", "مُ"], true).0, "مُد");
    }

    #[test]
    fn brackets_that_are_shapes_are_turned() {
        let drawn: Vec<String> = "كذا (محمد) قال".chars().rev().map(String::from).collect();
        let refs: Vec<&str> = drawn.iter().map(String::as_str).collect();
        assert_eq!(in_reading_order(&refs, true).0, "كذا (محمد) قال");
        let mirrored: Vec<String> = "كذا )محمد( قال".chars().rev().map(String::from).collect();
        let refs: Vec<&str> = mirrored.iter().map(String::as_str).collect();
        assert_eq!(in_reading_order(&refs, true).0, "كذا (محمد) قال");
    }
}
