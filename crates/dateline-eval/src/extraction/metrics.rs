//! The sets' own metrics on texts, after their published code: shingles (article-extraction-benchmark), words and
//! snippets (WCXB), snippets (trafilatura), ROUGE-LSum (Fundus).

use std::collections::BTreeMap;
use unicode_normalization::char::is_combining_mark;

/// Shares of one page's shingles: true positives, false positives, false negatives; they add up to 1, or are all 0
/// where neither text has a word.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shares {
    /// In both.
    pub both: f64,
    /// In what was read alone.
    pub extra: f64,
    /// In the truth alone.
    pub missed: f64,
}

/// Precision, recall and their F1 over pages.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Overlap {
    /// Mean of the pages' precision.
    pub precision: f64,
    /// Mean of the pages' recall.
    pub recall: f64,
    /// Harmonic mean of the two means.
    pub f1: f64,
}

/// Harmonic mean; 0 where both are 0.
#[must_use]
pub fn harmonic(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// Words as Python's `\w+` finds them: letters, numbers and `_`; a combining mark parts words.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c == '_' || c.is_alphanumeric() && !is_combining_mark(c))).filter(|word| !word.is_empty())
}

fn counted<T: Ord>(items: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut out = BTreeMap::new();
    for item in items {
        *out.entry(item).or_default() += 1;
    }
    out
}

/// How many items both hold, each counted as often as it stands.
fn shared<T: Ord>(a: &BTreeMap<T, usize>, b: &BTreeMap<T, usize>) -> usize {
    a.iter().map(|(item, n)| (*n).min(b.get(item).copied().unwrap_or(0))).sum()
}

/// Shingles of four words, a shorter text being one; `string_shingle_matching` of scrapinghub/article-extraction-benchmark,
/// `evaluate.py`: counted, then made shares so that a long page weighs no more than a short one.
#[must_use]
pub fn shingles(labelled: &str, read: &str) -> Shares {
    let (a, b): (Vec<&str>, Vec<&str>) = (words(labelled).collect(), words(read).collect());
    let width = |words: &[&str]| words.len().clamp(1, 4);
    let (a, b) = (counted(a.windows(width(&a))), counted(b.windows(width(&b))));
    let both = shared(&a, &b);
    let (missed, extra) = (a.values().sum::<usize>() - both, b.values().sum::<usize>() - both);
    let all = (both + missed + extra) as f64;
    if all == 0.0 {
        return Shares::default();
    }
    Shares { both: both as f64 / all, extra: extra as f64 / all, missed: missed as f64 / all }
}

/// `metrics_from_tp_fp_fns` of the same file: means over the pages on which there is something to divide by.
#[must_use]
pub fn overlap(pages: &[Shares]) -> Overlap {
    let mean = |values: Vec<f64>| if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 };
    let precision = mean(pages.iter().filter(|p| p.both + p.extra > 0.0).map(|p| p.both / (p.both + p.extra)).collect());
    let recall = mean(pages.iter().filter(|p| p.both + p.missed > 0.0).map(|p| p.both / (p.both + p.missed)).collect());
    Overlap { precision, recall, f1: harmonic(precision, recall) }
}

/// Standard deviation of F1 when the pages are drawn anew, as many as there are, a thousand times; the same draws on every
/// run and for every engine.
#[must_use]
pub fn deviation(pages: &[Shares]) -> f64 {
    const DRAWS: usize = 1000;
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: usize| {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    };
    if pages.is_empty() {
        return 0.0;
    }
    let values: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let drawn: Vec<Shares> = (0..pages.len()).map(|_| pages[draw(pages.len())]).collect();
            overlap(&drawn).f1
        })
        .collect();
    let mean = values.iter().sum::<f64>() / DRAWS as f64;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (DRAWS - 1) as f64).sqrt()
}

/// Whether the words are the same from beginning to end; `get_accuracy` of the same file.
#[must_use]
pub fn same_words(labelled: &str, read: &str) -> bool {
    words(labelled).eq(words(read))
}

/// Precision, recall and F1 over single words in lower case, each counted as often as it stands; `word_f1` of
/// Murrough-Foley/web-content-extraction-benchmark, `evaluate.py`.
#[must_use]
pub fn word_overlap(labelled: &str, read: &str) -> Overlap {
    let (labelled, read) = (labelled.to_lowercase(), read.to_lowercase());
    let (a, b) = (counted(words(&labelled)), counted(words(&read)));
    let (in_a, in_b) = (a.values().sum::<usize>(), b.values().sum::<usize>());
    if in_a == 0 || in_b == 0 {
        let same = f64::from(u8::from(in_a == in_b));
        return Overlap { precision: same, recall: same, f1: same };
    }
    let both = shared(&a, &b) as f64;
    let (precision, recall) = (both / in_b as f64, both / in_a as f64);
    Overlap { precision, recall, f1: harmonic(precision, recall) }
}

