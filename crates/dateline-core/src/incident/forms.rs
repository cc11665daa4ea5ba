//! Forms of words in the incident tables: stems with endings written out, what a form says of itself (many, future,
//! infinitive, by whom), and small words that a report writes together with the next one.

use super::pattern::forms;
use crate::data::{self, DataError};
use crate::letters;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What the form of a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Nothing of what follows.
    One,
    /// More than one.
    Many,
    /// Will be done.
    Future,
    /// Would be done.
    Conditional,
    /// To be done.
    Infinitive,
    /// By whom or with what it is done.
    By,
    /// Was done to those of whom it is said.
    Passive,
}

impl Mark {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "one" => Self::One,
            "many" => Self::Many,
            "future" => Self::Future,
            "conditional" => Self::Conditional,
            "infinitive" => Self::Infinitive,
            "by" => Self::By,
            "passive" => Self::Passive,
            _ => return None,
        })
    }
}

/// Endings by name, and the marks of the forms that were made with them.
#[derive(Debug, Clone, Default)]
pub(super) struct Endings {
    by_name: BTreeMap<&'static str, Vec<(Mark, Vec<&'static str>)>>,
    marked: BTreeMap<Mark, BTreeSet<String>>,
}

impl Endings {
    /// Those of a language.
    pub(super) fn of(language: &str) -> Result<Self, DataError> {
        let mut all = Self::default();
        for row in data::table("lexicons/incident_endings.tsv")?.iter().filter(|row| row.get("language") == language) {
            let mark = Mark::from_word(row.get("mark")).ok_or_else(|| row.error("unknown mark"))?;
            all.by_name.entry(row.get("name")).or_default().push((mark, row.list("endings").collect()));
        }
        Ok(all)
    }

    /// Writes out words of a table: `a/b`, `stem(a,b)`, `stem{name,name}`; folded as the report's words are.
    pub(super) fn expand(&mut self, words: &str, into: &mut BTreeSet<String>) -> Result<(), String> {
        for word in words.split(['/', '|']).map(str::trim).filter(|w| !w.is_empty()) {
            let Some((stem, names)) = word.split_once('{') else {
                let mut plain = BTreeSet::new();
                forms(word, &mut plain);
                into.extend(plain.iter().map(|w| letters::folded(w).into_owned()));
                continue;
            };
            for name in names.trim_end_matches('}').split(',') {
                let rows = self.by_name.get(name).ok_or_else(|| format!("unknown endings {name:?}"))?;
                for (mark, endings) in rows {
                    for ending in endings {
                        let form = with_ending(stem, ending);
                        self.marked.entry(*mark).or_default().insert(form.clone());
                        into.insert(form);
                    }
                }
            }
        }
        Ok(())
    }

    /// Marks a class of forms that no endings make.
    pub(super) fn mark(&mut self, class: &str, words: &BTreeSet<String>) {
        if let Some(mark) = Mark::from_word(class) {
            self.marked.entry(mark).or_default().extend(words.iter().cloned());
        }
    }

    /// Whether a form says so and can say nothing else.
    pub(super) fn says(&self, mark: Mark, form: &str) -> bool {
        let has = |mark: Mark| self.marked.get(&mark).is_some_and(|words| words.contains(form));
        has(mark) && !has(Mark::One)
    }
}

/// A stem with an ending: `0` none, `ي-ون` around the stem, else behind it.
fn with_ending(stem: &str, ending: &str) -> String {
    let form = match ending.split_once('-') {
        Some((before, after)) => format!("{before}{stem}{after}"),
        None if ending == "0" => stem.to_owned(),
        None => format!("{stem}{ending}"),
    };
    letters::folded(&form).into_owned()
}

/// Small words that a language writes together with the next one.
#[derive(Debug, Clone, Default)]
pub(super) struct Front {
    /// Whether there are any: "and", prepositions and the article in Arabic, elided words in French.
    pub(super) joins: bool,
    /// Elided words, without their apostrophe.
    pub(super) elided: BTreeSet<String>,
    /// Those of them that make a noun definite.
    pub(super) articles: BTreeSet<String>,
}

