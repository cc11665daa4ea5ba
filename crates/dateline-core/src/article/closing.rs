//! What the first and last paragraphs of a report say of where it is from: tags at the very end, sentences of first publication, and the names
//! under a letter.

use super::credit::{self, Credits};
use super::rules::{CreditWord, Rules};
use super::{agency, dateline};
use crate::report::{Credit, CreditRole, Paragraph, ParagraphKind};
use crate::text::Span;

/// First and last paragraphs of the body that are looked at.
const FIRST: usize = 3;
const LAST: usize = 5;
/// Bytes of a paragraph beyond which it says nothing of where the report is from.
const LONGEST: usize = 1200;

/// Reads dateline, tags, sentences and sign-off.
pub(super) fn read(text: &str, paragraphs: &[Paragraph], outlet: Option<&str>, rules: &Rules, out: &mut Credits) {
    read_dateline(text, paragraphs, rules, out);
    sign_off(text, paragraphs, rules, out);
    let body: Vec<&Paragraph> = paragraphs.iter().filter(|p| p.kind.is_body()).collect();
    read_tag(text, &body, outlet, rules, out);
    for (at, paragraph) in body.iter().enumerate() {
        if at < FIRST || at + LAST >= body.len() {
            read_sentence(text, paragraph.span, outlet, rules, out);
        }
    }
}

/// Adds the names that a bracket or tag holds: the known agencies in it, else all of it.
fn push_agencies(text: &str, span: Span, rules: &Rules, out: &mut Credits) {
    let words = span.of(text);
    let mut known: Vec<Span> = agency::names_in(words, rules).into_iter().map(|(name, _)| name).collect();
    if known.is_empty() {
        let end = words.find('/').filter(|at| *at >= 2).unwrap_or(words.len());
        known.push(Span::new(0, end).trimmed(words));
    }
    for name in known.into_iter().filter(|name| !name.is_empty()) {
        let span = Span::new(span.start() + name.start(), span.start() + name.end());
        out.credits.push(Credit { name: credit::without_article(span.of(text), rules).to_owned(), role: CreditRole::Agency, span });
    }
}

fn read_dateline(text: &str, paragraphs: &[Paragraph], rules: &Rules, out: &mut Credits) {
    let body: Vec<&Paragraph> = paragraphs.iter().filter(|p| p.kind.is_body() || p.kind == ParagraphKind::Dateline).collect();
    let found = |at: usize, p: &Paragraph| {
        let words = p.span.of(text);
        let found = match p.kind {
            ParagraphKind::Dateline => dateline::alone(words, rules),
            ParagraphKind::List => dateline::at_start(words, rules),
            _ if at < FIRST => dateline::at_opening(words, rules),
            _ => dateline::at_start(words, rules),
        };
        found.map(|found| (p.span.start(), found))
    };
    // Items of a round-up have each their own: then the report has none.
    let own =
        body.iter().take(40).filter(|p| p.kind != ParagraphKind::Dateline && dateline::at_start(p.span.of(text), rules).is_some()).count();
    let several = own >= 3 && own * 3 >= body.len();
    if let Some((agency, _)) = body.iter().take(2).find_map(|p| {
        dateline::opening_agency(p.span.of(text), rules)
            .map(|found| (p.span.start(), found.0))
            .map(|(base, span)| (Span::new(base + span.start(), base + span.end()), ()))
    }) {
        push_agencies(text, agency, rules, out);
    }
    let first = body.iter().take(FIRST).enumerate().find_map(|(at, p)| found(at, p));
    let Some((base, dateline)) = first.filter(|_| !several) else {
        // Under an agency's byline a place may stand alone: "Mostar".
        let alone = body
            .first()
            .filter(|p| out.credits.iter().any(|credit| credit.role == CreditRole::Agency) && is_place_alone(p.span.of(text), rules));
        out.dateline = alone.map(|p| p.span);
        return;
    };
    let at = |span: Span| Span::new(base + span.start(), base + span.end());
    out.dateline = Some(at(dateline.place));
    if let Some(agency) = dateline.agency {
        push_agencies(text, at(agency), rules, out);
    }
    if let Some(author) = dateline.author {
        let names = at(author).of(text).split(['、', ' ']).map(str::trim).filter(|name| !name.is_empty());
        out.authors.extend(names.map(str::to_owned));
    }
}

fn is_place_alone(words: &str, rules: &Rules) -> bool {
    let count = words.split_whitespace().count();
    (1..=3).contains(&count)
        && words.len() <= 40
        && words.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'))
        && words.split_whitespace().all(|word| word.chars().next().is_some_and(char::is_uppercase) && !dateline::is_no_place(word, rules))
}

