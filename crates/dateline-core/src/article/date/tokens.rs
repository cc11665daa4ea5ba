//! The words of a line as numbers, words and marks with their bytes. Digits of every script are numbers; letters that are
//! written in several ways are one; marks of direction, vowel points and lengthening strokes are left out.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Value and number of digits; numbers beyond nine digits have the value -1.
    Number(i32, u8),
    /// Letters of one script; a Han character is a word of its own.
    Word,
    Mark(char),
}

/// A token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    /// Bytes of the line.
    pub start: usize,
    pub end: usize,
    /// Bytes of `Tokens::folded`.
    text: (usize, usize),
    /// No white space before it.
    pub glued: bool,
}

/// A line taken apart.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    folded: String,
    pub all: Vec<Token>,
}

/// Whether a line can hold a date at all: a run of four digits, a year written in Han characters, figures with stops between.
pub(super) fn may_hold_year(words: &str) -> bool {
    let (mut run, mut non_ascii, mut stops) = (0, false, 0);
    for byte in words.bytes() {
        non_ascii |= !byte.is_ascii();
        stops += usize::from(byte == b'.' && run > 0);
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        if run == 4 {
            return true;
        }
    }
    if !non_ascii || stops >= 2 {
        return non_ascii;
    }
    let mut digits = 0;
    for c in words.chars() {
        if c == '年' {
            return true;
        }
        if digit(c).is_some() {
            digits += 1;
        } else if fold(c).is_some() {
            digits = 0;
        }
        if digits == 4 {
            return true;
        }
    }
    false
}

/// Whether a line has letters of a script whose pages put the day first.
pub(super) fn writes_day_first(words: &str) -> bool {
    words.chars().any(|c| matches!(c, '\u{5d0}'..='\u{5ea}' | '\u{400}'..='\u{4ff}'))
}

/// The value of a decimal digit of a script that news is printed in.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{9e6}'..='\u{9ef}' => '\u{9e6}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

/// The value of a Han numeral: units, and ten and its like as negative numbers.
fn han_numeral(c: char) -> Option<i32> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => -10,
        '廿' => -20,
        '卅' => -30,
        '百' => -100,
        _ => return None,
    })
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// A character as it is compared; `None` for what is not seen: marks of direction, vowel points, the lengthening stroke.
fn fold(c: char) -> Option<char> {
    Some(match c {
        '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5bd}'
        | '\u{5bf}'
        | '\u{5c1}'
        | '\u{5c2}'
        | '\u{5c4}'
        | '\u{5c5}'
        | '\u{5c7}'
        | '\u{61c}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e8}'
        | '\u{200b}'
        | '\u{200d}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => return None,
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ے' | 'ئ' | 'ې' => 'ي',
        'ک' => 'ك',
        'ة' | 'ە' | 'ہ' | 'ھ' | 'ۀ' | 'ۂ' | 'ۃ' => 'ه',
        'ؤ' => 'و',
        'ں' => 'ن',
        '،' | '，' => ',',
        '؛' => ';',
        '’' | 'ʼ' | '‘' | '′' => '\'',
        '−' | '‐' | '‑' => '-',
        '־' => '-',
        '∶' | 'ː' => ':',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        'ı' => 'i',
        other => other,
    })
}

/// Takes a line apart.
pub(super) fn tokens(words: &str) -> Tokens {
    let mut out = Tokens { folded: String::with_capacity(words.len() + 8), all: Vec::with_capacity(words.len() / 4 + 4) };
    let mut builder = Builder { open: None, number: Number::default(), glued: false };
    for (at, original) in words.char_indices() {
        let end = at + original.len_utf8();
        // A non-joiner parts words as a space does, but is none.
        if original == '\u{200c}' {
            builder.close(&mut out);
            continue;
        }
        let Some(c) = fold(original) else { continue };
        if c.is_whitespace() {
            builder.close(&mut out);
            builder.glued = false;
        } else if let Some(value) = digit(c) {
            builder.add(&mut out, Open::Digits, at, end, c);
            builder.number.digit(value as i32);
        } else if let Some(value) = han_numeral(c) {
            builder.add(&mut out, Open::Han, at, end, c);
            builder.number.han(value);
        } else if is_han(c) {
            builder.close(&mut out);
            builder.add(&mut out, Open::Word, at, end, c);
            builder.close(&mut out);
        } else if c.is_alphabetic() {
            builder.add(&mut out, Open::Word, at, end, c);
        } else {
            builder.close(&mut out);
            let text = out.push(c);
            out.all.push(Token { kind: Kind::Mark(c), start: at, end, text, glued: builder.glued });
            builder.glued = true;
        }
    }
    builder.close(&mut out);
    out
}

impl Tokens {
    /// The folded words of a token.
    pub(super) fn text(&self, at: usize) -> &str {
        self.all.get(at).map_or("", |token| &self.folded[token.text.0..token.text.1])
    }

    fn push(&mut self, c: char) -> (usize, usize) {
        let start = self.folded.len();
        if c.is_ascii() {
            self.folded.push(c.to_ascii_lowercase());
        } else {
            self.folded.extend(c.to_lowercase().filter(|c| *c != '\u{307}'));
        }
        (start, self.folded.len())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Word,
    Digits,
    Han,
}

/// A number as it grows.
#[derive(Debug, Default)]
struct Number {
    value: i32,
    digits: u8,
    /// Of Han numerals: what stands after the last ten or hundred.
    units: i32,
    tens: bool,
}

impl Number {
    fn digit(&mut self, value: i32) {
        self.digits = self.digits.saturating_add(1);
        self.value = if self.digits > 9 { -1 } else { self.value * 10 + value };
    }

    fn han(&mut self, value: i32) {
        self.digits = self.digits.saturating_add(1);
        if self.digits > 9 {
            self.value = 0;
            self.units = -1;
        } else if value < 0 {
            let one = value == -10 || value == -100;
            self.value += if one { self.units.max(1) * -value } else { -value };
            self.units = 0;
            self.tens = true;
        } else {
            self.units = if self.tens { value } else { self.units * 10 + value };
        }
    }
}

struct Builder {
    open: Option<(Open, Token)>,
    number: Number,
    glued: bool,
}

impl Builder {
    fn add(&mut self, out: &mut Tokens, what: Open, at: usize, end: usize, c: char) {
        if self.open.as_ref().is_some_and(|(open, _)| *open != what) {
            self.close(out);
        }
        let text = out.push(c);
        match &mut self.open {
            Some((_, token)) => {
                token.end = end;
                token.text.1 = text.1;
            }
            None => {
                self.number = Number::default();
                self.open = Some((what, Token { kind: Kind::Word, start: at, end, text, glued: self.glued }));
            }
        }
    }

    fn close(&mut self, out: &mut Tokens) {
        if let Some((what, mut token)) = self.open.take() {
            if what != Open::Word {
                let value = self.number.value + self.number.units;
                token.kind = Kind::Number(value, self.number.digits);
            }
            out.all.push(token);
            self.glued = true;
        }
    }
}
