//! Full names of speakers: pronouns, surnames, short forms and descriptions by way of fuller mentions.

use super::cases::{self, From};
use super::class::*;
use super::grammar::Grammar;
use super::items::{Item, Kind, Unit};
use super::{Draft, Stand};
use crate::report::{ParagraphKind, Report};
use crate::text::Span;
use std::ops::Range;

/// Speakers and mentions beyond so many are taken as they stand: no report has them, and looking back has its price.
pub(super) const RESOLVED: usize = 1500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Person,
    Body,
    Several,
}

/// Somebody that the report names or describes.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub name: String,
    /// The words of the name, in lower case.
    pub own: Vec<String>,
    /// Those and the words of its description.
    pub words: Vec<String>,
    pub sort: Sort,
    /// Feminine, masculine, or not shown.
    pub feminine: Option<bool>,
    pub at: usize,
    pub spoke: bool,
    pub named: bool,
    /// Whether a sentence begins with it.
    pub subject: bool,
}

pub(super) struct Namer<'a> {
    pub units: &'a [Unit<'a>],
    pub grammar: &'a Grammar,
    pub body: &'a str,
    pub known: Vec<Known>,
    pub outlet: Option<String>,
    /// Where places are named, in text order, not overlapping.
    pub places: &'a [Span],
}

/// Finds the full names of all speakers, in the order of the drafts, which is that of the text.
pub(crate) fn names(
    report: &Report,
    units: &[Unit<'_>],
    source: (&Grammar, &str, &[Span]),
    drafts: &[Draft],
    parents: &[Option<usize>],
) -> Vec<Option<String>> {
    // "Name (name in another script)", "Name, press service".
    let outlet = report.outlet.as_deref().map(|name| name.split([',', '(']).next().unwrap_or(name).trim().to_owned());
    let (grammar, body, places) = source;
    let mut namer = Namer { units, grammar, body, known: Vec::new(), outlet, places };
    namer.mentions();
    let mut out: Vec<Option<String>> = Vec::with_capacity(drafts.len());
    let mut done: Vec<(Stand, String)> = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let Some(place) = draft.place.clone() else {
            out.push(None);
            continue;
        };
        if let Some((_, name)) = done.iter().rev().take(8).find(|(other, _)| *other == place) {
            let name = name.clone();
            namer.again(&name, place_start(units, &place));
            out.push(Some(name));
            continue;
        }
        let parent = parents[index].and_then(|p| out.get(p).cloned().flatten());
        let name = if index < RESOLVED { namer.name_of(&place, draft, parent) } else { namer.plain(&place) };
        done.push((place, name.clone()));
        out.push(Some(name));
    }
    out
}

fn place_start(units: &[Unit<'_>], place: &Stand) -> usize {
    units.get(place.0).and_then(|u| u.items.get(place.1.start)).map_or(0, |item| item.span.start())
}

/// Words that make a name, without those before it.
pub(super) fn lowered(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || matches!(c, '«' | '»' | '“' | '”' | '"' | '’' | '\''))
        .filter(|w| !w.is_empty())
        .map(|w| crate::letters::folded(&w.to_lowercase()).into_owned())
        .collect()
}

