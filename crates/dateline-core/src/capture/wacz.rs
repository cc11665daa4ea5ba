//! WACZ 1.1: a ZIP with WARCs under `archive/`, the list of pages under `pages/`, indexes under `indexes/`, and the digests
//! of all of them in `datapackage.json`. Read in place, one record at a time; whatever the parts say of one another is checked.

mod crawl;

use super::gzip::{self, Members};
use super::json::Value;
use super::{File, Limits, Origin, Passed, RawDocument, Sink, digest, kind, problem, unreadable, warc, whole};
use crawl::{Crawl, Page};
use std::io::{self, BufRead, BufReader, Read, SeekFrom};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// Entries of a ZIP beyond which it is not opened: its directory is held in memory.
const MOST_ENTRIES: u64 = 100_000;

/// Bytes of `datapackage.json` and of one line of a list or index beyond which it is not read.
const LONGEST_LIST: u64 = 16 << 20;
const LONGEST_LINE: u64 = 1 << 20;

/// Rows for listed pages that no capture was found of.
const MOST_ROWS: usize = 50;

const MEDIA_TYPE: &str = "application/wacz";

/// An entry of the ZIP.
#[derive(Debug, Clone)]
struct Entry {
    index: usize,
    name: String,
    packed: u64,
}

type Zip<'a> = ZipArchive<&'a mut dyn File>;

/// Opens a ZIP; gives its entries, or what is wrong with it.
fn open(input: &mut dyn File) -> Result<(Zip<'_>, Vec<Entry>), String> {
    let broken = "This is a ZIP archive whose directory is missing or broken: it was cut off or damaged. Nothing in it was read.";
    let (size, count) = sizes(input).map_err(|_| broken.to_owned())?;
    if count > MOST_ENTRIES {
        return Err(format!("This is a ZIP archive with {count} entries, more than {MOST_ENTRIES}. Nothing in it was read."));
    }
    let zip = ZipArchive::new(input).map_err(|error| match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof && error.kind() != io::ErrorKind::InvalidInput => {
            unreadable(&error)
        }
        _ => broken.to_owned(),
    })?;
    let mut entries = Vec::new();
    let mut packed = 0_u64;
    for index in 0..zip.len() {
        let Ok(entry) = zip.by_index_data(index) else { continue };
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        packed = packed.saturating_add(entry.compressed_size());
        entries.push(Entry { index, name, packed: entry.compressed_size() });
    }
    // Entries that share bytes are how a small archive becomes an endless one.
    if packed > size {
        return Err("This is a ZIP archive whose entries overlap, as no writer makes them. Nothing in it was read.".to_owned());
    }
    Ok((zip, entries))
}

/// Bytes of the file, and how many entries its end says that it has.
fn sizes(input: &mut dyn File) -> io::Result<(u64, u64)> {
    let size = input.seek(SeekFrom::End(0))?;
    // The record at the end (22 bytes and a comment), and before it where a large archive's own record stands.
    let from = size.saturating_sub((1 << 16) + 22 + 20);
    input.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    (&mut *input).take((1 << 16) + 42).read_to_end(&mut tail)?;
    let at = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or(io::ErrorKind::UnexpectedEof)?;
    let short = tail.get(at + 10..at + 12).map_or(0, |count| u64::from(u16::from_le_bytes([count[0], count[1]])));
    let locator = at.checked_sub(20).and_then(|from| tail.get(from..at)).filter(|locator| locator.starts_with(b"PK\x06\x07"));
    let number = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).unwrap_or(u64::MAX);
    let count = match locator {
        None => short,
        Some(locator) => {
            input.seek(SeekFrom::Start(number(&locator[8..16])))?;
            let mut record = [0; 40];
            input.read_exact(&mut record)?;
            number(&record[32..40])
        }
    };
    input.rewind()?;
    Ok((size, count))
}

fn is_warc(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.starts_with("archive/") && (lower.ends_with(".warc") || lower.ends_with(".warc.gz")) && !is_trick(name)
}

/// Whether a name leads out of the archive or can't be shown.
fn is_trick(name: &str) -> bool {
    name.starts_with('/') || name.contains(['\\', ':']) || name.chars().any(char::is_control) || name.split('/').any(|part| part == "..")
}

/// Whether a ZIP is a WACZ. Leaves the file at its beginning.
pub(super) fn is_one(input: &mut dyn File) -> bool {
    let found = open(input).is_ok_and(|(_, entries)| entries.iter().any(|entry| entry.name == "datapackage.json" || is_warc(&entry.name)));
    let _ = input.rewind();
    found
}

