//! Reuse of words: pairs of pages with shared parts, families, and recall by kind of edit on `lineage/lineage-synth10k`; and the pairs of
//! ECB+ reports that were labelled by hand for natural reuse.

use super::{adjusted_rand, rows};
use crate::input::{self, json_lines};
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::lineage::index::{Index, Page};
use dateline_core::lineage::reuse::{Reuse, families, judge};
use dateline_core::lineage::union::Union;
use dateline_core::lineage::words::Words;
use dateline_core::sha::Sha;
use dateline_core::text::Span;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A page of `lineage-synth10k`: a real report, or one edited from others, in the chrome of a site.
#[derive(Debug, Clone, Deserialize)]
pub struct Synthetic {
    /// Its id.
    pub id: String,
    /// The report that it is an edit of, or itself.
    pub family: String,
    /// `base` or how it was edited.
    pub kind: String,
    /// Reports that it takes sentences from.
    pub parent: Option<Vec<String>>,
    /// Sentences of which it is made, by report and number.
    pub parts: Vec<(String, u32)>,
    /// The page's text, chrome included.
    pub text: String,
    /// When it came out.
    pub ts: i64,
    /// Its site.
    pub outlet: String,
}

/// Figures by set, and the sets that are not here.
pub type Figures = (Vec<(String, Sheet)>, Vec<String>);

/// Two ECB+ reports with the label of what they share; ids only, the texts are third parties'.
const PAIRS: &str = include_str!("../../labels/reuse_pairs.tsv");

/// The pages as the index takes them.
#[must_use]
pub fn page(id: &str, published: i64, outlet: &str, text: &str) -> Page {
    let print = Words::of(text, [Span::new(0, text.len())]).print;
    Page { id: Sha::of(id.as_bytes()), published, outlet: outlet.to_owned(), address: None, print }
}

/// All reuse of the reports of an index.
fn edges(index: &Index) -> Vec<Reuse> {
    let of = |report| index.shared(report).into_iter().filter_map(|shared| judge(shared, index));
    (0..index.len() as u32).flat_map(of).collect()
}

/// Figures on the set, where it is here. `seed` shuffles the pages before they are read; the peers run on the same pages.
///
/// # Errors
/// When the set can't be read.
pub fn measure(seed: u64, with_peers: bool) -> Result<Figures> {
    let data = input::sets();
    let (mut out, mut skipped) = (Vec::new(), Vec::new());
    match data.as_ref().map(|d| d.join("lineage/lineage-synth10k/docs.jsonl.gz")).filter(|p| p.exists()) {
        Some(path) => {
            let (figures, missing) = synthetic(json_lines(&path)?, seed, with_peers);
            out.extend(figures);
            skipped.extend(missing);
        }
        None => skipped.push("skipped: lineage/lineage-synth10k is not here ($DATELINE_DATA or ../shared/data)".to_owned()),
    }
    match data.as_ref().map(|d| d.join("lineage/ecbplus/docs.jsonl.gz")).filter(|p| p.exists()) {
        Some(path) => out.push(("ecbplus-natural-reuse".to_owned(), natural(&path)?)),
        None => skipped.push("skipped: lineage/ecbplus is not here ($DATELINE_DATA or ../shared/data)".to_owned()),
    }
    Ok((out, skipped))
}

/// Shuffles by a hash of seed and id, the same everywhere.
fn shuffle(pages: &mut [Synthetic], seed: u64) {
    if seed > 0 {
        pages.sort_by_key(|page| Sha::of(format!("{seed} {}", page.id).as_bytes()));
    }
}

/// An embedding page is of the family of the report that it embeds; where none of that family is here, of the one that it adds to it.
fn settle_families(pages: &mut [Synthetic]) {
    let held: BTreeSet<String> = pages.iter().filter(|p| p.kind != "embed").map(|p| p.family.clone()).collect();
    for page in pages.iter_mut().filter(|p| !held.contains(&p.family)) {
        if let Some(other) = page.parent.iter().flatten().find(|parent| held.contains(*parent)) {
            page.family.clone_from(other);
        }
    }
}

/// Dateline's figures and those of the peers that are here, on one set, scored alike.
fn synthetic(mut pages: Vec<Synthetic>, seed: u64, with_peers: bool) -> Figures {
    shuffle(&mut pages, seed);
    settle_families(&mut pages);
    let mut index = Index::default();
    index.insert(pages.iter().map(|p| page(&p.id, p.ts, &p.outlet, &p.text)));
    let edges = edges(&index);
    let truth = Truth::of(&pages);
    // Natural overlap of two families is no error, and joins none of them here.
    let closed: Vec<Reuse> = edges.into_iter().filter(|e| !truth.is_open(&(e.from.min(e.to), e.from.max(e.to)))).collect();
    let found = closed.iter().map(|e| (e.from.min(e.to), e.from.max(e.to))).collect();
    let mut out = vec![("lineage-synth10k".to_owned(), truth.score(&found, &families(pages.len(), &closed)))];
    let mut skipped = Vec::new();
    if with_peers {
        let (peers, missing) = super::peers::measure(&truth);
        out.extend(peers.into_iter().map(|(peer, sheet)| (format!("lineage-synth10k, {peer}"), sheet)));
        skipped = missing;
    }
    (out, skipped)
}

