//! Who was harmed in each event: people by name, by kin and by what a single one of them is. A bare number of people
//! ("at least 10 civilians") is a count and names nobody.

use super::context::Context;
use super::event::Event;
use super::harm::bears;
use super::hit::Hit;
use crate::segment::TokenKind;
use crate::text::Span;
use crate::toll::Outcome;
use std::ops::Range;

/// Most tokens before a word of harm in which its subject is looked for.
const BACK: usize = 30;
/// Most people in one list.
const MOST_OF_LIST: usize = 40;
/// Most that are kept for one report.
const MOST: usize = 200;

/// Those harmed, with the event in which they were: `(event, words)`, in text order, each once for an event.
pub(super) fn all(context: &Context<'_>, hits: &[Hit], events: &[Event]) -> Vec<(usize, Span)> {
    let mut out: Vec<(usize, Span)> = Vec::new();
    let mut by_hit: Vec<Option<usize>> = vec![None; hits.len()];
    for (at, event) in events.iter().enumerate() {
        event.hits.iter().for_each(|hit| by_hit[*hit] = Some(at));
    }
    for (index, sentence) in context.segments.sentences.iter().enumerate() {
        if !context.paragraph_kind(index).is_body() {
            continue;
        }
        let first = hits.partition_point(|h| h.sentence < index);
        for at in sentence.tokens.clone() {
            if out.len() >= MOST {
                return out;
            }
            let Some(outcome) = outcome_of(context, at).or_else(|| part_of_toll(context, at, sentence.tokens.start)) else { continue };
            let people = people_at(context, at, sentence.tokens.clone());
            if people.is_empty() {
                continue;
            }
            let can = |event: &usize| bears(hits, &events[*event], outcome);
            let here = (first..hits.len()).take_while(|h| hits[*h].sentence == index);
            let nearest = here.filter_map(|h| by_hit[h].filter(can).map(|e| (hits[h].tokens.start.abs_diff(at), e))).min();
            let paragraph = context.paragraph(index);
            let before = || {
                let near = (0..first).rev().take(40).filter(|h| !hits[*h].title && paragraph - context.paragraph(hits[*h].sentence) <= 3);
                near.filter_map(|h| by_hit[h].filter(can)).next()
            };
            let main = || (0..events.len()).find(|e| events[*e].main && can(e));
            let Some(event) = nearest.map(|(_, e)| e).or_else(before).or_else(main) else { continue };
            for span in people {
                let words = span.of(context.segments.body);
                let known = |(e, s): &(usize, Span)| *e == event && (s.overlaps(span) || s.of(context.segments.body) == words);
                if !out.iter().any(known) {
                    out.push((event, span));
                }
            }
        }
    }
    out.sort_unstable();
    out
}

/// What the word at a token says was done to people.
fn outcome_of(context: &Context<'_>, at: usize) -> Option<Outcome> {
    let word = context.segments.lower(at);
    let is = |class: &str| context.lexicon.is(class, word);
    if is("killedword") {
        Some(Outcome::Killed)
    } else if is("hurtword") {
        Some(Outcome::Injured)
    } else if is("takenword") {
        Some(Outcome::Detained)
    } else {
        None
    }
}

/// What was done to those of a toll of whom some are named: "five people were killed, among them the imam".
fn part_of_toll(context: &Context<'_>, at: usize, start: usize) -> Option<Outcome> {
    let lower = |at: usize| context.segments.lower(at);
    let among = lower(at) == "including" || matches!(lower(at), "them" | "whom") && at > start && lower(at - 1) == "among";
    let lost = lower(at) == "lost" && matches!(lower(at + 1), "his" | "her" | "my" | "their" | "our");
    if lost {
        return Some(Outcome::Killed);
    }
    let before = start.max(at.saturating_sub(14))..at;
    before.rev().filter(|_| among).find_map(|t| outcome_of(context, t))
}