/// Reads a WACZ from its beginning.
pub(super) fn read(input: &mut dyn File, origin: &Origin, limits: &Limits, sink: Sink<'_>) -> Passed {
    if let Err(message) = known(input) {
        let mut document = match input.rewind() {
            Ok(()) => whole(&mut &mut *input, origin, limits, "application/zip"),
            Err(_) => origin.document(None, "application/zip", Vec::new()),
        };
        document.problems.insert(0, problem(message));
        let _ = sink(document);
        return Passed::default();
    }
    match open(input) {
        Ok((zip, entries)) => Wacz { zip, entries, origin, limits, sink, passed: Passed::default(), ended: false }.read(),
        Err(message) => {
            let _ = sink(origin.failed(None, "application/zip", message));
            Passed::default()
        }
    }
}

/// Whether the file is a WACZ; what is wrong where not.
fn known(input: &mut dyn File) -> Result<(), String> {
    let (_, entries) = open(input)?;
    let is_one = entries.iter().any(|entry| entry.name == "datapackage.json" || is_warc(&entry.name));
    if is_one { Ok(()) } else { Err(kind::refused("a ZIP archive that is no WACZ")) }
}

/// What `datapackage.json` says of a part.
struct Stated {
    path: String,
    hash: String,
}

struct Wacz<'a> {
    zip: Zip<'a>,
    entries: Vec<Entry>,
    origin: &'a Origin,
    limits: &'a Limits,
    sink: Sink<'a>,
    passed: Passed,
    ended: bool,
}

