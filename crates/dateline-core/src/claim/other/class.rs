//! Classes of words that the reading of claims knows in languages without a tagger: closed lists, and the few endings that
//! tell a verb from a noun. The words stand in `lexicons/claim_other_words.tsv`.

/// A set of classes.
pub(crate) type Classes = u64;

macro_rules! classes {
    ($($(#[$meta:meta])* $name:ident = $word:literal),+ $(,)?) => {
        classes!(@ 0; $($(#[$meta])* $name)+);
        /// Every class with the name that its list has in the data.
        pub(crate) const ALL: &[(&str, Classes)] = &[$(($word, $name)),+];
    };
    (@ $at:expr; $(#[$meta:meta])* $name:ident $($rest:tt)*) => {
        $(#[$meta])*
        pub(crate) const $name: Classes = 1 << ($at);
        classes!(@ $at + 1; $($rest)*);
    };
    (@ $at:expr;) => {};
}

classes! {
    /// Leads a noun phrase that is no subject.
    PREPOSITION = "preposition",
    /// A preposition that joins a noun to the noun before it in every position: "de".
    OF = "of",
    /// "And", "or".
    AND = "and",
    /// Sets two accounts against each other, or opens another clause: "but", "while".
    BUT = "but",
    /// Leads what is said.
    THAT = "that",
    /// Opens a relative clause.
    RELATIVE = "relative",
    /// Opens a clause of time, cause or condition.
    SUBORDINATOR = "subordinator",
    /// A pronoun that can be who speaks, third person.
    PRONOUN = "pronoun",
    /// A pronoun of the first person that can be who speaks.
    FIRST = "first",
    /// Articles and what stands for them.
    DETERMINER = "determiner",
    /// Articles that tell of somebody not told of before.
    INDEFINITE = "indefinite",
    /// Numbers and words like "each", "some" before a noun: part of a name that nobody gives.
    QUANTITY = "quantity",
    /// "His", "their".
    POSSESSIVE = "possessive",
    /// Verbs that make a tense.
    AUXILIARY = "auxiliary",
    /// "Not".
    NEGATION = "negation",
    /// Small words between subject and verb.
    CLITIC = "clitic",
    /// Who is spoken to, as one word: "us", "reporters".
    TOLD = "told",
    /// Adverbs, and particles of discourse.
    ADVERB = "adverb",
    /// Words of time.
    TIME = "time",
    /// Nouns for people, by what they are or do.
    PERSON = "person",
    /// Nouns for offices, armies, groups, outlets.
    BODY = "body",
    /// Nouns for documents and other carriers of words.
    DOCUMENT = "document",
    /// Words before a name that are no part of it.
    TITLE = "title",
    /// Nouns that only take up somebody named before: "the official".
    ANAPHOR = "anaphor",
    /// People whose name nobody gives: "sources", "residents".
    UNNAMED = "unnamed",
    /// Finite verbs by list or ending.
    VERB = "verb",
    /// Infinitives by list or ending.
    INFINITIVE = "infinitive",
    /// Participles and the like that open a clause behind a noun.
    PARTICIPLE = "participle",
    /// Words that a preposition leads for how something is said: "by telephone".
    MANNER = "manner",
    /// Small words inside names.
    PARTICLE = "particle",
    /// Pronouns for nobody in particular: "one".
    IMPERSONAL = "impersonal",
    /// Feminine pronouns and articles.
    FEMININE = "feminine",
    /// Masculine pronouns and articles.
    MASCULINE = "masculine",
    /// Pronouns for several.
    PLURAL = "plural",
    /// Words that point on to what a complementiser leads: "about it that".
    CORRELATIVE = "correlative",
    /// Prepositions for where something is, with an office that speaks there: "in the hospital they said".
    INSIDE = "inside",
    /// Verbs that make hearsay of what follows: a conditional.
    HEARSAY = "hearsay",
    /// Opens a sentence about somebody set before the verb.
    TOPIC = "topic",
    /// Common words written with a capital only where they open a sentence.
    COMMON = "common",
    /// Words that end a noun phrase wherever they stand: "about", "since".
    OUTSIDE = "outside",
    /// A complementiser that is nothing else: others hold a pronoun that belongs to what is said.
    PLAIN = "plain",
    /// Prepositions before who is asked for something.
    ASKED = "asked",
    /// Nouns by which an outlet calls itself: "the agency".
    OUTLET = "outlet",
    /// Nouns that end as verbs do.
    NOUN = "noun",
    /// Leads a remark on who says it: "as X reports".
    AS = "as",
    /// Words that call a text by its kind where it gives somebody's words: "report", "testimony".
    KIND = "kind",
}
