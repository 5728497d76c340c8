package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * What a key holds or held.
 *
 * @param value in base64; the beginning only when {@code truncated}
 */
public record KeyValueEntry(
        String key, long revision, Instant at, Operation operation, String value, long bytes, boolean truncated) {

    /** How a revision came to be. */
    public enum Operation {
        @JsonProperty("put")
        PUT,
        @JsonProperty("delete")
        DELETE,
        @JsonProperty("purge")
        PURGE
    }
}
