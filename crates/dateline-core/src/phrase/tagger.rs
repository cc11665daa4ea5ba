//! Word classes by lexicon, endings and ordered transformations (Brill, "Transformation-Based Error-Driven Learning",
//! 1995). Lexicon and rules are counted in GUM and stand in `data/lexicons/claim_tag*.tsv`.

use crate::data::{self, DataError};
use crate::segment::{Segments, TokenKind};
use rustc_hash::FxHashMap as HashMap;

macro_rules! tags {
    ($($(#[$meta:meta])* $name:ident = $word:literal),+ $(,)?) => {
        /// Word class of a token: the classes of the Penn Treebank, folded.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Tag { $($(#[$meta])* $name),+ }
        impl Tag {
            fn from_penn(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

tags! {
    /// Common noun, singular or mass.
    Noun = "NN",
    /// Common noun, plural.
    Plural = "NNS",
    /// Proper noun.
    Name = "NNP",
    /// Adjective.
    Adjective = "JJ",
    /// Adverb.
    Adverb = "RB",
    /// Verb, base form.
    Base = "VB",
    /// Verb, past tense.
    Past = "VBD",
    /// Past participle.
    Participle = "VBN",
    /// Present participle or gerund.
    Gerund = "VBG",
    /// Present tense, not third person singular.
    Present = "VBP",
    /// Present tense, third person singular.
    PresentS = "VBZ",
    /// Modal verb.
    Modal = "MD",
    /// Determiner.
    Determiner = "DT",
    /// Personal pronoun.
    Pronoun = "PRP",
    /// Possessive pronoun.
    Possessive = "PRP$",
    /// Preposition or subordinating conjunction.
    Preposition = "IN",
    /// The word "to".
    To = "TO",
    /// Coordinating conjunction.
    Conjunction = "CC",
    /// Number.
    Number = "CD",
    /// Relative or interrogative determiner ("which", "that").
    Which = "WDT",
    /// Relative or interrogative pronoun ("who", "what").
    Who = "WP",
    /// Relative or interrogative adverb ("when", "where").
    When = "WRB",
    /// Existential "there".
    There = "EX",
    /// Verb particle.
    Particle = "RP",
    /// Interjection.
    Interjection = "UH",
    /// Punctuation.
    Mark = "PU",
    /// The edge of a sentence.
    Edge = "<s>",
}

impl Tag {
    fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Whether it is any form of a verb but a modal.
    #[must_use]
    pub fn is_verb(self) -> bool {
        matches!(self, Self::Base | Self::Past | Self::Participle | Self::Gerund | Self::Present | Self::PresentS)
    }

    /// Whether it can be the head of a noun phrase that is no pronoun.
    #[must_use]
    pub fn is_noun(self) -> bool {
        matches!(self, Self::Noun | Self::Plural | Self::Name)
    }

    /// Whether it is finite by itself.
    #[must_use]
    pub fn is_finite(self) -> bool {
        matches!(self, Self::Past | Self::Present | Self::PresentS | Self::Modal)
    }
}

/// The word class of every token of a [`Segments`], by index.
pub type Tags = Vec<Tag>;

#[derive(Debug, Clone, Copy)]
struct Reading {
    first: Tag,
    all: u32,
}

#[derive(Debug)]
enum Test {
    /// Tags at distances from the word.
    Around(Vec<(isize, Tag)>),
    /// A word at a distance, and tags.
    Word(isize, &'static str, Vec<(isize, Tag)>),
}

#[derive(Debug)]
struct Rule {
    from: Tag,
    to: Tag,
    test: Test,
}

/// Lexicon, endings and transformations.
#[derive(Debug, Default)]
pub struct Tagger {
    lexicon: HashMap<&'static str, Reading>,
    endings: HashMap<&'static str, Tag>,
    rules: Vec<Rule>,
}

impl Tagger {
    /// The bundled one.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let mut tagger = Self::default();
        for row in data::table("lexicons/claim_tags.tsv")? {
            let mut reading: Option<Reading> = None;
            for name in row.list("tags") {
                let tag = Tag::from_penn(name).ok_or_else(|| row.error(format!("unknown tag {name:?}")))?;
                match &mut reading {
                    Some(known) => known.all |= tag.bit(),
                    None => reading = Some(Reading { first: tag, all: tag.bit() }),
                }
            }
            if let Some(reading) = reading {
                tagger.lexicon.insert(row.get("word"), reading);
            }
        }
        for row in data::table("lexicons/claim_tag_suffixes.tsv")? {
            let tag = Tag::from_penn(row.get("tag")).ok_or_else(|| row.error("unknown tag"))?;
            tagger.endings.insert(row.get("ending"), tag);
        }
        for row in data::table("lexicons/claim_tag_rules.tsv")? {
            let tag = |name: &str| Tag::from_penn(name).ok_or_else(|| row.error(format!("unknown tag {name:?}")));
            let (first, second) = row.get("value").split_once(' ').unwrap_or((row.get("value"), ""));
            let test = match row.get("test") {
                "p1" => Test::Around(vec![(-1, tag(first)?)]),
                "n1" => Test::Around(vec![(1, tag(first)?)]),
                "p2" => Test::Around(vec![(-2, tag(first)?)]),
                "p12" => Test::Around(vec![(-2, tag(first)?), (-1, tag(second)?)]),
                "pn" => Test::Around(vec![(-1, tag(first)?), (1, tag(second)?)]),
                "n12" => Test::Around(vec![(1, tag(first)?), (2, tag(second)?)]),
                "w" => Test::Word(0, first, Vec::new()),
                "pw" => Test::Word(-1, first, Vec::new()),
                "nw" => Test::Word(1, first, Vec::new()),
                "wp1" => Test::Word(0, first, vec![(-1, tag(second)?)]),
                "wn1" => Test::Word(0, first, vec![(1, tag(second)?)]),
                "pwn" => Test::Word(-1, first, vec![(1, tag(second)?)]),
                other => return Err(row.error(format!("unknown test {other:?}"))),
            };
            tagger.rules.push(Rule { from: tag(row.get("from"))?, to: tag(row.get("to"))?, test });
        }
        Ok(tagger)
    }

    /// Adds a reading that the counted lexicon may lack; it comes first only where the word is new.
    pub fn learn(&mut self, word: &'static str, tag: Tag) {
        let reading = self.lexicon.entry(word).or_insert(Reading { first: tag, all: 0 });
        reading.all |= tag.bit();
    }

    /// Whether the lexicon has this reading of a word, given in lower case.
    #[must_use]
    pub fn can_be(&self, word: &str, tag: Tag) -> bool {
        self.lexicon.get(word).is_some_and(|reading| reading.all & tag.bit() != 0)
    }

    /// Word classes of all tokens.
    #[must_use]
    pub fn tag(&self, segments: &Segments<'_>) -> Tags {
        // Sentences stand in one array, with two edges between any two, so that a rule is one pass.
        let total = segments.tokens.len();
        let mut tags = Vec::with_capacity(total + 2 * segments.sentences.len() + 2);
        let mut masks = Vec::with_capacity(tags.capacity());
        let mut places = Vec::with_capacity(tags.capacity());
        let edge = |tags: &mut Vec<Tag>, masks: &mut Vec<u32>, places: &mut Vec<usize>| {
            for _ in 0..2 {
                tags.push(Tag::Edge);
                masks.push(0);
                places.push(usize::MAX);
            }
        };
        edge(&mut tags, &mut masks, &mut places);
        for sentence in &segments.sentences {
            let capitals = headline_case(segments, sentence.tokens.clone());
            let mut opening = true;
            for at in sentence.tokens.clone() {
                let (tag, mask) = self.first_reading(segments, at, opening || capitals);
                opening = if tag == Tag::Mark { opening || !matches!(segments.word(at), "," | "'" | "’") } else { false };
                tags.push(tag);
                masks.push(mask);
                places.push(at);
            }
            edge(&mut tags, &mut masks, &mut places);
        }
        for rule in &self.rules {
            for at in 2..tags.len().saturating_sub(2) {
                if tags[at] == rule.from && masks[at] & rule.to.bit() != 0 && applies(&rule.test, &tags, &places, at, segments) {
                    tags[at] = rule.to;
                }
            }
        }
        let mut out = vec![Tag::Mark; total];
        for (tag, place) in tags.into_iter().zip(places) {
            if let Some(slot) = out.get_mut(place) {
                *slot = tag;
            }
        }
        out
    }

    /// The reading before any rule, and the set of those allowed.
    fn first_reading(&self, segments: &Segments<'_>, at: usize, opening: bool) -> (Tag, u32) {
        let token = segments.tokens[at];
        // A word in no list can be of any open class.
        let open_tags = [
            Tag::Noun,
            Tag::Plural,
            Tag::Name,
            Tag::Adjective,
            Tag::Adverb,
            Tag::Base,
            Tag::Past,
            Tag::Participle,
            Tag::Gerund,
            Tag::Present,
            Tag::PresentS,
        ];
        let any = open_tags.iter().fold(0, |mask, tag| mask | tag.bit());
        match token.kind {
            TokenKind::Mark if segments.word(at) == "&" => return (Tag::Conjunction, Tag::Conjunction.bit()),
            TokenKind::Mark => return (Tag::Mark, 0),
            TokenKind::Number => return (Tag::Number, Tag::Number.bit() | Tag::Adjective.bit()),
            TokenKind::Word => {}
        }
        let lower = segments.lower(at);
        if lower.starts_with(|c: char| c.is_ascii_digit()) {
            let tag = if lower.contains('-') { Tag::Adjective } else { Tag::Number };
            return (tag, any);
        }
        let base = without_clitic(lower);
        match self.lexicon.get(lower).or_else(|| self.lexicon.get(base)) {
            Some(reading) if token.capital && !opening => {
                // A capital inside a sentence makes a name of any word of an open class.
                let open = reading.first.is_noun()
                    || reading.first.is_verb()
                    || matches!(reading.first, Tag::Adjective | Tag::Adverb | Tag::Number | Tag::Interjection);
                let mask = if open && reading.first != Tag::Adjective { Tag::Name.bit() } else { reading.all | Tag::Name.bit() };
                (if open { Tag::Name } else { reading.first }, mask)
            }
            Some(reading) => (reading.first, reading.all),
            // "US-led": what follows the hyphen says what it is.
            None if token.capital && base.rsplit_once('-').is_some_and(|(_, last)| self.can_be(last, Tag::Participle)) => {
                (Tag::Adjective, Tag::Adjective.bit())
            }
            None if token.capital => (Tag::Name, if opening { any } else { Tag::Name.bit() }),
            // "al-Zor", "e-Sham": a name with its article.
            None if segments.word(at).chars().any(char::is_uppercase) => (Tag::Name, Tag::Name.bit()),
            None => {
                if let Some((_, last)) = base.rsplit_once('-') {
                    return match self.lexicon.get(last).map(|r| r.first) {
                        Some(Tag::Plural) => (Tag::Plural, any),
                        Some(Tag::Noun) => (Tag::Noun, any),
                        _ => (Tag::Adjective, any),
                    };
                }
                let ending = (1..=4).rev().find_map(|len| {
                    let from = base.char_indices().rev().nth(len - 1)?.0;
                    self.endings.get(&base[from..]).filter(|_| from > 0)
                });
                (ending.copied().unwrap_or(Tag::Noun), any)
            }
        }
    }
}

/// A word without "'s", "n't" and the like.
fn without_clitic(lower: &str) -> &str {
    for clitic in ["'s", "n't", "'ll", "'re", "'ve", "'d", "'m", "'"] {
        if let Some(base) = lower.strip_suffix(clitic).filter(|base| !base.is_empty()) {
            return base;
        }
    }
    lower
}

/// Whether most words of a sentence have capitals, so that they say nothing about names.
fn headline_case(segments: &Segments<'_>, tokens: std::ops::Range<usize>) -> bool {
    let (mut long, mut capital) = (0_usize, 0_usize);
    for at in tokens {
        let token = segments.tokens[at];
        if token.kind == TokenKind::Word && token.span.len() > 3 {
            long += 1;
            capital += usize::from(token.capital);
        }
    }
    long >= 4 && capital * 5 >= long * 4
}

fn applies(test: &Test, tags: &[Tag], places: &[usize], at: usize, segments: &Segments<'_>) -> bool {
    let around = |wanted: &[(isize, Tag)]| wanted.iter().all(|(d, tag)| tags.get(at.wrapping_add_signed(*d)) == Some(tag));
    match test {
        Test::Around(wanted) => around(wanted),
        Test::Word(distance, word, wanted) => {
            let place = places.get(at.wrapping_add_signed(*distance)).copied().unwrap_or(usize::MAX);
            let found = if place == usize::MAX { *word == "<s>" } else { segments.lower(place) == *word };
            found && around(wanted)
        }
    }
}
