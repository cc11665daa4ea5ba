//! The place stage's word lists, read from `data/lexicons/place_*.tsv`: names and demonyms beside the gazetteer's, cue
//! words, words for kinds of places, and words that keep a name from being a place.

use crate::by_language::ByLanguage;
use crate::data::{self, DataError};
use crate::letters;
use crate::place::PlacePrecision;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// How fine a word for a kind of place says that the place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Village, town, city.
    Settlement,
    /// Vague or natural area.
    Area,
    /// Second-level division.
    District,
    /// First-level division.
    Province,
    /// A site that bears the place's name.
    Facility,
    /// A part of a town: its name is seldom in a list of places, other places of that name are.
    Quarter,
    /// A river: a town of its name is not meant.
    Water,
}

impl Level {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "settlement" => Self::Settlement,
            "area" => Self::Area,
            "district" => Self::District,
            "province" => Self::Province,
            "facility" => Self::Facility,
            "quarter" => Self::Quarter,
            "water" => Self::Water,
            _ => return None,
        })
    }

    /// The precision that it allows at most; a site named after a place says nothing about the place.
    #[must_use]
    pub fn precision(self) -> Option<PlacePrecision> {
        match self {
            Self::Settlement => Some(PlacePrecision::Settlement),
            Self::Area | Self::Quarter | Self::Water => Some(PlacePrecision::Area),
            Self::District => Some(PlacePrecision::District),
            Self::Province => Some(PlacePrecision::Province),
            Self::Facility => None,
        }
    }
}

/// A word that stands for a country, division or town.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demonym {
    /// Country code or gazetteer id.
    pub place: &'static str,
    /// Whether it names people rather than being an adjective.
    pub people: bool,
}

/// Lexicons of the place stage. Words are in lower case unless said otherwise.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Names as written -> country codes or gazetteer ids.
    pub names: HashMap<&'static str, &'static str>,
    /// Demonyms as written.
    pub demonyms: HashMap<&'static str, Vec<Demonym>>,
    /// Words for kinds of places that follow a name.
    pub type_after: HashMap<&'static str, Level>,
    /// Words for kinds of places that stand before a name, with "of".
    pub type_before: HashMap<&'static str, Level>,
    /// Words for kinds of places before a name in languages that are read for plain names only, by language.
    pub types: HashMap<&'static str, HashMap<&'static str, Level>>,
    /// Words or phrases before a place that nearly always are.
    pub strong: HashSet<&'static str>,
    /// Words before a place that often are.
    pub weak: HashSet<&'static str>,
    /// Words that may stand between a cue and a name.
    pub modifiers: HashSet<&'static str>,
    /// Verbs of which a country or capital may be the subject.
    pub said: HashSet<&'static str>,
    /// Nouns after "'s" that belong to a government.
    pub belongs: HashSet<&'static str>,
    /// "led" in "US-led".
    pub suffixes: HashSet<&'static str>,
    /// "based" in "Geneva-based".
    pub seats: HashSet<&'static str>,
    /// Words or phrases before one who acts.
    pub agents: HashSet<&'static str>,
    /// First words of the names of places: "Wadi", "Lake".
    pub parts: HashSet<&'static str>,
    /// Words of the names of organisations.
    pub organisations: HashSet<&'static str>,
    /// Words before the name of a person.
    pub titles: HashSet<&'static str>,
    /// Common words that are names of places too.
    pub common: HashSet<&'static str>,
    /// Days and months.
    pub calendar: HashSet<&'static str>,
    /// Words that are never a place, whatever the gazetteer has and stands before them.
    pub never: HashSet<&'static str>,
    /// Codes of countries whose names reach Latin letters in many spellings.
    pub spelt: HashSet<&'static str>,
    /// Words of the languages that have a finder of their own, by language.
    pub(crate) other: ByLanguage<Words>,
    /// Words of languages that write names with capitals, beside the kinds of places above, by language.
    pub(crate) plain: HashMap<&'static str, Plain>,
}

