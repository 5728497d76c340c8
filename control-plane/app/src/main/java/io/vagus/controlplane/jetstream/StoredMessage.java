package io.vagus.controlplane.jetstream;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message in a stream.
 *
 * @param data the first {@link Messages#MAX_SHOWN_BYTES} bytes of the payload in base64
 * @param bytes how long the payload is
 */
public record StoredMessage(
        long sequence,
        String subject,
        Instant at,
        Map<String, List<String>> headers,
        String data,
        long bytes,
        boolean truncated) {}