/// The people of whom a word of harm speaks.
fn people_at(context: &Context<'_>, at: usize, sentence: Range<usize>) -> Vec<Span> {
    let segments = context.segments;
    let word = segments.lower(at);
    let next = segments.lower(at + 1);
    let start = sentence.start.max(at.saturating_sub(BACK));
    if matches!(word, "including" | "them" | "whom" | "lost") {
        return list_from(context, at + 1, sentence.end).map_or_else(Vec::new, |(people, _)| people);
    }
    // "the body of …", "the killing of …", "the funeral of …".
    if next == "of" && !word.ends_with("ed") {
        return list_from(context, at + 2, sentence.end).map_or_else(Vec::new, |(people, _)| people);
    }
    // "The dead were named as …", "Among the dead were …", "the victims included …".
    if matches!(word, "dead" | "victims" | "victim" | "wounded" | "injured" | "killed" | "deceased" | "fatalities") {
        let named = naming_after(context, at + 1, sentence.end);
        if let Some((people, _)) = named.and_then(|from| list_from(context, from, sentence.end)) {
            return people;
        }
        // "… was among the dead".
        let among = (start..at).rev().take(3).find(|t| matches!(segments.lower(*t), "among" | "of"));
        if let Some(among) = among.filter(|t| t.checked_sub(1).is_some_and(|b| matches!(segments.lower(b), "was" | "were" | "is" | "one")))
        {
            let end = (start..among).rev().take(3).find(|t| matches!(segments.lower(*t), "was" | "were" | "is")).unwrap_or(among);
            return list_before(context, end, start);
        }
    }
    if context.lexicon.is("harmnoun", word) {
        return Vec::new();
    }
    let (end, passive, real) = subject_end(context, at, start);
    if !real {
        return Vec::new();
    }
    // "died", "were killed": of whom stands before. "killed …", "killing …", "wounded …": those after, else those before.
    if !passive && !context.lexicon.is("dyingword", word) {
        let from = if next == "dead" || next == "down" { at + 2 } else { at + 1 };
        if let Some((people, _)) = list_from(context, from, sentence.end) {
            return people;
        }
        let object = segments.tokens.get(at + 1).filter(|_| at + 1 < sentence.end);
        if word.ends_with("ing")
            || object.is_some_and(|t| t.kind == TokenKind::Number)
            || matches!(next, "at" | "more" | "several" | "some")
        {
            return Vec::new();
        }
    }
    list_before(context, end, start)
}

/// Where the list begins that words like "were named as" lead to.
fn naming_after(context: &Context<'_>, from: usize, end: usize) -> Option<usize> {
    let lower = |at: usize| context.segments.lower(at);
    let mut at = from;
    let mut told = false;
    while at < end && at < from + 9 {
        match lower(at) {
            "named" | "identified" | "include" | "included" | "includes" | "including" => {
                told = true;
                at += 1;
            }
            "as" | ":" if told => at += 1,
            "were" | "was" | "are" | "is" | "have" | "has" | "been" | "by" | "locally" | "later" => at += 1,
            // "named by the hospital as …".
            _ if told && (lower(at - 1) == "by" || (at + 1..end.min(at + 5)).any(|t| lower(t) == "as")) => at += 1,
            _ => break,
        }
        if told && lower(at - 1) == "as" {
            break;
        }
    }
    let among = from >= 3 && lower(from - 3) == "among" || from >= 2 && lower(from - 2) == "among";
    let copula = at > from && matches!(lower(at - 1), "was" | "were");
    (told || among && copula).then_some(at)
}

