package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A consumer as it is now.
 *
 * @param pending messages that it has not been given yet
 * @param lagMillis how long the oldest message that is not acknowledged has been in the stream; absent when none waits or the
 *     consumer was only listed
 */
public record Consumer(
        String name,
        String stream,
        ConsumerConfig config,
        boolean push,
        boolean bound,
        Instant createdAt,
        long pending,
        long ackPending,
        long redelivered,
        long waiting,
        long deliveredSequence,
        long acknowledgedSequence,
        @Nullable Instant lastActiveAt,
        boolean paused,
        @Nullable Instant pausedUntil,
        @Nullable Long lagMillis)
        implements Tagged {

    @Override
    public Object version() {
        return Arrays.asList(createdAt, config, pausedUntil);
    }

    static Consumer read(JsonNode info, @Nullable Long lagMillis) {
        JsonNode config = info.path("config");
        String active = info.path("delivered").path("last_active").asText();
        return new Consumer(
                info.path("name").asText(),
                info.path("stream_name").asText(),
                ConsumerConfigs.read(config),
                config.has("deliver_subject"),
                info.path("push_bound").asBoolean(),
                Stream.moment(info.path("created").asText()),
                info.path("num_pending").asLong(),
                info.path("num_ack_pending").asLong(),
                info.path("num_redelivered").asLong(),
                info.path("num_waiting").asLong(),
                info.path("delivered").path("stream_seq").asLong(),
                info.path("ack_floor").path("stream_seq").asLong(),
                active.isEmpty() ? null : Stream.moment(active),
                info.path("paused").asBoolean(),
                config.has("pause_until")
                        ? Stream.moment(config.path("pause_until").asText())
                        : null,
                lagMillis);
    }
}
