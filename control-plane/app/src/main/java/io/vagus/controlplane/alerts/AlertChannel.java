package io.vagus.controlplane.alerts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A way in which somebody is told.
 *
 * @param target an e-mail address, an https address, or a subject of the account
 * @param secret what signs the webhook's requests; shown once, in the answer to its creation
 */
public record AlertChannel(
        UUID id,
        String name,
        ChannelKind kind,
        String target,
        Instant createdAt,
        @Nullable String secret) implements Tagged {

    @Override
    public Object version() {
        return id;
    }

    /** How somebody is told. */
    public enum ChannelKind {
        @JsonProperty("email")
        EMAIL,
        @JsonProperty("webhook")
        WEBHOOK,
        @JsonProperty("nats")
        NATS
    }

    /** What a replay of the creation may show. */
    public AlertChannel withoutSecret() {
        return new AlertChannel(id, name, kind, target, createdAt, null);
    }
}
