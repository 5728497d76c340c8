#!/usr/bin/env bash
# Finds the nats CLI of the pinned version, building it on first use, and runs the scenario; see ../README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
version=0.5.1
NATS_CLI=$(command -v nats || true)
if [ -z "$NATS_CLI" ] || [ "$("$NATS_CLI" --version 2>&1)" != "v$version" ]; then
  NATS_CLI=$here/target/nats
  if [ ! -x "$NATS_CLI" ]; then
    command -v go >/dev/null || { echo "NOT RUN: neither the nats CLI $version nor go to build it is installed"; exit 97; }
    GOBIN=$here/target CGO_ENABLED=0 go install "github.com/nats-io/natscli/nats@v$version" >&2
  fi
fi
export NATS_CLI
exec bash "$here/conformance.sh"
