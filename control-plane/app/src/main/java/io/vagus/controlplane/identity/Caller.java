package io.vagus.controlplane.identity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The person behind a request, and how they proved it. */
public record Caller(
        UUID personId, String email, Kind kind, @Nullable String requestId) {

    /** How the caller proved who they are. */
    public enum Kind {
        /** By an access token of the identity provider. */
        SESSION,
        /** By a personal access token. */
        TOKEN
    }
}
