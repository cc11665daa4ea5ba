//! Places on LGL, TR-News, GeoVirus and GeoWebNews, by the metrics of toponym papers: mentions exactly and by overlap, the
//! share of labelled points within 161 km (100 miles), the same for mentions that are given, beside what the gazetteer
//! could reach, and the area under the curve of error (Gritta et al., "What's missing in geographical parsing?", 2018).

use super::{Measured, each, lines, quoted, spans};
use crate::input;
use crate::sheet::Sheet;
use anyhow::Result;
use dateline_core::capture::Given;
use dateline_core::number::{Degrees, kilometres};
use dateline_core::place::{self, Place, PlaceUse};
use dateline_core::reading::read;
use dateline_core::resources::Resources;
use dateline_core::segment::segment;
use dateline_core::text::{CodePoints, Quoted, Span};
use serde::Deserialize;

/// Within so many kilometres a point is right.
const NEAR: f64 = 161.0;

/// The farthest that two points of the earth can be apart, in kilometres.
const FARTHEST: f64 = 20_039.0;

/// A document with toponyms.
#[derive(Deserialize)]
struct Document {
    id: String,
    url: Option<String>,
    date: Option<String>,
    text: String,
    toponyms: Vec<Toponym>,
}

#[derive(Deserialize)]
struct Toponym {
    start: i64,
    end: i64,
    phrase: String,
    lat: Option<f64>,
    lon: Option<f64>,
    gnid: Option<serde_json::Value>,
}

impl Toponym {
    fn point(&self) -> Option<(Degrees, Degrees)> {
        Some((Degrees::new(self.lat?), Degrees::new(self.lon?)))
    }

    fn id(&self) -> Option<String> {
        self.gnid.as_ref().map(|id| format!("gn:{}", id.to_string().trim_matches('"')))
    }

    /// Kilometres from its point; 0 where it is the same entry, which sets and gazetteers may put at other points.
    fn off(&self, id: Option<&str>, point: Option<(Degrees, Degrees)>) -> Option<f64> {
        let same = id.is_some() && self.id().as_deref() == id;
        if same { Some(0.0) } else { Some(kilometres(point?, self.point()?)) }
    }
}

/// Figures of every set that is here.
///
/// # Errors
/// When a set that is there can't be read.
pub fn measure(resources: &Resources) -> Result<Measured> {
    each("geotime", &["lgl", "tr_news", "geovirus", "gwn"], |set, path| {
        let mut sheet = Sheet::default();
        for document in lines::<Document>(&path.join(format!("{set}.jsonl")))? {
            end_to_end(set, &document, resources, &mut sheet);
            given(&document, resources, &mut sheet);
        }
        Ok(sheet)
    })
}

fn hints(document: &Document) -> Given {
    Given { url: document.url.clone(), published: document.date.as_ref().map(|d| d.chars().take(10).collect()), ..Given::default() }
}

/// Sets that label no demonyms ("Syrian"): there those that were read are left out.
const WITHOUT_DEMONYMS: &[&str] = &["geovirus"];

/// Mentions and points as the program reads the text.
fn end_to_end(set: &str, document: &Document, resources: &Resources, sheet: &mut Sheet) {
    let Some(report) = input::report_of_text(&document.id, &document.text, hints(document), resources) else { return };
    let reading = read(report, resources).to_json();
    let places: Vec<&Place<Quoted>> =
        reading.places.iter().filter(|p| p.usage != PlaceUse::Demonym || !WITHOUT_DEMONYMS.contains(&set)).collect();
    let labels: Vec<Quoted> = document.toponyms.iter().map(|t| quoted(t.start.max(0) as u32, t.end.max(0) as u32, &t.phrase)).collect();
    let read: Vec<Quoted> = places.iter().map(|p| p.span.clone()).collect();
    for (label, at) in document.toponyms.iter().zip(spans(&document.id, "places", &labels, &read, sheet)) {
        if label.point().is_none() {
            continue;
        }
        let place = at.map(|at| places[at]);
        let off = place.and_then(|p| label.off(p.id.as_deref(), p.lat.zip(p.lon)));
        let near = off.is_some_and(|off| off <= NEAR);
        sheet.share("places.within_161_km_of_all", near);
        if let Some(off) = off {
            sheet.share("places.within_161_km_of_resolved", off <= NEAR);
        }
        if let Some(place) = place.filter(|_| !near) {
            let what = format!("{} {:?}: read {:?} {:?}, {off:.0?} km off", document.id, label.phrase, place.name, place.country);
            sheet.error("places.within_161_km_of_all", what);
        }
    }
}

/// Points where the labelled mentions are given, and what the gazetteer could reach at most.
fn given(document: &Document, resources: &Resources, sheet: &mut Sheet) {
    let Some(report) = input::report_of_text(&document.id, &document.text, hints(document), resources) else { return };
    let segments = segment(&report, &resources.abbreviations);
    let points = CodePoints::new(report.text.as_str());
    let span_of = |t: &Toponym| -> Option<Span> {
        {
            let span = Span::new(points.to_byte(t.start.max(0) as u32), points.to_byte(t.end.max(0) as u32));
            (span.of(report.text.as_str()) == t.phrase).then_some(span)
        }
    };
    let labels: Vec<(&Toponym, Span)> =
        document.toponyms.iter().filter(|t| t.point().is_some()).filter_map(|t| Some((t, span_of(t)?))).collect();
    let mut given: Vec<Span> = document.toponyms.iter().filter_map(span_of).collect();
    given.sort_unstable();
    given.dedup();
    let resolved = place::resolve(&report, &segments, &resources.gazetteer, &resources.place, &given);
    for (label, span) in labels {
        let options = place::meanings(&label.phrase, &resources.gazetteer, &resources.place);
        let reach = options.iter().any(|at| {
            let entry = resources.gazetteer.entry(*at);
            label.off(Some(entry.id()), Some(entry.centre())).is_some_and(|off| off <= NEAR)
        });
        sheet.share("given.ceiling", reach);
        if !reach {
            let nearest = options.iter().filter_map(|at| label.off(None, Some(resources.gazetteer.entry(*at).centre()))).reduce(f64::min);
            sheet.error(
                "given.ceiling",
                format!("{} {:?}: {} entries, nearest {nearest:.0?} km off", document.id, label.phrase, options.len()),
            );
        }
        let place = resolved.iter().find(|p| p.span == span);
        let off = place.and_then(|p| label.off(p.id.as_deref(), p.lat.zip(p.lon)));
        let near = off.is_some_and(|off| off <= NEAR);
        sheet.share("given.within_161_km_of_all", near);
        sheet.mean_fault("given.auc_of_error", (1.0 + off.unwrap_or(FARTHEST)).ln() / (1.0 + FARTHEST).ln());
        if let Some(off) = off {
            sheet.share("given.within_161_km_of_resolved", off <= NEAR);
            sheet.mean_fault("given.auc_of_error_of_resolved", (1.0 + off).ln() / (1.0 + FARTHEST).ln());
        }
        if reach && !near {
            let name = place.and_then(|p| p.name.as_deref()).unwrap_or("nothing");
            sheet.error("given.within_161_km_of_all", format!("{} {:?}: read {name}, {off:.0?} km off", document.id, label.phrase));
        }
    }
}
