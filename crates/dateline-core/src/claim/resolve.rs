//! Full names of speakers: pronouns, short forms and descriptions by way of fuller mentions.

use super::extract::Draft;
use super::unit::{Context, Unit};
use crate::phrase::{ChunkKind, Tag};
use crate::place::Place;
use crate::report::ParagraphKind;
use crate::segment::TokenKind;
use crate::text::Span;

/// Speakers and mentions beyond so many are taken as they stand: no report has them, and looking back has its price.
const RESOLVED: usize = 1500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Person,
    Body,
    Several,
    Outlet,
}

/// Somebody or something that the report names or describes.
#[derive(Debug, Clone)]
struct Known {
    name: String,
    kind: Kind,
    /// Words of the name and of its description, in lower case.
    words: Vec<String>,
    at: usize,
    spoke: bool,
}

/// Finds the full names of all speakers, in the order of the drafts, which is that of the text.
pub(crate) fn names(
    context: &Context<'_>,
    units: &[Unit],
    drafts: &[Draft],
    parents: &[Option<usize>],
    places: &[Place],
) -> Vec<Option<String>> {
    let mut known = mentions(context, units, places);
    let mut out: Vec<Option<String>> = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        if index >= RESOLVED {
            out.push(draft.speaker.map(|span| plain(context, span)));
            continue;
        }
        let Some(span) = draft.speaker else {
            out.push(None);
            continue;
        };
        // "We" inside a quotation is whoever is quoted.
        let inside = units.get(draft.unit).is_some_and(|u| u.inside);
        let quoted = parents[index].and_then(|p| out.get(p).cloned().flatten()).filter(|_| inside);
        let document = draft.via == Some(span);
        let name = match quoted {
            _ if document => document_author(context, span, &known),

            Some(name) if matches!(span.of(context.segments.body).to_lowercase().as_str(), "we" | "i" | "our" | "my") => name,
            _ => name_of(context, span, &known),
        };
        let (words, kind) = describe(context, span, &name);
        // "two relatives and a local councillor": each can be meant later.
        let tokens = tokens_of(context, span);
        let and = tokens.clone().find(|t| {
            context.lower(*t) == "and" && context.lower(t + 1).len() > 1 && matches!(context.tag(t + 1), Tag::Determiner | Tag::Number)
        });
        if let Some(and) = and {
            let part = context.segments.span_of(and + 1..tokens.end);
            let part_name = plain(context, part);
            let (words, kind) = describe(context, part, &part_name);
            known.push(Known { name: part_name, kind, words, at: part.start(), spoke: true });
        }
        known.push(Known { name: name.clone(), kind, words, at: span.start(), spoke: true });
        out.push(Some(name));
    }
    out
}

fn tokens_of(context: &Context<'_>, span: Span) -> std::ops::Range<usize> {
    let segments = context.segments;
    let mut tokens = segments.tokens_in(span);
    // A span may end inside a token: "the group" of "the group's".
    if segments.tokens.get(tokens.end).is_some_and(|t| t.span.start() < span.end()) {
        tokens.end += 1;
    }
    tokens
}

