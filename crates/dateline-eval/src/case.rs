//! Labelled cases: Markdown files with a header, a report's text and an `expect` block of labels, read as a reading.
//! `tests/cases/README.md` describes the format; the rules here are those that the labels were written by.

use crate::corpus::file::LabelFile;
use crate::corpus::spans;
use anyhow::{Context, Result, anyhow, bail};
use dateline_core::capture::Given;
use dateline_core::reading::ReadingJson;
use dateline_core::report::Report;
use dateline_core::sha::Sha;
use dateline_core::text::CodePoints;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// A labelled report.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// All header values by key.
    pub header: BTreeMap<String, String>,
    /// The report's text, that which is read.
    pub text: String,
    /// The labels as a reading.
    pub labels: ReadingJson,
    /// The file that they stand in.
    pub file: LabelFile,
    /// SHA-256 of the file's bytes.
    pub hash: Sha,
}

impl Case {
    /// What the reader is told of the report beside its words: address, outlet, day.
    #[must_use]
    pub fn given(&self) -> Given {
        let of = |key: &str| self.header.get(key).cloned();
        let published = of("published").filter(|day| day != "unknown");
        Given { url: of("url"), outlet: of("outlet"), published, ..Given::default() }
    }
}

/// Reads every case of a folder, sorted by file name; `README.md` is left out.
///
/// # Errors
/// When a file can't be read or its labels don't hold together.
pub fn load_all(folder: &Path) -> Result<Vec<Case>> {
    let mut out = Vec::new();
    for path in crate::input::files(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".md") && name != "README.md" {
            let raw = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            out.push(parse(&raw, &name).with_context(|| path.display().to_string())?);
        }
    }
    Ok(out)
}

/// Reads one case from a file's words; `name` is the file's name.
///
/// # Errors
/// When header, text or labels are missing, or a label's words do not stand in the text.
pub fn parse(raw: &str, name: &str) -> Result<Case> {
    let file = LabelFile::parse(raw)?;
    let id = file.get("id").map(str::to_owned).ok_or_else(|| anyhow!("the header has no id"))?;
    let hash = Sha::of(raw.as_bytes());
    let header: BTreeMap<String, String> = file.header.iter().cloned().collect();
    let labels = reading(&file.text, &file.labels, &header, &id, (name, hash))?;
    Ok(Case { id, header, text: file.text.clone(), labels, file, hash })
}

/// Labels with every key as a reading's JSON; `name` is the file's name, `hash` the SHA-256 of its bytes.
///
/// # Errors
/// When a value is outside its vocabulary.
pub fn reading(text: &str, labels: &Value, header: &BTreeMap<String, String>, id: &str, (name, hash): (&str, Sha)) -> Result<ReadingJson> {
    let labels = Labels { text, points: CodePoints::new(text) }.reading(labels, header, id, name, hash)?;
    serde_json::from_value(labels).context("the labels are no reading")
}

/// Turns labels into a reading's JSON.
struct Labels<'a> {
    text: &'a str,
    points: CodePoints<'a>,
}

/// What a label's key holds; null where it is missing.
fn get<'v>(value: &'v Value, key: &str) -> &'v Value {
    value.get(key).unwrap_or(&Value::Null)
}

