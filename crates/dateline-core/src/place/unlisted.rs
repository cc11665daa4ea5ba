//! Names that no gazetteer has but that the words around them show to be places: "Al Duwaiji village", "the village of
//! Yukhari Ojaqli". Their sounds are looked up in the countries that the report is about; what is not found stays
//! unresolved.

use crate::place::key;
use crate::place::mention::{Cue, Finder, Found, Meaning, elided};
use crate::place::other;
use crate::place::pack::EntryKind;
use crate::place::sound;
use crate::report::ParagraphKind;
use crate::segment::TokenKind;
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A name of more words is none.
const LONGEST: usize = 4;

/// Names this near are the same name in another spelling.
const CLOSE: f64 = 0.11;

/// How near a name must sound to be the same: names of few consonants have many that sound alike.
fn closest(words: &str) -> f64 {
    match sound::skeletons(words).first().map_or(0, String::len) {
        0..=2 => CLOSE * 0.5,
        3 => CLOSE * 0.75,
        _ => CLOSE,
    }
}

/// A run of capitals that may be a place's name.
struct Run {
    found: Found,
    /// Whether a word for a kind of place shows it.
    shown: bool,
    /// Whether a strong cue alone stands before it.
    cued: bool,
    /// Whether its sounds in the report's countries would be enough: some cue stands before it.
    likely: bool,
}

/// Adds them to the mentions found, in text order.
pub(crate) fn add(finder: &Finder<'_>, countries: &[&str], found: &mut Vec<Found>) {
    if finder.words.is_some() {
        return respell_unlisted(finder, countries, found);
    }
    if !finder.english && finder.types.is_none() {
        return;
    }
    let countries: &[&str] = &finder.lexicon.transliterated(countries);
    let runs = runs(finder, found);
    // What is shown to be a place once, or cued twice, is one wherever the report names it.
    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    for run in &runs {
        *shown.entry(run.found.key.clone()).or_default() += if run.shown { 2 } else { usize::from(run.cued) };
    }
    for mut run in runs {
        if !(finder.english || run.shown || run.cued && finder.plain.is_some()) {
            continue;
        }
        let named = run.cued || run.shown || run.found.in_dateline || shown.get(&run.found.key).is_some_and(|times| *times >= 2);
        if !named && !run.likely {
            continue;
        }
        let words = run.found.span.of(finder.segments.body);
        let near = finder.gazetteer.fuzzy(words, countries);
        let close = near.first().is_some_and(|(entry, distance)| {
            *distance <= closest(words) && finder.gazetteer.entry(*entry).kind() != EntryKind::Country && run.found.key.len() >= 5
        });
        let near = near.into_iter().filter(|(_, distance)| *distance <= closest(words));
        run.found.options = near.take(20).map(|(entry, distance)| Meaning { entry, fit: 0.9 - 2.0 * distance }).collect();
        if named || close {
            found.push(run.found);
        }
    }
    found.sort_by_key(|f| f.span);
}

/// Gives names without a meaning those that sound like them in the report's countries, and leaves out those that nothing
/// shows to be places then.
fn respell_unlisted(finder: &Finder<'_>, countries: &[&str], found: &mut Vec<Found>) {
    let mut known: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for mention in found.iter_mut().filter(|mention| mention.options.is_empty() && !mention.inside_name) {
        let level = mention.level.is_some_and(|level| level.precision().is_some());
        if level {
            shown.insert(mention.key.clone());
        }
        let sentence = finder.segments.sentences.get(mention.sentence).map_or(0, |s| s.tokens.end);
        let more = finder.words.map_or(0, |words| other::may_go_on(finder, words, &mention.tokens, sentence));
        // The longest name that sounds like one.
        for longer in (0..=more).rev() {
            let tokens = mention.tokens.start..mention.tokens.end + longer;
            let span = Span::new(mention.span.start(), finder.segments.span_of(tokens.clone()).end());
            let key = key::exact(span.of(finder.segments.body));
            let meanings = known.entry(key.clone()).or_insert_with(|| {
                let near = other::sounds(finder, mention, span.of(finder.segments.body), countries).into_iter();
                let near = near.filter(|(entry, distance)| {
                    *distance <= closest(span.of(finder.segments.body)) && finder.gazetteer.entry(*entry).kind() != EntryKind::Country
                });
                near.take(20).map(|(entry, distance)| Meaning { entry, fit: 0.9 - 2.0 * distance }).collect()
            });
            if !meanings.is_empty() {
                mention.options.clone_from(meanings);
                (mention.tokens, mention.span, mention.key) = (tokens, span, key);
                break;
            }
        }
    }
    found.retain(|mention| !mention.options.is_empty() || shown.contains(&mention.key));
    // A name that was found to be longer takes in what was found in its last words.
    found.sort_by_key(|mention| mention.span);
    let mut end = 0;
    found.retain(|mention| {
        let free = mention.span.start() >= end;
        end = if free { mention.span.end() } else { end };
        free
    });
}

