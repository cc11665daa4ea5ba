//! Names of people and bodies wherever a report has them: what short forms and pronouns of speakers are made fuller by.

use super::class::*;
use super::items::{Item, Kind, Unit};
use super::names::{Known, Namer, RESOLVED, Sort, lowered, plain_noun};
use crate::report::ParagraphKind;
use crate::text::Span;
use rustc_hash::FxHashSet as HashSet;

impl<'a> Namer<'a> {
    /// Adds a name that the report has somewhere.
    fn add(&mut self, name: String, words: Vec<String>, sort: Sort, at: usize) {
        if !name.is_empty() {
            let own = lowered(&name);
            self.known.push(Known { name, own, words, sort, feminine: None, at, spoke: false, named: true, subject: false });
        }
    }

    /// Names of people and of bodies wherever they stand.
    pub(super) fn mentions(&mut self) {
        if let Some(outlet) = self.outlet.clone() {
            let words = lowered(&outlet);
            self.add(outlet, words, Sort::Body, 0);
        }
        let units = self.units;
        let single = self.capitals_inside();
        for unit in units.iter().filter(|u| u.kind != ParagraphKind::Byline) {
            let mut at = 0;
            while at < unit.items.len() && self.known.len() < RESOLVED {
                let end = self.mention(unit, at, &single);
                at = end.max(at + 1);
            }
        }
        self.known.sort_by_key(|k| k.at);
    }

