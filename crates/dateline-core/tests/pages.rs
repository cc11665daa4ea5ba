//! Invented pages in six scripts and some more, read as pages are: metadata and order exactly, source bytes exactly, the
//! body's words by a score with a floor. What a page must give stands beside it (`tests/pages/README.md`).
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use dateline_core::article;
use dateline_core::capture::{self, Given, Limits, Origin};
use dateline_core::report::Report;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

/// Least mean F1 of the words of the bodies.
const FLOOR: f64 = 0.95;

struct Page {
    name: String,
    bytes: Vec<u8>,
    wanted: Value,
}

fn pages() -> Vec<Page> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/pages");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".html").map(str::to_owned))
        .collect();
    names.sort();
    let page = |name: String| Page {
        bytes: std::fs::read(folder.join(format!("{name}.html"))).unwrap(),
        wanted: serde_json::from_slice(&std::fs::read(folder.join(format!("{name}.json"))).unwrap()).unwrap(),
        name,
    };
    names.into_iter().map(page).collect()
}

fn extract(page: &Page) -> Report {
    let hints = Given { url: page.wanted["url"].as_str().map(str::to_owned), ..Given::default() };
    let origin = Origin { id_base: page.name.clone(), path: format!("{}.html", page.name), hints };
    let mut out = None;
    capture::documents(&mut page.bytes.as_slice(), &origin, &Limits::default(), &mut |document| {
        out = Some(article::extract(&document, &support::RESOURCES.article));
        ControlFlow::Continue(())
    });
    out.unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Words between white space; a Han character is a word.
fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in text.split_whitespace() {
        let mut word = String::new();
        for c in part.chars() {
            if ('\u{2e80}'..='\u{9fff}').contains(&c) {
                out.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                out.push(c.to_string());
            } else {
                word.push(c);
            }
        }
        out.extend((!word.is_empty()).then_some(word));
    }
    out
}

fn f1(wanted: &str, found: &str) -> f64 {
    let (wanted, found) = (words(wanted), words(found));
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in &wanted {
        *left.entry(word).or_default() += 1;
    }
    let both = found.iter().filter(|word| left.get_mut(word.as_str()).filter(|n| **n > 0).map(|n| *n -= 1).is_some()).count();
    if wanted.is_empty() && found.is_empty() { 1.0 } else { 2.0 * both as f64 / (wanted.len() + found.len()) as f64 }
}

/// The value of a field of a report as the sidecar writes it.
fn field(report: &Report, name: &str) -> Value {
    match name {
        "title" => json!(report.title),
        "outlet" => json!(report.outlet),
        "authors" => json!(report.authors),
        "translators" => json!(report.translators),
        "credits" => report.credits.iter().map(|credit| json!({"name": credit.name, "role": credit.role})).collect(),
        "published" => json!(report.published),
        "modified" => json!(report.modified),
        "language" => json!(report.language),
        "form" => json!(report.form.map(|form| form.as_str())),
        "charset" => json!(report.capture.charset),
        "dateline" => json!(report.dateline.map(|span| report.text.slice(span))),
        _ => Value::Null,
    }
}

const FIELDS: &[&str] =
    &["title", "outlet", "authors", "translators", "credits", "published", "modified", "language", "form", "charset", "dateline"];

