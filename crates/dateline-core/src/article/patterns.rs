//! Shapes of datelines, captions and lists that are grammar rather than vocabulary.

use crate::data::DataError;
use regex::Regex;

/// The compiled shapes.
#[derive(Debug)]
pub(super) struct Patterns {
    /// Place in capitals, maybe with region, day and agency, then a dash, colon or stop.
    pub upper: Regex,
    /// Place in ordinary letters; only with a day or an agency.
    pub title_case: Regex,
    /// A script without capitals: place, dash, maybe agency and dash.
    pub caseless: Regex,
    /// A line that is a place, with region or day, and nothing else.
    pub alone: Regex,
    /// Words that make a line a picture's.
    pub caption: Regex,
    /// Beginning of an item of a list.
    pub item: Regex,
    /// A clock time that opens an entry of a live page.
    pub clock: Regex,
    /// `Name: words`, as comments under a page are printed in plain text.
    pub comment: Regex,
    /// An agency in brackets at the end of a paragraph.
    pub closing: Regex,
}

const UPPER: &str =
    r"(?:\p{Lu}[\p{Lu}\p{M}'’.]*[\p{Lu}\p{M}][’'.]?)(?:[ /-]{1,3}(?:al|el|an|ar|as|at|ez|es|de|del|la|sur|\p{Lu}[\p{Lu}\p{M}'’.]*))*";
const MIXED: &str = r"\p{Lu}[\p{L}\p{M}'’]+(?:[ /-](?:al|el|ez|es|de|del|la|le|du|sur|\p{Lu}[\p{L}\p{M}'’]*)){0,4}";
const REGION: &str = r"(?:,\s+\p{Lu}[\p{L}\p{M}.'’-]*(?: [\p{Lu}][\p{L}\p{M}.'’-]*| of| and| de| del| the){0,3})";
const DAY: &str = r"(?:,?\s+(?P<day>(?:\p{L}{3,10}\.?,? )?(?:\d{1,2}(?:st|nd|rd|th|er)? (?:de )?\p{L}{3,12}\.?|\p{L}{3,12}\.? \d{1,2}(?:st|nd|rd|th)?)(?:,? (?:de )?\d{4})?))";
const AGENCY: &str = r"(?:,?\s*[(\[](?P<agency>[^()\[\]\n]{2,40})[)\]])";

impl Patterns {
    pub(super) fn new() -> Result<Self, DataError> {
        let regex = |pattern: String| {
            Regex::new(&pattern).map_err(|error| DataError::Line { file: "article".to_owned(), line: 0, message: error.to_string() })
        };
        Ok(Self {
            upper: regex(format!(r"^(?P<place>{UPPER}{REGION}{{0,2}}){DAY}?{AGENCY}?(?P<mark>\s*[-–—]+\s*|\s*:\s+|\.(?:\s*[-–—]+)?\s+|\s*$)"))?,
            title_case: regex(format!(
                r"^(?P<place>{MIXED}{REGION}{{0,2}})(?:{DAY}{AGENCY}?|{AGENCY2}|,\s+(?P<letters>\p{{Lu}}{{2,8}}))(?P<mark>\s*[-–—]+(?:\s+|$)|\s*:\s+)",
                AGENCY2 = AGENCY.replace("agency", "agency2"),
            ))?,
            caseless: regex(
                r"^(?P<place>[\p{Arabic}\p{Hebrew}]+(?:[ ،][\p{Arabic}\p{Hebrew}]+){0,3})(?:\s*\((?P<agency>[^()\n]{2,40})\)\s*[-–—:]|\s*[-–—]\s*(?P<agency2>[^-–—\n]{2,40}?)\s*[-–—]|\s*[-–—])\s+".to_owned(),
            )?,
            alone: regex(format!(r"^(?P<place>(?:{UPPER}|{MIXED}){REGION}{{0,2}}){DAY}?\.?$"))?,
            caption: regex(
                r"(?i)^\W{0,2}(?:photo(?:graph)?|picture|image|caption|file photo|foto|фото|صورة|illustration)\b(?: by\b|\s*[:/|])|[(\[.:|–—-]\s*(?:file )?(?:photo(?:graph)?|picture|image|foto|фото|صورة)s?\s*(?:[:/|©]|by\b|courtesy\b)[^.]{0,60}[.)\]]*$|\((?:file|archive|file photo|archive photo|archiv)\)\.?$".to_owned(),
            )?,
            item: regex(r"^(?:[-–—•*·▪◦‣●]\s+\S|\(?(?:\d{1,2}|[a-z])\)\s+\S)".to_owned())?,
            clock: regex(r"^\W{0,2}(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?[ap]\.?m\.?)?\b".to_owned())?,
            comment: regex(r"^[\p{L}\d_.-]{2,20}(?: [\p{L}\d_.-]{1,20}){0,2}: \S".to_owned())?,
            closing: regex(r"[\s.!?”\x22](?P<all>\((?P<agency>\p{Lu}[\p{L}.&’'-]*(?: \p{Lu}[\p{L}.&’'-]*){0,3})\))\.?$".to_owned())?,
        })
    }
}
