//! Lexicons of the incident stage by language, read from `data/lexicons/incident_*.tsv` and `data/rules/incident_*.tsv`:
//! word classes, triggers, cues, other fields.

use super::forms::{Endings, Front, Mark};
use super::pattern::{Classes, Expand, Pattern, forms};
use super::{Assertion, Kind};
use crate::by_language::ByLanguage;
use crate::data::{self, DataError, Row};
use rustc_hash::FxHashMap as HashMap;
use std::borrow::Cow;
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
    /// One of these words.
    Words(BTreeSet<String>),
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
    pub(super) fn of(&self, word: &str, number: bool, front: &Front) -> Cow<'_, [usize]> {
        if number {
            return Cow::Borrowed(&self.number);
        }
        let rows = |word: &str| self.words.get(word).map_or(&[][..], Vec::as_slice);
        let own = rows(word);
        if !front.joins {
            return Cow::Borrowed(own);
        }
        let mut all = own.to_vec();
        for form in front.others(word) {
            all.extend_from_slice(rows(&form));
        }
        all.sort_unstable();
        all.dedup();
        Cow::Owned(all)
    }

    /// Whether a row begins with the word as it stands.
    pub(super) fn begins(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }
}

/// Lexicons of the incident stage.
#[derive(Debug, Default)]
pub struct Lexicon {
    english: Words,
    others: ByLanguage<Words>,
}

impl Lexicon {
    /// The bundled ones.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        Ok(Self { english: Words::english()?, others: ByLanguage::new(&["ar", "es", "fr", "ru"], Words::of) })
    }

    /// Whether incidents are read in a language.
    #[must_use]
    pub fn covers(&self, language: Option<&str>) -> bool {
        language.is_some_and(|code| code.split('-').next() == Some("en") || self.others.has(code))
    }

    /// The words of a language, English where it has none.
    pub(super) fn of(&self, language: Option<&str>) -> &Words {
        language.and_then(|code| self.others.get(code)).unwrap_or(&self.english)
    }

    /// Makes all that is not made yet, so that a broken table is told.
    #[cfg(test)]
    pub(super) fn check(&self) -> Result<(), String> {
        self.others.check()
    }
}

/// Which grammar reads the words around a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Grammar {
    /// English word order.
    #[default]
    English,
    /// By classes of words and their order alone (`other.rs`).
    Free,
}

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) grammar: Grammar,
    pub(super) front: Front,
    pub(super) classes: Classes,
    pub(super) triggers: Vec<Trigger>,
    pub(super) trigger_starts: Starts,
    pub(super) cues: Vec<Cue>,
    pub(super) cue_starts: Starts,
    endings: Endings,
    /// Word → index of its domain.
    domains: HashMap<String, usize>,
    pub(super) domain_count: usize,
}

/// The table of triggers of a language.
pub(super) fn triggers_of(language: &str) -> &'static str {
    match language {
        "ar" => "rules/incident_ar.tsv",
        "es" => "rules/incident_es.tsv",
        "fr" => "rules/incident_fr.tsv",
        "ru" => "rules/incident_ru.tsv",
        _ => "lexicons/incident_triggers.tsv",
    }
}

impl Words {
    /// Those of English.
    fn english() -> Result<Self, DataError> {
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
        let mut expand = |word: &str, into: &mut BTreeSet<String>| {
            forms(word, into);
            Ok(())
        };
        for row in data::table(triggers_of("en"))? {
            all.add_trigger(&row, &mut expand)?;
        }
        for row in data::table("lexicons/incident_cues.tsv")? {
            all.add_cue(&row, &mut expand)?;
        }
        for (index, row) in data::table("lexicons/incident_domains.tsv")?.iter().enumerate() {
            let mut words = BTreeSet::new();
            forms(row.get("words"), &mut words);
            all.add_domain(index, words);
        }
        Ok(all)
    }

