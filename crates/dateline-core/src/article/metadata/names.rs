//! Names out of the words of a byline: openers, offices, places, agencies, days and addresses taken off, several names
//! divided. Names stay as printed.

use super::words::Words;
use crate::article::lines::folded;
use crate::article::rules::Rules;

/// Longest words that are taken apart, in bytes, and most names that they give.
const LONGEST: usize = 600;
const MOST: usize = 24;

/// A name as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub words: String,
    pub looks: Looks,
}

/// What a name looks like, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Looks {
    /// A user's name, initials, a word in small letters.
    Handle,
    /// An agency that stands where a name would.
    Agency,
    /// One word, or more than a name has.
    Words,
    /// Two to five words of a name's shape.
    Person,
}

/// Names in the words of an element or field that holds authors.
pub(super) fn names(words: &str, rules: &Rules) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    let mut words = words.trim();
    if words.len() > LONGEST {
        let mut end = LONGEST;
        while !words.is_char_boundary(end) {
            end -= 1;
        }
        words = &words[..end];
    }
    for part in parts(words) {
        let Some(part) = labelled(opened(part, &rules.metadata), &rules.metadata) else { continue };
        let several = divided(part, &rules.metadata);
        for (n, name) in several.iter().enumerate() {
            if let Some(name) = name_of(name, n > 0 || !out.is_empty(), rules)
                && out.len() < MOST
                && !out.iter().any(|known| folded(&known.words) == folded(&name.words))
            {
                out.push(name);
            }
        }
    }
    // An agency, an initial, a place or another word beside persons is none of them.
    let best = out.iter().map(|name| name.looks).max();
    if best == Some(Looks::Person) {
        out.retain(|name| name.looks == Looks::Person);
    }
    out
}

/// The parts of a byline that lines, bars, dashes with spaces, semicolons and brackets divide; what stands in brackets is left out.
fn parts(words: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut from, mut depth) = (0, 0_usize);
    let mut before = ' ';
    for (at, c) in words.char_indices() {
        let after = words[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let spaced = before.is_whitespace() && after.is_whitespace();
        let slash = c == '/' && (spaced || two_words(&words[from..at]) && two_words(&words[at + 1..]));
        let opens = matches!(c, '(' | '[' | '（');
        let closes = matches!(c, ')' | ']' | '）');
        let cut = matches!(c, '\n' | '|' | '•' | '·' | ';' | '—' | '●' | '｜')
            || slash
            || matches!(c, '–' | '-' | '~') && spaced
            || opens
            || closes;
        if cut {
            if depth == 0 {
                out.push(&words[from..at]);
            }
            depth = if opens {
                depth + 1
            } else if closes {
                depth.saturating_sub(1)
            } else {
                depth
            };
            from = at + c.len_utf8();
        }
        before = c;
    }
    if depth == 0 || out.is_empty() {
        out.push(&words[from..]);
    }
    out.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `Interview: Ann Odd` without the label; `None` where it names a photographer.
fn labelled<'w>(part: &'w str, words: &Words) -> Option<&'w str> {
    match part.split_once([':', '：']) {
        Some((label, name)) if label.split_whitespace().count() == 1 && !name.trim().is_empty() && !name.starts_with('/') => {
            (!words.is("photo", &label.to_lowercase())).then(|| name.trim())
        }
        _ => Some(part),
    }
}

fn two_words(words: &str) -> bool {
    let mut words = words.split_whitespace();
    let capital = |word: Option<&str>| word.is_some_and(|word| word.starts_with(char::is_uppercase));
    capital(words.next()) && capital(words.next())
}

/// A part without its openers: `Text: By Ann Odd` gives `Ann Odd`.
pub(super) fn opened<'w>(part: &'w str, words: &Words) -> &'w str {
    let mut part = part.trim();
    for _ in 0..3 {
        match words.after_by(part) {
            Some(rest) => part = rest,
            None => break,
        }
    }
    part
}

