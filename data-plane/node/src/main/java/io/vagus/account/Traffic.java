package io.vagus.account;

/**
 * A reading of message counters.
 *
 * @param inMessages messages that clients sent
 * @param inBytes their payloads and headers
 * @param outMessages deliveries to clients
 * @param outBytes their payloads and headers
 */
public record Traffic(long inMessages, long inBytes, long outMessages, long outBytes) {

    /** Nothing yet. */
    public static final Traffic NONE = new Traffic(0, 0, 0, 0);

    /** The sum of two readings. */
    public Traffic plus(Traffic other) {
        return new Traffic(
                inMessages + other.inMessages,
                inBytes + other.inBytes,
                outMessages + other.outMessages,
                outBytes + other.outBytes);
    }
}
