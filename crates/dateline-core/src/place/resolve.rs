//! Decides which entry a name means: population first, then what the report is about, what contains what in its own
//! words, and words for kinds of places. Scores are natural logarithms, turned into probabilities over the candidates.

use crate::number::kilometres;
use crate::place::gazetteer::{EntryRef, Gazetteer};
use crate::place::lexicon::{Level, Lexicon, Words};
use crate::place::mention::{Cue, Found};
use crate::place::pack::EntryKind;
use crate::place::sound;
use crate::segment::{Segments, TokenKind};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::BTreeMap;

/// What a score of ten times the people is worth.
const PEOPLE: f64 = 1.8;
/// At most for the country that the whole report is about.
const COUNTRY: f64 = 8.0;
/// At most for the division that the whole report is about.
const DIVISION: f64 = 4.0;
/// For lying in the place that the text names as containing it.
const CONTAINED: f64 = 9.0;

/// What lies within so many kilometres of a town may be a quarter of it.
pub(crate) const QUARTER: f64 = 12.0;

/// Candidates that are weighed against each other; the rest are out of the question by then.
const CONSIDERED: usize = 24;

/// Where the report takes place: shares of its mentions, by country code and by id of the first-level division.
#[derive(Debug, Default)]
pub(crate) struct About {
    pub countries: BTreeMap<String, f64>,
    pub divisions: BTreeMap<String, f64>,
    /// What each name by itself adds, so that no name speaks for its own meaning.
    own: HashMap<String, (f64, HashMap<String, f64>)>,
    all: f64,
}

impl About {
    /// The share of a country (its code) or division (its id) among all names but one.
    pub(crate) fn share_without(&self, name: &str, key: &str) -> f64 {
        let sum = if key.contains(':') { self.divisions.get(key) } else { self.countries.get(key) };
        let Some(sum) = sum else { return 0.0 };
        let (weight, own) = self.own.get(name).map_or((0.0, 0.0), |(weight, own)| (*weight, own.get(key).copied().unwrap_or(0.0)));
        let rest = self.all - weight;
        if rest < 0.3 { 0.0 } else { ((sum * self.all - own) / rest.max(1.0)).clamp(0.0, 1.0) }
    }

    /// How much is known of where the report takes place without this name: the weight of all other names.
    pub(crate) fn known_without(&self, name: &str) -> f64 {
        self.all - self.own.get(name).map_or(0.0, |(weight, _)| *weight)
    }

    /// Countries with at least a twentieth of the report's mentions, most first, at most six.
    pub(crate) fn main_countries(&self) -> Vec<&str> {
        self.countries_above(0.05)
    }

    /// Countries with at least a seventh of the report's mentions.
    pub(crate) fn strong_countries(&self) -> Vec<&str> {
        self.countries_above(0.14)
    }

    fn countries_above(&self, least: f64) -> Vec<&str> {
        let mut all: Vec<(&str, f64)> = self
            .countries
            .iter()
            .map(|(code, share)| (code.as_str(), *share))
            .filter(|(code, share)| !code.is_empty() && *share >= least)
            .collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        all.into_iter().map(|(code, _)| code).take(6).collect()
    }
}

/// What the text says contains a mention.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Container {
    /// Index of the containing mention.
    pub outer: usize,
    /// Whether the words leave no doubt ("in X district of Y"), so that a candidate outside is wrong.
    pub certain: bool,
}

/// A candidate's entry with its probability.
pub(crate) type Scored = Vec<(EntryRef, f64)>;

/// Resolves mentions against each other.
pub(crate) struct Resolver<'a> {
    pub gazetteer: &'a Gazetteer,
    pub segments: &'a Segments<'a>,
    pub lexicon: &'a Lexicon,
    /// Words of a language that has a finder of its own.
    pub words: Option<&'a Words>,
}

