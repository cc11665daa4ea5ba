"""MinHash with LSH (datasketch) over texts: a JSON line {"id","text"} in, after the last one a JSON line {"a","b","score"}
for each pair that it takes for alike, then {"nanos","peak"}.

`dateline-eval reuse` starts it with the number of words in a run, where `import datasketch` works. It exits with 9 where it
does not. Bands, hashes and the least share are those of the crate beside it (peers/src/reuse.rs).
"""
import json
import re
import sys
import time

from peak import peak

try:
    from datasketch import MinHash, MinHashLSH
except ImportError as error:
    print(f"skipped: {error}", file=sys.stderr)
    sys.exit(9)

BANDS, ROWS, LEAST = 64, 2, 0.1


def main():
    if "--version" in sys.argv:
        return
    words = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    texts = [json.loads(line) for line in sys.stdin]
    start = time.process_time_ns()
    index = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
    hashes = []
    for at, text in enumerate(texts):
        all_words = re.findall(r"[^\W_]+", text["text"].lower())
        runs = {" ".join(all_words[n : n + words]).encode() for n in range(len(all_words) - words + 1)}
        own = MinHash(num_perm=BANDS * ROWS)
        if runs:
            own.update_batch(sorted(runs))
        hashes.append(own)
        index.insert(at, own)
    for at, own in enumerate(hashes):
        for other in sorted(other for other in index.query(own) if other > at):
            score = own.jaccard(hashes[other])
            if score >= LEAST:
                print(json.dumps({"a": texts[at]["id"], "b": texts[other]["id"], "score": float(score)}))
    print(json.dumps({"nanos": time.process_time_ns() - start, "peak": peak()}))


main()
