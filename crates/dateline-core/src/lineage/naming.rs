//! Where reports name the outlets of other held reports, in whatever script: "the Tigris Courier reported", «Тигрис курьер»,
//! «كريتر كرونيكل».
//!
//! An outlet is looked for by all its names (its own, those of its entry in the register, what its name has in brackets or quotation
//! marks), word by word: written the same once Cyrillic is in Latin letters, or with the same consonants in another script.

use super::anchor::{sounds, without_elision};
use super::held::Holdings;
use super::names::fold;
use super::register::Register;
use super::words::Words;
use crate::letters;
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Letters of a name of one word at least, unless all of them are capitals.
const LETTERS: usize = 5;
/// Consonants of a name at least, where it is met by its consonants.
const CONSONANTS: usize = 5;

/// Which outlets each report names.
#[derive(Debug, Default)]
pub struct Namings {
    /// For each report, by outlet (its comparable name, as `Held::outlet` has it): the first words that name it.
    pub of: Vec<BTreeMap<String, Span>>,
    /// For each outlet its reports.
    pub reports: BTreeMap<String, Vec<usize>>,
}

/// One name of an outlet.
#[derive(Debug)]
struct Name {
    outlet: usize,
    /// Folded words.
    words: Vec<String>,
    /// Their consonants, where it may be met by them.
    sounds: Option<Vec<String>>,
    script: Script,
    /// Written in capitals only, as it must be met: letters of an abbreviation are words elsewhere.
    capitals: Option<String>,
}

/// Finds the held outlets that each report names.
#[must_use]
pub fn find(holdings: &Holdings<'_>, register: &Register) -> Namings {
    let mut reports: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, held) in holdings.reports.iter().enumerate().filter(|(_, held)| !held.outlet.is_empty()) {
        reports.entry(held.outlet.clone()).or_default().push(at);
    }
    let outlets: Vec<&String> = reports.keys().collect();
    let mut names: Vec<Name> = Vec::new();
    for (outlet, (_, of)) in reports.iter().enumerate() {
        let mut written: Vec<String> = of.iter().filter_map(|at| holdings.reports[*at].reading.report.outlet.clone()).collect();
        written.sort_unstable();
        written.dedup();
        let registered: Vec<&str> = written.iter().flat_map(|name| register.names(name)).collect();
        let mut all: Vec<&str> = written.iter().flat_map(|name| variants(name)).chain(registered).collect();
        all.sort_unstable();
        all.dedup();
        names.extend(all.into_iter().filter_map(|name| Name::new(outlet, name)));
    }
    let mut first: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, name) in names.iter().enumerate() {
        first.entry(&name.words[0]).or_default().push(at);
        if let Some(sounds) = &name.sounds {
            first.entry(&sounds[0]).or_default().push(at);
        }
    }
    let of = holdings.reports.iter().map(|held| {
        let report = &held.reading.report;
        let text = report.text.as_str();
        let words = Words::of(text, report.paragraphs.iter().map(|p| p.span));
        let mut found: BTreeMap<String, Span> = BTreeMap::new();
        for at in 0..words.len() {
            let written = words.span(at..at + 1).of(text);
            let written = without_elision(written);
            if !may_begin(written) {
                continue;
            }
            for key in keys(written) {
                for name in first.get(key.as_str()).into_iter().flatten().map(|at| &names[*at]) {
                    let outlet = outlets[name.outlet];
                    if *outlet != held.outlet
                        && !found.contains_key(outlet)
                        && let Some(span) = name.stands_at(&words, at, text)
                    {
                        found.insert(outlet.clone(), span);
                    }
                }
            }
        }
        found
    });
    Namings { of: of.collect(), reports }
}

/// Scripts that names are carried over between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Arabic,
    Cyrillic,
    Other,
}

impl Script {
    fn of(word: &str) -> Self {
        match word.chars().next() {
            Some('Ѐ'..='ӿ') => Self::Cyrillic,
            _ if letters::is_arabic(word) => Self::Arabic,
            _ => Self::Other,
        }
    }
}

/// Whether a name may begin with a word: it has a capital letter, or a script without.
fn may_begin(written: &str) -> bool {
    written.chars().next().is_some_and(|c| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase())
}

/// A word as it is compared, without what Arabic writes together with it too, and its consonants.
fn keys(written: &str) -> Vec<String> {
    let folded = letters::folded(written);
    let mut out: Vec<String> = letters::forms(&folded).map(|(form, _)| fold(&form)).collect();
    out.extend(sounds(written));
    out.sort_unstable();
    out.dedup();
    out
}

/// The ways in which an outlet's own name gives a name: whole; before and inside brackets; inside quotation marks; before a stroke;
/// the words of its last script, where it has two.
fn variants(name: &str) -> Vec<&str> {
    let mut out = vec![name];
    let inside = |open: char, close: char| name.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map(|(inside, _)| inside);
    out.extend(inside('(', ')').filter(|inside| inside.chars().next().is_some_and(|c| !c.is_lowercase())));
    out.extend([inside('«', '»'), inside('“', '”'), inside('"', '"')].into_iter().flatten());
    out.extend([" (", " / ", " | ", " – ", " — "].iter().filter_map(|mark| name.split_once(mark)).map(|(before, _)| before));
    let words: Vec<(usize, Script)> =
        name.match_indices(' ').map(|(at, _)| at + 1).chain([0]).map(|at| (at, Script::of(&name[at..]))).collect();
    let first = Script::of(name);
    if let Some((at, _)) = words.iter().filter(|(_, script)| *script != first).min_by_key(|(at, _)| *at) {
        out.push(&name[*at..]);
    }
    out
}

