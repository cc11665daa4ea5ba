//! Names of agencies and well-known outlets in the short lines that carry them: bylines, tags in brackets, sign-offs.

use super::rules::Rules;
use crate::data::{self, DataError};
use crate::text::Span;
use std::collections::{HashMap, HashSet};

/// The names that `data/lexicons/register.tsv` has for agencies and outlets.
#[derive(Debug, Default)]
pub(super) struct Agencies {
    /// Names exactly as the table writes them, without spaces and marks.
    exact: HashSet<String>,
    /// Comparable names, and whether the body is an agency.
    folded: HashMap<String, bool>,
    /// Comparable first words, to pass over most places quickly.
    starts: HashSet<String>,
}

/// Most words that a name of the table has.
const LONGEST: usize = 7;
/// Letters from which a name counts in capitals or with a capital too, not only as the table writes it.
const LONG_NAME: usize = 5;

impl Agencies {
    pub(super) fn bundled() -> Result<Self, DataError> {
        let mut out = Self::default();
        for row in data::table("lexicons/register.tsv")? {
            let agency = match row.get("kind") {
                "agency" => true,
                "outlet" => false,
                _ => continue,
            };
            for name in std::iter::once(row.get("name")).chain(row.list("aliases")) {
                out.starts.extend(words_at(name, 0).next().map(|end| fold(&name[..end])));
                out.exact.insert(plain(name));
                out.folded.insert(fold(name), agency);
            }
        }
        Ok(out)
    }

    /// The longest name that begins at byte `start`, which is the beginning of a word: its end, and whether it is an agency's.
    pub(super) fn at(&self, words: &str, start: usize) -> Option<(usize, bool)> {
        let first = words_at(words, start).next()?;
        if !self.starts.contains(&fold(&words[start..first])) {
            return None;
        }
        let ends: Vec<usize> = words_at(words, start).take(LONGEST).collect();
        ends.into_iter().rev().find_map(|end| {
            let name = &words[start..end];
            let folded = fold(name);
            let agency = *self.folded.get(&folded)?;
            let as_printed = self.exact.contains(&plain(name));
            let long = folded.chars().count() >= LONG_NAME && name.chars().next().is_some_and(|c| !c.is_lowercase());
            (as_printed || long).then_some((end, agency))
        })
    }

    /// Whether all of `name` is a name of an agency or outlet.
    pub(super) fn is_name(&self, name: &str) -> bool {
        let name = name.trim();
        self.at(name, 0).is_some_and(|(end, _)| end == name.len())
    }
}

/// Ends of one, two, three … words from `start` on, as long as spaces and marks of names stand between them.
fn words_at(words: &str, start: usize) -> impl Iterator<Item = usize> + '_ {
    let mut at = start;
    std::iter::from_fn(move || {
        let rest = words.get(at..)?;
        let gap = rest.find(char::is_alphanumeric)?;
        let between = &rest[..gap];
        let joined = at == start && gap == 0 || at > start && matches!(between, " " | "-" | "." | ". " | "'" | "’" | " - ");
        if !joined {
            return None;
        }
        let word = &rest[gap..];
        at += gap + word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
        Some(at)
    })
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a word of a tag line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Agency,
    Outlet,
    /// A name of the table that is an ordinary word, button or initials elsewhere.
    Weak,
    /// "agencies", "Agenturen", "wires": agencies without a name.
    Unnamed,
    /// Initials of an editor, or "red".
    Initials,
    /// "and", "with", "von".
    Joint,
    Number,
    Capital,
    /// The name of a site or account.
    Site,
    /// A writer's or desk's part.
    Role,
    Other,
}

/// What a line of tags credits.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// Names with their bytes, and whether each is a known outlet rather than an agency.
    pub names: Vec<(Span, bool)>,
    /// Whether persons, places or days stand beside them.
    pub mixed: bool,
    /// A place beside a lone agency: "AFP, MANILA".
    pub place: Option<Span>,
}

/// Longest line that can be a line of tags, in bytes.
const LONGEST_LINE: usize = 220;

