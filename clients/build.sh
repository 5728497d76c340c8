#!/usr/bin/env bash
# Generates the clients from openapi/control-plane.yaml and builds what is published of them: `build.sh [typescript|java]`, both by default.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

typescript() (
  cd "$here/typescript"
  command -v npm >/dev/null || { echo "NOT RUN: npm (Node.js) is not installed"; exit 97; }
  if [ ! node_modules/.installed -nt package-lock.json ]; then
    npm ci --silent --no-audit --no-fund --prefer-offline
    touch node_modules/.installed
  fi
  npm run --silent build
  npm pack --silent --ignore-scripts --pack-destination "$here/typescript"
)

java_client() {
  "$here/../mvnw" --quiet --batch-mode --file "$here/java/pom.xml" package
}

case "${1-all}" in
  typescript) typescript ;;
  java) java_client ;;
  all) typescript && java_client ;;
  *) echo "usage: build.sh [typescript|java]" >&2; exit 2 ;;
esac