impl Wacz<'_> {
    fn row(&mut self, record: Option<&str>, message: impl Into<String>) {
        let document = self.origin.failed(record.map(str::to_owned), MEDIA_TYPE, message);
        self.hand(document);
    }

    fn hand(&mut self, document: RawDocument) {
        if !self.ended {
            self.ended = (self.sink)(document).is_break();
        }
    }

    fn entry(&self, name: &str) -> Option<Entry> {
        self.entries.iter().find(|entry| entry.name == name).cloned()
    }

    fn read(mut self) -> Passed {
        let stated = self.datapackage();
        let mut crawl = Crawl::default();
        for name in ["pages/pages.jsonl", "pages/extraPages.jsonl"] {
            if let Some(entry) = self.entry(name) {
                let hash = hash_of(&stated, name);
                let outcome = self.lines(&entry, hash, &mut |line| crawl.list(line));
                self.checked(name, outcome);
            }
        }
        let warcs: Vec<Entry> = self.entries.iter().filter(|entry| is_warc(&entry.name)).cloned().collect();
        if warcs.is_empty() {
            self.row(None, "The WACZ holds no WARC under archive/.");
        }
        for entry in &warcs {
            self.warc(entry, hash_of(&stated, &entry.name), &mut crawl);
        }
        if crawl.found == 0 && crawl.left_out > 0 && !self.ended {
            // A list that fits nothing can't say what is a page.
            self.row(
                Some("pages/pages.jsonl"),
                "None of the pages that the archive lists is among its captures; every captured page was read.",
            );
            self.passed.skipped = self.passed.skipped.saturating_sub(crawl.left_out);
            let mut all = Crawl::default();
            for entry in &warcs {
                let before = self.passed;
                self.warc(entry, None, &mut all);
                self.passed = before;
            }
        } else {
            self.missing(&crawl);
        }
        self.indexes(&stated, &crawl);
        self.rest(&stated, &warcs);
        self.passed
    }

    /// The parts and their digests, as `datapackage.json` states them; its own digest is checked where one is stated.
    fn datapackage(&mut self) -> Vec<Stated> {
        let Some(entry) = self.entry("datapackage.json") else {
            self.row(
                None,
                "The WACZ has no datapackage.json: nothing says what its parts should be, and their digests could not be checked.",
            );
            return Vec::new();
        };
        let own = self.entry("datapackage-digest.json").and_then(|entry| self.text(&entry, None).ok()).map(|(text, _)| text);
        let own = own.and_then(|text| Value::whole(&text).get("hash").and_then(Value::words));
        let (text, fits) = match self.text(&entry, own.as_deref()) {
            Ok(read) => read,
            Err(message) => {
                self.row(Some("datapackage.json"), message);
                return Vec::new();
            }
        };
        self.checked("datapackage.json", Ok(fits));
        if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err() {
            self.row(Some("datapackage.json"), "datapackage.json is no sound JSON; the digests of the parts could not be checked.");
            return Vec::new();
        }
        let resources = Value::whole(&text).get("resources").map(Value::elements).unwrap_or_default();
        let words = |value: Value<'_>, name: &str| value.get(name).and_then(Value::words);
        resources
            .into_iter()
            .take(MOST_ENTRIES as usize)
            .filter_map(|resource| Some(Stated { path: words(resource, "path")?, hash: words(resource, "hash").unwrap_or_default() }))
            .collect()
    }

    /// Says what came of a part's digest: `Err` where the part could not be read, `Some(false)` where the digest is another.
    fn checked(&mut self, name: &str, outcome: Result<Option<bool>, String>) {
        match outcome {
            Ok(Some(false)) => self.row(
                Some(name),
                format!("The bytes of {name} do not have the digest that the WACZ states for them: they were changed or damaged since, or the digest is of others."),
            ),
            Ok(_) => {}
            Err(message) => self.row(Some(name), message),
        }
    }

    /// A short entry as text, and whether its digest fits.
    fn text(&mut self, entry: &Entry, hash: Option<&str>) -> Result<(String, Option<bool>), String> {
        let mut tee = stream(&mut self.zip, entry, hash, self.limits)?;
        let mut bytes = Vec::new();
        (&mut tee).take(LONGEST_LIST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        if bytes.len() as u64 > LONGEST_LIST {
            return Err(format!("{} is larger than {} MiB; it was not read.", entry.name, LONGEST_LIST >> 20));
        }
        let fits = tee.finish().map_err(|error| unreadable(&error))?;
        Ok((String::from_utf8_lossy(&bytes).into_owned(), fits))
    }

    /// The lines of an entry, packed or not; whether its digest fits. Lines that are too long are passed over.
    fn lines(&mut self, entry: &Entry, hash: Option<&str>, each: &mut dyn FnMut(&str)) -> Result<Option<bool>, String> {
        let ratio = self.limits.ratio;
        let mut buffered = BufReader::with_capacity(1 << 16, stream(&mut self.zip, entry, hash, self.limits)?);
        let packed = buffered.fill_buf().is_ok_and(|bytes| bytes.starts_with(gzip::MAGIC));
        let read = if packed { each_line(&mut Members::new(&mut buffered, ratio), each) } else { each_line(&mut buffered, each) };
        read.map_err(|error| unreadable(&error))?;
        let rest = io::copy(&mut buffered, &mut io::sink());
        rest.and_then(|_| buffered.into_inner().finish()).map_err(|error| unreadable(&error))
    }

    /// Reads one WARC, and checks its digest as it goes by.
    fn warc(&mut self, entry: &Entry, hash: Option<&str>, crawl: &mut Crawl) {
        if self.ended {
            return;
        }
        let (origin, limits) = (self.origin, self.limits);
        crawl.begin();
        let mut ended = false;
        let mut waiting: Option<Result<Option<bool>, String>> = None;
        let sink = &mut *self.sink;
        let passed = match stream(&mut self.zip, entry, hash, limits) {
            Ok(tee) => {
                let mut buffered = BufReader::with_capacity(1 << 16, tee);
                let mut handed = |document: RawDocument| {
                    let flow = sink(document);
                    ended |= flow.is_break();
                    flow
                };
                let packed = buffered.fill_buf().is_ok_and(|bytes| bytes.starts_with(gzip::MAGIC));
                let name = Some(entry.name.as_str());
                let passed = if packed {
                    warc::read(&mut Members::new(&mut buffered, limits.ratio), origin, limits, name, crawl, &mut handed)
                } else {
                    warc::read(&mut warc::Counted::new(&mut buffered), origin, limits, name, crawl, &mut handed)
                };
                if !ended {
                    let rest = io::copy(&mut buffered, &mut io::sink());
                    waiting = Some(rest.and_then(|_| buffered.into_inner().finish()).map_err(|error| unreadable(&error)));
                }
                passed
            }
            Err(message) => {
                waiting = Some(Err(message));
                Passed::default()
            }
        };
        self.ended |= ended;
        self.passed.add(passed);
        crawl.keep_ranges(&entry.name, matches!(waiting, Some(Ok(_))));
        if let Some(outcome) = waiting {
            self.checked(&entry.name, outcome);
        }
    }

    /// Pages that the archive lists and holds no readable capture of.
    fn missing(&mut self, crawl: &Crawl) {
        let missing: Vec<&Page> = crawl.pages.iter().filter(|page| !page.found).collect();
        for page in missing.iter().take(MOST_ROWS) {
            let mut document = self.origin.failed(
                Some(format!("page {}", page.url)),
                MEDIA_TYPE,
                "The archive lists this page and holds no capture of it that could be read.",
            );
            document.given.url = Some(page.url.clone());
            document.given.title = page.title.clone();
            self.hand(document);
        }
        if missing.len() > MOST_ROWS {
            let more = missing.len() - MOST_ROWS;
            self.row(
                Some("pages/pages.jsonl"),
                format!("The archive lists {more} more pages and holds no captures of them that could be read."),
            );
        }
    }

    /// Checks the indexes against the records: every entry with a place must be that of a record.
    fn indexes(&mut self, stated: &[Stated], crawl: &Crawl) {
        let names: Vec<Entry> =
            self.entries.iter().filter(|entry| entry.name.starts_with("indexes/") && !is_trick(&entry.name)).cloned().collect();
        for entry in names {
            if self.ended {
                return;
            }
            let lower = entry.name.to_ascii_lowercase();
            if ![".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz"].iter().any(|ending| lower.ends_with(ending)) {
                continue;
            }
            let (mut total, mut wrong, mut first) = (0_u64, 0_u64, None);
            let outcome = self.lines(&entry, hash_of(stated, &entry.name), &mut |line| {
                let Some(found) = crawl.points_to_record(line) else { return };
                total += 1;
                if !found {
                    wrong += 1;
                    first.get_or_insert_with(|| line.chars().filter(|c| !c.is_control()).take(120).collect::<String>());
                }
            });
            self.checked(&entry.name, outcome);
            if let Some(first) = first {
                let message =
                    format!("{wrong} of {total} entries of {} point to no record of the archive; the first is {first:?}.", entry.name);
                self.row(Some(&entry.name), message);
            }
        }
    }

    /// Checks what was not read otherwise, and says what was passed over.
    fn rest(&mut self, stated: &[Stated], warcs: &[Entry]) {
        for part in stated {
            if self.ended {
                return;
            }
            let name = part.path.as_str();
            let Some(entry) = self.entry(name) else {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
                self.row(None, format!("datapackage.json lists {shown:?}, which is not in the archive."));
                continue;
            };
            let lower = name.to_ascii_lowercase();
            let done = warcs.iter().any(|warc| warc.name == name)
                || name.starts_with("pages/pages.jsonl")
                || name == "pages/extraPages.jsonl"
                || lower.starts_with("indexes/") && lower.contains(".cdx");
            if !done && !is_trick(name) {
                let outcome = self.lines(&entry, Some(&part.hash), &mut |_| {});
                self.checked(name, outcome);
            }
        }
        let inside = |entry: &&Entry| {
            let lower = entry.name.to_ascii_lowercase();
            lower.ends_with(".zip") || lower.ends_with(".wacz")
        };
        let nested = self.entries.iter().filter(inside).count();
        if nested > 0 {
            self.row(None, format!("Archives inside the archive, not read: {nested}. Take them out and give them as files."));
        }
        let tricks = self.entries.iter().filter(|entry| is_trick(&entry.name)).count();
        if tricks > 0 {
            self.row(None, format!("Entries whose names lead out of the archive, not read: {tricks}."));
        }
    }
}

