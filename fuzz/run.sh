#!/bin/sh
# Runs every fuzz target, one after another, each for SECONDS (default 120), from the committed seeds and what earlier
# runs found. Ends with the first target that crashes or hangs. See docs/fuzzing.md.
set -eu
seconds=${1:-120}
cd "$(dirname "$0")/.."
# libFuzzer's instrumentation is an unstable flag; this lets the stable toolchain take it.
export RUSTC_BOOTSTRAP=1
cargo fuzz build --sanitizer none
for target in $(cargo fuzz list); do
    echo "== $target"
    mkdir -p "fuzz/corpus/$target"
    dictionary="fuzz/dictionaries/$target.dict"
    if [ -f "$dictionary" ]; then set -- "-dict=$dictionary"; else set --; fi
    cargo fuzz run --sanitizer none "$target" "fuzz/corpus/$target" "fuzz/seeds/$target" -- \
        -max_total_time="$seconds" -rss_limit_mb=4096 -timeout=10 -print_final_stats=1 "$@"
done
