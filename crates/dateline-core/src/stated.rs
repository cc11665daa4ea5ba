//! What a page says of itself, value by value: which field, in which words, where they stand, and which value was chosen.
//!
//! A report has one title and one day of publication; a page often states several. The list keeps them all, so that a
//! reader sees what was passed over. It is no part of the reading's JSON: see `docs/decisions/0013-stated-values.md`.

vocabulary! {
    /// A field of a report that a page can state.
    StatedField {
        /// The headline.
        Title = "title",
        /// One author's name.
        Author = "author",
        /// Who publishes the page.
        Outlet = "outlet",
        /// Day or time of publication.
        Published = "published",
        /// Day or time of the last change.
        Modified = "modified",
        /// Language code.
        Language = "language",
        /// The address that the page calls its own.
        CanonicalUrl = "canonical_url",
        /// The part of the outlet that the page belongs to.
        Section = "section",
    }
}

vocabulary! {
    /// Where a value stands.
    Source {
        /// Whoever handed the document in said it.
        Given = "given",
        /// JSON-LD in a script.
        JsonLd = "json_ld",
        /// An `itemprop`.
        Microdata = "microdata",
        /// A `property` outside OpenGraph.
        Rdfa = "rdfa",
        /// An `og:` or `article:` property.
        Opengraph = "opengraph",
        /// Another `meta` element.
        Meta = "meta",
        /// A `link` element.
        Link = "link",
        /// An element made for it: `title`, `html lang`, `time`, `rel=author`.
        Element = "element",
        /// The address of the page.
        Address = "address",
        /// Words that a reader of the page sees.
        Visible = "visible",
    }
}

impl Source {
    /// The source as a table or page names it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::JsonLd => "JSON-LD",
            Self::Microdata => "microdata",
            Self::Rdfa => "RDFa",
            Self::Opengraph => "OpenGraph",
            Self::Meta => "meta element",
            Self::Link => "link element",
            Self::Element => "element",
            Self::Address => "address",
            Self::Visible => "visible",
        }
    }
}

/// One value that a page states.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stated {
    /// What it is stated of.
    pub field: StatedField,
    /// The value in the form of the contract: dates as ISO 8601, names without "by", titles without the site's name.
    pub value: String,
    /// The words as written, white space folded, at most 300 characters.
    pub words: String,
    /// Where they stand.
    pub from: Source,
    /// Whether the report has this value.
    pub chosen: bool,
}

/// What a document states of itself, as `dateline read --stated` prints it (`docs/schema/stated.schema.json`).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StatedJson {
    /// The report's id.
    pub id: crate::sha::Sha,
    /// Where it came in.
    pub input: crate::report::Input,
    /// Its address.
    pub url: Option<String>,
    /// For every field its values, surest first; a field of which nothing is stated has an empty list.
    pub fields: std::collections::BTreeMap<StatedField, Vec<StatedValue>>,
    /// Fields whose values contradict each other.
    pub conflicts: Vec<StatedField>,
}

/// One value in [`StatedJson`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StatedValue {
    /// The value in the form of the contract.
    pub value: String,
    /// Where it stands.
    pub from: Source,
    /// Whether the report has this value.
    pub chosen: bool,
    /// The words as written.
    pub words: String,
}

impl StatedJson {
    /// What a report's document states.
    #[must_use]
    pub fn of(report: &crate::report::Report) -> Self {
        let of = |field: StatedField| {
            let own = report.stated.iter().filter(move |stated| stated.field == field);
            own.map(|s| StatedValue { value: s.value.clone(), from: s.from, chosen: s.chosen, words: s.words.clone() }).collect()
        };
        Self {
            id: report.id,
            input: report.input.clone(),
            url: report.url.clone(),
            fields: StatedField::ALL.iter().map(|field| (*field, of(*field))).collect(),
            conflicts: conflicts(&report.stated),
        }
    }
}

/// Values of one field at most; a page that states more says nothing new.
const MOST: usize = 16;

/// Longest words that are kept, in characters.
const LONGEST: usize = 300;

/// Adds a value unless the list has it from there already or is full.
pub(crate) fn push(list: &mut Vec<Stated>, field: StatedField, from: Source, value: &str, words: &str) {
    let (value, words) = (value.trim(), words.split_whitespace().collect::<Vec<_>>().join(" "));
    let known = |s: &Stated| s.field == field && s.from == from && s.value == value;
    if value.is_empty() || list.iter().any(known) || list.iter().filter(|s| s.field == field).count() >= MOST {
        return;
    }
    let words = words.chars().take(LONGEST).collect();
    list.push(Stated { field, value: value.chars().take(LONGEST).collect(), words, from, chosen: false });
}

/// The fields of which the list has values that contradict each other, in the order of the vocabulary.
///
/// Two lists of authors contradict each other where neither holds the other; a day and a time on that day agree,
/// and so do two times that are one instant; titles and outlets agree where one is the beginning or end of the other.
#[must_use]
pub fn conflicts(list: &[Stated]) -> Vec<StatedField> {
    StatedField::ALL.iter().copied().filter(|field| disagree(list, *field)).collect()
}