/// What is true of the pages of the set.
pub struct Truth<'a> {
    /// The pages.
    pub pages: &'a [Synthetic],
    /// Pairs of pages with a sentence in common, smaller number first.
    pairs: BTreeSet<(usize, usize)>,
    natural: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Truth<'a> {
    /// From the sentences that each page is made of.
    #[must_use]
    pub fn of(pages: &'a [Synthetic]) -> Self {
        let mut holders: BTreeMap<&(String, u32), Vec<usize>> = BTreeMap::new();
        for (at, page) in pages.iter().enumerate() {
            for part in &page.parts {
                holders.entry(part).or_default().push(at);
            }
        }
        let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
        for all in holders.values() {
            for (n, a) in all.iter().enumerate() {
                pairs.extend(all[n + 1..].iter().map(|b| (*a.min(b), *a.max(b))));
            }
        }
        pairs.retain(|(a, b)| a != b);
        Self { pages, pairs, natural: natural_overlap(pages) }
    }

    /// Whether two pages share what their reports have in common without any edit: that is not labelled, neither right nor wrong.
    #[must_use]
    pub fn is_open(&self, (a, b): &(usize, usize)) -> bool {
        let families_of = |at: usize| self.pages[at].parts.iter().map(|(report, _)| report.as_str()).collect::<BTreeSet<&str>>();
        !self.pairs.contains(&(*a, *b))
            && families_of(*a).iter().any(|x| families_of(*b).iter().any(|y| self.natural.contains(&(*x.min(y), *x.max(y)))))
    }

    /// How many of some pairs are right, and how many there are.
    #[must_use]
    pub fn right(&self, found: &BTreeSet<(usize, usize)>) -> (usize, usize) {
        (self.pairs.intersection(found).count(), self.pairs.len())
    }

    /// Figures of pairs that were found, none of them open, and of the families that they make: for each page the number of its family.
    #[must_use]
    pub fn score(&self, found: &BTreeSet<(usize, usize)>, root: &[usize]) -> Sheet {
        let (pages, truth) = (self.pages, &self.pairs);
        let mut sheet = Sheet::default();
        sheet.found("reuse.pairs", truth.intersection(found).count(), found.len(), truth.len());
        let name = |(a, b): &(usize, usize)| format!("{} ({}) and {} ({})", pages[*a].id, pages[*a].kind, pages[*b].id, pages[*b].kind);
        for pair in truth.difference(found) {
            sheet.error("reuse.pairs", format!("missed: {}", name(pair)));
        }
        for pair in found.difference(truth) {
            sheet.error("reuse.pairs", format!("not labelled: {}", name(pair)));
        }
        let same_family = |(a, b): &(usize, usize)| pages[*a].family == pages[*b].family;
        let family_pairs: usize = {
            let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
            pages.iter().for_each(|p| *sizes.entry(&p.family).or_default() += 1);
            sizes.values().map(|n| n * (n - 1) / 2).sum()
        };
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        root.iter().enumerate().for_each(|(at, root)| groups.entry(*root).or_default().push(at));
        let (mut together, mut right) = (0, 0);
        for all in groups.values() {
            for (n, a) in all.iter().enumerate() {
                for pair in all[n + 1..].iter().map(|b| (*a, *b)) {
                    together += 1;
                    if same_family(&pair) {
                        right += 1;
                    } else {
                        let of = |at: usize| format!("{} ({}, {})", pages[at].id, pages[at].kind, pages[at].family);
                        sheet.error("reuse.family_pairs", format!("{} and {}", of(pair.0), of(pair.1)));
                    }
                }
            }
        }
        sheet.found("reuse.family_pairs", right, together, family_pairs);
        let items: Vec<(&str, usize)> = pages.iter().zip(root).map(|(page, root)| (page.family.as_str(), *root)).collect();
        sheet.value("reuse.adjusted_rand", adjusted_rand(&items), items.len());
        // Recall: an edited page has an edge to a page that holds sentences of the same report.
        for (number, page) in pages.iter().enumerate() {
            let Some(parents) = &page.parent else { continue };
            let from: BTreeSet<&str> = page.parts.iter().map(|(report, _)| report.as_str()).collect();
            for parent in parents.iter().filter(|parent| from.contains(parent.as_str())) {
                let others = truth_of(number, parent, pages, truth);
                if others.is_empty() {
                    continue; // its parent is in another part of the set
                }
                let hit = others.iter().any(|other| found.contains(&(number.min(*other), number.max(*other))));
                sheet.share(&format!("reuse.recall_{}", page.kind), hit);
                if !hit {
                    sheet.error(&format!("reuse.recall_{}", page.kind), format!("{} of {parent}", page.id));
                }
            }
        }
        sheet
    }
}

