//! Language of a report: from its words, with as much care as their number asks for.

mod letters;

use crate::data::{self, DataError};
use std::collections::HashMap;
use std::sync::LazyLock;
use whatlang::{Detector, Lang, Script};

/// Most letters of a text whose function words are asked before its trigrams.
const SHORT: usize = 400;

/// The languages' codes, and for each word the numbers of the languages that have it.
type FunctionWords = (Vec<&'static str>, HashMap<&'static str, Vec<usize>>);

/// Function words with the languages that have them, and the languages' codes; empty where the table is broken, which
/// a test would tell.
static FUNCTION_WORDS: LazyLock<FunctionWords> = LazyLock::new(|| function_words().unwrap_or_default());

/// Alphabets with letters of their own; empty where the table is broken, which a test would tell.
static ALPHABETS: LazyLock<Vec<letters::Alphabet>> = LazyLock::new(|| letters::alphabets().unwrap_or_default());

fn function_words() -> Result<FunctionWords, DataError> {
    let (mut codes, mut words) = (Vec::new(), HashMap::new());
    for row in data::table("lexicons/language_words.tsv")? {
        for word in row.list("words") {
            words.entry(word).or_insert_with(Vec::new).push(codes.len());
        }
        codes.push(row.get("language"));
    }
    Ok((codes, words))
}

/// The language whose function words a short text has: at least two, more than any other language's, and one word in
/// eight.
fn by_function_words(text: &str) -> Option<&'static str> {
    let (codes, known) = &*FUNCTION_WORDS;
    let mut counts = vec![0_usize; codes.len()];
    let mut words = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        for language in known.get(word.to_lowercase().as_str()).into_iter().flatten() {
            counts[*language] += 1;
        }
    }
    let best = counts.iter().copied().max().filter(|most| *most >= 2 && most * 8 >= words)?;
    let mut first = counts.iter().enumerate().filter(|(_, count)| **count == best);
    let (at, _) = first.next()?;
    first.next().is_none().then(|| codes[at])
}

/// Fewest letters for which the words are believed rather than the script alone.
const FEWEST_LETTERS: usize = 40;
/// How much of a long text is looked at, in bytes.
const LOOKED_AT: usize = 6_000;

/// The language of `text` as a lower-case BCP 47 code, or `None` where the words do not tell. Short texts are known by
/// a script that one language has almost for itself, or by letters that their neighbours lack. By function words where the text is short, else by trigrams (the `whatlang` library).
#[must_use]
pub fn detect(text: &str) -> Option<&'static str> {
    detect_with_confidence(text).map(|(code, _)| code)
}

/// The same with a confidence from 0 to 1; a lone script gives 0.5.
#[must_use]
pub fn detect_with_confidence(text: &str) -> Option<(&'static str, f64)> {
    let text = beginning(text);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        return None;
    }
    if let Some((code, letters)) = letters::language(text, &ALPHABETS) {
        return Some((code, if letters >= 100 { 0.9 } else { 0.7 }));
    }
    let info = Detector::new().detect(text)?;
    // One Han or kana character says as much as a Latin word.
    let dense = matches!(info.script(), Script::Mandarin | Script::Hiragana | Script::Katakana | Script::Hangul);
    let enough = letters * if dense { 4 } else { 1 } >= FEWEST_LETTERS;
    if enough
        && info.script() == Script::Latin
        && letters < SHORT
        && info.confidence() < 0.9
        && let Some(code) = by_function_words(text)
    {
        return Some((code, 0.5));
    }
    if enough && (info.confidence() >= 0.25 || letters >= 400) {
        return Some((code(info.lang()), info.confidence()));
    }
    by_script(info.script()).map(|code| (code, 0.5))
}

/// The code that is meant by one that pages state wrongly (a country's, `ua`) or in an older or longer form (`iw`, `heb`).
#[must_use]
pub fn canonical(stated: &str) -> &str {
    match stated {
        "iw" | "heb" => "he",
        "ji" | "yid" => "yi",
        "in" | "ind" => "id",
        "ua" | "ukr" => "uk",
        "cn" | "tw" | "zho" | "chi" | "cmn" => "zh",
        "jp" | "jpn" => "ja",
        "kr" | "kor" => "ko",
        "gr" | "ell" | "gre" => "el",
        "cz" | "ces" | "cze" => "cs",
        "ara" | "arb" => "ar",
        "fas" | "per" | "prs" | "pes" => "fa",
        "rus" => "ru",
        "tur" => "tr",
        "urd" => "ur",
        "eng" => "en",
        "kur" => "ku",
        other => other,
    }
}