/// Where the subject of a word of harm ends, whether the word is passive, and whether it is told as having happened.
fn subject_end(context: &Context<'_>, at: usize, start: usize) -> (usize, bool, bool) {
    let mut end = at;
    let (mut passive, mut real) = (false, true);
    while end > start {
        match context.segments.lower(end - 1) {
            "was" | "were" | "is" | "are" | "been" | "being" | "got" => passive = true,
            "be" | "would" | "could" | "should" | "might" | "may" | "will" | "can" | "not" | "never" | "to" | "nearly" | "almost"
            | "if" => {
                real = false;
            }
            "n't" => real = false,
            "had" | "has" | "have" | "also" | "both" | "all" | "reportedly" | "later" | "then" | "instantly" | "seriously" | "badly"
            | "critically" | "lightly" | "fatally" | "severely" | "slightly" | "allegedly" | "each" | "himself" | "herself" => {}
            _ => break,
        }
        end -= 1;
    }
    (end, passive, real)
}

/// The longest list of people that ends right before a token.
fn list_before(context: &Context<'_>, end: usize, start: usize) -> Vec<Span> {
    let ends_here = |stop: usize| stop == end || stop + 1 == end && context.segments.word(stop) == ",";
    let opens = |at: usize| {
        at == start || {
            let before = context.segments.tokens[at - 1];
            // A name's later words begin no list.
            let inside_name = before.capital && context.segments.tokens[at].capital && before.kind != TokenKind::Mark;
            let word = context.segments.lower(at - 1);
            let governed = word.ends_with("'s") || matches!(word, "of" | "by" | "with" | "for" | "to" | "from");
            !(inside_name || governed)
        }
    };
    // "according to Salim Hadi, three people died": without "and" before the last, two in a row are no list.
    let joined = |at: usize, stop: usize| {
        let commas = (at..stop).any(|t| {
            context.segments.word(t) == ","
                && context
                    .segments
                    .tokens
                    .get(t + 1)
                    .is_some_and(|n| n.kind == TokenKind::Word || n.kind == TokenKind::Number && past_age(context, t, end).0 == t)
        });
        !commas || (at..stop).any(|t| context.segments.lower(t) == "and")
    };
    let found = (start..end)
        .filter(|at| opens(*at))
        .find_map(|at| list_from(context, at, end).filter(|(_, stop)| ends_here(*stop) && joined(at, *stop)));
    found.map_or_else(Vec::new, |(people, _)| people)
}

/// The people of a list that begins at a token, and where it ends; `None` where none is named or described.
fn list_from(context: &Context<'_>, from: usize, end: usize) -> Option<(Vec<Span>, usize)> {
    let segments = context.segments;
    let mut people = Vec::new();
    let (mut at, mut stop) = (from, from);
    for _ in 0..MOST_OF_LIST {
        let Some((person, next)) = person_at(context, at, end) else { break };
        people.extend(person);
        stop = next;
        at = next;
        while at < end && (matches!(segments.word(at), "," | ";") || matches!(segments.lower(at), "and" | "as" | "well")) {
            at += 1;
        }
        if at == next {
            break;
        }
    }
    (!people.is_empty()).then_some((people, stop))
}

/// One person of a list: the words, where they name or describe somebody and do not only count, and where they end.
fn person_at(context: &Context<'_>, at: usize, end: usize) -> Option<(Option<Span>, usize)> {
    let segments = context.segments;
    if let Some(tokens) = name_at(context, at, end) {
        let (after, aged) = past_age(context, tokens.end, end);
        let long = segments.span_of(tokens.clone()).of(segments.body).split_whitespace().count() >= 2;
        return (long || aged).then(|| (Some(segments.span_of(tokens)), after));
    }
    let first = segments.lower(at);
    if first.ends_with("-year-old")
        && let Some(tokens) = name_at(context, at + 1, end)
    {
        return Some((Some(segments.span_of(tokens.clone())), tokens.end));
    }
    let kin = matches!(first, "his" | "her" | "my" | "their" | "our");
    if kin || matches!(first, "a" | "an" | "the" | "one" | "another") {
        let last = described(context, at, end, kin)?;
        let tokens = at..last;
        return Some((Some(segments.span_of(tokens)), past_age(context, last, end).0));
    }
    // "two men, a woman and …": numbers of people are passed over.
    let number = segments.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Number) || context.lexicon.is("smallnumber", first);
    if number {
        let noun = (at + 1..end.min(at + 4)).find(|t| {
            let word = segments.lower(*t);
            context.lexicon.is("persons", word) || context.lexicon.is("kin", word)
        })?;
        return Some((None, noun + 1));
    }
    None
}

