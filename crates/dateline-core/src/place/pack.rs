//! A gazetteer pack: entries as columns and two finite-state maps: from keys of names to entries, and from
//! country and skeleton of sounds to the names that sound so; in one compressed file. The same records give the same bytes.
//!
//! Layout: [`MAGIC`], length and bytes of the notice (JSON), then the zstd-compressed body: a count and the sections
//! that [`Pack::open`] reads in order, each with its length in bytes before it; integers are little-endian.

use crate::number::Degrees;
use crate::place::key;
use crate::place::sound::{self, Spelling};
use crate::sha::Sha;
use fst::{Map, MapBuilder};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// First bytes of a pack.
pub const MAGIC: &[u8] = b"DLPACK2\n";

/// First bytes of a pack as it was before: with a map of skeletons, which is passed over.
const MAGIC_BEFORE: &[u8] = b"DLPACK1\n";

/// A pack's body may not be larger than this when uncompressed: 1 GiB.
const LARGEST: usize = 1 << 30;

/// Countries whose places bear the Arabic article, so that they are also found without it.
const ARTICLE_COUNTRIES: &[&str] = &[
    "AE", "AF", "BH", "DJ", "DZ", "EG", "EH", "ER", "IL", "IQ", "IR", "JO", "KM", "KW", "LB", "LY", "MA", "ML", "MR", "NE", "OM", "PS",
    "QA", "SA", "SD", "SO", "SS", "SY", "TD", "TN", "TR", "YE",
];

/// Whether places of this country bear the Arabic article.
pub(crate) fn bears_article(country: &str) -> bool {
    ARTICLE_COUNTRIES.contains(&country)
}

/// A pack that can't be made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The bytes are no pack, or are cut or damaged.
    #[error("not a gazetteer pack, or a damaged one: {0}")]
    Format(&'static str),
    /// A record can't be used.
    #[error("line {line}: {message}")]
    Record {
        /// Line number from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// There is nothing in it.
    #[error("no record")]
    Empty,
}

vocabulary! {
    /// What an entry is.
    EntryKind {
        /// A country or territory with a country code.
        Country = "country",
        /// First-level division.
        Admin1 = "admin1",
        /// Second-level division.
        Admin2 = "admin2",
        /// Third-level division or finer.
        Admin3 = "admin3",
        /// A town, village or quarter.
        Settlement = "settlement",
        /// A natural or vague area.
        Area = "area",
        /// A building or site.
        Facility = "facility",
    }
}

/// One record that a pack is built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Gazetteer, colon, its own id: `gn:170794`.
    pub id: String,
    /// What it is.
    pub kind: EntryKind,
    /// Main name.
    pub name: String,
    /// Latitude of the centre.
    pub lat: Degrees,
    /// Longitude of the centre.
    pub lon: Degrees,
    /// ISO 3166-1 alpha-2 code; empty where it lies in none or several.
    pub country: String,
    /// Id of the first-level division that holds it; empty where none does.
    pub admin1: String,
    /// Id of the finest division that holds it; empty where none does.
    pub parent: String,
    /// People; 0 where not known.
    pub population: u32,
    /// Whether it is its country's capital.
    pub capital: bool,
    /// Other names, in any script.
    pub alternates: Vec<String>,
}

/// Where a pack comes from, kept with it and shown wherever its entries are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Short name.
    pub name: String,
    /// Licence of the data.
    pub licence: String,
    /// Words that the licence asks for.
    pub attribution: String,
    /// SHA-256 of what it was built from.
    pub source: Sha,
}

/// Part of the shared body.
#[derive(Debug, Clone)]
struct Part {
    body: Arc<Vec<u8>>,
    range: Range<usize>,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        &self.body[self.range.clone()]
    }
}

