//! Which reports share words, among any number of them: an index of sampled grams that grows as reports arrive.
//!
//! A gram is sampled by its hash (modulo sampling, Manber 1994), so that two reports sample the same ones. Shared 5-grams lead to
//! copies and excerpts, shared rare 3-grams to rewrites in which no five words were left together. Pages that say the very same are
//! one page of the index. Grams on many pages of one outlet are chrome, and no words of anybody.
//!
//! What is found depends on the reports held, never on the order in which they came: after each batch everything is anew that a new
//! report, or a change of what counts as chrome, can have touched, and nothing else.

use super::align::{Anchors, PASSAGE, Passage, Sentences, Side};
use super::postings::Postings;
use super::words::{GRAM, Print};
use crate::sha::Sha;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// One 5-gram in so many is kept.
const SAMPLE: u32 = 4;
/// One 3-gram in so many is kept.
const SAMPLE_RARE: u32 = 3;
/// Words of a gram that leads to rewrites.
const RARE: usize = 3;
/// A 3-gram on more pages than this is a phrase of the language, not of a story.
const RARE_PAGES: usize = 16;
/// A 5-gram on more pages than this is looked up among its first and nearest holders only.
const FREQUENT: usize = 24;
/// First holders of a frequent gram.
const FIRST: usize = 12;
/// Holders just before a page, of a frequent gram.
const NEAREST: usize = 4;
/// Sampled 5-grams that two pages must share to be compared word by word.
const SHARED: u32 = 2;
/// The same with those that are on many pages.
const SHARED_FREQUENT: u32 = 4;
/// Sampled rare 3-grams that they must share otherwise.
const SHARED_RARE: u32 = 3;
/// Earlier pages that one is compared with, those that share most.
const COMPARED: usize = 40;
/// An outlet's gram on at least this share of its pages is chrome.
const CHROME: f64 = 0.34;
/// And on at least so many.
const CHROME_PAGES: usize = 4;
/// Words between two sampled grams of chrome that are chrome, too.
const CHROME_GAP: u32 = 14;
/// Passages that cover this share of a page leave nothing to look for in other words.
const COVERED: f64 = 0.5;

/// A report as it is put into the index.
#[derive(Debug, Clone)]
pub struct Page {
    /// The report.
    pub id: Sha,
    /// When it was published, in seconds; a report without a date has `i64::MAX`.
    pub published: i64,
    /// The comparable name of its outlet; empty where not known.
    pub outlet: String,
    /// Pages of one address are editions: equal for them.
    pub address: Option<u64>,
    /// Its words.
    pub print: Print,
}

/// What a later report shares with an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Number of the later report, in the order of arrival.
    pub from: u32,
    /// Number of the earlier report.
    pub to: u32,
    /// Passages with the same words.
    pub passages: Vec<Passage>,
    /// Sentences in other words, where the passages cover little.
    pub rewritten: Vec<Passage>,
}

/// A page of the index: all reports that say the very same.
#[derive(Debug)]
struct Text {
    print: Print,
    /// Reports, by their order in time.
    reports: Vec<u32>,
    /// Ranges of words that are chrome.
    masked: Vec<Range<u32>>,
}

/// What a text shares with an earlier one.
#[derive(Debug)]
struct Beside {
    text: u32,
    passages: Vec<Passage>,
    rewritten: Vec<Passage>,
}

/// Sampled grams that two texts share.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    shared: u32,
    /// Of those on many pages, which may be a story that went round or a phrase of the language.
    frequent: u32,
    rare: u32,
}

impl Counted {
    fn is_enough(self) -> bool {
        self.shared >= SHARED || self.shared + self.frequent >= SHARED_FREQUENT || self.rare >= SHARED_RARE
    }
}

/// The index.
#[derive(Debug, Default)]
pub struct Index {
    pages: Vec<PageFacts>,
    by_id: FxHashMap<Sha, u32>,
    texts: Vec<Text>,
    by_print: FxHashMap<u64, Vec<u32>>,
    outlets: FxHashMap<String, u32>,
    grams: Postings,
    rare: Postings,
    chrome: FxHashSet<u32>,
    /// What the first report of each text shares with earlier texts, by number of the text.
    found: Vec<Vec<Beside>>,
    /// The place in time of each text among all.
    place: Vec<u32>,
    /// Pairs compared since the index was made.
    pub compared: u64,
}

