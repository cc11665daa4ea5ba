//! Who did it, what was hit and who was harmed, in languages other than English: by classes of words and by where they
//! stand around a trigger. A phrase is found by its head and goes on as far as its words surely belong together.

use super::context::Context;
use super::forms::Mark;
use super::hit::Hit;
use super::lexicon::Part;
use super::{Kind, Responsible};
use crate::letters;
use crate::segment::TokenKind;
use crate::text::Span;
use crate::toll::Outcome;
use std::ops::Range;

/// Most tokens before a trigger in which its subject is looked for.
const BACK: usize = 14;
/// Most tokens behind a trigger in which who did it is looked for.
const AHEAD: usize = 14;
/// Most tokens between a trigger and what was hit.
const NEAR: usize = 9;
/// Most tokens of one phrase.
const LONGEST: usize = 12;
/// Most people kept for one report.
const MOST: usize = 200;

/// Whether a token belongs to a class.
fn is(context: &Context<'_>, class: &str, at: usize) -> bool {
    context.lexicon.is(class, context.segments.lower(at))
}

/// Whether a token parts clauses.
fn parts(context: &Context<'_>, at: usize) -> bool {
    matches!(context.segments.word(at), ";" | "؛" | ":" | "." | "—" | "–" | "," | "،" | "(" | ")" | "?" | "!" | "؟")
        || is(context, "turning", at)
}

/// Whether a token can be the head of words for somebody who acts.
fn is_head(context: &Context<'_>, at: usize) -> bool {
    ["force", "actor", "organisation"].iter().any(|class| is(context, class, at)) && !is(context, "weaponhead", at)
}

/// Whether a token describes the noun behind it: an adjective by its ending or by its class, a number, a determiner.
fn describes(context: &Context<'_>, at: usize) -> bool {
    let word = context.segments.lower(at);
    let token = &context.segments.tokens[at];
    let ending = |ending: &str| word.len() > ending.len() + 4 && word.ends_with(ending);
    token.kind == TokenKind::Number
        || ["determiner", "modifier", "weaponhead", "describing"].iter().any(|class| is(context, class, at))
        || token.kind == TokenKind::Word && context.lexicon.phrases("adjective ending").any(ending)
}

/// The phrase around a head.
fn phrase_around(context: &Context<'_>, head: usize, bounds: &Range<usize>) -> Range<usize> {
    let segments = context.segments;
    let mut from = head;
    while from > bounds.start && head - from < 5 && describes(context, from - 1) {
        from -= 1;
    }
    // "طائرات الجيش", "avions de l'armée": whose means they are.
    let of = from > bounds.start + 1 && is(context, "of", from - 1) && is(context, "weaponhead", from - 2);
    if of {
        from -= 2;
    }
    from..phrase_end(context, head, bounds.end.min(segments.tokens.len()))
}

/// Where the phrase of a head ends: behind names, quoted names, what describes it, and complements.
fn phrase_end(context: &Context<'_>, head: usize, end: usize) -> usize {
    let segments = context.segments;
    let mut at = head + 1;
    // A noun without article is completed by the next one with it; what else has one is an adjective or begins another phrase.
    let mut completed = segments.lower(head).starts_with("ال");
    while at < end && at - head < LONGEST {
        let token = &segments.tokens[at];
        let word = segments.lower(at);
        if matches!(segments.word(at), "«" | "“" | "\"" | "„") {
            let close = (at + 1..end.min(at + 9)).find(|t| matches!(segments.word(*t), "»" | "”" | "\"" | "“"));
            match close {
                Some(close) => at = close + 1,
                None => break,
            }
            continue;
        }
        let defined = letters::is_arabic(word) && (word.starts_with("ال") || word.starts_with("لل"));
        let adjective = ["ي", "يه", "يون", "يين"].iter().any(|ending| word.ends_with(ending)) && word.starts_with("ال");
        let arabic = defined && (!completed || adjective);
        completed |= defined;
        let elided = is_elided(context, "of", word) || is_elided(context, "determiner", word);
        if token.kind == TokenKind::Mark || is(context, "turning", at) {
            break;
        }
        if is(context, "of", at) {
            let mut next = at + 1;
            while next < end && is(context, "determiner", next) {
                next += 1;
            }
            let noun = segments.tokens.get(next).is_some_and(|t| t.kind == TokenKind::Word) && next < end;
            if !noun || is(context, "preposition", next) {
                break;
            }
            at = next + 1;
            continue;
        }
        let goes_on = token.capital || arabic || elided || ["modifier behind", "organisation", "force"].iter().any(|c| is(context, c, at));
        if !goes_on || is(context, "harm", at) {
            break;
        }
        at += 1;
    }
    at
}

