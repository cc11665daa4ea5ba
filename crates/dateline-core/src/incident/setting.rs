//! When and where: which time expressions and places of a sentence belong to a trigger, and what follows for the event.

use super::context::Context;
use super::day;
use super::hit::Hit;
use super::{When, Where};
use crate::place::PlacePrecision;
use crate::report::ParagraphKind;
use crate::segment::TokenKind;
use crate::text::Span;
use crate::time::{Time, TimePrecision, TimeType};

/// Places that say where one trigger's event happened, finest first, and whether it was near them.
#[derive(Debug, Clone, Default)]
pub(super) struct Site {
    pub(super) places: Vec<usize>,
    pub(super) near: bool,
}

/// Whether a mention belongs to the words of attribution ("said on Tuesday in Beirut"), not to the event told.
fn attribution(context: &Context<'_>, hit: &Hit, span: Span) -> bool {
    let claims = &context.parts.claims;
    let beside_cue = |cue: Span, reach: usize| {
        let between = if cue.end() <= span.start() { Span::new(cue.end(), span.start()) } else { Span::new(span.end(), cue.start()) };
        context.segments.tokens_in(between).len() <= reach && cue.end() <= span.start()
    };
    let around = context.claims_around(span);
    hit.claims.iter().any(|at| {
        let claim = &claims[*at];
        !around.contains(at)
            && claim.cue.is_some_and(|cue| {
                context.segments.sentence_at(cue.start()) == Some(hit.sentence) && beside_cue(cue, 6)
                    || claim.speaker.as_ref().is_some_and(|s| s.span.contains(span))
            })
    })
}

/// Tokens between a trigger and a span beyond which nothing is looked at: bounds the work on a sentence without end.
const FAR: usize = 400;

/// Tokens between a trigger and a span, with a fine for what separates clauses.
fn distance(context: &Context<'_>, hit: &Hit, span: Span) -> usize {
    let between =
        if span.start() >= hit.span.end() { Span::new(hit.span.end(), span.start()) } else { Span::new(span.end(), hit.span.start()) };
    let tokens = context.segments.tokens_in(between);
    if tokens.len() > FAR {
        return tokens.len();
    }
    let breaks = tokens.clone().filter(|at| is_break(context, *at)).count();
    tokens.len() + 6 * breaks
}

fn dated(time: &Time) -> bool {
    time.from.is_some() && matches!(time.kind, TimeType::Date | TimeType::Time)
}

/// Times of a trigger's sentence that may say when its event happened, nearest first.
pub(super) fn times_of(context: &Context<'_>, hit: &Hit) -> Vec<usize> {
    let mut found: Vec<(usize, usize)> = context
        .times_in(hit.sentence)
        .filter(|at| {
            let time = &context.parts.times[*at];
            (dated(time) || hit.assertion == super::Assertion::Pattern)
                && !attribution(context, hit, time.span)
                && !context.in_dateline(time.span)
                && day::can_be_of(context, hit, *at)
        })
        .map(|at| (distance(context, hit, context.parts.times[at].span), at))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, at)| at).collect()
}

/// Whether two dated times share a day; unknown ones do not tell.
pub(super) fn same_days(a: &Time, b: &Time) -> Option<bool> {
    let (from_a, to_a, from_b, to_b) = (a.from.as_ref()?, a.to.as_ref()?, b.from.as_ref()?, b.to.as_ref()?);
    Some(from_a <= to_b && from_b <= to_a)
}

/// The time to give for an event out of those found for it, best first: the finest that agrees with the best.
pub(super) fn when(context: &Context<'_>, times: &[usize]) -> When {
    let Some(first) = times.iter().copied().find(|at| dated(&context.parts.times[*at])).or(times.first().copied()) else {
        return When::UNKNOWN;
    };
    let best = &context.parts.times[first];
    let inside = |at: &usize| {
        let time = &context.parts.times[*at];
        let beside = context.segments.sentence_at(time.span.start()) == context.segments.sentence_at(best.span.start());
        let finer = time.precision < best.precision && beside || *at == first;
        finer && dated(time) && time.from >= best.from && time.to <= best.to
    };
    let chosen = times.iter().copied().filter(inside).min_by_key(|at| (context.parts.times[*at].precision, *at)).unwrap_or(first);
    let time = &context.parts.times[chosen];
    let precision = if time.from.is_none() && time.edtf.is_none() { TimePrecision::Unknown } else { time.precision };
    When { time: Some(chosen), edtf: time.edtf.clone(), from: time.from.clone(), to: time.to.clone(), precision }
}

