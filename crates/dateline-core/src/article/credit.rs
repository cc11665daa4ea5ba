//! Bylines, credit lines and sign-offs: who wrote, translated, supplied and carried a report.

use super::dateline;
use super::rules::{CreditWord, Rules, bare};
use crate::report::{Credit, CreditRole, Paragraph, ParagraphKind};
use crate::text::Span;
use regex::{Captures, Match};

/// What bylines and credits say.
#[derive(Debug, Default)]
pub(super) struct Credits {
    pub authors: Vec<String>,
    pub translators: Vec<String>,
    pub credits: Vec<Credit>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub outlet: Option<String>,
    pub dateline: Option<Span>,
}

/// The group that holds the name, whichever of a pattern's ways matched.
pub(super) fn name_of<'h>(hit: &Captures<'h>) -> Option<Match<'h>> {
    ["name", "name2", "name3"].iter().find_map(|name| hit.name(name))
}

/// Whether a line has any word of credit.
pub(super) fn has_cue(line: &str, rules: &Rules) -> bool {
    parts(line).into_iter().any(|part| rules.credits.iter().any(|(_, pattern)| pattern.is_match(part.of(line))))
}

/// Whether a line is a byline or a credit line. After the header only lines in brackets or with an opening cue are.
pub(super) fn line_kind(line: &str, in_header: bool, outlet: Option<&str>, rules: &Rules) -> Option<ParagraphKind> {
    let length = line.chars().count();
    if length > 180 {
        return None;
    }
    let mut byline = false;
    let mut credit = false;
    let mut left = 0;
    let mut dated = false;
    for part in parts(line) {
        let words = part.of(line);
        let found = words_of(words, rules);
        if found.is_empty() {
            let rest = match rules.dates.find(words) {
                Some(date) => {
                    dated = true;
                    format!("{} {}", &words[..date.range.start], &words[date.range.end..])
                }
                None => {
                    dated |= is_day(words, rules);
                    words.to_owned()
                }
            };
            left += rest.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        }
        for (what, _) in &found {
            match what {
                CreditWord::Author => byline = true,
                _ => credit = true,
            }
        }
    }
    let lower = line.to_lowercase();
    let opening =
        ["posted", "published", "updated", "last updated", "first published", "last modified", "опубликовано", "publié", "publicado"]
            .iter()
            .any(|word| lower.trim_start_matches(['(', '[']).starts_with(word));
    credit |= lower.contains("translated from") || lower.contains("from our partners") || lower.contains("translation") && left <= 8;
    if in_header {
        let sentence = line.trim_end().ends_with('.') && left > 8;
        if credit && !sentence {
            return Some(ParagraphKind::Credit);
        }
        if byline && left <= 12 || (dated || opening) && left <= 7 && length <= 120 {
            return Some(ParagraphKind::Byline);
        }
        // "Harbour Daily, Erbil office", "Agencies": whose line it is, no sentence of the report, and no source by name.
        let office = lower
            .trim_end()
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|last| matches!(last, "office" | "bureau" | "desk" | "newsroom" | "agencies"));
        let words = line.split_whitespace().count();
        if office && (words <= 3 || line.contains(',') && words <= 6) {
            return Some(ParagraphKind::Byline);
        }
        if outlet.is_some_and(|outlet| super::lines::folded(outlet) == super::lines::folded(line)) {
            return Some(ParagraphKind::Byline);
        }
        return None;
    }
    let bracketed = line.starts_with(['(', '[']) && line.trim_end_matches('.').ends_with([')', ']']);
    let short = left == 0 || bracketed;
    (short && length <= 160 && (byline || credit)).then_some(if credit { ParagraphKind::Credit } else { ParagraphKind::Byline })
}

/// A day without year: `June 20`, `Thursday 10 September`.
fn is_day(words: &str, rules: &Rules) -> bool {
    words.split_whitespace().count() <= 5 && words.contains(|c: char| c.is_ascii_digit()) && rules.dates.names_month(words)
}

/// What the words of one part say, each with the bytes of its name.
fn words_of(words: &str, rules: &Rules) -> Vec<(CreditWord, Span)> {
    let mut found: Vec<(CreditWord, Span)> = Vec::new();
    for (what, pattern) in &rules.credits {
        if found.iter().any(|(w, _)| w == what) {
            continue;
        }
        if let Some(name) = pattern.captures(words).as_ref().and_then(name_of) {
            let span = tidy(words, Span::new(name.start(), name.end()));
            // "translated from Kurmanji by …" names a language, and the name ends before "by".
            let span = match (*what, span.of(words).find(" by ")) {
                (CreditWord::Source, Some(end)) => Span::new(span.start(), span.start() + end),
                _ => span,
            };
            let first_word = span.of(words).split([' ', ',']).next().unwrap_or("");
            let is_language = *what != CreditWord::Author && *what != CreditWord::Translator && rules.is_word("language", first_word);
            let first = span.of(words).chars().next();
            let is_name = *what == CreditWord::Translator
                || *what == CreditWord::Agency
                || *what == CreditWord::Author
                || first.is_some_and(|c| !c.is_lowercase())
                || words.len() < 80;
            if !span.is_empty() && !is_language && is_name {
                found.push((*what, span));
            }
        }
    }
    found
}