impl Part {
    /// The little-endian number at place `at` of a column of four-byte numbers.
    fn number(&self, at: usize) -> u32 {
        self.as_ref().get(at * 4..at * 4 + 4).map_or(u32::MAX, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }
}

/// Strings one after another with the offsets of their ends.
#[derive(Debug, Clone)]
struct Strings {
    ends: Part,
    words: Part,
}

impl Strings {
    fn get(&self, at: usize) -> &str {
        let from = at.checked_sub(1).map_or(0, |before| self.ends.number(before)) as usize;
        let bytes = self.words.as_ref().get(from..self.ends.number(at) as usize).unwrap_or(&[]);
        std::str::from_utf8(bytes).unwrap_or("")
    }
}

/// One look-up result: an entry's number in its pack and how its name matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// Number of the entry in the pack.
    pub entry: u32,
    /// Whether the name is the entry's main name.
    pub main: bool,
    /// Whether it matches only without its Arabic article.
    pub bare: bool,
}

/// An opened pack; cloning shares it.
#[derive(Debug, Clone)]
pub struct Pack {
    notice: Notice,
    body: Arc<Vec<u8>>,
    count: usize,
    ids: Strings,
    names: Strings,
    references: Strings,
    lat: Part,
    lon: Part,
    population: Part,
    admin1: Part,
    parent: Part,
    country: Part,
    kind: Part,
    exact: Map<Part>,
    postings: Part,
    /// By country code and skeleton; none in packs from before.
    sounds: Option<(Map<Part>, Part)>,
}

/// Builds a pack's bytes from records. Records of one id are joined: the first one's values, all names.
///
/// # Errors
/// When there is no record, or one without id, name or fitting country.
pub fn build(records: Vec<Record>, notice: &Notice) -> Result<Vec<u8>, PackError> {
    let mut joined: BTreeMap<String, Record> = BTreeMap::new();
    for (at, record) in records.into_iter().enumerate() {
        let country_fits = record.country.is_empty() || record.country.len() == 2 && record.country.is_ascii();
        if record.id.is_empty() || record.name.is_empty() || !country_fits {
            return Err(PackError::Record { line: at + 1, message: format!("no id, no name or no country code: {:?}", record.id) });
        }
        match joined.get_mut(&record.id) {
            Some(first) => first.alternates.extend(record.alternates.into_iter().chain([record.name])),
            None => drop(joined.insert(record.id.clone(), record)),
        }
    }
    if joined.is_empty() {
        return Err(PackError::Empty);
    }
    let records: Vec<Record> = joined.into_values().collect();
    let mut references: Vec<&str> = records.iter().flat_map(|r| [r.admin1.as_str(), r.parent.as_str()]).filter(|r| !r.is_empty()).collect();
    references.sort_unstable();
    references.dedup();
    let reference = |id: &str| references.binary_search(&id).map_or(u32::MAX, |at| at as u32);

    let mut postings = Vec::new();
    let exact = map_of(keys(&records), &mut postings)?;

    let mut body = Vec::new();
    body.extend((records.len() as u32).to_le_bytes());
    strings(&mut body, records.iter().map(|r| r.id.as_str()));
    strings(&mut body, records.iter().map(|r| r.name.as_str()));
    strings(&mut body, references.iter().copied());
    numbers(&mut body, records.iter().map(|r| r.lat.0 as u32));
    numbers(&mut body, records.iter().map(|r| r.lon.0 as u32));
    numbers(&mut body, records.iter().map(|r| r.population << 1 | u32::from(r.capital)));
    numbers(&mut body, records.iter().map(|r| reference(&r.admin1)));
    numbers(&mut body, records.iter().map(|r| reference(&r.parent)));
    let countries: Vec<u8> = records.iter().flat_map(|r| if r.country.is_empty() { "  ".bytes() } else { r.country.bytes() }).collect();
    section(&mut body, &countries);
    section(&mut body, &records.iter().map(|r| r.kind as u8).collect::<Vec<u8>>());
    section(&mut body, &exact);
    section(&mut body, &postings);
    let (map, spellings) = sounds(&records)?;
    section(&mut body, &map);
    section(&mut body, &spellings);

    let notice = serde_json::to_vec(notice).map_err(|_| PackError::Format("notice"))?;
    let mut out = MAGIC.to_vec();
    out.extend((notice.len() as u32).to_le_bytes());
    out.extend(notice);
    out.extend((body.len() as u64).to_le_bytes());
    out.extend(zstd::bulk::compress(&body, 19).map_err(|_| PackError::Format("compression"))?);
    Ok(out)
}

type Keys = BTreeMap<String, BTreeMap<u32, u8>>;

