//! The words of dates: months of three calendars, weekdays, halves of the day, zones, marks of years.

use super::calendar::Calendar;
use super::tokens::{self, Kind, Tokens};
use crate::data::{self, DataError, Row};
use std::collections::HashMap;

/// What a word or phrase can mean in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A month; `true` where the word is a common one of other meaning too and no month by itself.
    Month(Calendar, i32, bool),
    /// Monday 1 to Sunday 7.
    Weekday(i8),
    /// Half of the day; `true` where it may stand beside an hour without minutes.
    Half(Half, bool),
    /// Stands between date and clock: "at", "الساعة".
    Filler,
    /// Stands between day, month and year: "de", "of", "سنة".
    Joint,
    /// Ending of a day's number.
    Suffix,
    /// An offset (`+03:00`, `Z`) or the name of a zone.
    Zone(&'static str),
    /// Mark after a year.
    Era(Calendar),
    /// Years are counted from the one after this one: Minguo, the Japanese eras.
    Since(i32),
    /// The first year of an era.
    First,
    /// Between hour and minutes.
    Hour,
    /// After an hour that may stand alone.
    OClock,
    Minute,
    HalfHour,
    YearMark,
    MonthMark,
    DayMark,
    /// Before a date of a calendar that is not read.
    Other,
}

/// Half of the day of a clock of twelve hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
    /// From six before to six after midnight.
    Night,
    /// From ten to four about noon.
    Noon,
}

#[derive(Debug)]
struct Phrase {
    rest: Vec<String>,
    meanings: Vec<Meaning>,
}

/// A token with what it and the tokens after it mean together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'l> {
    pub what: What<'l>,
    /// Bytes of the line.
    pub start: usize,
    pub end: usize,
    pub glued: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum What<'l> {
    Number(i32, u8),
    Words(&'l [Meaning]),
    Mark(char),
    /// A word of no meaning here; `true` for a plain Latin one.
    Unknown(bool),
}

impl Item<'_> {
    /// The first meaning that `pick` takes.
    pub(super) fn find<T>(&self, pick: impl FnMut(&Meaning) -> Option<T>) -> Option<T> {
        match self.what {
            What::Words(meanings) => meanings.iter().find_map(pick),
            _ => None,
        }
    }

    pub(super) fn means(&self, meaning: Meaning) -> bool {
        matches!(self.what, What::Words(meanings) if meanings.contains(&meaning))
    }

    pub(super) fn is_mark(&self, marks: &[char]) -> bool {
        matches!(self.what, What::Mark(c) if marks.contains(&c))
    }
}

/// The words by their first token, longest first.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    phrases: HashMap<String, Vec<Phrase>>,
}

impl Lexicon {
    /// The bundled words.
    ///
    /// # Errors
    /// When a table is broken.
    pub(super) fn bundled() -> Result<Self, DataError> {
        let mut out = Self::default();
        for row in data::table("lexicons/article_months.tsv")? {
            let month = row.get("month").parse().ok().filter(|n| (1..=12).contains(n)).ok_or_else(|| row.error("no month"))?;
            out.add(row.get("word"), Meaning::Month(Calendar::Gregorian, month, false));
        }
        for row in data::table("lexicons/article_date_words.tsv")? {
            let meaning = meaning(&row)?;
            for word in row.list("words") {
                out.add(word, meaning);
            }
        }
        for phrases in out.phrases.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
        Ok(out)
    }

    fn add(&mut self, words: &str, meaning: Meaning) {
        let tokens = tokens::tokens(words);
        let mut texts = (0..tokens.all.len()).map(|at| tokens.text(at).to_owned());
        let Some(first) = texts.next() else { return };
        let rest: Vec<String> = texts.collect();
        let phrases = self.phrases.entry(first).or_default();
        match phrases.iter_mut().find(|phrase| phrase.rest == rest) {
            Some(phrase) if !phrase.meanings.contains(&meaning) => phrase.meanings.push(meaning),
            Some(_) => {}
            None => phrases.push(Phrase { rest, meanings: vec![meaning] }),
        }
    }

