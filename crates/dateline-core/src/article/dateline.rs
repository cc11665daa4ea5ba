//! The place line that opens a report: `BEIRUT, Nov 12 (Harrow Wire) -`, `DAMASCUS, Syria.`, `Baghdad, 18 January:`.

use super::rules::Rules;
use super::shape::Part;
use crate::text::Span;

/// A dateline found at the start of some words; spans count from the start of these words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The place words.
    pub place: Span,
    /// The agency beside it, without brackets.
    pub agency: Option<Span>,
    /// The reporter beside it.
    pub author: Option<Span>,
    /// Where the report's own words begin.
    pub end: usize,
}

impl Found {
    fn new(place: Span, agency: Option<Span>, end: usize) -> Self {
        Self { place, agency, author: None, end }
    }

    fn moved(self, by: usize) -> Self {
        let moved = |span: Span| Span::new(span.start() + by, span.end() + by);
        Self { place: moved(self.place), agency: self.agency.map(moved), author: self.author.map(moved), end: self.end + by }
    }
}

/// Bytes of a paragraph's beginning in which a dateline stands.
const LONGEST: usize = 200;
/// Bytes of a paragraph that a place without a day or an agency may open: shorter ones are labels and headings.
const SHORTEST_BARE: usize = 80;

/// The dateline that opens `words`.
pub(super) fn at_start(words: &str, rules: &Rules) -> Option<Found> {
    if !may_open(words) {
        return None;
    }
    if let Some((agency, from)) = opening_agency(words, rules) {
        // "(ANSA) - ROMA, 28 LUG - …": the agency stands first.
        let found = at_start(words.get(from..)?, rules)?.moved(from);
        return Some(Found { agency: found.agency.or(Some(agency)), ..found });
    }
    let head = head(words, LONGEST);
    upper(head, words, rules)
        .or_else(|| title_case(head, rules))
        .map(|found| with_agency(found, words, rules))
        .or_else(|| walked(head, rules))
        .or_else(|| caseless(head, words, rules))
        .or_else(|| ideographs(head, rules))
}

/// A quick look: datelines begin with a capital or in a script without capitals.
fn may_open(words: &str) -> bool {
    words
        .chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(|c| c.is_alphabetic() && !c.is_lowercase() || c.is_lowercase() && words.starts_with(['(', '[', '（', '【']))
}

/// `МОСКВА, 12 ноября — РИА Новости.`: the agency may stand after the dash.
fn with_agency(found: Found, words: &str, rules: &Rules) -> Found {
    if found.agency.is_some() {
        return found;
    }
    let named = rules
        .agencies
        .at(words, found.end)
        .filter(|(end, agency)| *agency && words[*end..].trim_start().starts_with(['.', ':', '–', '—', '-', '/']));
    match named {
        Some((end, _)) => {
            let end_of_mark = words[end..].find(char::is_alphanumeric).map_or(words.len(), |gap| end + gap);
            Found { agency: Some(Span::new(found.end, end)), end: end_of_mark, ..found }
        }
        None => found,
    }
}

/// The dateline that opens the first paragraphs of a report, also in ordinary letters with nothing but a dash: `Mostar – The …`.
pub(super) fn at_opening(words: &str, rules: &Rules) -> Option<Found> {
    at_start(words, rules).or_else(|| if may_open(words) { bare(head(words, LONGEST), words, rules) } else { None })
}

/// An agency in brackets that opens `words`, and where what follows its dash begins.
pub(super) fn opening_agency(words: &str, rules: &Rules) -> Option<(Span, usize)> {
    let hit = rules.patterns.opening_agency.captures(head(words, 80))?;
    let agency = hit.name("agency")?;
    let known = rules.agencies.is_name(agency.as_str()) || agency.as_str().split('/').any(|part| rules.agencies.is_name(part));
    known.then(|| (agency.span(), hit.end()))
}

/// The dateline that is all of `words`: capitals, or ordinary letters with a day, region or mark.
pub(super) fn alone(words: &str, rules: &Rules) -> Option<Found> {
    if words.len() > 80 {
        return None;
    }
    if let Some(found) = title_case(words, rules).filter(|found| found.end == words.len()) {
        return Some(found);
    }
    let bare = words.trim_end_matches(['-', '–', '—', ':', ' ']);
    let dashed = words.trim_end().ends_with(['-', '–', '—']);
    let hit = rules.patterns.alone.captures(bare)?;
    let place = hit.name("place")?;
    let day = hit.name("day").filter(|day| rules.dates.names_month(day.as_str()));
    let name = place.as_str();
    let capitals = first_word_is_upper(name);
    // Capitals alone may be any heading; a region or a day makes them a place.
    let enough = day.is_some()
        || if capitals {
            dashed || name.contains(", ") && !name.ends_with(char::is_uppercase)
        } else {
            // "Mostar/ Sarajevo:" and "Mostar." stand on lines of their own.
            words.ends_with(':') && name.contains('/')
                || hit.name("stop").is_some_and(|stop| !stop.as_str().is_empty()) && name.split(' ').count() <= 3
        };
    (enough && !is_other(name, rules)).then(|| Found::new(place.span(), None, words.len()))
}

