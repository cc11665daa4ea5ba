//! Bylines, credit lines and sign-offs: who wrote, translated, supplied and carried a report.

use super::agency;
use super::names::{is_translator, sources, without_agencies};
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
    /// A place beside the agency of a byline: "AFP, MANILA".
    pub byline_place: Option<Span>,
}

/// The group that holds the name, whichever of a pattern's ways matched.
pub(super) fn name_of<'h>(hit: &Captures<'h>) -> Option<Match<'h>> {
    ["name", "name2", "name3"].iter().find_map(|name| hit.name(name))
}

/// Whether a line has any word of credit.
pub(super) fn has_cue(line: &str, rules: &Rules) -> bool {
    parts(line).into_iter().any(|part| rules.has_credit(part.of(line)))
}

/// Whether a line is a byline or a credit line. After the header only lines in brackets or with an opening cue are.
pub(super) fn line_kind(line: &str, in_header: bool, outlet: Option<&str>, rules: &Rules) -> Option<ParagraphKind> {
    let length = line.chars().count();
    if length > 180 {
        return None;
    }
    if let Some(tags) = agency::tags(line, in_header, outlet, rules) {
        // "Agencies" above a text says whose line it is, and names no source.
        let named = tags.names.iter().any(|(name, _)| rules.agencies.is_name(name.of(line)));
        return Some(if in_header && (tags.mixed || !named) { ParagraphKind::Byline } else { ParagraphKind::Credit });
    }
    if in_header && super::lines::is_dateline(line, outlet, rules) {
        return Some(ParagraphKind::Dateline);
    }
    if length <= 100 && copyright(line, outlet, rules).is_some() {
        return Some(ParagraphKind::Credit);
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

/// Blocks after the last one of the text in which a sign-off or source may stand.
const AFTER_TEXT: usize = 8;
/// Blocks before the last one of the text: teasers that were kept may stand under a sign-off.
const BEFORE_END: usize = 40;
/// Blocks after the first one of the text, a summary, in which a byline may stand.
const AFTER_START: usize = 8;

/// Bytes that a line of an agency's name, maybe with a place, has at most.
const AGENCY_LINE: usize = 40;

/// What a block is that was left out of a page's text and still belongs to it: a credit line near its end (`dpa/js`, `Source: …`), an agency's
/// byline, a dateline or a sentence of first publication under its summary. `text` is the first block of the text and one past the last.
pub(super) fn left_out(
    block: &super::html::Block,
    at: usize,
    text: (usize, usize),
    outlet: Option<&str>,
    rules: &Rules,
) -> Option<ParagraphKind> {
    let (start, end) = text;
    let context = &block.context;
    let middle = at >= start + AFTER_START && at + BEFORE_END < end;
    if middle || at < start || at >= end + AFTER_TEXT || block.words.len() > 240 || context.caption || context.heading > 0 {
        return None;
    }
    // What stands in a menu or a list of links is none of the report, but for a line that is an agency's name or rights and no more.
    let named = || agency::tags(&block.words, false, outlet, rules).is_some() || super::lines::is_dateline(&block.words, outlet, rules);
    let of_agency = at < start + AFTER_START && block.words.len() <= AGENCY_LINE && named()
        || at + BEFORE_END >= end
            && copyright(&block.words, outlet, rules).is_some_and(|name| block.words[name.end()..].chars().count() <= 2);
    if (context.item || context.out.is_some() && !context.byline) && !of_agency {
        return None;
    }
    if at < start + AFTER_START {
        let tags = block.words.len() <= 80 && agency::tags(&block.words, true, outlet, rules).is_some();
        if tags || rules.has_sentence(&block.words) {
            return Some(ParagraphKind::Credit);
        }
        if super::lines::is_dateline(&block.words, outlet, rules) {
            return Some(ParagraphKind::Dateline);
        }
    }
    let kind = line_kind(&block.words, false, outlet, rules).filter(|kind| *kind == ParagraphKind::Credit)?;
    (rules.drop_reason(&block.words).is_none() || names_agency(&block.words, outlet, rules)).then_some(kind)
}

/// Whether a line that other rules would leave out names an agency that the report's words are from: a sign-off, a line of rights.
pub(super) fn names_agency(line: &str, outlet: Option<&str>, rules: &Rules) -> bool {
    line.len() <= 200 && (copyright(line, outlet, rules).is_some() || agency::tags(line, false, outlet, rules).is_some())
}

/// The agency whose rights a line states, unless it is the outlet itself: `© 2026 The Canadian Press`.
pub(super) fn copyright(line: &str, outlet: Option<&str>, rules: &Rules) -> Option<Span> {
    let start = rules.patterns.copyright.find(line)?.end();
    let (end, agency) = rules.agencies.at(line, start)?;
    let name = Span::new(start, end);
    (agency && !rules.is_word("weak_tag", name.of(line)) && !outlet.is_some_and(|outlet| agency::same_body(name.of(line), outlet)))
        .then_some(name)
}

/// A day without year: `June 20`, `Thursday 10 September`.
fn is_day(words: &str, rules: &Rules) -> bool {
    words.split_whitespace().count() <= 5 && words.contains(|c: char| c.is_ascii_digit()) && rules.dates.names_month(words)
}

/// What the words of one part say, each with the bytes of its name.
fn words_of(words: &str, rules: &Rules) -> Vec<(CreditWord, Span)> {
    let mut found: Vec<(CreditWord, Span)> = Vec::new();
    for (what, hit) in rules.credits.captures(words) {
        if found.iter().any(|(w, _)| *w == what) {
            continue;
        }
        if let Some(name) = name_of(&hit) {
            let span = tidy(words, Span::new(name.start(), name.end()));
            // "translated from Kurmanji by …" names a language, and the name ends before "by".
            let span = match (what, span.of(words).find(" by ")) {
                (CreditWord::Source, Some(end)) => Span::new(span.start(), span.start() + end),
                _ => span,
            };
            let first_word = span.of(words).split([' ', ',']).next().unwrap_or("");
            let is_language = what != CreditWord::Author && what != CreditWord::Translator && rules.is_word("language", first_word);
            let first = span.of(words).chars().next();
            let is_name = what == CreditWord::Translator
                || what == CreditWord::Agency
                || what == CreditWord::Author
                || first.is_some_and(|c| !c.is_lowercase())
                || words.len() < 80;
            if !span.is_empty() && !is_language && is_name {
                found.push((what, span));
            }
        }
    }
    found
}

/// A name without marks, brackets and an article around it.
pub(super) fn tidy(words: &str, span: Span) -> Span {
    let name = span.of(words);
    let trimmed = bare(name).trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | ';' | '(' | ')' | '"' | '“' | '”'));
    let trimmed = if trimmed.ends_with('.') && !ends_with_initial(trimmed) { trimmed.trim_end_matches('.') } else { trimmed };
    // `trimmed` is a slice of `name`.
    let start = span.start() + (trimmed.as_ptr() as usize - name.as_ptr() as usize);
    Span::new(start, start + trimmed.len())
}