/// Places of a trigger's sentence that say where its event happened.
pub(super) fn site_of(context: &Context<'_>, hit: &Hit) -> Site {
    let all: Vec<usize> = context
        .places_in(hit.sentence)
        .filter(|at| {
            context.literal(*at).is_some_and(|p| {
                !attribution(context, hit, p.span)
                    && !context.in_speaker(p.span)
                    && !is_seat(context, p.span)
                    && !is_of_actor(context, p.span)
            })
        })
        .take(64)
        .collect();
    let rank = |at: &usize| {
        let span = context.parts.places[*at].span;
        let before = span.end() <= hit.span.start();
        distance(context, hit, span) + if before { 8 } else { 0 } + if placed(context, span) { 0 } else { 6 }
    };
    let Some(best) = all.iter().copied().min_by_key(|at| (rank(at), *at)) else { return Site::default() };
    chain(context, &all, best)
}

/// Whether a place is only where somebody who speaks or acts has their seat: "the government in Damascus".
fn is_seat(context: &Context<'_>, span: Span) -> bool {
    let first = context.segments.tokens_in(span).start;
    first >= 2
        && context.lexicon.is("seated", context.segments.lower(first - 1))
        && context.lexicon.is("seat", context.segments.lower(first - 2))
}

/// Whether a place only says whose people act: "the police of Tripoli", in languages other than English.
fn is_of_actor(context: &Context<'_>, span: Span) -> bool {
    let first = first_token(context, span);
    if context.lexicon.is_english() || first == 0 {
        return false;
    }
    let is = |class: &str, at: usize| context.lexicon.is(class, context.segments.lower(at));
    let head = (first.saturating_sub(3)..first).rev().find(|at| !is("of", *at) && !is("determiner", *at));
    let linked = !context.lexicon.classes.contains_key("of") || is_elided(context, first) || head.is_some_and(|at| at + 1 < first);
    linked
        && !is_joined(context, span)
        && head.is_some_and(|at| {
            let place = ["target", "link", "near"].iter().any(|class| is(class, at));
            !place && ["force", "actor", "organisation"].iter().any(|class| is(class, at))
        })
}

/// Whether "of" lost its vowel in front of a word.
fn is_elided(context: &Context<'_>, at: usize) -> bool {
    let before = context.segments.lower(at).split_once('\'').map(|(before, _)| before);
    before.is_some_and(|before| context.lexicon.classes.get("of").is_some_and(|words| words.contains(before)))
}

/// Whether a preposition of place stands before a span, with its article and description between.
fn placed(context: &Context<'_>, span: Span) -> bool {
    let first = first_token(context, span);
    is_joined(context, span)
        || (1..=4).any(|back| first.checked_sub(back).is_some_and(|at| context.lexicon.is("placed", context.segments.lower(at))))
}

/// The containment phrase around a place.
fn chain(context: &Context<'_>, all: &[usize], best: usize) -> Site {
    let linked = |a: usize, b: usize| {
        let between = Span::new(context.parts.places[a].span.end(), context.parts.places[b].span.start());
        let tokens = context.segments.tokens_in(between);
        tokens.len() <= 12 && tokens.clone().all(|at| is_link(context, at))
    };
    let Some(position) = all.iter().position(|at| *at == best) else { return Site::default() };
    let (mut from, mut to) = (position, position + 1);
    while from > 0 && linked(all[from - 1], all[from]) {
        from -= 1;
    }
    while to < all.len() && linked(all[to - 1], all[to]) {
        to += 1;
    }
    let mut places = all[from..to].to_vec();
    let first = context.parts.places[places[0]].span;
    let mut near = is_near(context, first);
    if !context.lexicon.is_english() {
        // A village that is not known lies in or near the place that is named with it; "near" is reckoned from what is known.
        let known = |at: &usize| context.parts.places[*at].precision != PlacePrecision::Unresolved;
        if !places.iter().any(known) {
            let reach = |at: usize| {
                context.segments.tokens_in(Span::new(context.parts.places[places[0]].span.end(), context.parts.places[at].span.start()))
            };
            let beside = |at: &usize| reach(*at).len() <= BESIDE && !reach(*at).any(|token| is_break(context, token));
            places.extend(all[to..].iter().copied().find(|at| known(at) && beside(at)));
        }
        let finest = places.iter().copied().filter(known).min_by_key(|at| context.parts.places[*at].precision);
        near |= finest.is_some_and(|at| is_near(context, context.parts.places[at].span));
        // "In the north of the province" is in it.
        near &= finest.is_none_or(|at| context.parts.places[at].precision < PlacePrecision::District);
    }
    sort_finest(context, &mut places);
    Site { places, near }
}