/// Pairs of reports that share words before any edit, by the rule of `lineage/ecbplus-natural-reuse`: 12 word 5-grams or more, or a
/// twentieth of the shorter one's. Grams on three pages of one site are its chrome.
fn natural_overlap(pages: &[Synthetic]) -> BTreeSet<(&str, &str)> {
    let grams = |text: &str| -> BTreeSet<u64> {
        let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
        words.windows(5).map(|w| w.iter().flat_map(|w| w.bytes().chain([b' '])).fold(0xCBF2_9CE4_8422_2325, mix)).collect()
    };
    let bases: Vec<(&Synthetic, BTreeSet<u64>)> = pages.iter().filter(|p| p.kind == "base").map(|p| (p, grams(&p.text))).collect();
    let mut of_site: BTreeMap<(&str, u64), usize> = BTreeMap::new();
    for (page, grams) in &bases {
        grams.iter().for_each(|gram| *of_site.entry((page.outlet.as_str(), *gram)).or_default() += 1);
    }
    let chrome: BTreeSet<u64> = of_site.into_iter().filter(|(_, n)| *n >= 3).map(|((_, gram), _)| gram).collect();
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, (_, grams)) in bases.iter().enumerate() {
        grams.difference(&chrome).for_each(|gram| holders.entry(*gram).or_default().push(at));
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for all in holders.values().filter(|all| all.len() > 1) {
        for (n, a) in all.iter().enumerate() {
            all[n + 1..].iter().for_each(|b| *shared.entry((*a, *b)).or_default() += 1);
        }
    }
    let enough = |((a, b), n): (&(usize, usize), &usize)| {
        let shorter = bases[*a].1.difference(&chrome).count().min(bases[*b].1.difference(&chrome).count());
        let names = (bases[*a].0.family.as_str(), bases[*b].0.family.as_str());
        (*n >= 12 || *n * 20 >= shorter).then_some((names.0.min(names.1), names.0.max(names.1)))
    };
    let direct: BTreeSet<(&str, &str)> = shared.iter().filter_map(enough).collect();
    // What two reports share with a third they may have from one place.
    let names: Vec<&str> = direct.iter().flat_map(|(a, b)| [*a, *b]).collect::<BTreeSet<&str>>().into_iter().collect();
    let at: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut union = Union::new(names.len());
    direct.iter().for_each(|(a, b)| union.join(at[a], at[b]));
    let pairs = |set: Vec<usize>| -> Vec<(&str, &str)> {
        set.iter().enumerate().flat_map(|(n, a)| set[n + 1..].iter().map(|b| (names[*a], names[*b])).collect::<Vec<_>>()).collect()
    };
    union.sets().into_iter().flat_map(pairs).collect()
}

/// FNV-1a.
fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
}

/// Pages that hold sentences of one report that a page holds too.
fn truth_of(number: usize, parent: &str, pages: &[Synthetic], truth: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let own: BTreeSet<u32> = pages[number].parts.iter().filter(|(report, _)| report == parent).map(|(_, part)| *part).collect();
    let shares = |other: usize| pages[other].parts.iter().any(|(report, part)| report == parent && own.contains(part));
    let after = truth.range((number, 0)..(number + 1, 0)).map(|(_, b)| *b);
    let before = truth.iter().take_while(|(a, _)| *a < number).filter(|(_, b)| *b == number).map(|(a, _)| *a);
    after.chain(before).filter(|other| shares(*other)).collect()
}

#[derive(Debug, Deserialize)]
struct Document {
    id: String,
    text: String,
}

/// Hand labels: copies and partial copies are reuse; shared quotations and independent accounts are none.
fn natural(path: &Path) -> Result<Sheet> {
    let documents: Vec<Document> = json_lines(path)?;
    let mut index = Index::default();
    index.insert(documents.iter().map(|d| page(&d.id, i64::MAX, "", &d.text)));
    let at: BTreeMap<&str, usize> = documents.iter().enumerate().map(|(at, d)| (d.id.as_str(), at)).collect();
    let edges = edges(&index);
    let found: BTreeSet<(usize, usize)> = edges.iter().map(|e| (e.from.min(e.to), e.from.max(e.to))).collect();
    let mut sheet = Sheet::default();
    let (mut both, mut read, mut labelled) = (0, 0, 0);
    for row in rows(PAIRS) {
        let (Some(a), Some(b)) = (at.get(row["a"]), at.get(row["b"])) else { continue };
        let is_reuse = matches!(row["label"], "copy" | "partial");
        let is_found = found.contains(&(*a.min(b), *a.max(b)));
        both += usize::from(is_reuse && is_found);
        read += usize::from(is_found);
        labelled += usize::from(is_reuse);
        sheet.share(&format!("natural.right_{}", row["label"]), is_reuse == is_found);
        if is_reuse != is_found {
            sheet.error(&format!("natural.right_{}", row["label"]), format!("{} and {}", row["a"], row["b"]));
        }
    }
    sheet.found("natural.pairs", both, read, labelled);
    Ok(sheet)
}
