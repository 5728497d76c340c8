#!/bin/sh
# Makes a self-contained node: <folder>/bin/nats-server (default folder: dist at the top of the repository), which takes
# nats-server's flags and needs no JDK. Wants JAVA_HOME to be a JDK 25; builds the node's jars when they are missing or old.
set -eu

node=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$node/../.." && pwd)
out=${1:-$root/dist}
java_home=${JAVA_HOME:?set JAVA_HOME to a JDK 25}
modules=java.base,java.logging,java.management,java.naming,java.net.http,jdk.management,jdk.net,jdk.unsupported

fail() {
  echo "dist: $1" >&2
  exit 1
}

[ -x "$java_home/bin/jlink" ] || fail "$java_home has no jlink: it has to be a JDK 25"

built=$node/target/vagus-node.jar
if [ ! -e "$built" ] || [ ! -d "$node/target/lib" ] ||
  [ -n "$(find "$root/pom.xml" "$node/pom.xml" "$node/src" "$root/data-plane/identity/src" -newer "$built" -type f -print -quit)" ]; then
  "$root/mvnw" --batch-mode --file "$root/pom.xml" package -DskipTests -Dspotless.check.skip=true -Denforcer.skip=true \
    --projects data-plane/node --also-make
  # A jar that came out the same is not written again.
  touch "$built"
fi

version() {
  sed -n 's/^JAVA_VERSION=//p' "$1/release"
}

cache=$out/lib/nats-server/nats-server.aot
if [ -s "$cache" ] && [ "$(version "$out/lib/nats-server/runtime")" = "$(version "$java_home")" ] &&
  [ -z "$(find "$built" "$node/dist.sh" "$node/src/dist" -newer "$cache" -type f -print -quit)" ]; then
  echo "A self-contained node, already up to date: $out/bin/nats-server"
  exit
fi

# Made beside the old one, so that a node which is running, or a failure half way, is not left with half a folder.
next=$out.next
rm -rf "$next"
lib=$next/lib/nats-server
mkdir -p "$next/bin" "$lib/jars"
work=$(mktemp -d)
trap 'rm -rf "$work" "$next"' EXIT

cp "$built" "$node"/target/lib/*.jar "$lib/jars/"
# The JVM does not cache classes of signed jars, and reads manifests at start: the signature, with a digest of every class in
# the manifest, serves the JCE, which the node does not use.
for jar in "$lib"/jars/bcprov-*.jar; do
  mkdir "$work/bcprov"
  (cd "$work/bcprov" && "$java_home/bin/jar" --extract --file "$jar" && rm -rf META-INF/*.SF META-INF/*.DSA META-INF/*.RSA \
    META-INF/MANIFEST.MF META-INF/versions META-INF/services)
  "$java_home/bin/jar" --create --file "$jar" --date=2026-11-01T00:00:00Z -C "$work/bcprov" .
done

# What bin/nats-server runs: a jar that is nothing but its manifest. It opens the JDK's TLS to the node, which sends alerts that
# the JDK has no words for; an option of the JVM would do so too, but costs the archived module graph at each start.
cat >"$work/manifest" <<'MANIFEST'
Main-Class: io.vagus.server.Main
Class-Path: vagus-node.jar
Add-Opens: java.base/sun.security.ssl
MANIFEST
"$java_home/bin/jar" --create --file "$lib/jars/nats-server.jar" --date=2026-11-01T00:00:00Z --manifest "$work/manifest"

"$java_home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$lib/runtime"
cp "$node/src/dist/jvm.options" "$lib/jvm.options"
cp "$node/src/dist/nats-server" "$next/bin/nats-server"
chmod 755 "$next/bin/nats-server"

# The cache remembers where its jars are, so the node is trained at its final place.
old=$out.old
rm -rf "$old"
[ ! -e "$out" ] || mv "$out" "$old"
mkdir -p "$(dirname "$out")"
mv "$next" "$out"
rm -rf "$old"
lib=$out/lib/nats-server
mkdir "$work/training"
"$java_home/bin/java" -cp "$lib/jars/vagus-node.jar" "$node/src/dist/Training.java" "$work/training" \
  env VAGUS_NODE_OPTS="-XX:AOTCacheOutput=$lib/nats-server.aot" "$out/bin/nats-server" ||
  fail "the training run failed; the node works, but starts slowly"
[ -s "$lib/nats-server.aot" ] || fail "the training run left no AOT cache:
$(cat "$work/training/training.log")"
echo "A self-contained node: $out/bin/nats-server"