/// The tokens around a trigger up to what parts its clause from others.
fn clause(context: &Context<'_>, hit: &Hit) -> Range<usize> {
    let window = context.window(hit.sentence, &hit.tokens);
    let from = (window.start..hit.tokens.start).rev().take(BACK).take_while(|at| !parts(context, *at)).last();
    let to = (hit.tokens.end..window.end).take(AHEAD).take_while(|at| !parts(context, *at)).last();
    from.unwrap_or(hit.tokens.start)..to.map_or(hit.tokens.end, |at| at + 1)
}

/// Whether words stand in a relation other than subject or object: a preposition before them or written together with
/// them, or a noun before them that they complete.
fn is_oblique(context: &Context<'_>, from: usize, start: usize) -> bool {
    let before = from.checked_sub(1).filter(|at| *at >= start);
    before.is_some_and(|at| is(context, "preposition", at) || is(context, "target", at)) || has_preposition(context, from)
}

/// Whether a preposition is written together with an Arabic word.
fn has_preposition(context: &Context<'_>, at: usize) -> bool {
    let word = context.segments.lower(at);
    let rest = word.strip_prefix(['و', 'ف']).filter(|rest| rest.chars().count() > 2).unwrap_or(word);
    letters::is_arabic(word) && rest.starts_with(['ب', 'ل', 'ك']) && !is_of_tables(context, rest) && !is_of_tables(context, word)
}

/// Whether a word stands in the tables as it is, with or without the article.
fn is_of_tables(context: &Context<'_>, word: &str) -> bool {
    const CLASSES: [&str; 7] = ["force", "actor", "organisation", "weaponhead", "aircraft", "indirect", "target"];
    let known = |form: &str| CLASSES.iter().any(|class| has(context, class, form));
    known(word) || word.strip_prefix("ال").is_some_and(known)
}

/// Whether a word of a class lost its vowel in front of a word: "d'un soldat".
fn is_elided(context: &Context<'_>, class: &str, word: &str) -> bool {
    word.split_once('\'').is_some_and(|(before, _)| context.lexicon.front.elided.contains(before) && has(context, class, before))
}

/// Whether a class has a form as it is.
fn has(context: &Context<'_>, class: &str, form: &str) -> bool {
    context.lexicon.classes.get(class).is_some_and(|words| words.contains(form))
}

/// Those whom the words around a trigger name as responsible, without claims of blame.
pub(super) fn responsible_of(context: &Context<'_>, hit: &Hit) -> Vec<Responsible> {
    if matches!(hit.kind, Kind::Accident | Kind::Protest) || hit.title {
        return Vec::new();
    }
    let bounds = clause(context, hit);
    let found = by_phrase(context, hit, &bounds).or_else(|| subject(context, hit, &bounds)).or_else(|| genitive(context, hit, &bounds));
    let Some(tokens) = found else { return Vec::new() };
    let span = span_of(context, tokens);
    let name = name_of(context, span);
    vec![Responsible { span, name, claim: hit.claims.first().copied() }]
}

/// "Par l'armée", "من قبل الجيش", "por la guerrilla", «обстрелян боевиками».
fn by_phrase(context: &Context<'_>, hit: &Hit, bounds: &Range<usize>) -> Option<Range<usize>> {
    let window = context.window(hit.sentence, &hit.tokens);
    let near = hit.tokens.end..window.end.min(hit.tokens.end + AHEAD);
    for at in near {
        if matches!(context.segments.word(at), ";" | "؛" | ":" | ".") {
            break;
        }
        if is(context, "by", at) {
            let head = (at + 1..window.end.min(at + 6)).take_while(|t| !parts(context, *t)).find(|t| is_head(context, *t))?;
            return Some(phrase_around(context, head, &(at + 1..window.end)));
        }
    }
    let instrument = |at: &usize| is_head(context, *at) && context.lexicon.says(Mark::By, context.segments.lower(*at));
    let head = (hit.tokens.end..bounds.end.min(hit.tokens.end + 5)).find(instrument)?;
    let tokens = phrase_around(context, head, &(hit.tokens.end..bounds.end));
    (!is_oblique(context, tokens.start, hit.tokens.end)).then_some(tokens)
}

