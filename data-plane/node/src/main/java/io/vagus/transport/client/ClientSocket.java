package io.vagus.transport.client;

import io.vagus.base.Limits;
import io.vagus.protocol.ClientParser;
import io.vagus.protocol.ClosedReason;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one client: what the selector watches for, when and how much is read, and what is kept of an operation until the
 * rest of it comes. Owned by the connection's loop, which alone uses it.
 */
final class ClientSocket {

    private static final byte[] EMPTY = {};

    private final ClientConnection connection;
    private final EventLoop loop;
    private final ClientParser parser;
    private Link link;
    private @Nullable SelectionKey key;
    private int interest = SelectionKey.OP_READ;
    private byte[] tail = EMPTY;
    private boolean greedy;

    ClientSocket(ClientConnection connection, EventLoop loop, ClientParser parser, Link link) {
        this.connection = connection;
        this.loop = loop;
        this.parser = parser;
        this.link = link;
    }

    /** From now on the selector tells the connection what happens. */
    void register() throws IOException {
        key = link.register(loop.selector(), SelectionKey.OP_READ, connection);
    }

    Link link() {
        return link;
    }

    /** From now on the bytes come over this link, of the same socket. */
    void switchTo(Link used) {
        link = used;
    }

    /** The selector watches it no more. */
    void cancel() {
        SelectionKey current = key;
        if (current != null) {
            current.cancel();
        }
    }

    /** Leaves in the socket what the parser did not want to see, as nats-server does, so that the system resets the connection. */
    void abandonUnread() {
        if (parser.leftUnread()) {
            link.abandonInput();
        }
    }

    void close(ClosedReason reason) {
        link.farewell(reason);
        link.close();
        tail = EMPTY;
    }

    /** Whether there was at least as much to read as it was allowed the last time. */
    boolean isGreedy() {
        return greedy;
    }

    /** Reads once and has all of it carried out. */
    void read() {
        ByteBuffer in = loop.readBuffer();
        int kept = tail.length;
        in.put(0, tail);
        int most = Math.min(
                in.capacity() - ClientParser.SLACK_BYTES - kept,
                connection.publishing().turnBytes());
        in.limit(kept + most).position(kept);
        int count;
        try {
            count = link.read(in);
        } catch (IOException e) {
            connection.closeNow(ClosedReason.READ_ERROR, null);
            return;
        } finally {
            in.clear();
        }
        if (count < 0) {
            connection.closeNow(ClosedReason.CLIENT_CLOSED, null);
            return;
        }
        if (link.heldBytes() > 0) {
            connection.clocks().watchPending();
        }
        greedy = count == most;
        if (count > 0) {
            long began = connection.clocks().heard();
            consume(in, kept + count);
            boolean charged = greedy && connection.publishing().sharesLoop();
            if (charged || count >= Limits.EAGER_FLUSH_BYTES) {
                loop.flush();
                connection.clocks().holdBack();
            }
            if (charged) {
                connection.publishing().chargeTurn(count, loop.clock().nanos() - began);
            }
        }
        if (link.isReadable()) {
            readOn();
        }
    }

    /** Reads once more, when the others have had their turn, what the link has without the socket. */
    private void readOn() {
        loop.execute(() -> {
            if (!connection.isClosed() && connection.opening() == null && (interest & SelectionKey.OP_READ) != 0) {
                read();
            }
        });
    }

    private void consume(ByteBuffer in, int end) {
        int used = parser.parse(in, 0, end);
        connection.publishing().settleBatch();
        if (connection.isClosed()) {
            return;
        }
        if (used == end) {
            tail = EMPTY;
        } else {
            byte[] rest = new byte[end - used];
            in.get(used, rest);
            tail = rest;
        }
    }

    /** Parses what was kept while nothing was read. */
    void resume() {
        parser.resume();
        if (tail.length > 0) {
            byte[] kept = tail;
            tail = EMPTY;
            ByteBuffer in = loop.readBuffer();
            in.put(0, kept);
            consume(in, kept.length);
        }
        updateInterest();
    }

    /** Tells the selector what to watch for now. */
    void updateInterest() {
        SelectionKey current = key;
        if (current == null || !current.isValid()) {
            return;
        }
        Opening before = connection.opening();
        if (before != null) {
            change(current, before.interest());
            return;
        }
        boolean reading = !connection.clocks().isStalled() && !connection.isAuthenticating();
        boolean writing = connection.clocks().isWaitingToWrite();
        int wanted = (reading ? SelectionKey.OP_READ : 0) | (writing ? SelectionKey.OP_WRITE : 0);
        change(current, wanted);
    }

    private void change(SelectionKey current, int wanted) {
        if (wanted != interest) {
            if ((wanted & ~interest & SelectionKey.OP_READ) != 0 && link.isReadable()) {
                readOn();
            }
            interest = wanted;
            current.interestOps(wanted);
        }
    }
}