/// Gives a mention that was found elsewhere, and has no meaning here, those that sound like it.
pub(crate) fn respell_given(finder: &Finder<'_>, countries: &[&str], found: &mut [Found]) {
    for mention in found.iter_mut().filter(|mention| mention.options.is_empty()) {
        let near = other::sounds(finder, mention, mention.span.of(finder.segments.body), countries).into_iter();
        let most = closest(mention.span.of(finder.segments.body));
        let near = near.filter(|(_, distance)| *distance <= most);
        mention.options = near.take(20).map(|(entry, distance)| Meaning { entry, fit: 0.9 - 2.0 * distance }).collect();
    }
}

/// Adds entries of the same sounds to names whose only meanings are small places in countries that the report is not
/// about: "Chuguev" listed far away is still Chuhuiv in a report on Ukraine.
pub(crate) fn respell(finder: &Finder<'_>, countries: &[&str], found: &mut [Found]) {
    let spelt = if finder.words.is_some() { countries.to_vec() } else { finder.lexicon.transliterated(countries) };
    for mention in found.iter_mut().filter(|m| !m.demonym && !m.listed && !m.inside_name && m.key.len() >= 4) {
        let abroad = mention.options.iter().all(|o| {
            let e = finder.gazetteer.entry(o.entry);
            let large = e.population() >= 300_000 || matches!(e.kind(), EntryKind::Country | EntryKind::Area);
            !large && !countries.contains(&e.country())
        });
        // "Hawija" is listed as a district only: the town in it has another spelling.
        let divisions = mention.level.is_none()
            && mention.options.iter().all(|o| matches!(finder.gazetteer.entry(o.entry).kind(), EntryKind::Admin2 | EntryKind::Admin3));
        if abroad || divisions {
            let words = mention.span.of(finder.segments.body);
            let near = finder.gazetteer.fuzzy(words, &spelt);
            mention.options.extend(
                near.into_iter()
                    .filter(|(_, distance)| *distance <= closest(words))
                    .take(20)
                    .map(|(entry, distance)| Meaning { entry, fit: 0.9 - 2.0 * distance }),
            );
        }
    }
}

fn runs(finder: &Finder<'_>, found: &[Found]) -> Vec<Run> {
    let (segments, lexicon) = (finder.segments, finder.lexicon);
    let mut taken = vec![false; segments.tokens.len()];
    for at in found.iter().flat_map(|f| f.tokens.clone()) {
        if let Some(slot) = taken.get_mut(at) {
            *slot = true;
        }
    }
    let mut out = Vec::new();
    for (index, sentence) in segments.sentences.iter().enumerate() {
        let kind = finder.report.paragraphs.get(sentence.paragraph).map_or(ParagraphKind::Body, |p| p.kind);
        if matches!(kind, ParagraphKind::Byline | ParagraphKind::Credit) {
            continue;
        }
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let mut end = at;
            while end < sentence.tokens.end && !taken[end] && finder.is_name(end) && (end == at || finder.adjacent(end - 1)) {
                end += 1;
            }
            if end > at && end - at <= LONGEST {
                out.extend(run(finder, at..end, index));
            }
            at = end.max(at + 1);
        }
    }
    out.retain(|run: &Run| !lexicon.common.contains(run.found.key.as_str()));
    out
}