impl<'a> Namer<'a> {
    /// The words of items, with single spaces.
    pub(super) fn words(&self, unit: &Unit<'_>, range: Range<usize>) -> String {
        unit.span(range).of(self.body).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Says that a speaker known by name has spoken again.
    fn again(&mut self, name: &str, at: usize) {
        if let Some(mut found) = self.known.iter().rev().take(60).find(|k| k.name == name && k.spoke).cloned() {
            found.at = at;
            self.known.push(found);
        }
    }

    /// The words of a speaker without article, and without a capital that only the sentence's start gives.
    fn plain(&self, place: &Stand) -> String {
        let unit = &self.units[place.0];
        let mut range = place.1.start..place.1.end.min(unit.items.len());
        let stripped = |at: usize| !self.grammar.joined && unit.is(at, DETERMINER) && !unit.is(at, PERSON | UNNAMED | BODY | QUANTITY);
        while range.len() > 1 && stripped(range.start) {
            range.start += 1;
        }
        if let Some(comma) = range.clone().find(|at| unit.kind(*at) == Kind::Comma).filter(|at| *at > range.start) {
            range.end = comma;
        }
        if range.is_empty() {
            return String::new();
        }
        let item = &unit.items[range.start];
        let words = self.words(unit, range.clone());
        let cut = if self.grammar.joined { self.joined_length(item) } else { 0 };
        let words = words.get(cut..).unwrap_or(&words).to_owned();
        let opens = range.start == unit.start || range.start == 0;
        if opens && item.capital && item.class & (PERSON | BODY | UNNAMED | COMMON) != 0 {
            let mut chars = words.chars();
            let head: String = chars.next().map(|c| c.to_lowercase().collect()).unwrap_or_default();
            return head + chars.as_str();
        }
        words
    }

    fn name_of(&mut self, place: &Stand, draft: &Draft, parent: Option<String>) -> String {
        let unit = &self.units[place.0];
        let range = place.1.start..place.1.end.min(unit.items.len());
        let at = place_start(self.units, place);
        let first = range.start;
        let himself = range.len() == 2 && unit.is(first, PRONOUN) && unit.is(first + 1, ADVERB);
        let pronoun =
            (range.len() == 1 || himself) && unit.is(first, PRONOUN | POSSESSIVE | ANAPHOR) && !unit.is(first, PERSON | BODY | QUANTITY)
                || range.len() <= 2 && unit.is(range.end.saturating_sub(1), ANAPHOR);
        if unit.is(first, FIRST) && range.len() == 1 {
            let inside = unit.around.is_some().then_some(parent).flatten();
            return inside.or_else(|| self.outlet.clone()).unwrap_or_else(|| self.plain(place));
        }
        if pronoun && let Some(found) = self.meant(unit, range.clone(), at) {
            let full = if found.sort == Sort::Person && !found.name.contains(' ') { self.fuller_person(&found.name, at, 1) } else { None };
            let name = full.unwrap_or_else(|| found.name.clone());
            let known = Known { at, name: name.clone(), own: lowered(&name), ..found };
            self.known.push(Known { spoke: true, ..known });
            return name;
        }
        let (name, sort, named) = self.own_name(unit, place, draft, at);
        let mut words = lowered(&name);
        words.extend(range.clone().filter(|n| unit.kind(*n) == Kind::Word).map(|n| plain_noun(&unit.items[n], self.grammar).to_owned()));
        let feminine = self.gender(unit, &range, &name, sort);
        let own = lowered(&name);
        self.known.push(Known { name: name.clone(), own, words, sort, feminine, at, spoke: true, named, subject: false });
        name
    }

    /// Who a pronoun or "the official" means: the last one who spoke and agrees with it.
    fn meant(&self, unit: &Unit<'_>, range: Range<usize>, at: usize) -> Option<Known> {
        let all = |class: Classes| range.clone().any(|n| unit.is(n, class));
        let several = all(PLURAL);
        let feminine = if all(FEMININE) && !all(MASCULINE) {
            Some(true)
        } else if all(MASCULINE) && !all(FEMININE) {
            Some(false)
        } else {
            None
        };
        let agrees = |k: &&Known| {
            let gender = feminine.is_none() || k.feminine.is_none() || k.feminine == feminine;
            gender && (several == (k.sort == Sort::Several) || several && k.sort == Sort::Body)
        };
        let earlier = || self.known.iter().filter(|k| k.at < at);
        let recent = earlier().filter(|k| k.spoke || k.subject).filter(agrees).max_by_key(|k| (k.at, k.spoke));
        let named = || earlier().filter(|k| k.named && k.sort == Sort::Person).filter(agrees).max_by_key(|k| k.at);
        let any = || earlier().filter(|k| k.spoke).max_by_key(|k| k.at);
        recent.or_else(named).or_else(any).cloned()
    }

    fn gender(&self, unit: &Unit<'_>, range: &Range<usize>, name: &str, sort: Sort) -> Option<bool> {
        if unit.is(range.start, FEMININE) && !unit.is(range.start, MASCULINE) {
            return Some(true);
        }
        if unit.is(range.start, MASCULINE) && !unit.is(range.start, FEMININE) {
            return Some(false);
        }
        if self.grammar.cases && sort == Sort::Person {
            let last = name.rsplit(' ').next().unwrap_or("");
            let first = name.split(' ').next().unwrap_or("");
            let woman = ["ова", "ева", "ёва", "ина", "ына", "ская", "цкая", "ая"].iter().any(|end| last.ends_with(end));
            if woman {
                return Some(true);
            }
            if ["ов", "ев", "ёв", "ин", "ын", "ский", "цкий"].iter().any(|end| last.ends_with(end)) {
                return Some(false);
            }
            return if name.contains(' ') { Some(first.ends_with(['а', 'я'])) } else { None };
        }
        None
    }

    /// The name of a speaker in its own words, made fuller by what the report says elsewhere.
    fn own_name(&self, unit: &Unit<'_>, place: &Stand, draft: &Draft, at: usize) -> (String, Sort, bool) {
        let range = place.1.start..place.1.end.min(unit.items.len());
        let parts = self.parts(unit, range.clone());
        let head = parts.first().cloned().unwrap_or(range.clone());
        let person = parts.iter().find_map(|part| self.person(unit, part.clone()));
        if let Some(name) = person {
            let count = name.split(' ').count();
            let oblique = self.grammar.cases && draft.oblique;
            if let Some(full) = self.fuller_person(&name, at, count) {
                // A surname as the subject shows that the full name elsewhere is in another case.
                let last = full.rsplit(' ').next().unwrap_or("");
                let declined = self.grammar.cases && !oblique && count == 1 && last.chars().count() > name.chars().count();
                return (if declined { cases::person(&full) } else { full }, Sort::Person, true);
            }
            return (if oblique { cases::person(&name) } else { name }, Sort::Person, true);
        }
        // "الغصن": a surname.
        if self.grammar.joined && head.len() == 1 && unit.items[head.start].class & !PREPOSITION == 0 {
            let name = self.words(unit, head.clone());
            if let Some(full) = self.fuller_person(&name, at, 1) {
                return (full, Sort::Person, true);
            }
        }
        // "The newspaper «X»".
        let quote = head.clone().find(|n| unit.kind(*n) == Kind::Quote);
        let group = head.clone().find(|n| unit.is(*n, BODY));
        let people = head.clone().find(|n| unit.is(*n, PERSON | UNNAMED)).filter(|n| group.is_none_or(|g| *n < g));
        if let Some(quote) = quote.filter(|_| people.is_none()) {
            let name = unit.items[quote].inner.of(self.body).to_owned();
            return (self.fuller(&lowered(&name), at).unwrap_or(name), Sort::Body, true);
        }
        // "The daily Vado News": a name behind a common noun.
        let acronym = |g: usize| unit.items[g].span.of(self.body).chars().all(char::is_uppercase);
        let common = group.filter(|g| self.grammar.capitals && people.is_none() && (!unit.items[*g].capital || acronym(*g)));
        let run = common.and_then(|g| (g + 1..head.end.min(g + 3)).find(|n| unit.items[*n].capital && unit.kind(*n) == Kind::Word));
        let close = |run: &usize| common.is_some_and(|g| (g + 1..*run).all(|n| unit.items[n].class == 0));
        if let Some(run) = run.filter(close) {
            let acronym = common.is_some_and(|g| unit.items[g].capital);
            let end = if acronym { head.end } else { self.run(unit, run).min(head.end) };
            return (self.words(unit, run..end), Sort::Body, true);
        }
        let plain = if self.grammar.cases && draft.oblique {
            let from = if draft.oblique && unit.is(head.start.wrapping_sub(1), INSIDE) { From::Inside } else { From::Genitive };
            cases::described(unit, head.clone(), self.grammar, self.body, from)
        } else {
            self.plain(&(place.0, head.clone()))
        };
        let sort = if people.is_some() { if self.plural(unit, &head) { Sort::Several } else { Sort::Person } } else { Sort::Body };
        // What is taken up again: "the group", "the source", or a capital's short form.
        let title = unit.kind == ParagraphKind::Title;
        let definite = !self.grammar.articles || title || unit.is(head.start, DETERMINER) && !unit.is(head.start, INDEFINITE);
        let noun = head.clone().find(|n| !unit.is(*n, DETERMINER | POSSESSIVE)).unwrap_or(head.start);
        let words: Vec<String> = head
            .clone()
            .filter(|n| unit.kind(*n) == Kind::Word && !unit.is(*n, DETERMINER | POSSESSIVE | PREPOSITION | OF))
            .map(|n| plain_noun(&unit.items[n], self.grammar).to_owned())
            .collect();
        let taken_up = if self.grammar.joined { title || unit.lower(noun).contains("ال") } else { definite };
        if taken_up
            && words.len() <= 3
            && let Some(found) = self.again_meant(&words, at, sort, title)
        {
            return (found.name.clone(), found.sort, found.named);
        }
        // "The agency": the outlet itself.
        if taken_up
            && words.len() == 1
            && unit.is(noun, OUTLET)
            && let Some(outlet) = self.outlet.clone()
        {
            return (outlet, Sort::Body, true);
        }
        (plain, sort, group.is_some())
    }

    fn plural(&self, unit: &Unit<'_>, head: &Range<usize>) -> bool {
        let noun = head.clone().find(|n| unit.is(*n, PERSON | UNNAMED)).map_or("", |n| unit.lower(n));
        let article = unit.is(head.start, PLURAL) || head.clone().any(|n| unit.kind(n) == Kind::Number);
        article
            || unit.is(head.start, UNNAMED)
            || noun.ends_with('s')
            || self.grammar.cases && noun.ends_with(['и', 'ы', 'і'])
            || noun.ends_with("ون")
            || noun.ends_with("ين")
    }

    /// Somebody known whose words hold all words of a short mention: the nearest who spoke, else the nearest named.
    fn again_meant(&self, words: &[String], at: usize, sort: Sort, later: bool) -> Option<&Known> {
        if words.is_empty() {
            return None;
        }
        let alike = |a: &str, b: &str| a == b || self.grammar.cases && cases::same(a, b);
        let holds = |k: &&Known| k.words.len() > words.len() && words.iter().all(|w| k.words.iter().any(|o| alike(o, w)));
        let spoke = self.known.iter().filter(|k| k.at < at && k.spoke && (k.sort == sort || k.named)).filter(holds).max_by_key(|k| k.at);
        let open = |k: &&Known| k.named && !k.spoke && (k.at < at || later && k.at > at);
        let named = || self.known.iter().filter(open).filter(holds).min_by_key(|k| (k.at > at, k.at.abs_diff(at)));
        spoke.or_else(named)
    }

    /// A fuller name of a body that holds all words of a short one.
    fn fuller(&self, words: &[String], at: usize) -> Option<String> {
        let alike = |a: &str, b: &str| a == b || self.grammar.cases && cases::same(a, b);
        let near = usize::from(!self.grammar.cases);
        let holds = |k: &&Known| {
            k.own.len() >= words.len() + near && k.own.as_slice() != words && words.iter().all(|w| k.own.iter().any(|o| alike(o, w)))
        };
        let found =
            self.known.iter().filter(|k| k.named && k.sort == Sort::Body).filter(holds).min_by_key(|k| (k.at > at, k.at.abs_diff(at)));
        found.map(|k| k.name.clone())
    }

    /// A person's full name elsewhere in the report: for a surname, or for a name in another case.
    fn fuller_person(&self, name: &str, at: usize, count: usize) -> Option<String> {
        let words = lowered(name);
        let last = words.last()?;
        let alike = |a: &str, b: &str| a == b || self.grammar.cases && cases::same(a, b);
        let fits = |k: &&Known| {
            let own = &k.own;
            let same = || self.grammar.cases && own.len() == count && *own != words && own.iter().zip(&words).all(|(a, b)| alike(a, b));
            let longer = || own.len() > count && own.ends_with(&words);
            k.sort == Sort::Person
                && k.named
                && own.len() >= 2
                && if count == 1 { own.iter().any(|o| alike(o, last)) } else { same() || longer() }
        };
        let earlier = self.known.iter().filter(|k| k.at < at).filter(fits).max_by_key(|k| (k.spoke, k.at));
        let found = earlier.or_else(|| self.known.iter().filter(|k| k.at > at && count == 1).filter(fits).min_by_key(|k| k.at))?;
        Some(found.name.clone())
    }

    /// The parts of a speaker between commas.
    fn parts(&self, unit: &Unit<'_>, range: Range<usize>) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut from = range.start;
        for at in range.clone() {
            if unit.kind(at) == Kind::Comma {
                if from < at {
                    out.push(from..at);
                }
                from = at + 1;
            }
        }
        if from < range.end {
            out.push(from..range.end);
        }
        out
    }

    /// The name of a person in a noun phrase, titles left out.
    fn person(&self, unit: &Unit<'_>, part: Range<usize>) -> Option<String> {
        if !self.grammar.capitals {
            return self.person_without_capitals(unit, part);
        }
        let mut at = part.start;
        let mut best: Option<Range<usize>> = None;
        while at < part.end {
            if !unit.items[at].capital || unit.kind(at) != Kind::Word {
                at += 1;
                continue;
            }
            let end = self.run(unit, at).min(part.end);
            let governed = at > part.start && unit.is(at - 1, PREPOSITION | OF)
                || at > part.start + 1 && unit.is(at - 1, DETERMINER) && unit.is(at - 2, OF | PREPOSITION);
            let mut from = at;
            while from < end
                && unit.is(from, TITLE | PERSON | COMMON | DETERMINER | QUANTITY | UNNAMED | ANAPHOR)
                && !(from > part.start && end - from == 1 && !unit.is(from, PERSON | TITLE))
            {
                from += 1;
            }
            // "Представитель Лиги Сай Кхун Пха": what a person is may hold a body's name.
            let body = (at..end).any(|n| unit.is(n, BODY));
            let last = (from..end).rev().find(|n| unit.is(*n, BODY | PERSON | TITLE));
            let role = (part.start..end).any(|n| unit.is(n, PERSON | TITLE));
            if let Some(last) = last.filter(|last| role && last + 1 < end) {
                from = last + 1;
            }
            if from < end && !governed && (!body || role && last.is_some_and(|last| from > last)) {
                best = Some(from..end);
            }
            at = end.max(at + 1);
        }
        let name = best?;
        let single = name.len() == 1;
        // "Индейский совет": an adjective that opens a body's name.
        if single && (name.end..part.end).any(|n| unit.is(n, BODY)) && !(part.start..name.start).any(|n| unit.is(n, PERSON | TITLE)) {
            return None;
        }
        let before = name.start > part.start;
        let role = (part.start..name.start).any(|n| unit.is(n, PERSON | TITLE));
        let body = (part.start..name.start).any(|n| unit.is(n, BODY)) && !role;
        // A name alone is a person's where a word for a person stands before it, or nothing does.
        if body || single && before && !role && !unit.is(name.start - 1, TITLE) && self.grammar.articles {
            return None;
        }
        Some(self.words(unit, name))
    }

    /// The name behind words for what a person is: "رئيس البلدية" and then words that are neither such words nor definite.
    pub(super) fn person_without_capitals(&self, unit: &Unit<'_>, part: Range<usize>) -> Option<String> {
        let head = part.start;
        let end = part.clone().skip(1).find(|at| unit.is(*at, RELATIVE | ADVERB) || unit.kind(*at) != Kind::Word).unwrap_or(part.end);
        let defined = |at: usize| (head..at).any(|n| unit.lower(n).starts_with("ال"));
        let nisba = |at: usize| unit.lower(at).ends_with('ي') && unit.lower(at).chars().count() > 3 && !defined(at);
        if !unit.is(head, PERSON | TITLE) {
            // "X Y, the spokesman": a name without anything before it, where what follows says so.
            let role = unit.kind(part.end) == Kind::Comma && unit.is(part.end + 1, PERSON | TITLE);
            let name = (2..=4).contains(&(end - head)) && !part.clone().any(|at| unit.is(at, BODY | UNNAMED | DOCUMENT | PREPOSITION));
            return (role && name).then(|| self.words(unit, head..end));
        }
        let mut from = head + 1;
        // The last title opens the name: "المتحدث باسم الوزارة العميد سالم الرابي".
        if let Some(title) = (head + 1..end).rev().find(|at| unit.is(*at, TITLE) && *at + 1 < end) {
            from = title + 1;
        } else {
            while from < end {
                let word = unit.lower(from);
                let definite = word.starts_with("ال") && !(from + 1 == end && from > head + 1);
                let role = unit.is(from, PERSON | TITLE | BODY | UNNAMED | PREPOSITION) || definite || word.starts_with("لل");
                if !role && !nisba(from) {
                    break;
                }
                from += 1;
            }
        }
        let end = (from..end).find(|at| unit.is(*at, PREPOSITION)).unwrap_or(end);
        let named = end.saturating_sub(from);
        let clear = (from..end).all(|at| !unit.is(at, PREPOSITION | PERSON | BODY | DOCUMENT));
        // Words behind a preposition or a body's indefinite noun are a place's or the body's.
        let definite = unit.lower(from - 1).starts_with("ال");
        let other = unit.is(from - 1, PREPOSITION | BODY) && !definite && !unit.is(from - 1, PERSON | TITLE);
        ((2..=4).contains(&named) && clear && !other && !unit.is(head, UNNAMED)).then(|| self.words(unit, from..end))
    }
}

/// A noun without article and without what is written together with it.
pub(super) fn plain_noun<'w>(item: &Item<'w>, grammar: &Grammar) -> &'w str {
    if !grammar.joined {
        return item.lower;
    }
    let word = item.lower;
    let article = |w: &'w str| w.strip_prefix("ال").filter(|rest| rest.chars().nth(1).is_some());
    article(word)
        .or_else(|| word.strip_prefix("لل").filter(|rest| rest.chars().nth(1).is_some()))
        .or_else(|| word.strip_prefix(['ب', 'ل', 'ك']).and_then(article))
        .unwrap_or(word)
}
