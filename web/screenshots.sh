#!/usr/bin/env bash
# Makes the README's two screenshots from the demo: the list and one incident. Needs Chromium (`apt-get install chromium`).
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
cargo build --release --quiet
program=${CARGO_TARGET_DIR:-target}/release/dateline
"$program" demo --no-serve --store "$work/store" >/dev/null
"$program" serve --store "$work/store" --port 0 >"$work/address" &
server=$!
for _ in $(seq 50); do grep -q http "$work/address" && break; sleep 0.1; done
address=$(grep -o 'http://[^ ]*/' "$work/address")
incident=$("$program" incidents --store "$work/store" --json | grep '"country":"YE"' | grep -o '"id":"[0-9a-f]*"' | head -1 | cut -d'"' -f4)
shoot() {
    chromium --headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/profile" \
        --screenshot="$2" --window-size="$3" "$1" >/dev/null 2>&1
}
mkdir -p docs/images
shoot "$address" docs/images/incidents.png 1280,760
shoot "${address}incident/$incident" docs/images/incident.png 1280,1180
echo "docs/images/incidents.png docs/images/incident.png"
