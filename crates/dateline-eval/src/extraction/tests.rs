//! The metrics give what the published scripts give on the same texts, which are invented; the processes keep to their
//! bounds.

use super::engine::{Bounds, Engine, Request};
use super::fields::names;
use super::metrics::{self, Shares, overlap, rouge_lsum, shingles, word_overlap};
use std::time::Duration;

/// Truth, read, shares and word overlap (precision, recall, F1) as `string_shingle_matching` and `word_f1` gave them.
type Pair = (&'static str, &'static str, [f64; 3], [f64; 3]);

const PAIRS: [Pair; 9] = [
    (
        "The bridge at Tal Amra was closed on Monday, the council said.",
        "Share\nThe bridge at Tal Amra was closed on Monday, the council said.",
        [0.9, 0.1, 0.0],
        [0.923_077, 1.0, 0.96],
    ),
    (
        "The bridge at Tal Amra was closed on Monday. Nobody was hurt.",
        "The bridge at Tal Amra was closed.",
        [0.444_444, 0.0, 0.555_556],
        [1.0, 0.583_333, 0.736_842],
    ),
    ("Three words here", "Three words here", [1.0, 0.0, 0.0], [1.0, 1.0, 1.0]),
    ("", "extra words that are here", [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]),
    ("One two three four five", "", [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]),
    ("", "", [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]),
    (
        "الجسر في تل عمرا أُغلق يوم الاثنين كما قال المجلس",
        "الجسر في تل عمرا أُغلق يوم الاثنين",
        [0.625, 0.0, 0.375],
        [1.0, 0.727_273, 0.842_105],
    ),
    ("a b a b a b a b", "a b a b", [0.2, 0.0, 0.8], [1.0, 0.5, 0.666_667]),
    ("snake_case is one word here", "snake_case is one word", [0.5, 0.0, 0.5], [1.0, 0.8, 0.888_889]),
];

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

#[test]
fn shingles_and_words_as_published() {
    let mut all = Vec::new();
    for (labelled, read, shares, words) in PAIRS {
        let found = shingles(labelled, read);
        let same = near(found.both, shares[0]) && near(found.extra, shares[1]) && near(found.missed, shares[2]);
        assert!(same, "{labelled:?}: {found:?}");
        let found = word_overlap(labelled, read);
        let same = near(found.precision, words[0]) && near(found.recall, words[1]) && near(found.f1, words[2]);
        assert!(same, "{labelled:?}: {found:?}");
        all.push(shingles(labelled, read));
    }
    let found = overlap(&all);
    let expected = [0.842_857_142_9, 0.538_492_063_5, 0.657_142_857_1];
    assert!(near(found.precision, expected[0]) && near(found.recall, expected[1]) && near(found.f1, expected[2]), "{found:?}");
}

#[test]
fn rouge_lsum_as_published() {
    // Truth, read, precision, recall, F1 of `rouge_score` on sentences a line each.
    let rows = [
        (
            "The bridge at Tal Amra was closed on Monday.\nNobody was hurt.\nThe council met at noon.",
            "Share\nThe bridge at Tal Amra was shut on Monday.\nThe council will meet at noon, nobody knows why.",
            [0.684_210_526, 0.764_705_882, 0.722_222_222],
        ),
        ("the cat the cat\nthe dog", "the cat\nthe the dog the", [0.833_333_333, 0.833_333_333, 0.833_333_333]),
        ("one two three", "four five", [0.0, 0.0, 0.0]),
        ("w x y z w\nx y q\nz w x", "z w x y\nq w w x", [0.75, 0.545_454_545, 0.631_578_947]),
    ];
    for (labelled, read, [precision, recall, f1]) in rows {
        let found = rouge_lsum(labelled, read);
        assert!(near(found.precision, precision) && near(found.recall, recall) && near(found.f1, f1), "{labelled:?}: {found:?}");
    }
    assert!(near(rouge_lsum("Мост закрыт. Никто не ранен.", "Мост закрыт.").recall, 0.4));
}

#[test]
fn snippets_as_published() {
    let snippets = ["the  bridge".to_owned(), "Tal Amra was".to_owned()];
    assert_eq!(metrics::snippets_found("At the\nbridge of Tal Amra", &snippets), 1);
    assert!(near(metrics::snippet_share("AT TAL AMRA WAS", &snippets), 0.5));
    assert!(near(metrics::snippet_share("anything", &[]), 1.0));
}

#[test]
fn deviation_is_the_same_on_every_run_and_none_where_pages_are_alike() {
    let page = |both: f64| Shares { both, extra: (1.0 - both) / 2.0, missed: (1.0 - both) / 2.0 };
    assert!(near(metrics::deviation(&[page(0.5); 7]), 0.0));
    let pages: Vec<Shares> = (0..40_u32).map(|n| page(f64::from(n % 2))).collect();
    // A mean of forty draws of 0 or 1 deviates by half over the root of forty.
    assert!((metrics::deviation(&pages) - 0.079).abs() < 0.008, "{}", metrics::deviation(&pages));
    assert!(near(metrics::deviation(&pages), metrics::deviation(&pages)));
}

#[test]
fn bylines_are_compared_as_sets_of_names() {
    let set = |bylines: &[&str]| names(&bylines.iter().map(|&b| b.to_owned()).collect::<Vec<_>>());
    assert_eq!(set(&["By Ada North and Sami Wahid"]), set(&["Sami Wahid", "ADA NORTH"]));
    assert_eq!(set(&["Von Ada North und Sami Wahid; Lina Sur"]), set(&["Ada North, Sami Wahid", "Lina Sur"]));
    assert_eq!(set(&["Ada North, PhD"]), set(&["Ada North"]));
    assert_eq!(set(&["Beatrix von Ost"]).len(), 1);
    assert_ne!(set(&["Ada North"]), set(&["Ada North", "Sami Wahid"]));
    assert!(set(&["", " ; "]).is_empty());
    assert_eq!(set(&["By"]).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_page_that_brings_an_engine_down_costs_that_page_alone() {
    let bounds = Bounds { memory: 1 << 30, page: Duration::from_millis(1500) };
    let script = r#"while read -r line; do
        case $line in
            *hangs*) exec sleep 60;;
            *ends*) exit 1;;
            *) echo "{\"id\":\"fine\",\"text\":\"$(ulimit -v)\"}";;
        esac
    done"#;
    let mut engine = Engine::new("sh", vec!["-c".into(), script.into()], bounds);
    let mut read = |id: &str| engine.read(&Request { id: id.to_owned(), ..Request::default() });
    assert_eq!(read("fine").text, "1048576");
    assert!(read("hangs").error.is_some_and(|why| why.contains("no answer")));
    assert_eq!(read("fine").id, "fine");
    assert!(read("ends").error.is_some_and(|why| why.contains("ended")));
    assert!(read("fine").error.is_none());
    let mut missing = Engine::new("no-such-program-anywhere", Vec::new(), bounds);
    assert!(missing.read(&Request::default()).error.is_some());
}
