//! Finds names of places in languages whose words do not show them by a capital, or inflect them: Arabic and Russian.
//! What the gazetteer or the lists have is looked up longest first, as written and without what is written together with
//! it or its case ending; a name that neither has is one where a word for a kind of place stands before it.

use crate::letters;
use crate::place::cases::{adjective_stem, agreeing, nominatives};
use crate::place::gazetteer::{Entry, EntryRef, Hit};
use crate::place::key;
use crate::place::lexicon::{Level, Words};
use crate::place::mention::{Cue, Finder, Found, Meaning};
use crate::place::pack::EntryKind;
use crate::report::ParagraphKind;
use crate::segment::TokenKind;
use crate::text::Span;
use std::collections::HashSet;
use std::ops::Range;

/// The longest name in tokens.
const LONGEST: usize = 4;

/// The longest phrase of a word list in tokens.
const PHRASE: usize = 4;

/// Finds names in one report.
pub(crate) struct Other<'a> {
    pub finder: &'a Finder<'a>,
    pub words: &'a Words,
}

/// A name's words: its tokens and the letters in front of the first that are another word.
#[derive(Debug, Clone)]
struct Name {
    tokens: Range<usize>,
    front: usize,
}

impl Other<'_> {
    /// All candidates, in text order, not overlapping.
    pub(crate) fn find(&self) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::new();
        let segments = self.finder.segments;
        for (index, sentence) in segments.sentences.iter().enumerate() {
            let kind = self.finder.report.paragraphs.get(sentence.paragraph).map_or(ParagraphKind::Body, |p| p.kind);
            if matches!(kind, ParagraphKind::Byline | ParagraphKind::Credit) {
                continue;
            }
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let found = (segments.tokens[at].kind == TokenKind::Word).then(|| self.name_at(at, index, &sentence.tokens)).flatten();
                at = found.as_ref().map_or(at + 1, |found| found.tokens.end.max(at + 1));
                out.extend(found);
            }
        }
        self.again(&mut out);
        out
    }

    /// The mention of a name whose tokens are known already.
    pub(crate) fn given(&self, tokens: Range<usize>, sentence: usize, within: &Range<usize>) -> Found {
        let mut found = self.name_at(tokens.start, sentence, within).filter(|found| found.tokens == tokens).unwrap_or_else(|| {
            let name = Name { tokens, front: 0 };
            Found { options: self.options(&name), ..self.found(&name, sentence, within) }
        });
        (found.inside_name, found.inside_person) = (false, false);
        found
    }

    /// Adds names without a meaning that some other mention shows to be places, wherever the report has them again.
    fn again(&self, out: &mut Vec<Found>) {
        let segments = self.finder.segments;
        let shown: HashSet<String> =
            out.iter().filter(|f| f.options.is_empty() && f.tokens.len() == 1 && !f.inside_name).map(|f| f.key.clone()).collect();
        if shown.is_empty() {
            return;
        }
        let taken: HashSet<usize> = out.iter().flat_map(|f| f.tokens.clone()).collect();
        for (index, sentence) in segments.sentences.iter().enumerate() {
            for at in sentence.tokens.clone().filter(|at| !taken.contains(at) && segments.tokens[*at].kind == TokenKind::Word) {
                let names = self.fronts(at).into_iter().map(|front| Name { tokens: at..at + 1, front });
                let known = |name: &Name| shown.contains(&key::exact(self.span(name).of(segments.body)));
                out.extend(names.into_iter().find(known).map(|name| self.found(&name, index, &sentence.tokens)));
            }
        }
        out.sort_by_key(|found| found.span);
    }

    fn is_arabic(&self, at: usize) -> bool {
        letters::is_arabic(self.finder.segments.lower(at))
    }

    /// The words of tokens in lower case with single spaces, the first without `front` letters.
    fn phrase(&self, tokens: Range<usize>, front: usize) -> String {
        let mut out = String::new();
        for at in tokens.clone() {
            let lower = self.finder.segments.lower(at);
            if at == tokens.start {
                out.extend(lower.chars().skip(front));
            } else {
                out.push(' ');
                out.push_str(lower);
            }
        }
        out
    }

    fn span(&self, name: &Name) -> Span {
        let whole = self.finder.segments.span_of(name.tokens.clone());
        Span::new(whole.start() + letters::length_of(self.finder.segments.word(name.tokens.start), name.front), whole.end())
    }

    /// Tokens that can be one name: words side by side.
    fn is_run(&self, tokens: Range<usize>) -> bool {
        let segments = self.finder.segments;
        tokens.clone().all(|at| segments.tokens[at].kind == TokenKind::Word)
            && tokens.clone().skip(1).all(|at| self.finder.adjacent(at - 1))
    }

    /// What a token may have in front: nothing first, then "and" and prepositions written together with it.
    fn fronts(&self, at: usize) -> Vec<usize> {
        let lower = self.finder.segments.lower(at);
        let mut all: Vec<usize> = letters::forms(lower).map(|(_, taken)| taken).collect();
        all.dedup();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn name_at(&self, at: usize, sentence: usize, within: &Range<usize>) -> Option<Found> {
        let segments = self.finder.segments;
        let arabic = self.is_arabic(at);
        let whole = segments.lower(at);
        let never = |word: &str| self.words.is("never", word) || self.words.is("calendar", word);
        let most = |longest: usize| (1..=longest.min(within.end - at)).rev();
        // Listed names and demonyms.
        for len in most(PHRASE) {
            let tokens = at..at + len;
            if !self.is_run(tokens.clone()) {
                continue;
            }
            for front in self.fronts(at) {
                let phrase = self.phrase(tokens.clone(), front);
                let name = Name { tokens: tokens.clone(), front };
                if let Some(place) = self.words.names.get(&phrase).filter(|_| arabic || segments.tokens[at].capital) {
                    let needs_cue = self.words.is("common", &phrase);
                    let mut found = self.found(&name, sentence, within);
                    found.options = self.finder.entry_of(place).into_iter().map(|entry| Meaning { entry, fit: 1.0 }).collect();
                    found.listed = !needs_cue;
                    if !found.options.is_empty() {
                        return Some(found);
                    }
                }
                // "فرنسي": the word for people of a place that bears a title is no place either.
                // "بالإنكليزية": a language.
                let language = arabic && whole.starts_with("بال");
                if let Some(places) = self.words.demonyms.get(&phrase).filter(|_| !language) {
                    let town = !arabic && segments.tokens[at].capital && at > within.start && !phrase.ends_with("ий");
                    if !town {
                        let mut found = self.found(&name, sentence, within);
                        found.demonym = true;
                        found.options =
                            places.iter().filter_map(|place| Some(Meaning { entry: self.finder.entry_of(place)?, fit: 1.0 })).collect();
                        return Some(found);
                    }
                }
            }
        }
        if never(whole) {
            return None;
        }
        // "Харьковской области": an adjective beside a word for a kind of place.
        if !arabic && let Some(found) = self.division_at(at, sentence, within) {
            return Some(found);
        }
        if !arabic && !segments.tokens[at].capital {
            return None;
        }
        for len in most(LONGEST) {
            let tokens = at..at + len;
            if !self.is_run(tokens.clone()) {
                continue;
            }
            for front in self.fronts(at) {
                let name = Name { tokens: tokens.clone(), front };
                if arabic && !self.may_be_name(&name, within) {
                    continue;
                }
                let options = self.options(&name);
                if !options.is_empty() {
                    let mut found = self.found(&name, sentence, within);
                    found.options = options;
                    return Some(found);
                }
            }
        }
        self.unlisted(at, sentence, within)
    }

    /// Whether an Arabic word may be a name at all.
    fn may_be_name(&self, name: &Name, within: &Range<usize>) -> bool {
        let phrase = self.phrase(name.tokens.clone(), name.front);
        let first = phrase.split(' ').next().unwrap_or("");
        let letters = first.chars().count();
        let front = self.finder.segments.lower(name.tokens.start).chars().take(name.front);
        let preposition = front.last().is_some_and(|c| matches!(c, 'ب' | 'ل' | 'ك'));
        if letters < 2 || name.front > 0 && letters < 3 || preposition && letters < 4 || self.words.is("never", &phrase) {
            return false;
        }
        // "بير باشا": the second word of a longer name.
        let before = name.tokens.start.checked_sub(1).filter(|at| *at >= within.start);
        if name.front > 0 && before.is_some_and(|at| self.words.is("part", self.finder.segments.lower(at))) {
            return false;
        }
        if name.tokens.len() == 1 {
            let kind = self.type_before(name.tokens.start, name.front, within).is_some();
            let stop = ["common", "calendar", "title", "organisation"].iter().any(|role| self.words.is(role, &phrase));
            return !stop && !self.words.type_before.contains_key(&phrase) || kind && !self.words.is("never", &phrase);
        }
        // A longer name does not begin with a kind of place that stands before it, nor end in a word that is none.
        let last = self.finder.segments.lower(name.tokens.end - 1);
        !self.words.is("never", last) && !self.words.is("never", first)
    }

    /// The entries that a name's words may mean.
    fn options(&self, name: &Name) -> Vec<Meaning> {
        let words = self.span(name).of(self.finder.segments.body);
        let fit = |hit: &Hit| match (hit.main, hit.bare) {
            (true, false) => 1.0,
            (true, true) => 0.9,
            (false, false) => 0.85,
            (false, true) => 0.5,
        };
        let hits = self.finder.gazetteer.lookup(words);
        let plain: Vec<Meaning> =
            hits.iter().filter(|hit| name.front == 0 || !hit.bare).map(|hit| Meaning { entry: hit.entry, fit: fit(hit) }).collect();
        if letters::is_arabic(self.finder.segments.lower(name.tokens.start)) {
            return plain;
        }
        // A name in a case of its own may be another one's plain form: both are weighed.
        let mut all = plain;
        for other in nominatives(words) {
            for hit in self.finder.gazetteer.lookup(&other) {
                if !all.iter().any(|known| known.entry == hit.entry) {
                    all.push(Meaning { entry: hit.entry, fit: fit(&hit) - 0.1 });
                }
            }
        }
        all
    }

    /// "Харьковская область" in any case: the adjective with its noun, then the adjective alone.
    fn division_at(&self, at: usize, sentence: usize, within: &Range<usize>) -> Option<Found> {
        let segments = self.finder.segments;
        let lower = segments.lower(at);
        let next = at + 1;
        let level =
            (next < within.end && self.finder.adjacent(at)).then(|| self.words.type_after.get(segments.lower(next))).flatten().copied();
        let stem = adjective_stem(lower)?;
        let Some(level) = level.filter(|_| segments.tokens[at].capital) else {
            // "бенгазийской гостиницы": what is made from a town's name, where nothing else is meant.
            return None;
        };
        let noun = match level {
            Level::Province => ["область", "край", "губерния", "провинция", "республика"].as_slice(),
            _ => ["район", "округ", "уезд", "провинция"].as_slice(),
        };
        let mut options = Vec::new();
        let forms = noun.iter().map(|noun| format!("{} {noun}", agreeing(&stem, noun))).chain([format!("{stem}ая"), format!("{stem}ий")]);
        for form in forms {
            options.extend(self.finder.gazetteer.lookup(&form).into_iter().map(|hit| Meaning { entry: hit.entry, fit: 0.95 }));
        }
        // A division that is listed in no such form: by the name of the town that it is called after.
        if options.is_empty() {
            let town = stem.strip_suffix("ск").unwrap_or(&stem).to_owned();
            for ending in ["", "а", "и", "ия", "ь", "о", "ск"] {
                options.extend(
                    self.finder.gazetteer.lookup(&format!("{town}{ending}")).into_iter().map(|hit| Meaning { entry: hit.entry, fit: 0.8 }),
                );
            }
            options.retain(|option| {
                let kind = self.finder.gazetteer.entry(option.entry).kind();
                matches!(kind, EntryKind::Admin1 | EntryKind::Admin2 | EntryKind::Admin3)
            });
        }
        let name = Name { tokens: at..next + 1, front: 0 };
        let mut found = self.found(&name, sentence, within);
        found.level = Some(level);
        found.cue = Cue::Strong;
        found.options = options;
        Some(found)
    }

    /// A name that no list has, behind a word for a kind of place: it goes on until a word that ends it.
    fn unlisted(&self, at: usize, sentence: usize, within: &Range<usize>) -> Option<Found> {
        let segments = self.finder.segments;
        let level = self.type_before(at, 0, within);
        if level == Some(Level::Facility) {
            return None;
        }
        let mut end = at;
        while end < within.end
            && end < at + LONGEST
            && segments.tokens[end].kind == TokenKind::Word
            && (end == at || self.finder.adjacent(end - 1))
            && !self.words.ends_name(segments.lower(end))
        {
            let arabic = self.is_arabic(end);
            if !arabic && !segments.tokens[end].capital {
                break;
            }
            end += 1;
            // One word, unless it begins a longer name, or the next one is definite as names of two words are.
            let begun = self.words.is("part", segments.lower(end - 1));
            if arabic && !begun && !segments.lower(end).starts_with("ال") {
                break;
            }
        }
        if end == at || segments.lower(at).chars().count() < 3 {
            return None;
        }
        let found = self.found(&Name { tokens: at..end, front: 0 }, sentence, within);
        // Without such a word a cue must stand before it, and its sounds be known in the report's countries.
        let begun = found.tokens.len() > 1 && self.words.is("part", segments.lower(at));
        let cued = found.cue == Cue::Strong || found.cue == Cue::Weak && !self.is_arabic(at) || begun;
        (level.is_some() || cued && !found.plain_capital && found.key.chars().count() >= 4).then_some(found)
    }

    /// The kind of place that a word before a name tells, over words of direction.
    fn type_before(&self, at: usize, front: usize, within: &Range<usize>) -> Option<Level> {
        let segments = self.finder.segments;
        if front > 0 {
            return None;
        }
        let mut before = at;
        loop {
            for len in (1..=3).rev() {
                let Some(from) = before.checked_sub(len).filter(|from| *from >= within.start) else { continue };
                for front in self.fronts(from) {
                    if let Some(level) = self.words.type_before.get(&self.phrase(from..before, front)) {
                        return Some(*level);
                    }
                }
            }
            if before == within.start || !self.words.is("modifier", segments.lower(before - 1)) {
                break;
            }
            before -= 1;
        }
        // "село. ", "(село) ": a mark between is none.
        None
    }

    /// A mention with what stands around it; no meanings yet.
    fn found(&self, name: &Name, sentence: usize, within: &Range<usize>) -> Found {
        let segments = self.finder.segments;
        let span = self.span(name);
        let (first, next) = (name.tokens.start, name.tokens.end);
        let level = self.type_before(first, name.front, within);
        let mut cue = if level.is_some() { Cue::Strong } else { Cue::None };
        let mut before = first;
        while before > within.start && self.words.is("modifier", segments.lower(before - 1)) {
            before -= 1;
        }
        let parted = (before..first).any(|at| is_direction(segments.lower(at)))
            || next < within.end && self.is_arabic(first) && is_direction(segments.lower(next));
        for start in [before, first] {
            for len in 1..=3 {
                let Some(from) = start.checked_sub(len).filter(|from| *from >= within.start) else { continue };
                for front in self.fronts(from) {
                    let phrase = self.phrase(from..start, front);
                    cue = cue.max(match () {
                        () if self.words.is("strong", &phrase) => Cue::Strong,
                        () if self.words.is("weak", &phrase) => Cue::Weak,
                        () => Cue::None,
                    });
                }
            }
        }
        // A preposition written together with the name: "بكركوك".
        if name.front > 0 && matches!(segments.lower(first).chars().nth(name.front - 1), Some('ب' | 'ل')) {
            cue = cue.max(Cue::Weak);
        }
        if parted {
            cue = cue.max(Cue::Weak);
        }
        let in_dateline = self.finder.report.dateline.is_some_and(|d| d.contains(span));
        let opens = first == within.start
            && next < within.end
            && (matches!(segments.lower(next), "-" | "–" | "—" | "/" | ":" | "(" | "،" | ",") && self.is_arabic(first)
                || !span.of(segments.body).chars().any(char::is_lowercase)
                    && !self.is_arabic(first)
                    && matches!(segments.lower(next), "," | "." | "(" | "—" | "–" | "-"));
        if opens {
            cue = cue.max(Cue::Weak);
        }
        let title = first.checked_sub(1).filter(|at| *at >= within.start).is_some_and(|at| self.words.is("title", segments.lower(at)));
        let acts = level.is_none() && cue != Cue::Strong && self.acts(first, next, within);
        Found {
            span,
            tokens: name.tokens.clone(),
            sentence,
            options: Vec::new(),
            key: key::exact(span.of(segments.body)),
            demonym: false,
            listed: false,
            cue,
            level,
            in_dateline,
            suffix: None,
            possessive: false,
            parted,
            inside_name: title && !in_dateline,
            inside_person: title && !in_dateline,
            plain_capital: first == within.start,
            acts,
        }
    }

    /// Whether the words around a country or capital make it one who acts.
    fn acts(&self, first: usize, next: usize, within: &Range<usize>) -> bool {
        let segments = self.finder.segments;
        let near = |at: usize| (at >= within.start && at < within.end).then(|| segments.lower(at));
        let is = |role: &str, word: Option<&str>| word.is_some_and(|word| letters::forms(word).any(|(form, _)| self.words.is(role, &form)));
        let before = first.checked_sub(1).and_then(near);
        let two = first.checked_sub(2).filter(|at| *at >= within.start).map(|at| self.phrase(at..first, 0));
        let after = near(next);
        let second = near(next + 1);
        is("said", before)
            || is("said", after)
            || after.is_some_and(|word| matches!(word, "не" | "لم" | "لن" | "لا" | "قد" | "уже" | "также")) && is("said", second)
            || is("belongs", before)
            || is("agent", before)
            || two.as_deref().is_some_and(|phrase| self.words.is("agent", phrase) || self.words.is("belongs", phrase))
    }
}

