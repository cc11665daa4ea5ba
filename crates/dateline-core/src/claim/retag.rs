//! Word classes once more, with what a reporting verb's neighbours say: the general tagger has seen few of them.

use super::lexicon::Lexicon;
use crate::phrase::{Tag, Tags};
use crate::segment::Segments;
use std::ops::Range;

/// How many tokens to either side may decide about a word.
const WINDOW: usize = 80;

/// Word classes of all tokens.
pub(crate) fn tags(segments: &Segments<'_>, lexicon: &Lexicon) -> Tags {
    let mut tags = lexicon.tagger.tag(segments);
    for sentence in &segments.sentences {
        for at in sentence.tokens.clone() {
            after_determiner(segments, &mut tags, at, &sentence.tokens);
            bare_verb(segments, &mut tags, at, sentence.tokens.start);
            infinitive(segments, lexicon, &mut tags, at, sentence.tokens.end);
            reporting_verb(segments, lexicon, &mut tags, at, &sentence.tokens);
            conjunctions(segments, lexicon, &mut tags, at, sentence.tokens.end);
        }
    }
    tags
}

/// The token before `at` that is no adverb.
fn before(tags: &Tags, at: usize, start: usize) -> Option<usize> {
    (start..at).rev().take(4).find(|t| tags[*t] != Tag::Adverb)
}

/// A base form that nothing governs is a present tense: "states often claim".
fn bare_verb(segments: &Segments<'_>, tags: &mut Tags, at: usize, start: usize) {
    if tags[at] != Tag::Base {
        return;
    }
    let Some(previous) = before(tags, at, start) else { return };
    if matches!(tags[previous], Tag::Plural | Tag::Name | Tag::Noun | Tag::Pronoun | Tag::Who | Tag::Which) {
        // "let them go", "see it fall": a verb that takes a bare infinitive stands before.
        let governed = (start..previous).rev().take(4).any(|t| {
            matches!(tags[t], Tag::Modal | Tag::To)
                || matches!(
                    segments.lower(t),
                    "let" | "help" | "make" | "made" | "see" | "saw" | "hear" | "heard" | "watched" | "do" | "did" | "does"
                )
        });
        if !governed {
            tags[at] = Tag::Present;
        }
    }
}