pub(super) fn ends_with_initial(name: &str) -> bool {
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
            // A word for source may stand above its name.
            '\n' => !line[from..*at].trim_end().ends_with(':'),
            '|' | ';' | '(' | ')' | '[' | ']' | '•' | '·' | '—' => true,
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

/// Paragraphs of the body before or after which credit lines are the report's.
const NEAR_START: usize = 3;
const NEAR_END: usize = 4;

/// Reads bylines, credit lines, dateline and sign-offs. `outlet` is the report's own, as far as known.
pub(super) fn read(text: &str, paragraphs: &[Paragraph], outlet: Option<&str>, rules: &Rules) -> Credits {
    let mut out = Credits::default();
    // In the middle of a report such lines are of charts, boxes and pictures.
    let all = paragraphs.iter().filter(|p| p.kind.is_body()).count();
    let mut before = 0;
    for paragraph in paragraphs {
        before += usize::from(paragraph.kind.is_body());
        if matches!(paragraph.kind, ParagraphKind::Byline | ParagraphKind::Credit) && (before <= NEAR_START || all - before <= NEAR_END) {
            read_line(text, *paragraph, outlet, rules, &mut out);
        }
    }
    super::closing::read(text, paragraphs, outlet, rules, &mut out);
    out.dateline = out.dateline.or(out.byline_place);
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
    if let Some(name) = copyright(line, outlet, rules) {
        out.credits.push(Credit { name: without_article(name.of(line), rules).to_owned(), role: CreditRole::Agency, span: at(name) });
        return;
    }
    super::closing::read_sentence(text, paragraph.span, outlet, rules, out);
    // Where all of the line is names of agencies, persons and days, these are read as such, whatever stands between them.
    let tags = agency::tags(line, true, outlet, rules).unwrap_or_default();
    let cued = parts(line).into_iter().any(|part| words_of(part.of(line), rules).iter().any(|(what, _)| *what != CreditWord::Author));
    if !cued {
        for (name, is_outlet) in &tags.names {
            let role = if *is_outlet { CreditRole::Source } else { CreditRole::Agency };
            out.credits.push(Credit { name: without_article(name.of(line), rules).to_owned(), role, span: at(*name) });
        }
        out.byline_place = out.byline_place.or(tags.place.map(at));
    }
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
                    out.authors.extend(split_names(&without_agencies(words, rules), rules));
                    continue;
                }
                CreditWord::Translator => {
                    let names = split_names(words, rules);
                    out.translators.extend(names.into_iter().filter(|name| is_translator(name, rules)));
                    continue;
                }
                CreditWord::Source | CreditWord::Agency => {
                    for name in sources(words, outlet, rules) {
                        let span = Span::new(span.start() + name.start(), span.start() + name.end());
                        let unnamed = what == CreditWord::Source && words.len() == name.len() && rules.is_word("agencies", name.of(words));
                        let role = if what == CreditWord::Agency || unnamed { CreditRole::Agency } else { CreditRole::Source };
                        if !out.credits.iter().any(|credit| credit.span.overlaps(span)) {
                            out.credits.push(Credit { name: without_article(name.of(words), rules).to_owned(), role, span });
                        }
                    }
                    continue;
                }
                CreditWord::Via => CreditRole::Via,
            };
            if rules.patterns.picture.is_match(words) || outlet.is_some_and(|outlet| agency::same_body(words, outlet)) {
                continue;
            }
            out.credits.push(Credit { name: without_article(words, rules).to_owned(), role, span });
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
        if tags.names.iter().any(|(tag, _)| tag.overlaps(part)) {
            let persons = split_names(&without_agencies(words, rules), rules).into_iter().filter(|name| is_person(name, rules));
            if out.authors.is_empty() && (dated || is_byline) {
                out.authors.extend(persons);
            }
            continue;
        }
        if translated {
            let span = at(Span::new(part.start() + name.start(), part.start() + name.end()));
            out.credits.push(Credit { name: without_article(name.of(words), rules).to_owned(), role: CreditRole::Source, span });
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

/// A name without its article, unless the article is part of it.
pub(super) fn without_article<'n>(name: &'n str, rules: &Rules) -> &'n str {
    let bare = ["The ", "the "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name);
    if bare.len() < name.len() && rules.agencies.is_name(name) && !rules.agencies.is_name(bare) { name } else { bare }
}