/// Languages whose names of places are found by [`super::other`].
pub const OTHER: &[&str] = &["ar", "ru"];

/// Languages that are read as English is, with names, adjectives and cue words of their own.
const PLAIN: &[&str] = &["es", "fr"];

/// Words of such a language: names and adjectives exactly as written, the others in lower case.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    /// Names -> country codes or gazetteer ids.
    pub(crate) names: HashMap<&'static str, &'static str>,
    /// Adjectives in small letters, peoples with a capital where the language writes one.
    pub(crate) demonyms: HashMap<&'static str, Vec<Demonym>>,
    /// Words by their role: strong, weak, said, language, organisation, title, never.
    roles: HashMap<&'static str, HashSet<&'static str>>,
}

impl Plain {
    /// Whether a word or phrase has a role.
    pub(crate) fn is(&self, role: &str, word: &str) -> bool {
        self.roles.get(role).is_some_and(|words| words.contains(word))
    }

    fn bundled() -> Result<HashMap<&'static str, Self>, DataError> {
        let mut all: HashMap<&'static str, Self> = HashMap::default();
        let of = |file| Ok::<_, DataError>(data::table(file)?.into_iter().filter(|row| PLAIN.contains(&row.get("language"))));
        for row in of("lexicons/place_names.tsv")? {
            let words = all.entry(row.get("language")).or_default();
            words.names.extend(row.list("names").map(|name| (name, row.get("place"))));
        }
        for row in of("lexicons/place_demonyms.tsv")? {
            let words = all.entry(row.get("language")).or_default();
            for (column, people) in [("adjectives", false), ("peoples", true)] {
                for word in row.list(column) {
                    words.demonyms.entry(word).or_default().push(Demonym { place: row.get("place"), people });
                }
            }
        }
        for file in ["lexicons/place_cues.tsv", "lexicons/place_stops.tsv"] {
            for row in of(file)? {
                let words = all.entry(row.get("language")).or_default();
                words.roles.entry(row.get("role")).or_default().insert(row.get("word"));
            }
        }
        Ok(all)
    }
}

/// Words of a language whose names bear no capitals or many cases: folded, in lower case, phrases with single spaces.
#[derive(Debug, Default)]
pub struct Words {
    /// Names -> country codes or gazetteer ids.
    pub names: HashMap<String, &'static str>,
    /// Adjectives and peoples.
    pub demonyms: HashMap<String, Vec<&'static str>>,
    /// Words for kinds of places before a name.
    pub type_before: HashMap<String, Level>,
    /// Words for kinds of places after a name or an adjective made of it.
    pub type_after: HashMap<String, Level>,
    /// Words by their role: strong, weak, modifier, said, belongs, agent, part, inside, organisation, title, common,
    /// calendar, never.
    pub roles: HashMap<&'static str, HashSet<String>>,
}

impl Words {
    /// Whether a word or phrase has a role.
    #[must_use]
    pub fn is(&self, role: &str, word: &str) -> bool {
        self.roles.get(role).is_some_and(|words| words.contains(word))
    }

    /// Whether a word is no part of a name that stands before it.
    #[must_use]
    pub fn ends_name(&self, word: &str) -> bool {
        const ROLES: &[&str] = &["never", "common", "calendar", "strong", "weak", "modifier", "title", "organisation", "said", "inside"];
        ROLES.iter().any(|role| self.is(role, word)) || self.type_before.contains_key(word) || self.demonyms.contains_key(word)
    }