fn disagree(list: &[Stated], field: StatedField) -> bool {
    let of: Vec<&Stated> = list.iter().filter(|s| s.field == field).collect();
    match field {
        StatedField::Author => {
            let mut by_source: Vec<(Source, Vec<String>)> = Vec::new();
            for stated in of {
                let name = folded(&stated.value);
                match by_source.iter_mut().find(|(from, _)| *from == stated.from) {
                    Some((_, names)) => names.push(name),
                    None => by_source.push((stated.from, vec![name])),
                }
            }
            let within = |a: &[String], b: &[String]| a.iter().all(|name| b.contains(name));
            by_source.windows(2).any(|pair| !within(&pair[0].1, &pair[1].1) && !within(&pair[1].1, &pair[0].1))
        }
        StatedField::Published | StatedField::Modified => {
            of.iter().enumerate().any(|(at, a)| of[at + 1..].iter().any(|b| !same_time(&a.value, &b.value)))
        }
        StatedField::Title | StatedField::Outlet => {
            // A host stands for the outlet where nothing names it.
            let named = of.iter().filter(|s| s.from != Source::Address);
            let names: Vec<String> = named.map(|s| folded(&s.value)).collect();
            names.iter().enumerate().any(|(at, a)| {
                names[at + 1..].iter().any(|b| {
                    !(a.starts_with(b.as_str()) || b.starts_with(a.as_str()) || a.ends_with(b.as_str()) || b.ends_with(a.as_str()))
                })
            })
        }
        StatedField::Language => {
            let base = |value: &str| value.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
            of.windows(2).any(|pair| base(&pair[0].value) != base(&pair[1].value))
        }
        StatedField::CanonicalUrl => of.windows(2).any(|pair| pair[0].value.trim_end_matches('/') != pair[1].value.trim_end_matches('/')),
        // A page stands in a section and in the sections above it.
        StatedField::Section => false,
    }
}

/// Whether two dates can be meant as one: the same instant, or the same day where one has no time or no zone.
fn same_time(a: &str, b: &str) -> bool {
    match (instant(a), instant(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.get(..10) == b.get(..10) || could_be(a, b) || could_be(b, a),
    }
}

/// Whether a day without zone is where an instant falls, somewhere on earth.
pub(crate) fn could_be(day: &str, time: &str) -> bool {
    let (Some(instant), Ok(day)) = (instant(time), day.get(..10).unwrap_or("").parse::<jiff::civil::Date>()) else { return false };
    let at =
        |hours: i64| instant.checked_add(jiff::SignedDuration::from_hours(hours)).ok().map(|t| jiff::tz::Offset::UTC.to_datetime(t).date());
    (at(-12)..=at(14)).contains(&Some(day))
}

/// The instant of a time with zone.
pub(crate) fn instant(value: &str) -> Option<jiff::Timestamp> {
    let (_, clock) = value.split_once('T')?;
    let zone = clock.find(['Z', '+', '-'])?;
    let seconds = if clock[..zone].matches(':').count() == 1 { ":00" } else { "" };
    let (time, zone) = value.split_at(value.len() - clock.len() + zone);
    format!("{time}{seconds}{zone}").parse().ok()
}

fn folded(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(field: StatedField, values: &[(Source, &str)]) -> Vec<Stated> {
        let mut out = Vec::new();
        values.iter().for_each(|(from, value)| push(&mut out, field, *from, value, value));
        out
    }

    #[test]
    fn dates_that_can_be_one_do_not_contradict() {
        use Source::*;
        for (values, wanted) in [
            (vec![(JsonLd, "2019-03-02T09:00:00Z"), (Visible, "2019-03-02")], false),
            (vec![(JsonLd, "2019-03-02T09:00:00Z"), (Meta, "2019-03-02T12:00+03:00")], false),
            (vec![(JsonLd, "2019-03-02T22:00:00Z"), (Visible, "2019-03-03")], false),
            (vec![(JsonLd, "2019-03-02"), (Visible, "2019-03-04")], true),
            (vec![(JsonLd, "2019-03-02T09:00:00Z"), (Meta, "2019-03-02T10:00:00Z")], true),
        ] {
            let found = conflicts(&list(StatedField::Published, &values));
            assert_eq!(!found.is_empty(), wanted, "{values:?}");
        }
    }

    #[test]
    fn names_side_by_side_are_one_list() {
        use Source::*;
        let one = list(StatedField::Author, &[(JsonLd, "Ann Odd"), (JsonLd, "Bo Even"), (Visible, "Bo Even"), (Visible, "ANN ODD")]);
        assert!(conflicts(&one).is_empty());
        let two = list(StatedField::Author, &[(JsonLd, "Ann Odd"), (Visible, "Bo Even")]);
        assert_eq!(conflicts(&two), [StatedField::Author]);
    }

    #[test]
    fn a_list_is_bounded() {
        let many: Vec<String> = (0..500).map(|n| format!("title {n} {}", "long ".repeat(200))).collect();
        let values: Vec<(Source, &str)> = many.iter().map(|title| (Source::Meta, title.as_str())).collect();
        let list = list(StatedField::Title, &values);
        assert!(list.len() <= MOST && list.iter().all(|s| s.words.chars().count() <= LONGEST));
    }
}
