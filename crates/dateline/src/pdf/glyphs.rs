//! The characters of a page as they are drawn: what, where and how large.

use super::flatten::NO_LETTER_CHARACTER;
use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};
use std::collections::BTreeSet;

/// A character as it is drawn, maybe more than one letter; lengths in points, `y` upwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Where it starts, at the left.
    pub x: f64,
    /// Where it ends.
    pub end: f64,
    /// Its baseline.
    pub y: f64,
    /// Size of its font.
    pub size: f64,
    /// Its letters in [`Glyphs::letters`], in bytes.
    pub letters: (u32, u32),
}

/// A drawn character before the page is turned: origin, end of the advance, size.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    from: (f64, f64),
    to: (f64, f64),
    size: f64,
    letters: (u32, u32),
}

/// A place after so many quarters of a turn to the right.
fn turned((x, y): (f64, f64), quarters: u8) -> (f64, f64) {
    match quarters % 4 {
        1 => (y, -x),
        2 => (-x, -y),
        3 => (-y, x),
        _ => (x, y),
    }
}

/// The characters of a page.
#[derive(Debug, Default)]
pub struct Glyphs {
    /// The letters of all of them, one after another.
    pub letters: String,
    /// Those that stand upright on the page, as [`Glyphs::turn`] leaves them.
    pub all: Vec<Glyph>,
    /// How many have no letter.
    pub unknown: usize,
    /// Their widths, in thousandths of the font's size: one width is most likely one character.
    pub unknown_widths: BTreeSet<i64>,
    /// How many do not run from left to right along the page.
    pub aslant: usize,
    drawn: Vec<Drawn>,
    most: usize,
    full: bool,
}

impl Glyphs {
    /// None yet; `most` bytes of letters are taken, and a little more.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// Whether there were more than are taken.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Adds a character that stands upright.
    pub fn push(&mut self, x: f64, end: f64, y: f64, size: f64, letters: &str) {
        let letters = self.keep(letters);
        self.all.push(Glyph { x, end, y, size, letters });
    }

    /// The letters of a character.
    #[must_use]
    pub fn of(&self, glyph: &Glyph) -> &str {
        self.letters.get(glyph.letters.0 as usize..glyph.letters.1 as usize).unwrap_or("")
    }

    fn keep(&mut self, letters: &str) -> (u32, u32) {
        let start = self.letters.len() as u32;
        self.letters.push_str(letters);
        (start, self.letters.len() as u32)
    }

    /// Turns the page as it is shown, by quarters of a turn to the right, and further where most of its letters would
    /// stand upright then; keeps what runs along it.
    pub fn turn(&mut self, quarters: u8) {
        let mut along = [0_usize; 4];
        for drawn in &self.drawn {
            let step = (drawn.to.0 - drawn.from.0, drawn.to.1 - drawn.from.1);
            if let Some(more) = (0..4).find(|more| {
                let (along, up) = turned(step, quarters + more);
                along > 0.0 && up.abs() < along * 0.2
            }) {
                along[usize::from(more)] += 1;
            }
        }
        let more = (0..4_u8).rev().max_by_key(|more| along[usize::from(*more)]).unwrap_or(0);
        let turned = |place| turned(place, quarters + more);
        for drawn in std::mem::take(&mut self.drawn) {
            let (from, to) = (turned(drawn.from), turned(drawn.to));
            let (along, up) = (to.0 - from.0, (to.1 - from.1).abs());
            let sound = [from.0, from.1, to.0, to.1, drawn.size].iter().all(|n| n.is_finite() && n.abs() < 1e6);
            if !sound || drawn.size < 0.5 {
                continue;
            }
            if along < 0.0 || up > along * 0.2 + 0.01 {
                self.aslant += usize::from(!self.letters[drawn.letters.0 as usize..drawn.letters.1 as usize].trim().is_empty());
                continue;
            }
            self.all.push(Glyph { x: from.0, end: to.0, y: from.1, size: drawn.size, letters: drawn.letters });
        }
    }
}

impl OutputDev for Glyphs {
    fn begin_page(&mut self, _: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(&mut self, at: &Transform, width: f64, spacing: f64, font_size: f64, letters: &str) -> Result<(), OutputError> {
        if self.letters.len() > self.most || self.drawn.len() > self.most {
            self.full = true;
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        // Spacing between letters is part of the letter: words that are spaced out stay words.
        let advance = width * font_size + if letters == " " { 0.0 } else { spacing };
        let size = (at.m21.hypot(at.m22) * font_size).abs();
        let from = (at.m31, at.m32);
        let to = (from.0 + at.m11 * advance, from.1 + at.m12 * advance);
        // What has no letter keeps its place: the letters on both sides of it are of one word.
        let has_letter = !letters.is_empty() && !letters.contains(['\0', NO_LETTER_CHARACTER]);
        if !has_letter {
            self.unknown += 1;
            self.unknown_widths.insert((width * 1000.0).clamp(-1e6, 1e6) as i64);
        }
        let letters = self.keep(if has_letter { letters } else { "" });
        self.drawn.push(Drawn { from, to, size, letters });
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
