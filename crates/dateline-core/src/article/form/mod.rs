//! What kind of page a report stands on: the cues of `data/rules/article_form.tsv`, the page's structure, and both
//! together. Where they disagree it is an article.

mod cues;
mod parts;

pub(super) use cues::FormCues;
pub(super) use parts::missing as missing_parts;

use super::dateline;
use super::html::Facts;
use super::rules::Rules;
use crate::report::{DropReason, Dropped, Form, Paragraph, ParagraphKind};
use cues::Part;

/// Words of a body below which cues for error pages and stubs count, and below which a page has hardly a body.
const FEW: usize = 120;
const HARDLY: usize = 15;
/// Words of a body above which nothing on it is taken for a stub or an error page.
const MANY: usize = 350;

/// What the form is read from.
pub(super) struct Input<'a> {
    pub text: &'a str,
    pub paragraphs: &'a [Paragraph],
    pub dropped: &'a [Dropped],
    pub outlet: Option<&'a str>,
    pub url: Option<&'a str>,
    /// What was counted on the page; `None` for a text.
    pub facts: Option<&'a Facts>,
}

/// The parts of the input as the rules need them.
struct Page<'a> {
    input: &'a Input<'a>,
    rules: &'a Rules,
    title: &'a str,
    body: Vec<&'a str>,
    words: usize,
    /// Forms that the title's words are cues for.
    titled: Vec<Form>,
}

/// The form of a report.
pub(super) fn of(input: &Input<'_>, rules: &Rules) -> Form {
    let title = input.paragraphs.iter().find(|p| p.kind == ParagraphKind::Title).map_or("", |p| p.span.of(input.text));
    let body: Vec<&str> = input.paragraphs.iter().filter(|p| p.kind.is_body()).map(|p| p.span.of(input.text)).collect();
    let words: usize = body.iter().map(|words| count(words)).sum();
    let mut titled = rules.forms.find(Part::Title, title);
    // The title element holds the site's name too: it says that a page is an error, or stands in for a title.
    if let Some(facts) = input.facts.filter(|facts| facts.title.len() < 300) {
        titled.extend(rules.forms.find(Part::Title, &facts.title).into_iter().filter(|form| *form == Form::ErrorPage || title.is_empty()));
    }
    let page = Page { input, rules, title, body, words, titled };
    if page.is_error() {
        Form::ErrorPage
    } else if page.is_stub() {
        Form::Stub
    } else if page.is_live() {
        Form::LiveBlog
    } else if page.is_gallery() {
        Form::Gallery
    } else if page.is_letter() {
        Form::Letter
    } else if page.is_round_up() {
        Form::RoundUp
    } else if page.is_statement() {
        Form::Statement
    } else {
        Form::Article
    }
}

