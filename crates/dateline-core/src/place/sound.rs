//! What transliteration keeps of a name and what it varies: the skeletons of consonants that names are found by, and the
//! distance between two names, in Latin, Arabic and Cyrillic letters.
//!
//! The classes of consonants follow the usual romanisations (ALA-LC, BGN/PCGN, DIN 31635) and what newsrooms write:
//! letters that one name bears in one and not in another of them share a class, vowels and their carriers have none.

use crate::place::key;

/// Longest skeleton that is looked for, in consonants; what follows counts no more.
const LONGEST: usize = 24;

/// Classes of the consonants of a letter, in order; none for vowels, their carriers and silent letters.
fn classes(c: char) -> &'static [u8] {
    match c {
        // Arabic writes the v of foreign names with the letter of f.
        'b' | 'p' | 'v' | 'f' | 'б' | 'п' | 'в' | 'ф' | 'ب' | 'پ' | 'ف' | 'ڤ' => b"b",
        'd' | 'z' | 'д' | 'з' | 'د' | 'ذ' | 'ز' | 'ض' | 'ظ' => b"d",
        't' | 'т' | 'ت' | 'ط' | 'ث' => b"t",
        's' | 'с' | 'ш' | 'щ' | 'ч' | 'س' | 'ش' | 'ص' | 'چ' => b"s",
        'ц' => b"ts",
        'k' | 'q' | 'c' | 'к' | 'ق' | 'ك' => b"k",
        'g' | 'h' | 'j' | 'x' | 'г' | 'ґ' | 'х' | 'ж' | 'ح' | 'خ' | 'ه' | 'ج' | 'غ' | 'گ' | 'ژ' => b"h",
        'l' | 'л' | 'ل' | 'ڵ' => b"l",
        'm' | 'м' | 'م' => b"m",
        'n' | 'н' | 'ن' => b"n",
        'r' | 'р' | 'ر' | 'ڕ' => b"r",
        _ => b"",
    }
}

/// What two letters together sound like, where that is another sound than each by itself: classes.
fn digraph(first: char, second: char) -> Option<&'static [u8]> {
    match (first, second) {
        ('s' | 'c', 'h') => Some(b"s"),
        ('k' | 'g', 'h') => Some(b"h"),
        ('d', 'h') => Some(b"d"),
        ('t', 'h') => Some(b"t"),
        ('d', 'j') | ('z', 'h') | ('д', 'ж') => Some(b"h"),
        _ => None,
    }
}

