package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a message, as a server told it (ADR-41).
 *
 * @param server the name of the server
 * @param peer who it came from or goes to: a client's name and number, a server, a leaf node
 * @param subject the subject there: what it was mapped to, or of the subscription that takes it
 * @param onward true where it went on to another server of the service, which tells what it did with it: nobody has it yet
 * @param error why it went no further
 */
public record TraceStep(
        String server,
        Instant at,
        Kind kind,
        @Nullable String peer,
        @Nullable String account,
        @Nullable String subject,
        @Nullable String queue,
        @Nullable String stream,
        @Nullable Boolean onward,
        @Nullable String error) {

    /** What happened. */
    public enum Kind {
        @JsonProperty("in")
        IN,
        @JsonProperty("mapped")
        MAPPED,
        @JsonProperty("export")
        EXPORT,
        @JsonProperty("import")
        IMPORT,
        @JsonProperty("stored")
        STORED,
        @JsonProperty("out")
        OUT
    }
}
