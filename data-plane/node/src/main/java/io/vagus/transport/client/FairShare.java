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

    /** A new round of the selector begins. */
    void nextRound() {
        round++;
        accountsBefore = accounts;
        accounts = 0;
    }

    /** Bytes that a connection of this account may read now. */
    int readBytes(Part part) {
        if (part.round != round) {
            part.readersBefore = part.round == round - 1 ? Math.max(1, part.readers) : 1;
            part.round = round;
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
