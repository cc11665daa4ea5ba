//! Incidents as a GeoJSON FeatureCollection (RFC 7946). An incident known no finer than its province has no geometry:
//! its place stands in the properties, and no point is made up.

use super::acled::headline;
use super::{ExportError, Sealed, unsealed};
use crate::web::words;
use dateline_core::records::IncidentRecord;
use dateline_core::toll::Outcome;
use serde_json::{Value, json};

/// The whole file.
///
/// # Errors
/// When a record can't be written as JSON.
pub fn text(records: &[IncidentRecord], sealed: Sealed<'_>) -> Result<String, ExportError> {
    let features: Vec<Value> = records.iter().map(|record| feature(record, sealed)).collect();
    let mut out = serde_json::to_string(&json!({"type": "FeatureCollection", "features": features}))?;
    out.push('\n');
    Ok(out)
}

/// One incident.
fn feature(record: &IncidentRecord, sealed: Sealed<'_>) -> Value {
    let (record, hidden) = unsealed(record, sealed);
    let point = record.place.lat.zip(record.place.lon).filter(|_| record.place.precision.has_point());
    let geometry = point.map(|(lat, lon)| json!({"type": "Point", "coordinates": [lon.value(), lat.value()]}));
    let range = |outcome| headline(&record.toll, outcome).map(|t| json!({"min": t.min, "max": t.max}));
    let told: Vec<&str> = record.assertions().iter().map(|a| a.as_str()).collect();
    json!({
        "type": "Feature",
        "id": record.id,
        "geometry": geometry,
        "properties": {
            "title": words::title(&record),
            "kind": record.kind,
            "told_as": told,
            "from": record.when.from,
            "to": record.when.to,
            "edtf": record.when.edtf,
            "place": record.place.name,
            "place_id": record.place.id,
            "place_precision": record.place.precision,
            "near": record.place.near,
            "admin1": record.place.admin1,
            "country": record.place.country,
            "killed": range(Outcome::Killed),
            "injured": range(Outcome::Injured),
            "origins": {"low": record.origins.low, "high": record.origins.high},
            "grade": record.grade.value,
            "reports": record.reports,
            "sealed_statements": hidden,
        }
    })
}
