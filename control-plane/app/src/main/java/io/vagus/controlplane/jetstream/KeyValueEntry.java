package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.List;

/**
 * What a key holds or held.
 *
 * @param value in base64; the beginning only when {@code truncated}
 */
public record KeyValueEntry(
        String key, long revision, Instant at, Operation operation, String value, long bytes, boolean truncated)
        implements Tagged {

    @Override
    public Object version() {
        return List.of(key, revision);
    }

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
