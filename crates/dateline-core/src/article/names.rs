//! Names in lines of credit: each of several sources, bylines without their agencies, translators.

use super::agency;
use super::rules::Rules;
use crate::text::Span;

/// Words of a byline without the agencies in it.
pub(super) fn without_agencies(words: &str, rules: &Rules) -> String {
    let mut out = words.to_owned();
    for (name, _) in agency::names_in(words, rules).into_iter().rev() {
        let before = words[..name.start()].trim_end();
        let start = ["The", "the"].iter().find_map(|article| before.strip_suffix(article)).map_or(name.start(), str::len);
        out.replace_range(start..name.end(), ", ");
    }
    out
}

/// The names after a word for source: each of several agencies and outlets, else all of it. The outlet's own name and editors' initials are none.
pub(super) fn sources(words: &str, outlet: Option<&str>, rules: &Rules) -> Vec<Span> {
    let own = |name: &str| outlet.is_some_and(|outlet| agency::same_body(name, outlet));
    if words.contains("://") {
        return Vec::new();
    }
    let lead = ["pressemitteilung ", "press release ", "communiqué ", "comunicado ", "comunicato "]
        .iter()
        .find(|lead| words.get(..lead.len()).is_some_and(|head| head.to_lowercase() == **lead))
        .map_or(0, |lead| lead.len());
    let mut pieces: Vec<Span> = Vec::new();
    let mut from = lead;
    for (at, c) in words[lead..].char_indices().map(|(at, c)| (at + lead, c)).chain([(words.len(), ',')]) {
        if matches!(c, ',' | '/' | '،' | '、' | '\n') {
            pieces.push(Span::new(from.min(at), at).trimmed(words));
            from = at + c.len_utf8();
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    let list = pieces.iter().filter(|piece| rules.agencies.is_name(piece.of(words)) || own(piece.of(words))).count();
    if pieces.len() > 1 && list > 0 {
        pieces.retain(|piece| {
            let name = piece.of(words);
            let initials = name.chars().count() <= 4 && name.chars().all(char::is_lowercase) && !rules.agencies.is_name(name);
            // The site's own address stands in such lists.
            let site = name.is_ascii() && name.contains('.') && !name.contains(' ') && !name.ends_with('.');
            !initials && !site && !own(name) && rules.dates.find(name).is_none()
        });
    } else {
        pieces.truncate(1);
    }
    pieces.retain(|piece| {
        let name = piece.of(words);
        let counted = name.split_whitespace().count();
        !own(name)
            && !rules.dates.names_month(name.split_whitespace().next().unwrap_or(""))
            && !name.to_lowercase().starts_with("www.")
            && counted <= 8
            && name.chars().count() <= 80
            && name.contains(char::is_alphabetic)
            && !rules.patterns.picture.is_match(name)
            && !matches!(name.to_lowercase().as_str(), "link" | "links" | "own" | "eigene recherche" | "eigene recherchen")
    });
    // "dpa-AFX topics": what follows an agency's name on its line is none of it. "Verein Brücke e.V. Pressestelle": nor is a desk of anybody's.
    pieces
        .into_iter()
        .map(|piece| match rules.agencies.at(words, piece.start()) {
            Some((end, true)) if end < piece.end() && words[end..].starts_with([' ', '.', '/']) => Span::new(piece.start(), end),
            _ => without_desk(words, piece),
        })
        .collect()
}

fn without_desk(words: &str, name: Span) -> Span {
    let text = name.of(words);
    let end = ["Pressestelle", "Pressedienst", "press office", "Press Office"]
        .iter()
        .find_map(|desk| text.strip_suffix(desk))
        .map_or(text.len(), str::len);
    let end = if end == 0 { text.len() } else { end };
    Span::new(name.start(), name.start() + end).trimmed(words)
}

/// Whether what stands after "translated by" may be somebody: no sentence and no language.
pub(super) fn is_translator(name: &str, rules: &Rules) -> bool {
    name.split_whitespace().count() <= 6 && !rules.is_word("language", name) && !rules.patterns.picture.is_match(name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_after_a_word_for_source() {
        let rules = Rules::bundled().unwrap();
        for (words, wanted) in [
            ("Courrier du Ponant", vec!["Courrier du Ponant"]),
            ("harbour.example, ino/dpa", vec!["dpa"]),
            ("sid/dpa", vec!["sid", "dpa"]),
            ("dpa-AFX topics...", vec!["dpa-AFX"]),
            ("Pressemitteilung Verein Brücke", vec!["Verein Brücke"]),
            ("Verein Brücke e.V. Pressestelle", vec!["Verein Brücke e.V."]),
            ("Verband der Brücken, 2. Februar 2022, Mostar", vec!["Verband der Brücken"]),
            ("Harbour Daily", vec![]),
            ("Getty Images", vec![]),
            ("https://bridge.example/a", vec![]),
            ("", vec![]),
        ] {
            let found: Vec<&str> = sources(words, Some("Harbour Daily"), &rules).into_iter().map(|span| span.of(words)).collect();
            assert_eq!(found, wanted, "{words}");
        }
        assert_eq!(without_agencies("Nadia Vell, The Associated Press", &rules).trim_end_matches([',', ' ']), "Nadia Vell");
    }
}
