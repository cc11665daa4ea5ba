//! Statements: every value of every field of an incident with who says so, in which report, in which words; and
//! which of them name private persons and so are sealed in a store.

use crate::claim::Stance;
use crate::cluster::mention::{Mention, personal_names};
use crate::decision::Correction;
use crate::incident::About;
use crate::lineage::register::{Register, SpeakerClass};
use crate::reading::Reading;
use crate::records::{Field, PlaceValue, TollValue, Value, WhenValue};
use crate::sha::Sha;
use crate::text::Span;
use crate::time::TimePrecision;
use serde_json::json;

/// A statement before it has ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which field.
    pub field: Field,
    /// The value.
    pub value: Value,
    /// Index of the claim that it comes through; `None` for the report's own voice.
    pub claim: Option<usize>,
    /// The words.
    pub span: Span,
    /// Whether it names a private person among victims and witnesses.
    pub sealed: bool,
    /// Whether it is part of another count and not a total of its own.
    pub subset: bool,
}

/// Whether a stance says that the event happened.
#[must_use]
pub fn affirms(stance: Stance) -> bool {
    matches!(stance, Stance::Asserts | Stance::Admits | Stance::Condemns | Stance::Praises)
}

/// Every value that a mention gives, fields in the vocabulary's order.
#[must_use]
pub fn drafts(mention: &Mention<'_>, reading: &Reading, register: &Register) -> Vec<Draft> {
    let body = mention.body;
    let through = |about: About| {
        let of = |wanted: About| body.claims.iter().find(|c| c.about == wanted && affirms(c.stance) && c.claim < reading.claims.len());
        of(about).or_else(|| of(About::Event)).map(|c| c.claim)
    };
    let mut out: Vec<Draft> = Vec::new();
    let mut add = |field: Field, value: Value, claim: Option<usize>, span: Span| {
        if !span.is_empty() {
            out.push(Draft { field, value, claim, span, sealed: false, subset: false });
        }
    };
    let words = |text: &str| Value::Words(text.to_owned());
    add(Field::Kind, words(body.kind.as_str()), through(About::Event), body.trigger);
    add(Field::Assertion, words(body.assertion.as_str()), through(About::Event), body.trigger);
    if let Some(time) = body.when.time.and_then(|at| reading.times.get(at)) {
        let when = &body.when;
        let value = WhenValue { edtf: when.edtf.clone(), from: when.from.clone(), to: when.to.clone(), precision: when.precision };
        add(Field::When, Value::When(value), through(About::Time), time.span);
    }
    if let Some(span) = body.place.names.first().copied().or_else(|| mention.place.map(|p| p.span)) {
        add(Field::Where, Value::Place(place_value(mention)), through(About::Place), span);
    }
    for entry in &body.toll {
        let Some(count) = reading.counts.get(entry.count) else { continue };
        let value = Value::Toll(TollValue { who: count.who, min: count.min, max: count.max });
        add(Field::from(count.outcome), value, entry.claim.filter(|c| *c < reading.claims.len()), count.span);
    }
    for responsible in &body.alleged_responsible {
        let name = responsible.name.clone().unwrap_or_else(|| reading.words(responsible.span).to_owned());
        let claim = responsible.claim.filter(|c| *c < reading.claims.len());
        add(Field::AllegedResponsible, Value::Words(name), claim, responsible.span);
    }
    for (field, spans) in [(Field::Victims, &body.victims), (Field::Weapon, &body.weapon), (Field::Target, &body.target)] {
        for span in spans {
            add(field, words(reading.words(*span)), through(About::Event), *span);
        }
    }
    let mut told: Vec<usize> = body.claims.iter().filter(|c| affirms(c.stance)).map(|c| c.claim).collect();
    told.sort_unstable();
    told.dedup();
    for at in told {
        let Some(speaker) = reading.claims.get(at).and_then(|c| c.speaker.as_ref()) else { continue };
        add(Field::Attribution, words(&speaker.name), Some(at), speaker.span);
    }
    for span in hedges(mention, reading) {
        add(Field::Hedge, words(reading.words(span)), None, span);
    }
    for draft in &mut out {
        draft.sealed = is_sealed(draft, reading, register);
        draft.subset = matches!(draft.value, Value::Toll(_))
            && reading.counts.iter().any(|c| c.span == draft.span && c.scope == crate::toll::Scope::Subset);
    }
    out.dedup();
    out
}

