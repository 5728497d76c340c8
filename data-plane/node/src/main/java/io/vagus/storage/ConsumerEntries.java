package io.vagus.storage;

import java.nio.charset.StandardCharsets;

/**
 * What a log of consumers is made of. An entry is its kind (one byte), the consumer's number in this log (a varint), and: of one that was created (1) its name and its
 * description, each with its length before it; of one described anew (2) its description; of one that was removed (3) nothing; of one that changed (4) the
 * {@link ConsumerChange}'s code and its arguments, signed varints. One of no consumer (5, in a frame of its own) says that a log before this one could not be read.
 */
final class ConsumerEntries {

    private static final int CREATED = 1;
    private static final int CONFIGURED = 2;
    private static final int REMOVED = 3;
    private static final int CHANGED = 4;
    private static final int LOST = 5;
    private static final int MOST_ARGUMENTS = 4;

    private ConsumerEntries() {}

    /** Hears of each entry of a frame, in order. */
    interface Reader {

        void created(long id, String name, byte[] config);

        void configured(long id, byte[] config);

        void removed(long id);

        /** The consumers there were before are not known. */
        void lost();

        void changed(long id, ConsumerChange change, long a, long b, long c, long d);
    }

    /** Reads a frame's entries; false where it does not consist of such: the reader has heard of those before. */
    static boolean read(ByteCursor in, Reader reader) {
        try {
            while (in.hasMore()) {
                int kind = in.getByte();
                long id = in.getVarint();
                switch (kind) {
                    case CREATED -> {
                        String name = new String(in.getSized(), StandardCharsets.UTF_8);
                        reader.created(id, name, in.getSized());
                    }
                    case CONFIGURED -> reader.configured(id, in.getSized());
                    case REMOVED -> reader.removed(id);
                    case LOST -> reader.lost();
                    case CHANGED -> {
                        ConsumerChange change = ConsumerChange.of(in.getByte());
                        if (change == null) {
                            return false;
                        }
                        long[] arguments = new long[MOST_ARGUMENTS];
                        for (int i = 0; i < change.arguments(); i++) {
                            arguments[i] = in.getSigned();
                        }
                        reader.changed(id, change, arguments[0], arguments[1], arguments[2], arguments[3]);
                    }
                    default -> {
                        return false;
                    }
                }
            }
            return true;
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    static void putCreated(Bytes out, ConsumerLedger consumer) {
        out.putByte(CREATED);
        out.putVarint(consumer.id());
        out.putSized(consumer.name().getBytes(StandardCharsets.UTF_8));
        out.putSized(consumer.config());
    }

    static void putConfigured(Bytes out, ConsumerLedger consumer) {
        out.putByte(CONFIGURED);
        out.putVarint(consumer.id());
        out.putSized(consumer.config());
    }

    static void putRemoved(Bytes out, ConsumerLedger consumer) {
        out.putByte(REMOVED);
        out.putVarint(consumer.id());
    }

    static void putLost(Bytes out) {
        out.putByte(LOST);
        out.putVarint(0);
    }

    static void putChanged(Bytes out, ConsumerLedger consumer, ConsumerChange change, long a, long b, long c, long d) {
        out.putByte(CHANGED);
        out.putVarint(consumer.id());
        out.putByte(change.code());
        int n = change.arguments();
        out.putSigned(a);
        if (n > 1) {
            out.putSigned(b);
        }
        if (n > 2) {
            out.putSigned(c);
        }
        if (n > 3) {
            out.putSigned(d);
        }
    }

    /** All that is known of a consumer. */
    static void putImage(Bytes out, ConsumerLedger consumer) {
        putCreated(out, consumer);
        ConsumerState state = consumer.state();
        putChanged(
                out,
                consumer,
                ConsumerChange.RESET,
                state.deliveredConsumer(),
                state.deliveredStream(),
                state.ackFloorConsumer(),
                state.ackFloorStream());
        state.pending().forEachFrom(0, (streamSequence, consumerSequence, timestamp) -> {
            putChanged(out, consumer, ConsumerChange.PENDING, streamSequence, consumerSequence, timestamp, 0);
            return true;
        });
        state.redelivered()
                .forEach((sequence, times) ->
                        putChanged(out, consumer, ConsumerChange.REDELIVERED, sequence, times, 0, 0));
    }
}