/// A name without marks, brackets and an article around it.
fn tidy(words: &str, span: Span) -> Span {
    let name = span.of(words);
    let trimmed = bare(name).trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | ';' | '(' | ')' | '"' | '“' | '”'));
    let trimmed = if trimmed.ends_with('.') && !ends_with_initial(trimmed) { trimmed.trim_end_matches('.') } else { trimmed };
    // `trimmed` is a slice of `name`.
    let start = span.start() + (trimmed.as_ptr() as usize - name.as_ptr() as usize);
    Span::new(start, start + trimmed.len())
}

fn ends_with_initial(name: &str) -> bool {
    let mut back = name.chars().rev();
    back.next() == Some('.') && back.next().is_some_and(char::is_alphabetic) && back.next().is_none_or(|c| matches!(c, ' ' | '.'))
        || name.ends_with(".sy.")
}

/// The parts of a line, as dashes with spaces, bars, slashes, semicolons, brackets and sentence ends divide it.
fn parts(line: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = 0;
    let bytes: Vec<(usize, char)> = line.char_indices().collect();
    for (n, (at, c)) in bytes.iter().enumerate() {
        let before = n.checked_sub(1).map(|n| bytes[n].1);
        let after = bytes.get(n + 1).map(|b| b.1);
        let spaced = before.is_none_or(char::is_whitespace) || after.is_none_or(char::is_whitespace);
        let cut = match c {
            '|' | ';' | '(' | ')' | '[' | ']' | '•' | '·' | '\n' | '—' => true,
            '–' | '-' | '/' => spaced,
            // "Outlet, translated by …": the name before the comma is the account's.
            ',' => line[at + 1..].trim_start().get(..8).is_some_and(|word| word.eq_ignore_ascii_case("translat")),
            '.' => {
                // Not after an initial or a short abbreviation.
                let word = line[from..*at].chars().rev().take_while(|c| c.is_alphanumeric()).count();
                let next = bytes.get(n + 2).map(|b| b.1);
                word > 2 && after.is_some_and(char::is_whitespace) && next.is_some_and(char::is_uppercase)
            }
            _ => false,
        };
        if cut {
            out.push(Span::new(from, *at));
            from = at + c.len_utf8();
        }
    }
    out.push(Span::new(from, line.len()));
    out.into_iter().map(|span| span.trimmed(line)).filter(|span| span.of(line).chars().any(char::is_alphanumeric)).collect()
}