impl Name {
    fn new(outlet: usize, name: &str) -> Option<Self> {
        let written = Words::of(name, [Span::new(0, name.len())]);
        let words: Vec<&str> = (0..written.len()).map(|at| written.span(at..at + 1).of(name)).collect();
        let words = match words.split_first() {
            Some((article, rest))
                if matches!(article.to_lowercase().as_str(), "the" | "le" | "la" | "el" | "les" | "los") && !rest.is_empty() =>
            {
                rest
            }
            _ => &words[..],
        };
        let letters = words.iter().map(|word| word.chars().count()).sum::<usize>();
        let capitals = words.len() == 1 && letters <= LETTERS && words[0].chars().all(char::is_uppercase);
        if words.is_empty() || words.len() == 1 && letters < LETTERS && !(capitals && letters >= 2) {
            return None;
        }
        let sounds: Vec<String> = words.iter().filter_map(|word| sounds(word).into_iter().next()).collect();
        let whole = sounds.len() == words.len() && sounds.iter().map(String::len).sum::<usize>() >= CONSONANTS && !capitals;
        Some(Self {
            outlet,
            words: words.iter().map(|word| fold(&letters::folded(word))).collect(),
            sounds: whole.then_some(sounds),
            script: Script::of(words[0]),
            capitals: capitals.then(|| words[0].to_owned()),
        })
    }

    /// The words of a text that are this name, from a word on.
    fn stands_at(&self, words: &Words, at: usize, text: &str) -> Option<Span> {
        let end = at + self.words.len();
        if end > words.len() || (at + 1..end).any(|word| words.print.opens_paragraph(word)) {
            return None;
        }
        let span = words.span(at..end);
        let cut = span.of(text).len() - without_elision(span.of(text)).len();
        let span = Span::new(span.start() + cut, span.end());
        let written: Vec<&str> = (at..end).map(|word| without_elision(words.span(word..word + 1).of(text))).collect();
        if let Some(capitals) = &self.capitals {
            return (written[0] == capitals).then_some(span);
        }
        let same = |written: &str, word: &String, first: bool| {
            let folded = letters::folded(written);
            let ways = letters::forms(&folded).take(if first { usize::MAX } else { 1 });
            ways.into_iter().any(|(form, _)| fold(&form) == *word)
        };
        if written.iter().zip(&self.words).enumerate().all(|(nth, (written, word))| same(written, word, nth == 0)) {
            return Some(span);
        }
        // Consonants are compared between scripts only; within one, other vowels make another name.
        let sounds = self.sounds.as_ref()?;
        let other_script = written.iter().all(|word| Script::of(word) != self.script);
        let alike = |(written, sound): (&&str, &String)| self::sounds(written).contains(sound);
        (other_script && written.iter().zip(sounds).all(alike)).then_some(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(name: &str, text: &str) -> Option<String> {
        let words = Words::of(text, [Span::new(0, text.len())]);
        let names: Vec<Name> = variants(name).into_iter().filter_map(|name| Name::new(0, name)).collect();
        let found = (0..words.len()).filter(|at| may_begin(without_elision(words.span(*at..at + 1).of(text))));
        let mut found = found.filter_map(|at| names.iter().find_map(|name| name.stands_at(&words, at, text)));
        found.next().map(|span| span.of(text).to_owned())
    }

    #[test]
    fn outlets_are_named_in_any_script() {
        assert_eq!(stands("The Tigris Courier", "Число семь приводит «Тигрис курьер».").as_deref(), Some("Тигрис курьер"));
        assert_eq!(stands("The Tigris Courier", "as the Tigris Courier has it").as_deref(), Some("Tigris Courier"));
        assert_eq!(stands("Степной листок", "Translated by volunteer from Stepnoi Listok").as_deref(), Some("Stepnoi Listok"));
        assert_eq!(stands("Crater Chronicle", "ونقلت صحيفة «كريتر كرونيكل» عن").as_deref(), Some("كريتر كرونيكل"));
        assert_eq!(
            stands("شبكة راصد الساحل (Coast Watch Network)", "the Coast Watch Network said").as_deref(),
            Some("Coast Watch Network")
        );
        assert_eq!(stands("شبكة راصد الساحل (Coast Watch Network)", "وقالت شبكة راصد الساحل").as_deref(), Some("شبكة راصد الساحل"));
        assert_eq!(stands("Канал-пересказ Terek Minute", "which Terek Minute photographed").as_deref(), Some("Terek Minute"));
        assert_eq!(stands("Гудок / Балхаш", "Source: Gudok; hat tip").as_deref(), Some("Gudok"));
        assert_eq!(stands("Agencia Meridiano", "une dépêche d'Agencia Meridiano").as_deref(), Some("Agencia Meridiano"));
        assert_eq!(stands("BBC", "told the BBC"), Some("BBC".to_owned()));
    }

    #[test]
    fn words_are_no_names() {
        assert_eq!(stands("The Register", "they register at the desk"), None);
        assert_eq!(stands("ATS", "the AtS rally"), None);
        assert_eq!(stands("Hill Watch (channel)", "from the hill watch"), None);
        assert_eq!(stands("Hill Watch (channel)", "on a channel"), None);
        assert_eq!(stands("Sun", "the Sun was hot"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_name_in_any_text(name in "\\PC{0,20}", text in "\\PC{0,60}") {
            let _ = stands(&name, &text);
        }
    }
}