/// Most tokens between the name of an unknown village and the known place that it is told to lie in or near.
const BESIDE: usize = 14;

/// Whether the words before a place put the event near it.
fn is_near(context: &Context<'_>, span: Span) -> bool {
    let first = first_token(context, span);
    let lower = |at: usize| context.segments.lower(at);
    (1..=6)
        .map_while(|back| first.checked_sub(back))
        .take_while(|at| !matches!(context.segments.word(*at), "," | "،" | ".") && !context.lexicon.is("inside", cased(context, *at)))
        .any(|at| {
            let compass = context.lexicon.is("compass", lower(at));
            let from = if context.lexicon.is_english() {
                lower(at + 1) == "of"
            } else {
                at.checked_sub(1).is_some_and(|before| context.lexicon.is("towards", lower(before)))
            };
            context.lexicon.is("near", lower(at)) && (!compass || from)
        })
}

/// Whether a token parts clauses: a mark, or a word that turns to another clause.
fn is_break(context: &Context<'_>, at: usize) -> bool {
    let word = cased(context, at);
    matches!(word, ";" | "؛" | ":" | "—" | "–") || context.lexicon.is("turning", word)
}

/// A token as written in English, where a capital makes another word of it, else in lower case.
fn cased<'t>(context: &'t Context<'_>, at: usize) -> &'t str {
    if context.lexicon.is_english() { context.segments.word(at) } else { context.segments.lower(at) }
}

/// Whether a token may stand between two places of one containment phrase, such as "village in the north of … province".
fn is_link(context: &Context<'_>, at: usize) -> bool {
    let word = context.segments.lower(at);
    let number = !context.lexicon.is_english() && context.segments.tokens[at].kind == TokenKind::Number;
    number || matches!(word, "," | "،" | "(" | ")") || context.lexicon.is("link", word)
}

/// The token in which a place begins: a preposition may be written together with its name.
fn first_token(context: &Context<'_>, span: Span) -> usize {
    let first = context.segments.tokens_in(span).start;
    let holds = |at: &usize| context.segments.tokens[*at].span.contains(Span::new(span.start(), span.start() + 1));
    first.checked_sub(1).filter(|at| context.lexicon.front.joins && holds(at)).unwrap_or(first)
}

/// Whether a preposition of place is written together with a name.
fn is_joined(context: &Context<'_>, span: Span) -> bool {
    let Some(token) = context.segments.tokens.get(first_token(context, span)).filter(|_| context.lexicon.front.joins) else { return false };
    let before = span.start().checked_sub(token.span.start()).filter(|n| *n > 0).map(|_| Span::new(token.span.start(), span.start()));
    before.is_some_and(|front| {
        let front = crate::letters::folded(front.of(context.segments.body)).into_owned();
        context.lexicon.is("placed", &front) || context.lexicon.is("placed", front.trim_start_matches(['و', 'ف']))
    })
}

/// Unresolved names first, as the text has them, then finest first.
pub(super) fn sort_finest(context: &Context<'_>, places: &mut [usize]) {
    places.sort_by_key(|at| match context.parts.places[*at].precision {
        PlacePrecision::Unresolved => (0, 0),
        precision => (1, precision as usize),
    });
}

