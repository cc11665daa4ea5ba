//! Lexicons of the claim stage: cues, hedges, closed word lists, and the tagger that goes with them.

use super::Stance;
use super::other::{Grammar, LANGUAGES};
use crate::by_language::ByLanguage;
use crate::data::{self, DataError};
use crate::phrase::{Tag, Tagger};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// What may follow a reporting verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Frame {
    /// A clause, with or without "that", or a quotation.
    pub clause: bool,
    /// A quotation only.
    pub quote: bool,
    /// Somebody spoken to, then a clause.
    pub told: bool,
    /// Somebody spoken to, then "to" and what they are to do.
    pub demand: bool,
    /// A noun phrase.
    pub object: bool,
    /// "to" and a verb.
    pub infinitive: bool,
    /// A noun phrase with "as": "described it as".
    pub with_as: bool,
    /// A noun phrase and who or what is responsible: "held it responsible".
    pub with_blame: bool,
    /// A noun phrase and what it is called.
    pub with_name: bool,
    /// A noun phrase with "at" and a number: "put the toll at nine".
    pub with_at: bool,
    /// All that follows.
    pub rest: bool,
}

/// One reporting verb or phrase.
#[derive(Debug, Clone)]
pub(crate) struct Cue {
    /// Words after the first.
    pub particles: Vec<&'static str>,
    pub frame: Frame,
    pub stance: Stance,
    pub attitude: bool,
}

/// A noun that reports words, with the prepositions that lead to them.
#[derive(Debug, Clone)]
pub(crate) struct NounCue {
    pub leads: Vec<&'static str>,
    pub stance: Stance,
    pub attitude: bool,
}

/// When a hedge counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HedgeWhen {
    Always,
    Modal,
    Noun,
}

/// A hedging phrase: its words and when it counts.
#[derive(Debug, Clone)]
pub(crate) struct Hedge {
    pub words: Vec<&'static str>,
    pub when: HedgeWhen,
}

/// Lexicons of the claim stage.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Word classes.
    pub tagger: Tagger,
    pub(crate) verbs: HashMap<&'static str, Vec<Cue>>,
    pub(crate) nouns: HashMap<&'static str, NounCue>,
    pub(crate) light: HashSet<&'static str>,
    pub(crate) prepositions: HashMap<&'static str, Vec<Cue>>,
    pub(crate) hedges: HashMap<&'static str, Vec<Hedge>>,
    lists: HashMap<&'static str, HashSet<&'static str>>,
    /// Languages that are read without word classes of every word.
    pub(crate) other: ByLanguage<Grammar>,
}

impl Lexicon {
    /// The bundled ones.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let mut lexicon = Self { tagger: Tagger::bundled()?, other: ByLanguage::new(LANGUAGES, Grammar::of), ..Self::default() };
        for row in data::table("lexicons/claim_cues.tsv")? {
            let stance = Stance::from_word(row.get("stance")).ok_or_else(|| row.error("unknown stance"))?;
            let attitude = row.get("attitude") == "yes";
            let mut words = row.get("cue").split(' ');
            let first = words.next().unwrap_or("");
            let particles: Vec<&'static str> = words.collect();
            match row.get("kind") {
                "verb" => {
                    let mut frame = Frame::default();
                    for name in row.list("frame") {
                        match name {
                            "clause" => frame.clause = true,
                            "quote" => frame.quote = true,
                            "told" => frame.told = true,
                            "demand" => frame.demand = true,
                            "object" => frame.object = true,
                            "infinitive" => frame.infinitive = true,
                            "as" => frame.with_as = true,
                            "blame" => frame.with_blame = true,
                            "at" => frame.with_at = true,
                            "name" => frame.with_name = true,
                            "rest" => frame.rest = true,
                            other => return Err(row.error(format!("unknown frame {other:?}"))),
                        }
                    }
                    let cue = Cue { particles, frame, stance, attitude };
                    // "put", "cast": the past is the base.
                    if row.list("forms").any(|form| form == first) {
                        lexicon.tagger.learn(first, Tag::Past);
                        lexicon.tagger.learn(first, Tag::Participle);
                    }
                    for form in row.list("forms").chain([first]) {
                        lexicon.verbs.entry(form).or_default().push(cue.clone());
                        for tag in verb_tags(form, first) {
                            lexicon.tagger.learn(form, *tag);
                        }
                    }
                }
                "light" => lexicon.light.extend(row.list("forms").chain([first])),
                "noun" => {
                    let cue = NounCue { leads: row.list("frame").collect(), stance, attitude };
                    for form in row.list("forms").chain([first]) {
                        lexicon.nouns.insert(form, cue.clone());
                    }
                }
                "preposition" => {
                    let cue = Cue { particles, frame: Frame::default(), stance, attitude };
                    lexicon.prepositions.entry(first).or_default().push(cue);
                }
                other => return Err(row.error(format!("unknown kind {other:?}"))),
            }
        }
        // Longer phrases first, so that "call on" wins over "call".
        for cues in lexicon.verbs.values_mut() {
            cues.sort_by_key(|cue| usize::MAX - cue.particles.len());
        }
        for row in data::table("lexicons/claim_hedges.tsv")? {
            let words: Vec<&'static str> = row.get("phrase").split(' ').collect();
            let when = match row.get("when") {
                "always" => HedgeWhen::Always,
                "modal" => HedgeWhen::Modal,
                "noun" => HedgeWhen::Noun,
                other => return Err(row.error(format!("unknown condition {other:?}"))),
            };
            lexicon.hedges.entry(words[0]).or_default().push(Hedge { words, when });
        }
        for hedges in lexicon.hedges.values_mut() {
            hedges.sort_by_key(|hedge| usize::MAX - hedge.words.len());
        }
        for row in data::table("lexicons/claim_words.tsv")? {
            lexicon.lists.entry(row.get("list")).or_default().extend(row.list("words"));
        }
        Ok(lexicon)
    }

    /// Whether claims are read in a language (its code, maybe with a region).
    #[must_use]
    pub fn covers(&self, language: Option<&str>) -> bool {
        language.is_some_and(|code| code.split('-').next() == Some("en") || self.other.has(code))
    }

    /// Word classes of all tokens, reporting verbs among them.
    #[must_use]
    pub fn tags(&self, segments: &crate::segment::Segments<'_>) -> crate::phrase::Tags {
        super::retag::tags(segments, self)
    }

    /// Whether a closed list holds a word, given in lower case.
    pub(crate) fn lists(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|words| words.contains(word))
    }

    /// Whether a list holds a word or its singular.
    pub(crate) fn names(&self, list: &str, word: &str) -> bool {
        let word = word.strip_suffix("'s").unwrap_or(word);
        self.lists(list, word)
            || word.strip_suffix('s').is_some_and(|one| self.lists(list, one))
            || word.strip_suffix("ies").is_some_and(|stem| self.lists(list, &format!("{stem}y")))
            || word.strip_suffix("men").is_some_and(|stem| self.lists(list, &format!("{stem}man")))
            || word.strip_suffix("es").is_some_and(|one| self.lists(list, one))
    }
}

/// Word classes of a form of a verb, by its ending.
fn verb_tags(form: &str, base: &str) -> &'static [Tag] {
    if form == base {
        &[Tag::Base, Tag::Present]
    } else if form.ends_with("ing") {
        &[Tag::Gerund]
    } else if form.ends_with('s') && !base.ends_with('s') || form.ends_with("sses") || form.ends_with("shes") {
        &[Tag::PresentS]
    } else {
        &[Tag::Past, Tag::Participle]
    }
}
