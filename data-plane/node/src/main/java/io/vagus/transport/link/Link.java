package io.vagus.transport.link;

import io.vagus.protocol.ClosedReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * A stream of bytes to one peer that never blocks. What lies between it and the socket (nothing, TLS, WebSocket frames) is
 * its own affair. Reads happen on the owner's loop only; writes on any thread, one at a time.
 */
public interface Link {

    /** Reads what is there into the buffer's remaining space; 0 when nothing is there, -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** Writes as much as goes out now of the buffer's remaining bytes; returns how many. */
    int write(ByteBuffer from) throws IOException;

    /** Bytes that {@link #write} has taken, as they go over the wire, but that did not go out yet. */
    default int heldBytes() {
        return 0;
    }

    /** Whether {@link #read} has something to say without the socket becoming ready. */
    default boolean isReadable() {
        return false;
    }

    /** Tells the peer in the link's own words why the connection ends, if it has any and they go out at once. */
    default void farewell(ClosedReason reason) {}

    /** Has {@link #close} reset the connection, since nobody reads what the peer has sent; no effect on links that cannot. */
    default void abandonInput() {}

    /** Sends held bytes as far as it goes now. */
    default void flush() throws IOException {}

    /** Tells the selector to watch this link. */
    SelectionKey register(Selector selector, int interest, Object attachment) throws IOException;

    /** Ends both directions; any thread, idempotent. */
    void close();
}
