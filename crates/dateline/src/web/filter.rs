//! Which incidents a list shows: read from the address, written back to it, said in plain words, and applied.

use super::account::Spot;
use super::outlines;
use super::words;
use dateline_core::incident::{Assertion, Kind};
use dateline_core::number::{Degrees, Score};
use dateline_core::records::{Field, FieldStatement, GradeValue, IncidentRecord, Value};
use dateline_core::sha::Sha;
use std::collections::BTreeMap;

/// Incidents on one page of a list.
pub const PAGE: usize = 50;

/// What a list is narrowed to; every part left out narrows nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Words that must all occur in an incident's values, places, outlets or quotations.
    pub text: String,
    /// Kind of event.
    pub kind: Option<Kind>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Name of the first-level division.
    pub admin1: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// Fewest people killed, by the least number that any report gives.
    pub killed: Option<u64>,
    /// Fewest origins, by the lower end of the interval.
    pub origins: Option<usize>,
    /// Grade.
    pub grade: Option<GradeValue>,
    /// In which way at least one mention tells it.
    pub assertion: Option<Assertion>,
    /// West, south, east, north in degrees: a part of the map.
    pub part: Option<[f64; 4]>,
    /// Page of the list, from 1.
    pub page: usize,
}

/// One page of a list, with everything that its map shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// Incidents that pass the filter.
    pub total: usize,
    /// Those of the page.
    pub rows: Vec<IncidentRecord>,
    /// All of them that can be placed, as points or patches of the map.
    pub spots: Vec<Spot>,
    /// How many can not be placed.
    pub unplaced: usize,
    /// Countries in the ledger with the number of incidents, for the form; a country's divisions where one is chosen.
    pub countries: BTreeMap<String, usize>,
    /// Divisions of the chosen country.
    pub divisions: BTreeMap<String, usize>,
    /// Whether one of the rows has invented material.
    pub invented: bool,
}

/// A day as a form gives it; anything else is left out.
fn day(value: &str) -> Option<String> {
    let shape =
        value.len() == 10 && value.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    shape.then(|| value.to_owned())
}

impl Filter {
    /// The filter of an address's query, given as pairs. What can't be understood narrows nothing.
    #[must_use]
    pub fn of(pairs: &[(String, String)]) -> Self {
        let mut out = Self { page: 1, ..Self::default() };
        for (key, value) in pairs {
            let value = value.trim();
            match key.as_str() {
                "q" => out.text = value.chars().take(200).collect::<String>().trim_end().to_owned(),
                "kind" => out.kind = Kind::from_word(value),
                "country" => out.country = (!value.is_empty()).then(|| value.to_owned()),
                "admin1" => out.admin1 = (!value.is_empty()).then(|| value.to_owned()),
                "from" => out.from = day(value),
                "to" => out.to = day(value),
                "killed" => out.killed = value.parse().ok().filter(|n| *n > 0),
                "origins" => out.origins = value.parse().ok().filter(|n| *n > 0),
                "grade" => out.grade = GradeValue::from_word(value),
                "assertion" => out.assertion = Assertion::from_word(value),
                "part" => out.part = part(value),
                "page" => out.page = value.parse().ok().filter(|n| *n > 0).unwrap_or(1),
                _ => {}
            }
        }
        out
    }

