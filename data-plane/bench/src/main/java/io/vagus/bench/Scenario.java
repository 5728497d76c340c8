package io.vagus.bench;

import java.util.List;

/** One row of the comparison: a kind of traffic. */
sealed interface Scenario {
    /** How the row is called, in the table and for {@code --rows}. */
    String name();

    /** The rows, from the smallest message up. */
    static List<Scenario> all() {
        return List.of(
                new Stream("16B-1to1", 16, 1, false),
                new Stream("128B-1to1", 128, 1, false),
                new Stream("1KiB-1to1", 1024, 1, false),
                new Stream("8KiB-1to1", 8192, 1, false),
                new Stream("128B-fan4", 128, 4, false),
                new Stream("128B-fan100", 128, 100, false),
                new Stream("128B-queue4", 128, 4, true),
                new RequestReply("request-1", 1),
                new RequestReply("request-8", 8));
    }

    /**
     * One publisher sends as fast as receivers take it.
     *
     * @param queueGroup whether each message goes to one of the receivers rather than to all
     */
    record Stream(String name, int payloadBytes, int receivers, boolean queueGroup) implements Scenario {
        int deliveriesPerMessage() {
            return queueGroup ? 1 : receivers;
        }
    }

    /** Requesters that each wait for one answer before they ask again, and one responder. */
    record RequestReply(String name, int requesters) implements Scenario {
        static final int PAYLOAD_BYTES = 16;
    }
}