impl Page<'_> {
    fn is_titled(&self, form: Form) -> bool {
        self.titled.contains(&form)
    }

    fn facts(&self, fact: impl Fn(&Facts) -> bool) -> bool {
        self.input.facts.is_some_and(fact)
    }

    /// An error, consent or login page says so in its title and holds little else; or it holds hardly anything but that.
    fn is_error(&self) -> bool {
        if self.words >= MANY {
            return false;
        }
        let titled = self.is_titled(Form::ErrorPage);
        let article = self.facts(|facts| facts.article);
        if titled && (self.words < HARDLY * 2 || !article && (self.input.facts.is_some() || self.words < FEW)) {
            return true;
        }
        if self.facts(|facts| facts.challenge) && self.words < HARDLY * 2 && !article {
            return true;
        }
        if self.words >= 80 {
            return false;
        }
        let mut page = format!("{}\n{}", self.title, self.body.join("\n"));
        let captions = self.input.paragraphs.iter().any(|p| p.kind == ParagraphKind::Caption);
        if self.input.facts.is_none_or(|facts| self.words < HARDLY && !facts.article && facts.pictures < 3 && !captions) {
            let left_out: Vec<&str> = self.input.dropped.iter().take(60).map(|dropped| dropped.text.as_str()).collect();
            page.push('\n');
            page.push_str(cut(&left_out.join("\n"), 4000));
        }
        (!article || self.words < HARDLY * 2) && self.rules.forms.find(Part::Page, &page).contains(&Form::ErrorPage)
    }

    /// A stub is short, and words or markup hold the rest back: in its own last lines, or beside a text that breaks off or is
    /// said to be longer.
    fn is_stub(&self) -> bool {
        if self.words >= MANY {
            return false;
        }
        let gate = |words: &str| words.len() < 2000 && self.rules.forms.find(Part::Gate, words).contains(&Form::Stub);
        let tail: Vec<&str> = self.body.iter().rev().take(3).copied().collect();
        let Some(facts) = self.input.facts else {
            if self.words >= FEW {
                return false;
            }
            let left_out: Vec<&str> = self.input.dropped.iter().take(60).map(|dropped| dropped.text.as_str()).collect();
            let page = format!("{}\n{}\n{}", self.title, self.body.join("\n"), cut(&left_out.join("\n"), 4000));
            return self.rules.forms.find(Part::Page, &page).contains(&Form::Stub) || tail.iter().any(|words| gate(words));
        };
        let in_body = tail.iter().any(|words| gate(words));
        if in_body && self.words < FEW + 60 {
            return true;
        }
        let left_out = || {
            let own = self.input.dropped.iter().filter(|dropped| !matches!(dropped.reason, DropReason::Comments | DropReason::Related));
            own.flat_map(|dropped| dropped.text.split('\n')).take(400).any(gate)
        };
        let longer = facts.stated_words.is_some_and(|stated| stated > self.words * 2 + 100);
        let breaks = self.breaks_off();
        let held = facts.locked || facts.gates > 0;
        if longer && (facts.locked || facts.gates > 0 && breaks) || in_body && (breaks || held) {
            return true;
        }
        if self.words < FEW + 60 && (breaks || held) && left_out() {
            // Short news are short: what is free to read and ends in a sentence is whole.
            return breaks || facts.locked || longer || self.words < FEW / 2;
        }
        self.words < FEW + 60 && facts.locked && facts.gates > 0 && breaks || self.words < FEW / 2 && self.words > 0 && left_out()
    }

    /// Whether the last paragraph ends in the middle of a sentence.
    fn breaks_off(&self) -> bool {
        let Some(last) = self.body.last().map(|words| words.trim_end()) else { return false };
        let marked = ["…", "...", "[…]", "[...]", "(…)", "(...)", "……"].iter().any(|mark| last.ends_with(mark));
        marked || last.chars().count() > 60 && last.ends_with(char::is_alphanumeric)
    }

    fn is_live(&self) -> bool {
        let clocks = self.body.iter().filter(|words| self.rules.patterns.clock.is_match(words)).count();
        let titled = self.is_titled(Form::LiveBlog);
        let entries = self.facts(|facts| facts.entries >= 3);
        self.facts(|facts| facts.live)
            || entries && (clocks >= 2 || titled || self.facts(|facts| facts.times >= 3))
            || titled && (clocks > 0 || self.body.len() > 8)
            || clocks >= 3 && clocks * 4 >= self.body.len()
    }

    /// A gallery's pictures outweigh its running text.
    fn is_gallery(&self) -> bool {
        let captions = self.input.paragraphs.iter().filter(|p| p.kind == ParagraphKind::Caption);
        let (captions, in_captions) = captions.fold((0, 0), |(n, w), p| (n + 1, w + count(p.span.of(self.input.text))));
        if captions >= 5 && in_captions > self.words * 2 || captions >= 8 && in_captions > self.words {
            return true;
        }
        let titled = self.is_titled(Form::Gallery);
        let Some(facts) = self.input.facts else { return titled };
        let pictures = facts.pictures.max(captions);
        // Captions that were left out for want of running text beside them.
        if facts.captions >= 5 && pictures >= 5 && self.words < facts.captions * 6 {
            return true;
        }
        if titled && pictures >= 3 && self.words < pictures * 60 + 150 {
            return true;
        }
        if (facts.gallery || facts.slides >= 4) && pictures.max(facts.slides.min(40)) >= 4 && self.words < captions.max(4) * 12 + 60 {
            return facts.gallery || pictures >= 4 && self.words < FEW;
        }
        let weak = || self.rules.forms.find(Part::Weak, self.title).contains(&Form::Gallery);
        pictures >= 4 && self.words < FEW + 30 && weak()
    }

    fn is_letter(&self) -> bool {
        self.is_titled(Form::Letter) || self.opens_as(Form::Letter)
    }

    fn is_round_up(&self) -> bool {
        let datelines = self.body.iter().filter(|words| dateline::at_start(words, self.rules).is_some()).count();
        self.is_titled(Form::RoundUp) && self.body.len() >= 3 || datelines >= 3 && datelines * 3 >= self.body.len()
    }

    fn is_statement(&self) -> bool {
        self.is_titled(Form::Statement)
            || self.opens_as(Form::Statement)
            || self.input.outlet.is_some_and(|outlet| self.rules.forms.find(Part::Outlet, outlet).contains(&Form::Statement))
            || self.input.url.is_some_and(|url| self.rules.forms.find(Part::Address, url).contains(&Form::Statement))
    }

    /// Whether one of the first short paragraphs is a cue.
    fn opens_as(&self, form: Form) -> bool {
        let short = |p: &&Paragraph| p.kind != ParagraphKind::Title && p.span.len() < 160;
        let first = self.input.paragraphs.iter().take(6).filter(short);
        first.map(|p| p.span.of(self.input.text)).any(|words| self.rules.forms.find(Part::Opening, words).contains(&form))
    }
}

/// Words of a text; scripts without spaces count two characters as a word.
fn count(words: &str) -> usize {
    if words.is_ascii() {
        return words.split_ascii_whitespace().count();
    }
    let dense =
        words.chars().filter(|c| matches!(u32::from(*c), 0x0E00..=0x0EFF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF)).count();
    words.split_whitespace().count() + dense / 2
}

fn cut(words: &str, limit: usize) -> &str {
    let mut end = words.len().min(limit);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    &words[..end]
}

#[cfg(test)]
mod tests;
