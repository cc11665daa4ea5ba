//! A sheet of figures: shares and F1 values by name, added up over cases, with the errors behind them.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;

/// One figure's counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// `hit` of `of`.
    Share {
        /// How many are right.
        hit: u64,
        /// How many there are.
        of: u64,
    },
    /// Found against labelled: F1 of precision and recall.
    Found {
        /// Labelled and found.
        both: u64,
        /// Found.
        found: u64,
        /// Labelled.
        labelled: u64,
    },
    /// A mean of values from 0 to 1.
    Mean {
        /// Sum in millionths.
        sum: u64,
        /// How many.
        of: u64,
    },
    /// A plain number where less is better, such as what was invented.
    Number(u64),
    /// `hit` of `of` where less is better, such as wrong dates.
    Fault {
        /// How many are wrong.
        hit: u64,
        /// How many there are.
        of: u64,
    },
    /// A mean of values from 0 to 1 where less is better.
    MeanFault {
        /// Sum in millionths.
        sum: u64,
        /// How many.
        of: u64,
    },
    /// A value from 0 to 1 that is made over `of` things at once.
    Value {
        /// In millionths.
        value: u64,
        /// How many.
        of: u64,
    },
}

impl Figure {
    /// The share, or F1; `None` where there is nothing to measure. A number is itself.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Share { of: 0, .. } | Self::Mean { of: 0, .. } | Self::Found { found: 0, labelled: 0, .. } => None,
            Self::Fault { of: 0, .. } | Self::MeanFault { of: 0, .. } | Self::Value { of: 0, .. } => None,
            Self::Share { hit, of } | Self::Fault { hit, of } => Some(hit as f64 / of as f64),
            Self::Found { both, found, labelled } => Some(2.0 * both as f64 / (found + labelled) as f64),
            Self::Mean { sum, of } | Self::MeanFault { sum, of } => Some(sum as f64 / of as f64 / 1e6),
            Self::Value { value, .. } => Some(value as f64 / 1e6),
            Self::Number(number) => Some(number as f64),
        }
    }

    /// Whether less is better.
    #[must_use]
    pub fn is_fault(self) -> bool {
        matches!(self, Self::Number(_) | Self::Fault { .. } | Self::MeanFault { .. })
    }

    /// How many things it is made over.
    #[must_use]
    pub fn of(self) -> u64 {
        match self {
            Self::Share { of, .. } | Self::Mean { of, .. } | Self::Fault { of, .. } => of,
            Self::MeanFault { of, .. } | Self::Value { of, .. } => of,
            Self::Found { labelled, .. } => labelled,
            Self::Number(number) => number,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = |a: u64, b: u64| a as f64 / b.max(1) as f64;
        match (self, self.value()) {
            (_, None) => write!(f, "    —  (nothing to measure)"),
            (Self::Share { hit, of }, Some(value)) => write!(f, "{value:.3}  ({hit} of {of})"),
            (Self::Found { both, found, labelled }, Some(value)) => {
                let (precision, recall) = (ratio(*both, *found), ratio(*both, *labelled));
                write!(f, "{value:.3}  P {precision:.3} R {recall:.3} ({found} found, {labelled} labelled)")
            }
            (Self::Mean { of, .. }, Some(value)) => write!(f, "{value:.3}  (mean of {of})"),
            (Self::MeanFault { of, .. }, Some(value)) => write!(f, "{value:.3}  (mean of {of}, less is better)"),
            (Self::Fault { hit, of }, Some(value)) => write!(f, "{value:.3}  ({hit} of {of}, less is better)"),
            (Self::Value { of, .. }, Some(value)) => write!(f, "{value:.3}  (over {of})"),
            (Self::Number(number), _) => write!(f, "{number}"),
        }
    }
}

/// Figures by name (`layer.figure`) and the errors behind them.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    figures: BTreeMap<String, Figure>,
    /// What is wrong, by figure: case and words.
    pub errors: Vec<(String, String)>,
}

impl Sheet {
    /// Counts one thing that is right or not.
    pub fn share(&mut self, name: &str, right: bool) {
        self.shares(name, usize::from(right), 1);
    }

    /// Counts several things, `hit` of them right.
    pub fn shares(&mut self, name: &str, right: usize, all: usize) {
        if let Figure::Share { hit, of } = self.figures.entry(name.to_owned()).or_insert(Figure::Share { hit: 0, of: 0 }) {
            *hit += right as u64;
            *of += all as u64;
        }
    }