fn beginning(text: &str) -> &str {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The language that writes nearly all news in a script.
fn by_script(script: Script) -> Option<&'static str> {
    Some(match script {
        Script::Hebrew => "he",
        Script::Greek => "el",
        Script::Armenian => "hy",
        Script::Georgian => "ka",
        Script::Hangul => "ko",
        Script::Hiragana | Script::Katakana => "ja",
        Script::Mandarin => "zh",
        Script::Thai => "th",
        Script::Khmer => "km",
        Script::Myanmar => "my",
        Script::Sinhala => "si",
        Script::Tamil => "ta",
        Script::Telugu => "te",
        Script::Kannada => "kn",
        Script::Malayalam => "ml",
        Script::Gujarati => "gu",
        Script::Gurmukhi => "pa",
        Script::Oriya => "or",
        Script::Bengali => "bn",
        Script::Ethiopic => "am",
        Script::Arabic => "ar",
        _ => return None,
    })
}

/// BCP 47 code of a language: ISO 639-1 where there is one.
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "no",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Epo => "eo",
        Lang::Cym => "cy",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_the_language() {
        for (text, wanted) in [
            ("The ministry said on Tuesday that three people were killed when shells hit the market.", "en"),
            ("Во вторник днём под обстрел попала автобаза на южной окраине города, погибли трое.", "ru"),
            ("Уночі проти вівторка ударні безпілотники атакували підстанцію в районі міста, двоє поранені.", "uk"),
            ("قُتل أحد عشر مدنياً على الأقل، بينهم ثلاثة أطفال، في غارة جوية استهدفت مركزاً صحياً.", "ar"),
            ("Au moins quatorze personnes ont été tuées ce jeudi matin dans une frappe de drone.", "fr"),
            ("Cinco personas, entre ellas una mujer y su hijo, fueron asesinadas el domingo por la noche.", "es"),
        ] {
            assert_eq!(detect(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn function_words_tell_the_language_of_short_texts() {
        let rows = data::table("lexicons/language_words.tsv").unwrap();
        for row in &rows {
            assert_eq!(detect(row.get("catches")), Some(row.get("language")), "{}", row.get("catches"));
            assert_ne!(detect(row.get("misses")), Some(row.get("language")), "{}", row.get("misses"));
        }
        assert_eq!(detect("Gunmen abducted eleven teachers in Zamfara on Monday, police said."), Some("en"));
    }

    #[test]
    fn neighbours_in_one_script_are_told_apart() {
        for (text, wanted) in [
            ("شهردار گفت که پل بزرگ شهر پس از دو هفته دوباره باز شده است.", "fa"),
            ("حکام نے بتایا کہ شہر کا بڑا پل دو ہفتے بعد دوبارہ کھول دیا گیا ہے۔", "ur"),
            ("شارەوانی ڕایگەیاند کە پردە گەورەکە دوای دوو هەفتە کرایەوە.", "ckb"),
            ("Общината съобщи, че мостът отново е отворен след двуседмичен ремонт.", "bg"),
            ("Городская управа объявила, что мост снова открыли для машин.", "ru"),
            ("Міська управа оголосила, що міст знову відкрили для машин.", "uk"),
            ("העירייה הודיעה כי הגשר נפתח מחדש לאחר שבועיים של עבודות.", "he"),
            ("市は、二週間ぶりに橋が開通したと発表した。", "ja"),
            ("市政府宣布大桥在关闭两周后重新开放。", "zh"),
        ] {
            assert_eq!(detect(text), Some(wanted), "{text}");
        }
        assert_eq!((canonical("ua"), canonical("iw"), canonical("fr")), ("uk", "he", "fr"));
    }

    #[test]
    fn few_words_tell_no_more_than_their_script() {
        assert_eq!(detect("שלום"), Some("he"));
        assert_eq!(detect("Ok."), None);
        assert_eq!(detect(" 12 — 3"), None);
        assert_eq!(detect(""), None);
    }
}
