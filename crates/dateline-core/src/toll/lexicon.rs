//! Words of the toll stage: people, outcomes, function words, number words with their policy; phrases are looked up by
//! their first word, the longest first.

use super::policy::{Place, PolicyRule, policy};
use super::tokens::Tokens;
use super::{Outcome, Who};
use crate::data::{self, DataError};
use crate::letters;
use crate::numerals::Numerals;
use crate::segment::Segments;
use rustc_hash::FxHashMap as HashMap;

/// Phrases with a meaning, by first word. A last word with an apostrophe at its end is the beginning of the next token,
/// which is none of the phrase's own: "plus d'".
#[derive(Debug)]
pub(super) struct Phrases<T> {
    by_first: HashMap<String, Vec<(Vec<String>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { by_first: HashMap::default() }
    }
}

impl<T: Copy> Phrases<T> {
    fn add(&mut self, words: &str, meaning: T) {
        let words: Vec<String> = letters::folded(words).split_whitespace().map(str::to_owned).collect();
        let Some(first) = words.first() else { return };
        let entries = self.by_first.entry(first.clone()).or_default();
        let at = entries.partition_point(|(other, _)| other.len() >= words.len());
        entries.insert(at, (words, meaning));
    }

    /// Every meaning of the phrases at token `at` before `end`, longest first, with the number of tokens. An Arabic word is
    /// also read without "and" or a preposition written together with it, after the whole word.
    pub(super) fn all_at<'a>(&'a self, segments: &'a Segments<'_>, at: usize, end: usize) -> impl Iterator<Item = (T, usize)> + 'a {
        letters::forms(segments.lower(at))
            .flat_map(|(form, _)| self.by_first.get(form.as_ref()).map_or(&[][..], Vec::as_slice))
            .filter(move |(words, _)| {
                let there = |(n, word): (usize, &String)| {
                    let token = segments.lower(at + 1 + n);
                    word.ends_with('\'') && token.starts_with(word.as_str()) || letters::is_word(token, word).is_some()
                };
                at + words.len() <= end && words[1..].iter().enumerate().all(there)
            })
            .map(|(words, meaning)| {
                let open = words.len() > 1 && words.last().is_some_and(|last| last.ends_with('\''));
                (*meaning, words.len() - usize::from(open))
            })
    }

    /// The meanings of a phrase of one word.
    pub(super) fn words(&self, word: &str) -> impl Iterator<Item = T> + '_ {
        let entries = self.by_first.get(word).map_or(&[][..], Vec::as_slice);
        entries.iter().filter(|(words, _)| words.len() == 1).map(|(_, meaning)| *meaning)
    }

    /// The meaning of a phrase of one word.
    pub(super) fn word(&self, word: &str) -> Option<T> {
        self.words(word).next()
    }

    /// The longest phrase at a token.
    pub(super) fn at(&self, segments: &Segments<'_>, at: usize, end: usize) -> Option<(T, usize)> {
        self.all_at(segments, at, end).next()
    }

    /// Whether a phrase begins with this very word.
    pub(super) fn begins(&self, word: &str) -> bool {
        self.by_first.contains_key(word)
    }
}

/// How an outcome word is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// "killed": of the people, or before an object the deed.
    Participle,
    /// "killing", "claimed the lives of": the people follow.
    Active,
    /// "died": the people stand before.
    Intransitive,
    /// "dead", "missing".
    Adjective,
    /// "deaths": counted itself.
    Noun,
    /// "death of": the people follow after it.
    Governor,
    /// "were among the dead", after the people.
    Among,
    /// "the dead included", before the people.
    Includes,
    /// "toll", "the dead", before their number.
    Toll,
    /// "fled the scene": the words that begin it mean something else here.
    Nothing,
}

/// An outcome word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) outcome: Outcome,
    pub(super) form: Form,
    /// The word is kept as the count's hedge.
    pub(super) hedge: bool,
}

/// A noun for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) who: Who,
    pub(super) many: bool,
    /// Two of them by the word alone.
    pub(super) dual: bool,
    pub(super) family: bool,
}