/// Organisations and people with full names, wherever they stand.
fn mentions(context: &Context<'_>, units: &[Unit], places: &[Place]) -> Vec<Known> {
    let mut out = Vec::new();
    if let Some(outlet) = context.report.outlet.as_deref() {
        // An institution's office speaks for the institution.
        let desks = [
            "Media Office",
            "Press Office",
            "Press Centre",
            "Press Center",
            "press centre",
            "Press Desk",
            "Press Service",
            "Information Office",
            "Media Section",
            "Newsroom",
        ];
        let outlet = desks.iter().find_map(|d| outlet.strip_suffix(d)).map_or(outlet, str::trim_end);
        let words = outlet.split_whitespace().map(str::to_lowercase).collect();
        out.push(Known { name: outlet.to_owned(), kind: Kind::Outlet, words, at: 0, spoke: false });
    }
    for unit in units {
        for (at, chunk) in unit.chunks.iter().enumerate() {
            if chunk.kind != ChunkKind::Noun || out.len() >= RESOLVED {
                continue;
            }
            let names = chunk.tokens.clone().filter(|t| context.tag(*t) == Tag::Name).count();
            let of = unit.chunks.get(at + 1).is_some_and(|c| matches!(context.head(c), "of" | "for" | "in"))
                && unit.chunks.get(at + 2).is_some_and(|c| c.kind == ChunkKind::Noun && context.tag(c.head) == Tag::Name);
            let body = chunk.tokens.clone().any(|t| context.lexicon.names("body", context.lower(t)));
            // "Amal left for the coast": one name that acts is a person's.
            let acts =
                names == chunk.tokens.len() && names == 1 && unit.chunks.get(at + 1).is_some_and(|c| c.kind == ChunkKind::Verb && c.finite);
            let capital = context.segments.tokens[chunk.head].capital;
            // "A military source in the command stated the following": somebody described, for "the source" later.
            let described = names == 0
                && context.lexicon.lists("person", context.head(chunk))
                && matches!(context.lower(chunk.tokens.start), "a" | "an" | "one");
            if described {
                let with = unit.chunks.get(at + 1).is_some_and(|c| matches!(context.head(c), "of" | "in" | "for" | "from" | "at"))
                    && unit.chunks.get(at + 2).is_some_and(|c| c.kind == ChunkKind::Noun);
                let span = context.span(unit, at..if with { at + 3 } else { at + 1 });
                let name = plain(context, span);
                let words = name.split_whitespace().map(str::to_lowercase).collect();
                out.push(Known { name, kind: Kind::Person, words, at: span.start(), spoke: false });
                continue;
            }
            if !(body && (names >= 2 || of && (capital || context.lower(chunk.head) == "government"))
                || !body && (names >= 2 && context.tag(chunk.head) == Tag::Name || acts))
            {
                continue;
            }
            let here = context.segments.span_of(chunk.tokens.clone());
            let governed = at.checked_sub(1).is_some_and(|b| matches!(context.head(&unit.chunks[b]), "in" | "at" | "near" | "from" | "to"));
            if !body && (governed || places.iter().any(|p| here.overlaps(p.span))) {
                continue;
            }
            let end = if of && body && (names < 2 || context.head(&unit.chunks[at + 1]) == "of") { at + 3 } else { at + 1 };
            let span = context.span(unit, at..end);
            let name = plain(context, span);
            let kind = if body { Kind::Body } else { Kind::Person };
            let name = if kind == Kind::Person { person(context, chunk.tokens.clone()).unwrap_or(name) } else { name };
            let words = name.split_whitespace().map(str::to_lowercase).collect();
            out.push(Known { name, kind, words, at: span.start(), spoke: false });
        }
    }
    out
}

/// The words of a span without article, possessive and, for common words at the start of a sentence, capital.
fn plain(context: &Context<'_>, span: Span) -> String {
    let mut tokens = tokens_of(context, span);
    while tokens.len() > 1 && matches!(context.lower(tokens.start), "the" | "a" | "an" | "“" | "\"") {
        tokens.start += 1;
    }
    let Some(first) = context.segments.tokens.get(tokens.start) else { return String::new() };
    let from = first.span.start().max(span.start());
    let words = Span::new(from, span.end()).of(context.segments.body).split_whitespace().collect::<Vec<_>>().join(" ");
    let opens = context.segments.sentence_at(from).is_some_and(|s| context.segments.sentences[s].tokens.start == tokens.start);
    let lower = context.lower(tokens.start);
    let demonym =
        ["ian", "ean", "ese", "ish", "iti", "aqi", "eli", "ani", "emi", "abi", "rian", "can", "ch"].iter().any(|end| lower.ends_with(end));
    let common =
        matches!(context.tag(tokens.start), Tag::Determiner | Tag::Number | Tag::Plural | Tag::Noun | Tag::Possessive | Tag::Conjunction)
            || context.tag(tokens.start) == Tag::Adjective && !demonym
            || tokens.len() == 1 && ["person", "body", "document"].iter().any(|list| context.lexicon.names(list, lower));
    let name_like = words.chars().nth(1).is_some_and(char::is_uppercase);
    if opens && first.capital && common && !name_like && from == first.span.start() {
        let mut chars = words.chars();
        let head: String = chars.next().map(|c| c.to_lowercase().collect()).unwrap_or_default();
        head + chars.as_str()
    } else {
        words
    }
}