/// Whether a word tells a part of a place by direction or by its countryside: what is meant is larger than a town.
fn is_direction(word: &str) -> bool {
    let word = word.strip_prefix("ال").unwrap_or(word);
    ["شمال", "جنوب", "شرق", "غرب", "ريف", "север", "юг", "юж", "восто", "запад"].iter().any(|part| word.starts_with(part))
        || ["ريف", "شمال", "جنوب", "شرق", "غرب"].iter().any(|part| word.strip_prefix(['ب', 'و']).is_some_and(|rest| rest.starts_with(part)))
}

/// Whether a name that was found is a place: what shows it, and how likely the place is in this report.
pub(crate) fn is_place(words: &Words, finder: &Finder<'_>, mention: &Found, entry: Entry<'_>, at_home: bool, seen: bool) -> bool {
    let arabic = letters::is_arabic(finder.segments.lower(mention.tokens.start));
    let phrase = finder.segments.lower(mention.tokens.start);
    let single = mention.tokens.len() == 1;
    let large = matches!(entry.kind(), EntryKind::Country | EntryKind::Admin1 | EntryKind::Area);
    let people = entry.population();
    let shown = mention.level.is_some_and(|level| level.precision().is_some());
    if shown {
        return true;
    }
    let common = single && words.is("common", phrase);
    if arabic {
        // Nothing shows a name: small places need a cue, and to lie where the report does.
        return match mention.cue {
            _ if common => false,
            // "في المكان": a definite noun is a noun first.
            Cue::Strong if single && phrase.strip_prefix(['و', 'ب', 'ل']).unwrap_or(phrase).starts_with("ال") => {
                large || people >= 5_000
            }
            Cue::Strong => large || at_home || people >= 15_000 || !single,
            Cue::Weak => people >= 100_000 || at_home && (people >= 1_000 || !single) || seen,
            Cue::None => seen || at_home && (people >= 20_000 || !single) || people >= 500_000 && mention.key.chars().count() > 3,
        };
    }
    if common && (mention.plain_capital || mention.cue == Cue::None) {
        return false;
    }
    match mention.cue {
        Cue::Strong => large || at_home || people >= 1_000,
        Cue::Weak => large || seen || at_home || people >= 20_000,
        Cue::None => seen || at_home && !mention.plain_capital || people >= if mention.plain_capital { 100_000 } else { 50_000 },
    }
}