    fn bundled(language: &'static str) -> Result<Self, DataError> {
        let mut all = Self::default();
        let folded = |word: &str| letters::folded(&word.to_lowercase()).into_owned();
        let of = |file| Ok::<_, DataError>(data::table(file)?.into_iter().filter(move |row| row.get("language") == language));
        for row in of("lexicons/place_names.tsv")? {
            all.names.extend(row.list("names").map(|name| (folded(name), row.get("place"))));
        }
        for row in of("lexicons/place_demonyms.tsv")? {
            for word in row.list("adjectives").chain(row.list("peoples")) {
                all.demonyms.entry(folded(word)).or_default().push(row.get("place"));
            }
        }
        for row in of("lexicons/place_types.tsv")? {
            let level = Level::from_word(row.get("level")).ok_or_else(|| row.error("unknown level"))?;
            if row.get("side") != "before" {
                all.type_after.insert(folded(row.get("word")), level);
            }
            if row.get("side") != "after" {
                all.type_before.insert(folded(row.get("word")), level);
            }
        }
        for file in ["lexicons/place_cues.tsv", "lexicons/place_stops.tsv"] {
            for row in of(file)? {
                all.roles.entry(row.get("role")).or_default().insert(folded(row.get("word")));
            }
        }
        Ok(all)
    }
}

