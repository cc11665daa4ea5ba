//! Splits a report's paragraphs into tokens, sentences and quotations, in one pass that every reading stage shares.

use crate::data::{self, DataError};
use crate::letters;
use crate::report::{ParagraphKind, Report};
use crate::text::Span;
use std::collections::HashSet;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, maybe with digits, hyphens or apostrophes inside.
    Word,
    /// Digits, maybe with separators: `12`, `1,200`, `3.5`.
    Number,
    /// One mark of punctuation or one symbol.
    Mark,
}

/// A word, number or mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// Whether its first letter is a capital.
    pub capital: bool,
    lower: Span,
}

/// A sentence of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, white space at the ends left out.
    pub span: Span,
    /// Indexes of its tokens.
    pub tokens: Range<usize>,
    /// Index of its paragraph in the report.
    pub paragraph: usize,
}

/// Words between quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteMarks {
    /// With the marks.
    pub outer: Span,
    /// Between the marks.
    pub inner: Span,
    /// Whether a closing mark was found; a quotation that runs on opens each paragraph and closes the last only.
    pub closed: bool,
}

/// The list of abbreviations after which a full stop ends no sentence.
#[derive(Debug, Clone, Default)]
pub struct Abbreviations {
    /// Never end a sentence: titles and the like.
    titles: HashSet<&'static str>,
    /// End one only before a word that usually begins one.
    others: HashSet<&'static str>,
}

impl Abbreviations {
    /// The bundled list.
    ///
    /// # Errors
    /// When the data file is broken.
    pub fn bundled() -> Result<Self, DataError> {
        let mut all = Self::default();
        for row in data::table("lexicons/abbreviations.tsv")? {
            let set = match row.get("kind") {
                "title" => &mut all.titles,
                "other" => &mut all.others,
                kind => return Err(row.error(format!("unknown kind {kind:?}"))),
            };
            set.insert(row.get("word"));
        }
        Ok(all)
    }
}

/// Tokens, sentences and quotations of one report's paragraphs (dropped lines have none).
#[derive(Debug)]
pub struct Segments<'a> {
    /// The report's text.
    pub body: &'a str,
    /// Tokens in text order.
    pub tokens: Vec<Token>,
    /// Sentences in text order.
    pub sentences: Vec<Sentence>,
    /// Quotations in text order of their opening mark; an inner one follows its outer one.
    pub quotes: Vec<QuoteMarks>,
    lowered: String,
}

impl<'a> Segments<'a> {
    /// The words of token `at` as written; empty past the end.
    #[must_use]
    pub fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| t.span.of(self.body))
    }

    /// The words of token `at` in lower case, curly apostrophes made straight, letters with several ways of writing in
    /// one of them (`crate::letters`); empty past the end.
    #[must_use]
    pub fn lower(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.lower.of(&self.lowered))
    }

    /// Indexes of the tokens that lie wholly inside `span`.
    #[must_use]
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let first = self.tokens.partition_point(|t| t.span.start() < span.start());
        let last = self.tokens.partition_point(|t| t.span.end() <= span.end());
        first..last.max(first)
    }

    /// The span from the first to the last token of a range; empty for an empty range.
    #[must_use]
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if tokens.start < tokens.end => first.span.cover(last.span),
            _ => Span::default(),
        }
    }

    /// Index of the sentence that holds byte `at`, where one does.
    #[must_use]
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        let next = self.sentences.partition_point(|s| s.span.start() <= at);
        let found = next.checked_sub(1)?;
        (at < self.sentences[found].span.end()).then_some(found)
    }

    /// The innermost quotation whose inner words hold `span`.
    #[must_use]
    pub fn quote_around(&self, span: Span) -> Option<&QuoteMarks> {
        self.quotes.iter().filter(|q| q.inner.contains(span)).min_by_key(|q| q.inner.len())
    }
}

/// Segments every paragraph of a report.
#[must_use]
pub fn segment<'a>(report: &'a Report, abbreviations: &Abbreviations) -> Segments<'a> {
    let body = report.text.as_str();
    let mut out = Segments { body, tokens: Vec::new(), sentences: Vec::new(), quotes: Vec::new(), lowered: String::new() };
    for (index, paragraph) in report.paragraphs.iter().enumerate() {
        let first = out.tokens.len();
        tokenize(body, paragraph.span, &mut out);
        let tokens = first..out.tokens.len();
        if tokens.is_empty() {
            continue;
        }
        quotations(&mut out, tokens.clone());
        // A title is one sentence, whatever its full stops.
        if paragraph.kind == ParagraphKind::Title {
            let span = out.span_of(tokens.clone());
            out.sentences.push(Sentence { span, tokens, paragraph: index });
        } else {
            split_sentences(&mut out, tokens, index, abbreviations);
        }
    }
    out
}