impl Resolver<'_> {
    /// The candidates of every mention, most likely first, and what the report is about.
    pub(crate) fn resolve(&self, found: &[Found]) -> (Vec<Scored>, Vec<Option<Container>>, About) {
        let containers: Vec<Option<Container>> = (0..found.len()).map(|at| self.container(found, at)).collect();
        let mut about = About::default();
        let mut scored = self.scores(found, &about);
        for _ in 0..2 {
            about = self.about(found, &scored);
            scored = self.scores(found, &about);
            self.agree(found, &containers, &mut scored);
        }
        for list in &mut scored {
            let all: f64 = list.iter().map(|(_, score)| score.exp()).sum();
            for (_, score) in list.iter_mut() {
                *score = if all > 0.0 { score.exp() / all } else { 0.0 };
            }
            list.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| self.gazetteer.entry(a.0).id().cmp(self.gazetteer.entry(b.0).id())));
        }
        (scored, containers, about)
    }

    /// Tells what a bare name is where the report's other words do: a quarter, a province.
    pub(crate) fn tell_kinds(&self, found: &mut [Found]) {
        Self::tell_quarters(found);
        self.tell_provinces(found);
    }

    /// Tells provinces from the towns that they are called after: a bare name is the province's where the report calls it a
    /// province and never a town, and where it contains a town that lies far from its own.
    fn tell_provinces(&self, found: &mut [Found]) {
        let of_level = |level: Level| -> HashSet<String> {
            found.iter().filter(|f| f.level == Some(level) && !f.inside_name).map(|f| f.key.clone()).collect()
        };
        let (provinces, towns) = (of_level(Level::Province), of_level(Level::Settlement));
        let mut outer: HashSet<usize> = HashSet::default();
        for at in 0..found.len() {
            let Some(container) = self.container(found, at) else { continue };
            let unlisted = found[at].options.is_empty() && found[at].level == Some(Level::Settlement);
            if unlisted || self.lies_far(&found[at], &found[container.outer]) {
                outer.insert(container.outer);
            }
        }
        let as_province: Vec<bool> = (0..found.len()).map(|at| self.is_told_as_province(found, at)).collect();
        // "Raqqa and Deir ez-Zor": towns as likely as the provinces called after them.
        let listed: Vec<bool> = (0..found.len())
            .map(|at| {
                let beside = |other: Option<&Found>| {
                    other.is_some_and(|other| other.level.is_none() && !other.demonym && self.names_both(other).is_some())
                };
                let joined = |a: &Found, b: &Found| a.sentence == b.sentence && b.tokens.start == a.tokens.end + 1;
                let before = at.checked_sub(1).map(|before| &found[before]).filter(|before| joined(before, &found[at]));
                beside(before) || beside(found.get(at + 1).filter(|next| joined(&found[at], next)))
            })
            .collect();
        for at in 0..found.len() {
            let mention = &found[at];
            let bare = mention.level.is_none() && !mention.demonym && !mention.in_dateline && !mention.listed;
            let told = provinces.contains(&mention.key) && !towns.contains(&mention.key) && !listed[at];
            if bare && (told || outer.contains(&at) || as_province[at]) && self.names_both(mention).is_some() {
                found[at].level = Some(Level::Province);
            }
        }
    }

    /// A name that the report gives to a quarter and to nothing else is the quarter's where it stands bare, too.
    fn tell_quarters(found: &mut [Found]) {
        let keys = |quarter: bool| -> HashSet<String> {
            let of = |f: &&Found| f.level.is_some_and(|level| (level == Level::Quarter) == quarter && level != Level::Facility);
            found.iter().filter(of).map(|f| f.key.clone()).collect()
        };
        let (quarters, others) = (keys(true), keys(false));
        for mention in found.iter_mut().filter(|f| f.level.is_none() && quarters.contains(&f.key) && !others.contains(&f.key)) {
            mention.level = Some(Level::Quarter);
        }
    }

    /// Whether the words put a mention beside a province, or a nameless village into it: "to As-Suwayda province and not to
    /// Daraa", "Salah al-Din and Kirkuk", "the hamlet in Sagaing".
    fn is_told_as_province(&self, found: &[Found], at: usize) -> bool {
        let mention = &found[at];
        let beside = |a: &Found, b: &Found, other: &Found| {
            let gap = a.tokens.end..b.tokens.start;
            let joins = |token: usize| matches!(self.segments.lower(token), "and" | "or" | "not" | "to" | "in" | "of" | ",");
            let joined = gap.clone().any(|token| matches!(self.segments.lower(token), "and" | "or"));
            let kinds = |kind: EntryKind| other.options.iter().any(|o| self.gazetteer.entry(o.entry).kind() == kind);
            let only = other.level.is_none()
                && !other.demonym
                && kinds(EntryKind::Admin1)
                && !kinds(EntryKind::Settlement)
                && !kinds(EntryKind::Country);
            a.sentence == b.sentence
                && gap.len() <= 4
                && joined
                && gap.clone().all(|t| joins(t) || self.joins(t))
                && (other.level == Some(Level::Province) || only)
        };
        let before = at.checked_sub(1).map(|before| &found[before]).is_some_and(|before| beside(before, mention, before));
        if before || found.get(at + 1).is_some_and(|next| beside(mention, next, next)) {
            return true;
        }
        let inside = mention.tokens.start.checked_sub(2).filter(|_| self.segments.lower(mention.tokens.start - 1) == "in");
        self.words.is_none()
            && inside.is_some_and(|kind| {
                matches!(self.segments.lower(kind), "village" | "villages" | "hamlet" | "hamlets" | "township" | "townships")
                    && !self.segments.tokens[kind].capital
            })
    }

    /// The town of a name that a division which holds it bears too.
    fn names_both(&self, mention: &Found) -> Option<EntryRef> {
        let of = |kinds: &[EntryKind]| -> Vec<EntryRef> {
            mention.options.iter().map(|o| o.entry).filter(|at| kinds.contains(&self.gazetteer.entry(*at).kind())).collect()
        };
        let divisions = of(&[EntryKind::Admin1]);
        of(&[EntryKind::Settlement]).into_iter().find(|town| divisions.iter().any(|division| self.gazetteer.contains(*division, *town)))
    }

    /// Whether a mention is a town that lies in the division called like another mention, but far from that one's town.
    fn lies_far(&self, inner: &Found, outer: &Found) -> bool {
        let Some(town) = self.names_both(outer) else { return false };
        let centre = self.gazetteer.entry(town).centre();
        let division = self.gazetteer.admin1(town);
        let mut towns = inner.options.iter().filter(|o| self.gazetteer.entry(o.entry).kind() == EntryKind::Settlement && o.entry != town);
        towns.any(|o| self.gazetteer.admin1(o.entry) == division && kilometres(self.gazetteer.entry(o.entry).centre(), centre) > QUARTER)
    }

    /// Scores of every mention; mentions alike share theirs.
    fn scores(&self, found: &[Found], about: &About) -> Vec<Scored> {
        let mut known: HashMap<(&str, Option<Level>, bool, bool), Scored> = HashMap::default();
        let score = |f| {
            let mut list = self.score(f, about);
            list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            list.truncate(CONSIDERED);
            list
        };
        found.iter().map(|f| known.entry((&f.key, f.level, f.parted, f.demonym)).or_insert_with(|| score(f)).clone()).collect()
    }

    fn score(&self, found: &Found, about: &About) -> Scored {
        let top = |key: &str, most: f64| most * about.share_without(&found.key, key).min(0.5).sqrt() * 1.41;
        // A division that holds a town of its own name is meant only where the words say so.
        let towns: Vec<EntryRef> =
            found.options.iter().map(|o| o.entry).filter(|e| self.gazetteer.entry(*e).kind() == EntryKind::Settlement).collect();
        let of = |entry: EntryRef, fit: f64| {
            let e = self.gazetteer.entry(entry);
            let people = f64::from(e.population().max(10)).log10();
            let prior = match e.kind() {
                EntryKind::Country => 9.0,
                EntryKind::Admin1 => people - 0.5,
                EntryKind::Admin2 | EntryKind::Admin3 => people - 1.3,
                EntryKind::Settlement => people + if e.is_capital() { 1.2 } else { 0.0 },
                EntryKind::Area => 8.0,
                EntryKind::Facility => 1.0,
            };
            // "Basilan" is another name of its capital, but the province's own.
            let other_name = e.kind() == EntryKind::Settlement
                && fit < 0.9
                && found.level.is_none()
                && !alike(&found.key, e.name())
                && found.options.iter().any(|o| {
                    o.fit >= 0.9 && self.gazetteer.contains(o.entry, entry) && self.gazetteer.entry(o.entry).kind() == EntryKind::Admin1
                });
            let acts = found.suffix.as_deref().is_some_and(|s| self.lexicon.suffixes.contains(s));
            let kind = match (found.level, e.kind()) {
                // "Washington-led": a capital leads, a town or a province does not.
                _ if other_name => -6.0,
                _ if acts && (e.is_capital() || e.kind() == EntryKind::Country) => 4.0,
                (Some(Level::Province), EntryKind::Admin1) => 5.0,
                (Some(Level::District), EntryKind::Admin2 | EntryKind::Admin3) => 5.0,
                (Some(Level::Settlement), EntryKind::Settlement) => 4.0,
                (Some(Level::Area), EntryKind::Area) => 3.0,
                (Some(Level::Province), EntryKind::Admin2 | EntryKind::Area) => 2.0,
                (Some(Level::District | Level::Province), EntryKind::Settlement) => -1.5,
                (Some(Level::Settlement), EntryKind::Country | EntryKind::Area) => -6.0,
                (None | Some(Level::Facility), EntryKind::Admin1 | EntryKind::Admin2 | EntryKind::Admin3)
                    if !found.parted && towns.iter().any(|town| self.gazetteer.contains(entry, *town)) =>
                {
                    -4.5
                }
                _ => 0.0,
            };
            let country = if e.country().is_empty() { 0.0 } else { top(e.country(), COUNTRY) };
            let division = e.admin1_id().map_or(0.0, |id| top(id, DIVISION));
            (entry, PEOPLE * (prior - 9.0) + 10.0 * fit + kind + country + division)
        };
        found.options.iter().map(|o| of(o.entry, o.fit)).collect()
    }

    /// The shares of countries and divisions among the mentions, each by the likelihood of its candidates.
    fn about(&self, found: &[Found], scored: &[Scored]) -> About {
        let mut about = About::default();
        let mut votes: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
        let usable = |mention: &Found, list: &Scored| !mention.inside_name && !list.is_empty();
        for (mention, _) in found.iter().zip(scored).filter(|(mention, list)| usable(mention, list)) {
            let weight = match mention.cue {
                _ if mention.in_dateline => 1.5,
                _ if mention.demonym || mention.listed => 1.0,
                Cue::Strong => 1.0,
                Cue::Weak => 0.5,
                Cue::None => 0.2,
            };
            let vote = votes.entry(&mention.key).or_default();
            *vote = (vote.0.max(weight), vote.1 + 1);
        }
        for (mention, list) in found.iter().zip(scored).filter(|(mention, list)| usable(mention, list)) {
            let (weight, times) = votes.get(mention.key.as_str()).copied().unwrap_or((0.0, 1));
            // A name said again and again counts more than once, not every time.
            let weight = weight * (times as f64).sqrt() / times as f64;
            let most = list.iter().map(|(_, s)| *s).fold(f64::MIN, f64::max);
            let sum: f64 = list.iter().map(|(_, s)| (s - most).exp()).sum();
            about.all += weight;
            let own = about.own.entry(mention.key.clone()).or_default();
            own.0 += weight;
            for (entry, score) in list {
                let share = weight * (score - most).exp() / sum;
                let e = self.gazetteer.entry(*entry);
                *about.countries.entry(e.country().to_owned()).or_default() += share;
                *own.1.entry(e.country().to_owned()).or_default() += share;
                if let Some(id) = e.admin1_id() {
                    *about.divisions.entry(id.to_owned()).or_default() += share;
                    *own.1.entry(id.to_owned()).or_default() += share;
                }
            }
        }
        if about.all > 0.0 {
            about.countries.values_mut().chain(about.divisions.values_mut()).for_each(|share| *share /= about.all);
        }
        about
    }

    /// Containment in the text's words raises both ends; one name without a kind of its own means one place everywhere.
    fn agree(&self, found: &[Found], containers: &[Option<Container>], scored: &mut [Scored]) {
        for at in 0..found.len() {
            let Some(container) = containers[at] else { continue };
            let outer: Vec<(EntryRef, f64)> = scored[container.outer].clone();
            if outer.is_empty() || scored[at].is_empty() {
                continue;
            }
            let most = outer.iter().map(|(_, s)| *s).fold(f64::MIN, f64::max);
            // What the container would add to an outer candidate that some inner one lies in.
            let mut raised: HashMap<EntryRef, f64> = HashMap::default();
            for (entry, score) in &mut scored[at] {
                let holders: Vec<&(EntryRef, f64)> =
                    outer.iter().filter(|(o, s)| *s > most - 12.0 && self.gazetteer.contains(*o, *entry)).collect();
                if let Some(best) = holders.iter().map(|(_, s)| *s).reduce(f64::max) {
                    *score += CONTAINED + (best - most).max(-4.0);
                    for (o, _) in holders {
                        raised.insert(*o, CONTAINED / 2.0);
                    }
                } else if container.certain {
                    *score -= CONTAINED;
                }
            }
            for (entry, score) in &mut scored[container.outer] {
                *score += raised.get(entry).copied().unwrap_or(0.0);
            }
        }
        let mut pooled: BTreeMap<(&str, bool), BTreeMap<EntryRef, f64>> = BTreeMap::new();
        for (mention, list) in found.iter().zip(scored.iter()) {
            let one = pooled.entry((mention.key.as_str(), mention.demonym)).or_default();
            for (entry, score) in list {
                let best = one.entry(*entry).or_insert(f64::MIN);
                *best = best.max(*score);
            }
        }
        for (mention, list) in found.iter().zip(scored.iter_mut()) {
            if mention.level.is_some_and(|level| level.precision().is_some()) {
                continue;
            }
            let Some(one) = pooled.get(&(mention.key.as_str(), mention.demonym)) else { continue };
            for (entry, score) in list {
                // What a province's own mention won is not carried to the town of the same name.
                let kind = self.gazetteer.entry(*entry).kind();
                if matches!(kind, EntryKind::Settlement | EntryKind::Country) {
                    *score = one.get(entry).copied().unwrap_or(*score);
                }
            }
        }
    }

    /// What the words around mention `at` say contains it.
    fn container(&self, found: &[Found], at: usize) -> Option<Container> {
        let mention = &found[at];
        if mention.demonym || mention.inside_name {
            return None;
        }
        // "Syria's Idlib"; "the Ukrainian town of Chuhuiv".
        if let Some(before) = at.checked_sub(1).filter(|b| found[*b].sentence == mention.sentence && !found[*b].inside_name) {
            let gap = found[before].tokens.end..mention.tokens.start;
            let adjective = found[before].demonym && gap.len() <= 4 && gap.clone().all(|t| self.joins(t));
            if found[before].possessive && gap.clone().all(|t| self.lexicon.modifiers.contains(self.segments.lower(t)))
                || adjective && !gap.is_empty()
            {
                return Some(Container { outer: before, certain: !adjective || gap.len() > 1 });
            }
        }
        let mut outer = at + 1;
        // "in A, B and C" may be a list; the first one after that could contain it is enough.
        while let Some(next) = found.get(outer).filter(|n| n.sentence == mention.sentence) {
            if next.inside_name || next.demonym {
                return None;
            }
            let gap = mention.tokens.end..next.tokens.start;
            if gap.len() > 12 || gap.clone().any(|t| !self.links(t)) {
                return None;
            }
            let word = |w: &str| gap.clone().any(|t| self.segments.lower(t) == w);
            if let Some(words) = self.words {
                let division = next.level.is_some_and(|l| matches!(l, Level::Province | Level::District));
                let inside = gap.clone().any(|t| words.is("inside", self.segments.lower(t)));
                // "село Макеевка Сватовского района": the second name stands in the genitive.
                let follows = gap.is_empty() && division && mention.level.is_some();
                if inside || follows || word(",") || word("،") || word("(") || gap.clone().any(|t| self.joins(t)) {
                    return Some(Container { outer, certain: (inside || follows) && division });
                }
                outer += 1;
                continue;
            }
            let certain = (word("in") || word("of")) && next.level.is_some_and(|l| matches!(l, Level::Province | Level::District));
            if word(",") || word("(") || word("in") || word("of") {
                return Some(Container { outer, certain });
            }
            outer += 1;
        }
        None
    }

    /// Words that may stand between a demonym and the place it belongs to.
    fn joins(&self, token: usize) -> bool {
        let word = self.segments.lower(token);
        if let Some(words) = self.words {
            return words.is("modifier", word) || words.type_before.contains_key(word) || words.type_after.contains_key(word);
        }
        self.lexicon.modifiers.contains(word)
            || self.lexicon.type_before.contains_key(word)
            || matches!(word, "border" | "capital" | "coastal" | "village")
    }

    /// Words that may stand between a place and what contains it.
    fn links(&self, token: usize) -> bool {
        let word = self.segments.lower(token);
        let mark = self.segments.tokens[token].kind == TokenKind::Mark;
        if let Some(words) = self.words {
            return mark && matches!(word, "," | "،" | "(" | ".")
                || self.joins(token)
                || words.is("inside", word)
                || words.is("part", word);
        }
        (mark && matches!(word, "," | "(" | "."))
            || self.joins(token)
            || self.lexicon.type_after.contains_key(word)
            || matches!(word, "in" | "of" | "the" | "very" | "far" | "located" | "a" | "at" | "situated" | "lies" | "part")
    }
}

/// Whether two names share a word, by its sounds.
fn alike(a: &str, b: &str) -> bool {
    let sounds = |name: &str| -> HashSet<String> { name.split([' ', '-']).flat_map(sound::skeletons).collect() };
    !sounds(a).is_disjoint(&sounds(b))
}
