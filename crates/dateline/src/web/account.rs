//! An account: what one report says of one event and through whose mouth, with the words around it, made of its
//! reading. The sentence on the page is made of this, and so are the two sides of a pair in review.

use super::desk::ReportFacts;
use super::words;
use dateline_core::claim::Stance;
use dateline_core::data;
use dateline_core::decision::Target;
use dateline_core::incident::{About, Assertion, Kind};
use dateline_core::number::{Degrees, Score};
use dateline_core::place::PlacePrecision;
use dateline_core::reading::ReadingJson;
use dateline_core::records::{ClaimRecord, Field, MentionRecord};
use dateline_core::sha::Sha;
use dateline_core::text::{CodePoints, Quoted};
use dateline_core::toll::{Outcome, Scope, Who};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What stands for the name of a speaker who is a private person.
pub const WITHHELD: &str = "a person whose name is sealed";

/// What stands where a sealed name was in quoted words.
pub const MASK: &str = "[name sealed]";

/// Words of a report with a part of them marked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// Words before; begins with an ellipsis where the paragraph is cut.
    pub before: String,
    /// The words meant.
    pub words: String,
    /// Words after.
    pub after: String,
}

/// A count that an account gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What happened to them.
    pub outcome: Outcome,
    /// Who they are.
    pub who: Who,
    /// Least number of people.
    pub min: Option<u64>,
    /// Greatest number of people.
    pub max: Option<u64>,
    /// Who gives it, where it is not the report's own voice.
    pub speaker: Option<String>,
    /// Whether it is part of another figure.
    pub subset: bool,
    /// The words.
    pub words: String,
}

/// Somebody through whose mouth an account comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Resolved name; `None` where the report names nobody.
    pub speaker: Option<String>,
    /// Document or carrier that they speak through.
    pub via: Option<String>,
    /// What they do with their words.
    pub stance: Stance,
    /// What part of the event they speak about.
    pub about: About,
    /// Whether it is a belief or intention that the report tells of.
    pub attitude: bool,
    /// Their words as the report has them, pieces joined by an ellipsis.
    pub words: String,
}

/// What one report says of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The mention.
    pub mention: MentionRecord,
    /// The report.
    pub report: ReportFacts,
    /// Kind of event as its words say.
    pub kind: Kind,
    /// In which way it is told.
    pub assertion: Assertion,
    /// The words that name the event.
    pub trigger: Quoted,
    /// The trigger in its sentence.
    pub excerpt: Excerpt,
    /// When, in words.
    pub when: String,
    /// First and last day, `YYYY-MM-DD`.
    pub days: (Option<String>, Option<String>),
    /// Where, in words.
    pub place: String,
    /// Its figures in the order of the text.
    pub figures: Vec<Figure>,
    /// Names or words of those alleged to be responsible.
    pub alleged_responsible: Vec<String>,
    /// Through whose mouths it comes; empty means the report's own voice.
    pub voices: Vec<Voice>,
}

impl Account {
    /// The account of a mention, out of its report's reading; `None` where the reading has no such mention. `sealed` says
    /// of a claim, by its index, whether its speaker is a private person whose name is withheld.
    #[must_use]
    pub fn of(mention: &MentionRecord, reading: &ReadingJson, invented: bool, sealed: &dyn Fn(usize) -> bool) -> Option<Self> {
        let speaker = |at: usize| {
            let name = &reading.claims.get(at)?.speaker.as_ref()?.name;
            Some(if sealed(at) { WITHHELD.to_owned() } else { name.clone() })
        };
        let told = reading.incidents.get(mention.index)?;
        let place = told.place.place.and_then(|at| reading.places.get(at));
        let names = told.place.names.first().map(|span| span.text.as_str());
        let figure = |entry: &dateline_core::incident::TollEntry| {
            let count = reading.counts.get(entry.count)?;
            Some(Figure {
                outcome: count.outcome,
                who: count.who,
                min: count.min,
                max: count.max,
                speaker: entry.claim.and_then(speaker),
                subset: count.scope == Scope::Subset,
                words: count.span.text.clone(),
            })
        };
        let voice = |entry: &dateline_core::incident::IncidentClaim| {
            let claim = reading.claims.get(entry.claim)?;
            let words: Vec<&str> = claim.content.iter().map(|span| span.text.as_str()).collect();
            Some(Voice {
                speaker: speaker(entry.claim),
                via: claim.via.as_ref().map(|via| via.text.clone()),
                stance: entry.stance,
                about: entry.about,
                attitude: claim.attitude,
                words: words.join(" … "),
            })
        };
        Some(Self {
            mention: mention.clone(),
            report: ReportFacts::of(reading, invented),
            kind: told.kind,
            assertion: told.assertion,
            trigger: told.trigger.clone(),
            excerpt: excerpt(reading, &told.trigger),
            when: words::days(told.when.from.as_deref(), told.when.to.as_deref()),
            days: (told.when.from.clone(), told.when.to.clone()),
            place: words::place(
                place.and_then(|p| p.name.as_deref()),
                place.and_then(|p| p.admin1.as_deref()),
                place.and_then(|p| p.country.as_deref()),
                told.place.precision,
                told.place.near,
                names,
            ),
            figures: told.toll.iter().filter_map(figure).collect(),
            alleged_responsible: told.alleged_responsible.iter().map(|r| r.name.clone().unwrap_or_else(|| r.span.text.clone())).collect(),
            voices: told.claims.iter().filter_map(voice).collect(),
        })
    }