    /// The parts as pairs of an address, in a fixed order, without the page.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        let mut put = |key, value: Option<String>| {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                out.push((key, value));
            }
        };
        put("q", Some(self.text.clone()));
        put("kind", self.kind.map(|k| k.as_str().to_owned()));
        put("country", self.country.clone());
        put("admin1", self.admin1.clone());
        put("from", self.from.clone());
        put("to", self.to.clone());
        put("killed", self.killed.map(|n| n.to_string()));
        put("origins", self.origins.map(|n| n.to_string()));
        put("grade", self.grade.map(|g| g.as_str().to_owned()));
        put("assertion", self.assertion.map(|a| a.as_str().to_owned()));
        put("part", self.part.map(|p| format!("{:.2},{:.2},{:.2},{:.2}", p[0], p[1], p[2], p[3])));
        out
    }

    /// The address of `path` with this filter; the page where it is not the first.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        let mut pairs = self.pairs();
        if self.page > 1 {
            pairs.push(("page", self.page.to_string()));
        }
        let query: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={}", escape(value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// The same without one part, on its first page.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        let kept: Vec<(String, String)> = self.pairs().into_iter().filter(|(k, _)| *k != key).map(|(k, v)| (k.to_owned(), v)).collect();
        Self::of(&kept)
    }

    /// Each part in plain words with its key: "in Syria", "at least 2 origins".
    #[must_use]
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        if let Some(kind) = self.kind {
            out.push(("kind", words::kinds(kind).to_owned()));
        }
        if let Some(assertion) = self.assertion {
            out.push(("assertion", format!("told as {}", words::assertion(assertion))));
        }
        if let Some(division) = &self.admin1 {
            out.push(("admin1", format!("in {division}")));
        }
        if let Some(code) = &self.country {
            out.push(("country", format!("in {}", outlines::country_name(code))));
        }
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => out.push(("from", words::days(Some(from), Some(to)))),
            (Some(from), None) => out.push(("from", format!("since {}", words::day(from)))),
            (None, Some(to)) => out.push(("to", format!("until {}", words::day(to)))),
            (None, None) => {}
        }
        if let Some(killed) = self.killed {
            out.push(("killed", format!("{} or more killed", words::number(killed))));
        }
        if let Some(origins) = self.origins {
            out.push(("origins", format!("at least {}", words::many(origins, "origin", "origins"))));
        }
        if let Some(grade) = self.grade {
            out.push(("grade", format!("graded {}", words::grade(grade))));
        }
        if self.part.is_some() {
            out.push(("part", "in the chosen part of the map".to_owned()));
        }
        if !self.text.is_empty() {
            out.push(("q", format!("with the words “{}”", self.text)));
        }
        out
    }

    /// The words to look for, in lower case.
    fn words(&self) -> Vec<String> {
        self.text.to_lowercase().split_whitespace().map(str::to_owned).collect()
    }

    /// Whether an incident passes; `words` are those of the filter.
    fn passes(&self, card: &Card, words: &[String]) -> bool {
        let day =
            |day: &Option<String>, bound: &str, before: bool| day.as_deref().is_some_and(|d| if before { d <= bound } else { d >= bound });
        self.kind.is_none_or(|kind| card.kinds.contains(&kind))
            && self.country.as_ref().is_none_or(|code| card.country.as_ref() == Some(code))
            && self.admin1.as_ref().is_none_or(|name| card.admin1.as_ref() == Some(name))
            && self.from.as_ref().is_none_or(|from| day(&card.to, from, false))
            && self.to.as_ref().is_none_or(|to| day(&card.from, to, true))
            && self.killed.is_none_or(|least| card.killed.is_some_and(|min| min >= least))
            && self.origins.is_none_or(|least| card.origins >= least)
            && self.grade.is_none_or(|grade| card.grade == grade)
            && self.assertion.is_none_or(|told| card.assertions.contains(&told))
            && self.part.is_none_or(|[west, south, east, north]| {
                card.spot
                    .as_ref()
                    .is_some_and(|spot| (south..=north).contains(&spot.lat.value()) && (west..=east).contains(&spot.lon.value()))
            })
            && words.iter().all(|word| card.haystack.contains(word.as_str()))
    }
}

fn part(value: &str) -> Option<[f64; 4]> {
    let numbers: Vec<f64> = value.split(',').filter_map(|n| n.parse().ok()).filter(|n: &f64| n.is_finite()).collect();
    let sides: [f64; 4] = numbers.try_into().ok()?;
    (sides[0] <= sides[2] && sides[1] <= sides[3]).then_some(sides)
}

