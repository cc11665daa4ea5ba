//! The gazetteers in use: looks names up exactly or by sound, and tells what contains what.

use crate::data::{self, DataError};
use crate::number::Degrees;
use crate::place::key;
use crate::place::pack::{self, EntryKind, Notice, Pack, Posting};
use crate::place::sound::{self, Spelling};
use crate::sha::Sha;
use std::collections::BTreeMap;

/// Names further apart than this are no spellings of each other.
const FARTHEST: f64 = 0.2;

/// An entry of one of the gazetteer's packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRef {
    pack: u16,
    entry: u32,
}

/// What an exact look-up found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The entry.
    pub entry: EntryRef,
    /// Whether the name is its main name.
    pub main: bool,
    /// Whether the name matches only without an Arabic article.
    pub bare: bool,
}

/// What is known of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pack: &'a Pack,
    entry: u32,
}

impl<'a> Entry<'a> {
    /// Gazetteer, colon, its own id.
    #[must_use]
    pub fn id(self) -> &'a str {
        self.pack.id(self.entry)
    }

    /// Main name.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.pack.name(self.entry)
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> EntryKind {
        self.pack.kind(self.entry)
    }

    /// Latitude and longitude of its centre.
    #[must_use]
    pub fn centre(self) -> (Degrees, Degrees) {
        self.pack.centre(self.entry)
    }

    /// ISO 3166-1 alpha-2 code; empty where it lies in none or several.
    #[must_use]
    pub fn country(self) -> &'a str {
        self.pack.country(self.entry)
    }

    /// People; 0 where not known.
    #[must_use]
    pub fn population(self) -> u32 {
        self.pack.population(self.entry)
    }

    /// Whether it is its country's capital.
    #[must_use]
    pub fn is_capital(self) -> bool {
        self.pack.is_capital(self.entry)
    }

    /// Id of the first-level division that holds it or is it.
    #[must_use]
    pub fn admin1_id(self) -> Option<&'a str> {
        if self.kind() == EntryKind::Admin1 { Some(self.id()) } else { self.pack.admin1_id(self.entry) }
    }

    /// Id of the finest division that holds it.
    #[must_use]
    pub fn parent_id(self) -> Option<&'a str> {
        self.pack.parent_id(self.entry)
    }
}

/// The bundled gazetteer and the imported ones. An id that several packs have is one entry: the first pack's.
#[derive(Debug, Default, Clone)]
pub struct Gazetteer {
    packs: Vec<Pack>,
    countries: BTreeMap<String, EntryRef>,
}

impl Gazetteer {
    /// The bundled one.
    ///
    /// # Errors
    /// When the data file of the build is broken.
    pub fn bundled() -> Result<Self, DataError> {
        Ok(Self::with_packs(vec![Self::bundled_pack()?]))
    }

    /// The bundled pack, to put imported ones behind it.
    ///
    /// # Errors
    /// When the data file of the build is broken.
    pub fn bundled_pack() -> Result<Pack, DataError> {
        let file = "gazetteer/bundled.pack";
        Pack::open(data::bytes(file)?).map_err(|error| DataError::Line { file: file.to_owned(), line: 0, message: error.to_string() })
    }

    /// These packs, the first one first wherever an id stands in several.
    #[must_use]
    pub fn with_packs(packs: Vec<Pack>) -> Self {
        let mut countries = BTreeMap::new();
        for (at, pack) in packs.iter().enumerate() {
            for entry in (0..pack.len() as u32).filter(|entry| pack.kind(*entry) == EntryKind::Country) {
                countries.entry(pack.country(entry).to_owned()).or_insert(EntryRef { pack: at as u16, entry });
            }
        }
        Self { packs, countries }
    }

    /// Where each pack comes from, with its SHA-256 and number of entries, in order.
    #[must_use]
    pub fn sources(&self) -> Vec<(&Notice, Sha, usize)> {
        self.packs.iter().map(|pack| (pack.notice(), pack.sha256(), pack.len())).collect()
    }

