//! The published policy for number words (`data/toll_policy.tsv`): which interval of people each kind of words means.

use crate::data::{self, DataError};

/// Where the words of a rule stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before a number: "at least 10".
    Before,
    /// After a number: "ten or more".
    After,
    /// Between or around two numbers: "between 15 and 20".
    Range,
    /// A number by themselves: "a dozen".
    Scale,
    /// After a number that multiplies them: "two dozen".
    Multiple,
    /// Instead of a number: "several", "dozens of".
    Vague,
    /// What is counted decides: "14 families".
    Noun,
    /// Nobody: "no one".
    None,
}

/// A bound as the table writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// No bound.
    Open,
    /// A fixed number.
    Fixed(u64),
    /// The number told, times the first plus the second.
    OfNumber(u64, i64),
    /// The lower end of a range.
    Lower,
    /// The upper end of a range.
    Upper,
}

impl Bound {
    fn parse(cell: &str) -> Option<Self> {
        Some(match cell {
            "" => Self::Open,
            "n" => Self::OfNumber(1, 0),
            "n+1" => Self::OfNumber(1, 1),
            "n-1" => Self::OfNumber(1, -1),
            "a" => Self::Lower,
            "b" => Self::Upper,
            other => match other.strip_suffix('n') {
                Some(times) => Self::OfNumber(times.parse().ok()?, 0),
                None => Self::Fixed(other.parse().ok()?),
            },
        })
    }

    /// The bound for a number, or for the two ends of a range.
    #[must_use]
    pub fn apply(self, lower: u64, upper: u64) -> Option<u64> {
        match self {
            Self::Open => None,
            Self::Fixed(n) => Some(n),
            Self::OfNumber(times, plus) => Some(lower.saturating_mul(times).saturating_add_signed(plus)),
            Self::Lower => Some(lower),
            Self::Upper => Some(upper),
        }
    }
}

/// One line of the policy.
#[derive(Debug, Clone)]
pub struct PolicyRule {
    /// Language of the words.
    pub language: &'static str,
    /// Its name.
    pub rule: &'static str,
    /// Where the words stand.
    pub place: Place,
    /// The words, in lower case.
    pub words: Vec<&'static str>,
    /// Least number of people.
    pub min: Bound,
    /// Greatest number of people.
    pub max: Bound,
    /// The bounds as the table writes them.
    pub written: (&'static str, &'static str),
    /// An example.
    pub example: &'static str,
}

/// The policy, in the order of the table: what `dateline policy` prints and exports ship.
///
/// # Errors
/// When the data file is broken.
pub fn policy() -> Result<Vec<PolicyRule>, DataError> {
    let mut all = Vec::new();
    for row in data::table("toll_policy.tsv")? {
        let place = match row.get("place") {
            "before" => Place::Before,
            "after" => Place::After,
            "range" => Place::Range,
            "scale" => Place::Scale,
            "multiple" => Place::Multiple,
            "vague" => Place::Vague,
            "noun" => Place::Noun,
            "none" => Place::None,
            other => return Err(row.error(format!("unknown place {other:?}"))),
        };
        let bound = |column: &str| Bound::parse(row.get(column)).ok_or_else(|| row.error(format!("{column} can't be read")));
        all.push(PolicyRule {
            language: row.get("language"),
            rule: row.get("rule"),
            place,
            words: row.list("words").collect(),
            min: bound("min")?,
            max: bound("max")?,
            written: (row.get("min"), row.get("max")),
            example: row.get("example"),
        });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_table_holds() {
        let mut all = policy().unwrap_or_default();
        all.retain(|rule| rule.language == "en");
        let bounds = |words: &str, place: Place| {
            let rule = all.iter().find(|r| r.place == place && (r.words.contains(&words) || words.is_empty() && r.words.is_empty()));
            rule.map(|r| (r.min.apply(10, 10), r.max.apply(10, 10)))
        };
        for (words, place, min, max) in [
            ("", Place::None, Some(10), Some(10)),
            ("at least", Place::Before, Some(10), None),
            ("more than", Place::Before, Some(11), None),
            ("up to", Place::Before, None, Some(10)),
            ("nearly", Place::Before, None, Some(9)),
            ("about", Place::Before, Some(10), Some(10)),
            ("several", Place::Vague, Some(2), None),
            ("a dozen", Place::Scale, Some(12), Some(12)),
            ("tens", Place::Vague, Some(20), None),
            ("dozens", Place::Vague, Some(24), None),
            ("scores", Place::Vague, Some(40), None),
            ("hundreds", Place::Vague, Some(200), None),
            ("thousands", Place::Vague, Some(2000), None),
            ("families", Place::Noun, None, None),
            ("no one", Place::None, Some(0), Some(0)),
        ] {
            assert_eq!(bounds(words, place), Some((min, max)), "{words}");
        }
    }

    #[test]
    fn a_rule_means_the_same_in_every_language() {
        let all = policy().unwrap_or_default();
        for rule in &all {
            let first = all.iter().find(|other| other.rule == rule.rule).map(|other| other.written);
            assert_eq!(first, Some(rule.written), "{} in {}", rule.rule, rule.language);
        }
        assert!(super::super::LANGUAGES.iter().all(|language| all.iter().filter(|rule| rule.language == *language).count() > 15));
    }
}