/// Reporting verbs that were taken for nouns, names or participles where a predicate is the likelier reading.
fn reporting_verb(segments: &Segments<'_>, lexicon: &Lexicon, tags: &mut Tags, at: usize, sentence: &Range<usize>) {
    // What is further away than a long sentence says nothing, and would cost too much in a text without marks.
    let sentence = &(sentence.start.max(at.saturating_sub(WINDOW))..sentence.end.min(at + WINDOW));
    let lower = segments.lower(at);
    let cues = match lexicon.verbs.get(lower) {
        Some(cues) => cues.as_slice(),
        None if lexicon.light.contains(lower) => &[],
        None => return,
    };
    let tag = tags[at];
    if matches!(lower, "says" | "said") && at > sentence.start {
        noun_before(tags, Some(at - 1));
    }
    if lower.ends_with("ing") || matches!(tag, Tag::Past | Tag::PresentS | Tag::Present | Tag::Gerund) {
        return;
    }
    let next = at + 1;
    let next_tag = if next < sentence.end { tags[next] } else { Tag::Edge };
    let next_word = segments.lower(next);
    let previous = before(tags, at, sentence.start);
    let previous_tag = previous.map_or(Tag::Edge, |p| tags[p]);
    let previous_word = previous.map_or("", |p| segments.lower(p));
    let auxiliary = matches!(previous_tag, Tag::Modal | Tag::To)
        || matches!(
            previous_word,
            "be" | "is"
                | "are"
                | "was"
                | "were"
                | "been"
                | "being"
                | "am"
                | "has"
                | "have"
                | "had"
                | "having"
                | "do"
                | "does"
                | "did"
                | "not"
        )
        || previous_word.ends_with("n't")
        || tags[previous.unwrap_or(at)] == Tag::Pronoun && ["'s", "'ve", "'d", "'ll", "'re"].iter().any(|c| previous_word.ends_with(c));
    if auxiliary {
        if previous_tag != Tag::Determiner
            && (tag.is_noun() || tag == Tag::Adjective)
            && !matches!(previous_word, "is" | "are" | "was" | "were" | "be" | "do")
        {
            tags[at] = if matches!(previous_tag, Tag::Modal | Tag::To) { Tag::Base } else { Tag::Participle };
        }
        return;
    }
    let particle = cues.iter().any(|c| c.particles.first().is_some_and(|p| *p == next_word));
    let object = particle
        || next_word == "that"
        || next_word == "to" && cues.iter().any(|c| c.frame.infinitive || c.frame.demand)
        || matches!(next_tag, Tag::Determiner | Tag::Pronoun | Tag::Possessive | Tag::Name | Tag::Plural | Tag::Number | Tag::To)
        || matches!(segments.word(next), ":" | "“" | "\"" | "both")
        || cues.iter().any(|c| c.frame.object) && matches!(next_tag, Tag::Noun | Tag::Adjective);
    let subject = previous_tag.is_noun()
        || previous.is_some()
            && (matches!(previous_tag, Tag::Pronoun | Tag::Who | Tag::Number | Tag::Which)
                || previous_tag == Tag::Determiner && matches!(previous_word, "all" | "both" | "each" | "some" | "many" | "most")
                || previous_word == "this" && lower.ends_with('s'));
    let marked = previous.is_some() && matches!(previous_tag, Tag::Mark | Tag::Conjunction);
    // The clause so far: back to a mark, "that" or "and".
    let clause = (sentence.start..at)
        .rev()
        .find(|t| matches!(tags[*t], Tag::Mark | Tag::Conjunction | Tag::Who | Tag::Which) || segments.lower(*t) == "that")
        .map_or(sentence.start, |t| t + 1);
    let predicate = (clause..at).any(|t| tags[t].is_finite());
    let governed = (clause..at).any(|t| tags[t] == Tag::Preposition && segments.lower(t) != "of") && tags[clause] == Tag::Preposition;
    let ending = next_tag == Tag::Edge || matches!(segments.word(next), "." | "," | "”" | "’");
    match lower {
        "said" | "told" | "wrote" => {
            if !matches!(previous_tag, Tag::Determiner | Tag::Possessive) || previous_word == "all" || previous_word == "both" {
                tags[at] = Tag::Past;
                noun_before(tags, previous);
            }
            return;
        }
        "says" | "denies" | "accuses" | "insists" | "tells" | "writes" | "condemns" | "rejects" | "admits" if previous.is_some() => {
            tags[at] = Tag::PresentS;
            noun_before(tags, previous);
            return;
        }
        "say" if subject || marked => {
            tags[at] = Tag::Present;
            return;
        }
        _ => {}
    }
    if lower.ends_with("ed") || lexicon.tagger.can_be(lower, Tag::Past) {
        if tag == Tag::Participle {
            // "a group called the Column said": the predicate comes later.
            let later = matches!(lower, "called" | "named" | "reported")
                && (next..sentence.end)
                    .take(12)
                    .take_while(|t| segments.word(*t) != "," && tags[*t] != Tag::Conjunction)
                    .any(|t| tags[t].is_finite());
            let first = !(sentence.start..at).any(|t| tags[t].is_finite()) && (subject || marked);
            if (object && (subject || marked) || first && !matches!(next_word, "in" | "at" | "to" | "as" | "from"))
                && next_word != "by"
                && !later
            {
                tags[at] = Tag::Past;
            }
        } else if (tag.is_noun() || tag == Tag::Adjective)
            && !matches!(previous_tag, Tag::Determiner | Tag::Possessive | Tag::Adjective | Tag::Preposition | Tag::Edge)
        {
            tags[at] = Tag::Past;
        }
        return;
    }
    if !(tag.is_noun() || tag == Tag::Base) || predicate || governed {
        return;
    }
    let third = lower.ends_with('s') && lower != "press";
    let singular = matches!(previous_tag, Tag::Noun | Tag::Name | Tag::Pronoun | Tag::Who | Tag::Number);
    if third && (singular && (object || ending && marked_before(segments, clause)) || particle && marked) {
        tags[at] = Tag::PresentS;
    } else if !third
        && (previous_tag == Tag::Plural || previous_tag == Tag::Pronoun || next_word == "that" && subject)
        && (object || ending)
    {
        tags[at] = Tag::Present;
    }
}

/// Whether a clause begins after a comma: "…, the radio reports."
fn marked_before(segments: &Segments<'_>, clause: usize) -> bool {
    clause.checked_sub(1).is_some_and(|t| matches!(segments.word(t), "," | "”" | "\"" | "’" | "-" | "–" | "—" | "―"))
}