/// A value as an address carries it: UTF-8, everything but letters, digits and `-._~,` as `%XX`.
#[must_use]
pub fn escape(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~,".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The text that a search looks through, in lower case. Sealed statements are left out.
#[must_use]
pub fn haystack(record: &IncidentRecord, outlets: &[&str], sealed: &dyn Fn(&FieldStatement) -> bool) -> String {
    let mut out = words::title(record);
    let mut put = |words: &str| {
        out.push('\n');
        out.push_str(words);
    };
    for outlet in outlets {
        put(outlet);
    }
    for root in &record.origins.roots {
        put(&root.name);
    }
    for span in &record.place.names {
        put(&span.text);
    }
    let hides = crate::export::hidden(record, sealed);
    for field in record.fields.iter().filter(|field| !hides(field)) {
        let quoted = field.span.as_ref().map(|span| span.text.as_str());
        put(&words::value(field.field, &field.value, quoted));
        put(quoted.unwrap_or_default());
    }
    put(&record.id.to_string());
    out.to_lowercase()
}

/// What lists filter and place an incident by: a small part of its record, made ready.
#[derive(Debug, Clone)]
pub struct Card {
    /// Id of the incident.
    pub id: Sha,
    kinds: Vec<Kind>,
    country: Option<String>,
    admin1: Option<String>,
    from: Option<String>,
    to: Option<String>,
    killed: Option<u64>,
    origins: usize,
    grade: GradeValue,
    assertions: Vec<Assertion>,
    haystack: String,
    spot: Option<Spot>,
    invented: bool,
}

/// What a card has to be told of an incident beside its record.
#[derive(Debug, Clone, Default)]
pub struct Beside<'a> {
    /// Names of the outlets of its reports.
    pub outlets: Vec<&'a str>,
    /// Centre of its place's gazetteer entry, where the record carries no point.
    pub centre: Option<(Degrees, Degrees)>,
    /// Whether it has invented material.
    pub invented: bool,
}

impl Card {
    /// The card of a record; `sealed` says which statements are not searched.
    #[must_use]
    pub fn of(record: &IncidentRecord, beside: &Beside<'_>, sealed: &dyn Fn(&FieldStatement) -> bool) -> Self {
        let mut kinds = vec![record.kind];
        for statement in record.fields.iter().filter(|f| f.field == Field::Kind) {
            if let Value::Words(word) = &statement.value {
                kinds.extend(Kind::from_word(word).filter(|kind| !kinds.contains(kind)));
            }
        }
        let killed = record.toll.iter().filter(|t| t.outcome == dateline_core::toll::Outcome::Killed);
        Self {
            id: record.id,
            kinds,
            country: record.place.country.clone(),
            admin1: record.place.admin1.clone(),
            from: record.when.from.clone(),
            to: record.when.to.clone(),
            killed: killed.filter_map(|t| t.min).max(),
            origins: record.origins.low,
            grade: record.grade.value,
            assertions: record.assertions(),
            haystack: haystack(record, &beside.outlets, sealed),
            spot: spot(record, beside.centre),
            invented: beside.invented,
        }
    }
}

/// The incidents of a ledger as cards, newest first: lists are made of it without opening any record but those shown.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    cards: Vec<Card>,
}

impl Shelf {
    /// A shelf of cards, in any order.
    #[must_use]
    pub fn new(mut cards: Vec<Card>) -> Self {
        cards.sort_by(|a, b| b.from.cmp(&a.from).then(a.id.cmp(&b.id)));
        Self { cards }
    }

    /// The page of a list that a filter asks for, newest incident first; `open` gives the record of an id.
    ///
    /// # Errors
    /// When `open` fails.
    pub fn list<E>(&self, filter: &Filter, open: &dyn Fn(Sha) -> Result<Option<IncidentRecord>, E>) -> Result<Listing, E> {
        let mut out = Listing::default();
        for card in &self.cards {
            if let Some(code) = &card.country {
                *out.countries.entry(code.clone()).or_default() += 1;
                if filter.country.as_ref() == Some(code)
                    && let Some(name) = &card.admin1
                {
                    *out.divisions.entry(name.clone()).or_default() += 1;
                }
            }
        }
        let words = filter.words();
        let first = filter.page.saturating_sub(1).saturating_mul(PAGE);
        for card in self.cards.iter().filter(|card| filter.passes(card, &words)) {
            if (first..first.saturating_add(PAGE)).contains(&out.total) {
                out.rows.extend(open(card.id)?);
                out.invented |= card.invented;
            }
            out.total += 1;
            match &card.spot {
                Some(spot) => out.spots.push(spot.clone()),
                None => out.unplaced += 1,
            }
        }
        Ok(out)
    }