/// The names in `Ann Odd, Bo Even and Cy Prime`.
fn divided<'w>(part: &'w str, words: &Words) -> Vec<&'w str> {
    let mut out = Vec::new();
    for piece in part.split([',', '、', '，', '،', '・', '&']) {
        let mut from = 0;
        let mut at = 0;
        for word in piece.split_inclusive(char::is_whitespace) {
            let bare = word.trim();
            if words.is("and", bare) && !piece[from..at].trim().is_empty() {
                out.push(&piece[from..at]);
                from = at + word.len();
            } else if words.is("and", bare) {
                from = at + word.len();
            }
            at += word.len();
        }
        out.push(&piece[from..]);
    }
    out.into_iter().map(|name| opened(name, words)).filter(|name| !name.is_empty()).collect()
}

/// One name, or `None` where the words are an office, a day, an address or name nobody. `later`: it follows another.
fn name_of(words: &str, later: bool, rules: &Rules) -> Option<Name> {
    let vocabulary = &rules.metadata;
    let mut name = words.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, ':' | ';' | ',' | '-' | '–' | '|' | '"' | '„' | '“' | '”' | '*' | '>' | '»' | '›' | '\u{200e}' | '\u{200f}')
    });
    if name.contains("://") || name.starts_with('@') || name.starts_with("www.") {
        return None;
    }
    // "Ann OddNovember 21": what a page puts beside a name without a space.
    let digit = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let glued = name[..digit].char_indices().rfind(|(at, c)| c.is_uppercase() && name[..*at].ends_with(char::is_lowercase));
    if let Some((at, _)) = glued
        && name[..at].chars().rev().take_while(|c| c.is_alphabetic()).count() >= 3
        && rules.dates.names_month(name[at..digit].trim())
    {
        name = name[..at].trim_end();
    }
    // A day or time that stands beside a name is none of it; the month and small words before a number go with it.
    if let Some(digit) = name
        .find(|c: char| c.is_numeric())
        .filter(|digit| name[..*digit].ends_with(|c: char| c.is_whitespace() || c > '\u{2e80}') || *digit == 0)
    {
        name = name[..digit].trim_end();
        while let Some(last) = name.split_whitespace().last()
            && (rules.dates.names_month(last) || last.starts_with(char::is_lowercase))
        {
            name = name[..name.len() - last.len()].trim_end();
        }
    }
    name = name
        .split_whitespace()
        .find(|word| word.contains('@'))
        .map_or(name, |handle| name[..handle.as_ptr() as usize - name.as_ptr() as usize].trim_end());
    name = after_kind(name, rules);
    name = without_place(name);
    name = without_role(name, vocabulary);
    if name.ends_with('.') && name.chars().rev().nth(2).is_some_and(char::is_alphanumeric) {
        name = name.trim_end_matches('.');
    }
    let lower = name.to_lowercase();
    let count = name.split_whitespace().count();
    let alone = |word: &str| vocabulary.is("role", word) || rules.is_word("desk", word);
    let office = lower.split(|c: char| c.is_whitespace() || c == '-').any(alone);
    if name.is_empty()
        || name.chars().count() > 70
        || count > 7
        || !name.chars().any(char::is_alphabetic)
        || ["nobody", "published", "modified", "posted"].iter().any(|kind| vocabulary.is(kind, &lower))
        || rules.is_word("nobody", &lower)
        || later && (office || lower.starts_with(|c: char| c.is_lowercase()) && name.starts_with(char::is_lowercase) && count > 2)
        || count <= 3 && lower.split_whitespace().all(alone)
        || rules.dates.names_month(name)
            && count <= 2
            && name.chars().all(|c| c.is_alphabetic() || c.is_whitespace())
            && is_day(name, rules)
    {
        return None;
    }
    let company = lower.split_whitespace().last().is_some_and(|last| count > 1 && vocabulary.is("company", last));
    let looks = if company || vocabulary.is("agency", &lower) {
        Looks::Agency
    } else if is_handle(name) {
        Looks::Handle
    } else if is_person(name, rules) {
        Looks::Person
    } else {
        Looks::Words
    };
    Some(Name { words: name.split_whitespace().collect::<Vec<_>>().join(" "), looks })
}

