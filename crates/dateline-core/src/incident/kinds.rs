//! The mapping of kinds to the names that other codings use, read from `data/kinds.tsv`.

use super::{Family, Kind};
use crate::data::{self, DataError};

/// What other codings call a kind of incident; several names where that coding is finer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindNames {
    /// The kind.
    pub kind: Kind,
    /// Sub-event types of ACLED; empty where it has none.
    pub acled: Vec<&'static str>,
    /// Event types of ACLED.
    pub acled_event: Vec<&'static str>,
    /// Incident types of MUC-4.
    pub muc4: Vec<&'static str>,
    /// Labels of CASE 2021, task 2.
    pub case: Vec<&'static str>,
    /// Strike types of Airwars.
    pub airwars: Vec<&'static str>,
    /// Types of violence of UCDP GED.
    pub ucdp: Vec<&'static str>,
    /// PLOVER event with its mode.
    pub plover: Vec<&'static str>,
    /// A sentence of that kind.
    pub example: &'static str,
}

/// The mapping, one entry per kind in the order of the file.
///
/// # Errors
/// When the file is broken or names an unknown kind or another family than [`Kind::family`].
pub fn kind_names() -> Result<Vec<KindNames>, DataError> {
    let mut all = Vec::new();
    for row in data::table("kinds.tsv")? {
        let kind = Kind::from_word(row.get("kind")).ok_or_else(|| row.error("unknown kind"))?;
        if Family::from_word(row.get("family")) != Some(kind.family()) {
            return Err(row.error("another family than the kind's"));
        }
        let list = |column| row.list(column).collect();
        all.push(KindNames {
            kind,
            acled: list("acled"),
            acled_event: list("acled_event"),
            muc4: list("muc4"),
            case: list("case"),
            airwars: list("airwars"),
            ucdp: list("ucdp"),
            plover: list("plover"),
            example: row.get("example"),
        });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_mapped_once_and_its_example_is_read_as_that_kind() -> Result<(), DataError> {
        let names = kind_names()?;
        let lexicon = super::super::Lexicon::bundled()?;
        for kind in Kind::ALL {
            let rows: Vec<_> = names.iter().filter(|n| n.kind == *kind).collect();
            assert_eq!(rows.len(), 1, "{kind}");
            let found = super::super::tests_support::kinds_in(rows[0].example, &lexicon);
            assert!(found.contains(kind), "{kind}: {found:?} in {:?}", rows[0].example);
        }
        Ok(())
    }
}
