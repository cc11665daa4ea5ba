//! The place line that opens a report: `BEIRUT, Nov 12 (Harrow Wire) -`, `DAMASCUS, Syria.`, `Baghdad, 18 January:`.

use super::rules::Rules;
use crate::text::Span;

/// A dateline found at the start of some words; spans count from the start of these words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The place words.
    pub place: Span,
    /// The agency beside it, without brackets.
    pub agency: Option<Span>,
    /// Where the report's own words begin.
    pub end: usize,
}

/// The dateline that opens `words`.
pub(super) fn at_start(words: &str, rules: &Rules) -> Option<Found> {
    let head = head(words, 160);
    upper(head, words, rules).or_else(|| title_case(head, rules)).or_else(|| caseless(head, rules))
}

/// The dateline that is all of `words`: capitals, or ordinary letters with a day.
pub(super) fn alone(words: &str, rules: &Rules) -> Option<Found> {
    if words.len() > 80 {
        return None;
    }
    if let Some(found) = title_case(words, rules).filter(|found| found.end == words.len()) {
        return Some(found);
    }
    let hit = rules.patterns.alone.captures(words)?;
    let place = hit.name("place")?;
    let day = hit.name("day").filter(|day| rules.dates.names_month(day.as_str()));
    let capitals = first_word_is_upper(place.as_str());
    // Capitals alone may be any heading; a region or a day makes them a place.
    let enough = if capitals {
        day.is_some() || place.as_str().contains(", ") && !place.as_str().ends_with(char::is_uppercase)
    } else {
        day.is_some()
    };
    let known_other = place.as_str().split([' ', ',']).any(|word| is_no_place(word, rules));
    (enough && !known_other).then(|| Found { place: Span::new(place.start(), place.end()), agency: None, end: words.len() })
}

fn upper(head: &str, words: &str, rules: &Rules) -> Option<Found> {
    let hit = rules.patterns.upper.captures(head)?;
    let (place, mark) = (hit.name("place")?, hit.name("mark")?);
    if hit.get(0)?.end() == head.len() && head.len() < words.len() || mark.as_str().is_empty() {
        return None;
    }
    let day = hit.name("day");
    if day.is_some_and(|day| !rules.dates.names_month(day.as_str())) {
        return None;
    }
    let place = trim_stop(place.start(), place.as_str(), mark.as_str());
    let name = place.of(head);
    let agency = hit.name("agency").map(|m| Span::new(m.start(), m.end()));
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 3 || name.split([' ', ',', '-']).any(|word| is_no_place(word, rules)) {
        return None;
    }
    let sure = agency.is_some() || day.is_some() || name.contains(", ");
    let rest = words.get(hit.get(0)?.end()..).unwrap_or("");
    let begins = rest.trim_start_matches(['“', '"', '‘', '\'', '«', '(']).chars().next();
    let mark = mark.as_str();
    let fits = if mark.trim_start().starts_with('.') {
        // "GENEVA. The envoy …", not "NATO. He …".
        begins.is_some_and(char::is_uppercase) && (sure || letters >= 4)
    } else if mark.contains(':') {
        // "PESHAWAR: The …"; a headline's "LIVE: …" is in the list above.
        begins.is_some_and(char::is_uppercase) && (sure || letters >= 4)
    } else {
        // Between hyphens without spaces it is a compound.
        mark.starts_with(char::is_whitespace) && mark.ends_with(char::is_whitespace)
            || mark.contains(['–', '—'])
            || mark.contains("--")
            || agency.is_some()
    };
    (fits && !rest.is_empty()).then(|| Found { place, agency, end: words.len() - rest.len() })
}

fn title_case(head: &str, rules: &Rules) -> Option<Found> {
    let hit = rules.patterns.title_case.captures(head)?;
    let place = hit.name("place")?;
    if hit.name("day").is_some_and(|day| !rules.dates.names_month(day.as_str())) {
        return None;
    }
    if place.as_str().split([' ', ',', '-']).any(|word| is_no_place(word, rules)) {
        return None;
    }
    let agency = ["agency", "agency2", "letters"].iter().find_map(|name| hit.name(name)).map(|m| Span::new(m.start(), m.end()));
    Some(Found { place: Span::new(place.start(), place.end()), agency, end: hit.get(0)?.end() })
}

/// Scripts without capitals: a few words, then an agency between brackets or dashes, or a lone dash.
fn caseless(head: &str, rules: &Rules) -> Option<Found> {
    let hit = rules.patterns.caseless.captures(head)?;
    let place = hit.name("place")?;
    let agency = hit.name("agency").or_else(|| hit.name("agency2")).map(|m| Span::new(m.start(), m.end()));
    Some(Found { place: Span::new(place.start(), place.end()), agency, end: hit.get(0)?.end() })
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

fn is_no_place(word: &str, rules: &Rules) -> bool {
    rules.is_word("opener", word) || rules.is_word("outlet", word)
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
            "",
        ] {
            assert_eq!(place(words), None, "{words}");
        }
    }

    #[test]
    fn a_place_with_a_day_may_stand_alone() {
        let rules = Rules::bundled().unwrap();
        for (words, wanted) in
            [("ANKARA, 15 November 2023", "ANKARA"), ("Florencia, 17 March 2017", "Florencia"), ("DAMASCUS, Syria", "DAMASCUS, Syria")]
        {
            assert_eq!(alone(words, &rules).map(|found| found.place.of(words)), Some(wanted));
        }
        for words in ["FLASH NOTE", "Harrow News, 12 November 2017", "Madam Chair", "PRESS RELEASE"] {
            assert_eq!(alone(words, &rules), None, "{words}");
        }
    }
}