    /// The items of a line.
    pub(super) fn items(&self, words: &str, tokens: &Tokens) -> Vec<Item<'_>> {
        let mut out = Vec::with_capacity(tokens.all.len());
        let mut at = 0;
        while let Some(token) = tokens.all.get(at) {
            let mut length = 1;
            let what = match token.kind {
                Kind::Number(value, digits) => What::Number(value, digits),
                Kind::Mark(c) => What::Mark(c),
                Kind::Word => match self.phrase(tokens, at) {
                    Some((meanings, tokens)) => {
                        length = tokens;
                        What::Words(meanings)
                    }
                    None => What::Unknown(tokens.text(at).is_ascii()),
                },
            };
            let end = tokens.all.get(at + length - 1).map_or(token.end, |last| last.end);
            let what = if is_small_zone(what, &words[token.start..end]) { What::Unknown(true) } else { what };
            out.push(Item { what, start: token.start, end, glued: token.glued });
            at += length;
        }
        out
    }

    /// The longest phrase at a token, and how many tokens it has.
    fn phrase(&self, tokens: &Tokens, at: usize) -> Option<(&[Meaning], usize)> {
        let word = tokens.text(at);
        let known = |word: &str| {
            let fits = |phrase: &&Phrase| phrase.rest.iter().enumerate().all(|(n, rest)| tokens.text(at + 1 + n) == rest);
            self.phrases.get(word)?.iter().find(fits).map(|phrase| (phrase.meanings.as_slice(), phrase.rest.len() + 1))
        };
        // Hebrew writes "in", "to", "of" and "the" as a letter before the word.
        known(word).or_else(|| word.strip_prefix(['ב', 'ל', 'ה', 'מ']).filter(|rest| rest.len() > 4).and_then(known))
    }
}

/// Whether words that name a zone are small letters: "et" and "est" are words of other languages, "ET" and "EST" zones.
fn is_small_zone(what: What<'_>, words: &str) -> bool {
    let What::Words(meanings) = what else { return false };
    let zone = matches!(meanings, [Meaning::Zone(name)] if *name != "Z");
    zone && words.len() <= 5 && words.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn meaning(row: &Row) -> Result<Meaning, DataError> {
    let value = row.get("value");
    let number = |range: std::ops::RangeInclusive<i32>| {
        value.parse().ok().filter(|n| range.contains(n)).ok_or_else(|| row.error("not a number in range"))
    };
    Ok(match row.get("kind") {
        "month" => Meaning::Month(Calendar::Gregorian, number(1..=12)?, false),
        "weak_month" => Meaning::Month(Calendar::Gregorian, number(1..=12)?, true),
        "solar" => Meaning::Month(Calendar::Solar, number(1..=12)?, false),
        "weak_solar" => Meaning::Month(Calendar::Solar, number(1..=12)?, true),
        "lunar" => Meaning::Month(Calendar::Lunar, number(1..=12)?, false),
        "weekday" => Meaning::Weekday(i8::try_from(number(1..=7)?).unwrap_or(1)),
        kind @ ("half" | "half_alone") => {
            let half = match value {
                "morning" => Half::Morning,
                "afternoon" => Half::Afternoon,
                "night" => Half::Night,
                "noon" => Half::Noon,
                _ => return Err(row.error("no half of the day")),
            };
            Meaning::Half(half, kind == "half_alone")
        }
        "era" => Meaning::Era(match value {
            "gregorian" => Calendar::Gregorian,
            "solar" => Calendar::Solar,
            "lunar" => Calendar::Lunar,
            _ => return Err(row.error("unknown calendar")),
        }),
        "zone" => Meaning::Zone(value),
        "since" => Meaning::Since(number(1..=2100)?),
        "first" => Meaning::First,
        "filler" => Meaning::Filler,
        "joint" => Meaning::Joint,
        "suffix" => Meaning::Suffix,
        "hour" => Meaning::Hour,
        "oclock" => Meaning::OClock,
        "minute" => Meaning::Minute,
        "half_hour" => Meaning::HalfHour,
        "year_mark" => Meaning::YearMark,
        "month_mark" => Meaning::MonthMark,
        "day_mark" => Meaning::DayMark,
        "other_calendar" => Meaning::Other,
        _ => return Err(row.error("unknown kind")),
    })
}
