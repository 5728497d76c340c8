#!/usr/bin/env bash
# Runs the real Terraform with the provider against a running service:
#   VAGUS_ENDPOINT=http://127.0.0.1:8080 VAGUS_TOKEN=vgs_... NATS_URL=nats://127.0.0.1:4222 terraform/acceptance/run.sh
# Exit code 97: something it needs is not installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v go >/dev/null || { echo "NOT RUN: go is not installed"; exit 97; }
"$here/../terraform.sh" >/dev/null
cd "$here"
exec go test -count=1 -v -timeout 15m .
