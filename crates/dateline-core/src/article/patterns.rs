//! Shapes of datelines, captions and lists that are grammar rather than vocabulary.

use super::pattern::{Pattern, broken, with_quick_boundaries};
use super::shape::Shape;
use crate::data::DataError;
use regex::Regex;

/// The compiled shapes.
#[derive(Debug)]
pub(super) struct Patterns {
    /// Place in capitals, maybe with region, day and agency, then a dash, colon or stop.
    pub upper: Shape,
    /// Place in ordinary letters; only with a day or an agency.
    pub title_case: Shape,
    /// A script without capitals: place, dash, maybe agency and dash.
    pub caseless: Shape,
    /// A line that is a place, with region or day, and nothing else.
    pub alone: Shape,
    /// Words that make a line a picture's.
    pub caption: Regex,
    /// Beginning of an item of a list.
    pub item: Regex,
    /// A clock time that opens an entry of a live page.
    pub clock: Regex,
    /// `Name: words`, as comments under a page are printed in plain text.
    pub comment: Shape,
    /// An agency in brackets at the end of a paragraph.
    pub closing: Shape,
    /// Something in brackets, or after a dash or full stop, at the end of a paragraph: maybe agencies.
    pub closing_tag: Shape,
    /// An agency in brackets before a dash, at the beginning.
    pub opening_agency: Shape,
    /// A place at the beginning, whatever follows.
    pub place: Shape,
    /// A day at the beginning, without or with its year.
    pub day: Shape,
    /// A place in ordinary letters before a dash.
    pub bare: Shape,
    /// What a release says before its dateline.
    pub release: Regex,
    /// Chinese, Korean and Japanese datelines.
    pub ideographs: Vec<Pattern>,
    /// One word with the ending of an abstract noun.
    pub abstract_noun: Regex,
    /// A vowel, or a letter of another script than Latin.
    pub vowel: Regex,
    /// Words of credits of pictures.
    pub picture: Regex,
    /// Whose the rights are.
    pub copyright: Regex,
}

const UPPER: &str =
    r"(?:\p{Lu}[\p{Lu}\p{M}'’.]*[\p{Lu}\p{M}][’'.]?)(?:[ /-]{1,3}(?:al|el|an|ar|as|at|ez|es|de|del|la|sur|\p{Lu}[\p{Lu}\p{M}'’.]*))*";
const MIXED: &str = r"\p{Lu}[\p{L}\p{M}'’]+(?:(?:[ -]| ?/ ?)(?:al|el|ez|es|de|del|la|le|du|sur|\p{Lu}[\p{L}\p{M}'’]*)){0,4}";
const REGION: &str = r"(?:,\s+\p{Lu}[\p{L}\p{M}.'’-]*(?: [\p{Lu}][\p{L}\p{M}.'’-]*| of| and| de| del| the){0,3})";
const DAY: &str = r"(?:,?\s+(?P<day>(?:\p{L}{3,10}\.?,? )?(?:le |den |el |il )?(?:\d{1,2}(?:st|nd|rd|th|er)? (?:de )?\p{L}{3,12}\.?|\p{L}{3,12}\.? \d{1,2}(?:st|nd|rd|th)?)(?:,? (?:de )?\d{4})?))";
/// A day without the comma before it and without a full stop after it.
const BARE_DAY: &str = r"(?P<day>(?:\p{L}{3,10}\.?,? )?(?:le |den |el |il )?(?:\d{1,2}(?:st|nd|rd|th|er|\.)? (?:de )?\p{L}{3,12}|\p{L}{3,12}\.? \d{1,2}(?:st|nd|rd|th)?)(?:,? (?:de )?\d{4})?)";
const AGENCY: &str = r"(?:,?\s*[(\[](?P<agency>[^()\[\]\n]{2,40})[)\]])";

