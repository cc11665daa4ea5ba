//! Incident mentions of all held reports with what comparing them needs, worked out once.

use super::context::{Context, contexts};
use crate::incident::{Assertion, Family, IncidentMention, Kind};
use crate::lineage::held::{Holdings, days};
use crate::lineage::names::{fold, skeleton};
use crate::lineage::register::{Register, SpeakerClass};
use crate::place::{Place, PlacePrecision};
use crate::reading::Reading;
use crate::sha::Sha;
use crate::time::Anchor;
use crate::toll::{Outcome, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// One mention.
#[derive(Debug)]
pub struct Mention<'a> {
    /// Its id.
    pub id: Sha,
    /// Number of its report among the holdings.
    pub report: usize,
    /// Its index in the reading.
    pub index: usize,
    /// Whether its report is about it.
    pub about: bool,
    /// The mention itself.
    pub body: &'a IncidentMention,
    /// Its place, where resolved.
    pub place: Option<&'a Place>,
    /// First and last day since 1970-01-01, where known.
    pub days: Option<(i64, i64)>,
    /// Whether the days are certain: not marked so, and not counted from a republication's date.
    pub certain: bool,
    /// Day of publication.
    pub published: Option<i64>,
    /// Skeletons of the words that say where, of three letters or more, and of shorter ones that no gazetteer knows.
    pub names: BTreeSet<String>,
    /// Comparable names of those alleged to be responsible.
    pub actors: BTreeSet<String>,
    /// Personal names among those harmed, folded.
    pub victims: BTreeSet<String>,
    /// Least and greatest number per outcome, over the totals that nobody denies.
    pub tolls: BTreeMap<Outcome, (u64, Option<u64>)>,
    /// Names and words about it.
    pub context: Context,
}

impl<'a> Mention<'a> {
    /// All mentions, sorted by id.
    #[must_use]
    pub fn all(holdings: &Holdings<'a>, register: &Register) -> Vec<Self> {
        let mut out = Vec::new();
        for ((report, held), contexts) in holdings.reports.iter().enumerate().zip(contexts(holdings)) {
            let reading: &'a Reading = held.reading;
            let mut seen: BTreeMap<(u32, u32), u32> = BTreeMap::new();
            for ((index, body), context) in reading.incidents.iter().enumerate().zip(contexts) {
                let trigger = held.quote(body.trigger);
                let nth = seen.entry((trigger.start, trigger.end)).or_default();
                // Canonical: ["mention", report id, first and last code point of the trigger, how many mentions of
                // the report share that trigger before this one].
                let id = Sha::of_json(&serde_json::json!(["mention", reading.report.id.to_string(), trigger.start, trigger.end, *nth]));
                *nth += 1;
                let published = held.published.map(|m| m.start.div_euclid(86_400));
                let mention = Self::new(id, (report, index), body, reading, published, register);
                out.push(Self { context, ..mention });
            }
        }
        out.sort_by_key(|m| m.id);
        out
    }

    fn new(
        id: Sha,
        (report, index): (usize, usize),
        body: &'a IncidentMention,
        reading: &'a Reading,
        published: Option<i64>,
        register: &Register,
    ) -> Self {
        let place = body.place.place.and_then(|at| reading.places.get(at));
        let day = |text: &Option<String>| text.as_deref().and_then(days);
        let days = day(&body.when.from).zip(day(&body.when.to)).filter(|(from, to)| from <= to);
        let anchor = body.when.time.and_then(|at| reading.times.get(at)).map(|t| t.anchor);
        let marked = body.when.edtf.as_deref().is_some_and(|edtf| edtf.contains(['?', '~', '%']));
        let certain = days.is_some()
            && anchor != Some(Anchor::Republication)
            && (!marked || days.is_some_and(|(f, t)| f == t && !republished(reading)));
        let names = body.place.names.iter().map(|s| skeleton(reading.words(*s))).filter(|s| s.len() >= 2).collect();
        let actors = body.alleged_responsible.iter().filter_map(|r| r.name.as_deref()).map(|name| register.key(name)).collect();
        let victims = body.victims.iter().flat_map(|s| personal_names(reading.words(*s), register)).collect();
        Self {
            id,
            report,
            index,
            about: reading.about() == Some(index),
            body,
            place,
            days,
            certain,
            published,
            names,
            actors,
            victims,
            tolls: tolls(body, reading),
            context: Context::default(),
        }
    }

    /// Kind's family.
    #[must_use]
    pub fn family(&self) -> Family {
        self.body.kind.family()
    }

    /// How fine the place is known; unresolved where there is none.
    #[must_use]
    pub fn precision(&self) -> PlacePrecision {
        if self.place.is_some() { self.body.place.precision } else { PlacePrecision::Unresolved }
    }

    /// Whether it speaks of something that happened or is said not to have happened at one time and place: what may
    /// be the same event as another report's.
    #[must_use]
    pub fn is_event(&self) -> bool {
        use Assertion::{Asserted, Attempted, Background, Denied};
        matches!(self.body.assertion, Asserted | Attempted | Denied | Background)
    }

    /// Whether it says that the event happened.
    #[must_use]
    pub fn happened(&self) -> bool {
        matches!(self.body.assertion, Assertion::Asserted | Assertion::Attempted | Assertion::Background)
    }

    /// Whether the kind says little by itself.
    #[must_use]
    pub fn is_generic(&self) -> bool {
        matches!(self.body.kind, Kind::Attack | Kind::Unspecified)
    }
}

fn republished(reading: &Reading) -> bool {
    reading.report.is_translation() || reading.times.iter().any(|t| t.anchor == Anchor::Republication)
}

/// Least and greatest totals per outcome. A toll that somebody only denies is none.
fn tolls(body: &IncidentMention, reading: &Reading) -> BTreeMap<Outcome, (u64, Option<u64>)> {
    let mut out: BTreeMap<Outcome, (u64, Option<u64>)> = BTreeMap::new();
    for entry in &body.toll {
        let Some(count) = reading.counts.get(entry.count) else { continue };
        if count.scope != Scope::Total || (count.min.is_none() && count.max.is_none()) {
            continue;
        }
        let (min, max) = (count.min.unwrap_or(0), count.max);
        let all = out.entry(count.outcome).or_insert((min, max));
        all.0 = all.0.min(min);
        all.1 = all.1.zip(max).map(|(a, b)| a.max(b));
    }
    out
}

/// Personal names in words about those harmed: two or more capitalised words in a row that are no words of office,
/// folded. Also used to know what to seal.
#[must_use]
pub fn personal_names(words: &str, register: &Register) -> Vec<String> {
    let mut out = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    for word in words.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '“' | '”')).chain([""]) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let capital = bare.chars().next().is_some_and(char::is_uppercase);
        let particle = !run.is_empty()
            && matches!(bare, "al" | "el" | "bin" | "ibn" | "abu" | "um" | "umm" | "de" | "da" | "van" | "von" | "of")
            || bare
                .strip_prefix("al-")
                .or_else(|| bare.strip_prefix("el-"))
                .is_some_and(|rest| rest.chars().next().is_some_and(char::is_uppercase));
        if capital || particle {
            run.push(bare);
            continue;
        }
        let name = run.join(" ");
        let proper = run.iter().filter(|w| w.chars().next().is_some_and(char::is_uppercase) || w.contains('-')).count();
        run.clear();
        let office = register.classes(&name).iter().any(|c| !matches!(c, SpeakerClass::Person | SpeakerClass::Private));
        if proper >= 2 && !office {
            out.push(fold(&name));
        }
    }
    out
}