/// A page without its words.
#[derive(Debug)]
struct PageFacts {
    id: Sha,
    published: i64,
    /// Number of its outlet; 0 for none.
    outlet: u32,
    address: Option<u64>,
    text: u32,
}

impl Index {
    /// Number of reports.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// Puts reports into the index and looks for what they share; a report that is in it already is left out.
    pub fn insert(&mut self, pages: impl IntoIterator<Item = Page>) {
        let (mut fresh, mut moved) = (Vec::new(), FxHashSet::default());
        for page in pages {
            if self.by_id.contains_key(&page.id) {
                continue;
            }
            let number = self.pages.len() as u32;
            self.by_id.insert(page.id, number);
            let outlets = self.outlets.len() as u32 + 1;
            let outlet = if page.outlet.is_empty() { 0 } else { *self.outlets.entry(page.outlet).or_insert(outlets) };
            let (text, new) = self.text_of(page.print);
            self.pages.push(PageFacts { id: page.id, published: page.published, outlet, address: page.address, text });
            let first = self.texts[text as usize].reports.first().copied();
            let mut reports = std::mem::take(&mut self.texts[text as usize].reports);
            let at = reports.partition_point(|other| self.rank(*other) < self.rank(number));
            reports.insert(at, number);
            self.texts[text as usize].reports = reports;
            if new {
                fresh.push(text);
            } else if self.texts[text as usize].reports.first().copied() != first {
                moved.insert(text);
            }
        }
        let mut touched = moved;
        for text in &fresh {
            touched.insert(*text);
        }
        self.add_postings(&fresh);
        self.order();
        self.settle(touched);
    }

    /// The text with these words: its number, and whether it is new.
    fn text_of(&mut self, print: Print) -> (u32, bool) {
        let same = self.by_print.entry(print.whole()).or_default();
        if let Some(known) = same.iter().find(|at| self.texts[**at as usize].print == print) {
            return (*known, false);
        }
        let number = self.texts.len() as u32;
        same.push(number);
        self.texts.push(Text { print, reports: Vec::new(), masked: Vec::new() });
        self.found.push(Vec::new());
        (number, true)
    }

    /// The place of a report in time: reports without a date last, of equal ones by id.
    fn rank(&self, report: u32) -> (i64, Sha) {
        let page = &self.pages[report as usize];
        (page.published, page.id)
    }

    /// Orders the texts by their first report.
    fn order(&mut self) {
        let mut texts: Vec<u32> = (0..self.texts.len() as u32).collect();
        texts.sort_by_cached_key(|text| self.rank(self.texts[*text as usize].reports[0]));
        self.place.resize(texts.len(), 0);
        for (place, text) in texts.into_iter().enumerate() {
            self.place[text as usize] = place as u32;
        }
    }

    fn rank_of_text(&self, text: u32) -> u32 {
        self.place[text as usize]
    }

    fn add_postings(&mut self, fresh: &[u32]) {
        let (mut grams, mut rare) = (Vec::new(), Vec::new());
        for text in fresh {
            let print = &self.texts[*text as usize].print;
            grams.extend(sampled(print).map(|(_, hash)| (hash, *text)));
            rare.extend(sampled_rare(print).map(|(_, hash)| (hash, *text)));
        }
        self.grams.merge(grams);
        self.rare.merge(rare);
    }