/// The subject of a verb, or of the verb by which somebody makes an event that a noun names.
fn subject(context: &Context<'_>, hit: &Hit, bounds: &Range<usize>) -> Option<Range<usize>> {
    let makes = |at: &usize| is(context, "makes", *at);
    let made = if hit.part == Part::Verb {
        None
    } else {
        let before = (bounds.start..hit.tokens.start).rev().take(6).find(makes);
        Some(before.or_else(|| (hit.tokens.end..bounds.end).take(5).find(makes))?)
    };
    let verb = made.map_or(hit.tokens.clone(), |at| at..at + 1);
    // "The army was attacked": those before a passive verb are the ones hit.
    let passive = (bounds.start..verb.start).rev().take(3).any(|at| is(context, "passive before", at))
        || verb.clone().any(|at| context.lexicon.says(Mark::Passive, context.segments.lower(at)));
    if passive {
        return None;
    }
    // Where the verb comes first its subject follows at once.
    if context.lexicon.classes.contains_key("verb first")
        && let Some(head) = (verb.end..bounds.end.min(verb.end + 4)).find(|at| is_head(context, *at))
    {
        let tokens = phrase_around(context, head, &(verb.end..bounds.end));
        let at_once = (verb.end..tokens.start).all(|at| hit.tokens.contains(&at) || is(context, "modifier", at));
        if at_once && !is_oblique(context, tokens.start, verb.end) {
            return Some(tokens);
        }
    }
    let end = verb.start.min(hit.tokens.start);
    let head = (bounds.start..end).rev().find(|at| is_head(context, *at))?;
    let tokens = phrase_around(context, head, &(bounds.start..end));
    let other = is_oblique(context, tokens.start, bounds.start) || context.lexicon.says(Mark::By, context.segments.lower(head));
    (!other).then_some(tokens)
}

/// "Удар российской авиации", «قصف قوات النظام», "bombardement de l'aviation".
fn genitive(context: &Context<'_>, hit: &Hit, bounds: &Range<usize>) -> Option<Range<usize>> {
    // "The killing of the policeman": he is the one killed.
    if hit.part == Part::Verb || hit.tokens.clone().any(|at| is(context, "objective", at)) {
        return None;
    }
    if matches!(hit.kind, Kind::Arrest | Kind::Abduction | Kind::Execution | Kind::SexualViolence) {
        return None;
    }
    let near = hit.tokens.end..bounds.end.min(hit.tokens.end + 5);
    let mut linked = !context.lexicon.classes.contains_key("of");
    for at in near {
        let elided = is_elided(context, "of", context.segments.lower(at));
        if is_head(context, at) && (linked || elided) {
            let tokens = phrase_around(context, at, &(hit.tokens.end..bounds.end));
            return (!is_oblique(context, tokens.start, hit.tokens.end)).then_some(tokens);
        }
        if is(context, "of", at) {
            linked = true;
        } else if is(context, "preposition", at) {
            return None;
        }
    }
    None
}

/// The words of some tokens without marks at their ends and without what is written together with the first one.
fn span_of(context: &Context<'_>, tokens: Range<usize>) -> Span {
    let tokens = super::phrase::bare(context, tokens);
    let span = context.segments.span_of(tokens.clone());
    let (word, lower) = (context.segments.word(tokens.start), context.segments.lower(tokens.start));
    let elided = is_elided(context, "of", lower);
    let and = letters::is_arabic(lower) && !is_of_tables(context, lower);
    if span.is_empty() || !(elided || and) {
        return span;
    }
    Span::new(span.start() + context.lexicon.front.in_front(word, lower), span.end())
}

/// The name that the words stand for: without determiners; `None` where they name nobody in particular.
pub(super) fn name_of(context: &Context<'_>, span: Span) -> Option<String> {
    let tokens = context.segments.tokens_in(span);
    let from = tokens.clone().find(|at| !is(context, "determiner", *at) || context.segments.lower(*at).contains('\''))?;
    let vague = tokens.clone().any(|at| is(context, "nobody", at));
    let proper = (from + 1..tokens.end).any(|at| context.segments.tokens[at].capital || matches!(context.segments.word(at), "«" | "“"));
    if vague && !proper {
        return None;
    }
    let words = context.segments.span_of(from..tokens.end).of(context.segments.body);
    let cut = words.char_indices().take(3).find(|(_, c)| matches!(c, '\'' | '’')).map_or(0, |(at, c)| at + c.len_utf8());
    let elided = cut > 0 && context.lexicon.front.elided.contains(&words[..cut].trim_end_matches(['\'', '’']).to_lowercase());
    let name = super::actor::plain_name(if elided { &words[cut..] } else { words });
    (!name.is_empty()).then(|| context.names.full(name).unwrap_or(name).to_owned())
}

/// What was hit: the nearest words for a target behind a trigger, else before a verb.
pub(super) fn target_of(context: &Context<'_>, hit: &Hit) -> Option<Span> {
    if hit.title || matches!(hit.kind, Kind::Arrest | Kind::Protest | Kind::Abduction) {
        return None;
    }
    let bounds = clause(context, hit);
    let fits = |at: &usize| is(context, "target", *at) && !is_link_of_place(context, *at);
    let behind = (hit.tokens.end..bounds.end.min(hit.tokens.end + NEAR)).find(fits);
    let before =
        || (bounds.start.max(hit.tokens.start.saturating_sub(NEAR))..hit.tokens.start).rev().filter(|_| hit.part == Part::Verb).find(fits);
    let head = behind.or_else(before)?;
    Some(span_of(context, phrase_around(context, head, &bounds)))
}

