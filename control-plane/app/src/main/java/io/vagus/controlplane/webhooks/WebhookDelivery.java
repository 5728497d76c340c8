package io.vagus.controlplane.webhooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.controlplane.webhooks.store.WebhookDeliveryRow;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event.
 *
 * @param status what the last attempt was answered
 * @param error why the last attempt got no answer
 */
public record WebhookDelivery(
        UUID id,
        String event,
        State state,
        int attempts,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Integer status,
        @Nullable String error,
        String body) {

    /** How far it is. */
    public enum State {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("delivered")
        DELIVERED,
        @JsonProperty("failed")
        FAILED
    }

    static WebhookDelivery of(WebhookDeliveryRow row) {
        State state = State.valueOf(row.state.toUpperCase(Locale.ROOT));
        return new WebhookDelivery(
                row.id,
                row.event,
                state,
                row.attempts,
                row.createdAt,
                state == State.PENDING ? row.dueAt : null,
                row.status,
                row.error,
                row.body);
    }
}
