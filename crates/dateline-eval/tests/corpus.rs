//! The committed corpus holds together, is as large and as mixed as it says, and gives readings of the contract's shape.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use dateline_eval::corpus::{Corpus, split, statistics};
use dateline_eval::{case, corpus, input};
use std::collections::BTreeMap;

fn committed() -> Corpus {
    Corpus::load(&input::workspace().join("corpus")).unwrap()
}

#[test]
fn nothing_is_wrong_with_it() {
    assert_eq!(committed().faults(), Vec::<String>::new());
}

#[test]
fn it_holds_what_was_asked_for() {
    let numbers = statistics::of(&committed());
    let count = |name: &str| numbers.counts[name];
    assert!(count("reports") >= 600 && count("families") >= 110 && count("pages") >= 120);
    assert!(count("negatives") * 100 >= count("reports") * 15);
    for language in ["ar", "ru", "fr", "es"] {
        assert!(numbers.by["language"][language] >= 45, "{language}");
    }
    assert!(numbers.by["country"].len() >= 35);
    let things = corpus::hard::OF_REPORTS.iter().map(|(tag, _, _)| format!("report: {tag}"));
    for thing in things.chain(corpus::hard::OF_FAMILIES.iter().map(|(tag, _)| format!("family: {tag}"))) {
        assert!(numbers.hard.get(&thing).is_some_and(|count| *count >= 25), "{thing}: {:?}", numbers.hard.get(&thing));
    }
    assert!(numbers.openings * 100 >= count("reports") * 95 && numbers.cues >= 250);
    assert!(numbers.alike.is_empty(), "{:?}", numbers.alike);
}

#[test]
fn it_stands_in_its_one_form() {
    let corpus = committed();
    for (id, file) in &corpus.reports {
        let raw = std::fs::read_to_string(corpus.folder.join(format!("reports/{id}.md"))).unwrap();
        assert!(file.write() == raw, "{id}: run `dateline-eval corpus tidy`");
    }
}

#[test]
fn parts_are_whole_families_in_the_shares_that_were_fixed() {
    let corpus = committed();
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    for part in split::load(&corpus.folder).unwrap().into_values() {
        *sizes.entry(part).or_default() += 1;
    }
    for (part, share) in split::PARTS {
        assert!((sizes[*part] * 100).abs_diff(share * corpus.families.len()) <= 100, "{part}: {}", sizes[*part]);
    }
}

#[test]
fn both_annotators_labelled_every_report() {
    let corpus = committed();
    for annotator in ["first", "second"] {
        for (id, file) in &corpus.reports {
            corpus::agreement::labels(&corpus.folder.join(format!("{annotator}/{id}.json")), &file.text).unwrap();
        }
    }
    let agreement = corpus::agreement::measure(&corpus, &corpus.folder.join("first"), &corpus.folder.join("second")).unwrap();
    assert_eq!(agreement.reports, corpus.reports.len());
    assert!(agreement.kappas()["incidents.kind"].0 > 0.85);
}

#[test]
fn labels_are_readings_and_pages_hold_their_text() {
    let corpus = committed();
    let cases = case::load_all(&corpus.folder.join("reports")).unwrap();
    assert_eq!(cases.len(), corpus.reports.len());
    for case in &cases {
        case.labels.clone().into_reading().unwrap_or_else(|error| panic!("{}: {error}", case.id));
        let page = corpus.folder.join(format!("pages/{}.html", case.id));
        if page.exists() {
            let words = std::fs::read_to_string(page).unwrap();
            let longest =
                case.text.lines().max_by_key(|line| line.len()).unwrap().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            assert!(words.contains(longest.trim()) || words.contains("dropcap"), "{}", case.id);
        }
    }
}

/// Runs the program; its exit status, and standard output and error.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_dateline-eval")).args(arguments).output().unwrap();
    (out.status.code(), String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
}

#[test]
fn wrong_input_says_what_is_wrong() {
    let folder = std::env::temp_dir().join(format!("dateline-corpus-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("reports")).unwrap();
    std::fs::create_dir_all(folder.join("families")).unwrap();
    std::fs::write(folder.join("reports/x.md"), "---\nid: x\n---\nTitle\n\n```expect\n{\"places\":[{\"span\":\"Paris\"}]}\n```\n").unwrap();
    std::fs::write(folder.join("families/f.json"), "{").unwrap();
    let path = folder.to_str().unwrap();
    let (code, out, _) = run(&["corpus", "check", path]);
    assert_eq!(code, Some(1));
    for says in ["reports/x.md: places[0]: span: not in the text: \"Paris\"", "families/f.json: EOF", "2 faults"] {
        assert!(out.contains(says), "{says}: {out}");
    }
    for (arguments, says) in [
        (&["corpus", "score", path][..], "not in the text"),
        (&["corpus", "convert", path, "--part", "train"], "not in the text"),
        (&["corpus", "agreement", path], "first/edges.json"),
        (&["corpus", "check", "/nowhere"], "/nowhere/reports"),
        (&["corpus", "score", "--part", "test", "--errors", "1"], "final figures"),
        (&["families", path, "--part", "test", "--errors", "1"], "final figures"),
        (&["corpus", "score", "--part", "exam"], "no report of the part"),
    ] {
        let (code, _, error) = run(arguments);
        assert!(code == Some(3) && error.contains(says), "{arguments:?}: {code:?} {error}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
