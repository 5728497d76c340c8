package io.vagus.transport.client;

import io.vagus.base.Limits;

/**
 * Shares one event loop between accounts: how much a connection may read in its turn. An account alone on the loop reads
 * as much as the buffer holds. Several that used it lately share the time of a round: each account that reads has the same part of
 * it, divided among those of its connections that want to read, so that a thousand flooding connections of one
 * tenant make the others wait no longer than a few do. How many bytes fit into that time is learned from the turns before, which
 * are charged with all they cause: reading, finding receivers, writing to them. Owned by the loop.
 */
final class FairShare {

    /** Lately is this long ago, or up to twice that, as a power of two of nanoseconds: half a second. */
    private static final int WINDOW_BITS = 29;

    private static final long FIRST_GUESS_PICOS_PER_BYTE = 1_000;

    /** One account's part in this loop. */
    static final class Part {
        private long round;
        private int readers;
        private int readersBefore = 1;
        private long window = Long.MIN_VALUE;
        private long picosPerByte = FIRST_GUESS_PICOS_PER_BYTE;
    }

    private long round;
    private int accounts;
    private int accountsBefore;
    private long window;
    /** Accounts of this window, and of this one and the one before. */
    private int present;

    private int recent;

    /** Whether several accounts used the loop lately. */
    boolean isShared() {
        return recent > 1;
    }

    /**
     * Bytes that a connection of this account may read now.
     *
     * @param now the number of the selector's present round
     * @param nanos the time
     */
    int readBytes(Part part, long now, long nanos) {
        note(part, nanos >> WINDOW_BITS);
        if (round != now) {
            accountsBefore = round == now - 1 ? accounts : 0;
            accounts = 0;
            round = now;
        }
        if (part.round != now) {
            part.readersBefore = part.round == now - 1 ? Math.max(1, part.readers) : 1;
            part.round = now;
            part.readers = 0;
            accounts++;
        }
        part.readers++;
        if (!isShared()) {
            return Limits.READ_BUFFER_BYTES;
        }
        long turnNanos = Limits.ROUND_NANOS / Math.max(1, accountsBefore) / part.readersBefore;
        return (int)
                Math.clamp(turnNanos * 1000 / part.picosPerByte, Limits.LEAST_READ_BYTES, Limits.READ_BUFFER_BYTES);
    }

    private void note(Part part, long current) {
        if (window != current) {
            recent = window == current - 1 ? present : 0;
            present = 0;
            window = current;
        }
        if (part.window != current) {
            if (part.window != current - 1) {
                recent++;
            }
            part.window = current;
            present++;
        }
    }

    /**
     * A turn is over. The guess follows the middle of what turns took rather than their mean, as some are interrupted by whatever
     * else runs on the machine.
     */
    void charge(Part part, int bytes, long nanos) {
        long known = part.picosPerByte;
        part.picosPerByte = nanos * 1000 > known * bytes ? known + (known >> 3) + 1 : known - (known >> 3);
    }
}
