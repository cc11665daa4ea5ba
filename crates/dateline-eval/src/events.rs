//! The two mistakes of clusters that readers see: two events of one town told as one, and one event told as two; counted over pairs of
//! labelled mentions that were read, and over incidents.

use crate::families::{Family, Incident};
use crate::sheet::Sheet;
use dateline_core::lineage::held::days;
use dateline_core::place::PlacePrecision;
use dateline_core::reading::ReadingJson;
use dateline_core::time::TimePrecision;
use std::collections::{BTreeMap, BTreeSet};

/// Days between two events of one town that are hard to tell apart.
const NEAR: i64 = 3;

/// Report and index into the incidents of its labels.
type At = (String, usize);

/// Where and when the labels put an incident.
#[derive(Debug, Default)]
struct Scene {
    towns: BTreeSet<String>,
    days: Vec<(i64, i64)>,
}

impl Scene {
    fn of(incident: &Incident, labels: &BTreeMap<&str, &ReadingJson>) -> Self {
        let mut out = Self::default();
        for (report, index) in &incident.mentions {
            let Some((reading, mention)) = labels.get(report.as_str()).and_then(|r| Some((*r, r.incidents.get(*index)?))) else { continue };
            if matches!(mention.place.precision, PlacePrecision::Exact | PlacePrecision::Settlement) {
                let entry = mention.place.place.and_then(|at| reading.places.get(at));
                out.towns.extend(entry.and_then(|place| place.id.clone().or_else(|| place.name.clone())).map(|name| folded(&name)));
                out.towns.extend(mention.place.names.first().map(|words| folded(&words.text)));
            }
            let when = &mention.when;
            if when.precision <= TimePrecision::Day
                && let (Some(from), Some(to)) = (when.from.as_deref().and_then(days), when.to.as_deref().and_then(days))
            {
                out.days.push((from, to));
            }
        }
        out
    }

    /// Whether both are in one town within three days.
    fn is_near(&self, other: &Self) -> bool {
        let gap = |(a, b): (i64, i64), (c, d): (i64, i64)| (c - b).max(a - d).max(0);
        !self.towns.is_disjoint(&other.towns) && self.days.iter().any(|x| other.days.iter().any(|y| gap(*x, *y) <= NEAR))
    }
}

fn folded(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Scores clusters of labelled mentions: `cluster` gives that of a mention, `None` where it was not read.
pub fn score(families: &[Family], labels: &BTreeMap<&str, &ReadingJson>, cluster: &dyn Fn(&At) -> Option<usize>, sheet: &mut Sheet) {
    let incidents: Vec<&Incident> = families.iter().flat_map(|f| &f.incidents).collect();
    let clusters: Vec<Vec<usize>> = incidents.iter().map(|i| i.mentions.iter().filter_map(cluster).collect()).collect();
    for (incident, of) in incidents.iter().zip(&clusters) {
        for (n, a) in of.iter().enumerate() {
            of[n + 1..].iter().for_each(|b| sheet.fault("events.split_pairs", a != b));
        }
        if of.len() > 1 {
            let split = of.iter().any(|at| *at != of[0]);
            sheet.fault("events.split_incidents", split);
            if split {
                sheet.error("events.split_incidents", incident.id.clone());
            }
        }
    }
    let named: BTreeSet<(&str, &str)> = families
        .iter()
        .flat_map(|f| &f.never_merge)
        .map(|(a, b)| if a < b { (a.as_str(), b.as_str()) } else { (b.as_str(), a.as_str()) })
        .collect();
    let scenes: Vec<Scene> = incidents.iter().map(|incident| Scene::of(incident, labels)).collect();
    for (n, a) in incidents.iter().enumerate() {
        for (m, b) in incidents.iter().enumerate().skip(n + 1) {
            let never = named.contains(&(a.id.as_str().min(b.id.as_str()), a.id.as_str().max(b.id.as_str())));
            let near = scenes[n].is_near(&scenes[m]);
            let merged = clusters[n].iter().any(|x| clusters[m].contains(x));
            for (what, is_so) in [("next_day", near), ("never_merge", never)] {
                if !is_so || clusters[n].is_empty() || clusters[m].is_empty() {
                    continue;
                }
                for x in &clusters[n] {
                    clusters[m].iter().for_each(|y| sheet.fault(&format!("events.{what}_merged_pairs"), x == y));
                }
                sheet.fault(&format!("events.{what}_merged_incidents"), merged);
                if merged {
                    sheet.error(&format!("events.{what}_merged_incidents"), format!("{} and {}", a.id, b.id));
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn merges_and_splits_are_counted() {
        let mention = |place: &str, day: &str| {
            serde_json::json!({"kind": "shelling", "trigger": {"start": 0, "end": 1, "text": "x"}, "main": true, "assertion": "asserted",
                "when": {"time": null, "edtf": day, "from": day, "to": day, "precision": "day"},
                "where": {"place": null, "names": [{"start": 0, "end": 1, "text": place}], "precision": "settlement", "near": false, "lat": null, "lon": null},
                "toll": [], "alleged_responsible": [], "victims": [], "weapon": [], "target": [], "claims": [], "confidence": 1.0})
        };
        let mut json: serde_json::Value = serde_json::from_str(include_str!("../../../docs/schema/seed.reading.json")).unwrap();
        json["incidents"] = serde_json::json!([
            mention("Harrow", "2024-03-05"),
            mention("Harrow", "2024-03-06"),
            mention("Harrow", "2024-04-06"),
            mention("HARROW", "2024-03-05")
        ]);
        let reading: ReadingJson = serde_json::from_value(json).unwrap();
        let labels = BTreeMap::from([("r", &reading)]);
        let family: Family = serde_json::from_str(
            r#"{"family": "x", "reports": ["r"], "never_merge": [["c", "a"]], "incidents": [
            {"id": "a", "mentions": [["r", 0], ["r", 3]]}, {"id": "b", "mentions": [["r", 1]]}, {"id": "c", "mentions": [["r", 2]]}]}"#,
        )
        .unwrap();
        let mut sheet = Sheet::default();
        // The first two are put together, the fourth stands apart from the first.
        score(&[family], &labels, &|(_, index)| Some([0, 0, 1, 2][*index]), &mut sheet);
        let value = |name: &str| sheet.get(name).unwrap().value();
        assert_eq!(value("events.split_pairs"), Some(1.0));
        assert_eq!(value("events.next_day_merged_pairs"), Some(0.5));
        assert_eq!(value("events.next_day_merged_incidents"), Some(1.0));
        assert_eq!(value("events.never_merge_merged_incidents"), Some(0.0));
    }
}
