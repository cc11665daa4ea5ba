//! Who wrote the page: what the markup states, what visible elements mark, what bylines say.

use crate::article::html::{Block, Metadata};
use crate::article::rules::Rules;
use crate::article::{credit, lines};
use crate::report::Report;

/// Names as the page's markup and its marked elements write them.
pub(in crate::article) struct Written {
    stated: Vec<String>,
    visible: Vec<String>,
}

/// The names that the markup states and those that visible elements mark; `near` are the blocks about the headline.
pub(in crate::article) fn written(metadata: &Metadata, near: &[&Block], rules: &Rules) -> Written {
    let stated = authors(&metadata.authors, rules);
    let mut visible = authors(&metadata.visible_authors, rules);
    if visible.is_empty() {
        let marked: Vec<String> = near
            .iter()
            .filter(|block| block.context.byline && block.words.chars().count() <= 80)
            .map(|block| block.words.replace('\n', ", "))
            .collect();
        visible = authors(&marked, rules);
    }
    visible.retain(|name| credit::is_person(name, rules));
    Written { stated, visible }
}

/// Chooses between them and the names in the report's bylines, which `report` holds: what the markup states wins over
/// bylines, unless it only repeats the outlet.
pub(in crate::article) fn choose(written: Written, report: &mut Report) {
    let Written { mut stated, visible } = written;
    let outlet = report.outlet.as_deref().map(lines::folded).unwrap_or_default();
    let in_byline = std::mem::take(&mut report.authors);
    let is_outlet = |name: &String| {
        let name = lines::folded(name);
        !outlet.is_empty() && (outlet.contains(&name) || name.contains(&outlet))
    };
    let named = |names: &[String]| names.iter().any(|name| !is_outlet(name));
    report.authors = if named(&stated) {
        if stated.len() > 1 {
            stated.retain(|name| !is_outlet(name));
        }
        stated
    } else if named(&visible) {
        visible
    } else if named(&in_byline) {
        in_byline
    } else {
        stated
    };
}

fn authors(stated: &[String], rules: &Rules) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for stated in stated {
        let stated = stated.trim();
        let stated = ["By ", "by ", "Von ", "Por ", "Par ", "BY "].iter().find_map(|word| stated.strip_prefix(word)).unwrap_or(stated);
        for name in credit::split_names(stated, rules) {
            let junk = rules.is_word("nobody", &name)
                || name.contains("://")
                || name.contains('@') && !name.contains(' ')
                || name.chars().count() > 80;
            if !junk && !out.iter().any(|known| lines::folded(known) == lines::folded(&name)) {
                out.push(name);
            }
        }
    }
    out
}