/// Share of the snippets that stand in the text, case aside; 1 where there are none; `snippet_check` of the same file.
#[must_use]
pub fn snippet_share(text: &str, snippets: &[String]) -> f64 {
    let text = text.to_lowercase();
    let found = snippets.iter().filter(|snippet| text.contains(&snippet.to_lowercase())).count();
    if snippets.is_empty() { 1.0 } else { found as f64 / snippets.len() as f64 }
}

/// How many of the snippets stand in the text, white space evened out; `count_item` of adbar/trafilatura,
/// `tests/eval_common.py`.
#[must_use]
pub fn snippets_found(text: &str, snippets: &[String]) -> usize {
    let text = even(text);
    snippets.iter().filter(|snippet| text.contains(&even(snippet))).count()
}

/// White space as single spaces, none at the ends.
#[must_use]
pub fn even(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// ROUGE-LSum: for every sentence of the truth the union of its longest common subsequences with the sentences that were
/// read, no word counted more often than either text holds it. `rouge_score`'s `_summary_level_lcs`, which
/// dobbersc/fundus-evaluation `scorers.py` calls without stemming.
///
/// Two things differ. That tokeniser keeps `a-z0-9` alone and sees nothing of an Arabic or Russian page: here a word is any
/// run of letters and digits, which is the same in English. And its sentences come from a trained splitter (Punkt); here a
/// sentence ends at a line's end or after `.`, `!`, `?` and their like before white space. The figure hardly hangs on that,
/// as the union over sentences makes up for where they are cut.
#[must_use]
pub fn rouge_lsum(labelled: &str, read: &str) -> Overlap {
    let (labelled, read) = (labelled.to_lowercase(), read.to_lowercase());
    let (truth, found) = (sentences(&labelled), sentences(&read));
    let mut left_in_truth = counted(truth.iter().flatten().copied());
    let mut left_in_found = counted(found.iter().flatten().copied());
    let mut hits = 0_usize;
    for sentence in &truth {
        for word in union_of_subsequences(sentence, &found) {
            if let (Some(a), Some(b)) = (left_in_truth.get_mut(word), left_in_found.get_mut(word))
                && *a > 0
                && *b > 0
            {
                (*a, *b, hits) = (*a - 1, *b - 1, hits + 1);
            }
        }
    }
    let all = |of: &[Vec<&str>]| of.iter().map(Vec::len).sum::<usize>();
    if all(&truth) == 0 || all(&found) == 0 {
        return Overlap::default();
    }
    let (precision, recall) = (hits as f64 / all(&found) as f64, hits as f64 / all(&truth) as f64);
    Overlap { precision, recall, f1: harmonic(precision, recall) }
}

fn sentences(text: &str) -> Vec<Vec<&str>> {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut start = 0;
        for (at, mark) in line.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '。' | '؟' | '！' | '？' | '।')) {
            let end = at + mark.len_utf8();
            if line[end..].chars().next().is_none_or(char::is_whitespace) || !mark.is_ascii() {
                out.push(&line[start..end]);
                start = end;
            }
        }
        out.push(&line[start..]);
    }
    let split = |sentence: &&'_ str| -> bool { sentence.chars().any(char::is_alphanumeric) };
    out.into_iter()
        .filter(split)
        .map(|sentence| sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect())
        .collect()
}

/// The words of `sentence` that stand in a longest common subsequence with any of `others`, in order.
fn union_of_subsequences<'a>(sentence: &[&'a str], others: &[Vec<&str>]) -> Vec<&'a str> {
    let mut kept = vec![false; sentence.len()];
    for other in others {
        mark_subsequence(sentence, other, &mut kept);
    }
    sentence.iter().zip(kept).filter(|(_, kept)| *kept).map(|(word, _)| *word).collect()
}

/// Marks the words of one longest common subsequence: which of several is chosen as `_backtrack_norec` does.
fn mark_subsequence(a: &[&str], b: &[&str], kept: &mut [bool]) {
    let width = b.len() + 1;
    let mut table = vec![0_u32; (a.len() + 1) * width];
    for (i, word) in a.iter().enumerate() {
        for (j, other) in b.iter().enumerate() {
            table[(i + 1) * width + j + 1] =
                if word == other { table[i * width + j] + 1 } else { table[i * width + j + 1].max(table[(i + 1) * width + j]) };
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 && j > 0 {
        if a[i - 1] == b[j - 1] {
            kept[i - 1] = true;
            (i, j) = (i - 1, j - 1);
        } else if table[i * width + j - 1] > table[(i - 1) * width + j] {
            j -= 1;
        } else {
            i -= 1;
        }
    }
}