    /// Finds anew what texts share that a batch has touched.
    fn settle(&mut self, mut touched: FxHashSet<u32>) {
        let chrome = self.chrome_grams();
        let changed: FxHashSet<u32> = chrome.symmetric_difference(&self.chrome).copied().collect();
        self.chrome = chrome;
        let mut masked: FxHashSet<u32> = touched.clone();
        for hash in &changed {
            masked.extend(self.grams.group(*hash).iter().map(|(_, text)| *text));
        }
        for text in &masked {
            let ranges = self.mask(*text);
            self.texts[*text as usize].masked = ranges;
        }
        touched.extend(masked);
        // Texts beside one that was touched: their counts of shared grams, and their neighbours in time, may have changed.
        let mut around: FxHashSet<u32> = touched.clone();
        let (mut seen, mut seen_rare) = (FxHashSet::default(), FxHashSet::default());
        for text in &touched {
            if around.len() == self.texts.len() {
                break;
            }
            let print = &self.texts[*text as usize].print;
            for (_, hash) in sampled(print).filter(|(_, hash)| seen.insert(*hash)) {
                around.extend(self.grams.group(hash).iter().map(|(_, text)| *text));
            }
            for (_, hash) in sampled_rare(print).filter(|(_, hash)| seen_rare.insert(*hash)) {
                let holders = self.rare.group(hash);
                // One that has just become a phrase of the language led somewhere before.
                if holders.len() <= RARE_PAGES + touched.len() {
                    around.extend(holders.iter().map(|(_, text)| *text));
                }
            }
        }
        // Holders of frequent grams by their place in time: sorted when first asked for.
        let mut sorted: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let mut around: Vec<u32> = around.into_iter().collect();
        around.sort_unstable();
        for text in around {
            let earlier = self.candidates(text, &mut sorted);
            let found = self.compare(text, &earlier);
            self.compared += earlier.len() as u64;
            self.found[text as usize] = found;
        }
    }

    /// Grams that an outlet prints on many of its pages. Editions of one address count once.
    fn chrome_grams(&self) -> FxHashSet<u32> {
        let mut pages: FxHashMap<u32, FxHashSet<u64>> = FxHashMap::default();
        let key = |report: u32| self.pages[report as usize].address.unwrap_or(u64::from(report) | 1 << 63);
        for (number, page) in self.pages.iter().enumerate().filter(|(_, page)| page.outlet > 0) {
            pages.entry(page.outlet).or_default().insert(key(number as u32));
        }
        let mut out = FxHashSet::default();
        let mut seen: Vec<(u32, u64)> = Vec::new();
        for holders in self.grams.groups() {
            // Copies of one text in one outlet are no chrome of it: they count once.
            if holders.len() < CHROME_PAGES {
                continue;
            }
            seen.clear();
            for (_, text) in holders {
                let reports = &self.texts[*text as usize].reports;
                if let [only] = reports.as_slice() {
                    let outlet = self.pages[*only as usize].outlet;
                    seen.extend((outlet > 0).then(|| (outlet, key(*only))));
                    continue;
                }
                let mut outlets: Vec<(u32, u64)> = reports
                    .iter()
                    .take(FIRST)
                    .filter(|report| self.pages[**report as usize].outlet > 0)
                    .map(|report| (self.pages[*report as usize].outlet, key(*report)))
                    .collect();
                outlets.sort_unstable();
                outlets.dedup_by_key(|(outlet, _)| *outlet);
                seen.extend(outlets);
            }
            seen.sort_unstable();
            seen.dedup();
            let many = seen
                .chunk_by(|a, b| a.0 == b.0)
                .any(|of| of.len() >= CHROME_PAGES && of.len() as f64 >= CHROME * pages.get(&of[0].0).map_or(0, FxHashSet::len) as f64);
            if many {
                out.insert(holders[0].0);
            }
        }
        out
    }

    /// The words of a text that are chrome: its sampled grams that are, and what lies between two that stand near.
    fn mask(&self, text: u32) -> Vec<Range<u32>> {
        let print = &self.texts[text as usize].print;
        let mut out: Vec<Range<u32>> = Vec::new();
        for (at, _) in sampled(print).filter(|(_, hash)| self.chrome.contains(hash)) {
            let range = at as u32..(at + GRAM) as u32;
            match out.last_mut() {
                Some(last) if range.start <= last.end + CHROME_GAP => last.end = range.end,
                _ => out.push(range),
            }
        }
        out
    }