const MAIN: u8 = 1;
const BARE: u8 = 2;

fn keys(records: &[Record]) -> Keys {
    let mut exact = Keys::new();
    for (entry, record) in records.iter().enumerate() {
        let entry = entry as u32;
        let bears_article = bears_article(&record.country);
        for (at, name) in std::iter::once(&record.name).chain(&record.alternates).enumerate() {
            let main = if at == 0 { MAIN } else { 0 };
            let whole = key::exact(name);
            if whole.is_empty() || whole.len() > 200 {
                continue;
            }
            // A main name in other letters (an alternate with the same key) stays main; a whole name is never bare.
            let flags = exact.entry(whole).or_default().entry(entry).or_insert(main);
            *flags = (*flags | main) & !BARE;
            if bears_article && let Some(rest) = key::without_article(name).filter(|rest| rest.chars().count() > 2) {
                exact.entry(rest).or_default().entry(entry).or_insert(BARE | main);
            }
        }
    }
    exact
}

/// Spellings of one entry nearer than this are found by one of them.
const SAME: f64 = 0.09;

/// The names of every country by their skeletons: a map to places in a list of entries with their spellings, of which
/// those that sound alike are kept once. A main name is not spelt again.
fn sounds(records: &[Record]) -> Result<(Vec<u8>, Vec<u8>), PackError> {
    let mut all: BTreeMap<String, Vec<(u32, String)>> = BTreeMap::new();
    for (entry, record) in records.iter().enumerate().filter(|(_, record)| !record.country.is_empty()) {
        let mut kept: Vec<(String, Vec<Spelling>)> = Vec::new();
        for (at, name) in std::iter::once(&record.name).chain(&record.alternates).enumerate() {
            let spelt = if at == 0 { String::new() } else { key::exact(name) };
            let spelling = if at == 0 { Spelling::bare(name) } else { Spelling::whole(&spelt) };
            if spelt.len() > 120 {
                continue;
            }
            for skeleton in sound::skeletons(name) {
                let near = |known: &Spelling| known.distance(&spelling) <= SAME;
                match kept.iter_mut().find(|(known, _)| *known == skeleton) {
                    Some((_, known)) if known.iter().any(near) => continue,
                    Some((_, known)) => known.push(spelling.clone()),
                    None => kept.push((skeleton.clone(), vec![spelling.clone()])),
                }
                all.entry(format!("{}{skeleton}", record.country)).or_default().push((entry as u32, spelt.clone()));
            }
        }
    }
    let (mut builder, mut list) = (MapBuilder::memory(), Vec::new());
    for (key, names) in all {
        builder.insert(&key, list.len() as u64).map_err(|_| PackError::Format("keys out of order"))?;
        varint(&mut list, names.len() as u64);
        let mut before = 0;
        for (entry, spelt) in names {
            varint(&mut list, u64::from(entry - before));
            varint(&mut list, spelt.len() as u64);
            list.extend(spelt.as_bytes());
            before = entry;
        }
    }
    Ok((builder.into_inner().map_err(|_| PackError::Format("keys"))?, list))
}

/// A map whose value is one posting itself (lowest bit set) or the offset of a list of postings.
fn map_of(keys: Keys, postings: &mut Vec<u8>) -> Result<Vec<u8>, PackError> {
    let mut builder = MapBuilder::memory();
    for (key, entries) in keys {
        let value = if entries.len() == 1 {
            entries.first_key_value().map_or(1, |(entry, flags)| (u64::from(*entry) << 2 | u64::from(*flags)) << 1 | 1)
        } else {
            let offset = postings.len() as u64;
            varint(postings, entries.len() as u64);
            let mut before = 0;
            for (entry, flags) in entries {
                varint(postings, u64::from(entry - before) << 2 | u64::from(flags));
                before = entry;
            }
            offset << 1
        };
        builder.insert(&key, value).map_err(|_| PackError::Format("keys out of order"))?;
    }
    builder.into_inner().map_err(|_| PackError::Format("keys"))
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn read_varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..63).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn section(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u32).to_le_bytes());
    out.extend(bytes);
}

