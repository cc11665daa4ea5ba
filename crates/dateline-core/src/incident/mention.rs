//! Puts together what is known of each event: kind, trigger, assertion, setting, toll, responsible, voices.

use super::context::Context;
use super::event::Event;
use super::hit::Hit;
use super::{About, Assertion, IncidentMention, Kind, Responsible, actor, harm, means, setting, victim, voice};
use crate::claim::Stance;
use crate::number::Score;
use crate::place::PlacePrecision;
use crate::report::ParagraphKind;
use crate::text::Span;

/// The mentions of a report's events, in the order of their triggers, the main one first among equals.
pub(super) fn all(context: &Context<'_>, hits: &[Hit], events: &[Event]) -> Vec<IncidentMention> {
    let owners = harm::counts(context, hits, events);
    let victims = if context.lexicon.is_english() { victim::all(context, hits, events) } else { super::other::victims(context, &owners) };
    let untriggered = voice::without_trigger(context, hits, events);
    let blamed: Vec<(Option<usize>, Responsible)> = voice::blamed(context)
        .into_iter()
        .map(|(claim, responsible)| {
            let named = hits.iter().enumerate().find(|(_, h)| h.claims.contains(&claim)).map(|(h, _)| h);
            let event = named.and_then(|h| events.iter().position(|e| e.hits.contains(&h)));
            (event.or_else(|| voice::nearest_event(context, hits, events, responsible.span)), responsible)
        })
        .collect();
    let main_day = events.iter().find(|e| e.main).and_then(|e| mention(context, hits, e).when.from);
    let mut out = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let mut mention = mention(context, hits, event);
        told_long_ago(context, hits, event, &mut mention, main_day.as_deref());
        mention.toll = harm::toll(context, &owners, index);
        mention.victims = victims.iter().filter(|(e, _)| *e == index).map(|(_, span)| *span).collect();
        for (_, responsible) in blamed.iter().filter(|(e, _)| *e == Some(index)) {
            add_responsible(&mut mention.alleged_responsible, responsible.clone());
        }
        let others: Vec<(usize, About)> = untriggered.iter().filter(|(e, _, _)| *e == index).map(|(_, c, about)| (*c, *about)).collect();
        mention.claims = voice::voices(context, hits, event, &mention, &others);
        if mention.assertion == Assertion::Asserted && only_alleged(hits, event, &mention) {
            mention.assertion = Assertion::Denied;
        }
        mention.confidence = confidence(hits, event, &mention);
        out.push(mention);
    }
    out.sort_by_key(|m| m.trigger);
    out
}

/// Adds one that is not named yet.
fn add_responsible(all: &mut Vec<Responsible>, new: Responsible) {
    if !all.iter().any(|r| r.span.overlaps(new.span) || r.name.is_some() && r.name == new.name) {
        all.push(new);
    }
}

fn mention(context: &Context<'_>, hits: &[Hit], event: &Event) -> IncidentMention {
    let own: Vec<&Hit> = event.hits.iter().map(|h| &hits[*h]).collect();
    let kind = kind_of(context, &own);
    let trigger = trigger_of(context, &own, kind);
    let assertion = assertion_of(&own);
    let (mut weapon, mut target, mut responsible): (Vec<Span>, Vec<Span>, Vec<Responsible>) = (Vec::new(), Vec::new(), Vec::new());
    for hit in &own {
        let (spans, _) = means::weapons_of(context, hit);
        for span in spans {
            let words = span.of(context.segments.body).to_lowercase();
            if !weapon.iter().any(|w| w.overlaps(span) || w.of(context.segments.body).to_lowercase() == words) && !hit.title {
                weapon.push(span);
            }
        }
        if let Some(span) = means::target_of(context, hit).filter(|_| target.is_empty()) {
            target.push(span);
        }
        if says_they_did_not(context, hit) {
            continue;
        }
        for new in actor::responsible_of(context, hit) {
            add_responsible(&mut responsible, new);
        }
    }
    let taken = |sentence: usize| hits.iter().enumerate().any(|(at, h)| h.sentence == sentence && !event.hits.contains(&at));
    let mut place = setting::location(context, &event.site);
    let real = matches!(assertion, Assertion::Asserted | Assertion::Attempted | Assertion::Denied | Assertion::Background);
    if real && setting::is_coarse(context, &event.site) && (event.main || event.site.places.is_empty()) {
        let mut other = setting::fallback_site(context, &own, event.main, &taken);
        if event.site.places.is_empty() || !other.places.is_empty() && !setting::is_coarse(context, &other) {
            // An unknown village found near by lies in what the event's own words name.
            if other.places.iter().all(|at| context.parts.places[*at].precision == PlacePrecision::Unresolved) {
                other.places.extend(&event.site.places);
            }
            place = setting::location(context, &other);
        }
    } else if real && place.precision == PlacePrecision::Unresolved && !context.lexicon.is_english() {
        // An unknown village lies in the known place that the sentences around name.
        let other = setting::fallback_site(context, &own, event.main, &taken);
        let mut site = event.site.clone();
        site.places.extend(other.places.iter().filter(|at| context.parts.places[**at].precision != PlacePrecision::Unresolved));
        place = setting::location(context, &site);
    }
    let mut times = event.times.clone();
    if times.is_empty() && real {
        times = setting::fallback_times(context, &own, event.main, &taken);
    }
    weapon.sort_unstable();
    IncidentMention {
        kind,
        trigger: trigger.span,
        main: event.main,
        assertion,
        when: setting::when(context, &times),
        place,
        toll: Vec::new(),
        alleged_responsible: responsible,
        victims: Vec::new(),
        weapon,
        target,
        claims: Vec::new(),
        confidence: Score::default(),
    }
}

