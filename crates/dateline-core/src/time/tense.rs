//! Whether the words around a time tell the past or the future, from cue words (`lexicons/time_tense.tsv`): the
//! nearest cue before the time in its sentence decides, else the nearest one after it.

use super::resolve::Tense;
use crate::data::{self, DataError};
use crate::letters;
use crate::segment::{Segments, TokenKind};
use rustc_hash::FxHashMap as HashMap;
use std::ops::Range;

/// Cue words of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: HashMap<String, Tense>,
    /// Endings of verbs in the past, and words with such an ending that are none.
    past_endings: Vec<&'static str>,
    /// Endings of verbs in the future.
    future_endings: Vec<&'static str>,
    exceptions: HashMap<&'static str, ()>,
    /// Prepositions that put the time right after them ahead.
    future_before: Vec<&'static str>,
    /// Verbs that move something to a later time: "postponed until".
    put_off: Vec<&'static str>,
    /// Words after which a verb form tells no past: "to", "be".
    unfinished: Vec<&'static str>,
    modals: Vec<&'static str>,
    /// Words that make a modal tell the past: "have".
    perfect: Vec<&'static str>,
}

/// How far a cue reaches, in tokens.
const REACH: usize = 25;

impl Lexicon {
    pub(super) fn bundled(language: &str) -> Result<Self, DataError> {
        let folded = |word: &str| letters::folded(word).into_owned();
        let mut all = Self::default();
        for row in data::table("lexicons/time_tense.tsv")?.into_iter().filter(|row| row.get("language") == language) {
            let word = row.get("word");
            match row.get("cue") {
                "past" => _ = all.words.insert(folded(word), Tense::Past),
                "future" => _ = all.words.insert(folded(word), Tense::Future),
                "past_ending" => all.past_endings.push(word),
                "future_ending" => all.future_endings.push(word),
                "unfinished" => all.unfinished.push(word),
                "modal" => all.modals.push(word),
                "perfect" => all.perfect.push(word),
                "future_before" => all.future_before.push(word),
                "put_off" => all.put_off.push(word),
                "none" => _ = all.exceptions.insert(word, ()),
                other => return Err(row.error(format!("unknown cue {other:?}"))),
            }
        }
        Ok(all)
    }

    fn cue(&self, segments: &Segments<'_>, at: usize) -> Option<Tense> {
        let lower = segments.lower(at);
        let before = if at > 0 { segments.lower(at - 1) } else { "" };
        // An infinitive or a passive with "be" tells no past; the verb that governs it does.
        if self.unfinished.contains(&before) {
            return None;
        }
        // "may have left" tells the past, "may leave" what lies ahead.
        if self.modals.contains(&lower) {
            // "could not be reached" tells what was tried.
            let unable = lower == "could" && matches!(segments.lower(at + 1), "not" | "n't") || lower == "couldn't";
            let past = self.perfect.contains(&segments.lower(at + 1)) || self.perfect.contains(&segments.lower(at + 2));
            if unable {
                return Some(Tense::Past);
            }
            return (!past).then_some(Tense::Future);
        }
        // "was to be held": what was meant to come.
        if matches!(lower, "was" | "were") && segments.lower(at + 1) == "to" {
            return Some(Tense::Future);
        }
        if let Some(tense) = letters::forms(lower).find_map(|(form, _)| self.words.get(form.as_ref()).copied()) {
            return Some(tense);
        }
        let verb = segments.tokens[at].kind == TokenKind::Word
            && !segments.tokens[at].capital
            && lower.len() > 4
            && !lower.contains('-')
            && !self.exceptions.contains_key(lower);
        let ends = |endings: &[&str]| verb && endings.iter().any(|ending| lower.ends_with(ending));
        if ends(&self.future_endings) {
            return Some(Tense::Future);
        }
        ends(&self.past_endings).then_some(Tense::Past)
    }

    /// The tense that the words around `time` tell.
    pub(super) fn tense(&self, segments: &Segments<'_>, sentence: Range<usize>, time: Range<usize>) -> Tense {
        let from = sentence.start.max(time.start.saturating_sub(REACH));
        let leads = (from..time.start).rev().take(2).find(|at| self.future_before.contains(&segments.lower(*at)));
        if let Some(leads) = leads {
            // "stayed until Friday" lies behind; "is closed until", "postponed until" ahead.
            let governs = (from..leads).rev().find(|at| self.cue(segments, *at).is_some());
            let put_off = |at: usize| self.put_off.contains(&segments.lower(at));
            let told = governs.is_some_and(|at| self.cue(segments, at) == Some(Tense::Past) && !put_off(at));
            return if told { Tense::Past } else { Tense::Future };
        }
        let before = (from..time.start).rev().find_map(|at| self.cue(segments, at));
        let to = sentence.end.min(time.end + REACH);
        before.or_else(|| (time.end..to).find_map(|at| self.cue(segments, at))).unwrap_or(Tense::Unknown)
    }
}
