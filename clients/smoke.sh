#!/usr/bin/env bash
# smoke.sh typescript|java: builds the client when it is not there, and uses it on the service at VAGUS_URL with VAGUS_TOKEN.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
newer() { [ ! -e "$1" ] || [ -n "$(find "$here/../openapi/control-plane.yaml" "$here/$2" \( -name target -o -name node_modules -o -name dist \) -prune -o -newer "$1" -type f ! -name schema.ts ! -name '*.tgz' -print -quit)" ]; }

case "${1-}" in
  typescript)
    for tool in node npm; do
      command -v "$tool" >/dev/null || { echo "NOT RUN: $tool (Node.js) is not installed"; exit 97; }
    done
    if newer "$here/typescript/dist/.built" typescript; then
      "$here/build.sh" typescript >&2
      touch "$here/typescript/dist/.built"
    fi
    exec node "$here/typescript/smoke.mjs"
    ;;
  java)
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    command -v "$java" >/dev/null || { echo "NOT RUN: a JDK is not installed"; exit 97; }
    if newer "$here/java/target/.built" java; then
      "$here/build.sh" java >&2
      touch "$here/java/target/.built"
    fi
    exec "$java" -cp "$here/java/target/classes:$here/java/target/test-classes:$here/java/target/lib/*" io.vagus.client.Smoke
    ;;
  *)
    echo "usage: smoke.sh typescript|java" >&2
    exit 2
    ;;
esac
