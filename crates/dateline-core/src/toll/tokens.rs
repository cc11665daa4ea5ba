//! A report's tokens with the phrases of the lexicon that begin at each, looked up once: the stage asks what a token is
//! some thirty times.

use super::lexicon::{Cue, Lexicon, Phrases, Role};
use crate::segment::Segments;
use std::ops::Deref;

/// Phrases by the token where they begin, each with its number of tokens.
#[derive(Debug)]
struct Begun<T> {
    /// For each token where its phrases begin in `phrases`; one more at the end.
    first: Vec<u32>,
    phrases: Vec<(T, u32)>,
}

impl<T: Copy> Begun<T> {
    fn new(phrases: &Phrases<T>, segments: &Segments<'_>) -> Self {
        let end = segments.tokens.len();
        let mut all = Self { first: Vec::with_capacity(end + 1), phrases: Vec::new() };
        for at in 0..end {
            all.first.push(all.phrases.len() as u32);
            all.phrases.extend(phrases.all_at(segments, at, end).map(|(meaning, used)| (meaning, used as u32)));
        }
        all.first.push(all.phrases.len() as u32);
        all
    }

    /// The phrases at a token that end before `end`, longest first.
    fn at(&self, at: usize, end: usize) -> impl Iterator<Item = (T, usize)> + '_ {
        let range = match (self.first.get(at), self.first.get(at + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        };
        self.phrases[range].iter().map(|(meaning, used)| (*meaning, *used as usize)).filter(move |(_, used)| at + used <= end)
    }
}

/// The tokens of a report as the toll stage reads them.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    segments: &'a Segments<'a>,
    roles: Begun<Role>,
    outcomes: Begun<Cue>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(segments: &'a Segments<'a>, lexicon: &Lexicon) -> Self {
        Self { segments, roles: Begun::new(&lexicon.roles, segments), outcomes: Begun::new(&lexicon.outcomes, segments) }
    }

    /// What a token may be to the stage, with the tokens of each phrase; longest first.
    pub(super) fn roles_at(&self, at: usize, end: usize) -> impl Iterator<Item = (Role, usize)> + '_ {
        self.roles.at(at, end)
    }

    /// The outcome words at a token; longest first.
    pub(super) fn outcomes_at(&self, at: usize, end: usize) -> impl Iterator<Item = (Cue, usize)> + '_ {
        self.outcomes.at(at, end)
    }
}

impl<'a> Deref for Tokens<'a> {
    type Target = Segments<'a>;

    fn deref(&self) -> &Segments<'a> {
        self.segments
    }
}
