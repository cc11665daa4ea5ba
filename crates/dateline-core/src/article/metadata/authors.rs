//! Who wrote the page: what the markup states, what elements about the headline mark, what bylines say. Each is a list of
//! names; the list is chosen that comes from the surest place, holds persons' names and is confirmed by others.

use super::names::{Looks, Name, names, opened};
use super::{Page, Zone};
use crate::article::html::{Marked, Plainness};
use crate::article::lines::folded;
use crate::article::rules::Rules;
use crate::article::{address, html};
use crate::report::Report;
use crate::stated::{Source, StatedField, push};

/// Names that one place states together.
#[derive(Debug, Clone)]
struct List {
    from: Source,
    /// How far this place is trusted.
    trust: i32,
    /// Whether a reader sees the names.
    seen: bool,
    names: Vec<Name>,
    /// The words they were read out of.
    words: String,
}

/// The lists of a page, in no order of trust.
pub(in crate::article) struct Written(Vec<List>);

/// Longest byline without markup, in characters.
const LONGEST: usize = 220;

/// Reads the lists: markup, marked elements, lines that open as bylines do.
pub(in crate::article) fn written(page: &Page<'_>, rules: &Rules) -> Written {
    let mut lists = fields(page, rules);
    lists.extend(marked(page, rules));
    lists.extend(lines(page, rules));
    Written(lists)
}

/// Chooses among them and the names in the report's bylines, which `report` holds, and lists what the page states.
pub(in crate::article) fn choose(written: Written, rules: &Rules, report: &mut Report) {
    let Written(mut lists) = written;
    let in_byline = std::mem::take(&mut report.authors);
    if !in_byline.is_empty() {
        let names = names(&in_byline.join("\n"), rules);
        lists.push(List { from: Source::Visible, trust: 7, seen: true, names, words: in_byline.join(", ") });
    }
    lists.retain(|list| !list.names.is_empty());
    for list in &lists {
        list.names.iter().for_each(|name| push(&mut report.stated, StatedField::Author, list.from, &name.words, &list.words));
    }
    let outlet = Outlet::of(report);
    let scores: Vec<i32> = lists.iter().map(|list| score(list, &lists, &outlet)).collect();
    let best = (0..lists.len()).rev().max_by_key(|at| scores[*at]);
    let Some(best) = best else { return };
    let mut chosen = lists[best].names.clone();
    // A byline that names those and others is the whole of it.
    let repeats = |name: &Name| chosen.iter().any(|known| known != name && folded(&name.words).contains(&folded(&known.words)));
    let holds = |list: &List| {
        chosen.iter().all(|name| has(&list.names, name))
            && list
                .names
                .iter()
                .all(|name| name.looks == Looks::Person && !outlet.is(&name.words) && (has(&chosen, name) || !repeats(name)))
    };
    if let Some(more) = lists
        .iter()
        .filter(|list| list.seen && list.trust >= 6 && list.names.len() > chosen.len() && list.names.len() <= 8)
        .find(|list| holds(list))
    {
        chosen.clone_from(&more.names);
    }
    // Beside persons an outlet is where they write, and an agency whose words they use, unless the markup lists it by itself.
    let persons = chosen.iter().any(|name| !outlet.is(&name.words) && name.looks == Looks::Person);
    let own_place = lists[best].from == Source::JsonLd;
    if persons {
        chosen
            .retain(|name| if own_place { !outlet.is(&name.words) } else { !outlet.is_beside(&name.words) && name.looks > Looks::Agency });
    } else if chosen.first().is_some_and(|name| outlet.is(&name.words)) {
        // "Morning Post, Berlin": what follows the outlet's name is no author either.
        chosen.truncate(1);
    } else if chosen.iter().any(|name| !outlet.is(&name.words)) {
        chosen.retain(|name| !outlet.is(&name.words));
    }
    report.authors = chosen.into_iter().map(|name| name.words).collect();
}

fn has(names: &[Name], name: &Name) -> bool {
    names.iter().any(|other| folded(&other.words) == folded(&name.words))
}