    /// An entry.
    #[must_use]
    pub fn entry(&self, at: EntryRef) -> Entry<'_> {
        Entry { pack: &self.packs[at.pack as usize], entry: at.entry }
    }

    /// The entry of an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<EntryRef> {
        self.packs.iter().enumerate().find_map(|(at, pack)| Some(EntryRef { pack: at as u16, entry: pack.find(id)? }))
    }

    /// The entry of a country, by its ISO 3166-1 alpha-2 code.
    #[must_use]
    pub fn country(&self, code: &str) -> Option<EntryRef> {
        self.countries.get(code).copied()
    }

    /// The first-level division that holds an entry or is it.
    #[must_use]
    pub fn admin1(&self, at: EntryRef) -> Option<EntryRef> {
        self.find(self.entry(at).admin1_id()?)
    }

    /// Whether `outer` holds `inner` (an entry does not hold itself).
    #[must_use]
    pub fn contains(&self, outer: EntryRef, inner: EntryRef) -> bool {
        let (outside, inside) = (self.entry(outer), self.entry(inner));
        if outer == inner || outside.country() != inside.country() {
            return false;
        }
        match outside.kind() {
            EntryKind::Country => true,
            EntryKind::Admin1 => inside.admin1_id() == Some(outside.id()),
            EntryKind::Admin2 | EntryKind::Admin3 => {
                let mut at = inside;
                // A chain of divisions is at most a few long; the bound guards against a circle in an imported pack.
                for _ in 0..6 {
                    match at.parent_id() {
                        Some(id) if id == outside.id() => return true,
                        Some(id) if id != at.id() => match self.find(id) {
                            Some(next) => at = self.entry(next),
                            None => return false,
                        },
                        _ => return false,
                    }
                }
                false
            }
            EntryKind::Settlement | EntryKind::Area | EntryKind::Facility => false,
        }
    }

    /// Entries that bear this name, whatever its case, marks, hyphens and article; sorted by id.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Vec<Hit> {
        let whole = key::exact(name);
        if whole.is_empty() {
            return Vec::new();
        }
        let mut found = self.by_key(&whole, false);
        if let Some(rest) = key::without_article(name).filter(|rest| rest.chars().count() > 2) {
            // "Al-Raqqah" finds what is listed as "Raqqah", but only where the article is at home.
            for hit in self.by_key(&rest, true) {
                let arabic = pack::bears_article(self.entry(hit.entry).country());
                if arabic && !found.iter().any(|other| other.entry == hit.entry) {
                    found.push(hit);
                }
            }
        }
        self.one_per_id(found)
    }

    /// Entries of an exact key that was made with [`key::exact`].
    #[must_use]
    pub fn by_key(&self, key: &str, bare: bool) -> Vec<Hit> {
        let of = |(at, pack): (usize, &Pack)| {
            let hit = move |p: Posting| Hit { entry: EntryRef { pack: at as u16, entry: p.entry }, main: p.main, bare: p.bare || bare };
            pack.exact(key).into_iter().map(hit).collect::<Vec<Hit>>()
        };
        self.packs.iter().enumerate().flat_map(of).collect()
    }

    fn one_per_id(&self, hits: Vec<Hit>) -> Vec<Hit> {
        if self.packs.len() < 2 {
            return hits;
        }
        let mut by_id: BTreeMap<&str, Hit> = BTreeMap::new();
        for hit in hits {
            let id = self.entry(hit.entry).id();
            let entry = self.find(id).unwrap_or(hit.entry);
            let kept = by_id.entry(id).or_insert(Hit { entry, ..hit });
            kept.main |= hit.main;
            kept.bare &= hit.bare;
        }
        by_id.into_values().collect()
    }

    /// Entries in these countries with a name that sounds like this one, nearest first, with their distance from 0 (same
    /// sounds) upwards; never a guess outside the countries.
    #[must_use]
    pub fn fuzzy(&self, name: &str, countries: &[&str]) -> Vec<(EntryRef, f64)> {
        let (bare, whole) = (Spelling::bare(name), Spelling::whole(&key::exact(name)));
        let mut nearest: BTreeMap<EntryRef, f64> = BTreeMap::new();
        for skeleton in sound::asked(name) {
            for (at, pack) in self.packs.iter().enumerate() {
                for country in countries {
                    pack.sounding(country, &skeleton, |entry, spelt| {
                        // The main name is there with its words, so that its articles can be told.
                        let distance = match spelt.is_empty() {
                            true => {
                                let main = Spelling::bare(pack.name(entry));
                                bare.distance(&main).min(whole.distance(&main))
                            }
                            false => {
                                let other = Spelling::whole(spelt);
                                if !whole.compares(&other) {
                                    return;
                                }
                                bare.distance(&other).min(whole.distance(&other))
                            }
                        };
                        if distance <= FARTHEST {
                            let kept = nearest.entry(EntryRef { pack: at as u16, entry }).or_insert(distance);
                            *kept = kept.min(distance);
                        }
                    });
                }
            }
        }
        let mut found: Vec<(EntryRef, f64)> = nearest.into_iter().collect();
        let rank = |at: EntryRef| (std::cmp::Reverse(self.entry(at).population()), self.entry(at).id());
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| rank(a.0).cmp(&rank(b.0))));
        found
    }
}
