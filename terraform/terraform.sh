#!/usr/bin/env bash
# Prints the path of a Terraform that the tests can run: terraform or tofu from the PATH, or else OpenTofu, built once
# from its Go module into the user's cache. The first build takes some minutes.
set -eu
version=v1.12.6
for tool in terraform tofu; do
  command -v "$tool" && exit 0
done
tofu=${XDG_CACHE_HOME:-$HOME/.cache}/vagus/opentofu-$version/tofu
if [ ! -x "$tofu" ]; then
  command -v go >/dev/null || { echo "NOT RUN: neither terraform nor tofu is installed, nor go to build tofu" >&2; exit 97; }
  echo "building OpenTofu $version, once" >&2
  # Its go.mod replaces modules, which 'go install' refuses; so it is built where the module cache keeps it.
  module=$(go mod download -json "github.com/opentofu/opentofu@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  mkdir -p "$(dirname "$tofu")"
  CGO_ENABLED=0 go build -C "$module" -o "$tofu.new" ./cmd/tofu >&2
  mv "$tofu.new" "$tofu"
fi
echo "$tofu"
