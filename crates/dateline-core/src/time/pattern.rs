//! The pattern language of the time rules and its matcher: sequences of words, word classes and named groups over
//! tokens. Rules are data (`rules/time_*.tsv`); this file knows no word of any language.
//!
//! `{month}` a word class, `{m:month}` the same with its value kept in slot `m`, `[date]` the longest match of group
//! `date`, `a/b` one of several words, a trailing `?` optional; `(x)` must stand there but is no part of the match,
//! `(!x)` must not. Words are lower case, as [`Segments::lower`] gives them; `<slash>`, `<pipe>` name those marks;
//! `(^)` and `($)` are the beginning and end of the sentence.

use super::words::{Class, Words};
use crate::letters;
use crate::segment::Segments;
use rustc_hash::FxHashMap as HashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// Slots that patterns fill: year, month, day, weekday, hour, minute, half of day, part of day, number, unit, season,
/// a second year, month and day, and a spare.
pub(super) const SLOTS: &[&str] = &["y", "m", "d", "wd", "h", "mi", "ap", "p", "n", "u", "s", "y2", "m2", "d2", "x"];

/// The values that a match has put into its slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slots([Option<i32>; SLOTS.len()]);

impl Slots {
    const EMPTY: Self = Self([None; SLOTS.len()]);

    /// The value of a slot by its name.
    pub(super) fn get(&self, name: &str) -> Option<i32> {
        SLOTS.iter().position(|slot| *slot == name).and_then(|at| self.0[at])
    }
}

/// A rule's match: tokens, slots, and the matches of its groups in order.
#[derive(Debug, Clone)]
pub(super) struct Match {
    pub(super) rule: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) slots: Slots,
    pub(super) children: Vec<Match>,
}

#[derive(Debug, Clone)]
enum What {
    /// The beginning (false) or end (true) of the sentence.
    Edge(bool),
    Words(Vec<String>),
    Class(Class, Option<usize>),
    Group(usize),
}

#[derive(Debug, Clone)]
struct Element {
    what: What,
    optional: bool,
}

#[derive(Debug, Clone)]
struct Context {
    what: What,
    wanted: bool,
}

/// One pattern, ready to match.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    before: Vec<Context>,
    elements: Vec<Element>,
    after: Vec<Context>,
}

/// Patterns by group, with an index by first word and first class.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    groups: Vec<&'static str>,
    rules: Vec<(usize, Pattern)>,
    by_word: HashMap<String, Vec<usize>>,
    by_class: HashMap<Class, Vec<usize>>,
}

/// Deepest nesting of groups; the rules use three levels, this bounds a broken table.
const DEPTH: usize = 6;

impl Patterns {
    fn group(&mut self, name: &'static str) -> usize {
        self.groups.iter().position(|g| *g == name).unwrap_or_else(|| {
            self.groups.push(name);
            self.groups.len() - 1
        })
    }

    /// Adds a rule; its index is the number of rules before it.
    pub(super) fn add(&mut self, group: &'static str, pattern: &'static str) -> Result<(), String> {
        let group = self.group(group);
        let mut parsed = Pattern { before: Vec::new(), elements: Vec::new(), after: Vec::new() };
        for word in pattern.split_whitespace() {
            if let Some(inner) = word.strip_prefix('(').and_then(|w| w.strip_suffix(')')) {
                let (wanted, inner) = inner.strip_prefix('!').map_or((true, inner), |inner| (false, inner));
                let context = Context { what: self.what(inner)?, wanted };
                if parsed.elements.is_empty() {
                    parsed.before.push(context)
                } else {
                    parsed.after.push(context)
                }
                continue;
            }
            if !parsed.after.is_empty() {
                return Err(format!("{word} stands after a context"));
            }
            let (inner, optional) = word.strip_suffix('?').map_or((word, false), |inner| (inner, true));
            parsed.elements.push(Element { what: self.what(inner)?, optional });
        }
        if parsed.elements.iter().all(|e| e.optional) {
            return Err("the pattern can match nothing".to_owned());
        }
        self.rules.push((group, parsed));
        Ok(())
    }

