package io.vagus.jetstream.stream;

import io.vagus.jetstream.api.GoDurations;
import io.vagus.storage.StreamStore;
import java.util.Locale;
import java.util.OptionalLong;

/** A message's own time to live (ADR-43): {@code never}, seconds, or a Go duration of a second at least. */
final class MessageTtl {
    /** What is returned for a text that is none of those. */
    static final long INVALID = Long.MIN_VALUE;

    private static final int LONGEST = 18;

    private MessageTtl() {}

    /** Seconds; 0 for none, {@link StreamStore#TTL_NEVER}, or {@link #INVALID}. */
    static long parse(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (text.toLowerCase(Locale.ROOT).equals("never")) {
            return StreamStore.TTL_NEVER;
        }
        OptionalLong nanos = GoDurations.parse(text);
        if (nanos.isPresent()) {
            return nanos.getAsLong() < 1_000_000_000L ? INVALID : nanos.getAsLong() / 1_000_000_000L;
        }
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return INVALID;
            }
            // It overflows as with nats-server.
            seconds = seconds * 10 + (c - '0');
        }
        return seconds < 0 ? INVALID : seconds;
    }

    /** When a message stored at a time is too old by so many seconds; {@link StreamStore#NO_EXPIRY} where that is beyond all times. */
    static long end(long timestamp, long seconds) {
        return seconds >= (StreamStore.NO_EXPIRY - timestamp) / 1_000_000_000L
                ? StreamStore.NO_EXPIRY
                : timestamp + seconds * 1_000_000_000L;
    }

    /** Whole numbers as nats-server reads them in headers. */
    static final class Digits {
        private Digits() {}

        /** The number; -1 when there is anything but digits, or too many. */
        static long parse(String text) {
            if (text.isEmpty() || text.length() > LONGEST) {
                return -1;
            }
            long number = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c < '0' || c > '9') {
                    return -1;
                }
                number = number * 10 + (c - '0');
            }
            return number;
        }
    }
}
