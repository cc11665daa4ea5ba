#!/usr/bin/env python3
"""Trains the block classifier of the article stage: data/article_blocks.model.

    cargo build --release -p dateline-eval
    pip install lightgbm==4.7.0 numpy==2.4.6
    python3 crates/dateline-eval/scripts/train_blocks.py --out data/article_blocks.model --folds target/folds

Reads the pages' blocks and their numbers from `dateline-eval blocks`, the hosts' groups from `dateline-eval extraction
--hosts`, and the truth of the sets below $DATELINE_DATA (default ../shared/data). No text of a page is written anywhere;
the model holds weights of single words that stand on at least four hosts, and trees.

What it does:
1. A block is labelled as text of the report where its words stand in the set's truth, in order (aeb, fundus, wcxb_article).
2. Weights of class words and text words: naive Bayes, one vote a page (sixteenths of a natural logarithm).
3. First trees over a block's numbers, second trees over the same and the first ones' scores of its neighbours. Weights and
   first scores of a training page come from pages of other hosts (inner folds), as they will for a new page.
4. Pages of the trafilatura set, which labels snippets only, are labelled by such a model where it is sure and by their
   snippets where they say so, and join the training with less weight.
5. With --folds: the same for five fifths of the hosts, each without its own fifth: models for honest figures
   (`dateline-eval extraction --folds DIR`).

Everything is seeded; on one machine the same input gives the same bytes.
"""
import argparse
import collections
import hashlib
import json
import math
import os
import pathlib
import re
import subprocess

import lightgbm
import numpy

ROOT = pathlib.Path(__file__).resolve().parents[3]
DATA = pathlib.Path(os.environ.get("DATELINE_DATA", ROOT / "../shared/data")) / "extraction"
WHOLE = ("aeb", "fundus", "wcxb_article")
SNIPPETS = "trafilatura"
FOLDS, INNER, LEAST_HOSTS, MOST_SURE = 5, 3, 4, 8000
FIRST_TREES, SECOND_TREES, SURE, HALF_SURE, HOPELESS = 80, 180, 1200, 0.6, -5000
FIRST_LEAVES, SECOND_LEAVES = 16, 24
WORD = re.compile(r"\w+")
PARAMETERS = dict(
    objective="binary", learning_rate=0.05, min_data_in_leaf=40, feature_fraction=0.4, bagging_fraction=0.7,
    bagging_freq=1, lambda_l2=5, max_bin=63, verbosity=-1, num_threads=1, use_missing=False, zero_as_missing=False,
    deterministic=True, force_row_wise=True, seed=7,
)


class Page:
    """A page with its blocks, labels (1 text of the report, 0 not, None unknown) and the numbers that trees see."""

    def __init__(self, described, truth, group):
        self.set, self.id, self.group, self.truth = described["set"], described["id"], group, truth
        self.nodes, self.blocks = described["nodes"], described["blocks"]
        self.rows = numpy.array([block["f"] for block in self.blocks], numpy.int32)
        self.lengths = numpy.array([min(2000, len(block["w"])) + 10 for block in self.blocks], numpy.int64)
        # Long blocks count more; a long page counts more than a short one, but less than in proportion.
        weight = numpy.array([0.3 + min(len(block["t"]), 40) / 10 for block in self.blocks])
        self.weight, self.trust = weight / weight.sum() ** 0.5 * 3, 1.0
        body = truth.get("body") or "\n".join(words for _, words in truth.get("blocks") or [])
        tokens = WORD.findall(body)
        self.labels = label([WORD.findall(block["w"]) for block in self.blocks], tokens) if tokens else None
        self.stats = None


