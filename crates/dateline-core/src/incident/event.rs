//! Groups triggers into events: one mention per event and report.

use super::context::Context;
use super::hit::Hit;
use super::lexicon::Part;
use super::setting::{self, Site};
use super::{Assertion, Family, Kind};
use crate::claim::Stance;
use crate::place::PlacePrecision;
use crate::report::ParagraphKind;
use crate::time::TimePrecision;

/// Most events given for one report.
const MOST: usize = 100;

/// Triggers that tell of the same event.
#[derive(Debug, Clone, Default)]
pub(super) struct Event {
    /// Indexes of hits, body before title, in text order.
    pub(super) hits: Vec<usize>,
    /// Times found beside its triggers, best first.
    pub(super) times: Vec<usize>,
    pub(super) site: Site,
    pub(super) main: bool,
}

/// Which events can be one: those that are told as real, and each other way by itself.
fn way(assertion: Assertion) -> u8 {
    match assertion {
        Assertion::Asserted | Assertion::Denied | Assertion::Attempted | Assertion::Background => 0,
        Assertion::Pattern => 1,
        Assertion::Threatened | Assertion::Planned | Assertion::Hypothetical => 2,
    }
}

/// Whether the kinds of two triggers can be of one event, and how well they agree.
fn kinds_agree(context: &Context<'_>, a: &Hit, b: &Hit) -> Option<i32> {
    if a.kind == b.kind {
        return Some(3);
    }
    let generic = |h: &Hit| h.open || matches!(h.kind, Kind::Unspecified | Kind::Attack);
    let (fa, fb) = (a.kind.family(), b.kind.family());
    let violent = |f: Family| matches!(f, Family::Strike | Family::Ground | Family::Unspecified);
    match (a.kind, b.kind) {
        (Kind::Protest, _) | (_, Kind::Protest) => None,
        (Kind::Attack, Kind::PropertyDestruction) | (Kind::PropertyDestruction, Kind::Attack) if !context.lexicon.is_english() => Some(1),
        _ if generic(a) && generic(b) && violent(fa) && violent(fb) => Some(2),
        (Kind::Bombing, Kind::SuicideBombing) | (Kind::SuicideBombing, Kind::Bombing) => Some(2),
        (Kind::AirStrike, Kind::Shelling) | (Kind::Shelling, Kind::AirStrike) => {
            let open = if context.lexicon.is_english() { 0 } else { 1 };
            Some(if generic(a) || generic(b) { open } else { -1 })
        }
        _ if fa == Family::Strike && fb == Family::Strike => Some(-3),
        (Kind::Accident, Kind::Unspecified) | (Kind::Unspecified, Kind::Accident) => Some(1),
        _ if generic(a) && violent(fb) || generic(b) && violent(fa) => Some(1),
        (Kind::Clash, Kind::Shooting) | (Kind::Shooting, Kind::Clash) => Some(1),
        _ => None,
    }
}

/// Whether two sites name a place in common, or two different towns.
fn sites_agree(context: &Context<'_>, a: &Site, b: &Site) -> Option<bool> {
    let places = &context.parts.places;
    let same = |x: usize, y: usize| {
        let (p, q) = (&places[x], &places[y]);
        p.id.is_some() && p.id == q.id
            || p.name.is_some() && (p.name == q.name || p.name == q.admin1 && p.country == q.country)
            || q.name.is_some() && q.name == p.admin1 && p.country == q.country
            || p.span.of(context.segments.body).to_lowercase() == q.span.of(context.segments.body).to_lowercase()
    };
    let (first_a, first_b) = (*a.places.first()?, *b.places.first()?);
    if a.places.iter().any(|x| b.places.iter().any(|y| same(*x, *y))) {
        return Some(true);
    }
    let fine = |at: usize| places[at].precision <= PlacePrecision::Settlement || places[at].precision == PlacePrecision::Unresolved;
    (fine(first_a) && fine(first_b)).then_some(false)
}

fn times_agree(context: &Context<'_>, a: &[usize], b: &[usize]) -> Option<bool> {
    let fine = |at: &&usize| context.parts.times[**at].precision <= TimePrecision::Day;
    let (x, y) = (a.iter().find(fine)?, b.iter().find(fine)?);
    setting::same_days(&context.parts.times[*x], &context.parts.times[*y])
}