    /// Ids of the incidents that pass, sorted.
    #[must_use]
    pub fn ids(&self, filter: &Filter) -> Vec<Sha> {
        let words = filter.words();
        let mut out: Vec<Sha> = self.cards.iter().filter(|card| filter.passes(card, &words)).map(|card| card.id).collect();
        out.sort();
        out
    }
}

/// Where an incident goes on the map: its own point, or the centre of the entry that holds it. Countries and what is
/// not resolved are not placed.
#[must_use]
pub fn spot(record: &IncidentRecord, centre: Option<(Degrees, Degrees)>) -> Option<Spot> {
    use dateline_core::place::PlacePrecision as P;
    if matches!(record.place.precision, P::Country | P::Unresolved) {
        return None;
    }
    let (lat, lon) = record.place.lat.zip(record.place.lon).or(centre)?;
    Some(Spot { label: words::title(record), lat, lon, precision: record.place.precision, incident: record.id, weight: Score::ONE })
}

/// Whether `id` is one that `prefix` begins; prefixes shorter than 4 digits match nothing.
#[must_use]
pub fn begins(id: Sha, prefix: &str) -> bool {
    prefix.len() >= 4 && id.to_string().starts_with(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn a_filter_is_said_in_plain_words() {
        let query =
            pairs(&[("kind", "air_strike"), ("admin1", "Deir ez-Zor"), ("from", "2017-11-01"), ("to", "2017-11-30"), ("origins", "2")]);
        let said: Vec<String> = Filter::of(&query).parts().into_iter().map(|(_, words)| words).collect();
        assert_eq!(said.join(", "), "air strikes, in Deir ez-Zor, November 2017, at least 2 origins");
    }

    #[test]
    fn what_is_not_understood_narrows_nothing() {
        let query = pairs(&[("kind", "x"), ("from", "1/2/3"), ("killed", "-1"), ("page", "0"), ("part", "9,9,1,1"), ("unknown", "1")]);
        assert_eq!(Filter::of(&query), Filter { page: 1, ..Filter::default() });
    }

    #[test]
    fn words_that_are_cut_off_keep_their_address() {
        let filter = Filter::of(&pairs(&[("q", &format!("market{}north", " ".repeat(220)))]));
        assert_eq!(filter.address("/"), "/?q=market");
    }

    proptest! {
        #[test]
        fn an_address_gives_its_filter_back(text in "\\PC{0,40}", killed in 1_u64..99, page in 1_usize..9) {
            let filter = Filter { text: text.trim().to_owned(), killed: Some(killed), page, part: Some([1.0, 2.0, 3.5, 4.0]), ..Filter::default() };
            let address = filter.address("/");
            let query = address.split_once('?').map_or("", |(_, q)| q);
            let decode = |part: &str| {
                let mut bytes = Vec::new();
                let mut rest = part.bytes();
                while let Some(b) = rest.next() {
                    if b == b'%' {
                        let hex: String = rest.by_ref().take(2).map(char::from).collect();
                        bytes.push(u8::from_str_radix(&hex, 16).unwrap_or(0));
                    } else { bytes.push(b); }
                }
                String::from_utf8_lossy(&bytes).into_owned()
            };
            let pairs: Vec<(String, String)> =
                query.split('&').filter_map(|p| p.split_once('=')).map(|(k, v)| (k.to_owned(), decode(v))).collect();
            prop_assert_eq!(Filter::of(&pairs), filter);
        }
    }
}
