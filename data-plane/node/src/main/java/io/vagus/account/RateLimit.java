package io.vagus.account;

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
}
