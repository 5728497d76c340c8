package io.vagus.controlplane.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did, or was not allowed to do.
 *
 * @param grantedBy who let the actor in, who is an operator of the service and no member; null for everybody else
 */
public record AuditEntry(
        UUID id,
        Instant at,
        String actor,
        @Nullable ActorKind actorKind,
        String action,
        String target,
        Outcome outcome,
        @Nullable String detail,
        @Nullable String requestId,
        @Nullable String grantedBy) {

    /** How the actor proved who they are. */
    public enum ActorKind {
        @JsonProperty("session")
        SESSION,
        @JsonProperty("token")
        TOKEN,
        @JsonProperty("service")
        SERVICE,
        /** Nobody asked: a time that somebody had set came. */
        @JsonProperty("system")
        SYSTEM
    }

    /** How it ended. */
    public enum Outcome {
        @JsonProperty("done")
        DONE,
        /** The caller was not let, or the nodes refused it: nothing happened. */
        @JsonProperty("refused")
        REFUSED,
        /** It was asked of the nodes; whether they did it nobody here has seen. */
        @JsonProperty("begun")
        BEGUN
    }
}
