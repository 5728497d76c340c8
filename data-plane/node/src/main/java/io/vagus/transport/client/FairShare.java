package io.vagus.transport.client;

import io.vagus.base.Limits;

/**
 * Shares one event loop between accounts: how much a connection may read in its turn. An account alone on the loop reads
 * as much as the buffer holds. As soon as several accounts sent in the same round of the selector, each has the same share
 * of a round, divided among those of its connections that want to read, so that a thousand flooding connections of one
 * tenant make the others wait no longer than a few do. Owned by the loop.
 */
final class FairShare {

    /** One account's part in this loop. */
    static final class Part {
        private long round;
        private int readers;
        private int readersBefore = 1;
    }

    private long round;
    private int accounts;
    private int accountsBefore;

    /**
     * Bytes that a connection of this account may read now.
     *
     * @param now the number of the selector's present round
     */
    int readBytes(Part part, long now) {
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
        if (accountsBefore <= 1) {
            return Limits.READ_BUFFER_BYTES;
        }
        return Math.max(Limits.LEAST_READ_BYTES, Limits.ROUND_BYTES / accountsBefore / part.readersBefore);
    }
}