    /// Words with a capital inside a sentence, as names of people alone are written: not behind a preposition.
    fn capitals_inside(&self) -> HashSet<&'a str> {
        let mut out = HashSet::default();
        for unit in self.units.iter().filter(|_| self.grammar.capitals) {
            for (at, item) in unit.items.iter().enumerate().skip(1) {
                let inside = unit.kind(at - 1) == Kind::Word && !unit.is(at - 1, PREPOSITION | OF | DETERMINER);
                if item.capital && item.class == 0 && inside && out.len() < RESOLVED {
                    out.insert(item.lower);
                }
            }
        }
        out
    }

    /// Nouns for people and bodies right before a name, or before the comma that it follows.
    fn roles(&self, unit: &Unit<'_>, at: usize) -> Vec<String> {
        let comma = usize::from(at > 0 && unit.kind(at - 1) == Kind::Comma);
        let to = at - comma;
        let ends = |n: &usize| unit.kind(*n) == Kind::Word && !unit.is(*n, THAT | RELATIVE | VERB | AUXILIARY);
        (to.saturating_sub(7)..to)
            .rev()
            .take_while(ends)
            .filter(|n| unit.is(*n, PERSON | BODY))
            .map(|n| plain_noun(&unit.items[n], self.grammar).to_owned())
            .collect()
    }

    /// A name that begins at an item: a run of capitals, or a noun for a body with what makes its name.
    fn mention(&mut self, unit: &Unit<'a>, at: usize, single: &HashSet<&str>) -> usize {
        let item = &unit.items[at];
        if item.kind != Kind::Word {
            return at + 1;
        }
        let start = item.span.start();
        if item.class & BODY != 0 && unit.kind(at + 1) == Kind::Quote && unit.items[at + 1].inner.len() <= 90 {
            let inner = unit.items[at + 1].inner.of(self.body).to_owned();
            let mut words = lowered(&inner);
            words.push(plain_noun(item, self.grammar).to_owned());
            self.add(inner, words, Sort::Body, start);
            return at + 2;
        }
        if !self.grammar.capitals {
            return self.mention_without_capitals(unit, at);
        }
        let opens = at == unit.start || at > 0 && matches!(unit.kind(at - 1), Kind::Stop | Kind::Bracket | Kind::Number | Kind::Dash);
        let end = self.run(unit, at);
        let body = (at..end).any(|n| unit.is(n, BODY));
        if end - at >= 2 && !(opens && unit.is(at, COMMON | PREPOSITION | DETERMINER | SUBORDINATOR | ADVERB | TIME)) {
            // "Представитель Лиги Сай Кхун Пха": the name follows what the person is.
            let role = unit.is(at, TITLE | PERSON);
            let last = (at..end).rev().find(|n| unit.is(*n, TITLE | PERSON | BODY)).filter(|last| role && last + 1 < end);
            let from = last.map_or(at, |last| last + 1);
            let name = self.words(unit, from..end);
            let mut words = lowered(&name);
            let body = body && from == at;
            let sort = if body { Sort::Body } else { Sort::Person };
            words.extend((at..from).map(|n| unit.lower(n).to_owned()));
            words.extend(self.roles(unit, at));
            if end - from >= 2 || body {
                self.add(name, words, sort, start);
                let subject = opens || self.opened(unit, at);
                if let Some(last) = self.known.last_mut() {
                    last.subject = subject;
                }
            }
            return end;
        }
        // A name of one word that opens a sentence, and a person described: whom a pronoun can mean next.
        let place = || {
            self.places
                .binary_search_by(|p| {
                    if p.end() <= start {
                        std::cmp::Ordering::Less
                    } else if p.start() > start {
                        std::cmp::Ordering::Greater
                    } else {
                        std::cmp::Ordering::Equal
                    }
                })
                .is_ok()
        };
        if opens && item.capital && item.class == 0 && single.contains(item.lower) && !place() {
            self.add(self.words(unit, at..at + 1), vec![item.lower.to_owned()], Sort::Person, start);
            if let Some(last) = self.known.last_mut() {
                last.subject = true;
            }
        } else if opens && self.grammar.articles && unit.is(at, DETERMINER) && unit.is(at + 1, PERSON) && !unit.is(at, PLURAL) {
            self.described(unit, at, start);
        }
        at + 1
    }

    /// Whether a name follows a noun for a person that opens its sentence: "the mayor Lev Ryabov".
    fn opened(&self, unit: &Unit<'_>, at: usize) -> bool {
        let plain = |n: usize| unit.kind(n) == Kind::Word && !unit.is(n, VERB | AUXILIARY | THAT | RELATIVE);
        at - unit.start.min(at) <= 7 && (unit.start..at).all(plain) && (unit.start..at).any(|n| unit.is(n, PERSON))
    }

    /// A person described at the start of a sentence, without a name behind: whom a pronoun can mean next.
    fn described(&mut self, unit: &Unit<'a>, at: usize, start: usize) {
        let stops = PREPOSITION | THAT | RELATIVE | VERB | AUXILIARY | CLITIC | NEGATION | AND | PRONOUN | ADVERB | POSSESSIVE;
        let mut end = at + 2;
        while end < unit.items.len().min(at + 8) && matches!(unit.kind(end), Kind::Word | Kind::Number) {
            let own = unit.is(end, OF) || end > at + 2 && unit.is(end - 1, OF);
            if unit.items[end].capital && !own {
                return;
            }
            if unit.is(end, stops) && !own || self.grammar.forms.contains_key(unit.lower(end)) {
                break;
            }
            end += 1;
        }
        // A word before an article or a preposition is the verb rather than an adjective.
        let verb =
            end > at + 2 && unit.is(end, DETERMINER | PREPOSITION | CLITIC) && unit.items[end - 1].class == 0 && !unit.is(end - 2, OF);
        let mut end = if verb { end - 1 } else { end };
        while end > at + 2 && unit.is(end - 1, OF | DETERMINER) {
            end -= 1;
        }
        let name = self.words(unit, at + 1..end);
        let feminine = Some(unit.is(at, FEMININE)).filter(|_| unit.is(at, FEMININE) != unit.is(at, MASCULINE));
        let own = lowered(&name);
        let words = own.clone();
        self.known.push(Known { name, own, words, sort: Sort::Person, feminine, at: start, spoke: false, named: false, subject: true });
    }

    /// A name in a language without capitals: behind a noun for a person, or what a noun for a body is completed by.
    fn mention_without_capitals(&mut self, unit: &Unit<'a>, at: usize) -> usize {
        let item = &unit.items[at];
        let start = item.span.start();
        let cut = self.joined_length(item);
        if item.class & (PERSON | TITLE) != 0 && item.class & UNNAMED == 0 {
            let end = (at + 1..unit.items.len().min(at + 7))
                .find(|n| {
                    unit.kind(*n) != Kind::Word || unit.is(*n, THAT | RELATIVE | AND | VERB | NEGATION | AS) || unit.items[*n].accusative
                })
                .unwrap_or(unit.items.len().min(at + 7));
            if let Some(name) = self.person_without_capitals(unit, at..end) {
                let mut words = lowered(&name);
                words.extend((at..end).map(|n| plain_noun(&unit.items[n], self.grammar).to_owned()));
                self.add(name, words, Sort::Person, start);
            }
        }
        if item.class & BODY != 0 && unit.kind(at + 1) == Kind::Word {
            let end = self.genitive(unit, at);
            if end > at + 1 {
                let span = Span::new(start + cut, unit.items[end - 1].span.end());
                let name = span.of(self.body).split_whitespace().collect::<Vec<_>>().join(" ");
                let mut words = lowered(&name);
                words.push(plain_noun(item, self.grammar).to_owned());
                self.add(name, words, Sort::Body, start);
            }
        }
        at + 1
    }

    /// Bytes of a preposition written together with a noun.
    pub(super) fn joined_length(&self, item: &Item<'_>) -> usize {
        let word = item.span.of(self.body);
        let known = self.grammar.has(item.lower, PREPOSITION) && self.grammar.joined;
        if !known {
            return 0;
        }
        let count = usize::from(item.lower.starts_with(['ب', 'ل', 'ك']));
        crate::letters::length_of(word, count)
    }

    /// The end of a run of capitals, with small words inside.
    pub(super) fn run(&self, unit: &Unit<'_>, from: usize) -> usize {
        let mut at = from;
        while at < unit.items.len() && at < from + 10 {
            let item = &unit.items[at];
            let capital = item.kind == Kind::Word
                && (item.capital || item.span.of(self.body).starts_with("al-") || item.span.of(self.body).starts_with("as-"));
            let next = unit.items.get(at + 1).is_some_and(|n| n.capital);
            let article = unit.items.get(at + 2).is_some_and(|n| n.capital) && unit.is(at + 1, DETERMINER);
            let small = at > from && item.kind == Kind::Word && (unit.is(at, PARTICLE) && next || unit.is(at, OF) && (next || article));
            if !(capital || small || at > from && unit.is(at, DETERMINER) && unit.is(at - 1, OF) && next) {
                break;
            }
            at += 1;
        }
        while at > from && unit.is(at - 1, PARTICLE | OF | DETERMINER) && !unit.items[at - 1].capital {
            at -= 1;
        }
        at
    }

    /// The end of a noun with the definite words that complete it.
    fn genitive(&self, unit: &Unit<'_>, from: usize) -> usize {
        let mut at = from + 1;
        while at < unit.items.len() && at < from + 6 {
            let word = unit.lower(at);
            let fits = unit.kind(at) == Kind::Word
                && !unit.is(at, AND | THAT | RELATIVE | VERB | ADVERB | TIME | NEGATION | PREPOSITION | PARTICIPLE)
                && (word.starts_with("ال") || at == from + 1 && word.chars().count() > 2 || unit.is(at, BODY));
            let quote = unit.kind(at) == Kind::Quote && unit.items[at].inner.len() <= 60;
            if !(fits || quote) {
                break;
            }
            at += 1;
        }
        at
    }
}
