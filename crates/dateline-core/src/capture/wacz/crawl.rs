//! What a WACZ says of its crawl (which pages), and where the records of its WARCs were found.

use super::super::json::Value;
use super::super::link::{join, key};
use super::super::warc::Guide;
use super::super::{RawDocument, RecordRange};
use std::collections::HashMap;

/// Pages of the list, and places of records, that are held in memory.
const MOST_PAGES: usize = 200_000;
const MOST_RANGES: usize = 2_000_000;

/// A page of the list.
#[derive(Debug)]
pub(super) struct Page {
    pub url: String,
    pub title: Option<String>,
    pub found: bool,
}

/// What is known of a crawl: its pages, and where its records stand.
#[derive(Debug, Default)]
pub(super) struct Crawl {
    pub pages: Vec<Page>,
    /// From an address, brought to a common form, to its page.
    by_address: HashMap<String, usize>,
    /// Captures of listed pages.
    pub found: u64,
    /// Captures of pages that are on no list: frames, parts of pages.
    pub left_out: u64,
    /// Places of the records of the present WARC, then of all by file name.
    ranges: Vec<(u64, u64)>,
    too_many: bool,
    /// A WARC could not be read whole, or had too many records: an index can't be held against it.
    incomplete: bool,
    kept: usize,
    by_file: HashMap<String, Vec<(u64, u64)>>,
}

impl Crawl {
    /// Takes a line of a list of pages.
    pub(super) fn list(&mut self, line: &str) {
        let members = Value::whole(line).members();
        let words = |name: &str| members.iter().find(|(key, _)| *key == name).and_then(|(_, value)| value.words());
        let Some(url) = words("url").filter(|url| url.len() < 8192) else { return };
        if self.pages.len() >= MOST_PAGES {
            return;
        }
        let next = self.pages.len();
        if *self.by_address.entry(key(&url)).or_insert(next) == next {
            self.pages.push(Page { url, title: words("title"), found: false });
        }
    }

    /// Before a WARC is read.
    pub(super) fn begin(&mut self) {
        self.ranges.clear();
        self.too_many = false;
    }

    /// After a WARC was read, to its end or not.
    pub(super) fn keep_ranges(&mut self, name: &str, whole: bool) {
        let mut ranges = std::mem::take(&mut self.ranges);
        if self.too_many || !whole {
            self.incomplete = true;
            return;
        }
        self.kept += ranges.len();
        ranges.sort_unstable();
        self.by_file.insert(file_name(name).to_owned(), ranges);
    }

    /// Whether an index's line points to a record that is there; `None` where it names no place that can be checked.
    pub(super) fn points_to_record(&self, line: &str) -> Option<bool> {
        let members = Value::whole(line.get(line.find('{')?..)?).members();
        let get = |name: &str| members.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        let number = |name: &str| get(name).and_then(Value::number).and_then(|number| u64::try_from(number).ok());
        let (file, offset) = (get("filename")?.words()?, number("offset")?);
        let Some(ranges) = self.by_file.get(file_name(&file)) else {
            // A WARC that could not be read whole says nothing; one that is not there says that the index is wrong.
            return if self.incomplete { None } else { Some(false) };
        };
        let at = ranges.binary_search_by_key(&offset, |(start, _)| *start).ok();
        Some(at.is_some_and(|at| number("length").is_none_or(|length| ranges[at].1 == 0 || ranges[at].1 == length)))
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl Guide for Crawl {
    fn is_page(&mut self, url: &str) -> bool {
        let is_page = self.pages.is_empty() || self.by_address.contains_key(&key(url));
        self.left_out += u64::from(!is_page);
        is_page
    }

    fn page(&mut self, document: &mut RawDocument) {
        let Some(url) = document.given.url.as_deref() else { return };
        let Some(at) = self.by_address.get(&key(url)).copied() else { return };
        self.found += 1;
        self.pages[at].found = true;
        if document.given.title.is_none() {
            document.given.title.clone_from(&self.pages[at].title);
        }
    }

    fn redirect(&mut self, from: &str, to: &str) {
        if let Some(at) = self.by_address.get(&key(from)).copied()
            && let Some(to) = join(Some(from), to)
            && self.by_address.len() < MOST_PAGES * 2
        {
            self.by_address.entry(key(&to)).or_insert(at);
        }
    }

    fn record(&mut self, range: &RecordRange) {
        if self.kept + self.ranges.len() >= MOST_RANGES {
            self.too_many = true;
            return;
        }
        // Of a plain WARC only where a record begins is compared: writers differ on where it ends.
        self.ranges.push(range.member.unwrap_or((range.offset, 0)));
    }
}