    /// Counts things found and labelled.
    pub fn found(&mut self, name: &str, both: usize, found: usize, labelled: usize) {
        let none = Figure::Found { both: 0, found: 0, labelled: 0 };
        if let Figure::Found { both: b, found: f, labelled: l } = self.figures.entry(name.to_owned()).or_insert(none) {
            *b += both as u64;
            *f += found as u64;
            *l += labelled as u64;
        }
    }

    /// Adds a value from 0 to 1 to a mean.
    pub fn mean(&mut self, name: &str, value: f64) {
        if let Figure::Mean { sum, of } = self.figures.entry(name.to_owned()).or_insert(Figure::Mean { sum: 0, of: 0 }) {
            *sum += (value.max(0.0) * 1e6).round() as u64;
            *of += 1;
        }
    }

    /// Counts one thing that is wrong or not, where less is better.
    pub fn fault(&mut self, name: &str, wrong: bool) {
        if let Figure::Fault { hit, of } = self.figures.entry(name.to_owned()).or_insert(Figure::Fault { hit: 0, of: 0 }) {
            *hit += u64::from(wrong);
            *of += 1;
        }
    }

    /// Adds a value from 0 to 1 to a mean where less is better.
    pub fn mean_fault(&mut self, name: &str, value: f64) {
        if let Figure::MeanFault { sum, of } = self.figures.entry(name.to_owned()).or_insert(Figure::MeanFault { sum: 0, of: 0 }) {
            *sum += (value.max(0.0) * 1e6).round() as u64;
            *of += 1;
        }
    }

    /// Sets a value from 0 to 1 that was made over `of` things at once.
    pub fn value(&mut self, name: &str, value: f64, of: usize) {
        let value = (value.clamp(0.0, 1.0) * 1e6).round() as u64;
        self.figures.insert(name.to_owned(), Figure::Value { value, of: of as u64 });
    }

    /// Adds to a number where less is better.
    pub fn number(&mut self, name: &str, more: usize) {
        if let Figure::Number(number) = self.figures.entry(name.to_owned()).or_insert(Figure::Number(0)) {
            *number += more as u64;
        }
    }

    /// Notes an error.
    pub fn error(&mut self, name: &str, what: String) {
        self.errors.push((name.to_owned(), what));
    }

    /// Counts one thing, and notes what is wrong where it is not right.
    pub fn check<T: PartialEq + fmt::Debug>(&mut self, name: &str, case: &str, label: &T, read: &T) {
        self.share(name, label == read);
        if label != read {
            self.error(name, format!("{case}: labelled {label:?}, read {read:?}"));
        }
    }

    /// A figure.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Figure> {
        self.figures.get(name).copied()
    }

    /// All figures by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Figure)> {
        self.figures.iter().map(|(name, figure)| (name.as_str(), *figure))
    }

    /// The figures as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let round = |value: f64| (value * 1e4).round() / 1e4;
        let rows = self.iter().map(|(name, figure)| {
            let value = figure.value().map(round);
            let row = match figure {
                Figure::Share { hit, of } => json!({"value": value, "hit": hit, "of": of}),
                Figure::Fault { hit, of } => json!({"value": value, "hit": hit, "of": of, "less_is_better": true}),
                Figure::MeanFault { of, .. } => json!({"value": value, "of": of, "less_is_better": true}),
                Figure::Value { of, .. } => json!({"value": value, "of": of}),
                Figure::Found { both, found, labelled } => json!({"value": value, "both": both, "found": found, "labelled": labelled}),
                Figure::Mean { of, .. } => json!({"value": value, "of": of}),
                Figure::Number(number) => json!({"value": number}),
            };
            (name.to_owned(), row)
        });
        Value::Object(rows.collect())
    }
}

/// The name of the group of everything.
pub const ALL: &str = "all";

/// A row a group, a column for each figure of `columns` (its name and its short one).
#[must_use]
pub fn table_of_groups(groups: &BTreeMap<String, Sheet>, columns: &[(&str, &str)]) -> String {
    let head: Vec<String> = columns.iter().map(|(_, short)| format!("{short:>9}")).collect();
    let mut out = format!("\n{:32}{}\n", "", head.join(" "));
    for (group, sheet) in groups {
        let value = |name: &str| sheet.get(name).and_then(Figure::value);
        let row: Vec<String> =
            columns.iter().map(|(name, _)| value(name).map_or_else(|| format!("{:>9}", "—"), |value| format!("{value:>9.3}"))).collect();
        out.push_str(&format!("{group:32}{}\n", row.join(" ")));
    }
    out
}

impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|(name, figure)| writeln!(f, "{name:34} {figure}"))
    }
}