impl Patterns {
    pub(super) fn new() -> Result<Self, DataError> {
        let regex = |pattern: String| Regex::new(&pattern).map_err(broken);
        let shape = |pattern: String| Shape::of(&pattern);
        Ok(Self {
            upper: shape(format!(r"^(?P<place>{UPPER}{REGION}{{0,2}}){DAY}?{AGENCY}?(?P<mark>\s*[-–—]+\s*|\s*:\s+|\.(?:\s*[-–—]+)?\s+|\s*$)"))?,
            title_case: shape(format!(
                r"^(?P<place>{MIXED}{REGION}{{0,2}})(?:{DAY}{AGENCY}?|{AGENCY2}|,\s+(?P<letters>\p{{Lu}}{{2,8}}))(?P<mark>\s*[-–—]+(?:\s+|$)|\s*:\s+)",
                AGENCY2 = AGENCY.replace("agency", "agency2"),
            ))?,
            caseless: shape(
                r"^(?P<place>[\p{Arabic}\p{Hebrew}]+(?:[ ،][\p{Arabic}\p{Hebrew}]+){0,3})(?:\s*\((?P<agency>[^()\n]{2,40})\)\s*[-–—:]|\s*[-–—]\s*(?P<agency2>[^-–—\n]{2,40}?)\s*[-–—]|\s*[-–—])\s+".to_owned(),
            )?,
            alone: shape(format!(r"^(?P<place>(?:{UPPER}|{MIXED}){REGION}{{0,2}}){DAY}?(?P<stop>\.?)$"))?,
            caption: regex(
                r"(?i)^\W{0,2}(?:photo(?:graph)?|picture|image|caption|file photo|foto|фото|صورة|illustration)\b(?: by\b|\s*[:/|])|[(\[.:|–—-]\s*(?:file )?(?:photo(?:graph)?|picture|image|foto|фото|صورة)s?\s*(?:[:/|©]|by\b|courtesy\b)[^.]{0,60}[.)\]]*$|\((?:file|archive|file photo|archive photo|archiv)\)\.?$".to_owned(),
            )?,
            item: regex(r"^(?:[-–—•*·▪◦‣●]\s+\S|\(?(?:\d{1,2}|[a-z])\)\s+\S)".to_owned())?,
            clock: regex(r"^\W{0,2}(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?[ap]\.?m\.?)?\b".to_owned())?,
            comment: shape(r"^[\p{L}\d_.-]{2,20}(?: [\p{L}\d_.-]{1,20}){0,2}: \S".to_owned())?,
            closing: shape(r"(?:^|[.!?”»…\x22]\s*)(?P<all>\((?P<agency>\p{Lu}[\p{L}.&’'-]*(?: \p{Lu}[\p{L}.&’'-]*){0,3})\))\.?$".to_owned())?,
            closing_tag: shape(
                r"(?:[(\[](?P<bracket>[^()\[\]\n]{2,60})[)\]]|(?:\s[-–—]+\s?|[.!?”»\x22]\s+|\n)(?P<tail>[\p{L}\p{N}./ &-]{2,40}))\s*\.?$".to_owned(),
            )?,
            opening_agency: shape(r"^[(\[](?P<agency>[^()\[\]\n]{2,40})[)\]]\s*[-–—:]+\s*".to_owned())?,
            place: shape(format!(
                r"^(?P<place>(?:{UPPER}|{MIXED})(?: ?/ ?(?:{UPPER}|{MIXED}))*{REGION}{{0,2}}|[\p{{Arabic}}\p{{Hebrew}}]+(?: [\p{{Arabic}}\p{{Hebrew}}]+){{0,2}})"
            ))?,
            day: shape(format!("^{BARE_DAY}"))?,
            bare: shape(format!(
                r"^(?:\((?P<place2>{MIXED})\)|(?P<place>{MIXED}{REGION}{{0,2}}))(?P<mark>\.?\s*[–—]\s+|\s+-\s+|\.-\s+|\s·\s+|:\s+)"
            ))?,
            release: regex(
                r"^(?i:press release|news release|pressemitteilung|pressemeldung|communiqué|comunicado|comunicato|persbericht)[^|\n]{0,60}\|\s*".to_owned(),
            )?,
            ideographs: [
                r"^[（(【]?据?(?P<agency>\p{Han}{1,4}?(?:通讯社|通訊社|通讯|通訊|社|网|網))\s?(?P<place>\p{Han}{2,8}?)\s?(?:\d{1,2}月)?\d{1,2}日(?:\p{Han}{0,2})[电電讯訊](?:\s?[（(](?:记者|記者)\s?(?P<author>\p{Han}[\p{Han}、 ]{1,24})[）)])?",
                r"^[（(【](?P<agency>\p{Han}{1,3}社)(?:记者|記者)(?P<author>\p{Han}{2,3})(?P<place>\p{Han}{2,6}?)\d{1,2}日[电電]",
                r"^[(\[](?P<place>\p{Hangul}{2,8})\s?=\s?(?P<agency>\p{Hangul}{2,8})[)\]](?:\s?(?P<author>\p{Hangul}{2,4})\s기자)?",
                r"^【(?P<place>[\p{Katakana}ー・\p{Han}]{2,12}?)(?P<agency>共同|時事|ロイター|AFP時事|AFP=時事|AP)】",
            ]
            .into_iter()
            .map(Pattern::new)
            .collect::<Result<_, _>>()?,
            abstract_noun: regex(
                r"(?i)^[^ ,]+(?:tion|sion|.{5}ung|heit|keit|ismus|ism|ness|.{3}ment|schaft|tät|ité|idad|zione|ción|ção|ology|graphy|ости|ация)$".to_owned(),
            )?,
            vowel: regex(r"(?i)[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýąęıœ]|[^\p{Latin}\P{L}]".to_owned())?,
            picture: regex(with_quick_boundaries(
                r"(?i)\b(?:photograph|istock|foto|archivbild|bild(?:er|quelle|nachweis|agentur|rechte)|(?:photos?|pictures?|images?|getty|epa|shutterstock|imago|unsplash|pixabay|pexels|wikimedia|picture[ -]alliance|symbolbild|handout|pool|screenshot|illustration|graphics?|infografik|videos?|courtesy|giphy|youtube|instagram|facebook|flickr)\b)|фото|صورة|©|照片|写真",
            ))?,
            copyright: regex(r"(?i)^(?:©|\(c\)|copyright)[\s©]*(?:\(c\)\s*)?(?:19\d\d|20\d\d)?[\s,–-]*(?:(?:19|20)\d\d)?\s*(?:by )?(?:the )?".to_owned())?,
        })
    }
}