/// Whether the words say that somebody did not do it, "no aircraft of the Column released weapons": nobody is alleged to
/// have. A denial of what others allege ("denied that its jets …") tells of whom it is alleged.
fn says_they_did_not(context: &Context<'_>, hit: &Hit) -> bool {
    let stance = hit.claims.first().and_then(|c| context.parts.claims.get(*c)).map(|c| c.stance);
    hit.assertion == Assertion::Denied && !hit.alleged && stance != Some(Stance::Denies)
}

/// The triggers that say the kind, in languages other than English: not what is denied beside what is told, not what is burnt
/// in an attack, not single shots of a clash.
fn telling<'h>(context: &Context<'_>, own: &[&'h Hit]) -> Vec<&'h Hit> {
    let mut left = own.to_vec();
    if context.lexicon.is_english() {
        return left;
    }
    let mut keep = |wanted: &dyn Fn(&Hit) -> bool| {
        if left.iter().any(|h| wanted(h)) {
            left.retain(|h| wanted(h));
        }
    };
    keep(&|h| h.assertion != Assertion::Denied);
    keep(&|h| h.kind != Kind::PropertyDestruction);
    if own.iter().any(|h| h.kind == Kind::Clash && h.assertion != Assertion::Denied) {
        keep(&|h| h.kind != Kind::Shooting);
    }
    left
}

/// The kind that the words say: that of the most definite trigger, an open one made finer by a weapon beside it.
fn kind_of(context: &Context<'_>, own: &[&Hit]) -> Kind {
    let own = &telling(context, own)[..];
    let said = |hit: &Hit| {
        let implied = if hit.open { means::weapons_of(context, hit).1 } else { None };
        match implied {
            Some(kind) => (kind, 1),
            None if hit.open && hit.kind == Kind::Unspecified => (hit.kind, 4),
            None if hit.open => (hit.kind, 2 + u8::from(hit.kind == Kind::Attack)),
            None if hit.kind == Kind::Attack => (hit.kind, 2),
            None => (hit.kind, 0),
        }
    };
    own.iter()
        .enumerate()
        .map(|(at, hit)| (said(hit), at))
        .min_by_key(|((_, rank), at)| (*rank, *at))
        .map_or(Kind::Unspecified, |((kind, _), _)| kind)
}

/// The trigger to quote: the first of the body that says the kind, else the first.
fn trigger_of<'h>(context: &Context<'_>, own: &[&'h Hit], kind: Kind) -> &'h Hit {
    let lede = |h: &&&Hit| context.paragraph_kind(h.sentence) == ParagraphKind::Lede && (h.kind == kind || h.open);
    let chosen = own.iter().find(lede).or_else(|| own.iter().find(|h| !h.title));
    chosen.copied().unwrap_or(own[0])
}

fn assertion_of(own: &[&Hit]) -> Assertion {
    let all = |wanted: Assertion| own.iter().all(|h| h.assertion == wanted);
    if all(Assertion::Denied) {
        return Assertion::Denied;
    }
    own.iter().map(|h| h.assertion).find(|a| *a != Assertion::Denied).unwrap_or(Assertion::Asserted)
}

/// Marks an event as background that lies long before the one that the report is about, or before the report where
/// neither title nor lede tells of it.
fn told_long_ago(context: &Context<'_>, hits: &[Hit], event: &Event, mention: &mut IncidentMention, main: Option<&str>) {
    let about = event.main && event.hits.iter().any(|h| hits[*h].title || context.paragraph_kind(hits[*h].sentence) == ParagraphKind::Lede);
    let main = main.filter(|_| !event.main);
    if mention.assertion == Assertion::Asserted && !about && setting::long_ago(context, &event.times, main) {
        mention.assertion = Assertion::Background;
    }
}

/// Whether a report tells an event only as what others allege, and denies it.
fn only_alleged(hits: &[Hit], event: &Event, mention: &IncidentMention) -> bool {
    let denied = mention.claims.iter().any(|c| c.stance == Stance::Denies);
    let mut told = event.hits.iter().map(|h| &hits[*h]).filter(|h| !h.title).peekable();
    denied && told.peek().is_some() && told.all(|h| h.alleged || h.assertion == Assertion::Denied)
}

/// How sure the reading is, by the number of things that speak for an event: a trigger of one sense, several triggers, a
/// toll, a time, a place, somebody responsible, a target or weapon. Shares of right mentions, measured on labelled reports.
fn confidence(hits: &[Hit], event: &Event, mention: &IncidentMention) -> Score {
    let support = [
        event.hits.iter().any(|h| hits[*h].strong),
        event.hits.len() > 1,
        !mention.toll.is_empty(),
        mention.when.time.is_some(),
        !mention.place.names.is_empty(),
        !mention.alleged_responsible.is_empty(),
        !mention.target.is_empty() || !mention.weapon.is_empty(),
    ];
    Score(match support.iter().filter(|s| **s).count() {
        0 => 500,
        1 => 650,
        2 => 800,
        _ => 900,
    })
}
