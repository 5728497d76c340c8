package io.vagus.bench;

import java.util.List;

/** One row of the comparison: a kind of traffic. */
sealed interface Scenario {
    /** How the row is called, in the table and for {@code --rows}. */
    String name();

    /** How servers are set up for it. */
    enum Setup {
        /** As the command was asked to: open or secured. */
        USUAL,
        TLS,
        WEBSOCKET,
        TENANTS,
        /** Another such server, which only burns the processors. */
        OTHER_TENANTS
    }

    default Setup setup() {
        return switch (this) {
            case Stream stream -> Setup.USUAL;
            case RequestReply requests -> Setup.USUAL;
            case Layered layered -> layered.layer() == Layer.TLS ? Setup.TLS : Setup.WEBSOCKET;
            case Neighbour neighbour -> Setup.TENANTS;
        };
    }

    /** Whether single round trips are measured. */
    default boolean isTimed() {
        return this instanceof RequestReply || this instanceof Neighbour;
    }

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
                new Stream("128B-10000", 128, 1, false, 10_000),
                Stream.withHeaders("16B-headers", 16),
                Stream.withHeaders("128B-headers", 128),
                new RequestReply("request-1", 1),
                new RequestReply("request-8", 8),
                new RequestReply("request-64", 64),
                new Layered("128B-tls", 128, Layer.TLS),
                new Layered("128B-websocket", 128, Layer.WEBSOCKET),
                new Neighbour("neighbour-quiet", Flooded.NOBODY),
                new Neighbour("neighbour-floor", Flooded.ANOTHER_SERVER),
                new Neighbour("neighbour-noisy", Flooded.SAME_SERVER));
    }

    /**
     * One publisher sends as fast as receivers take it.
     *
     * @param queueGroup whether each message goes to one of the receivers rather than to all
     * @param subjects how many subjects the messages go to, in turn; receivers hear them through a wildcard
     * @param headers the header block before each payload; empty for none
     */
    record Stream(String name, int payloadBytes, int receivers, boolean queueGroup, int subjects, String headers)
            implements Scenario {
        private static final int USUAL_SUBJECTS = 16;

        Stream(String name, int payloadBytes, int receivers, boolean queueGroup) {
            this(name, payloadBytes, receivers, queueGroup, USUAL_SUBJECTS);
        }

        Stream(String name, int payloadBytes, int receivers, boolean queueGroup, int subjects) {
            this(name, payloadBytes, receivers, queueGroup, subjects, "");
        }

        /** One to one, with a short header. */
        static Stream withHeaders(String name, int payloadBytes) {
            return new Stream(name, payloadBytes, 1, false, USUAL_SUBJECTS, "NATS/1.0\r\nKey: value\r\n\r\n");
        }

        /** What follows the subject in the line of a message. */
        String numbers() {
            int size = headers.length() + payloadBytes;
            return (headers.isEmpty() ? "" : headers.length() + " ") + size;
        }

        /** Bytes of headers and payload. */
        int size() {
            return headers.length() + payloadBytes;
        }

        int deliveriesPerMessage() {
            return queueGroup ? 1 : receivers;
        }
    }

    /** What lies between the protocol and the socket. */
    enum Layer {
        TLS,
        WEBSOCKET
    }

    /** One publisher and one receiver, both behind such a layer. */
    record Layered(String name, int payloadBytes, Layer layer) implements Scenario {}

    /**
     * A quiet tenant asks and answers at a slow, even pace; the row shows its round trips.
     *
     * @param flooded what another tenant floods meanwhile, as fast as that server lets it
     */
    record Neighbour(String name, Flooded flooded) implements Scenario {}

    /** Where a flood goes. */
    enum Flooded {
        NOBODY,
        /** A second process of the same program: what the machine alone does to the quiet tenant. */
        ANOTHER_SERVER,
        SAME_SERVER
    }

    /** Requesters that each wait for one answer before they ask again, and one responder. */
    record RequestReply(String name, int requesters) implements Scenario {
        static final int PAYLOAD_BYTES = 16;
    }
}
