//! Cues, hedges and word classes of one language without a tagger, from the tables under `data/lexicons/`.

use super::class::{self, Classes};
use crate::claim::Stance;
use crate::data::{self, DataError};
use crate::letters;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// Languages that there are claims of by these tables.
pub(crate) const LANGUAGES: &[&str] = &["ar", "es", "fr", "ru", "uk"];

/// What kind of cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CueKind {
    /// A verb whose subject speaks.
    Verb,
    /// "According to": who speaks follows.
    Source,
    /// "In his words": who speaks is inside, or said before.
    Own,
    /// "Citing": who follows says the same by way of the one before.
    Citing,
    /// A noun for words that nobody is named for: "rumours of".
    Noun,
}

/// How a form of a cue is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Its subject is named, or the one before.
    Finite,
    /// Several speak.
    Many,
    /// "I", "we".
    First,
    /// Goes with the subject of the verb before.
    Gerund,
    /// Says something only behind an auxiliary.
    Participle,
    /// Nobody is named.
    Nobody,
    /// Who speaks stands before it, behind the word that leads to them: "quoted X as saying".
    Quoted,
}

/// One way of saying that somebody says something.
#[derive(Debug, Clone)]
pub(crate) struct Cue {
    pub kind: CueKind,
    /// What is said may be a clause, a quotation or stand before the cue.
    pub clause: bool,
    /// What is said is a quotation only.
    pub quote: bool,
    /// What is said may be a noun phrase or an infinitive right behind.
    pub object: bool,
    /// Somebody is told to do something.
    pub demand: bool,
    /// What is said may be nothing.
    pub bare: bool,
    /// Words that lead to what is said.
    pub leads: Vec<String>,
    pub stance: Stance,
    /// What a negated cue means; `None` where it is no claim then.
    pub negated: Option<Stance>,
    pub attitude: bool,
}

/// A form of a cue: words behind the first, and the cue.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub rest: Vec<String>,
    pub used: Use,
    pub cue: usize,
}

/// A hedge: its words.
pub(crate) type Words = Vec<String>;

/// What the stage knows of one language.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    pub cues: Vec<Cue>,
    pub forms: HashMap<String, Vec<Form>>,
    pub hedges: HashMap<String, Vec<Words>>,
    /// Words of forms behind the first.
    later: HashSet<String>,
    exact: HashMap<String, Classes>,
    starts: HashMap<String, Classes>,
    ends: HashMap<String, Classes>,
    traits: HashSet<String>,
    /// Whether small words are written together with the next one, in front.
    pub joined: bool,
    /// Whether words are cut behind an apostrophe and before a pronoun that follows its verb.
    pub elided: bool,
    /// Whether a verb without a subject goes on with the one before, also in another sentence.
    pub dropped: bool,
    /// Whether nouns are declined.
    pub cases: bool,
    /// Whether names are written with a capital.
    pub capitals: bool,
    /// Whether a noun phrase begins with an article as a rule.
    pub articles: bool,
}

/// The most letters behind the stem of a word that is listed by its stem.
const ENDING: usize = 4;

