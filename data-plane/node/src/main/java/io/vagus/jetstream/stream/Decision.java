package io.vagus.jetstream.stream;

import io.vagus.jetstream.api.ApiError;
import org.jspecify.annotations.Nullable;

/** What becomes of a message that wants into a stream. */
sealed interface Decision {

    /**
     * It is stored, as this.
     *
     * @param ttlSeconds 0 for none, -1 for ever
     * @param messageId for deduplication; empty for none
     * @param counterValue what a counter is now; null where it is none
     * @param purgedSchedule subject of a schedule that ends with this message; null for none
     */
    record Store(
            byte[] subject,
            byte @Nullable [] headers,
            byte[] payload,
            long ttlSeconds,
            String messageId,
            Rollup rollup,
            @Nullable String counterValue,
            @Nullable String purgedSchedule)
            implements Decision {}

    /** It is refused. */
    record Refuse(ApiError error) implements Decision {}

    /** It was stored before, under this sequence. */
    record Duplicate(long sequence) implements Decision {}

    /** What a message removes of those before it. */
    enum Rollup {
        NONE,
        SUBJECT,
        ALL
    }
}
