//! Words of classes and ids that say what an element holds (`data/rules/article_cues.tsv`).

use super::html::Cues;
use crate::data::{self, DataError};
use crate::report::DropReason;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Out(DropReason),
    Byline,
    Caption,
}

/// The bundled cues.
#[derive(Debug)]
pub(super) struct ClassCues {
    words: HashMap<&'static str, Kind>,
}

/// Longest class attribute that is looked at, in bytes.
const LONGEST: usize = 300;

impl ClassCues {
    pub(super) fn bundled() -> Result<Self, DataError> {
        let mut words = HashMap::new();
        for row in data::table("rules/article_cues.tsv")? {
            let kind = match row.get("kind") {
                "byline" => Kind::Byline,
                "caption" => Kind::Caption,
                reason => Kind::Out(DropReason::from_word(reason).ok_or_else(|| row.error("unknown kind"))?),
            };
            for word in row.list("words") {
                words.entry(word).or_insert(kind);
            }
        }
        Ok(Self { words })
    }

    /// The first kind, of those wanted, that a word of the attribute has.
    fn find<T>(&self, attribute: &str, wanted: impl Fn(Kind) -> Option<T>) -> Option<T> {
        let mut end = attribute.len().min(LONGEST);
        while !attribute.is_char_boundary(end) {
            end -= 1;
        }
        let mut joined = String::new();
        for class in attribute[..end].split_ascii_whitespace() {
            let mut before = String::new();
            for word in words_of(class) {
                if let Some(found) = self.words.get(word.as_str()).copied().and_then(&wanted) {
                    return Some(found);
                }
                if !before.is_empty() {
                    joined.clear();
                    joined.push_str(&before);
                    joined.push_str(&word);
                    if let Some(found) = self.words.get(joined.as_str()).copied().and_then(&wanted) {
                        return Some(found);
                    }
                }
                before = word;
            }
        }
        None
    }
}

/// The words of one class, lower case: split at marks, digits and capitals.
fn words_of(class: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut lower = false;
    for c in class.chars() {
        if !c.is_ascii_alphabetic() {
            if !word.is_empty() {
                out.push(std::mem::take(&mut word));
            }
            lower = false;
            continue;
        }
        if c.is_ascii_uppercase() && lower {
            out.push(std::mem::take(&mut word));
        }
        lower = c.is_ascii_lowercase();
        word.push(c.to_ascii_lowercase());
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

impl Cues for ClassCues {
    fn out(&self, attribute: &str) -> Option<DropReason> {
        self.find(attribute, |kind| match kind {
            Kind::Out(reason) => Some(reason),
            _ => None,
        })
    }

    fn is_byline(&self, attribute: &str) -> bool {
        self.find(attribute, |kind| (kind == Kind::Byline).then_some(())).is_some()
    }

    fn is_caption(&self, attribute: &str) -> bool {
        self.find(attribute, |kind| (kind == Kind::Caption).then_some(())).is_some()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_told_by_their_words() {
        let cues = ClassCues::bundled().unwrap();
        for row in data::table("rules/article_cues.tsv").unwrap() {
            let found = |class: &str| match row.get("kind") {
                "byline" => cues.is_byline(class),
                "caption" => cues.is_caption(class),
                reason => cues.out(class).is_some_and(|found| found.as_str() == reason),
            };
            for class in row.list("catches") {
                assert!(found(class), "{class}");
            }
            for class in row.list("misses") {
                assert!(!found(class), "{class}");
            }
        }
    }
}