fn numbers(out: &mut Vec<u8>, values: impl Iterator<Item = u32>) {
    section(out, &values.flat_map(u32::to_le_bytes).collect::<Vec<u8>>());
}

fn strings<'a>(out: &mut Vec<u8>, values: impl Iterator<Item = &'a str>) {
    let (mut ends, mut words) = (Vec::new(), Vec::new());
    for value in values {
        words.extend(value.as_bytes());
        ends.push(words.len() as u32);
    }
    numbers(out, ends.into_iter());
    section(out, &words);
}

/// Hands out the sections of a body in order.
struct Sections {
    body: Arc<Vec<u8>>,
    at: usize,
}

impl Sections {
    fn number(&mut self) -> Result<usize, PackError> {
        let bytes = self.body.get(self.at..self.at + 4).ok_or(PackError::Format("cut"))?;
        self.at += 4;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
    }

    fn part(&mut self) -> Result<Part, PackError> {
        let len = self.number()?;
        let range = self.at..self.at.checked_add(len).filter(|end| *end <= self.body.len()).ok_or(PackError::Format("cut"))?;
        self.at = range.end;
        Ok(Part { body: self.body.clone(), range })
    }

    fn column(&mut self, count: usize, width: usize) -> Result<Part, PackError> {
        let part = self.part()?;
        if part.range.len() == count * width { Ok(part) } else { Err(PackError::Format("column")) }
    }

    fn strings(&mut self) -> Result<Strings, PackError> {
        Ok(Strings { ends: self.part()?, words: self.part()? })
    }

    fn map(&mut self) -> Result<Map<Part>, PackError> {
        let map = Map::new(self.part()?).map_err(|_| PackError::Format("map"))?;
        // A look-up follows the map's bytes wherever they lead: they must be the ones that were written.
        map.as_fst().verify().map_err(|_| PackError::Format("map"))?;
        Ok(map)
    }
}

impl Pack {
    /// Opens a pack: uncompresses it and checks its sections; entries are read where they stand.
    ///
    /// # Errors
    /// When the bytes are no pack or a damaged one.
    pub fn open(bytes: &[u8]) -> Result<Self, PackError> {
        let cut = PackError::Format("cut");
        let before = bytes.strip_prefix(MAGIC_BEFORE);
        let rest = bytes.strip_prefix(MAGIC).or(before).ok_or(PackError::Format("first bytes"))?;
        let (len, rest) = rest.split_first_chunk::<4>().ok_or(cut)?;
        let (notice, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize).ok_or(PackError::Format("cut"))?;
        let notice = serde_json::from_slice(notice).map_err(|_| PackError::Format("notice"))?;
        let (len, rest) = rest.split_first_chunk::<8>().ok_or(PackError::Format("cut"))?;
        let len = usize::try_from(u64::from_le_bytes(*len)).ok().filter(|len| *len <= LARGEST).ok_or(PackError::Format("size"))?;
        let body = zstd::bulk::decompress(rest, len).map_err(|_| PackError::Format("compression"))?;
        let mut sections = Sections { body: Arc::new(body), at: 0 };
        let count = sections.number()?;
        let (ids, names, references) = (sections.strings()?, sections.strings()?, sections.strings()?);
        if ids.ends.range.len() != count * 4 || names.ends.range.len() != count * 4 {
            return Err(PackError::Format("column"));
        }
        Ok(Self {
            notice,
            body: sections.body.clone(),
            count,
            ids,
            names,
            references,
            lat: sections.column(count, 4)?,
            lon: sections.column(count, 4)?,
            population: sections.column(count, 4)?,
            admin1: sections.column(count, 4)?,
            parent: sections.column(count, 4)?,
            country: sections.column(count, 2)?,
            kind: sections.column(count, 1)?,
            exact: {
                let exact = sections.map()?;
                if before.is_some() {
                    sections.part()?;
                }
                exact
            },
            postings: sections.part()?,
            sounds: if before.is_some() { None } else { Some((sections.map()?, sections.part()?)) },
        })
    }

    /// Where it comes from.
    #[must_use]
    pub fn notice(&self) -> &Notice {
        &self.notice
    }

