//! What shows a name to be a place in languages that are read for plain names and have words of their own (French,
//! Spanish): prepositions before it, adjectives of countries in small letters, names of organisations around it.

use crate::place::lexicon::Plain;
use crate::place::mention::{Cue, Finder, Found, Inside, Meaning, elided};
use std::ops::Range;

/// Words before a name that are looked at.
const BEFORE: usize = 3;

impl Finder<'_> {
    /// An adjective of a country in small letters: "l'armée syrienne".
    pub(super) fn plain_demonym(&self, at: usize, sentence: &Range<usize>, index: usize, loud: bool) -> Option<Found> {
        let plain = self.plain?;
        let demonyms = plain.demonyms.get(self.segments.word(at))?;
        let before = at.checked_sub(1).filter(|before| *before >= sentence.start).map_or("", |before| self.segments.lower(before));
        if plain.is("language", before) {
            return None;
        }
        let mut found = self.blank(self.segments.tokens[at].span, at..at + 1, index);
        found.demonym = true;
        found.options = demonyms.iter().filter_map(|d| Some(Meaning { entry: self.entry_of(d.place)?, fit: 1.0 })).collect();
        (!found.options.is_empty()).then(|| self.in_context(found, sentence, loud))
    }

    /// The cue before a name: "à", "en", "près de"; "d'" before the name is "de".
    pub(super) fn plain_cue(&self, plain: &Plain, tokens: &Range<usize>, sentence: &Range<usize>) -> Cue {
        let segments = self.segments;
        let first = tokens.start.saturating_sub(BEFORE).max(sentence.start);
        let mut words: Vec<&str> = (first..tokens.start).map(|at| segments.lower(at)).collect();
        let word = segments.word(tokens.start);
        if elided(word) > 0 && word.starts_with(['d', 'D']) {
            words.push("de");
        }
        for length in (1..=words.len()).rev() {
            let from = words.len() - length;
            let phrase = words[from..].join(" ");
            if plain.is("strong", &phrase) {
                // "a dit à Omar": somebody is spoken to.
                let told = from > 0 && plain.is("said", words[from - 1]);
                return if told { Cue::None } else { Cue::Strong };
            }
            if plain.is("weak", &phrase) {
                return Cue::Weak;
            }
        }
        Cue::None
    }

    /// Whether a name is part of an organisation's ("Ligue des Collines") or a person's with a title ("le capitaine Goma").
    pub(super) fn plain_inside(&self, plain: &Plain, found: &Found, sentence: &Range<usize>) -> Option<Inside> {
        let segments = self.segments;
        let mut at = found.tokens.start;
        let joins = |word: &str| matches!(word, "de" | "du" | "des" | "del" | "la" | "las" | "el" | "los" | "le" | "les");
        let parted = elided(segments.word(at)) > 0;
        while at > sentence.start && joins(segments.lower(at - 1)) {
            at -= 1;
        }
        let before = at.checked_sub(1).filter(|before| *before >= sentence.start)?;
        let word = segments.lower(before);
        if segments.tokens[before].capital && plain.is("organisation", word) {
            return Some(Inside::Organisation);
        }
        let beside = at == found.tokens.start && !parted;
        (beside && plain.is("title", word)).then_some(Inside::Person)
    }
}
