//! Everything that stages need beside their input, built once and passed by reference: lexicons, rules, gazetteer.

use crate::data::{self, DataError};
use crate::reading::Run;
use crate::report::Problem;
use crate::segment::Abbreviations;
use crate::sha::Sha;
use crate::{article, claim, cluster, incident, lineage, place, time, toll};
use std::collections::BTreeMap;

/// Languages whose claims, numbers of people and incidents Dateline reads so far.
pub const COVERED_LANGUAGES: &[&str] = &["ar", "en", "es", "fr", "ru"];

/// What the stages share. The same input and the same resources give the same bytes.
#[derive(Debug)]
pub struct Resources {
    /// For sentences.
    pub abbreviations: Abbreviations,
    /// For pages and plain texts.
    pub article: article::Rules,
    /// For places: the entries.
    pub gazetteer: place::Gazetteer,
    /// For places: cue words.
    pub place: place::Lexicon,
    /// For times.
    pub time: time::Rules,
    /// For tolls.
    pub toll: toll::Rules,
    /// For claims.
    pub claim: claim::Lexicon,
    /// For incident mentions.
    pub incident: incident::Lexicon,
    /// For credits: agencies and outlets with their other names.
    pub register: lineage::Register,
    /// For incidents across reports: what each degree of agreement weighs.
    pub levels: cluster::level::Levels,
    /// For translations: words of numbers by language.
    pub numbers: lineage::anchor::Numbers,
    /// For translations: what each thing shown weighs.
    pub translation: lineage::likeness::Model,
    /// For links: how outlets name their own earlier pieces.
    pub pieces: lineage::own::Pieces,
    /// Settings that differ from their defaults and change what is read, by name: part of the version of readings.
    pub settings: BTreeMap<String, String>,
    /// What every reading made with these resources says of itself.
    pub run: Run,
}

impl Resources {
    /// The bundled resources.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        Self::with_packs(Vec::new())
    }

    /// The bundled resources with more gazetteer packs beside the bundled one. The packs' digests are part of the
    /// run's `data`, in the order given.
    ///
    /// # Errors
    /// When a data file of the build is broken.
    pub fn with_packs(packs: Vec<place::Pack>) -> Result<Self, DataError> {
        let mut data = data::digest();
        for pack in &packs {
            data = Sha::of(format!("{data} {}\n", pack.sha256()).as_bytes());
        }
        let gazetteer = if packs.is_empty() {
            place::Gazetteer::bundled()?
        } else {
            place::Gazetteer::with_packs(std::iter::once(place::Gazetteer::bundled_pack()?).chain(packs).collect())
        };
        Ok(Self {
            abbreviations: Abbreviations::bundled()?,
            article: article::Rules::bundled()?,
            gazetteer,
            place: place::Lexicon::bundled()?,
            time: time::Rules::bundled()?,
            toll: toll::Rules::bundled()?,
            claim: claim::Lexicon::bundled()?,
            incident: incident::Lexicon::bundled()?,
            register: lineage::Register::bundled()?,
            levels: cluster::level::Levels::bundled()?,
            numbers: lineage::anchor::Numbers::default(),
            translation: lineage::likeness::Model::bundled()?,
            pieces: lineage::own::Pieces::bundled()?,
            settings: BTreeMap::new(),
            run: Run { version: env!("CARGO_PKG_VERSION").to_owned(), data, model: None },
        })
    }

    /// Whether claims are read in reports of this language.
    #[must_use]
    pub fn covers_claims(&self, language: Option<&str>) -> bool {
        self.claim.covers(language)
    }

    /// Whether incidents are read in reports of this language: never without their claims.
    #[must_use]
    pub fn covers_incidents(&self, language: Option<&str>) -> bool {
        self.covers_claims(language) && self.incident.covers(language)
    }

    /// Whether every stage reads this language.
    #[must_use]
    pub fn covers_all(&self, language: Option<&str>) -> bool {
        self.covers_claims(language) && self.toll.covers(language) && self.covers_incidents(language)
    }

    /// The problem that says which stages do not.
    #[must_use]
    pub fn not_covered(&self, language: Option<&str>) -> Problem {
        let (claims, tolls, incidents) = (self.covers_claims(language), self.toll.covers(language), self.covers_incidents(language));
        let listed = |all: &[(bool, &str)]| {
            let words: Vec<&str> = all.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
            words.split_last().map_or_else(String::new, |(last, rest)| match rest {
                [] => (*last).to_owned(),
                rest => format!("{} and {last}", rest.join(", ")),
            })
        };
        let missing = listed(&[(!claims, "claims"), (!tolls, "tolls"), (!incidents, "incidents")]);
        let read = listed(&[
            (true, "text"),
            (true, "places"),
            (tolls, "times"),
            (tolls, "numbers of people"),
            (!tolls, "dates"),
            (claims, "claims"),
            (incidents, "incidents"),
        ]);
        let language = language.map_or_else(|| "an unknown language".to_owned(), |code| format!("the language \"{code}\""));
        Problem::new("language", format!("There is no reading of {missing} for {language} yet; {read} only."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_languages_named_are_those_that_every_stage_reads() -> Result<(), DataError> {
        let resources = Resources::bundled()?;
        let read: Vec<&str> =
            ["ar", "de", "en", "es", "fr", "ru", "tr", "uk"].into_iter().filter(|code| resources.covers_all(Some(code))).collect();
        assert_eq!(read, COVERED_LANGUAGES);
        Ok(())
    }
}