    /// Earlier texts that share enough grams with one, those that share most first.
    fn candidates(&self, text: u32, sorted: &mut FxHashMap<u32, Vec<u32>>) -> Vec<u32> {
        let this = &self.texts[text as usize];
        let rank = self.rank_of_text(text);
        let mut counts: FxHashMap<u32, Counted> = FxHashMap::default();
        let free = self.side(text);
        let mut grams: Vec<u32> = sampled(&this.print).map(|(_, hash)| hash).filter(|hash| !self.chrome.contains(hash)).collect();
        let mut rare: Vec<u32> = sampled_rare(&this.print).filter(|(at, _)| !free.is_masked(*at)).map(|(_, hash)| hash).collect();
        for list in [&mut grams, &mut rare] {
            list.sort_unstable();
            list.dedup();
        }
        for hash in grams {
            let holders = self.grams.group(hash);
            if holders.len() <= FREQUENT {
                for (_, other) in holders.iter().filter(|(_, other)| *other != text) {
                    counts.entry(*other).or_default().shared += 1;
                }
                continue;
            }
            let by_rank = sorted.entry(hash).or_insert_with(|| {
                let mut all: Vec<u32> = holders.iter().map(|(_, text)| *text).collect();
                all.sort_by_key(|text| self.rank_of_text(*text));
                all
            });
            let at = by_rank.partition_point(|other| self.rank_of_text(*other) < rank);
            let first = at.min(FIRST);
            for other in by_rank[..first].iter().chain(&by_rank[first.max(at.saturating_sub(NEAREST))..at]) {
                counts.entry(*other).or_default().frequent += 1;
            }
        }
        for hash in rare {
            let holders = self.rare.group(hash);
            if holders.len() <= RARE_PAGES {
                for (_, other) in holders.iter().filter(|(_, other)| *other != text) {
                    counts.entry(*other).or_default().rare += 1;
                }
            }
        }
        let mut out: Vec<(u32, u32)> = counts
            .into_iter()
            .filter(|(other, counted)| counted.is_enough() && self.rank_of_text(*other) < rank)
            .map(|(other, counted)| (2 * (counted.shared + counted.frequent) + counted.rare, other))
            .collect();
        out.sort_by(|a, b| b.0.cmp(&a.0).then(self.rank_of_text(a.1).cmp(&self.rank_of_text(b.1))));
        out.truncate(COMPARED);
        out.into_iter().map(|(_, other)| other).collect()
    }

    /// Lays a text beside earlier ones.
    fn compare(&self, text: u32, earlier: &[u32]) -> Vec<Beside> {
        if earlier.is_empty() {
            return Vec::new();
        }
        let from = self.side(text);
        let anchors = Anchors::new(from);
        let own = from.own().max(1);
        let mut out = Vec::new();
        for other in earlier {
            let to = self.side(*other);
            let passages = anchors.passages(to);
            let matched: usize = passages.iter().map(|p| p.matched).sum();
            let rewritten = if (matched as f64) < COVERED * own as f64 { Sentences::new(to).rewritten(from) } else { Vec::new() };
            if matched >= PASSAGE || rewritten.len() > 1 {
                out.push(Beside { text: *other, passages, rewritten });
            }
        }
        out
    }

    fn side(&self, text: u32) -> Side<'_> {
        let text = &self.texts[text as usize];
        Side { print: &text.print, masked: &text.masked }
    }

    /// Number of a report in the index.
    #[must_use]
    pub fn number(&self, id: Sha) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    /// Words of a report in running text that are no chrome.
    #[must_use]
    pub fn own(&self, report: u32) -> usize {
        self.side(self.pages[report as usize].text).own()
    }

    /// Ranges of words of a report that are chrome.
    #[must_use]
    pub fn masked(&self, report: u32) -> &[Range<u32>] {
        &self.texts[self.pages[report as usize].text as usize].masked
    }

    /// What a report shares with earlier ones. Of reports that say the very same all go back to the first; what that one shares with
    /// others is said of it alone.
    #[must_use]
    pub fn shared(&self, report: u32) -> Vec<Shared> {
        let number = self.pages[report as usize].text;
        let text = &self.texts[number as usize];
        let first = text.reports[0];
        if first != report {
            let whole = Anchors::new(self.side(number)).passages(self.side(number));
            return vec![Shared { from: report, to: first, passages: whole, rewritten: Vec::new() }];
        }
        let of = |beside: &Beside| Shared {
            from: report,
            to: self.texts[beside.text as usize].reports[0],
            passages: beside.passages.clone(),
            rewritten: beside.rewritten.clone(),
        };
        self.found[number as usize].iter().map(of).collect()
    }
}