/// How much speaks for a list: its place, what its names look like, which lists of the other kind share a name with it.
fn score(list: &List, all: &[List], outlet: &Outlet) -> i32 {
    let best = list.names.iter().filter(|name| !outlet.is(&name.words)).map(|name| name.looks).max();
    let looks = match best {
        None => -12,
        Some(Looks::Handle) => -6,
        Some(Looks::Agency) => -3,
        Some(Looks::Words) => 0,
        Some(Looks::Person) => 4,
    };
    let shares =
        |other: &&List| other.seen != list.seen && list.names.iter().any(|name| !outlet.is(&name.words) && has(&other.names, name));
    list.trust + looks + if all.iter().any(|other| shares(&other)) { 4 } else { 0 }
}

/// Names that are the outlet's own.
struct Outlet {
    names: Vec<String>,
    host: String,
    labels: Vec<String>,
}

impl Outlet {
    fn of(report: &Report) -> Self {
        let stated = report.stated.iter().filter(|s| s.field == StatedField::Outlet && s.from != Source::Address).map(|s| s.value.as_str());
        let names = report.outlet.as_deref().into_iter().chain(stated).map(folded).filter(|name| name.len() > 1).collect();
        let host = report.url.as_deref().and_then(address::host).unwrap_or("").to_lowercase();
        let labels = host.split('.').filter(|label| label.len() >= 3 && *label != "www").map(str::to_owned).collect();
        Self { names, host: folded(&host), labels }
    }

    fn is(&self, name: &str) -> bool {
        let name = folded(name);
        self.names.iter().any(|outlet| *outlet == name || name.len() >= 4 && outlet.contains(&name))
            || name.len() >= 4 && self.host.contains(&name)
    }
}

impl Outlet {
    /// Whether a name that stands beside a person's is the outlet's or a part of it: "MDR Nord" on mdr.example.
    fn is_beside(&self, name: &str) -> bool {
        let first = name.split_whitespace().next().map(folded).unwrap_or_default();
        self.is(name) || self.labels.contains(&first)
    }
}

/// What the fields of the markup state, a list for each kind of markup.
fn fields(page: &Page<'_>, rules: &Rules) -> Vec<List> {
    let mut out: Vec<List> = Vec::new();
    for value in page.metadata.of(StatedField::Author) {
        let mut found = names(&value.words, rules);
        if value.organisation {
            found.iter_mut().for_each(|name| name.looks = name.looks.min(Looks::Agency));
        }
        match out.iter_mut().find(|list| list.from == value.from) {
            Some(list) => {
                list.words.push_str("; ");
                list.words.push_str(&value.words);
                for name in found {
                    if !has(&list.names, &name) {
                        list.names.push(name);
                    }
                }
            }
            None => {
                let trust = if value.from == Source::JsonLd { 10 } else { 9 };
                out.push(List { from: value.from, trust, seen: false, names: found, words: value.words.clone() });
            }
        }
    }
    out
}

/// Names in elements that mark them: about the headline, else in the text and below it.
fn marked(page: &Page<'_>, rules: &Rules) -> Vec<List> {
    let all: Vec<(&Marked, usize, Zone)> = page
        .metadata
        .marked
        .iter()
        .filter(|marked| marked.field == StatedField::Author)
        .map(|marked| {
            let at = page.block_of(marked.node, marked.end);
            (marked, at, page.zone(at))
        })
        .filter(|(_, at, zone)| *zone != Zone::Away || !page.is_foreign(*at))
        .collect();
    let mut out = Vec::new();
    for (zone, plainness, trust) in [
        (Zone::Head, Plainness::Property, 9),
        (Zone::Head, Plainness::Class, 8),
        (Zone::Head, Plainness::Link, 5),
        (Zone::Text, Plainness::Property, 6),
        (Zone::Text, Plainness::Class, 4),
    ] {
        let of: Vec<(&Marked, usize)> =
            all.iter().filter(|(marked, _, z)| marked.plainness == plainness && *z == zone).map(|(marked, at, _)| (*marked, *at)).collect();
        out.extend(group(&of, trust, page, rules));
    }
    // Far from headline and text only where all that is marked there names one person.
    let away: Vec<&Marked> = all.iter().filter(|(m, _, z)| *z == Zone::Away && m.plainness >= Plainness::Class).map(|(m, ..)| *m).collect();
    let mut named: Vec<(Name, &Marked)> = Vec::new();
    for marked in away {
        for name in plausible(marked, page, rules).into_iter().filter(|name| name.looks == Looks::Person) {
            if !named.iter().any(|(known, _)| folded(&known.words) == folded(&name.words)) {
                named.push((name, marked));
            }
        }
    }
    if let [(name, marked)] = named.as_slice() {
        out.push(List { from: marked.from, trust: 2, seen: true, names: vec![name.clone()], words: marked.words.clone() });
    }
    out
}