/// Splits `A, B and C` into names and leaves out what names nobody.
pub(super) fn split_names(words: &str, rules: &Rules) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let marked = words
        .replace(" and ", "\u{1}")
        .replace(" und ", "\u{1}")
        .replace(" et ", "\u{1}")
        .replace(" y ", "\u{1}")
        .replace(" & ", "\u{1}")
        .replace(" with ", "\u{1}");
    for (n, part) in marked.split(['\u{1}', ',']).enumerate() {
        let mut name = bare(part.trim()).trim_end_matches([':', ';', '.']).trim();
        if ends_with_initial(part.trim()) {
            name = part.trim();
        }
        for stop in [" for ", " in ", " at ", " of the ", " из "] {
            if let Some((person, _)) = name.split_once(stop)
                && person.split_whitespace().count() >= 2
                && person.split_whitespace().all(|word| word.chars().next().is_some_and(char::is_uppercase))
            {
                name = person;
            }
        }
        // A day or time that stands beside a name is none of it; neither is what a page puts on the next line.
        name = name.split('\n').next().unwrap_or(name).trim();
        let mut end = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
        if end < name.len() {
            // The month and verb before a number go with it.
            let head = name[..end].trim_end();
            let words: Vec<&str> = head.split_whitespace().collect();
            let kept =
                words.iter().rposition(|word| !rules.dates.names_month(word) && !word.starts_with(char::is_lowercase)).map_or(0, |n| n + 1);
            end = words
                .get(..kept)
                .and_then(|kept| kept.last())
                .map_or(0, |last| last.as_ptr() as usize - name.as_ptr() as usize + last.len());
        }
        name = name[..end].trim_end_matches([',', '-', '–', '|', ' ', '(']);
        // What follows a comma is often a role or a desk.
        let role = n > 0
            && (name.split_whitespace().any(|word| rules.is_word("desk", word)) || name.chars().next().is_some_and(char::is_lowercase));
        let last_is_desk =
            name.split_whitespace().last().is_some_and(|word| word.to_lowercase() == "desks" || word.to_lowercase() == "agencies");
        if name.is_empty()
            || role
            || last_is_desk
            || name.to_lowercase() == "staff"
            || name.split_whitespace().count() > 8
            || !name.chars().any(char::is_alphabetic)
            || name.contains("://")
            || name.contains('@') && !name.contains(' ')
        {
            continue;
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Reads bylines, credit lines, dateline and sign-offs. `outlet` is the report's own, as far as known.
pub(super) fn read(text: &str, paragraphs: &[Paragraph], outlet: Option<&str>, rules: &Rules) -> Credits {
    let mut out = Credits::default();
    for paragraph in paragraphs.iter().filter(|p| matches!(p.kind, ParagraphKind::Byline | ParagraphKind::Credit)) {
        read_line(text, *paragraph, outlet, rules, &mut out);
    }
    read_dateline(text, paragraphs, rules, &mut out);
    read_closing(text, paragraphs, rules, &mut out);
    out.credits.sort_by_key(|credit| (credit.span.start(), credit.span.end()));
    out.credits.dedup_by(|b, a| a.span == b.span);
    out
}

fn read_line(text: &str, paragraph: Paragraph, outlet: Option<&str>, rules: &Rules, out: &mut Credits) {
    let line = paragraph.span.of(text);
    let base = paragraph.span.start();
    let at = |span: Span| Span::new(base + span.start(), base + span.end());
    let same = |a: &str, b: &str| super::lines::folded(a) == super::lines::folded(b);
    let is_credit = paragraph.kind == ParagraphKind::Credit;
    let is_byline = paragraph.kind == ParagraphKind::Byline;
    let mut unclaimed = Vec::new();
    let mut dated = false;
    for part in parts(line) {
        let words = part.of(line);
        let mut found = words_of(words, rules);
        // The part before "via" names whom the carrier carried.
        if let Some((_, via)) = found.iter().find(|(what, _)| *what == CreditWord::Via).copied()
            && let Some(before) = words.get(..via.start()).map(|before| before.trim_end().trim_end_matches(['v', 'V']))
            && before.len() > 6
        {
            let end = before.to_ascii_lowercase().rfind(" via").unwrap_or(0);
            if end > 0 && is_name(&before[..end], rules) {
                found.push((CreditWord::Source, Span::new(0, end).trimmed(words)));
            }
        }
        if let Some(date) = rules.dates.find(words) {
            dated = true;
            // Of the words before the day alone: a letter's lower case can be longer.
            let before = words[..date.range.start].to_lowercase();
            let changed = ["updated", "modified", "corrected", "edited"].iter().any(|word| before.contains(word));
            let place = if changed { &mut out.modified } else { &mut out.published };
            place.get_or_insert(date.value);
        }
        if found.is_empty() {
            unclaimed.push(part);
        }
        for (what, name) in found {
            let words = name.of(words);
            let span = at(Span::new(part.start() + name.start(), part.start() + name.end()));
            let role = match what {
                CreditWord::Author => {
                    out.authors.extend(split_names(words, rules));
                    continue;
                }
                CreditWord::Translator => {
                    out.translators.extend(split_names(words, rules));
                    continue;
                }
                CreditWord::Source => CreditRole::Source,
                CreditWord::Agency => CreditRole::Agency,
                CreditWord::Via => CreditRole::Via,
            };
            out.credits.push(Credit { name: without_article(words).to_owned(), role, span });
        }
    }
    let translated = !out.translators.is_empty() && is_credit;
    for part in unclaimed {
        let words = part.of(line);
        let date = rules.dates.find(words).map(|date| date.range);
        // "Olena Odeska, 11 February 2025": the name stands before the date in one part.
        let (part, words) = match date {
            Some(range) if range.start > 4 && is_byline => {
                (Span::new(part.start(), part.start() + range.start).trimmed(line), words[..range.start].trim().trim_end_matches(','))
            }
            Some(_) => continue,
            None => (part, words),
        };
        if is_day(words, rules) || !is_name(words, rules) || outlet.is_some_and(|outlet| same(outlet, words)) {
            continue;
        }
        let name = tidy(words, Span::new(0, words.len()));
        if translated {
            let span = at(Span::new(part.start() + name.start(), part.start() + name.end()));
            out.credits.push(Credit { name: without_article(name.of(words)).to_owned(), role: CreditRole::Source, span });
        } else if outlet.is_some() && dated && is_byline && out.authors.is_empty() {
            out.authors.extend(split_names(words, rules).into_iter().filter(|name| is_person(name, rules)));
        } else if out.outlet.is_none() && dated && outlet.is_none() {
            out.outlet = Some(name.of(words).to_owned());
        }
    }
}

/// Whether words look like the name of somebody: few, with a capital, and no desk.
fn is_name(words: &str, rules: &Rules) -> bool {
    let words = bare(words);
    let first = words.chars().next();
    let (count, capitals) = words
        .split_whitespace()
        .fold((0, 0), |(n, k), word| (n + 1, k + usize::from(word.chars().next().is_some_and(|c| !c.is_lowercase()))));
    count <= 6
        && capitals * 2 >= count
        && first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
        && !words.split_whitespace().any(|word| rules.is_word("desk", word))
}

/// Whether words look like a person's name: two to four words with capitals, none of an outlet's.
pub(super) fn is_person(name: &str, rules: &Rules) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    (2..=4).contains(&words.len())
        && !words.iter().any(|word| rules.is_word("role", word))
        && words.iter().all(|word| {
            word.chars().next().is_some_and(char::is_uppercase) && !rules.is_word("outlet", word) && !rules.is_word("desk", word)
        })
        && name.chars().any(char::is_lowercase)
        && !name.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '“' | '"' | '!' | '?'))
}

