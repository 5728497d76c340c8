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
        TENANTS
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
                new RequestReply("request-1", 1),
                new RequestReply("request-8", 8),
                new RequestReply("request-64", 64),
                new Layered("128B-tls", 128, Layer.TLS),
                new Layered("128B-websocket", 128, Layer.WEBSOCKET),
                new Neighbour("neighbour-quiet", false),
                new Neighbour("neighbour-noisy", true));
    }

    /**
     * One publisher sends as fast as receivers take it.
     *
     * @param queueGroup whether each message goes to one of the receivers rather than to all
     * @param subjects how many subjects the messages go to, in turn; receivers hear them through a wildcard
     */
    record Stream(String name, int payloadBytes, int receivers, boolean queueGroup, int subjects) implements Scenario {
        private static final int USUAL_SUBJECTS = 16;

        Stream(String name, int payloadBytes, int receivers, boolean queueGroup) {
            this(name, payloadBytes, receivers, queueGroup, USUAL_SUBJECTS);
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
     * @param noisy whether another tenant floods the server meanwhile, as fast as the server lets it
     */
    record Neighbour(String name, boolean noisy) implements Scenario {}

    /** Requesters that each wait for one answer before they ask again, and one responder. */
    record RequestReply(String name, int requesters) implements Scenario {
        static final int PAYLOAD_BYTES = 16;
    }
}