impl Lexicon {
    /// The bundled ones.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let mut all = Self { other: ByLanguage::new(OTHER, Words::bundled), plain: Plain::bundled()?, ..Self::default() };
        let english = |file| Ok::<_, DataError>(data::table(file)?.into_iter().filter(|row| row.get("language") == "en"));
        for row in english("lexicons/place_names.tsv")? {
            all.names.extend(row.list("names").map(|name| (name, row.get("place"))));
        }
        for row in english("lexicons/place_demonyms.tsv")? {
            for (column, people) in [("adjectives", false), ("peoples", true)] {
                for word in row.list(column) {
                    all.demonyms.entry(word).or_default().push(Demonym { place: row.get("place"), people });
                }
            }
        }
        for row in english("lexicons/place_types.tsv")? {
            let level = Level::from_word(row.get("level")).ok_or_else(|| row.error("unknown level"))?;
            let side = row.get("side");
            if !matches!(side, "before" | "after" | "both") {
                return Err(row.error("unknown side"));
            }
            if side != "before" {
                all.type_after.insert(row.get("word"), level);
            }
            if side != "after" {
                all.type_before.insert(row.get("word"), level);
            }
        }
        let plain = |row: &data::Row| row.get("language") != "en" && !OTHER.contains(&row.get("language"));
        for row in data::table("lexicons/place_types.tsv")?.into_iter().filter(plain) {
            let level = Level::from_word(row.get("level")).ok_or_else(|| row.error("unknown level"))?;
            all.types.entry(row.get("language")).or_default().insert(row.get("word"), level);
        }
        for row in english("lexicons/place_cues.tsv")? {
            let set = match row.get("role") {
                "strong" => &mut all.strong,
                "weak" => &mut all.weak,
                "modifier" => &mut all.modifiers,
                "said" => &mut all.said,
                "belongs" => &mut all.belongs,
                "suffix" => &mut all.suffixes,
                "seat" => &mut all.seats,
                "agent" => &mut all.agents,
                "part" => &mut all.parts,
                role => return Err(row.error(format!("unknown role {role:?}"))),
            };
            set.insert(row.get("word"));
        }
        for row in english("lexicons/place_stops.tsv")? {
            let set = match row.get("role") {
                "organisation" => &mut all.organisations,
                "title" => &mut all.titles,
                "common" => &mut all.common,
                "calendar" => &mut all.calendar,
                "never" => &mut all.never,
                role => return Err(row.error(format!("unknown role {role:?}"))),
            };
            set.insert(row.get("word"));
        }
        for row in data::table("lexicons/place_spellings.tsv")? {
            all.spelt.insert(row.get("country"));
        }
        Ok(all)
    }

    /// Those of these countries whose names reach Latin letters in many spellings: elsewhere a name that is spelt
    /// otherwise is another name.
    #[must_use]
    pub fn transliterated<'a>(&self, countries: &[&'a str]) -> Vec<&'a str> {
        countries.iter().copied().filter(|code| self.spelt.contains(code)).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use crate::data;
    use crate::place::tests_support::places_in;
    use crate::place::{Place, PlaceUse};

    fn words<'a>(line: &'a str, places: &'a [Place]) -> Vec<&'a str> {
        places.iter().map(|p| p.span.of(line)).collect()
    }

    /// Runs the examples of one table: what `catches` must give, what `misses` must not; lists every row that fails.
    fn check(
        file: &'static str,
        mut fits: impl FnMut(&data::Row, &str, &[Place]) -> bool,
        mut fails: impl FnMut(&data::Row, &str, &[Place]) -> bool,
    ) {
        let mut wrong = Vec::new();
        for row in data::table(file).unwrap() {
            for (column, judge) in [("catches", &mut fits as &mut dyn FnMut(&data::Row, &str, &[Place]) -> bool), ("misses", &mut fails)] {
                let line = row.get(column);
                let found = places_in(row.get("language"), line);
                if !line.is_empty() && !judge(&row, line, &found) {
                    wrong.push(format!("{column}: {line} {:?}", words(line, &found)));
                }
            }
        }
        assert!(wrong.is_empty(), "{file}\n{}", wrong.join("\n"));
    }

    #[test]
    fn words_of_other_languages_are_read() {
        crate::place::tests_support::bundled().1.other.check().unwrap();
    }

    #[test]
    fn examples_of_names() {
        let first = |row: &data::Row| row.list("names").next().unwrap_or("");
        check(
            "lexicons/place_names.tsv",
            |row, line, found| found.iter().any(|p| p.span.of(line) == first(row) && p.id.is_some()),
            |_, _, found| found.is_empty(),
        );
    }

    #[test]
    fn examples_of_demonyms() {
        let own = |row: &&data::Row| row.get("language") == "en" || super::PLAIN.contains(&row.get("language"));
        for row in data::table("lexicons/place_demonyms.tsv").unwrap().iter().filter(own) {
            for word in row.list("adjectives") {
                let line = row.get("catches").replace('*', word);
                let found = places_in(row.get("language"), &line);
                assert!(found.iter().any(|p| p.span.of(&line) == word && p.usage == PlaceUse::Demonym && p.id.is_some()), "{line}");
                let line = row.get("misses").replace('*', word);
                assert!(places_in(row.get("language"), &line).is_empty(), "{line}");
            }
        }
    }

    #[test]
    fn examples_of_kinds_of_places() {
        check(
            "lexicons/place_types.tsv",
            |row, line, found| words(line, found) == [if row.get("level") == "facility" { "Lgov" } else { "Zarqunda" }],
            |_, _, found| found.is_empty(),
        );
    }

    #[test]
    fn examples_of_spellings() {
        use crate::place::tests_support::bundled;
        for row in data::table("lexicons/place_spellings.tsv").unwrap() {
            let find = |name: &str| bundled().0.fuzzy(name, &[row.get("country")]).len();
            let (spelling, other) = (row.get("catches"), row.get("misses"));
            assert!(spelling.is_empty() || find(spelling) > 0, "{} {spelling}", row.get("country"));
            assert!(other.is_empty() || find(other) == 0, "{} {other}", row.get("country"));
        }
    }

    #[test]
    fn examples_of_cues() {
        check(
            "lexicons/place_cues.tsv",
            |row, _, found| match row.get("role") {
                "said" | "belongs" | "suffix" | "agent" => found.iter().any(|p| p.usage == PlaceUse::Metonym),
                "seat" => found.iter().any(|p| p.usage == PlaceUse::Literal),
                _ => found.iter().any(|p| p.usage != PlaceUse::Demonym),
            },
            |_, _, found| found.is_empty(),
        );
    }

    #[test]
    fn examples_of_words_that_are_no_places() {
        check("lexicons/place_stops.tsv", |_, _, found| found.is_empty(), |_, line, found| words(line, found) == ["Mosul"]);
    }
}