/// Whether the finest place of `bare` is only the short name of what `told` calls a province or district around a village
/// that is not known: "strike in Hajjah" above "the village of … in Hajjah province" is no strike on the town of that name.
pub(super) fn is_cut_short(context: &Context<'_>, bare: &Site, told: &Site) -> bool {
    let place = |at: &usize| &context.parts.places[*at];
    let words = |at: &usize| place(at).span.of(context.segments.body).to_lowercase();
    let unknown = told.places.iter().any(|at| place(at).precision == PlacePrecision::Unresolved);
    let known = bare.places.iter().filter(|at| place(at).precision != PlacePrecision::Unresolved);
    let Some(finest) = known.min_by_key(|at| place(at).precision) else { return false };
    let around = |at: &&usize| matches!(place(at).precision, PlacePrecision::Province | PlacePrecision::District);
    let namesake = |at: &usize| words(at) == words(finest) && place(at).precision > place(finest).precision;
    unknown && told.places.iter().filter(around).any(namesake)
}

/// What the places found for an event come to.
pub(super) fn location(context: &Context<'_>, site: &Site) -> Where {
    let places = &context.parts.places;
    let resolved =
        site.places.iter().copied().filter(|at| places[*at].precision != PlacePrecision::Unresolved).min_by_key(|at| places[*at].precision);
    let names = site.places.iter().map(|at| places[*at].span).collect();
    let Some(at) = resolved else {
        let place = site.places.first().copied();
        return Where { place, names, precision: PlacePrecision::Unresolved, near: site.near, lat: None, lon: None };
    };
    let place = &places[at];
    // A village that is not known lies in no town: where the town has its province's name, the text may well mean the
    // province ("the village of …, on the edge of Deir ez-Zor"), and a point in the town would be invented.
    let finer = site.places.iter().any(|at| places[*at].precision == PlacePrecision::Unresolved);
    let capital = place.precision == PlacePrecision::Settlement && place.name.is_some() && place.name == place.admin1;
    let precision = if finer && capital { PlacePrecision::Province } else { place.precision };
    // What is told to lie near a town, or is an unknown village with it, is no point in the town.
    let precision = match precision {
        PlacePrecision::Settlement if site.near && !context.lexicon.is_english() => PlacePrecision::Area,
        precision => precision,
    };
    let point = precision.has_point() && place.lat.is_some() && place.lon.is_some();
    Where { place: Some(at), names, precision, near: site.near, lat: place.lat.filter(|_| point), lon: place.lon.filter(|_| point) }
}

/// A site out of the sentences around an event's triggers: its own paragraph, nearest first; for the main event the
/// sentences that follow without a trigger of another event, and the head of the report.
pub(super) fn fallback_site(context: &Context<'_>, own: &[&Hit], main: bool, taken: &dyn Fn(usize) -> bool) -> Site {
    let Some(first) = own.iter().find(|h| !h.title).or(own.first()) else { return Site::default() };
    let paragraph = context.paragraph(first.sentence);
    let mut near: Vec<usize> = (first.sentence.saturating_sub(3)..first.sentence + 5)
        .filter(|s| *s != first.sentence && !taken(*s) && (context.paragraph(*s) == paragraph || main && *s > first.sentence))
        .collect();
    near.sort_by_key(|s| (context.paragraph(*s) != paragraph, s.abs_diff(first.sentence), *s));
    if main {
        near.extend((0..3.min(context.segments.sentences.len())).filter(|s| !taken(*s)));
    }
    let mut best: Option<(PlacePrecision, Site)> = None;
    for sentence in near {
        let all: Vec<usize> = context
            .places_in(sentence)
            .filter(|at| context.literal(*at).is_some_and(|p| !context.in_speaker(p.span) && !after_cue(context, sentence, p.span)))
            .take(64)
            .collect();
        let placed = all
            .iter()
            .copied()
            .filter(|at| placed(context, context.parts.places[*at].span) || context.paragraph_kind(sentence) == ParagraphKind::Title);
        let Some(found) = placed.min_by_key(|at| (precision(context, *at), *at)) else { continue };
        if best.as_ref().is_none_or(|(old, _)| precision(context, found) < *old) {
            best = Some((precision(context, found), chain(context, &all, found)));
        }
        if best.as_ref().is_some_and(|(p, _)| *p <= PlacePrecision::District) {
            break;
        }
    }
    best.map_or_else(Site::default, |(_, site)| site)
}