/// Fewest letters of a word without its article.
const SHORTEST: usize = 2;

impl Front {
    /// Whether a word, or what is left of it without what is written together with it, fits.
    pub(super) fn any(&self, word: &str, mut fits: impl FnMut(&str) -> bool) -> bool {
        if fits(word) {
            return true;
        }
        if !self.joins {
            return false;
        }
        if !letters::is_arabic(word) {
            return self.others(word).iter().any(|form| fits(form));
        }
        letters::forms(word).any(|(form, _)| {
            let bare = without_article(&form).unwrap_or(&form);
            fits(&form) || fits(bare) || without_ending(bare).is_some_and(&mut fits)
        })
    }

    /// The forms of a word but itself.
    pub(super) fn others<'w>(&self, word: &'w str) -> Vec<Cow<'w, str>> {
        if let Some((before, rest)) = word.split_once('\'').filter(|_| self.joins) {
            return if self.elided.contains(before) && !rest.is_empty() { vec![Cow::Borrowed(rest)] } else { Vec::new() };
        }
        if !self.joins || !letters::is_arabic(word) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (form, taken) in letters::forms(word) {
            let bare = without_article(&form).map(str::to_owned);
            if form != word || taken > 0 {
                out.push(form);
            }
            out.extend(bare.map(Cow::Owned));
        }
        out
    }

    /// Whether the article is written together with a word.
    pub(super) fn has_article(&self, word: &str) -> bool {
        if let Some((before, _)) = word.split_once('\'').filter(|_| self.joins) {
            return self.articles.contains(before);
        }
        self.joins && letters::is_arabic(word) && letters::forms(word).any(|(form, _)| form.starts_with("ال"))
    }

    /// Bytes of what stands in front of a word of the table in the word as written: an elided word, "and".
    pub(super) fn in_front(&self, written: &str, lower: &str) -> usize {
        if !self.joins {
            return 0;
        }
        if letters::is_arabic(lower) {
            return if lower.starts_with(['و', 'ف']) { letters::length_of(written, 1) } else { 0 };
        }
        let before = written.find(['\'', '’', '\u{02BC}']);
        before.and_then(|at| written[at..].chars().next().map(|mark| at + mark.len_utf8())).unwrap_or(0)
    }
}

/// An Arabic noun without the ending of an indefinite object, or of those whose it is.
fn without_ending(word: &str) -> Option<&str> {
    let endings = ["هما", "ها", "هم", "نا", "ا"];
    endings.iter().find_map(|ending| word.strip_suffix(ending)).filter(|rest| rest.chars().nth(2).is_some())
}

/// A word without the Arabic article.
fn without_article(word: &str) -> Option<&str> {
    word.strip_prefix("ال").filter(|rest| rest.chars().nth(SHORTEST - 1).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_make_their_forms() -> Result<(), Box<dyn std::error::Error>> {
        let mut wrong = Vec::new();
        for row in data::table("lexicons/incident_endings.tsv")? {
            let made: Vec<String> = row.list("endings").map(|ending| with_ending(row.get("stem"), ending)).collect();
            let has = |word: &str| made.contains(&letters::folded(word).into_owned());
            if !row.list("catches").all(has) || row.list("misses").any(has) {
                wrong.push(format!("{} {}: {made:?}", row.get("language"), row.get("name")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    }

    #[test]
    fn what_is_written_together_is_taken_off() {
        let arabic = Front { joins: true, ..Front::default() };
        assert!(arabic.any("وبالقصف", |w| w == "قصف"));
        assert!(arabic.has_article("والقصف") && !arabic.has_article("قصف"));
        assert_eq!(arabic.in_front("وقُصف", "وقصف"), "و".len());
        let french = Front { joins: true, elided: ["l".to_owned()].into(), ..Front::default() };
        assert!(french.any("l'attaque", |w| w == "attaque") && !french.any("aujourd'hui", |w| w == "hui"));
        assert_eq!(french.in_front("L’attaque", "l'attaque"), "L’".len());
        assert!(!Front::default().any("l'attaque", |w| w == "attaque"));
    }
}