/// Only the names of months and small words: what is left of a day.
fn is_day(name: &str, rules: &Rules) -> bool {
    name.split_whitespace().all(|word| rules.dates.names_month(word) || word.starts_with(char::is_lowercase))
}

/// `A comment by Ann Odd`: the person after the small word, where a kind of text stands before it.
fn after_kind<'n>(name: &'n str, rules: &Rules) -> &'n str {
    let mut start = 0;
    for (n, word) in name.split_inclusive(char::is_whitespace).take(5).enumerate() {
        let after = start + word.len();
        if n > 0
            && rules.metadata.is("inner_by", word.trim())
            && name[after..].starts_with(char::is_uppercase)
            && is_person(&name[after..], rules)
        {
            return &name[after..];
        }
        start = after;
    }
    name
}

/// `Ann Odd in Berlin`, `Ann Odd for the Morning Post`: the name before the small word, where it is one.
fn without_place(name: &str) -> &str {
    for stop in
        [" in ", " at ", " for ", " of the ", " from ", " aus ", " für ", " à ", " en ", " a ", " из ", " для ", " via ", " under ", " on "]
    {
        if let Some((person, _)) = name.split_once(stop)
            && person.split_whitespace().count() >= 2
            && person.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        {
            return person;
        }
    }
    name
}

/// A name without the offices before and after it.
fn without_role<'n>(name: &'n str, words: &Words) -> &'n str {
    let mut name = name.trim();
    let is_role = |word: &str| words.is("role", word.trim_matches(['.', ',', ':', '-']).to_lowercase().as_str());
    // Only where a name is left: "Web Editor" is an office and nobody's name.
    while let Some((first, rest)) = name.split_once(char::is_whitespace)
        && is_role(first)
        && !first.ends_with('.')
    {
        name = rest.trim_start();
    }
    let all: Vec<&str> = name.split_whitespace().collect();
    let spaceless = |word: &str| word.chars().any(|c| c > '\u{2e80}');
    let cuts = |at: usize| {
        // "Morning Post Staff" is the name of a group; "Ann Odd Staff Writer" is not.
        let group = words.is("team", &all[at].to_lowercase()) && at + 1 == all.len();
        is_role(all[at]) && !group && (at >= 2 || at == 1 && spaceless(all[at]))
    };
    if let Some(at) = (1..all.len()).find(|at| cuts(*at)) {
        let end = all[at - 1].as_ptr() as usize - name.as_ptr() as usize + all[at - 1].len();
        name = &name[..end];
    }
    name
}

