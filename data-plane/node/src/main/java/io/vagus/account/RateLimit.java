package io.vagus.account;

import org.jspecify.annotations.Nullable;

/**
 * How much may be published a second, by an account or by one connection; {@link AccountLimits#UNLIMITED} (-1) in any place
 * means no limit there. Beyond what nats-server limits.
 *
 * @param messagesPerSecond messages that clients publish
 * @param bytesPerSecond their payloads with headers
 */
public record RateLimit(long messagesPerSecond, long bytesPerSecond) {

    /** No limit. */
    public static final RateLimit NONE = new RateLimit(AccountLimits.UNLIMITED, AccountLimits.UNLIMITED);

    /** What happens to what is too much. */
    public enum Excess {
        /** The publisher is read from more slowly: nothing is lost. */
        DELAY,
        /** The message is refused with an error. */
        ERROR
    }

    public boolean isUnlimited() {
        return messagesPerSecond < 0 && bytesPerSecond < 0;
    }

    /** By hand: a record's own has to be made as it is first asked for, which takes a node that starts many milliseconds. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimit(long messages, long bytes)
                && messages == messagesPerSecond
                && bytes == bytesPerSecond;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * messagesPerSecond + bytesPerSecond);
    }
}
