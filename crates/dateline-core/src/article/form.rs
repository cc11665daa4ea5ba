//! What kind of page a report stands on, by the cues of `data/rules/article_form.tsv` and by its shape.

use super::dateline;
use super::rules::{FormPart, Rules};
use crate::report::{Form, Paragraph, ParagraphKind};

/// Words of a body below which cues for error pages and stubs count.
const FEW_WORDS: usize = 120;

/// The form of a report with these paragraphs.
pub(super) fn of(text: &str, paragraphs: &[Paragraph], dropped: &str, outlet: Option<&str>, rules: &Rules) -> Form {
    let title = paragraphs.iter().find(|p| p.kind == ParagraphKind::Title).map_or("", |p| p.span.of(text));
    let body: Vec<&str> = paragraphs.iter().filter(|p| p.kind.is_body()).map(|p| p.span.of(text)).collect();
    let words: usize = body.iter().map(|words| words.split_whitespace().count()).sum();
    let few = words < FEW_WORDS;
    let page = if few { format!("{title}\n{}\n{}", body.join("\n"), cut(dropped, 4000)) } else { String::new() };
    let openings = openings(text, paragraphs);
    let cue = |form: Form| {
        rules.forms.iter().filter(|(f, _, _)| *f == form).any(|(_, part, pattern)| match part {
            FormPart::Title => pattern.is_match(title),
            FormPart::Page => few && pattern.is_match(&page),
            FormPart::Opening => openings.iter().any(|words| pattern.is_match(words)),
            FormPart::Outlet => outlet.is_some_and(|outlet| pattern.is_match(outlet)),
        })
    };
    if cue(Form::ErrorPage) && words < 80 {
        return Form::ErrorPage;
    }
    if cue(Form::Stub) {
        return Form::Stub;
    }
    let clocks = body.iter().filter(|words| rules.patterns.clock.is_match(words)).count();
    if cue(Form::LiveBlog) && (clocks > 0 || body.len() > 8) || clocks >= 3 && clocks * 4 >= body.len() {
        return Form::LiveBlog;
    }
    let captions = paragraphs.iter().filter(|p| p.kind == ParagraphKind::Caption);
    let (count, in_captions) = captions.fold((0, 0), |(n, w), p| (n + 1, w + p.span.of(text).split_whitespace().count()));
    if cue(Form::Gallery) || count >= 5 && in_captions > words * 2 {
        return Form::Gallery;
    }
    if cue(Form::Letter) {
        return Form::Letter;
    }
    let datelines = body.iter().filter(|words| dateline::at_start(words, rules).is_some()).count();
    if cue(Form::RoundUp) && body.len() >= 3 || datelines >= 3 && datelines * 3 >= body.len() {
        return Form::RoundUp;
    }
    if cue(Form::Statement) { Form::Statement } else { Form::Article }
}

/// The first and last short paragraphs.
fn openings<'t>(text: &'t str, paragraphs: &[Paragraph]) -> Vec<&'t str> {
    let short = |p: &&Paragraph| p.kind != ParagraphKind::Title && p.span.len() < 160;
    let first = paragraphs.iter().take(6).filter(short);
    first.map(|p| p.span.of(text)).collect()
}

fn cut(words: &str, limit: usize) -> &str {
    let mut end = words.len().min(limit);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    &words[..end]
}