fn tokenize(body: &str, paragraph: Span, out: &mut Segments<'_>) {
    let text = paragraph.of(body);
    for (at, word) in text.split_word_bound_indices() {
        if word.trim().is_empty() {
            continue;
        }
        let mut start = paragraph.start() + at;
        let first = word.chars().next().unwrap_or(' ');
        if !first.is_alphanumeric() {
            // Marks stay single, so that "--" or "..." never hide inside a longer token.
            for (offset, mark) in word.char_indices() {
                if !mark.is_whitespace() {
                    push_token(out, Span::new(start + offset, start + offset + mark.len_utf8()), mark.encode_utf8(&mut [0; 4]));
                }
            }
            continue;
        }
        // UAX 29 keeps "said.Then" or "a:b" together where a letter follows; split at the mark.
        let mut rest = word;
        while let Some(cut) = rest.find([':', '_']).filter(|_| !first.is_ascii_digit()) {
            if cut > 0 {
                push_token(out, Span::new(start, start + cut), &rest[..cut]);
            }
            push_token(out, Span::new(start + cut, start + cut + 1), &rest[cut..=cut]);
            start += cut + 1;
            rest = &rest[cut + 1..];
        }
        if rest.is_empty() {
            continue;
        }
        // "2017م": what Arabic letters add to a number is a word of its own.
        if first.is_numeric()
            && let Some(cut) = rest.find(|c: char| letters::is_arabic(c.encode_utf8(&mut [0; 4])) && !c.is_numeric())
            && rest[..cut].chars().all(char::is_numeric)
        {
            push_token(out, Span::new(start, start + cut), &rest[..cut]);
            start += cut;
            rest = &rest[cut..];
        }
        let span = Span::new(start, start + rest.len());
        // Hyphenated words are one token: "US-led", "al-Zor", "15-year-old".
        if let Some(last) = out.tokens.len().checked_sub(1)
            && last > 0
            && is_hyphen(out.tokens[last].span.of(body))
            && out.tokens[last - 1].span.len() < LONGEST_JOINED
            && out.tokens[last].span.end() == span.start()
            && out.tokens[last - 1].span.end() == out.tokens[last].span.start()
            && out.tokens[last - 1].kind != TokenKind::Mark
            && out.tokens[last - 1].span.start() >= paragraph.start()
            && !(out.tokens[last - 1].kind == TokenKind::Number && rest.starts_with(|c: char| c.is_ascii_digit()))
        {
            let joined = out.tokens[last - 1].span.cover(span);
            out.tokens.truncate(last - 1);
            push_token(out, joined, joined.of(body));
        } else {
            push_token(out, span, rest);
        }
    }
}

/// Bytes beyond which a hyphenated word grows no more, so that a line of nothing but hyphens costs linear time.
const LONGEST_JOINED: usize = 96;

fn is_hyphen(mark: &str) -> bool {
    matches!(mark, "-" | "\u{2010}" | "\u{2011}")
}

fn push_token(out: &mut Segments<'_>, span: Span, word: &str) {
    let from = out.lowered.len();
    for c in word.chars() {
        match c {
            '\u{2019}' | '\u{02BC}' => out.lowered.push('\''),
            c => c.to_lowercase().for_each(|c| letters::push_folded(&mut out.lowered, c)),
        }
    }
    let first = word.chars().next().unwrap_or(' ');
    let kind = if !first.is_alphanumeric() {
        TokenKind::Mark
    } else if word.chars().all(|c| c.is_numeric() || matches!(c, ',' | '.' | '\u{66B}' | '\u{66C}')) {
        TokenKind::Number
    } else {
        TokenKind::Word
    };
    let lower = Span::new(from, out.lowered.len());
    out.tokens.push(Token { span, kind, capital: first.is_uppercase(), lower });
}