fn without_article(name: &str) -> &str {
    ["The ", "the "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}

fn read_dateline(text: &str, paragraphs: &[Paragraph], rules: &Rules, out: &mut Credits) {
    let found = |p: &Paragraph| {
        let words = p.span.of(text);
        let found = if p.kind == ParagraphKind::Dateline { dateline::alone(words, rules) } else { dateline::at_start(words, rules) };
        found.map(|found| (p.span.start(), found))
    };
    let body: Vec<&Paragraph> = paragraphs.iter().filter(|p| p.kind.is_body() || p.kind == ParagraphKind::Dateline).collect();
    // Items of a round-up have each their own: then the report has none.
    let own: Vec<_> = body.iter().take(40).filter_map(|p| found(p)).collect();
    let several = own.len() >= 3 && own.len() * 3 >= body.len();
    let Some((base, dateline)) = body.iter().take(3).find_map(|p| found(p)).filter(|_| !several) else { return };
    let at = |span: Span| Span::new(base + span.start(), base + span.end());
    out.dateline = Some(at(dateline.place));
    if let Some(agency) = dateline.agency {
        let span = at(agency);
        out.credits.push(Credit { name: without_article(span.of(text)).to_owned(), role: CreditRole::Agency, span });
    }
}

/// `(Reuters)` at the end of the last paragraph.
fn read_closing(text: &str, paragraphs: &[Paragraph], rules: &Rules, out: &mut Credits) {
    sign_off(text, paragraphs, rules, out);
    let Some(last) = paragraphs.iter().rev().find(|p| p.kind.is_body()) else { return };
    let words = last.span.of(text);
    let mut from = words.len().saturating_sub(80);
    while !words.is_char_boundary(from) {
        from += 1;
    }
    if let Some(agency) = rules.patterns.closing.captures(&words[from..]).and_then(|hit| hit.name("agency")) {
        let start = last.span.start() + from + agency.start();
        let span = Span::new(start, start + agency.len());
        out.credits.push(Credit { name: without_article(agency.as_str()).to_owned(), role: CreditRole::Agency, span });
    }
}

/// The names under a letter or statement: after its last sentence, lines that are a person's name, maybe with a role.
fn sign_off(text: &str, paragraphs: &[Paragraph], rules: &Rules, out: &mut Credits) {
    let body: Vec<&str> = paragraphs.iter().filter(|p| p.kind.is_body()).map(|p| p.span.of(text)).collect();
    let tail = body
        .iter()
        .rev()
        .take_while(|words| words.chars().count() <= 90 && (!words.ends_with(['.', '!', '?', '”', '"']) || ends_with_initial(words)))
        .count();
    if !out.authors.is_empty() || tail == 0 || tail > 6 || body.len() <= tail + 1 {
        return;
    }
    for line in &body[body.len() - tail..] {
        let line = ["(signed)", "signed:", "signed"]
            .iter()
            .find_map(|word| line.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word)).map(|_| line[word.len()..].trim()))
            .unwrap_or(line);
        let name = line.split([',', '(', '–', '—']).next().unwrap_or(line).trim();
        let name = name.replace(" / ", ", ");
        let mut name = name.as_str();
        while let Some((first, rest)) = name.split_once(' ')
            && rules.is_word("role", first)
        {
            name = rest;
        }
        for name in split_names(name, rules) {
            if is_person(&name, rules) && !out.authors.contains(&name) {
                out.authors.push(name);
            }
        }
    }
}