/// Several letters that other romanisations write as one or two.
const SPELT: &[(&str, &str)] = &[
    ("shch", "sh"),
    ("chtch", "sh"),
    ("tch", "ch"),
    ("tsch", "ch"),
    ("sch", "sh"),
    ("cz", "ch"),
    ("sz", "sh"),
    ("dj", "j"),
    ("ph", "f"),
    ("ck", "k"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
];

/// A word of a key with those written in one way.
fn plain(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let spelt = if first.is_ascii() { SPELT.iter().find(|(long, _)| rest.starts_with(long)) } else { None };
        match spelt {
            Some((long, short)) => {
                out.push_str(short);
                rest = &rest[long.len()..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// The skeletons that a name is looked up by: its own, and those that it has where its w is a v.
#[must_use]
pub(super) fn asked(name: &str) -> Vec<String> {
    let mut all = skeletons(name);
    if name.contains(['w', 'W', 'و']) {
        all.extend(skeletons(&name.replace(['w', 'W'], "v").replace('و', "ف")));
        all.dedup();
    }
    all
}

/// The consonants of a name as transliterations keep them, without its articles: spellings of one name share one of
/// them. The second, where it differs, is without every h that may be the written end of a vowel or not be written at
/// all. None for names without two consonants.
#[must_use]
pub fn skeletons(name: &str) -> Vec<String> {
    let words = key::words(name);
    let mut letters: Vec<char> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if !key::is_article(word, words.get(at + 1)) {
            letters.extend(plain(word.strip_prefix("ال").filter(|rest| rest.chars().count() > 2).unwrap_or(word)).chars());
            // Letters of two words make no digraph.
            letters.push(' ');
        }
    }
    letters.pop();
    let (mut full, mut without) = (String::new(), String::new());
    // A doubled letter counts once, the same consonant behind a vowel again.
    let mut before = ' ';
    let mut at = 0;
    while at < letters.len() && full.len() < LONGEST {
        let pair = letters.get(at + 1).and_then(|next| digraph(letters[at], *next));
        let breath = pair.is_none() && matches!(letters[at], 'h' | 'ه' | 'ح' | 'х' | 'г');
        let last = at + 1 == letters.len();
        for class in pair.unwrap_or_else(|| classes(letters[at])) {
            let class = *class as char;
            // A final h is the written end of a vowel.
            if before != class && !(last && matches!(letters[at], 'h' | 'ه')) {
                full.push(class);
            }
            if !breath && before != class {
                without.push(class);
            }
        }
        before = pair.unwrap_or_else(|| classes(letters[at])).last().map_or(' ', |class| *class as char);
        at += 1 + usize::from(pair.is_some());
    }
    let mut out = vec![full];
    if out[0] != without {
        out.push(without);
    }
    out.retain(|skeleton| skeleton.len() >= 2);
    out
}

/// Letters of other scripts in the Latin ones that they are usually written as; none for those that are silent.
fn latin(c: char) -> &'static str {
    match c {
        'ا' | 'а' | 'я' => "a",
        'ب' | 'б' => "b",
        'پ' | 'п' => "p",
        'ت' | 'ط' | 'т' => "t",
        'ث' => "th",
        'ج' => "j",
        'چ' | 'ч' => "ch",
        'ح' | 'ه' => "h",
        'خ' | 'х' => "kh",
        'د' | 'ض' | 'д' => "d",
        'ذ' => "dh",
        'ر' | 'ڕ' | 'р' => "r",
        'ز' | 'ظ' | 'з' => "z",
        'ژ' | 'ж' => "zh",
        'س' | 'ص' | 'с' => "s",
        'ش' | 'ш' => "sh",
        'щ' => "shch",
        'غ' => "gh",
        'ف' | 'ф' => "f",
        'ڤ' | 'в' => "v",
        'ق' => "q",
        'ك' | 'к' => "k",
        'گ' | 'г' | 'ґ' => "g",
        'ل' | 'ڵ' | 'л' => "l",
        'م' | 'м' => "m",
        'ن' | 'н' => "n",
        'و' => "w",
        'ي' => "y",
        'е' | 'э' | 'є' => "e",
        'и' | 'і' | 'й' | 'ї' | 'ы' => "i",
        'о' => "o",
        'у' | 'ю' => "u",
        'ц' => "ts",
        _ => "",
    }
}

/// A name's letters as they are compared.
#[derive(Debug, Clone)]
pub(super) struct Spelling {
    letters: Vec<char>,
    /// Whether short vowels are not written.
    abjad: bool,
}

impl Spelling {
    /// A name without its articles.
    pub(super) fn bare(name: &str) -> Self {
        let words = key::words(name);
        let kept = words.iter().enumerate().filter(|(at, w)| !key::is_article(w, words.get(at + 1))).map(|(_, w)| w.as_str());
        let kept: String =
            kept.map(|word| plain(word.strip_prefix("ال").filter(|rest| rest.chars().count() > 2).unwrap_or(word))).collect();
        Self::new(kept.chars())
    }

    /// A key as it stands.
    pub(super) fn whole(key: &str) -> Self {
        Self::new(plain(key).chars())
    }

    fn new(all: impl Iterator<Item = char>) -> Self {
        let mut out = Self { letters: Vec::new(), abjad: false };
        for c in all {
            out.abjad |= ('\u{0620}'..='\u{06FF}').contains(&c);
            match c.is_ascii() {
                true => out.letters.push(c),
                false => out.letters.extend(latin(c).chars()),
            }
        }
        out
    }

    /// Whether it can be compared: a name in letters with vowels says too little of one without.
    pub(super) fn compares(&self, other: &Self) -> bool {
        self.abjad || !other.abjad
    }

    /// How far two spellings are apart, 0 for the same sounds to 1 for nothing in common: weighted edits over the longer
    /// one's length. Spellings longer than 40 letters are as far apart as can be.
    pub(super) fn distance(&self, other: &Self) -> f64 {
        let (a, b) = (&self.letters, &other.letters);
        let longest = a.len().max(b.len());
        if longest == 0 || longest > 40 || a.is_empty() || b.is_empty() {
            return 1.0;
        }
        let abjad = self.abjad != other.abjad;
        let step = |letters: &[char], at: usize| {
            let before = at.checked_sub(1).map(|i| letters[i]);
            dropped(letters[at], before, at + 1 == letters.len(), abjad)
        };
        let mut row = vec![0_u32; b.len() + 1];
        for j in 0..b.len() {
            row[j + 1] = row[j] + step(b, j);
        }
        for i in 0..a.len() {
            let mut diagonal = row[0];
            row[0] += step(a, i);
            for j in 0..b.len() {
                let here = (diagonal + replaced(a[i], b[j])).min(row[j + 1] + step(a, i)).min(row[j] + step(b, j));
                diagonal = row[j + 1];
                row[j + 1] = here;
            }
        }
        (f64::from(row[b.len()]) / 10.0 / longest as f64).min(1.0)
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w')
}

/// What it costs to write `b` where `a` stands, in tenths: what transliteration varies is cheap, the rest dear.
fn replaced(a: char, b: char) -> u32 {
    if a == b {
        return 0;
    }
    match (a.min(b), a.max(b)) {
        ('k', 'q') | ('c', 'k') | ('i', 'y') | ('o', 'u') | ('u', 'w') | ('o', 'w') => 1,
        ('d', 'z') | ('j', 'z') | ('b', 'v') | ('b', 'p') | ('g', 'j') | ('g', 'h') | ('h', 'k') | ('h', 'x') | ('s', 'z') => 3,
        ('e', 'i') | ('a', 'e') => 3,
        ('g', 'q') | ('g', 'k') | ('f', 'v') | ('c', 's') | ('c', 'j') | ('v', 'w') => 4,
        ('s', 't') | ('d', 't') => 8,
        _ if is_vowel(a) && is_vowel(b) => 4,
        _ => 12,
    }
}

/// What it costs that `c` stands in one name only, in tenths; `before` is the letter before it. `abjad`: one of the two
/// names is written without its short vowels.
fn dropped(c: char, before: Option<char>, last: bool, abjad: bool) -> u32 {
    match c {
        _ if before == Some(c) => 1,
        'h' if last => 1,
        'h' if matches!(before, Some('g' | 'k' | 'd' | 't' | 's' | 'c' | 'z')) => 2,
        _ if is_vowel(c) => {
            if abjad {
                1
            } else {
                3
            }
        }
        'h' => 6,
        'l' if before.is_some_and(is_vowel) => 8,
        _ => 12,
    }
}

/// How far two names are apart, without their articles; see [`Spelling::distance`].
#[must_use]
pub fn distance(a: &str, b: &str) -> f64 {
    Spelling::bare(a).distance(&Spelling::bare(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(a: &str, b: &str) -> bool {
        skeletons(a).iter().any(|skeleton| skeletons(b).contains(skeleton))
    }

    const PAIRS: &[(&str, &str)] = &[
        ("Deir Ez Zour", "Dayr az-Zawr"),
        ("Deir Ez Zour", "دير الزور"),
        ("Дейр-эз-Зор", "Deir ez-Zor"),
        ("Al Duwaiji", "Duwayji"),
        ("Hasaka", "Al-Hasakah"),
        ("Touaimin", "Tuwaimin"),
        ("Qamishli", "Kamishly"),
        ("Камышлы", "Qamishli"),
        ("القامشلي", "Qamishli"),
        ("Beit al-Mirwad", "Bayt al Marwad"),
        ("Baiji", "Bayji"),
        ("Lugansk", "Luhansk"),
        ("Луганск", "Luhansk"),
        ("Chuguev", "Chuhuiv"),
        ("Gebel Abyad", "Jabal Abyad"),
        ("خان شيخون", "Khan Shaykhun"),
        ("Хан-Шейхун", "Khan Sheikhoun"),
    ];

    #[test]
    fn spellings_of_one_name_share_a_skeleton_and_are_near() {
        for (a, b) in PAIRS {
            assert!(share(a, b), "{a} {:?} {b} {:?}", skeletons(a), skeletons(b));
            assert!(distance(a, b) < 0.16, "{a} {b} {}", distance(a, b));
        }
        assert!(distance("Homs", "Hama") > 0.3);
        assert!(distance("Mosul", "Masilah") > 0.15);
        assert_eq!(skeletons("دير"), ["dr"]);
        assert!(skeletons("東京").is_empty());
        assert_eq!(distance("", ""), 1.0);
    }

    proptest::proptest! {
        #[test]
        fn distances_never_panic(name in "\\PC{0,60}", other in "\\PC{0,60}") {
            let _ = skeletons(&name);
            let d = distance(&name, &other);
            proptest::prop_assert!((0.0..=1.0).contains(&d));
            proptest::prop_assert!((d - distance(&other, &name)).abs() < 1e-9);
        }
    }
}