/// `(Reuters)`, `— AFP`, `dpa/js` at the end of one of the last paragraphs.
fn read_tag(text: &str, body: &[&Paragraph], outlet: Option<&str>, rules: &Rules, out: &mut Credits) {
    for (back, paragraph) in body.iter().rev().take(LAST).enumerate() {
        let words = paragraph.span.of(text);
        let mut from = words.len().saturating_sub(80);
        while !words.is_char_boundary(from) {
            from += 1;
        }
        let tail = &words[from..];
        let base = paragraph.span.start() + from;
        let known = rules.patterns.closing_tag.captures(tail).and_then(|hit| {
            let (tag, bracket) = match (hit.name("bracket"), hit.name("tail")) {
                (Some(tag), _) => (tag, true),
                (None, tag) => (tag?, false),
            };
            let inside = tag.as_str();
            let whole = agency::tags(inside, false, outlet, rules).map(|tags| tags.names);
            // In brackets the outlet and a word for "with" may stand beside the agency: "(HD mit dpa)".
            let names = whole.or_else(|| {
                let tags = agency::tags(inside, true, outlet, rules).filter(|_| bracket)?;
                (inside.split_whitespace().count() <= 5 && !inside.contains(|c: char| c.is_ascii_digit())).then_some(tags.names)
            })?;
            Some(
                names
                    .into_iter()
                    .map(|(name, _)| Span::new(base + tag.start() + name.start(), base + tag.start() + name.end()))
                    .collect::<Vec<_>>(),
            )
        });
        if let Some(names) = known {
            for span in names {
                out.credits.push(Credit { name: credit::without_article(span.of(text), rules).to_owned(), role: CreditRole::Agency, span });
            }
            return;
        }
        // At the very end an agency that nobody knows, in brackets.
        if back == 0
            && let Some(agency) = rules.patterns.closing.captures(tail).and_then(|hit| hit.name("agency"))
            && !rules.is_word("weak_tag", agency.as_str())
        {
            let span = Span::new(base + agency.start(), base + agency.end());
            out.credits.push(Credit { name: credit::without_article(agency.as_str(), rules).to_owned(), role: CreditRole::Agency, span });
            return;
        }
    }
}

/// What a sentence says: first published elsewhere, translated by somebody.
pub(super) fn read_sentence(text: &str, span: Span, outlet: Option<&str>, rules: &Rules, out: &mut Credits) {
    let words = span.of(text);
    if words.len() > LONGEST || words.len() < 12 {
        return;
    }
    for (what, hit) in rules.sentences.captures(words) {
        let Some(name) = credit::name_of(&hit) else { continue };
        let inner = credit::tidy(words, Span::new(name.start(), name.end()));
        let name = inner.of(words);
        let span = Span::new(span.start() + inner.start(), span.start() + inner.end());
        match what {
            _ if name.chars().count() < 2 || is_pointer(name) || is_day(name, rules) => {}
            CreditWord::Translator => out.translators.extend(credit::split_names(name, rules)),
            _ if outlet.is_some_and(|outlet| agency::same_body(name, outlet)) => {}
            _ if out.credits.iter().any(|credit| credit.span.overlaps(span)) => {}
            _ => out.credits.push(Credit { name: credit::without_article(name, rules).to_owned(), role: CreditRole::Source, span }),
        }
    }
}

fn is_day(name: &str, rules: &Rules) -> bool {
    let first = name.split_whitespace().next().unwrap_or("");
    rules.dates.names_month(first) || first.starts_with(|c: char| c.is_ascii_digit()) || rules.dates.find(name).is_some()
}

/// Words that point somewhere without naming it, and days.
fn is_pointer(name: &str) -> bool {
    let lower = name.to_lowercase();
    let first = lower.split_whitespace().next().unwrap_or("");
    matches!(
        first,
        "this" | "that" | "these" | "our" | "his" | "her" | "their" | "its" | "dieser" | "diese" | "ce" | "cette" | "este" | "esta"
    ) || lower.split_whitespace().count() > 7
        || ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].contains(&first)
}

/// The names under a letter or statement: after its last sentence, lines that are a person's name, maybe with a role.
fn sign_off(text: &str, paragraphs: &[Paragraph], rules: &Rules, out: &mut Credits) {
    let body: Vec<&str> = paragraphs.iter().filter(|p| p.kind.is_body()).map(|p| p.span.of(text)).collect();
    let tail = body
        .iter()
        .rev()
        .take_while(|words| {
            words.chars().count() <= 90 && (!words.ends_with(['.', '!', '?', '”', '"']) || credit::ends_with_initial(words))
        })
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
        for name in credit::split_names(name, rules) {
            if credit::is_person(&name, rules) && !out.authors.contains(&name) {
                out.authors.push(name);
            }
        }
    }
}