vocabulary! {
    /// What a function word does in the toll stage.
    Role {
        /// May stand between people and what happened to them.
        Auxiliary = "auxiliary",
        /// Opens a noun phrase.
        Article = "article",
        /// Opens a noun phrase of somebody's kin.
        Possessive = "possessive",
        /// Opens a part of the number before it.
        Subset = "subset",
        /// Says which number this one is a part of.
        SubsetOf = "subset_of",
        /// Forms of "be".
        Be = "be",
        /// Verbs that begin what is said of the people.
        Verb = "verb",
        /// Joins the items of a list.
        Joint = "joint",
        /// Opens a clause about the people.
        Relative = "relative",
        /// Opens an aside about some of the people.
        Aside = "aside",
        /// What a deed is done to.
        Object = "object",
        /// Stands between a toll and its number.
        TollLink = "toll_link",
        /// Ends the clause, but not inside a relative one.
        SoftStop = "soft_stop",
        /// Nobody, with no noun after it.
        Nobody = "nobody",
        /// Nobody, with or without a noun.
        NoneAlone = "none_alone",
        /// Opens a noun phrase of known people.
        Determiner = "determiner",
        /// Stands for people.
        Pronoun = "pronoun",
        /// People killed or injured, in one word.
        Harm = "harm",
        /// One of the people that follow.
        OneOf = "one_of",
        /// Before the first number of a range.
        RangeOpener = "range_opener",
        /// Between the numbers of a range that was opened.
        RangeInner = "range_inner",
        /// Between the numbers of a range.
        RangeJoint = "range_joint",
        /// May stand before a number.
        Opener = "opener",
        /// May stand between such a word and the number.
        OpenerAdjective = "opener_adjective",
        /// Before a number that counts no people.
        Label = "label",
        /// After a number that counts no people.
        Measure = "measure",
        /// Further people.
        More = "more",
        /// More of those told before.
        Increment = "increment",
        /// Before ages.
        AgeLabel = "age_label",
        /// Further people, as a noun.
        Others = "others",
        /// Words for a number that need no noun.
        VagueAlone = "vague_alone",
        /// The preposition of a part.
        Of = "of",
        /// The indefinite article.
        Indefinite = "indefinite",
        /// The definite article.
        Definite = "definite",
        /// Before an age.
        AgeAdverb = "age_adverb",
        /// After an age that belongs to the words for one person.
        AgeUnit = "age_unit",
        /// Goes with the noun before it.
        Qualifier = "qualifier",
        /// Endings of adverbs.
        AdverbEnding = "adverb_ending",
        /// Ends the clause.
        Stop = "stop",
        /// Somebody speaks.
        Speech = "speech",
        /// May follow a bare number of people.
        Preposition = "preposition",
        /// Says that the number runs over a period.
        Cumulative = "cumulative",
        /// Before a time: the number runs from then on.
        Since = "since",
        /// Says that somebody keeps a list.
        Recorded = "recorded",
        /// Names a toll whose number follows.
        TollNoun = "toll_noun",
        /// May stand between such a noun and its number.
        TollVerb = "toll_verb",
    }
}

/// Languages whose words go in free order.
const FREE: &[&str] = &["ar", "es", "fr", "ru"];

/// Those of them that have articles.
const ARTICLES: &[&str] = &["es", "fr"];

/// All words of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub(super) numerals: Numerals,
    pub(super) policy: Vec<PolicyRule>,
    pub(super) before: Phrases<usize>,
    pub(super) after: Phrases<usize>,
    pub(super) scale: Phrases<usize>,
    pub(super) multiple: Phrases<usize>,
    pub(super) vague: Phrases<usize>,
    pub(super) none: Phrases<usize>,
    pub(super) people: HashMap<String, Person>,
    people_by_modifier: HashMap<&'static str, (Who, Vec<&'static str>)>,
    /// Nouns with the words after them that say who they are: "сотрудник больницы".
    people_by_complement: Phrases<Person>,
    /// People stand before or after what happened to them, and the noun follows its number at once.
    pub(super) free: bool,
    /// One person of such a language is told with an article.
    pub(super) articles: bool,
    pub(super) outcomes: Phrases<Cue>,
    pub(super) roles: Phrases<Role>,
    adverb_endings: Vec<&'static str>,
}