fn run(finder: &Finder<'_>, mut tokens: std::ops::Range<usize>, index: usize) -> Option<Run> {
    let (segments, lexicon) = (finder.segments, finder.lexicon);
    let sentence = segments.sentences.get(index)?.tokens.clone();
    // "Thursday Qalat": a day, a direction or a kind of place before the name is none of it.
    while tokens.len() > 1 && {
        let word = segments.lower(tokens.start);
        let first = tokens.start == sentence.start;
        lexicon.calendar.contains(word)
            || first && (lexicon.strong.contains(word) || lexicon.weak.contains(word) || finder.lower.contains(word))
    } {
        tokens.start += 1;
    }
    let words: Vec<&str> = tokens.clone().map(|at| segments.lower(at)).collect();
    let plain = |word: &&str| {
        let word = word.trim_end_matches("'s");
        let own = finder.plain.is_some_and(|plain| ["organisation", "title", "never"].iter().any(|role| plain.is(role, word)));
        own || lexicon.organisations.contains(word) || lexicon.titles.contains(word) || lexicon.calendar.contains(word)
    };
    let known = |word: &&str| {
        let word = word.trim_end_matches("'s");
        lexicon.common.contains(word) || finder.lower.contains(word)
    };
    if words.iter().any(plain) || words.iter().all(known) || segments.tokens[tokens.clone()].iter().any(|t| t.kind != TokenKind::Word) {
        return None;
    }
    let (cue, level) = finder.surroundings(tokens.clone(), &sentence);
    let before = tokens.start.checked_sub(1).filter(|at| *at >= sentence.start).map_or("", |at| segments.lower(at));
    let opens = tokens.start == sentence.start;
    let part = tokens.len() > 1 && lexicon.parts.contains(words[0]);
    let shown = level.is_some_and(|l| l.precision().is_some()) && !opens || part && cue != Cue::None && !opens;
    let article = words.iter().any(|word| {
        matches!(word.split('-').next(), Some("al" | "el" | "ad" | "as" | "ash" | "az" | "ar" | "an" | "at" | "ez" | "es" | "de" | "la"))
    });
    let cued = cue == Cue::Strong
        && before != "the"
        && (tokens.len() == 1 || finder.plain.is_some() || article || part || matches!(before, "near" | "outside"))
        && !opens
        && words.last().is_some_and(|w| w.len() > 3)
        && !finder.is_loud(sentence.clone());
    let whole = segments.span_of(tokens.clone());
    let article = if finder.english { 0 } else { elided(whole.of(segments.body)) };
    let span = Span::new(whole.start() + article, whole.end());
    let text = span.of(segments.body);
    let bare = ["'s", "’s"].iter().find_map(|ending| text.strip_suffix(ending)).map_or(text.len(), str::len);
    let possessive = bare < text.len();
    let span = Span::new(span.start(), span.start() + bare);
    let text = span.of(segments.body);
    if text.chars().filter(|c| c.is_alphabetic()).count() < 3 || !text.chars().any(char::is_lowercase) && !in_dateline(finder, span) {
        return None;
    }
    let found = Found {
        span,
        tokens,
        sentence: index,
        options: Vec::new(),
        key: key::exact(text),
        demonym: false,
        listed: false,
        cue,
        level,
        in_dateline: in_dateline(finder, span),
        suffix: None,
        possessive,
        parted: false,
        inside_name: false,
        inside_person: false,
        plain_capital: false,
        acts: false,
    };
    let likely = cue != Cue::None && !opens;
    Some(Run { found, shown, cued, likely })
}

fn in_dateline(finder: &Finder<'_>, span: Span) -> bool {
    finder.report.dateline.is_some_and(|d| d.contains(span))
}
