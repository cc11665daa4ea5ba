//! Finds the words of a report that may name a place: gazetteer names, short forms and demonyms, longest first, with what
//! stands around them. Nothing is decided here but what is plainly part of another name.

use crate::place::gazetteer::{EntryRef, Gazetteer};
use crate::place::key;
use crate::place::lexicon::{Level, Lexicon, Plain, Words};
use crate::place::other::Other;
use crate::report::{ParagraphKind, Report};
use crate::segment::{Segments, TokenKind};
use crate::text::Span;
use rustc_hash::FxHashMap as HashMap;
use std::collections::HashSet;
use std::ops::Range;

/// The longest name in tokens.
const LONGEST: usize = 6;

/// A name of more bytes is none.
const LONGEST_BYTES: usize = 120;

/// How plainly the words around a name show that it is a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cue {
    /// Not at all.
    None,
    /// By a word that often stands before places.
    Weak,
    /// By a word that nearly always does, or a word for a kind of place.
    Strong,
}

/// What kind of longer name a match is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Person,
    Organisation,
}

/// An entry that a mention may mean, and how well its name fits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meaning {
    pub entry: EntryRef,
    /// 1 for the main name, less for others.
    pub fit: f64,
}

/// Words that may name a place.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub span: Span,
    pub tokens: Range<usize>,
    pub sentence: usize,
    /// What it may mean; empty for a name outside the gazetteer.
    pub options: Vec<Meaning>,
    /// Exact key of the words.
    pub key: String,
    pub demonym: bool,
    /// Short form listed by us: no other meaning is likely.
    pub listed: bool,
    pub cue: Cue,
    pub level: Option<Level>,
    pub in_dateline: bool,
    /// "led" in "US-led" and the like.
    pub suffix: Option<String>,
    /// Followed by 's.
    pub possessive: bool,
    /// "northern Idlib", "rural Aleppo": part of it is meant, so it is larger than a town.
    pub parted: bool,
    /// Part of a longer run of capitals that is no place: a person, an organisation.
    pub inside_name: bool,
    /// That longer run looks like a person's name.
    pub inside_person: bool,
    /// First word of its sentence, or capitals say nothing there.
    pub plain_capital: bool,
    /// The words around make it one who acts, where that was seen when it was found.
    pub acts: bool,
}