/// How fine a place is; unresolved names count as fine as a province, for they may be any village.
fn precision(context: &Context<'_>, place: usize) -> PlacePrecision {
    match context.parts.places[place].precision {
        PlacePrecision::Unresolved => PlacePrecision::Province,
        precision => precision,
    }
}

/// Whether a site says no more than a province or a country.
pub(super) fn is_coarse(context: &Context<'_>, site: &Site) -> bool {
    site.places.iter().all(|at| matches!(context.parts.places[*at].precision, PlacePrecision::Province | PlacePrecision::Country))
}

/// Whether words of a trigger's sentence put it where the report is: "there", "the same town".
pub(super) fn is_there(context: &Context<'_>, hit: &Hit) -> bool {
    let is = |class: &str, at: usize| context.lexicon.is(class, context.segments.lower(at));
    context.window(hit.sentence, &hit.tokens).any(|at| {
        let town = |at: Option<usize>| at.is_some_and(|at| is("town", at));
        is("there", at) || is("same", at) && (town(Some(at + 1)) || town(at.checked_sub(1)))
    })
}

/// Whether a span follows the cue of a claim of its sentence without standing in the claim ("said in Beirut").
fn after_cue(context: &Context<'_>, sentence: usize, span: Span) -> bool {
    let around = context.claims_around(span);
    context.claims_of(sentence).any(|at| {
        !around.contains(&at)
            && context.parts.claims[at]
                .cue
                .is_some_and(|cue| cue.end() <= span.start() && context.segments.tokens_in(Span::new(cue.end(), span.start())).len() <= 3)
    })
}

/// Times out of the sentences around an event's triggers: those of its paragraph, and for the main event those that
/// follow or precede it near by, without a trigger of another event.
pub(super) fn fallback_times(context: &Context<'_>, own: &[&Hit], main: bool, taken: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let Some(first) = own.iter().find(|h| !h.title).or(own.first()) else { return Vec::new() };
    let paragraph = context.paragraph(first.sentence);
    let reach = if main { 5 } else { 2 };
    let mut sentences: Vec<usize> = (first.sentence.saturating_sub(reach)..first.sentence + reach + 1)
        .filter(|s| *s != first.sentence && (context.paragraph(*s) == paragraph || main && !taken(*s)))
        .collect();
    sentences.sort_by_key(|s| (context.paragraph(*s) != paragraph, s.abs_diff(first.sentence), *s));
    let told = |sentence: usize| {
        let hit = Hit { sentence, ..(*first).clone() };
        let fits = |at: &usize| {
            let time = &context.parts.times[*at];
            dated(time)
                && !attribution(context, &hit, time.span)
                && !context.in_dateline(time.span)
                && !after_cue(context, sentence, time.span)
                && day::can_be_of(context, &hit, *at)
                && time.precision <= TimePrecision::Day
        };
        context.times_in(sentence).find(fits)
    };
    sentences.into_iter().find_map(told).into_iter().collect()
}

/// Days by which an event must lie before the one that the report is about to be told as its background.
const BEFORE_MAIN: i32 = 14;

/// Days by which it must lie before the publication, where the report does not date its main event.
const BEFORE_PUBLISHED: i32 = 366;

/// Whether the time of an event lies long before that of the main event, `main`, or before the report's publication.
pub(super) fn long_ago(context: &Context<'_>, times: &[usize], main: Option<&str>) -> bool {
    let day = day::date_of;
    let Some(to) = times.first().and_then(|at| context.parts.times[*at].to.as_deref()).and_then(day) else { return false };
    let days = |later: Option<jiff::civil::Date>| later.and_then(|d| to.until(d).ok()).map(|span| span.get_days());
    let published = context.report.published.as_deref().and_then(day);
    days(main.and_then(day)).is_some_and(|n| n >= BEFORE_MAIN) || days(published).is_some_and(|n| n >= BEFORE_PUBLISHED)
}
