package io.vagus.differential;

/** One thing a scenario does, to both servers alike. */
sealed interface Step {

    /**
     * Bytes from one peer, in pieces of at most {@code pieceBytes}; the peer is opened when it is new.
     *
     * @param settled whether nothing follows before both servers have gone silent
     */
    record Send(String peer, byte[] bytes, int pieceBytes, boolean settled) implements Step {}

    /** A peer ends its connection. */
    record Close(String peer) implements Step {}

    /** Time passes, for what a server does later by itself. */
    record Wait(long millis) implements Step {}

    /** A monitoring page is read and compared. */
    record Page(String path) implements Step {}
}