    /// Those of another language.
    fn of(language: &'static str) -> Result<Self, DataError> {
        let mut all = Self { grammar: Grammar::Free, ..Self::default() };
        let mut endings = Endings::of(language)?;
        let mut domains = 0;
        for row in data::table("lexicons/incident_classes.tsv")?.iter().filter(|row| row.get("language") == language) {
            let mut words = BTreeSet::new();
            endings.expand(row.get("words"), &mut words).map_err(|m| row.error(m))?;
            let class = row.get("class");
            endings.mark(class, &words);
            if class.starts_with("field ") {
                all.add_domain(domains, words.clone());
                domains += 1;
            }
            all.classes.entry(class).or_default().extend(words);
        }
        all.front.joins = language == "ar" || all.classes.contains_key("elided");
        all.front.elided = all.classes.get("elided").cloned().unwrap_or_default();
        let definite = all.classes.get("definite").cloned().unwrap_or_default();
        all.front.articles = all.front.elided.intersection(&definite).cloned().collect();
        let mut expand = |word: &str, into: &mut BTreeSet<String>| endings.expand(word, into);
        for row in data::table(triggers_of(language))? {
            all.add_trigger(&row, &mut expand)?;
        }
        for row in data::table("lexicons/incident_tellings.tsv")?.iter().filter(|row| row.get("language") == language) {
            all.add_cue(row, &mut expand)?;
        }
        all.endings = endings;
        Ok(all)
    }

    fn add_trigger(&mut self, row: &Row, expand: Expand<'_>) -> Result<(), DataError> {
        let pattern = Pattern::parse(row.get("pattern"), &self.classes, expand).map_err(|m| row.error(m))?;
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
        let mut need = |item: &'static str| match item {
            "report" => Ok(Need::Report),
            "place" => Ok(Need::Place),
            class if self.classes.contains_key(class) => Ok(Need::Class(class)),
            word if self.grammar == Grammar::English => Ok(Need::Word(word)),
            word => {
                let mut words = BTreeSet::new();
                expand(word, &mut words)?;
                Ok(Need::Words(words))
            }
        };
        let mut all = |column| row.list(column).map(&mut need).collect::<Result<Vec<Need>, String>>().map_err(|m| row.error(m));
        let (needs, blocks) = (all("needs")?, all("blocks")?);
        self.trigger_starts.add(&pattern, self.triggers.len());
        self.triggers.push(Trigger { pattern, kind, open, part, needs, blocks });
        Ok(())
    }

    fn add_cue(&mut self, row: &Row, expand: Expand<'_>) -> Result<(), DataError> {
        let pattern = Pattern::parse(row.get("pattern"), &self.classes, expand).map_err(|m| row.error(m))?;
        let assertion = Assertion::from_word(row.get("assertion")).ok_or_else(|| row.error("unknown assertion"))?;
        let side = match row.get("side") {
            "before" => Side::Before,
            "after" => Side::After,
            "around" => Side::Around,
            other => return Err(row.error(format!("unknown side {other:?}"))),
        };
        let reach = row.get("reach").parse().map_err(|_| row.error("reach is no number"))?;
        self.cue_starts.add(&pattern, self.cues.len());
        self.cues.push(Cue { pattern, assertion, side, reach });
        Ok(())
    }

    fn add_domain(&mut self, index: usize, words: BTreeSet<String>) {
        for word in words {
            self.domains.entry(word).or_insert(index);
        }
        self.domain_count = index + 1;
    }

    /// Whether the words around a trigger are read by English word order.
    pub(super) fn is_english(&self) -> bool {
        self.grammar == Grammar::English
    }

    /// Whether a lower-case word belongs to a class.
    pub(super) fn is(&self, class: &str, word: &str) -> bool {
        self.classes.get(class).is_some_and(|words| self.front.any(word, |form| words.contains(form)))
    }

    /// Phrases of a class.
    pub(super) fn phrases(&self, class: &str) -> impl Iterator<Item = &str> {
        self.classes.get(class).into_iter().flatten().map(String::as_str)
    }

    /// Whether the form of a word says so and can say nothing else.
    pub(super) fn says(&self, mark: Mark, word: &str) -> bool {
        self.front.any(word, |form| self.endings.says(mark, form))
    }

    /// Whether a noun speaks of more than one.
    pub(super) fn is_many(&self, word: &str) -> bool {
        if self.is_english() { word.ends_with('s') && !word.ends_with("ss") } else { self.says(Mark::Many, word) }
    }

    /// Index of the other field that a lower-case word belongs to.
    pub(super) fn domain(&self, word: &str) -> Option<usize> {
        if !self.front.joins {
            return self.domains.get(word).copied();
        }
        let mut found = None;
        self.front.any(word, |form| {
            found = self.domains.get(form).copied();
            found.is_some()
        });
        found
    }
}