/// Everything that finding needs.
pub(crate) struct Finder<'a> {
    pub report: &'a Report,
    pub segments: &'a Segments<'a>,
    pub gazetteer: &'a Gazetteer,
    pub lexicon: &'a Lexicon,
    /// Words that the report also writes in lower case.
    pub lower: HashSet<String>,
    /// Whether the language is English; others are read for plain names only.
    pub english: bool,
    /// Words of a language that has a finder of its own.
    pub words: Option<&'a Words>,
    /// Words for kinds of places of a language that is read for plain names only.
    pub types: Option<&'a HashMap<&'static str, Level>>,
    /// Further words of such a language.
    pub plain: Option<&'a Plain>,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(report: &'a Report, segments: &'a Segments<'a>, gazetteer: &'a Gazetteer, lexicon: &'a Lexicon) -> Self {
        let lower = (0..segments.tokens.len())
            .filter(|at| !segments.tokens[*at].capital && segments.tokens[*at].kind == TokenKind::Word && elided(segments.word(*at)) == 0)
            .map(|at| segments.lower(at).to_owned())
            .collect();
        let english = report.language.as_deref().is_none_or(|code| code.starts_with("en"));
        let words = report.language.as_deref().and_then(|code| lexicon.other.get(code));
        let types = report.language.as_deref().and_then(|code| lexicon.types.get(code.get(..2)?));
        let plain = report.language.as_deref().and_then(|code| lexicon.plain.get(code.get(..2)?));
        Self { report, segments, gazetteer, lexicon, lower, english, words, types, plain }
    }

    /// All candidates, in text order, not overlapping.
    pub(crate) fn find(&self) -> Vec<Found> {
        if let Some(words) = self.words {
            return Other { finder: self, words }.find();
        }
        let mut out = Vec::new();
        for (index, sentence) in self.segments.sentences.iter().enumerate() {
            let kind = self.report.paragraphs.get(sentence.paragraph).map_or(ParagraphKind::Body, |p| p.kind);
            if matches!(kind, ParagraphKind::Byline | ParagraphKind::Credit) {
                continue;
            }
            let loud = self.is_loud(sentence.tokens.clone());
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                at = self.find_at(at, sentence.tokens.clone(), index, loud, &mut out).max(at + 1);
            }
        }
        self.cue_lists(&mut out);
        out
    }

    /// What shows the first of a list to be a place shows all: "the towns of Hajin, As Susah and Al Shafah".
    fn cue_lists(&self, found: &mut [Found]) {
        let gap = |a: &Found, b: &Found| a.tokens.end..b.tokens.start;
        let mut first = 0;
        for at in 0..found.len() {
            let next = found.get(at + 1);
            let goes_on = next.is_some_and(|next| {
                let gap = gap(&found[at], next);
                next.sentence == found[at].sentence
                    && (1..=2).contains(&gap.len())
                    && gap.clone().all(|token| matches!(self.segments.lower(token), "," | "and" | "or"))
            });
            if goes_on {
                continue;
            }
            // "Tillabéri or Tahoua regions", "the Ele and Lipa rivers": the plural is of all of them.
            let last = &found[at];
            let plural = self.segments.lower(last.tokens.end).ends_with('s').then_some(last.level).flatten();
            if let Some(level) = plural.filter(|_| self.lexicon.type_after.contains_key(self.segments.lower(last.tokens.end))) {
                found[first..at].iter_mut().filter(|item| item.level.is_none() && !item.demonym).for_each(|item| item.level = Some(level));
            }
            let joined = at > first && gap(&found[at - 1], &found[at]).any(|token| self.segments.lower(token) != ",");
            if joined && found[first].cue == Cue::Strong && !found[first].inside_name && !found[first].demonym {
                found[first..=at].iter_mut().for_each(|item| item.cue = Cue::Strong);
            }
            first = at + 1;
        }
    }

    /// The mention of a name whose place in the text is known already, with what stands around it.
    pub(crate) fn given(&self, span: Span) -> Option<Found> {
        let sentence = self.segments.sentence_at(span.start())?;
        let within = self.segments.sentences[sentence].tokens.clone();
        let inside = self.segments.tokens_in(span);
        let tokens = if inside.is_empty() {
            let at = self.segments.tokens.partition_point(|token| token.span.end() <= span.start());
            at..(at + 1).min(self.segments.tokens.len())
        } else {
            inside
        };
        if tokens.is_empty() {
            return None;
        }
        if let Some(words) = self.words {
            return Some(Other { finder: self, words }.given(tokens, sentence, &within));
        }
        let empty = || Found { options: Vec::new(), ..self.blank(span, tokens.clone(), sentence) };
        let found = self.match_span(span, tokens.clone(), sentence).unwrap_or_else(empty);
        let found = self.in_context(found, &within, false);
        Some(Found { inside_name: false, inside_person: false, ..found })
    }

    /// Whether capitals say nothing in this sentence: a headline in title case, a line in capitals.
    pub(crate) fn is_loud(&self, tokens: Range<usize>) -> bool {
        let segments = self.segments;
        let ends = tokens.end.checked_sub(1).is_some_and(|last| matches!(segments.word(last), "." | "!" | "?" | "”" | "\""));
        let (mut all, mut capital, mut shouted) = (0, 0, 0);
        for at in tokens.filter(|at| segments.tokens[*at].kind == TokenKind::Word && segments.word(*at).len() > 3) {
            all += 1;
            capital += usize::from(segments.tokens[at].capital);
            shouted += usize::from(!segments.word(at).chars().any(char::is_lowercase));
        }
        all >= 4 && shouted * 10 >= all * 8 || all >= 5 && !ends && capital * 10 >= all * 8
    }

    /// Whether a token can be (the first or last) part of a name.
    pub(crate) fn is_name(&self, at: usize) -> bool {
        let Some(token) = self.segments.tokens.get(at).filter(|t| t.kind == TokenKind::Word) else { return false };
        if token.capital {
            return !is_contraction(self.segments.lower(at));
        }
        let word = self.segments.word(at);
        if !self.english && elided(word) > 0 {
            return true;
        }
        let caseless = word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
        // "al-Zor": the article is small, the name is not.
        caseless || word.split_once('-').is_some_and(|(article, rest)| article.len() <= 4 && rest.starts_with(char::is_uppercase))
    }

    /// Whether tokens `at` and `at + 1` stand beside each other with a space or an abbreviation's stop between.
    pub(crate) fn adjacent(&self, at: usize) -> bool {
        let (Some(a), Some(b)) = (self.segments.tokens.get(at), self.segments.tokens.get(at + 1)) else { return false };
        let between = self.segments.body.get(a.span.end()..b.span.start()).unwrap_or("\n");
        between.len() <= 3 && !between.contains('\n')
    }

    fn find_at(&self, at: usize, sentence: Range<usize>, index: usize, loud: bool, out: &mut Vec<Found>) -> usize {
        if !self.is_name(at) {
            let found = self.plain_demonym(at, &sentence, index, loud);
            out.extend(found);
            return at + 1;
        }
        for len in (1..=LONGEST.min(sentence.end - at)).rev() {
            let range = at..at + len;
            if !self.is_run(range.clone()) {
                continue;
            }
            if let Some(found) = self.match_tokens(range.clone(), index) {
                let mut found = self.in_context(found, &sentence, loud);
                if self.follows_place(out.last(), &found) {
                    found.cue = Cue::Strong;
                }
                let end = found.tokens.end;
                out.push(found);
                return end;
            }
        }
        self.match_parts(at, &sentence, index, loud, out);
        at + 1
    }

    /// Whether tokens can be one name: begin and end with names, with particles at most between.
    fn is_run(&self, range: Range<usize>) -> bool {
        let last = range.end - 1;
        // "Arabie saoudite": a listed name may go on in small letters.
        let listed = |plain: &Plain| plain.names.contains_key(self.words_of(range.clone()).0.of(self.segments.body));
        if range.len() > 1 && self.plain.is_some_and(listed) {
            return true;
        }
        if !self.is_name(last) {
            // "U.S." and "Neb.": the stop is a token of its own.
            return self.segments.word(last) == "." && range.len() > 1 && range.clone().take(range.len() - 1).all(|at| self.is_name(at));
        }
        range.clone().skip(1).all(|at| {
            let joined = self.adjacent(at - 1);
            let particle = matches!(
                self.segments.lower(at),
                "al" | "el"
                    | "ad"
                    | "as"
                    | "ash"
                    | "az"
                    | "ar"
                    | "an"
                    | "at"
                    | "ez"
                    | "es"
                    | "de"
                    | "la"
                    | "du"
                    | "of"
                    | "and"
                    | "the"
                    | "i"
            );
            let particle = particle || self.plain.is_some() && matches!(self.segments.lower(at), "del" | "des" | "las" | "los");
            joined && (self.is_name(at) || particle || self.segments.word(at) == "." && self.segments.word(at - 1).len() <= 3)
        })
    }

    /// The words of a range without a final 's, and whether there was one.
    fn words_of(&self, range: Range<usize>) -> (Span, bool) {
        let whole = self.segments.span_of(range);
        let article = if self.english { 0 } else { elided(whole.of(self.segments.body)) };
        let span = Span::new(whole.start() + article, whole.end());
        let words = span.of(self.segments.body);
        for ending in ["'s", "’s", "'S", "’S"] {
            if let Some(rest) = words.strip_suffix(ending) {
                return (Span::new(span.start(), span.start() + rest.len()), true);
            }
        }
        (span, false)
    }

    fn match_tokens(&self, range: Range<usize>, sentence: usize) -> Option<Found> {
        let (span, possessive) = self.words_of(range.clone());
        let mut found = self.match_span(span, range, sentence)?;
        found.possessive = possessive;
        Some(found)
    }

    fn match_span(&self, span: Span, tokens: Range<usize>, sentence: usize) -> Option<Found> {
        let words = span.of(self.segments.body);
        if words.len() > LONGEST_BYTES {
            return None;
        }
        let stop = words.ends_with('.');
        let mut found = self.blank(span, tokens, sentence);
        let listed = self.plain.and_then(|plain| plain.names.get(words)).or_else(|| self.lexicon.names.get(words));
        let demonyms = self.plain.map_or(&self.lexicon.demonyms, |plain| &plain.demonyms);
        if let Some(place) = listed {
            found.options = self.entry_of(place).into_iter().map(|entry| Meaning { entry, fit: 1.0 }).collect();
            found.listed = true;
        } else if stop || key_too_short(&found.key) {
            return None;
        } else if let Some(demonyms) = demonyms.get(words) {
            found.demonym = true;
            found.options = demonyms.iter().filter_map(|d| Some(Meaning { entry: self.entry_of(d.place)?, fit: 1.0 })).collect();
        } else {
            let hits = self.gazetteer.lookup(words);
            let fit = |main, bare| match (main, bare) {
                (true, false) => 1.0,
                (true, true) => 0.9,
                (false, false) => 0.7,
                (false, true) => 0.5,
            };
            found.options = hits.into_iter().map(|hit| Meaning { entry: hit.entry, fit: fit(hit.main, hit.bare) }).collect();
            if found.options.is_empty() && found.tokens.len() == 1 {
                found.options = self.uninflected(words);
            }
        }
        (!found.options.is_empty()).then_some(found)
    }

    /// A mention of which nothing is known yet.
    pub(super) fn blank(&self, span: Span, tokens: Range<usize>, sentence: usize) -> Found {
        Found {
            span,
            tokens,
            sentence,
            options: Vec::new(),
            key: key::exact(span.of(self.segments.body)),
            demonym: false,
            listed: false,
            cue: Cue::None,
            level: None,
            in_dateline: self.report.dateline.is_some_and(|d| d.contains(span)),
            suffix: None,
            possessive: false,
            parted: false,
            inside_name: false,
            inside_person: false,
            plain_capital: false,
            acts: false,
        }
    }

    /// Entries of a Russian or Ukrainian name in another case: "Волчанска", "Миколаєві".
    fn uninflected(&self, words: &str) -> Vec<Meaning> {
        let cyrillic = words.chars().all(|c| ('\u{400}'..='\u{52F}').contains(&c) || c == '-');
        if !cyrillic || words.chars().count() < 5 {
            return Vec::new();
        }
        for (ending, others) in [
            ("ом", "|о"),
            ("ем", "|ь"),
            ("ой", "а"),
            ("е", "|а|о|ь"),
            ("і", "|а|в"),
            ("а", "|о"),
            ("у", "|а|о"),
            ("ы", "а"),
            ("и", "а|ь"),
            ("я", "ь|й"),
        ] {
            let Some(stem) = words.strip_suffix(ending) else { continue };
            for other in others.split('|') {
                let mut hits = self.gazetteer.lookup(&format!("{stem}{other}"));
                if hits.is_empty() && stem.ends_with('є') {
                    // Ukrainian "Миколаєв-" for "Миколаїв".
                    hits = self.gazetteer.lookup(&format!("{}їв", stem.trim_end_matches('є')));
                }
                if hits.is_empty() && (stem.ends_with("єв") || stem.ends_with("ов")) {
                    let root: String = stem.chars().take(stem.chars().count() - 2).collect();
                    hits = self.gazetteer.lookup(&format!("{root}{}", if stem.ends_with("єв") { "їв" } else { "ів" }));
                }
                if !hits.is_empty() {
                    return hits.into_iter().map(|hit| Meaning { entry: hit.entry, fit: 0.7 }).collect();
                }
            }
        }
        Vec::new()
    }

    /// The entry of a country code or id.
    pub(crate) fn entry_of(&self, place: &str) -> Option<EntryRef> {
        if place.contains(':') { self.gazetteer.find(place) } else { self.gazetteer.country(place) }
    }

    /// Whether it goes on with a list of places: "in Hajin and Al Shuhayl".
    pub(crate) fn follows_place(&self, last: Option<&Found>, found: &Found) -> bool {
        last.is_some_and(|last| {
            let gap = last.tokens.end..found.tokens.start;
            last.sentence == found.sentence
                && last.cue == Cue::Strong
                && !last.inside_name
                && (1..=2).contains(&gap.len())
                && gap.clone().all(|at| matches!(self.segments.lower(at), "," | "and" | "or"))
                && gap.clone().any(|at| self.segments.lower(at) != ",")
        })
    }

    /// Names joined by hyphens: "US-led", "Geneva-based", "Armenia-Azerbaijan border".
    fn match_parts(&self, at: usize, sentence: &Range<usize>, index: usize, loud: bool, out: &mut Vec<Found>) {
        let span = self.segments.tokens[at].span;
        let words = span.of(self.segments.body);
        let Some(cut) = words.rfind('-').filter(|cut| *cut > 0 && *cut + 1 < words.len()) else { return };
        let (head, tail) = (Span::new(span.start(), span.start() + cut), &words[cut + 1..]);
        let lower = tail.to_lowercase();
        let (acts, seat) = (self.lexicon.suffixes.contains(lower.as_str()), self.lexicon.seats.contains(lower.as_str()));
        if acts || seat {
            if let Some(found) = self.match_span(head, at..at + 1, index) {
                let mut found = self.in_context(found, sentence, true);
                found.suffix = Some(lower);
                (found.inside_name, found.inside_person) = (false, false);
                out.push(found);
            }
        } else if tail.starts_with(char::is_uppercase) {
            let second = Span::new(head.end() + 1, span.end());
            let (second, possessive) = match second.of(self.segments.body).strip_suffix("'s") {
                Some(rest) => (Span::new(second.start(), second.start() + rest.len()), true),
                None => (second, false),
            };
            let pair = (self.match_span(head, at..at + 1, index), self.match_span(second, at..at + 1, index));
            // "Wal-Mart" is no pair of places.
            let name = |found: &Found| found.listed || found.demonym || found.key.chars().count() >= 5;
            if let (Some(a), Some(b)) = pair
                && name(&a)
                && name(&b)
            {
                out.push(self.in_context(a, sentence, loud));
                out.push(Found { possessive, ..self.in_context(b, sentence, loud) });
            }
        }
    }

    /// Adds what stands around a match.
    pub(super) fn in_context(&self, mut found: Found, sentence: &Range<usize>, loud: bool) -> Found {
        let first = sentence.clone().find(|at| self.segments.tokens[*at].kind == TokenKind::Word).unwrap_or(sentence.start);
        found.plain_capital = loud || found.tokens.start == first;
        let (cue, level) = self.surroundings(found.tokens.clone(), sentence);
        found.cue = cue;
        found.level = level;
        found.parted = found.tokens.start > sentence.start && is_direction(self.segments.lower(found.tokens.start - 1));
        if self.opens_paragraph(&found, sentence) {
            found.cue = Cue::Strong;
            // "ZENICA - Riot police …": an item of a round-up with a dateline of its own.
            found.in_dateline |= matches!(self.segments.lower(found.tokens.end), "-" | "–" | "—");
        }
        if !found.in_dateline {
            let inside = self.inside(&found, sentence, loud);
            found.inside_name = inside.is_some();
            found.inside_person = inside == Some(Inside::Person);
        }
        found
    }

    /// The cue before tokens, and the kind of place that a word beside them names.
    pub(crate) fn surroundings(&self, tokens: Range<usize>, sentence: &Range<usize>) -> (Cue, Option<Level>) {
        let segments = self.segments;
        if let Some(types) = self.types
            && let Some(level) = self.type_by_preposition(types, &tokens, sentence)
        {
            return (Cue::Strong, Some(level));
        }
        if let Some(plain) = self.plain {
            return (self.plain_cue(plain, &tokens, sentence), None);
        }
        let mut level = None;
        let (mut cue, mut before) = (Cue::None, tokens.start);
        // "Idlib governorate"; "the Zabid rural district".
        for len in (1..=3).rev() {
            let range = tokens.end..tokens.end + len;
            if range.end <= sentence.end && (tokens.end == 0 || self.adjacent(tokens.end - 1)) {
                let words = range.map(|at| segments.lower(at)).collect::<Vec<_>>().join(" ");
                if let Some(found) = self.lexicon.type_after.get(words.as_str()) {
                    level = Some(*found);
                    break;
                }
            }
        }
        // Step back over "northern", "the", "rural".
        while before > sentence.start && self.lexicon.modifiers.contains(segments.lower(before - 1)) {
            if segments.lower(before - 1) == "of" {
                let at = before.checked_sub(2).filter(|at| *at >= sentence.start);
                let kind = at.map_or("", |at| segments.lower(at));
                // "Department of Transportation" is an office.
                let office = at.is_some_and(|at| segments.tokens[at].capital) && self.lexicon.organisations.contains(kind);
                if let Some(found) = self.lexicon.type_before.get(kind).filter(|_| !office) {
                    level = level.or(Some(*found));
                    return (Cue::Strong, level);
                }
            }
            before -= 1;
        }
        for len in (1..=3).rev() {
            let Some(from) = tokens.start.checked_sub(len).filter(|from| *from >= sentence.start) else { continue };
            let words = (from..tokens.start).map(|at| segments.lower(at)).collect::<Vec<_>>().join(" ");
            if self.lexicon.strong.contains(words.as_str()) {
                cue = Cue::Strong;
            }
        }
        for end in [before, tokens.start] {
            let Some(word) = end.checked_sub(1).filter(|at| *at >= sentence.start).map(|at| segments.lower(at)) else { continue };
            let found = match word {
                _ if self.lexicon.strong.contains(word) => Cue::Strong,
                // "the town Ariha", "Iraqi town Tuz".
                _ if self.lexicon.type_before.contains_key(word) && !segments.tokens[end - 1].capital => Cue::Weak,
                _ if self.lexicon.weak.contains(word) => Cue::Weak,
                _ => Cue::None,
            };
            cue = cue.max(found);
        }
        if level.is_none() && self.in_apposition(&tokens, sentence) {
            level = Some(Level::Settlement);
        }
        if matches!(level, Some(Level::Settlement | Level::District | Level::Province)) {
            cue = Cue::Strong;
        } else if level.is_some() {
            cue = cue.max(Cue::Weak);
        }
        (cue, level)
    }

    /// The kind of place that a word before a name gives it, with an adjective and a preposition between them at most: "la
    /// provincia turca de Siirt", "en territoire de Djugu", "quartier Cibitoke".
    fn type_by_preposition(&self, types: &HashMap<&'static str, Level>, tokens: &Range<usize>, sentence: &Range<usize>) -> Option<Level> {
        let (segments, mut at) = (self.segments, tokens.start);
        let back = |at: usize| at.checked_sub(1).filter(|at| *at >= sentence.start);
        let joins = |word: &str| {
            matches!(word, "de" | "du" | "des" | "del" | "la" | "las" | "el" | "los" | "le" | "les" | "di" | "da" | "do" | "von")
        };
        while let Some(before) = back(at).filter(|at| joins(segments.lower(*at))) {
            at = before;
        }
        let kind = |at: Option<usize>| at.and_then(|at| types.get(segments.lower(at)).copied());
        let parted = at < tokens.start || elided(segments.word(tokens.start)) > 0;
        kind(back(at)).or_else(|| kind(back(at).and_then(back)).filter(|_| parted && !segments.tokens[at - 1].capital))
    }

    /// "Tin-Assougan, a village in …"; "the village, Tin-Assougan,".
    fn in_apposition(&self, tokens: &Range<usize>, sentence: &Range<usize>) -> bool {
        let segments = self.segments;
        let settles =
            |word: &str| self.lexicon.type_before.get(word) == Some(&Level::Settlement) && self.lexicon.type_after.contains_key(word);
        let parts = |word: &str| matches!(word, "," | "-" | "–" | "—");
        if let Some(mark) = tokens.start.checked_sub(1).filter(|at| *at > sentence.start)
            && parts(segments.lower(mark))
            && settles(segments.lower(mark - 1))
            && parts(segments.lower(tokens.end))
        {
            return true;
        }
        let article = tokens.end + 1;
        article < sentence.end
            && parts(segments.lower(tokens.end))
            && matches!(segments.lower(article), "a" | "an" | "the")
            && (article + 1..(article + 4).min(sentence.end)).take_while(|at| segments.tokens[*at].kind == TokenKind::Word).any(|at| {
                settles(segments.lower(at)) && !matches!(segments.lower(at + 1), "council" | "hall" | "official" | "mayor" | "capital")
            })
    }

    /// Whether it is the place line of a paragraph: capitals at its beginning, then a comma, bracket, dash or stop.
    fn opens_paragraph(&self, found: &Found, sentence: &Range<usize>) -> bool {
        let words = found.span.of(self.segments.body);
        let next = self.segments.lower(found.tokens.end);
        found.tokens.start == sentence.start
            && found.tokens.end < sentence.end
            && words.len() > 3
            && !words.chars().any(char::is_lowercase)
            && matches!(next, "," | "(" | "-" | "–" | "—" | "." | ":")
    }

    /// What longer name, that is no place's, the match is part of.
    fn inside(&self, found: &Found, sentence: &Range<usize>, loud: bool) -> Option<Inside> {
        let (segments, lexicon) = (self.segments, self.lexicon);
        let last = found.tokens.end - 1;
        let next = found.tokens.end;
        let follows = next < sentence.end && self.adjacent(last) && !found.possessive && segments.tokens[next].kind == TokenKind::Word;
        if follows && self.names_organisation(next, sentence, loud) {
            return Some(Inside::Organisation);
        }
        if let Some(inside) = self.plain.and_then(|plain| self.plain_inside(plain, found, sentence)) {
            return Some(inside);
        }
        // "Jisr al-Shughur", "Cartagena del Chairá": the name goes on.
        let goes_on = follows
            && (self.is_name(next)
                || matches!(
                    segments.lower(next),
                    "al" | "el" | "de" | "del" | "da" | "do" | "la" | "ed" | "ez" | "az" | "ash" | "bin" | "ibn"
                ) && next + 1 < sentence.end
                    && segments.tokens[next + 1].capital);
        if goes_on && !loud && !found.demonym {
            let word = segments.lower(next).trim_end_matches("'s");
            let title = lexicon.titles.contains(word) && found.options.iter().any(|o| self.is_large(o.entry));
            let kind = lexicon.type_after.contains_key(word) && !lexicon.parts.contains(segments.lower(last));
            let hyphened = word.rsplit_once('-').is_some_and(|(_, rest)| lexicon.suffixes.contains(rest) || lexicon.seats.contains(rest));
            let place = found.listed || hyphened || lexicon.calendar.contains(word) || lexicon.demonyms.contains_key(segments.word(next));
            if !title && !kind && !place {
                return Some(Inside::Person);
            }
        }
        // "University of Mosul", "Bank of England".
        let before = found.tokens.start.checked_sub(1).filter(|at| *at >= sentence.start)?;
        if matches!(segments.lower(before), "of" | "for") && before > sentence.start {
            let head = before - 1;
            let named = segments.tokens[head].capital && lexicon.organisations.contains(segments.lower(head));
            if named && (!loud || matches!(segments.lower(head), "university" | "bank")) {
                return Some(Inside::Organisation);
            }
        }
        if loud || !self.adjacent(before) || !segments.tokens[before].capital || segments.tokens[before].kind != TokenKind::Word {
            // "Col. Dale": a title's stop, or an initial's.
            let stop = segments.word(before) == "." && before > sentence.start && !loud;
            let person = stop && (lexicon.titles.contains(segments.lower(before - 1)) || segments.word(before - 1).chars().count() == 1);
            return person.then_some(Inside::Person);
        }
        let word = segments.lower(before);
        let opens = before == sentence.start || (before == sentence.start + 1 && segments.tokens[sentence.start].kind == TokenKind::Mark);
        let function = lexicon.strong.contains(word)
            || lexicon.weak.contains(word)
            || lexicon.modifiers.contains(word)
            || lexicon.calendar.contains(word)
            || lexicon.type_before.contains_key(word);
        if function || opens && (self.lower.contains(word) || lexicon.common.contains(word) || word.ends_with("ly")) {
            return None;
        }
        let other = lexicon.demonyms.contains_key(segments.word(before))
            || lexicon.names.contains_key(segments.word(before))
            || word.ends_with("'s");
        (!other).then_some(if lexicon.organisations.contains(word) { Inside::Organisation } else { Inside::Person })
    }

    /// Whether the run of capitals from `from` on holds a word of an organisation's name: "Foreign and Expatriates Ministry".
    fn names_organisation(&self, from: usize, sentence: &Range<usize>, loud: bool) -> bool {
        let segments = self.segments;
        let mut at = from;
        while at < sentence.end && at < from + 6 {
            let word = segments.lower(at);
            let capital = segments.tokens[at].capital;
            if capital && self.lexicon.organisations.contains(word.trim_end_matches("'s")) {
                return !loud || at == from;
            }
            let connects = matches!(word, "and" | "of" | "for" | "&" | "the") && at > from;
            if loud || !(capital && segments.tokens[at].kind == TokenKind::Word || connects) || !self.adjacent(at) {
                return false;
            }
            if self.lexicon.titles.contains(word) {
                return false;
            }
            at += 1;
        }
        false
    }

    fn is_large(&self, entry: EntryRef) -> bool {
        use crate::place::pack::EntryKind;
        matches!(self.gazetteer.entry(entry).kind(), EntryKind::Country | EntryKind::Admin1)
    }
}

/// Bytes of a French or Italian article or preposition before an apostrophe and a name: "d'Alto".
pub(crate) fn elided(word: &str) -> usize {
    let mut letters = word.char_indices();
    let opens = matches!(letters.next(), Some((_, 'd' | 'D' | 'l' | 'L'))) && matches!(letters.next(), Some((_, '\'' | '’')));
    let (at, first) = letters.next().unwrap_or_default();
    if opens && first.is_uppercase() { at } else { 0 }
}

fn is_direction(word: &str) -> bool {
    matches!(word, "rural")
        || word.trim_start_matches("far-").ends_with("ern") && ["north", "south", "east", "west"].iter().any(|d| word.contains(d))
}

/// "I", "I've", "Don't": capitals that begin no name.
fn is_contraction(word: &str) -> bool {
    word == "i" || word.rsplit_once('\'').is_some_and(|(_, rest)| matches!(rest, "ve" | "ll" | "re" | "d" | "m" | "t"))
}

/// Keys of one or two Latin letters are initials and codes, not names.
fn key_too_short(key: &str) -> bool {
    key.is_ascii() && key.len() < 3 || key.chars().count() < 2
}