/// The name of a person in a noun phrase: its last run of capitalised words, titles left out.
fn person(context: &Context<'_>, tokens: std::ops::Range<usize>) -> Option<String> {
    let mut end = tokens.end;
    while end > tokens.start && context.segments.tokens[end - 1].kind == TokenKind::Mark {
        end -= 1;
    }
    let mut start = end;
    while start > tokens.start {
        let at = start - 1;
        let lower = context.lower(at);
        let joined = context.segments.word(at).chars().any(char::is_uppercase);
        let particle = joined
            || matches!(lower, "al" | "el" | "bin" | "ibn" | "abu" | "van" | "de" | "der" | "von" | "da" | "the")
                && start < end
                && at > tokens.start;
        let initial = context.segments.word(at) == "." && at > tokens.start && context.segments.tokens[at - 1].capital;
        if !(context.segments.tokens[at].capital && context.segments.tokens[at].kind == TokenKind::Word || particle || initial) {
            break;
        }
        start = at;
    }
    while start < end {
        let lower = context.lower(start);
        if context.lexicon.lists("title", lower.trim_end_matches('.')) || matches!(lower, "." | "the" | "a") || lower.ends_with("'s") {
            start += 1;
        } else {
            break;
        }
    }
    let body = (start..end).any(|t| context.lexicon.names("body", context.lower(t)));
    if start >= end || body || (start..end).all(|t| context.tag(t) != Tag::Name) {
        return None;
    }
    let span = context.segments.span_of(start..end);
    let words = span.of(context.segments.body);
    let words = words.strip_suffix("'s").or_else(|| words.strip_suffix("’s")).unwrap_or(words);
    Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Words and kind of a speaker, for those who refer to it later.
fn describe(context: &Context<'_>, span: Span, name: &str) -> (Vec<String>, Kind) {
    let tokens = tokens_of(context, span);
    let mut words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.extend(tokens.clone().map(|t| context.lower(t).to_owned()));
    let first = context.lower(tokens.start);
    let comma = tokens.clone().find(|t| context.segments.word(*t) == ",").unwrap_or(tokens.end);
    let of = (tokens.start..comma).find(|t| matches!(context.tag(*t), Tag::Preposition | Tag::Which | Tag::Who)).unwrap_or(comma);
    let head = of.checked_sub(1).map_or("", |h| context.lower(h));
    let plural = of.checked_sub(1).is_some_and(|h| context.tag(h) == Tag::Plural)
        || (tokens.start..comma)
            .any(|t| context.tag(t) == Tag::Conjunction && context.lower(t) == "and" && !context.segments.tokens[t + 1].capital);
    let kind = if matches!(first, "he" | "she") || context.lexicon.lists("person", head) {
        Kind::Person
    } else if first == "it"
        || context.lexicon.names("body", head)
        || words.iter().any(|w| context.lexicon.lists("body", w)) && !words.iter().any(|w| context.lexicon.lists("person", w))
    {
        Kind::Body
    } else if plural || first == "they" {
        Kind::Several
    } else if words.iter().any(|w| context.lexicon.lists("person", w)) || name.split(' ').count() >= 2 && name.split(' ').count() <= 4 {
        Kind::Person
    } else {
        Kind::Body
    };
    (words, kind)
}

fn name_of(context: &Context<'_>, span: Span, known: &[Known]) -> String {
    let tokens = tokens_of(context, span);
    let own = plain(context, span);
    let first = context.lower(tokens.start);
    let earlier = || known.iter().filter(|k| k.at < span.start());
    if tokens.len() == 1 {
        let wanted: &[Kind] = match first {
            "he" | "she" | "his" | "her" | "him" => &[Kind::Person],
            "it" | "its" => &[Kind::Body],
            "they" | "their" | "them" => &[Kind::Several, Kind::Body],
            "we" | "i" | "our" | "us" => return author(known, span).unwrap_or(own),
            "who" => &[Kind::Person, Kind::Body],
            _ => &[],
        };
        if !wanted.is_empty() {
            let said = earlier().filter(|k| k.spoke && wanted.contains(&k.kind)).max_by_key(|k| k.at);
            let named = || earlier().filter(|k| wanted.contains(&k.kind)).max_by_key(|k| k.at);
            return said.or_else(named).map_or(own, |k| k.name.clone());
        }
    }
    // Parts between commas: one of them may be the name of a person ("its director, Ines Aleppo").
    let mut parts: Vec<std::ops::Range<usize>> = Vec::new();
    let mut from = tokens.start;
    let mut relative_clause = None;
    for at in tokens.clone() {
        let relative = matches!(context.tag(at), Tag::Who | Tag::Which);
        if context.segments.word(at) == "," || relative {
            if from < at {
                parts.push(from..at);
            }
            from = at + 1;
            if relative {
                relative_clause = Some(at..tokens.end);
                from = tokens.end;
                break;
            }
        }
    }
    if from < tokens.end {
        parts.push(from..tokens.end);
    }
    let head = parts.first().cloned().unwrap_or(tokens.clone());
    // "the monitor Sable Watch": a name after common nouns.
    if let Some(name) = full_person(context, &parts, relative_clause) {
        return longer(&name, span, known).unwrap_or(name);
    }
    let head_span = context.segments.span_of(head.clone());
    let head_span = Span::new(head_span.start(), head_span.end().min(span.end()));
    let head_name = plain(context, head_span);
    // A reduced clause after the noun is no part of a proper name.
    let definite = matches!(first, "the" | "this" | "that" | "its" | "his" | "her" | "their")
        || context.tag(tokens.start) == Tag::Name
        || in_headline(context, span) && context.lexicon.names("body", context.lower(head.end - 1));
    if definite && let Some(mut name) = longer(&head_name, span, known) {
        for _ in 0..2 {
            match longer(&name, span, known) {
                Some(more) => name = more,
                None => break,
            }
        }
        return name;
    }
    if let Some(name) = named_after_nouns(context, head.clone()) {
        return longer(&name, span, known).unwrap_or(name);
    }
    if first == "the" && head.len() <= 3 {
        let word = context.lower(head.end - 1);
        let said = earlier().filter(|k| k.kind != Kind::Outlet && k.words.iter().any(|w| w == word)).max_by_key(|k| (k.spoke, k.at));
        if let Some(k) = said {
            return k.name.clone();
        }
        if matches!(
            word,
            "group"
                | "organisation"
                | "organization"
                | "agency"
                | "monitor"
                | "body"
                | "company"
                | "outlet"
                | "paper"
                | "statement"
                | "letter"
                | "letters"
        ) {
            let body = earlier().filter(|k| k.kind == Kind::Body).max_by_key(|k| (k.spoke, k.at));
            let named = || earlier().filter(|k| k.kind == Kind::Person && !k.spoke).max_by_key(|k| k.at);
            if let Some(k) = body.or_else(named) {
                return k.name.clone();
            }
        }
    }
    head_name
}

/// Whether a span stands in the title, where names go without article and cut short: "health office says".
fn in_headline(context: &Context<'_>, span: Span) -> bool {
    context.report.paragraphs.iter().any(|p| p.kind == ParagraphKind::Title && p.span.contains(span))
}

/// Who speaks through a document: the one it names as its owner, else who spoke last, else the words as they stand.
fn document_author(context: &Context<'_>, span: Span, known: &[Known]) -> String {
    let tokens = tokens_of(context, span);
    let owner = tokens.clone().find(|t| context.lower(*t).ends_with("'s") || context.lower(*t).ends_with("s'"));
    if let Some(at) = owner {
        let words = context.segments.span_of(tokens.start..at + 1);
        let cut = plain(context, words);
        let name = cut.trim_end_matches(['s', '\'', '’']).to_owned();
        let name = if cut.ends_with("s'") || cut.ends_with("s’") { format!("{name}s") } else { name };
        return longer(&name, span, known).unwrap_or(name);
    }
    // "A Ridge Army statement"
    let names = tokens.clone().skip_while(|t| context.tag(*t) != Tag::Name).take_while(|t| context.tag(*t) == Tag::Name);
    let (first, last) = (names.clone().next(), names.last());
    if let (Some(first), Some(last)) = (first, last)
        && first <= tokens.start + 1
    {
        let name = context.segments.span_of(first..last + 1).of(context.segments.body).to_owned();
        return longer(&name, span, known).unwrap_or(name);
    }
    let own = known.iter().find(|k| k.kind == Kind::Outlet);
    let version = tokens.clone().any(|t| matches!(context.lower(t), "version" | "story" | "article"));
    let spoke = known.iter().filter(|k| k.spoke && k.at < span.start() && k.kind == Kind::Body).max_by_key(|k| k.at);
    let definite = matches!(context.lower(tokens.start), "the" | "its" | "their" | "this") || version;
    match if version { own } else { spoke } {
        Some(k) if definite => k.name.clone(),
        _ => plain(context, span),
    }
}

/// Who says "we" in a report's own voice: its outlet or the organisation first named.
fn author(known: &[Known], span: Span) -> Option<String> {
    let outlet = known.iter().find(|k| k.kind == Kind::Outlet).map(|k| k.name.clone());
    let body = known.iter().filter(|k| k.kind == Kind::Body && k.at < span.start()).min_by_key(|k| k.at).map(|k| k.name.clone());
    outlet.or(body)
}

/// "the ambulance service Red Crest": the name at the end of a phrase that begins with common nouns.
fn named_after_nouns(context: &Context<'_>, head: std::ops::Range<usize>) -> Option<String> {
    let preposition = head
        .clone()
        .find(|t| matches!(context.tag(*t), Tag::Preposition | Tag::To | Tag::Participle | Tag::Conjunction))
        .unwrap_or(head.end);
    let front = head.start..preposition;
    let start = front.clone().rev().take_while(|t| context.tag(*t) == Tag::Name).last()?;
    let before = start.checked_sub(1).filter(|b| *b >= front.start)?;
    let common = matches!(context.tag(before), Tag::Noun) && !context.segments.tokens[before].capital;
    let proper = context.segments.tokens[start].capital;
    (common && proper && !context.lower(before).ends_with("'s"))
        .then(|| context.segments.span_of(start..front.end).of(context.segments.body).to_owned())
}

/// The person that a speaker's parts name in full.
fn full_person(context: &Context<'_>, parts: &[std::ops::Range<usize>], relative: Option<std::ops::Range<usize>>) -> Option<String> {
    let head = parts.first()?;
    let tokens_start = head.start;
    let preposition = head.clone().find(|t| matches!(context.tag(*t), Tag::Preposition | Tag::To | Tag::Participle));
    let front = head.start..preposition.unwrap_or(head.end);
    let role = front.clone().any(|t| context.lexicon.names("person", context.lower(t)) || context.lexicon.lists("title", context.lower(t)));
    // "the group's chief, Mazen Karim": the name follows the role.
    for part in parts.iter().skip(1) {
        let named = part.clone().filter(|t| context.tag(*t) == Tag::Name).count();
        let last_name = part.end.checked_sub(1).is_some_and(|t| context.segments.word(t).chars().any(char::is_uppercase));
        let plain_front = !front.clone().any(|t| context.segments.tokens[t].capital && t > tokens_start) || role;
        let of = part.clone().any(|t| matches!(context.tag(t), Tag::Preposition | Tag::Determiner));
        if plain_front && named >= 2 && last_name && !of {
            let name = person(context, part.clone());
            let body = || plain(context, context.segments.span_of(part.clone()));
            return Some(name.unwrap_or_else(body));
        }
    }
    if let Some(relative) = relative.and_then(|r| self_named(context, r)) {
        return Some(relative);
    }
    let name = person(context, front.clone())?;
    let words = name.split(' ').count();
    let determiner = matches!(context.lower(head.start), "the" | "a" | "an");
    let titled = role && front.len() > words;
    let plain_name = !determiner && (2..=4).contains(&words) && front.len() == words && preposition.is_none();
    (titled && (!determiner || words >= 2) || plain_name && words >= 2 || preposition.is_some() && !determiner && (2..=3).contains(&words))
        .then_some(name)
}

/// "who gave her name as Amal", "who identified himself only as Musa".
fn self_named(context: &Context<'_>, tokens: std::ops::Range<usize>) -> Option<String> {
    let says = tokens.clone().any(|t| matches!(context.lower(t), "name" | "identified" | "named" | "called" | "known"));
    let lead = tokens.clone().find(|t| matches!(context.lower(*t), "as" | "called"))?;
    let names = lead + 1..(lead + 1..tokens.end).find(|t| context.tag(*t) != Tag::Name).unwrap_or(tokens.end);
    (says && !names.is_empty()).then(|| context.segments.span_of(names).of(context.segments.body).to_owned())
}

/// A fuller name that holds all words of a short one: the nearest earlier, else the nearest later.
fn longer(name: &str, span: Span, known: &[Known]) -> Option<String> {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() || words.len() > 4 {
        return None;
    }
    let acronym = words.len() == 1 && (2..=7).contains(&name.len()) && name.chars().all(char::is_uppercase);
    let fuller = |k: &&Known| {
        let names: Vec<String> = k.name.split_whitespace().map(str::to_lowercase).collect();
        // What stands after a preposition is not the name's own, but a capital stands for its government.
        let own =
            names.iter().position(|w| matches!(w.as_str(), "of" | "in" | "for" | "at" | "with" | "by" | "from")).unwrap_or(names.len());
        let metonym = own + 1 == names.len() - words.len().min(names.len())
            && names.first().is_some_and(|w| matches!(w.as_str(), "government" | "authorities" | "administration"));
        let letters: String =
            names.iter().filter(|w| !matches!(w.as_str(), "of" | "the" | "for" | "and" | "in")).filter_map(|w| w.chars().next()).collect();
        if acronym && letters == words[0] {
            return true;
        }
        names.len() > words.len() && words.iter().all(|w| names[..own].contains(w) || metonym && names[own..].contains(w))
    };
    let earlier = known.iter().filter(|k| k.at < span.start()).filter(fuller).max_by_key(|k| (k.spoke, k.at));
    let found = earlier.or_else(|| known.iter().filter(|k| k.at > span.end()).filter(fuller).min_by_key(|k| k.at));
    found.map(|k| k.name.clone())
}