/// Groups hits into events.
pub(super) fn group(context: &Context<'_>, hits: &[Hit]) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let order = (0..hits.len()).filter(|h| !hits[*h].title).chain((0..hits.len()).filter(|h| hits[*h].title));
    for index in order {
        let hit = &hits[index];
        let (mut times, mut site) = (setting::times_of(context, hit), setting::site_of(context, hit));
        if times.is_empty() {
            times.extend(context.heading_time(hit.sentence));
        }
        if site.places.is_empty()
            && let Some(place) = context.heading_place(hit.span, hit.sentence)
        {
            site.places.push(place);
        }
        let best = (0..events.len()).rev().filter_map(|at| Some((fits(context, hits, &events[at], at, hit, &times, &site)?, at)));
        let best = best.max_by_key(|(score, at)| (*score, *at));
        let wanted = if hit.definite || hit.title {
            1
        } else if times.is_empty() {
            2
        } else {
            4
        };
        match best {
            Some((score, at)) if score >= wanted => join(context, &mut events[at], index, times, site),
            _ if names_again(context, hits, &events, hit) => {}
            _ if worth(context, hit, &times, &site) && events.len() < MOST => {
                events.push(Event { hits: vec![index], times, site, main: false });
            }
            _ => {}
        }
    }
    mark_main(context, hits, &mut events);
    if !context.lexicon.is_english() {
        tie_to_main(context, hits, &mut events);
    }
    events
}

/// Gives the main event's site to those without one that words put at the same place: "there", "in the same town".
fn tie_to_main(context: &Context<'_>, hits: &[Hit], events: &mut [Event]) {
    let Some(site) = events.iter().find(|e| e.main).map(|e| e.site.clone()) else { return };
    let tied = |event: &Event| event.hits.iter().any(|h| setting::is_there(context, &hits[*h]));
    for event in events.iter_mut().filter(|e| !e.main && e.site.places.is_empty()) {
        if tied(event) {
            event.site = site.clone();
        }
    }
}

/// Whether a title names what the body tells in other words: it makes no event of its own then.
fn names_again(context: &Context<'_>, hits: &[Hit], events: &[Event], hit: &Hit) -> bool {
    let agrees = |event: &Event| event.hits.iter().any(|h| kinds_agree(context, &hits[*h], hit).is_some());
    !context.lexicon.is_english() && hit.title && events.iter().any(agrees)
}

/// Whether a trigger speaks of events in general ("the attacks of the coalition on civilian areas"), not of one.
fn is_general(context: &Context<'_>, hit: &Hit, times: &[usize]) -> bool {
    let stance = hit.claims.first().map(|c| context.parts.claims[*c].stance);
    let deplored = matches!(stance, Some(Stance::Condemns | Stance::Demands));
    hit.plural && hit.open && hit.part == Part::Noun && times.is_empty() && (deplored || !context.has_harm(hit.sentence))
}

/// Whether a sentence stands in an item of a list: "2. …", "• …".
fn is_item(context: &Context<'_>, sentence: usize) -> bool {
    let paragraph = context.report.paragraphs.get(context.paragraph(sentence));
    paragraph.is_some_and(|p| {
        let words = p.span.of(context.segments.body);
        // "12." or "3)"; without a mark the whole paragraph.
        let end = words.bytes().take(3).position(|b| matches!(b, b'.' | b')')).unwrap_or(words.len());
        p.kind == ParagraphKind::List
            || words.starts_with(['•', '-', '–', '*'])
            || matches!(end, 1 | 2) && words.bytes().take(end).all(|b| b.is_ascii_digit())
    })
}

/// How well a trigger fits an event; `None` where it can't be the same.
fn fits(context: &Context<'_>, hits: &[Hit], event: &Event, at: usize, hit: &Hit, times: &[usize], site: &Site) -> Option<i32> {
    let first = &hits[*event.hits.first()?];
    let last = &hits[*event.hits.last()?];
    let denial = hit.assertion == Assertion::Denied;
    if way(first.assertion) != way(hit.assertion) {
        return None;
    }
    // A denial speaks of the deed in its own words.
    let violent = |h: &Hit| !matches!(h.kind.family(), Family::Deprivation | Family::Crowd | Family::Property);
    let loosely = |h: &Hit| (denial && violent(h) && violent(hit)).then_some(0);
    let kinds = event.hits.iter().filter_map(|h| kinds_agree(context, &hits[*h], hit).or(loosely(&hits[*h]))).max()?;
    let mut score = kinds;
    match times_agree(context, &event.times, times) {
        Some(true) => score += 2,
        Some(false) => return None,
        None => {}
    }
    match sites_agree(context, &event.site, site) {
        Some(true) => score += 2,
        Some(false) if hit.title => score -= 2,
        Some(false) => return None,
        None => {}
    }
    if hit.other {
        score -= 4;
    }
    if hit.definite || denial {
        score += 1;
    }
    // A report tells its event first in title and lede, as new each time.
    if hit.indefinite && !hit.title && hit.sentence > first.sentence + 3 {
        score -= 2;
    }
    let item = |sentence: usize| is_item(context, sentence).then(|| context.paragraph(sentence));
    if let (Some(a), Some(b)) = (item(first.sentence), item(hit.sentence))
        && a != b
    {
        score -= 3;
    }
    if is_general(context, hit, times) != is_general(context, first, &event.times) && !hit.title && !first.title {
        score -= if hit.definite { 0 } else { 3 };
    }
    let same_sentence = event.hits.iter().any(|h| hits[*h].sentence == hit.sentence);
    if same_sentence {
        score += 2;
    } else if context.paragraph(last.sentence) == context.paragraph(hit.sentence) {
        score += 1;
    }
    if at == 0 {
        score += 1;
    }
    Some(score)
}