impl Lexicon {
    pub(super) fn bundled(language: &'static str) -> Result<Self, DataError> {
        let mut all = Self { numerals: Numerals::bundled(language)?, policy: policy()?, ..Self::default() };
        (all.free, all.articles) = (FREE.contains(&language), ARTICLES.contains(&language));
        all.policy.retain(|rule| rule.language == language);
        for (at, rule) in all.policy.iter().enumerate() {
            let phrases = match rule.place {
                Place::Before => &mut all.before,
                Place::After => &mut all.after,
                Place::Scale => &mut all.scale,
                Place::Multiple => &mut all.multiple,
                Place::Vague => &mut all.vague,
                Place::None => &mut all.none,
                Place::Range | Place::Noun => continue,
            };
            for words in &rule.words {
                phrases.add(words, at);
            }
        }
        let rows = |name| data::table(name).map(|rows| rows.into_iter().filter(move |row| row.get("language") == language));
        for row in rows("lexicons/toll_people.tsv")? {
            let who = Who::from_word(row.get("who")).ok_or_else(|| row.error("unknown who"))?;
            let dual = row.get("number") == "dual";
            let person = Person { who, many: dual || row.get("number") == "many", dual, family: row.get("kind") == "family" };
            if all.free && row.get("word").contains(' ') {
                all.people_by_complement.add(row.get("word"), person);
                continue;
            }
            if let Some((modifier, head)) = row.get("word").split_once(' ') {
                all.people_by_modifier.entry(modifier).or_insert_with(|| (who, Vec::new())).1.push(head);
                continue;
            }
            all.people.insert(letters::folded(row.get("word")).into_owned(), person);
        }
        for row in rows("lexicons/toll_outcomes.tsv")? {
            let outcome = Outcome::from_word(row.get("outcome")).ok_or_else(|| row.error("unknown outcome"))?;
            let form = match row.get("form") {
                "participle" => Form::Participle,
                "active" => Form::Active,
                "intransitive" => Form::Intransitive,
                "adjective" => Form::Adjective,
                "noun" => Form::Noun,
                "governor" => Form::Governor,
                "among" => Form::Among,
                "includes" => Form::Includes,
                "toll" => Form::Toll,
                "none" => Form::Nothing,
                other => return Err(row.error(format!("unknown form {other:?}"))),
            };
            all.outcomes.add(row.get("words"), Cue { outcome, form, hedge: row.get("hedge") == "hedge" });
        }
        for row in rows("lexicons/toll_words.tsv")? {
            let role = Role::from_word(row.get("kind")).ok_or_else(|| row.error("unknown kind"))?;
            if role == Role::AdverbEnding {
                all.adverb_endings.push(row.get("words"));
            }
            all.roles.add(row.get("words"), role);
        }
        Ok(all)
    }

    /// The number of tokens of the longest phrase with this role at a token, if there is one.
    pub(super) fn role(&self, role: Role, tokens: &Tokens<'_>, at: usize, end: usize) -> Option<usize> {
        tokens.roles_at(at, end).find(|(found, _)| *found == role).map(|(_, used)| used)
    }

    /// The outcome word of one of these forms at a token.
    pub(super) fn outcome(&self, forms: &[Form], tokens: &Tokens<'_>, at: usize, end: usize) -> Option<(Cue, usize)> {
        let mut all = tokens.outcomes_at(at, end).take_while(|(cue, _)| cue.form != Form::Nothing);
        all.find(|(cue, _)| forms.contains(&cue.form))
    }

    /// The outcome that a word names in a toll's frame: "toll", "dead", "wounded".
    pub(super) fn toll_word(&self, word: &str) -> Option<Outcome> {
        self.outcomes.words(word).find(|cue| cue.form == Form::Toll).map(|cue| cue.outcome)
    }

    pub(super) fn is_adverb(&self, word: &str) -> bool {
        self.adverb_endings.iter().any(|ending| word.ends_with(ending))
    }

    /// The noun for people at a token with what follows it, and how many tokens both take: languages with `free` order.
    pub(super) fn person_with_complement(&self, segments: &Segments<'_>, at: usize, end: usize) -> Option<(Person, usize)> {
        let whole = self.people_by_complement.at(segments, at, end);
        whole.or_else(|| self.person(segments, at).map(|person| (person, 1)))
    }

    /// Letters in front of a token that are a word of their own: "and", maybe with a preposition.
    pub(super) fn front(&self, word: &str) -> usize {
        let whole = self.people.contains_key(word) || self.numerals.knows(word) || self.begins(word);
        let and = !whole && letters::is_arabic(word) && word.starts_with(['و', 'ف']);
        let rest = word.chars().skip(1).collect::<String>();
        let known = |rest: &str| self.people.contains_key(rest) || self.numerals.knows(rest) || self.begins(rest);
        let number = letters::before_number(word) > 0;
        usize::from(and && (number || letters::forms(&rest).any(|(form, _)| known(&form))))
    }

    /// Letters in front of a token that are none of a number's words: "d'une dizaine", but "d'autres".
    pub(super) fn cut(&self, word: &str) -> usize {
        if self.articles && !self.begins(word) { letters::elided(word) } else { 0 }
    }

    fn begins(&self, word: &str) -> bool {
        [&self.before, &self.scale, &self.vague, &self.none].iter().any(|phrases| phrases.begins(word)) || self.outcomes.begins(word)
    }

    /// The noun for people at a token.
    pub(super) fn person(&self, segments: &Segments<'_>, at: usize) -> Option<Person> {
        let lower = segments.lower(at);
        let word = lower.strip_suffix("'s").unwrap_or(lower);
        let found = self.people.get(word).or_else(|| self.people.get(&word[letters::elided(word)..])).copied()?;
        // "health workers", "gang members": the word before says who.
        let before = if at > 0 { segments.lower(at - 1) } else { "" };
        Some(
            self.people_by_modifier
                .get(before)
                .filter(|(_, heads)| heads.contains(&word))
                .map_or(found, |(who, _)| Person { who: *who, ..found }),
        )
    }
}