/// The first element that gives names, and its neighbours.
fn group(of: &[(&Marked, usize)], trust: i32, page: &Page<'_>, rules: &Rules) -> Option<List> {
    let read: Vec<Vec<Name>> = of.iter().map(|(marked, _)| plausible(marked, page, rules)).collect();
    let mut list: Option<(List, usize)> = None;
    let mut skip = 0;
    for (n, (marked, at)) in of.iter().enumerate() {
        if marked.node < skip || read[n].is_empty() {
            continue;
        }
        // Elements inside that mark the names one by one say it better, unless the outer one holds more of them.
        let inside: Vec<usize> = (n + 1..of.len()).take_while(|m| of[*m].0.node < marked.end).filter(|m| !read[*m].is_empty()).collect();
        let persons = |names: &[Name]| names.iter().filter(|name| name.looks == Looks::Person).count();
        let within: usize = inside.iter().map(|m| persons(&read[*m])).sum();
        if !inside.is_empty() && persons(&read[n]) <= within {
            continue;
        }
        skip = marked.end;
        match &mut list {
            None => {
                list = Some((List { from: marked.from, trust, seen: true, names: read[n].clone(), words: marked.words.clone() }, *at));
            }
            Some((list, last)) if at.saturating_sub(*last) <= 2 && list.names.len() < 8 => {
                let fresh: Vec<Name> =
                    read[n].iter().filter(|name| name.looks == Looks::Person && !has(&list.names, name)).cloned().collect();
                if !fresh.is_empty() {
                    list.words.push_str("; ");
                    list.words.push_str(&marked.words);
                    list.names.extend(fresh);
                }
                *last = *at;
            }
            Some(_) => break,
        }
    }
    list.map(|(list, _)| list)
}

/// Names in an element; what only a class marks must look like names, or open as a byline does.
fn plausible(marked: &Marked, page: &Page<'_>, rules: &Rules) -> Vec<Name> {
    let mut found = names(&marked.words, rules);
    let first = marked.words.lines().next().unwrap_or("");
    let opens = opened(first, &rules.metadata).len() < first.len();
    // In scripts without spaces any word looks like a name: a row of them is a list of something else.
    let spaceless = found.iter().filter(|name| name.looks == Looks::Person && !name.words.contains(' ')).count();
    if marked.plainness != Plainness::Property && spaceless > 3 && !opens {
        found.clear();
    }
    let title = page.title.and_then(|at| page.blocks.get(at)).map(|block| folded(&block.words)).unwrap_or_default();
    let count = |words: &str| words.split_whitespace().count();
    // Where names are less than half of the words, they are spoken of.
    let dense = found.iter().map(|name| count(&name.words)).sum::<usize>() * 2 >= count(&marked.words);
    found.retain(|name| {
        let short = name.words.chars().count() <= 40 && name.words.split_whitespace().count() <= 4;
        let fits = match marked.plainness {
            Plainness::Property => true,
            Plainness::Class => name.looks == Looks::Person || short && (opens || found_alone(marked, name)),
            Plainness::Link => name.looks == Looks::Person || short && name.looks == Looks::Words && found_alone(marked, name),
        };
        let upper = name.words.starts_with(|c: char| !c.is_lowercase());
        fits && (opens || marked.plainness == Plainness::Property || upper && dense)
            && folded(&name.words) != title
            && rules.drop_reason(&name.words).is_none()
    });
    found
}