    /// SHA-256 of the pack's uncompressed body, counted anew at every call: tens of milliseconds for the bundled one.
    #[must_use]
    pub fn sha256(&self) -> Sha {
        Sha::of(&self.body)
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether it has no entries; a pack that was built has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The entry of an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = (low + high) / 2;
            match self.ids.get(middle).cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle as u32),
            }
        }
        None
    }

    /// Entries whose exact key this is, in order of their ids.
    #[must_use]
    pub fn exact(&self, key: &str) -> Vec<Posting> {
        self.postings(self.exact.get(key))
    }

    /// Calls `each` with every entry of a country that has a name of this skeleton, and that name's key; empty for the
    /// main name.
    pub(super) fn sounding(&self, country: &str, skeleton: &str, mut each: impl FnMut(u32, &str)) {
        let Some((map, list)) = &self.sounds else { return };
        let Some(at) = map.get(format!("{country}{skeleton}")) else { return };
        let (mut at, mut entry, bytes) = (at as usize, 0_u32, list.as_ref());
        let count = read_varint(bytes, &mut at).unwrap_or(0);
        for _ in 0..count {
            let (Some(step), Some(length)) = (read_varint(bytes, &mut at), read_varint(bytes, &mut at)) else { return };
            entry = entry.saturating_add(u32::try_from(step).unwrap_or(u32::MAX));
            let Some(spelt) = at.checked_add(length as usize).and_then(|end| bytes.get(at..end)) else { return };
            at += spelt.len();
            if (entry as usize) < self.count {
                each(entry, std::str::from_utf8(spelt).unwrap_or(""));
            }
        }
    }

    fn postings(&self, value: Option<u64>) -> Vec<Posting> {
        // Entries that a damaged pack does not have are left out.
        let posting = |entry: u64, flags: u64| {
            let entry = u32::try_from(entry).ok().filter(|entry| (*entry as usize) < self.count)?;
            Some(Posting { entry, main: flags & u64::from(MAIN) != 0, bare: flags & u64::from(BARE) != 0 })
        };
        let Some(value) = value else { return Vec::new() };
        if value & 1 == 1 {
            return posting(value >> 3, value >> 1 & 3).into_iter().collect();
        }
        let (mut at, mut entry, mut out) = ((value >> 1) as usize, 0, Vec::new());
        let bytes = self.postings.as_ref();
        let count = read_varint(bytes, &mut at).unwrap_or(0);
        for _ in 0..count {
            let Some(next) = read_varint(bytes, &mut at) else { break };
            entry = (next >> 2).saturating_add(entry);
            out.extend(posting(entry, next & 3));
        }
        out
    }

    pub(crate) fn id(&self, entry: u32) -> &str {
        self.ids.get(entry as usize)
    }

    pub(crate) fn name(&self, entry: u32) -> &str {
        self.names.get(entry as usize)
    }

    pub(crate) fn centre(&self, entry: u32) -> (Degrees, Degrees) {
        (Degrees(self.lat.number(entry as usize) as i32), Degrees(self.lon.number(entry as usize) as i32))
    }

    pub(crate) fn population(&self, entry: u32) -> u32 {
        self.population.number(entry as usize) >> 1
    }

    pub(crate) fn is_capital(&self, entry: u32) -> bool {
        self.population.number(entry as usize) & 1 == 1
    }

    pub(crate) fn kind(&self, entry: u32) -> EntryKind {
        let kind = self.kind.as_ref().get(entry as usize).copied().unwrap_or(0);
        EntryKind::ALL.get(kind as usize).copied().unwrap_or(EntryKind::Area)
    }

    pub(crate) fn country(&self, entry: u32) -> &str {
        let at = entry as usize * 2;
        self.country.as_ref().get(at..at + 2).and_then(|code| std::str::from_utf8(code).ok()).unwrap_or("").trim()
    }

    pub(crate) fn admin1_id(&self, entry: u32) -> Option<&str> {
        self.reference(self.admin1.number(entry as usize))
    }

    pub(crate) fn parent_id(&self, entry: u32) -> Option<&str> {
        self.reference(self.parent.number(entry as usize))
    }

    fn reference(&self, at: u32) -> Option<&str> {
        (at != u32::MAX).then(|| self.references.get(at as usize)).filter(|id| !id.is_empty())
    }
}
