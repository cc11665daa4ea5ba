//! The register of agencies, outlets, monitors and official bodies with their other names, and the words that say
//! what kind of speaker somebody is. Facts of ownership and office only; nothing here judges an outlet.

use super::names::fold;
use crate::data::{self, DataError};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::HashMap;

/// A body of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Main name.
    pub name: &'static str,
    /// What it is: agency, outlet, monitor, ministry, force.
    pub kind: &'static str,
    /// Owner or office as publicly stated; empty where not stated.
    pub owner: &'static str,
    /// Camp by ownership or office: entries of one camp may rest on each other; empty for none.
    pub camp: &'static str,
    /// Its other names, in any script.
    pub aliases: Vec<&'static str>,
}

/// What kind of speaker some words describe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpeakerClass {
    /// Speaks for an office.
    Official,
    /// An armed or police body.
    Force,
    /// A news organisation.
    Media,
    /// A monitor or relief body.
    Monitor,
    /// A health service.
    Health,
    /// People met by a reporter.
    Private,
    /// Nobody in particular.
    Vague,
    /// An honorific.
    Person,
    /// A mark of a newer edition.
    Edition,
    /// A mark of the outlet's own reporting.
    Own,
}

impl SpeakerClass {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "official" => Self::Official,
            "force" => Self::Force,
            "media" => Self::Media,
            "monitor" => Self::Monitor,
            "health" => Self::Health,
            "private" => Self::Private,
            "vague" => Self::Vague,
            "person" => Self::Person,
            "edition" => Self::Edition,
            "own" => Self::Own,
            _ => return None,
        })
    }
}

/// The register and the speaker words.
#[derive(Debug, Default)]
pub struct Register {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    by_domain: HashMap<&'static str, usize>,
    words: Option<AhoCorasick>,
    classes: Vec<SpeakerClass>,
    /// The word of each pattern, as it is matched.
    written: Vec<&'static str>,
}

impl Register {
    /// The bundled register.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let mut all = Self::default();
        for row in data::table("lexicons/register.tsv")? {
            let at = all.entries.len();
            all.entries.push(Entry {
                name: row.get("name"),
                kind: row.get("kind"),
                owner: row.get("owner"),
                camp: row.get("camp"),
                aliases: row.list("aliases").collect(),
            });
            for name in std::iter::once(row.get("name")).chain(row.list("aliases")) {
                if let Some(other) = all.by_name.insert(fold(name), at)
                    && other != at
                {
                    return Err(row.error(format!("{name:?} is a name of {:?} too", all.entries[other].name)));
                }
            }
            for domain in row.list("domains") {
                all.by_domain.insert(domain, at);
            }
        }
        let mut patterns = Vec::new();
        for row in data::table("lexicons/speakers.tsv")? {
            let class = SpeakerClass::from_word(row.get("class")).ok_or_else(|| row.error("unknown class"))?;
            patterns.push(format!(" {} ", row.get("word")));
            all.classes.push(class);
            all.written.push(row.get("word"));
        }
        // Overlapping search needs the standard kind; the spaces make whole words of the patterns.
        let words = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns);
        all.words =
            Some(words.map_err(|e| DataError::Line { file: "lexicons/speakers.tsv".to_owned(), line: 0, message: e.to_string() })?);
        Ok(all)
    }

    /// The entry that a name or alias names.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.by_name.get(&fold(name)).map(|at| &self.entries[*at])
    }

    /// All names of the body that a name names; none where the register does not have it.
    pub fn names(&self, name: &str) -> impl Iterator<Item = &'static str> {
        self.find(name).into_iter().flat_map(|entry| std::iter::once(entry.name).chain(entry.aliases.iter().copied()))
    }

    /// The entry whose site an address is on.
    #[must_use]
    pub fn find_url(&self, url: &str) -> Option<&Entry> {
        let host = url.split("://").nth(1)?.split(['/', '?', '#', ':']).next()?;
        let host = host.strip_prefix("www.").unwrap_or(host);
        self.by_domain.get(host).map(|at| &self.entries[*at])
    }

    /// A name's comparable form: that of the entry's main name where the register has it, else its own.
    #[must_use]
    pub fn key(&self, name: &str) -> String {
        let own = fold(name);
        self.by_name.get(&own).map_or(own, |at| fold(self.entries[*at].name))
    }

    /// Whether a name is a person's: two words or more, none of which names a body.
    #[must_use]
    pub fn is_person(&self, name: &str) -> bool {
        use SpeakerClass::{Force, Health, Media, Monitor};
        let body = self.classes(name).iter().any(|class| matches!(class, Force | Media | Monitor | Health));
        !body && self.find(name).is_none() && name.split_whitespace().count() >= 2
    }

    /// The words that name an office or body in a speaker's description ("police", "prosecutors"), sorted, each once, without a plural s.
    #[must_use]
    pub fn offices(&self, words: &str) -> Vec<&'static str> {
        use SpeakerClass::{Force, Health, Monitor, Official};
        let Some(patterns) = &self.words else { return Vec::new() };
        let folded = format!(" {} ", fold(words));
        let found = patterns.find_overlapping_iter(&folded).map(|m| m.pattern().as_usize());
        let offices = found.filter(|at| matches!(self.classes[*at], Force | Health | Monitor | Official));
        let mut out: Vec<&str> = offices.map(|at| self.written[at].strip_suffix('s').unwrap_or(self.written[at])).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Classes of the words in a speaker's description, sorted, each once.
    #[must_use]
    pub fn classes(&self, words: &str) -> Vec<SpeakerClass> {
        let Some(patterns) = &self.words else { return Vec::new() };
        let mut out: Vec<SpeakerClass> =
            patterns.find_overlapping_iter(&format!(" {} ", fold(words))).map(|m| self.classes[m.pattern().as_usize()]).collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_example_of_the_speaker_words() {
        let register = Register::bundled().unwrap();
        for (at, row) in data::table("lexicons/speakers.tsv").unwrap().iter().enumerate() {
            let hits = |words: &str| {
                let folded = format!(" {} ", fold(words));
                register.words.as_ref().unwrap().find_overlapping_iter(&folded).any(|m| m.pattern().as_usize() == at)
            };
            assert!(hits(row.get("catches")), "{} must catch {:?}", row.get("word"), row.get("catches"));
            assert!(!hits(row.get("misses")), "{} must not catch {:?}", row.get("word"), row.get("misses"));
        }
    }

    #[test]
    fn aliases_and_domains_lead_to_one_entry() {
        let register = Register::bundled().unwrap();
        assert_eq!(register.find("SANA").unwrap().name, "Syrian Arab News Agency");
        assert_eq!(register.key("the SANA"), register.key("Syrian Arab News Agency"));
        assert_eq!(register.find_url("https://www.reuters.com/world/x").unwrap().name, "Reuters");
        assert_eq!(register.find("Barada News Agency"), None);
        assert!(data::table("lexicons/register.tsv").unwrap().iter().all(|row| row.get("source").starts_with("http")));
    }
}
