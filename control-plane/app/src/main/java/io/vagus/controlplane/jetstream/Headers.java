package io.vagus.controlplane.jetstream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A message's headers as a stream keeps them: {@code NATS/1.0}, then lines of name, colon, value (ADR-4). */
final class Headers {

    private Headers() {}

    static Map<String, List<String>> read(byte[] block) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        new String(block, StandardCharsets.UTF_8).lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        });
        return headers;
    }
}
