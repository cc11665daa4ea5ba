//! Nouns and names of a language with cases out of the genitive or the prepositional case: what they are in the nominative.
//! Endings of Russian and Ukrainian, which no table of words could replace.

use super::class::*;
use super::grammar::Grammar;
use super::items::{Kind, Unit};
use std::ops::Range;

/// What an ending of the genitive may stand for, longest first: adjectives.
const ADJECTIVES: &[(&str, &str, &str, &str)] = &[
    // ending, masculine, feminine, plural
    ("ского", "ский", "", ""),
    ("цкого", "цкий", "", ""),
    ("щего", "щий", "", ""),
    ("шего", "ший", "", ""),
    ("жего", "жий", "", ""),
    ("него", "ний", "", ""),
    ("ного", "ный", "", ""),
    ("кого", "кий", "", ""),
    ("гого", "гий", "", ""),
    ("хого", "хий", "", ""),
    ("ого", "ый", "", ""),
    ("его", "ий", "", ""),
    ("ском", "ский", "", ""),
    ("ном", "ный", "", ""),
    ("ной", "", "ная", ""),
    ("ской", "", "ская", ""),
    ("ей", "", "яя", ""),
    ("ой", "", "ая", ""),
    ("ских", "", "", "ские"),
    ("ных", "", "", "ные"),
    ("их", "", "", "ие"),
    ("ых", "", "", "ые"),
];

/// What kind of noun phrase: the case it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Genitive,
    Inside,
}

/// A noun in the nominative, with its gender: "m", "f", "n" or "p".
fn noun(word: &str, from: From) -> (String, char) {
    let cut = |ending: &str, other: &str| word.strip_suffix(ending).map(|stem| format!("{stem}{other}"));
    let tries: &[(&str, &str, char)] = match from {
        From::Inside => &[
            ("ссе", "сса", 'f'),
            ("кое", "кой", 'm'),
            ("ении", "ение", 'n'),
            ("ании", "ание", 'n'),
            ("тве", "тво", 'n'),
            ("иях", "ии", 'p'),
            ("ии", "ия", 'f'),
            ("ице", "ица", 'f'),
            ("жбе", "жба", 'f'),
            ("упе", "упа", 'f'),
            ("ске", "ска", 'f'),
            ("ще", "ще", 'n'),
            ("ах", "ы", 'p'),
            ("ях", "и", 'p'),
            ("рии", "рия", 'f'),
            ("сти", "сть", 'f'),
            ("ле", "ль", 'm'),
            ("е", "", 'm'),
        ],
        From::Genitive => &[
            ("ся", "ся", 'p'),
            ("ства", "ство", 'n'),
            ("ения", "ение", 'n'),
            ("ания", "ание", 'n'),
            ("ателей", "атели", 'p'),
            ("телей", "тели", 'p'),
            ("ников", "ники", 'p'),
            ("иков", "ики", 'p'),
            ("евцев", "евцы", 'p'),
            ("дцев", "дцы", 'p'),
            ("цев", "цы", 'p'),
            ("ов", "ы", 'p'),
            ("ев", "и", 'p'),
            ("ей", "и", 'p'),
            ("ан", "ане", 'p'),
            ("теля", "тель", 'm'),
            ("аря", "арь", 'm'),
            ("ия", "ий", 'm'),
            ("ника", "ник", 'm'),
            ("ца", "ец", 'm'),
            ("ицы", "ица", 'f'),
            ("ции", "ция", 'f'),
            ("ии", "ия", 'f'),
            ("сти", "сть", 'f'),
            ("ки", "ка", 'f'),
            ("ги", "га", 'f'),
            ("ы", "а", 'f'),
            ("я", "й", 'm'),
            ("а", "", 'm'),
        ],
    };
    tries
        .iter()
        .find_map(|(ending, other, gender)| cut(ending, other).map(|made| (made, *gender)))
        .unwrap_or_else(|| (word.to_owned(), 'm'))
}

