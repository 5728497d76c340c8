package io.vagus.controlplane.sharing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an account takes from another one.
 *
 * @param localSubject the subject here, with {@code $n} for the n-th wildcard; empty: the same as there
 * @param shareInfo whether the exporter of a service learns who asks
 */
public record SharedImport(
        UUID id,
        UUID accountId,
        String name,
        Kind kind,
        String subject,
        String localSubject,
        String exporterKey,
        @Nullable UUID exportId,
        boolean shareInfo,
        State state,
        Instant createdAt)
        implements Tagged {

    @Override
    public Object version() {
        return id;
    }

    /** Whether anything comes of it. */
    public enum State {
        /** The export is there, and so is the exporter's leave where it is needed. */
        @JsonProperty("active")
        ACTIVE,
        /** The exporter has not given leave, or has taken it back. */
        @JsonProperty("not-activated")
        NOT_ACTIVATED,
        /** The exporter does not offer it any more. */
        @JsonProperty("export-gone")
        EXPORT_GONE,
        /** The exporter is not of this installation's catalogue: only it knows. */
        @JsonProperty("external")
        EXTERNAL
    }
}
