#!/usr/bin/env bash
# Installs what the scenario needs on first use and runs it; see ../README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "NOT RUN: $tool (Node.js) is not installed"; exit 97; }
done
if [ ! "$here/node_modules/.installed" -nt "$here/package-lock.json" ]; then
  (cd "$here" && npm ci --silent --no-audit --no-fund >&2 && touch node_modules/.installed)
fi
exec node "$here/conformance.js"