#[test]
fn metadata_is_as_the_pages_have_it() {
    let mut wrong = Vec::new();
    for page in pages() {
        let report = extract(&page);
        let gaps = strings(&page.wanted["known_gaps"]);
        for name in FIELDS {
            let (wanted, found) = (&page.wanted[*name], field(&report, name));
            match (*wanted == found, gaps.contains(name)) {
                (false, false) => wrong.push(format!("{} {name}: wanted {wanted}, found {found}", page.name)),
                (false, true) => println!("gap: {} {name}: wanted {wanted}, found {found}", page.name),
                (true, true) => println!("closed: {} {name} is no gap any more", page.name),
                (true, false) => {}
            }
        }
        let lunar = strings(&page.wanted["problems"]).contains(&"lunar");
        if lunar != report.problems.iter().any(|problem| problem.message.contains("lunar")) {
            wrong.push(format!("{} problems: {:?}", page.name, report.problems));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bodies_keep_their_words_and_their_order() {
    let (mut sum, mut count) = (0.0, 0);
    let mut wrong = Vec::new();
    for page in pages() {
        let report = extract(&page);
        let found: Vec<&str> = report.body().map(|paragraph| report.text.slice(paragraph.span)).collect();
        let wanted = strings(&page.wanted["paragraphs"]);
        let score = f1(&wanted.join("\n"), &found.join("\n"));
        let chrome: Vec<&str> =
            strings(&page.wanted["dropped"]).into_iter().filter(|phrase| found.iter().any(|words| words.contains(phrase))).collect();
        let missing = wanted.iter().filter(|words| !found.contains(words)).count();
        let gap = strings(&page.wanted["known_gaps"]).contains(&"body");
        if score < 0.999 || !chrome.is_empty() || missing > 0 {
            println!(
                "{}{} f1 {score:.3}, {missing} of {} paragraphs missing, chrome kept: {chrome:?}",
                page.name,
                if gap { " (gap)" } else { "" },
                wanted.len()
            );
        }
        // What is found stands in the order of the page.
        let places: Vec<usize> = wanted.iter().filter_map(|words| found.iter().position(|found| found == words)).collect();
        if !places.is_sorted() {
            wrong.push(format!("{}: order {places:?}", page.name));
        }
        if !gap {
            sum += score;
            count += 1;
        }
    }
    let mean = sum / f64::from(count);
    println!("mean F1 {mean:.4} on {count} pages");
    assert!(wrong.is_empty() && mean >= FLOOR, "{mean:.4} {wrong:?}");
}

/// The words of markup without tags; the entities are those that the pages have.
fn decoded_entities(words: &str) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some(at) = rest.find('&') {
        let end = rest[at..].find(';').map_or(rest.len(), |end| at + end + 1);
        out.push_str(&rest[..at]);
        let entity = &rest[at + 1..end - 1];
        match entity {
            "quot" => out.push('"'),
            "laquo" => out.push('«'),
            "raquo" => out.push('»'),
            "mdash" => out.push('—'),
            "zwnj" => out.push('\u{200c}'),
            "nbsp" => out.push(' '),
            "amp" => out.push('&'),
            _ => out.extend(entity.strip_prefix('#').and_then(|n| n.parse().ok()).and_then(char::from_u32)),
        }
        rest = &rest[end..];
    }
    out + rest
}

#[test]
fn paragraphs_spell_their_source_bytes() {
    let squeeze = |words: &str| words.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    for page in pages() {
        let report = extract(&page);
        let (decoded, _) = capture::decode(&page.bytes, None, "text/html");
        for paragraph in &report.paragraphs {
            let ranges = report.text.origin().source_of(paragraph.span);
            let spelled: String = ranges.iter().map(|range| range.of(&decoded)).collect();
            let spelled = decoded_entities(&spelled);
            assert_eq!(squeeze(&spelled), squeeze(report.text.slice(paragraph.span)), "{}", page.name);
        }
    }
}

#[test]
fn every_page_says_that_it_is_invented() {
    let all = pages();
    assert!(all.len() >= 30);
    for page in &all {
        assert!(page.bytes.starts_with(b"<!-- Invented page"), "{}", page.name);
        assert!(page.wanted["invented"].as_str().is_some_and(|words| words.starts_with("Invented")), "{}", page.name);
        assert!(page.wanted["url"].as_str().is_some_and(|url| url.contains(".example/")), "{}", page.name);
    }
    for language in ["ar", "ru", "uk", "he", "fa", "zh"] {
        let count = all.iter().filter(|page| page.wanted["language"] == language).count();
        assert!(count >= 5, "{language}: {count}");
    }
}