/// An entry's unpacked bytes as they come, with their digest.
fn stream<'z, 'a>(
    zip: &'z mut Zip<'a>,
    entry: &Entry,
    hash: Option<&str>,
    limits: &Limits,
) -> Result<Tee<impl Read + use<'z, 'a>>, String> {
    let failed = |why: &str| format!("{} could not be read: {why}.", entry.name);
    if let Ok(facts) = zip.by_index_data(entry.index) {
        if facts.encrypted() {
            return Err(failed("it is encrypted"));
        }
        if !matches!(facts.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(failed("it is packed in a way that a WACZ does not use"));
        }
    }
    let file = zip.by_index(entry.index).map_err(|_| failed("the archive is damaged where it should stand"))?;
    let hash = hash.and_then(digest::stated).map(|(algorithm, value)| (digest::Hasher::new(algorithm), value.to_owned()));
    Ok(Tee { inner: file, hash, given: 0, most: entry.packed.saturating_mul(limits.ratio).max(Limits::FREE) })
}

fn hash_of<'s>(stated: &'s [Stated], name: &str) -> Option<&'s str> {
    stated.iter().find(|part| part.path == name).map(|part| part.hash.as_str())
}

fn each_line(input: &mut dyn BufRead, each: &mut dyn FnMut(&str)) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if (&mut *input).take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.ends_with(b"\n") || (line.len() as u64) < LONGEST_LINE {
            each(String::from_utf8_lossy(&line).trim());
        }
    }
}

/// A stream whose bytes are hashed and counted as they go by.
struct Tee<R> {
    inner: R,
    hash: Option<(digest::Hasher, String)>,
    given: u64,
    most: u64,
}

impl<R: Read> Tee<R> {
    /// Whether everything had the digest, where one is stated that can be checked. Reads what is left.
    fn finish(mut self) -> io::Result<Option<bool>> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(self.hash.map(|(hasher, value)| hasher.fits(&value)))
    }
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.given += count as u64;
        if self.given > self.most {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        if let Some((hasher, _)) = &mut self.hash {
            hasher.update(&buffer[..count]);
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