/// The agencies that a line credits when it says nothing else: `header` lines may have persons, roles and days beside them, others only
/// editors' initials and the outlet. `outlet` is the report's own and credited to nobody.
pub(super) fn tags(line: &str, header: bool, outlet: Option<&str>, rules: &Rules) -> Option<Tags> {
    if line.len() > LONGEST_LINE || line.ends_with(['?', '!', ':']) || !header && line.len() > 90 {
        return None;
    }
    let found = words(line, rules);
    let is_name = |word: Word| matches!(word, Word::Agency | Word::Unnamed | Word::Outlet | Word::Weak);
    if !found.iter().any(|(_, word)| is_name(*word)) || found.len() > 24 || found.iter().any(|(_, word)| *word == Word::Other) {
        return None;
    }
    if rules.patterns.picture.is_match(line) || is_picture(line, &found, rules) {
        return None;
    }
    let count = |kind: Word| found.iter().filter(|(_, word)| *word == kind).count();
    let own = |span: Span| outlet.is_some_and(|outlet| same_body(span.of(line), outlet));
    let mut out = Tags::default();
    let capitals = count(Word::Capital);
    if !header && (capitals > 0 || count(Word::Role) > 0 || count(Word::Number) > 0) {
        return None;
    }
    out.mixed = capitals > 0 || count(Word::Number) > 0 || count(Word::Role) > 0;
    for (at, (span, word)) in found.iter().enumerate() {
        let beside = |other: Option<&(Span, Word)>| other.is_some_and(|(_, word)| is_name(*word) || matches!(word, Word::Initials));
        let named = match word {
            Word::Agency | Word::Unnamed => true,
            // Known outlets are in bylines as names of topics too: only alone, after a writer or with a day.
            Word::Outlet => header && found.len() == 1 || out.mixed && (capitals >= 2 || count(Word::Number) > 0),
            Word::Weak => beside(found.get(at + 1)) || at.checked_sub(1).is_some_and(|at| beside(found.get(at))),
            _ => false,
        };
        if !named || own(*span) {
            continue;
        }
        // "AP Top Stories": what follows a name on its line is a part, a day or one place.
        let after = found[at + 1..].iter().take_while(|(next, word)| *word == Word::Capital && !cut(line, span.end(), next.start()));
        match after.count() {
            0 => {}
            1 if at == 0 && found.len() == 2 => {
                let place = found[1].0;
                let name = place.of(line);
                if super::dateline::is_no_place(name, rules) || name.chars().count() < 3 {
                    return None;
                }
                out.place = Some(place);
            }
            _ => return None,
        }
        if at == 0
            && found.len() <= 3
            && found[1..].iter().all(|(_, word)| *word == Word::Capital)
            && found.len() > 1
            && cut(line, span.end(), found[1].0.start())
        {
            let place = Span::new(found[1].0.start(), found[found.len() - 1].0.end());
            if place.of(line).chars().all(|c| !c.is_lowercase()) {
                out.place = Some(place);
            }
        }
        out.names.push((*span, *word == Word::Outlet));
    }
    (!out.names.is_empty()).then_some(out)
}

/// The known agencies and outlets in a few words, and agencies without a name; weak names count.
pub(super) fn names_in(words_: &str, rules: &Rules) -> Vec<(Span, bool)> {
    let named = |word: Word| matches!(word, Word::Agency | Word::Outlet | Word::Unnamed | Word::Weak);
    words(words_, rules).into_iter().filter(|(_, word)| named(*word)).map(|(span, word)| (span, word == Word::Outlet)).collect()
}

/// Whether a comma, bar or dash stands between two words of a line.
fn cut(line: &str, from: usize, to: usize) -> bool {
    line.get(from..to).is_some_and(|between| between.contains([',', '|', '–', '—', '(', '\n', ';', '•', '·', '-']))
}

/// `Person / AGENCY` and `AGENCY/Person` are credits of pictures.
fn is_picture(line: &str, found: &[(Span, Word)], rules: &Rules) -> bool {
    let _ = rules;
    found.windows(2).any(|pair| {
        let [(a, left), (b, right)] = pair else { return false };
        let between = line.get(a.end()..b.start()).unwrap_or("");
        let names = |word: Word| matches!(word, Word::Agency | Word::Outlet | Word::Weak);
        between.contains('/')
            && (names(*left) && *right == Word::Capital && b.len() > 3 || *left == Word::Capital && a.len() > 3 && names(*right))
    })
}

/// Whether two names are one body's: equal, or one holds the other, a site's ending aside.
pub(super) fn same_body(name: &str, outlet: &str) -> bool {
    let bare = |name: &str| {
        let name = name.trim().trim_start_matches("www.");
        let stem = name
            .rsplit_once('.')
            .filter(|(stem, end)| !stem.is_empty() && end.len() <= 4 && !end.contains(' '))
            .map_or(name, |(stem, _)| stem);
        fold(stem.trim_start_matches("The ").trim_start_matches("the "))
    };
    let (name, outlet) = (bare(name), bare(outlet));
    !name.is_empty()
        && !outlet.is_empty()
        && (name == outlet || name.len() >= 3 && outlet.contains(&name) || outlet.len() >= 4 && name.contains(&outlet))
}

/// The words of a line and what each is. Names of several words are one.
fn words(line: &str, rules: &Rules) -> Vec<(Span, Word)> {
    let mut out: Vec<(Span, Word)> = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        let Some(gap) = rest.find(char::is_alphanumeric) else { break };
        let start = at + gap;
        let site = line[..start].ends_with('@');
        if let Some((end, agency)) = rules.agencies.at(line, start).filter(|_| !site) {
            let name = &line[start..end];
            let kind = match agency {
                _ if rules.is_word("weak_tag", name) => Word::Weak,
                true => Word::Agency,
                false => Word::Outlet,
            };
            out.push((Span::new(start, end), kind));
            at = end;
            continue;
        }
        // A word, with the marks that stand inside names, times and addresses.
        let word = &line[start..];
        let mut end = word.len();
        for (n, c) in word.char_indices() {
            let inside = c.is_alphanumeric()
                || matches!(c, '\'' | '’' | '-' | '_')
                || matches!(c, '.' | ':' | '@') && word[n + c.len_utf8()..].starts_with(|c: char| c.is_alphanumeric());
            if !inside {
                end = n;
                break;
            }
        }
        let span = Span::new(start, start + end);
        let kind = if site { Word::Site } else { kind_of(span.of(line), line[..start].ends_with('/'), rules) };
        let last = out.last().map(|(span, word)| (*span, *word));
        // "Post wires", "news agencies": the word before belongs to it.
        if kind == Word::Unnamed
            && let Some((before, Word::Capital)) = last
            && line.get(before.end()..start) == Some(" ")
        {
            out.pop();
            out.push((before.cover(span), Word::Unnamed));
        } else {
            out.push((span, kind));
        }
        at = span.end();
    }
    out
}