def label(blocks, truth):
    """Which blocks stand in the truth: the heaviest chain of matches in the order of both, then long ones outside it."""
    fours, ones = collections.defaultdict(list), collections.defaultdict(list)
    for at in range(len(truth) - 3):
        fours[tuple(truth[at : at + 4])].append(at)
    for at, word in enumerate(truth):
        ones[word].append(at)
    matches, covered = [], [0.0] * len(blocks)
    for number, words in enumerate(blocks):
        count = len(words)
        if 0 < count < 4:
            starts = [at for at in ones.get(words[0], [])[:40] if truth[at : at + count] == words]
            matches += [(number, at, at + count, 0.3 * count if count > 1 else 0.1) for at in starts[:8]]
        elif count >= 4:
            hits = [(at, fours[key]) for at in range(count - 3) if (key := tuple(words[at : at + 4])) in fours]
            covered[number] = len(hits) / (count - 3)
            if covered[number] >= 0.5:
                offsets = collections.Counter((there - at) // 3 for at, places in hits for there in places[:6])
                best = offsets.most_common(4)
                matches += [
                    (number, offset * 3, offset * 3 + count, len(hits) + 1) for offset, votes in best if votes >= 0.4 * best[0][1]
                ]
    matches.sort(key=lambda match: (match[0], -match[1]))
    total, before = [], []
    for at, (number, start, _, weight) in enumerate(matches):
        chains = [(total[b], b) for b in range(at) if matches[b][0] < number and matches[b][2] - 4 <= start]
        best, last = max(chains, default=(0, -1), key=lambda chain: chain[0])
        total.append(best + weight)
        before.append(last)
    labels, used = [0] * len(blocks), set()
    at = max(range(len(matches)), key=total.__getitem__, default=-1)
    while at >= 0:
        labels[matches[at][0]] = 1
        used.update(range(matches[at][1], matches[at][2]))
        at = before[at]
    for number, start, end, _ in matches:
        if not labels[number] and len(blocks[number]) >= 10 and covered[number] >= 0.8:
            if sum(place in used for place in range(max(start, 0), end)) < 0.3 * len(blocks[number]):
                labels[number] = 1
                used.update(range(start, end))
    return labels


def plain(words):
    return " ".join(words.split())


def half_labels(page, scores):
    """Labels of a page with snippets: what they say, else the model where it is sure."""
    inside = [plain(snippet) for snippet in page.truth.get("with") or []]
    outside = [plain(snippet) for snippet in page.truth.get("without") or []]
    labels = []
    for block, score in zip(page.blocks, scores):
        words = plain(block["w"])
        is_in, is_out = (
            any(snippet in words or len(words) > 25 and words in snippet for snippet in snippets) for snippets in (inside, outside)
        )
        if is_in != is_out:
            labels.append(int(is_in))
        else:
            labels.append(int(score > 0) if abs(score) >= SURE else None)
    return labels


def word_stats(page):
    """Shares of a page's text that hold each class word and text word, kept and not."""
    classes, texts = (collections.defaultdict(lambda: [0, 0]) for _ in range(2))
    for block, kept in zip(page.blocks, page.labels):
        if kept is None:
            continue
        node, seen, weight = block["n"], set(), min(len(block["t"]), 30) + 1
        for _ in range(12):
            for word in page.nodes[node][1]:
                if word not in seen:
                    seen.add(word)
                    classes[word][kept] += weight
            parent = page.nodes[node][0]
            if parent == node:
                break
            node = parent
        for word in set(block["t"]):
            texts[word][kept] += 1
    return tuple([(word, out / (out + kept), kept / (out + kept)) for word, (out, kept) in of.items()] for of in (classes, texts))


def word_weights(pages):
    """Weights of class words and text words that stand on enough hosts."""
    result = []
    for kind in range(2):
        votes, hosts = collections.defaultdict(lambda: [0.0, 0.0]), collections.defaultdict(set)
        for page in pages:
            page.stats = page.stats or word_stats(page)
            for word, out, kept in page.stats[kind]:
                votes[word][0] += out
                votes[word][1] += kept
                hosts[word].add(page.group)
        kept_all = sum(kept for _, kept in votes.values()) / max(1, sum(out + kept for out, kept in votes.values()))
        weights = {}
        for word, (out, kept) in votes.items():
            odds = (kept + kept_all * 2) / (out + (1 - kept_all) * 2)
            weight = round(16 * (math.log(odds) - math.log(kept_all / (1 - kept_all))))
            if len(hosts[word]) >= LEAST_HOSTS and abs(weight) >= 3:
                weights[word] = max(-80, min(80, weight))
        result.append(weights)
    return result


def bound(value, least, most):
    return max(least, min(most, value))


def rows_with(page, weights, names):
    """The page's numbers with the weights' columns filled: the same sums as html/weights.rs."""
    classes, texts = weights
    paths = []
    for at, (parent, words) in enumerate(page.nodes):
        own = bound(sum(classes.get(word, 0) for word in words), -160, 160)
        _, least, most, total, near = paths[parent] if parent < at else (0, 0, 0, 0, 0)
        paths.append((own, min(least, own), max(most, own), bound(total + own, -1000, 1000), own or near))
    rows = page.rows.copy()
    class_at, word_at = names.index("class_own"), names.index("word_sum")
    for at, block in enumerate(page.blocks):
        node = block["n"]
        own, least, most, total, near = paths[node]
        rows[at, class_at : class_at + 6] = (own, paths[page.nodes[node][0]][0], least, most, total, near)
        words = [texts.get(word, 0) for word in block["t"]]
        if words:
            total = sum(words)
            mean = int(total / len(words))
            rows[at, word_at : word_at + 6] = (bound(total, -2000, 2000), mean, min(words), max(words), words[0], words[-1])
    return rows


def context(page, first):
    """What the first scores say of a block's neighbours: the same numbers as html/classify.rs."""
    count, scores, lengths = len(first), numpy.asarray(first, numpy.int64), page.lengths
    sums = [numpy.concatenate([[0], numpy.cumsum(of)]) for of in (scores * lengths, lengths, numpy.where(scores > 0, lengths, 0))]
    weighted, weight, kept = sums

    def whole(above, below):
        return (numpy.sign(above) * (numpy.abs(above) // numpy.maximum(below, 1))).astype(numpy.int64)

    def mean(start, end):
        return whole(weighted[end] - weighted[start], weight[end] - weight[start])

    def moved(step):
        out = numpy.full(count, -MOST_SURE, numpy.int64)
        if step < 0 and count > -step:
            out[-step:] = scores[:step]
        elif step > 0 and count > step:
            out[:-step] = scores[step:]
        return out

    def since(values):
        out, last = [], 99
        for value in values:
            out.append(last)
            last = 1 if value > 0 else min(99, last + 1)
        return numpy.array(out)

    at = numpy.arange(count)
    columns = [scores] + [moved(step) for step in (-1, -2, -3, 1, 2, 3)]
    columns.append(mean(numpy.maximum(at - 5, 0), numpy.minimum(at + 6, count)))
    for level in range(2):
        ranges = numpy.array([block["p"][level] for block in page.blocks], numpy.int64)
        columns.append(mean(ranges[:, 0], ranges[:, 1]))
    likes = collections.defaultdict(lambda: [0, 0])
    for block, score, length in zip(page.blocks, scores, lengths):
        likes[block["h"]][0] += int(score) * int(length)
        likes[block["h"]][1] += int(length)
    columns.append(numpy.array([int(likes[b["h"]][0] / max(1, likes[b["h"]][1])) for b in page.blocks], numpy.int64))
    columns.append(numpy.array([scores[max(0, i - 10) : i].max() if i else -MOST_SURE for i in range(count)]))
    columns.append(numpy.array([scores[i + 1 : i + 11].max() if i + 1 < count else -MOST_SURE for i in range(count)]))
    all_kept = max(1, kept[count])
    columns += [kept[:-1] * 1000 // all_kept, (kept[count] - kept[1:]) * 1000 // all_kept]
    columns += [since(scores), since(scores[::-1])[::-1], numpy.full(count, min(500, int((scores > 0).sum())))]
    return numpy.stack(columns, 1).astype(numpy.int32)


def fit(pages, rows, trees, leaves):
    """Trees over the labelled blocks of the pages."""
    known = [numpy.array([kept is not None for kept in page.labels]) for page in pages]
    table = numpy.concatenate([row[k] for row, k in zip(rows, known)]).astype(numpy.float32)
    labels = numpy.concatenate([[kept for kept in page.labels if kept is not None] for page in pages])
    weight = numpy.concatenate([(page.weight * page.trust)[k] for page, k in zip(pages, known)])
    return lightgbm.train({**PARAMETERS, "num_leaves": leaves}, lightgbm.Dataset(table, label=labels, weight=weight), num_boost_round=trees)


def score(trees, rows):
    return numpy.clip(numpy.round(trees.predict(rows.astype(numpy.float32), raw_score=True) * 1000), -MOST_SURE, MOST_SURE)


def in_fold(group, salt, count):
    return int(hashlib.sha256((salt + group).encode()).hexdigest(), 16) % count


def train(pages, names):
    """Weights, first and second trees."""
    inner = [in_fold(page.group, "i", INNER) for page in pages]
    rows, first_scores = [None] * len(pages), [None] * len(pages)
    for fold in range(INNER):
        weights = word_weights([page for page, of in zip(pages, inner) if of != fold])
        for at, page in enumerate(pages):
            if inner[at] == fold:
                rows[at] = rows_with(page, weights, names)
    for fold in range(INNER):
        others = [at for at in range(len(pages)) if inner[at] != fold]
        trees = fit([pages[at] for at in others], [rows[at] for at in others], FIRST_TREES, FIRST_LEAVES)
        for at in range(len(pages)):
            if inner[at] == fold:
                first_scores[at] = score(trees, rows[at])
    first = fit(pages, rows, FIRST_TREES, FIRST_LEAVES)
    wide = [numpy.concatenate([row, context(page, s)], 1) for page, row, s in zip(pages, rows, first_scores)]
    return word_weights(pages), first, fit(pages, wide, SECOND_TREES, SECOND_LEAVES)


def predict(model, page, names):
    weights, first, second = model
    rows = rows_with(page, weights, names)
    scores = score(first, rows)
    both = score(second, numpy.concatenate([rows, context(page, scores)], 1))
    return numpy.where(scores <= HOPELESS, scores, both)


def train_all(pages, names):
    """A model of the pages that are labelled whole, then one of these and the pages with snippets."""
    whole = [page for page in pages if page.set in WHOLE and page.labels]
    snippets = [page for page in pages if page.set == SNIPPETS]
    model = train(whole, names)
    for page in snippets:
        page.labels, page.stats, page.trust = half_labels(page, predict(model, page, names)), None, HALF_SURE
    model = train(whole + [page for page in snippets if any(kept is not None for kept in page.labels)], names)
    for page in snippets:
        page.labels = None
    return model


def line_of(node):
    """A tree in preorder, as html/forest.rs reads it."""
    if "leaf_value" in node:
        return [f"={round(node['leaf_value'] * 1000)}"]
    question = f"{node['split_feature']}<={math.floor(node['threshold'])}"
    return [question] + line_of(node["left_child"]) + line_of(node["right_child"])


def write(model, path):
    weights, first, second = model
    lines = ["# The block classifier; made by crates/dateline-eval/scripts/train_blocks.py, which says how. Do not edit by hand."]
    for section, words in zip(("classes", "texts"), weights):
        lines += [f"[{section}]"] + [f"{word}\t{words[word]}" for word in sorted(words)]
    for section, trees in (("first", first), ("second", second)):
        lines += [f"[{section}]"] + [" ".join(line_of(tree["tree_structure"])) for tree in trees.dump_model()["tree_info"]]
    pathlib.Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def load(program):
    """The pages, and the names of the numbers."""
    hosts = subprocess.run([program, "extraction", "--hosts"], check=True, capture_output=True, text=True).stdout.splitlines()
    groups = {tuple(line.split("\t")[:2]): line.split("\t")[3] for line in hosts[1:]}
    truth = {}
    for name in WHOLE + (SNIPPETS,):
        for line in open(DATA / name / "gt.jsonl", encoding="utf-8"):
            page = json.loads(line)
            truth[name, page["id"]] = page
    pages, names = [], None
    with subprocess.Popen([program, "blocks"], stdout=subprocess.PIPE, text=True) as blocks:
        for line in blocks.stdout:
            described = json.loads(line)
            names = described.get("features", names)
            key = (described.get("set"), described.get("id"))
            if key in truth and described["blocks"]:
                pages.append(Page(described, truth[key], groups[key]))
    return pages, names


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--program", default=ROOT / "target/release/dateline-eval")
    arguments.add_argument("--out", help="file of the model that is trained on all pages")
    arguments.add_argument("--folds", help="folder for models that have each not seen a fifth of the hosts")
    given = arguments.parse_args()
    pages, names = load(given.program)
    print(len(pages), "pages", len({page.group for page in pages}), "groups of hosts", flush=True)
    if given.folds:
        folder = pathlib.Path(given.folds)
        folder.mkdir(parents=True, exist_ok=True)
        groups = sorted({page.group for page in pages})
        table = "".join(f"{group}\t{in_fold(group, 'o', FOLDS)}\n" for group in groups)
        (folder / "folds.tsv").write_text("group\tfold\n" + table, encoding="utf-8")
        for fold in range(FOLDS):
            write(train_all([page for page in pages if in_fold(page.group, "o", FOLDS) != fold], names), folder / f"fold_{fold}.model")
            print("fold", fold, flush=True)
    if given.out:
        write(train_all(pages, names), given.out)


if __name__ == "__main__":
    main()