    /// Takes names out of the words around the event and of its voices; a mark stands in their place. The words that
    /// decisions name the event by stay as they are.
    pub fn mask(&mut self, names: &[String]) {
        let excerpt = [&mut self.excerpt.before, &mut self.excerpt.words, &mut self.excerpt.after];
        let voices = self.voices.iter_mut().map(|voice| &mut voice.words);
        let figures = self.figures.iter_mut().map(|figure| &mut figure.words);
        for words in excerpt.into_iter().chain(voices).chain(figures) {
            for name in names.iter().filter(|name| !name.is_empty()) {
                if words.contains(name.as_str()) {
                    *words = words.replace(name.as_str(), MASK);
                }
            }
        }
    }

    /// Whether the account says that the event did not happen so, or casts doubt on it: the mention is told as denied,
    /// or a voice denies or doubts the event or who is responsible.
    #[must_use]
    pub fn denies(&self) -> bool {
        let about = |about| matches!(about, About::Event | About::Responsible);
        let against = |voice: &Voice| matches!(voice.stance, Stance::Denies | Stance::Doubts) && about(voice.about);
        let holds =
            |voice: &Voice| matches!(voice.stance, Stance::Asserts | Stance::Admits | Stance::Condemns) && voice.about == About::Event;
        self.assertion == Assertion::Denied || (self.voices.iter().any(against) && !self.voices.iter().any(holds))
    }

    /// The mention as decisions name it: capture, field `kind`, words of the trigger.
    #[must_use]
    pub fn target(&self) -> Target {
        Target { capture: self.report.capture.sha256, report: self.report.id, field: Field::Kind, quoted: self.trigger.clone() }
    }

    /// The figures of an outcome that are no part of another one, equal ones once: a report can give several, each
    /// through another speaker.
    #[must_use]
    pub fn figures_of(&self, outcome: Outcome) -> Vec<&Figure> {
        let mut out: Vec<&Figure> = Vec::new();
        for figure in self.figures.iter().filter(|f| f.outcome == outcome && !f.subset) {
            if !out.iter().any(|other| (other.min, other.max, other.who) == (figure.min, figure.max, figure.who)) {
                out.push(figure);
            }
        }
        out
    }

    /// The figures in one line, those that differ with their speaker; `None` where it gives none.
    #[must_use]
    pub fn tolls(&self) -> Option<String> {
        let mut parts = Vec::new();
        for outcome in Outcome::ALL {
            let figures = self.figures_of(*outcome);
            for figure in &figures {
                let toll = words::toll(figure.outcome, figure.who, figure.min, figure.max);
                parts.push(match &figure.speaker {
                    Some(speaker) if figures.len() > 1 => format!("{toll} ({speaker})"),
                    None if figures.len() > 1 => format!("{toll} (its own voice)"),
                    _ => toll,
                });
            }
        }
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    /// Who denies or doubts the event, or who is responsible for it, each name once.
    #[must_use]
    pub fn deniers(&self) -> Vec<&str> {
        let mut out: Vec<&str> = Vec::new();
        for voice in self.voices.iter().filter(|v| matches!(v.stance, Stance::Denies | Stance::Doubts)) {
            let name = voice.speaker.as_deref().unwrap_or(self.report.name());
            if matches!(voice.about, About::Event | About::Responsible) && !out.contains(&name) {
                out.push(name);
            }
        }
        if out.is_empty() && self.assertion == Assertion::Denied {
            out.push(self.report.name());
        }
        out
    }
}

/// Whether the speaker of a reading's claim, by its index, is one of the sealed ones of its report: the record that
/// stands at the same words says so.
#[must_use]
pub fn speaker_sealed<'a>(reading: &ReadingJson, at: usize, sealed: impl IntoIterator<Item = &'a ClaimRecord>) -> bool {
    let Some(claim) = reading.claims.get(at) else { return false };
    let starts = |record: &ClaimRecord| {
        let speaker = record.claim.speaker.as_ref().map(|s| s.span.start) == claim.speaker.as_ref().map(|s| s.span.start);
        let cue = record.claim.cue.as_ref().map(|c| c.start) == claim.cue.as_ref().map(|c| c.start);
        record.report == reading.report.id && speaker && cue
    };
    sealed.into_iter().any(starts)
}

