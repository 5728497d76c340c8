package io.vagus.controlplane.sharing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A wish to import an export.
 *
 * @param incoming whether the team that looks is the one to decide
 */
public record ShareRequest(
        UUID id,
        UUID exportId,
        String exportName,
        UUID requesterAccountId,
        String requesterKey,
        String requesterName,
        String message,
        State state,
        boolean incoming,
        String requestedBy,
        Instant requestedAt,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt) {

    /** How far it got. */
    public enum State {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("approved")
        APPROVED,
        @JsonProperty("declined")
        DECLINED
    }
}