impl Grammar {
    /// That of a language.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn of(language: &'static str) -> Result<Self, DataError> {
        let mut out = Self::default();
        let own = |row: &data::Row| row.list("language").any(|code| code == language);
        for row in data::table("lexicons/claim_other_words.tsv")?.iter().filter(|row| own(row)) {
            let list = row.get("list");
            if list == "trait" {
                out.traits.extend(row.list("words").map(str::to_owned));
                continue;
            }
            let bit = class::ALL.iter().find(|(name, _)| *name == list).ok_or_else(|| row.error(format!("unknown list {list:?}")))?.1;
            for word in row.list("words") {
                if let Some(stem) = word.strip_suffix('*') {
                    *out.starts.entry(letters::folded(stem).into_owned()).or_default() |= bit;
                } else if let Some(end) = word.strip_prefix('*') {
                    *out.ends.entry(letters::folded(end).into_owned()).or_default() |= bit;
                } else {
                    *out.exact.entry(letters::folded(word).into_owned()).or_default() |= bit;
                }
            }
        }
        let has = |name: &str| out.traits.contains(name);
        (out.joined, out.elided, out.dropped) = (has("joined"), has("elided"), has("dropped"));
        (out.cases, out.capitals, out.articles) = (has("cases"), has("capitals"), has("articles"));
        for row in data::table("lexicons/claim_other_cues.tsv")?.iter().filter(|row| own(row)) {
            out.learn(row)?;
        }
        for row in data::table("lexicons/claim_other_hedges.tsv")?.iter().filter(|row| own(row)) {
            for phrase in row.list("forms") {
                let words = out.words(phrase);
                if let Some(first) = words.first().cloned() {
                    out.hedges.entry(first).or_default().push(words);
                }
            }
        }
        for all in out.hedges.values_mut() {
            all.sort_by_key(|words| usize::MAX - words.len());
        }
        // Longer phrases first.
        for forms in out.forms.values_mut() {
            forms.sort_by_key(|form| usize::MAX - form.rest.len());
        }
        Ok(out)
    }

    fn learn(&mut self, row: &data::Row) -> Result<(), DataError> {
        let kind = match row.get("kind") {
            "verb" => CueKind::Verb,
            "source" => CueKind::Source,
            "own" => CueKind::Own,
            "citing" => CueKind::Citing,
            "noun" => CueKind::Noun,
            other => return Err(row.error(format!("unknown kind {other:?}"))),
        };
        let frame = |name: &str| row.list("frame").any(|word| word == name);
        if let Some(odd) = row.list("frame").find(|f| !["clause", "quote", "object", "demand", "bare"].contains(f)) {
            return Err(row.error(format!("unknown frame {odd:?}")));
        }
        let stance = |column: &str| Stance::from_word(row.get(column)).ok_or_else(|| row.error(format!("unknown {column}")));
        let cue = Cue {
            kind,
            clause: frame("clause"),
            quote: frame("quote"),
            object: frame("object"),
            demand: frame("demand"),
            bare: frame("bare"),
            leads: row.list("leads").map(|w| letters::folded(w).into_owned()).collect(),
            stance: stance("stance")?,
            negated: if row.get("negated").is_empty() { None } else { Some(stance("negated")?) },
            attitude: row.get("attitude") == "yes",
        };
        let number = self.cues.len();
        self.cues.push(cue);
        for form in row.list("forms") {
            let (used, phrase) = match form.split_once(':') {
                None => (Use::Finite, form),
                Some(("many", rest)) => (Use::Many, rest),
                Some(("first", rest)) => (Use::First, rest),
                Some(("gerund", rest)) => (Use::Gerund, rest),
                Some(("participle", rest)) => (Use::Participle, rest),
                Some(("nobody", rest)) => (Use::Nobody, rest),
                Some(("quoted", rest)) => (Use::Quoted, rest),
                Some((other, _)) => return Err(row.error(format!("unknown use {other:?}"))),
            };
            let mut words = self.words(phrase).into_iter();
            let first = words.next().ok_or_else(|| row.error("a form without words"))?;
            let rest: Words = words.collect();
            self.later.extend(rest.iter().cloned());
            self.forms.entry(first).or_default().push(Form { rest, used, cue: number });
        }
        Ok(())
    }

    /// The words of a phrase as items have them.
    fn words(&self, phrase: &str) -> Words {
        let lower = phrase.to_lowercase();
        let folded = letters::folded(&lower);
        let words = folded.split(' ').filter(|word| !word.is_empty());
        if self.joined {
            return words.map(str::to_owned).collect();
        }
        words.flat_map(|word| self.pieces(word)).map(|(piece, _)| piece.to_owned()).collect()
    }

    /// The parts of a word in lower case that are words of their own, each with the number of letters before it.
    pub fn pieces<'w>(&self, word: &'w str) -> Vec<(&'w str, usize)> {
        let mut out = Vec::new();
        let (mut rest, mut before) = (word, 0);
        if self.elided {
            while let Some(cut) = rest.find('\'').filter(|cut| *cut > 0 && *cut + 1 < rest.len()) {
                let head = &rest[..=cut];
                if !(head.chars().count() <= 2 || self.classes(head) != 0) {
                    break;
                }
                out.push((head, before));
                before += head.chars().count();
                rest = &rest[cut + 1..];
            }
            if let Some((verb, pronoun)) =
                rest.rsplit_once('-').filter(|(verb, p)| !verb.is_empty() && self.has(p, class::PRONOUN | class::FIRST))
            {
                let stem = verb.strip_suffix("-t").unwrap_or(verb);
                if !stem.is_empty() && (self.forms.contains_key(stem) || self.later.contains(stem) || self.has(stem, class::AUXILIARY)) {
                    out.push((stem, before));
                    let skipped = rest[..rest.len() - pronoun.len()].chars().count();
                    out.push((pronoun, before + skipped));
                    return out;
                }
            }
        }
        if self.joined
            && !self.exact.contains_key(rest)
            && !self.forms.contains_key(rest)
            && let Some(tail) = rest.strip_prefix(['و', 'ف'])
            && tail.chars().nth(1).is_some()
            && (tail.starts_with("ال") || self.exact.contains_key(tail) || self.forms.contains_key(tail) || self.suffixed(tail).is_some())
        {
            out.push((&rest[..rest.len() - tail.len()], before));
            out.push((tail, before + 1));
            return out;
        }
        out.push((rest, before));
        out
    }

    /// A form of a cue with a pronoun written at its end, without it: "they reported it".
    pub fn suffixed<'w>(&self, word: &'w str) -> Option<&'w str> {
        if !self.joined {
            return None;
        }
        ["هما", "هم", "ها", "نا", "ني", "ه"].iter().find_map(|end| word.strip_suffix(end)).filter(|stem| {
            stem.chars().nth(1).is_some() && self.forms.get(*stem).is_some_and(|all| all.iter().any(|form| form.rest.is_empty()))
        })
    }

    /// The classes of a word in lower case, folded.
    pub fn classes(&self, word: &str) -> Classes {
        let mut out = self.exact.get(word).copied().unwrap_or_default();
        if self.joined && out == 0 {
            // Nouns with article and with what is written together with them.
            let nouns =
                class::PERSON | class::BODY | class::DOCUMENT | class::TITLE | class::ANAPHOR | class::UNNAMED | class::TIME | class::TOLD;
            for (form, taken) in letters::forms(word) {
                let plain = form.strip_prefix("ال").unwrap_or(&form);
                let found = self.exact.get(plain).or_else(|| self.exact.get(form.as_ref())).copied().unwrap_or_default() & nouns;
                if found != 0 {
                    out |= found;
                    if taken > 0 || form != word {
                        out |= class::PREPOSITION;
                    }
                    break;
                }
            }
            if out == 0 {
                out = self.possessed(word) & nouns;
            }
        }
        if !self.starts.is_empty() {
            let length = word.chars().count();
            for (count, (at, c)) in word.char_indices().enumerate() {
                let end = at + c.len_utf8();
                if count >= 2 && length <= count + 1 + ENDING {
                    out |= self.starts.get(&word[..end]).copied().unwrap_or_default();
                }
            }
        }
        let noun = class::PERSON | class::BODY | class::DOCUMENT | class::TIME;
        if !self.ends.is_empty() && !self.exact.contains_key(word) && out & noun == 0 {
            for (at, _) in word.char_indices().rev().take(7).filter(|(at, _)| *at > 0) {
                out |= self.ends.get(&word[at..]).copied().unwrap_or_default();
            }
        }
        out
    }

    /// The classes of an Arabic noun with a pronoun written at its end: "its statement".
    fn possessed(&self, word: &str) -> Classes {
        let stems = ["هما", "هم", "ها", "نا", "ه", "ي"]
            .iter()
            .filter_map(|end| word.strip_suffix(end))
            .filter(|stem| stem.chars().nth(1).is_some());
        let of = |stem: &str| self.exact.get(stem).copied().unwrap_or_default();
        let feminine = |stem: &str| stem.strip_suffix('ت').map_or(0, |root| of(&format!("{root}ه")));
        stems.map(|stem| of(stem) | feminine(stem)).find(|class| *class != 0).unwrap_or_default()
    }

    /// Whether a word has one of some classes.
    pub fn has(&self, word: &str, of: Classes) -> bool {
        self.classes(word) & of != 0
    }
}
