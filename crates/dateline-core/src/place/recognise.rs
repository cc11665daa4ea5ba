//! Puts the stage together: finds names, resolves them, leaves out what is no place, adds names that only their
//! surroundings show to be places, and says how each is used and how fine it is known.

use crate::number::{Score, kilometres};
use crate::place::gazetteer::{EntryRef, Gazetteer};
use crate::place::lexicon::{Level, Lexicon};
use crate::place::mention::{Cue, Finder, Found};
use crate::place::pack::EntryKind;
use crate::place::resolve::{About, Container, QUARTER, Resolver, Scored};
use crate::place::{Candidate, Place, PlacePrecision, PlaceUse};
use crate::place::{other, unlisted};
use crate::report::{ParagraphKind, Report};
use crate::segment::{Segments, TokenKind};
use crate::text::Span;
use std::collections::BTreeMap;

/// People of a town that is meant though the report names nothing else of its country.
const FAR: u32 = 50_000;

/// Candidates shown.
const SHOWN: usize = 10;

pub(crate) fn places(report: &Report, segments: &Segments<'_>, gazetteer: &Gazetteer, lexicon: &Lexicon) -> Vec<Place> {
    let finder = Finder::new(report, segments, gazetteer, lexicon);
    let resolver = Resolver { gazetteer, segments, lexicon, words: finder.words };
    let mut found = finder.find();
    resolver.tell_kinds(&mut found);
    let (_, _, about) = resolver.resolve(&found);
    unlisted::respell(&finder, &about.strong_countries(), &mut found);
    let (scored, _, about) = resolver.resolve(&found);
    let judge = Judge { finder: &finder, about: &about };
    let kept = judge.keep(&found, &scored);
    let mut found: Vec<Found> = found.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(found, _)| found).collect();
    unlisted::add(&finder, &about.strong_countries(), &mut found);
    resolver.tell_kinds(&mut found);
    let (scored, containers, about) = resolver.resolve(&found);
    let stage = Stage { finder: &finder, about: &about };
    (0..found.len()).map(|at| stage.place(&found, &scored, &containers, at)).collect()
}

/// Resolves mentions that something else has found. One that stands in no sentence is left out.
pub(crate) fn resolve(report: &Report, segments: &Segments<'_>, gazetteer: &Gazetteer, lexicon: &Lexicon, spans: &[Span]) -> Vec<Place> {
    let finder = Finder::new(report, segments, gazetteer, lexicon);
    let resolver = Resolver { gazetteer, segments, lexicon, words: finder.words };
    let mut found: Vec<Found> = spans.iter().filter_map(|span| finder.given(*span)).collect();
    let (_, _, about) = resolver.resolve(&found);
    unlisted::respell(&finder, &about.strong_countries(), &mut found);
    unlisted::respell_given(&finder, &about.strong_countries(), &mut found);
    let (scored, containers, about) = resolver.resolve(&found);
    let stage = Stage { finder: &finder, about: &about };
    (0..found.len()).map(|at| Place { span: found[at].span, ..stage.place(&found, &scored, &containers, at) }).collect()
}

/// Leaves out what is no place.
struct Judge<'a> {
    finder: &'a Finder<'a>,
    about: &'a About,
}