/// A personal name that begins at a token: capitalised words in a row, none of them a place, a body or a day.
fn name_at(context: &Context<'_>, at: usize, end: usize) -> Option<Range<usize>> {
    let segments = context.segments;
    let capital = |t: usize| {
        let word = segments.word(t);
        t < end
            && segments.tokens[t].kind == TokenKind::Word
            && (segments.tokens[t].capital || word.contains('-') && word.chars().any(char::is_uppercase))
    };
    if !capital(at) || context.lexicon.is("unnamed", segments.lower(at)) {
        return None;
    }
    let mut to = at + 1;
    while to < end && to - at < 7 {
        let particle = matches!(segments.lower(to), "al" | "el" | "bin" | "ibn" | "abu" | "umm" | "de" | "da" | "van" | "von" | "-");
        let initial = segments.word(to) == "." && segments.word(to - 1).chars().count() <= 3 && capital(to + 1);
        if !(capital(to) || initial || particle && (capital(to + 1) || segments.word(to + 1) == "-")) {
            break;
        }
        to += 1;
    }
    let span = segments.span_of(at..to);
    let name = span.of(segments.body);
    let sentence = segments.sentence_at(span.start())?;
    let place = context.places_in(sentence).any(|p| {
        let place = &context.parts.places[p];
        place.span.overlaps(span) && place.id.is_some() && (place.span.contains(span) || place.span.end() == span.end())
    });
    let shouted = to - at > 1 && name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let foreign = (at..to).any(|t| context.lexicon.is("unnamed", segments.lower(t)));
    let body = context.names.is_body(context.lexicon, name) && !context.lexicon.is("rank", segments.lower(at));
    (!place && !shouted && !foreign && !body && !context.in_time(span)).then_some(at..to)
}

/// Where a description of a single person, or of somebody's kin, ends: "the driver of a water truck", "his two sons".
fn described(context: &Context<'_>, at: usize, end: usize, kin: bool) -> Option<usize> {
    let segments = context.segments;
    let mut head = None;
    for t in at + 1..end.min(at + 7) {
        let word = segments.lower(t);
        let one = context.lexicon.is("person", word) || kin && context.lexicon.is("kin", word);
        let joins = segments.tokens[t].kind == TokenKind::Word || segments.tokens[t].kind == TokenKind::Number || word == "-";
        if !joins || !one && super::phrase::is_end(word) && word != "-" {
            break;
        }
        if one {
            head = Some(t);
        }
    }
    let mut last = head? + 1;
    let next = segments.lower(last);
    // Somebody's kin or goods, not the person: "the nurse's house".
    if matches!(next, "'s" | "'") || segments.lower(last - 1).ends_with("'s") {
        return None;
    }
    // "her cousin Emir".
    if let Some(name) = name_at(context, last, end) {
        return Some(name.end);
    }
    let after_of = super::phrase::phrase_from(context, last + 1, end.min(last + 7));
    if next == "of" && !after_of.is_empty() {
        last = after_of.end;
    }
    let closed = last >= end
        || segments.tokens[last].kind == TokenKind::Mark
        || super::phrase::is_end(segments.lower(last))
        || outcome_of(context, last).is_some()
        || matches!(segments.lower(last), "aged" | "also" | "later" | "reportedly" | "of");
    closed.then_some(last)
}