fn is_handle(name: &str) -> bool {
    !name.contains(char::is_whitespace)
        && name.is_ascii()
        && (name.contains(['_', '.', '@']) || name.bytes().any(|b| b.is_ascii_digit()) || name.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Two to five words of which each begins with a capital (or its script has none), small particles aside.
fn is_person(name: &str, rules: &Rules) -> bool {
    let all: Vec<&str> = name.split_whitespace().collect();
    let small = [
        "de", "da", "do", "dos", "del", "della", "di", "van", "von", "der", "den", "la", "le", "el", "al", "bin", "ibn", "zu", "ter", "y",
        "af", "ten", "du", "des",
    ];
    let fits =
        |word: &&str| !word.starts_with(char::is_lowercase) || small.contains(word) || word.starts_with("d'") || word.starts_with("al-");
    let vocabulary = &rules.metadata;
    // A name in a script without spaces is one word.
    let spaceless = all.len() == 1 && (2..=6).contains(&name.chars().count()) && name.chars().all(|c| c > '\u{2e80}' && c.is_alphabetic());
    let office = |word: &&&str| vocabulary.is("role", &word.to_lowercase()) || vocabulary.is("team", &word.to_lowercase());
    ((2..=5).contains(&all.len()) || spaceless)
        && !all.iter().any(|word| office(&word))
        && !all.first().is_some_and(|word| vocabulary.is("article", &word.to_lowercase()))
        && all.iter().all(fits)
        && all.first().is_some_and(|word| word.starts_with(char::is_alphabetic))
        && !all.iter().any(|word| rules.is_word("outlet", word) || rules.is_word("desk", word))
        && !name.contains(['!', '?', '"', '“', ':', '%', '/'])
        && !name.chars().any(char::is_numeric)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn bylines_give_names() {
        let rules = Rules::bundled().unwrap();
        for (line, wanted) in [
            ("By Ann Odd and Bo Even", &["Ann Odd", "Bo Even"][..]),
            ("By Ann Odd, Bo Even and Cy Prime, Reuters", &["Ann Odd", "Bo Even", "Cy Prime"]),
            ("ByAnn Odd", &["ByAnn Odd"]),
            ("By\nAnn Odd", &["Ann Odd"]),
            ("Ann Odd\nCEO", &["Ann Odd"]),
            ("Ann Odd\nStaff Writer", &["Ann Odd"]),
            ("Ann Odd in Berlin", &["Ann Odd"]),
            ("Ann Odd | Correspondent", &["Ann Odd"]),
            ("Von Ann Odd und Bo Even", &["Ann Odd", "Bo Even"]),
            ("Par Ann Odd et Bo Even", &["Ann Odd", "Bo Even"]),
            ("Por Ana Impar y Beto Par", &["Ana Impar", "Beto Par"]),
            ("di Anna Dispari e Ugo Pari", &["Anna Dispari", "Ugo Pari"]),
            ("Автор: Анна Проба и Олег Пример", &["Анна Проба", "Олег Пример"]),
            ("بقلم: سلمى مثال", &["سلمى مثال"]),
            ("מאת: דנה דוגמה", &["דנה דוגמה"]),
            ("文／試験太郎", &["試験太郎"]),
            ("Ann Odd 12 May 2019", &["Ann Odd"]),
            ("Ann Odd May 12, 2019", &["Ann Odd"]),
            ("Ann Odd @annodd", &["Ann Odd"]),
            ("ANN ODD", &["ANN ODD"]),
            ("Dr. Ann van der Odd", &["Dr. Ann van der Odd"]),
            ("Ann Odd/Bo Even", &["Ann Odd", "Bo Even"]),
            ("Ann Odd (Reuters)", &["Ann Odd"]),
            ("Ann Odd, Berlin", &["Ann Odd"]),
            ("Morning Post Staff", &["Morning Post Staff"]),
            ("Ann OddNovember 21, 2019", &["Ann Odd"]),
            ("Interview: Ann Odd", &["Ann Odd"]),
            ("Foto: Ann Odd", &[]),
            ("Ein Kommentar von Ann Odd", &["Ann Odd"]),
            ("Ann von Odd", &["Ann von Odd"]),
            ("Ann OddNovember", &["Ann Odd"]),
            ("Par Ann Odd\nPublié le", &["Ann Odd"]),
            ("試験太郎2019-03-02 14:27", &["試験太郎"]),
            ("Reuters", &["Reuters"]),
            ("xyz/abc", &["xyz/abc"]),
            ("No Author", &[]),
            ("https://n.example/author/ann", &[]),
            ("12 May 2019", &[]),
            ("Senior Correspondent", &[]),
            ("", &[]),
        ] {
            let found: Vec<String> = names(line, &rules).into_iter().map(|name| name.words).collect();
            assert_eq!(found, wanted, "{line}");
        }
    }
}