impl Judge<'_> {
    /// Which mentions are places.
    fn keep(&self, found: &[Found], scored: &[Scored]) -> Vec<bool> {
        // A name that is one of a person's or an organisation's is theirs where it stands alone, too.
        let mut others: BTreeMap<&str, usize> = BTreeMap::new();
        let mut cued: BTreeMap<&str, usize> = BTreeMap::new();
        for mention in found {
            if mention.inside_person && !mention.plain_capital {
                *others.entry(&mention.key).or_default() += 1;
            } else if !mention.inside_name && (mention.cue == Cue::Strong || mention.in_dateline) {
                *cued.entry(&mention.key).or_default() += 1;
            }
        }
        let main = self.about.main_countries();
        let decide = |mention: &Found, list: &Scored| {
            // A name that no list has stands where a word for a kind of place shows it: its sounds come later.
            if self.finder.words.is_some() && list.is_empty() {
                return !mention.inside_name;
            }
            if mention.inside_name || list.is_empty() {
                return false;
            }
            let first = self.finder.segments.lower(mention.tokens.start).trim_end_matches("'s");
            let lexicon = self.finder.lexicon;
            let single = mention.tokens.len() == 1;
            if mention.demonym {
                return !self.names_language(mention);
            }
            if mention.listed {
                // "US$ 15 billion", "$US".
                let money = |at: usize| self.finder.segments.lower(at) == "$";
                return !money(mention.tokens.end) && !mention.tokens.start.checked_sub(1).is_some_and(money);
            }
            if single && (lexicon.never.contains(first) || lexicon.calendar.contains(first) || lexicon.parts.contains(first)) {
                return false;
            }
            if mention.in_dateline {
                return true;
            }
            let gazetteer = self.finder.gazetteer;
            let (best, _) = list[0];
            let entry = gazetteer.entry(best);
            let common = single && (lexicon.common.contains(first) || self.finder.lower.contains(first));
            let known = cued.get(mention.key.as_str()).copied().unwrap_or(0);
            let other = others.get(mention.key.as_str()).copied().unwrap_or(0);
            let at_home = main.contains(&entry.country());
            let large = match entry.kind() {
                EntryKind::Country | EntryKind::Admin1 => true,
                EntryKind::Area => true,
                _ => {
                    entry.population()
                        >= if at_home {
                            20_000
                        } else if mention.cue == Cue::None {
                            200_000
                        } else {
                            100_000
                        }
                }
            };
            if let Some(words) = self.finder.words {
                let seen = cued.get(mention.key.as_str()).copied().unwrap_or(0) > 0;
                return other::is_place(words, self.finder, mention, entry, at_home, seen);
            }
            if !self.finder.english {
                let long = mention.key.chars().count() >= if at_home { 5 } else { 4 };
                let shown = mention.level.is_some() && (at_home || entry.population() >= 5_000);
                let never = self.finder.plain.is_some_and(|plain| single && plain.is("never", first));
                let cued = self.finder.plain.is_some()
                    && match mention.cue {
                        Cue::Strong => large || at_home || entry.population() >= 5_000,
                        Cue::Weak => at_home && matches!(entry.kind(), EntryKind::Admin1 | EntryKind::Area),
                        Cue::None => false,
                    };
                return !common && !never && (shown || cued || long && (entry.population() >= 50_000 || at_home && !mention.plain_capital));
            }
            if common {
                let article = mention.tokens.start.checked_sub(1).is_some_and(|at| self.finder.segments.lower(at) == "the");
                return mention.cue == Cue::Strong && !mention.plain_capital && at_home && !article;
            }
            if other > known && (mention.cue == Cue::None || mention.cue == Cue::Weak && !large) {
                return false;
            }
            // "the Jazira": a town bears no article, unless it goes before a noun ("the Amuda road"); "said Salem,": a person.
            let before = mention.tokens.start.checked_sub(1).map_or("", |at| self.finder.segments.lower(at));
            let town = entry.kind() == EntryKind::Settlement && known == 0;
            let named = before == "the" && mention.level.is_none() && !(at_home && self.before_noun(mention));
            if town && (named || lexicon.said.contains(before) && mention.cue < Cue::Strong) {
                return false;
            }
            // A short word in capitals amid others that are not is an agency or a party.
            let words = mention.span.of(self.finder.segments.body);
            if words.len() <= 5 && !mention.plain_capital && words.is_ascii() && !words.chars().any(char::is_lowercase) {
                return known > 0 && large;
            }
            let fits = mention.options.iter().any(|o| o.entry == best && o.fit >= 0.9);
            match mention.cue {
                Cue::Strong => large || at_home || entry.population() >= 5_000,
                Cue::Weak => known > 0 || large || at_home && mention.key.len() >= 5,
                Cue::None => known > 0 || large && (!mention.plain_capital || entry.population() >= 100_000 && fits),
            }
        };
        found.iter().zip(scored).map(|(mention, list)| decide(mention, list)).collect()
    }
}

