#!/usr/bin/env bash
# Builds the scenario on first use and runs it; see ../README.md. Any JDK from 17 on will do.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null && command -v "${java}c" >/dev/null || { echo "NOT RUN: a JDK is not installed"; exit 97; }
if [ ! -e "$here/target/.built" ] || [ -n "$(find "$here/pom.xml" "$here/src" -newer "$here/target/.built" -print -quit)" ]; then
  "$here/../../../mvnw" --quiet --batch-mode --file "$here/pom.xml" prepare-package >&2
  touch "$here/target/.built"
fi
exec "$java" -cp "$here/target/classes:$here/target/lib/*" io.vagus.conformance.Conformance