fn or(value: &Value, default: Value) -> Value {
    if value.is_null() { default } else { value.clone() }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

impl Labels<'_> {
    /// The byte range of quoted words.
    fn find(&self, words: &str) -> Result<(usize, usize)> {
        spans::find(self.text, words)
    }

    fn quoted(&self, start: usize, end: usize) -> Value {
        json!({"start": self.points.from_byte(start), "end": self.points.from_byte(end), "text": &self.text[start..end]})
    }

    fn span(&self, words: &Value) -> Result<Value> {
        match words {
            Value::Null => Ok(Value::Null),
            Value::String(words) => self.find(words).map(|(start, end)| self.quoted(start, end)),
            other => bail!("a span is a string: {other}"),
        }
    }

    fn spans(&self, words: &Value) -> Result<Vec<Value>> {
        items(words).iter().map(|w| self.span(w)).collect()
    }

    fn named(&self, who: &Value) -> Result<Map<String, Value>> {
        let mut out = Map::new();
        out.insert("span".into(), self.span(get(who, "span"))?);
        out.insert("name".into(), get(who, "name").clone());
        Ok(out)
    }

    fn reading(&self, e: &Value, header: &BTreeMap<String, String>, id: &str, name: &str, hash: Sha) -> Result<Value> {
        let r = get(e, "report");
        let head = |key: &str| header.get(key).filter(|v| *v != "unknown").map_or(Value::Null, |v| json!(v));
        let stated = |key: &str| if get(r, key).as_str().is_some_and(|s| !s.is_empty()) { get(r, key).clone() } else { head(key) };
        let list = |of: &str, read: &dyn Fn(&Value) -> Result<Value>| items(get(e, of)).iter().map(read).collect::<Result<Vec<Value>>>();
        let places = list("places", &|p| self.place(p))?;
        let claims = list("claims", &|c| self.claim(c))?;
        let dropped = self.dropped(r)?;
        let url = stated("url");
        let capture = Sha::of(self.text.as_bytes());
        let report_id = Report::make_id(url.as_str(), id, capture);
        let credits = items(get(r, "credits")).iter();
        let credits = credits.map(|c| Ok(json!({"name": get(c, "name"), "role": get(c, "role"), "span": self.span(get(c, "span"))?})));
        let mut by_place = dropped.clone();
        by_place.sort_by_key(|(_, (start, _))| *start);
        Ok(json!({
            "report": {
                "id": report_id,
                "input": {"id": id, "path": format!("reports/{name}"), "record": null},
                "capture": {"sha256": capture, "media_type": "text/plain", "charset": "utf-8"},
                "url": url, "canonical_url": get(r, "canonical_url"), "archive": null,
                "outlet": stated("outlet"), "title": get(r, "title"),
                "authors": or(get(r, "authors"), json!([])), "translators": or(get(r, "translators"), json!([])),
                "credits": credits.collect::<Result<Vec<Value>>>()?,
                "published": stated("published"), "modified": get(r, "modified"),
                "dateline": self.dateline(get(r, "dateline"), &places)?,
                "language": stated("language"), "form": or(get(r, "form"), json!("article")), "text": self.text,
                "paragraphs": self.paragraphs(r, &dropped)?,
                "dropped": by_place.iter().map(|(reason, (a, b))| json!({"reason": reason, "text": &self.text[*a..*b]})).collect::<Vec<_>>(),
            },
            "places": places,
            "times": list("times", &|t| self.time(t))?,
            "counts": list("counts", &|c| self.count(c))?,
            "hedges": self.hedges(e, &claims)?,
            "claims": claims,
            "incidents": list("incidents", &|n| self.incident(n))?,
            "problems": [],
            "run": {"version": "labels", "data": hash, "model": null},
        }))
    }

    /// A place label: `Town, Division, SY`, or null for one that no gazetteer of towns can know.
    fn place(&self, p: &Value) -> Result<Value> {
        let mut parts: Vec<&str> = get(p, "place").as_str().map(|s| s.split(',').map(str::trim).collect()).unwrap_or_default();
        let is_country = |s: &&str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_uppercase());
        let country = if parts.last().is_some_and(is_country) { parts.pop() } else { None };
        let division = get(p, "precision") == "province" || parts.len() > 1;
        let admin1 = if division { parts.last() } else { None };
        Ok(json!({
            "span": self.span(get(p, "span"))?, "use": get(p, "use"), "id": null, "name": parts.first(), "precision": get(p, "precision"),
            "country": country, "admin1": admin1, "lat": null, "lon": null, "candidates": [],
        }))
    }

    fn time(&self, t: &Value) -> Result<Value> {
        Ok(json!({
            "span": self.span(get(t, "span"))?, "type": get(t, "type"), "value": get(t, "value"), "edtf": get(t, "edtf"),
            "from": get(t, "from"), "to": get(t, "to"), "precision": or(get(t, "precision"), json!("unknown")),
            "anchor": or(get(t, "anchor"), json!("none")),
        }))
    }

    fn count(&self, c: &Value) -> Result<Value> {
        Ok(json!({
            "span": self.span(get(c, "span"))?, "outcome": get(c, "outcome"), "who": get(c, "who"), "min": get(c, "min"),
            "max": get(c, "max"), "scope": get(c, "scope"), "of": get(c, "of"), "hedge": self.span(get(c, "hedge"))?,
        }))
    }

    fn claim(&self, c: &Value) -> Result<Value> {
        let speaker = if get(c, "speaker").is_null() { Value::Null } else { Value::Object(self.named(get(c, "speaker"))?) };
        Ok(json!({
            "speaker": speaker, "via": self.span(get(c, "via"))?, "cue": self.span(get(c, "cue"))?,
            "content": self.spans(get(c, "content"))?, "addressees": self.spans(get(c, "addressees"))?, "quotation": get(c, "quotation"),
            "attitude": or(get(c, "attitude"), json!(false)), "stance": get(c, "stance"), "hedges": self.spans(get(c, "hedges"))?,
            "parent": get(c, "parent"),
        }))
    }

    fn incident(&self, n: &Value) -> Result<Value> {
        let (when, place) = (get(n, "when"), get(n, "where"));
        let responsible = items(get(n, "alleged_responsible")).iter().map(|r| {
            let mut out = self.named(r)?;
            out.insert("claim".into(), get(r, "claim").clone());
            Ok(Value::Object(out))
        });
        let toll = items(get(n, "toll")).iter().map(|t| json!({"count": get(t, "count"), "claim": get(t, "claim")}));
        let claims = items(get(n, "claims")).iter();
        let claims =
            claims.map(|c| json!({"claim": get(c, "claim"), "about": get(c, "about"), "stance": or(get(c, "stance"), json!("asserts"))}));
        Ok(json!({
            "kind": get(n, "kind"), "trigger": self.span(get(n, "trigger"))?, "main": or(get(n, "main"), json!(false)),
            "assertion": get(n, "assertion"),
            "when": {"time": get(when, "time"), "edtf": get(when, "edtf"), "from": get(when, "from"), "to": get(when, "to"),
                     "precision": or(get(when, "precision"), json!("unknown"))},
            "where": {"place": get(place, "place"), "names": self.spans(get(place, "names"))?,
                      "precision": or(get(place, "precision"), json!("unresolved")), "near": or(get(place, "near"), json!(false)),
                      "lat": null, "lon": null},
            "toll": toll.collect::<Vec<_>>(),
            "alleged_responsible": responsible.collect::<Result<Vec<Value>>>()?,
            "victims": self.spans(get(n, "victims"))?, "weapon": self.spans(get(n, "weapon"))?, "target": self.spans(get(n, "target"))?,
            "claims": claims.collect::<Vec<_>>(), "confidence": 1.0,
        }))
    }

    /// The report's hedges and those of its claims, in the order of the text, each range once.
    fn hedges(&self, e: &Value, claims: &[Value]) -> Result<Vec<Value>> {
        let mut out = self.spans(get(e, "hedges"))?;
        out.extend(claims.iter().flat_map(|c| items(get(c, "hedges"))).cloned());
        out.sort_by_key(range);
        out.dedup_by_key(|s| range(s));
        Ok(out)
    }

    /// The dateline with the finest place inside it: the first that is no country.
    fn dateline(&self, words: &Value, places: &[Value]) -> Result<Value> {
        if words.as_str().is_none_or(str::is_empty) {
            return Ok(Value::Null);
        }
        let span = self.span(words)?;
        let (start, end) = range(&span);
        let inside = places.iter().enumerate().filter(|(_, p)| {
            let (from, to) = range(get(p, "span"));
            get(p, "use") == "dateline" && start <= from && to <= end
        });
        let place = inside.min_by_key(|(_, p)| get(p, "precision") == "country").map(|(at, _)| at);
        Ok(json!({"span": span, "place": place}))
    }

    /// What was dropped, in the labeller's order: reason and byte range.
    fn dropped(&self, r: &Value) -> Result<Vec<(Value, (usize, usize))>> {
        let labels = items(get(r, "dropped")).iter();
        labels.map(|d| Ok((get(d, "reason").clone(), self.find(get(d, "text").as_str().unwrap_or_default())?))).collect()
    }

    /// Lines, split where a labelled or a dropped piece begins or ends; white space at the ends left out.
    fn paragraphs(&self, r: &Value, dropped: &[(Value, (usize, usize))]) -> Result<Vec<Value>> {
        let mut marks: Vec<(usize, usize, Option<String>)> = Vec::new();
        for p in items(get(r, "paragraphs")) {
            let (start, end) = self.find(get(p, "span").as_str().unwrap_or_default())?;
            marks.push((start, end, Some(get(p, "kind").as_str().unwrap_or_default().to_owned())));
        }
        marks.extend(dropped.iter().map(|(_, (start, end))| (*start, *end, None)));
        marks.sort();
        let (mut pieces, mut at) = (Vec::new(), 0);
        for (start, end, kind) in marks {
            if start >= at {
                pieces.push((at, start, Some("?".to_owned())));
                pieces.push((start, end, kind));
                at = end;
            }
        }
        pieces.push((at, self.text.len(), Some("?".to_owned())));
        let (mut out, mut lede) = (Vec::new(), false);
        for (start, end, kind) in pieces {
            let Some(kind) = kind else { continue };
            let mut from = start;
            for line in self.text[start..end].split('\n') {
                let words = line.trim();
                let a = from + (line.len() - line.trim_start().len());
                from += line.len() + 1;
                if !words.contains(|c: char| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                let kind = match kind.as_str() {
                    "?" if out.is_empty() => "title",
                    "?" if lede => "body",
                    "?" => "lede",
                    labelled => labelled,
                };
                lede |= kind == "lede";
                let b = a + words.len();
                out.push(json!({"start": self.points.from_byte(a), "end": self.points.from_byte(b), "kind": kind, "source": [[a, b]]}));
            }
        }
        Ok(out)
    }
}

/// Start and end of a quoted span.
fn range(span: &Value) -> (u64, u64) {
    (get(span, "start").as_u64().unwrap_or(0), get(span, "end").as_u64().unwrap_or(0))
}
