//! Other pages that a report names by their address: in its markup, by links in its running text, printed in its words.
//!
//! They are no part of the reading's JSON; a store keeps them beside it. See `docs/decisions/0028-links.md`.

use crate::report::Report;
use crate::stated::Source;
use crate::text::{CodePoints, Quoted, Span};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What a report says of the page at an address, the strongest first.
    Relation {
        /// It is a translation of what stands there.
        Translates = "translates",
        /// It is made from what stands there.
        BasedOn = "based_on",
        /// It calls that address, which is of another site, its canonical one.
        Canonical = "canonical",
        /// Its words say that it is from there.
        Source = "source",
        /// It lists that page among what it cites.
        Cites = "cites",
        /// It is an answer to the message there.
        Answers = "answers",
        /// Words of its text link there.
        Links = "links",
    }
}

impl Relation {
    /// What the report says of the page, as a table or page puts it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Translates => "its original in another language",
            Self::BasedOn => "what it is based on",
            Self::Canonical => "its canonical address, on another site",
            Self::Source => "its source",
            Self::Cites => "a page that it cites",
            Self::Answers => "the message that it answers",
            Self::Links => "a page that its text links to",
        }
    }

    /// Whether it says where the report is from: then a page that is not held is an origin by name.
    #[must_use]
    pub fn is_of_origin(self) -> bool {
        matches!(self, Self::Translates | Self::BasedOn | Self::Canonical | Self::Source)
    }
}

/// An address that a report names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference<S = Span> {
    /// What the report says of it.
    pub relation: Relation,
    /// Where that is said.
    pub from: Source,
    /// The address, made whole, otherwise as written.
    pub address: String,
    /// Who publishes what stands there, where the markup says so.
    pub name: Option<String>,
    /// The words that link, or the address as printed; null where only the markup has it.
    pub span: Option<S>,
}

/// The references of a report with their words, as a store keeps them.
#[must_use]
pub fn quoted(report: &Report) -> Vec<Reference<Quoted>> {
    if report.references.is_empty() {
        return Vec::new();
    }
    let points = CodePoints::new(report.text.as_str());
    let quote = |reference: &Reference| Reference {
        relation: reference.relation,
        from: reference.from,
        address: reference.address.clone(),
        name: reference.name.clone(),
        span: reference.span.map(|span| points.quote(span)),
    };
    report.references.iter().map(quote).collect()
}

/// Gives a report that was read before its references again; those whose words do not stand in its text are left out.
pub fn attach(report: &mut Report, references: Vec<Reference<Quoted>>) {
    if references.is_empty() {
        return;
    }
    let points = CodePoints::new(report.text.as_str());
    let found = references.into_iter().filter_map(|reference| {
        let span = match &reference.span {
            Some(quoted) => Some(points.find(quoted)?),
            None => None,
        };
        Some(Reference { relation: reference.relation, from: reference.from, address: reference.address, name: reference.name, span })
    });
    report.references = found.collect();
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::tests_support::report_of;

    #[test]
    fn references_come_back_with_their_words() {
        let mut report = report_of(&["Émile’s café was hit, Harrow Wire reported."]);
        let at = report.text.as_str().find("Harrow").unwrap();
        let of =
            |relation, span| Reference { relation, from: Source::Visible, address: "https://h.example/a-b-c".into(), name: None, span };
        report.references = vec![of(Relation::Links, Some(Span::new(at, at + 11))), of(Relation::BasedOn, None)];
        let json = serde_json::to_string(&quoted(&report)).unwrap();
        assert!(
            json.contains(r#""relation":"links","from":"visible","address":"https://h.example/a-b-c","name":null,"span":{"start":22,"#),
            "{json}"
        );
        let wanted = std::mem::take(&mut report.references);
        let mut kept: Vec<Reference<Quoted>> = serde_json::from_str(&json).unwrap();
        attach(&mut report, kept.clone());
        assert_eq!(report.references, wanted);
        // Words that stand elsewhere point at nothing.
        kept[0].span.as_mut().unwrap().start = 0;
        attach(&mut report, kept);
        assert_eq!(report.references, wanted[1..]);
    }
}