/// How many words behind a name may belong to it, where no list ends it.
pub(crate) fn may_go_on(finder: &Finder<'_>, words: &Words, tokens: &Range<usize>, end: usize) -> usize {
    let segments = finder.segments;
    let goes_on = |at: &usize| {
        *at < end
            && segments.tokens[*at].kind == TokenKind::Word
            && finder.adjacent(at - 1)
            && letters::is_arabic(segments.lower(*at))
            && !words.ends_name(segments.lower(*at))
    };
    (tokens.end..tokens.end + 2).take_while(goes_on).count()
}

/// Entries that sound like an unlisted name, in the report's countries.
pub(crate) fn sounds(finder: &Finder<'_>, mention: &Found, words: &str, countries: &[&str]) -> Vec<(EntryRef, f64)> {
    // "Тертерского района": what the adjective is made from.
    let lower = finder.segments.lower(mention.tokens.start);
    if mention.tokens.len() == 2
        && let Some(stem) = adjective_stem(lower).filter(|_| mention.level.is_some())
    {
        let mut all = finder.gazetteer.fuzzy(stem.strip_suffix("ск").unwrap_or(&stem), countries);
        all.retain(|(entry, _)| !matches!(finder.gazetteer.entry(*entry).kind(), EntryKind::Settlement));
        return all;
    }
    let mut all = finder.gazetteer.fuzzy(words, countries);
    for other in if letters::is_arabic(words) { Vec::new() } else { nominatives(words) } {
        for (entry, distance) in finder.gazetteer.fuzzy(&other, countries) {
            match all.iter_mut().find(|(known, _)| *known == entry) {
                Some((_, known)) => *known = known.min(distance),
                None => all.push((entry, distance)),
            }
        }
    }
    all.sort_by(|a, b| a.1.total_cmp(&b.1));
    all
}