/// A mention's place as a value.
#[must_use]
pub fn place_value(mention: &Mention<'_>) -> PlaceValue {
    let body = &mention.body.place;
    let precision = mention.precision();
    let point = body.lat.zip(body.lon).filter(|_| precision.has_point());
    PlaceValue {
        id: mention.place.and_then(|p| p.id.clone()),
        name: mention.place.and_then(|p| p.name.clone()),
        country: mention.place.and_then(|p| p.country.clone()),
        admin1: mention.place.and_then(|p| p.admin1.clone()),
        precision,
        near: body.near,
        lat: point.map(|p| p.0),
        lon: point.map(|p| p.1),
    }
}

/// Hedges of the claims and counts that a mention rests on, in text order.
fn hedges(mention: &Mention<'_>, reading: &Reading) -> Vec<Span> {
    let of_claims = mention.body.claims.iter().filter_map(|c| reading.claims.get(c.claim)).flat_map(|c| c.hedges.iter().copied());
    let of_counts = mention.body.toll.iter().filter_map(|t| reading.counts.get(t.count)).filter_map(|c| c.hedge);
    let mut out: Vec<Span> = of_claims.chain(of_counts).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Whether a draft names a private person: a personal name among those harmed, or a speaker with a personal name
/// whom the report gives no office. It errs on the side of sealing.
fn is_sealed(draft: &Draft, reading: &Reading, register: &Register) -> bool {
    match draft.field {
        Field::Victims | Field::Target => {
            let words = without_places(draft.span, reading);
            let kin = draft.field == Field::Victims && holds_a_name(&words);
            kin || !personal_names(&words, register).is_empty() || one_name(&words)
        }
        Field::Attribution => draft.claim.is_some_and(|at| is_private_speaker(reading, at, register)),
        _ => false,
    }
}

/// The words of a span without the places among them: those that are resolved, and those that say where an event was.
fn without_places(span: Span, reading: &Reading) -> String {
    let resolved = reading.places.iter().filter(|p| p.id.is_some()).map(|p| p.span);
    let said = reading.incidents.iter().flat_map(|i| i.place.names.iter().copied());
    let mut places: Vec<Span> = resolved.chain(said).filter(|p| span.contains(*p)).collect();
    places.sort_unstable();
    let (mut out, mut at) = (String::new(), span.start());
    for place in places.into_iter().chain([Span::new(span.end(), span.end())]) {
        out.push_str(reading.words(Span::new(at, place.start().max(at))));
        at = at.max(place.end());
    }
    out
}

/// A single capitalised word before an age or alone: "Hamda, 61".
fn one_name(words: &str) -> bool {
    let mut parts = words.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty());
    let first = parts.next().is_some_and(|w| w.chars().next().is_some_and(char::is_uppercase));
    first && parts.all(|w| w.chars().all(|c| c.is_ascii_digit()))
}

/// Whether words for somebody harmed hold a name beside the words that describe: "her cousin Emir".
fn holds_a_name(words: &str) -> bool {
    words.split_whitespace().skip(1).any(|word| word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase))
}

/// Whether a claim's speaker is a private person by name: somebody whom no words of office, armed body, monitor or
/// outlet describe. Such speakers are sealed among witnesses.
#[must_use]
pub fn is_private_speaker(reading: &Reading, claim: usize, register: &Register) -> bool {
    let Some(speaker) = reading.claims.get(claim).and_then(|c| c.speaker.as_ref()) else { return false };
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase) || word.contains("-");
    let particle = |word: &str| matches!(word, "al" | "el" | "bin" | "ibn" | "abu" | "umm" | "de" | "da" | "van" | "von");
    let named = speaker.name.split_whitespace().all(|word| capital(word) || particle(word));
    named && register.find(&speaker.name).is_none() && !has_office(reading, &speaker.name, speaker.span, register)
}

/// Whether a report describes a speaker by an office or as a body: in the speaker's own words, or in the words right
/// before or after some mention of the name.
#[must_use]
pub fn has_office(reading: &Reading, name: &str, span: Span, register: &Register) -> bool {
    let classes = register.classes(&description(reading, name, span));
    classes.iter().any(|c| matches!(c, SpeakerClass::Official | SpeakerClass::Force | SpeakerClass::Media | SpeakerClass::Monitor))
        || (classes.contains(&SpeakerClass::Health) && !classes.contains(&SpeakerClass::Private))
}

/// The words that describe a speaker: the name, the words of the span, and appositions beside the name anywhere in
/// the report ("regional head Pavlo Hresko", "Pavlo Hresko, head of the region,"), parted by semicolons.
#[must_use]
pub fn description(reading: &Reading, name: &str, span: Span) -> String {
    let text = reading.report.text.as_str();
    let mut out = format!("{name}; {}", reading.words(span));
    for (at, found) in text.match_indices(name).take(4) {
        let before = text[..at].char_indices().rev().nth(45).map_or(0, |(p, _)| p);
        let end = at + found.len();
        let after = text[end..].char_indices().nth(60).map_or(text.len(), |(p, _)| end + p);
        let lead = text[before..at].rsplit(['.', '\n', '”', '"', ';']).next().unwrap_or("");
        let lead = lead.trim_end().trim_end_matches(',').rsplit(',').next().unwrap_or("");
        let tail = text[end..after].strip_prefix(',').map_or("", |t| t.split(['.', '\n', '”', '"', ',']).next().unwrap_or(""));
        out.push_str(&format!("; {lead}; {tail}"));
    }
    out
}