fn upper(head: &str, words: &str, rules: &Rules) -> Option<Found> {
    let hit = rules.patterns.upper.captures(head)?;
    let (place, mark) = (hit.name("place")?, hit.name("mark")?);
    if hit.end() == head.len() && head.len() < words.len() || mark.as_str().is_empty() {
        return None;
    }
    let mut day = hit.name("day").is_some();
    if hit.name("day").is_some_and(|day| !rules.dates.names_month(day.as_str())) {
        return None;
    }
    let place = trim_stop(place.start(), place.as_str(), mark.as_str());
    let name = place.of(head);
    let agency = hit.name("agency").filter(|m| !is_day(m.as_str(), rules));
    day |= hit.name("agency").is_some() && agency.is_none();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 3 || is_other(name, rules) {
        return None;
    }
    let sure = agency.is_some() || day || name.contains(", ");
    let rest = words.get(hit.end()..).unwrap_or("");
    let begins = rest.trim_start_matches(['“', '"', '‘', '\'', '«', '(', '„']).chars().next();
    let mark = mark.as_str();
    let spoken = sure || letters >= 4 && is_likely(name, rules) && !is_heading(rest);
    let fits = if mark.trim_start().starts_with('.') || mark.contains(':') {
        // "GENEVA. The envoy …", not "NATO. He …"; "PESHAWAR: The …", not "LIVE: …" or a name before what it says.
        begins.is_some_and(char::is_uppercase) && spoken && (sure || is_town(name, rules))
    } else {
        // Between hyphens without spaces it is a compound.
        (mark.starts_with(char::is_whitespace) && mark.ends_with(char::is_whitespace)
            || mark.contains(['–', '—'])
            || mark.contains("--")
            || agency.is_some())
            && spoken
    };
    (fits && !rest.is_empty()).then(|| Found::new(place, agency.map(Part::span), words.len() - rest.len()))
}

fn title_case(head: &str, rules: &Rules) -> Option<Found> {
    let hit = rules.patterns.title_case.captures(head)?;
    let place = hit.name("place")?;
    if hit.name("day").is_some_and(|day| !rules.dates.names_month(day.as_str())) || is_other(place.as_str(), rules) {
        return None;
    }
    let end = hit.end();
    let region = |m: &Part<'_>| is_region(m.as_str(), rules);
    let agency = ["agency", "agency2"].iter().find_map(|name| hit.name(name));
    if let Some(agency) = agency
        && region(&agency)
    {
        // "Rostov (Russia) -": the bracket belongs to the place.
        return Some(Found::new(Span::new(place.start(), agency.end() + 1), None, end));
    }
    if let Some(letters) = hit.name("letters")
        && (letters.as_str().len() <= 2 || region(&letters))
        && !rules.agencies.is_name(letters.as_str())
    {
        return Some(Found::new(Span::new(place.start(), letters.end()), None, end));
    }
    let agency = agency.filter(|m| !is_day(m.as_str(), rules)).or_else(|| hit.name("letters"));
    Some(Found::new(place.span(), agency.map(Part::span), end))
}

/// A place, then day and agency in whatever order and between whatever marks: `МОСКВА, 29 июня. /ТАСС/.`, `دمشق-سانا`. Only known
/// agencies count, or a day with a mark after it.
fn walked(head: &str, rules: &Rules) -> Option<Found> {
    let hit = rules.patterns.place.captures(head)?;
    let place = hit.name("place")?;
    let name = place.as_str().trim_end_matches('.');
    if name.chars().count() < 3 || is_other(name, rules) {
        return None;
    }
    let (mut at, mut agency, mut day, mut marked) = (place.start() + name.len(), None, false, false);
    for _ in 0..4 {
        let rest = &head[at..];
        let gap = rest.find(char::is_alphanumeric).unwrap_or(rest.len());
        let between = &rest[..gap];
        if !between.chars().all(|c| c.is_whitespace() || SEPARATORS.contains(c)) {
            // Only after a known agency a page may have other marks.
            if agency.is_some() {
                at += gap;
            }
            break;
        }
        marked = between.contains(['.', '-', '–', '—', ':', ')', '/', '|']);
        let start = at + gap;
        let close = between.chars().any(|c| SEPARATORS.contains(c));
        if agency.is_none()
            && close
            && let Some((end, _)) = rules.agencies.at(head, start)
        {
            agency = Some(Span::new(start, end));
            at = after_initials(head, end);
        } else if !day && let Some(end) = day_at(head, start, rules) {
            day = true;
            at = end;
        } else {
            at = start;
            break;
        }
    }
    let begins = head[at..].trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next()?;
    let fits = !begins.is_lowercase() && (agency.is_some() || day && marked);
    fits.then(|| Found::new(Span::new(place.start(), place.start() + name.len()), agency, at))
}

