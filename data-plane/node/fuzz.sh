#!/usr/bin/env bash
# Fuzzes one parser with Jazzer: fuzz.sh TARGET [SECONDS]. Targets: client headers config jwt frames upgrade proxy ocsp.
# It starts from src/test/resources/fuzz/TARGET; what it learns is kept under target/fuzz/TARGET. A finding ends it with exit code 77
# and a file crash-…: put that into the corpus, where every build replays it.
# Jazzer is not on the tests' own class path: its agent would change each class of theirs while it is loaded.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
declare -A classes=(
  [client]=io.vagus.protocol.ClientParserFuzz
  [headers]=io.vagus.protocol.HeaderBlockFuzz
  [config]=io.vagus.server.config.ConfigFuzz
  [jwt]=io.vagus.fuzz.JwtFuzz
  [frames]=io.vagus.transport.websocket.FramesFuzz
  [upgrade]=io.vagus.transport.websocket.UpgradeFuzz
  [proxy]=io.vagus.transport.link.ProxyHeaderFuzz
  [ocsp]=io.vagus.transport.tls.ocsp.OcspFuzz
)
target=${1-}
seconds=${2-60}
[ -n "$target" ] && [ -n "${classes[$target]-}" ] || { sed -n 2,6p "$0"; exit 2; }
(cd ../.. && ./mvnw -q -pl data-plane/node -am -Pfuzz test-compile)
(cd ../.. && ./mvnw -q -pl data-plane/node -am -Pfuzz dependency:build-classpath -Dmdep.outputFile=target/fuzz.cp)
mkdir -p "target/fuzz/$target"
exec "${JAVA_HOME:?}/bin/java" -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED \
  -cp "target/test-classes:target/classes:$(cat target/fuzz.cp)" com.code_intelligence.jazzer.Jazzer \
  --target_class="${classes[$target]}" --instrumentation_includes='io.vagus.**' --disabled_hooks='com.code_intelligence.jazzer.sanitizers.**' \
  -max_total_time="$seconds" -max_len=4096 "target/fuzz/$target" "src/test/resources/fuzz/$target"