    fn what(&mut self, word: &'static str) -> Result<What, String> {
        if let Some(name) = word.strip_prefix('[').and_then(|w| w.strip_suffix(']')) {
            return Ok(What::Group(self.group(name)));
        }
        if let Some(inner) = word.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
            let (slot, class) = match inner.split_once(':') {
                Some((slot, class)) => {
                    let at = SLOTS.iter().position(|s| *s == slot).ok_or_else(|| format!("no slot {slot:?}"))?;
                    (Some(at), class)
                }
                None => (None, inner),
            };
            return Class::from_word(class).map(|class| What::Class(class, slot)).ok_or_else(|| format!("no class {class:?}"));
        }
        if word == "^" || word == "$" {
            return Ok(What::Edge(word == "$"));
        }
        let name = |word: &'static str| match word {
            "<slash>" => "/",
            "<pipe>" => "|",
            word => word,
        };
        Ok(What::Words(word.split('/').map(|word| letters::folded(name(word)).into_owned()).collect()))
    }

    /// Builds the index; call once, after the last rule.
    pub(super) fn finish(&mut self) -> Result<(), String> {
        for rule in 0..self.rules.len() {
            let (mut words, mut classes) = (Vec::new(), Vec::new());
            self.firsts(rule, 0, &mut words, &mut classes)?;
            words.sort_unstable();
            words.dedup();
            classes.sort_unstable();
            classes.dedup();
            for word in words {
                self.by_word.entry(word).or_default().push(rule);
            }
            for class in classes {
                self.by_class.entry(class).or_default().push(rule);
            }
        }
        Ok(())
    }

    fn firsts(&self, rule: usize, depth: usize, words: &mut Vec<String>, classes: &mut Vec<Class>) -> Result<(), String> {
        if depth > DEPTH {
            return Err("groups refer to each other in a circle".to_owned());
        }
        for element in &self.rules[rule].1.elements {
            match &element.what {
                What::Edge(_) => {}
                What::Words(all) => words.extend(all.iter().cloned()),
                What::Class(class, _) => classes.push(*class),
                What::Group(group) => {
                    for (at, (of, _)) in self.rules.iter().enumerate() {
                        if of == group {
                            self.firsts(at, depth + 1, words, classes)?;
                        }
                    }
                }
            }
            if !element.optional {
                break;
            }
        }
        Ok(())
    }

    /// How many letters in front of a folded word are another word written together with it: "and", a preposition.
    pub(super) fn front(&self, word: &str, words: &Words) -> usize {
        let before = letters::before_number(word);
        if before > 0 {
            return before;
        }
        let known = |form: &str| self.by_word.contains_key(form) || words.knows(form);
        letters::forms(word).find(|(form, _)| known(form)).map_or(0, |(_, taken)| taken)
    }

    /// Whether any rule can begin at token `at`: most words of a text are none's first.
    pub(super) fn can_begin(&self, matcher: &Matcher<'_>, at: usize, end: usize) -> bool {
        !self.candidates(matcher, at, end).is_empty()
    }

    /// The longest match of a group at token `at`, before token `end`; of equal ones the first rule's.
    pub(super) fn longest(&self, group: &str, matcher: &Matcher<'_>, at: usize, end: usize) -> Option<Match> {
        let group = self.groups.iter().position(|g| *g == group)?;
        self.longest_of(group, matcher, at, end, 0)
    }

    /// The match of one rule, whatever its group.
    #[cfg(test)]
    pub(super) fn match_rule(&self, rule: usize, matcher: &Matcher<'_>, at: usize, end: usize) -> Option<Match> {
        let pattern = &self.rules[rule].1;
        let mut found = Match { rule, start: at, end: at, slots: Slots::EMPTY, children: Vec::new() };
        (self.context_before(pattern, matcher, at) && self.sequence(pattern, 0, at, end, 0, matcher, &mut found)).then_some(found)
    }

    fn longest_of(&self, group: usize, matcher: &Matcher<'_>, at: usize, end: usize, depth: usize) -> Option<Match> {
        if depth > DEPTH || at >= end {
            return None;
        }
        if let Some(known) = matcher.known.borrow().get(&(group, at)) {
            return known.clone();
        }
        let candidates = self.candidates(matcher, at, end);
        let mut best: Option<Match> = None;
        for rule in candidates.iter().copied() {
            let (of, pattern) = &self.rules[rule];
            if *of != group || !self.context_before(pattern, matcher, at) {
                continue;
            }
            let mut found = Match { rule, start: at, end: at, slots: Slots::EMPTY, children: Vec::new() };
            if self.sequence(pattern, 0, at, end, depth, matcher, &mut found) && best.as_ref().is_none_or(|b| b.end < found.end) {
                best = Some(found);
            }
        }
        matcher.known.borrow_mut().insert((group, at), best.clone());
        best
    }

    /// Rules that can begin at a token, by its word and its classes; kept for the token.
    fn candidates(&self, matcher: &Matcher<'_>, at: usize, end: usize) -> Rc<Vec<usize>> {
        if let Some(Some(known)) = matcher.candidates.borrow().get(at - matcher.first) {
            return Rc::clone(known);
        }
        let mut all: Vec<usize> = Vec::new();
        for (form, _) in letters::forms(base(matcher.segments.lower(at))) {
            all.extend(self.by_word.get(form.as_ref()).into_iter().flatten());
        }
        for class in matcher.words.classes_at(matcher.segments, at, end) {
            all.extend(self.by_class.get(&class).into_iter().flatten());
        }
        all.sort_unstable();
        all.dedup();
        let all = Rc::new(all);
        let mut kept = matcher.candidates.borrow_mut();
        let place = at - matcher.first;
        if kept.len() <= place {
            kept.resize(place + 1, None);
        }
        kept[place] = Some(Rc::clone(&all));
        all
    }

    fn context_before(&self, pattern: &Pattern, matcher: &Matcher<'_>, at: usize) -> bool {
        let mut at = at;
        for context in pattern.before.iter().rev() {
            let there = match context.what {
                What::Edge(end) => !end && at == matcher.first,
                _ => at > matcher.first && self.context(&context.what, matcher, at - 1, at),
            };
            if there != context.wanted {
                return false;
            }
            at -= usize::from(context.wanted && !matches!(context.what, What::Edge(_)));
        }
        true
    }

    fn context(&self, what: &What, matcher: &Matcher<'_>, at: usize, end: usize) -> bool {
        match what {
            What::Edge(last) => *last && at == end,
            What::Words(all) => at < end && is_one_of(matcher.segments.lower(at), all),
            What::Class(class, _) => matcher.words.class_at(*class, matcher.segments, at, end).is_some(),
            What::Group(_) => false,
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the state of a backtracking matcher")]
    fn sequence(
        &self,
        pattern: &Pattern,
        element: usize,
        at: usize,
        end: usize,
        depth: usize,
        matcher: &Matcher<'_>,
        found: &mut Match,
    ) -> bool {
        let Some(this) = pattern.elements.get(element) else {
            let mut next = at;
            for context in &pattern.after {
                if self.context(&context.what, matcher, next, end) != context.wanted {
                    return false;
                }
                // What must not stand there takes no place: several can be ruled out side by side.
                next += usize::from(context.wanted);
            }
            found.end = at;
            return true;
        };
        let kept = (found.slots, found.children.len());
        let step = match &this.what {
            What::Edge(_) => None,
            What::Words(all) => (at < end && is_one_of(base(matcher.segments.lower(at)), all)).then_some(1),
            What::Class(class, slot) => matcher.words.class_at(*class, matcher.segments, at, end).map(|(value, used)| {
                if let Some(slot) = slot {
                    found.slots.0[*slot] = Some(value);
                }
                used
            }),
            What::Group(group) => self.longest_of(*group, matcher, at, end, depth + 1).map(|child| {
                let used = child.end - child.start;
                found.children.push(child);
                used
            }),
        };
        if let Some(used) = step
            && self.sequence(pattern, element + 1, at + used, end, depth, matcher, found)
        {
            return true;
        }
        found.slots = kept.0;
        found.children.truncate(kept.1);
        this.optional && self.sequence(pattern, element + 1, at, end, depth, matcher, found)
    }
}

/// Whether a token is one of these words, maybe with an Arabic "and" or preposition written together with it.
fn is_one_of(token: &str, words: &[String]) -> bool {
    words.iter().any(|word| letters::is_word(token, word).is_some())
}

/// A word without the ending of a possessive: "Thursday's".
pub(super) fn base(lower: &str) -> &str {
    lower.strip_suffix("'s").unwrap_or(lower)
}

/// What a pattern is matched against: the tokens from `first` on.
pub(super) struct Matcher<'a> {
    pub(super) segments: &'a Segments<'a>,
    pub(super) words: &'a Words,
    pub(super) first: usize,
    /// Matches found so far, by group and token: groups inside groups are tried again and again.
    known: RefCell<HashMap<(usize, usize), Option<Match>>>,
    /// Rules that can begin at each token of the sentence, from the first on.
    candidates: RefCell<Vec<Option<Rc<Vec<usize>>>>>,
}

impl<'a> Matcher<'a> {
    /// A matcher for one sentence that begins with token `first`.
    pub(super) fn new(segments: &'a Segments<'a>, words: &'a Words, first: usize) -> Self {
        Self { segments, words, first, known: RefCell::default(), candidates: RefCell::default() }
    }
}
