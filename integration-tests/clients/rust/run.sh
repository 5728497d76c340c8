#!/usr/bin/env bash
# Builds the scenario on first use and runs it; see ../README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v cargo >/dev/null || { echo "NOT RUN: cargo (Rust) is not installed"; exit 97; }
cargo build --quiet --locked --manifest-path "$here/Cargo.toml" --target-dir "$here/target"
exec "$here/target/debug/vagus-conformance"