/// A statement's id. Canonical: `["statement", mention, field, value, claim or null, [start, end] or null]` with code
/// points; a place's value is its id, name, country, division, precision and nearness, no coordinates.
#[must_use]
pub fn id(mention: Sha, field: Field, value: &Value, claim: Option<Sha>, span: Option<(u32, u32)>) -> Sha {
    let value = match value {
        Value::Place(p) => json!([p.id, p.name, p.country, p.admin1, p.precision, p.near]),
        Value::Toll(t) => json!([t.who, t.min, t.max]),
        Value::When(w) => json!([w.edtf, w.from, w.to, w.precision]),
        Value::Words(words) => json!(words),
    };
    Sha::of_json(&json!(["statement", mention.to_string(), field, value, claim.map(|c| c.to_string()), span.map(|(s, e)| [s, e])]))
}

/// The value that an analyst's correction puts beside the reported ones; `None` where it does not fit the field.
#[must_use]
pub fn corrected(field: Field, correction: &Correction) -> Option<Value> {
    let toll = matches!(field, Field::Killed | Field::Injured | Field::Missing | Field::Detained | Field::Abducted | Field::Displaced);
    match correction {
        Correction::Toll { who, min, max } if toll => Some(Value::Toll(TollValue { who: *who, min: *min, max: *max })),
        Correction::When(edtf) if field == Field::When => Some(Value::When(when_of(edtf))),
        Correction::Place(id) if field == Field::Where => Some(Value::Place(PlaceValue {
            id: Some(id.clone()),
            name: None,
            country: None,
            admin1: None,
            precision: crate::place::PlacePrecision::Unresolved,
            near: false,
            lat: None,
            lon: None,
        })),
        Correction::Words(words) if !words.is_empty() => match field {
            Field::Kind => crate::incident::Kind::from_word(words).map(|k| Value::Words(k.to_string())),
            Field::Assertion => crate::incident::Assertion::from_word(words).map(|a| Value::Words(a.to_string())),
            Field::When | Field::Where => None,
            _ if toll => None,
            _ => Some(Value::Words(words.clone())),
        },
        _ => None,
    }
}

/// Days of a plain EDTF date or interval of days, months or years.
fn when_of(edtf: &str) -> WhenValue {
    let plain: String = edtf.chars().filter(|c| !matches!(c, '?' | '~' | '%')).collect();
    let (first, last) = plain.split_once('/').unwrap_or((&plain, &plain));
    let bound = |part: &str, end: bool| -> Option<String> {
        let day = part.get(..10).unwrap_or(part);
        match day.len() {
            10 => crate::lineage::held::days(day).map(|_| day.to_owned()),
            7 => {
                let start = crate::lineage::held::days(&format!("{day}-01"))?;
                if !end {
                    return Some(format!("{day}-01"));
                }
                let next = (28..=31).map(|n| crate::lineage::held::date(start + n)).find(|d| !d.starts_with(day))?;
                crate::lineage::held::days(&next).map(|n| crate::lineage::held::date(n - 1))
            }
            4 => day.parse::<u16>().ok().map(|_| format!("{day}-{}", if end { "12-31" } else { "01-01" })),
            _ => None,
        }
    };
    let (from, to) = (bound(first, false), bound(last, true));
    let precision = match first.len() {
        4 => TimePrecision::Year,
        7 => TimePrecision::Month,
        10 => TimePrecision::Day,
        n if n > 10 => TimePrecision::Minute,
        _ => TimePrecision::Unknown,
    };
    let (from, to) = if from.is_some() && to.is_some() { (from, to) } else { (None, None) };
    WhenValue { edtf: (!edtf.is_empty()).then(|| edtf.to_owned()), from, to, precision }
}

#[cfg(test)]
mod tests {
    use super::holds_a_name;

    #[test]
    fn a_name_after_kin_or_rank_is_one() {
        for words in ["Her cousin Emir", "the artist Asel Nurzhan", "Salim Hadi"] {
            assert!(holds_a_name(words), "{words}");
        }
        for words in ["A nurse", "his two sons", "The driver of a water truck", ""] {
            assert!(!holds_a_name(words), "{words}");
        }
    }
}