/// A claim with its speaker's name withheld where it is sealed.
#[must_use]
pub fn withheld(mut claim: ClaimRecord, sealed: bool) -> ClaimRecord {
    if sealed && let Some(speaker) = &mut claim.claim.speaker {
        WITHHELD.clone_into(&mut speaker.name);
    }
    claim
}

/// Longest excerpt on either side of the words, in characters.
const REACH: usize = 220;

/// The words of a span in their sentence, inside their paragraph.
#[must_use]
pub fn excerpt(reading: &ReadingJson, quoted: &Quoted) -> Excerpt {
    let text = &reading.report.text;
    let points = CodePoints::new(text);
    let Some(span) = points.find(quoted) else { return Excerpt { words: quoted.text.clone(), ..Excerpt::default() } };
    let paragraph = reading.report.paragraphs.iter().find(|p| p.start <= quoted.start && quoted.end <= p.end);
    let (from, to) = paragraph.map_or((0, text.len()), |p| (points.to_byte(p.start), points.to_byte(p.end)));
    let (from, to) = (from.min(span.start()), to.max(span.end()));
    Excerpt {
        before: sentence_before(text.get(from..span.start()).unwrap_or_default()),
        words: quoted.text.clone(),
        after: sentence_after(text.get(span.end()..to).unwrap_or_default()),
    }
}

const ENDS: [char; 6] = ['.', '!', '?', '؟', '…', '。'];

/// Titles and other short forms after which a full stop ends no sentence, as the reading itself has them.
static SHORT_FORMS: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| data::table("lexicons/abbreviations.tsv").unwrap_or_default().iter().map(|row| row.get("word")).collect());

/// Whether the mark after `before` ends a sentence: a full stop does not after an initial or a short form.
fn ends(before: &str, mark: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '.' | '(' | '“' | '"')).next().unwrap_or_default().to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    mark != "." || !(initial || SHORT_FORMS.contains(word.as_str()))
}

fn sentence_before(text: &str) -> String {
    let mut start = 0;
    for (at, mark) in text.match_indices(ENDS) {
        let after = &text[at + mark.len()..];
        let closed = after.trim_start_matches(['”', '’', '"', '\'', '»', ')']);
        if closed.starts_with(char::is_whitespace) && ends(&text[..at], mark) {
            start = text.len() - closed.trim_start().len();
        }
    }
    let kept = &text[start..];
    let count = kept.chars().count();
    if count <= REACH {
        return kept.to_owned();
    }
    let cut = kept.char_indices().nth(count - REACH).map_or(0, |(at, _)| at);
    let cut = kept[cut..].find(char::is_whitespace).map_or(cut, |at| cut + at);
    format!("…{}", &kept[cut..])
}

fn sentence_after(text: &str) -> String {
    for (at, mark) in text.match_indices(ENDS) {
        let end = at + mark.len();
        let rest = text[end..].trim_start_matches(['”', '’', '"', '\'', '»', ')']);
        if (rest.is_empty() || rest.starts_with(char::is_whitespace)) && ends(&text[..at], mark) {
            return words::shorten(&text[..text.len() - rest.len()], REACH);
        }
    }
    words::shorten(text, REACH)
}

/// A place of an account as the map needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// What to call it.
    pub label: String,
    /// Latitude of the place or, for an area, of its centre.
    pub lat: Degrees,
    /// Longitude.
    pub lon: Degrees,
    /// How fine it is known.
    pub precision: PlacePrecision,
    /// Incident that it belongs to.
    pub incident: Sha,
    /// Probability or share that sets its weight on the map; full for the incident's own place.
    pub weight: Score,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_cut_where_it_ends_and_not_after_an_initial() {
        assert_eq!(sentence_before("He left. The U.S. Army "), "The U.S. Army ");
        assert_eq!(sentence_before("“Go.” In Gen. Karim's words "), "In Gen. Karim's words ");
        assert_eq!(sentence_after(" killed 3.5 tonnes. Then it"), " killed 3.5 tonnes.");
        assert_eq!(sentence_after(" in 2017. Then"), " in 2017.");
    }

    #[test]
    fn long_sentences_are_shortened_on_both_sides() {
        let long = "word ".repeat(200);
        assert!(sentence_before(&long).starts_with('…') && sentence_before(&long).chars().count() <= REACH + 1);
        assert!(sentence_after(&long).ends_with('…'));
    }
}