/// Marks between the parts of a dateline.
const SEPARATORS: &str = ",./|–—-()[]:،؛=*•·";

/// `dpa/lno`: the initials after an agency are none of its name.
fn after_initials(words: &str, end: usize) -> usize {
    let rest = &words[end..];
    let Some(rest) = rest.strip_prefix('/') else { return end };
    let letters = rest.find(|c: char| !c.is_lowercase()).unwrap_or(rest.len());
    if (1..=4).contains(&letters) { end + 1 + letters } else { end }
}

fn day_at(words: &str, start: usize, rules: &Rules) -> Option<usize> {
    let rest = &words[start..];
    if let Some(date) = rules.dates.find(head(rest, 40)).filter(|date| date.range.start == 0) {
        return Some(start + date.range.end);
    }
    let hit = rules.patterns.day.captures(rest)?;
    let day = hit.name("day").filter(|day| rules.dates.names_month(day.as_str()))?;
    Some(start + day.end())
}

/// Scripts without capitals: a few words, then an agency between brackets or dashes, or a lone dash.
fn caseless(head: &str, words: &str, rules: &Rules) -> Option<Found> {
    let hit = rules.patterns.caseless.captures(head)?;
    let place = hit.name("place")?;
    let agency = hit.name("agency").or_else(|| hit.name("agency2"));
    if is_other(place.as_str(), rules) || agency.is_none() && words.len() < SHORTEST_BARE {
        return None;
    }
    Some(Found::new(place.span(), agency.map(Part::span), hit.end()))
}

/// Chinese, Korean and Japanese: agency, place and day in one run, reporter in brackets.
fn ideographs(head: &str, rules: &Rules) -> Option<Found> {
    if !head.chars().take(3).any(|c| ('\u{3040}'..='\u{9FFF}').contains(&c) || ('\u{AC00}'..='\u{D7AF}').contains(&c)) {
        return None;
    }
    let hit = rules.patterns.ideographs.iter().find_map(|pattern| pattern.captures(head))?;
    let group = |name: &str| hit.name(name).map(|part| Span::new(part.start(), part.end()));
    Some(Found { place: group("place")?, agency: group("agency"), author: group("author"), end: hit.get(0)?.end() })
}

/// A place in ordinary letters before a dash, the first words after it with a capital.
fn bare(head: &str, words: &str, rules: &Rules) -> Option<Found> {
    if words.len() < SHORTEST_BARE {
        return None;
    }
    let from = rules.patterns.release.find(head).map_or(0, |m| m.end());
    let hit = rules.patterns.bare.captures(&head[from..])?;
    let (place, mark) = (hit.name("place").or_else(|| hit.name("place2"))?, hit.name("mark")?);
    let region = place.as_str().contains(", ") || hit.name("place2").is_some();
    let begins = head[from + hit.end()..].trim_start_matches(['“', '"', '‘', '\'', '«', '(', '„']).chars().next()?;
    let colon = mark.as_str().contains(':');
    let ordinary = place.as_str().chars().any(char::is_lowercase);
    let fits = ordinary
        && begins.is_uppercase()
        && !is_other(place.as_str(), rules)
        && (!colon || region)
        && place.as_str().split(' ').count() <= 6;
    fits.then(|| Found::new(place.span(), None, hit.end()).moved(from))
}

/// A full stop at the end of an abbreviated region ("Neb. -") belongs to it; one that is the mark does not.
fn trim_stop(start: usize, place: &str, mark: &str) -> Span {
    let region = place.contains(", ") && !mark.trim().is_empty();
    let kept = if region { place } else { place.trim_end_matches('.') };
    Span::new(start, start + kept.len())
}

fn first_word_is_upper(words: &str) -> bool {
    words.chars().take_while(|c| !matches!(c, ' ' | ',')).filter(|c| c.is_alphabetic()).all(char::is_uppercase)
}

