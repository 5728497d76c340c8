#!/usr/bin/env bash
# Builds the tool on first use and runs it; see ../README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v go >/dev/null || { echo "NOT RUN: go is not installed"; exit 97; }
(cd "$here" && CGO_ENABLED=0 go build -o target/auth-errors .)
exec "$here/target/auth-errors" "$@"
