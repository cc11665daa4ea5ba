//! Spellings that no list has: other names of towns from Who's On First, looked up by sound in their country alone; whether
//! the right town is among the first five. Names that are another name altogether (no consonants in common) don't count.

use super::{Measured, each};
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::place::{EntryKind, sound};
use dateline_core::resources::Resources;
use flate2::read::GzDecoder;
use std::fs::File;
use std::io::Read;

/// Candidates that count.
const AMONG: usize = 5;

/// Further apart than this two names are no spellings of each other.
const SAME_NAME: f64 = 0.3;

/// Tables of Who's On First, by country code in small letters.
const TABLES: &[&str] = &["af", "iq", "lb", "ly", "ml", "ps", "sd", "so", "sy", "ua", "ye"];

/// Figures of every country's table that is here.
///
/// # Errors
/// When a table that is there can't be read.
pub fn measure(resources: &Resources) -> Result<Measured> {
    each("geotime", &["wof_admin"], |_, path| {
        let mut sheet = Sheet::default();
        for code in TABLES {
            let mut table = String::new();
            GzDecoder::new(File::open(path.join(format!("{code}.tsv.gz")))?).read_to_string(&mut table)?;
            score(&table, &code.to_uppercase(), resources, &mut sheet);
        }
        Ok(sheet)
    })
}

fn score(table: &str, country: &str, resources: &Resources, sheet: &mut Sheet) {
    let gazetteer = &resources.gazetteer;
    let mut lines = table.lines();
    let columns: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let column = |name: &str| columns.iter().position(|c| *c == name).unwrap_or(usize::MAX);
    let (gn, name, alternates) = (column("gn_id"), column("name"), column("alternates"));
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or("");
        let Some(at) = gazetteer.find(&format!("gn:{}", cell(gn))) else { continue };
        let entry = gazetteer.entry(at);
        if entry.kind() != EntryKind::Settlement {
            continue;
        }
        let named = cell(alternates).split('|').map(|other| other.split_once(':').map_or(other, |(_, name)| name));
        let mut asked: Vec<&str> = Vec::new();
        for spelling in std::iter::once(cell(name)).chain(named) {
            let script =
                |c: char| c.is_ascii() || ('\u{C0}'..'\u{250}').contains(&c) || ('\u{400}'..'\u{6FF}').contains(&c) || c > '\u{1E00}';
            let known = gazetteer.lookup(spelling).iter().any(|hit| hit.entry == at);
            let same = sound::distance(spelling, entry.name()) <= SAME_NAME;
            if known || !same || asked.contains(&spelling) || !spelling.chars().all(script) {
                continue;
            }
            asked.push(spelling);
            // Of more towns of one name than are shown, none is the right one by its name.
            let namesakes =
                gazetteer.lookup(entry.name()).into_iter().filter(|hit| gazetteer.entry(hit.entry).country() == country).count();
            if namesakes > AMONG {
                continue;
            }
            let found = gazetteer.fuzzy(spelling, &[country]);
            let right = found.iter().take(AMONG).any(|(other, _)| *other == at);
            sheet.share("transliteration.among_5", right);
            sheet.share("transliteration.first", found.first().is_some_and(|(other, _)| *other == at));
            sheet.share(&format!("transliteration.among_5_{country}"), right);
            if !right {
                let first = found.first().map(|(at, distance)| (gazetteer.entry(*at).name(), *distance));
                sheet.error(
                    "transliteration.among_5",
                    format!("{country} {spelling:?} of {:?}: {} found, {first:?}", entry.name(), found.len()),
                );
            }
        }
    }
}