/// Whether some word of a name says that it is no place.
fn is_other(name: &str, rules: &Rules) -> bool {
    name.split([' ', ',', '-', '/']).any(|word| is_no_place(word, rules))
}

pub(super) fn is_no_place(word: &str, rules: &Rules) -> bool {
    rules.is_word("opener", word) || rules.is_word("outlet", word)
}

/// Whether capitals before a dash may be a place: some vowel, no ending of abstract nouns, and few words.
fn is_likely(name: &str, rules: &Rules) -> bool {
    !rules.patterns.abstract_noun.is_match(name)
        && rules.patterns.vowel.is_match(name)
        && (name.split(' ').count() <= 2 || is_town(name, rules))
}

/// Whether a name has one word, or words as names of towns with several have them.
fn is_town(name: &str, rules: &Rules) -> bool {
    !name.contains(' ') || name.to_lowercase().split([' ', '-', '/']).any(|word| rules.is_word("place_part", word)) || name.contains('/')
}

/// Whether what follows capitals is in capitals too.
fn is_heading(rest: &str) -> bool {
    let mut words = rest.split_whitespace().take(3).filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).peekable();
    words.peek().is_some() && words.all(|word| !word.chars().any(char::is_lowercase) && word.chars().any(char::is_uppercase))
}

/// Whether the words of a bracket are a country's or region's name, or an unknown single word with a capital.
fn is_region(words: &str, rules: &Rules) -> bool {
    if rules.agencies.is_name(words) {
        return false;
    }
    rules.regions.contains(words)
        || !words.contains(|c: char| !c.is_alphabetic())
            && words.chars().skip(1).all(char::is_lowercase)
            && words.chars().next().is_some_and(char::is_uppercase)
}

fn is_day(words: &str, rules: &Rules) -> bool {
    words.contains(|c: char| c.is_ascii_digit()) && (rules.dates.find(words).is_some() || rules.dates.names_month(words))
}