/// The words of a noun phrase with its adjectives and its head in the nominative; what follows the head stays.
pub(crate) fn described(unit: &Unit<'_>, range: Range<usize>, grammar: &Grammar, body: &str, from: From) -> String {
    let word = |at: usize| unit.items[at].span.of(body).to_owned();
    let adjective = |at: usize| {
        let lower = unit.lower(at);
        lower.chars().count() > 4
            && !grammar.has(lower, PERSON | BODY | UNNAMED)
            && ADJECTIVES.iter().any(|(ending, ..)| lower.ends_with(ending))
    };
    let Some(head) = range.clone().find(|at| unit.kind(*at) == Kind::Word && !adjective(*at)) else {
        return unit.span(range).of(body).to_owned();
    };
    let (name, gender) = noun(&word(head), from);
    let mut out: Vec<String> = Vec::new();
    for at in range.start..head {
        let own = word(at);
        let made = ADJECTIVES.iter().find_map(|(ending, m, f, p)| {
            let other = match gender {
                'f' => f,
                'p' => p,
                _ => m,
            };
            let stem = own.strip_suffix(ending).filter(|_| !other.is_empty())?;
            let other = if gender == 'n' { neuter(other) } else { (*other).to_owned() };
            Some(format!("{stem}{other}"))
        });
        out.push(made.unwrap_or(own));
    }
    out.push(name);
    if head + 1 < range.end {
        out.push(unit.span(head + 1..range.end).of(body).to_owned());
    }
    out.join(" ")
}

fn neuter(masculine: &str) -> String {
    match masculine.strip_suffix("ый") {
        Some(stem) => format!("{stem}ое"),
        None => masculine.strip_suffix("ий").map_or_else(
            || masculine.to_owned(),
            |stem| if stem.ends_with(['к', 'г', 'х']) { format!("{stem}ое") } else { format!("{stem}ее") },
        ),
    }
}

/// A person's name in the nominative, out of the genitive: all its words by the gender that the last word shows.
pub(crate) fn person(name: &str) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    let last = words.last().copied().unwrap_or("");
    let feminine = last.ends_with("ой") || words.len() > 1 && words[0].ends_with(['ы', 'и']) && !last.ends_with(['а', 'я']);
    let made =
        words.iter().enumerate().map(|(at, word)| if feminine { woman(word) } else { man(word, at + 1 == words.len() && words.len() > 1) });
    made.collect::<Vec<_>>().join(" ")
}

fn woman(word: &str) -> String {
    for (ending, other) in
        [("ской", "ская"), ("цкой", "цкая"), ("овны", "овна"), ("евны", "евна"), ("ой", "а"), ("ии", "ия"), ("ы", "а"), ("и", "а")]
    {
        if let Some(stem) = word.strip_suffix(ending) {
            return format!("{stem}{other}");
        }
    }
    word.to_owned()
}

fn man(word: &str, last: bool) -> String {
    for (ending, other) in [
        ("ы", "а"),
        ("ского", "ский"),
        ("цкого", "цкий"),
        ("ого", "ый"),
        ("его", "ий"),
        ("ия", "ий"),
        ("ея", "ей"),
        ("ая", "ай"),
        ("аря", "арь"),
        ("оря", "орь"),
        ("ля", "ль"),
        ("я", "ь"),
        ("а", ""),
    ] {
        if let Some(stem) = word.strip_suffix(ending) {
            return format!("{stem}{other}");
        }
    }
    // "Куки": a name in -а that is declined.
    if let Some(stem) = word.strip_suffix('и').or_else(|| word.strip_suffix('ы')).filter(|stem| last && !stem.ends_with('ш')) {
        return format!("{stem}а");
    }
    word.to_owned()
}

/// Whether two words may be cases of one name: the same but for the endings.
pub(crate) fn same(one: &str, other: &str) -> bool {
    if one == other || one.chars().next() != other.chars().next() {
        return one == other;
    }
    let stem = |word: &str| {
        let letters: Vec<char> = word.chars().collect();
        let kept = match letters.len() {
            0..=3 => letters.len(),
            4..=5 => letters.len() - 1,
            n => n - 2,
        };
        letters[..kept].iter().collect::<String>()
    };
    let (a, b) = (stem(one), stem(other));
    let apart = one.chars().count().abs_diff(other.chars().count());
    apart <= 3 && (a.starts_with(&b) || b.starts_with(&a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_out_of_the_genitive() {
        for (case, name) in [
            ("Аллы Корневой", "Алла Корнева"),
            ("Ивана Петрова", "Иван Петров"),
            ("Адама Куки", "Адам Кука"),
            ("Степана Рыльского", "Степан Рыльский"),
            ("Марины Белгородской", "Марина Белгородская"),
            ("Игоря Сычёва", "Игорь Сычёв"),
            ("Мусы Седова", "Муса Седов"),
        ] {
            assert_eq!(person(case), name);
        }
        assert!(same("корневой", "корнева") && same("татаев", "татаева") && !same("мэр", "мера") && !same("петров", "иванов"));
    }
}