impl Judge<'_> {
    /// "in Russian": a language, unless a noun follows.
    fn names_language(&self, mention: &Found) -> bool {
        let segments = self.finder.segments;
        let before = mention.tokens.start.checked_sub(1).map_or("", |at| segments.lower(at));
        let noun = segments.tokens.get(mention.tokens.end).is_some_and(|t| t.kind == TokenKind::Word);
        matches!(before, "in" | "into" | "speak" | "speaks" | "spoke" | "speaking") && !noun
    }

    /// Whether the name goes before a noun: a word in small letters that is no cue and no conjunction.
    fn before_noun(&self, mention: &Found) -> bool {
        let (segments, lexicon) = (self.finder.segments, self.finder.lexicon);
        let next = mention.tokens.end;
        let word = segments.lower(next);
        segments.tokens.get(next).is_some_and(|t| t.kind == TokenKind::Word && !t.capital)
            && !(lexicon.weak.contains(word)
                || lexicon.strong.contains(word)
                || lexicon.said.contains(word)
                || lexicon.never.contains(word))
    }
}

/// Makes the places of the reading.
struct Stage<'a> {
    finder: &'a Finder<'a>,
    about: &'a About,
}

impl Stage<'_> {
    fn place(&self, found: &[Found], scored: &[Scored], containers: &[Option<Container>], at: usize) -> Place {
        let (mention, list) = (&found[at], &scored[at]);
        let gazetteer = self.finder.gazetteer;
        let candidates: Vec<Candidate> = list
            .iter()
            .filter(|(_, score)| *score >= 0.0005)
            .take(SHOWN)
            .map(|(entry, score)| {
                let e = gazetteer.entry(*entry);
                let (lat, lon) = e.centre();
                Candidate { id: e.id().to_owned(), name: e.name().to_owned(), lat, lon, score: Score::new(*score) }
            })
            .collect();
        let chosen = list.first().filter(|(entry, _)| self.stands(found, scored, containers[at], mention, *entry)).map(|(entry, _)| *entry);
        let usage = self.usage(mention, chosen);
        let Some(entry) = chosen else {
            return Place {
                span: mention.span,
                usage,
                id: None,
                name: None,
                precision: PlacePrecision::Unresolved,
                country: None,
                admin1: None,
                lat: None,
                lon: None,
                candidates,
            };
        };
        let e = gazetteer.entry(entry);
        let (lat, lon) = e.centre();
        Place {
            span: mention.span,
            usage,
            id: Some(e.id().to_owned()),
            name: Some(e.name().to_owned()),
            precision: precision(e.kind(), mention.level),
            country: Some(e.country().to_owned()).filter(|code| !code.is_empty()),
            admin1: gazetteer.admin1(entry).map(|a| gazetteer.entry(a).name().to_owned()),
            lat: Some(lat),
            lon: Some(lon),
            candidates,
        }
    }

    /// Whether the best candidate may be taken: not against the text's own words, nor a small place far from everything
    /// the report is about.
    fn stands(&self, found: &[Found], scored: &[Scored], container: Option<Container>, mention: &Found, entry: EntryRef) -> bool {
        let gazetteer = self.finder.gazetteer;
        let e = gazetteer.entry(entry);
        if let Some(Container { outer, certain: true }) = container
            && let Some((holder, _)) = scored[outer].first()
            && gazetteer.entry(*holder).kind() < EntryKind::Settlement
            && e.kind() != EntryKind::Country
            && !gazetteer.contains(*holder, entry)
            && *holder != entry
            && found[outer].level.is_some()
        {
            return false;
        }
        match mention.level {
            Some(Level::Water) if e.kind() != EntryKind::Area => return false,
            Some(Level::Quarter) if e.kind() == EntryKind::Settlement && !self.near_another(found, scored, mention, entry) => return false,
            _ => {}
        }
        if mention.listed || mention.demonym || mention.in_dateline || matches!(e.kind(), EntryKind::Country | EntryKind::Area) {
            return true;
        }
        // A town far from everything else that the report names is more likely another place of its name.
        let share = self.about.share_without(&mention.key, e.country());
        let known = self.about.known_without(&mention.key);
        share >= 0.06 || e.is_capital() || e.population() >= FAR || known < 1.0
    }

    /// Whether a town that the report also names lies so near that a place may be a quarter of it.
    fn near_another(&self, found: &[Found], scored: &[Scored], mention: &Found, entry: EntryRef) -> bool {
        let gazetteer = self.finder.gazetteer;
        let centre = gazetteer.entry(entry).centre();
        found.iter().zip(scored).filter(|(other, _)| other.key != mention.key).filter_map(|(_, list)| list.first()).any(|(other, _)| {
            let other = gazetteer.entry(*other);
            other.kind() == EntryKind::Settlement && kilometres(other.centre(), centre) <= QUARTER
        })
    }

    fn usage(&self, mention: &Found, chosen: Option<EntryRef>) -> PlaceUse {
        if mention.in_dateline {
            return PlaceUse::Dateline;
        }
        if mention.demonym {
            return PlaceUse::Demonym;
        }
        let lexicon = self.finder.lexicon;
        if let Some(suffix) = &mention.suffix {
            return if lexicon.suffixes.contains(suffix.as_str()) { PlaceUse::Metonym } else { PlaceUse::Literal };
        }
        let gazetteer = self.finder.gazetteer;
        if self.finder.words.is_some() {
            let can =
                chosen.is_some_and(|entry| gazetteer.entry(entry).kind() == EntryKind::Country || gazetteer.entry(entry).is_capital());
            return if can && mention.acts && mention.level.is_none() { PlaceUse::Metonym } else { PlaceUse::Literal };
        }
        let acts = chosen.is_some_and(|entry| gazetteer.entry(entry).kind() == EntryKind::Country || gazetteer.entry(entry).is_capital());
        if acts && mention.level.is_none() && self.acts(mention) { PlaceUse::Metonym } else { PlaceUse::Literal }
    }

    /// Whether the words around a country or capital make it one who acts.
    fn acts(&self, mention: &Found) -> bool {
        let (segments, lexicon) = (self.finder.segments, self.finder.lexicon);
        let sentence = &segments.sentences[mention.sentence];
        let (first, next) = (mention.tokens.start, mention.tokens.end);
        let kind = self.finder.report.paragraphs.get(sentence.paragraph).map_or(ParagraphKind::Body, |p| p.kind);
        let before = |back: usize| first.checked_sub(back).filter(|at| *at >= sentence.tokens.start).map_or("", |at| segments.lower(at));
        if kind == ParagraphKind::Title && next >= sentence.tokens.end && matches!(before(1), "-" | "–" | "—") {
            return true;
        }
        let skip = usize::from(before(1) == "the");
        for len in 1..=3 {
            let words: Vec<&str> = (1..=len).rev().map(|back| before(back + skip)).collect();
            if lexicon.agents.contains(words.join(" ").as_str()) {
                return true;
            }
        }
        let after = |on: usize| if next + on < sentence.tokens.end { segments.lower(next + on) } else { "" };
        if mention.possessive {
            return lexicon.belongs.contains(after(0)) || lexicon.belongs.contains(after(1));
        }
        let adverb = usize::from(after(0).ends_with("ly") || matches!(after(0), "also" | "has" | "have" | "had" | "will" | "itself"));
        let phrase = |len: usize| (0..len).map(after).collect::<Vec<_>>().join(" ");
        let said = lexicon.said.contains(after(adverb)) || (1..=3).any(|len| lexicon.said.contains(phrase(len).as_str()));
        said && mention.cue != Cue::Strong && !matches!(before(1), "from" | "of" | "to" | "and")
    }
}

fn precision(kind: EntryKind, level: Option<Level>) -> PlacePrecision {
    let own = match kind {
        EntryKind::Country => PlacePrecision::Country,
        EntryKind::Admin1 => PlacePrecision::Province,
        EntryKind::Admin2 | EntryKind::Admin3 => PlacePrecision::District,
        EntryKind::Settlement => PlacePrecision::Settlement,
        EntryKind::Area => PlacePrecision::Area,
        EntryKind::Facility => PlacePrecision::Exact,
    };
    // Never finer than the text's own word for the kind of place.
    level.and_then(Level::precision).map_or(own, |said| own.max(said))
}