fn join(context: &Context<'_>, event: &mut Event, hit: usize, times: Vec<usize>, site: Site) {
    event.hits.push(hit);
    for time in times {
        if !event.times.contains(&time) {
            event.times.push(time);
        }
    }
    let finest = |s: &Site| s.places.iter().map(|at| context.parts.places[*at].precision).min();
    let finer = finest(&site).is_some_and(|new| finest(&event.site).is_none_or(|old| new < old));
    if finer && !setting::is_cut_short(context, &site, &event.site) || setting::is_cut_short(context, &event.site, &site) {
        let older = std::mem::replace(&mut event.site, site);
        for at in older.places {
            let name = |at: usize| context.parts.places[at].span.of(context.segments.body).to_lowercase();
            if !event.site.places.iter().any(|p| name(*p) == name(at)) {
                event.site.places.push(at);
            }
        }
        setting::sort_finest(context, &mut event.site.places);
    }
}

/// Whether a trigger that fits no event tells of one of its own.
fn worth(context: &Context<'_>, hit: &Hit, times: &[usize], site: &Site) -> bool {
    let stance = hit.claims.first().map(|c| context.parts.claims[*c].stance);
    let demanded = matches!(stance, Some(Stance::Demands | Stance::Asks));
    let window = context.window(hit.sentence, &hit.tokens);
    let told = window.clone().any(|at| {
        let word = context.segments.lower(at);
        context.lexicon.is("harm", word) || hit.part == Part::Verb && !hit.tokens.contains(&at) && context.lexicon.is("target", word)
    });
    let anchored = !times.is_empty() || !site.places.is_empty() || context.has_harm(hit.sentence) || told;
    let deplored = matches!(stance, Some(Stance::Condemns | Stance::Demands | Stance::Praises));
    if demanded && !anchored || deplored && hit.part == Part::Noun && times.is_empty() && !context.has_harm(hit.sentence) {
        return false;
    }
    let generic = hit.open || hit.plural;
    if hit.assertion == Assertion::Asserted && is_general(context, hit, times) {
        return false;
    }
    match hit.assertion {
        Assertion::Asserted | Assertion::Attempted | Assertion::Background => anchored || hit.strong && !generic,
        Assertion::Pattern => anchored || hit.part == Part::Verb,
        // "No arrests were made" tells of no event; that somebody denies one does.
        Assertion::Denied => !hit.claims.is_empty() && (anchored || hit.strong && !generic) || !times.is_empty() || !site.places.is_empty(),
        // "They fear new attacks" tells of none.
        Assertion::Hypothetical if !context.lexicon.is_english() => !(hit.plural && hit.open && hit.part == Part::Noun),
        Assertion::Threatened | Assertion::Planned | Assertion::Hypothetical => true,
    }
}

/// Adds an event of one trigger, at its place in the text.
pub(super) fn add(context: &Context<'_>, hits: &mut Vec<Hit>, events: &mut Vec<Event>, hit: Hit) {
    let at = hits.partition_point(|h| h.span < hit.span);
    let (times, site) = (setting::times_of(context, &hit), setting::site_of(context, &hit));
    hits.insert(at, hit);
    for event in events.iter_mut() {
        event.hits.iter_mut().filter(|h| **h >= at).for_each(|h| *h += 1);
    }
    events.push(Event { hits: vec![at], times, site, main: false });
    events.sort_by_key(|e| e.hits.iter().map(|h| (hits[*h].title, hits[*h].span)).min());
    mark_main(context, hits, events);
}

/// The report is about the event that title and lede tell of, else about the first one.
pub(super) fn mark_main(context: &Context<'_>, hits: &[Hit], events: &mut [Event]) {
    let score = |event: &Event| {
        let title = event.hits.iter().any(|h| hits[*h].title);
        let lede = event.hits.iter().any(|h| context.paragraph_kind(hits[*h].sentence) == ParagraphKind::Lede);
        let real = event.hits.iter().any(|h| way(hits[*h].assertion) == 0);
        3 * i32::from(title) + 3 * i32::from(lede) + 4 * i32::from(real)
    };
    events.iter_mut().for_each(|e| e.main = false);
    if let Some(best) = (0..events.len()).max_by_key(|at| (score(&events[*at]), usize::MAX - at)) {
        events[best].main = true;
    }
}
