//! Lexicons of the incident stage, read from `data/lexicons/incident_*.tsv`: word classes, triggers, cues, other fields.

use super::pattern::{Classes, Pattern, forms};
use super::{Assertion, Kind};
use crate::data::{self, DataError};
use rustc_hash::FxHashMap as HashMap;
use std::collections::BTreeSet;

/// Part of speech of a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Names the event.
    Noun,
    /// Tells it.
    Verb,
}

/// A word, or a class of words, that must or must not stand near a trigger.
#[derive(Debug, Clone)]
pub(super) enum Need {
    /// One of a class.
    Class(&'static str),
    /// This word.
    Word(&'static str),
    /// A place where something can happen.
    Place,
    /// The report holds a trigger that needs nothing.
    Report,
}

/// One row of the triggers.
#[derive(Debug, Clone)]
pub(super) struct Trigger {
    pub(super) pattern: Pattern,
    /// `None` for words that name no event.
    pub(super) kind: Option<Kind>,
    /// Whether a weapon in the sentence makes the kind finer.
    pub(super) open: bool,
    pub(super) part: Part,
    pub(super) needs: Vec<Need>,
    pub(super) blocks: Vec<Need>,
}

/// Where a cue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
    Around,
}

/// Words that say in which way an event is told.
#[derive(Debug, Clone)]
pub(super) struct Cue {
    pub(super) pattern: Pattern,
    pub(super) assertion: Assertion,
    pub(super) side: Side,
    /// Greatest distance from the trigger, in tokens.
    pub(super) reach: usize,
}

/// Rows that can begin with a word.
#[derive(Debug, Default)]
pub(super) struct Starts {
    words: HashMap<String, Vec<usize>>,
    number: Vec<usize>,
}

impl Starts {
    fn add(&mut self, pattern: &Pattern, row: usize) {
        for word in pattern.first_words() {
            self.words.entry(word.to_owned()).or_default().push(row);
        }
        if pattern.begins_with_number() {
            self.number.push(row);
        }
    }

    /// Rows that can begin with `word`, in the order of the table.
    pub(super) fn of(&self, word: &str, number: bool) -> &[usize] {
        if number { &self.number } else { self.words.get(word).map_or(&[], Vec::as_slice) }
    }
}

/// Lexicons of the incident stage.
#[derive(Debug, Default)]
pub struct Lexicon {
    pub(super) classes: Classes,
    pub(super) triggers: Vec<Trigger>,
    pub(super) trigger_starts: Starts,
    pub(super) cues: Vec<Cue>,
    pub(super) cue_starts: Starts,
    /// Word → index of its domain.
    domains: HashMap<String, usize>,
    pub(super) domain_count: usize,
}

impl Lexicon {
    /// The bundled ones.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let mut all = Self::default();
        for row in data::table("lexicons/incident_words.tsv")? {
            forms(row.get("words"), all.classes.entry(row.get("class")).or_default());
        }
        // Nouns for people are those of the toll stage.
        for row in data::table("lexicons/toll_people.tsv")?.iter().filter(|row| row.get("language") == "en") {
            let class = if row.get("number") == "one" { "person" } else { "persons" };
            let family = row.get("kind") == "family" || matches!(row.get("word"), "body" | "corpse" | "member" | "victim");
            if !(family && class == "person") {
                all.classes.entry(class).or_default().insert(row.get("word").to_owned());
            }
        }
        for row in data::table("lexicons/incident_triggers.tsv")? {
            let pattern = Pattern::parse(row.get("pattern"), &all.classes).map_err(|m| row.error(m))?;
            let open = row.get("kind").ends_with('*');
            let kind = match row.get("kind").trim_end_matches('*') {
                "none" => None,
                word => Some(Kind::from_word(word).ok_or_else(|| row.error("unknown kind"))?),
            };
            let part = match row.get("part") {
                "noun" => Part::Noun,
                "verb" => Part::Verb,
                other => return Err(row.error(format!("unknown part {other:?}"))),
            };
            let need = |item: &'static str| match item {
                "report" => Need::Report,
                "place" => Need::Place,
                class if all.classes.contains_key(class) => Need::Class(class),
                word => Need::Word(word),
            };
            let (needs, blocks) = (row.list("needs").map(need).collect(), row.list("blocks").map(need).collect());
            all.trigger_starts.add(&pattern, all.triggers.len());
            all.triggers.push(Trigger { pattern, kind, open, part, needs, blocks });
        }
        for row in data::table("lexicons/incident_cues.tsv")? {
            let pattern = Pattern::parse(row.get("pattern"), &all.classes).map_err(|m| row.error(m))?;
            let assertion = Assertion::from_word(row.get("assertion")).ok_or_else(|| row.error("unknown assertion"))?;
            let side = match row.get("side") {
                "before" => Side::Before,
                "after" => Side::After,
                "around" => Side::Around,
                other => return Err(row.error(format!("unknown side {other:?}"))),
            };
            let reach = row.get("reach").parse().map_err(|_| row.error("reach is no number"))?;
            all.cue_starts.add(&pattern, all.cues.len());
            all.cues.push(Cue { pattern, assertion, side, reach });
        }
        for (index, row) in data::table("lexicons/incident_domains.tsv")?.iter().enumerate() {
            let mut words = BTreeSet::new();
            forms(row.get("words"), &mut words);
            for word in words {
                all.domains.entry(word).or_insert(index);
            }
            all.domain_count = index + 1;
        }
        Ok(all)
    }

    /// Whether a lower-case word belongs to a class.
    pub(super) fn is(&self, class: &str, word: &str) -> bool {
        self.classes.get(class).is_some_and(|words| words.contains(word))
    }

    /// Index of the other field that a lower-case word belongs to.
    pub(super) fn domain(&self, word: &str) -> Option<usize> {
        self.domains.get(word).copied()
    }
}