/// Whether an element holds the name and nothing else.
fn found_alone(marked: &Marked, name: &Name) -> bool {
    folded(&marked.words) == folded(&name.words)
}

/// Lines about the headline, and below the text, that open as bylines do.
fn lines(page: &Page<'_>, rules: &Rules) -> Vec<List> {
    let from = page.title.unwrap_or(page.first.saturating_sub(4));
    let below = page.last.saturating_sub(3)..page.last + 4;
    let mut out = Vec::new();
    for (at, block) in page.blocks.iter().enumerate().skip(from.saturating_sub(3)).take_while(|(at, _)| *at < below.end) {
        let zone = page.zone(at);
        if Some(at) == page.title || zone == Zone::Away || zone != Zone::Head && !below.contains(&at) {
            continue;
        }
        if block.words.chars().count() > LONGEST || block.context.caption {
            continue;
        }
        let cued = |part: &str| opened(part, &rules.metadata).len() < part.trim().len();
        if !block.words.split(['\n', '|', '•', '·', '—']).any(cued) {
            out.extend(uncued(page, at, zone, rules));
            continue;
        }
        // Again from the page's elements, which divide what the block's words join.
        let end = page.blocks.get(at + 1).map_or(page.tree.nodes.len(), |next| next.at as usize);
        let words = html::visible_words(page.tree, block.at as usize..end.min(block.at as usize + 80), &rules.metadata);
        let mut parts = words.split(['\n', '|', '•', '·', '—']).map(str::trim).filter(|part| !part.is_empty()).peekable();
        let mut found: Vec<Name> = Vec::new();
        while let Some(part) = parts.next() {
            let rest = opened(part, &rules.metadata);
            let rest = if rest.is_empty() && !part.is_empty() {
                parts.next().unwrap_or("")
            } else if rest.len() < part.len() {
                rest
            } else {
                continue;
            };
            found.extend(names(rest, rules).into_iter().filter(|name| name.looks == Looks::Person));
        }
        if !found.is_empty() && found.len() <= 6 {
            let trust = if zone == Zone::Head && at >= from { 7 } else { 3 };
            out.push(List { from: Source::Visible, trust, seen: true, names: found, words: block.words.clone() });
        }
        if out.len() >= 4 {
            break;
        }
    }
    out
}

/// Names in a line that does not open as bylines do: `A comment by Ann Odd` about the headline; under the last words of the
/// text a line set off from them that is a person's name.
fn uncued(page: &Page<'_>, at: usize, zone: Zone, rules: &Rules) -> Option<List> {
    let block = page.blocks.get(at)?;
    let words = block.words.as_str();
    let list = |trust, names: Vec<Name>| {
        let persons = !names.is_empty() && names.iter().all(|name| name.looks == Looks::Person);
        persons.then(|| List { from: Source::Visible, trust, seen: true, names, words: words.to_owned() })
    };
    if words.chars().count() > 80 || block.context.heading > 0 || rules.drop_reason(words).is_some() {
        return None;
    }
    if zone == Zone::Head {
        let mut start = 0;
        for (n, word) in words.split_inclusive(char::is_whitespace).enumerate() {
            let after = start + word.len();
            if (1..=4).contains(&n) && rules.metadata.is("inner_by", word.trim()) {
                let before = words[..start].to_lowercase();
                let of_picture = before.split_whitespace().any(|word| rules.metadata.is("photo", word.trim_end_matches(':')));
                return if of_picture { None } else { list(4, names(&words[after..], rules)) };
            }
            start = after;
        }
        return None;
    }
    let parent = page.tree.nodes.get(block.at as usize).map_or(0, |node| node.parent as usize);
    let set_off = matches!(page.tree.tag(parent), "b" | "i" | "em" | "strong" | "address" | "cite");
    let under =
        set_off && (page.last.saturating_sub(1)..=page.last).contains(&at) && words.split_whitespace().count() <= 3 && block.linked == 0;
    if under {
        list(2, names(words, rules)).filter(|list| list.names.len() == 1 && folded(&list.names[0].words) == folded(words))
    } else {
        None
    }
}
