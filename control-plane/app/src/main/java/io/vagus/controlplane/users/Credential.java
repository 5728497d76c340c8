package io.vagus.controlplane.users;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was handed out once: who took which credentials of a user when, and whether they are still good.
 *
 * @param revokeAt when they will be revoked, where a rotation left a time of overlap
 * @param checksum SHA-256 of the token, in hex: to recognise one that was found somewhere
 */
public record Credential(
        UUID id,
        UUID userId,
        String userName,
        Kind kind,
        UserState state,
        String userPublicKey,
        String issuerKey,
        String takenBy,
        String checksum,
        Instant issuedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokeAt,
        @Nullable Instant revokedAt) {

    /** The shape in which it was handed out. */
    public enum Kind {
        @JsonProperty("creds")
        CREDS,
        @JsonProperty("bearer")
        BEARER
    }
}