/// What stands right before a reporting verb is a noun rather than a verb: "monitor says".
fn noun_before(tags: &mut Tags, previous: Option<usize>) {
    if let Some(at) = previous.filter(|p| matches!(tags[*p], Tag::Base | Tag::Present | Tag::Gerund)) {
        tags[at] = Tag::Noun;
    }
}

/// After an article a verb's form is a noun: "the crew", "no fighting here".
fn after_determiner(segments: &Segments<'_>, tags: &mut Tags, at: usize, sentence: &Range<usize>) {
    let Some(mut before) = at.checked_sub(1).filter(|b| *b >= sentence.start) else { return };
    // "its deep regret over"
    let preposition = at + 1 < sentence.end && tags[at + 1] == Tag::Preposition;
    if tags[before] == Tag::Adjective && before > sentence.start && preposition && matches!(tags[at], Tag::Base | Tag::Present) {
        before -= 1;
    }
    let word = segments.lower(before);
    let owner = word.ends_with("'s") && tags[before].is_noun();
    if matches!(word, "these" | "those" | "such") && tags[at] == Tag::PresentS {
        tags[at] = Tag::Plural;
    }
    if !owner && !matches!(word, "the" | "a" | "an" | "its" | "their" | "our" | "no" | "every") {
        return;
    }
    let noun_follows =
        at + 1 < sentence.end && (tags[at + 1].is_noun() || matches!(tags[at + 1], Tag::Adjective | Tag::Number | Tag::Conjunction));
    match tags[at] {
        Tag::Base | Tag::Present => tags[at] = Tag::Noun,
        Tag::PresentS => tags[at] = Tag::Plural,
        Tag::Past | Tag::Participle if noun_follows => tags[at] = Tag::Adjective,
        Tag::Gerund if !noun_follows => tags[at] = Tag::Noun,
        _ => {}
    }
}

/// "to" before a verb's form that is also its past or another word: "to cut", "to spare markets".
fn infinitive(segments: &Segments<'_>, lexicon: &Lexicon, tags: &mut Tags, at: usize, end: usize) {
    if matches!(segments.lower(at), "was" | "were") {
        tags[at] = Tag::Past;
    }
    if segments.lower(at) != "to" || at + 1 >= end {
        return;
    }
    let next = segments.lower(at + 1);
    let object = at + 2 < end
        && (matches!(tags[at + 2], Tag::Determiner | Tag::Possessive | Tag::Pronoun | Tag::Plural | Tag::Name)
            || segments.lower(at + 2) == "that");
    let form = matches!(tags[at + 1], Tag::Participle | Tag::Past | Tag::Present | Tag::Base) && !next.ends_with("ed");
    let other = matches!(tags[at + 1], Tag::Adverb | Tag::Adjective | Tag::Noun) && lexicon.tagger.can_be(next, Tag::Base) && object;
    if form || other {
        tags[at] = Tag::To;
        tags[at + 1] = Tag::Base;
    }
}

/// "that" after a reporting verb or noun begins a clause; "both" before a noun is a determiner.
fn conjunctions(segments: &Segments<'_>, lexicon: &Lexicon, tags: &mut Tags, at: usize, end: usize) {
    let lower = segments.lower(at);
    let next = if at + 1 < end { tags[at + 1] } else { Tag::Edge };
    // "has since said"
    if lower == "since" && next.is_verb() && at.checked_sub(1).is_some_and(|b| matches!(segments.lower(b), "has" | "have" | "had")) {
        tags[at] = Tag::Adverb;
    }
    if lower == "both" && (next.is_noun() || matches!(next, Tag::Determiner | Tag::Mark | Tag::Edge | Tag::Adjective)) {
        tags[at] = Tag::Determiner;
    }
    let quoted = next == Tag::Mark && matches!(segments.word(at + 1), "“" | "\"" | "‘" | "'" | "«");
    if lower != "that" || matches!(next, Tag::Mark | Tag::Edge | Tag::Preposition) && !quoted || next.is_verb() && next != Tag::Gerund {
        return;
    }
    let Some(previous) = at.checked_sub(1) else { return };
    let word = segments.lower(previous);
    let verb = lexicon.verbs.get(word).is_some_and(|cues| cues.iter().any(|c| c.frame.clause || c.frame.told)) && tags[previous].is_verb();
    let noun = lexicon.nouns.get(word).is_some_and(|n| n.leads.contains(&"that")) && tags[previous].is_noun();
    if verb || noun {
        tags[at] = Tag::Preposition;
    }
}