/// The first `limit` bytes of `words`, cut at a character.
fn head(words: &str, limit: usize) -> &str {
    let mut end = words.len().min(limit);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    &words[..end]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn place(words: &str) -> Option<(String, Option<String>)> {
        let rules = Rules::bundled().unwrap();
        at_start(words, &rules).map(|found| (found.place.of(words).to_owned(), found.agency.map(|a| a.of(words).to_owned())))
    }

    #[test]
    fn datelines_of_every_common_shape() {
        for (words, wanted, agency) in [
            ("DAMASCUS, Syria. Syrian authorities condemned", "DAMASCUS, Syria", None),
            ("BEIRUT (Harrow Wire) - At least 12", "BEIRUT", Some("Harrow Wire")),
            ("GAZA CITY, 3 May – The army said", "GAZA CITY", None),
            ("NAIROBI — A blast", "NAIROBI", None),
            ("KIRKUK, Iraq, Aug 24 (Harrow Wire) - A car", "KIRKUK, Iraq", Some("Harrow Wire")),
            ("CHADRON, Neb. - Four people", "CHADRON, Neb.", None),
            ("Baghdad, 18 January (TNB): The coalition", "Baghdad", Some("TNB")),
            ("FLORENCIA. – Cinco personas", "FLORENCIA", None),
            ("PESHAWAR: The Falcons", "PESHAWAR", None),
            ("Damascus, BNA - The ministry", "Damascus", Some("BNA")),
            ("DJIBO, Burkina Faso — She does", "DJIBO, Burkina Faso", None),
            ("الحديدة - شبكة راصد الساحل - قُتل 11 مدنياً", "الحديدة", Some("شبكة راصد الساحل")),
            ("МОСКВА, 29 июня. /ТАСС/. Движение открыто", "МОСКВА", Some("ТАСС")),
            ("МОСКВА, 12 ноября — РИА Новости. Мост открыт", "МОСКВА", Some("РИА Новости")),
            ("Київ. Укрінформ. Міст відкрили", "Київ", Some("Укрінформ")),
            ("دمشق-سانا افتتح الجسر", "دمشق", Some("سانا")),
            ("تهران- ایرنا- پل باز شد", "تهران", Some("ایرنا")),
            ("新华社北京11月12日电（记者李明）大桥通车", "北京", Some("新华社")),
            ("(서울=연합뉴스) 김하나 기자 = 다리가 열렸다", "서울", Some("연합뉴스")),
            ("(ANSA) - ROMA, 28 LUG - Il ponte", "ROMA", Some("ANSA")),
            ("Hamburg (dpa/lno) - Die Brücke", "Hamburg", Some("dpa/lno")),
            ("Wiesbaden (KNA/iz). Die Brücke", "Wiesbaden", Some("KNA")),
            ("Hong Kong (Reuters)The bridge", "Hong Kong", Some("Reuters")),
            ("MOSCOW/KYIV, Nov 12 (Reuters) - The", "MOSCOW/KYIV", Some("Reuters")),
            ("Rostow (Russland) - Bei einem Brand", "Rostow (Russland)", None),
            ("WASHINGTON (January 24, 2017) — The bridge", "WASHINGTON", None),
            ("Karlsruhe, (12.11.2021). Die Brücke", "Karlsruhe", None),
            ("PARIS, le 12 novembre 2017 (AFP) - Le pont", "PARIS", Some("AFP")),
            ("NEW DELHI: The bridge was opened", "NEW DELHI", None),
            ("LINZ – „Die Brücke ist offen“", "LINZ", None),
        ] {
            assert_eq!(place(words), Some((wanted.to_owned(), agency.map(str::to_owned))), "{words}");
        }
    }

    #[test]
    fn other_openings_are_no_datelines() {
        for words in [
            "LIVE: Shells hit the market",
            "US-led forces struck",
            "Tuz, a year on - by Nadia",
            "The army - which denies it - said",
            "NATO said on Monday - and again",
            "A man - he was 40 - died",
            "UPDATE 3-Toll climbs to 17",
            "NADIA VELL: The bridge is ours to keep, and nobody asked",
            "MIGRATION – Probleme an der Brücke",
            "BRIDGE TRAFFIC: Vell said that cars had to wait",
            "TLDR: The bridge is open",
            "NADIA VELL: WE WILL WAIT HERE",
            "WATCH: The bridge opens",
            "Moscow, RIA Novosti reported that the bridge",
            "خبرگزاری هرمز - پل باز شد و مردم از آن گذشتند و جشن گرفتند و رفتند و آمدند",
            "",
        ] {
            assert_eq!(place(words), None, "{words}");
        }
    }

    #[test]
    fn a_place_before_a_dash_opens_a_first_paragraph() {
        let rules = Rules::bundled().unwrap();
        let rest = "The bridge over the river was opened for walkers on Monday after three years of work, the town said.";
        for (opening, wanted) in [
            ("Mostar – ", Some("Mostar")),
            ("Banja Luka — ", Some("Banja Luka")),
            ("München / Berlin - ", Some("München / Berlin")),
            ("Washington, DC, United States: ", Some("Washington, DC, United States")),
            ("Washington.- ", Some("Washington")),
            ("(Leipzig) - ", Some("Leipzig")),
            ("Neuss · ", Some("Neuss")),
            ("New York, NY – ", Some("New York, NY")),
            ("Press release of 25 January 2022 | Berlin – ", Some("Berlin")),
            ("Harbour News – ", None),
            ("Leipzig: ", None),
            ("Video – ", None),
        ] {
            let words = format!("{opening}{rest}");
            assert_eq!(at_opening(&words, &rules).map(|found| found.place.of(&words).to_owned()).as_deref(), wanted, "{opening}");
        }
        assert_eq!(at_opening("Mostar – Die Brücke", &rules), None);
    }

    #[test]
    fn a_place_with_a_day_may_stand_alone() {
        let rules = Rules::bundled().unwrap();
        for (words, wanted) in [
            ("ANKARA, 15 November 2023", "ANKARA"),
            ("Florencia, 17 March 2017", "Florencia"),
            ("DAMASCUS, Syria", "DAMASCUS, Syria"),
            ("AUBURN, Wash. —", "AUBURN, Wash."),
            ("KOBE –", "KOBE"),
            ("Mostar.", "Mostar"),
            ("Mostar/ Konjic:", "Mostar/ Konjic"),
        ] {
            assert_eq!(alone(words, &rules).map(|found| found.place.of(words)), Some(wanted));
        }
        for words in ["FLASH NOTE", "Harrow News, 12 November 2017", "Madam Chair", "PRESS RELEASE", "Related Topics:", "Mostar"] {
            assert_eq!(alone(words, &rules), None, "{words}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_words_make_it_panic(words in "[A-Zа-яא-ת北京月日电 0-9/().,:–—-]{0,60}|\\PC{0,80}") {
            RULES.with(|rules| {
                for found in [at_opening(&words, rules), alone(&words, rules)].into_iter().flatten() {
                    proptest::prop_assert!(words.get(found.place.start()..found.place.end()).is_some() && found.end <= words.len());
                }
                Ok(())
            })?;
        }
    }

    thread_local! {
        static RULES: Rules = Rules::bundled().unwrap();
    }
}