/// Pairs quotation marks of one paragraph. Straight single marks count only at the edges of words.
fn quotations(out: &mut Segments<'_>, tokens: Range<usize>) {
    let body = out.body;
    let mut open: Vec<(Span, char)> = Vec::new();
    let mut found: Vec<QuoteMarks> = Vec::new();
    let end = out.tokens[tokens.end - 1].span.end();
    for at in tokens {
        let span = out.tokens[at].span;
        let Some(mark) = span.of(body).chars().next().filter(|_| out.tokens[at].kind == TokenKind::Mark) else { continue };
        let before = body[..span.start()].chars().next_back();
        let after = body[span.end()..].chars().next();
        let opens_here = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '“' | '"' | '«' | '„'))
            && after.is_some_and(|c| !c.is_whitespace());
        let closers: &[char] = match mark {
            '“' | '”' | '‘' | '’' | '"' | '\'' | '«' | '»' | '„' => match open.last() {
                Some((_, '“' | '„')) => &['”', '“', '"'],
                Some((_, '”')) => &['”'],
                Some((_, '"')) => &['"', '”'],
                Some((_, '«')) => &['»'],
                Some((_, '»')) => &['«', '»'],
                Some((_, '‘' | '\'')) => &['’', '\''],
                _ => &[],
            },
            _ => continue,
        };
        let single = matches!(mark, '\'' | '’' | '‘');
        let closes = closers.contains(&mark)
            && !(opens_here && matches!(mark, '“' | '"' | '\''))
            && (!single || after.is_none_or(|c| !c.is_alphanumeric()));
        if closes && let Some((from, _)) = open.pop() {
            let outer = from.cover(span);
            found.push(QuoteMarks { outer, inner: Span::new(from.end(), span.start()), closed: true });
        } else if matches!(mark, '“' | '«' | '„' | '‘') && after.is_some_and(|c| !c.is_whitespace())
            || opens_here && matches!(mark, '"' | '\'' | '”' | '»')
        {
            open.push((span, mark));
        }
    }
    // An unclosed double mark is a quotation that runs on; an unclosed single one is an apostrophe.
    for (from, mark) in open {
        if !matches!(mark, '\'' | '‘') {
            found.push(QuoteMarks { outer: Span::new(from.start(), end), inner: Span::new(from.end(), end), closed: false });
        }
    }
    found.sort_by_key(|q| (q.outer.start(), usize::MAX - q.outer.end()));
    out.quotes.extend(found.into_iter().filter(|q| !q.inner.is_empty()));
}

fn split_sentences(out: &mut Segments<'_>, tokens: Range<usize>, paragraph: usize, abbreviations: &Abbreviations) {
    let mut from = tokens.start;
    let mut at = tokens.start;
    while at < tokens.end {
        if !ends_sentence(out, at, &tokens, abbreviations) {
            at += 1;
            continue;
        }
        // Closing marks belong to the sentence they close.
        let mut next = at + 1;
        while next < tokens.end && is_closing(out, next) {
            next += 1;
        }
        push_sentence(out, from..next, paragraph);
        from = next;
        at = next;
    }
    if from < tokens.end {
        push_sentence(out, from..tokens.end, paragraph);
    }
}

fn push_sentence(out: &mut Segments<'_>, tokens: Range<usize>, paragraph: usize) {
    let span = out.span_of(tokens.clone());
    out.sentences.push(Sentence { span, tokens, paragraph });
}

fn is_closing(out: &Segments<'_>, at: usize) -> bool {
    let touches = out.tokens[at].span.start() == out.tokens[at - 1].span.end();
    touches && matches!(out.word(at), "”" | "’" | "\"" | "'" | "»" | ")" | "]" | "." | "!" | "?")
}

fn ends_sentence(out: &Segments<'_>, at: usize, tokens: &Range<usize>, abbreviations: &Abbreviations) -> bool {
    let mark = out.word(at);
    if !matches!(mark, "." | "!" | "?" | "…" | "؟" | "。" | "！" | "？" | "۔") {
        return false;
    }
    let mut next = at + 1;
    while next < tokens.end && is_closing(out, next) {
        next += 1;
    }
    if next >= tokens.end {
        return true;
    }
    let spaced = out.tokens[next].span.start() > out.tokens[next - 1].span.end();
    let cjk = matches!(mark, "。" | "！" | "？");
    if !spaced && !cjk {
        return false;
    }
    // A bracket or dash that follows, or a word in lower case, goes on with the sentence.
    let mut word = next;
    while word < tokens.end && matches!(out.word(word), "“" | "‘" | "\"" | "'" | "«" | "(" | "[" | "„") {
        word += 1;
    }
    let Some(following) = out.tokens.get(word).filter(|_| word < tokens.end) else { return true };
    let starts = following.capital
        || following.kind == TokenKind::Number
        || out.word(word).chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
    if !starts {
        return false;
    }
    if mark != "." || at == tokens.start {
        return true;
    }
    let before = out.lower(at - 1);
    let touching = out.tokens[at - 1].span.end() == out.tokens[at].span.start();
    if !touching {
        return true;
    }
    if abbreviations.titles.contains(before) {
        return false;
    }
    // "U.S." and initials: one letter before the stop.
    let letter = before.chars().count() == 1 && before.chars().all(char::is_alphabetic)
        || before.contains('.') && before.split('.').all(|part| part.chars().count() <= 1);
    if letter || abbreviations.others.contains(before) {
        return BEGINNERS.contains(&out.lower(word)) && out.tokens[word].capital;
    }
    true
}

