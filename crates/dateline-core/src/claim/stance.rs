//! Stance where the cue alone does not say it: a speaker who says of their own side that it did not do a thing denies
//! it, one who says that it did admits it, and who calls a thing a lie denies it.

use super::Stance;
use super::extract::Draft;
use super::unit::Context;

const OWN: &[&str] = &["it", "its", "we", "our", "they", "their", "i", "my"];
const DEEDS: &[&str] = &[
    "conducted",
    "launched",
    "launches",
    "launch",
    "fired",
    "fire",
    "carried",
    "flown",
    "tasked",
    "engaged",
    "used",
    "sortie",
    "strike",
    "strikes",
    "struck",
    "shelled",
    "bombed",
    "detentions",
    "sabotage",
    "targeted",
    "attacked",
    "shot",
];
const ADMITTED: &[&str] =
    &["fired", "struck", "carried", "behind", "laid", "shelled", "bombed", "launched", "set", "did", "accepted", "accept", "ambushed"];
const FALSEHOODS: &[&str] =
    &["fabrication", "fabrications", "lie", "lies", "baseless", "false", "untrue", "invention", "fiction", "wrong", "fake", "groundless"];
/// Words that make a negated clause one about knowledge or plans, not about deeds.
const KNOWING: &[&str] = &[
    "know",
    "knew",
    "known",
    "say",
    "tell",
    "yet",
    "information",
    "comment",
    "want",
    "sure",
    "clear",
    "hate",
    "think",
    "hear",
    "see",
    "add",
    "count",
    "publish",
    "confirm",
    "name",
    "expect",
    "believe",
    "understand",
    "agree",
    "forget",
    "verify",
    "share",
    "estimate",
    "speculate",
    "sleep",
    "remember",
];

/// The stance of a claim whose speaker is called `name`.
pub(crate) fn of(context: &Context<'_>, draft: &Draft, name: Option<&str>) -> Stance {
    let (Stance::Asserts, Some(first)) = (draft.stance, draft.content.first()) else { return draft.stance };
    if draft.attitude {
        return draft.stance;
    }
    let tokens = context.segments.tokens_in(*first);
    let starts = context.lower(tokens.start);
    let stop = tokens
        .clone()
        .find(|t| {
            matches!(context.segments.word(*t), "," | ";" | ":" | ".") || matches!(context.lower(*t), "and" | "but" | "that" | "because")
        })
        .unwrap_or(tokens.end);
    let clause = tokens.start..stop.min(tokens.start + 12);
    let has = |words: &[&str]| clause.clone().any(|t| words.contains(&context.lower(t)));
    let named = || {
        let names: Vec<String> = name.unwrap_or("").split_whitespace().filter(|w| w.len() > 3).map(str::to_lowercase).collect();
        clause.clone().take(4).any(|t| context.segments.tokens[t].capital && names.iter().any(|n| n == context.lower(t)))
    };
    let own = OWN.contains(&starts) || named();
    let negation = clause.clone().any(|t| {
        let lower = context.lower(t);
        matches!(lower, "not" | "never" | "nothing" | "no" | "nobody" | "none" | "neither") || lower.ends_with("n't")
    });
    let nothing = starts == "no" || starts == "there";
    if draft.naming {
        return if has(FALSEHOODS) { Stance::Denies } else { Stance::Asserts };
    }
    if negation && (own && !has(KNOWING) || nothing && has(DEEDS)) {
        Stance::Denies
    } else if !negation
        && own
        && clause.clone().take(6).any(|t| ADMITTED.contains(&context.lower(t)) && context.tag(t).is_verb() || context.lower(t) == "behind")
    {
        Stance::Admits
    } else {
        Stance::Asserts
    }
}