/// The 5-grams of a text that are kept, with their first words.
fn sampled(print: &Print) -> impl Iterator<Item = (usize, u32)> + '_ {
    (0..print.len()).filter_map(|at| Some((at, print.gram::<GRAM>(at)?))).filter(|(_, hash)| hash.is_multiple_of(SAMPLE))
}

/// The 3-grams of a text that are kept, with their first words.
fn sampled_rare(print: &Print) -> impl Iterator<Item = (usize, u32)> + '_ {
    let grams = (0..print.len()).filter_map(|at| Some((at, print.gram::<RARE>(at)?)));
    grams.filter(|(at, hash)| hash.is_multiple_of(SAMPLE_RARE) && tells(print, *at))
}

/// Whether a gram has words that say something by themselves.
fn tells(print: &Print, at: usize) -> bool {
    (at..at + RARE).map(|word| print.weight(word)).sum::<u32>() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::words::Words;
    use crate::text::Span;
    use proptest::prelude::*;

    fn page(id: &str, published: i64, outlet: &str, text: &str) -> Page {
        let print = Words::of(text, [Span::new(0, text.len())]).print;
        Page { id: Sha::of(id.as_bytes()), published, outlet: outlet.to_owned(), address: None, print }
    }

    /// A page made of numbered sentences of twelve invented words each.
    fn made_of(sentences: &[u8]) -> String {
        let word = |n: u8, at: usize| format!("w{}ord{}", u32::from(n) * 31 % 101, (usize::from(n) * 7 + at * 13) % 97);
        let sentence = |n: &u8| (0..12).map(|at| word(*n, at)).collect::<Vec<_>>().join(" ") + ". ";
        sentences.iter().map(sentence).collect()
    }

    /// All that is shared, by ids of the reports.
    fn everything(index: &Index) -> Vec<(Sha, Sha, Vec<Passage>, Vec<Passage>)> {
        let id = |at: u32| index.pages[at as usize].id;
        let all = (0..index.len() as u32).flat_map(|at| index.shared(at));
        let mut all: Vec<_> = all.map(|s| (id(s.from), id(s.to), s.passages, s.rewritten)).collect();
        all.sort_by_key(|(from, to, ..)| (*from, *to));
        all
    }

    #[test]
    fn a_copy_is_found_and_chrome_is_not() {
        let mut index = Index::default();
        let story = made_of(&[1, 2, 3, 4]);
        let mut pages = vec![page("wire", 1, "wire", &story), page("copy", 2, "paper", &format!("{} {}", made_of(&[50]), story))];
        for n in 0..5 {
            pages.push(page(&format!("other {n}"), 3, "paper", &format!("{} {}", made_of(&[50]), made_of(&[60 + 2 * n, 61 + 2 * n]))));
        }
        index.insert(pages);
        let found = everything(&index);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0, found[0].1), (Sha::of(b"copy"), Sha::of(b"wire")));
    }

    #[test]
    fn identical_pages_cost_one() {
        let mut index = Index::default();
        let story = made_of(&[1, 2, 3]);
        index.insert((0..3000).map(|n| page(&format!("{n}"), n, "wire", &story)));
        assert_eq!(index.texts.len(), 1);
        assert_eq!(index.compared, 0);
        assert_eq!(index.shared(2999).len(), 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_order_of_arrival_gives_the_same(
            stories in prop::collection::vec((prop::collection::vec(0u8..20, 1..6), 0i64..6, 0u8..3), 1..40),
            order in any::<u64>(),
            batch in 1usize..9,
        ) {
            let mut pages: Vec<Page> = stories
                .iter()
                .enumerate()
                .map(|(n, (sentences, day, outlet))| page(&n.to_string(), *day, &format!("outlet {outlet}"), &made_of(sentences)))
                .collect();
            let mut at_once = Index::default();
            at_once.insert(pages.clone());
            pages.sort_by_key(|page| Sha::of(format!("{order}{}", page.id).as_bytes()));
            let mut by_and_by = Index::default();
            for some in pages.chunks(batch) {
                by_and_by.insert(some.to_vec());
            }
            prop_assert_eq!(everything(&at_once), everything(&by_and_by));
        }
    }
}