/// Whether a word for a place only says in which town it is: "in the town of Ariha".
fn is_link_of_place(context: &Context<'_>, at: usize) -> bool {
    is(context, "link", at) && context.segments.tokens.get(at + 1).is_some_and(|t| context.in_place(t.span))
}

/// Whom claims of blame name: behind the cue, or behind a preposition in what is said.
pub(super) fn blamed_phrase(context: &Context<'_>, cue: Span, content: Span) -> Option<Range<usize>> {
    let segments = context.segments;
    let between = segments.tokens_in(Span::new(cue.end(), content.start().max(cue.end())));
    let inside = segments.tokens_in(content);
    let all = if between.is_empty() { inside } else { between.start..inside.end };
    let head = all.clone().take(12).find(|at| is_head(context, *at))?;
    Some(phrase_around(context, head, &all))
}

/// Those harmed: the words of counts that say who they were, with the event in which it was.
pub(super) fn victims(context: &Context<'_>, owners: &[Option<usize>]) -> Vec<(usize, Span)> {
    let mut out: Vec<(usize, Span)> = Vec::new();
    for (count, owner) in context.parts.counts.iter().zip(owners) {
        let Some(event) = *owner else { continue };
        let told = count.min != Some(0) && count.outcome != Outcome::Displaced && count.who != crate::toll::Who::Unknown;
        let body = context.segments.sentence_at(count.span.start()).is_some_and(|s| context.paragraph_kind(s).is_body());
        let words = count.span.of(context.segments.body);
        let known = out.iter().any(|(e, s)| *e == event && s.of(context.segments.body) == words);
        if told && body && !known && out.len() < MOST {
            out.push((event, count.span));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Lexicon;
    use super::super::tests_support::mentions_of;
    use crate::data::DataError;

    /// Words for those responsible and for what was hit in some words.
    fn read(language: &str, words: &str) -> Result<(Vec<String>, Vec<String>), DataError> {
        let mentions = mentions_of(words, language, &Lexicon::bundled()?);
        let text = |span: &crate::text::Span| span.of(words).to_owned();
        let responsible = mentions.iter().flat_map(|m| &m.alleged_responsible).map(|r| text(&r.span)).collect();
        Ok((responsible, mentions.iter().flat_map(|m| &m.target).map(text).collect()))
    }

    #[test]
    fn who_did_it_is_read_by_its_place() -> Result<(), DataError> {
        let mut wrong = Vec::new();
        for (language, words, wanted) in [
            ("ru", "Военные обстреляли село утром.", "Военные"),
            ("ru", "Село было обстреляно боевиками.", "боевиками"),
            ("ru", "Удар коалиции убил двоих жителей.", "коалиции"),
            ("ar", "قصفت قوات التحالف السوق أمس.", "قوات التحالف"),
            ("ar", "قصف الجيش البلدة.", "الجيش"),
            ("fr", "Le village a été bombardé par l'armée.", "l'armée"),
            ("fr", "Une frappe aérienne menée par la coalition a détruit un pont.", "la coalition"),
            ("fr", "Des soldats ont attaqué le village.", "Des soldats"),
            ("es", "El mercado fue bombardeado por el ejército.", "el ejército"),
            ("es", "Unos soldados atacaron la aldea.", "Unos soldados"),
            ("es", "Un ataque de la guerrilla mató a dos vecinos.", "la guerrilla"),
        ] {
            let (found, _) = read(language, words)?;
            if found != [wanted] {
                wrong.push(format!("{words}: {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    }

    #[test]
    fn those_hit_are_not_those_who_did_it() -> Result<(), DataError> {
        for (language, words) in [
            ("ru", "Армия была атакована у реки, удар пришёлся по складу."),
            ("fr", "L'armée a été attaquée près du pont."),
            ("es", "El ejército fue atacado cerca del puente."),
        ] {
            let (found, _) = read(language, words)?;
            assert!(found.is_empty(), "{words}: {found:?}");
        }
        Ok(())
    }

    #[test]
    fn what_was_hit_follows_or_precedes() -> Result<(), DataError> {
        for (language, words, wanted) in [
            ("ru", "Снаряды упали на рынок.", "рынок"),
            ("fr", "Un drone a frappé une voiture.", "une voiture"),
            ("es", "El mercado fue bombardeado por el ejército.", "El mercado"),
        ] {
            let (_, found) = read(language, words)?;
            assert_eq!(found, [wanted], "{words}");
        }
        Ok(())
    }
}
