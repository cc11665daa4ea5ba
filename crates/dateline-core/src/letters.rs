//! Letters that are written in several ways, and small words that are written together with the next one: what a table's
//! word and a report's word must have in common to be the same word.

use std::borrow::Cow;

/// Arabic vowel signs, tanween and tatweel: written or left out at will.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' | '\u{0610}'..='\u{061A}')
}

/// Whether a sign may stand inside a word without being one of its letters: Arabic vowel signs, marks over letters.
pub(crate) fn is_sign(c: char) -> bool {
    is_dropped(c) || unicode_normalization::char::is_combining_mark(c)
}

/// The letter that stands for all ways of writing it: one alef, one ya, one ha whatever carries the hamza; е for ё.
pub(crate) fn one_way(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' => 'ي',
        'ة' | 'ۀ' | 'ہ' => 'ه',
        'ک' => 'ك',
        'ؤ' => 'و',
        'ё' => 'е',
        c => c,
    }
}

/// The ASCII digit for an Arabic-Indic or Persian one; any other letter is itself.
fn digit(c: char) -> char {
    match c {
        '٠'..='٩' => (b'0' + (c as u32 - '٠' as u32) as u8) as char,
        '۰'..='۹' => (b'0' + (c as u32 - '۰' as u32) as u8) as char,
        c => c,
    }
}

/// Adds `c` to `out` as it is compared.
pub(crate) fn push_folded(out: &mut String, c: char) {
    if !is_dropped(c) {
        out.push(digit(one_way(c)));
    }
}

/// A word of a table as it is compared with folded words of a report.
pub(crate) fn folded(word: &str) -> Cow<'_, str> {
    if word.chars().all(|c| !is_dropped(c) && digit(one_way(c)) == c) {
        return Cow::Borrowed(word);
    }
    let mut out = String::with_capacity(word.len());
    word.chars().for_each(|c| push_folded(&mut out, c));
    Cow::Owned(out)
}

/// Whether a word begins with an Arabic letter.
pub(crate) fn is_arabic(word: &str) -> bool {
    word.starts_with(|c: char| ('\u{0620}'..='\u{06FF}').contains(&c))
}

/// A form of a word, and how many letters in front were taken off.
pub(crate) type Form<'a> = (Cow<'a, str>, usize);

/// A folded word, then what is left of an Arabic one without "and" (و ف) and without a preposition (ب ل ك) written
/// together with it; "لل…" is also "ال…". What is left has two letters at least.
///
/// Of a French word, what is left without the small word that lost its vowel before it: "d'octobre".
pub(crate) fn forms(word: &str) -> impl Iterator<Item = Form<'_>> {
    let together = is_arabic(word).then(|| written_together(word));
    let cut = Some(elided(word)).filter(|cut| *cut > 0);
    let rest = cut.map(|cut| (Cow::Borrowed(&word[cut..]), cut));
    std::iter::once((Cow::Borrowed(word), 0)).chain(together.into_iter().flatten()).chain(rest)
}

/// How many letters in front of a word in lower case are a French word that lost its vowel before it, with its
/// apostrophe: "l'", "d'", "qu'". They are ASCII: as many bytes.
pub(crate) fn elided(word: &str) -> usize {
    let Some((before, rest)) = word.split_once('\'') else { return 0 };
    let small = matches!(before, "l" | "d" | "n" | "s" | "c" | "j" | "m" | "t") && is_long(rest);
    let long = matches!(before, "qu" | "jusqu" | "lorsqu" | "puisqu") && rest.starts_with(char::is_alphabetic);
    if small || long { before.len() + 1 } else { 0 }
}

/// The forms of an Arabic word but itself.
fn written_together(word: &str) -> impl Iterator<Item = Form<'_>> {
    let joined = word.strip_prefix(['و', 'ف']).filter(|rest| is_long(rest));
    [Some((word, 0)), joined.map(|rest| (rest, 1))].into_iter().flatten().flat_map(move |(left, taken)| {
        let rest = left.strip_prefix(['ب', 'ل', 'ك']).filter(|rest| is_long(rest));
        let article = left.strip_prefix("لل").filter(|rest| is_long(rest));
        let own = (taken > 0).then_some((Cow::Borrowed(left), taken));
        let preposition = rest.map(|rest| (Cow::Borrowed(rest), taken + 1));
        [own, preposition, article.map(|rest| (Cow::Owned(format!("ال{rest}")), taken))].into_iter().flatten()
    })
}

fn is_long(rest: &str) -> bool {
    rest.chars().nth(1).is_some()
}

/// Whether a folded token is this folded word, maybe with what is written together with it in front; the number of
/// letters in front.
pub(crate) fn is_word(token: &str, word: &str) -> Option<usize> {
    if token == word {
        return Some(0);
    }
    if !is_arabic(token) {
        let cut = elided(token);
        return (cut > 0 && &token[cut..] == word).then_some(cut);
    }
    forms(token).find(|(form, _)| form == word).map(|(_, taken)| taken)
}

/// A number that small Arabic words are written together with: "و2016", "ال24". Any other word is itself.
pub(crate) fn number_in(word: &str) -> &str {
    if !is_arabic(word) {
        return word;
    }
    let rest = word.trim_start_matches(['و', 'ف', 'ب', 'ل', 'ك', 'ا']);
    if rest.starts_with(|c: char| c.is_ascii_digit()) { rest } else { word }
}

/// Letters in front of a number that are words of their own: all but the article.
pub(crate) fn before_number(word: &str) -> usize {
    let before = &word[..word.len() - number_in(word).len()];
    before.strip_suffix("ال").unwrap_or(before).chars().count()
}

/// Bytes of the first `count` letters of a word as written, with the signs that follow them.
pub(crate) fn length_of(word: &str, count: usize) -> usize {
    let mut left = count;
    word.char_indices()
        .find(|(_, c)| {
            let dropped = is_dropped(*c);
            let beyond = left == 0 && !dropped;
            left = left.saturating_sub(usize::from(!dropped));
            beyond
        })
        .map_or(word.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_are_one() {
        assert_eq!(folded("الأَرْبِعاء"), folded("الاربعاء"));
        assert_eq!(folded("ещё"), "еще");
        assert_eq!(folded("مدينة"), "مدينه");
        assert!(matches!(folded("town"), Cow::Borrowed(_)));
    }

    #[test]
    fn small_words_in_front_are_taken_off() {
        assert_eq!(is_word("والجمعه", "الجمعه"), Some(1));
        assert_eq!(is_word("وبالجمعه", "الجمعه"), Some(2));
        assert_eq!(is_word("للشهر", "الشهر"), Some(0));
        assert_eq!(is_word("وللشهر", "الشهر"), Some(1));
        assert_eq!(is_word("وزير", "زير"), Some(1));
        assert_eq!(is_word("town", "own"), None);
        assert_eq!((number_in("و2016"), before_number("وال24"), before_number("وزير")), ("2016", 1, 0));
        assert_eq!(length_of("وَبالأمس", 2), "وَب".len());
        assert_eq!(length_of("الأمس", 0), 0);
        assert_eq!(forms("و").count(), 1);
        assert_eq!((is_word("d'octobre", "octobre"), elided("jusqu'à"), elided("aujourd'hui"), elided("o'clock")), (Some(2), 6, 0, 0));
        assert_eq!(forms("town").collect::<Vec<_>>(), [(Cow::Borrowed("town"), 0)]);
    }
}