/// Words that, with a capital after an abbreviation, begin a new sentence far more often than they go on.
const BEGINNERS: &[&str] = &[
    "the",
    "a",
    "an",
    "in",
    "on",
    "at",
    "it",
    "he",
    "she",
    "they",
    "we",
    "this",
    "that",
    "these",
    "those",
    "there",
    "but",
    "and",
    "for",
    "after",
    "before",
    "when",
    "while",
    "as",
    "his",
    "her",
    "their",
    "its",
    "both",
    "some",
    "many",
    "no",
    "if",
    "since",
    "earlier",
    "later",
    "local",
    "в",
    "во",
    "на",
    "по",
    "с",
    "к",
    "он",
    "она",
    "они",
    "мы",
    "это",
    "эти",
    "там",
    "но",
    "и",
    "а",
    "для",
    "после",
    "до",
    "когда",
    "пока",
    "как",
    "его",
    "ее",
    "их",
    "при",
    "около",
    "также",
    "позже",
    "местные",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests_support::report_of;

    fn sentences(text: &str) -> Vec<String> {
        let report = report_of(&[text]);
        let abbreviations = Abbreviations::bundled().unwrap_or_default();
        let segments = segment(&report, &abbreviations);
        segments.sentences.iter().map(|s| s.span.of(segments.body).to_owned()).collect()
    }

    fn quotes(text: &str) -> Vec<String> {
        let report = report_of(&[text]);
        segment(&report, &Abbreviations::default()).quotes.iter().map(|q| q.inner.of(text).to_owned()).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(sentences("Gen. Karim spoke. He left at 5 p.m. Monday. “We go.” They went.").len(), 4);
        assert_eq!(
            sentences("The U.S. Army left. The U.N. In May it came back."),
            ["The U.S. Army left.", "The U.N.", "In May it came back."]
        );
        assert_eq!(sentences("He paid 3.5 million. No. 4 came next."), ["He paid 3.5 million.", "No. 4 came next."]);
    }

    #[test]
    fn quotation_marks_pair_in_every_common_style() {
        assert_eq!(quotes("“One,” he said, “two.”"), ["One,", "two."]);
        assert_eq!(quotes("He said: \"It's 'done' here\" twice."), ["It's 'done' here", "done"]);
        assert_eq!(quotes("the fighters' base and the men's house"), Vec::<String>::new());
        assert_eq!(quotes("Заявил: «Мы там были»."), ["Мы там были"]);
        assert_eq!(quotes("‘So-called ‘safe’ zone’ it’s"), ["So-called ‘safe’ zone", "safe"]);
    }

    #[test]
    fn hyphenated_words_are_one_token_and_ranges_are_not() {
        let report = report_of(&["The US-led force in Deir al-Zor hit 15-20 men, a 15-year-old."]);
        let segments = segment(&report, &Abbreviations::default());
        let words: Vec<&str> = (0..segments.tokens.len()).map(|at| segments.word(at)).collect();
        assert!(words.contains(&"US-led") && words.contains(&"al-Zor") && words.contains(&"15-year-old"));
        assert!(words.windows(3).any(|w| w == ["15", "-", "20"]));
    }

    proptest::proptest! {
        /// Every character that is no white space stands in exactly one token, and sentences cover all tokens.
        #[test]
        fn tokens_and_sentences_cover_the_text(text in "[a-zA-Z0-9 .,!?“”\"'’‘:;()_-]{1,200}") {
            let report = report_of(&[text.as_str()]);
            let segments = segment(&report, &Abbreviations::default());
            let kept: String = segments.tokens.iter().map(|t| t.span.of(&text)).collect();
            let all: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            proptest::prop_assert_eq!(kept, all);
            let covered: usize = segments.sentences.iter().map(|s| s.tokens.len()).sum();
            proptest::prop_assert_eq!(covered, segments.tokens.len());
        }
    }
}