/// Past an age: ", 34,", "(34)", ", aged 9"; and whether there is one.
fn past_age(context: &Context<'_>, at: usize, end: usize) -> (usize, bool) {
    let segments = context.segments;
    let mut to = at;
    while to < end && to < at + 2 && (matches!(segments.word(to), "," | "(") || segments.lower(to) == "aged") {
        to += 1;
    }
    let number = segments.word(to);
    let age = to > at
        && to < end
        && segments.tokens[to].kind == TokenKind::Number
        && number.parse::<u8>().is_ok_and(|n| n < 120)
        && (to + 1 >= end || segments.tokens[to + 1].kind == TokenKind::Mark || super::phrase::is_end(segments.lower(to + 1)));
    if !age {
        return (at, false);
    }
    let closed = to + 1 < end && segments.word(to + 1) == ")";
    (if closed { to + 2 } else { to + 1 }, true)
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::mentions_in;
    use super::super::{IncidentMention, Lexicon};
    use crate::data::DataError;

    fn victims(words: &str) -> Result<Vec<String>, DataError> {
        let mentions: Vec<IncidentMention> = mentions_in(words, &Lexicon::bundled()?);
        Ok(mentions.iter().flat_map(|m| &m.victims).map(|v| v.of(words).to_owned()).collect())
    }

    #[test]
    fn names_of_the_dead_and_hurt_are_read() -> Result<(), DataError> {
        for (words, wanted) in [
            (
                "An air strike hit the market. The dead were named as Salim Hadi, 34, Noor Hadi, 9, and Basma Rafe.",
                vec!["Salim Hadi", "Noor Hadi", "Basma Rafe"],
            ),
            ("An air strike hit the market. Among the dead were Salim Hadi and Basma Rafe.", vec!["Salim Hadi", "Basma Rafe"]),
            (
                "An air strike hit the market. The victims were identified by a clinic as Salim Hadi (34) and his wife.",
                vec!["Salim Hadi", "his wife"],
            ),
            ("Salim Hadi, 34, was killed when an air strike hit the market.", vec!["Salim Hadi"]),
            ("An air strike killed Salim Hadi, 34, and wounded a nurse.", vec!["Salim Hadi", "a nurse"]),
            ("An air strike hit the road. Salim Hadi was among the dead.", vec!["Salim Hadi"]),
            ("An air strike hit the road. Hadi, 61, died on the way.", vec!["Hadi"]),
        ] {
            assert_eq!(victims(words)?, wanted, "{words}");
        }
        Ok(())
    }

    #[test]
    fn single_people_and_kin_are_read_as_they_are_described() -> Result<(), DataError> {
        for (words, wanted) in [
            ("The shelling killed a farmer and his two sons.", vec!["a farmer", "his two sons"]),
            ("Two men, a woman and her son, 16, were shot by gunmen in an ambush.", vec!["a woman", "her son"]),
            ("Gunmen kidnapped the driver of a water truck.", vec!["the driver of a water truck"]),
            ("Her cousin Emir was wounded in the shelling.", vec!["Her cousin Emir"]),
            ("A bomb went off, killing a shepherd.", vec!["a shepherd"]),
            ("Five people were killed in the shelling, among them the imam.", vec!["the imam"]),
            ("The shelling killed 51-year-old Salim Hadi in his shed.", vec!["Salim Hadi"]),
            ("Basma Rafe lost her brother in the shelling.", vec!["her brother"]),
        ] {
            assert_eq!(victims(words)?, wanted, "{words}");
        }
        Ok(())
    }

    #[test]
    fn numbers_places_bodies_and_what_did_not_happen_are_nobody() -> Result<(), DataError> {
        for words in [
            "The air strike killed at least 10 civilians and wounded many more.",
            "Six people were killed in the air strike, the Harrow Rights Monitor said.",
            "The air strike on the village killed nobody, and a nurse could have been killed.",
            "The nurse said the air strike killed four people.",
            "The air strike killed the nurse's goats.",
            "According to Salim Hadi, three people were killed in the air strike.",
        ] {
            assert!(victims(words)?.is_empty(), "{words}: {:?}", victims(words)?);
        }
        Ok(())
    }
}