fn kind_of(word: &str, after_slash: bool, rules: &Rules) -> Word {
    let lower = word.to_lowercase();
    if after_slash && word.chars().count() <= 4 && word.chars().all(char::is_lowercase) {
        return Word::Initials;
    }
    if rules.is_word("agencies", &lower) {
        return Word::Unnamed;
    }
    if rules.is_word("joint", &lower) {
        return Word::Joint;
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) || rules.dates.names_month(word) {
        return Word::Number;
    }
    if rules.is_word("tag_role", &lower) || rules.is_word("desk", &lower) {
        return Word::Role;
    }
    if word.contains(['.', '@', '_']) && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '@' | '-' | '_')) {
        return if word.trim_end_matches('.').contains(['.', '@', '_']) { Word::Site } else { Word::Capital };
    }
    let letters = word.chars().count();
    let lower_case = word.chars().all(char::is_lowercase);
    if letters <= 3 && lower_case && word.is_ascii() || lower == "red" {
        return Word::Initials;
    }
    if word.chars().next().is_some_and(char::is_uppercase) {
        return Word::Capital;
    }
    Word::Other
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names(line: &str, header: bool) -> Option<Vec<String>> {
        let rules = Rules::bundled().unwrap();
        tags(line, header, Some("Harbour Daily"), &rules).map(|tags| tags.names.iter().map(|(span, _)| span.of(line).to_owned()).collect())
    }

    #[test]
    fn lines_of_tags_name_their_agencies() {
        for (line, wanted) in [
            ("Associated Press", vec!["Associated Press"]),
            ("Par AFP", vec!["AFP"]),
            ("dpa am 25.01.2022", vec!["dpa"]),
            ("Nadia Vell, Associated Press", vec!["Associated Press"]),
            ("Nadia Vell, AP Sports Writer", vec!["AP"]),
            ("Nadia Vell and AP", vec!["AP"]),
            ("AFP | 12 Nov", vec!["AFP"]),
            ("By Harbour Daily with Agencies", vec!["Agencies"]),
            ("PTI Mumbai", vec!["PTI"]),
            ("AFP, MANILA", vec!["AFP"]),
            ("РИА Новости", vec!["РИА Новости"]),
            ("رويترز", vec!["رويترز"]),
            ("by Nadia Vell, The Washington Post, Posted: July 18, 2020", vec!["The Washington Post"]),
        ] {
            let wanted: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
            assert_eq!(names(line, true), Some(wanted), "{line}");
        }
        for (line, wanted) in [
            ("dpa/js", vec!["dpa"]),
            ("red, harbour.example/Agenturen", vec!["Agenturen"]),
            ("SDA/sep", vec!["SDA"]),
            ("With Post wires", vec!["Post wires"]),
            ("(Reuters)", vec!["Reuters"]),
            ("sid/dpa", vec!["sid", "dpa"]),
        ] {
            let wanted: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
            assert_eq!(names(line, false), Some(wanted), "{line}");
        }
    }

    #[test]
    fn other_lines_are_no_tags() {
        for line in [
            "Photo: Nadia Vell, AP",
            "Nadia Vell / AP",
            "AFP/Nadia Vell",
            "AP Top Stories",
            "Reuters said on Monday that the bridge was open",
            "AA",
            "Mehr",
            "APP",
            "Nadia Vell",
            "Getty Images / AFP",
            "",
        ] {
            assert_eq!(names(line, true), None, "{line}");
        }
        for line in ["Nadia Vell, AP", "AFP | 12 Nov", "Reuters Videos"] {
            assert_eq!(names(line, false), None, "{line}");
        }
    }

    #[test]
    fn one_body_under_two_names() {
        assert!(same_body("ntv.de", "n-tv NACHRICHTEN"));
        assert!(same_body("The Guardian", "Guardian"));
        assert!(same_body("Al Jazeera News", "Al Jazeera"));
        assert!(!same_body("AP", "Harbour Daily"));
    }

    proptest::proptest! {
        #[test]
        fn tags_never_panic(line in "\\PC{0,80}", header: bool) {
            let rules = RULES.with(Clone::clone);
            let _ = tags(&line, header, Some("Harbour Daily"), &rules);
            let _ = names_in(&line, &rules);
        }
    }

    thread_local! {
        static RULES: std::rc::Rc<Rules> = std::rc::Rc::new(Rules::bundled().unwrap());
    }
}
